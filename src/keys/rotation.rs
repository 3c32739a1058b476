//! Rotation: a new key takes the place of an old one, and none is lost.
//!
//! A place keeps its name and stays a plain single key. What changes is which
//! key is under that name, and in what slots the others are: a key is staged
//! (everyone accepts it), promoted (it seals, and the one before is retired),
//! and one day dropped. Each step is one change that is complete or was not
//! begun; what a killed run leaves is a second name of the primary key, and
//! the next run removes it.

mod after;
mod command;
mod outcome;
mod promote;
mod refusal;
mod retire;
mod status;

use std::time::Duration;

pub use after::After;
pub use command::command;
pub use outcome::{Ahead, Conditions, Dropped, StagedKey, Turned, Was};
pub use refusal::of_content as refuse_content;
pub use refusal::of_unturnable as refuse_unturnable;
pub use retire::Older;
pub use status::{Kept, Status, status};

use super::file::{self, Durability};
use super::key::{Fingerprint, Key};
use super::keyring;
use super::slots::{self, Slot};
use super::spec::Spec;
use crate::crypto;
use crate::error::{Error, Result};
use crate::time::{HOUR, Time};

/// A place with slots, held against other rotations.
pub trait Shelf {
    /// The primary key as it is now.
    ///
    /// # Errors
    /// When it cannot be had, or is open to others.
    fn primary(&self) -> Result<Key>;

    /// The other slots: next, then retired from the newest on.
    ///
    /// # Errors
    /// When they cannot be listed, or others may have put them there.
    fn slots(&self) -> Result<Vec<(Slot, Spec)>>;

    /// The key of a slot.
    ///
    /// # Errors
    /// When it cannot be had, or is open to others.
    fn load(&self, slot: &Spec) -> Result<Key>;

    /// Adds a key in a slot of its own, never over another.
    ///
    /// # Errors
    /// When that slot is taken, or the key cannot be stored.
    fn add(&self, suffix: &str, key: &Key) -> Result<Durability>;

    /// Makes `new` the primary, after `old`, which is the primary, was kept in
    /// the slot `retired`. Nobody who reads the primary ever finds none.
    ///
    /// # Errors
    /// When it cannot be done; the old key is the primary then, except for
    /// *uncertain*.
    fn swap(&self, old: &Key, retired: &str, new: &New<'_>) -> Result<Durability>;

    /// Removes keys for good.
    ///
    /// # Errors
    /// When one of them cannot be removed.
    fn remove(&self, slots: &[&Spec]) -> Result<Durability>;

    /// Removes what runs that were killed have left, as far as that can be
    /// done.
    fn reap(&self);
}

/// Where a new primary comes from.
pub enum New<'a> {
    /// A key that is nowhere yet.
    Fresh(&'a Key),
    /// The key of this slot, which it leaves.
    Slot(&'a Spec, &'a Key),
}

/// What there is beside the primary.
struct Beside {
    slot: Slot,
    spec: Spec,
    /// The key, or why it cannot be used.
    key: Result<Key>,
}

impl Beside {
    fn is(&self, key: &Key) -> bool {
        let own = self.key.as_ref();
        own.is_ok_and(|own| crypto::equal(own.bytes(), key.bytes()))
    }

    fn fingerprint(&self) -> Option<Fingerprint> {
        self.key.as_ref().ok().map(Key::fingerprint)
    }

    /// The key, where nothing works without it.
    fn into_key(self) -> Result<(Spec, Key)> {
        Ok((self.spec, self.key?))
    }
}

/// A rotation that has its turn.
pub struct Rotation {
    place: Spec,
    shelf: Box<dyn Shelf>,
    primary: Key,
    /// Next, then retired from the newest on.
    beside: Vec<Beside>,
    /// The newest retired slot, readable or not.
    newest: Option<Time>,
}

impl Rotation {
    /// Waits for the turn at a place, at most for `patience`, and removes what
    /// killed runs have left there.
    ///
    /// # Errors
    /// When the place has no slots, there is no key, or the turn does not
    /// come.
    pub fn begin(place: &Spec, patience: Duration) -> Result<Rotation> {
        refusal::of_place(place)?;
        // What is retired there would not be used.
        if let Spec::File(path) = place {
            slots::refuse_open_folder(path)?;
        }
        let shelf: Box<dyn Shelf> = match place {
            Spec::File(path) => Box::new(file::Held::take(path, patience)?),
            Spec::Keyring(entry) => Box::new(keyring::Held::take(entry, patience)?),
            _ => return Err(no_slots(place)),
        };
        let primary = shelf.primary()?;
        refusal::of_content(place, &primary)?;
        shelf.reap();
        let mut rotation = Rotation {
            place: place.clone(),
            shelf,
            primary,
            beside: Vec::new(),
            newest: None,
        };
        rotation.look_beside()?;
        rotation.remove_twins();
        Ok(rotation)
    }

    /// The primary key.
    pub fn primary(&self) -> &Key {
        &self.primary
    }

    fn look_beside(&mut self) -> Result<()> {
        for (slot, spec) in self.shelf.slots()? {
            if let Slot::Retired(time) = slot {
                self.newest = self.newest.max(Some(time));
            }
            let key = self.shelf.load(&spec);
            self.beside.push(Beside { slot, spec, key });
        }
        Ok(())
    }

