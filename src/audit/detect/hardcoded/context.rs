//! What stands around a text that is like a secret: what it is given to.

use super::Language;
use super::back::{Back, is_name, is_quote};
use super::calls::{self, Place};
use super::flow;
use super::link::Link;
use super::secret::Likeness;
use super::values::Value;
use crate::audit::detect::key_names;

/// A text that is like a secret, in its place.
pub(super) struct Context<'a> {
    pub(super) text: &'a [u8],
    pub(super) language: Language,
    pub(super) value: &'a Value,
    /// Variables of R that are handed on as keys, in order.
    pub(super) variables: &'a [&'a [u8]],
}

/// What turns a text into a key.
const WRAPPERS: [&[u8]; 27] = [
    b"hex",
    b"fromhex",
    b"unhexlify",
    b"b64decode",
    b"urlsafe_b64decode",
    b"urlsafe_decode64",
    b"decode64",
    b"SecretStr",
    b"Secret",
    b"bytes",
    b"byte",
    b"str",
    b"from",
    b"hex2bin",
    b"charToRaw",
    b"base64decode",
    b"base64_decode",
    b"DecodeString",
    b"FromBase64String",
    b"FromHexString",
    b"GetBytes",
    b"decode",
    b"encode",
    b"SecretKeySpec",
    b"sensitive",
    b"pack",
    b"String",
];
/// How many of them stand in one another.
pub(super) const MAX_WRAPPERS: usize = 3;

