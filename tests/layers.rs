//! Imports point down: each module may name only those below it.
//!
//! The table is the design; a line that breaks it is found by reading the
//! sources, tests aside.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

/// The modules from the top down. One may import from lower rows, and from its
/// own row only what stands behind it.
const LAYERS: [&[&str]; 12] = [
    &["cli", "fuzzing"],
    &["lines"],
    &["output"],
    &["audit", "explain"],
    &["tokens"],
    &["capture"],
    &["set_cookie", "cookie"],
    &["open"],
    &["keys"],
    &["frameworks"],
    &[
        "subject", "shell", "crypto", "encoding", "time", "sys", "threads",
    ],
    &["error", "exit"],
];

/// The place of a module in the table: smaller is higher.
fn place(module: &str) -> usize {
    let names = LAYERS.iter().flat_map(|layer| layer.iter());
    names
        .into_iter()
        .position(|name| *name == module)
        .unwrap_or_else(|| panic!("src/{module}.rs stands in no layer: add it to the table"))
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|it| it == "rs") {
            found.push(path);
        }
    }
    found
}

/// The modules that a source names behind `crate::`, before its tests.
fn imports(text: &str) -> Vec<(usize, String)> {
    let code = text
        .split("#[cfg(test)]\nmod tests")
        .next()
        .unwrap_or_default();
    let mut found = Vec::new();
    for (index, line) in code.lines().enumerate() {
        if line.trim_start().starts_with("//") {
            continue;
        }
        for rest in line.split("crate::").skip(1) {
            let module: String = rest
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            // `crate::fields!` is a macro of `output`.
            let module = if module == "fields" {
                "output".to_owned()
            } else {
                module
            };
            if !module.is_empty() {
                found.push((index + 1, module));
            }
        }
    }
    found
}

#[test]
fn imports_point_down() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut checked = 0;
    for path in sources(&src) {
        let relative = path.strip_prefix(&src).unwrap();
        let own = relative
            .iter()
            .next()
            .unwrap()
            .to_str()
            .unwrap()
            .trim_end_matches(".rs");
        if own == "lib" || own == "main" {
            continue;
        }
        for (line, module) in imports(&fs::read_to_string(&path).unwrap()) {
            checked += 1;
            let down = module == own || place(own) < place(&module);
            assert!(
                down,
                "src/{}:{line}: {own} must not import {module}",
                relative.display()
            );
        }
    }
    assert!(checked > 100, "the sources were not read");
}

/// The rooms of the audit from the top down: a module names its own room and those
/// behind it, and never one before. `src/audit.rs` is above all of them.
const ROOMS: [&str; 6] = ["report", "checks", "scan", "detect", "fix", "facts"];

/// What a source of the audit, by its path in `src/audit`, names outside of its room and
/// of those below, before its tests: the lines and the names.
fn upward(file: &str, text: &str) -> Vec<(usize, String)> {
    let modules: Vec<&str> = file.trim_end_matches(".rs").split('/').collect();
    let height = |room: &str| ROOMS.iter().position(|it| *it == room);
    let own = height(modules[0]).unwrap_or_else(|| panic!("src/audit/{file} is in no room"));
    let may_name = |name: &str| height(name).is_some_and(|room| room >= own);
    let mut found = Vec::new();
    let code = text.split("#[cfg(test)]\nmod tests").next();
    for (index, line) in code.unwrap_or_default().lines().enumerate() {
        if line.trim_start().starts_with("//") {
            continue;
        }
        // Both ways to a module of another room: from the top, and from below.
        let above = "super::".repeat(modules.len());
        for start in ["crate::audit::", &above] {
            for rest in line.split(start).skip(1) {
                let is_name = |c: &char| c.is_alphanumeric() || *c == '_';
                let name: String = rest.chars().take_while(is_name).collect();
                if !may_name(&name) {
                    found.push((index + 1, name));
                }
            }
        }
    }
    found
}

