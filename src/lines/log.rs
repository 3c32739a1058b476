//! Where a cookie stands in the line of a log, and where it ends there.
//!
//! Where the line says where the value ends - in a header, in quotes - it is
//! that value and no other, as if it had been given alone. Where the line's own
//! separators could be the value's, the whole comes first, and a part of it only
//! counts where a key or the format proves it.

use std::borrow::Cow;

use memchr::memmem;

use super::blank::{is_followed_by_words, is_nothing};
use super::quotes::{Quote, quote_around, unescaped};
use crate::cookie::unquote;
use crate::encoding::from_percent_leniently;
use crate::frameworks::MAX_COOKIE_BYTES;

/// A name, to be found in lines.
pub struct Name {
    name: String,
    /// `NAME=`.
    pair: memmem::Finder<'static>,
}

/// What a line has of a name.
pub enum Stands<'a> {
    /// The line is a header or a list of cookies, and has the name.
    InList,
    /// A cookie of it.
    Cookie(Place<'a>),
    /// The name, but no cookie that could be taken: why.
    Unread(&'static str),
    /// Nothing of it.
    Nowhere,
}

/// What was seen of a name in a line.
pub struct Seen<'a> {
    /// The first cookie of it, or why there is none.
    pub stands: Stands<'a>,
    /// How many further cookies of it have another value.
    pub others: u64,
    /// The first, and those, where there are any.
    pub several: Vec<Place<'a>>,
}

/// A place behind `NAME=` in a line.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// What stands before the name.
    before: &'a str,
    /// The value as it is in the line.
    raw: &'a str,
    /// Whether quotes hold it, and characters in it may be escaped.
    is_quoted: bool,
}

/// How what stands before `NAME=` makes a cookie of it.
enum Boundary {
    /// A cookie starts here.
    Start,
    /// It may be a parameter of an address, or base64.
    Maybe,
    /// It is the end of a longer name.
    Longer,
}

/// The most times that a name is looked at in a line.
const MAX_STANDS: usize = 16;

const NOT_A_COOKIE: &str =
    "the name stands in the line, but not as a cookie's, and what follows is none";
const OTHERWISE: &str =
    "the name stands in the line in another case or escaped, and no cookie was taken for it";

impl Name {
    /// Finds cookies of this name.
    pub fn new(name: &str) -> Self {
        Name {
            pair: memmem::Finder::new(format!("{name}=").as_bytes()).into_owned(),
            name: name.to_owned(),
        }
    }

    /// What a line has of the name. `is_cookie` tells a value of a known format.
    pub fn find<'a>(&self, text: &'a str, is_cookie: &dyn Fn(&str) -> bool) -> Seen<'a> {
        let (mut first, mut several) = (None::<Place>, Vec::new());
        let (mut in_list, mut others, mut maybe) = (is_header(text), 0, false);
        for (count, start) in self.pair.find_iter(text.as_bytes()).enumerate() {
            // Nobody writes so many, and each is looked at with all before it.
            if count == MAX_STANDS {
                others += u64::from(first.is_some());
                maybe = true;
                break;
            }
            let (before, rest) = (&text[..start], &text[start + self.pair.needle().len()..]);
            let boundary = boundary(before);
            if matches!(boundary, Boundary::Longer) {
                continue;
            }
            let is_log = || !is_header(text) && is_followed_by_words(rest, is_cookie);
            if (in_list || first.is_none()) && is_list(before) && !is_log() {
                in_list = true;
            } else if in_list {
                continue;
            }
            let place = Place::new(before, rest, in_list);
            if matches!(boundary, Boundary::Maybe) && !place.is_any(is_cookie) {
                maybe = true;
                continue;
            }
            match first {
                None => first = Some(place),
                Some(first) if first.value() == place.value() => {}
                Some(first) => {
                    others += 1;
                    if several.is_empty() {
                        several.push(first);
                    }
                    several.push(place);
                }
            }
        }
        let stands = match first {
            Some(place) if in_list && (others > 0 || place.is_odd()) => Stands::InList,
            Some(place) => Stands::Cookie(place),
            None if maybe => Stands::Unread(NOT_A_COOKIE),
            None if self.stands_otherwise(text) => Stands::Unread(OTHERWISE),
            None => Stands::Nowhere,
        };
        Seen {
            stands,
            others,
            several,
        }
    }

    /// Whether the name stands anywhere in a line, in whatever spelling.
    pub fn is_in(&self, text: &str) -> bool {
        let mut starts = self.pair.find_iter(text.as_bytes());
        starts.any(|start| !matches!(boundary(&text[..start]), Boundary::Longer))
            || self.stands_otherwise(text)
    }

    fn stands_otherwise(&self, text: &str) -> bool {
        if self.is_in_any_case(text) {
            return true;
        }
        let is_escaped = memchr::memchr2(b'%', b'\\', text.as_bytes()).is_some();
        is_escaped && {
            let text = unescaped(text);
            let decoded = from_percent_leniently(&text);
            self.is_in_any_case(decoded.as_deref().unwrap_or(&text))
        }
    }

    fn is_in_any_case(&self, text: &str) -> bool {
        let bytes = text.as_bytes();
        memchr::memchr_iter(b'=', bytes).any(|sign| {
            let start = sign.checked_sub(self.name.len());
            start.is_some_and(|start| {
                bytes[start..sign].eq_ignore_ascii_case(self.name.as_bytes())
                    && text.is_char_boundary(start)
                    && !matches!(boundary(&text[..start]), Boundary::Longer)
            })
        })
    }
}

