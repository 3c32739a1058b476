//! One text at the top of a YAML file, where there is no doubt of it.
//!
//! No parser of YAML: those leave copies of what they read. A line at the very left
//! is a member of the top unless it stands in quotes or brackets that a line before
//! it opened; a file with such lines is not read, nor one with what might change a
//! member from elsewhere (merges, several documents, a name in another spelling).

use std::ops::Range;

use zeroize::Zeroizing;

use super::vault::Closed;

/// Where the text of this member is.
///
/// # Errors
/// When there is none, or it may be another.
pub(super) fn member(yaml: &str, name: &str) -> Result<Range<usize>, Closed> {
    let start = if yaml.starts_with('\u{feff}') { 3 } else { 0 };
    let breaks = |c: char| matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{feff}');
    let is_control = |c: char| c.is_control() && !"\t\r\n".contains(c);
    let text = &yaml[start..];
    if text.contains(breaks) || text.contains(is_control) {
        return Err(Closed::Unclear(
            "the file has characters that may end a line",
        ));
    }
    // No copy is made of what may be a secret.
    let is_alone = |(at, _): (usize, &str)| text.as_bytes().get(at + 1) != Some(&b'\n');
    if text.match_indices('\r').any(is_alone) {
        return Err(Closed::Unclear(
            "the file has characters that may end a line",
        ));
    }
    let mut scan = Scan {
        name,
        found: None,
        is_behind: false,
        is_nested: false,
        is_begun: false,
        block: None,
    };
    let mut at = start;
    for line in text.split_inclusive('\n') {
        scan.line(line, at)?;
        at += line.len();
    }
    match scan.found {
        Some(found) if found.is_empty() => Err(Closed::Absent("it is empty")),
        Some(found) => Ok(found),
        None if scan.is_nested => Err(Closed::Absent(
            "it is in a section, and is read only at the top",
        )),
        None => Err(Closed::Absent("it is not there")),
    }
}

struct Scan<'a> {
    name: &'a str,
    found: Option<Range<usize>>,
    /// Whether the last line was the one that is looked for.
    is_behind: bool,
    /// Whether one of that name is deeper.
    is_nested: bool,
    /// Whether a line with content was read.
    is_begun: bool,
    /// The indent of a line that a text follows, deeper than it.
    block: Option<usize>,
}

impl Scan<'_> {
    fn line(&mut self, line: &str, at: usize) -> Result<(), Closed> {
        let line = line.trim_end_matches(['\n', '\r', ' ', '\t']);
        let body = line.trim_start_matches(' ');
        let indent = line.len() - body.len();
        if body.is_empty() || self.block.is_some_and(|it| indent > it) {
            return Ok(());
        }
        self.block = None;
        if body.starts_with('#') {
            return Ok(());
        }
        if std::mem::take(&mut self.is_behind) && indent > 0 {
            return Err(Closed::Unclear("it continues in the next line"));
        }
        let is_first = !std::mem::replace(&mut self.is_begun, true);
        if indent == 0 {
            if body == "---" && is_first {
                return Ok(());
            }
            if body.starts_with("---") || body.starts_with("...") || body.starts_with('%') {
                return Err(Closed::Unclear("the file has several documents"));
            }
            if body.starts_with(['?', '&', '!', '*', '{', '[']) || body.starts_with("<<") {
                return Err(Closed::Unclear(
                    "the file has members that are not written as NAME: VALUE",
                ));
            }
        } else if is_first {
            return Err(Closed::Unclear("the file does not start at the left"));
        }
        if body.starts_with('\t') {
            return Err(Closed::Unclear("the file has tabs before its lines"));
        }
        let items = body.trim_start_matches("- ");
        let (key, value) = split(items)?;
        let bare = key.map(|key| key.trim_matches(['"', '\'', ':', ' ']));
        if indent == 0 && key.is_some_and(|key| key.contains('\\')) {
            return Err(Closed::Unclear("the file has names with a backslash"));
        }
        if bare == Some(self.name) {
            if indent > 0 || items.len() < body.len() {
                self.is_nested = true;
            } else if key != Some(self.name) {
                return Err(Closed::Unclear("its name is written in another way"));
            } else if self.found.is_some() {
                return Err(Closed::Unclear("it is set twice"));
            } else {
                let value_at = at + line.len() - value.len();
                let own = own_text(value)?;
                self.found = Some(value_at + own.start..value_at + own.end);
                self.is_behind = true;
                return Ok(());
            }
        }
        self.other(value, indent)
    }

    /// A value that is not looked for: it must end in its line.
    fn other(&mut self, value: &str, indent: usize) -> Result<(), Closed> {
        let mut value = value;
        while value.starts_with(['&', '!']) {
            value = value.find(' ').map_or("", |at| value[at..].trim_start());
        }
        match value.chars().next() {
            Some('|' | '>') => {
                self.block = Some(indent);
                Ok(())
            }
            Some(quote @ ('"' | '\'')) => end_of_quotes(value, quote).map(|_| ()).ok_or(OVER_LINES),
            Some('[' | '{') => match closes(value) {
                true => Ok(()),
                false => Err(OVER_LINES),
            },
            _ => Ok(()),
        }
    }
}

