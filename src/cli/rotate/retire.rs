//! `cookiekit rotate retire`: the end of keys whose last cookie is over.

use serde_json::Value;

use super::{PlaceArguments, TurnArguments};
use crate::cli::help;
use crate::error::{Error, Result, counted};
use crate::exit::Exit;
use crate::fields;
use crate::keys::file::Durability;
use crate::output::Output;
use crate::time::{HOUR, Time, parse_duration};

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
                "cookies live for {lifetime} s, but this would drop keys that were retired {} s \
                 ago",
                self.older_than
            ))
            .hint(format!(
                "--older-than {lifetime}s drops only keys whose cookies have all expired"
            )));
        }
        let (place, rotation) = self.turn.begin(&self.place)?;
        let now = self.turn.now();
        let before = now.0.checked_sub(self.older_than).map(Time);
        let dropped = rotation.retire(before.unwrap_or(Time(0)))?;
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
            dropped.stay
        ));
        // Clocks differ a little, and keys that are rotated in one second get one each.
        if let Some(newest) = dropped.newest.filter(|it| *it > now.plus(HOUR)) {
            output.warn(format!(
                "a key of {place} was retired at {newest}, which is still to come ({}): a clock was \
                 wrong then, or is now, and it is dropped only when that time is past",
                newest.seen_from(now)
            ));
        }
        let fields = fields! {
            "key" => place.to_string(),
            "dropped" => documents,
            "stay" => dropped.stay,
            "durable" => dropped.durability == Durability::Durable,
        };
        let exit = match dropped.durability {
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
