//! A value that is too long for one cookie, as libraries spread it: over `NAME.0`,
//! `NAME.1` and so on, or from `NAME.1` on where `NAME` says how many. What stands
//! between the name and the number is the format's.

use std::borrow::Cow;

use super::{Input, Malformed, Sealed};

/// How a format spreads a value over several cookies.
pub struct Chunks {
    /// What stands between the name and a number.
    pub mark: char,
    /// What the chunks from `NAME.1` on go with.
    pub head: Head,
    /// The highest number that is looked for: a browser keeps some more cookies, and
    /// no server takes them.
    pub last: usize,
}

/// What the chunks from the second on go with.
#[derive(Clone, Copy)]
pub enum Head {
    /// `NAME.0` alone.
    First,
    /// `NAME.0`, or `NAME` where that did not come.
    FirstOrPlain,
    /// `NAME`, whose value tells how many there are: by this function, without a key.
    Count(fn(&str) -> Option<usize>),
}

/// Those of most libraries in JavaScript.
pub static DOTTED: Chunks = Chunks {
    mark: '.',
    head: Head::FirstOrPlain,
    last: 15,
};

/// What stands before the number of chunks, in a cookie of h3 that says it.
pub const COUNTED: &str = "__chunked__";

impl Chunks {
    /// A name and the number of its chunk, where it has one.
    pub fn numbered<'n>(&self, name: &'n str) -> (&'n str, Option<usize>) {
        match name.rsplit_once(self.mark) {
            Some((base, number)) if !base.is_empty() && is_number(number) => {
                (base, number.parse().ok())
            }
            _ => (name, None),
        }
    }

    /// A name without the number of its chunk.
    pub fn base<'n>(&self, name: &'n str) -> &'n str {
        self.numbered(name).0
    }

    /// The name of the chunk of this number.
    pub fn name(&self, base: &str, number: usize) -> String {
        format!("{base}{}{number}", self.mark)
    }

    /// The name of the first chunk, where it has a number.
    pub fn first(&self, base: &str) -> Option<String> {
        match self.head {
            Head::First | Head::FirstOrPlain => Some(self.name(base, 0)),
            Head::Count(_) => None,
        }
    }

    /// The names of the chunks that may go with a cookie.
    pub fn others(&self, name: &str) -> Vec<String> {
        let (base, number) = self.numbered(name);
        let base = match self.head {
            Head::First if number != Some(0) => return vec![],
            Head::First | Head::FirstOrPlain => base,
            Head::Count(_) => name,
        };
        (1..=self.last).map(|it| self.name(base, it)).collect()
    }

    /// The names of the cookies that a chunk may go with.
    pub fn mains(&self, name: &str) -> Vec<String> {
        let (base, Some(1..)) = self.numbered(name) else {
            return vec![];
        };
        match self.head {
            Head::First => vec![self.name(base, 0)],
            Head::FirstOrPlain => vec![self.name(base, 0), base.to_owned()],
            Head::Count(_) => vec![base.to_owned()],
        }
    }

    /// The names of the chunks that a cookie is joined with.
    pub fn joined_names(&self, cookie: Input) -> Vec<String> {
        let (base, number) = self.numbered(cookie.name);
        let is_first = number == Some(0)
            || matches!(self.head, Head::FirstOrPlain)
                && cookie.sibling(&self.name(base, 0)).is_none();
        let names = (1..=self.last).map(|number| self.name(base, number));
        let names = names.take_while(|name| is_first && cookie.sibling(name).is_some());
        names.collect()
    }

    /// The whole value of a cookie that is the first chunk, or came without one, with
    /// those chunks that came with it. A cookie that has the name itself is whole.
    pub fn joined<'a>(&self, cookie: Input<'a>) -> Cow<'a, str> {
        let names = match self.base(cookie.name) {
            "" => vec![],
            _ => self.joined_names(cookie),
        };
        if names.is_empty() {
            return Cow::Borrowed(cookie.value);
        }
        let chunks = names.iter().filter_map(|name| cookie.sibling(name));
        let chunks: String = chunks.collect();
        Cow::Owned(format!("{}{chunks}", cookie.value))
    }

    /// Splits a value that is longer than a chunk over `NAME.0`, `NAME.1` and so on; one
    /// that is made again stays under the first of these names, for an older chunk would
    /// be joined to one under the name itself. `written` makes of a chunk what is sent.
    pub fn split(
        &self,
        name: &str,
        value: String,
        length: usize,
        written: fn(&str) -> Cow<str>,
    ) -> Sealed {
        let (base, number) = self.numbered(name);
        let is_whole = value.len() <= length && number != Some(0);
        if is_whole || base.is_empty() || length == 0 || !value.is_ascii() {
            return written(&value).into_owned().into();
        }
        let base = match self.head {
            Head::First if number != Some(0) => name,
            _ => base,
        };
        let chunks = value.as_bytes().chunks(length).enumerate();
        let mut chunks = chunks.map(|(index, chunk)| {
            let chunk = String::from_utf8_lossy(chunk);
            (self.name(base, index), written(&chunk).into_owned())
        });
        let first = chunks.next();
        let companions = chunks.collect();
        match first {
            Some((name, value)) => Sealed {
                name: Some(name),
                value,
                companions,
            },
            None => value.into(),
        }
    }
}