const OVER_LINES: Closed =
    Closed::Unclear("the file has quotes or brackets that continue over several lines");

/// The name of a line's member, and its value.
fn split(body: &str) -> Result<(Option<&str>, &str), Closed> {
    if let Some(quote) = body.chars().next().filter(|it| "\"'".contains(*it)) {
        let end = end_of_quotes(body, quote).ok_or(OVER_LINES)?;
        let (key, rest) = body.split_at(end);
        let rest = rest.trim_start();
        return Ok(match rest.strip_prefix(':') {
            Some(value) => (Some(key), value.trim_start()),
            None => (None, rest),
        });
    }
    let mut colons = body.match_indices(':').map(|(at, _)| at);
    let colon = colons.find(|at| {
        let behind = &body[at + 1..];
        behind.is_empty() || behind.starts_with([' ', '\t'])
    });
    Ok(match colon {
        Some(at) => (
            Some(body[..at].trim_end()),
            body[at + 1..].trim_start_matches([' ', '\t']),
        ),
        None => (None, body),
    })
}

/// Where the quotes at the start have ended.
fn end_of_quotes(text: &str, quote: char) -> Option<usize> {
    let mut characters = text.char_indices().skip(1).peekable();
    while let Some((at, it)) = characters.next() {
        if it == '\\' && quote == '"' {
            characters.next();
        } else if it == quote {
            match characters.peek() {
                Some((_, '\'')) if quote == '\'' => {
                    characters.next();
                }
                _ => return Some(at + 1),
            }
        }
    }
    None
}

/// Whether the brackets at the start end in the line; in quotes they may be any.
fn closes(text: &str) -> bool {
    let mut depth = 0_i32;
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let mut step = first.len_utf8();
        match first {
            '[' | '{' => depth += 1,
            ']' | '}' => depth -= 1,
            '#' => return false,
            '"' | '\'' => match end_of_quotes(rest, first) {
                Some(end) => step = end,
                None => return false,
            },
            _ => {}
        }
        rest = &rest[step..];
    }
    depth == 0
}

/// Where in a value its text is, if it is one and nothing else.
fn own_text(value: &str) -> Result<Range<usize>, Closed> {
    let Some(first) = value.chars().next() else {
        return Ok(0..0);
    };
    if let '"' | '\'' = first {
        let end = end_of_quotes(value, first).ok_or(OVER_LINES)?;
        let (text, behind) = (&value[1..end - 1], &value[end..]);
        let is_comment = behind.starts_with([' ', '\t']) && behind.trim_start().starts_with('#');
        return match text.contains(['\\', first]) {
            true => Err(Closed::Unclear(
                "it has a backslash or quotes in its quotes",
            )),
            false if behind.is_empty() || is_comment => Ok(1..end - 1),
            false => Err(Closed::Unclear("text follows its quotes")),
        };
    }
    if first == '#' {
        return Ok(0..0);
    }
    let comment = [" #", "\t#"].iter().filter_map(|it| value.find(it)).min();
    let text = value[..comment.unwrap_or(value.len())].trim_end();
    if "-?:,[]{}&*!|>%@`".contains(first) || text.contains(": ") || text.ends_with(':') {
        return Err(Closed::Unclear("it is not plain text"));
    }
    match is_surely_text(text) {
        true => Ok(0..text.len()),
        false => Err(Closed::Unclear(
            "without quotes it may be read as a number, a date or a switch",
        )),
    }
}

