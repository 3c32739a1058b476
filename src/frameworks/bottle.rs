//! Bottle's signed cookie: `"!" b64(HMAC-SHA256(key, TEXT)) "?" TEXT`, the text base64
//! of a pickle of the list of the cookie's name and its value, in double quotes.
//!
//! A pickle is a program: it is read off its opcodes here, and never run. Source:
//! Bottle 0.13.4, `bottle.py`. Before 0.13 the digest was MD5.

pub(crate) mod pickle;
mod plain;
mod read;

use super::python::{self, quoted};
use super::runbook::{Runbook, by_slots};
use super::{
    Anatomy, Codec, Draft, Expiry, Export, Exported, Facts, Format, Framework, Generate, Input,
    KEY_ENCODING, KeySpec, Kind, KnownKey, LineEnd, LintFix, Malformed, NameBinding, NamesTell,
    OfTwo, Param, Params, Part, Payload, Place, Portable, Protection, Refusal, Sealed, Secret,
    Times, UnfitKey, Unlocked,
};
use crate::crypto::mac::{Digest, MacKey, Tag};
use crate::crypto::{Strength, equal};
use crate::encoding::{base64, from_base64};
use crate::error::{Error, Result};
use pickle::Held;

/// The format of `set_cookie` with a secret.
pub struct Bottle;

static FRAMEWORK: Framework = Framework {
    of_two: Some(OfTwo::Last),
    name: "Bottle",
    server: "Bottle",
    quotes: Some(Framework::DOUBLE_QUOTES),
    names_tell: NamesTell::Nothing,
    key_names: &["COOKIE_SECRET", "SECRET_KEY"],
    key_owners: &["bottle"],
    lint_fixes: &[
        LintFix {
            rules: &[
                "not-secure",
                "same-site-none-not-secure",
                "prefix-not-secure",
                "partitioned-not-secure",
            ],
            fix: "set_cookie(…, secure=True), and HTTPS before the application",
        },
        LintFix {
            rules: &["no-same-site", "same-site-unknown", "same-site-none"],
            fix: "set_cookie(…, samesite=\"lax\")",
        },
        LintFix {
            rules: &["not-http-only"],
            fix: "set_cookie(…, httponly=True)",
        },
    ],
    known_keys: &[KnownKey {
        digest: "89194b5d73be35824fcda6e3ede59315366cf4cbc159cda2ba06cd390a4d632f",
        what: "`some-secret-key`, of Bottle's documentation",
    }],
    exports: &[Export {
        name: "bottle",
        about: "Python code: the secret of set_cookie and get_cookie",
        text: Exported::Code {
            language: "Python",
            reads_slots: true,
            code: secret,
        },
    }],
    runbook: Some(&RUNBOOK),
    ..Framework::PLAIN
};

/// Bottle is given a key with each cookie: several are tried one after the other.
fn secret(place: &Place, key: Secret) -> Option<String> {
    let keys = python::keys(place, key, python::As::Bytes);
    Some(format!(
        r#"{keys}

def get_signed_cookie(request, name, default=None):
    """The value of a cookie that was signed with any of the keys."""
    for key in keys:
        value = request.get_cookie(name, secret=key)
        if value is not None:
            return value
    return default


# The first signs: response.set_cookie("account", value, secret=keys[0])
"#
    ))
}

static RUNBOOK: Runbook = Runbook {
    about: "An application of Bottle",
    restart: "systemctl restart bottle",
    max_lifetime: "365d",
    code: Some("bottle"),
    course: |site| {
        by_slots(
            site,
            &[
                "everyone stays signed in where the application reads its cookies with \
                 get_signed_cookie of the code: request.get_cookie takes one key, and ignores \
                 cookies under another one",
                "a cookie is signed with the new key when it is next set; one that is never set \
                 again is over with the old key",
                "its cookies never expire on the server: one under the old key is good until that \
                 key is dropped (last step). Anyone who had the old key could run code there until \
                 then: if it has leaked, drop it at once",
            ],
        )
    },
};

