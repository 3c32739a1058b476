//! One of several jobs that open the cookies of many lines.

use super::told::{More, Told};
use super::{Content, Opening};
use crate::cookie::Cookie;
use crate::exit::{self, Exit};
use crate::frameworks::{FORMATS, NO_PARAMS, Times, TwoTimes};
use crate::lines::census::{Census, Counted};
use crate::lines::fast::Clock;
use crate::lines::find::{Found, Kept, Parts, plain};
use crate::lines::likely::name_in;
use crate::lines::outcome::{OUTCOMES, Outcome};
use crate::lines::record::{Members, Record};
use crate::lines::{Job, Line};
use crate::open::{NOT_YET_VALID, made_later};

/// One of several that work side by side.
pub struct OpenJob<'a> {
    opening: &'a Opening,
    /// What the records of an outcome, an exit, a format and a key have alike,
    /// once there was one.
    alike: Vec<Members>,
    /// The place of the format that a key proved last.
    usual: Option<usize>,
    /// What the last cookie that was opened carries.
    payload: Vec<u8>,
    /// Of the times of issue and of expiry, which are days apart, and of the
    /// two that a cookie may have of the latter.
    clocks: [Clock; 4],
    /// What it has seen.
    pub census: Census,
    /// The name that is likely meant, where no line is a cookie.
    pub likely: Option<String>,
}

/// In how many lines a name is looked for that nobody asked for.
const FIRST_LINES: u64 = 1000;

/// How many records can differ in format, outcome and exit under one key.
const PLACES_OF_A_KEY: usize = (FORMATS.len() + 1) * OUTCOMES.len() * exit::TABLE.len();

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
            payload: Vec::new(),
            clocks: Default::default(),
            census: Census::new(keys),
            likely: None,
        }
    }

    /// The members that are the same in all records like this one.
    fn members(&mut self, told: &Told) -> &[u8] {
        let key = told.key.map_or(0, |key| key + 1);
        let format = told.format.map_or(0, |format| format + 1);
        let place = key * (FORMATS.len() + 1) + format;
        let place = place * OUTCOMES.len() + told.outcome as usize;
        let place = place * exit::TABLE.len() + usize::from(told.exit.code());
        let members = &mut self.alike[place];
        if members.0.is_empty() {
            *members = Members::of(told.exit, told.outcome.word());
            if let Some(format) = told.format {
                members.text("format", FORMATS[format].name());
            }
            if let Some(key) = told.key.map(|key| &self.opening.keys()[key]) {
                members.text("slot", key.slot.word());
                members.text("key", &key.spec.to_string());
                members.text("fingerprint", &key.key.fingerprint().to_string());
            }
        }
        &members.0
    }

    fn tell(
        &mut self,
        number: u64,
        told: &Told,
        beside: &Beside,
        kept: Option<Kept>,
        out: &mut Vec<u8>,
    ) {
        let opening = self.opening;
        if told.key.is_some() && told.format != self.usual {
            self.usual = told.format.filter(|it| is_first_of_its_bytes(*it));
        }
        let Times {
            issued,
            expires,
            not_before,
            two,
        } = told.times.unwrap_or_default();
        self.census.count(&Counted {
            name: told.name,
            unopened: told.unopened,
            outcome: told.outcome,
            exit: told.exit,
            format: told.format,
            key: told.key,
            start_of: told.start_of,
            age: issued.map(|issued| opening.now.0.saturating_sub(issued.0)),
            issued,
            expires,
            others: beside.others,
            is_cut: beside.is_cut,
            is_early: told.is_early,
            is_unnamed: told.name.is_empty() && told.outcome == Outcome::Forged,
        });
        if !opening.shown.shows(told.outcome) {
            return;
        }
        let mut record = Record::start(out, number, self.members(told), kept);
        if let More::Error(error) = &told.more {
            record.text("error", error);
        }
        if beside.others > 0 {
            record.number("others", beside.others);
        }
        if beside.is_cut {
            record.raw("cut", b"true");
        }
        let later = told
            .key
            .and(told.format)
            .zip(told.times)
            .filter(|_| told.outcome == Outcome::Valid);
        let later = later.and_then(|(format, times)| {
            let params = opening.pin.map_or(&NO_PARAMS, |it| it.params);
            made_later(
                (FORMATS[format], params),
                times,
                opening.now,
                opening.leeway,
            )
        });
        let warnings: Vec<String> = beside.warning.iter().cloned().chain(later).collect();
        record.names("warnings", &warnings);
        if !told.name.is_empty() && !told.outcome.is_unread() {
            record.text("name", told.name);
        }
        if let Some(issued) = issued {
            record.time("issued", issued, &mut self.clocks[0]);
        }
        if told.is_early {
            record.text("reason", NOT_YET_VALID);
        }
        if let Some(from) = not_before {
            record.text("not_before", &from.to_string());
        }
        if let Some(expires) = expires {
            record.time("expires", expires, &mut self.clocks[1]);
        }
        if let Some(TwoTimes { session, login }) = two {
            record.time("session_expires", session, &mut self.clocks[2]);
            record.time("login_expires", login, &mut self.clocks[3]);
        }
        if let More::Reissued {
            name,
            cookie,
            companions,
            left,
            is_new,
        } = &told.more
        {
            if let Some(name) = name {
                record.text("reissued_name", name);
            }
            record.text("cookie", cookie);
            record.companions(companions);
            record.names("left_over", left);
            record.raw("reissued", if *is_new { b"true" } else { b"false" });
            if let Content::Carry(carrier) = &opening.content {
                record.text("reissued_as", carrier.pin.format.name());
            }
        }
        if told.times.is_some() && told.exit == Exit::Yes {
            match &opening.content {
                Content::Payload { unbox } => record.payload(&self.payload, *unbox),
                Content::Value => record.value(&self.payload),
                Content::Nothing | Content::Reissue | Content::Carry(_) => {}
            }
        }
        record.end(opening.shown.style);
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

/// Whether the format at this place is the one that bytes like its own are taken
/// for. Another of the same bytes depends on the name of each cookie.
fn is_first_of_its_bytes(place: usize) -> bool {
    let bytes = FORMATS[place].same_bytes_as();
    !FORMATS[..place]
        .iter()
        .any(|it| it.same_bytes_as() == bytes)
}

/// Whether no other reading of the line can tell more.
fn is_settled(told: &Told) -> bool {
    !matches!(
        told.outcome,
        Outcome::Malformed | Outcome::Unknown | Outcome::Forged | Outcome::Untried
    )
}

impl OpenJob<'_> {
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
        let guess = match value.starts_with(['"', '\'']) || !siblings.is_empty() {
            true => None,
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
        let tried = match is_it {
            true => opening.as_usual(self.usual, cookie, &mut self.payload),
            false => None,
        };
        // Where a key proves all of it, what looked like a name was a part of it.
        if !name.is_empty() && !tried.as_ref().is_some_and(is_proven) {
            let whole = opening.input(wanted.unwrap_or_default(), text);
            let told = opening.as_usual(self.usual, whole, &mut self.payload);
            if let Some(told) = told.filter(is_proven) {
                return self.tell(number, &told, beside, kept, out);
            }
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
