//! Passphrases in what sets the variables of a program: `.env`, `.Renviron`, the files of
//! compose, units of systemd, build files of images.
//!
//! Some programs take any text for their key and hash it. Keys that have the shape of one
//! are found like everywhere. A passphrase has none: it counts under a name that tells, if
//! it is like one, and under the name of a variable that a source asks for its key, unless
//! it says itself that it is something else.

mod entries;
mod passphrase;

use std::sync::LazyLock;

use self::entries::{Entry, entries};
use self::passphrase::{is_key, is_passphrase};
use super::{Language, Written};
use crate::audit::detect::key_names;
use crate::audit::detect::words::Words;

/// How a text sets variables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// As R reads them: all of a line is the value.
    OfR,
    /// One a line; a value may have spaces.
    Lines,
    /// In a script of a shell: what has spaces stands in quotation marks.
    Script,
    /// In a build file of an image.
    Docker,
    /// In YAML: compose, Kubernetes, what a server builds by.
    Yaml,
    /// In a unit of systemd.
    Unit,
}

impl Form {
    /// The form of a text by its language, by whether R reads variables from it and by
    /// whether it is a script; `None` where it sets none.
    pub fn of(language: Language, is_of_r: bool, is_script: bool) -> Option<Form> {
        Some(match language {
            Language::Shell if is_of_r => Form::OfR,
            Language::Shell if is_script => Form::Script,
            Language::Shell => Form::Lines,
            Language::Docker => Form::Docker,
            Language::Yaml => Form::Yaml,
            Language::Settings => Form::Unit,
            _ => return None,
        })
    }
}

/// Whether a file in the language of shells has commands in it, by its name.
pub fn is_script_name(name: &str) -> bool {
    const ENDINGS: &str = "profile bashrc bash_profile bash_aliases zshrc zshenv zprofile envrc \
        history makefile gnumakefile justfile mk sh bash zsh ksh fish csh tcsh";
    let ending = name.rsplit('.').next().unwrap_or(name).to_ascii_lowercase();
    ENDINGS.split_ascii_whitespace().any(|it| it == ending)
}

/// The passphrases of a text, in order. Variables that are `asked` for a key count whatever
/// they are called.
pub fn passphrases(text: &[u8], form: Form, asked: &[&[u8]]) -> Vec<Written> {
    // What names a key says one of these, and most texts say none.
    static WORDS: LazyLock<Words> =
        LazyLock::new(|| Words::new(&["secret", "key", "passw", "passphrase", "salt"]));
    if asked.is_empty() && !WORDS.are_in(text) {
        return vec![];
    }
    let is_one = |entry: &Entry| {
        let value = &text[entry.value.clone()];
        match asked.contains(&entry.name.as_bytes()) {
            true => is_key(value),
            false => is_passphrase(value, &entry.name, form) && key_names::tells(&entry.name),
        }
    };
    let found = entries(text, form).into_iter().filter(is_one);
    found
        .map(|entry| Written {
            range: entry.value,
            name: entry.name,
            is_file: false,
            is_word: false,
            is_comment: false,
        })
        .collect()
}

/// Adds those of a text to the keys that were found in it, which have a shape.
pub fn add_passphrases(all: &mut Vec<Written>, text: &[u8], form: Form, asked: &[&[u8]]) {
    let is_new = |one: &Written| {
        let is_apart =
            |it: &Written| one.range.end <= it.range.start || it.range.end <= one.range.start;
        all.iter().all(is_apart)
    };
    let others = passphrases(text, form, asked).into_iter();
    let others: Vec<Written> = others.filter(is_new).collect();
    all.extend(others);
    all.sort_by_key(|it| it.range.start);
}

#[cfg(test)]
mod tests;
