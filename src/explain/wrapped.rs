//! What a key's text may be wrapped in: by shells, editors, secret stores and
//! consoles. As in `explain/key.rs`, each has a shell filter in its row that
//! does the same; a test runs both.
//!
//! White space at its ends is no part of the text that is wrapped or taken
//! out, for it comes and goes with the wrapping.

use zeroize::Zeroizing;

use super::key::{Secret, from_digits, from_letters, to_digits, to_letters};
use crate::encoding::is_utf16;

/// With one newline at its end, where there were more, or another line end.
pub fn one_newline(key: &[u8]) -> Option<Secret> {
    let bare: Secret = Zeroizing::new(key.iter().copied().filter(|it| *it != b'\r').collect());
    let end = bare.iter().rposition(|byte| *byte != b'\n')? + 1;
    let line = joined(&[&bare[..end], b"\n"]);
    (key.ends_with(b"\n") || key.ends_with(b"\r"))
        .then_some(line)
        .filter(|it| **it != *key)
}

/// With two newlines more.
pub fn two_newlines(key: &[u8]) -> Option<Secret> {
    Some(joined(&[key, b"\n\n"]))
}

/// Without the white space before each line, as in a block of YAML.
pub fn without_indent(key: &[u8]) -> Option<Secret> {
    let mut kept: Secret = Zeroizing::new(Vec::with_capacity(key.len()));
    for line in key.split_inclusive(|byte| *byte == b'\n') {
        let start = line.iter().position(|byte| !b" \t".contains(byte));
        kept.extend_from_slice(&line[start.unwrap_or(line.len())..]);
    }
    (*kept != key && !kept.is_empty()).then_some(kept)
}

/// Its text with two spaces before it, and with four, each with and without a
/// newline.
pub fn with_two_spaces(key: &[u8]) -> Option<Secret> {
    around(key, b"  ", b"")
}
pub fn with_two_spaces_line(key: &[u8]) -> Option<Secret> {
    around(key, b"  ", b"\n")
}
pub fn with_four_spaces(key: &[u8]) -> Option<Secret> {
    around(key, b"    ", b"")
}
pub fn with_four_spaces_line(key: &[u8]) -> Option<Secret> {
    around(key, b"    ", b"\n")
}

/// What stands between quotes.
pub fn inside_quotes(key: &[u8]) -> Option<Secret> {
    unquoted(key.trim_ascii()).map(|inner| joined(&[inner]))
}
pub fn inside_quotes_line(key: &[u8]) -> Option<Secret> {
    line(inside_quotes(key))
}

/// Its text in quotes.
pub fn in_double_quotes(key: &[u8]) -> Option<Secret> {
    around(key, b"\"", b"\"")
}
pub fn in_double_quotes_line(key: &[u8]) -> Option<Secret> {
    around(key, b"\"", b"\"\n")
}
pub fn in_single_quotes(key: &[u8]) -> Option<Secret> {
    around(key, b"'", b"'")
}
pub fn in_single_quotes_line(key: &[u8]) -> Option<Secret> {
    around(key, b"'", b"'\n")
}

/// Without the backslash and letter at its end that were to be a line end.
pub fn without_escapes(key: &[u8]) -> Option<Secret> {
    let text = key.trim_ascii();
    let mut rest = text;
    while let Some(start) = rest
        .strip_suffix(b"\\n")
        .or_else(|| rest.strip_suffix(b"\\r"))
    {
        rest = start;
    }
    (rest.len() < text.len() && !rest.is_empty()).then(|| joined(&[rest]))
}
pub fn without_escapes_line(key: &[u8]) -> Option<Secret> {
    line(without_escapes(key))
}

/// Its text with a backslash and an `n` behind it.
pub fn with_escape(key: &[u8]) -> Option<Secret> {
    around(key, b"", b"\\n")
}
pub fn with_escape_line(key: &[u8]) -> Option<Secret> {
    around(key, b"", b"\\n\n")
}

/// Without the option that an `echo` printed which has none.
pub fn without_option(key: &[u8]) -> Option<Secret> {
    let options = [&b"-n "[..], b"-e ", b"-ne ", b"-en "];
    let text = key.trim_ascii();
    let rest = options.iter().find_map(|it| text.strip_prefix(*it))?;
    let rest = rest.trim_ascii();
    (!rest.is_empty()).then(|| joined(&[rest]))
}
pub fn without_option_line(key: &[u8]) -> Option<Secret> {
    line(without_option(key))
}

/// Its text behind the option that an `echo` printed which has none.
pub fn with_option(key: &[u8]) -> Option<Secret> {
    around(key, b"-n ", b"")
}
pub fn with_option_line(key: &[u8]) -> Option<Secret> {
    around(key, b"-n ", b"\n")
}

