//! Rack's sessions, as Sinatra, Hanami and Roda have them.
//!
//! | format | bytes |
//! |---|---|
//! | `rack`, version 2 | `b64(2, salt 32, iv 12, tag 16, AES-256-GCM)`; what stands before the iv, and the purpose, is authenticated too |
//! | `rack`, version 1 | `b64url(1, salt 32, iv 16, AES-256-CTR, HMAC-SHA256)`, the purpose behind what is signed |
//! | `rack-hmac` | `b64(session) "--" hex(HMAC-SHA1)` |
//!
//! The ciphers' keys are HMAC-SHA256 of the salt under the first 32 bytes of the
//! secret. The purpose is the name that the middleware was given (`:key`), if it was
//! given one. Source: rack-session 2.1.2, `encryptor.rb`; Rack 2.2.22,
//! `session/cookie.rb`.

mod encrypted;
mod framework;
mod signed;

pub use encrypted::Rack;
pub use signed::RackHmac;

use super::{Generate, Unreadable};
use crate::crypto::Strength;
use framework::{FRAMEWORK, OF_HMAC};

/// A session without an id is none for Rack.
const NO_ID: Unreadable = Unreadable {
    id: "rack-no-session-id",
    text: "Rack takes a session without a session_id for none, and starts another",
    advice: "put a session_id of 64 hex digits into it",
};

/// What Rack cannot read of what a genuine cookie carries.
fn unreadable(payload: &[u8]) -> Option<Unreadable> {
    let session: serde_json::Value = serde_json::from_slice(payload).ok()?;
    let has_id = session.get("session_id").is_some();
    (!has_id).then_some(NO_ID)
}

/// The vectors of Rack.
#[cfg(test)]
fn vectors(format: &dyn super::Format, json: &str) -> Vec<super::vectors::Vector> {
    use super::vectors::of_library;
    use crate::encoding::percent;
    of_library(format, json, |case, mut vector| {
        let serializer = format
            .facts()
            .params
            .iter()
            .find(|it| it.name == "serializer");
        if let (Some(serializer), Some(false)) =
            (serializer, case.get("json").and_then(|it| it.as_bool()))
        {
            vector.params.set(serializer, "marshal".to_owned());
        }
        if vector.name.ends_with("percent-encoded twice") {
            // One of the two was taken off for the file.
            vector.cookie = percent(&vector.cookie);
        }
        Some(vector)
    })
}
