//! The table of dependencies in the guide to security names each one that Cargo.toml
//! names, who keeps it, and how much `unsafe` is in it.

#![allow(clippy::unwrap_used, reason = "what a test cannot do ends it")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

const GUIDE: &str = "src/cli/help/topics/security.md";

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// The rows of the table by name: who keeps it, how much `unsafe`, what it is for.
fn rows() -> BTreeMap<String, (String, usize, String)> {
    let guide = read(GUIDE);
    let (_, section) = guide.split_once("## Dependencies\n").unwrap();
    let table = section.split("```").nth(1).unwrap();
    let rows = table.lines().skip(1).map(|line| {
        let mut words = line.split_whitespace();
        let mut word = || words.next().unwrap_or_default().to_owned();
        let (name, keeper, number) = (word(), word(), word());
        let why = words.collect::<Vec<_>>().join(" ");
        (name, (keeper, number.parse().unwrap(), why))
    });
    rows.collect()
}

#[test]
fn the_guide_names_each_dependency_and_says_what_it_is_for() {
    let mut named = BTreeSet::new();
    let mut is_of_the_program = false;
    for line in read("Cargo.toml").lines() {
        if let Some(section) = line.strip_prefix('[') {
            let section = section.trim_end_matches(']');
            is_of_the_program = section == "dependencies"
                || section.starts_with("target.") && section.ends_with(".dependencies");
        } else if is_of_the_program && let Some((name, what)) = line.split_once(" = ") {
            let renamed = what.split_once("package = \"");
            let renamed = renamed.and_then(|(_, rest)| rest.split_once('"'));
            named.insert(renamed.map_or(name, |it| it.0).to_owned());
        }
    }
    assert!(named.len() > 40, "{named:?}");
    let rows = rows();
    let told: BTreeSet<String> = rows.keys().cloned().collect();
    assert_eq!(told, named, "{GUIDE}");
    for (name, (keeper, _, why)) in &rows {
        assert!(!keeper.is_empty() && !why.is_empty(), "{name}");
    }
}

/// How often a source says `unsafe` before what it is about.
fn unsafe_in(folder: &Path) -> usize {
    let mut found = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found += unsafe_in(&path);
        } else if path.extension().is_some_and(|it| it == "rs") {
            let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
            found += text.lines().map(unsafe_of).sum::<usize>();
        }
    }
    found
}

fn unsafe_of(line: &str) -> usize {
    let code = line.split("//").next().unwrap_or_default();
    let is_part = |it: char| it.is_alphanumeric() || it == '_';
    let mut found = 0;
    for (at, word) in code.match_indices("unsafe") {
        let rest = code[at + word.len()..].trim_start();
        let is_about = ["{", "fn", "impl", "extern", "trait"];
        found += usize::from(
            !code[..at].ends_with(is_part)
                && !code[at + word.len()..].starts_with(is_part)
                && is_about.iter().any(|it| rest.starts_with(it)),
        );
    }
    found
}

/// As the sources have it that Cargo.lock names, of every system.
#[test]
#[ignore = "needs every dependency's source: tests/run"]
fn the_guide_says_who_keeps_a_dependency_and_how_much_of_it_is_unsafe() {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--offline", "--locked", "--format-version", "1"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let of = |list: &Value| list.as_array().unwrap().clone();
    let packages = of(&metadata["packages"]);
    let root = &metadata["resolve"]["root"];
    let nodes = of(&metadata["resolve"]["nodes"]);
    let node = nodes.iter().find(|it| it["id"] == *root).unwrap();
    let mut counted: BTreeMap<String, (String, usize)> = BTreeMap::new();
    for dependency in of(&node["deps"]) {
        let kinds = of(&dependency["dep_kinds"]);
        if kinds.iter().all(|it| !it["kind"].is_null()) {
            continue;
        }
        let package = packages.iter().find(|it| it["id"] == dependency["pkg"]);
        let package = package.unwrap();
        let text = |member: &str| package[member].as_str().unwrap().to_owned();
        let keeper = text("repository").split('/').nth(3).unwrap().to_owned();
        let manifest = text("manifest_path");
        let number = unsafe_in(&Path::new(&manifest).with_file_name("src"));
        // Of two versions the one that has more.
        let counted = counted.entry(text("name")).or_insert((keeper, 0));
        counted.1 = counted.1.max(number);
    }
    let told = rows().into_iter();
    let told: BTreeMap<_, _> = told.map(|(name, it)| (name, (it.0, it.1))).collect();
    assert_eq!(told, counted, "write what is on the right into {GUIDE}");
}
