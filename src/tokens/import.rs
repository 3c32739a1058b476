//! Taking over a table that kept passwords and tokens in clear.
//!
//! The file stays where it is, with the tables of the API in it; what was
//! clear text is hashed into our tables, and its columns go. The change is one
//! transaction. It marks the file, the file is then written anew without the
//! pages that are no longer used, and the mark is taken off: an import that is
//! killed in between is known by the mark, and the next one brings it to its
//! end.

mod backup;
mod rows;
mod secrets;

use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

use self::backup::Backup;
use self::rows::{Row, rows, shared};
use super::clear::{Table, looks_hashed, quoted, tables};
use super::database::{GLANCE, open_file, write_ahead};
use super::login::forget_failures;
use super::place::{self, Found, OpenToOthers};
use super::schema::{APPLICATION, IMPORTING, Identity, VERSION, identify, make_tables};
use super::words::{absent, is_busy, newer, of_another, told};
use super::{Token, to_seconds};
use crate::crypto::passwords;
use crate::error::{Error, Result};
use crate::shell::{quoted as word, shown};
use crate::time::Time;

pub use self::backup::offered_backup;

/// What matches no password.
const NO_PASSWORD: &str = "*";

/// An import that is to be done.
#[derive(Debug)]
pub struct Import<'a> {
    /// The database.
    pub path: &'a Path,
    /// The table, when there are several.
    pub table: Option<&'a str>,
    /// Where to keep a copy of the database as it was, clear text included.
    pub backup: Option<&'a Path>,
    /// Take passwords for clear text even if they look like hashes.
    pub passwords_are_clear: bool,
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
    /// Tokens without a time, of several users at once, or that were none.
    pub dropped_tokens: usize,
    /// The columns that are gone.
    pub columns: Vec<String>,
    /// The table is gone: a column of it could not be dropped alone.
    pub dropped_table: bool,
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
    /// Looks whether there is something to import.
    ///
    /// # Errors
    /// When there is no such database, or nothing in it to be imported.
    pub fn look(&self) -> Result<Ready> {
        let found = self.found()?;
        let connection = self.connect(&found)?;
        self.ready(&connection).map(|(ready, _)| ready)
    }

    /// Imports the table, or brings an interrupted import to its end.
    ///
    /// # Errors
    /// *Could not*, and nothing was changed; *uncertain* when the import was
    /// done, but the file still has to be written anew.
    pub fn run(&self) -> Result<Imported> {
        let told = |error| told(self.path, error);
        let found = self.found()?;
        drop(self.connect(&found).and_then(|it| self.ready(&it))?);
        // Only once SQLite has let go of it, and it is known to be one.
        place::close(self.path, &found)?;
        let found = self.found()?;
        place::look_beside(self.path, &found, OpenToOthers::Refuse)?;
        let mut connection = self.connect(&found)?;
        leave_log(&connection, self.path, self.lock_timeout)?;
        let behavior = TransactionBehavior::Immediate;
        let mut transaction = connection
            .transaction_with_behavior(behavior)
            .map_err(told)?;
        let (mut imported, mut secrets) = (Imported::default(), Vec::new());
        // It goes again when anything fails before the import is done.
        let mut backup = None;
        if let (Ready::ToImport, Some(table)) = self.ready(&transaction)? {
            if let Some(path) = self.backup {
                backup = Some(Backup::make(&found, path, self.lock_timeout)?);
            }
            let rows = self.rows(&transaction, &table)?;
            imported = self.take(&mut transaction, &table, &rows)?;
            secrets = rows.into_iter().flat_map(Row::into_secrets).collect();
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
                "bring it to its end: cookiekit token import --db {}",
                word(self.path)
            ))
        })?;
        // Not before SQLite has let go of the file.
        drop(connection);
        imported.found_elsewhere = secrets::found(&found.real, &secrets);
        Ok(imported)
    }

    fn found(&self) -> Result<Found> {
        place::look(self.path, OpenToOthers::Allow)?.ok_or_else(|| absent(self.path))
    }

    fn connect(&self, found: &Found) -> Result<Connection> {
        let writer = OpenFlags::SQLITE_OPEN_READ_WRITE;
        let connection = open_file(&found.real, writer, self.lock_timeout);
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
        let mut tables = tables(connection).map_err(told)?;
        if let Some(name) = self.table {
            tables.retain(|table| table.name.eq_ignore_ascii_case(name));
        }
        let names: Vec<&str> = tables.iter().map(|table| &*table.name).collect();
        match names[..] {
            [_] => Ok((Ready::ToImport, tables.pop())),
            [] if matches!(identity, Identity::Ours(_)) => Err(Error::could_not(format!(
                "{} is a database of tokens already, and has no table to import",
                shown(self.path)
            ))
            .hint(format!(
                "see its users: cookiekit token user list --db {}",
                word(self.path)
            ))),
            [] => Err(Error::could_not(format!(
                "{} has no table with users and clear passwords or tokens",
                shown(self.path)
            ))
            .hint("it is known by its columns: user, and password or token")),
            [_, ..] => Err(Error::could_not(format!(
                "{} has several tables with users: {}",
                shown(self.path),
                names.join(", ")
            ))
            .hint("name one with --table")),
        }
    }

    fn rows(&self, transaction: &Transaction, table: &Table) -> Result<Vec<Row>> {
        let rows = rows(transaction, table).map_err(|error| told(self.path, error))?;
        let rows = rows.into_iter().collect::<Result<Vec<Row>>>()?;
        self.refuse_hashes(&rows)?;
        Ok(rows)
    }

    /// Does the change in its transaction.
    fn take(&self, transaction: &mut Transaction, table: &Table, rows: &[Row]) -> Result<Imported> {
        let told = |error| told(self.path, error);
        let hashes = hashes(rows)?;
        if !matches!(identify(transaction).map_err(told)?, Identity::Ours(_)) {
            make_tables(transaction).map_err(told)?;
        }
        let mut imported =
            insert(transaction, rows, &hashes, self.now).map_err(|error| {
                match error.sqlite_error_code() {
                    Some(rusqlite::ErrorCode::ConstraintViolation) => Error::could_not(format!(
                        "the table {} has a user twice, or one that is there already",
                        table.name
                    ))
                    .hint("nothing was changed: rename or remove one of them, and do it again"),
                    _ => told(error),
                }
            })?;
        imported.table = Some(table.name.clone());
        imported.columns = table.clear_columns().iter().map(|&it| it.into()).collect();
        imported.dropped_table = drop_clear(transaction, table).map_err(|error| {
            Error::could_not(format!(
                "a column of the table {} cannot be dropped: {error}",
                table.name
            ))
            .hint("nothing was changed: take the view, trigger or constraint away that needs it")
        })?;
        let mark = transaction.pragma_update(None, "application_id", IMPORTING);
        mark.map_err(told)?;
        Ok(imported)
    }

    /// A hash of another kind would be taken for the password itself: then
    /// nobody could log in, but for a thief of the hashes.
    fn refuse_hashes(&self, rows: &[Row]) -> Result<()> {
        let passwords = rows.iter().filter_map(|row| row.password.as_deref());
        let hashed = |text: &&String| looks_hashed(text) && !passwords::is_hash(text);
        let count = passwords.filter(hashed).count();
        if count == 0 || self.passwords_are_clear {
            return Ok(());
        }
        Err(Error::could_not(format!(
            "{count} of the passwords look like hashes of another kind than argon2"
        ))
        .hint(
            "nothing was changed: such hashes cannot be taken over; if they are the passwords \
             themselves, add --passwords-are-clear",
        ))
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

/// Writes the file anew, without pages that are no longer used, and takes the
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
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let share = rows.len().div_ceil(cores).max(1);
    std::thread::scope(|scope| {
        let shares: Vec<_> = rows
            .chunks(share)
            .map(|rows| scope.spawn(move || rows.iter().map(hash).collect::<Result<Vec<_>>>()))
            .collect();
        let mut hashes = Vec::with_capacity(rows.len());
        for share in shares {
            let share = share.join().expect("hashing does not panic")?;
            hashes.extend(share);
        }
        Ok(hashes)
    })
}

