//! Texts that are tried as the key of one cookie.

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
