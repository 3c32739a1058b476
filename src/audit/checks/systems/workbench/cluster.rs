//! CK709: the key in the database of a cluster.

use super::{CheckId, id};
use crate::audit::checks::check::{Check, Scope};
use crate::audit::facts::observation::{Observation, Severity};
use crate::audit::scan::scene::Scene;

const WB_KEY_IN_DATABASE: CheckId = id("CK709", "wb-key-in-database");

/// The row.
pub(super) const ROW: Check = Check {
    id: WB_KEY_IN_DATABASE,
    severity: Severity::Medium,
    title: "The database of Workbench has its key, too",
    expected: "a database that only its server can read, and a rotation that includes it",
    why: "anyone who can query it, or has a backup of it, has the key; a node with another key \
        does not come online",
    fix: "let nobody but the server query it; rotate on all nodes at once, all of them stopped",
    scope: Scope::Scene(databases),
};

#[cfg(not(feature = "token"))]
fn databases(_scene: &Scene) -> Vec<Observation> {
    // That databases were not looked into is reported once, by another check.
    vec![]
}

#[cfg(feature = "token")]
fn databases(scene: &Scene) -> Vec<Observation> {
    use crate::audit::facts::rooted;
    use crate::audit::scan::databases::is_database;
    use crate::tokens::clear::has_key_of_a_cluster;

    // What else is in the database is not ours.
    const MEND: &str = "see who may query the table cluster and who has backups of it; to rotate, \
         stop all nodes, replace the key, start one of them, then the others, and compare them \
         with rstudio-server list-nodes";

    let has_key = |path: &std::path::Path| {
        // SQLite opens it by a path, whose links would lead to the host's.
        let real = rooted::canonical(path).ok()?;
        // What cannot be read is reported by the check of clear text.
        let has_one = is_database(path).ok()? && has_key_of_a_cluster(&real).ok()?;
        has_one.then_some(())
    };
    let found = scene
        .databases
        .iter()
        .filter(|path| has_key(path).is_some());
    let told = found.map(|path| {
        let observed = "has the key of cookies in its table cluster";
        Observation::new(WB_KEY_IN_DATABASE, path, observed).mend(MEND)
    });
    told.collect()
}
