//! Opening a cookie with whichever of several keys made it.

use std::borrow::Borrow;

use super::{Draft, Format, Malformed, Opened, Refusal, WithKey};
use crate::error::{Error, Result};
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
            message: format!(
                "no key that could be tried opens it, and: {}",
                error.message
            ),
            ..error
        }),
        Some(error) => Err(error),
        None => Ok(tried),
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

fn fit(format: &dyn Format, slotted: &Slotted) -> Result<WithKey> {
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

impl From<Malformed> for Error {
    fn from(malformed: Malformed) -> Self {
        Error::no(format!("malformed: {}", malformed.0))
    }
}
