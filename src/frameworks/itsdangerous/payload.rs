//! What is signed: JSON in base64url, compressed where that is shorter.

use std::borrow::Cow;

use super::settings::Content;
use super::words::Words;
use crate::encoding::{
    Uninflated, base64, base64url, from_base64, from_base64url, from_zlib, zlib,
};
use crate::error::{Error, Result, with_article};
use crate::frameworks::python::json::{self, NotJson};
use crate::frameworks::python::{base64_as_read, padded_base64_as_read};
use crate::frameworks::{MAX_UNPACKED_BYTES, Malformed};

impl Content {
    /// The payload that a signed text is.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(
        self,
        text: &str,
        is_lenient: bool,
        words: &Words,
    ) -> std::result::Result<Vec<u8>, Malformed> {
        let bytes = match self {
            Content::Text => return Ok(text.as_bytes().to_vec()),
            Content::Json => text.as_bytes().to_vec(),
            Content::UrlSafe | Content::UrlSafeAscii => inflated(text, is_lenient, words)?,
            Content::Base64 => match from_base64(text) {
                Some(bytes) => bytes,
                None => match padded_base64_as_read(text) {
                    Some(bytes) if is_lenient => bytes,
                    Some(_) => return Err(words.payload_spelling),
                    None => return Err(words.payload),
                },
            },
        };
        match json::text_of(&bytes).err() {
            // They are carried as they are.
            None | Some(NotJson::OfPython) => Ok(bytes),
            Some(NotJson::NotUtf8) => Err(words.not_utf8),
            Some(NotJson::Deep) => Err(words.deep),
            Some(NotJson::Other) => Err(words.json),
        }
    }

    /// The text to be signed for a payload.
    ///
    /// # Errors
    /// When it is none that the library would read.
    pub fn written(self, payload: &[u8], words: &Words) -> Result<String> {
        let name = words.name;
        let text = match self {
            Content::Text => std::str::from_utf8(payload).map_err(|_| {
                Error::could_not(format!("the value of this {name} class is text (UTF-8)"))
            })?,
            Content::Json | Content::UrlSafe | Content::UrlSafeAscii | Content::Base64 => {
                json::text_of_python(payload).map_err(|_| {
                    let name = with_article(name);
                    Error::could_not(format!("the payload of {name} cookie is JSON"))
                        .hint(r#"for example: '{"user":"alice"}', a string as '"alice"'"#)
                })?
            }
        };
        if self == Content::Base64 {
            return Ok(base64(payload));
        }
        if matches!(self, Content::Json | Content::Text) {
            if text.contains(|c: char| c.is_control()) {
                let name = with_article(name);
                return Err(Error::could_not(format!(
                    "{name} value of this class is sent as it is, and has a line end \
                     or another control character"
                )));
            }
            return Ok(text.to_owned());
        }
        let text = match self {
            Content::UrlSafeAscii => json::in_ascii(text),
            _ => Cow::Borrowed(text),
        };
        let compressed = zlib(text.as_bytes());
        // The dot is one character more.
        Ok(match compressed.len() + 1 < text.len() {
            true => format!(".{}", base64url(&compressed)),
            false => base64url(text.as_bytes()),
        })
    }
}

fn inflated(
    text: &str,
    is_lenient: bool,
    words: &Words,
) -> std::result::Result<Vec<u8>, Malformed> {
    let (digits, is_compressed) = match text.strip_prefix('.') {
        Some(digits) => (digits, true),
        None => (text, false),
    };
    let bytes = match from_base64url(digits) {
        Some(bytes) => bytes,
        None => match base64_as_read(digits) {
            Some(bytes) if is_lenient => bytes,
            Some(_) => return Err(words.payload_spelling),
            None => return Err(words.payload),
        },
    };
    if !is_compressed {
        return Ok(bytes);
    }
    from_zlib(&bytes, MAX_UNPACKED_BYTES).map_err(|fault| match fault {
        Uninflated::Broken => words.zlib,
        Uninflated::Large => words.large,
        Uninflated::Trailing => words.trailing,
    })
}
