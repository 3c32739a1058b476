//! The keys that a text holds: those of this run by their own text, others by
//! their shape and a name that tells.

mod reading;

use std::ops::Range;
use std::path::Path;

use zeroize::Zeroizing;

pub use self::reading::Reading;
use crate::audit::detect::hardcoded::{Language, add_passphrases, is_decoded, written};
use crate::audit::detect::key_names::is_id_of_a_session;
use crate::audit::detect::needles::{Literal, Needles, name_of_key};
use crate::audit::facts::key_file::KeyFile;
use crate::audit::facts::lines::{self, Place};
use crate::audit::facts::runs;
use crate::audit::fix::edits::{
    Moved, is_quick, kind_of, moved_out, moved_out_from_end, own_file, put_instead,
    put_instead_from_end, without_lines,
};
use crate::encoding::{self, visible};
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
    /// The text writes it into the file of a key.
    pub is_file: bool,
    /// It is a word that anyone can guess.
    pub is_word: bool,
    /// It stands in a comment.
    pub is_comment: bool,
    /// The key of another text, or of another place of this one, that it is the same as.
    pub copy_of: Option<&'a Literal>,
    /// What stands there says that it is a key.
    is_named: bool,
    /// How many bytes of its line are behind it, where another key is before
    /// it: it is found from there when that one is gone.
    behind: Option<usize>,
    /// Its line is text.
    is_text: bool,
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
        let mut all = written(code, language, reading.variables);
        if let Some(form) = reading.form() {
            add_passphrases(&mut all, code, form, reading.variables);
        }
        for unknown in all {
            let has_digit = || code[unknown.range.clone()].iter().any(u8::is_ascii_digit);
            let is_id = is_id_of_a_session(&unknown.name, &code[unknown.range.clone()]);
            let is_shown = reading.is_translation && !has_digit();
            if is_id || is_shown || reading.is_test && unknown.is_word {
                continue;
            }
            let next = found.partition_point(|it| it.range.start < unknown.range.end);
            match found[..next].last_mut() {
                Some(same) if same.range.end > unknown.range.start => {
                    same.name = Some(unknown.name);
                    same.is_file = unknown.is_file;
                    same.is_comment = unknown.is_comment;
                }
                _ => others.push(Found {
                    range: unknown.range,
                    name: Some(unknown.name),
                    key: None,
                    is_inside: false,
                    is_file: unknown.is_file,
                    is_word: unknown.is_word,
                    is_comment: unknown.is_comment,
                    copy_of: None,
                }),
            }
        }
    }
    found.extend(others);
    found.sort_by_key(|it| it.range.start);
    add_copies(&mut found, bytes, needles);
    let places = lines::places(bytes, found.iter().map(|it| it.range.start));
    let separator = match language {
        Some(Language::Yaml | Language::Json) => ':',
        _ => '=',
    };
    let mut line = Line::default();
    let all = found.into_iter().zip(places);
    all.map(|(found, place)| {
        let is_second = line.number == place.line;
        if !is_second {
            line = Line::around(bytes, &found.range, place);
        }
        let text = &bytes[line.range.clone()];
        Held {
            is_named: found.name.is_some(),
            name: found.name.unwrap_or_else(|| {
                let name = || name_of_key(text, separator, needles);
                let name = line.name.get_or_insert_with(name).clone();
                match found.copy_of {
                    Some(literal) if name.is_empty() => literal.holder(),
                    _ => name,
                }
            }),
            copy_of: found.copy_of,
            behind: is_second.then(|| line.range.end.saturating_sub(found.range.end)),
            is_text: line.is_text,
            range: found.range,
            place,
            key: found.key,
            is_inside: found.is_inside,
            is_file: found.is_file,
            is_word: found.is_word,
            is_comment: found.is_comment,
        }
    })
    .collect()
}

