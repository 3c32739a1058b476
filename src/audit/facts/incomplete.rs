//! What could not be checked. Unknown is never a pass.

use std::path::Path;

use zeroize::Zeroizing;

use crate::audit::facts::lines;
use crate::audit::facts::observation::Observation;
use crate::error::reason_of;
use crate::subject::CheckId;

/// There is nothing at a path.
pub const PATH_MISSING: CheckId = CheckId {
    id: "CK901",
    slug: "path-missing",
};

/// Something was not looked at.
pub const CHECK_SKIPPED: CheckId = CheckId {
    id: "CK902",
    slug: "check-skipped",
};

/// A file changed at every look.
pub const CHANGED_DURING_AUDIT: CheckId = CheckId {
    id: "CK903",
    slug: "changed-during-audit",
};

/// The checks that say that something could not be checked.
pub const INCOMPLETE: [CheckId; 3] = [PATH_MISSING, CHECK_SKIPPED, CHANGED_DURING_AUDIT];

/// There is nothing at the path.
pub fn missing(path: &Path) -> Observation {
    Observation::new(PATH_MISSING, path, "does not exist")
}

/// Something was not looked at, and why.
pub fn skipped(path: &Path, why: impl AsRef<str>) -> Observation {
    let why = why.as_ref();
    Observation::new(CHECK_SKIPPED, path, format!("could not be checked: {why}")).detail(why)
}

/// The bytes of a regular file, as [`lines::read`] has them; that it could not be
/// read is among the observations.
pub fn read(path: &Path, observations: &mut Vec<Observation>) -> Option<Zeroizing<Vec<u8>>> {
    lines::read(path).unwrap_or_else(|error| {
        observations.push(skipped(path, reason_of(&error)));
        None
    })
}

/// The file changed at every look.
pub fn changing(path: &Path) -> Observation {
    Observation::new(
        CHANGED_DURING_AUDIT,
        path,
        "changed during each of three attempts",
    )
}
