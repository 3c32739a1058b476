//! Hono's signed cookie: `value "." b64(HMAC-SHA256(key, value))`, padded, and
//! percent-encoded on the wire.
//!
//! The signature is decoded and then compared. A prefix of the name, as
//! `__Secure-`, is part of the name only. Source: hono 4.13.19, `utils/cookie.ts`.

use super::dotted::{self, Dotted, with_its_own_end};
use super::runbook::{Runbook, by_one_key};
use super::{
    Anatomy, Codec, Difference, Draft, Expiry, Export, Exported, Facts, Format, Framework,
    Generate, Input, KEY_ENCODING, KeySpec, LineEnd, LintFix, Malformed, NO_PARAMS, NameBinding,
    OfTwo, OnServer, Params, Payload, Percent, Portable, Protection, Refusal, SPELLING, Sealed,
    Secret, Times, UnfitKey, Unlocked, node,
};
use crate::crypto::{HmacKey, MAC_BYTES, Strength, equal};
use crate::encoding::{base64, from_base64, from_percent_leniently, percent, secret_base64};
use crate::error::{Error, Result};
use crate::time::Time;

/// The format of hono/cookie.
pub struct Hono;

/// How long base64 of a signature is.
const SIGNATURE_CHARACTERS: usize = 44;

static FRAMEWORK: Framework = Framework {
    of_two: Some(OfTwo::First),
    percent: Some(Percent::Component),
    name: "Hono",
    server: "Hono",
    quotes: Some(Framework::DOUBLE_QUOTES),
    key_names: &["COOKIE_SECRET"],
    key_owners: &["hono"],
    lint_fixes: &[
        LintFix {
            rules: &[
                "not-secure",
                "same-site-none-not-secure",
                "prefix-not-secure",
                "partitioned-not-secure",
            ],
            fix: "secure: true in the options of setSignedCookie(), and HTTPS before the application",
        },
        LintFix {
            rules: &["no-same-site", "same-site-unknown", "same-site-none"],
            fix: "sameSite: 'lax' in the options of setSignedCookie()",
        },
        LintFix {
            rules: &["not-http-only"],
            fix: "httpOnly: true in the options of setSignedCookie()",
        },
    ],
    exports: &[Export {
        name: "hono",
        about: "JavaScript code: the secret of setSignedCookie and getSignedCookie",
        text: Exported::Code {
            language: "Node",
            reads_slots: false,
            code: |place, key| {
                let keys = node::keys(place, key)?;
                Some(format!(
                    "{keys}\n// Hono takes one key: the others of the list are not looked at.\n\
                     const secret = keys[0]\n"
                ))
            },
        },
    }],
    runbook: Some(&Runbook {
        about: "An application of Hono with signed cookies",
        restart: "systemctl restart hono",
        max_lifetime: "30d",
        code: None,
        course: |site| {
            by_one_key(
                site,
                &[
                    "getSignedCookie answers false for a cookie under the old secret: the \
                     application decides what becomes of anyone who has one",
                    "what else the application signs with this secret is over as well",
                ],
            )
        },
    }),
    takes_key_later: &["setSignedCookie", "getSignedCookie"],
    ..Framework::PLAIN
};

const FACTS: Facts = Facts {
    name: "hono",
    about: "Hono signed cookie (HMAC-SHA256)",
    framework: &FRAMEWORK,
    protection: Protection::Signed,
    payload: Payload::Text,
    expiry: Expiry::Never,
    name_binding: NameBinding::Unbound,
    key: KeySpec {
        about: "any text or bytes: the secret of setSignedCookie",
        list: "Hono takes one key, which signs and verifies",
        line_end: LineEnd::Dropped,
        generate: Generate::Hex(Strength::Bits256),
    },
    params: &[KEY_ENCODING],
    cautions: &[
        "signed, not encrypted: anyone can read this",
        "not bound to the cookie's name: the value passes under any name",
        "it contains no time: only a new key ends it",
        "Hono takes one key: a new one refuses every cookie of the old one",
    ],
};

