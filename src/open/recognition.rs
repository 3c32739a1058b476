//! Which format a value is of, recognised by its shape alone.

use std::borrow::Cow;

use super::foreign::{likeness, whose_id};
use super::own_choice::{ByChoice, by_choice};
use super::quoted::{IN_QUOTES, is_in_quotes_by_name, is_one_in_quotes, unquoted};
use crate::encoding;
use crate::frameworks::{Anatomy, FORMATS, Format, Input, Malformed, NO_PARAMS, NamesTell, Params};

/// What is wrong with a value that resembles no format.
pub const UNKNOWN: Malformed = Malformed("not a cookie of a known format");

/// Why a value is not taken for one of any format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unrecognised {
    /// It is the id of a session in the server's store, as this system writes it
    /// under its name.
    Id(&'static str),
    /// It looks like this of another system, which no shape proves.
    Like(&'static str),
    /// It has the shape of a format of which one thing was chosen.
    Chosen(ByChoice),
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
        read_by(self.format, cookie).anatomy.is_ok()
    }
}

/// A cookie as one format reads it: this is where it is taken apart, once.
pub struct Reading<'a> {
    /// The format.
    pub format: &'static dyn Format,
    /// The value as it reads it.
    pub value: Cow<'a, str>,
    /// Its parts, or what is wrong with it.
    pub anatomy: Result<Anatomy, Malformed>,
    /// Whether its name is that of a chunk of the format's own cookie: what a chunk
    /// carries need not be like a whole.
    is_own_chunk: bool,
}

impl Reading<'_> {
    /// Whether it is a cookie of the format, by its shape.
    pub(super) fn is_one(&self) -> bool {
        let anatomy = self.anatomy.as_ref();
        anatomy.is_ok_and(|it| self.is_own_chunk || self.format.is_proven(it))
    }

    /// Whether it is none, of which a key may tell more than its shape.
    fn is_told_by_key(&self) -> bool {
        let malformed = self.anatomy.as_ref().err();
        malformed.is_some_and(|it| self.format.is_told_by_key(*it))
    }
}

