//! The texts of the audited keys, to be found in other places.
//!
//! Only an exact text is ever searched for: what matches is the key, and no
//! guess. All keys are searched for at once, so that the time does not grow
//! with their number. The texts are zeroized as the keys are; of each only a
//! short start is in the automaton that searches.

use std::collections::{BTreeMap, BTreeSet};

use aho_corasick::AhoCorasick;
use zeroize::Zeroizing;

use super::key_file::KeyFile;
use crate::encoding;

/// The shortest text that is searched for: a shorter one is a word that may
/// stand anywhere, and is found to be weak by the content checks anyway.
const MIN_BYTES: usize = 16;
/// Bytes at the start of a text by which it is searched for: of hex digits 24
/// bits, which is no part to speak of, and met by chance every 16 million.
const START_BYTES: usize = 6;

/// A text, and the number of the first key that has it.
type Text = (Zeroizing<Vec<u8>>, usize);

/// The texts that start alike.
#[derive(Default)]
struct Alike {
    /// In order, each once.
    texts: Vec<Text>,
    /// Their lengths, each once.
    lengths: Vec<usize>,
}

/// The texts of many keys, put in order once.
pub struct Texts {
    starts: AhoCorasick,
    /// What belongs to each pattern of the automaton.
    alike: Vec<Alike>,
    /// For each key the first one with the same text.
    first: Vec<usize>,
}

impl Texts {
    /// The texts of these keys: as they are, and hex digits in either case,
    /// also of a key that is kept as bytes.
    pub fn of(keys: &[KeyFile]) -> Self {
        let mut all: BTreeMap<[u8; START_BYTES], Vec<Text>> = BTreeMap::new();
        for (index, key) in keys.iter().enumerate() {
            for text in spellings(key)
                .into_iter()
                .filter(|it| it.len() >= MIN_BYTES)
            {
                let start = *text.first_chunk().expect("it has more bytes");
                all.entry(start).or_default().push((text, index));
            }
        }
        let mut first: Vec<usize> = (0..keys.len()).collect();
        let starts = AhoCorasick::new(all.keys()).expect("short patterns, and fewer than 2^31");
        let alike = all.into_values().map(|mut texts| {
            texts.sort_by(|one, other| (&*one.0, one.1).cmp(&(&*other.0, other.1)));
            // The first of equals stays.
            texts.dedup_by(|later, kept| {
                let is_same = *later.0 == *kept.0;
                if is_same {
                    first[later.1] = first[later.1].min(kept.1);
                }
                is_same
            });
            let lengths: BTreeSet<usize> = texts.iter().map(|(text, _)| text.len()).collect();
            let lengths = lengths.into_iter().collect();
            Alike { texts, lengths }
        });
        let alike = alike.collect();
        Texts {
            starts,
            alike,
            first,
        }
    }

    /// The numbers of the keys whose text is in these bytes, of several with
    /// the same text the first.
    fn numbers_in(&self, bytes: &[u8]) -> BTreeSet<usize> {
        let starts = self.starts.find_overlapping_iter(bytes);
        let found = starts.flat_map(|start| {
            let rest = &bytes[start.start()..];
            let alike = &self.alike[start.pattern()];
            let windows = alike
                .lengths
                .iter()
                .filter_map(|&length| rest.get(..length));
            windows.filter_map(|window| {
                let place = alike
                    .texts
                    .binary_search_by(|(text, _)| (**text)[..].cmp(window));
                Some(alike.texts[place.ok()?].1)
            })
        });
        found.collect()
    }
}

/// What to search for, and whose key it is.
#[derive(Clone, Copy)]
pub struct Needles<'a> {
    keys: &'a [KeyFile],
    texts: &'a Texts,
}

impl<'a> Needles<'a> {
    /// The keys, and the texts that are theirs.
    pub fn new(keys: &'a [KeyFile], texts: &'a Texts) -> Self {
        Needles { keys, texts }
    }

    /// Whether there is nothing to search for.
    pub fn is_empty(&self) -> bool {
        self.texts.alike.is_empty()
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

fn spellings(key: &KeyFile) -> Vec<Zeroizing<Vec<u8>>> {
    let Some(text) = key.text() else {
        return Vec::new();
    };
    let owned = |bytes: &[u8]| Zeroizing::new(bytes.to_vec());
    if text.iter().all(u8::is_ascii_hexdigit) {
        let mut lower = owned(text);
        lower.make_ascii_lowercase();
        let mut upper = owned(text);
        upper.make_ascii_uppercase();
        return vec![owned(text), lower, upper];
    }
    if text
        .iter()
        .all(|byte| byte.is_ascii_graphic() || *byte == b' ')
    {
        return vec![owned(text)];
    }
    let bytes = key.key.as_ref().map_or(&[][..], |key| key.bytes());
    let mut hex = Zeroizing::new(vec![0; bytes.len() * 2]);
    encoding::write_hex(bytes, &mut hex);
    vec![owned(bytes), hex]
}