/// Adds the places where keys of texts are once more; of a key that was found there it is
/// known then that it is such a one.
fn add_copies<'a>(found: &mut Vec<Found<'a>>, bytes: &[u8], needles: &Needles<'a>) {
    let mut others = Vec::new();
    for (range, literal) in needles.literals_in(bytes) {
        let next = found.partition_point(|it| it.range.start < range.end);
        match found[..next].last_mut() {
            Some(same) if same.range.end > range.start => {
                same.copy_of = same.key.is_none().then_some(literal);
            }
            _ => others.push(Found {
                range,
                name: None,
                key: None,
                is_inside: false,
                is_file: false,
                is_word: false,
                is_comment: false,
                copy_of: Some(literal),
            }),
        }
    }
    found.extend(others);
    found.sort_by_key(|it| it.range.start);
}

/// The line that keys are in: it is looked at once, however many these are.
#[derive(Default)]
struct Line {
    number: usize,
    range: Range<usize>,
    /// What a key is called that has no name of its own.
    name: Option<String>,
    /// It has no NUL, which no pattern stands for.
    is_text: bool,
}

impl Line {
    fn around(bytes: &[u8], range: &Range<usize>, place: Place) -> Line {
        let start = range.start - place.column;
        let end = range.start + lines::behind(bytes, range.start);
        Line {
            number: place.line,
            range: start..end,
            name: None,
            is_text: !bytes[start..end].contains(&0),
        }
    }
}

/// A key and what is known of it so far.
struct Found<'a> {
    range: Range<usize>,
    name: Option<String>,
    key: Option<&'a KeyFile>,
    is_inside: bool,
    is_file: bool,
    is_word: bool,
    is_comment: bool,
    copy_of: Option<&'a Literal>,
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
            is_file: false,
            is_word: false,
            is_comment: false,
            copy_of: None,
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
    // A byte more than there may be is enough to know, of a run of any length.
    let before = bytes[..part.start].iter().rev().take(MAX_AROUND + 1);
    let after = bytes[part.end..].iter().take(MAX_AROUND + 1);
    let before = before.take_while(|byte| runs::is_part(**byte)).count();
    let after = after.take_while(|byte| runs::is_part(**byte)).count();
    let end = part.end + after;
    let padding = bytes[end..].iter().take(2).take_while(|it| **it == b'=');
    part.start - before..end + padding.count()
}

