//! The words, strings and marks of R code.

use std::ops::Range;

use zeroize::Zeroizing;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A name or a number.
    Word,
    /// A string, with its quotes.
    Text,
    /// `|>` or `%>%`.
    Pipe,
    /// Anything else: one character, or an operator of several.
    Mark,
}

/// A token and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub kind: Kind,
    pub range: Range<usize>,
}

/// The operators of several characters that have a meaning here or that have
/// one of one character in them, the longest first.
const OPERATORS: [&[u8]; 12] = [
    b":::", b"<<-", b"->>", b"::", b"==", b"<=", b">=", b"!=", b"<-", b"->", b":=", PIPE,
];
const PIPE: &[u8] = b"|>";

/// The tokens of the code, without spaces and comments.
pub fn tokens(code: &[u8]) -> impl Iterator<Item = Token> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        at = skipped(code, at);
        let token = (at < code.len()).then(|| token(code, at))?;
        at = token.range.end;
        Some(token)
    })
}

/// The comments of the code as code, at the same places, and nothing else: what was taken
/// out of use is written like what is in use. Manuals, `#'`, are left out.
pub fn remarks(code: &[u8]) -> Zeroizing<Vec<u8>> {
    let blank = |byte: &u8| if *byte == b'\n' { b'\n' } else { b' ' };
    let mut remarks: Zeroizing<Vec<u8>> = Zeroizing::new(code.iter().map(blank).collect());
    let mut at = 0;
    let end = std::iter::once(code.len()..code.len());
    for token in tokens(code).map(|it| it.range).chain(end) {
        // Between two tokens there are white space and comments.
        while let Some(start) = memchr::memchr(b'#', &code[at..token.start]) {
            let start = at + start;
            let rest = &code[start..token.start];
            let end = start + memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            remark(&code[start..end], &mut remarks[start..end]);
            at = end;
        }
        at = token.end;
    }
    remarks
}

/// Writes the code of a comment of one line, unless a quotation mark in it has no other.
fn remark(comment: &[u8], to: &mut [u8]) {
    let marks = comment.iter().take_while(|it| **it == b'#').count();
    if comment[marks..].starts_with(b"'") {
        return;
    }
    let is_letter = |at: usize| comment.get(at).is_some_and(u8::is_ascii_alphabetic);
    for (at, byte) in comment.iter().enumerate().skip(marks) {
        let is_apostrophe = *byte == b'\'' && is_letter(at - 1) && is_letter(at + 1);
        to[at] = if is_apostrophe { b' ' } else { *byte };
    }
    let is_whole = |it: Token| {
        let text = &to[it.range];
        it.kind != Kind::Text
            || text.len() > 1 && text.last() == text.iter().find(|it| b"\"'".contains(it))
    };
    if !tokens(to).all(is_whole) {
        to.fill(b' ');
    }
}

/// Where the next token starts.
fn skipped(code: &[u8], mut at: usize) -> usize {
    loop {
        let rest = &code[at..];
        match rest.first() {
            Some(byte) if byte.is_ascii_whitespace() => at += 1,
            Some(b'#') => at += memchr::memchr(b'\n', rest).unwrap_or(rest.len()),
            _ => return at,
        }
    }
}

fn token(code: &[u8], start: usize) -> Token {
    let rest = &code[start..];
    let (kind, length) = match rest[0] {
        b'"' | b'\'' => (Kind::Text, quoted(rest)),
        b'`' => (Kind::Word, quoted(rest)),
        b'r' | b'R' if is_raw(rest) => (Kind::Text, raw(rest)),
        byte if is_word(byte) => {
            let end = rest.iter().position(|byte| !is_word(*byte));
            (Kind::Word, end.unwrap_or(rest.len()))
        }
        b'%' => special(rest),
        _ => {
            let mut operators = OPERATORS.iter().copied();
            let operator = operators.find(|operator| rest.starts_with(operator));
            match operator {
                Some(PIPE) => (Kind::Pipe, PIPE.len()),
                Some(operator) => (Kind::Mark, operator.len()),
                None => (Kind::Mark, 1),
            }
        }
    };
    Token {
        kind,
        range: start..start + length,
    }
}

/// A letter, a digit, a part of either in UTF-8.
pub fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | 0x80..)
}

/// The length of a string; one without end goes to the end of the code.
fn quoted(text: &[u8]) -> usize {
    let mut at = 1;
    while let Some(found) = memchr::memchr2(text[0], b'\\', &text[at.min(text.len())..]) {
        at += found + 1;
        if text[at - 1] == text[0] {
            return at;
        }
        // What stands behind a backslash ends nothing.
        at += 1;
    }
    text.len()
}

/// Whether this is the start of a raw string, `r"---(…)---"`.
fn is_raw(text: &[u8]) -> bool {
    matches!(text.get(1), Some(b'"' | b'\''))
        && matches!(text.get(2 + dashes(text)), Some(b'(' | b'[' | b'{'))
}

fn dashes(text: &[u8]) -> usize {
    text[2..].iter().take_while(|byte| **byte == b'-').count()
}

/// The length of a raw string; one without end goes to the end of the code.
fn raw(text: &[u8]) -> usize {
    let start = 2 + dashes(text);
    let mut end = vec![match text[start] {
        b'(' => b')',
        b'[' => b']',
        _ => b'}',
    }];
    end.resize(start - 1, b'-');
    end.push(text[1]);
    let found = memchr::memmem::find(&text[start..], &end);
    found.map_or(text.len(), |found| start + found + end.len())
}

/// An operator between percent signs.
fn special(text: &[u8]) -> (Kind, usize) {
    let line = memchr::memchr2(b'%', b'\n', &text[1..]).map(|at| at + 1);
    match line {
        Some(end) if text[end] == b'%' => match &text[..=end] {
            b"%>%" | b"%<>%" | b"%T>%" => (Kind::Pipe, end + 1),
            _ => (Kind::Mark, end + 1),
        },
        _ => (Kind::Mark, 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_taken_apart() {
        let code = r#"x.y <- "a\"b#" %>% f('c') |> g(r"-(d)"-)-") # no
-> `z z` %in% 5"#;
        let told: Vec<String> = tokens(code.as_bytes())
            .map(|token| format!("{:?} {}", token.kind, &code[token.range]))
            .collect();
        assert_eq!(
            told,
            [
                "Word x.y",
                "Mark <-",
                "Text \"a\\\"b#\"",
                "Pipe %>%",
                "Word f",
                "Mark (",
                "Text 'c'",
                "Mark )",
                "Pipe |>",
                "Word g",
                "Mark (",
                "Text r\"-(d)\"-)-\"",
                "Mark )",
                "Mark ->",
                "Word `z z`",
                "Mark %in%",
                "Word 5",
            ]
        );
    }

    #[test]
    fn comments_are_code_where_they_were() {
        let code = "x <- \"#no\" # f('a')\n#' g('b')\n## don't h(\n#   'c')\n# 'd\ny # e";
        let told = "             f('a')\n         \n   don t h(\n    'c')\n    \n    e";
        assert_eq!(std::str::from_utf8(&remarks(code.as_bytes())), Ok(told));
    }

    #[test]
    fn every_byte_belongs_to_one_token_at_most() {
        for code in ["\"\\", "'a", "r\"(", "%", "%\n%", "r\"", "\\", "é#", "`"] {
            let mut end = 0;
            for token in tokens(code.as_bytes()) {
                assert!(
                    token.range.start >= end && !token.range.is_empty(),
                    "{code}"
                );
                end = token.range.end;
            }
            assert!(end <= code.len(), "{code}");
        }
    }
}
