//! The systems that have files of their own to judge: where each keeps its
//! key and its settings, and the checks that are true of it alone.

mod plumber;
pub mod served;
mod workbench;

use std::path::PathBuf;

use crate::audit::checks::check::Check;
use crate::audit::detect::framework_files::read_by;
use crate::audit::facts::policy::Policy;
use crate::audit::scan::discovery::Place;
use crate::frameworks::Format;

pub use plumber::{borrowed, handed_over, installed_packages, judged, marked};

/// What their databases are called, without the ending.
pub const DATABASES: &[&str] = workbench::DATABASES;
/// Where they keep logs.
pub const LOGS: &[&str] = workbench::LOGS;
/// The same below a home directory, where a user runs one.
pub const OWN_LOGS: &str = workbench::OWN_LOGS;

/// The rows, in the order of their numbers.
pub const CHECKS: [&[Check]; 2] = [workbench::CHECKS, plumber::CHECKS];

/// Where a system looks for its one key, the first that counts first. The same
/// key in two of them is no other key.
pub fn search_order(policy: &Policy) -> Vec<PathBuf> {
    match cfg!(windows) {
        true => vec![],
        false => workbench::search_order(policy),
    }
}

/// The format whose system looks for its key in that order.
pub fn reader() -> Option<&'static dyn Format> {
    read_by(workbench::KEY_NAME.as_ref())
}

/// The places of their keys, settings and databases.
pub fn known_places(policy: &Policy) -> Vec<Place> {
    workbench::known_places(policy)
}
