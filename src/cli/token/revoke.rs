//! `cookiekit token revoke`: tokens that are valid no more.

use super::{DatabaseArguments, LOOK, examples, token_from_stdin};
use crate::cli::help;
use crate::error::{Error, Result, counted};
use crate::exit::Exit;
use crate::fields;
use crate::output::Output;
use crate::tokens::{Access, ID_DIGITS, Which};

#[derive(clap::Args)]
#[command(after_help = help::exit_line(), after_long_help = help::text(examples::REVOKE))]
pub struct Revoke {
    /// All tokens of this user
    #[arg(long, value_name = "USER", conflicts_with_all = ["id", "all"])]
    user: Option<String>,
    /// The token with this id, as `token list` prints it
    #[arg(long, value_name = "ID", value_parser = id, conflicts_with = "all")]
    id: Option<String>,
    /// All tokens of all users
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    database: DatabaseArguments,
}

fn id(text: &str) -> Result<String> {
    let fits = text.len() == ID_DIGITS && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    fits.then(|| text.to_owned()).ok_or_else(|| {
        Error::could_not("not an id of a token")
            .hint("it has 16 hex digits: see cookiekit token list --db FILE")
    })
}

impl Revoke {
    pub fn run(self, output: &mut Output) -> Result<Exit> {
        let mut database = self.database.open(Access::Write, output)?;
        let token;
        let which = match (&self.user, &self.id, self.all) {
            (Some(user), _, _) => Which::Of(user),
            (None, Some(id), _) => Which::Id(id),
            (None, None, true) => Which::All,
            (None, None, false) => {
                let malformed = || {
                    Error::no("malformed: the input is not a token")
                        .hint("pass it bare, or name others: --user USER, --id ID, --all")
                };
                token = token_from_stdin()?.ok_or_else(malformed)?;
                Which::This(&token)
            }
        };
        let revoked = database.revoke(&which)?;
        let fields = fields! { "revoked" => revoked };
        if revoked == 0 && matches!(which, Which::This(_) | Which::Id(_)) {
            let error = Error::no("the token is unknown or already revoked");
            return output.fail(&error, fields);
        }
        output.note(&format!("revoked {}", counted(revoked, "token")));
        output.finish_change_seen_by(Exit::Yes, b"", fields, LOOK)
    }
}
