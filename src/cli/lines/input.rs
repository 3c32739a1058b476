//! Standard input of a filter.

use std::fs::File;
use std::io::{self, IsTerminal, Read};

use crate::cli::packed::{START_BYTES, refuse_packed};
use crate::error::{Error, Result, reason};

/// Standard input, as a file that another thread can read.
pub struct Input {
    file: File,
    is_terminal: bool,
    /// What was read to see what it is, and is not given out yet.
    start: Vec<u8>,
}

impl Input {
    /// Standard input.
    ///
    /// # Errors
    /// When there is none, and when it is compressed.
    pub fn standard() -> Result<Input> {
        #[cfg(unix)]
        let own = std::os::fd::AsFd::as_fd(&io::stdin()).try_clone_to_owned();
        #[cfg(windows)]
        let own = std::os::windows::io::AsHandle::as_handle(&io::stdin()).try_clone_to_owned();
        let unread =
            |error| Error::could_not(format!("could not read the input: {}", reason(error)));
        let mut file = own.map(File::from).map_err(unread)?;
        let is_terminal = file.is_terminal();
        let mut start = vec![0; START_BYTES];
        let read = match is_terminal {
            true => Ok(0),
            false => file.read(&mut start),
        };
        let read = match read {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => 0,
            read => read.map_err(unread)?,
        };
        start.truncate(read);
        refuse_packed(&start)?;
        Ok(Input {
            file,
            is_terminal,
            start,
        })
    }

    /// How many bytes are left of it, if it is a file.
    pub fn left(&self) -> Option<u64> {
        let whole = self.file.metadata().ok().filter(|it| it.is_file())?.len();
        let read = io::Seek::stream_position(&mut &self.file).ok()?;
        (whole + self.start.len() as u64).checked_sub(read)
    }
}

impl Read for Input {
    /// A terminal that went away reads as one that has come to its end, and is
    /// none any more: what was typed is not all of it.
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        if !self.start.is_empty() {
            let read = self.start.as_slice().read(bytes)?;
            self.start.drain(..read);
            return Ok(read);
        }
        match self.file.read(bytes)? {
            0 if self.is_terminal && !bytes.is_empty() && !self.file.is_terminal() => {
                Err(io::Error::other("the terminal is gone"))
            }
            read => Ok(read),
        }
    }
}
