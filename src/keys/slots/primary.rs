//! Which key a slot is of, by its name.

use std::ffi::OsString;
use std::fs;
use std::path::Path;

use super::{Slot, folder_of, named, split};
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

/// Whether a rotation has left anything of a key but the one staged next: what
/// is called so then is a slot, and else may be a key of its own.
///
/// # Errors
/// When the folder cannot be listed, or the keyring not be asked.
pub fn was_rotated(primary: &Spec) -> Result<bool> {
    let slots = named(primary)?;
    let is_retired = |(slot, _): &(Slot, Spec)| matches!(slot, Slot::Retired(_));
    if slots.iter().any(is_retired) {
        return Ok(true);
    }
    let Spec::File(path) = primary else {
        return Ok(false);
    };
    // That the folder can be listed was seen just now.
    let names = fs::read_dir(folder_of(path)).into_iter().flatten();
    let names = names.flatten().map(|entry| entry.file_name());
    let own = path.file_name().map(std::ffi::OsStr::as_encoded_bytes);
    let mut keys = names.filter_map(|name| Some(made_for(name.as_encoded_bytes())?.to_vec()));
    Ok(keys.any(|key| Some(&*key) == own))
}

/// The key for which a rotation makes a file of this name.
fn made_for(name: &[u8]) -> Option<&[u8]> {
    crate::keys::file::made_for(name).map(|(key, _)| key)
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
