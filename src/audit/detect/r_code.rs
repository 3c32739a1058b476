//! R code, as far as the checks of R sources need it: its calls with their
//! arguments.
//!
//! This is no parser of R: it knows words, strings, comments and brackets,
//! which is enough to tell the arguments of a call apart. It reads every byte
//! once and keeps nothing of calls that nobody asked about, so that a source
//! of any shape is read in a time that grows with its size alone.

mod tokens;

use std::ops::Range;

use self::tokens::Token;
pub use self::tokens::{Kind, is_word, remarks, tokens};

/// A call that ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The function.
    pub function: &'static str,
    /// A pipe hands it its first argument.
    pub is_piped: bool,
    /// From the function's name to behind the closing parenthesis.
    pub range: Range<usize>,
    /// Where the opening parenthesis ends.
    pub open: usize,
    /// The arguments in their order.
    pub arguments: Vec<Argument>,
}

/// An argument of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Argument {
    /// Where its name is, if it is given by one.
    pub name: Option<Range<usize>>,
    /// Where its value is: nothing in `f(, x)`.
    pub value: Range<usize>,
    /// What the value is.
    pub shape: Shape,
}

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One string and nothing else.
    Text,
    /// One name or number and nothing else.
    Word,
    /// Anything else.
    Code,
}

impl Call {
    /// What is given for a parameter, of a function with these `parameters`,
    /// by R's rules: names first, then names that start so, then places. What
    /// a pipe hands over has a place and is nowhere here.
    pub fn argument(&self, code: &[u8], parameters: &[&str], name: &str) -> Option<&Argument> {
        // What a pipe hands over is given, and is none of the arguments.
        let mut given: Vec<Option<Option<&Argument>>> = vec![None; parameters.len()];
        let (named, unnamed): (Vec<_>, Vec<_>) =
            self.arguments.iter().partition(|it| it.name.is_some());
        for argument in named {
            let name = unquoted(&code[argument.name.clone()?]);
            let mut exact = parameters.iter();
            let mut alike = parameters.iter();
            let place = exact
                .position(|it| it.as_bytes() == name)
                .or_else(|| alike.position(|it| it.as_bytes().starts_with(name)));
            if let Some(place) = place {
                given[place] = Some(Some(argument));
            }
        }
        let piped = self.is_piped.then_some(None).into_iter();
        for argument in piped.chain(unnamed.into_iter().map(Some)) {
            if let Some(free) = given.iter_mut().find(|it| it.is_none()) {
                *free = Some(argument);
            }
        }
        given[parameters.iter().position(|it| *it == name)?]?
    }

    /// Whether it hands on what its own caller gives, which is not known here.
    pub fn hands_on(&self, code: &[u8]) -> bool {
        let mut values = self.arguments.iter().map(|it| &code[it.value.clone()]);
        values.any(|value| value == b"...")
    }
}

/// A name or a string without its quotes.
pub fn unquoted(text: &[u8]) -> &[u8] {
    match text {
        [b'"', inner @ .., b'"'] | [b'\'', inner @ .., b'\''] | [b'`', inner @ .., b'`'] => inner,
        _ => text,
    }
}

/// More brackets in one another than this are no code: R's own parser takes
/// 50.
const MAX_DEPTH: usize = 1000;

/// The calls of these functions, in the order in which they start.
pub fn calls(code: &[u8], functions: &[&'static str]) -> Vec<Call> {
    let mut reader = Reader {
        code,
        functions,
        open: Vec::new(),
        word: None,
        piped: Piped::No,
        found: Vec::new(),
    };
    for token in tokens(code) {
        reader.take(token);
    }
    reader.found.sort_by_key(|call| call.range.start);
    reader.found
}

struct Reader<'a> {
    code: &'a [u8],
    functions: &'a [&'static str],
    /// The open brackets: those of the calls that are looked for, and others.
    open: Vec<Option<Box<Open>>>,
    /// The name that was just read.
    word: Option<Range<usize>>,
    piped: Piped,
    found: Vec<Call>,
}

/// Whether a pipe leads to what is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Piped {
    No,
    /// The pipe was just read.
    Next,
    /// The name behind it was read, or its package.
    Word,
}

/// A call that has not ended.
struct Open {
    call: Call,
    name: Option<Range<usize>>,
    value: Option<Range<usize>>,
    shape: Shape,
}

