//! `cookiekit verify`: a signed cookie to its value.

use super::arguments::{ClockArguments, KeyArguments, Stdin, format_names};
use super::help;
use super::lines::{LinesArguments, ToOpen};
use super::opening::{self, CookieArguments};
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
    /// Take the cookie for one of this format and no other
    #[arg(long, value_parser = format_names(|it| it.facts().protection == Protection::Signed))]
    format: Option<String>,
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
        let known = match self
            .cookie
            .known(self.format.as_deref(), false, &mut stdin, output)
        {
            Ok(known) => known,
            Err(error) => return opening::untaken(&error, output),
        };
        if let Err(error) = Protection::Signed.want(known.format) {
            return output.fail(&error, opening::unchecked(&known, &self.clock));
        }
        let tried = opening::open(
            &known,
            Some(Protection::Signed),
            Some(&self.keys),
            &self.clock,
            &mut stdin,
            output,
        )?;
        opening::echo_clock(&tried, &self.clock, output);
        let opened = match &tried.outcome {
            Ok(opened) => opened,
            Err(refusal) => {
                let by = (Some(&self.keys), &self.clock);
                return opening::refuse(*refusal, &known, &tried, by, output);
            }
        };
        if let Ok(anatomy) = known.anatomy() {
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

    fn each_line(&self, stdin: &mut Stdin, output: &mut Output) -> Result<Exit> {
        self.lines
            .want_none(self.cookie.cookie.as_deref(), "verify")?;
        let to_open = ToOpen {
            name: self.cookie.name.as_deref(),
            format: self.format.as_deref(),
            protection: Some(Protection::Signed),
            keys: Some(&self.keys),
            looks: false,
            content: Content::Value,
            clock: &self.clock,
        };
        self.lines.open(to_open, stdin, output)
    }
}
