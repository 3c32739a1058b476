//! Opening a cookie with whichever of several keys made it.

mod carry;
pub mod common_key;
#[cfg(test)]
mod contract;
mod foreign;
mod keyset;
mod left_over;
mod own_choice;
mod quoted;
mod recognition;
mod refusal;
mod trial;
mod unopened;

pub use carry::Carrier;
pub use keyset::{Answer, Keyset};
pub use left_over::{left_over, removal};
pub use own_choice::{ByChoice, choice_of, may_be_chosen, unseen};
pub use quoted::{IN_QUOTES, unquoted};
pub use recognition::{
    Pin, Reading, UNKNOWN, Unrecognised, by_bytes, is_recognised, keyless, named_first,
    other_spelling, percent_decoded, read_by, recognise,
};
pub use refusal::{
    NOT_YET_VALID, UNENCRYPTED, UNKNOWN as OF_OTHERS, UNPROTECTED, is_unprotected, made_later,
};
pub use unopened::NO_VALUE;

use std::rc::Rc;

use crate::crypto::memory::wiping_the_stack;
use crate::error::{Error, Result, with_article};
use crate::frameworks::{
    Anatomy, Draft, Expiry, FORMATS, Format, Input, Malformed, NO_PARAMS, Opened, Params,
    Protection, Refusal, Sealed, Secret, Times, UnfitKey, Unlocked,
};
use crate::keys::ring::Slotted;
use crate::time::Time;
use trial::{Reach, Trial, try_each};

/// What came of trying the keys.
pub struct Tried {
    /// The content, or why there is none.
    pub outcome: std::result::Result<Opened, Refusal>,
    /// The key that authenticated the cookie, expired or not.
    pub by: Option<Rc<Slotted>>,
    /// What cookies under that key hide.
    pub protection: Option<Protection>,
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
    /// Anyone who sent the cookie, among the formats that the command takes: all,
    /// or those of this kind. The user is to give keys that fit one of them.
    Sender(Option<Protection>),
}

impl ChosenBy {
    /// Whether a key that does not fit the format fits another that the sender
    /// could have chosen.
    fn has_use_for(self, secret: Secret) -> bool {
        let ChosenBy::Sender(kind) = self else {
            return false;
        };
        let is_taken = |protection: Protection| kind.is_none_or(|kind| protection.may_be(kind));
        let mut formats = FORMATS
            .into_iter()
            .filter(|format| is_taken(format.facts().protection));
        formats.any(|format| {
            let unlocked = unlock(format, secret, &NO_PARAMS);
            unlocked.is_ok_and(|it| is_taken(it.protection))
        })
    }
}

/// A cookie that keys are tried on.
#[derive(Clone, Copy)]
pub struct Attempt<'a> {
    /// Its format.
    pub format: &'a dyn Format,
    /// Who chose that.
    pub chosen: ChosenBy,
    /// The cookie, as the format reads it.
    pub cookie: Input<'a>,
    /// What is wrong with it, where its shape tells.
    pub malformed: Option<Malformed>,
}

