//! `--lines`: what the commands share that take many cookies.

mod input;

use std::time::Instant;

use clap::builder::{PossibleValue, PossibleValuesParser};

use super::arguments::{ClockArguments, KeyArguments, Stdin};
use super::progress::ProgressLine;
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::frameworks::{FORMATS, Format, NO_PARAMS, Protection};
use crate::keys::document::Document;
use crate::keys::ring::Slotted;
use crate::keys::slots::Slot;
use crate::lines::census::Census;
use crate::lines::field::Field;
use crate::lines::find::{Finder, Taken};
use crate::lines::making::{Made, MakeJob, Making};
use crate::lines::opening::{Content, OpenJob, Opener, Opening};
use crate::lines::outcome::{OUTCOMES, Outcome, Shown};
use crate::lines::{self, Ended, Job, Seen};
use crate::open::{self, ChosenBy, Keyset, Pin};
use crate::output::human::{grouped, grouped_of};
use crate::output::{Output, Verbosity};
use crate::shell::quoted;
use crate::time::Time;
use input::Input;

// Many cookies.
// Not a doc comment: clap would take it for the help of the command.
#[derive(clap::Args)]
#[command(next_help_heading = "Many cookies")]
pub struct LinesArguments {
    /// Read one cookie or payload from each line of standard input, and print a JSON
    /// record for each
    ///
    /// To open cookies, a line is one in any form, or a line of a log: --name finds NAME=
    /// anywhere in it. Records keep the order of the lines; a bad line becomes a
    /// record, too. The exit code is that of the worst record.
    #[arg(long)]
    pub lines: bool,
    /// Read the cookie from this member of each line, a JSON object
    ///
    /// A path such as request.headers.cookie or cookies.0; the other members
    /// are kept, and the result is put beside them.
    #[arg(long, value_name = "PATH", requires = "lines", value_parser = Field::parse)]
    field: Option<Field>,
    /// The member that holds the result [default: cookiekit]
    #[arg(long, value_name = "NAME", requires = "field")]
    into: Option<String>,
    /// Use this many threads [default: the number of cores]
    #[arg(long, value_name = "N", requires = "lines", value_parser = number_of_jobs)]
    jobs: Option<usize>,
    /// Print only records with these outcomes
    #[arg(
        long,
        value_name = "OUTCOME",
        requires = "lines",
        value_delimiter = ',',
        value_parser = outcomes()
    )]
    only: Vec<String>,
    /// Print totals instead: outcomes, formats, keys and ages, and which key may go
    ///
    /// A table on a terminal; in a pipe or a file one JSON document.
    #[arg(long, requires = "lines", conflicts_with = "only")]
    summary: bool,
}

fn outcomes() -> PossibleValuesParser {
    PossibleValuesParser::new(OUTCOMES.map(|(_, word)| PossibleValue::new(word)))
}

/// The most jobs: each holds a chunk of the input and of the output.
pub(super) const MAX_JOBS: usize = 256;

fn number_of_jobs(text: &str) -> Result<usize> {
    let jobs = text.parse().ok();
    let jobs = jobs.filter(|it| (1..=MAX_JOBS).contains(it));
    jobs.ok_or_else(|| Error::could_not(format!("not a number from 1 to {MAX_JOBS}")))
}

/// What a command that opens does with each cookie.
pub struct ToOpen<'a> {
    /// The name that was asked for.
    pub name: Option<&'a str>,
    /// The format that was pinned.
    pub pin: Option<Pin>,
    /// The kind that the command is for, if for one only.
    pub protection: Option<Protection>,
    /// The keys; none to read the form of this format that has no key.
    pub keys: Option<&'a KeyArguments>,
    /// Whether a cookie is looked at only, where no key is given.
    pub looks: bool,
    /// What is done with what opens.
    pub content: Content,
    /// When it is judged.
    pub clock: &'a ClockArguments,
}

impl LinesArguments {
    /// Refuses a cookie or payload as an argument: the lines are many.
    pub fn want_none(&self, argument: Option<&str>, command: &str) -> Result<()> {
        match argument {
            None | Some("-") => Ok(()),
            Some(_) => Err(
                Error::could_not("--lines reads standard input, not an argument")
                    .hint(format!("cookiekit {command} --lines < FILE")),
            ),
        }
    }

