//! Writing to the keyring: one cookiekit at a time, and each step safe by
//! itself.

use std::time::Duration;

use super::messages::{locked, no_answer, unsure};
use super::{Keyring, attributes};
use crate::crypto;
use crate::error::{Error, Result};
use crate::keys::Key;
use crate::keys::keyring::bus::Failure;
use crate::keys::keyring::{Entry, absent, busy, taken};

/// The only one to write, as long as this lives; a bus that cannot lock lets
/// in several, and then each step is still safe by itself.
pub struct Turn(Keyring);

impl Turn {
    pub fn take(patience: Duration) -> Result<Turn> {
        let keyring = Keyring::open()?;
        keyring.default_collection()?;
        let taken = keyring.bus.take_turn(patience);
        taken.map_err(|failure| match failure {
            Failure::Silent => busy(),
            Failure::Refused(_) => no_answer(failure),
        })?;
        Ok(Turn(keyring))
    }

    /// Nobody's key is ever overwritten, with the turn or without: the item is
    /// added beside whatever is there, and goes again if it is not alone. Of
    /// any number of programs that do the same, at most one can find itself
    /// alone; the turn sees to it that one does.
    pub fn create(&self, entry: &Entry, key: &Key) -> Result<()> {
        let keyring = &self.0;
        keyring.bus.restart_clock();
        if keyring.search(&attributes(entry))?.any() {
            return Err(taken(entry));
        }
        let collection = keyring.default_collection()?;
        let item = keyring.add(&collection, entry, key)?;
        if keyring.is_alone_with(entry, key)? {
            return Ok(());
        }
        keyring.remove(&item)?;
        Err(taken(entry))
    }

    /// The item stays where it is and gets another secret: there is no moment
    /// in which a reader finds none. Copies of the same name go first, or a
    /// reader could be handed one of them; another key of that name is not
    /// removed, for somebody may need it.
    pub fn replace(&self, entry: &Entry, old: &Key, new: &Key) -> Result<()> {
        let keyring = &self.0;
        keyring.bus.restart_clock();
        let found = keyring.search(&attributes(entry))?;
        if !found.locked.is_empty() {
            return Err(locked());
        }
        for item in &found.unlocked {
            let secret = keyring.secret(item)?;
            if !secret.is_some_and(|it| crypto::equal(it.bytes(), old.bytes())) {
                return Err(Error::could_not(format!(
                    "there is another key at {entry} beside the one that was read"
                ))
                .hint(
                    "another program put it there: see both with secret-tool search, and remove \
                     the one that is not in use",
                ));
            }
        }
        let Some((chosen, surplus)) = found.unlocked.split_first() else {
            return Err(absent(entry));
        };
        for item in surplus {
            keyring.remove(item)?;
        }
        keyring.set_secret(chosen, entry, new)?;
        match keyring.is_alone_with(entry, new)? {
            true => Ok(()),
            false => Err(unsure(entry)),
        }
    }

    pub fn delete(&self, entry: &Entry) -> Result<bool> {
        self.0.bus.restart_clock();
        self.0.delete(entry)
    }
}
