//! The exit codes: the contract that scripts depend on.

use crate::known::{EXPIRES, KEY, OTHER_KEY, SEALED, SIGNED, THEN, WORKBENCH_KEY};
use crate::world::World;

#[test]
fn every_exit_code_means_one_thing_with_and_without_a_document() {
    let world = World::with_key(KEY);
    world.file("other", OTHER_KEY);
    world.file("open", KEY);
    world.set_mode("open", 0o644);
    world.file("short", &WORKBENCH_KEY[..31]);
    world.file("empty", "");
    let decrypt = |key: &'static str, now: &'static str| {
        vec![
            "decrypt", "--name", "session", "--key", key, "--now", now, SEALED,
        ]
    };
    let cases = [
        (0, "yes", decrypt("key", THEN)),
        (0, "yes", vec!["inspect", SEALED]),
        (0, "yes", vec!["encrypt", "--key", "key", "{}"]),
        (0, "yes", vec!["key", "fingerprint", "--key", "key"]),
        (1, "no", decrypt("other", THEN)),
        (1, "no", decrypt("other", EXPIRES)),
        (1, "no", vec!["decrypt", "--key", "key", "x"]),
        (
            1,
            "no",
            vec!["verify", "--name", "x", "--key", "key", SIGNED],
        ),
        (1, "no", vec!["inspect", "--key", "other", SEALED]),
        (1, "no", vec!["verify", SEALED]),
        (
            1,
            "no",
            vec!["key", "fingerprint", "--key", "key", "--expect", "00000000"],
        ),
        (2, "could not", vec!["decrypt", "--bogus"]),
        (2, "could not", vec!["encrypt", "--key", "key", "{"]),
        (2, "could not", vec!["keygen", "--out", "key"]),
        (
            2,
            "could not",
            vec!["sign", "--key", "short", "--expires-in", "1h", "a"],
        ),
        (3, "expired", decrypt("key", EXPIRES)),
        (
            3,
            "expired",
            vec!["inspect", "--name", "session", "--key", "key", SEALED],
        ),
        (4, "no key", decrypt("absent", THEN)),
        (4, "no key", decrypt("open", THEN)),
        (4, "no key", decrypt("empty", THEN)),
        (4, "no key", vec!["key", "list", "--key", "open"]),
        (4, "no key", decrypt("env:ABSENT", THEN)),
        (4, "no key", decrypt("cmd:false", THEN)),
        (4, "no key", decrypt("fd:99", THEN)),
        (4, "no key", vec!["decrypt", SEALED]),
    ];
    for (code, word, arguments) in cases {
        let ended = world.run(&arguments).ends();
        assert_eq!(ended.code(), code, "{} {}", ended.what, ended.err);
        let ended = world.run(&[&arguments[..], &["--json"]].concat()).ends();
        assert_eq!(ended.code(), code, "{}", ended.what);
        let document = ended.json();
        assert_eq!(document["exit"], code);
        assert_eq!(document["word"], word);
    }
}

#[test]
fn the_help_holds_the_table() {
    let table = "EXIT STATUS\n  \
        0  yes        done; genuine and valid; clean\n  \
        1  no         forged, wrong key or malformed; findings; rotation overdue; fingerprint differs\n  \
        2  could not  wrong usage, bad input file, I/O; nothing was changed\n  \
        3  expired    genuine, but expired\n  \
        4  no key     absent, locked, keyring unreachable, or unsafe and refused\n  \
        5  uncertain  a check was not completed; a key was written, but may not last\n";
    for command in [
        &[][..],
        &["keygen"],
        &["key"],
        &["key", "fingerprint"],
        &["key", "list"],
        &["key", "show"],
        &["key", "copy"],
        &["key", "export"],
        &["key", "delete"],
        &["encrypt"],
        &["decrypt"],
        &["sign"],
        &["verify"],
        &["inspect"],
        &["reissue"],
        &["rotate"],
        &["rotate", "stage"],
        &["rotate", "promote"],
        &["rotate", "rollback"],
        &["rotate", "retire"],
        &["rotate", "status"],
        &["rotate", "plan"],
        &["audit"],
        &["completions"],
    ] {
        let ended = World::new().run(&[command, &["--help"]].concat()).ends();
        assert_eq!((ended.code(), ended.err.as_str()), (0, ""));
        assert!(
            ended.text().ends_with(table),
            "{command:?}: {}",
            ended.text()
        );
        let ended = World::new().run(&[command, &["-h"]].concat()).ends();
        let line = "Exit status: 0 yes, 1 no, 2 could not, 3 expired, 4 no key, 5 uncertain. See \
                    --help.\n";
        assert!(
            ended.text().ends_with(line),
            "{command:?}: {}",
            ended.text()
        );
    }
}

