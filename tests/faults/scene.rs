//! A folder with key files, an operation on it, and what must be true of both
//! whatever happens in between.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use cookiekit::keys::Key;
use zeroize::Zeroizing;

pub const OLD: &str = "0ld00000000000000000000000000000000000000000000000000000000000000";
pub const NEXT: &str = "4fc1a0b7d2e89635a1b0c7d8e9f203145e6d7c8b9a0f1e2d3c4b5a6978800112";
pub const BEFORE: &str = "2222222222222222222222222222222222222222222222222222222222222222";
const RETIRED: &str = "k.retired-20200101T000000Z-d82cf1c7";

pub fn fingerprint(text: &str) -> String {
    let key = Key::new(Zeroizing::new(text.as_bytes().to_vec()));
    key.fingerprint().to_string()
}

/// Says what was tried, or skipped, whether or not the test passes.
pub fn report(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// What the primary `k` is once an operation has said that it is done.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum After {
    /// The same key as before.
    Same,
    /// A new one, whose fingerprint is printed.
    New,
    /// This one.
    Is(&'static str),
}

/// One operation: the files that there are before it, and its arguments.
#[derive(Clone, Copy)]
pub struct Operation {
    pub name: &'static str,
    pub files: &'static [(&'static str, &'static str)],
    pub arguments: &'static [&'static str],
    pub after: After,
    /// A file that is there only once it is done, or (`!`) only before.
    pub mark: &'static str,
}

pub const OPERATIONS: [Operation; 9] = [
    Operation {
        name: "create",
        files: &[],
        arguments: &["keygen", "--out", "k"],
        after: After::New,
        mark: "k",
    },
    Operation {
        name: "copy",
        files: &[("source", OLD)],
        arguments: &["key", "copy", "--key", "source", "--to", "k"],
        after: After::Is(OLD),
        mark: "k",
    },
    Operation {
        name: "rotate",
        files: &[("k", OLD), (RETIRED, BEFORE)],
        arguments: &["rotate", "--key", "k"],
        after: After::New,
        mark: "",
    },
    Operation {
        name: "stage",
        files: &[("k", OLD)],
        arguments: &["rotate", "stage", "--key", "k"],
        after: After::Same,
        mark: "k.next",
    },
    Operation {
        name: "stage --from",
        files: &[("k", OLD), ("source", NEXT)],
        arguments: &["rotate", "stage", "--key", "k", "--from", "source"],
        after: After::Same,
        mark: "k.next",
    },
    Operation {
        name: "promote",
        files: &[("k", OLD), ("k.next", NEXT)],
        arguments: &["rotate", "promote", "--key", "k"],
        after: After::Is(NEXT),
        mark: "!k.next",
    },
    Operation {
        name: "rollback",
        files: &[("k", OLD), (RETIRED, BEFORE)],
        arguments: &["rotate", "rollback", "--key", "k"],
        after: After::Is(BEFORE),
        mark: "!k.retired-20200101T000000Z-d82cf1c7",
    },
    Operation {
        name: "retire",
        files: &[("k", OLD), (RETIRED, BEFORE)],
        // By the clock of its name: the file is of today.
        arguments: &[
            "rotate",
            "retire",
            "--key",
            "k",
            "--older-than",
            "30d",
            "--now",
            "2026-01-01",
        ],
        after: After::Same,
        mark: "!k.retired-20200101T000000Z-d82cf1c7",
    },
    Operation {
        name: "rotate after a kill",
        files: &[
            ("k", OLD),
            ("k.retired-20260101T000000Z-00000000", OLD),
            (".k.0123456789abcdef.tmp", NEXT),
        ],
        arguments: &["rotate", "--key", "k"],
        after: After::New,
        // The litter goes if it can: that is judged after the next run.
        mark: "",
    },
];

pub fn operation(name: &str) -> Operation {
    let found = OPERATIONS.iter().find(|operation| operation.name == name);
    *found.expect("such an operation")
}

/// How a run ended.
#[derive(Debug)]
pub struct Ended {
    /// The exit code; `None` after a kill.
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        Ended {
            code: output.status.code().filter(|code| *code < 128),
            stdout: String::from_utf8(output.stdout).expect("text"),
            stderr: String::from_utf8(output.stderr).expect("text"),
        }
    }
}

/// A folder of its own.
pub struct Scene {
    pub folder: PathBuf,
}

impl Scene {
    pub fn fill(&self, files: &[(&str, &str)]) {
        for entry in fs::read_dir(&self.folder).expect("the folder") {
            let path = entry.expect("an entry").path();
            if path.is_file() {
                fs::remove_file(path).expect("it goes");
            }
        }
        for (name, text) in files {
            let mut file = fs::OpenOptions::new()
                .write(true)
                .create_new(true)
                .mode(0o600)
                .open(self.folder.join(name))
                .expect("a new file");
            file.write_all(text.as_bytes()).expect("it is written");
        }
    }

    /// cookiekit in this folder, below `strace` with these options if any.
    pub fn run(&self, strace: &[&str], arguments: &[&str]) -> Ended {
        let binary = env!("CARGO_BIN_EXE_cookiekit");
        let mut command = match strace {
            [] => Command::new(binary),
            options => {
                let mut strace = Command::new("strace");
                strace.args(options).arg(binary);
                strace
            }
        };
        command
            .args(arguments)
            .env_remove("COOKIEKIT_KEY")
            .env("RSTUDIO_CONFIG_DIR", "/nonexistent")
            .current_dir(&self.folder)
            .stdin(Stdio::null());
        command
            .output()
            .expect("strace (Debian: apt-get install strace)")
            .into()
    }

