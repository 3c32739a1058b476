//! AdonisJS's cookies, of versions 6 and 7. K is SHA-256 of APP_KEY; a message is
//! JSON, `{"message":…,"purpose":NAME,"expiryDate":ISO}`; b64 is for URLs, unpadded.
//!
//! | kind | bytes |
//! |---|---|
//! | signed | `"s:" b64(message) "." b64(HMAC-SHA256(K, what stands before))` |
//! | legacy, of 6 | `"e:" b64(AES-256-CBC(K)) "." b64(iv, 16 letters) "." b64(HMAC-SHA256(K))` |
//! | aes256gcm, chacha20 | `"e:" ID ".v1:" b64 "." b64(iv 12) "." b64(tag 16)`, bound to the name |
//! | aes256cbc | `"e:" ID "." b64 "." b64(iv 16) "." b64(HMAC-SHA256)` |
//! | aessiv | `"e:" ID "." b64 "." b64(tag 16)`, bound to the name; the same each time |
//! | plain | `b64(message)` |
//!
//! Percent-encoded on the wire. Source: @adonisjs/core 6.21.0 (encryption 6.0.2) and
//! 7.5.2 (@boringnode/encryption 1.0.1).

mod encrypted;
mod framework;
mod message;

use super::{
    Anatomy, Codec, Draft, Expiry, Facts, Format, Generate, Input, KeySpec, Kind, LineEnd,
    Malformed, NameBinding, Param, Params, Part, Payload, Protection, Refusal, Sealed, Secret,
    Times, UnfitKey, Unlocked,
};
use crate::crypto::equal;
use crate::crypto::mac::{Digest, MacKey};
use crate::encoding::{base64url, from_base64url, percent};
use crate::error::{Error, Result};
use encrypted::{Driver, Encrypted, Sealer};
use framework::FRAMEWORK;
use message::Message;

/// The format of AdonisJS's cookies.
pub struct Adonis;

const SIGNED_PREFIX: &str = "s:";
const ENCRYPTED_PREFIX: &str = "e:";
/// The shortest APP_KEY that it takes.
const MIN_KEY: usize = 16;

const KIND: Param = Param {
    name: "kind",
    about: "what it is to be: request.cookie() reads signed ones, encryptedCookie() and \
            plainCookie() the others; auto reads what it says it is, and encrypts",
    kind: Kind::Word(&["auto", "signed", "encrypted", "plain"]),
    default: "auto",
};

const DRIVER: Param = Param {
    name: "driver",
    about: "the driver of config/encryption.ts; legacy is that of version 6; auto tries each that \
            a cookie may be of, and makes aes256gcm",
    kind: Kind::Word(&[
        "auto",
        "aes256gcm",
        "aes256cbc",
        "chacha20",
        "aessiv",
        "legacy",
    ]),
    default: "auto",
};

const VERSION: Param = Param {
    name: "version",
    about: "the version of AdonisJS: 6 reads and makes the legacy form alone",
    kind: Kind::Word(&["7", "6"]),
    default: "7",
};

const ID: Param = Param {
    name: "encrypter-id",
    about: "the id of the driver in config/encryption.ts, which a cookie says; any reads each, and \
            makes gcm",
    kind: Kind::Text,
    default: "any",
};

const FACTS: Facts = Facts {
    name: "adonis",
    about: "AdonisJS cookie, signed (HMAC-SHA256) or encrypted (AES-256-GCM, CBC, SIV or ChaCha20)",
    framework: &FRAMEWORK,
    protection: Protection::ByKey,
    payload: Payload::Json,
    expiry: Expiry::Optional,
    name_binding: NameBinding::Bound,
    key: KeySpec {
        about: "an APP_KEY: any text of 16 letters or more",
        list: "the first of a driver's keys makes, all open (version 7; 6 has one)",
        line_end: LineEnd::Dropped,
        generate: Generate::Base64Url(24),
    },
    params: &[KIND, DRIVER, ID, VERSION],
    cautions: &[
        "a signed one is not encrypted: anyone can read it",
        "of a session it holds an id alone, unless the driver of the session is cookie",
        "of the driver aessiv the same value is the same cookie each time, and none expires",
        "0, false, null and an empty text cannot be read back by AdonisJS",
    ],
};

/// What a value is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Signed,
    Encrypted,
    Plain,
}

impl Form {
    fn of(value: &str) -> Form {
        if value.starts_with(SIGNED_PREFIX) {
            Form::Signed
        } else if value.starts_with(ENCRYPTED_PREFIX) {
            Form::Encrypted
        } else {
            Form::Plain
        }
    }

