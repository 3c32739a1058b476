//! Reading logs and memory dumps piece by piece, whatever their size.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Instant;

#[cfg(unix)]
use rustix::fs::{SeekFrom, seek, tell};
use zeroize::Zeroizing;

use crate::audit::detect::log_keys::{self, Named};
use crate::audit::detect::needles::Needles;
use crate::audit::facts::key_file::KeyFile;
use crate::audit::facts::system::{self, OFlags, fstat};
use crate::audit::facts::{budget, lines, rooted};
use crate::audit::fix::edits::kind_of;
use crate::subject::Kind;

/// A log or a dump, if it is a regular file.
pub fn open(path: &Path) -> io::Result<Option<File>> {
    let flags =
        OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    match rooted::open(path, flags) {
        Ok(file) => {
            let is_regular = Kind::of(&fstat(&file)?) == Kind::Regular;
            Ok(is_regular.then(|| File::from(file)))
        }
        Err(error) if system::is_nothing_or_link(&error) => Ok(None),
        Err(error) => Err(error),
    }
}

/// What was found in a file.
#[derive(Default)]
pub struct Trace<'a> {
    /// The lines with a key, of a text, and what it is written in.
    pub lines: BTreeMap<usize, String>,
    /// There are more of them than are counted.
    pub has_more: bool,
    /// The keys, each once.
    pub keys: BTreeMap<PathBuf, &'a KeyFile>,
    /// The keys under names that tell, with their lines.
    pub named: Named,
    /// It is no text: a memory dump, or another thing of bytes.
    pub is_binary: bool,
    /// How much of it was read.
    pub bytes: u64,
    /// There is more of it.
    pub is_cut_off: bool,
}

/// So many lines are counted: no command can name more.
pub const MAX_LINES: usize = 1000;

/// So much is read at once.
const PIECE_BYTES: usize = 256 * 1024;

/// Whether a key of this run is in the file.
///
/// # Errors
/// When it cannot be read, or not to its end and nothing was found so far.
pub fn has_key(path: &Path, file: File, needles: &Needles) -> io::Result<bool> {
    let trace = look(path, file, needles, budget::FILE_BYTES)?;
    let is_copied = trace.named.keys.values().any(|it| it.copied_from.is_some());
    let has_one = is_copied || !trace.keys.is_empty();
    match trace.cut_off() {
        Some(why) if !has_one => Err(io::Error::other(why)),
        _ => Ok(has_one),
    }
}

/// Reads what the file has, up to `max` bytes of it. Its holes are skipped:
/// there is nothing in them, whatever their size.
pub fn look<'a>(
    path: &Path,
    mut file: File,
    needles: &Needles<'a>,
    max: u64,
) -> io::Result<Trace<'a>> {
    let mut trace = Trace::default();
    let deadline = Instant::now() + budget::FILE_TIME;
    // What may be the start of a key at the end of a piece is read again.
    let again = needles.longest().max(log_keys::LONGEST);
    let mut piece = Zeroizing::new(vec![0; PIECE_BYTES + again]);
    let (mut kept, mut line) = (0, 1);
    loop {
        match pass_over_a_hole(&file)? {
            Hole::None => {}
            // It is full of NULs, and so no part of a key reaches over it.
            Hole::Passed => (kept, trace.is_binary) = (0, true),
            Hole::ToTheEnd => {
                trace.is_binary = true;
                return Ok(trace);
            }
        }
        let count = file.read(&mut piece[kept..])?;
        if count == 0 {
            if !trace.is_binary {
                trace.named.look(&piece[..kept], line, true, needles);
            }
            return Ok(trace);
        }
        trace.bytes += count as u64;
        if trace.bytes > max || Instant::now() > deadline {
            trace.is_cut_off = true;
            return Ok(trace);
        }
        budget::spend(path, count as u64)?;
        let bytes = &piece[..kept + count];
        trace.is_binary |= bytes.contains(&0);
        if needles.are_certainly_in(bytes) {
            let places = needles.places_in(bytes, true);
            let at = lines::places(bytes, places.iter().map(|(range, _)| range.start));
            for ((range, key), place) in places.iter().zip(at) {
                trace.keys.insert(key.path.clone(), key);
                trace.add(line + place.line - 1, &bytes[range.clone()]);
            }
        }
        if !trace.is_binary {
            trace.named.look(bytes, line, false, needles);
        }
        let next = bytes.len() - again.min(bytes.len());
        line += memchr::memchr_iter(b'\n', &bytes[..next]).count();
        let end = bytes.len();
        piece.copy_within(next..end, 0);
        kept = end - next;
    }
}

/// What is where a file is read next.
#[cfg_attr(windows, allow(dead_code, reason = "holes are read there"))]
enum Hole {
    None,
    Passed,
    ToTheEnd,
}

/// Continues where there is something to read.
#[cfg(unix)]
fn pass_over_a_hole(file: &File) -> io::Result<Hole> {
    let here = tell(file)?;
    match seek(file, SeekFrom::Data(here)) {
        Ok(next) if next == here => Ok(Hole::None),
        Ok(_) => Ok(Hole::Passed),
        Err(rustix::io::Errno::NXIO) => {
            let end = u64::try_from(fstat(file)?.st_size).unwrap_or(0);
            Ok(if here < end {
                Hole::ToTheEnd
            } else {
                Hole::None
            })
        }
        // Not every file system knows its holes.
        Err(_) => Ok(Hole::None),
    }
}

/// Holes are read as what they stand for.
#[cfg(windows)]
fn pass_over_a_hole(_file: &File) -> io::Result<Hole> {
    Ok(Hole::None)
}

impl Trace<'_> {
    /// Why it was not searched to its end, if it was not.
    pub fn cut_off(&self) -> Option<String> {
        self.is_cut_off.then(|| {
            let mebibytes = self.bytes / (1024 * 1024);
            format!("only its first {mebibytes} MiB were searched for keys")
        })
    }

    fn add(&mut self, line: usize, text: &[u8]) {
        if self.lines.contains_key(&line) {
            return;
        }
        match self.lines.len() < MAX_LINES {
            true => {
                self.lines.insert(line, kind_of(text));
            }
            false => self.has_more = true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::detect::needles::Texts;

    #[test]
    fn a_log_is_read_to_its_measure() {
        const MOST: u64 = 3 * PIECE_BYTES as u64;
        let folder = tempfile::tempdir().unwrap();
        let texts = Texts::of(&[]);
        for (bytes, is_cut_off) in [(MOST, false), (MOST + 1, true)] {
            let path = folder.path().join("web.log");
            std::fs::write(&path, vec![b'x'; bytes as usize]).unwrap();
            let file = File::open(&path).unwrap();
            let trace = look(&path, file, &Needles::new(&[], &texts), MOST).unwrap();
            assert_eq!(trace.is_cut_off, is_cut_off, "{bytes}");
        }
    }
}
