//! `cookiekit key`: looking after keys that exist.

mod copy;
mod delete;
mod export;
pub mod fingerprint;
mod fits;
mod list;
mod show;

use clap::Subcommand;

pub use self::export::is_plain_in_env;
pub use self::fits::unfit;

use super::help;
use crate::error::Result;
use crate::exit::Exit;
use crate::output::Output;

#[derive(clap::Args)]
#[command(after_help = help::exit_line(), after_long_help = help::text(help::KEY))]
pub struct Key {
    #[command(subcommand)]
    command: KeyCommand,
}

#[derive(Subcommand)]
#[command(defer = true)]
enum KeyCommand {
    /// Print a key's fingerprint, its length and the CRC-32 that Workbench logs
    ///
    /// The fingerprint is the start of a SHA-256 of the key's bytes as they are
    /// stored, white space included. For a random key it may be shown to anyone.
    Fingerprint(fingerprint::Fingerprint),
    /// List the keyring's entries, or with --key the slots of one key
    ///
    /// The entries are those under the schema of R's keyring package; they may
    /// hold other passwords as well, so no secret is read for that list.
    List(list::List),
    /// Print a key, byte for byte as it is stored
    ///
    /// On a terminal only with --reveal, where it stays in the scroll-back.
    Show(show::Show),
    /// Copy a key to a file or to the keyring, never over another
    Copy(copy::Copy),
    /// Print what a consumer of the key reads: code, a unit, a manifest, the key
    ///
    /// Where the consumer can fetch the key itself (r, plumber, docker, systemd),
    /// the output says from where and holds no secret. Where it cannot (workbench,
    /// env, k8s), the output is the secret: on a terminal only with --reveal.
    Export(export::Export),
    /// Delete a key: what it sealed can never be opened again
    ///
    /// Asks on a terminal; a script says --yes.
    Delete(delete::Delete),
}

impl Key {
    pub fn run(self, output: &mut Output) -> Result<Exit> {
        match self.command {
            KeyCommand::Fingerprint(command) => command.run(output),
            KeyCommand::List(command) => command.run(output),
            KeyCommand::Show(command) => command.run(output),
            KeyCommand::Copy(command) => command.run(output),
            KeyCommand::Export(command) => command.run(output),
            KeyCommand::Delete(command) => command.run(output),
        }
    }
}
