//! A value, a dot and its signature, as several of JavaScript's libraries sign.

use super::truncated::lacks_of_signed;
use super::{Part, is_json, jwt};
use crate::encoding::{from_base64, from_base64_unpadded};

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

/// How many characters a text lacks to end in its signature, which this makes: of one
/// that is a token, or JSON in base64, others tell more.
pub fn lacks(given: &str, sign: &dyn Fn(&[u8]) -> String) -> Option<usize> {
    lacks_of_signed(given, ".", &|text| {
        let is_json = from_base64(text).is_some_and(|it| is_json(&it));
        let is_others = jwt::is_web_token(text) || is_json;
        (!is_others).then(|| sign(text.as_bytes()))
    })
}

/// The digits of base64.
const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The digits of so many bytes, of which the last has no bit that is none of theirs: a
/// server that decodes them ignores those bits.
pub fn with_its_own_end(digits: &str, bytes: usize) -> Option<String> {
    let spare = (6 * digits.len()).checked_sub(8 * bytes);
    let spare = spare.filter(|it| *it < 6)?;
    let last = digits.chars().next_back()?;
    let before = digits.strip_suffix(last)?;
    let index = DIGITS.iter().position(|it| char::from(*it) == last)?;
    let own = format!("{before}{}", char::from(DIGITS[index >> spare << spare]));
    from_base64_unpadded(&own).map(|_| own)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_that_are_of_no_byte_are_taken_off() {
        for (digits, bytes, own) in [
            ("YWI", 2, Some("YWI")),
            ("YWJ", 2, Some("YWI")),
            ("YR", 1, Some("YQ")),
            ("YWJj", 3, Some("YWJj")),
            ("YWJj", 2, None),
            ("Y!J", 2, None),
            ("YW=", 2, None),
            ("", 0, None),
        ] {
            assert_eq!(with_its_own_end(digits, bytes).as_deref(), own, "{digits}");
        }
    }
}
