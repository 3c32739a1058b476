//! Variables whose name does not tell, and that the same text hands on as a key:
//! `const k = "…"` and `session({ secret: k })`.
//!
//! Only what has one meaning in the text counts: of a variable that is set again, or that a
//! function has for a parameter, it is not known what is handed on.

use super::Language;
use super::back::{Back, is_name};
use super::comments::Comments;
use super::context::{Context, MAX_WRAPPERS, TYPES};
use super::flow;
use super::secret::Likeness;
use super::values::Value;

/// Bytes that are searched for variables in one text: a table of thousands of them is no
/// program that has sessions.
pub(super) const MAX_SEARCHED: usize = 64 * 1024 * 1024;
/// What makes a name one of its own where it stands.
const MAKERS: &str = "as catch const def do final for fn fun func function import lambda let local \
    mut my our static type val var";
/// What stands before brackets and makes no parameters.
const CONTROLS: &str = "if elif elsif unless while until switch when return assert";
/// What stands between a name and another one.
const OPERATORS: &str = "and as by downTo else for if in instanceof is of or step to unless until";
/// Methods that make bytes of a text, or leave it as it is.
const METHODS: [&str; 14] = [
    "as_bytes",
    "asBytes",
    "bytes",
    "clone",
    "encode",
    "encodeToByteArray",
    "getBytes",
    "into",
    "strip",
    "toByteArray",
    "toCharArray",
    "to_owned",
    "to_string",
    "trim",
];

/// A key that a variable is handed on as.
pub(super) struct Handed {
    /// The variable, and what it is handed on as.
    pub(super) name: String,
    /// That is a call or a setting which only a key is given to.
    pub(super) is_certain: bool,
}

impl<'a> Context<'a> {
    /// What the variable that is set to the value is handed on as. `left` are the bytes that
    /// may still be searched.
    pub(super) fn handed_on(&self, left: &mut usize) -> Option<Handed> {
        let has_variables = self.language.wants_quotes() && self.language != Language::Hcl
            || matches!(self.language, Language::Shell | Language::Docker);
        if !has_variables {
            return None;
        }
        let (name, set_at) = self.set_variable()?;
        *left = left.checked_sub(self.text.len())?;
        let mut comments = Comments::of(self.text, self.language);
        let mut found = None;
        for at in memchr::memmem::find_iter(self.text, name) {
            let range = at..at + name.len();
            if at == set_at || !self.is_whole(&range) || comments.have(at) {
                continue;
            }
            if self.makes_another(&range) {
                return None;
            }
            if found.is_none() {
                found = self.handed_at(range);
            }
        }
        let (told, is_certain) = found?;
        let name = String::from_utf8_lossy(name);
        Some(Handed {
            name: format!("{name} ({told})"),
            is_certain,
        })
    }

    /// The variable that is set to the value, in a statement of its own, and where.
    fn set_variable(&self) -> Option<(&'a [u8], usize)> {
        let mut back = Back {
            text: self.text,
            at: self.value.range.start,
        };
        if !self.takes_quote(&mut back) && self.language.wants_quotes() {
            return None;
        }
        for _ in 0..MAX_WRAPPERS {
            self.skip_wrapper(&mut back);
        }
        self.blanks_over_lines(&mut back);
        if self.is_instead(&mut back) {
            back = self.expression(back)?;
        }
        let signs: &[&[u8]] = match self.language {
            Language::R => &[b"<<-", b"<-", b"="],
            _ => &[b":=", b"="],
        };
        signs.iter().find(|sign| back.take(sign))?;
        if back.last().is_some_and(|it| b"=!<>~+|?:-.".contains(&it)) {
            return None;
        }
        back.blanks();
        // `k, err := …`
        let mut errors = back;
        if matches!(errors.take_while(is_name), b"_" | b"err") {
            errors.blanks();
            if errors.take(b",") {
                back = errors;
            }
        }
        let mut name = back.take_while(is_name);
        let is_type = TYPES.contains(&name) || self.language == Language::Python;
        // `NAME: &'static str = …`, `NAME string = …`
        let mut before = back;
        before.take_while(|byte| is_name(byte) || b"&?[]'<|".contains(&byte));
        before.take(b"static ");
        before.take_while(|byte| b"&'".contains(&byte));
        before.blanks();
        let has_colon = before.take(b":");
        before.blanks();
        let other = before.take_while(is_name);
        let is_other = !other.is_empty() && !is_word_of(MAKERS, other);
        if is_type && is_other && (has_colon || self.language == Language::Script) {
            (name, back) = (other, before);
        }
        let is_one = name.first().is_some_and(u8::is_ascii_alphabetic) || name.starts_with(b"_");
        let is_one = is_one && self.is_statement(back.at);
        is_one.then_some((name, back.at))
    }

