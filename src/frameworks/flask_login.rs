//! Flask-Login's remember-me cookie: `user-id "|" hex(HMAC-SHA512(key, user-id))`,
//! in double quotes where the user's id has what no header can carry.
//!
//! Source: Flask-Login 0.6.3, `flask_login/utils.py` (`encode_cookie`,
//! `decode_cookie`); Werkzeug 3.1.9, `http.py`. Up to 0.2 the digest was SHA-1.
//!
//! The key is Flask's `SECRET_KEY`, but in Latin-1 where Flask's session takes
//! it in UTF-8, and its fallbacks are not looked at.

use memchr::memrchr;
use zeroize::Zeroizing;

use super::python::quoted;
use super::runbook::{Runbook, by_slots};
use super::truncated::lacks_of_signed;
use super::{
    Anatomy, Codec, Difference, Draft, Expiry, Export, Facts, Format, Framework, Generate, Input,
    KEY_ENCODING, KeySpec, Kind, LineEnd, LintFix, Malformed, NameBinding, NamesTell, OfTwo,
    OnServer, Param, Params, Part, Payload, Protection, Refusal, SPELLING, Sealed, Secret, Times,
    UnfitKey, Unlocked, flask,
};
use crate::crypto::mac::{Digest, MacKey};
use crate::crypto::{Strength, equal};
use crate::encoding::hex;
use crate::error::{Error, Result};
use crate::time::Time;

/// The format of `remember_token`.
pub struct FlaskLogin;

/// Hex digits of a signature.
const SIGNATURE: usize = 128;
/// Those of the digest that it once had.
const SIGNATURE_OF_OLD: usize = 40;

static FRAMEWORK: Framework = Framework {
    of_two: Some(OfTwo::First),
    name: "Flask-Login",
    server: "Flask-Login",
    quotes: Some(Framework::DOUBLE_QUOTES),
    cookie_names: &["remember_token"],
    names_tell: NamesTell::Likely,
    key_names: &["SECRET_KEY", "FLASK_SECRET_KEY"],
    lint_fixes: &[
        LintFix {
            rules: &[
                "not-secure",
                "same-site-none-not-secure",
                "prefix-not-secure",
                "partitioned-not-secure",
            ],
            fix: "REMEMBER_COOKIE_SECURE = True, and HTTPS before the application",
        },
        LintFix {
            rules: &["no-same-site", "same-site-unknown", "same-site-none"],
            fix: "REMEMBER_COOKIE_SAMESITE = \"Lax\"",
        },
        LintFix {
            rules: &["not-http-only"],
            fix: "REMEMBER_COOKIE_HTTPONLY = True, the default",
        },
        LintFix {
            rules: &["odd-characters"],
            fix: "nothing in the application: Flask reads what it wrote; make proxies pass it on \
                unchanged",
        },
    ],
    exports: &[Export {
        name: "flask-login",
        about: "Python code: the application's SECRET_KEY and SECRET_KEY_FALLBACKS",
        text: flask::EXPORTED,
    }],
    runbook: Some(&RUNBOOK),
    ..Framework::PLAIN
};

static RUNBOOK: Runbook = Runbook {
    about: "An application of Flask with Flask-Login",
    restart: "systemctl restart flask",
    // REMEMBER_COOKIE_DURATION.
    max_lifetime: "365d",
    code: Some("flask-login"),
    course: |site| {
        by_slots(
            site,
            &[
                "anyone who is signed in stays so while the session lasts: SECRET_KEY_FALLBACKS \
                 are for that",
                "anyone who returns with only remember_token signs in again, once: it is read \
                 with SECRET_KEY alone, and one of the old key is refused",
                "while some nodes have promoted the new key and others have not, a remember_token \
                 is good on those alone that have the key of the one that made it",
                flask::VERSION,
            ],
        )
    },
};

const DIGEST: Param = Param {
    name: "digest",
    about: "the digest of the HMAC: SHA-1 up to Flask-Login 0.2",
    kind: Kind::Word(&["sha512", "sha1"]),
    default: "sha512",
};

