//! The parts of a value of either version.

use super::super::{Input, Malformed, Part};
use super::MIN_VERSION;
use crate::encoding::from_base64;
use crate::time::Time;

/// Digits of the two MACs.
const SHA256_DIGITS: usize = 64;
const SHA1_DIGITS: usize = 40;

/// A value taken apart.
pub enum Fields<'a> {
    /// Of version 1.
    First(First<'a>),
    /// Of version 2.
    Second(Second<'a>),
}

/// `b64(VALUE)|TIME|hex(HMAC-SHA1)`.
pub struct First<'a> {
    pub value: &'a str,
    pub time: &'a str,
    pub signature: &'a str,
    made: Time,
    data: Vec<u8>,
}

/// `2|KEY|TIME|NAME|b64(VALUE)|hex(HMAC-SHA256)`.
pub struct Second<'a> {
    pub key: u64,
    pub name: &'a str,
    /// What the MAC is over: all before it.
    pub signed: &'a str,
    pub signature: &'a str,
    made: Time,
    data: Vec<u8>,
    /// Where each of the four fields starts, its length with it, and where the last
    /// one ends.
    starts: [usize; 5],
}

/// Whether it starts as a value of version 2 does: the version, and a key's number.
pub fn starts_as_second(value: &str) -> bool {
    let field = value
        .strip_prefix("2|")
        .and_then(|rest| rest.split_once(':'));
    field.is_some_and(|(length, _)| is_digits(length) && length.len() <= 2)
}

/// Whether it ends as a value of version 1 does.
pub fn ends_as_first(value: &str) -> bool {
    let mut parts = value.rsplit('|');
    let signature = parts.next().unwrap_or_default();
    let time = parts.next().unwrap_or_default();
    is_mac(signature, SHA1_DIGITS) && is_digits(time) && parts.next().is_some()
}

impl<'a> Fields<'a> {
    pub fn read(cookie: Input<'a>) -> Result<Self, Malformed> {
        let value = cookie.value;
        if value.starts_with('"') && value.ends_with('"') && value.len() > 1 {
            return Err(Malformed(
                "tornado: it is in double quotes that Tornado does not write so (the server \
                 removes them)",
            ));
        }
        if value.trim() != value {
            return Err(Malformed(
                "tornado: there is white space around it (the server ignores it)",
            ));
        }
        match version(value) {
            2 => Second::read(value).map(Fields::Second),
            1 if cookie.params.text(MIN_VERSION.name) == Some("2") => Err(Malformed(
                "tornado: it is of version 1, and 2 is the oldest that is read (min_version)",
            )),
            1 => First::read(value).map(Fields::First),
            _ => Err(Malformed(
                "tornado: it is of a version that Tornado does not know",
            )),
        }
    }

    pub fn made(&self) -> Time {
        match self {
            Fields::First(first) => first.made,
            Fields::Second(second) => second.made,
        }
    }

    pub fn data(&self) -> &[u8] {
        match self {
            Fields::First(first) => &first.data,
            Fields::Second(second) => &second.data,
        }
    }

    /// The parts of a value of this length.
    pub fn parts(&self, length: usize) -> Vec<Part> {
        let part = |name, bytes, span| Part { name, bytes, span };
        match self {
            Fields::First(first) => {
                let value = first.value.len();
                let time = value + 1 + first.time.len();
                vec![
                    part("value", first.data.len(), 0..value),
                    part("time", first.time.len(), value + 1..time),
                    part("mac", SHA1_DIGITS / 2, time + 1..length),
                ]
            }
            Fields::Second(second) => {
                let [key, time, name, value, end] = second.starts;
                let text = |from: usize, to: usize| {
                    let field = &second.signed[from..to - 1];
                    field.len() - field.find(':').map_or(0, |colon| colon + 1)
                };
                vec![
                    part("version", 1, 0..1),
                    part("key number", text(key, time), key..time - 1),
                    part("time", text(time, name), time..name - 1),
                    part("name", text(name, value), name..value - 1),
                    part("value", second.data.len(), value..end - 1),
                    part("mac", SHA256_DIGITS / 2, end..length),
                ]
            }
        }
    }
}