#[test]
fn the_rooms_of_the_audit_are_named_from_the_top_down() {
    let audit = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/audit");
    let mut checked = 0;
    for path in sources(&audit) {
        let file = path.strip_prefix(&audit).unwrap().to_str().unwrap();
        let file = file.replace('\\', "/");
        if file.ends_with("/tests.rs") {
            continue;
        }
        checked += 1;
        let found = upward(&file, &fs::read_to_string(&path).unwrap());
        let found = found.first();
        assert!(found.is_none(), "src/audit/{file} names {found:?}");
    }
    assert!(checked > 100, "the sources were not read");
}

#[test]
fn a_name_of_a_room_above_is_found_however_it_is_reached() {
    for (file, text, expected) in [
        (
            "scan/tree.rs",
            "use crate::audit::checks::git;",
            Some("checks"),
        ),
        (
            "scan/tree.rs",
            "    crate::audit::report::of()",
            Some("report"),
        ),
        (
            "scan/tree.rs",
            "use super::super::checks::git;",
            Some("checks"),
        ),
        (
            "scan/tree/walk.rs",
            "use super::super::super::checks;",
            Some("checks"),
        ),
        ("scan.rs", "use super::checks::git;", Some("checks")),
        // What the audit shows to others is above the rooms.
        ("scan/tree.rs", "use crate::audit::Scene;", Some("Scene")),
        (
            "scan/tree.rs",
            "use crate::audit::{checks, scan};",
            Some(""),
        ),
        ("scan/tree.rs", "use crate::audit::scan::units;", None),
        ("scan/tree.rs", "use crate::audit::facts::lines;", None),
        ("scan/tree/walk.rs", "use super::super::units;", None),
        ("scan/tree.rs", "// crate::audit::checks", None),
        (
            "scan/tree.rs",
            "#[cfg(test)]\nmod tests {\nuse crate::audit::find;",
            None,
        ),
    ] {
        let found = upward(file, text).into_iter().next();
        assert_eq!(found.as_ref().map(|it| &*it.1), expected, "{text}");
    }
}

#[test]
fn only_the_command_line_knows_clap_and_only_crypto_the_ciphers() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let only = [
        ("clap::", "cli"),
        ("clap_complete::", "cli"),
        ("aes::", "crypto"),
        ("aes_gcm::", "crypto"),
        ("aes_siv::", "crypto"),
        ("cbc::", "crypto"),
        ("chacha20poly1305::", "crypto"),
        ("crypto_secretbox::", "crypto"),
        ("hmac::", "crypto"),
        ("hkdf::", "crypto"),
        ("pbkdf2::", "crypto"),
        ("md5::", "crypto"),
        ("sha1::", "crypto"),
        ("sha2::", "crypto"),
        ("subtle::", "crypto"),
        ("getrandom::", "crypto"),
        ("argon2::", "crypto"),
        ("rusqlite::", "tokens"),
        ("rpassword::", "cli"),
        ("base64::", "encoding"),
        ("flate2::", "encoding"),
        ("jiff::", "time"),
    ];
    for path in sources(&src) {
        let own = path.strip_prefix(&src).unwrap().iter().next().unwrap();
        let own = own.to_str().unwrap().trim_end_matches(".rs").to_owned();
        let text = fs::read_to_string(&path).unwrap();
        for (library, module) in only {
            let uses = text.lines().any(|line| {
                let words = line.split("//").next().unwrap_or_default();
                words.contains(&format!("use {library}")) || words.contains(&format!(" {library}"))
            });
            assert!(
                !uses || own == module || (library, &*own) == ("rusqlite::", "sys"),
                "{}: {library} belongs to {module}",
                path.display()
            );
        }
    }
}

