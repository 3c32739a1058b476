//! aiohttp-session's encrypted cookies: a Fernet token (`EncryptedCookieStorage`), or
//! `b64(nonce(24) secretbox)` (`NaClCookieStorage`), of `{"created": N, "session":
//! {...}}`; in double quotes where that has `=` or `/`.
//!
//! Source: aiohttp-session 2.12.1, `aiohttp_session/cookie_storage.py`,
//! `nacl_storage.py`, `__init__.py`.

mod content;
mod framework;

use content::{Content, wrapped};
use framework::FRAMEWORK;
use zeroize::Zeroizing;

use super::fernet::{self, FernetKey, Token, Words, words};
use super::python::{key_as_read, padded_base64_as_read, padded_base64url_as_read, quoted};
use super::times::says_no_expiry;
use super::{
    Anatomy, Codec, Difference, Draft, Expiry, Facts, Format, Generate, Input, KEY_ENCODING,
    KeySpec, Kind, LineEnd, Malformed, NO_PARAMS, NameBinding, OnServer, Opened, Param, Params,
    Part, Payload, Portable, Protection, Refusal, SPELLING, Sealed, Secret, Times, UnfitKey,
    Unlocked,
};
use crate::crypto::{KEY_BYTES, NONCE_BYTES, SecretBox, TAG_BYTES, random};
use crate::encoding::{base64, from_base64};
use crate::error::Result;
use crate::time::Time;

/// The format of aiohttp-session.
pub struct AiohttpSession;

const KIND: Param = Param {
    name: "kind",
    about: "which storage makes and reads it: fernet is EncryptedCookieStorage, nacl is \
            NaClCookieStorage; auto tells by the value, and makes a Fernet token",
    kind: Kind::Word(&["auto", "fernet", "nacl"]),
    default: "auto",
};

const MAX_AGE: Param = Param {
    name: "max-age",
    about: "how old it may be: the storage's max_age",
    kind: Kind::Duration,
    default: "none",
};

const FACTS: Facts = Facts {
    name: "aiohttp-session",
    about: "aiohttp-session cookie (Fernet, or NaCl's secretbox)",
    framework: &FRAMEWORK,
    protection: Protection::Encrypted,
    payload: Payload::Json,
    expiry: Expiry::ByAge(None),
    name_binding: NameBinding::Unbound,
    key: KeySpec {
        about: "32 bytes as they are, or a Fernet key: 44 characters of base64",
        list: "one key encrypts and decrypts: it accepts no others",
        line_end: LineEnd::Dropped,
        generate: Generate::Base64UrlPadded(KEY_BYTES),
    },
    params: &[KIND, MAX_AGE, KEY_ENCODING],
    cautions: &[
        "not bound to the cookie's name: the value passes under any name",
        "its age is checked only where the storage has a max_age",
        "logging out does not end a copied session: it is valid until it is too old",
    ],
};

static WORDS: Words = words!("aiohttp-session");

const BASE64: Malformed = Malformed("aiohttp-session: it is not padded base64");
const SPELLING_OF_BASE64: Malformed =
    Malformed("aiohttp-session: it is not canonical base64 (the server accepts it)");
const SHORT: Malformed = Malformed("aiohttp-session: the encrypted part is too short");

/// The name of the first part of a box.
const NONCE: &str = "nonce";

impl Format for AiohttpSession {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn resembles(&self, value: &str) -> bool {
        fernet::resembles(value)
    }

    /// Any Fernet token looks so.
    fn is_likely(&self, _value: &str) -> bool {
        false
    }

    /// A box looks like any base64.
    fn is_proven(&self, anatomy: &Anatomy) -> bool {
        anatomy.parts.iter().all(|part| part.name != NONCE)
    }

