//! Trying keys on a cookie: the one loop, and what is decided where none opens
//! it. One cookie and many lines differ in when the keys are read and fitted,
//! and in nothing else.

use std::borrow::Borrow;

use super::unopened::unopened;
use super::{ChosenBy, untried};
use crate::error::{Error, Result};
use crate::frameworks::{Format, Input, Malformed, Refusal, Times, Unlocked};
use crate::keys::ring::Slotted;

/// What came of trying keys of a format.
pub(super) enum Trial<K> {
    /// This key authenticates it; when it is valid is not judged.
    Genuine(K, Times),
    /// It is malformed, whatever the key.
    Malformed(Malformed),
    /// No key opens it.
    Unopened(Unopened),
}

/// What is known of a cookie that no key opens.
#[derive(Clone, Copy, Default)]
pub(super) struct Unopened {
    /// What is wrong with it, where a key showed it.
    told: Option<Malformed>,
    /// Why a key could not be made of its text.
    lacking: Option<&'static str>,
    /// Whether another was tried.
    tried: bool,
}

/// Tries the keys one after the other, on "forged" only: a cookie that one of
/// them authenticates is judged by that one, and a malformed one by none. A key
/// that is not needed is not asked for.
pub(super) fn try_each<K, U: Borrow<Unlocked>>(
    format: &dyn Format,
    keys: impl Iterator<Item = (K, U)>,
    cookie: Input,
    payload: &mut Vec<u8>,
) -> Trial<(K, U)> {
    let mut unopened = Unopened::default();
    for (key, unlocked) in keys {
        match unlocked.borrow().codec.open_to(cookie, payload) {
            Ok(times) => return Trial::Genuine((key, unlocked), times),
            // Another key may yet open it; if none does, this is what is wrong.
            Err(Refusal::Malformed(malformed)) if format.is_told_by_key(malformed) => {
                unopened.told = Some(malformed);
            }
            Err(Refusal::Malformed(malformed)) => return Trial::Malformed(malformed),
            // When it is valid is not the codec's question.
            Err(Refusal::Forged | Refusal::Expired(_) | Refusal::Early(_)) => {
                match unlocked.borrow().codec.lacking() {
                    Some(why) => unopened.lacking = Some(why),
                    None => unopened.tried = true,
                }
            }
        }
    }
    Trial::Unopened(unopened)
}

/// Which keys could be tried on cookies of a format, and why others could not.
#[derive(Default)]
pub(super) struct Reach {
    /// Whether one could.
    any: bool,
    /// Why another could not that may open it.
    could_not: Option<Error>,
    /// Why others cannot have made such a cookie.
    unfit: Vec<String>,
    /// Why the first of these cannot: it may be the wrong one to give.
    wrong: Option<Error>,
    /// Whether one of these fits another format that the sender could have chosen.
    of_use: bool,
}

impl Reach {
    /// A key fits.
    pub(super) fn fits(&mut self) {
        self.any = true;
    }

    /// A key could not be had.
    pub(super) fn lacks(&mut self, error: Error) {
        self.could_not.get_or_insert(error);
    }

    /// A key does not fit. Where the user chose the format, a key that was meant
    /// for it may be the one that is missing.
    pub(super) fn misfits(&mut self, chosen: ChosenBy, slotted: &Slotted, error: Error) {
        self.unfit.push(error.message.clone());
        if chosen == ChosenBy::User {
            return self.lacks(error);
        }
        self.of_use = self.of_use || chosen.has_use_for(slotted.secret());
        self.wrong.get_or_insert(error);
    }

    /// Whether a key could be tried.
    pub(super) fn any(&self) -> bool {
        self.any
    }

    /// Why keys cannot have made such a cookie.
    pub(super) fn unfit(&self) -> &[String] {
        &self.unfit
    }

