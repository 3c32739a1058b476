//! `cookiekit token`: bearer tokens with an expiry, in an SQLite file.

mod check;
mod examples;
mod import;
mod issue;
mod lines;
mod list;
mod password;
mod purge;
mod revoke;
mod user;

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Subcommand;

use super::arguments::Stdin;
use super::help;
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::output::Output;
use crate::time::{Time, parse_duration};
use crate::tokens::{self, Access, Database, OpenToOthers, Terms};

#[derive(clap::Args)]
#[command(after_help = help::exit_line(), after_long_help = help::text(examples::TOKEN))]
pub struct Token {
    #[command(subcommand)]
    command: TokenCommand,
}

#[derive(Subcommand)]
#[command(defer = true)]
enum TokenCommand {
    /// Manage the users of tokens: add, remove, list, passwd
    #[command(subcommand)]
    User(user::UserCommand),
    /// Issue a token to a user who gives the password
    ///
    /// Prints the token: 24 letters and digits. It is printed this once; only its
    /// SHA-256 is kept. The user's older tokens are revoked, unless --keep.
    ///
    /// After 5 wrong passwords in a row a name is locked, for 30 seconds first
    /// and up to an hour: however many are tried at once, no more are answered,
    /// and the right one is refused like the others.
    ///
    /// A name that no user has is answered, counted and locked alike, and takes
    /// the same argon2 runs. What is not hidden: a name that its user logs in
    /// with in between is not locked, and the time of a right password.
    Issue(issue::Issue),
    /// Check a token from standard input: 0 valid, 1 unknown or revoked, 3 expired
    ///
    /// Takes the token bare or in a header, `token: TOKEN` or `Authorization:
    /// Bearer TOKEN`. Prints the user and for how many seconds the token is still
    /// valid, with a tab between them.
    Check(check::Check),
    /// Revoke tokens: the one on standard input, one by its id, all of a user
    Revoke(revoke::Revoke),
    /// Delete the tokens that have expired
    ///
    /// A deleted token is unknown, where it was expired before. Names whose last
    /// wrong password is a day old are forgotten, which nothing else does: run it
    /// every night.
    Purge(purge::Purge),
    /// List the tokens that were issued: id, user, times
    List(list::List),
    /// Import a table that kept passwords and tokens in plain text
    ///
    /// One table is taken over in its place: users(name, user, password, token,
    /// token_expiry), which plumber APIs have from one recipe. Passwords and
    /// tokens are hashed, the columns password, token and token_expiry are dropped,
    /// and the file is rewritten, so that no clear text is left in its bytes.
    /// Everything else in it stays. It cannot be undone: a backup is made where
    /// --backup says, or where it is asked on a terminal.
    ///
    /// Of any other application nothing is changed: --from, --table and
    /// --user-column name where its users are, and they are copied.
    ///
    /// Expiry times are unix seconds, or text with a zone (RFC 3339), or without
    /// one where --zone says which. What cannot be taken over stops the import
    /// before anything is changed.
    Import(import::Import),
}

impl Token {
    pub fn run(self, output: &mut Output) -> Result<Exit> {
        match self.command {
            TokenCommand::User(command) => command.run(output),
            TokenCommand::Issue(command) => command.run(output),
            TokenCommand::Check(command) => command.run(output),
            TokenCommand::Revoke(command) => command.run(output),
            TokenCommand::Purge(command) => command.run(output),
            TokenCommand::List(command) => command.run(output),
            TokenCommand::Import(command) => command.run(output),
        }
    }
}

// Which database.
// Not a doc comment: clap would take it for the help of the command.
#[derive(clap::Args)]
#[command(next_help_heading = "Database")]
struct DatabaseArguments {
    /// The SQLite file with the users and tokens
    #[arg(long, value_name = "FILE")]
    db: PathBuf,
    #[command(flatten)]
    terms: TermsArguments,
}

// How it is opened.
// Not a doc comment: clap would take it for the help of the command.
#[derive(clap::Args)]
#[command(next_help_heading = "Database")]
struct TermsArguments {
    /// Wait this long while others write
    #[arg(long, value_name = "DURATION", value_parser = parse_duration, default_value = "10s")]
    lock_timeout: u64,
    /// Continue, with a warning, when others can read or write the database
    #[arg(long)]
    allow_unsafe_db: bool,
}

impl TermsArguments {
    fn terms(&self) -> Terms {
        Terms {
            lock_timeout: patience(self.lock_timeout),
            open_to_others: match self.allow_unsafe_db {
                true => OpenToOthers::Allow,
                false => OpenToOthers::Refuse,
            },
        }
    }

    fn open(&self, path: &Path, access: Access, output: &mut Output) -> Result<Database> {
        let mut database = Database::open(path, access, &self.terms())?;
        for warning in database.warnings.drain(..) {
            output.warn(warning);
        }
        Ok(database)
    }
}

/// So many seconds, or as many as SQLite can wait.
fn patience(seconds: u64) -> Duration {
    /// It counts milliseconds in 31 bits: 24 days.
    const MAX_SECONDS: u64 = 2_000_000;
    Duration::from_secs(seconds.min(MAX_SECONDS))
}

impl DatabaseArguments {
    fn open(&self, access: Access, output: &mut Output) -> Result<Database> {
        self.terms.open(&self.db, access, output)
    }
}

// The time of the run.
// Not a doc comment: clap would take it for the help of the command.
#[derive(clap::Args)]
struct NowArgument {
    /// Act as if it were this time
    ///
    /// RFC 3339, a date (midnight in UTC), an HTTP date or unix seconds.
    #[arg(long, value_name = "TIME", value_parser = Time::parse, help_heading = "Time")]
    now: Option<Time>,
}

impl NowArgument {
    fn now(&self) -> Time {
        self.now.unwrap_or_else(Time::now)
    }
}

/// The most that is read for one token: it may stand among other headers.
pub(super) const MAX_INPUT_BYTES: usize = 16 * 1024;

/// The token on standard input; `None` when what stands there is none.
fn token_from_stdin() -> Result<Option<tokens::Token>> {
    if io::stdin().is_terminal() {
        return Err(Error::could_not("the token is missing")
            .hint("pass it on standard input, from a pipe or a file, never as an argument"));
    }
    let text = Stdin::default().text(None, "the token", MAX_INPUT_BYTES)?;
    let text = text.map(zeroize::Zeroizing::new);
    Ok(text.and_then(|text| tokens::Token::read(&text)))
}

/// The end of a run that changed a database, should its result not be written:
/// what to look at before it is done again.
const LOOK: &str = "cookiekit token list --db FILE";
