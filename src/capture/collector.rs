//! Keeps what is found, each cookie once, in a memory with a bound.

use std::collections::HashMap;

use super::lines::MAX_LINE_BYTES;
use super::{Capture, Found, Kind, Origin, Role};
use crate::cookie::Cookie;
use crate::frameworks::MAX_COOKIE_BYTES;
use crate::set_cookie::Attributes;

/// The most cookies that are kept of one capture.
pub const MAX_FOUND: usize = 1000;
/// The most bytes that all of them have together, their lines included.
pub const MAX_FOUND_BYTES: usize = 4 << 20;

/// What makes two cookies the same: the way and the place, name and value, and
/// the line.
type Same = (Role, Origin, Option<String>, String, Option<String>);

/// Keeps what is found.
pub struct Collector {
    /// What was found so far.
    pub capture: Capture,
    message: usize,
    bytes: usize,
    seen: HashMap<Same, usize>,
}

impl Collector {
    /// Keeps what is found in this.
    pub fn of(kind: Kind) -> Self {
        Collector {
            capture: Capture::of(kind),
            message: 0,
            bytes: 0,
            seen: HashMap::new(),
        }
    }

    /// What comes now is of another request or response.
    pub fn next_message(&mut self) {
        self.message += 1;
    }

    /// A header is longer than what is looked at.
    pub fn note_cut(&mut self) {
        let note = format!("a line has more than {MAX_LINE_BYTES} bytes: the rest was skipped");
        if !self.capture.notes.contains(&note) {
            self.capture.notes.push(note);
        }
    }

    /// Keeps a cookie, or counts it.
    pub fn add(
        &mut self,
        role: Role,
        origin: &Origin,
        cookie: Cookie,
        attributes: Option<Attributes>,
    ) {
        if cookie.value.len() > MAX_COOKIE_BYTES {
            self.capture.more += 1;
            return;
        }
        // When it was seen does not make it another one, nor does the page
        // that it was sent to.
        let path = match role {
            Role::Set => origin.path.clone(),
            Role::Kept => attributes.as_ref().and_then(|it| it.path.clone()),
            Role::Sent | Role::Bare => None,
        };
        let place = Origin {
            date: None,
            path,
            ..origin.clone()
        };
        let line = attributes.as_ref().and_then(|it| it.line.clone());
        let same: Same = (role, place, cookie.name.clone(), cookie.value.clone(), line);
        if let Some(index) = self.seen.get(&same) {
            self.capture.found[*index].times += 1;
            return;
        }
        let length = |text: &Option<String>| text.as_ref().map_or(0, String::len);
        let bytes = cookie.value.len()
            + cookie.written.len()
            + length(&cookie.name)
            + length(&origin.path)
            + length(&origin.host)
            + length(&same.4);
        if self.capture.found.len() >= MAX_FOUND || self.bytes + bytes > MAX_FOUND_BYTES {
            self.capture.more += 1;
            return;
        }
        self.bytes += bytes;
        self.seen.insert(same, self.capture.found.len());
        self.capture.found.push(Found {
            cookie,
            role,
            origin: origin.clone(),
            attributes,
            times: 1,
            message: self.message,
        });
    }
}
