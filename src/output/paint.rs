//! The one place where text becomes what a terminal gets: our colours, and
//! nothing else that it would act on or hide.
//!
//! A colour is a mark in the text until here, so that an escape sequence in it
//! is somebody else's, and is shown as what it is.

use std::fmt;
use std::fmt::Write;

use crate::encoding::is_visible;

/// Where a colour begins: no character of any text, and [`crate::encoding::visible`]
/// lets none through.
const MARK: char = '\u{fdd0}';

/// The most bytes of a colour's code: `1;31`.
const MAX_CODE: usize = 4;

/// A colour from here on, by its code; `0` ends it.
pub struct Hue<'a>(pub &'a str);

impl fmt::Display for Hue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{MARK}{}m", self.0)
    }
}

/// The text in a colour.
pub fn painted(hue: &str, text: &str) -> String {
    format!("{}{text}{}", Hue(hue), Hue("0"))
}

/// The bytes as a person may see them: lines and tabs as they are, our colours
/// where they are wanted, everything else escaped that cannot be seen.
pub fn shown(bytes: &[u8], color: bool) -> Vec<u8> {
    let mut shown = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        let mut rest = chunk.valid();
        while let Some(character) = rest.chars().next() {
            rest = &rest[character.len_utf8()..];
            match character {
                MARK if color => match code(rest) {
                    Some(code) => {
                        rest = &rest[code.len() + 1..];
                        let _ = write!(shown, "\x1b[{code}m");
                    }
                    None => shown.extend(character.escape_default()),
                },
                '\n' | '\t' => shown.push(character),
                _ if is_visible(character) => shown.push(character),
                _ => shown.extend(character.escape_default()),
            }
        }
        for byte in chunk.invalid() {
            let _ = write!(shown, "\\x{byte:02x}");
        }
    }
    shown.into_bytes()
}

/// The code of a colour behind its mark.
fn code(text: &str) -> Option<&str> {
    let is_code = |byte: &u8| byte.is_ascii_digit() || *byte == b';';
    let length = text.bytes().take_while(is_code).count();
    let is_whole = (1..=MAX_CODE).contains(&length) && text[length..].starts_with('m');
    is_whole.then(|| &text[..length])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8], color: bool) -> String {
        String::from_utf8(shown(bytes, color)).unwrap()
    }

    #[test]
    fn our_colours_pass_and_no_other_escape() {
        let painted = painted("1;31", "not \x1b[32mvalid\u{202e}\u{9b}0m");
        let seen = "not \\u{1b}[32mvalid\\u{202e}\\u{9b}0m";
        assert_eq!(
            text(painted.as_bytes(), true),
            format!("\x1b[1;31m{seen}\x1b[0m")
        );
        let plain = text(painted.as_bytes(), false);
        assert!(plain.contains(seen) && !plain.contains('\x1b'), "{plain}");
        for forged in ["\u{fdd0}", "\u{fdd0}m", "\u{fdd0}2J", "\u{fdd0}12345m"] {
            assert!(
                !text(forged.as_bytes(), true).contains('\x1b'),
                "{forged:?}"
            );
        }
    }

    #[test]
    fn lines_and_tabs_are_ours_and_bytes_that_are_no_text_are_told() {
        assert_eq!(
            text(b"a\tb\n\xff\xe2\x80c\r\0\x7f", false),
            "a\tb\n\\xff\\xe2\\x80c\\r\\u{0}\\u{7f}"
        );
    }
}
