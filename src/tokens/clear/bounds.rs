//! How far a database is read that may be anybody's.
//!
//! A file of a few pages can ask for any time and any memory: by a value of
//! gigabytes, by a tree whose pages lead to one another. So what is read is
//! small, trusts nothing of the schema, and ends in time.

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, Error, Result};

/// How long one database may be read.
const TIME: Duration = Duration::from_secs(5);
/// The largest value: a password or a token has some bytes.
const MAX_VALUE_BYTES: i32 = 1024 * 1024;
/// The longest statement of a schema.
const MAX_SQL_BYTES: i32 = 1024 * 1024;

/// Why it was not read to the end.
pub(super) const TOO_LONG: &str = "reading the database takes too long";
/// Why it was not read.
pub(super) const TOO_LARGE: &str = "a value in the database is too large to be read";

/// Bounds what is read.
pub(super) fn set(connection: &Connection) -> Result<()> {
    connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, MAX_VALUE_BYTES)?;
    connection.set_limit(Limit::SQLITE_LIMIT_SQL_LENGTH, MAX_SQL_BYTES)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    Ok(())
}

/// Reads until the time is over: then what is being read is interrupted.
pub(super) fn in_time<T>(connection: &Connection, read: impl FnOnce() -> Result<T>) -> Result<T> {
    let handle = connection.get_interrupt_handle();
    let (finished, wait) = channel::<()>();
    let watch = thread::Builder::new().spawn(move || {
        // Until the other end is dropped, which is when all was read.
        if wait.recv_timeout(TIME) == Err(RecvTimeoutError::Timeout) {
            // A statement that begins later would run on: it is set again.
            while wait.recv_timeout(Duration::from_millis(10)) == Err(RecvTimeoutError::Timeout) {
                handle.interrupt();
            }
        }
    });
    let watch = watch.map_err(|_| Error::InvalidQuery)?;
    let done = read();
    drop(finished);
    // It has nothing to say.
    let _ = watch.join();
    done
}
