//! 4xx: databases that keep passwords or tokens in plain text.
//!
//! SQLite looks into them, and is there with the feature `token`. Without it each
//! of them is reported not to have been checked.

use std::io::ErrorKind;
use std::path::Path;

use crate::audit::checks::check::{Check, Scope};
use crate::audit::facts::incomplete;
use crate::audit::facts::observation::{Observation, Severity};
use crate::audit::scan::databases::is_database;
use crate::audit::scan::scene::Scene;
use crate::error::reason_of;
use crate::subject::CheckId;

const CLEAR_TEXT_IN_DATABASE: CheckId = CheckId {
    id: "CK417",
    slug: "clear-text-in-database",
};

/// The row.
pub const CHECKS: &[Check] = &[Check {
    id: CLEAR_TEXT_IN_DATABASE,
    severity: Severity::High,
    title: "A database keeps passwords or tokens in plain text",
    expected: "passwords as argon2id and tokens as SHA-256, as `cookiekit token` keeps them",
    why: "anyone who reads it, or a copy or backup of it, logs in as every user, also elsewhere",
    fix: FIX,
    scope: Scope::Scene(databases),
}];

#[cfg(feature = "token")]
const FIX: &str =
    "`cookiekit token import`, for a table that it knows; else by the application that reads it";
#[cfg(not(feature = "token"))]
const FIX: &str = "run the audit with a cookiekit that was built with its feature token";

fn databases(scene: &Scene) -> Vec<Observation> {
    let mut observations = Vec::new();
    for path in &scene.databases {
        let found = is_database(path).and_then(|is_database| match is_database {
            true => tables_in_clear(path),
            false => Ok(vec![]),
        });
        match found {
            Ok(found) => observations.extend(found),
            // A link to nothing, or a file that is gone by now.
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => observations.push(incomplete::skipped(path, reason_of(&error))),
        }
    }
    observations
}

#[cfg(not(feature = "token"))]
fn tables_in_clear(path: &Path) -> std::io::Result<Vec<Observation>> {
    let why = "this cookiekit was built without SQLite and does not look into databases: \
         build it with its feature token";
    Ok(vec![incomplete::skipped(path, why)])
}

#[cfg(feature = "token")]
fn tables_in_clear(path: &Path) -> std::io::Result<Vec<Observation>> {
    use crate::audit::facts::rooted::{self, quoted};
    use crate::encoding::visible;

    /// How a table is fixed that another application reads.
    const BY_ITS_APPLICATION: &str = "change the application that reads the table so that it \
         hashes passwords (argon2id, bcrypt) and keep digests of its tokens; `cookiekit token \
         import` is for a table users(name, user, password, token, token_expiry) alone";

    // SQLite opens it by a path, whose links would lead to the host's.
    let real = rooted::canonical(path)?;
    let found = crate::tokens::clear::look(&real)?.into_iter();
    let observations = found.map(|clear| {
        let table = visible(&clear.table);
        let columns = visible(&clear.columns.join(", "));
        let observed = format!("keeps {columns} in plain text in its table {table}");
        let observation = Observation::new(CLEAR_TEXT_IN_DATABASE, path, observed);
        let observation = match clear.is_of_recipe {
            true => observation.fix(format!("cookiekit token import --db {}", quoted(path))),
            // The columns would go, and its application needs them.
            false => observation.mend(BY_ITS_APPLICATION),
        };
        observation.detail(clear.table).extent(clear.columns)
    });
    Ok(observations.collect())
}
