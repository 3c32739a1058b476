//! R plumber: the keys that its sources hold and hand over.

mod borrowed;
pub mod given;

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::ops::Range;
use std::path::Path;

use zeroize::Zeroizing;

pub use self::borrowed::{asked, borrowed};
use self::given::{Helpers, Literal, unwrapped};
use crate::audit::detect::hardcoded::{Language, is_remarked};
use crate::audit::detect::keys_in_text::{Held, Reading, held};
use crate::audit::detect::marks::{Mark, Marked};
use crate::audit::detect::needles::{Needles, Texts};
use crate::audit::detect::placeholder::is_placeholder;
use crate::audit::detect::r_code::{Call, Shape, calls, chunks, is_word, prose, remarks, unquoted};
use crate::audit::detect::test_names::is_test;
use crate::audit::facts::lines;
use crate::keys::known;

/// A function of plumber or keyring, with its parameters in their order.
pub type Function = (&'static str, &'static [&'static str]);

/// The functions that make a session cookie.
pub const COOKIES: [Function; 4] = [
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
pub const OF_REQRES: Function = (
    "session_cookie",
    &["name", "expires", "max_age", "path", "secure", "same_site"],
);

/// The one that writes a key into a keyring.
pub const KEYRING: Function = (
    "key_set_with_value",
    &["service", "username", "password", "keyring"],
);

/// Whether the file is R code.
pub fn is_source(path: &Path) -> bool {
    Reading::of(path).is_r()
}

/// A source under audit.
pub struct Source<'a> {
    /// Where it is.
    pub path: &'a Path,
    /// As it is.
    pub bytes: &'a [u8],
    /// Its code alone.
    pub code: &'a [u8],
    /// It is part of an installed package.
    pub is_installed: bool,
    /// Variables that other sources hand on as keys, in order.
    pub lent: Vec<&'a [u8]>,
}

impl Source<'_> {
    /// Whether somebody may run it for others: a test or an example is not.
    pub fn is_an_api(&self) -> bool {
        !self.is_installed && !is_test(self.path)
    }
}

/// The code of a document, which is not all of it; `None` where it is.
pub fn code_of(path: &Path, bytes: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let is_r = |it: &OsStr| it.eq_ignore_ascii_case("r");
    let is_document = is_source(path) && !path.extension().is_none_or(is_r);
    is_document.then(|| chunks(bytes))
}

/// The calls that get a key, in the order in which they start.
pub fn cookie_calls(code: &[u8], helpers: &Helpers) -> Vec<Call> {
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
pub fn keys_in<'a>(source: &Source, needles: &Needles<'a>) -> (Vec<Literal>, Vec<Held<'a>>) {
    let Source {
        path, bytes, code, ..
    } = *source;
    let lent = &source.lent;
    let helpers = Helpers::of(code);
    let calls = cookie_calls(code, &helpers);
    let mut literals = match source.is_installed {
        true => Vec::new(),
        false => helpers.literals(code, &calls),
    };
    if !source.is_installed {
        literals.extend(remarked(code));
        literals.sort_by_key(|it| it.range.start);
    }
    let mut variables = variables(code, &calls);
    variables.extend(lent);
    variables.sort_unstable();
    variables.dedup();
    let reading = Reading::of(path)
        .written_in(Language::R)
        .with(&variables, source.is_installed);
    let mut found = held(bytes, code, reading, needles);
    // A variable is reported as what it has where that has the shape of a key.
    literals.retain(|literal| {
        let is_of_it = |it: &Held| it.copy().is_none() && literal.range.contains(&it.range.start);
        !literal.is_of_variable || !found.iter().any(is_of_it)
    });
    if code.as_ptr() != bytes.as_ptr() {
        // What stands around the code of a document is read, too.
        let prose = prose(bytes, code);
        let reading = Reading::of(path).written_in(Language::Markdown);
        let mut others = held(&prose, &prose, reading, needles);
        others.retain(|it| it.key.is_none() && it.copy().is_none());
        // Copies were found there already, whatever they are called.
        let is_told = |it: &Held| {
            let same = others.binary_search_by_key(&it.range.start, |other| other.range.start);
            same.is_ok()
        };
        found.retain(|it| it.copy().is_none() || !is_told(it));
        found.extend(others);
        found.sort_by_key(|it| it.range.start);
    }
    found.retain(|held| {
        let next = literals.partition_point(|it| it.range.start <= held.range.start);
        let before = literals[..next].last();
        before.is_none_or(|it| held.range.start >= it.range.end)
    });
    for held in &mut found {
        let line = held.range.start - held.place.column;
        let next = literals.partition_point(|it| it.range.start < held.range.start);
        if next > 0 && literals[next - 1].range.start >= line {
            held.stands_behind_another(bytes);
        }
    }
    (literals, found)
}

/// Where the keys of a source are which no file of this run has, with variables that other
/// sources hand on as keys.
pub fn places(path: &Path, bytes: &[u8], lent: Vec<&[u8]>, needles: &Needles) -> Vec<Range<usize>> {
    let code = code_of(path, bytes);
    let source = Source {
        lent,
        ..source_of(path, bytes, code.as_ref().map_or(bytes, |code| code))
    };
    let (literals, held) = keys_in(&source, needles);
    // The quotation marks are no part of it.
    let inner = |it: Literal| {
        let text = &bytes[it.range.clone()];
        let unquoted = unquoted(text);
        let start = it.range.start + (unquoted.as_ptr() as usize - text.as_ptr() as usize);
        start..start + unquoted.len()
    };
    let held = held.into_iter().filter(|it| it.key.is_none());
    let held = held.map(|it| it.range);
    literals.into_iter().map(inner).chain(held).collect()
}

/// The literals that a call hands over which is a comment now: a secret, and no word that
/// stands for one.
fn remarked(code: &[u8]) -> Vec<Literal> {
    let is_named = |name: &str| memchr::memmem::find(code, name.as_bytes()).is_some();
    if !COOKIES.iter().chain([&KEYRING]).any(|it| is_named(it.0)) {
        return vec![];
    }
    let remarks = remarks(code);
    let helpers = Helpers::of(&remarks);
    let mut literals = helpers.literals(&remarks, &cookie_calls(&remarks, &helpers));
    literals.retain(|it| {
        is_remarked(
            code,
            Language::R,
            it.range.start,
            unquoted(&code[it.range.clone()]),
        )
    });
    for literal in &mut literals {
        literal.is_comment = true;
    }
    literals
}

/// The variables that are handed to a call as its key, in order: `key`, the
/// last name of `settings$key`, and that of `Sys.getenv("KEY")`.
pub fn variables<'a>(code: &'a [u8], calls: &[Call]) -> Vec<&'a [u8]> {
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
pub fn is_of_reqres(code: &[u8], call: &Call, is_near: bool) -> bool {
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
pub fn is_near_reqres(code: &[u8]) -> bool {
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

/// The function of a call, and what its key is called.
pub fn key(call: &Call) -> (Function, &'static str) {
    let mut cookies = COOKIES.into_iter();
    match cookies.find(|function| function.0 == call.function) {
        Some(function) => (function, "key"),
        None => (KEYRING, "password"),
    }
}

/// A source that is at hand as a whole.
pub fn source_of<'a>(path: &'a Path, bytes: &'a [u8], code: &'a [u8]) -> Source<'a> {
    Source {
        path,
        bytes,
        code,
        is_installed: false,
        lent: vec![],
    }
}

