//! Values in brackets: JSON, the flow style of YAML, inline tables, literals
//! of lists and dictionaries.
//!
//! Brackets are counted and strings are not read: that costs little, goes
//! both ways from any place, and a text in which brackets in strings mislead
//! still has a name that tells beside a key, or none.

use std::ops::Range;

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

/// The bracket of the list that the place is an item of.
pub(super) fn list(text: &[u8], at: usize) -> Option<usize> {
    opening(text, at, MAX_LIST_BYTES).filter(|&open| matches!(text[open], b'[' | b'('))
}

fn object(text: &[u8], at: usize, limit: usize) -> Option<usize> {
    opening(text, at, limit).filter(|&open| text[open] == b'{')
}

/// What an entry is called whose key is in an entry beside it.
const PAIRED: [&str; 3] = ["name", "key", "variable"];

/// The name in `{"name": "NAME", "value": …}`.
pub(super) fn pair(text: &[u8], at: usize) -> Option<&[u8]> {
    let open = object(text, at, MAX_PAIR_BYTES)?;
    entry(text, open, &PAIRED, MAX_PAIR_BYTES).map(|range| &text[range])
}

/// What holds the entry, from the inside: the name of its object, and of the
/// Secret of Kubernetes that this is the data of.
pub(super) fn holders(text: &[u8], at: usize) -> Option<Vec<&[u8]>> {
    let open = object(text, at, MAX_BYTES)?;
    let mut back = Back { text, at: open };
    back.white();
    if !(back.take(b":") || back.take(b"=")) {
        return Some(Vec::new());
    }
    back.white();
    let name = back.name()?;
    let mut names = vec![name];
    if matches!(name, b"data" | b"stringData")
        && let Some(outer) = object(text, back.at, MAX_BYTES)
        && entry(text, outer, &["kind"], MAX_BYTES).is_some_and(|kind| &text[kind] == b"Secret")
        && let Some(metadata) = entry(text, outer, &["metadata"], MAX_BYTES)
        && let Some(name) = entry(text, metadata.start, &["name"], MAX_BYTES)
    {
        names.push(&text[name]);
    }
    Some(names)
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
                let is_key = depth == 0 && text.get(after) == Some(&b':');
                let key = &text[word.clone()];
                let is_named = |name: &&str| key.eq_ignore_ascii_case(name.as_bytes());
                if is_key && names.iter().any(is_named) {
                    let value = white(text, after + 1, end);
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
