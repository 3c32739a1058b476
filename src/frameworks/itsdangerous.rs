//! Text that itsdangerous signed: `content "." b64url(time) "."
//! b64url(HMAC(key, content "." time))`, without a time of the classes that have
//! none.
//!
//! Source: itsdangerous 2.2.0, `signer.py`, `timed.py`, `serializer.py`,
//! `url_safe.py`. Flask's sessions and those of many others are made with it, each
//! with a salt of its own.

mod payload;
mod server;
mod settings;
mod signed;
mod stamp;
mod uses;
mod words;

pub(super) use server::{is_broken, on_the_server};
pub(super) use settings::{Content, DEFAULTS, DIGEST, KEY_DERIVATION, MAX_AGE, SALT, Settings};
use signed::TIME;
pub(super) use signed::{Signed, UnderKey, guesser};
pub(super) use stamp::{Stamp, times};
pub use uses::{FLASK_SESSION, FLASK_WTF, QUART_AUTH, STREAMLIT};
pub(super) use words::{Words, words};

use settings::{CLASS, SEP};

use super::python::json::is_spaced;
use super::python::{As, keys, quoted};
use super::runbook::{Runbook, by_slots};
use super::{
    Anatomy, Expiry, Export, Exported, Facts, Format, Framework, Generate, Guesser, Input,
    KEY_ENCODING, KeySpec, LineEnd, Malformed, NameBinding, Params, Payload, Protection, Secret,
    UnfitKey, Unlocked,
};
use crate::crypto::Strength;

/// The format of itsdangerous.
pub struct Itsdangerous;

static FRAMEWORK: Framework = Framework {
    name: "itsdangerous",
    server: "itsdangerous",
    key_names: &["SECRET_KEY"],
    exports: &[Export {
        name: "itsdangerous",
        about: "Python code: the list of keys for a signer or a serializer",
        text: Exported::Code {
            language: "Python",
            reads_slots: true,
            code: |place, key| {
                Some(format!(
                    "{}\n# The LAST of the list signs, all verify (itsdangerous 2.0 and later):\n\
                     # URLSafeTimedSerializer(secret_keys, salt=…)\n\
                     secret_keys = keys[::-1]\n",
                    keys(place, key, As::Bytes)
                ))
            },
        },
    }],
    runbook: Some(&Runbook {
        about: "A program that signs with itsdangerous",
        restart: "systemctl restart app",
        max_lifetime: "30d",
        code: Some("itsdangerous"),
        course: |site| {
            by_slots(
                site,
                &[
                    "what the old key signed is good until that key is dropped: cookies, links in \
                     mails, tokens, whatever their salt",
                    "what has no age, as a Signer and a Serializer make it, must be reissued \
                     before the last step",
                    "itsdangerous 2.0 or later is needed: what is older takes one key alone",
                ],
            )
        },
    }),
    takes_key_first: &[
        "URLSafeTimedSerializer",
        "URLSafeSerializer",
        "TimedSerializer",
        "TimestampSigner",
    ],
    takes_nothing: &[
        "URLSafeTimedSerializer",
        "URLSafeSerializer",
        "TimedSerializer",
        "TimestampSigner",
    ],
    ..Framework::PLAIN
};

const FACTS: Facts = Facts {
    name: "itsdangerous",
    about: "text signed by itsdangerous (HMAC)",
    framework: &FRAMEWORK,
    protection: Protection::Signed,
    payload: Payload::Json,
    expiry: Expiry::ByAge(None),
    name_binding: NameBinding::Unbound,
    key: KeySpec {
        about: "any text, or bytes",
        list: "of the library's own list the LAST signs, all verify; here the first --key signs",
        line_end: LineEnd::Dropped,
        generate: Generate::Hex(Strength::Bits256),
    },
    params: &[
        CLASS,
        SALT,
        SEP,
        KEY_DERIVATION,
        DIGEST,
        MAX_AGE,
        KEY_ENCODING,
    ],
    cautions: &[
        "signed, not encrypted: anyone can read this",
        "not bound to the cookie's name: the value passes under any name",
        "one salt is one use: what is signed for one passes wherever the same salt is",
        "its age is checked only where the application says max_age",
    ],
};

static WORDS: Words = words!("itsdangerous", |_| Ok(()));

/// How many characters a signature of SHA-1 has.
const SIGNATURE: usize = 27;

impl Format for Itsdangerous {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn payload(&self, params: &Params) -> Payload {
        match DEFAULTS.chosen(params).content {
            Content::Text => Payload::Text,
            Content::Json | Content::UrlSafe | Content::UrlSafeAscii | Content::Base64 => {
                Payload::Json
            }
        }
    }

    fn resembles(&self, value: &str) -> bool {
        ends_as_signed(value)
    }

    /// Flask's cookies are of the same shape: a broken one is shown as Flask's.
    fn is_likely(&self, _value: &str) -> bool {
        false
    }

