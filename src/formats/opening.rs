//! Opening a cookie with whichever of several keys made it.

use std::borrow::Borrow;

use super::{
    Draft, FORMATS, Format, Keyed, Malformed, Opened, Protection, Refusal, Times, WithKey,
};
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::keys::ring::Slotted;
use crate::time::Time;

/// What came of trying the keys.
pub struct Tried<K = Slotted> {
    /// The content, or why there is none.
    pub outcome: std::result::Result<Opened, Refusal>,
    /// The key that authenticated the cookie, expired or not.
    pub by: Option<K>,
    /// What the user must be warned of.
    pub warnings: Vec<String>,
}

/// Tries the keys one after the other, on "forged" only: a cookie that one of
/// them authenticates is judged by that one, and a malformed one by none.
///
/// # Errors
/// When no key could be tried at all.
pub fn open_with<K: Borrow<Slotted>>(
    format: &dyn Format,
    mut keys: impl Iterator<Item = Result<K>>,
    name: &str,
    value: &str,
    now: Time,
    leeway: u64,
) -> Result<Tried<K>> {
    let mut tried = Tried {
        outcome: Err(Refusal::Forged),
        by: None,
        warnings: Vec::new(),
    };
    if let Err(malformed) = format.anatomy(value) {
        tried.outcome = Err(malformed.into());
        return Ok(tried);
    }
    let mut could_not = None;
    let mut any = false;
    for key in &mut keys {
        let fitted = key.and_then(|slotted| {
            let with_key = fit(format, slotted.borrow())?;
            Ok((slotted, with_key))
        });
        let (slotted, with_key) = match fitted {
            Ok(fitted) => fitted,
            // Another key may yet open it; what was not tried is said.
            Err(error) => {
                let warning = format!("a key was not tried: {}", error.message);
                tried.warnings.push(warning);
                could_not.get_or_insert(error);
                continue;
            }
        };
        any = true;
        tried.warnings.extend_from_slice(&slotted.borrow().warnings);
        tried.warnings.extend(with_key.warning.map(str::to_owned));
        match with_key.keyed.open(name, value) {
            Err(Refusal::Forged) => {}
            Err(refusal) => {
                tried.outcome = Err(refusal);
                return Ok(tried);
            }
            Ok(opened) => {
                tried.outcome = opened.judge(now, leeway);
                tried.by = Some(slotted);
                return Ok(tried);
            }
        }
    }
    // "Forged" would be a guess while a key that may open it was not tried.
    match could_not {
        Some(error) if any => Err(Error {
            message: untried(&error.message),
            ..error
        }),
        Some(error) => Err(error),
        None => Ok(tried),
    }
}

fn untried(why: &str) -> String {
    format!("no key that could be tried opens it, and: {why}")
}

/// The keys of a ring, read once and fitted to every format, to open many
/// cookies.
pub struct Keyset {
    /// The keys, in the order in which they are tried.
    pub keys: Vec<Slotted>,
    /// Why another key could not be had.
    pub missing: Option<Error>,
    fitted: Vec<Fitted>,
}

/// The keys as one format has them.
struct Fitted {
    /// Each with its place among the keys.
    keyed: Vec<(usize, Box<dyn Keyed>)>,
    unfit: Option<Error>,
    warnings: Vec<String>,
}

/// What came of trying the keys of a [`Keyset`].
pub enum Answer {
    /// The content, judged, and the place of the key among the keys.
    Opened(Times, usize),
    /// It is genuine, by the key at this place, but was over at this time.
    Expired(Times, usize),
    /// The format does not know it.
    Malformed(Malformed),
    /// No key opens it.
    Forged,
    /// No key opens it that could be tried; why another could not.
    Untried(Exit, String),
}

impl Keyset {
    /// Reads all the keys.
    ///
    /// # Errors
    /// When not one can be had.
    pub fn new(ring: impl Iterator<Item = Result<Slotted>>) -> Result<Self> {
        let mut missing = None;
        let mut keys = Vec::new();
        for key in ring {
            match key {
                Ok(slotted) => keys.push(slotted),
                Err(error) => {
                    missing.get_or_insert(error);
                }
            }
        }
        match missing {
            Some(error) if keys.is_empty() => Err(error),
            missing => Ok(Keyset {
                fitted: FORMATS.iter().map(|it| Fitted::new(*it, &keys)).collect(),
                keys,
                missing,
            }),
        }
    }

