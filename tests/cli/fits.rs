//! A cookie's format is the choice of the client that sent it: one that no given key
//! fits is a no, and never an error of the user who gave the keys.

use serde_json::Value;

use crate::known::{KEY, OTHER_KEY, PLUMBER, SEALED, SIGNED, THEN, WORKBENCH, WORKBENCH_KEY};
use crate::world::World;

/// Keys of every kind, with the formats that can use them.
const KEYS: [(&[u8], &[&str]); 6] = [
    (
        OTHER_KEY.as_bytes(),
        &["sealed", "signed", "workbench", "plumber"],
    ),
    (
        b"fedcba9876543210fedcba9876543210",
        &["workbench", "plumber"],
    ),
    (b"correct horse", &["plumber"]),
    (
        b"\xff\xfe\xfd-----------------------------------",
        &["workbench"],
    ),
    (b"\xff\xfe\xfd", &[]),
    // No text of R has a NUL.
    (b"0123456789abcdef\x000123456789abcdef\x00", &[]),
];

const COOKIES: [(&str, &str); 4] = [
    ("sealed", SEALED),
    ("signed", SIGNED),
    ("workbench", WORKBENCH),
    ("plumber", PLUMBER),
];

fn command_for(format: &str) -> &'static str {
    match format {
        "sealed" | "plumber" => "decrypt",
        _ => "verify",
    }
}

#[test]
fn a_cookie_of_a_format_that_no_key_fits_is_a_no() {
    for (key, fits) in KEYS {
        let world = World::with_key(key);
        for (format, cookie) in COOKIES {
            for command in [command_for(format), "inspect", "reissue"] {
                let what = format!("{command} {format} {key:?}");
                let common = [command, "--key", "key", "--now", THEN, "--name", "session"];
                // Any text is a key of Rails, whose cookies are of both kinds.
                let one = [&common[..], &["--json", "--", cookie]].concat();
                let single = world.run(&one).ends();
                assert_eq!(single.code(), 1, "{what}: {}", single.err);
                let many = [&common[..], &["--lines", "-q"]].concat();
                let many = world.run(&many).stdin(format!("{cookie}\n")).ends();
                assert_eq!(many.code(), 1, "{what}: {}", many.err);
                let document = single.json();
                let error = document["error"].as_str().unwrap();
                let none = format!(
                    "under no key that was given (format {format}): the key from \
                                    key does not fit: "
                );
                assert_eq!(
                    error.starts_with(&none),
                    !fits.contains(&format),
                    "{what}: {error}"
                );
                assert_eq!(document["outcome"], "forged", "{what}");
                let record: Value = serde_json::from_str(&many.text()).unwrap();
                assert_eq!(record["exit"], 1, "{what}");
                assert_eq!(record["outcome"], "forged", "{what}");
                if command != "inspect" {
                    assert_eq!(record["error"], document["error"], "{what}");
                }
                // Anyone who names the format must give a key for it.
                let pinned = [&common[..], &["--format", format, "--", cookie]].concat();
                let pinned = world.run(&pinned).ends();
                let expected = if fits.contains(&format) { 1 } else { 2 };
                assert_eq!(pinned.code(), expected, "{what}: {}", pinned.err);
                let pinned = [&common[..], &["--format", format, "--lines", "-q"]].concat();
                let pinned = world.run(&pinned).stdin(cookie).ends();
                assert_eq!(pinned.code(), expected, "{what}: {}", pinned.err);
            }
        }
    }
}

#[test]
fn it_is_said_which_keys_could_not_be_used_and_why() {
    let world = World::with_key(WORKBENCH_KEY);
    world.file("other", "correct horse");
    let unfit = "sealed and signed need a key of 64 hex digits";
    let keys = [
        "--key", "key", "--key", "other", "--name", "session", "--now", THEN,
    ];
    world
        .run(&[&["verify"], &keys[..], &[SIGNED]].concat())
        .gives(
            1,
            "",
            &format!(
                "cookiekit: under no key that was given (format signed): the key from key does not \
             fit: {unfit}; the key from other does not fit: {unfit}\n\
             hint: add the key that made it: --key SPEC (can be repeated)\n"
            ),
        );
}

#[test]
fn one_that_fits_is_tried_and_the_other_is_warned_of() {
    let world = World::with_key(OTHER_KEY);
    world.file("w", WORKBENCH_KEY);
    let keys = [
        "--key", "key", "--key", "w", "--name", "session", "--now", THEN,
    ];
    let ended = world
        .run(&[&["verify"], &keys[..], &[SIGNED]].concat())
        .ends();
    assert_eq!(ended.code(), 1);
    assert!(
        ended
            .err
            .contains("warning: a key was not tried: the key from w does not fit")
            && ended
                .err
                .contains("cookiekit: forged or under another key (format signed)\n"),
        "{}",
        ended.err
    );
    world.file("key", KEY);
    let ended = world
        .run(&[&["verify"], &keys[..], &[SIGNED]].concat())
        .ends();
    assert_eq!((ended.code(), ended.text().as_str()), (0, "alice\n"));
    // A key that is not there may be the one: that is no answer.
    world.file("key", OTHER_KEY);
    let keys = [
        "--key", "w", "--key", "absent", "--name", "session", "--now", THEN,
    ];
    let ended = world
        .run(&[&["verify"], &keys[..], &[SIGNED]].concat())
        .ends();
    assert_eq!(ended.code(), 4, "{}", ended.err);
}

#[test]
fn one_line_of_a_stranger_does_not_end_the_run_with_could_not() {
    let world = World::with_key(WORKBENCH_KEY);
    let lines = format!("{WORKBENCH}\n{SIGNED}\n{SEALED}\n{PLUMBER}\n");
    for command in ["verify", "inspect", "reissue"] {
        let arguments = [
            command,
            "--lines",
            "-q",
            "--key",
            "key",
            "--now",
            "1699999999",
        ];
        let ended = world.run(&arguments).stdin(&lines).ends();
        assert_eq!(ended.code(), 1, "{command}: {}", ended.text());
        assert!(
            ended
                .text()
                .starts_with("{\"line\":1,\"exit\":0,\"outcome\":\"valid\"")
        );
    }
}
