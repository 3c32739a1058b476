//! Values in brackets: JSON, the flow style of YAML, inline tables, literals
//! of lists and dictionaries.
//!
//! Brackets are counted and strings are not read: that costs little, goes
//! both ways from any place, and a text in which brackets in strings mislead
//! still has a name that tells beside a key, or none.

use std::ops::Range;

use super::around::FILES;
use super::back::{Back, is_name, is_quote};

/// How far the bracket that holds a value is looked for: further away it is
/// not what names the value.
const MAX_BYTES: usize = 4096;
/// How far the other half of a pair is looked for.
const MAX_PAIR_BYTES: usize = 1024;
/// The same for lists, whose items are keys: some of them, and not a table.
const MAX_LIST_BYTES: usize = 512;

/// The opening bracket that holds the place.
fn opening(text: &[u8], at: usize, limit: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let from = at.saturating_sub(limit);
    (from..at).rev().find(|&place| match text[place] {
        b'}' | b']' | b')' => {
            depth += 1;
            false
        }
        b'{' | b'[' | b'(' if depth > 0 => {
            depth -= 1;
            false
        }
        b'{' | b'[' | b'(' => true,
        _ => false,
    })
}

/// The opening bracket of what the place is in.
pub(super) fn bracket(text: &[u8], at: usize) -> Option<usize> {
    opening(text, at, MAX_BYTES)
}

/// Where the bracket ends that opens there.
pub(super) fn closing(text: &[u8], open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let to = text.len().min(open + MAX_BYTES);
    (open..to).find(|&place| {
        match text[place] {
            b'{' | b'[' | b'(' => depth += 1,
            b'}' | b']' | b')' => depth = depth.saturating_sub(1),
            _ => return false,
        }
        depth == 0
    })
}

/// The bracket of the list that the place is an item of.
pub(super) fn list(text: &[u8], at: usize) -> Option<usize> {
    opening(text, at, MAX_LIST_BYTES).filter(|&open| matches!(text[open], b'[' | b'('))
}

fn object(text: &[u8], at: usize, limit: usize) -> Option<usize> {
    opening(text, at, limit).filter(|&open| text[open] == b'{')
}

/// What an entry is called whose key is in an entry beside it.
const PAIRED: [&str; 8] = [
    "name",
    "key",
    "variable",
    "parameterkey",
    "option_name",
    "optionname",
    "path",
    "dest",
];

/// The text that is the first argument in the bracket that opens there.
pub(super) fn first_text(text: &[u8], open: usize) -> Option<&[u8]> {
    let end = text.len().min(open + MAX_LIST_BYTES);
    let start = white(text, open + 1, end);
    let is_text = text.get(start).is_some_and(|byte| is_quote(*byte));
    (is_text && start < end).then(|| &text[scalar(text, start, end)])
}

/// The word that is the first argument of the call that the place is in.
pub(super) fn first_word(text: &[u8], at: usize) -> Option<&[u8]> {
    let open = bracket(text, at).filter(|&open| text[open] == b'(')?;
    let start = white(text, open + 1, at);
    let is_word = text.get(start).is_some_and(|byte| is_name(*byte));
    (is_word && start < at).then(|| &text[scalar(text, start, at)])
}

/// The name in `{"name": "NAME", "value": …}`.
pub(super) fn pair(text: &[u8], at: usize) -> Option<&[u8]> {
    let open = object(text, at, MAX_PAIR_BYTES)?;
    entry(text, open, &PAIRED, MAX_PAIR_BYTES).map(|range| &text[range])
}

