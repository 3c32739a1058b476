//! What the system sees of a run: its files, threads, arguments and dumps.

use std::collections::BTreeSet;
use std::fs;
use std::io::{Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::known::{KEY, PLUMBER, SEALED_PAYLOAD};
use crate::world::{COOKIEKIT, Run, World};

/// Starts it with standard input open, and waits until it waits for that.
fn waiting(run: Run) -> Child {
    let mut command = run.command;
    command.stdin(Stdio::piped());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().unwrap();
    let began = Instant::now();
    // Only what sleeps in a read has set itself up.
    while !fs::read_to_string(format!("/proc/{}/stat", child.id()))
        .is_ok_and(|stat| stat.contains("(cookiekit) S "))
    {
        assert!(began.elapsed() < Duration::from_secs(30));
        thread::sleep(Duration::from_millis(5));
    }
    child
}

fn decrypting(world: &World) -> Child {
    waiting(world.run(&["decrypt", "-q", "--key", "key"]))
}

#[test]
fn core_dumps_are_off_and_a_killed_run_leaves_none() {
    for signal in [Signal::ABORT, Signal::SEGV] {
        let world = World::with_key(KEY);
        let script = "ulimit -c unlimited; exec cookiekit decrypt --key key";
        let mut child = waiting(world.shell(script));
        let limits = fs::read_to_string(format!("/proc/{}/limits", child.id())).unwrap();
        let core = limits
            .lines()
            .find(|line| line.starts_with("Max core file size"));
        let numbers: Vec<&str> = core.unwrap().split_whitespace().skip(4).collect();
        assert_eq!(numbers, ["0", "0", "bytes"]);
        let status = killed(&mut child, signal);
        assert_eq!(status.signal(), Some(signal.as_raw()));
        assert!(!status.core_dumped());
        assert_eq!(world.names(), ["key"]);
    }
}

/// Kills it. Rust takes the first SIGSEGV for an overflow of its stack, looks,
/// and lets the next one through.
fn killed(child: &mut Child, signal: Signal) -> ExitStatus {
    let _input = child.stdin.take();
    loop {
        kill_process(Pid::from_child(child), signal).unwrap();
        thread::sleep(Duration::from_millis(20));
        if let Some(status) = child.try_wait().unwrap() {
            return status;
        }
    }
}

#[test]
fn the_arguments_that_others_can_read_hold_no_secret() {
    let world = World::with_key(KEY);
    let mut child = decrypting(&world);
    let process = format!("/proc/{}", child.id());
    let arguments = fs::read_to_string(format!("{process}/cmdline")).unwrap();
    let expected = format!("{}\0decrypt\0-q\0--key\0key\0", *COOKIEKIT);
    assert_eq!(arguments, expected);
    let mut input = child.stdin.take().unwrap();
    input.write_all(PLUMBER.as_bytes()).unwrap();
    drop(input);
    let mut payload = String::new();
    child
        .stdout
        .take()
        .unwrap()
        .read_to_string(&mut payload)
        .unwrap();
    assert!(child.wait().unwrap().success());
    assert!(payload.starts_with("{\"user\":"));
}

/// The first thing that a run does itself; what is before is the loader's and
/// the Rust runtime's.
const FIRST_ACT: &str = "PR_SET_DUMPABLE";

/// The calls of a run under strace, one a line.
fn traced(world: &World, command: &str) -> String {
    let ended = world
        .shell(&format!(
            "strace -f -o trace -v -s 4096 cookiekit {command}"
        ))
        .ends();
    assert_eq!(ended.code(), 0, "{}", ended.err);
    fs::read_to_string(world.path("trace")).unwrap()
}

/// The files that were opened, those of the program loader aside.
fn opened(trace: &str) -> BTreeSet<&str> {
    // The folders on the way to a key are judged, and held while they are.
    let opening = |line: &&str| {
        line.contains(" open") && !line.contains(" = -1 ") && !line.contains("O_PATH")
    };
    let is_loaded = |path: &&str| path.contains("/lib") || *path == "/etc/ld.so.cache";
    let lines = trace.lines().filter(opening);
    let paths = lines.filter_map(|line| line.split('"').nth(1));
    paths.filter(|path| !is_loaded(path)).collect()
}

#[test]
#[ignore = "needs strace: tests/run"]
fn a_run_opens_its_key_and_nothing_else_and_starts_nobody() {
    let world = World::with_key(KEY);
    for command in [
        format!("encrypt --key key --expires-in 1h '{SEALED_PAYLOAD}'"),
        format!("decrypt --key key '{PLUMBER}'"),
    ] {
        let trace = traced(&world, &command);
        for call in [
            "clone(", "clone3(", "fork(", "vfork(", "execve(", "socket(", "connect(",
        ] {
            let count = trace.lines().filter(|line| line.contains(call)).count();
            let expected = usize::from(call == "execve(");
            assert_eq!(count, expected, "{call} in {command}");
        }
        let (runtime, ours) = trace.split_once(FIRST_ACT).expect("a run hardens itself");
        let mut files = opened(ours).into_iter();
        // The key, by the descriptor that it was judged on.
        let key = files.next().expect("the key is opened");
        assert!(key.starts_with("/proc/self/fd/"), "{key}: {command}");
        assert_eq!(files.next(), None, "{command}");
        // Where the stack ends, which the C library is asked for.
        let mut before = opened(runtime);
        before.remove("/proc/self/maps");
        assert_eq!(before, BTreeSet::new(), "{command}");
    }
}

#[test]
#[ignore = "needs strace: tests/run"]
fn a_key_is_read_and_never_written() {
    let world = World::with_key(KEY);
    let trace = traced(&world, &format!("decrypt --key key '{PLUMBER}'"));
    for line in trace.lines().filter(|line| line.contains(&KEY[..16])) {
        assert!(line.contains(" read("), "{line}");
    }
}
