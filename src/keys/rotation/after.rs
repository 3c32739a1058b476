//! Where a rotation stands that replaces a key which is named: the line of a script
//! that makes a new key may be run again, and makes one only once.

use super::{Rotation, StagedKey, Was};
use crate::error::{Error, Result};
use crate::keys::file::Durability;
use crate::keys::slots::Slot;

/// What has become of the rotation that replaces a key.
#[derive(Debug)]
pub enum After {
    /// That key is the primary, and none is staged.
    NotBegun,
    /// The key that follows it is there: staged, or the primary.
    There(StagedKey),
}

impl Rotation {
    /// Where the rotation stands that replaces the key with this fingerprint.
    ///
    /// # Errors
    /// When another key is the primary that did not follow it, or the staged one cannot
    /// be used.
    pub fn after(&self, old: &str) -> Result<After> {
        if self.is_primary(old) {
            return match self.next() {
                None => Ok(After::NotBegun),
                Some(next) => {
                    let key = next.key.as_ref().map_err(Clone::clone)?;
                    Ok(After::There(StagedKey {
                        fingerprint: key.fingerprint(),
                        spec: next.spec.clone(),
                        was: Was::Staged,
                        durability: Durability::Durable,
                    }))
                }
            };
        }
        let mut retired = self.beside.iter();
        let newest = retired.find(|it| matches!(it.slot, Slot::Retired(_)));
        let newest = newest.and_then(|it| it.fingerprint());
        if newest.is_some_and(|it| it.to_string() == old) {
            return Ok(After::There(self.is_primary_already()));
        }
        Err(Error::could_not(format!(
            "the primary key of {} is {}: it is not {old}, and did not take its place",
            self.place,
            self.primary.fingerprint()
        ))
        .hint(format!("see the slots: {}", self.command("status"))))
    }

    /// Whether the primary is the key with this fingerprint.
    pub fn is_primary(&self, fingerprint: &str) -> bool {
        self.primary.fingerprint().to_string() == fingerprint
    }

    pub(super) fn is_primary_already(&self) -> StagedKey {
        StagedKey {
            fingerprint: self.primary.fingerprint(),
            spec: self.place.clone(),
            was: Was::Primary,
            durability: Durability::Durable,
        }
    }
}
