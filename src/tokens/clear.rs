//! Tables that keep passwords or tokens in plain text, as plumber APIs have them:
//! `users(name, user, password, token, token_expiry)`.
//!
//! They are known by their columns, whatever their name.

mod bounds;
mod log;

use std::io;
use std::path::Path;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, ErrorCode};

use super::database::{is_whole, open_unchanging};

pub(super) use log::open as open_with_log;

/// What a column is called that has the name to log in with.
const USER: [&str; 2] = ["user", "username"];
/// … that has the display name.
const NAME: [&str; 1] = ["name"];
/// … that has a password.
const PASSWORD: [&str; 2] = ["password", "passwd"];
/// … that has a token.
const TOKEN: [&str; 1] = ["token"];
/// … that says when the token expires.
const EXPIRY: [&str; 1] = ["token_expiry"];

/// A table with a user and a password or a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: String,
    pub(super) user: String,
    pub(super) called: Option<String>,
    pub(super) password: Option<String>,
    pub(super) token: Option<String>,
    pub(super) expiry: Option<String>,
    /// Whether it has other columns.
    pub(super) has_more: bool,
}

impl Table {
    /// Whether it is `users(name, user, password, token, token_expiry)`, no
    /// more and no less.
    pub fn is_of_recipe(&self) -> bool {
        let is = |column: &Option<String>, name: &str| column.as_deref() == Some(name);
        self.name == "users"
            && self.user == "user"
            && is(&self.called, "name")
            && is(&self.password, "password")
            && is(&self.token, "token")
            && is(&self.expiry, "token_expiry")
            && !self.has_more
    }

    /// The columns that go when the table is imported.
    pub(super) fn clear_columns(&self) -> Vec<&str> {
        let columns = [&self.password, &self.token, &self.expiry];
        columns.into_iter().flatten().map(String::as_str).collect()
    }
}

/// A table in which something is kept in plain text now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clear {
    /// The table.
    pub table: String,
    /// The columns with clear text.
    pub columns: Vec<String>,
    /// It is the table of the recipe that `token import` is for, and nothing
    /// of another application is in it.
    pub is_of_recipe: bool,
}

