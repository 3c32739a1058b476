//! A key of a text by Argon2id, as libsodium's `crypto_pwhash` makes it with its
//! moderate limits: 3 passes over 256 MiB.

use std::sync::{PoisonError, RwLock};

use argon2::{Algorithm, Argon2, Params, Version};
use zeroize::Zeroizing;

use super::memo;

/// Bytes of a salt.
pub const SALT_BYTES: usize = 16;
const MEMORY_KIB: u32 = 256 * 1024;
const PASSES: u32 = 3;
const LANES: u32 = 1;

/// Anyone who finds too little memory waits until nobody else has any of it.
static MEMORY: RwLock<()> = RwLock::new(());

/// The key; `None` where the system has not the memory for it.
pub fn moderate(text: &[u8], salt: &[u8; SALT_BYTES]) -> Option<Zeroizing<[u8; 32]>> {
    memo::once([b"Argon2id moderate", text, salt, b""], || {
        derived(text, salt)
    })
}

fn derived(text: &[u8], salt: &[u8; SALT_BYTES]) -> Option<Zeroizing<[u8; 32]>> {
    let beside_others = {
        let _some = MEMORY.read().unwrap_or_else(PoisonError::into_inner);
        made(text, salt)
    };
    beside_others.or_else(|| {
        let _all = MEMORY.write().unwrap_or_else(PoisonError::into_inner);
        made(text, salt)
    })
}

fn made(text: &[u8], salt: &[u8; SALT_BYTES]) -> Option<Zeroizing<[u8; 32]>> {
    // An allocation that fails ends the program.
    #[cfg(unix)]
    if !crate::sys::has_memory(MEMORY_KIB as usize * 1024) {
        return None;
    }
    let mut key = Zeroizing::new([0; 32]);
    let params = Params::new(MEMORY_KIB, PASSES, LANES, Some(key.len())).ok()?;
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    argon.hash_password_into(text, salt, &mut *key).ok()?;
    Some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What libsodium's `crypto_pwhash` makes with `OPSLIMIT_MODERATE` and
    /// `MEMLIMIT_MODERATE`.
    #[test]
    fn a_key_is_what_libsodium_makes_of_the_text() {
        let salt: [u8; SALT_BYTES] = std::array::from_fn(|index| index as u8);
        let key = moderate(b"a text", &salt).unwrap();
        assert_eq!(
            crate::encoding::hex(&*key),
            "dccdc451124365cf0ad41d94c684970ad5fb6ca37c3b1caaaee874ce5a13db86"
        );
    }
}
