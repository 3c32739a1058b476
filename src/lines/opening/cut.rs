//! Cookies of lines that were cut: a key proves whose start they are.

use super::told::Told;
use super::{Opener, Opening};
use crate::cookie::Cookie;
use crate::frameworks::{Input, MAX_COOKIE_BYTES, NO_PARAMS};
use crate::lines::outcome::Outcome;

impl Opening {
    /// A cookie that was taken out of a line.
    pub(super) fn input_of<'t>(&self, cookie: &'t Cookie) -> Input<'t> {
        Input {
            params: self.pin.map_or(&NO_PARAMS, |pin| pin.params),
            ..cookie.input()
        }
    }

    /// What is reported about a cookie that has no shape, and the key under which it is
    /// the start of a genuine one.
    pub(super) fn cut<'t>(&self, told: Told<'t>, cookie: Input) -> Told<'t> {
        let is_open = told.outcome == Outcome::Malformed && told.start_of.is_none();
        let Opener::Keys(keyset) = &self.opener else {
            return told;
        };
        let is_short = (1..=MAX_COOKIE_BYTES).contains(&cookie.value.len());
        let pin = self.pin.map(|it| it.format);
        let found = match is_open && is_short {
            true => keyset.start_of(pin, cookie),
            false => None,
        };
        match found {
            Some((place, key)) => Told {
                start_of: Some(key),
                format: told.format.or(Some(place)),
                ..told
            },
            None => told,
        }
    }
}
