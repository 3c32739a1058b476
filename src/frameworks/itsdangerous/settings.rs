//! What an application chooses of itsdangerous.

use zeroize::Zeroizing;

use super::stamp::Stamp;
use crate::crypto::mac::{Digest, MacKey};
use crate::frameworks::{Kind, Param, Params, UnfitKey};

pub const CLASS: Param = Param {
    name: "class",
    about: "which class of itsdangerous makes and reads it",
    kind: Kind::Word(&[
        "Signer",
        "TimestampSigner",
        "Serializer",
        "TimedSerializer",
        "URLSafeSerializer",
        "URLSafeTimedSerializer",
    ]),
    default: "URLSafeTimedSerializer",
};

pub const SALT: Param = Param {
    name: "salt",
    about: "distinguishes uses of the key; of Signer and TimestampSigner it is \
            itsdangerous.Signer by default",
    kind: Kind::Unseen,
    default: "itsdangerous",
};

pub const SEP: Param = Param {
    name: "sep",
    about: "the separator of the parts",
    kind: Kind::Text,
    default: ".",
};

pub const KEY_DERIVATION: Param = Param {
    name: "key-derivation",
    about: "how key and salt become the key that signs",
    kind: Kind::Word(&["django-concat", "hmac", "concat", "none"]),
    default: "django-concat",
};

pub const DIGEST: Param = Param {
    name: "digest",
    about: "the digest of the signature, and of the derivation",
    kind: Kind::Word(&["sha1", "sha256", "sha512", "sha384", "sha224", "md5"]),
    default: "sha1",
};

pub const MAX_AGE: Param = Param {
    name: "max-age",
    about: "how old it may be",
    kind: Kind::Duration,
    default: "none",
};

/// What is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// Base64url of JSON, after a dot of JSON that was compressed.
    UrlSafe,
    /// The same, of JSON that is read as Latin-1: letters beyond ASCII are escapes.
    UrlSafeAscii,
    /// Base64 of JSON, padded.
    Base64,
    /// JSON as it is.
    Json,
    /// Any text.
    Text,
}

/// How text is signed, and what it is.
#[derive(Clone, Copy, Debug)]
pub struct Settings<'a> {
    pub content: Content,
    /// Whether it says when it was made.
    pub is_timed: bool,
    pub stamp: Stamp,
    pub salt: &'a str,
    pub sep: &'a str,
    pub derivation: &'a str,
    pub digest: Digest,
    pub max_age: Option<u64>,
    /// Whether base64 and JSON are read as Python reads them.
    pub is_lenient: bool,
}

/// As `URLSafeTimedSerializer` has it by default.
pub const DEFAULTS: Settings = Settings {
    content: Content::UrlSafe,
    is_timed: true,
    stamp: Stamp::Base64,
    salt: SALT.default,
    sep: SEP.default,
    derivation: KEY_DERIVATION.default,
    digest: Digest::Sha1,
    max_age: None,
    is_lenient: false,
};

impl<'a> Settings<'a> {
    /// These, except for what was chosen.
    pub fn chosen(self, params: &'a Params) -> Self {
        let mut chosen = self;
        if let Some(class) = params.text(CLASS.name) {
            chosen.is_timed = class.contains("Time");
            chosen.content = match class {
                "Signer" | "TimestampSigner" => Content::Text,
                "Serializer" | "TimedSerializer" => Content::Json,
                _ => Content::UrlSafe,
            };
            if chosen.content == Content::Text {
                chosen.salt = "itsdangerous.Signer";
            }
        }
        chosen.salt = params.text(SALT.name).unwrap_or(chosen.salt);
        chosen.sep = params.text(SEP.name).unwrap_or(chosen.sep);
        chosen.derivation = params
            .text(KEY_DERIVATION.name)
            .unwrap_or(chosen.derivation);
        chosen.digest = match params.text(DIGEST.name) {
            None => chosen.digest,
            Some("md5") => Digest::Md5,
            Some("sha224") => Digest::Sha224,
            Some("sha256") => Digest::Sha256,
            Some("sha384") => Digest::Sha384,
            Some("sha512") => Digest::Sha512,
            Some(_) => Digest::Sha1,
        };
        chosen.max_age = params.age(MAX_AGE.name, chosen.max_age);
        chosen
    }

    /// The key that signs.
    ///
    /// # Errors
    /// When itsdangerous refuses what was chosen, or would not do what was meant.
    pub fn key(&self, secret: &[u8]) -> Result<MacKey, UnfitKey> {
        const OF_BASE64: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=";
        if OF_BASE64.contains(self.sep) {
            return Err(UnfitKey(
                "itsdangerous takes no separator that base64url has: --param sep is another text",
            ));
        }
        if !self.is_timed && self.max_age.is_some() {
            return Err(UnfitKey(
                "text of this class says no time, and has no age: leave --param max-age out",
            ));
        }
        let salt = self.salt.as_bytes();
        let key = match self.derivation {
            "none" => return Ok(MacKey::new(self.digest, secret)),
            "concat" => self.digest.of(&[salt, secret]),
            "hmac" => {
                let tag = MacKey::new(self.digest, secret).tag(&[salt]);
                Zeroizing::new(tag.to_vec())
            }
            _ => self.digest.of(&[salt, b"signer", secret]),
        };
        Ok(MacKey::new(self.digest, &key))
    }
}
