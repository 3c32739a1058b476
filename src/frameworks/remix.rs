//! The cookies of Remix and React Router: `b64(JSON) "." b64-nopad(HMAC-SHA256(key,
//! the text before))`, percent-encoded on the wire; without secrets the first part
//! alone.
//!
//! Source: @remix-run/node 2.17.5 and react-router 7.18.6, `cookies.ts`. React Router
//! decodes the signature, and so takes other spellings of it.

use super::dotted::{self, Dotted, with_its_own_end};
use super::runbook::{Runbook, by_slots};
use super::truncated::lacks_of_signed;
use super::{
    Anatomy, Codec, Difference, Draft, Expiry, Export, Exported, Facts, Format, Framework,
    Generate, Input, KEY_ENCODING, KeySpec, LineEnd, LintFix, Malformed, NO_PARAMS, NameBinding,
    NamesTell, OfTwo, OnServer, Params, Payload, Percent, Protection, Refusal, SPELLING, Sealed,
    Secret, Times, UnfitKey, Unlocked, node,
};
use crate::crypto::{HmacKey, MAC_BYTES, Strength, equal};
use crate::encoding::{
    base64, from_base64, from_base64_unpadded, from_percent_leniently, percent,
    secret_base64_unpadded,
};
use crate::error::{Error, Result};
use crate::frameworks::is_json;
use crate::time::Time;

/// The format of createCookie and createCookieSessionStorage.
pub struct Remix;

/// How long base64 of a signature is without its padding.
const SIGNATURE_CHARACTERS: usize = 43;

static FRAMEWORK: Framework = Framework {
    altered: Some(node::altered),
    of_two: Some(OfTwo::First),
    percent: Some(Percent::Component),
    name: "Remix",
    server: "Remix",
    cookie_names: &["__session"],
    names_tell: NamesTell::Likely,
    key_names: &["SESSION_SECRET"],
    key_owners: &["remix"],
    lint_fixes: &[
        LintFix {
            rules: &[
                "not-secure",
                "same-site-none-not-secure",
                "prefix-not-secure",
                "partitioned-not-secure",
            ],
            fix: "secure: true in createCookie() or in the cookie of the session storage, and HTTPS before the application",
        },
        LintFix {
            rules: &["no-same-site", "same-site-unknown", "same-site-none"],
            fix: "sameSite: 'lax' in createCookie() or in the cookie of the session storage",
        },
        LintFix {
            rules: &["not-http-only"],
            fix: "httpOnly: true in createCookie() or in the cookie of the session storage",
        },
        LintFix {
            rules: &["too-large", "line-too-long"],
            fix: "another session storage than createCookieSessionStorage()",
        },
    ],
    exports: &[Export {
        name: "remix",
        about: "JavaScript code: the secrets of createCookieSessionStorage and createCookie",
        text: Exported::Code {
            language: "Node",
            reads_slots: true,
            code: |place, key| {
                let keys = node::keys(place, key)?;
                Some(format!(
                    "{keys}\n// The first signs, all verify: createCookieSessionStorage({{ cookie: \
                     {{ secrets }} }})\nconst secrets = keys\n"
                ))
            },
        },
    }],
    runbook: Some(&Runbook {
        about: "An application of Remix or React Router with cookies that have secrets",
        restart: "systemctl restart remix",
        max_lifetime: "30d",
        code: Some("remix"),
        course: |site| {
            by_slots(
                site,
                &[
                    "everyone stays signed in: a cookie is read under each of the keys",
                    "it has no time: the application must commit the session again before the last \
                     step",
                ],
            )
        },
    }),
    ..Framework::PLAIN
};

const FACTS: Facts = Facts {
    name: "remix",
    about: "Remix and React Router cookie (HMAC-SHA256)",
    framework: &FRAMEWORK,
    protection: Protection::Signed,
    payload: Payload::Json,
    expiry: Expiry::Never,
    name_binding: NameBinding::Unbound,
    key: KeySpec {
        about: "any text: one of the secrets of a cookie",
        list: "the first signs, all verify",
        line_end: LineEnd::Dropped,
        generate: Generate::Hex(Strength::Bits256),
    },
    params: &[KEY_ENCODING],
    cautions: &[
        "signed, not encrypted: anyone can read this",
        "not bound to the cookie's name: the value passes under any name",
        "it contains no time: only a new key ends it",
        "a cookie that was given no secrets is not signed: anyone can write it",
    ],
};

/// After it was found authentic, or of one without a key.
const CONTENT: Malformed = Malformed(
    "remix: what it holds is not canonical base64 of JSON (Remix takes it for an empty session, or \
     reads it all the same)",
);

impl Format for Remix {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn resembles(&self, value: &str) -> bool {
        dotted::resembles(value, SIGNATURE_CHARACTERS)
    }

    /// Its shape is that of many others.
    fn is_likely(&self, _value: &str) -> bool {
        false
    }

    /// JSON in base64 is what tells it from a value of others.
    fn is_proven(&self, anatomy: &Anatomy) -> bool {
        anatomy.readable.is_some()
    }

