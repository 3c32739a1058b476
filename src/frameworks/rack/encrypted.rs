//! The two versions of rack-session's encrypted cookies.

use super::super::ruby::content::{Content, SERIALIZER, portable};
use super::super::{
    Anatomy, Codec, Draft, Expiry, Facts, Format, Input, KEY_ENCODING, KeySpec, Kind, LineEnd,
    Malformed, NameBinding, OWN_NAME, Param, Params, Part, Payload, Portable, Protection, Refusal,
    Sealed, Secret, Times, UnfitKey, Unlocked, Unreadable,
};
use super::{FRAMEWORK, Generate, Strength};
use crate::crypto::ctr::CtrKey;
use crate::crypto::gcm::GcmKey;
use crate::crypto::mac::{Digest, MacKey};
use crate::crypto::{equal, random};
use crate::encoding::{base64, base64url_padded, from_base64, from_base64url_padded, percent};
use crate::error::{Error, Result};

/// The format of rack-session's `Encryptor`.
pub struct Rack;

/// Bytes of the key of a cipher, and of the part of the secret that it is made
/// with: version 1 signs with the rest.
const KEY_BYTES: usize = 32;
/// The secret that version 1 takes, and rack-session where it is not configured
/// otherwise.
const SECRET_BYTES: usize = 64;
const SALT_BYTES: usize = 32;
/// The text is padded to a multiple of this, behind how much of it is padding.
const PAD_BYTES: usize = 32;
const LENGTH_BYTES: usize = 2;

/// The versions, by the first byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Version {
    One,
    Two,
}

const KIND: Param = Param {
    name: "kind",
    about: "the version (:mode): v2, from rack-session 2.1.2 on, or v1; auto reads both, and \
            makes v2",
    kind: Kind::Word(&["auto", "v2", "v1"]),
    default: "auto",
};

const PURPOSE: Param = Param {
    name: "purpose",
    about: "the cookie's name, where the middleware was given one (:key); none where not",
    kind: Kind::Unseen,
    default: "none",
};

const FACTS: Facts = Facts {
    name: "rack",
    about: "Rack encrypted session (AES-256-GCM, or AES-256-CTR and HMAC-SHA256)",
    framework: &FRAMEWORK,
    protection: Protection::Encrypted,
    payload: Payload::Json,
    expiry: Expiry::Never,
    name_binding: NameBinding::Unbound,
    key: KeySpec {
        about: "any 64 bytes or more: a secret of Rack::Session::Cookie (version 2 alone takes 32)",
        list: "the first of secrets encrypts, all open",
        line_end: LineEnd::Dropped,
        generate: Generate::Hex(Strength::Bits512),
    },
    params: &[KIND, PURPOSE, SERIALIZER, KEY_ENCODING],
    cautions: &[
        "it contains no time: only a new key ends it",
        "where the middleware was given no name (:key), the value opens under any name",
        "version 2 uses the first 32 bytes of the secret alone",
        "Loading Marshal data can create any object in Rack: cookiekit never loads it",
    ],
};

/// After it was found authentic.
const UNREADABLE: Malformed = Malformed(
    "rack: it is genuine, and what it holds is not of the serializer that was named: another \
     --param serializer",
);
const PADDING: Malformed = Malformed("rack: it is genuine, and its padding is longer than it is");

impl Format for Rack {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    /// Two bytes tell little, so that as many more as a session has at least are
    /// asked for, in the alphabet of the version.
    fn resembles(&self, value: &str) -> bool {
        let digits = value.trim_end_matches("%3D").trim_end_matches('=');
        let is_version = matches!(digits.as_bytes(), [b'A', b'Q'..=b'v', ..]);
        is_version && digits.len() >= 124 && is_base64(digits)
    }

    fn anatomy(&self, cookie: Input) -> std::result::Result<Anatomy, Malformed> {
        let fields = Fields::read(cookie)?;
        let part = |name, bytes| Part {
            name,
            bytes,
            span: 0..cookie.value.len(),
        };
        let (iv, tag) = (fields.version.iv_bytes(), fields.version.tag_bytes());
        let text = fields.bytes.len() - 1 - SALT_BYTES - iv - tag;
        let parts = match fields.version {
            Version::One => [("ciphertext", text), ("mac", tag)],
            Version::Two => [("tag", tag), ("ciphertext", text)],
        };
        let parts = [("version", 1), ("salt", SALT_BYTES), ("iv", iv)]
            .into_iter()
            .chain(parts);
        Ok(Anatomy {
            parts: parts.map(|(name, bytes)| part(name, bytes)).collect(),
            times: Times::default(),
            key_id: None,
            readable: None,
            notes: vec![],
        })
    }

