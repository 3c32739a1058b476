//! R plumber's session cookie: `b64(tag16 || ciphertext) "_" b64(nonce24)`,
//! percent-encoded on the wire; without a key, `b64(JSON)`.
//!
//! Source: rstudio/plumber 1.2.1, `R/session-cookie.R`, `R/parser-cookie.R`,
//! `R/plumber-response.R`. The cipher is NaCl's secretbox.

mod framework;
mod runbook;
mod server;

use memchr::{memchr, memrchr};
use serde_json::Value;

use super::sodium::{Boxed, Words, is_box_like, no_expiry, parts, take_apart, words};
use super::{
    Anatomy, Codec, Difference, Draft, Expiry, Facts, Format, Generate, Guess, Guesser, Input,
    KEY_NUL, KeySpec, LineEnd, Malformed, NO_PARAMS, NameBinding, OnServer, Origin, Params, Part,
    Payload, Portable, Protection, Refusal, SPELLING, Sealed, Secret, Times, UnfitKey, Unlocked,
    Unreadable, r,
};
use crate::crypto::{SecretBox, SecretKey, Strength, key_of_64_digits, sha256};
use crate::encoding::{base64, percent};
use crate::error::Result;
use crate::time::Time;

pub use framework::SERVICE;

/// The format of plumber's `session_cookie()`.
pub struct Plumber;

const FACTS: Facts = Facts {
    name: "plumber",
    about: "R plumber session cookie (XSalsa20-Poly1305)",
    framework: &framework::FRAMEWORK,
    protection: Protection::Encrypted,
    payload: Payload::Json,
    expiry: Expiry::Never,
    name_binding: NameBinding::Unbound,
    key: KeySpec {
        about: "64 hex digits, or a passphrase, which can be guessed",
        list: "one key",
        line_end: LineEnd::Trimmed,
        generate: Generate::Hex(Strength::Bits256),
    },
    params: &[],
    cautions: &[
        "plumber cookies never expire on the server: only a new key ends them",
        "not bound to the cookie's name: the value passes under any name",
        "one key only: a new one signs every user out",
    ],
};

impl Format for Plumber {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn resembles(&self, value: &str) -> bool {
        // The bar stands near the end.
        memrchr(b'_', value.as_bytes()).is_some()
    }

    fn is_likely(&self, value: &str) -> bool {
        is_box_like(value)
    }

    /// Anyone's base64 of JSON would pass for the form without a key.
    fn is_proven(&self, anatomy: &Anatomy) -> bool {
        let json = anatomy.readable.as_deref();
        json.is_none_or(|json| {
            let mut scalars = 0;
            serde_json::from_slice(json).is_ok_and(|json| r_wrote(&json, &mut scalars))
                && scalars > 0
        })
    }

    fn anatomy(&self, cookie: Input) -> std::result::Result<Anatomy, Malformed> {
        let value = cookie.value;
        let mut sealed = Vec::new();
        let nonce = take_apart(value, &mut sealed, &WORDS)?;
        let anatomy = |parts, readable, notes| Anatomy {
            parts,
            times: Times::default(),
            key_id: None,
            readable,
            notes,
        };
        let Some(bar) = nonce.and_then(|_| memchr(b'_', value.as_bytes())) else {
            let part = Part {
                name: "JSON",
                bytes: sealed.len(),
                span: 0..value.len(),
            };
            // Base64 of anything would pass for this form: it must be JSON.
            if !is_json(&sealed) {
                return Err(WORDS.one_part);
            }
            let note = "not encrypted and not signed: the server runs without a key, \
                        and anyone can read this and make another";
            return Ok(anatomy(vec![part], Some(sealed), vec![note]));
        };
        let parts = parts(value, bar, sealed.len());
        Ok(anatomy(parts, None, vec![]))
    }

