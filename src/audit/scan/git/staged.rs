//! What is staged: the files of an index that differ from the last commit, as
//! they are there, and not as they are in the work tree.
//!
//! git is asked in the directory that this runs in, with those variables that
//! say which repository and which index are meant: for a hook it sets them, and
//! `git commit -a` has an index of its own.

use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::io::{BufRead, Read};
use std::iter;
use std::path::{Path, PathBuf};
use std::time::Duration;

use zeroize::Zeroizing;

use crate::audit::facts::rooted::quoted;
use crate::audit::facts::system::{OsStrExt, OsStringExt};
use crate::audit::scan::git::command::{Answer, Repository, started};
use crate::audit::scan::git::objects::{self, Budget, NOT_UNDERSTOOD};

/// How long a stage may be read.
const LIMIT: Duration = Duration::from_secs(60);
/// As many bytes of contents are at hand at once.
const BYTES_AT_ONCE: u64 = 64 * 1024 * 1024;
/// The longest name of a file, with the line about it.
const MAX_NAME_BYTES: u64 = 64 * 1024;
/// What says which repository and which index are meant, and whose git may be
/// used in. The user who runs this has set them, and no repository can.
const VARIABLES: [&str; 8] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_COMMON_DIR",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_CEILING_DIRECTORIES",
    "GIT_DISCOVERY_ACROSS_FILESYSTEM",
];

/// A file that is staged.
#[derive(Debug)]
pub struct File {
    /// Its name in the work tree.
    pub name: PathBuf,
    /// How many bytes are staged.
    pub size: u64,
    /// The last commit has no file of this name.
    pub is_new: bool,
    object: String,
}

/// What differs from the last commit.
pub struct Index<'a> {
    git: &'a Path,
    here: Repository<'a>,
    budget: Budget,
    /// The directory of the work tree.
    pub tree: PathBuf,
    /// The files.
    pub files: Vec<File>,
    /// Files of which nothing is staged before somebody decides what.
    pub conflicts: Vec<PathBuf>,
}

impl<'a> Index<'a> {
    /// That of the repository in which this runs.
    ///
    /// # Errors
    /// Why there is none to be had.
    pub fn of(git: &'a Path) -> Result<Index<'a>, String> {
        let mut here = Repository::new(git, Path::new("."), None);
        here.variables = variables();
        let answer = here.ask(&["rev-parse", "--show-toplevel"], iter::empty())?;
        if !answer.succeeded {
            return Err(answer.reason());
        }
        let mut index = Index {
            git,
            here,
            budget: Budget::new(LIMIT),
            tree: path(&answer),
            files: Vec::new(),
            conflicts: Vec::new(),
        };
        index.read()?;
        Ok(index)
    }

    fn read(&mut self) -> Result<(), String> {
        let mut changes = Vec::new();
        let command = self.here.command(&[
            "diff",
            "--cached",
            "--raw",
            "-z",
            "--no-abbrev",
            "--no-renames",
            "--no-ext-diff",
            "--no-textconv",
            // Nothing of such a file would be committed.
            "--ita-invisible-in-index",
        ]);
        self.budget.run(command, &[], &mut |output| {
            while let Some(facts) = word(output)? {
                let name = word(output)?.ok_or(NOT_UNDERSTOOD)?;
                changes.push((facts, PathBuf::from(OsString::from_vec(name))));
            }
            Ok(())
        })?;
        for (facts, name) in changes {
            match Change::of(&facts).ok_or(NOT_UNDERSTOOD)? {
                Change::Conflict => self.conflicts.push(name),
                Change::File { object, is_new } => self.files.push(File {
                    name,
                    size: 0,
                    is_new,
                    object,
                }),
                Change::Other => {}
            }
        }
        let objects = self.files.iter().map(|it| &it.object);
        let sizes = objects::sizes(&self.here, self.budget, objects)?;
        for file in &mut self.files {
            let size = sizes.get(&file.object);
            file.size = *size.ok_or("what is staged is not all in the repository")?;
        }
        Ok(())
    }

    /// Shows what is in some of the files, a part of them at a time.
    ///
    /// # Errors
    /// When it was not read to the end.
    pub fn show<'f>(
        &self,
        files: impl Iterator<Item = &'f File>,
        see: &mut dyn FnMut(&'f File, &[u8]),
    ) -> Result<(), String> {
        let (mut part, mut bytes) = (Vec::new(), 0);
        for file in files {
            bytes += file.size;
            part.push(file);
            if bytes >= BYTES_AT_ONCE {
                self.show_part(&part, see)?;
                (part, bytes) = (Vec::new(), 0);
            }
        }
        self.show_part(&part, see)
    }

    fn show_part<'f>(
        &self,
        files: &[&'f File],
        see: &mut dyn FnMut(&'f File, &[u8]),
    ) -> Result<(), String> {
        let mut contents: HashMap<String, Zeroizing<Vec<u8>>> = HashMap::new();
        let objects = files.iter().map(|it| &it.object);
        let most = files.iter().map(|it| it.size).max().unwrap_or(0);
        objects::contents(&self.here, self.budget, objects, most, |object, content| {
            contents.insert(object.to_owned(), Zeroizing::new(content.to_vec()));
        })?;
        for file in files {
            see(file, contents.get(&file.object).ok_or(NOT_UNDERSTOOD)?);
        }
        Ok(())
    }

    /// What takes files out of the stage and leaves the work tree as it is.
    pub fn unstaging(&self) -> Unstaging<'_> {
        let head = ["rev-parse", "--quiet", "--verify", "HEAD^{commit}"];
        let head = self.here.ask(&head, iter::empty());
        Unstaging {
            index: self,
            repository: self.repository(),
            has_commits: head.is_ok_and(|it| it.succeeded),
        }
    }

    /// The repository, where nobody finds it who is in the work tree.
    fn repository(&self) -> Option<PathBuf> {
        std::env::var_os("GIT_DIR")?;
        let question = ["rev-parse", "--absolute-git-dir"];
        let own = self.here.ask(&question, iter::empty()).ok()?;
        let mut found = started(self.git, &self.tree);
        found.args(question);
        let found = crate::audit::scan::git::command::answer(found, &[]).ok()??;
        let is_same = found.succeeded && found.printed == own.printed;
        (own.succeeded && !is_same).then(|| path(&own))
    }
}

/// How files are taken out of a stage.
pub struct Unstaging<'a> {
    index: &'a Index<'a>,
    repository: Option<PathBuf>,
    has_commits: bool,
}

