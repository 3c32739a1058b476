//! The systems whose sources are read in a way of their own.

pub mod plumber;

pub use self::plumber::{asked, borrowed, handed_over, marked, places};
