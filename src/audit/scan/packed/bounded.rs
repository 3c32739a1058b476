//! The measure for what is unpacked: a few bytes may be packed terabytes.

use std::cell::Cell;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Instant;

use zeroize::Zeroizing;

use crate::audit::facts::budget;

/// The most that is unpacked of any file, however small.
pub const MIN_BYTES: u64 = 64 * 1024 * 1024;
/// What is packed to less than this part is no text.
pub const MAX_RATIO: u64 = 200;
/// The most files in an archive.
pub const MAX_FILES: usize = 100_000;

/// What is left of the measure, for everything in one file.
pub struct Bounded {
    path: PathBuf,
    limit: u64,
    left: Cell<u64>,
    files: Cell<usize>,
    deadline: Instant,
    /// Why no more is read.
    over: Cell<Option<&'static str>>,
}

impl Bounded {
    /// For a file with so many bytes, until then.
    pub fn new(path: &Path, size: u64, deadline: Instant) -> Bounded {
        let limit = size.saturating_mul(MAX_RATIO).max(MIN_BYTES);
        let limit = limit.min(budget::FILE_BYTES);
        Bounded {
            path: path.to_owned(),
            limit,
            left: Cell::new(limit),
            files: Cell::new(0),
            deadline,
            over: Cell::new(None),
        }
    }

    /// A reader that counts.
    pub fn reader<R: Read>(&self, inner: R) -> Reader<'_, R> {
        Reader {
            inner,
            measure: self,
        }
    }

    /// One more file is looked at.
    ///
    /// # Errors
    /// When there are more than are looked at.
    pub fn count_file(&self) -> io::Result<()> {
        self.files.set(self.files.get() + 1);
        match self.files.get() > MAX_FILES {
            true => Err(self.too_many()),
            false => Ok(()),
        }
    }

    /// What is reported about an archive that was not read to its end.
    pub fn why(&self, error: &io::Error) -> String {
        let mebibytes = self.limit / (1024 * 1024);
        match self.over.get() {
            Some(TOO_DENSE) => format!("{TOO_DENSE}: more than {mebibytes} MiB are in it"),
            Some(why) => why.to_owned(),
            None => format!(
                "it could not be unpacked: {}",
                crate::error::reason_of(error)
            ),
        }
    }

    /// Why an archive is refused whose list is too long.
    pub fn too_many(&self) -> io::Error {
        self.stop(TOO_MANY)
    }

    /// Why no more is read.
    pub fn stop(&self, why: &'static str) -> io::Error {
        self.over.set(Some(why));
        io::Error::other(why)
    }
}

const TOO_MANY: &str = "it has more files than are looked at";
const TOO_DENSE: &str = "it is packed so densely that it was not searched for keys to its end";

/// Counts what is read.
pub struct Reader<'a, R> {
    inner: R,
    measure: &'a Bounded,
}

impl<R: Read> Read for Reader<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let measure = self.measure;
        if Instant::now() > measure.deadline {
            return Err(measure.stop("there was not the time to search it for keys to its end"));
        }
        let count = self.inner.read(buffer)?;
        let left = measure.left.get();
        if count as u64 > left {
            return Err(measure.stop(TOO_DENSE));
        }
        measure.left.set(left - count as u64);
        budget::spend(&measure.path, count as u64)?;
        Ok(count)
    }
}

/// What a reader has, and whether there is more than `max` bytes of it. It may
/// hold a key, so it is zeroized.
pub fn read_all(reader: &mut dyn Read, max: u64) -> io::Result<(Zeroizing<Vec<u8>>, bool)> {
    const PIECE_BYTES: usize = 64 * 1024;
    let mut content = Zeroizing::new(Vec::new());
    let mut piece = Zeroizing::new(vec![0; PIECE_BYTES]);
    loop {
        let count = reader.read(&mut piece)?;
        if count == 0 {
            return Ok((content, false));
        }
        if content.capacity() < content.len() + count {
            // One that grows by itself leaves copies behind.
            let room = (content.capacity() * 2).max(PIECE_BYTES);
            let mut grown = Zeroizing::new(Vec::with_capacity(room));
            grown.extend_from_slice(&content);
            content = grown;
        }
        content.extend_from_slice(&piece[..count]);
        if content.len() as u64 > max {
            content.truncate(usize::try_from(max).unwrap_or(usize::MAX));
            return Ok((content, true));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_time() -> Instant {
        Instant::now() + budget::FILE_TIME
    }

    /// Reads so many zeros, and says whether the measure let it.
    fn takes(size: u64, bytes: u64) -> bool {
        let measure = Bounded::new(Path::new("a"), size, in_time());
        let mut reader = measure.reader(io::repeat(0).take(bytes));
        io::copy(&mut reader, &mut io::sink()).is_ok()
    }

    #[test]
    fn an_archive_is_unpacked_to_its_measure() {
        assert!(takes(1, MIN_BYTES) && !takes(1, MIN_BYTES + 1));
        let size = MIN_BYTES / MAX_RATIO + 1;
        assert!(takes(size, size * MAX_RATIO) && !takes(size, size * MAX_RATIO + 1));
        let measure = Bounded::new(Path::new("a"), 1, in_time());
        assert!((0..MAX_FILES).all(|_| measure.count_file().is_ok()));
        assert!(measure.count_file().is_err());
    }

    #[test]
    fn a_file_is_read_for_its_time() {
        let mut measure = Bounded::new(Path::new("a"), 1, in_time());
        let is_read = |measure: &Bounded| measure.reader(&b"a"[..]).read(&mut [0]).is_ok();
        assert!(is_read(&measure));
        measure.deadline -= budget::FILE_TIME;
        assert!(!is_read(&measure));
    }
}
