//! What stands around a text that is shaped like a key: what it is given to,
//! and whether it is a comment.

use std::ops::Range;

use super::back::{Back, is_name, is_quote};
use super::{Language, block, flow};
use crate::audit::telling;

/// A text that is shaped like a key, in its place.
pub(super) struct Context<'a> {
    pub(super) text: &'a [u8],
    pub(super) language: Language,
    /// Where it is, without quotes.
    pub(super) range: Range<usize>,
    /// It stands behind `:-` of the shell.
    pub(super) is_default: bool,
    /// Variables of R that are handed on as keys, in order.
    pub(super) variables: &'a [&'a [u8]],
}

/// What stands between a name and a value.
enum Link {
    /// `=`, `:`, `<-` and their like.
    Assigns,
    /// A comma: the name may be the argument before.
    Follows,
    /// Nothing: it is an item of a list.
    Lists,
    /// Nothing but a space.
    Stands,
}

/// What turns a text into a key.
const WRAPPERS: [&[u8]; 10] = [
    b"fromhex",
    b"unhexlify",
    b"b64decode",
    b"urlsafe_b64decode",
    b"SecretStr",
    b"bytes",
    b"str",
    b"hex2bin",
    b"charToRaw",
    b"base64decode",
];

impl<'a> Context<'a> {
    /// The name that tells; `None` if there is none, or none that does.
    pub(super) fn name(&self) -> Option<String> {
        if self.is_inside_more() {
            return None;
        }
        if self.language == Language::R
            && let Some(name) = self.given_to()
        {
            return self
                .variable(name, None)
                .or_else(|| self.telling(name, None));
        }
        let mut back = Back {
            text: self.text,
            at: self.range.start,
        };
        if self.is_default {
            let is_variable = |name: &[u8], back: Back<'_>| {
                back.text[..back.at].ends_with(b"${") && !name.is_empty()
            };
            back.at -= 2;
            let name = back.name()?;
            return is_variable(name, back).then(|| self.telling(name, None))?;
        }
        let is_quoted = back.quote().is_some();
        if is_quoted {
            self.skip_prefix(&mut back);
        }
        self.skip_wrapper(&mut back);
        match self.link(&mut back, is_quoted)? {
            Link::Assigns => {
                let at = back.at;
                let name = back.name()?;
                let told = self.variable(name, Some(back.at));
                told.or_else(|| self.telling(name, Some(at))).or_else(|| {
                    // `NAME: str = …`
                    back.blanks();
                    let is_typed = self.language == Language::Python && back.take(b":");
                    is_typed.then(|| self.telling(back.name()?, None))?
                })
            }
            Link::Follows => {
                let name = back
                    .last()
                    .filter(|byte| is_quote(*byte))
                    .and_then(|_| back.name());
                let told = name.and_then(|name| self.telling(name, None));
                told.or_else(|| self.listed())
            }
            Link::Lists => self.listed(),
            Link::Stands => self.telling(back.name()?, None),
        }
    }

    /// Whether it is a part of something else: of a longer text, a host name.
    fn is_inside_more(&self) -> bool {
        let (before, after) = (&self.text[..self.range.start], &self.text[self.range.end..]);
        let quote = before.last().copied().filter(|byte| is_quote(*byte));
        let escaped = before.len() >= 2 && before[before.len() - 2] == b'\\';
        let after = match after {
            [b'\\', rest @ ..] if escaped => rest,
            _ => after,
        };
        let ends =
            |byte: &u8| byte.is_ascii_whitespace() || b",;)]}#&|".contains(byte) || is_quote(*byte);
        match quote {
            Some(quote) => after.first() != Some(&quote),
            None => !after.first().is_none_or(ends),
        }
    }

    /// The name behind an arrow, `"…" -> name`.
    fn given_to(&self) -> Option<&'a [u8]> {
        let mut rest = &self.text[self.range.end..];
        rest = rest
            .strip_prefix(b"\"")
            .or_else(|| rest.strip_prefix(b"'"))?;
        rest = rest.trim_ascii_start().strip_prefix(b"->")?;
        rest = rest.strip_prefix(b">").unwrap_or(rest).trim_ascii_start();
        let rest = rest.strip_prefix(b"`").unwrap_or(rest);
        let end = rest
            .iter()
            .position(|byte| !is_name(*byte) && *byte != b'$');
        let name = &rest[..end.unwrap_or(rest.len())];
        name.rsplit(|byte| *byte == b'$').next()
    }

    /// The letter of `b"…"` and its like.
    fn skip_prefix(&self, back: &mut Back<'_>) {
        let mut before = *back;
        let prefix = before.take_while(|byte| byte.is_ascii_alphabetic());
        if self.language == Language::Python
            && prefix.len() <= 2
            && !before.last().is_some_and(is_name)
        {
            *back = before;
        }
    }

    /// `fromhex(` and its like.
    fn skip_wrapper(&self, back: &mut Back<'_>) {
        let mut before = *back;
        before.white();
        if !before.take(b"(") {
            return;
        }
        let name = before.take_while(|byte| is_name(byte) || byte == b':');
        let name = name.rsplit(|byte| matches!(byte, b'.' | b':')).next();
        if name.is_some_and(|name| WRAPPERS.contains(&name)) {
            *back = before;
        }
    }

    fn link(&self, back: &mut Back<'_>, is_quoted: bool) -> Option<Link> {
        let start = back.at;
        back.blanks();
        let is_block = self.language == Language::Yaml;
        let (is_alone, has_space) = (back.last().is_none_or(|it| it == b'\n'), back.at < start);
        if is_alone && (is_quoted || is_block) {
            back.white();
            if is_block {
                // `key: |` with the text in the next line.
                let mut before = *back;
                before.take_while(|byte| matches!(byte, b'|' | b'>' | b'-' | b'+'));
                before.blanks();
                if before.last() == Some(b':') {
                    *back = before;
                }
            }
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
            Some(b'[' | b'(' | b',') => Some(Link::Lists),
            Some(b'-') if is_block && has_space => Some(Link::Lists),
            _ if has_space && self.takes_words(back) => Some(Link::Stands),
            _ => None,
        }
    }

    /// Whether it is an argument of a function, and no item of a list.
    fn is_in_call(&self) -> bool {
        let open = flow::list(self.text, self.range.start);
        open.is_some_and(|open| self.text[open] == b'(')
    }

    /// Takes the sign of an assignment; a comparison is none.
    fn assignment(&self, back: &mut Back<'_>) -> Option<Link> {
        let signs: &[&[u8]] = match self.language {
            Language::R => &[b"<<-", b"<-", b":=", b"="],
            Language::Shell | Language::Docker => &[b":=", b"="],
            _ => &[b":=", b"=>", b"=", b":"],
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
        let mut before = *back;
        let word = before.take_while(is_name);
        before.blanks();
        let command = command(&before);
        let mut words = command.split(u8::is_ascii_whitespace);
        let first = words.next().unwrap_or_default();
        let is_flag = word.starts_with(b"--");
        let sets = first == b"set" && words.all(|it| it.starts_with(b"-"));
        match self.language {
            Language::Docker => is_flag || command.eq_ignore_ascii_case(b"ENV"),
            Language::Shell => is_flag || sets || command == b"setenv",
            Language::Settings => command.is_empty(),
            _ => false,
        }
    }

    /// The name of the list that it is an item of.
    fn listed(&self) -> Option<String> {
        let held = match flow::list(self.text, self.range.start) {
            Some(at) => Some(at),
            None if self.language == Language::Yaml => {
                let name = block::list(self.text, self.range.start)?;
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
        self.assignment(&mut back)?;
        back.white_before_name(self.language);
        let at = back.at;
        let name = back.name()?;
        self.telling(name, Some(at))
    }

    /// Takes the function of `c("…", "…")`; another one makes no list.
    fn skip_list(&self, back: &mut Back<'_>) -> bool {
        let is_call = back.text.get(back.at) == Some(&b'(');
        !is_call || matches!(back.take_while(is_name), b"" | b"c" | b"list")
    }

    /// The name of a variable of R that is handed on as a key. As the name of
    /// an argument, which starts `at` a place in brackets, it is another thing
    /// than in the call that it is known from.
    fn variable(&self, name: &[u8], at: Option<usize>) -> Option<String> {
        self.variables.binary_search(&name).ok()?;
        let is_argument = at.is_some_and(|at| {
            let open = flow::bracket(self.text, at);
            let open = open.filter(|&open| self.text[open] != b'{');
            open.is_some_and(|open| {
                let mut back = Back {
                    text: self.text,
                    at: open,
                };
                let function = back.take_while(is_name);
                !matches!(function, b"list" | b"Sys.setenv")
            })
        });
        let name = std::str::from_utf8(name).ok()?;
        (!is_argument).then(|| name.to_owned())
    }

    /// The name as it is told, if it tells: by itself, by the pair that it is
    /// a part of, by what holds it. Those are looked for from where it ends.
    fn telling(&self, name: &[u8], end: Option<usize>) -> Option<String> {
        let name = std::str::from_utf8(name).ok()?.trim_matches(['-', '.']);
        if telling::tells(name) {
            return Some(name.to_owned());
        }
        let at = end?;
        if name.eq_ignore_ascii_case("value") {
            let pair = flow::pair(self.text, at).or_else(|| {
                let is_block = self.language == Language::Yaml;
                is_block.then(|| block::pair(self.text, at)).flatten()
            });
            let pair = pair.and_then(|name| std::str::from_utf8(name).ok());
            if let Some(name) = pair.filter(|name| telling::tells(name)) {
                return Some(name.to_owned());
            }
        }
        if !telling::is_open(name) {
            return None;
        }
        let holders = match self.language {
            Language::Yaml => {
                flow::holders(self.text, at).or_else(|| block::holders(self.text, at))
            }
            Language::Json | Language::Python => flow::holders(self.text, at),
            Language::Settings => {
                flow::holders(self.text, at).or_else(|| block::section(self.text, at))
            }
            _ => None,
        }?;
        let mut holders = holders.iter().filter_map(|it| std::str::from_utf8(it).ok());
        holders.find_map(|holder| {
            let full = format!("{holder}.{name}");
            telling::tells(&full).then_some(full)
        })
    }
}

/// What stands before a place in its line. A long line is no command that sets
/// a variable, and is not read again for each of the keys in it.
fn command<'a>(before: &Back<'a>) -> &'a [u8] {
    const MAX_BYTES: usize = 256;
    let text = &before.text[before.at.saturating_sub(MAX_BYTES)..before.at];
    let start = memchr::memrchr(b'\n', text).map_or(0, |at| at + 1);
    text[start..].trim_ascii()
}

impl Back<'_> {
    /// Takes what may stand between a name and the sign behind it.
    fn white_before_name(&mut self, language: Language) {
        match language {
            Language::R | Language::Json | Language::Python => self.white(),
            _ => self.blanks(),
        }
    }
}
