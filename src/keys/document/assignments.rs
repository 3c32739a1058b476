//! A file with NAME=VALUE lines: the key is in one of its values.

use std::path::Path;

use crate::keys::spec::Spec;

/// What the name of a variable with a key names itself.
const WORDS: [&str; 4] = ["KEY", "SECRET", "COOKIE", "SESSION"];

/// Such lines, and nothing else.
pub struct Assignments<'t>(Vec<&'t str>);

impl<'t> Assignments<'t> {
    /// The variables that a text sets; nothing where it holds something else.
    pub fn of(text: &'t str) -> Option<Self> {
        names(text).map(Assignments)
    }

    /// Each of the values.
    pub fn specs(&self, path: &Path) -> Vec<Spec> {
        let spec = |name: &&str| Spec::Dotenv {
            path: path.to_owned(),
            name: (*name).to_owned(),
        };
        self.0.iter().map(spec).collect()
    }

    /// The SPEC of the value that is likely to be meant, as a word of a
    /// command; where none is, `NAME` stands for its name.
    pub fn spec(&self, path: &Path) -> String {
        let spec = Spec::Dotenv {
            path: path.to_owned(),
            name: likely(&self.0).unwrap_or("NAME").to_owned(),
        };
        spec.word()
    }

    /// What to give for the key instead of all of it.
    pub fn instead(&self, path: &Path) -> String {
        let spec = self.spec(path);
        match likely(&self.0) {
            Some(_) => format!("give the value alone: --key {spec}"),
            None => format!(
                "give one value alone: --key {spec} (NAME: {})",
                listed(&self.0)
            ),
        }
    }
}

/// The names, where all lines but blank ones and comments set a variable. One line
/// of base64 ends with `=` and sets none.
fn names(text: &str) -> Option<Vec<&str>> {
    let text = text.trim_start_matches('\u{feff}');
    let lines = text.lines().map(str::trim_end);
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    let names: Option<Vec<&str>> = lines.map(name).collect();
    names.filter(|names| !names.is_empty())
}

/// The variable that a line sets.
fn name(line: &str) -> Option<&str> {
    let (before, value) = line.split_once('=')?;
    let name = before.strip_prefix("export ").unwrap_or(before).trim();
    let is_letter = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let is_name = !name.is_empty()
        && name.chars().all(is_letter)
        && !name.starts_with(|c: char| c.is_ascii_digit());
    let has_value = !value.trim_matches('=').is_empty();
    (is_name && has_value).then_some(name)
}

/// The one that has the key, by its name.
fn likely<'t>(names: &[&'t str]) -> Option<&'t str> {
    let is_of_key = |name: &&&str| {
        let name = name.to_uppercase();
        WORDS.iter().any(|word| name.contains(word))
    };
    let mut of_keys = names.iter().filter(is_of_key);
    match (names, of_keys.next(), of_keys.next()) {
        ([only], ..) => Some(only),
        (_, Some(only), None) => Some(only),
        _ => None,
    }
}

fn listed(names: &[&str]) -> String {
    const MOST: usize = 5;
    let more = if names.len() > MOST { ", …" } else { "" };
    let shown: Vec<&str> = names.iter().take(MOST).copied().collect();
    format!("{}{more}", shown.join(", "))
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
            assert!(names(text).is_some(), "{text:?}");
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
            assert!(names(key).is_none(), "{key:?}");
        }
    }

    #[test]
    fn the_one_that_is_called_like_a_key_is_meant() {
        let of = |text: &'static str| likely(&names(text).unwrap());
        assert_eq!(of("A=1\nCOOKIE_KEY=2\n"), Some("COOKIE_KEY"));
        assert_eq!(of("A=1\n"), Some("A"));
        assert_eq!(of("A=1\nB=2\n"), None);
        assert_eq!(of("API_KEY=1\nCOOKIE_KEY=2\n"), None);
    }
}
