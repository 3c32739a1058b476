//! A key: secret bytes with a fingerprint.
//!
//! The type holds the text exactly as it was stored. What the text means
//! (hex digits, a passphrase, bytes as they are) is each format's own rule.
//! It alone holds secrets: it is zeroized when dropped, cannot be cloned,
//! printed or compared, and shows nothing when it is debug-printed.

use std::fmt;
use std::io::{self, Read};
use std::ops::Range;

use zeroize::Zeroizing;

use crate::crypto::memory::{Memory, SMALL_BYTES};
use crate::crypto::{self, FINGERPRINT_BYTES};
use crate::encoding;
use crate::error::Result;
use crate::frameworks::{Generate, Secret};

/// The most bytes a key may have. Real ones have 32 to 66; the limit keeps a
/// wrong path (a log, a device) from being read whole.
pub const MAX_KEY_BYTES: usize = 64 * 1024;

/// Secret bytes, as they were stored.
///
/// A key cannot be copied by accident:
/// ```compile_fail
/// fn twice(key: cookiekit::keys::Key) -> (cookiekit::keys::Key, cookiekit::keys::Key) {
///     (key.clone(), key)
/// }
/// ```
/// nor printed:
/// ```compile_fail
/// fn print(key: &cookiekit::keys::Key) -> String {
///     format!("{key}")
/// }
/// ```
pub struct Key {
    memory: Memory,
    length: usize,
}

impl Key {
    /// A key of these bytes, which are not looked at.
    pub fn new(text: Zeroizing<Vec<u8>>) -> Self {
        Self::copied(&text)
    }

    fn copied(text: &[u8]) -> Self {
        let mut memory = Memory::new(text.len());
        memory.bytes_mut()[..text.len()].copy_from_slice(text);
        Key {
            memory,
            length: text.len(),
        }
    }

    /// A key that is a part of what these bytes are made into, all of it in the
    /// memory that keys are in.
    ///
    /// # Errors
    /// Those of `make`, which says where the part is.
    pub fn within<E>(
        bytes: &[u8],
        make: impl FnOnce(&mut [u8]) -> std::result::Result<Range<usize>, E>,
    ) -> std::result::Result<Self, E> {
        let mut memory = Memory::new(bytes.len());
        let room = &mut memory.bytes_mut()[..bytes.len()];
        room.copy_from_slice(bytes);
        let part = make(room)?;
        Ok(Self::copied(&room[part]))
    }

    /// A new key of this kind from the operating system's generator.
    ///
    /// # Errors
    /// When the system's generator fails.
    pub fn generate(kind: Generate) -> Result<Self> {
        Ok(Self::new(kind.text()?))
    }

    /// The key whose text is these bytes as lower-case hex digits, as
    /// [`Key::generate`] writes them.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        let length = bytes.len() * 2;
        let mut memory = Memory::new(length);
        encoding::write_hex(bytes, &mut memory.bytes_mut()[..length]);
        Key { memory, length }
    }

    /// Reads a key from a source to its end; `None` when there are more than
    /// [`MAX_KEY_BYTES`].
    ///
    /// No buffer grows, since one that does leaves copies of the key behind:
    /// a small one is enough for every real key, and what does not fit it gets
    /// one of the full size.
    ///
    /// # Errors
    /// When the source fails.
    pub fn read_from(mut source: impl Read) -> io::Result<Option<Self>> {
        let mut memory = Memory::new(SMALL_BYTES);
        let length = fill(&mut source, &mut memory.bytes_mut()[..SMALL_BYTES])?;
        if length < SMALL_BYTES {
            return Ok(Some(Key { memory, length }));
        }
        let small = std::mem::replace(&mut memory, Memory::new(MAX_KEY_BYTES + 1));
        let large = &mut memory.bytes_mut()[..=MAX_KEY_BYTES];
        large[..length].copy_from_slice(&small.bytes()[..length]);
        let length = length + fill(&mut source, &mut large[length..])?;
        Ok((length <= MAX_KEY_BYTES).then_some(Key { memory, length }))
    }

    /// The secret itself. The caller answers for where it goes.
    pub fn bytes(&self) -> &[u8] {
        &self.memory.bytes()[..self.length]
    }

    /// The fingerprint: safe to show for a random key.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint(crypto::fingerprint(self.bytes()))
    }

    /// CRC-32 (IEEE) of the bytes: [`Secret::crc32`].
    pub fn crc32(&self) -> u32 {
        Secret::value(self.bytes()).crc32()
    }
}

