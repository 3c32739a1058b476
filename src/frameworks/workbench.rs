//! Posit Workbench's secure cookie, `enc(value) "|" enc(date) "|" enc(b64(mac))`,
//! the MAC being HMAC-SHA256 over value and date, decoded, with nothing between.
//! Since 2022 the date may be two with a `;` between, that of the session and
//! that of the login: both must be ahead.
//!
//! Source: rstudio/rstudio, `server_core/http/SecureCookie.cpp`,
//! `core/http/Util.cpp`, `core/system/Crypto.cpp`, `SecureKeyFile.cpp`.
//!
//! Because nothing stands between value and date in the MAC, and the server's
//! date parser ignores text after a date, a cookie signed for the value
//! `bobSat, 01 Jan 2099 00:00:00 GMT` also passes there as `bob` until 2099.
//! Here the date has one form of 29 bytes, which closes that, and no value
//! that holds a date is signed.

mod configuration;
mod dates;
mod fields;
mod framework;
mod quirks;
mod runbook;
mod server;
mod server_date;

use std::borrow::Cow;

use super::{
    Anatomy, Codec, Draft, Expiry, Facts, Format, Generate, Guess, Guesser, Input, KeySpec,
    LineEnd, Malformed, NameBinding, OnServer, Params, Payload, Protection, Refusal, Sealed,
    Secret, Times, UnfitKey, Unlocked, must_expire, truncated,
};
use zeroize::Zeroizing;

use crate::crypto::{HmacKey, MAC_BYTES, Strength, equal};
use crate::encoding::{
    from_base64, from_percent, from_percent_leniently, is_utf16, percent, percent_bytes,
    secret_base64,
};
use crate::error::{Error, Result};
use crate::time::Time;
use dates::{OTHER_TEXT, SHIFTED};
use fields::Fields;

use dates::{holds_date, strict_times};

/// The fewest bytes of a key that the server starts with.
const MIN_KEY_BYTES: usize = 32;

/// The format of Workbench's `user-id` cookie.
pub struct Workbench;

const FACTS: Facts = Facts {
    name: "workbench",
    about: "Posit Workbench secure cookie (HMAC-SHA256)",
    framework: &framework::FRAMEWORK,
    protection: Protection::Signed,
    payload: Payload::Text,
    expiry: Expiry::Required,
    name_binding: NameBinding::Unbound,
    key: KeySpec {
        about: "32 bytes or more, each of them as it is in the file",
        list: "one key",
        line_end: LineEnd::Kept,
        generate: Generate::Hex(Strength::Bits128),
    },
    params: &[],
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
        // A row of a table has them around its cells.
        let is_row = value.starts_with("| ") && value.ends_with(" |");
        memchr::memchr(b'|', value.as_bytes()).is_some() && !is_row
    }

    fn is_likely(&self, value: &str) -> bool {
        is_like_workbench(value)
    }

    fn anatomy(&self, cookie: Input) -> std::result::Result<Anatomy, Malformed> {
        let fields = Fields::read(cookie.value)?;
        Ok(Anatomy {
            parts: fields.parts(),
            times: fields.times,
            key_id: None,
            notes: fields.notes(),
            readable: Some(fields.value.into_owned()),
        })
    }

    fn unlock(&self, secret: Secret, _params: &Params) -> std::result::Result<Unlocked, UnfitKey> {
        let bytes = secret.bytes;
        if is_utf16(bytes) {
            return Err(UnfitKey(
                "the key is UTF-16 text, as PowerShell's > writes it: Workbench reads of it what \
                 stands before the first NUL byte",
            ));
        }
        if bytes.contains(&0) {
            return Err(UnfitKey(
                "the key holds a NUL byte, where Workbench stops reading it",
            ));
        }
        if bytes.len() < MIN_KEY_BYTES {
            return Err(UnfitKey("Workbench needs a key of at least 32 bytes"));
        }
        Ok(Unlocked {
            protection: FACTS.protection,
            codec: Box::new(Authentic(HmacKey::new(bytes))),
            warning: None,
        })
    }

    /// A key file ends in a newline more often than not, and a word does not.
    fn guesser<'a>(&'a self, cookie: Input<'a>) -> Guesser<'a> {
        let fields = Fields::read(cookie.value).ok();
        let fields = fields.and_then(|it| Some((it.date, it.value, from_base64(&it.signature)?)));
        Box::new(move |text| {
            let Some((date, value, tag)) = &fields else {
                return Guess::Wrong;
            };
            let with_newline = Zeroizing::new([text, b"\n"].concat());
            let opens = |key: &[u8]| {
                let is_key = key.len() >= MIN_KEY_BYTES && !key.contains(&0);
                is_key && equal(&Authentic(HmacKey::new(key)).tag(value, date), tag)
            };
            (opens(text) || opens(&with_newline)).into()
        })
    }

    fn knows_its_server(&self) -> bool {
        true
    }

    fn on_the_server(&self, secret: Secret, value: &str, now: Time) -> Option<OnServer> {
        server::read(secret.bytes, value, now)
    }

    fn is_told_by_key(&self, malformed: Malformed) -> bool {
        OTHER_TEXT.contains(&malformed)
    }

    fn has_login_expiry(&self) -> bool {
        true
    }

    #[cfg(test)]
    fn vectors(&self) -> Vec<super::vectors::Vector> {
        super::vectors::ours(include_str!("../../tests/data/workbench.json"))
    }
}

