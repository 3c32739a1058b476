//! Whether a content may be one key alone, in whose place another can be put.
//!
//! What many programs keep in files is no text that has a name here, and is lost all
//! the same when a key takes its place. So it is asked what a key looks like: a form
//! that keys are made in, some bytes that are no text, or one line.

use std::path::Path;

use super::file::{self, UnsafeKey};
use super::spec::Spec;
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::frameworks::Shape;

/// The most bytes of a key that is no text, and the most letters of one that is.
const MAX_BYTES: usize = 512;
/// The most letters of a passphrase: a line with blanks.
const MAX_PHRASE: usize = 256;
/// The most lines of a key that a tool has broken, and the fewest letters of such a line.
const MAX_LINES: usize = 6;
const MIN_LINE: usize = 40;
/// How the hash of a password starts.
const HASHES: [&str; 9] = [
    "$1$", "$2a$", "$2b$", "$2y$", "$5$", "$6$", "$apr1$", "$argon2", "{SSHA",
];

/// Refuses to put a key in the place of what is more than one.
///
/// # Errors
/// When it is.
pub fn refuse_more(place: &Spec, content: &[u8]) -> Result<()> {
    match more_than_a_key(content) {
        None => Ok(()),
        Some(what) => Err(Error::could_not(format!("{place} {what} and is not a key"))
            .hint("it stays as it is: name the file that has the key alone")),
    }
}

/// What a file that others can use is instead of a key: to close it would take it from
/// them.
pub fn of_others(path: &Path) -> Option<&'static str> {
    match file::read(path, UnsafeKey::Allow) {
        Ok(read) if !read.exposures.is_empty() => more_than_a_key(read.key.bytes()),
        Err(error) if error.exit == Exit::CouldNot => Some("has more bytes than a key"),
        _ => None,
    }
}

/// What this is instead of one key, as the rest of a sentence about it.
pub fn more_than_a_key(content: &[u8]) -> Option<&'static str> {
    if Shape::of(content.trim_ascii()).is_some() || content.len() == 32 {
        return None;
    }
    let Ok(text) = std::str::from_utf8(content) else {
        return (content.len() > MAX_BYTES).then_some("has more bytes than a key");
    };
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let mut lines: Vec<&str> = lines.collect();
    // A note below a key says whose it is; it stays with the key that is kept.
    if lines
        .first()
        .is_some_and(|it| Shape::of(it.as_bytes()).is_some())
    {
        lines.retain(|line| !line.starts_with('#'));
    }
    let [line] = lines[..] else {
        return (lines.len() > 1 && !is_broken(&lines)).then_some("has several lines");
    };
    let most = match line.contains(' ') {
        true => MAX_PHRASE,
        false => MAX_BYTES,
    };
    of_line(line).or_else(|| (line.len() > most).then_some("has more letters than a key"))
}

/// Whether these are the lines of one key in base64 or hex: all as long as the first,
/// but the last, and none a key of its own.
fn is_broken(lines: &[&str]) -> bool {
    let (Some((last, others)), Some(first)) = (lines.split_last(), lines.first()) else {
        return false;
    };
    let is_letter = |it: u8| it.is_ascii_alphanumeric() || b"+/-_".contains(&it);
    let is_of_it = |line: &str| line.bytes().all(is_letter) && Shape::of(line.as_bytes()).is_none();
    lines.len() <= MAX_LINES
        && first.len() >= MIN_LINE
        && last.len() <= first.len()
        && others
            .iter()
            .all(|it| it.len() == first.len() && is_of_it(it))
        && is_of_it(last.trim_end_matches('='))
}

/// A line that another program keeps: of markup, a login, an account, an address, a token.
fn of_line(line: &str) -> Option<&'static str> {
    let fields: Vec<&str> = line.split(':').collect();
    let is_number = |it: &&str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
    let is_at = |at: usize| fields.get(at).is_some_and(is_number);
    let is_hash = |it: &&str| HASHES.iter().any(|start| it.starts_with(start));
    if line.starts_with("<?") || line.starts_with("<!") || line.contains("</") {
        return Some("is markup");
    }
    if fields.iter().take(2).any(is_hash) || line.contains(":{SHA}") {
        return Some("has the hash of a password");
    }
    let is_account = fields.len() == 7 && is_at(2) && is_at(3);
    let is_login = fields.len() == 5 && (fields[1] == "*" || is_at(1)) && !line.contains(' ');
    if is_account || is_login || line.starts_with("machine ") && line.contains(" password ") {
        return Some("has a login");
    }
    let scheme = line.split_once("://").map(|(scheme, _)| scheme);
    if scheme.is_some_and(|it| !it.is_empty() && it.bytes().all(|it| it.is_ascii_alphanumeric())) {
        return Some("has an address");
    }
    let is_token = line.starts_with("eyJ") && line.matches('.').count() >= 2;
    is_token.then_some("has a token")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_programs_keep_is_more_than_a_key() {
        for (text, what) in [
            ("Dear all,\nthe key is in the safe.\n", "has several lines"),
            (
                "key \"rndc-key\" {\n\talgorithm hmac-sha256;\n};\n",
                "has several lines",
            ),
            ("Host web\n  User deploy\n", "has several lines"),
            ("<?xml version=\"1.0\"?>", "is markup"),
            ("<a><b>c</b></a>\n", "is markup"),
            ("machine a.org login b password c\n", "has a login"),
            ("db:5432:app:web:hunter2\n", "has a login"),
            ("root:x:0:0:root:/root:/bin/sh\n", "has a login"),
            ("alice:$apr1$abcdefgh$0123\n", "has the hash of a password"),
            (
                "$2y$10$abcdefghijklmnopqrstuv",
                "has the hash of a password",
            ),
            ("postgres://web:hunter2@db/app\n", "has an address"),
            ("eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.c2ln\n", "has a token"),
        ] {
            assert_eq!(more_than_a_key(text.as_bytes()), Some(what), "{text}");
        }
        // Two keys, of which the second would be lost; the key file of a database.
        let keys = format!("{0}\n{0}\n", "4fc1a0b7d2e89635".repeat(4));
        assert!(more_than_a_key(keys.as_bytes()).is_some());
        let long = format!("{}\n", "AQIDBAUGBwgJCgsM".repeat(4)).repeat(16);
        assert!(more_than_a_key(long.as_bytes()).is_some());
        assert!(more_than_a_key("word ".repeat(100).as_bytes()).is_some());
        assert!(more_than_a_key(&[0xf3; 2000]).is_some());
    }

    #[test]
    fn what_may_be_a_key_is_not() {
        let broken = format!("{}\nMDEyMzQ=\n", "AQIDBAUGBwgJCgsM".repeat(4));
        for text in [
            "correct horse battery staple",
            "a passphrase: of some words\n",
            "s3cret!\r\n",
            "<change me>",
            "a:b:c",
            "k4.local.AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA",
            &"x".repeat(200),
            &broken,
            &format!("{}\n\n# prod\n", "4fc1a0b7d2e89635".repeat(4)),
            "",
            "\n",
        ] {
            assert_eq!(more_than_a_key(text.as_bytes()), None, "{text}");
        }
        assert_eq!(more_than_a_key(&[0xf3; 64]), None);
        assert_eq!(more_than_a_key(&[b'\n'; 32]), None);
    }
}
