//! A cookie whose format is known.

use super::Cookie;
use super::trim;
use crate::error::{Error, Result};
use crate::frameworks::{Anatomy, Format, Input, Malformed, NO_PARAMS, Params, Protection};
use crate::open::{self, ChosenBy};

/// A cookie whose format is known.
pub struct Known {
    /// Its format.
    pub format: &'static dyn Format,
    /// Its name; empty when it has none.
    pub name: String,
    /// Its value, as the format reads it.
    pub value: String,
    /// What the application chose of the format.
    pub params: &'static Params,
    /// The cookies that came with it.
    pub siblings: Vec<(String, String)>,
    /// Whether the user named the format: else the cookie's sender chose it.
    pub pinned: bool,
}

impl Known {
    /// The cookie as its format takes it.
    pub fn input(&self) -> Input<'_> {
        Input {
            name: &self.name,
            value: &self.value,
            siblings: &self.siblings,
            params: self.params,
        }
    }

    /// Its parts, read without a key.
    ///
    /// # Errors
    /// When it is not of its format.
    pub fn anatomy(&self) -> std::result::Result<Anatomy, Malformed> {
        self.format.anatomy(self.input())
    }

    /// Who chose its format, for a command that takes this kind, or all.
    pub fn chosen(&self, kind: Option<Protection>) -> ChosenBy {
        match self.pinned {
            true => ChosenBy::User,
            false => ChosenBy::Sender(kind),
        }
    }
}

impl Cookie {
    /// The cookie of this name that was sent with this text behind it.
    pub fn sent(name: Option<&str>, written: &str) -> Self {
        Cookie {
            name: name.map(str::to_owned),
            value: trim(written).to_owned(),
            written: written.to_owned(),
        }
    }

    /// Recognises the format, unless one is pinned.
    ///
    /// # Errors
    /// When the value is empty, or of no format. A pinned format says itself
    /// what is wrong with the value, when it opens it.
    pub fn known(self, pinned: Option<&'static dyn Format>) -> Result<Known> {
        let name = self.name.unwrap_or_default();
        if self.value.is_empty() {
            return Err(Error::no("malformed: the cookie's value is empty")
                .hint("an empty value is how a server removes a cookie"));
        }
        if let Some(format) = pinned {
            let value = open::as_read_by(format, &self.value).into_owned();
            return Ok(Known {
                format,
                name,
                value,
                params: &NO_PARAMS,
                siblings: vec![],
                pinned: true,
            });
        }
        if let Some(format) = open::told_by_key(&self.value) {
            return Ok(Known {
                format,
                name,
                value: self.value,
                params: &NO_PARAMS,
                siblings: vec![],
                pinned: false,
            });
        }
        let (format, value) = open::recognise(&self.value)?;
        let value = value.into_owned();
        Ok(Known {
            format,
            name,
            value,
            params: &NO_PARAMS,
            siblings: vec![],
            pinned: false,
        })
    }

    /// As [`Cookie::known`]. Where the server runs without a key, as the user says,
    /// what is recognised as nothing else is of the format that can.
    ///
    /// # Errors
    /// As there.
    pub fn known_by(self, pinned: Option<&'static dyn Format>, without_key: bool) -> Result<Known> {
        if !without_key {
            return self.known(pinned);
        }
        let known = self.clone().known(pinned);
        known.or_else(|_| self.known(pinned.or_else(open::keyless)))
    }
}
