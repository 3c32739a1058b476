//! Express's signed cookie: `"s:" value "." b64-nopad(HMAC-SHA256(key, value))`,
//! percent-encoded on the wire.
//!
//! cookie-parser reads them and `res.cookie(…, { signed: true })` makes them; of
//! express-session the value is the id of a session that is on the server. The
//! value `j:` and JSON is an object. Source: cookie-signature 1.2.2, `index.js`;
//! cookie-parser 1.4.7, `index.js`.

use super::runbook::{Runbook, by_slots};
use super::truncated::lacks_of_signed;
use super::{
    Anatomy, Codec, Draft, Expiry, Export, Exported, Facts, Format, Framework, Generate, Input,
    KEY_ENCODING, KeySpec, KnownKey, LineEnd, Malformed, NameBinding, NamesTell, OfTwo, Params,
    Part, Payload, Percent, Portable, Protection, Refusal, Sealed, Secret, Times, UnfitKey,
    Unlocked, node,
};
use crate::crypto::{HmacKey, MAC_BYTES, Strength, equal};
use crate::encoding::{base64, from_base64_unpadded, percent, secret_base64_unpadded};
use crate::error::{Error, Result};
use crate::frameworks::is_json;

/// What every value starts with, and how that is written on the wire.
const PREFIX: &str = "s:";
const PREFIX_ON_WIRE: &str = "s%3A";
/// What a value starts with that is an object.
const OBJECT: &str = "j:";
/// How long base64 of a signature is without its padding.
const SIGNATURE_CHARACTERS: usize = 43;

/// The format of cookie-signature.
pub struct Express;

static FRAMEWORK: Framework = Framework {
    of_two: Some(OfTwo::First),
    percent: Some(Percent::Component),
    name: "Express",
    server: "Express",
    quotes: Some(Framework::DOUBLE_QUOTES),
    cookie_names: &["connect.sid"],
    names_tell: NamesTell::Likely,
    exports: &[Export {
        name: "express",
        about: "JavaScript code: cookie-parser with its secrets, as express-session takes them too",
        text: Exported::Code {
            language: "Node",
            reads_slots: true,
            code: |place, key| {
                let keys = node::keys(place, key)?;
                Some(format!(
                    "{keys}\n// The first signs, all verify: session({{ secret: keys }}) as well.\n\
                     app.use(require('cookie-parser')(keys))\n"
                ))
            },
        },
    }],
    runbook: Some(&Runbook {
        about: "An application of Express with signed cookies or express-session",
        restart: "systemctl restart express",
        max_lifetime: "30d",
        code: Some("express"),
        course: |site| {
            by_slots(
                site,
                &[
                    "everyone stays signed in: a cookie is read under each of the keys",
                    "express-session sends its cookie again, under the new key, when the session \
                     has a maxAge and is changed, or with rolling: true; without either anyone who \
                     has one of the old key is signed out when that key is dropped",
                    "a cookie of cookie-parser has no time: the application must set it again \
                     before the last step",
                    "what else is signed with this secret, as tokens against CSRF, is read under \
                     the new key alone unless it is given all",
                ],
            )
        },
    }),
    key_names: &["SESSION_SECRET", "COOKIE_SECRET"],
    known_keys: &[KnownKey {
        digest: "422b6cfd76dcf88d5d37a901e96200425f83477962de36e06906ebb11a74317b",
        what: "`keyboard cat`, of express-session's own examples",
    }],
    takes_key_first: &["cookieParser"],
    ..Framework::PLAIN
};

const FACTS: Facts = Facts {
    name: "express",
    about: "Express signed cookie (cookie-signature, HMAC-SHA256)",
    framework: &FRAMEWORK,
    protection: Protection::Signed,
    payload: Payload::Text,
    expiry: Expiry::Never,
    name_binding: NameBinding::Unbound,
    key: KeySpec {
        about: "any text: the secret of cookieParser() or session()",
        list: "the first signs, all verify",
        line_end: LineEnd::Dropped,
        generate: Generate::Hex(Strength::Bits256),
    },
    params: &[KEY_ENCODING],
    cautions: &[
        "signed, not encrypted: anyone can read this",
        "not bound to the cookie's name: the value passes under any name",
        "it contains no time: only a new key ends it",
        "of express-session it holds an id alone: the session is in the server's store",
    ],
};

impl Format for Express {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn resembles(&self, value: &str) -> bool {
        value.starts_with(PREFIX) || value.starts_with(PREFIX_ON_WIRE)
    }

    fn anatomy(&self, cookie: Input) -> std::result::Result<Anatomy, Malformed> {
        let fields = Fields::read(cookie.value)?;
        let length = cookie.value.len();
        let value = length - SIGNATURE_CHARACTERS - 1;
        Ok(Anatomy {
            parts: vec![
                Part {
                    name: "prefix",
                    bytes: PREFIX.len(),
                    span: 0..PREFIX.len(),
                },
                Part {
                    name: "value",
                    bytes: fields.value().len(),
                    span: PREFIX.len()..value,
                },
                Part {
                    name: "signature",
                    bytes: MAC_BYTES,
                    span: value + 1..length,
                },
            ],
            times: Times::default(),
            key_id: None,
            readable: Some(fields.value().as_bytes().to_vec()),
            notes: vec![],
        })
    }

