//! Workbench's cookies whose login has an expiry of its own: two dates.

use serde_json::{Value, json};

use crate::dates::signed;
use crate::known::{JUDGED_THEN, KEY, THEN, WORKBENCH_KEY};
use crate::world::World;

/// One and two days after THEN.
const SOON: &str = "Wed, 15 Nov 2023 22:13:20 GMT";
const LATER: &str = "Thu, 16 Nov 2023 22:13:20 GMT";
const SOON_RFC: &str = "2023-11-15T22:13:20Z";
const LATER_RFC: &str = "2023-11-16T22:13:20Z";

const BOTH_TOLD: &str = "note: the session expires in 24 hours (at 2023-11-15T22:13:20Z), the \
                         login in 2 days (at 2023-11-16T22:13:20Z)\n";

fn two(session: &str, login: &str) -> String {
    signed("alice", &format!("{session};{login}"))
}

#[test]
fn both_dates_are_shown_and_the_earlier_one_is_its_expiry() {
    let world = World::with_key(WORKBENCH_KEY);
    let cookie = two(SOON, LATER);
    let arguments = ["verify", "--key", "key", "--now", THEN, &cookie];
    let notes = format!("{BOTH_TOLD}{JUDGED_THEN}");
    world.run(&arguments).gives(0, "alice\n", &notes);
    let quiet = [&arguments[..], &["-q"]].concat();
    world.run(&quiet).gives(0, "alice\n", "");
    for (session, login, times) in [
        (SOON, LATER, [SOON_RFC, SOON_RFC, LATER_RFC]),
        (LATER, SOON, [SOON_RFC, LATER_RFC, SOON_RFC]),
        (SOON, SOON, [SOON_RFC, SOON_RFC, SOON_RFC]),
    ] {
        let cookie = two(session, login);
        for command in ["verify", "inspect"] {
            let arguments = [command, "--json", "--key", "key", "--now", THEN, &cookie];
            let document = world.run(&arguments).ends().json();
            let names = ["expires", "session_expires", "login_expires"];
            assert_eq!(
                names.map(|name| document[name].clone()),
                times.map(Value::from)
            );
            assert_eq!(document["outcome"], "valid");
            assert_eq!(document["payload"], "alice");
        }
        let lines = ["verify", "--lines", "--key", "key", "--now", THEN];
        let record = world.run(&lines).stdin(&cookie).ends().json();
        assert_eq!(record["expires"], times[0], "{record}");
        assert_eq!(record["session_expires"], times[1]);
        assert_eq!(record["login_expires"], times[2]);
        let summary = [&lines[..], &["--summary"]].concat();
        let census = world.run(&summary).stdin(&cookie).ends().json();
        assert_eq!(census["keys"][0]["last_expires"], times[0], "{census}");
        assert_eq!(census["keys"][0]["valid"], 1);
    }
}

#[test]
fn a_cookie_with_one_date_says_nothing_of_a_login() {
    let world = World::with_key(WORKBENCH_KEY);
    let cookie = signed("alice", SOON);
    for command in ["verify", "inspect"] {
        let arguments = [command, "--json", "--key", "key", "--now", THEN, &cookie];
        let document = world.run(&arguments).ends().json();
        assert!(document.get("login_expires").is_none(), "{document}");
        assert!(document.get("session_expires").is_none());
    }
}

