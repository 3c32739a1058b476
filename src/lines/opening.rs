//! Opening the cookies of many lines: decrypt, verify, inspect and reissue.

use super::census::{Census, Counted};
use super::find::{Finder, Found, Kept, plain};
use super::outcome::{OUTCOMES, Outcome, Shown};
use super::record::{Members, Record};
use super::{Job, Line};
use crate::cookie::{self, Cookie, Known};
use crate::error::{Error, Result};
use crate::exit::{self, Exit};
use crate::formats::{
    Answer, Draft, FORMATS, Format, Keyed, Keyset, MAX_COOKIE_BYTES, Protection, Refusal, Times,
    seal_with,
};
use crate::keys::ring::Slotted;
use crate::time::Time;

/// What is done with a cookie that opens.
pub enum Content {
    /// Its payload is told, as JSON where it is JSON, without R's boxes or
    /// with them.
    Payload {
        /// Take R's one-element arrays off.
        unbox: bool,
    },
    /// Its value is told, which is text.
    Value,
    /// Nothing is told of it.
    Nothing,
    /// It is made anew under the primary key.
    Reissue,
}

/// What there is to open with.
pub enum Opener {
    /// Keys.
    Keys(Keyset),
    /// The form of a format without a key.
    Unencrypted(Box<dyn Keyed>),
    /// Nothing: a cookie is looked at only.
    Nothing,
}

/// What every job does.
pub struct Opening {
    /// Where the cookie stands in a line.
    pub finder: Finder,
    /// The name that was asked for.
    pub name: Option<String>,
    /// The format that was pinned.
    pub format: Option<&'static dyn Format>,
    /// The kind that the command is for, if for one only.
    pub protection: Option<Protection>,
    /// What there is to open with.
    pub opener: Opener,
    /// What is done with what opens.
    pub content: Content,
    /// When expiry is judged.
    pub now: Time,
    /// How many seconds later.
    pub leeway: u64,
    /// How the records are written.
    pub shown: Shown,
}

/// One of several that work side by side.
pub struct OpenJob<'a> {
    opening: &'a Opening,
    /// What the records of an outcome, an exit, a format and a key have alike,
    /// once there was one.
    alike: Vec<Members>,
    /// What the last cookie that was opened carries.
    payload: Vec<u8>,
    /// What it has seen.
    pub census: Census,
}

/// What is told of a cookie.
struct Told<'t> {
    outcome: Outcome,
    exit: Exit,
    /// The place of the format in the registry.
    format: Option<usize>,
    name: &'t str,
    times: Option<Times>,
    key: Option<usize>,
    error: Option<String>,
    /// What it was reissued as, and whether that is another value.
    reissued: Option<(String, bool)>,
}

impl<'t> Told<'t> {
    fn new(outcome: Outcome, exit: Exit) -> Self {
        Told {
            outcome,
            exit,
            format: None,
            name: "",
            times: None,
            key: None,
            error: None,
            reissued: None,
        }
    }

    fn not(error: Error) -> Self {
        let outcome = match error.exit {
            Exit::No => Outcome::Malformed,
            _ => Outcome::Refused,
        };
        let mut told = Told::new(outcome, error.exit);
        told.error = Some(error.message);
        told
    }
}

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
        let Times { issued, expires } = told.times.unwrap_or_default();
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
        if let Some(error) = &told.error {
            record.text("error", error);
        }
        if !told.name.is_empty() && told.outcome != Outcome::Malformed {
            record.text("name", told.name);
        }
        if let Some(issued) = issued {
            record.time("issued", issued);
        }
        if let Some(expires) = expires {
            record.time("expires", expires);
        }
        if let Some((cookie, is_new)) = &told.reissued {
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
        match cookie.and_then(|cookie| cookie.known(opening.format)) {
            Err(error) => self.tell(number, &Told::not(error), kept, out),
            Ok(known) => {
                let told = opening.told(&known, &mut self.payload);
                self.tell(number, &told, kept, out);
            }
        }
    }
}

/// How many records can differ in format, outcome and exit under one key.
const PLACES_OF_A_KEY: usize = (FORMATS.len() + 1) * OUTCOMES.len() * exit::TABLE.len();

impl Opening {
    fn keys(&self) -> &[Slotted] {
        match &self.opener {
            Opener::Keys(keyset) => &keyset.keys,
            Opener::Unencrypted(_) | Opener::Nothing => &[],
        }
    }

    /// Takes a cookie out of text, as a single one is.
    fn take(&self, text: &str) -> Result<Cookie> {
        if text.len() > MAX_COOKIE_BYTES {
            return Err(Error::no(format!(
                "malformed: more than {MAX_COOKIE_BYTES} bytes, and a cookie has at most 4096"
            )));
        }
        cookie::take(text, self.name.as_deref(), self.format)
    }

