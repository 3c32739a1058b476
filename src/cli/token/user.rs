//! `cookiekit token user`: those who may have tokens.

use clap::Subcommand;
use serde_json::Value;

use super::password::PasswordArguments;
use super::{DatabaseArguments, LOOK, NowArgument, examples};
use crate::cli::arguments::{Irreversible, Stdin};
use crate::cli::help;
use crate::crypto::passwords;
use crate::encoding::visible;
use crate::error::{Error, Result, counted};
use crate::exit::Exit;
use crate::fields;
use crate::output::{Output, human};
use crate::tokens::{Access, User, check_user};

#[derive(Subcommand)]
#[command(defer = true)]
#[command(after_help = help::exit_line(), after_long_help = help::text(examples::USER))]
pub enum UserCommand {
    /// Add a user; the database is made when there is none
    ///
    /// The password is asked for twice on a terminal, or comes from standard input
    /// or a descriptor. It is kept as argon2id.
    Add(Add),
    /// Remove a user with all tokens
    ///
    /// Asks on a terminal; a script says --yes.
    Remove(Remove),
    /// List the users
    List(List),
    /// Set a new password; the user's tokens are revoked, and a lock ends
    Passwd(Passwd),
}

impl UserCommand {
    pub fn run(self, output: &mut Output) -> Result<Exit> {
        match self {
            UserCommand::Add(command) => command.run(output),
            UserCommand::Remove(command) => command.run(output),
            UserCommand::List(command) => command.run(output),
            UserCommand::Passwd(command) => command.run(output),
        }
    }
}

#[derive(clap::Args)]
#[command(after_help = help::exit_line(), after_long_help = help::text(examples::USER_ADD))]
pub struct Add {
    /// The name to log in with
    #[arg(value_name = "USER")]
    user: String,
    /// The display name
    #[arg(
        long,
        alias = "name",
        value_name = "NAME",
        default_value = "",
        hide_default_value = true
    )]
    display_name: String,
    #[command(flatten)]
    password: PasswordArguments,
    #[command(flatten)]
    now: NowArgument,
    #[command(flatten)]
    database: DatabaseArguments,
}

impl Add {
    fn run(self, output: &mut Output) -> Result<Exit> {
        check_user(&self.user)?;
        let source = self.password.source(&mut Stdin::default())?;
        let is_new = self.database.db.symlink_metadata().is_err();
        // None is made for a user whom it does not get.
        let first = match is_new {
            true => Some(source.new_one(output)?),
            false => None,
        };
        let mut database = self.database.open(Access::Create, output)?;
        if is_new {
            let path = crate::shell::shown(&self.database.db);
            output.note(&format!("made the database {path}"));
        }
        if database.has_user(&self.user)? {
            return Err(already(&self.user));
        }
        let password = match first {
            Some(password) => password,
            None => source.new_one(output)?,
        };
        let hash = passwords::hash(&password)?;
        drop(password);
        let added = database.add_user(&self.user, &self.display_name, &hash, self.now.now())?;
        if !added {
            return Err(already(&self.user));
        }
        output.note(&format!("added the user {}", self.user));
        let fields = fields! { "user" => self.user, "name" => self.display_name };
        output.finish_change_seen_by(Exit::Yes, b"", fields, LOOK)
    }
}

fn already(user: &str) -> Error {
    Error::could_not(format!("the user {user} already exists")).hint(
        "choose another name, or set a new password: cookiekit token user passwd --db FILE USER",
    )
}

#[derive(clap::Args)]
#[command(after_help = help::exit_line(), after_long_help = help::text(examples::USER_REMOVE))]
pub struct Remove {
    /// Who
    #[arg(value_name = "USER")]
    user: String,
    /// Do not ask
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    database: DatabaseArguments,
}

impl Remove {
    fn run(self, output: &mut Output) -> Result<Exit> {
        let mut database = self.database.open(Access::Write, output)?;
        if !database.has_user(&self.user)? {
            return Err(crate::tokens::no_such_user());
        }
        if !self.yes {
            let question = format!("remove the user {} with all tokens? [y/N]", self.user);
            let question = Irreversible {
                question: &question,
                verb: "remove",
                what: "the user",
                refused: "not removed",
            };
            question.confirm(output)?;
        }
        let tokens = database.remove_user(&self.user)?;
        output.note(&format!(
            "removed the user {} and {}",
            self.user,
            counted(tokens, "token")
        ));
        let fields = fields! { "removed" => self.user, "revoked" => tokens };
        output.finish_change_seen_by(Exit::Yes, b"", fields, LOOK)
    }
}

#[derive(clap::Args)]
#[command(after_help = help::exit_line(), after_long_help = help::text(examples::USER_LIST))]
pub struct List {
    #[command(flatten)]
    now: NowArgument,
    #[command(flatten)]
    database: DatabaseArguments,
}

impl List {
    fn run(self, output: &mut Output) -> Result<Exit> {
        let now = self.now.now();
        let database = self.database.open(Access::Read, output)?;
        let users = database.users(now)?;
        if users.is_empty() {
            output.note("there are no users");
        }
        let state = |user: &User| match (user.locked_until, user.has_password) {
            (Some(until), _) => format!("locked until {until}"),
            (None, false) => "no password".to_owned(),
            (None, true) => counted(user.tokens as usize, "token"),
        };
        let rows: Vec<[String; 3]> = users
            .iter()
            .map(|user| [visible(&user.user), visible(&user.name), state(user)])
            .collect();
        let documents: Vec<Value> = users
            .iter()
            .map(|user| {
                Value::Object(fields! {
                    "user" => user.user,
                    "name" => user.name,
                    "added" => user.added.to_string(),
                    "tokens" => user.tokens,
                    "has_password" => user.has_password,
                    "locked_until" => user.locked_until.map(|until| until.to_string()),
                })
            })
            .collect();
        let text = human::columns(&rows);
        output.report(Exit::Yes, &text, fields! { "users" => documents })
    }
}

#[derive(clap::Args)]
#[command(after_help = help::exit_line(), after_long_help = help::text(examples::USER_PASSWD))]
pub struct Passwd {
    /// Whose
    #[arg(value_name = "USER")]
    user: String,
    /// Do not revoke the user's tokens
    #[arg(long)]
    keep_tokens: bool,
    #[command(flatten)]
    password: PasswordArguments,
    #[command(flatten)]
    database: DatabaseArguments,
}

impl Passwd {
    fn run(self, output: &mut Output) -> Result<Exit> {
        let source = self.password.source(&mut Stdin::default())?;
        let mut database = self.database.open(Access::Write, output)?;
        if !database.has_user(&self.user)? {
            return Err(crate::tokens::no_such_user());
        }
        let password = source.new_one(output)?;
        let hash = passwords::hash(&password)?;
        drop(password);
        let revoked = database.set_password(&self.user, &hash, self.keep_tokens)?;
        output.note(&format!(
            "set a new password for {}, and revoked {}",
            self.user,
            counted(revoked, "token")
        ));
        let fields = fields! { "user" => self.user, "revoked" => revoked };
        output.finish_change_seen_by(Exit::Yes, b"", fields, LOOK)
    }
}
