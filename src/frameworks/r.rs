//! What the frameworks that are written in R have from it: code that fetches a
//! key, and how R reads base64 and JSON.

mod altered;

use std::borrow::Cow;

use serde_json::Value;

use super::{Place, Portable};
use crate::encoding::{base64, from_percent_leniently};

pub use altered::altered;

/// The expression by which R gets a key from its place.
pub fn expression(place: &Place) -> String {
    match place {
        Place::Keyring { service, user: "" } => format!("keyring::key_get({})", string(service)),
        Place::Keyring { service, user } => {
            format!("keyring::key_get({}, {})", string(service), string(user))
        }
        Place::File(path) => format!("readLines({}, warn = FALSE)", string(path)),
        // An empty text is no key to plumber, which then sends sessions unencrypted.
        Place::Variable(name) => {
            let variable = format!("Sys.getenv({})", string(name));
            format!("{{ stopifnot(nzchar({variable})); {variable} }}")
        }
    }
}

/// The same for this very key, where it is no line of text; `None` where R cannot hold it.
pub fn expression_of(place: &Place, key: &[u8]) -> Option<String> {
    let bytes = |path: &str| {
        let path = string(path);
        format!("readBin({path}, \"raw\", n = file.size({path}))")
    };
    match (place, key.contains(&0)) {
        (Place::File(path), true) => Some(bytes(path)),
        (Place::File(path), false) if !is_one_line(key) => {
            Some(format!("rawToChar({})", bytes(path)))
        }
        (Place::Keyring { .. } | Place::Variable(_), true) => None,
        _ => Some(expression(place)),
    }
}

/// What is to be said of a key file that R does not read as one line.
pub fn unlike_one_line(key: &[u8]) -> Option<&'static str> {
    match (key.contains(&0), is_one_line(key)) {
        (true, _) => Some(
            "the key has a NUL, which no text of R has: the expression makes raw bytes of the whole \
             file, and a function that takes a text for its key takes none of those",
        ),
        (false, false) => Some(
            "the key file has several lines, of which readLines() makes as many texts: the expression \
             makes one text of the whole file, with its line ends",
        ),
        (false, true) => None,
    }
}

/// Whether readLines() makes one text of this, or none: a line ends in `\n`, `\r\n` or `\r`
/// (seen with R 4.2).
pub fn is_one_line(text: &[u8]) -> bool {
    let line = text.strip_suffix(b"\n").unwrap_or(text);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    !line.iter().any(|it| matches!(it, b'\n' | b'\r'))
}

/// R's string syntax has C's escapes.
pub fn string(text: &str) -> String {
    let escaped: String = text
        .chars()
        .map(|character| match character {
            '"' | '\\' => format!("\\{character}"),
            other if other.is_control() => format!("\\u{:04x}", u32::from(other)),
            other => other.to_string(),
        })
        .collect();
    format!("\"{escaped}\"")
}

/// A cookie's value as R's servers read it: up to the first `;`, and percent-decoded.
/// No text of R holds a NUL: where one is decoded, the request fails.
pub fn cookie_as_read(value: &str) -> Option<Cow<'_, str>> {
    let value = value.split(';').next().unwrap_or_default();
    from_percent_leniently(value).filter(|it| !it.contains('\0'))
}

/// Base64 as R's base64enc reads it, in its canonical form: it ignores every foreign
/// character, a `=` ends a group of letters, and ends the text where a group would begin
/// (seen with base64enc 0.1.3).
pub fn base64_as_read(text: &str) -> String {
    const PAD: u32 = 64;
    let letter = |it: u8| {
        Some(u32::from(match it {
            b'A'..=b'Z' => it - b'A',
            b'a'..=b'z' => it - b'a' + 26,
            b'0'..=b'9' => it - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => return Some(PAD),
            _ => return None,
        }))
    };
    let mut letters = text.bytes().filter_map(letter);
    let mut bytes = Vec::with_capacity(text.len());
    loop {
        let group: Vec<u32> = letters
            .by_ref()
            .take_while(|it| *it < PAD)
            .take(4)
            .collect();
        let bits = (0..4).fold(0, |bits, at| bits << 6 | group.get(at).unwrap_or(&0));
        // The bits that are no byte are dropped.
        let whole = group.len().saturating_sub(1);
        bytes.extend_from_slice(&bits.to_be_bytes()[1..=whole]);
        if group.is_empty() {
            return base64(&bytes);
        }
    }
}

/// Whether R reads a session back from the JSON that a cookie carries.
pub fn reads(payload: &[u8]) -> bool {
    let json = payload.strip_prefix(b"\xef\xbb\xbf").unwrap_or(payload);
    let is_json = || serde_json::from_slice::<serde::de::IgnoredAny>(json).is_ok();
    // R's JSON may hold comments: what has the look of one is not judged.
    let may_have_comments = json.windows(2).any(|pair| pair == b"/*" || pair == b"//");
    json != b"null" && (is_json() || may_have_comments)
}

/// What a session that R wrote is to others: its scalars without their boxes.
pub fn unboxed(payload: &[u8]) -> Portable {
    match serde_json::from_slice(payload) {
        Ok(session) => Portable::Json(unbox(session).to_string().into_bytes()),
        Err(_) => Portable::Bytes(payload.to_vec()),
    }
}

