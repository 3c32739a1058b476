//! JSON as Python writes and reads it: it has three more numbers, and lone
//! surrogates.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

/// How deep values may be nested: what `serde_json` reads.
pub const MAX_DEPTH: usize = 127;

/// Why bytes are not JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotJson {
    /// They are not UTF-8.
    NotUtf8,
    /// They are JSON except for `NaN`, `Infinity` or `-Infinity`, which Python
    /// writes and reads.
    OfPython,
    /// It is nested too deep.
    Deep,
    /// They are something else.
    Other,
}

/// The text of bytes that are JSON. A lone surrogate is an escape like any other:
/// Python reads it.
///
/// # Errors
/// What they are.
pub fn text_of(bytes: &[u8]) -> Result<&str, NotJson> {
    let text = std::str::from_utf8(bytes).map_err(|_| NotJson::NotUtf8)?;
    // Without so many brackets there is no such depth.
    let brackets = memchr::memchr2_iter(b'[', b'{', bytes).count();
    if brackets > MAX_DEPTH && Tokens::of(text).depth > MAX_DEPTH {
        return Err(NotJson::Deep);
    }
    if serde_json::from_str::<IgnoredAny>(text).is_ok() {
        return Ok(text);
    }
    // Unlike a number, a list is none with digits beside it.
    let strict = without_numbers_of_python(text, "[]");
    Err(match serde_json::from_str::<IgnoredAny>(&strict) {
        Ok(_) => NotJson::OfPython,
        Err(_) => NotJson::Other,
    })
}

/// As [`text_of`], of JSON with Python's numbers too.
///
/// # Errors
/// What they are else.
pub fn text_of_python(bytes: &[u8]) -> Result<&str, NotJson> {
    match text_of(bytes) {
        Err(NotJson::OfPython) => std::str::from_utf8(bytes).map_err(|_| NotJson::NotUtf8),
        read => read,
    }
}

/// JSON as `json.dumps` writes it unless it is asked otherwise: letters beyond ASCII are
/// escapes of UTF-16. Outside of strings there are none.
pub fn in_ascii(json: &str) -> Cow<'_, str> {
    if json.is_ascii() {
        return Cow::Borrowed(json);
    }
    let mut ascii = String::with_capacity(2 * json.len());
    let mut units = [0; 2];
    for letter in json.chars() {
        match letter.is_ascii() {
            true => ascii.push(letter),
            false => ascii.extend(
                letter
                    .encode_utf16(&mut units)
                    .iter()
                    .map(|unit| format!("\\u{unit:04x}")),
            ),
        }
    }
    Cow::Owned(ascii)
}

/// What is to be said of JSON that Python wrote.
pub fn notes(bytes: &[u8]) -> Vec<&'static str> {
    match text_of(bytes) {
        Err(NotJson::OfPython) => {
            vec!["its JSON has NaN or Infinity, which only Python writes and reads"]
        }
        _ => vec![],
    }
}

/// The value of text that [`text_of_python`] took; a lone surrogate in it is U+FFFD,
/// as text has none, and Python's numbers are 0.
pub fn value_of(text: &str) -> Option<Value> {
    serde_json::from_str(text)
        .or_else(|_| serde_json::from_str(&without_lone_surrogates(text)))
        .or_else(|_| {
            let strict = without_numbers_of_python(text, "0");
            serde_json::from_str(&without_lone_surrogates(&strict))
        })
        .ok()
}

/// The members of these names, of an object that [`text_of_python`] took: as JSON, and
/// the last one of each name, which Python takes. What Python alone reads is as
/// [`value_of`] has it, where there is any.
pub fn members<'t, const N: usize>(text: &'t str, names: [&str; N]) -> [Option<Cow<'t, str>>; N] {
    if let Some(read) = strict_members(text, names) {
        return read.map(|it| it.map(Cow::Borrowed));
    }
    let object = value_of(text).unwrap_or_default();
    names.map(|name| object.get(name).map(|it| Cow::Owned(it.to_string())))
}

