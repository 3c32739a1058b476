//! Tornado's and Jupyter's signed cookies at the command line. They are those of
//! Tornado 6.6.1's own `create_signed_value`, made at THEN.

use crate::known::{JUDGED_THEN, THEN, try_another_name};
use crate::world::World;

const KEY: &str = "0123456789abcdef0123456789abcdef";
const OTHER: &str = "fedcba9876543210fedcba9876543210";
const COOKIE: &str = "2|1:0|10:1700000000|4:user|8:YWxpY2U=|\
    c55ae60dbbc45a8b31c4708a9a51a8af6fb981f76e08aeec5842ffd1e2abee8a";
const FIRST: &str = "YWxpY2U=|1700000000|1238c569245058bf1179f011c1b7cd6246d04531";
/// By the numbers 2, which is KEY, and 7, which is OTHER.
const SEVENTH: &str = "2|1:7|10:1700000000|4:user|8:YWxpY2U=|\
    dd9317b3ded0d141cf4b7c682adc065dec097184a5e347a049379d58921365db";
const SECOND: &str = "2|1:2|10:1700000000|4:user|8:YWxpY2U=|\
    fc97e043e442e889f736502dc94d277b48dffb195473825e09e62eb72a1f7392";
/// The file that Jupyter Server makes of the bytes 0 to 31.
const JUPYTER_FILE: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n";
const JUPYTER: &str = "2|1:0|10:1700000000|23:username-localhost-8888|\
    28:eyJ1c2VybmFtZSI6ICJhbGljZSJ9|\
    d36297551d34a3df3acda12a739c3a2e2c07d0672e58a000252f84d0c25c66b1";
/// The same where a password was set up.
const WITH_PASSWORD: &str = "2|1:0|10:1700000000|23:username-localhost-8888|\
    28:eyJ1c2VybmFtZSI6ICJhbGljZSJ9|\
    2ad75b8b644ba7ab1dc9dc9e1073ba39cabdbe8bb299153c81aac58d0f32a454";
const HUB: &str = "2|1:0|10:1700000000|20:jupyterhub-hub-login|8:NGNkOA==|\
    037a5a6e5c6ab953740fbf9d4fe4f8b72aab1f1a13a00e7a90d33c74ff77438c";

const VERIFY: [&str; 5] = ["verify", "--key", "key", "--now", THEN];

fn forged() -> String {
    let hint = try_another_name("tornado", "one was given: try --name OTHER");
    format!("cookiekit: forged or under another key (format tornado)\nhint: {hint}\n")
}

#[test]
fn a_cookie_is_verified_and_made_again() {
    let world = World::with_key(format!("{KEY}\n"));
    let line =
        format!("Set-Cookie: user=\"{COOKIE}\"; expires=Thu, 14 Dec 2023 22:13:20 GMT; Path=/");
    for cookie in [
        &["--name", "user", COOKIE][..],
        &["--format", "tornado", "--name", "user", COOKIE],
        &[&line],
    ] {
        world
            .run(&[&VERIFY[..], cookie].concat())
            .gives(0, "alice\n", JUDGED_THEN);
    }
    let verify = [&VERIFY[..], &["--name", "user", FIRST]].concat();
    let old = "warning: version 1, of Tornado before 4.0: nothing stands between name and value \
               where they are signed\n";
    world
        .run(&verify)
        .gives(0, "alice\n", &format!("{JUDGED_THEN}{old}"));
    let sign = [
        "sign", "--format", "tornado", "--key", "key", "--name", "user",
    ];
    world
        .run(&[&sign[..], &["--now", THEN, "alice"]].concat())
        .gives(0, format!("\"{COOKIE}\"\n"), "");
    world
        .run(&["sign", "--format", "tornado", "--key", "key", "alice"])
        .gives(
            2,
            "",
            "cookiekit: a tornado cookie is bound to its name, and no name was given\n\
             hint: add --name user, or the name that the application uses\n",
        );
}

