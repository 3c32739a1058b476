//! 8xx: R plumber, as its sources tell.

mod advice;
mod borrowed;
mod given;
mod in_history;
mod no_key;
mod packages;

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

pub use self::borrowed::borrowed;
use self::given::{Helpers, Literal, unwrapped};
use self::in_history::in_commits;
pub use self::in_history::{handed_over, judged, marked};
use self::packages::Packages;
pub use self::packages::installed_packages;
use crate::audit::checks::check::{Check, Look};
use crate::audit::checks::config::{OPENS_NOTHING, opens_nothing};
use crate::audit::checks::git::committed;
use crate::audit::detect::held::{Held, Reading, held};
use crate::audit::detect::histories::language_of;
use crate::audit::detect::needles::Needles;
use crate::audit::detect::r_code::{Call, Shape, calls, chunks, is_word, prose, unquoted};
use crate::audit::detect::test_names::is_test;
use crate::audit::detect::written::Language;
use crate::audit::facts::incomplete;
use crate::audit::facts::lines::{self, Place};
use crate::audit::facts::location::Location;
use crate::audit::facts::sighting::{Ordinals, Severity, Sighting};
use crate::audit::fix::edits::{Moved, moved_out, own_file, put_instead};
use crate::audit::scan::scene::Scene;
use crate::subject::CheckId;

const PLUMBER_KEY_IN_SOURCE: CheckId = CheckId {
    id: "CK801",
    slug: "plumber-key-in-source",
};

/// The rows.
pub const CHECKS: &[Check] = &[
    Check {
        id: PLUMBER_KEY_IN_SOURCE,
        severity: Severity::Critical,
        title: "A key is written in an R source",
        expected: "a key that is read from a file or from a keyring",
        why: "anyone who reads the source can forge every session, and sources are shared",
        fix: "move the key to a file or a keyring (cookiekit key copy) and read it from there, then \
              rotate: the source has it",
        look: Look::Scene(|scene| sources(scene, source)),
    },
    advice::NO_SECURE_FLAG_ROW,
    advice::FILE_RECIPE_ROW,
    no_key::NEW_KEY_ROW,
    no_key::NO_KEY_ROW,
];

/// A function of plumber or keyring, with its parameters in their order.
type Function = (&'static str, &'static [&'static str]);

/// The functions that make a session cookie.
const COOKIES: [Function; 4] = [
    (
        "pr_cookie",
        &[
            "pr",
            "key",
            "name",
            "expiration",
            "http",
            "secure",
            "same_site",
            "path",
        ],
    ),
    (
        "session_cookie",
        &[
            "key",
            "name",
            "expiration",
            "http",
            "secure",
            "same_site",
            "path",
        ],
    ),
    // What it was called before, and still is in many a source.
    (
        "sessionCookie",
        &["key", "name", "expiration", "http", "secure", "sameSite"],
    ),
    // plumber2's.
    (
        "api_session_cookie",
        &[
            "api",
            "key",
            "name",
            "expires",
            "max_age",
            "path",
            "secure",
            "same_site",
        ],
    ),
];
/// The one of reqres that is called like one of plumber's, and gets no key:
/// its first argument is the name of the cookie.
const OF_REQRES: Function = (
    "session_cookie",
    &["name", "expires", "max_age", "path", "secure", "same_site"],
);
/// The one that writes a key into a keyring.
const KEYRING: Function = (
    "key_set_with_value",
    &["service", "username", "password", "keyring"],
);

/// What there is to do when the key is in a file.
const THEN: &str = "rotate: anyone who has the source has the key; where R has a keyring, \
     `cookiekit key copy --key FILE --to keyring:plumber_api` puts it there for \
     keyring::key_get(\"plumber_api\")";

/// Whether the file is R code.
pub fn is_source(path: &Path) -> bool {
    Reading::of(path).is_r()
}

/// A source under audit.
struct Source<'a> {
    path: &'a Path,
    /// As it is.
    bytes: &'a [u8],
    /// Its code alone.
    code: &'a [u8],
    /// It is part of an installed package.
    is_installed: bool,
    /// Variables that other sources hand on as keys, in order.
    lent: Vec<&'a [u8]>,
}

impl Source<'_> {
    /// Whether somebody may run it for others: a test or an example is not.
    fn is_an_api(&self) -> bool {
        !self.is_installed && !is_test(self.path)
    }
}

/// What `judge` sights in the sources of the scene.
fn sources(scene: &Scene, judge: fn(&Scene, &Source) -> Vec<Sighting>) -> Vec<Sighting> {
    let mut packages = Packages::default();
    let mut sightings = Vec::new();
    let is_code = |path: &&PathBuf| scene.reading(path).is_r() && language_of(path).is_none();
    for path in scene.texts.iter().filter(is_code) {
        let Some(bytes) = incomplete::read(path, &mut sightings) else {
            continue;
        };
        let code = code_of(path, &bytes);
        let source = Source {
            path,
            bytes: &bytes,
            code: code.as_ref().map_or(&bytes, |code| code),
            is_installed: packages.of(path).is_some(),
            lent: scene.lent_by(path),
        };
        sightings.extend(judge(scene, &source));
    }
    sightings
}

