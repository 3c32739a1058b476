//! Databases of SQLite, by their names and by what they begin with.

use std::path::Path;

use crate::audit::facts::rooted;

/// How an SQLite database starts, whatever its name.
const SQLITE_MAGIC: &[u8] = b"SQLite format 3\0";

/// What the names of SQLite databases end in; `.sql` is what one is called in
/// an example that many have followed.
pub const DATABASE_ENDINGS: [&str; 5] = ["sqlite", "sqlite3", "db", "db3", "sql"];

/// Whether a file of this name may be a database.
pub fn may_be_database(name: &str) -> bool {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension);
    extension.is_some_and(|it| DATABASE_ENDINGS.contains(&&*it.to_ascii_lowercase()))
}

/// Whether the file is an SQLite database.
///
/// # Errors
/// When it cannot be read.
pub fn is_database(path: &Path) -> std::io::Result<bool> {
    use std::io::Read;
    let Some(file) = rooted::subject(path)?.into_content() else {
        return Ok(false);
    };
    let mut start = Vec::new();
    file.take(SQLITE_MAGIC.len() as u64)
        .read_to_end(&mut start)?;
    Ok(start == SQLITE_MAGIC)
}
