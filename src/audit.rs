//! The audit: every way in which a session key is exposed, proved, with the
//! command that fixes it.
//!
//! A check is a row of a table ([`Check`]) with a small function that looks
//! at one key ([`KeyFile`]) or at the whole run ([`Scene`]) and says what it
//! sighted. Nothing here guesses: a sighting is a fact of a file system, of a
//! process or of bytes. What could not be looked at is a sighting too, and
//! never passes for clean. No sighting holds a part of a key.

mod access;
mod baked;
pub mod baseline;
pub(crate) mod budget;
mod build_files;
mod catalogue;
mod check;
mod classify;
mod clear_text;
mod config;
mod content;
mod copies;
mod databases;
mod digits;
mod discovery;
pub(crate) mod docker;
mod edits;
mod exclude;
mod extent;
mod file;
mod file_system;
mod finding;
mod fixtures;
mod framework_files;
pub(crate) mod git;
mod guessable;
mod held;
mod here;
mod histories;
mod history;
mod image;
mod incomplete;
mod interrupted;
mod itself;
mod kernel_keys;
mod key_file;
mod leftover_names;
mod lent;
mod lifecycle;
mod lines;
mod listed;
mod location;
mod log_keys;
mod logs;
mod marks;
mod named;
mod needles;
pub(crate) mod packed;
mod packed_names;
mod path;
mod policy;
mod processes;
mod proven;
pub(crate) mod r_code;
mod readers;
mod removal;
mod renewal;
pub mod repair;
pub mod rooted;
mod runs;
mod says;
mod scene;
mod sighting;
mod staged;
mod synced;
pub(crate) mod system;
mod systemd;
mod systems;
mod telling;
mod test_names;
mod traces;
mod tree;
mod units;
mod utf16;
use crate::audit::catalogue::severity_of;
pub use crate::subject::users;
mod words;
pub(crate) mod written;

pub use catalogue::{applies, checks, find};
pub use check::{Check, Look};
pub use content::weakness;
pub use discovery::{Place, known_places};
pub use exclude::Exclude;
pub use finding::Finding;
use fixtures::Fixtures;
pub use here::{NOT_HERE, not_here};
pub use key_file::KeyFile;
pub use location::Location;
pub use policy::Policy;
pub use policy::Reach;
pub use scene::Scene;
pub use sighting::{Severity, Sighting};
use sighting::{relative, taken_for_a_key};
pub use system::user;
pub use tree::{NotRead, Progress};

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// What was looked at, and what was seen.
#[derive(Debug)]
pub struct Report {
    /// The findings, the worst first, each once.
    pub findings: Vec<Finding>,
    /// Everything that was looked at, key files and other places alike.
    pub looked_at: Vec<Place>,
    /// Files of hex digits alone that are no keys, for all that is known.
    pub digits: Vec<PathBuf>,
    /// What the command line leaves out, each once.
    pub excluded: Vec<PathBuf>,
    /// Trees that were skipped, by name.
    pub passed_over: Vec<PathBuf>,
    /// Installed packages of R whose sources were looked at: keys that their
    /// makers wrote there are no findings.
    pub packages: Vec<PathBuf>,
    /// Files in the directories that were walked.
    pub files_walked: u64,
    /// Files that were not read for keys that nobody knows of.
    pub not_read: NotRead,
    /// How many key files were judged.
    pub keys: usize,
    /// The key files by device and inode: what was judged is what was there.
    pub examined: Vec<String>,
    /// How many checks were run.
    pub checks: usize,
    /// Findings that a baseline knows, which are not reported.
    pub accepted: usize,
    /// What is staged was looked at, and nothing else.
    pub is_staged: bool,
}

impl Report {
    /// Whether a check could not be completed.
    pub fn is_incomplete(&self) -> bool {
        self.findings.iter().any(|found| found.is_incomplete())
    }

    /// Whether there was no key to look at, in no file of its own and in no text.
    pub fn has_no_key(&self) -> bool {
        self.keys == 0 && self.findings.iter().all(Finding::is_incomplete)
    }

    /// Whether anything was found at `severity` or above.
    pub fn has_at_least(&self, severity: Severity) -> bool {
        let counts = |found: &&Finding| !found.is_incomplete() && found.severity >= severity;
        self.findings.iter().any(|found| counts(&found))
    }
}

