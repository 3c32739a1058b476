//! The bytes that plumber and plumber2 have in common:
//! `b64(tag16 || ciphertext) "_" b64(nonce24)`, percent-encoded on the wire. Both
//! make them with R's sodium and base64enc; the cipher is NaCl's secretbox.

use memchr::memchr;

use super::{Codec, Draft, Input, Malformed, Part, Refusal, Sealed, Times};
use crate::crypto::{NONCE_BYTES, SecretBox, SecretKey, TAG_BYTES, random};
use crate::encoding::{
    base64, base64_in_place, from_base64, from_base64_of, from_percent, from_percent_leniently,
    from_percent_to, percent,
};
use crate::error::{Error, Result};

/// How long base64 of a nonce is.
const NONCE_DIGITS: usize = NONCE_BYTES / 3 * 4;

/// How a format tells what is wrong with a value.
pub struct Words {
    /// The format's name.
    pub name: &'static str,
    /// The box is no base64.
    pub sealed: Malformed,
    /// It has the letters of base64, and not as many as base64 has.
    pub uneven: Malformed,
    /// There is none.
    pub empty: Malformed,
    /// It is shorter than its tag.
    pub short: Malformed,
    /// The nonce is no base64.
    pub nonce: Malformed,
    /// It has another length.
    pub nonce_length: Malformed,
    /// There is a second bar.
    pub more_parts: Malformed,
    /// There is none.
    pub one_part: Malformed,
}

/// The words of the format of this name.
macro_rules! words {
    ($name:literal) => {
        $crate::frameworks::sodium::Words {
            name: $name,
            sealed: Malformed(concat!($name, ": the encrypted part is not base64")),
            uneven: Malformed(concat!(
                $name,
                ": characters of the encrypted part are lost, or were added: base64 comes in fours"
            )),
            empty: Malformed(concat!($name, ": the encrypted part is empty")),
            short: Malformed(concat!(
                $name,
                ": the encrypted part is shorter than its tag"
            )),
            nonce: Malformed(concat!($name, ": the nonce is not base64")),
            nonce_length: Malformed(concat!($name, ": the nonce is not 24 bytes")),
            more_parts: Malformed(concat!($name, ": more than two parts")),
            one_part: Malformed(concat!($name, ": one part where `box_nonce` has two")),
        }
    };
}
pub(super) use words;

/// Standard base64 around one bar, of which one side at least is whole: the
/// base64 of other systems has the bar as one of its digits.
pub fn is_box_like(value: &str) -> bool {
    let decoded = from_percent_leniently(value);
    let parts = decoded.as_deref().and_then(|it| it.split_once('_'));
    parts.is_some_and(|(sealed, nonce)| {
        let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte);
        let is_whole = !sealed.is_empty() && sealed.len() % 4 == 0;
        sealed.bytes().chain(nonce.bytes()).all(is_base64)
            && (nonce.len() == NONCE_DIGITS || is_whole && nonce.len() < NONCE_DIGITS + 4)
    })
}

/// The parts of a value with a bar there, whose tag and ciphertext are so many
/// bytes.
pub fn parts(value: &str, bar: usize, sealed: usize) -> Vec<Part> {
    let span = 0..bar;
    vec![
        Part {
            name: "tag",
            bytes: TAG_BYTES,
            span: span.clone(),
        },
        Part {
            name: "ciphertext",
            bytes: sealed - TAG_BYTES,
            span,
        },
        Part {
            name: "nonce",
            bytes: NONCE_BYTES,
            span: bar + 1..value.len(),
        },
    ]
}

/// Takes a value apart: leaves tag and ciphertext in the buffer, and returns the
/// nonce; without one, all that there is is left. A `+` is a plus,
/// percent-encoded or not: base64 has no spaces that it could stand for.
pub fn take_apart(
    value: &str,
    buffer: &mut Vec<u8>,
    words: &Words,
) -> std::result::Result<Option<[u8; NONCE_BYTES]>, Malformed> {
    if !from_percent_to(value, buffer) {
        return Err(match value.split_once('_') {
            Some((box_text, _)) if from_percent(box_text).is_none() => words.sealed,
            Some((_, nonce_text)) if nonce_text.contains('_') => words.more_parts,
            Some(_) => words.nonce,
            None => words.sealed,
        });
    }
    // The bar itself is never percent-encoded.
    let bar = memchr(b'_', buffer);
    let nonce = bar.map(|bar| nonce(&buffer[bar + 1..], words));
    buffer.truncate(bar.unwrap_or(buffer.len()));
    if !base64_in_place(buffer) {
        let sealed = value.split('_').next().and_then(from_percent);
        let is_uneven = sealed.is_some_and(|it| is_uneven(&it));
        return Err(if is_uneven {
            words.uneven
        } else {
            words.sealed
        });
    }
    if buffer.is_empty() {
        return Err(words.empty);
    }
    let nonce = nonce.transpose()?;
    if nonce.is_some() && buffer.len() < TAG_BYTES {
        return Err(words.short);
    }
    Ok(nonce)
}

/// Whether a text that is long enough for a tag has only letters of base64, with its
/// padding, and not four by four.
fn is_uneven(sealed: &[u8]) -> bool {
    const TAG_LETTERS: usize = 22;
    let end = sealed.iter().rposition(|it| *it != b'=');
    let letters = &sealed[..end.map_or(0, |at| at + 1)];
    letters.len() >= TAG_LETTERS
        && !sealed.len().is_multiple_of(4)
        && letters
            .iter()
            .all(|it| it.is_ascii_alphanumeric() || b"+/".contains(it))
}

fn nonce(text: &[u8], words: &Words) -> std::result::Result<[u8; NONCE_BYTES], Malformed> {
    from_base64_of(text).ok_or_else(|| match from_base64(text) {
        None if memchr(b'_', text).is_some() => words.more_parts,
        None => words.nonce,
        Some(_) => words.nonce_length,
    })
}

/// The form with a key.
pub struct Boxed {
    secret_box: SecretBox,
    words: &'static Words,
}

impl Boxed {
    /// Of this key.
    pub fn new(key: &SecretKey, words: &'static Words) -> Self {
        Boxed {
            secret_box: SecretBox::new(key),
            words,
        }
    }
}

impl Codec for Boxed {
    fn seal(&self, draft: &Draft) -> Result<Sealed> {
        no_expiry(draft, self.words)?;
        let nonce = random()?;
        let sealed = self.secret_box.seal(&nonce, draft.payload);
        Ok(percent(&format!("{}_{}", base64(&sealed), base64(&nonce[..]))).into())
    }

    fn open_to(&self, cookie: Input, payload: &mut Vec<u8>) -> std::result::Result<Times, Refusal> {
        let nonce = take_apart(cookie.value, payload, self.words)?.ok_or(self.words.one_part)?;
        match self.secret_box.open(&nonce, payload) {
            true => Ok(Times::default()),
            false => Err(Refusal::Forged),
        }
    }
}

/// Refuses a draft with an expiry, for which there is no place.
pub fn no_expiry(draft: &Draft, words: &Words) -> Result<()> {
    if draft.expires.is_some() {
        return Err(
            Error::could_not(format!("a {} cookie cannot carry an expiry", words.name)).hint(
                "leave it out; --set-cookie --max-age 8h tells the browser, or use --format sealed",
            ),
        );
    }
    Ok(())
}
