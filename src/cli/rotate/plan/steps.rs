//! The steps of a plan, as commands for a key in its place.

use super::lines;
use crate::frameworks::runbook::{Command, Own, Step};
use crate::keys::rotation::command;
use crate::keys::slots::beside;
use crate::keys::spec::Spec;

/// A step as it is printed: what it is for, and its commands.
pub struct Written {
    pub what: String,
    pub commands: Vec<String>,
}

/// What the commands of a plan are made of.
pub struct At<'a> {
    /// Where the key is.
    pub place: &'a Spec,
    /// The fingerprint of the key that is there now.
    pub was: &'a str,
    /// Whether a key is staged there already.
    pub is_staged: bool,
    /// For which format the new one is.
    pub format: &'a str,
    /// The other nodes, as ssh names them.
    pub nodes: &'a [String],
    pub restart: &'a str,
    pub max_lifetime: &'a str,
}

impl At<'_> {
    /// The steps in words and commands.
    pub fn written(&self, steps: Vec<Step>) -> Vec<Written> {
        let steps = steps.into_iter().flat_map(|step| match step {
            Step::Stage => self.staging(),
            Step::Accept => self.accepting(),
            Step::Use => vec![self.using()],
            Step::Promote { how, flag } => vec![self.promoting(how, flag)],
            Step::Check => vec![self.checking()],
            Step::Drop => vec![self.dropping()],
            Step::Forget => vec![self.forgetting()],
            Step::DropStaged => self.dropping_staged(),
            Step::GoBack => vec![self.going_back()],
            Step::GoBackFromNew => vec![self.going_back_from_new()],
            Step::Own(own) => vec![self.own(own)],
        });
        steps.collect()
    }

    fn own(&self, own: Own) -> Written {
        let commands = own.commands.into_iter().flat_map(|command| match command {
            command if !self.is_of_here(&command) => vec![],
            Command::Here(command) => match command.split_once(" && ") {
                Some((first, second)) => lines::both(first, second),
                None => vec![command],
            },
            Command::Everywhere(command) => self.everywhere(&command),
            Command::Others(command) => self.on_others(&command),
        });
        Written {
            what: own.what,
            commands: commands.collect(),
        }
    }

    fn is_of_here(&self, command: &Command) -> bool {
        let (Command::Here(text) | Command::Everywhere(text) | Command::Others(text)) = command;
        !text.is_empty() && lines::is_of_here(text, self.restart)
    }

    fn on_others(&self, command: &str) -> Vec<String> {
        let on = |node: &String| lines::on(node, command);
        self.nodes.iter().map(on).collect()
    }

    /// The same command here and on every node.
    fn everywhere(&self, command: &str) -> Vec<String> {
        if command.is_empty() {
            return vec![];
        }
        let there = self.on_others(command);
        std::iter::once(command.to_owned()).chain(there).collect()
    }

    fn next(&self) -> String {
        beside(self.place, "next").map_or_else(String::new, |next| next.word())
    }

    fn staging(&self) -> Vec<Written> {
        if self.nodes.is_empty() {
            return vec![];
        }
        let here =
            self.staging_here("stage a new key here: it is accepted from now on, and not used yet");
        std::iter::once(here).chain(self.staging_there()).collect()
    }

    fn accepting(&self) -> Vec<Written> {
        let here = self.staging_here(
            "stage a new key here: the program accepts it when it has started again, and makes no \
             cookie with it yet",
        );
        let restarted = match self.nodes.is_empty() {
            true => "restart: the new key is accepted from then on",
            false => {
                "restart every node, one after the other: each accepts the new key from then on. \
                 Do not continue before the last one is up again: one without it would refuse the \
                 cookies that the others make next"
            }
        };
        let restarting = Written {
            what: restarted.to_owned(),
            commands: self.everywhere(self.restart),
        };
        let mut steps = vec![here];
        if !self.nodes.is_empty() {
            steps.extend(self.staging_there());
        }
        steps.push(restarting);
        steps
    }

    fn staging_here(&self, what: &str) -> Written {
        let stage = format!("{} --for {}", command(self.place, "stage"), self.format);
        // To stage a key again that is staged prints its fingerprint.
        let (what, stage) = match self.is_staged {
            true => (
                "a key is staged here already: it is the new one",
                format!("{stage} --from {}", self.next()),
            ),
            false => (what, stage),
        };
        Written {
            what: what.to_owned() + lines::KEEP,
            commands: lines::keeping(&stage, ""),
        }
    }

    fn staging_there(&self) -> [Written; 2] {
        let (stage, next) = (command(self.place, "stage"), self.next());
        let import = format!("{stage} --for {} --from -", self.format);
        let show = format!("cookiekit key show --key {next}");
        let copy = |node: &String| lines::into(node, &show, &import);
        let check = |node: &String| {
            let command = format!("cookiekit key fingerprint --key {next} --expect");
            lines::on_with_kept(node, &command)
        };
        let copying = Written {
            what: "stage the same bytes on every other node".to_owned(),
            commands: self.nodes.iter().map(copy).collect(),
        };
        let checking = Written {
            what: "check that every node has it: an exit of 1 means stop".to_owned(),
            commands: self.nodes.iter().map(check).collect(),
        };
        [copying, checking]
    }

    /// A command that changes something on each node, and its restart.
    fn and_restart(&self, command: &str) -> Vec<String> {
        let here = lines::both(command, self.restart);
        let on = |node| here.iter().map(move |it| lines::on(node, it));
        let there = self.nodes.iter().flat_map(|node| on(node)).collect();
        [here.clone(), there].concat()
    }

    fn using(&self) -> Written {
        let how = match self.nodes.is_empty() {
            true => "promote and restart",
            false => "promote and restart, one node after the other",
        };
        Written {
            what: format!(
                "{how}: cookies are made with the new key from then on, and those under the old \
                 one are still accepted"
            ),
            commands: self.and_restart(&command(self.place, "promote")),
        }
    }

    fn promoting(&self, how: &str, flag: &str) -> Written {
        let (place, format) = (self.place, self.format);
        let promote = format!("{}{flag}", command(place, "promote"));
        if self.nodes.is_empty() {
            let (what, rotate) = match self.is_staged {
                true => ("promote the key that is staged, and restart", promote),
                false => (
                    "make a new key, put it in place, and restart",
                    format!("{} --for {format}{flag}", command(place, "")),
                ),
            };
            return Written {
                what: what.to_owned() + lines::KEEP,
                commands: lines::keeping(&rotate, self.restart),
            };
        }
        Written {
            what: format!("promote, {how}"),
            commands: self.and_restart(&promote),
        }
    }

    fn checking(&self) -> Written {
        let place = self.place;
        let check = format!("cookiekit key fingerprint --key {} --expect", place.word());
        let mut commands = vec![lines::with_kept(&check)];
        let there = |node: &String| lines::on_with_kept(node, &check);
        commands.extend(self.nodes.iter().map(there));
        Written {
            what: "check each node: the new key's fingerprint, and nothing half done".to_owned(),
            commands: commands
                .into_iter()
                .chain(self.everywhere(&command(place, "status")))
                .collect(),
        }
    }

    fn dropping(&self) -> Written {
        Written {
            what: format!(
                "{} later, when the last old cookie is over: drop the old key",
                self.max_lifetime
            ),
            commands: self.everywhere(&self.drop()),
        }
    }

    fn forgetting(&self) -> Written {
        Written {
            what: format!(
                "{} later, when the last old cookie is over: drop the old key, and restart: the \
                 program has it in memory until then",
                self.max_lifetime
            ),
            commands: self.and_restart(&self.drop()),
        }
    }

    fn drop(&self) -> String {
        let (retire, lifetime) = (command(self.place, "retire"), self.max_lifetime);
        format!("{retire} --older-than {lifetime} --max-lifetime {lifetime}")
    }

    fn going_back(&self) -> Written {
        Written {
            what: "the old key is the primary again, the new one retired".to_owned(),
            commands: self.and_restart(&self.rollback()),
        }
    }

    /// To this very key: an older retired one is not to come back.
    fn rollback(&self) -> String {
        format!("{} --to {}", command(self.place, "rollback"), self.was)
    }

    /// A node that has not promoted the new one is left as it is.
    fn going_back_from_new(&self) -> Written {
        let back = self.rollback();
        Written {
            what: "the old key makes cookies again, and those under the new one are still \
                   accepted: on each node that has promoted it"
                .to_owned(),
            commands: self.and_restart(&back),
        }
    }

    fn dropping_staged(&self) -> Vec<Written> {
        if self.nodes.is_empty() {
            return vec![];
        }
        let next = self.next();
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