impl Format for Hono {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn resembles(&self, value: &str) -> bool {
        let is_padded = value.ends_with('=') || value.ends_with("%3D");
        is_padded && dotted::resembles(value, SIGNATURE_CHARACTERS)
    }

    fn anatomy(&self, cookie: Input) -> std::result::Result<Anatomy, Malformed> {
        let fields = Fields::read(cookie.value)?;
        Ok(Anatomy {
            parts: fields.text.parts(MAC_BYTES),
            times: Times::default(),
            key_id: None,
            readable: Some(fields.text.value.as_bytes().to_vec()),
            notes: vec![],
        })
    }

    /// Any text is signed, and Hono percent-encodes it.
    fn carries_any_text(&self, _params: &Params) -> bool {
        true
    }

    fn unlock(&self, secret: Secret, params: &Params) -> std::result::Result<Unlocked, UnfitKey> {
        let key = secret.decoded(params)?;
        if key.is_empty() {
            return Err(UnfitKey("the key is empty, which Hono refuses"));
        }
        Ok(Unlocked {
            codec: Box::new(Signed(HmacKey::new(&key))),
            protection: FACTS.protection,
            warning: None,
        })
    }

    /// It decodes the signature, and ignores the bits that are none of it.
    fn on_the_server(&self, secret: Secret, value: &str, _now: Time) -> Option<OnServer> {
        let value = from_percent_leniently(value)?;
        let text = Dotted::read(&value)?;
        let digits = text.signature.strip_suffix('=')?;
        let value = format!("{}.{}=", text.value, with_its_own_end(digits, MAC_BYTES)?);
        let codec = self.unlock(secret, &NO_PARAMS).ok()?.codec;
        Some(OnServer {
            difference: Difference::of(&SPELLING),
            opened: codec.open(Input::bare(&value)).ok()?,
            takes: true,
        })
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
    fn vectors(&self) -> Vec<super::vectors::Vector> {
        let json = include_str!("../../tests/data/frameworks/hono.json");
        super::vectors::of_library(self, json, |_, mut vector| {
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
    text: Dotted<'a>,
    signature: [u8; MAC_BYTES],
}

impl<'a> Fields<'a> {
    fn read(text: &'a str) -> std::result::Result<Self, Malformed> {
        let text = Dotted::read(text).ok_or(Malformed(
            "hono: there is no dot before a signature: Hono takes it for none",
        ))?;
        if text.signature.len() != SIGNATURE_CHARACTERS {
            return Err(Malformed(
                "hono: the signature is not 44 characters: Hono takes it for none",
            ));
        }
        let signature = from_base64(text.signature).and_then(|it| it.try_into().ok());
        let signature = signature.ok_or(Malformed(
            "hono: the signature is not 32 bytes of canonical base64 (Hono ignores its last bits)",
        ))?;
        Ok(Fields { text, signature })
    }
}

/// Hono with a key.
struct Signed(HmacKey);

impl Codec for Signed {
    fn seal(&self, draft: &Draft) -> Result<Sealed> {
        if draft.expires.is_some() {
            return Err(Error::could_not("a hono cookie cannot carry an expiry")
                .hint("leave it out; --set-cookie --max-age 8h tells the browser"));
        }
        let value = std::str::from_utf8(draft.payload)
            .map_err(|_| Error::could_not("the value of a hono cookie is text (UTF-8)"))?;
        let signature = base64(&self.0.tag(&[draft.payload]));
        Ok(percent(&format!("{value}.{signature}")).into())
    }

    fn open_to(&self, cookie: Input, payload: &mut Vec<u8>) -> std::result::Result<Times, Refusal> {
        let Fields { text, signature } = Fields::read(cookie.value)?;
        let value = text.value.as_bytes();
        if !equal(&self.0.tag(&[value]), &signature) {
            return Err(Refusal::Forged);
        }
        payload.clear();
        payload.extend_from_slice(value);
        Ok(Times::default())
    }

    fn missing(&self, cookie: Input) -> Option<usize> {
        dotted::lacks(cookie.value, &|text| secret_base64(&self.0.tag(&[text])))
    }
}