/// The code of a document, which is not all of it; `None` where it is.
fn code_of(path: &Path, bytes: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let is_r = |it: &OsStr| it.eq_ignore_ascii_case("r");
    let is_document = is_source(path) && !path.extension().is_none_or(is_r);
    is_document.then(|| chunks(bytes))
}

/// The calls that get a key, in the order in which they start.
fn cookie_calls(code: &[u8], helpers: &Helpers) -> Vec<Call> {
    let functions: Vec<&str> = COOKIES.iter().map(|it| it.0).chain([KEYRING.0]).collect();
    let mut calls = calls(code, &functions);
    let is_near = is_near_reqres(code);
    calls.retain(|call| !is_of_reqres(code, call, is_near));
    calls.extend(helpers.done(code));
    calls.sort_by_key(|call| call.range.start);
    calls
}

/// The keys of a source: the literals that are handed to a function as one, and
/// what else it holds.
fn keys_in<'a>(source: &Source, needles: &Needles<'a>) -> (Vec<Literal>, Vec<Held<'a>>) {
    let Source {
        path, bytes, code, ..
    } = *source;
    let lent = &source.lent;
    let helpers = Helpers::of(code);
    let calls = cookie_calls(code, &helpers);
    let literals = match source.is_installed {
        true => Vec::new(),
        false => helpers.literals(code, &calls),
    };
    let mut variables = variables(code, &calls);
    variables.extend(lent);
    variables.sort_unstable();
    variables.dedup();
    let reading = Reading::of(path)
        .written_in(Language::R)
        .with(&variables, source.is_installed);
    let mut found = held(bytes, code, reading, needles);
    if code.as_ptr() != bytes.as_ptr() {
        // What stands around the code of a document is read, too.
        let prose = prose(bytes, code);
        let reading = Reading::of(path).written_in(Language::Markdown);
        let others = held(&prose, &prose, reading, needles).into_iter();
        found.extend(others.filter(|it| it.key.is_none()));
        found.sort_by_key(|it| it.range.start);
    }
    found.retain(|held| {
        let next = literals.partition_point(|it| it.range.start <= held.range.start);
        let before = literals[..next].last();
        before.is_none_or(|it| held.range.start >= it.range.end)
    });
    (literals, found)
}

fn source(scene: &Scene, source: &Source) -> Vec<Sighting> {
    let Source {
        path, bytes, code, ..
    } = *source;
    let (literals, held) = keys_in(source, &scene.needles());
    let mut ordinals = Ordinals::default();
    let places = lines::places(bytes, literals.iter().map(|it| it.range.start));
    let mut sightings = Vec::new();
    for (literal, place) in literals.iter().zip(places) {
        let detail = ordinals.next(literal.function);
        let text = &bytes[literal.range.clone()];
        let at = Location::within(path, bytes, literal.range.start, place);
        let sighting = handed(path, literal, place, text, &detail).detail(detail);
        let sighting = sighting.at([at]);
        let sighting = in_commits(sighting, committed(scene, path, unquoted(text)));
        sightings.push(in_test(sighting, is_test(path)));
    }
    for held in held {
        let observed = held.observed() + scene.handed_on(path, &held.name);
        let sighting = Sighting::new(PLUMBER_KEY_IN_SOURCE, path, observed);
        let name = ordinals.next(&held.name);
        let at = Location::within(path, bytes, held.range.start, held.place);
        let mut sighting = sighting.detail(&*name).at([at]);
        sighting.fix = match held.is_quoted(bytes) && code[held.range.start] != b' ' {
            true => read_instead(path, bytes, &held, &name),
            false => held.taken_out(path, bytes, &name),
        };
        let text = &bytes[held.range.clone()];
        let sighting = in_commits(sighting.mend(THEN), committed(scene, path, text));
        sightings.push(in_test(sighting, opens_nothing(path, &held)));
    }
    sightings
}

/// The variables that are handed to a call as its key, in order: `key`, the
/// last name of `settings$key`, and that of `Sys.getenv("KEY")`.
fn variables<'a>(code: &'a [u8], calls: &[Call]) -> Vec<&'a [u8]> {
    let variable = |call: &Call| {
        let (function, key) = key(call);
        let argument = call.argument(code, function.1, key)?;
        let whole = &code[argument.value.clone()];
        let value = unwrapped(whole);
        if let Some(asked) = value.strip_prefix(b"Sys.getenv(") {
            let name = asked.split(|byte| matches!(byte, b')' | b',')).next()?;
            return Some(unquoted(name.trim_ascii()));
        }
        let is_path = value.iter().all(|byte| is_word(*byte) || *byte == b'$');
        let is_one = argument.shape == Shape::Word
            || is_path && (value.contains(&b'$') || value.len() < whole.len());
        value.rsplit(|byte| *byte == b'$').next().filter(|_| is_one)
    };
    let names: BTreeSet<&[u8]> = calls.iter().filter_map(variable).collect();
    names.into_iter().collect()
}