/// Takes R's boxes off: jsonlite writes every scalar as an array of one
/// element, and such arrays become their element.
pub fn unbox(value: Value) -> Value {
    match value {
        Value::Array(mut elements) => match elements.pop() {
            Some(only) if elements.is_empty() && !only.is_array() && !only.is_object() => only,
            Some(last) => {
                elements.push(last);
                Value::Array(elements.into_iter().map(unbox).collect())
            }
            None => Value::Array(elements),
        },
        Value::Object(members) => Value::Object(
            members
                .into_iter()
                .map(|(name, value)| (name, unbox(value)))
                .collect(),
        ),
        scalar => scalar,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_quoted_as_r_wants_it() {
        assert_eq!(string("a\"b\\c\n"), r#""a\"b\\c\u000a""#);
    }

    #[test]
    fn r_gets_the_key_from_where_it_is() {
        let service = "plumber_api";
        let entry = |user| Place::Keyring { service, user };
        for (place, code) in [
            (entry(""), r#"keyring::key_get("plumber_api")"#),
            (entry("bob"), r#"keyring::key_get("plumber_api", "bob")"#),
            (Place::File("/k"), r#"readLines("/k", warn = FALSE)"#),
            (
                Place::Variable("K"),
                r#"{ stopifnot(nzchar(Sys.getenv("K"))); Sys.getenv("K") }"#,
            ),
        ] {
            assert_eq!(expression(&place), code);
        }
    }

    #[test]
    fn what_is_no_line_of_text_is_read_as_bytes_or_as_a_whole() {
        let file = Place::File("/k");
        let bytes = r#"readBin("/k", "raw", n = file.size("/k"))"#;
        let lines = r#"readLines("/k", warn = FALSE)"#;
        for key in ["abc", "abc\n", "abc\r\n", "abc\r"] {
            assert_eq!(expression_of(&file, key.as_bytes()).as_deref(), Some(lines));
            assert_eq!(unlike_one_line(key.as_bytes()), None);
        }
        for key in ["abc\ndef", "abc\rdef\n", "\nabc\n", "abc\n\n"] {
            let whole = format!("rawToChar({bytes})");
            assert_eq!(expression_of(&file, key.as_bytes()), Some(whole), "{key:?}");
            assert!(unlike_one_line(key.as_bytes()).is_some());
        }
        let nul = b"abc\0def\n";
        assert_eq!(expression_of(&file, nul).as_deref(), Some(bytes));
        assert_eq!(expression_of(&Place::Variable("K"), nul), None);
        assert!(expression_of(&Place::Variable("K"), b"a\nb").is_some());
    }

    #[test]
    fn base64_is_read_as_base64enc_does() {
        // base64enc::base64decode() of each, with 0.1.3.
        for (text, bytes) in [
            ("QUJD", &b"ABC"[..]),
            ("QUJDRA==", b"ABCD"),
            ("QUJDRA", b"ABCD"),
            ("QUJDRB", b"ABCD"),
            ("QUJDRA==RUZH", b"ABCD"),
            ("QU JD", b"ABC"),
            ("QU-JD", b"ABC"),
            ("QUJDR", b"ABC"),
            ("=QUJD", b""),
            ("\"QUJD\"", b"ABC"),
            ("QUJDRQ=x", b"ABCE"),
            ("QUJ\u{e9}D", b"ABC"),
            (" QUJD\n", b"ABC"),
            ("x=QUJD", b"ABC"),
            ("xy=QUJD", b"\xc7ABC"),
            ("QUJDRA=QUJD", b"ABCDABC"),
            ("x==QUJD", b""),
            ("QUJDxyz=QUJD", b"ABC\xc7,ABC"),
            ("xyzQ=QUJD", b"\xc7,\xd0"),
            ("Q", b""),
            ("QU=JD", b"A$"),
            ("x=Q=UJ", b"P"),
            ("x=tXP7K0FT", b"\xb5s\xfb+AS"),
        ] {
            assert_eq!(base64_as_read(text), base64(bytes), "{text}");
        }
    }

    #[test]
    fn json_is_judged_as_r_does() {
        // plumber 1.2.1's decodeCookie() of each.
        for (json, is_read) in [
            ("1", true),
            ("\"x\"", true),
            ("{\"a\":1}", true),
            ("{\"a\":1,\"a\":2}", true),
            ("\"\\ud800\"", true),
            ("[1e400]", true),
            ("\u{feff}{\"a\":1}", true),
            ("/* c */[1]", true),
            ("not json", false),
            ("", false),
            (" ", false),
            ("null", false),
            ("{\"a\":1} x", false),
            ("[NaN]", false),
            ("{a:1}", false),
            ("{'a':1}", false),
            ("[1,]", false),
            ("[01]", false),
            ("[1\0]", false),
        ] {
            assert_eq!(reads(json.as_bytes()), is_read, "{json:?}");
        }
    }

    fn unboxed(text: &str) -> String {
        unbox(serde_json::from_str(text).unwrap()).to_string()
    }

    #[test]
    fn unboxing_undoes_what_jsonlite_boxes_and_no_more() {
        for (boxed, plain) in [
            (
                r#"{"user":["alice"],"roles":["a","b"]}"#,
                r#"{"user":"alice","roles":["a","b"]}"#,
            ),
            (
                r#"{"n":[1e+300],"x":[3.1416]}"#,
                r#"{"n":1e+300,"x":3.1416}"#,
            ),
            (
                r#"{"a":{"b":[true]},"c":[],"d":{}}"#,
                r#"{"a":{"b":true},"c":[],"d":{}}"#,
            ),
            (r#"[[1],[2]]"#, "[1,2]"),
            (r#"[[1]]"#, "[1]"),
            (r#"[{"a":[null]}]"#, r#"[{"a":null}]"#),
            (r#"["x"]"#, r#""x""#),
        ] {
            assert_eq!(unboxed(boxed), plain);
        }
    }
}
