//! Our own signed cookie: `enc(value) "|" unix-seconds "|" b64url(mac)`.
//!
//! HMAC-SHA256, under a key derived for this purpose alone, over the purpose,
//! the cookie's name, the value and the expiry, each preceded by its length
//! (the pre-authentication encoding of PASETO), so that no boundary can be
//! moved as in Workbench's format.

use std::borrow::Cow;

use super::{FRAMEWORK, KEY, our_key};
use crate::crypto::{HmacKey, MAC_BYTES, derive, equal};
use crate::encoding::{
    base64url, from_base64url, from_percent, from_percent_exact, percent_bytes, secret_base64url,
};
use crate::error::{Error, Result};
use crate::frameworks::{
    Anatomy, Codec, Draft, Expiry, Facts, Format, Input, Malformed, NameBinding, Params, Part,
    Payload, Protection, Refusal, Secret, Times, UnfitKey, Unlocked, truncated,
};
use crate::time::Time;

/// What the key is derived for, and the first piece that is signed.
const PURPOSE: &str = "cookiekit/1 signed";

/// The format `signed`.
pub struct Signed;

const FACTS: Facts = Facts {
    name: "signed",
    about: "cookiekit signed cookie (HMAC-SHA256)",
    framework: &FRAMEWORK,
    protection: Protection::Signed,
    payload: Payload::Text,
    expiry: Expiry::Optional,
    name_binding: NameBinding::Bound,
    key: KEY,
    params: &[],
    cautions: &["signed, not encrypted: anyone can read this"],
};

impl Format for Signed {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn resembles(&self, value: &str) -> bool {
        let bar = memchr::memchr(b'|', value.as_bytes());
        let second = bar.and_then(|bar| value[bar + 1..].split('|').next());
        let second = second.unwrap_or_default();
        !second.is_empty() && second.bytes().all(|byte| byte.is_ascii_digit())
    }

    /// Two bars, and an expiry between them.
    fn is_likely(&self, value: &str) -> bool {
        let fields: Vec<&str> = value.split('|').collect();
        let is_expiry = |text: &str| text == "0" || (9..=12).contains(&text.len());
        matches!(fields[..], [_, expires, _] if is_expiry(expires) && self.resembles(value))
    }

    fn anatomy(&self, cookie: Input) -> std::result::Result<Anatomy, Malformed> {
        let value = cookie.value;
        let fields = Fields::read(value)?;
        let value_end = value.find('|').unwrap_or_default();
        let expires_end = value_end + 1 + fields.expires_text.len();
        Ok(Anatomy {
            parts: vec![
                Part {
                    name: "value",
                    bytes: fields.value.len(),
                    span: 0..value_end,
                },
                Part {
                    name: "expires",
                    bytes: fields.expires_text.len(),
                    span: value_end + 1..expires_end,
                },
                Part {
                    name: "signature",
                    bytes: MAC_BYTES,
                    span: expires_end + 1..value.len(),
                },
            ],
            times: fields.times(),
            key_id: None,
            readable: Some(fields.value.into_owned()),
            notes: vec![],
        })
    }

    fn unlock(&self, secret: Secret, _params: &Params) -> std::result::Result<Unlocked, UnfitKey> {
        let key = our_key(secret)?;
        Ok(Unlocked {
            protection: FACTS.protection,
            codec: Box::new(UnderKey(HmacKey::new(&*derive(&key, PURPOSE)))),
            warning: None,
        })
    }

    #[cfg(test)]
    fn vectors(&self) -> Vec<crate::frameworks::vectors::Vector> {
        crate::frameworks::vectors::ours(include_str!("../../../tests/data/signed.json"))
    }
}

/// A value taken apart.
struct Fields<'a> {
    value: Cow<'a, [u8]>,
    expires_text: &'a str,
    expires: Option<Time>,
    signature: [u8; MAC_BYTES],
}

impl<'a> Fields<'a> {
    fn times(&self) -> Times {
        Times {
            expires: self.expires,
            ..Times::default()
        }
    }

    fn read(text: &'a str) -> std::result::Result<Self, Malformed> {
        let fields: Vec<&str> = text.split('|').collect();
        let [value_text, expires_text, signature] = <[&str; 3]>::try_from(fields)
            .map_err(|_| Malformed("signed: it does not have three fields separated by bars"))?;
        let value = from_percent_exact(value_text)
            .filter(|value| !value.is_empty())
            .ok_or(Malformed(
                "signed: the value is empty or not percent-encoded",
            ))?;
        let expires = expires_text
            .parse()
            .ok()
            .filter(|seconds: &u64| seconds.to_string() == expires_text)
            .ok_or(Malformed("signed: the expiry is not unix seconds"))?;
        let signature = from_base64url(signature)
            .and_then(|bytes| bytes.try_into().ok())
            .ok_or(Malformed(
                "signed: the signature is not 32 bytes of base64url",
            ))?;
        Ok(Fields {
            value,
            expires_text,
            expires: (expires != 0).then_some(Time(expires)),
            signature,
        })
    }
}

/// The format with a key.
struct UnderKey(HmacKey);

impl UnderKey {
    fn signature(&self, name: &str, value: &[u8], expires: &str) -> [u8; MAC_BYTES] {
        let pieces = [
            PURPOSE.as_bytes(),
            name.as_bytes(),
            value,
            expires.as_bytes(),
        ];
        let mut encoded = (pieces.len() as u64).to_le_bytes().to_vec();
        for piece in pieces {
            encoded.extend_from_slice(&(piece.len() as u64).to_le_bytes());
            encoded.extend_from_slice(piece);
        }
        self.0.tag(&[&encoded])
    }
}

impl Codec for UnderKey {
    fn seal(&self, draft: &Draft) -> Result<crate::frameworks::Sealed> {
        if draft.payload.is_empty() {
            return Err(Error::could_not("a signed cookie has no empty value"));
        }
        let expires = draft.expires.map_or(0, |time| time.0).to_string();
        let signature = self.signature(draft.name, draft.payload, &expires);
        Ok(format!(
            "{}|{expires}|{}",
            percent_bytes(draft.payload),
            base64url(&signature)
        )
        .into())
    }

    fn open_to(&self, cookie: Input, payload: &mut Vec<u8>) -> std::result::Result<Times, Refusal> {
        let fields = Fields::read(cookie.value)?;
        let signature = self.signature(cookie.name, &fields.value, fields.expires_text);
        if !equal(&signature, &fields.signature) {
            return Err(Refusal::Forged);
        }
        payload.clear();
        payload.extend_from_slice(&fields.value);
        Ok(fields.times())
    }

    fn missing(&self, cookie: Input) -> Option<usize> {
        let value = cookie.value;
        let (value_text, rest) = value.split_once('|')?;
        let (expires, _) = rest.split_once('|')?;
        let payload = from_percent(value_text)?;
        let signature = secret_base64url(&self.signature(cookie.name, &payload, expires));
        truncated::lacks(value, &payload, expires, &signature)
    }
}
