//! Which format a value is of, told by its shape alone.

use std::borrow::Cow;

use super::foreign::likeness;
use crate::encoding;
use crate::frameworks::{FORMATS, Format, Input, Malformed, NO_PARAMS, Params};

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

/// A format that the user chose, and what the application chose of it.
#[derive(Clone, Copy)]
pub struct Pin {
    /// The format.
    pub format: &'static dyn Format,
    /// What the application chose.
    pub params: &'static Params,
}

impl Pin {
    /// A format as its framework has it by default.
    pub fn new(format: &'static dyn Format) -> Self {
        Pin {
            format,
            params: &NO_PARAMS,
        }
    }

    /// Whether a value is one of this format.
    pub fn reads(self, value: &str) -> bool {
        let cookie = Input {
            params: self.params,
            ..Input::bare(value)
        };
        let value = as_read_by(self.format, cookie);
        self.format.anatomy(cookie.with_value(&value)).is_ok()
    }
}

/// The formats that a cookie may be of by its shape, also when its value was
/// percent-encoded as a whole: one at least, the likeliest first.
///
/// # Errors
/// What it looks like, or what is wrong with it as a cookie of the format that
/// it must have been.
pub fn recognise(cookie: Input<'_>) -> Result<Vec<Candidate<'_>>, Unrecognised> {
    let found = candidates(cookie);
    if !found.is_empty() {
        return Ok(found);
    }
    if let Some(malformed) = accompanied(cookie) {
        return Err(Unrecognised::Malformed(malformed));
    }
    Err(match likeness(cookie.value) {
        Some(likeness) => Unrecognised::Like(likeness),
        None => {
            let is_alike = |format: &&dyn Format| format.is_likely(cookie.value);
            let alike = FORMATS.into_iter().find(is_alike);
            let malformed = alike.and_then(|format| format.anatomy(cookie).err());
            Unrecognised::Malformed(malformed.unwrap_or(UNKNOWN))
        }
    })
}

/// What is wrong with a cookie that came with one that goes with it in a format.
fn accompanied(cookie: Input) -> Option<Malformed> {
    let has_companion = |format: &&dyn Format| {
        let mut names = format.companions(cookie.name).into_iter();
        names.any(|name| cookie.sibling(&name).is_some())
    };
    let format = FORMATS.into_iter().find(has_companion)?;
    format.anatomy(cookie).err()
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
/// registry. Of formats with the same bytes the first one alone is kept.
pub fn candidates(cookie: Input<'_>) -> Vec<Candidate<'_>> {
    let read = |format: &'static dyn Format| {
        let value = as_read_by(format, cookie);
        let anatomy = format.anatomy(cookie.with_value(&value)).ok()?;
        let is_proven = format.is_proven(&anatomy);
        is_proven.then_some(Candidate { format, value })
    };
    let mut found: Vec<Candidate> = FORMATS.into_iter().filter_map(read).collect();
    likeliest_first(cookie.name, &mut found, |it| it.format);
    found
}

/// Puts what is of formats that give a cookie this name before the others. Of
/// formats with the same bytes the first one alone is kept.
pub fn likeliest_first<T>(name: &str, found: &mut Vec<T>, of: fn(&T) -> &'static dyn Format) {
    let is_named = |it: &T| of(it).facts().framework.cookie_names.contains(&name);
    found.sort_by_key(|it| !is_named(it));
    for index in (1..found.len()).rev() {
        let bytes = of(&found[index]).same_bytes_as();
        if found[..index]
            .iter()
            .any(|it| of(it).same_bytes_as() == bytes)
        {
            found.remove(index);
        }
    }
}

/// Whether a value alone is one of any format.
pub fn is_recognised(value: &str) -> bool {
    !candidates(Input::bare(value)).is_empty()
}

/// The value as this format reads it: without the quotes that its framework
/// writes round some; percent-decoded once when its reader does
/// that, only that makes it one of its values, and it is encoded as a whole. What
/// is encoded in part is another spelling of a value.
pub fn as_read_by<'a>(format: &dyn Format, cookie: Input<'a>) -> Cow<'a, str> {
    let value = unquoted(format, cookie.value);
    if let Some(read) = format.off_the_wire(value) {
        return Cow::Owned(read);
    }
    let may_be_encoded = format.undoes_percent() && value.contains('%');
    if may_be_encoded && format.anatomy(cookie.with_value(value)).is_err() {
        let decoded = encoding::from_percent_exact(value).map(Cow::into_owned);
        let decoded = decoded.and_then(|bytes| String::from_utf8(bytes).ok());
        if let Some(decoded) = decoded
            && format.anatomy(cookie.with_value(&decoded)).is_ok()
        {
            return Cow::Owned(decoded);
        }
    }
    Cow::Borrowed(value)
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
            assert!(recognise(Input::bare(text)).is_err(), "{text:?}");
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
            let Err(Unrecognised::Malformed(Malformed(found))) = recognise(Input::bare(text))
            else {
                panic!("{text} was recognised");
            };
            assert!(found.starts_with(reason), "{text}: {found}");
        }
    }
}
