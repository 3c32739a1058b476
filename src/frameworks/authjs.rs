//! The session tokens of NextAuth 4 and Auth.js 5: an encrypted JSON Web Token,
//! `b64url(header) ".." b64url(iv) "." b64url(ciphertext) "." b64url(tag)`.
//!
//! | version | cipher | key |
//! |---|---|---|
//! | 4 | A256GCM | HKDF-SHA256 of the secret, without a salt unless one is given |
//! | 5 | A256CBC-HS512 | HKDF-SHA256 of the secret, of 64 bytes; the salt is the cookie's name |
//!
//! Version 5 names its key in `kid`, and reads A256GCM under the first half of it. As
//! the name is part of the key, `__Secure-` before it makes another one. Times are
//! 15 seconds late on either side. Source: next-auth 4.24.15 (jose 4.15.9), and
//! @auth/core 0.41.3 (jose 6.2.18), `jwt.ts`.

mod claims;
mod framework;
mod keys;
mod token;

use std::borrow::Cow;

use super::chunks::{Chunks, DOTTED, as_it_is};
use super::{
    Anatomy, Beside, Codec, DELETE, Draft, Expiry, Facts, Format, Generate, Input, KEY_ENCODING,
    KeySpec, Kind, LineEnd, Malformed, NameBinding, OWN_NAME, Param, Params, Payload, Protection,
    Refusal, Sealed, Secret, Then, Times, UnfitKey, Unlocked,
};
use crate::encoding::base64url;
use crate::error::{Error, Result};
use framework::FRAMEWORK;
use keys::{Keys, Ring};
use token::{Encryption, Token};

/// The format of NextAuth and Auth.js.
pub struct Authjs;

const VERSION: Param = Param {
    name: "version",
    about: "4 for NextAuth 4, 5 for Auth.js 5; auto tells by the token, and makes one by the \
            cookie's name",
    kind: Kind::Word(&["auto", "4", "5"]),
    default: "auto",
};

const SALT: Param = Param {
    name: "salt",
    about: "the salt of the key: of version 5 it is the cookie's name where none is given, of version \
            4 there is none",
    kind: Kind::Unseen,
    default: "none",
};

const FACTS: Facts = Facts {
    name: "authjs",
    about: "session token of Auth.js 5 (A256CBC-HS512) or NextAuth 4 (A256GCM)",
    framework: &FRAMEWORK,
    protection: Protection::Encrypted,
    payload: Payload::Json,
    expiry: Expiry::Optional,
    name_binding: NameBinding::Bound,
    key: KeySpec {
        about: "any text: AUTH_SECRET, or NEXTAUTH_SECRET",
        list: "the first encrypts, its kid chooses which opens; of AUTH_SECRET_1, _2 and _3 the \
               highest number is the first",
        line_end: LineEnd::Dropped,
        generate: Generate::Base64("", 33),
    },
    params: &[VERSION, SALT, KEY_ENCODING],
    cautions: &[
        "a token of version 4 is not bound to the cookie's name: it opens under any name",
        "of version 5 the name is part of the key: http and https, with __Secure-, differ",
        "a token is taken for 15 seconds after its exp",
        "a token without an exp never expires",
    ],
};

impl Format for Authjs {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn resembles(&self, value: &str) -> bool {
        let is_token =
            value.starts_with("eyJ") && memchr::memmem::find(value.as_bytes(), b"..").is_some();
        is_token && memchr::memchr_iter(b'.', value.as_bytes()).count() == 4
    }

    /// Five parts, the second empty and the third an IV: also where the start is missing.
    fn is_likely(&self, value: &str) -> bool {
        let parts: Vec<&str> = value.split('.').collect();
        let is_letter = |it: u8| it.is_ascii_alphanumeric() || b"-_".contains(&it);
        let are_letters = parts.iter().all(|it| it.bytes().all(is_letter));
        let is_sealed = matches!(parts[..], [_, "", iv, ..] if [16, 22].contains(&iv.len()));
        self.resembles(value) || parts.len() == 5 && is_sealed && are_letters
    }