const FACTS: Facts = Facts {
    name: "flask-login",
    about: "Flask-Login remember-me cookie (HMAC-SHA512)",
    framework: &FRAMEWORK,
    protection: Protection::Signed,
    payload: Payload::Text,
    expiry: Expiry::Never,
    name_binding: NameBinding::Unbound,
    key: KeySpec {
        about: "any text of Latin-1 letters, or bytes: Flask's SECRET_KEY",
        list: "one key: SECRET_KEY_FALLBACKS are not used",
        line_end: LineEnd::Dropped,
        generate: Generate::Hex(Strength::Bits256),
    },
    params: &[DIGEST, KEY_ENCODING],
    cautions: &[
        "signed, not encrypted: anyone can read the user's id",
        "it has no time: REMEMBER_COOKIE_DURATION is the browser's, and only a new key ends it",
        "not bound to the cookie's name: the value passes under any name",
    ],
};

impl Format for FlaskLogin {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn resembles(&self, value: &str) -> bool {
        let (bytes, bar) = (value.as_bytes(), value.len().checked_sub(SIGNATURE + 1));
        bar.is_some_and(|bar| bytes[bar] == b'|' && memrchr(b'|', bytes) == Some(bar))
    }

    fn anatomy(&self, cookie: Input) -> std::result::Result<Anatomy, Malformed> {
        let digest = digest_of(cookie.params);
        let (id, _) = take_apart(cookie.value, digest)?;
        let part = |name, bytes, span| Part { name, bytes, span };
        Ok(Anatomy {
            parts: vec![
                part("user id", id.len(), 0..id.len()),
                part(
                    "signature",
                    digest.bytes(),
                    id.len() + 1..cookie.value.len(),
                ),
            ],
            times: Times::default(),
            key_id: None,
            readable: Some(id.as_bytes().to_vec()),
            notes: vec![],
        })
    }

    fn unlock(&self, secret: Secret, params: &Params) -> std::result::Result<Unlocked, UnfitKey> {
        let key = secret.decoded(params)?;
        let key = match params.text(KEY_ENCODING.name) {
            None | Some("text") => latin_1(&key)?,
            Some(_) => key,
        };
        Ok(Unlocked {
            protection: FACTS.protection,
            codec: Box::new(UnderKey::new(&key, digest_of(params))),
            warning: None,
        })
    }

    /// Werkzeug takes white space and double quotes off, also where it would have
    /// written none.
    fn on_the_server(&self, secret: Secret, value: &str, _now: Time) -> Option<OnServer> {
        let key = latin_1(secret.line()).ok()?;
        let value = quoted::as_werkzeug_reads(value);
        let codec = UnderKey::new(&key, Digest::Sha512);
        let opened = codec.open(Input::bare(&value)).ok()?;
        Some(OnServer {
            difference: Difference::of(&SPELLING),
            opened,
            takes: true,
        })
    }

    fn carries_any_text(&self, _params: &Params) -> bool {
        true
    }

    fn off_the_wire(&self, value: &str) -> Option<String> {
        quoted::from_werkzeug(value)
    }

    fn undoes_percent(&self) -> bool {
        false
    }

    #[cfg(test)]
    fn vectors(&self) -> Vec<super::vectors::Vector> {
        let json = include_str!("../../tests/data/frameworks/flask-login.json");
        // A key that does not fit is the unit test's.
        super::vectors::of_library(self, json, |case, vector| {
            (case["name"] != "key beyond latin-1").then_some(vector)
        })
    }
}

/// The bytes of a key: text is Latin-1, other bytes are as they are.
fn latin_1(key: &[u8]) -> std::result::Result<Zeroizing<Vec<u8>>, UnfitKey> {
    let Ok(text) = std::str::from_utf8(key) else {
        return Ok(Zeroizing::new(key.to_vec()));
    };
    let mut bytes = Zeroizing::new(Vec::with_capacity(key.len()));
    for letter in text.chars() {
        bytes.push(u8::try_from(letter).map_err(|_| {
            UnfitKey("Flask-Login takes a key of Latin-1 letters only: with this one it fails")
        })?);
    }
    Ok(bytes)
}

