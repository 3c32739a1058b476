//! A cookie of Django's `set_signed_cookie`: `value ":" base62(time) ":"
//! b64url(HMAC-SHA256)`, in double quotes where the value has what no header can
//! carry. The cookie's name is a part of the salt.
//!
//! Up to 5.2.14 and 6.0.5 the salt was the name and the caller's salt in one, so
//! that a cookie of one pair passed for that of another (CVE-2026-6873). It is
//! still read where SIGNED_COOKIE_LEGACY_SALT_FALLBACK is on: by default before
//! 6.1.

use super::framework::OF_COOKIES as FRAMEWORK;
use super::{KEY, OF_DJANGO, SETTINGS, as_sent, ends_as_signed, words_of_django};
use crate::crypto::mac::{Digest, Tag};
use crate::crypto::memory::{Filled, Memory};
use crate::encoding::{base64url, secret_base64url};
use crate::error::{Error, Result};
use crate::frameworks::itsdangerous::{
    Content, MAX_AGE, SALT, Settings, Signed, Words, times, words,
};
use crate::frameworks::python::quoted;
use crate::frameworks::times::says_no_expiry;
use crate::frameworks::truncated::lacks_of_signed;
use crate::frameworks::{
    Anatomy, Codec, Draft, Expiry, Facts, Format, Input, KEY_ENCODING, Kind, Malformed,
    NameBinding, OWN_NAME, Param, Params, Payload, Protection, Refusal, Sealed, Secret, Times,
    UnfitKey, Unlocked,
};

/// The format of `set_signed_cookie`.
pub struct DjangoCookie;

const OF_COOKIES: Settings = Settings {
    content: Content::Text,
    salt: "",
    max_age: None,
    ..SETTINGS
};

/// What stands before SECRET_KEY.
pub const PREFIX: &[u8] = b"django.http.cookies";

const LEGACY: Param = Param {
    name: "legacy-salt-fallback",
    about: "whether the salt of old versions is read as well: SIGNED_COOKIE_LEGACY_SALT_FALLBACK",
    kind: Kind::Switch,
    default: "true",
};

const FACTS: Facts = Facts {
    name: "django-cookie",
    about: "cookie of Django's set_signed_cookie (HMAC-SHA256)",
    framework: &FRAMEWORK,
    protection: Protection::Signed,
    payload: Payload::Text,
    expiry: Expiry::ByAge(None),
    name_binding: NameBinding::Bound,
    key: KEY,
    params: &[
        Param {
            about: "the salt that set_signed_cookie was given",
            default: OF_COOKIES.salt,
            ..SALT
        },
        LEGACY,
        OF_DJANGO,
        MAX_AGE,
        KEY_ENCODING,
    ],
    cautions: &[
        "signed, not encrypted: anyone can read this",
        "its age is checked only where the application says max_age",
        "the salt of old versions is name and salt in one: while it is read, the cookie of one \
         pair passes for that of another (--param legacy-salt-fallback=false)",
    ],
};

static WORDS: Words = words_of_django!("django-cookie");

impl Format for DjangoCookie {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn resembles(&self, value: &str) -> bool {
        ends_as_signed(value)
    }

    /// Nothing but its end tells it from any text.
    fn is_likely(&self, _value: &str) -> bool {
        false
    }

    /// What django.contrib.messages writes is of the same shape; and a value that
    /// starts with a name is more likely one with its name before it.
    fn is_proven(&self, anatomy: &Anatomy) -> bool {
        let value = anatomy.readable.as_deref().unwrap_or_default();
        let text = std::str::from_utf8(value).unwrap_or_default();
        let is_word = |name: &str| {
            name.bytes()
                .all(|it| it.is_ascii_alphanumeric() || it == b'_')
        };
        let name = text.split_once('=').map_or("", |(name, _)| name);
        if !name.is_empty() && is_word(name) {
            return false;
        }
        let of_json = Content::UrlSafe
            .read(text, true, &WORDS)
            .unwrap_or_default();
        anatomy.times.issued.is_some() && !of_json.starts_with(b"[[\"__json_message\"")
    }

    fn anatomy(&self, cookie: Input) -> std::result::Result<Anatomy, Malformed> {
        let settings = OF_COOKIES.chosen(cookie.params);
        let text = Signed::read(cookie.value, &settings, &WORDS)?;
        let readable = Some(text.content.as_bytes().to_vec());
        Ok(text.anatomy(&settings, &WORDS, readable))
    }

    fn unlock(&self, secret: Secret, params: &Params) -> std::result::Result<Unlocked, UnfitKey> {
        let settings = OF_COOKIES.chosen(params);
        let secret = secret.decoded(params)?;
        if secret.is_empty() {
            return Err(UnfitKey("Django does not start with an empty SECRET_KEY"));
        }
        Ok(Unlocked {
            codec: Box::new(UnderKey {
                secret: Memory::of(&[PREFIX, &secret]),
                salt: settings.salt.to_owned(),
                digest: settings.digest,
                max_age: settings.max_age,
                reads_legacy: params.switch(LEGACY.name).unwrap_or(true),
            }),
            protection: FACTS.protection,
            warning: None,
        })
    }

