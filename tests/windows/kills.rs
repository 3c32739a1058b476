//! A key file that is being made or rotated when the program is killed: at each of
//! the calls that Wine's program makes of its system, from the last one back to
//! where nothing was begun.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::thread;

use crate::scene::{Folder, windows};

/// Calls of Linux by which Wine asks its server, and so opens, names and removes
/// files; each is counted by itself.
const CALLS: [&str; 2] = ["write", "writev"];
/// So many kills in a row that found nothing begun are before the beginning.
const UNTOUCHED: usize = 8;
/// More than the calls of a rotation.
const MAX_KILLS: usize = 150;

/// How many calls of a kind a run makes that is not killed.
fn counted(folder: &Folder, call: &str, arguments: &[&str]) -> usize {
    let log = folder.path("calls");
    let trace = format!("trace={call}");
    let log_of = ["-qq", "-f", "-o", log.to_str().unwrap(), "-e", &trace];
    let program = windows();
    let whole = [&log_of[..], &[program.to_str().unwrap()], arguments].concat();
    folder.run(Path::new("strace"), &whole, b"").done();
    let calls = fs::read_to_string(&log).unwrap();
    fs::remove_file(log).unwrap();
    calls
        .lines()
        .filter(|line| line.contains(&format!(" {call}(")))
        .count()
}

/// Runs it and kills it at its call number `at`.
fn killed(folder: &Folder, call: &str, at: usize, arguments: &[&str]) {
    let trace = format!("trace={call}");
    let inject = format!("inject={call}:signal=KILL:when={at}");
    let how = ["-qq", "-f", "-o", "/dev/null", "-e", &trace, "-e", &inject];
    let program = windows();
    let whole = [&how[..], &[program.to_str().unwrap()], arguments].concat();
    folder.run(Path::new("strace"), &whole, b"");
}

/// Kills the same run at each call in turn, and has what is left looked at, which
/// says whether anything was begun. Returns how many kills there were.
fn at_every_call(
    arguments: &[&str],
    before: impl Fn() -> Folder + Sync,
    left: impl Fn(&Folder) -> bool + Sync,
) -> usize {
    let of_one = &|call: &str| {
        let all = counted(&before(), call, arguments);
        assert!(all > UNTOUCHED, "{all} calls of {call} were seen");
        let (mut kills, mut untouched) = (0, 0);
        for at in (1..=all).rev().take(MAX_KILLS) {
            let folder = before();
            killed(&folder, call, at, arguments);
            kills += 1;
            untouched = if left(&folder) { 0 } else { untouched + 1 };
            if untouched == UNTOUCHED {
                break;
            }
        }
        assert_eq!(untouched, UNTOUCHED, "the beginning was not reached");
        kills
    };
    // Wine waits more than it computes.
    thread::scope(|scope| {
        let runs = CALLS.map(|call| scope.spawn(move || of_one(call)));
        runs.into_iter().map(|run| run.join().unwrap()).sum()
    })
}

fn is_key(bytes: &[u8]) -> bool {
    bytes.len() == 64 && bytes.iter().all(u8::is_ascii_hexdigit)
}

#[test]
#[ignore = "needs wine: tests/windows/run"]
fn a_key_that_is_being_made_when_it_is_killed_is_whole_or_not_there() {
    let kills = at_every_call(&["keygen", "-q", "--out", "k"], Folder::new, |folder| {
        if folder.path("k").exists() {
            assert!(is_key(&folder.read("k")), "{:?}", folder.names());
        }
        // What is left of it is hidden, tells whose it is, and is closed.
        for name in folder.names() {
            assert!(
                name == "k" || name.starts_with(".k.") && name.ends_with(".tmp"),
                "{name}"
            );
            let said = folder.windows(&["key", "fingerprint", "-q", "--key", &name]);
            assert!(!said.err.contains("can be read"), "{name}: {}", said.err);
        }
        !folder.names().is_empty()
    });
    eprintln!("{kills} kills");
    assert!(kills >= 50, "{kills}");
}

#[test]
#[ignore = "needs wine: tests/windows/run"]
fn a_key_that_is_being_rotated_when_it_is_killed_is_the_old_one_or_the_new_one() {
    const OLD: &[u8] = b"4fc1a0b7d2e89635a1b0c7d8e9f203145e6d7c8b9a0f1e2d3c4b5a6978800112";
    let before = || {
        let folder = Folder::new();
        folder.file("k", OLD, 0o600);
        folder
    };
    let rotate = ["rotate", "-q", "--key", "k"];
    let kills = at_every_call(&rotate, before, |folder| {
        let now = folder.read("k");
        assert!(is_key(&now), "{:?}", folder.names());
        let names = folder.names();
        let mut kept = names.iter().filter(|name| name.starts_with("k.retired-"));
        let is_kept = kept.any(|name| folder.read(name) == OLD);
        assert!(now == OLD || is_kept, "the old key is gone: {names:?}");
        // The next run continues from there, and clears up.
        folder.windows(&rotate).done();
        let after = folder.names();
        let keys: BTreeSet<Vec<u8>> = after
            .iter()
            .filter(|name| !name.starts_with('.'))
            .map(|name| folder.read(name))
            .collect();
        assert!(keys.contains(OLD) && keys.contains(&now), "{after:?}");
        assert_eq!(
            keys.len(),
            after.iter().filter(|it| !it.starts_with('.')).count()
        );
        assert!(
            !after.iter().any(|name| name.ends_with(".tmp")),
            "{after:?}"
        );
        names.len() > 1
    });
    eprintln!("{kills} kills");
    assert!(kills >= 50, "{kills}");
}