impl Reader<'_> {
    fn take(&mut self, token: Token) {
        let mark = match token.kind {
            Kind::Mark => &self.code[token.range.clone()],
            _ => &[],
        };
        match mark {
            b"(" | b"[" | b"{" => {
                self.add(&token);
                self.enter(mark == b"(", token.range.end);
            }
            b")" | b"]" | b"}" => self.leave(token.range.end),
            b"," => self.next(token.range.end),
            b"=" if self.names() => {}
            _ => self.add(&token),
        }
        self.piped = match (token.kind, mark) {
            (Kind::Pipe, _) => Piped::Next,
            (Kind::Word, _) if self.piped != Piped::No => Piped::Word,
            (_, b"::" | b":::") if self.piped == Piped::Word => Piped::Next,
            _ => Piped::No,
        };
        self.word = (token.kind == Kind::Word).then_some(token.range);
    }

    fn enter(&mut self, is_call: bool, end: usize) {
        if self.open.len() == MAX_DEPTH {
            self.open.clear();
        }
        let word = self.word.take().filter(|_| is_call);
        let function = word.as_ref().and_then(|word| {
            let name = &self.code[word.clone()];
            let mut functions = self.functions.iter();
            functions.find(|function| function.as_bytes() == name)
        });
        self.open.push(function.zip(word).map(|(function, word)| {
            Box::new(Open {
                call: Call {
                    function,
                    is_piped: self.piped == Piped::Word,
                    range: word,
                    open: end,
                    arguments: Vec::new(),
                },
                name: None,
                value: None,
                shape: Shape::Code,
            })
        }));
    }

    fn leave(&mut self, end: usize) {
        if let Some(Some(mut open)) = self.open.pop() {
            if open.value.is_some() || open.name.is_some() || !open.call.arguments.is_empty() {
                open.end_argument(end - 1);
            }
            open.call.range.end = end;
            self.found.push(open.call);
        }
        // What is called or looked up is one value with its brackets.
        if let Some(Some(holder)) = self.open.last_mut()
            && let Some(value) = &mut holder.value
        {
            value.end = end;
        }
    }

    fn next(&mut self, end: usize) {
        if let Some(Some(open)) = self.open.last_mut() {
            open.end_argument(end - 1);
        }
    }

    /// Whether this `=` stands behind the name of an argument.
    fn names(&mut self) -> bool {
        let Some(Some(open)) = self.open.last_mut() else {
            return false;
        };
        if open.name.is_some() || open.shape == Shape::Code {
            return false;
        }
        open.name = open.value.take();
        open.name.is_some()
    }

    fn add(&mut self, token: &Token) {
        let Some(Some(open)) = self.open.last_mut() else {
            return;
        };
        match &mut open.value {
            Some(value) => {
                value.end = token.range.end;
                open.shape = Shape::Code;
            }
            None => {
                open.value = Some(token.range.clone());
                open.shape = match token.kind {
                    Kind::Text => Shape::Text,
                    Kind::Word => Shape::Word,
                    _ => Shape::Code,
                };
            }
        }
    }
}

impl Open {
    fn end_argument(&mut self, end: usize) {
        let value = self.value.take().unwrap_or(end..end);
        self.call.arguments.push(Argument {
            name: self.name.take(),
            value,
            shape: self.shape,
        });
        self.shape = Shape::Code;
    }
}

/// The code of an R Markdown document: spaces for what is not in a chunk of R,
/// so that places stay the same.
pub fn chunks(document: &[u8]) -> zeroize::Zeroizing<Vec<u8>> {
    let mut code = zeroize::Zeroizing::new(document.to_vec());
    let mut is_code = false;
    let mut start = 0;
    for line in document.split_inclusive(|byte| *byte == b'\n') {
        let end = start + line.len();
        let text = line.trim_ascii();
        let is_fence = text.starts_with(b"```");
        if is_fence {
            let is_r = |it: &[u8]| {
                it.starts_with(b"r")
                    && it
                        .get(1)
                        .is_some_and(|byte| matches!(byte, b'}' | b' ' | b','))
            };
            let opens = text.strip_prefix(b"```{");
            is_code = opens.is_some_and(is_r);
        }
        if is_fence || !is_code {
            let line = &mut code[start..end];
            line.iter_mut()
                .filter(|byte| **byte != b'\n')
                .for_each(|byte| *byte = b' ');
        }
        start = end;
    }
    code
}

