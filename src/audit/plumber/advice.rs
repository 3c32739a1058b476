//! CK802, CK803: what plumber's documentation leaves out.

use super::{COOKIES, Source, sources};
use crate::audit::finding::{Check, Look, Ordinals, Severity, Sighting};
use crate::audit::lines;
use crate::audit::r_code::{Call, Shape, calls, unquoted};
use crate::audit::renewal::put_instead;
use crate::shell::quoted;
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
    why: "without it a browser sends the cookie over plain HTTP, where anyone on the way reads it",
    fix: "pr_cookie(…, secure = TRUE), where the API is reached by HTTPS",
    look: Look::Scene(|scene| sources(scene, |source, _| without_flag(source))),
};

/// The row of the recipe.
pub(super) const FILE_RECIPE_ROW: Check = Check {
    id: FILE_RECIPE,
    severity: Severity::Low,
    title: "A source writes a key to a file that is open for a moment",
    expected: "cookiekit keygen --out FILE, or Sys.umask(\"077\") before it is written",
    why: "cat() makes the file for all to read, and Sys.chmod() closes it only afterwards",
    fix: "make the key with cookiekit keygen --out FILE, or set Sys.umask(\"077\") first",
    look: Look::Scene(|scene| sources(scene, |source, _| open_files(source))),
};

fn without_flag(source: &Source) -> Vec<Sighting> {
    if source.is_installed {
        return vec![];
    }
    let functions = COOKIES.map(|function| function.0);
    let mut ordinals = Ordinals::default();
    let calls = calls(source.code, &functions);
    let starts = calls.iter().map(|call| call.range.start);
    let places = lines::places(source.code, starts);
    let judged = calls.iter().zip(places);
    let sightings = judged.filter_map(|(call, place)| {
        let fix = flag_fix(source, call)?;
        let (function, line) = (call.function, place.line);
        let observed = format!("calls {function}() without secure = TRUE in line {line}");
        let mut sighting = Sighting::new(NO_SECURE_FLAG, source.path, observed);
        sighting.fix = fix;
        Some(sighting.detail(ordinals.next(function)))
    });
    sightings.collect()
}

/// The command that sets the flag, if there is one; `None` for a call that
/// sets it, or may.
fn flag_fix(source: &Source, call: &Call) -> Option<Option<String>> {
    let code = source.code;
    let function = COOKIES.iter().find(|it| it.0 == call.function)?;
    let place = |at: usize| lines::places(code, std::iter::once(at))[0];
    if let Some(argument) = call.argument(code, function.1, "secure") {
        let is_off = matches!(&code[argument.value.clone()], b"FALSE" | b"F");
        let at = place(argument.value.start);
        return is_off.then(|| put_instead(source.path, at, "F(ALSE)?", "TRUE"));
    }
    if call.hands_on(code) {
        return None;
    }
    let closing = place(call.range.end - 1);
    // Nothing may stand behind the last comma.
    let is_open = call.arguments.last().is_none_or(|it| it.value.is_empty());
    let fix = put_instead(source.path, closing, "\\)", ", secure = TRUE)");
    Some(fix.filter(|_| !is_open))
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

fn open_files(source: &Source) -> Vec<Sighting> {
    if source.is_installed {
        return vec![];
    }
    let names = WRITERS.iter().map(|it| it.0).chain(UMASKS);
    let calls = calls(source.code, &names.collect::<Vec<_>>());
    let is_closed = |before: &Call| {
        calls
            .iter()
            .any(|call| UMASKS.contains(&call.function) && call.range.start < before.range.start)
    };
    let mut ordinals = Ordinals::default();
    let writes = calls
        .iter()
        .filter(|call| writes_new_key(source.code, call) && !is_closed(call));
    let writes: Vec<&Call> = writes.collect();
    let places = lines::places(source.code, writes.iter().map(|call| call.range.start));
    let sightings = writes.iter().zip(places).map(|(call, place)| {
        let (function, line) = (call.function, place.line);
        let observed = format!("writes a new key by {function}() in line {line}");
        let mut sighting = Sighting::new(FILE_RECIPE, source.path, observed);
        sighting.fix = umask_fix(source);
        sighting.detail(ordinals.next(function))
    });
    sightings.collect()
}

/// Whether the call writes what `random_cookie_key()` returns into a file.
fn writes_new_key(code: &[u8], call: &Call) -> bool {
    let is_new_key = |value: &[u8]| {
        let value = value.strip_prefix(b"plumber::").unwrap_or(value);
        value
            .strip_prefix(b"random_cookie_key")
            .is_some_and(|rest| rest.len() < 8 && rest.iter().all(|it| b"() ".contains(it)))
    };
    let named = |it: &&crate::audit::r_code::Argument| it.name.is_some();
    let to_file = WRITERS.iter().find(|it| it.0 == call.function);
    let Some(&(_, file, place)) = to_file else {
        return false;
    };
    let unnamed = call.arguments.iter().filter(|it| !named(it)).count();
    let has_file = call.arguments.iter().filter(named).any(|it| {
        let name = it.name.clone().map(|name| unquoted(&code[name]));
        name == Some(file.as_bytes()) && it.shape != Shape::Code
    });
    let mut values = call.arguments.iter().map(|it| &code[it.value.clone()]);
    values.any(is_new_key) && (has_file || unnamed > place)
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
