//! Making the cookies of many lines: encrypt and sign.

use super::census::{Census, Counted};
use super::find::{Finder, Kept, Taken};
use super::outcome::{Outcome, Shown};
use super::record::{Members, Record};
use super::{Job, Line};
use crate::error::Result;
use crate::exit::Exit;

/// A cookie that was made.
pub struct Made {
    /// Its name, where that is another than the one that was given.
    pub name: Option<String>,
    /// Its value.
    pub cookie: String,
    /// The names and values of the cookies that go with it.
    pub companions: Vec<(String, String)>,
    /// The whole line, where that is asked for.
    pub set_cookie: Option<String>,
    /// What the user must be warned of.
    pub warning: Option<String>,
}

/// What every job does.
pub struct Making<'a> {
    /// Where the payload stands in a line.
    pub finder: Finder,
    /// As what a payload is taken.
    pub taken: Taken,
    /// The place of the format in the registry.
    pub format: usize,
    /// Makes the cookie of a payload.
    pub make: &'a (dyn Fn(&[u8]) -> Result<Made> + Sync),
    /// How the records are written.
    pub shown: Shown,
}

/// One of several that work side by side.
pub struct MakeJob<'a> {
    making: &'a Making<'a>,
    /// What it has seen.
    pub census: Census,
}

impl<'a> MakeJob<'a> {
    /// A job that has seen nothing yet.
    pub fn new(making: &'a Making<'a>) -> Self {
        MakeJob {
            making,
            census: Census::new(0),
        }
    }

    fn tell(&mut self, number: u64, made: &Result<Made>, kept: Option<Kept>, out: &mut Vec<u8>) {
        let (outcome, exit) = match made {
            Ok(_) => (Outcome::Made, Exit::Yes),
            Err(error) => (Outcome::Refused, error.exit),
        };
        self.census.count(&Counted {
            name: "",
            unopened: None,
            outcome,
            exit,
            format: Some(self.making.format),
            key: None,
            age: None,
            issued: None,
            expires: None,
            others: 0,
            is_cut: false,
            is_unnamed: false,
            start_of: None,
            is_early: false,
        });
        if !self.making.shown.shows(outcome) {
            return;
        }
        let members = Members::of(exit, outcome.word());
        let mut record = Record::start(out, number, &members.0, kept);
        match made {
            Err(error) => record.text("error", &error.message),
            Ok(made) => {
                if let Some(name) = &made.name {
                    record.text("name", name);
                }
                record.text("cookie", &made.cookie);
                record.companions(&made.companions);
                if let Some(line) = &made.set_cookie {
                    record.text("set_cookie", line);
                }
                if let Some(warning) = &made.warning {
                    record.text("warning", warning);
                }
            }
        }
        record.end(self.making.shown.style);
    }
}

impl Job for MakeJob<'_> {
    fn line(&mut self, number: u64, line: Line, out: &mut Vec<u8>) {
        let making = self.making;
        let (payload, kept) = making.finder.payload(line, making.taken);
        let made = payload.and_then(|payload| (making.make)(&payload));
        self.tell(number, &made, kept, out);
    }
}
