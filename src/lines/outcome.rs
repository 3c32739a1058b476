//! What becomes of a cookie, and which records of it are written.

use crate::output::Style;

/// What became of a cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Genuine, and not over.
    Valid,
    /// Of a form that anyone can make.
    Unprotected,
    /// Recognised; no key was tried.
    Unchecked,
    /// Genuine, but over.
    Expired,
    /// Of no key that was given.
    Forged,
    /// Not of its format, or of none.
    Malformed,
    /// Of another system: nothing here opens it.
    Unknown,
    /// A key that may open it could not be tried.
    Untried,
    /// The line has no cookie of the name.
    Absent,
    /// The name stands in the line, and no cookie could be taken for it.
    Unread,
    /// It was made.
    Made,
    /// It was not made, or is genuine and its server does not take it with what came with it.
    Refused,
}

/// All of them, in the order of the census.
pub const OUTCOMES: [(Outcome, &str); 12] = [
    (Outcome::Valid, "valid"),
    (Outcome::Unprotected, "unprotected"),
    (Outcome::Unchecked, "unchecked"),
    (Outcome::Expired, "expired"),
    (Outcome::Forged, "forged"),
    (Outcome::Malformed, "malformed"),
    (Outcome::Unknown, "unknown"),
    (Outcome::Untried, "untried"),
    (Outcome::Absent, "absent"),
    (Outcome::Unread, "unread"),
    (Outcome::Made, "made"),
    (Outcome::Refused, "refused"),
];

impl Outcome {
    /// Whether it is of no format that is read here.
    pub fn is_unread(self) -> bool {
        matches!(self, Outcome::Malformed | Outcome::Unknown)
    }

    /// The word for it in JSON and on the command line.
    pub fn word(self) -> &'static str {
        OUTCOMES[self as usize].1
    }

    /// The outcome of this name.
    pub fn find(word: &str) -> Option<Self> {
        OUTCOMES.iter().find(|it| it.1 == word).map(|it| it.0)
    }
}

/// Which records are written, and how.
pub struct Shown {
    /// None: a census is all that is wanted.
    pub records: bool,
    /// These outcomes only; all, where there is none.
    pub only: Vec<Outcome>,
    /// For a terminal or not.
    pub style: Style,
}

impl Shown {
    /// Whether a record of this outcome is written.
    pub fn shows(&self, outcome: Outcome) -> bool {
        self.records && (self.only.is_empty() || self.only.contains(&outcome))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_outcomes_are_in_their_order() {
        for (place, (outcome, word)) in OUTCOMES.into_iter().enumerate() {
            assert_eq!(outcome as usize, place);
            assert_eq!(Outcome::find(word), Some(outcome));
        }
        assert_eq!(Outcome::find("x"), None);
    }
}
