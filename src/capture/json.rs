//! JSON, read as a stream: HAR files, and the cookies of cookie editors,
//! Playwright, Puppeteer, Selenium and `requests`, as JSON or as Python and
//! Node print it.
//!
//! A HAR holds whole bodies and may have hundreds of megabytes: one entry is
//! read at a time, and what is not about cookies is skipped without being
//! kept.

use crate::frameworks::Input;
use std::fmt;
use std::io::BufRead;

use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;

use super::collector::{Collector, First};
use super::har;
use super::literal::{Plain, Seen, uncut};
use super::member::InLog;
use super::object::{self, NUMBER, Object, Scalar};
use super::{Capture, Found, Kind, Origin, Role, header};
use crate::cookie::{self, Header, header_of};
use crate::error::{Error, Result};
use crate::open::{self, Unrecognised};

/// Reads JSON of any size. What looks like JSON and is none, or is JSON of something
/// else, is read as `otherwise`, where that finds a cookie.
///
/// # Errors
/// *Could not* when it is cut off, no JSON, or JSON of something else.
pub fn read(
    source: impl BufRead,
    known: &dyn Fn(&str) -> bool,
    first: First,
    otherwise: &dyn Fn() -> Option<Capture>,
) -> Result<Capture> {
    let mut reader = Reader {
        known,
        collector: Collector::of(Kind::Json).before_others(first),
        creator: String::new(),
        is_one: false,
        is_list: false,
    };
    let seen = Seen::default();
    let mut json = serde_json::Deserializer::from_reader(Plain::of(source, &seen));
    let read = At(Level::Top, &mut reader)
        .deserialize(&mut json)
        .and_then(|()| json.end());
    let what = match reader.collector.capture.kind {
        Kind::Har => "HAR file",
        _ => "JSON",
    };
    let is_har = reader.collector.capture.kind == Kind::Har;
    let may_be_text =
        |error: &serde_json::Error| !is_har && category(error, &seen) == Category::Syntax;
    // A member that is called as one of a HAR may be a line of a log.
    let is_other = |error: &serde_json::Error| {
        category(error, &seen) == Category::Data && reader.collector.capture.found.is_empty()
    };
    let is_text = read.as_ref().map_or_else(
        |error| may_be_text(error) || is_other(error),
        |()| !reader.is_one,
    );
    if is_text && let Some(found) = otherwise() {
        return Ok(found);
    }
    read.map_err(|error| broken(&error, what, &seen))?;
    if !reader.is_one {
        let message = match reader.is_list {
            true => "the input is JSON, but no list of cookies: none has a `name` and a `value`",
            false => "the input is JSON, and no cookie of a known format is in its texts",
        };
        return Err(Error::could_not(message)
            .hint("give a HAR file, a cookie jar, headers or the cookie itself"));
    }
    let mut capture = reader.collector.capture;
    // An answer removes a cookie with an empty value.
    let is_hidden = |it: &Found| match &*it.cookie.value {
        "" => it.role == Role::Sent,
        value => cookie::is_hidden(value),
    };
    if capture.found.is_empty() && is_har {
        capture.hint = Some(match reader.creator == har::CHROME {
            true => har::SANITIZED,
            false => har::WITHOUT_COOKIES,
        });
    } else if is_har && capture.found.iter().all(is_hidden) {
        capture.notes.push(har::HIDDEN.to_owned());
    }
    Ok(capture)
}

/// What kind of error it is: what ends inside of a literal is cut off.
fn category(error: &serde_json::Error, seen: &Seen) -> Category {
    match error.classify() {
        Category::Syntax if seen.has_ended.get() => Category::Eof,
        category => category,
    }
}

/// The words of the parser may repeat what it read: they are not shown.
fn broken(error: &serde_json::Error, what: &str, seen: &Seen) -> Error {
    let column = error.column().saturating_add_signed(seen.shift.get());
    let at = format!("line {}, column {column}", error.line());
    if seen.is_too_deep.get() {
        return Error::could_not(format!("the {what} is nested too deep at {at}"))
            .hint("give the cookie or its header alone");
    }
    match category(error, seen) {
        Category::Io => Error::could_not(format!(
            "could not read the {what}: {}",
            error
                .io_error_kind()
                .map_or_else(String::new, |kind| kind.to_string())
        )),
        Category::Eof => Error::could_not(format!("the {what} is cut off at {at}"))
            .hint("export it again, and wait until it is complete"),
        Category::Syntax => Error::could_not(match what {
            "JSON" => format!("the input starts as JSON, and is none at {at}"),
            what => format!("the {what} is not JSON at {at}"),
        })
        .hint("export it again, or give the cookie or its header alone"),
        Category::Data => Error::could_not(format!(
            "the input is JSON, but no HAR: something else stands at {at}"
        ))
        .hint("give a HAR file, a cookie jar, headers or the cookie itself"),
    }
}

/// What is known so far.
pub struct Reader<'a> {
    /// What tells a cookie of a known format.
    pub known: &'a dyn Fn(&str) -> bool,
    /// What was found.
    pub collector: Collector<'a>,
    /// What made a HAR.
    pub creator: String,
    /// It is something that cookies are in, though there may be none.
    pub is_one: bool,
    is_list: bool,
}

