//! `b64(session) "--" hex(HMAC-SHA1(session in base64))`: Rack 1 and 2, and
//! rack-session's `legacy_hmac_secret`.

use super::super::is_json;
use super::super::rails::{Reasons, Signed, ends_in_signature, signed};
use super::super::ruby::content::{Content, portable};
use super::super::ruby::marshal::is_marshal;
use super::super::truncated::lacks_of_signed;
use super::super::{
    Anatomy, Codec, Draft, Expiry, Facts, Format, Input, KEY_ENCODING, KeySpec, Kind, LineEnd,
    MAX_UNPACKED_BYTES, Malformed, NameBinding, Param, Params, Part, Payload, Portable, Protection,
    Refusal, Sealed, Secret, Times, UnfitKey, Unlocked, Unreadable,
};
use super::{Generate, OF_HMAC, Strength};
use crate::crypto::mac::{Digest, MacKey};
use crate::encoding::{from_base64, from_zlib, hex, percent, zlib};
use crate::error::{Error, Result};

/// The format of Rack's signed sessions.
pub struct RackHmac;

const HMAC: Param = Param {
    name: "hmac",
    about: "the digest of the HMAC (:hmac)",
    kind: Kind::Word(&["SHA1", "SHA256", "SHA384", "SHA512"]),
    default: "SHA1",
};

const CODER: Param = Param {
    name: "coder",
    about: "what writes the session (:coder; Rack's own default is Marshal): auto reads each, \
            carries Marshal as its bytes, and makes JSON; Marshal tells it as JSON",
    kind: Kind::Word(&["auto", "Marshal", "JSON", "ZipJSON"]),
    default: "auto",
};

const FACTS: Facts = Facts {
    name: "rack-hmac",
    about: "Rack session of old (HMAC-SHA1)",
    framework: &OF_HMAC,
    protection: Protection::Signed,
    payload: Payload::Json,
    expiry: Expiry::Never,
    name_binding: NameBinding::Unbound,
    key: KeySpec {
        about: "any text: the secret of Rack::Session::Cookie",
        list: "secret signs; it, old_secret and legacy_hmac_secret verify",
        line_end: LineEnd::Dropped,
        generate: Generate::Hex(Strength::Bits512),
    },
    params: &[HMAC, CODER, KEY_ENCODING],
    cautions: &[
        "signed, not encrypted: anyone can read this",
        "not bound to the cookie's name: the value passes under any name",
        "it contains no time: only a new key ends it",
        "who has the key of one that Rack reads with Marshal runs code in the application: here \
         Marshal is never loaded",
    ],
};

const REASONS: Reasons = Reasons {
    parts: "rack-hmac: it does not have two parts separated by `--`",
    further: "rack-hmac: it has more than two parts separated by `--`",
    data: "rack-hmac: the session is not canonical base64",
    signature: "rack-hmac: the signature is not the lower-case hex digits of a digest",
    digest: "rack-hmac: its signature is of another digest than was named: --format rack-hmac \
             --param hmac=SHA256, SHA384 or SHA512 (SHA1 where none is)",
};

/// After a good signature.
const UNREADABLE: Malformed = Malformed(
    "rack-hmac: it is genuine, and its session is not of the coder that was named: another \
     --param coder",
);
const LARGE: Malformed =
    Malformed("rack-hmac: its session has more than 1 MiB once it is decompressed");

impl Format for RackHmac {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn resembles(&self, value: &str) -> bool {
        ends_in_signature(value)
    }

    /// Rails says in its envelope that it is Rails'.
    fn is_proven(&self, anatomy: &Anatomy) -> bool {
        let session = anatomy.readable.as_deref().unwrap_or_default();
        (is_json(session) && !session.starts_with(b"{\"_rails\":")) || is_marshal(session)
    }

    fn anatomy(&self, cookie: Input) -> std::result::Result<Anatomy, Malformed> {
        let signed = Signed::read(cookie, &REASONS)?;
        let part = |name, bytes, span| Part { name, bytes, span };
        Ok(Anatomy {
            parts: vec![
                part("session", signed.data.len(), 0..signed.text.len()),
                part("signature", signed.signature.len(), signed.place()),
            ],
            times: Times::default(),
            key_id: None,
            readable: Coder::of(cookie.params).carried(signed.data)?,
            notes: vec![],
        })
    }