    /// Opens the cookies of all lines.
    pub fn open(&self, to_open: ToOpen, stdin: &mut Stdin, output: &mut Output) -> Result<Exit> {
        stdin.claim("the lines")?;
        let opener = to_open.opener(stdin, output)?;
        let name = to_open.name.map(str::to_owned);
        let now = to_open.clock.now();
        let opening = Opening {
            finder: self.finder(to_open.name, to_open.pin),
            name,
            pin: to_open.pin,
            protection: to_open.protection,
            opener,
            content: to_open.content,
            now,
            leeway: to_open.clock.leeway(),
            shown: self.shown(output),
        };
        let jobs = self.jobs();
        let mut jobs: Vec<OpenJob> = (0..jobs).map(|_| OpenJob::new(&opening)).collect();
        let ended = self.filter(&mut jobs, output)?;
        let likely = jobs.iter_mut().find_map(|job| job.likely.take());
        let mut census = total(jobs.into_iter().map(|job| job.census));
        census.is_cut = ended == Ended::Cut;
        let keyset = match &opening.opener {
            Opener::Keys(keyset) => Some(keyset),
            _ => None,
        };
        census.lacks_key = keyset.is_some_and(|keyset| keyset.missing.is_some());
        for place in (0..FORMATS.len()).filter(|place| census.has_format(*place)) {
            let opened = |key| census.has_opened(key, place);
            let has_unopened = census.has_unopened(place);
            let warnings = keyset.map(|it| it.warnings(place, opened, has_unopened));
            for warning in warnings.into_iter().flatten() {
                output.warn(warning);
            }
        }
        let is_none = [Outcome::Malformed, Outcome::Unknown, Outcome::Refused]
            .map(|it| census.of(it))
            .iter()
            .sum::<u64>()
            == census.records();
        if let Some(name) = likely.filter(|_| is_none) {
            output.warn(format!(
                "no line is a cookie; if these are lines of a log, add --name {}",
                quoted(name.as_ref())
            ));
        }
        if census.of(Outcome::Unprotected) > 0 {
            output.warn("not encrypted and not signed: anyone can make such a cookie");
        }
        to_open.clock.echo(output);
        let keys = keyset.map_or(&[][..], |keyset| &keyset.keys);
        self.end(ended, census, keys, now, output)
    }

    /// Makes a cookie of each line.
    pub fn make(
        &self,
        format: &dyn Format,
        taken: Taken,
        make: &(dyn Fn(&[u8]) -> Result<Made> + Sync),
        now: Time,
        output: &mut Output,
    ) -> Result<Exit> {
        let place = FORMATS.iter().position(|it| it.name() == format.name());
        let making = Making {
            finder: self.finder(None, None),
            taken,
            format: place.unwrap_or_default(),
            make,
            shown: self.shown(output),
        };
        let jobs = self.jobs();
        let mut jobs: Vec<MakeJob> = (0..jobs).map(|_| MakeJob::new(&making)).collect();
        let ended = self.filter(&mut jobs, output)?;
        let census = total(jobs.into_iter().map(|job| job.census));
        self.end(ended, census, &[], now, output)
    }

    fn finder(&self, name: Option<&str>, pin: Option<Pin>) -> Finder {
        let result = self.into.as_deref().unwrap_or("cookiekit");
        Finder::new(name, pin, self.field.clone(), result.to_owned())
    }

    fn shown(&self, output: &Output) -> Shown {
        let only = self.only.iter().filter_map(|word| Outcome::find(word));
        Shown {
            records: !self.summary,
            only: only.collect(),
            style: output.style(),
        }
    }

    fn jobs(&self) -> usize {
        self.jobs.unwrap_or_else(|| lines::cores().min(MAX_JOBS))
    }

    fn filter<J: Job>(&self, jobs: &mut [J], output: &mut Output) -> Result<Ended> {
        let style = output.style();
        let input = Input::standard()?;
        let bytes = input.left();
        let sink = output.records()?;
        let progress = ProgressLine::new();
        let is_watched = progress.is_seen()
            && style.verbosity > Verbosity::Quiet
            && (self.summary || !style.terminal);
        let started = Instant::now();
        let mut watch = |seen: &Seen| progress.show(&so_far(seen, bytes, started));
        let watch: Option<&mut dyn FnMut(&Seen)> = if is_watched { Some(&mut watch) } else { None };
        let ended = lines::run(input, sink, jobs, watch);
        if is_watched {
            progress.clear();
        }
        ended
    }

