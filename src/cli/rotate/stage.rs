//! `cookiekit rotate stage`: everyone accepts a key before anyone uses it.

use std::ffi::{OsStr, OsString};

use super::like::{fit, made, old_is_unfit};
use super::{PlaceArguments, TurnArguments};
use crate::cli::format_names::{Named, key_format_names};
use crate::cli::help;
use crate::cli::key::fingerprint;
use crate::error::Result;
use crate::exit::Exit;
use crate::fields;
use crate::keys::file::{Durability, UnsafeKey};
use crate::keys::ring::{Ring, Slotted};
use crate::keys::rotation::{After, StagedKey, Was};
use crate::keys::spec::Spec;
use crate::output::Output;

#[derive(clap::Args)]
#[command(after_help = help::exit_line(), after_long_help = help::text(help::ROTATE_STAGE))]
pub struct Stage {
    #[command(flatten)]
    place: PlaceArguments,
    #[command(flatten)]
    turn: TurnArguments,
    /// Stage this key, which another node has staged, instead of a new one
    #[arg(long, value_name = "SPEC")]
    from: Option<OsString>,
    /// Stage the key that follows this one, by its fingerprint: where it is staged
    /// already, or the primary, nothing is done
    #[arg(long, value_name = "FP", value_parser = fingerprint::whole, conflicts_with = "from")]
    after: Option<String>,
    /// The format that the new key is for: 32 hex digits for workbench, 64 for
    /// others [default: as the key that it replaces]
    #[arg(long = "for", value_name = "FORMAT", value_parser = key_format_names())]
    format: Option<Named>,
}

impl Stage {
    pub fn run(self, output: &mut Output) -> Result<Exit> {
        // Read before the turn is taken: it may come slowly, over a network.
        let imported = match &self.from {
            Some(from) => Some(import(from)?),
            None => None,
        };
        let (place, rotation) = self.turn.begin(&self.place)?;
        let (format, old) = (self.format.as_ref().map(Named::format), rotation.primary());
        if let Some(after) = &self.after
            && let After::There(staged) = rotation.after(after)?
        {
            return tell(&place, staged, output);
        }
        let key = match imported {
            Some(from) if rotation.primary().fingerprint() == from.key.fingerprint() => from.key,
            Some(from) => {
                rotation.refuse_another_staged(&from.key)?;
                fit(&from, format, &place, old, self.turn.now())?;
                if from.key.bytes().trim_ascii().len() < from.key.bytes().len() {
                    output.warn(format!(
                        "{}: white space at an end is staged as a part of the key: without it, it \
                         would be another one",
                        from.spec
                    ));
                }
                from.key
            }
            None => made(format, &place, old)?,
        };
        if let Some(unfit) = old_is_unfit(format, &place, old) {
            output.warn(unfit);
        }
        let staged = rotation.stage(&key)?;
        tell(&place, staged, output)
    }
}

/// Ends a run after which the key is accepted here.
fn tell(place: &Spec, staged: StagedKey, output: &mut Output) -> Result<Exit> {
    let fingerprint = staged.fingerprint.to_string();
    output.note(&match staged.was {
        Was::Staged => format!("that key is staged at {} already", staged.spec),
        Was::Primary => format!("that is done: {fingerprint} is the primary of {place} already"),
        Was::Nowhere => format!("staged a key for {place}: {}", staged.spec),
    });
    let fields = fields! {
        "key" => place.to_string(),
        "fingerprint" => fingerprint,
        "staged" => (staged.was != Was::Primary).then(|| staged.spec.to_string()),
        "was_staged" => staged.was == Was::Staged,
        "is_primary" => staged.was == Was::Primary,
        "durable" => staged.durability == Durability::Durable,
    };
    let exit = output.tell(staged.durability);
    output.finish_change(exit, format!("{fingerprint}\n").as_bytes(), fields)
}

/// The key to import, from anywhere; a file that others can read is no key.
fn import(from: &OsStr) -> Result<Slotted> {
    Ring::new(vec![Spec::parse(from)?], UnsafeKey::Refuse).primary()
}
