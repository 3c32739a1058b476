//! Tornado's signed cookie: `"2|" KEY "|" TIME "|" NAME "|" b64(VALUE) "|"
//! hex(HMAC-SHA256)`, each of the four fields as its length, a colon and its bytes,
//! the MAC over all before it; and of old `b64(VALUE) "|" TIME "|" hex(HMAC-SHA1)`,
//! over name, value and time with nothing between them.
//!
//! Jupyter Server, JupyterHub, Panel and Streamlit have these cookies. Source:
//! Tornado 6.6.1, `tornado/web.py`; Jupyter Server 2, `serverapp.py`; JupyterHub 5,
//! `app.py`.

mod fields;
mod framework;
mod keys;

use super::python::quoted;
use super::{
    Anatomy, Codec, Draft, Expiry, Facts, Format, Generate, Input, KEY_ENCODING, KeySpec, Kind,
    LineEnd, Malformed, NameBinding, Param, Params, Payload, Protection, Refusal, Sealed, Secret,
    Times, UnfitKey, Unlocked,
};
use crate::crypto::mac::Digest;
use crate::crypto::{Strength, equal};
use crate::encoding::{base64, hex};
use crate::error::{Error, Result};
use crate::time::Time;
use fields::{Fields, Second};
use keys::{COOKIE_SECRET, KEY_VERSIONS, Keys};

/// The format of `set_signed_cookie`.
pub struct Tornado;

const DAY: u64 = 86_400;
/// How many days old a cookie may be, and how far from the future one of version 1.
const AGE_DAYS: u64 = 31;

const MAX_AGE_DAYS: Param = Param {
    name: "max-age-days",
    about: "how many days old it may be: max_age_days of get_signed_cookie",
    kind: Kind::Days,
    default: "31",
};

const MIN_VERSION: Param = Param {
    name: "min-version",
    about: "the oldest version that is read: min_version of get_signed_cookie",
    kind: Kind::Word(&["1", "2"]),
    default: "1",
};

const FACTS: Facts = Facts {
    name: "tornado",
    about: "signed cookie of Tornado and Jupyter (HMAC-SHA256)",
    framework: &framework::FRAMEWORK,
    protection: Protection::Signed,
    payload: Payload::Bytes,
    expiry: Expiry::ByAge(Some(AGE_DAYS * DAY)),
    name_binding: NameBinding::Bound,
    key: KeySpec {
        about: "any text: Tornado's cookie_secret; or a map of keys by their numbers, \
                {\"2\":\"…\",\"1\":\"…\"} (hex:, base64: or text)",
        list: "one key signs and verifies; of keys by numbers that of key_version signs, and all \
               verify: the first of the map, or of --param key-versions",
        line_end: LineEnd::Dropped,
        generate: Generate::Hex(Strength::Bits256),
    },
    params: &[
        COOKIE_SECRET,
        KEY_VERSIONS,
        MAX_AGE_DAYS,
        MIN_VERSION,
        KEY_ENCODING,
    ],
    cautions: &[
        "signed, not encrypted: anyone can read this",
        "it says when it was made, and not until when it is valid: the reader's max_age_days \
         decides",
        "version 1, which Tornado reads unless it is given min_version=2, has nothing between name \
         and value: the cookie of one name passes under another",
        "with a single key the number of the key in it is not checked",
    ],
};

impl Format for Tornado {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    /// One of version 1 has no number of a key.
    fn names_key_of_map(&self, value: &str) -> bool {
        fields::starts_as_second(value)
    }

    fn resembles(&self, value: &str) -> bool {
        let value = value.trim_matches('"');
        fields::starts_as_second(value) || fields::ends_as_first(value)
    }

    fn is_likely(&self, value: &str) -> bool {
        fields::starts_as_second(value.trim_matches(['"', ' ', '\t']))
    }

    fn anatomy(&self, cookie: Input) -> std::result::Result<Anatomy, Malformed> {
        let fields = Fields::read(cookie)?;
        let notes = match &fields {
            Fields::First(_) => vec![
                "version 1, of Tornado before 4.0: nothing stands between name and value where they \
                 are signed",
            ],
            Fields::Second(_) => vec![],
        };
        let key_id = match &fields {
            Fields::Second(Second { key, .. }) => Some(key.to_string()),
            Fields::First(_) => None,
        };
        Ok(Anatomy {
            parts: fields.parts(cookie.value.len()),
            times: times(&fields, cookie.params),
            key_id,
            readable: Some(fields.data().to_vec()),
            notes,
        })
    }

