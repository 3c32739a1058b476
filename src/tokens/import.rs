//! Taking over a table that kept passwords and tokens in plain text.
//!
//! In its place that is done with one schema alone, which many plumber APIs
//! have from one recipe: `users(name, user, password, token, token_expiry)`.
//! The file stays where it is, with the tables of the API in it; what was
//! clear text is hashed into our tables, and its columns go. The change is one
//! transaction. It marks the file, the file is then rewritten without the
//! pages that are no longer used, and the mark is taken off: an import that is
//! killed in between is known by the mark, and the next one brings it to its
//! end.
//!
//! The database of any other application is read and never changed
//! ([`Import::copy`]): its users go into a database of ours.

mod backup;
mod rows;
mod schema;
mod secrets;
mod source;

use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

use self::backup::Backup;
use self::rows::{Row, Rows, read};
use super::clear::{Table, tables};
use super::database::{GLANCE, open_file, write_ahead};
use super::login::forget_failures;
use super::place::{self, Found, OpenToOthers};
use super::schema::{APPLICATION, IMPORTING, Identity, VERSION, identify, make_tables};
use super::to_seconds;
use super::words::{absent, is_busy, newer, of_another, told};
use crate::crypto::passwords;
use crate::error::{Error, Result};
use crate::shell::{quoted as word, shown};
use crate::threads;
use crate::time::Time;

pub use self::backup::offered_backup;
pub use self::rows::Reading;
pub use self::source::Named;

/// What matches no password.
const NO_PASSWORD: &str = "*";

/// An import that is to be done.
#[derive(Debug)]
pub struct Import<'a> {
    /// The database.
    pub path: &'a Path,
    /// Where to keep a copy of the database as it was, clear text included.
    pub backup: Option<&'a Path>,
    /// How the rows are to be read.
    pub reading: Reading,
    /// How long to wait while somebody else has the database.
    pub lock_timeout: Duration,
    /// The time of the run.
    pub now: Time,
}

/// What an import did.
#[derive(Debug, Default)]
pub struct Imported {
    /// The table; none when an interrupted import was brought to its end.
    pub table: Option<String>,
    /// How many users.
    pub users: usize,
    /// How many tokens.
    pub tokens: usize,
    /// Users without a password: they cannot log in.
    pub without_password: Vec<String>,
    /// Tokens that could not be taken over, and were left out as was said.
    pub dropped_tokens: usize,
    /// The columns that are gone.
    pub columns: Vec<String>,
    /// How many passwords and tokens stand in the file all the same: in other
    /// tables, which are not ours to change.
    pub found_elsewhere: usize,
}

/// What is to be done before an import can be: nothing is changed by looking.
#[derive(Debug, PartialEq, Eq)]
pub enum Ready {
    /// A table is there to be imported.
    ToImport,
    /// An interrupted import is there to be brought to its end; it is too late
    /// for a backup.
    ToFinish,
}

