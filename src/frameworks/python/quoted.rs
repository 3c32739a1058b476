//! Double quotes round a cookie's value, and escapes inside: how Python's servers
//! write what a header cannot carry.

use std::borrow::Cow;

/// A value as Werkzeug writes it (3.1.9, `http.py`): bytes outside of ASCII,
/// control characters, `,` and `;` are octal.
pub fn werkzeug(value: &str) -> Cow<'_, str> {
    let is_plain = |byte: u8| byte.is_ascii_graphic() && !b"\",;\\".contains(&byte);
    if value.bytes().all(is_plain) {
        return Cow::Borrowed(value);
    }
    let mut quoted = String::from("\"");
    for byte in value.bytes() {
        match byte {
            b'"' | b'\\' => quoted.extend(['\\', char::from(byte)]),
            0..=0x19 | b',' | b';' | 0x7f.. => quoted.push_str(&format!("\\{byte:03o}")),
            _ => quoted.push(char::from(byte)),
        }
    }
    quoted.push('"');
    Cow::Owned(quoted)
}

/// The value that Werkzeug wrote so, where it had to quote it.
pub fn from_werkzeug(value: &str) -> Option<String> {
    let read = unquoted(value)?;
    (werkzeug(&read) == value).then_some(read)
}

/// What Werkzeug reads: white space round the value and quotes are taken off, and
/// the escapes inside of those.
pub fn as_werkzeug_reads(value: &str) -> Cow<'_, str> {
    let value = value.trim_matches([' ', '\t']);
    unquoted(value).map_or(Cow::Borrowed(value), Cow::Owned)
}

/// The bytes between double quotes, where these are text.
fn unquoted(value: &str) -> Option<String> {
    let inner = value.strip_prefix('"')?.strip_suffix('"')?;
    let mut bytes = Vec::with_capacity(inner.len());
    let mut rest = inner.as_bytes();
    while let [byte, after @ ..] = rest {
        rest = after;
        if *byte != b'\\' {
            bytes.push(*byte);
            continue;
        }
        match rest {
            [
                high @ b'0'..=b'3',
                mid @ b'0'..=b'7',
                low @ b'0'..=b'7',
                after @ ..,
            ] => {
                bytes.push((high - b'0') << 6 | (mid - b'0') << 3 | (low - b'0'));
                rest = after;
            }
            [escaped, after @ ..] => {
                bytes.push(*escaped);
                rest = after;
            }
            // The quote at the end is escaped, and ends nothing.
            [] => return None,
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each is Werkzeug's own.
    #[test]
    fn what_needs_quotes_is_quoted_and_read_again() {
        for (value, written) in [
            ("J\u{f6}rg \u{540d}", r#""J\303\266rg \345\220\215""#),
            ("with space", r#""with space""#),
            ("q\"uote", r#""q\"uote""#),
            ("semi;colon", r#""semi\073colon""#),
            ("comma,", r#""comma\054""#),
            ("back\\slash", r#""back\\slash""#),
            ("tab\t\u{7f}", r#""tab\011\177""#),
        ] {
            assert_eq!(werkzeug(value), written);
            assert_eq!(from_werkzeug(written).as_deref(), Some(value));
        }
        for plain in ["", "alice|1", "100%", "=", "a.b/c:[d]@{e}'f'"] {
            assert_eq!(werkzeug(plain), plain);
            assert_eq!(from_werkzeug(plain), None);
        }
    }

    #[test]
    fn what_is_quoted_otherwise_is_read_by_the_server_alone() {
        for (value, read) in [
            (r#""alice""#, "alice"),
            (r#""al\151ce x""#, "alice x"),
            (r#""\alice x""#, "alice x"),
            (" alice\t", "alice"),
            (r#""alice"#, r#""alice"#),
            (r#""alice\""#, r#""alice\""#),
        ] {
            assert_eq!(from_werkzeug(value), None, "{value}");
            assert_eq!(as_werkzeug_reads(value), read, "{value}");
        }
    }
}
