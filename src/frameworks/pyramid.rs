//! Pyramid's signed session: `b64url(HMAC-SHA512(salt KEY, JSON) JSON)`, the JSON a
//! list of when it was last used, when it was made, and what it holds.
//!
//! Source: Pyramid 2.1, `pyramid/session.py`; WebOb 1.8.11, `webob/cookies.py`, signs
//! it. Before Pyramid 2.0 a pickle stood in the place of the JSON.

mod framework;
mod state;
mod ticket;

pub use ticket::AuthTkt;

use super::python::quoted;
use super::{
    Anatomy, Codec, Draft, Expiry, Facts, Format, Generate, Input, KEY_ENCODING, KeySpec, Kind,
    LineEnd, Malformed, NameBinding, OWN_NAME, Param, Params, Part, Payload, Portable, Protection,
    Refusal, Sealed, Secret, Times, UnfitKey, Unlocked,
};
use crate::crypto::mac::{Digest, MacKey};
use crate::crypto::{Strength, equal};
use crate::encoding::{base64url, from_base64url};
use crate::error::{Error, Result};
use state::State;

/// The format of `SignedCookieSessionFactory`.
pub struct Pyramid;

/// How many seconds after its last use a session is over.
const TIMEOUT: u64 = 1200;

const SALT: Param = Param {
    name: "salt",
    about: "the prefix of the key: SignedCookieSessionFactory's salt",
    kind: Kind::Unseen,
    default: "pyramid.session.",
};

/// The digest, of a session and of a ticket.
const DIGEST: Param = Param {
    name: "digest",
    about: "the digest (hashalg)",
    kind: Kind::Word(&["sha512", "sha256", "sha1", "md5", "sha224", "sha384"]),
    default: "sha512",
};

const SESSION_TIMEOUT: Param = Param {
    name: "timeout",
    about: "how long after its last use it is read: SignedCookieSessionFactory's timeout",
    kind: Kind::Duration,
    default: "1200",
};

const FACTS: Facts = Facts {
    name: "pyramid",
    about: "session cookie of Pyramid (HMAC-SHA512)",
    framework: &framework::FRAMEWORK,
    protection: Protection::Signed,
    payload: Payload::Json,
    expiry: Expiry::ByAge(Some(TIMEOUT)),
    name_binding: NameBinding::Unbound,
    key: KeySpec {
        about: "any text, or bytes: SignedCookieSessionFactory's secret",
        list: "one key signs and verifies: it accepts no others",
        line_end: LineEnd::Dropped,
        generate: Generate::Hex(Strength::Bits256),
    },
    params: &[SALT, DIGEST, SESSION_TIMEOUT, KEY_ENCODING],
    cautions: &[
        "signed, not encrypted: anyone can read this",
        "not bound to the cookie's name: the value passes under any name",
        "nothing stands between salt and key where they sign: one salt and key make the same as \
         another that run into each other",
        "it tells when it was last used, so that a copy is valid as long as that says, whatever \
         came after it",
    ],
};

/// The digest that was chosen.
fn digest(params: &Params) -> Digest {
    match params.text(DIGEST.name) {
        Some("md5") => Digest::Md5,
        Some("sha1") => Digest::Sha1,
        Some("sha224") => Digest::Sha224,
        Some("sha256") => Digest::Sha256,
        Some("sha384") => Digest::Sha384,
        _ => Digest::Sha512,
    }
}

impl Format for Pyramid {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    /// A `[` and a digit behind the MAC: of a SHA-512, the second byte of three.
    fn resembles(&self, value: &str) -> bool {
        const MAC_DIGITS: usize = 84;
        let is_long = (96..).contains(&value.len());
        let inner = is_long
            .then(|| value.get(MAC_DIGITS..MAC_DIGITS + 4))
            .flatten();
        inner
            .and_then(from_base64url)
            .is_some_and(|bytes| bytes[1] == b'[')
    }

    fn is_likely(&self, value: &str) -> bool {
        let value = value.trim_matches(['"', ' ', '\t', '=']);
        self.anatomy(Input::bare(value))
            .is_ok_and(|anatomy| self.is_proven(&anatomy))
    }

    fn is_proven(&self, anatomy: &Anatomy) -> bool {
        anatomy.times.issued.is_some()
    }

