//! CK804, CK805: a session cookie whose key is made at each start, or that has
//! none.

use super::{reading, sources};
use crate::audit::checks::check::{Check, Scope};
use crate::audit::detect::r_code::{Call, Shape, tokens};
use crate::audit::detect::systems::plumber::given::Helpers;
use crate::audit::detect::systems::plumber::{COOKIES, Function, Source, cookie_calls, key};
use crate::audit::facts::lines;
use crate::audit::facts::observation::{Observation, Ordinals, Severity};
use crate::audit::fix::edits::{made_instead, own_file};
use crate::subject::CheckId;

const NEW_KEY: CheckId = CheckId {
    id: "CK804",
    slug: "plumber-key-of-each-start",
};
const NO_KEY: CheckId = CheckId {
    id: "CK805",
    slug: "plumber-no-key",
};

/// The row of a key that is made when the code runs.
pub(super) const NEW_KEY_ROW: Check = Check {
    id: NEW_KEY,
    severity: Severity::Medium,
    title: "A session cookie of plumber gets a new key at each start",
    expected: "a key that is made once and read at each start",
    why: "after a restart nobody is signed in, and two processes refuse one another's cookies",
    fix: "make the key once with cookiekit keygen --out FILE, and read it from there",
    scope: Scope::Scene(|scene| sources(scene, |_, source| judge(source, NEW_KEY))),
};

/// The row of a cookie without a key.
pub(super) const NO_KEY_ROW: Check = Check {
    id: NO_KEY,
    severity: Severity::High,
    title: "A session cookie of plumber has no key",
    expected: "a key that is read from a file or from a keyring",
    why: "without a key the session is sent in plain text, and an empty one is hashed, which anyone \
          can do: anyone can write a session for any user",
    fix: "make a key with cookiekit keygen --out FILE, and read it from there",
    scope: Scope::Scene(|scene| sources(scene, |_, source| judge(source, NO_KEY))),
};

/// A place where another key belongs.
struct Found {
    function: &'static str,
    /// Where the value starts.
    at: usize,
    /// As it is written.
    value: Vec<u8>,
}

fn judge(source: &Source, check: CheckId) -> Vec<Observation> {
    if !source.is_an_api() {
        return vec![];
    }
    let code = source.code;
    let helpers = Helpers::of(code);
    let calls = cookie_calls(code, &helpers);
    let mut found: Vec<Found> = calls
        .iter()
        .flat_map(|call| of_call(code, &helpers, call, check))
        .collect();
    found.sort_by_key(|it| it.at);
    found.dedup_by_key(|it| it.at);
    let places = lines::places(source.bytes, found.iter().map(|it| it.at));
    let mut ordinals = Ordinals::default();
    let observations = found.iter().zip(places).map(|(found, place)| {
        let (function, line) = (found.function, place.line);
        let observed = match check.id == NEW_KEY.id {
            true => format!("makes a new key for {function}() at each start in line {line}"),
            false if is_blank(&found.value) => {
                format!("calls {function}() with an empty key in line {line}")
            }
            false => format!("calls {function}() with no key in line {line}"),
        };
        let detail = ordinals.next(function);
        let file = own_file(source.path, &detail);
        let mut observation = Observation::new(check, source.path, observed);
        observation.fix = reading(&file).and_then(|read| {
            let kind = pattern(&found.value)?;
            made_instead(source.path, place, &kind, &file, &read)
        });
        observation.detail(detail)
    });
    observations.collect()
}

fn of_call(code: &[u8], helpers: &Helpers, call: &Call, check: CheckId) -> Vec<Found> {
    let (function, name): (Function, _) = key(call);
    if !COOKIES.iter().any(|it| it.0 == function.0) {
        return vec![];
    }
    let Some(argument) = call.argument(code, function.1, name) else {
        return vec![];
    };
    let found = |range: std::ops::Range<usize>| Found {
        function: function.0,
        at: range.start,
        value: code[range].to_vec(),
    };
    let value = argument.value.clone();
    if check.id == NO_KEY.id {
        let is_none = code[value.clone()] == *b"NULL" || is_blank(&code[value.clone()]);
        let value = match argument.shape {
            Shape::Word if !is_none => null_of(code, &code[value]),
            _ => is_none.then_some(value),
        };
        return value.map(found).into_iter().collect();
    }
    if helpers.is_new_key(code, &value) {
        return vec![found(value)];
    }
    if argument.shape != Shape::Word {
        return vec![];
    }
    let assigned = helpers.assigned(&code[value]);
    let new = assigned.filter(|it| helpers.is_new_key(code, &it.value));
    new.map(|it| found(it.value)).collect()
}

/// Whether a value is a text with nothing in it but white space.
fn is_blank(value: &[u8]) -> bool {
    let text = [b'"', b'\'']
        .iter()
        .find_map(|mark| value.strip_prefix(&[*mark])?.strip_suffix(&[*mark]));
    // As it is written: R trims what a tab or an end of line stands for as well.
    let is_space = |it: &[u8]| it.is_empty() || matches!(it, b"t" | b"n" | b"r");
    text.is_some_and(|it| {
        let mut parts = it.split(|byte| *byte == b'\\').map(<[u8]>::trim_ascii);
        parts.next().is_some_and(<[u8]>::is_empty) && parts.all(is_space)
    })
}

/// Where a variable is set to nothing, if the source says nothing else of it but where it
/// is handed over.
fn null_of(code: &[u8], name: &[u8]) -> Option<std::ops::Range<usize>> {
    let all: Vec<_> = tokens(code).collect();
    let text = |at: usize| all.get(at).map(|it| &code[it.range.clone()]);
    let mut uses = (0..all.len()).filter(|at| text(*at) == Some(name));
    let set = uses.next()?;
    let is_set = matches!(text(set + 1), Some(b"<-" | b"=")) && text(set + 2) == Some(b"NULL");
    let line = code[..all[set].range.start]
        .rsplit(|it| *it == b'\n')
        .next();
    let starts = line.is_some_and(|it| it.trim_ascii().is_empty());
    (is_set && starts && uses.count() == 1).then(|| all[set + 2].range.clone())
}

/// What stands for a value in a pattern: words, and the marks of a call.
fn pattern(value: &[u8]) -> Option<String> {
    let is_plain = |it: &u8| it.is_ascii_alphanumeric() || b"_.:() ".contains(it);
    let text = std::str::from_utf8(value).ok()?;
    let escaped = text
        .replace('.', "\\.")
        .replace('(', "\\(")
        .replace(')', "\\)");
    value.iter().all(is_plain).then_some(escaped)
}
