//! What is to be known of a framework besides the bytes of its cookies: how it
//! names things, where it keeps its key, what to change in it, how its key is
//! rotated and how it is given one.

use super::runbook::Runbook;
use super::{Configuration, Export, Quirk, Shape};
use crate::encoding::from_percent_in_any_spelling;

/// A framework, or the part of one, that reads and makes cookies of a format.
///
/// A new one says what it has and leaves the rest to [`Framework::PLAIN`].
pub struct Framework {
    /// What people call it: `R plumber`.
    pub name: &'static str,
    /// What it is called in a sentence about what a server does; `""` where
    /// that is this program.
    pub server: &'static str,
    /// The names that it gives its cookies unless it is given others.
    pub cookie_names: &'static [&'static str],
    /// What such a name says about a cookie that cannot be read.
    pub names_tell: NamesTell,
    /// The names under which its users keep its key, in environments and
    /// settings.
    pub key_names: &'static [&'static str],
    /// How such a name ends, and in its place the name of the list of the keys that were
    /// used before, which stands beside it there.
    pub previous_keys: Option<(&'static str, &'static str)>,
    /// Words that say of a secret that it is its key: `plumber` in
    /// `PLUMBER_SECRET`.
    pub key_owners: &'static [&'static str],
    /// Names of its key that nobody else gives one, a dash between their words.
    pub own_key_names: &'static [&'static str],
    /// Functions whose first argument is its key, by the end of their path.
    pub takes_key_first: &'static [&'static str],
    /// Functions that take it behind another argument, or behind a pipe.
    pub takes_key_later: &'static [&'static str],
    /// Those of them that were seen to sign with an empty one.
    pub takes_nothing: &'static [&'static str],
    /// Programs that are given its key as an argument, and the options for it.
    pub key_tools: &'static [(&'static str, &'static [&'static str])],
    /// Functions and options in which `secret` is its key.
    pub takes_secret: &'static [&'static str],
    /// Where it looks for its key.
    pub key_places: &'static [&'static str],
    /// What to change where it makes a Set-Cookie line.
    pub lint_fixes: &'static [LintFix],
    /// What it calls the CRC-32 of its key in its log, where it logs that. Its
    /// nodes must have the same key.
    pub logs_crc32_as: Option<&'static str>,
    /// Whether it reads its key file up to the first NUL.
    pub reads_to_nul: bool,
    /// Keys of its documentation and its examples, which everybody has.
    pub known_keys: &'static [KnownKey],
    /// What it reads and we refuse.
    pub quirks: &'static [&'static Quirk],
    /// The shapes that its own tools and its manual give a key, and no other
    /// framework.
    pub key_shapes: &'static [Shape],
    /// Settings that its key encrypts besides cookies.
    pub configuration: Option<Configuration>,
    /// How its key is rotated.
    pub runbook: Option<&'static Runbook>,
    /// In which forms it takes its key.
    pub exports: &'static [Export],
    /// Which it takes of two cookies of one name in a header, where it was seen.
    pub of_two: Option<OfTwo>,
    /// How it takes percent-encoding off a cookie, where that was seen.
    pub percent: Option<Percent>,
    /// The quotes that it ignores around a cookie's value, where that was seen and its
    /// versions agree: those that stand in a header are a part of what is sent.
    pub quotes: Option<&'static [char]>,
    /// What its language reads otherwise than it stands in JSON, as a sentence, where that
    /// was seen.
    pub altered: Option<Altered>,
    /// Whether its parser of cookies is known to keep the white space before a value, and
    /// so to refuse it.
    pub keeps_space: bool,
}

