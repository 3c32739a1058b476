//! What Django signs (`django.core.signing`): the session of the signed_cookies
//! backend, the cookies of `set_signed_cookie`, and that of messages.
//!
//! Source: Django 5.2.19, `core/signing.py`, `http/cookie.py`,
//! `contrib/sessions/backends/signed_cookies.py`. The bytes are those of
//! itsdangerous, which was made after them, with a colon for the dot, a time of
//! base 62, and SHA-256.

mod cookie;
mod framework;
mod messages;
mod session;

pub use cookie::DjangoCookie;
pub use messages::DjangoMessages;
pub use session::DjangoSession;

use super::itsdangerous::{Content, DEFAULTS, DIGEST, Settings, Stamp};
use super::{Generate, KeySpec, Kind, LineEnd, Param};
use crate::crypto::Strength;
use crate::crypto::mac::Digest;

/// How Django signs.
const SETTINGS: Settings = Settings {
    content: Content::UrlSafeAscii,
    stamp: Stamp::Base62,
    sep: ":",
    derivation: "django-concat",
    digest: Digest::Sha256,
    ..DEFAULTS
};

const KEY: KeySpec = KeySpec {
    about: "any text, or bytes: Django's SECRET_KEY",
    list: "SECRET_KEY signs, SECRET_KEY_FALLBACKS verify as well",
    line_end: LineEnd::Dropped,
    generate: Generate::Hex(Strength::Bits256),
};

const OF_DJANGO: Param = Param {
    about: "the digest of the signature: SHA-1 before Django 3.1",
    kind: Kind::Word(&["sha256", "sha1"]),
    default: "sha256",
    ..DIGEST
};

/// Whether a value is as Django sends it: what its parser takes off is refused.
macro_rules! as_sent {
    ($name:literal) => {
        |value| {
            if value.starts_with('"') && value.ends_with('"') {
                return Err(Malformed(concat!(
                    $name,
                    ": it is in double quotes that Django would not write (the server removes them)"
                )));
            }
            if value.trim() != value {
                return Err(Malformed(concat!(
                    $name,
                    ": there is white space around it (the server ignores it)"
                )));
            }
            Ok(())
        }
    };
}

/// The words of a format of Django's.
macro_rules! words_of_django {
    ($name:literal) => {
        Words {
            signature_spelling: Malformed(concat!(
                $name,
                ": the signature is not canonical base64url"
            )),
            time: Malformed(concat!($name, ": the time is not base 62")),
            payload_spelling: Malformed(concat!(
                $name,
                ": the payload is not canonical base64url (the server accepts it)"
            )),
            ..words!($name, as_sent!($name))
        }
    };
}
use as_sent;
use words_of_django;

/// Whether a time of today and a signature of SHA-256 stand at the end, with colons
/// before them.
fn ends_as_signed(value: &str) -> bool {
    const SIGNATURE: usize = 43;
    const TIME: usize = 6;
    let colon = |from_end: usize| {
        let at = value.len().checked_sub(from_end);
        at.is_some_and(|at| value.as_bytes()[at] == b':')
    };
    colon(SIGNATURE + 1) && colon(SIGNATURE + TIME + 2)
}