impl Unstaging<'_> {
    fn there(&self) -> Repository<'_> {
        let Index { git, tree, .. } = self.index;
        Repository::new(git, tree, self.repository.as_deref())
    }

    /// The command for a file.
    pub fn command(&self, file: &File) -> String {
        let verb = match self.has_commits {
            true => "restore --staged",
            false => "rm -q --cached",
        };
        let bytes = file.name.as_os_str().as_bytes();
        let is_pattern = |byte: &u8| b"*?[\\:".contains(byte);
        let literal = match bytes.iter().any(is_pattern) {
            true => " --literal-pathspecs",
            false => "",
        };
        let typed = self.there().typed();
        format!("{typed}{literal} {verb} -- {}", quoted(&file.name))
    }

    /// The same, and that no `git add .` stages it again.
    pub fn ignoring_command(&self, file: &File) -> String {
        let ignore = self.there().ignore_command(file.name.as_os_str());
        format!("{} && {ignore}", self.command(file))
    }
}

/// What a line says of a file.
#[derive(Debug, PartialEq, Eq)]
enum Change {
    File {
        object: String,
        is_new: bool,
    },
    /// A merge left it to people.
    Conflict,
    /// It is gone, a link, or a repository of its own.
    Other,
}

impl Change {
    /// Reads `:100644 100644 OBJECT OBJECT M`.
    fn of(facts: &[u8]) -> Option<Change> {
        let facts = std::str::from_utf8(facts).ok()?.strip_prefix(':')?;
        let words: Vec<&str> = facts.split(' ').collect();
        let [before, now, _, object, status] = words[..] else {
            return None;
        };
        Some(match status.chars().next()? {
            'U' => Change::Conflict,
            'D' => Change::Other,
            _ if now.starts_with("100") => Change::File {
                object: object.to_owned(),
                is_new: before.chars().all(|it| it == '0'),
            },
            _ => Change::Other,
        })
    }
}

/// The next word, which ends in a NUL.
fn word(output: &mut dyn BufRead) -> Result<Option<Vec<u8>>, String> {
    let mut word = Vec::new();
    let read = Read::take(&mut *output, MAX_NAME_BYTES).read_until(0, &mut word);
    match read.map_err(|_| NOT_UNDERSTOOD)? {
        0 => Ok(None),
        _ if word.pop() == Some(0) => Ok(Some(word)),
        _ => Err(NOT_UNDERSTOOD.to_owned()),
    }
}

/// The path that an answer is.
fn path(answer: &Answer) -> PathBuf {
    let printed = answer.printed.strip_suffix(b"\n");
    PathBuf::from(OsStr::from_bytes(printed.unwrap_or(&answer.printed)))
}

/// What git learns about the repository from the environment of this run.
fn variables() -> Vec<(OsString, OsString)> {
    let is_meant = |name: &OsStr| {
        VARIABLES.iter().any(|it| name == *it) || name.as_bytes().starts_with(b"GIT_CONFIG")
    };
    // It is found from here upwards, as far as git itself would look.
    let upwards = (OsString::from("GIT_CEILING_DIRECTORIES"), OsString::new());
    let set = std::env::vars_os().filter(|(name, _)| is_meant(name));
    iter::once(upwards).chain(set).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_about_files_are_read() {
        let object = "5e".repeat(20);
        let of = |modes: &str, status: &str| {
            Change::of(format!(":{modes} {object} {object} {status}").as_bytes())
        };
        let file = |is_new| {
            let object = object.clone();
            Some(Change::File { object, is_new })
        };
        assert_eq!(of("000000 100644", "A"), file(true));
        assert_eq!(of("100644 100755", "M"), file(false));
        assert_eq!(of("120000 100644", "T"), file(false));
        assert_eq!(of("100644 120000", "T"), Some(Change::Other));
        assert_eq!(of("000000 160000", "A"), Some(Change::Other));
        assert_eq!(of("100644 000000", "D"), Some(Change::Other));
        assert_eq!(of("000000 100644", "U"), Some(Change::Conflict));
        for other in ["", ":", ":a b c d", "100644 100644 a b M"] {
            assert_eq!(Change::of(other.as_bytes()), None, "{other}");
        }
    }
}
