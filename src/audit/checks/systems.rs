//! The checks that are true of one system alone, which has files of its own to judge.

mod plumber;
pub mod served;
mod workbench;

use crate::audit::checks::check::Check;

pub use plumber::{installed_packages, judged};

/// The rows, in the order of their numbers.
pub const CHECKS: [&[Check]; 2] = [workbench::CHECKS, plumber::CHECKS];
