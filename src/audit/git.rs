//! 4xx: the key in a git repository: tracked, in its history, or one
//! `git add .` away from it.
//!
//! `git` is asked, never a library of ours: what it would do is the question.
//! It is run so that nothing in the repository makes it run anything else: no
//! hooks, no file system monitor, no signature check, no lazy fetch, no
//! variables of the environment, and not for longer than a while.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::io::{Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::finding::{Check, Look, Severity, Sighting};
use super::itself;
use super::key_file::KeyFile;
use super::scene::Scene;
use crate::shell::quoted;
use crate::subject::CheckId;

const GIT_TRACKED: CheckId = CheckId {
    id: "CK402",
    slug: "git-tracked",
};
const GIT_IN_HISTORY: CheckId = CheckId {
    id: "CK403",
    slug: "git-in-history",
};
const GIT_NOT_IGNORED: CheckId = CheckId {
    id: "CK404",
    slug: "git-not-ignored",
};

/// The rows.
pub const CHECKS: &[Check] = &[
    Check {
        id: GIT_TRACKED,
        severity: Severity::Critical,
        title: "The key is tracked by git",
        expected: "no key in a repository",
        why: "every clone has it, and its history keeps it after it is removed",
        fix: "git rm --cached, add it to .gitignore, then rotate: the history has it",
        look: Look::Scene(|scene| of(scene, GIT_TRACKED)),
    },
    Check {
        id: GIT_IN_HISTORY,
        severity: Severity::Critical,
        title: "The key is in the history of a git repository",
        expected: "this key was never committed",
        why: "every clone, also an old one, can take it out of the history",
        fix: "rotate first; then rewrite the history with git filter-repo if you must",
        look: Look::Scene(|scene| of(scene, GIT_IN_HISTORY)),
    },
    Check {
        id: GIT_NOT_IGNORED,
        severity: Severity::Medium,
        title: "The next `git add .` would commit the key",
        expected: "a key in a work tree is named in .gitignore",
        why: "one careless command puts it into the history for good",
        fix: "add it to .gitignore, or move it out of the work tree",
        look: Look::Scene(|scene| of(scene, GIT_NOT_IGNORED)),
    },
];

/// How long one command may take. A history of a million commits may need
/// more: then it is said that it was not searched.
const TIMEOUT: Duration = Duration::from_secs(20);
/// The most that is read of what git prints.
const MAX_OUTPUT_BYTES: u64 = 16 * 1024 * 1024;
/// Paths in one command: far below the limit of an argument list.
const PATHS_AT_ONCE: usize = 200;

/// The key files of each work tree.
type WorkTrees<'a> = BTreeMap<PathBuf, Vec<(&'a KeyFile, OsString)>>;

fn of(scene: &Scene, check: CheckId) -> Vec<Sighting> {
    let trees = work_trees(&scene.keys);
    if trees.is_empty() {
        return vec![];
    }
    let Some(git) = program("git") else {
        // Said once, and not by each of the three checks.
        let say = check == GIT_TRACKED;
        let paths = trees.keys().filter(|_| say);
        return paths
            .map(|tree| itself::skipped(tree, "there is no git to ask"))
            .collect();
    };
    let mut sightings = Vec::new();
    for (tree, keys) in &trees {
        let repository = Repository { git: &git, tree };
        let looked = match check {
            GIT_TRACKED => repository.tracked(keys),
            GIT_IN_HISTORY => repository.in_history(keys),
            _ => repository.not_ignored(keys),
        };
        sightings.extend(looked.unwrap_or_else(|why| vec![itself::skipped(tree, why)]));
    }
    sightings
}

/// The work trees that the keys are in: the nearest directory above with a
/// `.git`, which is a file in linked work trees and submodules.
fn work_trees(keys: &[KeyFile]) -> WorkTrees<'_> {
    let mut trees = WorkTrees::new();
    for key in keys.iter().filter(|key| key.is_regular()) {
        let real = &key.trail.real;
        let tree = real
            .ancestors()
            .skip(1)
            .find(|above| above.join(".git").symlink_metadata().is_ok());
        if let Some(tree) = tree
            && let Ok(name) = real.strip_prefix(tree)
        {
            let keys = trees.entry(tree.to_owned()).or_default();
            keys.push((key, name.as_os_str().to_owned()));
        }
    }
    trees
}

