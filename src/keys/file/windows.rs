//! Key files on Windows, by the rules of those on Unix: what a mode is there is an
//! access control list here, which is on the file from its first moment and takes
//! nothing from the folder.
//!
//! Names are paths here, and not relative to an open folder. The folder is held
//! open all the same, and as long as it is, it can neither be renamed nor removed:
//! its path still means that folder.

mod access;
mod create;
mod delete;
mod lock;
mod made;
mod place;
mod read;
mod shelf;

pub use create::create;
pub use delete::delete;
pub use place::left_behind;
pub use read::read;
pub use shelf::Held;