/// A chunk that is sent as it is.
pub fn as_it_is(chunk: &str) -> Cow<'_, str> {
    Cow::Borrowed(chunk)
}

/// How many chunks a cookie of h3 says that it is in.
pub fn count(value: &str) -> Option<usize> {
    let count = value.strip_prefix(COUNTED)?;
    let is_canonical = is_number(count) && !count.starts_with('0');
    let count = count.parse().ok().filter(|_| is_canonical);
    count.filter(|it| *it <= DOTTED.last)
}

fn is_number(text: &str) -> bool {
    (1..=2).contains(&text.len()) && text.bytes().all(|it| it.is_ascii_digit())
}

/// The whole value behind the mark and a number, of the cookies from `NAME.1` on.
///
/// # Errors
/// When one of them is missing.
pub fn counted(cookie: Input) -> Result<Cow<str>, Malformed> {
    if !cookie.value.starts_with(COUNTED) {
        return Ok(Cow::Borrowed(cookie.value));
    }
    let count = count(cookie.value).ok_or(Malformed(
        "h3: it is in chunks, and does not say how many there are",
    ))?;
    let chunk = |number: usize| cookie.sibling(&format!("{}.{number}", cookie.name));
    let chunks: Option<String> = (1..=count).map(chunk).collect();
    chunks.map(Cow::Owned).ok_or(Malformed(
        "h3: it is in chunks, and one is missing: give all, as NAME=…; NAME.1=…; NAME.2=…",
    ))
}

/// Spreads a value that is longer than a chunk: the value that says how many there
/// are behind the mark, and the chunks.
pub fn spread(name: &str, value: String, length: usize) -> Sealed {
    if value.len() <= length || name.is_empty() || !value.is_ascii() {
        return value.into();
    }
    let chunks = value.as_bytes().chunks(length).enumerate();
    let companions: Vec<(String, String)> = chunks
        .map(|(index, chunk)| {
            let chunk = String::from_utf8_lossy(chunk).into_owned();
            (format!("{name}.{}", index + 1), chunk)
        })
        .collect();
    Sealed {
        name: None,
        value: format!("{COUNTED}{}", companions.len()),
        companions,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_are_joined_by_their_numbers_and_whole_values_left_alone() {
        let siblings = [("s.1", "b"), ("s.2", "c"), ("s.4", "e"), ("t.1", "x")];
        let siblings = siblings.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let of = |name, siblings| {
            DOTTED.joined(Input {
                siblings,
                ..Input::new(name, "a")
            })
        };
        assert_eq!(of("s.0", &siblings), "abc");
        assert_eq!(of("s", &siblings), "abc");
        assert_eq!(of("u", &siblings), "a");
        assert_eq!(of("", &siblings), "a");
        let with_first = [&siblings[..], &[("s.0".to_owned(), "z".to_owned())]].concat();
        assert_eq!(of("s", &with_first), "a");
    }

    #[test]
    fn a_long_value_is_split_and_joined_again() {
        let of = |name, value: &str| DOTTED.split(name, value.to_owned(), 2, as_it_is);
        for whole in [of("s", "ab"), of("", "abc")] {
            assert_eq!((whole.name, whole.companions), (None, vec![]));
        }
        let split = of("s", "abcde");
        assert_eq!(split.name_or("s"), "s.0");
        assert_eq!(split.value, "ab");
        let pairs = [("s.1", "cd"), ("s.2", "e")];
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(split.companions, pairs);
        assert_eq!(of("s.0", "abcde"), split);
        assert_eq!(of("s.0", "a").name.as_deref(), Some("s.0"));
        let cookie = Input {
            siblings: &split.companions,
            ..Input::new("s.0", &split.value)
        };
        assert_eq!(DOTTED.joined(cookie), "abcde");
    }

    #[test]
    fn a_count_is_one_number_and_every_chunk_is_asked_for() {
        let siblings = [("s.1", "b"), ("s.2", "c")];
        let siblings = siblings.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let of = |value: &str| {
            let cookie = Input {
                siblings: &siblings,
                ..Input::new("s", value)
            };
            counted(cookie).ok().map(Cow::into_owned)
        };
        assert_eq!(of("__chunked__2").as_deref(), Some("bc"));
        assert_eq!(of("__chunked__1").as_deref(), Some("b"));
        assert_eq!(of("whole").as_deref(), Some("whole"));
        for other in ["", "0", "3", "02", "x", "-1", "1 ", "999"] {
            assert_eq!(of(&format!("{COUNTED}{other}")), None, "{other}");
        }
        let sealed = spread("s", "abcde".to_owned(), 2);
        assert_eq!(sealed.value, "__chunked__3");
        assert_eq!(sealed.companions[2], ("s.3".to_owned(), "e".to_owned()));
    }
}
