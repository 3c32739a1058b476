//! Cookies of one name that no key opens all of. What is counted is what was tried:
//! a cookie on which no key could be tried is of no group.

use serde_json::{Map, Value, json};

use super::Counted;
use crate::encoding::visible;
use crate::fields;
use crate::frameworks::{FORMATS, NameBinding};
use crate::keys::Fingerprint;
use crate::keys::ring::Slotted;
use crate::keys::slots::{self, Slot};
use crate::keys::spec::Spec;
use crate::open::common_key;
use crate::output::human::{grouped, with_advice};
use crate::time::Time;

/// The most groups that are kept: lines may hold any number of names.
const MAX_GROUPS: usize = 64;

/// What else may be wrong where no key opens any.
const LOOK_AT_ONE: &str = "inspect one of them alone, which tries what else may be wrong with key and \
                           cookie; then, ";

/// The groups of a run.
#[derive(Clone, Debug, Default)]
pub(super) struct Groups {
    groups: Vec<Group>,
    /// The one that was counted last.
    last: usize,
    /// Whether there were more: then nothing is reported about any.
    is_full: bool,
}

/// The cookies of one name and one kind of token.
#[derive(Clone, Debug)]
struct Group {
    name: String,
    token: &'static str,
    /// The place of the format; of one that a key proved, where there was one.
    format: usize,
    under: Vec<OfKey>,
    /// How many no key opens that was given.
    none: u64,
    /// What tells the first of these from others.
    first: Option<u64>,
    /// Whether another value was among them.
    differ: bool,
}

/// Those under the key of a place.
#[derive(Clone, Copy, Debug, Default)]
struct OfKey {
    records: u64,
    /// When the first and the last one were made.
    made: Option<(Time, Time)>,
    /// Whether one does not say when it was made.
    is_timeless: bool,
}

impl OfKey {
    fn add(&mut self, other: &OfKey) {
        self.records += other.records;
        self.is_timeless |= other.is_timeless;
        self.made = match (self.made, other.made) {
            (Some(one), Some(other)) => Some((one.0.min(other.0), one.1.max(other.1))),
            (one, other) => one.or(other),
        };
    }
}

impl Group {
    fn has_opened(&self) -> bool {
        self.under.iter().any(|it| it.records > 0)
    }

    fn add(&mut self, other: &Group) {
        if !self.has_opened() && other.has_opened() {
            self.format = other.format;
        }
        let under = self.under.iter_mut().zip(&other.under);
        under.for_each(|(to, from)| to.add(from));
        self.none += other.none;
        self.differ |= other.differ || self.first.zip(other.first).is_some_and(|(a, b)| a != b);
        self.first = self.first.or(other.first);
    }
}

impl Groups {
    /// Counts one record, with this many keys.
    pub(super) fn count(&mut self, counted: &Counted, keys: usize) {
        let (Some(format), true) = (
            counted.format,
            counted.key.is_some() || counted.unopened.is_some(),
        ) else {
            return;
        };
        // Without the name that it is bound to, no key opens a cookie.
        let is_bound = || FORMATS[format].facts().name_binding == NameBinding::Bound;
        if counted.key.is_none() && counted.name.is_empty() && is_bound() {
            return;
        }
        let Some(group) = self.group(counted.name, format, keys) else {
            return;
        };
        match (counted.key, counted.unopened) {
            (Some(key), _) => {
                group.format = format;
                group.under[key].add(&OfKey {
                    records: 1,
                    made: counted.issued.map(|it| (it, it)),
                    is_timeless: counted.issued.is_none(),
                });
            }
            (None, unopened) => {
                group.none += 1;
                group.differ |= group.first.is_some_and(|it| Some(it) != unopened);
                group.first = group.first.or(unopened);
            }
        }
    }

    fn group(&mut self, name: &str, format: usize, keys: usize) -> Option<&mut Group> {
        let is_it = |it: &Group| {
            // Most have no name, and `memcmp` of glibc for AVX-512 takes 100 ns to
            // compare no bytes where there are none.
            let is_name = it.name.len() == name.len() && (name.is_empty() || it.name == name);
            is_name && (it.format == format || it.token == FORMATS[format].token())
        };
        if !self.groups.get(self.last).is_some_and(is_it) {
            self.last = match self.groups.iter().position(is_it) {
                Some(place) => place,
                None if self.groups.len() == MAX_GROUPS => {
                    self.is_full = true;
                    return None;
                }
                None => {
                    self.groups.push(Group {
                        name: name.to_owned(),
                        token: FORMATS[format].token(),
                        format,
                        under: vec![OfKey::default(); keys],
                        none: 0,
                        first: None,
                        differ: false,
                    });
                    self.groups.len() - 1
                }
            };
        }
        self.groups.get_mut(self.last)
    }

    /// Adds what another job has seen.
    pub(super) fn add(&mut self, other: &Groups) {
        self.is_full |= other.is_full;
        for group in &other.groups {
            let keys = group.under.len();
            if let Some(own) = self.group(&group.name, group.format, keys) {
                own.add(group);
            }
        }
    }

