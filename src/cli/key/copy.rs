//! `cookiekit key copy`: the same key in a second place.

use std::ffi::OsString;

use crate::cli::arguments::{KeyArguments, destination};
use crate::cli::help;
use crate::error::Result;
use crate::exit::Exit;
use crate::fields;
use crate::keys::file::Durability;
use crate::output::Output;

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
        let durability = to.put(&slotted.key)?;
        let fingerprint = slotted.key.fingerprint().to_string();
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
