//! The keys of two systems in one run: what is reported about a key belongs to the
//! format that it is for.

use serde_json::json;

use crate::known::{BEFORE, KEY, OTHER_KEY, PLUMBER, PLUMBER_WIRE, WORKBENCH, WORKBENCH_KEY};
use crate::world::{Ended, World};

const LEGACY: &str = "warning: a legacy key: not 64 hex digits, so plumber hashes it as a \
                      passphrase, and what can be guessed can be forged\n";

/// A world with the key of each system.
fn two_systems() -> World {
    let world = World::with_key(WORKBENCH_KEY);
    world.file("plumber", KEY);
    world
}

#[track_caller]
fn says_nothing_of_keys(ended: &Ended) {
    let told = format!("{}{}", ended.text(), ended.err);
    for word in [
        "legacy",
        "hashes",
        "cluster",
        "CRC-32",
        "not tried",
        "nodes",
    ] {
        assert!(!told.contains(word), "{word}: {told}");
    }
}

#[test]
fn a_capture_of_two_systems_gives_no_advice_about_the_key_of_the_other() {
    let world = two_systems();
    let header = format!("Cookie: user-id={WORKBENCH}; plumber={PLUMBER_WIRE}");
    for keys in [["key", "plumber"], ["plumber", "key"]] {
        for json in [&[][..], &["--json"]] {
            let inspect = [
                "inspect", "--key", keys[0], "--key", keys[1], "--now", BEFORE,
            ];
            let ended = world
                .run(&[&inspect[..], json].concat())
                .stdin(&header)
                .ends();
            assert_eq!(ended.code(), 0, "{}", ended.text());
            says_nothing_of_keys(&ended);
        }
        let lines = format!("user-id={WORKBENCH}\nplumber={PLUMBER_WIRE}\n");
        let inspect = [
            "inspect", "--lines", "--key", keys[0], "--key", keys[1], "--now", BEFORE,
        ];
        let ended = world.run(&inspect).stdin(lines).ends();
        assert_eq!(ended.code(), 0, "{}", ended.text());
        says_nothing_of_keys(&ended);
        for (command, cookie) in [("verify", WORKBENCH), ("decrypt", PLUMBER)] {
            let one = [
                command, "-q", "--key", keys[0], "--key", keys[1], "--now", BEFORE, cookie,
            ];
            let ended = world.run(&one).ends();
            assert_eq!((ended.code(), ended.err.as_str()), (0, ""));
        }
    }
}

#[test]
fn a_key_of_plumbers_form_may_be_workbenchs_until_it_opens_plumbers_cookie() {
    let world = World::with_key(OTHER_KEY);
    world.file("plumber", KEY);
    let sign = ["sign", "--key", "key", "--expires-in", "1h", "alice"];
    let workbench = world.run(&sign).ends().text();
    let workbench = workbench.trim();
    let inspect = ["inspect", "--json", "--key", "key", "--key", "plumber"];
    // One cookie tells nothing of the other key: that it may be a node's is reported.
    let told = world.run(&inspect).stdin(workbench).ends().json();
    assert_eq!(told["remarks"][0]["id"], "nodes-differ", "{told}");
    let header = format!("Cookie: user-id={workbench}; plumber={PLUMBER_WIRE}");
    let ended = world.run(&inspect).stdin(header).ends();
    assert_eq!(ended.code(), 0);
    says_nothing_of_keys(&ended);
}

#[test]
fn a_legacy_key_is_told_where_it_opens_or_none_is_plumbers_own() {
    let world = two_systems();
    // The one that opens it.
    let encrypt = ["encrypt", "-q", "--format", "plumber", "--key", "key", "{}"];
    let legacy = world.run(&encrypt).ends().text();
    let decrypt = ["decrypt", "--key", "plumber", "--key", "key", legacy.trim()];
    world.run(&decrypt).gives(0, "{}\n", LEGACY);
    let lines = ["decrypt", "--lines", "--key", "plumber", "--key", "key"];
    let ended = world.run(&lines).stdin(&legacy).ends();
    assert_eq!(
        (ended.code(), ended.err.matches(LEGACY).count()),
        (0, 1),
        "{}",
        ended.err
    );
    // None opens it: reported for those that were tried, unless one is plumber's own.
    let forged = format!("A{}", &PLUMBER[1..]);
    for (keys, times) in [
        (&["--key", "key"][..], 1),
        (&["--key", "plumber", "--key", "key"], 0),
        (&["--key", "key", "--key", "plumber"], 0),
    ] {
        let decrypt = [&["decrypt"][..], keys, &[&forged]].concat();
        let ended = world.run(&decrypt).ends();
        assert_eq!(
            (ended.code(), ended.err.matches(LEGACY).count()),
            (1, times)
        );
        let lines = [&["decrypt", "--lines"][..], keys].concat();
        let ended = world.run(&lines).stdin(&forged).ends();
        assert_eq!(
            (ended.code(), ended.err.matches(LEGACY).count()),
            (1, times)
        );
    }
}

