//! CK412: the key in a log or in a memory dump.
//!
//! Both are large, and so they are read piece by piece, whatever their size. In
//! a log a key counts, too, that is of no file of this run and stands under a
//! name that tells.

mod named;

use std::io;
use std::path::{Path, PathBuf};

use crate::audit::checks::check::{Check, Scope};
use crate::audit::detect::log_keys::is_trace;
use crate::audit::detect::packed_names;
use crate::audit::facts::key_file::name_of;
use crate::audit::facts::location::Location;
use crate::audit::facts::observation::{Observation, Severity};
use crate::audit::facts::{budget, incomplete, lines, rooted};
use crate::audit::fix::edits::without_lines;
use crate::audit::fix::renewal::moved_home;
use crate::audit::scan::scene::Scene;
use crate::audit::scan::systems;
use crate::audit::scan::traces::{self, Trace, look};
use crate::shell::shown;
use crate::subject::{CheckId, Kind};

pub use self::named::unknown;

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
    scope: Scope::Scene(traces),
}];

/// Where the system keeps dumps.
const DUMPS: [&str; 2] = ["/var/crash", "/var/lib/systemd/coredump"];

fn traces(scene: &Scene) -> Vec<Observation> {
    let needles = scene.needles();
    let walked = scene.texts.iter().filter(|path| is_trace(path)).cloned();
    let known = known_files(scene).into_iter();
    let known = known.filter(|path| !packed_names::is_packed(path));
    let mut files: Vec<PathBuf> = walked.chain(known).collect();
    files.sort();
    files.dedup();
    let mut observations = Vec::new();
    for path in files {
        let looked = traces::open(&path).and_then(|file| {
            let look = |file| look(&path, file, &needles, budget::FILE_BYTES);
            file.map(look).transpose()
        });
        match looked {
            Ok(Some(trace)) => {
                observations.extend(trace.cut_off().map(|why| incomplete::skipped(&path, why)));
                observations.extend(observation(&path, &trace));
                observations.extend(named::observations(&path, trace.named, &needles));
            }
            Ok(None) => {}
            // A log that only its readers may see shows nothing to others.
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {}
            Err(error) => {
                observations.push(incomplete::skipped(&path, crate::error::reason_of(&error)))
            }
        }
    }
    observations
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

fn observation(path: &Path, trace: &Trace) -> Option<Observation> {
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
    let observation = Observation::new(IN_LOGS_OR_CRASH, path, observed);
    let lines = trace.lines.keys().filter(|_| !trace.is_binary);
    let observation = observation
        .at(lines.map(|line| Location::line(path, *line)))
        .extent(trace.keys.values().map(|key| name_of(key)));
    Some(match (trace.is_binary, trace.has_more) {
        // What else is in it is not known: it may be somebody's data.
        (true, _) if is_trace_of_memory(path) => {
            let name = path.file_name().unwrap_or_default();
            observation.fix(moved_home(path, name.as_ref())).mend(DUMP)
        }
        (true, _) => observation.mend(BINARY),
        (false, false) => observation.fix(without_lines(path, &trace.lines)),
        (false, true) => observation,
    })
}
