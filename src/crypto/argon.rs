//! A key of a text by Argon2id, as libsodium's `crypto_pwhash` makes it with its
//! moderate limits: 3 passes over 256 MiB.

use argon2::{Algorithm, Argon2, Params, Version};
use zeroize::Zeroizing;

/// Bytes of a salt.
pub const SALT_BYTES: usize = 16;
const MEMORY_KIB: u32 = 256 * 1024;
const PASSES: u32 = 3;
const LANES: u32 = 1;

/// The key; `None` where the system has not the memory for it.
pub fn moderate(text: &[u8], salt: &[u8; SALT_BYTES]) -> Option<Zeroizing<[u8; 32]>> {
    let mut key = Zeroizing::new([0; 32]);
    let params = Params::new(MEMORY_KIB, PASSES, LANES, Some(key.len())).ok()?;
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    argon.hash_password_into(text, salt, &mut *key).ok()?;
    Some(key)
}