    fn unlock(&self, secret: Secret, _params: &Params) -> std::result::Result<Unlocked, UnfitKey> {
        let text = std::str::from_utf8(secret.bytes)
            .map_err(|_| UnfitKey("plumber keys are text, and this one is not UTF-8"))?;
        if text.contains('\0') {
            return Err(UnfitKey(
                "the key has a NUL, which no text of R has: readLines() drops it, and what follows",
            ));
        }
        // plumber takes no text for a passphrase as well: anyone can hash that.
        let (key, warning) =
            key_of_text(text).ok_or(UnfitKey("the key is nothing but white space"))?;
        // Line ends at its ends are trimmed, except that an empty line is a line too.
        let has_lines = secret.origin == Origin::File && !r::is_one_line(secret.bytes);
        if has_lines
            && text
                .split(['\n', '\r'])
                .next()
                .is_some_and(|it| it.trim().is_empty())
        {
            return Err(UnfitKey(NO_FIRST_LINE));
        }
        Ok(Unlocked {
            protection: FACTS.protection,
            codec: Box::new(Boxed::new(&key, &WORDS)),
            warning: if has_lines { Some(LINES) } else { warning },
        })
    }

    fn without_key(&self) -> Option<Box<dyn Codec>> {
        Some(Box::new(Unencrypted))
    }

    /// The value is taken apart once, for millions of texts.
    fn guesser<'a>(&'a self, cookie: Input<'a>) -> Guesser<'a> {
        let mut sealed = Vec::new();
        let nonce = take_apart(cookie.value, &mut sealed, &WORDS).ok().flatten();
        Box::new(move |text| {
            let Some(nonce) = &nonce else {
                return Guess::Wrong;
            };
            let Ok(text) = std::str::from_utf8(text) else {
                return Guess::Wrong;
            };
            // The server hashes nothing as well, where we take that for no key.
            let key = key_of_text(text).map(|(key, _)| key);
            let key = key.unwrap_or_else(|| SecretKey::of(&sha256(&[b""])));
            SecretBox::new(&key).authenticates(nonce, &sealed).into()
        })
    }

    fn knows_its_server(&self) -> bool {
        true
    }

    fn on_the_server(&self, secret: Secret, value: &str, _now: Time) -> Option<OnServer> {
        let value = server::spelt_for_plumber(value)?;
        let read = Secret {
            bytes: server::up_to_nul(secret.bytes)?,
            ..secret
        };
        let codec = self.unlock(read, &NO_PARAMS).ok()?.codec;
        let opened = codec.open(Input::bare(&value)).ok()?;
        let takes = r::reads(&opened.payload);
        let is_whole = read.bytes.len() == secret.bytes.len();
        Some(OnServer {
            difference: match is_whole {
                true => Difference::of(&SPELLING),
                false => Difference {
                    key_bytes: Some(read.bytes.len()),
                    ..Difference::of(&KEY_NUL)
                },
            },
            opened,
            takes,
        })
    }

    fn unreadable(&self, payload: &[u8]) -> Option<Unreadable> {
        (!r::reads(payload)).then_some(Unreadable {
            id: "r-cannot-read",
            text: "genuine, but R reads no session from it: what is inside is not JSON that \
                   jsonlite takes, and req$session will be NULL",
            advice: "store in req$session only what jsonlite::toJSON() and fromJSON() carry both \
                     ways",
        })
    }

    fn is_cut_at_padding(&self) -> bool {
        true
    }

    /// R's scalars are arrays of one to everybody else.
    fn portable(
        &self,
        payload: &[u8],
        _params: &Params,
    ) -> std::result::Result<Portable, &'static str> {
        Ok(r::unboxed(payload))
    }

    #[cfg(test)]
    fn vectors(&self) -> Vec<super::vectors::Vector> {
        let files = [
            include_str!("../../tests/data/plumber.json"),
            include_str!("../../tests/data/plumber-more.json"),
        ];
        files.into_iter().flat_map(super::vectors::ours).collect()
    }
}

/// What plumber says of such a key, and why it matters.
const LEGACY: &str = "a legacy key: not 64 hex digits, so plumber hashes it as a passphrase, \
                      and what can be guessed can be forged";