fn strict_members<'t, const N: usize>(
    text: &'t str,
    names: [&str; N],
) -> Option<[Option<&'t str>; N]> {
    let mut json = serde_json::Deserializer::from_str(text);
    let read = Members(names).deserialize(&mut json).ok()?;
    json.end().ok()?;
    Some(read)
}

/// Reads the members of these names, without a tree of what is in them.
struct Members<'n, const N: usize>([&'n str; N]);

/// A name in an object, without a copy where it has no escape.
#[derive(Deserialize)]
struct Name<'t>(#[serde(borrow)] Cow<'t, str>);

impl<'t, const N: usize> DeserializeSeed<'t> for Members<'_, N> {
    type Value = [Option<&'t str>; N];

    fn deserialize<D: Deserializer<'t>>(self, json: D) -> Result<Self::Value, D::Error> {
        json.deserialize_map(self)
    }
}

impl<'t, const N: usize> Visitor<'t> for Members<'_, N> {
    type Value = [Option<&'t str>; N];

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'t>>(self, mut object: A) -> Result<Self::Value, A::Error> {
        let mut read = [None; N];
        while let Some(Name(name)) = object.next_key()? {
            match self.0.iter().position(|it| **it == *name) {
                Some(place) => read[place] = Some(object.next_value::<&RawValue>()?.get()),
                None => _ = object.next_value::<IgnoredAny>()?,
            }
        }
        Ok(read)
    }
}

/// Whether JSON is an object.
pub fn is_object(json: &[u8]) -> bool {
    json.trim_ascii_start().starts_with(b"{")
}

/// Whether JSON has a space behind each comma and colon, as `json.dumps` writes it
/// unless it is asked to be compact.
pub fn is_spaced(text: &str) -> bool {
    let tokens = Tokens::of(text);
    tokens.signs > 0 && tokens.signs == tokens.spaced && tokens.spaced == tokens.spaces
}

/// What stands outside of the strings of JSON.
#[derive(Default)]
struct Tokens {
    depth: usize,
    /// Commas and colons; those with one space behind them; all white space.
    signs: usize,
    spaced: usize,
    spaces: usize,
}

impl Tokens {
    fn of(text: &str) -> Self {
        let mut tokens = Tokens::default();
        let mut depth = 0_usize;
        let mut before = b' ';
        for (_, byte) in outside_of_strings(text) {
            match byte {
                b'[' | b'{' => depth += 1,
                b']' | b'}' => depth = depth.saturating_sub(1),
                b',' | b':' => tokens.signs += 1,
                b' ' | b'\t' | b'\r' | b'\n' => {
                    tokens.spaces += 1;
                    tokens.spaced += usize::from(byte == b' ' && matches!(before, b',' | b':'));
                }
                _ => {}
            }
            tokens.depth = tokens.depth.max(depth);
            before = byte;
        }
        tokens
    }
}

/// The bytes that are no part of a string, and where they stand.
fn outside_of_strings(text: &str) -> impl Iterator<Item = (usize, u8)> {
    let (mut is_inside, mut is_escaped) = (false, false);
    text.bytes().enumerate().filter(move |(_, byte)| {
        let was_inside = is_inside;
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = is_inside,
            b'"' => is_inside = !is_inside,
            _ => {}
        }
        !was_inside && !is_inside
    })
}

/// The text with another one in the place of each of Python's numbers.
fn without_numbers_of_python(text: &str, other: &str) -> String {
    let mut strict = String::with_capacity(text.len());
    let mut kept = 0;
    for (at, _) in outside_of_strings(text) {
        let words = ["-Infinity", "Infinity", "NaN"];
        let rest = &text.as_bytes()[at..];
        let word = words
            .into_iter()
            .find(|word| rest.starts_with(word.as_bytes()));
        if let Some(word) = word.filter(|_| at >= kept) {
            strict.push_str(&text[kept..at]);
            strict.push_str(other);
            kept = at + word.len();
        }
    }
    strict.push_str(&text[kept..]);
    strict
}

