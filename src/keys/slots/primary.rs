//! Which key a slot is of, by its name.

use std::ffi::OsString;
use std::path::Path;

use super::{Slot, split};
use crate::error::Result;
use crate::keys::keyring::{self, Entry};
use crate::keys::spec::Spec;

/// The place whose slot this one is, by its name, and which slot it is: none
/// for another file that a rotation makes. `None` for a place of its own.
pub fn primary_of(place: &Spec) -> Option<(Option<Slot>, Spec)> {
    match place {
        Spec::File(path) => {
            let name = path.file_name()?.as_encoded_bytes();
            let (primary, slot) = match split(name) {
                Some((primary, slot)) => (primary, Some(slot)),
                None => (made_for(name)?, None),
            };
            Some((slot, Spec::File(path.with_file_name(os_text(primary)?))))
        }
        Spec::Keyring(entry) => {
            let (user, suffix) = entry.user.rsplit_once('#')?;
            let primary = Entry {
                service: entry.service.clone(),
                user: user.to_owned(),
            };
            Some((Some(Slot::of_suffix(suffix)?), Spec::Keyring(primary)))
        }
        _ => None,
    }
}

/// Whether a file is one that a rotation makes, by its name.
pub fn is_of_rotation(path: &Path) -> bool {
    primary_of(&Spec::File(path.to_owned())).is_some()
}

/// The key for which a rotation makes a file of this name.
#[cfg(unix)]
fn made_for(name: &[u8]) -> Option<&[u8]> {
    crate::keys::file::made_for(name).map(|(key, _)| key)
}

#[cfg(not(unix))]
fn made_for(_name: &[u8]) -> Option<&[u8]> {
    None
}

/// A part of a name, whatever its bytes.
#[cfg(unix)]
fn os_text(bytes: &[u8]) -> Option<OsString> {
    use std::os::unix::ffi::OsStringExt;
    Some(OsString::from_vec(bytes.to_vec()))
}

#[cfg(not(unix))]
fn os_text(bytes: &[u8]) -> Option<OsString> {
    String::from_utf8(bytes.to_vec()).ok().map(Into::into)
}

/// Whether there is anything at a place of keys.
///
/// # Errors
/// When the keyring cannot be asked.
pub fn is_there(place: &Spec) -> Result<bool> {
    match place {
        Spec::File(path) => Ok(path.symlink_metadata().is_ok()),
        Spec::Keyring(entry) => Ok(keyring::read(entry)?.is_some()),
        _ => Ok(false),
    }
}