    /// A slot that holds the primary key is left of a run that was killed
    /// between its two steps; of a key that was retired twice (the first time
    /// by such a run) the newer slot counts. Removing the other one loses
    /// nothing: the key is there, and nobody else writes to it now.
    fn remove_twins(&mut self) {
        let (mut twins, mut others) = (Vec::new(), Vec::<Beside>::new());
        for beside in std::mem::take(&mut self.beside) {
            let is_there = |key: &Key| {
                let is_retired = |it: &&Beside| matches!(it.slot, Slot::Retired(_));
                crypto::equal(self.primary.bytes(), key.bytes())
                    || others.iter().filter(is_retired).any(|it| it.is(key))
            };
            match beside.key.as_ref().is_ok_and(is_there) {
                true => twins.push(beside.spec),
                false => others.push(beside),
            }
        }
        self.beside = others;
        if !twins.is_empty() {
            let _ = self.shelf.remove(&twins.iter().collect::<Vec<_>>());
        }
    }

    fn next(&self) -> Option<&Beside> {
        self.beside.iter().find(|it| it.slot == Slot::Next)
    }

    /// Stages a key: everyone who reads the slots accepts it from now on. It
    /// is no error when it is staged already, or the primary: a script may be run
    /// again.
    ///
    /// # Errors
    /// When another key is staged, or this one is retired.
    pub fn stage(&self, key: &Key) -> Result<StagedKey> {
        if crypto::equal(self.primary.bytes(), key.bytes()) {
            return Ok(self.is_primary_already());
        }
        let suffix = suffix(Slot::Next, key)?;
        let spec = slots::beside(&self.place, &suffix).ok_or_else(|| no_slots(&self.place))?;
        let staged = |was_there, durability| StagedKey {
            fingerprint: key.fingerprint(),
            spec: spec.clone(),
            was: match was_there {
                true => Was::Staged,
                false => Was::Nowhere,
            },
            durability,
        };
        if let Some(next) = self.next() {
            return match next.is(key) {
                true => Ok(staged(true, Durability::Durable)),
                false => Err(self.staged_already()),
            };
        }
        if let Some(beside) = self.beside.iter().find(|beside| beside.is(key)) {
            return Err(Error::could_not(format!(
                "that key is not new: it is {} of {}",
                beside.slot, self.place
            ))
            .hint(format!(
                "to go back to it: {} --to {}",
                self.command("rollback"),
                key.fingerprint()
            )));
        }
        let durability = self.shelf.add(&suffix, key)?;
        Ok(staged(false, durability))
    }

    /// Refuses a key that another node has staged where another one is staged here: which
    /// of the two the nodes are to accept is not to be guessed.
    ///
    /// # Errors
    /// When there is another one.
    pub fn refuse_another_staged(&self, key: &Key) -> Result<()> {
        let Some(next) = self.next().filter(|next| !next.is(key)) else {
            return Ok(());
        };
        let staged = next
            .fingerprint()
            .map_or_else(String::new, |it| format!(" ({it})"));
        Err(Error::could_not(format!(
            "another key is staged at {}{staged} than the one that is given ({})",
            self.place,
            key.fingerprint()
        ))
        .hint(format!(
            "see on every node which one it has: {}; `key delete` of {} is for a key that no other \
             node has: what it sealed opens no more",
            self.command("status"),
            slots::beside(&self.place, "next").map_or_else(String::new, |spec| spec.word())
        )))
    }

    /// Stages and promotes a key at once.
    ///
    /// # Errors
    /// When a key is staged already, or the new one cannot be stored.
    pub fn rotate(self, key: &Key, now: Time) -> Result<Turned> {
        if self.next().is_some() {
            return Err(self.staged_already());
        }
        self.turn(&New::Fresh(key), now)
    }

    fn turn(&self, new: &New<'_>, now: Time) -> Result<Turned> {
        // Two in one second would have no order, and a clock that was set back
        // a wrong one: a key is always retired after the one before it.
        let after = self.newest.map_or(now, |newest| newest.plus(1));
        let retired = suffix(Slot::Retired(now.max(after)), &self.primary)?;
        let kept = slots::beside(&self.place, &retired).ok_or_else(|| no_slots(&self.place))?;
        let durability = self.shelf.swap(&self.primary, &retired, new)?;
        let (New::Fresh(key) | New::Slot(_, key)) = new;
        Ok(Turned {
            was: self.primary.fingerprint(),
            is: key.fingerprint(),
            bytes: key.bytes().len(),
            kept,
            is_ahead: after > now.plus(HOUR),
            durability,
        })
    }

    fn command(&self, step: &str) -> String {
        command(&self.place, step)
    }
}

fn suffix(slot: Slot, key: &Key) -> Result<String> {
    slot.suffix(key.fingerprint())
        .ok_or_else(|| Error::could_not("the clock is beyond the year 9999"))
}

/// The error for a place that has no slots, and where the key can be put that is there.
pub fn no_slots(place: &Spec) -> Error {
    let hint = match place {
        Spec::Env(_)
        | Spec::Dotenv { .. }
        | Spec::Listed { .. }
        | Spec::Vault { .. }
        | Spec::Command(_) => format!(
            "put the key in a file of its own, and let the program read that: cookiekit key copy \
             --key {} --to PATH",
            place.of_one_key().word()
        ),
        _ => "give --key PATH or --key keyring:SERVICE[/USER]".to_owned(),
    };
    Error::could_not("only a key in a file or in the keyring can be rotated").hint(hint)
}

#[cfg(test)]
#[cfg(unix)]
mod tests;