    /// Whether a statement starts there, with nothing but words and types before it.
    fn is_statement(&self, at: usize) -> bool {
        const MAX_BYTES: usize = 256;
        let before = &self.text[at.saturating_sub(MAX_BYTES)..at];
        let start = before.iter().rposition(|byte| b"\n;{}".contains(byte));
        let before = before[start.map_or(0, |start| start + 1)..].trim_ascii();
        let is_group = matches!(before, b"const (" | b"var (");
        let is_part = |byte: &u8| is_name(*byte) || b" \t&<>?:[]$*@".contains(byte);
        let holder = flow::bracket(self.text, at).map(|open| (open, self.text[open]));
        let is_in_list = match holder {
            Some((open, b'(')) => {
                let mut back = Back {
                    text: self.text,
                    at: open,
                };
                back.blanks();
                !matches!(back.take_while(is_name), b"const" | b"var")
            }
            Some((_, b'[')) => true,
            _ => false,
        };
        is_group || before.iter().all(is_part) && !is_in_list
    }

    /// Whether a word ends on both sides, or what follows makes bytes of it.
    fn is_whole(&self, range: &std::ops::Range<usize>) -> bool {
        let before = self.text[..range.start].last();
        let after = &self.text[range.end..];
        let is_method = || {
            let rest = after.strip_prefix(b".").unwrap_or_default();
            let mut methods = METHODS.iter().map(|it| it.as_bytes());
            methods.any(|it| rest.starts_with(it) && rest.get(it.len()) == Some(&b'('))
        };
        !before.is_some_and(|byte| is_name(*byte))
            && (!after.first().is_some_and(|byte| is_name(*byte)) || is_method())
    }

    /// Whether the name is that of another thing there: it is set, it is a parameter, it is
    /// taken out of something.
    fn makes_another(&self, range: &std::ops::Range<usize>) -> bool {
        let mut back = Back {
            text: self.text,
            at: range.start,
        };
        back.take_while(|byte| b"$&*".contains(&byte));
        let (start, last) = (back.at, back.last());
        back.blanks();
        let word = Back { ..back }.take_while(is_name);
        let after = self.text[range.end..].trim_ascii_start();
        if range.start < self.value.range.start && is_looked_up(after) {
            // What it is set to behind that holds where nobody has set the variable.
            return false;
        }
        if back.at < start && is_word_of(MAKERS, word) {
            return true;
        }
        let is_in_bars = last == Some(b'|') || after.starts_with(b"|") && !after.starts_with(b"||");
        let starts = |signs: &[&[u8]]| signs.iter().any(|sign| after.starts_with(sign));
        let is_set = starts(&[b"=", b":=", b"<-", b"<<-", b"+=", b"||=", b"??=", b"?="])
            && !starts(&[b"==", b"=>", b"=~"])
            || self.language == Language::Python && is_annotated(after) && self.is_statement(start);
        // `k string`, as a parameter or a field is written.
        let is_typed = self.language == Language::Script
            && self.text[range.end..].starts_with(b" ")
            && after.first().is_some_and(u8::is_ascii_alphabetic)
            && !is_word_of(
                OPERATORS,
                after.split(|byte| !is_name(*byte)).next().unwrap_or(b""),
            );
        let mut open = flow::bracket(self.text, start);
        let is_named = open.is_some_and(|open| self.text[open] == b'(');
        // `f(k = …)` names an argument, and `def f(k = …)` a parameter.
        if is_in_bars || is_typed || is_set && !is_named {
            return true;
        }
        // `const { k } = …`, `function ({ k }) {`, `(k) => …`
        while let Some(at) = open {
            let Some(end) = flow::closing(self.text, at) else {
                return false;
            };
            let behind = self.text[end + 1..].trim_ascii_start();
            let mut before = Back {
                text: self.text,
                at,
            };
            before.blanks();
            let function = before.take_while(is_name);
            before.blanks();
            let maker = before.take_while(is_name);
            if self.text[at] == b'(' {
                let makes = is_word_of(MAKERS, function) || is_word_of(MAKERS, maker);
                let has_body = behind.starts_with(b"{") || behind.starts_with(b"=>");
                return makes || has_body && !is_word_of(CONTROLS, function);
            }
            let is_taken = behind.starts_with(b"=") && !behind.starts_with(b"==");
            if is_taken || behind.starts_with(b"from ") {
                return true;
            }
            if !behind.starts_with(b")") {
                return false;
            }
            open = flow::bracket(self.text, at);
        }
        false
    }

