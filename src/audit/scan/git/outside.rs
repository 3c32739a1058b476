//! What a repository has outside of its branches and tags: stashes, also old
//! ones, notes, commits that were amended or whose branch is gone, and what is
//! staged.

use std::collections::{HashMap, HashSet};
use std::io::{BufRead, Read};

use crate::audit::scan::git::command::Repository;
use crate::audit::scan::git::log::{File, Kept};
use crate::audit::scan::git::object::Object;
use crate::audit::scan::git::objects::{Budget, NOT_UNDERSTOOD};

/// The longest entry of an index.
const MAX_ENTRY_BYTES: u64 = 64 * 1024;

/// Where the commits are that no branch and no tag has.
pub struct Outside(HashMap<String, Kept>);

impl Outside {
    /// What git says of them.
    pub fn of(repository: &Repository) -> Outside {
        let mut kept = HashMap::new();
        // A repository without stashes or notes says that there are none.
        let mut ask = |arguments: &[&str], what: Kept| {
            if let Ok(answer) = repository.ask(arguments, std::iter::empty()) {
                let lines = answer.lines().flat_map(|line| line.split(' '));
                let commits = lines.filter(|it| !it.is_empty());
                kept.extend(commits.map(|it| (it.to_owned(), what)));
            }
        };
        // Of a stash the first parent is the commit that it was made on.
        let stashes = ["log", "--walk-reflogs", "--format=%H %P", "refs/stash"];
        ask(&stashes, Kept::Stash);
        ask(&["log", "--glob=refs/notes/*", "--format=%H"], Kept::Note);
        Outside(kept)
    }

    /// Where one of them is.
    pub fn kept(&self, commit: &str) -> Kept {
        self.0.get(commit).copied().unwrap_or(Kept::Nowhere)
    }
}

/// The names of the commits that a repository has and these are not.
///
/// One that takes objects from another repository has commits of that one, too:
/// its own are those that something here names.
///
/// # Errors
/// When git does not say.
pub fn others(
    repository: &Repository,
    budget: Budget,
    has_alternates: bool,
    all: &HashSet<Object>,
    seen: &HashSet<Object>,
) -> Result<Vec<String>, String> {
    if !has_alternates {
        let others = all.iter().filter(|it| !seen.contains(it));
        return Ok(others.map(Object::to_string).collect());
    }
    let mut others = Vec::new();
    let command = repository.command(&["rev-list", "--all", "--reflog"]);
    budget.run(command, &[], &mut |output| {
        for line in output.lines() {
            let line = line.map_err(|_| NOT_UNDERSTOOD)?;
            if Object::of(&line).is_some_and(|it| !seen.contains(&it)) {
                others.push(line);
            }
        }
        Ok(())
    })?;
    Ok(others)
}

/// Whether a repository takes objects from another one.
pub fn has_alternates(repository: &Repository) -> Result<bool, String> {
    let answer = repository.ask(&["count-objects", "-v"], std::iter::empty())?;
    match answer.succeeded {
        true => Ok(answer.lines().any(|line| line.starts_with("alternate:"))),
        false => Err(answer.reason()),
    }
}

/// Shows what is staged.
///
/// # Errors
/// When it was not read to its end.
pub fn staged(
    repository: &Repository,
    budget: Budget,
    see: &mut (dyn FnMut(File) + Send),
) -> Result<(), String> {
    let command = repository.command(&["ls-files", "--stage", "-z", "--full-name"]);
    budget.run(command, &[], &mut |output| {
        loop {
            let mut entry = Vec::new();
            let read = Read::take(&mut *output, MAX_ENTRY_BYTES).read_until(0, &mut entry);
            match read.map_err(|_| NOT_UNDERSTOOD)? {
                0 => return Ok(()),
                _ => see(file(&entry).ok_or(NOT_UNDERSTOOD)?),
            }
        }
    })
}

/// Reads an entry: a mode, an object and a number, a tab, a name and a NUL.
fn file(entry: &[u8]) -> Option<File<'_>> {
    let entry = entry.strip_suffix(b"\0")?;
    let tab = entry.iter().position(|byte| *byte == b'\t')?;
    let mut words = std::str::from_utf8(&entry[..tab]).ok()?.split(' ');
    let mode = words.next()?;
    Some(File {
        name: entry[tab + 1..].to_vec(),
        object: words.next()?,
        is_regular: mode.starts_with("100"),
        commit: "",
        age: 0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_of_an_index_are_read_with_strange_names() {
        let entry = b"100644 abc 0\ta\tb\n\xff\0";
        let read = file(entry).unwrap();
        assert_eq!((read.object, &*read.name), ("abc", &b"a\tb\n\xff"[..]));
        assert!(read.is_regular);
        assert!(!file(b"120000 abc 0\tlink\0").unwrap().is_regular);
        for entry in [&b""[..], b"100644 abc 0 a\0", b"100644 abc 0\ta"] {
            assert!(file(entry).is_none());
        }
    }
}
