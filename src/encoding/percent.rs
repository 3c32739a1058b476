//! Percent-encoding, as `encodeURIComponent` writes it.

use std::borrow::Cow;

use memchr::memchr;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::word::{WORD_BYTES, first_of};
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
    let bytes = text.as_bytes();
    if memchr(b'%', bytes).is_none() {
        return Some(Cow::Borrowed(bytes));
    }
    let mut decoded = Vec::new();
    from_percent_to(text, &mut decoded).then_some(Cow::Owned(decoded))
}

/// As [`from_percent`], of a text that [`percent`] wrote: nothing that needs an
/// escape stands in it without one, so that the bytes have this text alone.
pub fn from_percent_exact(text: &str) -> Option<Cow<'_, [u8]>> {
    let is_written = |byte: &u8| *byte == b'%' || !ESCAPED[usize::from(*byte)];
    let is_exact = text.as_bytes().iter().all(is_written);
    is_exact.then(|| from_percent(text)).flatten()
}

/// As [`from_percent`], into a buffer, whatever it held; `false` when the text
/// cannot be read.
pub fn from_percent_to(text: &str, buffer: &mut Vec<u8>) -> bool {
    let bytes = text.as_bytes();
    buffer.clear();
    buffer.resize(bytes.len(), 0);
    let decoded = decode_percent(bytes, buffer);
    buffer.truncate(decoded.unwrap_or_default());
    decoded.is_some()
}

/// The length of `%2B`.
const ESCAPE_BYTES: usize = 3;

/// Decodes into a slice that is as long as the text, and says how many bytes it
/// wrote.
///
/// By hand, because escapes stand close together in cookies: of many different ones,
/// a value of 215 bytes takes 140 ns a word at a time, 200 from one to the next by
/// `memchr`, and 610 by `percent_encoding`, which reads second spellings as well.
fn decode_percent(bytes: &[u8], decoded: &mut [u8]) -> Option<usize> {
    let (mut from, mut to) = (0, 0);
    while let Some(word) = bytes.get(from..)?.first_chunk() {
        // All of it is copied: what is not meant is written over.
        *decoded.get_mut(to..)?.first_chunk_mut()? = *word;
        let plain = first_of(b'%', *word);
        from += plain.unwrap_or(WORD_BYTES);
        to += plain.unwrap_or(WORD_BYTES);
        if plain.is_some() {
            *decoded.get_mut(to)? = escaped(&bytes[from..])?;
            from += ESCAPE_BYTES;
            to += 1;
        }
    }
    while let Some(byte) = bytes.get(from) {
        let is_escape = *byte == b'%';
        *decoded.get_mut(to)? = match is_escape {
            true => escaped(&bytes[from..])?,
            false => *byte,
        };
        from += if is_escape { ESCAPE_BYTES } else { 1 };
        to += 1;
    }
    Some(to)
}

/// The byte of the escape at the start.
fn escaped(bytes: &[u8]) -> Option<u8> {
    let [_, high, low, ..] = bytes else {
        return None;
    };
    let (high, low) = (UPPER[usize::from(*high)], UPPER[usize::from(*low)]);
    let byte = high << 4 | low;
    ((high | low) < 16 && ESCAPED[usize::from(byte)]).then_some(byte)
}

/// What each byte stands for as an upper-case hex digit; 255 for none.
static UPPER: [u8; 256] = {
    let mut digits = [u8::MAX; 256];
    let mut value = 0;
    while value < 16 {
        digits[b"0123456789ABCDEF"[value] as usize] = value as u8;
        value += 1;
    }
    digits
};

/// Whether [`percent`] writes a byte as an escape.
static ESCAPED: [bool; 256] = {
    let mut escaped = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        escaped[byte] = !matches!(byte as u8, b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z'
            | b'-' | b'_' | b'.' | b'!' | b'~' | b'*' | b'\'' | b'(' | b')');
        byte += 1;
    }
    escaped
};