/// Reads until the buffer is full or the source at its end.
fn fill(source: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match source.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

/// The first 8 bytes of a domain-separated SHA-256 of a key's stored bytes,
/// shown as `xxxxxxxx-xxxxxxxx`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fingerprint([u8; FINGERPRINT_BYTES]);

impl Fingerprint {
    /// The first four bytes: the key id in a sealed cookie, and the end of a
    /// retired slot's name.
    pub fn id(self) -> [u8; 4] {
        [self.0[0], self.0[1], self.0[2], self.0[3]]
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, byte) in self.0.iter().enumerate() {
            if index == 4 {
                f.write_str("-")?;
            }
            write!(f, "{byte:02x}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::Strength;

    fn key(text: &[u8]) -> Key {
        Key::new(Zeroizing::new(text.to_vec()))
    }

    #[test]
    fn a_fingerprint_is_what_sha256sum_prints_of_the_stored_bytes() {
        // (printf 'cookiekit/1 fingerprint\0'; printf %s "$KEY") | sha256sum
        let key = key(b"0123456789abcdef0123456789abcdef");
        assert_eq!(key.fingerprint().to_string(), "b874728e-6449d0da");
    }

    #[test]
    fn a_trailing_newline_is_another_key() {
        let bare = key(b"0123456789abcdef0123456789abcdef");
        let newline = key(b"0123456789abcdef0123456789abcdef\n");
        assert_ne!(bare.fingerprint(), newline.fingerprint());
        assert_ne!(bare.crc32(), newline.crc32());
    }

    #[test]
    fn a_crc32_is_the_ieee_one() {
        assert_eq!(key(b"123456789").crc32(), 0xcbf4_3926);
    }

    #[test]
    fn a_new_key_is_lower_case_hex_of_its_strength() {
        for (strength, digits) in [(Strength::Bits256, 64), (Strength::Bits128, 32)] {
            let key = Key::generate(Generate::Hex(strength)).expect("the generator works");
            assert_eq!(key.bytes().len(), digits);
            let hex = |byte: &u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
            assert!(key.bytes().iter().all(hex));
        }
    }

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(format!("{:?}", key(b"secret")), "Key(…)");
    }

    #[test]
    fn a_key_of_any_permitted_size_is_read_whole() {
        for size in [
            0,
            1,
            64,
            SMALL_BYTES - 1,
            SMALL_BYTES,
            SMALL_BYTES + 1,
            MAX_KEY_BYTES,
        ] {
            let bytes: Vec<u8> = (0..size).map(|index| index as u8).collect();
            let key = Key::read_from(&bytes[..]).unwrap().unwrap();
            assert_eq!(key.bytes(), bytes, "{size}");
        }
        let too_many = vec![b'k'; MAX_KEY_BYTES + 1];
        assert!(Key::read_from(&too_many[..]).unwrap().is_none());
    }

    #[test]
    fn reading_goes_on_after_short_reads_and_interruptions() {
        struct Slow(Vec<io::Result<u8>>);
        impl Read for Slow {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                match self.0.pop() {
                    Some(Ok(byte)) => {
                        buffer[0] = byte;
                        Ok(1)
                    }
                    Some(Err(error)) => Err(error),
                    None => Ok(0),
                }
            }
        }
        let interrupted = || Err(io::ErrorKind::Interrupted.into());
        let text = Key::read_from(Slow(vec![Ok(b'b'), interrupted(), Ok(b'a')])).unwrap();
        assert_eq!(text.unwrap().bytes(), b"ab");
        let broken = Slow(vec![Err(io::ErrorKind::Other.into()), Ok(b'a')]);
        assert!(Key::read_from(broken).is_err());
    }
}
