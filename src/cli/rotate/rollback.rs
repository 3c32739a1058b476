//! `cookiekit rotate rollback`: a retired key is the primary again.

use super::{PlaceArguments, TurnArguments, tell};
use crate::cli::help;
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::fields;
use crate::output::Output;

#[derive(clap::Args)]
#[command(after_help = help::exit_line(), after_long_help = help::text(help::ROTATE_ROLLBACK))]
pub struct Rollback {
    #[command(flatten)]
    place: PlaceArguments,
    #[command(flatten)]
    turn: TurnArguments,
    /// The retired key to go back to, by its fingerprint [default: the newest]
    #[arg(long, value_name = "FP")]
    to: Option<String>,
}

impl Rollback {
    pub fn run(self, output: &mut Output) -> Result<Exit> {
        let (place, rotation) = self.turn.begin(&self.place).map_err(Error::without_guess)?;
        let to = self.to.as_deref().map(str::to_ascii_lowercase);
        let primary = rotation.primary().fingerprint().to_string();
        // A plan is run on every node, also on one that had not begun.
        if to.as_deref() == Some(&*primary) {
            output.note(&format!("that key is the primary of {place} already"));
            let text = format!("{primary}\n");
            let fields = fields! {
                "key" => place.to_string(),
                "fingerprint" => primary,
                "previous" => None::<String>,
                "retired" => None::<String>,
                "durable" => true,
            };
            return output.finish(Exit::Yes, text.as_bytes(), fields);
        }
        let turned = rotation.rollback(to.as_deref(), self.turn.now())?;
        output.note(&format!("a retired key is the primary of {place} again"));
        tell(&place, None, turned, output)
    }
}
