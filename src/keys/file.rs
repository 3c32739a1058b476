//! Keys in files: read only when nobody else can, made so that no fault loses
//! or leaks one.
//!
//! A file that others can read is refused before it is used, with the command
//! that closes it. A new file appears under its name at once, whole and with
//! mode 0600, or not at all: not after a full disk, not after a kill, and
//! never over anything that is there.

pub mod absent;
#[cfg(target_os = "linux")]
mod attributes;
#[cfg(unix)]
mod create;
#[cfg(unix)]
mod delete;
#[cfg(not(unix))]
mod elsewhere;
#[cfg(unix)]
mod fill;
#[cfg(unix)]
mod folder;
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
pub use create::create;
#[cfg(unix)]
pub use delete::delete;
#[cfg(not(unix))]
pub use elsewhere::{Held, create, delete, left_behind};
#[cfg(unix)]
pub use folder::left_behind;
#[cfg(unix)]
pub use install::{Hidden, made_for};
pub use read::{Read, UnsafeKey, read};
#[cfg(unix)]
pub use shelf::Held;

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
