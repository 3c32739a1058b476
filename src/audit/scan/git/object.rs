//! The name of an object of git's, as its bytes: a history has millions.

use std::fmt;

/// Bytes of the longest name, which is SHA-256.
const MAX_BYTES: usize = 32;
/// Bytes of the shorter name, which is SHA-1.
const SHORT_BYTES: usize = 20;

/// The name of an object.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Object {
    bytes: [u8; MAX_BYTES],
    is_long: bool,
}

impl Object {
    /// Of its hex digits, as git prints them.
    pub fn of(digits: &str) -> Option<Object> {
        let is_long = match digits.len() / 2 {
            MAX_BYTES => true,
            SHORT_BYTES => false,
            _ => return None,
        };
        let mut bytes = [0; MAX_BYTES];
        let pairs = digits.as_bytes().chunks(2);
        for (byte, pair) in bytes.iter_mut().zip(pairs) {
            let digit = |at: usize| char::from(*pair.get(at)?).to_digit(16);
            *byte = u8::try_from(digit(0)? * 16 + digit(1)?).ok()?;
        }
        Some(Object { bytes, is_long })
    }

    /// The name of no object, which stands where a file is not.
    pub fn is_null(&self) -> bool {
        self.bytes == [0; MAX_BYTES]
    }
}

impl fmt::Display for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let length = if self.is_long { MAX_BYTES } else { SHORT_BYTES };
        self.bytes[..length]
            .iter()
            .try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_and_written_as_git_does() {
        for name in ["0123456789abcdef0123456789abcdef01234567", &"5e".repeat(32)] {
            assert_eq!(Object::of(name).unwrap().to_string(), name);
        }
        assert!(Object::of(&"0".repeat(40)).unwrap().is_null());
        for name in ["", "abc", &"é".repeat(20), &"g".repeat(40)] {
            assert!(Object::of(name).is_none(), "{name}");
        }
    }
}
