//! What was typed at a prompt, as shells and others keep it.

use std::path::Path;

use zeroize::Zeroizing;

use crate::audit::detect::hardcoded::{Language, written};
use crate::audit::detect::systems;

/// What the history is written in that a file of this name is; `None` for what
/// is none.
pub fn language(name: &str) -> Option<Language> {
    Some(match name {
        ".Rhistory" => Language::R,
        ".python_history" => Language::Python,
        "ConsoleHost_history.txt" => Language::Settings,
        ".psql_history" | ".sqlite_history" | ".mysql_history" | ".lesshst" => Language::Settings,
        "fish_history" => Language::Shell,
        _ if name.starts_with('.') && name.ends_with("history") => Language::Shell,
        _ => return None,
    })
}

/// The same of a path.
pub fn language_of(path: &Path) -> Option<Language> {
    language(&path.file_name()?.to_string_lossy())
}

/// Whether a key of a name that tells is in a history.
pub fn has_key(path: &Path, bytes: &[u8], language: Language) -> bool {
    let is_handed = || language == Language::R && !systems::handed_over(path, bytes).is_empty();
    !written(&typed(bytes), language, &[]).is_empty() || is_handed()
}

/// What was typed: spaces for what fish and zsh write before it, so that places
/// stay the same.
pub fn typed(bytes: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut typed = Zeroizing::new(bytes.to_vec());
    for line in typed.split_mut(|byte| *byte == b'\n') {
        let length = match line {
            [b'-', b' ', b'c', b'm', b'd', b':', ..] => "- cmd:".len(),
            // `: 1700000000:0;`, when and for how long.
            [b':', b' ', rest @ ..] => {
                let is_time = |byte: &u8| byte.is_ascii_digit() || *byte == b':';
                let end = rest.iter().position(|byte| !is_time(byte));
                let end = end.filter(|end| *end > 0 && rest[*end] == b';');
                end.map_or(0, |end| ": ".len() + end + 1)
            }
            _ => 0,
        };
        line[..length].fill(b' ');
    }
    typed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn histories_are_known_by_their_names() {
        for (name, language) in [
            (".bash_history", Some(Language::Shell)),
            (".histfile.history", Some(Language::Shell)),
            ("fish_history", Some(Language::Shell)),
            (".Rhistory", Some(Language::R)),
            ("history", None),
            ("history.md", None),
            ("bash_history", None),
        ] {
            assert_eq!(super::language(name), language, "{name}");
        }
    }
}