    fn anatomy(&self, cookie: Input) -> std::result::Result<Anatomy, Malformed> {
        let whole = DOTTED.joined(cookie);
        let token = Token::read(&whole)?;
        let mut anatomy = Anatomy {
            parts: token.parts(),
            times: Times::default(),
            key_id: None,
            readable: None,
            notes: vec![],
        };
        if token.key_id.is_none() && token.encryption == Encryption::CbcHmac {
            anatomy.notes.push(
                "it names no key (kid), and Auth.js itself makes none such: it takes it under the \
                 first of its secrets alone",
            );
        }
        if let Cow::Owned(_) = whole {
            let length = cookie.value.len();
            anatomy.parts.retain(|it| it.span.start < length);
            for part in &mut anatomy.parts {
                part.span.end = part.span.end.min(length);
            }
            anatomy
                .notes
                .push("it is in chunks: the cookies NAME.0, NAME.1 and so on");
        }
        Ok(anatomy)
    }

    fn unlock(&self, secret: Secret, params: &Params) -> std::result::Result<Unlocked, UnfitKey> {
        let key = secret.decoded(params)?;
        if key.is_empty() {
            return Err(UnfitKey("the key is empty, which Auth.js refuses"));
        }
        let salt = params.text(SALT.name).filter(|it| *it != SALT.default);
        Ok(Unlocked {
            codec: Box::new(Keyed {
                ring: Ring::new(&key, salt),
                version: params.number(VERSION.name),
            }),
            protection: FACTS.protection,
            warning: None,
        })
    }

    fn hides_times(&self, _params: &Params) -> bool {
        true
    }

    /// The other names of its cookie: each makes another key.
    fn often_chosen(&self) -> &'static [(&'static str, &'static [&'static str])] {
        &[(
            SALT.name,
            &[
                "authjs.session-token",
                "__Secure-authjs.session-token",
                "next-auth.session-token",
                "__Secure-next-auth.session-token",
                OWN_NAME,
            ],
        )]
    }

    fn chunks(&self) -> Option<&'static Chunks> {
        Some(&DOTTED)
    }

    /// It joins every cookie whose name begins as that of its own does.
    fn beside(&self, cookie: Input) -> Option<Beside> {
        let base = DOTTED.base(cookie.name);
        let own = DOTTED.joined_names(cookie);
        let others = cookie.siblings.iter();
        let others = others.filter(|it| it.0.starts_with(base) && !it.1.is_empty());
        let mut names: Vec<String> = others.map(|it| it.0.clone()).collect();
        names.retain(|it| *it != cookie.name && !own.contains(it));
        (!base.is_empty() && !names.is_empty()).then_some(Beside {
            id: "chunk-beside",
            names,
            text: "genuine, but Auth.js joins to it every cookie whose name begins with the same, and \
                   refuses it together with {names}",
            advice: DELETE,
            then: Then::Refused,
        })
    }

    /// Without the claims that every token gets.
    #[cfg(test)]
    fn inner(&self, payload: Vec<u8>) -> Vec<u8> {
        let text = String::from_utf8(payload).unwrap();
        let start = text.rfind("\"iat\":").unwrap_or(text.len() - 1);
        format!("{}}}", text[..start].trim_end_matches(',')).into_bytes()
    }

    #[cfg(test)]
    fn vectors(&self) -> Vec<super::vectors::Vector> {
        use crate::time::Time;
        let json = include_str!("../../tests/data/frameworks/authjs.json");
        let file: serde_json::Value = serde_json::from_str(json).unwrap();
        super::vectors::of_library(self, json, |case, mut vector| {
            // A token is over at a second, not a part of one later.
            vector.now = Time(case["now"].as_f64().unwrap() as u64);
            if case.get("chunks").is_some() || case.get("chunks_of").is_some() {
                let cases = file["cases"].as_array().unwrap();
                let of = cases.iter().find_map(|it| it.get("chunks")).unwrap();
                let chunk = |name: &str| {
                    let name = format!("authjs.session-token.{name}");
                    let value = of[&name].as_str().unwrap().to_owned();
                    (name, value)
                };
                let (first, second) = (chunk("0"), chunk("1"));
                (vector.cookie_name, vector.cookie) = first.clone();
                vector.siblings = vec![second.clone()];
                if case.get("chunks").is_none() {
                    vector.cookie = second.1;
                    vector.siblings[0].1 = first.1;
                }
            }
            Some(vector)
        })
    }
}

