//! Flask's session: `b64url(JSON) "." b64url(time) "." b64url(HMAC-SHA1)`, where a
//! dot and zlib stand for JSON that is shorter so.
//!
//! Source: Flask 3.1.3, `flask/sessions.py`, `flask/json/tag.py`; itsdangerous
//! 2.2.0 signs it. Quart's sessions are the same.
//!
//! Of its keys `SECRET_KEY` signs; it stands last in the list that itsdangerous
//! gets, behind `SECRET_KEY_FALLBACKS`. Flask 3.1.0 alone had it first, and signed
//! with the last fallback (CVE-2025-47278).

mod framework;
mod tags;

pub use framework::{EXPORTED, VERSION};

use super::itsdangerous::{
    DEFAULTS, DIGEST, KEY_DERIVATION, MAX_AGE, SALT, Settings, Signed, UnderKey, Words, compact,
    ends_as_signed, guesser, is_broken, on_the_server, words,
};
use super::python::quoted;
use super::{
    Anatomy, Expiry, Facts, Format, Generate, Guesser, Input, KEY_ENCODING, KeySpec, LineEnd,
    Malformed, NameBinding, OnServer, Param, Params, Payload, Portable, Protection, Secret,
    UnfitKey, Unlocked,
};
use crate::crypto::Strength;
use crate::time::Time;

/// The format of Flask's session.
pub struct Flask;

/// `PERMANENT_SESSION_LIFETIME`, 31 days, of every session, permanent or not.
const LIFETIME: u64 = 31 * 24 * 60 * 60;

const FACTS: Facts = Facts {
    name: "flask",
    about: "Flask session cookie (HMAC-SHA1)",
    framework: &framework::FRAMEWORK,
    protection: Protection::Signed,
    payload: Payload::Json,
    expiry: Expiry::ByAge(Some(LIFETIME)),
    name_binding: NameBinding::Unbound,
    key: KeySpec {
        about: "any text, or bytes: Flask's SECRET_KEY",
        list: "SECRET_KEY signs, SECRET_KEY_FALLBACKS verify as well",
        line_end: LineEnd::Dropped,
        generate: Generate::Hex(Strength::Bits256),
    },
    params: &[
        Param {
            about: "distinguishes uses of the key",
            default: SETTINGS.salt,
            ..SALT
        },
        Param {
            default: SETTINGS.derivation,
            ..KEY_DERIVATION
        },
        DIGEST,
        Param {
            about: "how old it may be: PERMANENT_SESSION_LIFETIME",
            default: "2678400",
            ..MAX_AGE
        },
        KEY_ENCODING,
    ],
    cautions: &[
        "signed, not encrypted: anyone can read this",
        "not bound to the cookie's name: the value passes under any name",
        "logging out does not end a copied session: it is valid until it is too old",
    ],
};

const SETTINGS: Settings = Settings {
    salt: "cookie-session",
    derivation: "hmac",
    max_age: Some(LIFETIME),
    ..DEFAULTS
};

static WORDS: Words = words!("flask");

impl Format for Flask {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn resembles(&self, value: &str) -> bool {
        ends_as_signed(value)
    }

    fn is_likely(&self, value: &str) -> bool {
        is_broken(self, &SETTINGS, &WORDS, value)
    }

    fn is_proven(&self, anatomy: &Anatomy) -> bool {
        compact(anatomy).is_some_and(|text| text.trim_ascii_start().starts_with('{'))
    }

    /// Its serializer signs a list or a text as well, and its session is none.
    fn may_be_odd(&self, anatomy: &Anatomy) -> bool {
        compact(anatomy).is_some()
    }

    fn anatomy(&self, cookie: Input) -> Result<Anatomy, Malformed> {
        let settings = SETTINGS.chosen(cookie.params);
        let text = Signed::read(cookie.value, &settings, &WORDS)?;
        let readable = settings.content.read(text.content, false, &WORDS).ok();
        let told = readable.as_deref().map(tags::told).unwrap_or_default();
        let mut anatomy = text.anatomy(&settings, &WORDS, readable);
        anatomy.notes.extend(told);
        Ok(anatomy)
    }

    fn unlock(&self, secret: Secret, params: &Params) -> Result<Unlocked, UnfitKey> {
        let settings = SETTINGS.chosen(params);
        let secret = secret.decoded(params)?;
        if secret.is_empty() {
            return Err(UnfitKey("Flask has no session with an empty SECRET_KEY"));
        }
        let key = settings.key(&secret)?;
        Ok(Unlocked {
            codec: Box::new(UnderKey::new(key, &settings, &WORDS, tags::check)),
            protection: FACTS.protection,
            warning: None,
        })
    }

    fn guesser<'a>(&'a self, cookie: Input<'a>) -> Guesser<'a> {
        guesser(self, cookie, SETTINGS.chosen(cookie.params), &WORDS)
    }

    /// Python's base64 is lenient, and Werkzeug takes white space and double quotes
    /// off.
    fn on_the_server(&self, secret: Secret, value: &str, now: Time) -> Option<OnServer> {
        let value = quoted::as_werkzeug_reads(value);
        let key = SETTINGS.key(secret.line()).ok()?;
        on_the_server(&SETTINGS, key, (&WORDS, tags::check), &value, now)
    }

    fn undoes_percent(&self) -> bool {
        false
    }

    /// What its tags mark, JSON has not.
    fn portable(&self, payload: &[u8], _params: &Params) -> Result<Portable, &'static str> {
        match tags::told(payload)[..] {
            [] => Ok(Portable::Json(payload.to_vec())),
            [tag, ..] => Err(tag),
        }
    }

    fn often_chosen(&self) -> &'static [(&'static str, &'static [&'static str])] {
        &[(
            "salt",
            &[
                "itsdangerous",
                "session",
                "session-salt",
                "flask-session",
                "flask-login",
                "salt",
                "my-salt",
                "cookie",
                "auth",
                "login",
            ],
        )]
    }

    #[cfg(test)]
    fn vectors(&self) -> Vec<super::vectors::Vector> {
        let json = include_str!("../../tests/data/frameworks/flask.json");
        super::vectors::of_library(self, json, |_, vector| Some(vector))
    }
}