    /// A value that Fastify signed as well, could it read what is in it.
    fn same_bytes_as(&self) -> &'static str {
        "fastify-cookie"
    }

    fn anatomy(&self, cookie: Input) -> std::result::Result<Anatomy, Malformed> {
        let fields = Fields::read(cookie.value)?;
        Ok(Anatomy {
            parts: fields.text.parts(MAC_BYTES),
            times: Times::default(),
            key_id: None,
            readable: content(fields.text.value),
            notes: vec![],
        })
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

    /// React Router decodes the signature, and ignores white space, padding, and the
    /// bits that are none of it. Remix compares its text.
    fn on_the_server(&self, secret: Secret, value: &str, _now: Time) -> Option<OnServer> {
        let value = from_percent_leniently(value)?;
        let text = Dotted::read(&value)?;
        let digits: String = text.signature.split_ascii_whitespace().collect();
        let digits = digits.strip_suffix('=').unwrap_or(&digits);
        let value = format!("{}.{}", text.value, with_its_own_end(digits, MAC_BYTES)?);
        let codec = self.unlock(secret, &NO_PARAMS).ok()?.codec;
        Some(OnServer {
            difference: Difference::of(&SPELLING),
            opened: codec.open(Input::bare(&value)).ok()?,
            takes: true,
        })
    }

    fn without_key(&self) -> Option<Box<dyn Codec>> {
        Some(Box::new(Unsigned))
    }

    #[cfg(test)]
    fn vectors(&self) -> Vec<super::vectors::Vector> {
        let json = include_str!("../../tests/data/frameworks/remix.json");
        super::vectors::of_library(self, json, |_, mut vector| {
            if vector.name.ends_with("percent-encoded twice") {
                // One of the two was taken off for the file.
                vector.cookie = percent(&vector.cookie);
            }
            if let super::vectors::Expected::Bytes(text) = &vector.payload {
                // A text, as JSON.
                let text = String::from_utf8_lossy(text).into_owned();
                vector.payload = super::vectors::Expected::Json(text.into());
            }
            Some(vector)
        })
    }
}

/// The JSON that a text is in base64.
fn content(text: &str) -> Option<Vec<u8>> {
    from_base64(text).filter(|it| is_json(it))
}

/// A value taken apart.
struct Fields<'a> {
    text: Dotted<'a>,
    signature: [u8; MAC_BYTES],
}

impl<'a> Fields<'a> {
    fn read(text: &'a str) -> std::result::Result<Self, Malformed> {
        let text = Dotted::read(text).ok_or(Malformed(
            "remix: there is no dot before a signature: with a secret Remix takes it for none",
        ))?;
        if text.value.contains('%') {
            return Err(Malformed(
                "remix: it is percent-encoded in part, or more than once",
            ));
        }
        let signature = from_base64_unpadded(text.signature).and_then(|it| it.try_into().ok());
        let signature = signature.ok_or(Malformed(
            "remix: the signature is not 32 bytes of canonical base64 without padding (React \
             Router accepts other spellings)",
        ))?;
        Ok(Fields { text, signature })
    }
}

fn checked(draft: &Draft) -> Result<String> {
    if draft.expires.is_some() {
        return Err(Error::could_not("a remix cookie cannot carry an expiry")
            .hint("leave it out; --set-cookie --max-age 8h tells the browser"));
    }
    if !is_json(draft.payload) {
        return Err(Error::could_not("the content of a remix cookie is JSON")
            .hint(r#"a text is one in quotes: '"alice"'"#));
    }
    Ok(base64(draft.payload))
}

/// Remix with a key.
struct Signed(HmacKey);

impl Codec for Signed {
    fn seal(&self, draft: &Draft) -> Result<Sealed> {
        let value = checked(draft)?;
        let signature = base64(&self.0.tag(&[value.as_bytes()]));
        let signature = signature.trim_end_matches('=');
        Ok(percent(&format!("{value}.{signature}")).into())
    }

    fn open_to(&self, cookie: Input, payload: &mut Vec<u8>) -> std::result::Result<Times, Refusal> {
        let Fields { text, signature } = Fields::read(cookie.value)?;
        if !equal(&self.0.tag(&[text.value.as_bytes()]), &signature) {
            return Err(Refusal::Forged);
        }
        let content = content(text.value).ok_or(CONTENT)?;
        payload.clear();
        payload.extend_from_slice(&content);
        Ok(Times::default())
    }

    fn missing(&self, cookie: Input) -> Option<usize> {
        lacks_of_signed(cookie.value, ".", &|text| {
            content(text)?;
            Some(secret_base64_unpadded(&self.0.tag(&[text.as_bytes()])))
        })
    }
}

/// Remix without secrets: nothing is protected.
struct Unsigned;

impl Codec for Unsigned {
    fn seal(&self, draft: &Draft) -> Result<Sealed> {
        Ok(percent(&checked(draft)?).into())
    }

    fn open_to(&self, cookie: Input, payload: &mut Vec<u8>) -> std::result::Result<Times, Refusal> {
        let content = content(cookie.value).ok_or(CONTENT)?;
        payload.clear();
        payload.extend_from_slice(&content);
        Ok(Times::default())
    }
}
