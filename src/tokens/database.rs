//! The SQLite file, opened for one purpose or another.

use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction, TransactionBehavior, ffi};

use super::place::{self, Found, OpenToOthers};
use super::schema::{Identity, VERSION, identify, migrate};
use super::words::{
    absent, empty, interrupted, is_busy, nameless, newer, no_database, of_another, told,
};
use crate::encoding::percent_bytes;
use crate::error::{Error, Result};

/// What is to be done with a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Read it.
    Read,
    /// Change it.
    Write,
    /// Change it, and make it when there is none.
    Create,
}

/// How a database is opened.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    /// How long to wait while somebody else writes.
    pub lock_timeout: Duration,
    /// What to do with one that others can read or write.
    pub open_to_others: OpenToOthers,
}

/// An open database of users and tokens.
#[derive(Debug)]
pub struct Database {
    pub(super) connection: Connection,
    /// The path as the user wrote it.
    path: PathBuf,
    /// What the user must be warned of.
    pub warnings: Vec<String>,
    /// The file that was judged, held for as long as SQLite has it: it comes
    /// after the connection, so that it is closed after it.
    _found: Found,
}

impl Database {
    /// Opens the database at `path`. With [`Access::Create`] it is made when
    /// there is none, mode 0600.
    ///
    /// # Errors
    /// *Could not*, when it is not there, is not ours, is of a newer version,
    /// is open to others, or cannot be read or written.
    pub fn open(path: &Path, access: Access, terms: &Terms) -> Result<Database> {
        let mut found = match (place::look(path, terms.open_to_others)?, access) {
            (Some(found), _) => found,
            (None, Access::Create) => {
                place::create(path)?;
                place::look(path, terms.open_to_others)?.ok_or_else(|| absent(path))?
            }
            (None, _) => return Err(absent(path)),
        };
        let told = |error| told(path, error);
        let (mut connection, identity) = connect(&found, access, terms).map_err(told)?;
        match identity {
            Identity::Ours(version) if version > VERSION => return Err(newer(path, version)),
            Identity::Ours(VERSION) => {}
            Identity::Empty if is_a_scrap(&found.real) => return Err(no_database(path)),
            Identity::Empty if access != Access::Create => return Err(empty(path)),
            Identity::Empty | Identity::Ours(_) => {
                if access == Access::Read {
                    drop((connection, found));
                    Database::open(path, Access::Write, terms)?;
                    return Database::open(path, Access::Read, terms);
                }
                migrate(&mut connection).map_err(told)?;
            }
            Identity::Importing => return Err(interrupted(path)),
            Identity::Nameless => return Err(nameless(path, &connection)),
            Identity::Other => return Err(of_another(path)),
        }
        place::look_beside(path, &found, terms.open_to_others)?;
        let database = Database {
            connection,
            path: path.to_owned(),
            warnings: std::mem::take(&mut found.warnings),
            _found: found,
        };
        if access != Access::Read {
            set_up(&database.connection).map_err(told)?;
            write_ahead(&database.connection, terms.lock_timeout).map_err(told)?;
        }
        Ok(database)
    }

    /// The words for an error of this database.
    pub(super) fn told(&self, error: rusqlite::Error) -> Error {
        told(&self.path, error)
    }

    /// Does something that is done whole or not at all, and lasts when it was
    /// done. Nobody else writes meanwhile.
    pub(super) fn change<T>(
        &mut self,
        change: impl FnOnce(&Transaction) -> rusqlite::Result<T>,
    ) -> Result<T> {
        let changed = self.change_or(change);
        changed.map_err(|error| told(&self.path, error))
    }

    /// As [`Database::change`], for a caller that has words of its own for what
    /// may go wrong.
    pub(super) fn change_or<T>(
        &mut self,
        change: impl FnOnce(&Transaction) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        let behavior = TransactionBehavior::Immediate;
        let transaction = self.connection.transaction_with_behavior(behavior)?;
        let done = change(&transaction)?;
        transaction.commit()?;
        Ok(done)
    }
}

/// Opens the file, and reads what it says of itself. A reader of one that it
/// may not write, on a read-only medium say, opens it as one that nobody
/// writes.
fn connect(
    found: &Found,
    access: Access,
    terms: &Terms,
) -> rusqlite::Result<(Connection, Identity)> {
    let flags = match access {
        Access::Read => OpenFlags::SQLITE_OPEN_READ_ONLY,
        Access::Write | Access::Create => OpenFlags::SQLITE_OPEN_READ_WRITE,
    };
    let connection = open_file(found, flags, terms.lock_timeout)?;
    match identity_of(&connection) {
        Err(error)
            if access == Access::Read && cannot_write_beside(&error) && is_whole(&found.real) =>
        {
            let connection = proven(found, || open_unchanging(&found.real))?;
            let identity = identity_of(&connection)?;
            Ok((connection, identity))
        }
        other => other.map(|identity| (connection, identity)),
    }
}

