//! Every check was seen: its fault, its near miss, and its command run.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

use crate::sandbox::Sandbox;

/// Checks without a command, and why there can be none.
const NO_COMMAND: [(&str, &str); 13] = [
    (
        "CK108",
        "what is there instead of a file is not ours to remove",
    ),
    ("CK303", "which disk is better is not known"),
    ("CK304", "which disk is better is not known"),
    ("CK305", "which disk is better is not known"),
    (
        "CK408",
        "whose work would end with the process is not known",
    ),
    (
        "CK409",
        "whose work would end with the process is not known",
    ),
    (
        "CK418",
        "what else is in an archive is not ours to throw away",
    ),
    ("CK419", "how a container gets its key is not known"),
    ("CK704", "only who knows the secrets can encrypt them again"),
    ("CK709", "who may query a database is not known"),
    ("CK901", "the path that was meant is not known"),
    ("CK902", "who may look is not known"),
    ("CK905", "what was audited for the baseline is not known"),
];

/// Checks that are seen in another way than by a call of the sandbox: the test.
const OTHERWISE: [(&str, &str); 3] = [
    // In a keyring that the test alone has.
    ("CK415", "the_key_in_a_keyring_of_the_kernel"),
    // A script has to say whether a copy is kept.
    ("CK417", "clear_text_is_found_and_the_import_mends_it"),
    // Where every look is made slow.
    ("CK903", "a_key_that_changes_all_the_time"),
];

/// What a test sees of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Seen {
    Fault,
    NearMiss,
    Command,
}

use Seen::{Command, Fault, NearMiss};

/// The calls by which tests see something, of which the first argument is the
/// number of a check, or `id` for those that the test goes through.
const CALLS: [(&str, &[Seen]); 5] = [
    ("finds(", &[Fault]),
    ("findings(", &[Fault]),
    ("passes(", &[NearMiss]),
    ("mends(", &[Fault, Command]),
    ("objects(", &[Fault, NearMiss, Command]),
];
/// The one that runs what is printed with a finding.
const OBEYS: &str = ".obey(";

type Sights = BTreeMap<String, BTreeSet<Seen>>;

/// The number of a check at the start of a text.
fn number(text: &str) -> Option<&str> {
    let number = text.strip_prefix('"')?.split('"').next()?;
    number.starts_with("CK").then_some(number)
}

/// What one function of a test sees.
fn look(function: &str, sights: &mut Sights) {
    let quoted = function
        .match_indices("\"CK")
        .map(|(at, _)| &function[at..]);
    let all: BTreeSet<&str> = quoted.filter_map(number).collect();
    for (call, seen) in CALLS {
        for (at, _) in function.match_indices(call) {
            let argument = function[at + call.len()..].trim_start();
            let one = number(argument).into_iter().collect();
            let checks = match argument.starts_with("id,") {
                true => &all,
                false => &one,
            };
            for check in checks {
                let sights = sights.entry((*check).to_owned()).or_default();
                sights.extend(seen);
                if seen.contains(&Fault) && function.contains(OBEYS) {
                    sights.insert(Command);
                }
            }
        }
    }
}

#[test]
fn every_check_has_a_fault_a_near_miss_and_a_command_that_is_run() {
    let run = Sandbox::empty().audit(&["--list-checks", "--json"]);
    let document: Value = serde_json::from_str(&run.stdout).unwrap();
    let rows = document["checks"].as_array().unwrap();
    let ids: BTreeSet<&str> = rows.iter().map(|row| row["id"].as_str().unwrap()).collect();
    assert!(ids.len() > 60, "{ids:?}");

    let mut sights = Sights::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/audit");
    for entry in std::fs::read_dir(folder).unwrap() {
        let source = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        for function in source.split("\n#[test]\n").skip(1) {
            look(function, &mut sights);
            for (id, _) in OTHERWISE.iter().filter(|(id, name)| {
                function.contains(&format!("fn {name}(")) && function.contains(id)
            }) {
                let all = [Fault, NearMiss, Command];
                sights.insert((*id).to_owned(), all.into());
            }
        }
    }
    let known = sights.keys().filter(|id| !ids.contains(&***id));
    assert_eq!(known.collect::<Vec<_>>(), [""; 0], "no such check");
    let mut missing = Vec::new();
    for id in ids {
        let mut wanted = vec![Fault, NearMiss];
        if !NO_COMMAND.iter().any(|(other, _)| *other == id) {
            wanted.push(Command);
        }
        let seen = sights.remove(id).unwrap_or_default();
        wanted.retain(|it| !seen.contains(it));
        missing.extend(wanted.into_iter().map(|it| format!("{id}: {it:?}")));
    }
    assert_eq!(missing, [""; 0], "not seen in tests/audit");
}