    /// Others sign with a dot as well, and other JSON with itsdangerous. A class without a
    /// time is nobody's but its own where it holds JSON.
    fn is_proven(&self, anatomy: &Anatomy) -> bool {
        let json = anatomy.readable.as_deref().unwrap_or_default();
        let is_json = || json.starts_with(b"{") && super::is_json(json);
        let has_time = anatomy.parts.iter().any(|it| it.name == TIME);
        compact(anatomy).is_some() || !has_time && is_json()
    }

    fn anatomy(&self, cookie: Input) -> Result<Anatomy, Malformed> {
        let settings = DEFAULTS.chosen(cookie.params);
        let text = Signed::read(cookie.value, &settings, &WORDS)?;
        let readable = settings.content.read(text.content, false, &WORDS).ok();
        Ok(text.anatomy(&settings, &WORDS, readable))
    }

    fn unlock(&self, secret: Secret, params: &Params) -> Result<Unlocked, UnfitKey> {
        let settings = DEFAULTS.chosen(params);
        let secret = secret.decoded(params)?;
        let key = settings.key(&secret)?;
        Ok(Unlocked {
            codec: Box::new(UnderKey::new(key, &settings, &WORDS, |_| Ok(()))),
            protection: FACTS.protection,
            warning: secret
                .is_empty()
                .then_some("the key is empty: anyone can sign with it"),
        })
    }

    fn guesser<'a>(&'a self, cookie: Input<'a>) -> Guesser<'a> {
        guesser(self, cookie, DEFAULTS.chosen(cookie.params), &WORDS)
    }

    fn carries_any_text(&self, params: &Params) -> bool {
        DEFAULTS.chosen(params).content != Content::UrlSafe
    }

    /// JSON that is not base64 has quotes and commas, which Werkzeug and Python's own
    /// library write as escapes, and read.
    fn off_the_wire(&self, value: &str) -> Option<String> {
        quoted::from_werkzeug(value).or_else(|| quoted::from_http_cookies(value))
    }

    fn undoes_percent(&self) -> bool {
        false
    }

    /// The salts of its documentation, of what is built on it (Flask-WTF, Flask-Session,
    /// Flask-Security, Quart-Auth), and those that applications copy from each other.
    fn often_chosen(&self) -> &'static [(&'static str, &'static [&'static str])] {
        &[(
            "salt",
            &[
                "itsdangerous.Signer",
                "cookie-session",
                "wtf-csrf-token",
                "flask-session",
                "quart auth salt",
                "confirm-salt",
                "reset-salt",
                "login-salt",
                "remember-salt",
                "change-email-salt",
                "two-factor-validity-salt",
                "us-setup-salt",
                "wan-salt",
                "activate",
                "auth",
                "auth-salt",
                "cookie",
                "csrf",
                "confirm-email",
                "email-confirm",
                "email-confirm-key",
                "email-confirm-salt",
                "email-confirmation",
                "password-reset",
                "password-reset-salt",
                "recover-key",
                "reset-password",
                "salt",
                "session",
                "signed-cookie",
                "token",
            ],
        )]
    }

    #[cfg(test)]
    fn vectors(&self) -> Vec<super::vectors::Vector> {
        use super::vectors::of_library;
        let json = include_str!("../../tests/data/frameworks/itsdangerous.json");
        of_library(self, json, |case, mut vector| {
            let own = case.get("params").and_then(serde_json::Value::as_object);
            if own.is_none() {
                // The file's max_age is longer than each of these is old.
                vector.params = Params::default();
            }
            let max_age = own.and_then(|own| own.get("max_age"));
            let is_negative = max_age.and_then(serde_json::Value::as_i64) < Some(0);
            // An age below zero is refused before any format sees it.
            (max_age.is_none_or(|it| it.is_null()) || !is_negative).then_some(vector)
        })
    }
}

/// Whether a time of today and a signature of SHA-1 stand at the end, with dots
/// before them.
pub(super) fn ends_as_signed(value: &str) -> bool {
    const TIME: usize = 6;
    let dot = |from_end: usize| {
        let at = value.len().checked_sub(from_end)?;
        (value.as_bytes()[at] == b'.').then_some(())
    };
    dot(SIGNATURE + 1).and(dot(SIGNATURE + TIME + 2)).is_some()
}

/// The JSON of a text with a time, as the classes write it that travel in a URL:
/// compact. Others, as Starlette, put spaces into theirs, and pad it.
pub(super) fn compact(anatomy: &Anatomy) -> Option<&str> {
    anatomy.times.issued?;
    let text = std::str::from_utf8(anatomy.readable.as_ref()?).ok()?;
    let may_be_padded = anatomy.parts.first()?.span.len().is_multiple_of(4);
    (!may_be_padded || !is_spaced(text)).then_some(text)
}
