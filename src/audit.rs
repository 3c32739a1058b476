//! The audit: every way in which a session key is exposed, proved, with the
//! command that fixes it.
//!
//! A check is a row of a table ([`Check`]) with a small function that looks
//! at one key ([`KeyFile`]) or at the whole run ([`Scene`]) and says what it
//! sighted. Nothing here guesses: an observation is a fact of a file system, of a
//! process or of bytes. What could not be looked at is an observation too, and
//! never passes for clean. No observation holds a part of a key.
//!
//! # The rooms
//!
//! From the top down; a module names its own room and those below it
//! (`tests/layers.rs`).
//!
//! | room | what is in it |
//! |---|---|
//! | `report` | findings, each once; the baseline; what `--fix` does |
//! | `checks` | a module a family: its rows, and the functions that look; `checks::catalogue` has all |
//! | `scan` | what walks and reads: directories, git, logs; the [`Scene`] that the checks look at |
//! | `detect` | whether a name or a text says that there is a key |
//! | `fix` | the commands and words that fix what was found |
//! | `facts` | the system that is asked, a key file, a place in a text, an observation, the rules of a run |
//!
//! What this file does: it runs the checks over the scene, and decides what of their
//! observations is reported.

pub(crate) mod checks;
pub(crate) mod detect;
pub(crate) mod facts;
mod fix;
mod report;
pub(crate) mod scan;

pub use self::checks::catalogue::{applies, checks, find};
pub use self::checks::check::{Check, Scope};
pub use self::checks::content::weakness;
pub use self::checks::here::{NOT_HERE, not_here};
pub use self::facts::exclude::Exclude;
pub use self::facts::key_file::KeyFile;
pub use self::facts::location::Location;
pub use self::facts::observation::{Observation, Severity};
pub use self::facts::policy::{Policy, Reach};
pub use self::facts::system::user;
pub use self::facts::{budget, rooted};
pub use self::report::finding::Finding;
pub use self::report::{Report, baseline, repair};
pub use self::scan::discovery::{Place, known_places};
pub use self::scan::git::texts::MAX_PACKED_BYTES;
pub use self::scan::scene::Scene;
pub use self::scan::tree::{NotRead, Progress};

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use self::checks::catalogue::{self, severity_of};
use self::checks::fixtures::{self, Fixtures};
use self::checks::{config, content, copies, git, staged};
use self::detect::keys_in_text;
use self::facts::observation::taken_for_a_key;
use self::facts::{incomplete, key_file};
use self::fix::renewal;
use self::report::report;
use self::scan::{lent, literals, proven, rotated};

use crate::error::{Error, Result};

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
    rotated::prove(&mut scene);
    scene.look_beside();
    lent::follow(&mut scene, progress);
    let known = scene.keys.len();
    proven::prove(&mut scene, progress);
    // What was proven may have slots, too.
    if scene.keys.len() > known {
        scene.look_beside();
    }
    literals::collect(&mut scene);
    scene.search(progress);
    let mut observations = std::mem::take(&mut scene.observations);
    let fixtures = Fixtures::of(&scene);
    let is_run = |check: &&Check| !catalogue::leaves_out(&scene.policy, check);
    // What is to be decided about a key is to be known to the other checks also where
    // nobody wants to read of it.
    let decides = |check: &&Check| applies(check) && matches!(check.scope, Scope::Key(_));
    for check in checks().filter(|check| is_run(check) || decides(check)) {
        let mut found = match check.scope {
            Scope::Key(look) => of_each_key(look, &scene, &fixtures),
            Scope::Scene(look) | Scope::Holder(look) => {
                let found = look(&scene).into_iter();
                found
                    .map(|it| of_a_fixture(it, &scene, &fixtures))
                    .collect()
            }
            Scope::Itself => vec![],
        };
        if !is_run(&check) {
            found.retain(|it| it.decides.is_some());
        }
        observations.extend(found);
    }
    say_how_keys_are_renewed(&scene, &mut observations);
    say_why_they_are_keys(&scene, &mut observations);
    say_what_was_cut_off(&mut observations);
    leave_out_what_is_no_key(&scene, &mut observations);
    let policy = &scene.policy;
    let left_out = policy
        .exclude
        .take_out(&mut observations, &scene.roots, &scene.given);
    scene.excluded.extend(left_out);
    let checks = checks().filter(is_run).count();
    report(scene, told_by_the_nearest(observations), checks)
}

/// Looks at what the next commit of the repository here would publish, and at
/// nothing else.
///
/// # Errors
/// *Could not*, when there is nothing of the kind to be looked at.
pub fn run_staged(policy: Policy) -> Result<Report> {
    budget::begin();
    let mut scene = Scene::new(policy);
    let (mut observations, keys) = staged::observations(&mut scene).map_err(|why| {
        let what = format!("could not read the staged files: {why}");
        Error::could_not(what).hint("run it in the work tree of a git repository")
    })?;
    let is_run = |id: &str| find(id).is_some_and(|row| !catalogue::leaves_out(&scene.policy, row));
    observations.retain(|it| is_run(it.check.id));
    let checks = staged::CHECKS.iter().filter(|id| is_run(id)).count();
    say_what_was_cut_off(&mut observations);
    Ok(Report {
        keys,
        is_staged: true,
        ..report(scene, observations, checks)
    })
}

