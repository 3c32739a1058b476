//! Laravel's encrypted cookies: `b64({"iv":b64,"value":b64,"mac":hex,"tag":b64})`.
//!
//! AES-CBC with HMAC-SHA256 over iv and value as they stand there, or AES-GCM with a
//! tag; one key for both. The text starts with `hex(HMAC-SHA1(key, NAME "v2")) "|"`.
//! Percent-encoded on the wire. Source: Laravel 8.83 and 12.67,
//! `Illuminate/Encryption/Encrypter.php`, `Illuminate/Cookie/CookieValuePrefix.php`,
//! `Illuminate/Cookie/Middleware/EncryptCookies.php`.

mod fields;
mod framework;
mod session;

use super::{
    Anatomy, Codec, Draft, Expiry, Facts, Format, Generate, Input, KEY_ENCODING, KeySpec, Kind,
    LineEnd, Malformed, NameBinding, Opened, Param, Params, Part, Payload, Protection, Refusal,
    Sealed, Secret, Times, UnfitKey, Unlocked,
};
use crate::crypto::cbc::{BLOCK_BYTES, CbcKey};
use crate::crypto::gcm::{GcmKey, NONCE_BYTES, TAG_BYTES};
use crate::crypto::mac::{Digest, MacKey};
use crate::crypto::{equal, random};
use crate::encoding::{base64, from_secret_base64, hex, percent};
use crate::error::{Error, Result};
use fields::{Check, Fields};
use framework::FRAMEWORK;
use zeroize::Zeroizing;

/// The format of Laravel's `EncryptCookies`.
pub struct Laravel;

/// What an APP_KEY starts with whose rest is base64.
const ENCODED: &[u8] = b"base64:";
/// What follows the name in the HMAC that a text starts with.
const PREFIX_VERSION: &[u8] = b"v2";
/// Characters of that HMAC, and the bar behind it.
const PREFIX_BYTES: usize = 41;

const CIPHER: Param = Param {
    name: "cipher",
    about: "the cipher of config/app.php; auto reads what a cookie says it is, and makes \
            aes-256-cbc, or aes-128-cbc under a key of 16 bytes",
    kind: Kind::Word(&[
        "auto",
        "aes-256-cbc",
        "aes-128-cbc",
        "aes-256-gcm",
        "aes-128-gcm",
    ]),
    default: "auto",
};

const SERIALIZE: Param = Param {
    name: "serialize",
    about: "whether the text is a string that PHP serialized (EncryptCookies::$serialize, and \
            Laravel before 5.6.30)",
    kind: Kind::Switch,
    default: "false",
};

const PREFIX: Param = Param {
    name: "prefix",
    about: "whether it starts with the HMAC of the cookie's name (5.6.30, 6.18.35, 7.22.0 and \
            later)",
    kind: Kind::Switch,
    default: "true",
};

const FACTS: Facts = Facts {
    name: "laravel",
    about: "Laravel encrypted cookie (AES-256-CBC and HMAC-SHA256, or AES-256-GCM)",
    framework: &FRAMEWORK,
    protection: Protection::Encrypted,
    payload: Payload::Text,
    expiry: Expiry::Never,
    name_binding: NameBinding::Bound,
    key: KeySpec {
        about: "an APP_KEY: `base64:` and 32 bytes in base64, or the bytes themselves; 16 for the \
                ciphers of 128 bits",
        list: "APP_KEY makes; it and APP_PREVIOUS_KEYS open (Laravel 11 and later)",
        line_end: LineEnd::Dropped,
        generate: Generate::Base64("base64:", 32),
    },
    params: &[CIPHER, SERIALIZE, PREFIX, KEY_ENCODING],
    cautions: &[
        "of a session it holds an id alone, unless SESSION_DRIVER is cookie: the session is on the \
         server",
        "where SESSION_DRIVER is cookie, a session says when it ends; any other cookie contains no \
         time, and only a new key ends it",
        "what PHP serialized can make any object where Laravel reads it: here it is text",
    ],
};

impl Format for Laravel {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    /// `{"iv":` in base64.
    fn resembles(&self, value: &str) -> bool {
        value.starts_with("eyJpdiI6")
    }

    fn anatomy(&self, cookie: Input) -> std::result::Result<Anatomy, Malformed> {
        let fields = Fields::read(cookie)?;
        let part = |name, bytes| Part {
            name,
            bytes,
            span: 0..cookie.value.len(),
        };
        let (name, check) = match fields.check {
            Check::Mac { .. } => ("mac", 32),
            Check::Tag { .. } => ("tag", TAG_BYTES),
        };
        Ok(Anatomy {
            parts: vec![
                part("iv", fields.check.iv_bytes()),
                part("value", fields.value.len()),
                part(name, check),
            ],
            times: Times::default(),
            key_id: None,
            readable: None,
            notes: vec![],
        })
    }

