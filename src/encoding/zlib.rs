//! zlib (RFC 1950), bounded: a cookie of two kilobytes may hold a megabyte.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::bufread::ZlibDecoder;
use flate2::write::ZlibEncoder;

/// Why bytes cannot be decompressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Uninflated {
    /// They are no zlib, or not all of it.
    Broken,
    /// They hold more bytes than they may.
    Large,
    /// Something stands behind their end.
    Trailing,
}

/// Compresses bytes, at the level that zlib takes by default. Another writing of
/// zlib makes other bytes, which hold the same.
pub fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    // A buffer in memory takes all that is written to it.
    let written = encoder.write_all(bytes).and_then(|()| encoder.finish());
    written.expect("memory has room")
}

/// Decompresses bytes that hold `limit` bytes at most.
///
/// # Errors
/// What is wrong with them.
pub fn from_zlib(bytes: &[u8], limit: usize) -> Result<Vec<u8>, Uninflated> {
    let mut decoder = ZlibDecoder::new(bytes);
    let mut inflated = Vec::new();
    let read = decoder.by_ref().take(limit as u64 + 1);
    let read = { read }.read_to_end(&mut inflated);
    if inflated.len() > limit {
        return Err(Uninflated::Large);
    }
    read.map_err(|_| Uninflated::Broken)?;
    match decoder.into_inner() {
        [] => Ok(inflated),
        _ => Err(Uninflated::Trailing),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: usize = 1000;

    #[test]
    fn what_is_compressed_is_read_up_to_the_limit() {
        for bytes in [vec![], b"abc".to_vec(), vec![7; LIMIT]] {
            assert_eq!(from_zlib(&zlib(&bytes), LIMIT), Ok(bytes));
        }
        for length in [LIMIT + 1, LIMIT * 1000] {
            let inflated = from_zlib(&zlib(&vec![7; length]), LIMIT);
            assert_eq!(inflated, Err(Uninflated::Large));
        }
    }

    #[test]
    fn what_is_broken_cut_or_followed_is_refused() {
        let whole = zlib(b"what is compressed is read up to the limit");
        for cut in 0..whole.len() {
            assert_eq!(
                from_zlib(&whole[..cut], LIMIT),
                Err(Uninflated::Broken),
                "{cut}"
            );
        }
        let followed = [&whole[..], b"x"].concat();
        assert_eq!(from_zlib(&followed, LIMIT), Err(Uninflated::Trailing));
        let mut other_sum = whole;
        *other_sum.last_mut().unwrap() ^= 1;
        assert_eq!(from_zlib(&other_sum, LIMIT), Err(Uninflated::Broken));
        // The bytes alone, without head and sum.
        assert_eq!(from_zlib(b"\x03\x00", LIMIT), Err(Uninflated::Broken));
    }
}