/// Where a row says `rotate` of any key, the report says how where that is not the
/// way: a slot goes with its key, and the key of another program is its own.
fn say_how_keys_are_renewed(scene: &Scene, observations: &mut [Observation]) {
    for observation in observations.iter_mut().filter(|it| it.mend.is_none()) {
        let row = find(observation.check.id);
        if row.is_some_and(|row| row.fix.contains("rotate"))
            && let Some(key) = scene.key_at(&observation.path)
        {
            observation.mend = renewal::known_words(key);
        }
    }
}

/// A file that no name calls a key is taken for one, and the report says why.
fn say_why_they_are_keys(scene: &Scene, observations: &mut [Observation]) {
    for observation in observations {
        let is_done = !incomplete::INCOMPLETE.contains(&observation.check)
            && observation.check != copies::EDITOR_LEFTOVER;
        let key = scene.key_at(&observation.path).filter(|_| is_done);
        if let Some(why) = key.and_then(|key| scene.why_taken(key)) {
            observation.observed.push_str(&taken_for_a_key(&why));
        }
    }
}

/// A file that is no key is one fault, and not as many as a key in its place
/// would have.
fn leave_out_what_is_no_key(scene: &Scene, observations: &mut Vec<Observation>) {
    observations.retain(|observation| {
        let is_about_the_key = observation.check != content::OVERSIZE_OR_DOCUMENT
            && !incomplete::INCOMPLETE.contains(&observation.check);
        let key = scene.key_at(&observation.path).filter(|_| is_about_the_key);
        key.is_none_or(|key| !content::is_no_key(key))
    });
}

/// What is sighted of a key of tests is no alarm, also of one that is gone.
fn of_a_fixture(observation: Observation, scene: &Scene, fixtures: &Fixtures) -> Observation {
    let is_one = match scene.key_at(&observation.path) {
        Some(key) => fixtures.have(key),
        None => observation.check == git::GIT_IN_HISTORY && fixtures.is_below(&observation.path),
    };
    match is_one {
        true => fixtures::lowered(observation),
        false => observation,
    }
}

/// A run that has read all it may says so once, and not of each file; also
/// where a check continues without what it could not read.
fn say_what_was_cut_off(observations: &mut Vec<Observation>) {
    if let Some(path) = budget::cut_off() {
        observations.retain(|it| !it.observed.ends_with(budget::OVER));
        let why = format!("this and what comes after it: {}", budget::OVER);
        observations.push(incomplete::skipped(&path, why));
    }
}

/// What a check sights with each key. What is above several keys is one fault,
/// which goes as far as there are keys below it.
fn of_each_key(
    look: fn(&KeyFile, &Policy) -> Vec<Observation>,
    scene: &Scene,
    fixtures: &Fixtures,
) -> Vec<Observation> {
    let mut observations: Vec<Observation> = Vec::new();
    let mut above: HashMap<(PathBuf, String), usize> = HashMap::new();
    for key in &scene.keys {
        let is_no_key = content::is_no_key(key);
        for mut observation in look(key, &scene.policy) {
            if is_no_key && observation.path != key.path {
                continue;
            }
            if fixtures.have(key) {
                observation = fixtures::lowered(observation);
            }
            if observation.path == key.path {
                observation.judged = vec![(key.path.clone(), key.trail.subject.identity)];
                observations.push(observation);
                continue;
            }
            let name = key_file::name_in_use(key);
            match above.entry((observation.path.clone(), observation.detail.clone())) {
                Entry::Occupied(known) => {
                    let known = &mut observations[*known.get()];
                    // As bad as it is for the key that it is worst for.
                    if severity_of(&observation) > severity_of(known) {
                        observation.extent = std::mem::take(&mut known.extent);
                        *known = observation;
                    }
                    known.extent.push(name);
                }
                Entry::Vacant(new) => {
                    new.insert(observations.len());
                    observation.extent.push(name);
                    observations.push(observation);
                }
            }
        }
    }
    observations
}

/// A key in a history is one fault, and not another one because a history is
/// a text, too.
fn told_by_the_nearest(mut observations: Vec<Observation>) -> Vec<Observation> {
    let real = |path: &Path| rooted::canonical(path).unwrap_or_else(|_| path.to_owned());
    let is_holder = |row: &Check| matches!(row.scope, Scope::Holder(_));
    let nearer = |it: &&Observation| find(it.check.id).is_some_and(is_holder);
    let told: HashSet<PathBuf> = observations
        .iter()
        .filter(nearer)
        .map(|it| real(&it.path))
        .collect();
    if !told.is_empty() {
        let is_text = |path: &Path| keys_in_text::Reading::of(path).is_text();
        observations.retain(|it| {
            it.check.id != config::IN_CONFIG_OR_DOTENV.id
                || is_text(&it.path)
                || !told.contains(&real(&it.path))
        });
    }
    observations
}
