//! JSON Web Tokens under a shared key (RFC 7515, 7519):
//! `b64url(header) "." b64url(payload) "." b64url(HMAC(key, what stands before))`,
//! all without padding; the header's `alg` says over which digest.
//!
//! There is no one library: what is reported about a server is PyJWT's, 2.15.1
//! (`jwt/api_jws.py`, `jwt/api_jwt.py`, `jwt/algorithms.py`). It takes `exp`,
//! `nbf` and `iat` as whole seconds. Of an `iat` in the future RFC 7519 says
//! nothing: PyJWT and Authlib refuse it, jsonwebtoken (9.0) and jose (6) take it, and so it is
//! valid here, with a word on that.

mod choice;
mod claims;
mod framework;
mod header;
mod key;

use std::ops::RangeInclusive;

use super::{
    Anatomy, Codec, Draft, Expiry, Facts, Format, Generate, Guess, Guesser, Input, KEY_ENCODING,
    KeySpec, LineEnd, Malformed, NameBinding, Params, Part, Payload, Protection, Refusal, Sealed,
    Secret, Times, UnfitKey, Unlocked,
};
use crate::crypto::mac::{MacKey, Tag};
use crate::crypto::{Strength, equal};
use crate::encoding::{base64url, from_base64url, secret_base64url};
use crate::error::{Error, Result};
use choice::{ALGORITHMS, AUDIENCE, Choice, LEEWAY, too_short};
use claims::Claims;
use header::{Algorithm, Header};

/// The format of a signed JSON Web Token.
pub struct Jwt;

const FACTS: Facts = Facts {
    name: "jwt",
    about: "JSON Web Token (HS256, HS384 or HS512)",
    framework: &framework::FRAMEWORK,
    protection: Protection::Signed,
    payload: Payload::Json,
    expiry: Expiry::InPayload("exp"),
    name_binding: NameBinding::Unbound,
    key: KeySpec {
        about: "any text: the secret that the application gives its JWT library; of 32 bytes or \
                more for HS256, 48 for HS384, 64 for HS512",
        list: "most libraries take one",
        line_end: LineEnd::Dropped,
        generate: Generate::Hex(Strength::Bits256),
    },
    params: &[ALGORITHMS, AUDIENCE, LEEWAY, KEY_ENCODING],
    cautions: &[
        "signed, not encrypted: anyone can read this",
        "not bound to the cookie's name, nor to what it is for: under the same key a token made \
         for something else passes, unless aud or another claim is checked",
        "nothing takes it back before its exp but a new key, or a list that the application keeps",
    ],
};

impl Format for Jwt {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    /// Base64 of what starts with a brace and a quote, and two dots.
    fn resembles(&self, value: &str) -> bool {
        value.starts_with("eyJ") && memchr::memchr_iter(b'.', value.as_bytes()).count() == 2
    }

    /// One that is signed, and may be cut or have something behind it.
    fn is_likely(&self, value: &str) -> bool {
        has_header_and_parts(value, 2..=4)
    }

    fn anatomy(&self, cookie: Input) -> std::result::Result<Anatomy, Malformed> {
        let token = Token::read(cookie.value)?;
        let choice = Choice::of(cookie.params);
        let claims = Claims::read(&token.payload, &choice);
        let mut notes = Vec::new();
        if !choice.takes(token.header.algorithm) {
            notes.push(
                "its alg is none of --param algorithms, so it is refused before its signature is \
                 checked",
            );
        }
        notes.extend(&token.header.notes);
        match &claims {
            Ok(claims) => notes.extend(&claims.notes),
            Err(Malformed(reason)) => notes.push(reason.trim_start_matches("jwt: ")),
        }
        Ok(Anatomy {
            parts: token.parts(),
            times: claims.map(|it| it.times).unwrap_or_default(),
            key_id: None,
            readable: Some(token.payload),
            notes,
        })
    }

    fn unlock(&self, secret: Secret, params: &Params) -> std::result::Result<Unlocked, UnfitKey> {
        let key = secret.decoded(params)?;
        key::check(&key)?;
        let choice = Choice::of(params);
        let of_key = key::warning(&key);
        let warning = of_key.or(choice.warning(key.len()));
        let macs = Algorithm::ALL.map(|algorithm| MacKey::new(algorithm.digest(), &key));
        Ok(Unlocked {
            codec: Box::new(Signed {
                macs,
                choice,
                of_key,
                key_bytes: key.len(),
            }),
            protection: FACTS.protection,
            warning,
        })
    }

    fn made_later(&self, params: &Params) -> Option<(&'static str, u64)> {
        let says = "PyJWT (ImmatureSignatureError) and Authlib refuse it until then; jsonwebtoken and jose, \
                    and RFC 7519, do not look at its iat for that";
        Some((says, Choice::of(params).leeway))
    }

