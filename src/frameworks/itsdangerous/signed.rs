//! A signed text taken apart, and put together.

use std::borrow::Cow;

use super::settings::{Content, Settings};
use super::stamp::{Stamp, times};
use super::words::Words;
use crate::crypto::equal;
use crate::crypto::mac::{Digest, MacKey, Tag};
use crate::encoding::{base64url, from_base64url, secret_base64url};
use crate::error::{Error, Result};
use crate::frameworks::guess::try_to_open;
use crate::frameworks::python::base64_as_read;
use crate::frameworks::python::json;
use crate::frameworks::times::says_no_expiry;
use crate::frameworks::{
    Anatomy, Codec, Draft, Format, Guess, Guesser, Input, Malformed, Part, Refusal, Sealed, Secret,
    Times,
};

/// The last second of the year 9999: Python has no date after it.
const LAST: i128 = 253_402_300_799;

/// The part that says when it was made.
pub const TIME: &str = "time";

/// A text with a signature at its end.
pub struct Signed<'a> {
    /// All but the signature and the separator before it.
    pub signed: &'a str,
    /// What it carries, as it is written.
    pub content: &'a str,
    /// When it was made, as it is written.
    time: Option<&'a str>,
    /// In its one spelling.
    signature: Cow<'a, str>,
    /// The bytes that it stands for.
    mac: Vec<u8>,
}

impl<'a> Signed<'a> {
    /// Takes a text apart. What its signature protects is looked at later.
    ///
    /// # Errors
    /// What is wrong with its shape.
    pub fn read(
        text: &'a str,
        settings: &Settings,
        words: &Words,
    ) -> std::result::Result<Self, Malformed> {
        (words.as_sent)(text)?;
        let parts = split_at_last(text, settings.sep);
        let (signed, signature) = parts.ok_or(words.no_separator)?;
        let is_whole = |bytes: &Vec<u8>| bytes.len() == settings.digest.bytes();
        // Django compares the text of it.
        let is_lenient = settings.is_lenient && settings.stamp == Stamp::Base64;
        // Text of any kind may end in a separator: it has then a signature that is
        // wrong, as far as is known.
        let is_any_text = signature.is_empty() && settings.content == Content::Text;
        let (signature, mac) = match from_base64url(signature).filter(is_whole) {
            Some(bytes) => (Cow::Borrowed(signature), bytes),
            None if is_any_text => (Cow::Borrowed(signature), vec![]),
            None => match base64_as_read(signature).filter(is_whole) {
                Some(bytes) if is_lenient => (Cow::Owned(base64url(&bytes)), bytes),
                Some(_) => return Err(words.signature_spelling),
                None => return Err(words.signature),
            },
        };
        let (content, time) = match settings.is_timed {
            false => (signed, None),
            true => {
                let parts = split_at_last(signed, settings.sep).ok_or(words.no_time)?;
                (parts.0, Some(parts.1))
            }
        };
        // The rest of one that was split at its padding, as at that of `NAME=VALUE`.
        if settings.content == Content::Base64 && content.trim_matches('=').is_empty() {
            return Err(words.payload);
        }
        Ok(Signed {
            signed,
            content,
            time,
            signature,
            mac,
        })
    }

    /// Whether this is its signature. Its text is decoded, not the tag written as
    /// text: base64 looks each digit up in a table, and what it took from the caches
    /// would tell of the tag that a forger is after.
    pub fn is_signed(&self, tag: &[u8]) -> bool {
        equal(tag, &self.mac)
    }

    /// The second at which it was made, where it says so.
    ///
    /// # Errors
    /// What is wrong with the text of it.
    pub fn made(
        &self,
        settings: &Settings,
        words: &Words,
    ) -> std::result::Result<Option<i128>, Malformed> {
        let Some(text) = self.time else {
            return Ok(None);
        };
        let second = settings.stamp.read(text, settings.is_lenient, words)?;
        // A signer that asks for no age makes no date of it, and Django never does.
        let is_dated = settings.stamp == Stamp::Base64
            && (settings.content != Content::Text || settings.max_age.is_some());
        if is_dated && second > LAST {
            return Err(words.far);
        }
        Ok(Some(second))
    }

    /// The parts, and where they stand.
    pub fn anatomy(
        &self,
        settings: &Settings,
        words: &Words,
        readable: Option<Vec<u8>>,
    ) -> Anatomy {
        let sep = settings.sep.len();
        let mut parts = Vec::new();
        let mut end = 0;
        let mut add = |name, bytes, length| {
            parts.push(Part {
                name,
                bytes,
                span: end..end + length,
            });
            end += length;
            // One character between two parts is seen; more are named.
            if sep > 1 && name != "signature" {
                parts.push(Part {
                    name: "separator",
                    bytes: sep,
                    span: end..end + sep,
                });
            }
            end += sep;
        };
        let bytes = readable.as_ref().map_or(self.content.len(), Vec::len);
        add("payload", bytes, self.content.len());
        if let Some(time) = self.time {
            add(TIME, settings.stamp.bytes(time), time.len());
        }
        add("signature", self.mac.len(), self.signature.len());
        let made = self.made(settings, words).ok().flatten();
        Anatomy {
            parts,
            times: times(made, settings),
            key_id: None,
            notes: match &readable {
                Some(bytes) if settings.content != Content::Text => json::notes(bytes),
                _ => vec![],
            },
            readable,
        }
    }
}

