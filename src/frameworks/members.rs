//! The members of a JSON object, each as it is written.
//!
//! Names are compared as bytes, because JSON's escapes can make text that is
//! none (half of a surrogate pair), and values stay as they are: a number keeps
//! its digits, and what is not asked for need not be read.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::encoding::is_utf16;
use crate::frameworks::python::json::{NotJson, text_of};

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
        let text = text_of(bytes).map_err(|fault| match fault {
            NotJson::NotUtf8 => Fault::NotUtf8,
            NotJson::OfPython => Fault::NotNumber,
            NotJson::Deep => Fault::Deep,
            NotJson::Other => Fault::NotJson,
        })?;
        serde_json::from_str(text).map_err(|_| Fault::NotObject)
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
    use crate::frameworks::python::json::MAX_DEPTH;

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
