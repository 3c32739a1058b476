//! The key of a secure session.

use std::sync::OnceLock;

use crate::crypto::SecretBox;
use crate::crypto::argon::{self, SALT_BYTES};
use crate::crypto::memory::Filled;

/// A key, or a text that one is made of when it is first needed: that takes 256 MiB.
pub enum Key {
    /// The key itself.
    Bytes(SecretBox),
    /// The text, with its salt.
    Secret {
        /// The text.
        text: Filled,
        /// The salt.
        salt: [u8; SALT_BYTES],
        /// What was made of them; none where the system had not the memory.
        made: OnceLock<Option<SecretBox>>,
    },
}

/// Why a key could not be made of its text.
pub const LACKING: &str = "the key could not be made of its text: Argon2id takes 256 MiB of memory, \
                           and the system does not give it";

impl Key {
    /// The key, unless the system has not the memory to make it.
    pub fn get(&self) -> Option<&SecretBox> {
        match self {
            Key::Bytes(key) => Some(key),
            Key::Secret { text, salt, made } => {
                let make = || argon::moderate(text, salt).map(|key| SecretBox::new(&key));
                made.get_or_init(make).as_ref()
            }
        }
    }
}
