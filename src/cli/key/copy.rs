//! `cookiekit key copy`: the same key in a second place.

use std::ffi::OsString;

use crate::cli::arguments::{KeyArguments, destination};
use crate::cli::help;
use crate::cli::rotate::like::fit;
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::fields;
use crate::keys::file::{Durability, UnsafeKey};
use crate::keys::ring::Slotted;
use crate::keys::spec::Spec;
use crate::output::Output;
use crate::time::Time;

#[derive(clap::Args)]
#[command(after_help = help::exit_line(), after_long_help = help::text(help::KEY_COPY))]
pub struct Copy {
    #[command(flatten)]
    keys: KeyArguments,
    /// Where to: PATH (a new file, 0600) or keyring:SERVICE[/USER]
    #[arg(long, value_name = "SPEC")]
    to: OsString,
}

impl Copy {
    pub fn run(self, output: &mut Output) -> Result<Exit> {
        let to = destination(&self.to)?;
        let slotted = self.keys.to_hand_on()?;
        for warning in &slotted.warnings {
            output.warn(warning);
        }
        let fingerprint = slotted.key.fingerprint().to_string();
        let durability = to
            .put(&slotted.key)
            .map_err(|error| beside_the_one_there(error, &slotted, &to))?;
        output.note(&format!("copied the key from {} to {to}", slotted.spec));
        let fields = fields! {
            "from" => slotted.spec.to_string(),
            "key" => to.to_string(),
            "fingerprint" => fingerprint,
            "durable" => durability == Durability::Durable,
        };
        let exit = output.tell(durability);
        output.finish_change(exit, format!("{fingerprint}\n").as_bytes(), fields)
    }
}

/// Who copies to a place that has a key wants this key there, not a new one.
/// Both commands can be pasted again, and the key that is there stays, retired.
fn beside_the_one_there(error: Error, from: &Slotted, to: &Spec) -> Error {
    if !error.is_occupied {
        return error;
    }
    let there = to.load(UnsafeKey::Refuse, &[]);
    let is_fit = there.is_ok_and(|(old, _)| fit(from, None, to, &old, Time::now()).is_ok());
    if !is_fit {
        return error.hint(format!(
            "leave {} as it is: copy to another place, and have the program read that",
            to.word()
        ));
    }
    let (from_word, to) = (from.spec.word(), to.word());
    error.hint(format!(
        "to put this one before it, and keep that one to open what it made: cookiekit rotate \
         stage --key {to} --from {from_word} && cookiekit rotate promote --key {to} --to {}",
        from.key.fingerprint()
    ))
}