/// Whether a call is one of reqres, which plumber2 and fiery use: by its
/// package, by arguments that the other does not have, or by the packages that
/// the source attaches.
fn is_of_reqres(code: &[u8], call: &Call, is_near: bool) -> bool {
    if call.function != OF_REQRES.0 {
        return false;
    }
    let before = code[..call.range.start].trim_ascii_end();
    let is_of = |package: &str| {
        let colons = before
            .strip_suffix(b"::")
            .map(|it| it.strip_suffix(b":").unwrap_or(it));
        colons.is_some_and(|it| it.ends_with(package.as_bytes()))
    };
    if is_of("reqres") || is_of("plumber") {
        return is_of("reqres");
    }
    let is_named = |names: &[&str]| {
        let given = call.arguments.iter().filter_map(|it| it.name.clone());
        let given: Vec<&[u8]> = given.map(|name| unquoted(&code[name])).collect();
        names.iter().any(|name| given.contains(&name.as_bytes()))
    };
    if is_named(&["key", "expiration", "http"]) {
        return false;
    }
    is_named(&["expires", "max_age"]) || is_near
}

/// Whether a source attaches the packages that use reqres, and not plumber.
fn is_near_reqres(code: &[u8]) -> bool {
    let attaches = |package: &str| {
        let mut ways = ["library(", "require(", "library(\"", "library('"].iter();
        ways.any(|way| {
            let call = format!("{way}{package}");
            let mut found = memchr::memmem::find_iter(code, call.as_bytes());
            found.any(|at| !code.get(at + call.len()).copied().is_some_and(is_word))
        })
    };
    let near = ["reqres", "fiery", "plumber2"];
    near.iter().any(|it| attaches(it)) && !attaches("plumber")
}

/// A key in a test may be there for the test: it is worth knowing.
fn in_test(sighting: Sighting, is_test: bool) -> Sighting {
    match is_test {
        true => Sighting {
            fix: None,
            ..sighting.severity(Severity::Low).mend(OPENS_NOTHING)
        },
        false => sighting,
    }
}

/// What reads a key from a file in R, which finds `~` by itself.
fn reading(file: &str) -> Option<String> {
    // What means nothing to R's strings, to a pattern, nor to what replaces it.
    let is_plain = |it: char| it.is_alphanumeric() || "/._-+ ~".contains(it);
    let is_one = file.chars().all(is_plain);
    is_one.then(|| format!("readLines(\"{file}\", warn = FALSE)"))
}

/// Reads the key from its file, instead of having it in the source: from the
/// one that it is in already, or from one that is made of it.
fn read_instead(path: &Path, bytes: &[u8], held: &Held, name: &str) -> Option<String> {
    let Some(key) = held.key else {
        let read = reading(&own_file(path, name))?;
        let replaced = held.replaced(path, bytes, &read)?;
        return Some(format!("{} && {replaced}", held.saved(path, bytes, name)?));
    };
    let file = std::path::absolute(&key.path).ok()?;
    held.replaced(path, bytes, &reading(file.to_str()?)?)
}

/// The function of a call, and what its key is called.
fn key(call: &Call) -> (Function, &'static str) {
    let mut cookies = COOKIES.into_iter();
    match cookies.find(|function| function.0 == call.function) {
        Some(function) => (function, "key"),
        None => (KEYRING, "password"),
    }
}

fn handed(path: &Path, literal: &Literal, place: Place, text: &[u8], detail: &str) -> Sighting {
    let (line, function) = (place.line, literal.function);
    let observed = format!("hands a literal key to {function}() in line {line}");
    let mut sighting = Sighting::new(PLUMBER_KEY_IN_SOURCE, path, observed);
    let inner = &text[1..text.len() - 1];
    let is_plain = !inner
        .iter()
        .any(|byte| matches!(byte, b'"' | b'\'' | b'\\' | b'\n'));
    if function != KEYRING.0 && is_plain && matches!(text[0], b'"' | b'\'') {
        // The literal is named by its place, and not by what it says.
        sighting.fix = moved_literal(path, place, detail);
    }
    sighting.mend(THEN)
}

/// Moves the literal to a file of its own, and reads it from there: it is the
/// same key, and no session ends.
fn moved_literal(path: &Path, place: Place, detail: &str) -> Option<String> {
    let file = own_file(path, detail);
    let saved = moved_out(path, place, "[\"']([^\"']*)[\"']", Moved::to(&file))?;
    let replaced = put_instead(path, place, "[\"'][^\"']*[\"']", &reading(&file)?)?;
    Some(format!("{saved} && {replaced}"))
}
