//! Files that have a key in them, or none, and are no key: nothing takes the
//! place of one, and no key is made of all of it.

use crate::known::{KEY, OTHER_KEY, PLUMBER};
use crate::world::World;

/// Files with the key in them that they have, and what they are called.
fn documents() -> Vec<(&'static str, String, &'static str)> {
    vec![
        (
            ".env",
            format!("PORT=1\nCOOKIE_KEY={KEY}\n"),
            "has NAME=VALUE lines",
        ),
        (
            "app.R",
            format!("library(plumber)\nkey <- \"{KEY}\"\n"),
            "is a source",
        ),
        ("one.R", format!("key <- \"{KEY}\"\n"), "is a source"),
        ("config.yml", format!("api:\n  key: {KEY}\n"), "is YAML"),
        (
            "settings.json",
            format!("{{\"key\": \"{KEY}\"}}\n"),
            "is JSON",
        ),
        (
            "plumber.service",
            format!("[Service]\nEnvironment=K={KEY}\n"),
            "is a file of settings",
        ),
        (
            "tls.key",
            format!("-----BEGIN PRIVATE KEY-----\n{KEY}\n-----END PRIVATE KEY-----\n"),
            "is a PEM file",
        ),
        (
            "start.sh",
            format!("#!/bin/sh\nexport K={KEY}\nrun\n"),
            "is a script",
        ),
        (
            "users.db",
            "SQLite format 3\0users".to_owned(),
            "is an SQLite database",
        ),
    ]
}

#[test]
fn a_file_that_has_more_than_a_key_is_never_rotated() {
    for (name, text, what) in documents() {
        let world = World::new();
        world.file(name, &text);
        let refused = format!("cookiekit: {name} {what} and is not a key\nhint: it stays as it is");
        for arguments in [
            &["rotate", "--key", name][..],
            &["rotate", "stage", "--key", name],
            &["rotate", "promote", "--key", name],
            &["rotate", "rollback", "--key", name],
            &["rotate", "retire", "--older-than", "1d", "--key", name],
            &["rotate", "status", "--key", name],
        ] {
            let ended = world.run(arguments).ends();
            assert_eq!(
                (ended.code(), ended.text()),
                (2, String::new()),
                "{arguments:?}"
            );
            assert!(ended.err.starts_with(&refused), "{}", ended.err);
            assert!(!ended.err.contains(KEY), "{arguments:?}");
        }
        // Nothing was made beside it, and nothing was changed.
        assert_eq!(world.names(), [name]);
        assert_eq!(std::fs::read_to_string(world.path(name)).unwrap(), text);
    }
}

#[test]
fn no_key_is_made_of_all_of_it() {
    for (name, text, what) in documents() {
        let world = World::new();
        world.file(name, &text);
        world.file("good.key", KEY);
        let refused = format!("cookiekit: {name} {what} and is not a key\nhint: ");
        for arguments in [
            &["verify", "--lines", "--key", name][..],
            &[
                "decrypt",
                "--lines",
                "--summary",
                "--key",
                "good.key",
                "--key",
                name,
            ],
            &["inspect", "--lines", "--key", name],
            &["reissue", "--lines", "--format", "plumber", "--key", name],
            &["key", "copy", "--key", name, "--to", "new.key"],
            &["key", "show", "--key", name],
            &["key", "export", "--for", "k8s", "--key", name],
        ] {
            let ended = world.run(arguments).stdin(PLUMBER).ends();
            assert_eq!(
                (ended.code(), ended.text()),
                (2, String::new()),
                "{arguments:?} {}",
                ended.err
            );
            assert!(ended.err.starts_with(&refused), "{}", ended.err);
            assert!(!ended.err.contains(KEY), "{arguments:?}");
        }
        let mut names = vec![name.to_owned(), "good.key".to_owned()];
        names.sort();
        assert_eq!(world.names(), names);
    }
}

#[test]
fn the_value_of_a_variable_is_rotated_in_a_file_of_its_own() {
    let world = World::new();
    world.file(".env", format!("COOKIE_KEY={KEY}\n"));
    let ended = world.run(&["rotate", "--key", ".env"]).ends();
    let (_, command) = ended.err.trim_end().split_once("rotate it: ").unwrap();
    let made = world.shell(&command.replace("FILE", "cookie.key")).ends();
    assert_eq!(made.code(), 0, "{}", made.err);
    assert_eq!(
        std::fs::read_to_string(world.path("cookie.key")).unwrap(),
        KEY
    );
    let rotated = world.run(&["rotate", "--key", "cookie.key"]).ends();
    assert_eq!(rotated.code(), 0, "{}", rotated.err);
}

