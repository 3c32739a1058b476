//! `cookiekit inspect`: what a cookie is, and which key opens it.

use serde_json::{Value, json};

use super::arguments::{ClockArguments, KeyArguments, Stdin, format_names};
use super::help;
use super::lines::{LinesArguments, ToOpen};
use super::opening::{self, CookieArguments};
use crate::cookie::Known;
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::formats::{Anatomy, Protection, Refusal, Tried};
use crate::lines::opening::Content;
use crate::output::{Output, human};
use crate::set_cookie::MAX_NAME_AND_VALUE_BYTES;
use crate::time::Time;

#[derive(clap::Args)]
#[command(after_help = help::exit_line(), after_long_help = help::text(help::INSPECT))]
pub struct Inspect {
    #[command(flatten)]
    cookie: CookieArguments,
    /// Take the cookie for one of this format and no other
    #[arg(long, value_parser = format_names(|_| true))]
    format: Option<String>,
    #[command(flatten)]
    keys: KeyArguments,
    #[command(flatten)]
    clock: ClockArguments,
    #[command(flatten)]
    lines: LinesArguments,
}

impl Inspect {
    pub fn run(self, output: &mut Output) -> Result<Exit> {
        let mut stdin = Stdin::default();
        if self.lines.lines {
            return self.each_line(&mut stdin, output);
        }
        let known = match self.cookie.known(self.format.as_deref(), &mut stdin) {
            Ok(known) => known,
            Err(error) => return opening::untaken(&error, output),
        };
        let anatomy = match known.format.anatomy(&known.value) {
            Ok(anatomy) => anatomy,
            Err(malformed) => return opening::untaken(&malformed.into(), output),
        };
        let tried = match self.keys.keys.is_empty() {
            true => None,
            false => {
                let keys = Some(&self.keys);
                Some(opening::open(
                    &known,
                    keys,
                    &self.clock,
                    &mut stdin,
                    output,
                )?)
            }
        };
        let view = View {
            known: &known,
            anatomy: &anatomy,
            tried: tried.as_ref(),
            clock: &self.clock,
        };
        let mut fields = view.document();
        let mut exit = Exit::Yes;
        if let Some(error) = view.refusal() {
            exit = error.exit;
            fields.insert("error".into(), error.message.into());
            fields.insert("hint".into(), error.hint.into());
        }
        output.finish(exit, human::two_columns(&view.rows()).as_bytes(), fields)
    }

    fn each_line(&self, stdin: &mut Stdin, output: &mut Output) -> Result<Exit> {
        self.lines
            .want_none(self.cookie.cookie.as_deref(), "inspect")?;
        let to_open = ToOpen {
            name: self.cookie.name.as_deref(),
            format: self.format.as_deref(),
            protection: None,
            keys: Some(&self.keys),
            looks: true,
            content: Content::Nothing,
            clock: &self.clock,
        };
        self.lines.open(to_open, stdin, output)
    }
}

/// Everything that is known of a cookie.
struct View<'a> {
    known: &'a Known,
    anatomy: &'a Anatomy,
    tried: Option<&'a Tried>,
    clock: &'a ClockArguments,
}

