//! `cookiekit rotate plan`: the runbook for one very key.
//!
//! It is a script: what is to be read is in comments, and every command stands
//! on lines of its own, with the paths of this key, so that it can be pasted
//! step by step.

use clap::builder::{PossibleValue, PossibleValuesParser};
use serde_json::Value;

use super::{PlaceArguments, encrypted};
use crate::cli::help;
use crate::error::Result;
use crate::exit::Exit;
use crate::fields;
use crate::frameworks::runbook::{Command, Own, Runbook, Site, Step};
use crate::frameworks::{self, Framework};
use crate::keys::file::UnsafeKey;
use crate::keys::ring::Ring;
use crate::keys::rotation::command;
use crate::keys::slots::beside;
use crate::keys::spec::Spec;
use crate::output::Output;
use crate::shell::{quoted, shown};

#[derive(clap::Args)]
#[command(after_help = help::exit_line(), after_long_help = help::text(help::ROTATE_PLAN))]
pub struct Plan {
    #[command(flatten)]
    place: PlaceArguments,
    /// Whose key it is
    #[arg(long = "for", value_name = "FORMAT", value_parser = runbook_names())]
    format: String,
    /// Another node that has the same key, as ssh names it; may be repeated
    #[arg(long = "node", value_name = "HOST")]
    nodes: Vec<String>,
    /// How the program is restarted, on each node [default: by its service]
    #[arg(long, value_name = "COMMAND")]
    restart: Option<String>,
    /// How long a cookie lives at most; the old key is dropped after that
    #[arg(long, value_name = "DURATION", default_value = "30d", value_parser = duration_text)]
    max_lifetime: String,
}

/// Every framework with a runbook, by its name.
fn runbooks() -> Vec<(&'static Framework, &'static Runbook)> {
    let with_runbook = |it: &'static Framework| Some((it, it.runbook?));
    let mut runbooks: Vec<_> = frameworks::all().filter_map(with_runbook).collect();
    runbooks.sort_by_key(|(_, runbook)| runbook.name);
    runbooks
}

fn runbook_names() -> PossibleValuesParser {
    let value = |(_, it): (_, &Runbook)| PossibleValue::new(it.name).help(it.about);
    PossibleValuesParser::new(runbooks().into_iter().map(value))
}

/// The runbook that the flag named. clap has let no other name through.
fn runbook_of(name: &str) -> (&'static Framework, &'static Runbook) {
    let mut runbooks = runbooks().into_iter();
    let found = runbooks.find(|(_, runbook)| runbook.name == name);
    found.expect("clap takes the names of runbooks only")
}

/// Checks a duration and keeps its spelling.
fn duration_text(text: &str) -> Result<String> {
    crate::time::parse_duration(text).map(|_| text.to_owned())
}

/// A step as it is printed: what it is for, and its commands.
struct Written {
    what: String,
    commands: Vec<String>,
}

impl Plan {
    pub fn run(self, output: &mut Output) -> Result<Exit> {
        let place = self.place.place()?;
        let key = Ring::new(vec![place.clone()], UnsafeKey::Refuse).primary();
        let key = key.map_err(|error| self.place.keys().looked_at(error))?.key;
        let (framework, runbook) = runbook_of(&self.format);
        let configuration = framework.configuration.as_ref();
        let at_risk = configuration.map_or_else(Vec::new, |it| encrypted::find(it, &key));
        let folder = configuration.map_or_else(String::new, |it| shown(&encrypted::directory(it)));
        let restart = self.restart.as_deref().unwrap_or(runbook.restart);
        let course = (runbook.course)(&Site {
            key: &place.word(),
            has_others: !self.nodes.is_empty(),
            restart,
            folder: &folder,
            at_risk: &at_risk,
        });
        let at = At {
            plan: &self,
            place: &place,
            restart,
        };
        let title = format!(
            "rotate the {} key {place}, now {} (crc32 {:08X})",
            runbook.name,
            key.fingerprint(),
            key.crc32()
        );
        let [steps, back] = [course.steps, course.back].map(|steps| at.written(steps));
        let fields = fields! {
            "key" => place.to_string(),
            "for" => runbook.name,
            "fingerprint" => key.fingerprint().to_string(),
            "crc32" => format!("{:08X}", key.crc32()),
            "effects" => course.effects,
            "steps" => documents(&steps),
            "back" => documents(&back),
        };
        let text = text(&title, &course.effects, &steps, &back);
        output.report(Exit::Yes, &text, fields)
    }
}

/// A plan for a key in its place.
struct At<'a> {
    plan: &'a Plan,
    place: &'a Spec,
    restart: &'a str,
}

