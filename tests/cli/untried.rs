//! A key that could not be tried: it may be the one that opens the cookie, so
//! "forged" would be a guess.

use serde_json::json;

use crate::known::{
    EXPIRES, FINGERPRINT, JUDGED_THEN, KEY, OTHER_FINGERPRINT, OTHER_KEY, SEALED, SEALED_PAYLOAD,
    SIGNED, THEN,
};
use crate::world::{Run, World};

/// The name under which KEY is retired.
const RETIRED: &str = "key.retired-20250101T000000Z-1e75b355";

/// A world with another key than the one that made the cookies.
fn world() -> World {
    World::with_key(OTHER_KEY)
}

fn decrypt(world: &World, more: &[&str]) -> Run {
    let arguments = ["decrypt", "--key", "key", "--name", "session", "--now"];
    world.run(&[&arguments, more].concat())
}

#[test]
fn a_cookie_is_not_called_forged_while_a_key_was_not_tried() {
    let world = world();
    world.file("open", KEY);
    world.set_mode("open", 0o644);
    world.file("empty", "");
    for (place, why) in [
        (
            "absent",
            "there is no key file of that name (not shown: it may be a secret)",
        ),
        ("open", "open can be read by others (mode 0644)"),
        ("empty", "the key file empty is empty"),
        ("env:ABSENT", "the environment variable ABSENT is not set"),
        ("cmd:exit 3", "the key command failed: exit status: 3"),
        ("fd:99", "file descriptor 99 is not open for a key"),
    ] {
        let error = format!("no usable key opens it; one was skipped: {why}");
        for (command, cookie) in [
            ("decrypt", SEALED),
            ("verify", SIGNED),
            ("inspect", SEALED),
            ("reissue", SIGNED),
        ] {
            let arguments = [
                command, "--key", "key", "--key", place, "--name", "session", "--now", THEN, cookie,
            ];
            let ended = world.run(&arguments).ends();
            assert_eq!((ended.code(), ended.text().as_str()), (4, ""), "{command}");
            let start = format!("cookiekit: {error}\n");
            assert!(ended.err.starts_with(&start), "{}", ended.err);
        }
    }
}

#[test]
fn the_document_says_which_key_was_not_tried() {
    let ended = decrypt(&world(), &[THEN, SEALED, "--key", "absent", "--json"]).ends();
    let error = "no usable key opens it; one was skipped: there is no key file of that name (not \
        shown: it may be a secret)";
    let hint = "name the key that is in use: ./FILE, keyring:SERVICE, env:NAME (a new key opens \
        no existing cookie)";
    let expected = json!({
        "exit": 4, "word": "no key", "error": error, "hint": hint, "warnings": [],
    });
    assert_eq!(ended.json(), expected);
    let err = format!("cookiekit: {error}\nhint: {hint}\n");
    assert_eq!((ended.code(), ended.err), (4, err));
}

#[test]
fn what_no_key_can_change_is_said_as_ever() {
    let world = world();
    let absent = ["--key", "absent"];
    // Malformed under any key.
    let ended = decrypt(&world, &[&[THEN, "ck1.x"], &absent[..]].concat()).ends();
    assert_eq!(ended.code(), 1, "{}", ended.err);
    // Genuine under one of them.
    world.file("key", KEY);
    decrypt(&world, &[&[THEN, SEALED], &absent[..]].concat()).gives(
        0,
        format!("{SEALED_PAYLOAD}\n"),
        JUDGED_THEN,
    );
    let ended = decrypt(&world, &[&[EXPIRES, SEALED], &absent[..]].concat()).ends();
    assert_eq!(ended.code(), 3, "{}", ended.err);
}

#[test]
fn a_retired_slot_must_hold_the_key_that_its_name_tells() {
    let world = world();
    let why = format!("{RETIRED} does not hold the key whose fingerprint it is named after");
    let hint = "a retired key is never changed: look where this one came from";
    world.file(RETIRED, format!("{KEY}\n"));
    let err = format!("cookiekit: no usable key opens it; one was skipped: {why}\nhint: {hint}\n");
    decrypt(&world, &[THEN, SEALED]).gives(4, "", &err);
    world.file(RETIRED, KEY);
    assert_eq!(decrypt(&world, &[THEN, SEALED]).ends().code(), 0);
}

#[test]
fn a_slot_that_cannot_be_read_is_a_row_of_the_list() {
    let world = world();
    world.file("key.next", KEY);
    world.set_mode("key.next", 0o644);
    world.file(RETIRED, "x");
    let open = "key.next can be read by others (mode 0644)";
    let odd = format!("{RETIRED} does not hold the key whose fingerprint it is named after");
    let rows = format!(
        "primary                       {OTHER_FINGERPRINT}  key\n\
         next                          (not read)         key.next: {open}\n\
         retired 2025-01-01T00:00:00Z  (not read)         {RETIRED}: {odd}\n"
    );
    let list = ["key", "list", "--key", "key"];
    let fixes = "warning: key.next: fix it with: chmod 600 key.next (`--allow-unsafe-key` \
        continues with a warning)\n";
    let ended = world.run(&list).ends();
    assert_eq!((ended.code(), ended.text()), (4, rows));
    assert!(ended.err.starts_with(fixes), "{}", ended.err);
    let ended = world.run(&[&list[..], &["--json"]].concat()).ends();
    let document = ended.json();
    assert_eq!((ended.code(), &document["exit"]), (4, &json!(4)));
    assert_eq!(document["slots"][0]["fingerprint"], OTHER_FINGERPRINT);
    assert_eq!(document["slots"][1]["error"], open);
    assert_eq!(document["slots"][2]["error"], odd);
    let fix = document["slots"][1]["hint"].as_str().unwrap();
    assert!(fix.starts_with("fix it with: chmod 600 key.next"), "{fix}");
}

#[test]
fn an_unsafe_slot_is_listed_when_that_is_allowed() {
    let world = world();
    world.file("key.next", KEY);
    world.set_mode("key.next", 0o644);
    world.set_mode("key", 0o644);
    let rows = "primary  (not read)         key: key can be read by others (mode 0644)\n\
                next     (not read)         key.next: key.next can be read by others (mode 0644)\n";
    let list = ["key", "list", "--key", "key"];
    let ended = world.run(&list).ends();
    assert_eq!((ended.code(), ended.text().as_str()), (4, rows));
    assert_eq!(ended.err.matches("fix it with: chmod 600 key").count(), 2);
    let rows = format!("primary  {OTHER_FINGERPRINT}  key\nnext     {FINGERPRINT}  key.next\n");
    let ended = world.run(&[&list[..], &["--allow-unsafe-key"]].concat());
    let ended = ended.ends();
    assert_eq!((ended.code(), ended.text()), (0, rows));
    for name in ["key", "key.next"] {
        let warned = format!("warning: using an unsafe key: {name} can be read by others");
        assert!(ended.err.contains(&warned), "{}", ended.err);
    }
}
