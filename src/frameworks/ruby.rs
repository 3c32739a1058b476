//! What Ruby's frameworks have in common: what they store in a cookie, and how
//! Ruby's code fetches a key.

pub mod content;
pub mod marshal;

use super::{Place, Secret};

/// An expression whose value is the key in its place, as text without one line end
/// at its end: as it is read here. `None` where Ruby cannot fetch it itself.
pub fn key(place: &Place, secret: Secret) -> Option<String> {
    std::str::from_utf8(secret.bytes).ok()?;
    match place {
        Place::File(path) => Some(format!("File.read({}).chomp", string(path))),
        Place::Variable(name) => Some(format!("ENV.fetch({})", string(name))),
        Place::Keyring { .. } => None,
    }
}

/// A string of Ruby in single quotes, in which nothing is evaluated.
pub fn string(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}
