//! `cookiekit encrypt`: a payload to an encrypted cookie.

use super::arguments::{MAX_PAYLOAD_BYTES, Stdin};
use super::format_names::format_names;
use super::help;
use super::lines::LinesArguments;
use super::making::CookieToMake;
use super::params::ParamArguments;
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::frameworks::{Payload, Protection};
use crate::lines::find::Taken;
use crate::open::Pin;
use crate::output::Output;

#[derive(clap::Args)]
#[command(after_help = help::exit_line(), after_long_help = help::text(help::ENCRYPT))]
pub struct Encrypt {
    /// The payload (JSON), or - for standard input (the default)
    #[arg(value_name = "PAYLOAD", allow_negative_numbers = true)]
    payload: Option<String>,
    /// The format to make
    #[arg(
        long,
        default_value = "sealed",
        value_parser = format_names(|it| it.facts().protection.may_be(Protection::Encrypted))
    )]
    format: String,
    #[command(flatten)]
    params: ParamArguments,
    /// Make plumber's form without a key, which protects nothing
    #[arg(long, conflicts_with_all = ["keys", "allow_unsafe_key"])]
    unencrypted: bool,
    #[command(flatten)]
    cookie: CookieToMake,
    #[command(flatten)]
    lines: LinesArguments,
}

impl Encrypt {
    pub fn run(self, output: &mut Output) -> Result<Exit> {
        let mut stdin = Stdin::default();
        if self.lines.lines {
            return self.each_line(&mut stdin, output);
        }
        let payload = stdin.text(self.payload.as_deref(), "the payload", MAX_PAYLOAD_BYTES)?;
        let payload = payload.ok_or_else(|| {
            Error::could_not(format!(
                "the payload has more than {MAX_PAYLOAD_BYTES} bytes"
            ))
        })?;
        let pin = self.params.pin(&self.format)?;
        let payload = payload_of(pin, &payload)?;
        self.cookie.make(
            (pin, Protection::Encrypted),
            payload,
            self.unencrypted,
            &mut stdin,
            output,
        )
    }

    fn each_line(&self, stdin: &mut Stdin, output: &mut Output) -> Result<Exit> {
        self.lines.want_none(self.payload.as_deref(), "encrypt")?;
        stdin.claim("the lines")?;
        let pin = self.params.pin(&self.format)?;
        let maker =
            self.cookie
                .maker(pin, Protection::Encrypted, self.unencrypted, stdin, output)?;
        maker.warn_of_lines(pin, output);
        let make = |payload: &[u8]| maker.make(payload_of(pin, payload)?);
        let taken = match pin.format.payload(pin.params) {
            Payload::Json => Taken::Json,
            Payload::Text | Payload::Bytes => Taken::Text,
        };
        self.lines.make(pin.format, taken, &make, maker.now, output)
    }
}

/// The payload as the format takes it: JSON where it carries that.
pub(super) fn payload_of(pin: Pin, payload: &[u8]) -> Result<&[u8]> {
    if pin.format.payload(pin.params) != Payload::Json {
        return Ok(payload);
    }
    let payload = payload.trim_ascii();
    check_json(payload)?;
    Ok(payload)
}

fn check_json(payload: &[u8]) -> Result<()> {
    // The parser's own words may hold a part of the payload.
    let place = |error: serde_json::Error| {
        let message = format!(
            "the payload is not JSON (line {}, column {})",
            error.line(),
            error.column()
        );
        Error::could_not(message).hint(r#"for example: '{"user":"alice"}', a string as '"alice"'"#)
    };
    serde_json::from_slice::<serde::de::IgnoredAny>(payload).map_err(place)?;
    Ok(())
}
