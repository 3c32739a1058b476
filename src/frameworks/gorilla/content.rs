//! What a cookie holds once it is authenticated and decrypted, by the serializer
//! that wrote it.

use super::super::{Draft, Params};
use super::Malformed;
use super::SERIALIZER;
use crate::error::{Error, Result};

/// After a good MAC, under a key that has no block key.
pub const NO_BLOCK_KEY: Malformed = Malformed(
    "gorilla: the MAC is right, and what it holds cannot be read: the key that was given has no block \
     key, and the application may encrypt with one (or it has another --param serializer)",
);

/// What writes and reads a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Serializer {
    /// JSON or gob, as it is.
    Auto,
    /// `JSONEncoder`: JSON and a newline.
    Json,
    /// `GobEncoder`, Go's own.
    Gob,
    /// `NopEncoder`: bytes.
    Nop,
}

impl Serializer {
    pub fn of(params: &Params) -> Serializer {
        match params.text(SERIALIZER.name) {
            Some("json") => Serializer::Json,
            Some("gob") => Serializer::Gob,
            Some("nop") => Serializer::Nop,
            _ => Serializer::Auto,
        }
    }

    /// What stored bytes carry; `None` when they are not of this serializer.
    pub fn readable(self, stored: &[u8]) -> Option<&[u8]> {
        let json = || json(stored);
        let gob = || is_gob(stored).then_some(stored);
        match self {
            Serializer::Auto => json().or_else(gob),
            Serializer::Json => json(),
            Serializer::Gob => gob(),
            Serializer::Nop => Some(stored),
        }
    }

    /// The bytes to store of what a draft carries.
    pub fn stored(self, draft: &Draft) -> Result<Vec<u8>> {
        let payload = draft.payload;
        let is_json = json(payload).is_some();
        match self {
            Serializer::Nop => Ok(payload.to_vec()),
            Serializer::Json | Serializer::Auto if is_json => {
                let line = payload.strip_suffix(b"\n").unwrap_or(payload);
                Ok([line, b"\n"].concat())
            }
            // What Go wrote is made again as it is.
            Serializer::Gob | Serializer::Auto if is_gob(payload) => Ok(payload.to_vec()),
            Serializer::Gob => Err(Error::could_not(
                "the payload is not gob, which is Go's own and is not made here",
            )
            .hint("an application that stores JSON: --param serializer=json")),
            Serializer::Json | Serializer::Auto => {
                Err(Error::could_not("the payload of a gorilla cookie is JSON")
                    .hint("any bytes, as NopEncoder stores them: --param serializer=nop"))
            }
        }
    }
}

/// JSON without the newline that Go's encoder ends it with. What follows the first
/// value is ignored there; here it makes it another thing.
fn json(stored: &[u8]) -> Option<&[u8]> {
    let line = stored.strip_suffix(b"\n").unwrap_or(stored);
    std::str::from_utf8(line).ok()?;
    let is_json = serde_json::from_slice::<serde::de::IgnoredAny>(line).is_ok();
    is_json.then_some(line)
}

/// Whether bytes are messages of gob to their end: types that are defined, with
/// ids from 64 on, and then a value of one of those or of a type that needs no
/// definition. Nothing of it is built.
fn is_gob(stored: &[u8]) -> bool {
    let mut rest = stored;
    let mut defined = Vec::new();
    while let Some((message, after)) = message(rest) {
        let Some((id, body)) = signed(message) else {
            return false;
        };
        rest = after;
        match id {
            ..=-64 => defined.push(-id),
            // Bool, int, uint, float, bytes, string, complex and interface: a
            // zero stands before the value.
            1..=8 => return rest.is_empty() && body.first() == Some(&0),
            _ => return rest.is_empty() && defined.contains(&id),
        }
    }
    false
}

/// The first message of a stream, and what follows it.
fn message(stream: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = unsigned(stream)?;
    rest.split_at_checked(usize::try_from(length).ok()?)
}

/// A number of gob: one byte below 128, else the count of its bytes, negated.
fn unsigned(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let (first, rest) = bytes.split_first()?;
    if *first < 128 {
        return Some((u64::from(*first), rest));
    }
    let count = usize::from(first.wrapping_neg());
    let (digits, rest) = rest.split_at_checked(count).filter(|_| count <= 8)?;
    let number = digits.iter().fold(0, |all, it| all << 8 | u64::from(*it));
    Some((number, rest))
}

/// A number with a sign, which is its last bit.
fn signed(bytes: &[u8]) -> Option<(i64, &[u8])> {
    let (number, rest) = unsigned(bytes)?;
    let half = i64::try_from(number >> 1).ok()?;
    Some((if number & 1 == 0 { half } else { !half }, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoding::from_hex;

    /// What Go 1.19 wrote of a map of strings and one of interfaces, as sessions
    /// are, both with `user` and `alice`; of an empty one; of a map of structs; of
    /// a list, a text, a number, bytes, a switch and a fraction.
    const WRITTEN: [&str; 10] = [
        "0eff81040102ff8200010c010c00000fff820001047573657205616c696365",
        "0eff83040102ff840001100110000023ff84000106737472696e670c060004757365720673\
         7472696e670c070005616c696365",
        "0eff83040102ff840001100110000004ff840000",
        "0fff89040102ff8a00010c01ff8600001eff85030101015301ff8600010201045573657201\
         0c0001014e01040000000cff8a00010161010162010200",
        "0cff87020102ff8800010c000006ff8800010161",
        "050c00026869",
        "0304000e",
        "040a000178",
        "03020001",
        "050800fe0cc0",
    ];

    fn bytes(digits: &str) -> Vec<u8> {
        from_hex(digits.as_bytes()).unwrap().to_vec()
    }

    #[test]
    fn gob_is_told_from_noise() {
        for written in WRITTEN {
            let stored = bytes(written);
            assert_eq!(
                Serializer::Auto.readable(&stored),
                Some(&stored[..]),
                "{written}"
            );
            for end in 0..stored.len() {
                assert!(!is_gob(&stored[..end]), "{written}, {end}");
            }
            assert!(!is_gob(&[&stored[..], b"x"].concat()));
        }
        for noise in [
            "",
            "00",
            "ff",
            "f7ffffffffffffffffff",
            "f8ffffffffffffffff",
            "010c",
        ] {
            assert!(!is_gob(&bytes(noise)), "{noise}");
        }
    }

    #[test]
    fn json_is_whole_and_loses_one_newline() {
        let read = |text: &str| {
            Serializer::Auto
                .readable(text.as_bytes())
                .map(<[u8]>::to_vec)
        };
        assert_eq!(read("{\"a\":1}\n"), Some(b"{\"a\":1}".to_vec()));
        assert_eq!(read("{\"a\":1}"), Some(b"{\"a\":1}".to_vec()));
        for other in ["", "\n", "3 noise", "{\"a\":1}{}", "{\"a\":1}\n\n\0"] {
            assert_eq!(read(other), None, "{other:?}");
        }
    }
}