    fn token(&self) -> &'static str {
        "fernet"
    }

    fn anatomy(&self, cookie: Input) -> std::result::Result<Anatomy, Malformed> {
        let age = cookie.params.age(MAX_AGE.name, None);
        match Value::read(cookie.value, cookie.params)? {
            Value::Fernet(token) => {
                Ok(token.anatomy(cookie.value, fernet::times(token.made(), age)))
            }
            Value::Nacl(bytes) => {
                let part = |name, bytes| Part {
                    name,
                    bytes,
                    span: 0..cookie.value.len(),
                };
                let text = bytes.len() - NONCE_BYTES - TAG_BYTES;
                Ok(Anatomy {
                    parts: vec![
                        part(NONCE, NONCE_BYTES),
                        part("tag", TAG_BYTES),
                        part("ciphertext", text),
                    ],
                    times: Times::default(),
                    key_id: None,
                    readable: None,
                    notes: vec![],
                })
            }
        }
    }

    fn hides_times(&self, params: &Params) -> bool {
        params.text(KIND.name) == Some("nacl")
    }

    fn unlock(&self, secret: Secret, params: &Params) -> std::result::Result<Unlocked, UnfitKey> {
        Ok(Unlocked {
            codec: Box::new(UnderKey::new(secret, params)?),
            protection: FACTS.protection,
            warning: None,
        })
    }

    fn off_the_wire(&self, value: &str) -> Option<String> {
        quoted::from_http_cookies(value)
    }

    /// Python's base64 is lenient, and so is its parser of cookies.
    fn on_the_server(&self, secret: Secret, value: &str, now: Time) -> Option<OnServer> {
        let value = quoted::as_http_cookies_reads(value);
        let token = padded_base64url_as_read(&value).and_then(|it| Token::of(it, &WORDS).ok());
        let value = match token {
            Some(token) => Value::Fernet(token),
            None => Value::Nacl(padded_base64_as_read(&value)?),
        };
        let key = UnderKey::new(secret, &NO_PARAMS).ok()?;
        let mut payload = Vec::new();
        let times = key.open_value(&value, &mut payload).ok()?;
        Some(OnServer {
            difference: Difference::of(&SPELLING),
            opened: Opened { payload, times },
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

    /// The session without what it is wrapped in.
    fn portable(
        &self,
        payload: &[u8],
        _params: &Params,
    ) -> std::result::Result<Portable, &'static str> {
        Ok(Portable::Json(content::session_of(payload)))
    }

    #[cfg(test)]
    fn carried(&self, draft: &Draft) -> Vec<u8> {
        wrapped(draft).unwrap()
    }

    #[cfg(test)]
    fn vectors(&self) -> Vec<super::vectors::Vector> {
        let json = include_str!("../../tests/data/frameworks/aiohttp-session.json");
        super::vectors::of_library(self, json, |case, mut vector| {
            // A token is distinguished from a box by its look.
            let params = &case["params"];
            let is_told = params["kind"] == "fernet" && vector.cookie.contains("gAAAAA");
            if is_told && params.get("max_age").is_none() {
                vector.params = Params::default();
            }
            Some(vector)
        })
    }
}

/// A value taken apart, as far as that goes without a key.
enum Value {
    Fernet(Token),
    /// The nonce, and the box with its tag before it.
    Nacl(Vec<u8>),
}

impl Value {
    fn read(text: &str, params: &Params) -> std::result::Result<Self, Malformed> {
        let is_token = match params.text(KIND.name) {
            Some("fernet") => true,
            Some("nacl") => false,
            _ => fernet::resembles(text) || Token::read(text, &WORDS).is_ok(),
        };
        if is_token {
            return Ok(Value::Fernet(Token::read(text, &WORDS)?));
        }
        match (from_base64(text), padded_base64_as_read(text)) {
            (Some(bytes), _) if bytes.len() < NONCE_BYTES + TAG_BYTES => Err(SHORT),
            (Some(bytes), _) => Ok(Value::Nacl(bytes)),
            (None, Some(bytes)) if bytes.len() >= NONCE_BYTES + TAG_BYTES => {
                Err(SPELLING_OF_BASE64)
            }
            (None, _) => Err(BASE64),
        }
    }
}

/// The format with a key.
struct UnderKey {
    token: FernetKey,
    nacl: SecretBox,
    makes_nacl: bool,
    params: Params,
    max_age: Option<u64>,
}

impl UnderKey {
    /// The key is all bytes where these are as many as one has, or base64 of them.
    fn new(secret: Secret, params: &Params) -> std::result::Result<Self, UnfitKey> {
        const KEY: UnfitKey =
            UnfitKey("aiohttp-session's key is 32 bytes, or a Fernet key: 44 characters of base64");
        let decoded = secret.decoded(params)?;
        let text = std::str::from_utf8(&decoded).unwrap_or_default();
        let keys = [
            Some(decoded.clone()),
            key_as_read(text),
            Some(Zeroizing::new(secret.bytes.to_vec())),
        ];
        let is_one = |key: &Zeroizing<Vec<u8>>| key.len() == KEY_BYTES;
        let key = keys.into_iter().flatten().find(is_one).ok_or(KEY)?;
        let bytes = key.first_chunk::<KEY_BYTES>().ok_or(KEY)?;
        Ok(UnderKey {
            token: FernetKey::of(bytes).ok_or(KEY)?,
            nacl: SecretBox::new(bytes),
            makes_nacl: params.text(KIND.name) == Some("nacl"),
            params: params.clone(),
            max_age: params.age(MAX_AGE.name, None),
        })
    }

    fn open_value(
        &self,
        value: &Value,
        payload: &mut Vec<u8>,
    ) -> std::result::Result<Times, Refusal> {
        let token = match value {
            Value::Fernet(token) => {
                self.token.open(token, &WORDS, payload)?;
                Some(fernet::times(token.made(), self.max_age))
            }
            Value::Nacl(bytes) => {
                let (nonce, boxed) = bytes.split_first_chunk().ok_or(SHORT)?;
                payload.clear();
                payload.extend_from_slice(boxed);
                if !self.nacl.open(nonce, payload) {
                    return Err(Refusal::Forged);
                }
                None
            }
        };
        Ok(Content::read(payload)?.times(token, self.max_age))
    }
}

impl Codec for UnderKey {
    fn seal(&self, draft: &Draft) -> Result<Sealed> {
        if draft.expires.is_some() {
            return Err(says_no_expiry(FACTS.name));
        }
        let payload = wrapped(draft)?;
        let value = match self.makes_nacl {
            false => self.token.seal(&payload, draft.issued)?,
            true => {
                let nonce = random::<NONCE_BYTES>()?;
                base64(&[&nonce[..], &self.nacl.seal(&nonce, &payload)].concat())
            }
        };
        Ok(quoted::http_cookies(&value).into_owned().into())
    }

    fn open_to(&self, cookie: Input, payload: &mut Vec<u8>) -> std::result::Result<Times, Refusal> {
        let value = Value::read(cookie.value, &self.params)?;
        self.open_value(&value, payload)
    }
}