#[test]
fn its_age_counts_in_days_and_version_1_is_not_taken_from_the_future() {
    let world = World::with_key(KEY);
    let at = |now: u64, more: &[&str], cookie: &str| {
        let now = now.to_string();
        let common = ["verify", "--json", "--key", "key", "--format", "tornado"];
        let named = ["--name", "user", "--now", &now];
        let ended = world
            .run(&[&common[..], &named, more, &[cookie]].concat())
            .ends();
        (ended.code(), ended.json()["outcome"].clone())
    };
    const MADE: u64 = 1_700_000_000;
    const DAY: u64 = 86_400;
    let half = ["--param", "max-age-days=0.5"];
    for cookie in [COOKIE, FIRST] {
        assert_eq!(at(MADE + 31 * DAY, &[], cookie), (0, "valid".into()));
        assert_eq!(at(MADE + 31 * DAY + 1, &[], cookie), (3, "expired".into()));
        assert_eq!(at(MADE + DAY / 2, &half, cookie), (0, "valid".into()));
        assert_eq!(at(MADE + DAY / 2 + 1, &half, cookie), (3, "expired".into()));
    }
    assert_eq!(at(0, &[], COOKIE), (0, "valid".into()));
    assert_eq!(at(MADE - 31 * DAY, &[], FIRST), (0, "valid".into()));
    assert_eq!(at(MADE - 31 * DAY - 1, &[], FIRST), (3, "expired".into()));
    let second = ["--param", "min-version=2"];
    assert_eq!(at(MADE, &second, FIRST), (1, "malformed".into()));
    assert_eq!(at(MADE, &second, COOKIE), (0, "valid".into()));
    let days = ["--param", "max-age-days=soon"];
    let ended = world
        .run(&[&VERIFY[..], &["--format", "tornado"], &days, &[COOKIE]].concat())
        .ends();
    assert_eq!(ended.code(), 2);
    assert!(ended.err.contains("days, as 31 or 0.5"), "{}", ended.err);
}

#[test]
fn keys_have_numbers_in_a_map_or_by_their_order() {
    let world = World::with_key(KEY);
    world.file("other", OTHER);
    world.file("map", format!("{{\"2\":\"{KEY}\",\"7\":\"{OTHER}\"}}\n"));
    let by_order = [
        "--key",
        "key",
        "--key",
        "other",
        "--param",
        "key-versions=2,7",
    ];
    let map = ["--key", "map"];
    for (keys, right) in [
        (&by_order[..], true),
        (&map, true),
        (&["--key", "other"], false),
    ] {
        let verify = [
            "verify", "--now", THEN, "--format", "tornado", "--name", "user",
        ];
        let code = |cookie| {
            world
                .run(&[&verify[..], keys, &[cookie]].concat())
                .ends()
                .code()
        };
        assert_eq!(code(SEVENTH), 0, "{keys:?}");
        // With a key alone the number is not looked at.
        assert_eq!(code(SECOND), i32::from(!right), "{keys:?}");
        assert_eq!(code(COOKIE), 1, "{keys:?}");
        // Of version 1 the server ends in an error.
        assert_eq!(code(FIRST), 1, "{keys:?}");
    }
    // The right key under another number.
    let wrong = [
        "--key",
        "key",
        "--key",
        "other",
        "--param",
        "key-versions=7,2",
    ];
    let verify = [
        "verify", "--now", THEN, "--format", "tornado", "--name", "user",
    ];
    world
        .run(&[&verify[..], &wrong, &[SEVENTH]].concat())
        .gives(1, "", &forged());
    let sign = [
        "sign", "--format", "tornado", "--name", "user", "--now", THEN,
    ];
    for (keys, cookie) in [
        (&by_order[..], SECOND),
        (&map, SECOND),
        (&["--key", "map", "--param", "key-versions=7"], SEVENTH),
    ] {
        world
            .run(&[&sign[..], keys, &["alice"]].concat())
            .gives(0, format!("\"{cookie}\"\n"), "");
    }
}

