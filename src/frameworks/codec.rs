//! A format with one key: what opens and seals.

use super::{Draft, Input, Opened, Protection, Refusal, Sealed, Times};
use crate::error::Result;

/// A format together with a key.
pub trait Codec: Send + Sync {
    /// Makes a cookie, as it is sent.
    ///
    /// # Errors
    /// When the format cannot say what the draft says, or the system's random
    /// generator fails.
    fn seal(&self, draft: &Draft) -> Result<Sealed>;

    /// Opens a cookie, and leaves in `payload` what it carries, whatever was
    /// there before: many cookies are opened in the memory of one. Whether it
    /// has expired is [`Times::is_over`]'s question.
    ///
    /// # Errors
    /// [`Refusal::Malformed`] or [`Refusal::Forged`]; `payload` is of no use
    /// then.
    fn open_to(&self, cookie: Input, payload: &mut Vec<u8>) -> std::result::Result<Times, Refusal>;

    /// Opens one cookie, as [`Codec::open_to`] does.
    ///
    /// # Errors
    /// As there.
    fn open(&self, cookie: Input) -> std::result::Result<Opened, Refusal> {
        let mut payload = Vec::new();
        let times = self.open_to(cookie, &mut payload)?;
        Ok(Opened { payload, times })
    }

    /// Why this key could not be made of its text on this machine: what is not
    /// opened is not forged then, for nothing was tried.
    fn lacking(&self) -> Option<&'static str> {
        None
    }

    /// Which versions of its framework refuse a genuine cookie, where it proves which of
    /// them made it.
    fn refused_by(&self, _cookie: Input) -> Option<&'static str> {
        None
    }

    /// What the user should know of the key where this cookie is under it, in the place of
    /// [`Unlocked::warning`]; `None` where that says it.
    fn warning_of(&self, _cookie: Input) -> Option<Option<&'static str>> {
        None
    }

    /// The name that a cookie says it was made for; to open it under that proves it.
    fn made_for(&self, _cookie: Input) -> Option<String> {
        None
    }

    /// What a genuine cookie carries that was made for another name, where it does not
    /// tell for which.
    fn of_another_name(&self, _cookie: Input) -> Option<Opened> {
        None
    }

    /// How many characters a value lacks at its end to be a genuine one, if so.
    fn missing(&self, _cookie: Input) -> Option<usize> {
        None
    }
}

/// What [`super::Format::unlock`] makes.
pub struct Unlocked {
    /// What opens and seals.
    pub codec: Box<dyn Codec>,
    /// What cookies under this key hide, where that depends on the key.
    pub protection: Protection,
    /// What the user should know of the key.
    pub warning: Option<&'static str>,
}

/// Why a format cannot use a key: what is wrong with it, never what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnfitKey(pub &'static str);
