//! Whether any of many long texts may be in a file: nearly always the answer
//! is no, and it is found by looking at little of the file.
//!
//! Every text has at least [`MIN_BYTES`]. Wherever it stands, a place at a
//! multiple of [`STRIDE`] falls on one of its first bytes, and what stands
//! there are [`GRAM`] bytes of it. So only those places are looked at, and
//! their bytes compared with those of all texts by a digest that is made with
//! a number of this run: the prefilter holds no part of a key.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};

/// The shortest text.
pub(super) const MIN_BYTES: usize = STRIDE + GRAM - 1;
/// How far the places are apart.
const STRIDE: usize = 16;
/// How many bytes are compared.
const GRAM: usize = size_of::<u64>();
/// Bits of the table for each entry: so many of a hundred places are let
/// through for nothing.
const BITS_PER_ENTRY: usize = 64;

/// The places of many texts.
pub(super) struct Prefilter {
    /// A bit for each digest, by its start.
    table: Vec<u64>,
    shift: u32,
    factor: u64,
    /// The digests themselves.
    digests: HashSet<u64>,
    state: RandomState,
}

impl Prefilter {
    /// Of texts, of which those that are too short are left out.
    pub(super) fn of<'a>(texts: impl Iterator<Item = &'a [u8]>) -> Prefilter {
        let state = RandomState::new();
        let factor = state.hash_one("factor") | 1;
        let long = texts.filter(|text| text.len() >= MIN_BYTES);
        let grams: Vec<u64> = long
            .flat_map(|text| text.windows(GRAM).take(STRIDE).map(gram))
            .collect();
        let bits = (grams.len().max(1) * BITS_PER_ENTRY)
            .next_power_of_two()
            .max(64);
        let mut prefilter = Prefilter {
            table: vec![0; bits / 64],
            shift: 64 - bits.trailing_zeros(),
            factor,
            digests: grams.iter().map(|gram| state.hash_one(gram)).collect(),
            state,
        };
        for gram in grams {
            let (word, bit) = prefilter.place(gram);
            prefilter.table[word] |= bit;
        }
        prefilter
    }

    /// Whether one of the texts may be in these bytes.
    pub(super) fn may_be_in(&self, bytes: &[u8]) -> bool {
        let mut places = bytes.windows(GRAM).step_by(STRIDE).map(gram);
        places.any(|gram| {
            let (word, bit) = self.place(gram);
            self.table[word] & bit != 0 && self.digests.contains(&self.state.hash_one(gram))
        })
    }

    fn place(&self, gram: u64) -> (usize, u64) {
        let number = gram.wrapping_mul(self.factor) >> self.shift;
        (number as usize / 64, 1 << (number % 64))
    }
}

/// The bytes in lower case, and some others that are not distinguished.
fn gram(bytes: &[u8]) -> u64 {
    const LOWER: u64 = 0x2020_2020_2020_2020;
    let bytes: [u8; GRAM] = bytes.try_into().expect("it has as many");
    u64::from_ne_bytes(bytes) | LOWER
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_met_wherever_it_stands() {
        let key = b"4fc1a0b7d2e89635a1b0c7d";
        assert_eq!(key.len(), MIN_BYTES);
        let prefilter = Prefilter::of([&key[..]].into_iter());
        for before in 0..70 {
            for upper in [false, true] {
                let mut text = [&vec![b'.'; before], &key[..], b"..."].concat();
                if upper {
                    text.make_ascii_uppercase();
                }
                assert!(prefilter.may_be_in(&text), "{before}");
                assert!(!prefilter.may_be_in(&text[..before + GRAM - 1]), "{before}");
            }
        }
    }

    #[test]
    fn nothing_is_in_nothing() {
        let prefilter = Prefilter::of(std::iter::empty());
        assert!(!prefilter.may_be_in(&[b'a'; 100]));
        assert!(!Prefilter::of([&b"4fc1a0b7d2e89635a1b0c7d"[..]].into_iter()).may_be_in(b""));
    }

    #[test]
    fn of_random_texts_next_to_none_are_met() {
        use crate::frameworks::Generate;
        use crate::keys::{Key, Strength};
        let random = || Key::generate(Generate::Hex(Strength::Bits256)).unwrap();
        let keys: Vec<Key> = (0..500).map(|_| random()).collect();
        let prefilter = Prefilter::of(keys.iter().map(Key::bytes));
        let met = (0..20_000)
            .filter(|_| prefilter.may_be_in(random().bytes()))
            .count();
        // 100,000 places, and 8000 in 2^32 of what may be there: 0.2 are met.
        assert!(met < 6, "{met}");
    }
}