/// Opens one cookie. The keys are read as they are needed, and one that does not
/// fit may be the wrong one to give.
///
/// # Errors
/// When no key could be tried at all.
pub fn open_with(
    attempt: Attempt,
    keys: impl Iterator<Item = Result<Rc<Slotted>>>,
    now: Time,
    leeway: u64,
) -> Result<Tried> {
    let Attempt {
        format,
        chosen,
        cookie,
        malformed,
    } = attempt;
    let mut tried = Tried {
        outcome: Err(Refusal::Forged),
        by: None,
        protection: None,
        warnings: Vec::new(),
        unfit: Vec::new(),
    };
    if let Some(malformed) = malformed.filter(|it| !format.is_told_by_key(*it)) {
        tried.outcome = Err(malformed.into());
        return Ok(tried);
    }
    let mut reach = Reach::default();
    let mut doubts = Doubts::default();
    let fitted = keys.filter_map(|key| {
        let slotted = key.map_err(|error| {
            tried.warnings.push(not_tried(&error.message));
            reach.lacks(error);
        });
        let slotted = slotted.ok()?;
        match fit(format, &slotted, cookie.params) {
            Ok(unlocked) => {
                reach.fits();
                tried.warnings.extend_from_slice(&slotted.warnings);
                doubts.add(warning_of(&unlocked, cookie));
                Some((slotted, unlocked))
            }
            Err(error) => {
                if chosen == ChosenBy::User {
                    tried.warnings.push(not_tried(&error.message));
                }
                reach.misfits(chosen, &slotted, error);
                None
            }
        }
    });
    let mut payload = Vec::new();
    tried.outcome = match try_each(format, fitted, cookie, &mut payload) {
        Trial::Genuine((slotted, unlocked), times) => {
            let refused = unlocked.codec.refused_by(cookie);
            let warnings = warning_of(&unlocked, cookie).into_iter().chain(refused);
            tried.warnings.extend(warnings.map(str::to_owned));
            tried.by = Some(slotted);
            tried.protection = Some(unlocked.protection);
            Opened { payload, times }.judge(now, leeway)
        }
        Trial::Malformed(malformed) => Err(malformed.into()),
        Trial::Unopened(unopened) => {
            tried.warnings.extend(doubts.told());
            // Those of a format that the user chose were reported in their place.
            if chosen != ChosenBy::User {
                match reach.any() {
                    true => tried
                        .warnings
                        .extend(reach.unfit().iter().map(|it| not_tried(it))),
                    false => tried.unfit.extend_from_slice(reach.unfit()),
                }
            }
            Err(reach.refusal(format, cookie, unopened)?)
        }
    };
    if malformed.is_some() {
        // A key that was not tried has nothing to tell of it.
        tried.warnings.clear();
    }
    Ok(tried)
}

/// What there is to warn of keys that a format took and that did not open a
/// cookie. Where another fits it without a warning, that one is the format's own,
/// and these are of other systems.
#[derive(Default)]
struct Doubts {
    warnings: Vec<&'static str>,
    has_own: bool,
}

impl Doubts {
    fn add(&mut self, warning: Option<&'static str>) {
        match warning {
            Some(warning) if !self.warnings.contains(&warning) => self.warnings.push(warning),
            Some(_) => {}
            None => self.has_own = true,
        }
    }

    fn told(self) -> impl Iterator<Item = String> {
        let told = self.warnings.into_iter().filter(move |_| !self.has_own);
        told.map(str::to_owned)
    }
}

fn not_tried(why: &str) -> String {
    format!("a key was not tried: {why}")
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
    format!("no usable key opens it; one was skipped: {why}")
}

/// The times that a cookie says of itself: where only a key tells them, once one
/// opened it.
pub fn times_of(seen: Option<&Anatomy>, tried: Option<&Tried>) -> Times {
    let seen = seen.map(|it| it.times).unwrap_or_default();
    match tried.map(|tried| &tried.outcome) {
        Some(Ok(opened)) => opened.times,
        Some(Err(Refusal::Expired(at))) if seen.expires.is_none() => Times {
            expires: Some(*at),
            ..seen
        },
        _ => seen,
    }
}

/// What a cookie is to say that is made again of one that was opened, with the
/// times that the format has a place for.
pub fn draft_again<'a>(
    format: &dyn Format,
    cookie: Input<'a>,
    payload: &'a [u8],
    times: Times,
    now: Time,
) -> Draft<'a> {
    let (expires, login_expires) = match format.facts().expiry {
        // It says when it was made; when it is over is the reader's matter.
        Expiry::ByAge(_) => (None, None),
        Expiry::Never | Expiry::Optional | Expiry::Required | Expiry::InPayload(_) => times.said(),
    };
    Draft {
        name: cookie.name,
        payload,
        issued: times.issued.unwrap_or(now),
        expires,
        login_expires,
        again: Some(cookie.value),
    }
}

