//! What R gives a text to: arrows, lists in lists, values that are switched between, the
//! functions of jose.

use super::back::{Back, is_name};
use super::context::Context;
use super::flow;
use crate::audit::detect::key_names;

/// Functions of which one of the arguments is the value.
const CHOICES: [&[u8]; 4] = [b"switch", b"ifelse", b"if_else", b"fifelse"];
/// The functions of jose that sign and check with a secret, and what they call it.
const SIGNERS: [&str; 2] = ["jwt_encode_hmac", "jwt_decode_hmac"];

/// Whether it is a function that signs with any text.
pub(super) fn signs(function: &str) -> bool {
    SIGNERS.contains(&function)
}

impl<'a> Context<'a> {
    /// The name behind an arrow, `"…" -> name`.
    pub(super) fn given_to(&self) -> Option<&'a [u8]> {
        let mut rest = &self.text[self.value.range.end..];
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

    /// The name of a variable of R that is handed on as a key. As the name of
    /// an argument, which starts `at` a place in brackets, it is another thing
    /// than in the call that it is known from.
    pub(super) fn variable(&self, name: &[u8], at: Option<usize>) -> Option<String> {
        self.variables.binary_search(&name).ok()?;
        let is_argument = at.is_some_and(|at| {
            let open = flow::bracket(self.text, at);
            let open = open.filter(|&open| self.text[open] != b'{');
            open.is_some_and(|open| {
                let function = self.before(open).take_while(is_name);
                !matches!(function, b"list" | b"Sys.setenv" | b"function")
            })
        });
        let name = std::str::from_utf8(name).ok()?;
        (!is_argument).then(|| name.to_owned())
    }

    fn before(&self, at: usize) -> Back<'a> {
        Back {
            text: self.text,
            at,
        }
    }

    /// What the call of R is about that a value is an argument of, which starts there.
    pub(super) fn argument_of_r(&self, back: Back<'a>) -> Option<String> {
        let open = flow::bracket(self.text, back.at).filter(|&open| self.text[open] == b'(')?;
        let mut before = self.before(open);
        let function = before.take_while(is_name);
        let mut name = back;
        name.white();
        let is_named = name.take(b"=");
        name.white();
        let name = if is_named { name.name()? } else { b"" };
        if let Some(function) = std::str::from_utf8(function).ok().filter(|it| signs(it)) {
            let is_one = name == b"secret" || !is_named && self.is_second(open, back.at, before);
            return is_one.then(|| function.to_owned());
        }
        if CHOICES.contains(&function) {
            return self.linked(before, true);
        }
        (is_named && function == b"list").then(|| self.in_lists(name, before))?
    }

    /// Whether an argument is the second one, or the first behind a pipe.
    fn is_second(&self, open: usize, at: usize, mut function: Back<'a>) -> bool {
        let mut depth = 0_usize;
        let mut commas = 0;
        for byte in &self.text[open + 1..at] {
            match byte {
                b'(' | b'[' | b'{' => depth += 1,
                b')' | b']' | b'}' => depth = depth.saturating_sub(1),
                b',' if depth == 0 => commas += 1,
                _ => {}
            }
        }
        function.take_while(|byte| is_name(byte) || byte == b':');
        function.white();
        let is_piped = function.take(b"|>") || function.take(b"%>%");
        commas + usize::from(is_piped) == 1
    }

    /// `list(session = list(key = "…"))`: the name with that of what holds it.
    fn in_lists(&self, name: &[u8], mut list: Back<'a>) -> Option<String> {
        list.white();
        let is_held = list.take(b"=") || list.take(b"<-");
        list.white();
        let outer = list.name().filter(|_| is_held)?;
        let outer = outer.rsplit(|byte| *byte == b'$').next()?;
        let (outer, name) = (
            std::str::from_utf8(outer).ok()?,
            std::str::from_utf8(name).ok()?,
        );
        let full = format!("{outer}.{name}");
        (key_names::is_open(name) && key_names::tells_whole(&full)).then_some(full)
    }
}