/// Looks at the paths, or with none at the places where keys of the known
/// systems live.
pub fn run(paths: &[PathBuf], policy: Policy, progress: &dyn Progress) -> Report {
    budget::begin();
    let mut scene = Scene::new(policy);
    if paths.is_empty() && scene.policy.compare.is_empty() {
        scene.discover();
    }
    for path in paths {
        scene.look_at(path, progress);
    }
    for path in scene.policy.compare.clone() {
        scene.look_at_node(&path);
    }
    scene.look_beside();
    lent::follow(&mut scene);
    proven::prove(&mut scene, progress);
    scene.search(progress);
    let mut sightings = std::mem::take(&mut scene.sightings);
    let fixtures = Fixtures::of(&scene);
    let is_run = |check: &&Check| !catalogue::leaves_out(&scene.policy, check);
    for check in checks().filter(is_run) {
        match check.look {
            Look::Key(look) => {
                sightings.extend(of_each_key(look, &scene, &fixtures));
            }
            Look::Scene(look) | Look::Holder(look) => {
                let found = look(&scene).into_iter();
                sightings.extend(found.map(|it| of_a_fixture(it, &scene, &fixtures)));
            }
            Look::Itself => {}
        }
    }
    say_how_keys_are_renewed(&scene, &mut sightings);
    say_why_they_are_keys(&scene, &mut sightings);
    say_what_was_cut_off(&mut sightings);
    leave_out_what_is_no_key(&scene, &mut sightings);
    let policy = &scene.policy;
    let left_out = policy
        .exclude
        .take_out(&mut sightings, &scene.roots, &scene.given);
    scene.excluded.extend(left_out);
    let checks = checks().filter(is_run).count();
    report(scene, told_by_the_nearest(sightings), checks)
}

/// Looks at what the next commit of the repository here would publish, and at
/// nothing else.
///
/// # Errors
/// *Could not*, when there is nothing of the kind to be looked at.
pub fn run_staged(policy: Policy) -> Result<Report> {
    budget::begin();
    let mut scene = Scene::new(policy);
    let (mut sightings, keys) = staged::sightings(&mut scene).map_err(|why| {
        let what = format!("could not read the staged files: {why}");
        Error::could_not(what).hint("run it in the work tree of a git repository")
    })?;
    let is_run = |id: &str| find(id).is_some_and(|row| !catalogue::leaves_out(&scene.policy, row));
    sightings.retain(|it| is_run(it.check.id));
    let checks = staged::CHECKS.iter().filter(|id| is_run(id)).count();
    say_what_was_cut_off(&mut sightings);
    Ok(Report {
        keys,
        is_staged: true,
        ..report(scene, sightings, checks)
    })
}

/// What is reported about a scene.
fn report(mut scene: Scene, sightings: Vec<Sighting>, checks: usize) -> Report {
    scene.excluded.sort();
    scene.excluded.dedup();
    Report {
        findings: told_once(sightings, &scene.given),
        checks,
        accepted: 0,
        is_staged: false,
        looked_at: scene.looked_at,
        packages: systems::installed_packages(&scene.texts),
        digits: scene.unproven,
        excluded: scene.excluded,
        passed_over: scene.passed_over,
        files_walked: scene.files_walked,
        not_read: scene.not_read.into_inner(),
        keys: scene.keys.len(),
        examined: scene.keys.iter().map(KeyFile::identity).collect(),
    }
}

/// Where a row says `rotate` of any key, the report says how where that is not the
/// way: a slot goes with its key, and the key of another program is its own.
fn say_how_keys_are_renewed(scene: &Scene, sightings: &mut [Sighting]) {
    for sighting in sightings.iter_mut().filter(|it| it.mend.is_none()) {
        let row = find(sighting.check.id);
        if row.is_some_and(|row| row.fix.contains("rotate"))
            && let Some(key) = scene.key_at(&sighting.path)
        {
            sighting.mend = renewal::known_words(key);
        }
    }
}

/// A file that no name calls a key is taken for one, and the report says why.
fn say_why_they_are_keys(scene: &Scene, sightings: &mut [Sighting]) {
    for sighting in sightings {
        let is_done = !incomplete::INCOMPLETE.contains(&sighting.check)
            && sighting.check != copies::EDITOR_LEFTOVER;
        let key = scene.key_at(&sighting.path).filter(|_| is_done);
        if let Some(why) = key.and_then(|key| scene.why_taken(key)) {
            sighting.observed.push_str(&taken_for_a_key(&why));
        }
    }
}

/// A file that is no key is one fault, and not as many as a key in its place
/// would have.
fn leave_out_what_is_no_key(scene: &Scene, sightings: &mut Vec<Sighting>) {
    sightings.retain(|sighting| {
        let is_about_the_key = sighting.check != content::OVERSIZE_OR_DOCUMENT
            && !incomplete::INCOMPLETE.contains(&sighting.check);
        let key = scene.key_at(&sighting.path).filter(|_| is_about_the_key);
        key.is_none_or(|key| !content::is_no_key(key))
    });
}