/// A document without its code, with the same places.
pub fn prose(document: &[u8], code: &[u8]) -> zeroize::Zeroizing<Vec<u8>> {
    let mut prose = zeroize::Zeroizing::new(document.to_vec());
    for (byte, code) in prose.iter_mut().zip(code) {
        if !code.is_ascii_whitespace() {
            *byte = b' ';
        }
    }
    prose
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(code: &str) -> Vec<String> {
        let slice = |range: &Range<usize>| code[range.clone()].to_owned();
        calls(code.as_bytes(), &["f", "g"])
            .iter()
            .map(|call| {
                let arguments = call.arguments.iter().map(|it| {
                    let name = it
                        .name
                        .as_ref()
                        .map_or(String::new(), |name| slice(name) + "=");
                    format!("{name}{}:{:?}", slice(&it.value), it.shape)
                });
                let arguments: Vec<String> = arguments.collect();
                let pipe = if call.is_piped { "|>" } else { "" };
                format!("{pipe}{}[{}]", call.function, arguments.join(" "))
            })
            .collect()
    }

    #[test]
    fn calls_are_read_with_their_arguments() {
        for (code, expected) in [
            ("f()", &["f[]"][..]),
            ("f(1, \"a\")", &["f[1:Word \"a\":Text]"]),
            ("f(a = 'x', \"b\" = y)", &["f[a='x':Text \"b\"=y:Word]"]),
            ("f(a == 'x', , z)", &["f[a == 'x':Code :Code z:Word]"]),
            ("f(h(1, 2), k[1, 2])", &["f[h(1, 2):Code k[1, 2]:Code]"]),
            ("f(x, g(y))", &["f[x:Word g(y):Code]", "g[y:Word]"]),
            ("x |> f(1)", &["|>f[1:Word]"]),
            ("x %>%\n p::f(1)", &["|>f[1:Word]"]),
            ("x %in% f(1)", &["f[1:Word]"]),
            ("f(1 # no, \"x\")\n, 2)", &["f[1:Word 2:Word]"]),
            ("f(r\"(a, \"b\" )\")", &["f[r\"(a, \"b\" )\":Text]"]),
            (
                "f(a = function(x) x, 2)",
                &["f[a=function(x) x:Code 2:Word]"],
            ),
            ("my_f(1); f.g(2); x$f(3)", &["f[3:Word]"]),
            ("'f(1)'; # f(1)\n`f`(1)", &[]),
            ("f(1", &[]),
            ("f(\"(\", g(1)", &["g[1:Word]"]),
        ] {
            assert_eq!(told(code), expected, "{code}");
        }
    }

    #[test]
    fn arguments_are_given_as_r_gives_them() {
        for (code, expected) in [
            ("f(1, 2)", Some("2")),
            ("f(1, \"a\" = 3, 2)", Some("2")),
            ("f(1, 2, key = 4)", Some("4")),
            ("f(1, k = 4)", Some("4")),
            ("f(x = 1, 2)", Some("2")),
            ("1 |> f(2)", Some("2")),
            ("f(z = 1, x = 3, 2)", Some("2")),
            ("f(1)", None),
            ("f(1, , 2)", Some("")),
        ] {
            let call = &calls(code.as_bytes(), &["f"])[0];
            let found = call.argument(code.as_bytes(), &["x", "key", "zone"], "key");
            let found = found.map(|it| &code[it.value.clone()]);
            assert_eq!(found, expected, "{code}");
        }
    }

    #[test]
    fn only_chunks_of_r_are_code() {
        let document = "It's f(1)\n```{r, echo=FALSE}\nf(2)\n```\n```{python}\nf(3)\n```\n";
        let code = chunks(document.as_bytes());
        assert_eq!(code.len(), document.len());
        assert_eq!(code.trim_ascii(), b"f(2)");
    }

    #[test]
    fn brackets_without_end_cost_little() {
        let code = "f(x, ".repeat(500_000);
        assert_eq!(calls(code.as_bytes(), &["f"]), []);
        let code = "(".repeat(MAX_DEPTH) + "\nf(1)";
        assert_eq!(told(&code), ["f[1:Word]"]);
    }
}
