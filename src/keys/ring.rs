//! The keys that may open a cookie: of one or several places, in the order in
//! which they are tried.

use std::env;
use std::rc::Rc;

use super::file::UnsafeKey;
use super::key::{Fingerprint, Key};
use super::slots::{Slot, is_there, of};
use super::spec::{SPEC_VARIABLE, Spec};
use crate::error::{Error, Result};
use crate::frameworks::Secret;

/// A key with its place and its slot there.
#[derive(Debug)]
pub struct Slotted {
    /// The key.
    pub key: Key,
    /// Where it was found.
    pub spec: Spec,
    /// What it is there.
    pub slot: Slot,
    /// Which of the places that were given it is the primary key of, from 0 on; one
    /// of another slot is of none.
    pub place: usize,
    /// What the user must be warned of.
    pub warnings: Vec<String>,
}

impl Slotted {
    /// The key as formats take it.
    pub fn secret(&self) -> Secret<'_> {
        Secret {
            bytes: self.key.bytes(),
            origin: self.spec.origin(),
            place: self.place,
        }
    }
}

/// The keys of several places, read when they are asked for: first the primary
/// of each, then the other slots. Most cookies are under a primary key, and
/// then no folder is listed and no other file opened.
///
/// A rotation may be at work meanwhile: what it moves is looked for again before the
/// ring ends, for a cookie under a key that was missed would pass for forged.
pub struct Ring {
    places: Vec<Spec>,
    unsafe_key: UnsafeKey,
    hidden: Vec<String>,
    waiting: Vec<Result<(Slot, Spec)>>,
    listed: bool,
    /// The slots that were read, or could not be.
    seen: Vec<Spec>,
    /// What was read of places that can be rotated.
    read: Vec<Fingerprint>,
    /// Keys that a rotation moved, read already.
    moved: Vec<Slotted>,
    /// How often it is looked for them at most.
    looks: u32,
}

/// A rotation moves two files, and is not repeated within the time of a look.
const MAX_LOOKS: u32 = 8;

impl Ring {
    /// A ring of these places.
    pub fn new(places: Vec<Spec>, unsafe_key: UnsafeKey) -> Self {
        let default = env::var_os(SPEC_VARIABLE).and_then(|text| Spec::parse(&text).ok());
        let hidden = places
            .iter()
            .chain(&default)
            .filter_map(|place| place.variable().map(str::to_owned));
        let primary = |place: &Spec| Ok((Slot::Primary, place.clone()));
        Ring {
            hidden: hidden.collect(),
            waiting: places.iter().rev().map(primary).collect(),
            places,
            unsafe_key,
            listed: false,
            seen: vec![],
            read: vec![],
            moved: vec![],
            looks: MAX_LOOKS,
        }
    }

    /// The primary of the first place: the key that seals and signs.
    ///
    /// # Errors
    /// When it cannot be had.
    pub fn primary(&self) -> Result<Slotted> {
        self.load(Slot::Primary, &self.places[0])
    }

    /// Reads the key of a slot.
    ///
    /// # Errors
    /// When it cannot be had, or is not the one that the slot's name says.
    pub fn load(&self, slot: Slot, spec: &Spec) -> Result<Slotted> {
        let (key, warnings) = spec.load(self.unsafe_key, &self.hidden)?;
        if let Slot::Retired(_) = slot {
            let told = slot.suffix(key.fingerprint()).unwrap_or_default();
            let name = match spec {
                Spec::File(path) => path.to_string_lossy(),
                Spec::Keyring(entry) => entry.user.as_str().into(),
                _ => "".into(),
            };
            if !name.ends_with(&told) {
                return Err(Error::no_key(format!(
                    "{spec} does not hold the key whose fingerprint it is named after"
                ))
                .hint("a retired key is never changed: look where this one came from"));
            }
        }
        let place = self.places.iter().position(|it| it == spec);
        Ok(Slotted {
            key,
            spec: spec.clone(),
            slot,
            place: place.unwrap_or(self.places.len()),
            warnings,
        })
    }

