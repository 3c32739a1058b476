//! Commands in hints that only an unusual place makes the program print. What
//! is printed here is pasted, as everywhere.

use std::os::unix::fs::{chown, symlink};

use serde_json::Value;

use crate::known::KEY;
use crate::world::World;

/// A user who is not root and has nothing here.
const STRANGER: u32 = 65533;

#[test]
fn a_key_file_that_is_called_like_another_place_is_named_as_a_file() {
    for name in [
        "cmd:touch pwned; echo",
        "env:HOME",
        "keyring:web",
        "dotenv:a#B",
        "fd:0",
        "file:key",
    ] {
        let world = World::new();
        world.file(name, KEY);
        let place = format!("file:{name}");
        let word = match name.contains([' ', '#']) {
            true => format!("'{place}'"),
            false => place.clone(),
        };
        let taken = format!(
            "cookiekit: a key is already at {name}\n\
             hint: to replace it without losing it: cookiekit rotate --key {word}\n"
        );
        let keygen = world.run(&["keygen", "--out", &place]);
        keygen.gives(2, "", &taken);
        let staged = world.run(&["rotate", "stage", "--key", &place]).ends();
        assert_eq!(staged.code(), 0, "{}", staged.err);
        let due = world.run(&["rotate", "status", "--key", &place]).ends();
        let finish = format!(": cookiekit rotate promote --key {word} --to ");
        assert!(due.err.contains(&finish), "{}", due.err);
        let plan = format!(": cookiekit rotate plan --key {word} --for FORMAT)\n");
        assert!(due.err.ends_with(&plan), "{}", due.err);
        world.file(name, "a".repeat(64));
        let weak = world.run(&["audit", "--json", name]).ends().json();
        let findings = weak["findings"].as_array().unwrap();
        let is_weak = |it: &&Value| it["id"] == "CK506";
        let weak = findings.iter().find(is_weak).unwrap();
        let said = format!("{} {}", weak["fix"], weak["mend"]);
        let named = [" ", "`", "\""].map(|end| format!(" --key {word}{end}"));
        assert!(named.iter().any(|it| said.contains(it)), "{said}");
        assert!(!world.names().contains(&"pwned".to_owned()));
    }
    // A colon alone is no other place.
    let world = World::new();
    world.file("a:b.key", KEY);
    let taken = "cookiekit: a key is already at a:b.key\n\
                 hint: to replace it without losing it: cookiekit rotate --key a:b.key\n";
    world
        .run(&["keygen", "--out", "a:b.key"])
        .gives(2, "", taken);
}

#[test]
fn a_place_that_is_read_once_is_not_named_again() {
    let world = World::with_key(KEY);
    let to_systemd = ["key", "export", "--for", "systemd", "--key"];
    for place in ["cmd:cat key", "-"] {
        let run = world.run(&to_systemd).args(&[place]).stdin(KEY);
        let hint = "cookiekit: systemd reads a credential from a file\n\
                    hint: put the key in one: cookiekit key copy --key SPEC --to \
                    /etc/credstore/cookie.key\n";
        run.gives(2, "", hint);
    }
    let run = world.run(&to_systemd).args(&["env:A_KEY"]);
    let hint = "cookiekit: systemd reads a credential from a file\n\
                hint: put the key in one: cookiekit key copy --key env:A_KEY --to \
                /etc/credstore/cookie.key\n";
    run.env("A_KEY", KEY).gives(2, "", hint);
    let to_r = world.run(&["key", "export", "--for", "r", "--key", "cmd:cat key"]);
    let hint = "cookiekit: R cannot fetch the key from there itself\n\
                hint: put it in a file or in the keyring: cookiekit key copy --key SPEC --to PATH\n";
    to_r.gives(2, "", hint);
}

#[test]
fn a_staged_key_of_another_mode_is_made_fit() {
    let world = World::with_key(KEY);
    world.run(&["rotate", "stage", "--key", "key"]).ends();
    world.set_mode("key.next", 0o400);
    let owner = {
        use std::os::unix::fs::MetadataExt;
        let facts = world.path("key").metadata().unwrap();
        format!("{}:{}", facts.uid(), facts.gid())
    };
    let said = format!(
        "cookiekit: key.next does not have the mode and the owner of the key whose place it \
         would take\n\
         hint: fix it with: chown {owner} key.next && chmod 600 key.next\n"
    );
    world
        .run(&["rotate", "promote", "--key", "key"])
        .gives(2, "", &said);
    assert!(world.names().contains(&"key.next".to_owned()));
}

#[test]
fn a_link_to_a_key_is_followed_by_hand() {
    let world = World::with_key(KEY);
    symlink("key", world.path("link")).unwrap();
    let said = "cookiekit: link is a symbolic link: only a regular file is rotated\n\
                hint: name the file that it leads to: readlink -f link\n";
    for step in [
        &["rotate"][..],
        &["rotate", "stage"],
        &["rotate", "promote"],
    ] {
        world.run(step).args(&["--key", "link"]).gives(2, "", said);
    }
}

#[test]
#[ignore = "needs root: tests/run"]
fn a_new_key_for_an_empty_file_is_given_to_whom_it_belonged() {
    let world = World::with_key("");
    chown(world.path("key"), Some(STRANGER), Some(STRANGER)).unwrap();
    let said = "cookiekit: the key file key is empty\nhint: restore it from a backup or another \
                node; to make a new one: [ -s key ] || rm key && cookiekit keygen --out key && \
                chown 65533:65533 key\n";
    world
        .run(&["encrypt", "--key", "key", "{}"])
        .gives(4, "", said);
    world.file("cookie.key", "");
    chown(world.path("cookie.key"), Some(STRANGER), Some(STRANGER)).unwrap();
    let audit = world.run(&["audit", "--json", "cookie.key"]).ends().json();
    let of_audit = "find cookie.key -maxdepth 0 -type f -empty -delete && cookiekit keygen --out \
                    cookie.key && chown 65533:65533 cookie.key";
    assert_eq!(audit["findings"][0]["fix"], of_audit);
}

#[test]
#[ignore = "needs root: tests/run"]
fn a_shared_folder_is_closed_as_one_that_is_shared() {
    let world = World::new();
    let script = "mount -t tmpfs -o mode=0777 none /var/tmp && mkdir -m 700 /var/tmp/own && \
                  printf %s \"$A_KEY\" > /var/tmp/own/key && chmod 600 /var/tmp/own/key && \
                  cookiekit encrypt --key /var/tmp/own/key --expires-in 1h {}";
    let run = world
        .program("unshare")
        .args(&["--mount", "sh", "-c", script]);
    let run = run.env("A_KEY", KEY);
    let ended = run.ends();
    assert_eq!((ended.code(), ended.text()), (4, String::new()));
    let hint = "hint: fix it with: chmod +t /var/tmp";
    assert!(ended.err.contains(hint), "{}", ended.err);
}
