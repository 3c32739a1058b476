//! What tools and people put where a secret was: `***REMOVED***`, `<redacted>`, `XXXX`.
//!
//! A history that was cleaned is full of them, and they give nothing away. Where a program
//! runs with one it signs with a word that everybody knows.

/// The longest text that stands for another.
const MAX_BYTES: usize = 80;
/// Words that say that a secret is not here.
const GONE: [&str; 16] = [
    "censored",
    "cleaned",
    "deleted",
    "erased",
    "filtered",
    "hidden",
    "masked",
    "obfuscated",
    "omitted",
    "redacted",
    "removed",
    "sanitized",
    "scrubbed",
    "stripped",
    "suppressed",
    "withheld",
];
/// Words of what it was, and of who took it out.
const OTHERS: [&str; 20] = [
    "bfg",
    "by",
    "cookie",
    "credential",
    "filter",
    "for",
    "from",
    "git",
    "history",
    "key",
    "password",
    "private",
    "repo",
    "secret",
    "security",
    "sensitive",
    "session",
    "the",
    "token",
    "value",
];
/// What such texts are put between.
const AROUND: [(&str, &str); 4] = [("<", ">"), ("[", "]"), ("***", "***"), ("==>", "<==")];

/// Whether a text stands where a secret was, and is none.
pub fn is_placeholder(text: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(text.trim_ascii()) else {
        return false;
    };
    let marks = |it: char| "*#_-.=xX\u{2022}".contains(it);
    if text.is_empty() || text.len() > MAX_BYTES {
        return false;
    }
    if text.chars().count() >= 3 && text.chars().all(marks) && is_one_character(text) {
        return true;
    }
    let inner = AROUND.iter().find_map(|(open, close)| {
        let inner = text.strip_prefix(open)?.strip_suffix(close)?;
        Some(inner.trim_matches(|it: char| "*<>[]= ".contains(it)))
    });
    let lower = inner.unwrap_or(text).to_ascii_lowercase();
    let is_apart = |it: char| !it.is_ascii_alphanumeric();
    let mut words = lower.split(is_apart).filter(|word| !word.is_empty());
    let is_plain = lower
        .chars()
        .all(|it| it.is_ascii_alphabetic() || " _-.".contains(it));
    // `<your key>`, which nobody has as a key, brackets and all.
    if inner.is_some() && is_plain && text.starts_with('<') {
        return true;
    }
    let mut says_so = false;
    let is_known = |word: &str| {
        let is_gone = GONE.contains(&word);
        says_so |= is_gone;
        is_gone || OTHERS.contains(&word)
    };
    words.all(is_known) && says_so
}

/// Whether it is one character again and again.
fn is_one_character(text: &str) -> bool {
    let mut all = text.chars();
    let first = all.next();
    all.all(|it| Some(it) == first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_where_a_secret_was_is_told_from_secrets() {
        for text in [
            "***REMOVED***",
            "REMOVED",
            "removed\n",
            "<redacted>",
            "[REDACTED]",
            "==>REMOVED<==",
            "***REMOVED BY BFG***",
            "REDACTED_SECRET_KEY",
            "<session key>",
            "XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX",
            "xxxx",
            "********",
            "\u{2022}\u{2022}\u{2022}\u{2022}",
        ] {
            assert!(is_placeholder(text.as_bytes()), "{text}");
        }
        for text in [
            "",
            "x",
            "secret",
            "the removed cat",
            "removed-7f3a",
            "xxxy",
            "<4fc1a0b7d2e89635>",
            "[4fc1a0b7d2e89635]",
            "key",
            "4fc1a0b7d2e89635a1b0c7d8e9f20314",
            "00000000000000000000000000000000",
        ] {
            assert!(!is_placeholder(text.as_bytes()), "{text}");
        }
    }
}
