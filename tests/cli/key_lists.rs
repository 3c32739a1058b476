//! Variables that list several keys, and those that list the keys that were used before.

use crate::known::{KEY, OTHER_KEY};
use crate::world::World;

/// An APP_KEY, and two that were used before it.
const APP: [&str; 3] = [
    "base64:cEtfgzdaj9ub5w9CfDTP7NfYGy/OquQm3OnXULY3Cds=",
    "base64:vtgqwaDPfhs3WfFcdptaux06lMsB0wEvqZnrohnhPF0=",
    "base64:c3Ryb25nLWJ1dC1vbGQtc2VjcmV0LW9mLTMyLWJ5dGU=",
];
const SIGNED: [&str; 3] = [KEY, OTHER_KEY, "a-third-secret-that-nobody-has-ever-seen"];

fn world(env: &str) -> World {
    let world = World::new();
    world.file(".env", env);
    world.set_mode(".env", 0o600);
    world
}

/// A cookie of a format under this key.
fn made(format: &str, key: &str) -> String {
    let world = World::with_key(key);
    let verb = if format == "laravel" {
        "encrypt"
    } else {
        "sign"
    };
    let made = world.run(&[
        verb,
        "-q",
        "--format",
        format,
        "--key",
        "key",
        "--name",
        "own",
        r#"{"u":1}"#,
    ]);
    let made = made.ends();
    assert_eq!(made.code(), 0, "{format}: {}", made.err);
    let text = made.text().trim_end().to_owned();
    match text.starts_with("own=") {
        true => text,
        false => format!("own={text}"),
    }
}

#[test]
fn a_cookie_under_a_previous_key_is_explained_by_the_settings_that_list_it() {
    for (format, own, previous, keys) in [
        ("laravel", "APP_KEY", "APP_PREVIOUS_KEYS", APP),
        (
            "django-session",
            "SECRET_KEY",
            "SECRET_KEY_FALLBACKS",
            SIGNED,
        ),
        (
            "flask",
            "DJANGO_SECRET_KEY",
            "DJANGO_SECRET_KEY_FALLBACKS",
            SIGNED,
        ),
    ] {
        let cookie = made(format, keys[2]);
        let text = format!("{own}={}\n{previous}={},{}\n", keys[0], keys[1], keys[2]);
        let world = world(&text);
        let place = format!("dotenv:.env#{own}");
        let inspect = |more: &[&str]| {
            let run = world.run(&["inspect", "--json", "--format", format, "--key", &place]);
            run.args(more).stdin(&cookie).ends()
        };
        let ended = inspect(&[]);
        let told = ended.json();
        let found = format!("dotenv:.env#{previous},2");
        let verdict =
            format!("made under a previous key; valid under {found}, which the same settings list");
        assert_eq!(told["verdict"], verdict.as_str(), "{told}");
        assert_eq!((ended.code(), &told["reason"]), (1, &"previous-key".into()));
        assert_eq!(told["authenticated"], false);
        // As its advice says.
        let both = inspect(&["--key", &found]);
        assert_eq!((both.code(), &both.json()["outcome"]), (0, &"valid".into()));

        // In the environment it is the same.
        let run = world.run(&["inspect", "--json", "--format", format]);
        let run = run.args(&["--key", &format!("env:{own}")]).stdin(&cookie);
        let listed = format!("{},{}", keys[1], keys[2]);
        let told = run.env(own, keys[0]).env(previous, &listed).ends().json();
        assert_eq!(told["reason"], "previous-key", "{told}");

        // One that is listed nowhere, or elsewhere, is no previous key.
        for text in [
            format!("{own}={}\n{previous}={}\n", keys[0], keys[1]),
            format!("{own}={}\nOTHER_{previous}={}\n", keys[0], keys[2]),
            format!("{own}={}\n", keys[0]),
        ] {
            world.file(".env", text);
            assert_eq!(inspect(&[]).json()["outcome"], "forged");
            assert_eq!(inspect(&[]).json()["reason"], serde_json::Value::Null);
        }
        // A single one is a list as well.
        world.file(
            ".env",
            format!("{own}={}\n{previous}={}\n", keys[0], keys[2]),
        );
        let told = inspect(&[]).json();
        assert_eq!(told["reason"], "previous-key", "{told}");
    }
}

