//! A file that is no key: the key stands in it, or none does.
//!
//! A key file is read byte for byte, so that any file can be taken for one.
//! Of all of a file of variables, of a source or of a database no key is ever
//! made that somebody else has, and what takes its place is lost to the program
//! that reads it. So such a file is called what it is.

mod assignments;

use std::path::Path;

use serde_json::Value;

use self::assignments::Assignments;
use super::file::{self, UnsafeKey};
use super::foreign;
use super::spec::{Spec, looks_like_a_key};
use crate::error::{Error, Result};
use crate::frameworks::Shape;
use crate::shell::{quoted, shown};

/// What is reported about such a file.
#[derive(Debug)]
pub struct Document {
    /// Its path, as it is shown.
    path: String,
    /// What it is, as the rest of a sentence about it.
    what: &'static str,
    /// What to give for the key instead.
    pub instead: String,
    /// The SPEC of the value that has the key, as a word of a command.
    value: Option<String>,
}

impl Document {
    /// Looks at the file of a place; nothing where it may be a key.
    pub fn at(spec: &Spec) -> Option<Document> {
        let Spec::File(path) = spec else {
            return None;
        };
        // What may be read of it is judged where it is taken for a key.
        let read = file::read(path, UnsafeKey::Allow).ok()?;
        Document::of(path, read.key.bytes())
    }

    /// Looks at the content of a file.
    pub fn of(path: &Path, bytes: &[u8]) -> Option<Document> {
        if Shape::of(bytes)
            .or_else(|| Shape::of(bytes.trim_ascii()))
            .is_some()
        {
            return None;
        }
        let document = |what, instead, value| Document {
            path: shown(path),
            what,
            instead,
            value,
        };
        // Padding is no sign of a value, nor what stands before it a name to show.
        if foreign::is_credentials(bytes) {
            return Some(document(
                "is what an application keeps encrypted",
                ALONE.to_owned(),
                None,
            ));
        }
        let text = std::str::from_utf8(bytes).ok();
        if let Some(lines) = text.and_then(Assignments::of) {
            let (instead, value) = (lines.instead(path), lines.spec(path));
            return Some(document("has NAME=VALUE lines", instead, Some(value)));
        }
        let what = of_start(bytes).or_else(|| text.and_then(|text| of_text(path, text)))?;
        let instead = match what {
            WEB_KEY => secret_of_web_key(path),
            _ => ALONE.to_owned(),
        };
        Some(document(what, instead, None))
    }

    /// The values of a file with NAME=VALUE lines.
    pub fn values(path: &Path) -> Vec<Spec> {
        let read = file::read(path, UnsafeKey::Allow).ok();
        let values = read.and_then(|it| {
            let text = std::str::from_utf8(it.key.bytes()).ok()?;
            Some(Assignments::of(text)?.specs(path))
        });
        values.unwrap_or_default()
    }

    /// What is wrong where all of it was read as a key.
    pub fn seen(&self) -> String {
        format!(
            "{} {}, and all of it was taken for the key",
            self.path, self.what
        )
    }

    /// Whether some formats have keys that are written so.
    pub fn is_of_objects(&self) -> bool {
        matches!(self.what, JSON | WEB_KEY | WEB_KEYS | PEM)
    }

    /// That it is not taken for a key, and what to give instead.
    pub fn refused(self) -> Error {
        self.refusal().hint(self.instead)
    }

    /// Why nothing is done with it.
    fn refusal(&self) -> Error {
        Error::could_not(format!("{} {} and is not a key", self.path, self.what))
    }

    /// Refuses to take it for a key.
    ///
    /// # Errors
    /// When the place has such a file.
    pub fn refuse(spec: &Spec) -> Result<()> {
        match Document::at(spec) {
            Some(document) => Err(document.refused()),
            None => Ok(()),
        }
    }

    /// The same of a key that something else is to take the place of.
    pub fn not_replaced(&self) -> Error {
        let error = self.refusal();
        match &self.value {
            Some(value) => error.hint(format!(
                "it stays as it is; put the value into a file of its own, have its program read \
                 that, and rotate it: cookiekit key copy --key {value} --to FILE"
            )),
            None => error.hint("it stays as it is: name the file that has the key alone"),
        }
    }
}

const JSON: &str = "is JSON";
/// RFC 7517, of a secret (RFC 7518, section 6.4), and others or several.
const WEB_KEY: &str = "is a JSON Web Key of a secret";
const WEB_KEYS: &str = "is JSON with JSON Web Keys";
const PEM: &str = "is a PEM file";
const SOURCE: &str = "is a source";

const ALONE: &str = "name the file that has the key alone, or what prints it: --key cmd:COMMAND";

