//! The labelled corpus: files with a key in them, and files that look so. Each case
//! is a repository of its own, committed as a whole. `tests/bench/corpus.sh` prints
//! recall and precision by category, beside other tools.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::cases::{Case, LEAKS, LOOKALIKES, cases};
use crate::sandbox::Sandbox;

fn git(tree: &Path, arguments: &[&str]) {
    let done = Command::new("git")
        .args(["-c", "user.name=a", "-c", "user.email=a@b", "-C"])
        .arg(tree)
        .args(arguments)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .output()
        .unwrap();
    assert!(done.status.success(), "{done:?}");
}

/// What the audit finds in a repository that has the files of a case.
fn found(case: &Case) -> Vec<String> {
    let sandbox = Sandbox::empty();
    let tree = sandbox.path("app");
    for file in &case.files {
        sandbox.file(&format!("app/{}", file.path), &file.content, 0o600);
    }
    git(&tree, &["init", "-q"]);
    git(&tree, &["add", "-Af"]);
    git(&tree, &["commit", "-qm", "all of it"]);
    for file in case.files.iter().filter(|it| it.is_removed) {
        fs::remove_file(tree.join(&file.path)).unwrap();
        git(&tree, &["commit", "-qam", "taken out"]);
    }
    let run = sandbox.audit(&["--json", "app"]);
    let document: Value = serde_json::from_str(&run.stdout).unwrap();
    let findings = document["findings"].as_array().unwrap().iter();
    let id = |finding: &Value| finding["id"].as_str().unwrap().to_owned();
    // That cookies are sent in plain text is no key that lies open, and what an
    // audit says of itself is none.
    let is_leak = |id: &String| id != "CK802" && !id.starts_with("CK9");
    findings.map(id).filter(is_leak).collect()
}

/// What the audit makes of a corpus.
#[derive(Default)]
struct Tally {
    /// By category: how many cases there are, and how many were found.
    rows: BTreeMap<&'static str, (usize, usize)>,
    /// The cases that were judged wrongly.
    wrong: Vec<String>,
}

impl Tally {
    /// How many cases there are, and how many were found.
    fn sums(&self) -> (usize, usize) {
        let sum = |of: fn(&(usize, usize)) -> usize| self.rows.values().map(of).sum();
        (sum(|it| it.0), sum(|it| it.1))
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (cases, found) = self.sums();
        writeln!(f, "found {found} of {cases}")?;
        for (category, (cases, found)) in &self.rows {
            writeln!(f, "{category:16} {found:4} of {cases:4}")?;
        }
        self.wrong
            .iter()
            .try_for_each(|it| writeln!(f, "wrong: {it}"))
    }
}

fn tally(corpus: &'static str, are_leaks: bool) -> Tally {
    let mut tally = Tally::default();
    for case in cases(corpus) {
        let ids = found(&case);
        let is_found = !ids.is_empty();
        let row = tally.rows.entry(case.category).or_default();
        row.0 += 1;
        row.1 += usize::from(is_found);
        if is_found != are_leaks {
            tally.wrong.push(format!("{:.160} {ids:?}", case.name));
        }
    }
    tally
}

#[test]
fn keys_of_the_corpus_are_found() {
    let tally = tally(LEAKS, true);
    let (cases, found) = tally.sums();
    assert!(cases >= 150 && 100 * found >= 95 * cases, "{tally}");
}

#[test]
fn what_looks_like_a_key_in_the_corpus_is_none() {
    let tally = tally(LOOKALIKES, false);
    let (cases, found) = tally.sums();
    assert!(cases >= 60 && found == 0, "{tally}");
}
