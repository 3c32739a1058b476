//! CK802, CK803: what plumber's documentation leaves out.

use std::collections::HashMap;
use std::path::Path;

use super::sources;
use crate::audit::checks::check::{Check, Scope};
use crate::audit::detect::r_code::{Argument, Call, calls, unquoted};
use crate::audit::detect::systems::plumber::{
    COOKIES, OF_REQRES, Source, is_near_reqres, is_of_reqres,
};
use crate::audit::facts::lines::{self, Place};
use crate::audit::facts::observation::{Observation, Ordinals, Severity};
use crate::audit::facts::rooted::quoted;
use crate::audit::fix::edits::{itself, put_instead, put_instead_from_end};
use crate::subject::CheckId;

const NO_SECURE_FLAG: CheckId = CheckId {
    id: "CK802",
    slug: "plumber-no-secure-flag",
};
const FILE_RECIPE: CheckId = CheckId {
    id: "CK803",
    slug: "plumber-file-recipe",
};

/// The row of the flag.
pub(super) const NO_SECURE_FLAG_ROW: Check = Check {
    id: NO_SECURE_FLAG,
    severity: Severity::Low,
    title: "A session cookie of plumber is sent without TLS, too",
    expected: "secure = TRUE, which is not the default",
    why: "without it a browser sends the cookie over plain HTTP too, where anyone on the network \
        can read it",
    fix: "pr_cookie(…, secure = TRUE), where the API is reached by HTTPS",
    scope: Scope::Scene(|scene| sources(scene, |_, source| without_flag(source))),
};

/// The row of the recipe.
pub(super) const FILE_RECIPE_ROW: Check = Check {
    id: FILE_RECIPE,
    severity: Severity::Low,
    title: "A script writes a key to a file that others can read for a moment",
    expected: "cookiekit keygen --out FILE, or Sys.umask(\"077\") before it is written",
    why: "cat() makes the file for all to read, and Sys.chmod() closes it only afterwards",
    fix: "make the key with cookiekit keygen --out FILE, or set Sys.umask(\"077\") first",
    scope: Scope::Scene(|scene| sources(scene, |_, source| open_files(source))),
};

fn without_flag(source: &Source) -> Vec<Observation> {
    if !source.is_an_api() {
        return vec![];
    }
    let functions = COOKIES.map(|function| function.0);
    let calls = calls(source.code, &functions);
    let is_near = is_near_reqres(source.code);
    let open = calls
        .iter()
        .filter_map(|call| Some((call, flag(source.code, call, is_near)?)));
    let open: Vec<(&Call, Flag)> = open.collect();
    let places = lines::places(source.code, open.iter().map(|(call, _)| call.range.start));
    // Calls in one another end in another order than they start in.
    let mut ends: Vec<usize> = open.iter().map(|(_, flag)| flag.at()).collect();
    ends.sort_unstable();
    let ends: HashMap<usize, Place> = ends
        .iter()
        .copied()
        .zip(lines::places(source.code, ends.iter().copied()))
        .collect();
    let mut ordinals = Ordinals::default();
    let observations = open.iter().zip(places).map(|((call, flag), place)| {
        let (function, line) = (call.function, place.line);
        let observed = format!("calls {function}() without secure = TRUE in line {line}");
        let mut observation = Observation::new(NO_SECURE_FLAG, source.path, observed);
        let end = ends[&flag.at()];
        // What stands before it in its line may be replaced by another command.
        let is_last = !open
            .iter()
            .any(|(_, it)| it.at() > flag.at() && ends[&it.at()].line == end.line);
        let rest = &source.bytes[flag.at()..];
        let behind = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        observation.fix = match flag {
            Flag::Off(_) if is_last => {
                let length = if rest.starts_with(b"FALSE") { 5 } else { 1 };
                let off = if length == 5 { "FALSE" } else { "F" };
                put_instead_from_end(source.path, end.line, behind - length, off, "TRUE")
            }
            Flag::Off(_) => put_instead(source.path, end, "F(ALSE)?", "TRUE"),
            Flag::Absent(_) if is_last => appended(source.path, end.line, behind - 1),
            Flag::Absent(_) => put_instead(source.path, end, "\\)", ", secure = TRUE)"),
            Flag::Unclear(_) => None,
        };
        observation.detail(ordinals.next(function))
    });
    observations.collect()
}

/// Puts the flag before the bracket that has so many bytes of its line behind it, unless it
/// is there.
fn appended(path: &Path, line: usize, behind: usize) -> Option<String> {
    const MAX_BEHIND: usize = 1_000;
    let script = format!(
        "{line}{{/secure = TRUE\\).{{{behind}}}$/!s|^(.*)\\)(.{{{behind}}})$|\\1, secure = TRUE)\\2|;}}"
    );
    let command = format!(
        "LC_ALL=C sed -i -E {} {}",
        quoted(script.as_ref()),
        itself(path)
    );
    (behind <= MAX_BEHIND).then_some(command)
}

