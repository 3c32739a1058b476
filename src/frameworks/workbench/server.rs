//! A cookie as Workbench's server reads it (Source: rstudio/rstudio,
//! `server_core/http/SecureCookie.cpp`, `core/http/Request.cpp`, `Util.cpp`).
//!
//! It decodes `%xx` in either case and `+` as a space, drops empty fields, stops
//! reading its key at a NUL, and knows more dates than one form. A `;` in the
//! date stands before the date of the login: both must be ahead.

use super::MIN_KEY_BYTES;
use super::quirks;
use super::server_date as date;
use super::strict_times;
use crate::crypto::{HmacKey, equal};
use crate::encoding::from_base64;
use crate::frameworks::{self, KEY_NUL, OnServer, Opened, SPELLING, Times};
use crate::time::{HTTP_DATE_BYTES, Time};

/// What stands between the date of the session and that of the login.
const BETWEEN_DATES: u8 = b';';

/// The server's own reading of a value whose signature is right.
pub fn read(key: &[u8], given: &str, now: Time) -> Option<OnServer> {
    let whole = key.len();
    // `ensureKeyStrength`: with a shorter one it does not start.
    if whole < MIN_KEY_BYTES {
        return None;
    }
    let key = key.split(|byte| *byte == 0).next().unwrap_or_default();
    let hmac = HmacKey::new(key);
    // What is behind the first of these is another cookie to it.
    let arrived = given.split([' ', ',', ';']).next().unwrap_or_default();
    let (given, [value, date]) = match authentic(&hmac, arrived) {
        Some(fields) => (arrived, fields),
        None => (given, authentic(&hmac, given)?),
    };
    let times = times(&date);
    let difference = match difference(&value, &date, times.is_some()) {
        Difference::Spelling if !stays_whole(given) => Difference::Pieces,
        Difference::Spelling if key.len() < whole => Difference::KeyUpToNul(key.len()),
        difference => difference,
    };
    let is_ahead = times.is_some_and(|times| !times.is_over(now, 0));
    Some(OnServer {
        difference: difference.told(),
        takes: is_ahead && stays_whole(given),
        opened: Opened {
            payload: value,
            times: times.unwrap_or_default(),
        },
    })
}

/// In what the server's reading differs from ours.
#[derive(Debug, PartialEq, Eq)]
enum Difference {
    /// The same fields in another spelling.
    Spelling,
    /// The same fields, in a spelling that reaches it in pieces in a header.
    Pieces,
    /// The first bytes of the key alone, up to its first NUL.
    KeyUpToNul(usize),
    /// A date that is not of the one form.
    Date,
    /// What stands for the date is none.
    NoDate,
    /// The start of the date was the end of the value that was signed: this.
    Shifted(Vec<u8>),
}

impl Difference {
    fn told(self) -> frameworks::Difference {
        let of = frameworks::Difference::of;
        match self {
            Difference::Spelling => of(&SPELLING),
            Difference::Pieces => frameworks::Difference {
                in_pieces: true,
                ..frameworks::Difference::default()
            },
            Difference::KeyUpToNul(bytes) => frameworks::Difference {
                key_bytes: Some(bytes),
                ..of(&KEY_NUL)
            },
            Difference::Date => of(&quirks::DATE),
            Difference::NoDate => of(&quirks::NO_DATE),
            Difference::Shifted(signed) => frameworks::Difference {
                signed: Some(signed),
                ..of(&quirks::BOUNDARY_SHIFT)
            },
        }
    }
}

/// Whether a value is signed for another one with this key: its bar was moved to
/// the front, so that the end of what was the value is read as a date.
pub fn is_shifted(key: &HmacKey, given: &str) -> bool {
    authentic(key, given).is_some_and(|[value, date]| {
        let difference = difference(&value, &date, times(&date).is_some());
        matches!(difference, Difference::Shifted(_))
    })
}

/// Value and date of three fields whose signature is right.
fn authentic(key: &HmacKey, given: &str) -> Option<[Vec<u8>; 2]> {
    let fields: Vec<Vec<u8>> = given
        .split('|')
        .filter(|field| !field.is_empty())
        .map(decoded)
        .collect();
    let [value, date, signature] = <[Vec<u8>; 3]>::try_from(fields).ok()?;
    let tag = from_base64(&signature)?;
    equal(&key.tag(&[&value, &date]), &tag).then_some([value, date])
}

/// Whether the server gets all of a value: it ends one at the first space, `,`,
/// `;` or `=` of a `Cookie` header.
fn stays_whole(given: &str) -> bool {
    !given.contains([' ', ',', ';', '='])
}

/// The times that the server reads in a date field.
fn times(field: &[u8]) -> Option<Times> {
    let (session, login) = match memchr::memchr(BETWEEN_DATES, field) {
        None => (field, None),
        Some(at) => (&field[..at], Some(date::read(&field[at + 1..])?)),
    };
    Some(Times::of(date::read(session)?, login))
}

