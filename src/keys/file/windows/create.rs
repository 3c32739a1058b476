//! Making a key file: the whole of it in order, from the folder to reading back
//! what was written.

use std::io;
use std::path::Path;

use super::access::Access;
use super::made::{Made, doubt};
use super::place::{Place, parent};
use crate::error::{Error, Result};
use crate::keys::file::Durability;
use crate::keys::key::Key;
use crate::keys::spec::path_word;
use crate::shell::{make_folder, shown};
use crate::subject::{Found, Kind};
use crate::sys::{self, Over};

/// Makes a file with the key at `path`, for its owner, the system and the
/// administrators alone, never over anything that is there.
///
/// # Errors
/// *Could not*, and nothing was left behind (or the hint removes it): there is
/// something at `path`, its name means something else to Windows, its folder is
/// missing or open to others, the file system does not keep lists, or a step failed.
pub fn create(path: &Path, key: &Key) -> Result<Durability> {
    let place = Place::open(path)?.ok_or_else(|| no_folder(path))?;
    place.refuse_open_folder()?;
    create_at(&place, &Access::new(&place.me), key)
}

/// Makes the file of a place whose folder was looked at.
pub(super) fn create_at(place: &Place, access: &Access, key: &Key) -> Result<Durability> {
    refuse_taken(place)?;
    let made = Made::aside(place, access, key)?;
    match sys::rename(&made.place.path, &place.path, Over::Nothing) {
        Ok(()) => {}
        // An error alone does not prove that it was not done (a lost answer).
        Err(_) if place.identity() == Some(made.identity) => {}
        Err(error) => {
            let taken = refuse_taken(place).err();
            let error = taken.unwrap_or_else(|| place.failed("giving it its name", error));
            return Err(made.discard(error));
        }
    }
    Ok(match doubt(place, made.identity, key) {
        None => Durability::Durable,
        Some(why) => Durability::Unknown(why),
    })
}

/// Refuses a name that is something's already, whatever that is.
fn refuse_taken(place: &Place) -> Result<()> {
    let path = &place.path;
    let kind = match place.look() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Ok(Found::Regular(_)) | Err(_) => Kind::Regular,
        Ok(Found::Other(kind)) => kind,
    };
    Err(match kind {
        Kind::Regular => Error::could_not(format!("a key is already at {}", shown(path)))
            .occupied()
            .hint(format!(
                "to replace it without losing it: cookiekit rotate --key {}",
                path_word(path)
            )),
        _ => Error::could_not(format!(
            "{} is already at {}",
            kind.with_article(),
            shown(path)
        ))
        .hint("choose another path"),
    })
}

fn no_folder(path: &Path) -> Error {
    let folder = parent(path);
    let is_drive = folder.file_name().is_none();
    Error::could_not(format!("there is no directory {}", shown(folder))).hint(match is_drive {
        true => "choose a directory that is there".to_owned(),
        false => format!("make it with: {}", make_folder(folder)),
    })
}

#[cfg(test)]
mod tests;