/// Whether a text without quotes is nothing else in any version of YAML.
fn is_surely_text(text: &str) -> bool {
    const WORDS: [&str; 10] = [
        "null", "true", "false", "yes", "no", "on", "off", "y", "n", "~",
    ];
    let lower = Zeroizing::new(text.to_ascii_lowercase());
    let is_number = |c: char| c.is_ascii_digit() || "eE+-._,:".contains(c);
    let has_base = ["0x", "0o", "0b"]
        .iter()
        .any(|it| lower.trim_start_matches(['+', '-']).starts_with(it));
    let is_date = lower.split('-').count() > 1
        && lower
            .split('-')
            .next()
            .is_some_and(|it| it.len() == 4 && it.bytes().all(|it| it.is_ascii_digit()));
    let is_word =
        WORDS.contains(&lower.as_str()) || lower.ends_with(".inf") || lower.ends_with(".nan");
    !(has_base || is_date || is_word || text.chars().all(is_number))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(yaml: &str) -> Result<&str, Closed> {
        member(yaml, "k").map(|it| &yaml[it])
    }

    #[test]
    fn a_text_at_the_top_is_read() {
        for (yaml, text) in [
            ("k: abc", "abc"),
            ("---\nk: abc\n", "abc"),
            (
                "\u{feff}# of us\na: 1\nk:   abc  # new\nb:\n  k: x\n",
                "abc",
            ),
            ("k: abc\r\nb: 1\r\n", "abc"),
            ("k: 'a b'\n", "a b"),
            ("k: \"a#b: c\" # x\n", "a#b: c"),
            ("k: 12\u{61}3\n", "12a3"),
            ("k: abc#d\n", "abc#d"),
            ("a: |\n  \"\n  k: x\n\n  {\nk: abc\n", "abc"),
            ("a:\n  b: >-\n    'x\n  c: 1\nk: abc\n", "abc"),
            (
                "a: \"x\\\"\"\nb: 'it''s'\nc: [1, \"]\"]\nd: {}\nk: abc\n",
                "abc",
            ),
            ("a: &x\n  b: 1\nc: *x\nk: abc\n", "abc"),
            ("a:\n- b: 1\n- \"c\"\nk: abc\n", "abc"),
            ("kk: x\nk: abc\n", "abc"),
        ] {
            assert_eq!(of(yaml), Ok(text), "{yaml}");
        }
    }

    #[test]
    fn what_may_be_another_is_not() {
        for yaml in [
            "k: abc\nk: abc\n",
            "k: 123\n",
            "k: 1_2e3\n",
            "k: 0x1f\n",
            "k: 2001-01-01\n",
            "k: yes\n",
            "k: |\n  abc\n",
            "k: abc\n  def\n",
            "k:\n  abc\n",
            "k: \"a\\nb\"\n",
            "k: 'a''b'\n",
            "k: \"abc\n  def\"\n",
            "k: !ruby/object:X abc\n",
            "k: *x\n",
            "k: &x abc\n",
            "k: a: b\n",
            "\"k\": abc\n",
            "\"\\x6b\": abc\n",
            ":k: abc\n",
            "? k\n: abc\n",
            "{k: abc}\n",
            "k: abc\n<<: *x\n",
            "a: \"x\nk: abc\"\n",
            "a: 'x\nk: abc'\n",
            "a: {\nk: abc}\n",
            "a: [ \"\nk: abc\n\"]\n",
            "- a: \"\nk: abc\n\"\n",
            "  k: abc\n",
            "k: abc\n---\nk: def\n",
            "k: abc\n...\n",
            "# x\u{2028}k: abc\n",
            "# x\rk: abc\n",
            "k: a\u{0}b\n",
            "%YAML 1.1\n---\nk: abc\n",
        ] {
            assert!(
                matches!(of(yaml), Err(Closed::Unclear(_))),
                "{yaml}: {:?}",
                of(yaml)
            );
        }
    }

    #[test]
    fn what_is_not_there_is_said_to_be() {
        for (yaml, why) in [
            ("", "not there"),
            ("a: 1\n", "not there"),
            ("# k: abc\n", "not there"),
            ("k:\n", "empty"),
            ("k: # abc\n", "empty"),
            ("k: ''\n", "empty"),
            ("production:\n  k: abc\n", "section"),
            ("- k: abc\n", "section"),
        ] {
            let Err(Closed::Absent(told)) = of(yaml) else {
                panic!("{yaml}: {:?}", of(yaml));
            };
            assert!(told.contains(why), "{yaml}: {told}");
        }
    }
}
