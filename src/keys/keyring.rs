//! The keyring of the operating system: where a key lives that no file holds.
//!
//! An entry is made so that R's `keyring` package (and so plumber), libsecret's
//! `secret-tool` and cookiekit find the same key under the same names. Each
//! system has its own file; this one holds what they share: the names, what an
//! entry must not be called, and the words for what went wrong.
//!
//! Nothing here ever waits for a person: a keyring that would have to ask for
//! a password is reported as locked, because a service or a CI job would
//! otherwise hang where nobody sees the question.

use std::fmt;
use std::path::Path;
use std::time::Duration;

use super::file::absent::slips;
use super::file::{Durability, UnsafeKey};
use super::key::{Key, MAX_KEY_BYTES};
use super::rotation::{New, Shelf};
use super::slots::{self, Slot};
use super::spec::Spec;
use crate::crypto;
use crate::encoding::visible;
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::frameworks::EXAMPLE_SERVICE;
use crate::shell::quoted;
use crate::time::Time;

#[cfg(target_os = "linux")]
mod bus;
#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "linux")]
use linux as system;

#[cfg(target_os = "macos")]
mod macos;
#[cfg(target_os = "macos")]
use macos as system;

#[cfg(windows)]
mod windows;
#[cfg(windows)]
use windows as system;

#[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
mod none;
#[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
use none as system;

/// How long to wait while other cookiekits write to the same keyring. Each
/// needs some 10 ms; a hundred at once are done well before.
const TURN: Duration = Duration::from_secs(10);

/// The name of one key in the keyring: what R calls `service` and `username`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// The service, for example `plumber_api`.
    pub service: String,
    /// The user name; empty when there is none.
    pub user: String,
}

/// `SERVICE` or `SERVICE/USER`, on one line whatever another program called
/// its entry: control characters are shown escaped, for they could otherwise
/// rewrite the terminal that they are listed on.
impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&visible(&self.service))?;
        if !self.user.is_empty() {
            write!(f, "/{}", visible(&self.user))?;
        }
        Ok(())
    }
}

/// A key that was read.
pub struct Read {
    /// The key.
    pub key: Key,
    /// What is to be said of the way that it came.
    pub warning: Option<&'static str>,
}

impl From<Key> for Read {
    fn from(key: Key) -> Self {
        Read { key, warning: None }
    }
}

/// The key at `entry`, or nothing when the keyring is open and has none there.
///
/// # Errors
/// Exit 4 when the keyring cannot be asked: locked, unreachable, silent, or
/// never made. Each has its own message and remedy.
pub fn read(entry: &Entry) -> Result<Option<Read>> {
    check(entry)?;
    let Some(read) = system::read(entry)? else {
        return Ok(None);
    };
    // An empty secret would make every cookie forgeable, and a huge one is
    // not a key: the same limit as for a file.
    match read.key.bytes().len() {
        0 => Err(Error::no_key(format!("the keyring entry {entry} is empty"))
            .hint(remove_and_make(entry))),
        1..=MAX_KEY_BYTES => Ok(Some(read)),
        _ => Err(Error::no_key(format!(
            "the keyring entry {entry} is not a key: it has more than {MAX_KEY_BYTES} bytes"
        ))
        .hint("choose another entry: cookiekit key list")),
    }
}

/// Stores `key` at `entry`, never over a key that is already there, and reads
/// it back.
///
/// # Errors
/// Exit 2 when the entry exists; exit 4 when the keyring cannot be asked;
/// exit 5 when it went silent while the key was on its way.
pub fn create(entry: &Entry, key: &Key) -> Result<()> {
    check(entry)?;
    system::Turn::take(TURN)?.create(entry, key)
}

/// When an item of the keyring was made, and when it last changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dates {
    /// When it was made; nothing where the system keeps only the other date.
    pub created: Option<Time>,
    /// When it last got another secret, label or attribute.
    pub modified: Time,
}

/// The dates of the item at `entry`; nothing where there is none, or the
/// system does not tell.
///
/// # Errors
/// Exit 4 when the keyring cannot be asked.
pub fn dates(entry: &Entry) -> Result<Option<Dates>> {
    check(entry)?;
    system::dates(entry)
}