    fn carries_any_text(&self, _params: &Params) -> bool {
        true
    }

    fn off_the_wire(&self, value: &str) -> Option<String> {
        quoted::from_http_cookies(value)
    }

    fn undoes_percent(&self) -> bool {
        false
    }

    /// As Django's documentation does it (`name-salt`), and words of habit.
    fn often_chosen(&self) -> &'static [(&'static str, &'static [&'static str])] {
        &[(
            "salt",
            &[
                OWN_NAME,
                "{name}-salt",
                "{name}_salt",
                "name-salt",
                "salt",
                "extra-salt",
                "cookie",
                "cookies",
                "auth",
                "session",
                "user",
                "secret",
                "django.core.signing",
            ],
        )]
    }

    #[cfg(test)]
    fn vectors(&self) -> Vec<crate::frameworks::vectors::Vector> {
        let json = include_str!("../../../tests/data/frameworks/django-cookie.json");
        crate::frameworks::vectors::of_library(self, json, |case, vector| {
            // An age below zero is refused before any format sees it.
            (case["name"] != "max_age negative").then_some(vector)
        })
    }
}

/// The format with a key.
struct UnderKey {
    /// SECRET_KEY with what stands before it.
    secret: Filled,
    salt: String,
    digest: Digest,
    max_age: Option<u64>,
    reads_legacy: bool,
}

impl UnderKey {
    fn settings<'a>(&self, salt: &'a str) -> Settings<'a> {
        Settings {
            salt,
            digest: self.digest,
            max_age: self.max_age,
            ..OF_COOKIES
        }
    }

    /// The salt of a cookie of this name. Its length is in characters.
    fn salt_of(&self, name: &str) -> String {
        let length = self.salt.chars().count();
        format!("django.http.cookies.v2:{length}:{}{name}", self.salt)
    }

    fn signs(&self, salt: &str, text: &Signed) -> bool {
        let tag = self.tag(salt, text.signed);
        tag.is_some_and(|tag| text.is_signed(&tag))
    }

    fn tag(&self, salt: &str, signed: &str) -> Option<Tag> {
        let key = self.settings(salt).key(&self.secret).ok()?;
        Some(key.tag(&[signed.as_bytes()]))
    }
}

impl Codec for UnderKey {
    fn seal(&self, draft: &Draft) -> Result<Sealed> {
        if draft.expires.is_some() {
            return Err(says_no_expiry(FACTS.name));
        }
        let value = std::str::from_utf8(draft.payload)
            .map_err(|_| Error::could_not("the value of a django-cookie cookie is text (UTF-8)"))?;
        if value.trim_start() != value {
            return Err(Error::could_not(
                "a value with white space before it is read without it once somebody takes the \
                 double quotes off",
            ));
        }
        let signed = format!("{value}:{}", OF_COOKIES.stamp.written(draft.issued));
        let tag = self.tag(&self.salt_of(draft.name), &signed);
        let tag = tag.ok_or_else(|| Error::could_not("Django signs nothing so"))?;
        let value = format!("{signed}:{}", base64url(&tag));
        Ok(quoted::http_cookies(&value).into_owned().into())
    }

    fn open_to(&self, cookie: Input, payload: &mut Vec<u8>) -> std::result::Result<Times, Refusal> {
        let settings = self.settings("");
        let text = Signed::read(cookie.value, &settings, &WORDS)?;
        let own = self.salt_of(cookie.name);
        let legacy = format!("{}{}", cookie.name, self.salt);
        let salts = [Some(own), Some(legacy).filter(|_| self.reads_legacy)];
        let mut salts = salts.into_iter().flatten();
        if !salts.any(|it| self.signs(&it, &text)) {
            return Err(Refusal::Forged);
        }
        let made = text.made(&settings, &WORDS)?;
        payload.clear();
        payload.extend_from_slice(text.content.as_bytes());
        Ok(times(made, &settings))
    }

    fn refused_by(&self, cookie: Input) -> Option<&'static str> {
        let text = Signed::read(cookie.value, &self.settings(""), &WORDS).ok()?;
        let is_of_today = self.signs(&self.salt_of(cookie.name), &text);
        (self.reads_legacy && !is_of_today).then_some(
            "its salt is that of Django before 5.2.15 and 6.0.6: from 6.1 on Django refuses it, unless \
             SIGNED_COOKIE_LEGACY_SALT_FALLBACK is set",
        )
    }

    fn missing(&self, cookie: Input) -> Option<usize> {
        let salt = self.salt_of(cookie.name);
        lacks_of_signed(cookie.value, ":", &|signed| {
            Some(secret_base64url(&self.tag(&salt, signed)?))
        })
    }
}
