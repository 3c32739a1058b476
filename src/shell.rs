//! A path as one word: of a shell command, or of a message.
//!
//! A file name is any bytes without NUL, chosen by anyone who made the file. It
//! must neither break out of a command that we tell people to run, nor send
//! control sequences to their terminal.
//!
//! The commands that differ between systems are here too.

#[cfg(windows)]
mod windows;

#[cfg(not(windows))]
use std::fmt::Write;
use std::path::Path;

#[cfg(not(windows))]
use crate::encoding::is_visible;
use crate::encoding::visible;

#[cfg(windows)]
pub use windows::{
    OWN_FOLDER, PIPED_TOKEN, is_word, leading, make_folder, permissions, quoted, quoted_end,
    reading, removal,
};

/// Whether commands can be printed that pipe bytes through the programs of Unix.
pub const HAS_TOOLS_OF_UNIX: bool = cfg!(not(windows));

/// A command that reads a file on its standard input.
#[cfg(not(windows))]
pub fn reading(path: &Path, command: &str) -> String {
    format!("{command} < {}", quoted(path))
}

/// How a token that stands in a variable is piped into a command.
#[cfg(not(windows))]
pub const PIPED_TOKEN: &str = "printf %s \"$token\"";

/// The command that makes a folder which is closed to others.
#[cfg(not(windows))]
pub fn make_folder(path: &Path) -> String {
    format!("mkdir -p -m 700 {}", quoted(path))
}

/// What follows `a folder of your own`: how it is made.
#[cfg(not(windows))]
pub const OWN_FOLDER: &str = ": mkdir -m 700 FOLDER";

/// The command that shows where a link leads.
#[cfg(not(windows))]
pub fn leading(path: &Path) -> String {
    format!("ls -l {}", quoted(path))
}

/// The command that shows who may do what with a file.
#[cfg(not(windows))]
pub fn permissions(path: &Path) -> String {
    format!("ls -l {}", quoted(path))
}

/// Characters besides letters and digits that mean nothing to a shell.
#[cfg(not(windows))]
const PLAIN: &[u8] = b"/._-+:@%,";

/// The path as a word that any POSIX shell reads back byte for byte.
///
/// It is never taken for an option: a relative path that starts with `-` gets
/// a `./` before it, which works where `--` does not (BSD and macOS stop to
/// look for options at the first operand, so `chmod 600 -- F` fails there).
#[cfg(not(windows))]
pub fn quoted(path: &Path) -> String {
    let bytes = path.as_os_str().as_encoded_bytes();
    let dashed = [b"./", bytes].concat();
    match bytes.first() {
        Some(b'-') => word(&dashed),
        _ => word(bytes),
    }
}

/// The end of a word that has begun before it, such as with `~/`.
#[cfg(not(windows))]
pub fn quoted_end(path: &Path) -> String {
    word(path.as_os_str().as_encoded_bytes())
}

#[cfg(not(windows))]
fn word(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) if is_plain(bytes) => text.to_owned(),
        Ok(text) if text.chars().all(is_visible) => single_quoted(text),
        _ => printed(bytes),
    }
}

/// The path as a message shows it: on one line, without control characters.
pub fn shown(path: &Path) -> String {
    visible(&path.to_string_lossy())
}

#[cfg(not(windows))]
fn is_plain(bytes: &[u8]) -> bool {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || PLAIN.contains(byte);
    !bytes.is_empty() && bytes.iter().all(plain)
}

#[cfg(not(windows))]
fn single_quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// `"$(printf '…')"` with octal escapes, of what a terminal would act on or hide,
/// too: dash has no `$'…'`, and this is the only spelling of arbitrary bytes
/// that every POSIX shell has. The substitution drops newlines at the end, so
/// those alone are put behind it as they are.
#[cfg(not(windows))]
fn printed(bytes: &[u8]) -> String {
    let end = bytes
        .iter()
        .rposition(|&byte| byte != b'\n')
        .map_or(0, |last| last + 1);
    let (body, newlines) = bytes.split_at(end);
    let mut word = String::from("\"$(printf '");
    for &byte in body {
        if byte.is_ascii_alphanumeric() || (PLAIN.contains(&byte) && byte != b'%') {
            word.push(char::from(byte));
        } else {
            write!(word, "\\{byte:03o}").expect("writing to a string cannot fail");
        }
    }
    word.push_str("')\"");
    if !newlines.is_empty() {
        word.push_str(&single_quoted(&"\n".repeat(newlines.len())));
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(not(windows))]
    #[test]
    fn words_are_quoted_only_when_they_must_be() {
        for (path, word) in [
            ("/etc/rstudio/key", "/etc/rstudio/key"),
            ("a b", "'a b'"),
            ("it's", r"'it'\''s'"),
            ("$(id)", "'$(id)'"),
            ("~root", "'~root'"),
            ("schlüssel", "'schlüssel'"),
            ("", "''"),
            ("-rf", "./-rf"),
            ("- x", "'./- x'"),
            ("a\nb%", "\"$(printf 'a\\012b\\045')\""),
            ("a\u{202e}b", "\"$(printf 'a\\342\\200\\256b')\""),
            ("\u{ad}", "\"$(printf '\\302\\255')\""),
        ] {
            assert_eq!(quoted(Path::new(path)), word);
        }
        assert_eq!(quoted_end(Path::new("-x y")), "'-x y'");
    }

    #[test]
    fn control_characters_never_reach_a_terminal() {
        let path = Path::new("a\u{1b}[2J\nb\u{9b}c");
        assert_eq!(shown(path), "a\\u{1b}[2J\\nb\\u{9b}c");
        assert!(!quoted(path).chars().any(char::is_control));
    }

    #[cfg(unix)]
    mod with_a_shell {
        use super::*;
        use proptest::prelude::*;
        use std::ffi::OsStr;
        use std::os::unix::ffi::OsStrExt;
        use std::process::Command;

        fn read_back(word: &str) -> Vec<u8> {
            let script = format!("printf '%s.' {word}");
            let output = Command::new("sh").args(["-c", &script]).output().unwrap();
            assert!(output.status.success());
            output.stdout
        }

        fn expected(bytes: &[u8]) -> Vec<u8> {
            let dash = if bytes.first() == Some(&b'-') {
                "./"
            } else {
                ""
            };
            [dash.as_bytes(), bytes, b"."].concat()
        }

        #[test]
        fn a_shell_reads_back_newlines_at_the_end() {
            for bytes in [&b"a\n"[..], b"\n\n", b"a\xff\n\n"] {
                let word = quoted(Path::new(OsStr::from_bytes(bytes)));
                assert_eq!(read_back(&word), expected(bytes));
            }
        }

        proptest! {
            #![proptest_config(ProptestConfig {
                cases: 64, failure_persistence: None, ..ProptestConfig::default()
            })]
            #[test]
            fn a_shell_reads_back_any_bytes(
                bytes in proptest::collection::vec(1..=255_u8, 0..24)
            ) {
                let word = quoted(Path::new(OsStr::from_bytes(&bytes)));
                prop_assert_eq!(read_back(&word), expected(&bytes));
            }
        }
    }
}
