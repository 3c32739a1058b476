//! What is in a folder and must not be lost.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
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

/// Whether a text in it is too large to be looked at. A program is no text.
pub fn is_large(folder: &Path) -> bool {
    walk(folder).iter().any(|path| {
        let facts = path.symlink_metadata();
        let is_large = facts.is_ok_and(|it| it.is_file() && it.len() > MAX_BYTES);
        is_large && !path.ends_with("programs/cookiekit")
    })
}

/// What was in a folder.
pub struct Treasure {
    /// The content of each file, and what is no file.
    things: BTreeMap<PathBuf, Thing>,
    /// The rows of each table of each database, with its columns.
    tables: BTreeSet<(String, Vec<String>, Vec<String>)>,
    /// The commits that a name of each repository leads to.
    commits: BTreeSet<String>,
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
            commits: BTreeSet::new(),
        };
        for path in walk(folder) {
            let name = path.strip_prefix(folder).unwrap().to_owned();
            let is_git = name.components().any(|it| it.as_os_str() == ".git");
            let Ok(facts) = path.symlink_metadata() else {
                continue;
            };
            if is_git {
                if name.ends_with(".git") {
                    treasure.commits.extend(commits(&path));
                }
                continue;
            }
            // A pipe would be waited for.
            let bytes = (facts.is_file() && facts.len() <= MAX_BYTES)
                .then(|| fs::read(&path).ok())
                .flatten();
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
        let gone = self.commits.difference(&after.commits);
        lost.extend(gone.map(|it| format!("commit {it}")));
        for (name, columns, rows) in &self.tables {
            let is_kept = after.tables.iter().any(|(other, others, all)| {
                name == other
                    && columns.iter().all(|column| others.contains(column))
                    && rows.len() <= all.len()
                    && (columns != others || rows.iter().all(|row| all.contains(row)))
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

    /// Whether every word that may be a key is still in some file, in capitals
    /// or not, or in another spelling: a text may be edited, and its key stays.
    /// A key has a digit, and a name has none.
    fn has_keys_of(&self, bytes: &[u8]) -> bool {
        let text = String::from_utf8_lossy(bytes);
        let is_of_base64 = |c: char| c.is_ascii_alphanumeric() || "+/=_-".contains(c);
        text.split(|c| !is_of_base64(c)).all(|word| {
            let parts = word.split(|c: char| !c.is_ascii_alphanumeric());
            let has_digit = |part: &str| part.contains(|c: char| c.is_ascii_digit());
            let mut parts = parts.filter(|part| part.len() >= KEY && has_digit(part));
            parts.all(|part| self.has_text(part)) || self.has_decoded(word)
        })
    }

    fn has_text(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        self.things.values().any(|thing| match thing {
            Thing::File(other) => String::from_utf8_lossy(other)
                .to_lowercase()
                .contains(&text),
            _ => false,
        })
    }

    /// Whether it is the base64 of what is there, as text or as hex digits.
    fn has_decoded(&self, word: &str) -> bool {
        let word = word
            .trim_end_matches('=')
            .replace('-', "+")
            .replace('_', "/");
        let Ok(bytes) = STANDARD_NO_PAD.decode(word) else {
            return false;
        };
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        self.has_text(&String::from_utf8_lossy(&bytes)) || self.has_text(&hex)
    }
}

/// What cookiekit and SQLite make beside a file for themselves, and never
/// holds what is not elsewhere.
fn is_ours(path: &Path) -> bool {
    let name = path.file_name().unwrap().to_string_lossy();
    // The key of a rotation that never came to its end, and was never used.
    let is_unfinished = || {
        let stem = name
            .strip_prefix('.')
            .and_then(|name| name.strip_suffix(".tmp"));
        let number = stem.and_then(|stem| stem.rsplit('.').next());
        number.is_some_and(|it| it.len() == 16 && it.bytes().all(|b| b.is_ascii_hexdigit()))
    };
    is_unfinished()
        || name.ends_with(".lock")
        || ["-wal", "-shm", "-journal"]
            .iter()
            .any(|end| name.ends_with(end))
}

/// All commits of a repository that are not lost to it; none of one that git
/// would wait for.
fn commits(repository: &Path) -> Vec<String> {
    let read = ["HEAD", "config", "packed-refs", "commondir", "info/exclude"];
    let is_pipe = |name: &str| {
        let facts = repository.join(name).metadata();
        facts.is_ok_and(|it| !it.is_file() && !it.is_dir())
    };
    if read.iter().any(|name| is_pipe(name)) {
        return vec![];
    }
    let mut git = Command::new("git");
    git.env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap());
    // No matter who owns it, it is read.
    git.args(["-c", "safe.directory=*"])
        .arg("--git-dir")
        .arg(repository);
    let listed = git.args(["rev-list", "--all", "--reflog"]).output();
    let listed = listed.map(|it| it.stdout).unwrap_or_default();
    let listed = String::from_utf8_lossy(&listed).into_owned();
    listed.lines().map(str::to_owned).collect()
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