    /// Any text is signed, and res.cookie percent-encodes it.
    fn carries_any_text(&self, _params: &Params) -> bool {
        true
    }

    fn unlock(&self, secret: Secret, params: &Params) -> std::result::Result<Unlocked, UnfitKey> {
        let key = secret.decoded(params)?;
        if key.is_empty() {
            return Err(UnfitKey("the key is empty: anyone can sign with it"));
        }
        Ok(Unlocked {
            codec: Box::new(Signed(HmacKey::new(&key))),
            protection: FACTS.protection,
            warning: None,
        })
    }

    /// `j:` stands before an object.
    fn portable(
        &self,
        payload: &[u8],
        _params: &Params,
    ) -> std::result::Result<Portable, &'static str> {
        let json = payload.strip_prefix(OBJECT.as_bytes());
        let json = json.filter(|it| is_json(it));
        Ok(match json {
            Some(json) => Portable::Json(json.to_vec()),
            None => Portable::Text(payload.to_vec()),
        })
    }

    fn carrying(&self, portable: &Portable, _params: &Params) -> Option<Vec<u8>> {
        match portable {
            json @ Portable::Json(_) => {
                let json = json.as_payload(Payload::Json)?;
                Some([OBJECT.as_bytes(), &json].concat())
            }
            other => other.as_payload(FACTS.payload),
        }
    }

    #[cfg(test)]
    fn vectors(&self) -> Vec<super::vectors::Vector> {
        use super::vectors::{Expected, is_same, of_library};
        let json = include_str!("../../tests/data/frameworks/express.json");
        of_library(self, json, |case, mut vector| {
            if let Expected::Json(json) = &vector.payload {
                // The object that `j:` stands for: the value is carried as it is.
                let dot = vector.cookie.rfind('.').unwrap();
                let value = vector.cookie[PREFIX.len()..dot].to_owned();
                let read: serde_json::Value = serde_json::from_str(&value[2..]).unwrap();
                assert!(is_same(&read, json), "{case:?}");
                vector.payload = Expected::Bytes(value.into_bytes());
            }
            if vector.name.ends_with("percent-encoded twice") {
                // One of the two was taken off for the file.
                vector.cookie = percent(&vector.cookie);
            }
            Some(vector)
        })
    }
}

/// A value taken apart.
struct Fields<'a> {
    text: &'a str,
    signature: [u8; MAC_BYTES],
}

impl<'a> Fields<'a> {
    fn read(text: &'a str) -> std::result::Result<Self, Malformed> {
        const SIGNATURE: Malformed =
            Malformed("express: the signature is not 32 bytes of base64 without padding");
        let inner = text.strip_prefix(PREFIX).ok_or(Malformed(
            "express: it does not start with `s:`: Express takes it for an unsigned cookie",
        ))?;
        let (_, signature) = inner
            .rsplit_once('.')
            .ok_or(Malformed("express: there is no dot before a signature"))?;
        if signature.len() != SIGNATURE_CHARACTERS {
            return Err(SIGNATURE);
        }
        let bytes = from_base64_unpadded(signature).ok_or(SIGNATURE)?;
        let signature = bytes.try_into().map_err(|_| SIGNATURE)?;
        Ok(Fields { text, signature })
    }

    fn value(&self) -> &'a str {
        &self.text[PREFIX.len()..self.text.len() - SIGNATURE_CHARACTERS - 1]
    }
}

/// Express with a key.
struct Signed(HmacKey);

impl Codec for Signed {
    fn seal(&self, draft: &Draft) -> Result<Sealed> {
        if draft.expires.is_some() {
            return Err(Error::could_not("an express cookie cannot carry an expiry")
                .hint("leave it out; --set-cookie --max-age 8h tells the browser"));
        }
        let value = std::str::from_utf8(draft.payload)
            .map_err(|_| Error::could_not("the value of an express cookie is text (UTF-8)"))?;
        let signature = base64(&self.0.tag(&[draft.payload]));
        let signature = signature.trim_end_matches('=');
        Ok(percent(&format!("{PREFIX}{value}.{signature}")).into())
    }

    fn open_to(&self, cookie: Input, payload: &mut Vec<u8>) -> std::result::Result<Times, Refusal> {
        let fields = Fields::read(cookie.value)?;
        let value = fields.value().as_bytes();
        if !equal(&self.0.tag(&[value]), &fields.signature) {
            return Err(Refusal::Forged);
        }
        payload.clear();
        payload.extend_from_slice(value);
        Ok(Times::default())
    }

    fn missing(&self, cookie: Input) -> Option<usize> {
        lacks_of_signed(cookie.value, ".", &|text| {
            let value = text.strip_prefix(PREFIX)?.as_bytes();
            Some(secret_base64_unpadded(&self.0.tag(&[value])))
        })
    }
}
