//! `dotenv:PATH#NAME`: the value of a variable in an env file.
//!
//! The tools that read such files agree on plain values and on quotes, and
//! disagree on the rest: what a backslash, a `$` or a `#` means, which of two
//! lines of a name counts (dotenv of npm, python-dotenv, Ruby's dotenv, dotenvy
//! and Docker each differ). A key that is read in another way than by its own
//! program is another key, so that only what all of them read alike is read
//! here. Their parsers leave copies of the key in memory that nobody wipes; so
//! none of them is used. R alone reads its own files, and these as it does.

mod lines;
mod renviron;

use lines::Line;
pub use renviron::is_of_r;
use zeroize::Zeroizing;

use super::Spec;
use crate::error::{Error, Result};
use crate::keys::key::Key;
use crate::shell::{quoted, shown};
use std::path::Path;

/// Another variable's value or a command's output stands in the place of a `$` for
/// some programs; and where it names neither, they differ in what is left of it. Only
/// single quotes keep it in all of them.
const DOLLAR: &str = "it has a `$`, which some programs expand";

/// The variable that `PATH#NAME` names.
pub(super) fn spec(text: &str) -> Result<Spec> {
    match text.rsplit_once('#') {
        Some((path, name)) if !path.is_empty() && is_variable(name) => Ok(Spec::Dotenv {
            path: path.into(),
            name: name.to_owned(),
        }),
        _ => Err(
            Error::could_not("dotenv: needs an env file and the name of a variable in it")
                .hint("for example: --key dotenv:.env#SECRET_KEY"),
        ),
    }
}

pub(crate) fn is_variable(name: &str) -> bool {
    let is_letter = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
    !name.is_empty() && name.chars().all(is_letter)
}

/// The key that the variable `name` is in the text of the file `path`.
///
/// # Errors
/// When there is no such variable, or programs read its value differently.
pub fn value(file: &Key, path: &Path, name: &str) -> Result<Key> {
    let bytes = file.bytes();
    if is_of_r(path) {
        return match renviron::value(bytes, name) {
            Some(Ok(value)) => filled(value, path, name),
            Some(Err(why)) => Err(unclear_to_r(path, name, why)),
            None => {
                Err(absent(path, name).hint("for R the line must be NAME=VALUE, without export"))
            }
        };
    }
    let text = std::str::from_utf8(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes));
    let text = text.map_err(|_| Error::could_not(format!("{} is not UTF-8 text", shown(path))))?;
    let mut found: Option<Zeroizing<Vec<u8>>> = None;
    for line in lines::of(text, name) {
        let value = match line {
            Line::Value(written) => read(written),
            Line::Unclear(why) => Err(why),
        };
        let value = value.map_err(|why| unclear(path, name, why))?;
        match &found {
            Some(other) if **other != *value => {
                return Err(unclear(
                    path,
                    name,
                    "it is set twice, and programs differ in which line counts",
                ));
            }
            _ => found = Some(value),
        }
    }
    match found {
        Some(value) => filled(value, path, name),
        None => {
            Err(absent(path, name).hint("the line must be NAME=VALUE; export before it is ignored"))
        }
    }
}

fn filled(value: Zeroizing<Vec<u8>>, path: &Path, name: &str) -> Result<Key> {
    match value.is_empty() {
        true => Err(Error::no_key(format!(
            "the variable {name} in {} is empty",
            shown(path)
        ))),
        false => Ok(Key::new(value)),
    }
}

fn absent(path: &Path, name: &str) -> Error {
    Error::no_key(format!("there is no variable {name} in {}", shown(path)))
}

/// All that stands behind the `=`, where the key is a part of that alone: quotes and a
/// comment belong to the value for `docker run --env-file`, and a comment does for
/// systemd's EnvironmentFile and for django-environ.
pub fn verbatim(file: &Key, path: &Path, name: &str) -> Option<Key> {
    if is_of_r(path) {
        return None;
    }
    let text = std::str::from_utf8(file.bytes()).ok()?;
    let mut found = None;
    for line in lines::of(text, name) {
        let Line::Value(written) = line else {
            return None;
        };
        found = Some(written.trim_matches([' ', '\t', '\r']));
    }
    let is_part = |it: &&str| read(it).is_ok_and(|value| **value != *it.as_bytes());
    let bytes = found.filter(is_part)?.as_bytes().to_vec();
    Some(Key::new(Zeroizing::new(bytes)))
}

