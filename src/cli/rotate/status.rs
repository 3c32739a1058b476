//! `cookiekit rotate status`: is it time, and is something left to do?

use serde_json::{Map, Value};

use super::PlaceArguments;
use super::sessions::plan;
use crate::cli::help;
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::fields;
use crate::keys::rotation::{self, Kept};
use crate::keys::slots::Slot;
use crate::keys::spec::Spec;
use crate::output::bars::{self, Row};
use crate::output::{Output, Style, human};
use crate::subject::AgeSource;
use crate::time::{DAY, Time, parse_duration};

/// How long a cookie is taken to live where no framework says it, in seconds.
const DEFAULT_LIFETIME: u64 = 30 * DAY;

#[derive(clap::Args)]
#[command(after_help = help::exit_line(), after_long_help = help::text(help::ROTATE_STATUS))]
pub struct Status {
    #[command(flatten)]
    place: PlaceArguments,
    /// Exit with 1 when the key is older than this
    #[arg(
        long,
        alias = "max-age",
        value_name = "DURATION",
        value_parser = parse_duration
    )]
    max_key_age: Option<u64>,
    /// Judge at this time instead of now
    #[arg(long, value_name = "TIME", value_parser = Time::parse, help_heading = "Time")]
    now: Option<Time>,
}

impl Status {
    pub fn run(self, output: &mut Output) -> Result<Exit> {
        let place = self.place.place()?;
        let seen = rotation::status(&place);
        let seen = seen.map_err(|error| self.place.keys().looked_at(error))?;
        let now = self.now.unwrap_or_else(Time::now);
        let mut text = table(&place, &seen, now);
        // A picture is for people; scripts have read the table since it is there.
        if output.style().terminal {
            text += &drawn(&seen, now, output.style());
        }
        let fields = document(&place, &seen, now);
        for kept in &seen.beside {
            if let Err(why) = &kept.key {
                output.warn(format!("{} cannot be used: {}", kept.spec, why.message));
            }
        }
        let Some(error) = self.verdict(&place, &seen, now) else {
            let is_late = seen.retired_since(now, DEFAULT_LIFETIME).is_some();
            if is_late && !seen.was_rolled_back(&place) {
                output.note(&format!(
                    "a key was retired lately; if other nodes are to follow, see the steps that \
                     remain: {}",
                    plan(&place)
                ));
            }
            return output.report(Exit::Yes, &text, fields);
        };
        if !output.style().json {
            output.report(error.exit, &text, Map::new())?;
        }
        output.fail(&error, fields)
    }

    /// What is to be done, the most urgent first.
    fn verdict(&self, place: &Spec, seen: &rotation::Status, now: Time) -> Option<Error> {
        if seen.is_interrupted() && seen.may_be_put_back() {
            return Some(
                Error::no(
                    "the primary key is in a slot of retired keys as well: it was put back, or a \
                     rotation was interrupted, or is running now",
                )
                .hint(format!(
                    "if it was put back, clean up: {}; else finish it: {}",
                    clean_up(place),
                    going_on(place, seen)
                )),
            );
        }
        if seen.is_interrupted() {
            return Some(
                Error::no("a rotation was interrupted, or is running now").hint(hint(place, seen)),
            );
        }
        if let Some(staged) = seen.staged() {
            // To promote it would end with the same.
            if let Err(error) = &staged.key {
                let what = "a rotation is half done, and the key that is staged cannot be used";
                return Some(Error {
                    exit: Exit::No,
                    message: format!("{what}: {}", error.message),
                    ..error.clone()
                });
            }
            let since = staged.since.map(|since| format!(" since {since}"));
            return Some(
                Error::no(format!(
                    "a rotation is half done: a key is staged{}",
                    since.unwrap_or_default()
                ))
                .hint(finish(place, staged)),
            );
        }
        // A cookie that it sealed is refused, and nobody else says so.
        if let Some(kept) = seen.beside.iter().find(|it| it.key.is_err()) {
            return kept.key.as_ref().err().map(|error| Error {
                exit: Exit::No,
                message: format!("{} cannot be used: {}", kept.slot, error.message),
                ..error.clone()
            });
        }
        let max_key_age = self.max_key_age?;
        let Some((since, source)) = seen.age.since(now) else {
            return Some(
                Error::could_not(format!("the age of the key {place} is unknown")).hint(format!(
                    "rotate it, and the new one will have a date: {}",
                    rotation::command(place, "")
                )),
            );
        };
        (since.plus(max_key_age) < now).then(|| {
            Error::no(format!(
                "rotation is overdue: the key dates from {since}, {}, by its {}{}",
                since.seen_from(now),
                source.word(),
                seen.age.beside(now)
            ))
            .hint(format!(
                "rotate it: {} (for several nodes see: {})",
                rotation::command(place, ""),
                plan(place)
            ))
        })
    }
}

/// How a rotation ends whose key is staged: whether every node accepts that key is not
/// known here.
fn finish(place: &Spec, staged: &Kept) -> String {
    let to = staged.key.as_ref().map(ToString::to_string);
    format!(
        "finish it, where every node accepts the key: {} --to {} (the steps that remain: {})",
        rotation::command(place, "promote"),
        to.unwrap_or_default(),
        plan(place)
    )
}

