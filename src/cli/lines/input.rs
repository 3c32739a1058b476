//! Standard input of a filter.

use std::fs::File;
use std::io::{self, IsTerminal, Read};

use crate::error::{Error, Result, reason};

/// Standard input, as a file that another thread can read.
pub struct Input {
    file: File,
    is_terminal: bool,
}

impl Input {
    /// Standard input.
    ///
    /// # Errors
    /// When there is none.
    pub fn standard() -> Result<Input> {
        #[cfg(unix)]
        let own = std::os::fd::AsFd::as_fd(&io::stdin()).try_clone_to_owned();
        #[cfg(windows)]
        let own = std::os::windows::io::AsHandle::as_handle(&io::stdin()).try_clone_to_owned();
        let file = own.map(File::from).map_err(|error| {
            Error::could_not(format!("could not read the input: {}", reason(error)))
        })?;
        let is_terminal = file.is_terminal();
        Ok(Input { file, is_terminal })
    }

    /// How many bytes are left of it, if it is a file.
    pub fn left(&self) -> Option<u64> {
        let whole = self.file.metadata().ok().filter(|it| it.is_file())?.len();
        let read = io::Seek::stream_position(&mut &self.file).ok()?;
        whole.checked_sub(read)
    }
}

impl Read for Input {
    /// A terminal that went away reads as one that has come to its end, and is
    /// none any more: what was typed is not all of it.
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        match self.file.read(bytes)? {
            0 if self.is_terminal && !bytes.is_empty() && !self.file.is_terminal() => {
                Err(io::Error::other("the terminal is gone"))
            }
            read => Ok(read),
        }
    }
}
