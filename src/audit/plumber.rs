//! 8xx: R plumber, as its sources tell.

mod advice;

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::config::{is_test, opens_nothing};
use super::finding::{Check, Look, Ordinals, Severity, Sighting};
use super::held::{Reading, held};
use super::itself;
use super::lines::{self, Place};
use super::needles::Needles;
use super::r_code::{Call, Shape, calls, chunks, is_word, unquoted};
use super::renewal::put_instead;
use super::scene::Scene;
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
        expected: "pr_cookie(keyring::key_get(\"plumber_api\")) or a key read from a file",
        why: "whoever reads the source can forge every session, and sources are shared",
        fix: "cookiekit keygen --keyring plumber_api, and keyring::key_get() in the source",
        look: Look::Scene(|scene| sources(scene, source)),
    },
    advice::NO_SECURE_FLAG_ROW,
    advice::FILE_RECIPE_ROW,
];

/// A function of plumber or keyring, with its parameters in their order.
type Function = (&'static str, &'static [&'static str]);

/// The functions that make a session cookie.
const COOKIES: [Function; 2] = [
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
];
/// The one that writes a key into a keyring.
const KEYRING: Function = (
    "key_set_with_value",
    &["service", "username", "password", "keyring"],
);

/// What reads a key instead of the literal.
const FROM_KEYRING: &str = "keyring::key_get(\"plumber_api\")";

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
}

impl Source<'_> {
    /// Whether somebody may run it for others: a test or an example is not.
    fn is_an_api(&self) -> bool {
        !self.is_installed && !is_test(self.path)
    }
}

/// What `judge` sights in the sources of the scene.
fn sources(scene: &Scene, judge: fn(&Source, &Needles) -> Vec<Sighting>) -> Vec<Sighting> {
    let needles = scene.needles();
    let mut packages = Packages::default();
    let mut sightings = Vec::new();
    for path in scene.texts.iter().filter(|path| is_source(path)) {
        let bytes = match lines::read(path) {
            Ok(Some(bytes)) => bytes,
            Ok(None) => continue,
            Err(error) => {
                sightings.push(itself::skipped(path, crate::error::reason_of(&error)));
                continue;
            }
        };
        let is_document = !path
            .extension()
            .is_none_or(|it| it.eq_ignore_ascii_case("r"));
        let code = is_document.then(|| chunks(&bytes));
        let source = Source {
            path,
            bytes: &bytes,
            code: code.as_ref().map_or(&bytes, |code| code),
            is_installed: packages.of(path).is_some(),
        };
        sightings.extend(judge(&source, &needles));
    }
    sightings
}

/// The folders of installed packages, each folder asked once.
#[derive(Default)]
struct Packages(HashMap<PathBuf, Option<PathBuf>>);

impl Packages {
    /// The folder of the installed package that a file is part of: `R CMD
    /// INSTALL` puts both of these into it, and no source of a package has
    /// them. What is in it was written by its makers, as an example, and is
    /// nobody's API.
    fn of(&mut self, file: &Path) -> Option<&Path> {
        let is_package = |folder: &&Path| {
            folder.join("DESCRIPTION").is_file() && folder.join("Meta/package.rds").is_file()
        };
        let folder = file.parent()?;
        let find = || folder.ancestors().find(is_package).map(Path::to_owned);
        let found = self.0.entry(folder.to_owned()).or_insert_with(find);
        found.as_deref()
    }
}

/// The installed packages that some files are part of, each once.
pub fn installed_packages(files: &[PathBuf]) -> Vec<PathBuf> {
    let mut packages = Packages::default();
    let sources = files.iter().filter(|path| is_source(path));
    let found = sources.filter_map(|path| packages.of(path).map(Path::to_owned));
    let found: BTreeSet<PathBuf> = found.collect();
    found.into_iter().collect()
}

/// A literal that is handed to a function as a key.
struct Literal {
    function: &'static str,
    range: Range<usize>,
}

