//! A system without a keyring that cookiekit knows: every question has the
//! same answer, with the place where a key can live instead.

use std::time::Duration;

use super::{Dates, Entry, Read};
use crate::error::{Error, Result};
use crate::keys::Key;

pub fn read(_: &Entry) -> Result<Option<Read>> {
    Err(no_keyring())
}

/// The turn to write: never had.
pub enum Turn {}

impl Turn {
    pub fn take(_: Duration) -> Result<Turn> {
        Err(no_keyring())
    }

    pub fn create(&self, _: &Entry, _: &Key) -> Result<()> {
        match *self {}
    }

    pub fn replace(&self, _: &Entry, _: &Key, _: &Key) -> Result<()> {
        match *self {}
    }

    pub fn delete(&self, _: &Entry) -> Result<bool> {
        match *self {}
    }
}

pub fn dates(_: &Entry) -> Result<Option<Dates>> {
    Err(no_keyring())
}

pub fn delete(_: &Entry) -> Result<bool> {
    Err(no_keyring())
}

pub fn list() -> Result<Vec<Entry>> {
    Err(no_keyring())
}

pub fn of_service(_: &str) -> Result<Vec<Entry>> {
    Err(no_keyring())
}

fn no_keyring() -> Error {
    Error::no_key("there is no keyring on this system")
        .hint("use a key in a file: --key PATH (cookiekit keygen --out PATH makes one)")
}
