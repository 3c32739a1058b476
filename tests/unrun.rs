//! Every command in a text of the sources was handed to the harness of
//! `tests/printed` by some test: one that is new, and that no test makes the
//! program print, is found here. The other suites come before this one.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test ends where it cannot continue")]

#[path = "printed/programs.rs"]
mod programs;

use std::fs;
use std::path::{Path, PathBuf};

use programs::{BEYOND, COMMANDS, PROGRAMS};

/// Sources of other systems, and pages whose commands a test of their own runs.
const ELSEWHERE: [&str; 5] = [
    "keys/keyring/macos.rs",
    "keys/keyring/windows.rs",
    "open/contract/made.rs",
    "cli/help.rs",
    "cli/token/examples.rs",
];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => found.extend(sources(&path)),
            false if path.extension().is_some_and(|it| it == "rs") => found.push(path),
            false => {}
        }
    }
    found.sort();
    found
}

/// The texts of a source, before its tests, each with its line and with what is
/// before it in that.
fn texts(source: &str) -> Vec<(usize, String, String)> {
    let source = source.split("#[cfg(test)]\n").next().unwrap_or_default();
    let letters: Vec<char> = source.chars().collect();
    let (mut found, mut at, mut line, mut start) = (Vec::new(), 0, 1, 0);
    while at < letters.len() {
        let rest = |text: &str| {
            letters[at..]
                .iter()
                .copied()
                .take(text.len())
                .eq(text.chars())
        };
        match letters[at] {
            '\n' => (line, start) = (line + 1, at + 1),
            '/' if rest("//") => {
                while at < letters.len() && letters[at] != '\n' {
                    at += 1;
                }
                continue;
            }
            '\'' if rest("'\"'") || rest("'\\\"'") => at += 2,
            '"' => {
                let before: String = letters[start..at].iter().collect();
                let hashes = before.chars().rev().take_while(|it| *it == '#').count();
                let is_raw = before.trim_end_matches('#').ends_with('r');
                let (first, mut text) = (line, String::new());
                at += 1;
                while at < letters.len() {
                    let end = letters[at] == '"'
                        && (!is_raw || (1..=hashes).all(|it| letters.get(at + it) == Some(&'#')));
                    if end {
                        break;
                    }
                    if letters[at] == '\n' {
                        (line, start) = (line + 1, at + 1);
                    }
                    if letters[at] == '\\' && !is_raw {
                        at += 1;
                        match letters[at] {
                            '\n' => {
                                (line, start) = (line + 1, at + 1);
                                while letters[at + 1].is_whitespace() {
                                    at += 1;
                                }
                            }
                            'n' => text.push('\n'),
                            other => text.push(other),
                        }
                    } else {
                        text.push(letters[at]);
                    }
                    at += 1;
                }
                found.push((first, before, text));
            }
            _ => {}
        }
        at += 1;
    }
    found
}

/// The commands in a text, each as the parts that are always there.
fn commands(text: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    let mut starts = vec![0];
    for mark in ["`", ": ", "&& ", "| "] {
        starts.extend(text.match_indices(mark).map(|(at, _)| at + mark.len()));
    }
    for start in starts {
        let rest = &text[start..];
        let mut words = rest.split(' ');
        let (first, second) = (
            words.next().unwrap_or_default(),
            words.next().unwrap_or_default(),
        );
        let is_beyond = BEYOND.iter().any(|(program, _)| *program == first);
        let is_command = match first {
            "cookiekit" => COMMANDS.contains(&second),
            _ => (is_beyond || PROGRAMS.contains(&first)) && !second.is_empty(),
        };
        if !is_command {
            continue;
        }
        let end = ["`", ", ", "; ", " (", ")", "\n", " && "]
            .iter()
            .filter_map(|it| rest.find(it))
            .min();
        let command = &rest[..end.unwrap_or(rest.len())];
        let mut parts = Vec::new();
        for part in command.replace("{{", "{").split('{') {
            let part = part.split_once('}').map_or(part, |(_, part)| part);
            parts.push(part.to_owned());
        }
        found.push(parts);
    }
    found
}

/// Whether these parts are in a command, in their order.
fn is_in(parts: &[String], command: &str) -> bool {
    let mut rest = command;
    parts.iter().all(|part| match rest.find(part.as_str()) {
        Some(at) => {
            rest = &rest[at + part.len()..];
            true
        }
        None => false,
    })
}

