//! What is given to a function of plumber as its key, in the ways in which R
//! gives something: by `do.call()`, through a pipe, put together of parts, as
//! what holds where a variable is not set.

mod asked;

use std::collections::HashMap;
use std::ops::Range;

use super::{COOKIES, key};
use crate::audit::detect::r_code::{Argument, Call, Kind, Shape, calls, is_word, tokens, unquoted};

/// A literal that is handed to a function as a key.
pub struct Literal {
    /// The function.
    pub function: &'static str,
    /// The literal.
    pub range: Range<usize>,
    /// The call is a comment.
    pub is_comment: bool,
    /// It is the text that a variable has, and is found by its shape as well if it has one.
    pub is_of_variable: bool,
}

/// Functions that are looked into, and what of theirs is the key.
const HELPERS: [&str; 13] = [
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
    "random_key",
    "ifelse",
    "switch",
];

/// The calls that the others are explained by.
pub struct Helpers {
    calls: Vec<Call>,
    /// Their numbers by where they end.
    ends: HashMap<usize, usize>,
    /// The values that are assigned to a variable and are one of them.
    assigned: HashMap<Vec<u8>, Vec<(Range<usize>, Shape)>>,
}

impl Helpers {
    pub fn of(code: &[u8]) -> Self {
        let calls = calls(code, &HELPERS);
        let numbered = calls.iter().enumerate();
        let ends = numbered
            .map(|(number, call)| (call.range.end, number))
            .collect();
        let mut assigned: HashMap<Vec<u8>, Vec<(Range<usize>, Shape)>> = HashMap::new();
        for call in &calls {
            if let Some((name, value)) = assignment(code, call.range.clone()) {
                let values = assigned.entry(name.to_vec()).or_default();
                values.push((value, Shape::Code));
            }
        }
        // A raw string is read here alone.
        for token in tokens(code).filter(|it| it.kind == Kind::Text) {
            let is_raw = matches!(code[token.range.start], b'r' | b'R');
            if is_raw && let Some((name, value)) = assignment(code, token.range) {
                let values = assigned.entry(name.to_vec()).or_default();
                values.push((value, Shape::Text));
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
            let list = match list.shape {
                // Of a variable that is set more than once it is not known what it has.
                Shape::Word => {
                    let set = self.assigned.get(&code[list.value.clone()])?;
                    self.call(code, &set.first().filter(|_| set.len() == 1)?.0)?
                }
                _ => self.call(code, &list.value)?,
            };
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
        call.is_some_and(|call| matches!(call.function, "random_cookie_key" | "random_key"))
    }

    /// The text that a value is, or is made of and nothing else.
    fn text(&self, code: &[u8], argument: &Argument) -> Option<Range<usize>> {
        let is_text = |it: &Argument| it.shape == Shape::Text && it.value.len() > 2;
        if is_text(argument) {
            return Some(argument.value.clone());
        }
        let Some(call) = self.call(code, &argument.value) else {
            return chosen(code, &argument.value);
        };
        match call.function {
            "paste" | "paste0" => {
                let is_part = |it: &Argument| it.name.is_some() || it.shape == Shape::Text;
                let has_one = call.arguments.iter().any(is_text);
                (has_one && call.arguments.iter().all(is_part)).then(|| argument.value.clone())
            }
            "ifelse" | "switch" => {
                let given = call.arguments.iter().skip(1);
                given
                    .rev()
                    .find(|it| is_text(it))
                    .map(|it| it.value.clone())
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
        values.map(|(value, shape)| Argument {
            name: None,
            value: value.clone(),
            shape: *shape,
        })
    }

    /// The literals that are handed over as a key, in order.
    pub fn literals(&self, code: &[u8], calls: &[Call]) -> Vec<Literal> {
        let mut literals = Vec::new();
        let mut looked_up = HashMap::new();
        for call in calls {
            let (function, name) = key(call);
            let mut ranges = Vec::new();
            match call.argument(code, function.1, name) {
                Some(argument) if argument.shape == Shape::Word => {
                    let name = &code[argument.value.clone()];
                    let assigned = self.assigned(name);
                    ranges.extend(assigned.filter_map(|it| Some((self.text(code, &it)?, false))));
                    if ranges.is_empty() && looked_up.len() < MAX_VARIABLES {
                        let only = looked_up
                            .entry(name)
                            .or_insert_with(|| only_text(code, name));
                        ranges.extend(only.clone().map(|range| (range, true)));
                    }
                }
                Some(argument) => {
                    ranges.extend(self.text(code, argument).map(|range| (range, false)));
                }
                None if function.1.first() == Some(&name) => {
                    ranges.extend(piped(code, call).map(|range| (range, false)));
                }
                None => {}
            }
            literals.extend(ranges.into_iter().map(|(range, is_of_variable)| Literal {
                function: function.0,
                range,
                is_comment: false,
                is_of_variable,
            }));
        }
        literals.sort_by_key(|it| it.range.start);
        literals.dedup_by_key(|it| it.range.start);
        literals
    }
}

/// The text that a condition chooses: `if (…) a else "…"`, `a %||% "…"`.
fn chosen(code: &[u8], value: &Range<usize>) -> Option<Range<usize>> {
    let all: Vec<_> = tokens(&code[value.clone()]).collect();
    let token =
        |at: usize| &code[value.start + all[at].range.start..value.start + all[at].range.end];
    let mut depth = 0_usize;
    let mut is_condition = false;
    let mut found = None;
    for (at, read) in all.iter().enumerate() {
        let before = at.checked_sub(1).map(token).unwrap_or_default();
        match token(at) {
            b"(" | b"[" | b"{" => {
                is_condition |= depth == 0 && before == b"if";
                depth += 1;
            }
            b")" | b"]" | b"}" => depth = depth.saturating_sub(1),
            text if depth == 0 && read.kind == Kind::Text && text.len() > 2 => {
                let is_one = matches!(before, b"else" | b"%||%") || is_condition && before == b")";
                if is_one {
                    found = Some(value.start + read.range.start..value.start + read.range.end);
                }
            }
            _ => {}
        }
    }
    found
}

/// What a value has been made of, through functions that leave it the same: `k` of
/// `trimws(k)`.
pub(super) fn unwrapped(value: &[u8]) -> &[u8] {
    const SAME: [&[u8]; 6] = [
        b"trimws",
        b"charToRaw",
        b"rawToChar",
        b"bin2hex",
        b"hex2bin",
        b"as.character",
    ];
    let Some(inner) = value.strip_suffix(b")") else {
        return value;
    };
    let Some(open) = memchr::memchr(b'(', inner) else {
        return value;
    };
    let function = inner[..open]
        .rsplit(|it| *it == b':')
        .next()
        .unwrap_or_default();
    match SAME.contains(&function) {
        true => inner[open + 1..].trim_ascii(),
        false => value,
    }
}

/// The variable that a value is assigned to, and the value with its package, if it is a call.
fn assignment(code: &[u8], value: Range<usize>) -> Option<(&[u8], Range<usize>)> {
    let before = &code[..value.start];
    let package = before.iter().rev();
    let package = package
        .take_while(|it| is_word(**it) || **it == b':')
        .count();
    let start = value.start - package;
    let before = code[..start].trim_ascii_end();
    let signs = [&b"<<-"[..], b"<-", b"="];
    let before = signs.iter().find_map(|sign| before.strip_suffix(*sign))?;
    let before = before.trim_ascii_end();
    let length = before.iter().rev().take_while(|it| is_word(**it)).count();
    let name = &before[before.len() - length..];
    (length > 0).then_some((name, start..value.end))
}

/// The most variables of a source that are looked up: each is looked for in all of it.
const MAX_VARIABLES: usize = 64;

/// The text that a variable has where it is set once, and to that: a passphrase has no shape
/// by which it is found elsewhere. What stands behind `=` may be an argument of a call, but
/// at the start of a line.
fn only_text(code: &[u8], name: &[u8]) -> Option<Range<usize>> {
    const SIGNS: [&[u8]; 3] = [b"<<-", b"<-", b"="];
    let sign_of = |start: usize| {
        let is_word_before = |it: &u8| is_word(*it) || *it == b'$';
        let before = &code[..start];
        let end = start + name.len();
        let behind = code[end..].trim_ascii_start();
        let sign = SIGNS.into_iter().find(|it| behind.starts_with(it))?;
        let is_statement = before.last().is_none_or(|it| *it == b'\n');
        let is_sign = sign != b"=" || is_statement && !behind.starts_with(b"==");
        let at = code.len() - behind.len() + sign.len();
        (is_sign && !before.last().is_some_and(is_word_before)).then_some(at)
    };
    let is_arrow_before = |start: usize| code[..start].trim_ascii_end().ends_with(b"->");
    let mut found = None;
    for start in memchr::memmem::find_iter(code, name) {
        if is_arrow_before(start) {
            return None;
        }
        if let Some(at) = sign_of(start)
            && found.replace(at).is_some()
        {
            return None;
        }
    }
    let at = found?;
    let at = code.len() - code[at..].trim_ascii_start().len();
    let line = code[at..].split(|it| *it == b'\n').next()?;
    let text = tokens(line)
        .next()
        .filter(|it| it.kind == Kind::Text)?
        .range;
    let rest = line[text.end..].trim_ascii();
    let is_whole = rest.is_empty() || rest.starts_with(b"#") || rest.starts_with(b";");
    (is_whole && text.start == 0 && text.len() > 2).then(|| at..at + text.end)
}

/// Where the value ends that a pipe hands to the call.
fn before_pipe(code: &[u8], call: &Call) -> Option<usize> {
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
        .or_else(|| before.strip_suffix(b"%>%"))?;
    Some(before.trim_ascii_end().len())
}

/// The text before a pipe that leads to the call.
fn piped(code: &[u8], call: &Call) -> Option<Range<usize>> {
    let before = &code[..before_pipe(code, call)?];
    let quote = *before.last().filter(|it| matches!(it, b'"' | b'\''))?;
    let inner = &before[..before.len() - 1];
    let open = memchr::memrchr(quote, inner)?;
    let is_one = open + 1 < inner.len() && !inner[open..].contains(&b'\n');
    is_one.then_some(open..before.len())
}