#[test]
fn inspect_draws_both_dates() {
    let world = World::with_key(WORKBENCH_KEY);
    let cookie = two(SOON, LATER);
    let text = world
        .run(&["inspect", "--key", "key", "--now", THEN, &cookie])
        .ends()
        .text();
    assert!(
        text.starts_with("genuine and valid: authenticated by"),
        "{text}"
    );
    for row in [
        "\nexpires     in 24 hours (2023-11-15T22:13:20Z)\n",
        "\nsession     expires in 24 hours (2023-11-15T22:13:20Z)\n",
        "\nlogin       expires in 2 days (2023-11-16T22:13:20Z)\n",
        "\n  b  session expires     29 bytes  2023-11-15T22:13:20Z\n",
        "\n  c  login expires       29 bytes  2023-11-16T22:13:20Z\n",
    ] {
        assert!(text.contains(row), "{row}{text}");
    }
    // As it is: the parts cover the value.
    let document = world.run(&["inspect", "--json", &cookie]).ends().json();
    let parts = document["parts"].as_array().unwrap();
    let names: Vec<_> = parts
        .iter()
        .map(|it| it["name"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        ["value", "session expires", "login expires", "signature"]
    );
    let texts: Vec<_> = parts
        .iter()
        .map(|it| {
            let at = |name: &str| it[name].as_u64().unwrap() as usize;
            &cookie[at("start")..at("end")]
        })
        .collect();
    let [value, session, login, _] = texts[..] else {
        panic!("{texts:?}");
    };
    assert_eq!(value, "alice");
    assert_eq!(session, "Wed%2C%2015%20Nov%202023%2022%3A13%3A20%20GMT%3B");
    assert_eq!(login, "Thu%2C%2016%20Nov%202023%2022%3A13%3A20%20GMT");
}

#[test]
fn it_is_over_when_either_date_is() {
    let world = World::with_key(WORKBENCH_KEY);
    for cookie in [two(SOON, LATER), two(LATER, SOON)] {
        for (now, code, outcome) in [
            ("2023-11-15T22:13:19Z", 0, "valid"),
            (SOON_RFC, 3, "expired"),
            (LATER_RFC, 3, "expired"),
        ] {
            for command in ["verify", "inspect"] {
                let arguments = [command, "--json", "--key", "key", "--now", now, &cookie];
                let ended = world.run(&arguments).ends();
                assert_eq!(ended.code(), code, "{}", ended.text());
                assert_eq!(ended.json()["outcome"], outcome);
            }
            let lines = ["verify", "--lines", "--key", "key", "--now", now];
            let ended = world.run(&lines).stdin(&cookie).ends();
            assert_eq!(
                (ended.code(), &ended.json()["outcome"]),
                (code, &json!(outcome))
            );
        }
    }
    let arguments = ["verify", "-q", "--key", "key", "--now", SOON_RFC];
    world.run(&arguments).stdin(two(LATER, SOON)).gives(
        3,
        "",
        "cookiekit: genuine, but expired now (at 2023-11-15T22:13:20Z)\nhint: sign in again for a \
         new one; to read it anyway: --leeway DURATION accepts it for longer, --now TIME judges \
         at another time\n",
    );
}

#[test]
fn sign_makes_what_the_server_makes() {
    let world = World::with_key(WORKBENCH_KEY);
    let sign = ["sign", "--key", "key", "--now", THEN, "--expires-in", "1d"];
    let login = [&sign[..], &["--login-expires-at", LATER]].concat();
    let cookie = two(SOON, LATER);
    let made = [&login[..], &["alice"]].concat();
    world.run(&made).gives(0, format!("{cookie}\n"), "");
    let document = [&made[..], &["--json"]].concat();
    let document = world.run(&document).ends().json();
    assert_eq!(document["cookie"], *cookie);
    assert_eq!(document["expires"], SOON_RFC);
    assert_eq!(document["session_expires"], SOON_RFC);
    assert_eq!(document["login_expires"], LATER_RFC);
    let lines = [&login[..], &["--lines"]].concat();
    let record = world.run(&lines).stdin("alice\n").ends().json();
    assert_eq!(record["cookie"], *cookie);
}

#[test]
fn sign_refuses_a_login_that_is_over_or_has_no_place() {
    let world = World::with_key(KEY);
    let sign = ["sign", "--key", "key", "--now", THEN, "--expires-in", "1d"];
    for over in [THEN, "1"] {
        let arguments = [&sign[..], &["--login-expires-at", over, "alice"]].concat();
        world.run(&arguments).gives(
            2,
            "",
            "cookiekit: the login would be expired as soon as the cookie is made\n\
             hint: give a later --login-expires-at\n",
        );
    }
    let arguments = [
        &sign[..],
        &["--login-expires-at", LATER, "--format", "signed", "alice"],
    ];
    world.run(&arguments.concat()).gives(
        2,
        "",
        "cookiekit: a signed cookie cannot carry the expiry of a login\n\
         hint: give --expires-at alone, or --format workbench\n",
    );
    // A login alone is no expiry, and what is no time is none.
    let alone = [
        "sign",
        "--key",
        "key",
        "--now",
        THEN,
        "--login-expires-at",
        LATER,
        "alice",
    ];
    world.run(&alone).gives(
        2,
        "",
        "cookiekit: a workbench cookie must say when it expires\n\
         hint: add --expires-in 8h or --expires-at TIME\n",
    );
    for no_time in ["", "never"] {
        let arguments = [&sign[..], &["--login-expires-at", no_time, "alice"]].concat();
        assert_eq!(world.run(&arguments).ends().code(), 2);
    }
}

#[test]
fn reissue_carries_both_dates() {
    let world = World::with_key(KEY);
    world.file("old", WORKBENCH_KEY);
    for cookie in [two(SOON, LATER), two(LATER, SOON)] {
        let keys = ["--key", "key", "--key", "old", "--now", THEN];
        let arguments = [&["reissue"][..], &keys, &[&cookie]].concat();
        let reissued = world.run(&arguments).ends().text();
        let (unsigned, _) = cookie.rsplit_once('|').unwrap();
        assert!(reissued.starts_with(&format!("{unsigned}|")), "{reissued}");
        let verify = [
            "verify",
            "-q",
            "--key",
            "key",
            "--now",
            THEN,
            reissued.trim(),
        ];
        world.run(&verify).gives(0, "alice\n", "");
        let lines = [&["reissue", "--lines"][..], &keys].concat();
        let record = world.run(&lines).stdin(&cookie).ends().json();
        assert_eq!(record["cookie"], reissued.trim(), "{record}");
    }
}

#[test]
fn captures_have_it_like_any_other() {
    let world = World::with_key(WORKBENCH_KEY);
    let cookie = two(SOON, LATER);
    let jar = format!("#HttpOnly_h\tFALSE\t/\tTRUE\t0\tuser-id\t{cookie}\n");
    let headers = format!("Set-Cookie: user-id={cookie}; Path=/; HttpOnly; Secure");
    let response = format!("HTTP/1.1 200 OK\r\nSet-Cookie: user-id={cookie}; Path=/\r\n\r\n");
    for capture in [
        jar,
        headers,
        response,
        format!("Cookie: a=b; user-id={cookie}"),
    ] {
        let arguments = [
            "inspect", "--json", "--key", "key", "--now", THEN, "--name", "user-id",
        ];
        let ended = world.run(&arguments).stdin(&capture).ends();
        let document = ended.json();
        assert_eq!(ended.code(), 0, "{document}");
        assert_eq!(document["login_expires"], LATER_RFC, "{capture}");
    }
}
