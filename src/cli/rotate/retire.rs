//! `cookiekit rotate retire`: the end of keys whose last cookie is over.

use serde_json::Value;

use super::{PlaceArguments, TurnArguments};
use crate::cli::help;
use crate::error::{Error, Result, counted};
use crate::exit::Exit;
use crate::fields;
use crate::keys::file::Durability;
use crate::keys::rotation::{Ahead, Older};
use crate::keys::spec::Spec;
use crate::output::Output;
use crate::time::{HOUR, Time, duration, parse_duration};

#[derive(clap::Args)]
#[command(after_help = help::exit_line(), after_long_help = help::text(help::ROTATE_RETIRE))]
pub struct Retire {
    #[command(flatten)]
    place: PlaceArguments,
    #[command(flatten)]
    turn: TurnArguments,
    /// Drop keys that were retired this long ago
    #[arg(long, value_name = "DURATION", value_parser = parse_duration)]
    older_than: u64,
    /// How long a cookie lives at most: refuse to drop a key any earlier
    #[arg(long, value_name = "DURATION", value_parser = parse_duration)]
    max_lifetime: Option<u64>,
}

impl Retire {
    pub fn run(self, output: &mut Output) -> Result<Exit> {
        if let Some(lifetime) = self.max_lifetime
            && self.older_than < lifetime
        {
            return Err(Error::could_not(format!(
                "cookies live for {}, but this would drop keys that were retired {} ago",
                duration(lifetime),
                duration(self.older_than)
            ))
            .hint(format!(
                "--older-than {} drops only keys whose cookies have all expired",
                duration(lifetime)
            )));
        }
        let (place, rotation) = self.turn.begin(&self.place).map_err(Error::without_guess)?;
        let now = self.turn.now();
        // Keys that are rotated in one second get one each, and clocks differ a little.
        let than = match self.older_than {
            0 => now.plus(HOUR),
            ago => Time(now.0.saturating_sub(ago)),
        };
        let dropped = rotation.retire(Older {
            than,
            now,
            has_dates: self.turn.now.is_none(),
        })?;
        let mut text = String::new();
        let mut documents = Vec::new();
        for (time, fingerprint, spec) in &dropped.keys {
            let fingerprint = fingerprint.map(|it| it.to_string());
            text += fingerprint.as_deref().unwrap_or("not readable");
            text.push('\n');
            documents.push(Value::Object(fields! {
                "retired" => time.to_string(),
                "fingerprint" => fingerprint,
                "key" => spec.to_string(),
            }));
        }
        output.note(&format!(
            "dropped {} of {place}; {} younger stay",
            counted(dropped.keys.len(), "retired key"),
            dropped.stay - dropped.others.len()
        ));
        for (changed, spec) in &dropped.late {
            output.warn(format!(
                "{spec} was made after the time in its name: a clock was wrong then, or it is a \
                 copy. It is taken for retired at {changed}, when its file was last changed"
            ));
        }
        for spec in &dropped.others {
            output.warn(format!(
                "{spec} stays: it does not hold the key whose fingerprint it is named after, and \
                 may be the only one of the key that it holds; look where it came from"
            ));
        }
        let is_incomplete = dropped.ahead.is_some() || !dropped.others.is_empty();
        if let Some(ahead) = dropped.ahead {
            output.warn(still_to_come(&place, &ahead, now));
        }
        let fields = fields! {
            "key" => place.to_string(),
            "dropped" => documents,
            "stay" => dropped.stay,
            "durable" => dropped.durability == Durability::Durable,
        };
        let exit = match dropped.durability {
            Durability::Durable if is_incomplete => Exit::No,
            Durability::Durable => Exit::Yes,
            Durability::Unknown(why) => {
                output.warn(format!(
                    "what was dropped may reappear after a power failure: {why}"
                ));
                Exit::Uncertain
            }
        };
        output.finish_change(exit, text.as_bytes(), fields)
    }
}

/// Such a key is not dropped before that time, and those that are retired next get
/// times behind it: it is to be given the time of today.
fn still_to_come(place: &Spec, ahead: &Ahead, now: Time) -> String {
    let time = ahead.time;
    let way_out = match &ahead.place {
        Some((old, new)) => format!(
            "if the clock is right now, let it be retired today: cookiekit key copy --key {0} --to \
             {1} && cookiekit key delete --yes --key {0}",
            old.word(),
            new.word()
        ),
        None => "it cannot be read: remove it if the clock is right now".to_owned(),
    };
    format!(
        "a key of {place} was retired at {time}, which is still to come ({}): a clock was wrong \
         then, or is now. It is not dropped before, and later ones get times behind it; {way_out}",
        time.seen_from(now)
    )
}
