//! Keys in files: read only when nobody else can, made so that no fault loses
//! or leaks one.
//!
//! A file that others can read is refused before it is used, with the command
//! that closes it. A new file appears under its name at once, whole and closed to
//! others (mode 0600, or an access control list of its own on Windows), or not at
//! all: not after a full disk, not after a kill, and never over anything that is
//! there.

pub mod absent;
#[cfg(target_os = "linux")]
mod attributes;
#[cfg(unix)]
mod create;
#[cfg(unix)]
mod delete;
#[cfg(unix)]
mod fill;
#[cfg(unix)]
mod folder;
mod hidden;
#[cfg(unix)]
mod install;
#[cfg(unix)]
mod lock;
#[cfg(unix)]
mod place;
mod read;
#[cfg(unix)]
mod shelf;
#[cfg(unix)]
mod unchangeable;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
pub use create::create;
#[cfg(unix)]
pub use delete::delete;
#[cfg(unix)]
pub use folder::left_behind;
pub use hidden::{HIDDEN_PATTERNS, Hidden, made_for};
#[cfg(unix)]
pub use read::read;
pub use read::{Read, UnsafeKey};
#[cfg(unix)]
pub use shelf::Held;
#[cfg(windows)]
pub use windows::{Held, create, delete, left_behind, read};

use self::absent::absent;
use crate::error::reason;

/// Whether a key that was just written will be there after a power failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Durability {
    /// It is on the disk, as far as the disk tells the truth.
    Durable,
    /// It is in place and in use, but something after that failed: what, in
    /// words that follow a colon. Making it again would make another key.
    Unknown(String),
}
