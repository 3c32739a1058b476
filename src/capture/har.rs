//! The entries of a HAR file (HTTP Archive 1.2), as browsers export it.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};

use super::collector::{MAX_FOUND, MAX_FOUND_BYTES};
use super::json::Reader;
use super::object::Object;
use super::{Origin, Role};
use crate::cookie::{Header, header_of};
use crate::time::Time;

/// Chrome's name for what made the file.
pub const CHROME: &str = "WebInspector";
/// What to do when Chrome has left the cookies out, as it does.
pub const SANITIZED: &str = "Chrome leaves cookies out of a HAR: in DevTools, Settings, Preferences, \
    Network, check `Allow to generate HAR with sensitive data`, then export it `with sensitive data`";

/// The same of other programs.
pub const WITHOUT_COOKIES: &str = "there are no cookies in the HAR: if the application has some, what \
    made it leaves them out (a HAR is sanitised before it is passed on): export it with sensitive data, \
    or copy the request as cURL";
/// What there is to say where each cookie is there without its value.
pub const HIDDEN: &str = "the HAR was sanitised: it has the names of its cookies and none of their \
    values; export it with sensitive data, or copy the request as cURL";

/// What reads `{"creator": …, "entries": […]}`.
pub struct Log<'a, 'b>(pub &'a mut Reader<'b>);

impl<'de> DeserializeSeed<'de> for Log<'_, '_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Log<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a HAR file")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Log(reader) = self;
        let mut has_entries = false;
        while let Some(name) = map.next_key::<String>()? {
            match name.as_str() {
                "creator" => reader.creator = map.next_value::<Creator>()?.name,
                "entries" => {
                    has_entries = true;
                    map.next_value_seed(Entries(reader))?;
                }
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        match has_entries {
            true => Ok(()),
            false => Err(A::Error::missing_field("entries")),
        }
    }
}

/// What reads them one by one.
struct Entries<'a, 'b>(&'a mut Reader<'b>);

impl<'de> DeserializeSeed<'de> for Entries<'_, '_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Entries<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("the entries of a HAR file")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        while let Some(entry) = entries.next_element::<Entry>()? {
            entry.add_to(self.0);
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
    headers: Option<Bounded<Line>>,
    cookies: Option<Bounded<Object>>,
}

/// As many of a list as are kept.
struct Bounded<T> {
    kept: Vec<T>,
    more: usize,
}

/// What is made of an object, if anything is wanted of it.
trait Wanted: Sized {
    fn of(object: Object) -> Option<Self>;
    /// Its size in memory, about.
    fn bytes(&self) -> usize;
}

/// A header with a cookie in it.
struct Line(Header, String);

impl Wanted for Line {
    fn of(object: Object) -> Option<Self> {
        let (name, value) = (object.text("name")?, object.text("value")?);
        let (header, _) = header_of(&format!("{name}:"))?;
        Some(Line(header, value.to_owned()))
    }

    fn bytes(&self) -> usize {
        self.1.len()
    }
}

impl Wanted for Object {
    fn of(object: Object) -> Option<Self> {
        Some(object)
    }

    fn bytes(&self) -> usize {
        self.bytes
    }
}

impl<'de, T: Wanted> Deserialize<'de> for Bounded<T> {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        json.deserialize_seq(List(PhantomData))
    }
}

struct List<T>(PhantomData<T>);

impl<'de, T: Wanted> Visitor<'de> for List<T> {
    type Value = Bounded<T>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a list of objects")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Bounded<T>, A::Error> {
        let (mut kept, mut more, mut bytes) = (Vec::new(), 0, 0);
        while let Some(object) = list.next_element::<Object>()? {
            let Some(wanted) = T::of(object) else {
                continue;
            };
            bytes += wanted.bytes();
            if kept.len() < MAX_FOUND && bytes <= MAX_FOUND_BYTES {
                kept.push(wanted);
            } else {
                more += 1;
            }
        }
        Ok(Bounded { kept, more })
    }
}

impl Entry {
    fn add_to(self, reader: &mut Reader) {
        let mut origin = Origin::of_url(&self.request.url);
        origin.date = Time::parse(&self.started_date_time).ok().map(|time| time.0);
        for (message, which, role) in [
            (self.request, Header::Cookie, Role::Sent),
            (self.response, Header::SetCookie, Role::Set),
        ] {
            let mut seen = false;
            reader.collector.next_message();
            if let Some(headers) = message.headers {
                reader.collector.capture.more += headers.more;
                for Line(header, value) in headers.kept {
                    if header == which {
                        seen = true;
                        reader.header(header, &value, &origin);
                    }
                }
            }
            // For want of the header.
            if let Some(cookies) = message.cookies.filter(|_| !seen) {
                reader.collector.capture.more += cookies.more;
                for object in cookies.kept {
                    if let Some((cookie, attributes, _)) = object.cookie() {
                        let attributes = (role == Role::Set).then_some(attributes);
                        reader.collector.add(role, &origin, cookie, attributes);
                    } else {
                        reader.collector.capture.more += 1;
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::collector::ALIKE;
    use super::super::json::read;
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
        let capture = read(
            &mut har(&[ENTRY, ENTRY].join(",")).as_bytes(),
            &|_| false,
            ALIKE,
            &|| None,
        )
        .unwrap();
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
        let capture = read(&mut har(entry).as_bytes(), &|_| false, ALIKE, &|| None).unwrap();
        let attributes = capture.found[1].attributes.as_ref().unwrap();
        assert!(attributes.http_only && !attributes.secure);
        assert_eq!(attributes.expires_at(), Some(Time(1_700_000_000)));
        assert_eq!(capture.found.len(), 2);
    }

    #[test]
    fn what_chrome_left_out_is_told() {
        let entry = r#"{"request":{"url":"http://h/","headers":[],"cookies":[]},"response":{"headers":[],"cookies":[]}}"#;
        assert_eq!(
            read(&mut har(entry).as_bytes(), &|_| false, ALIKE, &|| None)
                .unwrap()
                .hint,
            Some(SANITIZED)
        );
    }

    #[test]
    fn what_is_cut_off_broken_or_no_har_is_told() {
        let whole = har(ENTRY);
        for end in [1, 20, 200, whole.len() - 1] {
            let error =
                read(&mut &whole.as_bytes()[..end], &|_| false, ALIKE, &|| None).unwrap_err();
            assert!(
                error.message.contains("cut off"),
                "{end}: {}",
                error.message
            );
        }
        for (text, says) in [
            ("{\"log\":x}", "not JSON"),
            ("{\"a\":1}", "no cookie of a known format"),
            ("{\"log\":[]}", "no HAR"),
            ("{\"log\":{}}", "no HAR"),
            ("{\"log\":{\"entries\":{}}}", "no HAR"),
            ("{\"log\":{\"entries\":[]}} x", "not JSON"),
        ] {
            let error = read(&mut text.as_bytes(), &|_| false, ALIKE, &|| None).unwrap_err();
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
        assert!(read(&mut &whole[..], &|_| false, ALIKE, &|| None).is_ok());
        for end in 1..whole.len() {
            let error = read(&mut &whole[..end], &|_| false, ALIKE, &|| None).unwrap_err();
            let said = error.to_string();
            let rest = String::from_utf8_lossy(&whole[end.saturating_sub(20)..end]);
            assert!(said.contains("is cut off at line "), "{rest:?}: {said}");
        }
    }
}
