//! `cookiekit rotate plan`: the runbook for one very key.
//!
//! It is a script: what is to be read is in comments, and every command stands
//! on lines of its own, with the paths of this key, so that it can be pasted
//! step by step.

mod workbench;

use serde_json::Value;

use super::{PlaceArguments, encrypted};
use crate::cli::help;
use crate::error::Result;
use crate::exit::Exit;
use crate::fields;
use crate::keys::file::UnsafeKey;
use crate::keys::ring::Ring;
use crate::keys::rotation::{command, word};
use crate::keys::slots::beside;
use crate::keys::spec::Spec;
use crate::output::Output;
use crate::shell::quoted;

#[derive(clap::Args)]
#[command(after_help = help::exit_line(), after_long_help = help::text(help::ROTATE_PLAN))]
pub struct Plan {
    #[command(flatten)]
    place: PlaceArguments,
    /// Whose key it is
    #[arg(long = "for", value_name = "FORMAT")]
    format: Whose,
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

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Whose {
    /// An R plumber API
    Plumber,
    /// Posit Workbench, RStudio Server
    Workbench,
}

/// Checks a duration and keeps its spelling.
fn duration_text(text: &str) -> Result<String> {
    crate::time::parse_duration(text).map(|_| text.to_owned())
}

/// A step: what it is for, and its commands.
struct Step {
    what: String,
    commands: Vec<String>,
}

/// The runbook.
struct Runbook {
    effects: Vec<String>,
    steps: Vec<Step>,
    back: Vec<Step>,
}

impl Plan {
    pub fn run(self, output: &mut Output) -> Result<Exit> {
        let place = self.place.place()?;
        let key = Ring::new(vec![place.clone()], UnsafeKey::Refuse).primary();
        let key = key.map_err(|error| self.place.keys().looked_at(error))?.key;
        let runbook = match self.format {
            Whose::Plumber => self.plumber(&place),
            Whose::Workbench => self.workbench(&place, &encrypted::find(&key)),
        };
        let whose = match self.format {
            Whose::Plumber => "plumber",
            Whose::Workbench => "workbench",
        };
        let title = format!(
            "rotate the {whose} key {place}, now {} (crc32 {:08X})",
            key.fingerprint(),
            key.crc32()
        );
        let fields = fields! {
            "key" => place.to_string(),
            "for" => whose,
            "fingerprint" => key.fingerprint().to_string(),
            "crc32" => format!("{:08X}", key.crc32()),
            "effects" => runbook.effects,
            "steps" => documents(&runbook.steps),
            "back" => documents(&runbook.back),
        };
        output.report(Exit::Yes, &runbook.text(&title), fields)
    }

    fn restart(&self) -> &str {
        let default = match self.format {
            Whose::Plumber => "systemctl restart plumber",
            Whose::Workbench => "rstudio-server restart",
        };
        self.restart.as_deref().unwrap_or(default)
    }

    /// One key in the app: the slots carry the session over, at its edge.
    fn plumber(&self, place: &Spec) -> Runbook {
        let mut steps = self.staging(place, "plumber");
        steps.push(Step {
            what: "put reissue in front of the API on every node, if it is not there: it takes \
                   each request's cookie from whatever key of the slots sealed it to the one \
                   that the API of this node knows (exit 1: pass the cookie on as it is)"
                .to_owned(),
            commands: vec![format!(
                "# printf %s \"$COOKIE\" | cookiekit reissue --format plumber --key {}",
                word(place)
            )],
        });
        let how = "node after node: out of the load balancer, promote, restart, back in";
        steps.push(self.promoting(place, "plumber", how, ""));
        steps.push(self.checking(place));
        steps.push(self.dropping(place));
        Runbook {
            effects: vec![
                "users notice nothing while reissue stands before every node; plumber alone knows \
                 one key only, and would start a new, empty session for every cookie of another"
                    .to_owned(),
                "plumber reads its key when it starts: between promote and restart a node does \
                 not understand its own cookies, so it must not get requests then"
                    .to_owned(),
                "plumber's cookies never expire on the server: a cookie under the old key is good \
                 until that key is dropped (last step)"
                    .to_owned(),
            ],
            steps,
            back: self.going_back(place),
        }
    }

    /// The same command here and on every node.
    fn everywhere(&self, command: &str) -> Vec<String> {
        let there = self.nodes.iter().map(|node| on(node, command));
        std::iter::once(command.to_owned()).chain(there).collect()
    }

