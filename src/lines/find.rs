//! What of a line is to be opened, or made a cookie of.

use std::borrow::Cow;

use wide::u8x16;

use super::Line;
use super::field::{At, Field};
use crate::bytes::steps;
use crate::cookie::is_token;
use crate::error::Error;
use crate::formats;

/// Where the lines have what is asked for.
pub struct Finder {
    /// `NAME=`, to be found anywhere in a line.
    pair: Option<memchr::memmem::Finder<'static>>,
    field: Option<Field>,
    result: String,
}

/// What was found in a line.
#[derive(Debug)]
pub enum Found<'a> {
    /// Text to take a cookie out of, as people have it.
    Text(Cow<'a, str>),
    /// The value of the cookie of the wanted name, as it was written.
    Value(Cow<'a, str>),
    /// No cookie, as in most lines of a log.
    Absent,
    /// Nothing that can be looked at.
    Not(Error),
}

/// The JSON object whose members a record keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept<'a> {
    /// Its text, without the last brace.
    pub text: &'a str,
    /// Whether it has any member.
    pub has_members: bool,
    /// The name that the result has among them.
    pub result: &'a str,
}

impl Finder {
    /// Finds the cookie `name`, if one is given, in each line or in the `field`
    /// of each line; `result` is the name that the result has beside that
    /// field.
    pub fn new(name: Option<&str>, field: Option<Field>, result: String) -> Self {
        let named = name.filter(|name| !name.is_empty());
        let pair = named
            .map(|name| memchr::memmem::Finder::new(format!("{name}=").as_bytes()).into_owned());
        Finder {
            pair,
            field,
            result,
        }
    }

    /// Finds the cookie of a line.
    pub fn cookie<'a>(&'a self, line: Line<'a>) -> (Found<'a>, Option<Kept<'a>>) {
        let line = match bytes(line) {
            Ok(line) => line,
            Err(error) => return (Found::Not(error), None),
        };
        if let Some(field) = &self.field {
            let (at, kept) = match self.look(field, line) {
                Ok(looked) => looked,
                Err(error) => return (Found::Not(error), None),
            };
            let found = match at {
                At::Text(Cow::Borrowed(text)) => self.in_text(text),
                At::Text(Cow::Owned(text)) => self.in_text(&text).owned(),
                At::Other(_) => Found::Not(Error::no("malformed: the field is not a text")),
                At::Nothing => Found::Absent,
            };
            return (found, Some(kept));
        }
        let found = match std::str::from_utf8(line) {
            Ok(text) => self.in_text(text),
            // A log holds whatever clients sent: the cookie may be sound.
            Err(_) if self.pair.is_some() => {
                match self.in_text(&String::from_utf8_lossy(line)).owned() {
                    value @ Found::Value(_) => value,
                    _ => Found::Absent,
                }
            }
            Err(_) => Found::Not(not_text()),
        };
        (found, None)
    }

    /// Finds the payload of a line: the line, or its field. A field is taken as
    /// its text where `of_text`, otherwise as the JSON that it is.
    pub fn payload<'a>(
        &'a self,
        line: Line<'a>,
        of_text: bool,
    ) -> (Result<Cow<'a, [u8]>, Error>, Option<Kept<'a>>) {
        let line = match bytes(line) {
            Ok(line) => line,
            Err(error) => return (Err(error), None),
        };
        let Some(field) = &self.field else {
            return (Ok(Cow::Borrowed(line)), None);
        };
        let (at, kept) = match self.look(field, line) {
            Ok(looked) => looked,
            Err(error) => return (Err(error), None),
        };
        let payload = match at {
            At::Text(text) if of_text => Ok(match text {
                Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
                Cow::Owned(text) => Cow::Owned(text.into_bytes()),
            }),
            At::Text(text) => Ok(Cow::Owned(serde_json::json!(text).to_string().into_bytes())),
            At::Other(_) if of_text => Err(Error::could_not("the field is not a text")),
            At::Other(json) => Ok(Cow::Borrowed(json.as_bytes())),
            At::Nothing => Err(Error::could_not("the record has no such field")),
        };
        (payload, Some(kept))
    }

    /// Looks into a line that is a JSON record.
    fn look<'a>(&'a self, field: &Field, line: &'a [u8]) -> Result<(At<'a>, Kept<'a>), Error> {
        let text = std::str::from_utf8(line).map_err(|_| not_text())?;
        let text = text.trim_ascii();
        let record = field.look(text, &self.result).map_err(|column| {
            Error::no(match column {
                0 => "malformed: the line is not a JSON object".to_owned(),
                column => format!("malformed: the line is not JSON (column {column})"),
            })
        })?;
        if record.has_result {
            return Err(
                Error::could_not("the record has a member of the result's name already")
                    .hint("give the result another one: --into NAME"),
            );
        }
        let kept = Kept {
            text: &text[..text.len() - 1],
            has_members: record.has_members,
            result: &self.result,
        };
        Ok((record.at, kept))
    }

    fn in_text<'a>(&self, text: &'a str) -> Found<'a> {
        let text = text.trim_ascii();
        let Some(pair) = &self.pair else {
            return Found::Text(text.into());
        };
        match in_log(text, pair) {
            Some(value) => Found::Value(value.into()),
            // A line of a log has spaces, as no cookie on the wire has; what
            // has none is a value alone.
            None if text.is_empty() => Found::Absent,
            None if text.contains(char::is_whitespace) && formats::recognise(text).is_err() => {
                Found::Absent
            }
            None => Found::Text(text.into()),
        }
    }
}