impl Import<'_> {
    /// Looks whether there is something to import, and whether all of it can
    /// be. The file is read and nothing else.
    ///
    /// # Errors
    /// When there is no such database, or nothing in it to be imported.
    pub fn look(&self) -> Result<Ready> {
        let found = self.found()?;
        let connection = match source::open(&found, self.lock_timeout) {
            Err(error) if source::is_interrupted(&error) => self.connect(&found)?,
            other => other.map_err(|error| told(self.path, error))?,
        };
        let (ready, table) = self.ready(&connection)?;
        if let Some(table) = table {
            schema::rehearse(&connection, self.path, &table)?;
            self.rows(&connection, &table)?;
        }
        Ok(ready)
    }

    /// Imports the table, or brings an interrupted import to its end.
    ///
    /// # Errors
    /// *Could not*, and nothing was changed; *uncertain* when the import was
    /// done, but the file still has to be rewritten.
    pub fn run(&self) -> Result<Imported> {
        let told = |error| told(self.path, error);
        self.look()?;
        let found = self.found()?;
        // Only once SQLite has let go of it, and it is known to be one.
        place::close(self.path, &found)?;
        place::look_beside(self.path, &found, OpenToOthers::Refuse)?;
        let mut connection = self.connect(&found)?;
        leave_log(&connection, self.path, self.lock_timeout)?;
        let behavior = TransactionBehavior::Immediate;
        let transaction = connection
            .transaction_with_behavior(behavior)
            .map_err(told)?;
        let (mut imported, mut secrets) = (Imported::default(), Vec::new());
        // It goes again when anything fails before the import is done.
        let mut backup = None;
        if let (Ready::ToImport, Some(table)) = self.ready(&transaction)? {
            if let Some(path) = self.backup {
                backup = Some(Backup::make(&found, path)?);
            }
            let rows = self.rows(&transaction, &table)?;
            imported = self.take(&transaction, &table, &rows)?;
            secrets = rows.rows.into_iter().flat_map(Row::into_secrets).collect();
        }
        transaction.commit().map_err(told)?;
        if let Some(backup) = backup {
            backup.keep();
        }
        finish(&connection, self.lock_timeout).map_err(|error| {
            let why = told(error).message;
            Error::uncertain(format!(
                "the import is done, but clear text may be left in unused pages: {why}"
            ))
            .hint(format!(
                "complete it: cookiekit token import --db {}",
                word(self.path)
            ))
        })?;
        // Not before SQLite has let go of the file.
        drop(connection);
        imported.found_elsewhere = secrets::found(&found, &secrets);
        Ok(imported)
    }

    fn found(&self) -> Result<Found> {
        place::look(self.path, OpenToOthers::Close)?.ok_or_else(|| {
            Error::could_not(absent(self.path).message)
                .hint("name the database that has the users and the tokens")
        })
    }

    fn connect(&self, found: &Found) -> Result<Connection> {
        let writer = OpenFlags::SQLITE_OPEN_READ_WRITE;
        let connection = open_file(found, writer, self.lock_timeout);
        let connection = connection.and_then(|connection| {
            // The keys of the API's own tables are not ours to judge.
            connection.execute_batch(
                "PRAGMA synchronous = FULL; PRAGMA foreign_keys = OFF;
                 PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY;",
            )?;
            Ok(connection)
        });
        connection.map_err(|error| told(self.path, error))
    }

    /// What is there to be done, and the table.
    fn ready(&self, connection: &Connection) -> Result<(Ready, Option<Table>)> {
        let told = |error| told(self.path, error);
        let identity = identify(connection).map_err(told)?;
        match identity {
            Identity::Importing => return Ok((Ready::ToFinish, None)),
            Identity::Other => return Err(of_another(self.path)),
            Identity::Ours(version) if version > VERSION => {
                return Err(newer(self.path, version));
            }
            Identity::Ours(_) | Identity::Empty | Identity::Nameless => {}
        }
        let tables = tables(connection).map_err(told)?;
        if let Some(table) = tables.iter().find(|table| table.is_of_recipe()) {
            if !schema::is_alone(connection, table).map_err(told)? {
                return Err(self.not_alone(connection, &tables));
            }
            return Ok((Ready::ToImport, Some(table.clone())));
        }
        if matches!(identity, Identity::Ours(_)) && tables.is_empty() {
            return Err(Error::could_not(format!(
                "{} is a database of tokens already, and has no table to import",
                shown(self.path)
            ))
            .hint(format!(
                "see its users: cookiekit token user list --db {}",
                word(self.path)
            )));
        }
        let message = format!(
            "{} has no table users(name, user, password, token, token_expiry)",
            shown(self.path)
        );
        Err(Error::could_not(message).hint(self.other_way(connection, &tables)))
    }

    fn not_alone(&self, connection: &Connection, tables: &[Table]) -> Error {
        let message = format!(
            "the table users of {} is used by a view, a trigger or another table",
            shown(self.path)
        );
        Error::could_not(message).hint(self.other_way(connection, tables))
    }

    /// What to do with the database of an application: the command that copies
    /// the users out of it, where that command would do so.
    fn other_way(&self, connection: &Connection, tables: &[Table]) -> String {
        let is_readable = |table: &&Table| self.rows(connection, table).is_ok();
        match tables.iter().find(is_readable) {
            Some(table) => format!(
                "nothing was changed: that is another application's; copy its users into a \
                 database of their own: {}",
                source::command(self.path, table)
            ),
            None => "nothing was changed: only that table is taken over in its place; users of \
                     another are copied out with --from, --table and --user-column"
                .to_owned(),
        }
    }

    fn rows(&self, connection: &Connection, table: &Table) -> Result<Rows> {
        read(connection, table, self.reading, |error| {
            told(self.path, error)
        })
    }

    /// Does the change in its transaction.
    fn take(&self, transaction: &Transaction, table: &Table, rows: &Rows) -> Result<Imported> {
        let told = |error| told(self.path, error);
        let hashes = hashes(&rows.rows)?;
        if !matches!(identify(transaction).map_err(told)?, Identity::Ours(_)) {
            make_tables(transaction).map_err(told)?;
        }
        let mut imported = insert(transaction, rows, &hashes, self.now)
            .map_err(|error| unless_twice(error, table).unwrap_or_else(told))?;
        imported.table = Some(table.name.clone());
        imported.columns = table.clear_columns().iter().map(|&it| it.into()).collect();
        schema::drop_clear(transaction, table).map_err(told)?;
        let mark = transaction.pragma_update(None, "application_id", IMPORTING);
        mark.map_err(told)?;
        Ok(imported)
    }
}