    /// What a cookie is that none of the keys opens.
    ///
    /// # Errors
    /// Why a key was not tried that may open it, or why all are the wrong ones.
    pub(super) fn refusal(
        &self,
        format: &dyn Format,
        cookie: Input,
        unopened_by: Unopened,
    ) -> Result<Refusal> {
        let Unopened {
            told,
            lacking,
            tried,
        } = unopened_by;
        // Keys that tried it knew its shape.
        if (told.is_some() || !self.any)
            && let Err(malformed) = format.anatomy(cookie)
        {
            return Ok(told.unwrap_or(malformed).into());
        }
        if let Some(why) = lacking {
            let error = Error::lacking(why);
            return Err(Error {
                message: match tried {
                    true => untried(&error.message),
                    false => error.message,
                },
                ..error
            });
        }
        // "Forged" would be a guess while a key that may open it was not tried.
        let wrong = self.wrong.as_ref().filter(|_| !self.any && !self.of_use);
        match self.could_not.as_ref().or(wrong) {
            Some(error) if self.any => Err(Error {
                message: untried(&error.message),
                ..error.clone()
            }),
            Some(error) => Err(error.clone()),
            None => Ok(told.map_or_else(|| unopened(format, cookie), Refusal::from)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::rc::Rc;

    use zeroize::Zeroizing;

    use super::*;
    use crate::frameworks::vectors::Vector;
    use crate::frameworks::{FORMATS, Params, Secret};
    use crate::keys::Key;
    use crate::keys::slots::Slot;
    use crate::keys::spec::Spec;
    use crate::open::{Answer, Attempt, Keyset, open_with, read_by};

    fn slotted(key: &[u8]) -> Slotted {
        Slotted {
            key: Key::new(Zeroizing::new(key.to_vec())),
            spec: Spec::File(PathBuf::from("k")),
            slot: Slot::Primary,
            place: 0,
            warnings: vec![],
        }
    }

    /// A run over these keys, of which one that is none cannot be had.
    fn ring(keys: &[Option<Vec<u8>>]) -> impl Iterator<Item = Result<Slotted>> {
        keys.iter().map(|key| match key {
            Some(key) => Ok(slotted(key)),
            None => Err(Error::no_key("there is no such key")),
        })
    }

    fn alone(
        format: &dyn Format,
        cookie: Input,
        (keys, chosen): (&[Option<Vec<u8>>], ChosenBy),
        vector: &Vector,
    ) -> String {
        let keys = ring(keys).map(|it| it.map(Rc::new));
        let attempt = Attempt {
            format,
            chosen,
            cookie,
            malformed: format.anatomy(cookie).err(),
        };
        match open_with(attempt, keys, vector.now, 0) {
            Err(error) => format!("untried: {error:?}"),
            Ok(tried) => match tried.outcome {
                Ok(opened) => format!("opened: {:?} {:?}", opened.times, opened.payload),
                Err(refusal) => format!("{refusal:?}"),
            },
        }
    }

    fn of_many(
        place: usize,
        cookie: Input,
        (keys, chosen): (&[Option<Vec<u8>>], ChosenBy),
        vector: &Vector,
    ) -> String {
        let params: &'static Params = Box::leak(Box::new(vector.params.clone()));
        let keyset = Keyset::new(ring(keys), params, chosen).unwrap();
        let mut payload = Vec::new();
        match keyset.open(place, cookie, (vector.now, 0), &mut payload) {
            Answer::Opened(times, _) => format!("opened: {times:?} {payload:?}"),
            Answer::Untimely(_, _, refusal) => format!("{refusal:?}"),
            Answer::Malformed(malformed) => format!("{:?}", Refusal::from(malformed)),
            Answer::Forged(_) | Answer::Unfit(_) => format!("{:?}", Refusal::Forged),
            Answer::Untried(error) => format!("untried: {error:?}"),
        }
    }

    #[test]
    fn one_cookie_and_many_lines_are_answered_alike() {
        let other = || Some(b"another key, which made none of them at all".to_vec());
        let empty = || Some(vec![]);
        let mut compared = 0;
        for (place, format) in FORMATS.into_iter().enumerate() {
            for (index, vector) in format.vectors().into_iter().enumerate() {
                let own = || vector.keys.iter().cloned().map(Some);
                let runs: [Vec<Option<Vec<u8>>>; 6] = [
                    own().collect(),
                    [other()].into_iter().chain(own()).collect(),
                    [None].into_iter().chain(own()).collect(),
                    vec![None, other()],
                    vec![empty()],
                    vec![None, empty(), other()],
                ];
                let cookie = Input {
                    name: &vector.cookie_name,
                    value: &vector.cookie,
                    siblings: &vector.siblings,
                    params: &vector.params,
                };
                let value = read_by(format, cookie).value;
                let cut = vector.cookie.get(1..).unwrap_or_default();
                // Where keys are derived slowly, one run of a few tells enough; and one
                // does of those that follow many others of the format.
                let is_slow = vector
                    .keys
                    .iter()
                    .any(|key| format.slowness(Secret::value(key), &vector.params) > 1);
                if is_slow && index >= 5 {
                    continue;
                }
                let few = if is_slow || index >= 20 {
                    1
                } else {
                    usize::MAX
                };
                for value in [&value, cut, "{a b}"].into_iter().take(few) {
                    for keys in runs
                        .iter()
                        .take(few)
                        .filter(|it| it.iter().any(Option::is_some))
                    {
                        for chosen in [ChosenBy::User, ChosenBy::Sender(None)] {
                            let cookie = cookie.with_value(value);
                            let given = (&keys[..], chosen);
                            assert_eq!(
                                alone(format, cookie, given, &vector),
                                of_many(place, cookie, given, &vector),
                                "{}: {}, {chosen:?}",
                                format.name(),
                                vector.name
                            );
                            compared += 1;
                        }
                    }
                }
            }
        }
        assert!(compared > 1000, "{compared}");
    }
}
