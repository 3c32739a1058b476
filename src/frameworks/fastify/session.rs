//! @fastify/secure-session: NaCl's secretbox of a session with the time it was changed.

use std::sync::OnceLock;

use zeroize::Zeroizing;

use super::fields::Fields;
use super::framework::SECURE_SESSION;
use super::key::{Key, LACKING};
use super::signed::{Signing, split};
use crate::crypto::argon::SALT_BYTES;
use crate::crypto::memory::Memory;
use crate::crypto::{KEY_BYTES, NONCE_BYTES, SecretBox, TAG_BYTES, random};
use crate::encoding::{
    base64, from_base64, from_base64_unpadded, from_percent_leniently, from_secret_base64, percent,
};
use crate::error::{Error, Result};
use crate::frameworks::dotted::with_its_own_end;
use crate::frameworks::members::Members;
use crate::frameworks::{
    Anatomy, Codec, Difference, Draft, Expiry, Facts, Format, Generate, Input, KEY_ENCODING,
    KeySpec, Kind, LineEnd, Malformed, NO_PARAMS, NameBinding, OnServer, Param, Params, Part,
    Payload, Protection, Refusal, SPELLING, Sealed, Secret, Times, UnfitKey, Unlocked,
};
use crate::time::Time;

/// The format of @fastify/secure-session.
pub struct SecureSession;

/// When a session was changed last, in it.
const STAMP: &str = "__ts";
/// How long it is taken from then, and that the very last second is none of them.
const DAY: u64 = 86_401;
/// What is taken where an application gives a secret and no salt.
const SALT_OF_ALL: &str = "mq9hDxBVDbspDR6nLfFT1g==";

const KIND: Param = Param {
    name: "kind",
    about: "what the key is: key is 32 bytes, as they are or in base64; secret is a text, of which \
            Argon2id makes the key (256 MiB, once a key); auto takes what fits",
    kind: Kind::Word(&["auto", "key", "secret"]),
    default: "auto",
};

const SALT: Param = Param {
    name: "salt",
    about: "the salt of a secret: 16 characters, or base64: and 16 bytes; none for the library's own",
    kind: Kind::Unseen,
    default: "none",
};

const EXPIRY: Param = Param {
    name: "expiry",
    about: "for how long a session is taken after its last change (expiry)",
    kind: Kind::Duration,
    default: "86401",
};

const FACTS: Facts = Facts {
    name: "fastify-secure-session",
    about: "session of @fastify/secure-session (XSalsa20-Poly1305)",
    framework: &SECURE_SESSION,
    protection: Protection::Encrypted,
    payload: Payload::Json,
    expiry: Expiry::ByAge(Some(DAY - 1)),
    name_binding: NameBinding::Unbound,
    key: KeySpec {
        about: "32 bytes, as they are or in base64 (key); or a text of 32 bytes or more (secret)",
        list: "the first encrypts, all open",
        line_end: LineEnd::Dropped,
        generate: Generate::Base64("", KEY_BYTES),
    },
    params: &[KIND, SALT, EXPIRY, KEY_ENCODING],
    cautions: &[
        "not bound to the cookie's name: the value opens under any name",
        "a secret without a salt of its own has the salt that everybody has",
        "the library takes a text key for base64: 32 characters of text are 24 bytes, and refused",
    ],
};

const CONTENT: Malformed =
    Malformed("fastify-secure-session: it is genuine, and what it holds is not a JSON object");

const OTHER_SIGNATURE: Malformed = Malformed(
    "fastify-secure-session: the session in it is genuine, and the signature around it is not of \
     this key: @fastify/cookie has a secret of its own, or it was changed",
);

impl Format for SecureSession {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    /// Base64, a semicolon, and 32 characters of base64.
    fn resembles(&self, value: &str) -> bool {
        let bytes = value.as_bytes();
        let plain = memchr::memchr(b';', bytes).map(|at| (at, at + 1));
        let parts = plain.or_else(|| memchr::memmem::find(bytes, b"%3B").map(|at| (at, at + 3)));
        parts.is_some_and(|(end, start)| {
            let (sealed, nonce) = (&bytes[..end], &bytes[start..]);
            // A signature may follow, behind a dot.
            let nonce = &nonce[..memchr::memchr(b'.', nonce).unwrap_or(nonce.len())];
            let escaped = 2 * memchr::memchr_iter(b'%', nonce).count();
            let is_of =
                |it: &u8| it.is_ascii_alphanumeric() || matches!(it, b'+' | b'/' | b'=' | b'%');
            nonce.len() == 32 + escaped && nonce.iter().chain(sealed).all(is_of)
        })
    }

    fn anatomy(&self, cookie: Input) -> std::result::Result<Anatomy, Malformed> {
        let fields = Fields::read(cookie.value)?;
        let mark = fields.mark;
        let part = |name, bytes, span| Part { name, bytes, span };
        Ok(Anatomy {
            parts: vec![
                part("tag", TAG_BYTES, 0..mark),
                part("ciphertext", fields.sealed.len() - TAG_BYTES, 0..mark),
                part("nonce", NONCE_BYTES, mark + 1..cookie.value.len()),
            ],
            times: Times::default(),
            key_id: None,
            readable: None,
            notes: match fields.signature {
                Some(_) => vec!["it is signed besides, by @fastify/cookie (signed: true)"],
                None => vec![],
            },
        })
    }

