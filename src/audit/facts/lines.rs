//! Reading text that is not ours: bounded, by line, without waiting.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use zeroize::Zeroizing;

use crate::audit::facts::system::{OFlags, fstat};
use crate::audit::facts::{budget, rooted};
use crate::subject::Kind;

/// The most that is read of one file: a history of years fits.
pub const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// Room for what a file in /proc holds, whose size is given as 0.
const MIN_ROOM: usize = 16 * 1024;

/// The bytes of a regular file; `None` when there is none at the path. They
/// may hold a key, so they are zeroized.
///
/// # Errors
/// When it may not be read, or has more than [`MAX_BYTES`].
pub fn read(path: &Path) -> io::Result<Option<Zeroizing<Vec<u8>>>> {
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    let file = match rooted::open(path, flags) {
        Ok(file) => file,
        Err(error) if is_absent(&error) => return Ok(None),
        Err(error) => return Err(error),
    };
    let stat = fstat(&file)?;
    if Kind::of(&stat) != Kind::Regular {
        return Ok(None);
    }
    // With room for all of it: a buffer that grows leaves copies behind.
    let size = u64::try_from(stat.st_size).unwrap_or(0).min(MAX_BYTES);
    let room = (size as usize + 1).max(MIN_ROOM);
    budget::spend(path, size)?;
    let mut bytes = Zeroizing::new(Vec::with_capacity(room));
    File::from(file)
        .take(MAX_BYTES + 1)
        .read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(too_large());
    }
    Ok(Some(bytes))
}

fn is_absent(error: &io::Error) -> bool {
    let kinds = [io::ErrorKind::NotFound, io::ErrorKind::NotADirectory];
    kinds.contains(&error.kind())
}

/// Why a file of more than [`MAX_BYTES`] is not read.
pub fn too_large() -> io::Error {
    io::Error::other("it is too large to be read")
}

/// The lines of a text with their numbers, from 1 on.
pub fn numbered(bytes: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let lines = bytes.split(|byte| *byte == b'\n');
    lines.enumerate().map(|(index, line)| (index + 1, line))
}

/// A place in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The line, from 1 on.
    pub line: usize,
    /// How many bytes are before it in its line.
    pub column: usize,
}

/// Where these bytes are, which are asked for in order: the text is read once.
pub fn places(bytes: &[u8], offsets: impl Iterator<Item = usize>) -> Vec<Place> {
    let (mut read, mut line, mut start) = (0, 1, 0);
    let place = |offset: usize| {
        for end in memchr::memchr_iter(b'\n', &bytes[read..offset]) {
            line += 1;
            start = read + end + 1;
        }
        read = offset;
        Place {
            line,
            column: offset - start,
        }
    };
    offsets.map(place).collect()
}

/// How many bytes of its line are from an offset on.
pub fn behind(bytes: &[u8], offset: usize) -> usize {
    let rest = &bytes[offset..];
    memchr::memchr(b'\n', rest).unwrap_or(rest.len())
}

/// The line that a byte is in.
pub fn around(bytes: &[u8], offset: usize) -> &[u8] {
    let start = memchr::memrchr(b'\n', &bytes[..offset]).map_or(0, |at| at + 1);
    &bytes[start..offset + behind(bytes, offset)]
}

/// `NAME=VALUE` or `NAME: VALUE` of a line, the value without its quotes;
/// `None` for comments and other lines.
pub fn assignment(line: &[u8], separator: char) -> Option<(&str, &str)> {
    let line = std::str::from_utf8(line).ok()?.trim();
    if line.starts_with(['#', ';']) {
        return None;
    }
    let (name, value) = line.split_once(separator)?;
    let name = name.trim().trim_start_matches("export ");
    let name = name.trim().trim_matches(['"', '\'']);
    let value = value.trim();
    let value = match value.chars().next() {
        Some(quote @ ('"' | '\'')) => value[1..].split(quote).next().unwrap_or_default(),
        // A comment ends an unquoted value.
        _ => value.split(" #").next().unwrap_or_default().trim(),
    };
    Some((name, value))
}

/// The line numbers as a sentence has them: `line 5`, `lines 5, 9`.
pub fn told(numbers: &[usize]) -> String {
    let list: Vec<String> = numbers.iter().map(usize::to_string).collect();
    let word = if numbers.len() == 1 { "line" } else { "lines" };
    format!("{word} {}", list.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn assignments_lose_their_quotes_and_comments() {
        for (line, expected) in [
            ("KEY=abc", Some(("KEY", "abc"))),
            ("  export KEY = \"a b\" # no", Some(("KEY", "a b"))),
            ("KEY='x'", Some(("KEY", "x"))),
            ("KEY=abc # note", Some(("KEY", "abc"))),
            ("# KEY=abc", None),
            ("nothing", None),
        ] {
            assert_eq!(assignment(line.as_bytes(), '='), expected, "{line}");
        }
        let yaml = assignment(b"  secureCookieKey: \"abc\"", ':');
        assert_eq!(yaml, Some(("secureCookieKey", "abc")));
    }

    #[test]
    fn places_are_told_by_line_and_column() {
        let text = b"ab\ncd\n\nef";
        let told = places(text, [0, 1, 3, 8, 9].into_iter());
        let told: Vec<_> = told.iter().map(|it| (it.line, it.column)).collect();
        assert_eq!(told, [(1, 0), (1, 1), (2, 0), (4, 1), (4, 2)]);
        assert_eq!(around(text, 4), b"cd");
        assert_eq!(around(text, 9), b"ef");
    }

    #[cfg(unix)]
    #[test]
    fn pipes_and_absent_files_are_nothing_to_read() {
        let directory = tempfile::tempdir().unwrap();
        let fifo = directory.path().join("fifo");
        let made = std::process::Command::new("mkfifo").arg(&fifo).status();
        assert!(made.unwrap().success());
        assert!(read(&fifo).unwrap().is_none());
        assert!(read(&directory.path().join("none")).unwrap().is_none());
    }
}
