//! `rails:PATH`: `secret_key_base` in the encrypted credentials of an application.

use std::fs;

use serde_json::Value;

use crate::world::World;

const FILE: &str = "config/credentials.yml.enc";

/// What Rails made: `tests/data/rails-credentials.json`.
fn made() -> Value {
    serde_json::from_str(include_str!("../data/rails-credentials.json")).unwrap()
}

fn case(name: &str) -> Value {
    let cases = made()["cases"].as_array().unwrap().clone();
    cases.into_iter().find(|it| it["name"] == name).unwrap()
}

/// An application with these credentials, which everyone may read, and its key.
fn application(credentials: &str) -> World {
    let world = World::new();
    fs::create_dir(world.path("config")).unwrap();
    world.file(FILE, credentials);
    world.set_mode(FILE, 0o644);
    let key = format!("{}\n", made()["master_key"].as_str().unwrap());
    world.file("config/master.key", key);
    world
}

fn of(name: &str) -> World {
    application(case(name)["file"].as_str().unwrap())
}

#[test]
fn the_secret_is_what_rails_reads() {
    let mut read = 0;
    for case in made()["cases"].as_array().unwrap() {
        let Some(secret) = case["secret_key_base"].as_str() else {
            continue;
        };
        read += 1;
        assert_eq!(case["rails_reads"], "String");
        let world = application(case["file"].as_str().unwrap());
        for place in ["rails:.", "rails:config/credentials.yml.enc"] {
            world
                .run(&["key", "copy", "--key", place, "--to", "copy"])
                .ends();
            let copied = fs::read_to_string(world.path("copy")).unwrap();
            assert_eq!(copied.trim_end(), secret, "{}", case["name"]);
            fs::remove_file(world.path("copy")).unwrap();
        }
    }
    assert_eq!(read, 4);
}

#[test]
fn a_cookie_is_made_and_opened_under_it() {
    let world = of("edited");
    let cookie = world
        .run(&[
            "encrypt",
            "-q",
            "--format",
            "rails-gcm",
            "--key",
            "rails:.",
            "--name",
            "s",
            "{\"a\":1}",
        ])
        .ends();
    assert_eq!(cookie.code(), 0, "{}", cookie.err);
    world.file("key", case("edited")["secret_key_base"].as_str().unwrap());
    for place in ["key", "rails:.", "rails:config/credentials.yml.enc"] {
        world
            .run(&[
                "decrypt",
                "--format",
                "rails-gcm",
                "--name",
                "s",
                "--key",
                place,
            ])
            .stdin(cookie.text())
            .gives(0, "{\"a\":1}\n", "");
    }
}

/// The variable counts before the file, and a child has neither.
#[test]
fn the_variable_counts_before_the_file() {
    let world = of("plain");
    let key = made()["master_key"].as_str().unwrap().to_owned();
    fs::remove_file(world.path("config/master.key")).unwrap();
    let fingerprint = ["key", "fingerprint", "--key", "rails:."];
    let by_variable = world.run(&fingerprint).env("RAILS_MASTER_KEY", &key).ends();
    assert_eq!(by_variable.code(), 0, "{}", by_variable.err);
    world.file("config/master.key", &key);
    let by_file = world.run(&fingerprint).env("RAILS_MASTER_KEY", "").ends();
    assert_eq!(by_file.text(), by_variable.text());
    world
        .run(&fingerprint)
        .env("RAILS_MASTER_KEY", "f".repeat(32))
        .gives(
            4,
            "",
            "cookiekit: the key in RAILS_MASTER_KEY does not open ./config/credentials.yml.enc: it is \
             another one's, or the file was changed\n\
             hint: RAILS_MASTER_KEY counts before the key beside the file, as in the application\n",
        );
    let command = "cmd:printf %s \"${RAILS_MASTER_KEY-none}\"";
    let arguments = ["key", "copy", "--key", command, "--to", "seen"];
    let child = world
        .run(&arguments)
        .env("COOKIEKIT_KEY", "rails:.")
        .env("RAILS_MASTER_KEY", &key)
        .ends();
    assert_eq!(child.code(), 0, "{}", child.err);
    assert_eq!(
        fs::read_to_string(world.path("seen")).unwrap().trim_end(),
        "none"
    );
}

