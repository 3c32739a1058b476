//! A cookie on its way through a format: as it was sent, its parts, what it
//! carries, why it is refused, and what a new one is to say.

use std::ops::Range;

use super::{NO_PARAMS, Params, Times};
use crate::time::Time;

/// A cookie as it was sent, and how it is to be read.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// Its name; `""`: it has none.
    pub name: &'a str,
    /// Its value.
    pub value: &'a str,
    /// The names and values of the cookies that came with it: a signature, or
    /// the other parts of a long one.
    pub siblings: &'a [(String, String)],
    /// What the format leaves to the application.
    pub params: &'a Params,
}

impl<'a> Input<'a> {
    /// A cookie that came alone, read as the framework does by default.
    pub fn new(name: &'a str, value: &'a str) -> Self {
        Input {
            name,
            value,
            siblings: &[],
            params: &NO_PARAMS,
        }
    }

    /// A value without a name.
    pub fn bare(value: &'a str) -> Self {
        Input::new("", value)
    }

    /// The same cookie with another value.
    #[must_use]
    pub fn with_value(self, value: &'a str) -> Self {
        Input { value, ..self }
    }

    /// The value of the cookie of this name that came with it.
    pub fn sibling(&self, name: &str) -> Option<&'a str> {
        let of_name = |it: &&(String, String)| it.0 == name;
        self.siblings.iter().find(of_name).map(|it| it.1.as_str())
    }
}

/// A cookie that was made.
#[derive(Debug, PartialEq, Eq)]
pub struct Sealed {
    /// Its name, where that is another than the draft's: of the first part of one that
    /// is too long.
    pub name: Option<String>,
    /// Its value, as it is sent.
    pub value: String,
    /// The names and values of the cookies that go with it.
    pub companions: Vec<(String, String)>,
}

impl Sealed {
    /// The name that it goes under: this one, unless it has its own.
    pub fn name_or<'a>(&'a self, name: &'a str) -> &'a str {
        self.name.as_deref().unwrap_or(name)
    }
}

impl From<String> for Sealed {
    fn from(value: String) -> Self {
        Sealed {
            name: None,
            value,
            companions: vec![],
        }
    }
}

/// What a cookie is to say.
pub struct Draft<'a> {
    /// The name it is for; `""` binds it to none.
    pub name: &'a str,
    /// What it carries.
    pub payload: &'a [u8],
    /// When it is made.
    pub issued: Time,
    /// When it stops being valid.
    pub expires: Option<Time>,
    /// When the login does, for a format that has a place for that.
    pub login_expires: Option<Time>,
    /// The value of the cookie that is made again, if one is: a format that writes
    /// values of several forms keeps its form.
    pub again: Option<&'a str>,
}

/// An authentic cookie's content.
#[derive(Debug, PartialEq, Eq)]
pub struct Opened {
    /// What it carries, as it was stored.
    pub payload: Vec<u8>,
    /// The times that it says of itself.
    pub times: Times,
}

impl Opened {
    /// Judges its times: expired iff `expires <= now`, `leeway` seconds later,
    /// and early iff `now < not_before`, `leeway` seconds sooner.
    ///
    /// # Errors
    /// [`Refusal::Expired`] or [`Refusal::Early`].
    pub fn judge(self, now: Time, leeway: u64) -> Result<Self, Refusal> {
        match self.times.refusal(now, leeway) {
            Some(refusal) => Err(refusal),
            None => Ok(self),
        }
    }
}

/// Why a cookie was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is not of the format.
    Malformed(Malformed),
    /// It is not authentic under this key. There is one such refusal, without
    /// a reason: more would help a forger alone.
    Forged,
    /// It is genuine, but was over at this time.
    Expired(Time),
    /// It is genuine, and not valid before this time.
    Early(Time),
}

/// What is wrong with a malformed cookie: which field and how, never what is
/// in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed(pub &'static str);

impl From<Malformed> for Refusal {
    fn from(malformed: Malformed) -> Self {
        Refusal::Malformed(malformed)
    }
}

/// The parts of a cookie, as anyone can see them.
#[derive(Debug, PartialEq, Eq)]
pub struct Anatomy {
    /// In the order in which they stand in the value.
    pub parts: Vec<Part>,
    /// When it says it was made, and when it is over.
    pub times: Times,
    /// The id of the key it says it is under.
    pub key_id: Option<String>,
    /// The payload, where it can be read without a key.
    pub readable: Option<Vec<u8>>,
    /// What is odd about this very cookie.
    pub notes: Vec<&'static str>,
}

/// A part of a cookie value.
#[derive(Debug, PartialEq, Eq)]
pub struct Part {
    /// What it is: `nonce`.
    pub name: &'static str,
    /// How many bytes it is once decoded.
    pub bytes: usize,
    /// Where its characters stand in the value, in bytes. Several parts share
    /// a range when they are encoded as one.
    pub span: Range<usize>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expiry_is_at_the_second_and_leeway_moves_it() {
        let opened = || Opened {
            payload: vec![],
            times: Times::of(Time(100), None),
        };
        assert!(opened().judge(Time(99), 0).is_ok());
        assert_eq!(
            opened().judge(Time(100), 0),
            Err(Refusal::Expired(Time(100)))
        );
        assert!(opened().judge(Time(100), 1).is_ok());
        assert_eq!(
            opened().judge(Time(101), 1),
            Err(Refusal::Expired(Time(100)))
        );
    }

    #[test]
    fn what_is_early_is_valid_from_its_second_on_and_leeway_moves_it() {
        let opened = || Opened {
            payload: vec![],
            times: Times {
                not_before: Some(Time(100)),
                ..Times::default()
            },
        };
        let early = Err(Refusal::Early(Time(100)));
        assert_eq!(opened().judge(Time(99), 0), early);
        assert!(opened().judge(Time(100), 0).is_ok());
        assert!(opened().judge(Time(99), 1).is_ok());
        assert_eq!(opened().judge(Time(98), 1), early);
    }
}
