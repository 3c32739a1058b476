//! Keys of tests and examples. They open nothing, as a rule, and the tests need
//! them as they are: so they are reported, and raise no alarm.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use crate::audit::checks::catalogue::severity_of;
use crate::audit::checks::config::OPENS_NOTHING;
use crate::audit::detect::test_names::is_test;
use crate::audit::facts::key_file::KeyFile;
use crate::audit::facts::observation::{Observation, Severity};
use crate::audit::facts::{incomplete, rooted};
use crate::audit::scan::scene::Scene;
use crate::crypto;

/// The keys of tests among those of a run.
pub struct Fixtures {
    paths: HashSet<PathBuf>,
    /// The directories of the command line, as they are called there and without
    /// links.
    roots: Vec<(PathBuf, PathBuf)>,
}

impl Fixtures {
    /// Those that are in a folder of tests or examples, were not named, and are
    /// not the key of anything else.
    pub fn of(scene: &Scene) -> Fixtures {
        let roots = scene.roots.iter();
        let roots = roots.filter_map(|it| Some((it.clone(), rooted::canonical(it).ok()?)));
        let mut fixtures = Fixtures {
            paths: HashSet::new(),
            roots: roots.collect(),
        };
        let is_one =
            |key: &&KeyFile| !scene.given.contains(&key.path) && fixtures.is_below(&key.path);
        let (some, others): (Vec<&KeyFile>, Vec<&KeyFile>) = scene.keys.iter().partition(is_one);
        let mark = |key: &KeyFile| Some(crypto::sha256(&[key.text()?]));
        let in_use: HashSet<[u8; 32]> = others.into_iter().filter_map(mark).collect();
        let is_free = |key: &&KeyFile| mark(key).is_none_or(|it| !in_use.contains(&it));
        let some = some.into_iter().filter(is_free);
        fixtures.paths = some.map(|key| key.path.clone()).collect();
        fixtures
    }

    /// Whether a key is one of them.
    pub fn have(&self, key: &KeyFile) -> bool {
        self.paths.contains(&key.path)
    }

    /// Whether a file is in a folder of tests, below what is looked at: what is
    /// above that says where it lies, and not what it is.
    pub fn is_below(&self, path: &Path) -> bool {
        if path.is_relative() {
            return is_test(path);
        }
        let below = self.roots.iter().find_map(|(given, real)| {
            let rest = path
                .strip_prefix(given)
                .or_else(|_| path.strip_prefix(real));
            let start = match given.is_relative() {
                true => given.as_path(),
                false => Path::new(real.file_name().unwrap_or_default()),
            };
            Some(start.join(rest.ok()?))
        });
        below.is_some_and(|it| is_test(&it))
    }
}

/// What is sighted of a key of tests.
pub fn lowered(observation: Observation) -> Observation {
    let is_mild = severity_of(&observation) <= Severity::Low;
    if is_mild || incomplete::INCOMPLETE.contains(&observation.check) {
        return observation;
    }
    let observation = observation.severity(Severity::Low).mend(OPENS_NOTHING);
    Observation {
        fix: None,
        ..observation
    }
}
