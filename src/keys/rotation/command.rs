//! The commands that messages and plans name, as a shell reads them.

use crate::keys::spec::Spec;

/// The command for a step at a place; no step: the whole rotation.
pub fn command(place: &Spec, step: &str) -> String {
    let space = if step.is_empty() { "" } else { " " };
    format!("cookiekit rotate{space}{step} --key {}", place.word())
}
