//! `cookiekit keygen`: a new key.

use crate::frameworks::Generate;
use std::ffi::OsString;

use clap::ArgGroup;

use super::arguments::destination;
use super::format_names::{Named, format_of, key_format_names};
use super::help;
use super::rotate::like::reader;
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::fields;
use crate::keys::Key;
use crate::keys::file::Durability;
use crate::keys::file::absent::kept_of;
use crate::keys::slots;
use crate::keys::spec::{self, Spec};
use crate::output::Output;

#[derive(clap::Args)]
#[command(after_help = help::exit_line(), after_long_help = help::text(help::KEYGEN))]
#[command(group = ArgGroup::new("place").args(["keyring", "out", "stdout"]).required(true))]
pub struct Keygen {
    /// Put it in the keyring of the operating system [default entry: cookiekit]
    ///
    /// The entry is the one that R's keyring::key_get(SERVICE, USER) finds.
    #[arg(long, value_name = "SERVICE[/USER]", num_args = 0..=1, default_missing_value = spec::DEFAULT_SERVICE)]
    keyring: Option<String>,
    /// Put it in a new file with mode 0600
    #[arg(long, value_name = "PATH")]
    out: Option<OsString>,
    /// Print it
    #[arg(long)]
    stdout: bool,
    /// Print it on a terminal, too
    #[arg(long, requires = "stdout", conflicts_with_all = ["out", "keyring"])]
    reveal: bool,
    /// The format that the key is for: workbench keys have 32 hex digits, others 64
    /// [default: the one that reads a file of that name]
    #[arg(long = "for", value_name = "FORMAT", value_parser = key_format_names())]
    format: Option<Named>,
}

impl Keygen {
    pub fn run(self, output: &mut Output) -> Result<Exit> {
        let place = match (&self.keyring, &self.out) {
            (Some(entry), _) => Some(Spec::Keyring(spec::entry(entry)?)),
            (None, Some(path)) => Some(destination(path)?),
            (None, None) => None,
        };
        let format = match &self.format {
            Some(named) => Some(format_of(named.format())),
            // As a rotation would make it there.
            None => place.as_ref().and_then(reader),
        };
        let kind = format.map_or(Generate::DEFAULT, |format| format.facts().key.generate);
        let Some(place) = place else {
            return self.print(&Key::generate(kind)?, output);
        };
        refuse_above_others(&place)?;
        if let Some((_, primary)) = slots::primary_of(&place) {
            output.warn(format!(
                "{place} is called as a key that is kept beside {primary}: rotate and decrypt take \
                 it for one of those"
            ));
        }
        let key = Key::generate(kind)?;
        let durability = place.put(&key)?;
        let fingerprint = key.fingerprint().to_string();
        output.note(&format!("made a key of {} bits in {place}", kind.bits()));
        let fields = fields! {
            "key" => place.to_string(),
            "fingerprint" => fingerprint,
            "bits" => kind.bits(),
            "durable" => durability == Durability::Durable,
        };
        let exit = output.tell(durability);
        output.finish_change(exit, format!("{fingerprint}\n").as_bytes(), fields)
    }

    fn print(&self, key: &Key, output: &mut Output) -> Result<Exit> {
        let exit = output.finish_secret(key.bytes(), self.reveal)?;
        output.note(&format!("the key's fingerprint is {}", key.fingerprint()));
        Ok(exit)
    }
}

/// Refuses a new key where an older one was lost whose slots are still there: it would
/// open none of their cookies, and they would open beside it.
fn refuse_above_others(place: &Spec) -> Result<()> {
    let kept = match (kept_of(place), place) {
        // A key can be made in a folder that cannot be listed.
        (Err(_), Spec::File(_)) => None,
        (kept, _) => kept?,
    };
    let Some((kept, back)) = kept else {
        return Ok(());
    };
    if slots::is_there(place)? {
        return Ok(());
    }
    Err(Error::could_not(format!(
        "{place} is not there, but keys of its rotation are: {kept}"
    ))
    .hint(format!(
        "look for it first; if it is lost, put the newest in its place: {back}; a key that has \
         nothing to do with them has a name of its own"
    )))
}
