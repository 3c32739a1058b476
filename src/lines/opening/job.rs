//! One of several jobs that open the cookies of many lines.

mod records;

use super::Opening;
use super::told::{More, Told};
use crate::cookie::Cookie;
use crate::exit::Exit;
use crate::frameworks::FORMATS;
use crate::lines::census::Census;
use crate::lines::fast::Clock;
use crate::lines::find::{Found, Kept, Parts, plain};
use crate::lines::likely::name_in;
use crate::lines::outcome::Outcome;
use crate::lines::record::Members;
use crate::lines::{Job, Line};
use crate::open::unquoted;
use records::PLACES_OF_A_KEY;

/// One of several that work side by side.
pub struct OpenJob<'a> {
    opening: &'a Opening,
    /// What the records of an outcome, an exit, a format and a key have alike,
    /// once there was one.
    alike: Vec<Members>,
    /// The place of the format that a key proved last.
    usual: Option<usize>,
    /// Whether the last text with `=` in it was a value as a whole.
    was_whole: bool,
    /// What the last cookie that was opened carries.
    payload: Vec<u8>,
    /// Of the times of issue and of expiry, which are days apart, of the two that a
    /// cookie may have of the latter, and of the time before which it is not valid.
    clocks: [Clock; 5],
    /// What it has seen.
    pub census: Census,
    /// The name that is likely meant, where no line is a cookie.
    pub likely: Option<String>,
}

/// In how many lines a name is looked for that nobody asked for.
const FIRST_LINES: u64 = 1000;

impl<'a> OpenJob<'a> {
    /// A job that has seen nothing yet.
    pub fn new(opening: &'a Opening) -> Self {
        let mut alike = Vec::new();
        let keys = opening.keys().len();
        alike.resize_with((keys + 1) * PLACES_OF_A_KEY, Members::default);
        OpenJob {
            opening,
            alike,
            usual: None,
            was_whole: false,
            payload: Vec::new(),
            clocks: Default::default(),
            census: Census::new(keys),
            likely: None,
        }
    }
}

/// What a line has beside the cookie that was reported.
#[derive(Clone, Default)]
struct Beside {
    others: u64,
    is_cut: bool,
    /// What is to be warned of.
    warning: Option<String>,
}

/// Whether no other reading of the line can tell more.
fn is_settled(told: &Told) -> bool {
    !matches!(
        told.outcome,
        Outcome::Malformed | Outcome::Unknown | Outcome::Forged | Outcome::Untried
    )
}

