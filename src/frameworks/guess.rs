//! Texts that are tried as the key of one cookie.

use super::{Format, Input, Secret};

/// Whether a text is the key of the cookie that this was made for.
pub type Guesser<'a> = Box<dyn Fn(&[u8]) -> Guess + Send + Sync + 'a>;

/// What came of a text that was tried as the key of a cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guess {
    /// It is not the key.
    Wrong,
    /// It is.
    Opens,
    /// It could not be tried, for this reason.
    Untried(&'static str),
}

impl From<bool> for Guess {
    fn from(opens: bool) -> Self {
        if opens { Guess::Opens } else { Guess::Wrong }
    }
}

/// Tries a text in the way of all keys: the cookie is taken apart and opened.
pub fn try_to_open<F: Format + ?Sized>(format: &F, text: &[u8], cookie: Input) -> Guess {
    let Ok(unlocked) = format.unlock(Secret::value(text), cookie.params) else {
        return Guess::Wrong;
    };
    let codec = unlocked.codec;
    match codec.open(cookie) {
        Ok(_) => Guess::Opens,
        Err(_) => codec.lacking().map_or(Guess::Wrong, Guess::Untried),
    }
}
