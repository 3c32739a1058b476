//! What a command does about a key that a text holds.
//!
//! A setting that is emptied is a key for a framework that takes an empty one: then
//! everybody forges sessions. So a line that is a setting and nothing else becomes a
//! comment, without its key, and what reads it has none. Code, and what has no comments,
//! is left to its author.

use std::path::Path;

use crate::audit::checks::systems::OF_R;
use crate::audit::detect::hardcoded::{Language, is_quote};
use crate::audit::detect::keys_in_text::Held;
use crate::audit::facts::rooted::quoted;
use crate::audit::fix::edits::{itself, kind_of};

/// What there is to do about a key that a text holds.
pub struct Removal {
    /// The command, where there is a safe one.
    pub fix: Option<String>,
    /// The rest of it.
    pub rest: &'static str,
}

const INSTEAD: &str = "let the program read the key from a file or a keyring";
const COMMENTED: &str = "before it restarts, let the program read the key from a file or a \
     keyring: the line is a comment now";
const BY_HAND: &str =
    "let the program read the key from a file or a keyring, and take it out of the text";
const REMARKED: &str = "take it out of the comment; if a program has used it";
const NO_REMARK: &str = "the comment has no key now; if a program has used it";
const ELSEWHERE: &str = "let the program read the key from its file, and take it out of the text";

/// What to do about a key in a text of a language, which an R program may read.
pub fn of(
    held: &Held,
    path: &Path,
    bytes: &[u8],
    language: Option<Language>,
    name: &str,
    is_of_r: bool,
) -> Removal {
    // No program reads it there, and none misses it.
    if held.is_comment {
        let name = named_by_file(path, name);
        let fix = cfg!(unix)
            .then(|| held.taken_out(path, bytes, &name))
            .flatten();
        let rest = if fix.is_some() { NO_REMARK } else { REMARKED };
        return Removal { fix, rest };
    }
    let line = Around::of(held, bytes);
    if is_of_r && line.is_setting() {
        return Removal {
            fix: None,
            rest: OF_R,
        };
    }
    let name = named_by_file(path, name);
    let mark = language.and_then(|it| comment_mark(path, it));
    // Neither cmd.exe nor PowerShell has a command for it.
    if cfg!(unix)
        && let Some(mark) = mark.filter(|_| line.is_setting())
        && let Some(mark) = line.mark(mark, language)
    {
        let command = line.commented(path, held.place.line, mark);
        let fix = held.safely(path, bytes, &name, command);
        if fix.is_some() {
            return Removal {
                fix,
                rest: COMMENTED,
            };
        }
    }
    // Prose sets nothing; what a change adds is a setting once it is applied.
    let is_change = path
        .extension()
        .is_some_and(|it| it == "patch" || it == "diff");
    if cfg!(unix) && language.is_none_or(|it| it == Language::Markdown) && !is_change {
        let fix = held.taken_out(path, bytes, &name);
        return Removal { fix, rest: INSTEAD };
    }
    let rest = match held.key {
        Some(_) => ELSEWHERE,
        None => BY_HAND,
    };
    Removal { fix: None, rest }
}

/// What a key of a text is called in a file of its own: settings of one name stand in
/// several files of a folder.
fn named_by_file(path: &Path, name: &str) -> String {
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    format!("{} {name}", file.trim_matches('.'))
}

/// What makes a comment of a line.
fn comment_mark(path: &Path, language: Language) -> Option<char> {
    // A copy of it is called `app.ini.bak`.
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let mut words = name.split('.').skip(1);
    let is_ini = words.any(|it| it.eq_ignore_ascii_case("ini"));
    match language {
        Language::Settings if is_ini => Some(';'),
        Language::Settings | Language::Shell | Language::Yaml | Language::Docker => Some('#'),
        _ => None,
    }
}

/// A key with the text around it.
struct Around<'a> {
    key: &'a [u8],
    /// What its line has before it.
    before: &'a [u8],
    /// What its line has behind it.
    after: &'a [u8],
    /// The text above its line.
    above: &'a [u8],
    /// The text below its line.
    below: &'a [u8],
}

/// The lines of a text that are neither blank nor a comment.
fn lines_of(text: &[u8]) -> impl DoubleEndedIterator<Item = &[u8]> {
    let lines = text.split(|it| *it == b'\n').map(<[u8]>::trim_ascii_end);
    lines.filter(|line| !line.is_empty() && !line.trim_ascii_start().starts_with(b"#"))
}

/// How far to the right a line begins.
fn indent(line: &[u8]) -> usize {
    line.len() - line.trim_ascii_start().len()
}

/// A line without the comment behind it.
fn uncommented(line: &[u8]) -> &[u8] {
    let end = memchr::memmem::find(line, b" #").unwrap_or(line.len());
    line[..end].trim_ascii_end()
}

/// Whether a line of a shell wants a command below it: a comment is none.
fn wants_a_command(line: &[u8]) -> bool {
    let mut words = line.rsplit(|it| b" \t;".contains(it));
    let last = words.next().unwrap_or_default();
    let is = |word: &&str| word.as_bytes() == last;
    ["then", "else", "do", "{", "(", "&&", "||"].iter().any(is) || last.ends_with(b"){")
}

