//! What git is asked about a repository, and how its answers are read.
//!
//! `git` is asked, never a library of ours: what it would do is the question.
//! It is run so that nothing in the repository makes it run anything else, and
//! not for longer than a while.

pub mod beside;
pub mod command;
pub mod index;
mod locked;
pub mod log;
pub mod object;
pub mod objects;
pub mod outside;
#[cfg_attr(windows, path = "git/not_pinned.rs")]
mod pinned;
mod rank;
mod refusal;
mod running;
mod settings;
pub mod staged;
pub mod texts;
pub mod trees;
mod uncommitted;

use std::collections::HashSet;
use std::ffi::OsStr;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use self::command::Repository;
use crate::audit::detect::marks::Mark;
use crate::audit::facts::key_file::KeyFile;
use crate::audit::facts::rooted;
use crate::audit::facts::system::OsStrExt;
use crate::audit::fix::edits::appended;
use crate::audit::scan::scene::Scene;
use crate::keys::{file, slots};
pub use command::{MAX_OUTPUT_BYTES, TIMEOUT};

/// Paths in one command: far below the limit of an argument list.
pub const PATHS_AT_ONCE: usize = 200;

/// A key file, and its name in the work tree.
pub type InTree<'a> = (&'a KeyFile, OsString);

/// A key of a text that commits have.
pub struct Committed {
    /// The work tree.
    pub tree: PathBuf,
    /// What the key is known by.
    pub mark: Mark,
    /// `commit … has it`.
    pub commits: String,
}

/// The commits that have a key of a text, as the start of a sentence.
pub fn committed(scene: &Scene, path: &Path, text: &[u8]) -> Option<String> {
    committed_as(scene, path, Mark::of(text))
}

/// The commits that have a key, by what it is known by.
pub fn committed_as(scene: &Scene, path: &Path, mark: Mark) -> Option<String> {
    let known = scene.committed.borrow();
    if known.is_empty() {
        return None;
    }
    let real = rooted::canonical(path).ok()?;
    let mut known = known.iter();
    let is_it = |it: &&Committed| it.mark == mark && real.starts_with(&it.tree);
    known.find(is_it).map(|it| it.commits.clone())
}

/// What means a path in a list of patterns, and nothing else.
fn pattern(name: &str) -> String {
    let mut pattern = String::from("/");
    for character in name.chars() {
        if matches!(character, '*' | '?' | '[' | '\\' | ' ') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern
}

impl Repository<'_> {
    /// The names among these keys of what git tracks.
    pub fn tracked_names(&self, keys: &[InTree]) -> Result<HashSet<OsString>, String> {
        let mut tracked = HashSet::new();
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

    /// Adds the file to the `.gitignore` of the tree, as that very file.
    pub fn ignore_command(&self, name: &OsStr) -> String {
        let list = self.tree.join(".gitignore");
        appended(&list, &[pattern(&name.to_string_lossy())])
    }

    /// Adds a key to it, with the names that a rotation gives to files beside it.
    pub fn ignore_key_command(&self, name: &OsStr) -> String {
        // A slot is ignored as all of its key.
        let name = slots::split(name.as_bytes()).map_or(name.as_bytes(), |it| it.0);
        let name = String::from_utf8_lossy(name);
        let (folder, key) = match name.rsplit_once('/') {
            Some((folder, key)) => (pattern(folder) + "/", key),
            None => ("/".to_owned(), &*name),
        };
        let key = pattern(key).split_off(1);
        let slots = slots::PATTERNS.map(|it| format!("{folder}{key}.{it}"));
        let hidden = file::HIDDEN_PATTERNS.map(|it| format!("{folder}.{key}{it}"));
        let all: Vec<String> = [format!("{folder}{key}")]
            .into_iter()
            .chain(slots)
            .chain(hidden)
            .collect();
        appended(&self.tree.join(".gitignore"), &all)
    }
}
