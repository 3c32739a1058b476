//! The record of a line whose cookie was opened.

use super::super::Content;
use super::super::told::{More, Told};
use super::{Beside, OpenJob};
use crate::exit::{self, Exit};
use crate::frameworks::{FORMATS, NO_PARAMS, Times, TwoTimes};
use crate::lines::census::Counted;
use crate::lines::find::Kept;
use crate::lines::outcome::{OUTCOMES, Outcome};
use crate::lines::record::{Members, Record};
use crate::open::{NOT_YET_VALID, made_later};

/// How many records can differ in format, outcome and exit under one key.
pub(super) const PLACES_OF_A_KEY: usize = (FORMATS.len() + 1) * OUTCOMES.len() * exit::TABLE.len();

impl OpenJob<'_> {
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

    /// Counts what is reported about a line, and writes its record.
    pub(super) fn tell(
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
        match (&told.more, told.format) {
            (More::Error(error), _) => record.text("error", error),
            (More::Refused(refusal), Some(place)) => {
                record.text("error", &refusal.message(FORMATS[place], opening.now));
            }
            _ => {}
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
        let carried = match &told.more {
            More::Reissued { warnings, .. } => &warnings[..],
            More::Error(_) | More::Refused(_) | More::Nothing => &[],
        };
        let warnings = beside.warning.iter().cloned().chain(later);
        let warnings: Vec<String> = warnings.chain(carried.iter().cloned()).collect();
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
            record.time("not_before", from, &mut self.clocks[4]);
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
            warnings: _,
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

/// Whether the format at this place is the one that bytes like its own are taken
/// for. Another of the same bytes depends on the name of each cookie.
fn is_first_of_its_bytes(place: usize) -> bool {
    let bytes = FORMATS[place].same_bytes_as();
    !FORMATS[..place]
        .iter()
        .any(|it| it.same_bytes_as() == bytes)
}
