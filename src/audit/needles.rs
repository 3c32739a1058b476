//! The texts of the audited keys, to be found in other places.
//!
//! Only an exact text is ever searched for: what matches is the key, and no
//! guess. The texts are zeroized as the keys are.

use memchr::memmem;
use zeroize::Zeroizing;

use super::key_file::KeyFile;
use crate::encoding;

/// The shortest text that is searched for: a shorter one is a word that may
/// stand anywhere, and is found to be weak by the content checks anyway.
const MIN_BYTES: usize = 16;

/// What to search for, and whose key it is.
pub struct Needles<'a> {
    needles: Vec<(&'a KeyFile, Zeroizing<Vec<u8>>)>,
}

impl<'a> Needles<'a> {
    /// The texts of these keys: as they are, and hex digits in either case,
    /// also of a key that is kept as bytes.
    pub fn of(keys: &'a [KeyFile]) -> Self {
        let mut needles: Vec<(&KeyFile, Zeroizing<Vec<u8>>)> = Vec::new();
        for key in keys {
            for text in spellings(key) {
                if text.len() >= MIN_BYTES && needles.iter().all(|(_, known)| **known != *text) {
                    needles.push((key, text));
                }
            }
        }
        Needles { needles }
    }

    /// Whether there is nothing to search for.
    pub fn is_empty(&self) -> bool {
        self.needles.is_empty()
    }

    /// The first key whose text is in these bytes.
    pub fn find_in(&self, bytes: &[u8]) -> Option<&'a KeyFile> {
        let found =
            |(_, needle): &&(&KeyFile, Zeroizing<Vec<u8>>)| memmem::find(bytes, needle).is_some();
        self.needles.iter().find(found).map(|(key, _)| *key)
    }
}

fn spellings(key: &KeyFile) -> Vec<Zeroizing<Vec<u8>>> {
    let Some(text) = key.text() else {
        return Vec::new();
    };
    let owned = |bytes: &[u8]| Zeroizing::new(bytes.to_vec());
    if text.iter().all(u8::is_ascii_hexdigit) {
        let mut lower = owned(text);
        lower.make_ascii_lowercase();
        let mut upper = owned(text);
        upper.make_ascii_uppercase();
        return vec![owned(text), lower, upper];
    }
    if text
        .iter()
        .all(|byte| byte.is_ascii_graphic() || *byte == b' ')
    {
        return vec![owned(text)];
    }
    let bytes = key.key.as_ref().map_or(&[][..], |key| key.bytes());
    let mut hex = Zeroizing::new(vec![0; bytes.len() * 2]);
    encoding::write_hex(bytes, &mut hex);
    vec![hex]
}