    fn end(
        &self,
        ended: Ended,
        mut census: Census,
        keys: &[Slotted],
        now: Time,
        output: &mut Output,
    ) -> Result<Exit> {
        if ended == Ended::ReaderGone {
            return Ok(Exit::Yes);
        }
        let absent = census.of(Outcome::Absent);
        if absent > 0 && absent == census.records() {
            census.exit = census.exit.worst(Exit::No);
            output.warn("no line has such a cookie: check --name and --field");
        }
        let warnings = [census.of_several(), census.of_unnamed()];
        for warning in warnings.into_iter().flatten() {
            output.warn(warning);
        }
        if !self.summary {
            output.note(&census.line());
            for group in census.without_common_key(keys) {
                match group.has_one_key() {
                    true => output.note(&group.line()),
                    false => output.warn(group.line()),
                }
            }
            return Ok(census.exit);
        }
        if output.style().terminal {
            let text = census.text(keys, now, output.style().letters, output.style().columns);
            return output.finish(census.exit, text.as_bytes(), census.document(keys, now));
        }
        output.prefer_json();
        output.finish(census.exit, b"", census.document(keys, now))
    }
}

impl ToOpen<'_> {
    fn opener(&self, stdin: &mut Stdin, output: &mut Output) -> Result<Opener> {
        let Some(keys) = self.keys else {
            let format = self.pin.map(|pin| pin.format).or_else(open::keyless);
            let codec = format.and_then(Format::without_key).ok_or_else(|| {
                let name = format.map_or("every format", Format::name);
                Error::could_not(format!("{name} has no form without a key"))
            })?;
            return Ok(Opener::Unencrypted(codec));
        };
        if self.looks && keys.keys.is_empty() {
            return Ok(Opener::Nothing);
        }
        // Of many cookies none would be opened by all of such a file.
        keys.places()?.iter().try_for_each(Document::refuse)?;
        let ring = keys.ring(stdin)?;
        let chosen = match self.pin {
            Some(_) => ChosenBy::User,
            None => ChosenBy::Sender(self.protection),
        };
        let keyset = Keyset::new(ring, self.pin.map_or(&NO_PARAMS, |pin| pin.params), chosen)
            .map_err(|error| keys.looked_at(error))?;
        if let Some(error) = &keyset.missing {
            output.warn(format!("a key was not tried: {}", error.message));
        }
        for warning in keyset.keys.iter().flat_map(|key| &key.warnings) {
            output.warn(warning);
        }
        if matches!(self.content, Content::Reissue) {
            let first = &keyset.keys[0];
            if first.slot != Slot::Primary || first.spec != keys.places()?[0] {
                return Err(keyset.missing.unwrap_or_else(|| {
                    Error::no_key("the primary key of the first --key is not there")
                }));
            }
        }
        Ok(Opener::Keys(Box::new(keyset)))
    }
}

/// What all jobs have seen.
fn total(mut censuses: impl Iterator<Item = Census>) -> Census {
    let mut total = censuses.next().unwrap_or_else(|| Census::new(0));
    censuses.for_each(|census| total.add(&census));
    total
}

/// How far a run is: how many, how fast, and how long it will take.
fn so_far(seen: &Seen, bytes: Option<u64>, started: Instant) -> String {
    let seconds = started.elapsed().as_secs_f64().max(0.001);
    let rate = (seen.records() as f64 / seconds) as u64;
    let told = format!(
        "{}, {} a second",
        grouped_of(seen.records(), "record"),
        grouped(rate)
    );
    match bytes.filter(|bytes| *bytes > 0 && seen.bytes() > 0) {
        None => told,
        Some(bytes) => {
            let part = (seen.bytes() as f64 / bytes as f64).min(1.0);
            let left = (seconds / part - seconds) as u64;
            format!("{told}, {:.0} %, {left} s left", 100.0 * part)
        }
    }
}
