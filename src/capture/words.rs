//! The words of command lines, as a shell reads them.

use std::iter::Peekable;
use std::str::Chars;

/// The commands of a text, each with its words.
pub struct Commands {
    /// The words of each.
    pub words: Vec<Vec<String>>,
    /// Whether the text ends inside of quotes: the word there is left out.
    pub is_cut: bool,
}

/// The commands of a text as a POSIX shell or bash reads them; or Windows'
/// `cmd`, where it is written for that.
pub fn commands(text: &str) -> Commands {
    match is_cmd(text) {
        true => split(&unescaped(text), '\0'),
        false => split(text, '\\'),
    }
}

/// Whether a command is written for `cmd`: browsers quote it with `^"`, or
/// `"` with `^` or quotes before each `%`, and continue in the next line with `^`.
fn is_cmd(text: &str) -> bool {
    ["^\"", "^%", "\"%\"", "^\n", "^\r\n"]
        .iter()
        .any(|it| text.contains(it))
}

/// A text for `cmd` without the carets that it takes away.
fn unescaped(text: &str) -> String {
    let mut unescaped = String::new();
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        if character != '^' {
            unescaped.push(character);
            continue;
        }
        match characters.next() {
            // The line continues.
            Some('\r') if characters.next_if_eq(&'\n').is_some() => {}
            Some('\n') | None => {}
            Some(other) => unescaped.push(other),
        }
    }
    unescaped
}

/// The words of each command; `escape` takes the meaning from what follows it,
/// outside of quotes.
fn split(text: &str, escape: char) -> Commands {
    let mut is_cut = false;
    let mut commands = Vec::new();
    let mut words: Vec<String> = Vec::new();
    let mut word: Option<String> = None;
    let is_posix = escape == '\\';
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\'' if is_posix => {
                let word = word.get_or_insert_default();
                loop {
                    match characters.next() {
                        Some('\'') => break,
                        Some(inner) => word.push(inner),
                        None => {
                            is_cut = true;
                            break;
                        }
                    }
                }
            }
            '$' if is_posix && characters.next_if_eq(&'\'').is_some() => {
                let (text, is_whole) = ansi_c(&mut characters);
                word.get_or_insert_default().push_str(&text);
                is_cut = !is_whole;
            }
            '"' => {
                let word = word.get_or_insert_default();
                loop {
                    match characters.next() {
                        Some('"') => break,
                        // Before other characters a backslash is one.
                        Some('\\')
                            if characters.peek().is_some_and(|it| "\"\\$`\n".contains(*it)) =>
                        {
                            word.extend(characters.next().filter(|it| *it != '\n'));
                        }
                        Some(inner) => word.push(inner),
                        None => {
                            is_cut = true;
                            break;
                        }
                    }
                }
            }
            _ if character == escape => match characters.next() {
                Some('\n') | None => {}
                Some('\r') if characters.next_if_eq(&'\n').is_some() => {}
                Some(other) => word.get_or_insert_default().push(other),
            },
            ' ' | '\t' | '\r' => words.extend(word.take()),
            '\n' | ';' | '&' | '|' => {
                words.extend(word.take());
                // The mark at the end of the line before was lost.
                let goes_on = character == '\n' && next_is_option(&characters);
                if !goes_on && !words.is_empty() {
                    commands.push(std::mem::take(&mut words));
                }
            }
            other => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word.filter(|_| !is_cut));
    if !words.is_empty() {
        commands.push(words);
    }
    Commands {
        words: commands,
        is_cut,
    }
}

fn next_is_option(characters: &Peekable<Chars>) -> bool {
    let mut ahead = characters.clone();
    ahead.find(|it| !matches!(it, ' ' | '\t' | '\r')) == Some('-')
}

/// The text of bash's `$'…'`, and whether its end is there.
fn ansi_c(characters: &mut Peekable<Chars>) -> (String, bool) {
    let mut text = String::new();
    while let Some(character) = characters.next() {
        if character == '\'' {
            return (text, true);
        }
        if character != '\\' {
            text.push(character);
            continue;
        }
        let digits = match characters.next() {
            Some('n') => {
                text.push('\n');
                continue;
            }
            Some('r') => {
                text.push('\r');
                continue;
            }
            Some('t') => {
                text.push('\t');
                continue;
            }
            Some('u') => 4,
            Some('U') => 8,
            Some('x') => 2,
            Some(other) => {
                text.push(other);
                continue;
            }
            None => break,
        };
        let mut code = String::new();
        while code.len() < digits
            && let Some(digit) = characters.next_if(char::is_ascii_hexdigit)
        {
            code.push(digit);
        }
        let code = u32::from_str_radix(&code, 16).ok();
        text.extend(code.and_then(char::from_u32));
    }
    (text, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owned(words: &[&str]) -> Vec<String> {
        words.iter().map(|it| (*it).to_owned()).collect()
    }

    #[test]
    fn words_are_those_of_the_shell() {
        for (text, words) in [
            (r#"a 'b c'"d"e\ f"#, &["a", "b cde f"][..]),
            (r"a $'\x41\u0042\'\n' b", &["a", "AB'\n", "b"]),
            ("a \\\n  -b \\\r\n -c", &["a", "-b", "-c"]),
            ("a\n  -b", &["a", "-b"]),
            (r#"a "b\"c\\d\e""#, &["a", r#"b"c\d\e"#]),
            ("a '' \"\"", &["a", "", ""]),
            ("a \u{2003}b", &["a", "\u{2003}b"]),
            // Chrome, for cmd, of today, of some years ago, and of long ago.
            ("a ^\n  -b ^\"c=d^%^7Ce^\"", &["a", "-b", "c=d%7Ce"]),
            ("a ^\r\n  -b \"c=d^%^7Ce\"", &["a", "-b", "c=d%7Ce"]),
            ("a -b \"c=d\"%\"7Ce\"", &["a", "-b", "c=d%7Ce"]),
            ("a ^\"b ^\\^\"c^\\^\" ^{d^}^\"", &["a", "b \"c\" {d}"]),
        ] {
            let read = commands(text);
            assert_eq!(
                (read.words, read.is_cut),
                (vec![owned(words)], false),
                "{text:?}"
            );
        }
        for text in ["a 'b", "a \"b", "a $'b", "a 'b'\"c\\\"", "a $'b\\'"] {
            let read = commands(text);
            assert_eq!(
                (read.words, read.is_cut),
                (vec![owned(&["a"])], true),
                "{text:?}"
            );
        }
        let words = commands("a 1 ;\nb 'x;y' &\r\nc\nd").words;
        let expected = [&["a", "1"][..], &["b", "x;y"], &["c"], &["d"]];
        assert_eq!(words, expected.map(owned));
        assert!(commands(" ;;\n").words.is_empty());
    }
}
