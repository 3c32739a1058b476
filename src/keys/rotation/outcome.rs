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
    /// Whether it has a time that is still to come, for a slot before it has one.
    pub is_ahead: bool,
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
    /// Where it was before.
    pub was: Was,
    /// Whether it lasts.
    pub durability: Durability,
}

/// Where a key was that is to be staged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Was {
    /// It is new here.
    Nowhere,
    /// It was staged already.
    Staged,
    /// It was promoted already.
    Primary,
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
    /// The newest of those, if it was retired at a time that is still to come.
    pub ahead: Option<Ahead>,
    /// Those that were there only later than their names say: that time, and where
    /// they are.
    pub late: Vec<(Time, Spec)>,
    /// Those that are not the keys whose fingerprints they are named after: they stay.
    pub others: Vec<Spec>,
    /// Whether it lasts.
    pub durability: Durability,
}

/// A key that was retired at a time that is still to come.
#[derive(Debug)]
pub struct Ahead {
    /// That time.
    pub time: Time,
    /// Where it is, and where it would be if it were retired now, unless it cannot be
    /// read.
    pub place: Option<(Spec, Spec)>,
}
