//! `cookiekit rotate plan`: the runbook for one very key.
//!
//! It is a script: what is to be read is in comments, and every command stands
//! on lines of its own, with the paths of this key, so that it can be pasted
//! step by step.

mod lines;
mod progress;
mod steps;

use std::collections::HashSet;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use serde_json::Value;

use self::progress::Progress;
use self::steps::{At, Written};
use super::like::{old_is_unfit, refuse_object};
use super::{PlaceArguments, encrypted};
use crate::cli::format_names::{Named, consumers_of, format_of};
use crate::cli::help;
use crate::cli::key::is_plain_in_env;
use crate::encoding::visible;
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::fields;
use crate::frameworks::runbook::{Runbook, Site, Variable, by_variables};
use crate::frameworks::{FORMATS, Format, Framework};
use crate::keys::file::UnsafeKey;
use crate::keys::ring::Ring;
use crate::keys::rotation::{self, refuse_content};
use crate::keys::spec::Spec;
use crate::output::Output;
use crate::shell::shown;
use crate::time::{Time, parse_duration};

#[derive(clap::Args)]
#[command(after_help = help::exit_line(), after_long_help = help::text(help::ROTATE_PLAN))]
pub struct Plan {
    #[command(flatten)]
    place: PlaceArguments,
    /// Whose key it is
    #[arg(long = "for", value_name = "FORMAT", value_parser = format_names())]
    of: Named,
    /// Another node with the same key, as ssh names it; repeatable
    #[arg(long = "node", value_name = "HOST")]
    nodes: Vec<String>,
    /// The command that restarts the program on each node [default: its service]
    #[arg(long, value_name = "COMMAND")]
    restart: Option<String>,
    /// How long a cookie lives at most; the old key is dropped after that
    /// [default: as long as the framework has it, else 30d]
    #[arg(long, value_name = "DURATION", value_parser = duration_text)]
    max_lifetime: Option<String>,
    /// Plan another rotation, although one is under way: a key was retired, and its
    /// cookies are not over yet
    #[arg(long)]
    another: bool,
}

/// clap takes no other.
const HAS_ONE: &str = "the format has a runbook";

/// Every format whose framework has a runbook, by its name.
fn with_runbooks() -> Vec<(&'static str, &'static Framework, &'static Runbook)> {
    let of = |it: &dyn Format| (it.name(), it.facts().framework);
    let with_runbook = |(name, framework): (_, &'static Framework)| {
        framework.runbook.map(|runbook| (name, framework, runbook))
    };
    let mut found: Vec<_> = FORMATS
        .into_iter()
        .map(of)
        .filter_map(with_runbook)
        .collect();
    found.sort_by_key(|(name, ..)| *name);
    found
}

fn format_names() -> impl TypedValueParser<Value = Named> {
    let value = |(name, _, runbook): (_, _, &Runbook)| {
        PossibleValue::new(name)
            .help(runbook.about)
            .aliases(consumers_of(name))
    };
    PossibleValuesParser::new(with_runbooks().into_iter().map(value)).map(Named::of)
}

/// Checks a duration and keeps its spelling.
fn duration_text(text: &str) -> Result<String> {
    parse_duration(text).map(|_| text.to_owned())
}

