//! `cookiekit rotate`: a new key takes the place of an old one.

mod encrypted;
pub(in crate::cli) mod like;
mod plan;
mod promote;
mod retire;
mod rollback;
mod sessions;
mod stage;
mod status;

use std::ffi::OsString;
use std::time::Duration;

use clap::Subcommand;

use self::like::{made, old_is_unfit, owner};
use super::arguments::KeyArguments;
use super::format_names::{Named, key_format_names};
use super::help;
use super::key::fingerprint;
use crate::error::Result;
use crate::exit::Exit;
use crate::fields;
use crate::keys::Key;
use crate::keys::file::Durability;
use crate::keys::rotation::{self, After, Rotation, StagedKey, Turned, Was};
use crate::keys::spec::Spec;
use crate::output::Output;
use crate::time::{Time, parse_duration};

#[derive(clap::Args)]
#[command(after_help = help::exit_line(), after_long_help = help::text(help::ROTATE))]
#[command(args_conflicts_with_subcommands = true)]
pub struct Rotate {
    #[command(flatten)]
    place: PlaceArguments,
    #[command(flatten)]
    turn: TurnArguments,
    #[command(flatten)]
    new: NewArguments,
    #[command(subcommand)]
    step: Option<Step>,
}

#[derive(Subcommand)]
#[command(defer = true)]
enum Step {
    /// Stage a new key: it opens cookies from now on, and seals when promoted
    ///
    /// Prints its fingerprint. To stage the same key on another node, pipe it
    /// there: --from - reads it from standard input. It is no error when that very
    /// key is staged already.
    Stage(stage::Stage),
    /// Make the staged key the primary, and retire the old one
    Promote(promote::Promote),
    /// Go back to a retired key; the present one is retired and still opens
    ///
    /// Run it again to undo.
    Rollback(rollback::Rollback),
    /// Drop the keys that were retired long ago: what they sealed opens no more
    ///
    /// Prints the fingerprints of those that were dropped. The primary key and a
    /// staged one are never touched. A key whose time of retirement is still to come
    /// stays: exit status 1.
    Retire(retire::Retire),
    /// Show a key's age and slots; exit with 1 when a rotation is due or half done
    ///
    /// A staged key is a rotation that is half done: the message names the command
    /// that finishes it. Nothing is changed and nothing locked, so it may run in
    /// CI at any time.
    Status(status::Status),
    /// Print the runbook for rotating this key: commands, effects, the way back
    ///
    /// Paste the output into a shell step by step. Printing it changes nothing. Where a
    /// rotation is under way, it says how far it is on this machine, and prints the
    /// steps that remain; a command that was run already can be run again. For
    /// a key that an application reads from a variable, --key env:NAME, it contains
    /// the lines of the settings, if the application takes several keys.
    Plan(plan::Plan),
}

// Which key.
// Not a doc comment: clap would take it for the help of the command.
#[derive(clap::Args)]
#[command(next_help_heading = "Key")]
struct PlaceArguments {
    /// Which key: PATH or keyring:SERVICE[/USER]
    ///
    /// Without it: the SPEC in $COOKIEKIT_KEY, else keyring:cookiekit.
    #[arg(long, value_name = "SPEC")]
    key: Option<OsString>,
}

impl PlaceArguments {
    fn keys(&self) -> KeyArguments {
        KeyArguments {
            keys: self.key.iter().cloned().collect(),
            allow_unsafe_key: false,
        }
    }

    fn place(&self) -> Result<Spec> {
        let mut places = self.keys().places()?;
        match places.pop() {
            Some(place @ (Spec::File(_) | Spec::Keyring(_))) => Ok(place),
            place => Err(rotation::no_slots(&place.unwrap_or(Spec::Stdin))),
        }
    }
}

// What every step that changes something takes.
// Not a doc comment: clap would take it for the help of the command.
#[derive(clap::Args)]
struct TurnArguments {
    /// Wait this long for another rotation of the key to end
    #[arg(long, value_name = "DURATION", value_parser = parse_duration, default_value = "10s")]
    lock_timeout: u64,
    /// Act as if it were this time
    #[arg(long, value_name = "TIME", value_parser = Time::parse, help_heading = "Time")]
    now: Option<Time>,
}

impl TurnArguments {
    fn now(&self) -> Time {
        self.now.unwrap_or_else(Time::now)
    }

    fn begin(&self, at: &PlaceArguments) -> Result<(Spec, Rotation)> {
        let place = at.place()?;
        let begun = Rotation::begin(&place, Duration::from_secs(self.lock_timeout));
        Ok((place, begun.map_err(|error| at.keys().looked_at(error))?))
    }
}