    /// What the variable is handed on as at this place, and whether only a key is.
    pub(super) fn handed_at(&self, range: std::ops::Range<usize>) -> Option<(String, bool)> {
        let mut back = Back {
            text: self.text,
            at: range.start,
        };
        let mut after = &self.text[range.end..];
        if after.starts_with(b".") {
            let end = memchr::memchr(b')', after)?;
            after = &after[end + 1..];
        }
        match self.language {
            Language::Shell | Language::Docker => {
                let is_wrapped = back.take(b"{") || back.take(b"(");
                if !back.take(b"$") {
                    return None;
                }
                after = &after[usize::from(is_wrapped).min(after.len())..];
                if let Some(quote) = back.quote() {
                    after = after.strip_prefix(&[quote])?;
                }
            }
            _ => {
                back.take_while(|byte| b"$&*".contains(&byte));
            }
        }
        // A part of something else is another text.
        let is_blank = |byte: &&u8| matches!(**byte, b' ' | b'\t');
        let next = match self.language.wants_quotes() {
            true => after.iter().find(|byte| !is_blank(byte)),
            false => after.first(),
        };
        let is_end = |byte: &u8| b",;)]}\r\n#|".contains(byte);
        let ends_word = |byte: &u8| !self.language.wants_quotes() && is_blank(&byte);
        if !next.is_none_or(|byte| is_end(byte) || ends_word(byte)) {
            return None;
        }
        let value = Value {
            range: back.at..range.end,
            likeness: Likeness::Key,
            is_default: false,
        };
        let place = Context {
            text: self.text,
            language: self.language,
            value: &value,
            variables: &[],
        };
        let short = || place.in_short(&range);
        for _ in 0..MAX_WRAPPERS {
            place.skip_wrapper(&mut back);
        }
        let is_quoted = self.language.wants_quotes();
        let told = place.linked(back, is_quoted).or_else(short)?;
        let is_certain = place.is_certain(&told);
        Some((told, is_certain))
    }

    /// `{ secret }`, which is `{ secret: secret }`.
    fn in_short(&self, range: &std::ops::Range<usize>) -> Option<String> {
        let before = self.text[..range.start].trim_ascii_end().last();
        let after = self.text[range.end..].trim_ascii_start().first();
        let is_short = self.language == Language::Script
            && before.is_some_and(|byte| b"{,".contains(byte))
            && after.is_some_and(|byte| b"},".contains(byte))
            && flow::bracket(self.text, range.start).is_some_and(|at| self.text[at] == b'{');
        is_short.then(|| self.telling(&self.text[range.clone()], Some(range.start)))?
    }
}

/// Whether a name is set to what the environment has.
fn is_looked_up(after: &[u8]) -> bool {
    let line = after.split(|byte| *byte == b'\n').next().unwrap_or(after);
    let value = [&b":="[..], b"="]
        .iter()
        .find_map(|it| line.strip_prefix(*it));
    let value = value.map(<[u8]>::trim_ascii_start).unwrap_or_default();
    let starts = [
        "os.Getenv(",
        "os.getenv(",
        "os.environ",
        "process.env.",
        "getenv(",
        "ENV[",
    ];
    starts.iter().any(|it| value.starts_with(it.as_bytes()))
}

/// `: str = …`, on the same line.
fn is_annotated(after: &[u8]) -> bool {
    let line = after.split(|byte| *byte == b'\n').next();
    line.is_some_and(|line| line.starts_with(b": ") && line.contains(&b'='))
}

/// Whether a word is in a list.
fn is_word_of(list: &str, word: &[u8]) -> bool {
    list.split_whitespace().any(|it| it.as_bytes() == word)
}
