//! The command line: the only part that knows clap.
//!
//! A run hardens the process, refuses secrets among its arguments, parses,
//! and dispatches to one file a subcommand. Each subcommand ends in an
//! [`Exit`] or in an [`Error`], which is printed here, in one voice.

mod arguments;
mod audit;
mod completions;
mod decrypt;
mod encrypt;
mod format_names;
mod formats;
mod harden;
mod help;
mod inspect;
mod key;
mod keygen;
mod lines;
mod making;
mod opening;
mod packed;
mod params;
mod progress;
mod reissue;
mod rotate;
mod sign;
#[cfg(feature = "token")]
mod token;
mod usage;
mod verify;

use std::env;
use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};

use clap::{CommandFactory, Parser, Subcommand, ValueEnum};
use serde_json::Map;

use crate::encoding::visible;
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::output::bars::Letters;
use crate::output::{Output, Style, Verbosity, human};
pub use completions::completion_script;
use help::Asked;
pub use help::{BOUNDS, Bound, Most, TOPICS, Topic};

/// The command line as clap knows it: what help and man pages are made of.
pub fn command() -> clap::Command {
    let mut command = Cli::command();
    command.build();
    command
}

/// Make keys for session cookies, open and make real cookies, and say why one
/// fails
///
/// For the people who run session-cookie web apps: R plumber, Posit Workbench,
/// Flask, Django, Rails, Express, Laravel and others. Keys are kept in files
/// (mode 0600) or in the keyring of the operating system, and are never an
/// argument.
#[derive(Parser)]
#[command(
    name = "cookiekit",
    version,
    disable_help_subcommand = true,
    max_term_width = 100,
    after_help = help::exit_line(),
    after_long_help = help::cookiekit()
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
    /// Print only errors on standard error
    #[arg(
        short,
        long,
        global = true,
        help_heading = "Output",
        conflicts_with = "verbose"
    )]
    quiet: bool,
    /// Print more on standard error: the key that was used, the format
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

// The arguments of a command are put together when it is invoked: doing it for
// all of them took longer than the rest of a run.
#[derive(Subcommand)]
#[command(defer = true)]
enum Command {
    /// Make a new key
    ///
    /// The key is lower-case hex digits without a newline, from the operating
    /// system's generator. It is never written over another, and its fingerprint
    /// is printed, not the key.
    Keygen(keygen::Keygen),
    /// Manage keys: fingerprint, list, show, copy, export, delete
    Key(key::Key),
    /// Make an encrypted cookie of a JSON payload
    ///
    /// Prints the cookie's value as it is sent, or with --set-cookie the
    /// whole header line.
    Encrypt(encrypt::Encrypt),
    /// Open an encrypted cookie and print its payload
    ///
    /// The format is recognised. A cookie that no primary key opens is tried with
    /// the staged and the retired keys beside them, and cookiekit reports which one
    /// opened it.
    Decrypt(decrypt::Decrypt),
    /// Make a signed cookie of a value: value|expiry|signature
    ///
    /// Anyone can read the value; nobody can change it without the key.
    Sign(sign::Sign),
    /// Check a signed cookie and print its value
    ///
    /// The format is recognised. A cookie that no primary key verifies is tried
    /// with the staged and the retired keys beside them, and cookiekit reports
    /// which one did.
    Verify(verify::Verify),
    /// Say what a cookie is, and why it fails
    ///
    /// Without --key nothing is proved: what is shown is what the cookie says of
    /// itself. With --key the report names the key and the slot that authenticate
    /// it; where none does, the one change that would make it valid is looked for
    /// (to its encoding, its name, or how the key is written and read), and claimed
    /// only when the cookie opens with it. Nothing is accepted because of it.
    ///
    /// Takes whole captures as well: the output of curl -i or -v, a HAR file, a
    /// Netscape cookie jar, headers with many cookies, rows of DevTools, a
    /// request copied as a curl command. Every cookie is listed, and every
    /// Set-Cookie line is linted.
    Inspect(inspect::Inspect),
    /// Seal a cookie again with the primary key; its times and name stay
    ///
    /// Opens it with any slot of any --key, and seals it under the primary of the
    /// first. At the edge of an app that knows one key only, this carries sessions
    /// over a rotation. A cookie that is already under the primary key is printed
    /// unchanged; one that is forged or expired is refused.
    Reissue(reissue::Reissue),
    /// Replace a key; cookiekit keeps the old one and still opens its cookies
    ///
    /// Without a subcommand, a new key replaces the old one at once, which suits
    /// one node. For several: stage the key on all of them, promote it on each, and
    /// retire the old one when its last cookie has expired; `rotate plan` prints
    /// the commands for this key.
    ///
    /// The key keeps its place, mode and owner. The old one is kept beside it
    /// (PATH.retired-TIME-ID, or SERVICE with the user USER#retired-TIME-ID), and
    /// decrypt, verify and reissue still open cookies with it. A run that is killed
    /// at any moment leaves the old key or the new one in place, never none, and
    /// the next run cleans up.
    Rotate(Box<rotate::Rotate>),
    /// Find exposed session keys, and print the command that fixes each
    ///
    /// PATH is a key file or a directory to search. Without it: the usual places of
    /// keys on this machine. Anything that could not be checked is reported and
    /// exits 5.
    Audit(audit::Audit),
    /// Bearer tokens with an expiry, for APIs: users, issue, check, revoke, import
    ///
    /// They are kept in an SQLite file (mode 0600) from which nobody can take
    /// them: passwords as argon2id, tokens as SHA-256.
    #[cfg(feature = "token")]
    Token(token::Token),
    /// List the formats, or describe one
    ///
    /// Its bytes, its keys, its times, what it does not protect, and its
    /// parameters: the values of --param.
    Formats(formats::Formats),
    /// Print the completion script of a shell
    Completions(completions::Completions),
}

