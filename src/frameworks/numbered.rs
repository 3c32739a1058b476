//! Several keys in one text, each with the number by which a cookie names it, so that
//! they are kept and rotated as one: `{"2":"…","1":"…"}`.

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};

use super::pair::Text;

/// Keys by their numbers, in the order in which they are written: there is one at
/// least, and none twice.
pub struct Numbered(pub Vec<(u64, Text)>);

/// The most bytes that are looked at: a key has a few dozen.
const MAX_BYTES: usize = 16 * 1024;

impl Numbered {
    /// The keys that a text is; white space around it is no part of it.
    pub fn of(text: &[u8]) -> Option<Self> {
        let text = text.trim_ascii();
        let may_be = text.starts_with(b"{") && text.len() <= MAX_BYTES;
        let keys: Self = may_be.then(|| serde_json::from_slice(text).ok())??;
        (!keys.0.is_empty()).then_some(keys)
    }
}

impl<'de> Deserialize<'de> for Numbered {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries;
        impl<'de> Visitor<'de> for Entries {
            type Value = Numbered;

            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("keys by their numbers")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Numbered, A::Error> {
                let mut keys: Vec<(u64, Text)> = Vec::new();
                while let Some((number, text)) = map.next_entry::<u64, Text>()? {
                    if keys.iter().any(|it| it.0 == number) {
                        return Err(serde::de::Error::custom("a number twice"));
                    }
                    keys.push((number, text));
                }
                Ok(Numbered(keys))
            }
        }
        deserializer.deserialize_map(Entries)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_have_numbers_and_each_once() {
        let numbers = |text: &str| {
            let keys = Numbered::of(text.as_bytes())?;
            Some(keys.0.iter().map(|it| it.0).collect::<Vec<_>>())
        };
        for (text, read) in [
            (r#"{"2":"a","0":"hex:00"}"#, Some(vec![2, 0])),
            (" {\"7\": \"a\"}\n", Some(vec![7])),
            ("{}", None),
            (r#"{"a":"b"}"#, None),
            (r#"{"-1":"b"}"#, None),
            (r#"{"1":1}"#, None),
            (r#"{"1":"a","1":"b"}"#, None),
            (r#"{"hash":"a"}"#, None),
            ("2", None),
        ] {
            assert_eq!(numbers(text), read, "{text}");
        }
    }
}