#[test]
#[ignore = "needs what the other suites printed: tests/run"]
fn every_command_of_the_sources_was_run_or_is_known_not_to() {
    let printed = Path::new(env!("CARGO_TARGET_TMPDIR")).join("printed");
    let files = fs::read_dir(printed).unwrap();
    let said = files.map(|it| fs::read_to_string(it.unwrap().path()).unwrap());
    let said: Vec<String> = said.collect();
    // A command within another is quoted once more.
    let said = said.iter().flat_map(|it| it.lines());
    let said = said.flat_map(|it| [it.to_owned(), it.replace(r"'\''", "'")]);
    let said: Vec<String> = said.collect();
    assert!(said.len() > 500, "{}", said.len());
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut count, mut unrun) = (0, Vec::new());
    for path in sources(&src) {
        let name = path
            .strip_prefix(&src)
            .unwrap()
            .to_str()
            .unwrap()
            .to_owned();
        if ELSEWHERE.contains(&&*name) || name.ends_with("tests.rs") {
            continue;
        }
        for (line, before, text) in texts(&fs::read_to_string(&path).unwrap()) {
            // A row of a check says in words how it is fixed.
            if ["fix: ", "expected: ", "why: ", "title: "]
                .iter()
                .any(|it| before.contains(it))
            {
                continue;
            }
            for parts in commands(&text) {
                count += 1;
                let is_known = UNRUN
                    .iter()
                    .any(|(file, start, _)| name == *file && parts.concat().starts_with(start));
                if !is_known && !said.iter().any(|it| is_in(&parts, it)) {
                    unrun.push(format!("{name}:{line}: {}", parts.join("{}")));
                }
            }
        }
    }
    assert!(unrun.is_empty(), "{}", unrun.join("\n"));
    assert!(count > 100, "{count}");
}

/// What begins like a command and is none, and commands that the harness cannot
/// meet, each with the reason.
const UNRUN: [(&str, &str, &str); 21] = [
    (
        "cli/rotate/sessions.rs",
        "cookiekit rotate plan --for FORMAT",
        OPEN,
    ),
    ("audit/checks/clear_text.rs", "cookiekit token import", OPEN),
    ("audit/scan/git/command.rs", "git took more than", PROSE),
    ("audit/scan/git/command.rs", "git said more than", PROSE),
    ("audit/scan/git/objects.rs", "git was not", PROSE),
    ("audit/scan/git/refusal.rs", "git did not answer", PROSE),
    ("capture/command.rs", "curl takes it", PROSE),
    ("capture/jar.rs", "curl reads none", PROSE),
    (
        "open/common_key.rs",
        "cookiekit key fingerprint --key SPEC",
        OPEN,
    ),
    (
        "cli/inspect/rows.rs",
        "cookiekit key fingerprint shows",
        PROSE,
    ),
    ("audit/checks/parents.rs", "chown is for", PROSE),
    (
        "audit/checks/kernel_keys.rs",
        "keyctl setperm",
        "leaks::the_key_in_a_keyring_of_the_kernel runs it, in a session of the kernel's own",
    ),
    ("cli/audit/image.rs", "docker export", "is another machine"),
    (
        "cli/packed.rs",
        "unzip -p",
        "a row of a table: the hints of others are run",
    ),
    ("cli/rotate/like.rs", "ssh NODE", "is another machine"),
    (
        "cli/rotate/plan/lines/posix.rs",
        "ssh -n",
        "rotate::plan pastes whole plans",
    ),
    (
        "cli/rotate/plan/lines/windows.rs",
        "ssh -n",
        "is another machine",
    ),
    (
        "audit/detect/hardcoded/commands.rs",
        "docker secret create",
        "is looked for, and not printed",
    ),
    (
        "output/findings/people.rs",
        "cookiekit audit --explain",
        "prints a row of the catalogue: output asks for every one",
    ),
    (
        "keys/keyring/linux/messages.rs",
        "secret-tool search",
        "looks only",
    ),
    (
        "tokens/words.rs",
        "dmesg",
        "looks only, after a disk's error: faults::tokens",
    ),
];
const PROSE: &str = "is a sentence";
const OPEN: &str = "names what is to be given to it";
