//! `cookiekit inspect`: what a cookie is, which key opens it, and why it fails.

mod again;
mod common;
mod document;
mod evidence;
mod judgement;
mod list;
mod look;
mod others;
mod rows;
mod twice;
mod verdict;
mod words;

use std::path::PathBuf;

use super::arguments::{ClockArguments, KeyArguments, Stdin};
use super::format_names::format_names;
use super::help;
use super::lines::{LinesArguments, ToOpen};
use super::opening::{self, CookieArguments};
use super::packed::stdin_file;
use super::params::ParamArguments;
use crate::capture::{Capture, Found};
use crate::cookie::{self, Cookie};
use crate::crypto::memo::remembering;
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::frameworks::firsts;
use crate::keys::ring::Kept;
use crate::lines::opening::Content;
use crate::open::Pin;
use crate::output::Output;
use crate::shell::{quoted, reading};
use again::Again;
use look::Lookup;

#[derive(clap::Args)]
#[command(after_help = help::exit_line(), after_long_help = help::inspect())]
pub struct Inspect {
    #[command(flatten)]
    cookie: CookieArguments,
    /// Treat the cookie as this format
    #[arg(long, value_parser = format_names(|_| true))]
    format: Option<String>,
    #[command(flatten)]
    params: ParamArguments,
    /// The server runs without a key, as plumber does with `key = NULL`
    #[arg(long, conflicts_with_all = ["keys", "allow_unsafe_key"])]
    unencrypted: bool,
    #[command(flatten)]
    weak: WeakArguments,
    #[command(flatten)]
    keys: KeyArguments,
    #[command(flatten)]
    clock: ClockArguments,
    #[command(flatten)]
    lines: LinesArguments,
}

// Keys that anyone may have.
// Not a doc comment: clap would take it for the help of the command.
#[derive(clap::Args)]
#[command(next_help_heading = "Weak keys")]
struct WeakArguments {
    /// Try well-known keys: from documentation and examples
    #[arg(long, conflicts_with = "lines")]
    try_weak: bool,
    /// Try each line of a word list as the key; - is standard input
    ///
    /// It can have any size: it is read once, on all cores.
    #[arg(long, value_name = "FILE", conflicts_with = "lines")]
    words: Option<PathBuf>,
}

impl Inspect {
    pub fn run(self, output: &mut Output) -> Result<Exit> {
        let mut stdin = Stdin::default();
        if self.lines.lines {
            return self.each_line(&mut stdin, output);
        }
        let pin = self.params.pin_any(self.format.as_deref())?;
        let (capture, chosen) = match self.chosen(pin, &mut stdin) {
            Ok(chosen) => chosen,
            Err(error) => return opening::untaken(&error, output),
        };
        let keys = match self.keys.keys.is_empty() {
            true => None,
            false => Some(Kept::new(self.keys.ring(&mut stdin)?)),
        };
        let mut lookup = Lookup::new(keys, pin, &self.keys, &self.clock, self.unencrypted);
        lookup.again = self.again();
        for note in &capture.notes {
            output.warn(note.clone());
        }
        match &chosen[..] {
            [index] => {
                let found = &capture.found[*index];
                let others = others(&capture, *index);
                let mut looks = [remembering(|| lookup.alone(found, &others, output))?];
                looks[0].place_among(&capture.found, *index, &[]);
                if let (None, Some(error)) = (&looks[0].known, &mut looks[0].refusal) {
                    let hint = self.cookie.names_a_file().map(|path| {
                        format!(
                            "that is the name of a file; read what is in it: {}",
                            reading(path, "cookiekit inspect")
                        )
                    });
                    error.hint = hint.or(error.hint.take());
                }
                let list = self.weak.search(&mut looks, &mut stdin, output)?;
                let [look] = looks;
                look.finish(list, output)
            }
            several => {
                let mut looks = remembering(|| lookup.several(&capture.found, several));
                lookup.tell_warnings(output);
                let list = self.weak.search(&mut looks, &mut stdin, output)?;
                list::finish(&capture, looks, lookup.places(), list, output)
            }
        }
    }

    fn each_line(&self, stdin: &mut Stdin, output: &mut Output) -> Result<Exit> {
        self.lines
            .want_none(self.cookie.cookie.as_deref(), "inspect")?;
        let to_open = ToOpen {
            name: self.cookie.name.as_deref(),
            pin: self.params.pin_any(self.format.as_deref())?,
            protection: None,
            keys: (!self.unencrypted).then_some(&self.keys),
            looks: true,
            content: Content::Nothing,
            clock: &self.clock,
        };
        self.lines.open(to_open, stdin, output)
    }

    /// How another command gets at the same cookie: under the same name and at
    /// the same time, and never as an argument, for the cookie is not shown.
    fn again(&self) -> Again {
        let mut words = String::new();
        let word = |text: &str| quoted(text.as_ref());
        if let Some(name) = self.cookie.name.as_deref() {
            words += &format!(" --name {}", word(name));
        }
        if let Some(now) = self.clock.now {
            words += &format!(" --now {now}");
        }
        if let Some(leeway) = self.clock.leeway {
            words += &format!(" --leeway {leeway}s");
        }
        let is_stdin = matches!(self.cookie.cookie.as_deref(), None | Some("-"));
        words += &match stdin_file().filter(|_| is_stdin) {
            Some(path) => format!(" < {}", quoted(&path)),
            None => " -".to_owned(),
        };
        Again {
            format: self.format.clone(),
            params: self.params.params.clone(),
            rest: words,
        }
    }

    /// What was given, and which of the cookies in it are meant.
    fn chosen(&self, pin: Option<Pin>, stdin: &mut Stdin) -> Result<(Capture, Vec<usize>)> {
        let known = cookie::recogniser(pin);
        let capture = stdin.capture(
            self.cookie.cookie.as_deref(),
            &known,
            self.cookie.name.as_deref(),
        )?;
        let mut capture = capture.called(self.cookie.name.as_deref(), pin);
        if capture.found.is_empty() {
            let mut error = Error::no("malformed: there is no cookie in the input");
            error.hint = Some(capture.hint.unwrap_or(WHAT_TO_GIVE).to_owned());
            return Err(error);
        }
        let wanted = self.cookie.name.as_deref();
        let mut chosen = capture.named(wanted.filter(|name| !name.is_empty()), pin)?;
        if wanted.is_none() {
            chosen.retain(|index| !capture.is_companion(*index));
        }
        for index in &chosen {
            let siblings = capture.siblings(*index);
            let cookie = capture.found[*index].cookie.clone();
            // A first chunk stands under its own name.
            let firsts = wanted.map(|it| firsts(pin.map(|pin| pin.format), it));
            let is_first = cookie
                .name
                .as_ref()
                .zip(firsts)
                .is_some_and(|(name, firsts)| firsts.contains(name));
            let mut cookie = cookie.called(wanted.filter(|_| !is_first));
            cookie.siblings = siblings;
            capture.found[*index].cookie = cookie;
        }
        Ok((capture, chosen))
    }
}

/// What to do where nothing is in the input.
const WHAT_TO_GIVE: &str = "give the cookie or its header, or, on standard input, what curl -i, \
                            curl -v or curl --trace prints, a cookie jar or a browser's HAR file";

/// The cookies that one came with.
fn others(capture: &Capture, index: usize) -> Vec<Cookie> {
    let is_other = |(other, _): &(usize, &Found)| *other != index;
    let others = capture.found.iter().enumerate().filter(is_other);
    others.map(|(_, found)| found.cookie.clone()).collect()
}
