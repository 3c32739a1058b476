//! `cookiekit rotate rollback`: a retired key is the primary again.

use super::{PlaceArguments, TurnArguments, already, tell};
use crate::cli::help;
use crate::cli::key::fingerprint;
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::output::Output;

#[derive(clap::Args)]
#[command(after_help = help::exit_line(), after_long_help = help::text(help::ROTATE_ROLLBACK))]
pub struct Rollback {
    #[command(flatten)]
    place: PlaceArguments,
    #[command(flatten)]
    turn: TurnArguments,
    /// The retired key to go back to, by its fingerprint [default: the newest]
    #[arg(long, value_name = "FP", value_parser = fingerprint::whole)]
    to: Option<String>,
}

impl Rollback {
    pub fn run(self, output: &mut Output) -> Result<Exit> {
        let (place, rotation) = self.turn.begin(&self.place).map_err(Error::without_guess)?;
        let to = self.to.as_deref();
        // A plan is run on every node, also on one that had not begun.
        if to.is_some_and(|to| rotation.is_primary(to)) {
            return already(&place, rotation.primary(), output);
        }
        let turned = rotation.rollback(to, self.turn.now())?;
        output.note(&format!("a retired key is the primary of {place} again"));
        tell(&place, None, turned, output)
    }
}