    fn chosen(params: &Params) -> Option<Form> {
        match params.text(KIND.name) {
            Some("signed") => Some(Form::Signed),
            Some("encrypted") => Some(Form::Encrypted),
            Some("plain") => Some(Form::Plain),
            _ => None,
        }
    }
}

/// The form of a value, which is the one that was chosen.
fn form(cookie: Input) -> std::result::Result<Form, Malformed> {
    let form = Form::of(cookie.value);
    match Form::chosen(cookie.params).is_some_and(|it| it != form) {
        true => Err(Malformed(
            "adonis: it is of another kind than was named: --param kind",
        )),
        false => Ok(form),
    }
}

impl Format for Adonis {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn resembles(&self, value: &str) -> bool {
        // `{"message":` in base64, behind `s:`; an id or a ciphertext behind `e:`.
        let plain = value.replacen("%3A", ":", 1);
        let signed = plain.strip_prefix(SIGNED_PREFIX);
        let encrypted = plain.strip_prefix(ENCRYPTED_PREFIX);
        signed.is_some_and(|it| it.starts_with("eyJtZXNzYWdlIj"))
            || encrypted.is_some_and(|it| (2..=3).contains(&it.matches('.').count()))
    }

    /// Express signs any text behind the same prefix.
    fn is_proven(&self, anatomy: &Anatomy) -> bool {
        anatomy.parts.iter().all(|it| it.name != NO_MESSAGE)
    }

    fn anatomy(&self, cookie: Input) -> std::result::Result<Anatomy, Malformed> {
        let part = |name, bytes, span| Part { name, bytes, span };
        let end = cookie.value.len();
        let (parts, message) = match form(cookie)? {
            Form::Signed => {
                let signed = Signed::read(cookie.value)?;
                let start = SIGNED_PREFIX.len();
                let dot = start + signed.text.len();
                let parts = vec![
                    part("prefix", start, 0..start),
                    part(signed.what(), signed.message.len(), start..dot),
                    part("signature", signed.signature.len(), dot + 1..end),
                ];
                // What it holds is judged once it is authentic.
                (parts, Message::read(&signed.message).ok())
            }
            Form::Encrypted => {
                let parts = Encrypted::read(cookie)?.parts();
                (parts, None)
            }
            Form::Plain => {
                let message = plain(cookie.value)?;
                let parts = vec![part("message", message.len(), 0..end)];
                (parts, Some(Message::read(&message)?))
            }
        };
        Ok(Anatomy {
            parts,
            times: message.as_ref().map(Message::times).unwrap_or_default(),
            key_id: None,
            readable: message.map(|it| it.value.get().as_bytes().to_vec()),
            notes: vec![],
        })
    }

    fn protection_of(&self, cookie: Input) -> Option<Protection> {
        Some(match Form::of(cookie.value) {
            Form::Encrypted => Protection::Encrypted,
            Form::Signed | Form::Plain => Protection::Signed,
        })
    }

    fn hides_times(&self, params: &Params) -> bool {
        Form::chosen(params).is_none_or(|it| it == Form::Encrypted)
    }

    fn unlock(&self, secret: Secret, params: &Params) -> std::result::Result<Unlocked, UnfitKey> {
        let line = secret.line();
        let letters = std::str::from_utf8(line).map_or(line.len(), |it| it.chars().count());
        if letters < MIN_KEY {
            return Err(UnfitKey(
                "the key has fewer than 16 letters, which AdonisJS refuses",
            ));
        }
        let key = Digest::Sha256.of(&[line]);
        let form = Form::chosen(params).unwrap_or(Form::Encrypted);
        Ok(Unlocked {
            codec: Box::new(Keyed {
                mac: MacKey::new(Digest::Sha256, &key),
                sealer: Sealer::new(&key, Driver::chosen(params), id(params)),
                form,
            }),
            protection: match form {
                Form::Encrypted => Protection::Encrypted,
                Form::Signed | Form::Plain => Protection::Signed,
            },
            warning: None,
        })
    }

    fn without_key(&self) -> Option<Box<dyn Codec>> {
        Some(Box::new(Plain))
    }

    #[cfg(test)]
    fn vectors(&self) -> Vec<super::vectors::Vector> {
        use super::vectors::{Expected, of_library};
        let json = include_str!("../../tests/data/frameworks/adonis.json");
        of_library(self, json, |case, mut vector| {
            if let Some(value) = case.get("value") {
                vector.payload = Expected::Json(value.clone());
            }
            if case["kind"] == "plain" {
                vector.keys.clear();
            }
            Some(vector)
        })
    }
}

fn id(params: &Params) -> Option<&str> {
    params.text(ID.name).filter(|it| *it != ID.default)
}

