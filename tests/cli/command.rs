//! `cmd:`, `env:` and `fd:`: what the key command gets and how it ends, and
//! names that others have chosen.

use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::known::{FINGERPRINT, KEY, NO_KEYRING, SEALED};
use crate::world::{Run, World};

/// Far below the 40 seconds that the commands would take, far above what a kill
/// takes.
const SOON: Duration = Duration::from_secs(20);

fn fingerprint(world: &World, place: &str) -> Run {
    world.run(&["key", "fingerprint", "--key", place])
}

#[test]
fn a_command_that_goes_on_after_too_much_output_is_killed() {
    let world = World::new();
    let too_much = "cookiekit: the key from the key command has more than 65536 bytes\n";
    for output in ["yes | head -c 70000", "printf '%070000d' 1"] {
        let goes_on = "for i in $(seq 800); do echo x >> ticks; sleep 0.05; done";
        let began = Instant::now();
        fingerprint(&world, &format!("cmd:{output}; {goes_on}")).gives(2, "", too_much);
        let took = began.elapsed();
        assert!(took < SOON, "{output}: {took:?}");
        let ticks = || fs::read(world.path("ticks")).unwrap_or_default().len();
        let before = ticks();
        thread::sleep(Duration::from_millis(300));
        // One tick may have been on its way.
        assert!(ticks() <= before + 2, "{output}: it continues");
    }
}

#[test]
fn a_command_that_ignores_polite_signals_is_killed() {
    let world = World::new();
    let script =
        "cmd:trap '' TERM INT HUP PIPE; yes 2>/dev/null; for i in $(seq 800); do sleep 0.05; done";
    let began = Instant::now();
    let ended = fingerprint(&world, script).ends();
    assert_eq!(ended.code(), 2, "{}", ended.err);
    assert!(began.elapsed() < SOON);
}

/// Whether somebody still writes to `ticks`.
fn ticks_on(world: &World) -> bool {
    let ticks = || fs::read(world.path("ticks")).unwrap_or_default().len();
    // One tick may have been on its way.
    thread::sleep(Duration::from_millis(200));
    let before = ticks();
    assert!(before > 0, "it never ticked");
    // A busy machine has each tick late.
    (0..20).any(|_| {
        thread::sleep(Duration::from_millis(100));
        ticks() > before
    })
}

/// Ticks for 40 seconds unless it is ended, or its directory is gone.
const TICKS: &str = "for i in $(seq 800); do echo x >> ticks || exit; sleep 0.05; done";
/// Waits until the ticks have begun.
const BEGUN: &str = "while [ ! -s ticks ]; do sleep 0.01; done";

