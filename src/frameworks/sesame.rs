//! Sesame's signed cookie: `enc(value) "~" unix-seconds "~" hex(HMAC-SHA256(key,
//! "sesame:" name ":" value "~" unix-seconds))`, `enc` being percent-encoding.

use std::borrow::Cow;

use super::{
    Anatomy, Codec, Draft, Expiry, Facts, Format, Framework, Generate, Input, KeySpec, LineEnd,
    Malformed, NameBinding, NamesTell, Params, Part, Payload, Protection, Refusal, Sealed, Secret,
    Times, UnfitKey, Unlocked, must_expire,
};
use crate::crypto::{HmacKey, MAC_BYTES, Strength, equal};
use crate::encoding::{from_hex, from_percent_exact, hex, percent};
use crate::error::{Error, Result};
use crate::time::Time;

/// How many hex digits a signature has.
const SIGNATURE_DIGITS: usize = 2 * MAC_BYTES;
/// The fewest bytes of a key that Sesame starts with.
const MIN_KEY_BYTES: usize = 16;

/// The format of Sesame.
pub struct Sesame;

static FRAMEWORK: Framework = Framework {
    name: "Sesame",
    server: "Sesame",
    cookie_names: &["sesame_sid"],
    names_tell: NamesTell::Surely,
    key_names: &["SESAME_SECRET"],
    key_owners: &["sesame"],
    own_key_names: &["sesame-secret"],
    ..Framework::PLAIN
};

const FACTS: Facts = Facts {
    name: "sesame",
    about: "Sesame signed cookie (HMAC-SHA256)",
    framework: &FRAMEWORK,
    protection: Protection::Signed,
    payload: Payload::Text,
    expiry: Expiry::Required,
    name_binding: NameBinding::Bound,
    key: KeySpec {
        about: "any text of at least 16 bytes",
        list: "one key",
        line_end: LineEnd::Dropped,
        generate: Generate::Hex(Strength::Bits256),
    },
    params: &[],
    cautions: &[
        "signed, not encrypted: anyone can read this",
        "one key only: a new one signs every user out",
    ],
};

impl Format for Sesame {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn resembles(&self, value: &str) -> bool {
        let value = value.as_bytes();
        let at = value.len().checked_sub(SIGNATURE_DIGITS + 1);
        at.is_some_and(|at| value[at] == b'~' && value[at + 1..].iter().all(u8::is_ascii_hexdigit))
    }

    fn anatomy(&self, cookie: Input) -> std::result::Result<Anatomy, Malformed> {
        let fields = Fields::read(cookie.value)?;
        let value = fields.value_text.len();
        let expires = value + 1 + fields.expires_text.len();
        Ok(Anatomy {
            parts: vec![
                Part {
                    name: "value",
                    bytes: fields.value.len(),
                    span: 0..value,
                },
                Part {
                    name: "expires",
                    bytes: fields.expires_text.len(),
                    span: value + 1..expires,
                },
                Part {
                    name: "signature",
                    bytes: MAC_BYTES,
                    span: expires + 1..cookie.value.len(),
                },
            ],
            times: Times::of(fields.expires, None),
            key_id: None,
            readable: Some(fields.value.into_owned()),
            notes: vec![],
        })
    }

    fn unlock(&self, secret: Secret, _params: &Params) -> std::result::Result<Unlocked, UnfitKey> {
        let key = secret.line();
        if std::str::from_utf8(key).is_err() {
            return Err(UnfitKey("the key is no text (UTF-8)"));
        }
        if key.len() < MIN_KEY_BYTES {
            return Err(UnfitKey("Sesame needs a key of at least 16 bytes"));
        }
        Ok(Unlocked {
            codec: Box::new(Signed(HmacKey::new(key))),
            protection: FACTS.protection,
            warning: None,
        })
    }

    /// The value alone is encoded, and read here.
    fn undoes_percent(&self) -> bool {
        false
    }

    #[cfg(test)]
    fn vectors(&self) -> Vec<super::vectors::Vector> {
        let json = include_str!("../../tests/data/frameworks/sesame.json");
        super::vectors::of_library(self, json, |_, vector| Some(vector))
    }
}

/// A value taken apart.
struct Fields<'a> {
    value_text: &'a str,
    value: Cow<'a, [u8]>,
    expires_text: &'a str,
    expires: Time,
    signature: Vec<u8>,
}

impl<'a> Fields<'a> {
    fn read(text: &'a str) -> std::result::Result<Self, Malformed> {
        let fields: Vec<&str> = text.rsplitn(3, '~').collect();
        let [digits, expires_text, value_text] = fields[..] else {
            return Err(Malformed(
                "sesame: not three fields with a ~ between each two",
            ));
        };
        let value = from_percent_exact(value_text)
            .filter(|it| std::str::from_utf8(it).is_ok())
            .ok_or(Malformed("sesame: the value is not percent-encoded text"))?;
        let expires = expires_text.parse().ok();
        let expires = expires
            .filter(|it: &u64| it.to_string() == expires_text)
            .ok_or(Malformed("sesame: the expiry is not unix seconds"))?;
        let signature = from_hex(digits.as_bytes()).map(|bytes| bytes.to_vec());
        let signature = signature
            .filter(|bytes| bytes.len() == MAC_BYTES && hex(bytes) == digits)
            .ok_or(Malformed(
                "sesame: the signature is not 64 lower-case hex digits",
            ))?;
        Ok(Fields {
            value_text,
            value,
            expires_text,
            expires: Time(expires),
            signature,
        })
    }
}

/// Sesame with a key.
struct Signed(HmacKey);

impl Signed {
    fn signature(&self, name: &str, value: &[u8], expires: &str) -> [u8; MAC_BYTES] {
        let name = name.as_bytes();
        let expires = expires.as_bytes();
        self.0.tag(&[b"sesame:", name, b":", value, b"~", expires])
    }
}

impl Codec for Signed {
    fn seal(&self, draft: &Draft) -> Result<Sealed> {
        if draft.name.is_empty() {
            return Err(
                Error::could_not("a sesame cookie is bound to its name, and has none")
                    .hint("add --name sesame_sid, or the name that the application gives it"),
            );
        }
        let value = std::str::from_utf8(draft.payload)
            .map_err(|_| Error::could_not("the value of a sesame cookie is text (UTF-8)"))?;
        let expires = draft.expires.ok_or_else(|| must_expire("sesame"))?;
        let expires = expires.0.to_string();
        let signature = hex(&self.signature(draft.name, draft.payload, &expires));
        Ok(format!("{}~{expires}~{signature}", percent(value)).into())
    }

    fn open_to(&self, cookie: Input, payload: &mut Vec<u8>) -> std::result::Result<Times, Refusal> {
        let fields = Fields::read(cookie.value)?;
        if !equal(
            &self.signature(cookie.name, &fields.value, fields.expires_text),
            &fields.signature,
        ) {
            return Err(Refusal::Forged);
        }
        payload.clear();
        payload.extend_from_slice(&fields.value);
        Ok(Times::of(fields.expires, None))
    }
}