struct Repository<'a> {
    git: &'a Path,
    tree: &'a Path,
}

impl Repository<'_> {
    fn tracked(&self, keys: &[(&KeyFile, OsString)]) -> Result<Vec<Sighting>, String> {
        let tracked = self.tracked_names(keys)?;
        let found = keys.iter().filter(|(_, name)| tracked.contains(name));
        let sightings = found.map(|(key, name)| {
            let (tree, path) = (quoted(self.tree), quoted(name.as_ref()));
            let ignore = self.ignore_command(name);
            let fix = format!("git -C {tree} rm -q --cached {path} && {ignore}");
            Sighting::new(GIT_TRACKED, &key.path, "is tracked by git").fix(fix)
        });
        Ok(sightings.collect())
    }

    fn tracked_names(&self, keys: &[(&KeyFile, OsString)]) -> Result<Vec<OsString>, String> {
        let mut tracked = Vec::new();
        for some in keys.chunks(PATHS_AT_ONCE) {
            let names = some.iter().map(|(_, name)| name.as_os_str());
            let answer = self.ask(&["--literal-pathspecs", "ls-files", "-z", "--"], names)?;
            if !answer.succeeded {
                return Err(answer.reason());
            }
            tracked.extend(answer.names());
        }
        Ok(tracked)
    }

    fn not_ignored(&self, keys: &[(&KeyFile, OsString)]) -> Result<Vec<Sighting>, String> {
        let tracked = match self.tracked_names(keys) {
            Ok(tracked) => tracked,
            // The first check has said so.
            Err(_) => return Ok(vec![]),
        };
        let mut ignored = Vec::new();
        for some in keys.chunks(PATHS_AT_ONCE) {
            // Names that end in a NUL are taken from the input alone.
            let names: Vec<u8> = some
                .iter()
                .flat_map(|(_, name)| [name.as_bytes(), b"\0"].concat())
                .collect();
            let command = self.command(&["check-ignore", "-z", "--stdin"]);
            let answer = run(command, &names)?;
            // 1 says that none of them is ignored.
            if !answer.succeeded && answer.code != Some(1) {
                return Err(answer.reason());
            }
            ignored.extend(answer.names());
        }
        let is_loose = |name: &OsString| !tracked.contains(name) && !ignored.contains(name);
        let loose = keys.iter().filter(|(_, name)| is_loose(name));
        let sightings = loose.map(|(key, name)| {
            let observed = "is in a git work tree and not ignored";
            let fix = self.ignore_command(name);
            Sighting::new(GIT_NOT_IGNORED, &key.path, observed).fix(fix)
        });
        Ok(sightings.collect())
    }

    /// Adds the file to the `.gitignore` of the tree, as that very file.
    fn ignore_command(&self, name: &OsStr) -> String {
        let mut pattern = String::from("/");
        for character in name.to_string_lossy().chars() {
            if matches!(character, '*' | '?' | '[' | '\\' | ' ') {
                pattern.push('\\');
            }
            pattern.push(character);
        }
        let file = quoted(&self.tree.join(".gitignore"));
        format!("printf '%s\\n' {} >> {file}", quoted(pattern.as_ref()))
    }

    fn in_history(&self, keys: &[(&KeyFile, OsString)]) -> Result<Vec<Sighting>, String> {
        let mut sightings = Vec::new();
        for (key, name) in keys.iter().filter(|(key, _)| key.key.is_some()) {
            if let Some(commit) = self.commit_with(name)? {
                let observed = format!("is in the history of this repository ({commit})");
                let fix = super::renewal::replace(key);
                sightings.push(Sighting::new(GIT_IN_HISTORY, &key.path, observed).fix(fix));
            }
        }
        Ok(sightings)
    }

    /// A commit that put this very content into the history or took it out.
    /// The content is named by the hash that git itself makes of the file:
    /// the key is no argument.
    fn commit_with(&self, name: &OsStr) -> Result<Option<String>, String> {
        let hashed = self.ask(&["hash-object", "--no-filters", "--"], [name].into_iter())?;
        if !hashed.succeeded {
            // The first check has said so.
            return Ok(None);
        }
        let hash = String::from_utf8_lossy(&hashed.printed).trim().to_owned();
        // Most keys are no object at all, which is known at once.
        let known = self.ask(&["cat-file", "-e", &hash], std::iter::empty())?;
        if !known.succeeded {
            return Ok(None);
        }
        let find = format!("--find-object={hash}");
        let arguments = ["log", "--all", "--full-history", "-1", "--format=%h", &find];
        let found = self.ask(&arguments, std::iter::empty())?;
        if !found.succeeded {
            return Err(found.reason());
        }
        let commit = String::from_utf8_lossy(&found.printed).trim().to_owned();
        Ok((!commit.is_empty()).then_some(commit))
    }

    fn ask<'a>(
        &self,
        arguments: &[&str],
        paths: impl Iterator<Item = &'a OsStr>,
    ) -> Result<Answer, String> {
        let mut command = self.command(arguments);
        command.args(paths);
        run(command, &[])
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(self.git);
        command.arg("-C").arg(self.tree);
        for setting in [
            "core.fsmonitor=",
            "core.hooksPath=/dev/null",
            "log.showSignature=false",
        ] {
            command.args(["-c", setting]);
        }
        for (name, _) in std::env::vars_os() {
            if name.as_bytes().starts_with(b"GIT_") {
                command.env_remove(name);
            }
        }
        command
            .env_remove(crate::keys::spec::SPEC_VARIABLE)
            .env("GIT_OPTIONAL_LOCKS", "0")
            .env("GIT_NO_LAZY_FETCH", "1")
            .env("LC_ALL", "C");
        command.args(arguments);
        command
    }
}

