//! One of several jobs that open the cookies of many lines.

use super::{Content, More, Opening, Told};
use crate::cookie::Cookie;
use crate::exit::{self, Exit};
use crate::formats::{FORMATS, Times, TwoTimes};
use crate::lines::census::{Census, Counted};
use crate::lines::clock::Clock;
use crate::lines::find::{Found, Kept, plain};
use crate::lines::outcome::{OUTCOMES, Outcome};
use crate::lines::record::{Members, Record};
use crate::lines::{Job, Line};

/// One of several that work side by side.
pub struct OpenJob<'a> {
    opening: &'a Opening,
    /// What the records of an outcome, an exit, a format and a key have alike,
    /// once there was one.
    alike: Vec<Members>,
    /// What the last cookie that was opened carries.
    payload: Vec<u8>,
    /// Of the times of issue and of expiry, which are days apart, and of the
    /// two that a cookie may have of the latter.
    clocks: [Clock; 4],
    /// What it has seen.
    pub census: Census,
}

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
            payload: Vec::new(),
            clocks: Default::default(),
            census: Census::new(keys),
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

    fn tell(&mut self, number: u64, told: &Told, kept: Option<Kept>, out: &mut Vec<u8>) {
        let opening = self.opening;
        let Times {
            issued,
            expires,
            two,
        } = told.times.unwrap_or_default();
        self.census.count(&Counted {
            outcome: told.outcome,
            exit: told.exit,
            format: told.format,
            key: told.key,
            age: issued.map(|issued| opening.now.0.saturating_sub(issued.0)),
            issued,
            expires,
        });
        if !opening.shown.shows(told.outcome) {
            return;
        }
        let mut record = Record::start(out, number, self.members(told), kept);
        if let More::Error(error) = &told.more {
            record.text("error", error);
        }
        if !told.name.is_empty() && told.outcome != Outcome::Malformed {
            record.text("name", told.name);
        }
        if let Some(issued) = issued {
            record.time("issued", issued, &mut self.clocks[0]);
        }
        if let Some(expires) = expires {
            record.time("expires", expires, &mut self.clocks[1]);
        }
        if let Some(TwoTimes { session, login }) = two {
            record.time("session_expires", session, &mut self.clocks[2]);
            record.time("login_expires", login, &mut self.clocks[3]);
        }
        if let More::Reissued { cookie, is_new } = &told.more {
            record.text("cookie", cookie);
            record.raw("reissued", if *is_new { b"true" } else { b"false" });
        }
        if told.times.is_some() && told.exit == Exit::Yes {
            match &opening.content {
                Content::Payload { unbox } => record.payload(&self.payload, *unbox),
                Content::Value => record.value(&self.payload),
                Content::Nothing | Content::Reissue => {}
            }
        }
        record.end(opening.shown.style);
    }
}

impl Job for OpenJob<'_> {
    fn line(&mut self, number: u64, line: Line, out: &mut Vec<u8>) {
        let opening = self.opening;
        let (found, kept) = opening.finder.cookie(line);
        let wanted = opening.name.as_deref();
        // The guess is right for almost every line; what it does not make out
        // is looked at as a single cookie is.
        let (name, value) = match &found {
            Found::Text(text) => {
                let (name, value) = plain(text).unwrap_or_default();
                (wanted.unwrap_or(name), value)
            }
            Found::Value(value) => (wanted.unwrap_or_default(), &**value),
            Found::Absent | Found::Not(_) => ("", ""),
        };
        if let Some(told) = opening.guess(name, value, &mut self.payload) {
            return self.tell(number, &told, kept, out);
        }
        let cookie = match found {
            Found::Absent => {
                let absent = Told::new(Outcome::Absent, Exit::Yes);
                return self.tell(number, &absent, kept, out);
            }
            Found::Not(error) => Err(error),
            Found::Value(value) => Ok(Cookie {
                name: wanted.map(str::to_owned),
                written: value.clone().into_owned(),
                value: value.into_owned(),
            }),
            Found::Text(text) => opening.take(&text),
        };
        match cookie.and_then(|cookie| opening.known(cookie)) {
            Err(error) => self.tell(number, &Told::not(error), kept, out),
            Ok(known) => {
                let told = opening.told(&known, &mut self.payload);
                self.tell(number, &told, kept, out);
            }
        }
    }
}
