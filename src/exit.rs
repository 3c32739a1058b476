//! The exit codes: the contract that scripts depend on.
//!
//! They are the same for every command and every output format, and they are
//! printed in the help, the man pages and the README from [`TABLE`] alone.

use std::process::ExitCode;

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Done; genuine and valid; clean.
    Yes = 0,
    /// Forged, wrong key or malformed; a fingerprint differs; rotation overdue
    /// or half done; an audit found something.
    No = 1,
    /// Wrong usage, a bad input file or an I/O error; nothing was changed.
    CouldNot = 2,
    /// Genuine, but expired.
    Expired = 3,
    /// No key: absent, locked, unreachable, or unsafe and refused.
    NoKey = 4,
    /// Something was done, but it is not known whether it will last; or a
    /// check of an audit could not be completed.
    Uncertain = 5,
}

/// The table as it is printed: code, word, meaning.
pub const TABLE: [(Exit, &str, &str); 6] = [
    (Exit::Yes, "yes", "done; genuine and valid; clean"),
    (
        Exit::No,
        "no",
        "forged, wrong key or malformed; findings; rotation overdue; fingerprint differs",
    ),
    (
        Exit::CouldNot,
        "could not",
        "wrong usage, bad input file, I/O; nothing was changed",
    ),
    (Exit::Expired, "expired", "genuine, but expired"),
    (
        Exit::NoKey,
        "no key",
        "absent, locked, keyring unreachable, or unsafe and refused",
    ),
    (
        Exit::Uncertain,
        "uncertain",
        "a check was not completed; a key was written, but may not last",
    ),
];

impl Exit {
    /// The number that the shell sees.
    pub fn code(self) -> u8 {
        self as u8
    }

    /// The worse of two, for a run over many records: 0 < 3 < 1 < 4 < 5 < 2. A
    /// forged cookie is worse than an expired one, and what could not be done
    /// leaves all else open.
    #[must_use]
    pub fn worst(self, other: Self) -> Self {
        const ORDER: [Exit; 6] = [
            Exit::Yes,
            Exit::Expired,
            Exit::No,
            Exit::NoKey,
            Exit::Uncertain,
            Exit::CouldNot,
        ];
        let place = |exit| ORDER.iter().position(|it| *it == exit);
        if place(other) > place(self) {
            other
        } else {
            self
        }
    }

    /// The word for the code, as JSON and the man pages print it.
    pub fn word(self) -> &'static str {
        TABLE[usize::from(self.code())].1
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_of_two_is_in_the_order_of_the_contract() {
        let order = [0, 3, 1, 4, 5, 2].map(|code: usize| TABLE[code].0);
        for (better, exit) in order.iter().enumerate() {
            for (worse, other) in order.iter().enumerate() {
                let worst = order[better.max(worse)];
                assert_eq!(exit.worst(*other), worst);
            }
        }
    }

    #[test]
    fn the_table_is_in_the_order_of_the_codes() {
        for (index, (exit, _, _)) in TABLE.iter().enumerate() {
            assert_eq!(usize::from(exit.code()), index);
        }
    }
}
