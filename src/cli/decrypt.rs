//! `cookiekit decrypt`: a cookie to its payload.

use serde_json::Value;

use super::arguments::{ClockArguments, KeyArguments, Stdin, format_names};
use super::help;
use super::opening::{self, CookieArguments};
use crate::error::Result;
use crate::exit::Exit;
use crate::formats::Protection;
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
}

impl Decrypt {
    pub fn run(self, output: &mut Output) -> Result<Exit> {
        let mut stdin = Stdin::default();
        let known = match self.cookie.known(self.format.as_deref(), &mut stdin) {
            Ok(known) => known,
            Err(error) => return opening::untaken(&error, output),
        };
        if let Err(error) = opening::want(Protection::Encrypted, &known) {
            return output.fail(&error, opening::document(&known, None, &self.clock));
        }
        let keys = (!self.unencrypted).then_some(&self.keys);
        let tried = opening::open(&known, keys, &self.clock, &mut stdin, output)?;
        opening::echo_clock(&tried, &self.clock, output);
        let opened = match &tried.outcome {
            Ok(opened) => opened,
            Err(refusal) => return opening::refuse(*refusal, &known, &tried, &self.clock, output),
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
