//! `cookiekit decrypt`: a cookie to its payload.

use serde_json::Value;

use super::arguments::{ClockArguments, KeyArguments, Stdin, format_names};
use super::help;
use super::lines::{LinesArguments, ToOpen};
use super::opening::{self, CookieArguments};
use crate::cookie::Known;
use crate::error::Result;
use crate::exit::Exit;
use crate::frameworks::Protection;
use crate::lines::opening::Content;
use crate::output::{Output, Style, human, json};

#[derive(clap::Args)]
#[command(after_help = help::exit_line(), after_long_help = help::text(help::DECRYPT))]
pub struct Decrypt {
    #[command(flatten)]
    cookie: CookieArguments,
    /// Take the cookie for one of this format and no other
    #[arg(long, value_parser = format_names(|it| it.facts().protection == Protection::Encrypted))]
    format: Option<String>,
    /// Take R's one-element arrays off: {"user":["alice"]} becomes {"user":"alice"}
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
        let known = match self.known(&mut stdin, output) {
            Ok(known) => known,
            Err(error) => return opening::untaken(&error, output),
        };
        if let Err(error) = Protection::Encrypted.want(known.format) {
            return output.fail(&error, opening::unchecked(&known, &self.clock));
        }
        let keys = (!self.unencrypted).then_some(&self.keys);
        let tried = opening::open(
            &known,
            Some(Protection::Encrypted),
            keys,
            &self.clock,
            &mut stdin,
            output,
        )?;
        opening::echo_clock(&tried, &self.clock, output);
        let opened = match &tried.outcome {
            Ok(opened) => opened,
            Err(refusal) => {
                let by = (keys, &self.clock);
                return opening::refuse(*refusal, &known, &tried, by, output);
            }
        };
        let payload = serde_json::from_slice::<Value>(&opened.payload).ok();
        let payload = if self.unbox {
            payload.map(json::unbox)
        } else {
            payload
        };
        let text = self.text(&opened.payload, payload.as_ref(), output.style());
        let mut fields = opening::document(&known, Some(&tried), &self.clock);
        opening::add_payload(&mut fields, &opened.payload, payload);
        output.finish(Exit::Yes, &text, fields)
    }

    fn known(&self, stdin: &mut Stdin, output: &mut Output) -> Result<Known> {
        let format = self.format.as_deref();
        self.cookie.known(format, self.unencrypted, stdin, output)
    }

    fn each_line(&self, stdin: &mut Stdin, output: &mut Output) -> Result<Exit> {
        self.lines
            .want_none(self.cookie.cookie.as_deref(), "decrypt")?;
        let to_open = ToOpen {
            name: self.cookie.name.as_deref(),
            format: self.format.as_deref(),
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
