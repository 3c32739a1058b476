//! The runbook for Workbench's key. One node is restarted with the new key. A
//! cluster keeps the key in its database too, and does not let in a node that
//! has another: there all nodes are stopped, and one starts before the others.

use super::{Plan, Runbook, Step, command, on, word};
use crate::cli::rotate::encrypted::{self, Encrypted};
use crate::keys::spec::Spec;
use crate::shell::shown;

impl Plan {
    /// The runbook, where these values are encrypted with the key.
    pub(super) fn workbench(&self, place: &Spec, encrypted: &[Encrypted]) -> Runbook {
        let mut steps = self.staging(place, "workbench");
        let flag = match encrypted.is_empty() {
            true => "",
            false => " --i-have-read-the-plan",
        };
        if self.nodes.is_empty() {
            steps.push(self.promoting(place, "workbench", "", flag));
            if !encrypted.is_empty() {
                let mut anew = encrypted_anew(encrypted);
                anew.what += ", then restart";
                anew.commands.push(self.restart().to_owned());
                steps.push(anew);
            }
        } else {
            steps.push(self.stopping());
            let promote = format!("{}{flag}", command(place, "promote"));
            steps.push(Step {
                what: "promote on every node".to_owned(),
                commands: self.everywhere(&promote),
            });
            if !encrypted.is_empty() {
                steps.push(encrypted_anew(encrypted));
            }
            steps.extend(self.starting());
        }
        steps.push(self.checking(place));
        steps.push(Step {
            what: "compare with the server's log, if it logs at level debug: `Secure key hash: \
                   (…)` is the CRC-32 of the key"
                .to_owned(),
            commands: vec![
                format!(
                    "crc=$(cookiekit key fingerprint --key {} | \
                     sed 's/.*crc32 \\([0-9A-F]*\\).*/\\1/')",
                    word(place)
                ),
                "grep -ih \"Secure key hash: ($crc)\" /var/log/rstudio/rstudio-server/*.log"
                    .to_owned(),
            ],
        });
        steps.push(self.dropping(place));
        Runbook {
            effects: self.effects(encrypted),
            steps,
            back: match self.nodes.is_empty() {
                true => self.going_back(place),
                false => self.going_back_together(place),
            },
        }
    }

    fn effects(&self, encrypted: &[Encrypted]) -> Vec<String> {
        let mut effects = vec![
            "everyone must sign in again: Workbench knows one key only. Sessions and unsaved work \
             go on running"
                .to_owned(),
        ];
        if self.nodes.is_empty() {
            effects.push(
                "all nodes need the same bytes: if there are others, name each with --node, for \
                 a cluster is not rotated node by node"
                    .to_owned(),
            );
        } else {
            effects.push(
                "all nodes need the same bytes: a node whose key is not the cluster's does not \
                 come online, so Workbench is stopped on all of them before the first one has \
                 the new key, and nobody can work from then until the first has started again"
                    .to_owned(),
            );
            effects.push(
                "the cluster's key stands in its database too: table `cluster`, column \
                 `secure_cookie_key`, which Workbench keeps by itself. Whoever can read that \
                 table has the key. Nothing here writes to it"
                    .to_owned(),
            );
        }
        if encrypted.is_empty() {
            effects.push(format!(
                "no value that `rstudio-server encrypt-password` made was found in {}",
                shown(&encrypted::directory())
            ));
        }
        for value in encrypted {
            effects.push(format!(
                "it breaks {value}: made with the old key by `rstudio-server encrypt-password`"
            ));
        }
        effects
    }

    fn stopping(&self) -> Step {
        Step {
            what: "stop Workbench on every node, all of them before the next step".to_owned(),
            commands: self.everywhere(&self.instead_of_restart("stop")),
        }
    }

    /// One node first: the cluster has its key then.
    fn starting(&self) -> Vec<Step> {
        let start = self.instead_of_restart("start");
        vec![
            Step {
                what: "start this node alone, and see that it is online. If it is not, start no \
                       other: read its log, compare its key with the one that `SELECT \
                       secure_cookie_key FROM cluster` gives in the cluster's database (it is the \
                       key itself: not where others look on), and take the way back"
                    .to_owned(),
                commands: vec![start.clone(), LIST_NODES.to_owned()],
            },
            Step {
                what: "then the others, and see that all are online".to_owned(),
                commands: self
                    .nodes
                    .iter()
                    .map(|node| on(node, &start))
                    .chain([LIST_NODES.to_owned()])
                    .collect(),
            },
        ]
    }

    fn going_back_together(&self, place: &Spec) -> Vec<Step> {
        let mut steps = vec![self.dropping_staged(place)];
        steps.push(self.stopping());
        steps.push(Step {
            what: "the old key is the primary again, the new one retired; values that were \
                   encrypted anew are put back as well"
                .to_owned(),
            commands: self.everywhere(&command(place, "rollback")),
        });
        steps.extend(self.starting());
        steps
    }

    /// The command that stops or starts a node: the one that restarts it, with
    /// another verb.
    fn instead_of_restart(&self, verb: &str) -> String {
        let restart = self.restart();
        match restart.contains("restart") {
            true => restart.replacen("restart", verb, 1),
            false => format!("rstudio-server {verb}"),
        }
    }
}

const LIST_NODES: &str = "rstudio-server list-nodes";

fn encrypted_anew(encrypted: &[Encrypted]) -> Step {
    Step {
        what: "encrypt the values anew: type each, put what is printed in the place of the old \
               one (on every node)"
            .to_owned(),
        commands: encrypted
            .iter()
            .map(|value| format!("rstudio-server encrypt-password # {value}"))
            .collect(),
    }
}
