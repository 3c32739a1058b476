//! `cookiekit sign`: a value to a signed cookie.

use super::arguments::{MAX_PAYLOAD_BYTES, Stdin};
use super::encrypt::payload_of;
use super::format_names::format_names;
use super::help;
use super::lines::LinesArguments;
use super::making::CookieToMake;
use super::params::ParamArguments;
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::frameworks::{self, Payload, Protection};
use crate::lines::find::Taken;
use crate::output::Output;
use crate::time::Time;

#[derive(clap::Args)]
#[command(after_help = help::exit_line(), after_long_help = help::text(help::SIGN))]
pub struct Sign {
    /// The value, or - for standard input (the default; one newline at its end is dropped)
    #[arg(value_name = "VALUE")]
    value: Option<String>,
    /// The format to make
    #[arg(
        long,
        default_value = frameworks::SIGNED.name(),
        value_parser = format_names(|it| it.facts().protection.may_be(Protection::Signed))
    )]
    format: String,
    #[command(flatten)]
    params: ParamArguments,
    #[command(flatten)]
    cookie: CookieToMake,
    /// End the login at this time too, where the format has a place for it
    #[arg(
        long,
        value_name = "TIME",
        value_parser = Time::parse,
        help_heading = "Time"
    )]
    login_expires_at: Option<Time>,
    #[command(flatten)]
    lines: LinesArguments,
}

impl Sign {
    pub fn run(mut self, output: &mut Output) -> Result<Exit> {
        self.cookie.login_expires_at = self.login_expires_at;
        let mut stdin = Stdin::default();
        if self.lines.lines {
            return self.each_line(&mut stdin, output);
        }
        let value = stdin.text(self.value.as_deref(), "the value", MAX_PAYLOAD_BYTES)?;
        let value = value.ok_or_else(|| {
            Error::could_not(format!("the value has more than {MAX_PAYLOAD_BYTES} bytes"))
        })?;
        let value = match self.value.as_deref() {
            None | Some("-") => value.strip_suffix(b"\n").unwrap_or(&value),
            Some(_) => &value,
        };
        let pin = self.params.pin(&self.format)?;
        let value = payload_of(pin, value)?;
        let kind = (pin, Protection::Signed);
        self.cookie.make(kind, value, false, &mut stdin, output)
    }

    fn each_line(&self, stdin: &mut Stdin, output: &mut Output) -> Result<Exit> {
        self.lines.want_none(self.value.as_deref(), "sign")?;
        stdin.claim("the lines")?;
        let pin = self.params.pin(&self.format)?;
        let maker = self
            .cookie
            .maker(pin, Protection::Signed, false, stdin, output)?;
        maker.warn_of_lines(pin, output);
        let make = |value: &[u8]| maker.make(payload_of(pin, value)?);
        let taken = match pin.format.payload(pin.params) {
            Payload::Json => Taken::JsonOrItsText,
            Payload::Text | Payload::Bytes => Taken::Text,
        };
        self.lines.make(pin.format, taken, &make, maker.now, output)
    }
}
