//! What is in a folder and must not be lost.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

/// The most bytes of a file that are looked at.
const MAX_BYTES: u64 = 1 << 20;
/// The fewest letters of a word that may be a key or a password.
const KEY: usize = 16;

/// Everything below a folder, in order; no link is followed.
pub fn walk(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else {
        return found;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        let is_folder = entry.file_type().is_ok_and(|it| it.is_dir());
        found.push(path.clone());
        if is_folder {
            found.extend(walk(&path));
        }
    }
    found.sort();
    found
}

/// What was in a folder.
pub struct Treasure {
    /// The content of each file, and what is no file.
    things: BTreeMap<PathBuf, Thing>,
    /// The rows of each table of each database, with its columns.
    tables: BTreeSet<(String, Vec<String>, Vec<String>)>,
}

#[derive(PartialEq, Eq)]
enum Thing {
    File(Vec<u8>),
    Database,
    Other,
}

impl Treasure {
    pub fn of(folder: &Path) -> Treasure {
        let mut treasure = Treasure {
            things: BTreeMap::new(),
            tables: BTreeSet::new(),
        };
        for path in walk(folder) {
            let name = path.strip_prefix(folder).unwrap().to_owned();
            let is_git = name.components().any(|it| it.as_os_str() == ".git");
            let Ok(facts) = path.symlink_metadata() else {
                continue;
            };
            if is_git || facts.len() > MAX_BYTES && facts.is_file() {
                continue;
            }
            // A pipe would be waited for.
            let bytes = facts.is_file().then(|| fs::read(&path).ok()).flatten();
            let thing = match bytes {
                Some(bytes) if bytes.starts_with(b"SQLite format 3\0") => {
                    treasure.tables.extend(tables(&path));
                    Thing::Database
                }
                Some(bytes) => Thing::File(bytes),
                None => Thing::Other,
            };
            treasure.things.insert(name, thing);
        }
        treasure
    }

    /// What was here and is not in the other.
    pub fn lost_in(&self, after: &Treasure) -> Vec<String> {
        let mut lost = Vec::new();
        for (path, thing) in &self.things {
            let is_there = after.things.contains_key(path);
            let is_kept = match thing {
                Thing::File(bytes) if bytes.is_empty() => true,
                Thing::File(bytes) => after.has(bytes) || is_there && after.has_keys_of(bytes),
                Thing::Database | Thing::Other => is_there,
            };
            if !is_kept && !is_ours(path) {
                lost.push(path.display().to_string());
            }
        }
        for (name, columns, rows) in &self.tables {
            let is_kept = after.tables.iter().any(|(other, others, all)| {
                name == other
                    && columns.iter().all(|column| others.contains(column))
                    && rows.len() <= all.len()
            });
            if !is_kept {
                lost.push(format!("table {name} ({})", columns.join(", ")));
            }
        }
        lost
    }

    fn has(&self, bytes: &[u8]) -> bool {
        let is_it = |thing: &Thing| matches!(thing, Thing::File(other) if other == bytes);
        self.things.values().any(is_it)
    }

    /// Whether every word that may be a key is still in some file: a text may
    /// be edited, and its key stays.
    fn has_keys_of(&self, bytes: &[u8]) -> bool {
        let text = String::from_utf8_lossy(bytes);
        let is_of_key = |c: char| c.is_ascii_alphanumeric() || "+/_-".contains(c);
        let mut words = text
            .split(|c| !is_of_key(c))
            .filter(|word| word.len() >= KEY);
        words.all(|word| {
            self.things.values().any(|thing| match thing {
                Thing::File(other) => String::from_utf8_lossy(other).contains(word),
                _ => false,
            })
        })
    }
}

/// What cookiekit and SQLite make beside a file for themselves, and never
/// holds what is not elsewhere.
fn is_ours(path: &Path) -> bool {
    let name = path.file_name().unwrap().to_string_lossy();
    name.ends_with(".lock")
        || ["-wal", "-shm", "-journal"]
            .iter()
            .any(|end| name.ends_with(end))
}

fn tables(path: &Path) -> Vec<(String, Vec<String>, Vec<String>)> {
    let read = || -> rusqlite::Result<Vec<_>> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
        let connection = Connection::open_with_flags(path, flags)?;
        let mut names = connection.prepare(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'",
        )?;
        let names = names.query_map([], |row| row.get::<_, String>(0))?;
        let mut tables = Vec::new();
        for name in names.collect::<Result<Vec<_>, _>>()? {
            let quoted = name.replace('"', "\"\"");
            let mut all = connection.prepare(&format!("SELECT * FROM \"{quoted}\""))?;
            let columns: Vec<String> = all.column_names().map(str::to_owned).collect();
            let width = columns.len();
            let rows = all.query_map([], |row| {
                let mut text = String::new();
                for index in 0..width {
                    text += &format!("{:?}|", row.get::<_, rusqlite::types::Value>(index)?);
                }
                Ok(text)
            })?;
            tables.push((name, columns, rows.collect::<Result<Vec<_>, _>>()?));
        }
        Ok(tables)
    };
    read().unwrap_or_default()
}
