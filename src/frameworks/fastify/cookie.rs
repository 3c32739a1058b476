//! @fastify/cookie: a value, a dot and its signature.

use std::borrow::Cow;

use super::framework::COOKIE;
use crate::crypto::mac::{Digest, MacKey};
use crate::crypto::{Strength, equal};
use crate::encoding::{
    base64, from_base64_unpadded, from_base64url, from_percent_exact, from_percent_in_any_spelling,
    percent, secret_base64_unpadded,
};
use crate::error::{Error, Result};
use crate::frameworks::dotted::{self, Dotted};
use crate::frameworks::{
    Anatomy, Codec, Draft, Expiry, Facts, Format, Generate, Input, KEY_ENCODING, KeySpec, Kind,
    LineEnd, Malformed, NameBinding, Param, Params, Payload, Portable, Protection, Refusal, Sealed,
    Secret, Times, UnfitKey, Unlocked, jwt,
};

/// The format of @fastify/cookie and @fastify/session.
pub struct FastifyCookie;

const ALGORITHM: Param = Param {
    name: "algorithm",
    about: "the digest of the HMAC (algorithm)",
    kind: Kind::Word(&["sha256", "sha1", "sha384", "sha512"]),
    default: "sha256",
};

const FACTS: Facts = Facts {
    name: "fastify-cookie",
    about: "Fastify signed cookie, and the id of @fastify/session (HMAC-SHA256)",
    framework: &COOKIE,
    protection: Protection::Signed,
    payload: Payload::Text,
    expiry: Expiry::Never,
    name_binding: NameBinding::Unbound,
    key: KeySpec {
        about: "any text or bytes: a secret of @fastify/cookie, or of @fastify/session with 32 \
                characters",
        list: "the first signs, all verify",
        line_end: LineEnd::Dropped,
        generate: Generate::Hex(Strength::Bits256),
    },
    params: &[ALGORITHM, KEY_ENCODING],
    cautions: &[
        "signed, not encrypted: anyone can read this",
        "not bound to the cookie's name: the value passes under any name",
        "it contains no time: only a new key ends it",
        "of @fastify/session it holds an id alone: the session is in the server's store",
    ],
};

/// Whether JSON and a time stand in it as itsdangerous writes them: with a signature of
/// SHA-256 behind it, chance decides whether that is standard base64 as well.
fn is_stamped(value: &[u8]) -> bool {
    const TIME: usize = 6;
    let text = std::str::from_utf8(value).unwrap_or_default();
    let parts = text.rsplit_once('.').filter(|it| it.1.len() == TIME);
    parts.is_some_and(|(json, time)| {
        let json = from_base64url(json.strip_prefix('.').unwrap_or(json));
        json.is_some_and(|it| it.len() > 1) && from_base64url(time).is_some()
    })
}

/// Whether it is an encrypted token up to its tag, its key not wrapped in it: the second
/// of the parts is empty, and the third an IV.
fn is_sealed(value: &[u8]) -> bool {
    let parts: Vec<&[u8]> = value.split(|it| *it == b'.').collect();
    matches!(parts[..], [_, b"", iv, _] if [16, 22].contains(&iv.len()))
}

impl Format for FastifyCookie {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn resembles(&self, value: &str) -> bool {
        dotted::resembles(value, 43)
    }

    /// Express's own, with its mark: without that Express takes it for unsigned.
    fn may_be_called(&self, name: &str) -> bool {
        name != "connect.sid"
    }

    /// Its shape is that of many others.
    fn is_likely(&self, _value: &str) -> bool {
        false
    }

    /// What starts as Express's does is Express's, unless a signature is in it, and
    /// tokens of others end in what may be standard base64 as well, also where their
    /// start is missing. With SHA-1, itsdangerous signs any text so, and far more often.
    fn is_proven(&self, anatomy: &Anatomy) -> bool {
        let signature = anatomy.parts.last().map(|it| it.bytes);
        if signature == Some(Digest::Sha1.bytes()) {
            return false;
        }
        let value = anatomy.readable.as_deref().unwrap_or_default();
        let is_express = value.starts_with(b"s:") && !value.contains(&b'.');
        let tokens: [&[u8]; 5] = [b"SFMyNTY.", b"v1.", b"v2.", b"v3.", b"v4."];
        // Their names may stand before them.
        let named = memchr::memchr(b'=', value).map_or(value, |sign| &value[sign + 1..]);
        let is_token = |it: &&[u8]| value.starts_with(it) || named.starts_with(it);
        let is_sealed = is_sealed(value) || is_sealed(named);
        !is_express && !tokens.iter().any(is_token) && !is_stamped(value) && !is_sealed
    }

    fn anatomy(&self, cookie: Input) -> std::result::Result<Anatomy, Malformed> {
        let text = decoded(cookie.value)?;
        let fields = Fields::read(&text, digest_of(cookie.params))?;
        // A dot is never encoded, and the signature has none.
        let written = Dotted::read(cookie.value).unwrap_or(fields.text);
        Ok(Anatomy {
            parts: written.parts(fields.signature.len()),
            times: Times::default(),
            key_id: None,
            readable: Some(fields.text.value.as_bytes().to_vec()),
            notes: vec![],
        })
    }

    /// Any text is signed, and the plugin percent-encodes it.
    fn carries_any_text(&self, _params: &Params) -> bool {
        true
    }

