//! The checks that are true of one system alone, which has files of its own to judge.

mod plumber;
pub mod web_root;
mod workbench;

use crate::audit::checks::check::Check;

pub use plumber::judged;

/// The rows, in the order of their numbers.
pub const CHECKS: [&[Check]; 2] = [workbench::CHECKS, plumber::CHECKS];

/// R's `Sys.getenv()` has `""` for what is not set, which plumber takes for no key.
pub const OF_R: &str = "let the program read the key from a file or a keyring, and take the line out \
     only then: with an empty key plumber sends sessions unencrypted";
