//! Values that stand in a line of their own, behind what opens them in the line before:
//! `NAME = \`, `NAME = """`, `NAME = <<EOT`, `NAME =` in settings.

use std::ops::Range;

use super::Language;
use super::back::{Back, is_quote};
use super::context::Context;
use super::secret::MAX_BYTES;

/// What opens a string of several lines, and what ends it there.
const MARKS: [(&[u8], &[u8]); 8] = [
    (b"\"\"\"\\", b"\"\"\""),
    (b"'''\\", b"'''"),
    (b"\"\"\"", b"\"\"\""),
    (b"'''", b"'''"),
    (b"@\"", b"\"@"),
    (b"@'", b"'@"),
    (b"`", b"`"),
    (b"\"\\", b"\""),
];

impl<'a> Context<'a> {
    /// Takes spaces, and the end of a line that the next one continues.
    pub(super) fn blanks_over_lines(&self, back: &mut Back<'a>) {
        back.blanks();
        let mut before = *back;
        if end_of_line(&mut before) && goes_on(self.language, &mut before) {
            before.blanks();
            *back = before;
        }
    }

    /// Takes what opens a string of several lines, of which the value is the only one.
    pub(super) fn takes_opening(&self, back: &mut Back<'a>) -> bool {
        let mut before = *back;
        before.blanks();
        if !end_of_line(&mut before) {
            return false;
        }
        let rest = self.text[self.value.range.end..].trim_ascii_start();
        let rest = rest.strip_prefix(b"\\").unwrap_or(rest).trim_ascii_start();
        let opened = match opening(self.language, &before) {
            Some((start, end)) if rest.starts_with(end) => start,
            _ => return false,
        };
        before.at = opened;
        if is_quote(self.text[opened]) {
            self.skip_prefix(&mut before);
        }
        *back = before;
        true
    }
}

fn end_of_line(back: &mut Back<'_>) -> bool {
    let is_one = back.take(b"\n");
    back.take(b"\r");
    is_one
}

/// Takes the mark at the end of a line that the next one belongs to.
fn goes_on(language: Language, back: &mut Back<'_>) -> bool {
    match language {
        Language::PowerShell => back.take(b"`"),
        Language::Batch => back.take(b"^"),
        Language::Python
        | Language::Shell
        | Language::Docker
        | Language::Settings
        | Language::Ruby
        | Language::Yaml
        | Language::Markdown => back.take(b"\\"),
        _ => false,
    }
}

/// Where a string of several lines is opened at the end of a line, and what ends it.
fn opening<'a>(language: Language, line: &Back<'a>) -> Option<(usize, &'a [u8])> {
    let has_strings = language.wants_quotes() && language != Language::R
        || matches!(
            language,
            Language::Settings | Language::Shell | Language::Docker | Language::Markdown
        );
    if !has_strings {
        return None;
    }
    let mut marks = MARKS.iter();
    let mark = marks.find(|(mark, _)| line.text[..line.at].ends_with(mark));
    match mark {
        Some((b"`", _)) if language != Language::Script => None,
        Some((mark, end)) => Some((line.at - mark.len(), end)),
        None => document(line),
    }
}

/// The same of `<<EOT` and its kin.
fn document<'a>(line: &Back<'a>) -> Option<(usize, &'a [u8])> {
    const MAX_BYTES: usize = 64;
    let mut word = *line;
    word.take_while(|byte| b"),;".contains(&byte));
    let quote = word.quote();
    let end = word.at;
    let tag = word.take_while(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let is_quoted = quote.is_none_or(|quote| word.take(&[quote]));
    let is_tag = is_quoted && (1..MAX_BYTES).contains(&tag.len()) && end > word.at;
    word.take_while(|byte| matches!(byte, b'~' | b'-'));
    let is_one = word.take(b"<<");
    word.take(b"<");
    (is_tag && is_one).then_some((word.at, tag))
}

/// The texts without spaces that stand in a line of their own, behind one that opens them.
pub(super) fn continued(text: &[u8], language: Language) -> impl Iterator<Item = Range<usize>> {
    let ends = memchr::memchr_iter(b'\n', text);
    ends.filter_map(move |end| {
        let rest = &text[end + 1..text.len().min(end + 1 + 2 * MAX_BYTES)];
        let line = rest.split(|it| *it == b'\n').next().unwrap_or(rest);
        let indent = indent_of(line);
        if !opens(text, end, language, indent > indent_of(line_to(text, end))) {
            return None;
        }
        let mut value = line.trim_ascii();
        for (_, end) in MARKS {
            value = value.strip_suffix(end).unwrap_or(value);
        }
        let value = value.strip_suffix(b"\\").unwrap_or(value).trim_ascii_end();
        let start = end + 1 + indent;
        let is_word = !value.is_empty() && !value.iter().any(u8::is_ascii_whitespace);
        // The name of an entry, an item, a comment.
        let is_other = |value: &[u8]| value.ends_with(b":") || b"-#;!&*<".contains(&value[0]);
        (is_word && !is_quote(value[0]) && !is_other(value)).then_some(start..start + value.len())
    })
}

/// What a line has up to this place.
fn line_to(text: &[u8], end: usize) -> &[u8] {
    let from = end.saturating_sub(2 * MAX_BYTES);
    let start = memchr::memrchr(b'\n', &text[from..end]);
    &text[start.map_or(from, |at| from + at + 1)..end]
}

/// How far to the right a line begins.
fn indent_of(line: &[u8]) -> usize {
    line.len() - line.trim_ascii_start().len()
}

/// Whether a line that ends there opens a value in the next one.
fn opens(text: &[u8], end: usize, language: Language, is_indented: bool) -> bool {
    let mut line = Back { text, at: end };
    line.take(b"\r");
    let is_assigned = |at: usize| {
        let before = text[..at].trim_ascii_end().last();
        matches!(before, Some(b'=' | b':'))
    };
    match line.last() {
        Some(b'=') => language == Language::Settings && is_indented,
        Some(b':' | b'|' | b'>' | b'-' | b'+') => language.has_blocks() && is_indented,
        Some(b'\\') if !language.wants_quotes() && goes_on(language, &mut line) => {
            is_assigned(line.at) || matches!(line.last(), Some(b'"'))
        }
        Some(byte) if is_quote(byte) || byte == b'\\' || byte.is_ascii_alphanumeric() => {
            opening(language, &Back { text, at: line.at }).is_some()
        }
        _ => false,
    }
}

/// Whether a text is a setting that continues in an indented line: what stands there is none
/// of its own.
pub(super) fn is_indented_setting(language: Language, back: &Back<'_>) -> bool {
    let mut before = *back;
    before.blanks();
    let indent = back.at - before.at;
    let is_below = end_of_line(&mut before);
    let is_indented = is_below && indent > indent_of(line_to(before.text, before.at));
    is_indented && language == Language::Settings && matches!(before.last(), Some(b'=' | b':'))
}