    /// Those that no key opens all of.
    pub(super) fn without_common_key(&self, keys: &[Slotted]) -> Vec<NoCommonKey> {
        if self.is_full {
            return vec![];
        }
        let told = self
            .groups
            .iter()
            .filter_map(|it| NoCommonKey::of(it, keys));
        told.collect()
    }
}

/// Cookies of one name that no key opens all of.
pub struct NoCommonKey {
    name: String,
    format: &'static str,
    /// The keys, with how many records each opens.
    under: Vec<(Spec, Fingerprint, OfKey)>,
    none: u64,
}

impl NoCommonKey {
    fn of(group: &Group, keys: &[Slotted]) -> Option<Self> {
        let mut under: Vec<(Spec, Fingerprint, OfKey)> = Vec::new();
        let opened = keys.iter().zip(&group.under);
        for (key, of_key) in opened.filter(|it| it.1.records > 0) {
            // The slots of a place are one key that is replaced in turn.
            let mut places = keys.iter().filter(|it| it.slot == Slot::Primary);
            let place = places.find(|it| slots::is_slot_of(&key.spec, &it.spec));
            let place = place.unwrap_or(key);
            let is_its = |it: &&mut (Spec, Fingerprint, OfKey)| {
                it.0 == place.spec || slots::is_slot_of(&it.0, &place.spec)
            };
            match under.iter_mut().find(is_its) {
                Some(known) => {
                    known.0 = place.spec.clone();
                    known.1 = place.key.fingerprint();
                    known.2.add(of_key);
                }
                None => under.push((key.spec.clone(), key.key.fingerprint(), *of_key)),
            }
        }
        // The same value several times is one cookie.
        let is_several = match under.len() {
            0 => group.differ,
            keys => keys + usize::from(group.none > 0) > 1,
        };
        is_several.then(|| NoCommonKey {
            name: group.name.clone(),
            format: FORMATS[group.format].name(),
            under,
            none: group.none,
        })
    }

    /// Whether one key opens all but those that none does.
    pub fn has_one_key(&self) -> bool {
        self.under.len() == 1
    }

    fn all(&self) -> u64 {
        self.under.iter().map(|it| it.2.records).sum::<u64>() + self.none
    }

    /// What is proven.
    fn proven(&self) -> String {
        let all = grouped(self.all());
        match &self.under[..] {
            [] => format!(
                "no key that was given opens any of {all} records: they may be under one other key, or \
                 under one each"
            ),
            [(place, key, of_key)] => format!(
                "the key from {place} ({key}) opens {} of {all} records, and no key that was given the \
                 other {}",
                grouped(of_key.records),
                grouped(self.none)
            ),
            several => {
                let under = several.iter().map(|(place, key, of_key)| {
                    let records = grouped(of_key.records);
                    format!("{records} under the key from {place} ({key})")
                });
                let none = (self.none > 0)
                    .then(|| format!("{} under none that was given", grouped(self.none)));
                let each: Vec<String> = under.chain(none).collect();
                format!(
                    "no key that was given opens all of {all} records: {}",
                    each.join(", ")
                )
            }
        }
    }

    fn order(&self) -> Option<&'static str> {
        let is_timed = |it: &(_, _, OfKey)| !it.2.is_timeless;
        if self.none > 0 || !self.under.iter().all(is_timed) {
            return None;
        }
        common_key::order_of_spans(self.under.iter().filter_map(|it| it.2.made).collect())
    }

    fn may_be(&self) -> String {
        common_key::may_be(self.order())
    }

    fn to_do(&self) -> String {
        let first = if self.under.is_empty() {
            LOOK_AT_ONE
        } else {
            ""
        };
        format!("{first}{}", common_key::COMPARE)
    }

    /// Whose it is, and what is proven.
    fn head(&self) -> String {
        let name = match &*self.name {
            "" => "cookies without a name",
            name => &visible(name),
        };
        format!("{name} ({}): {}", self.format, self.proven())
    }

    /// All of it on one line.
    pub fn line(&self) -> String {
        format!(
            "{}; {}; to do: {}",
            self.head(),
            self.may_be(),
            self.to_do()
        )
    }

    /// For people, in lines of so many columns.
    pub fn text(&self, columns: usize) -> String {
        with_advice(columns, &self.head(), &self.may_be(), &self.to_do())
    }

    /// As a document.
    pub fn document(&self) -> Map<String, Value> {
        let under = self.under.iter().map(|(place, key, of_key)| {
            json!({
                "key": place.to_string(),
                "fingerprint": key.to_string(),
                "records": of_key.records,
            })
        });
        fields! {
            "name" => self.name,
            "format" => self.format,
            "under" => under.collect::<Vec<_>>(),
            "under_none" => self.none,
            "proven" => self.proven(),
            "may_be" => self.may_be(),
            "to_do" => self.to_do(),
        }
    }
}
