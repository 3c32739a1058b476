//! `cookiekit key list`: which keys are there.

use std::ffi::OsString;

use serde_json::Value;

use crate::cli::arguments::KeyArguments;
use crate::cli::help;
use crate::error::Result;
use crate::exit::Exit;
use crate::fields;
use crate::frameworks::EXAMPLE_SERVICE;
use crate::keys::keyring;
use crate::keys::ring::Ring;
use crate::keys::slots::{self, Slot};
use crate::output::{Output, human};

// Which keys.
// Not a doc comment: clap would take it for the help of the command.
#[derive(clap::Args)]
#[command(next_help_heading = "Key")]
struct PlaceArguments {
    /// A key, whose slots are listed; repeatable
    ///
    /// Without it: every entry of the keyring. $COOKIEKIT_KEY is not read.
    #[arg(long = "key", value_name = "SPEC")]
    keys: Vec<OsString>,
    /// Continue, with a warning, when others can read or replace the key file
    #[arg(long)]
    allow_unsafe_key: bool,
}

#[derive(clap::Args)]
#[command(after_help = help::exit_line(), after_long_help = help::text(help::KEY_LIST))]
pub struct List {
    #[command(flatten)]
    keys: PlaceArguments,
}

impl List {
    pub fn run(self, output: &mut Output) -> Result<Exit> {
        if self.keys.keys.is_empty() {
            return entries(output);
        }
        let keys = KeyArguments {
            keys: self.keys.keys,
            allow_unsafe_key: self.keys.allow_unsafe_key,
        };
        let (mut rows, mut documents) = (Vec::new(), Vec::new());
        let mut exit = Exit::Yes;
        for place in keys.places()? {
            let ring = Ring::new(vec![place.clone()], keys.unsafe_key());
            for (slot, spec) in slots::of(&place)? {
                let name = match slot {
                    Slot::Retired(time) => format!("retired {time}"),
                    other => other.word().to_owned(),
                };
                let mut fields = fields! {
                    "slot" => slot.word(),
                    "retired" => match slot { Slot::Retired(time) => Some(time.to_string()), _ => None },
                    "key" => spec.to_string(),
                };
                match ring.load(slot, &spec) {
                    Ok(slotted) => {
                        for warning in &slotted.warnings {
                            output.warn(warning);
                        }
                        let fingerprint = slotted.key.fingerprint().to_string();
                        rows.push((name, format!("{fingerprint}  {spec}")));
                        fields.insert("fingerprint".into(), fingerprint.into());
                    }
                    Err(error) => {
                        exit = error.exit;
                        // A name that means nothing may be a secret.
                        let called = match spec.is_shown() {
                            true => format!("{spec}: "),
                            false => {
                                fields.insert("key".into(), Value::Null);
                                String::new()
                            }
                        };
                        if let Some(hint) = &error.hint {
                            output.warn(format!("{called}{hint}"));
                        }
                        rows.push((
                            name,
                            format!("(not read)         {called}{}", error.message),
                        ));
                        fields.insert("error".into(), error.message.into());
                        fields.insert("hint".into(), error.hint.into());
                    }
                }
                documents.push(Value::Object(fields));
            }
        }
        let fields = fields! { "slots" => documents };
        output.report(exit, &human::two_columns(&rows), fields)
    }
}

fn entries(output: &mut Output) -> Result<Exit> {
    let entries = keyring::list()?;
    if entries.is_empty() {
        output.note(&format!(
            "the keyring has no entries; make one: cookiekit keygen --keyring {EXAMPLE_SERVICE}"
        ));
    }
    let text: String = entries
        .iter()
        .map(|entry| format!("keyring:{entry}\n"))
        .collect();
    let documents = entries
        .iter()
        .map(|entry| Value::Object(fields! { "service" => entry.service, "user" => entry.user }));
    let fields = fields! { "entries" => documents.collect::<Vec<_>>() };
    output.report(Exit::Yes, &text, fields)
}
