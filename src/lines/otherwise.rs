//! Cookies in a line that stand behind their name in another way than `NAME=VALUE`. They
//! are not taken, for what ends them is not known, and are not ignored either: a key may
//! be needed for them.

use super::likely::MIN_VALUE;

/// Why a cookie is not taken that stands behind its name in another way than `NAME=`.
pub const OTHERWISE: &str =
    "the name stands in the line with a cookie's value behind it, but not as NAME=VALUE";
/// The most words behind a name of which one is its value.
const MAX_WORDS: usize = 3;

/// Whether the name is followed by a value of a known format in some other spelling:
/// `NAME: VALUE`, `\"NAME\":\"VALUE\"`, `name=\"NAME\" value=\"VALUE\"`, fields with tabs.
pub fn names_a_value(text: &str, name: &str, is_cookie: &dyn Fn(&str) -> bool) -> bool {
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
    let is_of_value = |c: char| c.is_ascii_graphic() && !"\"'\\,;:{}[]()<>".contains(c);
    memchr::memmem::find_iter(text.as_bytes(), name).any(|at| {
        let (before, after) = (&text[..at], &text[at + name.len()..]);
        if before.ends_with(is_of_name) || after.starts_with(is_of_name) {
            return false;
        }
        let words = after.split(|c| !is_of_value(c)).filter(|it| !it.is_empty());
        let words = words.map(|it| it.trim_start_matches('='));
        words
            .take(MAX_WORDS)
            .any(|it| it.len() >= MIN_VALUE && is_cookie(it))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const VALUE: &str = "0123456789abcdef0123456789abcdef0123456789==";

    #[test]
    fn a_value_behind_its_name_is_seen_in_each_spelling() {
        let is_cookie = |value: &str| value == VALUE;
        for line in [
            "plumber: V",
            "plumber = V",
            "plumber => V",
            "{'plumber': 'V'}",
            r#"{"cookies":{"plumber":"V"}}"#,
            r#"{"name":"plumber","value":"V"}"#,
            "h\tFALSE\t/\tFALSE\t0\tplumber\tV",
            "x plumber V",
        ] {
            let line = line.replace('V', VALUE);
            assert!(names_a_value(&line, "plumber", &is_cookie), "{line}");
        }
        for line in [
            "GET /plumber/a 200 other: V",
            "my-plumber: V",
            "plumber2: V",
            "plumber: short",
            "V plumber",
            "",
        ] {
            let line = line.replace('V', VALUE);
            assert!(!names_a_value(&line, "plumber", &is_cookie), "{line}");
        }
    }
}
