//! Commands that are given a secret with its name: `gh secret set NAME --body …`,
//! `read NAME <<< …`, `echo … | vercel env add NAME`; and those that take a key as such.

use std::ops::Range;
use std::sync::LazyLock;

use super::Language;
use super::back::is_quote;
use super::context::Context;
use crate::audit::detect::key_names;
use crate::audit::detect::words::Words;
use crate::frameworks;

/// A command that keeps a secret under a name.
struct Store {
    /// The words that it starts with.
    words: &'static str,
    /// What the secret stands behind.
    options: &'static [&'static str],
    /// It may stand directly behind its name.
    is_behind: bool,
}

const fn store(words: &'static str, options: &'static [&'static str], is_behind: bool) -> Store {
    Store {
        words,
        options,
        is_behind,
    }
}

const STORES: [Store; 23] = [
    store("gh secret set", &["--body", "-b"], false),
    store("gh variable set", &["--body", "-b"], false),
    store("glab variable set", &["--value", "-v"], true),
    store("aws ssm put-parameter", &["--value"], false),
    store("aws secretsmanager", &["--secret-string"], false),
    store("az keyvault secret set", &["--value"], false),
    store("gcloud secrets create", &[], false),
    store("gcloud secrets versions add", &[], false),
    store("docker secret create", &[], false),
    store("podman secret create", &[], false),
    store(
        "kubectl create secret",
        &[
            "--from-literal=key",
            "--from-literal=secret",
            "--from-literal=value",
        ],
        false,
    ),
    store("vercel env add", &[], false),
    store("netlify env:set", &[], true),
    store("wrangler secret put", &[], false),
    store("doppler secrets set", &[], true),
    store("cf set-env", &[], true),
    store("pulumi config set", &[], true),
    store("dotnet user-secrets set", &[], true),
    store("vault kv put", &["value"], false),
    store("vault write", &["value"], false),
    store("op item create", &["password"], false),
    store("setx", &[], true),
    store("read", &[], false),
];
/// Options whose argument is the name.
const NAMERS: [&str; 6] = ["--name", "-n", "--secret-id", "--title", "--key", "-s"];
/// Options without an argument.
const FLAGS: [&str; 6] = ["--secret", "--plaintext", "--masked", "-m", "-r", "-e"];
/// Commands that take a key as such, and the options that they take it with.
const TOOLS: [(&str, &[&str]); 3] = [
    ("cookiekit", &["--key"]),
    ("jwt encode", &["--secret", "-S"]),
    ("jwt decode", &["--secret", "-S"]),
];
/// What a key may have before it that says how it is written.
const SPELLINGS: [&str; 5] = ["hex:", "base64:", "pass:", "text:", "raw:"];
const ECHOES: [&str; 3] = ["echo", "printf", "print"];

/// A word of a command, without quotation marks around all of it.
type Word = Range<usize>;

impl Context<'_> {
    /// What the value is to a command that it is given to.
    pub(super) fn commanded(&self) -> Option<String> {
        static FIRST: LazyLock<Words> = LazyLock::new(|| {
            let first = |words: &'static str| words.split(' ').next().unwrap_or(words);
            let stores = STORES.iter().map(|it| first(it.words));
            let tools = tools().map(|it| first(it.0));
            Words::new(
                &stores
                    .chain(tools)
                    .chain(["printf", "echo"])
                    .collect::<Vec<_>>(),
            )
        });
        let has_commands = matches!(
            self.language,
            Language::Shell
                | Language::Docker
                | Language::Yaml
                | Language::Markdown
                | Language::PowerShell
                | Language::Batch
        );
        if !has_commands {
            return None;
        }
        let line = self.logical_line();
        if !FIRST.are_in(&self.text[line.clone()]) {
            return None;
        }
        let mut words = split(self.text, &line);
        let start = self.value.range.start;
        let document = self.here_document();
        let at = match document {
            // What a here-document has is given to the command above it.
            Some(mark) => words.iter().position(|it| it.contains(&mark))?,
            None => words
                .iter()
                .position(|it| it.start <= start && start < it.end)?,
        };
        let is_end = |it: &Word| self.is_operator(it);
        let from = words[..at].iter().rposition(is_end).map_or(0, |it| it + 1);
        let to = words[at..].iter().position(is_end).map(|it| at + it);
        let next = to.filter(|it| &self.text[words[*it].clone()] == b"|");
        let is_echo = |it: &Word| {
            let shown = self.shown(it);
            ECHOES.contains(&shown.rsplit("$(").next().unwrap_or(&shown))
        };
        let echo = words[from..at].iter().position(is_echo);
        if let Some(echo) = echo {
            if let Some((name, _)) = self.shown(&words[from + echo]).split_once("=$(") {
                return self.telling(name.as_bytes(), None);
            }
            return self.formatted(&words[from + echo + 1..at]).or_else(|| {
                let rest = words.split_off(next? + 1);
                let end = rest.iter().position(is_end).unwrap_or(rest.len());
                self.stored(&rest[..end], None)
            });
        }
        let own = &words[from..to.unwrap_or(words.len())];
        let place = (document.is_none()).then_some(at - from);
        self.stored(own, place).or_else(|| self.used(own, place?))
    }

    /// The line that it is in, with those that it continues in.
    fn logical_line(&self) -> Range<usize> {
        const MAX_BYTES: usize = 512;
        let range = self.here_document().map_or(self.value.range.start, |it| it);
        let end = self.value.range.end.max(range);
        let from = range.saturating_sub(MAX_BYTES);
        let to = self.text.len().min(end + MAX_BYTES);
        let goes_on = |at: usize| {
            let line = &self.text[..at];
            line.strip_suffix(b"\r").unwrap_or(line).ends_with(b"\\")
        };
        let before = memchr::memrchr_iter(b'\n', &self.text[from..range]);
        let start = before
            .map(|at| from + at)
            .find(|at| !goes_on(*at))
            .map_or(from, |at| at + 1);
        let after = memchr::memchr_iter(b'\n', &self.text[range..to]);
        let end = after.map(|at| range + at).find(|at| !goes_on(*at));
        start..end.unwrap_or(to)
    }

    /// Where the here-document is opened that it is the only line of.
    fn here_document(&self) -> Option<usize> {
        let mut back = super::back::Back {
            text: self.text,
            at: self.value.range.start,
        };
        let is_one = self.language == Language::Shell && self.takes_opening(&mut back);
        (is_one && self.text[back.at..].starts_with(b"<<")).then_some(back.at)
    }

    /// The name in a format that the value is put into: `printf 'NAME=%s\n' …`.
    fn formatted(&self, words: &[Word]) -> Option<String> {
        let format = self.shown(words.last()?);
        let (name, _) = format.split_once("=%s")?;
        self.telling(name.as_bytes(), None)
    }

    /// The name that a command keeps a secret under: what it is given `at` a place among its
    /// words, or on its standard input.
    fn stored(&self, words: &[Word], at: Option<usize>) -> Option<String> {
        let shown: Vec<String> = words.iter().map(|it| self.shown(it)).collect();
        let (store, start) = STORES
            .iter()
            .find_map(|store| Some((store, starts(&shown, store.words)?)))?;
        let is_name = |place: &usize| {
            let word = &shown[*place];
            let before = &*shown[*place - 1];
            let has_argument = before.starts_with('-') && !before.contains('=');
            let is_of_another =
                has_argument && !NAMERS.contains(&before) && !FLAGS.contains(&before);
            let is_given = before == "<<<" || store.options.contains(&before);
            Some(*place) != at && !word.starts_with(['-', '<', '>']) && !is_of_another && !is_given
        };
        let named = (start..words.len()).filter(is_name).find_map(|place| {
            let word = &shown[place];
            let last = word.rsplit('/').next()?;
            let is_one = !word.contains('=') && key_names::tells(last);
            is_one.then(|| (place, last.to_owned()))
        });
        let of_file = || {
            let mut files = shown
                .iter()
                .filter_map(|it| it.strip_prefix("--from-file="));
            let name = files.find_map(|it| it.strip_suffix("=/dev/stdin"))?;
            (at.is_none() && key_names::tells(name)).then(|| (0, name.to_owned()))
        };
        let (place, name) = named.or_else(of_file)?;
        let Some(at) = at else {
            return Some(name);
        };
        let head = self.head(&words[at]);
        let before = &*shown[at - 1];
        let is_option = store.options.iter().any(|option| match head {
            "" => before == *option,
            head => head == *option || head.strip_suffix('=') == Some(option),
        });
        let is_text = head == "<<<" || head.is_empty() && before == "<<<";
        let is_next = store.is_behind && head.is_empty() && place + 1 == at;
        (is_option || is_text || is_next).then_some(name)
    }

    /// The tool that takes it for a key.
    fn used(&self, words: &[Word], at: usize) -> Option<String> {
        let shown: Vec<String> = words[..at].iter().map(|it| self.shown(it)).collect();
        let (program, options) = tools().find(|it| starts(&shown, it.0).is_some())?;
        let head = self.head(&words[at]);
        let spelling = SPELLINGS.iter().find_map(|it| head.strip_suffix(it));
        let head = spelling.unwrap_or(head);
        let is_one = |option: &&&str| match head {
            "" => shown.last().is_some_and(|it| it == **option),
            head => head.strip_suffix('=') == Some(**option),
        };
        let option = options.iter().find(is_one)?;
        Some(format!("{program} {option}"))
    }

    /// What a word has before the value, without quotation marks.
    fn head(&self, word: &Word) -> &str {
        let head = &self.text[word.start.min(self.value.range.start)..self.value.range.start];
        let head = std::str::from_utf8(head).unwrap_or("?");
        head.trim_end_matches(['"', '\'', '\\'])
            .trim_start_matches(['"', '\''])
    }

    /// A word without its quotation marks.
    fn shown(&self, word: &Word) -> String {
        let word = String::from_utf8_lossy(&self.text[word.clone()]);
        word.replace(['"', '\''], "")
    }

    fn is_operator(&self, word: &Word) -> bool {
        self.text[word.start..word.end]
            .first()
            .is_some_and(|it| is_end(*it))
    }
}

