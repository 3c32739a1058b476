//! Words and commands of `cmd.exe`, which PowerShell reads alike.

use std::path::Path;

use crate::encoding::is_visible;

/// What stands for a path that neither reads back as it is: the message before it
/// names the path.
const PLACEHOLDER: &str = "FILE";
/// Characters besides letters and digits that mean nothing to either.
const PLAIN: &str = r"\/._-+:~";
/// What means something in quotation marks too: a variable of `cmd.exe`, a variable
/// or an escape of PowerShell, and what that takes for quotation marks.
const SPECIAL: &str = "%$`\"“”„";

/// The path as a word that `cmd.exe` and PowerShell read back as it is, or a
/// placeholder where there is none: of two files, the wrong one is never named.
///
/// It is never taken for an option.
pub fn quoted(path: &Path) -> String {
    let Some(text) = path.to_str() else {
        return PLACEHOLDER.to_owned();
    };
    match text.starts_with('-') {
        true => word(&format!(r".\{text}")),
        false => word(text),
    }
}

/// Whether a text can be one word to both.
pub fn is_word(text: &str) -> bool {
    word(text) != PLACEHOLDER || text == PLACEHOLDER
}

/// The end of a word that has begun before it.
pub fn quoted_end(path: &Path) -> String {
    path.to_str().map_or_else(|| PLACEHOLDER.to_owned(), word)
}

fn word(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || PLAIN.contains(c);
    let is_quotable = |c: char| is_visible(c) && !SPECIAL.contains(c);
    match text {
        // The last of several would quote the quotation mark behind it.
        _ if text.ends_with('\\') && !text.chars().all(is_plain) => PLACEHOLDER.to_owned(),
        "" => "\"\"".to_owned(),
        _ if text.chars().all(is_plain) => text.to_owned(),
        _ if text.chars().all(is_quotable) => format!("\"{text}\""),
        _ => PLACEHOLDER.to_owned(),
    }
}

/// What follows `a folder of your own`: where one is.
pub const OWN_FOLDER: &str = ", as in your profile";

/// A command that reads a file on its standard input; PowerShell has no `<`.
pub fn reading(path: &Path, command: &str) -> String {
    format!("type {} | {command}", quoted(path))
}

/// How a token is piped into a command: neither shell writes a variable of its own
/// as the other does, and both read a file so.
pub const PIPED_TOKEN: &str = "type FILE";

/// The command that shows where a link leads.
pub fn leading(path: &Path) -> String {
    format!("dir {}", quoted(path))
}

/// The command that makes a folder: closed to others where the one above it is, as
/// in the user's profile.
pub fn make_folder(path: &Path) -> String {
    format!("mkdir {}", quoted(path))
}

/// The command that shows who may do what with a file.
pub fn permissions(path: &Path) -> String {
    format!("icacls {}", quoted(path))
}

/// The command that removes a file.
pub fn removal(path: &Path) -> String {
    format!("del {}", quoted(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_read_back_by_both_or_not_printed() {
        for (path, word) in [
            (r"C:\keys\k", r"C:\keys\k"),
            ("a b", "\"a b\""),
            ("it's", "\"it's\""),
            ("a&b", "\"a&b\""),
            ("a^b", "\"a^b\""),
            ("(x)", "\"(x)\""),
            ("schlüssel", "\"schlüssel\""),
            ("-rf", r".\-rf"),
            ("- x", "\".\\- x\""),
            ("", "\"\""),
            (r"a\", r"a\"),
            (r"a b\", "FILE"),
            ("%TEMP%", "FILE"),
            ("$HOME", "FILE"),
            ("a`b", "FILE"),
            ("a”b", "FILE"),
            ("a\nb", "FILE"),
            ("a\u{202e}b", "FILE"),
        ] {
            assert_eq!(quoted(Path::new(path)), word, "{path}");
        }
        assert_eq!(quoted_end(Path::new("-x y")), "\"-x y\"");
    }
}
