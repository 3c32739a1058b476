//! Litestar's client-side session: `b64(nonce(12) AES-GCM(JSON) tag(16)
//! "additional_authenticated_data=" {"expires_at":N})`, padded, in double quotes where
//! that has `=` or `/`; what stands behind the mark is authenticated with it.
//!
//! Source: Litestar 2.25.0, `litestar/middleware/session/client_side.py`. What has
//! more than 4032 characters is in several cookies, `NAME-0`, `NAME-1` and so on.

mod framework;

use std::borrow::Cow;

use framework::FRAMEWORK;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::chunks::{Chunks, Head};
use super::python::{json, padded_base64_as_read, quoted};
use super::times::must_expire;
use super::{
    Anatomy, Beside, Codec, DELETE, Difference, Draft, Expiry, Facts, Format, Generate, Input,
    KEY_ENCODING, KeySpec, LineEnd, Malformed, NameBinding, OnServer, Opened, Params, Part,
    Payload, Protection, Refusal, SPELLING, Sealed, Secret, Then, Times, UnfitKey, Unlocked,
};
use crate::crypto::gcm::{GcmKey, NONCE_BYTES, TAG_BYTES};
use crate::crypto::{Strength, random};
use crate::encoding::{base64, from_base64, from_hex, from_percent_leniently};
use crate::error::{Error, Result};
use crate::time::Time;

/// The format of Litestar's `CookieBackendConfig`.
pub struct Litestar;

/// What stands between what is encrypted and what is in the clear.
const MARK: &[u8] = b"additional_authenticated_data=";
/// The most characters of one cookie.
const CHUNK: usize = 4032;
/// It sorts their names as text, and so puts no more than ten in order.
static CHUNKS: Chunks = Chunks {
    mark: '-',
    head: Head::First,
    last: 9,
};

const FACTS: Facts = Facts {
    name: "litestar",
    about: "Litestar client-side session (AES-GCM)",
    framework: &FRAMEWORK,
    protection: Protection::Encrypted,
    payload: Payload::Json,
    expiry: Expiry::Required,
    name_binding: NameBinding::Unbound,
    key: KeySpec {
        about: "16, 24 or 32 bytes as they are, or 64 hex digits of 32",
        list: "one key encrypts and decrypts: it accepts no others",
        line_end: LineEnd::Dropped,
        generate: Generate::Hex(Strength::Bits256),
    },
    params: &[KEY_ENCODING],
    cautions: &[
        "not bound to the cookie's name: the value passes under any name",
        "when it expires can be read without the key",
        "logging out does not end a copied session: it is valid until it expires",
    ],
};

const BASE64: Malformed = Malformed("litestar: it is not padded base64");
const SPELLING_OF_BASE64: Malformed =
    Malformed("litestar: it is not canonical base64 (the server accepts it)");
const NO_MARK: Malformed = Malformed("litestar: it has no associated data");
const SHORT: Malformed = Malformed("litestar: the encrypted part is too short");
const EXPIRES: Malformed = Malformed("litestar: the associated data is not the time of expiry");
const SPELLING_OF_TIME: Malformed =
    Malformed("litestar: the time of expiry is not written in its one way (the server accepts it)");
const MANY: Malformed = Malformed(
    "litestar: it is in more than ten cookies, which the server puts in the order of text and \
     cannot read",
);

impl Format for Litestar {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    /// That of a whole one is base64 of a mark, which may stand at each of three
    /// places in a group.
    fn resembles(&self, value: &str) -> bool {
        const MARKS: [&str; 3] = [
            "YWRkaXRpb25hbF9hdXRoZW50aWNhdGVkX2RhdGE9",
            "FkZGl0aW9uYWxfYXV0aGVudGljYXRlZF9kYXRhP",
            "hZGRpdGlvbmFsX2F1dGhlbnRpY2F0ZWRfZGF0YT",
        ];
        let has = |mark: &&str| memchr::memmem::find(value.as_bytes(), mark.as_bytes()).is_some();
        MARKS.iter().any(has)
    }

