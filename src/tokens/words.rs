//! What is reported about a database that cannot be used.

use std::path::Path;

use rusqlite::{Connection, ErrorCode, ffi};

use super::clear::{self, Table};
use super::schema::VERSION;
use crate::error::Error;
use crate::shell::{HAS_TOOLS_OF_UNIX, permissions, quoted, shown};

/// Whether somebody else has the database.
pub(super) fn is_busy(error: &rusqlite::Error) -> bool {
    let code = error.sqlite_error_code();
    matches!(
        code,
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked)
    )
}

/// The words for what SQLite says. It names tables and columns, and no values.
pub(super) fn told(path: &Path, error: rusqlite::Error) -> Error {
    let name = shown(path);
    let code = error.sqlite_error().map(|it| it.extended_code);
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => no_database(path),
        Some(ErrorCode::DatabaseCorrupt) => {
            Error::could_not(format!("the database {name} is damaged")).hint(format!(
                "restore a backup of it, or see what can be read: sqlite3 {} .recover",
                quoted(path)
            ))
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Error::could_not(format!(
            "another program is using {name}"
        ))
        .hint(match HAS_TOOLS_OF_UNIX {
            true => format!(
                "wait longer with --lock-timeout 1m, or see which process it is: fuser -v {}",
                quoted(path)
            ),
            false => "wait longer with --lock-timeout 1m".to_owned(),
        }),
        Some(ErrorCode::DiskFull) => no_space(&name),
        Some(ErrorCode::SystemIoFailure) if code == Some(ffi::SQLITE_IOERR_SHMSIZE) => {
            no_space(&name)
        }
        Some(ErrorCode::SystemIoFailure) => Error::could_not(format!(
            "could not read or write {name}: input/output error"
        ))
        .hint(match HAS_TOOLS_OF_UNIX {
            true => "see what the system says of the disk: dmesg | tail",
            false => "see what Windows says of the disk, in its event log",
        }),
        // Its journal is to be rolled back, which those who only read do not.
        Some(ErrorCode::ReadOnly) if code == Some(ffi::SQLITE_READONLY_ROLLBACK) => {
            interrupted(path)
        }
        Some(ErrorCode::ReadOnly) => {
            Error::could_not(format!("{name} may not be written")).hint(match HAS_TOOLS_OF_UNIX {
                true => format!("see why with: ls -l {}*", quoted(path)),
                false => format!("see why with: {}", permissions(path)),
            })
        }
        // Nothing of ours aborts; it says that another file was opened.
        Some(ErrorCode::OperationAborted) => {
            Error::could_not(format!("{name} was replaced while it was opened")).hint(format!(
                "somebody renames files there: see who with: {}",
                permissions(path)
            ))
        }
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => Error::could_not(format!(
            "{name}, or what SQLite keeps beside it, cannot be opened"
        ))
        .hint("SQLite makes files in the same directory: it must be writable"),
        _ => Error::could_not(format!("could not use {name}: {error}")),
    }
}

pub(super) fn no_database(path: &Path) -> Error {
    Error::could_not(format!("{} is not an SQLite database", shown(path)))
        .hint("name the file of the tokens; a new one is made by: cookiekit token user add --db FILE USER")
}

fn no_space(name: &str) -> Error {
    Error::could_not(format!("no space is left on the disk of {name}"))
        .hint("nothing was changed: make room, and do it again")
}

pub(super) fn absent(path: &Path) -> Error {
    Error::could_not(format!("there is no database at {}", shown(path))).hint(format!(
        "make it with its first user: cookiekit token user add --db {} USER",
        quoted(path)
    ))
}

/// Of a schema beyond [`VERSION`]: what stands in it may mean something else.
pub(super) fn newer(path: &Path, version: u32) -> Error {
    Error::could_not(format!(
        "{} was made by a newer cookiekit: its schema is {version}, and this one knows {VERSION}",
        shown(path)
    ))
    .hint("use the newer cookiekit for it")
}

pub(super) fn empty(path: &Path) -> Error {
    Error::could_not(format!("the database {} is empty", shown(path))).hint(format!(
        "add its first user: cookiekit token user add --db {} USER",
        quoted(path)
    ))
}

pub(super) fn interrupted(path: &Path) -> Error {
    Error::could_not(format!("an import of {} was interrupted", shown(path))).hint(format!(
        "complete it: cookiekit token import --db {}",
        quoted(path)
    ))
}

pub(super) fn of_another(path: &Path) -> Error {
    Error::could_not(format!("{} is a database of another program", shown(path)))
        .hint("choose another file for the tokens")
}

/// A database of somebody's own: perhaps the one that is to be imported.
pub(super) fn nameless(path: &Path, connection: &Connection) -> Error {
    let error = of_another(path);
    match clear::tables(connection) {
        Ok(tables) if tables.iter().any(Table::is_of_recipe) => error.hint(format!(
            "its table users has clear text; take it over: cookiekit token import --db {}",
            quoted(path)
        )),
        _ => error,
    }
}
