//! Koa's and cookie-session's signed cookies, two of them:
//! `NAME=value; NAME.sig=b64url-nopad(HMAC-SHA1(key, NAME "=" value))`.
//!
//! The value is base64 of JSON (cookie-session; koa-session, whose JSON also says
//! when it is over) or a text as it is (`ctx.cookies`), and is never
//! percent-encoded. Source: keygrip 1.1.0, `index.js`; cookies 0.9.1, `index.js`;
//! cookie-session 2.1.1, `index.js`; koa-session 7.0.2, `src/context.ts`.

mod content;

use super::runbook::{Runbook, by_slots};
use super::{
    Anatomy, Codec, Draft, Expiry, Export, Exported, Facts, Format, Framework, Generate, Input,
    KEY_ENCODING, KeySpec, Kind, KnownKey, LineEnd, Malformed, NameBinding, NamesTell, OfTwo,
    Param, Params, Part, Payload, Portable, Protection, Refusal, Sealed, Secret, Times, UnfitKey,
    Unlocked, node,
};
use crate::crypto::mac::{Digest, MacKey, Tag};
use crate::crypto::{Strength, equal};
use crate::encoding::{base64url, from_base64url};
use crate::error::{Error, Result};
use content::{Content, Form};

/// What stands behind a cookie's name in that of its signature.
const SUFFIX: &str = ".sig";

/// The format of keygrip.
pub struct Keygrip;

static FRAMEWORK: Framework = Framework {
    altered: Some(node::altered),
    of_two: Some(OfTwo::First),
    name: "Koa and cookie-session",
    server: "Koa",
    keeps_space: true,
    cookie_names: &["session", "koa.sess"],
    names_tell: NamesTell::Nothing,
    exports: &[
        Export {
            name: "koa",
            about: "JavaScript code: Koa's app.keys",
            text: Exported::Code {
                language: "Node",
                reads_slots: true,
                code: |place, key| {
                    let keys = node::keys(place, key)?;
                    Some(format!(
                        "{keys}\n// The first signs, all verify.\napp.keys = keys\n"
                    ))
                },
            },
        },
        Export {
            name: "cookie-session",
            about: "JavaScript code: cookie-session with its keys",
            text: Exported::Code {
                language: "Node",
                reads_slots: true,
                code: |place, key| {
                    let keys = node::keys(place, key)?;
                    Some(format!(
                        "{keys}\n// The first signs, all verify.\n\
                         app.use(require('cookie-session')({{ keys: keys }}))\n"
                    ))
                },
            },
        },
    ],
    runbook: Some(&Runbook {
        about: "An application of Koa or cookie-session",
        restart: "systemctl restart koa",
        max_lifetime: "30d",
        code: Some("koa"),
        course: |site| {
            by_slots(
                site,
                &[
                    "everyone stays signed in: a cookie is read under each of the keys, and its \
                     NAME.sig is sent again under the new one when it is",
                    "Koa and cookie-session have code of their own: have this printed with --for koa \
                     or --for cookie-session",
                    "what else is signed with these keys, as tokens against CSRF, is read under the \
                     new one alone unless it is given all",
                ],
            )
        },
    }),
    key_names: &["COOKIE_KEYS", "APP_KEYS", "SESSION_KEYS"],
    known_keys: &[
        KnownKey {
            digest: "8174099687a26621f4e2cdd7cc03b3dacedb3fb962255b1aafd033cabe831530",
            what: "`key1`, of cookie-session's README",
        },
        KnownKey {
            digest: "b10253764c8b233fb37542e23401c7b450e5a6f9751f3b5a014f6f67e8bc999d",
            what: "`key2`, of cookie-session's README",
        },
        KnownKey {
            digest: "e95e88e859f591e5e8b890b3714e0ac80af2db4f7bfe142783359b4e0d04b70c",
            what: "`some secret hurr`, of koa-session's README",
        },
        KnownKey {
            digest: "36b72bb44b4bee39924ae8daf7601f9396f60e9ca16e4eb15fad00e4220696f9",
            what: "`im a newer secret`, of Koa's documentation",
        },
        KnownKey {
            digest: "df2e420574bff0f4819d77b442d734647cb81c2611d6eb11de93e285d53510ab",
            what: "`i like turtle`, of Koa's documentation",
        },
    ],
    takes_key_first: &["Keygrip", "KeyGrip", "cookieSession"],
    takes_nothing: &["Keygrip", "KeyGrip"],
    ..Framework::PLAIN
};