/// The version that Tornado takes a value for: what does not start with a small
/// number is of the first.
fn version(value: &str) -> u64 {
    let number = value.split_once('|').map_or("", |(number, _)| number);
    let version = canonical(number).filter(|version| (1..=999).contains(version));
    version.unwrap_or(1)
}

impl<'a> First<'a> {
    fn read(text: &'a str) -> Result<Self, Malformed> {
        let parts: Vec<&str> = text.split('|').collect();
        let [value, time, signature] = parts[..] else {
            return Err(Malformed(
                "tornado: there are neither the fields of version 2 nor the three parts of \
                 version 1",
            ));
        };
        if !is_mac(signature, SHA1_DIGITS) {
            return Err(Malformed(
                "tornado: the MAC of version 1 is not 40 lower-case hex digits",
            ));
        }
        let made = canonical(time).ok_or(Malformed(
            "tornado: the time is not a number as Tornado writes it (the server accepts whatever \
             int() does)",
        ))?;
        Ok(First {
            value,
            time,
            signature,
            made: Time(made),
            data: data(value)?,
        })
    }
}

impl<'a> Second<'a> {
    fn read(text: &'a str) -> Result<Self, Malformed> {
        const FIELDS: Malformed = Malformed(
            "tornado: the fields of version 2 are not each a length, a colon and so many bytes \
             (for a length the server accepts whatever int() does)",
        );
        let mut starts = [0; 5];
        let mut fields = [""; 4];
        let mut at = "2|".len();
        for (place, field) in fields.iter_mut().enumerate() {
            starts[place] = at;
            let rest = &text[at..];
            let (length, _) = rest.split_once(':').ok_or(FIELDS)?;
            let bytes = canonical(length).and_then(|it| usize::try_from(it).ok());
            let start = length.len() + 1;
            let end = bytes
                .and_then(|bytes| start.checked_add(bytes))
                .ok_or(FIELDS)?;
            *field = rest.get(start..end).ok_or(FIELDS)?;
            if rest.as_bytes().get(end) != Some(&b'|') {
                return Err(FIELDS);
            }
            at += end + 1;
        }
        starts[4] = at;
        let [key, time, name, value] = fields;
        let signature = &text[at..];
        if !is_mac(signature, SHA256_DIGITS) {
            return Err(Malformed(
                "tornado: the MAC of version 2 is not 64 lower-case hex digits",
            ));
        }
        let key = canonical(key).ok_or(Malformed(
            "tornado: the number of the key is not one as Tornado writes it (the server accepts \
             whatever int() does)",
        ))?;
        let made = canonical(time).ok_or(Malformed(
            "tornado: the time is not a number as Tornado writes it (the server accepts whatever \
             int() does)",
        ))?;
        Ok(Second {
            key,
            name,
            signed: &text[..at],
            signature,
            made: Time(made),
            data: data(value)?,
            starts,
        })
    }
}

fn data(value: &str) -> Result<Vec<u8>, Malformed> {
    from_base64(value).ok_or(Malformed(
        "tornado: the value is not canonical base64 (the server ignores invalid characters and \
         unused bits)",
    ))
}

/// A number with the digits that it needs.
fn canonical(text: &str) -> Option<u64> {
    let is_plain = is_digits(text) && (text == "0" || !text.starts_with('0'));
    text.parse().ok().filter(|_| is_plain)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit())
}

fn is_mac(text: &str, digits: usize) -> bool {
    let is_digit = |it: u8| it.is_ascii_digit() || (b'a'..=b'f').contains(&it);
    text.len() == digits && text.bytes().all(is_digit)
}