/// Undoes percent-encoding in any spelling, as `decodeURIComponent` does: escapes in
/// small letters too, and what needs none. `None` where that throws, because an escape
/// is broken or the text is not UTF-8, and where there is no escape.
pub fn from_percent_in_any_spelling(text: &str) -> Option<String> {
    let mut escapes = text.split('%').skip(1).peekable();
    escapes.peek()?;
    let is_escape = |it: &str| {
        let digits = it.as_bytes().first_chunk::<2>();
        digits.is_some_and(|it| it.iter().all(u8::is_ascii_hexdigit))
    };
    let is_whole = escapes.all(is_escape);
    let read = is_whole.then(|| from_percent_leniently(text)).flatten();
    read.map(Cow::into_owned)
}

/// Undoes percent-encoding in whatever spelling, as a server may that is less
/// strict than we are; a broken escape stays. `None` when that is no text.
pub fn from_percent_leniently(text: &str) -> Option<Cow<'_, str>> {
    percent_decode_str(text).decode_utf8().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_writes_what_encode_uri_component_writes() {
        assert_eq!(
            percent("a+/=|%, é~!*()'.-_"),
            "a%2B%2F%3D%7C%25%2C%20%C3%A9~!*()'.-_"
        );
    }

    #[test]
    fn any_spelling_is_read_but_none_that_is_broken() {
        for (text, read) in [("%2b%2B+", "+++"), ("%61=%C3%bc", "a=ü"), ("%2525", "%25")] {
            assert_eq!(from_percent_in_any_spelling(text).as_deref(), Some(read));
        }
        for text in ["", "a+b", "100%", "%4", "%zz", "%41%", "%ff", "%+1"] {
            assert_eq!(from_percent_in_any_spelling(text), None, "{text}");
        }
    }

    #[test]
    fn exactly_what_is_written_as_an_escape_is_read_as_one() {
        for byte in 0..=u8::MAX {
            let escaped = percent_bytes(&[byte]).len() == 3;
            assert_eq!(ESCAPED[usize::from(byte)], escaped, "{byte}");
            let text = format!("%{byte:02X}");
            assert_eq!(from_percent(&text).is_some(), escaped, "{text}");
        }
    }

    #[test]
    fn escapes_are_read_wherever_they_stand() {
        for length in (0..40).chain([62, 63, 64, 65, 66, 127, 128, 129, 200]) {
            for first in 0..=length {
                for second in first..=length {
                    let mut bytes = vec![b'a'; length];
                    bytes.insert(first, b'+');
                    bytes.insert(second, 0xff);
                    let text = percent_bytes(&bytes);
                    assert_eq!(from_percent(&text).as_deref(), Some(&*bytes), "{text}");
                    for cut in [1, 2] {
                        let broken = format!("{}%{}", "a".repeat(length), &"2"[cut - 1..]);
                        assert_eq!(from_percent(&broken), None, "{broken}");
                    }
                }
            }
        }
    }

    #[test]
    fn what_is_read_exactly_is_what_is_written() {
        for (text, expected) in [
            ("a-_.!~*'()", true),
            ("a%2Bb", true),
            ("%C3%A9", true),
            ("%FF", true),
            ("", true),
            ("a+b", false),
            ("a%2Bb+", false),
            ("a b", false),
            ("\u{e9}", false),
            ("%", false),
            ("%2b", false),
            ("%41", false),
        ] {
            let read = from_percent_exact(text);
            assert_eq!(read.is_some(), expected, "{text}");
            let written = from_percent(text).map(|bytes| percent_bytes(&bytes));
            assert_eq!(written.as_deref() == Some(text), expected, "{text}");
        }
        for byte in 0..=u8::MAX {
            let text = char::from(byte).to_string();
            let is_written = percent(&text) == text;
            assert_eq!(from_percent_exact(&text).is_some(), is_written, "{text:?}");
        }
    }

    #[test]
    fn percent_has_one_text_for_an_escape() {
        assert_eq!(from_percent("a%2Bb+").as_deref(), Some(&b"a+b+"[..]));
        for second_spelling in ["%2b", "%41", "%", "%2", "%2x", "%x2", "%zz", "%%41", "%7E"] {
            assert_eq!(from_percent(second_spelling), None, "{second_spelling:?}");
        }
    }

    #[test]
    fn a_second_spelling_is_read_where_leniency_is_asked_for() {
        let lenient = |text| from_percent_leniently(text).map(Cow::into_owned);
        assert_eq!(lenient("%2b%41+%zz%").as_deref(), Some("+A+%zz%"));
        assert_eq!(lenient("%ff"), None);
    }
}