// What a new key is for.
// Not a doc comment: clap would take it for the help of the command.
#[derive(clap::Args)]
struct NewArguments {
    /// The format that the new key is for: 32 hex digits for workbench, 64 for others
    ///
    /// Without it, the new key is as the old one: 32 digits after 32 digits or a
    /// UUID, which are Workbench's, and in a file named secure-cookie-key.
    #[arg(long = "for", value_name = "FORMAT", value_parser = key_format_names())]
    format: Option<Named>,
    /// Only if this key is the primary, by its fingerprint: where a new key has taken
    /// its place already, nothing is done
    #[arg(long, value_name = "FP", value_parser = fingerprint::whole)]
    after: Option<String>,
    /// Rotate a Workbench key although its configuration holds values that
    /// only the old key decrypts
    #[arg(long)]
    i_have_read_the_plan: bool,
}

impl Rotate {
    pub fn run(self, output: &mut Output) -> Result<Exit> {
        match self.step {
            None => self.turn(output),
            Some(Step::Stage(step)) => step.run(output),
            Some(Step::Promote(step)) => step.run(output),
            Some(Step::Rollback(step)) => step.run(output),
            Some(Step::Retire(step)) => step.run(output),
            Some(Step::Status(step)) => step.run(output),
            Some(Step::Plan(step)) => step.run(output),
        }
    }

    fn turn(&self, output: &mut Output) -> Result<Exit> {
        let (place, rotation) = self.turn.begin(&self.place)?;
        let named = self.new.format.as_ref();
        let format = named.map(Named::format);
        // A key that is staged is not skipped: `rotate` refuses then.
        if let Some(old) = &self.new.after
            && let After::There(StagedKey {
                was: Was::Primary, ..
            }) = rotation.after(old)?
        {
            return already(&place, rotation.primary(), output);
        }
        if !self.new.i_have_read_the_plan {
            stop_at_values(format, &place, rotation.primary())?;
        }
        let key = made(format, &place, rotation.primary())?;
        if let Some(unfit) = old_is_unfit(format, &place, rotation.primary()) {
            output.warn(unfit);
        }
        let turned = rotation.rotate(&key, self.turn.now())?;
        output.note(&format!("made a new key and put it in place: {place}"));
        tell(&place, named, turned, output)
    }
}

/// Stops a rotation after which a framework could not read what its old key
/// encrypted.
fn stop_at_values(format: Option<&str>, place: &Spec, old: &Key) -> Result<()> {
    match owner(format, place, old) {
        Some(format) => encrypted::stop_at_values(format, place, old),
        None => Ok(()),
    }
}

/// Ends a run that had nothing to do: a plan may be run again, or where one had begun.
fn already(place: &Spec, primary: &Key, output: &mut Output) -> Result<Exit> {
    let primary = primary.fingerprint().to_string();
    output.note(&format!(
        "that is done: {primary} is the primary of {place} already"
    ));
    let text = format!("{primary}\n");
    let fields = fields! {
        "key" => place.to_string(),
        "fingerprint" => primary,
        "previous" => None::<String>,
        "retired" => None::<String>,
        "durable" => true,
    };
    output.finish(Exit::Yes, text.as_bytes(), fields)
}

/// How many names a file that was retired has beside its slot's.
#[cfg(unix)]
fn other_names(kept: &Spec) -> usize {
    use std::os::unix::fs::MetadataExt;
    let Spec::File(path) = kept else { return 0 };
    let links = std::fs::symlink_metadata(path).map_or(1, |it| it.nlink());
    usize::try_from(links).unwrap_or(1).saturating_sub(1)
}

/// Nothing here counts them.
#[cfg(not(unix))]
fn other_names(_kept: &Spec) -> usize {
    0
}

/// Ends a run that changed the primary.
fn tell(place: &Spec, named: Option<&Named>, turned: Turned, output: &mut Output) -> Result<Exit> {
    let (was, is) = (turned.was.to_string(), turned.is.to_string());
    output.note(&format!(
        "the old key ({was}) still opens cookies in cookiekit, from {}",
        turned.kept
    ));
    let others = match other_names(&turned.kept) {
        0 => None,
        1 => Some("another name (a hard link), which keeps".to_owned()),
        names => Some(format!("{names} other names (hard links), which keep")),
    };
    if let Some(others) = others {
        output.warn(format!(
            "the key file has {others} the old key: a program that reads it there has no other yet"
        ));
    }
    if turned.is_ahead {
        output.warn(format!(
            "a key of {place} was retired at a time that is still to come, and this one got a \
             later one: `rotate retire` says the way out"
        ));
    }
    output.note(
        "restart programs that read the key when they start: until then they use the old \
        one",
    );
    output.note(&sessions::who_stays(named, place));
    let fields = fields! {
        "key" => place.to_string(),
        "fingerprint" => is,
        "previous" => was,
        "retired" => turned.kept.to_string(),
        "durable" => turned.durability == Durability::Durable,
    };
    let exit = output.tell(turned.durability);
    output.finish_change(exit, format!("{is}\n").as_bytes(), fields)
}
