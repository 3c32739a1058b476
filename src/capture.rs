//! Cookies out of whatever people have in hand: a whole `curl -i` or `curl -v`
//! output, a HAR file, a Netscape cookie jar, headers, a row of DevTools, a
//! request copied as a curl command.
//!
//! What it is is told by its first bytes. Files of any size are read in a
//! memory that does not depend on it: bodies are passed over, and of cookies
//! that are seen again and again one is kept.

mod curl;
mod devtools;
mod har;
mod header;
mod jar;
mod lines;

use std::collections::HashMap;
use std::io::{self, BufReader, Read};

use crate::cookie::{self, Cookie};
use crate::error::{Error, Result, reason};
use crate::formats::MAX_COOKIE_BYTES;
use crate::set_cookie::Attributes;
use crate::time::Time;

/// The most cookies that are kept of one capture.
const MAX_FOUND: usize = 1000;

/// What something was copied from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A value, `name=value`, or a list of them.
    Text,
    /// `Cookie:` and `Set-Cookie:` lines.
    Headers,
    /// The output of `curl -i`.
    Response,
    /// The output of `curl -v`.
    Exchange,
    /// A HAR file.
    Har,
    /// A Netscape cookie jar, as `curl -c` writes it.
    Jar,
    /// Rows of the cookie table in a browser's DevTools.
    DevTools,
    /// A request, copied as a curl command.
    Command,
}

impl Kind {
    /// What it is called.
    pub fn with_article(self) -> &'static str {
        match self {
            Kind::Text => "a text",
            Kind::Headers => "header lines",
            Kind::Response => "a response (curl -i)",
            Kind::Exchange => "an exchange (curl -v)",
            Kind::Har => "a HAR file",
            Kind::Jar => "a cookie jar",
            Kind::DevTools => "rows of DevTools",
            Kind::Command => "a curl command",
        }
    }

    /// The word for it in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Text => "text",
            Kind::Headers => "headers",
            Kind::Response => "response",
            Kind::Exchange => "exchange",
            Kind::Har => "har",
            Kind::Jar => "jar",
            Kind::DevTools => "devtools",
            Kind::Command => "command",
        }
    }
}

/// Which way a cookie went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// From the server, in `Set-Cookie`.
    Set,
    /// To the server, in `Cookie`.
    Sent,
    /// It is kept, in a jar or a browser.
    Kept,
    /// That is not known.
    Bare,
}

/// Where a cookie came from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Origin {
    /// `http` or `https`.
    pub scheme: Option<String>,
    /// The host, without a port.
    pub host: Option<String>,
    /// The path of the request.
    pub path: Option<String>,
    /// When the answer was made, in seconds since 1970.
    pub date: Option<u64>,
}

/// A cookie that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The cookie.
    pub cookie: Cookie,
    /// Which way it went.
    pub role: Role,
    /// Where it came from.
    pub origin: Origin,
    /// Its attributes, where they are told.
    pub attributes: Option<Attributes>,
    /// How often the very same was seen.
    pub times: usize,
    /// In which message of the capture it was seen first.
    pub message: usize,
}

/// Everything that was found.
#[derive(Debug)]
pub struct Capture {
    /// What it was taken from.
    pub kind: Kind,
    /// The cookies in the order in which they were seen first.
    pub found: Vec<Found>,
    /// How many more there are than are kept.
    pub more: usize,
    /// What the user should know of how it was read.
    pub notes: Vec<String>,
    /// What to do when there is no cookie in it.
    pub hint: Option<&'static str>,
}

impl Capture {
    fn of(kind: Kind) -> Self {
        Capture {
            kind,
            found: Vec::new(),
            more: 0,
            notes: Vec::new(),
            hint: None,
        }
    }
}

/// What makes two cookies the same: the way and the place, name and value, and
/// the line.
type Same = (Role, Origin, Option<String>, String, Option<String>);

/// Keeps what is found, each cookie once.
struct Collector {
    capture: Capture,
    message: usize,
    seen: HashMap<Same, usize>,
}

impl Collector {
    fn of(kind: Kind) -> Self {
        Collector {
            capture: Capture::of(kind),
            message: 0,
            seen: HashMap::new(),
        }
    }

    /// What comes now is of another request or response.
    fn next_message(&mut self) {
        self.message += 1;
    }

    fn add(&mut self, role: Role, origin: &Origin, cookie: Cookie, attributes: Option<Attributes>) {
        if cookie.value.len() > MAX_COOKIE_BYTES {
            self.capture.more += 1;
            return;
        }
        // When it was seen does not make it another one, nor does the page
        // that it was sent to.
        let path = match role {
            Role::Set => origin.path.clone(),
            Role::Kept => attributes.as_ref().and_then(|it| it.path.clone()),
            Role::Sent | Role::Bare => None,
        };
        let place = Origin {
            date: None,
            path,
            ..origin.clone()
        };
        let line = attributes.as_ref().and_then(|it| it.line.clone());
        let same: Same = (role, place, cookie.name.clone(), cookie.value.clone(), line);
        if let Some(index) = self.seen.get(&same) {
            self.capture.found[*index].times += 1;
        } else if self.capture.found.len() < MAX_FOUND {
            self.seen.insert(same, self.capture.found.len());
            self.capture.found.push(Found {
                cookie,
                role,
                origin: origin.clone(),
                attributes,
                times: 1,
                message: self.message,
            });
        } else {
            self.capture.more += 1;
        }
    }
}

