//! 4xx: databases that keep passwords or tokens in clear.

use std::io::ErrorKind;

use super::copies::is_database;
use super::finding::{Check, Look, Severity, Sighting};
use super::itself;
use super::scene::Scene;
use crate::audit::rooted::quoted;
use crate::encoding::visible;
use crate::error::reason_of;
use crate::subject::CheckId;
use crate::tokens::clear;

const CLEAR_TEXT_IN_DATABASE: CheckId = CheckId {
    id: "CK417",
    slug: "clear-text-in-database",
};

/// The row.
pub const CHECKS: &[Check] = &[Check {
    id: CLEAR_TEXT_IN_DATABASE,
    severity: Severity::High,
    title: "A database keeps passwords or tokens in clear",
    expected: "passwords as argon2id and tokens as SHA-256, as `cookiekit token` keeps them",
    why: "whoever reads it, or a copy or backup of it, logs in as every user, also elsewhere",
    fix: "cookiekit token import for a plumber API's users, or by the application that reads it",
    look: Look::Scene(databases),
}];

/// How a table is mended that another application reads.
const BY_ITS_APPLICATION: &str = "the application that reads the table must hash its passwords \
     (argon2id, bcrypt) and keep digests of its tokens; `cookiekit token import` is for \
     users(name, user, password, token, token_expiry) of a plumber API alone";

fn databases(scene: &Scene) -> Vec<Sighting> {
    let mut sightings = Vec::new();
    for path in &scene.databases {
        let found = is_database(path).and_then(|is_database| match is_database {
            true => clear::look(path),
            false => Ok(vec![]),
        });
        match found {
            Ok(found) => sightings.extend(found.into_iter().map(|clear| {
                let table = visible(&clear.table);
                let columns = visible(&clear.columns.join(", "));
                let observed = format!("keeps {columns} in clear in its table {table}");
                let sighting = Sighting::new(CLEAR_TEXT_IN_DATABASE, path, observed);
                let sighting = match clear.is_of_recipe {
                    true => sighting.fix(format!("cookiekit token import --db {}", quoted(path))),
                    // The columns would go, and its application needs them.
                    false => sighting.mend(BY_ITS_APPLICATION),
                };
                sighting.detail(clear.table).extent(clear.columns)
            })),
            // A link to nothing, or a file that is gone by now.
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => sightings.push(itself::skipped(path, reason_of(&error))),
        }
    }
    sightings
}