#[test]
fn a_variable_that_lists_keys_is_not_taken_for_one() {
    let world = world(&format!("APP_KEYS=\"{KEY}, {OTHER_KEY}\"\n"));
    let cookie = made("keygrip", OTHER_KEY);
    let err = "cookiekit: dotenv:.env#APP_KEYS is a list of 2 keys, with commas between\n\
               hint: name one of them: --key 'dotenv:.env#APP_KEYS,1' is the first, which makes \
               cookies where all are in use; add --key 'dotenv:.env#APP_KEYS,2' and so on to open \
               those of the others\n";
    let key = ["--key", "dotenv:.env#APP_KEYS"];
    for command in [
        &["key", "copy", "--to", "new.key"][..],
        &["key", "fingerprint"],
        &["sign", "--format", "keygrip", "--name", "own", "{}"],
        &["verify", "--format", "keygrip", &cookie],
    ] {
        let ended = world.run(command).args(&key).ends();
        assert!(ended.err.starts_with(err), "{command:?}: {}", ended.err);
        assert_eq!((ended.code(), &*ended.text()), (2, ""), "{command:?}");
    }
    assert_eq!(world.names(), [".env"]);

    let verify = |place: &str| {
        let run = world.run(&["verify", "-q", "--format", "keygrip", "--key", place]);
        run.stdin(&cookie).ends()
    };
    assert_eq!(verify("dotenv:.env#APP_KEYS,2").text(), "{\"u\":1}\n");
    assert_eq!(verify("dotenv:.env#APP_KEYS,1").code(), 1);
    let absent = verify("dotenv:.env#APP_KEYS,3");
    let err = "cookiekit: there is no key 3 in dotenv:.env#APP_KEYS: it has 2 keys\n";
    assert!(absent.err.starts_with(err), "{}", absent.err);
    assert_eq!(absent.code(), 4);

    // Which of them it is under is found, from the list and from another one of it.
    for place in ["dotenv:.env#APP_KEYS", "dotenv:.env#APP_KEYS,1"] {
        let run = world.run(&["inspect", "--json", "--format", "keygrip", "--key", place]);
        let told = run.stdin(&cookie).ends().json();
        assert_eq!(told["reason"], "key-of-list", "{told}");
        let verdict = told["verdict"].as_str().unwrap();
        let end = "valid under dotenv:.env#APP_KEYS,2, one of the keys that the variable lists";
        assert!(verdict.ends_with(end), "{verdict}");
    }

    let copy = [
        "key",
        "copy",
        "-q",
        "--key",
        "dotenv:.env#APP_KEYS,2",
        "--to",
        "new.key",
    ];
    assert_eq!(world.run(&copy).ends().code(), 0);
    let shown = world.run(&["key", "show", "--key", "new.key"]).ends();
    assert_eq!(shown.text().trim_end(), OTHER_KEY);
}

#[test]
fn what_is_printed_for_a_list_names_one_key_of_it() {
    let world = world(&format!("APP_KEYS={KEY},{OTHER_KEY}\n"));
    for command in [
        &["rotate", "plan", "--for", "keygrip"][..],
        &["rotate", "stage"],
    ] {
        let ended = world
            .run(command)
            .args(&["--key", "dotenv:.env#APP_KEYS"])
            .ends();
        let copy = "cookiekit key copy --key 'dotenv:.env#APP_KEYS,1' --to PATH";
        assert!(ended.err.contains(copy), "{}", ended.err);
        assert_eq!(ended.code(), 2);
    }
}

/// Of one key, or of a passphrase, a comma is a part.
#[test]
fn a_key_with_a_comma_in_it_is_one() {
    for (name, text) in [
        ("SESSION_SECRET", format!("{KEY},{OTHER_KEY}")),
        ("SESSION_KEYS", "correct, horse battery staple".to_owned()),
        ("SESSION_KEYS", r#"{"hash":"a","block":"b"}"#.to_owned()),
        ("SESSION_KEYS", KEY.to_owned()),
    ] {
        let world = world(&format!("{name}='{text}'\n"));
        let place = format!("dotenv:.env#{name}");
        let copied = world.run(&["key", "copy", "-q", "--key", &place, "--to", "new.key"]);
        let copied = copied.ends();
        assert_eq!(copied.code(), 0, "{}", copied.err);
        let shown = world.run(&["key", "show", "--key", "new.key"]).ends();
        assert_eq!(shown.text().trim_end(), text);
    }
    // A cookie tells that it is a list all the same.
    let world = world(&format!("SESSION_SECRET={KEY},{OTHER_KEY}\n"));
    let run = world.run(&["inspect", "--json", "--key", "dotenv:.env#SESSION_SECRET"]);
    let told = run.stdin(made("express", OTHER_KEY)).ends().json();
    assert_eq!(told["reason"], "key-of-list", "{told}");
}

#[test]
fn a_file_that_lists_keys_is_split_by_the_printed_command() {
    let world = World::with_key(format!("{KEY}, {OTHER_KEY}\n"));
    let cookie = made("express", OTHER_KEY);
    let run = world.run(&["inspect", "--json", "--key", "key"]);
    let told = run.stdin(&cookie).ends().json();
    assert_eq!(told["reason"], "key-list-item", "{told}");
    assert_eq!(
        told["verdict"],
        "not valid under the whole list; valid if key 2 of it is the key"
    );
    if cfg!(unix) {
        let steps = told["explanation"]["steps"].as_array().unwrap();
        let mut commands = steps.iter().filter_map(|it| it["command"].as_str());
        let save = commands.find(|it| it.contains("key copy")).unwrap();
        assert_eq!(world.shell(save).ends().code(), 0);
        let verify = world.run(&["verify", "-q", "--key", "key.fixed", "-"]);
        assert_eq!(verify.stdin(&cookie).ends().code(), 0);
    }
    // Under neither it is forged.
    let run = world.run(&["inspect", "--json", "--key", "key"]);
    let told = run.stdin(made("express", "another-secret")).ends().json();
    assert_eq!(told["outcome"], "forged", "{told}");
}
