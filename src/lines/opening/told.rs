//! What is reported about the cookie of a line.

use crate::error::Error;
use crate::exit::Exit;
use crate::frameworks::{Refusal, Times};
use crate::lines::outcome::Outcome;
use crate::open::UNENCRYPTED;

/// What is reported about a cookie.
pub(super) struct Told<'t> {
    pub outcome: Outcome,
    pub exit: Exit,
    /// The place of the format in the registry.
    pub format: Option<usize>,
    pub name: &'t str,
    pub times: Option<Times>,
    pub key: Option<usize>,
    /// Whether it is genuine, and not valid yet.
    pub is_early: bool,
    /// The place of the key under which it is genuine, but cut.
    pub start_of: Option<usize>,
    /// What tells its value from others, where keys were tried and none opens it.
    pub unopened: Option<u64>,
    pub more: More,
}

/// What is reported about few.
pub(super) enum More {
    Nothing,
    /// What is wrong.
    Error(String),
    /// What is wrong with it as a cookie of its format: its words take as long as to
    /// open it, and another reading of the line may be right.
    Refused(Refusal),
    /// What it was reissued as, and whether that is another value.
    Reissued {
        /// Its name, where that is another than before.
        name: Option<String>,
        cookie: String,
        /// The cookies that were made with it.
        companions: Vec<(String, String)>,
        /// Those that are left over of it, and are to be deleted.
        left: Vec<String>,
        /// What is to be warned of.
        warnings: Vec<String>,
        is_new: bool,
    },
}

impl<'t> Told<'t> {
    pub fn new(outcome: Outcome, exit: Exit) -> Self {
        Told {
            outcome,
            exit,
            format: None,
            name: "",
            times: None,
            key: None,
            is_early: false,
            start_of: None,
            unopened: None,
            more: More::Nothing,
        }
    }

    /// The same of a cookie that no key protects, where that was not asked for.
    pub fn unprotected(self) -> Self {
        Told {
            outcome: Outcome::Unprotected,
            exit: Exit::No,
            more: More::Error(UNENCRYPTED.to_owned()),
            ..self
        }
    }

    /// The same of a cookie with this name.
    pub fn named(self, name: &str) -> Told<'_> {
        let Told {
            outcome,
            exit,
            format,
            name: _,
            times,
            key,
            is_early,
            start_of,
            unopened,
            more,
        } = self;
        Told {
            outcome,
            exit,
            format,
            name,
            times,
            key,
            is_early,
            start_of,
            unopened,
            more,
        }
    }

    pub fn not(error: Error) -> Self {
        let outcome = match error.exit {
            Exit::No if error.is_foreign => Outcome::Unknown,
            Exit::No => Outcome::Malformed,
            _ => Outcome::Refused,
        };
        let mut told = Told::new(outcome, error.exit);
        told.more = More::Error(error.message);
        told
    }
}
