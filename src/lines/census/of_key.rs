//! The cookies of one key.

use crate::frameworks::FORMATS;
use crate::output::human::grouped;
use crate::time::Time;

/// The cookies of one key.
#[derive(Clone, Debug)]
pub(super) struct OfKey {
    pub(super) valid: u64,
    /// Not valid yet: their key is needed as that of the valid ones is.
    pub(super) early: u64,
    pub(super) expired: u64,
    /// The starts of genuine ones that were cut: when they are over is not known.
    pub(super) cut: u64,
    /// When the newest one was made.
    pub(super) newest: Option<Time>,
    /// When the last one is over, of those that ever are.
    pub(super) last: Option<Time>,
    /// How many of the valid ones are never over.
    pub(super) never_expire: u64,
    /// Of which formats they are.
    pub(super) formats: [bool; FORMATS.len()],
}

impl OfKey {
    /// None yet.
    pub(super) fn new() -> Self {
        OfKey {
            valid: 0,
            early: 0,
            expired: 0,
            cut: 0,
            newest: None,
            last: None,
            never_expire: 0,
            formats: [false; FORMATS.len()],
        }
    }

    /// Adds those of the same key that were counted elsewhere.
    pub(super) fn add(&mut self, other: &OfKey) {
        self.valid += other.valid;
        self.early += other.early;
        self.expired += other.expired;
        self.cut += other.cut;
        self.newest = self.newest.max(other.newest);
        self.last = self.last.max(other.last);
        self.never_expire += other.never_expire;
        let formats = self.formats.iter_mut().zip(other.formats);
        formats.for_each(|(to, from)| *to |= from);
    }

    /// That cookies of it were cut, where some were.
    pub(super) fn starts(&self) -> Option<String> {
        let cookies = match self.cut {
            0 => return None,
            1 => "1 cookie under it is genuine, but was cut".to_owned(),
            cut => format!(
                "{} cookies under it are genuine, but were cut",
                grouped(cut)
            ),
        };
        Some(cookies + ": when they are over is not known")
    }
}