/// The user's id and the signature's digits.
fn take_apart(value: &str, digest: Digest) -> std::result::Result<(&str, &str), Malformed> {
    if value.trim_matches([' ', '\t']) != value {
        return Err(Malformed(
            "flask-login: there is white space around it (the server ignores it)",
        ));
    }
    if value.starts_with('"') && value.ends_with('"') {
        return Err(Malformed(
            "flask-login: it is in double quotes that Flask would not write (the server removes \
             them)",
        ));
    }
    let (id, signature) = value
        .rsplit_once('|')
        .ok_or(Malformed("flask-login: there is no bar before a signature"))?;
    let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    if !signature.bytes().all(is_digit) || signature.len() != 2 * digest.bytes() {
        return Err(Malformed(match (signature.len(), digest) {
            (SIGNATURE_OF_OLD, Digest::Sha512) => {
                "flask-login: the signature has 40 characters, as SHA-1 has, which Flask-Login \
                 took up to 0.2: --format flask-login --param digest=sha1 reads it"
            }
            (_, Digest::Sha1) => "flask-login: the signature is not 40 lower-case hex digits",
            _ => "flask-login: the signature is not 128 lower-case hex digits",
        }));
    }
    Ok((id, signature))
}

/// The format with a key.
struct UnderKey(MacKey, Digest);

/// The digest that was chosen.
fn digest_of(params: &Params) -> Digest {
    match params.text(DIGEST.name) {
        Some("sha1") => Digest::Sha1,
        _ => Digest::Sha512,
    }
}

impl UnderKey {
    fn new(key: &[u8], digest: Digest) -> Self {
        UnderKey(MacKey::new(digest, key), digest)
    }

    fn signature(&self, id: &[u8]) -> String {
        hex(&self.0.tag(&[id]))
    }
}

impl Codec for UnderKey {
    fn seal(&self, draft: &Draft) -> Result<Sealed> {
        let id = std::str::from_utf8(draft.payload)
            .map_err(|_| Error::could_not("a flask-login cookie carries a user's id, as text"))?;
        if id.starts_with([' ', '\t']) {
            return Err(Error::could_not(
                "a user's id with white space before it is read without it once somebody takes \
                 the double quotes off",
            ));
        }
        if draft.expires.is_some() {
            return Err(
                Error::could_not("a flask-login cookie cannot carry an expiry")
                    .hint("leave it out; --set-cookie --max-age 8h tells the browser"),
            );
        }
        let value = format!("{id}|{}", self.signature(id.as_bytes()));
        Ok(quoted::werkzeug(&value).into_owned().into())
    }

    fn open_to(&self, cookie: Input, payload: &mut Vec<u8>) -> std::result::Result<Times, Refusal> {
        let (id, signature) = take_apart(cookie.value, self.1)?;
        if !equal(
            self.signature(id.as_bytes()).as_bytes(),
            signature.as_bytes(),
        ) {
            return Err(Refusal::Forged);
        }
        payload.clear();
        payload.extend_from_slice(id.as_bytes());
        Ok(Times::default())
    }

    fn missing(&self, cookie: Input) -> Option<usize> {
        let sign = |id: &str| Some(self.signature(id.as_bytes()));
        lacks_of_signed(cookie.value, "|", &sign)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_key_is_latin_1_and_other_bytes_are_as_they_are() {
        assert_eq!(*latin_1("cl\u{e9}".as_bytes()).unwrap(), b"cl\xe9");
        assert_eq!(*latin_1(b"\xff\xfe").unwrap(), b"\xff\xfe");
        assert!(latin_1("\u{540d}".as_bytes()).is_err());
    }
}
