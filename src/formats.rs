//! The cookie formats: one trait, one registry, recognition, opening.
//!
//! A format is pure: it reads no file, no environment and no clock, and it
//! prints nothing. To add one, write `formats/NAME.rs` and name it in
//! [`FORMATS`]; flag values, help, man pages, completions and the contract
//! tests follow the registry.
//!
//! Opening stops at the first class of error in this order: malformed,
//! forged, expired. Expiry is judged only of what is authentic.

#[cfg(test)]
mod contract;
mod foreign;
mod keyset;
mod opening;
mod plumber;
mod recognition;
mod sealed;
mod server;
mod signed;
mod times;
mod unopened;
mod workbench;

pub use keyset::{Answer, Keyset};
pub use opening::{ChosenBy, Tried, fit, none_fits, open_with, seal_with};
pub use recognition::{
    UNKNOWN, Unrecognised, as_read_by, keyless, recognise, recognised, told_by_key, unquoted,
};
pub use server::{Difference, OnServer, r_reads};
pub use times::{Times, TwoTimes};
pub use unopened::NO_VALUE;

use std::ops::Range;

use self::times::must_expire;
use crate::crypto::{KEY_BYTES, SecretKey};
use crate::encoding;
use crate::error::Result;
use crate::keys::{Key, Strength};
use crate::time::Time;

/// Every format, in the order in which they are tried on an unknown cookie:
/// the least ambiguous shape first.
pub static FORMATS: [&dyn Format; 4] = [
    &sealed::Sealed,
    &signed::Signed,
    &workbench::Workbench,
    &plumber::Plumber,
];

/// The most bytes a cookie value may have to be looked at. Browsers keep
/// 4096; the rest is for headers that carry several.
pub const MAX_COOKIE_BYTES: usize = 16 * 1024;

/// One kind of cookie.
pub trait Format: Sync {
    /// What it is.
    fn facts(&self) -> &'static Facts;

    /// The word for it on the command line: `plumber`.
    fn name(&self) -> &'static str {
        self.facts().name
    }

    /// Whether a value is more like one of this format than of any other, also
    /// when something is wrong with it.
    fn resembles(&self, value: &str) -> bool;

    /// Whether a value that it cannot read must all the same be one of its own
    /// that was broken, so that what is wrong with it can be said.
    fn is_likely(&self, value: &str) -> bool {
        self.resembles(value)
    }

    /// Whether the parts of a value that it can read prove it to be one of its
    /// own, and not of another system that writes the same.
    fn is_proven(&self, _anatomy: &Anatomy) -> bool {
        true
    }

    /// The parts of a value, read without a key and so without any proof.
    ///
    /// # Errors
    /// When the value is not of this format.
    fn anatomy(&self, value: &str) -> std::result::Result<Anatomy, Malformed>;

    /// Makes what opens and seals under this key: all that depends on the key
    /// alone is computed here, once.
    ///
    /// # Errors
    /// When the key is not one that this format can use.
    fn with_key(&self, key: &Key) -> std::result::Result<WithKey, UnfitKey>;

    /// The format's form without any key, if it has one.
    fn without_key(&self) -> Option<Box<dyn Keyed>> {
        None
    }

    /// What tries texts as the key of one cookie, many of them.
    fn guesser<'a>(&'a self, name: &'a str, value: &'a str) -> Guesser<'a> {
        Box::new(move |text| {
            let key = Key::new(zeroize::Zeroizing::new(text.to_vec()));
            let with_key = self.with_key(&key);
            with_key.is_ok_and(|it| it.keyed.open(name, value).is_ok())
        })
    }

    /// The real system that reads and makes it, where that is not us.
    fn server(&self) -> Option<&'static str> {
        None
    }

    /// How the real system reads a value that is signed or sealed with this key
    /// for it, where it reads more than we accept, and whether it takes it at
    /// this time. It says why a cookie fails, and never makes one valid.
    fn on_the_server(&self, _key: &Key, _value: &str, _now: Time) -> Option<OnServer> {
        None
    }

    /// Whether a key tells more of what is wrong with a value than its shape.
    fn is_told_by_key(&self, _malformed: Malformed) -> bool {
        false
    }

    /// Whether its reader overlooks quotes round a value: those that stand in a
    /// header or a jar are a part of what is sent.
    fn overlooks_quotes(&self) -> bool {
        true
    }

    /// Whether a cookie may say when its login ends, besides when it expires.
    fn has_login_expiry(&self) -> bool {
        false
    }

    /// Cookies that the real system made.
    #[cfg(test)]
    fn vectors(&self) -> Vec<contract::Vector>;
}

