//! What of a line is to be opened, or made a cookie of.

use std::borrow::Cow;

use super::Line;
use super::blank::{is_nothing, is_word};
use super::field::{At, Field};
use super::log::{Name, Place, Stands};
use super::object;
use super::otherwise::{OTHERWISE, names_a_value};
use super::quotes::{is_cut, without_row};
use super::several;
use super::sought::Sought;
use crate::cookie::{find_all, header_of, is_token, recogniser, whole};
use crate::error::Error;
use crate::frameworks::{MAX_COOKIE_BYTES, firsts};
use crate::open::Pin;

/// As what the field of a line is taken.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// Its text.
    Text,
    /// The JSON that it is.
    Json,
    /// The JSON that it is, or that its text is: a signed cookie's payload is
    /// shown as text.
    JsonOrItsText,
}

/// Where the lines have what is asked for.
pub struct Finder {
    /// To be found anywhere in a line: the name that was asked for, if one was, and
    /// those of the first chunk where that is split.
    sought: Vec<Sought>,
    pin: Option<Pin>,
    field: Option<Field>,
    result: String,
}

/// What was found in a line.
#[derive(Debug)]
pub enum Found<'a> {
    /// Text to take a cookie out of, as people have it.
    Text(Cow<'a, str>),
    /// The value of the cookie of the wanted name, as it was sent, and what it
    /// would be if the line had ended it earlier.
    Value(Cow<'a, str>, Parts<'a>),
    /// No cookie, as in most lines of a log.
    Absent,
    /// The name, but no cookie that could be taken for it: why.
    Unread(&'static str),
    /// Nothing that can be looked at.
    Not(Error),
}

/// Other values that a cookie in a log may have.
#[derive(Debug)]
pub enum Parts<'a> {
    /// As the line has them.
    Of(Place<'a>),
    /// Made already.
    Made(Vec<String>),
}

/// What was found, and what leaves it open which cookies there were.
#[derive(Debug)]
pub struct Sight<'a> {
    /// What was found.
    pub found: Found<'a>,
    /// The cookies that go with it, where it is a value.
    pub siblings: Vec<(String, String)>,
    /// How many further cookies of the name stand in the line.
    pub others: u64,
    /// What is to be warned of.
    pub warning: Option<String>,
    /// Which of the names that are looked for it has.
    pub called: usize,
    /// Whether the line ends in quotes or braces that it opened.
    pub is_cut: bool,
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
    /// of each line; `pin` is the format that is pinned. `result` is the name that
    /// the result has beside that field.
    pub fn new(name: Option<&str>, pin: Option<Pin>, field: Option<Field>, result: String) -> Self {
        let named = name.filter(|name| !name.is_empty());
        let firsts = named.map(|name| firsts(pin.map(|it| it.format), name));
        let names = named.into_iter().map(str::to_owned);
        let names = names.chain(firsts.unwrap_or_default());
        Finder {
            sought: names.map(|name| Sought::new(name, pin)).collect(),
            pin,
            field,
            result,
        }
    }

    /// The name of the cookie of a sight, where it is another than was asked for.
    pub fn called(&self, sight: &Sight) -> Option<&str> {
        let sought = self.sought.get(sight.called).filter(|_| sight.called > 0);
        sought.map(|it| &*it.name)
    }

    /// The bytes of a line, where no field of it is meant.
    pub fn all_of<'a>(&self, line: Line<'a>) -> Option<&'a [u8]> {
        match line {
            Line::Bytes(bytes) if self.field.is_none() => Some(bytes),
            _ => None,
        }
    }

    /// Finds the cookie of a line.
    pub fn cookie<'a>(&'a self, line: Line<'a>) -> (Sight<'a>, Option<Kept<'a>>) {
        let line = match bytes(line) {
            Ok(line) => line,
            Err(error) => return (Sight::new(Found::Not(error)), None),
        };
        if let Some(field) = &self.field {
            return match self.look(field, line) {
                Ok((at, kept)) => (self.in_field(at, line), Some(kept)),
                Err(error) => (Sight::new(Found::Not(error)), None),
            };
        }
        let sight = match std::str::from_utf8(line) {
            Ok(text) => self.in_text(text),
            // A log holds whatever clients sent: the cookie may be sound.
            Err(_) if !self.sought.is_empty() => {
                let text = String::from_utf8_lossy(line);
                let sight = self.in_text(&text).owned();
                match sight.found {
                    Found::Text(_) => Sight::new(Found::Not(not_text())),
                    _ => sight,
                }
            }
            Err(_) => Sight::new(Found::Not(not_text())),
        };
        (sight, None)
    }

    fn in_field<'a>(&'a self, at: At<'a>, line: &[u8]) -> Sight<'a> {
        let sight = match at {
            At::Text(Cow::Borrowed(text)) => self.in_text(text),
            At::Text(Cow::Owned(text)) => self.in_text(&text).owned(),
            At::Other(_) => Sight::new(Found::Not(Error::no("malformed: the field is not a text"))),
            At::Nothing => Sight::new(Found::Absent),
        };
        // It may stand in another member.
        let stands = |name: &Name| name.is_in(&String::from_utf8_lossy(line));
        match (&sight.found, self.sought.first()) {
            (Found::Absent, Some(sought)) if stands(&sought.finder) => Sight::new(Found::Unread(
                "the name stands in the line, but no cookie of it in the field",
            )),
            _ => sight,
        }
    }

    /// Finds the payload of a line: the line, or its field, taken so.
    pub fn payload<'a>(
        &'a self,
        line: Line<'a>,
        taken: Taken,
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
            At::Text(text) if taken != Taken::Json => Ok(match text {
                Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
                Cow::Owned(text) => Cow::Owned(text.into_bytes()),
            }),
            At::Text(text) => Ok(Cow::Owned(serde_json::json!(text).to_string().into_bytes())),
            At::Other(_) if taken == Taken::Text => {
                Err(Error::could_not("the field is not a text"))
            }
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

    fn in_text<'a>(&self, text: &'a str) -> Sight<'a> {
        let text = without_row(text.trim_ascii());
        if !text.is_empty() && is_nothing(text) {
            return Sight::new(Found::Absent);
        }
        let Some(asked) = self.sought.first() else {
            return Sight::new(Found::Text(text.into()));
        };
        let is_cookie = recogniser(self.pin);
        let mut seen = asked.finder.find(text, &is_cookie);
        let mut called = 0;
        if matches!(seen.stands, Stands::Nowhere) && !self.is_alone(text) {
            // One that is too long for one cookie has its number behind its name.
            let firsts = self.sought.iter().enumerate().skip(1);
            let firsts = firsts.map(|(place, it)| (place, it.finder.find(text, &is_cookie)));
            let mut firsts = firsts
                .filter(|(_, seen)| matches!(seen.stands, Stands::Cookie(_) | Stands::InList));
            match firsts.next() {
                Some(first) => (called, seen) = first,
                None => {
                    let in_object = || object::taken(text, Some(&asked.name), self.pin);
                    let found = match names_a_value(text, &asked.name, &is_cookie) {
                        true if in_object().is_some() => Found::Text(text.into()),
                        true => Found::Unread(OTHERWISE),
                        false => Found::Absent,
                    };
                    return Sight {
                        is_cut: is_cut(text),
                        ..Sight::new(found)
                    };
                }
            }
        }
        let sight = Sight {
            others: seen.others,
            called,
            ..Sight::new(Found::Absent)
        };
        match seen.stands {
            // No cookie, or one that the server removes.
            Stands::Cookie(first) if seen.others == 0 && is_nothing(&first.value()) => sight,
            Stands::Cookie(first) => {
                let sought = &self.sought[called];
                let (place, warning) = several::taken(&sought.name, &seen, first, self.pin);
                Sight {
                    found: Found::Value(place.written(), Parts::Of(place)),
                    siblings: sought.siblings(text),
                    warning,
                    ..sight
                }
            }
            Stands::Unread(why) => Sight {
                found: Found::Unread(why),
                ..sight
            },
            Stands::InList | Stands::Nowhere => Sight {
                found: Found::Text(text.into()),
                ..sight
            },
        }
    }

    /// Whether a line without the name is a value alone. A line of a log has
    /// spaces, as no cookie on the wire has; where one was put into a value it is
    /// still that value, and a bad one. Within quotes it may have them.
    fn is_alone(&self, text: &str) -> bool {
        if text.is_empty() || text.starts_with('{') && is_json(text) {
            return false;
        }
        if whole(text, &recogniser(self.pin)).is_some() {
            return true;
        }
        if !has_space(text) {
            // What has names has other names.
            let found = || find_all(text, &recogniser(self.pin));
            return !text.contains('=') && !is_word(text)
                || text.contains('=') && found().iter().any(|cookie| cookie.name.is_none());
        }
        let is_odd = |byte: u8| b"\"\\[]{}<>".contains(&byte);
        if text.len() > MAX_COOKIE_BYTES || text.bytes().any(is_odd) {
            return false;
        }
        let is_cookie = recogniser(self.pin);
        let is_broken = || {
            let fields: Vec<&str> = text.split('|').collect();
            // A date has spaces, and a signature is long.
            matches!(fields[..], [value, _, mac] if mac.len() >= 20
                && ![value, mac].iter().any(|it| it.contains(char::is_whitespace)))
        };
        let squeezed = || text.split_whitespace().collect::<String>();
        is_cookie(text) || is_broken() || is_cookie(&squeezed())
    }
}

