//! Arguments of programs, in lists of them and in commands, and what a template puts in.

use super::Language;
use super::back::{Back, is_name, is_quote};
use super::context::Context;
use super::secret::Likeness;
use crate::audit::detect::key_names;

impl<'a> Context<'a> {
    /// The option that it is the argument of, in a list: `["--name", "…"]`, `- --name` and
    /// `- …`, `<string>--name</string><string>…`. What an option is described by stands
    /// there, too, in words.
    pub(super) fn option(&self, back: Back<'a>) -> Option<String> {
        if matches!(self.value.likeness, Likeness::Phrase | Likeness::Word) {
            return None;
        }
        let mut before = back;
        if !self.language.has_blocks() || before.text[..before.at].trim_ascii_end().ends_with(b",")
        {
            before.white();
        }
        let is_item = match self.language {
            Language::Xml => before.take(b">") && next_tag(&mut before),
            _ => before.take(b",") || self.language.has_blocks() && previous_item(&mut before),
        };
        if !is_item {
            return None;
        }
        before.white();
        let name = before.name().filter(|it| it.starts_with(b"--"))?;
        if before.last().is_some_and(is_name) || !name.iter().copied().all(is_name) {
            return None;
        }
        self.telling(name, None)
    }

    /// Whether it is the argument of an option in a command that stands in a string.
    pub(super) fn is_in_command(&self, back: &Back<'_>) -> bool {
        let mut before = *back;
        before.blanks();
        before.at < back.at && before.take_while(is_name).starts_with(b"--")
    }

    /// What it is put in for by a template that has nothing else to put in:
    /// `{{ .Values.name | default "…" }}`, `{{ default "…" .name }}`, `name: {{ or .x "…" }}`.
    pub(super) fn put_in(&self, back: Back<'a>) -> Option<String> {
        const MAX_BYTES: usize = 512;
        if self.language.wants_quotes() || !self.text.get(back.at).copied().is_some_and(is_quote) {
            return None;
        }
        let from = back.at.saturating_sub(MAX_BYTES);
        let line = memchr::memrchr(b'\n', &self.text[from..back.at]);
        let from = line.map_or(from, |at| from + at + 1);
        let open = from + memchr::memmem::rfind(&self.text[from..back.at], b"{{")?;
        let inner = &self.text[open + 2..back.at];
        if memchr::memmem::find(inner, b"}}").is_some() {
            return None;
        }
        let inner = inner.strip_prefix(b"-").unwrap_or(inner).trim_ascii();
        let call = inner.strip_suffix(b"(").unwrap_or(inner).trim_ascii_end();
        let asked = match call.strip_suffix(b"default") {
            Some([]) => self.argument_behind(),
            Some(rest) => rest.trim_ascii_end().strip_suffix(b"|")?.trim_ascii(),
            None => inner.strip_prefix(b"or ")?.trim_ascii(),
        };
        self.asked_for(asked).or_else(|| {
            let mut outer = Back {
                text: self.text,
                at: open,
            };
            let is_quoted = outer.quote().is_some();
            self.linked(outer, is_quoted)
        })
    }

    /// The argument behind the value.
    fn argument_behind(&self) -> &'a [u8] {
        let rest = &self.text[self.value.range.end..];
        let rest = rest.get(1..).unwrap_or_default().trim_ascii_start();
        let end = rest.iter().position(|it| !is_name(*it));
        &rest[..end.unwrap_or(rest.len())]
    }

    /// The name in what a template asks for: `.Values.name`, `lookup('env', 'NAME')`.
    fn asked_for(&self, asked: &'a [u8]) -> Option<String> {
        let mut back = Back {
            text: asked,
            at: asked.len(),
        };
        back.take_while(|it| it == b')');
        let name = back.name()?;
        let own = name.strip_prefix(b".Values").unwrap_or(name);
        let last = name.rsplit(|it| *it == b'.').next()?;
        let is_own = |name: &[u8]| std::str::from_utf8(name).is_ok_and(key_names::tells_whole);
        let is_one = is_own(last) || is_own(own);
        is_one.then(|| self.telling(own, None))?
    }
}

/// Goes over what leads from one item of a list in lines to the end of the one before it.
fn previous_item(back: &mut Back<'_>) -> bool {
    let is_item = back.take(b"- ");
    back.blanks();
    let is_start = back.last() == Some(b'\n');
    back.white();
    let mut item = *back;
    let is_name = item.name().is_some();
    is_item && is_start && is_name && item.take(b"- ")
}

/// Goes over `</a><b`, to the end of the text in the tag before it.
fn next_tag(back: &mut Back<'_>) -> bool {
    let is_open = |byte: u8| byte.is_ascii_alphanumeric();
    let tag = back.take_while(is_open);
    if !back.take(b"<") {
        return false;
    }
    back.white();
    back.take(b">") && back.take(tag) && back.take(b"</")
}
