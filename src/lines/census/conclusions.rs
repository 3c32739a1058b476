//! Which key may go, by what a census has seen.

use super::{Census, OfKey};
use crate::keys::ring::Slotted;
use crate::keys::slots::{self, Slot};
use crate::lines::outcome::Outcome;
use crate::output::human::grouped;
use crate::time::{DAY, Time};

/// That a key was retired too short a time ago for the log to show who still has its
/// cookies: a user who comes back within a day is in no log yet. Where some were seen,
/// their times show it.
fn too_soon(key: &Slotted, of_key: &OfKey, now: Time) -> Option<String> {
    let Slot::Retired(at) = key.slot else {
        return None;
    };
    (of_key.last.is_none() && at <= now && now < at.plus(DAY))
        .then(|| format!("it was retired {}", at.seen_from(now)))
}

impl Census {
    /// What is to be concluded of the keys that are not the primary one. That one
    /// may go is concluded only where every cookie was read, and some of its
    /// place's own were among them.
    pub(super) fn conclusions(&self, keys: &[Slotted], now: Time) -> Vec<String> {
        let mut conclusions = Vec::new();
        let doubts = self.doubts();
        for (index, key) in keys.iter().enumerate().skip(1) {
            let Some(of_key) = self.of_key_wherever(keys, index) else {
                continue;
            };
            let fingerprint = key.key.fingerprint();
            // Of several places each has its own primary key.
            let name = match key.slot {
                Slot::Primary => format!("the key from {} ({fingerprint})", key.spec),
                slot => format!("{slot} ({fingerprint})"),
            };
            let records = self.records_in_words();
            let doubt = of_key.starts().or_else(|| doubts.clone());
            let doubt = doubt.or_else(|| self.no_evidence(key, keys));
            let doubt = doubt.or_else(|| too_soon(key, &of_key, now));
            let conclusion = match (of_key.valid + of_key.early, doubt) {
                (0, Some(doubt)) => format!(
                    "no valid cookie under {name} was seen, in {records}, but whether it is still \
                     needed is not known: {doubt}"
                ),
                (0, None) => {
                    let since = match (of_key.newest, of_key.last) {
                        (_, Some(last)) => {
                            format!(" since {last} ({})", last.seen_from(now))
                        }
                        (Some(newest), None) => format!(" since {newest}"),
                        (None, None) => String::new(),
                    };
                    let what = match key.slot {
                        Slot::Retired(_) => "it may be dropped: see cookiekit rotate retire --help",
                        Slot::Primary | Slot::Next => "nothing here needs it",
                    };
                    format!("no valid cookie under {name}{since}, in {records}: {what}")
                }
                (_, doubt) => {
                    let until = match of_key.last {
                        _ if of_key.never_expire > 0 => "; some of them never expire".to_owned(),
                        Some(last) if doubt.is_none() => {
                            format!("; the last one is over at {last}")
                        }
                        Some(_) | None => String::new(),
                    };
                    let valid = match of_key.valid {
                        1 => "1 valid cookie".to_owned(),
                        valid => format!("{} valid cookies", grouped(valid)),
                    };
                    let are = match (of_key.valid, of_key.early) {
                        (1, 0) => "is",
                        _ => "are",
                    };
                    let early = match of_key.early {
                        0 => String::new(),
                        early => format!(", and {} not yet valid,", grouped(early)),
                    };
                    format!("{valid}{early} {are} under {name}: it is still needed{until}")
                }
            };
            conclusions.push(conclusion);
        }
        conclusions
    }

    /// The cookies of a key that may have come from several places: a key that leaked is
    /// given beside the one that it was rotated to, which has it in a slot. `None` for one
    /// that is the primary key too, and for all places but one.
    fn of_key_wherever(&self, keys: &[Slotted], index: usize) -> Option<OfKey> {
        let is_same = |it: &&Slotted| it.key.fingerprint() == keys[index].key.fingerprint();
        let is_retired = |it: &&Slotted| matches!(it.slot, Slot::Retired(_));
        let first = keys.iter().find(|it| is_same(it) && is_retired(it));
        let first = first.or_else(|| keys.iter().find(is_same))?;
        if !std::ptr::eq(first, &raw const keys[index]) || is_same(&&keys[0]) {
            return None;
        }
        let mut all = OfKey::new();
        for (_, of) in keys.iter().zip(&self.keys).filter(|(key, _)| is_same(key)) {
            all.add(of);
        }
        Some(all)
    }

    /// Why there may have been cookies of any key that were not counted as such.
    fn doubts(&self) -> Option<String> {
        let of = |outcome| self.of(outcome);
        let counted = [
            (
                of(Outcome::Unread),
                "unread (the name stands in the line, but no cookie was taken)",
            ),
            (
                of(Outcome::Malformed),
                "malformed (cut or changed on the way, it may be under any key)",
            ),
            (
                of(Outcome::Unknown),
                "unknown (of another system, or of a format with something chosen)",
            ),
            (
                of(Outcome::Untried) + of(Outcome::Refused),
                "not tried on every key",
            ),
            (
                of(Outcome::Unchecked),
                "of a kind that this command does not open",
            ),
            (self.others, "a further cookie of the name in a line"),
            (self.cut, "absent from a line that was cut"),
            (
                self.unnamed,
                "forged as without the name that such a cookie is bound to (--name NAME)",
            ),
        ];
        let counted = counted.into_iter().filter(|(count, _)| *count > 0);
        let counted = counted.map(|(count, what)| format!("{} {what}", grouped(count)));
        let of_run = [
            (self.lacks_key, "a key was not tried"),
            (
                self.is_cut,
                "the input ends within a line, and may be cut off",
            ),
        ];
        let of_run = of_run.into_iter().filter(|(is_so, _)| *is_so);
        let doubts = counted.chain(of_run.map(|(_, what)| what.to_owned()));
        let doubts: Vec<String> = doubts.collect();
        (!doubts.is_empty()).then(|| doubts.join("; "))
    }

    /// That no cookie was authenticated by a key of the same place as this one,
    /// or by any where it is a place of its own: these lines may be of another
    /// system, or hold no cookies at all.
    fn no_evidence(&self, key: &Slotted, keys: &[Slotted]) -> Option<String> {
        let is_primary = |it: &&Slotted| it.slot == Slot::Primary;
        let is_one_place = keys.iter().filter(is_primary).count() == 1;
        let is_alike = |other: &Slotted| {
            let mut places = keys.iter().filter(is_primary);
            is_one_place
                || is_primary(&key)
                || places.any(|place| {
                    let is_of = |it: &Slotted| {
                        it.spec == place.spec || slots::is_slot_of(&it.spec, &place.spec)
                    };
                    is_of(key) && is_of(other)
                })
        };
        let mut counted = keys.iter().zip(&self.keys);
        let any =
            counted.any(|(other, of)| of.valid + of.early + of.expired > 0 && is_alike(other));
        (!any).then(|| "no cookie here is under any key of its place".to_owned())
    }
}
