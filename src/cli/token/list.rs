//! `cookiekit token list`: which tokens were issued.

use serde_json::Value;

use super::{DatabaseArguments, NowArgument, examples};
use crate::cli::help;
use crate::encoding::visible;
use crate::error::Result;
use crate::exit::Exit;
use crate::fields;
use crate::output::{Output, human};
use crate::tokens::{Access, no_such_user};

#[derive(clap::Args)]
#[command(after_help = help::exit_line(), after_long_help = help::text(examples::LIST))]
pub struct List {
    /// Only this user's tokens
    #[arg(long, value_name = "USER")]
    user: Option<String>,
    #[command(flatten)]
    now: NowArgument,
    #[command(flatten)]
    database: DatabaseArguments,
}

impl List {
    pub fn run(self, output: &mut Output) -> Result<Exit> {
        let now = self.now.now();
        let database = self.database.open(Access::Read, output)?;
        if let Some(user) = &self.user
            && !database.has_user(user)?
        {
            return Err(no_such_user());
        }
        let tokens = database.tokens(self.user.as_deref())?;
        if tokens.is_empty() {
            output.note("there are no tokens");
        }
        let state = |expired: bool| if expired { "expired" } else { "valid" };
        let rows: Vec<[String; 3]> = tokens
            .iter()
            .map(|token| {
                let seen = token.expires.seen_from(now);
                let verb = if token.expires <= now {
                    "expired"
                } else {
                    "expires"
                };
                [
                    token.id.clone(),
                    visible(&token.user),
                    format!("{verb} {seen} (at {})", token.expires),
                ]
            })
            .collect();
        let documents: Vec<Value> = tokens
            .iter()
            .map(|token| {
                Value::Object(fields! {
                    "id" => token.id,
                    "user" => token.user,
                    "issued" => token.issued.to_string(),
                    "expires" => token.expires.to_string(),
                    "state" => state(token.expires <= now),
                })
            })
            .collect();
        let text = human::columns(&rows);
        output.report(Exit::Yes, &text, fields! { "tokens" => documents })
    }
}