/// The words for a user that is there already; the error itself otherwise.
fn unless_twice(
    error: rusqlite::Error,
    table: &Table,
) -> std::result::Result<Error, rusqlite::Error> {
    match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::ConstraintViolation) => Ok(Error::could_not(format!(
            "the table {} has a user twice, or one that is there already",
            table.name
        ))
        .hint("nothing was changed: rename or remove one of them, and do it again")),
        _ => Err(error),
    }
}

/// Has everything in the file itself. A log beside it would keep the clear
/// text; its pages are merged, and it goes, which takes the database alone.
fn leave_log(connection: &Connection, path: &Path, patience: Duration) -> Result<()> {
    let mode = |row: &rusqlite::Row| row.get::<_, String>(0);
    let start = Instant::now();
    loop {
        let left = connection.pragma_update_and_check(None, "journal_mode", "delete", mode);
        match left {
            Ok(mode) if mode == "delete" => return Ok(()),
            Err(error) if !is_busy(&error) => return Err(told(path, error)),
            _ if start.elapsed() >= patience => {
                return Err(
                    Error::could_not(format!("another program has {} open", shown(path))).hint(
                        format!(
                            "stop it for the import; see who it is: fuser -v {}",
                            word(path)
                        ),
                    ),
                );
            }
            _ => std::thread::sleep(GLANCE),
        }
    }
}

/// Writes the file again, without pages that are no longer used, and takes the
/// mark off.
fn finish(connection: &Connection, patience: Duration) -> rusqlite::Result<()> {
    connection.execute_batch("VACUUM")?;
    connection.pragma_update(None, "application_id", APPLICATION)?;
    write_ahead(connection, patience)
}

/// The hashes of all passwords, on all cores: one takes some 30 ms.
fn hashes(rows: &[Row]) -> Result<Vec<String>> {
    let hash = |row: &Row| match &row.password {
        None => Ok(NO_PASSWORD.to_owned()),
        Some(text) if passwords::is_hash(text) => Ok(text.to_string()),
        Some(text) => passwords::hash(text.as_bytes()),
    };
    let all = |rows: &[Row]| rows.iter().map(hash).collect::<Result<Vec<_>>>();
    let share = rows.len().div_ceil(threads::cores()).max(1);
    std::thread::scope(|scope| {
        let shares: Vec<_> = rows
            .chunks(share)
            .map(|rows| (rows, threads::start(scope, move || all(rows))))
            .collect();
        let mut hashes = Vec::with_capacity(rows.len());
        for (rows, thread) in shares {
            hashes.extend(match thread {
                Some(thread) => thread.join().expect("hashing does not panic")?,
                // The system has no more threads.
                None => all(rows)?,
            });
        }
        Ok(hashes)
    })
}

fn insert(
    transaction: &Transaction,
    rows: &Rows,
    hashes: &[String],
    now: Time,
) -> rusqlite::Result<Imported> {
    let mut imported = Imported {
        dropped_tokens: rows.dropped,
        ..Imported::default()
    };
    let mut add = transaction.prepare(
        "INSERT INTO cookiekit_users (user, name, password, added) VALUES (?1, ?2, ?3, ?4)
         RETURNING id",
    )?;
    for (row, hash) in rows.rows.iter().zip(hashes) {
        let values = (&row.user, &row.name, hash, to_seconds(now));
        let id: i64 = add.query_row(values, |row| row.get(0))?;
        forget_failures(transaction, &row.user)?;
        imported.users += 1;
        if hash == NO_PASSWORD {
            imported.without_password.push(row.user.clone());
        }
        let (Some(token), Some(expires)) = (&row.token, row.expires) else {
            continue;
        };
        transaction.execute(
            "INSERT INTO cookiekit_tokens (digest, user, issued, expires)
             VALUES (?1, ?2, ?3, ?4)",
            (token.digest(), id, to_seconds(now), to_seconds(expires)),
        )?;
        imported.tokens += 1;
    }
    Ok(imported)
}
