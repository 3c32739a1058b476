//! `cookiekit key show`: the key itself, for a pipe.

use crate::cli::arguments::KeyArguments;
use crate::cli::help;
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::output::Output;

#[derive(clap::Args)]
#[command(after_help = help::exit_line(), after_long_help = help::text(help::KEY_SHOW))]
pub struct Show {
    #[command(flatten)]
    keys: KeyArguments,
    /// Print it on a terminal, too
    #[arg(long)]
    reveal: bool,
}

impl Show {
    pub fn run(self, output: &mut Output) -> Result<Exit> {
        if self.keys.keys.len() > 1 {
            return Err(Error::could_not("key show prints one key").hint("give one --key"));
        }
        let slotted = self.keys.to_hand_on()?;
        for warning in &slotted.warnings {
            output.warn(warning);
        }
        output.finish_secret(slotted.key.bytes(), self.reveal)
    }
}