impl OpenJob<'_> {
    /// What comes of a value in quotes that the framework of the usual format writes, or
    /// ignores, where a key proves it.
    fn in_quotes<'t>(&mut self, name: &'t str, value: &str) -> Option<Told<'t>> {
        let place = self.usual.filter(|_| value.starts_with('"'))?;
        let written = FORMATS[place].off_the_wire(value);
        let read = written
            .as_deref()
            .unwrap_or_else(|| unquoted(FORMATS[place], value));
        let cookie = self.opening.input(name, read);
        let told = self.opening.open(place, cookie, &mut self.payload);
        told.key.is_some().then(|| told.named(name))
    }

    /// The cookie in a log that has this value, or is one of these parts of it if
    /// a key or the format proves that.
    fn value(
        &mut self,
        (number, beside): (u64, &Beside),
        (called, written, parts, siblings): (Option<&str>, &str, &Parts, &[(String, String)]),
        kept: Option<Kept>,
        out: &mut Vec<u8>,
    ) {
        let opening = self.opening;
        let wanted = called.or(opening.name.as_deref());
        let cookie = |written: &str| Cookie {
            siblings: siblings.to_vec(),
            ..Cookie::sent(wanted, written)
        };
        let value = written.trim_matches([' ', '\t']);
        // With quotes around it, or another beside it, it is looked at as a single
        // one is.
        let sent = opening.input(wanted.unwrap_or_default(), value);
        let guess = match value.starts_with(['"', '\'']) {
            _ if !siblings.is_empty() => None,
            true => self.in_quotes(wanted.unwrap_or_default(), value),
            false => {
                let tried = opening.as_usual(self.usual, sent, &mut self.payload);
                opening.guess(tried, sent, &mut self.payload)
            }
        };
        let known = match guess {
            Some(_) => None,
            None => Some(opening.known(cookie(written))),
        };
        let whole = match (guess, &known) {
            (Some(told), _) => told,
            (None, Some(Ok(known))) => opening.told(known, &mut self.payload),
            (None, Some(Err(error))) => Told::not(error.clone()),
            (None, None) => Told::new(Outcome::Malformed, Exit::No),
        };
        if is_settled(&whole) {
            return self.tell(number, &whole, beside, kept, out);
        }
        let mut second = None;
        for part in parts.each() {
            let Ok(known) = opening.known(cookie(&part)) else {
                continue;
            };
            let told = opening.told(&known, &mut self.payload);
            if is_settled(&told) {
                return self.tell(number, &told, beside, kept, out);
            }
            if second.is_none() && !told.outcome.is_unread() {
                second = Some(known);
            }
        }
        match second.filter(|_| whole.outcome.is_unread()) {
            None => {
                let whole = opening.cut(whole, sent);
                self.tell(number, &whole, beside, kept, out);
            }
            Some(known) => {
                let told = opening.told(&known, &mut self.payload);
                self.tell(number, &told, beside, kept, out);
            }
        }
    }

    /// The cookie in a text, as a single one is taken. The guess is right for
    /// almost every line; what it does not make out is looked at.
    fn text(
        &mut self,
        (number, beside): (u64, &Beside),
        text: &str,
        kept: Option<Kept>,
        out: &mut Vec<u8>,
    ) {
        let opening = self.opening;
        let wanted = opening.name.as_deref();
        let (name, value) = plain(text).unwrap_or_default();
        let is_it = name.is_empty() || wanted.is_none_or(|it| it.is_empty() || it == name);
        let is_proven = |told: &Told| told.key.is_some();
        let cookie = opening.input(wanted.unwrap_or(name), value);
        // Where a key proves all of it, what looked like a name was a part of it.
        let as_whole = |job: &mut Self| {
            let whole = opening.input(wanted.unwrap_or_default(), text);
            let told = opening.as_usual(job.usual, whole, &mut job.payload);
            let told = told.filter(is_proven);
            job.was_whole = told.is_some();
            told
        };
        let is_first = self.was_whole && !name.is_empty();
        if is_first && let Some(told) = as_whole(self) {
            return self.tell(number, &told, beside, kept, out);
        }
        let tried = match is_it {
            true => opening.as_usual(self.usual, cookie, &mut self.payload),
            false => None,
        };
        let is_open = !name.is_empty() && !tried.as_ref().is_some_and(is_proven);
        if !is_first
            && is_open
            && let Some(told) = as_whole(self)
        {
            return self.tell(number, &told, beside, kept, out);
        }
        if is_it && let Some(told) = opening.guess(tried, cookie, &mut self.payload) {
            return self.tell(number, &told, beside, kept, out);
        }
        let taken = opening.take(text);
        let cut = taken.as_ref().ok().map(|it| it.0.clone());
        match taken.and_then(|(cookie, warning)| Ok((opening.known(cookie)?, warning))) {
            Err(error) => {
                // The first lines tell what the others are.
                if self.likely.is_none() && opening.name.is_none() && number <= FIRST_LINES {
                    self.likely = name_in(text).map(str::to_owned);
                }
                let told = Told::not(error);
                let told = match &cut {
                    Some(cookie) => opening.cut(told, opening.input_of(cookie)),
                    None => told,
                };
                self.tell(number, &told, beside, kept, out);
            }
            Ok((known, warning)) => {
                let told = opening.told(&known, &mut self.payload);
                let told = match &cut {
                    Some(cookie) => opening.cut(told, opening.input_of(cookie)),
                    None => told,
                };
                let beside = Beside {
                    warning,
                    ..beside.clone()
                };
                self.tell(number, &told, &beside, kept, out);
            }
        }
    }
}

impl Job for OpenJob<'_> {
    fn line(&mut self, number: u64, line: Line, out: &mut Vec<u8>) {
        let opening = self.opening;
        // To find out of a value in quotes that it is one takes longer than to open it.
        let quoted = opening.finder.all_of(line);
        let quoted = quoted.filter(|it| it.starts_with(b"\""));
        if let Some(text) = quoted.and_then(|it| std::str::from_utf8(it).ok()) {
            let name = opening.name.as_deref().unwrap_or_default();
            if let Some(told) = self.in_quotes(name, text.trim_ascii_end()) {
                return self.tell(number, &told, &Beside::default(), None, out);
            }
        }
        let (sight, kept) = opening.finder.cookie(line);
        let called = opening.finder.called(&sight);
        let beside = &Beside {
            others: sight.others,
            is_cut: sight.is_cut,
            warning: sight.warning,
        };
        let told = match sight.found {
            Found::Text(text) => return self.text((number, beside), &text, kept, out),
            Found::Value(written, parts) => {
                let found = (called, &*written, &parts, &sight.siblings[..]);
                return self.value((number, beside), found, kept, out);
            }
            Found::Absent => Told::new(Outcome::Absent, Exit::Yes),
            Found::Unread(why) => Told {
                more: More::Error(why.to_owned()),
                ..Told::new(Outcome::Unread, Exit::No)
            },
            Found::Not(error) => Told::not(error),
        };
        self.tell(number, &told, beside, kept, out);
    }
}
