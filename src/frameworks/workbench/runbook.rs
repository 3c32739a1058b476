//! The runbook for Workbench's key. One node is restarted with the new key. A
//! cluster keeps the key in its database too, and does not let in a node that
//! has another: there all nodes are stopped, and one starts before the others.

use crate::frameworks::runbook::{Command, Course, Own, Runbook, Site, Step};

pub static RUNBOOK: Runbook = Runbook {
    about: "Posit Workbench, RStudio Server",
    restart: "rstudio-server restart",
    max_lifetime: "30d",
    code: None,
    course,
};

const LIST_NODES: &str = "rstudio-server list-nodes";

fn course(site: &Site) -> Course {
    let mut steps = vec![Step::Stage];
    let flag = match site.at_risk.is_empty() {
        true => "",
        false => " --i-have-read-the-plan",
    };
    if site.has_others {
        steps.push(stopping(site));
        steps.push(Step::PromoteAll { flag });
        if !site.at_risk.is_empty() {
            steps.push(Step::Own(encrypted_anew(site)));
        }
        steps.extend(starting(site));
    } else {
        steps.push(Step::Promote { how: "", flag });
        if !site.at_risk.is_empty() {
            let mut anew = encrypted_anew(site);
            anew.what += ", then restart";
            anew.commands.push(Command::Here(site.restart.to_owned()));
            steps.push(Step::Own(anew));
        }
    }
    steps.extend([Step::Check, comparing(site), Step::Drop]);
    Course {
        effects: effects(site),
        steps,
        back: match site.has_others {
            true => going_back_together(site),
            false => vec![Step::GoBack],
        },
    }
}

fn effects(site: &Site) -> Vec<String> {
    let mut effects = vec![
        "everyone must sign in again: Workbench knows one key only. Sessions and unsaved work stay"
            .to_owned(),
    ];
    if site.has_others {
        effects.push(
            "all nodes need the same bytes: a node whose key is not the cluster's does not \
             come online, so Workbench is stopped on all of them before the first one has \
             the new key, and nobody can work from then until the first has started again"
                .to_owned(),
        );
        effects.push(
            "the cluster's key stands in its database too: table `cluster`, column \
             `secure_cookie_key`, which Workbench maintains. Anyone who can read that table has \
             the key. cookiekit does not write to it"
                .to_owned(),
        );
    } else {
        effects.push(
            "all nodes need the same bytes: if there are others, name each with --node, for \
             a cluster is not rotated node by node"
                .to_owned(),
        );
    }
    if site.at_risk.is_empty() {
        effects.push(format!(
            "no value that `rstudio-server encrypt-password` made was found in {}",
            site.folder
        ));
    }
    for value in site.at_risk {
        effects.push(format!(
            "it breaks {value}: made with the old key by `rstudio-server encrypt-password`"
        ));
    }
    effects
}

fn comparing(site: &Site) -> Step {
    let compare = [
        format!(
            "crc=$(cookiekit key fingerprint --key {} | sed 's/.*crc32 \\([0-9A-F]*\\).*/\\1/')",
            site.key
        ),
        "grep -ih \"Secure key hash: ($crc)\" /var/log/rstudio/rstudio-server/*.log".to_owned(),
    ];
    Step::Own(Own {
        what: "compare with the server's log, if it logs at level debug: `Secure key hash: (…)` \
               is the CRC-32 of the key"
            .to_owned(),
        commands: compare.into_iter().map(Command::Here).collect(),
    })
}

fn stopping(site: &Site) -> Step {
    Step::Own(Own {
        what: "stop Workbench on every node, all of them before the next step".to_owned(),
        commands: vec![Command::Everywhere(instead_of_restart(site, "stop"))],
    })
}

/// One node first: the cluster has its key then.
fn starting(site: &Site) -> [Step; 2] {
    let start = instead_of_restart(site, "start");
    let list = || Command::Here(LIST_NODES.to_owned());
    let alone = Own {
        what: "start this node alone, and see that it is online. If it is not, start no other: \
               read its log, compare its key with the one that `SELECT secure_cookie_key FROM \
               cluster` gives in the cluster's database (it is the key itself: let nobody watch), \
               and take the way back"
            .to_owned(),
        commands: vec![Command::Here(start.clone()), list()],
    };
    let others = Own {
        what: "then the others, and see that all are online".to_owned(),
        commands: vec![Command::Others(start), list()],
    };
    [Step::Own(alone), Step::Own(others)]
}

fn going_back_together(site: &Site) -> Vec<Step> {
    let rollback = Own {
        what: "the old key is the primary again, the new one retired; values that were encrypted \
            again are put back as well"
            .to_owned(),
        commands: vec![Command::Everywhere(site.rollback())],
    };
    let mut steps = vec![Step::DropStaged, stopping(site), Step::Own(rollback)];
    steps.extend(starting(site));
    steps
}

/// The command that stops or starts a node: the one that restarts it, with
/// another verb.
fn instead_of_restart(site: &Site, verb: &str) -> String {
    match site.restart.contains("restart") {
        true => site.restart.replacen("restart", verb, 1),
        false => format!("rstudio-server {verb}"),
    }
}

fn encrypted_anew(site: &Site) -> Own {
    let anew = |value: &String| format!("rstudio-server encrypt-password # {value}");
    Own {
        what: "encrypt the values again: type each, put what is printed in the place of the old \
               one (on every node)"
            .to_owned(),
        commands: site.at_risk.iter().map(anew).map(Command::Here).collect(),
    }
}