/// Seals a draft under a key.
///
/// # Errors
/// When the key does not fit, or the format cannot say what the draft says.
pub fn seal_with(
    (format, params): (&dyn Format, &Params),
    slotted: &Slotted,
    draft: &Draft,
) -> Result<(Sealed, Option<&'static str>)> {
    let unlocked = fit(format, slotted, params)?;
    let again = draft.again.map(|it| Input::new(draft.name, it));
    let warning = match again {
        Some(cookie) => warning_of(&unlocked, cookie),
        None => unlocked.warning,
    };
    Ok((unlocked.codec.seal(draft)?, warning))
}

/// What the user should know of a key that a cookie is under.
fn warning_of(unlocked: &Unlocked, cookie: Input) -> Option<&'static str> {
    let of_cookie = unlocked.codec.warning_of(cookie);
    of_cookie.unwrap_or(unlocked.warning)
}

/// What opens and seals under a secret: nothing of the secret is left on the stack.
///
/// # Errors
/// When it does not fit.
pub fn unlock(
    format: &dyn Format,
    secret: Secret,
    params: &Params,
) -> std::result::Result<Unlocked, UnfitKey> {
    wiping_the_stack(|| format.unlock(secret, params))
}

/// Makes what opens and seals under a key.
///
/// # Errors
/// When the key does not fit.
pub fn fit(format: &dyn Format, slotted: &Slotted, params: &Params) -> Result<Unlocked> {
    let unlocked = unlock(format, slotted.secret(), params);
    unlocked.map_err(|unfit| {
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
        self.want_of(format, format.facts().protection)
    }

    /// Refuses a cookie of this format that is of the other kind.
    ///
    /// # Errors
    /// The answer is no, and names the command for it.
    pub fn want_of(self, format: &dyn Format, found: Protection) -> Result<()> {
        // No name of it is made for one that is welcome: there may be many.
        let name = || with_article(format.name());
        match self {
            _ if found.may_be(self) => Ok(()),
            Protection::ByKey => Ok(()),
            Protection::Encrypted => Err(Error::no(format!(
                "this is {} cookie, which is signed and not encrypted",
                name()
            ))
            .hint("use verify, with the same cookie and key")),
            Protection::Signed => Err(Error::no(format!(
                "this is {} cookie, which is encrypted",
                name()
            ))
            .hint("use decrypt, with the same cookie and key")),
        }
    }
}

/// That a value is an id, as this system writes it.
pub fn stored(whose: &str) -> String {
    format!(
        "a session id of {whose}: the data is in the server's store, and there is nothing to open \
         here"
    )
}

/// What was done with a value that is of no format.
const LOOKED_FOR: &str = "a cookie of every format was looked for (`cookiekit formats` lists them), \
     alone, as NAME=VALUE and in headers; --format NAME says why it is not one of that";

impl From<Unrecognised> for Error {
    fn from(unrecognised: Unrecognised) -> Self {
        let is_foreign = match &unrecognised {
            Unrecognised::Id(_) | Unrecognised::Chosen(_) => true,
            Unrecognised::Like(likeness) => foreign::is_of_others(likeness),
            Unrecognised::Malformed(_) => false,
        };
        let error: Error = match unrecognised {
            Unrecognised::Id(whose) => Error::no(stored(whose))
                .hint("only the application can tell whether it is valid: look it up in its store"),
            Unrecognised::Chosen(choice) => Error::no(format!(
                "not a cookie as {} makes one by default: it has the shape of one with {}",
                choice.format,
                choice.text()
            ))
            .hint(format!(
                "name what the application chose: {}",
                choice.flags()
            )),
            Unrecognised::Like(likeness) => Error::no(format!(
                "not a cookie that cookiekit opens: it looks like {likeness}, which is not certain"
            ))
            .hint(foreign::to_do(likeness)),
            Unrecognised::Malformed(UNKNOWN) => Error::from(UNKNOWN).hint(LOOKED_FOR),
            Unrecognised::Malformed(IN_QUOTES) => Error::from(IN_QUOTES)
                .hint("pass the value without the quotes, and look at what put them there"),
            Unrecognised::Malformed(malformed) => malformed.into(),
        };
        Error {
            is_foreign: is_foreign || error.is_foreign,
            ..error
        }
    }
}
