//! Which format a value is of, told by its shape alone.

use std::borrow::Cow;

use super::{FORMATS, Format, Malformed};
use crate::encoding;

/// What is wrong with a value that resembles no format.
pub const UNKNOWN: Malformed = Malformed("not a cookie of a known format");

/// Recognises a value by its shape, also when it was percent-encoded as a
/// whole. The value is returned as its format reads it.
///
/// # Errors
/// What is wrong with it as a cookie of the format that it resembles.
pub fn recognise(value: &str) -> Result<(&'static dyn Format, Cow<'_, str>), Malformed> {
    let recognised = FORMATS.into_iter().find_map(|format| {
        let value = as_read_by(format, value);
        format.anatomy(&value).is_ok().then_some((format, value))
    });
    let malformed = || {
        let alike = FORMATS.into_iter().find(|format| format.resembles(value));
        let malformed = alike.and_then(|format| format.anatomy(value).err());
        malformed.unwrap_or(UNKNOWN)
    };
    recognised.ok_or_else(malformed)
}

/// The value as this format reads it: percent-decoded once when only that
/// makes it one of its values.
pub fn as_read_by<'a>(format: &dyn Format, value: &'a str) -> Cow<'a, str> {
    if value.contains('%') && format.anatomy(value).is_err() {
        let decoded = encoding::from_percent(value).map(Cow::into_owned);
        let decoded = decoded.and_then(|bytes| String::from_utf8(bytes).ok());
        if let Some(decoded) = decoded
            && format.anatomy(&decoded).is_ok()
        {
            return Cow::Owned(decoded);
        }
    }
    Cow::Borrowed(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_cookie_is_not_recognised() {
        for text in [
            "",
            "x",
            "||",
            "a|b|c",
            "_",
            "ck1.",
            "%",
            "%7C",
            "hello world",
            "é",
        ] {
            assert!(recognise(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn what_is_like_a_cookie_is_told_what_is_wrong_with_it() {
        for (text, reason) in [
            ("ck1.AA", "sealed: shorter"),
            ("alice|1700000000|AAAA", "signed: the signature"),
            ("a|b|c", "workbench: the date"),
            ("AAAA_AAAA", "plumber: the nonce"),
            ("hello", "not a cookie of a known format"),
        ] {
            let Err(Malformed(found)) = recognise(text) else {
                panic!("{text} was recognised");
            };
            assert!(found.starts_with(reason), "{text}: {found}");
        }
    }
}
