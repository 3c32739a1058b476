//! Code of Node, for the frameworks that run there.

use super::{Place, Secret};

/// An expression whose value is the key in its place, as text without one line end
/// at its end: as it is read here. `None` for one that is no text, or that Node
/// cannot fetch from there itself.
pub fn key(place: &Place, secret: Secret) -> Option<String> {
    std::str::from_utf8(secret.bytes).ok()?;
    match place {
        Place::File(path) => Some(format!(
            "require('node:fs').readFileSync({}, 'utf8').replace(/\\r?\\n$/, '')",
            string(path)
        )),
        Place::Variable(name) => Some(format!("process.env[{}]", string(name))),
        Place::Keyring { .. } => None,
    }
}

/// A string of JavaScript, of which JSON's are some.
fn string(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
