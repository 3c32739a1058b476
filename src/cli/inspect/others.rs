//! What lies beside a cookie: the other cookies of a capture, and the keys of
//! other places.

use crate::open::Pin;
use std::rc::Rc;

use super::look::{Look, Lookup};
use crate::capture::Found;
use crate::cookie::Cookie;
use crate::explain::Case;
use crate::frameworks::Format;
use crate::keys::ring::Slotted;
use crate::time::Time;

impl<'a> Lookup<'a> {
    /// Looks at several cookies of a capture. What one says of keys is judged
    /// by what the others say of them.
    pub fn several(&mut self, all: &'a [Found], chosen: &[usize]) -> Vec<Look<'a>> {
        let mut looks: Vec<Look> = chosen
            .iter()
            .map(|index| self.one_of_several(all, *index))
            .collect();
        let by_others = looks.iter().filter_map(|look| {
            let known = look.known.as_ref().filter(|it| !has_nodes(it.format));
            let by = look.tried.as_ref()?.by.as_ref()?;
            known.map(|_| by.key.fingerprint())
        });
        self.elsewhere = by_others.collect();
        if !self.elsewhere.is_empty() {
            for (look, index) in looks.iter_mut().zip(chosen) {
                if look.remarks.iter().any(|it| it.id == "nodes-differ") {
                    *look = self.one_of_several(all, *index);
                }
            }
        }
        let genuine = chosen.iter().copied();
        let genuine: Vec<_> = genuine.zip(looks.iter().map(Look::is_genuine)).collect();
        for (look, index) in looks.iter_mut().zip(chosen) {
            look.place_among(all, *index, &genuine);
        }
        for index in 0..looks.len() {
            looks[index].is_instead = looks.iter().any(|it| looks[index].is_taken_for(it));
        }
        looks
    }

    /// The primary keys of all places, where it matters that they are the same:
    /// except for those that are known to be of another system.
    pub fn primaries(&mut self, format: &dyn Format) -> Vec<Rc<Slotted>> {
        let Some(keys) = &mut self.keys else {
            return vec![];
        };
        let places = match has_nodes(format) {
            true => keys.places().len(),
            false => 1,
        };
        let keys = keys.from_the_first().take(places).flatten();
        keys.filter(|it| !self.elsewhere.contains(&it.key.fingerprint()))
            .collect()
    }
}

/// Whether it is a format whose nodes must have the same key, and say which.
fn has_nodes(format: &dyn Format) -> bool {
    format.facts().framework.logs_crc32_as.is_some()
}

/// The cookie without any key.
pub fn case<'a>(found: &'a Found, pin: Option<Pin>, others: &'a [Cookie], now: Time) -> Case<'a> {
    Case {
        name: found.cookie.name.as_deref().unwrap_or_default(),
        value: &found.cookie.value,
        pin,
        siblings: &found.cookie.siblings,
        others,
        keys: &[],
        nearby: &[],
        now,
    }
}
