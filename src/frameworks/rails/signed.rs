//! `b64(data) "--" hex(HMAC(data in base64))`, HMAC-SHA1 unless it is given another.

use std::ops::Range;

use super::super::is_json;
use super::super::ruby::content::{Content, SERIALIZER, portable};
use super::super::ruby::marshal::is_marshal;
use super::super::truncated::lacks_of_signed;
use super::super::{
    Anatomy, Codec, Draft, Expiry, Facts, Format, Input, Kind, Malformed, NameBinding, Param,
    Params, Part, Payload, Portable, Protection, Refusal, Sealed, Secret, Times, UnfitKey,
    Unlocked,
};
use super::envelope::{self, Envelope};
use super::keys::{self, Base, digest_of};
use super::{FRAMEWORK, MARK};
use crate::crypto::equal;
use crate::crypto::mac::{Digest, MacKey};
use crate::encoding::{base64, from_base64, from_hex, hex, percent};
use crate::error::Result;

/// The format of Rails' signed cookies.
pub struct RailsSigned;

const SALT: Param = Param {
    name: "salt",
    about: "the salt of the key (signed_cookie_salt)",
    kind: Kind::Unseen,
    default: "signed cookie",
};

const FACTS: Facts = Facts {
    name: "rails-signed",
    about: "Rails signed cookie (HMAC-SHA1)",
    framework: &FRAMEWORK,
    protection: Protection::Signed,
    payload: Payload::Json,
    expiry: Expiry::Optional,
    name_binding: NameBinding::Bound,
    key: keys::KEY,
    params: &[
        keys::KDF,
        SALT,
        keys::DIGEST,
        keys::ITERATIONS,
        SERIALIZER,
        keys::ENCODING,
    ],
    cautions: &[
        "signed, not encrypted: anyone can read this",
        "one that Rails made without a purpose (before 5.2, or with use_cookies_with_metadata \
         off) opens under any name",
    ],
};

/// Of what is in the clear.
const MARSHAL: &str =
    "it holds Ruby's Marshal, which can create any object when loaded: cookiekit never loads it";
const NO_ENVELOPE: &str =
    "it has no envelope: it says neither for which cookie it is nor until when";

/// The digests that a signature may be of.
pub const DIGESTS: [Digest; 4] = [Digest::Sha1, Digest::Sha256, Digest::Sha384, Digest::Sha512];

impl Format for RailsSigned {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn resembles(&self, value: &str) -> bool {
        ends_in_signature(value)
    }

    /// The envelope tells; what has none may be Rack's.
    fn is_proven(&self, anatomy: &Anatomy) -> bool {
        let readable = anatomy.readable.as_deref();
        readable.is_none_or(|it| is_json(it) || is_marshal(it))
    }

    fn anatomy(&self, cookie: Input) -> std::result::Result<Anatomy, Malformed> {
        let signed = Signed::read(cookie, &REASONS)?;
        let part = |name, bytes, span| Part { name, bytes, span };
        let parts = vec![
            part("data", signed.data.len(), 0..signed.text.len()),
            part("signature", signed.signature.len(), signed.place()),
        ];
        // What it holds is judged once it is authentic, and not before.
        let (times, readable, notes) = match Envelope::read(signed.data) {
            Err(malformed) => (Times::default(), None, vec![malformed.0]),
            Ok(envelope) => {
                let is_marshal = is_marshal(&envelope.payload);
                let notes = [(is_marshal, MARSHAL), (!envelope.is_one, NO_ENVELOPE)];
                let notes = notes
                    .into_iter()
                    .filter_map(|(is, note)| is.then_some(note));
                (envelope.times, Some(envelope.payload), notes.collect())
            }
        };
        Ok(Anatomy {
            parts,
            times,
            key_id: None,
            readable,
            notes,
        })
    }

    fn unlock(&self, secret: Secret, params: &Params) -> std::result::Result<Unlocked, UnfitKey> {
        let base = Base::of(secret, params)?;
        let salt = params.text(SALT.name).unwrap_or(SALT.default);
        let digest = digest_of(params).unwrap_or(Digest::Sha1);
        let keys = base.keys::<64>(salt).map(|key| MacKey::new(digest, &*key));
        Ok(Unlocked {
            codec: Box::new(Keyed {
                keys: keys.collect(),
                params: params.clone(),
            }),
            protection: FACTS.protection,
            warning: None,
        })
    }

    fn portable(
        &self,
        payload: &[u8],
        _params: &Params,
    ) -> std::result::Result<Portable, &'static str> {
        portable(payload)
    }

    /// Salts of what Rails signs besides.
    fn often_chosen(&self) -> &'static [(&'static str, &'static [&'static str])] {
        &[
            (SALT.name, &["signed global id", "ActiveStorage"]),
            (
                keys::ITERATIONS.name,
                // Those of ActiveSupport's own default, of Rails' tests, and of advice.
                &["65536", "1", "2", "2000", "10000", "20000"],
            ),
        ]
    }

    #[cfg(test)]
    fn vectors(&self) -> Vec<super::super::vectors::Vector> {
        let json = include_str!("../../../tests/data/frameworks/rails-signed.json");
        super::vectors(self, json)
    }
}

