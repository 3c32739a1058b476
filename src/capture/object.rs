//! An object of JSON with names and plain values, a cookie perhaps, in a memory
//! with a bound.

use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::collector::{MAX_FOUND, MAX_FOUND_BYTES};
use super::literal::uncut;
use super::{Origin, Row, kept};
use crate::set_cookie::{Attributes, SameSiteSeen};
use crate::time::Time;

/// The name of the one member that `serde_json` makes of a number that is kept
/// as it was written.
pub const NUMBER: &str = "$serde_json::private::Number";
/// From here on a time is in milliseconds: in seconds it is the year 5138.
const MILLISECONDS: f64 = 100_000_000_000.0;

/// What a member takes in memory besides its texts, about.
const MEMBER_BYTES: usize = 64;

/// A value that is no list.
#[derive(Debug, PartialEq)]
pub enum Scalar {
    /// A text.
    Text(String),
    /// A number.
    Number(f64),
    /// `true` or `false`.
    Flag(bool),
    /// An object, of which the text that it calls `value` is kept.
    Inner(String),
    /// A list, of which the texts are kept, a line each.
    Lines(String),
    /// None of these.
    Nothing,
}

/// Keeps the text of a list, if there is room.
fn add_line(lines: &mut String, element: Scalar) {
    if let Scalar::Text(line) = element
        && lines.len() + line.len() < MAX_FOUND_BYTES
    {
        lines.extend([&*line, "\n"]);
    }
}

/// Names and values.
#[derive(Default)]
pub struct Object {
    /// The first many.
    pub members: Vec<(String, Scalar)>,
    /// How many texts are not kept.
    pub more: usize,
    /// Whether a header with cookies stood in it.
    pub has_header: bool,
    /// The size of those that are kept, about.
    pub bytes: usize,
}

impl Object {
    /// Keeps a member, if there is room.
    pub fn add(&mut self, name: String, value: Scalar) {
        let text = match &value {
            Scalar::Text(text) | Scalar::Lines(text) => text.len(),
            _ => 0,
        };
        let bytes = name.len() + text + MEMBER_BYTES;
        if self.members.len() < MAX_FOUND && self.bytes + bytes <= MAX_FOUND_BYTES {
            self.bytes += bytes;
            self.members.push((name, value));
        } else if text > 0 {
            self.more += 1;
        }
    }

    fn get(&self, name: &str) -> Option<&Scalar> {
        let member = self.members.iter().find(|(own, _)| own == name);
        member.map(|(_, value)| value)
    }

    /// The text of this name.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.get(name) {
            Some(Scalar::Text(text)) => Some(text),
            _ => None,
        }
    }

    fn flag(&self, name: &str) -> Option<bool> {
        match self.get(name) {
            Some(Scalar::Flag(flag)) => Some(*flag),
            _ => None,
        }
    }

    /// Whether it is a name and a value.
    pub fn is_pair(&self) -> bool {
        self.text("name").is_some() && self.text("value").is_some()
    }

    /// The cookie that it is, with its flags and where it is kept for; none
    /// when it is longer than any.
    pub fn cookie(&self) -> Option<Row> {
        let (name, value) = (self.text("name")?, self.text("value")?);
        if uncut(name).1 || uncut(value).1 {
            return None;
        }
        let domain = self.text("domain").or_else(|| self.text("host"));
        let host = domain.map(|it| it.trim_start_matches('.').to_ascii_lowercase());
        let is_wide = domain.is_some_and(|it| it.starts_with('.'));
        let is_wide = is_wide && self.flag("hostOnly") != Some(true);
        let attributes = Attributes {
            path: self.text("path").map(str::to_owned),
            domain: host.clone().filter(|_| is_wide),
            expires: self.expires().and_then(Time::http_date),
            secure: self.flag("secure").unwrap_or_default(),
            http_only: self.flag("httpOnly").unwrap_or_default(),
            same_site: self.same_site(),
            ..Attributes::bare(name, value)
        };
        let (cookie, attributes, _) = kept(attributes, String::new());
        let origin = Origin {
            host,
            ..Origin::default()
        };
        Some((cookie, attributes, origin))
    }

    /// When it goes. Less than 1 is the word of browsers for a session, and so
    /// is Chrome's end of 1969.
    fn expires(&self) -> Option<Time> {
        let names = ["expires", "expirationDate", "expiry"];
        names.into_iter().find_map(|name| match self.get(name)? {
            Scalar::Number(seconds) if *seconds >= MILLISECONDS => {
                Some(Time((seconds / 1000.0) as u64))
            }
            Scalar::Number(seconds) if *seconds >= 1.0 => Some(Time(*seconds as u64)),
            Scalar::Text(text) => Time::parse(text).ok().or(Time::from_http_date(text)),
            _ => None,
        })
    }

    /// The words of browsers for it, and of their extensions.
    fn same_site(&self) -> SameSiteSeen {
        match self.get("sameSite") {
            None => SameSiteSeen::Untold,
            Some(Scalar::Text(word)) => match &*word.to_ascii_lowercase() {
                "unspecified" | "" => SameSiteSeen::Absent,
                "no_restriction" => SameSiteSeen::Value("None".to_owned()),
                _ => SameSiteSeen::Value(word.clone()),
            },
            Some(_) => SameSiteSeen::Absent,
        }
    }
}

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Object;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object, A::Error> {
                let mut object = Object::default();
                while let Some(name) = map.next_key::<String>()? {
                    object.add(name, map.next_value()?);
                }
                Ok(object)
            }
        }
        json.deserialize_map(Members)
    }
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        Seen(&mut Unseen).deserialize(json)
    }
}

