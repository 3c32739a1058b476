//! `b64(ciphertext) "--" b64(iv) "--" b64(tag)`, AES-256-GCM.

use super::super::ruby::content::{Content, SERIALIZER, portable};
use super::super::{
    Anatomy, Codec, Draft, Expiry, Facts, Format, Input, Kind, Malformed, NameBinding, Param,
    Params, Part, Payload, Portable, Protection, Refusal, Sealed, Secret, Times, UnfitKey,
    Unlocked,
};
use super::envelope::{self, Envelope};
use super::keys::{self, Base};
use super::{FRAMEWORK, MARK};
use crate::crypto::gcm::{GcmKey, NONCE_BYTES, TAG_BYTES};
use crate::crypto::random;
use crate::encoding::{base64, from_base64, percent};
use crate::error::Result;

/// The format of Rails' encrypted cookies, from 5.2 on.
pub struct RailsGcm;

const SALT: Param = Param {
    name: "salt",
    about: "the salt of the key (authenticated_encrypted_cookie_salt)",
    kind: Kind::Unseen,
    default: "authenticated encrypted cookie",
};

const CIPHER: Param = Param {
    name: "cipher",
    about: "the cipher (encrypted_cookie_cipher)",
    kind: Kind::Word(&["aes-256-gcm", "aes-192-gcm", "aes-128-gcm"]),
    default: "aes-256-gcm",
};

const FACTS: Facts = Facts {
    name: "rails-gcm",
    about: "Rails encrypted cookie (AES-256-GCM)",
    framework: &FRAMEWORK,
    protection: Protection::Encrypted,
    payload: Payload::Json,
    expiry: Expiry::Optional,
    name_binding: NameBinding::Bound,
    key: keys::KEY,
    params: &[
        keys::KDF,
        SALT,
        CIPHER,
        keys::ITERATIONS,
        SERIALIZER,
        keys::ENCODING,
    ],
    cautions: &[
        "one that Rails made without a purpose (before 5.2, or with use_cookies_with_metadata \
         off) opens under any name",
        "Loading Marshal data can create any object in Rails: cookiekit never loads it",
    ],
};

impl Format for RailsGcm {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    /// Three parts, of which the last two are as long as their bytes.
    fn resembles(&self, value: &str) -> bool {
        let mut parts = value.rsplit(MARK);
        let tag = parts.next().is_some_and(|it| {
            let digits = it.trim_end_matches("%3D").trim_end_matches('=');
            digits.len() < it.len() && is_long(digits, 22)
        });
        tag && parts.next().is_some_and(|it| is_long(it, 16)) && parts.next().is_some()
    }

    fn anatomy(&self, cookie: Input) -> std::result::Result<Anatomy, Malformed> {
        let fields = Fields::read(cookie.value)?;
        let [iv, tag] = fields.marks;
        let part = |name, bytes, span| Part { name, bytes, span };
        Ok(Anatomy {
            parts: vec![
                part("ciphertext", fields.ciphertext.len(), 0..iv),
                part("iv", NONCE_BYTES, iv + MARK.len()..tag),
                part("tag", TAG_BYTES, tag + MARK.len()..cookie.value.len()),
            ],
            times: Times::default(),
            key_id: None,
            readable: None,
            notes: vec![],
        })
    }

    fn unlock(&self, secret: Secret, params: &Params) -> std::result::Result<Unlocked, UnfitKey> {
        let base = Base::of(secret, params)?;
        let salt = params.text(SALT.name).unwrap_or(SALT.default);
        let bytes = match params.text(CIPHER.name) {
            Some("aes-128-gcm") => 16,
            Some("aes-192-gcm") => 24,
            _ => 32,
        };
        // A shorter key of PBKDF2 is the start of a longer one.
        let keys = base
            .keys::<32>(salt)
            .filter_map(|key| GcmKey::new(&key[..bytes]));
        Ok(Unlocked {
            codec: Box::new(Keyed {
                keys: keys.collect(),
                params: params.clone(),
            }),
            protection: FACTS.protection,
            warning: None,
        })
    }

    fn hides_times(&self, _params: &Params) -> bool {
        true
    }