#[test]
fn jupyters_key_files_are_read_as_jupyter_reads_them() {
    let world = World::new();
    world.file("server", JUPYTER_FILE);
    let password = "argon2:$argon2id$v=19$m=10240,t=10,p=8$abc$def";
    let protected = format!(
        "{{\"secret\":{},\"password\":\"{password}\"}}",
        serde_json::Value::from(JUPYTER_FILE)
    );
    world.file("protected", protected);
    world.file("hub", format!("{KEY}{KEY}\n"));
    let server = ["--param", "cookie-secret=jupyter-server"];
    let hub = [
        "--param",
        "cookie-secret=jupyterhub",
        "--param",
        "max-age-days=14",
    ];
    let name = "username-localhost-8888";
    for (key, params, name, cookie, payload) in [
        (
            "server",
            &server[..],
            name,
            JUPYTER,
            "{\"username\": \"alice\"}",
        ),
        (
            "protected",
            &server,
            name,
            WITH_PASSWORD,
            "{\"username\": \"alice\"}",
        ),
        ("hub", &hub, "jupyterhub-hub-login", HUB, "4cd8"),
    ] {
        let verify = [
            "verify", "--format", "tornado", "--now", THEN, "--name", name,
        ];
        let run = |more: &[&str]| {
            world
                .run(&[&verify[..], &["--key", key], more, &[cookie]].concat())
                .ends()
        };
        let ended = run(params);
        assert_eq!(
            (ended.code(), ended.text()),
            (0, format!("{payload}\n")),
            "{key}"
        );
        assert_ne!(run(&[]).code(), 0, "{key}");
    }
    // It is found without being given it.
    let told = world
        .run(&[
            "inspect", "--json", "--key", "server", "--now", THEN, "--name", name, JUPYTER,
        ])
        .ends();
    assert_eq!(told.json()["reason"], "other-parameter", "{}", told.text());
}

#[test]
fn what_is_forged_or_broken_is_said() {
    let world = World::with_key(KEY);
    let verify = [&VERIFY[..], &["--format", "tornado", "--name", "user"]].concat();
    for other in [
        COOKIE.replace("YWxp", "YWxq"),
        FIRST.replace("1700000000", "1700000001"),
    ] {
        world
            .run(&[&verify[..], &[&other]].concat())
            .gives(1, "", &forged());
    }
    let renamed = [&VERIFY[..], &["--format", "tornado", "--name", "users"]].concat();
    world
        .run(&[&renamed[..], &[COOKIE]].concat())
        .gives(1, "", &forged());
    let malformed = |why: &str| format!("cookiekit: malformed: tornado: {why}\n");
    for (cookie, why) in [
        (
            COOKIE.replace("4:user", "5:user"),
            "the fields of version 2 are not each a length, a colon and so many bytes (for a \
             length the server accepts whatever int() does)",
        ),
        (
            COOKIE.replace("10:1700000000", "11:01700000000"),
            "the time is not a number as Tornado writes it (the server accepts whatever int() \
             does)",
        ),
        (
            COOKIE.replace("8:YWxpY2U=", "8:YWxpY2V="),
            "the value is not canonical base64 (the server ignores invalid characters and unused \
             bits)",
        ),
        (
            COOKIE.to_uppercase(),
            "the MAC of version 2 is not 64 lower-case hex digits",
        ),
        (
            COOKIE.replacen('2', "3", 1),
            "it is of a version that Tornado does not know",
        ),
        (
            "2|46cf0e59|46cf0e59759c9b7f1112ca4b174343ef|1700000000".to_owned(),
            "the fields of version 2 are not each a length, a colon and so many bytes (for a \
             length the server accepts whatever int() does)",
        ),
    ] {
        world
            .run(&[&verify[..], &[&cookie]].concat())
            .gives(1, "", &malformed(why));
    }
}

#[test]
fn many_are_verified_and_inspect_tells_what_is_missing() {
    let world = World::with_key(KEY);
    let lines = format!("user=\"{COOKIE}\"\nuser={FIRST}\n{FIRST}\nuser={COOKIE}0\n");
    let ended = world
        .run(&[
            "verify", "--lines", "--quiet", "--key", "key", "--now", THEN,
        ])
        .stdin(&lines)
        .ends();
    let outcomes: Vec<String> = ended
        .text()
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|record| format!("{} {}", record["outcome"], record["format"]))
        .collect();
    let valid = "\"valid\" \"tornado\"";
    assert_eq!([&*outcomes[0], &outcomes[1]], [valid; 2]);
    assert_eq!(outcomes[2], "\"forged\" \"tornado\"", "it has no name");
    assert!(outcomes[3].starts_with("\"malformed\""), "{outcomes:?}");
    let cut = format!("user={}", &COOKIE[..COOKIE.len() - 3]);
    let told = world
        .run(&["inspect", "--json", "--key", "key", "--now", THEN, &cut])
        .ends();
    assert_eq!(told.json()["reason"], "truncated", "{}", told.text());
}

