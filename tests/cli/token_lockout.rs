//! Guessing passwords: many at once, over a clock that goes back, under names
//! that look alike, and what it names who is a user.

use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::process::{Child, Stdio};

use serde_json::Value;

use crate::database::{NOW, PASSWORD, WRONG};
use crate::world::{Run, World};

/// libsodium's hash of `differentpassword`: three times as costly as ours.
const COSTLY: &str =
    "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$C4TWUs9rDEvq7w3+J4umqA32aWKB1+DSiRuBfYxFj94";
/// The reference implementation's of `password`: cheap.
const CHEAP: &str =
    "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";

fn issue(world: &World, user: &str, now: &str, more: &[&str]) -> Run {
    let issue = ["issue", "--user", user, "--expires-in", "10m", "--now", now];
    let run = world.token(&issue, &["--json", "--password-stdin"]);
    run.args(more)
}

fn outcome(world: &World, user: &str, now: &str, password: &str) -> String {
    let document = issue(world, user, now, &[]).stdin(password).ends().json();
    document["outcome"].as_str().unwrap().to_owned()
}

/// Gives all these passwords at the same moment: each process waits for its
/// own first. Returns the outcomes in their order.
fn at_once(world: &World, more: &[&str], passwords: &[&str]) -> Vec<String> {
    let start = |_: &&str| -> Child {
        let mut command = issue(world, "alice", NOW, more).command;
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        command.stderr(Stdio::null()).spawn().unwrap()
    };
    let mut children: Vec<Child> = passwords.iter().map(start).collect();
    for (child, password) in children.iter_mut().zip(passwords) {
        let mut input = child.stdin.take().unwrap();
        input.write_all(password.as_bytes()).unwrap();
    }
    let outcome = |child: Child| {
        let output = child.wait_with_output().unwrap();
        let document: Value = serde_json::from_slice(&output.stdout).unwrap();
        let outcome = document["outcome"].as_str().unwrap().to_owned();
        let code = i32::from(outcome != "issued");
        assert_eq!(output.status.code(), Some(code), "{document}");
        outcome
    };
    children.into_iter().map(outcome).collect()
}

/// One right password among wrong ones at the same time is taken while the
/// five are not used up, or is locked as the others are: it never stands out.
fn guess_at_once(more: &[&str], count: usize, place: usize) {
    let world = World::with_alice();
    let mut passwords = vec!["wrong"; count];
    passwords[place] = PASSWORD;
    let outcomes = at_once(&world, more, &passwords);
    let of = |word: &str| outcomes.iter().filter(|it| *it == word).count();
    let right = &*outcomes[place];
    match right {
        // Its count began again then.
        "issued" => assert!((5..=9).contains(&of("wrong")), "{outcomes:?}"),
        "locked" => assert_eq!(of("wrong"), 5, "{outcomes:?}"),
        _ => panic!("the right one is {right}"),
    }
    assert_eq!(of("issued"), usize::from(right == "issued"), "{outcomes:?}");
    assert_eq!(of("wrong") + of("locked") + of("issued"), count);
    // What was refused by the lock did not count: the first wait it is.
    let select = "SELECT failures || ' ' || (locked_until - 1700000000) FROM cookiekit_failures";
    assert_eq!(world.value::<String>("db", select), "5 30");
    assert_eq!(outcome(&world, "alice", NOW, PASSWORD), "locked");
}

#[test]
fn of_forty_passwords_at_once_no_more_than_five_are_answered() {
    for place in [0, 4, 20, 39] {
        guess_at_once(&[], 40, place);
    }
}

#[test]
fn wherever_the_right_password_stands_among_others_it_does_not_stand_out() {
    for place in 0..12 {
        guess_at_once(&[], 12, place);
    }
}

#[test]
fn a_signed_token_is_not_guessed_at_once_either() {
    let world = World::with_alice();
    world.run(&["keygen", "--out", "key"]).ends();
    let signed = ["--stateless", "--key", "key"];
    let mut passwords = vec!["wrong"; 12];
    passwords[11] = PASSWORD;
    let outcomes = at_once(&world, &signed, &passwords);
    let wrong = outcomes.iter().filter(|it| *it == "wrong").count();
    assert!(wrong <= 9, "{outcomes:?}");
    let late = issue(&world, "alice", NOW, &signed).stdin(PASSWORD).ends();
    assert_eq!(late.json()["outcome"], "locked");
}

/// A right password that a lock refuses is not made a new hash of: the time
/// that takes would tell it from the wrong ones.
#[test]
fn a_lock_leaves_the_weak_hash_of_a_right_password() {
    let world = World::with_alice();
    let weak = format!("UPDATE cookiekit_users SET password = '{CHEAP}'");
    world.execute("db", &weak);
    for _ in 0..5 {
        assert_eq!(outcome(&world, "alice", NOW, "wrong"), "wrong");
    }
    assert_eq!(outcome(&world, "alice", NOW, "password"), "locked");
    let kept: String = world.value("db", "SELECT password FROM cookiekit_users");
    assert_eq!(kept, CHEAP);
}