/// A cookie out of a table, with its flags and where it is kept for.
type Row = (Cookie, Attributes, Origin);

fn kept(attributes: Attributes, host: String) -> Row {
    let (name, value) = (&attributes.name, &attributes.value);
    let cookie = Cookie {
        name: (!name.is_empty()).then(|| name.clone()),
        value: value.clone(),
        written: value.clone(),
    };
    let origin = Origin {
        host: Some(host),
        ..Origin::default()
    };
    (cookie, attributes, origin)
}

impl Origin {
    /// The origin of a URL; what cannot be told is left out.
    fn of_url(url: &str) -> Self {
        let Some((scheme, rest)) = url.split_once("://") else {
            return Origin::default();
        };
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        let host = authority.rsplit('@').next().unwrap_or_default();
        let path = path.split(['?', '#']).next().unwrap_or_default();
        Origin {
            scheme: Some(scheme.to_ascii_lowercase()),
            host: Some(without_port(host)),
            path: Some(if path.is_empty() { "/" } else { path }.to_owned()),
            date: None,
        }
    }

    /// When the answer was made.
    pub fn date(&self) -> Option<Time> {
        self.date.map(Time)
    }
}

/// A host in lower case, without its port.
fn without_port(host: &str) -> String {
    let bare = match host.rsplit_once(':') {
        Some((bare, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => bare,
        _ => host,
    };
    bare.to_ascii_lowercase()
}

/// Reads a capture. `start` is its beginning and `rest` what follows, empty
/// when `start` is all. `known` tells a cookie of a known format.
///
/// # Errors
/// *Could not* when it cannot be read or is broken; *no* when it is too large
/// to be a cookie and nothing else.
pub fn read(start: &[u8], rest: &mut dyn Read, known: &dyn Fn(&str) -> bool) -> Result<Capture> {
    if start.starts_with(b"\xff\xfe") || start.starts_with(b"\xfe\xff") {
        return Err(Error::could_not("the input is UTF-16 text")
            .hint("convert it: iconv -f UTF-16 -t UTF-8 (PowerShell's > writes UTF-16)"));
    }
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
    // By value: bytes are had one by one fast from the buffer itself alone.
    let mut whole = BufReader::new(start.chain(rest));
    match kind_of(start) {
        Kind::Har => har::read(whole, known),
        Kind::Jar => jar::read(&mut whole).map_err(unread),
        Kind::Exchange => curl::exchange(&mut whole, known).map_err(unread),
        Kind::Response => curl::response(&mut whole, known).map_err(unread),
        Kind::DevTools => devtools::read(&mut whole).map_err(unread),
        Kind::Command => Ok(curl::command(&cookie::text(start)?, known)),
        Kind::Headers | Kind::Text => Ok(header::read(&cookie::text(start)?, known)),
    }
}

fn unread(error: io::Error) -> Error {
    Error::could_not(format!("could not read the cookie: {}", reason(error)))
}

/// What something is, by how it starts.
fn kind_of(start: &[u8]) -> Kind {
    let text = String::from_utf8_lossy(start);
    let text = text.trim_start();
    if text.starts_with('{') {
        Kind::Har
    } else if jar::is_one(text) {
        Kind::Jar
    } else if text.starts_with("HTTP/") {
        Kind::Response
    } else if curl::is_exchange(text) {
        Kind::Exchange
    } else if text.starts_with("curl ") {
        Kind::Command
    } else if devtools::is_one(text) {
        Kind::DevTools
    } else {
        Kind::Text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_origin_of_a_url_is_its_scheme_host_and_path() {
        for (url, scheme, host, path) in [
            (
                "https://App.example.com/api/x?y#z",
                "https",
                "app.example.com",
                "/api/x",
            ),
            ("http://user:pass@host:8000?x", "http", "host", "/"),
            ("http://[::1]:80/", "http", "[::1]", "/"),
        ] {
            let origin = Origin::of_url(url);
            let told = (
                origin.scheme.unwrap(),
                origin.host.unwrap(),
                origin.path.unwrap(),
            );
            assert_eq!(told, (scheme.into(), host.into(), path.into()), "{url}");
        }
        assert_eq!(Origin::of_url("about:blank"), Origin::default());
    }

    #[test]
    fn what_something_is_is_told_by_how_it_starts() {
        for (start, kind) in [
            ("{\"log\":{", Kind::Har),
            ("# Netscape HTTP Cookie File\n", Kind::Jar),
            ("#HttpOnly_h\tFALSE\t/\tFALSE\t0\ts\tv\n", Kind::Jar),
            ("HTTP/1.1 200 OK\r\n", Kind::Response),
            (
                "*   Trying 127.0.0.1:80...\n> GET / HTTP/1.1\n",
                Kind::Exchange,
            ),
            ("curl 'http://h/' -b 's=v'", Kind::Command),
            ("s\tv\th\t/\tSession\t2\t\t\tLax\n", Kind::DevTools),
            ("s=v", Kind::Text),
            ("Cookie: s=v", Kind::Text),
            ("", Kind::Text),
        ] {
            assert_eq!(kind_of(start.as_bytes()), kind, "{start:?}");
        }
    }

    #[test]
    fn text_of_another_encoding_is_told_so() {
        for start in [&b"\xff\xfes\0=\0"[..], b"\xfe\xff\0s"] {
            let error = read(start, &mut io::empty(), &|_| false).unwrap_err();
            assert_eq!(error.message, "the input is UTF-16 text");
        }
    }
}
