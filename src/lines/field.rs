//! A member of a JSON record, found by its path.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::error::{Error, Result};

/// Where in a record a value stands: `request.headers.cookie`, or `cookies.0`
/// for the first element of an array. A dot in a name is written `\.`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    path: Vec<String>,
}

/// What stands there.
#[derive(Debug)]
pub enum At<'a> {
    /// Text.
    Text(Cow<'a, str>),
    /// Another JSON value, as it is written.
    Other(&'a str),
    /// Nothing, or `null`.
    Nothing,
}

/// A record that was looked into.
#[derive(Debug)]
pub struct Record<'a> {
    /// What the field holds.
    pub at: At<'a>,
    /// Whether it has a member of the name that the result is to have.
    pub has_result: bool,
    /// Whether it has any member.
    pub has_members: bool,
}

impl Field {
    /// Reads a path.
    ///
    /// # Errors
    /// When one of its parts is empty.
    pub fn parse(text: &str) -> Result<Self> {
        let mut path = vec![String::new()];
        let mut characters = text.chars();
        while let Some(character) = characters.next() {
            match (character, path.last_mut()) {
                ('.', _) => path.push(String::new()),
                ('\\', Some(part)) => part.extend(characters.next()),
                (other, Some(part)) => part.push(other),
                (_, None) => {}
            }
        }
        if path.iter().any(String::is_empty) {
            return Err(Error::could_not("not a path of names")
                .hint("for example: --field request.headers.cookie"));
        }
        Ok(Field { path })
    }

    /// Looks into a record, which must be a JSON object. `result` is the name
    /// that the result is to have in it.
    ///
    /// # Errors
    /// The column at which it is not JSON; 0 when it is no object.
    pub fn look<'a>(
        &self,
        record: &'a str,
        result: &str,
    ) -> std::result::Result<Record<'a>, usize> {
        let mut found = Record {
            at: At::Nothing,
            has_result: false,
            has_members: false,
        };
        if !record.starts_with('{') {
            return Err(0);
        }
        let mut json = serde_json::Deserializer::from_str(record);
        let top = Object {
            path: &self.path,
            found: &mut found,
            result: Some(result),
        };
        top.deserialize(&mut json)
            .and_then(|()| json.end())
            .map_err(|error| error.column())?;
        Ok(found)
    }
}

/// The way to the field: an object or array on it.
struct Object<'f, 'a> {
    path: &'f [String],
    found: &'f mut Record<'a>,
    /// At the top: the name that must be free.
    result: Option<&'f str>,
}

impl<'a> Object<'_, 'a> {
    /// Takes the value behind a part of the path.
    fn step<E: serde::de::Error>(
        &mut self,
        value: impl FnOnce(Step<'_, 'a>) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        // Where a name stands twice, readers of JSON take the last.
        self.found.at = At::Nothing;
        value(Step {
            rest: &self.path[1..],
            found: self.found,
        })
    }
}

/// What stands behind a part of the path.
struct Step<'f, 'a> {
    rest: &'f [String],
    found: &'f mut Record<'a>,
}