/// The value as all programs read it.
fn read(written: &str) -> std::result::Result<Zeroizing<Vec<u8>>, &'static str> {
    let written = written.trim_matches([' ', '\t', '\r']);
    let quote = written.chars().next().filter(|it| "\"'`".contains(*it));
    let Some(quote) = quote else {
        return plain(written);
    };
    let inner = &written[1..];
    if quote == '"' && inner.contains('\\') {
        return Err("it has a backslash, which programs read differently");
    }
    let Some(end) = inner.find(quote) else {
        return Err("its quotes do not end in the line");
    };
    let (value, after) = (&inner[..end], &inner[end + 1..]);
    // Before a quote it may be that the value does not end there.
    if quote == '"' && value.contains('\\') {
        return Err("it has a backslash, which programs read differently");
    }
    // A `#` at the quote itself starts no comment for dotenvy, and the value continues.
    let comment = after.trim_start_matches([' ', '\t']);
    let is_comment = comment.starts_with('#') && comment.len() < after.len();
    if !comment.is_empty() && !is_comment {
        return Err("text follows its quotes");
    }
    match quote {
        '`' => Err("it is in backticks, which few programs support"),
        '"' if value.contains('$') => Err(DOLLAR),
        _ => Ok(Zeroizing::new(value.as_bytes().to_vec())),
    }
}

/// A value without quotes: a comment may follow white space.
fn plain(written: &str) -> std::result::Result<Zeroizing<Vec<u8>>, &'static str> {
    // At an end of the value some programs drop these as well, and Python those that
    // separate files and records.
    let is_other_space =
        |it: char| (it.is_whitespace() || it.is_control()) && !matches!(it, ' ' | '\t');
    if written.contains(is_other_space) {
        return Err("it has white space and no quotes around it");
    }
    let comment = written.find([' ', '\t']).map(|at| written.split_at(at));
    let (value, after) = comment.unwrap_or((written, ""));
    let after = after.trim_start_matches([' ', '\t']);
    if !after.is_empty() && !after.starts_with('#') {
        return Err("it has white space and no quotes around it");
    }
    if value.contains('#') {
        return Err("it has a `#` and no quotes around it, where some programs start a comment");
    }
    if value.contains('\\') {
        return Err("it has a backslash, which programs read differently");
    }
    if value.contains(['"', '\'', '`']) {
        return Err("there are quotes inside it, which programs read differently");
    }
    match value.contains('$') {
        true => Err(DOLLAR),
        false => Ok(Zeroizing::new(value.as_bytes().to_vec())),
    }
}

fn unclear(path: &Path, name: &str, why: &str) -> Error {
    Error::could_not(format!("the variable {name} in {}: {why}", shown(path)))
        .hint("give the key as its own program reads it: --key env:NAME, or cmd:COMMAND")
}