    fn portable(
        &self,
        payload: &[u8],
        _params: &Params,
    ) -> std::result::Result<Portable, &'static str> {
        portable(payload)
    }

    /// Salts of a sibling, or of an older version, that were copied.
    fn often_chosen(&self) -> &'static [(&'static str, &'static [&'static str])] {
        &[
            (
                SALT.name,
                &[
                    "encrypted cookie",
                    "signed encrypted cookie",
                    "signed cookie",
                    "encrypted signed cookie",
                ],
            ),
            (
                keys::ITERATIONS.name,
                // Those of ActiveSupport's own default, of Rails' tests, and of advice.
                &["65536", "1", "2", "2000", "10000", "20000"],
            ),
        ]
    }

    #[cfg(test)]
    fn vectors(&self) -> Vec<super::super::vectors::Vector> {
        let json = include_str!("../../../tests/data/frameworks/rails-gcm.json");
        super::vectors(self, json)
    }
}

/// Whether it is so many digits of base64, which may be percent-encoded.
fn is_long(text: &str, digits: usize) -> bool {
    let escaped = 2 * text.matches('%').count();
    text.len() == digits + escaped
}

/// A value taken apart.
struct Fields {
    ciphertext: Vec<u8>,
    iv: [u8; NONCE_BYTES],
    tag: [u8; TAG_BYTES],
    /// Where the two marks stand.
    marks: [usize; 2],
}

impl Fields {
    fn read(value: &str) -> std::result::Result<Self, Malformed> {
        let parts: Vec<&str> = value.splitn(4, MARK).collect();
        let [ciphertext, iv, tag] = parts[..] else {
            return Err(Malformed(match parts.len() {
                4 => "rails-gcm: there are more than three parts (Rails before 7.1 ignores that)",
                _ => "rails-gcm: it does not have three parts separated by `--`",
            }));
        };
        let marks = [ciphertext.len(), ciphertext.len() + MARK.len() + iv.len()];
        let ciphertext = from_base64(ciphertext).ok_or(Malformed(
            "rails-gcm: the ciphertext is not canonical base64",
        ))?;
        let iv = from_base64(iv).and_then(|it| it.try_into().ok());
        let iv = iv.ok_or(Malformed(
            "rails-gcm: the iv is not 12 bytes of canonical base64",
        ))?;
        let tag = from_base64(tag).and_then(|it| it.try_into().ok());
        let tag = tag.ok_or(Malformed(
            "rails-gcm: the tag is not 16 bytes of canonical base64",
        ))?;
        Ok(Fields {
            ciphertext,
            iv,
            tag,
            marks,
        })
    }
}

/// AES-GCM with the keys of a secret.
struct Keyed {
    keys: Vec<GcmKey>,
    params: Params,
}

impl Codec for Keyed {
    fn seal(&self, draft: &Draft) -> Result<Sealed> {
        let mut text = envelope::written(draft, &self.params, FACTS.name)?;
        let iv = random::<NONCE_BYTES>()?;
        let tag = self.keys[0].seal(&iv, b"", &mut text);
        let [text, iv, tag] = [&text[..], &iv[..], &tag].map(base64);
        Ok(percent(&format!("{text}{MARK}{iv}{MARK}{tag}")).into())
    }

    fn open_to(&self, cookie: Input, payload: &mut Vec<u8>) -> std::result::Result<Times, Refusal> {
        let data = self.decrypted(cookie)?;
        Envelope::opened(data, cookie.name, Content::of(cookie.params), payload)
    }

    fn made_for(&self, cookie: Input) -> Option<String> {
        Envelope::made_for(self.decrypted(cookie).ok()?)
    }
}

impl Keyed {
    fn decrypted(&self, cookie: Input) -> std::result::Result<Vec<u8>, Refusal> {
        let Fields {
            mut ciphertext,
            iv,
            tag,
            ..
        } = Fields::read(cookie.value)?;
        let opens = |key: &GcmKey| key.open(&iv, b"", &mut ciphertext, &tag);
        match self.keys.iter().any(opens) {
            true => Ok(ciphertext),
            false => Err(Refusal::Forged),
        }
    }
}