#[test]
fn what_looks_like_such_a_file_and_may_be_a_key_is_rotated() {
    for (name, text) in [
        ("key.conf", format!("{KEY}\n")),
        ("secret.env", KEY.to_owned()),
        (
            "cookie.key",
            "a passphrase: of several words, and long enough".to_owned(),
        ),
        (
            "wrapped",
            "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHx8gISIjJCUmJygpKissLS4v\nMDEyMzQ=\n"
                .to_owned(),
        ),
        ("web.next", KEY.to_owned()),
    ] {
        let world = World::new();
        world.file(name, &text);
        let ended = world.run(&["rotate", "--key", name]).ends();
        assert_eq!(ended.code(), 0, "{name} {}", ended.err);
    }
}

#[test]
fn a_slot_is_no_key_of_its_own() {
    let world = World::with_key(KEY);
    let script = "cookiekit rotate -q --key key --now 2026-11-20T00:00:00Z && \
                  cookiekit rotate stage -q --key key && touch .key.0123456789abcdef.tmp";
    assert_eq!(world.shell(script).ends().code(), 0);
    let names = world.names();
    let retired = names
        .iter()
        .find(|name| name.contains(".retired-"))
        .unwrap();
    for (slot, what) in [
        ("key.next", "the key staged next"),
        (retired, "the key retired at 2026-11-20T00:00:00Z"),
        (".key.lock", "a file of a rotation"),
        (".key.0123456789abcdef.tmp", "a file of a rotation"),
    ] {
        let refused = format!(
            "cookiekit: {slot} is {what} of key, and no key of its own\n\
             hint: name the key itself: cookiekit rotate status --key key\n"
        );
        for step in [
            &[][..],
            &["stage"],
            &["promote"],
            &["rollback"],
            &["status"],
        ] {
            let arguments = [&["rotate"], step, &["--key", slot]].concat();
            world.run(&arguments).gives(2, "", &refused);
        }
    }
    assert_eq!(world.names(), names);
    // Its cookies are opened with it all the same.
    let slot = world.run(&["decrypt", "--key", retired, PLUMBER]);
    assert_eq!(slot.ends().code(), 0);
    // One whose key is gone becomes the key again, and is kept.
    let script = format!("mv key aside && cookiekit rotate --key {retired}");
    let ended = world.shell(&script).ends();
    let hint = format!(
        "hint: key is not there; to make it of this one again: cookiekit key copy --key {retired} \
         --to key\n"
    );
    assert!(ended.err.ends_with(&hint), "{}", ended.err);
    let (_, command) = hint.trim_end().split_once("again: ").unwrap();
    assert_eq!(world.shell(command).ends().code(), 0);
    assert_eq!(std::fs::read_to_string(world.path("key")).unwrap(), KEY);
    assert!(world.path(retired).exists());
}

/// One that a rotation has staged is a slot also where its key is gone.
#[test]
fn a_staged_key_alone_is_no_key_of_its_own() {
    for lost in ["mv key aside", "mv key aside && rm -f .key.lock"] {
        let world = World::with_key(KEY);
        let script = "cookiekit rotate -q --key key --now 2026-11-20T00:00:00Z && \
                      cookiekit rotate stage -q --key key && ";
        assert_eq!(world.shell(&format!("{script}{lost}")).ends().code(), 0);
        let (names, staged) = (
            world.names(),
            std::fs::read(world.path("key.next")).unwrap(),
        );
        for step in [
            &[][..],
            &["stage"],
            &["promote"],
            &["rollback"],
            &["status"],
        ] {
            let arguments = [&["rotate"], step, &["--key", "key.next"]].concat();
            world.run(&arguments).gives(
                2,
                "",
                "cookiekit: key.next is the key staged next of key, and no key of its own\n\
                 hint: key is not there: look for it; if it is lost, this one can take its place: \
                 cookiekit key copy --key key.next --to key\n",
            );
        }
        assert_eq!(world.names(), names);
        let copied = world.shell("cookiekit key copy --key key.next --to key");
        assert_eq!(copied.ends().code(), 0);
        assert_eq!(std::fs::read(world.path("key")).unwrap(), staged);
        assert_eq!(std::fs::read(world.path("key.next")).unwrap(), staged);
    }
    // Of the first staging ever there is the lock alone.
    let world = World::with_key(KEY);
    let script = "cookiekit rotate stage -q --key key && mv key aside";
    assert_eq!(world.shell(script).ends().code(), 0);
    let refused = world.run(&["rotate", "--key", "key.next"]).ends();
    assert_eq!(refused.code(), 2, "{}", refused.err);
    // What belongs to another key beside proves nothing.
    world.file("web.next", OTHER_KEY);
    let ended = world.run(&["rotate", "--key", "web.next"]).ends();
    assert_eq!(ended.code(), 0, "{}", ended.err);
    // Nor is a file a slot that is called so from its first letter on.
    world.file(".next", OTHER_KEY);
    let ended = world.run(&["rotate", "--key", ".next"]).ends();
    assert_eq!(ended.code(), 0, "{}", ended.err);
}

