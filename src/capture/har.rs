//! HAR files (HTTP Archive 1.2), as browsers export them.
//!
//! They hold whole bodies and may have hundreds of megabytes: they are read as
//! a stream, one entry at a time, and what is not about cookies is passed over
//! without being kept.

use std::cell::Cell;
use std::fmt;
use std::io::{self, BufRead, Read};

use serde::Deserialize;
use serde::de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;

use super::{Capture, Collector, Kind, Origin, Role, header};
use crate::cookie::{Cookie, Header as Which};
use crate::error::{Error, Result};
use crate::set_cookie::{Attributes, SameSiteSeen};
use crate::time::Time;

/// Chrome's name for what made the file.
const CHROME: &str = "WebInspector";
/// What to do when Chrome has left the cookies out, as it does.
const SANITIZED: &str = "Chrome leaves cookies out of a HAR: in DevTools, Settings, Preferences, \
    Network, check `Allow to generate HAR with sensitive data`, then export it `with sensitive data`";

/// Reads a HAR of any size.
///
/// # Errors
/// *Could not* when it is cut off, no JSON, or JSON of something else.
pub fn read(source: impl BufRead, known: &dyn Fn(&str) -> bool) -> Result<Capture> {
    let mut reader = Reader {
        known,
        collector: Collector::of(Kind::Har),
        creator: String::new(),
        has_log: false,
    };
    let has_ended = Cell::new(false);
    let mut json = serde_json::Deserializer::from_reader(Ending {
        source,
        has_ended: &has_ended,
    });
    let read = At(Level::Top, &mut reader)
        .deserialize(&mut json)
        .and_then(|()| json.end());
    read.map_err(|error| broken(&error, has_ended.get()))?;
    if !reader.has_log {
        return Err(
            Error::could_not("the input is JSON, but no HAR: it has no `log`")
                .hint("give a HAR file, a cookie jar, headers or the cookie itself"),
        );
    }
    let mut capture = reader.collector.capture;
    if capture.found.is_empty() && reader.creator == CHROME {
        capture.hint = Some(SANITIZED);
    }
    Ok(capture)
}

/// A source that tells whether its end was come upon: to the parser a number
/// that ends behind its sign or its point is wrong, and not cut off.
struct Ending<'a, R> {
    source: R,
    has_ended: &'a Cell<bool>,
}

impl<R: Read> Read for Ending<'_, R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(bytes)?;
        if count == 0 {
            self.has_ended.set(true);
        }
        Ok(count)
    }
}

/// The words of the parser may repeat what it read: they are not shown.
fn broken(error: &serde_json::Error, has_ended: bool) -> Error {
    let at = format!("line {}, column {}", error.line(), error.column());
    let category = match error.classify() {
        Category::Syntax if has_ended => Category::Eof,
        category => category,
    };
    match category {
        Category::Io => Error::could_not(format!(
            "could not read the HAR file: {}",
            error
                .io_error_kind()
                .map_or_else(String::new, |kind| kind.to_string())
        )),
        Category::Eof => Error::could_not(format!("the HAR file is cut off at {at}"))
            .hint("export it again, and wait until it is written"),
        Category::Syntax => Error::could_not(format!("the HAR file is no JSON at {at}"))
            .hint("export it again, or give the cookie or its header alone"),
        Category::Data => Error::could_not(format!(
            "the input is JSON, but no HAR: something else stands at {at}"
        ))
        .hint("give a HAR file, a cookie jar, headers or the cookie itself"),
    }
}

struct Reader<'a> {
    known: &'a dyn Fn(&str) -> bool,
    collector: Collector,
    creator: String,
    has_log: bool,
}

/// Where in the file the reader is.
#[derive(Clone, Copy)]
enum Level {
    /// `{"log": …}`
    Top,
    /// `{"creator": …, "entries": […]}`
    Log,
    /// `[…]`
    Entries,
}

/// What reads one level, and those below it.
struct At<'a, 'b>(Level, &'a mut Reader<'b>);

impl<'de> DeserializeSeed<'de> for At<'_, '_> {
    type Value = ();
    fn deserialize<D: serde::Deserializer<'de>>(
        self,
        json: D,
    ) -> std::result::Result<(), D::Error> {
        match self.0 {
            Level::Top | Level::Log => json.deserialize_map(self),
            Level::Entries => json.deserialize_seq(self),
        }
    }
}

