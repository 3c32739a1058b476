//! What the settings of a repository say of its work tree.
//!
//! git reads them for us, without what they include: it takes the work tree
//! from the repository's own files alone. A file that it cannot read says
//! nothing about what it sets, which is not the same as setting nothing.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::audit::facts::system::OsStrExt;
use crate::audit::facts::{lines, rooted};
use crate::audit::scan::git::command::Repository;
use crate::error::reason_of;

/// What the audit wants to know of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// `core.worktree`, resolved as git does it: from the repository.
    pub tree: Option<PathBuf>,
    /// `core.bare`, where it is reported.
    pub is_bare: Option<bool>,
    /// Whether files that it does not have are no concern of it.
    pub hides_others: bool,
}

/// Why settings are not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// In words.
    pub why: String,
    /// What looks like a work tree in them, though git reads none of it.
    pub looks_like: Vec<PathBuf>,
}

impl From<String> for Unknown {
    fn from(why: String) -> Self {
        let looks_like = Vec::new();
        Unknown { why, looks_like }
    }
}

impl Settings {
    /// The settings of a repository. One of a folder of ordinary ones, which
    /// are in their own work trees, costs no run of git.
    ///
    /// # Errors
    /// Why they are not known.
    pub fn of(git: Option<&Path>, repository: &Path) -> Result<Settings, Unknown> {
        let mut settings = Settings::default();
        let Some(said) = text(repository, "config")? else {
            return Ok(settings);
        };
        if !may_matter(&said, repository) {
            return Ok(settings);
        }
        let mut read = || {
            let git = git.ok_or("there is no git to ask")?;
            let own = list(git, repository, "config")?;
            settings.take(repository, &own);
            let mut switches = own.iter().rev().filter(|(name, _)| name == SWITCH);
            let has_second = switches.next().is_some_and(|(_, value)| is_true(value));
            // What stands there goes before.
            if has_second && text(repository, SECOND)?.is_some() {
                settings.take(repository, &list(git, repository, SECOND)?);
            }
            Ok::<(), String>(())
        };
        match read() {
            Ok(()) => Ok(settings),
            Err(why) => {
                let second = text(repository, SECOND).ok().flatten();
                let texts = [said, second.unwrap_or_default()];
                let looks_like = texts.iter().flat_map(|it| trees_in(it, repository));
                let looks_like = looks_like.collect();
                Err(Unknown { why, looks_like })
            }
        }
    }

    fn take(&mut self, repository: &Path, values: &[Setting]) {
        for (name, value) in values {
            match (name.as_slice(), value) {
                (b"core.worktree", Some(value)) => {
                    let named = rooted::told_in(repository, OsStr::from_bytes(value));
                    self.tree = Some(rooted::canonical(&named).unwrap_or(named));
                }
                (b"core.bare", value) => self.is_bare = Some(is_true(value)),
                (b"status.showuntrackedfiles", value) => {
                    let value = value.as_deref().unwrap_or(b"true").to_ascii_lowercase();
                    self.hides_others = matches!(&*value, b"no" | b"false" | b"off" | b"0" | b"");
                }
                _ => {}
            }
        }
    }
}

/// The settings of one work tree, where `extensions.worktreeConfig` says that
/// there are such.
const SECOND: &str = "config.worktree";
/// What says so.
const SWITCH: &[u8] = b"extensions.worktreeconfig";

/// A name, its section and variable in lower case, and its value, if it has one.
type Setting = (Vec<u8>, Option<Vec<u8>>);

/// As git reads a switch.
fn is_true(value: &Option<Vec<u8>>) -> bool {
    let value = value.as_deref().map(<[u8]>::to_ascii_lowercase);
    match value.as_deref() {
        None | Some(b"true" | b"yes" | b"on") => true,
        Some(other) => {
            let number = std::str::from_utf8(other).ok();
            number.is_some_and(|it| it.parse::<i64>().is_ok_and(|it| it != 0))
        }
    }
}

/// What stands behind `worktree =` in a text that git does not read.
fn trees_in(text: &[u8], repository: &Path) -> Vec<PathBuf> {
    let text = String::from_utf8_lossy(text);
    let values = text.lines().filter_map(|line| {
        let (name, value) = line.split_once('=')?;
        let name = name.trim().to_ascii_lowercase();
        name.ends_with("worktree")
            .then(|| value.trim().trim_matches('"'))
    });
    let named = values.map(|it| rooted::told_in(repository, it));
    named
        .map(|it| rooted::canonical(&it).unwrap_or(it))
        .collect()
}

/// Whether settings could give a repository another work tree than the folder
/// around it.
fn may_matter(text: &[u8], repository: &Path) -> bool {
    let text: Vec<u8> = text
        .iter()
        .filter(|byte| !byte.is_ascii_whitespace())
        .map(u8::to_ascii_lowercase)
        .collect();
    let has = |word: &[u8]| text.windows(word.len()).any(|it| it == word);
    let is_inner = repository.file_name() == Some(OsStr::new(".git"));
    let is_ordinary = is_inner && has(b"bare=false") && !has(b"bare=true");
    has(b"worktree") || (!is_ordinary && rooted::is_file(&repository.join("index")))
}

/// A file of settings, which is not waited for.
fn text(repository: &Path, name: &str) -> Result<Option<Vec<u8>>, String> {
    let path = repository.join(name);
    match lines::read(&path) {
        Ok(Some(text)) => Ok(Some(text.to_vec())),
        Ok(None) if rooted::is_there(&path) => Err(format!("its {name} is not a file")),
        Ok(None) => Ok(None),
        Err(error) => Err(format!("its {name}: {}", reason_of(&error))),
    }
}

fn list(git: &Path, repository: &Path, name: &str) -> Result<Vec<Setting>, String> {
    let path = repository.join(name);
    let path = rooted::resolved(&path).map_err(|error| reason_of(&error))?;
    let answer = Repository::settings(git, &path)?;
    if !answer.succeeded {
        return Err(answer.reason());
    }
    let settings = answer.printed.split(|byte| *byte == 0);
    let settings = settings.filter(|it| !it.is_empty()).map(|it| {
        let mut parts = it.splitn(2, |byte| *byte == b'\n');
        let name = parts.next().unwrap_or_default().to_vec();
        (name, parts.next().map(<[u8]>::to_vec))
    });
    Ok(settings.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn switches_are_read_as_git_reads_them() {
        let value = |text: &str| Some(text.as_bytes().to_vec());
        for text in ["true", "YES", "on", "1", "-1"] {
            assert!(is_true(&value(text)), "{text}");
        }
        for text in ["false", "no", "off", "0", "", "2x"] {
            assert!(!is_true(&value(text)), "{text}");
        }
        assert!(is_true(&None));
    }
}
