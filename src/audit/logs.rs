//! CK412: the key in a log or in a memory dump.
//!
//! Both are large, and so they are read piece by piece, whatever their size. In
//! a log a key counts, too, that is of no file of this run and stands under a
//! name that tells.

mod named;

use crate::audit::packed_names;
use crate::audit::rooted;
use crate::audit::system::{self, OFlags, fstat};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Instant;

#[cfg(unix)]
use rustix::fs::{SeekFrom, seek, tell};
use zeroize::Zeroizing;

use self::named::Named;
pub use self::named::{keys_in_log, names_key, unknown};
use crate::audit::budget;
use crate::audit::check::{Check, Look};
use crate::audit::edits::{kind_of, without_lines};
use crate::audit::incomplete;
use crate::audit::key_file::{KeyFile, name_of};
use crate::audit::lines;
use crate::audit::location::Location;
use crate::audit::needles::Needles;
use crate::audit::renewal::moved_home;
use crate::audit::scene::Scene;
use crate::audit::sighting::{Severity, Sighting};
use crate::audit::systems;
use crate::shell::shown;
use crate::subject::{CheckId, Kind};

const IN_LOGS_OR_CRASH: CheckId = CheckId {
    id: "CK412",
    slug: "in-logs-or-crash",
};

/// The row.
pub const CHECKS: &[Check] = &[Check {
    id: IN_LOGS_OR_CRASH,
    severity: Severity::High,
    title: "The key is in a log or a memory dump",
    expected: "no program writes its key to a log or dump",
    why: "logs are collected, mailed and kept for years; dumps are sent to vendors",
    fix: "remove it, find the program that writes it, then rotate",
    look: Look::Scene(traces),
}];

/// Where the system keeps dumps.
const DUMPS: [&str; 2] = ["/var/crash", "/var/lib/systemd/coredump"];

/// Whether a file of this name is a log or a memory dump.
pub fn is_trace_name(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let is_number = |it: &str| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit());
    let (stem, ending) = lower.rsplit_once('.').unwrap_or((&lower, ""));
    match ending {
        "log" | "rout" => true,
        // As logrotate writes a date.
        _ if ending.strip_prefix("log-").is_some_and(is_number) => true,
        _ if is_number(ending) => stem.ends_with(".log") || matches!(stem, "core" | "vgcore"),
        _ => matches!(&*lower, "core" | "nohup.out"),
    }
}

fn traces(scene: &Scene) -> Vec<Sighting> {
    let needles = scene.needles();
    let walked = scene.texts.iter().filter(|path| is_trace(path)).cloned();
    let known = known_files(scene).into_iter();
    let known = known.filter(|path| !packed_names::is_packed(path));
    let mut files: Vec<PathBuf> = walked.chain(known).collect();
    files.sort();
    files.dedup();
    let mut sightings = Vec::new();
    for path in files {
        let looked = open(&path).and_then(|file| {
            let look = |file| look(&path, file, &needles, budget::FILE_BYTES);
            file.map(look).transpose()
        });
        match looked {
            Ok(Some(trace)) => {
                sightings.extend(trace.cut_off().map(|why| incomplete::skipped(&path, why)));
                sightings.extend(sighting(&path, &trace));
                sightings.extend(named::sightings(&path, trace.named, &needles));
            }
            Ok(None) => {}
            // A log that only its readers may see shows nothing to others.
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {}
            Err(error) => {
                sightings.push(incomplete::skipped(&path, crate::error::reason_of(&error)))
            }
        }
    }
    sightings
}

/// Whether a path is that of a log or a memory dump, by its name.
pub fn is_trace(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default();
    is_trace_name(&name.to_string_lossy())
}

/// The logs in the known places that are packed.
pub fn packed_files(scene: &Scene) -> Vec<PathBuf> {
    let mut files = known_files(scene);
    files.retain(|path| packed_names::is_packed(path));
    files
}

/// Those of the known places, and the dumps in the working directory.
fn known_files(scene: &Scene) -> Vec<PathBuf> {
    let policy = &scene.policy;
    let known = match cfg!(unix) {
        true => (systems::LOGS, &DUMPS[..]),
        false => (&[][..], &[][..]),
    };
    let mut directories: Vec<PathBuf> = known
        .0
        .iter()
        .chain(known.1)
        .map(|it| policy.system(it))
        .collect();
    let mut files = Vec::new();
    if policy.root.is_none() {
        directories.extend(
            policy
                .home
                .as_ref()
                .map(|home| home.join(systems::OWN_LOGS)),
        );
        files.extend(rooted::paths(Path::new("")).filter(|name| is_trace(name)));
    }
    for directory in directories {
        let Ok(directory) = rooted::resolved(&directory) else {
            continue;
        };
        let mut walk = ignore::WalkBuilder::new(directory);
        let entries = walk.standard_filters(false).follow_links(false).build();
        let entries = entries.flatten();
        let is_file = |entry: &ignore::DirEntry| rooted::kind(entry) == Kind::Regular;
        files.extend(entries.filter(is_file).map(ignore::DirEntry::into_path));
    }
    files
}

