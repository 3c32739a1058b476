//! Where in a text keys may be: long runs of the characters that they are
//! written in.
//!
//! Digits, both kinds of base64 and UUIDs are such runs, and hardly anything
//! else is, so that most of a text need not be looked at.

use std::ops::Range;

/// The shortest run: 20 random characters.
const MIN_BYTES: usize = 20;

/// A character of hex, of either base64 or of a UUID.
pub fn is_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_')
}

/// How many of the bytes at the start are parts. Long runs are read in blocks,
/// which a processor compares at once.
fn parts(text: &[u8]) -> usize {
    const BLOCK: usize = 32;
    let is_whole = |block: &&[u8]| block.iter().fold(true, |all, it| all & is_part(*it));
    let whole = text.chunks_exact(BLOCK).take_while(is_whole).count() * BLOCK;
    let rest = &text[whole..];
    let end = rest.iter().position(|byte| !is_part(*byte));
    whole + end.unwrap_or(rest.len())
}

/// The runs, each as long as it goes, in order. Of a text without any only
/// every 20th byte is looked at.
pub fn runs(text: &[u8]) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        while at + MIN_BYTES <= text.len() {
            let probe = at + MIN_BYTES - 1;
            let before = text[at..=probe].iter().rposition(|byte| !is_part(*byte));
            if let Some(before) = before {
                at += before + 1;
                continue;
            }
            let start = at;
            at = probe + parts(&text[probe..]);
            return Some(start..at);
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_run_is_found_wherever_it_starts() {
        for before in 0..70 {
            for length in [19, 20, 21, 32, 64, 5000] {
                let text = format!("{}{}.", ".".repeat(before), "a".repeat(length));
                let found: Vec<_> = runs(text.as_bytes()).collect();
                let expected = before..before + length;
                let expected = (length >= MIN_BYTES).then_some(expected);
                assert_eq!(found, Vec::from_iter(expected), "{before} {length}");
            }
        }
        let text = format!("{0} {0}", "a".repeat(40));
        assert_eq!(runs(text.as_bytes()).collect::<Vec<_>>(), [0..40, 41..81]);
    }
}