/// A key in the keyring with its slots; no other cookiekit writes to the
/// keyring as long as this lives.
pub struct Held {
    turn: system::Turn,
    entry: Entry,
}

impl Held {
    /// Waits for its turn, at most for `patience`.
    ///
    /// # Errors
    /// Exit 4 when the keyring cannot be asked; *could not* when the turn does
    /// not come.
    pub fn take(entry: &Entry, patience: Duration) -> Result<Held> {
        check(entry)?;
        Ok(Held {
            turn: system::Turn::take(patience)?,
            entry: entry.clone(),
        })
    }

    fn slot(&self, suffix: &str) -> Entry {
        Entry {
            service: self.entry.service.clone(),
            user: format!("{}#{suffix}", self.entry.user),
        }
    }
}

impl Shelf for Held {
    fn primary(&self) -> Result<Key> {
        let read = read(&self.entry)?.ok_or_else(|| absent(&self.entry))?;
        Ok(read.key)
    }

    fn slots(&self) -> Result<Vec<(Slot, Spec)>> {
        let mut all = slots::all(&Spec::Keyring(self.entry.clone()))?;
        all.retain(|(slot, _)| *slot != Slot::Primary);
        Ok(all)
    }

    fn load(&self, slot: &Spec) -> Result<Key> {
        slot.load(UnsafeKey::Refuse, &[]).map(|(key, _)| key)
    }

    fn add(&self, suffix: &str, key: &Key) -> Result<Durability> {
        self.turn.create(&self.slot(suffix), key)?;
        Ok(Durability::Durable)
    }

    fn swap(&self, old: &Key, retired: &str, new: &New<'_>) -> Result<Durability> {
        let (New::Fresh(key) | New::Slot(_, key)) = new;
        let kept = self.slot(retired);
        // Whether or not the second copy was stored, the primary is untouched.
        self.turn
            .create(&kept, old)
            .map_err(|error| match error.exit {
                Exit::Uncertain => Error {
                    exit: Exit::CouldNot,
                    ..error
                },
                _ => error,
            })?;
        if let Err(error) = self.turn.replace(&self.entry, old, key) {
            // Whatever it is that happened: is the old key known to be there?
            let primary = read(&self.entry).ok().flatten();
            if primary.is_some_and(|it| crypto::equal(it.key.bytes(), old.bytes())) {
                let _ = self.turn.delete(&kept);
            }
            return Err(error);
        }
        // The slot holds what the primary holds now: the next run removes it
        // should this one not get that far.
        if let New::Slot(Spec::Keyring(slot), _) = new {
            let _ = self.turn.delete(slot);
        }
        Ok(Durability::Durable)
    }

    fn remove(&self, slots: &[&Spec]) -> Result<Durability> {
        for slot in slots {
            if let Spec::Keyring(entry) = slot {
                self.turn.delete(entry)?;
            }
        }
        Ok(Durability::Durable)
    }

    fn reap(&self) {}
}

/// Removes every item that is stored at `entry`. False: there was none.
///
/// # Errors
/// Exit 4 when the keyring cannot be asked.
pub fn delete(entry: &Entry) -> Result<bool> {
    check(entry)?;
    system::delete(entry)
}

/// Every entry that R's `keyring` package would find, sorted. No secret is
/// read.
///
/// # Errors
/// Exit 4 when the keyring cannot be asked; exit 2 on systems whose keyring
/// does not tell R's entries from others.
pub fn list() -> Result<Vec<Entry>> {
    system::list().map(in_order)
}

/// The entries of one service, sorted. No secret is read.
///
/// # Errors
/// Exit 4 when the keyring cannot be asked.
pub fn of_service(service: &str) -> Result<Vec<Entry>> {
    system::of_service(service).map(in_order)
}

fn in_order(mut entries: Vec<Entry>) -> Vec<Entry> {
    entries.sort();
    entries.dedup();
    entries
}

