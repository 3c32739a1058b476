//! The commits of a history and their files, as `git log` prints them.

use std::io::{BufRead, Read};

use crate::audit::scan::git::objects::NOT_UNDERSTOOD;

/// What is asked for: of every commit its name and its message, and what it
/// adds or changes.
const FORMAT: [&str; 9] = [
    "--format=%H%n%B",
    "--raw",
    "-z",
    // Merges too, for what they have and none of their parents has.
    "-c",
    "--no-abbrev",
    "--no-renames",
    "--no-color",
    "--no-ext-diff",
    "--no-textconv",
];
/// The commits of all branches and tags: what is stashed and noted is another
/// thing, and fixed in another way.
const PUBLISHED: [&str; 4] = [
    "log",
    "--exclude=refs/stash",
    "--exclude=refs/notes/*",
    "--all",
];
/// Those that it is given, each by itself.
const GIVEN: [&str; 3] = ["log", "--no-walk", "--stdin"];
/// The longest name that is read: a file system has 4 KiB. Of a longer message
/// the start is read.
const MAX_FIELD_BYTES: u64 = 64 * 1024;
/// The longest name of a commit.
const MAX_COMMIT_BYTES: usize = 64;

/// The arguments for the commits of all branches and tags.
pub fn published() -> Vec<&'static str> {
    [&PUBLISHED[..], &FORMAT].concat()
}

/// The arguments for commits that are named on the input.
pub fn given() -> Vec<&'static str> {
    [&GIVEN[..], &FORMAT].concat()
}

/// Where a commit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kept {
    /// In a branch or below a tag: anyone who clones the repository has it.
    Published,
    /// In what is stashed, or was.
    Stash,
    /// In notes.
    Note,
    /// In no branch: it was amended, or a branch was deleted.
    Nowhere,
    /// In no commit: it is staged.
    Staged,
}

/// The commit that a file is from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Its whole name.
    pub commit: String,
    /// A larger number is further back.
    pub age: usize,
    /// Where it is.
    pub kept: Kept,
}

/// What a log names.
pub enum Told<'a> {
    /// A commit, and the start of its message.
    Commit(&'a str, &'a [u8]),
    /// A file that the commit adds or changes.
    File(File<'a>),
}

/// A file that a commit adds or changes.
pub struct File<'a> {
    /// Its path in the work tree.
    pub name: Vec<u8>,
    /// Its content.
    pub object: &'a str,
    /// Links and submodules are none, and hold no key.
    pub is_regular: bool,
    /// The commit.
    pub commit: &'a str,
    /// How far back the commit is.
    pub age: usize,
}

impl File<'_> {
    /// Where it is from.
    pub fn origin(&self, kept: Kept) -> Origin {
        Origin {
            commit: self.commit.to_owned(),
            age: self.age,
            kept,
        }
    }
}

/// Reads `git log --raw -z`: the name of a commit and its message, then for
/// each file that it adds or changes a line about it and its name, all of them
/// with a NUL behind. The newest commit comes first.
pub fn read(
    output: &mut dyn BufRead,
    mut see: impl FnMut(Told) -> Result<(), String>,
) -> Result<(), String> {
    let (mut commit, mut age) = (String::new(), 0);
    while let Some(field) = field(output)? {
        let start = field.iter().position(|byte| *byte != b'\n');
        let Some(start) = start else {
            continue;
        };
        let field = &field[start..];
        if field[0] != b':' {
            let end = field.iter().position(|byte| *byte == b'\n');
            let (name, message) = field.split_at(end.unwrap_or(field.len()));
            let name = std::str::from_utf8(name).map_err(|_| NOT_UNDERSTOOD)?;
            if name.len() > MAX_COMMIT_BYTES {
                return Err(NOT_UNDERSTOOD.to_owned());
            }
            (commit, age) = (name.to_owned(), age + 1);
            see(Told::Commit(&commit, message))?;
            continue;
        }
        let text = std::str::from_utf8(field).map_err(|_| NOT_UNDERSTOOD)?;
        let name = self::field(output)?.ok_or(NOT_UNDERSTOOD)?;
        let (mode, object) = result(text).ok_or(NOT_UNDERSTOOD)?;
        see(Told::File(File {
            name,
            object,
            is_regular: mode.starts_with("100"),
            commit: &commit,
            age,
        }))?;
    }
    Ok(())
}