impl Reader<'_> {
    /// An object on its own: a cookie, or the names of several with their
    /// values, or headers.
    fn object(&mut self, object: &Object) {
        let nowhere = Origin::default();
        if object.is_pair() {
            self.is_one = true;
            let (name, value) = (object.text("name"), object.text("value"));
            if let Some(header) = name.and_then(header_called) {
                self.header(header, value.unwrap_or_default(), &nowhere);
            } else if let Some((cookie, attributes, origin)) = object.cookie() {
                self.collector
                    .add(Role::Kept, &origin, cookie, Some(attributes));
            } else {
                self.collector.capture.more += 1;
            }
            return;
        }
        let mut others = Vec::new();
        let mut has_header = false;
        for (name, value) in &object.members {
            match (header_called(name), value) {
                (Some(header), Scalar::Text(value) | Scalar::Lines(value)) => {
                    self.is_one = true;
                    has_header = true;
                    self.header(header, value, &nowhere);
                }
                (None, Scalar::Text(value)) => others.push((name.as_str(), value.as_str())),
                _ => {}
            }
        }
        // Any object has names and texts: one that has a cookie tells.
        let nothing = Unrecognised::Malformed(open::UNKNOWN);
        let looks = |value: &str| {
            (self.known)(value)
                || matches!(open::recognise(Input::bare(value)), Err(error) if error != nothing)
        };
        // What stands beside a header is about the request, and no cookie.
        if !has_header && !object.has_header && others.iter().any(|(_, value)| looks(value)) {
            self.collector.capture.more += object.more;
            for (name, value) in others {
                self.named(name, value);
            }
        }
    }

    /// A cookie of which only name and value are known.
    fn named(&mut self, name: &str, value: &str) {
        self.is_one = true;
        match uncut(value) {
            (_, true) => self.collector.capture.more += 1,
            (value, false) => {
                let cookie = super::named(name, value);
                self.collector
                    .add(Role::Bare, &Origin::default(), cookie, None);
            }
        }
    }

    /// A header.
    pub fn header(&mut self, header: Header, value: &str, origin: &Origin) {
        let (value, is_cut) = uncut(value);
        // Chrome joins several by newlines at times.
        let mut lines = value.lines().peekable();
        while let Some(line) = lines.next() {
            match is_cut && lines.peek().is_none() {
                true => header::add_cut(&mut self.collector, header, line, origin, self.known),
                false => header::add(&mut self.collector, header, line, origin, self.known),
            }
        }
    }
}

/// Which header with cookies this is the name of.
pub fn header_called(name: &str) -> Option<Header> {
    header_of(&format!("{name}:")).map(|(header, _)| header)
}

/// Where in the file the reader is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    /// The whole, or the `result` of a browser's protocol.
    Top,
    /// An object, a pair of a name and a value, or a Set-Cookie line: one of a
    /// list.
    Element,
    /// `{"NAME": "VALUE"}`, or an object for each value; or a list.
    Cookies,
}

/// What reads one level, and those below it.
struct At<'a, 'b>(Level, &'a mut Reader<'b>);

impl<'de> DeserializeSeed<'de> for At<'_, '_> {
    type Value = ();
    fn deserialize<D: serde::Deserializer<'de>>(
        self,
        json: D,
    ) -> std::result::Result<(), D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for At<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("cookies")
    }

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

    fn visit_unit<E>(self) -> std::result::Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, text: &str) -> std::result::Result<(), E> {
        let At(level, reader) = self;
        if level == Level::Element && text.contains('=') {
            reader.is_one = true;
            reader.header(Header::SetCookie, text, &Origin::default());
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<(), A::Error> {
        let At(level, reader) = self;
        let mut object = Object::default();
        while let Some(name) = map.next_key::<String>()? {
            match (level, name.as_str()) {
                (_, NUMBER) => drop(map.next_value::<IgnoredAny>()?),
                (Level::Top, "log") => {
                    reader.collector.capture.kind = Kind::Har;
                    reader.is_one = true;
                    map.next_value_seed(har::Log(reader))?;
                }
                (Level::Top, "result" | "headers") => {
                    map.next_value_seed(At(Level::Top, reader))?;
                }
                // Playwright and the browsers' protocol; Firefox's `Copy All`.
                (Level::Top, "cookies" | "Request Cookies" | "Response Cookies") => {
                    reader.is_one = true;
                    map.next_value_seed(At(Level::Cookies, reader))?;
                }
                (Level::Cookies, _) => match map.next_value()? {
                    Scalar::Text(value) | Scalar::Inner(value) => reader.named(&name, &value),
                    _ => reader.collector.capture.more += 1,
                },
                _ => {
                    let value = map.next_value_seed(object::Seen(&mut InLog {
                        reader,
                        has_header: &mut object.has_header,
                    }))?;
                    // Those of the name itself are taken with the object.
                    if header_called(&name).is_none() {
                        object.has_header |= reader.in_log(&name, &value);
                    }
                    object.add(name, value);
                }
            }
        }
        reader.object(&object);
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> std::result::Result<(), A::Error> {
        let At(level, reader) = self;
        if level == Level::Element {
            let pair = (
                list.next_element::<Scalar>()?,
                list.next_element::<Scalar>()?,
            );
            let mut is_pair = true;
            while list.next_element::<IgnoredAny>()?.is_some() {
                is_pair = false;
            }
            if let (Some(Scalar::Text(name)), Some(Scalar::Text(value))) = pair
                && is_pair
            {
                match header_called(&name) {
                    Some(header) => {
                        reader.is_one = true;
                        reader.header(header, &value, &Origin::default());
                    }
                    None => reader.named(&name, &value),
                }
            }
            return Ok(());
        }
        let mut is_empty = true;
        while list
            .next_element_seed(At(Level::Element, &mut *reader))?
            .is_some()
        {
            is_empty = false;
        }
        reader.is_list = level == Level::Top;
        reader.is_one |= is_empty;
        Ok(())
    }
}
