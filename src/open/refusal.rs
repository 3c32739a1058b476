//! A refusal in words, and what there is to say of a cookie that some readers refuse.

use crate::error::Error;
use crate::frameworks::{Anatomy, Format, Malformed, Params, Protection, Refusal, Times};
use crate::time::Time;

/// What is to be said of a genuine cookie that says it was made later than now, where
/// its readers differ in what they make of that; `leeway` seconds are ignored.
pub fn made_later(
    (format, params): (&dyn Format, &Params),
    times: Times,
    now: Time,
    leeway: u64,
) -> Option<String> {
    let (says, own_leeway) = format.made_later(params)?;
    let issued = times
        .issued
        .filter(|it| now.plus(leeway).plus(own_leeway) < *it)?;
    Some(format!(
        "it says that it was made {} (at {issued}): {says}",
        issued.seen_from(now)
    ))
}

/// The reason, in JSON, of a cookie that is genuine and not valid yet: its
/// outcome is `expired`, as that of any that its times alone speak against.
pub const NOT_YET_VALID: &str = "not-yet-valid";

/// The outcome of what is of another system: nothing here opens it.
pub const UNKNOWN: &str = "unknown";

/// The outcome of a cookie that no key protects.
pub const UNPROTECTED: &str = "unprotected";

/// What is reported of one, where it was not asked for.
pub const UNENCRYPTED: &str = "not encrypted and not signed: the server that made it runs without \
                               a key, and anyone can make such a cookie";

/// Whether no key protects a cookie although its format encrypts: a server without a key
/// made it, or anyone.
pub fn is_unprotected(format: &dyn Format, anatomy: Option<&Anatomy>) -> bool {
    format.facts().protection == Protection::Encrypted
        && anatomy.is_some_and(|it| it.readable.is_some())
}

impl Refusal {
    /// The word for it in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Refusal::Malformed(malformed) if malformed.0.starts_with(NOT_SUPPORTED) => UNKNOWN,
            Refusal::Malformed(_) => "malformed",
            Refusal::Forged => "forged",
            Refusal::Expired(_) | Refusal::Early(_) => "expired",
        }
    }

    /// The refusal of a cookie of this format, in the words of an error.
    pub fn message(self, format: &dyn Format, now: Time) -> String {
        match self {
            Refusal::Malformed(malformed) => Error::from(malformed).message,
            Refusal::Forged => format!("forged or under another key (format {})", format.name()),
            Refusal::Expired(_) | Refusal::Early(_) => {
                format!("genuine, but {}", self.timing(now).unwrap_or_default())
            }
        }
    }

    /// Of a genuine cookie, when it was valid or will be.
    pub fn timing(self, now: Time) -> Option<String> {
        match self {
            Refusal::Malformed(_) | Refusal::Forged => None,
            Refusal::Expired(at) => Some(format!("expired {} (at {at})", at.seen_from(now))),
            Refusal::Early(from) => Some(format!(
                "not yet valid: valid from {from} ({})",
                from.seen_from(now)
            )),
        }
    }
}

/// What a reason starts with where nothing is wrong with a cookie but that nothing
/// here opens its kind.
const NOT_SUPPORTED: &str = "not supported: ";

impl From<Malformed> for Error {
    fn from(malformed: Malformed) -> Self {
        match malformed.0.starts_with(NOT_SUPPORTED) {
            true => Error {
                is_foreign: true,
                ..Error::no(malformed.0)
            },
            false => Error::no(format!("malformed: {}", malformed.0)),
        }
    }
}
