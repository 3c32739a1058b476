//! The memory that keys are in: locked, so that it is never written to a swap
//! area, and left out of core dumps; where the system does not let us, it is
//! memory as any other, and zeroized all the same.

use aes::cipher::KeyInit;
use zeroize::{Zeroize, Zeroizing, zeroize_stack};

use super::KEY_BYTES;

#[cfg(unix)]
use std::sync::Mutex;

#[cfg(unix)]
use crate::sys::Pages;

/// What a real key fits in: one page.
pub const SMALL_BYTES: usize = 4096;

/// Pages that held a key and are zero again: most keys live for one try, and
/// asking the system for memory takes longer than that.
#[cfg(unix)]
static FREE: Mutex<Vec<Pages>> = Mutex::new(Vec::new());
/// The most pages that are kept for that.
#[cfg(unix)]
const MAX_FREE: usize = 64;

/// How much of the stack is wiped behind what derives a key: more than the frames
/// of any derivation here.
const DERIVATION_BYTES: usize = 32 * 1024;

/// How much of it is wiped behind one use of a primitive: more than the frames of
/// AES, which spreads the key over as many lanes as the processor has (960 bytes
/// with VAES and AVX-512).
const FRAME_BYTES: usize = 8 * 1024;

/// Calls what makes something of a key, and wipes the stack that it used: ciphers
/// and MACs take keys by value, and leave them there.
pub fn wiping_the_stack<T>(make: impl FnOnce() -> T) -> T {
    let made = call(make);
    zeroize_stack::<DERIVATION_BYTES>();
    made
}

/// The same for one use of a cipher, a MAC or a digest, which has smaller frames: a
/// cookie waits for it.
pub fn wiping_behind<T>(apply: impl FnOnce() -> T) -> T {
    let made = call(apply);
    zeroize_stack::<FRAME_BYTES>();
    made
}

// In a frame of its own, so that what is wiped lies where this one did.
#[inline(never)]
fn call<T>(make: impl FnOnce() -> T) -> T {
    make()
}

/// A cipher under a key, on the heap: what is moved leaves itself on the stack, and
/// takes along what lay there in the room that it does not use. `None` for a key of
/// another length. It is made on the stack, which the caller wipes.
pub fn boxed<C: KeyInit>(key: &[u8]) -> Option<Box<C>> {
    C::new_from_slice(key).ok().map(Box::new)
}

/// Zeroes at first, and again when it is dropped.
pub struct Memory(Store);

enum Store {
    #[cfg(unix)]
    Locked(Option<Pages>),
    Heap(Zeroizing<Vec<u8>>),
}

impl Memory {
    /// Room for this many bytes at least.
    pub fn new(bytes: usize) -> Memory {
        #[cfg(unix)]
        if let Some(pages) = pages(bytes) {
            return Memory(Store::Locked(Some(pages)));
        }
        Memory(Store::Heap(Zeroizing::new(vec![0; bytes])))
    }

    /// What all of these make together, and nothing else.
    pub fn of(parts: &[&[u8]]) -> Filled {
        let length = parts.iter().map(|part| part.len()).sum();
        let mut memory = Memory::new(length);
        let mut rest = memory.bytes_mut();
        for part in parts {
            let (place, behind) = rest.split_at_mut(part.len());
            place.copy_from_slice(part);
            rest = behind;
        }
        Filled { memory, length }
    }

    /// All of it.
    pub fn bytes(&self) -> &[u8] {
        match &self.0 {
            #[cfg(unix)]
            Store::Locked(pages) => pages.as_deref().unwrap_or_default(),
            Store::Heap(bytes) => bytes,
        }
    }

    /// All of it, to be filled.
    pub fn bytes_mut(&mut self) -> &mut [u8] {
        match &mut self.0 {
            #[cfg(unix)]
            Store::Locked(pages) => pages.as_deref_mut().unwrap_or_default(),
            Store::Heap(bytes) => bytes,
        }
    }
}

/// A symmetric key, zeroized when it is dropped. It is on the heap, so that where it is
/// is moved and not the key: an array that is moved leaves itself on the stack, and what
/// is boxed next takes it along in the room that it does not use.
pub struct SecretKey(Box<[u8; KEY_BYTES]>);

impl SecretKey {
    /// A key of these bytes.
    pub fn of(bytes: &[u8; KEY_BYTES]) -> SecretKey {
        let mut key = SecretKey(Box::new([0; KEY_BYTES]));
        key.0.copy_from_slice(bytes);
        key
    }
}

impl std::ops::Deref for SecretKey {
    type Target = [u8; KEY_BYTES];

    fn deref(&self) -> &[u8; KEY_BYTES] {
        &self.0
    }
}

impl std::ops::DerefMut for SecretKey {
    fn deref_mut(&mut self) -> &mut [u8; KEY_BYTES] {
        &mut self.0
    }
}

impl Drop for SecretKey {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// Bytes in such memory.
pub struct Filled {
    memory: Memory,
    length: usize,
}

impl std::ops::Deref for Filled {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.memory.bytes()[..self.length]
    }
}

#[cfg(unix)]
fn pages(bytes: usize) -> Option<Pages> {
    let free = || FREE.lock().ok()?.pop();
    match bytes <= SMALL_BYTES {
        true => free().or_else(|| Pages::new(SMALL_BYTES)),
        false => Pages::new(bytes),
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        self.bytes_mut().zeroize();
        #[cfg(unix)]
        if let Store::Locked(pages) = &mut self.0
            && let Some(pages) = pages.take()
            && let Ok(mut free) = FREE.lock()
        {
            keep(pages, &mut free);
        }
    }
}

/// Keeps pages of the one size, as long as there are few of them.
#[cfg(unix)]
fn keep(pages: Pages, free: &mut Vec<Pages>) {
    if pages.len() == SMALL_BYTES && free.len() < MAX_FREE {
        free.push(pages);
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn memory_has_room_for_what_it_was_asked_for() {
        for (bytes, room) in [
            (1, SMALL_BYTES),
            (SMALL_BYTES, SMALL_BYTES),
            (SMALL_BYTES + 1, SMALL_BYTES + 1),
        ] {
            assert_eq!(Memory::new(bytes).bytes().len(), room);
        }
    }

    /// Other tests take pages and give them back meanwhile.
    #[test]
    fn pages_are_kept_for_the_next_key_and_are_zero_then() {
        let mut were_kept = false;
        for _ in 0..100 {
            let mut memory = Memory::new(1);
            assert!(memory.bytes().iter().all(|byte| *byte == 0));
            memory.bytes_mut().fill(0xa5);
            drop(memory);
            were_kept |= !FREE.lock().unwrap().is_empty();
        }
        assert!(were_kept);
    }

    #[test]
    fn few_pages_of_one_size_are_kept() {
        let mut free = Vec::new();
        keep(Pages::new(2 * SMALL_BYTES).unwrap(), &mut free);
        assert!(free.is_empty());
        for _ in 0..=MAX_FREE {
            keep(Pages::new(SMALL_BYTES).unwrap(), &mut free);
        }
        assert_eq!(free.len(), MAX_FREE);
    }
}