/// Whether a file of this name has more than a key, if it has one.
pub fn is_of_text(path: &Path) -> bool {
    const ENDINGS: [&str; 34] = [
        "bash", "cfg", "conf", "crt", "css", "csv", "db", "db3", "env", "envrc", "html", "ini",
        "js", "json", "md", "pem", "php", "profile", "py", "qmd", "r", "rb", "renviron", "rmd",
        "rprofile", "service", "sh", "socket", "sql", "sqlite", "toml", "ts", "yaml", "yml",
    ];
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let name = name.to_ascii_lowercase();
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    ending.is_some_and(|ending| ENDINGS.contains(&ending)) || name.starts_with(".env.")
}

/// By how a file starts that is no text, or one that is exchanged.
fn of_start(bytes: &[u8]) -> Option<&'static str> {
    const STARTS: [(&[u8], &str); 7] = [
        (b"SQLite format 3\0", "is an SQLite database"),
        (b"-----BEGIN ", PEM),
        (b"#!", "is a script"),
        (b"<?php", SOURCE),
        (b"\x7fELF", "is a program"),
        (b"\x1f\x8b\x08", "is a compressed file"),
        (b"PK\x03\x04", "is an archive"),
    ];
    let starts = |start: &[u8]| bytes.starts_with(start);
    let known = STARTS.iter().find(|(start, _)| starts(start));
    known.map(|(_, what)| *what)
}

/// By the lines of a text. A passphrase is a line too, and a key in base64 may
/// be several: what is called a text has the marks of one.
fn of_text(path: &Path, text: &str) -> Option<&'static str> {
    let text = text.trim_start_matches('\u{feff}');
    let lines = text.lines().map(str::trim);
    let is_told = |line: &&str| !line.is_empty() && !line.starts_with(['#', ';']);
    let lines: Vec<&str> = lines.filter(is_told).collect();
    let json = || serde_json::from_str::<Value>(text.trim()).ok();
    if text.trim_start().starts_with("-----BEGIN ") {
        return Some(PEM);
    }
    if text.trim_start().starts_with(['{', '['])
        && let Some(json) = json()
    {
        return Some(of_json(&json));
    }
    if lines.iter().any(|line| is_section(line)) && lines.iter().any(|line| line.contains('=')) {
        return Some("is a file of settings");
    }
    if lines.iter().any(|line| is_statement(line)) || is_code(&lines) {
        return Some(SOURCE);
    }
    if !lines.is_empty() && lines.iter().all(|line| is_yaml(line, lines.len())) {
        return Some("is YAML");
    }
    let has_marks = lines.iter().any(|line| line.contains(['=', ':', '(', '<']));
    (is_of_text(path) && lines.len() > 1 && has_marks).then_some("is a text")
}

fn of_json(json: &Value) -> &'static str {
    let has_kind = |it: &Value| it["kty"].is_string();
    match &json["keys"] {
        _ if json["kty"] == "oct" && json["k"].is_string() => WEB_KEY,
        _ if has_kind(json) => WEB_KEYS,
        Value::Array(keys) if keys.iter().any(has_kind) => WEB_KEYS,
        _ => JSON,
    }
}

/// What to give for the secret of a JSON Web Key.
fn secret_of_web_key(path: &Path) -> String {
    let command = format!("cmd:jq -j .k {}", Spec::File(path.to_owned()).word());
    format!(
        "the secret is its member k, in base64url: --key {} --param key-encoding=base64url",
        quoted(command.as_ref())
    )
}

/// `[Service]`
fn is_section(line: &str) -> bool {
    let name = line.strip_prefix('[').and_then(|it| it.strip_suffix(']'));
    let is_letter = |c: char| c.is_ascii_alphanumeric() || " ._-:".contains(c);
    name.is_some_and(|name| !name.is_empty() && name.chars().all(is_letter))
}

/// `key <- …`, `KEY = "…"`, `const key = '…'`: a name that something is
/// assigned to; and `library(plumber)`.
fn is_statement(line: &str) -> bool {
    let starts = ["library(", "require(", "source(", "import ", "from "];
    if starts.iter().any(|it| line.starts_with(it)) && line.contains(['(', '.', ';']) {
        return true;
    }
    let is_name = |name: &str| {
        let mut words = name.trim().split(' ');
        let name = words.next_back().unwrap_or_default();
        let is_letter = |c: char| c.is_alphanumeric() || "._$[]\"'".contains(c);
        !name.is_empty() && name.chars().all(is_letter)
    };
    let parts = |mark| line.split_once(mark);
    if let Some((name, value)) = parts("<-") {
        return is_name(name) && !value.trim().is_empty();
    }
    let is_string = |value: &str| value.trim_start().starts_with(['"', '\'']);
    let is_value = |value: &str| is_string(value) || value.starts_with(' ') && is_call(value);
    parts("=").is_some_and(|(name, value)| is_name(name) && is_value(value))
}

/// Whether most of these lines end as those of programs do: with `;`, with a bracket, or
/// with a comma behind a string. No list of keys has such lines.
fn is_code(lines: &[&str]) -> bool {
    const FEWEST: usize = 3;
    let ends = |line: &&&str| {
        let is_member = line.ends_with(',') && line.contains(['"', '\'']);
        is_member || line.ends_with([';', '{', '}', '(', ')', '[', ']'])
    };
    let endings = lines.iter().filter(ends).count();
    lines.len() >= FEWEST && endings * 2 > lines.len()
}

