//! Calls in R sources that are handed a key as a literal.
//!
//! This is no parser of R: it knows strings, comments and parentheses, which
//! is enough to tell the arguments of a call apart, and what is not a plain
//! literal there is never judged.

/// The functions that take a key, and which argument of theirs it is: its
/// name, and its place among the arguments without a name, from 0 on. A pipe
/// hands the first of them over, and the key is one place nearer.
const FUNCTIONS: [(&str, &str, usize); 3] = [
    ("pr_cookie", "key", 1),
    ("session_cookie", "key", 0),
    ("key_set_with_value", "password", 2),
];

/// A literal that is a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Literal {
    /// The line that it starts on, from 1.
    pub line: usize,
    /// The function that it is handed to.
    pub function: &'static str,
    /// It is the first thing behind the parenthesis, on the same line.
    pub comes_first: bool,
}

/// The literals in a source.
pub fn literals(source: &str) -> Vec<Literal> {
    let code = without_comments(source);
    let mut found = Vec::new();
    for &(function, name, place) in &FUNCTIONS {
        for (at, _) in code.match_indices(function) {
            let before = code[..at].chars().next_back();
            let is_part = |it: char| it.is_alphanumeric() || matches!(it, '_' | '.' | '"' | '\'');
            if before.is_some_and(is_part) {
                continue;
            }
            let open = at + function.len();
            let rest = &code[open..];
            let skipped = rest.len() - rest.trim_start().len();
            if !rest[skipped..].starts_with('(') {
                continue;
            }
            let arguments = arguments(&code, open + skipped + 1);
            let place = match is_piped(&code[..at]) {
                true => place.saturating_sub(1),
                false => place,
            };
            if let Some(start) = key_among(&code, &arguments, name, place) {
                found.push(Literal {
                    line: code[..start].matches('\n').count() + 1,
                    function,
                    comes_first: start == open + 1,
                });
            }
        }
    }
    found.sort_by_key(|literal| literal.line);
    found
}

/// Where the key's argument starts, if that is a string literal alone.
fn key_among(code: &str, arguments: &[(usize, usize)], name: &str, place: usize) -> Option<usize> {
    let mut unnamed = 0;
    for &(start, end) in arguments {
        let text = &code[start..end];
        let at = start + (text.len() - text.trim_start().len());
        let text = text.trim();
        let (given, value) = match text.split_once('=') {
            Some((given, value)) if is_name(given.trim()) && !value.starts_with('=') => {
                (Some(given.trim()), value.trim())
            }
            _ => (None, text),
        };
        let is_key = match given {
            Some(given) => given == name,
            None => {
                unnamed += 1;
                unnamed - 1 == place
            }
        };
        if is_key && is_literal(value) {
            return Some(at);
        }
    }
    None
}

/// Whether a call behind this code is handed its first argument by a pipe.
fn is_piped(before: &str) -> bool {
    let before = before.trim_end();
    let before = before
        .strip_suffix("plumber::")
        .unwrap_or(before)
        .trim_end();
    before.ends_with("|>") || before.ends_with("%>%")
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|it| it.is_alphanumeric() || matches!(it, '_' | '.'))
}

/// A string that is not empty, and nothing else.
fn is_literal(text: &str) -> bool {
    let Some(quote @ ('"' | '\'')) = text.chars().next() else {
        return false;
    };
    text.len() > 2 && text.ends_with(quote) && !text[1..text.len() - 1].contains(quote)
}

/// The arguments of a call whose parenthesis ends before `start`.
fn arguments(code: &str, start: usize) -> Vec<(usize, usize)> {
    let (mut depth, mut quote, mut escaped) = (0, None, false);
    let (mut arguments, mut from) = (Vec::new(), start);
    for (index, character) in code[start..].char_indices() {
        let at = start + index;
        if let Some(open) = quote {
            match character {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                _ if character == open => quote = None,
                _ => {}
            }
            continue;
        }
        match character {
            '"' | '\'' | '`' => quote = Some(character),
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' if depth > 0 => depth -= 1,
            ')' | ']' | '}' => {
                arguments.push((from, at));
                return arguments;
            }
            ',' if depth == 0 => {
                arguments.push((from, at));
                from = at + 1;
            }
            _ => {}
        }
    }
    // The call does not end: it is not code.
    Vec::new()
}

/// The source with spaces for its comments, so that places stay the same.
fn without_comments(source: &str) -> String {
    let (mut code, mut quote, mut escaped, mut comment) = (String::new(), None, false, false);
    for character in source.chars() {
        if character == '\n' {
            comment = false;
        } else if comment {
            code.extend(std::iter::repeat_n(' ', character.len_utf8()));
            continue;
        }
        match (quote, character) {
            _ if escaped => escaped = false,
            (Some(_), '\\') => escaped = true,
            (Some(open), _) if character == open => quote = None,
            (None, '"' | '\'' | '`') => quote = Some(character),
            (None, '#') => {
                comment = true;
                code.push(' ');
                continue;
            }
            _ => {}
        }
        code.push(character);
    }
    code
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_literal_key_is_found_where_it_stands() {
        for (source, line, comes_first) in [
            ("pr %>%\n  pr_cookie(\"mySecretHere\", \"name\")", 2, true),
            ("pr_cookie(pr, \"mySecretHere\", name = \"n\")", 1, false),
            ("plumber::session_cookie('abc')", 1, true),
            ("pr_cookie(pr, name = \"n\", key = \"abc\")", 1, false),
            (
                "keyring::key_set_with_value(\"svc\", NULL, \"pw\")",
                1,
                false,
            ),
            ("key_set_with_value(\"svc\", password = \"pw\")", 1, false),
        ] {
            let found = literals(source);
            assert_eq!(found.len(), 1, "{source}");
            assert_eq!(
                (found[0].line, found[0].comes_first),
                (line, comes_first),
                "{source}"
            );
        }
    }

    #[test]
    fn a_key_from_elsewhere_is_none_of_them() {
        for source in [
            "pr_cookie(pr, keyring::key_get(\"plumber_api\"), \"name\")",
            "pr |> pr_cookie(keyring::key_get(\"plumber_api\"), \"name\")",
            "pr %>%\n plumber::pr_cookie(key, \"name\")",
            "# pr_cookie(\"mySecretHere\")",
            "x <- 'pr_cookie(\"mySecretHere\")'",
            "pr_cookie(pr, key, name = \"n\")",
            "pr_cookie(Sys.getenv(\"COOKIE_KEY\"), path = \"/\")",
            "my_pr_cookie(\"abc\")",
            "key_set_with_value(\"svc\", \"user\", pw)",
            "pr_cookie(\"unfinished",
            "pr_cookie(pr, \"\")",
        ] {
            assert_eq!(literals(source), [], "{source}");
        }
    }
}
