//! When a text was made: how that is written, and how long it is valid then.

use super::settings::Settings;
use super::words::Words;
use crate::encoding::{base64url, from_base64url};
use crate::frameworks::python::base64_as_read;
use crate::frameworks::{Malformed, Times};
use crate::time::Time;

/// How a time is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stamp {
    /// As itsdangerous does: base64url of its bytes, the big ones first, without
    /// zeros before them.
    Base64,
    /// As Django does: digits and letters, and a minus before 1970.
    Base62,
}

const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

impl Stamp {
    /// The second that a text is.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(self, text: &str, is_lenient: bool, words: &Words) -> Result<i128, Malformed> {
        let (read, is_its_own) = match self {
            Stamp::Base64 => {
                let strict = from_base64url(text).filter(|bytes| bytes.first() != Some(&0));
                let read = base64_as_read(text).and_then(|bytes| of_bytes(&bytes));
                (read, strict.is_some())
            }
            Stamp::Base62 => {
                let read = of_base62(text);
                let own = read.map(base62);
                // One of more digits than a clock has is as long as it is.
                let is_huge = text.len() > 12 && !text.starts_with('0');
                (read, own.as_deref() == Some(text) || is_huge)
            }
        };
        match read {
            None => Err(words.time),
            Some(_) if !is_its_own && !is_lenient => Err(words.time_spelling),
            Some(second) => Ok(second),
        }
    }

    /// How a time is written.
    pub fn written(self, time: Time) -> String {
        match self {
            Stamp::Base64 => {
                let bytes = time.0.to_be_bytes();
                let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
                base64url(&bytes[zeros..])
            }
            Stamp::Base62 => base62(time.0.into()),
        }
    }

    /// How many bytes a text of it stands for.
    pub fn bytes(self, text: &str) -> usize {
        match self {
            Stamp::Base64 => base64_as_read(text).unwrap_or_default().len(),
            Stamp::Base62 => text.len(),
        }
    }
}

/// The seconds that big-endian bytes are, eight at most.
fn of_bytes(bytes: &[u8]) -> Option<i128> {
    let mut whole = [0; 8];
    let start = whole.len().checked_sub(bytes.len())?;
    whole[start..].copy_from_slice(bytes);
    Some(u64::from_be_bytes(whole).into())
}

/// The seconds that text of base 62 is; the end of time for more.
fn of_base62(text: &str) -> Option<i128> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if text.is_empty() {
        return None;
    }
    let mut seconds = 0_i128;
    for byte in digits.bytes() {
        let digit = BASE62.iter().position(|it| *it == byte)? as i128;
        seconds = seconds.saturating_mul(62).saturating_add(digit);
    }
    Some(if digits == text { seconds } else { -seconds })
}

fn base62(seconds: i128) -> String {
    let mut rest = seconds.unsigned_abs();
    let mut digits = Vec::new();
    while rest > 0 || digits.is_empty() {
        digits.push(BASE62[(rest % 62) as usize]);
        rest /= 62;
    }
    if seconds < 0 {
        digits.push(b'-');
    }
    digits.into_iter().rev().map(char::from).collect()
}

/// The times of a text that was made at this second and is taken for so many: it
/// is refused when it is older, and by itsdangerous when it is of the future.
/// Without an age neither is looked at.
pub fn times(made: Option<i128>, settings: &Settings) -> Times {
    let time = |second: i128| Time(second.clamp(0, u64::MAX.into()) as u64);
    let issued = made.filter(|second| *second >= 0).map(time);
    let expires = |second: i128| {
        let age = i128::from(settings.max_age?);
        Some(time(second.saturating_add(age).saturating_add(1)))
    };
    let looks_ahead = settings.stamp == Stamp::Base64 && settings.max_age.is_some();
    Times {
        issued,
        expires: made.and_then(expires),
        not_before: issued.filter(|_| looks_ahead),
        ..Times::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each is Django's.
    #[test]
    fn base62_is_written_in_one_way_and_read_in_several() {
        for (second, text) in [
            (0, "0"),
            (61, "z"),
            (62, "10"),
            (1_700_000_000, "1r31eq"),
            (-1_700_000_000, "-1r31eq"),
        ] {
            assert_eq!(base62(second), text);
            assert_eq!(of_base62(text), Some(second));
        }
        assert_eq!(of_base62("01r31eq"), Some(1_700_000_000));
        assert_eq!(of_base62("-"), Some(0));
        assert_eq!(of_base62(&"z".repeat(5000)), Some(i128::MAX));
        for text in ["", "1r3!eq", "--1", "1-", "\u{e9}"] {
            assert_eq!(of_base62(text), None, "{text}");
        }
    }
}
