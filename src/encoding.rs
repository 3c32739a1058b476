//! Strict text encodings: base64, hex and percent.
//!
//! Strict means that a byte string has one text and no other: padding must be
//! exact, unused bits zero, escapes upper case. A lenient decoder would let a
//! cookie be changed without its signature noticing.

// The audit alone reads files that are packed.
mod gzip;
mod percent;
mod secret;
mod visible;
mod word;
mod zlib;

use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::{NO_PAD, PAD};
use zeroize::Zeroizing;

pub use gzip::gunzipped;
pub use secret::{
    from_secret_base64, from_secret_base64url, from_secret_base64url_padded, secret_base64,
    secret_base64_unpadded, secret_base64url, secret_base64url_padded,
};
pub use visible::{is_visible, visible};
pub use word::first_of;
pub use zlib::{Uninflated, from_zlib, zlib};

pub use percent::{
    from_percent, from_percent_exact, from_percent_in_any_spelling, from_percent_leniently,
    from_percent_to, percent, percent_bytes,
};

static STANDARD: LazyLock<engine::Base64> = LazyLock::new(|| engine::standard(PAD));
static STANDARD_NO_PAD: LazyLock<engine::Base64> = LazyLock::new(|| engine::standard(NO_PAD));
static URL_SAFE_NO_PAD: LazyLock<engine::Base64> = LazyLock::new(|| engine::url_safe(NO_PAD));

/// Many bytes at once, on the processors that the library has it for.
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
mod engine {
    use base64::engine::Simd;
    use base64::engine::general_purpose::GeneralPurposeConfig;

    pub type Base64 = Simd;

    pub fn standard(config: GeneralPurposeConfig) -> Base64 {
        Simd::standard(config)
    }

    pub fn url_safe(config: GeneralPurposeConfig) -> Base64 {
        Simd::url_safe(config)
    }
}

/// One byte after the other elsewhere.
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
mod engine {
    use base64::alphabet::{STANDARD, URL_SAFE};
    use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};

    pub type Base64 = GeneralPurpose;

    pub fn standard(config: GeneralPurposeConfig) -> Base64 {
        GeneralPurpose::new(&STANDARD, config)
    }

    pub fn url_safe(config: GeneralPurposeConfig) -> Base64 {
        GeneralPurpose::new(&URL_SAFE, config)
    }
}

/// Base64 with the standard alphabet, padded (RFC 4648, section 4).
pub fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Reads standard, padded base64; `None` when it is not the one encoding of
/// its bytes.
pub fn from_base64(text: impl AsRef<[u8]>) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

/// As [`from_base64`], without padding.
pub fn from_base64_unpadded(text: &str) -> Option<Vec<u8>> {
    STANDARD_NO_PAD.decode(text).ok()
}

/// As [`from_base64`], of exactly `N` bytes, which are a multiple of three.
pub fn from_base64_of<const N: usize>(text: &[u8]) -> Option<[u8; N]> {
    const { assert!(N.is_multiple_of(3), "no padding") };
    let mut bytes = [0; N];
    if text.len() != N / 3 * 4 {
        return None;
    }
    let decoded = STANDARD.decode_slice(text, &mut bytes).ok()?;
    (decoded == N).then_some(bytes)
}

