//! `cookiekit token import`: the end of passwords in clear.

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
use crate::tokens::{self, Imported, Ready, offered_backup};

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
    /// Which table, when several have such columns
    #[arg(long, value_name = "NAME")]
    table: Option<String>,
    /// Take the passwords for clear text even if they look like hashes
    #[arg(long)]
    passwords_are_clear: bool,
    /// Wait this long while others use the database
    #[arg(long, value_name = "DURATION", value_parser = parse_duration, default_value = "10s")]
    lock_timeout: u64,
    #[command(flatten)]
    now: NowArgument,
}

impl Import {
    pub fn run(mut self, output: &mut Output) -> Result<Exit> {
        if self.import().look()? == Ready::ToImport && self.backup.is_none() && !self.no_backup {
            self.backup = self.offer(output)?;
        }
        let imported = self.import().run()?;
        self.tell(&imported, output)
    }

    fn import(&self) -> tokens::Import<'_> {
        tokens::Import {
            path: &self.db,
            table: self.table.as_deref(),
            backup: self.backup.as_deref(),
            passwords_are_clear: self.passwords_are_clear,
            lock_timeout: patience(self.lock_timeout),
            now: self.now.now(),
        }
    }

    /// Asks where to keep a backup. It is the last chance to stop, too.
    fn offer(&self, output: &mut Output) -> Result<Option<PathBuf>> {
        if !somebody_can_be_asked() {
            return Err(
                Error::could_not("nobody can be asked whether to keep a backup").hint(
                    "say --backup PATH to keep a copy with the clear passwords, or --no-backup",
                ),
            );
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
            None => output.note(&format!("brought the import of {path} to its end")),
            Some(table) => {
                output.note(&format!(
                    "imported {} and {} from the table {table}",
                    counted(imported.users, "user"),
                    counted(imported.tokens, "token")
                ));
                let gone = match imported.dropped_table {
                    true => format!("dropped the table {table}"),
                    false => format!("dropped its columns {}", imported.columns.join(", ")),
                };
                let left = match imported.found_elsewhere {
                    0 => format!("; no clear text is left in {path}"),
                    _ => String::new(),
                };
                output.note(&format!("{gone}{left}"));
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
                "{} without a time, or of several users: dropped",
                counted(imported.dropped_tokens, "token")
            ));
        }
        let fields = fields! {
            "table" => imported.table,
            "users" => imported.users,
            "tokens" => imported.tokens,
            "without_password" => imported.without_password,
            "dropped_tokens" => imported.dropped_tokens,
            "dropped_columns" => imported.columns,
            "dropped_table" => imported.dropped_table,
            "found_elsewhere" => imported.found_elsewhere,
            "backup" => self.backup.as_deref().map(shown),
        };
        output.finish_change_seen_by(Exit::Yes, b"", fields, LOOK)
    }
}
