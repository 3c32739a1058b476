//! Hints whose command does what it says when it is pasted, and that hand
//! nothing on which may be a secret.

use std::fs;

use serde_json::json;

use crate::explain::{JANE, JANE_NEWLINE, JANE_NOW};
use crate::known::{KEY, OTHER_KEY, PLUMBER, SEALED};
use crate::world::World;

const NOT_SHOWN: &str = "there is no key file of that name (not shown: it may be a secret)";
const IN_USE: &str = "name the key that is in use: ./FILE, keyring:SERVICE, env:NAME (a new key \
    opens no existing cookie)";

/// What a run says that must say nothing else.
fn said(message: &str, hint: &str) -> String {
    format!("cookiekit: {message}\nhint: {hint}\n")
}

#[test]
fn a_key_that_is_not_there_is_looked_for_and_none_is_made() {
    let world = World::new();
    world.file("cookie.key", KEY);
    for (key, message, hint) in [
        ("nothere", NOT_SHOWN, IN_USE),
        ("./nothere", "there is no key file at ./nothere", IN_USE),
        ("no/key.pem", "there is no key file at no/key.pem", IN_USE),
        // A slip, the ending left out, another case.
        (
            "coookie.key",
            "there is no key file at coookie.key",
            "did you mean --key cookie.key?",
        ),
        ("cookie", NOT_SHOWN, "did you mean --key cookie.key?"),
        (
            "./Cookie.key",
            "there is no key file at ./Cookie.key",
            "did you mean --key cookie.key?",
        ),
    ] {
        let hint = hint.replace(
            "cookie.key?",
            if key.starts_with("./") {
                "./cookie.key?"
            } else {
                "cookie.key?"
            },
        );
        for command in [
            &["decrypt", "--key", key, PLUMBER][..],
            &["key", "fingerprint", "--key", key],
            &["key", "show", "--key", key],
            &["reissue", "--key", key, PLUMBER],
            &["rotate", "status", "--key", key],
        ] {
            world.run(command).gives(4, "", &said(message, &hint));
        }
    }
    assert_eq!(world.names(), ["cookie.key"]);
}

#[test]
fn what_makes_cookies_is_told_how_a_key_is_made() {
    let world = World::new();
    let make = "say where the key is, or make one: cookiekit keygen";
    for (arguments, message, hint) in [
        (
            &["encrypt", "--key", "./new.key", "{}"][..],
            "there is no key file at ./new.key",
            format!("{make} --out ./new.key"),
        ),
        (
            &["encrypt", "--key", "hunter2", "{}"],
            NOT_SHOWN,
            format!("{make} --out PATH"),
        ),
        (
            &["sign", "--key", "w.key", "--expires-in", "1h", "alice"],
            "there is no key file at w.key",
            format!("{make} --for workbench --out w.key"),
        ),
    ] {
        world.run(arguments).gives(4, "", &said(message, &hint));
    }
}

#[test]
fn a_variable_whose_scheme_was_left_out_is_meant() {
    let world = World::new();
    let hint = said(NOT_SHOWN, "did you mean env:SESSION_KEY?");
    let run = world.run(&["decrypt", "--key", "SESSION_KEY", PLUMBER]);
    run.env("SESSION_KEY", KEY).gives(4, "", &hint);
    // A slip in its name.
    let message = "the environment variable SESION_KEY is not set";
    let hint = said(message, "did you mean env:SESSION_KEY?");
    let run = world.run(&["decrypt", "--key", "env:SESION_KEY", PLUMBER]);
    run.env("SESSION_KEY", KEY).gives(4, "", &hint);
}