/// What a name is given: `NAME=KEY`, `export NAME="KEY"`, `name: KEY`.
pub fn assigned(key: &[u8]) -> Option<Secret> {
    let text = key.trim_ascii();
    let starts = [&b"export "[..], b"set ", b"$env:"];
    let stripped = starts.iter().find_map(|it| text.strip_prefix(*it));
    let text = stripped.unwrap_or(text).trim_ascii();
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"_.-".contains(byte);
    let end = text.iter().position(|byte| !is_name(byte))?;
    let value = text[end..].trim_ascii_start();
    let value = value
        .strip_prefix(b"=")
        .or_else(|| value.strip_prefix(b":"))?
        .trim_ascii();
    let value = unquoted(value).unwrap_or(value);
    (end > 0 && !value.is_empty()).then(|| joined(&[value]))
}
pub fn assigned_line(key: &[u8]) -> Option<Secret> {
    line(assigned(key))
}

/// What its base64 stands for, a line end in it aside.
pub fn from_letters_bare(key: &[u8]) -> Option<Secret> {
    bare(&from_letters(key)?)
}
pub fn from_letters_line(key: &[u8]) -> Option<Secret> {
    line(bare(&from_letters(key)?))
}

/// What its base64 stands for, which is base64 again.
pub fn from_letters_twice(key: &[u8]) -> Option<Secret> {
    bare(&from_letters(&from_letters(key)?)?)
}

/// The base64 of its text, alone and with a line end: in it, behind it.
pub fn letters_of_text(key: &[u8]) -> Option<Secret> {
    to_letters(&bare(key)?)
}
pub fn letters_of_text_line(key: &[u8]) -> Option<Secret> {
    line(letters_of_text(key))
}
pub fn letters_of_line(key: &[u8]) -> Option<Secret> {
    to_letters(&line(bare(key))?)
}
pub fn letters_of_line_line(key: &[u8]) -> Option<Secret> {
    line(letters_of_line(key))
}

/// What its hex digits stand for, a line end in it aside.
pub fn from_digits_bare(key: &[u8]) -> Option<Secret> {
    bare(&from_digits(key)?)
}
pub fn from_digits_line(key: &[u8]) -> Option<Secret> {
    line(from_digits_bare(key))
}

/// The hex digits of its text, without and with a line end in it.
pub fn digits_of_text(key: &[u8]) -> Option<Secret> {
    to_digits(&bare(key)?)
}
pub fn digits_of_line(key: &[u8]) -> Option<Secret> {
    to_digits(&line(bare(key))?)
}

/// Without the byte order mark before it and the line end behind it.
pub fn without_mark_and_line_end(key: &[u8]) -> Option<Secret> {
    bare(key.strip_prefix(b"\xef\xbb\xbf")?)
}

/// The text of what is UTF-16, as far as that is ASCII.
pub fn from_utf16(key: &[u8]) -> Option<Secret> {
    let is_text = |byte: &u8| !matches!(byte, 0 | 0xfe | 0xff | b'\r' | b'\n');
    let text: Secret = Zeroizing::new(key.iter().copied().filter(is_text).collect());
    (is_utf16(key) && text.is_ascii() && !text.is_empty()).then_some(text)
}
pub fn from_utf16_line(key: &[u8]) -> Option<Secret> {
    line(from_utf16(key))
}

/// Its text as consoles of Windows write it.
pub fn utf16_little_marked(key: &[u8]) -> Option<Secret> {
    utf16(key, b"\xff\xfe", |byte| [byte, 0])
}
pub fn utf16_little(key: &[u8]) -> Option<Secret> {
    utf16(key, b"", |byte| [byte, 0])
}
pub fn utf16_big_marked(key: &[u8]) -> Option<Secret> {
    utf16(key, b"\xfe\xff", |byte| [0, byte])
}

fn utf16(key: &[u8], mark: &[u8], unit: fn(u8) -> [u8; 2]) -> Option<Secret> {
    let text = key.trim_ascii();
    let mut wide: Secret = Zeroizing::new(Vec::with_capacity(2 + 2 * text.len()));
    wide.extend_from_slice(mark);
    text.iter().for_each(|byte| wide.extend(unit(*byte)));
    (text.is_ascii() && !text.is_empty()).then_some(wide)
}

fn unquoted(text: &[u8]) -> Option<&[u8]> {
    let quote = *text.first().filter(|it| b"\"'".contains(it))?;
    let inner = text[1..].strip_suffix(&[quote])?;
    (!inner.is_empty()).then_some(inner)
}

/// The text without the white space at its ends.
fn bare(key: &[u8]) -> Option<Secret> {
    let text = key.trim_ascii();
    (!text.is_empty()).then(|| joined(&[text]))
}

fn line(text: Option<Secret>) -> Option<Secret> {
    text.map(|text| joined(&[&text, b"\n"]))
}

fn around(key: &[u8], before: &[u8], after: &[u8]) -> Option<Secret> {
    let text = key.trim_ascii();
    (!text.is_empty()).then(|| joined(&[before, text, after]))
}

fn joined(parts: &[&[u8]]) -> Secret {
    Zeroizing::new(parts.concat())
}
