//! CK412: the key in a log or in a memory dump.
//!
//! Both are large, and so they are read piece by piece, whatever their size.
//! What is packed is not looked into.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, Mode, OFlags, fstat, openat};
use zeroize::Zeroizing;

use super::finding::{Check, Look, Severity, Sighting};
use super::itself;
use super::key_file::{KeyFile, name_of};
use super::lines;
use super::needles::Needles;
use super::renewal::without_lines;
use super::scene::Scene;
use crate::shell::{quoted, shown};
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
    expected: "no program writes its key anywhere",
    why: "logs are collected, mailed and kept for years; dumps are sent to makers of programs",
    fix: "take it out, find out who writes it there, then rotate",
    look: Look::Scene(traces),
}];

/// Where Workbench and the system keep logs and dumps.
const DIRECTORIES: [&str; 4] = [
    "/var/log/rstudio",
    "/var/log/rstudio-server",
    "/var/crash",
    "/var/lib/systemd/coredump",
];
/// The same below a home directory: RStudio Server that a user runs.
const OWN: &str = ".local/share/rstudio/log";

/// Whether a file of this name is a log or a memory dump.
pub fn is_trace_name(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let is_number = |it: &str| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit());
    let (stem, ending) = lower.rsplit_once('.').unwrap_or((&lower, ""));
    match ending {
        "log" | "rout" => true,
        _ if is_number(ending) => stem.ends_with(".log") || matches!(stem, "core" | "vgcore"),
        _ => matches!(&*lower, "core" | "nohup.out"),
    }
}

fn traces(scene: &Scene) -> Vec<Sighting> {
    let needles = scene.needles();
    if needles.is_empty() {
        return vec![];
    }
    let walked = scene.texts.iter().filter(|path| is_trace(path)).cloned();
    let mut files: Vec<PathBuf> = walked.chain(known_files(scene)).collect();
    files.sort();
    files.dedup();
    let mut sightings = Vec::new();
    for path in files {
        match open(&path).and_then(|file| file.map(|file| look(file, &needles)).transpose()) {
            Ok(Some(trace)) => sightings.extend(sighting(&path, &trace)),
            Ok(None) => {}
            // A log that only its readers may see shows nothing to others.
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {}
            Err(error) => sightings.push(itself::skipped(&path, crate::error::reason_of(&error))),
        }
    }
    sightings
}

/// Whether a path is that of a log or a memory dump, by its name.
pub fn is_trace(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default();
    is_trace_name(&name.to_string_lossy())
}

/// Those of the known places, and the dumps in the working directory.
fn known_files(scene: &Scene) -> Vec<PathBuf> {
    let policy = &scene.policy;
    let mut directories: Vec<PathBuf> = DIRECTORIES.iter().map(|it| policy.system(it)).collect();
    let mut files = Vec::new();
    if policy.root.is_none() {
        directories.extend(policy.home.as_ref().map(|home| home.join(OWN)));
        let here = std::fs::read_dir(".").into_iter().flatten().flatten();
        let names = here.map(|entry| PathBuf::from(entry.file_name()));
        files.extend(names.filter(|name| is_trace(name)));
    }
    for directory in directories {
        let mut walk = ignore::WalkBuilder::new(directory);
        let entries = walk.standard_filters(false).follow_links(false).build();
        let entries = entries.flatten();
        let is_file = |entry: &ignore::DirEntry| entry.file_type().is_some_and(|it| it.is_file());
        files.extend(entries.filter(is_file).map(ignore::DirEntry::into_path));
    }
    files
}

fn open(path: &Path) -> io::Result<Option<File>> {
    let flags =
        OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    match openat(CWD, path, flags, Mode::empty()) {
        Ok(file) => {
            let is_regular = Kind::of(&fstat(&file)?) == Kind::Regular;
            Ok(is_regular.then(|| File::from(file)))
        }
        Err(rustix::io::Errno::NOENT | rustix::io::Errno::LOOP) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// What was found in a file.
#[derive(Default)]
struct Trace<'a> {
    /// The lines with a key, of a text.
    lines: Vec<usize>,
    /// There are more of them than are counted.
    has_more: bool,
    /// The keys, each once.
    keys: BTreeMap<PathBuf, &'a KeyFile>,
    /// It is no text: a memory dump, or another thing of bytes.
    is_binary: bool,
}

/// So many lines are counted: more can be told by no command.
const MAX_LINES: usize = 1000;
/// So much is read at once.
const PIECE_BYTES: usize = 256 * 1024;

/// Whether a key of this run is in the file.
pub fn has_key(file: File, needles: &Needles) -> io::Result<bool> {
    Ok(!look(file, needles)?.keys.is_empty())
}

fn look<'a>(mut file: File, needles: &Needles<'a>) -> io::Result<Trace<'a>> {
    let mut trace = Trace::default();
    // What may be the start of a key at the end of a piece is read again.
    let again = needles.longest();
    let mut piece = Zeroizing::new(vec![0; PIECE_BYTES + again]);
    let (mut kept, mut line) = (0, 1);
    loop {
        let count = file.read(&mut piece[kept..])?;
        if count == 0 {
            return Ok(trace);
        }
        let bytes = &piece[..kept + count];
        trace.is_binary |= bytes.contains(&0);
        if needles.are_certainly_in(bytes) {
            let places = needles.places_in(bytes, true);
            let at = lines::places(bytes, places.iter().map(|(range, _)| range.start));
            for ((_, key), place) in places.iter().zip(at) {
                trace.keys.insert(key.path.clone(), key);
                trace.add(line + place.line - 1);
            }
        }
        let next = bytes.len() - again.min(bytes.len());
        line += memchr::memchr_iter(b'\n', &bytes[..next]).count();
        let end = bytes.len();
        piece.copy_within(next..end, 0);
        kept = end - next;
    }
}

impl Trace<'_> {
    fn add(&mut self, line: usize) {
        if self.lines.contains(&line) {
            return;
        }
        match self.lines.len() < MAX_LINES {
            true => self.lines.push(line),
            false => self.has_more = true,
        }
    }
}

fn sighting(path: &Path, trace: &Trace) -> Option<Sighting> {
    const TOLD: usize = 5;
    if trace.keys.is_empty() {
        return None;
    }
    let held: Vec<String> = trace.keys.keys().map(|key| shown(key)).collect();
    let mut observed = format!("holds {}", held.join(", "));
    if !trace.is_binary {
        let told = &trace.lines[..trace.lines.len().min(TOLD)];
        observed += &format!(" in {}", lines::told(told));
        if trace.lines.len() > TOLD {
            observed += " and more";
        }
    }
    let sighting = Sighting::new(IN_LOGS_OR_CRASH, path, observed);
    let sighting = sighting.extent(trace.keys.values().map(|key| name_of(key)));
    Some(match (trace.is_binary, trace.has_more) {
        (true, _) => sighting.fix(format!("shred -u {}", quoted(path))),
        (false, false) => sighting.fix(without_lines(path, &trace.lines)),
        (false, true) => sighting,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logs_and_dumps_are_known_by_their_names() {
        for name in [
            "web.log",
            "web.log.1",
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
}