impl<'a> Sight<'a> {
    fn new(found: Found<'a>) -> Self {
        Sight {
            found,
            siblings: vec![],
            others: 0,
            warning: None,
            called: 0,
            is_cut: false,
        }
    }

    fn owned(self) -> Sight<'static> {
        let found = match self.found {
            Found::Text(text) => Found::Text(text.into_owned().into()),
            Found::Value(value, parts) => {
                let parts = parts.each().map(Cow::into_owned).collect();
                Found::Value(value.into_owned().into(), Parts::Made(parts))
            }
            Found::Absent => Found::Absent,
            Found::Unread(why) => Found::Unread(why),
            Found::Not(error) => Found::Not(error),
        };
        Sight {
            found,
            siblings: self.siblings,
            others: self.others,
            warning: self.warning,
            called: self.called,
            is_cut: self.is_cut,
        }
    }
}

impl Parts<'_> {
    /// From the longest on.
    pub fn each(&self) -> Box<dyn Iterator<Item = Cow<'_, str>> + '_> {
        match self {
            Parts::Of(place) => Box::new(place.parts()),
            Parts::Made(parts) => Box::new(parts.iter().map(|it| Cow::Borrowed(it.as_str()))),
        }
    }
}

/// Whether a text has white space of any script.
fn has_space(text: &str) -> bool {
    // Without a branch, as most values are: many bytes are looked at in one step.
    let is_plain = |byte: u8| byte > b' ' && byte < 0x7f;
    let is_plain = text.bytes().fold(true, |all, byte| all & is_plain(byte));
    !is_plain && text.contains(char::is_whitespace)
}

fn is_json(text: &str) -> bool {
    serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
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
    let parts = |byte: u8| byte <= b' ' || matches!(byte, b';' | b'"' | b'\'');
    // Without a branch, so that many bytes are looked at in one step.
    if bytes.iter().fold(false, |any, byte| any | parts(*byte)) {
        return None;
    }
    // A colon may end the name of a header.
    if memchr::memchr(b':', bytes).is_some() && header_of(text).is_some() {
        return None;
    }
    let sign = memchr::memchr(b'=', bytes);
    match sign.map(|sign| (&text[..sign], &text[sign + 1..])) {
        Some((name, value)) if is_token(name) && !value.is_empty() => Some((name, value)),
        _ => Some(("", text)),
    }
}
