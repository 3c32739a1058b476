//! Cookies out of whatever people have in hand: a whole `curl -i`, `curl -v`
//! or `curl --trace` output, a HAR file, a Netscape cookie jar, headers, a row of DevTools, a
//! request copied as a command, the cookies of an editor or a browser that a
//! program drives.
//!
//! What it is is recognised by its first bytes. Files of any size are read in a
//! memory that does not depend on it: bodies are skipped, and of cookies
//! that are seen again and again one is kept. Every command reads the same.

mod anywhere;
mod collector;
mod command;
mod devtools;
mod exchange;
mod har;
mod header;
mod jar;
mod json;
mod kind;
mod lines;
mod literal;
mod logged;
mod member;
mod object;
mod pick;
mod python;
mod script;
mod texts;
mod trace;
mod words;

use collector::First;
pub use collector::{MAX_FOUND, MAX_FOUND_BYTES};
pub use kind::Kind;
pub use lines::MAX_LINE_BYTES;
pub use literal::MAX_DEPTH;

use std::io::{self, BufReader, Read};

use crate::cookie::{self, Cookie};
use crate::encoding::BYTE_ORDER_MARK;
use crate::error::{Error, Result, reason};
use crate::set_cookie::Attributes;
use crate::shell::HAS_TOOLS_OF_UNIX;
use crate::time::Time;

/// The most bytes of a command that are read: the body of its request may be
/// among them.
pub const MAX_COMMAND_BYTES: usize = 512 * 1024;

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
    /// Its attributes, where they are known.
    pub attributes: Option<Attributes>,
    /// How often the very same was seen.
    pub times: usize,
    /// In which message of the capture it was seen first.
    pub message: usize,
}

impl Found {
    /// Whether its line removes the cookie from a browser: what it says is no value, or
    /// is over when it comes. That is at the time of the answer, else now.
    pub fn removes(&self, now: Time) -> bool {
        let expired = |it: &Attributes| {
            let seconds = it.max_age.as_ref();
            match seconds.and_then(|it| it.trim().parse::<i64>().ok()) {
                Some(seconds) => seconds <= 0,
                // What was over when it came, not what was kept and is over by now.
                None => it
                    .expires_at()
                    .is_some_and(|it| it <= self.origin.date().unwrap_or(now)),
            }
        };
        let is_empty = matches!(&*self.cookie.value, "" | "\"\"");
        self.role == Role::Set && (is_empty || self.attributes.as_ref().is_some_and(expired))
    }
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
    /// The whole of a text that is a value in quotes: what looks like other cookies may
    /// be inside of it.
    whole: Option<Cookie>,
}

impl Capture {
    fn of(kind: Kind) -> Self {
        Capture {
            kind,
            found: Vec::new(),
            more: 0,
            notes: Vec::new(),
            hint: None,
            whole: None,
        }
    }

    /// Whether a value of a known format is among what was found.
    fn has_known(&self, known: &dyn Fn(&str) -> bool) -> bool {
        self.found.iter().any(|it| known(&it.cookie.value))
    }

    /// Whether it was taken out of a text of which a part of a cookie is more than one:
    /// quotes with white space behind them, or words.
    fn has_fields(&self, known: &dyn Fn(&str) -> bool) -> bool {
        let is_odd = |it: &Found| {
            let value = &it.cookie.value;
            let name = it.cookie.name.as_deref().unwrap_or_default();
            (value.contains([' ', '\t']) || name.contains([' ', '"'])) && !known(value)
        };
        self.kind == Kind::Text && self.found.iter().any(is_odd)
    }

    /// It ends inside of quotes or brackets: what stands there was left out.
    fn is_cut_off(&mut self) {
        const CUT_OFF: &str = "the text is cut off: it ends inside of quotes";
        match self.found.is_empty() {
            true => {
                self.hint = Some("the text is cut off, it ends inside of quotes: copy it whole")
            }
            false => self.notes.push(CUT_OFF.to_owned()),
        }
    }
}

/// A cookie out of a table, with its flags and where it is kept for.
type Row = (Cookie, Attributes, Origin);

fn kept(attributes: Attributes, host: String) -> Row {
    let cookie = named(&attributes.name, &attributes.value);
    let origin = Origin {
        host: (!host.is_empty()).then_some(host),
        ..Origin::default()
    };
    (cookie, attributes, origin)
}

/// A cookie whose value stands alone: nothing around it is to be taken off.
fn named(name: &str, value: &str) -> Cookie {
    Cookie {
        name: (!name.is_empty()).then(|| name.to_owned()),
        value: value.to_owned(),
        written: value.to_owned(),
        siblings: vec![],
    }
}