impl Held<'_> {
    /// What was seen, as the rest of a sentence about the file.
    pub fn observed(&self) -> String {
        let comment = if self.is_comment { "a comment in " } else { "" };
        let line = format!("{comment}line {}", self.place.line);
        match self.key {
            Some(key) => format!("holds {} in {line}", shown(&key.path)),
            None if self.is_file => {
                let file = visible(&self.name);
                format!("writes a key into {file} in {line}")
            }
            None => match self.copy() {
                Some(literal) => format!("holds the key of {} in {line}", shown(&literal.path)),
                None => format!("has a key under {} in {line}", self.name),
            },
        }
    }

    /// The key of a text that stands here once more, where nothing else says that this is
    /// a key.
    pub fn copy(&self) -> Option<&Literal> {
        self.copy_of
            .filter(|_| !self.is_named && self.key.is_none())
    }

    /// Has it found from the end of its line, for another key stands before it.
    pub fn stands_behind_another(&mut self, bytes: &[u8]) {
        self.behind = Some(lines::behind(bytes, self.range.end));
    }

    /// The command that puts something else in the place of the key, which is
    /// named by its place and not by its text, and only if something like a
    /// key is there: `None` where a command could not say it.
    pub fn replaced(&self, path: &Path, bytes: &[u8], instead: &str) -> Option<String> {
        let text = &bytes[self.range.clone()];
        // What stands for another character there is no part of the key.
        let is_plain = |it: &u8| it.is_ascii_graphic() && !matches!(it, b'\\' | b'"');
        let is_text = self.is_text && text.iter().all(is_plain);
        // A text without its key would write an empty one.
        if self.is_inside || self.is_file || !is_text || !self.is_quick() {
            return None;
        }
        let mut kind = kind_of(text);
        let mut place = self.place;
        if !instead.is_empty() && self.is_quoted(bytes) {
            kind = format!(".{kind}.");
            place.column -= 1;
        }
        match self.behind {
            // A quote that goes with it is not behind it.
            Some(behind) => {
                let behind = behind - usize::from(kind.starts_with('.') && kind.ends_with('.'));
                put_instead_from_end(path, place.line, behind, &kind, instead)
            }
            None => put_instead(path, place, &kind, instead),
        }
    }

    /// The command that takes the key out of the text. One that no file of this
    /// run has is put into a file of its own first, never over another: it may
    /// be in use, and the only one.
    pub fn taken_out(&self, path: &Path, bytes: &[u8], name: &str) -> Option<String> {
        self.safely(path, bytes, name, self.replaced(path, bytes, "")?)
    }

    /// The command that takes the whole line out, in the same way.
    pub fn line_taken_out(&self, path: &Path, bytes: &[u8], name: &str) -> Option<String> {
        if self.is_file {
            return None;
        }
        let kind = kind_of(&bytes[self.range.clone()]);
        let command = without_lines(path, &[(self.place.line, kind)].into());
        self.safely(path, bytes, name, command)
    }

    /// A command that loses the key here, behind the one that saves it. What is a copy is
    /// kept where it was copied from.
    pub fn safely(&self, path: &Path, bytes: &[u8], name: &str, command: String) -> Option<String> {
        let text = &bytes[self.range.clone()];
        // A program that signs with the text itself needs it as it is spelled.
        let is_other_case = |key: &[u8]| key != text && key.trim_ascii().eq_ignore_ascii_case(text);
        let is_kept = |key: &KeyFile| key.text().is_none_or(|it| !is_other_case(it));
        let is_copied = self.copy().is_some_and(|it| *it.text == *text);
        match is_copied || self.key.is_some_and(is_kept) {
            true => Some(command),
            false => Some(format!("{} && {command}", self.saved(path, bytes, name)?)),
        }
    }

    /// The command that puts the key into a file of its own.
    pub fn saved(&self, path: &Path, bytes: &[u8], name: &str) -> Option<String> {
        let text = &bytes[self.range.clone()];
        // What is escaped there would be kept as it is spelled.
        let is_plain = text.iter().all(|it| it.is_ascii_graphic() && *it != b'\\');
        let kind = format!("({})", kind_of(text));
        let to = Moved {
            to: &own_file(path, name),
            // What is none would be decoded in part, and the rest of the key lost.
            is_base64: is_base64(text) && is_decoded(bytes, self.range.start),
        };
        match self.behind {
            _ if !is_plain || self.is_inside || !self.is_quick() || is_list(text) => None,
            Some(behind) => moved_out_from_end(path, self.place.line, behind, &kind, to),
            None => moved_out(path, self.place, &kind, to),
        }
    }

    fn is_quick(&self) -> bool {
        is_quick(self.place.column, self.range.len(), self.behind)
    }

    /// Whether it is a string, and not a part of one.
    pub fn is_quoted(&self, bytes: &[u8]) -> bool {
        let before = bytes[..self.range.start].last();
        let is_quote = before.is_some_and(|byte| matches!(byte, b'"' | b'\''));
        is_quote && before == bytes.get(self.range.end)
    }
}

/// Whether a text is several keys in a row: `KEY1,KEY2`, as `SESSION_KEYS` has them.
fn is_list(text: &[u8]) -> bool {
    const SHORTEST: usize = 16;
    let parts = text.split(|it| b",;|".contains(it));
    parts.filter(|part| part.len() >= SHORTEST).count() > 1
}

/// Whether a text is base64 as a whole, padding included.
fn is_base64(text: &[u8]) -> bool {
    encoding::from_base64(text).map(Zeroizing::new).is_some()
}
