//! 9xx: what the audit says of its own work. Unknown is never a pass.

use crate::audit::checks::check::{Check, Scope};
use crate::audit::checks::file::exposed;
use crate::audit::facts::incomplete::{CHANGED_DURING_AUDIT, CHECK_SKIPPED, PATH_MISSING, skipped};
use crate::audit::facts::key_file::KeyFile;
use crate::audit::facts::observation::{Observation, Severity};
use crate::audit::facts::policy::Policy;
use crate::audit::facts::rooted::quoted;
use crate::error::reason_of;
use crate::subject::CheckId;

const RUNNING_AS_ROOT: CheckId = CheckId {
    id: "CK904",
    slug: "running-as-root-caveat",
};
/// A baseline entry that matches nothing.
pub const BASELINE_STALE: CheckId = CheckId {
    id: "CK905",
    slug: "baseline-stale",
};

/// The rows.
pub const CHECKS: &[Check] = &[
    Check {
        id: PATH_MISSING,
        severity: Severity::Medium,
        title: "A path does not exist",
        expected: "every path on the command line exists",
        why: "with a wrong path every audit would pass",
        fix: "name the path of the key, or make one with: cookiekit keygen --out PATH",
        scope: Scope::Itself,
    },
    Check {
        id: CHECK_SKIPPED,
        severity: Severity::Medium,
        title: "Something could not be checked",
        expected: "everything that the audit covers can be read",
        why: "what was not checked may be open to anyone; unknown is not a pass",
        fix: "follow the message, or run the audit as the owner or root, or add --allow-incomplete",
        scope: Scope::Key(unread),
    },
    Check {
        id: CHANGED_DURING_AUDIT,
        severity: Severity::Medium,
        title: "A file changed while it was checked",
        expected: "the file is the same before and after the check",
        why: "the result may not match the file that is there now",
        fix: "run the audit again, when no key is being rotated",
        scope: Scope::Itself,
    },
    Check {
        id: RUNNING_AS_ROOT,
        severity: Severity::Info,
        title: "Running as root: ownership was not checked",
        expected: "--owner names who may have the key",
        why: "root may own and read every key, so only --owner shows a wrong one",
        fix: "run the audit again with --owner USER",
        scope: Scope::Key(any_owner),
    },
    Check {
        id: BASELINE_STALE,
        severity: Severity::Low,
        title: "A baseline entry matches nothing",
        expected: "every entry of the baseline still matches",
        why: "an entry for a fixed fault hides the fault if it comes back",
        fix: "write the baseline again with --write-baseline",
        scope: Scope::Itself,
    },
];

/// Root without --owner lets a key belong to anybody.
fn any_owner(key: &KeyFile, policy: &Policy) -> Vec<Observation> {
    let owner = key.trail.subject.uid;
    if policy.owner != 0 || owner == 0 || !key.is_regular() || policy.is_owner_named {
        return vec![];
    }
    let name = policy.users.name(owner);
    let observed = format!("belongs to {name}, and whether that is right was not checked");
    let fix = format!("cookiekit audit --owner {owner} {}", quoted(&key.path));
    let observation = Observation::new(RUNNING_AS_ROOT, &key.path, observed).fix(fix);
    vec![observation.detail(format!("user {owner}"))]
}

/// A key that may not be read is judged by its mode alone.
fn unread(key: &KeyFile, _policy: &Policy) -> Vec<Observation> {
    if cfg!(windows) && key.key.is_some() {
        // Who may change a folder above it, where that cannot be seen.
        return exposed(key, CHECK_SKIPPED);
    }
    if !key.is_regular() || key.key.is_some() || key.is_program {
        return vec![];
    }
    let why = match &key.trail.unread {
        Some(error) => format!("its content: {}", reason_of(error)),
        None => "its content: it is larger than a key can be".to_owned(),
    };
    vec![skipped(&key.path, why)]
}