/// An SQL name that means nothing else.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The tables that have such columns. Virtual tables have no pages of their
/// own, and ours are known to be safe.
pub(super) fn tables(connection: &Connection) -> rusqlite::Result<Vec<Table>> {
    let mut names = connection.prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0
            AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
            AND name NOT LIKE 'cookiekit\\_%' ESCAPE '\\' ORDER BY name",
    )?;
    let names: Vec<String> = names
        .query_map((), |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let mut tables = Vec::new();
    for name in names {
        // What is generated is made of the other columns, at any cost.
        let mut columns =
            connection.prepare("SELECT name, hidden IN (2, 3) FROM pragma_table_xinfo(?1)")?;
        let columns: Vec<(String, bool)> = columns
            .query_map([&name], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        let has_generated = columns.iter().any(|(_, is_generated)| *is_generated);
        let written = columns
            .into_iter()
            .filter(|(_, is_generated)| !is_generated);
        let written: Vec<String> = written.map(|(name, _)| name).collect();
        tables.extend(table_of(name, &written).map(|table| Table {
            has_more: table.has_more || has_generated,
            ..table
        }));
    }
    Ok(tables)
}

fn table_of(name: String, columns: &[String]) -> Option<Table> {
    let find = |names: &[&str]| {
        let is_it = |column: &&String| names.iter().any(|it| column.eq_ignore_ascii_case(it));
        columns.iter().find(is_it).cloned()
    };
    let table = Table {
        name,
        user: find(&USER)?,
        called: find(&NAME),
        password: find(&PASSWORD),
        token: find(&TOKEN),
        expiry: find(&EXPIRY),
        has_more: false,
    };
    let known = 1 + table.clear_columns().len() + usize::from(table.called.is_some());
    let has_secret = table.password.is_some() || table.token.is_some();
    has_secret.then_some(Table {
        has_more: columns.len() > known,
        ..table
    })
}

/// What the SQLite file at `path` keeps in plain text. The file is read and nothing
/// else: no lock is taken, nothing is made beside it.
///
/// # Errors
/// When it cannot be read, is damaged, or changes all the time.
pub fn look(path: &Path) -> io::Result<Vec<Clear>> {
    reading(path, |connection| {
        let mut found = Vec::new();
        for table in tables(connection)? {
            found.extend(clear_in(connection, &table)?);
        }
        Ok(found)
    })
}

/// Whether the SQLite file at `path` has the key of cookies of a cluster of
/// Workbench: `SELECT secure_cookie_key FROM cluster`. It is read as by [`look`].
///
/// # Errors
/// As those of [`look`].
pub fn has_key_of_a_cluster(path: &Path) -> io::Result<bool> {
    const COLUMN: &str = "SELECT EXISTS (SELECT 1 FROM pragma_table_info('cluster') \
         WHERE name = 'secure_cookie_key')";
    const KEY: &str = "SELECT EXISTS (SELECT 1 FROM cluster WHERE length(secure_cookie_key) > 0)";
    reading(path, |connection| {
        let says = |question| connection.query_row(question, (), |row| row.get::<_, bool>(0));
        Ok(says(COLUMN)? && says(KEY)?)
    })
}

fn reading<T>(path: &Path, read: impl Fn(&Connection) -> rusqlite::Result<T>) -> io::Result<T> {
    let real = std::fs::canonicalize(path)?;
    let look = || -> rusqlite::Result<T> {
        let connection = match is_whole(&real) {
            true => open_unchanging(&real)?,
            false => log::open(&real)?,
        };
        bounds::set(&connection)?;
        bounds::in_time(&connection, || read(&connection))
    };
    look().map_err(|error| match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
            io::Error::other("the database is damaged")
        }
        Some(ErrorCode::OperationInterrupted) => io::Error::other(bounds::TOO_LONG),
        Some(ErrorCode::TooBig) => io::Error::other(bounds::TOO_LARGE),
        _ => io::Error::other(error.to_string()),
    })
}

fn clear_in(connection: &Connection, table: &Table) -> rusqlite::Result<Option<Clear>> {
    let mut columns = Vec::new();
    for column in [&table.password, &table.token].into_iter().flatten() {
        if has_clear_text(connection, &table.name, column)? {
            columns.push(column.clone());
        }
    }
    Ok((!columns.is_empty()).then(|| Clear {
        table: table.name.clone(),
        columns,
        is_of_recipe: table.is_of_recipe(),
    }))
}