    fn unlock(&self, secret: Secret, params: &Params) -> std::result::Result<Unlocked, UnfitKey> {
        let key = secret.decoded(params)?;
        if key.is_empty() {
            return Err(UnfitKey("the key is empty: anyone can sign with it"));
        }
        let digest = digest_of(params);
        Ok(Unlocked {
            codec: Box::new(Signed {
                key: MacKey::new(digest, &key),
                digest,
            }),
            protection: FACTS.protection,
            warning: None,
        })
    }

    /// The dot stands for itself when a value is encoded: it is taken off here.
    fn undoes_percent(&self) -> bool {
        false
    }

    /// An object is its JSON, as JSON.stringify() writes it.
    fn portable(
        &self,
        payload: &[u8],
        _params: &Params,
    ) -> std::result::Result<Portable, &'static str> {
        Ok(Portable::of_text(payload))
    }

    fn carrying(&self, portable: &Portable, _params: &Params) -> Option<Vec<u8>> {
        let json = portable.as_payload(Payload::Json);
        json.or_else(|| portable.as_payload(Payload::Text))
    }

    #[cfg(test)]
    fn vectors(&self) -> Vec<crate::frameworks::vectors::Vector> {
        let json = include_str!("../../../tests/data/frameworks/fastify-cookie.json");
        crate::frameworks::vectors::of_library(self, json, |_, mut vector| {
            if vector.name.ends_with("percent-encoded twice") {
                // One of the two was taken off for the file.
                vector.cookie = percent(&vector.cookie);
            }
            Some(vector)
        })
    }
}

fn digest_of(params: &Params) -> Digest {
    match params.text(ALGORITHM.name) {
        Some("sha1") => Digest::Sha1,
        Some("sha384") => Digest::Sha384,
        Some("sha512") => Digest::Sha512,
        _ => Digest::Sha256,
    }
}

/// The value without the percent-encoding that was put on it as a whole.
///
/// # Errors
/// When it is decoded by the server, and is not spelt as that writes it: what is signed
/// may be any text, also what looks encoded.
fn decoded(value: &str) -> std::result::Result<Cow<'_, str>, Malformed> {
    let bytes = from_percent_exact(value).map(Cow::into_owned);
    match bytes.and_then(|it| String::from_utf8(it).ok()) {
        Some(text) => Ok(Cow::Owned(text)),
        // What no header carries was taken off the wire already.
        None if value.bytes().all(|it| it.is_ascii_graphic())
            && from_percent_in_any_spelling(value).is_some() =>
        {
            Err(Malformed(
                "fastify-cookie: it is percent-encoded in part, or in small letters (the server takes it)",
            ))
        }
        None => Ok(Cow::Borrowed(value)),
    }
}

/// A value taken apart.
struct Fields<'a> {
    text: Dotted<'a>,
    signature: Vec<u8>,
}

impl<'a> Fields<'a> {
    fn read(text: &'a str, digest: Digest) -> std::result::Result<Self, Malformed> {
        let whole = text;
        let text = Dotted::read(text).ok_or(Malformed(
            "fastify-cookie: there is no dot before a signature",
        ))?;
        let signature = from_base64_unpadded(text.signature);
        let signature = signature.filter(|it| it.len() == digest.bytes());
        let signature = signature.ok_or(Malformed(
            "fastify-cookie: the signature is not base64 of a digest, without padding (--param \
             algorithm says of which)",
        ))?;
        if jwt::is_web_token(whole) {
            return Err(Malformed(
                "fastify-cookie: it is a JSON Web Token, which has a signature of its own \
                 (@fastify/cookie accepts it)",
            ));
        }
        Ok(Fields { text, signature })
    }
}

/// @fastify/cookie with a key.
struct Signed {
    key: MacKey,
    digest: Digest,
}

impl Codec for Signed {
    fn seal(&self, draft: &Draft) -> Result<Sealed> {
        if draft.expires.is_some() {
            return Err(
                Error::could_not("a fastify-cookie cookie cannot carry an expiry")
                    .hint("leave it out; --set-cookie --max-age 8h tells the browser"),
            );
        }
        let value = std::str::from_utf8(draft.payload).map_err(|_| {
            Error::could_not("the value of a fastify-cookie cookie is text (UTF-8)")
        })?;
        // Whatever letters its signature has: with these it reads as a token.
        if jwt::is_web_token(&format!("{value}.A")) {
            return Err(Error::could_not(
                "the value begins as a JSON Web Token does, and the signed cookie would be read as \
                 one",
            )
            .hint("sign the token's claims with --format jwt, or give another value"));
        }
        let signature = base64(&self.key.tag(&[draft.payload]));
        let signature = signature.trim_end_matches('=');
        Ok(percent(&format!("{value}.{signature}")).into())
    }

    fn open_to(&self, cookie: Input, payload: &mut Vec<u8>) -> std::result::Result<Times, Refusal> {
        let text = decoded(cookie.value)?;
        let Fields { text, signature } = Fields::read(&text, self.digest)?;
        let value = text.value.as_bytes();
        if !equal(&self.key.tag(&[value]), &signature) {
            return Err(Refusal::Forged);
        }
        payload.clear();
        payload.extend_from_slice(value);
        Ok(Times::default())
    }

    fn missing(&self, cookie: Input) -> Option<usize> {
        let sign = |text: &[u8]| secret_base64_unpadded(&self.key.tag(&[text]));
        dotted::lacks(cookie.value, &sign)
    }
}
