//! Keys that anyone may have, tried on the cookies of a run.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::WeakArguments;
use super::look::Look;
use crate::cli::arguments::Stdin;
use crate::cli::packed::no_text;
use crate::cli::progress::ProgressLine;
use crate::cookie::Known;
use crate::error::{Error, Result};
use crate::explain::weak::{self, Guessed, Progress, Searched, Target};
use crate::output::Output;
use crate::output::human::{grouped, grouped_of};
use crate::shell::{HAS_TOOLS_OF_UNIX, quoted, shown};

/// How often the line of progress is rewritten.
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
            self.try_known(looks, output);
        }
        let Some(path) = &self.words else {
            return Ok(None);
        };
        let list = self.try_words(path, looks, stdin, output)?;
        let searched = &list.searched;
        output.note(&tried(searched.words, "word", "", list.seconds));
        for look in looks.iter_mut().filter(|it| !it.targets().is_empty()) {
            look.guesses += searched.words;
        }
        if searched.skipped > 0 {
            output.warn(format!(
                "of the words whose keys take long to make the first {} were tried, up to line \
                 {}: {} not, which another list may begin with",
                weak::MAX_SLOW,
                searched.slow_until,
                match searched.skipped {
                    1 => "1 more was".to_owned(),
                    more => format!("{} more were", grouped(more)),
                }
            ));
        }
        if searched.words == 0 && looks.iter().any(|look| look.is_guessable()) {
            output.warn("the word list holds no word: nothing was tried");
        }
        if searched.too_long > 0 {
            output.warn(match searched.too_long {
                1 => "1 line was too long for a key: it was not tried".to_owned(),
                lines => format!("{lines} lines were too long for a key: they were not tried"),
            });
        }
        Ok(Some(list))
    }

    fn try_known(&self, looks: &mut [Look], output: &mut Output) {
        let started = Instant::now();
        let (mut guesses, mut skipped) = (0, 0);
        for look in looks.iter_mut() {
            let mut best: Option<(usize, Guessed)> = None;
            for (index, target) in look.targets() {
                let guessed = weak::known(&target);
                guesses += guessed.tried;
                skipped += guessed.skipped;
                let is_found = guessed.found.is_some();
                if is_found || best.is_none() {
                    best = Some((index, guessed));
                }
                if is_found {
                    break;
                }
            }
            let Some((index, guessed)) = best else {
                continue;
            };
            look.guesses += guessed.tried;
            match guessed.found {
                Some(what) => look.opens_with(index, what),
                None => look.lacks(guessed.lacking, output),
            }
        }
        let seconds = started.elapsed().as_secs_f64();
        output.note(&match guesses {
            0 => "there is nothing that a key could open: none was tried".to_owned(),
            _ => tried(guesses, "key", " that everybody knows", seconds),
        });
        if skipped > 0 {
            output.note(&format!(
                "{} of other frameworks not tried: of such a text this one makes its key slowly, by \
                 Argon2id",
                grouped_of(skipped, "key")
            ));
        }
    }

    fn try_words(
        &self,
        path: &Path,
        looks: &mut [Look],
        stdin: &mut Stdin,
        output: &mut Output,
    ) -> Result<WordList> {
        let mut open: Vec<&mut Look> = looks.iter_mut().filter(|it| it.is_guessable()).collect();
        // Which look each is of, and which of the formats that it may be of.
        let of: Vec<(usize, usize)> = (open.iter().enumerate())
            .flat_map(|(place, look)| look.targets().into_iter().map(move |it| (place, it.0)))
            .collect();
        let targets: Vec<Target> = (open.iter())
            .flat_map(|look| look.targets().into_iter().map(|it| it.1))
            .collect();
        let (mut list, size): (Box<dyn BufRead>, Option<u64>) = match path.to_str() {
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
        // Without a cookie to try it on, the list is not read.
        if !targets.is_empty() {
            let start = list.fill_buf().map_err(|error| unread(path, &error))?;
            if let Some((what, filter)) = no_text(start) {
                return Err(packed(path, what, filter));
            }
        }
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
        let results = searched.lines.iter().zip(&searched.lacking);
        for ((place, index), (found, lacking)) in of.into_iter().zip(results) {
            let look = &mut *open[place];
            match found {
                _ if look.weak.is_some() => {}
                // The word itself is a secret that somebody may still use.
                Some(number) => {
                    let which = match path.to_str() {
                        Some("-") => format!("on line {number} of the word list"),
                        _ if !HAS_TOOLS_OF_UNIX => {
                            format!("on line {number} of {}", shown(path))
                        }
                        _ => format!(
                            "on line {number} of {} (sed -n {number}p {})",
                            shown(path),
                            quoted(path)
                        ),
                    };
                    look.opens_with(index, which);
                }
                None => look.lacks(*lacking, output),
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
    /// Whether it is under a weak key can be found out, and has not been.
    fn is_guessable(&self) -> bool {
        self.weak.is_none() && !self.targets().is_empty()
    }

    /// What a key could open, if anything: the cookie as one of each of the formats
    /// that it may be of, with their places. One that a key opened is of that format.
    fn targets(&self) -> Vec<(usize, Target<'_>)> {
        if self.known.is_none() || self.is_unencrypted() {
            return vec![];
        }
        let all = match self.is_authentic() {
            true => 1,
            false => self.candidates.len(),
        };
        let candidates = self.candidates.iter().enumerate().take(all);
        fn target(known: &Known) -> Target<'_> {
            Target {
                format: known.format,
                cookie: known.input(),
            }
        }
        candidates
            .filter(|(_, known)| known.malformed().is_none())
            .map(|(index, known)| (index, target(known)))
            .collect()
    }

    /// It is under a key that anyone may have, as one of the format at this place.
    fn opens_with(&mut self, index: usize, key: String) {
        if index > 0 {
            self.candidates.swap(0, index);
            self.know_the_first();
        }
        self.weak = Some(key);
    }

    /// Whether it is under such a key could not be found out, for this reason.
    fn lacks(&mut self, why: Option<&'static str>, output: &mut Output) {
        let Some(why) = why else { return };
        match self.is_authentic() {
            true => output.warn(format!("not all keys were tried: {why}")),
            false => self.refusal = Some(Error::lacking(why)),
        }
    }
}

fn packed(path: &Path, what: &str, filter: &str) -> Error {
    let file = match path.to_str() {
        Some("-") => "FILE".to_owned(),
        _ => quoted(path),
    };
    let error = Error::could_not(format!("the word list {} is {what}", shown(path)));
    match HAS_TOOLS_OF_UNIX {
        true => error.hint(format!(
            "make a text of it: {filter} {file} | cookiekit inspect --words - COOKIE"
        )),
        false => error.hint("save it as text in UTF-8, and name that with --words"),
    }
}

/// What came of keys that were guessed.
pub fn none_opens(guesses: u64) -> String {
    match guesses {
        1 => "the one key that was tried does not open it".to_owned(),
        guesses => format!("none of {guesses} keys that were tried opens it"),
    }
}

/// How many were tried, and how fast.
fn tried(number: u64, noun: &str, which: &str, seconds: f64) -> String {
    format!(
        "tried {}{which} in {seconds:.2} s, {} a second",
        grouped_of(number, noun),
        grouped((number as f64 / seconds.max(f64::EPSILON)).round() as u64)
    )
}

fn so_far(progress: Progress, size: Option<u64>, elapsed: Duration) -> String {
    let rate = progress.words as f64 / elapsed.as_secs_f64().max(f64::EPSILON);
    let (words, rate) = (grouped_of(progress.words, "word"), grouped(rate as u64));
    match size.filter(|size| *size > 0) {
        Some(size) => format!(
            "{words}, {rate} a second, {} %",
            progress.bytes * 100 / size
        ),
        None => format!("{words}, {rate} a second"),
    }
}

fn unread(path: &Path, error: &io::Error) -> Error {
    let why = crate::error::reason_of(error);
    Error::could_not(format!(
        "could not read the word list {}: {why}",
        shown(path)
    ))
    .hint("give a file with a word on each line, or - for standard input")
}