    fn anatomy(&self, cookie: Input) -> std::result::Result<Anatomy, Malformed> {
        let text = whole(cookie)?;
        let fields = Fields::read(&text)?;
        let part = |name, bytes| Part {
            name,
            bytes,
            span: 0..cookie.value.len(),
        };
        Ok(Anatomy {
            parts: vec![
                part("nonce", NONCE_BYTES),
                part("ciphertext", fields.bytes.len() - NONCE_BYTES - TAG_BYTES),
                part("tag", TAG_BYTES),
                part("expiry", fields.clear.len()),
            ],
            times: fields.times(),
            key_id: None,
            readable: None,
            notes: vec![],
        })
    }

    fn unlock(&self, secret: Secret, params: &Params) -> std::result::Result<Unlocked, UnfitKey> {
        Ok(Unlocked {
            codec: Box::new(UnderKey(key(secret, params)?)),
            protection: FACTS.protection,
            warning: None,
        })
    }

    /// Python's base64 is lenient, the value is percent-decoded, and of the time of
    /// expiry any JSON is taken that has it.
    fn on_the_server(&self, secret: Secret, value: &str, now: Time) -> Option<OnServer> {
        let value = quoted::as_http_cookies_reads(value);
        let value = from_percent_leniently(&value)?;
        let bytes = padded_base64_as_read(&value)?;
        let at = memchr::memmem::find(&bytes, MARK)?;
        let clear = bytes[at..].to_vec();
        let clear: Vec<u8> = split(&clear, MARK).concat();
        let expires: ExpiresAt<f64> = serde_json::from_slice(&clear).ok()?;
        let fields = Fields {
            bytes: bytes[..at].to_vec(),
            clear,
            expires: Time(expires.expires_at.ceil() as u64),
        };
        let key = UnderKey(key(secret, &super::NO_PARAMS).ok()?);
        let mut payload = Vec::new();
        key.decrypt(&fields, &mut payload).ok()?;
        let times = fields.times();
        Some(OnServer {
            difference: Difference::of(&SPELLING),
            opened: Opened { payload, times },
            takes: times.refusal(now, 0).is_none(),
        })
    }

    fn undoes_percent(&self) -> bool {
        false
    }

    fn chunks(&self) -> Option<&'static Chunks> {
        Some(&CHUNKS)
    }

    /// It joins every cookie that is called as its own is, or so with a number, in the
    /// order of text.
    fn beside(&self, cookie: Input) -> Option<Beside> {
        let base = match CHUNKS.numbered(cookie.name) {
            (base, Some(0)) => base,
            _ => cookie.name,
        };
        let is_number = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
        let is_joined = |name: &str| {
            let end = name.strip_prefix(base);
            end.is_some_and(|it| it.is_empty() || it.strip_prefix('-').is_some_and(is_number))
        };
        let others = cookie.siblings.iter().map(|it| (&*it.0, &*it.1));
        let others = others.filter(|it| it.0 != cookie.name && is_joined(it.0));
        let mut all: Vec<(&str, &str)> = others.collect();
        let is_alone = all.is_empty();
        let own = CHUNKS.joined_names(cookie);
        let names = all.iter().map(|it| it.0.to_owned());
        let names: Vec<String> = names.filter(|it| !own.contains(it)).collect();
        all.push((cookie.name, cookie.value));
        all.sort_unstable();
        let joined: String = all.iter().map(|it| inner(it.1)).collect();
        let whole = whole(cookie).ok()?;
        // What stands behind padding is ignored.
        let is_read = || padded_base64_as_read(&joined) == padded_base64_as_read(&whole);
        (!base.is_empty() && !is_alone && !is_read()).then_some(Beside {
            id: "chunk-beside",
            names,
            text: "genuine, but Litestar joins to it every cookie of its name with a number, and refuses \
                   it together with {names}",
            advice: DELETE,
            then: Then::Refused,
        })
    }

    #[cfg(test)]
    fn vectors(&self) -> Vec<super::vectors::Vector> {
        let json = include_str!("../../tests/data/frameworks/litestar.json");
        super::vectors::of_library(self, json, |case, mut vector| {
            let cookies = case.get("cookies").and_then(serde_json::Value::as_array);
            let mut cookies: Vec<(String, String)> = cookies
                .into_iter()
                .flatten()
                .map(|pair| [0, 1].map(|it| pair[it].as_str().unwrap().to_owned()))
                .map(|[name, value]| (name, value))
                .collect();
            cookies.sort();
            if !cookies.is_empty() {
                (vector.cookie_name, vector.cookie) = cookies.remove(0);
                vector.siblings = cookies;
            }
            Some(vector)
        })
    }
}

