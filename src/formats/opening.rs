//! Opening a cookie with whichever of several keys made it.

use std::borrow::Borrow;

use super::unopened::unopened;
use super::{
    Draft, FORMATS, Format, Keyed, Malformed, Opened, Protection, Refusal, Times, UNKNOWN,
    Unrecognised, WithKey,
};
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::keys::Key;
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
    /// Which keys the format cannot use and why, where that is all of them.
    pub unfit: Vec<String>,
}

/// Who chose the format of a cookie that keys are tried on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChosenBy {
    /// The user, who must give a key that fits it.
    User,
    /// Whoever sent the cookie, among the formats that the command takes: all,
    /// or those of this kind. The user is to give keys that fit one of them.
    Sender(Option<Protection>),
}

impl ChosenBy {
    /// Whether a key that does not fit the format fits another that the sender
    /// could have chosen.
    fn has_use_for(self, key: &Key) -> bool {
        let ChosenBy::Sender(kind) = self else {
            return false;
        };
        let is_taken =
            |format: &&dyn Format| kind.is_none_or(|kind| format.facts().protection == kind);
        let mut formats = FORMATS.into_iter().filter(is_taken);
        formats.any(|format| format.with_key(key).is_ok())
    }
}

/// Tries the keys one after the other, on "forged" only: a cookie that one of
/// them authenticates is judged by that one, and a malformed one by none. A key
/// that does not fit cannot have made the cookie, and may be the wrong one to
/// give.
///
/// # Errors
/// When no key could be tried at all.
pub fn open_with<K: Borrow<Slotted>>(
    (format, chosen): (&dyn Format, ChosenBy),
    mut keys: impl Iterator<Item = Result<K>>,
    name: &str,
    value: &str,
    now: Time,
    leeway: u64,
) -> Result<Tried<K>> {
    let mut tried = Tried {
        outcome: Err(unopened(value)),
        by: None,
        warnings: Vec::new(),
        unfit: Vec::new(),
    };
    if let Err(malformed) = format.anatomy(value) {
        tried.outcome = Err(malformed.into());
        if format.is_told_by_key(malformed) {
            // A key that cannot be had has nothing to tell.
            let told = keys.flatten().find_map(|slotted| {
                let keyed = fit(format, slotted.borrow()).ok()?.keyed;
                let refusal = keyed.open(name, value).err()?;
                (refusal != malformed.into()).then_some(refusal)
            });
            tried.outcome = Err(told.unwrap_or(malformed.into()));
        }
        return Ok(tried);
    }
    let mut could_not = None;
    let mut wrong = None;
    let (mut any, mut of_use) = (false, false);
    for key in &mut keys {
        let read = key.map(|slotted| (fit(format, slotted.borrow()), slotted));
        let (slotted, with_key) = match read {
            Ok((Ok(with_key), slotted)) => (slotted, with_key),
            Ok((Err(error), slotted)) if chosen != ChosenBy::User => {
                of_use |= chosen.has_use_for(&slotted.borrow().key);
                tried.unfit.push(error.message.clone());
                wrong.get_or_insert(error);
                continue;
            }
            // Another key may yet open it; what was not tried is said.
            Err(error) | Ok((Err(error), _)) => {
                tried.warnings.push(not_tried(&error));
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
    if any {
        let unfit = tried.unfit.drain(..);
        tried
            .warnings
            .extend(unfit.map(|why| format!("a key was not tried: {why}")));
    }
    // "Forged" would be a guess while a key that may open it was not tried.
    match could_not {
        Some(error) if any => Err(Error {
            message: untried(&error.message),
            ..error
        }),
        Some(error) => Err(error),
        None => match wrong.filter(|_| !any && !of_use) {
            Some(error) => Err(error),
            None => Ok(tried),
        },
    }
}

fn not_tried(error: &Error) -> String {
    format!("a key was not tried: {}", error.message)
}

/// That none of the keys can have made a cookie of this format, and why.
pub fn none_fits(format: &dyn Format, unfit: &[String]) -> String {
    let name = format.name();
    format!(
        "under no key that was given (format {name}): {}",
        unfit.join("; ")
    )
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
    /// Why the others do not fit.
    unfit: Vec<String>,
    /// Why one does not, where the user should have given others.
    wrong: Option<Error>,
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
    /// The format can use none of the keys, for these reasons.
    Unfit(String),
    /// No key opens it that could be tried; why another could not.
    Untried(Exit, String),
}

impl Keyset {
    /// Reads all the keys, for cookies of a format that is `chosen` so.
    ///
    /// # Errors
    /// When not one can be had.
    pub fn new(ring: impl Iterator<Item = Result<Slotted>>, chosen: ChosenBy) -> Result<Self> {
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
                fitted: FORMATS
                    .iter()
                    .map(|it| Fitted::new(*it, chosen, &keys))
                    .collect(),
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
        let mut told = None;
        for (key, keyed) in &fitted.keyed {
            match keyed.open_to(name, value, payload) {
                Ok(times) if times.is_over(now, leeway) => return Answer::Expired(times, *key),
                Ok(times) => return Answer::Opened(times, *key),
                Err(Refusal::Malformed(malformed)) => {
                    told = Some(malformed);
                    if !FORMATS[place].is_told_by_key(malformed) {
                        break;
                    }
                }
                Err(_) => {}
            }
        }
        if let Some(malformed) = told {
            return Answer::Malformed(malformed);
        }
        if fitted.keyed.is_empty()
            && let Err(malformed) = FORMATS[place].anatomy(value)
        {
            return Answer::Malformed(malformed);
        }
        match self.missing.as_ref().or(fitted.wrong.as_ref()) {
            Some(error) if fitted.keyed.is_empty() => {
                Answer::Untried(error.exit, error.message.clone())
            }
            Some(error) => Answer::Untried(error.exit, untried(&error.message)),
            None if fitted.keyed.is_empty() => {
                Answer::Unfit(none_fits(FORMATS[place], &fitted.unfit))
            }
            None => match unopened(value) {
                Refusal::Malformed(malformed) => Answer::Malformed(malformed),
                _ => Answer::Forged,
            },
        }
    }

    /// What the user must be warned of when cookies of this format were seen.
    pub fn warnings(&self, place: usize) -> &[String] {
        &self.fitted[place].warnings
    }
}

impl Fitted {
    fn new(format: &dyn Format, chosen: ChosenBy, keys: &[Slotted]) -> Self {
        let mut fitted = Fitted {
            keyed: Vec::new(),
            unfit: Vec::new(),
            wrong: None,
            warnings: Vec::new(),
        };
        let mut of_use = false;
        for (place, slotted) in keys.iter().enumerate() {
            match fit(format, slotted) {
                Ok(with_key) => {
                    fitted.keyed.push((place, with_key.keyed));
                    fitted.warnings.extend(with_key.warning.map(str::to_owned));
                }
                Err(error) => {
                    fitted.warnings.push(not_tried(&error));
                    of_use |= chosen.has_use_for(&slotted.key);
                    fitted.unfit.push(error.message.clone());
                    fitted.wrong.get_or_insert(error);
                }
            }
        }
        of_use |= chosen != ChosenBy::User && !fitted.keyed.is_empty();
        fitted.wrong.take_if(|_| of_use);
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

impl From<Unrecognised> for Error {
    fn from(unrecognised: Unrecognised) -> Self {
        match unrecognised {
            Unrecognised::Like(likeness) => Error::no(format!(
                "not a cookie of a format that cookiekit opens: it looks like {likeness}, which is not sure"
            ))
            .hint("if it is of a format that cookiekit has: --format says what is wrong with it"),
            Unrecognised::Malformed(UNKNOWN) => Error::from(UNKNOWN)
                .hint("pin one with --format to hear what is wrong with it as such"),
            Unrecognised::Malformed(malformed) => malformed.into(),
        }
    }
}
