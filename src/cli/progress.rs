//! How far a long run is: one line of a terminal, written over.

use std::io::{self, IsTerminal, Write};

/// A line on standard error, where that is a terminal.
pub struct ProgressLine {
    is_terminal: bool,
}

impl ProgressLine {
    /// A line that is not there yet.
    pub fn new() -> Self {
        ProgressLine {
            is_terminal: io::stderr().is_terminal(),
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