/// Whether a value ends as one does that has a signature in hex.
pub fn ends_in_signature(value: &str) -> bool {
    let parts = value.rsplit_once(MARK);
    parts.is_some_and(|(data, signature)| {
        let is_long = DIGESTS.iter().any(|it| 2 * it.bytes() == signature.len());
        is_long && data.len() > 3 && is_lower_hex(signature)
    })
}

fn is_lower_hex(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

/// What is reported about a value that has not two parts, or more than two; whose
/// data are no base64; or whose signature is of no digest, or of another one.
pub struct Reasons {
    pub parts: &'static str,
    pub further: &'static str,
    pub data: &'static str,
    pub signature: &'static str,
    pub digest: &'static str,
}

const REASONS: Reasons = Reasons {
    parts: "rails-signed: it does not have two parts separated by `--`",
    further: "rails-signed: there are more than two parts (Rails before 7.1 ignores that)",
    data: "rails-signed: the data is not canonical base64 (Rails from 7.1 on also takes base64url)",
    signature: "rails-signed: the signature is not the lower-case hex digits of a digest",
    digest: "rails-signed: its signature is of another digest than was named: --format \
             rails-signed --param digest=SHA256, SHA384 or SHA512 (SHA1 where none is)",
};

/// A value taken apart: data in base64, and an HMAC over that in hex.
pub struct Signed<'a> {
    /// The data as they stand there: what is signed.
    pub text: &'a str,
    pub data: Vec<u8>,
    pub signature: Vec<u8>,
    reasons: &'static Reasons,
}

impl<'a> Signed<'a> {
    pub fn read(
        cookie: Input<'a>,
        reasons: &'static Reasons,
    ) -> std::result::Result<Self, Malformed> {
        let parts: Vec<&str> = cookie.value.splitn(3, MARK).collect();
        let [text, signature] = parts[..] else {
            return Err(Malformed(match parts.len() {
                3 => reasons.further,
                _ => reasons.parts,
            }));
        };
        let data = from_base64(text).filter(|it| !it.is_empty());
        let data = data.ok_or(Malformed(reasons.data))?;
        let signature = from_hex(signature.as_bytes()).filter(|it| {
            let is_one = DIGESTS.iter().any(|digest| digest.bytes() == it.len());
            is_one && is_lower_hex(signature)
        });
        let signature = signature.ok_or(Malformed(reasons.signature))?.to_vec();
        Ok(Signed {
            text,
            data,
            signature,
            reasons,
        })
    }

    /// Where the signature stands.
    pub fn place(&self) -> Range<usize> {
        let start = self.text.len() + MARK.len();
        start..start + 2 * self.signature.len()
    }

    /// That one of the keys made it.
    pub fn verify<'k>(
        &self,
        keys: impl IntoIterator<Item = &'k MacKey>,
    ) -> std::result::Result<usize, Refusal> {
        for (index, key) in keys.into_iter().enumerate() {
            let tag = key.tag(&[self.text.as_bytes()]);
            if tag.len() != self.signature.len() {
                return Err(Malformed(self.reasons.digest).into());
            }
            if equal(&tag, &self.signature) {
                return Ok(index);
            }
        }
        Err(Refusal::Forged)
    }
}

/// The value of data that a key signs.
pub fn signed(key: &MacKey, data: &[u8]) -> String {
    let text = base64(data);
    let signature = hex(&key.tag(&[text.as_bytes()]));
    format!("{text}{MARK}{signature}")
}

/// HMAC with the keys of a secret.
struct Keyed {
    keys: Vec<MacKey>,
    params: Params,
}

impl Codec for Keyed {
    fn seal(&self, draft: &Draft) -> Result<Sealed> {
        let data = envelope::written(draft, &self.params, FACTS.name)?;
        Ok(percent(&signed(&self.keys[0], &data)).into())
    }

    fn open_to(&self, cookie: Input, payload: &mut Vec<u8>) -> std::result::Result<Times, Refusal> {
        let signed = Signed::read(cookie, &REASONS)?;
        signed.verify(&self.keys)?;
        Envelope::opened(
            signed.data,
            cookie.name,
            Content::of(cookie.params),
            payload,
        )
    }

    fn missing(&self, cookie: Input) -> Option<usize> {
        let content = Content::of(&self.params);
        self.keys.iter().find_map(|key| {
            lacks_of_signed(cookie.value, MARK, &|text| {
                Envelope::opened(from_base64(text)?, cookie.name, content, &mut vec![]).ok()?;
                Some(hex(&key.tag(&[text.as_bytes()])))
            })
        })
    }

    fn made_for(&self, cookie: Input) -> Option<String> {
        Envelope::made_for(Signed::read(cookie, &REASONS).ok()?.data)
    }
}