impl Plan {
    pub fn run(mut self, output: &mut Output) -> Result<Exit> {
        let mut before = HashSet::new();
        self.nodes.retain(|node| {
            let is_first = before.insert(node.clone());
            if !is_first {
                output.note(&format!(
                    "--node {} is given twice, and planned for once",
                    visible(node)
                ));
            }
            is_first
        });
        let (framework, runbook) = (self.of.runbook()).expect(HAS_ONE);
        let (format, code) = (self.of.format(), self.of.code());
        let place = match self.place.keys().places()?.pop() {
            // What cannot be rotated here can by hand.
            Some(place @ Spec::Env(_)) if code.is_some() => place,
            Some(place @ (Spec::Env(_) | Spec::Dotenv { .. })) => {
                return Err(Error::could_not(match code {
                    None => format!(
                        "{} takes one key, and no line of its settings holds a second one: only a \
                         key in a file or in the keyring can be rotated",
                        self.of.name
                    ),
                    Some(_) => "a key in an env file is not planned for".to_owned(),
                })
                .hint(format!(
                    "put the key in a separate file: cookiekit key copy --key {} --to PATH",
                    place.of_one_key().word()
                )));
            }
            _ => self.place.place()?,
        };
        if let (Spec::Keyring(_), Some(_)) = (&place, code) {
            return Err(Error::could_not(
                "an application reads the slots of a key file, not those of the keyring",
            )
            .hint(format!(
                "put the key in a separate file: cookiekit key copy --key {} --to PATH",
                place.word()
            )));
        }
        let key = Ring::new(vec![place.clone()], UnsafeKey::Refuse).primary();
        let key = key.map_err(|error| self.place.keys().looked_at(error))?.key;
        refuse_object(&place, &key)?;
        refuse_content(&place, &key)?;
        rotation::refuse_unturnable(&place)?;
        let max_lifetime = self.max_lifetime.as_deref();
        let max_lifetime = max_lifetime.unwrap_or(runbook.max_lifetime);
        let lifetime = parse_duration(max_lifetime)?;
        if lifetime == 0 {
            return Err(Error::could_not(
                "a session lasts longer than 0s: everybody would be signed out",
            )
            .hint("give the longest time that one can last, or leave --max-lifetime out"));
        }
        let progress = match Progress::at(&place, lifetime, Time::now())? {
            Progress::Promoted { .. } if self.another => Progress::Begins,
            progress => progress,
        };
        let fingerprint = key.fingerprint().to_string();
        // What is encrypted, and what is gone back to, is of the key that is replaced.
        let replaced = match &progress {
            Progress::Promoted { old, .. } => old,
            _ => &key,
        };
        let was = replaced.fingerprint().to_string();
        let configuration = framework.configuration.as_ref();
        let at_risk = configuration.map_or_else(Vec::new, |it| encrypted::find(it, replaced));
        let folder = configuration.map_or_else(String::new, |it| shown(&encrypted::directory(it)));
        let guessed = lines::restart(runbook.restart);
        let restart = self.restart.as_deref().unwrap_or(guessed);
        let site = Site {
            key: &place.word(),
            was: &was,
            is_file: matches!(place, Spec::File(_)),
            has_others: !self.nodes.is_empty(),
            restart,
            restart_is_guessed: self.restart.is_none() && !guessed.is_empty(),
            max_lifetime,
            lifetime_is_guessed: self.max_lifetime.is_none(),
            code,
            folder: &folder,
            at_risk: &at_risk,
        };
        let mut course = self.of.course(&site).expect(HAS_ONE);
        course
            .effects
            .extend(old_is_unfit(Some(format), &place, &key));
        if restart.is_empty() {
            course.effects.push(NO_RESTART.to_owned());
        }
        if let (Spec::File(path), false) = (&place, self.nodes.is_empty())
            && path.is_relative()
        {
            course.effects.push(NOT_WHOLE.to_owned());
        }
        if let Spec::Env(name) = &place {
            let new = format_of(format).facts().key.generate.text()?;
            if !is_plain_in_env(key.bytes()) || !is_plain_in_env(&new) {
                return Err(Error::could_not(
                    "a key of that kind is read differently by readers of env files",
                )
                .hint(format!(
                    "keep it in a separate file: cookiekit key copy --key {} --to PATH",
                    place.word()
                )));
            }
            let name = name.as_str();
            course.effects.extend(left_set(name));
            let variable = Variable {
                name,
                format,
                max_lifetime,
            };
            [course.steps, course.back] = by_variables(&site, &variable);
        }
        let at = At {
            place: &place,
            was: &was,
            progress: &progress,
            format,
            nodes: &self.nodes,
            restart,
            max_lifetime,
        };
        let title = format!(
            "rotate the {} key {place}, now {} (crc32 {:08X})",
            self.of.name,
            key.fingerprint(),
            key.crc32()
        );
        let [steps, back] = [course.steps, course.back].map(|steps| at.written(steps));
        let told = progress.told(&place, !self.nodes.is_empty());
        let fields = fields! {
            "key" => place.to_string(),
            "for" => format,
            "fingerprint" => fingerprint,
            "crc32" => format!("{:08X}", key.crc32()),
            "under_way" => told,
            "new" => progress.new_key(),
            "effects" => course.effects,
            "steps" => documents(&steps),
            "back" => documents(&back),
        };
        let text = text(&title, told.as_deref(), &course.effects, &steps, &back);
        output.report(Exit::Yes, &text, fields)
    }
}