    fn unlock(&self, secret: Secret, params: &Params) -> std::result::Result<Unlocked, UnfitKey> {
        let secret = secret.decoded(params)?;
        let Some((cipher, mac)) = secret.split_at_checked(KEY_BYTES) else {
            return Err(UnfitKey(
                "the key is shorter than 32 bytes, which Rack refuses",
            ));
        };
        let has_mac = secret.len() >= SECRET_BYTES;
        if !has_mac && version_of(params) == Some(Version::One) {
            return Err(UnfitKey(
                "the key is shorter than 64 bytes, which version 1 needs",
            ));
        }
        let purpose = params
            .text(PURPOSE.name)
            .filter(|it| *it != PURPOSE.default);
        Ok(Unlocked {
            codec: Box::new(Keyed {
                derive: MacKey::new(Digest::Sha256, cipher),
                mac: has_mac.then(|| MacKey::new(Digest::Sha256, mac)),
                purpose: purpose.unwrap_or_default().to_owned(),
                version: version_of(params).unwrap_or(Version::Two),
                content: Content::of(params),
            }),
            protection: FACTS.protection,
            warning: (!has_mac).then_some(
                "the key is shorter than 64 bytes: rack-session refuses it unless it is given \
                 mode: :v2",
            ),
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

    /// The name of the cookie, as the middleware is given it.
    fn often_chosen(&self) -> &'static [(&'static str, &'static [&'static str])] {
        &[(
            PURPOSE.name,
            &["rack.session", OWN_NAME, "session", "_session"],
        )]
    }

    #[cfg(test)]
    fn vectors(&self) -> Vec<super::super::vectors::Vector> {
        let json = include_str!("../../../tests/data/frameworks/rack.json");
        super::vectors(self, json)
    }
}

fn is_base64(digits: &str) -> bool {
    let is_of = |marks: &[u8]| {
        let mut bytes = digits.bytes();
        bytes.all(|byte| byte.is_ascii_alphanumeric() || marks.contains(&byte))
    };
    is_of(b"+/") || is_of(b"-_") || is_of(b"%")
}

fn version_of(params: &Params) -> Option<Version> {
    match params.text(KIND.name) {
        Some("v1") => Some(Version::One),
        Some("v2") => Some(Version::Two),
        _ => None,
    }
}

impl Version {
    fn byte(self) -> u8 {
        match self {
            Version::One => 1,
            Version::Two => 2,
        }
    }

    fn iv_bytes(self) -> usize {
        match self {
            Version::One => 16,
            Version::Two => 12,
        }
    }

    fn tag_bytes(self) -> usize {
        match self {
            Version::One => 32,
            Version::Two => 16,
        }
    }
}

/// A value taken apart.
struct Fields {
    version: Version,
    bytes: Vec<u8>,
}

impl Fields {
    /// Version 2 is standard base64, version 1 that for URLs; a text that is both
    /// is recognised by its first byte.
    fn read(cookie: Input) -> std::result::Result<Self, Malformed> {
        const VERSION: Malformed = Malformed("rack: its first byte is not the version, 1 or 2");
        let version = match cookie.value.as_bytes() {
            [b'A', b'Q'..=b'Z' | b'a'..=b'f', ..] => Version::One,
            [b'A', b'g'..=b'v', ..] => Version::Two,
            _ => return Err(VERSION),
        };
        if version_of(cookie.params).is_some_and(|it| it != version) {
            return Err(Malformed(
                "rack: it is of another version than was named: --param kind",
            ));
        }
        let bytes = match version {
            Version::One => from_base64url_padded(cookie.value).ok_or(Malformed(
                "rack: it is not canonical base64url with padding, as version 1 is (Rack takes it \
                 without padding, and the other alphabet)",
            ))?,
            Version::Two => from_base64(cookie.value).ok_or(Malformed(
                "rack: it is not canonical base64 with padding, as version 2 is",
            ))?,
        };
        let least = 1 + SALT_BYTES + version.iv_bytes() + version.tag_bytes();
        if bytes.first() != Some(&version.byte()) {
            return Err(VERSION);
        }
        if bytes.len() <= least {
            return Err(Malformed(
                "rack: it is shorter than its version, salt, iv and tag",
            ));
        }
        Ok(Fields { version, bytes })
    }
}

/// A secret.
struct Keyed {
    /// Makes the ciphers' keys.
    derive: MacKey,
    /// Signs version 1, where the secret is long enough.
    mac: Option<MacKey>,
    purpose: String,
    version: Version,
    content: Content,
}

