//! `cookiekit verify`: a signed cookie to its value.

use super::arguments::{ClockArguments, KeyArguments, Stdin};
use super::format_names::format_names;
use super::help;
use super::lines::{LinesArguments, ToOpen};
use super::opening::{self, CookieArguments, Opening};
use super::params::ParamArguments;
use crate::error::Result;
use crate::exit::Exit;
use crate::frameworks::Protection;
use crate::lines::opening::Content;
use crate::output::{Output, human};

#[derive(clap::Args)]
#[command(after_help = help::exit_line(), after_long_help = help::text(help::VERIFY))]
pub struct Verify {
    #[command(flatten)]
    cookie: CookieArguments,
    /// Treat the cookie as this format
    #[arg(long, value_parser = format_names(|it| it.facts().protection.may_be(Protection::Signed)))]
    format: Option<String>,
    #[command(flatten)]
    params: ParamArguments,
    #[command(flatten)]
    keys: KeyArguments,
    #[command(flatten)]
    clock: ClockArguments,
    #[command(flatten)]
    lines: LinesArguments,
}

impl Verify {
    pub fn run(self, output: &mut Output) -> Result<Exit> {
        let mut stdin = Stdin::default();
        if self.lines.lines {
            return self.each_line(&mut stdin, output);
        }
        let pin = self.params.pin_any(self.format.as_deref())?;
        let mut opening = match self.cookie.candidates(pin, false, &mut stdin, output) {
            Ok((candidates, given)) => Opening {
                candidates,
                given,
                kind: Some(Protection::Signed),
                keys: Some(&self.keys),
                clock: &self.clock,
            },
            Err(error) => return opening::untaken(&error, output),
        };
        if let Err(error) = opening.of_kind() {
            return output.fail(&error, opening.unchecked());
        }
        let opened = opening.open(&mut stdin, output)?;
        opening::echo_clock(&opened.tried, &self.clock, output);
        if let Some(error) = &opened.not_taken {
            return opening::not_taken(&opened, error, &self.clock, output);
        }
        let content = match &opened.tried.outcome {
            Ok(content) => content,
            Err(refusal) => {
                let by = (Some(&self.keys), &self.clock);
                return opening::refuse(*refusal, &opened, by, output);
            }
        };
        let anatomy = opened.known.parts();
        for note in anatomy.into_iter().flat_map(|it| &it.notes) {
            output.warn(*note);
        }
        let text = if output.style().terminal {
            format!("{}\n", human::visible_bytes(&content.payload)).into_bytes()
        } else {
            [&content.payload[..], b"\n"].concat()
        };
        let mut fields = opening::document(&opened.known, Some(&opened.tried), &self.clock);
        opening::add_payload(&mut fields, &content.payload, None);
        output.finish(Exit::Yes, &text, fields)
    }

    fn each_line(&self, stdin: &mut Stdin, output: &mut Output) -> Result<Exit> {
        self.lines
            .want_none(self.cookie.cookie.as_deref(), "verify")?;
        let to_open = ToOpen {
            name: self.cookie.name.as_deref(),
            pin: self.params.pin_any(self.format.as_deref())?,
            protection: Some(Protection::Signed),
            keys: Some(&self.keys),
            looks: false,
            content: Content::Value,
            clock: &self.clock,
        };
        self.lines.open(to_open, stdin, output)
    }
}
