//! The steps of a plan, as commands for a key in its place.

use super::lines;
use super::progress::Progress;
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
    /// The fingerprint of the key that is replaced.
    pub was: &'a str,
    /// How far the rotation is there.
    pub progress: &'a Progress,
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
            Step::PromoteAll { flag } => vec![self.promoting_all(flag)],
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

    /// Whether this machine has promoted the new key.
    fn is_promoted(&self) -> bool {
        matches!(self.progress, Progress::Promoted { .. })
    }

    fn staging(&self) -> Vec<Written> {
        if self.nodes.is_empty() {
            return vec![];
        }
        let here = self.staging_here("stage a new key here: no program uses it yet");
        here.into_iter().chain(self.staging_there()).collect()
    }

    fn accepting(&self) -> Vec<Written> {
        let here = self.staging_here(
            "stage a new key here: the program accepts it when it has started again, and makes no \
             cookie with it yet",
        );
        let mut steps: Vec<Written> = here.into_iter().collect();
        steps.extend(self.staging_there());
        let (what, commands) = match (self.nodes.is_empty(), self.is_promoted()) {
            // It is restarted behind the promotion.
            (true, true) => return steps,
            (true, false) => (
                "restart: the new key is accepted from then on",
                self.everywhere(self.restart),
            ),
            (false, true) => (
                "restart every other node, one after the other: each accepts the new key from then \
                 on. This one makes cookies with it already, which a node without it refuses",
                match self.restart {
                    "" => vec![],
                    restart => self.on_others(restart),
                },
            ),
            (false, false) => (
                "restart every node, one after the other: each accepts the new key from then on. \
                 Do not continue before the last one is up again: one without it would refuse the \
                 cookies that the others make next",
                self.everywhere(self.restart),
            ),
        };
        steps.push(Written {
            what: what.to_owned(),
            commands,
        });
        steps
    }

    /// Nothing where it is the primary already. Run again, it prints the fingerprint of
    /// the key that it made before, and makes no other one.
    fn staging_here(&self, what: &str) -> Option<Written> {
        let stage = format!(
            "{} --for {} --after {}",
            command(self.place, "stage"),
            self.format,
            self.was
        );
        let what = match self.progress {
            Progress::Promoted { .. } => return None,
            Progress::Staged { .. } => "a key is staged here already: it is the new one",
            Progress::Begins | Progress::RolledBack { .. } => what,
        };
        Some(Written {
            what: what.to_owned() + lines::KEEP,
            commands: lines::keeping(&stage, ""),
        })
    }

    fn staging_there(&self) -> Vec<Written> {
        if self.nodes.is_empty() {
            return vec![];
        }
        let new = self.progress.new_key();
        let (stage, next) = (command(self.place, "stage"), self.next());
        let import = format!("{stage} --for {} --from -", self.format);
        let copy_of = |key: &str| {
            let show = format!("cookiekit key show --key {key}");
            let copy = |node: &String| lines::into(node, &show, &import);
            self.nodes.iter().map(copy).collect()
        };
        // A node that has promoted it has it in no other slot.
        if self.is_promoted() {
            return vec![
                Written {
                    what: "see which key every other node has: the new one staged, or as its \
                           primary, or neither"
                        .to_owned(),
                    commands: self.on_others(&command(self.place, "status")),
                },
                Written {
                    what: "stage the same bytes on every other node: one that has them says so. \
                           One that has them retired refuses, and says how it goes back to them"
                        .to_owned(),
                    commands: copy_of(&self.place.word()),
                },
            ];
        }
        let check = format!("cookiekit key fingerprint --key {next} --expect");
        let check = |node: &String| lines::on_with_new(node, &check, new, "");
        let copying = Written {
            what: "stage the same bytes on every other node".to_owned(),
            commands: copy_of(&next),
        };
        let checking = Written {
            what: "check that every node has it: an exit of 1 means stop".to_owned(),
            commands: self.nodes.iter().flat_map(check).collect(),
        };
        vec![copying, checking]
    }

    /// A command that changes something on each node, and its restart.
    fn and_restart(&self, command: &str) -> Vec<String> {
        let here = lines::both(command, self.restart);
        let on = |node| here.iter().map(move |it| lines::on(node, it));
        let there = self.nodes.iter().flat_map(|node| on(node)).collect();
        [here.clone(), there].concat()
    }

    /// The new key is made the primary on each node, and nothing else is done where it
    /// is already.
    fn promote(&self, flag: &str, then: &str) -> Vec<String> {
        let promote = format!("{}{flag} --to", command(self.place, "promote"));
        let new = self.progress.new_key();
        let here = lines::both(&lines::with_new(&promote, new), then);
        let there = |node: &String| lines::on_with_new(node, &promote, new, then);
        let there = self.nodes.iter().flat_map(there).collect();
        [here, there].concat()
    }

    fn using(&self) -> Written {
        let how = match (self.nodes.is_empty(), self.is_promoted()) {
            (true, true) => "it is promoted here: restart, if that was not done since",
            (true, false) => "promote and restart",
            (false, true) => {
                "promote and restart, one node after the other; here it is promoted, and this node \
                 is left out if it was restarted since"
            }
            (false, false) => "promote and restart, one node after the other",
        };
        Written {
            what: format!(
                "{how}: cookies are made with the new key from then on, and those under the old \
                 one are still accepted"
            ),
            commands: self.promote("", self.restart),
        }
    }

    fn promoting(&self, how: &str, flag: &str) -> Written {
        let (place, format) = (self.place, self.format);
        if !self.nodes.is_empty() {
            return Written {
                what: format!("promote, {how}"),
                commands: self.promote(flag, self.restart),
            };
        }
        let what = match self.progress {
            Progress::Staged { .. } => "promote the key that is staged, and restart",
            Progress::Promoted { .. } => "it is promoted here: restart, if that was not done since",
            Progress::Begins | Progress::RolledBack { .. } => {
                "make a new key, put it in place, and restart"
            }
        };
        let commands = match self.begins() {
            true => {
                let rotate = format!(
                    "{} --for {format}{flag} --after {}",
                    command(place, ""),
                    self.was
                );
                lines::keeping(&rotate, self.restart)
            }
            false => self.promote(flag, self.restart),
        };
        Written {
            what: what.to_owned() + if self.begins() { lines::KEEP } else { "" },
            commands,
        }
    }

    fn begins(&self) -> bool {
        self.progress.begins()
    }

    fn promoting_all(&self, flag: &str) -> Written {
        Written {
            what: "promote on every node".to_owned(),
            commands: self.promote(flag, ""),
        }
    }

    fn checking(&self) -> Written {
        let (place, new) = (self.place, self.progress.new_key());
        let check = format!("cookiekit key fingerprint --key {} --expect", place.word());
        let mut commands = vec![lines::with_new(&check, new)];
        let there = |node: &String| lines::on_with_new(node, &check, new, "");
        commands.extend(self.nodes.iter().flat_map(there));
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
