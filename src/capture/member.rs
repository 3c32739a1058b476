//! What stands in an object of a log, however deep: a plain value that is kept, and the
//! headers with cookies, which are taken.

use std::fmt;

use serde::de::{DeserializeSeed, MapAccess, SeqAccess, Visitor};

use super::Origin;
use super::json::{Reader, header_called};
use super::object::{NUMBER, Scalar, add_line};
use crate::cookie::{Header, header_of};

impl Reader<'_> {
    /// The header that a member of a log is, where it is one.
    pub fn in_log(&mut self, name: &str, value: &Scalar) -> bool {
        let (Some(header), Scalar::Text(value) | Scalar::Lines(value)) =
            (header_in_log(name), value)
        else {
            return false;
        };
        if !value.contains('=') {
            return false;
        }
        self.is_one = true;
        self.header(header, value, &Origin::default());
        true
    }
}

/// Which header with cookies this is the name of in a log: `request_Cookie`,
/// `resp_set-cookie`.
fn header_in_log(name: &str) -> Option<Header> {
    let name = name.to_ascii_lowercase().replace('_', "-");
    let ends = |end: &str| name.ends_with(end);
    if ends("set-cookie") || ends("setcookie") || ends("set-cookies") {
        return Some(Header::SetCookie);
    }
    (ends("cookie") || ends("cookies")).then_some(Header::Cookie)
}

/// What reads a member of an object that is kept, and takes the headers with cookies
/// that stand in it, however deep. Whether there were any is left behind.
pub struct Member<'a, 'b>(pub &'a mut Reader<'b>, pub &'a mut bool);

impl<'de> DeserializeSeed<'de> for Member<'_, '_> {
    type Value = Scalar;
    fn deserialize<D: serde::Deserializer<'de>>(self, json: D) -> Result<Scalar, D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Member<'_, '_> {
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
        let Member(reader, has_header) = self;
        let mut lines = String::new();
        while let Some(element) = list.next_element_seed(Member(&mut *reader, &mut *has_header))? {
            // Some logs have the lines themselves.
            if let Scalar::Text(line) = &element
                && let Some((header, content)) = header_of(line)
            {
                reader.is_one = true;
                *has_header = true;
                reader.header(header, content, &Origin::default());
            }
            add_line(&mut lines, element);
        }
        Ok(Scalar::Lines(lines))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Scalar, A::Error> {
        let Member(reader, has_header) = self;
        let mut found = Scalar::Nothing;
        let mut label = None;
        while let Some(name) = map.next_key::<String>()? {
            if name == NUMBER {
                let number = map.next_value::<String>()?.parse();
                found = number.map_or(Scalar::Nothing, Scalar::Number);
                continue;
            }
            let value = map.next_value_seed(Member(&mut *reader, &mut *has_header))?;
            *has_header |= reader.in_log(&name, &value);
            match (value, &*name) {
                (Scalar::Text(value), "value") => found = Scalar::Inner(value),
                (Scalar::Text(value), "name" | "key") => label = header_called(&value),
                _ => {}
            }
        }
        // A header as a pair, in the lists of Postman, Charles and Firefox.
        if let (Some(header), Scalar::Inner(value)) = (label, &found) {
            reader.is_one = true;
            *has_header = true;
            reader.header(header, value, &Origin::default());
        }
        Ok(found)
    }
}
