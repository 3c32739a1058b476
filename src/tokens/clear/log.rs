//! A database together with the write-ahead log beside it, read by reading
//! alone.
//!
//! SQLite reads a log only after it has made an index for it and taken locks,
//! and what is audited is not to be changed. So the pages of the log are laid
//! over those of the file in memory here, as
//! <https://www.sqlite.org/fileformat2.html#walformat> describes them.
//!
//! SQLite could do that with a copy of both files. A copy is a file, though, and
//! what is read may hold a key in plain text: of a run that is killed it would
//! stay.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use rusqlite::ffi::SQLITE_IOERR;
use rusqlite::{Connection, Error, MAIN_DB};
use zeroize::Zeroizing;

/// The most that is read of a file: databases of users are far smaller.
const MAX_BYTES: u64 = 64 * 1024 * 1024;
/// Bytes before the first frame of a log.
const HEADER: usize = 32;
/// Bytes before the page of a frame.
const FRAME: usize = 24;
/// How a log starts whose checksums are of little-endian words; with the last
/// bit set, of big-endian ones.
const MAGIC: u32 = 0x377f_0682;
/// Where a database says how it is to be written and read: 1 without a log, 2
/// with one.
const VERSIONS: std::ops::Range<usize> = 18..20;
/// How often it is tried to get both files as they were at one time.
const TRIES: usize = 3;

type Bytes = Zeroizing<Vec<u8>>;

/// Opens the database with what stands in its log. What stands in a journal is
/// what was before: a change that was interrupted may be half in the file.
pub(in crate::tokens) fn open(path: &Path) -> rusqlite::Result<Connection> {
    let image = image(path).map_err(|error| {
        let words = crate::error::reason(error);
        Error::SqliteFailure(rusqlite::ffi::Error::new(SQLITE_IOERR), Some(words))
    })?;
    let mut connection = Connection::open_in_memory()?;
    let read_only = true;
    connection.deserialize_read_exact(MAIN_DB, &image[..], image.len(), read_only)?;
    Ok(connection)
}

fn image(path: &Path) -> io::Result<Bytes> {
    let mut log_path = path.as_os_str().to_owned();
    log_path.push("-wal");
    let log_path = Path::new(&log_path);
    for _ in 0..TRIES {
        let start = read(log_path)?;
        let database = read(path)?;
        let log = read(log_path)?;
        // A log that is started again has another head.
        if start.get(..HEADER) == log.get(..HEADER) {
            return Ok(merged(database, &log));
        }
    }
    Err(io::Error::other("it changed during each of three attempts"))
}

/// A pipe beside a database would be waited for.
#[cfg(unix)]
fn open_file(path: &Path) -> io::Result<File> {
    let subject = crate::subject::Subject::open(path)?;
    let kind = subject.kind;
    subject.into_content().ok_or_else(|| {
        let words = format!("a file of the database is {}", kind.with_article());
        io::Error::other(words)
    })
}

#[cfg(not(unix))]
fn open_file(path: &Path) -> io::Result<File> {
    File::open(path)
}

fn read(path: &Path) -> io::Result<Bytes> {
    let file = match open_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Bytes::default()),
        other => other?,
    };
    let size = file.metadata()?.len().min(MAX_BYTES);
    let mut bytes = Zeroizing::new(Vec::with_capacity(size as usize + 1));
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(io::Error::other("it is too large to be read with its log"));
    }
    Ok(bytes)
}

/// Lays the pages of whole transactions over those of the database.
fn merged(mut database: Bytes, log: &[u8]) -> Bytes {
    if let Some(reader) = Frames::of(log) {
        let page_size = reader.page_size;
        let mut pending = Vec::new();
        for (number, commit, page) in reader {
            pending.push((number, page));
            if commit == 0 {
                continue;
            }
            database.resize(commit as usize * page_size, 0);
            for (number, page) in pending.drain(..) {
                let start = (number as usize - 1) * page_size;
                if let Some(place) = database.get_mut(start..start + page_size) {
                    place.copy_from_slice(page);
                }
            }
        }
    }
    if let Some(versions) = database.get_mut(VERSIONS) {
        versions.fill(1);
    }
    database
}

/// The frames of a log up to the first that is not whole or not of it.
struct Frames<'a> {
    rest: &'a [u8],
    page_size: usize,
    salts: &'a [u8],
    is_big_endian: bool,
    sum: (u32, u32),
}