    /// Every file with its text; closed to others, or the test fails.
    pub fn files(&self) -> BTreeMap<String, String> {
        let entries = fs::read_dir(&self.folder).expect("the folder");
        let files = entries.map(|entry| entry.expect("an entry").path());
        files
            .filter(|path| path.is_file())
            .map(|path| self.read(&path))
            .collect()
    }

    fn read(&self, path: &Path) -> (String, String) {
        let name = path.file_name().expect("a name").to_string_lossy();
        let mode = fs::metadata(path)
            .expect("it is there")
            .permissions()
            .mode();
        assert_eq!(mode & 0o7777, 0o600, "{name} is open");
        let text = fs::read_to_string(path).expect("text");
        (name.into_owned(), text)
    }

    /// What must be true after any end of an operation.
    pub fn judge(&self, operation: &Operation, ended: &Ended) -> Result<(), String> {
        let files = self.files();
        let fail = |what: &str| Err(format!("{what}: {ended:?}, {:?}", files.keys()));
        if ended.stderr.contains("fault of its own") || ended.code == Some(101) {
            return fail("a panic");
        }
        if let Some(name) = files.keys().find(|name| !is_known(name)) {
            return fail(&format!("a stray file {name}"));
        }
        let before = operation.files.iter().find(|(name, _)| *name == "k");
        let before = before.map(|(_, text)| *text);
        let now = files.get("k").map(String::as_str);
        let is_new = now != before && now.is_some_and(|now| is_after(operation, now));
        if now != before && !is_new {
            return fail("the primary is neither the old key nor the new one");
        }
        let drops = operation.name == "retire";
        for (name, text) in operation.files {
            let is_litter = name.ends_with(".tmp");
            let is_dropped = drops && *name == RETIRED;
            if !is_litter && !is_dropped && !holds(&files, text) {
                return fail(&format!("the key of {name} is lost"));
            }
        }
        let is_done = self.is_done(operation, &files);
        match ended.code {
            Some(0 | 5) if !is_done => fail("it says it is done, and is not"),
            Some(0) if operation.after == After::New => {
                let printed = fingerprint(now.unwrap_or_default());
                match ended.stdout.trim() == printed {
                    true => Ok(()),
                    false => fail("it prints another key's fingerprint"),
                }
            }
            Some(2 | 4) if now != before || (drops && !holds(&files, BEFORE)) => {
                fail("it says nothing was changed, and something was")
            }
            Some(0 | 2 | 4 | 5) | None => Ok(()),
            Some(_) => fail("an exit code that it must not have"),
        }
    }

    fn is_done(&self, operation: &Operation, files: &BTreeMap<String, String>) -> bool {
        let primary = files.get("k").map(String::as_str).unwrap_or_default();
        let is_marked = match operation.mark.strip_prefix('!') {
            Some(gone) => !files.contains_key(gone),
            None => operation.mark.is_empty() || files.contains_key(operation.mark),
        };
        is_marked && is_after(operation, primary)
    }

    /// What the next run leaves: no litter, and every key once.
    pub fn judge_next_run(&self, operation: &Operation) -> Result<(), String> {
        let creates = matches!(operation.name, "create" | "copy");
        if creates {
            let again = self.run(&[], operation.arguments);
            if !matches!(again.code, Some(0 | 2)) {
                return Err(format!("the next run fails: {again:?}"));
            }
        }
        let clean_up = ["rotate", "retire", "--key", "k", "--older-than", "36500d"];
        let ended = self.run(&[], &clean_up);
        let files = self.files();
        let fail = |what: &str| {
            Err(format!(
                "the next run: {what}: {ended:?}, {:?}",
                files.keys()
            ))
        };
        if ended.code != Some(0) {
            return fail("it fails");
        }
        if files.keys().any(|name| name.ends_with(".tmp")) {
            return fail("litter stays");
        }
        let slots = files.iter().filter(|(name, _)| name.starts_with('k'));
        let mut keys: Vec<&String> = slots.map(|(_, text)| text).collect();
        let count = keys.len();
        keys.sort();
        keys.dedup();
        match keys.len() == count {
            true => Ok(()),
            false => fail("a key is in two slots"),
        }
    }
}

fn is_after(operation: &Operation, primary: &str) -> bool {
    let hex = |text: &str| text.len() == 64 && text.bytes().all(|it| it.is_ascii_hexdigit());
    match operation.after {
        After::Same => primary == OLD,
        After::New => primary != OLD && primary != NEXT && primary != BEFORE && hex(primary),
        After::Is(text) => primary == text,
    }
}

fn holds(files: &BTreeMap<String, String>, key: &str) -> bool {
    let is_slot = |name: &str| !name.starts_with('.');
    files
        .iter()
        .any(|(name, text)| is_slot(name) && text == key)
}

/// The names that a key or its making may have.
fn is_known(name: &str) -> bool {
    let temporary = name.starts_with(".k.") && name.ends_with(".tmp");
    temporary
        || matches!(name, "k" | "k.next" | "source" | ".k.lock")
        || name.starts_with("k.retired-")
}
