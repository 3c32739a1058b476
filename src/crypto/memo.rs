//! Keys that were derived slowly, kept during one search.
//!
//! Who looks for the reason why a cookie fails tries the same keys with the same
//! salts again and again. Within [`remembering`] each is derived once; outside of it
//! nothing is kept, for the salts of many cookies are all different. A key is known
//! by a digest of what it is made of, and is wiped at the end of the search.

use std::cell::RefCell;
use std::collections::HashMap;

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// The most keys that are kept: 32 to 64 bytes each.
const MAX_KEYS: usize = 4096;

type Keys = HashMap<[u8; 32], Zeroizing<Vec<u8>>>;

thread_local! {
    static KEYS: RefCell<Option<Keys>> = const { RefCell::new(None) };
}

/// Does some work, and derives no key twice in it on this thread.
pub fn remembering<T>(work: impl FnOnce() -> T) -> T {
    /// Forgets also where the work panics.
    struct Scope(bool);
    impl Drop for Scope {
        fn drop(&mut self) {
            if self.0 {
                KEYS.set(None);
            }
        }
    }
    let is_outermost = KEYS.with_borrow(Option::is_none);
    let _scope = Scope(is_outermost);
    if is_outermost {
        KEYS.set(Some(Keys::new()));
    }
    work()
}

/// The key that is made of these, derived unless it is remembered; `None` where it
/// cannot be.
pub fn once<const N: usize>(
    of: [&[u8]; 4],
    derive: impl FnOnce() -> Option<Zeroizing<[u8; N]>>,
) -> Option<Zeroizing<[u8; N]>> {
    if KEYS.with_borrow(Option::is_none) {
        return derive();
    }
    let mut id = Sha256::new();
    for part in of {
        id.update((part.len() as u64).to_le_bytes());
        id.update(part);
    }
    let id = id.finalize().into();
    let known = KEYS.with_borrow(|keys| {
        let key: &[u8] = keys.as_ref()?.get(&id)?;
        Some(Zeroizing::new(key.try_into().ok()?))
    });
    if known.is_some() {
        return known;
    }
    let key = derive()?;
    KEYS.with_borrow_mut(|keys| {
        if let Some(keys) = keys.as_mut().filter(|it| it.len() < MAX_KEYS) {
            keys.insert(id, Zeroizing::new(key.to_vec()));
        }
    });
    Some(key)
}

/// How many keys are remembered.
#[cfg(test)]
pub fn remembered() -> usize {
    KEYS.with_borrow(|keys| keys.as_ref().map_or(0, HashMap::len))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How often a key of this text is derived, and that it is always the same.
    fn derive(text: &[u8], times: &mut usize) {
        let key = once([b"test", text, b"", b""], || {
            *times += 1;
            Some(Zeroizing::new([text[0]; 32]))
        });
        assert_eq!(*key.unwrap(), [text[0]; 32]);
    }

    #[test]
    fn a_key_is_derived_once_in_a_search_and_each_time_outside() {
        let mut times = 0;
        derive(b"a", &mut times);
        derive(b"a", &mut times);
        assert_eq!(times, 2);
        remembering(|| {
            remembering(|| derive(b"a", &mut times));
            derive(b"a", &mut times);
            assert_eq!(times, 3);
            derive(b"b", &mut times);
            assert_eq!(times, 4);
        });
        derive(b"a", &mut times);
        assert_eq!(times, 5);
    }

    #[test]
    fn so_many_keys_are_remembered_and_no_more() {
        remembering(|| {
            for number in 0..MAX_KEYS as u32 + 2 {
                let of: [&[u8]; 4] = [b"many", &number.to_le_bytes(), b"", b""];
                once(of, || Some(Zeroizing::new(number.to_le_bytes())));
            }
            assert_eq!(remembered(), MAX_KEYS);
        });
    }

    #[test]
    fn parts_are_told_apart_by_where_they_end() {
        remembering(|| {
            let made = |of: [&[u8]; 4], byte: u8| once(of, || Some(Zeroizing::new([byte; 1])));
            assert_eq!(*made([b"ab", b"c", b"", b""], 1).unwrap(), [1]);
            assert_eq!(*made([b"a", b"bc", b"", b""], 2).unwrap(), [2]);
        });
    }

    #[test]
    fn a_panic_forgets_and_what_cannot_be_derived_is_asked_for_again() {
        let caught = std::panic::catch_unwind(|| remembering(|| panic!("within")));
        assert!(caught.is_err());
        assert!(KEYS.with_borrow(Option::is_none));
        remembering(|| {
            assert!(once::<4>([b"x", b"", b"", b""], || None).is_none());
            assert!(once([b"x", b"", b"", b""], || Some(Zeroizing::new([0; 4]))).is_some());
        });
    }
}
