//! `cookiekit token issue --stateless`, and `verify` for it.

use serde_json::json;

use crate::database::{NOW, PASSWORD, VALID, WRONG};
use crate::known::{FINGERPRINT, KEY, OTHER_KEY};
use crate::world::{Ended, World};

fn issue(world: &World, more: &[&str]) -> Ended {
    let issue = [
        "token",
        "issue",
        "--stateless",
        "--user",
        "alice",
        "--expires-in",
        "10m",
    ];
    world
        .run(&[&issue[..], &["--now", NOW, "--key", "key"], more].concat())
        .ends()
}

fn verify(world: &World, token: &str, more: &[&str]) -> Ended {
    let verify = ["verify", "-q", "--format", "signed", "--key", "key"];
    world.run(&[&verify[..], more, &[token]].concat()).ends()
}

#[test]
fn whoever_has_the_key_issues_tokens_that_verify_checks_without_a_database() {
    let world = World::with_key(KEY);
    let issued = issue(&world, &[]);
    assert_eq!((issued.code(), &*issued.err), (0, VALID));
    let token = issued.text();
    let token = token.trim_end();
    assert!(token.starts_with("alice|1700000600|"), "{token}");
    let named = ["--name", "token"];
    let at = |now: &'static str| [&named[..], &["--now", now]].concat();
    verify(&world, token, &at("1700000599")).is(0, "alice\n", "");
    assert_eq!(verify(&world, token, &at("1700000600")).code(), 3);
    assert_eq!(
        verify(&world, token, &["--name", "other", "--now", NOW]).code(),
        1
    );
    let forged = token.replacen("alice", "admin", 1);
    assert_eq!(verify(&world, &forged, &at(NOW)).code(), 1);
    world.file("key", OTHER_KEY);
    assert_eq!(verify(&world, token, &at(NOW)).code(), 1);
    assert_eq!(world.names(), ["key"], "no database was made");
}

#[test]
fn with_a_database_the_password_is_asked_for() {
    let world = World::with_alice();
    world.file("key", KEY);
    let login = |password: &str, more: &[&str]| {
        let stateless = ["--stateless", "--key", "key"];
        world
            .login("alice", password, &[&stateless, more].concat())
            .ends()
    };
    login("wrong", &[]).is(1, "", WRONG);
    let issued = login(PASSWORD, &["--json"]).json();
    let token = issued["token"].as_str().unwrap();
    let expected = json!({
        "exit": 0,
        "word": "yes",
        "outcome": "issued",
        "user": "alice",
        "token": token,
        "format": "signed",
        "name": "token",
        "issued": "2023-11-14T22:13:20Z",
        "expires": "2023-11-14T22:23:20Z",
        "fingerprint": FINGERPRINT,
        "warnings": [],
    });
    assert_eq!(issued, expected);
    verify(&world, token, &["--name", "token", "--now", NOW]).is(0, "alice\n", "");
    // It is not in the database, and so not known to it.
    assert_eq!(
        world.value::<u32>("db", "SELECT count(*) FROM cookiekit_tokens"),
        0
    );
    for _ in 0..5 {
        login("wrong", &[]).is(1, "", WRONG);
    }
    let locked = login(PASSWORD, &[]);
    assert_eq!(locked.code(), 1);
    assert!(
        locked.err.starts_with("cookiekit: locked"),
        "{}",
        locked.err
    );
}

#[test]
fn flags_that_do_not_go_together_are_told() {
    let world = World::with_alice();
    world.file("key", KEY);
    let key = world.login("alice", PASSWORD, &["--key", "key"]);
    key.gives(
        2,
        "",
        "cookiekit: a key is for --stateless tokens only\n\
         hint: add --stateless, or leave --key out\n",
    );
    let ended = issue(&world, &["--keep"]);
    ended.is(
        2,
        "",
        "cookiekit: --stateless and --keep cannot be combined\n\
         hint: see: cookiekit token issue --help\n",
    );
    let issue = ["token", "issue", "--user", "alice", "--expires-in", "1m"];
    world.run(&issue).gives(
        2,
        "",
        "cookiekit: missing: --db <FILE>\nhint: see: cookiekit token issue --help\n",
    );
    let both = ["--stateless", "--key", "-", "--name", "t"];
    world.login("alice", PASSWORD, &both).gives(
        2,
        "",
        "cookiekit: standard input cannot hold both the password and the key\n\
         hint: pass one of them another way: a file, fd:N, an argument\n",
    );
}

#[test]
fn another_name_is_bound_into_the_token() {
    let world = World::with_key(KEY);
    let token = issue(&world, &["--name", "session"]).text();
    let at = ["--now", NOW, "--name"];
    let name = |name| verify(&world, token.trim_end(), &[&at[..], &[name]].concat()).code();
    assert_eq!((name("session"), name("token")), (0, 1));
}

#[test]
fn a_name_that_is_none_is_not_signed() {
    let world = World::with_key(KEY);
    let issue = [
        "token",
        "issue",
        "--stateless",
        "--user",
        "a\nb",
        "--expires-in",
        "1m",
    ];
    let ended = world.run(&[&issue[..], &["--key", "key"]].concat()).ends();
    assert_eq!(ended.code(), 2);
    assert!(ended.err.starts_with("cookiekit: not a valid user name"));
}
