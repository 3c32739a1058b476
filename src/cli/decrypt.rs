//! `cookiekit decrypt`: a cookie to its payload.

use serde_json::Value;

use super::arguments::{ClockArguments, KeyArguments, Stdin};
use super::format_names::format_names;
use super::help;
use super::lines::{LinesArguments, ToOpen};
use super::opening::{self, CookieArguments, Opening};
use super::params::ParamArguments;
use crate::error::Result;
use crate::exit::Exit;
use crate::frameworks::{Protection, r_unbox};
use crate::lines::opening::Content;
use crate::output::{Output, Style, human, json};

#[derive(clap::Args)]
#[command(after_help = help::exit_line(), after_long_help = help::text(help::DECRYPT))]
pub struct Decrypt {
    #[command(flatten)]
    cookie: CookieArguments,
    /// Treat the cookie as this format
    #[arg(long, value_parser = format_names(|it| it.facts().protection.may_be(Protection::Encrypted)))]
    format: Option<String>,
    #[command(flatten)]
    params: ParamArguments,
    /// Unwrap R's one-element arrays: {"user":["alice"]} becomes {"user":"alice"}
    #[arg(long)]
    unbox: bool,
    /// Read plumber's form without a key, which protects nothing
    #[arg(long, conflicts_with_all = ["keys", "allow_unsafe_key"])]
    unencrypted: bool,
    #[command(flatten)]
    keys: KeyArguments,
    #[command(flatten)]
    clock: ClockArguments,
    #[command(flatten)]
    lines: LinesArguments,
}

impl Decrypt {
    pub fn run(self, output: &mut Output) -> Result<Exit> {
        let mut stdin = Stdin::default();
        if self.lines.lines {
            return self.each_line(&mut stdin, output);
        }
        let pin = self.params.pin_any(self.format.as_deref())?;
        let candidates = self
            .cookie
            .candidates(pin, self.unencrypted, &mut stdin, output);
        let mut opening = match candidates {
            Ok((candidates, given)) => Opening {
                candidates,
                given,
                kind: Some(Protection::Encrypted),
                keys: (!self.unencrypted).then_some(&self.keys),
                clock: &self.clock,
            },
            Err(error) => return opening::untaken(&error, output),
        };
        if let Err(error) = opening.of_kind() {
            return output.fail(&error, opening.unchecked());
        }
        let keys = opening.keys;
        let opened = opening.open(&mut stdin, output)?;
        opening::echo_clock(&opened.tried, &self.clock, output);
        if let Some(error) = &opened.not_taken {
            return opening::not_taken(&opened, error, &self.clock, output);
        }
        let content = match &opened.tried.outcome {
            Ok(content) => content,
            Err(refusal) => {
                return opening::refuse(*refusal, &opened, (keys, &self.clock), output);
            }
        };
        let payload = serde_json::from_slice::<Value>(&content.payload).ok();
        let payload = if self.unbox {
            payload.map(r_unbox)
        } else {
            payload
        };
        let text = self.text(&content.payload, payload.as_ref(), output.style());
        let mut fields = opening::document(&opened.known, Some(&opened.tried), &self.clock);
        opening::add_payload(&mut fields, &content.payload, payload);
        output.finish(Exit::Yes, &text, fields)
    }

    fn each_line(&self, stdin: &mut Stdin, output: &mut Output) -> Result<Exit> {
        self.lines
            .want_none(self.cookie.cookie.as_deref(), "decrypt")?;
        let to_open = ToOpen {
            name: self.cookie.name.as_deref(),
            pin: self.params.pin_any(self.format.as_deref())?,
            protection: Some(Protection::Encrypted),
            keys: (!self.unencrypted).then_some(&self.keys),
            looks: false,
            content: Content::Payload { unbox: self.unbox },
            clock: &self.clock,
        };
        self.lines.open(to_open, stdin, output)
    }

    /// The payload as it was stored, byte for byte; on a terminal indented,
    /// and without anything that a terminal would act on.
    fn text(&self, stored: &[u8], json: Option<&Value>, style: Style) -> Vec<u8> {
        match json {
            Some(json) if style.terminal => json::render(json, style).into_bytes(),
            Some(json) if self.unbox => format!("{json}\n").into_bytes(),
            None if style.terminal => format!("{}\n", human::visible_bytes(stored)).into_bytes(),
            _ => [stored, b"\n"].concat(),
        }
    }
}
