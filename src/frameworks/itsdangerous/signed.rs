//! A signed text taken apart, and put together.

use std::borrow::Cow;

use super::settings::{Content, Settings};
use super::words::Words;
use crate::crypto::equal;
use crate::crypto::mac::{Digest, MacKey};
use crate::encoding::{base64url, from_base64url};
use crate::error::{Error, Result};
use crate::frameworks::python::base64_as_read;
use crate::frameworks::{Anatomy, Codec, Draft, Input, Malformed, Part, Refusal, Sealed, Times};
use crate::time::Time;

/// The last second of the year 9999: Python has no date after it.
const LAST: u64 = 253_402_300_799;

/// A text with a signature at its end.
pub struct Signed<'a> {
    /// All but the signature and the separator before it.
    signed: &'a str,
    /// What it carries, as it is written.
    pub content: &'a str,
    /// When it was made, as it is written.
    time: Option<&'a str>,
    /// In its one spelling.
    signature: Cow<'a, str>,
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
        let parts = text.rsplit_once(settings.sep);
        let (signed, signature) = parts.ok_or(words.no_separator)?;
        let is_whole = |bytes: &Vec<u8>| bytes.len() == settings.digest.bytes();
        let strict = from_base64url(signature).filter(is_whole);
        // Text of any kind may end in a separator: it has then a signature that is
        // wrong, as far as can be told.
        let is_any_text = signature.is_empty() && settings.content == Content::Text;
        let signature = match strict.is_some() || is_any_text {
            true => Cow::Borrowed(signature),
            false => match base64_as_read(signature).filter(is_whole) {
                Some(bytes) if settings.is_lenient => Cow::Owned(base64url(&bytes)),
                Some(_) => return Err(words.signature_spelling),
                None => return Err(words.signature),
            },
        };
        let (content, time) = match settings.is_timed {
            false => (signed, None),
            true => {
                let parts = signed.rsplit_once(settings.sep).ok_or(words.no_time)?;
                (parts.0, Some(parts.1))
            }
        };
        Ok(Signed {
            signed,
            content,
            time,
            signature,
        })
    }

    /// When it was made, where it says so.
    ///
    /// # Errors
    /// What is wrong with the text of it.
    pub fn issued(
        &self,
        settings: &Settings,
        words: &Words,
    ) -> std::result::Result<Option<Time>, Malformed> {
        let Some(text) = self.time else {
            return Ok(None);
        };
        let strict = from_base64url(text).filter(|bytes| bytes.first() != Some(&0));
        let read = base64_as_read(text).and_then(|bytes| seconds_of(&bytes));
        let issued = match (read, strict) {
            (None, _) => return Err(words.time),
            (Some(_), None) if !settings.is_lenient => return Err(words.time_spelling),
            (Some(seconds), _) => seconds,
        };
        // A signer that asks for no age makes no date of it.
        let has_date = settings.content != Content::Text || settings.max_age.is_some();
        if has_date && issued > LAST {
            return Err(words.far);
        }
        Ok(Some(Time(issued)))
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
            let bytes = base64_as_read(time).unwrap_or_default().len();
            add("time", bytes, time.len());
        }
        let bytes = base64_as_read(&self.signature).unwrap_or_default().len();
        add("signature", bytes, self.signature.len());
        let issued = self.issued(settings, words).ok().flatten();
        Anatomy {
            parts,
            times: times(issued, settings.max_age),
            key_id: None,
            readable,
            notes: vec![],
        }
    }
}

/// The seconds that big-endian bytes are, eight at most.
fn seconds_of(bytes: &[u8]) -> Option<u64> {
    let mut whole = [0; 8];
    let start = whole.len().checked_sub(bytes.len())?;
    whole[start..].copy_from_slice(bytes);
    Some(u64::from_be_bytes(whole))
}

/// How a time is written: no zero byte stands before it.
fn written(time: Time) -> String {
    let bytes = time.0.to_be_bytes();
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    base64url(&bytes[zeros..])
}

/// The times of a text that was made then and is taken for so many seconds: it is
/// refused when it is older, or of the future. Without an age neither is looked at.
fn times(issued: Option<Time>, max_age: Option<u64>) -> Times {
    let expires = |issued: Time| Some(issued.plus(max_age?).plus(1));
    Times {
        issued,
        expires: issued.and_then(expires),
        not_before: issued.filter(|_| max_age.is_some()),
        ..Times::default()
    }
}

/// What a format takes of the payloads that the library does: all JSON, or not.
pub type Check = fn(&[u8]) -> std::result::Result<(), Malformed>;

/// A format with a key.
pub struct UnderKey {
    key: MacKey,
    content: Content,
    is_timed: bool,
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
            salt: "",
            sep: &self.sep,
            derivation: "",
            digest: self.digest,
            max_age: self.max_age,
            is_lenient: self.is_lenient,
        }
    }

    fn signature(&self, signed: &str) -> String {
        base64url(&self.key.tag(&[signed.as_bytes()]))
    }
}

impl Codec for UnderKey {
    fn seal(&self, draft: &Draft) -> Result<Sealed> {
        let name = self.words.name;
        if draft.expires.is_some() {
            return Err(Error::could_not(format!(
                "a {name} cookie says when it was made, and not when it expires"
            ))
            .hint("leave the expiry out; who reads it decides how old it may be"));
        }
        let content = self.content.written(draft.payload, self.words)?;
        (self.check)(draft.payload).map_err(|Malformed(why)| {
            Error::could_not(format!("the server could not read it: {why}"))
        })?;
        let sep = &self.sep;
        let signed = match self.is_timed {
            true => format!("{content}{sep}{}", written(draft.issued)),
            false => content,
        };
        Ok(format!("{signed}{sep}{}", self.signature(&signed)).into())
    }

    fn open_to(&self, cookie: Input, payload: &mut Vec<u8>) -> std::result::Result<Times, Refusal> {
        let settings = self.settings();
        let text = Signed::read(cookie.value, &settings, self.words)?;
        let signature = self.signature(text.signed);
        if !equal(signature.as_bytes(), text.signature.as_bytes()) {
            return Err(Refusal::Forged);
        }
        let issued = text.issued(&settings, self.words)?;
        *payload = self
            .content
            .read(text.content, self.is_lenient, self.words)?;
        (self.check)(payload)?;
        Ok(times(issued, self.max_age))
    }

    fn missing(&self, cookie: Input) -> Option<usize> {
        // So many characters of a signature are not hit upon by chance.
        const ENOUGH: usize = 8;
        let (signed, seen) = cookie.value.rsplit_once(&self.sep)?;
        let signature = self.signature(signed);
        let is_cut = seen.len() >= ENOUGH && seen.len() < signature.len();
        let start = signature.as_bytes().get(..seen.len())?;
        (is_cut && equal(start, seen.as_bytes())).then(|| signature.len() - seen.len())
    }
}
