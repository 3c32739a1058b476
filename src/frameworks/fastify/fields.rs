//! The value of a secure session taken apart.

use super::signed::split;
use crate::crypto::{MAC_BYTES, NONCE_BYTES, TAG_BYTES};
use crate::encoding::from_base64;
use crate::frameworks::Malformed;

/// A value taken apart.
pub struct Fields {
    pub sealed: Vec<u8>,
    pub nonce: [u8; NONCE_BYTES],
    /// Where the semicolon is.
    pub mark: usize,
    pub signature: Option<[u8; MAC_BYTES]>,
}

impl Fields {
    pub fn read(text: &str) -> Result<Self, Malformed> {
        let (text, signature) = split(text);
        let mut parts = text.split(';');
        let (Some(sealed), Some(nonce)) = (parts.next(), parts.next()) else {
            return Err(Malformed(
                "fastify-secure-session: it does not have two parts separated by a semicolon",
            ));
        };
        if parts.next().is_some() {
            return Err(Malformed(
                "fastify-secure-session: there is a third part (the library ignores it)",
            ));
        }
        let mark = sealed.len();
        let sealed = from_base64(sealed).ok_or(Malformed(
            "fastify-secure-session: the encrypted part is not canonical base64 with padding (the \
             library accepts other spellings)",
        ))?;
        if sealed.len() < TAG_BYTES {
            return Err(Malformed(
                "fastify-secure-session: the encrypted part is shorter than its tag",
            ));
        }
        let nonce = from_base64(nonce).and_then(|it| it.try_into().ok());
        let nonce = nonce.ok_or(Malformed(
            "fastify-secure-session: the nonce is not 24 bytes of canonical base64 (the library \
             accepts other spellings)",
        ))?;
        Ok(Fields {
            sealed,
            nonce,
            mark,
            signature,
        })
    }
}
