//! Words that are sought in a text all at once, whatever their case.

use aho_corasick::AhoCorasick;

/// A set of words.
pub struct Words(AhoCorasick);

impl Words {
    /// These words.
    pub fn new(words: &[&str]) -> Words {
        let mut builder = AhoCorasick::builder();
        let words = builder.ascii_case_insensitive(true).build(words);
        Words(words.expect("short patterns"))
    }

    /// Whether a text has one of them, or a part of it that is one.
    pub fn are_in(&self, text: &[u8]) -> bool {
        self.0.is_match(text)
    }

    /// Where they start.
    pub fn starts(&self, text: &[u8]) -> impl Iterator<Item = usize> {
        self.0.find_iter(text).map(|found| found.start())
    }
}