#[test]
fn a_passphrase_in_the_place_of_a_place_is_not_shown() {
    let world = World::new();
    for secret in [
        "hunter2",
        "correct horse battery staple",
        "Tr0ub4dor&3",
        "s3cret.horse",
        "pass/word",
        "pass:word",
    ] {
        for arguments in [
            &["decrypt", "--key", secret, PLUMBER][..],
            &["decrypt", "--json", "--key", secret, PLUMBER],
            &["verify", "--key", secret, JANE],
            &["inspect", "--key", secret, JANE],
            &["inspect", "--json", "--key", secret, JANE],
            &["decrypt", "--lines", "--key", secret],
            &["encrypt", "--key", secret, "{}"],
            &["key", "show", "--key", secret],
            &["key", "delete", "--yes", "--key", secret],
            &["key", "export", "--for", "r", "--key", secret],
            &["key", "copy", "--key", secret, "--to", "copy"],
            &["rotate", "--key", secret],
            &["rotate", "stage", "--key", secret],
            &["rotate", "status", "--key", secret],
            &["rotate", "plan", "--for", "plumber", "--key", secret],
            &[
                "token",
                "issue",
                "--stateless",
                "--user",
                "a",
                "--expires-in",
                "1h",
                "--key",
                secret,
            ],
            // A shell puts the value in the place of the name.
            &["decrypt", "--key", &format!("env:{secret}"), PLUMBER],
        ] {
            let ended = world.run(arguments).ends();
            let all = format!("{}{}", ended.text(), ended.err);
            assert_ne!(ended.code(), 0, "{arguments:?}");
            assert!(!all.contains(secret), "{arguments:?} {all}");
        }
    }
}

#[test]
fn an_env_file_is_no_key_and_the_value_is_had_from_it() {
    for (name, text) in [
        (".env", format!("# the API\nPORT=8000\nCOOKIE_KEY={KEY}\n")),
        (".Renviron", format!("COOKIE_KEY=\"{KEY}\"\r\n")),
        (
            "it's.env",
            format!("export SESSION_SECRET='{KEY}'\n\nDEBUG=1\n"),
        ),
    ] {
        let world = World::new();
        world.file(name, &text);
        let ended = world.run(&["decrypt", "--key", name, PLUMBER]).ends();
        assert_eq!(ended.code(), 2, "{}", ended.err);
        let start = format!(
            "cookiekit: {name} has NAME=VALUE lines and is not a key\nhint: give the value alone: \
             --key "
        );
        let (_, spec) = ended.err.split_once(&start).expect(&ended.err);
        let spec = spec.trim_end();
        assert!(!ended.err.contains(KEY));
        // It opens with that, as it is pasted.
        let script = format!("cookiekit decrypt --key {spec} '{PLUMBER}'");
        let opened = world.shell(&script).ends();
        assert_eq!((opened.code(), opened.err.as_str()), (0, ""), "{script}");
        // Nothing is sealed with all of it, which nobody else would open.
        let message = format!("{name} has NAME=VALUE lines, and all of it was taken for the key");
        let hint = said(&message, &format!("give the value alone: --key {spec}"));
        world
            .run(&["encrypt", "--key", name, "{}"])
            .gives(2, "", &hint);
    }
}

#[test]
fn several_values_that_may_be_the_key_are_named_and_none_is_shown() {
    let world = World::new();
    world.file(".env", format!("API_KEY={OTHER_KEY}\nCOOKIE_KEY={KEY}\n"));
    let ended = world.run(&["verify", "--key", ".env", JANE]).ends();
    let hint = "hint: give one value alone: --key 'dotenv:.env#NAME' (NAME: API_KEY, COOKIE_KEY)\n";
    assert!(ended.err.ends_with(hint), "{}", ended.err);
}

#[test]
fn a_key_with_an_equals_sign_is_a_key() {
    for key in [
        "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHx8=",
        "a b=c d, and more of it, long enough for a key",
    ] {
        let world = World::with_key(key);
        let ended = world
            .run(&["sign", "--key", "key", "--expires-in", "1h", "x"])
            .ends();
        assert_eq!(ended.code(), 0, "{key} {}", ended.err);
    }
}

#[test]
fn what_to_do_works_when_it_is_pasted_and_shows_no_cookie() {
    let world = World::with_key("0123456789abcdef0123456789abcdef\n");
    world.file("my cookie", JANE);
    let inspect = ["inspect", "--json", "--key", "key", "--now", JANE_NOW];
    // As an argument, from a pipe: it is pasted again.
    for run in [
        world.run(&[&inspect[..], &[JANE]].concat()),
        world.run(&inspect).stdin(JANE),
        world.run(&[&inspect[..], &["-"]].concat()).stdin(JANE),
    ] {
        let ended = run.ends();
        let document = ended.json();
        let step = &document["to_do"][0];
        let command = step["command"].as_str().unwrap();
        assert!(!command.contains("janedoe"), "{command}");
        assert!(
            command.ends_with(&format!(" --now {JANE_NOW} -")),
            "{command}"
        );
        let told =
            "check that it opens with the fixed key (paste the cookie, then Enter and Ctrl-D)";
        assert_eq!(step["text"], told);
        let pasted = world.shell(command).stdin(format!("{JANE}\n")).ends();
        assert_eq!(pasted.code(), 0, "{command} {}", pasted.err);
    }
    // From a file it is read again.
    let script = format!("cookiekit {} < 'my cookie'", inspect.join(" "));
    let document = world.shell(&script).ends().json();
    let command = document["to_do"][0]["command"].as_str().unwrap();
    let path = world.path("my cookie");
    let end = format!(" < '{}'", path.display());
    assert!(command.ends_with(&end), "{command}");
    assert_eq!(world.shell(command).ends().code(), 0, "{command}");
}