/// The text of a session: that of all cookies, where there are several.
fn whole<'a>(cookie: Input<'a>) -> std::result::Result<Cow<'a, str>, Malformed> {
    let (base, Some(0)) = CHUNKS.numbered(cookie.name) else {
        return Ok(Cow::Borrowed(cookie.value));
    };
    let mut text = Cow::Borrowed(inner(cookie.value));
    let mut names = (1..).map(|number| CHUNKS.name(base, number));
    let mut count = 0;
    while let Some(part) = names.next().and_then(|name| cookie.sibling(&name)) {
        count += 1;
        if count > CHUNKS.last {
            return Err(MANY);
        }
        text.to_mut().push_str(inner(part));
    }
    Ok(text)
}

/// A part without the quotes that it has in a header.
fn inner(part: &str) -> &str {
    let inner = part.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
    inner.unwrap_or(part)
}

/// What stands between marks.
fn split<'b>(bytes: &'b [u8], mark: &[u8]) -> Vec<&'b [u8]> {
    let mut parts = Vec::new();
    let mut start = 0;
    for at in memchr::memmem::find_iter(bytes, mark) {
        parts.push(&bytes[start..at]);
        start = at + mark.len();
    }
    parts.push(&bytes[start..]);
    parts
}

#[derive(Deserialize)]
struct ExpiresAt<T> {
    expires_at: T,
}

/// A value taken apart.
struct Fields {
    /// The nonce, what is encrypted, and the tag.
    bytes: Vec<u8>,
    /// What is authenticated with it.
    clear: Vec<u8>,
    expires: Time,
}

impl Fields {
    fn read(text: &str) -> std::result::Result<Self, Malformed> {
        let Some(mut bytes) = from_base64(text) else {
            let read = padded_base64_as_read(text);
            // What was cut lacks the end of its time.
            let is_one = read.is_some_and(|it| {
                let at = memchr::memmem::find(&it, MARK);
                at.is_some_and(|at| is_taken(&it[at..]))
            });
            return Err(if is_one { SPELLING_OF_BASE64 } else { BASE64 });
        };
        let at = memchr::memmem::find(&bytes, MARK).ok_or(NO_MARK)?;
        let clear = bytes.split_off(at)[MARK.len()..].to_vec();
        if clear.is_empty() {
            return Err(NO_MARK);
        }
        if bytes.len() < NONCE_BYTES + TAG_BYTES {
            return Err(SHORT);
        }
        let expires = std::str::from_utf8(&clear)
            .ok()
            .and_then(|text| text.strip_prefix("{\"expires_at\":")?.strip_suffix('}'))
            .and_then(|digits| digits.parse().ok())
            .map(Time);
        match expires {
            Some(expires) if clear_of(expires) == clear => Ok(Fields {
                bytes,
                clear,
                expires,
            }),
            _ => Err(match is_taken(&clear) {
                true => SPELLING_OF_TIME,
                false => EXPIRES,
            }),
        }
    }