/// The file in `content=… dest=FILE`, on one line.
pub(super) fn inline_pair(text: &[u8], at: usize) -> Option<&[u8]> {
    let from = at.saturating_sub(MAX_LIST_BYTES);
    let start = memchr::memrchr(b'\n', &text[from..at]).map_or(from, |it| from + it + 1);
    let rest = &text[at..text.len().min(at + MAX_LIST_BYTES)];
    let end = at + memchr::memchr(b'\n', rest).unwrap_or(rest.len());
    let mut words = text[start..end].split(u8::is_ascii_whitespace);
    words.find_map(|word| {
        let split = word.iter().position(|byte| *byte == b'=')?;
        let is_file = FILES.iter().any(|it| it.as_bytes() == &word[..split]);
        is_file.then(|| word[split + 1..].trim_ascii())
    })
}

/// The name of the thing that the state of Terraform says is random, of which the place is
/// in an attribute.
pub(super) fn random_thing(text: &[u8], at: usize) -> Option<&[u8]> {
    let attributes = object(text, at, MAX_BYTES)?;
    let instance = object(text, attributes, MAX_BYTES)?;
    let list = bracket(text, instance).filter(|&open| text[open] == b'[')?;
    let thing = object(text, list, MAX_BYTES)?;
    let kind = entry(text, thing, &["type"], MAX_BYTES)?;
    let name = entry(text, thing, &["name"], MAX_BYTES)?;
    text[kind].starts_with(b"random_").then(|| &text[name])
}

/// What holds an entry.
pub(super) struct Holder<'a> {
    pub(super) name: &'a [u8],
    /// It is written as a text: `variable "NAME" { … }`.
    pub(super) is_label: bool,
    /// It is a call, an argument, a kind of a thing: its name says what it is
    /// about, and more.
    pub(super) is_loose: bool,
}

impl<'a> Holder<'a> {
    /// A mapping of this name.
    pub(super) fn of(name: &'a [u8]) -> Self {
        Holder {
            name,
            is_label: false,
            is_loose: false,
        }
    }

    fn loose(name: &'a [u8]) -> Self {
        Holder {
            is_loose: true,
            ..Holder::of(name)
        }
    }
}

/// What holds the entry, from the inside: the name of its object, of the call
/// that it is an argument of, and of the Secret of Kubernetes that this is the
/// data of. What is called by one of `transparent` is looked through.
pub(super) fn holders<'a>(
    text: &'a [u8],
    at: usize,
    calls: bool,
    transparent: &[&str],
) -> Option<Vec<Holder<'a>>> {
    /// How many objects in one another are looked through.
    const MAX_DEPTH: usize = 3;
    let mut names = Vec::new();
    let mut at = at;
    for depth in 0..MAX_DEPTH {
        let open = opening(text, at, MAX_BYTES);
        // `'session' => ['secret' => …]`
        let is_array =
            |open: usize| text[open] == b'[' && text[..open].trim_ascii_end().ends_with(b"=>");
        let is_one =
            |open: &usize| text[*open] == b'{' || calls && (text[*open] == b'(' || is_array(*open));
        let Some(open) = open.filter(is_one) else {
            return (depth > 0).then_some(names);
        };
        let mut back = Back { text, at: open };
        if text[open] == b'(' {
            names.extend(function(&mut back));
            return Some(names);
        }
        back.white();
        let before = back.last();
        if back.take(b":") || back.take(b"=>") || back.take(b"=") {
            back.white();
            let Some(name) = back.name() else {
                return Some(names);
            };
            names.push(Holder::of(name));
            if matches!(name, b"data" | b"stringData") {
                names.extend(secret_name(text, back.at).map(Holder::of));
            }
            let is_through = |it: &str| it.as_bytes().eq_ignore_ascii_case(name);
            if !transparent.iter().any(|it| is_through(it)) {
                return Some(names);
            }
            at = back.at;
            continue;
        }
        if !calls {
            return Some(names);
        }
        match before {
            Some(b'(') => {
                back.at -= 1;
                names.extend(function(&mut back));
            }
            Some(b',') => names.extend(argument(text, back.at - 1)),
            Some(byte) if is_quote(byte) => {
                // `variable "NAME" {`
                if let Some(name) = back.name() {
                    names.push(Holder {
                        is_label: true,
                        ..Holder::loose(name)
                    });
                }
                back.blanks();
                // What kind of a thing it is.
                names.extend(back.name().map(Holder::loose));
            }
            Some(byte) if is_name(byte) => names.extend(back.name().map(Holder::loose)),
            _ => {}
        }
        return Some(names);
    }
    Some(names)
}

