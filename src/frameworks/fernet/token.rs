//! A token taken apart, and put together.

use crate::crypto::cbc::{BLOCK_BYTES, CbcKey};
use crate::crypto::{HmacKey, MAC_BYTES, equal, random};
use crate::encoding::{base64url_padded, from_base64url_padded};
use crate::error::Result;
use crate::frameworks::python::{key_as_read, padded_base64url_as_read};
use crate::frameworks::{Anatomy, Malformed, Part, Refusal, Times, UnfitKey};
use crate::time::Time;

/// The first byte.
const VERSION: u8 = 0x80;
const TIME_BYTES: usize = 8;
/// Where what is encrypted starts.
const HEAD: usize = 1 + TIME_BYTES + BLOCK_BYTES;
/// Bytes of the shortest one.
const LEAST: usize = HEAD + BLOCK_BYTES + MAC_BYTES;
/// Bytes of a key.
pub const KEY_BYTES: usize = 32;
/// How many seconds of the future the library takes for a clock that is ahead.
const SKEW: u64 = 60;

/// How a format tells what is wrong with a token.
pub struct Words {
    pub base64: Malformed,
    pub spelling: Malformed,
    pub version: Malformed,
    pub short: Malformed,
    pub blocks: Malformed,
    pub padding: Malformed,
}

/// The words of the format of this name.
macro_rules! words {
    ($name:literal) => {{
        macro_rules! of {
            ($text:literal) => {
                $crate::frameworks::Malformed(concat!($name, ": ", $text))
            };
        }
        $crate::frameworks::fernet::Words {
            base64: of!("the token is not padded base64url"),
            spelling: of!("the token is not canonical base64url (the server accepts it)"),
            version: of!("the token's first byte is not 0x80"),
            short: of!("the token is too short"),
            blocks: of!("what is encrypted is not of whole blocks"),
            padding: of!(
                "its signature is right, and its padding is wrong: the second half of its key may \
                 be another one"
            ),
        }
    }};
}
pub(in crate::frameworks) use words;

/// Whether a value starts as a token of today does.
pub fn resembles(value: &str) -> bool {
    let value = value.trim_matches(['"', '\'', ' ', '\t']);
    // Until the year 2106.
    value.starts_with("gAAAAA") && value.len() >= LEAST
}

/// The bytes of a token of a right shape.
pub struct Token(Vec<u8>);

impl Token {
    /// Takes a text apart.
    ///
    /// # Errors
    /// What is wrong with its shape.
    pub fn read(text: &str, words: &Words) -> std::result::Result<Self, Malformed> {
        if let Some(bytes) = from_base64url_padded(text) {
            return Token::of(bytes, words);
        }
        let lenient = padded_base64url_as_read(text);
        match lenient.map(|bytes| Token::of(bytes, words)) {
            Some(Ok(_)) => Err(words.spelling),
            _ => Err(words.base64),
        }
    }

    /// The token of these bytes.
    ///
    /// # Errors
    /// What is wrong with their shape.
    pub fn of(bytes: Vec<u8>, words: &Words) -> std::result::Result<Self, Malformed> {
        if bytes.first() != Some(&VERSION) {
            return Err(words.version);
        }
        if bytes.len() < LEAST {
            return Err(words.short);
        }
        if !(bytes.len() - LEAST).is_multiple_of(BLOCK_BYTES) {
            return Err(words.blocks);
        }
        Ok(Token(bytes))
    }

    /// When it was made.
    pub fn made(&self) -> Time {
        let time = self.0[1..].first_chunk::<TIME_BYTES>();
        Time(time.map_or(0, |time| u64::from_be_bytes(*time)))
    }

    /// The parts of the text that it was read from.
    pub fn anatomy(&self, text: &str, times: Times) -> Anatomy {
        let part = |name, bytes| Part {
            name,
            bytes,
            span: 0..text.len(),
        };
        Anatomy {
            parts: vec![
                part("version", 1),
                part("time", TIME_BYTES),
                part("initialization vector", BLOCK_BYTES),
                part("ciphertext", self.0.len() - HEAD - MAC_BYTES),
                part("signature", MAC_BYTES),
            ],
            times,
            key_id: None,
            readable: None,
            notes: vec![],
        }
    }
}

/// The times of a token that is taken for so many seconds: with an age one of the
/// future is refused as well.
pub fn times(made: Time, max_age: Option<u64>) -> Times {
    Times {
        issued: Some(made),
        expires: max_age.map(|age| made.plus(age).plus(1)),
        not_before: max_age.map(|_| Time(made.0.saturating_sub(SKEW))),
        ..Times::default()
    }
}

/// A key: what signs, and what encrypts.
pub struct FernetKey {
    signs: HmacKey,
    encrypts: CbcKey,
}

impl FernetKey {
    /// The key that a text is, as Python's base64 reads it.
    ///
    /// # Errors
    /// When it is none.
    pub fn of_text(text: &[u8]) -> std::result::Result<Self, UnfitKey> {
        const KEY: UnfitKey =
            UnfitKey("a Fernet key is 32 bytes in URL-safe base64 with its padding, 44 characters");
        let text = std::str::from_utf8(text).map_err(|_| KEY)?;
        let bytes = key_as_read(text);
        bytes.and_then(|bytes| FernetKey::of(&bytes)).ok_or(KEY)
    }

    /// The key of 32 bytes; `None` for others.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let (signs, encrypts) = bytes.split_at_checked(KEY_BYTES / 2)?;
        (bytes.len() == KEY_BYTES).then_some(())?;
        Some(FernetKey {
            signs: HmacKey::new(signs),
            encrypts: CbcKey::new(encrypts)?,
        })
    }

    /// Makes a token.
    ///
    /// # Errors
    /// When the system's random generator fails.
    pub fn seal(&self, text: &[u8], made: Time) -> Result<String> {
        let vector = random::<BLOCK_BYTES>()?;
        let mut bytes = vec![VERSION];
        bytes.extend_from_slice(&made.0.to_be_bytes());
        bytes.extend_from_slice(&*vector);
        bytes.extend(self.encrypts.encrypt(&vector, text));
        bytes.extend(self.signs.tag(&[&bytes]));
        Ok(base64url_padded(&bytes))
    }

    /// Opens a token.
    ///
    /// # Errors
    /// When it was made with another key, or with half of this one.
    pub fn open(
        &self,
        token: &Token,
        words: &Words,
        text: &mut Vec<u8>,
    ) -> std::result::Result<(), Refusal> {
        let (signed, signature) = token.0.split_at(token.0.len() - MAC_BYTES);
        if !equal(&self.signs.tag(&[signed]), signature) {
            return Err(Refusal::Forged);
        }
        let (head, encrypted) = signed.split_at(HEAD);
        let vector = head.last_chunk::<BLOCK_BYTES>();
        text.clear();
        text.extend_from_slice(encrypted);
        let length = vector.and_then(|vector| self.encrypts.decrypt(vector, text));
        text.truncate(length.ok_or(words.padding)?);
        Ok(())
    }
}