/// The commands that take a key as such: these, and those of frameworks.
fn tools() -> impl Iterator<Item = &'static (&'static str, &'static [&'static str])> {
    let of_frameworks = frameworks::all().flat_map(|it| it.key_tools);
    TOOLS.iter().chain(of_frameworks)
}

/// Where words stand in a row, and the place behind them.
fn starts(shown: &[String], words: &str) -> Option<usize> {
    let count = words.split(' ').count();
    let mut windows = shown.windows(count);
    let last = |word: &str| word.rsplit('/').next() == words.split(' ').next();
    let is_one = |window: &[String]| {
        let rest = window.iter().zip(words.split(' ')).skip(1);
        last(&window[0]) && rest.into_iter().all(|(word, known)| word == known)
    };
    windows.position(is_one).map(|at| at + count)
}

/// What ends a command.
fn is_end(byte: u8) -> bool {
    b";|&\n".contains(&byte)
}

/// The words of a line, and what ends a command among them.
fn split(text: &[u8], line: &Range<usize>) -> Vec<Word> {
    let mut words = Vec::new();
    let mut at = line.start;
    while at < line.end {
        let start = at;
        match text[at] {
            byte if is_end(byte) => {
                let same = text[at..line.end].iter().take_while(|it| **it == byte);
                at += same.count();
            }
            byte if byte.is_ascii_whitespace() => {
                at += 1;
                continue;
            }
            b'\\' if text.get(at + 1).is_some_and(u8::is_ascii_whitespace) => {
                at += 2;
                continue;
            }
            _ => {
                let mut quote = None;
                while at < line.end {
                    match (quote, text[at]) {
                        (_, b'\\') => at += 1,
                        (None, byte) if byte.is_ascii_whitespace() || is_end(byte) => break,
                        (None, byte) if is_quote(byte) => quote = Some(byte),
                        (Some(open), byte) if open == byte => quote = None,
                        _ => {}
                    }
                    at += 1;
                }
                at = at.min(line.end);
            }
        }
        words.push(start..at);
    }
    words
}