/// What a name may be followed by that says of what kind the thing is.
pub(super) const TYPES: [&[u8]; 12] = [
    b"str",
    b"string",
    b"String",
    b"bytes",
    b"byte",
    b"char",
    b"any",
    b"text",
    b"Buffer",
    b"Uint8Array",
    b"SecretStr",
    b"Secret",
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
            at: self.value.range.start,
        };
        if self.value.is_default {
            let is_variable = |name: &[u8], back: Back<'_>| {
                back.text[..back.at].ends_with(b"${") && !name.is_empty()
            };
            back.at -= 1;
            back.take(b":");
            let name = back.name().filter(|name| is_variable(name, back))?;
            // `COOKIE_KEY=${OTHER-…}`
            let given = || {
                back.take(b"${");
                back.quote();
                let is_set = back.take(b"=");
                is_set.then(|| self.telling(back.name()?, None))?
            };
            return self.telling(name, None).or_else(given);
        }
        let is_quoted = self.takes_quote(&mut back);
        let inner = back.at;
        for _ in 0..MAX_WRAPPERS {
            self.skip_wrapper(&mut back);
        }
        let is_wrapped = back.at < inner;
        if self.language.wants_quotes() && !is_quoted && !self.is_of_a_shell(&back) {
            return None;
        }
        if self.language == Language::Xml && !is_quoted {
            let is_set = self.is_of_a_shell(&back);
            let named = || is_set.then(|| self.linked(back, false))?;
            return self.tagged().or_else(named).or_else(|| self.option(back));
        }
        // What makes a key of a text may take keys alone: `Key::from(b"…")`.
        let called = || is_wrapped.then(|| self.called(Place::First))?;
        let told = self.linked(back, is_quoted).or_else(called);
        told.or_else(|| self.commanded())
    }

    /// Takes what opens the text of the value, if anything does.
    pub(super) fn takes_quote(&self, back: &mut Back<'a>) -> bool {
        let Some(quote) = back.quote() else {
            return self.takes_opening(back);
        };
        // `"""…"""`
        back.take(&[quote, quote]);
        self.skip_prefix(back);
        true
    }

    /// The name by how what starts there hangs together with what is before it.
    pub(super) fn linked(&self, mut back: Back<'a>, is_quoted: bool) -> Option<String> {
        let start = back;
        let told = self.option(start).or_else(|| self.put_in(start));
        let told = told.or_else(|| self.link_of(&mut back, is_quoted));
        told.or_else(|| (self.language == Language::R).then(|| self.argument_of_r(start))?)
    }

    fn link_of(&self, back: &mut Back<'a>, is_quoted: bool) -> Option<String> {
        let link = self.link(back, is_quoted)?;
        let mut back = *back;
        match link {
            Link::Assigns => self.assigned(back, false),
            Link::Instead => self.instead(back),
            Link::Follows => {
                let mut before = back;
                let is_quote = before.last().is_some_and(is_quote);
                let word = before.name();
                // What describes an option is no key.
                let is_said = self.value.likeness == Likeness::Phrase
                    && word.is_some_and(|it| it.starts_with(b"--"));
                let name = word.filter(|_| !is_said && (is_quote || before.take(b":")));
                let told = name.and_then(|name| self.telling(name, None));
                // `add_middleware(SessionMiddleware, "…")`
                let handed = || calls::takes_a_key(std::str::from_utf8(word?).ok()?, Place::Later);
                told.or_else(|| self.listed())
                    .or_else(|| (!is_quote).then(handed)?.map(str::to_owned))
                    .or_else(|| self.called(Place::Later))
            }
            Link::Lists => self.listed().or_else(|| self.called(Place::First)),
            Link::Stands => self.telling(back.name()?, None),
        }
    }

    /// What stands before an assignment, with its type or without. That of a call
    /// `is_last`: what holds it is not asked.
    pub(super) fn assigned(&self, mut back: Back<'a>, is_last: bool) -> Option<String> {
        let end = |at: usize| (!is_last).then_some(at);
        let at = back.at;
        let name = back.name()?;
        let told = self.variable(name, Some(back.at));
        let told = told.or_else(|| self.telling(name, end(at)));
        told.or_else(|| {
            // `NAME: str = …`, `NAME string = …`, `NAME: &'static str = …`
            let is_type = TYPES.contains(&name) || self.language == Language::Python;
            // `Final[str]`
            back.take_while(|byte| is_name(byte) || b"&?[]'<|".contains(&byte));
            back.take(b"static ");
            // As Visual Basic has it.
            if back.take(b"As ") {
                back.blanks();
            }
            back.take_while(|byte| b"&'".contains(&byte));
            back.blanks();
            let is_typed = back.take(b":") || matches!(self.language, Language::Script);
            back.take(b"?");
            back.blanks();
            let at = back.at;
            (is_type && is_typed).then(|| self.telling(back.name()?, end(at)))?
        })
    }

    /// What is asked for before this is taken instead: `process.env.NAME || "…"`,
    /// or what both are given to.
    pub(super) fn instead(&self, back: Back<'a>) -> Option<String> {
        let mut asked = back;
        if asked.take(b")") {
            // `get("NAME")`, and no other end of a call.
            asked.take_while(|byte| byte == b')');
            asked.blanks();
            if !asked.last().is_some_and(is_quote) {
                asked = back;
            }
        }
        if let Some(name) = asked.name().and_then(|name| self.telling(name, None)) {
            return Some(name);
        }
        let start = self.expression(back)?;
        let value = Value {
            range: start.at..self.value.range.end,
            ..self.value.clone()
        };
        let value = &value;
        Context { value, ..*self }.linked(start, true)
    }

    /// Whether it is a part of something else: of a longer text, a host name.
    fn is_inside_more(&self) -> bool {
        let range = &self.value.range;
        let (before, after) = (&self.text[..range.start], &self.text[range.end..]);
        let quote = before.last().copied().filter(|byte| is_quote(*byte));
        let escaped = before.len() >= 2 && before[before.len() - 2] == b'\\';
        let after = match after {
            // The line may continue, where a string of several ends in the next one.
            [b'\\', rest @ ..] if rest.first().is_some_and(|it| b"\r\n".contains(it)) => {
                let end = rest.trim_ascii_start().first();
                match end.is_some_and(|it| is_quote(*it)) {
                    true => rest,
                    false => after,
                }
            }
            // `printf 'NAME=…\n'`
            [b'\\', b'n', rest @ ..] if rest.first().is_some_and(|it| is_quote(*it)) => rest,
            [b'\\', rest @ ..]
                if escaped || rest.first().is_some_and(|it| b"n\"'".contains(it)) =>
            {
                rest
            }
            _ => after,
        };
        let ends = |byte: &u8| {
            byte.is_ascii_whitespace()
                || b",;)]}#&|<>".contains(byte)
                || is_quote(*byte)
                || self.language == Language::Json && *byte == b'n'
        };
        match quote {
            Some(quote) => after.first() != Some(&quote),
            None => !after.first().is_none_or(ends),
        }
    }

    /// Whether it stands behind `NAME=` as in a command line, or in
    /// `${NAME:…}`: a text without quotation marks in a language that has them.
    fn is_of_a_shell(&self, back: &Back<'_>) -> bool {
        let mut before = *back;
        let is_set = before.take(b"=") && before.last().is_some_and(is_name);
        let mut before = *back;
        let is_property = before.take(b":") && before.name().is_some() && before.take(b"${");
        is_set || is_property || self.is_in_command(back)
    }

    /// The letter of `b"…"` and its like.
    pub(super) fn skip_prefix(&self, back: &mut Back<'_>) {
        let mut before = *back;
        let prefix = before.take_while(|byte| byte.is_ascii_alphabetic());
        let has_prefixes = matches!(
            self.language,
            Language::Python | Language::Json | Language::Markdown | Language::Script
        );
        if has_prefixes && prefix.len() <= 2 && !before.last().is_some_and(is_name) {
            *back = before;
        }
    }

    /// `fromhex(` and its like, `[…]byte(`.
    pub(super) fn skip_wrapper(&self, back: &mut Back<'_>) {
        let mut before = *back;
        before.white();
        if before.take(b"ConvertTo-SecureString") {
            before.blanks();
            *back = before;
            return;
        }
        if !before.take(b"(") {
            // `Buffer.from "…"` is none, a list as an argument is.
            return;
        }
        let name = before.take_while(|byte| is_name(byte) || byte == b':');
        let name = name.rsplit(|byte| matches!(byte, b'.' | b':')).next();
        if name.is_some_and(|name| WRAPPERS.contains(&name)) {
            before.take(b"[]");
            let mut new = before;
            new.blanks();
            if new.take(b"new") {
                before = new;
            }
            *back = before;
        }
    }

    /// The tag that a text stands in.
    fn tagged(&self) -> Option<String> {
        let start = self.value.range.start;
        let before = self.text[..start].trim_ascii_end();
        if before.last() != Some(&b'>') {
            return None;
        }
        let tags = super::markup::tags(self.text, start);
        let tags = tags
            .into_iter()
            .filter_map(|tag| std::str::from_utf8(tag).ok());
        let tags: Vec<&str> = tags.collect();
        let one = tags.iter().find(|tag| key_names::tells(tag));
        let whole = || {
            let pairs = tags
                .windows(2)
                .map(|pair| format!("{}.{}", pair[1], pair[0]));
            pairs.into_iter().find(|full| key_names::tells_whole(full))
        };
        one.map(|tag| (*tag).to_owned()).or_else(whole)
    }

    /// The function that takes it for a key, and has no name for it.
    pub(super) fn called(&self, place: Place) -> Option<String> {
        if self.language == Language::R {
            // Its calls are read as such.
            return None;
        }
        if let Some(told) = self.called_without_brackets() {
            return (place == Place::Later).then(|| told.to_owned());
        }
        let list = flow::list(self.text, self.value.range.start)?;
        let mut back = Back {
            text: self.text,
            at: list,
        };
        if self.text[list] == b'[' {
            // `new Keygrip(["…"])`
            back.white();
            if !back.take(b"(") {
                return None;
            }
        }
        if back.text.get(back.at) == Some(&b'(') {
            // `NewCookieStore([]byte("…"))`: the wrapper is the inner one.
            for _ in 0..MAX_WRAPPERS {
                let mut outer = back;
                let name = outer.take_while(|byte| is_name(byte) || byte == b':');
                let function = std::str::from_utf8(name).ok()?;
                if let Some(told) = self.takes_a_key(function, place, outer.at) {
                    return Some(told.to_owned());
                }
                let told = self.stands_in(function, outer, place);
                let told = told.or_else(|| match place {
                    Place::Later => self.passed_on(function, outer),
                    Place::First => None,
                });
                if told.is_some() {
                    return told;
                }
                let name = name.rsplit(|byte| matches!(byte, b'.' | b':')).next();
                if !name.is_some_and(|name| WRAPPERS.contains(&name)) {
                    break;
                }
                outer.take(b"[]");
                match flow::list(self.text, outer.at) {
                    Some(open) if self.text[open] == b'(' => back.at = open,
                    _ => return None,
                }
            }
        }
        let function = back.take_while(|byte| is_name(byte) || byte == b':');
        let function = std::str::from_utf8(function).ok()?;
        let told = calls::takes_a_key(function, place).or_else(|| calls::required(back, place));
        told.map(str::to_owned)
    }

    /// The name as it is shown, if it tells: by itself, by the pair that it is
    /// a part of, by what holds it. Those are looked for from where it ends.
    pub(super) fn telling(&self, name: &[u8], end: Option<usize>) -> Option<String> {
        let name = std::str::from_utf8(name).ok()?;
        let name = name.trim_matches(['-', '.', '$', '@', ':']);
        let value = &self.text[self.value.range.clone()];
        // As Laravel marks its key, and CodeIgniter.
        let is_marked = value.starts_with(b"base64:") || value.starts_with(b"hex2bin:");
        if key_names::tells(name)
            || key_names::is_beside(name, self.near())
            || is_marked && key_names::is_key(name)
        {
            let is_of_others = key_names::has_others(name)
                && (self.is_beside_others(name) || !end.is_none_or(|end| self.is_at_home(end)));
            return (!is_of_others).then(|| name.to_owned());
        }
        self.around(name, end?)
    }
}
