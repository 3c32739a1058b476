//! The commands that messages and plans name, as a shell reads them.

use crate::keys::spec::Spec;
use crate::shell::quoted;

/// The command for a step at a place; no step: the whole rotation.
pub fn command(place: &Spec, step: &str) -> String {
    let space = if step.is_empty() { "" } else { " " };
    format!("cookiekit rotate{space}{step} --key {}", word(place))
}

/// A place as one word of a command.
pub fn word(place: &Spec) -> String {
    match place {
        Spec::File(path) if path.to_string_lossy().contains(':') => {
            let mut text = std::ffi::OsString::from("file:");
            text.push(path);
            quoted(text.as_ref())
        }
        Spec::File(path) => quoted(path),
        Spec::Keyring(entry) => {
            let user = if entry.user.is_empty() { "" } else { "/" };
            quoted(format!("keyring:{}{user}{}", entry.service, entry.user).as_ref())
        }
        other => quoted(other.to_string().as_ref()),
    }
}