impl Keyed {
    fn tag(&self, signed: &[u8]) -> Option<crate::crypto::mac::Tag> {
        let mac = self.mac.as_ref()?;
        Some(mac.tag(&[signed, self.purpose.as_bytes()]))
    }

    fn clear(&self, bytes: &[u8]) -> Vec<u8> {
        [&bytes[..1 + SALT_BYTES], self.purpose.as_bytes()].concat()
    }

    fn one(&self, bytes: &mut [u8]) -> Option<Vec<u8>> {
        let (signed, mac) = bytes.split_last_chunk_mut::<32>()?;
        if !equal(&self.tag(signed)?, mac) {
            return None;
        }
        let (_, rest) = signed.split_first_chunk_mut::<1>()?;
        let (salt, rest) = rest.split_first_chunk_mut::<SALT_BYTES>()?;
        let (iv, text) = rest.split_first_chunk_mut::<16>()?;
        CtrKey::new(&self.derive.tag(&[salt]))?.apply(iv, text);
        Some(text.to_vec())
    }

    fn two(&self, bytes: &mut [u8]) -> Option<Vec<u8>> {
        let clear = self.clear(bytes);
        let (_, rest) = bytes.split_first_chunk_mut::<1>()?;
        let (salt, rest) = rest.split_first_chunk_mut::<SALT_BYTES>()?;
        let (iv, rest) = rest.split_first_chunk_mut::<12>()?;
        let (tag, text) = rest.split_first_chunk_mut::<16>()?;
        let key = GcmKey::new(&self.derive.tag(&[salt]))?;
        key.open(iv, &clear, text, tag).then(|| text.to_vec())
    }
}

/// What stands behind the padding.
fn unpadded(mut text: Vec<u8>) -> std::result::Result<Vec<u8>, Malformed> {
    let (length, _) = text.split_first_chunk::<LENGTH_BYTES>().ok_or(PADDING)?;
    let start = LENGTH_BYTES + usize::from(u16::from_le_bytes(*length));
    if start > text.len() {
        return Err(PADDING);
    }
    text.drain(..start);
    Ok(text)
}

/// A text behind padding of random bytes.
fn padded(text: &[u8]) -> Result<Vec<u8>> {
    let padding = PAD_BYTES - (LENGTH_BYTES + text.len()) % PAD_BYTES;
    let random = random::<PAD_BYTES>()?;
    let length = (padding as u16).to_le_bytes();
    Ok([&length, &random[..padding], text].concat())
}

impl Codec for Keyed {
    fn seal(&self, draft: &Draft) -> Result<Sealed> {
        if draft.expires.is_some() {
            return Err(Error::could_not("a rack cookie cannot carry an expiry")
                .hint("leave it out; --set-cookie --max-age 8h tells the browser"));
        }
        let again = draft
            .again
            .map(Input::bare)
            .and_then(|it| Fields::read(it).ok());
        let version = again.map_or(self.version, |it| it.version);
        let mut text = padded(&self.content.stored(draft.payload, FACTS.name)?)?;
        let salt = random::<SALT_BYTES>()?;
        let key = self.derive.tag(&[&*salt]);
        let mut bytes = [&[version.byte()], &salt[..]].concat();
        // The key has the length that both ciphers take.
        let unfit = || Error::could_not("the key of the cipher cannot be made");
        let value = match version {
            Version::One => {
                let iv = random::<16>()?;
                CtrKey::new(&key).ok_or_else(unfit)?.apply(&iv, &mut text);
                bytes.extend([&iv[..], &text].concat());
                let mac = self.tag(&bytes).ok_or_else(|| {
                    Error::could_not("the key is shorter than 64 bytes, which version 1 needs")
                })?;
                bytes.extend_from_slice(&mac);
                base64url_padded(&bytes)
            }
            Version::Two => {
                let iv = random::<12>()?;
                let clear = self.clear(&bytes);
                let key = GcmKey::new(&key).ok_or_else(unfit)?;
                let tag = key.seal(&iv, &clear, &mut text);
                bytes.extend([&iv[..], &tag, &text].concat());
                base64(&bytes)
            }
        };
        Ok(percent(&value).into())
    }

    fn open_to(&self, cookie: Input, payload: &mut Vec<u8>) -> std::result::Result<Times, Refusal> {
        let Fields { version, mut bytes } = Fields::read(cookie)?;
        let text = match version {
            Version::One => self.one(&mut bytes),
            Version::Two => self.two(&mut bytes),
        };
        let stored = unpadded(text.ok_or(Refusal::Forged)?)?;
        *payload = self.content.carried(stored).ok_or(UNREADABLE)?;
        Ok(Times::default())
    }
}
