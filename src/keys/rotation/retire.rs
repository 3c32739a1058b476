//! Dropping what was retired long ago, by times that a clock may have got wrong.

use std::fs;
use std::time::{SystemTime, UNIX_EPOCH};

use super::{Ahead, Dropped, Rotation, refusal};
use crate::error::Result;
use crate::keys::file::Durability;
use crate::keys::slots::{Slot, beside};
use crate::keys::spec::Spec;
use crate::time::{HOUR, Time};

/// Clocks are often this much apart, in seconds.
const SKEW: u64 = 5 * 60;

/// Which retired keys are dropped.
#[derive(Clone, Copy, Debug)]
pub struct Older {
    /// Those that were retired then or earlier.
    pub than: Time,
    /// What time it is.
    pub now: Time,
    /// Whether the dates of the files are of the same clock.
    pub has_dates: bool,
}

impl Rotation {
    /// Drops retired keys for good. A key that was there only after the time in its
    /// slot's name was retired later than that: when its file was last changed, at the
    /// latest. One that is not the key whose fingerprint it is named after was put there by
    /// somebody, and may be the only one of it: it stays.
    ///
    /// # Errors
    /// When one of them cannot be removed.
    pub fn retire(&self, older: Older) -> Result<Dropped> {
        let mut keys = Vec::new();
        let mut stay = 0;
        let (mut ahead, mut late) = (None, Vec::new());
        let mut others = Vec::new();
        for it in &self.beside {
            let Slot::Retired(named) = it.slot else {
                continue;
            };
            if let Ok(key) = &it.key
                && refusal::of_another(it.slot, &it.spec, key).is_err()
            {
                stay += 1;
                others.push(it.spec.clone());
                continue;
            }
            let changed = changed_before(named, &it.spec).filter(|_| older.has_dates);
            if changed.unwrap_or(named) <= older.than {
                keys.push((named, it.fingerprint(), it.spec.clone()));
                continue;
            }
            stay += 1;
            if let Some(changed) = changed.filter(|_| named <= older.than) {
                late.push((changed, it.spec.clone()));
            }
            // The newest comes first.
            if named > older.now.plus(HOUR) && ahead.is_none() {
                let now = it.fingerprint().and_then(|id| {
                    let suffix = Slot::Retired(older.now).suffix(id)?;
                    beside(&self.place, &suffix)
                });
                let place = now.map(|now| (it.spec.clone(), now));
                ahead = Some(Ahead { time: named, place });
            }
        }
        let specs: Vec<&Spec> = keys.iter().map(|(_, _, spec)| spec).collect();
        let durability = match specs.is_empty() {
            true => Durability::Durable,
            false => self.shelf.remove(&specs)?,
        };
        Ok(Dropped {
            keys,
            stay,
            ahead,
            late,
            others,
            durability,
        })
    }
}

/// When a file was last changed whose dates are all later than this time.
fn changed_before(named: Time, spec: &Spec) -> Option<Time> {
    let Spec::File(path) = spec else { return None };
    let facts = fs::symlink_metadata(path).ok()?;
    let dates = [facts.created(), facts.modified()].into_iter().flatten();
    let dates: Vec<Time> = dates.map(time).collect();
    let is_later = |date: &Time| *date > named.plus(SKEW);
    let latest = dates
        .iter()
        .copied()
        .max()
        .filter(|_| dates.iter().all(is_later))?;
    Some(latest.max(changed(&facts)))
}

/// When its name or its content was last changed.
#[cfg(unix)]
fn changed(facts: &fs::Metadata) -> Time {
    use std::os::unix::fs::MetadataExt;
    Time(u64::try_from(facts.ctime()).unwrap_or(0))
}

#[cfg(not(unix))]
fn changed(_facts: &fs::Metadata) -> Time {
    Time(0)
}

fn time(time: SystemTime) -> Time {
    let since = time.duration_since(UNIX_EPOCH);
    Time(since.map_or(0, |since| since.as_secs()))
}