#[test]
fn no_file_is_longer_than_can_be_read_at_a_sitting() {
    const MAX_LINES: usize = 400;
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for path in sources(&root.join("src")) {
        let lines = fs::read_to_string(&path).unwrap().lines().count();
        assert!(
            lines <= MAX_LINES,
            "{}: {lines} lines; split it by noun",
            path.display()
        );
    }
}

/// What the audit may ask the system of without `rooted`: its own output, other
/// files than those of the audited system, and names in open directories.
const NOT_ROOTED: [&str; 12] = [
    "facts/rooted.rs",
    "facts/rooted/entries.rs",
    "facts/rooted/entries_of_windows.rs",
    // What these two are made of.
    "facts/system/unix.rs",
    "facts/system/windows.rs",
    // The baseline is the host's, whatever is audited.
    "report/baseline.rs",
    "report/baseline/replace.rs",
    "report/baseline/replace_on_windows.rs",
    // Tables of the running kernel, which are not asked about an image.
    "checks/processes.rs",
    "checks/kernel_keys.rs",
    "checks/file_system/network.rs",
    "detect/guessable.rs",
];

/// In an image a link leads to a place of the image: one call that asks the
/// kernel itself would read the host's file in its stead.
#[test]
fn the_audit_asks_for_paths_through_one_module() {
    let audit = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/audit");
    let forbidden = [
        "fs::read_dir(",
        "fs::metadata(",
        "fs::canonicalize(",
        "fs::read(",
        "fs::read_to_string(",
        "File::open(",
        "openat(CWD",
        "rustix::fs::stat(",
        ".canonicalize()",
        ".symlink_metadata()",
        ".metadata()",
        ".exists()",
        ".try_exists()",
        ".is_file()",
        ".is_dir()",
        ".is_symlink()",
        ".read_link()",
        ".read_dir()",
        "fs::symlink_metadata(",
        "fs::read_link(",
        "fs::exists(",
        "readlink(",
        "readlinkat(",
        "rustix::fs::lstat(",
        "statx(",
        "getxattr(&",
        "OpenOptions",
        "File::options(",
        "Subject::open(",
        "Trail::walk(",
    ];
    let mut checked = 0;
    for path in sources(&audit) {
        let name = path
            .strip_prefix(&audit)
            .unwrap()
            .to_str()
            .unwrap()
            .to_owned();
        if NOT_ROOTED.contains(&name.as_str()) || name.ends_with("tests.rs") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]\nmod tests").next().unwrap();
        checked += 1;
        for call in forbidden {
            let is_call = |line: &str| {
                let mut places = line.match_indices(call);
                let is_method = call.starts_with('.');
                places.any(|(at, _)| {
                    is_method || !line[..at].ends_with(|c: char| c.is_alphanumeric())
                })
            };
            let line = code.lines().position(is_call);
            assert!(
                line.is_none(),
                "src/audit/{name}:{}: {call}",
                line.unwrap_or(0) + 1
            );
        }
    }
    assert!(checked > 30, "the sources were not read");
}

/// What a format may not touch: it is given the bytes of a key and the time.
#[test]
fn a_framework_sees_key_bytes_and_nothing_else() {
    const GROUND: [&str; 5] = ["frameworks", "crypto", "encoding", "time", "error"];
    const OUTSIDE: [&str; 6] = [
        "std::fs",
        "std::env",
        "std::net",
        "std::process",
        "SystemTime",
        "Time::now",
    ];
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut all = sources(&src.join("frameworks"));
    all.push(src.join("frameworks.rs"));
    assert!(all.len() > 10, "the sources were not read");
    for path in all {
        let text = fs::read_to_string(&path).unwrap();
        let file = path.strip_prefix(&src).unwrap().display();
        for (line, module) in imports(&text) {
            let is_ground = GROUND.contains(&module.as_str());
            assert!(is_ground, "src/{file}:{line}: a framework sees no {module}");
        }
        let code = code(&text);
        for outside in OUTSIDE {
            let is_named = code.iter().any(|line| line.contains(outside));
            assert!(!is_named, "src/{file}: a framework sees no {outside}");
        }
    }
}

