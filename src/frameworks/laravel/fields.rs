//! The JSON of a cookie, taken apart.

use serde::Deserialize;

use super::super::{Input, Malformed};
use super::CIPHER;
use crate::crypto::cbc::BLOCK_BYTES;
use crate::crypto::gcm::{NONCE_BYTES, TAG_BYTES};
use crate::encoding::{from_base64, from_hex};

/// A value taken apart.
pub struct Fields {
    /// What is encrypted.
    pub value: Vec<u8>,
    pub check: Check,
}

/// What proves it, and the iv that this needs.
pub enum Check {
    /// AES-CBC: over iv and value in base64.
    Mac {
        iv: [u8; BLOCK_BYTES],
        mac: Vec<u8>,
        signed: String,
    },
    /// AES-GCM.
    Tag {
        iv: [u8; NONCE_BYTES],
        tag: [u8; TAG_BYTES],
    },
}

/// Laravel ignores further members, which here are refused: a cookie has one
/// meaning.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Json {
    iv: String,
    value: String,
    mac: String,
    /// Laravel 8 and later write it.
    #[serde(default)]
    tag: String,
}

impl Check {
    pub fn iv_bytes(&self) -> usize {
        match self {
            Check::Mac { iv, .. } => iv.len(),
            Check::Tag { iv, .. } => iv.len(),
        }
    }
}

impl Fields {
    /// It is of the cipher that was named, or of either.
    pub fn read(cookie: Input) -> Result<Self, Malformed> {
        const IV: Malformed =
            Malformed("laravel: the iv is not canonical base64 of its cipher's bytes, 16 or 12");
        let text = from_base64(cookie.value).ok_or(Malformed(
            "laravel: it is not canonical base64 (PHP ignores its padding, white space and what \
             is of no alphabet)",
        ))?;
        let json: Json = serde_json::from_slice(&text).map_err(|_| {
            Malformed(
                "laravel: it is not JSON of the texts iv, value, mac and tag, and of nothing else \
                 (Laravel ignores further members)",
            )
        })?;
        let is_gcm = !json.tag.is_empty();
        let other = cookie.params.text(CIPHER.name).is_some_and(|it| {
            let named = [("cbc", false), ("gcm", true)];
            named
                .iter()
                .any(|(end, is)| it.ends_with(end) && *is != is_gcm)
        });
        if other {
            return Err(Malformed(
                "laravel: it is of another cipher than was named: --param cipher",
            ));
        }
        let value = from_base64(&json.value).ok_or(Malformed(
            "laravel: the value in it is not canonical base64 (PHP ignores its padding, white \
             space and what is of no alphabet)",
        ))?;
        let iv = from_base64(&json.iv).ok_or(IV)?;
        let check = if is_gcm {
            if !json.mac.is_empty() {
                return Err(Malformed(
                    "laravel: it has both a mac and a tag (Laravel ignores the mac)",
                ));
            }
            let tag = from_base64(&json.tag).and_then(|it| it.try_into().ok());
            let tag = tag.ok_or(Malformed(
                "laravel: the tag is not 16 bytes of canonical base64",
            ))?;
            let iv = iv.try_into().map_err(|_| IV)?;
            Check::Tag { iv, tag }
        } else {
            let is_lower = !json.mac.bytes().any(|byte| byte.is_ascii_uppercase());
            let mac = from_hex(json.mac.as_bytes()).filter(|it| it.len() == 32 && is_lower);
            let mac = mac.ok_or(Malformed(
                "laravel: it has neither a tag nor a mac of 64 hex digits in lower case",
            ))?;
            if value.is_empty() || !value.len().is_multiple_of(BLOCK_BYTES) {
                return Err(Malformed(
                    "laravel: the value in it is not in blocks of 16 bytes",
                ));
            }
            Check::Mac {
                iv: iv.try_into().map_err(|_| IV)?,
                mac: mac.to_vec(),
                signed: json.iv + &json.value,
            }
        };
        Ok(Fields { value, check })
    }
}
