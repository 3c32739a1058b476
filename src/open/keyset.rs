//! The keys of a run over many cookies.

use std::collections::HashSet;
use std::sync::OnceLock;

use super::trial::{Reach, Trial, try_each};
use super::{ChosenBy, Doubts, fit, none_fits, not_tried};
use crate::error::{Error, Result};
use crate::frameworks::{
    Draft, FORMATS, Format, Input, Malformed, Params, Protection, Refusal, Sealed, Times, Unlocked,
};
use crate::keys::ring::Slotted;
use crate::time::Time;

/// The keys of a ring, read once, to open many cookies: fitted to a format when
/// its first cookie comes.
pub struct Keyset {
    /// The keys, in the order in which they are tried.
    pub keys: Vec<Slotted>,
    /// Why another key could not be had.
    pub missing: Option<Error>,
    chosen: ChosenBy,
    /// What the application chose of the format that is pinned.
    pub params: &'static Params,
    fitted: [OnceLock<Fitted>; FORMATS.len()],
}

/// The keys as one format has them.
struct Fitted {
    /// Each with its place among the keys.
    codecs: Vec<(usize, Unlocked)>,
    /// Why the others could not be tried.
    reach: Reach,
}

/// What came of trying the keys of a [`Keyset`].
pub enum Answer {
    /// The content, judged, and the place of the key among the keys.
    Opened(Times, usize),
    /// It is genuine, by the key at this place, but not valid at this time.
    Untimely(Times, usize, Refusal),
    /// The format does not know it.
    Malformed(Malformed),
    /// No key opens it; it is the start of a genuine cookie of the key at this place,
    /// where that is proven.
    Forged(Option<usize>),
    /// The format can use none of the keys, for these reasons.
    Unfit(String),
    /// No key opens it that could be tried; why another could not.
    Untried(Error),
}

impl Keyset {
    /// Reads all the keys, for cookies of a format that is `chosen` so.
    ///
    /// # Errors
    /// When not one can be had.
    pub fn new(
        ring: impl Iterator<Item = Result<Slotted>>,
        params: &'static Params,
        chosen: ChosenBy,
    ) -> Result<Self> {
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
                chosen,
                params,
                fitted: [const { OnceLock::new() }; FORMATS.len()],
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
        cookie: Input,
        (now, leeway): (Time, u64),
        payload: &mut Vec<u8>,
    ) -> Answer {
        let format = FORMATS[place];
        let fitted = self.fitted(place);
        let keys = fitted.codecs.iter().map(|(key, unlocked)| (*key, unlocked));
        match try_each(format, keys, cookie, payload) {
            Trial::Genuine((key, _), times) => match times.refusal(now, leeway) {
                Some(refusal) => Answer::Untimely(times, key, refusal),
                None => Answer::Opened(times, key),
            },
            Trial::Malformed(malformed) => Answer::Malformed(malformed),
            Trial::Unopened(unopened) => match fitted.reach.refusal(format, cookie, unopened) {
                Err(error) => Answer::Untried(error),
                Ok(Refusal::Malformed(malformed)) => Answer::Malformed(malformed),
                Ok(_) if fitted.codecs.is_empty() => {
                    Answer::Unfit(none_fits(format, fitted.reach.unfit()))
                }
                Ok(_) => {
                    let mut keys = fitted.codecs.iter();
                    let is_start =
                        |(_, it): &&(usize, Unlocked)| it.codec.missing(cookie).is_some();
                    Answer::Forged(keys.find(is_start).map(|(key, _)| *key))
                }
            },
        }
    }

    /// The place of the key, and of the format, of which a value is the start of a genuine
    /// cookie, where it has the shape of none: of the formats that it is like.
    pub fn start_of(&self, pin: Option<&dyn Format>, cookie: Input) -> Option<(usize, usize)> {
        let is_meant = |format: &dyn Format| match pin {
            Some(pin) => pin.name() == format.name(),
            None => format.may_be_called(cookie.name) && format.is_likely(cookie.value),
        };
        let places = (0..FORMATS.len()).filter(|it| is_meant(FORMATS[*it]));
        places.into_iter().find_map(|place| {
            let mut codecs = self.fitted(place).codecs.iter();
            let own = codecs.find(|it| it.1.codec.missing(cookie).is_some())?;
            Some((place, own.0))
        })
    }

    /// Seals a draft in the format at this place under the first of the keys.
    ///
    /// # Errors
    /// When the key does not fit, or the format cannot say what the draft says.
    pub fn seal(&self, place: usize, draft: &Draft) -> Result<Sealed> {
        match self.fitted(place).codecs.first() {
            Some((0, unlocked)) => unlocked.codec.seal(draft),
            _ => {
                let unlocked = fit(FORMATS[place], &self.keys[0], self.params)?;
                unlocked.codec.seal(draft)
            }
        }
    }

    fn fitted(&self, place: usize) -> &Fitted {
        self.fitted[place].get_or_init(|| Fitted::new(FORMATS[place], self))
    }

    /// What cookies of the format at this place hide under the key at that one.
    pub fn protection(&self, place: usize, key: usize) -> Protection {
        let mut codecs = self.fitted(place).codecs.iter();
        let own = codecs.find(|(of, _)| *of == key);
        own.map_or(FORMATS[place].facts().protection, |it| it.1.protection)
    }

    /// What the user must be warned of when cookies of the format at this place
    /// were seen: of the keys that opened some, and where others stayed unopened
    /// of those that did not.
    pub fn warnings(
        &self,
        place: usize,
        opened: impl Fn(usize) -> bool,
        has_unopened: bool,
    ) -> Vec<String> {
        let fitted = self.fitted(place);
        let mut told = Vec::new();
        let mut doubts = Doubts::default();
        for (key, unlocked) in &fitted.codecs {
            match unlocked.warning {
                Some(warning) if opened(*key) => told.push(warning.to_owned()),
                other => doubts.add(other),
            }
        }
        if has_unopened {
            told.extend(doubts.told());
            told.extend(fitted.reach.unfit().iter().map(|why| not_tried(why)));
        }
        let mut seen = HashSet::new();
        told.retain(|it| seen.insert(it.clone()));
        told
    }
}

impl Fitted {
    fn new(format: &dyn Format, keyset: &Keyset) -> Self {
        let mut codecs = Vec::new();
        let mut reach = Reach::default();
        keyset
            .missing
            .iter()
            .cloned()
            .for_each(|it| reach.lacks(it));
        for (place, slotted) in keyset.keys.iter().enumerate() {
            match fit(format, slotted, keyset.params) {
                Ok(unlocked) => {
                    reach.fits();
                    codecs.push((place, unlocked));
                }
                Err(error) => reach.misfits(keyset.chosen, slotted, error),
            }
        }
        Fitted { codecs, reach }
    }
}