impl<'de> DeserializeSeed<'de> for Step<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> std::result::Result<(), D::Error> {
        if !self.rest.is_empty() {
            let inner = Object {
                path: self.rest,
                found: self.found,
                result: None,
            };
            return inner.deserialize(json);
        }
        let raw = <&RawValue as serde::Deserialize>::deserialize(json)?.get();
        self.found.at = if raw == "null" {
            At::Nothing
        } else if raw.starts_with('"') {
            match raw.contains('\\') {
                false => At::Text(Cow::Borrowed(&raw[1..raw.len() - 1])),
                true => {
                    let text = serde_json::from_str(raw).map_err(serde::de::Error::custom)?;
                    At::Text(Cow::Owned(text))
                }
            }
        } else {
            At::Other(raw)
        };
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Object<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> std::result::Result<(), D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Object<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> std::result::Result<(), A::Error> {
        while let Some(name) = map.next_key::<Cow<'de, str>>()? {
            if let Some(result) = self.result {
                self.found.has_members = true;
                self.found.has_result |= name == result;
            }
            if name == self.path[0] {
                self.step(|step| map.next_value_seed(step))?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut seq: A) -> std::result::Result<(), A::Error> {
        let wanted: Option<usize> = self.path[0].parse().ok();
        let mut index = 0;
        loop {
            let is_some = if Some(index) == wanted {
                let mut any = false;
                self.step(|step| {
                    any = seq.next_element_seed(step)?.is_some();
                    Ok(())
                })?;
                any
            } else {
                seq.next_element::<IgnoredAny>()?.is_some()
            };
            if !is_some {
                return Ok(());
            }
            index += 1;
        }
    }

    // Every other value has no inside: the field is not there.
    fn visit_bool<E>(self, _: bool) -> std::result::Result<(), E> {
        Ok(())
    }
    fn visit_i64<E>(self, _: i64) -> std::result::Result<(), E> {
        Ok(())
    }
    fn visit_u64<E>(self, _: u64) -> std::result::Result<(), E> {
        Ok(())
    }
    fn visit_f64<E>(self, _: f64) -> std::result::Result<(), E> {
        Ok(())
    }
    fn visit_str<E>(self, _: &str) -> std::result::Result<(), E> {
        Ok(())
    }
    fn visit_unit<E>(self) -> std::result::Result<(), E> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(path: &str, record: &str) -> Option<String> {
        match Field::parse(path)
            .unwrap()
            .look(record, "cookiekit")
            .unwrap()
            .at
        {
            At::Text(text) => Some(text.into_owned()),
            At::Other(json) => Some(format!("json {json}")),
            At::Nothing => None,
        }
    }

    #[test]
    fn a_field_is_found_by_its_path() {
        let record = r#"{"a":1,"b":{"c":["x",{"d.e":"y\n"}],"n":null},"b2":"z"}"#;
        for (path, found) in [
            ("b2", Some("z")),
            ("b.c.0", Some("x")),
            (r"b.c.1.d\.e", Some("y\n")),
            ("a", Some("json 1")),
            ("b.c", Some(r#"json ["x",{"d.e":"y\n"}]"#)),
            ("b.n", None),
            ("b.c.2", None),
            ("b.c.x", None),
            ("a.b", None),
            ("b2.c", None),
            ("q", None),
        ] {
            assert_eq!(at(path, record).as_deref(), found, "{path}");
        }
        assert_eq!(at("a", r#"{"a":"1","a":"2"}"#).as_deref(), Some("2"));
        assert_eq!(at("a.b", r#"{"a":{"b":"1"},"a":3}"#), None);
        assert_eq!(at("a.b", r#"{"a":1.5e3}"#), None);
        assert_eq!(at("é", r#"{"\u00e9":"u"}"#).as_deref(), Some("u"));
    }

    #[test]
    fn what_is_no_record_is_told_with_its_column() {
        let field = Field::parse("a").unwrap();
        let column = |text: &str| field.look(text, "r").map(|_| ()).unwrap_err();
        assert_eq!(column(r#"{"a":}"#), 6);
        assert_eq!(column(r#"{"a":1} x"#), 9);
        for text in ["[1]", "1", "x", ""] {
            assert_eq!(column(text), 0);
        }
    }

    #[test]
    fn a_member_that_the_result_would_hide_is_seen() {
        let look = |text| Field::parse("a").unwrap().look(text, "r").unwrap();
        assert!(look(r#"{"r":1}"#).has_result);
        assert!(!look(r#"{"x":{"r":1}}"#).has_result);
        assert!(!look("{ }").has_members);
    }

    #[test]
    fn an_empty_part_is_refused() {
        for path in ["", ".", "a.", ".a", "a..b"] {
            assert!(Field::parse(path).is_err(), "{path}");
        }
        let escaped = Field::parse(r"a\.b.c\\").unwrap();
        assert_eq!(escaped.path, ["a.b", r"c\"]);
    }
}
