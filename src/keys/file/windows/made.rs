//! A key file under a temporary name: closed to others from its first moment,
//! whole, and on the disk.

use std::fs::{self, File};
use std::io::{self, Write};

use super::access::Access;
use super::place::{Place, parent};
use crate::error::{Error, Result};
use crate::keys::file::hidden::temporary_name;
use crate::keys::key::Key;
use crate::shell::{removal, shown};
use crate::subject::{Found, Subject};
use crate::sys::{self, Identity};

/// The system's number for an owner whom this user cannot give a file to.
const INVALID_OWNER: i32 = 1307;
/// The same, where it is a privilege that is missing.
const PRIVILEGE_NOT_HELD: i32 = 1314;

/// A key file that has no name of its own yet.
pub(super) struct Made {
    pub(super) place: Place,
    pub(super) identity: Identity,
}

impl Made {
    /// Makes it beside `place`.
    pub(super) fn aside(place: &Place, access: &Access, key: &Key) -> Result<Made> {
        let place = place.sibling(temporary_name(&place.name)?);
        let file = sys::create_new(&place.path, &access.sddl());
        let file = file.map_err(|error| match error.raw_os_error() {
            Some(INVALID_OWNER | PRIVILEGE_NOT_HELD) => place
                .failed("giving it to the owner of the old one", error)
                .hint("run it as the owner of the key"),
            _ => place.failed("opening", error),
        })?;
        let filled = fill(&place, &file, access, key);
        drop(file);
        match filled {
            Ok(identity) => Ok(Made { place, identity }),
            Err(error) => Err(discard(&place, error)),
        }
    }

    /// Removes a file that nobody has used.
    pub(super) fn discard(&self, error: Error) -> Error {
        discard(&self.place, error)
    }
}

fn discard(place: &Place, error: Error) -> Error {
    match fs::remove_file(&place.path) {
        Ok(()) => error,
        Err(absent) if absent.kind() == io::ErrorKind::NotFound => error,
        Err(_) => error.hint(format!(
            "remove what is left of it with: {}",
            removal(&place.path)
        )),
    }
}

/// Proves that the file is closed to others, then writes the key and puts it on
/// the disk. Not one byte is written before.
fn fill(place: &Place, file: &File, access: &Access, key: &Key) -> Result<Identity> {
    refuse_pretence(place, file, access)?;
    let mut writer = file;
    let written = writer.write_all(key.bytes());
    written.map_err(|error| place.failed("writing", error))?;
    let synced = file.sync_all();
    synced.map_err(|error| place.failed("syncing", error))?;
    sys::identity(file).map_err(|error| place.failed("looking at it", error))
}

/// Refuses a file system that says yes to a list and does not keep it.
fn refuse_pretence(place: &Place, file: &File, access: &Access) -> Result<()> {
    let looked = |error| place.failed("looking at it", error);
    let security = sys::security(file).map_err(looked)?;
    let keeps = sys::keeps_lists(file).map_err(looked)?;
    let exposures = crate::subject::exposures_of(&place.path, &security, keeps, &place.me);
    let is_owned = security.owner == access.owner;
    if is_owned && exposures.is_empty() {
        return Ok(());
    }
    Err(Error::could_not(format!(
        "the file system of {} does not keep access control lists as they are set",
        shown(parent(&place.path))
    ))
    .hint("choose a directory on another file system, or keep the key in the keyring"))
}

/// What speaks against the key lasting, now that it has its name.
pub(super) fn doubt(place: &Place, identity: Identity, key: &Key) -> Option<String> {
    // A folder cannot be synced here; what brings the file to the disk once more
    // brings what the file system has noted of its name.
    let synced = File::options().write(true).open(&place.path);
    if let Err(error) = synced.and_then(|file| file.sync_all()) {
        return Some(format!("syncing it: {}", super::super::reason(error)));
    }
    match place.look() {
        Ok(Found::Regular(subject)) if subject.identity == identity => {
            doubt_of_content(place, &subject, key)
        }
        Ok(_) => Some("another file is there now".to_owned()),
        Err(error) => Some(format!("reading it back: {}", super::super::reason(error))),
    }
}

fn doubt_of_content(place: &Place, subject: &Subject, key: &Key) -> Option<String> {
    let is_closed = subject.exposures(&place.me).is_empty();
    match super::super::read::holds(subject.content(), key) {
        Ok(true) if is_closed => None,
        Ok(_) => Some("what was read back is not what was written".to_owned()),
        Err(error) => Some(format!("reading it back: {}", super::super::reason(error))),
    }
}