#[test]
fn a_cookie_of_a_name_is_looked_at_under_that_name_again() {
    let world = World::with_key("0123456789abcdef0123456789abcdef");
    let header = format!("Cookie: other=1; user-id={JANE_NEWLINE}");
    let inspect = ["inspect", "--json", "--key", "key", "--now", JANE_NOW];
    let run = world.run(&[&inspect[..], &["--name", "user-id", "--leeway", "1h"]].concat());
    let document = run.stdin(&header).ends().json();
    let command = document["to_do"][0]["command"].as_str().unwrap();
    let end = format!(" --name user-id --now {JANE_NOW} --leeway 3600s -");
    assert!(command.ends_with(&end), "{command}");
    let pasted = world.shell(command).stdin(&header).ends();
    assert_eq!(pasted.code(), 0, "{command} {}", pasted.err);
}

#[test]
fn an_expired_cookie_is_replaced_by_signing_in_again() {
    let world = World::with_key(KEY);
    let arguments = [
        "decrypt", "--json", "--key", "key", "--name", "session", SEALED,
    ];
    let document = world.run(&arguments).ends().json();
    assert_eq!(document["outcome"], "expired");
    assert_eq!(
        document["hint"],
        "sign in again for a new one; to read it anyway: --leeway DURATION accepts it for longer, \
         --now TIME judges at another time"
    );
}

#[test]
fn one_argument_too_many_is_not_shown_and_told_where_it_goes() {
    let world = World::new();
    world.file("cookie.key", KEY);
    world.file("tokens.db", "");
    let too_many = "unexpected argument";
    let token = format!("{too_many}: a token is read from standard input");
    let password = format!("{too_many}: a password is asked for, or read from standard input");
    let pipe = "pipe the token (an argument stays in the shell history): printf %s \
                \"$token\" | cookiekit token";
    let key = "say where the key is: --key PATH, keyring:SERVICE, env:NAME, -; see: cookiekit";
    let stdin = "add --password-stdin and pipe it; see: cookiekit";
    for (arguments, message, hint) in [
        (
            &["token", "check", "--db", "my db", "hunter2"][..],
            &*token,
            format!("{pipe} check --db 'my db'"),
        ),
        (
            &["token", "check", "hunter2", "other", "--db=f"],
            &token,
            format!("{pipe} check --db f"),
        ),
        (
            &["token", "revoke", "--db", "f", "hunter2"],
            &token,
            format!("{pipe} revoke --db f"),
        ),
        (
            &["token", "user", "add", "--db", "f", "alice", "hunter2"],
            &password,
            format!("{stdin} token user add --help"),
        ),
        (
            &[
                "token",
                "issue",
                "--db",
                "f",
                "--user",
                "a",
                "--expires-in",
                "1h",
                "hunter2",
            ],
            &password,
            format!("{stdin} token issue --help"),
        ),
        (
            &["key", "fingerprint", "cookie.key"],
            too_many,
            "did you mean --key cookie.key?".to_owned(),
        ),
        (
            &["key", "show", "./cookie.key"],
            too_many,
            "did you mean --key ./cookie.key?".to_owned(),
        ),
        (
            &["decrypt", SEALED, "cookie.key"],
            too_many,
            "did you mean --key cookie.key?".to_owned(),
        ),
        (
            &["rotate", "status", "cookie.key"],
            too_many,
            "did you mean --key cookie.key?".to_owned(),
        ),
        (
            &["rotate", "cookie.key"],
            "no such command",
            "did you mean --key cookie.key?".to_owned(),
        ),
        (
            &["token", "list", "tokens.db"],
            too_many,
            "did you mean --db tokens.db?".to_owned(),
        ),
        (
            &["key", "fingerprint", "hunter2"],
            too_many,
            format!("{key} key fingerprint --help"),
        ),
        (
            &["rotate", "status", "hunter2"],
            too_many,
            format!("{key} rotate status --help"),
        ),
        (
            &["keygen", "hunter2"],
            too_many,
            "say where the key goes: --out PATH, --keyring SERVICE; see: cookiekit keygen --help"
                .to_owned(),
        ),
    ] {
        world.run(arguments).gives(2, "", &said(message, &hint));
        let json = world.run(&[arguments, &["--json"]].concat()).ends();
        assert_eq!(json.code(), 2);
        assert!(!json.text().contains("hunter2"), "{}", json.text());
    }
}

