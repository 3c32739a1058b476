//! The texts of the audited keys, to be found in other places.
//!
//! Only an exact text is ever searched for: what matches is the key, and no
//! guess. All keys are searched for at once, so that the time does not grow
//! with their number. The texts are zeroized as the keys are; of each only a
//! short start is in the automaton that searches.

mod encodings;
mod literals;
mod prefilter;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use aho_corasick::AhoCorasick;
use zeroize::Zeroizing;

use self::encodings::Encoding;
pub use self::literals::Literal;
use self::prefilter::Prefilter;
use crate::audit::detect::guessable::guessable;
use crate::audit::detect::placeholder::is_placeholder;
use crate::audit::facts::key_file::{KeyFile, name_of};
use crate::audit::facts::lines;
use crate::frameworks::Shape;
use crate::keys::known;
use crate::keys::spec::looks_like_a_key;

/// The shortest text that is searched for: a shorter one is a word that may
/// stand anywhere, and is found to be weak by the content checks anyway.
const MIN_BYTES: usize = 16;
/// Bytes at the start of a text by which it is searched for: of hex digits 24
/// bits, which is no part to speak of, and met by chance every 16 million.
const START_BYTES: usize = 6;

/// A text, and the number of the first key that has it.
type Text = (Zeroizing<Vec<u8>>, usize);

/// Texts in order, each once, and their lengths.
#[derive(Default)]
struct Sorted {
    texts: Vec<Text>,
    lengths: BTreeSet<usize>,
}

/// The texts that start alike.
#[derive(Default)]
struct Alike {
    /// Those that are only meant as they are.
    exact: Sorted,
    /// Hex digits in lower case: they mean the same in any.
    digits: Sorted,
}

/// The texts of many keys, put in order once.
pub struct Texts {
    starts: AhoCorasick,
    /// What belongs to each pattern of the automaton.
    alike: Vec<Alike>,
    /// For each key the first one with the same text.
    first: Vec<usize>,
    /// For each key whether its text can only be that key.
    certain: Vec<bool>,
    /// For some it is false.
    has_doubtful: bool,
    /// Of the texts that can only be that key.
    prefilter: Prefilter,
    /// Bytes of the longest of these.
    longest: usize,
}

/// Which keys are searched for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sought {
    All,
    /// Those whose text can only be that key.
    Certain,
}

impl Texts {
    /// The texts of these keys: as they are, hex digits in any case, also of a
    /// key that is kept as bytes, and in base64.
    pub fn of(keys: &[KeyFile]) -> Self {
        let is_one = |key: &KeyFile| !key.text().is_some_and(is_placeholder);
        let encoded = keys.iter().map(|key| match is_one(key) {
            true => encodings::of(key),
            false => Vec::new(),
        });
        Texts::encoded(encoded, keys.iter().map(is_certain).collect())
    }

    /// The texts of these keys, as they are.
    pub fn of_literals(literals: &[Literal]) -> Self {
        let encoded = literals
            .iter()
            .map(|it| vec![encodings::as_it_is(&it.text)]);
        Texts::encoded(encoded, vec![true; literals.len()])
    }

    /// The texts of keys that are encoded so, and whether each can only be that key.
    fn encoded(encoded: impl Iterator<Item = Vec<Encoding>>, certain: Vec<bool>) -> Self {
        let mut all: BTreeMap<[u8; START_BYTES], Alike> = BTreeMap::new();
        for (index, encodings) in encoded.enumerate() {
            for encoding in encodings {
                let text = &encoding.text;
                if text.len() < MIN_BYTES {
                    continue;
                }
                let mut start: [u8; START_BYTES] = *text.first_chunk().expect("it has more bytes");
                start.make_ascii_lowercase();
                let alike = all.entry(start).or_default();
                let sorted = match encoding.in_any_case {
                    true => &mut alike.digits,
                    false => &mut alike.exact,
                };
                sorted.texts.push((encoding.text, index));
            }
        }
        let texts = all.values().flat_map(Alike::texts);
        let texts = texts.filter(|(_, key)| certain[*key]);
        let texts: Vec<&[u8]> = texts.map(|(text, _)| &***text).collect();
        let prefilter = Prefilter::of(texts.iter().copied());
        let longest = texts.iter().map(|text| text.len()).max();
        let mut first: Vec<usize> = (0..certain.len()).collect();
        for alike in all.values_mut() {
            alike.exact.sort(&mut first);
            alike.digits.sort(&mut first);
        }
        let mut builder = AhoCorasick::builder();
        let starts = builder.ascii_case_insensitive(true).build(all.keys());
        Texts {
            starts: starts.expect("short patterns, and fewer than 2^31"),
            alike: all.into_values().collect(),
            first,
            has_doubtful: certain.contains(&false),
            certain,
            prefilter,
            longest: longest.unwrap_or_default(),
        }
    }

