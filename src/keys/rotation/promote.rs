//! A key that is in a slot becomes the primary: the staged one, or one that was
//! retired. What is refused says the step that is right in the state that there is.

use super::{Beside, Conditions, New, Rotation, Turned, refusal, status};
use crate::error::{Error, Result};
use crate::keys::slots::{self, Slot};
use crate::time::Time;

impl Rotation {
    /// Makes the staged key the primary: the one with this fingerprint, or whichever is
    /// staged.
    ///
    /// # Errors
    /// When none is staged, or another one, or a condition does not hold.
    pub fn promote(
        mut self,
        to: Option<&str>,
        conditions: Conditions,
        now: Time,
    ) -> Result<Turned> {
        let is_wanted = |it: &Beside| it.slot == Slot::Next && to.is_none_or(|to| it.has(to));
        let Some(at) = self.beside.iter().position(is_wanted) else {
            return Err(self.is_not_staged(to));
        };
        if let Some(not_before) = conditions.not_before
            && now < not_before
        {
            return Err(Error::could_not(format!(
                "too early: {} is {}",
                not_before,
                not_before.seen_from(now)
            ))
            .hint("run it again then; cookies are sealed with the old key until it is promoted"));
        }
        if let Some(seconds) = conditions.min_staged {
            let since = status::staged_since(&self.beside[at].spec)?;
            let ready = since.plus(seconds);
            if now < ready {
                return Err(Error::could_not(format!(
                    "the key is staged since {since}, which is less than {seconds} s"
                ))
                .hint(format!(
                    "run it again {}: every node must have read it first",
                    ready.seen_from(now)
                )));
            }
        }
        let (spec, key) = self.beside.swap_remove(at).into_key()?;
        self.turn(&New::Slot(&spec, &key), now)
    }

    /// Makes a retired key the primary again: the one with this fingerprint,
    /// or the newest. The one that was the primary is retired now.
    ///
    /// # Errors
    /// When there is no such key.
    pub fn rollback(mut self, to: Option<&str>, now: Time) -> Result<Turned> {
        // The newest, also when it cannot be read: an older one in its
        // place would be a surprise.
        let is_wanted = |it: &Beside| it.is_retired() && to.is_none_or(|to| it.has(to));
        let Some(at) = self.beside.iter().position(is_wanted) else {
            return Err(self.is_not_retired(to));
        };
        let slot = self.beside[at].slot;
        let (spec, key) = self.beside.swap_remove(at).into_key()?;
        refusal::of_another(slot, &spec, &key)?;
        self.turn(&New::Slot(&spec, &key), now)
    }

    /// Why no staged key can be promoted, and what is next. A second key is never
    /// proposed to those who run a step again: it would start another rotation.
    fn is_not_staged(&self, to: Option<&str>) -> Error {
        let place = &self.place;
        let retired = |it: &&Beside| it.is_retired();
        match (to, self.next(), self.beside.iter().find(retired)) {
            (Some(to), _, Some(_)) if self.is_retired(to) => {
                Error::could_not(format!("that key is retired at {place}, and not staged")).hint(
                    format!("to go back to it: {} --to {to}", self.command("rollback")),
                )
            }
            (Some(to), Some(next), _) => {
                let staged = next
                    .fingerprint()
                    .map_or_else(|| "not readable".to_owned(), |it| it.to_string());
                Error::could_not(format!(
                    "another key is staged at {place} ({staged}) than the one that is named ({to})"
                ))
                .hint(format!(
                    "see on every node which one it has: {}",
                    self.command("status")
                ))
            }
            (Some(_), None, _) => Error::could_not(format!(
                "that key is neither staged at {place} nor its primary"
            ))
            .hint(format!(
                "see the slots: {}; bring the key here from a node that has it: cookiekit rotate \
                 stage --from SPEC --key {}",
                self.command("status"),
                place.word()
            )),
            (None, _, Some(newest)) => {
                let since = match newest.slot {
                    Slot::Retired(time) => time.to_string(),
                    _ => String::new(),
                };
                Error::could_not(format!("no key is staged at {place}")).hint(format!(
                    "its primary took the place of another key at {since}: if that was this \
                     rotation, nothing is left to promote; see the slots: {}",
                    self.command("status")
                ))
            }
            (None, _, None) => Error::could_not(format!("no key is staged at {place}"))
                .hint(format!("stage one: {}", self.command("stage"))),
        }
    }

    fn is_not_retired(&self, to: Option<&str>) -> Error {
        let place = &self.place;
        let what = match to {
            Some(_) => format!("no retired key of {place} has that fingerprint"),
            None => format!("no key of {place} is retired"),
        };
        let next = self.next().and_then(Beside::fingerprint);
        let error = Error::could_not(what);
        match (to, next) {
            (Some(to), Some(next)) if next.to_string() == to => error.hint(format!(
                "it is staged, and was never the primary here; where every node accepts it: {} \
                 --to {to}",
                self.command("promote")
            )),
            (None, Some(_)) => error.hint(format!(
                "a key is staged and was not promoted: the primary is the old key still, and there \
                 is nothing to go back from; see the slots: {}",
                self.command("status")
            )),
            _ => error.hint(format!("see the slots: {}", self.command("status"))),
        }
    }

    fn is_retired(&self, fingerprint: &str) -> bool {
        let mut beside = self.beside.iter();
        beside.any(|it| it.is_retired() && it.has(fingerprint))
    }

    /// A key is staged where a new one was to be made. Whether it may be promoted is
    /// seen on the other nodes alone.
    pub(super) fn staged_already(&self) -> Error {
        let error = Error::could_not(format!("a key is staged at {} already", self.place));
        let drop = format!(
            "`key delete` of {} is for a key that no node has: what it sealed opens no more",
            slots::beside(&self.place, "next").map_or_else(String::new, |spec| spec.word())
        );
        error.hint(match self.next().and_then(Beside::fingerprint) {
            Some(next) => format!(
                "where every node accepts it, make it the primary: {} --to {next} ({drop})",
                self.command("promote")
            ),
            None => format!(
                "it cannot be used; see why: {} ({drop})",
                self.command("status")
            ),
        })
    }
}

impl Beside {
    fn is_retired(&self) -> bool {
        matches!(self.slot, Slot::Retired(_))
    }

    /// Whether it is the key with this fingerprint.
    fn has(&self, fingerprint: &str) -> bool {
        self.fingerprint()
            .is_some_and(|it| it.to_string() == fingerprint)
    }
}
