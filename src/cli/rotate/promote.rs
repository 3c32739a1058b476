//! `cookiekit rotate promote`: the staged key seals from now on.

use super::{PlaceArguments, TurnArguments, stop_at_values, tell};
use crate::cli::help;
use crate::error::Result;
use crate::exit::Exit;
use crate::keys::rotation::Conditions;
use crate::output::Output;
use crate::time::{Time, parse_duration};

#[derive(clap::Args)]
#[command(after_help = help::exit_line(), after_long_help = help::text(help::ROTATE_PROMOTE))]
pub struct Promote {
    #[command(flatten)]
    place: PlaceArguments,
    #[command(flatten)]
    turn: TurnArguments,
    /// Refuse before this time: the same one on every node
    #[arg(long, value_name = "TIME", value_parser = Time::parse, help_heading = "Time")]
    not_before: Option<Time>,
    /// Refuse until the key has been staged this long
    #[arg(long, value_name = "DURATION", value_parser = parse_duration, help_heading = "Time")]
    min_staged: Option<u64>,
    /// Promote a Workbench key although its configuration holds values that
    /// only the old key decrypts
    #[arg(long)]
    i_have_read_the_plan: bool,
}

impl Promote {
    pub fn run(self, output: &mut Output) -> Result<Exit> {
        let (place, rotation) = self.turn.begin(&self.place)?;
        if !self.i_have_read_the_plan {
            stop_at_values(None, &place, rotation.primary())?;
        }
        let conditions = Conditions {
            not_before: self.not_before,
            min_staged: self.min_staged,
        };
        let turned = rotation.promote(conditions, self.turn.now())?;
        output.note(&format!("the staged key is the primary of {place} now"));
        tell(&place, None, turned, output)
    }
}
