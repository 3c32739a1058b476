//! Calls and settings that a running program takes the key of its sessions from: there any
//! text is one, however weak.

use super::Language;
use super::back::{Back, is_name};
use super::calls::{self, Place};
use super::context::Context;
use super::{flow, in_r};
use crate::audit::detect::key_names;
use crate::keys::known;

/// Functions that are given the key as an option, in small letters and without what joins
/// their words.
const OPTIONS: [&str; 3] = ["session", "expresssession", "cookiesession"];
/// What the setting of an application is called, without white space and quotation marks.
const SETTINGS: [&str; 6] = [
    "app.secret_key=",
    "application.secret_key=",
    "app.config[SECRET_KEY]=",
    "application.config[SECRET_KEY]=",
    "set:session_secret,",
    "app.keys=[",
];

/// What stands in a text of Python that sets up Flask or Django.
const SETUPS: [&str; 4] = [
    "SQLALCHEMY_",
    "INSTALLED_APPS",
    "from_object",
    "class Config",
];

impl Context<'_> {
    /// What the function before whose brackets a place is, is called if it takes a key.
    pub(super) fn takes_a_key<'f>(
        &self,
        function: &'f str,
        place: Place,
        at: usize,
    ) -> Option<&'f str> {
        const NEAR: usize = 48;
        let near = &self.text[at.saturating_sub(NEAR)..at];
        // `rememberMe().key("…")`, `rememberMe(it -> it.key("…"))`
        let remembers = || memchr::memmem::find(near, b"rememberMe").is_some();
        if let Some(told) = calls::takes_a_key(function, place) {
            return Some(told);
        }
        if place == Place::First && function.ends_with(".key") && remembers() {
            return Some("rememberMe.key");
        }
        key_names::takes_a_key(function, place, self.text)
    }

    /// Whether only a key stands there, under this name.
    pub(super) fn is_certain(&self, told: &str) -> bool {
        let start = self.value.range.start;
        if self.is_variable(told) || self.language == Language::R && in_r::signs(told) {
            return true;
        }
        // Bytes with escapes are as somebody has read them, and perhaps no word.
        let has_escapes = self.text[self.value.range.clone()].contains(&b'\\');
        let is_code = matches!(
            self.language,
            Language::Script | Language::Python | Language::Ruby | Language::Php
        );
        let is_code = is_code && !has_escapes && !self.is_documentation(start);
        is_code && (self.is_argument(told) || self.is_option(told) || self.is_setting(start))
    }

    /// Whether it is a word that everybody tries first, and the value of a variable that a
    /// program has its secret from. A name in small letters may be that of a field.
    fn is_variable(&self, told: &str) -> bool {
        let has_variables = matches!(
            self.language,
            Language::Shell | Language::Docker | Language::Yaml | Language::Settings
        );
        let word = &self.text[self.value.range.clone()];
        has_variables
            && !told.bytes().any(|it| it.is_ascii_lowercase())
            && key_names::is_secret(told)
            && is_tried_first(word)
    }

    /// Whether the place is in a comment of several lines, or in the text of one.
    fn is_documentation(&self, at: usize) -> bool {
        let before = &self.text[..at];
        let last = |mark: &[u8]| memchr::memmem::rfind(before, mark);
        match self.language {
            Language::Script | Language::Php => last(b"/*") > last(b"*/"),
            Language::Python => ["\"\"\"", "'''"].iter().any(|mark| {
                let marks = memchr::memmem::find_iter(before, mark.as_bytes());
                marks.count() % 2 == 1
            }),
            _ => false,
        }
    }

    /// Whether it is the argument of a function that is the key: of more than two the later
    /// ones say how.
    fn is_argument(&self, told: &str) -> bool {
        if self.called_without_brackets() == Some(told) {
            return true;
        }
        let is_one = |place| calls::takes_a_key(told, place) == Some(told);
        let Some(mut open) = flow::list(self.text, self.value.range.start) else {
            return false;
        };
        let mut back = Back {
            text: self.text,
            at: open,
        };
        let is_required = calls::required(back, Place::First) == Some(told);
        let mut function = back.take_while(|byte| is_name(byte) || byte == b':');
        if !is_required
            && !function.ends_with(told.as_bytes())
            && let Some(outer) = flow::list(self.text, open)
        {
            (open, back.at) = (outer, outer);
            function = back.take_while(|byte| is_name(byte) || byte == b':');
        }
        let (mut depth, mut commas) = (0_i32, 0);
        for byte in &self.text[open + 1..self.value.range.start] {
            match byte {
                b'(' | b'[' | b'{' => depth += 1,
                b')' | b']' | b'}' => depth -= 1,
                b',' if depth == 0 => commas += 1,
                _ => {}
            }
        }
        let is_key = match commas {
            0 => is_one(Place::First),
            1 => is_one(Place::Later),
            _ => false,
        };
        is_key && (is_required || function.ends_with(told.as_bytes()))
    }

    /// Whether it is the option of a call: `session({ secret: "…" })`.
    fn is_option(&self, told: &str) -> bool {
        let Some((holder, name)) = told.rsplit_once('.') else {
            return false;
        };
        let in_store = self.language == Language::Ruby && holder.ends_with("Session::Cookie");
        if in_store {
            return name == "secret";
        }
        // Remix, which takes no key there but those.
        if holder == "cookie" && name == "secrets" && self.language == Language::Script {
            return memchr::memmem::find(self.text, b"SessionStorage(").is_some();
        }
        let open = |at| flow::bracket(self.text, at);
        let inner = open(self.value.range.start);
        let inner = inner.and_then(|at| match self.text[at] {
            b'[' => open(at),
            _ => Some(at),
        });
        let is_call = inner.is_some_and(|at| {
            self.text[at] == b'{' && self.text[..at].trim_ascii_end().last() == Some(&b'(')
        });
        is_call
            && OPTIONS.contains(&&*holder.replace('-', "").to_ascii_lowercase())
            && matches!(name, "secret" | "secrets" | "key" | "keys")
    }

    fn is_setting(&self, start: usize) -> bool {
        const MAX_BYTES: usize = 128;
        let before = &self.text[start.saturating_sub(MAX_BYTES)..start];
        let line = memchr::memrchr(b'\n', before).map_or(0, |at| at + 1);
        let is_kept = |byte: &&u8| !byte.is_ascii_whitespace() && !super::is_quote(**byte);
        let line: Vec<u8> = before[line..].iter().filter(is_kept).copied().collect();
        // `b"…"`
        let line = line.strip_suffix(b"b").unwrap_or(&line);
        SETTINGS.iter().any(|it| line == it.as_bytes()) || self.is_default(line, start)
    }

    /// Whether it is what a program takes where nobody has set the variable:
    /// `SECRET_KEY = os.environ.get("SECRET_KEY") or "…"`. One for tests may have any.
    fn is_default(&self, line: &[u8], start: usize) -> bool {
        let has = |text: &[u8], part: &str| memchr::memmem::find(text, part.as_bytes()).is_some();
        let Some(asked) = line.strip_prefix(b"SECRET_KEY=") else {
            return false;
        };
        let word = &self.text[self.value.range.clone()];
        let is_plain = asked.is_empty() && is_tried_first(word);
        let ends = [&b")or"[..], b",", b"default="]
            .iter()
            .any(|it| asked.ends_with(it));
        let is_asked = has(asked, "env") && has(asked, "SECRET");
        let before = &self.text[..start];
        let class = memchr::memmem::rfind(before, b"\nclass ").unwrap_or(0);
        let class = before[class..]
            .trim_ascii_start()
            .split(|it| *it == b'\n')
            .next();
        let is_of_tests = class.is_some_and(|it| has(it, "Test") || has(it, "Dev"));
        self.language == Language::Python
            && (ends && is_asked || is_plain)
            && !is_of_tests
            && SETUPS.iter().any(|it| has(self.text, it))
    }
}

/// Whether it is a word that everybody tries first. What somebody is to put another one
/// for is none.
fn is_tried_first(word: &[u8]) -> bool {
    known::WORDS.iter().any(|it| it.as_bytes() == word)
}