/// What is sighted of a key of tests is no alarm, also of one that is gone.
fn of_a_fixture(sighting: Sighting, scene: &Scene, fixtures: &Fixtures) -> Sighting {
    let is_one = match scene.key_at(&sighting.path) {
        Some(key) => fixtures.have(key),
        None => sighting.check == git::GIT_IN_HISTORY && fixtures.is_below(&sighting.path),
    };
    match is_one {
        true => fixtures::lowered(sighting),
        false => sighting,
    }
}

/// A run that has read all it may says so once, and not of each file; also
/// where a check continues without what it could not read.
fn say_what_was_cut_off(sightings: &mut Vec<Sighting>) {
    if let Some(path) = budget::cut_off() {
        sightings.retain(|it| !it.observed.ends_with(budget::OVER));
        let why = format!("this and what comes after it: {}", budget::OVER);
        sightings.push(incomplete::skipped(&path, why));
    }
}

/// What a check sights with each key. What is above several keys is one fault,
/// which goes as far as there are keys below it.
fn of_each_key(
    look: fn(&KeyFile, &Policy) -> Vec<Sighting>,
    scene: &Scene,
    fixtures: &Fixtures,
) -> Vec<Sighting> {
    let mut sightings: Vec<Sighting> = Vec::new();
    let mut above: HashMap<(PathBuf, String), usize> = HashMap::new();
    for key in &scene.keys {
        let is_no_key = content::is_no_key(key);
        for mut sighting in look(key, &scene.policy) {
            if is_no_key && sighting.path != key.path {
                continue;
            }
            if fixtures.have(key) {
                sighting = fixtures::lowered(sighting);
            }
            if sighting.path == key.path {
                sighting.judged = vec![(key.path.clone(), key.trail.subject.identity)];
                sightings.push(sighting);
                continue;
            }
            let name = key_file::name_in_use(key);
            match above.entry((sighting.path.clone(), sighting.detail.clone())) {
                Entry::Occupied(known) => {
                    let known = &mut sightings[*known.get()];
                    // As bad as it is for the key that it is worst for.
                    if severity_of(&sighting) > severity_of(known) {
                        sighting.extent = std::mem::take(&mut known.extent);
                        *known = sighting;
                    }
                    known.extent.push(name);
                }
                Entry::Vacant(new) => {
                    new.insert(sightings.len());
                    sighting.extent.push(name);
                    sightings.push(sighting);
                }
            }
        }
    }
    sightings
}

/// A key in a history is one fault, and not another one because a history is
/// a text, too.
fn told_by_the_nearest(mut sightings: Vec<Sighting>) -> Vec<Sighting> {
    let real = |path: &Path| rooted::canonical(path).unwrap_or_else(|_| path.to_owned());
    let is_holder = |row: &Check| matches!(row.look, Look::Holder(_));
    let nearer = |it: &&Sighting| find(it.check.id).is_some_and(is_holder);
    let told: HashSet<PathBuf> = sightings
        .iter()
        .filter(nearer)
        .map(|it| real(&it.path))
        .collect();
    if !told.is_empty() {
        let is_text = |path: &Path| held::Reading::of(path).is_text();
        sightings.retain(|it| {
            it.check.id != config::IN_CONFIG_OR_DOTENV.id
                || is_text(&it.path)
                || !told.contains(&real(&it.path))
        });
    }
    sightings
}

/// Each finding once, the worst first.
fn told_once(sightings: Vec<Sighting>, given: &[PathBuf]) -> Vec<Finding> {
    let named: HashSet<PathBuf> = given.iter().map(|it| relative(it)).collect();
    let mut seen = HashSet::new();
    let mut findings: Vec<Finding> = sightings
        .into_iter()
        .map(Finding::of)
        .map(|found| Finding {
            is_named: named.contains(&found.path),
            ..found
        })
        .filter(|found| seen.insert(found.fingerprint.clone()))
        .collect();
    findings.sort_by(|one, other| {
        let rank = |it: &Finding| (it.is_incomplete(), std::cmp::Reverse(it.severity));
        rank(one)
            .cmp(&rank(other))
            .then_with(|| one.path.cmp(&other.path))
            .then_with(|| one.check.id.id.cmp(other.check.id.id))
    });
    edits::made_apart(findings.iter_mut().filter_map(|it| it.fix.as_mut()));
    findings
}