/// What looks at the parts of a value while it is read: they are not kept.
pub trait Watch {
    /// A text of a list.
    fn line(&mut self, line: &str);
    /// A member of an object.
    fn member(&mut self, name: &str, value: &Scalar);
    /// An object with a `name` (or `key`) and a `value`.
    fn pair(&mut self, name: &str, value: &str);
}

/// Nobody looks.
struct Unseen;

impl Watch for Unseen {
    fn line(&mut self, _: &str) {}
    fn member(&mut self, _: &str, _: &Scalar) {}
    fn pair(&mut self, _: &str, _: &str) {}
}

/// What reads a value, and shows its parts, however deep, as it goes.
pub struct Seen<'a, W>(pub &'a mut W);

impl<'de, W: Watch> DeserializeSeed<'de> for Seen<'_, W> {
    type Value = Scalar;
    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Scalar, D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de, W: Watch> Visitor<'de> for Seen<'_, W> {
    type Value = Scalar;
    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a value")
    }
    fn visit_str<E>(self, text: &str) -> Result<Scalar, E> {
        Ok(Scalar::Text(text.to_owned()))
    }
    fn visit_bool<E>(self, flag: bool) -> Result<Scalar, E> {
        Ok(Scalar::Flag(flag))
    }
    fn visit_i64<E>(self, number: i64) -> Result<Scalar, E> {
        Ok(Scalar::Number(number as f64))
    }
    fn visit_u64<E>(self, number: u64) -> Result<Scalar, E> {
        Ok(Scalar::Number(number as f64))
    }
    fn visit_f64<E>(self, number: f64) -> Result<Scalar, E> {
        Ok(Scalar::Number(number))
    }
    fn visit_unit<E>(self) -> Result<Scalar, E> {
        Ok(Scalar::Nothing)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Scalar, A::Error> {
        let Seen(watch) = self;
        let mut lines = String::new();
        while let Some(element) = list.next_element_seed(Seen(&mut *watch))? {
            if let Scalar::Text(line) = &element {
                watch.line(line);
            }
            add_line(&mut lines, element);
        }
        Ok(Scalar::Lines(lines))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Scalar, A::Error> {
        let Seen(watch) = self;
        let mut found = Scalar::Nothing;
        let mut label = None;
        while let Some(name) = map.next_key::<String>()? {
            if name == NUMBER {
                let number = map.next_value::<String>()?.parse();
                found = number.map_or(Scalar::Nothing, Scalar::Number);
                continue;
            }
            let value = map.next_value_seed(Seen(&mut *watch))?;
            watch.member(&name, &value);
            match (value, &*name) {
                (Scalar::Text(value), "value") => found = Scalar::Inner(value),
                (Scalar::Text(value), "name" | "key") => label = Some(value),
                _ => {}
            }
        }
        if let (Some(label), Scalar::Inner(value)) = (label, &found) {
            watch.pair(&label, value);
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(json: &str) -> (Attributes, Option<String>) {
        let object: Object = serde_json::from_str(json).unwrap();
        let (_, attributes, origin) = object.cookie().unwrap();
        (attributes, origin.host)
    }

    #[test]
    fn what_browsers_and_their_extensions_write_is_read() {
        let (cookie, host) = row(
            r#"{"name":"s","value":"v","domain":".Example.com","hostOnly":false,"path":"/a",
                "expirationDate":1700000000.5,"httpOnly":true,"secure":true,
                "sameSite":"no_restriction","session":false,"storeId":null,"x":[1,{"y":2}]}"#,
        );
        assert_eq!((cookie.name.as_str(), cookie.value.as_str()), ("s", "v"));
        assert_eq!(cookie.domain.as_deref(), Some("example.com"));
        assert_eq!(
            (cookie.path.as_deref(), host.as_deref()),
            (Some("/a"), Some("example.com"))
        );
        assert_eq!(cookie.expires_at(), Some(Time(1_700_000_000)));
        assert!(cookie.http_only && cookie.secure);
        assert_eq!(cookie.same_site, SameSiteSeen::Value("None".into()));
        for (json, expires, same_site) in [
            (
                r#""expires":-1,"sameSite":"Lax""#,
                None,
                SameSiteSeen::Value("Lax".into()),
            ),
            (
                r#""expiry":1700000000,"sameSite":null"#,
                Some(Time(1_700_000_000)),
                SameSiteSeen::Absent,
            ),
            (
                r#""expires":1700000000123,"sameSite":"unspecified""#,
                Some(Time(1_700_000_000)),
                SameSiteSeen::Absent,
            ),
            (r#""expires":1e300"#, None, SameSiteSeen::Untold),
            (
                r#""expires":"1969-12-31T23:59:59.000Z""#,
                None,
                SameSiteSeen::Untold,
            ),
            (r#""expires":"Session""#, None, SameSiteSeen::Untold),
        ] {
            let (cookie, _) = row(&format!(r#"{{"name":"s","value":"v",{json}}}"#));
            assert_eq!(
                (cookie.expires_at(), cookie.same_site),
                (expires, same_site),
                "{json}"
            );
        }
    }
}