    fn unlock(&self, secret: Secret, params: &Params) -> std::result::Result<Unlocked, UnfitKey> {
        // 32 bytes may end in what is a line end of a text.
        let line = match params.text(KEY_ENCODING.name) {
            None | Some("text") if secret.bytes.len() == KEY_BYTES => {
                Zeroizing::new(secret.bytes.to_vec())
            }
            _ => secret.decoded(params)?,
        };
        let line = &line[..];
        let kind = params.text(KIND.name);
        let key = key_of(line).filter(|_| kind != Some("secret"));
        let signing = match &key {
            Some(key) => Signing::of_key(key),
            None => Signing::of_secret(line),
        };
        let key = match key {
            Some(key) => Key::Bytes(SecretBox::new(&key)),
            None if kind == Some("key") => return Err(NO_KEY),
            None if line.len() < KEY_BYTES => {
                return Err(UnfitKey(
                    "the key is neither 32 bytes, nor those in base64, nor a secret of 32 bytes or \
                     more",
                ));
            }
            None => Key::Secret {
                text: Memory::of(&[line]),
                salt: salt_of(params)?,
                made: OnceLock::new(),
            },
        };
        Ok(Unlocked {
            codec: Box::new(Keyed {
                key,
                signing,
                expiry: params.age(EXPIRY.name, Some(DAY)),
            }),
            protection: FACTS.protection,
            warning: None,
        })
    }

    /// Argon2id of 256 MiB takes most of a second.
    fn slowness(&self, secret: Secret, params: &Params) -> usize {
        let is_secret = match params.text(KIND.name) {
            Some("secret") => true,
            Some("key") => false,
            _ => key_of(secret.line()).is_none(),
        };
        // A shorter text is no key of it.
        let is_long = secret.line().len() >= KEY_BYTES;
        if is_secret && is_long { 4096 } else { 1 }
    }

    /// Node's base64 is lenient, and what stands behind a second mark is ignored.
    fn on_the_server(&self, secret: Secret, value: &str, now: Time) -> Option<OnServer> {
        let value = from_percent_leniently(value)?;
        let inner = value.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
        let mut parts = inner.unwrap_or(&value).split(';');
        let sealed = as_node_reads(parts.next()?)?;
        let nonce = as_node_reads(parts.next()?)?;
        let value = format!("{};{}", base64(&sealed), base64(&nonce));
        let codec = self.unlock(secret, &NO_PARAMS).ok()?.codec;
        let opened = codec.open(Input::bare(&value)).ok()?;
        Some(OnServer {
            difference: Difference::of(&SPELLING),
            takes: opened.times.refusal(now, 0).is_none(),
            opened,
        })
    }

    fn hides_times(&self, _params: &Params) -> bool {
        true
    }

    #[cfg(test)]
    fn vectors(&self) -> Vec<crate::frameworks::vectors::Vector> {
        use crate::encoding::from_hex;
        let json = include_str!("../../../tests/data/frameworks/fastify-secure-session.json");
        let file: serde_json::Value = serde_json::from_str(json).unwrap();
        crate::frameworks::vectors::of_library(self, json, |case, mut vector| {
            // A session is over at a second, not a part of one later.
            vector.now = Time(case["now"].as_f64().unwrap() as u64);
            if let Some(name) = case.get("secret").and_then(|it| it.as_str()) {
                let digits = file["keyring"][name]["hex"].as_str().unwrap();
                vector.keys = vec![from_hex(digits.as_bytes()).unwrap().to_vec()];
                vector.params.set(&KIND, "secret".to_owned());
            }
            if vector.name.ends_with("percent-encoded twice") {
                // One of the two was taken off for the file.
                vector.cookie = percent(&vector.cookie);
            }
            Some(vector)
        })
    }
}

/// The bytes that Node makes of base64: in either alphabet, without padding, and with
/// characters that are none of it. `None` where padding stands in the middle.
fn as_node_reads(text: &str) -> Option<Vec<u8>> {
    let text = text.trim_end_matches('=');
    if text.contains('=') {
        return None;
    }
    let is_digit = |it: &char| it.is_ascii_alphanumeric() || "+/-_".contains(*it);
    let digits: String = text.chars().filter(is_digit).collect();
    let mut digits = digits.replace('-', "+").replace('_', "/");
    // A digit alone is no byte.
    if digits.len() % 4 == 1 {
        digits.pop();
    }
    let own = with_its_own_end(&digits, digits.len() * 3 / 4)?;
    from_base64_unpadded(&own)
}

const NO_KEY: UnfitKey = UnfitKey("the key is not 32 bytes, nor those in base64");

