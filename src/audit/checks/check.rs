//! A check: a row of the catalogue, and the function that looks.

use crate::audit::checks::here;
use crate::audit::facts::key_file::KeyFile;
use crate::audit::facts::observation::{Observation, Severity};
use crate::audit::facts::policy::Policy;
use crate::audit::scan::scene::Scene;
use crate::subject::CheckId;

/// What a check looks at.
#[derive(Clone, Copy)]
pub enum Scope {
    /// One key file after the other.
    Key(fn(&KeyFile, &Policy) -> Vec<Observation>),
    /// Everything that was found, and this machine.
    Scene(fn(&Scene) -> Vec<Observation>),
    /// The same, by a check that knows what a file is in which it finds a key:
    /// such a key is not reported a second time because the file is a text, too.
    Holder(fn(&Scene) -> Vec<Observation>),
    /// Nothing by itself: the audit says it of its own work.
    Itself,
}

/// A row of the catalogue.
pub struct Check {
    /// Its identity: never reused, never renumbered.
    pub id: CheckId,
    /// How bad it is, unless the observation knows better.
    pub severity: Severity,
    /// What is wrong, as a title.
    pub title: &'static str,
    /// What is expected instead.
    pub expected: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// How it is fixed, in words. What begins with `, then rotate` is printed
    /// beside a command that does the rest.
    pub fix: &'static str,
    /// How it is looked for.
    pub scope: Scope,
}

impl Check {
    /// What is expected on this system.
    pub fn expected_here(&self) -> &'static str {
        here::words(self).0
    }

    /// How it is fixed on this system, in words.
    pub fn fix_here(&self) -> &'static str {
        here::words(self).1
    }
}