/// What the file says of itself at one moment: between two, somebody else may
/// have made the tables.
fn identity_of(connection: &Connection) -> rusqlite::Result<Identity> {
    identify(&*connection.unchecked_transaction()?)
}

/// Opens a file that was looked at: it and no other.
fn proven(
    found: &Found,
    open: impl FnOnce() -> rusqlite::Result<Connection>,
) -> rusqlite::Result<Connection> {
    let before = place::descriptors(found);
    let connection = open()?;
    if !place::is_opened(found, &before) {
        let replaced = ffi::Error::new(ffi::SQLITE_ABORT);
        return Err(rusqlite::Error::SqliteFailure(replaced, None));
    }
    Ok(connection)
}

/// Opens a file that was looked at, which is no link.
pub(super) fn open_file(
    found: &Found,
    flags: OpenFlags,
    patience: Duration,
) -> rusqlite::Result<Connection> {
    #[cfg(unix)]
    crate::sys::ignore_file_size_signal();
    let own = OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    let open = || Connection::open_with_flags(place::pinned(found), flags | own);
    let connection = proven(found, open)?;
    connection.busy_timeout(patience)?;
    Ok(connection)
}

/// Whether a file is smaller than any page of SQLite's, and yet not empty. For
/// SQLite it holds nothing, but somebody wrote it.
fn is_a_scrap(real: &Path) -> bool {
    const SMALLEST_PAGE: u64 = 512;
    let size = std::fs::metadata(real).map_or(0, |facts| facts.len());
    (1..SMALLEST_PAGE).contains(&size)
}

/// Whether SQLite failed because it could not make what it keeps beside.
fn cannot_write_beside(error: &rusqlite::Error) -> bool {
    let code = error.sqlite_error_code();
    matches!(code, Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly))
}

/// Whether all that was written is in the file itself, and nothing in a log or
/// a journal beside it.
pub(super) fn is_whole(path: &Path) -> bool {
    ["-wal", "-journal"].iter().all(|ending| {
        let mut beside = path.as_os_str().to_owned();
        beside.push(ending);
        std::fs::metadata(beside).map_or(true, |facts| facts.len() == 0)
    })
}

/// Opens a file that nobody writes now: without locks, and without making or
/// changing anything.
pub(super) fn open_unchanging(path: &Path) -> rusqlite::Result<Connection> {
    let path = percent_bytes(path.as_os_str().as_encoded_bytes()).replace("%2F", "/");
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_URI
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(format!("file:{path}?mode=ro&immutable=1"), flags)
}

/// What holds for one connection and is not kept in the file: a change that is
/// reported lasts, and what is deleted is overwritten.
fn set_up(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(
        "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;",
    )
}

/// How often it is tried to get a database alone.
pub(super) const GLANCE: Duration = Duration::from_millis(5);

/// Readers and one writer at the same time from now on. For that change
/// SQLite wants the database alone, and does not wait by itself.
pub(super) fn write_ahead(connection: &Connection, patience: Duration) -> rusqlite::Result<()> {
    let mode = |row: &rusqlite::Row| row.get::<_, String>(0);
    if connection.pragma_query_value(None, "journal_mode", mode)? == "wal" {
        return Ok(());
    }
    let start = Instant::now();
    loop {
        match connection.pragma_update_and_check(None, "journal_mode", "wal", mode) {
            Err(error) if is_busy(&error) && start.elapsed() < patience => thread::sleep(GLANCE),
            // Where there is no shared memory, a file system over a network
            // say, the old way is kept, and is as safe.
            other => return other.map(drop),
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_connection_that_writes_keeps_what_it_is_told_to() {
        let (_directory, database) = crate::tokens::scratch();
        let pragma = |name: &str| -> i64 {
            let value = database
                .connection
                .pragma_query_value(None, name, |row| row.get(0));
            value.unwrap()
        };
        assert_eq!(pragma("foreign_keys"), 1);
        assert_eq!(pragma("synchronous"), 2, "full: what was committed lasts");
        assert_eq!(pragma("secure_delete"), 1);
        assert_eq!(pragma("busy_timeout"), 5000);
        let orphan = "INSERT INTO cookiekit_tokens VALUES (zeroblob(32), 7, 0, 0)";
        assert!(database.connection.execute(orphan, ()).is_err());
    }
}