impl Framework {
    /// One of which nothing is known.
    pub const PLAIN: Framework = Framework {
        name: "",
        server: "",
        cookie_names: &[],
        names_tell: NamesTell::Nothing,
        key_names: &[],
        previous_keys: None,
        key_owners: &[],
        own_key_names: &[],
        takes_key_first: &[],
        takes_key_later: &[],
        takes_nothing: &[],
        key_tools: &[],
        takes_secret: &[],
        key_places: &[],
        lint_fixes: &[],
        logs_crc32_as: None,
        reads_to_nul: false,
        known_keys: &[],
        quirks: &[],
        key_shapes: &[],
        configuration: None,
        runbook: None,
        exports: &[],
        of_two: None,
        percent: None,
        quotes: None,
        altered: None,
        keeps_space: false,
    };

    /// What the parsers of Python and of Go, and many of JavaScript, take off.
    pub const DOUBLE_QUOTES: &'static [char] = &['"'];

    /// What a lenient base64 ignores, as it does every letter that is not its own.
    pub const ANY_QUOTES: &'static [char] = &['"', '\''];

    /// Whether it looks for its key in a file of this name.
    pub fn has_key_file(&self, name: &str) -> bool {
        let names = self.key_places.iter().filter(|it| it.starts_with('/'));
        names
            .filter_map(|it| it.rsplit('/').next())
            .any(|it| it == name)
    }

    /// What to change in it where a line of it breaks the rule of this id.
    pub fn lint_fix(&self, rule: &str) -> Option<&'static str> {
        let fix = self.lint_fixes.iter().find(|it| it.rules.contains(&rule));
        fix.map(|it| it.fix)
    }
}

/// What a language reads otherwise in a payload.
pub type Altered = fn(&[u8]) -> Option<&'static str>;

/// What to change in a framework where it makes a Set-Cookie line that breaks
/// a rule.
pub struct LintFix {
    /// The ids of the rules.
    pub rules: &'static [&'static str],
    /// The setting.
    pub fix: &'static str,
}

/// Which of two cookies of one name in a header is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfTwo {
    /// The one that stands first.
    First,
    /// The one that stands last.
    Last,
}

/// How a server takes percent-encoding off a cookie. All read more spellings than they
/// write: escapes in small letters, and a value that is encoded in part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Percent {
    /// As `decodeURIComponent` does.
    Component,
    /// As of a form, where a plus is a space.
    Form,
}

impl Percent {
    /// The value that it reads, where it is another one than stands there.
    pub fn reads(self, value: &str) -> Option<String> {
        match self {
            Percent::Form if value.contains('+') => None,
            Percent::Component | Percent::Form => from_percent_in_any_spelling(value),
        }
    }
}

/// What its name says about a cookie whose value says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NamesTell {
    /// Nothing: anyone calls a cookie so, as `session`.
    Nothing,
    /// Whose it is likely to be: how to set it is explained for that framework.
    Likely,
    /// Whose it is: one that cannot be read is a broken one.
    Surely,
}

/// A key that everybody has.
pub struct KnownKey {
    /// The SHA-256 of its text, in hex digits.
    pub digest: &'static str,
    /// What it is called: it starts with the text of the key between backticks, as
    /// a literal of Python, for it is printed in documentation.
    pub what: &'static str,
}

impl KnownKey {
    /// Its text: what stands in backticks, where `\n` and `\x` with two digits are
    /// one byte each.
    pub fn text(&self) -> Option<Vec<u8>> {
        let mut rest = self.what.split('`').nth(1)?;
        let mut text = Vec::new();
        while let Some(escape) = rest.find('\\') {
            text.extend_from_slice(&rest.as_bytes()[..escape]);
            let behind = &rest[escape + 1..];
            let digits = behind.strip_prefix('x').and_then(|it| it.get(..2));
            let byte = digits.and_then(|it| u8::from_str_radix(it, 16).ok());
            rest = match (byte, behind.strip_prefix('n')) {
                (Some(byte), _) => {
                    text.push(byte);
                    &behind[3..]
                }
                (None, Some(behind)) => {
                    text.push(b'\n');
                    behind
                }
                (None, None) => {
                    text.push(b'\\');
                    behind
                }
            };
        }
        text.extend_from_slice(rest.as_bytes());
        Some(text)
    }
}