impl<'a> Frames<'a> {
    fn of(log: &'a [u8]) -> Option<Frames<'a>> {
        let (head, rest) = log.split_at_checked(HEADER)?;
        let magic = word(&head[..4]);
        let page_size = word(&head[8..12]) as usize;
        let fits = (512..=65536).contains(&page_size) && page_size.is_power_of_two();
        if magic & !1 != MAGIC || !fits {
            return None;
        }
        let is_big_endian = magic & 1 == 1;
        let sum = sum((0, 0), &head[..24], is_big_endian);
        let is_whole = sum == (word(&head[24..28]), word(&head[28..32]));
        is_whole.then_some(Frames {
            rest,
            page_size,
            salts: &head[16..24],
            is_big_endian,
            sum,
        })
    }
}

impl<'a> Iterator for Frames<'a> {
    /// The number of a page from 1 on, the pages of the database if it ends a
    /// transaction, and the page.
    type Item = (u32, u32, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (frame, rest) = self.rest.split_at_checked(FRAME + self.page_size)?;
        let (head, page) = frame.split_at(FRAME);
        let (number, commit) = (word(&head[..4]), word(&head[4..8]));
        let of_head = sum(self.sum, &head[..8], self.is_big_endian);
        self.sum = sum(of_head, page, self.is_big_endian);
        let is_whole = self.sum == (word(&head[16..20]), word(&head[20..24]));
        let most = (MAX_BYTES / self.page_size as u64) as u32;
        let fits = number > 0 && number <= most && commit <= most;
        if head[8..16] != *self.salts || !is_whole || !fits {
            return None;
        }
        self.rest = rest;
        Some((number, commit, page))
    }
}

fn word(bytes: &[u8]) -> u32 {
    u32::from_be_bytes(bytes.try_into().expect("four bytes are given"))
}

fn sum(before: (u32, u32), bytes: &[u8], is_big_endian: bool) -> (u32, u32) {
    let read = |bytes: &[u8]| match is_big_endian {
        true => word(bytes),
        false => word(bytes).swap_bytes(),
    };
    bytes.chunks_exact(8).fold(before, |(one, two), pair| {
        let one = one.wrapping_add(read(&pair[..4])).wrapping_add(two);
        let two = two.wrapping_add(read(&pair[4..])).wrapping_add(one);
        (one, two)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A database of which half is in its log, as the files lie there while a
    /// program has it open.
    fn files() -> (tempfile::TempDir, Bytes, Bytes) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("db");
        let writer = Connection::open(&path).unwrap();
        let write = |statements: &str| writer.execute_batch(statements).unwrap();
        write("PRAGMA page_size = 1024; PRAGMA journal_mode = wal; CREATE TABLE t (x)");
        write("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA wal_autocheckpoint = 0");
        write("INSERT INTO t VALUES ('one'); INSERT INTO t VALUES (hex(zeroblob(3000)))");
        write("INSERT INTO t VALUES ('three')");
        let (database, log) = (read(&path).unwrap(), directory.path().join("db-wal"));
        let log = read(&log).unwrap();
        (directory, database, log)
    }

    fn rows(database: &Bytes, log: &[u8]) -> Vec<String> {
        let image = merged(database.clone(), log);
        let mut connection = Connection::open_in_memory().unwrap();
        connection
            .deserialize_read_exact(MAIN_DB, &image[..], image.len(), true)
            .unwrap();
        let mut select = connection.prepare("SELECT substr(x, 1, 5) FROM t").unwrap();
        let rows = select.query_map((), |row| row.get(0)).unwrap();
        rows.map(|row| row.unwrap()).collect()
    }

    #[test]
    fn whole_transactions_of_a_log_count_and_others_do_not() {
        let (_directory, database, log) = files();
        assert_eq!(rows(&database, &log), ["one", "00000", "three"]);
        assert_eq!(rows(&database, &[]), [""; 0]);
        // Every cut gives one of the states that there were.
        let mut seen = std::collections::BTreeSet::new();
        for length in (0..log.len()).step_by(61) {
            seen.insert(rows(&database, &log[..length]).len());
        }
        assert_eq!(seen.into_iter().collect::<Vec<_>>(), [0, 1, 2]);
    }

    #[test]
    fn a_changed_byte_ends_the_log() {
        let (_directory, database, log) = files();
        for place in [0, 9, 17, 25, HEADER + 9, HEADER + FRAME + 100] {
            let mut changed = log.clone();
            changed[place] ^= 1;
            assert_eq!(rows(&database, &changed), [""; 0], "{place}");
        }
        let mut last = log.clone();
        let end = last.len() - 100;
        last[end] ^= 1;
        assert_eq!(rows(&database, &last).len(), 2);
    }
}
