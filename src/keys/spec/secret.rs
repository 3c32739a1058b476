//! Telling a key that was given by mistake from the name of a place.

use std::path::Path;

use super::{Spec, variable};
use crate::encoding;
use crate::error::Error;
use crate::keys::file;

impl Spec {
    /// Whether it may be shown where no key is there: a secret may have been given in its
    /// place.
    pub fn is_shown(&self) -> bool {
        match self {
            Spec::File(path) | Spec::Dotenv { path, .. } | Spec::Vault { path, .. } => {
                path.exists() || file::absent::is_shown(path)
            }
            Spec::Env(name) => variable::is_shown(name),
            Spec::Listed { list, .. } => list.is_shown(),
            Spec::Keyring(_) | Spec::Fd(_) | Spec::Stdin | Spec::Command(_) => true,
        }
    }
}

/// Whether text has the shape of a key: 32, 48 or 64 hex digits, or base64 of
/// 32 bytes that are not JSON (an unencrypted cookie is).
pub fn looks_like_a_key(text: &str) -> bool {
    let text = text.trim();
    let digits = text.strip_prefix("0x").unwrap_or(text);
    let is_hex = || digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    if matches!(digits.len(), 32 | 48 | 64) && is_hex() {
        return true;
    }
    if !matches!(text.len(), 43 | 44) || leads_through_a_folder(text) {
        return false;
    }
    let standard = text
        .trim_end_matches('=')
        .replace('-', "+")
        .replace('_', "/");
    let bytes = encoding::from_base64(format!("{standard}="));
    bytes.is_some_and(|bytes| bytes.len() == 32 && !matches!(bytes[0], b'{' | b'['))
}

/// Whether a text is a path through folders that are there: a path may have
/// the letters and the length of base64.
fn leads_through_a_folder(text: &str) -> bool {
    let folder = Path::new(text).parent();
    let is_one = |folder: &Path| folder.file_name().is_some() && folder.is_dir();
    folder.is_some_and(is_one)
}

/// Whether a word that names a place has a key in it, for nobody calls a thing
/// by 32 hex digits. A path may go through folders of such names, and a file
/// has an ending.
pub(super) fn holds_a_key(text: &str) -> bool {
    const DIGITS: usize = 32;
    let is_path = text.contains(['/', '.']) && !text.contains(':');
    let without_dashes = text.replace('-', "");
    let mut runs = without_dashes.split(|c: char| !c.is_ascii_hexdigit());
    looks_like_a_key(text) || !is_path && runs.any(|run| run.len() >= DIGITS)
}

/// What to say of an argument that looks like a key. It is not shown again.
pub fn is_a_secret() -> Error {
    Error::could_not("an argument looks like a key; it is rejected and not shown").hint(
        "a key: it is in the shell's history now, so count it as leaked, and say where a key \
         is instead (a path, keyring:SERVICE, env:NAME, -). No key: give such a value on \
         standard input, and a file of such a name as ./NAME",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn a_path_with_the_letters_of_base64_is_not_a_key() {
        let folder = tempfile::tempdir_in("/tmp").unwrap();
        let start = folder.path().to_str().unwrap().replace('.', "");
        std::fs::create_dir(&start).unwrap();
        let path = format!("{start}/{}", "k".repeat(42 - start.len()));
        assert_eq!(path.len(), 43);
        assert!(!looks_like_a_key(&path));
        std::fs::remove_dir(&start).unwrap();
        assert!(looks_like_a_key(&path));
        assert!(looks_like_a_key(&format!("/{}", "k".repeat(42))));
    }

    #[test]
    fn an_unencrypted_cookie_is_not_a_key() {
        let cookie = encoding::base64(br#"{"user":["alice"],"n":[12345678]}"#.get(..32).unwrap());
        assert!(!looks_like_a_key(&cookie));
    }
}