    fn unlock(&self, secret: Secret, params: &Params) -> std::result::Result<Unlocked, UnfitKey> {
        Ok(Unlocked {
            codec: Box::new(Keys::of(secret, params)?),
            protection: FACTS.protection,
            warning: None,
        })
    }

    fn off_the_wire(&self, value: &str) -> Option<String> {
        quoted::from_http_cookies(value)
    }

    fn undoes_percent(&self) -> bool {
        false
    }

    #[cfg(test)]
    fn vectors(&self) -> Vec<super::vectors::Vector> {
        let json = include_str!("../../tests/data/frameworks/tornado.json");
        super::vectors::of_library(self, json, |_, vector| Some(vector))
    }
}

/// A cookie is over when its age in seconds is more than that of the days; one of
/// version 1 is not valid yet when it is as far from the future.
fn times(fields: &Fields, params: &Params) -> Times {
    let made = fields.made();
    let age = params.days(MAX_AGE_DAYS.name).unwrap_or(AGE_DAYS * DAY);
    let not_before = match fields {
        Fields::First(_) => Some(Time(made.0.saturating_sub(AGE_DAYS * DAY))),
        Fields::Second(_) => None,
    };
    Times {
        issued: Some(made),
        expires: Some(made.plus(age).plus(1)),
        not_before,
        ..Times::default()
    }
}

impl Codec for Keys {
    fn seal(&self, draft: &Draft) -> Result<Sealed> {
        if draft.expires.is_some() {
            return Err(
                Error::could_not("a tornado cookie cannot carry an expiry").hint(
                    "leave it out: it says when it was made, and the application's max_age_days \
                     how old it may be; --set-cookie --max-age 8h tells the browser",
                ),
            );
        }
        if draft.name.is_empty() {
            return Err(Error::could_not(
                "a tornado cookie is bound to its name, and no name was given",
            )
            .hint("add --name user, or the name that the application uses"));
        }
        let key = self.signer();
        let field = |text: &str| format!("{}:{text}|", text.len());
        let mut text = "2|".to_owned();
        text += &field(&key.number.unwrap_or(0).to_string());
        text += &field(&draft.issued.0.to_string());
        text += &field(draft.name);
        text += &field(&base64(draft.payload));
        let tag = hex(&key.tag(Digest::Sha256, &[text.as_bytes()]));
        Ok(quoted::http_cookies(&(text + &tag)).into_owned().into())
    }

    fn open_to(&self, cookie: Input, payload: &mut Vec<u8>) -> std::result::Result<Times, Refusal> {
        let fields = Fields::read(cookie)?;
        let is_signed = match &fields {
            Fields::First(first) => {
                let key = self.alone().ok_or(Malformed(
                    "tornado: it is of version 1, which has no number of a key (with keys by \
                     numbers the server ends in an error)",
                ))?;
                let parts = [cookie.name, first.value, first.time].map(str::as_bytes);
                let tag = hex(&key.tag(Digest::Sha1, &parts));
                equal(tag.as_bytes(), first.signature.as_bytes())
            }
            Fields::Second(second) => self.numbered(second.key).is_some_and(|key| {
                let tag = hex(&key.tag(Digest::Sha256, &[second.signed.as_bytes()]));
                equal(tag.as_bytes(), second.signature.as_bytes()) && second.name == cookie.name
            }),
        };
        if !is_signed {
            return Err(Refusal::Forged);
        }
        payload.clear();
        payload.extend_from_slice(fields.data());
        Ok(times(&fields, cookie.params))
    }

    fn made_for(&self, cookie: Input) -> Option<String> {
        match Fields::read(cookie).ok()? {
            Fields::Second(second) => Some(second.name.to_owned()),
            Fields::First(_) => None,
        }
    }

    /// A cookie of version 2 whose MAC lost its end.
    fn missing(&self, cookie: Input) -> Option<usize> {
        /// So many digits are not hit upon by chance.
        const ENOUGH: usize = 12;
        let bar = cookie.value.rfind('|')? + 1;
        let (signed, seen) = cookie.value.split_at(bar);
        // In the place of the MAC stands one that has its shape.
        let whole = format!("{signed}{}", "0".repeat(2 * Digest::Sha256.bytes()));
        let Fields::Second(second) = Fields::read(cookie.with_value(&whole)).ok()? else {
            return None;
        };
        let key = self.numbered(second.key)?;
        let tag = hex(&key.tag(Digest::Sha256, &[signed.as_bytes()]));
        let start = tag.as_bytes().get(..seen.len())?;
        let is_cut = (ENOUGH..tag.len()).contains(&seen.len());
        (is_cut && equal(start, seen.as_bytes())).then(|| tag.len() - seen.len())
    }
}
