//! plumber2's session cookie: the bytes of plumber's encrypted form,
//! `b64(tag16 || ciphertext) "_" b64(nonce24)`, percent-encoded.
//!
//! Source: thomasp85/reqres 1.2.0, `R/request.R`, `R/response.R`, `R/aaa.R`;
//! posit-dev/plumber2, `R/api_session_cookie.R`. Read, not run: what reqres calls
//! in sodium, base64enc, jsonlite and stringi was.
//!
//! Where it differs from plumber: a key is 64 hex digits or 32 bytes and never a
//! passphrase, the value is split at its first bar only, and an empty session
//! has no cookie.

mod framework;
mod runbook;

use memchr::{memchr, memrchr};

use super::sodium::{Boxed, Words, is_box_like, parts, take_apart, words};
use super::{
    Anatomy, Difference, Expiry, Facts, Format, Generate, Guess, Guesser, Input, KeySpec, LineEnd,
    Malformed, NO_PARAMS, NameBinding, OnServer, Params, Payload, Portable, Protection, SPELLING,
    Secret, Shape, Times, UnfitKey, Unlocked, Unreadable, r,
};
use crate::crypto::{SecretBox, SecretKey, Strength, key_of_64_digits};
use crate::time::Time;

/// The format of `api_session_cookie()`.
pub struct Plumber2;

const FACTS: Facts = Facts {
    name: "plumber2",
    about: "plumber2 session cookie (XSalsa20-Poly1305)",
    framework: &framework::FRAMEWORK,
    protection: Protection::Encrypted,
    payload: Payload::Json,
    expiry: Expiry::Never,
    name_binding: NameBinding::Unbound,
    key: KeySpec {
        about: "64 hex digits, or 32 bytes that are not text; never a passphrase",
        list: "one key",
        line_end: LineEnd::Dropped,
        generate: Generate::Hex(Strength::Bits256),
    },
    params: &[],
    cautions: &[
        "plumber2 cookies never expire on the server: only a new key ends them",
        "not bound to the cookie's name: the value passes under any name",
        "one key only: after a change of it, requests with an old cookie end in an error",
    ],
};

/// How a malformed value is reported.
static WORDS: Words = words!("plumber2");

impl Format for Plumber2 {
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

    fn same_bytes_as(&self) -> &'static str {
        "plumber"
    }

    fn anatomy(&self, cookie: Input) -> Result<Anatomy, Malformed> {
        let value = cookie.value;
        let mut sealed = Vec::new();
        let nonce = take_apart(value, &mut sealed, &WORDS)?;
        let bar = nonce.and_then(|_| memchr(b'_', value.as_bytes()));
        let bar = bar.ok_or(WORDS.one_part)?;
        Ok(Anatomy {
            parts: parts(value, bar, sealed.len()),
            times: Times::default(),
            key_id: None,
            readable: None,
            notes: vec![],
        })
    }

    fn unlock(&self, secret: Secret, _params: &Params) -> Result<Unlocked, UnfitKey> {
        Ok(Unlocked {
            protection: FACTS.protection,
            codec: Box::new(Boxed::new(&key_of(secret.bytes)?, &WORDS)),
            warning: None,
        })
    }

    /// The value is taken apart once, for millions of texts.
    fn guesser<'a>(&'a self, cookie: Input<'a>) -> Guesser<'a> {
        let mut sealed = Vec::new();
        let nonce = take_apart(cookie.value, &mut sealed, &WORDS).ok().flatten();
        Box::new(move |text| {
            let (Some(nonce), Ok(key)) = (&nonce, key_of(text)) else {
                return Guess::Wrong;
            };
            SecretBox::new(&key).authenticates(nonce, &sealed).into()
        })
    }

    /// reqres decodes the whole value before it looks for the bar.
    fn knows_its_server(&self) -> bool {
        true
    }

    fn on_the_server(&self, secret: Secret, value: &str, _now: Time) -> Option<OnServer> {
        let decoded = r::cookie_as_read(value)?;
        let (sealed, nonce) = decoded.split_once('_')?;
        let value = format!("{}_{}", r::base64_as_read(sealed), r::base64_as_read(nonce));
        let codec = self.unlock(secret, &NO_PARAMS).ok()?.codec;
        let opened = codec.open(Input::bare(&value)).ok()?;
        let takes = r::reads(&opened.payload);
        Some(OnServer {
            difference: Difference::of(&SPELLING),
            opened,
            takes,
        })
    }

    fn unreadable(&self, payload: &[u8]) -> Option<Unreadable> {
        (!r::reads(payload)).then_some(Unreadable {
            id: "r-cannot-read",
            text: "genuine, but R reads no session from it: what is inside is not JSON that \
                   jsonlite takes, and the session will be an empty list",
            advice: "store in the session only what jsonlite::toJSON() and fromJSON() carry both \
                     ways",
        })
    }

    fn is_cut_at_padding(&self) -> bool {
        true
    }

    /// R's scalars are arrays of one to everybody else.
    fn portable(&self, payload: &[u8], _params: &Params) -> Result<Portable, &'static str> {
        Ok(r::unboxed(payload))
    }

    #[cfg(test)]
    fn vectors(&self) -> Vec<super::vectors::Vector> {
        super::vectors::ours(include_str!("../../tests/data/plumber2.json"))
    }
}

/// The key that text or bytes are. `sodium::hex2bin()` stops at what is no digit:
/// white space behind the digits is ignored, and before them is not.
fn key_of(bytes: &[u8]) -> Result<SecretKey, UnfitKey> {
    if Shape::of(bytes) == Some(Shape::Raw)
        && let Ok(key) = bytes.try_into()
    {
        return Ok(SecretKey::of(key));
    }
    let text = std::str::from_utf8(bytes.trim_ascii_end()).unwrap_or_default();
    if text.starts_with('\u{feff}') {
        return Err(UnfitKey(
            "the key starts with a byte order mark: save it without one",
        ));
    }
    key_of_64_digits(text).ok_or(UnfitKey(
        "plumber2 needs a key of 64 hex digits, or of 32 bytes that are not text",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEX: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    #[test]
    fn a_key_is_what_hex2bin_makes_32_bytes_of_or_raw() {
        let fits = |bytes: &[u8]| key_of(bytes).is_ok();
        assert!(fits(HEX.as_bytes()) && fits(HEX.to_uppercase().as_bytes()));
        assert!(fits(format!("{HEX}\n").as_bytes()) && fits(format!("{HEX}\r\n").as_bytes()));
        assert!(fits(&[0xff; 32]) && fits(&[b"\x80".as_slice(), &[b'\n'; 31]].concat()));
        for unfit in [
            "",
            "secret",
            &HEX[..32],
            &format!(" {HEX}"),
            &format!("{HEX}00"),
            &format!("\u{feff}{HEX}"),
            "a passphrase of 32 letters, like",
        ] {
            assert!(!fits(unfit.as_bytes()), "{unfit:?}");
        }
        assert!(!fits(&[0xff; 31]) && !fits(&[0xff; 33]));
    }

    #[test]
    fn no_value_has_a_form_without_a_key() {
        assert!(Plumber2.without_key().is_none());
        let answer = Plumber2.anatomy(Input::bare("eyJhIjpbMV19"));
        assert_eq!(answer.err(), Some(WORDS.one_part));
    }
}