impl At<'_> {
    fn written(&self, steps: Vec<Step>) -> Vec<Written> {
        let steps = steps.into_iter().flat_map(|step| match step {
            Step::Stage => self.staging(),
            Step::Promote { how, flag } => vec![self.promoting(how, flag)],
            Step::Check => vec![self.checking()],
            Step::Drop => vec![self.dropping()],
            Step::DropStaged => self.dropping_staged(),
            Step::GoBack => vec![self.going_back()],
            Step::Own(own) => vec![self.own(own)],
        });
        steps.collect()
    }

    fn own(&self, own: Own) -> Written {
        let commands = own.commands.into_iter().flat_map(|command| match command {
            Command::Here(command) => vec![command],
            Command::Everywhere(command) => self.everywhere(&command),
            Command::Others(command) => self.on_others(&command),
        });
        Written {
            what: own.what,
            commands: commands.collect(),
        }
    }

    fn nodes(&self) -> &[String] {
        &self.plan.nodes
    }

    fn on_others(&self, command: &str) -> Vec<String> {
        self.nodes().iter().map(|node| on(node, command)).collect()
    }

    /// The same command here and on every node.
    fn everywhere(&self, command: &str) -> Vec<String> {
        let there = self.on_others(command);
        std::iter::once(command.to_owned()).chain(there).collect()
    }

    fn staging(&self) -> Vec<Written> {
        let (place, format) = (self.place, &self.plan.format);
        if self.nodes().is_empty() {
            return vec![];
        }
        let next = beside(place, "next").map_or_else(String::new, |next| next.word());
        let mut steps = vec![Written {
            what: "stage a new key here: it is accepted from now on, and not used yet".to_owned(),
            commands: vec![format!(
                "fp=$({} --for {format}) && echo \"staged $fp\"",
                command(place, "stage")
            )],
        }];
        let import = format!("{} --for {format} --from -", command(place, "stage"));
        let copy =
            |node: &String| format!("cookiekit key show --key {next} | {}", on(node, &import));
        steps.push(Written {
            what: "stage the same bytes on every other node".to_owned(),
            commands: self.nodes().iter().map(copy).collect(),
        });
        let check = |node: &String| {
            let command = format!("cookiekit key fingerprint --key {next} --expect");
            on_with(node, &command, "$fp")
        };
        steps.push(Written {
            what: "check that every node has it: an exit of 1 means stop".to_owned(),
            commands: self.nodes().iter().map(check).collect(),
        });
        steps
    }

    fn promoting(&self, how: &str, flag: &str) -> Written {
        let (place, format) = (self.place, &self.plan.format);
        if self.nodes().is_empty() {
            let rotate = command(place, "");
            return Written {
                what: "make a new key, put it in place, and restart".to_owned(),
                commands: vec![format!(
                    "fp=$({rotate} --for {format}{flag}) && {}",
                    self.restart
                )],
            };
        }
        let promote = format!("{}{flag} && {}", command(place, "promote"), self.restart);
        Written {
            what: format!("promote, {how}"),
            commands: self.everywhere(&promote),
        }
    }

    fn checking(&self) -> Written {
        let place = self.place;
        let check = format!("cookiekit key fingerprint --key {} --expect", place.word());
        let mut commands = vec![format!("{check} \"$fp\"")];
        commands.extend(self.nodes().iter().map(|node| on_with(node, &check, "$fp")));
        Written {
            what: "check each node: the new key's fingerprint, and nothing half done".to_owned(),
            commands: commands
                .into_iter()
                .chain(self.everywhere(&command(place, "status")))
                .collect(),
        }
    }

    fn dropping(&self) -> Written {
        let (place, lifetime) = (self.place, &self.plan.max_lifetime);
        let drop = format!(
            "{} --older-than {lifetime} --max-lifetime {lifetime}",
            command(place, "retire")
        );
        Written {
            what: format!("{lifetime} later, when the last old cookie is over: drop the old key"),
            commands: self.everywhere(&drop),
        }
    }

    fn going_back(&self) -> Written {
        let back = format!("{} && {}", command(self.place, "rollback"), self.restart);
        Written {
            what: "the old key is the primary again, the new one retired".to_owned(),
            commands: self.everywhere(&back),
        }
    }

    fn dropping_staged(&self) -> Vec<Written> {
        if self.nodes().is_empty() {
            return vec![];
        }
        let next = beside(self.place, "next").map_or_else(String::new, |next| next.word());
        // What it sealed on a node that has promoted it, no other would open.
        let look = command(self.place, "status");
        vec![Written {
            what: format!(
                "where no node has promoted it: the staged key may stay; to drop {next} with key \
                 delete is final, and a decision"
            ),
            commands: self.everywhere(&look),
        }]
    }
}

/// A command on another node: one word for ssh, whose shell takes it apart.
fn on(node: &str, command: &str) -> String {
    format!("ssh {} {}", quoted(node.as_ref()), quoted(command.as_ref()))
}

/// The same, with a word that this shell puts in.
fn on_with(node: &str, command: &str, variable: &str) -> String {
    format!("{}\" {variable}\"", on(node, command))
}

fn documents(steps: &[Written]) -> Vec<Value> {
    let document = |step: &Written| {
        Value::Object(fields! { "what" => step.what, "commands" => step.commands })
    };
    steps.iter().map(document).collect()
}

/// Where a comment is broken.
const WIDTH: usize = 78;

fn text(title: &str, effects: &[String], steps: &[Written], back: &[Written]) -> String {
    let mut text = comment(title, "# ", "# ");
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

    #[test]
    fn a_command_for_another_node_is_one_word() {
        let place = Spec::File("it's a key".into());
        let there = on("node 2", &command(&place, "status"));
        let expected =
            r"ssh 'node 2' 'cookiekit rotate status --key '\''it'\''\'\'''\''s a key'\'''";
        assert_eq!(there, expected);
        assert_eq!(
            on_with("b", "x --expect", "$fp"),
            "ssh b 'x --expect'\" $fp\""
        );
    }
}
