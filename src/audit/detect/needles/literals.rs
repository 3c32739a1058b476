//! Keys that stand in texts and in no file of this run.

use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::may_be_random;
use crate::audit::detect::placeholder::is_placeholder;
use crate::audit::facts::runs::runs;
use crate::frameworks::Shape;

/// The shortest of those that are looked for elsewhere.
const MIN_BYTES: usize = 32;

/// A key that is written in a text.
#[derive(Clone)]
pub struct Literal {
    /// The text that it was found in.
    pub path: PathBuf,
    /// The key as it is written there.
    pub text: Zeroizing<Vec<u8>>,
}

impl Literal {
    /// A key of a text, if what is the same elsewhere can only be a copy of it: a
    /// passphrase may be the title of a song.
    pub fn of(path: &Path, text: &[u8]) -> Option<Literal> {
        let is_one = text.len() >= MIN_BYTES
            && Shape::of(text).is_some()
            && may_be_random(text)
            && !is_placeholder(text);
        is_one.then(|| Literal {
            path: path.to_owned(),
            text: Zeroizing::new(text.to_vec()),
        })
    }

    /// Whether a text may have one, which is asked before it is read as what it is.
    pub fn may_be_in(text: &[u8]) -> bool {
        let mut long = runs(text).filter(|run| run.len() >= MIN_BYTES);
        long.any(|run| text[run].iter().any(u8::is_ascii_digit))
    }

    /// What the text is called that it was found in.
    pub fn holder(&self) -> String {
        let name = self.path.file_name().unwrap_or_default();
        name.to_string_lossy().into_owned()
    }
}