impl<'a> Place<'a> {
    fn new(before: &'a str, rest: &'a str, in_list: bool) -> Self {
        let to = |end: Option<usize>| &rest[..end.unwrap_or(rest.len())];
        if in_list {
            return Place {
                before: "",
                raw: to(memchr::memchr(b';', rest.as_bytes())),
                is_quoted: false,
            };
        }
        let end = rest
            .bytes()
            .position(|byte| b" \t;\"\\'\r\x0b\x0c".contains(&byte));
        // What ends it there does so in quotes of any kind.
        if end.is_none_or(|end| rest.as_bytes()[end] == b';') {
            return Place {
                before,
                raw: to(end),
                is_quoted: false,
            };
        }
        let (quote, _) = quote_around(before);
        Place {
            before,
            raw: &rest[..quote.end(rest)],
            is_quoted: quote != Quote::None,
        }
    }

    /// The value as it was sent, with white space, and with quotes where the line
    /// escaped them. Others that stand right around it are the line's own.
    pub fn written(&self) -> Cow<'a, str> {
        match self.is_quoted {
            true => self.sent(self.raw),
            false => Cow::Borrowed(unquote(self.raw.trim_ascii())),
        }
    }

    fn sent(&self, raw: &'a str) -> Cow<'a, str> {
        match self.is_quoted && memchr::memchr(b'\\', raw.as_bytes()).is_some() {
            true => unescaped(raw),
            false => Cow::Borrowed(raw),
        }
    }

    /// The value, without white space around it.
    pub fn value(&self) -> Cow<'a, str> {
        match self.written() {
            Cow::Borrowed(text) => Cow::Borrowed(text.trim_ascii()),
            Cow::Owned(text) => Cow::Owned(text.trim_ascii().to_owned()),
        }
    }

    /// Whether it follows another cookie of the same header.
    pub fn is_next(&self) -> bool {
        let before = self.before.trim_end_matches([' ', '\t', '+']);
        before.strip_suffix("%20").unwrap_or(before).ends_with(';')
    }

    /// Whether something in the value could be meant in another way.
    fn is_odd(&self) -> bool {
        let is_odd = |byte: u8| byte.is_ascii_whitespace() || byte == b'"' || byte == b'\'';
        self.raw.bytes().any(is_odd) && !is_nothing(&self.value())
    }

    fn is_any(&self, is_cookie: &dyn Fn(&str) -> bool) -> bool {
        // None has more, and none of the parts is looked at that does.
        let is_short = self.raw.len() <= MAX_COOKIE_BYTES;
        is_short && is_cookie(&self.value()) || self.parts().any(|part| is_cookie(&part))
    }

    /// Whether it stands in the words of a line, and not in a header.
    fn is_in_a_sentence(&self) -> bool {
        let words = self.before.trim_end_matches(' ');
        let is_header = words.is_empty() || words.ends_with([';', ':', ',', '=']);
        !self.is_quoted && words.len() < self.before.len() && !is_header
    }

    /// What the value would be, from the longest on, if what stands in it and
    /// before it in the line alike were the line's own.
    pub fn parts(&self) -> impl Iterator<Item = Cow<'a, str>> {
        const MAX_PARTS: usize = 8;
        let place = *self;
        let signs = Signs::of(&self.before[quote_around(self.before).1..]);
        let ends = place.raw.char_indices().skip(1).map(|(end, _)| end);
        let ends = ends.take_while(|end| *end <= MAX_COOKIE_BYTES);
        // The marks of a sentence at its very end may be the line's.
        let is_mark = |it: char| ".,:!?".contains(it) && place.is_in_a_sentence();
        let bare = place.raw.trim_end_matches(is_mark);
        let is_end = |end: &usize| *end >= bare.len() || signs.end(&place.raw[*end..]);
        let ends: Vec<usize> = ends.filter(is_end).collect();
        let ends = ends.into_iter().rev().take(MAX_PARTS);
        ends.map(move |end| place.sent(&place.raw[..end]))
    }
}

/// Which separators a line has before a name, so that they may end its value.
struct Signs {
    bar: bool,
    ampersand: bool,
    plus: bool,
    comma: bool,
    percent: bool,
    backslash: bool,
    /// Of `]`, `)`, `}` and `>`: whether one was opened and not closed.
    open: [bool; 4],
}