#[test]
fn the_help_lists_every_command_and_is_as_wide_as_the_terminal() {
    let commands = [
        "keygen",
        "key",
        "encrypt",
        "decrypt",
        "sign",
        "verify",
        "inspect",
        "reissue",
        "rotate",
        "completions",
    ];
    for (columns, widest) in [("60", 60), ("80", 80), ("300", 100)] {
        let help = |command: &str| {
            let words: Vec<&str> = command.split_whitespace().chain(["--help"]).collect();
            World::new()
                .run(&words)
                .env("COLUMNS", columns)
                .ends()
                .text()
        };
        let list = help("");
        for command in commands {
            let listed = format!("\n  {command} ");
            assert!(list.contains(&listed), "{command}");
        }
        for command in [&[""], &commands[..]].concat() {
            let text = help(command);
            let (text, _) = text.split_once("\nEXAMPLES").unwrap_or((&text, ""));
            // How a command is called stands on one line.
            let lines = text.lines().filter(|line| !line.starts_with("Usage:"));
            let width = lines.map(|line| line.chars().count()).max();
            assert!(width <= Some(widest), "{command} {columns}: {text}");
            assert!(width > Some(widest / 2), "{command} {columns}: {text}");
        }
    }
}

#[test]
fn a_pipe_that_breaks_is_a_success() {
    let world = World::with_key(KEY);
    for script in [
        "cookiekit completions bash | true",
        "cookiekit completions bash | head -c 1 > /dev/null",
        "cookiekit --help | true",
        "cookiekit encrypt --key key --expires-in 1h --json '{}' | true",
        "cookiekit keygen --stdout -q | true",
        "cookiekit decrypt --key absent x 2>&1 | true",
    ] {
        let script = format!("set -o pipefail; {script}");
        let ended = world.shell(&script).ends();
        let expected = if script.contains("absent") { 1 } else { 0 };
        assert_eq!(
            (ended.code(), ended.err.as_str()),
            (expected, ""),
            "{script}"
        );
    }
}

#[test]
fn a_full_disk_is_told_once() {
    let world = World::with_key(KEY);
    let full = "cookiekit: could not write the result: no space left on device\n";
    for command in [
        "completions bash",
        "completions bash --json",
        "encrypt --key key --expires-in 1h '{}'",
        "encrypt --key key --expires-in 1h '{}' --json",
        "key show --key key",
        "key fingerprint --key key",
        "keygen --stdout -q",
        "--help",
        "encrypt --help",
        "--version",
    ] {
        world
            .shell(&format!("cookiekit {command} > /dev/full"))
            .gives(2, "", full);
    }
    let malformed = "cookiekit: malformed: not a cookie of a known format\n\
                     hint: a cookie of every format was looked for (`cookiekit formats` lists them), alone, as NAME=VALUE and in headers; --format NAME says why it is not one of that\n";
    world.shell("cookiekit decrypt --json x > /dev/full").gives(
        2,
        "",
        &format!("{malformed}{full}"),
    );
    world
        .shell("cookiekit decrypt x 2> /dev/full")
        .gives(1, "", "");
}
