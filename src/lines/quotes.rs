//! The quotes and escapes of logs.

use std::borrow::Cow;

/// The quotes in which something stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Quote {
    /// None.
    None,
    /// `"`.
    Double,
    /// `'`.
    Single,
    /// `\"`, in text that stands in quotes itself.
    Escaped,
    /// `\x22`, as nginx writes one.
    Hex,
}

/// The quotes in which what follows stands, and where they were opened.
pub fn quote_around(before: &str) -> (Quote, usize) {
    let bytes = before.as_bytes();
    let (mut outer, mut inner) = ((Quote::None, 0), None);
    let mut next = 0;
    while let Some(found) = memchr::memchr3(b'"', b'\'', b'\\', &bytes[next..]) {
        let at = next + found;
        next = at + 1;
        let toggle = |inner: Option<(Quote, usize)>, quote, end| match inner {
            Some((open, _)) if open == quote => None,
            Some(other) => Some(other),
            None => Some((quote, end)),
        };
        match bytes[at] {
            b'\\' if before[at..].starts_with(r#"\""#) => {
                next = at + 2;
                inner = toggle(inner, Quote::Escaped, next);
            }
            b'\\' if before[at..].starts_with(r"\x22") => {
                next = at + 4;
                inner = toggle(inner, Quote::Hex, next);
            }
            b'\\' => next = at + 2,
            b'"' if outer.0 == Quote::None => outer = (Quote::Double, next),
            b'"' if outer.0 == Quote::Double => (outer, inner) = ((Quote::None, next), None),
            // An apostrophe stands in a word.
            b'\'' if outer.0 == Quote::None => {
                let is_word = at > 0 && bytes[at - 1].is_ascii_alphanumeric();
                if !is_word {
                    outer = (Quote::Single, next);
                }
            }
            b'\'' if outer.0 == Quote::Single => (outer, inner) = ((Quote::None, next), None),
            _ => {}
        }
        if next >= bytes.len() {
            break;
        }
    }
    match (inner, outer.0) {
        (Some(inner), _) => inner,
        (None, Quote::None) => (Quote::None, 0),
        (None, _) => outer,
    }
}

impl Quote {
    /// Where a value that stands in these quotes ends.
    pub fn end(self, rest: &str) -> usize {
        let bytes = rest.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let here = &rest.as_bytes()[at..];
            let is_end = match self {
                // One may have quotes of its own.
                Quote::None if at == 0 && here[0] == b'"' => {
                    at = rest[1..].find('"').map_or(rest.len(), |end| end + 2);
                    continue;
                }
                Quote::None => here[0].is_ascii_whitespace() || here[0] == b'"',
                Quote::Double => here[0] == b'"',
                Quote::Single => here[0] == b'\'',
                Quote::Escaped => here.starts_with(br#"\""#) || here[0] == b'"',
                Quote::Hex => here.starts_with(br"\x22") || here[0] == b'"',
            };
            if is_end || here[0] == b';' || self != Quote::None && is_break(here) {
                return at;
            }
            at += if here[0] == b'\\' && self != Quote::None {
                2
            } else {
                1
            };
        }
        rest.len()
    }
}

/// Whether a line break stands here, as JSON, JSON in JSON and nginx write one: it ends a
/// header.
fn is_break(here: &[u8]) -> bool {
    const BREAKS: [&[u8]; 6] = [br"\\n", br"\\r", br"\n", br"\r", br"\x0A", br"\x0D"];
    BREAKS.iter().any(|it| here.starts_with(it))
}

/// Text without the escapes of JSON, Apache and nginx.
pub fn unescaped(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'\\', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        bytes.extend_from_slice(&rest.as_bytes()[..at]);
        rest = &rest[at + 1..];
        let number = |digits: usize| {
            let number = rest.get(1..=digits)?;
            let is_number = number.bytes().all(|byte| byte.is_ascii_hexdigit());
            is_number
                .then(|| u32::from_str_radix(number, 16).ok())
                .flatten()
        };
        let mut buffer = [0; 4];
        let (plain, taken): (&[u8], usize) = match rest.bytes().next() {
            Some(b'n') => (b"\n", 1),
            Some(b't') => (b"\t", 1),
            Some(b'r') => (b"\r", 1),
            Some(b'x') if number(2).is_some() => {
                buffer[0] = number(2)
                    .and_then(|it| u8::try_from(it).ok())
                    .unwrap_or_default();
                (&buffer[..1], 3)
            }
            Some(b'u') if number(4).and_then(char::from_u32).is_some() => {
                let character = number(4).and_then(char::from_u32).unwrap_or_default();
                (character.encode_utf8(&mut buffer).as_bytes(), 5)
            }
            Some(b'"' | b'\\' | b'/' | b'\'') => (&rest.as_bytes()[..1], 1),
            _ => (b"\\", 0),
        };
        bytes.extend_from_slice(plain);
        rest = &rest[taken..];
    }
    bytes.extend_from_slice(rest.as_bytes());
    Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
}

/// Whether a line ends in quotes or braces that it opened: it was cut, and what
/// stood behind is not known.
pub fn is_cut(text: &str) -> bool {
    let is_open = |text: &str| {
        let quotes = memchr::memchr_iter(b'"', text.as_bytes());
        let unescaped = quotes.filter(|at| *at == 0 || text.as_bytes()[at - 1] != b'\\');
        unescaped.count() % 2 == 1
    };
    text.starts_with('{') && !text.ends_with('}') || is_open(text)
}

/// The text that R printed as one element of a vector, `[2] "…"`, without its number and
/// its quotes; any other text as it is.
pub fn without_row(text: &str) -> &str {
    let inner = || {
        let behind = text.strip_prefix('[')?;
        let quoted = behind.trim_start_matches(|c: char| c.is_ascii_digit());
        let has_number = quoted.len() < behind.len();
        let inner = quoted.strip_prefix("] \"")?.strip_suffix('"')?;
        let is_one = has_number && !inner.is_empty() && !inner.contains(['"', '\\']);
        is_one.then_some(inner)
    };
    inner().unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quotes_around_a_place_are_told() {
        for (before, quote, start) in [
            ("", Quote::None, 0),
            ("a b ", Quote::None, 0),
            ("x \"a=1; ", Quote::Double, 3),
            ("x \"GET\" ", Quote::None, 0),
            (r#"x "a=\"q\"; "#, Quote::Double, 3),
            (r#"{"log":"x \""#, Quote::Escaped, 12),
            (r"x \x22a; ", Quote::Hex, 6),
            ("it's ", Quote::None, 0),
            ("{ c: '", Quote::Single, 6),
            ("\\é", Quote::None, 0),
        ] {
            assert!(quote_around(before) == (quote, start), "{before}");
        }
    }

    #[test]
    fn escapes_are_undone_and_others_stay() {
        for (text, plain) in [
            (r#"\"a\/b\\c"#, r#""a/b\c"#),
            (r"\x41\u0042\t", "AB\t"),
            (r"\xc3\xa9", "é"),
            (r"\x4 \u12 \q \", r"\x4 \u12 \q \"),
            (r"\xff", "\u{fffd}"),
            (r"\ud800", r"\ud800"),
        ] {
            assert_eq!(unescaped(text), plain, "{text}");
        }
    }

    #[test]
    fn a_line_that_was_cut_ends_in_quotes_or_braces() {
        for text in ["x \"a", r#"x "a\" b"#, r#"{"a":"b""#, "{"] {
            assert!(is_cut(text), "{text}");
        }
        for text in ["", "x", "x \"a\"", r#"x "a\"""#, "{}"] {
            assert!(!is_cut(text), "{text}");
        }
    }
}