impl Command {
    fn run(self, output: &mut Output) -> Result<Exit> {
        match self {
            Command::Keygen(command) => command.run(output),
            Command::Key(command) => command.run(output),
            Command::Encrypt(command) => command.run(output),
            Command::Decrypt(command) => command.run(output),
            Command::Sign(command) => command.run(output),
            Command::Verify(command) => command.run(output),
            Command::Inspect(command) => command.run(output),
            Command::Reissue(command) => command.run(output),
            Command::Rotate(command) => command.run(output),
            Command::Audit(command) => command.run(output),
            #[cfg(feature = "token")]
            Command::Token(command) => command.run(output),
            Command::Formats(command) => command.run(output),
            Command::Completions(command) => command.run(output),
        }
    }
}

/// Runs the command line of this process.
pub fn run() -> Exit {
    harden::process();
    let mut arguments: Vec<OsString> = env::args_os().collect();
    if let Some(error) = usage::secret_among(&arguments) {
        return complain(&arguments, &error);
    }
    match help::asked(&arguments, command) {
        None => {}
        Some(Ok(Asked::Command(line))) => arguments = line,
        Some(Ok(Asked::Topic(text))) => {
            let text = match usage::wants_json(&arguments) {
                true => text,
                false => help::narrowed(&text, columns()),
            };
            return usage::shown(&arguments, &text);
        }
        Some(Err(error)) => return complain(&arguments, &error),
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
        let _ = writeln!(
            io::stderr().lock(),
            "cookiekit: {}",
            visible(&error.message)
        );
        error.exit
    })
}

/// Tells an error of a command line that could not be parsed.
fn complain(arguments: &[OsString], error: &Error) -> Exit {
    let told = with_output(arguments, |output| output.fail(error, Map::new()));
    told.unwrap_or(error.exit)
}

/// Writes what comes of a command line that could not be parsed, in JSON if that much
/// could be made out.
fn with_output(
    arguments: &[OsString],
    write: impl FnOnce(&mut Output) -> Result<Exit>,
) -> Result<Exit> {
    let style = Global {
        json: usage::wants_json(arguments),
        quiet: false,
        verbose: false,
        color: Color::Auto,
    }
    .style();
    let (mut out, mut err) = (io::stdout().lock(), io::stderr().lock());
    write(&mut Output::new(&mut out, &mut err, style))
}

/// How many columns a text for people has: as many as somebody asks for, as the
/// terminal has, or as most have.
fn columns() -> usize {
    let asked = env::var("COLUMNS")
        .ok()
        .and_then(|it| it.trim().parse().ok());
    let asked = asked.filter(|it| *it > 0);
    human::laid_out(asked.or_else(of_terminal).unwrap_or(human::COLUMNS))
}

/// The letters that the locale has: the first variable that is set says which.
fn letters() -> Letters {
    let variables = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter();
    let set = variables.filter_map(env::var_os).find(|it| !it.is_empty());
    let locale = set.unwrap_or_default().to_string_lossy().to_lowercase();
    match locale.contains("utf-8") || locale.contains("utf8") {
        true => Letters::Unicode,
        false => Letters::Ascii,
    }
}

/// The columns of the terminal that standard output is, if it says how many.
fn of_terminal() -> Option<usize> {
    #[cfg(unix)]
    if let Ok(size) = rustix::termios::tcgetwinsize(io::stdout()) {
        return Some(usize::from(size.ws_col)).filter(|it| *it > 0);
    }
    None
}

impl Global {
    fn style(&self) -> Style {
        let color = |terminal: bool| match self.color {
            Color::Always => true,
            Color::Never => false,
            // https://no-color.org: set and not empty.
            Color::Auto => {
                let is_wanted = env::var_os("NO_COLOR").is_none_or(|it| it.is_empty());
                terminal && is_wanted && !progress::is_dumb()
            }
        };
        let terminal = io::stdout().is_terminal();
        #[cfg(windows)]
        let color = |terminal: bool| color(terminal && crate::sys::shows_colors());
        Style {
            json: self.json,
            verbosity: match (self.quiet, self.verbose) {
                (true, _) => Verbosity::Quiet,
                (false, false) => Verbosity::Normal,
                (false, true) => Verbosity::Verbose,
            },
            terminal,
            columns: columns(),
            letters: letters(),
            color_out: color(terminal),
            color_err: color(io::stderr().is_terminal()),
        }
    }
}
