//! `env:NAME`: a key in a variable of our environment, from where it is wiped.

use std::env;
use std::io;
use std::sync::{Mutex, PoisonError};

use crate::encoding::visible;
use crate::error::{Error, Result};
use crate::keys::file;
use crate::keys::key::Key;

/// The keys of variables that were read, which are wiped then: one may be asked
/// for again.
static TAKEN: Mutex<Vec<(String, Key)>> = Mutex::new(Vec::new());

/// The key of a variable.
///
/// # Errors
/// When it is not set.
pub fn read(name: &str) -> Result<io::Result<Option<Key>>> {
    find(name).ok_or_else(|| unset(name))
}

/// The key of a variable that may be set.
pub fn find(name: &str) -> Option<io::Result<Option<Key>>> {
    let mut taken = TAKEN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, key)) = taken.iter().find(|(it, _)| it == name) {
        return Some(Key::read_from(key.bytes()));
    }
    let value = env::var_os(name)?;
    let value = zeroize::Zeroizing::new(value.into_encoded_bytes());
    let read = Key::read_from(&value[..]);
    if let Ok(Some(key)) = &read {
        #[cfg(unix)]
        crate::sys::wipe_variable(name);
        taken.push((
            name.to_owned(),
            Key::new(zeroize::Zeroizing::new(key.bytes().to_vec())),
        ));
    }
    Some(read)
}

/// Whether a name that means nothing is one that variables have.
pub(super) fn is_shown(name: &str) -> bool {
    let is_letter = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    name.chars().all(is_letter)
}

/// A name in other letters than variables have may be a value, put there by a
/// shell: it is not shown.
fn unset(name: &str) -> Error {
    let others = env::vars_os().filter_map(|(other, _)| other.into_string().ok());
    let near = others.filter_map(|other| Some((file::absent::slips(name, &other)?, other)));
    let meant = near.min().map(|(_, other)| other);
    Error::no_key(match is_shown(name) {
        true => format!("the environment variable {name} is not set"),
        false => {
            "no environment variable of that name is set (not shown: it may be a secret)".to_owned()
        }
    })
    .hint(match meant {
        Some(other) => format!("did you mean env:{}?", visible(&other)),
        None => "export it, or name another place: --key PATH, keyring:SERVICE".to_owned(),
    })
}