/// The text with `\ufffd` in the place of each escape of half a pair.
fn without_lone_surrogates(text: &str) -> Cow<'_, str> {
    let unit = |at: usize| {
        let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
        u16::from_str_radix(digits, 16).ok()
    };
    let mut whole = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(found) = text[at..].find('\\') {
        let escape = at + found;
        whole.push_str(&text[at..escape]);
        let width = match (unit(escape), unit(escape + 6)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => 12,
            (Some(0xd800..=0xdfff), _) => {
                whole.push_str("\\ufffd");
                at = escape + 6;
                continue;
            }
            (Some(_), _) => 6,
            // A backslash and what it escapes.
            (None, _) => 1 + text[escape + 1..].chars().next().map_or(0, char::len_utf8),
        };
        whole.push_str(&text[escape..escape + width]);
        at = escape + width;
    }
    if at == 0 {
        return Cow::Borrowed(text);
    }
    whole.push_str(&text[at..]);
    Cow::Owned(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_json_or_it_is_said_what_they_are() {
        let deep = |depth| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        for (text, is) in [
            ("{\"a\":1,\"a\":2}", None),
            (" {\"a\" : 1} \n", None),
            (r#"{"s":"\ud83d"}"#, None),
            ("1e400", None),
            (r#"["NaN","\"Infinity"]"#, None),
            (&deep(MAX_DEPTH), None),
            (
                "{\"n\":NaN,\"i\":[-Infinity,Infinity]}",
                Some(NotJson::OfPython),
            ),
            (&deep(MAX_DEPTH + 1), Some(NotJson::Deep)),
            ("", Some(NotJson::Other)),
            ("{\"a\":NaNa}", Some(NotJson::Other)),
            ("{\"a\":1NaN}", Some(NotJson::Other)),
            ("{\"a\":-NaN}", Some(NotJson::Other)),
            ("{NaN:1}", Some(NotJson::Other)),
            ("{\"a\":", Some(NotJson::Other)),
            ("\u{feff}{}", Some(NotJson::Other)),
            ("user=alice", Some(NotJson::Other)),
        ] {
            assert_eq!(text_of(text.as_bytes()).err(), is, "{text}");
            if is.is_none() {
                assert!(value_of(text).is_some(), "{text}");
            }
        }
        assert_eq!(text_of(b"{\"a\":\"\xff\"}"), Err(NotJson::NotUtf8));
    }

    #[test]
    fn a_lone_surrogate_is_replaced_and_a_pair_is_kept() {
        let read = |text: &str| value_of(text).unwrap().as_str().unwrap().to_owned();
        for (text, value) in [
            (r#""\ud83d""#, "\u{fffd}"),
            (r#""\ud83d\ud83d\ude00\\ud83d""#, "\u{fffd}\u{1f600}\\ud83d"),
            (r#""\ude00\n\u00e9é""#, "\u{fffd}\n\u{e9}\u{e9}"),
        ] {
            assert_eq!(read(text), value);
        }
    }

    #[test]
    fn the_last_member_of_a_name_is_read_whatever_is_beside_it() {
        let read = |text: &str| members(text, ["a", "b"]).map(|it| it.map(Cow::into_owned));
        let some = |json: &str| Some(json.to_owned());
        for (text, [a, b]) in [
            (r#"{"a":1,"a":2}"#, [some("2"), None]),
            (
                r#" {"b": [1, {"a":3}], "\u0061" : "x\"y" }"#,
                [some(r#""x\"y""#), some(r#"[1, {"a":3}]"#)],
            ),
            (r#"{"a":NaN,"c":-Infinity,"b":{}}"#, [some("0"), some("{}")]),
            (
                r#"{"\ud83d":1,"a":"\ud83d","b":null}"#,
                [some("\"\u{fffd}\""), some("null")],
            ),
            ("{}", [None, None]),
            ("[]", [None, None]),
        ] {
            assert_eq!(read(text), [a, b], "{text}");
        }
    }

    #[test]
    fn the_spaces_of_json_dumps_are_told_from_others() {
        for (text, is) in [
            (r#"{"a": 1, "b": [1, 2]}"#, true),
            (r#"{"a": ": ,"}"#, true),
            (r#"{"a":1}"#, false),
            (r#" {"a" : 1} "#, false),
            (r#"{"a": 1,"b": 2}"#, false),
            ("{}", false),
        ] {
            assert_eq!(is_spaced(text), is, "{text}");
        }
    }
}
