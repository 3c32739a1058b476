//! Keys that anyone may have, tried on the cookies of a run.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::WeakArguments;
use super::look::Look;
use crate::cli::arguments::Stdin;
use crate::cli::progress::ProgressLine;
use crate::error::{Error, Result};
use crate::explain::weak::{self, Progress, Searched, Target};
use crate::output::Output;
use crate::shell::{quoted, shown};

/// How often the line of progress is written anew.
const EVERY: Duration = Duration::from_millis(200);

/// What came of a word list.
pub struct WordList {
    path: String,
    searched: Searched,
    seconds: f64,
}

impl WordList {
    /// Words in a second.
    fn rate(&self) -> f64 {
        self.searched.words as f64 / self.seconds.max(f64::EPSILON)
    }

    /// As a JSON document.
    pub fn document(&self) -> Value {
        json!({
            "list": self.path,
            "tried": self.searched.words,
            "too_long": self.searched.too_long,
            "seconds": self.seconds,
            "per_second": self.rate().round() as u64,
        })
    }
}

impl WeakArguments {
    /// Tries weak keys on every cookie that a key could open.
    ///
    /// # Errors
    /// When the word list cannot be read.
    pub fn search(
        &self,
        looks: &mut [Look],
        stdin: &mut Stdin,
        output: &mut Output,
    ) -> Result<Option<WordList>> {
        if self.try_weak {
            for look in looks.iter_mut() {
                let known = look.target().and_then(|target| weak::known(&target));
                look.weak = known.map(str::to_owned);
            }
            output.note(&format!(
                "tried {} keys that everybody knows",
                weak::known_keys()
            ));
        }
        let Some(path) = &self.words else {
            return Ok(None);
        };
        let list = self.try_words(path, looks, stdin)?;
        let searched = &list.searched;
        output.note(&format!(
            "tried {} words in {:.2} s, {} a second",
            grouped(searched.words),
            list.seconds,
            grouped(list.rate().round() as u64)
        ));
        if searched.too_long > 0 {
            let lines = searched.too_long;
            output.warn(format!(
                "{lines} lines were too long for a key: they were not tried"
            ));
        }
        Ok(Some(list))
    }

    fn try_words(&self, path: &Path, looks: &mut [Look], stdin: &mut Stdin) -> Result<WordList> {
        let untried = |look: &&mut Look| look.weak.is_none() && look.target().is_some();
        let mut open: Vec<&mut Look> = looks.iter_mut().filter(untried).collect();
        let targets: Vec<Target> = open.iter().filter_map(|look| look.target()).collect();
        let (list, size): (Box<dyn BufRead>, Option<u64>) = match path.to_str() {
            Some("-") => {
                stdin.claim("the word list")?;
                (Box::new(io::stdin().lock()), None)
            }
            _ => {
                let file = File::open(path).map_err(|error| unread(path, &error))?;
                let facts = file.metadata().ok().filter(|it| it.is_file());
                (
                    Box::new(BufReader::with_capacity(1 << 16, file)),
                    facts.map(|it| it.len()),
                )
            }
        };
        let started = Instant::now();
        let line = ProgressLine::new();
        let mut told = started;
        let searched = weak::search(list, &targets, |progress| {
            if line.is_seen() && told.elapsed() >= EVERY {
                told = Instant::now();
                line.show(&so_far(progress, size, started.elapsed()));
            }
        });
        line.clear();
        let searched = searched.map_err(|error| unread(path, &error))?;
        let seconds = started.elapsed().as_secs_f64();
        drop(targets);
        for (look, found) in open.iter_mut().zip(&searched.lines) {
            if let Some(number) = found {
                // The word itself is a secret that somebody may still use.
                look.weak = Some(match path.to_str() {
                    Some("-") => format!("on line {number} of the word list"),
                    _ => format!(
                        "on line {number} of {} (sed -n {number}p {})",
                        shown(path),
                        quoted(path)
                    ),
                });
            }
        }
        Ok(WordList {
            path: shown(path),
            searched,
            seconds,
        })
    }
}

impl Look<'_> {
    /// What a key could open, if anything.
    fn target(&self) -> Option<Target<'_>> {
        let known = self.known.as_ref().filter(|_| !self.is_unencrypted())?;
        Some(Target {
            format: known.format,
            name: &known.name,
            value: &known.value,
        })
    }
}

fn so_far(progress: Progress, size: Option<u64>, elapsed: Duration) -> String {
    let rate = progress.words as f64 / elapsed.as_secs_f64().max(f64::EPSILON);
    let (words, rate) = (grouped(progress.words), grouped(rate as u64));
    match size.filter(|size| *size > 0) {
        Some(size) => format!(
            "{words} words, {rate} a second, {} %",
            progress.bytes * 100 / size
        ),
        None => format!("{words} words, {rate} a second"),
    }
}

/// Digits in groups of three.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn unread(path: &Path, error: &io::Error) -> Error {
    let why = crate::error::reason_of(error);
    Error::could_not(format!(
        "could not read the word list {}: {why}",
        shown(path)
    ))
    .hint("give a file with a word on each line, or - for standard input")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_grouped() {
        for (number, text) in [
            (0, "0"),
            (999, "999"),
            (1000, "1,000"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(grouped(number), text);
        }
    }
}