    fn times(&self) -> Times {
        Times {
            expires: Some(self.expires),
            ..Times::default()
        }
    }
}

/// Whether the server reads a time of expiry out of what is in the clear.
fn is_taken(clear: &[u8]) -> bool {
    serde_json::from_slice::<ExpiresAt<f64>>(&split(clear, MARK).concat()).is_ok()
}

fn clear_of(expires: Time) -> Vec<u8> {
    format!("{{\"expires_at\":{}}}", expires.0).into_bytes()
}

/// The key: all bytes where these are as many as one has.
fn key(secret: Secret, params: &Params) -> std::result::Result<GcmKey, UnfitKey> {
    let decoded = secret.decoded(params)?;
    let hex = |text: &[u8]| (text.len() == 64).then(|| from_hex(text)).flatten();
    let whole = Zeroizing::new(secret.bytes.to_vec());
    let keys = [Some(decoded.clone()), hex(&decoded), Some(whole)];
    let mut keys = keys.into_iter().flatten();
    keys.find_map(|key| GcmKey::new(&key)).ok_or(UnfitKey(
        "Litestar's secret is 16, 24 or 32 bytes (or 64 hex digits of 32)",
    ))
}

/// The format with a key.
struct UnderKey(GcmKey);

impl UnderKey {
    fn decrypt(&self, fields: &Fields, payload: &mut Vec<u8>) -> std::result::Result<(), Refusal> {
        let (nonce, rest) = fields.bytes.split_first_chunk().ok_or(SHORT)?;
        let (text, tag) = rest.split_last_chunk().ok_or(SHORT)?;
        payload.clear();
        payload.extend_from_slice(text);
        match self.0.open(nonce, &fields.clear, payload, tag) {
            true => Ok(()),
            false => Err(Refusal::Forged),
        }
    }
}

impl Codec for UnderKey {
    fn seal(&self, draft: &Draft) -> Result<Sealed> {
        let expires = draft.expires.ok_or_else(|| must_expire(FACTS.name))?;
        check(draft.payload).map_err(|_| {
            Error::could_not("the payload of a litestar cookie is a JSON object")
                .hint(r#"for example: '{"user":"alice"}'"#)
        })?;
        let nonce = random::<NONCE_BYTES>()?;
        let clear = clear_of(expires);
        let mut text = draft.payload.to_vec();
        let tag = self.0.seal(&nonce, &clear, &mut text);
        let value = base64(&[&nonce[..], &text, &tag, MARK, &clear].concat());
        if value.len() > CHUNK && draft.name.is_empty() {
            return Err(Error::could_not(format!(
                "Litestar puts a session of more than {CHUNK} characters into several cookies, which \
                 have names"
            ))
            .hint("add --name session, or the name that it has"));
        }
        let sealed = CHUNKS.split(draft.name, value, CHUNK, quoted::http_cookies);
        let cookies = sealed.companions.len() + 1;
        if cookies > CHUNKS.last + 1 {
            return Err(Error::could_not(format!(
                "the session needs {cookies} cookies, and Litestar puts no more than {} in order",
                CHUNKS.last + 1
            ))
            .hint("keep an id in the session, and the rest in a database"));
        }
        Ok(sealed)
    }

    fn open_to(&self, cookie: Input, payload: &mut Vec<u8>) -> std::result::Result<Times, Refusal> {
        let fields = Fields::read(&whole(cookie)?)?;
        self.decrypt(&fields, payload)?;
        check(payload)?;
        Ok(fields.times())
    }
}

/// Whether a payload is one.
///
/// # Errors
/// What it is not.
fn check(payload: &[u8]) -> std::result::Result<(), Malformed> {
    if json::text_of(payload).is_err() {
        return Err(Malformed("litestar: the payload is not JSON"));
    }
    match json::is_object(payload) {
        true => Ok(()),
        false => Err(Malformed("litestar: the payload is not a JSON object")),
    }
}
