//! The keys that a text holds: those of this run by their own text, others by
//! their shape and a name that tells.

use std::ops::Range;
use std::path::Path;

use super::key_file::KeyFile;
use super::lines::{self, Place};
use super::needles::Needles;
use super::renewal::put_instead;
use super::runs;
use super::written::{Language, written};
use crate::shell::shown;

/// A key in a text.
pub struct Held<'a> {
    /// Where it is.
    pub range: Range<usize>,
    /// The same by line and column.
    pub place: Place,
    /// What it is called there, for telling it from others in the same text.
    pub name: String,
    /// Whose it is, if it is one of this run.
    pub key: Option<&'a KeyFile>,
    /// It is a part of a longer text in base64.
    pub is_inside: bool,
}

/// What a file is read as.
#[derive(Clone, Copy)]
pub struct Reading<'a> {
    /// The language, of a text in which unknown keys are sought too.
    language: Option<Language>,
    /// Variables that are handed on as keys there, in order.
    variables: &'a [&'a [u8]],
    /// Unknown keys are not sought.
    only_known: bool,
}

impl<'a> Reading<'a> {
    /// By the name of the file.
    pub fn of(path: &Path) -> Self {
        let name = path.file_name().unwrap_or_default();
        Reading {
            language: Language::of(&name.to_string_lossy()),
            variables: &[],
            only_known: false,
        }
    }

    /// With the variables of this file, and whether unknown keys are left out.
    pub fn with(self, variables: &'a [&'a [u8]], only_known: bool) -> Self {
        Reading {
            variables,
            only_known,
            ..self
        }
    }

    /// Whether it is a text in which unknown keys are sought.
    pub fn is_text(&self) -> bool {
        self.language.is_some()
    }

    /// Whether it is R code.
    pub fn is_r(&self) -> bool {
        self.language == Some(Language::R)
    }
}

/// The keys in a text, in order; those that are not known are sought in its
/// `code`. In what is no text of a known language only a key counts whose text
/// can be nothing else.
pub fn held<'a>(
    bytes: &[u8],
    code: &[u8],
    reading: Reading,
    needles: &Needles<'a>,
) -> Vec<Held<'a>> {
    let language = reading.language;
    let known = needles.places_in(bytes, language.is_none());
    let mut found: Vec<Found> = known
        .into_iter()
        .map(|(range, key)| Found::known(bytes, range, key))
        .collect();
    let mut others = Vec::new();
    if let Some(language) = language.filter(|_| !reading.only_known) {
        for unknown in written(code, language, reading.variables) {
            let next = found.partition_point(|it| it.range.start < unknown.range.end);
            match found[..next].last_mut() {
                Some(same) if same.range.end > unknown.range.start => {
                    same.name = Some(unknown.name)
                }
                _ => others.push(Found {
                    range: unknown.range,
                    name: Some(unknown.name),
                    key: None,
                    is_inside: false,
                }),
            }
        }
    }
    found.extend(others);
    found.sort_by_key(|it| it.range.start);
    let places = lines::places(bytes, found.iter().map(|it| it.range.start));
    let separator = match language {
        Some(Language::Yaml | Language::Json) => ':',
        _ => '=',
    };
    let all = found.into_iter().zip(places);
    all.map(|(found, place)| Held {
        name: found.name.unwrap_or_else(|| {
            let line = lines::around(bytes, found.range.start);
            lines::name_of_key(line, separator, needles)
        }),
        range: found.range,
        place,
        key: found.key,
        is_inside: found.is_inside,
    })
    .collect()
}

/// A key and what is known of it so far.
struct Found<'a> {
    range: Range<usize>,
    name: Option<String>,
    key: Option<&'a KeyFile>,
    is_inside: bool,
}

impl<'a> Found<'a> {
    /// A key of this run: as a whole, where its text in base64 was found by
    /// the part that depends on it alone.
    fn known(bytes: &[u8], range: Range<usize>, key: &'a KeyFile) -> Self {
        let text = key.text().unwrap_or_default();
        let is_as_it_is = bytes[range.clone()].eq_ignore_ascii_case(text);
        let whole = match is_as_it_is {
            true => range.clone(),
            false => whole(bytes, &range),
        };
        let is_inside = whole.len() > range.len() + MAX_AROUND;
        Found {
            range: if is_inside { range } else { whole },
            name: None,
            key: Some(key),
            is_inside,
        }
    }
}

/// What base64 adds to the part of it that depends on a key alone: some
/// characters before, some after, the padding.
const MAX_AROUND: usize = 8;

/// The whole run of characters that a part of one is in.
fn whole(bytes: &[u8], part: &Range<usize>) -> Range<usize> {
    if !bytes[part.clone()].iter().copied().all(runs::is_part) {
        return part.clone();
    }
    let before = bytes[..part.start].iter().rev();
    let after = bytes[part.end..].iter();
    let before = before.take_while(|byte| runs::is_part(**byte)).count();
    let after = after.take_while(|byte| runs::is_part(**byte)).count();
    let end = part.end + after;
    let padding = bytes[end..].iter().take(2).take_while(|it| **it == b'=');
    part.start - before..end + padding.count()
}

impl Held<'_> {
    /// What was seen, as the rest of a sentence about the file.
    pub fn observed(&self) -> String {
        let line = self.place.line;
        match self.key {
            Some(key) => format!("holds {} in line {line}", shown(&key.path)),
            None => format!("has a key under {} in line {line}", self.name),
        }
    }

    /// The command that puts something else in the place of the key, which is
    /// named by its place and not by its text, and only if something like a
    /// key is there: `None` where a command could not say it.
    pub fn replaced(&self, path: &Path, bytes: &[u8], instead: &str) -> Option<String> {
        let text = &bytes[self.range.clone()];
        let is_text = !bytes.contains(&0) && text.iter().all(|it| it.is_ascii_graphic());
        if self.is_inside || !is_text {
            return None;
        }
        let characters = match text
            .iter()
            .copied()
            .all(|it| runs::is_part(it) || it == b'=')
        {
            true if text.iter().all(u8::is_ascii_hexdigit) => "[[:xdigit:]]",
            true => "[[:alnum:]+/=_-]",
            false => ".",
        };
        let mut kind = format!("{characters}{{{}}}", text.len());
        let mut place = self.place;
        if !instead.is_empty() && self.is_quoted(bytes) {
            kind = format!(".{kind}.");
            place.column -= 1;
        }
        put_instead(path, place, &kind, instead)
    }

    /// Whether it is a string, and not a part of one.
    pub fn is_quoted(&self, bytes: &[u8]) -> bool {
        let before = bytes[..self.range.start].last();
        let is_quote = before.is_some_and(|byte| matches!(byte, b'"' | b'\''));
        is_quote && before == bytes.get(self.range.end)
    }
}
