//! Bearer tokens with an expiry, and the users who may have them, in an SQLite
//! file: the only part that knows SQL.
//!
//! What is kept cannot be used by anyone who reads the file: passwords as
//! argon2id, tokens as SHA-256. A token is 142 random bits, so its plain hash
//! cannot be guessed, and it is found by one search of an index; anyone who times
//! that search learns of hashes, which nobody can choose.
//!
//! Our tables have a prefix of their own, because after an import they stand
//! in one file with the tables of an API.

pub mod clear;
mod database;
mod import;
mod lockout;
mod login;
mod place;
mod schema;
mod store;
mod token;
mod users;
mod words;

pub use database::{Access, Database, Terms};
pub use import::{Import, Imported, Named, Reading, Ready, offered_backup};
pub use lockout::LONGEST_WAIT;
pub use login::Answer;
pub use place::OpenToOthers;
pub use store::{Checked, Checker, Listed, Which};
pub use token::{ID_DIGITS, MAX_TOKEN_BYTES, Token};
pub use users::{MAX_PASSWORD_BYTES, MAX_USER_BYTES, User, check_user, no_such_user};

use crate::time::Time;

/// A time as SQLite keeps it: whole seconds with a sign.
fn to_seconds(time: Time) -> i64 {
    i64::try_from(time.0).unwrap_or(i64::MAX)
}

fn from_seconds(seconds: i64) -> Time {
    Time(u64::try_from(seconds).unwrap_or(0))
}

/// A new database in a folder of its own.
#[cfg(test)]
fn scratch() -> (tempfile::TempDir, Database) {
    let directory = tempfile::tempdir().unwrap();
    let terms = Terms {
        lock_timeout: std::time::Duration::from_secs(5),
        open_to_others: OpenToOthers::Refuse,
    };
    let path = directory.path().join("db");
    let database = Database::open(&path, Access::Create, &terms).unwrap();
    (directory, database)
}