    /// Where keys are in these bytes, and their numbers: of several with the
    /// same text the first.
    fn found_in(
        &self,
        bytes: &[u8],
        sought: Sought,
    ) -> impl Iterator<Item = (Range<usize>, usize)> {
        let starts = self.starts.find_overlapping_iter(bytes);
        let found = starts.flat_map(move |start| {
            let alike = &self.alike[start.pattern()];
            let rest = &bytes[start.start()..];
            let lengths = alike.exact.in_start_of(rest, false);
            let lengths = lengths.chain(alike.digits.in_start_of(rest, true));
            lengths.map(move |(length, number)| (start.start()..start.start() + length, number))
        });
        found.filter(move |(_, number)| sought == Sought::All || self.certain[*number])
    }

    /// The same in order, and one at a place.
    fn apart_in(&self, bytes: &[u8], sought: Sought) -> Vec<(Range<usize>, usize)> {
        let mut found: Vec<_> = self.found_in(bytes, sought).collect();
        // The longest of those that start together counts.
        found.sort_by_key(|(range, number)| (range.start, std::cmp::Reverse(range.end), *number));
        let mut end = 0;
        found.retain(|(range, _)| {
            let is_next = range.start >= end;
            if is_next {
                end = range.end;
            }
            is_next
        });
        found
    }

    fn numbers_in(&self, bytes: &[u8]) -> BTreeSet<usize> {
        let found = self.found_in(bytes, Sought::All);
        found.map(|(_, number)| number).collect()
    }
}

impl Alike {
    fn texts(&self) -> impl Iterator<Item = &Text> {
        self.exact.texts.iter().chain(&self.digits.texts)
    }
}

impl Sorted {
    fn sort(&mut self, first: &mut [usize]) {
        let order = |one: &Text, other: &Text| (&*one.0, one.1).cmp(&(&*other.0, other.1));
        self.texts.sort_by(order);
        // The first of equals stays.
        self.texts.dedup_by(|later, kept| {
            let is_same = *later.0 == *kept.0;
            if is_same {
                first[later.1] = first[later.1].min(kept.1);
            }
            is_same
        });
        self.lengths = self.texts.iter().map(|(text, _)| text.len()).collect();
    }

    /// The texts that these bytes start with: their length, and whose they
    /// are.
    fn in_start_of(&self, bytes: &[u8], any_case: bool) -> impl Iterator<Item = (usize, usize)> {
        self.lengths.iter().filter_map(move |&length| {
            let mut window = Zeroizing::new(bytes.get(..length)?.to_vec());
            if any_case {
                window.make_ascii_lowercase();
            }
            let place = self
                .texts
                .binary_search_by(|(text, _)| (**text)[..].cmp(&window));
            Some((length, self.texts[place.ok()?].1))
        })
    }
}

/// Whether the text of a key can only be that key: it is shaped like one, and
/// a generator may have made it. A passphrase may be the title of a song, and
/// zeros are everywhere.
fn is_certain(key: &KeyFile) -> bool {
    let Some(text) = key.text() else {
        return false;
    };
    let bytes = key.key.as_ref().map_or(text, |key| key.bytes());
    let shape = Shape::of(text).or_else(|| Shape::of(bytes));
    shape.is_some() && may_be_random(text)
}

/// Whether a generator may have made a text.
fn may_be_random(text: &[u8]) -> bool {
    guessable(text).is_none() && !known::is_known(text)
}

/// What to search for, and whose key it is.
#[derive(Clone, Copy)]
pub struct Needles<'a> {
    keys: &'a [KeyFile],
    texts: &'a Texts,
    literals: Option<(&'a [Literal], &'a Texts)>,
}

impl<'a> Needles<'a> {
    /// The keys, and the texts that are theirs.
    pub fn new(keys: &'a [KeyFile], texts: &'a Texts) -> Self {
        Needles {
            keys,
            texts,
            literals: None,
        }
    }

