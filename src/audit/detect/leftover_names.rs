//! What editors, packagers and people make of the name of a key.

use crate::audit::detect::classify::is_key_name;

/// What editors, packagers and people add to a name, and what they put before
/// it.
pub const ENDINGS: [&str; 12] = [
    "~", ".bak", ".old", ".orig", ".save", ".tmp", ".rpmsave", ".rpmnew", ".swp", ".copy",
    ".backup", ".un~",
];

/// What Vim calls a file by which it finds out whether it may write in a folder.
pub const VIM_PROBE: &str = "4913";

/// What Vim adds to the hidden copy in which it keeps changes.
const SWAPS: [&str; 4] = [".swp", ".swo", ".swn", ".un~"];

/// The name of the key that a tool or a person has made this name of; `None`
/// for the name of a key itself, and for what was made of other files. A date
/// makes no copy: keys are called by the year in which they were made.
pub fn original(name: &str) -> Option<&str> {
    let made_of = |name: &str| -> Option<std::ops::Range<usize>> {
        if let Some(rest) = name.strip_prefix('#').and_then(|it| it.strip_suffix('#')) {
            return Some(1..1 + rest.len());
        }
        if let Some(rest) = name.strip_prefix('.') {
            let swapped = SWAPS.iter().find_map(|ending| rest.strip_suffix(ending));
            return swapped.map(|rest| 1..1 + rest.len());
        }
        let ended = ENDINGS.iter().find_map(|ending| name.strip_suffix(ending));
        let packed = || name.rfind(".dpkg-").map(|at| &name[..at]);
        ended.or_else(packed).map(|rest| 0..rest.len())
    };
    let mut name = name;
    // A copy of a copy: `cookie.key.bak~`.
    while let Some(range) = made_of(name) {
        name = &name[range];
        if is_key_name(name) {
            return Some(name);
        }
    }
    None
}

/// Whether a file of this name has pages of an editor around the key.
pub fn is_swap(name: &str) -> bool {
    name.starts_with('.') && SWAPS.iter().any(|ending| name.ends_with(ending))
}

/// Whether the name is what a tool makes of the name of a key.
pub fn is_made_of(name: &str, key: &str) -> bool {
    let swap =
        |rest: &str| matches!(rest, ".swp" | ".swo" | ".swn" | ".un~") || rest.ends_with(".tmp");
    if let Some(rest) = name.strip_prefix(key) {
        let dated = rest.strip_prefix(['.', '-', '_']).is_some_and(|rest| {
            rest.len() >= 4 && rest.bytes().take(4).all(|byte| byte.is_ascii_digit())
        });
        return ENDINGS.contains(&rest) || rest.starts_with(".dpkg-") || dated;
    }
    if let Some(rest) = name.strip_prefix('.').and_then(|it| it.strip_prefix(key)) {
        return swap(rest);
    }
    name.strip_prefix('#').and_then(|it| it.strip_suffix('#')) == Some(key) || name == VIM_PROBE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_tools_make_of_a_name_are_known() {
        for name in [
            "key~",
            "#key#",
            ".key.swp",
            ".key.swo",
            ".key.un~",
            "key.bak",
            "key.old",
            "key.orig",
            "key.dpkg-old",
            "key.rpmsave",
            "key.20261121",
            "key-2026",
            ".key.1a2b.tmp",
            "4913",
        ] {
            assert!(is_made_of(name, "key"), "{name}");
        }
        for name in [
            "key",
            "key2",
            "key.next",
            "key.pub",
            "other~",
            ".key",
            "key.retired-20261121T",
        ] {
            assert!(!is_made_of(name, "key"), "{name}");
        }
    }

    #[test]
    fn names_tell_what_they_were_made_of() {
        for (name, key) in [
            ("cookie.key.bak", "cookie.key"),
            ("cookie.key~", "cookie.key"),
            ("#cookie.key#", "cookie.key"),
            (".cookie.key.swp", "cookie.key"),
            ("web.key.orig", "web.key"),
            ("cookie.key.bak~", "cookie.key"),
            ("secure-cookie-key.rpmsave", "secure-cookie-key"),
            ("secure-cookie-key.dpkg-old", "secure-cookie-key"),
        ] {
            assert_eq!(original(name), Some(key), "{name}");
        }
        for name in [
            "cookie.key",
            "cookie.key.next",
            "cookie.key.2026",
            "plumber.R.bak",
            ".cookie.key.lock",
            ".cookie.key.0123456789abcdef.tmp",
            "~",
            "#",
            "##",
            "",
        ] {
            assert_eq!(original(name), None, "{name}");
        }
    }
}
