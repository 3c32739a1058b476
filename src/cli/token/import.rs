//! `cookiekit token import`: the end of passwords in plain text.

use std::path::PathBuf;

use super::{LOOK, NowArgument, examples, patience};
use crate::cli::arguments::{answer, somebody_can_be_asked};
use crate::cli::help;
use crate::error::{Error, Result, counted};
use crate::exit::Exit;
use crate::fields;
use crate::output::Output;
use crate::shell::shown;
use crate::time::parse_duration;
use crate::time::stored::Zone;
use crate::tokens::{self, Imported, Named, Reading, Ready, offered_backup};

#[derive(clap::Args)]
#[command(after_help = help::exit_line(), after_long_help = help::text(examples::IMPORT))]
pub struct Import {
    /// The SQLite file with the table; it becomes the database of the tokens
    #[arg(long, value_name = "FILE")]
    db: PathBuf,
    /// Keep a copy of the file as it is, clear text included (mode 0600)
    #[arg(long, value_name = "PATH", conflicts_with = "no_backup")]
    backup: Option<PathBuf>,
    /// Keep no copy, and do not ask
    #[arg(long)]
    no_backup: bool,
    /// Take the passwords for clear text even if they look like hashes
    #[arg(long)]
    passwords_are_clear: bool,
    /// The zone of expiry times that are text without one: UTC, or +02:00
    #[arg(long, value_name = "OFFSET", value_parser = Zone::parse, allow_hyphen_values = true)]
    zone: Option<Zone>,
    /// Drop the tokens that cannot be imported
    ///
    /// Those without an expiry that can be read, of several users at once, or
    /// that no header can carry. Without it, one of them stops the import.
    #[arg(long)]
    drop_tokens: bool,
    #[command(flatten)]
    from: FromArguments,
    /// Wait this long while others use the database
    #[arg(long, value_name = "DURATION", value_parser = parse_duration, default_value = "10s")]
    lock_timeout: u64,
    #[command(flatten)]
    now: NowArgument,
}

// Another application's database.
// Not a doc comment: clap would take it for the help of the command.
#[derive(clap::Args)]
#[command(next_help_heading = "Another application")]
struct FromArguments {
    /// Copy the users out of this database, which is read and never changed
    #[arg(long, value_name = "FILE", requires_all = ["table", "user_column"])]
    #[arg(conflicts_with_all = ["backup", "no_backup"])]
    from: Option<PathBuf>,
    /// The table with its users
    #[arg(long, value_name = "NAME", requires = "from")]
    table: Option<String>,
    /// The column with the name to log in with
    #[arg(long, value_name = "NAME", requires = "from")]
    user_column: Option<String>,
    /// The column with the display name
    #[arg(long, value_name = "NAME", requires = "from")]
    name_column: Option<String>,
    /// The column with the password
    #[arg(long, value_name = "NAME", requires = "from")]
    password_column: Option<String>,
    /// The column with the token
    #[arg(long, value_name = "NAME", requires_all = ["from", "expiry_column"])]
    token_column: Option<String>,
    /// The column with the time at which the token expires
    #[arg(long, value_name = "NAME", requires_all = ["from", "token_column"])]
    expiry_column: Option<String>,
}

impl FromArguments {
    fn named(&self) -> Option<Named<'_>> {
        Some(Named {
            path: self.from.as_deref()?,
            table: self.table.as_deref()?,
            user: self.user_column.as_deref()?,
            name: self.name_column.as_deref(),
            password: self.password_column.as_deref(),
            token: self.token_column.as_deref(),
            expiry: self.expiry_column.as_deref(),
        })
    }
}

impl Import {
    pub fn run(mut self, output: &mut Output) -> Result<Exit> {
        if let Some(named) = self.from.named() {
            let imported = self.import().copy(&named)?;
            return self.tell(&imported, output);
        }
        if self.import().look()? == Ready::ToImport && self.backup.is_none() && !self.no_backup {
            self.backup = self.offer(output)?;
        }
        let imported = self.import().run()?;
        self.tell(&imported, output)
    }

    fn import(&self) -> tokens::Import<'_> {
        tokens::Import {
            path: &self.db,
            backup: self.backup.as_deref(),
            reading: Reading {
                zone: self.zone,
                drop_tokens: self.drop_tokens,
                passwords_are_clear: self.passwords_are_clear,
            },
            lock_timeout: patience(self.lock_timeout),
            now: self.now.now(),
        }
    }

    /// Asks where to keep a backup. It is the last chance to stop, too.
    fn offer(&self, output: &mut Output) -> Result<Option<PathBuf>> {
        if !somebody_can_be_asked() {
            return Err(Error::could_not(
                "cannot ask whether to keep a backup: there is no terminal",
            )
            .hint("add --backup PATH to keep a copy with the clear passwords, or --no-backup"));
        }
        let backup = offered_backup(&self.db);
        let question = format!(
            "keep a copy as it is, with the clear passwords, in {}? [y/n]",
            shown(&backup)
        );
        match answer(&question, output)?.as_str() {
            "y" | "Y" | "yes" => Ok(Some(backup)),
            "n" | "N" | "no" => Ok(None),
            _ => Err(Error::could_not("not imported").hint("answer y or n")),
        }
    }

    fn tell(&self, imported: &Imported, output: &mut Output) -> Result<Exit> {
        let path = shown(&self.db);
        match &imported.table {
            None => output.note(&format!("completed the interrupted import of {path}")),
            Some(table) => {
                output.note(&format!(
                    "imported {} and {} from the table {table}",
                    counted(imported.users, "user"),
                    counted(imported.tokens, "token")
                ));
                let gone = format!("dropped its columns {}", imported.columns.join(", "));
                output.note(&match (&self.from.from, imported.found_elsewhere) {
                    (Some(from), _) => format!(
                        "{} is as it was, and what is in plain text there stays there",
                        shown(from)
                    ),
                    (None, 0) => format!("{gone}; no plain text is left in {path}"),
                    (None, _) => gone,
                });
            }
        }
        if let Some(backup) = &self.backup {
            output.warn(format!(
                "{} has the clear passwords: remove it when it is not needed any more",
                shown(backup)
            ));
        }
        if imported.found_elsewhere > 0 {
            output.warn(format!(
                "{} of them stand in {path} all the same, in another table or column",
                imported.found_elsewhere
            ));
        }
        if !imported.without_password.is_empty() {
            output.warn(format!(
                "without a password, and so without a way to log in: {}",
                imported.without_password.join(", ")
            ));
        }
        if imported.dropped_tokens > 0 {
            output.warn(format!(
                "{} could not be taken over: left out, as --drop-tokens said",
                counted(imported.dropped_tokens, "token")
            ));
        }
        let fields = fields! {
            "from" => self.from.from.as_deref().map(shown),
            "table" => imported.table,
            "users" => imported.users,
            "tokens" => imported.tokens,
            "without_password" => imported.without_password,
            "dropped_tokens" => imported.dropped_tokens,
            "dropped_columns" => imported.columns,
            "found_elsewhere" => imported.found_elsewhere,
            "backup" => self.backup.as_deref().map(shown),
        };
        output.finish_change_seen_by(Exit::Yes, b"", fields, LOOK)
    }
}
