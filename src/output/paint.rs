//! The one place where text becomes what a terminal gets: our colours, and
//! nothing else that it would act on or hide.
//!
//! A colour is a mark in the text until here, so that an escape sequence in it
//! is somebody else's, and is shown as what it is.

use std::collections::hash_map::RandomState;
use std::fmt;
use std::fmt::Write;
use std::hash::BuildHasher;
use std::sync::OnceLock;

use crate::encoding::is_visible;

/// How a colour begins: letters that are in no text, and another row of them in
/// each run. So nobody who chose a payload, a name or a path can have set one.
fn mark() -> &'static str {
    static MARK: OnceLock<String> = OnceLock::new();
    MARK.get_or_init(|| {
        let number = RandomState::new().hash_one(LETTERS);
        let letter = |place: u32| number >> (5 * place) & 0x1f;
        let letters = (0..LETTERS).map(letter);
        letters
            .filter_map(|it| char::from_u32(FIRST + it as u32))
            .collect()
    })
}

/// The first of the 32 noncharacters that a mark is made of.
const FIRST: u32 = 0xfdd0;
/// Five bits each: so many of them are all of a number of 64 bits.
const LETTERS: u32 = 12;

/// The most bytes of a colour's code: `1;31`.
const MAX_CODE: usize = 4;

/// A colour from here on, by its code; `0` ends it.
pub struct Hue<'a>(pub &'a str);

impl fmt::Display for Hue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}m", mark(), self.0)
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
            if let Some(code) = coloured(rest, color) {
                rest = &rest[mark().len() + code.len() + 1..];
                let _ = write!(shown, "\x1b[{code}m");
                continue;
            }
            rest = &rest[character.len_utf8()..];
            match character {
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

/// The code of a colour that begins here, where colours are wanted.
fn coloured(text: &str, color: bool) -> Option<&str> {
    let is_letter = |it: char| (FIRST..FIRST + 32).contains(&u32::from(it));
    if !color || !text.starts_with(is_letter) {
        return None;
    }
    code(text.strip_prefix(mark())?)
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
        for forged in ["", "m", "2J", "12345m"] {
            let marked = format!("{}{forged}", mark());
            assert!(!text(marked.as_bytes(), true).contains('\x1b'));
        }
    }

    #[test]
    fn nobody_else_sets_a_colour() {
        for letter in '\u{fdd0}'..='\u{fdef}' {
            for count in [1, 12, 40] {
                let forged = format!("{}1;32mvalid", String::from(letter).repeat(count));
                let shown = text(forged.as_bytes(), true);
                assert!(!shown.contains('\x1b'), "{shown}");
                assert!(shown.ends_with("}1;32mvalid"), "{shown}");
            }
        }
        assert_eq!(mark().chars().count(), LETTERS as usize);
    }

    #[test]
    fn lines_and_tabs_are_ours_and_bytes_that_are_no_text_are_told() {
        assert_eq!(
            text(b"a\tb\n\xff\xe2\x80c\r\0\x7f", false),
            "a\tb\n\\xff\\xe2\\x80c\\r\\u{0}\\u{7f}"
        );
    }
}