#[test]
fn quotes_in_a_log_are_the_cookies_where_the_log_escaped_them() {
    let world = two_systems();
    let lines = |name: &str| {
        let key = if name == "user-id" { "key" } else { "plumber" };
        [
            "inspect", "-q", "--lines", "--key", key, "--now", BEFORE, "--name", name,
        ]
        .map(str::to_owned)
    };
    for (line, workbench) in [
        ("NAME=\"VALUE\"", "malformed"),
        ("Cookie: a=b; NAME=\"VALUE\"", "malformed"),
        ("GET \"/\" \"NAME=\\\"VALUE\\\"\"", "malformed"),
        ("GET \"/\" \"NAME=\\x22VALUE\\x22; b=1\"", "malformed"),
        // The line's own.
        ("t=1 NAME=\"VALUE\" status=200", "valid"),
        ("GET \"/\" \"NAME=VALUE\"", "valid"),
    ] {
        for (name, value, outcome) in [
            ("user-id", WORKBENCH, workbench),
            ("plumber", PLUMBER_WIRE, "valid"),
        ] {
            let line = line.replace("NAME", name).replace("VALUE", value);
            let record = world.run(&lines(name)).stdin(&line).ends().json();
            assert_eq!(record["outcome"], outcome, "{line} {record}");
        }
    }
}

#[test]
fn quotes_round_a_value_are_sent_with_it_and_the_server_decides() {
    let world = two_systems();
    let jar = |name: &str, value: &str| format!("h\tFALSE\t/\tFALSE\t0\t{name}\t{value}\n");
    let decoded =
        "alice|Tue, 14 Nov 2023 22:13:20 GMT|YrDyFfUaaywsHRn9ghYyLQwtZBRIKARppEVi3Ilszsw=";
    // Workbench takes them for a part of the value, and refuses it.
    for value in [WORKBENCH, decoded] {
        for quoted in [format!("\"{value}\""), format!("'{value}'")] {
            for input in [
                format!("user-id={quoted}"),
                format!("Cookie: user-id={quoted}"),
                format!("Cookie: a=b; user-id={quoted}"),
                format!("Set-Cookie: user-id={quoted}; Path=/"),
            ] {
                let verify = [
                    "verify", "--key", "key", "--now", BEFORE, "--name", "user-id",
                ];
                world.run(&verify).stdin(&input).gives(
                    1,
                    "",
                    "cookiekit: malformed: workbench: it is in quotes, which the server reads as \
                     part of the value\n",
                );
                let lines = ["verify", "--lines", "--format", "workbench", "--key", "key"];
                let lines = [&lines[..], &["--now", BEFORE]].concat();
                let alone = input.replace("a=b; ", "");
                let ended = world.run(&lines).stdin(alone).ends();
                assert_eq!(ended.json()["outcome"], "malformed", "{input}");
                assert_eq!(ended.code(), 1);
            }
            for input in [format!("user-id={quoted}"), jar("user-id", &quoted)] {
                let inspect = ["inspect", "--json", "--key", "key", "--now", BEFORE];
                let ended = world.run(&inspect).stdin(&input).ends();
                let told = ended.json();
                assert_eq!(
                    (ended.code(), &told["reason"]),
                    (1, &json!("quotes")),
                    "{told}"
                );
                assert_eq!(told["explanation"]["server_takes_it"], false);
            }
        }
        // Around a value alone they are the user's.
        for quoted in [format!("\"{value}\""), format!("'{value}'")] {
            let verify = ["verify", "-q", "--key", "key", "--now", BEFORE, &quoted];
            assert_eq!(world.run(&verify).ends().code(), 0, "{quoted}");
        }
    }
    // plumber ignores them.
    for value in [PLUMBER, PLUMBER_WIRE] {
        for quoted in [format!("\"{value}\""), format!("'{value}'")] {
            for input in [
                quoted.clone(),
                format!("plumber={quoted}"),
                format!("Cookie: a=b; plumber={quoted}"),
                format!("Set-Cookie: plumber={quoted}; Path=/"),
            ] {
                let decrypt = ["decrypt", "-q", "--key", "plumber", "--name", "plumber"];
                assert_eq!(
                    world.run(&decrypt).stdin(&input).ends().code(),
                    0,
                    "{input}"
                );
                let lines = ["decrypt", "--lines", "--key", "plumber"];
                let ended = world.run(&lines).stdin(&input).ends();
                assert_eq!(ended.json()["outcome"], "valid", "{input}");
            }
            for input in [format!("plumber={quoted}"), jar("plumber", &quoted)] {
                let inspect = ["inspect", "--json", "--key", "plumber"];
                let ended = world.run(&inspect).stdin(&input).ends();
                let told = ended.json();
                assert_eq!(
                    (ended.code(), &told["outcome"]),
                    (0, &json!("valid")),
                    "{told}"
                );
                let remark = "taken without the quotes around it; plumber ignores them";
                assert_eq!(told["remarks"][0]["text"], remark, "{input}");
            }
        }
    }
}