    /// With the keys that are written in texts, and the texts that are theirs.
    pub fn with_literals(self, literals: &'a [Literal], texts: &'a Texts) -> Self {
        let literals = (!literals.is_empty()).then_some((literals, texts));
        Needles { literals, ..self }
    }

    /// Whether keys that are written in texts are searched for.
    pub fn has_literals(&self) -> bool {
        self.literals.is_some()
    }

    /// Whether one of them is in these bytes.
    pub fn literals_are_in(&self, bytes: &[u8]) -> bool {
        self.literals.is_some_and(|(_, texts)| {
            let mut found = texts.found_in(bytes, Sought::Certain);
            texts.prefilter.may_be_in(bytes) && found.next().is_some()
        })
    }

    /// Where they are in these bytes, and which: in order, and one at a place.
    pub fn literals_in(&self, bytes: &[u8]) -> Vec<(Range<usize>, &'a Literal)> {
        let Some((literals, texts)) = self.literals.filter(|_| self.literals_are_in(bytes)) else {
            return Vec::new();
        };
        let found = texts.apart_in(bytes, Sought::Certain).into_iter();
        found
            .map(|(range, number)| (range, &literals[number]))
            .collect()
    }

    /// Whether there is nothing to search for.
    pub fn is_empty(&self) -> bool {
        self.texts.alike.is_empty()
    }

    /// Bytes of the longest text that can only be its key.
    pub fn longest(&self) -> usize {
        self.texts.longest
    }

    /// Whether any key is in these bytes.
    pub fn are_in(&self, bytes: &[u8]) -> bool {
        let is_there = || self.texts.found_in(bytes, Sought::All).next().is_some();
        self.are_certainly_in(bytes) || self.texts.has_doubtful && is_there()
    }

    /// Whether a key is in these bytes whose text can only be that key.
    pub fn are_certainly_in(&self, bytes: &[u8]) -> bool {
        let is_there = || self.texts.found_in(bytes, Sought::Certain).next().is_some();
        self.texts.prefilter.may_be_in(bytes) && is_there()
    }

    /// Where keys are in these bytes, and which: in order, and one at a place.
    /// With `certain` only those whose text can only be that key.
    pub fn places_in(&self, bytes: &[u8], certain: bool) -> Vec<(Range<usize>, &'a KeyFile)> {
        let sought = match certain {
            true => Sought::Certain,
            false => Sought::All,
        };
        let found = self.texts.apart_in(bytes, sought).into_iter();
        found
            .map(|(range, number)| (range, &self.keys[number]))
            .collect()
    }

    /// The first key whose text is in these bytes.
    pub fn find_in(&self, bytes: &[u8]) -> Option<&'a KeyFile> {
        let number = self.texts.numbers_in(bytes).first().copied();
        number.map(|number| &self.keys[number])
    }

    /// All keys whose text is in these bytes, of several with the same text
    /// the first.
    pub fn all_in(&self, bytes: &[u8]) -> Vec<&'a KeyFile> {
        let numbers = self.texts.numbers_in(bytes).into_iter();
        numbers.map(|number| &self.keys[number]).collect()
    }

    /// Those of some keys, by number, whose text is in these bytes.
    pub fn those_in(&self, bytes: &[u8], some: &[usize]) -> Vec<&'a KeyFile> {
        let found = self.texts.numbers_in(bytes);
        let is_in = |number: &&usize| found.contains(&self.texts.first[**number]);
        let those = some.iter().filter(is_in);
        those.map(|&number| &self.keys[number]).collect()
    }
}

/// What a key is called that is written in a line: the name that it is
/// assigned to, in the file's way or after an equals sign, or else the file
/// whose key it is. The text of a key is no name.
pub fn name_of_key(line: &[u8], separator: char, needles: &Needles) -> String {
    let is_name = |name: &&str| {
        let plain = |it: char| it.is_alphanumeric() || matches!(it, '_' | '-' | '.' | ' ');
        !name.is_empty()
            && name.chars().all(plain)
            && !looks_like_a_key(name)
            && needles.find_in(name.as_bytes()).is_none()
    };
    let names = [separator, '='].map(|separator| lines::assignment(line, separator));
    let mut names = names.into_iter().flatten().map(|(name, _)| name);
    match (names.find(is_name), needles.find_in(line)) {
        (Some(name), _) => name.to_owned(),
        (None, Some(key)) => name_of(key),
        (None, None) => String::new(),
    }
}
