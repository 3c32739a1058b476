//! What is given to a function of plumber as its key, in the ways in which R
//! gives something: by `do.call()`, through a pipe, put together of parts, as
//! what holds where a variable is not set.

use std::collections::HashMap;
use std::ops::Range;

use super::{COOKIES, key};
use crate::audit::detect::r_code::{Argument, Call, Shape, calls, is_word, unquoted};

/// A literal that is handed to a function as a key.
pub struct Literal {
    /// The function.
    pub function: &'static str,
    /// The literal.
    pub range: Range<usize>,
}

/// Functions that are looked into, and what of theirs is the key.
const HELPERS: [&str; 10] = [
    "do.call",
    "list",
    "paste",
    "paste0",
    "Sys.getenv",
    "hex2bin",
    "charToRaw",
    "trimws",
    "as.character",
    "random_cookie_key",
];

/// The calls that the others are explained by.
pub struct Helpers {
    calls: Vec<Call>,
    /// Their numbers by where they end.
    ends: HashMap<usize, usize>,
    /// The values that are assigned to a variable and are one of them.
    assigned: HashMap<Vec<u8>, Vec<Range<usize>>>,
}

impl Helpers {
    pub fn of(code: &[u8]) -> Self {
        let calls = calls(code, &HELPERS);
        let numbered = calls.iter().enumerate();
        let ends = numbered
            .map(|(number, call)| (call.range.end, number))
            .collect();
        let mut assigned: HashMap<Vec<u8>, Vec<Range<usize>>> = HashMap::new();
        for call in &calls {
            if let Some((name, value)) = assignment(code, call) {
                assigned.entry(name.to_vec()).or_default().push(value);
            }
        }
        Helpers {
            calls,
            ends,
            assigned,
        }
    }

    /// The call that a value is, with or without its package.
    fn call(&self, code: &[u8], value: &Range<usize>) -> Option<&Call> {
        let is_package = |before: &[u8]| {
            before.is_empty()
                || before.ends_with(b"::") && before.iter().all(|it| is_word(*it) || *it == b':')
        };
        let call = &self.calls[*self.ends.get(&value.end)?];
        let is_whole =
            call.range.start >= value.start && is_package(&code[value.start..call.range.start]);
        is_whole.then_some(call)
    }

    /// The calls of plumber's functions by `do.call(pr_cookie, list(…))`.
    pub fn done(&self, code: &[u8]) -> Vec<Call> {
        let all = self.calls.iter().filter(|call| call.function == "do.call");
        let done = all.filter_map(|call| {
            let parameters = ["what", "args"];
            let what = call.argument(code, &parameters, "what")?;
            let what = unquoted(&code[what.value.clone()]);
            let name = what.rsplit(|byte| *byte == b':').next()?;
            let mut cookies = COOKIES.iter();
            let function = cookies.find(|it| it.0.as_bytes() == name)?.0;
            let list = call.argument(code, &parameters, "args")?;
            let list = self.call(code, &list.value)?;
            (list.function == "list").then(|| Call {
                function,
                is_piped: false,
                range: call.range.clone(),
                open: list.open,
                arguments: list.arguments.clone(),
            })
        });
        done.collect()
    }

    /// Whether a value is a new key, which is made when the code runs.
    pub fn is_new_key(&self, code: &[u8], value: &Range<usize>) -> bool {
        let call = self.call(code, value);
        call.is_some_and(|call| call.function == "random_cookie_key")
    }

    /// The text that a value is, or is made of and nothing else.
    fn text(&self, code: &[u8], argument: &Argument) -> Option<Range<usize>> {
        let is_text = |it: &Argument| it.shape == Shape::Text && it.value.len() > 2;
        if is_text(argument) {
            return Some(argument.value.clone());
        }
        let call = self.call(code, &argument.value)?;
        match call.function {
            "paste" | "paste0" => {
                let is_part = |it: &Argument| it.name.is_some() || it.shape == Shape::Text;
                let has_one = call.arguments.iter().any(is_text);
                (has_one && call.arguments.iter().all(is_part)).then(|| argument.value.clone())
            }
            "Sys.getenv" => {
                let unset = call.argument(code, &["x", "unset", "names"], "unset")?;
                is_text(unset).then(|| unset.value.clone())
            }
            "hex2bin" | "charToRaw" | "trimws" | "as.character" => {
                let first = call.arguments.first()?;
                is_text(first).then(|| first.value.clone())
            }
            _ => None,
        }
    }

    /// The values that are assigned to a variable of this name and are a call of
    /// a helper.
    pub fn assigned(&self, name: &[u8]) -> impl Iterator<Item = Argument> + '_ {
        let values = self.assigned.get(name).into_iter().flatten();
        values.map(|value| Argument {
            name: None,
            value: value.clone(),
            shape: Shape::Code,
        })
    }

    /// The literals that are handed over as a key, in order.
    pub fn literals(&self, code: &[u8], calls: &[Call]) -> Vec<Literal> {
        let mut literals = Vec::new();
        for call in calls {
            let (function, name) = key(call);
            let mut ranges = Vec::new();
            match call.argument(code, function.1, name) {
                Some(argument) if argument.shape == Shape::Word => {
                    let name = &code[argument.value.clone()];
                    let assigned = self.assigned(name);
                    ranges.extend(assigned.filter_map(|it| self.text(code, &it)));
                }
                Some(argument) => ranges.extend(self.text(code, argument)),
                None if function.1.first() == Some(&name) => ranges.extend(piped(code, call)),
                None => {}
            }
            literals.extend(ranges.into_iter().map(|range| Literal {
                function: function.0,
                range,
            }));
        }
        literals.sort_by_key(|it| it.range.start);
        literals.dedup_by_key(|it| it.range.start);
        literals
    }
}

/// The variable that the call is assigned to, and the call with its package.
fn assignment<'a>(code: &'a [u8], call: &Call) -> Option<(&'a [u8], Range<usize>)> {
    let before = &code[..call.range.start];
    let package = before.iter().rev();
    let package = package
        .take_while(|it| is_word(**it) || **it == b':')
        .count();
    let start = call.range.start - package;
    let before = code[..start].trim_ascii_end();
    let signs = [&b"<<-"[..], b"<-", b"="];
    let before = signs.iter().find_map(|sign| before.strip_suffix(*sign))?;
    let before = before.trim_ascii_end();
    let length = before.iter().rev().take_while(|it| is_word(**it)).count();
    let name = &before[before.len() - length..];
    (length > 0).then_some((name, start..call.range.end))
}

/// The text before a pipe that leads to the call.
fn piped(code: &[u8], call: &Call) -> Option<Range<usize>> {
    if !call.is_piped {
        return None;
    }
    let before = &code[..call.range.start];
    let package = before.iter().rev();
    let package = package
        .take_while(|it| is_word(**it) || **it == b':')
        .count();
    let before = before[..before.len() - package].trim_ascii_end();
    let before = before
        .strip_suffix(b"|>")
        .or_else(|| before.strip_suffix(b"%>%"))?
        .trim_ascii_end();
    let quote = *before.last().filter(|it| matches!(it, b'"' | b'\''))?;
    let inner = &before[..before.len() - 1];
    let open = memchr::memrchr(quote, inner)?;
    let is_one = open + 1 < inner.len() && !inner[open..].contains(&b'\n');
    is_one.then_some(open..before.len())
}
