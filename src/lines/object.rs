//! A line that is a JSON object of cookies: `{"NAME":"VALUE"}`, or with them deeper in
//! it. It is read as the same text is where it is the whole input.

use std::io;

use crate::capture;
use crate::cookie::{self, Cookie, recogniser};
use crate::error::Result;
use crate::open::Pin;

/// Takes one cookie out of a line, as [`cookie::take`] does.
///
/// # Errors
/// As there.
pub fn take(text: &str, name: Option<&str>, pin: Option<Pin>) -> Result<(Cookie, Option<String>)> {
    taken(text, name, pin).map_or_else(|| cookie::take(text, name, pin), Ok)
}

/// The cookie in an object, if the line is one that has it, and what is to be warned of.
pub fn taken(text: &str, name: Option<&str>, pin: Option<Pin>) -> Option<(Cookie, Option<String>)> {
    let text = text.trim_ascii();
    if !text.starts_with('{') || !text.ends_with('}') {
        return None;
    }
    let known = recogniser(pin);
    let capture = capture::read(text.as_bytes(), &mut io::empty(), &known, name).ok()?;
    capture.only(name, pin).ok()
}
