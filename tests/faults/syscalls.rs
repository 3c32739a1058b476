//! Kill at the entry of every system call, and every error of a failing disk
//! on every call that could meet one.

use std::collections::BTreeMap;
use std::path::Path;

use crate::scene::{Operation, Scene, operation, report};

/// What a failing or full disk, a signal, or a remount answers.
const ERRORS: [&str; 6] = ["EIO", "ENOSPC", "EINTR", "EDQUOT", "EROFS", "EACCES"];

/// The calls that may get such an answer.
const DISK_CALLS: [&str; 22] = [
    "openat",
    "read",
    "write",
    "fsync",
    "fdatasync",
    "fstat",
    "newfstatat",
    "statx",
    "fchmod",
    "fchown",
    "fgetxattr",
    "fremovexattr",
    "linkat",
    "renameat",
    "renameat2",
    "unlinkat",
    "getdents64",
    "flock",
    "fcntl",
    "lseek",
    "flistxattr",
    "fsetxattr",
];

/// One call of a run: its name, and the how manieth of that name it is.
pub struct Call {
    pub name: String,
    pub when: usize,
}

/// The calls of an operation.
fn calls(scene: &Scene, operation: &Operation) -> Vec<Call> {
    scene.fill(operation.files);
    let log = scene.folder.with_extension("trace");
    let log_path = log.to_str().expect("a plain path");
    let ended = scene.run(&["-o", log_path], operation.arguments);
    assert_eq!(ended.code, Some(0), "{}: {ended:?}", operation.name);
    calls_in(&std::fs::read_to_string(&log).expect("a trace"))
}

/// The calls in a trace once cookiekit itself has begun. What comes before is
/// the loader's.
pub fn calls_in(trace: &str) -> Vec<Call> {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut is_ours, mut calls) = (false, Vec::new());
    for line in trace.lines() {
        let Some((name, arguments)) = line.split_once('(') else {
            continue;
        };
        if !name
            .bytes()
            .all(|it| it.is_ascii_alphanumeric() || it == b'_')
        {
            continue;
        }
        let when = seen.entry(name).or_default();
        *when += 1;
        is_ours |= name == "prctl" && arguments.starts_with("PR_SET_DUMPABLE");
        if is_ours && name != "exit_group" {
            calls.push(Call {
                name: name.to_owned(),
                when: *when,
            });
        }
    }
    assert!(is_ours, "the start of cookiekit itself is in the trace");
    calls
}

/// Runs an operation under every fault; returns how many there were.
pub fn all_faults(folder: &Path, operation: &Operation, errors: &[&str]) -> usize {
    let scene = Scene {
        folder: folder.to_owned(),
    };
    let mut codes: BTreeMap<Option<i32>, usize> = BTreeMap::new();
    let mut failures = Vec::new();
    let mut cases = 0;
    for call in calls(&scene, operation) {
        let errors = errors.iter().map(|error| format!("error={error}"));
        let errors = errors.filter(|_| DISK_CALLS.contains(&call.name.as_str()));
        let faults = std::iter::once("signal=SIGKILL".to_owned()).chain(errors);
        for fault in faults {
            cases += 1;
            scene.fill(operation.files);
            let inject = format!("inject={}:{fault}:when={}", call.name, call.when);
            let ended = scene.run(&["-o", "/dev/null", "-e", &inject], operation.arguments);
            *codes.entry(ended.code).or_default() += 1;
            let judged = scene.judge(operation, &ended);
            let judged = judged.and_then(|()| scene.judge_next_run(operation));
            if let Err(why) = judged {
                failures.push(format!("{inject}: {why}"));
            }
        }
    }
    report(&format!(
        "{}: {cases} cases, exit codes {codes:?}",
        operation.name
    ));
    assert!(
        failures.is_empty(),
        "{}: {} of {cases} failed:\n{}",
        operation.name,
        failures.len(),
        failures.join("\n")
    );
    cases
}

fn under_all_faults(name: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let scene = folder.path().join("scene");
    std::fs::create_dir(&scene).expect("a folder");
    all_faults(&scene, &operation(name), &ERRORS);
}

#[test]
#[ignore = "needs strace: tests/run"]
fn creating_a_key_survives_every_fault() {
    under_all_faults("create");
}

#[test]
#[ignore = "needs strace: tests/run"]
fn copying_a_key_survives_every_fault() {
    under_all_faults("copy");
}

#[test]
#[ignore = "needs strace: tests/run"]
fn rotating_survives_every_fault() {
    under_all_faults("rotate");
}

#[test]
#[ignore = "needs strace: tests/run"]
fn rotating_after_a_kill_survives_every_fault() {
    under_all_faults("rotate after a kill");
}

#[test]
#[ignore = "needs strace: tests/run"]
fn staging_survives_every_fault() {
    under_all_faults("stage");
}

#[test]
#[ignore = "needs strace: tests/run"]
fn staging_from_another_node_survives_every_fault() {
    under_all_faults("stage --from");
}

#[test]
#[ignore = "needs strace: tests/run"]
fn promoting_survives_every_fault() {
    under_all_faults("promote");
}

#[test]
#[ignore = "needs strace: tests/run"]
fn rolling_back_survives_every_fault() {
    under_all_faults("rollback");
}

#[test]
#[ignore = "needs strace: tests/run"]
fn retiring_survives_every_fault() {
    under_all_faults("retire");
}
