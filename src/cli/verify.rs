//! `cookiekit verify`: a signed cookie to its value.

use super::arguments::{ClockArguments, KeyArguments, Stdin, format_names};
use super::help;
use super::opening::{self, CookieArguments};
use crate::error::Result;
use crate::exit::Exit;
use crate::formats::Protection;
use crate::output::{Output, human};

#[derive(clap::Args)]
#[command(after_help = help::exit_line(), after_long_help = help::text(help::VERIFY))]
pub struct Verify {
    #[command(flatten)]
    cookie: CookieArguments,
    /// Take the cookie for one of this format and no other
    #[arg(long, value_parser = format_names(|it| it.facts().protection == Protection::Signed))]
    format: Option<String>,
    #[command(flatten)]
    keys: KeyArguments,
    #[command(flatten)]
    clock: ClockArguments,
}

impl Verify {
    pub fn run(self, output: &mut Output) -> Result<Exit> {
        let mut stdin = Stdin::default();
        let known = match self.cookie.known(self.format.as_deref(), &mut stdin) {
            Ok(known) => known,
            Err(error) => return opening::untaken(&error, output),
        };
        if let Err(error) = opening::want(Protection::Signed, &known) {
            return output.fail(&error, opening::document(&known, None, &self.clock));
        }
        let tried = opening::open(&known, Some(&self.keys), &self.clock, &mut stdin, output)?;
        opening::echo_clock(&tried, &self.clock, output);
        let opened = match &tried.outcome {
            Ok(opened) => opened,
            Err(refusal) => return opening::refuse(*refusal, &known, &tried, &self.clock, output),
        };
        if let Ok(anatomy) = known.format.anatomy(&known.value) {
            for note in anatomy.notes {
                output.warn(note);
            }
        }
        let text = if output.style().terminal {
            format!("{}\n", human::visible_bytes(&opened.payload)).into_bytes()
        } else {
            [&opened.payload[..], b"\n"].concat()
        };
        let mut fields = opening::document(&known, Some(&tried), &self.clock);
        opening::add_payload(&mut fields, &opened.payload, None);
        output.finish(Exit::Yes, &text, fields)
    }
}