fn difference(value: &[u8], date: &[u8], is_read: bool) -> Difference {
    if strict_times(date).is_some() {
        return Difference::Spelling;
    }
    if !is_read {
        return Difference::NoDate;
    }
    // The server itself signs a date, or two: what stands before them was
    // signed as a part of the value.
    let ends = [2 * HTTP_DATE_BYTES + 1, HTTP_DATE_BYTES];
    let starts = ends.map(|end| date.len().checked_sub(end));
    let moved = starts.into_iter().flatten().find_map(|start| {
        let (moved, signed) = date.split_at(start);
        strict_times(signed).map(|_| moved)
    });
    match moved {
        Some(moved) if times(moved).is_some() && !is_list(moved) => {
            Difference::Shifted([value, moved].concat())
        }
        _ => Difference::Date,
    }
}

/// Whether a text is nothing but dates with a `;` behind each: so a server of
/// another time may write more dates than two, and nothing is proved.
fn is_list(text: &[u8]) -> bool {
    let mut dates = text.chunks(HTTP_DATE_BYTES + 1);
    dates.all(|it| {
        let date = it.strip_suffix(&[BETWEEN_DATES]);
        date.is_some_and(|date| strict_times(date).is_some())
    })
}

/// A field as the server decodes it: a broken escape leaves it as it was.
fn decoded(field: &str) -> Vec<u8> {
    let mut rest = field.as_bytes();
    let mut decoded = Vec::with_capacity(rest.len());
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        match first {
            b'+' => decoded.push(b' '),
            b'%' => {
                let Some(byte) = after.first_chunk().and_then(escaped) else {
                    return field.as_bytes().to_vec();
                };
                decoded.push(byte);
                rest = &after[2..];
            }
            other => decoded.push(*other),
        }
    }
    decoded
}

/// The byte that two characters stand for, as C++ reads a hexadecimal number
/// out of a stream: behind white space and a sign, up to what is no digit.
fn escaped(digits: &[u8; 2]) -> Option<u8> {
    if digits.eq_ignore_ascii_case(b"0x") {
        return None;
    }
    let is_space = |byte: &u8| byte.is_ascii_whitespace() || *byte == 0x0b;
    let start = digits.iter().position(|byte| !is_space(byte))?;
    let text = &digits[start..];
    let (is_negative, text) = match text.split_first() {
        Some((b'-', rest)) => (true, rest),
        Some((b'+', rest)) => (false, rest),
        _ => (false, text),
    };
    let end = text.iter().position(|byte| !byte.is_ascii_hexdigit());
    let number = std::str::from_utf8(&text[..end.unwrap_or(text.len())]).ok()?;
    let byte = u8::from_str_radix(number, 16).ok()?;
    Some(if is_negative {
        byte.wrapping_neg()
    } else {
        byte
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_decoded_as_the_server_does() {
        // Seen with libstdc++ of GCC 12, of every two bytes.
        for (field, text) in [
            ("a%2Bb", &b"a+b"[..]),
            ("a%2bb", b"a+b"),
            ("a+b", b"a b"),
            ("a%2", b"a%2"),
            ("%zz+", b"%zz+"),
            ("%61", b"a"),
            ("%2G1", b"\x021"),
            ("% 21", b"\x021"),
            ("%+21", b"\x021"),
            ("%-21", b"\xfe1"),
            ("%0x1", b"%0x1"),
            ("%--1", b"%--1"),
            ("%", b"%"),
        ] {
            assert_eq!(decoded(field), text, "{field}");
        }
    }

    const DATE: &str = "Sat, 24 Sep 2022 17:46:21 GMT";

    #[test]
    fn only_a_moved_bar_is_called_one() {
        let read =
            |date: &str| difference(b"bob", date.as_bytes(), times(date.as_bytes()).is_some());
        let shifted = |moved: &str| Difference::Shifted(format!("bob{moved}").into_bytes());
        for (date, found) in [
            (DATE.to_owned(), Difference::Spelling),
            (format!("{DATE};{DATE}"), Difference::Spelling),
            (format!("{DATE}{DATE}"), shifted(DATE)),
            (format!("{DATE} x{DATE}"), shifted(&format!("{DATE} x"))),
            (
                format!("{DATE};{DATE}{DATE}"),
                shifted(&format!("{DATE};{DATE}")),
            ),
            (format!("{DATE}{DATE};{DATE}"), shifted(DATE)),
            (format!("+infinity{DATE}"), shifted("+infinity")),
            // Three dates with `;` between may be what a later server writes.
            (format!("{DATE};{DATE};{DATE}"), Difference::Date),
            (format!("{DATE} "), Difference::Date),
            (format!(" {DATE}"), Difference::Date),
            (format!("{DATE};{DATE};"), Difference::Date),
            (format!("{DATE};{DATE} x"), Difference::Date),
            (DATE.replace("GMT", "UTC"), Difference::Date),
            (format!("{DATE};"), Difference::NoDate),
            (format!("{DATE};never"), Difference::NoDate),
            (format!("never;{DATE}"), Difference::NoDate),
            (format!("never{DATE}"), Difference::NoDate),
            (format!("Sat{DATE}"), Difference::NoDate),
            ("never".to_owned(), Difference::NoDate),
        ] {
            assert_eq!(read(&date), found, "{date}");
        }
    }
}
