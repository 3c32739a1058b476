//! `cookiekit rotate stage`: everyone accepts a key before anyone uses it.

use std::ffi::OsString;

use super::{PlaceArguments, TurnArguments, strength};
use crate::cli::arguments::{KeyArguments, Stdin, format_names};
use crate::cli::help;
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::fields;
use crate::keys::Key;
use crate::keys::file::Durability;
use crate::keys::rotation::Rotation;
use crate::output::Output;

#[derive(clap::Args)]
#[command(after_help = help::exit_line(), after_long_help = help::text(help::ROTATE_STAGE))]
pub struct Stage {
    #[command(flatten)]
    place: PlaceArguments,
    #[command(flatten)]
    turn: TurnArguments,
    /// Stage this key, which another node has staged, instead of a new one
    #[arg(long, value_name = "SPEC", conflicts_with = "format")]
    from: Option<OsString>,
    /// For which format the new key is
    #[arg(long = "for", value_name = "FORMAT", value_parser = format_names(|_| true))]
    format: Option<String>,
}

impl Stage {
    pub fn run(self, output: &mut Output) -> Result<Exit> {
        // Read before the turn is taken: it may come slowly, over a network.
        let imported = match &self.from {
            Some(from) => Some(import(from.clone(), output)?),
            None => None,
        };
        let (place, rotation) = self.turn.begin(&self.place)?;
        let key = match imported {
            Some(key) => fit(key, &rotation)?,
            None => Key::generate(strength(self.format.as_deref(), rotation.primary()))?,
        };
        let staged = rotation.stage(&key)?;
        let fingerprint = staged.fingerprint.to_string();
        output.note(&if staged.was_there {
            format!("that key is staged at {} already", staged.spec)
        } else {
            format!("staged a key for {place}: {}", staged.spec)
        });
        let fields = fields! {
            "key" => place.to_string(),
            "fingerprint" => fingerprint,
            "staged" => staged.spec.to_string(),
            "was_staged" => staged.was_there,
            "durable" => staged.durability == Durability::Durable,
        };
        let exit = output.tell(staged.durability);
        output.finish_change(exit, format!("{fingerprint}\n").as_bytes(), fields)
    }
}

fn import(from: OsString, output: &mut Output) -> Result<Key> {
    let keys = KeyArguments {
        keys: vec![from],
        allow_unsafe_key: false,
    };
    let slotted = keys.ring(&mut Stdin::default())?.primary()?;
    for warning in &slotted.warnings {
        output.warn(warning);
    }
    Ok(slotted.key)
}

/// Refuses what cannot be the next key of this place: a pipe adds a newline
/// more easily than a key changes its shape.
fn fit(key: Key, rotation: &Rotation) -> Result<Key> {
    let is_hex = |key: &Key| key.bytes().iter().all(u8::is_ascii_hexdigit);
    if is_hex(rotation.primary()) && !is_hex(&key) {
        return Err(Error::could_not(
            "the imported key is not hex digits alone, as the primary is",
        )
        .hint(
            "bring it over byte for byte, without a newline: \
             cookiekit key show --key SPEC | ssh NODE cookiekit rotate stage --from - --key …",
        ));
    }
    Ok(key)
}
