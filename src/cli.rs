//! The command line: the only part that knows clap.
//!
//! A run hardens the process, refuses secrets among its arguments, parses,
//! and dispatches to one file a subcommand. Each subcommand ends in an
//! [`Exit`] or in an [`Error`], which is told here, in one voice.

mod arguments;
#[cfg(unix)]
mod audit;
mod completions;
mod decrypt;
mod encrypt;
mod harden;
mod help;
mod inspect;
mod key;
mod keygen;
mod making;
mod opening;
mod sign;
mod usage;
mod verify;

use std::env;
use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};

use clap::{CommandFactory, Parser, Subcommand, ValueEnum};
use serde_json::Map;

use crate::error::Error;
use crate::exit::Exit;
use crate::output::{Output, Style, Verbosity};

/// The command line as clap knows it: what help, man pages and completions
/// are made of.
pub fn command() -> clap::Command {
    Cli::command()
}

/// Make keys for session cookies, open and make real cookies, and say why one
/// fails
///
/// For the people who run session-cookie web apps: R plumber and Posit
/// Workbench today. Keys are kept in files (mode 0600) or in the keyring of
/// the operating system, and are never an argument.
#[derive(Parser)]
#[command(
    name = "cookiekit",
    version,
    disable_help_subcommand = true,
    max_term_width = 100,
    after_help = help::exit_line(),
    after_long_help = help::text(help::COOKIEKIT)
)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Args)]
struct Global {
    /// Print one JSON document on standard output
    #[arg(long, global = true, help_heading = "Output")]
    json: bool,
    /// Say nothing on standard error but errors
    #[arg(
        short,
        long,
        global = true,
        help_heading = "Output",
        conflicts_with = "verbose"
    )]
    quiet: bool,
    /// Say more on standard error: which key was used, which format was seen
    #[arg(short, long, global = true, help_heading = "Output")]
    verbose: bool,
    /// When to colour
    #[arg(
        long,
        global = true,
        help_heading = "Output",
        value_name = "WHEN",
        default_value = "auto",
        hide_default_value = true
    )]
    color: Color,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    Always,
    Never,
}

#[derive(Subcommand)]
enum Command {
    Keygen(keygen::Keygen),
    #[command(subcommand)]
    Key(key::KeyCommand),
    Encrypt(encrypt::Encrypt),
    Decrypt(decrypt::Decrypt),
    Sign(sign::Sign),
    Verify(verify::Verify),
    Inspect(inspect::Inspect),
    #[cfg(unix)]
    Audit(audit::Audit),
    Completions(completions::Completions),
}

impl Command {
    fn run(self, output: &mut Output) -> crate::error::Result<Exit> {
        match self {
            Command::Keygen(command) => command.run(output),
            Command::Key(command) => command.run(output),
            Command::Encrypt(command) => command.run(output),
            Command::Decrypt(command) => command.run(output),
            Command::Sign(command) => command.run(output),
            Command::Verify(command) => command.run(output),
            Command::Inspect(command) => command.run(output),
            #[cfg(unix)]
            Command::Audit(command) => command.run(output),
            Command::Completions(command) => command.run(output),
        }
    }
}

/// Runs the command line of this process.
pub fn run() -> Exit {
    harden::process();
    let arguments: Vec<OsString> = env::args_os().collect();
    if let Some(error) = usage::secret_among(&arguments) {
        return complain(&arguments, &error);
    }
    let cli = match Cli::try_parse_from(&arguments) {
        Ok(cli) => cli,
        Err(error) => return usage::answer(&arguments, error),
    };
    let (mut out, mut err) = (io::stdout().lock(), io::stderr().lock());
    let mut output = Output::new(&mut out, &mut err, cli.global.style());
    let ended = cli.command.run(&mut output);
    let ended = ended.or_else(|error| output.fail(&error, Map::new()));
    // What is left is a document that cannot be written.
    ended.unwrap_or_else(|error| {
        let _ = writeln!(io::stderr().lock(), "cookiekit: {}", error.message);
        error.exit
    })
}

/// Tells an error of a command line that could not be parsed, in JSON if that
/// much could be made out.
fn complain(arguments: &[OsString], error: &Error) -> Exit {
    let json = arguments.iter().any(|argument| argument == "--json");
    let style = Global {
        json,
        quiet: false,
        verbose: false,
        color: Color::Auto,
    }
    .style();
    let (mut out, mut err) = (io::stdout().lock(), io::stderr().lock());
    let mut output = Output::new(&mut out, &mut err, style);
    let told = output.fail(error, Map::new());
    told.unwrap_or(error.exit)
}

impl Global {
    fn style(&self) -> Style {
        let color = |terminal: bool| match self.color {
            Color::Always => true,
            Color::Never => false,
            // https://no-color.org: set and not empty.
            Color::Auto => terminal && env::var_os("NO_COLOR").is_none_or(|it| it.is_empty()),
        };
        let terminal = io::stdout().is_terminal();
        Style {
            json: self.json,
            verbosity: match (self.quiet, self.verbose) {
                (true, _) => Verbosity::Quiet,
                (false, false) => Verbosity::Normal,
                (false, true) => Verbosity::Verbose,
            },
            terminal,
            color_out: color(terminal),
            color_err: color(io::stderr().is_terminal()),
        }
    }
}
