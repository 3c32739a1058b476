//! Values in lines: the block style of YAML, where the indentation says what
//! belongs together, and sections of settings.

use std::ops::Range;

use super::back::Back;

/// How many lines are looked at from a value: what names it stands near.
const MAX_LINES: usize = 64;
/// How much is looked at in either direction.
const MAX_NEAR_BYTES: usize = 2 * 1024;
/// The longest mark of a value.
const MAX_MARK_BYTES: usize = 64;
/// The same to find what a document is.
const MAX_BYTES: usize = 16 * 1024;

/// A line with something in it.
struct Line<'a> {
    /// Where the dash of a list's item is, in columns.
    dash: Option<usize>,
    /// Where the key or the value starts.
    column: usize,
    key: Option<&'a [u8]>,
    value: &'a [u8],
}

/// Reads a line; `None` for an empty one and a comment.
fn line(text: &[u8]) -> Option<Line<'_>> {
    let (mut column, mut dash) = (0, None);
    loop {
        match &text[column..] {
            [b' ', ..] => column += 1,
            [b'-', b' ', ..] => {
                dash = Some(column);
                column += 2;
            }
            [] | [b'#' | b'\r', ..] => return None,
            _ => break,
        }
    }
    let content = text[column..].trim_ascii_end();
    let colon = (0..content.len()).find(|&at| {
        content[at] == b':'
            && content
                .get(at + 1)
                .is_none_or(|byte| matches!(byte, b' ' | b'\t'))
    });
    let key = colon.map(|at| unquoted(&content[..at]));
    let value = colon.map_or(content, |at| unquoted(content[at + 1..].trim_ascii()));
    Some(Line {
        dash,
        column,
        key,
        value,
    })
}

fn unquoted(text: &[u8]) -> &[u8] {
    match text {
        [b'"', inner @ .., b'"'] | [b'\'', inner @ .., b'\''] => inner,
        _ => text,
    }
}

/// The lines around the place, whole ones, and the place in them; `None` for a
/// line that is longer than all that is looked at.
fn near(text: &[u8], at: usize) -> Option<(&[u8], usize)> {
    let mut from = at.saturating_sub(MAX_NEAR_BYTES);
    if from > 0 {
        from += memchr::memchr(b'\n', &text[from..at])? + 1;
    }
    let to = text.len().min(at + MAX_NEAR_BYTES);
    Some((&text[from..to], at - from))
}

/// The lines above the one that the place is in, the nearest first.
fn above(text: &[u8], at: usize) -> impl Iterator<Item = Line<'_>> {
    let mut lines = text[..at].rsplit(|byte| *byte == b'\n');
    lines.next();
    lines.take(MAX_LINES).filter_map(line)
}

fn below(text: &[u8], at: usize) -> impl Iterator<Item = Line<'_>> {
    let mut lines = text[at..].split(|byte| *byte == b'\n');
    lines.next();
    lines.take(MAX_LINES).filter_map(line)
}

fn current(text: &[u8], at: usize) -> Option<Line<'_>> {
    let start = text[..at].iter().rposition(|byte| *byte == b'\n');
    let rest = &text[start.map_or(0, |start| start + 1)..];
    line(rest.split(|byte| *byte == b'\n').next()?)
}

/// What an entry is called whose key is in an entry beside it.
const PAIRED: [&[u8]; 9] = [
    b"name",
    b"key",
    b"variable",
    b"parameterkey",
    b"option_name",
    b"optionname",
    b"path",
    b"dest",
    b"destination",
];

/// The name in an item of `- name: NAME` and `value: …`.
pub(super) fn pair(text: &[u8], at: usize) -> Option<&[u8]> {
    let (text, at) = near(text, at)?;
    let own = current(text, at)?;
    let is_name = |line: &Line<'_>| {
        let is_paired = |key: &[u8]| PAIRED.iter().any(|it| key.eq_ignore_ascii_case(it));
        line.column == own.column && line.key.is_some_and(is_paired)
    };
    if own.dash.is_none() {
        for line in above(text, at) {
            if is_name(&line) {
                return Some(line.value);
            }
            if line.column < own.column || line.column == own.column && line.dash.is_some() {
                break;
            }
        }
    }
    let belongs = |line: &Line<'_>| {
        line.column > own.column || line.column == own.column && line.dash.is_none()
    };
    let mut rest = below(text, at).take_while(belongs);
    rest.find(is_name).map(|line| line.value)
}

/// The name of the list that the place is an item of.
pub(super) fn list(text: &[u8], at: usize) -> Option<&[u8]> {
    let (text, at) = near(text, at)?;
    let dash = current(text, at)?.dash?;
    let holds = |line: &Line<'_>| line.column < dash || line.column == dash && line.dash.is_none();
    above(text, at).find(holds)?.key
}

/// What holds the entry, from the inside: the name of its mapping, and of the
/// Secret of Kubernetes that this is the data of.
pub(super) fn holders(text: &[u8], at: usize) -> Option<Vec<&[u8]>> {
    let (document, place) = (text, at);
    let (text, at) = near(text, at)?;
    let own = current(text, at)?;
    let column = own.dash.unwrap_or(own.column);
    let name = above(text, at).find(|line| line.column < column)?.key?;
    let mut names = vec![name];
    if matches!(name, b"data" | b"stringData") {
        names.extend(secret_name(&document[one_document(document, place)]));
    }
    Some(names)
}

