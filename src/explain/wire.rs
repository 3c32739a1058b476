//! What stands around a value on the wire and was lost or left: pure functions that
//! undo it, as in `explain/value.rs`.

use super::value::changed;

/// The word that stands before a token in a header: `Bearer`.
pub fn without_scheme(value: &str) -> Vec<String> {
    const SCHEMES: [&str; 4] = ["Bearer", "JWT", "Token", "Basic"];
    let Some((scheme, rest)) = value.trim_start().split_once([' ', '+']) else {
        return vec![];
    };
    let is_one = SCHEMES.iter().any(|it| it.eq_ignore_ascii_case(scheme));
    changed(value, Some(rest.trim().to_owned()).filter(|_| is_one))
}

/// The mark that stands before a value and says what it is.
pub fn with_mark(value: &str) -> Vec<String> {
    ["s:", "e:", ".", "!"]
        .iter()
        .filter(|it| !value.starts_with(**it))
        .map(|it| format!("{it}{value}"))
        .collect()
}

/// The quotes around it, where escapes stand in it that are undone inside quotes alone.
pub fn in_quotes(value: &str) -> Vec<String> {
    let lost = value.contains('\\') && !value.starts_with('"');
    lost.then(|| format!("\"{value}\"")).into_iter().collect()
}

/// Octal escapes, which Python's servers undo inside quotes alone: also of letters
/// that they themselves would not write so.
pub fn without_octal(value: &str) -> Vec<String> {
    let inner = value.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = inner.unwrap_or(value).as_bytes();
    let mut escapes = 0;
    while let Some((first, behind)) = rest.split_first() {
        let octal = |it: &[u8; 3]| it[0] < b'4' && it.iter().all(|it| (b'0'..b'8').contains(it));
        match behind
            .first_chunk::<3>()
            .filter(|it| *first == b'\\' && octal(it))
        {
            Some(digits) => {
                bytes.push(
                    digits
                        .iter()
                        .fold(0, |sum, digit| sum << 3 | (digit - b'0')),
                );
                rest = &behind[3..];
                escapes += 1;
            }
            None => {
                bytes.push(*first);
                rest = behind;
            }
        }
    }
    let text = String::from_utf8(bytes).ok().filter(|_| escapes > 0);
    changed(value, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_lost_is_put_back_and_what_was_left_is_taken_off() {
        type Edit = fn(&str) -> Vec<String>;
        let cases: [(Edit, &str, Option<&str>); 12] = [
            (without_scheme, "Bearer abc", Some("abc")),
            (without_scheme, "token  abc ", Some("abc")),
            (without_scheme, "Bearer", None),
            (without_scheme, "alice abc", None),
            (with_mark, "abc", Some("s:abc")),
            (with_mark, "s:abc", Some("e:s:abc")),
            (in_quotes, "a\\054b", Some("\"a\\054b\"")),
            (in_quotes, "ab", None),
            (in_quotes, "\"a\\054b\"", None),
            (without_octal, "a\\054b\\075", Some("a,b=")),
            (without_octal, "\"a\\303\\251\"", Some("a\u{e9}")),
            (without_octal, "a\\\"b\\9", None),
        ];
        for (edit, value, other) in cases {
            let found = edit(value);
            match other {
                Some(other) => assert!(found.contains(&other.to_owned()), "{value:?}: {found:?}"),
                None => assert_eq!(found, Vec::<String>::new(), "{value:?}"),
            }
        }
    }
}
