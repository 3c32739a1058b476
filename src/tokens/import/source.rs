//! The database of another application, which is read and never changed.

use std::io::Read;
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags, ffi};

use super::{Import, Imported, hashes, insert, unless_twice};
use crate::error::{Error, Result};
use crate::shell::{quoted as word, quoted_end, shown};
use crate::tokens::clear::{Table, open_with_log};
use crate::tokens::database::{Access, Database, Terms, open_file};
use crate::tokens::place::{self, Found, OpenToOthers};
use crate::tokens::words::{absent, told};

/// A table that the user has named, with its columns.
#[derive(Debug)]
pub struct Named<'a> {
    /// The database.
    pub path: &'a Path,
    /// The table.
    pub table: &'a str,
    /// The column with the name to log in with.
    pub user: &'a str,
    /// … with the display name.
    pub name: Option<&'a str>,
    /// … with the password.
    pub password: Option<&'a str>,
    /// … with the token.
    pub token: Option<&'a str>,
    /// … with the time at which the token expires.
    pub expiry: Option<&'a str>,
}

impl Import<'_> {
    /// Copies the users of another application's database into ours, which is
    /// made when there is none. The other one is read and nothing else.
    ///
    /// # Errors
    /// When there is no such table or column, or a row cannot be taken over:
    /// then nothing was made or changed.
    pub fn copy(&self, from: &Named) -> Result<Imported> {
        let found = place::look(from.path, OpenToOthers::Allow)?;
        let found = found.ok_or_else(|| missing(from.path))?;
        let connection = open(&found, self.lock_timeout).map_err(|error| {
            if is_interrupted(&error) {
                let message = format!("a change of {} was interrupted", shown(from.path));
                return Error::could_not(message)
                    .hint("start its application once, which undoes it, and do it again");
            }
            told(from.path, error)
        })?;
        let table = from.look_up(&connection)?;
        let other = |error| told(from.path, error);
        let rows = super::read(&connection, &table, self.reading, other)?;
        drop(connection);
        let hashes = hashes(&rows.rows)?;
        let terms = Terms {
            lock_timeout: self.lock_timeout,
            open_to_others: OpenToOthers::Refuse,
        };
        let mut database = Database::open(self.path, Access::Create, &terms)?;
        let imported =
            database.change_or(|transaction| insert(transaction, &rows, &hashes, self.now));
        let mut imported = imported.map_err(|error| {
            unless_twice(error, &table).unwrap_or_else(|error| told(self.path, error))
        })?;
        imported.table = Some(table.name);
        Ok(imported)
    }
}

impl Named<'_> {
    /// The table, if it is there with these columns.
    fn look_up(&self, connection: &Connection) -> Result<Table> {
        let told = |error| told(self.path, error);
        let mut select = connection
            .prepare("SELECT name FROM pragma_table_xinfo(?1)")
            .map_err(told)?;
        let columns = select.query_map([self.table], |row| row.get::<_, String>(0));
        let columns = columns.and_then(|it| it.collect::<rusqlite::Result<Vec<_>>>());
        let columns = columns.map_err(told)?;
        if columns.is_empty() {
            return Err(Error::could_not(format!(
                "{} has no table {}",
                shown(self.path),
                self.table
            ))
            .hint(format!(
                "see which it has: sqlite3 -readonly {} .tables",
                word(self.path)
            )));
        }
        let column = |name: &str| {
            let found = columns.iter().find(|it| it.eq_ignore_ascii_case(name));
            found.cloned().ok_or_else(|| {
                Error::could_not(format!("the table {} has no column {name}", self.table))
                    .hint(format!("it has {}", columns.join(", ")))
            })
        };
        let maybe = |name: Option<&str>| name.map(column).transpose();
        Ok(Table {
            name: self.table.to_owned(),
            user: column(self.user)?,
            called: maybe(self.name)?,
            password: maybe(self.password)?,
            token: maybe(self.token)?,
            expiry: maybe(self.expiry)?,
            has_more: true,
        })
    }
}

fn missing(path: &Path) -> Error {
    let message = absent(path).message;
    Error::could_not(message).hint("name the application's database with --from")
}

/// Opens a database to read it as it is at one moment, without making anything
/// beside it: the log of one that has one would be made ready by SQLite, as
/// files of the user who runs this, and the application could not open them.
pub(super) fn open(found: &Found, patience: Duration) -> rusqlite::Result<Connection> {
    if has_log(found) {
        return open_with_log(&found.real);
    }
    let connection = open_file(found, OpenFlags::SQLITE_OPEN_READ_ONLY, patience)?;
    // All is read at one moment.
    connection.execute_batch("BEGIN; SELECT 1 FROM sqlite_schema")?;
    Ok(connection)
}

/// Whether a change was interrupted, which only a writer undoes.
pub(super) fn is_interrupted(error: &rusqlite::Error) -> bool {
    let code = error.sqlite_error().map(|it| it.extended_code);
    matches!(
        code,
        Some(ffi::SQLITE_READONLY_ROLLBACK | ffi::SQLITE_READONLY_RECOVERY)
    ) || error.sqlite_error_code() == Some(ErrorCode::CannotOpen)
}

/// Whether the file says of itself that it is to be read with a log.
fn has_log(found: &Found) -> bool {
    /// Where that stands: <https://www.sqlite.org/fileformat2.html>.
    const READ_VERSION: usize = 19;
    let mut head = [0; READ_VERSION + 1];
    let read = found
        .content()
        .and_then(|mut file| file.read_exact(&mut head));
    read.is_ok() && head[READ_VERSION] == 2
}

/// The command that copies the users of this table into a database of ours.
pub(super) fn command(path: &Path, table: &Table) -> String {
    let mut ours = path.as_os_str().to_owned();
    ours.push(".tokens");
    let mut command = format!(
        "cookiekit token import --db {} --from {}",
        word(Path::new(&ours)),
        word(path)
    );
    let mut add = |flag: &str, name: &str| {
        command += &format!(" --{flag}={}", quoted_end(Path::new(name)));
    };
    add("table", &table.name);
    add("user-column", &table.user);
    for (flag, name) in [
        ("name-column", &table.called),
        ("password-column", &table.password),
    ] {
        name.iter().for_each(|name| add(flag, name));
    }
    if let (Some(token), Some(expiry)) = (&table.token, &table.expiry) {
        add("token-column", token);
        add("expiry-column", expiry);
    }
    command
}
