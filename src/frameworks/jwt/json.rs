//! The members of a JSON object, each as it is written.
//!
//! Names are compared as bytes, because JSON's escapes can make text that is
//! none (half of a surrogate pair), and values stay as they are: a number keeps
//! its digits, and what is not asked for need not be read.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::encoding::is_utf16;

/// How deep arrays and objects may stand in each other: as deep as whatever
/// reads the payload later takes them.
const MAX_DEPTH: usize = 127;

/// Why bytes are not an object of JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// There is a byte order mark before it.
    Marked,
    /// It is text in UTF-16.
    Utf16,
    /// It is not text in UTF-8.
    NotUtf8,
    /// It has a number that JSON has not.
    NotNumber,
    /// It is nested too deeply.
    Deep,
    /// It is no JSON.
    NotJson,
    /// It is JSON of another kind.
    NotObject,
}

/// The members of an object, in their order.
pub struct Members<'a>(Vec<(Name, &'a RawValue)>);

impl<'a> Members<'a> {
    /// Reads an object.
    pub fn read(bytes: &'a [u8]) -> Result<Self, Fault> {
        if bytes.starts_with(b"\xef\xbb\xbf") {
            return Err(Fault::Marked);
        }
        if is_utf16(bytes) {
            return Err(Fault::Utf16);
        }
        let text = std::str::from_utf8(bytes).map_err(|_| Fault::NotUtf8)?;
        let (depth, with_values) = outline(text);
        if depth > MAX_DEPTH {
            return Err(Fault::Deep);
        }
        serde_json::from_str(text).map_err(|_| {
            let is_json = |text: &str| serde_json::from_str::<&RawValue>(text).is_ok();
            match with_values {
                Some(other) if is_json(&other) => Fault::NotNumber,
                _ if is_json(text) => Fault::NotObject,
                _ => Fault::NotJson,
            }
        })
    }

    /// The value of a name: of several, the last one.
    pub fn get(&self, name: &str) -> Option<&'a str> {
        let last = self.0.iter().rfind(|it| it.0.is(name));
        last.map(|(_, value)| value.get())
    }

    /// Whether a name stands there more than once.
    pub fn repeats(&self, name: &str) -> bool {
        self.0.iter().filter(|it| it.0.is(name)).count() > 1
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// How deep it is nested, and what it would be if the numbers that Python
/// writes, and JSON has not, were values; none where there are none.
fn outline(text: &str) -> (usize, Option<String>) {
    const NUMBERS: [&str; 3] = ["NaN", "Infinity", "-Infinity"];
    let (mut depth, mut deepest) = (0_usize, 0);
    let mut other = None;
    let mut rest = text;
    while let Some(at) = rest.find(['"', '[', '{', ']', '}', 'N', 'I', '-']) {
        let here = &rest[at..];
        let mut passed = 1;
        match here.as_bytes()[0] {
            b'"' => passed = string(here),
            b'[' | b'{' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {
                if let Some(word) = NUMBERS.iter().find(|it| here.starts_with(**it)) {
                    passed = word.len();
                    let start = text.len() - here.len();
                    let other = other.get_or_insert_with(|| text.to_owned());
                    other.replace_range(start..start + passed, &format!("{:passed$}", "[]"));
                }
            }
        }
        rest = &here[passed..];
    }
    (deepest, other)
}

/// How long the string is that a text starts with.
fn string(text: &str) -> usize {
    let mut is_escaped = true;
    let end = text.bytes().position(|byte| {
        let is_end = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        is_end
    });
    end.map_or(text.len(), |end| end + 1)
}

/// Text, if a value is text.
pub fn text(value: &str) -> Option<String> {
    serde_json::from_str(value).ok()
}

/// Whether a value is text, also one that only JSON can write.
pub fn is_text(value: &str) -> bool {
    value.starts_with('"')
}

/// A name, without its escapes.
struct Name(Vec<u8>);

impl Name {
    fn is(&self, name: &str) -> bool {
        self.0 == name.as_bytes()
    }
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Bytes;
        impl Visitor<'_> for Bytes {
            type Value = Name;

            fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
                formatter.write_str("a name")
            }

            fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Name, E> {
                Ok(Name(bytes.to_vec()))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Name, E> {
                self.visit_bytes(text.as_bytes())
            }
        }
        deserializer.deserialize_bytes(Bytes)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Members<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Members<'de>, M::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Object)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(bytes: impl AsRef<[u8]>) -> Option<Fault> {
        Members::read(bytes.as_ref()).err()
    }

    #[test]
    fn what_is_no_object_is_told_by_its_fault() {
        for (text, wrong) in [
            ("", Fault::NotJson),
            ("alice", Fault::NotJson),
            ("{\"a\":1", Fault::NotJson),
            ("{\"a\":1}}", Fault::NotJson),
            ("{\"a\":\"\u{1}\"}", Fault::NotJson),
            ("[1]", Fault::NotObject),
            ("\"NaN\"", Fault::NotObject),
            ("{\"a\":NaN}", Fault::NotNumber),
            ("{\"a\":[-Infinity,Infinity]}", Fault::NotNumber),
            ("{\"a\":NaN,}", Fault::NotJson),
            ("{NaN:1}", Fault::NotJson),
            ("{\"a\":1NaN}", Fault::NotJson),
            ("\u{feff}{}", Fault::Marked),
            ("{\0}\0", Fault::Utf16),
        ] {
            assert_eq!(fault(text), Some(wrong), "{text:?}");
        }
        assert_eq!(fault(b"{\"a\":\"\xff\"}"), Some(Fault::NotUtf8));
        let nested = |depth: usize| format!("{{\"a\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
        assert_eq!(fault(nested(MAX_DEPTH - 1)), None);
        assert_eq!(fault(nested(MAX_DEPTH)), Some(Fault::Deep));
        assert_eq!(fault("[".repeat(100_000)), Some(Fault::Deep));
    }

    #[test]
    fn names_are_read_and_values_kept() {
        let text = r#" {"a" : "NaN\"[", "\u0061":1e400, "\ud800":"\udc00", "b":{"a":2}} "#;
        let members = Members::read(text.as_bytes()).unwrap();
        assert_eq!(members.get("a"), Some("1e400"));
        assert!(members.repeats("a") && !members.repeats("b"));
        assert_eq!(members.get("c"), None);
        assert!(!members.is_empty() && Members::read(b"{}").unwrap().is_empty());
    }
}
