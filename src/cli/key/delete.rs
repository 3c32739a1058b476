//! `cookiekit key delete`: the end of a key.

use std::ffi::OsString;

use crate::cli::arguments::{Irreversible, destination};
use crate::cli::help;
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::fields;
use crate::keys::document::Document;
use crate::keys::foreign;
use crate::keys::keyring;
use crate::keys::slots::{self, Slot};
use crate::keys::{file, spec::Spec};
use crate::output::Output;

#[derive(clap::Args)]
#[command(after_help = help::exit_line(), after_long_help = help::text(help::KEY_DELETE))]
pub struct Delete {
    /// Which key: PATH or keyring:SERVICE[/USER]
    ///
    /// It must be given: $COOKIEKIT_KEY is not read.
    #[arg(long = "key", value_name = "SPEC")]
    key: OsString,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

impl Delete {
    pub fn run(self, output: &mut Output) -> Result<Exit> {
        let place = destination(&self.key)?;
        refuse_others(&place)?;
        if !self.yes {
            let question =
                format!("delete the key {place}? cookies under it can never be opened again [y/N]");
            let question = Irreversible {
                question: &question,
                verb: "delete",
                what: "the key",
                refused: "not deleted",
            };
            question.confirm(output)?;
        }
        match &place {
            Spec::Keyring(entry) => {
                if !keyring::delete(entry)? {
                    return Err(keyring::absent(entry).without_guess());
                }
            }
            Spec::File(path) => file::delete(path).map_err(Error::without_guess)?,
            _ => unreachable!("a destination is a file or a keyring entry"),
        }
        output.note(&format!("deleted the key {place}"));
        tell_others(&place, output);
        output.finish_change(Exit::Yes, b"", fields! { "deleted" => place.to_string() })
    }
}

/// Refuses what is another program's, or more than a key: somebody deletes it for the
/// cookies alone, and all else that it opens or holds is lost with them.
fn refuse_others(place: &Spec) -> Result<()> {
    let other = match Document::at(place) {
        Some(document) => Err(document.not_replaced()),
        None => foreign::refuse_to_replace(place),
    };
    let remove = if cfg!(windows) { "del" } else { "rm" };
    other.map_err(|error| {
        error.hint(format!(
            "it is not deleted, for it is more than a key of cookies: anyone who knows what it is \
             for removes it with {remove}"
        ))
    })
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
