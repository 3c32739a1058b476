//! A census whose input is not all there: it says so, or says nothing. That a
//! key may go is never said of half a log.

use std::io::{Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use std::{fs, thread};

use rustix::fs::{Mode, OFlags, open};
use rustix::process::{Pid, Signal, kill_process};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use crate::known::{KEY, OTHER_KEY};
use crate::lines_census::{MAY_GO, SUMMARY};
use crate::world::World;

/// A key, the one that it replaced, and a line with a cookie under it.
fn world() -> (World, String) {
    let world = World::with_key(OTHER_KEY);
    world.file("key.retired-20250101T000000Z-1e75b355", KEY);
    let encrypt = "cookiekit encrypt -q --key key --name session --now 1700000000 \
                   --expires-in 8h '{}'";
    let cookie = world.shell(encrypt).ends().text();
    (world, format!("x \"session={}\" y\n", cookie.trim()))
}

/// A run that hears every signal, with its streams in the test's hands.
fn start(world: &World, more: &[&str], stdin: Stdio) -> Child {
    let mut run = world.program("env");
    run.command
        .args(["--default-signal", "cookiekit"])
        .args(SUMMARY)
        .args(more)
        .stdin(stdin)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    run.command.spawn().unwrap()
}

fn signalled(child: &Child, signal: Signal) {
    let pid = Pid::from_raw(child.id().try_into().unwrap()).unwrap();
    kill_process(pid, signal).unwrap();
}

/// What it said on both streams, and the signal that ended it.
fn ended(mut child: Child) -> (String, Option<i32>) {
    let mut said = String::new();
    let (mut out, mut err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
    out.read_to_string(&mut said).unwrap();
    err.read_to_string(&mut said).unwrap();
    (said, child.wait().unwrap().signal())
}

/// Whether it has come to read: then it hears signals in its own way.
fn reads(child: &Child) {
    let stack = format!("/proc/{}/task", child.id());
    let mut until = (0..3000).map(|_| thread::sleep(Duration::from_millis(2)));
    let hears = || fs::read_dir(&stack).is_ok_and(|tasks| tasks.count() > 1);
    assert!(until.any(|()| hears()), "it never started to read");
}

#[test]
fn a_whole_log_and_the_key_may_go() {
    let (world, line) = world();
    let run = world.run(&SUMMARY).stdin(line.repeat(3)).ends();
    assert!(run.text().contains(MAY_GO[0]), "{}", run.text());
}

#[test]
fn an_interrupted_run_concludes_nothing() {
    let (world, line) = world();
    for (signal, number) in [(Signal::INT, 2), (Signal::TERM, 15), (Signal::HUP, 1)] {
        for more in [&[][..], &["--jobs", "1"], &["--json"]] {
            let mut child = start(&world, more, Stdio::piped());
            let mut input = child.stdin.take().unwrap();
            input.write_all(line.repeat(1000).as_bytes()).unwrap();
            reads(&child);
            thread::sleep(Duration::from_millis(50));
            signalled(&child, signal);
            let (said, by) = ended(child);
            assert_eq!((said.as_str(), by), ("", Some(number)), "{more:?}");
        }
    }
}

/// Ctrl-C ends all of a pipeline: what wrote the input goes at the same time,
/// so that its end comes with the signal.
#[test]
fn an_input_that_ends_by_the_same_interrupt_is_not_taken_for_whole() {
    let (world, line) = world();
    for turn in 0..150 {
        let mut child = start(&world, &[], Stdio::piped());
        let mut input = child.stdin.take().unwrap();
        input.write_all(line.repeat(200).as_bytes()).unwrap();
        reads(&child);
        thread::sleep(Duration::from_micros(100 * (turn % 20)));
        signalled(&child, Signal::INT);
        drop(input);
        let (said, by) = ended(child);
        assert_eq!((said.as_str(), by), ("", Some(2)), "turn {turn}");
    }
}

#[test]
fn an_input_that_ends_by_an_error_concludes_nothing() {
    let (world, line) = world();
    for from in ["/proc/$$/mem", "."] {
        let script = format!("cookiekit {} < {from}; exit $?", SUMMARY.join(" "));
        let run = world.shell(&script).ends();
        assert_eq!((run.code(), run.text()), (2, String::new()), "{}", run.err);
        let start = "cookiekit: could not read the input: ";
        assert!(run.err.starts_with(start), "{}", run.err);
    }
    // Halfway: a terminal that goes away, while it is read and between two reads.
    for is_stopped in [false, true] {
        let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC;
        let master = openpt(flags).unwrap();
        grantpt(&master).unwrap();
        unlockpt(&master).unwrap();
        let name = ptsname(&master, Vec::new()).unwrap();
        let slave = open(&name, OFlags::RDWR | OFlags::NOCTTY, Mode::empty()).unwrap();
        let child = start(&world, &[], slave.into());
        let mut master = fs::File::from(master);
        for _ in 0..20 {
            master.write_all(line.as_bytes()).unwrap();
        }
        reads(&child);
        thread::sleep(Duration::from_millis(300));
        let signal = |name: &str| {
            let pid = child.id().to_string();
            let sent = Command::new("kill").args([name, &pid]).status();
            assert!(sent.unwrap().success());
        };
        if is_stopped {
            signal("-STOP");
        }
        drop(master);
        if is_stopped {
            signal("-CONT");
        }
        let (said, by) = ended(child);
        assert_eq!(by, None, "{said}");
        assert!(
            said.starts_with("cookiekit: could not read the input: "),
            "{said}"
        );
    }
}

#[test]
fn a_log_that_is_compressed_or_was_cut_off_concludes_nothing() {
    let (world, line) = world();
    let text: String = (0..5000).map(|number| format!("{number} {line}")).collect();
    world.file("log", text);
    let of = |script: &str| {
        let script = format!("{script} | cookiekit {}", SUMMARY.join(" "));
        world.shell(&script).ends().json()["conclusions"].to_string()
    };
    assert!(of("gzip -c log | gzip -dc").contains(MAY_GO[0]));
    // As it is, whole and cut, it is named and not read.
    for script in ["gzip -c log", "gzip -c log | head -c 3000"] {
        let script = format!("{script} | cookiekit {}", SUMMARY.join(" "));
        let ended = world.shell(&script).ends();
        assert_eq!((ended.code(), ended.text()), (2, String::new()), "{script}");
        let says = "cookiekit: standard input is compressed (gzip)\n";
        assert!(ended.err.starts_with(says), "{}", ended.err);
    }
    for script in [
        // What was unpacked of a part ends within a line.
        "gzip -c log | head -c 9000 | gzip -dc 2>/dev/null",
        "head -c 70001 log",
        // Of a log that was whole once, a part in it is no text.
        "{ cat log; gzip -c log; }",
    ] {
        let said = of(script);
        assert!(said.contains("is not known"), "{script} {said}");
        assert!(
            !MAY_GO.iter().any(|it| said.contains(it)),
            "{script} {said}"
        );
    }
}

#[test]
fn a_census_that_cannot_be_written_is_no_success() {
    let (world, line) = world();
    world.file("log", line.repeat(10));
    let script = format!("cookiekit {} < log > /dev/full", SUMMARY.join(" "));
    let run = world.shell(&script).ends();
    assert_eq!(run.code(), 2, "{}", run.err);
    assert!(!MAY_GO.iter().any(|it| run.err.contains(it)), "{}", run.err);
    // Nobody reads it: there is nobody to report to, and nothing else happens.
    let mut child = Command::new(&*crate::world::COOKIEKIT)
        .args(SUMMARY)
        .current_dir(world.path("."))
        .stdin(Stdio::from(fs::File::open(world.path("log")).unwrap()))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut said = String::new();
    let mut err = child.stderr.take().unwrap();
    err.read_to_string(&mut said).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(!MAY_GO.iter().any(|it| said.contains(it)), "{said}");
}