    /// Opens a value of the format at `place` in the registry with whichever key
    /// made it, and leaves in `payload` what it carries.
    pub fn open(
        &self,
        place: usize,
        (name, value): (&str, &str),
        (now, leeway): (Time, u64),
        payload: &mut Vec<u8>,
    ) -> Answer {
        let fitted = &self.fitted[place];
        for (key, keyed) in &fitted.keyed {
            match keyed.open_to(name, value, payload) {
                Ok(times) if times.is_over(now, leeway) => return Answer::Expired(times, *key),
                Ok(times) => return Answer::Opened(times, *key),
                Err(Refusal::Malformed(malformed)) => return Answer::Malformed(malformed),
                Err(_) => {}
            }
        }
        if fitted.keyed.is_empty()
            && let Err(malformed) = FORMATS[place].anatomy(value)
        {
            return Answer::Malformed(malformed);
        }
        match self.missing.as_ref().or(fitted.unfit.as_ref()) {
            Some(error) if fitted.keyed.is_empty() => {
                Answer::Untried(error.exit, error.message.clone())
            }
            Some(error) => Answer::Untried(error.exit, untried(&error.message)),
            None => Answer::Forged,
        }
    }

    /// What the user must be warned of when cookies of this format were seen.
    pub fn warnings(&self, place: usize) -> &[String] {
        &self.fitted[place].warnings
    }
}

impl Fitted {
    fn new(format: &dyn Format, keys: &[Slotted]) -> Self {
        let mut fitted = Fitted {
            keyed: Vec::new(),
            unfit: None,
            warnings: Vec::new(),
        };
        for (place, slotted) in keys.iter().enumerate() {
            match fit(format, slotted) {
                Ok(with_key) => {
                    fitted.keyed.push((place, with_key.keyed));
                    fitted.warnings.extend(with_key.warning.map(str::to_owned));
                }
                Err(error) => {
                    let warning = format!("a key was not tried: {}", error.message);
                    fitted.warnings.push(warning);
                    fitted.unfit.get_or_insert(error);
                }
            }
        }
        fitted
    }
}

/// Seals a draft under a key.
///
/// # Errors
/// When the key does not fit, or the format cannot say what the draft says.
pub fn seal_with(
    format: &dyn Format,
    slotted: &Slotted,
    draft: &Draft,
) -> Result<(String, Option<&'static str>)> {
    let with_key = fit(format, slotted)?;
    Ok((with_key.keyed.seal(draft)?, with_key.warning))
}

/// Makes what opens and seals under a key.
///
/// # Errors
/// When the key does not fit.
pub fn fit(format: &dyn Format, slotted: &Slotted) -> Result<WithKey> {
    format.with_key(&slotted.key).map_err(|unfit| {
        let name = format.name();
        Error::could_not(format!(
            "the key from {} does not fit: {}",
            slotted.spec, unfit.0
        ))
        .hint(format!(
            "make one that does: cookiekit keygen --for {name} --out PATH"
        ))
    })
}

impl Protection {
    /// Refuses a cookie of a format of the other kind.
    ///
    /// # Errors
    /// The answer is no, and names the command for it.
    pub fn want(self, format: &dyn Format) -> Result<()> {
        let name = format.name();
        match self {
            _ if format.facts().protection == self => Ok(()),
            Protection::Encrypted => Err(Error::no(format!(
                "this is a {name} cookie, which is signed and not encrypted"
            ))
            .hint("use: cookiekit verify")),
            Protection::Signed => Err(Error::no(format!(
                "this is a {name} cookie, which is encrypted"
            ))
            .hint("use: cookiekit decrypt")),
        }
    }
}

impl Refusal {
    /// The word for it in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Refusal::Malformed(_) => "malformed",
            Refusal::Forged => "forged",
            Refusal::Expired(_) => "expired",
        }
    }
}

impl Refusal {
    /// The refusal of a cookie of this format, in the words of an error.
    pub fn message(self, format: &dyn Format, now: Time) -> String {
        match self {
            Refusal::Malformed(malformed) => Error::from(malformed).message,
            Refusal::Forged => format!("forged or under another key (format {})", format.name()),
            Refusal::Expired(at) => {
                format!("genuine, but expired {} (at {at})", at.seen_from(now))
            }
        }
    }
}

impl From<Malformed> for Error {
    fn from(malformed: Malformed) -> Self {
        Error::no(format!("malformed: {}", malformed.0))
    }
}
