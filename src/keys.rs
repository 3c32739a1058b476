//! The life of a key: what it is, where it is, how it is made and kept.

pub mod alone;
pub mod document;
pub mod file;
pub mod foreign;
mod key;
pub mod keyring;
pub mod known;
mod nearby;
pub mod ring;
pub mod rotation;
pub mod slots;
pub mod spec;

pub use crate::crypto::Strength;
pub use key::{Fingerprint, Key, MAX_KEY_BYTES};
pub use nearby::{is_previous_key, is_variable_of_rotation, nearby};
