//! Arguments that look like keys, in every spelling: refused, never echoed.

use crate::known::{KEY, WORKBENCH_KEY};
use crate::usage::{COMMANDS, REFUSED};
use crate::world::{Ended, World};

const UUID: &str = "01234567-89ab-cdef-0123-456789abcdef";

/// Spellings that are refused wherever they stand.
fn anywhere() -> Vec<String> {
    vec![
        format!(" {KEY}"),
        format!("{KEY}\n"),
        format!("\t{WORKBENCH_KEY} "),
        format!("0x{KEY}"),
        format!("0x{WORKBENCH_KEY}"),
        KEY[..48].to_owned(),
        KEY[..48].to_uppercase(),
    ]
}

/// What is refused only where a place of a key is named.
fn as_a_place() -> Vec<String> {
    vec![
        UUID.to_owned(),
        UUID.to_uppercase(),
        format!("x{KEY}"),
        format!("0X{KEY}"),
        KEY[..40].to_owned(),
        format!("cmd:echo {KEY}"),
        format!("cmd:printf %s {WORKBENCH_KEY}|cat"),
        format!("keyring:service/{KEY}"),
        format!("keyring:service/{UUID}"),
        format!("env:{KEY}"),
        format!("env:{WORKBENCH_KEY}"),
        format!("env:A{WORKBENCH_KEY}"),
        format!("file:{UUID}"),
    ]
}

/// No eight digits of a key in a row, in whatever case.
fn echoes_nothing(ended: &Ended) {
    let said = format!("{}{}", ended.text(), ended.err).to_lowercase();
    for secret in [KEY, UUID] {
        for start in 0..=secret.len() - 8 {
            let part = &secret[start..start + 8];
            assert!(!said.contains(part), "{}: {said}", ended.what);
        }
    }
}

#[test]
fn a_key_in_any_spelling_is_refused_in_any_argument() {
    let world = World::new();
    for command in COMMANDS {
        for secret in anywhere() {
            for place in [
                &[secret.as_str()][..],
                &["--key", &secret],
                &[&format!("--key={secret}")],
                &["--key", &format!("file:{secret}")],
                &["--name", &secret],
                &["--", &secret],
            ] {
                let arguments = [command, place].concat();
                let ended = world.run(&arguments).gives(2, "", REFUSED);
                echoes_nothing(&ended);
            }
        }
    }
}

#[test]
fn a_place_that_holds_a_key_is_refused() {
    let world = World::new();
    let cookie = crate::known::SEALED;
    for secret in as_a_place() {
        for command in [
            &["key", "fingerprint"][..],
            &["key", "list"],
            &["key", "show"],
            &["key", "copy", "--to", "second"],
            &["key", "export", "--for", "r"],
            &["key", "delete", "--yes"],
            &["encrypt", "{}"],
            &["sign", "--expires-in", "1h", "a"],
            &["decrypt", cookie],
            &["inspect", cookie],
            &["reissue", cookie],
            &["rotate"],
            &["rotate", "status"],
        ] {
            for place in [
                &["--key", secret.as_str()][..],
                &[&format!("--key={secret}")],
            ] {
                let arguments = [command, place].concat();
                let ended = world.run(&arguments).gives(2, "", REFUSED);
                echoes_nothing(&ended);
            }
        }
    }
    assert_eq!(world.names(), [""; 0]);
}

#[test]
fn a_place_for_a_new_key_that_holds_one_is_refused() {
    let world = World::with_key(KEY);
    for arguments in [
        &["keygen", "--out", UUID][..],
        &["keygen", "--keyring", &format!("service/{KEY}")],
        &["keygen", &format!("--keyring=service/{UUID}")],
        &["key", "copy", "--key", "key", "--to", UUID],
        &[
            "key",
            "copy",
            "--key",
            "key",
            "--to",
            &format!("keyring:s/{KEY}"),
        ],
    ] {
        let ended = world.run(arguments).gives(2, "", REFUSED);
        echoes_nothing(&ended);
    }
    assert_eq!(world.names(), ["key"]);
}

#[test]
fn no_command_echoes_a_key_under_any_flag() {
    let world = World::new();
    let secrets = [anywhere(), as_a_place()].concat();
    for command in COMMANDS {
        for secret in &secrets {
            for place in [
                &["--key", secret.as_str()][..],
                &["--out", secret],
                &["--bogus", secret],
                &["--now", secret],
            ] {
                for more in [&[][..], &["--json"]] {
                    let ended = world.run(&[command, place, more].concat()).ends();
                    assert_ne!(ended.code(), 0, "{}", ended.what);
                    echoes_nothing(&ended);
                }
            }
        }
    }
}

#[test]
fn the_variable_that_holds_a_key_is_not_echoed() {
    let hint = "hint: for example: export COOKIEKIT_KEY=keyring:plumber_api\n";
    let must = "cookiekit: $COOKIEKIT_KEY must say where the key is: ";
    let secret = "an argument looks like a key; it is rejected and not shown";
    let world = World::new();
    for text in [anywhere(), as_a_place()].concat() {
        let run = world.run(&["key", "fingerprint"]);
        let ended = run.env("COOKIEKIT_KEY", &text).ends();
        echoes_nothing(&ended.is(2, "", &format!("{must}{secret}\n{hint}")));
    }
    for (text, why) in [
        ("fd:x", "fd: needs the number of an open file descriptor"),
        ("keyring:", "a keyring entry needs a service name"),
        ("cmd:", "cmd: needs a command"),
    ] {
        let run = world.run(&["key", "fingerprint"]);
        let run = run.env("COOKIEKIT_KEY", text);
        run.gives(2, "", &format!("{must}{why}\n{hint}"));
    }
}

#[test]
fn a_path_through_a_folder_of_such_a_name_is_a_path() {
    let world = World::new();
    assert_eq!(world.shell(&format!("mkdir {KEY}")).ends().code(), 0);
    let inside = format!("{KEY}/key");
    let ending = format!("{WORKBENCH_KEY}.key");
    for (name, place) in [
        (UUID, format!("./{UUID}")),
        (inside.as_str(), inside.clone()),
        (inside.as_str(), world.path(&inside).display().to_string()),
        (ending.as_str(), ending.clone()),
    ] {
        world.file(name, KEY);
        let ended = world.run(&["key", "fingerprint", "--key", &place]).ends();
        assert_eq!(ended.code(), 0, "{place} {}", ended.err);
    }
}
