//! Files with access control lists. A database takes the list of its folder, and so
//! does what SQLite makes beside it at any time: the folder decides who may use them.

use super::*;
use crate::subject::{self, Exposure, Me, Subject, in_words};

/// Looks at the file at `path`; `None` when there is none.
///
/// # Errors
/// When it is no regular file, may not be read, is open to others, or others
/// could put another in its place.
pub fn look(path: &Path, open_to_others: OpenToOthers) -> Result<Option<Found>> {
    let subject = match Subject::open(path) {
        Ok(subject::Found::Regular(subject)) => subject,
        Ok(subject::Found::Other(kind)) => {
            return Err(Error::could_not(format!(
                "{} is {}, not a database",
                shown(path),
                kind.with_article()
            ))
            .hint("name the database file itself"));
        }
        Err(error) => return unopened(path, error).map_or(Ok(None), Err),
    };
    let failed = |error: io::Error| {
        Error::could_not(format!(
            "could not look at {}: {}",
            shown(path),
            reason(error)
        ))
    };
    let me = Me::ask().map_err(failed)?;
    let mut exposures = subject.exposures(&me);
    exposures.extend(subject.way(&me).map_err(failed)?);
    let warnings = judged(path, &exposures, open_to_others)?;
    let found = Found {
        real: std::path::absolute(path).unwrap_or_else(|_| path.to_owned()),
        identity: subject.identity,
        file: subject.into_content(),
        warnings,
    };
    look_beside(path, &found, open_to_others)?;
    Ok(Some(found))
}

/// What to warn of, where it is allowed that a file is open to others.
///
/// # Errors
/// Where it is not.
fn judged(
    path: &Path,
    exposures: &[Exposure],
    open_to_others: OpenToOthers,
) -> Result<Vec<String>> {
    if exposures.is_empty() {
        return Ok(vec![]);
    }
    let (seen, fix) = in_words(exposures);
    let seen = format!("{} {seen}", shown(path));
    match open_to_others {
        OpenToOthers::Allow => Ok(vec![format!("using an unsafe database: {seen}")]),
        // A list is its owner's: it is closed by hand.
        _ => Err(refused(&seen, fix, false, open_to_others)),
    }
}

/// Refuses what lies beside the database under a name that SQLite reads, and is not
/// SQLite's. To be asked again once SQLite has opened them.
///
/// # Errors
/// When one of them is no regular file, somebody else's, or open to others.
pub fn look_beside(path: &Path, found: &Found, open_to_others: OpenToOthers) -> Result<()> {
    for ending in BESIDE {
        let at = beside(path, ending);
        let failed = |error: io::Error| {
            Error::could_not(format!(
                "could not look at {}: {}",
                shown(&at),
                reason(error)
            ))
        };
        let subject = match Subject::open_itself(&beside(&found.real, ending)) {
            Ok(subject::Found::Regular(subject)) => subject,
            Ok(subject::Found::Other(_)) => {
                return Err(Error::could_not(format!(
                    "{} was not made by the owner of the database",
                    shown(&at)
                ))
                .hint(format!("see what it is: {}", permissions(&at))));
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(failed(error)),
        };
        let me = Me::ask().map_err(failed)?;
        judged(&at, &subject.exposures(&me), open_to_others)?;
    }
    Ok(())
}

/// Makes an empty file, never over anything that is there. Somebody else may have
/// made it a moment ago: that is no error.
///
/// # Errors
/// When it cannot be made, or others could use it, and what SQLite makes beside it.
pub fn create(path: &Path) -> Result<()> {
    let failed = |error: io::Error| {
        Error::could_not(format!(
            "could not make the database {}: {}",
            shown(path),
            reason_of(&error)
        ))
    };
    match File::create_new(path) {
        Ok(file) => drop(file),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Ok(()),
        Err(error) => return Err(failed(error)),
    }
    look(path, OpenToOthers::Refuse).map(drop).map_err(|error| {
        // It is empty, and a moment old.
        let _ = std::fs::remove_file(path);
        Error::could_not(format!("a database there would be open: {}", error.message)).hint(
            format!("keep the database in a folder of your own{OWN_FOLDER}"),
        )
    })
}

/// What is open is not asked for here.
pub struct Descriptors;

pub fn descriptors(_: &Found) -> Descriptors {
    Descriptors
}

/// Whether SQLite opened the file that was looked at: as long as it has one open, the
/// name leads to that one, for it lets nobody rename or delete it.
pub fn is_opened(found: &Found, _: &Descriptors) -> bool {
    match Subject::open_itself(&found.real) {
        Ok(subject::Found::Regular(subject)) => subject.identity == found.identity,
        _ => false,
    }
}

/// Nothing is to be closed: one that is open to others was refused.
pub fn close(_: &Path, _: &Found) -> Result<()> {
    Ok(())
}

pub fn pinned(found: &Found) -> PathBuf {
    found.real.clone()
}