fn has_clear_text(connection: &Connection, table: &str, column: &str) -> rusqlite::Result<bool> {
    let (table, column) = (quoted(table), quoted(column));
    let select = format!("SELECT {column} FROM {table} WHERE {column} IS NOT NULL");
    let mut select = connection.prepare(&select)?;
    let mut rows = select.query(())?;
    while let Some(row) = rows.next()? {
        let is_clear = match row.get_ref(0)? {
            ValueRef::Text(text) => std::str::from_utf8(text).is_ok_and(is_clear),
            ValueRef::Integer(_) | ValueRef::Real(_) => true,
            // Bytes may be anything, a digest most of all.
            ValueRef::Blob(_) | ValueRef::Null => false,
        };
        if is_clear {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether a text is neither nothing, nor a lock, nor of the form of a hash.
fn is_clear(text: &str) -> bool {
    let text = text.trim();
    !matches!(text, "" | "*" | "!" | "!!" | "x" | "NA") && !looks_hashed(text)
}

/// The lengths of digests in hex: MD5, SHA-1, SHA-224 to SHA-512.
const HEX_DIGITS: [usize; 6] = [32, 40, 56, 64, 96, 128];
/// The lengths of SHA-1, SHA-256 and SHA-512 in base64, with padding.
const BASE64: [usize; 3] = [28, 44, 88];

/// How hashes begin whose salt may be short: those of crypt(3), of Django and
/// Werkzeug, and of LDAP.
const SCHEMES: [&str; 28] = [
    "$1$",
    "$2a$",
    "$2b$",
    "$2x$",
    "$2y$",
    "$5$",
    "$6$",
    "$7$",
    "$y$",
    "$gy$",
    "$md5",
    "$sha1$",
    "$apr1$",
    "$argon2",
    "$scrypt$",
    "$pbkdf2",
    "$bcrypt-sha256$",
    "pbkdf2_",
    "pbkdf2:sha",
    "scrypt:",
    "scrypt$",
    "argon2$",
    "bcrypt$",
    "bcrypt_sha256$",
    "{SHA",
    "{SSHA",
    "{CRYPT}",
    "{PBKDF2",
];

/// Whether a text has the form of what password hashes are written in: the
/// modular crypt format and its heirs, or the hex or base64 of a digest.
pub(super) fn looks_hashed(text: &str) -> bool {
    // $2b$10$…, $argon2id$…, $6$…; pbkdf2_sha256$600000$…; {SSHA}…
    let is_known = SCHEMES.iter().any(|scheme| text.starts_with(scheme));
    let parts = text.matches('$').count();
    let is_crypt = parts >= 2 && text.len() >= 34 && !text.contains(char::is_whitespace);
    let is_ldap = text.starts_with('{') && text.contains('}') && text.len() >= 30;
    let is_hex =
        HEX_DIGITS.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_base64 = BASE64.contains(&text.len())
        && text.ends_with('=')
        && crate::encoding::from_base64(text).is_some();
    is_known || is_crypt || is_ldap || is_hex || is_base64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_told_from_clear_text() {
        for hashed in [
            "$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy",
            "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
            "$6$rounds=5000$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjlO",
            "pbkdf2_sha256$600000$salt$hJ2lWb5m5bJ0zq0O1mI=",
            "{SSHA}DkMTwBl+a/3DQTxCYEApdUtNXGgdUac3",
            "{SHA}VBPuJHI7uixaa6LQGWx4s+5GKNE=",
            "{CRYPT}rqXexS6ZhobKA",
            "$1$ab$8w7RgmdxMlWHxcoD4Ff8X.",
            "$6$a$b",
            "pbkdf2_sha256$1$a$b=",
            "pbkdf2:sha256:1$a$0123",
            "scrypt:32768:8:1$a$0123",
            "03ac674216f3e15c761ee1a5e255f067953623c8b388b4459e13f978d7c846f4",
            "81dc9bdb52d04dc20036dbd8313ed055",
            "A6xnQhbz4Vx2HuGl4lXwZ5U2I8iziLRFnhP5eNfIRvQ=",
        ] {
            assert!(looks_hashed(hashed) && !is_clear(hashed), "{hashed}");
        }
        for clear in [
            "1234",
            "correct horse battery staple",
            "pa$$word$",
            "4khDfzrRf0DyS96vwF6CyoWN",
            "a sentence with $ signs $ that is rather long, but none",
            "{braces}",
        ] {
            assert!(!looks_hashed(clear) && is_clear(clear), "{clear}");
        }
        for nothing in ["", " ", "*", "!", "NA"] {
            assert!(!is_clear(nothing), "{nothing}");
        }
    }

    #[test]
    fn tables_are_known_by_their_columns() {
        let of = |columns: &[&str]| {
            let columns: Vec<String> = columns.iter().map(|it| (*it).to_owned()).collect();
            table_of("t".to_owned(), &columns)
        };
        let table = of(&["name", "User", "PASSWORD", "token", "token_expiry"]).unwrap();
        assert_eq!(table.user, "User");
        assert_eq!(table.clear_columns(), ["PASSWORD", "token", "token_expiry"]);
        assert!(!table.has_more);
        assert!(of(&["username", "password", "mail"]).unwrap().has_more);
        assert!(of(&["user", "token"]).is_some());
        for near in [
            &["name", "password"][..],
            &["user", "password_hash"],
            &["user", "name"],
            &[],
        ] {
            assert_eq!(of(near), None, "{near:?}");
        }
    }
}