    /// Over one digest alone, which the token tells.
    fn guesser<'a>(&'a self, cookie: Input<'a>) -> Guesser<'a> {
        let token = Token::read(cookie.value).ok();
        Box::new(move |text| {
            let Some(token) = &token else {
                return Guess::Wrong;
            };
            let Ok(key) = Secret::value(text).decoded(cookie.params) else {
                return Guess::Wrong;
            };
            let mac = MacKey::new(token.header.algorithm.digest(), &key);
            let opens = || equal(&mac.tag(&[token.signed()]), &token.signature);
            (key::check(&key).is_ok() && opens()).into()
        })
    }

    #[cfg(test)]
    fn vectors(&self) -> Vec<super::vectors::Vector> {
        use crate::time::Time;
        let json = include_str!("../../tests/data/frameworks/jwt.json");
        super::vectors::of_library(self, json, |case, mut vector| {
            // A token is over at a second, not a part of one later.
            vector.now = Time(case["now"].as_f64().unwrap() as u64);
            // Where the caller's list is not what the case is about, it is that
            // of the framework.
            if case.get("reason").is_none_or(|it| it != "algorithm") {
                let mut params = Params::default();
                for param in [&AUDIENCE, &LEEWAY] {
                    if let Some(value) = vector.params.text(param.name) {
                        params.set(param, value.to_owned());
                    }
                }
                vector.params = params;
            }
            Some(vector)
        })
    }
}

/// What stands behind the words before a token, or a cookie's name: all of it where
/// there are none.
fn bare(value: &str) -> &str {
    let parts = value.rsplit_once(' ');
    let behind = parts.filter(|(before, rest)| !before.contains('.') && !rest.is_empty());
    let value = behind.map_or(value, |(_, rest)| rest);
    let named = value.split_once('=');
    let named = named.filter(|(name, rest)| !name.contains('.') && rest.starts_with("eyJ"));
    named.map_or(value, |(_, rest)| rest)
}

/// Whether it has a header with an `alg`, and more parts than that: an encrypted token
/// (JWE) has five.
pub fn is_web_token(value: &str) -> bool {
    has_header_and_parts(value, 2..=5)
}

fn has_header_and_parts(value: &str, wanted: RangeInclusive<usize>) -> bool {
    let value = bare(value);
    let header = value.split('.').next().unwrap_or_default();
    let header = from_base64url(header.trim_end_matches('='));
    wanted.contains(&value.split('.').count())
        && header.is_some_and(|it| header::has_algorithm(&it))
}

/// How many characters the signatures of HS256, HS384 and HS512 have.
const SIGNATURE_CHARACTERS: [usize; 3] = [43, 64, 86];

/// Whether it is a token in three parts, whatever it is signed by: what else a key makes
/// of such a value is chance.
pub fn is_whole_token(value: &str) -> bool {
    let is_letter = |it: u8| it.is_ascii_alphanumeric() || b"+/-_=%".contains(&it);
    let parts: Vec<&str> = value.split('.').collect();
    let [_, payload, signature] = parts[..] else {
        return false;
    };
    let Some(payload) = from_base64url(payload.trim_end_matches('=')) else {
        return false;
    };
    // A text or an array, which some libraries sign as well, is distinguished from what
    // itsdangerous has there, the time, by what follows it.
    let is_object = payload.trim_ascii_start().starts_with(b"{");
    let is_of_alg = SIGNATURE_CHARACTERS.contains(&signature.trim_end_matches('=').len());
    (is_object || is_of_alg) && signature.bytes().all(is_letter) && is_web_token(value)
}

/// A token taken apart.
struct Token<'a> {
    text: &'a str,
    /// Where its second dot is.
    end: usize,
    header: Header,
    payload: Vec<u8>,
    signature: Vec<u8>,
}

