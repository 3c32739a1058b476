//! How long a name is locked after wrong passwords.
//!
//! NIST SP 800-63B, 5.2.2, wants the wait to grow "as the account approaches
//! its maximum allowance for consecutive failed attempts (e.g., 30 seconds up
//! to an hour)". Names that no user has are counted alike, so that a lock says
//! nothing of who exists.

use crate::time::Time;

/// Wrong passwords in a row that have no consequence.
pub(super) const FREE: u32 = 5;
/// The first wait in seconds; each further failure doubles it.
const FIRST_WAIT: u64 = 30;
/// The longest wait in seconds.
pub const LONGEST_WAIT: u64 = 3600;
/// After so many seconds without a failure, the count starts over.
pub(super) const FORGOTTEN_AFTER: u64 = 24 * 3600;

/// What is known of a name's failures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Failures {
    /// Wrong passwords in a row.
    pub(super) count: u32,
    /// When the last one was, in seconds since 1970.
    pub(super) last: u64,
    /// Until when the name is locked, in seconds since 1970; 0 when it is not.
    pub(super) locked_until: u64,
}

impl Failures {
    /// Until when the name is locked, if it is. A lock that is longer than the
    /// longest, or begins further ahead than that, was made by a clock that
    /// went wrong; one that begins a little ahead, by a run that started a
    /// moment later than this one and was faster.
    pub(super) fn lock(self, now: Time) -> Option<Time> {
        let wait = self.locked_until.saturating_sub(self.last);
        let is_believed = wait <= LONGEST_WAIT && !self.is_far_ahead(now);
        (is_believed && now.0 < self.locked_until).then_some(Time(self.locked_until))
    }

    /// One more.
    pub(super) fn after_another(self, now: Time) -> Failures {
        let now = match self.is_far_ahead(now) {
            true => now,
            false => now.max(Time(self.last)),
        };
        let is_forgotten = self.last.saturating_add(FORGOTTEN_AFTER) <= now.0;
        let count = if is_forgotten {
            1
        } else {
            self.count.saturating_add(1)
        };
        let locked_until = match count.checked_sub(FREE) {
            None => 0,
            Some(more) => now.plus(wait(more)).0,
        };
        Failures {
            count,
            last: now.0,
            locked_until,
        }
    }

    /// Whether the last failure lies so far ahead that a clock went wrong.
    fn is_far_ahead(self, now: Time) -> bool {
        self.last.saturating_sub(now.0) > LONGEST_WAIT
    }
}

/// The wait after so many failures beyond the first that has one.
fn wait(more: u32) -> u64 {
    // Beyond 32 doublings it is the longest for long.
    FIRST_WAIT
        .saturating_mul(1 << more.min(32))
        .min(LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_begins_late_and_grows_to_an_hour() {
        let mut failures = Failures::default();
        let mut now = Time(1_000_000);
        let mut waits = Vec::new();
        for _ in 0..14 {
            failures = failures.after_another(now);
            let until = failures.lock(now).unwrap_or(now);
            waits.push(until.0 - now.0);
            now = until;
        }
        assert_eq!(
            waits,
            [
                0, 0, 0, 0, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600
            ]
        );
        assert_eq!(failures.lock(now), None, "the wait is over at its end");
    }

    #[test]
    fn a_day_without_a_failure_forgets_them() {
        let before = Failures {
            count: 40,
            last: 1000,
            locked_until: 4600,
        };
        let later = before.after_another(Time(1000 + FORGOTTEN_AFTER));
        assert_eq!((later.count, later.locked_until), (1, 0));
        assert_eq!(before.after_another(Time(1001)).count, 41);
    }

    #[test]
    fn a_clock_that_was_wrong_locks_nobody_for_years() {
        let failures = Failures {
            count: 9,
            last: 0,
            locked_until: 4_000_000_000,
        };
        assert_eq!(failures.lock(Time(1_700_000_000)), None);
        let ahead = Failures {
            last: 4_000_000_000 - LONGEST_WAIT,
            ..failures
        };
        assert_eq!(ahead.lock(Time(1_700_000_000)), None);
        let after = ahead.after_another(Time(1_700_000_000));
        assert_eq!((after.count, after.last), (10, 1_700_000_000));
        assert_eq!(
            after.lock(Time(1_700_000_000)),
            Some(Time(after.locked_until))
        );
    }

    /// Of two that run at the same time, the one that started earlier may come
    /// later.
    #[test]
    fn the_longest_lock_holds_for_those_who_started_a_moment_before_it() {
        let mut failures = Failures::default();
        let now = Time(1_700_000_000);
        for _ in 0..40 {
            failures = failures.after_another(now);
        }
        let until = now.plus(LONGEST_WAIT);
        assert_eq!(failures.lock(now), Some(until));
        for before in [1, 10, LONGEST_WAIT] {
            let earlier = Time(now.0 - before);
            assert_eq!(failures.lock(earlier), Some(until), "{before}");
            // The lock does not become shorter by one that is late.
            assert_eq!(failures.after_another(earlier).locked_until, until.0);
        }
    }

    #[test]
    fn no_number_of_failures_overflows() {
        let many = Failures {
            count: u32::MAX,
            last: 5,
            locked_until: 0,
        };
        let after = many.after_another(Time(u64::MAX - 1));
        assert_eq!(after.count, 1, "the last one was long ago");
        let after = Failures {
            last: u64::MAX - 1,
            ..many
        }
        .after_another(Time(u64::MAX - 1));
        assert_eq!((after.count, after.locked_until), (u32::MAX, u64::MAX));
    }
}