/// The command that drops no key, and what a killed run has left.
fn clean_up(place: &Spec) -> String {
    format!("{} --older-than 99999d", rotation::command(place, "retire"))
}

/// What continues what was interrupted, or only cleans up.
fn hint(place: &Spec, seen: &rotation::Status) -> String {
    let clean_up = clean_up(place);
    match going_on(place, seen) {
        steps if steps.is_empty() => format!("it was done; to clean up: {clean_up}"),
        steps => format!("finish it: {steps} (to clean up alone: {clean_up})"),
    }
}

/// The commands one of which continues what was interrupted.
fn going_on(place: &Spec, seen: &rotation::Status) -> String {
    let steps = seen.interrupted(place).iter();
    let steps: Vec<String> = steps.map(|step| rotation::command(place, step)).collect();
    steps.join(", or ")
}

fn table(place: &Spec, seen: &rotation::Status, now: Time) -> String {
    let beside = seen.age.beside(now);
    let age = match seen.age.since(now) {
        Some((since, source)) => format!(
            "of {since} ({}, by its {}{beside})",
            since.seen_from(now),
            source.word()
        ),
        None => match beside.strip_prefix("; ") {
            Some(dates) => format!("age unknown ({dates})"),
            None => "age unknown".to_owned(),
        },
    };
    let mut rows = vec![(
        "primary".to_owned(),
        format!("{}  {age}  {place}", seen.primary),
    )];
    for kept in &seen.beside {
        let since = kept
            .since
            .map_or_else(String::new, |since| since.to_string());
        let name = match (kept.is_twin, kept.slot) {
            (true, _) => "interrupted".to_owned(),
            (false, Slot::Next) => format!("staged {since}"),
            (false, _) => format!("{} {since}", kept.slot.word()),
        };
        let fingerprint = match &kept.key {
            Ok(fingerprint) => fingerprint.to_string(),
            Err(_) => "not readable".to_owned(),
        };
        rows.push((name, format!("{fingerprint}  {}", kept.spec)));
    }
    for path in &seen.left_behind {
        rows.push(("interrupted".to_owned(), crate::shell::shown(path)));
    }
    human::two_columns(&rows)
}

/// Which key sealed and opened when, as far as the slots say.
fn drawn(seen: &rotation::Status, now: Time, style: Style) -> String {
    let label = |fingerprint: &str, word: &str| {
        let start = fingerprint.split('-').next().unwrap_or_default();
        format!("{start:<8} {word}")
    };
    // From the oldest on. When the first one was made is not known.
    let mut before: Option<Time> = None;
    let mut rows = Vec::new();
    let usable = |it: &&Kept| !it.is_twin && it.key.is_ok();
    for kept in seen.beside.iter().rev().filter(usable) {
        let (Slot::Retired(until), Ok(fingerprint)) = (kept.slot, &kept.key) else {
            continue;
        };
        rows.push(Row {
            label: label(&fingerprint.to_string(), "retired"),
            seals: before.map(|from| (from, until)),
            opens: Some((until, now)),
            now: "opens",
        });
        before = Some(until);
    }
    let since = seen.age.since(now).map(|(since, _)| since).or(before);
    rows.push(Row {
        label: label(&seen.primary.to_string(), "primary"),
        seals: since.map(|since| (since, now)),
        opens: None,
        now: "seals, opens",
    });
    if let Some(Ok(fingerprint)) = seen.staged().map(|it| &it.key) {
        rows.push(Row {
            label: label(&fingerprint.to_string(), "next"),
            seals: None,
            opens: seen
                .staged()
                .and_then(|it| it.since)
                .map(|since| (since, now)),
            now: "opens",
        });
    }
    match bars::timeline(&rows, now, style.columns, style.letters) {
        drawn if drawn.is_empty() => drawn,
        drawn => format!("\n{drawn}"),
    }
}

fn document(place: &Spec, seen: &rotation::Status, now: Time) -> Map<String, Value> {
    let slot = |kept: &Kept| {
        Value::Object(fields! {
            "slot" => kept.slot.word(),
            "since" => kept.since.map(|since| since.to_string()),
            "fingerprint" => kept.key.as_ref().ok().map(ToString::to_string),
            "key" => kept.spec.to_string(),
            "is_primary_too" => kept.is_twin,
        })
    };
    let left: Vec<String> = seen
        .left_behind
        .iter()
        .map(|path| crate::shell::shown(path))
        .collect();
    let state = match (seen.is_interrupted(), seen.staged()) {
        (true, _) => "interrupted",
        (false, Some(_)) => "staged",
        (false, None) => "steady",
    };
    let since = seen.age.since(now);
    let date = |source| seen.age.date(source).map(|date| date.to_string());
    fields! {
        "key" => place.to_string(),
        "state" => state,
        "fingerprint" => seen.primary.to_string(),
        "since" => since.map(|(since, _)| since.to_string()),
        "age_seconds" => since.map(|(since, _)| now.0.saturating_sub(since.0)),
        "age_source" => since.map(|(_, source)| source.word()),
        "born" => date(AgeSource::Birth).or(date(AgeSource::Creation)),
        "modified" => date(AgeSource::Modification),
        "now" => now.to_string(),
        "slots" => seen.beside.iter().map(slot).collect::<Vec<_>>(),
        "left_behind" => left,
    }
}