    fn staging(&self, place: &Spec, format: &str) -> Vec<Step> {
        if self.nodes.is_empty() {
            return vec![];
        }
        let next = beside(place, "next").map_or_else(String::new, |next| word(&next));
        let mut steps = vec![Step {
            what: "stage a new key here: it is accepted from now on, and not used yet".to_owned(),
            commands: vec![format!(
                "fp=$({} --for {format}) && echo \"staged $fp\"",
                command(place, "stage")
            )],
        }];
        let import = format!("{} --for {format} --from -", command(place, "stage"));
        let copy =
            |node: &String| format!("cookiekit key show --key {next} | {}", on(node, &import));
        steps.push(Step {
            what: "stage the same bytes on every other node".to_owned(),
            commands: self.nodes.iter().map(copy).collect(),
        });
        let check = |node: &String| {
            let command = format!("cookiekit key fingerprint --key {next} --expect");
            on_with(node, &command, "$fp")
        };
        steps.push(Step {
            what: "check that every node has it: an exit of 1 means stop".to_owned(),
            commands: self.nodes.iter().map(check).collect(),
        });
        steps
    }

    fn promoting(&self, place: &Spec, format: &str, how: &str, flag: &str) -> Step {
        if self.nodes.is_empty() {
            let rotate = command(place, "");
            return Step {
                what: "make a new key, put it in place, and restart".to_owned(),
                commands: vec![format!(
                    "fp=$({rotate} --for {format}{flag}) && {}",
                    self.restart()
                )],
            };
        }
        let promote = format!("{}{flag} && {}", command(place, "promote"), self.restart());
        Step {
            what: format!("promote, {how}"),
            commands: self.everywhere(&promote),
        }
    }

    fn checking(&self, place: &Spec) -> Step {
        let check = format!("cookiekit key fingerprint --key {} --expect", word(place));
        let mut commands = vec![format!("{check} \"$fp\"")];
        commands.extend(self.nodes.iter().map(|node| on_with(node, &check, "$fp")));
        Step {
            what: "check each node: the new key's fingerprint, and nothing half done".to_owned(),
            commands: commands
                .into_iter()
                .chain(self.everywhere(&command(place, "status")))
                .collect(),
        }
    }

    fn dropping(&self, place: &Spec) -> Step {
        let lifetime = &self.max_lifetime;
        let drop = format!(
            "{} --older-than {lifetime} --max-lifetime {lifetime}",
            command(place, "retire")
        );
        Step {
            what: format!("{lifetime} later, when the last old cookie is over: drop the old key"),
            commands: self.everywhere(&drop),
        }
    }

    fn going_back(&self, place: &Spec) -> Vec<Step> {
        let back = format!("{} && {}", command(place, "rollback"), self.restart());
        let back = Step {
            what: "the old key is the primary again, the new one retired".to_owned(),
            commands: self.everywhere(&back),
        };
        match self.nodes.is_empty() {
            true => vec![back],
            false => vec![self.dropping_staged(place), back],
        }
    }

    fn dropping_staged(&self, place: &Spec) -> Step {
        let next = beside(place, "next").map_or_else(String::new, |next| word(&next));
        let drop = format!("cookiekit key delete --yes --key {next}");
        Step {
            what: "where it is not promoted yet: drop the staged key, and nothing else".to_owned(),
            commands: self.everywhere(&drop),
        }
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

fn documents(steps: &[Step]) -> Vec<Value> {
    let document =
        |step: &Step| Value::Object(fields! { "what" => step.what, "commands" => step.commands });
    steps.iter().map(document).collect()
}

/// Where a comment is broken.
const WIDTH: usize = 78;

impl Runbook {
    fn text(&self, title: &str) -> String {
        let mut text = comment(title, "# ", "# ");
        text += "#\n# What will be noticed, and what breaks:\n";
        for effect in &self.effects {
            text += &comment(effect, "# - ", "#   ");
        }
        for (index, step) in self.steps.iter().enumerate() {
            text += &step.text(&(index + 1).to_string());
        }
        text += "\n# The way back, if it must be:\n";
        for (step, letter) in self.back.iter().zip('a'..) {
            text += &step.text(&letter.to_string());
        }
        text
    }
}

impl Step {
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