    fn unlock(&self, secret: Secret, params: &Params) -> std::result::Result<Unlocked, UnfitKey> {
        let key = secret.decoded(params)?;
        if key.is_empty() {
            return Err(UnfitKey("the key is empty: anyone can sign with it"));
        }
        let digest = match params.text(HMAC.name) {
            Some("SHA256") => Digest::Sha256,
            Some("SHA384") => Digest::Sha384,
            Some("SHA512") => Digest::Sha512,
            _ => Digest::Sha1,
        };
        Ok(Unlocked {
            codec: Box::new(Keyed {
                key: MacKey::new(digest, &key),
                coder: Coder::of(params),
            }),
            protection: FACTS.protection,
            warning: None,
        })
    }

    fn unreadable(&self, payload: &[u8]) -> Option<Unreadable> {
        super::unreadable(payload)
    }

    fn portable(
        &self,
        payload: &[u8],
        _params: &Params,
    ) -> std::result::Result<Portable, &'static str> {
        portable(payload)
    }

    #[cfg(test)]
    fn vectors(&self) -> Vec<super::super::vectors::Vector> {
        let json = include_str!("../../../tests/data/frameworks/rack-hmac.json");
        super::vectors(self, json)
    }
}

/// What writes a session.
#[derive(Clone, Copy)]
enum Coder {
    Plain(Content),
    /// JSON in zlib.
    Zip,
    Auto,
}

impl Coder {
    fn of(params: &Params) -> Coder {
        match params.text(CODER.name) {
            Some("Marshal") => Coder::Plain(Content::Marshal),
            Some("JSON") => Coder::Plain(Content::Json),
            Some("ZipJSON") => Coder::Zip,
            _ => Coder::Auto,
        }
    }

    /// What a session carries; `None` when it is not of this coder.
    fn carried(self, stored: Vec<u8>) -> std::result::Result<Option<Vec<u8>>, Malformed> {
        use crate::encoding::Uninflated;
        let inflated = || match from_zlib(&stored, MAX_UNPACKED_BYTES) {
            Ok(json) => Ok(Some(json).filter(|it| is_json(it))),
            Err(Uninflated::Large) => Err(LARGE),
            Err(Uninflated::Broken | Uninflated::Trailing) => Ok(None),
        };
        match self {
            Coder::Plain(content) => Ok(content.carried(stored)),
            Coder::Zip => inflated(),
            Coder::Auto if is_json(&stored) || is_marshal(&stored) => Ok(Some(stored)),
            Coder::Auto => Ok(inflated()?.or(Some(stored))),
        }
    }

    /// The bytes to store of a draft's payload.
    fn stored(self, draft: &Draft) -> Result<Vec<u8>> {
        let content = match self {
            Coder::Plain(content) => content,
            Coder::Zip => {
                return Content::Json
                    .stored(draft.payload, FACTS.name)
                    .map(|it| zlib(&it));
            }
            Coder::Auto if self.was_zipped(draft) => {
                return Content::Json
                    .stored(draft.payload, FACTS.name)
                    .map(|it| zlib(&it));
            }
            Coder::Auto => Content::Auto,
        };
        content.stored(draft.payload, FACTS.name)
    }

    /// Whether the cookie that is made again holds zlib: then its reader wants that.
    fn was_zipped(self, draft: &Draft) -> bool {
        let again = draft.again.map(Input::bare);
        let signed = again.and_then(|it| Signed::read(it, &REASONS).ok());
        signed.is_some_and(|it| from_zlib(&it.data, MAX_UNPACKED_BYTES).is_ok())
    }
}

/// HMAC with a key.
struct Keyed {
    key: MacKey,
    coder: Coder,
}

impl Codec for Keyed {
    fn seal(&self, draft: &Draft) -> Result<Sealed> {
        if draft.expires.is_some() {
            return Err(
                Error::could_not("a rack-hmac cookie cannot carry an expiry")
                    .hint("leave it out; --set-cookie --max-age 8h tells the browser"),
            );
        }
        let stored = self.coder.stored(draft)?;
        Ok(percent(&signed(&self.key, &stored)).into())
    }

    fn open_to(&self, cookie: Input, payload: &mut Vec<u8>) -> std::result::Result<Times, Refusal> {
        let signed = Signed::read(cookie, &REASONS)?;
        signed.verify([&self.key])?;
        *payload = self.coder.carried(signed.data)?.ok_or(UNREADABLE)?;
        Ok(Times::default())
    }

    fn missing(&self, cookie: Input) -> Option<usize> {
        lacks_of_signed(cookie.value, "--", &|text| {
            from_base64(text)?;
            Some(hex(&self.key.tag(&[text.as_bytes()])))
        })
    }
}
