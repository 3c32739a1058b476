//! How the text of a key may be written elsewhere.

use zeroize::Zeroizing;

use crate::audit::facts::key_file::KeyFile;
use crate::encoding;

/// A text that is the key.
pub(super) struct Encoding {
    pub(super) text: Zeroizing<Vec<u8>>,
    /// Hex digits, which mean the same in any case.
    pub(super) in_any_case: bool,
}

/// All of them.
pub(super) fn of(key: &KeyFile) -> Vec<Encoding> {
    let Some(text) = key.text().filter(|text| !text.is_empty()) else {
        return Vec::new();
    };
    let mut encodings = Vec::new();
    if is_raw(key) {
        let bytes = key.key.as_ref().map_or(&[][..], |key| key.bytes());
        encodings.push(exact(owned(bytes)));
        encodings.push(digits(bytes));
        encodings.extend(bytes_in_base64(bytes));
        return encodings;
    }
    if text.iter().all(u8::is_ascii_hexdigit) {
        let mut lower = owned(text);
        lower.make_ascii_lowercase();
        let mut upper = owned(text);
        upper.make_ascii_uppercase();
        for text in [&lower[..], &upper, text] {
            encodings.extend(text_in_base64(text));
        }
        let bytes = encoding::from_hex(text).unwrap_or_default();
        encodings.extend(bytes_in_base64(&bytes));
        encodings.push(Encoding {
            text: lower,
            in_any_case: true,
        });
        return encodings;
    }
    encodings.push(exact(owned(text)));
    encodings.extend(text_in_base64(text));
    encodings
}

/// The text alone, as it is.
pub(super) fn as_it_is(text: &[u8]) -> Encoding {
    let in_any_case = text.iter().all(u8::is_ascii_hexdigit);
    let mut text = owned(text);
    if in_any_case {
        text.make_ascii_lowercase();
    }
    Encoding { text, in_any_case }
}

/// Whether the key is kept as bytes that are no text.
pub(super) fn is_raw(key: &KeyFile) -> bool {
    let is_text = |byte: &u8| byte.is_ascii_graphic() || *byte == b' ';
    key.text().is_some_and(|text| !text.iter().all(is_text))
}

fn owned(bytes: &[u8]) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(bytes.to_vec())
}

fn exact(text: Zeroizing<Vec<u8>>) -> Encoding {
    Encoding {
        text,
        in_any_case: false,
    }
}

fn digits(bytes: &[u8]) -> Encoding {
    let mut text = Zeroizing::new(vec![0; bytes.len() * 2]);
    encoding::write_hex(bytes, &mut text);
    Encoding {
        text,
        in_any_case: true,
    }
}

/// The bytes of a key in either base64, as a value of their own.
fn bytes_in_base64(bytes: &[u8]) -> Vec<Encoding> {
    let standard = core(bytes, 0);
    let replaced = standard.iter().map(|byte| match byte {
        b'+' => b'-',
        b'/' => b'_',
        other => *other,
    });
    let url = Zeroizing::new(replaced.collect::<Vec<u8>>());
    vec![exact(standard), exact(url)]
}

/// The text of a key in base64, also as a part of a longer text: what stands
/// before it shifts it by a number of bytes that is 0, 1 or 2.
fn text_in_base64(text: &[u8]) -> impl Iterator<Item = Encoding> {
    (0..3).map(|shift| exact(core(text, shift)))
}

/// The characters of base64 that depend on these bytes alone, when so many
/// others are before them.
fn core(bytes: &[u8], shift: usize) -> Zeroizing<Vec<u8>> {
    const BITS: usize = 6;
    let shifted = Zeroizing::new([&[0; 2][..shift], bytes].concat());
    let encoded = Zeroizing::new(encoding::base64(&shifted));
    let start = (shift * 8).div_ceil(BITS);
    let end = shifted.len() * 8 / BITS;
    owned(&encoded.as_bytes()[start..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_core_is_in_every_longer_text() {
        let key = b"4fc1a0b7d2e89635a1b0c7d8e9f20314";
        let cores = [0, 1, 2].map(|shift| core(key, shift));
        for before in 0..9 {
            for after in 0..4 {
                let (before_it, after_it) = ("x".repeat(before), "\n".repeat(after));
                let text = [before_it.as_bytes(), key, after_it.as_bytes()].concat();
                let encoded = encoding::base64(&text);
                let core = std::str::from_utf8(&cores[before % 3]).unwrap();
                assert!(encoded.contains(core), "{before} {after}");
                assert!(core.len() >= 41, "{before}");
            }
        }
    }
}
