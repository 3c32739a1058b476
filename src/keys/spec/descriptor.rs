//! `fd:N` and `-`: a key from an open file descriptor.

use std::io;

use crate::error::{Error, Result};
use crate::keys::key::Key;

/// The descriptor itself: what goes through `std`'s standard input stays in its
/// buffer.
#[cfg(unix)]
pub(super) fn from_stdin() -> Result<io::Result<Option<Key>>> {
    match crate::sys::take_fd(0) {
        Some(file) => Ok(Key::read_from(file)),
        None => Ok(Key::read_from(io::empty())),
    }
}

#[cfg(not(unix))]
pub(super) fn from_stdin() -> Result<io::Result<Option<Key>>> {
    Ok(Key::read_from(io::stdin().lock()))
}

#[cfg(unix)]
pub(super) fn from_fd(number: u32) -> Result<io::Result<Option<Key>>> {
    let file = crate::sys::take_fd(number).ok_or_else(|| {
        Error::no_key(format!("file descriptor {number} is not open for a key")).hint(format!(
            "open it on the command line: --key fd:{number} {number}< key"
        ))
    })?;
    Ok(Key::read_from(file))
}

#[cfg(not(unix))]
pub(super) fn from_fd(_number: u32) -> Result<io::Result<Option<Key>>> {
    Err(
        Error::could_not("descriptors cannot be read on this system")
            .hint("give the key on standard input: --key -"),
    )
}