/// Whether what a line of YAML names is in the lines below it: its anchor and its tag may
/// stand behind the colon, or behind the dash of an item.
fn holds_a_block(line: &[u8]) -> bool {
    let mut words: Vec<&[u8]> = line.split(|it| b" \t".contains(it)).collect();
    while words
        .pop_if(|it| it.is_empty() || it.starts_with(b"&") || it.starts_with(b"!"))
        .is_some()
    {}
    words
        .last()
        .is_some_and(|it| it.ends_with(b":") || *it == b"-")
}

impl<'a> Around<'a> {
    fn of(held: &Held, bytes: &'a [u8]) -> Self {
        let start = held.range.start - held.place.column;
        let rest = &bytes[held.range.end..];
        let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        Around {
            key: &bytes[held.range.clone()],
            before: &bytes[start..held.range.start],
            after: rest[..end].trim_ascii_end(),
            above: &bytes[..start],
            below: &rest[end..],
        }
    }

    /// Whether the line is `NAME=VALUE`, in one of the ways that settings are written,
    /// and no part of a longer one.
    fn is_setting(&self) -> bool {
        const WORDS: [&[u8]; 5] = [b"- ", b"export ", b"ENV ", b"ARG ", b"set "];
        let mut before = self.before.trim_ascii();
        // An argument is a part of a command, unless it is an item of a list.
        if before.starts_with(b"--") {
            return false;
        }
        for word in WORDS {
            let rest = before.strip_prefix(word).unwrap_or(before);
            before = rest.trim_ascii_start();
        }
        let quote = before.last().filter(|it| is_quote(**it));
        if quote.is_some() {
            before = before[..before.len() - 1].trim_ascii_end();
        }
        let name = before.strip_suffix(b"=").or(before.strip_suffix(b":"));
        let is_name = |name: &[u8]| {
            let is_part = |it: &u8| it.is_ascii_alphanumeric() || b"_.-/\"'".contains(it);
            // What a `value` is of stands in another line, and a file without its
            // `content` would be written empty.
            const NOT_NAMES: [&[u8]; 3] = [b"value", b"content", b"contents"];
            let is_told_elsewhere = NOT_NAMES.contains(&name);
            !name.is_empty() && !is_told_elsewhere && name.iter().all(is_part)
        };
        let behind = match quote {
            Some(quote) => self.after.strip_prefix(&[*quote]),
            None => Some(self.after),
        };
        let is_end = behind.is_some_and(|behind| {
            let behind = behind.trim_ascii_start();
            behind.is_empty() || behind.starts_with(b"#")
        });
        let is_joined = self.above.trim_ascii_end().ends_with(b"\\");
        name.is_some_and(|it| is_name(it.trim_ascii_end())) && is_end && !is_joined
    }

    /// What makes a comment of the line and leaves the text around it whole: a block that
    /// has nothing else gets a command, or a value, that is nothing. `None` where the lines
    /// below belong to it.
    fn mark(&self, mark: char, language: Option<Language>) -> Option<String> {
        let entry = self.before.trim_ascii_start();
        let is_item = entry.starts_with(b"- ");
        let own = indent(self.before);
        let above = lines_of(self.above).next_back().map(uncommented);
        if !is_item && self.is_assigned() && above.is_some_and(wants_a_command) {
            return Some(format!(": {mark}"));
        }
        let plain = Some(mark.to_string());
        if language != Some(Language::Yaml) {
            return plain;
        }
        let below = lines_of(self.below).next();
        if is_item && below.is_some_and(|it| indent(it) > own) {
            return None;
        }
        // A list may begin as far to the right as its name.
        let is_outside = |line: &[u8]| {
            let is_list = is_item && !line.trim_ascii_start().starts_with(b"- ");
            indent(line) < own || indent(line) == own && is_list
        };
        let is_first = above.is_some_and(|it| holds_a_block(it) && is_outside(it));
        let is_last = below.is_none_or(is_outside);
        match is_first && is_last {
            true if is_item => Some(format!(" [] {mark}")),
            true => Some(format!("{{}} {mark}")),
            false => plain,
        }
    }

    /// Whether it is `NAME=VALUE`.
    fn is_assigned(&self) -> bool {
        let before = self.before.trim_ascii_end();
        let before = match before.last().filter(|it| is_quote(**it)) {
            Some(_) => &before[..before.len() - 1],
            None => before,
        };
        before.ends_with(b"=")
    }

    /// The command that makes a comment of the line, without its key and as far to the
    /// right: it may stand in a longer text of YAML. The place is named by its number and
    /// by what stands before the key, so that another line is left alone should the text
    /// have changed.
    fn commented(&self, path: &Path, line: usize, mark: String) -> String {
        let kind = kind_of(self.key);
        let indent = self.before.len() - self.before.trim_ascii_start().len();
        let (indent, before) = self.before.split_at(indent);
        let script = match indent.is_empty() {
            true => format!("{line}s|^({}){kind}|{mark} \\1|", plain(before)),
            false => format!(
                "{line}s|^({})({}){kind}|\\1{mark} \\2|",
                plain(indent),
                plain(before)
            ),
        };
        format!(
            "LC_ALL=C sed -i -E {} {}",
            quoted(script.as_ref()),
            itself(path)
        )
    }
}

/// A pattern of a text: itself, where nothing in it has a meaning of its own.
fn plain(text: &[u8]) -> String {
    let is_plain = |it: char| it.is_ascii_alphanumeric() || " ._=:\"'/-".contains(it);
    let shown = String::from_utf8_lossy(text);
    match shown.chars().all(is_plain) {
        true => shown.into_owned(),
        false => format!(".{{{}}}", text.len()),
    }
}