fn open(path: &Path) -> io::Result<Option<File>> {
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
struct Trace<'a> {
    /// The lines with a key, of a text, and what it is written in.
    lines: BTreeMap<usize, String>,
    /// There are more of them than are counted.
    has_more: bool,
    /// The keys, each once.
    keys: BTreeMap<PathBuf, &'a KeyFile>,
    /// The keys under names that tell, with their lines.
    named: Named,
    /// It is no text: a memory dump, or another thing of bytes.
    is_binary: bool,
    /// How much of it was read.
    bytes: u64,
    /// There is more of it.
    is_cut_off: bool,
}

/// So many lines are counted: no command can name more.
const MAX_LINES: usize = 1000;
/// So much is read at once.
const PIECE_BYTES: usize = 256 * 1024;

/// Whether a key of this run is in the file.
///
/// # Errors
/// When it cannot be read, or not to its end and nothing was found so far.
pub fn has_key(path: &Path, file: File, needles: &Needles) -> io::Result<bool> {
    let trace = look(path, file, needles, budget::FILE_BYTES)?;
    match trace.cut_off() {
        Some(why) if trace.keys.is_empty() => Err(io::Error::other(why)),
        _ => Ok(!trace.keys.is_empty()),
    }
}

/// Reads what the file has, up to `max` bytes of it. Its holes are skipped:
/// there is nothing in them, whatever their size.
fn look<'a>(path: &Path, mut file: File, needles: &Needles<'a>, max: u64) -> io::Result<Trace<'a>> {
    let mut trace = Trace::default();
    let deadline = Instant::now() + budget::FILE_TIME;
    // What may be the start of a key at the end of a piece is read again.
    let again = needles.longest().max(named::LONGEST);
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
                trace.named.look(&piece[..kept], line, true);
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
            trace.named.look(bytes, line, false);
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
    fn cut_off(&self) -> Option<String> {
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

/// What is to be done with a memory dump that was moved.
const DUMP: &str = "rotate, and delete the dump when nobody needs it any more";
/// What is to be done with what is neither a text nor a memory dump.
const BINARY: &str = "find out which program writes it, and let it remove the key (the file is \
    not text, and may be a database); then rotate";

/// Whether a file is a memory dump, by the name that the kernel gives it.
fn is_trace_of_memory(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let stem = name.split('.').next().unwrap_or_default();
    matches!(stem, "core" | "vgcore")
}

fn sighting(path: &Path, trace: &Trace) -> Option<Sighting> {
    const TOLD: usize = 5;
    if trace.keys.is_empty() {
        return None;
    }
    let held: Vec<String> = trace.keys.keys().map(|key| shown(key)).collect();
    let mut observed = format!("holds {}", held.join(", "));
    if !trace.is_binary {
        let told: Vec<usize> = trace.lines.keys().copied().take(TOLD).collect();
        observed += &format!(" in {}", lines::told(&told));
        if trace.lines.len() > TOLD {
            observed += " and more";
        }
    }
    let sighting = Sighting::new(IN_LOGS_OR_CRASH, path, observed);
    let lines = trace.lines.keys().filter(|_| !trace.is_binary);
    let sighting = sighting
        .at(lines.map(|line| Location::line(path, *line)))
        .extent(trace.keys.values().map(|key| name_of(key)));
    Some(match (trace.is_binary, trace.has_more) {
        // What else is in it is not known: it may be somebody's data.
        (true, _) if is_trace_of_memory(path) => {
            let name = path.file_name().unwrap_or_default();
            sighting.fix(moved_home(path, name.as_ref())).mend(DUMP)
        }
        (true, _) => sighting.mend(BINARY),
        (false, false) => sighting.fix(without_lines(path, &trace.lines)),
        (false, true) => sighting,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::needles::Texts;

    #[test]
    fn logs_and_dumps_are_known_by_their_names() {
        for name in [
            "web.log",
            "web.log.1",
            "web.log-20261128",
            "core",
            "core.4242",
            "vgcore.7",
            "job.Rout",
            "nohup.out",
        ] {
            assert!(is_trace_name(name), "{name}");
        }
        for name in [
            "log",
            "catalog",
            "core.js",
            "core.",
            "score",
            "web.1",
            "login.out",
        ] {
            assert!(!is_trace_name(name), "{name}");
        }
    }
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
