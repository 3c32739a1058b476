//! How far a rotation is at this place: a plan is printed again where one was stopped.

use crate::error::Result;
use crate::keys::Key;
use crate::keys::file::UnsafeKey;
use crate::keys::rotation;
use crate::keys::slots::{self, Slot};
use crate::keys::spec::Spec;
use crate::time::Time;

/// How far the rotation is here. What other nodes have is not known.
pub enum Progress {
    /// It has not begun.
    Begins,
    /// One was undone; it has not begun again.
    RolledBack {
        /// The fingerprint of the key that was given up.
        new: String,
        /// When.
        since: Time,
    },
    /// The new key is staged.
    Staged {
        /// Its fingerprint.
        new: String,
    },
    /// The new key is the primary, and cookies of the old one are not over yet.
    Promoted {
        /// Its fingerprint.
        new: String,
        /// The key that it replaced.
        old: Key,
        /// When.
        since: Time,
    },
}

impl Progress {
    /// Looks at the slots of a place.
    ///
    /// # Errors
    /// When they cannot be listed, or the staged key cannot be used: then no plan can.
    pub fn at(place: &Spec, lifetime: u64, now: Time) -> Result<Progress> {
        if !matches!(place, Spec::File(_) | Spec::Keyring(_)) {
            return Ok(Progress::Begins);
        }
        let seen = rotation::status(place)?;
        if let Some(staged) = seen.staged() {
            let new = staged.key.clone()?.to_string();
            return Ok(Progress::Staged { new });
        }
        let Some((since, fingerprint)) = seen.retired_since(now, lifetime) else {
            return Ok(Progress::Begins);
        };
        if seen.was_rolled_back(place) {
            let new = fingerprint.to_string();
            return Ok(Progress::RolledBack { new, since });
        }
        let slots = slots::all(place)?;
        let slot = slots
            .iter()
            .find(|(slot, _)| *slot == Slot::Retired(since))
            .map(|(_, spec)| spec.load(UnsafeKey::Refuse, &[]));
        match slot {
            Some(Ok((old, _))) if old.fingerprint() == fingerprint => Ok(Progress::Promoted {
                new: seen.primary.to_string(),
                old,
                since,
            }),
            _ => Ok(Progress::Begins),
        }
    }

    /// The new key's fingerprint, once there is one.
    pub fn new_key(&self) -> Option<&str> {
        match self {
            Progress::Begins | Progress::RolledBack { .. } => None,
            Progress::Staged { new } | Progress::Promoted { new, .. } => Some(new),
        }
    }

    /// Whether all of it is still to be done.
    pub fn begins(&self) -> bool {
        self.new_key().is_none()
    }

    /// What is reported of it above the steps.
    pub fn told(&self, place: &Spec, has_others: bool) -> Option<String> {
        let status = rotation::command(place, "status");
        let others = match has_others {
            true => format!(
                "What the other nodes have is not known here: see it on each with `{status}`. "
            ),
            false => "If other nodes have the same key, name each with --node. ".to_owned(),
        };
        let again = "Each command can be run again: what is done already stays as it is";
        match self {
            Progress::Begins => None,
            Progress::RolledBack { new, since } => Some(format!(
                "The last rotation was undone on this machine at {since}: its key {new} is retired. \
                 These are the steps of another one. {}",
                match has_others {
                    true => format!(
                        "First see that the other nodes have the primary key of this machine: \
                         `{status}`"
                    ),
                    false => others,
                }
            )),
            Progress::Staged { new } => Some(format!(
                "A rotation is under way: on this machine its new key {new} is staged, and not \
                 promoted. {others}{again}"
            )),
            Progress::Promoted { new, old, since } => Some(format!(
                "A rotation is under way: on this machine {new} took the place of {} at {since}, and \
                 the steps that remain follow. {others}{again}. To plan another rotation, add \
                 --another",
                old.fingerprint()
            )),
        }
    }
}
