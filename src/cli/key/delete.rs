//! `cookiekit key delete`: the end of a key.

use std::ffi::OsString;
use std::io::{self, BufRead, IsTerminal};

use crate::cli::arguments::destination;
use crate::cli::help;
use crate::error::{Error, Result, reason};
use crate::exit::Exit;
use crate::fields;
use crate::keys::keyring;
use crate::keys::slots::{self, Slot};
use crate::keys::{file, spec::Spec};
use crate::output::Output;

#[derive(clap::Args)]
#[command(after_help = help::exit_line(), after_long_help = help::text(help::KEY_DELETE))]
pub struct Delete {
    /// Which key: PATH or keyring:SERVICE[/USER]
    #[arg(long = "key", value_name = "SPEC")]
    key: OsString,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

impl Delete {
    pub fn run(self, output: &mut Output) -> Result<Exit> {
        let place = destination(&self.key)?;
        if !self.yes {
            confirm(&place, output)?;
        }
        match &place {
            Spec::Keyring(entry) => {
                if !keyring::delete(entry)? {
                    return Err(nothing_to_delete(keyring::absent(entry)));
                }
            }
            Spec::File(path) => file::delete(path).map_err(nothing_to_delete)?,
            _ => unreachable!("a destination is a file or a keyring entry"),
        }
        output.note(&format!("deleted the key {place}"));
        tell_others(&place, output);
        output.finish_change(Exit::Yes, b"", fields! { "deleted" => place.to_string() })
    }
}

/// Says which slots are left, also where none of them would be used.
fn tell_others(place: &Spec, output: &mut Output) {
    match slots::named(place) {
        Ok(slots) => {
            for (slot, spec) in slots.iter().filter(|(slot, _)| *slot != Slot::Primary) {
                output.warn(format!("{slot} is still there: {spec}"));
            }
        }
        Err(error) => output.warn(format!("other slots may be left: {}", error.message)),
    }
}

/// Whoever wants a key gone has no use for the command that makes one.
fn nothing_to_delete(mut error: Error) -> Error {
    if error.exit == Exit::NoKey {
        error.hint = Some("see which keys there are: cookiekit key list".to_owned());
    }
    error
}

fn confirm(place: &Spec, output: &mut Output) -> Result<()> {
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return Err(
            Error::could_not("nobody can be asked whether to delete the key")
                .hint("add --yes to delete it without asking"),
        );
    }
    output.ask(&format!(
        "delete the key {place}? cookies under it can never be opened again [y/N]"
    ))?;
    let mut answer = String::new();
    let read = io::stdin().lock().read_line(&mut answer);
    read.map_err(|error| {
        Error::could_not(format!("could not read the answer: {}", reason(error)))
    })?;
    if matches!(answer.trim(), "y" | "Y" | "yes") {
        return Ok(());
    }
    Err(Error::could_not("not deleted"))
}