/// Each of an environment has a key of its own beside it.
#[test]
fn the_credentials_of_an_environment_are_named() {
    let world = of("plain");
    fs::create_dir(world.path("config/credentials")).unwrap();
    let one = "config/credentials/production.yml.enc";
    world.file(one, case("edited")["file"].as_str().unwrap());
    world
        .run(&["key", "fingerprint", "--key", "rails:."])
        .gives(
            2,
            "",
            "cookiekit: there is config/credentials/production.yml.enc too in ., and it depends on \
             the environment which of them counts\n\
             hint: name the file: rails:config/credentials.yml.enc or \
             rails:config/credentials/production.yml.enc\n",
        );
    let place = format!("rails:{one}");
    let fingerprint = ["key", "fingerprint", "--key", &place];
    let none = world.run(&fingerprint).ends();
    assert_eq!(none.code(), 4, "{}", none.err);
    let absent = "cookiekit: there is no master key file at config/credentials/production.key\n";
    assert!(none.err.starts_with(absent), "{}", none.err);
    let key = made()["master_key"].as_str().unwrap().to_owned();
    world.file("config/credentials/production.key", key);
    assert_eq!(world.run(&fingerprint).ends().code(), 0);
    world.file("other", case("plain")["file"].as_str().unwrap());
    world
        .run(&["key", "fingerprint", "--key", "rails:other"])
        .gives(
            2,
            "",
            "cookiekit: other is not named as such a file, so that the name of its key is not known\n\
             hint: give the file under its own name, such as config/credentials.yml.enc, or its key \
             in RAILS_MASTER_KEY\n",
        );
}

#[test]
fn what_rails_does_not_read_or_may_read_differently_is_no_key() {
    for (name, code, why) in [
        (
            "section",
            4,
            "it is in a section, and is read only at the top",
        ),
        ("absent", 4, "it is not there"),
        ("empty", 4, "it is empty"),
        (
            "number",
            2,
            "without quotes it may be read as a number, a date or a switch",
        ),
        ("twice", 2, "it is set twice"),
    ] {
        let hint = match code {
            2 => "hint: give the key as its own program reads it: --key env:NAME, or cmd:COMMAND\n",
            _ => "",
        };
        of(name)
            .run(&["key", "fingerprint", "--key", "rails:."])
            .gives(
                code,
                "",
                &format!(
                    "cookiekit: secret_key_base in ./config/credentials.yml.enc: {why}\n{hint}"
                ),
            );
    }
}

#[test]
fn a_file_that_is_none_is_said_to_be() {
    let whole = case("plain")["file"].as_str().unwrap().to_owned();
    let parts: Vec<&str> = whole.split("--").collect();
    let malformed = [
        (
            whole[..40].to_owned(),
            "it does not have the three parts separated by `--` of encrypted credentials",
        ),
        (
            "secret_key_base: abc\n".to_owned(),
            "it does not have the three parts separated by `--` of encrypted credentials",
        ),
        (
            whole[..whole.len() - 2].to_owned(),
            "the tag is not base64: it may be cut off",
        ),
        (
            format!("{}--{}--{}", parts[0], parts[1], "QUJD"),
            "the tag has not 16 bytes: it may be cut off",
        ),
        (
            format!("{}--{}--{}", parts[0], "QUJD", parts[2]),
            "the iv has not 12 bytes",
        ),
        (
            format!("{}--!--{}", parts[0], parts[2]),
            "the iv is not base64",
        ),
        (
            format!("é{whole}"),
            "the ciphertext is not base64: it may be cut off",
        ),
    ];
    for (text, why) in malformed {
        application(&text)
            .run(&["key", "fingerprint", "--key", "rails:."])
            .gives(
                2,
                "",
                &format!("cookiekit: ./config/credentials.yml.enc: {why}\n"),
            );
    }
    let changed = format!(
        "{}--{}--{}",
        parts[0],
        parts[2].get(..16).unwrap(),
        parts[2]
    );
    for changed in [changed, format!("--{}--{}", parts[1], parts[2])] {
        let ended = application(&changed)
            .run(&["key", "fingerprint", "--key", "rails:."])
            .ends();
        assert_eq!(ended.code(), 4, "{}", ended.err);
        assert!(ended.err.contains("does not open"), "{}", ended.err);
    }
    // Editors end a line.
    let ended = application(&format!("{whole}\n"))
        .run(&["key", "fingerprint", "--key", "rails:."])
        .ends();
    assert_eq!(ended.code(), 0, "{}", ended.err);
    let huge = application(&"A".repeat(65_537));
    let ended = huge.run(&["key", "fingerprint", "--key", "rails:."]).ends();
    assert_eq!(ended.code(), 2, "{}", ended.err);
    assert!(ended.err.contains("65537 bytes"), "{}", ended.err);
}

#[test]
fn a_key_that_is_none_is_said_to_be() {
    let secret = case("plain")["secret_key_base"]
        .as_str()
        .unwrap()
        .to_owned();
    for key in ["", "abc", &"g".repeat(32), &secret] {
        let world = of("plain");
        world.file("config/master.key", key);
        let ended = world
            .run(&["key", "fingerprint", "--key", "rails:."])
            .ends();
        assert_eq!(ended.code(), 4, "{}", ended.err);
        match key {
            "" => assert!(ended.err.contains("master.key is empty"), "{}", ended.err),
            _ => assert_eq!(
                ended.err,
                "cookiekit: the key of ./config/credentials.yml.enc in ./config/master.key: it has \
                 not the 32 hex digits of one\n"
            ),
        }
    }
}