/// The function of the call whose bracket opens here: `session(`, and that of
/// `require("express-session")(`.
fn function<'a>(back: &mut Back<'a>) -> Option<Holder<'a>> {
    let name = match back.take(b")") {
        true if back.last().is_some_and(is_quote) => back.name()?,
        true => return None,
        false => back.name()?,
    };
    Some(Holder::loose(last_part(name)))
}

/// The first argument before this comma, and the function.
fn argument(text: &[u8], comma: usize) -> Vec<Holder<'_>> {
    let mut back = Back { text, at: comma };
    back.white();
    let first = function(&mut back).or_else(|| back.name().map(Holder::loose));
    let open = opening(text, comma, MAX_LIST_BYTES).filter(|&open| text[open] == b'(');
    let outer = open.and_then(|at| function(&mut Back { text, at }));
    first.into_iter().chain(outer).collect()
}

/// A path is called by its end.
fn last_part(name: &[u8]) -> &[u8] {
    name.rsplit(|byte| *byte == b'/').next().unwrap_or(name)
}

/// The name of the Secret of Kubernetes whose data the place is in.
fn secret_name(text: &[u8], at: usize) -> Option<&[u8]> {
    let outer = object(text, at, MAX_BYTES)?;
    let kind = entry(text, outer, &["kind"], MAX_BYTES)?;
    if &text[kind] != b"Secret" {
        return None;
    }
    let metadata = entry(text, outer, &["metadata"], MAX_BYTES)?;
    entry(text, metadata.start, &["name"], MAX_BYTES).map(|name| &text[name])
}

/// The value of the first entry of one of these names in the object that opens
/// there: a scalar without its quotes, or where an object opens.
fn entry(text: &[u8], open: usize, names: &[&str], limit: usize) -> Option<Range<usize>> {
    let end = text.len().min(open + 1 + limit);
    let (mut at, mut depth) = (open + 1, 0_usize);
    while at < end {
        match text[at] {
            b'{' | b'[' | b'(' => depth += 1,
            b'}' | b']' | b')' if depth == 0 => return None,
            b'}' | b']' | b')' => depth -= 1,
            byte if is_quote(byte) || is_name(byte) => {
                let word = scalar(text, at, end);
                let after = white(text, word.end + usize::from(is_quote(byte)), end);
                let is_sign = |byte: &u8| matches!(byte, b':' | b'=');
                let is_key = depth == 0 && text.get(after).is_some_and(is_sign);
                let key = &text[word.clone()];
                let is_named = |name: &&str| key.eq_ignore_ascii_case(name.as_bytes());
                if is_key && names.iter().any(is_named) {
                    let arrow = text[after..].starts_with(b"=>");
                    let value = white(text, after + 1 + usize::from(arrow), end);
                    return (value < end).then(|| scalar(text, value, end));
                }
                at = word.end;
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// A string without its quotes, or a word; of anything else nothing.
fn scalar(text: &[u8], at: usize, end: usize) -> Range<usize> {
    let byte = text[at];
    let (start, length) = match is_quote(byte) {
        true => (at + 1, text[at + 1..end].iter().position(|it| *it == byte)),
        false => (at, text[at..end].iter().position(|it| !is_name(*it))),
    };
    start..length.map_or(end, |length| start + length)
}

fn white(text: &[u8], at: usize, end: usize) -> usize {
    let rest = text.get(at..end).unwrap_or_default();
    at + rest.len() - rest.trim_ascii_start().len()
}
