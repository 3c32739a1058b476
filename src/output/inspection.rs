//! What there is to say of a cookie, for somebody who is tired: the verdict,
//! the cookie drawn to scale, times in words, and what to do.

use serde_json::{Value, json};

use super::anatomy::{self, Part};
use super::human::wrapped_at;
use super::paint::painted;
use crate::encoding::visible;
use crate::explain::Step;
use crate::set_cookie::{Level, Lint};

/// How good the news is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Genuine and valid.
    Good,
    /// Nothing was proved.
    Open,
    /// Genuine, but not to be accepted.
    Late,
    /// Refused.
    Bad,
}

/// What there is to say of one cookie.
pub struct Inspection<'a> {
    /// The first line.
    pub verdict: String,
    /// How good it is.
    pub tone: Tone,
    /// Its parts, none where it cannot be taken apart.
    pub parts: Vec<Part>,
    /// What is known of it; a row without a name continues the one above.
    pub rows: Vec<(&'static str, String)>,
    /// What is wrong with its Set-Cookie line.
    pub lints: &'a [Lint],
    /// What to do.
    pub steps: Vec<Step>,
}

impl Inspection<'_> {
    /// The text of one cookie, in so many columns.
    pub fn text(&self, columns: usize, color: bool) -> String {
        let mut text = paragraph(columns, "", &self.verdict, self.tone, color);
        if !self.parts.is_empty() {
            text.push('\n');
            text += &anatomy::draw(&self.parts, columns, color);
        }
        text.push('\n');
        text + &self.details(columns, "", color)
    }

    /// The text of one of several, under its number and without a drawing.
    pub fn entry(&self, number: usize, title: &str, columns: usize, color: bool) -> String {
        let mut text = wrapped_at(columns, &format!("{number}  "), &visible(title));
        text += &paragraph(columns, "   ", &self.verdict, self.tone, color);
        text + &self.details(columns, "   ", color)
    }

    fn details(&self, columns: usize, indent: &str, color: bool) -> String {
        let width = self.rows.iter().map(|(name, _)| name.len()).max();
        let width = width.unwrap_or_default().max("what to do".len());
        let mut text = String::new();
        for (name, value) in &self.rows {
            text += &wrapped_at(columns, &format!("{indent}{name:width$}  "), value);
        }
        for (index, lint) in self.lints.iter().enumerate() {
            let name = if index == 0 { "lint" } else { "" };
            text += &lint_text(lint, columns, &format!("{indent}{name:width$}  "), color);
        }
        for (index, step) in self.steps.iter().enumerate() {
            let name = if index == 0 { "what to do" } else { "" };
            text += &wrapped_at(columns, &format!("{indent}{name:width$}  "), &step.text);
            // A command is one line, to be copied as it is.
            if let Some(command) = &step.command {
                text += &format!("{indent}{:width$}    {command}\n", "");
            }
        }
        text
    }
}

fn paragraph(columns: usize, indent: &str, verdict: &str, tone: Tone, color: bool) -> String {
    let text = wrapped_at(columns, indent, verdict);
    let hue = match tone {
        Tone::Good => "1;32",
        Tone::Open => "1",
        Tone::Late => "1;33",
        Tone::Bad => "1;31",
    };
    match color {
        true => painted(hue, text.trim_end()) + "\n",
        false => text,
    }
}

fn lint_text(lint: &Lint, columns: usize, label: &str, color: bool) -> String {
    let observed = match lint.observed.as_str() {
        "" => String::new(),
        observed => format!(" ({})", visible(observed)),
    };
    let (id, level) = (lint.rule.id, lint.rule.level.word());
    let said = wrapped_at(
        columns,
        label,
        &format!("{level}: {id}: {}{observed}", lint.rule.say),
    );
    let hue = match lint.rule.level {
        Level::Dropped => "31",
        Level::Weak => "33",
        Level::Odd => "36",
    };
    let said = match color {
        true => said.replacen(level, &painted(hue, level), 1),
        false => said,
    };
    let below = " ".repeat(label.chars().count());
    said + &wrapped_at(columns, &format!("{below}why: "), lint.rule.why)
        + &wrapped_at(columns, &format!("{below}fix: "), lint.fix)
}

/// A lint as a JSON document.
pub fn lint_document(lint: &Lint) -> Value {
    json!({
        "id": lint.rule.id,
        "level": lint.rule.level.word(),
        "message": lint.rule.say,
        "observed": lint.observed,
        "why": lint.rule.why,
        "fix": lint.fix,
    })
}

/// A step as a JSON document.
pub fn step_document(step: &Step) -> Value {
    json!({ "text": step.text, "command": step.command })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::paint::Hue;

    #[test]
    fn the_verdict_comes_first_and_commands_stay_whole() {
        let inspection = Inspection {
            verdict: "not valid; ".repeat(12),
            tone: Tone::Bad,
            parts: vec![Part {
                name: "tag",
                bytes: 16,
                note: String::new(),
            }],
            rows: vec![("size", "words ".repeat(30)), ("", "more".to_owned())],
            lints: &[],
            steps: vec![Step::run(
                "do this",
                "cookiekit inspect --key 'cmd:a very long command'".repeat(3),
            )],
        };
        let text = inspection.text(80, false);
        assert!(text.starts_with("not valid; not valid; "), "{text}");
        let (commands, others): (Vec<_>, Vec<_>) =
            text.lines().partition(|line| line.contains("cmd:"));
        assert!(others.iter().all(|line| line.len() <= 80), "{text}");
        assert_eq!(commands.len(), 1);
        let red = Hue("1;31").to_string();
        assert!(!text.contains(&red));
        assert!(
            inspection
                .text(80, true)
                .starts_with(&format!("{red}not valid"))
        );
        assert!(
            inspection
                .entry(3, "name", 80, false)
                .starts_with("3  name\n   not valid")
        );
    }
}
