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

/// What tells a cookie that is kept before others, where not all are.
pub type First<'k> = &'k dyn Fn(&Cookie) -> bool;

/// Of none: what is seen first is kept.
pub const ALIKE: First<'static> = &|_| false;

/// Keeps what is found.
pub struct Collector<'k> {
    /// What was found so far.
    pub capture: Capture,
    first: First<'k>,
    /// Which of those that were found are kept before others; empty until it matters.
    are_first: Vec<bool>,
    message: usize,
    bytes: usize,
    seen: HashMap<Same, usize>,
}

impl<'k> Collector<'k> {
    /// Keeps what is found in this.
    pub fn of(kind: Kind) -> Self {
        Collector {
            capture: Capture::of(kind),
            first: ALIKE,
            are_first: Vec::new(),
            message: 0,
            bytes: 0,
            seen: HashMap::new(),
        }
    }

    /// Keeps these before others.
    pub fn before_others(mut self, first: First<'k>) -> Self {
        self.first = first;
        self
    }

    /// What comes now is of another request or response.
    pub fn next_message(&mut self) {
        self.message += 1;
    }

    /// Whether this message has another cookie of this name.
    pub fn has_other(&self, cookie: &Cookie) -> bool {
        let of_message = |it: &&Found| it.message == self.message;
        let mut found = self.capture.found.iter().filter(of_message);
        let is_other =
            |it: &Found| it.cookie.name == cookie.name && it.cookie.value != cookie.value;
        cookie.name.is_some() && found.any(is_other)
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
        let found = Found {
            cookie,
            role,
            origin: origin.clone(),
            attributes,
            times: 1,
            message: self.message,
        };
        let bytes = size(&found);
        let is_full =
            |it: &Self| it.capture.found.len() >= MAX_FOUND || it.bytes + bytes > MAX_FOUND_BYTES;
        if is_full(self) && self.are_first.is_empty() {
            let are_first = self.capture.found.iter().map(|it| (self.first)(&it.cookie));
            self.are_first = are_first.collect();
        }
        let is_first = !self.are_first.is_empty() && (self.first)(&found.cookie);
        while is_full(self) {
            self.capture.more += 1;
            if !is_first || !self.make_room() {
                return;
            }
        }
        if !self.are_first.is_empty() {
            self.are_first.push(is_first);
        }
        self.bytes += bytes;
        self.seen.insert(same, self.capture.found.len());
        self.capture.found.push(found);
    }

    /// Drops the last cookie that is not kept before others, if there is one.
    fn make_room(&mut self) -> bool {
        let Some(last) = self.are_first.iter().rposition(|is_first| !is_first) else {
            return false;
        };
        self.are_first.remove(last);
        self.bytes -= size(&self.capture.found.remove(last));
        self.seen.retain(|_, place| *place != last);
        for place in self.seen.values_mut().filter(|place| **place > last) {
            *place -= 1;
        }
        true
    }
}

/// What a cookie takes in memory, about.
fn size(found: &Found) -> usize {
    let length = |text: &Option<String>| text.as_ref().map_or(0, String::len);
    let line = found.attributes.as_ref().map_or(0, |it| length(&it.line));
    found.cookie.value.len()
        + found.cookie.written.len()
        + length(&found.cookie.name)
        + length(&found.origin.path)
        + length(&found.origin.host)
        + line
}
