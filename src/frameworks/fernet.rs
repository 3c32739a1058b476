//! Fernet tokens: `b64url(0x80 time(8) iv(16) AES-128-CBC(text) HMAC-SHA256(32))`,
//! padded; the key is half the MAC's, half the cipher's.
//!
//! Source: cryptography 50.0.2, `cryptography/fernet.py`; the specification at
//! github.com/fernet/spec. Airflow and Superset encrypt columns of their databases
//! with it, aiohttp-session its cookies.

mod token;

pub(super) use token::{FernetKey, Token, Words, resembles, times, words};

use super::python::{self, padded_base64url_as_read};
use super::runbook::{Runbook, by_slots};
use super::times::says_no_expiry;
use super::{
    Anatomy, Codec, Difference, Draft, Expiry, Export, Exported, Facts, Format, Framework,
    Generate, Input, KeySpec, Kind, LineEnd, Malformed, NameBinding, OnServer, Param, Params,
    Payload, Protection, Refusal, SPELLING, Sealed, Secret, Times, UnfitKey, Unlocked,
};
use crate::error::Result;
use crate::time::Time;

/// The format of Fernet.
pub struct Fernet;

static FRAMEWORK: Framework = Framework {
    name: "Fernet",
    server: "Python's cryptography",
    quotes: Some(Framework::ANY_QUOTES),
    key_names: &["FERNET_KEY", "AIRFLOW__CORE__FERNET_KEY"],
    key_owners: &["fernet"],
    exports: &[Export {
        name: "fernet",
        about: "Python code: MultiFernet with its keys",
        text: Exported::Code {
            language: "Python",
            reads_slots: true,
            code: |place, key| {
                Some(format!(
                    "from cryptography.fernet import Fernet, MultiFernet\n\n{}\n\
                     # The first encrypts, all decrypt.\n\
                     fernet = MultiFernet([Fernet(key) for key in keys])\n",
                    python::keys(place, key, python::As::Bytes)
                ))
            },
        },
    }],
    runbook: Some(&Runbook {
        about: "A program that encrypts with Fernet",
        restart: "systemctl restart app",
        max_lifetime: "30d",
        code: Some("fernet"),
        course: |site| {
            by_slots(
                site,
                &[
                    "what the old key encrypted is read until that key is dropped: tokens in \
                     cookies, and columns of a database",
                    "what is kept for longer, as columns, must be encrypted again before the last \
                     step (MultiFernet.rotate; Airflow: `airflow rotate-fernet-key`)",
                    "a program that makes a Fernet of one key must be given MultiFernet first: \
                     Airflow reads FERNET_KEY with commas between its keys",
                ],
            )
        },
    }),
    takes_key_first: &["Fernet", "MultiFernet"],
    ..Framework::PLAIN
};

const TTL: Param = Param {
    name: "ttl",
    about: "how old it may be: the ttl that decrypt() is given",
    kind: Kind::Duration,
    default: "none",
};

const FACTS: Facts = Facts {
    name: "fernet",
    about: "Fernet token (AES-128-CBC and HMAC-SHA256)",
    framework: &FRAMEWORK,
    protection: Protection::Encrypted,
    payload: Payload::Bytes,
    expiry: Expiry::ByAge(None),
    name_binding: NameBinding::Unbound,
    key: KeySpec {
        about: "44 characters: 32 bytes in URL-safe base64 with its padding",
        list: "of MultiFernet's list the first encrypts, all decrypt",
        line_end: LineEnd::Dropped,
        generate: Generate::Base64UrlPadded(32),
    },
    params: &[TTL],
    cautions: &[
        "not bound to the cookie's name: the value passes under any name",
        "when it was made can be read without the key",
        "its age is checked only where the application says ttl",
    ],
};

static WORDS: Words = words!("fernet");

impl Format for Fernet {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn resembles(&self, value: &str) -> bool {
        resembles(value)
    }

    fn anatomy(&self, cookie: Input) -> std::result::Result<Anatomy, Malformed> {
        let token = Token::read(cookie.value, &WORDS)?;
        let age = cookie.params.age(TTL.name, None);
        Ok(token.anatomy(cookie.value, times(token.made(), age)))
    }

    fn unlock(&self, secret: Secret, params: &Params) -> std::result::Result<Unlocked, UnfitKey> {
        Ok(Unlocked {
            codec: Box::new(UnderKey {
                key: FernetKey::of_text(secret.line())?,
                max_age: params.age(TTL.name, None),
            }),
            protection: FACTS.protection,
            warning: None,
        })
    }

    /// Python's base64 is lenient.
    fn on_the_server(&self, secret: Secret, value: &str, now: Time) -> Option<OnServer> {
        let key = FernetKey::of_text(secret.line()).ok()?;
        let token = Token::of(padded_base64url_as_read(value)?, &WORDS).ok()?;
        let mut payload = Vec::new();
        key.open(&token, &WORDS, &mut payload).ok()?;
        let times = times(token.made(), None);
        Some(OnServer {
            difference: Difference::of(&SPELLING),
            opened: super::Opened { payload, times },
            takes: times.refusal(now, 0).is_none(),
        })
    }

    /// One half of a key may be right.
    fn is_told_by_key(&self, malformed: Malformed) -> bool {
        malformed == WORDS.padding
    }

    fn undoes_percent(&self) -> bool {
        false
    }

    #[cfg(test)]
    fn vectors(&self) -> Vec<super::vectors::Vector> {
        let json = include_str!("../../tests/data/frameworks/fernet.json");
        super::vectors::of_library(self, json, |case, vector| {
            // An age below zero is refused before any format sees it.
            (case["name"] != "ttl negative").then_some(vector)
        })
    }
}

/// The format with a key.
struct UnderKey {
    key: FernetKey,
    max_age: Option<u64>,
}

impl Codec for UnderKey {
    fn seal(&self, draft: &Draft) -> Result<Sealed> {
        if draft.expires.is_some() {
            return Err(says_no_expiry(FACTS.name));
        }
        Ok(self.key.seal(draft.payload, draft.issued)?.into())
    }

    fn open_to(&self, cookie: Input, payload: &mut Vec<u8>) -> std::result::Result<Times, Refusal> {
        let token = Token::read(cookie.value, &WORDS)?;
        self.key.open(&token, &WORDS, payload)?;
        Ok(times(token.made(), self.max_age))
    }
}