    fn anatomy(&self, cookie: Input) -> std::result::Result<Anatomy, Malformed> {
        let bytes = decoded(cookie)?;
        let (mac, json) = bytes.split_at(digest(cookie.params).bytes());
        let state = State::read(json).ok();
        let span = 0..cookie.value.len();
        let part = |name, bytes| Part {
            name,
            bytes,
            span: span.clone(),
        };
        Ok(Anatomy {
            parts: vec![part("mac", mac.len()), part("session", json.len())],
            times: state
                .as_ref()
                .map(|state| times(state, cookie.params))
                .unwrap_or_default(),
            key_id: None,
            readable: state.map(|_| json.to_vec()),
            notes: vec![],
        })
    }

    fn unlock(&self, secret: Secret, params: &Params) -> std::result::Result<Unlocked, UnfitKey> {
        let is_text = matches!(params.text(KEY_ENCODING.name), None | Some("text"));
        let secret = secret.decoded(params)?;
        let salt = params.text(SALT.name).unwrap_or(SALT.default);
        let key = state::salted(salt, &secret, is_text);
        Ok(Unlocked {
            codec: Box::new(Signed {
                mac: MacKey::new(digest(params), &key),
                digest: digest(params),
            }),
            protection: FACTS.protection,
            warning: secret
                .is_empty()
                .then_some("the key is empty: anyone can sign with it"),
        })
    }

    fn portable(
        &self,
        payload: &[u8],
        _params: &Params,
    ) -> std::result::Result<Portable, &'static str> {
        let state = State::read(payload).map_err(|it| it.0)?;
        Ok(Portable::Json(state.held.as_bytes().to_vec()))
    }

    fn undoes_percent(&self) -> bool {
        false
    }

    #[cfg(test)]
    fn carried(&self, draft: &Draft) -> Vec<u8> {
        state::stored(draft).unwrap().into_bytes()
    }

    fn often_chosen(&self) -> &'static [(&'static str, &'static [&'static str])] {
        &[(
            "salt",
            &[
                "",
                "pyramid.session",
                OWN_NAME,
                "{name}.",
                "session",
                "session.",
                "salt",
                "pyramid_session.",
            ],
        )]
    }

    #[cfg(test)]
    fn vectors(&self) -> Vec<super::vectors::Vector> {
        let json = include_str!("../../tests/data/frameworks/pyramid.json");
        // Python writes a time that is no number as JSON has none.
        let json = json.replace("\"issued\":NaN", "\"issued\":null");
        super::vectors::of_library(self, &json, |_, vector| Some(vector))
    }
}

/// The bytes of a value: as many as its MAC has at least.
fn decoded(cookie: Input) -> std::result::Result<Vec<u8>, Malformed> {
    let value = cookie.value;
    let bytes = from_base64url(value).ok_or_else(|| {
        Malformed(match from_base64url(&quoted::as_webob_reads(value)) {
            Some(_) => {
                "pyramid: it is in double quotes, with escapes or with white space around it \
                 (the server removes them)"
            }
            None => {
                "pyramid: it is not canonical base64url without padding (the server ignores \
                 invalid characters, unused bits and padding)"
            }
        })
    })?;
    match bytes.len() >= digest(cookie.params).bytes() {
        true => Ok(bytes),
        false => Err(Malformed("pyramid: it is shorter than a MAC")),
    }
}

/// It is over when its age since its last use is more than the timeout.
fn times(state: &State, params: &Params) -> Times {
    let timeout = params.age(SESSION_TIMEOUT.name, Some(TIMEOUT));
    let expires = timeout.map(|timeout| state.accessed.plus(timeout).plus(1));
    Times {
        issued: Some(state.accessed),
        expires,
        ..Times::default()
    }
}

/// Sessions under a key.
struct Signed {
    mac: MacKey,
    digest: Digest,
}

impl Codec for Signed {
    fn seal(&self, draft: &Draft) -> Result<Sealed> {
        let stored = state::stored(draft)?;
        let tag = self.mac.tag(&[stored.as_bytes()]);
        let value = base64url(&[&*tag, stored.as_bytes()].concat());
        /// The most letters that the library makes.
        const MAX_LENGTH: usize = 4064;
        if value.len() > MAX_LENGTH {
            return Err(Error::could_not(format!(
                "the cookie would have {} characters, and pyramid makes none above {MAX_LENGTH}",
                value.len()
            ))
            .hint("store less in it"));
        }
        Ok(value.into())
    }

    fn open_to(&self, cookie: Input, payload: &mut Vec<u8>) -> std::result::Result<Times, Refusal> {
        let bytes = decoded(cookie)?;
        let (mac, json) = bytes.split_at(self.digest.bytes());
        if !equal(&self.mac.tag(&[json]), mac) {
            return Err(Refusal::Forged);
        }
        let state = State::read(json)?;
        payload.clear();
        payload.extend_from_slice(json);
        Ok(times(&state, cookie.params))
    }
}