/// The formats that a cookie may be of by its shape, also when its value was
/// percent-encoded as a whole: one at least, the likeliest first. One of which a
/// key may tell what is wrong with it is of that format alone.
///
/// # Errors
/// What it looks like, or what is wrong with it as a cookie of the format that
/// it must have been.
pub fn recognise(cookie: Input<'_>) -> Result<Vec<Reading<'_>>, Unrecognised> {
    let mut readings = readings(cookie);
    if let Some(told) = readings.iter().position(Reading::is_told_by_key) {
        return Ok(vec![readings.swap_remove(told)]);
    }
    if is_in_quotes_by_name(cookie.name, &readings) {
        return Err(Unrecognised::Malformed(IN_QUOTES));
    }
    if readings.iter().any(Reading::is_one) {
        return Ok(likeliest_of(cookie.name, readings));
    }
    if let Some(malformed) = accompanied(cookie) {
        return Err(Unrecognised::Malformed(malformed));
    }
    if let Some(whose) = whose_id(cookie.name, cookie.value) {
        return Err(Unrecognised::Id(whose));
    }
    let is_alike = |it: &Reading| it.format.is_likely(cookie.value);
    let alike = readings.iter().position(is_alike);
    let malformed = alike.and_then(|it| readings[it].anatomy.as_ref().err().copied());
    let likeness = likeness(cookie.value);
    // Any text is one of another's by some choice: what cannot be read is its own, broken.
    if let (Some(alike), None, Some(_)) = (alike, malformed, likeness) {
        return Ok(vec![readings.swap_remove(alike)]);
    }
    let is_quoted = |it: &Reading| it.anatomy.as_ref().err() == Some(&IN_QUOTES);
    let is_in_quotes = readings.iter().any(is_quoted);
    // Its name tells it that one framework gives its own: what hides its payload, or needs no key.
    readings.retain(|it| {
        let is_keyless = it.format.without_key().is_some();
        let may_be = |it: &Anatomy| it.readable.is_none() || is_keyless;
        it.anatomy.as_ref().is_ok_and(may_be) && is_its_own_name(it.format, cookie.name)
    });
    if !readings.is_empty() {
        return Ok(by_bytes(readings, |it| it.format));
    }
    let choice = likeness.and_then(|_| by_choice(cookie));
    Err(match (choice, malformed, likeness) {
        (Some(choice), ..) => Unrecognised::Chosen(choice),
        (_, _, None) if is_in_quotes => Unrecognised::Malformed(IN_QUOTES),
        (None, Some(malformed), _) => Unrecognised::Malformed(malformed),
        (None, None, Some(likeness)) => Unrecognised::Like(likeness),
        (None, None, None) => Unrecognised::Malformed(UNKNOWN),
    })
}

/// What is wrong with a cookie that came with one that goes with it in a format.
fn accompanied(cookie: Input) -> Option<Malformed> {
    let has_companion = |format: &&dyn Format| {
        let mut names = format.companions(cookie.name).into_iter();
        names.any(|name| cookie.sibling(&name).is_some())
    };
    let mut formats: Vec<_> = FORMATS.into_iter().filter(has_companion).collect();
    // Several spread a long value over cookies of such names: what the parts are like
    // tells which it is, or whose name they have.
    named_first(cookie.name, &mut formats, |it| *it);
    let formats = by_bytes(formats, |it| *it);
    let is_alike = |it: &&&dyn Format| {
        let names = it.companions(cookie.name);
        let parts = names.iter().filter_map(|name| cookie.sibling(name));
        let whole: String = std::iter::once(cookie.value).chain(parts).collect();
        it.is_likely(&whole)
    };
    let is_its_name = |it: &&&dyn Format| {
        let base = it.chunks().map_or(cookie.name, |it| it.base(cookie.name));
        it.facts().framework.cookie_names.contains(&base)
    };
    let alone = formats.first().filter(|_| formats.len() == 1);
    let alike = formats.iter().find(is_alike);
    let format = alike.or(alone).or(formats.iter().find(is_its_name))?;
    read_by(*format, cookie).anatomy.err()
}

/// A cookie as each format reads it, in the order of the registry.
fn readings(cookie: Input<'_>) -> Vec<Reading<'_>> {
    let read = |format| read_by(format, cookie);
    let formats = FORMATS.into_iter();
    let formats = formats.filter(|it| it.may_be_called(cookie.name));
    let mut readings: Vec<Reading> = formats.map(read).collect();
    readings.retain(|it| !is_open_under_another_name(it, cookie.name));
    readings
}

/// Whether it is in the form without a key, which has one part, under a name that others
/// give their cookies: they sign such a value in a cookie beside it.
fn is_open_under_another_name(reading: &Reading, name: &str) -> bool {
    let is_of = |it: &&dyn Format| it.facts().framework.cookie_names.contains(&name);
    let anatomy = reading.anatomy.as_ref();
    let is_open = anatomy.is_ok_and(|it| it.readable.is_some() && it.parts.len() == 1);
    is_open
        && reading.format.without_key().is_some()
        && !is_of(&reading.format)
        && FORMATS.iter().any(is_of)
}

/// Those that are a cookie of their format, the likeliest first: those that give a
/// cookie this name come before the others, and each in the order of the
/// registry. Of formats with the same bytes the first one alone is kept.
fn likeliest_of<'a>(name: &str, mut readings: Vec<Reading<'a>>) -> Vec<Reading<'a>> {
    let is_odd = |it: &Reading| {
        let is_named = it.format.facts().framework.cookie_names.contains(&name);
        let anatomy = it.anatomy.as_ref();
        is_named && anatomy.is_ok_and(|anatomy| it.format.may_be_odd(anatomy))
    };
    readings.retain(|it| it.is_one() || is_odd(it));
    named_first(name, &mut readings, |it| it.format);
    readings.sort_by_key(|it| !it.is_one());
    by_bytes(readings, |it| it.format)
}

/// Whether a framework calls its cookies so, and others do not.
fn is_its_own_name(format: &dyn Format, name: &str) -> bool {
    let framework = format.facts().framework;
    framework.names_tell != NamesTell::Nothing && framework.cookie_names.contains(&name)
}

/// Puts what is of formats that give a cookie this name before the others.
pub fn named_first<T>(name: &str, found: &mut [T], of: fn(&T) -> &'static dyn Format) {
    let is_named = |it: &T| {
        let names = of(it).facts().framework.cookie_names;
        names.contains(&name) || is_own_chunk(of(it), name)
    };
    found.sort_by_key(|it| !is_named(it));
}

/// Whether a name is that of a chunk of a cookie of this format: the cookie's, with a
/// number behind it.
fn is_own_chunk(format: &dyn Format, name: &str) -> bool {
    let base = format.chunks().map(|it| it.base(name));
    base.is_some_and(|it| it != name && format.facts().framework.cookie_names.contains(&it))
}

/// Of formats with the same bytes the first one alone.
pub fn by_bytes<T>(mut found: Vec<T>, of: fn(&T) -> &'static dyn Format) -> Vec<T> {
    let mut bytes = Vec::new();
    found.retain(|it| {
        let its = of(it).same_bytes_as();
        let is_first = !bytes.contains(&its);
        bytes.push(its);
        is_first
    });
    found
}

/// Whether a value alone is one of any format.
pub fn is_recognised(value: &str) -> bool {
    readings(Input::bare(value)).iter().any(Reading::is_one)
}

