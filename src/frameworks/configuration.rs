//! Settings of a framework that its cookie key encrypts, too.

use super::Secret;

/// Where such settings are, and how they are known.
pub struct Configuration {
    /// Its folder, unless the variable says another.
    pub directory: &'static str,
    /// The variable that does.
    pub variable: &'static str,
    /// Whether a file of this name is read.
    pub is_read: fn(&str) -> bool,
    /// The values in the text of a file that the key seems to have encrypted.
    pub encrypted: fn(&str, Secret) -> Vec<Encrypted>,
}

/// A setting whose value a key decrypts.
#[derive(Debug, PartialEq, Eq)]
pub struct Encrypted {
    /// The line in its file, from 1.
    pub line: usize,
    /// What it is called.
    pub setting: String,
    /// Whether it is one for certain, and not by its looks alone.
    pub is_certain: bool,
}
