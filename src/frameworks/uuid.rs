//! An id that nobody has had: a UUID of random bits (RFC 9562, 5.4).

use crate::crypto::random;
use crate::encoding::hex;
use crate::error::Result;

/// A new one.
///
/// # Errors
/// When the system's random generator fails.
pub fn uuid() -> Result<String> {
    let mut id = random::<16>()?;
    id[6] = id[6] & 0x0f | 0x40;
    id[8] = id[8] & 0x3f | 0x80;
    let digits = hex(&*id);
    let parts = [
        &digits[..8],
        &digits[8..12],
        &digits[12..16],
        &digits[16..20],
        &digits[20..],
    ];
    Ok(parts.join("-"))
}
