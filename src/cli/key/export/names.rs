//! What the forms of a key may be called.

use crate::error::{Error, Result};

/// Refuses what is no name of a variable.
///
/// # Errors
/// When it is none.
pub fn check_variable(name: &str) -> Result<()> {
    check_name(name, "a variable", |it| {
        it.is_ascii_alphanumeric() || it == b'_'
    })
}

/// Refuses a name of this with a byte that is not allowed.
///
/// # Errors
/// When it has one, or is empty.
pub fn check_name(name: &str, of: &str, is_allowed: fn(u8) -> bool) -> Result<()> {
    if !name.is_empty() && name.bytes().all(is_allowed) {
        return Ok(());
    }
    Err(Error::could_not(format!(
        "{of} cannot have that name: choose another with --as"
    )))
}
