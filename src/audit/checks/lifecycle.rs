//! 6xx: the age of the key.

use crate::audit::checks::check::{Check, Scope};
use crate::audit::facts::key_file::KeyFile;
use crate::audit::facts::observation::{Observation, Severity};
use crate::audit::facts::policy::Policy;
use crate::audit::facts::rooted::quoted;
use crate::audit::fix::renewal;
use crate::error::counted;
use crate::keys::slots::{self, Slot};
use crate::keys::spec::Spec;
use crate::subject::{Age, AgeSource, CheckId, SKEW};
use crate::time::Time;

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
        title: "The key is older than --max-key-age",
        expected: "a key no older than the policy says",
        why: "the longer a key is in use, the more copies of it exist",
        fix: "rotate",
        scope: Scope::Key(too_old),
    },
    Check {
        id: FUTURE_TIMESTAMP,
        severity: Severity::Low,
        title: "The key was written in the future",
        expected: "a modification time in the past",
        why: "a wrong time hides the age of the key from every policy",
        fix: "set the clock, then touch the file",
        scope: Scope::Key(future),
    },
    Check {
        id: ROTATION_INCOMPLETE,
        severity: Severity::High,
        title: "A rotation was interrupted",
        expected: "no temporary file beside the key, and each key in one slot",
        why: "a killed run left a file with a key that no rotation will remove",
        fix: "see what is left: cookiekit rotate status --key PATH",
        scope: Scope::Scene(crate::audit::checks::interrupted::rotations),
    },
];

const DAY: i64 = 24 * 60 * 60;

fn too_old(key: &KeyFile, policy: &Policy) -> Vec<Observation> {
    let Some(max_key_age) = policy.max_key_age else {
        return vec![];
    };
    if key.is_retired() || !key.is_regular() {
        return vec![];
    }
    let now = policy.now;
    let age = age(key);
    let beside = age.beside(now);
    let observation = match age.since(now) {
        Some((since, source)) => {
            let seconds = now.0.saturating_sub(since.0);
            if seconds <= max_key_age {
                return vec![];
            }
            let days = i64::try_from(seconds).unwrap_or(i64::MAX) / DAY;
            let (days, source) = (told(days, "day"), source.word());
            let observed = format!("is {days} old (by its {source}{beside})");
            Observation::new(KEY_TOO_OLD, &key.path, observed)
        }
        None => {
            let dates = beside.strip_prefix("; ").unwrap_or("it has none");
            let observed = format!("may be older: no date shows its age ({dates})");
            Observation::new(KEY_TOO_OLD, &key.path, observed).severity(Severity::Low)
        }
    };
    vec![observation.renewed(renewal::renew(key))]
}

/// What tells how old the key is: its own dates, and when the one before it was
/// retired.
fn age(key: &KeyFile) -> Age {
    // What is before 1970 is as little the date of a key as 1970 is.
    let date = |seconds: i64| Time(u64::try_from(seconds).unwrap_or(0));
    let slots = slots::named(&Spec::File(key.path.clone())).unwrap_or_default();
    let retired = slots.iter().find_map(|(slot, _)| match slot {
        Slot::Retired(time) => Some(*time),
        _ => None,
    });
    Age::of([
        (AgeSource::Birth, key.born.map(date)),
        (
            AgeSource::Modification,
            Some(date(key.trail.subject.modified)),
        ),
        (AgeSource::Retirement, retired),
    ])
}

fn future(key: &KeyFile, policy: &Policy) -> Vec<Observation> {
    let now = i64::try_from(policy.now.0).unwrap_or(i64::MAX);
    let ahead = key.trail.subject.modified.saturating_sub(now);
    if !key.is_regular() || ahead <= SKEW.cast_signed() {
        return vec![];
    }
    let observed = match ahead / DAY {
        0 => format!("was written {} in the future", told(ahead / 60, "minute")),
        days => format!("was written {} in the future", told(days, "day")),
    };
    let fix = format!("touch {}", quoted(&key.path));
    vec![Observation::new(FUTURE_TIMESTAMP, &key.path, observed).fix(fix)]
}

fn told(number: i64, unit: &str) -> String {
    counted(usize::try_from(number).unwrap_or(usize::MAX), unit)
}
