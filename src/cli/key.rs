//! `cookiekit key`: looking after keys that exist.

mod copy;
mod delete;
mod export;
mod fingerprint;
mod list;
mod show;

use clap::Subcommand;

use super::help;
use crate::error::Result;
use crate::exit::Exit;
use crate::output::Output;

/// Look after keys: fingerprint, list, show, copy, export, delete
#[derive(Subcommand)]
#[command(after_help = help::exit_line(), after_long_help = help::text(help::KEY))]
pub enum KeyCommand {
    Fingerprint(fingerprint::Fingerprint),
    List(list::List),
    Show(show::Show),
    Copy(copy::Copy),
    Export(export::Export),
    Delete(delete::Delete),
}

impl KeyCommand {
    pub fn run(self, output: &mut Output) -> Result<Exit> {
        match self {
            KeyCommand::Fingerprint(command) => command.run(output),
            KeyCommand::List(command) => command.run(output),
            KeyCommand::Show(command) => command.run(output),
            KeyCommand::Copy(command) => command.run(output),
            KeyCommand::Export(command) => command.run(output),
            KeyCommand::Delete(command) => command.run(output),
        }
    }
}
