//! Who may use a file is decided by a list that is not looked at here: the
//! directory of the user's own profile is the place for a database.

use super::*;

pub fn look(path: &Path, _: OpenToOthers) -> Result<Option<Found>> {
    match path.metadata() {
        Ok(facts) if facts.is_file() => Ok(Some(Found {
            real: std::path::absolute(path).unwrap_or_else(|_| path.to_owned()),
            warnings: Vec::new(),
        })),
        Ok(_) => Err(Error::could_not(format!(
            "{} is not a database",
            shown(path)
        ))),
        Err(error) => unopened(path, error).map_or(Ok(None), Err),
    }
}

pub fn look_beside(_: &Path, _: &Found, _: OpenToOthers) -> Result<()> {
    Ok(())
}

pub fn create(path: &Path) -> Result<()> {
    match std::fs::File::create_new(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            Err(Error::could_not(format!(
                "could not make the database {}: {}",
                shown(path),
                reason_of(&error)
            )))
        }
        _ => Ok(()),
    }
}

/// What is open is not known here.
pub struct Descriptors;

pub fn descriptors(_: &Found) -> Descriptors {
    Descriptors
}

pub fn is_opened(_: &Found, _: &Descriptors) -> bool {
    true
}

pub fn close(_: &Path, _: &Found) -> Result<()> {
    Ok(())
}

pub fn pinned(found: &Found) -> PathBuf {
    found.real.clone()
}
