//! Double quotes around a cookie's value, and escapes inside: how Python's servers
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

/// A value as `http.cookies` of Python's own library writes it (CPython 3.11 and
/// 3.13; Django): whatever is no token is quoted. A letter of Latin-1 is one octal
/// escape; those beyond it stay as they are.
pub fn http_cookies(value: &str) -> Cow<'_, str> {
    if value.bytes().all(|it| LEGAL[usize::from(it)]) && !value.is_empty() {
        return Cow::Borrowed(value);
    }
    let mut quoted = String::with_capacity(value.len() + 2);
    quoted.push('"');
    let mut rest = value;
    while let Some(at) = rest.bytes().position(|it| !IN_QUOTES[usize::from(it)]) {
        quoted.push_str(&rest[..at]);
        let mut letters = rest[at..].chars();
        match letters.next() {
            Some(letter @ ('"' | '\\')) => quoted.extend(['\\', letter]),
            Some(letter) => quoted.push_str(&format!("\\{:03o}", u32::from(letter))),
            None => {}
        }
        rest = letters.as_str();
    }
    quoted.push_str(rest);
    quoted.push('"');
    Cow::Owned(quoted)
}

/// The bytes that `http.cookies` writes as they are.
static LEGAL: [bool; 256] = with(
    [false; 256],
    b"!#$%&'*+-.^_`|~:0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
);

/// Those that it writes so in quotes: of letters beyond Latin-1 all but these two bytes,
/// with which the others start.
static IN_QUOTES: [bool; 256] = {
    let mut bytes = with(LEGAL, b" ()/<=>?@[]{}");
    let mut byte = 0x80;
    while byte < bytes.len() {
        bytes[byte] = byte != 0xc2 && byte != 0xc3;
        byte += 1;
    }
    bytes
};

/// A table with these bytes besides.
const fn with(mut bytes: [bool; 256], others: &[u8]) -> [bool; 256] {
    let mut place = 0;
    while place < others.len() {
        bytes[others[place] as usize] = true;
        place += 1;
    }
    bytes
}

/// The value that `http.cookies` wrote so, where it had to quote it.
pub fn from_http_cookies(value: &str) -> Option<String> {
    let read = unquoted_letters(value)?;
    (http_cookies(&read) == value).then_some(read)
}

/// What Django reads, with `http.cookies`: white space around the value and quotes
/// are taken off, and the escapes inside of those.
pub fn as_http_cookies_reads(value: &str) -> Cow<'_, str> {
    let value = value.trim();
    unquoted_letters(value).map_or(Cow::Borrowed(value), Cow::Owned)
}

/// The letters between double quotes.
fn unquoted_letters(value: &str) -> Option<String> {
    let inner = value.strip_prefix('"')?.strip_suffix('"')?;
    let mut read = String::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(at) = rest.find('\\') {
        read.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let octal = rest.as_bytes().first_chunk::<3>();
        let octal =
            octal.filter(|it| it[0] < b'4' && it.iter().all(|it| (b'0'..b'8').contains(it)));
        match octal {
            Some(digits) => {
                let byte = digits
                    .iter()
                    .fold(0, |sum, digit| sum << 3 | (digit - b'0'));
                read.push(char::from(byte));
                rest = &rest[3..];
            }
            None => {
                let escaped = rest.chars().next();
                // A backslash at the end is one.
                read.push(escaped.unwrap_or('\\'));
                rest = &rest[escaped.map_or(0, char::len_utf8)..];
            }
        }
    }
    read.push_str(rest);
    Some(read)
}

/// What Werkzeug reads: white space around the value and quotes are taken off, and
/// the escapes inside of those.
pub fn as_werkzeug_reads(value: &str) -> Cow<'_, str> {
    let value = value.trim_matches([' ', '\t']);
    unquoted(value).map_or(Cow::Borrowed(value), Cow::Owned)
}

/// A value as WebOb writes it (1.8.11; Pyramid): what no header can carry makes
/// double quotes necessary, and stands in octal.
pub fn webob(value: &str) -> Cow<'_, str> {
    let is_legal =
        |it: u8| it.is_ascii_alphanumeric() || b"!#$%&'()*+-./:<=>?@[]^_`{|}~".contains(&it);
    if value.bytes().all(is_legal) {
        return Cow::Borrowed(value);
    }
    let mut quoted = String::from("\"");
    for byte in value.bytes() {
        match is_legal(byte) || byte == b' ' {
            true => quoted.push(char::from(byte)),
            false => quoted.push_str(&format!("\\{byte:03o}")),
        }
    }
    quoted.push('"');
    Cow::Owned(quoted)
}

/// The value that WebOb wrote so, where it had to quote it.
pub fn from_webob(value: &str) -> Option<String> {
    let read = unquoted(value)?;
    (webob(&read) == value).then_some(read)
}

/// What WebOb reads: white space around the value and quotes are taken off, and
/// escapes without quotes too.
pub fn as_webob_reads(value: &str) -> Cow<'_, str> {
    let value = value.trim_matches([' ', '\t']);
    let inner = value.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
    let inner = inner.unwrap_or(value);
    match inner.contains('\\') {
        false => Cow::Borrowed(inner),
        true => unquoted(&format!("\"{inner}\"")).map_or(Cow::Borrowed(value), Cow::Owned),
    }
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

    /// Each is CPython's own.
    #[test]
    fn what_is_no_token_is_quoted_and_read_again() {
        for (value, written) in [
            ("hello world", r#""hello world""#),
            ("say \"hi\"; or, not", r#""say \"hi\"\073 or\054 not""#),
            ("caf\u{e9}", r#""caf\351""#),
            ("back\\slash", r#""back\\slash""#),
            ("tab\there", r#""tab\011here""#),
            ("=", r#""=""#),
            ("\u{540d}\u{524d} x", "\"\u{540d}\u{524d} x\""),
        ] {
            assert_eq!(http_cookies(value), written);
            assert_eq!(from_http_cookies(written).as_deref(), Some(value));
        }
        for plain in ["dark", "100%", "a:b:c"] {
            assert_eq!(http_cookies(plain), plain);
            assert_eq!(from_http_cookies(plain), None);
        }
        for (value, read) in [
            (r#""dark""#, "dark"),
            (r#""d\141rk x""#, "dark x"),
            (r#""\dark x""#, "dark x"),
            (r#" "x\" "#, r"x\"),
        ] {
            assert_eq!(from_http_cookies(value), None, "{value}");
            assert_eq!(as_http_cookies_reads(value), read, "{value}");
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