const DIGEST: Param = Param {
    name: "digest",
    about: "the digest (digestmod)",
    kind: Kind::Word(&["sha256", "md5", "sha1", "sha512", "sha224", "sha384"]),
    default: "sha256",
};

const FACTS: Facts = Facts {
    name: "bottle",
    about: "signed cookie of Bottle, a pickle (HMAC-SHA256)",
    framework: &FRAMEWORK,
    protection: Protection::Signed,
    payload: Payload::Bytes,
    expiry: Expiry::Never,
    name_binding: NameBinding::Bound,
    key: KeySpec {
        about: "any text: the secret of set_cookie",
        list: "one key signs and verifies: it accepts no others",
        line_end: LineEnd::Dropped,
        generate: Generate::Hex(Strength::Bits256),
    },
    params: &[DIGEST, KEY_ENCODING],
    cautions: &[
        "anyone who has the key runs code on the server: it holds a pickle, which Bottle loads \
         once the signature is right; plain values are read here, and nothing else of it",
        "signed, not encrypted: anyone can read this",
        "it contains no time: only a new key ends it",
    ],
};

impl Format for Bottle {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn resembles(&self, value: &str) -> bool {
        let value = value.strip_prefix('"').unwrap_or(value);
        let inner = value.strip_prefix('!').and_then(|it| it.split_once('?'));
        inner.is_some_and(|(signature, text)| {
            signature.len() >= 24 && is_base64(signature) && text.len() >= 16
        })
    }

    fn is_likely(&self, value: &str) -> bool {
        self.resembles(value)
    }

    fn is_proven(&self, anatomy: &Anatomy) -> bool {
        anatomy.readable.is_some()
    }

    fn anatomy(&self, cookie: Input) -> std::result::Result<Anatomy, Malformed> {
        let fields = Fields::read(cookie)?;
        let pickle = from_base64(fields.text);
        let held = pickle.as_deref().and_then(|it| pickle::read(it).ok());
        let start = 1 + fields.signature.len();
        let part = |name, bytes, span| Part { name, bytes, span };
        Ok(Anatomy {
            parts: vec![
                part("mark", 1, 0..1),
                part("signature", digest(cookie.params).bytes(), 1..start),
                part(
                    "pickle",
                    pickle.map_or(0, |it| it.len()),
                    start + 1..cookie.value.len(),
                ),
            ],
            times: Times::default(),
            key_id: None,
            readable: held.map(|it| it.payload),
            notes: vec![],
        })
    }

    fn unlock(&self, secret: Secret, params: &Params) -> std::result::Result<Unlocked, UnfitKey> {
        let key = secret.decoded(params)?;
        if key.is_empty() {
            return Err(UnfitKey("Bottle signs nothing with an empty secret"));
        }
        Ok(Unlocked {
            codec: Box::new(Signed(MacKey::new(digest(params), &key))),
            protection: FACTS.protection,
            warning: None,
        })
    }

    fn portable(
        &self,
        payload: &[u8],
        _params: &Params,
    ) -> std::result::Result<Portable, &'static str> {
        Ok(match std::str::from_utf8(payload) {
            Ok(_) => Portable::Text(payload.to_vec()),
            Err(_) => Portable::Bytes(payload.to_vec()),
        })
    }

    fn off_the_wire(&self, value: &str) -> Option<String> {
        quoted::from_http_cookies(value)
    }

    fn undoes_percent(&self) -> bool {
        false
    }

    #[cfg(test)]
    fn vectors(&self) -> Vec<super::vectors::Vector> {
        let json = include_str!("../../tests/data/frameworks/bottle.json");
        super::vectors::of_library(self, json, |_, vector| Some(vector))
    }
}

/// The digest that was chosen.
fn digest(params: &Params) -> Digest {
    match params.text(DIGEST.name) {
        Some("md5") => Digest::Md5,
        Some("sha1") => Digest::Sha1,
        Some("sha224") => Digest::Sha224,
        Some("sha384") => Digest::Sha384,
        Some("sha512") => Digest::Sha512,
        _ => Digest::Sha256,
    }
}