/// Whether both name one service, or one user of it, to the keyring.
pub fn is_same_name(one: &str, other: &str) -> bool {
    match cfg!(windows) {
        // The credential store finds `Plumber_API` under `plumber_api`.
        true => one.to_lowercase() == other.to_lowercase(),
        false => one == other,
    }
}

/// What to say when a key was wanted from `entry` and the keyring has none. A
/// new one would open no cookie that is there.
pub fn absent(entry: &Entry) -> Error {
    let others = list().unwrap_or_default().into_iter();
    let slips = |other: &Entry| slips(&entry.to_string(), &other.to_string());
    let near = others.filter_map(|other| Some((slips(&other)?, other)));
    let error = Error::no_key(format!("no key in the keyring at {entry}"));
    match near.min() {
        Some((_, other)) => error.hint(format!("did you mean keyring:{other}?")),
        None => error.vacant().hint("list them: cookiekit key list"),
    }
}

/// What to say instead of overwriting: the old key opens cookies that are out
/// there, so it is kept.
fn taken(entry: &Entry) -> Error {
    Error::could_not(format!("a key is already in the keyring at {entry}"))
        .occupied()
        .hint(format!(
            "to replace it without losing it: cookiekit rotate --key {}",
            Spec::Keyring(entry.clone()).word()
        ))
}

/// What to say when another cookiekit does not end to write.
#[cfg(any(target_os = "linux", windows))]
fn busy() -> Error {
    Error::could_not("another cookiekit is still writing to the keyring")
        .hint("try again when it is done")
}

fn remove_and_make(entry: &Entry) -> String {
    format!(
        "remove it and make one: cookiekit key delete --key {} && cookiekit keygen --keyring {}",
        Spec::Keyring(entry.clone()).word(),
        word(&entry.to_string())
    )
}

/// An entry must have a service, or R cannot name it, and no NUL, which none
/// of the systems can store.
fn check(entry: &Entry) -> Result<()> {
    if entry.service.is_empty() {
        return Err(Error::could_not("a keyring entry needs a service name")
            .hint(format!("for example: --keyring {EXAMPLE_SERVICE}")));
    }
    if entry.service.contains('\0') || entry.user.contains('\0') {
        return Err(
            Error::could_not("a keyring entry cannot have a NUL in its name")
                .hint(format!("for example: --keyring {EXAMPLE_SERVICE}")),
        );
    }
    Ok(())
}

/// `text` as one word of a shell command.
fn word(text: &str) -> String {
    quoted(Path::new(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(service: &str, user: &str) -> Entry {
        Entry {
            service: service.to_owned(),
            user: user.to_owned(),
        }
    }

    #[test]
    fn an_entry_is_shown_as_it_is_typed() {
        assert_eq!(entry("plumber_api", "").to_string(), "plumber_api");
        assert_eq!(entry("plumber_api", "bob").to_string(), "plumber_api/bob");
        assert_eq!(entry("schlüssel", "").to_string(), "schlüssel");
    }

    #[test]
    fn an_entry_cannot_write_to_the_terminal() {
        let shown = entry("a\u{1b}[2J\nb", "c\r").to_string();
        assert_eq!(shown, r"a\u{1b}[2J\nb/c\r");
    }

    #[test]
    fn absent_names_the_entry_and_makes_no_other() {
        let error = absent(&entry("plumber_api", "bob"));
        assert_eq!(error.exit, Exit::NoKey);
        assert_eq!(error.message, "no key in the keyring at plumber_api/bob");
        let hint = error.hint.expect("a hint");
        assert_eq!(hint, "list them: cookiekit key list");
    }

    #[test]
    fn a_name_that_cannot_be_stored_is_refused_before_the_keyring_is_asked() {
        for bad in [entry("", "bob"), entry("a\0b", ""), entry("a", "\0")] {
            for error in [
                read(&bad).map(drop).expect_err("refused"),
                delete(&bad).map(drop).expect_err("refused"),
            ] {
                assert_eq!(error.exit, Exit::CouldNot);
                assert!(error.hint.is_some());
            }
        }
    }
}
