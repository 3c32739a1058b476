//! `cookiekit rotate promote`: the staged key seals from now on.

use super::{PlaceArguments, TurnArguments, already, stop_at_values, tell};
use crate::cli::help;
use crate::cli::key::fingerprint;
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
    /// The key that is to be the primary, by its fingerprint: another one is not
    /// promoted, and where it is the primary already nothing is done
    /// [default: whichever is staged]
    #[arg(long, value_name = "FP", value_parser = fingerprint::whole)]
    to: Option<String>,
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
        let to = self.to.as_deref();
        // A plan is run on every node, and again where it was stopped.
        if to.is_some_and(|to| rotation.is_primary(to)) {
            return already(&place, rotation.primary(), output);
        }
        if !self.i_have_read_the_plan {
            stop_at_values(None, &place, rotation.primary())?;
        }
        let conditions = Conditions {
            not_before: self.not_before,
            min_staged: self.min_staged,
        };
        let turned = rotation.promote(to, conditions, self.turn.now())?;
        output.note(&format!("the staged key is the primary of {place} now"));
        tell(&place, None, turned, output)
    }
}
