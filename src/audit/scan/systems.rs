//! The systems that have files of their own: where each keeps its key and its settings.

pub mod packages;
pub mod workbench;

use std::path::PathBuf;

use self::workbench::{places, search};
use crate::audit::detect::framework_files::read_by;
use crate::audit::facts::policy::Policy;
use crate::audit::scan::discovery::Place;
use crate::frameworks::Format;

/// What their databases are called, without the ending.
pub const DATABASES: &[&str] = places::DATABASES;

/// Where they keep logs.
pub const LOGS: &[&str] = places::LOGS;

/// The same below a home directory, where a user runs one.
pub const OWN_LOGS: &str = places::OWN_LOGS;

/// Where a system looks for its one key, the first that counts first. The same
/// key in two of them is no other key.
pub fn search_order(policy: &Policy) -> Vec<PathBuf> {
    match cfg!(windows) {
        true => vec![],
        false => search::search_order(policy),
    }
}

/// The format whose system looks for its key in that order.
pub fn reader() -> Option<&'static dyn Format> {
    read_by(search::KEY_NAME.as_ref())
}

/// The places of their keys, settings and databases.
pub fn known_places(policy: &Policy) -> Vec<Place> {
    places::known_places(policy)
}
