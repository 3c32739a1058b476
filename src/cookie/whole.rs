//! A text that is one value, whatever stands inside of it.

use super::Cookie;

/// The whole of a text as a value in quotes, if it is one of a known format: what looks
/// like other cookies may be inside of it.
pub fn whole(text: &str, known: &dyn Fn(&str) -> bool) -> Option<Cookie> {
    let text = text.trim_ascii();
    (is_in_quotes(text) && known(text)).then(|| Cookie {
        name: None,
        value: text.to_owned(),
        written: text.to_owned(),
        siblings: vec![],
    })
}

/// Whether a text is in double quotes from its start to its end, as frameworks write
/// a value of any letters.
fn is_in_quotes(text: &str) -> bool {
    let inner = text.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
    let mut is_escaped = false;
    let is_whole = |inner: &str| {
        inner.bytes().all(|byte| {
            let is_inside = byte != b'"' || is_escaped;
            is_escaped = byte == b'\\' && !is_escaped;
            is_inside
        })
    };
    inner.is_some_and(is_whole) && !is_escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_in_quotes_ends_with_the_one_that_was_opened() {
        for text in ["\"\"", "\"a b\"", r#""a\"b""#, r#""a\\""#] {
            assert!(is_in_quotes(text), "{text}");
        }
        for text in ["", "\"", "a", "\"a", r#""a\""#, "\"a\" \"b\"", "'a'"] {
            assert!(!is_in_quotes(text), "{text}");
        }
    }
}
