//! Posit Workbench and RStudio Server: where it looks for its key, and what else it has.

pub mod places;
pub mod search;