impl Found<'_> {
    fn owned(self) -> Found<'static> {
        match self {
            Found::Text(text) => Found::Text(text.into_owned().into()),
            Found::Value(value) => Found::Value(value.into_owned().into()),
            Found::Absent => Found::Absent,
            Found::Not(error) => Found::Not(error),
        }
    }
}

fn bytes(line: Line<'_>) -> Result<&[u8], Error> {
    match line {
        Line::Bytes(bytes) => Ok(bytes),
        Line::TooLong => Err(Error::no(format!(
            "malformed: the line has more than {} bytes",
            super::MAX_LINE_BYTES
        ))),
    }
}

fn not_text() -> Error {
    Error::no("malformed: the line is not UTF-8 text")
}

/// A text that can be nothing but a value, or a name and a value: these two. It
/// is a guess, for a value alone may hold `=` itself.
pub fn plain(text: &str) -> Option<(&str, &str)> {
    let bytes = text.as_bytes();
    let is = |step: u8x16, byte| step.simd_eq(u8x16::splat(byte));
    let parts = steps(bytes, b'a').fold(u8x16::ZERO, |parts, step| {
        let is_space = is(step.max(u8x16::splat(b' ')), b' ');
        let is_colon = is(step | u8x16::splat(1), b';');
        parts | is_space | is_colon | is(step, b'"') | is(step, b'\'')
    });
    if parts.any() {
        return None;
    }
    let sign = memchr::memchr(b'=', bytes);
    match sign.map(|sign| (&text[..sign], &text[sign + 1..])) {
        Some((name, value)) if is_token(name) && !value.is_empty() => Some((name, value)),
        _ => Some(("", text)),
    }
}

/// The value of a cookie anywhere in a line, as logs write it: in a header, in
/// quotes, in quotes that Apache (`\"`) or nginx (`\x22`) escaped.
fn in_log<'a>(text: &'a str, pair: &memchr::memmem::Finder) -> Option<&'a str> {
    const NGINX_QUOTE: &str = r"\x22";
    let start = pair.find_iter(text.as_bytes()).find(|start| {
        let before = &text[..*start];
        // Not the end of a longer name, nor a parameter of an address.
        let last = before.bytes().next_back();
        last.is_none_or(|byte| b" \t\"';,{[(:=<>".contains(&byte)) || before.ends_with(NGINX_QUOTE)
    })?;
    let rest = &text[start + pair.needle().len()..];
    for quote in [NGINX_QUOTE, r#"\""#, "\""] {
        if let Some(quoted) = rest.strip_prefix(quote)
            && let Some((value, _)) = quoted.split_once(quote)
        {
            return Some(value);
        }
    }
    // What no server puts into a value unescaped (RFC 6265, cookie-octet).
    let ends = |character: char| character.is_whitespace() || ";\",\\".contains(character);
    let value = &rest[..rest.find(ends).unwrap_or(rest.len())];
    Some(value.trim_end_matches(['\'', ')', ']', '}', '>']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(line: &str) -> Option<String> {
        let finder = Finder::new(Some("s"), None, String::new());
        match finder.cookie(Line::Bytes(line.as_bytes())).0 {
            Found::Value(value) => Some(value.into_owned()),
            Found::Absent => None,
            other => panic!("{line}: {other:?}"),
        }
    }

    #[test]
    fn a_cookie_is_found_by_its_name_in_the_lines_of_logs() {
        const VALUE: &str = "ab%2Fc_d%3D'(x)~!*";
        for line in [
            format!("s={VALUE}"),
            format!("Cookie: s={VALUE}"),
            format!("Cookie: a=1; s={VALUE}; b=2"),
            format!("Set-Cookie: s={VALUE}; Path=/; HttpOnly"),
            format!(
                r#"1.2.3.4 - - [21/Nov/2026:22:00:00 +0000] "GET /?s=x HTTP/1.1" 200 2 "as=1; s={VALUE}""#
            ),
            format!(r#"1.2.3.4 - "GET / HTTP/1.1" "a=\"q\"; s=\"{VALUE}\"; b=1""#),
            format!(r#"1.2.3.4 - "GET / HTTP/1.1" "a=\x22q\x22; s=\x22{VALUE}\x22; b=1""#),
            format!(r#"1.2.3.4 - "GET / HTTP/1.1" "s={VALUE}\x22; b=1""#),
            format!(r#"{{"cookie":"s={VALUE}"}}"#),
            format!("time=1 cookie=s={VALUE} status=200"),
            format!("s={VALUE}\ts=second"),
        ] {
            assert_eq!(value(&line).as_deref(), Some(VALUE), "{line}");
        }
        for (line, found) in [
            ("[s=ab]", "ab"),
            ("(s=a(b))", "a(b"),
            ("s=; a=1", ""),
            ("s=\"\"", ""),
        ] {
            assert_eq!(value(line).as_deref(), Some(found), "{line}");
        }
    }

    #[test]
    fn what_only_ends_like_the_name_is_not_it() {
        for line in [
            "GET /?s=1 x",
            "GET /?a=1&s=1 x",
            "as=1 x",
            "x-s=1 y",
            "%20s=1 x",
            "",
        ] {
            assert_eq!(value(line), None, "{line}");
        }
    }

    #[test]
    fn bytes_that_are_no_text_do_not_hide_a_cookie_of_a_log() {
        let finder = Finder::new(Some("s"), None, String::new());
        let found = |line| finder.cookie(Line::Bytes(line)).0;
        assert!(matches!(found(b"\xff x s=ab; y"), Found::Value(value) if value == "ab"));
        assert!(matches!(found(b"\xff x"), Found::Absent));
        let bare = Finder::new(None, None, String::new());
        let (found, _) = bare.cookie(Line::Bytes(b"\xff"));
        assert!(matches!(found, Found::Not(_)));
    }
}
