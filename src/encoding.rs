//! Strict text encodings: base64, hex and percent.
//!
//! Strict means that a byte string has one text and no other: padding must be
//! exact, unused bits zero, escapes upper case. A lenient decoder would let a
//! cookie be changed without its signature noticing.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use zeroize::Zeroizing;

/// Base64 with the standard alphabet, padded (RFC 4648, section 4).
pub fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Reads standard, padded base64; `None` when it is not the one encoding of
/// its bytes.
pub fn from_base64(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

/// Base64 with the URL-safe alphabet, not padded (RFC 4648, section 5).
pub fn base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Reads URL-safe, unpadded base64; `None` when it is not the one encoding of
/// its bytes.
pub fn from_base64url(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// Reads hex digits of either case, in a time that does not depend on them,
/// because what is read here is a key.
pub fn from_hex(text: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(vec![0; text.len() / 2]);
    base16ct::mixed::decode(text, &mut bytes).ok()?;
    Some(bytes)
}

/// Writes bytes as lower-case hex digits, in a time that does not depend on
/// them, because what is written here is a key.
pub fn write_hex(bytes: &[u8], digits: &mut [u8]) {
    base16ct::lower::encode(bytes, digits).expect("the buffer has two digits a byte");
}

/// Lower-case hex digits of bytes that are not secret.
pub fn hex(bytes: &[u8]) -> String {
    base16ct::lower::encode_string(bytes)
}

/// What JavaScript's `encodeURIComponent`, httpuv's and Workbench's encoders
/// leave as it is: letters, digits and `- _ . ! ~ * ' ( )`.
const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'~')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');

/// Percent-encodes as `encodeURIComponent` does.
pub fn percent(text: &str) -> String {
    utf8_percent_encode(text, COMPONENT).to_string()
}

/// Percent-encodes bytes that need not be UTF-8.
pub fn percent_bytes(bytes: &[u8]) -> String {
    percent_encoding::percent_encode(bytes, COMPONENT).to_string()
}

/// Undoes percent-encoding. `None` when an escape is broken, in lower case or
/// stands for a character that needs none: those are second spellings of the
/// same bytes. A `+` stays a plus.
pub fn from_percent(text: &str) -> Option<Cow<'_, [u8]>> {
    let mut rest = text.as_bytes();
    while let Some(start) = rest.iter().position(|byte| *byte == b'%') {
        let digits = rest.get(start + 1..start + 3)?;
        let mut escaped = [0];
        base16ct::upper::decode(digits, &mut escaped).ok()?;
        if percent_bytes(&escaped).len() == 1 {
            return None;
        }
        rest = &rest[start + 3..];
    }
    Some(percent_decode_str(text).into())
}

/// Undoes percent-encoding in whatever spelling, as a server may that is less
/// strict than we are; a broken escape stays. `None` when that is no text.
pub fn from_percent_leniently(text: &str) -> Option<Cow<'_, str>> {
    percent_decode_str(text).decode_utf8().ok()
}

/// Text that somebody else chose, on one line: control characters are escaped,
/// for they could rewrite the terminal that they are shown on, and so are those
/// that change the direction of text or cannot be seen.
pub fn visible(text: &str) -> String {
    let mut visible = String::with_capacity(text.len());
    for character in text.chars() {
        let hides = matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}' | '\u{feff}');
        if character.is_control() || hides {
            visible.extend(character.escape_default());
        } else {
            visible.push(character);
        }
    }
    visible
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_has_one_text_for_a_byte_string() {
        assert_eq!(from_base64("QQ=="), Some(b"A".to_vec()));
        for second_spelling in ["QQ", "QQ=", "QR==", "QQ==\n", " QQ==", "QQ===", "-_==", "Q"] {
            assert_eq!(from_base64(second_spelling), None, "{second_spelling:?}");
        }
    }

    #[test]
    fn base64url_has_one_text_for_a_byte_string() {
        assert_eq!(from_base64url("-_8"), Some(vec![0xfb, 0xff]));
        for second_spelling in ["-_9", "-_8=", "+/8", "-_8 "] {
            assert_eq!(from_base64url(second_spelling), None, "{second_spelling:?}");
        }
    }

    #[test]
    fn hex_is_read_in_either_case_and_whole() {
        assert_eq!(from_hex(b"0aFf").as_deref(), Some(&vec![0x0a, 0xff]));
        assert!(from_hex(b"0aF").is_none());
        assert!(from_hex(b"0g").is_none());
    }

    #[test]
    fn percent_writes_what_encode_uri_component_writes() {
        assert_eq!(
            percent("a+/=|%, é~!*()'.-_"),
            "a%2B%2F%3D%7C%25%2C%20%C3%A9~!*()'.-_"
        );
    }

    #[test]
    fn percent_has_one_text_for_an_escape() {
        assert_eq!(from_percent("a%2Bb+").as_deref(), Some(&b"a+b+"[..]));
        for second_spelling in ["%2b", "%41", "%", "%2", "%2x", "%%41", "%7E"] {
            assert_eq!(from_percent(second_spelling), None, "{second_spelling:?}");
        }
    }

    #[test]
    fn a_second_spelling_is_read_where_leniency_is_asked_for() {
        let lenient = |text| from_percent_leniently(text).map(Cow::into_owned);
        assert_eq!(lenient("%2b%41+%zz%").as_deref(), Some("+A+%zz%"));
        assert_eq!(lenient("%ff"), None);
    }

    #[test]
    fn visible_text_cannot_move_the_cursor() {
        assert_eq!(visible("a\u{1b}[2Jé\n\u{9b}"), r"a\u{1b}[2Jé\n\u{9b}");
    }
}
