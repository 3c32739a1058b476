//! The parts of a text that may be secrets: runs of the characters that keys are
//! written in, what is in quotation marks, what stands behind an equals sign.
//!
//! A part is taken by itself here; what it is given to is asked afterwards, of
//! the few that are like a secret.

use std::ops::Range;
use std::sync::LazyLock;

use super::Language;
use super::back::is_quote;
use super::continued::continued;
use super::secret::{Likeness, MAX_BYTES, likeness};
use crate::audit::detect::words::Words;
use crate::audit::facts::runs::runs;

/// A part that is like a secret.
#[derive(Clone, Debug)]
pub(super) struct Value {
    /// Where it is, without quotes.
    pub(super) range: Range<usize>,
    pub(super) likeness: Likeness,
    /// It stands behind `:-` of the shell.
    pub(super) is_default: bool,
}

/// The parts that are like a secret, in order, none in another.
pub(super) fn values(text: &[u8], language: Language) -> Vec<Value> {
    let mut found: Vec<Value> = of_runs(text).collect();
    found.extend(quoted(text, language));
    if has_bare(language) {
        found.extend(assigned(text));
        found.extend(behind_options(text));
    }
    if matches!(language, Language::Xml | Language::Markdown) {
        found.extend(between_tags(text));
    }
    let in_lines = continued(text, language).filter_map(|range| value(text, range));
    // A word alone in its line says nothing.
    found.extend(in_lines.filter(|it| it.likeness != Likeness::Word));
    let (words, mut found): (Vec<_>, Vec<_>) = found
        .into_iter()
        .partition(|it| it.likeness == Likeness::Word);
    apart(&mut found);
    // A word has no secret in it.
    let is_apart = |word: &Value| {
        let next = found.partition_point(|it| it.range.end <= word.range.start);
        found
            .get(next)
            .is_none_or(|it| it.range.start >= word.range.end)
    };
    let words: Vec<Value> = words.into_iter().filter(is_apart).collect();
    found.extend(words);
    apart(&mut found);
    found
}

/// Puts them in order. Of two that share a place the one that starts first is
/// what is meant, and of two that start together the longer one.
fn apart(values: &mut Vec<Value>) {
    values.sort_by_key(|it| (it.range.start, std::cmp::Reverse(it.range.end)));
    let mut end = 0;
    values.retain(|it| {
        let is_apart = it.range.start >= end;
        if is_apart {
            end = it.range.end;
        }
        is_apart
    });
}

/// A part by its place; `None` for what is like no secret.
pub(super) fn value(text: &[u8], range: Range<usize>) -> Option<Value> {
    let is_spoken_of = || is_spoken_of(text, range.start);
    let likeness = likeness(text.get(range.clone())?, is_spoken_of)?;
    Some(Value {
        range,
        likeness,
        is_default: false,
    })
}

/// Whether a secret is spoken of right before the place.
fn is_spoken_of(text: &[u8], at: usize) -> bool {
    const NEAR: usize = 96;
    static WORDS: LazyLock<Words> = LazyLock::new(|| {
        Words::new(&[
            "secret",
            "key",
            "passw",
            "passphrase",
            "session",
            "cookie",
            "sign",
            "serializ",
            "jwt",
            "hmac",
        ])
    });
    WORDS.are_in(&text[at.saturating_sub(NEAR)..at])
}

fn of_runs(text: &[u8]) -> impl Iterator<Item = Value> + '_ {
    let short = runs(text).filter(|run| run.len() <= MAX_BYTES);
    short.filter_map(|run| {
        // `${NAME:-KEY}`: the shell's way to say what holds if it is not set.
        let before = &text[..run.start];
        let default = match before.ends_with(b":") && text[run.clone()].starts_with(b"-") {
            true => Some(run.start + 1),
            // `${NAME-KEY}`: the same of one that is empty.
            false => name_before_dash(before, &text[run.clone()]).map(|it| run.start + it),
        };
        let is_default = default.is_some();
        let start = default.unwrap_or(run.start);
        let padding = text[run.end..].iter().take(2).take_while(|it| **it == b'=');
        let range = start..run.end + padding.count();
        let value = value(text, range)?;
        // A word alone is none without its quotation marks.
        (value.likeness != Likeness::Word).then_some(Value {
            is_default,
            ..value
        })
    })
}

