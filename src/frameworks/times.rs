//! The times of a cookie: when it was made, and when it is over.

use super::Refusal;
use crate::error::{Error, with_article};
use crate::time::Time;

/// The times that a cookie says of itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Times {
    /// When it was made, if it says so.
    pub issued: Option<Time>,
    /// The first second at which it is no longer valid.
    pub expires: Option<Time>,
    /// The first second at which it is valid, for a format that has a place
    /// for that.
    pub not_before: Option<Time>,
    /// The two times that this is the earlier one of, where there are two.
    pub two: Option<TwoTimes>,
}

/// The two times of a cookie whose login has its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TwoTimes {
    /// When the session expires.
    pub session: Time,
    /// When the login does.
    pub login: Time,
}

impl Times {
    /// The times of a session, and of its login if that has its own.
    pub fn of(session: Time, login: Option<Time>) -> Self {
        Times {
            expires: Some(login.map_or(session, |login| login.min(session))),
            two: login.map(|login| TwoTimes { session, login }),
            ..Times::default()
        }
    }

    /// What a cookie with the same times is to say: when it expires, and when
    /// its login does.
    pub fn said(&self) -> (Option<Time>, Option<Time>) {
        match self.two {
            Some(TwoTimes { session, login }) => (Some(session), Some(login)),
            None => (self.expires, None),
        }
    }

    /// Whether it has expired: iff `expires <= now`, `leeway` seconds later.
    pub fn is_over(&self, now: Time, leeway: u64) -> bool {
        self.expires
            .is_some_and(|expires| expires.plus(leeway) <= now)
    }

    /// Why it is not valid at this time, if it is not; `leeway` seconds either
    /// way are ignored.
    pub fn refusal(&self, now: Time, leeway: u64) -> Option<Refusal> {
        let over = self.expires.filter(|_| self.is_over(now, leeway));
        let early = self.not_before.filter(|it| now.plus(leeway) < *it);
        over.map(Refusal::Expired)
            .or_else(|| early.map(Refusal::Early))
    }
}

/// The error for a draft without an expiry where the format must have one.
pub(super) fn must_expire(format: &str) -> Error {
    let format = with_article(format);
    Error::could_not(format!("{format} cookie must say when it expires"))
        .hint("add --expires-in 8h or --expires-at TIME")
}

/// The error for a draft with an expiry where the format has its age alone.
pub(super) fn says_no_expiry(format: &str) -> Error {
    let format = with_article(format);
    Error::could_not(format!(
        "{format} cookie says when it was made, and not when it expires"
    ))
    .hint("leave the expiry out; who reads it decides how old it may be")
}