#[test]
fn a_clock_that_goes_back_a_little_opens_no_lock() {
    let world = World::with_alice();
    let mut now = 1_700_000_000_u64;
    let (mut wait, mut tries) = (0, 0);
    while wait < 3600 {
        now += wait;
        let run = issue(&world, "alice", &now.to_string(), &[]).stdin("wrong");
        assert_eq!(run.ends().json()["outcome"], "wrong");
        let run = issue(&world, "alice", &now.to_string(), &[]).stdin("wrong");
        let document = run.ends().json();
        wait = document["retry_after_seconds"].as_u64().unwrap_or(0);
        tries += 1;
        assert!(tries < 20);
    }
    for back in [0, 1, 30, 3600] {
        let then = (now - back).to_string();
        for password in ["wrong", PASSWORD] {
            assert_eq!(
                outcome(&world, "alice", &then, password),
                "locked",
                "{back}"
            );
        }
    }
    // A clock that was years ahead locks nobody for years, and gives no more
    // than one try.
    let then = (now - 100_000).to_string();
    assert_eq!(outcome(&world, "alice", &then, "wrong"), "wrong");
    assert_eq!(outcome(&world, "alice", &then, PASSWORD), "locked");
}

/// A name that is spelled in another way is another name: it is no way around
/// the lock, and no way to lock somebody out.
#[test]
fn names_that_look_alike_are_counted_each_for_itself() {
    let world = World::with_alice();
    world.add_user("Zoe\u{301}", "", PASSWORD);
    let long = "u".repeat(3000);
    let others = [
        "Alice",
        "ALICE",
        "alice ",
        " alice",
        "alice\u{a0}",
        "alice\u{200b}",
        "\u{ff41}lice",
        "al\u{131}ce",
        "\u{430}lice",
        "Zo\u{e9}",
        "",
        &long,
    ];
    for user in others {
        for _ in 0..5 {
            assert_eq!(outcome(&world, user, NOW, PASSWORD), "wrong", "{user:?}");
        }
        assert_eq!(outcome(&world, user, NOW, PASSWORD), "locked", "{user:?}");
    }
    for user in ["alice", "Zoe\u{301}"] {
        assert_eq!(outcome(&world, user, NOW, PASSWORD), "issued", "{user}");
    }
    // What is no text is no name either, and says so before anything is asked.
    let bytes = std::ffi::OsStr::from_bytes(b"--user=al\xffice");
    let mut run = world.token(&["issue", "--expires-in", "1m", "--password-stdin"], &[]);
    run.command.arg(bytes);
    assert_eq!(run.stdin(PASSWORD).ends().code(), 2);
}

/// What `token issue` leaves behind and answers of a user and of a name that no
/// user has, with 20,000 other names tried meanwhile.
#[test]
fn a_user_and_a_stranger_are_counted_and_forgotten_alike() {
    let world = World::with_alice();
    let names = ["alice", "stranger"];
    for name in names {
        for _ in 0..4 {
            assert_eq!(outcome(&world, name, NOW, "wrong"), "wrong");
        }
    }
    world.execute(
        "db",
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
         INSERT INTO cookiekit_failures SELECT randomblob(32), 0, 1, 1700000005, 0 FROM n",
    );
    let rows = || -> u32 { world.value("db", "SELECT count(*) FROM cookiekit_failures") };
    assert_eq!(rows(), 20_002);
    for name in names {
        assert_eq!(
            outcome(&world, name, "1700000010", "wrong"),
            "wrong",
            "{name}"
        );
        assert_eq!(
            outcome(&world, name, "1700000010", "wrong"),
            "locked",
            "{name}"
        );
    }
    assert_eq!(outcome(&world, "another", "1700000010", "wrong"), "wrong");
    assert_eq!(rows(), 20_003, "no request drops what others left");
    let kinds = "SELECT count(DISTINCT is_user || failures || last || locked_until)
        FROM cookiekit_failures WHERE failures = 5";
    assert_eq!(world.value::<u32>("db", kinds), 1, "both rows are the same");

    let purge = |now: &str| {
        world
            .token(&["purge"], &["-q", "--now", now])
            .gives(0, "", "")
    };
    purge("1700086405");
    assert_eq!(rows(), 3, "the last wrong passwords were a day ago");
    purge("1700086410");
    assert_eq!(rows(), 0);
}

/// The processor's time over some runs, which does not depend on what else the
/// machine does.
fn spent(world: &World, user: &str) -> f64 {
    let script = format!(
        "TIMEFORMAT=%U; time (for i in 1 2 3 4; do echo wrong | cookiekit token issue \
         --db db --user {user} --expires-in 1m --password-stdin 2>&3; done) 3>/dev/null"
    );
    let ended = world.shell(&script).ends();
    ended.err.trim().parse().unwrap()
}

/// Hashes of an import may be costlier than ours, or cheaper. Of the costly one
/// the time was three times that of all others.
#[test]
fn a_user_whose_hash_is_costly_or_cheap_is_answered_no_later_or_sooner() {
    let world = World::with_alice();
    for (user, hash) in [("costly", COSTLY), ("cheap", CHEAP), ("none", "*")] {
        world.execute(
            "db",
            &format!(
                "INSERT INTO cookiekit_users (user, name, password, added)
                 VALUES ('{user}', '', '{hash}', 0)"
            ),
        );
    }
    let costly = spent(&world, "costly");
    for user in ["alice", "cheap", "none", "nobody"] {
        let ratio = spent(&world, user) / costly;
        assert!((0.6..1.7).contains(&ratio), "{user}: {ratio}");
    }
    // Each of them still logs in with its own.
    for (user, password) in [
        ("alice", PASSWORD),
        ("costly", "differentpassword"),
        ("cheap", "password"),
    ] {
        assert_eq!(
            world.login(user, password, &["-q"]).ends().code(),
            0,
            "{user}"
        );
    }
    world.login("none", "*", &[]).gives(1, "", WRONG);
}
