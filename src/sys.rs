//! The calls that no safe crate makes for us: `unsafe` is in the files below this
//! one, and nowhere else.
//!
//! Each block says why it is sound, so that these files can be audited alone.

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
pub use unix::*;
#[cfg(windows)]
pub use windows::*;
