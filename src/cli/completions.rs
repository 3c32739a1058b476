//! `cookiekit completions`: the completion script of a shell.

use clap_complete::Shell;

use super::help;
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

impl Completions {
    pub fn run(self, output: &mut Output) -> Result<Exit> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut super::command(), "cookiekit", &mut script);
        let text = String::from_utf8_lossy(&script);
        let fields = fields! { "shell" => self.shell.to_string(), "script" => text };
        output.finish(Exit::Yes, &script, fields)
    }
}