/// R itself says what it makes of a line, where it is on this machine.
fn unclear_to_r(path: &Path, name: &str, why: &str) -> Error {
    // The command is one of a shell of Unix.
    if cfg!(windows) {
        return unclear(path, name, why);
    }
    let print = format!(
        "cmd:R_ENVIRON_USER={} Rscript -e 'cat(Sys.getenv(\"{name}\"))'",
        quoted(path)
    );
    Error::could_not(format!("the variable {name} in {}: {why}", shown(path))).hint(format!(
        "have R read it: --key {}",
        quoted(Path::new(&print))
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value_of(text: &str) -> std::result::Result<String, String> {
        let file = Key::new(Zeroizing::new(text.as_bytes().to_vec()));
        let value = value(&file, Path::new(".env"), "K").map_err(|error| error.message)?;
        Ok(String::from_utf8(value.bytes().to_vec()).unwrap())
    }

    #[test]
    fn what_every_program_reads_alike_is_read() {
        for (text, value) in [
            ("K=abc", "abc"),
            ("A=1\nK=abc\nB=2\n", "abc"),
            ("\u{feff}K=abc\r\n", "abc"),
            ("export K=abc", "abc"),
            (" K = abc ", "abc"),
            ("K=abc # the key", "abc"),
            ("K=\"abc\" ", "abc"),
            ("K='abc'\t# x", "abc"),
            ("K=\"a b#c\"", "a b#c"),
            ("K='a b$c\\n' # x", "a b$c\\n"),
            ("K=base64:QUJD=", "base64:QUJD="),
            ("K='a$'", "a$"),
            ("K='a$1b'", "a$1b"),
            ("K=abc\nK=abc", "abc"),
            ("#K=no\nK=abc", "abc"),
            ("XK=no\nK=abc", "abc"),
            ("# it's no key\nK=abc\n# it's", "abc"),
            ("A='it''s'\nK=abc\nB='x'", "abc"),
            ("A=\"x\ny\"\nK=abc", "abc"),
            ("A=\"x\n\\\"y\"\nK=abc", "abc"),
            ("A=it's\nK=abc", "abc"),
            ("A=x\\\nB=y\nK=abc", "abc"),
            ("K.X: no\nK-X=no\nA=K\nK=abc", "abc"),
            ("K://no\nK=abc", "abc"),
        ] {
            assert_eq!(value_of(text).as_deref(), Ok(value), "{text}");
        }
    }

    #[test]
    fn what_programs_read_differently_is_refused() {
        for (text, why) in [
            ("K=abc\nK=abd", "set twice"),
            ("K=a#b", "`#`"),
            ("K=\"abc\"#x", "text follows"),
            ("K='abc'#x", "text follows"),
            ("K=abc\u{b}", "white space"),
            ("K=\u{a0}abc", "white space"),
            ("K=abc\u{1c}", "white space"),
            ("K=abc\rB=x", "white space"),
            ("K='abc'\u{b}", "text follows"),
            ("K=a\\nb", "backslash"),
            ("K=\"a\\\"b\"", "backslash"),
            ("K=\"a$B\"", "`$`"),
            ("K=a${B}", "`$`"),
            ("K=a$", "`$`"),
            ("K=a$1b", "`$`"),
            ("K=$", "`$`"),
            ("K=\"a$-\"", "`$`"),
            ("K=$(cat key)", "white space"),
            ("K=$(key)", "`$`"),
            ("K=\"abc", "do not end"),
            ("K='a'b", "follows its quotes"),
            ("K=a\"b\"", "inside it"),
            ("K=`abc`", "backticks"),
            ("K=a b", "white space"),
            ("K=abc\n\u{b}K=abd", "only some"),
            ("K=abc\nK\u{a0}=abd", "only some"),
            ("K=abc\nexport\u{c}K=abd", "only some"),
            ("K=abc\n\u{feff}K=abd", "only some"),
            ("K=abc\n'K'=abd", "only some"),
            ("K=abc\nK: abd", "only some"),
            ("K=abc\nK:", "only some"),
            ("K=abc\nK+=d", "only some"),
            ("K=abc\nK", "only some"),
            ("K=abc\nexport K # x", "only some"),
            ("K=abc\nA=x\rK=abd", "only some"),
            ("K=abc\n# x\u{2028}K=abd", "only some"),
            ("K=abc\n# x\u{b}K=abd", "only some"),
            ("A=\"x\nK=abc\n\"", "take its line along"),
            ("A='x\nK=abc\n'", "take its line along"),
            ("A=`x\nK=abc\n`", "take its line along"),
            ("A=it's\nK=abc\nB=it's", "take its line along"),
            ("A=\"x\\\"\nK=abc\nB=\"y\"", "take its line along"),
            ("A='x\\'\nK=abc\nB='y'", "take its line along"),
            ("A=\"x\n\\\"\nK=abc\n\"", "take its line along"),
            ("A=\"x\ny\" 'z\nK=abc\nB='y'", "take its line along"),
            ("A=x\\\nK=abc", "take its line along"),
            ("# x\\\r\nK=abc", "take its line along"),
            ("K=", "is empty"),
            ("K=''", "is empty"),
            ("export", "no variable"),
            ("KK=abc", "no variable"),
            ("", "no variable"),
        ] {
            let error = value_of(text).unwrap_err();
            assert!(error.contains(why), "{text}: {error}");
        }
    }
}