    fn hides_times(&self, _params: &Params) -> bool {
        true
    }

    fn unlock(&self, secret: Secret, params: &Params) -> std::result::Result<Unlocked, UnfitKey> {
        let key = key(secret, params)?;
        let needed = params.text(CIPHER.name).and_then(|name| match name {
            "auto" => None,
            name if name.contains("128") => Some(16),
            _ => Some(32),
        });
        if needed.is_some_and(|needed| needed != key.len()) {
            return Err(UnfitKey(
                "the key does not have the bytes of the cipher that was named",
            ));
        }
        let unfit = || UnfitKey("the key does not have 16 or 32 bytes");
        Ok(Unlocked {
            codec: Box::new(Keyed {
                cbc: CbcKey::new(&key).ok_or_else(unfit)?,
                gcm: GcmKey::new(&key).ok_or_else(unfit)?,
                mac: MacKey::new(Digest::Sha256, &key),
                prefix: MacKey::new(Digest::Sha1, &key),
                makes_gcm: params
                    .text(CIPHER.name)
                    .is_some_and(|it| it.ends_with("gcm")),
                params: params.clone(),
            }),
            protection: FACTS.protection,
            warning: None,
        })
    }

    #[cfg(test)]
    fn vectors(&self) -> Vec<super::vectors::Vector> {
        let json = include_str!("../../tests/data/frameworks/laravel.json");
        super::vectors::of_library(self, json, |_, vector| Some(vector))
    }
}

/// The bytes of an APP_KEY. Those that have no text may end as a line does.
fn key(secret: Secret, params: &Params) -> std::result::Result<Zeroizing<Vec<u8>>, UnfitKey> {
    let is_one = |bytes: &[u8]| [16, 32].contains(&bytes.len());
    let given = secret.decoded(params)?;
    let is_text = matches!(params.text(KEY_ENCODING.name), None | Some("text"));
    if let Some(encoded) = given.strip_prefix(ENCODED).filter(|_| is_text) {
        let bytes = from_secret_base64(encoded);
        return bytes.filter(|it| is_one(it)).ok_or(UnfitKey(
            "what follows `base64:` in the key is not 32 bytes in base64, or 16",
        ));
    }
    if is_one(&given) {
        return Ok(given);
    }
    if is_text && is_one(secret.bytes) {
        return Ok(Zeroizing::new(secret.bytes.to_vec()));
    }
    Err(UnfitKey(
        "the key is neither `base64:` and 32 bytes in base64, nor 32 bytes, nor 16: where `base64:` \
         was left out, --param key-encoding=base64 reads it",
    ))
}

/// AES and HMAC under one key.
struct Keyed {
    cbc: CbcKey,
    gcm: GcmKey,
    mac: MacKey,
    prefix: MacKey,
    makes_gcm: bool,
    params: Params,
}

impl Keyed {
    /// What a text for the cookie of this name starts with.
    fn prefix(&self, name: &str) -> Vec<u8> {
        let digits = hex(&self.prefix.tag(&[name.as_bytes(), PREFIX_VERSION]));
        [digits.as_bytes(), b"|"].concat()
    }

    /// What a text carries for the cookie of this name.
    fn carried<'t>(&self, text: &'t [u8], cookie: Input) -> std::result::Result<&'t [u8], Refusal> {
        let is_serialized = cookie.params.switch(SERIALIZE.name) == Some(true);
        let text = match is_serialized {
            true => unserialized(text).ok_or(Malformed(
                "laravel: it is genuine, and its text is not a string that PHP serialized: --param \
                 serialize=false",
            ))?,
            false => text,
        };
        if cookie.params.switch(PREFIX.name) == Some(false) {
            return Ok(text);
        }
        let (prefix, value) = text.split_at_checked(PREFIX_BYTES).ok_or(Refusal::Forged)?;
        match equal(prefix, &self.prefix(cookie.name)) {
            true => Ok(value),
            false => Err(Refusal::Forged),
        }
    }

    /// What a text carries that starts as one for a cookie of another name does.
    fn carried_for_another<'t>(&self, text: &'t [u8], cookie: Input) -> Option<&'t [u8]> {
        let is_serialized = cookie.params.switch(SERIALIZE.name) == Some(true);
        let text = if is_serialized {
            unserialized(text)?
        } else {
            text
        };
        let (prefix, value) = text.split_at_checked(PREFIX_BYTES)?;
        let (bar, digits) = prefix.split_last()?;
        let is_digit = |it: &u8| matches!(it, b'0'..=b'9' | b'a'..=b'f');
        let is_prefix = *bar == b'|' && digits.iter().all(is_digit);
        (is_prefix && !equal(prefix, &self.prefix(cookie.name))).then_some(value)
    }

    /// Decrypts the text of a genuine cookie.
    fn decrypted(&self, cookie: Input) -> std::result::Result<Zeroizing<Vec<u8>>, Refusal> {
        let Fields { value, check } = Fields::read(cookie)?;
        let mut value = Zeroizing::new(value);
        let length = match check {
            Check::Mac { iv, mac, signed } => {
                if !equal(&self.mac.tag(&[signed.as_bytes()]), &mac) {
                    return Err(Refusal::Forged);
                }
                self.cbc.decrypt(&iv, &mut value).ok_or(Malformed(
                    "laravel: its mac is right, and its value cannot be decrypted",
                ))?
            }
            Check::Tag { iv, tag } => {
                if !self.gcm.open(&iv, b"", &mut value, &tag) {
                    return Err(Refusal::Forged);
                }
                value.len()
            }
        };
        value.truncate(length);
        Ok(value)
    }

    fn text(&self, draft: &Draft) -> Result<Vec<u8>> {
        let has_prefix = self.params.switch(PREFIX.name) != Some(false);
        if has_prefix && draft.name.is_empty() {
            return Err(Error::could_not(
                "a laravel cookie is bound to its name, and no name was given",
            )
            .hint("add --name laravel_session, or the name that the application uses"));
        }
        let mut text = if has_prefix {
            self.prefix(draft.name)
        } else {
            vec![]
        };
        text.extend_from_slice(draft.payload);
        if self.params.switch(SERIALIZE.name) == Some(true) {
            let head = format!("s:{}:\"", text.len());
            return Ok([head.as_bytes(), &text, b"\";"].concat());
        }
        Ok(text)
    }
}