fn source(source: &Source, needles: &Needles) -> Vec<Sighting> {
    let Source {
        path, bytes, code, ..
    } = *source;
    let functions = [COOKIES[0].0, COOKIES[1].0, KEYRING.0];
    let calls = calls(code, &functions);
    let literals = match source.is_installed {
        true => Vec::new(),
        false => literals(code, &calls),
    };
    let variables = variables(code, &calls);
    let reading = Reading::of(path).with(&variables, source.is_installed);
    let mut ordinals = Ordinals::default();
    let places = lines::places(bytes, literals.iter().map(|it| it.range.start));
    let mut sightings = Vec::new();
    for (literal, place) in literals.iter().zip(places) {
        let mut sighting = handed(path, literal, place, &bytes[literal.range.clone()]);
        sighting.severity = is_test(path).then_some(Severity::Low);
        sightings.push(sighting.detail(ordinals.next(literal.function)));
    }
    for held in held(bytes, code, reading, needles) {
        let next = literals.partition_point(|it| it.range.start <= held.range.start);
        if literals[..next]
            .last()
            .is_some_and(|it| held.range.start < it.range.end)
        {
            continue;
        }
        let sighting = Sighting::new(PLUMBER_KEY_IN_SOURCE, path, held.observed());
        let mut sighting = sighting.detail(ordinals.next(&held.name));
        let instead = if held.is_quoted(bytes) {
            FROM_KEYRING
        } else {
            ""
        };
        sighting.fix = held.replaced(path, bytes, instead);
        sighting.severity = opens_nothing(path, &held).then_some(Severity::Low);
        sightings.push(sighting);
    }
    sightings
}

/// The key's argument of a call, if it has one.
fn literals(code: &[u8], calls: &[Call]) -> Vec<Literal> {
    let literal = |call: &Call| {
        let (function, key) = key(call);
        let argument = call.argument(code, function.1, key)?;
        // Two quotation marks alone are no key.
        let is_one = argument.shape == Shape::Text && argument.value.len() > 2;
        is_one.then(|| Literal {
            function: function.0,
            range: argument.value.clone(),
        })
    };
    let mut literals: Vec<Literal> = calls.iter().filter_map(literal).collect();
    literals.sort_by_key(|it| it.range.start);
    literals
}

/// The variables that are handed to a call as its key, in order: `key`, the
/// last name of `settings$key`, and that of `Sys.getenv("KEY")`.
fn variables<'a>(code: &'a [u8], calls: &[Call]) -> Vec<&'a [u8]> {
    let variable = |call: &Call| {
        let (function, key) = key(call);
        let argument = call.argument(code, function.1, key)?;
        let value = &code[argument.value.clone()];
        if let Some(asked) = value.strip_prefix(b"Sys.getenv(") {
            let name = asked.split(|byte| matches!(byte, b')' | b',')).next()?;
            return Some(unquoted(name.trim_ascii()));
        }
        let is_path = value.iter().all(|byte| is_word(*byte) || *byte == b'$');
        let is_one = argument.shape == Shape::Word || is_path && value.contains(&b'$');
        value.rsplit(|byte| *byte == b'$').next().filter(|_| is_one)
    };
    let names: BTreeSet<&[u8]> = calls.iter().filter_map(variable).collect();
    names.into_iter().collect()
}

/// The function of a call, and what its key is called.
fn key(call: &Call) -> (Function, &'static str) {
    let mut cookies = COOKIES.into_iter();
    match cookies.find(|function| function.0 == call.function) {
        Some(function) => (function, "key"),
        None => (KEYRING, "password"),
    }
}

fn handed(path: &Path, literal: &Literal, place: Place, text: &[u8]) -> Sighting {
    let (line, function) = (place.line, literal.function);
    let observed = format!("hands a literal key to {function}() in line {line}");
    let mut sighting = Sighting::new(PLUMBER_KEY_IN_SOURCE, path, observed);
    let inner = &text[1..text.len() - 1];
    let is_plain = !inner
        .iter()
        .any(|byte| matches!(byte, b'"' | b'\'' | b'\\' | b'\n'));
    if function != KEYRING.0 && is_plain && matches!(text[0], b'"' | b'\'') {
        // The literal is named by its place, and not by what it says.
        sighting.fix = put_instead(path, place, "[\"'][^\"']*[\"']", FROM_KEYRING);
    }
    sighting
}