const BRACKETS: [(u8, u8); 4] = [(b'[', b']'), (b'(', b')'), (b'{', b'}'), (b'<', b'>')];

impl Signs {
    fn of(segment: &str) -> Self {
        let bytes = segment.as_bytes();
        let count = |sign| memchr::memchr_iter(sign, bytes).count();
        let has = |sign| memchr::memchr(sign, bytes).is_some();
        let open = BRACKETS.map(|(opens, closes)| count(opens) > count(closes));
        Signs {
            bar: has(b'|') || open[2],
            ampersand: has(b'&') || has(b'?'),
            plus: has(b'+'),
            comma: has(b','),
            percent: has(b'%'),
            backslash: has(b'\\'),
            open,
        }
    }

    /// Whether one of them stands at the start of this rest of a value.
    fn end(&self, rest: &str) -> bool {
        /// White space, `;`, `,`, `&`, `|`, `"` and `}`.
        const ENCODED: [&str; 10] = [
            "%20", "%09", "%0a", "%0d", "%3b", "%2c", "%26", "%7c", "%22", "%7d",
        ];
        let is = |sign: &&str| {
            let start = rest.get(..sign.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(sign))
        };
        match rest.as_bytes()[0] {
            b'|' => self.bar,
            b'&' => self.ampersand,
            b'+' => self.plus,
            b',' => self.comma,
            b'\\' => self.backslash && [r"\t", r"\n", r"\r"].iter().any(is),
            b'%' => self.percent && ENCODED.iter().any(is),
            sign => {
                let place = BRACKETS.iter().position(|(_, closes)| *closes == sign);
                place.is_some_and(|place| self.open[place])
            }
        }
    }
}

/// What stands before `NAME=`: of a name, or of something else.
fn boundary(before: &str) -> Boundary {
    let bytes = before.as_bytes();
    let Some(last) = bytes.last() else {
        return Boundary::Start;
    };
    if b" \t\"';,{[(:=<>|".contains(last) {
        return Boundary::Start;
    }
    // An escape of two characters, or of one by its number.
    if [r"\t", r"\n", r"\r"].iter().any(|it| before.ends_with(it)) {
        return Boundary::Start;
    }
    for (escape, digits) in [(r"\x", 2), (r"\u", 4), ("%", 2)] {
        let number = bytes
            .len()
            .checked_sub(digits)
            .and_then(|at| before.get(at..));
        let Some(number) = number.filter(|it| it.bytes().all(|byte| byte.is_ascii_hexdigit()))
        else {
            continue;
        };
        let rest = &before[..before.len() - digits];
        let Some(rest) = rest.strip_suffix(escape) else {
            continue;
        };
        let code = u32::from_str_radix(number, 16).unwrap_or_default();
        let character = char::from_u32(code).unwrap_or_default();
        let is_list = rest.ends_with(';') || rest.to_ascii_lowercase().ends_with("%3b");
        return match character {
            _ if is_name(character) => Boundary::Longer,
            _ if escape == "%" && !is_list => Boundary::Maybe,
            _ => Boundary::Start,
        };
    }
    match last {
        b'+' if before.ends_with(";+") => Boundary::Start,
        b'+' | b'&' => Boundary::Maybe,
        last if is_name(char::from(*last)) => Boundary::Longer,
        _ => Boundary::Maybe,
    }
}

/// Whether a character is one that names have (RFC 9110, token), except for those
/// that logs have between cookies.
fn is_name(character: char) -> bool {
    character.is_ascii_alphanumeric() || "!#$*-.^_`~".contains(character)
}

/// Whether a line is a header.
fn is_header(text: &str) -> bool {
    of_header(text).is_some()
}

/// What stands behind the name of a header.
fn of_header(text: &str) -> Option<&str> {
    let line = text.trim_start_matches(['<', '>', ' ']);
    ["cookie:", "set-cookie:"].iter().find_map(|header| {
        let start = line.get(..header.len())?;
        start
            .eq_ignore_ascii_case(header)
            .then(|| &line[header.len()..])
    })
}

/// Whether what stands before is the start of a header or of a list of cookies,
/// up to the next one: then the line is no log.
fn is_list(before: &str) -> bool {
    let (start, last) = before.rsplit_once(';').unwrap_or(("", before));
    if let Some(content) = of_header(before) {
        let last = content.rsplit_once(';').map_or(content, |(_, last)| last);
        return last.trim_ascii().is_empty();
    }
    let is_pair = |pair: &str| {
        let is_odd = |byte: u8| byte.is_ascii_whitespace() || b"\"'{[(".contains(&byte);
        !pair.trim_ascii().bytes().any(is_odd)
    };
    last.trim_ascii().is_empty() && (start.is_empty() || start.split(';').all(is_pair))
}
