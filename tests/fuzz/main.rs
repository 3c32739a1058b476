//! Every fuzz target over its seeds and over all that was ever found with it: no fuzz
//! engine is needed.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "what a test cannot do ends it")]

mod targets;

use std::collections::HashSet;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use targets::{TARGETS, Target};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/regressions")
}

/// Runs a target; what fails in it is kept, so that one run names all.
fn run(target: &Target, input: &[u8], failed: &mut Vec<String>) -> bool {
    let ended = catch_unwind(AssertUnwindSafe(|| (target.run)(input)));
    ended.unwrap_or_else(|panic| {
        let words = panic.downcast_ref::<String>().cloned();
        let words = words.or_else(|| panic.downcast_ref::<&str>().map(|it| (*it).to_owned()));
        failed.push(format!("{}: {}", target.name, words.unwrap_or_default()));
        true
    })
}

#[test]
fn every_target_takes_its_seeds_and_holds() {
    let mut failed = Vec::new();
    for target in TARGETS {
        let seeds = (target.seeds)();
        let mut taken = 0;
        for seed in &seeds {
            taken += usize::from(run(target, seed, &mut failed));
        }
        if taken == 0 {
            let count = seeds.len();
            failed.push(format!("{}: none of {count} seeds is read", target.name));
        }
        // Whatever stands at the end may be missing, and anything may be empty.
        for seed in seeds.iter().take(20) {
            run(target, &seed[..seed.len() / 2], &mut failed);
        }
        run(target, b"", &mut failed);
    }
    failed.dedup();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn what_was_found_holds_now() {
    let mut replayed = 0;
    let mut failed = Vec::new();
    for target in TARGETS {
        let Ok(entries) = fs::read_dir(folder().join(target.name)) else {
            continue;
        };
        for entry in entries {
            let found = fs::read(entry.unwrap().path()).unwrap();
            run(target, &found, &mut failed);
            replayed += 1;
        }
    }
    assert!(replayed > 0, "the regressions were not found");
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn every_regression_belongs_to_a_target_and_every_target_has_one_name() {
    let names: HashSet<&str> = TARGETS.iter().map(|it| it.name).collect();
    assert_eq!(names.len(), TARGETS.len());
    for entry in fs::read_dir(folder()).unwrap() {
        let name = entry.unwrap().file_name();
        let name = name.to_str().unwrap();
        assert!(names.contains(name), "{name}: no such target");
    }
}
