//! How far a long run is: one line of a terminal, written over.

use std::env;
use std::io::{self, IsTerminal, Write};

/// Whether the terminal says that it has no colours and moves no cursor.
pub fn is_dumb() -> bool {
    env::var_os("TERM").is_some_and(|it| it == "dumb")
}

/// A line on standard error, where that is a terminal that can write over it.
pub struct ProgressLine {
    is_terminal: bool,
}

impl ProgressLine {
    /// A line that is not there yet.
    pub fn new() -> Self {
        ProgressLine {
            is_terminal: io::stderr().is_terminal() && !is_dumb(),
        }
    }

    /// Whether anybody sees it.
    pub fn is_seen(&self) -> bool {
        self.is_terminal
    }

    /// Writes over what it was.
    pub fn show(&self, text: &str) {
        if self.is_terminal {
            let _ = write!(io::stderr(), "\r\x1b[K{text}");
        }
    }

    /// Leaves nothing behind.
    pub fn clear(&self) {
        self.show("");
    }
}
