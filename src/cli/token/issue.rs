//! `cookiekit token issue`: a token for a user who gives the password.

use std::path::PathBuf;

use super::password::PasswordArguments;
use super::{LOOK, NowArgument, TermsArguments, examples};
use crate::cli::arguments::{KeyArguments, Stdin};
use crate::cli::format_names::format_of;
use crate::cli::help;
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::fields;
use crate::frameworks::{Draft, NO_PARAMS};
use crate::keys::ring::Slotted;
use crate::open;
use crate::output::Output;
use crate::set_cookie::check_name;
use crate::time::{Time, parse_duration};
use crate::tokens::{Access, Answer, check_user};

#[derive(clap::Args)]
#[command(after_help = help::exit_line(), after_long_help = help::text(examples::ISSUE))]
pub struct Issue {
    /// Who it is for
    #[arg(long, value_name = "USER")]
    user: String,
    /// How long it is valid
    #[arg(long, alias = "ttl", value_name = "DURATION", value_parser = parse_duration)]
    expires_in: u64,
    /// Keep the user's older tokens
    #[arg(long, conflicts_with = "stateless")]
    keep: bool,
    #[command(flatten)]
    now: NowArgument,
    #[command(flatten)]
    password: PasswordArguments,
    #[command(flatten)]
    stateless: StatelessArguments,
    /// The SQLite file with the users and tokens
    ///
    /// With --stateless it may be left out: then anyone who has the key issues
    /// tokens to anyone, and no password is asked for.
    #[arg(
        long,
        value_name = "FILE",
        required_unless_present = "stateless",
        help_heading = "Database"
    )]
    db: Option<PathBuf>,
    #[command(flatten)]
    terms: TermsArguments,
}

// A token that is checked without a database.
// Not a doc comment: clap would take it for the help of the command.
#[derive(clap::Args)]
#[command(next_help_heading = "Stateless")]
struct StatelessArguments {
    /// Make it a signed cookie with the user's name, which needs no database
    ///
    /// `cookiekit verify --format signed --name token` checks it. It cannot be
    /// revoked: it is valid until it expires, or until the key is retired.
    #[arg(long)]
    stateless: bool,
    /// The name that the signed cookie is bound to [default: token]
    #[arg(long, value_name = "NAME", requires = "stateless")]
    name: Option<String>,
    #[command(flatten)]
    keys: KeyArguments,
}

/// The name of the header, in the example of the documentation.
const NAME: &str = "token";

impl Issue {
    pub fn run(self, output: &mut Output) -> Result<Exit> {
        let now = self.now.now();
        let expires = now.plus(self.expires_in);
        if self.expires_in == 0 {
            return Err(
                Error::could_not("the token would be expired as soon as it is issued")
                    .hint("give a longer --expires-in, for example 10m"),
            );
        }
        if i64::try_from(expires.0).is_err() {
            return Err(Error::could_not("--expires-in is too long")
                .hint("give a shorter --expires-in, for example 10m"));
        }
        if self.stateless.stateless {
            return self.signed((now, expires), output);
        }
        if !self.stateless.keys.keys.is_empty() {
            return Err(Error::could_not("a key is for --stateless tokens only")
                .hint("add --stateless, or leave --key out"));
        }
        let Some(path) = &self.db else {
            return Err(Error::could_not("missing: --db <FILE>"));
        };
        let source = self.password.source(&mut Stdin::default())?;
        let mut database = self.terms.open(path, Access::Write, output)?;
        let password = source.known(output)?;
        let answer = database.issue(&self.user, &password, (now, expires), self.keep)?;
        // It is in memory no longer than it is compared.
        drop(password);
        let token = match granted(answer, now, output)? {
            Ok(token) => token,
            Err(exit) => return Ok(exit),
        };
        announce((now, expires), output);
        let fields = fields! {
            "outcome" => "issued",
            "user" => self.user,
            "token" => token.text(),
            "id" => token.id(),
            "issued" => now.to_string(),
            "expires" => expires.to_string(),
        };
        let text = format!("{}\n", token.text());
        output.finish_change_seen_by(Exit::Yes, text.as_bytes(), fields, LOOK)
    }

    /// Issues a signed cookie.
    fn signed(&self, (now, expires): (Time, Time), output: &mut Output) -> Result<Exit> {
        let name = self.stateless.name.as_deref().unwrap_or(NAME);
        check_name(name)?;
        let mut stdin = Stdin::default();
        let keys = &self.stateless.keys;
        let login = match &self.db {
            Some(path) => Some((path, self.password.source(&mut stdin)?)),
            None => None,
        };
        let slotted = keys.to_make_with(&mut stdin, None)?;
        if let Some((path, source)) = login {
            let mut database = self.terms.open(path, Access::Write, output)?;
            let password = source.known(output)?;
            let answer = database.with_password(&self.user, &password, now, |_, _| Ok(()))?;
            drop(password);
            if let Err(exit) = granted(answer, now, output)? {
                return Ok(exit);
            }
        } else {
            check_user(&self.user)?;
        }
        let cookie = self.seal(&slotted, name, (now, expires), output)?;
        announce((now, expires), output);
        let fields = fields! {
            "outcome" => "issued",
            "user" => self.user,
            "token" => cookie,
            "format" => "signed",
            "name" => name,
            "issued" => now.to_string(),
            "expires" => expires.to_string(),
            "fingerprint" => slotted.key.fingerprint().to_string(),
        };
        output.finish(Exit::Yes, format!("{cookie}\n").as_bytes(), fields)
    }

    fn seal(
        &self,
        slotted: &Slotted,
        name: &str,
        (issued, expires): (Time, Time),
        output: &mut Output,
    ) -> Result<String> {
        let draft = Draft {
            name,
            payload: self.user.as_bytes(),
            issued,
            expires: Some(expires),
            login_expires: None,
            again: None,
        };
        let (cookie, warning) =
            open::seal_with((format_of("signed"), &NO_PARAMS), slotted, &draft)?;
        for warning in slotted.warnings.iter().map(String::as_str).chain(warning) {
            output.warn(warning);
        }
        Ok(cookie.value)
    }
}

/// What comes with a token, on standard error. Anyone who reads standard output
/// while the token is valid is that user.
fn announce((now, expires): (Time, Time), output: &mut Output) {
    #[cfg(unix)]
    if let Some(mode) = crate::subject::open_stdout_mode() {
        output.warn(format!(
            "standard output is a file that others can read (mode {mode:04o})"
        ));
    }
    output.note(&format!(
        "valid until {expires}, {}",
        expires.seen_from(now)
    ));
}

/// What a right password has brought; or how the run ends that tells why it
/// was refused.
fn granted<T>(
    answer: Answer<T>,
    now: Time,
    output: &mut Output,
) -> Result<std::result::Result<T, Exit>> {
    let (error, fields) = match answer {
        Answer::Yes(granted) => return Ok(Ok(granted)),
        Answer::Wrong => (
            Error::no("unknown user or wrong password")
                .hint("after 5 failures in a row the name is locked for a while"),
            fields! { "outcome" => "wrong" },
        ),
        Answer::Locked(until) => (
            Error::no(format!(
                "locked after too many wrong passwords: try again {}",
                until.seen_from(now)
            ))
            .hint("a new password ends it: cookiekit token user passwd --db FILE USER"),
            fields! {
                "outcome" => "locked",
                "locked_until" => until.to_string(),
                "retry_after_seconds" => until.0 - now.0,
            },
        ),
    };
    output.fail(&error, fields).map(Err)
}