#[test]
#[cfg(target_os = "linux")]
fn what_a_command_leaves_in_the_background_ends_with_it() {
    let row =
        format!("{FINGERPRINT}  crc32 A77CAC63 (not cryptographic)  64 bytes  the key command\n");
    for left in [
        // It holds the output open, so that there is no end to be read.
        format!("({TICKS}) &"),
        format!("({TICKS}) > /dev/null &"),
        format!("(trap '' TERM HUP INT; {TICKS}) > /dev/null 2>&1 &"),
        // A child of a child, and one in another shell.
        format!("sh -c '({TICKS}) > /dev/null & exit';"),
    ] {
        let world = World::with_key(KEY);
        let began = Instant::now();
        fingerprint(&world, &format!("cmd:{left} {BEGUN}; cat key")).gives(0, &row, "");
        let took = began.elapsed();
        assert!(took < SOON, "{left}: {took:?}");
        assert!(!ticks_on(&world), "{left}: it continues");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn what_a_command_that_fails_leaves_in_the_background_ends_too() {
    let world = World::new();
    let ended = fingerprint(&world, &format!("cmd:({TICKS}) & {BEGUN}; exit 3")).ends();
    assert_eq!(ended.code(), 4, "{}", ended.err);
    assert!(!ticks_on(&world));
}

/// Who started it has children of its own, and agents outlive us on purpose.
#[test]
#[cfg(target_os = "linux")]
fn what_is_not_the_commands_own_goes_on() {
    let world = World::with_key(KEY);
    let left = format!(
        "({TICKS}) > /dev/null 2>&1 & {BEGUN}; exec cookiekit key fingerprint --key 'cmd:cat key'"
    );
    assert_eq!(world.program("sh").args(&["-c", &left]).ends().code(), 0);
    assert!(ticks_on(&world), "a child of the shell was ended");

    let world = World::with_key(KEY);
    let daemon = format!("cmd:setsid sh -c '{TICKS}' > /dev/null 2>&1 & {BEGUN}; cat key");
    assert_eq!(fingerprint(&world, &daemon).ends().code(), 0);
    assert!(ticks_on(&world), "a daemon was ended");
}

/// Runs a command that shows its environment, with these SPECs after it.
fn environment(default: &str, others: &[&str]) -> String {
    let world = World::new();
    let command = "cmd:env >&2; printf '%064d' 7";
    let mut arguments = vec!["key", "fingerprint", "--key", command];
    others
        .iter()
        .for_each(|place| arguments.extend(["--key", *place]));
    let run = world.run(&arguments).env("COOKIEKIT_KEY", default);
    let run = run.env("FIRST", KEY).env("SECOND", KEY);
    let ended = run.env("PLAIN", "stays").ends();
    assert_eq!(ended.code(), 0, "{}", ended.err);
    assert!(ended.err.contains("PLAIN=stays\n"), "{}", ended.err);
    assert!(!ended.err.contains("COOKIEKIT_KEY"), "{}", ended.err);
    ended.err
}

#[test]
fn variables_with_keys_are_hidden_from_the_command() {
    let shown = environment("env:FIRST", &[]);
    assert!(!shown.contains("FIRST") && shown.contains("SECOND="));
    let shown = environment("file:key", &["env:FIRST"]);
    assert!(!shown.contains("FIRST") && shown.contains("SECOND="));
    for (default, other) in [("env:FIRST", "env:SECOND"), ("env:SECOND", "env:FIRST")] {
        let shown = environment(default, &[other]);
        assert!(!shown.contains("FIRST") && !shown.contains("SECOND"));
        assert!(!shown.contains(KEY), "{shown}");
    }
}

#[test]
fn standard_input_is_a_place_by_its_number_too() {
    let world = World::new();
    let row =
        format!("{FINGERPRINT}  crc32 A77CAC63 (not cryptographic)  64 bytes  standard input\n");
    for number in ["fd:0", "fd:00"] {
        fingerprint(&world, number).stdin(KEY).gives(0, &row, "");
    }
    fingerprint(&world, "fd:0").gives(4, "", "cookiekit: the key from standard input is empty\n");
    let both = "cookiekit: standard input cannot hold both the cookie and the key\n\
                hint: pass one of them another way: a file, fd:N, an argument\n";
    let decrypt = world.run(&["decrypt", "--key", "fd:0"]);
    decrypt.stdin(SEALED).gives(2, "", both);
    // Closed, it is empty, and no file that was opened in its place.
    let ended = world
        .shell("cookiekit key fingerprint --key fd:0 <&-")
        .ends();
    assert_eq!(
        (ended.code(), ended.text().as_str()),
        (4, ""),
        "{}",
        ended.err
    );
}

/// Names that would clear a screen, set a title, begin a line, turn text.
const NAMES: [&str; 5] = [
    "a\u{1b}[2Jb",
    "\u{1b}]0;x\u{7}",
    "a\nb",
    "\u{9b}31m",
    "\u{202e}x",
];

#[test]
fn a_name_with_control_characters_reaches_no_terminal() {
    let world = World::new();
    for name in NAMES {
        for scheme in ["env:", "file:", "keyring:", "keyring:s/"] {
            let place = format!("{scheme}{name}");
            for more in [&[][..], &["--json"], &["-v"]] {
                let arguments = [&["key", "fingerprint", "--key", &place], more].concat();
                let ended = world.run(&arguments).ends();
                assert_eq!(ended.code(), 4, "{place:?} {}", ended.err);
                let controls = |c: char| c != '\n' && c.is_control() || c == '\u{202e}';
                assert!(!ended.err.contains(controls), "{:?}", ended.err);
                assert_eq!(ended.err.lines().count(), 2, "{:?}", ended.err);
                let controls = |c: char| c != '\n' && c.is_control();
                assert!(!ended.text().contains(controls), "{:?}", ended.text());
            }
        }
    }
    let err = "cookiekit: no environment variable of that name is set (not shown: it may be a secret)\n\
               hint: export it, or name another place: --key PATH, keyring:SERVICE\n";
    fingerprint(&world, "env:a\u{1b}[2Jb").gives(4, "", err);
    let ended = fingerprint(&world, "keyring:a\u{1b}b").ends();
    let err = format!("cookiekit: {NO_KEYRING}\n");
    assert!(ended.err.starts_with(&err), "{}", ended.err);
}

#[test]
fn a_key_from_a_variable_of_such_a_name_is_told_without_it() {
    let world = World::new();
    for name in NAMES {
        let ended = fingerprint(&world, &format!("env:{name}"))
            .env(name, KEY)
            .ends();
        assert_eq!(ended.code(), 0, "{name:?} {}", ended.err);
        let row = ended.text();
        assert!(row.starts_with(FINGERPRINT), "{row:?}");
        assert!(!row.trim_end().contains(char::is_control), "{row:?}");
        let json = world.run(&[
            "key",
            "fingerprint",
            "--json",
            "--key",
            &format!("env:{name}"),
        ]);
        let document: Value = json.env(name, KEY).ends().json();
        assert_eq!(document["keys"][0]["fingerprint"], FINGERPRINT);
    }
}