impl View<'_> {
    fn rows(&self) -> Vec<(String, String)> {
        let mut rows = vec![row("verdict", &self.verdict())];
        if let Some(hint) = self.refusal().and_then(|error| error.hint) {
            rows.push(row("hint", &hint));
        }
        rows.push(row("format", &self.format()));
        if !self.known.name.is_empty() {
            rows.push(row(
                "name",
                &human::visible_bytes(self.known.name.as_bytes()),
            ));
        }
        for (index, part) in self.anatomy.parts.iter().enumerate() {
            let name = if index == 0 { "parts" } else { "" };
            rows.push(row(
                name,
                &format!("{:<10} {:>5} bytes", part.name, part.bytes),
            ));
        }
        rows.push(row("size", &self.size()));
        rows.extend(self.times());
        if let Some(id) = &self.anatomy.key_id {
            rows.push(row(
                "key id",
                &format!("{id} (cookiekit key fingerprint shows a key's)"),
            ));
        }
        rows.extend(self.payload());
        for (index, caution) in self.cautions().enumerate() {
            rows.push(row(if index == 0 { "beware" } else { "" }, caution));
        }
        rows
    }

    /// Why a key that was tried did not make it valid.
    fn refusal(&self) -> Option<Error> {
        let refusal = self.tried?.outcome.as_ref().err()?;
        Some(opening::explained(*refusal, self.known, self.clock))
    }

    fn format(&self) -> String {
        let about = self.known.format.facts().about;
        let open =
            self.known.format.facts().protection == Protection::Encrypted && !self.encrypted();
        format!(
            "{about}{}",
            if open {
                ", in its form without a key"
            } else {
                ""
            }
        )
    }

    fn verdict(&self) -> String {
        let Some(tried) = self.tried else {
            return "not checked: give the key with --key".to_owned();
        };
        let by = |text: &str| match &tried.by {
            Some(slotted) => format!(
                "{text}: authenticated by {} from {} ({})",
                slotted.slot,
                slotted.spec,
                slotted.key.fingerprint()
            ),
            None => text.to_owned(),
        };
        match &tried.outcome {
            Ok(_) => by("genuine and valid"),
            Err(refusal @ Refusal::Expired(_)) => {
                by(&opening::explained(*refusal, self.known, self.clock).message)
            }
            Err(refusal) => opening::explained(*refusal, self.known, self.clock).message,
        }
    }

    /// Name and value against what browsers keep.
    fn size(&self) -> String {
        let (name, value) = (self.known.name.len(), self.known.value.len());
        let bytes = name + value;
        let left = match MAX_NAME_AND_VALUE_BYTES.checked_sub(bytes) {
            Some(left) => format!("{left} left"),
            None => "too large: browsers drop it".to_owned(),
        };
        format!("{bytes} of {MAX_NAME_AND_VALUE_BYTES} bytes (name {name}, value {value}), {left}")
    }

    fn times(&self) -> Vec<(String, String)> {
        let now = self.clock.now();
        let when = |time: Time| format!("{time}, {}", time.seen_from(now));
        let mut rows = Vec::new();
        if let Some(issued) = self.anatomy.issued {
            rows.push(row("issued", &when(issued)));
        }
        match self.anatomy.expires {
            Some(expires) => rows.push(row("expires", &when(expires))),
            None => rows.push(row("expires", "never")),
        }
        if self.clock.now.is_some() {
            rows.push(row("judged at", &format!("{now}, as --now said")));
        }
        if let Some(leeway) = self.clock.leeway {
            rows.push(row("leeway", &format!("{leeway} seconds")));
        }
        rows
    }

    /// What the cookie carries: where a key proved it, or where anyone can
    /// read it, and then it is marked as unproved.
    fn payload(&self) -> Option<(String, String)> {
        if let Some(Ok(opened)) = self.tried.map(|tried| &tried.outcome) {
            return Some(row("payload", &human::visible_bytes(&opened.payload)));
        }
        let readable = self.anatomy.readable.as_ref()?;
        let text = human::visible_bytes(readable);
        Some(match self.is_authentic() {
            true => row("payload", &text),
            false => row("says", &format!("{text} (not authenticated)")),
        })
    }

    /// Whether a key authenticated it, expired or not.
    fn is_authentic(&self) -> bool {
        self.tried.is_some_and(|tried| tried.by.is_some())
    }

    fn document(&self) -> serde_json::Map<String, Value> {
        let mut fields = opening::document(self.known, self.tried, self.clock);
        let parts = self.anatomy.parts.iter().map(|part| {
            json!({
                "name": part.name,
                "bytes": part.bytes,
                "start": part.span.start,
                "end": part.span.end,
            })
        });
        fields.insert("parts".into(), parts.collect());
        fields.insert(
            "bytes".into(),
            json!(self.known.name.len() + self.known.value.len()),
        );
        fields.insert("max_bytes".into(), json!(MAX_NAME_AND_VALUE_BYTES));
        fields.insert("key_id".into(), json!(self.anatomy.key_id));
        fields.insert("encrypted".into(), json!(self.encrypted()));
        fields.insert("cautions".into(), self.cautions().collect());
        let payload = match self.tried.map(|tried| &tried.outcome) {
            Some(Ok(opened)) => Some(&opened.payload),
            _ => self.anatomy.readable.as_ref(),
        };
        if let Some(payload) = payload {
            let is_json = self.known.format.facts().protection == Protection::Encrypted;
            let json = serde_json::from_slice(payload).ok();
            opening::add_payload(&mut fields, payload, json.filter(|_| is_json));
        }
        fields
    }

    /// What the format does not protect, and what is odd about this cookie.
    fn cautions(&self) -> impl Iterator<Item = &'static str> {
        let cautions = self.known.format.facts().cautions.iter();
        cautions.chain(&self.anatomy.notes).copied()
    }

    /// Whether nobody reads this very cookie without the key.
    fn encrypted(&self) -> bool {
        self.known.format.facts().protection == Protection::Encrypted
            && self.anatomy.readable.is_none()
    }
}

fn row(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}