/// How long the name is with the dash behind it, in `${NAME-…`.
fn name_before_dash(before: &[u8], run: &[u8]) -> Option<usize> {
    let dash = memchr::memchr(b'-', run).filter(|_| before.ends_with(b"${"))?;
    let is_part = |it: &u8| it.is_ascii_alphanumeric() || *it == b'_';
    (dash > 0 && run[..dash].iter().all(is_part)).then_some(dash + 1)
}

/// What is in quotation marks, on one line.
fn quoted(text: &[u8], language: Language) -> Vec<Value> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = memchr::memchr3(b'"', b'\'', b'`', &text[at..]) {
        let open = at + next;
        at = open + 1;
        let (before, quote) = (text[..open].last(), text[open]);
        // It's an apostrophe, unless letters like those of `b'…'` are before it.
        let is_word = before.is_some_and(u8::is_ascii_alphanumeric) && !is_prefixed(text, open);
        if quote == b'\'' && is_word {
            continue;
        }
        // In a string within a string the marks have a backslash, or some.
        let slashes = backslashes(&text[..open]);
        let depth = if slashes.is_multiple_of(2) {
            0
        } else {
            slashes
        };
        let has_escapes = quote != b'\'' || !language.has_literal_quotes();
        let Some(close) = closing(text, open, depth, has_escapes) else {
            continue;
        };
        let end = close - depth;
        found.extend(value(text, open + 1..end));
        // What is in a string may be in quotation marks once more.
        let inner = &text[open + 1..end];
        let has_more = inner.iter().any(|byte| is_quote(*byte));
        at = if has_more { open + 1 } else { close + 1 };
    }
    found
}

/// Whether the quotation mark belongs to `b'…'`, `rb'…'` and their like.
fn is_prefixed(text: &[u8], open: usize) -> bool {
    let start = open.saturating_sub(3);
    let word = &text[start..open];
    let letters = word
        .iter()
        .rev()
        .take_while(|it| it.is_ascii_alphanumeric());
    let letters = letters.count();
    let is_known = |it: &u8| b"bBrRuUfF".contains(it);
    letters <= 2 && word[word.len() - letters..].iter().all(is_known)
}

/// How many backslashes a text ends with.
fn backslashes(text: &[u8]) -> usize {
    text.iter().rev().take_while(|it| **it == b'\\').count()
}

/// Where the string ends that opens there: not further than a secret is long. Its marks have
/// `depth` backslashes before them.
fn closing(text: &[u8], open: usize, depth: usize, has_escapes: bool) -> Option<usize> {
    let quote = text[open];
    let end = text.len().min(open + MAX_BYTES + 3);
    let rest = &text[open + 1..end];
    let line = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
    let mut found = memchr::memchr_iter(quote, &rest[..line]);
    let found = found.find(|&at| match (depth, backslashes(&rest[..at])) {
        (0, before) => !has_escapes || before % 2 == 0,
        (depth, before) => before == depth,
    })?;
    Some(open + 1 + found)
}

/// Whether a text may stand without quotation marks there.
fn has_bare(language: Language) -> bool {
    !language.wants_quotes() && !matches!(language, Language::Json | Language::Xml)
}

/// What stands behind an equals sign, or a colon and a space.
fn assigned(text: &[u8]) -> Vec<Value> {
    let mut found = Vec::new();
    for at in memchr::memchr2_iter(b'=', b':', text) {
        let rest = &text[at + 1..];
        let spaces = rest
            .iter()
            .take(4)
            .take_while(|byte| **byte == b' ')
            .count();
        let (rest, spaces) = behind_marks(&rest[spaces..], spaces);
        let starts = match text[at] {
            b'=' => text[..at].last() != Some(&b'='),
            _ => spaces > 0,
        };
        let first = rest.first().copied().unwrap_or(b'\n');
        if !starts || first == b'=' || is_quote(first) || first.is_ascii_whitespace() {
            continue;
        }
        let rest = &rest[..rest.len().min(MAX_BYTES + 1)];
        let ends = |byte: &u8| byte.is_ascii_whitespace() || is_quote(*byte);
        let length = rest.iter().position(ends).unwrap_or(rest.len());
        let word = &rest[..length];
        // What ends a sentence or a list is no part of it.
        let has = |byte: u8| word.contains(&byte);
        let is_end = |byte: &u8| match byte {
            b')' => !has(b'('),
            b']' => !has(b'['),
            b'}' => !has(b'{'),
            byte => b",;.".contains(byte),
        };
        let kept = word.iter().rposition(|byte| !is_end(byte));
        let length = kept.map_or(0, |last| last + 1);
        if length <= MAX_BYTES {
            let start = at + 1 + spaces;
            found.extend(value(text, start..start + length));
        }
    }
    found
}

