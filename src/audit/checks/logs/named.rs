//! Keys of a log that are of no file of this run: they stand under a name that
//! tells.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::path::Path;

use super::IN_LOGS_OR_CRASH;
use crate::audit::detect::hardcoded::Language;
use crate::audit::detect::keys_in_text::{Held, Reading, held};
use crate::audit::detect::log_keys::{Lines, MAX_KEYS, Named, is_session};
use crate::audit::detect::marks::Mark;
use crate::audit::detect::needles::Needles;
use crate::audit::facts::incomplete::skipped;
use crate::audit::facts::lines::{self, Place};
use crate::audit::facts::location::Location;
use crate::audit::facts::observation::{Observation, Ordinals};
use crate::audit::facts::rooted::quoted;
use crate::audit::fix::edits::{is_quick, itself, kind_of};
use crate::audit::scan::traces::MAX_LINES;
use crate::shell::shown;

/// What there is to do.
const THEN: &str = "find the program that writes it, and rotate: logs are collected and kept";

/// What is reported about them: with a command where the log is read as a whole.
pub fn observations(path: &Path, named: Named, needles: &Needles) -> Vec<Observation> {
    if named.keys.is_empty() {
        return vec![];
    }
    if let Some(bytes) = lines::read(path).ok().flatten() {
        return unknown(path, &bytes, needles);
    }
    let mut ordinals = Ordinals::default();
    let mut keys: Vec<Lines> = named.keys.into_values().collect();
    keys.sort_by(|one, other| (one.first, &one.name).cmp(&(other.first, &other.name)));
    let told = keys.iter().map(|it| {
        let observed = match &it.copied_from {
            Some(text) => format!("holds the key of {} in line {}", shown(text), it.first),
            None => format!("has a key under {} in line {}", it.name, it.first),
        };
        let observation = Observation::new(IN_LOGS_OR_CRASH, path, observed + &others(it.more));
        let at = Location::line(path, it.first);
        observation
            .mend(THEN)
            .detail(ordinals.next(&it.name))
            .at([at])
    });
    told.chain(named.has_more.then(|| cut_off(path))).collect()
}

/// Further lines that have the same key.
fn others(more: usize) -> String {
    match more {
        0 => String::new(),
        1 => " and another one".to_owned(),
        more => format!(" and {more} others"),
    }
}

fn cut_off(path: &Path) -> Observation {
    let why = format!("of more than {MAX_KEYS} different keys in it, the others are not shown");
    skipped(path, why)
}

/// A key of a log that is at hand as a whole.
struct Told<'a> {
    first: Held<'a>,
    last: usize,
    more: usize,
    /// All of its places, if a command can name them.
    places: Option<Vec<(Place, String)>>,
}

/// The same of a log that is at hand as a whole.
pub fn unknown(path: &Path, bytes: &[u8], needles: &Needles) -> Vec<Observation> {
    let reading = Reading::of(path).written_in(Language::Settings);
    let (mut numbers, mut keys): (HashMap<Mark, usize>, Vec<Told>) = Default::default();
    let (mut has_more, mut line) = (false, 0);
    for held in held(bytes, bytes, reading, needles) {
        let is_alone = held.place.line != line;
        line = held.place.line;
        if held.key.is_some() || is_session(&held.name) {
            continue;
        }
        let text = &bytes[held.range.clone()];
        let column = held.place.column;
        let can_be_named =
            is_alone && is_quick(column, text.len(), None) && text.iter().all(u8::is_ascii_graphic);
        let place = can_be_named.then(|| (held.place, kind_of(text)));
        match numbers.entry(Mark::of(text)) {
            Entry::Occupied(number) => {
                let known = &mut keys[*number.get()];
                known.more += usize::from(line > known.last);
                known.last = line;
                known.places = known.places.take().zip(place).and_then(|(mut all, place)| {
                    all.push(place);
                    (all.len() <= MAX_LINES).then_some(all)
                });
            }
            Entry::Vacant(_) if keys.len() >= MAX_KEYS => has_more = true,
            Entry::Vacant(new) => {
                new.insert(keys.len());
                keys.push(Told {
                    first: held,
                    last: line,
                    more: 0,
                    places: place.map(|it| vec![it]),
                });
            }
        }
    }
    let mut ordinals = Ordinals::default();
    let told = keys.into_iter().map(|it| {
        let name = ordinals.next(&it.first.name);
        let observed = it.first.observed() + &others(it.more);
        let mut observation = Observation::new(IN_LOGS_OR_CRASH, path, observed);
        observation.fix = match it.places {
            Some(places) if places.len() > 1 => {
                (it.first).safely(path, bytes, &name, emptied(path, &places))
            }
            _ if it.more > 0 => None,
            _ => it.first.taken_out(path, bytes, &name),
        };
        let at = Location::within(path, bytes, it.first.range.start, it.first.place);
        observation.mend(THEN).detail(name).at([at])
    });
    told.chain(has_more.then(|| cut_off(path))).collect()
}

/// The command that takes a key out of each of its places. The lines stay, and their
/// numbers with them, for the command of another key.
fn emptied(path: &Path, places: &[(Place, String)]) -> String {
    let each = places
        .iter()
        .map(|(Place { line, column }, kind)| format!("{line}s|^(.{{{column}}}){kind}|\\1|"));
    let script: Vec<String> = each.collect();
    let script = quoted(script.join(";").as_ref());
    format!("LC_ALL=C sed -i -E {script} {}", itself(path))
}