impl Origin {
    /// The origin of a URL; what is not known is left out.
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
/// when `start` is all. `known` tells a cookie of a known format. Where there are more
/// than are kept, those of the `wanted` name are, with their chunks and signatures, which
/// begin with it; without a name, those of known formats.
///
/// # Errors
/// *Could not* when it cannot be read or is broken; *no* when it is too large
/// to be a cookie and nothing else.
pub fn read(
    start: &[u8],
    rest: &mut dyn Read,
    known: &dyn Fn(&str) -> bool,
    wanted: Option<&str>,
) -> Result<Capture> {
    if start.starts_with(b"\xff\xfe") || start.starts_with(b"\xfe\xff") {
        return Err(
            Error::could_not("the input is UTF-16 text").hint(match HAS_TOOLS_OF_UNIX {
                true => "convert it: iconv -f UTF-16 -t UTF-8 (PowerShell's > writes UTF-16)",
                false => "save it as UTF-8 (PowerShell's > writes UTF-16; cmd.exe's does not)",
            }),
        );
    }
    let start = start.strip_prefix(BYTE_ORDER_MARK).unwrap_or(start);
    let mut whole = BufReader::new(start.chain(rest));
    let first: First = &|cookie| match wanted.filter(|it| !it.is_empty()) {
        Some(wanted) => (cookie.name.as_ref()).is_some_and(|it| it.starts_with(wanted)),
        None => known(&cookie.value),
    };
    let anywhere = || anywhere::read(std::str::from_utf8(start).ok()?, known);
    let logged = || logged::read(std::str::from_utf8(start).ok()?, known);
    let in_words = || logged().or_else(anywhere);
    let in_texts = || texts::read(std::str::from_utf8(start).ok()?, known);
    let read = match Kind::of(start) {
        // Text that was signed may be JSON with a signature behind it.
        Kind::Json if is_cookie(start, known) => Ok(header::read(&cookie::text(start)?, known)),
        Kind::Har | Kind::Json => {
            let read = json::read(whole, known, first, &|| in_words().or_else(in_texts));
            read.or_else(|error| value(start, known).ok_or(error))
        }
        Kind::Jar => jar::read(&mut whole, known, first).map_err(unread),
        Kind::Exchange => exchange::read(&mut whole, known, first).map_err(unread),
        Kind::Trace => trace::read(&mut whole, known, first).map_err(unread),
        Kind::Response => exchange::response(&mut whole, known, first).map_err(unread),
        Kind::Debug if python::is_jar(&String::from_utf8_lossy(start.trim_ascii_start())) => {
            Ok(python::jar(&command_text(whole)?))
        }
        Kind::Debug => python::debug(&mut whole, known, first).map_err(unread),
        Kind::DevTools => devtools::read(&mut whole, first).map_err(unread),
        Kind::Command => Ok(command::read(&command_text(whole)?, known)),
        Kind::Fetch => Ok(script::fetch(&command_text(whole)?, known)),
        Kind::PowerShell => Ok(script::power_shell(&command_text(whole)?, known)),
        Kind::Headers | Kind::Text => Ok(header::read(&cookie::text(start)?, known)),
    };
    let is_of_none = |it: &Capture| it.kind == Kind::Text && !it.has_known(known);
    // What is no value stands in one of them: a field of a log, and what follows it.
    if read.as_ref().is_ok_and(|it| it.has_fields(known))
        && let Some(found) = logged()
    {
        return Ok(found);
    }
    match &read {
        Ok(capture) if is_of_none(capture) => in_words().map_or(read, Ok),
        _ => read,
    }
}

/// What starts as JSON and is none, where it is a value: one line of what a value may have
/// alone, or JSON that continues behind its end.
fn value(input: &[u8], known: &dyn Fn(&str) -> bool) -> Option<Capture> {
    let text = cookie::text(input).ok()?;
    let text = text.trim_ascii();
    let is_plain = |it: u8| it.is_ascii_graphic() && !b"\"',:;\\".contains(&it);
    // A list may be empty, or in others.
    let has_word = text.len() == 1 || text.contains(|it: char| it.is_ascii_alphanumeric());
    let is_json = || serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok();
    let is_alone = text.bytes().all(is_plain) && has_word && !is_json();
    let is_value = is_alone || !text.contains('\n') && continues(text.as_bytes());
    is_value.then(|| header::read(text, known))
}

/// Whether the whole input is a cookie that starts with JSON and continues behind
/// its end.
fn is_cookie(input: &[u8], known: &dyn Fn(&str) -> bool) -> bool {
    let input = input.trim_ascii();
    continues(input) && std::str::from_utf8(input).is_ok_and(known)
}

/// Whether JSON stands at the start, and more behind it.
fn continues(input: &[u8]) -> bool {
    let mut json = serde_json::Deserializer::from_slice(input).into_iter::<serde::de::IgnoredAny>();
    json.next().is_some_and(|first| first.is_ok()) && json.byte_offset() < input.len()
}

/// The text of a command, with the body of its request in it perhaps.
fn command_text(source: impl Read) -> Result<String> {
    let mut bytes = Vec::new();
    let read = source
        .take(MAX_COMMAND_BYTES as u64 + 1)
        .read_to_end(&mut bytes);
    read.map_err(unread)?;
    if bytes.len() > MAX_COMMAND_BYTES {
        return Err(Error::could_not(format!(
            "the command has more than {MAX_COMMAND_BYTES} bytes"
        ))
        .hint("give the cookie or its header alone"));
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn unread(error: io::Error) -> Error {
    Error::could_not(format!("could not read the cookie: {}", reason(error)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Name, value and way of each cookie.
    pub fn pairs(capture: &Capture) -> Vec<(String, String, Role)> {
        let pair = |it: &Found| {
            (
                it.cookie.name.clone().unwrap_or_default(),
                it.cookie.value.clone(),
                it.role,
            )
        };
        capture.found.iter().map(pair).collect()
    }

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
    fn text_of_another_encoding_is_told_so() {
        for start in [&b"\xff\xfes\0=\0"[..], b"\xfe\xff\0s"] {
            let error = read(start, &mut io::empty(), &|_| false, None).unwrap_err();
            assert_eq!(error.message, "the input is UTF-16 text");
        }
    }
}
