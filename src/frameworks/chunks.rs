//! A value that is too long for one cookie, as JavaScript's libraries spread it:
//! over `NAME.0`, `NAME.1` and so on, or from `NAME.1` on where `NAME` says how many.

use std::borrow::Cow;

use super::{Input, Malformed, Sealed};

/// The most cookies that a value is spread over: a browser keeps some more, and no
/// server takes them.
pub const MAX: usize = 16;
/// What stands before the number of chunks, in a cookie that says it.
pub const COUNTED: &str = "__chunked__";

/// A name without the number of its chunk.
pub fn base(name: &str) -> &str {
    numbered(name).0
}

/// A name and the number of its chunk, where it has one.
pub fn numbered(name: &str) -> (&str, Option<usize>) {
    match name.rsplit_once('.') {
        Some((base, number)) if !base.is_empty() && is_number(number) => {
            (base, number.parse().ok())
        }
        _ => (name, None),
    }
}

/// How many chunks a cookie says that it is in.
pub fn count(value: &str) -> Option<usize> {
    let count = value.strip_prefix(COUNTED)?;
    let is_canonical = is_number(count) && !count.starts_with('0');
    count.parse().ok().filter(|it| is_canonical && *it < MAX)
}

fn is_number(text: &str) -> bool {
    (1..=2).contains(&text.len()) && text.bytes().all(|it| it.is_ascii_digit())
}

/// The names of the chunks from the second on.
pub fn others(name: &str) -> Vec<String> {
    let base = base(name);
    (1..MAX).map(|number| format!("{base}.{number}")).collect()
}

/// The names of the cookies that a chunk may go with: the first chunk, and the one
/// that says how many there are.
pub fn mains(name: &str) -> Vec<String> {
    match name.rsplit_once('.') {
        Some((base, number)) if !base.is_empty() && is_number(number) && number != "0" => {
            vec![format!("{base}.0"), base.to_owned()]
        }
        _ => vec![],
    }
}

/// The names of the chunks that a cookie is joined with.
pub fn joined_names(cookie: Input) -> Vec<String> {
    let base = base(cookie.name);
    let is_first = cookie.name.ends_with(".0") || cookie.sibling(&format!("{base}.0")).is_none();
    let names = (1..MAX).map(|number| format!("{base}.{number}"));
    let names = names.take_while(|name| is_first && cookie.sibling(name).is_some());
    names.collect()
}

/// The whole value of a cookie that is `NAME.0` or came without one, with those
/// chunks that came with it. A cookie that has the name itself is whole.
pub fn joined<'a>(cookie: Input<'a>) -> Cow<'a, str> {
    let base = base(cookie.name);
    let names = match base {
        "" => vec![],
        _ => joined_names(cookie),
    };
    if names.is_empty() {
        return Cow::Borrowed(cookie.value);
    }
    let chunks = names.iter().filter_map(|name| cookie.sibling(name));
    let chunks: String = chunks.collect();
    Cow::Owned(format!("{}{chunks}", cookie.value))
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

/// Splits a value that is longer than a chunk over `NAME.0`, `NAME.1` and so on; one
/// that is made again stays under the first of these names, for an older chunk would
/// be joined to one under the name itself.
pub fn split(name: &str, value: String, length: usize) -> Sealed {
    let base = base(name);
    let is_again = name.strip_suffix(".0") == Some(base);
    let is_whole = value.len() <= length && !is_again;
    if is_whole || base.is_empty() || length == 0 || !value.is_ascii() {
        return value.into();
    }
    let chunks = value.as_bytes().chunks(length).enumerate();
    let mut chunks = chunks.map(|(index, chunk)| {
        let chunk = String::from_utf8_lossy(chunk).into_owned();
        (format!("{base}.{index}"), chunk)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_are_joined_by_their_numbers_and_whole_values_left_alone() {
        let siblings = [("s.1", "b"), ("s.2", "c"), ("s.4", "e"), ("t.1", "x")];
        let siblings = siblings.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let of = |name, siblings| {
            joined(Input {
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
        let of = |name, value: &str| split(name, value.to_owned(), 2);
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
        assert_eq!(joined(cookie), "abcde");
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