/// The string that PHP serialized: `s:LENGTH:"…";`.
fn unserialized(text: &[u8]) -> Option<&[u8]> {
    let rest = text.strip_prefix(b"s:")?;
    let colon = memchr::memchr(b':', rest)?;
    let (digits, rest) = rest.split_at(colon);
    let digits = std::str::from_utf8(digits).ok()?;
    let inner = rest.strip_prefix(b":\"")?.strip_suffix(b"\";")?;
    (inner.len().to_string() == digits).then_some(inner)
}

impl Codec for Keyed {
    fn seal(&self, draft: &Draft) -> Result<Sealed> {
        // A session that is made again says when it ends by itself.
        if draft.expires != session::times(draft.name, draft.payload).expires
            && draft.expires.is_some()
        {
            return Err(Error::could_not("a laravel cookie cannot carry an expiry")
                .hint("leave it out; --set-cookie --max-age 8h tells the browser"));
        }
        let mut text = self.text(draft)?;
        // One that is made again keeps its cipher.
        let again = draft
            .again
            .map(Input::bare)
            .and_then(|it| Fields::read(it).ok());
        let makes_gcm = again.map_or(self.makes_gcm, |it| matches!(it.check, Check::Tag { .. }));
        let (iv, value, mac, tag) = match makes_gcm {
            true => {
                let iv = random::<NONCE_BYTES>()?;
                let tag = self.gcm.seal(&iv, b"", &mut text);
                (base64(&*iv), base64(&text), String::new(), base64(&tag))
            }
            false => {
                let iv = random::<BLOCK_BYTES>()?;
                let value = base64(&self.cbc.encrypt(&iv, &text));
                let iv = base64(&*iv);
                let mac = hex(&self.mac.tag(&[iv.as_bytes(), value.as_bytes()]));
                (iv, value, mac, String::new())
            }
        };
        let json = format!(
            "{{\"iv\":\"{iv}\",\"value\":\"{value}\",\"mac\":\"{mac}\",\"tag\":\"{tag}\"}}"
        );
        Ok(percent(&base64(json.as_bytes())).into())
    }

    fn open_to(&self, cookie: Input, payload: &mut Vec<u8>) -> std::result::Result<Times, Refusal> {
        let value = self.decrypted(cookie)?;
        let carried = self.carried(&value, cookie)?;
        payload.clear();
        payload.extend_from_slice(carried);
        Ok(session::times(cookie.name, carried))
    }

    fn of_another_name(&self, cookie: Input) -> Option<Opened> {
        let value = self.decrypted(cookie).ok()?;
        let carried = self.carried_for_another(&value, cookie)?;
        Some(Opened {
            payload: carried.to_vec(),
            times: Times::default(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_of_php_has_the_length_that_it_says() {
        assert_eq!(unserialized(b"s:5:\"alice\";"), Some(&b"alice"[..]));
        assert_eq!(unserialized(b"s:0:\"\";"), Some(&b""[..]));
        for other in [
            &b"s:4:\"alice\";"[..],
            b"s:05:\"alice\";",
            b"s:5:\"alice\"",
            b"s:5:alice;",
            b"i:5;",
            b"",
            b"s:",
        ] {
            assert_eq!(unserialized(other), None, "{other:?}");
        }
    }
}