    fn list(&mut self) {
        self.listed = true;
        for place in self.places.iter().rev() {
            match of(place) {
                Err(error) => self.waiting.push(Err(error)),
                Ok(slots) => {
                    let others = slots.into_iter().rev();
                    let others = others.filter(|(slot, _)| *slot != Slot::Primary);
                    self.waiting.extend(others.map(Ok));
                }
            }
        }
    }

    /// Reads what waits. `None`: a rotation took it away since it was listed.
    fn taken(&mut self, slot: Slot, spec: Spec) -> Option<Result<Slotted>> {
        let loaded = self.load(slot, &spec);
        let is_gone = loaded.is_err() && slot != Slot::Primary && !is_there(&spec).unwrap_or(true);
        if is_gone {
            return None;
        }
        if let Ok(slotted) = &loaded
            && is_rotated(&spec)
        {
            self.read.push(slotted.key.fingerprint());
        }
        self.seen.push(spec);
        Some(loaded)
    }

    /// Looks once more at the places that can be rotated: for slots that are new, and
    /// for another primary key. What cannot be read was an error before.
    fn look_again(&mut self) {
        let rotated = self.places.iter().filter(|place| is_rotated(place));
        let slots: Vec<_> = rotated
            .filter_map(|place| of(place).ok())
            .flatten()
            .collect();
        for (slot, spec) in slots {
            let is_known = slot != Slot::Primary && self.seen.contains(&spec);
            let Some(slotted) = (!is_known).then(|| self.load(slot, &spec).ok()).flatten() else {
                continue;
            };
            let fingerprint = slotted.key.fingerprint();
            self.seen.push(spec);
            if !self.read.contains(&fingerprint) {
                self.read.push(fingerprint);
                self.moved.push(slotted);
            }
        }
    }
}

/// Whether a rotation may change what is at a place, and reading it twice is no harm.
fn is_rotated(place: &Spec) -> bool {
    match place {
        Spec::File(path) => path.is_file(),
        Spec::Keyring(_) => true,
        _ => false,
    }
}

impl Iterator for Ring {
    type Item = Result<Slotted>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(slotted) = self.moved.pop() {
                return Some(Ok(slotted));
            }
            if self.waiting.is_empty() && !self.listed {
                self.list();
            }
            match self.waiting.pop() {
                Some(Err(error)) => return Some(Err(error)),
                Some(Ok((slot, spec))) => {
                    if let Some(loaded) = self.taken(slot, spec) {
                        return Some(loaded);
                    }
                }
                None if self.looks == 0 => return None,
                None => {
                    self.looks -= 1;
                    self.look_again();
                    if self.moved.is_empty() {
                        self.looks = 0;
                    }
                }
            }
        }
    }
}

/// A ring whose keys are kept once they are read, to be tried on one cookie
/// after the other: what comes through a pipe can be read once only.
pub struct Kept {
    ring: Ring,
    read: Vec<Result<Rc<Slotted>>>,
}

impl Kept {
    /// Keeps the keys of this ring.
    pub fn new(ring: Ring) -> Self {
        Kept {
            ring,
            read: Vec::new(),
        }
    }

    /// The keys from the first on; those that were not read yet are read as
    /// they are asked for.
    pub fn from_the_first(&mut self) -> impl Iterator<Item = Result<Rc<Slotted>>> {
        let mut next = 0;
        std::iter::from_fn(move || {
            if next == self.read.len() {
                let read = self.ring.next()?;
                self.read.push(read.map(Rc::new));
            }
            next += 1;
            Some(self.read[next - 1].clone())
        })
    }

    /// The primary of the first place, which is the first to be read.
    pub fn primary(&mut self) -> Option<Result<Rc<Slotted>>> {
        self.from_the_first().next()
    }

    /// The keys that were read and are there.
    pub fn so_far(&self) -> impl Iterator<Item = &Rc<Slotted>> {
        self.read.iter().flatten()
    }

    /// The places that the keys are read from.
    pub fn places(&self) -> &[Spec] {
        &self.ring.places
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests;
