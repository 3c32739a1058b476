//! How much is read of what anybody may have made: the constants themselves, as the
//! guide to security lists them.

use std::time::Duration;

use crate::audit::budget;
use crate::audit::scan::git;
use crate::audit::scan::packed::bounded::{MAX_FILES, MAX_RATIO, MIN_BYTES};
use crate::audit::scan::packed::entries::MAX_DEPTH;
use crate::capture;
use crate::cli::arguments::MAX_PAYLOAD_BYTES;
use crate::cli::lines::MAX_JOBS;
#[cfg(feature = "token")]
use crate::cli::token::MAX_INPUT_BYTES;
use crate::crypto::kdf::{MAX_ROUNDS_OF_A_COOKIE, MAX_ROUNDS_OF_A_KEY};
#[cfg(feature = "token")]
use crate::crypto::passwords::{MAX_MEMORY_KIB, MAX_PASSES};
use crate::explain::MAX_TRIES;
use crate::frameworks::{MAX_COOKIE_BYTES, MAX_JSON_DEPTH, MAX_UNPACKED_BYTES};
use crate::keys::MAX_KEY_BYTES;
use crate::lines::MAX_LINE_BYTES;
#[cfg(feature = "token")]
use crate::tokens::{LONGEST_WAIT, MAX_PASSWORD_BYTES, MAX_TOKEN_BYTES, MAX_USER_BYTES};

/// What has a bound, and its bound.
pub struct Bound {
    /// What it is of.
    pub what: &'static str,
    /// The most of it.
    pub most: Most,
}

/// How much there may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Most {
    /// So many bytes.
    Bytes(u64),
    /// So many.
    Number(u64),
    /// So long.
    Time(Duration),
}

const fn bytes(what: &'static str, most: usize) -> Bound {
    Bound {
        what,
        most: Most::Bytes(most as u64),
    }
}

const fn number(what: &'static str, most: u64) -> Bound {
    Bound {
        what,
        most: Most::Number(most),
    }
}

const fn time(what: &'static str, most: Duration) -> Bound {
    Bound {
        what,
        most: Most::Time(most),
    }
}

/// All of them.
pub const BOUNDS: &[Bound] = &[
    bytes("a cookie", MAX_COOKIE_BYTES),
    bytes("a payload to be put into one", MAX_PAYLOAD_BYTES),
    bytes("a payload once it is decompressed", MAX_UNPACKED_BYTES),
    number("levels of a payload's JSON", MAX_JSON_DEPTH as u64),
    bytes("a key", MAX_KEY_BYTES),
    number("rounds of PBKDF2 for a key", MAX_ROUNDS_OF_A_KEY),
    number("rounds of PBKDF2 for a cookie", MAX_ROUNDS_OF_A_COOKIE),
    number("times that inspect opens a cookie", MAX_TRIES as u64),
    bytes("a line of --lines", MAX_LINE_BYTES),
    number("--jobs", MAX_JOBS as u64),
    bytes("a line of a capture", capture::MAX_LINE_BYTES),
    bytes("a command that is pasted", capture::MAX_COMMAND_BYTES),
    number(
        "levels of an object that is pasted",
        capture::MAX_DEPTH as u64,
    ),
    number(
        "cookies that are kept of a capture",
        capture::MAX_FOUND as u64,
    ),
    bytes("all of them together", capture::MAX_FOUND_BYTES),
    #[cfg(feature = "token")]
    bytes("a token", MAX_TOKEN_BYTES),
    #[cfg(feature = "token")]
    bytes("the headers that it stands among", MAX_INPUT_BYTES),
    #[cfg(feature = "token")]
    bytes("a user's name", MAX_USER_BYTES),
    #[cfg(feature = "token")]
    bytes("a password", MAX_PASSWORD_BYTES),
    #[cfg(feature = "token")]
    bytes(
        "memory of a hash made elsewhere",
        1024 * MAX_MEMORY_KIB as usize,
    ),
    #[cfg(feature = "token")]
    number("passes of a hash made elsewhere", MAX_PASSES as u64),
    #[cfg(feature = "token")]
    Bound {
        what: "the wait after wrong passwords",
        most: Most::Time(Duration::from_secs(LONGEST_WAIT)),
    },
    bytes("the audit: of one file", budget::FILE_BYTES as usize),
    time("the audit: for one file", budget::FILE_TIME),
    bytes("the audit: of all files", budget::BYTES as usize),
    time("the audit: for all files", budget::TIME),
    bytes("what a small archive becomes", MIN_BYTES as usize),
    number("times its size, of a larger one", MAX_RATIO),
    number("files in an archive", MAX_FILES as u64),
    number("archives in archives, levels", MAX_DEPTH as u64),
    bytes("an answer of git", git::MAX_OUTPUT_BYTES as usize),
    time("a question to git", git::TIMEOUT),
];

impl Most {
    /// As people say it.
    fn said(self) -> String {
        const UNITS: [(u64, &str); 3] = [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
        match self {
            Most::Bytes(bytes) => {
                let unit = UNITS.iter().find(|it| bytes.is_multiple_of(it.0));
                let (one, word) = unit.unwrap_or(&(1, "bytes"));
                format!("{} {word}", bytes / one)
            }
            Most::Number(number) => number.to_string(),
            Most::Time(time) => format!("{} s", time.as_secs()),
        }
    }
}

/// A line each.
pub fn table() -> String {
    let row = |it: &Bound| format!("  {:<36}{:>12}\n", it.what, it.most.said());
    BOUNDS.iter().map(row).collect()
}
