//! Which format a value is of, told by its shape alone.

use std::borrow::Cow;

use super::foreign::likeness;
use crate::encoding;
use crate::frameworks::{FORMATS, Format, Input, Malformed};

/// What is wrong with a value that resembles no format.
pub const UNKNOWN: Malformed = Malformed("not a cookie of a known format");

/// Why a value is not taken for one of any format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unrecognised {
    /// It looks like this of another system, which no shape proves.
    Like(&'static str),
    /// It is broken, or like nothing.
    Malformed(Malformed),
}

/// Recognises a value by its shape, also when it was percent-encoded as a
/// whole. The value is returned as its format reads it.
///
/// # Errors
/// What it looks like, or what is wrong with it as a cookie of the format that
/// it must have been.
pub fn recognise(value: &str) -> Result<(&'static dyn Format, Cow<'_, str>), Unrecognised> {
    recognised(value).ok_or_else(|| match likeness(value) {
        Some(likeness) => Unrecognised::Like(likeness),
        None => {
            let alike = FORMATS.into_iter().find(|format| format.is_likely(value));
            let malformed = alike.and_then(|format| format.anatomy(Input::bare(value)).err());
            Unrecognised::Malformed(malformed.unwrap_or(UNKNOWN))
        }
    })
}

/// The format of a malformed value of which a key may tell more than its shape.
pub fn told_by_key(value: &str) -> Option<&'static dyn Format> {
    FORMATS.into_iter().find(|format| {
        let malformed = format.anatomy(Input::bare(value)).err();
        malformed.is_some_and(|malformed| format.is_told_by_key(malformed))
    })
}

/// A format that a cookie may be of.
pub struct Candidate<'a> {
    /// The format.
    pub format: &'static dyn Format,
    /// The value as it reads it.
    pub value: Cow<'a, str>,
}

/// The formats that a cookie may be of, the likeliest first: those that give a
/// cookie this name come before the others, and each in the order of the
/// registry.
pub fn candidates(cookie: Input<'_>) -> Vec<Candidate<'_>> {
    let read = |format: &'static dyn Format| {
        let value = as_read_by(format, cookie.value);
        let anatomy = format.anatomy(cookie.with_value(&value)).ok()?;
        let is_proven = format.is_proven(&anatomy);
        is_proven.then_some(Candidate { format, value })
    };
    let mut found: Vec<Candidate> = FORMATS.into_iter().filter_map(read).collect();
    let is_named = |it: &Candidate| {
        it.format
            .facts()
            .framework
            .cookie_names
            .contains(&cookie.name)
    };
    found.sort_by_key(|it| !is_named(it));
    found
}

/// As [`recognise`], without looking for what else it is like.
pub fn recognised(value: &str) -> Option<(&'static dyn Format, Cow<'_, str>)> {
    FORMATS.into_iter().find_map(|format| {
        let value = as_read_by(format, value);
        let anatomy = format.anatomy(Input::bare(&value)).ok()?;
        format.is_proven(&anatomy).then_some((format, value))
    })
}

/// The value as this format reads it: percent-decoded once when only that
/// makes it one of its values, and it is encoded as a whole. What is encoded in
/// part is another spelling of a value.
pub fn as_read_by<'a>(format: &dyn Format, value: &'a str) -> Cow<'a, str> {
    let value = unquoted(format, value);
    if value.contains('%') && format.anatomy(Input::bare(value)).is_err() {
        let decoded = encoding::from_percent_exact(value).map(Cow::into_owned);
        let decoded = decoded.and_then(|bytes| String::from_utf8(bytes).ok());
        if let Some(decoded) = decoded
            && format.anatomy(Input::bare(&decoded)).is_ok()
        {
            return Cow::Owned(decoded);
        }
    }
    Cow::Borrowed(value)
}

/// Whether a value is one of this format.
pub fn reads(format: &dyn Format, value: &str) -> bool {
    let value = as_read_by(format, value);
    format.anatomy(Input::bare(&value)).is_ok()
}

/// The value without the quotes round it, for a format whose reader overlooks
/// them: plumber's base64 does (seen with plumber 1.2.1). No value of ours
/// starts with one.
pub fn unquoted<'a>(format: &dyn Format, value: &'a str) -> &'a str {
    let inner = |quote| value.strip_prefix(quote)?.strip_suffix(quote);
    let inner = inner('"').or_else(|| inner('\''));
    inner.filter(|_| format.overlooks_quotes()).unwrap_or(value)
}

/// The format that has a form without a key.
pub fn keyless() -> Option<&'static dyn Format> {
    let mut formats = FORMATS.into_iter();
    formats.find(|format| format.without_key().is_some())
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
            ("a|b, c|d", "workbench: the date"),
            ("a|b|c", "not a cookie of a known format"),
            ("AAAA_AAAA", "plumber: the nonce"),
            ("a_b", "not a cookie of a known format"),
            ("a|b", "not a cookie of a known format"),
            ("hello", "not a cookie of a known format"),
        ] {
            let Err(Unrecognised::Malformed(Malformed(found))) = recognise(text) else {
                panic!("{text} was recognised");
            };
            assert!(found.starts_with(reason), "{text}: {found}");
        }
    }
}
