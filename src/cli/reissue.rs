//! `cookiekit reissue`: the same cookie under today's key.

use std::ffi::OsString;

use serde_json::{Map, Value};

use super::arguments::{ClockArguments, KeyArguments, Stdin};
use super::format_names::format_names;
use super::help;
use super::lines::{LinesArguments, ToOpen};
use super::making::{add_companions, as_sent};
use super::opening::{self, CookieArguments, Opening};
use super::params::{self, ParamArguments};
use crate::cookie::Known;
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::fields;
use crate::frameworks::{Input, Sealed};
use crate::keys::ring::{Kept, Slotted};
use crate::keys::slots::Slot;
use crate::lines::opening::Content;
use crate::open::{self, Carrier};
use crate::output::Output;
use crate::time::Time;

#[derive(clap::Args)]
#[command(after_help = help::exit_line(), after_long_help = help::text(help::REISSUE))]
pub struct Reissue {
    #[command(flatten)]
    cookie: CookieArguments,
    /// Treat the cookie as this format
    #[arg(long, value_parser = format_names(|_| true))]
    format: Option<String>,
    #[command(flatten)]
    params: ParamArguments,
    #[command(flatten)]
    keys: KeyArguments,
    #[command(flatten)]
    to: ToArguments,
    #[command(flatten)]
    clock: ClockArguments,
    #[command(flatten)]
    lines: LinesArguments,
}

// Another format that cookies are carried to.
// Not a doc comment: clap would take it for the help of the command.
#[derive(clap::Args)]
#[command(next_help_heading = "Another format")]
struct ToArguments {
    /// Make the new cookie in this format, with the same payload, times and name
    ///
    /// What cannot be carried is reported, and nothing is made: types of another
    /// language, text where the format carries JSON, an expiry that it cannot carry.
    #[arg(long, value_name = "FORMAT", value_parser = format_names(|_| true))]
    to: Option<String>,
    /// The key that makes the new cookie [default: the first --key]
    #[arg(long, value_name = "SPEC", requires = "to")]
    to_key: Option<OsString>,
    /// A parameter of the new format, as kdf=sha256
    #[arg(long = "to-param", value_name = "NAME=VALUE", requires = "to")]
    to_params: Vec<String>,
}

impl ToArguments {
    /// What makes the new cookies, where they are of another format.
    fn carrier(
        &self,
        keys: &KeyArguments,
        stdin: &mut Stdin,
    ) -> Result<Option<(Carrier, Slotted)>> {
        let Some(format) = &self.to else {
            return Ok(None);
        };
        let pin = params::pin(format, &self.to_params)?;
        let place = self.to_key.as_ref().or(keys.keys.first());
        let keys = KeyArguments {
            keys: place.into_iter().cloned().collect(),
            allow_unsafe_key: keys.allow_unsafe_key,
        };
        let slotted = keys.to_make_with(stdin, Some(format))?;
        Ok(Some((Carrier::new(pin, &slotted)?, slotted)))
    }
}

impl Reissue {
    pub fn run(self, output: &mut Output) -> Result<Exit> {
        let mut stdin = Stdin::default();
        if self.lines.lines {
            return self.each_line(&mut stdin, output);
        }
        let pin = self.params.pin_any(self.format.as_deref())?;
        let carrier = self.to.carrier(&self.keys, &mut stdin)?;
        let opening = match self.cookie.candidates(pin, false, &mut stdin, output) {
            Ok((candidates, given)) => Opening {
                candidates,
                given,
                kind: None,
                keys: Some(&self.keys),
                clock: &self.clock,
            },
            Err(error) => return opening::untaken(&error, output),
        };
        let mut whole = opening.open(&mut stdin, output)?;
        opening::echo_clock(&whole.tried, &self.clock, output);
        if let Some(error) = &whole.not_taken {
            return opening::not_taken(&whole, error, &self.clock, output);
        }
        let opened = match &whole.tried.outcome {
            Ok(opened) => opened,
            Err(refusal) => {
                let by = (Some(&self.keys), &self.clock);
                return opening::refuse(*refusal, &whole, by, output);
            }
        };
        let primary = whole.keys.as_mut().and_then(Kept::primary);
        let (known, tried) = (&whole.known, &whole.tried);
        let mut fields = opening::document(known, Some(tried), &self.clock);
        if let Some((carrier, slotted)) = carrier {
            let carried = (&opened.payload[..], opened.times);
            let (sealed, warnings) =
                carrier.carry(known.format, known.input(), carried, self.clock.now())?;
            for warning in carrier
                .warning
                .map(str::to_owned)
                .into_iter()
                .chain(warnings)
            {
                output.warn(warning);
            }
            let format = carrier.pin.format;
            fields.insert("reissued_as".into(), format.name().into());
            let how = format!("reissued as {}", format.facts().about);
            return made(known, &sealed, (&slotted, &how), fields, output);
        }
        let by = tried.by.as_ref();
        let places = self.keys.places()?;
        let is_primary = by.is_some_and(|by| by.slot == Slot::Primary && by.spec == places[0]);
        // Only of a cookie that may be left as it is that is asked: its key is derived again.
        let is_read = || by.is_none_or(|by| is_read_on_the_server(known, by, self.clock.now()));
        if is_primary && is_read() {
            output.note("the cookie is already under the primary key: nothing to do");
            fields.insert("reissued".into(), false.into());
            fields.insert("cookie".into(), known.value.clone().into());
            let companions = known.companions();
            add_companions(&mut fields, &companions);
            let text = as_sent(&known.name, &known.value, &companions);
            return output.finish(Exit::Yes, text.as_bytes(), fields);
        }
        let primary = self.keys.made_with(primary, None)?;
        let (payload, times) = (&opened.payload, opened.times);
        let now = self.clock.now();
        let draft = open::draft_again(known.format, known.input(), payload, times, now);
        let (sealed, warning) = open::seal_with((known.format, known.params), &primary, &draft)?;
        if let Some(warning) = warning {
            output.warn(warning);
        }
        self.refuse_another_outcome(known, &sealed)?;
        made(
            known,
            &sealed,
            (
                &primary,
                match is_primary {
                    true => "reissued in the form that its server writes, under the same key",
                    false => "reissued under the primary key",
                },
            ),
            fields,
            output,
        )
    }

