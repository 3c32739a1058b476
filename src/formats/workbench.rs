//! Posit Workbench's secure cookie, `enc(value) "|" enc(date) "|" enc(b64(mac))`,
//! the MAC being HMAC-SHA256 over value and date, decoded, with nothing between.
//!
//! Source: rstudio/rstudio, `server_core/http/SecureCookie.cpp`,
//! `core/http/Util.cpp`, `core/system/Crypto.cpp`, `SecureKeyFile.cpp`.
//!
//! Because nothing stands between value and date in the MAC, and the server's
//! date parser overlooks text after a date, a cookie signed for the value
//! `bobSat, 01 Jan 2099 00:00:00 GMT` also passes there as `bob` until 2099.
//! Here the date has one form of 29 bytes, which closes that, and no value
//! that holds a date is signed.

use std::borrow::Cow;

use super::{
    Anatomy, Draft, Expiry, Facts, Format, Guesser, Keyed, Malformed, NameBinding, OnServer, Part,
    Protection, Refusal, Times, UnfitKey, WithKey, must_expire, recognition, server,
};
use zeroize::Zeroizing;

use crate::crypto::{HmacKey, equal};
use crate::encoding::{base64, from_percent, from_percent_exact, percent, percent_bytes};
use crate::error::{Error, Result};
use crate::keys::{Key, Strength};
use crate::time::{HTTP_DATE_BYTES, Time};

/// The fewest bytes of a key that the server starts with.
const MIN_KEY_BYTES: usize = 32;

/// The format of Workbench's `user-id` cookie.
pub struct Workbench;

const FACTS: Facts = Facts {
    name: "workbench",
    about: "Posit Workbench secure cookie (HMAC-SHA256)",
    protection: Protection::Signed,
    expiry: Expiry::Required,
    name_binding: NameBinding::Unbound,
    strength: Strength::Bits128,
    cautions: &[
        "signed, not encrypted: anyone can read this",
        "not bound to the cookie's name: the value passes under any name",
        "one key only: a new one signs every user out",
    ],
};

impl Format for Workbench {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn resembles(&self, value: &str) -> bool {
        memchr::memchr(b'|', value.as_bytes()).is_some()
    }

    fn is_likely(&self, value: &str) -> bool {
        recognition::is_like_workbench(value)
    }

    fn anatomy(&self, value: &str) -> std::result::Result<Anatomy, Malformed> {
        let fields = Fields::read(value)?;
        Ok(Anatomy {
            parts: fields.parts(),
            issued: None,
            expires: Some(fields.expires),
            key_id: None,
            notes: fields.notes(),
            readable: Some(fields.value.into_owned()),
        })
    }

    fn with_key(&self, key: &Key) -> std::result::Result<WithKey, UnfitKey> {
        let bytes = key.bytes();
        if bytes.contains(&0) {
            return Err(UnfitKey(
                "the key holds a NUL byte, where Workbench stops reading it",
            ));
        }
        if bytes.len() < MIN_KEY_BYTES {
            return Err(UnfitKey("Workbench needs a key of at least 32 bytes"));
        }
        Ok(WithKey {
            keyed: Box::new(Authentic(HmacKey::new(bytes))),
            warning: None,
        })
    }

    /// A key file ends in a newline more often than not, and a word does not.
    fn guesser<'a>(&'a self, _name: &'a str, value: &'a str) -> Guesser<'a> {
        let fields = Fields::read(value).ok();
        let fields = fields.map(|fields| (fields.date, fields.value, fields.signature));
        Box::new(move |text| {
            let Some((date, value, signature)) = &fields else {
                return false;
            };
            let with_newline = Zeroizing::new([text, b"\n"].concat());
            [text, &with_newline].into_iter().any(|key| {
                let is_key = key.len() >= MIN_KEY_BYTES && !key.contains(&0);
                is_key && {
                    let keyed = Authentic(HmacKey::new(key));
                    equal(keyed.signature(value, date).as_bytes(), signature)
                }
            })
        })
    }

    fn server(&self) -> Option<&'static str> {
        Some("Workbench")
    }

    fn on_the_server(&self, key: &Key, value: &str) -> Option<OnServer> {
        server::workbench(key.bytes(), value)
    }

    #[cfg(test)]
    fn vectors(&self) -> Vec<super::contract::Vector> {
        super::contract::vectors(include_str!("../../tests/data/workbench.json"))
    }
}

/// A value taken apart.
struct Fields<'a> {
    text: [&'a str; 3],
    value: Cow<'a, [u8]>,
    /// The date as it is signed, and the time that it stands for.
    date: Cow<'a, [u8]>,
    expires: Time,
    signature: Cow<'a, [u8]>,
    form: Form,
}

