//! Strict text encodings: base64, hex and percent.
//!
//! Strict means that a byte string has one text and no other: padding must be
//! exact, unused bits zero, escapes upper case. A lenient decoder would let a
//! cookie be changed without its signature noticing.

use std::borrow::Cow;

use base64_simd::{AsOut, STANDARD, URL_SAFE_NO_PAD};
use memchr::memchr;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use wide::u8x16;
use zeroize::Zeroizing;

use crate::bytes::{STEP_BYTES, steps};

/// Base64 with the standard alphabet, padded (RFC 4648, section 4).
pub fn base64(bytes: &[u8]) -> String {
    STANDARD.encode_to_string(bytes)
}

/// Reads standard, padded base64; `None` when it is not the one encoding of
/// its bytes.
pub fn from_base64(text: impl AsRef<[u8]>) -> Option<Vec<u8>> {
    STANDARD.decode_to_vec(text).ok()
}

/// As [`from_base64`], of exactly `N` bytes, which are a multiple of three.
pub fn from_base64_of<const N: usize>(text: &[u8]) -> Option<[u8; N]> {
    const { assert!(N.is_multiple_of(3), "no padding") };
    let mut bytes = [0; N];
    if text.len() != N / 3 * 4 {
        return None;
    }
    let decoded = STANDARD.decode(text, bytes[..].as_out()).ok()?;
    (decoded.len() == N).then_some(bytes)
}

/// As [`from_base64`], in the memory of the text; `false` when it cannot be
/// read, and nothing is worth keeping.
pub fn base64_in_place(text: &mut Vec<u8>) -> bool {
    let decoded = STANDARD.decode_inplace(text).ok().map(|bytes| bytes.len());
    text.truncate(decoded.unwrap_or_default());
    decoded.is_some()
}

/// Base64 with the URL-safe alphabet, not padded (RFC 4648, section 5).
pub fn base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode_to_string(bytes)
}

/// Reads URL-safe, unpadded base64; `None` when it is not the one encoding of
/// its bytes.
pub fn from_base64url(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    from_base64url_to(text, &mut bytes).then_some(bytes)
}

/// As [`from_base64url`], into a buffer, whatever it held; `false` when the text
/// cannot be read.
pub fn from_base64url_to(text: &str, buffer: &mut Vec<u8>) -> bool {
    buffer.clear();
    buffer.resize(text.len().div_ceil(4) * 3, 0);
    let decoded = URL_SAFE_NO_PAD.decode(text.as_bytes(), buffer[..].as_out());
    let decoded = decoded.ok().map(|bytes| bytes.len());
    buffer.truncate(decoded.unwrap_or_default());
    decoded.is_some()
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
    buffer.resize(bytes.len() + 2 * BLOCK, 0);
    let decoded = decode_percent(bytes, buffer);
    buffer.truncate(decoded.unwrap_or_default());
    decoded.is_some()
}

/// How many bytes are looked at, and copied, at once: also where fewer are
/// meant, so that no copy waits for its length.
const BLOCK: usize = 64;

/// Decodes into a slice that has two blocks' room more than the text, and says
/// how many bytes it wrote.
fn decode_percent(bytes: &[u8], decoded: &mut [u8]) -> Option<usize> {
    let mut done = Decoded::default();
    while bytes.len() >= done.from + 2 * BLOCK {
        done = done.with_block(bytes, decoded)?;
    }
    // An escape that is cut off meets a zero.
    let rest = &bytes[done.from..];
    let mut end = [0; 4 * BLOCK];
    end[..rest.len()].copy_from_slice(rest);
    done.from = 0;
    while done.from < rest.len() {
        done = done.with_block(&end, decoded)?;
    }
    Some(done.to - (done.from - rest.len()))
}

/// How far a text is decoded, and to how many bytes.
#[derive(Clone, Copy, Default)]
struct Decoded {
    from: usize,
    to: usize,
}

impl Decoded {
    /// Decodes a block of the bytes, and the escape that may start in it; another
    /// block must follow.
    fn with_block(mut self, bytes: &[u8], decoded: &mut [u8]) -> Option<Self> {
        let start = self.from;
        let mut signs = percent_signs(bytes.get(start..)?.first_chunk()?);
        while signs != 0 {
            let sign = start + signs.trailing_zeros() as usize;
            self.copy_until(sign, bytes, decoded)?;
            *decoded.get_mut(self.to)? = escaped(&bytes[sign..])?;
            self.from += 3;
            self.to += 1;
            signs &= signs - 1;
        }
        if self.from < start + BLOCK {
            self.copy_until(start + BLOCK, bytes, decoded)?;
        }
        Some(self)
    }

    /// Copies what is at most a block.
    fn copy_until(&mut self, end: usize, bytes: &[u8], decoded: &mut [u8]) -> Option<()> {
        let block = bytes.get(self.from..)?.first_chunk::<BLOCK>()?;
        *decoded.get_mut(self.to..)?.first_chunk_mut()? = *block;
        self.to += end - self.from;
        self.from = end;
        Some(())
    }
}

/// A bit for each percent sign.
fn percent_signs(block: &[u8; BLOCK]) -> u64 {
    let steps = steps(block, 0).enumerate();
    steps.fold(0, |signs, (index, step)| {
        let is_sign = step.simd_eq(u8x16::splat(b'%'));
        signs | u64::from(is_sign.to_bitmask()) << (index * STEP_BYTES)
    })
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

/// Whether a character neither moves the cursor nor hides text nor turns its
/// direction.
pub fn is_visible(character: char) -> bool {
    let hides = matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}' | '\u{feff}');
    !character.is_control() && !hides
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
        if is_visible(character) {
            visible.push(character);
        } else {
            visible.extend(character.escape_default());
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
        let mut in_place = b"QQ==".to_vec();
        assert!(base64_in_place(&mut in_place));
        assert_eq!(in_place, b"A");
        for second_spelling in ["QQ", "QQ=", "QR==", "QQ==\n", " QQ==", "QQ===", "-_==", "Q"] {
            assert_eq!(from_base64(second_spelling), None, "{second_spelling:?}");
            let mut in_place = second_spelling.as_bytes().to_vec();
            assert!(!base64_in_place(&mut in_place), "{second_spelling:?}");
        }
    }

    /// Around the widths of the code that decodes many bytes at once.
    #[test]
    fn a_flaw_is_found_wherever_it_stands() {
        for length in 0..200 {
            let bytes: Vec<u8> = (0..length).map(|index| (index * 37) as u8).collect();
            let text = base64(&bytes);
            assert_eq!(from_base64(&text).as_ref(), Some(&bytes));
            assert_eq!(from_base64url(&base64url(&bytes)).as_ref(), Some(&bytes));
            for place in 0..text.len() {
                for flaw in [b'*', b'-', b' ', 0, 0x80, 0xff] {
                    let mut flawed = text.clone().into_bytes();
                    if flawed[place] != flaw {
                        flawed[place] = flaw;
                        assert_eq!(from_base64(&flawed), None, "{length} {place} {flaw}");
                        assert!(!base64_in_place(&mut flawed));
                    }
                }
            }
        }
    }

    #[test]
    fn base64_of_a_length_has_that_length() {
        assert_eq!(from_base64_of(b"QUJD"), Some(*b"ABC"));
        for other in ["", "QUI=", "QUJDRA==", "QUJDREVG", "QUJ*"] {
            assert_eq!(from_base64_of::<3>(other.as_bytes()), None, "{other}");
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