/// The key is judged as a key file is; what it encrypts is for everyone.
#[test]
fn a_key_that_others_read_is_refused() {
    let world = of("plain");
    world.set_mode("config/master.key", 0o644);
    world
        .run(&["key", "fingerprint", "--key", "rails:."])
        .gives(
            4,
            "",
            "cookiekit: ./config/master.key can be read by others (mode 0644)\nhint: fix it with: \
         chmod 600 ./config/master.key (`--allow-unsafe-key` continues with a warning)\n",
        );
    let allowed = [
        "key",
        "fingerprint",
        "--allow-unsafe-key",
        "--key",
        "rails:.",
    ];
    let ended = world.run(&allowed).ends();
    assert_eq!(ended.code(), 0, "{}", ended.err);
    let warning =
        "warning: rails:.: using an unsafe key: ./config/master.key can be read by others";
    assert!(ended.err.starts_with(warning), "{}", ended.err);
}

#[test]
fn links_are_followed_and_pipes_are_not_read() {
    let world = of("plain");
    fs::rename(world.path(FILE), world.path("held")).unwrap();
    std::os::unix::fs::symlink("../held", world.path(FILE)).unwrap();
    let fingerprint = ["key", "fingerprint", "--key", "rails:."];
    let ended = world.run(&fingerprint).ends();
    assert_eq!(ended.code(), 0, "{}", ended.err);
    let hint =
        "hint: name the application's folder, or its file: rails:config/credentials.yml.enc\n";
    fs::remove_file(world.path("held")).unwrap();
    world.run(&fingerprint).gives(
        4,
        "",
        &format!(
            "cookiekit: ./config/credentials.yml.enc is a symbolic link to a file that is not there\n\
             {hint}"
        ),
    );
    let made = std::process::Command::new("mkfifo")
        .arg(world.path("held"))
        .status();
    assert!(made.unwrap().success());
    world.run(&fingerprint).gives(
        4,
        "",
        &format!(
            "cookiekit: ./config/credentials.yml.enc is a pipe, not a credentials file\n{hint}"
        ),
    );
    world.run(&["key", "fingerprint", "--key", "rails:"]).gives(
        2,
        "",
        "cookiekit: rails: needs the application's folder, or its file config/credentials.yml.enc\n\
         hint: for example: --key rails:config/credentials.yml.enc\n",
    );
}

/// No command writes into an application's credentials, or deletes them.
#[test]
fn the_credentials_are_never_written() {
    let world = of("plain");
    let before = fs::read(world.path(FILE)).unwrap();
    let place = "rails:.";
    for (arguments, code) in [
        (&["rotate", "--key", place][..], 2),
        (&["rotate", "stage", "--key", place], 2),
        (&["rotate", "plan", "--for", "rails-gcm", "--key", place], 2),
        (&["key", "delete", "--yes", "--key", place], 2),
        (&["key", "copy", "--key", place, "--to", "rails:other"], 2),
        (&["keygen", "--out", "rails:other"], 2),
        (&["key", "export", "--for", "rails", "--key", place], 2),
    ] {
        let ended = world.run(arguments).ends();
        assert_eq!(ended.code(), code, "{arguments:?}: {}", ended.err);
        assert_eq!(fs::read(world.path(FILE)).unwrap(), before);
        let names: Vec<_> = fs::read_dir(world.path("config")).unwrap().collect();
        assert_eq!(names.len(), 2, "{arguments:?}");
    }
}

/// What is missing or empty is called what it is, and no new one is offered: it would
/// open nothing.
#[test]
fn what_is_not_there_is_called_what_it_is() {
    let fingerprint = ["key", "fingerprint", "--key", "rails:."];
    let world = of("plain");
    for (name, what) in [
        ("config/master.key", "master key file"),
        (FILE, "credentials file"),
    ] {
        let bytes = fs::read(world.path(name)).unwrap();
        for is_empty in [true, false] {
            fs::remove_file(world.path(name)).unwrap();
            if is_empty {
                world.file(name, "");
            }
            let ended = world.run(&fingerprint).ends();
            assert_eq!(ended.code(), 4, "{}", ended.err);
            assert!(ended.err.contains(what), "{}", ended.err);
            assert!(!ended.err.contains("keygen"), "{}", ended.err);
            assert!(
                !ended.err.contains(" key file") || what == "master key file",
                "{}",
                ended.err
            );
            if !is_empty {
                world.file(name, "");
            }
        }
        world.file(name, bytes);
    }
    assert_eq!(world.run(&fingerprint).ends().code(), 0);
}