const KIND: Param = Param {
    name: "kind",
    about: "what the value is: cookie-session and koa-session are base64 of JSON, koa-cookie is \
            a text as it is; auto tells by the value, and makes a cookie-session",
    kind: Kind::Word(&["auto", "cookie-session", "koa-session", "koa-cookie"]),
    default: "auto",
};

const DIGEST: Param = Param {
    name: "digest",
    about: "the digest of the HMAC",
    kind: Kind::Word(&["sha1", "sha256", "sha384", "sha512"]),
    default: "sha1",
};

const FACTS: Facts = Facts {
    name: "keygrip",
    about: "Koa or cookie-session cookie with its NAME.sig (keygrip, HMAC-SHA1)",
    framework: &FRAMEWORK,
    protection: Protection::Signed,
    payload: Payload::Json,
    expiry: Expiry::Never,
    name_binding: NameBinding::Bound,
    key: KeySpec {
        about: "any text: one of the keys of Koa's app.keys or cookie-session's keys",
        list: "the first signs, all verify",
        line_end: LineEnd::Dropped,
        generate: Generate::Hex(Strength::Bits256),
    },
    params: &[KIND, DIGEST, KEY_ENCODING],
    cautions: &[
        "signed, not encrypted: anyone can read this",
        "its signature is a second cookie, NAME.sig: one without the other is nothing",
        "Koa's ctx.cookies.get(name) checks nothing without { signed: true }",
        "it contains no time, unless koa-session made it: only a new key ends it",
        "its MAC is HMAC-SHA1, unless the application chose another digest",
    ],
};

impl Format for Keygrip {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    /// JSON, where the application says which; else the value tells.
    fn payload(&self, params: &Params) -> Payload {
        match params.text(KIND.name) {
            Some("cookie-session" | "koa-session") => FACTS.payload,
            _ => Payload::Text,
        }
    }

    /// Where nobody says of which kind, JSON is what cookie-session and koa-session carry.
    fn portable(
        &self,
        payload: &[u8],
        params: &Params,
    ) -> std::result::Result<Portable, &'static str> {
        Ok(match params.text(KIND.name) {
            None | Some("auto") => Portable::of_text(payload),
            Some(_) => Portable::of(self.payload(params), payload),
        })
    }

    /// Where nobody says of which kind, a cookie-session is made.
    fn carrying(&self, portable: &Portable, params: &Params) -> Option<Vec<u8>> {
        let is_said = !matches!(params.text(KIND.name), None | Some("auto"));
        let json = portable.as_payload(Payload::Json).filter(|_| !is_said);
        json.or_else(|| portable.as_payload(self.payload(params)))
    }

    /// A value alone is like nothing: the signature is in another cookie.
    fn resembles(&self, _value: &str) -> bool {
        false
    }

    fn anatomy(&self, cookie: Input) -> std::result::Result<Anatomy, Malformed> {
        let pair = Pair::read(cookie)?;
        let form = Form::of(cookie.params);
        let content = form.and_then(|form| Content::read(form, pair.value));
        let content = content.or_else(|| Content::guess(pair.value));
        Ok(Anatomy {
            parts: vec![Part {
                name: "value",
                bytes: pair.value.len(),
                span: 0..cookie.value.len(),
            }],
            times: content.as_ref().map(|it| it.times).unwrap_or_default(),
            key_id: None,
            readable: content.map(|it| it.payload),
            notes: vec![],
        })
    }

    fn unlock(&self, secret: Secret, params: &Params) -> std::result::Result<Unlocked, UnfitKey> {
        let key = secret.decoded(params)?;
        if key.is_empty() {
            return Err(UnfitKey("the key is empty: anyone can sign with it"));
        }
        let digest = digest_of(params).unwrap_or(Digest::Sha1);
        Ok(Unlocked {
            codec: Box::new(Signed {
                key: MacKey::new(digest, &key),
                digest,
                form: Form::of(params),
            }),
            protection: FACTS.protection,
            warning: None,
        })
    }

    fn undoes_percent(&self) -> bool {
        false
    }

    fn mains(&self, name: &str) -> Vec<String> {
        let main = name.strip_suffix(SUFFIX);
        main.map(str::to_owned).into_iter().collect()
    }

    fn companions(&self, name: &str) -> Vec<String> {
        vec![format!("{name}{SUFFIX}")]
    }

    #[cfg(test)]
    fn vectors(&self) -> Vec<super::vectors::Vector> {
        let json = include_str!("../../tests/data/frameworks/keygrip.json");
        super::vectors::of_library(self, json, |case, mut vector| {
            // Of a case without a cookie there is nothing to open.
            case.get("cookie")?;
            if let Some(signature) = case.get("sig").and_then(|it| it.as_str()) {
                let name = format!("{}{SUFFIX}", vector.cookie_name);
                vector.siblings = vec![(name, signature.to_owned())];
            }
            Some(vector)
        })
    }
}