/// A cookie as this format reads it: its value without the quotes that its
/// framework writes around some; percent-decoded once when its reader does
/// that, only that makes it one of its values, and it is encoded as a whole. What
/// is encoded in part is another spelling of a value.
pub fn read_by<'a>(format: &'static dyn Format, cookie: Input<'a>) -> Reading<'a> {
    let is_own_chunk = is_own_chunk(format, cookie.name);
    let reading = |value: Cow<'a, str>| Reading {
        is_own_chunk,
        anatomy: format.anatomy(cookie.with_value(&value)),
        format,
        value,
    };
    if let Some(read) = format.off_the_wire(cookie.value) {
        return reading(Cow::Owned(read));
    }
    let value = unquoted(format, cookie.value);
    let as_it_stands = reading(Cow::Borrowed(value));
    if as_it_stands.anatomy.is_ok() {
        return as_it_stands;
    }
    let is_decoded = format.undoes_percent();
    let spelt = match is_decoded.then(|| percent_decoded(value)).flatten() {
        Some(text) => {
            let decoded = reading(Cow::Owned(text));
            if decoded.anatomy.is_ok() {
                return decoded;
            }
            Some(decoded.anatomy)
        }
        None => as_spelt_otherwise(format, cookie.with_value(value)),
    };
    // What is wrong with it is wrong with what its reader makes of it.
    let anatomy = match spelt {
        Some(Ok(_)) => Err(SPELT_OTHERWISE),
        _ if is_one_in_quotes(format, cookie) => Err(IN_QUOTES),
        Some(malformed) => malformed,
        None => return as_it_stands,
    };
    Reading {
        anatomy,
        ..as_it_stands
    }
}

/// What is wrong with a cookie that its reader would decode, and that is one only in
/// another spelling than the server's.
pub fn other_spelling(format: &dyn Format, cookie: Input) -> Option<Malformed> {
    let read = as_spelt_otherwise(format, cookie)?;
    read.is_ok().then_some(SPELT_OTHERWISE)
}

/// A cookie in another spelling of percent-encoding, as its reader makes it out that
/// decodes it.
fn as_spelt_otherwise(format: &dyn Format, cookie: Input) -> Option<Result<Anatomy, Malformed>> {
    let percent = format.facts().framework.percent;
    let read = percent
        .filter(|_| format.undoes_percent())?
        .reads(cookie.value)?;
    Some(format.anatomy(cookie.with_value(&read)))
}

/// A value has one spelling here: a changed one is not taken for the same.
const SPELT_OTHERWISE: Malformed =
    Malformed("the value is percent-encoded in part, or in small letters (the server takes it)");

/// The value that this one encodes as a whole, if it does.
pub fn percent_decoded(value: &str) -> Option<String> {
    let is_encoded = memchr::memchr(b'%', value.as_bytes()).is_some();
    let decoded = is_encoded.then(|| encoding::from_percent_exact(value))??;
    String::from_utf8(decoded.into_owned()).ok()
}

/// The format that has a form without a key: of several the last, whose cookies
/// have nothing that tells them.
pub fn keyless() -> Option<&'static dyn Format> {
    let mut formats = FORMATS.into_iter().rev();
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
    fn of_parts_that_are_no_whole_it_is_told_what_is_wrong_as_of_their_own_format() {
        let seal = "Fe26.2*1*aa*bb*cc*1700000000000*dd*ee~2";
        for (name, value, sibling, reason) in [
            (
                "h3",
                "__chunked__2",
                ("h3.1", "Fe26.2*"),
                "h3: it is in chunks",
            ),
            (
                "s",
                "__chunked__3",
                ("s.1", "Fe26.2*"),
                "h3: it is in chunks",
            ),
            ("s.0", seal, ("s.1", "zzz"), "iron"),
            (
                "authjs.session-token",
                "eyJ",
                ("authjs.session-token.1", "z"),
                "authjs: ",
            ),
            ("session", "e30=", ("session.sig", "AA"), "keygrip: "),
        ] {
            let siblings = [(sibling.0.to_owned(), sibling.1.to_owned())];
            let cookie = Input {
                siblings: &siblings,
                ..Input::new(name, value)
            };
            match recognise(cookie) {
                Err(Unrecognised::Malformed(malformed)) => {
                    assert!(malformed.0.starts_with(reason), "{name}: {malformed:?}");
                }
                other => panic!("{name}: {:?}", other.err()),
            }
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
            // Its reader decodes it: what is wrong is wrong with that.
            ("s%3Aalice.AAAA", "express: the signature"),
            ("s%3Aalice", "express: there is no dot"),
            ("a_b", "not a cookie of a known format"),
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
