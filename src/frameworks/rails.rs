//! Rails' cookies. All keys are made of `secret_key_base`, by PBKDF2 with a salt a
//! kind; what a cookie holds stands in an envelope, which says until when it is
//! valid and for which cookie: `{"_rails":{"message":b64(…),"exp":…,"pur":"cookie.NAME"}}`.
//!
//! | format | bytes |
//! |---|---|
//! | `rails-gcm` | `b64(AES-256-GCM) "--" b64(iv 12) "--" b64(tag 16)`, from 5.2 on |
//! | `rails-cbc` | `b64(b64(AES-256-CBC) "--" b64(iv 16)) "--" hex(HMAC-SHA1)` |
//! | `rails-signed` | `b64(envelope) "--" hex(HMAC-SHA1)` |
//!
//! Form-encoded on the wire. Source: Rails 6.1 to 8.1,
//! `actionpack/lib/action_dispatch/middleware/cookies.rb`, `activesupport`'s
//! `message_encryptor.rb`, `message_verifier.rb` and `messages/metadata.rb`.

mod credentials;
mod envelope;
mod framework;
mod gcm;
mod keys;
mod legacy;
mod signed;

pub use credentials::CREDENTIALS;
pub use gcm::RailsGcm;
pub use legacy::RailsCbc;
pub use signed::{RailsSigned, Reasons, Signed, ends_in_signature, signed};

use super::Draft;
use crate::error::{Error, Result};
use framework::FRAMEWORK;

/// What stands between the parts of a value.
const MARK: &str = "--";

/// That a draft has a name, for the purpose of its envelope.
fn must_be_named(draft: &Draft, format: &str) -> Result<()> {
    match draft.name.is_empty() {
        true => Err(Error::could_not(format!(
            "a {format} cookie is bound to its name, and no name was given"
        ))
        .hint("add --name _session_id, or the name that the application uses")),
        false => Ok(()),
    }
}

/// The vectors of Rails: the keys are the secret and those before it, a value is
/// JSON, and a part of a second before an expiry is before it.
#[cfg(test)]
fn vectors(format: &dyn super::Format, json: &str) -> Vec<super::vectors::Vector> {
    use super::vectors::{Expected, of_library};
    use crate::encoding::{from_hex, percent};
    use crate::time::Time;
    let file: serde_json::Value = serde_json::from_str(json).unwrap();
    of_library(format, json, |case, mut vector| {
        if let Some(value) = case.get("value") {
            vector.payload = Expected::Json(value.clone());
        }
        vector.now = Time(case["now"].as_f64().unwrap() as u64);
        for older in case
            .get("rotations")
            .and_then(|it| it.as_array())
            .into_iter()
            .flatten()
        {
            let hex = file["keyring"][older["secret"].as_str().unwrap()]["hex"].as_str();
            vector
                .keys
                .push(from_hex(hex.unwrap().as_bytes()).unwrap().to_vec());
            if older.get("kdf").is_some() {
                let kdf = format
                    .facts()
                    .params
                    .iter()
                    .find(|it| it.name == "kdf")
                    .unwrap();
                vector.params.set(kdf, "SHA256,SHA1".to_owned());
            }
        }
        if vector.name.ends_with("percent-encoded twice") {
            // One of the two was taken off for the file.
            vector.cookie = percent(&vector.cookie);
        }
        Some(vector)
    })
}
