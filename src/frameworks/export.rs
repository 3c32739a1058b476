//! What a framework reads its key from: code, a file, a variable.

use zeroize::Zeroizing;

use super::Secret;
use crate::error::Result;

/// One form in which a key is given to a framework.
pub struct Export {
    /// The word for it on the command line.
    pub name: &'static str,
    /// What is printed, for the help.
    pub about: &'static str,
    /// What makes it.
    pub text: Exported,
}

/// How the text of an export comes about.
pub enum Exported {
    /// Code that fetches the key from its place: it holds no secret.
    Code {
        /// What runs it.
        language: &'static str,
        /// Whether it accepts the keys of the slots beside a file as well: none
        /// is made for a folder in which others could put some.
        reads_slots: bool,
        /// The code for a key in its place, of which it may show what kind it is,
        /// and what each cookie under it shows, and no more; `None` where it cannot fetch the key from there.
        code: fn(&Place, Secret) -> Option<String>,
    },
    /// The secret itself, of the key that makes cookies.
    Secret(fn(Secret) -> Result<Zeroizing<Vec<u8>>>),
    /// The secrets of every key that was given, and of their slots: the one that
    /// makes cookies, then the others. There is at least the first.
    Secrets(fn(&[Secret]) -> Result<Zeroizing<Vec<u8>>>),
}

/// Where a program finds a key.
pub enum Place<'a> {
    /// In the keyring.
    Keyring {
        /// The service.
        service: &'a str,
        /// The user; `""` for none.
        user: &'a str,
    },
    /// In a file, by its absolute path.
    File(&'a str),
    /// In an environment variable.
    Variable(&'a str),
}
