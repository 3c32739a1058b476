//! What becomes of observations: findings, each once, what a baseline accepts of them, and
//! what can be fixed at once.

pub mod baseline;
mod decisions;
pub mod finding;
pub mod repair;

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use crate::audit::facts::incomplete::PATH_MISSING;
use crate::audit::facts::key_file::KeyFile;
use crate::audit::facts::observation::{Observation, Severity, relative};
use crate::audit::fix::edits;
use crate::audit::report::finding::Finding;
use crate::audit::scan::discovery::Place;
use crate::audit::scan::scene::Scene;
use crate::audit::scan::systems::packages::installed_packages;
use crate::audit::scan::tree::NotRead;

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

    /// Whether there is nothing at a path that was named.
    pub fn is_missing(&self, path: &Path) -> bool {
        let mut findings = self.findings.iter();
        findings.any(|it| it.check.id == PATH_MISSING && it.path == path)
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

/// What is reported about a scene.
pub fn report(mut scene: Scene, observations: Vec<Observation>, checks: usize) -> Report {
    scene.excluded.sort();
    scene.excluded.dedup();
    Report {
        findings: told_once(observations, &scene),
        checks,
        accepted: 0,
        is_staged: false,
        looked_at: scene.looked_at,
        packages: installed_packages(&scene.texts),
        digits: scene.unproven,
        excluded: scene.excluded,
        passed_over: scene.passed_over,
        files_walked: scene.files_walked,
        not_read: scene.not_read.into_inner(),
        keys: scene.keys.len(),
        examined: scene.keys.iter().map(KeyFile::identity).collect(),
    }
}

/// Each finding once, the worst first.
fn told_once(mut observations: Vec<Observation>, scene: &Scene) -> Vec<Finding> {
    let named: HashSet<PathBuf> = scene.given.iter().map(|it| relative(it)).collect();
    decisions::come_first(&mut observations);
    let left_out = &scene.policy.left_out;
    observations.retain(|it| it.decides.is_none() || !left_out.contains(&it.check.id));
    let mut seen = HashSet::new();
    let mut findings: Vec<Finding> = observations
        .into_iter()
        .map(Finding::of)
        .map(|found| Finding {
            is_named: named.contains(&found.path),
            ..found
        })
        .filter(|found| seen.insert(found.fingerprint.clone()))
        .map(|found| Finding {
            objection: repair::objection(&found, &scene.policy),
            ..found
        })
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
