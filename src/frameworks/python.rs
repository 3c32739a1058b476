//! What Python's own library makes and reads, and the frameworks above it with it.

pub mod json;
mod keys;
pub mod quoted;

use zeroize::Zeroizing;

use crate::encoding::from_secret_base64url_padded;

pub use keys::{As, keys, text_key};

/// What Python's `base64.urlsafe_b64decode` reads, padded by its caller as far as
/// the length says (seen with CPython 3.11 and 3.13).
pub fn base64_as_read(text: &str) -> Option<Vec<u8>> {
    // What is not ASCII is dropped before the padding is counted.
    let ascii = text.bytes().filter(u8::is_ascii);
    let padding = (4 - ascii.clone().count() % 4) % 4;
    b64decode(ascii.chain(std::iter::repeat_n(b'=', padding)), true)
}

/// What `base64.urlsafe_b64decode` reads of a text as it is.
pub fn padded_base64url_as_read(text: &str) -> Option<Vec<u8>> {
    b64decode(text.bytes(), true)
}

/// What `base64.b64decode` reads of a text as it is.
pub fn padded_base64_as_read(text: &str) -> Option<Vec<u8>> {
    b64decode(text.bytes(), false)
}

/// The key that a text is, as `base64.urlsafe_b64decode` reads it.
pub fn key_as_read(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    from_secret_base64url_padded(text)
        .or_else(|| padded_base64url_as_read(text).map(Zeroizing::new))
}

/// Python's base64: characters outside of the alphabet are dropped, unused bits are
/// ignored, and so is what stands behind the padding.
fn b64decode(text: impl Iterator<Item = u8>, takes_url_safe: bool) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let (mut bits, mut digits, mut pads) = (0_u32, 0, 0);
    for byte in text {
        let digit = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'-' if takes_url_safe => 62,
            b'_' if takes_url_safe => 63,
            b'=' => {
                pads += 1;
                if digits >= 2 && digits + pads >= 4 {
                    return Some(bytes);
                }
                continue;
            }
            _ => continue,
        };
        pads = 0;
        bits = bits << 6 | u32::from(digit);
        digits += 1;
        if digits > 1 {
            bytes.push((bits >> (8 - 2 * digits)) as u8);
        }
        digits %= 4;
    }
    (digits == 0).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each answer is CPython's.
    #[test]
    fn base64_is_read_as_python_reads_it() {
        for (text, read) in [
            ("", Some(&b""[..])),
            ("QUJD", Some(b"ABC")),
            ("QUI", Some(b"AB")),
            ("QUI=", Some(b"AB")),
            ("QUI==", Some(b"AB")),
            ("QUJ", Some(b"AB")),
            ("QQ", Some(b"A")),
            ("Q", None),
            ("QUJDR", None),
            ("Q!!!UJD", Some(b"ABC")),
            ("QUI!", None),
            ("Q!!!!UJD", Some(b"ABC")),
            ("QUI=QUJD", Some(b"AB")),
            ("-_+/", Some(b"\xfb\xff\xbf")),
            ("QUJ\u{e9}D", Some(b"ABC")),
            ("!", Some(b"")),
            ("====", Some(b"")),
        ] {
            assert_eq!(base64_as_read(text).as_deref(), read, "{text:?}");
        }
        for (text, url_safe, standard) in [
            ("QUI=", Some(&b"AB"[..]), Some(&b"AB"[..])),
            ("QUI", None, None),
            ("QUJD", Some(b"ABC"), Some(b"ABC")),
            ("-_+/", Some(b"\xfb\xff\xbf"), None),
            ("QU-J_D", None, Some(b"ABC")),
            ("QUI=QUJD", Some(b"AB"), Some(b"AB")),
            ("Q!UJD\n", Some(b"ABC"), Some(b"ABC")),
        ] {
            assert_eq!(
                padded_base64url_as_read(text).as_deref(),
                url_safe,
                "{text:?}"
            );
            assert_eq!(padded_base64_as_read(text).as_deref(), standard, "{text:?}");
        }
    }
}