/// What is before and behind the last separator. Most are one byte, which `memchr`
/// finds in a tenth of the time that `rsplit_once` takes to look for any text.
fn split_at_last<'a>(text: &'a str, separator: &str) -> Option<(&'a str, &'a str)> {
    let at = match separator.as_bytes() {
        [byte] => memchr::memrchr(*byte, text.as_bytes())?,
        bytes => memchr::memmem::rfind(text.as_bytes(), bytes)?,
    };
    Some((text.get(..at)?, text.get(at + separator.len()..)?))
}

/// What tries texts as the key that signed a cookie: it is taken apart once, and
/// what it carries is read under the key that signed it.
pub fn guesser<'a>(
    format: &'a dyn Format,
    cookie: Input<'a>,
    settings: Settings<'a>,
    words: &'static Words,
) -> Guesser<'a> {
    let read = Signed::read(cookie.value, &settings, words).ok();
    Box::new(move |text| {
        let Some(read) = &read else {
            return Guess::Wrong;
        };
        let secret = Secret::value(text).decoded(cookie.params);
        let key = secret.and_then(|secret| settings.key(&secret));
        match key.is_ok_and(|key| read.is_signed(&key.tag(&[read.signed.as_bytes()]))) {
            true => try_to_open(format, text, cookie),
            false => Guess::Wrong,
        }
    })
}

/// What a format takes of the payloads that the library does: all JSON, or not.
pub type Check = fn(&[u8]) -> std::result::Result<(), Malformed>;

/// A format with a key.
pub struct UnderKey {
    key: MacKey,
    content: Content,
    is_timed: bool,
    stamp: Stamp,
    sep: String,
    digest: Digest,
    max_age: Option<u64>,
    is_lenient: bool,
    words: &'static Words,
    check: Check,
}

impl UnderKey {
    /// What opens and seals with this key, as these settings say.
    pub fn new(key: MacKey, settings: &Settings, words: &'static Words, check: Check) -> Self {
        UnderKey {
            key,
            content: settings.content,
            is_timed: settings.is_timed,
            stamp: settings.stamp,
            sep: settings.sep.to_owned(),
            digest: settings.digest,
            max_age: settings.max_age,
            is_lenient: settings.is_lenient,
            words,
            check,
        }
    }

    /// What it takes to read a text; the key has what makes a signature.
    fn settings(&self) -> Settings<'_> {
        Settings {
            content: self.content,
            is_timed: self.is_timed,
            stamp: self.stamp,
            salt: "",
            sep: &self.sep,
            derivation: "",
            digest: self.digest,
            max_age: self.max_age,
            is_lenient: self.is_lenient,
        }
    }

    fn signature(&self, signed: &str) -> String {
        secret_base64url(&self.tag(signed))
    }

    fn tag(&self, signed: &str) -> Tag {
        self.key.tag(&[signed.as_bytes()])
    }
}

impl Codec for UnderKey {
    fn seal(&self, draft: &Draft) -> Result<Sealed> {
        if draft.expires.is_some() {
            return Err(says_no_expiry(self.words.name));
        }
        let content = self.content.written(draft.payload, self.words)?;
        (self.check)(draft.payload).map_err(|Malformed(why)| {
            Error::could_not(format!("the server could not read it: {why}"))
        })?;
        let sep = &self.sep;
        let signed = match self.is_timed {
            true => format!("{content}{sep}{}", self.stamp.written(draft.issued)),
            false => content,
        };
        Ok(format!("{signed}{sep}{}", self.signature(&signed)).into())
    }

    fn open_to(&self, cookie: Input, payload: &mut Vec<u8>) -> std::result::Result<Times, Refusal> {
        let settings = self.settings();
        let text = Signed::read(cookie.value, &settings, self.words)?;
        if !text.is_signed(&self.tag(text.signed)) {
            return Err(Refusal::Forged);
        }
        let made = text.made(&settings, self.words)?;
        self.content
            .read_to(text.content, self.is_lenient, self.words, payload)?;
        (self.check)(payload)?;
        Ok(times(made, &settings))
    }

    fn missing(&self, cookie: Input) -> Option<usize> {
        // So many characters of a signature are not hit upon by chance.
        const ENOUGH: usize = 8;
        let (signed, seen) = split_at_last(cookie.value, &self.sep)?;
        let signature = self.signature(signed);
        let is_cut = seen.len() >= ENOUGH && seen.len() < signature.len();
        let start = signature.as_bytes().get(..seen.len())?;
        (is_cut && equal(start, seen.as_bytes())).then(|| signature.len() - seen.len())
    }
}