/// As [`from_base64`], in the memory of the text; `false` when it cannot be
/// read, and nothing is worth keeping.
pub fn base64_in_place(text: &mut Vec<u8>) -> bool {
    let digits = text.len();
    text.resize(digits + room(digits), 0);
    let (digits, bytes) = text.split_at_mut(digits);
    let (start, decoded) = (digits.len(), STANDARD.decode_slice(digits, bytes).ok());
    text.truncate(start + decoded.unwrap_or_default());
    text.drain(..start);
    decoded.is_some()
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

/// Base64 with the URL-safe alphabet, padded.
pub fn base64url_padded(bytes: &[u8]) -> String {
    let mut text = base64url(bytes);
    let padding = text.len().next_multiple_of(4) - text.len();
    text.extend(std::iter::repeat_n('=', padding));
    text
}

/// Reads URL-safe, padded base64; `None` when it is not the one encoding of its
/// bytes.
pub fn from_base64url_padded(text: &str) -> Option<Vec<u8>> {
    let digits = text.trim_end_matches('=');
    let is_padded = text.len() == digits.len().next_multiple_of(4);
    is_padded.then(|| from_base64url(digits))?
}

/// As [`from_base64url`], into a buffer, whatever it held; `false` when the text
/// cannot be read.
pub fn from_base64url_to(text: &str, buffer: &mut Vec<u8>) -> bool {
    decode_to(&URL_SAFE_NO_PAD, text, buffer)
}

/// As [`from_base64`], into a buffer, whatever it held; `false` when the text cannot be
/// read.
pub fn from_base64_to(text: &str, buffer: &mut Vec<u8>) -> bool {
    decode_to(&STANDARD, text, buffer)
}

fn decode_to(engine: &engine::Base64, text: &str, buffer: &mut Vec<u8>) -> bool {
    buffer.clear();
    buffer.resize(room(text.len()), 0);
    let decoded = engine.decode_slice(text, buffer).ok();
    buffer.truncate(decoded.unwrap_or_default());
    decoded.is_some()
}

/// How many bytes digits of base64 stand for at most.
fn room(digits: usize) -> usize {
    digits.div_ceil(4) * 3
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

/// Whether bytes are ASCII text in UTF-16, with or without a byte order mark:
/// what consoles of Windows write.
pub fn is_utf16(bytes: &[u8]) -> bool {
    let marked = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    let units = &bytes[if marked { 2 } else { 0 }..];
    let (pairs, rest) = units.as_chunks::<2>();
    let little = |[low, high]: &[u8; 2]| *high == 0 && *low != 0 && low.is_ascii();
    let big = |[high, low]: &[u8; 2]| *high == 0 && *low != 0 && low.is_ascii();
    rest.is_empty() && !pairs.is_empty() && (pairs.iter().all(little) || pairs.iter().all(big))
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
            let unpadded = text.trim_end_matches('=');
            assert_eq!(from_base64_unpadded(unpadded).as_ref(), Some(&bytes));
            let mut in_place = text.clone().into_bytes();
            assert!(base64_in_place(&mut in_place));
            assert_eq!(in_place, bytes);
            let mut buffer = b"what it held".to_vec();
            assert!(from_base64url_to(&base64url(&bytes), &mut buffer));
            assert_eq!(buffer, bytes);
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
            assert!(!from_base64url_to(second_spelling, &mut Vec::new()));
        }
        for second_spelling in ["+/9", "+/8=", "-_8", "+/8 "] {
            assert_eq!(from_base64_unpadded(second_spelling), None);
        }
    }

    #[test]
    fn padded_base64url_has_one_text_for_a_byte_string() {
        for bytes in [&b""[..], b"\xfb", b"\xfb\xff", b"\xfb\xff\xbf", b"\0\0\0\0"] {
            let text = base64url_padded(bytes);
            assert_eq!(from_base64url_padded(&text).as_deref(), Some(bytes));
            for other in [
                format!("{text}="),
                format!("{text}===="),
                format!("{text}\n"),
            ] {
                assert_eq!(from_base64url_padded(&other), None, "{other:?}");
            }
        }
        for second_spelling in ["-_8", "-_9=", "+/8=", "-_8==", "-w=", "=", "===="] {
            assert_eq!(from_base64url_padded(second_spelling), None);
        }
    }

    #[test]
    fn hex_is_read_in_either_case_and_whole() {
        assert_eq!(from_hex(b"0aFf").as_deref(), Some(&vec![0x0a, 0xff]));
        assert!(from_hex(b"0aF").is_none());
        assert!(from_hex(b"0g").is_none());
        let mut digits = [0; 4];
        write_hex(&[0x0a, 0xff], &mut digits);
        assert_eq!(&digits, b"0aff");
    }

    #[test]
    fn ascii_in_utf16_of_either_order_is_known() {
        for utf16 in [
            &b"a\0"[..],
            b"\0a",
            b"a\0b\0",
            b"\0a\0b",
            b"\xff\xfea\0",
            b"\xfe\xff\0a",
            b"\x7f\0",
        ] {
            assert!(is_utf16(utf16), "{utf16:?}");
        }
        for other in [
            &b""[..],
            b"a",
            b"ab",
            b"\0\0",
            b"\xff\xfe",
            b"\xfe\xff",
            b"a\0b",
            b"a\0bb",
            b"\0abb",
            b"a\0\0b",
            b"a\0\0\0",
            b"\0a\0\0",
            b"\x80\0",
            b"\0\x80",
            b"\xff\xfea",
        ] {
            assert!(!is_utf16(other), "{other:?}");
        }
    }
}
