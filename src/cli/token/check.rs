//! `cookiekit token check`: whose token it is, and for how long.

use serde_json::{Map, Value};

use super::{DatabaseArguments, examples, lines, token_from_stdin};
use crate::cli::arguments::ClockArguments;
use crate::cli::help;
use crate::encoding::visible;
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::fields;
use crate::output::Output;
use crate::tokens::{Access, Checked, Checker, Token};

#[derive(clap::Args)]
#[command(after_help = help::exit_line(), after_long_help = help::text(examples::CHECK))]
pub struct Check {
    /// Take one token from each line, and print a JSON record for each
    ///
    /// The records come in the order of the lines, as soon as they can; a bad
    /// line is a record too. The exit is that of the worst.
    #[arg(long)]
    lines: bool,
    #[command(flatten)]
    clock: ClockArguments,
    #[command(flatten)]
    database: DatabaseArguments,
}

/// What a token turned out to be.
pub(super) enum Outcome {
    Valid(Checked),
    Expired(Checked),
    Unknown,
    Malformed,
}

impl Outcome {
    /// Looks a token up; `None` is what could not be read as one.
    pub(super) fn of(
        token: Option<&Token>,
        checker: &mut Checker,
        clock: &ClockArguments,
    ) -> Result<Outcome> {
        let Some(token) = token else {
            return Ok(Outcome::Malformed);
        };
        let (now, leeway) = (clock.now(), clock.leeway());
        Ok(match checker.check(token)? {
            None => Outcome::Unknown,
            Some(checked) if checked.has_expired(now, leeway) => Outcome::Expired(checked),
            Some(checked) => Outcome::Valid(checked),
        })
    }

    pub(super) fn exit(&self) -> Exit {
        match self {
            Outcome::Valid(_) => Exit::Yes,
            Outcome::Expired(_) => Exit::Expired,
            Outcome::Unknown | Outcome::Malformed => Exit::No,
        }
    }

    /// What a document says of it.
    pub(super) fn fields(&self, clock: &ClockArguments) -> Map<String, Value> {
        let (word, checked) = match self {
            Outcome::Valid(checked) => ("valid", Some(checked)),
            Outcome::Expired(checked) => ("expired", Some(checked)),
            Outcome::Unknown => ("unknown", None),
            Outcome::Malformed => ("malformed", None),
        };
        let Some(checked) = checked else {
            return fields! { "outcome" => word };
        };
        fields! {
            "outcome" => word,
            "user" => checked.user,
            "name" => checked.name,
            "issued" => checked.issued.to_string(),
            "expires" => checked.expires.to_string(),
            "seconds_left" => seconds_left(checked, clock),
        }
    }
}

/// How long a token is still taken, leeway included.
fn seconds_left(checked: &Checked, clock: &ClockArguments) -> u64 {
    let end = checked.expires.plus(clock.leeway());
    end.0.saturating_sub(clock.now().0)
}

impl Check {
    pub fn run(self, output: &mut Output) -> Result<Exit> {
        let database = self.database.open(Access::Read, output)?;
        let mut checker = database.checker()?;
        if self.lines {
            return lines::run(&mut checker, &self.clock, output);
        }
        let token = token_from_stdin()?;
        let outcome = Outcome::of(token.as_ref(), &mut checker, &self.clock)?;
        if let Outcome::Valid(_) | Outcome::Expired(_) = outcome {
            // The answer must not be taken for one of this moment.
            let is_taken = matches!(outcome, Outcome::Valid(_));
            self.clock.echo_for(is_taken, false, output);
        }
        let mut fields = outcome.fields(&self.clock);
        fields.insert("now".into(), self.clock.now().to_string().into());
        fields.insert("leeway_seconds".into(), self.clock.leeway().into());
        let refusal = match &outcome {
            Outcome::Valid(checked) => {
                let text = self.valid(checked, output);
                return output.finish(Exit::Yes, text.as_bytes(), fields);
            }
            Outcome::Expired(checked) => Error::new(
                Exit::Expired,
                format!(
                    "the token expired {} (at {})",
                    checked.expires.seen_from(self.clock.now()),
                    checked.expires
                ),
            )
            .hint("ask for a new one: cookiekit token issue --db FILE --user USER --expires-in DURATION"),
            Outcome::Unknown => Error::no("the token is unknown, or was revoked").hint(
                "ask for a new one: cookiekit token issue --db FILE --user USER --expires-in DURATION",
            ),
            Outcome::Malformed => Error::no("malformed: the input is not a token").hint(
                "pass it bare, or as a header: `token: TOKEN`, `Authorization: Bearer TOKEN`",
            ),
        };
        output.fail(&refusal, fields)
    }

    fn valid(&self, checked: &Checked, output: &Output) -> String {
        let user = &checked.user;
        if output.style().terminal {
            let (expires, now) = (checked.expires, self.clock.now());
            return format!(
                "{}  expires {} (at {expires})\n",
                visible(user),
                expires.seen_from(now)
            );
        }
        format!("{user}\t{}\n", seconds_left(checked, &self.clock))
    }
}