/// Another key in its place, and what the application has encrypted is lost.
#[test]
fn the_key_of_another_program_is_not_rotated() {
    let hex = &KEY[..32];
    let rails = "the key of Rails' encrypted credentials, which are lost without it";
    for (files, key, text, what) in [
        (
            &["config/credentials.yml.enc"][..],
            "config/master.key",
            hex,
            rails,
        ),
        (&["config/application.rb"], "config/master.key", hex, rails),
        (
            &["config/credentials/production.yml.enc"],
            "config/credentials/production.key",
            hex,
            rails,
        ),
        (&["conf/session.yml.enc"], "conf/session.key", hex, rails),
        (
            &[],
            "cookie.key",
            "AGE-SECRET-KEY-1QQPQZQ0ZQQ",
            "an identity of age, as sops uses it too",
        ),
        (
            &[],
            "cookie.key",
            "$ANSIBLE_VAULT;1.1;AES256\n3132",
            "a file or the password of Ansible's vault",
        ),
    ] {
        let world = World::new();
        for file in files {
            std::fs::create_dir_all(world.path(file).parent().unwrap()).unwrap();
            world.file(file, "encrypted");
        }
        world.file(key, text);
        let (names, content) = (world.names(), std::fs::read(world.path(key)).unwrap());
        for step in [&[][..], &["stage"], &["promote"]] {
            let arguments = [&["rotate"], step, &["--key", key]].concat();
            let ended = world.run(&arguments).ends();
            let refused = format!("cookiekit: {key} is {what}\nhint: it stays as it is: ");
            assert!(ended.err.starts_with(&refused), "{}", ended.err);
            assert_eq!((ended.code(), ended.err.lines().count()), (2, 2));
            let names_edit = ended.err.contains("`bin/rails credentials:edit`");
            assert_eq!(names_edit, what == rails, "{}", ended.err);
        }
        assert_eq!(world.names(), names);
        assert_eq!(std::fs::read(world.path(key)).unwrap(), content);
    }
    // A release links to the key that all of them share.
    let world = World::new();
    let script = format!(
        "umask 077 && mkdir -p of_all release/config && printf {hex} > of_all/master.key && \
         touch release/config/credentials.yml.enc && \
         ln -s ../../of_all/master.key release/config/master.key"
    );
    assert_eq!(world.shell(&script).ends().code(), 0);
    let ended = world
        .run(&["rotate", "--key", "release/config/master.key"])
        .ends();
    assert_eq!(ended.code(), 2, "{}", ended.err);
}

/// A name alone proves nothing, nor does what lies beside for another key.
#[test]
fn what_is_only_called_like_the_key_of_another_program_is_rotated() {
    for (files, key) in [
        (&[][..], "config/master.key"),
        (&["config/credentials.yml.enc"], "config/cookie.key"),
        (
            &["config/credentials/staging.yml.enc"],
            "config/credentials/production.key",
        ),
        (&[], "vault/web.key"),
    ] {
        let world = World::new();
        for file in files {
            std::fs::create_dir_all(world.path(file).parent().unwrap()).unwrap();
            world.file(file, "encrypted");
        }
        std::fs::create_dir_all(world.path(key).parent().unwrap()).unwrap();
        world.file(key, KEY);
        let ended = world.run(&["rotate", "--key", key]).ends();
        assert_eq!(ended.code(), 0, "{key} {}", ended.err);
    }
}

#[test]
fn an_empty_file_of_another_kind_is_not_made_a_key() {
    for name in [".env", "app.R", "key.next", ".key.lock"] {
        let world = World::new();
        world.file(name, "");
        let ended = world.run(&["key", "fingerprint", "--key", name]).ends();
        assert_eq!(ended.code(), 4);
        assert!(!ended.err.contains("keygen"), "{}", ended.err);
        assert!(!ended.err.contains("rm "), "{}", ended.err);
    }
}
