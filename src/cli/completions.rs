//! `cookiekit completions`: the completion script of a shell.

use clap::CommandFactory;
use clap_complete::Shell;

use super::{Cli, help};
use crate::error::Result;
use crate::exit::Exit;
use crate::fields;
use crate::output::Output;

#[derive(clap::Args)]
#[command(after_help = help::exit_line(), after_long_help = help::text(help::COMPLETIONS))]
pub struct Completions {
    /// The shell
    shell: Shell,
}

/// The completion script of a shell, with `help`, which is none of clap's commands.
pub fn completion_script(shell: Shell) -> Vec<u8> {
    // Not built yet: what a command inherits is added once.
    let commands = Cli::command();
    let help = help::as_command(&commands);
    let mut script = Vec::new();
    clap_complete::generate(
        shell,
        &mut commands.subcommand(help),
        "cookiekit",
        &mut script,
    );
    script
}

impl Completions {
    pub fn run(self, output: &mut Output) -> Result<Exit> {
        let script = completion_script(self.shell);
        let text = String::from_utf8_lossy(&script);
        let fields = fields! { "shell" => self.shell.to_string(), "script" => text };
        output.finish(Exit::Yes, &script, fields)
    }
}