    /// What comes of taking the value for one of the formats that it
    /// resembles; none when it is malformed as each of them.
    fn guess<'t>(&self, name: &'t str, value: &str, payload: &mut Vec<u8>) -> Option<Told<'t>> {
        if value.is_empty() || value.len() > MAX_COOKIE_BYTES {
            return None;
        }
        let places = FORMATS.iter().enumerate();
        let mut places = places.filter(|(_, format)| match self.format {
            Some(pinned) => pinned.name() == format.name(),
            None => format.resembles(value),
        });
        places.find_map(|(place, _)| {
            let told = self.open(place, name, value, payload);
            (told.outcome != Outcome::Malformed).then_some(told)
        })
    }

    fn told<'t>(&self, known: &'t Known, payload: &mut Vec<u8>) -> Told<'t> {
        let place = FORMATS
            .iter()
            .position(|it| it.name() == known.format.name());
        match place {
            Some(place) => self.open(place, &known.name, &known.value, payload),
            None => Told::new(Outcome::Malformed, Exit::No),
        }
    }

    /// Opens a value of the format at this place.
    fn open<'t>(
        &self,
        place: usize,
        name: &'t str,
        value: &str,
        payload: &mut Vec<u8>,
    ) -> Told<'t> {
        let format = FORMATS[place];
        let mut told = Told::new(Outcome::Valid, Exit::Yes);
        told.format = Some(place);
        told.name = name;
        if let Some(Err(error)) = self.protection.map(|it| it.want(format)) {
            return match format.anatomy(value) {
                Err(malformed) => self.refused(told, malformed.into()),
                Ok(_) => Told {
                    outcome: Outcome::Unchecked,
                    exit: error.exit,
                    error: Some(error.message),
                    ..told
                },
            };
        }
        let answer = match &self.opener {
            Opener::Keys(keyset) => {
                keyset.open(place, (name, value), (self.now, self.leeway), payload)
            }
            Opener::Unencrypted(keyed) => {
                return match keyed.open_to(name, value, payload) {
                    Err(refusal) => self.refused(told, refusal),
                    Ok(times) => Told {
                        outcome: Outcome::Unprotected,
                        times: Some(times),
                        ..told
                    },
                };
            }
            Opener::Nothing => return self.unchecked(told, format, value),
        };
        match answer {
            Answer::Opened(times, key) => {
                told.key = Some(key);
                told.times = Some(times);
                self.reissued(told, value, payload)
            }
            Answer::Expired(times, key) => {
                told.key = Some(key);
                told.times = Some(times);
                let expires = times.expires.unwrap_or(self.now);
                self.refused(told, Refusal::Expired(expires))
            }
            Answer::Malformed(malformed) => self.refused(told, malformed.into()),
            Answer::Forged => self.refused(told, Refusal::Forged),
            Answer::Untried(exit, error) => Told {
                outcome: Outcome::Untried,
                exit,
                error: Some(error),
                ..told
            },
        }
    }

    fn refused<'t>(&self, mut told: Told<'t>, refusal: Refusal) -> Told<'t> {
        let format = told.format.map(|place| FORMATS[place]);
        (told.outcome, told.exit) = match refusal {
            Refusal::Malformed(_) => (Outcome::Malformed, Exit::No),
            Refusal::Forged => (Outcome::Forged, Exit::No),
            Refusal::Expired(_) => (Outcome::Expired, Exit::Expired),
        };
        told.error = format.map(|format| refusal.message(format, self.now));
        told
    }

    /// What a cookie says of itself.
    fn unchecked<'t>(&self, told: Told<'t>, format: &dyn Format, value: &str) -> Told<'t> {
        match format.anatomy(value) {
            Err(malformed) => self.refused(told, malformed.into()),
            Ok(anatomy) => Told {
                outcome: Outcome::Unchecked,
                times: Some(Times {
                    issued: anatomy.issued,
                    expires: anatomy.expires,
                }),
                ..told
            },
        }
    }

    /// Makes a cookie that was opened anew, unless it is under the primary key
    /// already, where that is asked for.
    fn reissued<'t>(&self, told: Told<'t>, value: &str, payload: &[u8]) -> Told<'t> {
        let (Content::Reissue, Opener::Keys(keyset), Some(times), Some(place)) =
            (&self.content, &self.opener, told.times, told.format)
        else {
            return told;
        };
        if told.key == Some(0) {
            return Told {
                reissued: Some((value.to_owned(), false)),
                ..told
            };
        }
        let draft = Draft {
            name: told.name,
            payload,
            issued: times.issued.unwrap_or(self.now),
            expires: times.expires,
        };
        match seal_with(FORMATS[place], &keyset.keys[0], &draft) {
            Ok((cookie, _)) => Told {
                reissued: Some((cookie, true)),
                ..told
            },
            Err(error) => Told {
                outcome: Outcome::Refused,
                exit: error.exit,
                error: Some(error.message),
                ..told
            },
        }
    }
}
