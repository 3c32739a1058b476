//! Django's session of the signed_cookies backend: `b64url(JSON) ":" base62(time)
//! ":" b64url(HMAC-SHA256)`, where a dot and zlib stand for JSON that is shorter so.
//! `signing.dumps` writes the same with other salts.

use super::framework::FRAMEWORK;
use super::{KEY, OF_DJANGO, SETTINGS, as_sent, ends_as_signed, words_of_django};
use crate::frameworks::itsdangerous::{
    MAX_AGE, SALT, Settings, Signed, UnderKey, Words, compact, guesser, is_broken, on_the_server,
    words,
};
use crate::frameworks::python::{json, quoted};
use crate::frameworks::{
    Anatomy, Expiry, Facts, Format, Guesser, Input, KEY_ENCODING, Malformed, NameBinding, OnServer,
    Param, Params, Payload, Protection, Secret, UnfitKey, Unlocked,
};
use crate::time::Time;

/// The format of `sessionid`.
pub struct DjangoSession;

/// `SESSION_COOKIE_AGE`, two weeks.
const AGE: u64 = 14 * 24 * 60 * 60;

const OF_SESSIONS: Settings = Settings {
    salt: "django.contrib.sessions.backends.signed_cookies",
    max_age: Some(AGE),
    ..SETTINGS
};

const FACTS: Facts = Facts {
    name: "django-session",
    about: "Django session cookie of the signed_cookies backend (HMAC-SHA256)",
    framework: &FRAMEWORK,
    protection: Protection::Signed,
    payload: Payload::Json,
    expiry: Expiry::ByAge(Some(AGE)),
    name_binding: NameBinding::Unbound,
    key: KEY,
    params: &[
        Param {
            about: "distinguishes uses of the key: django.core.signing of \
                    signing.dumps(), django.contrib.sessions.SessionStore of the table \
                    django_session",
            default: OF_SESSIONS.salt,
            ..SALT
        },
        OF_DJANGO,
        Param {
            about: "how old it may be: SESSION_COOKIE_AGE",
            default: "1209600",
            ..MAX_AGE
        },
        KEY_ENCODING,
    ],
    cautions: &[
        "signed, not encrypted: anyone can read this",
        "not bound to the cookie's name: the value passes under any name",
        "logging out does not end a copied session: it is valid until it is too old",
        "its own expiry (_session_expiry) is not checked, only its age is",
    ],
};

static WORDS: Words = words_of_django!("django-session");

impl Format for DjangoSession {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn resembles(&self, value: &str) -> bool {
        ends_as_signed(value)
    }

    fn is_likely(&self, value: &str) -> bool {
        is_broken(self, &OF_SESSIONS, &WORDS, value)
    }

    fn is_proven(&self, anatomy: &Anatomy) -> bool {
        compact(anatomy).is_some_and(|text| text.trim_ascii_start().starts_with('{'))
    }

    fn may_be_odd(&self, anatomy: &Anatomy) -> bool {
        compact(anatomy).is_some()
    }

    fn anatomy(&self, cookie: Input) -> Result<Anatomy, Malformed> {
        let settings = OF_SESSIONS.chosen(cookie.params);
        let text = Signed::read(cookie.value, &settings, &WORDS)?;
        let readable = settings.content.read(text.content, false, &WORDS).ok();
        let is_ascii = readable.as_ref().is_none_or(|bytes| bytes.is_ascii());
        let mut anatomy = text.anatomy(&settings, &WORDS, readable);
        if !is_ascii {
            let note = "its JSON has letters beyond ASCII, which Django reads as Latin-1";
            anatomy.notes.push(note);
        }
        Ok(anatomy)
    }

    fn unlock(&self, secret: Secret, params: &Params) -> Result<Unlocked, UnfitKey> {
        let settings = OF_SESSIONS.chosen(params);
        let secret = secret.decoded(params)?;
        if secret.is_empty() {
            return Err(UnfitKey("Django does not start with an empty SECRET_KEY"));
        }
        let key = settings.key(&secret)?;
        Ok(Unlocked {
            codec: Box::new(UnderKey::new(key, &settings, &WORDS, check_of(&settings))),
            protection: FACTS.protection,
            warning: None,
        })
    }

    fn guesser<'a>(&'a self, cookie: Input<'a>) -> Guesser<'a> {
        guesser(self, cookie, OF_SESSIONS.chosen(cookie.params), &WORDS)
    }

    /// Python's base64 is lenient, and so is Django's parser.
    fn on_the_server(&self, secret: Secret, value: &str, now: Time) -> Option<OnServer> {
        let words = (&WORDS, check_of(&OF_SESSIONS));
        let value = quoted::as_http_cookies_reads(value);
        let key = OF_SESSIONS.key(secret.line()).ok()?;
        on_the_server(&OF_SESSIONS, key, words, &value, now)
    }

    fn undoes_percent(&self) -> bool {
        false
    }

    /// The salts of the database's rows and of `signing.dumps`.
    fn often_chosen(&self) -> &'static [(&'static str, &'static [&'static str])] {
        &[(
            "salt",
            &[
                "django.contrib.sessions.SessionStore",
                "django.core.signing",
                "django.contrib.sessions.backends.cached_db",
                "registration",
                "account",
                "salt",
                "my-salt",
            ],
        )]
    }

    #[cfg(test)]
    fn carried(&self, draft: &crate::frameworks::Draft) -> Vec<u8> {
        let json = std::str::from_utf8(draft.payload).unwrap();
        json::in_ascii(json).into_owned().into_bytes()
    }

    #[cfg(test)]
    fn vectors(&self) -> Vec<crate::frameworks::vectors::Vector> {
        let json = include_str!("../../../tests/data/frameworks/django-session.json");
        crate::frameworks::vectors::of_library(self, json, |_, vector| Some(vector))
    }
}

/// What is taken of JSON: of a session an object, of other uses any.
fn check_of(settings: &Settings) -> fn(&[u8]) -> Result<(), Malformed> {
    match settings.salt == OF_SESSIONS.salt {
        true => |payload| match json::is_object(payload) {
            true => Ok(()),
            false => Err(Malformed(
                "django-session: the payload is not a JSON object",
            )),
        },
        false => |_| Ok(()),
    }
}
