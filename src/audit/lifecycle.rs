//! 6xx: the age of the key.

use super::finding::{Check, Look, Severity, Sighting};
use super::key_file::KeyFile;
use super::renewal;
use super::scene::Policy;
use crate::error::counted;
use crate::shell::quoted;
use crate::subject::CheckId;

const KEY_TOO_OLD: CheckId = CheckId {
    id: "CK601",
    slug: "key-too-old",
};
const FUTURE_TIMESTAMP: CheckId = CheckId {
    id: "CK602",
    slug: "future-timestamp",
};

pub const ROTATION_INCOMPLETE: CheckId = CheckId {
    id: "CK603",
    slug: "rotation-incomplete",
};

/// The rows.
pub const CHECKS: &[Check] = &[
    Check {
        id: KEY_TOO_OLD,
        severity: Severity::Medium,
        title: "The key is older than --max-age",
        expected: "a key no older than the policy says",
        why: "the longer a key is in use, the more copies and backups have it",
        fix: "rotate",
        look: Look::Key(too_old),
    },
    Check {
        id: FUTURE_TIMESTAMP,
        severity: Severity::Low,
        title: "The key was written in the future",
        expected: "a time of writing in the past",
        why: "a wrong time hides the age of the key from every policy",
        fix: "set the clock, then touch the file",
        look: Look::Key(future),
    },
    Check {
        id: ROTATION_INCOMPLETE,
        severity: Severity::High,
        title: "A rotation was interrupted",
        expected: "no temporary file beside the key, and each key in one slot",
        why: "what a run that was killed has left holds a key, and no rotation knows of it",
        fix: "see what is left to do: cookiekit rotate status",
        look: Look::Scene(super::interrupted::rotations),
    },
];

/// Clocks of two machines differ by this much, in seconds.
const SKEW: i64 = 5 * 60;
const DAY: i64 = 24 * 60 * 60;

fn too_old(key: &KeyFile, policy: &Policy) -> Vec<Sighting> {
    let Some(max_age) = policy.max_age else {
        return vec![];
    };
    if key.is_retired() || !key.is_regular() {
        return vec![];
    }
    let (written, source) = written(key);
    let now = i64::try_from(policy.now.0).unwrap_or(i64::MAX);
    let age = now.saturating_sub(written);
    if age <= i64::try_from(max_age).unwrap_or(i64::MAX) {
        return vec![];
    }
    let observed = format!("is {} old ({source})", told(age / DAY, "day"));
    let sighting = Sighting::new(KEY_TOO_OLD, &key.path, observed);
    vec![match renewal::rotate(key) {
        Some(fix) => sighting.fix(fix),
        None => sighting,
    }]
}

/// When the key was written at the latest. The time of writing can be set,
/// and copies keep it; the time of birth can only be too late. So the time of
/// writing counts, and a birth before it does not make the key older.
fn written(key: &KeyFile) -> (i64, &'static str) {
    let modified = key.trail.subject.modified;
    match key.born {
        Some(born) if born > modified => (modified, "by its time of writing; copied here later"),
        Some(_) => (modified, "by its time of writing"),
        None => (modified, "by its time of writing, which can be set"),
    }
}

fn future(key: &KeyFile, policy: &Policy) -> Vec<Sighting> {
    let now = i64::try_from(policy.now.0).unwrap_or(i64::MAX);
    let ahead = key.trail.subject.modified.saturating_sub(now);
    if !key.is_regular() || ahead <= SKEW {
        return vec![];
    }
    let observed = match ahead / DAY {
        0 => format!("was written {} in the future", told(ahead / 60, "minute")),
        days => format!("was written {} in the future", told(days, "day")),
    };
    let fix = format!("touch {}", quoted(&key.path));
    vec![Sighting::new(FUTURE_TIMESTAMP, &key.path, observed).fix(fix)]
}

fn told(number: i64, unit: &str) -> String {
    counted(usize::try_from(number).unwrap_or(usize::MAX), unit)
}
