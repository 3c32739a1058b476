//! The cookie of Django's messages (`django.contrib.messages`): a JSON list signed
//! as `signing.dumps` does, under the key of `set_signed_cookie`, without the
//! cookie's name.
//!
//! Source: Django 5.2.19, `contrib/messages/storage/cookie.py`. Up to 3.1 it was
//! `hex(HMAC-SHA1) "$" JSON`, which 3.2 is the last to read.

use serde_json::Value;

use super::cookie::PREFIX;
use super::framework::OF_MESSAGES as FRAMEWORK;
use super::{KEY, SETTINGS, as_sent, ends_as_signed, words_of_django};
use crate::crypto::mac::MacKey;
use crate::crypto::memory::Memory;
use crate::frameworks::itsdangerous::{
    Settings, Signed, UnderKey, Words, is_broken, on_the_server, words,
};
use crate::frameworks::python::{json, quoted};
use crate::frameworks::{
    Anatomy, Expiry, Facts, Format, Input, KEY_ENCODING, Malformed, NameBinding, OnServer, Params,
    Payload, Protection, Secret, UnfitKey, Unlocked,
};
use crate::time::Time;

/// The format of `messages`.
pub struct DjangoMessages;

const OF_MESSAGES: Settings = Settings {
    salt: "django.contrib.messages",
    max_age: None,
    ..SETTINGS
};

/// What each message starts with.
const MARK: &str = "__json_message";
/// What stands last where some did not fit.
const NOT_FINISHED: &str = "__messagesnotfinished__";
/// Hex digits of the signature that it once had, and the sign behind it.
const SIGNATURE_OF_OLD: usize = 40;

const FACTS: Facts = Facts {
    name: "django-messages",
    about: "messages cookie of django.contrib.messages (HMAC-SHA256)",
    framework: &FRAMEWORK,
    protection: Protection::Signed,
    payload: Payload::Json,
    expiry: Expiry::ByAge(None),
    name_binding: NameBinding::Unbound,
    key: KEY,
    params: &[KEY_ENCODING],
    cautions: &[
        "signed, not encrypted: anyone can read this",
        "not bound to the cookie's name: the value passes under any name",
        "it never expires: Django does not check its age",
        "a message that is marked safe is shown without escaping: anyone who has the key writes \
         HTML",
    ],
};

static WORDS: Words = Words {
    as_sent: |value| match is_of_old(value) {
        true => Err(Malformed(
            "django-messages: it is of Django 3.1 or older: hex of HMAC-SHA1, `$` and JSON, which \
             no version reads since 4.0",
        )),
        false => (BARE.as_sent)(value),
    },
    ..BARE
};

const BARE: Words = words_of_django!("django-messages");

impl Format for DjangoMessages {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn resembles(&self, value: &str) -> bool {
        ends_as_signed(value)
    }

    fn is_likely(&self, value: &str) -> bool {
        is_of_old(value) || is_broken(self, &OF_MESSAGES, &WORDS, value)
    }

    fn is_proven(&self, anatomy: &Anatomy) -> bool {
        let json = anatomy.readable.as_deref();
        json.is_some_and(|json| check(json).is_ok() && json != b"[]")
    }

    fn anatomy(&self, cookie: Input) -> Result<Anatomy, Malformed> {
        let text = Signed::read(cookie.value, &OF_MESSAGES, &WORDS)?;
        let readable = OF_MESSAGES.content.read(text.content, false, &WORDS).ok();
        Ok(text.anatomy(&OF_MESSAGES, &WORDS, readable))
    }

    fn unlock(&self, secret: Secret, params: &Params) -> Result<Unlocked, UnfitKey> {
        let key = key(&secret.decoded(params)?)?;
        Ok(Unlocked {
            codec: Box::new(UnderKey::new(key, &OF_MESSAGES, &WORDS, check)),
            protection: FACTS.protection,
            warning: None,
        })
    }

    /// Python's base64 is lenient, and so is Django's parser.
    fn on_the_server(&self, secret: Secret, value: &str, now: Time) -> Option<OnServer> {
        let value = quoted::as_http_cookies_reads(value);
        let key = key(secret.line()).ok()?;
        on_the_server(&OF_MESSAGES, key, (&WORDS, check), &value, now)
    }

    fn undoes_percent(&self) -> bool {
        false
    }

    #[cfg(test)]
    fn examples(&self, text: &str) -> Vec<Vec<u8>> {
        vec![format!("[[\"{MARK}\",0,20,\"{text}\"]]").into()]
    }

    #[cfg(test)]
    fn carried(&self, draft: &crate::frameworks::Draft) -> Vec<u8> {
        let json = std::str::from_utf8(draft.payload).unwrap();
        json::in_ascii(json).into_owned().into_bytes()
    }

    #[cfg(test)]
    fn vectors(&self) -> Vec<crate::frameworks::vectors::Vector> {
        let json = include_str!("../../../tests/data/frameworks/django-messages.json");
        crate::frameworks::vectors::of_library(self, json, |_, vector| Some(vector))
    }
}

/// The key that signs, of a SECRET_KEY.
fn key(secret: &[u8]) -> Result<MacKey, UnfitKey> {
    if secret.is_empty() {
        return Err(UnfitKey("Django does not start with an empty SECRET_KEY"));
    }
    OF_MESSAGES.key(&Memory::of(&[PREFIX, secret]))
}

/// Whether a value is in the form that it had up to Django 3.1.
fn is_of_old(value: &str) -> bool {
    let value = value.trim_matches(['"', ' ', '\t']);
    let parts = value.split_once('$');
    parts.is_some_and(|(signature, json)| {
        signature.len() == SIGNATURE_OF_OLD
            && signature.bytes().all(|byte| byte.is_ascii_hexdigit())
            && json.starts_with("[[")
    })
}

/// Whether JSON is a list of messages.
///
/// # Errors
/// What it is not: Django takes some of what is none, and fails on the rest.
fn check(payload: &[u8]) -> Result<(), Malformed> {
    const OTHER: Malformed =
        Malformed("django-messages: the payload is not a list of messages as Django writes it");
    let value = std::str::from_utf8(payload).ok().and_then(json::value_of);
    let Some(Value::Array(mut messages)) = value else {
        return Err(OTHER);
    };
    messages.pop_if(|it| it == NOT_FINISHED);
    let is_message = |it: &Value| match it.as_array().map(Vec::as_slice) {
        Some([mark, safe, level, text, tags @ ..]) => {
            mark == MARK
                && (safe == 0 || safe == 1)
                && level.is_i64()
                && text.is_string()
                && (tags.is_empty() || tags.len() == 1 && tags[0].is_string())
        }
        _ => false,
    };
    match messages.iter().all(is_message) {
        true => Ok(()),
        false => Err(OTHER),
    }
}
