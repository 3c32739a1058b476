//! What a key looks like: the forms in which random bytes are written down.
//!
//! A shape proves nothing of a key but that it may be one: a passphrase has
//! none, and neither has a text with something around it.

use std::fmt;

use zeroize::Zeroizing;

use super::iron::is_map;
use super::numbered::Numbered;
use super::pair::Pair;
use crate::crypto::Strength;
use crate::encoding;

/// Bytes of a key that is written as it is, or in base64.
const RAW_BYTES: usize = 32;
/// Characters of a UUID.
const UUID_BYTES: usize = 36;
/// Where its dashes are.
const DASHES: [usize; 4] = [8, 13, 18, 23];

/// The form of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// As [`Generate::Hex`](super::Generate::Hex) writes them, in either case.
    Digits(Strength),
    /// Hex digits with the dashes of a UUID: what `uuidgen` prints.
    Uuid,
    /// 32 bytes in base64, of either alphabet.
    Base64,
    /// The same behind `base64:`, as Laravel writes an APP_KEY.
    AppKey,
    /// 32 bytes that are no text.
    Raw,
    /// A hash key and a block key, as [`Generate::HashAndBlock`] writes them.
    ///
    /// [`Generate::HashAndBlock`]: super::Generate::HashAndBlock
    Pair,
    /// A map of ids to passwords: `{"1":"…","2":"…"}`.
    Passwords,
    /// Several keys, each with its number.
    Numbered,
}

impl Shape {
    /// The shape of these bytes, all of them: white space around a key is
    /// part of it until somebody takes it off.
    pub fn of(bytes: &[u8]) -> Option<Shape> {
        let is_hex = || bytes.iter().all(u8::is_ascii_hexdigit);
        match bytes.len() {
            32 if is_hex() => Some(Shape::Digits(Strength::Bits128)),
            64 if is_hex() => Some(Shape::Digits(Strength::Bits256)),
            128 if is_hex() => Some(Shape::Digits(Strength::Bits512)),
            UUID_BYTES if is_uuid(bytes) => Some(Shape::Uuid),
            RAW_BYTES if !is_text(bytes) => Some(Shape::Raw),
            _ if bytes.strip_prefix(b"base64:").is_some_and(is_base64) => Some(Shape::AppKey),
            _ if bytes.starts_with(b"{") && bytes.ends_with(b"}") => {
                let pair = Pair::of(bytes).map(|_| Shape::Pair);
                let map = || is_map(bytes).then_some(Shape::Passwords);
                // One alone may as well be a password that is too short.
                let several = || Numbered::of(bytes).filter(|keys| keys.0.len() > 1);
                let numbered = || several().map(|_| Shape::Numbered);
                pair.or_else(map).or_else(numbered)
            }
            _ => is_base64(bytes).then_some(Shape::Base64),
        }
    }
}

/// As a message says it: `64 hex digits`.
impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Shape::Digits(strength) => write!(f, "{} hex digits", strength.bits() / 4),
            Shape::Uuid => f.write_str("a UUID"),
            Shape::Base64 => write!(f, "{RAW_BYTES} bytes in base64"),
            Shape::AppKey => write!(f, "`base64:` and {RAW_BYTES} bytes in base64"),
            Shape::Raw => write!(f, "{RAW_BYTES} bytes as they are"),
            Shape::Pair => f.write_str("a pair of keys"),
            Shape::Passwords => f.write_str("a map of passwords"),
            Shape::Numbered => f.write_str("keys by their numbers"),
        }
    }
}

fn is_uuid(bytes: &[u8]) -> bool {
    let fits = |(at, byte): (usize, &u8)| match DASHES.contains(&at) {
        true => *byte == b'-',
        false => byte.is_ascii_hexdigit(),
    };
    bytes.iter().enumerate().all(fits)
}

fn is_text(bytes: &[u8]) -> bool {
    bytes
        .iter()
        .all(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace())
}

fn is_base64(bytes: &[u8]) -> bool {
    const WITHOUT_PADDING: usize = 43;
    const WITH_PADDING: usize = 44;
    // Of most texts of a source, no more is asked.
    let (WITHOUT_PADDING | WITH_PADDING, Ok(text)) = (bytes.len(), std::str::from_utf8(bytes))
    else {
        return false;
    };
    // Padded or not: Fernet's keys are of the alphabet for URLs, and padded.
    let decoded = encoding::from_base64(text)
        .or_else(|| encoding::from_base64url(text))
        .or_else(|| encoding::from_base64url_padded(text));
    decoded
        .map(Zeroizing::new)
        .is_some_and(|bytes| bytes.len() == RAW_BYTES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_is_known_and_white_space_is_no_part_of_one() {
        let digits = "4fc1a0b7d2e89635a1b0c7d8e9f20314";
        let raw: Vec<u8> = (0..32).map(|byte| byte | 0x80).collect();
        let base64 = encoding::base64(&raw);
        for (bytes, told) in [
            (digits.as_bytes(), "32 hex digits"),
            (digits.repeat(2).to_uppercase().as_bytes(), "64 hex digits"),
            (digits.repeat(4).as_bytes(), "128 hex digits"),
            (b"936da01f-9abd-4d9d-80c7-02af85c822a8", "a UUID"),
            (base64.as_bytes(), "32 bytes in base64"),
            (
                format!("base64:{base64}").as_bytes(),
                "`base64:` and 32 bytes in base64",
            ),
            (&raw, "32 bytes as they are"),
            (br#"{"hash":"hex:00","block":"hex:00"}"#, "a pair of keys"),
            (
                br#"{"1":"a password of 32 characters, 1st","2":{"secret":"another one of 32 characters 2nd"}}"#,
                "a map of passwords",
            ),
            (br#"{"2":"hex:00","1":"hex:00"}"#, "keys by their numbers"),
        ] {
            let shape = Shape::of(bytes).map(|shape| shape.to_string());
            assert_eq!(shape.as_deref(), Some(told));
            assert_eq!(Shape::of(&[bytes, b"\n"].concat()), None, "{told}");
        }
        for other in [
            "",
            "secret",
            "936da01f-9abd-4d9d-80c7_02af85c822a8",
            "a passphrase of 32 letters, like",
            r#"{"hash":"x","name":"y"}"#,
            r#"{"1":"a short password"}"#,
            r#"{"DATABASE_URL":"postgres://somebody@somewhere/some-database"}"#,
        ] {
            assert_eq!(Shape::of(other.as_bytes()), None, "{other}");
        }
    }
}