fn documents(steps: &[Written]) -> Vec<Value> {
    let document = |step: &Written| {
        Value::Object(fields! { "what" => step.what, "commands" => step.commands })
    };
    steps.iter().map(document).collect()
}

/// What is printed where no command is known that restarts the program.
const NO_RESTART: &str = "where this says restart, restart the program yourself: its command is \
                          printed with --restart COMMAND";

/// What is printed where other nodes would look for the key elsewhere.
const NOT_WHOLE: &str = "the path of the key is not a whole one: on another node a command \
                         starts in the home of its user, and the key is looked for there. Print \
                         this with --key and the whole path, unless it is there";

/// Where a comment is broken.
const WIDTH: usize = 78;

fn text(
    title: &str,
    progress: Option<&str>,
    effects: &[String],
    steps: &[Written],
    back: &[Written],
) -> String {
    let mut text = comment(title, "# ", "# ");
    if let Some(progress) = progress {
        text += "#\n";
        text += &comment(progress, "# ", "# ");
    }
    text += "#\n# What will be noticed, and what breaks:\n";
    for effect in effects {
        text += &comment(effect, "# - ", "#   ");
    }
    for (index, step) in steps.iter().enumerate() {
        text += &step.text(&(index + 1).to_string());
    }
    text += "\n# The way back, if it must be:\n";
    for (step, letter) in back.iter().zip('a'..) {
        text += &step.text(&letter.to_string());
    }
    text
}

impl Written {
    fn text(&self, number: &str) -> String {
        let mut text = format!(
            "\n{}",
            comment(&self.what, &format!("# {number}. "), "#    ")
        );
        for command in &self.commands {
            text += command;
            text.push('\n');
        }
        text
    }
}

/// Text as a comment, broken between words.
fn comment(text: &str, first: &str, other: &str) -> String {
    let mut lines = vec![first.to_owned()];
    for (index, word) in text.split_whitespace().enumerate() {
        let line = lines.last().map_or(0, |line| line.chars().count());
        if index > 0 && line + word.chars().count() >= WIDTH {
            lines.push(other.to_owned());
        } else if index > 0 {
            lines.last_mut().expect("there is a line").push(' ');
        }
        lines.last_mut().expect("there is a line").push_str(word);
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// What a rotation that was not ended has left beside the variable of a key: the steps of
/// another one would put their keys in its place.
fn left_set(name: &str) -> impl Iterator<Item = String> {
    let is_set = |name: &String| std::env::var_os(name).is_some_and(|it| !it.is_empty());
    let names = ["_NEXT", "_RETIRED"].map(|end| format!("{name}{end}"));
    names.into_iter().filter(is_set).map(|left| {
        format!(
            "{left} is set, by a rotation that was not ended: end that one first, since these steps \
             put another key there, and what the one that is there opens is refused from then on"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_is_broken_between_words() {
        let text = "word ".repeat(20);
        let text = comment(&text, "# 1. ", "#    ");
        assert!(text.lines().all(|line| line.len() < WIDTH + 1));
        assert!(text.starts_with("# 1. word word"));
        assert!(text.lines().nth(1).unwrap().starts_with("#    word"));
    }
}
