//! The files of a history, as `git log` prints them.

use std::io::{BufRead, Read};

use super::objects::NOT_UNDERSTOOD;

/// What is asked for: of every commit its name, and what it adds or changes.
pub const ARGUMENTS: [&str; 11] = [
    "log",
    "--all",
    "--format=%H",
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
/// The longest name that is read: a file system has 4 KiB.
const MAX_FIELD_BYTES: u64 = 64 * 1024;

/// The commit that a file is from.
pub struct Origin {
    /// Its whole name.
    pub commit: String,
    /// A larger number is further back.
    pub age: usize,
}

/// Reads `git log --raw -z`: the name of a commit, then for each file that it
/// adds or changes a line about it and its name, all of them with a NUL behind.
/// The newest commit comes first.
pub fn read(
    output: &mut dyn BufRead,
    mut see: impl FnMut(Vec<u8>, &str, Origin) -> Result<(), String>,
) -> Result<(), String> {
    let (mut commit, mut age) = (String::new(), 0);
    while let Some(field) = field(output)? {
        let text = std::str::from_utf8(&field).map_err(|_| NOT_UNDERSTOOD)?;
        let text = text.trim_start_matches('\n');
        if text.is_empty() {
            continue;
        }
        if !text.starts_with(':') {
            (commit, age) = (text.to_owned(), age + 1);
            continue;
        }
        let name = self::field(output)?.ok_or(NOT_UNDERSTOOD)?;
        let (mode, object) = result(text).ok_or(NOT_UNDERSTOOD)?;
        // Links and submodules hold no key.
        if mode.starts_with("100") {
            let commit = commit.clone();
            see(name, object, Origin { commit, age })?;
        }
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

/// The bytes before the next NUL; `None` behind the last one.
fn field(output: &mut dyn BufRead) -> Result<Option<Vec<u8>>, String> {
    let mut field = Vec::new();
    let read = Read::take(&mut *output, MAX_FIELD_BYTES).read_until(0, &mut field);
    read.map_err(|_| NOT_UNDERSTOOD)?;
    match field.pop() {
        Some(0) => Ok(Some(field)),
        Some(_) => Err(NOT_UNDERSTOOD.to_owned()),
        None => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ZERO: &str = "0000000000000000000000000000000000000000";
    const ONE: &str = "1111111111111111111111111111111111111111";

    fn seen(log: &str) -> Result<Vec<(String, String, usize)>, String> {
        let log = log.replace('|', "\0");
        let mut seen = Vec::new();
        read(&mut log.as_bytes(), |name, object, origin| {
            let name = String::from_utf8(name).unwrap();
            assert_eq!(object, ONE);
            seen.push((name, origin.commit, origin.age));
            Ok(())
        })?;
        Ok(seen)
    }

    #[test]
    fn a_log_is_read_with_its_merges_and_strange_names() {
        let log = format!(
            "c3||::000000 000000 100644 {ZERO} {ZERO} {ONE} AA|evil.key|c2|c1||\
             :000000 100755 {ZERO} {ONE} A|:a\nb|:100644 000000 {ONE} {ZERO} D|gone|\
             :000000 120000 {ZERO} {ONE} A|link|:000000 160000 {ZERO} {ONE} A|module|"
        );
        let expected = [("evil.key", "c3", 1), (":a\nb", "c1", 3)];
        let expected = expected.map(|(name, commit, age)| (name.into(), commit.into(), age));
        assert_eq!(seen(&log).unwrap(), expected);
        assert_eq!(seen("").unwrap(), []);
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
