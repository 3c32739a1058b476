//! Files in which a framework keeps its key, encrypted under another one.

use std::ops::Range;

use super::rails;

/// A kind of such files.
pub struct Vault {
    /// What stands before the `:` of a SPEC.
    pub scheme: &'static str,
    /// What such a file is called.
    pub what: &'static str,
    /// What the file with the other key is called.
    pub key_what: &'static str,
    /// The file, in the application's folder.
    pub file: &'static str,
    /// One that takes its place where it is there.
    pub instead: &'static str,
    /// The variable that the other key is in, where that is set.
    pub variable: &'static str,
    /// The name of the file with the other key, beside the one of this name;
    /// `None` for the name of no such file.
    pub key_beside: fn(&str) -> Option<String>,
    /// What the key is called in it.
    pub member: &'static str,
    /// Takes the file apart.
    pub read: fn(&[u8]) -> Result<Locked, Closed>,
}

/// What is encrypted, and how it is opened.
pub struct Locked {
    /// The bytes that become the content.
    pub ciphertext: Vec<u8>,
    /// Makes the content of them where they stand, with the text of the other key,
    /// and says where in it the key is.
    pub open: Box<Open>,
}

/// Opens the second in place with the first, and says where in it the key is.
type Open = dyn FnOnce(&[u8], &mut [u8]) -> Result<Range<usize>, Closed>;

/// Why no key comes of it. Nothing of the content is in it.
#[derive(Debug, PartialEq, Eq)]
pub enum Closed {
    /// The file is none of these.
    Malformed(&'static str),
    /// The other key is none.
    UnfitKey(&'static str),
    /// It is not under the other key, or was changed.
    Forged,
    /// The key is not in it.
    Absent(&'static str),
    /// The key may be another one than what would be read.
    Unclear(&'static str),
}

/// The vault of this scheme.
pub fn vault(scheme: &str) -> Option<&'static Vault> {
    [&rails::CREDENTIALS]
        .into_iter()
        .find(|it| it.scheme == scheme)
}