/// 32 bytes, as they are or in base64.
fn key_of(line: &[u8]) -> Option<Zeroizing<[u8; KEY_BYTES]>> {
    let decoded = match line.len() {
        KEY_BYTES => Zeroizing::new(line.to_vec()),
        44 => from_secret_base64(line)?,
        _ => return None,
    };
    let mut key = Zeroizing::new([0; KEY_BYTES]);
    (decoded.len() == KEY_BYTES).then(|| key.copy_from_slice(&decoded))?;
    Some(key)
}

fn salt_of(params: &Params) -> std::result::Result<[u8; SALT_BYTES], UnfitKey> {
    let salt = params.text(SALT.name).filter(|it| *it != SALT.default);
    let bytes = match salt {
        None => from_base64(SALT_OF_ALL),
        Some(text) => match text.strip_prefix("base64:") {
            Some(digits) => from_base64(digits),
            None => Some(text.as_bytes().to_vec()),
        },
    };
    let bytes = bytes.and_then(|it| it.try_into().ok());
    bytes.ok_or(UnfitKey("--param salt is not 16 bytes"))
}

/// Sessions under a key.
struct Keyed {
    key: Key,
    signing: Signing,
    expiry: Option<u64>,
}

/// A session with its time, and the text without it.
fn stamped(text: &[u8]) -> std::result::Result<(Vec<u8>, Option<u64>), Malformed> {
    let members = Members::read(text).map_err(|_| CONTENT)?;
    let Some(value) = members.get(STAMP) else {
        return Ok((text.to_vec(), None));
    };
    let Ok(stamp) = value.parse() else {
        return Ok((text.to_vec(), None));
    };
    // The value is a piece of the text.
    let start = value.as_ptr() as usize - text.as_ptr() as usize;
    let (mut before, mut behind) = (&text[..start], &text[start + value.len()..]);
    let name = format!("\"{STAMP}\":");
    before = before.strip_suffix(name.as_bytes()).ok_or(CONTENT)?;
    match before.strip_suffix(b",") {
        Some(rest) => before = rest,
        None => behind = behind.strip_prefix(b",").unwrap_or(behind),
    }
    Ok(([before, behind].concat(), Some(stamp)))
}

impl Codec for Keyed {
    fn seal(&self, draft: &Draft) -> Result<Sealed> {
        if draft.expires.is_some() {
            return Err(Error::could_not(
                "a fastify-secure-session cookie cannot carry an expiry: it says when it was made",
            )
            .hint("leave it out; the application's expiry says for how long it is taken"));
        }
        let no_object = || {
            Error::could_not("a session of @fastify/secure-session is a JSON object without __ts")
                .hint(r#"as '{"user":"alice"}'"#)
        };
        let members = Members::read(draft.payload).map_err(|_| no_object())?;
        if members.get(STAMP).is_some() {
            return Err(no_object());
        }
        let text = draft.payload.trim_ascii_end();
        let start = text.strip_suffix(b"}").ok_or_else(no_object)?;
        let comma = if members.is_empty() { "" } else { "," };
        let end = format!("{comma}\"{STAMP}\":{}}}", draft.issued.0);
        let nonce = random::<NONCE_BYTES>()?;
        let key = self.key.get().ok_or_else(|| Error::lacking(LACKING))?;
        let sealed = key.seal(&nonce, &[start, end.as_bytes()].concat());
        Ok(percent(&format!("{};{}", base64(&sealed), base64(&*nonce))).into())
    }

    fn open_to(&self, cookie: Input, payload: &mut Vec<u8>) -> std::result::Result<Times, Refusal> {
        let mut fields = Fields::read(cookie.value)?;
        // Not forged: see `lacking`.
        let key = self.key.get().ok_or(Refusal::Forged)?;
        if !key.open(&fields.nonce, &mut fields.sealed) {
            return Err(Refusal::Forged);
        }
        let (own, _) = split(cookie.value);
        if fields
            .signature
            .is_some_and(|it| !self.signing.signed(own, &it))
        {
            return Err(OTHER_SIGNATURE.into());
        }
        let (session, stamp) = stamped(&fields.sealed)?;
        payload.clear();
        payload.extend_from_slice(&session);
        let end = |stamp: u64| Some(Time(stamp).plus(self.expiry?));
        Ok(Times {
            issued: stamp.map(Time),
            expires: stamp.and_then(end),
            ..Times::default()
        })
    }

    fn lacking(&self) -> Option<&'static str> {
        self.key.get().is_none().then_some(LACKING)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_read_as_node_reads_it() {
        for (text, bytes) in [
            ("YWJj", Some(&b"abc"[..])),
            ("YW!Jj", Some(b"abc")),
            (" YWJ j", Some(b"abc")),
            ("YWI", Some(b"ab")),
            ("YWJ=", Some(b"ab")),
            ("YWJjZ", Some(b"abc")),
            ("-_-_", Some(&[0xfb, 0xff, 0xbf])),
            ("YQ==YQ==", None),
        ] {
            assert_eq!(as_node_reads(text).as_deref(), bytes, "{text}");
        }
    }
}