/// How the fields were written.
#[derive(PartialEq, Eq)]
enum Form {
    /// As the server writes them.
    Encoded,
    /// As the documentation shows them.
    Decoded,
}

impl<'a> Fields<'a> {
    fn read(value: &'a str) -> std::result::Result<Self, Malformed> {
        let fields: Vec<&str> = value.split('|').collect();
        let text = <[&str; 3]>::try_from(fields)
            .map_err(|_| Malformed("workbench: not three fields between two bars"))?;
        if text.iter().any(|field| field.is_empty()) {
            return Err(Malformed("workbench: an empty field"));
        }
        let (form, decoded) = if value.contains('%') {
            (Form::Encoded, decode(text)?)
        } else {
            (
                Form::Decoded,
                text.map(|field| Cow::Borrowed(field.as_bytes())),
            )
        };
        let [value, date, signature] = decoded;
        Ok(Fields {
            text,
            value,
            expires: time(&date)?,
            date,
            signature,
            form,
        })
    }

    fn parts(&self) -> Vec<Part> {
        let bytes = [self.value.len(), HTTP_DATE_BYTES, self.signature.len()];
        let mut start = 0;
        let names = ["value", "expires", "signature"];
        let fields = names.into_iter().zip(bytes).zip(self.text);
        fields
            .map(|((name, bytes), text)| {
                let span = start..start + text.len();
                start = span.end + 1;
                Part { name, bytes, span }
            })
            .collect()
    }

    fn notes(&self) -> Vec<&'static str> {
        let mut notes = Vec::new();
        if self.form == Form::Decoded {
            notes.push("in the decoded form of the documentation: the server sends it encoded");
            if self.signature.contains(&b'+') || self.value.contains(&b'+') {
                notes.push("the server would read the bare + in it as a space and refuse it");
            }
        }
        if holds_date(&self.value) {
            notes.push(
                "the value holds a date: moved into the date field it would pass for another \
                 user and time on the server (boundary shift)",
            );
        }
        notes
    }
}

/// The three fields decoded, if they are encoded as the server does it. The
/// server also takes other spellings, and those are refused here: a second
/// spelling is a changed cookie.
fn decode(text: [&str; 3]) -> std::result::Result<[Cow<'_, [u8]>; 3], Malformed> {
    const SPELLING: Malformed =
        Malformed("workbench: a field is not percent-encoded as the server does it");
    let [value, date, signature] = text.map(from_percent_exact);
    Ok([
        value.ok_or(SPELLING)?,
        date.ok_or(SPELLING)?,
        signature.ok_or(SPELLING)?,
    ])
}

fn time(field: &[u8]) -> std::result::Result<Time, Malformed> {
    let text = std::str::from_utf8(field).unwrap_or_default();
    if let Some(time) = Time::from_http_date(text) {
        return Ok(time);
    }
    // A date that was only written badly has its length; what was a value has
    // the true date behind it.
    let shifted = field.len() > HTTP_DATE_BYTES && holds_date(field);
    Err(if shifted {
        Malformed(
            "workbench: text follows the date. This is how a value is passed off as a date \
             (boundary shift); the server would accept it",
        )
    } else {
        Malformed("workbench: the date is not of the form `Sat, 24 Sep 2022 17:46:21 GMT`")
    })
}

/// Whether some place in a value could be read as a date by the server. Its
/// parser (Boost's, `%a, %d %b %Y %H:%M:%S GMT`) takes any character where the
/// format has a separator, overlooks the weekday, the hour's range and what
/// follows, and knows special values such as `+infinity`.
pub(super) fn holds_date(value: &[u8]) -> bool {
    const MONTHS: [&[u8]; 12] = [
        b"jan", b"feb", b"mar", b"apr", b"may", b"jun", b"jul", b"aug", b"sep", b"oct", b"nov",
        b"dec",
    ];
    // `+infinity`, `-infinity`, `not-a-date-time`, `maximum-date-time`, …
    const SPECIAL: [&[u8]; 2] = [b"infinity", b"date-time"];
    let lower = value.to_ascii_lowercase();
    let holds = |word: &[u8]| lower.windows(word.len()).any(|window| window == word);
    // `1 Jan 2099`: the least that a date has.
    let date = lower.windows(10).any(|window| {
        window[0].is_ascii_digit()
            && MONTHS.contains(&&window[2..5])
            && window[6..].iter().all(u8::is_ascii_digit)
    });
    date || SPECIAL.into_iter().any(holds)
}

/// Workbench with a key.
struct Authentic(HmacKey);

impl Authentic {
    /// What is signed is the value and the date with nothing between them.
    fn signature(&self, value: &[u8], date: &[u8]) -> String {
        base64(&self.0.tag(&[value, date]))
    }
}