#[test]
fn the_exported_code_names_the_key_and_does_not_hold_it() {
    let world = World::with_key(KEY);
    let export = ["key", "export", "--for", "tornado", "--key", "key"];
    let text = world.run(&export).ends().text();
    let end = "\napplication.settings.update(cookie_secret=cookie_secret, \
               key_version=number(keys[0]))\n";
    assert!(text.ends_with(end) && !text.contains(KEY), "{text}");
}

/// Jupyter takes one key: no code that reads several is printed for its key file, and
/// nothing waits for the last cookie of an old one.
#[test]
fn the_runbook_of_jupyters_key_file_has_the_steps_of_one_key() {
    let world = World::new();
    for (name, is_jupyters) in [
        ("jupyterhub_cookie_secret", true),
        ("jupyter_cookie_secret", true),
        ("tornado_secret", false),
    ] {
        world.file(name, KEY);
        let plan = ["rotate", "plan", "--for", "tornado", "--key", name];
        let ended = world.run(&plan).ends();
        assert_eq!(ended.code(), 0, "{}", ended.err);
        let text = ended.text();
        assert_eq!(text.contains("key export"), !is_jupyters, "{text}");
        assert_eq!(
            text.contains("everyone must sign in again"),
            is_jupyters,
            "{text}"
        );
        assert_eq!(
            text.contains("everyone stays signed in"),
            !is_jupyters,
            "{text}"
        );
        let back = format!("cookiekit rotate rollback --key {name} --to ");
        assert!(text.contains(&back), "{text}");
    }
}

/// It has no number, so that none is wrong.
#[test]
fn of_version_1_under_a_map_of_keys_nothing_is_said_of_an_id() {
    let world = World::new();
    world.file("map", format!("{{\"2\":\"{OTHER}\",\"1\":\"{KEY}\"}}"));
    let inspect = [
        "inspect", "--json", "--key", "map", "--name", "user", "--now", THEN,
    ];
    let told = world.run(&[&inspect[..], &[FIRST]].concat()).ends().json();
    assert_eq!(told["reason"], "key-json-member", "{told}");
    let why = format!("{}{}", told["verdict"], told["explanation"]["why"]);
    assert!(!why.contains(" id"), "{why}");
}

/// Tornado writes it in quotes, of which a cut takes the second.
#[test]
fn a_cut_one_in_quotes_is_told_by_its_start() {
    let world = World::with_key(KEY);
    for missing in [1, 9, 40] {
        let start = &COOKIE[..COOKIE.len() - missing];
        for (quote, more) in [("", 0), ("\"", 1)] {
            let input = format!("user={quote}{start}");
            let run = world.run(&["inspect", "--json", "--key", "key", "--now", THEN, "-"]);
            let told = run.stdin(input).ends().json();
            assert_eq!(told["reason"], "truncated", "{told}");
            let count = match missing + more {
                1 => "1 character is".to_owned(),
                count => format!("{count} characters are"),
            };
            let verdict = format!("genuine, but cut: {count} missing at its end");
            assert_eq!(told["verdict"], verdict.as_str());
        }
    }
}

/// Its own bars are those of a table's cells, and it stands there with its quotes or without.
#[test]
fn it_is_taken_out_of_the_cell_of_a_table() {
    let world = World::with_key(KEY);
    for text in [
        format!("| user | {COOKIE} | x |"),
        format!("| user | \"{COOKIE}\" | x |"),
        format!("| name | value |\n|---|---|\n| user | \"{COOKIE}\" |"),
        format!("| user | `{COOKIE}` |"),
    ] {
        let ended = world.run(&VERIFY).stdin(&text).ends();
        assert_eq!(
            (ended.code(), &*ended.text()),
            (0, "alice\n"),
            "{text}: {}",
            ended.err
        );
    }
    // Under the name of another cell it is none.
    let ended = world
        .run(&VERIFY)
        .stdin(format!("| other | \"{COOKIE}\" |"))
        .ends();
    assert_eq!(ended.code(), 1);
}