/// `os.environ["KEY"]`, `getenv('KEY')`, `[]byte("…")`: a name, and what is in brackets
/// behind it.
fn is_call(value: &str) -> bool {
    let value = value.trim().trim_end_matches(';');
    let Some(start) = value
        .find(['(', '['])
        .filter(|_| value.ends_with([')', ']']))
    else {
        return false;
    };
    let is_name = |it: char| it.is_ascii_alphanumeric() || "._:".contains(it);
    let has_text = value.contains(['"', '\'']);
    has_text && value[..start].chars().all(is_name)
}

/// `name: value`, `name:`, `- item`. A line alone is one where its value is in
/// quotation marks, or is a key.
fn is_yaml(line: &str, count: usize) -> bool {
    if line.starts_with("- ") || matches!(line, "---" | "-") {
        return count > 1;
    }
    let Some((name, value)) = line.split_once(':') else {
        return false;
    };
    let is_letter = |c: char| c.is_alphanumeric() || "._-/\"'".contains(c);
    let is_name = !name.is_empty() && name.chars().all(is_letter);
    let is_apart = value.is_empty() || value.starts_with(' ');
    let value = value.trim();
    let tells = || value.starts_with(['"', '\'']) || looks_like_a_key(value);
    is_name && is_apart && (count > 1 || tells())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, bytes: &[u8]) -> Option<String> {
        let document = Document::of(Path::new(name), bytes)?;
        Some(document.what.to_owned())
    }

    #[test]
    fn what_has_more_than_a_key_is_called_what_it_is() {
        let hex = "4fc1a0b7d2e89635a1b0c7d8e9f203145e6d7c8b9a0f1e2d3c4b5a6978800112";
        for (name, text, what) in [
            ("app.R", format!("key <- \"{hex}\"\n"), "is a source"),
            (
                "plumber.R",
                format!("library(plumber)\n#* @get /\nf <- function() 1\nk <- '{hex}'\n"),
                "is a source",
            ),
            (
                "settings.py",
                format!("import os\nKEY = \"{hex}\"\n"),
                "is a source",
            ),
            ("c.yml", format!("api:\n  key: {hex}\n"), "is YAML"),
            ("values", format!("secureCookieKey: {hex}\n"), "is YAML"),
            (
                "p.service",
                format!("[Service]\nEnvironment=K={hex}\n"),
                "is a file of settings",
            ),
            (
                "jwk",
                "{\"kty\":\"oct\",\"k\":\"abc\"}".to_owned(),
                "is a JSON Web Key of a secret",
            ),
            (
                "jwks",
                "{\"keys\":[{\"kty\":\"oct\",\"k\":\"abc\"}]}".to_owned(),
                "is JSON with JSON Web Keys",
            ),
            (
                "public",
                "{\"kty\":\"RSA\",\"n\":\"abc\",\"e\":\"AQAB\"}".to_owned(),
                "is JSON with JSON Web Keys",
            ),
            ("map", "{\"1\":\"abc\"}".to_owned(), "is JSON"),
            (
                "tls.key",
                "-----BEGIN PRIVATE KEY-----\nMIGH\n".to_owned(),
                "is a PEM file",
            ),
            (
                "start",
                format!("#!/bin/sh\nexport K={hex}\nrun\n"),
                "is a script",
            ),
            (".env", format!("K={hex}\n"), "has NAME=VALUE lines"),
        ] {
            assert_eq!(of(name, text.as_bytes()).as_deref(), Some(what), "{name}");
        }
        assert!(of("u.db", b"SQLite format 3\0abc").is_some());
    }

    #[test]
    fn what_may_be_a_key_is_none_of_them() {
        let hex = "4fc1a0b7d2e89635a1b0c7d8e9f20314";
        let wrapped =
            "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHx8gISIjJCUmJygpKissLS4v\nMDEyMzQ=\n";
        for (name, text) in [
            ("key.conf", format!("{hex}\n")),
            ("k.env", hex.to_owned()),
            ("cookie.key", "a passphrase: of some words".to_owned()),
            ("cookie.key", "correct horse = battery".to_owned()),
            ("cookie.key", wrapped.to_owned()),
            ("k.txt", format!("{hex}\n# the old one\n")),
            ("cookie.key", "two lines\nof a passphrase\n".to_owned()),
            ("cookie.key", "if x < y - 1, go".to_owned()),
            ("cookie.key", "[not settings]".to_owned()),
        ] {
            assert_eq!(of(name, text.as_bytes()), None, "{name} {text}");
        }
        let raw: Vec<u8> = (0..48).map(|byte| byte | 0x80).collect();
        assert_eq!(of("raw.key", &raw), None);
    }
}