fn insert(
    transaction: &Transaction,
    rows: &[Row],
    hashes: &[String],
    now: Time,
) -> rusqlite::Result<Imported> {
    let mut imported = Imported::default();
    let shared = shared(rows);
    let mut add = transaction.prepare(
        "INSERT INTO cookiekit_users (user, name, password, added) VALUES (?1, ?2, ?3, ?4)
         RETURNING id",
    )?;
    for (row, hash) in rows.iter().zip(hashes) {
        let values = (&row.user, &row.name, hash, to_seconds(now));
        let id: i64 = add.query_row(values, |row| row.get(0))?;
        forget_failures(transaction, &row.user)?;
        imported.users += 1;
        if hash == NO_PASSWORD {
            imported.without_password.push(row.user.clone());
        }
        let Some(digest) = row.token.as_ref().map(Token::digest) else {
            continue;
        };
        // Of one that several have, whose it is could not be said.
        let Some(expires) = row.expires.filter(|_| !shared.contains(&digest)) else {
            imported.dropped_tokens += 1;
            continue;
        };
        transaction.execute(
            "INSERT INTO cookiekit_tokens (digest, user, issued, expires)
             VALUES (?1, ?2, ?3, ?4)",
            (digest, id, to_seconds(now), to_seconds(expires)),
        )?;
        imported.tokens += 1;
    }
    Ok(imported)
}

/// Drops the clear columns; the whole table where a column cannot be dropped
/// alone and nothing else is in it. Returns whether it did that.
fn drop_clear(transaction: &mut Transaction, table: &Table) -> rusqlite::Result<bool> {
    let mut savepoint = transaction.savepoint()?;
    let dropped = drop_columns(&savepoint, table);
    if dropped.is_ok() {
        savepoint.commit()?;
        return Ok(false);
    }
    savepoint.rollback()?;
    savepoint.commit()?;
    if table.has_more {
        return dropped.map(|()| false);
    }
    transaction.execute_batch(&format!("DROP TABLE {}", quoted(&table.name)))?;
    Ok(true)
}

fn drop_columns(connection: &Connection, table: &Table) -> rusqlite::Result<()> {
    let mut indexes = connection.prepare(
        "SELECT DISTINCT list.name FROM pragma_index_list(?1) list, pragma_index_info(list.name)
            info WHERE list.origin = 'c' AND info.name = ?2",
    )?;
    for column in table.clear_columns() {
        let names = indexes.query_map([&*table.name, column], |row| row.get::<_, String>(0))?;
        for name in names.collect::<rusqlite::Result<Vec<_>>>()? {
            connection.execute_batch(&format!("DROP INDEX {}", quoted(&name)))?;
        }
        connection.execute_batch(&format!(
            "ALTER TABLE {} DROP COLUMN {}",
            quoted(&table.name),
            quoted(column)
        ))?;
    }
    Ok(())
}