/// What stands behind `--name` and a space, without quotation marks.
fn behind_options(text: &[u8]) -> Vec<Value> {
    let mut found = Vec::new();
    for at in memchr::memmem::find_iter(text, b" --") {
        let rest = &text[at + 3..];
        let is_part = |it: &u8| it.is_ascii_alphanumeric() || b"-_.".contains(it);
        let name = rest.iter().take(MAX_BYTES).take_while(|it| is_part(it));
        let name = name.count();
        let rest = &rest[name..];
        if name == 0 || rest.first() != Some(&b' ') {
            continue;
        }
        let rest = &rest[1..rest.len().min(MAX_BYTES + 2)];
        let is_end = |it: &u8| it.is_ascii_whitespace() || is_quote(*it);
        let length = rest.iter().position(is_end).unwrap_or(rest.len());
        let start = at + 3 + name + 1;
        let value = value(text, start..start + length);
        // A word says what is to be put there.
        found.extend(value.filter(|it| it.likeness != Likeness::Word));
    }
    found
}

/// What stands behind marks of YAML, which say of what kind a value is, and how far away.
fn behind_marks(rest: &[u8], spaces: usize) -> (&[u8], usize) {
    let is_mark = spaces > 0 && (rest.starts_with(b"!!") || rest.starts_with(b"&"));
    let near = &rest[..rest.len().min(MAX_BYTES)];
    let blank = near.iter().position(|it| it.is_ascii_whitespace());
    match blank.filter(|at| is_mark && rest[*at] == b' ') {
        Some(blank) => behind_marks(&rest[blank + 1..], spaces + blank + 1),
        None => (rest, spaces),
    }
}

/// What stands between two tags.
fn between_tags(text: &[u8]) -> Vec<Value> {
    let mut found = Vec::new();
    for at in memchr::memchr_iter(b'>', text) {
        let rest = &text[at + 1..];
        let rest = &rest[..rest.len().min(MAX_BYTES + 64)];
        let Some(length) = memchr::memchr(b'<', rest) else {
            continue;
        };
        let inner = &rest[..length];
        let start = at + 1 + inner.len() - inner.trim_ascii_start().len();
        let length = inner.trim_ascii().len();
        if length > 0 {
            found.extend(value(text, start..start + length));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEX: &str = "4fc1a0b7d2e89635a1b0c7d8e9f203145e6d7c8b9a0f1e2d3c4b5a6978800112";
    const MIXED: &str = "x7!k@9q#zp2$w8%vn4^tm6&rb1*jd5(hs3)gf0-ly_ce=ua+io";

    fn found(text: &str, language: Language) -> Vec<&str> {
        let found = values(text.as_bytes(), language).into_iter();
        found.map(|it| &text[it.range]).collect()
    }

    #[test]
    fn every_secret_is_found_once_and_whole() {
        for (text, language) in [
            (format!("A={HEX}\n"), Language::Shell),
            (format!("A='{HEX}'"), Language::Shell),
            (format!("{{\"a\": \"{HEX}\"}}"), Language::Json),
            (format!("<a>{HEX}</a>"), Language::Xml),
            (format!("f(b'{HEX}')"), Language::Python),
            (format!("\"x = \\\"{HEX}\\\"\\n\""), Language::Json),
            (format!("it's '{HEX}'"), Language::Markdown),
        ] {
            assert_eq!(found(&text, language), [HEX], "{text}");
            let text = text.replace(HEX, MIXED);
            assert_eq!(found(&text, language), [MIXED], "{text}");
        }
        assert_eq!(found(&HEX.repeat(40), Language::Shell), [""; 0]);
        assert_eq!(found(&format!("a = {MIXED}"), Language::Script), [""; 0]);
    }
}
