//! Keys of a log that are of no file of this run: they stand under a name that
//! tells.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::Range;
use std::path::Path;
use std::sync::LazyLock;

use super::{IN_LOGS_OR_CRASH, MAX_LINES};
use crate::audit::edits::{is_quick, itself, kind_of};
use crate::audit::held::{Held, Reading, held};
use crate::audit::incomplete::skipped;
use crate::audit::lines::{self, Place};
use crate::audit::location::Location;
use crate::audit::marks::{Mark, Marked};
use crate::audit::needles::Needles;
use crate::audit::rooted::quoted;
use crate::audit::sighting::{Ordinals, Sighting};
use crate::audit::words::Words;
use crate::audit::written::{Language, Written, written};

/// Bytes of the longest name with its key, and what stands between them.
pub const LONGEST: usize = 512;
/// So many different keys of one log are reported.
const MAX_KEYS: usize = 100;

/// What there is to do.
const THEN: &str = "find the program that writes it, and rotate: logs are collected and kept";

/// Where a key is: a program writes the same one again and again.
struct Lines {
    first: usize,
    last: usize,
    more: usize,
    name: String,
}

/// The keys, each once.
#[derive(Default)]
pub struct Named {
    keys: HashMap<Mark, Lines>,
    has_more: bool,
}

impl Named {
    /// Looks at a piece of a log, which begins in this line. What reaches to the end of
    /// the piece may be a part of a key: it is read again with the next one.
    pub fn look(&mut self, piece: &[u8], line: usize, is_last: bool) {
        let mut found = keys(piece);
        found.retain(|key| is_last || key.range.end < piece.len());
        let places = lines::places(piece, found.iter().map(|key| key.range.start));
        for (key, place) in found.into_iter().zip(places) {
            let line = line + place.line - 1;
            let is_full = self.keys.len() >= MAX_KEYS;
            match self.keys.entry(Mark::of(&piece[key.range])) {
                Entry::Occupied(known) => {
                    let known = known.into_mut();
                    known.more += usize::from(line > known.last);
                    known.last = known.last.max(line);
                }
                Entry::Vacant(_) if is_full => self.has_more = true,
                Entry::Vacant(new) => {
                    new.insert(Lines {
                        first: line,
                        last: line,
                        more: 0,
                        name: key.name,
                    });
                }
            }
        }
    }
}

/// Whether a log has such a key.
pub fn names_key(bytes: &[u8]) -> bool {
    !bytes.contains(&0) && !keys(bytes).is_empty()
}

/// A part of the name of nearly every key. Most of a log is none of it, and has
/// long numbers in each line.
static WORDS: LazyLock<Words> = LazyLock::new(|| Words::new(&["key", "secret", "passw", "passp"]));

/// The keys, in order.
fn keys(bytes: &[u8]) -> Vec<Written> {
    let (mut found, mut done) = (Vec::new(), 0);
    for word in WORDS.starts(bytes) {
        if word < done {
            continue;
        }
        let line = line(bytes, word);
        let start = line.start.max(done);
        let keys = written(&bytes[start..line.end], Language::Settings, &[]).into_iter();
        let keys = keys.filter(|key| !is_session(&key.name));
        found.extend(keys.map(|key| Written {
            range: start + key.range.start..start + key.range.end,
            ..key
        }));
        done = line.end;
    }
    found
}

/// The line around a place; of a very long one the part around it.
fn line(bytes: &[u8], at: usize) -> Range<usize> {
    const MAX_BYTES: usize = 1024;
    let (from, to) = (
        at.saturating_sub(MAX_BYTES),
        bytes.len().min(at + MAX_BYTES),
    );
    let start = memchr::memrchr(b'\n', &bytes[from..at]).map_or(from, |it| from + it + 1);
    let end = memchr::memchr(b'\n', &bytes[at..to]).map_or(to, |it| at + it);
    start..end
}

/// The keys in a log that is at hand as a whole, those of this run among them.
pub fn keys_in_log<'a>(bytes: &[u8], needles: &Needles<'a>) -> Vec<Marked<'a>> {
    let reading = Reading::of(Path::new("")).written_in(Language::Settings);
    let held = held(bytes, bytes, reading, needles).into_iter();
    let keys = held.filter(|it| it.key.is_some() || !is_session(&it.name));
    keys.filter_map(|held| Marked::of(bytes, held)).collect()
}

/// Whether it is what a framework calls a session, and no key: logs have one in
/// each line.
fn is_session(name: &str) -> bool {
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    let letters: String = letters.map(|it| it.to_ascii_lowercase()).collect();
    letters.ends_with("sessionkey")
}

/// What is reported about them: with a command where the log is read as a whole.
pub fn sightings(path: &Path, named: Named, needles: &Needles) -> Vec<Sighting> {
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
        let observed = format!("has a key under {} in line {}", it.name, it.first);
        let sighting = Sighting::new(IN_LOGS_OR_CRASH, path, observed + &others(it.more));
        let at = Location::line(path, it.first);
        sighting.mend(THEN).detail(ordinals.next(&it.name)).at([at])
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

fn cut_off(path: &Path) -> Sighting {
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
pub fn unknown(path: &Path, bytes: &[u8], needles: &Needles) -> Vec<Sighting> {
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
        let mut sighting = Sighting::new(IN_LOGS_OR_CRASH, path, observed);
        sighting.fix = match it.places {
            Some(places) if places.len() > 1 => {
                (it.first).safely(path, bytes, &name, emptied(path, &places))
            }
            _ if it.more > 0 => None,
            _ => it.first.taken_out(path, bytes, &name),
        };
        let at = Location::within(path, bytes, it.first.range.start, it.first.place);
        sighting.mend(THEN).detail(name).at([at])
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
