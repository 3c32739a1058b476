//! The labelled corpus: files with a key in them, and files that look so. Each case
//! is a repository of its own, committed as a whole. `tests/bench/corpus.sh` prints
//! recall and precision by category, beside other tools.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::sandbox::Sandbox;

const LEAKS: &str = include_str!("../data/corpus/leaks.txt");
const LOOKALIKES: &str = include_str!("../data/corpus/lookalikes.txt");

/// A file of a case.
struct File {
    path: String,
    /// Whether it was committed and taken out.
    is_removed: bool,
    content: String,
}

struct Case {
    category: &'static str,
    /// What it is called where it fails.
    name: String,
    files: Vec<File>,
}

fn cases(corpus: &'static str) -> Vec<Case> {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let cases = corpus.split("\n## ").skip(1);
    cases
        .map(|case| {
            let (category, files) = case.split_once('\n').unwrap();
            let files = files.strip_prefix("=== ").unwrap().split("\n=== ");
            let files: Vec<File> = files
                .map(|file| {
                    let (head, content) = file.split_once('\n').unwrap_or((file, ""));
                    let (path, mark) = head.split_once(" @").unwrap_or((head, ""));
                    File {
                        path: expanded(path, &mut random),
                        is_removed: mark == "removed",
                        content: expanded(content, &mut random) + "\n",
                    }
                })
                .collect();
            Case {
                category,
                name: format!("{category}: {}", case.replace('\n', " | ")),
                files,
            }
        })
        .collect()
}

/// xorshift64*: the same keys in each run, which no file has.
struct Random(u64);

impl Random {
    fn byte(&mut self) -> u8 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 56) as u8
    }

    fn of(&mut self, alphabet: &[u8], length: usize) -> String {
        let letter = |_| char::from(alphabet[usize::from(self.byte()) % alphabet.len()]);
        (0..length).map(letter).collect()
    }
}

fn expanded(text: &str, random: &mut Random) -> String {
    use base64::Engine;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE};
    const HEX: &[u8] = b"0123456789abcdef";
    const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    const DJANGO: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789!@#$%^&*(-_=+)";
    let mut rest = text;
    let mut done = String::new();
    while let Some((before, after)) = rest.split_once("{{") {
        done += before;
        let Some((word, behind)) = after.split_once("}}") else {
            done += "{{";
            rest = after;
            continue;
        };
        let (kind, length) = word.split_once(':').unwrap_or((word, "0"));
        let length: usize = length.parse().unwrap_or_default();
        let mut bytes = || -> Vec<u8> { (0..length).map(|_| random.byte()).collect() };
        done += &match kind {
            "hex" => random.of(HEX, length),
            "alnum" => random.of(LETTERS, length),
            "django" => random.of(DJANGO, 50),
            "b64" => STANDARD.encode(bytes()),
            "b64url" => URL_SAFE.encode(bytes()),
            "uuid" => {
                let mut part = |length| random.of(HEX, length);
                let (one, two, three, four, five) = (part(8), part(4), part(3), part(3), part(12));
                format!("{one}-{two}-4{three}-a{four}-{five}")
            }
            // A template of another program.
            _ => format!("{{{{{word}}}}}"),
        };
        rest = behind;
    }
    done + rest
}

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
