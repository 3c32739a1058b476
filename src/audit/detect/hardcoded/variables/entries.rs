//! The variables that a text sets, each with the place of its value.
//!
//! R takes all of a line for the value, spaces and `#` included, joins parts in quotation
//! marks, and puts in what `${NAME-…}` has: seen with `readRenviron()` of R 4.2.

use std::ops::Range;

use super::Form;

/// A variable that is set.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) name: String,
    /// Where its value is, without quotation marks.
    pub(super) value: Range<usize>,
}

/// The variables of a text, in order.
pub(super) fn entries(text: &[u8], form: Form) -> Vec<Entry> {
    let mut found = Vec::new();
    let mut start = 0;
    // What YAML says of a variable in the line before: `- name: NAME`.
    let mut named: Option<&str> = None;
    // A line of a build file continues behind a backslash.
    let mut is_continued = false;
    for bytes in text.split_inclusive(|byte| *byte == b'\n') {
        let line = Line::of(bytes, start);
        start += bytes.len();
        let Some(line) = line else {
            (named, is_continued) = (None, false);
            continue;
        };
        match form {
            Form::OfR => found.extend(of_r(&line)),
            Form::Lines | Form::Script => found.extend(of_a_shell(&line, form)),
            Form::Yaml => found.extend(of_yaml(&line, &mut named)),
            Form::Unit => {
                if let Some(set) = line.behind("Environment=") {
                    in_words(&set, &mut found);
                }
            }
            Form::Docker => {
                let begun = line.behind("ENV ").or_else(|| line.behind("ARG "));
                let is_more = is_continued && begun.is_none();
                is_continued = (is_more || begun.is_some()) && line.text.ends_with('\\');
                match begun {
                    Some(set) => of_docker(&set, &mut found),
                    None if is_more => in_words(&line, &mut found),
                    None => {}
                }
            }
        }
    }
    found
}

/// A part of a line without white space at its ends, and where it is in the text.
#[derive(Clone, Copy)]
struct Line<'a> {
    text: &'a str,
    start: usize,
}

impl<'a> Line<'a> {
    fn of(bytes: &'a [u8], start: usize) -> Option<Line<'a>> {
        let text = std::str::from_utf8(bytes).ok()?;
        Some(Line { text, start }.part(text))
    }

    /// A part of the text, which is a part of it in memory, too.
    fn part(&self, part: &'a str) -> Line<'a> {
        let part = part.trim();
        let start = self.start + (part.as_ptr() as usize - self.text.as_ptr() as usize);
        Line { text: part, start }
    }

    /// What stands behind a word.
    fn behind(&self, word: &str) -> Option<Line<'a>> {
        let start = self.text.get(..word.len())?;
        start
            .eq_ignore_ascii_case(word)
            .then(|| self.part(&self.text[word.len()..]))
    }

    fn entry(&self, name: &str) -> Option<Entry> {
        (is_name(name) && !self.text.is_empty()).then(|| Entry {
            name: name.to_owned(),
            value: self.start..self.start + self.text.len(),
        })
    }

    /// The inner part of what stands in quotation marks of one kind, and nothing else but a
    /// remark.
    fn unquoted(&self) -> Option<Line<'a>> {
        let quote = self.quote()?;
        let inner = &self.text[1..];
        let end = inner.find(quote)?;
        let rest = inner[end + 1..].trim();
        let is_whole = rest.is_empty() || rest.starts_with(['#', ';']);
        let start = self.start + 1;
        let text = &inner[..end];
        is_whole.then_some(Line { text, start })
    }

    fn quote(&self) -> Option<char> {
        self.text
            .chars()
            .next()
            .filter(|it| matches!(it, '"' | '\''))
    }

    /// Without the remark behind it.
    fn without_remark(&self) -> Line<'a> {
        let end = self.text.find(" #").unwrap_or(self.text.len());
        self.part(&self.text[..end])
    }
}

fn is_name(name: &str) -> bool {
    let is_part = |it: char| it.is_ascii_alphanumeric() || it == '_' || it == '.';
    name.starts_with(|it: char| it.is_ascii_alphabetic() || it == '_') && name.chars().all(is_part)
}