/// The keys of a source by what they are known by.
pub fn marked<'a>(path: &Path, bytes: &[u8], needles: &Needles<'a>) -> Vec<Marked<'a>> {
    let code = code_of(path, bytes);
    let source = source_of(path, bytes, code.as_ref().map_or(bytes, |code| code));
    let (literals, held) = keys_in(&source, needles);
    let literals = literals.into_iter().filter_map(|literal| {
        let text = unquoted(&bytes[literal.range.clone()]);
        (!known::is_known(text) && !is_placeholder(text)).then(|| Marked {
            mark: Mark::of(text),
            name: format!("{}()", literal.function),
            key: needles.find_in(text),
        })
    });
    let held = held.into_iter().filter_map(|held| Marked::of(bytes, held));
    literals.chain(held).collect()
}

/// The functions that get a literal as a key in code that was typed, and in which
/// lines.
pub fn handed_over(path: &Path, bytes: &[u8]) -> Vec<(&'static str, usize)> {
    let needles = Texts::of(&[]);
    let source = source_of(path, bytes, bytes);
    let (literals, _) = keys_in(&source, &Needles::new(&[], &needles));
    let places = lines::places(bytes, literals.iter().map(|it| it.range.start));
    let lines = places.into_iter().map(|place| place.line);
    literals.iter().map(|it| it.function).zip(lines).collect()
}