/// What is to be known of a format.
pub struct Facts {
    /// The word for it on the command line: `plumber`.
    pub name: &'static str,
    /// What it is, for `inspect` and the help.
    pub about: &'static str,
    /// What a reader without the key can and cannot do.
    pub protection: Protection,
    /// Whether a time of expiry is part of the cookie.
    pub expiry: Expiry,
    /// Whether the cookie's name is authenticated with it.
    pub name_binding: NameBinding,
    /// What a new key for it is like.
    pub strength: Strength,
    /// What it does not protect, one sentence each.
    pub cautions: &'static [&'static str],
}

/// A format together with a key.
pub trait Keyed: Send + Sync {
    /// Makes a cookie value, as it goes on the wire.
    ///
    /// # Errors
    /// When the format cannot say what the draft says, or the system's random
    /// generator fails.
    fn seal(&self, draft: &Draft) -> Result<String>;

    /// Opens a value that was made for the cookie `name` (`""`: for none), and
    /// leaves in `payload` what it carries, whatever was there before: many
    /// cookies are opened in the memory of one. Whether it has expired is
    /// [`Times::is_over`]'s question.
    ///
    /// # Errors
    /// [`Refusal::Malformed`] or [`Refusal::Forged`]; `payload` is of no use
    /// then.
    fn open_to(
        &self,
        name: &str,
        value: &str,
        payload: &mut Vec<u8>,
    ) -> std::result::Result<Times, Refusal>;

    /// Opens one value, as [`Keyed::open_to`] does.
    ///
    /// # Errors
    /// As there.
    fn open(&self, name: &str, value: &str) -> std::result::Result<Opened, Refusal> {
        let mut payload = Vec::new();
        let times = self.open_to(name, value, &mut payload)?;
        Ok(Opened { payload, times })
    }

    /// How many characters are missing at the end of a value that is the start
    /// of a genuine one; `None` when it is not, or that cannot be told.
    fn missing(&self, _name: &str, _value: &str) -> Option<usize> {
        None
    }
}

/// Whether a text is the key of the cookie that this was made for.
pub type Guesser<'a> = Box<dyn Fn(&[u8]) -> bool + Send + Sync + 'a>;

/// What [`Format::with_key`] makes.
pub struct WithKey {
    /// What opens and seals.
    pub keyed: Box<dyn Keyed>,
    /// What the user should know of the key.
    pub warning: Option<&'static str>,
}

/// Why a format cannot use a key: what is wrong with it, never what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnfitKey(pub &'static str);

/// What a format protects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protection {
    /// Nobody reads or changes it without the key.
    Encrypted,
    /// Everybody reads it; nobody changes it without the key.
    Signed,
}

/// Whether a format carries a time of expiry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expiry {
    /// It has no place for one.
    Never,
    /// It may have one.
    Optional,
    /// It must have one.
    Required,
}

/// Whether a cookie can be passed off under another name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameBinding {
    /// It opens under its own name only.
    Bound,
    /// It opens under any name.
    Unbound,
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
    /// Judges expiry: expired iff `expires <= now`, `leeway` seconds later.
    ///
    /// # Errors
    /// [`Refusal::Expired`].
    pub fn judge(self, now: Time, leeway: u64) -> std::result::Result<Self, Refusal> {
        match self.times.expires {
            Some(expires) if self.times.is_over(now, leeway) => Err(Refusal::Expired(expires)),
            _ => Ok(self),
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

/// The format of this name.
pub fn find(name: &str) -> Option<&'static dyn Format> {
    FORMATS.into_iter().find(|format| format.name() == name)
}

/// The 32 bytes that exactly 64 hex digits stand for.
fn key_of_64_digits(text: &str) -> Option<SecretKey> {
    // No word of a list is decoded in vain.
    let digits = (text.len() == 2 * KEY_BYTES).then_some(text)?;
    let bytes = encoding::from_hex(digits.as_bytes())?;
    let mut key = SecretKey::new([0; KEY_BYTES]);
    key.copy_from_slice(&bytes);
    Some(key)
}

/// The id by which a sealed cookie names this key; `None` for a key that cannot
/// seal one. It is the start of the fingerprint of a key that keygen made.
pub fn key_id(key: &Key) -> Option<String> {
    let key = our_key(key).ok()?;
    Some(encoding::hex(&sealed::key_id(&key)))
}

/// The key of our own formats: 64 hex digits, white space around them aside.
fn our_key(key: &Key) -> std::result::Result<SecretKey, UnfitKey> {
    let text = std::str::from_utf8(key.bytes()).unwrap_or_default();
    if text.starts_with('\u{feff}') {
        return Err(UnfitKey(
            "the key starts with a byte order mark: save it without one",
        ));
    }
    key_of_64_digits(text.trim()).ok_or(UnfitKey("sealed and signed need a key of 64 hex digits"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_has_its_own_name() {
        for (index, format) in FORMATS.iter().enumerate() {
            let first = FORMATS
                .iter()
                .position(|other| other.name() == format.name());
            assert_eq!(first, Some(index), "{}", format.name());
            assert!(find(format.name()).is_some());
        }
    }

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
}