fn of_r(line: &Line) -> Option<Entry> {
    let (name, value) = line.text.split_once('=')?;
    let mut inner = value.trim();
    for quote in ['"', '\''] {
        let unquoted = inner
            .strip_prefix(quote)
            .and_then(|it| it.strip_suffix(quote));
        inner = unquoted.unwrap_or(inner);
    }
    if let Some((_, default)) = inner
        .strip_prefix("${")
        .and_then(|it| it.strip_suffix('}'))
        .and_then(|it| it.split_once('-'))
    {
        inner = default;
    }
    line.part(inner).entry(name.trim())
}

fn of_a_shell(line: &Line, form: Form) -> Option<Entry> {
    let line = line.behind("export ").unwrap_or(*line);
    let (name, value) = line.text.split_once('=')?;
    // A shell takes no spaces there.
    let name = match form {
        Form::Script => name,
        _ => name.trim_end(),
    };
    let value = line.part(value);
    if value.quote().is_some() {
        return value.unquoted()?.entry(name);
    }
    let value = value.without_remark();
    let is_command = form == Form::Script && value.text.contains([' ', '\t', ';', '|', '&', '(']);
    (!is_command).then(|| value.entry(name))?
}

/// `NAME: VALUE`, `- NAME=VALUE`, and `value: VALUE` below `- name: NAME`.
fn of_yaml<'a>(line: &Line<'a>, named: &mut Option<&'a str>) -> Option<Entry> {
    let item = line.behind("- ");
    let line = item.unwrap_or(*line);
    let before = named.take();
    if let Some(text) = item
        && let Some(entry) = of_an_item(&text)
    {
        return Some(entry);
    }
    let (name, value) = line.text.split_once(':')?;
    if !value.starts_with(' ') {
        return None;
    }
    let value = scalar(&line.part(value))?;
    match name.trim_matches(['"', '\'']) {
        "name" => {
            *named = Some(value.text);
            None
        }
        "value" => value.entry(before?),
        name => value.entry(name),
    }
}

fn of_an_item(line: &Line) -> Option<Entry> {
    let line = scalar(line)?;
    let (name, value) = line.text.split_once('=')?;
    line.part(value).entry(name)
}

/// A value of YAML on one line: what starts with a mark is none.
fn scalar<'a>(line: &Line<'a>) -> Option<Line<'a>> {
    if line.quote().is_some() {
        return line.unquoted();
    }
    let value = line.without_remark();
    (!value
        .text
        .starts_with(['|', '>', '{', '[', '&', '*', '!', '@', '`', '%']))
    .then_some(value)
}

/// `ENV NAME=VALUE NAME=VALUE`, and `ENV NAME VALUE`.
fn of_docker(line: &Line, found: &mut Vec<Entry>) {
    let first = line.text.split_whitespace().next().unwrap_or_default();
    if first.contains('=') {
        return in_words(line, found);
    }
    let value = line.part(&line.text[first.len()..]);
    let value = value.unquoted().unwrap_or(value);
    found.extend(value.entry(first));
}

/// `NAME=VALUE "NAME=VALUE" NAME="VALUE"`, as units and build files have them.
fn in_words(line: &Line, found: &mut Vec<Entry>) {
    for word in words(line) {
        let word = word.unquoted().unwrap_or(word);
        let Some((name, value)) = word.text.split_once('=') else {
            continue;
        };
        let value = word.part(value);
        found.extend(value.unquoted().unwrap_or(value).entry(name));
    }
}

/// The words of a line: what is in quotation marks is one.
fn words<'a>(line: &Line<'a>) -> Vec<Line<'a>> {
    let mut found = Vec::new();
    let (mut start, mut quote) = (None, None);
    for (at, it) in line.text.char_indices() {
        match (quote, it) {
            (Some(open), _) if it == open => quote = None,
            (Some(_), _) => {}
            (None, ' ' | '\t') => {
                found.extend(start.take().map(|start| line.part(&line.text[start..at])));
                continue;
            }
            (None, '"' | '\'') => quote = Some(it),
            (None, _) => {}
        }
        start.get_or_insert(at);
    }
    found.extend(start.map(|start| line.part(&line.text[start..])));
    found
}