impl Keyed for Authentic {
    fn seal(&self, draft: &Draft) -> Result<String> {
        if draft.payload.is_empty() {
            return Err(Error::could_not("a workbench cookie has no empty value"));
        }
        if holds_date(draft.payload) {
            return Err(Error::could_not(
                "the value holds a date, so Workbench could be made to read it as another \
                 value with that expiry",
            )
            .hint("sign a value without a date in it, or use --format signed"));
        }
        let expires = draft.expires.ok_or_else(|| must_expire("workbench"))?;
        let date = expires.http_date().ok_or_else(|| {
            Error::could_not("a workbench cookie cannot expire after the year 9999")
        })?;
        Ok(format!(
            "{}|{}|{}",
            percent_bytes(draft.payload),
            percent(&date),
            percent(&self.signature(draft.payload, date.as_bytes())),
        ))
    }

    fn open_to(
        &self,
        _name: &str,
        value: &str,
        payload: &mut Vec<u8>,
    ) -> std::result::Result<Times, Refusal> {
        let fields = Fields::read(value)?;
        // The texts are compared, as the server does: a signature has one.
        let signature = self.signature(&fields.value, &fields.date);
        if !equal(signature.as_bytes(), &fields.signature) {
            return Err(Refusal::Forged);
        }
        payload.clear();
        payload.extend_from_slice(&fields.value);
        Ok(Times {
            issued: None,
            expires: Some(fields.expires),
        })
    }

    fn missing(&self, _name: &str, value: &str) -> Option<usize> {
        let (value_text, rest) = value.split_once('|')?;
        let (date_text, _) = rest.split_once('|')?;
        let decoded = |text| from_percent(text).map(Cow::into_owned);
        let (payload, date) = (decoded(value_text)?, decoded(date_text)?);
        let date = String::from_utf8(date).ok()?;
        Time::from_http_date(&date)?;
        server::lacks(
            value,
            &payload,
            &date,
            &self.signature(&payload, date.as_bytes()),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The values that Boost's parser was seen to take for a date.
    const READ_AS_DATES: [&str; 9] = [
        "bobSat, 01 Jan 2099 00:00:00 GMT",
        "bobXyz, 1 jan 2099 25:00:00 GMT",
        "bobSat, 01-Jan-2099 00:00:00 GMT",
        "bobSat_x01_Jan_2099_00:00:00_",
        "bobSaturx01xJanx2099x",
        "x31 DEC 1999",
        "admin+infinity@example.com",
        "bobmaximum-date-time",
        "bobSat, +Infinity",
    ];

    #[test]
    fn a_date_in_a_value_is_found_however_loosely_it_is_written() {
        for value in READ_AS_DATES {
            assert!(holds_date(value.as_bytes()), "{value}");
        }
        for value in ["janedoe", "jan 2099", "user 1 january 2099", "infinite", ""] {
            assert!(!holds_date(value.as_bytes()), "{value}");
        }
    }

    #[test]
    fn the_boundary_shift_is_named() {
        // The bar is moved to the front of the date: 1 January 2099 is a
        // Thursday, and the server does not mind.
        for value in READ_AS_DATES {
            let (name, date) = value.split_at(3);
            let shifted = format!("{name}|{date}Sat, 24 Sep 2022 17:46:21 GMT|c2ln");
            let refused = Workbench.anatomy(&shifted).unwrap_err();
            assert!(
                refused.0.contains("boundary shift"),
                "{shifted}: {}",
                refused.0
            );
        }
    }

    #[test]
    fn a_second_spelling_is_malformed() {
        let encoded = "alice|Tue%2C%2014%20Nov%202023%2022%3A13%3A20%20GMT|YrDyFfUaaywsHRn9ghYyLQwtZBRIKARppEVi3Ilszsw%3D";
        assert!(Fields::read(encoded).is_ok());
        for other in [
            encoded.replace("%2C", "%2c"),
            encoded.replace("%20", "+"),
            encoded.replace("%20", " "),
            encoded.replace("alice", "%61lice"),
        ] {
            assert!(Fields::read(&other).is_err(), "{other}");
        }
    }

    #[test]
    fn a_key_that_the_server_would_cut_or_refuse_does_not_fit() {
        let fits = |bytes: &[u8]| {
            let key = Key::new(Zeroizing::new(bytes.to_vec()));
            Workbench.with_key(&key).is_ok()
        };
        assert!(fits(&[b'k'; 32]));
        assert!(!fits(&[b'k'; 31]));
        assert!(!fits(b"0123456789abcdef0123456789abcdef\0"));
    }
}
