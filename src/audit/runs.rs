//! Where in a text keys may be: long runs of the characters that they are
//! written in.
//!
//! Digits, both kinds of base64 and UUIDs are such runs, and hardly anything
//! else is, so that most of a text need not be looked at.

use std::ops::Range;

/// The shortest run: 32 hex digits.
const MIN_BYTES: usize = 32;

/// A character of hex, of either base64 or of a UUID.
pub fn is_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_')
}

/// The runs, each as long as it goes, in order. Of a text without any only
/// every 32nd byte is looked at.
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
            let length = text[probe..].iter().position(|byte| !is_part(*byte));
            at = length.map_or(text.len(), |length| probe + length);
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
            for length in [31, 32, 33, 64, 5000] {
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
