//! How a text hangs together with what stands before it.

use super::Language;
use super::back::{Back, is_name, is_quote};
use super::context::Context;
use super::{block, continued, flow};

/// What stands between a name and a value.
pub(super) enum Link {
    /// `=`, `:`, `<-` and their like.
    Assigns,
    /// `||` and its like: the value is taken where there is no other.
    Instead,
    /// A comma: the name may be the argument before.
    Follows,
    /// Nothing: it is an item of a list.
    Lists,
    /// Nothing but a space.
    Stands,
}

/// What stands between a value and the one that is taken instead.
const INSTEAD: [&[u8]; 9] = [
    b"||", b"??", b"?:", b" or", b" -or", b"//", b"%||%", b" else", b"}else",
];

impl<'a> Context<'a> {
    pub(super) fn link(&self, back: &mut Back<'a>, is_quoted: bool) -> Option<Link> {
        let start = back.at;
        skip_closure(back);
        let is_indented = continued::is_indented_setting(self.language, back);
        self.blanks_over_lines(back);
        let is_block = self.language.has_blocks();
        let (is_alone, has_space) = (back.last().is_none_or(|it| it == b'\n'), back.at < start);
        if is_alone && (is_quoted || is_block || is_indented) {
            back.white();
        }
        if is_block {
            block::skip_marks(back, is_alone);
        }
        let is_code = self.language.wants_quotes() || self.language == Language::Yaml;
        if is_quoted && is_code && self.is_instead(back) {
            return Some(Link::Instead);
        }
        let link = self.assignment(back);
        if link.is_some() {
            back.white_before_name(self.language);
            return link;
        }
        match back.last() {
            Some(b',') if is_quoted && self.is_in_call() => {
                back.at -= 1;
                back.white();
                Some(Link::Follows)
            }
            // `set :name, "…"`
            Some(b',') if is_quoted && self.language == Language::Ruby => {
                back.at -= 1;
                back.blanks();
                Some(Link::Follows)
            }
            Some(b'[' | b'(' | b',') => Some(Link::Lists),
            Some(b'-') if is_block && has_space => Some(Link::Lists),
            _ if has_space && self.takes_words(back) => Some(Link::Stands),
            _ => None,
        }
    }

    /// Takes what says that the value is taken instead of another.
    pub(super) fn is_instead(&self, back: &mut Back<'a>) -> bool {
        let mut before = *back;
        before.white();
        let marks = match self.language.wants_quotes() {
            true => &INSTEAD[..],
            // In what makes a part of the text: `<%= ENV['NAME'] || '…' %>`.
            false => &INSTEAD[..1],
        };
        let is_one = marks.iter().any(|mark| before.take(mark));
        // `ENV.fetch("NAME") { "…" }`
        let is_block = || {
            let mut before = *back;
            let is_block = self.language == Language::Ruby && before.take(b"{");
            before.blanks();
            (is_block && before.last() == Some(b')')).then_some(before)
        };
        if !is_one && self.is_chosen(&mut before) {
            *back = before;
            return true;
        }
        match (is_one, is_block()) {
            (true, _) => {
                before.white();
                *back = before;
                true
            }
            (false, Some(before)) => {
                *back = before;
                true
            }
            _ => false,
        }
    }

    /// Whether it is an argument of a function, and no item of a list.
    fn is_in_call(&self) -> bool {
        let open = flow::list(self.text, self.value.range.start);
        open.is_some_and(|open| self.text[open] == b'(')
    }

    /// Takes the sign of an assignment; a comparison is none.
    pub(super) fn assignment(&self, back: &mut Back<'_>) -> Option<Link> {
        let signs: &[&[u8]] = match self.language {
            Language::R => &[b"<<-", b"<-", b":=", b"="],
            Language::Docker => &[b":=", b"="],
            Language::Shell => &[b"::=", b":=", b"?=", b"+=", b"="],
            _ => &[b"||=", b"??=", b":=", b"=>", b"=", b":"],
        };
        let sign = signs.iter().find(|sign| back.take(sign))?;
        let before = back.last();
        let compares = *sign == b"=" && before.is_some_and(|it| b"=!<>~".contains(&it));
        let is_path = *sign == b":" && before == Some(b':');
        (!compares && !is_path).then_some(Link::Assigns)
    }