/// The mode and the content that a file has in a commit: behind a colon, a mode
/// and an object for each parent there are those of the commit itself.
fn result(line: &str) -> Option<(&str, &str)> {
    let words = line.trim_start_matches(':');
    let parents = line.len() - words.len();
    let words: Vec<&str> = words.split(' ').collect();
    (words.len() == 2 * parents + 3).then(|| (words[parents], words[2 * parents + 1]))
}

/// The bytes before the next NUL, as many as are read of them; `None` behind
/// the last one.
fn field(output: &mut dyn BufRead) -> Result<Option<Vec<u8>>, String> {
    let mut field = Vec::new();
    let read = Read::take(&mut *output, MAX_FIELD_BYTES).read_until(0, &mut field);
    read.map_err(|_| NOT_UNDERSTOOD)?;
    match field.last() {
        Some(0) => {
            field.pop();
            Ok(Some(field))
        }
        Some(_) if field.len() as u64 == MAX_FIELD_BYTES => {
            pass_over(output)?;
            Ok(Some(field))
        }
        Some(_) => Err(NOT_UNDERSTOOD.to_owned()),
        None => Ok(None),
    }
}

/// Continues behind the next NUL.
fn pass_over(output: &mut dyn BufRead) -> Result<(), String> {
    loop {
        let some = output.fill_buf().map_err(|_| NOT_UNDERSTOOD)?;
        if some.is_empty() {
            return Err(NOT_UNDERSTOOD.to_owned());
        }
        let end = memchr::memchr(0, some);
        let length = end.map_or(some.len(), |end| end + 1);
        output.consume(length);
        if end.is_some() {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ZERO: &str = "0000000000000000000000000000000000000000";
    const ONE: &str = "1111111111111111111111111111111111111111";

    type Seen = (String, String, usize);

    /// The files of a log, and the messages in it.
    fn seen(log: &str) -> Result<(Vec<Seen>, Vec<String>), String> {
        let log = log.replace('|', "\0");
        let (mut files, mut messages) = (Vec::new(), Vec::new());
        read(&mut log.as_bytes(), |told| {
            match told {
                Told::File(file) if file.is_regular && file.object == ONE => {
                    let name = String::from_utf8(file.name).unwrap();
                    files.push((name, file.commit.to_owned(), file.age));
                }
                Told::File(_) => {}
                Told::Commit(_, message) => {
                    messages.push(String::from_utf8(message.to_vec()).unwrap());
                }
            }
            Ok(())
        })?;
        Ok((files, messages))
    }

    #[test]
    fn a_log_is_read_with_its_merges_and_strange_names() {
        let log = format!(
            "c3\n:a word\n\nmore||::000000 000000 100644 {ZERO} {ZERO} {ONE} AA|evil.key|c2\n|c1||\
             :000000 100755 {ZERO} {ONE} A|:a\nb|:100644 000000 {ONE} {ZERO} D|gone|\
             :000000 120000 {ZERO} {ONE} A|link|:000000 160000 {ZERO} {ONE} A|module|"
        );
        let expected = [("evil.key", "c3", 1), (":a\nb", "c1", 3)];
        let expected = expected.map(|(name, commit, age)| (name.into(), commit.into(), age));
        let (files, messages) = seen(&log).unwrap();
        assert_eq!(files, expected);
        assert_eq!(messages, ["\n:a word\n\nmore", "\n", ""]);
        assert_eq!(seen("").unwrap(), (vec![], vec![]));
    }

    #[test]
    fn a_long_message_costs_what_is_read_of_it() {
        let log = format!("c2\n{}|c1|", "x".repeat(200_000));
        let (_, messages) = seen(&log).unwrap();
        let lengths: Vec<usize> = messages.iter().map(String::len).collect();
        assert_eq!(lengths, [MAX_FIELD_BYTES as usize - 2, 0]);
    }

    #[test]
    fn what_is_no_log_is_refused() {
        for log in [
            "c1|:100644 A|name|",
            &format!("c1|:000000 100644 {ZERO} {ONE} A|name"),
            &format!("c1|:000000 100644 {ZERO} {ONE} A|"),
            "c1",
            &format!("{}|", "x".repeat(70_000)),
        ] {
            assert!(seen(log).is_err(), "{log}");
        }
    }
}
