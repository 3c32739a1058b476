//! How much the audit reads, and for how long: of one file, and of all.
//!
//! What is audited may be made to keep an audit busy: a log of terabytes, a
//! database that has no end, a repository on a disk that does not answer. There
//! is one measure for everything that is read, wherever, so that a run ends;
//! what it cut off is reported as unknown, and never as clean.
//!
//! The measure is the process's, as the time and the memory are that it is
//! about: a run begins it.

use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The most that is read of one file, where its size is no reason not to read
/// it at all: a log of months fits.
pub const FILE_BYTES: u64 = 2 * 1024 * 1024 * 1024;
/// How long one file may be read.
pub const FILE_TIME: Duration = Duration::from_secs(10);
/// The most that is read in one run.
pub const BYTES: u64 = 32 * 1024 * 1024 * 1024;
/// How long one run may read.
pub const TIME: Duration = Duration::from_secs(300);

/// What is left of the measure.
struct Left {
    deadline: Instant,
    bytes: u64,
    /// What was not read any more, the first of it.
    cut_off: Option<PathBuf>,
    /// The repositories in which git did not answer in time.
    silent: HashSet<PathBuf>,
}

static LEFT: Mutex<Option<Left>> = Mutex::new(None);

/// Panics elsewhere change nothing about what was read.
fn left() -> MutexGuard<'static, Option<Left>> {
    LEFT.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A run begins.
pub fn begin() {
    *left() = Some(Left {
        deadline: Instant::now() + TIME,
        bytes: BYTES,
        cut_off: None,
        silent: HashSet::new(),
    });
}

/// So many bytes of a file are about to be read.
///
/// # Errors
/// When the measure of the run is full.
pub fn spend(path: &Path, bytes: u64) -> io::Result<()> {
    match left().as_mut() {
        Some(left) => left.spend(path, bytes),
        None => Ok(()),
    }
}

impl Left {
    fn spend(&mut self, path: &Path, bytes: u64) -> io::Result<()> {
        if bytes <= self.bytes && Instant::now() < self.deadline {
            self.bytes -= bytes;
            return Ok(());
        }
        self.bytes = 0;
        self.cut_off.get_or_insert_with(|| path.to_owned());
        Err(io::Error::other(OVER))
    }
}

/// Why a file was not read at the end of a run.
pub const OVER: &str = "the audit reached its time limit: audit fewer files at once";

/// What was not read any more, the first of it.
pub fn cut_off() -> Option<PathBuf> {
    left().as_ref().and_then(|left| left.cut_off.clone())
}

/// When the run may read no more.
pub fn deadline() -> Option<Instant> {
    left().as_ref().map(|left| left.deadline)
}

/// So much of the time was spent on what has a limit of its own.
pub fn put_off(time: Duration) {
    if let Some(left) = left().as_mut() {
        left.deadline += time;
    }
}

/// git did not answer about this repository: it is not asked again.
pub fn is_silent(repository: &Path) -> bool {
    left()
        .as_ref()
        .is_some_and(|left| left.silent.contains(repository))
}

/// git did not answer about this repository in time.
pub fn note_silence(repository: &Path) {
    if let Some(left) = left().as_mut() {
        left.silent.insert(repository.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_beyond_the_measure_is_known() {
        let mut left = Left {
            deadline: Instant::now() + TIME,
            bytes: 10,
            cut_off: None,
            silent: HashSet::new(),
        };
        assert!(left.spend(Path::new("one"), 7).is_ok());
        assert!(left.spend(Path::new("two"), 4).is_err());
        // Nor is anything smaller read then: what is read would be luck.
        assert!(left.spend(Path::new("three"), 1).is_err());
        assert_eq!(left.cut_off.as_deref(), Some(Path::new("two")));
        let mut late = Left {
            deadline: Instant::now(),
            bytes: 10,
            cut_off: None,
            silent: HashSet::new(),
        };
        assert!(late.spend(Path::new("one"), 1).is_err());
    }
}