    /// Where a value may stand behind a name with nothing but a space: in
    /// `ENV NAME VALUE`, `setenv NAME VALUE`, `--name VALUE`, `set -x NAME
    /// VALUE`, and alone in a line of settings.
    fn takes_words(&self, back: &Back<'_>) -> bool {
        const SETTERS: [&str; 5] = [
            "SetEnv",
            "fastcgi_param",
            "uwsgi_param",
            "passenger_env_var",
            "set",
        ];
        let mut before = *back;
        let word = before.take_while(|byte| is_name(byte) || byte == b'$');
        before.blanks();
        let command = command(&before);
        let mut words = command.split(u8::is_ascii_whitespace);
        let first = words.next().unwrap_or_default();
        let is_flag = word.starts_with(b"--");
        let sets = first == b"set" && words.all(|it| it.starts_with(b"-"));
        let is_setter = |name: &str| command.eq_ignore_ascii_case(name.as_bytes());
        let is_setx = || command.eq_ignore_ascii_case(b"setx");
        match self.language {
            Language::Docker => is_flag || command.eq_ignore_ascii_case(b"ENV"),
            Language::Shell => is_flag || sets || command == b"setenv",
            Language::Settings => {
                is_flag || command.is_empty() || SETTERS.iter().any(|it| is_setter(it))
            }
            Language::Batch | Language::PowerShell => word.starts_with(b"-") || is_setx(),
            // `@session_secret "…"`
            Language::Ruby => command == b"@",
            Language::Markdown | Language::Yaml => is_flag || command.ends_with(b"setenv"),
            _ => is_flag,
        }
    }

    /// The name of the list that it is an item of.
    pub(super) fn listed(&self) -> Option<String> {
        let start = self.value.range.start;
        let held = match flow::list(self.text, start) {
            Some(at) => Some(at),
            None if self.language.has_blocks() => {
                let name = block::list(self.text, start)?;
                return self.telling(name, None);
            }
            None => None,
        }?;
        let mut back = Back {
            text: self.text,
            at: held,
        };
        if !self.skip_list(&mut back) {
            return None;
        }
        back.blanks();
        if self.text[held] == b'[' && back.last() == Some(b',') {
            // `array("NAME", ["…"])`
            let open = flow::list(self.text, back.at).filter(|&it| self.text[it] == b'(')?;
            return self.telling(flow::first_text(self.text, open)?, None);
        }
        self.assignment(&mut back)?;
        back.white_before_name(self.language);
        let at = back.at;
        let name = back.name()?;
        self.telling(name, Some(at))
    }

    /// Takes the function of `c("…", "…")`; another one makes no list.
    fn skip_list(&self, back: &mut Back<'_>) -> bool {
        const LISTS: [&[u8]; 8] = [
            b"",
            b"c",
            b"list",
            b"array",
            b"List.of",
            b"listOf",
            b"Arrays.asList",
            b"new",
        ];
        let is_call = back.text.get(back.at) == Some(&b'(');
        !is_call || LISTS.contains(&back.take_while(is_name))
    }
}

/// Takes the arguments of a function without a name: `unwrap_or_else(|_| "…")`.
fn skip_closure(back: &mut Back<'_>) {
    let mut before = *back;
    before.blanks();
    if before.take(b"|") {
        before.take_while(is_name);
        if before.take(b"|") && before.last() == Some(b'(') {
            *back = before;
        }
    }
}

/// What stands before a place in its line. A long line is no command that sets
/// a variable, and is not read again for each of the keys in it.
fn command<'a>(before: &Back<'a>) -> &'a [u8] {
    const MAX_BYTES: usize = 256;
    let text = &before.text[before.at.saturating_sub(MAX_BYTES)..before.at];
    let start = memchr::memrchr(b'\n', text).map_or(0, |at| at + 1);
    let line = text[start..].trim_ascii();
    // In a document a line of code may stand between marks.
    match line.first() {
        Some(first) if is_quote(*first) => line[1..].trim_ascii(),
        _ => line,
    }
}

impl Back<'_> {
    /// Takes what may stand between a name and the sign behind it.
    pub(super) fn white_before_name(&mut self, language: Language) {
        match language {
            Language::R | Language::Json => self.white(),
            _ if language.wants_quotes() => self.white(),
            _ => self.blanks(),
        }
    }
}
