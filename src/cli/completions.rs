//! `cookiekit completions`: the completion script of a shell.

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Arg, Command};
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

/// The command line as shells complete it: with `help`, which clap does not know.
pub fn completed() -> Command {
    let all = super::command();
    let topics = help::TOPICS.iter().map(|it| (it.name, it.about.to_owned()));
    let about = |it: &Command| it.get_about().map(ToString::to_string).unwrap_or_default();
    let of = |it: &Command| (it.get_name().to_owned(), about(it));
    let commands: Vec<(String, String)> = all.get_subcommands().map(of).collect();
    let words = topics
        .map(|(name, about)| (name.to_owned(), about))
        .chain(commands);
    let words = words.map(|(name, about)| PossibleValue::new(name).help(about));
    let asked = Arg::new("TOPIC").value_parser(PossibleValuesParser::new(words));
    let help = Command::new("help").about("Explain a command or a topic");
    all.subcommand(help.arg(asked))
}

impl Completions {
    pub fn run(self, output: &mut Output) -> Result<Exit> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut completed(), "cookiekit", &mut script);
        let text = String::from_utf8_lossy(&script);
        let fields = fields! { "shell" => self.shell.to_string(), "script" => text };
        output.finish(Exit::Yes, &script, fields)
    }
}