/// The digest that was chosen, if one was.
fn digest_of(params: &Params) -> Option<Digest> {
    Some(match params.text(DIGEST.name)? {
        "sha256" => Digest::Sha256,
        "sha384" => Digest::Sha384,
        "sha512" => Digest::Sha512,
        _ => Digest::Sha1,
    })
}

/// A cookie and its signature.
struct Pair<'a> {
    value: &'a str,
    signature: Vec<u8>,
}

impl<'a> Pair<'a> {
    /// The signature of the digest that was chosen, or of any.
    fn read(cookie: Input<'a>) -> std::result::Result<Self, Malformed> {
        const SIGNATURE: Malformed =
            Malformed("keygrip: NAME.sig is not base64url of a digest, without padding");
        if cookie.name.is_empty() {
            return Err(Malformed(
                "keygrip: it has no name, and its signature is in NAME.sig: give both, as \
                 NAME=VALUE; NAME.sig=SIGNATURE",
            ));
        }
        let name = format!("{}{SUFFIX}", cookie.name);
        let signature = cookie.sibling(&name).ok_or(Malformed(
            "keygrip: there is no NAME.sig with it, and Koa reads nothing then: give both, as \
             NAME=VALUE; NAME.sig=SIGNATURE",
        ))?;
        let signature = from_base64url(unquoted(signature)).ok_or(SIGNATURE)?;
        let fits = |digest: Digest| signature.len() == digest.bytes();
        let is_one = match digest_of(cookie.params) {
            Some(digest) => fits(digest),
            None => DIGESTS.into_iter().any(fits),
        };
        if !is_one {
            return Err(SIGNATURE);
        }
        let value = unquoted(cookie.value);
        if !value.is_ascii() {
            return Err(Malformed("keygrip: the value is not ASCII"));
        }
        Ok(Pair { value, signature })
    }
}

const DIGESTS: [Digest; 4] = [Digest::Sha1, Digest::Sha256, Digest::Sha384, Digest::Sha512];

/// The value as cookies reads it: without the double quotes around it.
fn unquoted(value: &str) -> &str {
    let inner = value.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
    inner.unwrap_or(value)
}

/// keygrip with a key.
struct Signed {
    key: MacKey,
    digest: Digest,
    /// What the value is, where that was said.
    form: Option<Form>,
}

impl Signed {
    fn tag(&self, name: &str, value: &str) -> Tag {
        self.key.tag(&[name.as_bytes(), b"=", value.as_bytes()])
    }

    fn content(&self, value: &str) -> Option<Content> {
        match self.form {
            Some(form) => Content::read(form, value),
            None => Content::guess(value),
        }
    }
}

impl Codec for Signed {
    fn seal(&self, draft: &Draft) -> Result<Sealed> {
        if draft.name.is_empty() {
            return Err(Error::could_not(
                "a keygrip cookie is bound to its name, and no name was given",
            )
            .hint("add --name session, or the name that the application uses"));
        }
        let again = draft.again.map(unquoted);
        let is_same = |value: &&str| {
            self.content(value)
                .is_some_and(|it| it.payload == draft.payload && it.times.expires == draft.expires)
        };
        // Made again it is the same to the last byte, and has another signature.
        let value = match again.filter(is_same) {
            Some(value) => value.to_owned(),
            None => content::write(self.form.unwrap_or(Form::CookieSession), draft)?,
        };
        let signature = base64url(&self.tag(draft.name, &value));
        Ok(Sealed {
            name: None,
            value,
            companions: vec![(format!("{}{SUFFIX}", draft.name), signature)],
        })
    }

    fn open_to(&self, cookie: Input, payload: &mut Vec<u8>) -> std::result::Result<Times, Refusal> {
        let pair = Pair::read(cookie)?;
        if pair.signature.len() != self.digest.bytes() {
            return Err(Malformed(
                "keygrip: NAME.sig is of another digest than HMAC-SHA1's: name it with --format \
                 keygrip --param digest=sha256, sha384 or sha512",
            )
            .into());
        }
        if !equal(&self.tag(cookie.name, pair.value), &pair.signature) {
            return Err(Refusal::Forged);
        }
        let content = self.content(pair.value).ok_or(Malformed(
            "keygrip: the signature is right, but the value is not padded base64 of a JSON \
             object, as cookie-session and koa-session write it (--param kind=koa-cookie takes \
             any text)",
        ))?;
        *payload = content.payload;
        Ok(content.times)
    }
}