    /// A format whose own value it would not read again must not be printed.
    fn refuse_another_outcome(&self, known: &Known, sealed: &Sealed) -> Result<()> {
        let cookie = Input {
            name: sealed.name_or(&known.name),
            value: &sealed.value,
            siblings: &sealed.companions,
            ..known.input()
        };
        match open::read_by(known.format, cookie).anatomy {
            Ok(_) => Ok(()),
            Err(malformed) => Err(Error::could_not(format!(
                "the reissued cookie would be malformed: {}",
                malformed.0
            ))),
        }
    }

    fn each_line(&self, stdin: &mut Stdin, output: &mut Output) -> Result<Exit> {
        self.lines
            .want_none(self.cookie.cookie.as_deref(), "reissue")?;
        let to_open = ToOpen {
            name: self.cookie.name.as_deref(),
            pin: self.params.pin_any(self.format.as_deref())?,
            protection: None,
            keys: Some(&self.keys),
            looks: false,
            content: match self.to.carrier(&self.keys, stdin)? {
                Some((carrier, _)) => {
                    if let Some(warning) = carrier.warning {
                        output.warn(warning);
                    }
                    Content::Carry(Box::new(carrier))
                }
                None => Content::Reissue,
            },
            clock: &self.clock,
        };
        self.lines.open(to_open, stdin, output)
    }
}

/// Ends a run with the cookie that was made under this key, in these words.
fn made(
    known: &Known,
    sealed: &Sealed,
    (by, how): (&Slotted, &str),
    mut fields: Map<String, Value>,
    output: &mut Output,
) -> Result<Exit> {
    let fingerprint = by.key.fingerprint().to_string();
    output.note(&format!("{how} ({fingerprint})"));
    fields.insert("reissued".into(), true.into());
    fields.insert("cookie".into(), sealed.value.clone().into());
    add_companions(&mut fields, &sealed.companions);
    fields.insert("reissued_under".into(), fingerprint.into());
    if let Some(name) = sealed.name.as_ref().filter(|it| **it != known.name) {
        fields.insert("reissued_name".into(), name.clone().into());
    }
    let left = open::left_over(known.format, known.input(), sealed);
    if !left.is_empty() {
        output.warn(format!(
            "left over of the old one, to be deleted (with the Path and Domain that they were set with), \
             or the new one may be joined to them: {}",
            left.iter().map(|it| open::removal(it)).collect::<Vec<_>>().join(", ")
        ));
        let document = |name: &String| fields! {"name" => name, "delete" => open::removal(name)};
        let documents: Vec<Value> = left.iter().map(|it| document(it).into()).collect();
        fields.insert("left_over".into(), documents.into());
    }
    let name = sealed.name_or(&known.name);
    let text = as_sent(name, &sealed.value, &sealed.companions);
    output.finish(Exit::Yes, text.as_bytes(), fields)
}

/// Whether its server reads a genuine cookie in this form, as far as is known.
fn is_read_on_the_server(known: &Known, by: &Slotted, now: Time) -> bool {
    let seen = known
        .format
        .on_the_server(by.secret(), &known.value, now)
        .map(|seen| seen.difference.in_pieces);
    match seen {
        Some(in_pieces) => !in_pieces,
        // Of a bare `+` it reads a space.
        None => !(known.format.knows_its_server() && known.value.contains('+')),
    }
}
