//! `cookiekit token purge`: the end of tokens that have expired.

use super::{DatabaseArguments, LOOK, NowArgument, examples};
use crate::cli::help;
use crate::error::{Result, counted};
use crate::exit::Exit;
use crate::fields;
use crate::output::Output;
use crate::time::{Time, parse_duration};
use crate::tokens::Access;

#[derive(clap::Args)]
#[command(after_help = help::exit_line(), after_long_help = help::text(examples::PURGE))]
pub struct Purge {
    /// Delete tokens that expired this long ago
    #[arg(long, value_name = "DURATION", value_parser = parse_duration, default_value = "0s")]
    older_than: u64,
    #[command(flatten)]
    now: NowArgument,
    #[command(flatten)]
    database: DatabaseArguments,
}

impl Purge {
    pub fn run(self, output: &mut Output) -> Result<Exit> {
        let now = self.now.now();
        let before = Time(now.0.saturating_sub(self.older_than));
        let mut database = self.database.open(Access::Write, output)?;
        let purged = database.purge(before, now)?;
        output.note(&format!("deleted {}", counted(purged, "expired token")));
        let fields = fields! { "purged" => purged };
        output.finish_change_seen_by(Exit::Yes, b"", fields, LOOK)
    }
}
