//! What the steps of a rotation ask and answer.

use crate::keys::file::Durability;
use crate::keys::key::Fingerprint;
use crate::keys::spec::Spec;
use crate::time::Time;

/// What a step did.
#[derive(Debug)]
pub struct Turned {
    /// The primary's fingerprint before.
    pub was: Fingerprint,
    /// And now.
    pub is: Fingerprint,
    /// The bytes of the new primary.
    pub bytes: usize,
    /// Where the old key is.
    pub kept: Spec,
    /// Whether the step lasts.
    pub durability: Durability,
}

/// A key that is staged.
#[derive(Debug)]
pub struct StagedKey {
    /// Its fingerprint.
    pub fingerprint: Fingerprint,
    /// Where it is.
    pub spec: Spec,
    /// Whether it was there already.
    pub was_there: bool,
    /// Whether it lasts.
    pub durability: Durability,
}

/// What must be so before a staged key is promoted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Conditions {
    /// It is this time or later.
    pub not_before: Option<Time>,
    /// The key has been staged for this many seconds.
    pub min_staged: Option<u64>,
}

/// What was dropped.
#[derive(Debug)]
pub struct Dropped {
    /// When each was retired, its fingerprint if it could be read, where it
    /// was.
    pub keys: Vec<(Time, Option<Fingerprint>, Spec)>,
    /// How many younger ones stay.
    pub stay: usize,
    /// When the newest of those was retired.
    pub newest: Option<Time>,
    /// Whether it lasts.
    pub durability: Durability,
}