#[test]
fn a_key_file_that_is_empty_is_made_anew_and_nothing_that_has_a_key() {
    let world = World::with_key("");
    let document = world
        .run(&["decrypt", "--json", "--key", "key", PLUMBER])
        .ends()
        .json();
    let hint = document["hint"].as_str().unwrap();
    let (_, command) = hint.split_once("to make a new one: ").unwrap();
    assert_eq!(world.shell(command).ends().code(), 0, "{command}");
    let made = fs::read(world.path("key")).unwrap();
    // Pasted again, it takes nothing away.
    assert_eq!(world.shell(command).ends().code(), 2);
    assert_eq!(fs::read(world.path("key")).unwrap(), made);
    assert_eq!(json!(made.len()), 64);
}

#[test]
fn lines_of_a_log_without_a_name_say_which_name_is_missing() {
    let world = World::with_key(KEY);
    let log = format!("10.0.0.1 \"GET /\" 200 \"a=1; plumber={PLUMBER}\"\n").repeat(3);
    let warning = "warning: no line is a cookie; if these are lines of a log, add --name plumber\n";
    for command in [
        &["decrypt", "--lines", "--key", "key"][..],
        &["inspect", "--lines", "--key", "key"],
        &["inspect", "--lines", "--summary", "--key", "key"],
    ] {
        let ended = world.run(command).stdin(&log).ends();
        assert_ne!(ended.code(), 0, "{}", ended.err);
        assert_eq!(ended.err.matches(warning).count(), 1, "{}", ended.err);
        let named = [command, &["--name", "plumber"]].concat();
        let ended = world.run(&named).stdin(&log).ends();
        assert_eq!(ended.code(), 0, "{}", ended.err);
        assert!(!ended.err.contains("warning"), "{}", ended.err);
    }
    // Where a line is a cookie, or none is in any, there is nothing to add.
    for lines in [format!("{log}{PLUMBER}\n"), "no cookie\n".repeat(3)] {
        let run = world.run(&["decrypt", "--lines", "--key", "key"]);
        let ended = run.stdin(lines).ends();
        assert!(!ended.err.contains("add --name"), "{}", ended.err);
    }
}

/// What a program reads is lost to it when it is closed: of what is no key, the command that
/// closes it is not printed.
#[cfg(unix)]
#[test]
fn what_is_no_key_is_not_closed_to_those_who_read_it() {
    let world = World::new();
    let words = "name the file that has the key alone; if this is the key, close it to others \
                 first\n";
    for (name, content, hint) in [
        (
            "passwd",
            "root:x:0:0:root:/root:/bin/sh\nbin:x:2:2::/bin:/bin/sh\n".to_owned(),
            format!("hint: it has several lines: {words}"),
        ),
        (
            "program",
            "\u{7f}ELF\u{2}".repeat(30_000),
            format!("hint: it has more bytes than a key: {words}"),
        ),
        (
            "app.env",
            format!("PORT=80\nCOOKIE_KEY={KEY}\n"),
            "hint: it has several lines: give the value alone: --key 'dotenv:app.env#COOKIE_KEY'\n"
                .to_owned(),
        ),
    ] {
        world.file(name, content);
        world.set_mode(name, 0o644);
        for command in [&["decrypt"][..], &["inspect"], &["key", "fingerprint"]] {
            let cookie: &[&str] = if command[0] == "key" { &[] } else { &[PLUMBER] };
            let run = [command, &["--key", name], cookie].concat();
            let ended = world.run(&run).ends();
            assert_eq!(ended.code(), 4, "{}", ended.err);
            assert!(ended.err.ends_with(&hint), "{run:?} {}", ended.err);
        }
    }
    // A key is closed, as ever.
    world.file("key", KEY);
    world.set_mode("key", 0o644);
    let ended = world.run(&["decrypt", "--key", "key", PLUMBER]).ends();
    assert!(ended.err.contains("chmod 600 key"), "{}", ended.err);
}