impl<'de> Visitor<'de> for At<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a HAR file")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<(), A::Error> {
        let At(level, reader) = self;
        let mut has_entries = false;
        while let Some(name) = map.next_key::<String>()? {
            match (level, name.as_str()) {
                (Level::Top, "log") => {
                    reader.has_log = true;
                    map.next_value_seed(At(Level::Log, reader))?;
                }
                (Level::Log, "creator") => reader.creator = map.next_value::<Creator>()?.name,
                (Level::Log, "entries") => {
                    has_entries = true;
                    map.next_value_seed(At(Level::Entries, reader))?;
                }
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        match level {
            Level::Log if !has_entries => Err(A::Error::missing_field("entries")),
            _ => Ok(()),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> std::result::Result<(), A::Error> {
        let At(_, reader) = self;
        while let Some(entry) = entries.next_element::<Entry>()? {
            entry.add_to(&mut reader.collector, reader.known);
        }
        Ok(())
    }
}

#[derive(Deserialize)]
struct Creator {
    #[serde(default)]
    name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    #[serde(default)]
    started_date_time: String,
    #[serde(default)]
    request: Message,
    #[serde(default)]
    response: Message,
}

/// A request or a response; a body is not among its fields.
#[derive(Default, Deserialize)]
struct Message {
    #[serde(default)]
    url: String,
    headers: Option<Vec<Pair>>,
    cookies: Option<Vec<Row>>,
}

#[derive(Deserialize)]
struct Pair {
    #[serde(default)]
    name: String,
    #[serde(default)]
    value: String,
}

/// A cookie as the file lists it, for want of the header.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    #[serde(default)]
    name: String,
    #[serde(default)]
    value: String,
    path: Option<String>,
    domain: Option<String>,
    expires: Option<String>,
    http_only: Option<bool>,
    secure: Option<bool>,
    same_site: Option<String>,
}

impl Entry {
    fn add_to(self, collector: &mut Collector, known: &dyn Fn(&str) -> bool) {
        let mut origin = Origin::of_url(&self.request.url);
        origin.date = Time::parse(&self.started_date_time).ok().map(|time| time.0);
        for (message, which, name, role) in [
            (self.request, Which::Cookie, "cookie", Role::Sent),
            (self.response, Which::SetCookie, "set-cookie", Role::Set),
        ] {
            let is_it = |pair: &&Pair| pair.name.eq_ignore_ascii_case(name);
            let mut seen = false;
            collector.next_message();
            for pair in message.headers.iter().flatten().filter(is_it) {
                seen = true;
                // Chrome joins several by newlines at times.
                for line in pair.value.lines() {
                    header::add(collector, which, line, &origin, known);
                }
            }
            if !seen {
                for row in message.cookies.into_iter().flatten() {
                    let (cookie, attributes) = row.cookie();
                    let attributes = (role == Role::Set).then_some(attributes);
                    collector.add(role, &origin, cookie, attributes);
                }
            }
        }
    }
}

impl Row {
    fn cookie(self) -> (Cookie, Attributes) {
        let expires = self.expires.and_then(|text| Time::parse(&text).ok());
        let attributes = Attributes {
            path: self.path,
            domain: self.domain.filter(|it| it.starts_with('.')),
            // The end of 1969 is Chrome's word for none.
            expires: expires.and_then(Time::http_date),
            secure: self.secure.unwrap_or_default(),
            http_only: self.http_only.unwrap_or_default(),
            same_site: self
                .same_site
                .map_or(SameSiteSeen::Untold, SameSiteSeen::Value),
            ..Attributes::bare(&self.name, &self.value)
        };
        let cookie = Cookie {
            name: (!self.name.is_empty()).then_some(self.name),
            written: self.value.clone(),
            value: self.value,
        };
        (cookie, attributes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn har(entries: &str) -> String {
        format!(
            r#"{{"log":{{"version":"1.2","creator":{{"name":"WebInspector","version":"537.36"}},"pages":[{{"id":"page_1"}}],"entries":[{entries}]}}}}"#
        )
    }

    const ENTRY: &str = r#"{"startedDateTime":"2023-11-14T22:13:20.500Z","_x":{"y":[1]},
        "request":{"method":"GET","url":"http://h:8000/a/b?c","headers":[{"name":"Cookie","value":"s=v; t=w"}],"cookies":[{"name":"s","value":"v"}],"postData":{"text":"x"}},
        "response":{"status":200,"headers":[{"name":"Set-Cookie","value":"a=1; Path=/\nb=2"},{"name":"set-cookie","value":"c=3"}],"cookies":[],"content":{"size":5,"text":"Set-Cookie: d=4"}}}"#;

    #[test]
    fn the_headers_of_every_entry_count() {
        let capture = read(&mut har(&[ENTRY, ENTRY].join(",")).as_bytes(), &|_| false).unwrap();
        let pairs: Vec<_> = capture
            .found
            .iter()
            .map(|it| {
                (
                    it.cookie.name.as_deref().unwrap(),
                    it.cookie.value.as_str(),
                    it.times,
                )
            })
            .collect();
        let expected = [
            ("s", "v", 2),
            ("t", "w", 2),
            ("a", "1", 2),
            ("b", "2", 2),
            ("c", "3", 2),
        ];
        assert_eq!(pairs, expected);
        let origin = &capture.found[2].origin;
        assert_eq!(
            (origin.host.as_deref(), origin.path.as_deref()),
            (Some("h"), Some("/a/b"))
        );
        assert_eq!(origin.date, Some(1_700_000_000));
        assert_eq!(capture.hint, None);
    }

    #[test]
    fn the_lists_count_where_there_is_no_header() {
        let entry = r#"{"request":{"url":"https://h/","cookies":[{"name":"s","value":"v"}]},
            "response":{"cookies":[{"name":"a","value":"1","path":"/","domain":"h","expires":"2023-11-14T22:13:20.000Z","httpOnly":true,"secure":false}]}}"#;
        let capture = read(&mut har(entry).as_bytes(), &|_| false).unwrap();
        let attributes = capture.found[1].attributes.as_ref().unwrap();
        assert!(attributes.http_only && !attributes.secure);
        assert_eq!(attributes.expires_at(), Some(Time(1_700_000_000)));
        assert_eq!(capture.found.len(), 2);
    }

    #[test]
    fn what_chrome_left_out_is_told() {
        let entry = r#"{"request":{"url":"http://h/","headers":[],"cookies":[]},"response":{"headers":[],"cookies":[]}}"#;
        assert_eq!(
            read(&mut har(entry).as_bytes(), &|_| false).unwrap().hint,
            Some(SANITIZED)
        );
    }

    #[test]
    fn what_is_cut_off_broken_or_no_har_is_told() {
        let whole = har(ENTRY);
        for end in [1, 20, 200, whole.len() - 1] {
            let error = read(&mut &whole.as_bytes()[..end], &|_| false).unwrap_err();
            assert!(
                error.message.contains("cut off"),
                "{end}: {}",
                error.message
            );
        }
        for (text, says) in [
            ("{\"log\":x}", "no JSON"),
            ("{\"a\":1}", "no `log`"),
            ("{\"log\":[]}", "no HAR"),
            ("{\"log\":{}}", "no HAR"),
            ("{\"log\":{\"entries\":{}}}", "no HAR"),
            ("{\"log\":{\"entries\":[]}} x", "no JSON"),
        ] {
            let error = read(&mut text.as_bytes(), &|_| false).unwrap_err();
            assert!(error.message.contains(says), "{text}: {}", error.message);
        }
    }

    #[test]
    fn a_file_that_ends_anywhere_is_cut_off() {
        let entry = r#"{"_a":[-1.5e+10,0,-0.25,1E-3,true,false,null,"\ud83d\ude00 \u00e9 ü 😀 \\\"\n"],
            "time":-1,"startedDateTime":"2023-11-14T22:13:20.000Z","_size":123.5e2,
            "request":{"url":"https://h/\u002f?ü","headersSize":-1,"cookies":[{"name":"s","value":"v","httpOnly":true,"expires":null}],
            "headers":[{"name":"Cookie","value":"s=v; t=\u0041"}]},"cache":{},
            "response":{"status":200,"cookies":[{"name":"a","value":"1","path":"/","secure":false,"sameSite":"Lax"}],
            "headers":[{"name":"Set-Cookie","value":"a=1; Path=/\nb=2"}]}}"#;
        let whole = har(entry);
        let whole = whole.trim_end().as_bytes();
        assert!(read(&mut &whole[..], &|_| false).is_ok());
        for end in 1..whole.len() {
            let error = read(&mut &whole[..end], &|_| false).unwrap_err();
            let said = error.to_string();
            let rest = String::from_utf8_lossy(&whole[end.saturating_sub(20)..end]);
            assert!(said.contains("is cut off at line "), "{rest:?}: {said}");
        }
    }
}