/// Whether what reads the text that stands there gets it decoded from base64: an entry
/// in the `data` of a Secret of Kubernetes, or in the `binaryData` of anything.
pub fn is_decoded(text: &[u8], at: usize) -> bool {
    let document = one_document(text, at);
    let (text, at) = (&text[document.clone()], at - document.start);
    // Nothing holds what stands at the edge: above it need not be looked.
    if current(text, at).is_none_or(|own| own.column == 0 && own.key != Some(b"data")) {
        return false;
    }
    let lines_above = text[..at].rsplit(|byte| *byte == b'\n').skip(1);
    let mut above = lines_above.filter_map(line);
    let entry = match current(text, at) {
        // A block: `NAME: |` stands above.
        Some(own) if own.key.is_none() => above.find(|it| it.column < own.column),
        own => own,
    };
    let is_holder = |it: &Line<'_>| it.key == Some(b"data") || it.key.is_some_and(is_binary);
    let holder = match entry {
        // `data: {NAME: VALUE}`
        Some(own) if is_holder(&own) => Some(own),
        Some(own) => above.find(|it| it.column < own.column).filter(is_holder),
        None => None,
    };
    let Some(holder) = holder else {
        return false;
    };
    if holder.key.is_some_and(is_binary) {
        return true;
    }
    let column = holder.column;
    let is_kind = |it: &Line<'_>| {
        let word = it.value.split(u8::is_ascii_whitespace).next();
        it.column == column && it.key == Some(b"kind") && word == Some(b"Secret")
    };
    for it in above.take_while(|it| it.column >= column) {
        if is_kind(&it) {
            return true;
        }
        if it.column == column && it.dash.is_some() {
            break;
        }
    }
    let lines_below = text[at..].split(|byte| *byte == b'\n').skip(1);
    let is_inside = |it: &Line<'_>| it.column > column || it.column == column && it.dash.is_none();
    lines_below
        .filter_map(line)
        .take_while(is_inside)
        .any(|it| is_kind(&it))
}

/// Whether only base64 stands under a name.
fn is_binary(name: &[u8]) -> bool {
    name == b"binaryData"
}

/// The document of a file of several.
fn one_document(text: &[u8], at: usize) -> Range<usize> {
    let (from, to) = (at.saturating_sub(MAX_BYTES), text.len().min(at + MAX_BYTES));
    let mark = b"\n---";
    let start = memchr::memmem::rfind(&text[from..at], mark);
    let end = memchr::memmem::find(&text[at..to], mark);
    start.map_or(from, |start| from + start + 1)..end.map_or(to, |end| at + end)
}

/// The name of a Secret of Kubernetes.
fn secret_name(document: &[u8]) -> Option<&[u8]> {
    let mut lines = document.split(|byte| *byte == b'\n').filter_map(line);
    let is_secret =
        |line: Line<'_>| line.column == 0 && line.key == Some(b"kind") && line.value == b"Secret";
    if !lines.clone().any(is_secret) {
        return None;
    }
    lines.find(|line| line.column == 0 && line.key == Some(b"metadata"))?;
    let mut inner = lines.take_while(|line| line.column > 0);
    inner
        .find(|line| line.key == Some(b"name"))
        .map(|line| line.value)
}

/// Takes what stands between the name of an entry and its value, and says how that is
/// written: `|` with the text in the next line, where the value `is_below`, with a comment
/// behind it; `!!str`; `&name`.
pub(super) fn skip_marks(back: &mut Back<'_>, is_below: bool) {
    let mut before = *back;
    if is_below {
        let line = text_of_line(&before);
        let comment = memchr::memmem::rfind(line, b" #");
        before.at -= comment.map_or(0, |at| line.len() - at);
        before.blanks();
        before.take_while(|it| it.is_ascii_digit() || matches!(it, b'|' | b'>' | b'-' | b'+'));
    }
    for _ in 0..2 {
        before.blanks();
        let mut mark = before;
        let from = mark.at.saturating_sub(MAX_MARK_BYTES);
        let near = &mark.text[from..mark.at];
        let length = near.iter().rev().take_while(|it| !it.is_ascii_whitespace());
        let word = &near[near.len() - length.count()..];
        mark.at -= word.len();
        // Others say what is done with the text, and that may be encrypted.
        let is_mark = word.starts_with(b"!!") || word.starts_with(b"&") && word.len() > 1;
        if is_mark && matches!(mark.last(), Some(b' ' | b'\t')) {
            before = mark;
            before.blanks();
        }
    }
    if before.last() == Some(b':') {
        *back = before;
    }
}

/// What stands before a place in its line.
fn text_of_line<'a>(back: &Back<'a>) -> &'a [u8] {
    let from = back.at.saturating_sub(MAX_NEAR_BYTES);
    let start = memchr::memrchr(b'\n', &back.text[from..back.at]);
    &back.text[start.map_or(from, |at| from + at + 1)..back.at]
}

/// The section of settings that the place is in, `[section]`.
pub(super) fn section(text: &[u8], at: usize) -> Option<Vec<&[u8]>> {
    let from = at.saturating_sub(MAX_BYTES);
    let mut lines = text[from..at].rsplit(|byte| *byte == b'\n');
    lines.next();
    let name = lines.find_map(|line| {
        let line = line.trim_ascii().strip_prefix(b"[")?;
        let line = line.strip_prefix(b"[").unwrap_or(line);
        line.split(|byte| *byte == b']').next()
    })?;
    Some(vec![name])
}