/// What R makes of a file of several lines.
const LINES: &str = "the key file has several lines, of which readLines() makes as many keys, and \
                     plumber fails or takes the first alone: leave one line in it";

/// It is the first line that is taken (seen with plumber 1.2 and R 4.2): the key is the
/// hash of nothing.
const NO_FIRST_LINE: &str = "the first line of the key file is empty, and plumber may take it \
                             alone for the key, which anybody can guess: remove the line";

/// How a malformed value is reported.
static WORDS: Words = words!("plumber");

/// The key that a text stands for, and what to warn of; none for no text.
fn key_of_text(text: &str) -> Option<(SecretKey, Option<&'static str>)> {
    // stringi drops one byte order mark, and then trims white space.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).trim();
    if text.is_empty() {
        return None;
    }
    Some(match key_of_64_digits(text) {
        Some(key) => (key, None),
        None => (SecretKey::of(&sha256(&[text.as_bytes()])), Some(LEGACY)),
    })
}

/// Whether JSON is as jsonlite writes a list with names, which is what R keeps in
/// a session: nothing stands alone, but in an array of its own, as nobody else
/// writes it. These arrays are counted. A list without names is an array of arrays.
fn r_wrote(json: &Value, scalars: &mut usize) -> bool {
    match json {
        Value::Object(members) => members.values().all(|it| is_of_r(it, scalars)),
        _ => false,
    }
}

fn is_of_r(json: &Value, scalars: &mut usize) -> bool {
    let Value::Array(values) = json else {
        return r_wrote(json, scalars);
    };
    let nests = |it: &Value| it.is_array() || it.is_object();
    if values.iter().any(nests) {
        // What is in such an array alone tells nothing: others nest arrays as well.
        let mut nested = 0;
        return values.iter().all(|it| is_of_r(it, &mut nested));
    }
    *scalars += usize::from(values.len() == 1);
    true
}

fn is_json(bytes: &[u8]) -> bool {
    serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_ok()
}

/// plumber without a key: nothing is protected.
struct Unencrypted;

impl Codec for Unencrypted {
    fn seal(&self, draft: &Draft) -> Result<Sealed> {
        no_expiry(draft, &WORDS)?;
        Ok(percent(&base64(draft.payload)).into())
    }

    fn open_to(&self, cookie: Input, payload: &mut Vec<u8>) -> std::result::Result<Times, Refusal> {
        if take_apart(cookie.value, payload, &WORDS)?.is_some() {
            return Err(Malformed("plumber: an encrypted cookie, which needs its key").into());
        }
        if !is_json(payload) {
            return Err(Malformed("plumber: not JSON, as a cookie without a key is").into());
        }
        Ok(Times::default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(key: &str, value: &str) -> std::result::Result<Vec<u8>, Refusal> {
        let key = Secret::value(key.as_bytes());
        let plumber = Plumber
            .unlock(key, &NO_PARAMS)
            .expect("a key that plumber takes");
        let opened = plumber.codec.open(Input::bare(value));
        opened.map(|opened| opened.payload)
    }

    const HEX: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    const BARE: &str = "i8mEAeSNrKa0bg8kj7ZRrWwK5XcJ8FOZo/+dv4rK_1URBh3w86fmsFy5R7MiHZ2odOYdl/f14";

    #[test]
    fn a_value_may_be_escaped_in_part() {
        // Python's quote() leaves the slash alone.
        let value = BARE.replace('+', "%2B");
        assert_eq!(open(HEX, &value), Ok(b"{\"abc\":[1234]}".to_vec()));
    }

    #[test]
    fn an_unencrypted_cookie_is_refused_where_there_is_a_key() {
        assert_eq!(open(HEX, "eyJhIjpbMV19"), Err(WORDS.one_part.into()));
    }

    #[test]
    fn a_key_that_is_no_text_does_not_fit() {
        for unfit in [&b""[..], b" \n", "\u{feff}".as_bytes(), &[0xff; 32]] {
            let key = Secret::value(unfit);
            assert!(Plumber.unlock(key, &NO_PARAMS).is_err(), "{unfit:?}");
        }
    }
}