/// What stands in a plain cookie.
fn plain(value: &str) -> std::result::Result<Vec<u8>, Malformed> {
    from_base64url(value).ok_or(Malformed(
        "adonis: it starts with neither `s:` nor `e:`, and is not canonical base64url",
    ))
}

/// A signed value, taken apart.
struct Signed<'a> {
    /// What is signed.
    text: &'a str,
    message: Vec<u8>,
    signature: [u8; 32],
}

/// The name of what is signed and does not start as a message does.
const NO_MESSAGE: &str = "data";

impl<'a> Signed<'a> {
    /// The name of what is signed.
    fn what(&self) -> &'static str {
        match self.message.starts_with(b"{\"message\":") {
            true => "message",
            false => NO_MESSAGE,
        }
    }

    fn read(value: &'a str) -> std::result::Result<Self, Malformed> {
        let inner = value.strip_prefix(SIGNED_PREFIX).unwrap_or_default();
        let parts: Vec<&str> = inner.splitn(3, '.').collect();
        let [text, signature] = parts[..] else {
            return Err(Malformed(match parts.len() {
                3 => "adonis: there are more than two parts (AdonisJS ignores that)",
                _ => "adonis: it does not have two parts separated by a dot",
            }));
        };
        let message = from_base64url(text)
            .ok_or(Malformed("adonis: the message is not canonical base64url"))?;
        let signature = from_base64url(signature).and_then(|it| it.try_into().ok());
        let signature = signature.ok_or(Malformed(
            "adonis: the signature is not 32 bytes of canonical base64url",
        ))?;
        Ok(Signed {
            text,
            message,
            signature,
        })
    }
}

/// A plain cookie, which anyone can make.
struct Plain;

impl Codec for Plain {
    fn seal(&self, draft: &Draft) -> Result<Sealed> {
        if draft.expires.is_some() {
            return Err(
                Error::could_not("a plain adonis cookie cannot carry an expiry")
                    .hint("leave it out; --set-cookie --max-age 8h tells the browser"),
            );
        }
        Ok(base64url(&message::written(draft, false)?).into())
    }

    fn open_to(&self, cookie: Input, payload: &mut Vec<u8>) -> std::result::Result<Times, Refusal> {
        if form(cookie)? != Form::Plain {
            return Err(
                Malformed("adonis: a signed or encrypted cookie, which needs its key").into(),
            );
        }
        let text = plain(cookie.value)?;
        Message::read(&text)?.carried(payload)
    }
}

/// AdonisJS with an APP_KEY.
struct Keyed {
    mac: MacKey,
    sealer: Sealer,
    form: Form,
}

impl Codec for Keyed {
    fn seal(&self, draft: &Draft) -> Result<Sealed> {
        // One that is made again keeps its form.
        let form = draft.again.map_or(self.form, Form::of);
        if form == Form::Plain {
            return Err(
                Error::could_not("a plain adonis cookie is made without a key")
                    .hint("for one that nobody else can make: --param kind=signed"),
            );
        }
        if draft.name.is_empty() {
            return Err(Error::could_not(
                "an adonis cookie is bound to its name, and no name was given",
            )
            .hint("add --name adonis-session, or the name that the application uses"));
        }
        let value = match form {
            Form::Encrypted => self.sealer.seal(&self.mac, draft)?,
            Form::Signed | Form::Plain => {
                let text = base64url(&message::written(draft, true)?);
                let signature = base64url(&self.mac.tag(&[text.as_bytes()]));
                format!("{SIGNED_PREFIX}{text}.{signature}")
            }
        };
        Ok(percent(&value).into())
    }

    fn open_to(&self, cookie: Input, payload: &mut Vec<u8>) -> std::result::Result<Times, Refusal> {
        match form(cookie)? {
            Form::Encrypted => self.sealer.open(&self.mac, cookie, payload),
            Form::Signed => {
                let signed = Signed::read(cookie.value)?;
                let tag = self.mac.tag(&[signed.text.as_bytes()]);
                if !equal(&tag, &signed.signature) {
                    return Err(Refusal::Forged);
                }
                let message = Message::read(&signed.message)?;
                message.must_be_for(cookie.name)?;
                message.carried(payload)
            }
            Form::Plain => {
                Message::read(&plain(cookie.value)?)?;
                Err(Malformed(
                    "adonis: it is plain, neither signed nor encrypted: anyone can make it",
                )
                .into())
            }
        }
    }

    fn made_for(&self, cookie: Input) -> Option<String> {
        match form(cookie).ok()? {
            Form::Encrypted => self.sealer.made_for(&self.mac, cookie),
            Form::Signed => Message::made_for(&Signed::read(cookie.value).ok()?.message),
            Form::Plain => None,
        }
    }
}