/// How a call leaves the flag out, and where it is to be put.
enum Flag {
    /// It says no.
    Off(usize),
    /// It does not say it.
    Absent(usize),
    /// It does not say it, and ends in a way that nothing is added to.
    Unclear(usize),
}

impl Flag {
    fn at(&self) -> usize {
        let (Flag::Off(at) | Flag::Absent(at) | Flag::Unclear(at)) = self;
        *at
    }
}

/// `None` for a call that sets the flag, or may.
fn flag(code: &[u8], call: &Call, is_near: bool) -> Option<Flag> {
    let function = match is_of_reqres(code, call, is_near) {
        true => &OF_REQRES,
        false => COOKIES.iter().find(|it| it.0 == call.function)?,
    };
    if let Some(argument) = call.argument(code, function.1, "secure") {
        let is_off = matches!(&code[argument.value.clone()], b"FALSE" | b"F");
        return is_off.then_some(Flag::Off(argument.value.start));
    }
    if call.hands_on(code) {
        return None;
    }
    let closing = call.range.end - 1;
    // Nothing may stand behind the last comma.
    let is_open = call.arguments.last().is_none_or(|it| it.value.is_empty());
    Some(match is_open {
        true => Flag::Unclear(closing),
        false => Flag::Absent(closing),
    })
}

/// The functions that write to a file, and the parameter that names it.
const WRITERS: [(&str, &str, usize); 4] = [
    // Everything without a name is written by `cat()`.
    ("cat", "file", usize::MAX),
    ("writeLines", "con", 1),
    ("write", "file", 1),
    ("saveRDS", "file", 1),
];
/// What decides the mode of new files.
const UMASKS: [&str; 3] = ["Sys.umask", "with_umask", "local_umask"];

fn open_files(source: &Source) -> Vec<Observation> {
    if !source.is_an_api() {
        return vec![];
    }
    let names = WRITERS.iter().map(|it| it.0).chain(UMASKS);
    let calls = calls(source.code, &names.collect::<Vec<_>>());
    let mask = calls.iter().find(|call| UMASKS.contains(&call.function));
    let is_open = |call: &&Call| mask.is_none_or(|mask| call.range.start < mask.range.start);
    let mut ordinals = Ordinals::default();
    let writes = calls
        .iter()
        .filter(|call| is_open(call) && writes_new_key(source.code, call));
    let writes: Vec<&Call> = writes.collect();
    let places = lines::places(source.code, writes.iter().map(|call| call.range.start));
    let observations = writes.iter().zip(places).map(|(call, place)| {
        let (function, line) = (call.function, place.line);
        let observed = format!("writes a new key by {function}() in line {line}");
        let mut observation = Observation::new(FILE_RECIPE, source.path, observed);
        observation.fix = umask_fix(source);
        observation.detail(ordinals.next(function))
    });
    observations.collect()
}

/// Whether the call writes what `random_cookie_key()` returns into a file.
fn writes_new_key(code: &[u8], call: &Call) -> bool {
    let Some(&(_, file, place)) = WRITERS.iter().find(|it| it.0 == call.function) else {
        return false;
    };
    let value = |argument: &Argument| &code[argument.value.clone()];
    let (named, unnamed): (Vec<_>, Vec<_>) =
        call.arguments.iter().partition(|it| it.name.is_some());
    let is_file = |it: &&Argument| {
        let name = it.name.clone().map(|name| unquoted(&code[name]));
        name == Some(file.as_bytes())
    };
    let target = named.into_iter().find(is_file);
    let target = target.or_else(|| unnamed.get(place).copied()).map(value);
    let is_shown =
        |target: &[u8]| unquoted(target).is_empty() || matches!(target, b"stdout()" | b"stderr()");
    let mut values = call.arguments.iter().map(value);
    values.any(is_new_key) && target.is_some_and(|target| !is_shown(target))
}

/// Whether a value is `random_cookie_key()` and nothing else.
fn is_new_key(value: &[u8]) -> bool {
    const LONGEST_END: usize = 8;
    let value = value.strip_prefix(b"plumber::").unwrap_or(value);
    let end = value.strip_prefix(b"random_cookie_key");
    end.is_some_and(|end| end.len() < LONGEST_END && end.iter().all(|it| b"() ".contains(it)))
}

/// At the top of the source, where it is a statement of its own for certain.
fn umask_fix(source: &Source) -> Option<String> {
    let is_script = source
        .path
        .extension()
        .is_some_and(|it| it.eq_ignore_ascii_case("r"));
    let place = match source.bytes.starts_with(b"#!") {
        true => "1a",
        false => "1i",
    };
    let script = format!("{place} Sys.umask(\"077\")");
    let command = format!("sed -i {} {}", quoted(script.as_ref()), quoted(source.path));
    is_script.then_some(command)
}
