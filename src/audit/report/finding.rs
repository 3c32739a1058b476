//! An observation as it is shown.

use std::fmt;
use std::path::PathBuf;

use crate::audit::checks::check::Check;
use crate::audit::checks::here;
use crate::audit::facts::location::Location;
use crate::audit::facts::observation::{Observation, Severity, relative};
use crate::audit::facts::system;
use crate::audit::report::repair::is_closing;
use crate::crypto;
use crate::encoding;

/// An observation as it is shown.
pub struct Finding {
    /// The row of its check.
    pub check: &'static Check,
    /// How bad it is.
    pub severity: Severity,
    /// Where: relative to the working directory where it is below it.
    pub path: PathBuf,
    /// The places that it is about, at least one.
    pub locations: Vec<Location>,
    /// What was seen.
    pub observed: String,
    /// The shell command that fixes it.
    pub fix: Option<String>,
    /// The command line named the file.
    pub is_named: bool,
    /// The command closes the file to others, and does nothing else.
    pub is_closing: bool,
    /// Why the file is not closed unasked, if it could be.
    pub objection: Option<String>,
    /// How it is fixed in words.
    pub mend: String,
    /// What is to be done after the command.
    pub then: Option<String>,
    /// The same for the same fault at the same place that goes equally far.
    pub fingerprint: String,
    /// What a baseline must know, all of it, to know the finding: the fault at
    /// its place first, then one mark for each part of its extent.
    pub marks: Vec<String>,
    /// The files that were judged, and that the command closes if it closes
    /// any, each with its device and inode.
    pub judged: Vec<(PathBuf, (u64, u64))>,
}

/// Sets a finding's fingerprint apart from every other SHA-256.
const FINGERPRINT_DOMAIN: &[u8] = b"cookiekit/1 finding\0";
/// Bytes of a finding's fingerprint: a million findings do not collide.
const FINGERPRINT_BYTES: usize = 12;

impl Finding {
    /// What is shown of an observation.
    pub fn of(observation: Observation) -> Finding {
        let check = crate::audit::checks::catalogue::find(observation.check.id)
            .expect("every observation's check has a row");
        let observation = here::told(check, observation);
        let path = relative(&observation.path);
        let place = [
            observation.check.id.as_bytes(),
            &*system::name_in_marks(&path),
            observation.detail.as_bytes(),
        ];
        let mut extent = observation.extent;
        extent.sort();
        extent.dedup();
        let parts = extent.iter().map(String::as_bytes);
        let fingerprint = mark(place.into_iter().chain(parts.clone()));
        let base = mark(place.into_iter());
        let further = parts.map(|part| mark(place.into_iter().chain([part])));
        let marks = std::iter::once(base).chain(further).collect();
        let then = match (&observation.fix, &observation.mend) {
            (Some(_), Some(words)) => Some(words.clone()),
            (Some(_), None) => then(check.fix_here()).map(str::to_owned),
            (None, _) => None,
        };
        let mut locations = observation.locations;
        if locations.is_empty() {
            locations.push(Location::of(&observation.path));
        }
        // A commit may have a key twice.
        let mut each: Vec<Location> = Vec::new();
        for it in locations {
            let path = relative(&it.path);
            let place = Location { path, ..it };
            // A log has many: only the last ones can be the same.
            if !each.iter().rev().take(100).any(|other| *other == place) {
                each.push(place);
            }
        }
        Finding {
            check,
            locations: each,
            is_named: false,
            objection: None,
            is_closing: observation
                .fix
                .as_deref()
                .is_some_and(|command| is_closing(command, &observation.judged)),
            mend: observation
                .mend
                .unwrap_or_else(|| check.fix_here().to_owned()),
            then,
            severity: observation.severity.unwrap_or(check.severity),
            path,
            observed: observation.observed,
            fix: observation.fix,
            fingerprint,
            marks,
            judged: observation
                .judged
                .into_iter()
                .map(|(path, identity)| (relative(&path), identity))
                .collect(),
        }
    }

    /// Whether it says that a check was not completed.
    pub fn is_incomplete(&self) -> bool {
        crate::audit::facts::incomplete::INCOMPLETE.contains(&self.check.id)
    }
}

/// What is to be done after the command of a check: a key that was exposed
/// stays known to anyone who has read it.
pub(super) fn then(fix: &'static str) -> Option<&'static str> {
    let (_, words) = fix.split_once(", then ")?;
    words.starts_with("rotate").then_some(words)
}

/// A digest of words, no two lists of which are the same bytes: a path has no
/// NUL, and what is behind it is our own.
fn mark<'a>(words: impl Iterator<Item = &'a [u8]>) -> String {
    let mut bytes = FINGERPRINT_DOMAIN.to_vec();
    for (index, word) in words.enumerate() {
        bytes.extend((index > 0).then_some(0));
        bytes.extend_from_slice(word);
    }
    encoding::hex(&crypto::sha256(&[&bytes])[..FINGERPRINT_BYTES])
}

impl fmt::Debug for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (id, severity) = (self.check.id.id, self.severity);
        write!(f, "{id} {severity} {:?}: {}", self.path, self.observed)
    }
}