/// A part in its one spelling; in others, what is wrong with it, and what it is
/// where padding is all that is.
fn decoded(text: &str, faults: [&'static str; 2]) -> std::result::Result<Vec<u8>, Malformed> {
    from_base64url(text).ok_or_else(|| {
        let is_padded = text.len().is_multiple_of(4) && text.ends_with('=');
        let bare = text.trim_end_matches('=');
        let is_else_right = is_padded && text.len() - bare.len() < 3;
        let [other, padded] = faults;
        Malformed(match from_base64url(bare) {
            Some(_) if is_else_right => padded,
            _ => other,
        })
    })
}

impl<'a> Token<'a> {
    fn read(text: &'a str) -> std::result::Result<Self, Malformed> {
        if bare(text) != text {
            return Err(Malformed(
                "jwt: a word stands before the token, as Bearer does in a header Authorization: \
                 give the token alone",
            ));
        }
        let parts: Vec<&str> = text.split('.').collect();
        let [header, payload, signature] = parts[..] else {
            return Err(Malformed(match parts.len() {
                5 => {
                    "not supported: it has five parts, so it is an encrypted token (JWE), which has \
                     no signature; of those only what Auth.js makes is opened here: --format authjs"
                }
                _ => "jwt: it does not have three parts separated by dots",
            }));
        };
        let header = decoded(
            header,
            [
                "jwt: the header is not base64url without padding",
                "jwt: the header has padding, which a token leaves out (PyJWT accepts it)",
            ],
        )?;
        let header = Header::read(&header)?;
        let end = text.len() - signature.len() - 1;
        let payload = decoded(
            payload,
            [
                "jwt: the payload is not base64url without padding",
                "jwt: the payload has padding, which a token leaves out (PyJWT accepts it)",
            ],
        )?;
        let signature = decoded(
            signature,
            [
                "jwt: the signature is not base64url without padding",
                "jwt: the signature has padding, which a token leaves out (PyJWT accepts it)",
            ],
        )?;
        if signature.len() != header.algorithm.digest().bytes() {
            return Err(Malformed(
                "jwt: the signature is not as long as one of its alg",
            ));
        }
        Ok(Token {
            text,
            end,
            header,
            payload,
            signature,
        })
    }

    /// What the signature is over.
    fn signed(&self) -> &'a [u8] {
        &self.text.as_bytes()[..self.end]
    }

    fn header_text(&self) -> &'a str {
        self.text.split('.').next().unwrap_or_default()
    }

    fn parts(&self) -> Vec<Part> {
        let dot = self.header_text().len();
        vec![
            Part {
                name: "header",
                bytes: self.header.bytes,
                span: 0..dot,
            },
            Part {
                name: "payload",
                bytes: self.payload.len(),
                span: dot + 1..self.end,
            },
            Part {
                name: "signature",
                bytes: self.signature.len(),
                span: self.end + 1..self.text.len(),
            },
        ]
    }
}

/// Tokens under a key.
struct Signed {
    macs: [MacKey; 3],
    choice: Choice,
    /// What is to be said of the key, whatever the algorithm.
    of_key: Option<&'static str>,
    /// How long the key is.
    key_bytes: usize,
}

impl Signed {
    fn tag(&self, algorithm: Algorithm, signed: &[u8]) -> Tag {
        self.macs[algorithm as usize].tag(&[signed])
    }
}

impl Codec for Signed {
    fn seal(&self, draft: &Draft) -> Result<Sealed> {
        let payload = claims::with_expiry(draft, &self.choice)?;
        let again = draft.again.and_then(|it| Token::read(it).ok());
        let (header, algorithm) = match &again {
            Some(token) if token.header.names_key => {
                return Err(Error::could_not(
                    "the token names its key (kid), and another one has another name",
                )
                .hint("have the application make a new one"));
            }
            // Its readers may take one alg alone, or look at its typ.
            Some(token) => (token.header_text().to_owned(), token.header.algorithm),
            None => {
                let algorithm = self.choice.algorithms[0];
                let header = format!(r#"{{"alg":"{}","typ":"JWT"}}"#, algorithm.name());
                (base64url(header.as_bytes()), algorithm)
            }
        };
        let signed = format!("{header}.{}", base64url(payload.as_bytes()));
        let tag = self.tag(algorithm, signed.as_bytes());
        Ok(format!("{signed}.{}", base64url(&tag)).into())
    }

    fn open_to(&self, cookie: Input, payload: &mut Vec<u8>) -> std::result::Result<Times, Refusal> {
        let token = Token::read(cookie.value)?;
        let algorithm = token.header.algorithm;
        let tag = self.tag(algorithm, token.signed());
        if !self.choice.takes(algorithm) || !equal(&tag, &token.signature) {
            return Err(Refusal::Forged);
        }
        let claims = Claims::read(&token.payload, &self.choice)?;
        payload.clear();
        payload.extend_from_slice(&token.payload);
        Ok(claims.times)
    }

    fn warning_of(&self, cookie: Input) -> Option<Option<&'static str>> {
        let token = Token::read(cookie.value).ok()?;
        Some(
            self.of_key
                .or(too_short(token.header.algorithm, self.key_bytes)),
        )
    }

    /// A token whose signature alone lost its end.
    fn missing(&self, cookie: Input) -> Option<usize> {
        /// So many characters of a signature are not hit upon by chance.
        const ENOUGH: usize = 8;
        let (signed, signature) = cookie.value.rsplit_once('.')?;
        let (header, payload) = signed.split_once('.')?;
        let header = Header::read(&from_base64url(header)?).ok()?;
        from_base64url(payload)?;
        let whole = secret_base64url(&self.tag(header.algorithm, signed.as_bytes()));
        let start = whole.as_bytes().get(..signature.len())?;
        let is_cut = (ENOUGH..whole.len()).contains(&signature.len());
        (is_cut && equal(start, signature.as_bytes())).then(|| whole.len() - signature.len())
    }
}
