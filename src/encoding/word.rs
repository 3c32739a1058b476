//! Eight bytes looked at in one step.

/// The bytes of a word.
pub const WORD_BYTES: usize = 8;

/// Where a byte stands first in a word.
pub fn first_of(byte: u8, word: [u8; WORD_BYTES]) -> Option<usize> {
    const EACH: u64 = u64::from_le_bytes([1; WORD_BYTES]);
    const HIGH: u64 = EACH << 7;
    let differing = u64::from_le_bytes(word) ^ (EACH * u64::from(byte));
    // A byte has its high bit where nothing differs; above the first such byte
    // others may have it as well.
    let equal = differing.wrapping_sub(EACH) & !differing & HIGH;
    (equal != 0).then(|| equal.trailing_zeros() as usize / 8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_is_found_where_it_stands_first() {
        for byte in 0..=u8::MAX {
            for other in 0..=u8::MAX {
                for place in 0..=WORD_BYTES {
                    let mut word = [other; WORD_BYTES];
                    word[place..].fill(byte);
                    let expected = word.iter().position(|it| *it == byte);
                    assert_eq!(first_of(byte, word), expected, "{byte} in {word:?}");
                }
            }
        }
    }
}
