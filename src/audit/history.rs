//! CK407: the key in the history of a shell or of another prompt.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::edits::{kind_of, without_lines};
use super::finding::{Check, Look, Severity, Sighting};
use super::itself;
use super::key_file::{KeyFile, name_of};
use super::lines;
use super::needles::Needles;
use super::scene::Scene;
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
    title: "The key is in a shell's history",
    expected: "no key is ever typed",
    why: "histories are backed up, shared between sessions and read over shoulders",
    fix: "take the lines out, then rotate; give keys by --key PATH or keyring:SERVICE",
    look: Look::Scene(histories),
}];

/// Where prompts keep what was typed, below a home directory.
const FILES: [&str; 14] = [
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
];

fn histories(scene: &Scene) -> Vec<Sighting> {
    let needles = scene.needles();
    if needles.is_empty() {
        return vec![];
    }
    let mut sightings = Vec::new();
    for path in files(scene) {
        match lines::read(&path) {
            Ok(Some(bytes)) => {
                let keys = needles.all_in(&bytes);
                if !keys.is_empty() {
                    sightings.push(sighting(&path, &bytes, &keys, &needles));
                }
            }
            Ok(None) => {}
            Err(error) => sightings.push(itself::skipped(&path, crate::error::reason_of(&error))),
        }
    }
    sightings
}

/// The histories of this user, and of all users for root; and the one that R
/// leaves in a project.
fn files(scene: &Scene) -> Vec<PathBuf> {
    let policy = &scene.policy;
    let mut homes: Vec<PathBuf> = Vec::new();
    if policy.root.is_none() {
        homes.extend(policy.home.clone());
    }
    let is_root = rustix::process::geteuid().is_root();
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
    }
    files.sort();
    files.dedup();
    files
}

/// The command names lines by number, and not what is on them.
fn sighting(path: &Path, bytes: &[u8], keys: &[&KeyFile], needles: &Needles) -> Sighting {
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
    let sighting = Sighting::new(SHELL_HISTORY, path, observed);
    sighting
        .fix(fix)
        .extent(keys.iter().map(|key| name_of(key)))
}
