//! A value, a dot and its signature, as several of JavaScript's libraries sign.

use super::Part;

/// A value taken apart at its last dot.
#[derive(Clone, Copy)]
pub struct Dotted<'a> {
    /// What is signed.
    pub value: &'a str,
    /// The text of the signature.
    pub signature: &'a str,
}

impl<'a> Dotted<'a> {
    /// Splits a text that has a dot.
    pub fn read(text: &'a str) -> Option<Self> {
        let (value, signature) = text.rsplit_once('.')?;
        Some(Dotted { value, signature })
    }

    /// Its parts, of which the signature stands for so many bytes.
    pub fn parts(&self, bytes: usize) -> Vec<Part> {
        let dot = self.value.len();
        vec![
            Part {
                name: "value",
                bytes: dot,
                span: 0..dot,
            },
            Part {
                name: "signature",
                bytes,
                span: dot + 1..dot + 1 + self.signature.len(),
            },
        ]
    }
}

/// Whether a text ends in a dot and so many digits of base64, which may be
/// percent-encoded.
pub fn resembles(text: &str, digits: usize) -> bool {
    let Some(dot) = memchr::memrchr(b'.', text.as_bytes()) else {
        return false;
    };
    let tail = &text.as_bytes()[dot + 1..];
    if !(digits..=3 * digits).contains(&tail.len()) {
        return false;
    }
    let escaped = 2 * memchr::memchr_iter(b'%', tail).count();
    let is_digit = |it: &u8| it.is_ascii_alphanumeric() || b"+/=%".contains(it);
    tail.len() == digits + escaped && tail.iter().all(is_digit)
}