/// Whether bars stand in a value, and a date or a signature where Workbench has
/// them: other systems write bars too.
fn is_like_workbench(value: &str) -> bool {
    /// How long base64 of a signature is.
    const SIGNATURE_BYTES: usize = 44;
    let decoded = from_percent_leniently(value);
    let decoded = decoded.as_deref().unwrap_or(value);
    let fields: Vec<&str> = decoded.split('|').collect();
    let is_date = |it: &&str| it.contains([' ', ',']) || holds_date(it.as_bytes());
    let is_signature = |it: &&str| it.len() == SIGNATURE_BYTES && it.ends_with('=');
    fields.get(1).is_some_and(is_date) || fields.get(2).is_some_and(is_signature)
}

/// Workbench with a key.
struct Authentic(HmacKey);

impl Authentic {
    /// What is signed is the value and the date with nothing between them.
    fn tag(&self, value: &[u8], date: &[u8]) -> [u8; MAC_BYTES] {
        self.0.tag(&[value, date])
    }

    fn signature(&self, value: &[u8], date: &[u8]) -> String {
        secret_base64(&self.tag(value, date))
    }
}

impl Codec for Authentic {
    fn seal(&self, draft: &Draft) -> Result<Sealed> {
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
        let session = draft.expires.ok_or_else(|| must_expire("workbench"))?;
        let dates = [Some(session), draft.login_expires].into_iter().flatten();
        let dates: Option<Vec<String>> = dates.map(Time::http_date).collect();
        let date = dates.ok_or_else(|| {
            Error::could_not("a workbench cookie cannot expire after the year 9999")
        })?;
        let date = date.join(";");
        Ok(format!(
            "{}|{}|{}",
            percent_bytes(draft.payload),
            percent(&date),
            percent(&self.signature(draft.payload, date.as_bytes())),
        )
        .into())
    }

    fn open_to(&self, cookie: Input, payload: &mut Vec<u8>) -> std::result::Result<Times, Refusal> {
        let value = cookie.value;
        let fields = Fields::read(value).map_err(|malformed| match malformed {
            it if OTHER_TEXT.contains(&it) && server::is_shifted(&self.0, value) => SHIFTED,
            other => other,
        })?;
        // The server compares the texts. A tag has one, so that decoding it is the
        // same; writing the right one would leave it in the caches.
        let given = from_base64(&fields.signature);
        let tag = self.tag(&fields.value, &fields.date);
        if !given.is_some_and(|it| equal(&tag, &it)) {
            return Err(Refusal::Forged);
        }
        payload.clear();
        payload.extend_from_slice(&fields.value);
        Ok(fields.times)
    }

    fn missing(&self, cookie: Input) -> Option<usize> {
        let value = cookie.value;
        let (value_text, rest) = value.split_once('|')?;
        let (date_text, _) = rest.split_once('|')?;
        let decoded = |text| from_percent(text).map(Cow::into_owned);
        let (payload, date) = (decoded(value_text)?, decoded(date_text)?);
        strict_times(&date)?;
        let date = String::from_utf8(date).ok()?;
        let signature = self.signature(&payload, date.as_bytes());
        truncated::lacks(value, &payload, &date, &signature)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
            let key = Secret::value(bytes);
            Workbench.unlock(key, &super::super::NO_PARAMS).is_ok()
        };
        assert!(fits(&[b'k'; 32]));
        assert!(!fits(&[b'k'; 31]));
        assert!(!fits(b"0123456789abcdef0123456789abcdef\0"));
    }
}
