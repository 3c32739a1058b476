//! Keys of a log that are of no file of this run: they stand under a name that
//! tells.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::Path;
use std::sync::LazyLock;

use super::IN_LOGS_OR_CRASH;
use crate::audit::finding::{Ordinals, Sighting};
use crate::audit::held::{Reading, held};
use crate::audit::lines;
use crate::audit::location::Location;
use crate::audit::marks::Marked;
use crate::audit::needles::Needles;
use crate::audit::words::Words;
use crate::audit::written::{Language, written};

/// Bytes of the longest name with its key, and what stands between them.
pub const LONGEST: usize = 512;
/// So many are counted.
const MAX_KEYS: usize = 100;

/// What there is to do.
const THEN: &str = "find the program that writes it, and rotate: logs are collected and kept";

/// The keys, by their lines and names.
#[derive(Default)]
pub struct Named(BTreeSet<(usize, String)>);

impl Named {
    /// Looks at a piece of a log, which begins in this line.
    pub fn look(&mut self, piece: &[u8], line: usize) {
        if self.0.len() >= MAX_KEYS {
            return;
        }
        let found = keys(piece);
        let places = lines::places(piece, found.iter().map(|(at, _)| *at));
        for ((_, name), place) in found.into_iter().zip(places) {
            self.0.insert((line + place.line - 1, name));
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

/// Where they start, and what they are called.
fn keys(bytes: &[u8]) -> Vec<(usize, String)> {
    let (mut found, mut done) = (Vec::new(), 0);
    for word in WORDS.starts(bytes) {
        if word < done {
            continue;
        }
        let line = line(bytes, word);
        let start = line.start.max(done);
        let keys = written(&bytes[start..line.end], Language::Settings, &[]).into_iter();
        let keys = keys.filter(|key| !is_session(&key.name));
        found.extend(keys.map(|key| (start + key.range.start, key.name)));
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
pub fn sightings(path: &Path, named: &Named, needles: &Needles) -> Vec<Sighting> {
    if named.0.is_empty() {
        return vec![];
    }
    let mut ordinals = Ordinals::default();
    let whole = lines::read(path).ok().flatten();
    let Some(bytes) = whole else {
        let told = named.0.iter().map(|(line, name)| {
            let observed = format!("has a key under {name} in line {line}");
            let sighting = Sighting::new(IN_LOGS_OR_CRASH, path, observed);
            sighting.mend(THEN).detail(ordinals.next(name))
        });
        return told.collect();
    };
    unknown(path, &bytes, needles)
}

/// The same of a log that is at hand as a whole.
pub fn unknown(path: &Path, bytes: &[u8], needles: &Needles) -> Vec<Sighting> {
    let mut ordinals = Ordinals::default();
    let reading = Reading::of(path).written_in(Language::Settings);
    let held = held(bytes, bytes, reading, needles).into_iter();
    let unknown = held.filter(|it| it.key.is_none() && !is_session(&it.name));
    let told = unknown.take(MAX_KEYS).map(|held| {
        let name = ordinals.next(&held.name);
        let mut sighting = Sighting::new(IN_LOGS_OR_CRASH, path, held.observed());
        sighting.fix = held.taken_out(path, bytes, &name);
        let at = Location::within(path, bytes, held.range.start, held.place);
        sighting.mend(THEN).detail(name).at([at])
    });
    told.collect()
}