fn is_base64(text: &str) -> bool {
    let is_of = |it: u8| it.is_ascii_alphanumeric() || b"+/=".contains(&it);
    text.bytes().all(is_of)
}

/// A value taken apart. Its text is signed as it is, and both parts have one
/// spelling whatever they stand for.
struct Fields<'a> {
    signature: &'a str,
    text: &'a str,
}

impl<'a> Fields<'a> {
    fn read(cookie: Input<'a>) -> std::result::Result<Self, Malformed> {
        let value = cookie.value;
        if value.trim() != value {
            return Err(Malformed(
                "bottle: there is white space around it (the server ignores it)",
            ));
        }
        if value.starts_with('"') && value.ends_with('"') && value.len() > 1 {
            return Err(Malformed(
                "bottle: it is in double quotes that Bottle does not write so (the server removes \
                 them)",
            ));
        }
        let inner = value.strip_prefix('!').ok_or(Malformed(
            "bottle: it does not start with !: Bottle takes it for an unsigned cookie",
        ))?;
        let (signature, text) = inner.split_once('?').ok_or(Malformed(
            "bottle: there is no ? between signature and pickle",
        ))?;
        let length = digest(cookie.params).bytes().div_ceil(3) * 4;
        if signature.len() != length || !is_base64(signature) {
            return Err(Malformed(
                "bottle: the signature is not base64 of a digest of SHA-256 (another one is named \
                 with --param digest)",
            ));
        }
        match is_base64(text) {
            true => Ok(Fields { signature, text }),
            false => Err(Malformed("bottle: the pickle is not base64")),
        }
    }

    fn held(&self) -> std::result::Result<Held, Malformed> {
        let pickle = from_base64(self.text).ok_or(Malformed(
            "bottle: the pickle is not base64 (the server ends in an error)",
        ))?;
        pickle::read(&pickle)
    }
}

/// Cookies under a key.
struct Signed(MacKey);

impl Signed {
    fn tag(&self, text: &str) -> Tag {
        self.0.tag(&[text.as_bytes()])
    }
}

impl Codec for Signed {
    fn seal(&self, draft: &Draft) -> Result<Sealed> {
        if draft.expires.is_some() {
            return Err(Error::could_not("a bottle cookie cannot carry an expiry")
                .hint("leave it out; --set-cookie --max-age 8h tells the browser"));
        }
        if draft.name.is_empty() {
            return Err(Error::could_not(
                "a bottle cookie is bound to its name, and no name was given",
            )
            .hint("add --name account, or the name that the application uses"));
        }
        // A value that is no text stays what it was.
        let again = draft
            .again
            .and_then(|it| Fields::read(Input::bare(it)).ok());
        let same = again.filter(|fields| {
            let held = fields.held();
            held.is_ok_and(|it| it.name == draft.name && it.payload == draft.payload)
        });
        let text = match same {
            Some(fields) => fields.text.to_owned(),
            None => base64(&pickle::written(draft.name, draft.payload)),
        };
        let value = format!("!{}?{text}", base64(&self.tag(&text)));
        Ok(quoted::http_cookies(&value).into_owned().into())
    }

    fn open_to(&self, cookie: Input, payload: &mut Vec<u8>) -> std::result::Result<Times, Refusal> {
        let fields = Fields::read(cookie)?;
        // Decoded, not compared as text: what writes base64 leaves it in the caches.
        let given = from_base64(fields.signature);
        if !given.is_some_and(|it| equal(&self.tag(fields.text), &it)) {
            return Err(Refusal::Forged);
        }
        let held = fields.held()?;
        if held.name != cookie.name {
            return Err(Refusal::Forged);
        }
        payload.clear();
        payload.extend_from_slice(&held.payload);
        Ok(Times::default())
    }

    fn made_for(&self, cookie: Input) -> Option<String> {
        Some(Fields::read(cookie).ok()?.held().ok()?.name)
    }
}