/// What a format makes of a key it leaves on the stack: all ask for it where that is
/// wiped.
#[test]
fn a_key_is_unlocked_where_the_stack_is_wiped() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut at = Vec::new();
    for path in sources(&src) {
        let file = path.strip_prefix(&src).unwrap();
        let name = file.display().to_string();
        let others = ["frameworks", "open/contract", "explain/chosen.rs"];
        if others.iter().any(|it| name.starts_with(it)) {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let unlocks = |line: &&String| line.contains(".unlock(");
        let found = code(&text).iter().filter(unlocks).count();
        at.extend(vec![name; found]);
    }
    assert_eq!(at, ["open.rs"]);
}

/// The lines of a source that are neither comments nor tests, in lower case.
fn code(text: &str) -> Vec<String> {
    let code = text.split("#[cfg(test)]\nmod tests").next();
    let lines = code.unwrap_or_default().lines();
    let lines = lines.filter(|line| !line.trim_start().starts_with("//"));
    lines
        .map(|line| line.split(" // ").next().unwrap().to_owned())
        .collect()
}

/// The files outside of `src/frameworks` that name a framework all the same. What
/// is only true of one belongs to it: this list gets shorter and never longer.
/// The audit's own files of a framework's files are none of it. `fuzzing.rs` is a door to
/// readers of frameworks, for tests alone.
const NAMING: &[&str] = &[
    "cli/help.rs",
    "fuzzing.rs",
    "keys/foreign.rs",
    "open/foreign.rs",
    "tokens/import/rows.rs",
];

/// Ids that scripts know, and that never change; and the schema of R's keyring.
const STABLE: [&str; 2] = ["plumber-spacing", "com.rstudio.keyring"];

/// Names of frameworks beside the first words of the formats' own: what belongs to
/// one of them, and what moves in one day.
const OTHER_NAMES: [&str; 6] = [
    "rstudio",
    "reqres",
    "starlette",
    "tornado",
    "laravel",
    "rails",
];

/// The words that name a framework: our own is none, and a web token is nobody's.
fn names() -> Vec<&'static str> {
    let ours = cookiekit::frameworks::OURS.name;
    let formats = cookiekit::frameworks::FORMATS.into_iter();
    let formats = formats.filter(|it| it.facts().framework.name != ours && it.name() != "jwt");
    let first = formats.map(|it| it.name().split('-').next().unwrap());
    first.chain(OTHER_NAMES).collect()
}

/// Whether a line holds this word, also as a part of an identifier.
fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let is_letter = |c: char| c.is_ascii_alphabetic();
        !line[..at].ends_with(is_letter) && !line[at + word.len()..].starts_with(is_letter)
    })
}

#[test]
fn what_is_only_true_of_a_framework_is_its_own() {
    const OF_THE_AUDIT: [&str; 3] = [
        "audit/detect/systems",
        "audit/scan/systems",
        "audit/checks/systems",
    ];
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let names = names();
    let mut naming = Vec::new();
    for path in sources(&src) {
        let file = path.strip_prefix(&src).unwrap().display().to_string();
        let is_own = file.starts_with("frameworks");
        let is_test = file.starts_with("open/contract") || file.ends_with("/tests.rs");
        if is_own || is_test || OF_THE_AUDIT.iter().any(|it| file.starts_with(it)) {
            continue;
        }
        let names_one = code(&fs::read_to_string(&path).unwrap())
            .iter()
            .any(|line| {
                let line = line.to_ascii_lowercase();
                let line = STABLE.iter().fold(line, |line, id| line.replace(id, ""));
                names.iter().any(|name| has_word(&line, name))
            });
        if names_one {
            naming.push(file);
        }
    }
    naming.sort();
    assert_eq!(naming, NAMING, "{} files name a framework", naming.len());
}
