//! A file with NAME=VALUE lines: the key is in one of its values.

use std::path::Path;

use crate::shell::quoted;

/// What the name of a variable with a key tells of itself.
const WORDS: [&str; 4] = ["KEY", "SECRET", "COOKIE", "SESSION"];

/// Such lines, and nothing else.
pub struct Assignments<'t>(Vec<Line<'t>>);

impl<'t> Assignments<'t> {
    /// The lines of a text; nothing where it holds something else.
    pub fn of(text: &'t str) -> Option<Self> {
        lines(text).map(Assignments)
    }

    /// The SPEC of the value that is likely to be meant, as a word of a
    /// command; where none is, `NAME` stands for its name.
    pub fn spec(&self, path: &Path) -> String {
        match likely(&self.0) {
            Some(line) => line.spec(path),
            None => Line::any().spec(path),
        }
    }

    /// What to give for the key instead of all of it.
    pub fn instead(&self, path: &Path) -> String {
        let spec = self.spec(path);
        match likely(&self.0) {
            Some(_) => format!("give the value alone: --key {spec}"),
            None => format!(
                "give one value alone: --key {spec} (NAME: {})",
                names(&self.0)
            ),
        }
    }
}

/// A line that sets a variable.
struct Line<'t> {
    name: &'t str,
    /// Everything before the value.
    start: String,
    is_quoted: bool,
}

impl Line<'_> {
    fn any() -> Line<'static> {
        Line {
            name: "NAME",
            start: "NAME=".to_owned(),
            is_quoted: false,
        }
    }

    /// The SPEC of its value: of letters that mean nothing to sed, and so
    /// never more than this.
    fn spec(&self, path: &Path) -> String {
        let quotes = if self.is_quoted { "\\\"'" } else { "" };
        let command = format!(
            "cmd:sed -n \"s/^{}//p\" {} | tr -d \"\\r\\n{quotes}\"",
            self.start,
            quoted(path)
        );
        quoted(Path::new(&command))
    }
}

/// The lines, where all but blank ones and comments set a variable. One line of
/// base64 ends with `=` and sets none.
fn lines(text: &str) -> Option<Vec<Line<'_>>> {
    let text = text.trim_start_matches('\u{feff}');
    let lines = text.lines().map(str::trim_end);
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    let lines: Option<Vec<Line>> = lines.map(line).collect();
    lines.filter(|lines| !lines.is_empty())
}

fn line(text: &str) -> Option<Line<'_>> {
    let (before, value) = text.split_once('=')?;
    let name = before.strip_prefix("export ").unwrap_or(before).trim();
    let is_letter = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let is_name = !name.is_empty()
        && name.chars().all(is_letter)
        && !name.starts_with(|c: char| c.is_ascii_digit());
    let is_plain = before.chars().all(|c| is_letter(c) || c == ' ');
    let has_value = !value.trim_matches('=').is_empty();
    (is_name && is_plain && has_value).then(|| Line {
        name,
        start: format!("{before}="),
        is_quoted: value.trim().starts_with(['"', '\'']),
    })
}

/// The one that has the key, by its name.
fn likely<'l, 't>(lines: &'l [Line<'t>]) -> Option<&'l Line<'t>> {
    let is_of_key = |line: &&Line| {
        let name = line.name.to_uppercase();
        WORDS.iter().any(|word| name.contains(word))
    };
    let mut of_keys = lines.iter().filter(is_of_key);
    match (lines, of_keys.next(), of_keys.next()) {
        ([only], ..) => Some(only),
        (_, Some(only), None) => Some(only),
        _ => None,
    }
}

fn names(lines: &[Line]) -> String {
    const MOST: usize = 5;
    let names: Vec<&str> = lines.iter().take(MOST).map(|line| line.name).collect();
    let more = if lines.len() > MOST { ", …" } else { "" };
    format!("{}{more}", names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_set_variables_are_told_from_keys() {
        for text in [
            "COOKIE_KEY=abc\n",
            "# a comment\nA=1\nexport COOKIE_KEY='abc'\r\n\n",
            "\u{feff}A=1\n",
        ] {
            assert!(lines(text).is_some(), "{text:?}");
        }
        for key in [
            "",
            "# nothing\n",
            "0123456789abcdef0123456789abcdef",
            "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHx8=",
            "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHw==",
            "a passphrase with = in it",
            "A=1\nsecond line\n",
        ] {
            assert!(lines(key).is_none(), "{key:?}");
        }
    }

    #[test]
    fn the_one_that_is_called_like_a_key_is_meant() {
        let of = |text: &'static str| likely(&lines(text).unwrap()).map(|line| line.name);
        assert_eq!(of("A=1\nCOOKIE_KEY=2\n"), Some("COOKIE_KEY"));
        assert_eq!(of("A=1\n"), Some("A"));
        assert_eq!(of("A=1\nB=2\n"), None);
        assert_eq!(of("API_KEY=1\nCOOKIE_KEY=2\n"), None);
    }
}
