//! CK407: a key in the history of a shell or of another prompt: one of this run,
//! or one that is given to a name that tells.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use crate::audit::checks::check::{Check, Scope};
use crate::audit::detect::hardcoded::Language;
use crate::audit::detect::histories::{language_of, typed};
use crate::audit::detect::keys_in_text::{Held, Reading, held};
use crate::audit::detect::needles::Needles;
use crate::audit::detect::systems;
use crate::audit::facts::key_file::{KeyFile, name_of};
use crate::audit::facts::location::Location;
use crate::audit::facts::observation::{Observation, Ordinals, Severity};
use crate::audit::facts::{incomplete, lines, rooted, system};
use crate::audit::fix::edits::{kind_of, without_lines};
use crate::audit::scan::scene::Scene;
use crate::shell::shown;
use crate::subject::CheckId;

const SHELL_HISTORY: CheckId = CheckId {
    id: "CK407",
    slug: "shell-history",
};

/// The row.
pub const CHECKS: &[Check] = &[Check {
    id: SHELL_HISTORY,
    severity: Severity::High,
    title: "A key is in a shell history",
    expected: "no key is typed on a command line",
    why: "histories are backed up, shared between sessions and read over shoulders",
    fix: "remove the lines, then rotate; pass keys with --key PATH or keyring:SERVICE",
    scope: Scope::Holder(histories),
}];

/// Where prompts keep what was typed, below a home directory.
const FILES: [&str; 15] = [
    ".bash_history",
    ".zsh_history",
    ".zhistory",
    ".history",
    ".sh_history",
    ".ash_history",
    ".ksh_history",
    ".local/share/fish/fish_history",
    ".config/fish/fish_history",
    ".python_history",
    ".psql_history",
    ".sqlite_history",
    ".Rhistory",
    ".lesshst",
    ".local/share/powershell/PSReadLine/ConsoleHost_history.txt",
];

fn histories(scene: &Scene) -> Vec<Observation> {
    let needles = scene.needles();
    let mut observations = Vec::new();
    for path in files(scene) {
        let Some(bytes) = incomplete::read(&path, &mut observations) else {
            continue;
        };
        let keys = needles.all_in(&bytes);
        if !keys.is_empty() {
            observations.push(observation(&path, &bytes, &keys, &needles));
        }
        observations.extend(unknown(&path, &bytes, &needles));
    }
    observations
}

/// The histories of this user, and of all users for root; and the one that R
/// leaves in a project.
fn files(scene: &Scene) -> Vec<PathBuf> {
    let policy = &scene.policy;
    let mut homes: Vec<PathBuf> = Vec::new();
    if policy.root.is_none() {
        homes.extend(policy.home.clone());
    }
    let is_root = system::user() == 0;
    if is_root || policy.root.is_some() {
        let all = policy.users.homes().map(|user| user.home.to_string_lossy());
        homes.extend(all.map(|home| policy.system(&home)));
    }
    let mut files: Vec<PathBuf> = homes
        .iter()
        .flat_map(|home| FILES.iter().map(|name| home.join(name)))
        .collect();
    if policy.root.is_none() {
        files.push(PathBuf::from(".Rhistory"));
        files.extend(system::histories());
    }
    // One that was looked at is reported by its path there.
    let walked = scene.texts.iter().filter(|it| language_of(it).is_some());
    let walked: Vec<PathBuf> = walked.cloned().collect();
    let real: HashSet<PathBuf> = walked.iter().flat_map(|it| rooted::canonical(it)).collect();
    files.retain(|it| rooted::canonical(it).is_ok_and(|it| !real.contains(&it)));
    files.extend(walked);
    files.sort();
    files.dedup();
    files
}

/// The command names lines by number, and not what is on them.
fn observation(path: &Path, bytes: &[u8], keys: &[&KeyFile], needles: &Needles) -> Observation {
    let held = needles.places_in(bytes, false);
    let places = lines::places(bytes, held.iter().map(|(range, _)| range.start));
    let found = held.iter().zip(places);
    let found: BTreeMap<usize, String> = found
        .map(|((range, _), place)| (place.line, kind_of(&bytes[range.clone()])))
        .collect();
    let numbers: Vec<usize> = found.keys().copied().collect();
    let held: Vec<String> = keys.iter().map(|key| shown(&key.path)).collect();
    let observed = format!("holds {} in {}", held.join(", "), lines::told(&numbers));
    let fix = without_lines(path, &found);
    let observation = Observation::new(SHELL_HISTORY, path, observed);
    observation
        .at(numbers.iter().map(|line| Location::line(path, *line)))
        .fix(fix)
        .extent(keys.iter().map(|key| name_of(key)))
}

/// What there is to do about a key that no file of this run has.
const UNKNOWN: &str = "rotate: histories are backed up, and others may have read it; pass keys \
    with --key PATH or keyring:SERVICE";

/// The keys that are not of this run.
pub fn unknown(path: &Path, bytes: &[u8], needles: &Needles) -> Vec<Observation> {
    let language = language_of(path).unwrap_or(Language::Shell);
    let reading = Reading::of(path).written_in(language);
    let mut ordinals = Ordinals::default();
    let mut observations = Vec::new();
    let is_unknown = |held: &Held| held.key.is_none();
    let typed = typed(bytes);
    for held in held(bytes, &typed, reading, needles)
        .into_iter()
        .filter(is_unknown)
    {
        let name = ordinals.next(&held.name);
        let mut observation = Observation::new(SHELL_HISTORY, path, held.observed());
        observation.fix = held.taken_out(path, bytes, &name);
        let at = Location::within(path, bytes, held.range.start, held.place);
        observations.push(observation.mend(UNKNOWN).detail(name).at([at]));
    }
    if language == Language::R {
        for (function, line) in systems::handed_over(path, bytes) {
            let observed = format!("hands a literal key to {function}() in line {line}");
            let observation = Observation::new(SHELL_HISTORY, path, observed);
            let at = Location::line(path, line);
            observations.push(observation.detail(ordinals.next(function)).at([at]));
        }
    }
    observations
}
