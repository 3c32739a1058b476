//! `cookiekit key show`: the key itself, for a pipe.

use crate::cli::arguments::{KeyArguments, Stdin};
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
        let style = output.style();
        if style.json {
            return Err(Error::could_not(
                "key show prints the key alone, without --json",
            ));
        }
        if style.terminal && !self.reveal {
            return Err(Error::could_not("this would print a key on the terminal")
                .hint("pipe it to where it belongs, or add --reveal"));
        }
        if self.keys.keys.len() > 1 {
            return Err(Error::could_not("key show prints one key").hint("give one --key"));
        }
        let ring = self.keys.ring(&mut Stdin::default())?;
        let slotted = ring.primary().map_err(|error| self.keys.looked_at(error))?;
        for warning in &slotted.warnings {
            output.warn(warning);
        }
        output.finish(Exit::Yes, slotted.key.bytes(), serde_json::Map::new())
    }
}