/// Tokens under a secret.
struct Keyed {
    ring: Ring,
    /// Of its readers, where it was said.
    version: Option<u64>,
}

impl Keyed {
    /// The keys of a cookie of this name.
    fn keys(&self, name: &str) -> Keys {
        let base = DOTTED.base(name);
        let base = if base.is_empty() {
            framework::NAME
        } else {
            base
        };
        self.ring.keys(base)
    }

    /// Which is made: that of the token before it, that of the readers, or that of
    /// the name.
    fn made(&self, draft: &Draft) -> Encryption {
        let again = draft.again.and_then(|it| Token::read(it).ok());
        let version = again.map(|it| it.encryption).or(match self.version {
            Some(4) => Some(Encryption::Gcm),
            Some(_) => Some(Encryption::CbcHmac),
            None => None,
        });
        let is_old = draft.name.contains("next-auth");
        version.unwrap_or(if is_old {
            Encryption::Gcm
        } else {
            Encryption::CbcHmac
        })
    }
}

impl Codec for Keyed {
    fn seal(&self, draft: &Draft) -> Result<Sealed> {
        let encryption = self.made(draft);
        if draft.name.is_empty() && encryption == Encryption::CbcHmac && !self.ring.has_salt() {
            return Err(Error::could_not(
                "the key of an Auth.js cookie is made with its name, and it has none",
            )
            .hint(format!(
                "add --name {}, or the name that it has",
                framework::NAME
            )));
        }
        let claims = claims::with_times(draft)?;
        let keys = self.keys(draft.name);
        let key = match encryption {
            Encryption::Gcm => &keys.four,
            Encryption::CbcHmac => &keys.five,
        };
        let header = key.header(encryption);
        let header = base64url(header.as_bytes());
        let sealed = key.seal(encryption, header.as_bytes(), claims.as_bytes())?;
        let [vector, ciphertext, tag] = sealed.map(|it| base64url(&it));
        let token = format!("{header}..{vector}.{ciphertext}.{tag}");
        Ok(DOTTED.split(draft.name, token, encryption.chunk(), as_it_is))
    }

    fn open_to(&self, cookie: Input, payload: &mut Vec<u8>) -> std::result::Result<Times, Refusal> {
        let whole = DOTTED.joined(cookie);
        let token = Token::read(&whole)?;
        let keys = self.keys(cookie.name);
        let candidates = match (token.encryption, self.version) {
            (Encryption::CbcHmac, Some(4)) => return Err(Refusal::Forged),
            (Encryption::Gcm, Some(4)) => vec![&keys.four],
            (_, Some(_)) | (Encryption::CbcHmac, None) => vec![&keys.five],
            (Encryption::Gcm, None) => vec![&keys.four, &keys.five],
        };
        let opened = candidates.into_iter().find_map(|key| key.open(&token));
        let text = opened.ok_or(Refusal::Forged)?;
        let times = claims::times(&text)?;
        payload.clear();
        payload.extend_from_slice(&text);
        Ok(times)
    }

    /// The name is that of one version, and the token of the other.
    fn refused_by(&self, cookie: Input) -> Option<&'static str> {
        let token = DOTTED.joined(cookie);
        let token = Token::read(&token)
            .ok()
            .filter(|_| self.version.is_none())?;
        let is_of_four = token.encryption == Encryption::Gcm
            && self.keys(cookie.name).four.open(&token).is_some();
        match token.encryption {
            Encryption::Gcm if is_of_four && cookie.name.contains("authjs") => Some(
                "NextAuth 4 made it, under a key without a salt: Auth.js 5, which gives its cookie \
                 that name, refuses it (carry it over: cookiekit reissue --to authjs)",
            ),
            Encryption::CbcHmac if cookie.name.contains("next-auth") => {
                Some("Auth.js 5 made it: NextAuth 4, which gives its cookie that name, refuses it")
            }
            _ => None,
        }
    }
}
