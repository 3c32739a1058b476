//! A system without a keyring that cookiekit knows: every question has the
//! same answer, with the place where a key can live instead.

use super::Entry;
use crate::error::{Error, Result};
use crate::keys::Key;

pub fn read(_: &Entry) -> Result<Option<Key>> {
    Err(no_keyring())
}

pub fn create(_: &Entry, _: &Key) -> Result<()> {
    Err(no_keyring())
}

pub fn delete(_: &Entry) -> Result<bool> {
    Err(no_keyring())
}

pub fn list() -> Result<Vec<Entry>> {
    Err(no_keyring())
}

fn no_keyring() -> Error {
    Error::no_key("there is no keyring on this system")
        .hint("keep the key in a file: cookiekit keygen --out PATH")
}
