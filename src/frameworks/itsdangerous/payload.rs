//! What is signed: JSON in base64url, compressed where that is shorter.

use std::borrow::Cow;

use super::settings::Content;
use super::words::Words;
use crate::encoding::{
    Uninflated, base64, base64url, from_base64_to, from_base64url_to, from_zlib, zlib,
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
        let mut payload = Vec::new();
        self.read_to(text, is_lenient, words, &mut payload)?;
        Ok(payload)
    }

    /// As [`Content::read`], into a buffer, whatever it held.
    ///
    /// # Errors
    /// What is wrong with it: the buffer holds nothing of use then.
    pub fn read_to(
        self,
        text: &str,
        is_lenient: bool,
        words: &Words,
        payload: &mut Vec<u8>,
    ) -> std::result::Result<(), Malformed> {
        match self {
            Content::Text | Content::Json => {
                payload.clear();
                payload.extend_from_slice(text.as_bytes());
            }
            Content::UrlSafe | Content::UrlSafeAscii => {
                inflated_to(text, is_lenient, words, payload)?;
            }
            Content::Base64 => {
                if !from_base64_to(text, payload) {
                    *payload = match padded_base64_as_read(text) {
                        Some(bytes) if is_lenient => bytes,
                        Some(_) => return Err(words.payload_spelling),
                        None => return Err(words.payload),
                    };
                }
            }
        }
        if self == Content::Text {
            return Ok(());
        }
        match json::text_of(payload).err() {
            // They are carried as they are.
            None | Some(NotJson::OfPython) => Ok(()),
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

fn inflated_to(
    text: &str,
    is_lenient: bool,
    words: &Words,
    payload: &mut Vec<u8>,
) -> std::result::Result<(), Malformed> {
    let (digits, is_compressed) = match text.strip_prefix('.') {
        Some(digits) => (digits, true),
        None => (text, false),
    };
    if !from_base64url_to(digits, payload) {
        *payload = match base64_as_read(digits) {
            Some(bytes) if is_lenient => bytes,
            Some(_) => return Err(words.payload_spelling),
            None => return Err(words.payload),
        };
    }
    if is_compressed {
        *payload = from_zlib(payload, MAX_UNPACKED_BYTES).map_err(|fault| match fault {
            Uninflated::Broken => words.zlib,
            Uninflated::Large => words.large,
            Uninflated::Trailing => words.trailing,
        })?;
    }
    Ok(())
}