/// What a command printed and how it ended.
struct Answer {
    succeeded: bool,
    code: Option<i32>,
    printed: Vec<u8>,
    complaint: String,
}

impl Answer {
    fn names(&self) -> impl Iterator<Item = OsString> {
        let names = self.printed.split(|byte| *byte == 0);
        let names = names.filter(|name| !name.is_empty());
        names.map(|name| OsStr::from_bytes(name).to_owned())
    }

    /// The first line of what git complained about.
    fn reason(&self) -> String {
        let line = self.complaint.lines().next().unwrap_or_default();
        let line = line.trim_start_matches("fatal: ");
        format!("git: {}", crate::encoding::visible(line))
    }
}

/// Runs a command on this input, and not for longer than [`TIMEOUT`].
fn run(mut command: Command, input: &[u8]) -> Result<Answer, String> {
    command
        .stdin(match input {
            [] => Stdio::null(),
            _ => Stdio::piped(),
        })
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command
        .spawn()
        .map_err(|error| format!("git: {}", crate::error::reason_of(&error)))?;
    if let Some(mut pipe) = child.stdin.take() {
        // Some thousand bytes of names fit into a pipe; a child that ends
        // early says why by itself.
        let _ = pipe.write_all(input);
    }
    let printed = drained(child.stdout.take());
    let complaint = drained(child.stderr.take());
    let end = Instant::now() + TIMEOUT;
    let mut pause = Duration::from_micros(200);
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break status,
            Ok(None) if Instant::now() < end => {
                std::thread::sleep(pause);
                pause = (pause * 2).min(Duration::from_millis(50));
            }
            _ => {
                let _ = child.kill();
                let _ = child.wait();
                return Err(format!("git took more than {} seconds", TIMEOUT.as_secs()));
            }
        }
    };
    Ok(Answer {
        succeeded: status.success(),
        code: status.code(),
        printed: printed.join().unwrap_or_default(),
        complaint: String::from_utf8_lossy(&complaint.join().unwrap_or_default()).into_owned(),
    })
}

fn drained(pipe: Option<impl Read + Send + 'static>) -> std::thread::JoinHandle<Vec<u8>> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(pipe) = pipe {
            let _ = pipe.take(MAX_OUTPUT_BYTES).read_to_end(&mut bytes);
        }
        bytes
    })
}

/// The program in an absolute directory of the search path: one in the
/// directory under audit is not run.
fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let directories = std::env::split_paths(&path).filter(|directory| directory.is_absolute());
    let mut candidates = directories.map(|directory| directory.join(name));
    candidates.find(|candidate| {
        rustix::fs::access(candidate, rustix::fs::Access::EXEC_OK).is_ok() && candidate.is_file()
    })
}
