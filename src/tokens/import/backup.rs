//! A copy of a database as it is, clear text included.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rusqlite::backup::{self, StepResult};
use rusqlite::{Connection, OpenFlags};

use crate::error::{Error, Result, reason};
use crate::shell::shown;
use crate::tokens::database::GLANCE;
use crate::tokens::place::{self, Found};
use crate::tokens::words::told;

/// The place that is offered for a backup of the database.
pub fn offered_backup(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".before-import");
    PathBuf::from(name)
}

/// A copy that was just made. It is removed again unless it is kept: with an
/// import that failed, nothing was changed.
pub(super) struct Backup<'a>(Option<&'a Path>);

impl<'a> Backup<'a> {
    /// Copies the database as it is, while nobody writes it, for its owner
    /// alone; never over anything that is there.
    pub(super) fn make(found: &Found, path: &'a Path, patience: Duration) -> Result<Backup<'a>> {
        if path.symlink_metadata().is_ok() {
            return Err(
                Error::could_not(format!("there is something at {} already", shown(path)))
                    .hint("choose another place for the backup"),
            );
        }
        place::create(path)?;
        let backup = Backup(Some(path));
        copy(&found.real, path, patience).map_err(|error| {
            let message = told(path, error).message;
            Error::could_not(format!("the backup could not be made: {message}"))
                .hint("nothing was changed")
        })?;
        let synced = File::open(path).and_then(|file| file.sync_all());
        synced.map_err(|error| {
            Error::could_not(format!(
                "the backup could not be made: syncing {}: {}",
                shown(path),
                reason(error)
            ))
            .hint("nothing was changed")
        })?;
        Ok(backup)
    }

    pub(super) fn keep(mut self) {
        self.0 = None;
    }
}

impl Drop for Backup<'_> {
    fn drop(&mut self) {
        if let Some(path) = self.0 {
            let _ = std::fs::remove_file(path);
        }
    }
}

/// Copies a database page by page, by a connection of its own: our
/// transaction keeps others from writing, and has written nothing yet.
fn copy(from: &Path, to: &Path, patience: Duration) -> rusqlite::Result<()> {
    const ALL_PAGES: i32 = -1;
    let reader = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let writer = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let from = Connection::open_with_flags(from, reader)?;
    from.busy_timeout(patience)?;
    let mut to = Connection::open_with_flags(to, writer)?;
    let start = Instant::now();
    let backup = backup::Backup::new(&from, &mut to)?;
    loop {
        match backup.step(ALL_PAGES)? {
            StepResult::Done => return Ok(()),
            _ if start.elapsed() < patience => std::thread::sleep(GLANCE),
            _ => {
                let busy = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_BUSY);
                return Err(rusqlite::Error::SqliteFailure(busy, None));
            }
        }
    }
}
