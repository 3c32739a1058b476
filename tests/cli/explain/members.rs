//! A key file that is a JSON object: of a framework that reads no such thing.

use serde_json::{Value, json};

use crate::known::{KEY, OTHER_KEY};
use crate::world::World;

const NOW: &str = "1700000100";
/// Formats whose cookies name no key.
const FORMATS: [&str; 9] = [
    "flask",
    "starlette",
    "express",
    "jwt",
    "django-session",
    "tornado",
    "hono",
    "rails-signed",
    "iron-session",
];

/// A cookie of a format under this key.
fn cookie(format: &str, key: &str) -> String {
    let world = World::with_key(key);
    let of = ["--format", format, "--key", "key", "--name", "own"];
    let verb = if format == "iron-session" {
        "encrypt"
    } else {
        "sign"
    };
    let made = world.run(
        &[
            &[verb, "-q"],
            &of[..],
            &["--now", "1700000000", r#"{"u":1}"#],
        ]
        .concat(),
    );
    let made = made.ends();
    assert_eq!(made.code(), 0, "{format}: {}", made.err);
    let text = made.text().trim_end().to_owned();
    text.strip_prefix("own=").unwrap_or(&text).to_owned()
}

fn told(world: &World, format: &str, cookie: &str) -> Value {
    let arguments = [
        "inspect", "--json", "--key", "key", "--name", "own", "--now", NOW,
    ];
    let run = world.run(&[&arguments[..], &["--format", format]].concat());
    run.stdin(cookie).ends().json()
}

#[test]
fn a_key_that_is_a_member_of_a_json_object_is_named_with_a_command_that_takes_it_out() {
    let key = KEY.repeat(2);
    for format in FORMATS {
        let cookie = cookie(format, &key);
        for (file, member) in [
            (format!("{{\"SECRET_KEY\":\"{key}\"}}"), "SECRET_KEY"),
            (
                format!("{{\n  \"prod.key\": \"{OTHER_KEY}\",\n  \"staging\" : \"{key}\"\n}}\n"),
                "staging",
            ),
            (
                format!("{{\"encryption\":\"{OTHER_KEY}\",\"integrity\":\"{key}\"}}"),
                "integrity",
            ),
            (
                format!("{{\"debug\":true,\"app\":{{\"secret\":\"{key}\"}},\"salt\":\"a\\\"b\"}}"),
                "secret",
            ),
        ] {
            let world = World::with_key(&file);
            let told = told(&world, format, &cookie);
            // Of one that names its password's id an object may be a map of them.
            let reason = told["reason"].as_str().unwrap_or_default();
            if format == "iron-session" && reason == "key-of-another-id" {
                continue;
            }
            assert_eq!(reason, "key-json-member", "{format}: {file}: {told:#}");
            let verdict = told["verdict"].as_str().unwrap();
            let says = format!("the text of {member} in it is the key");
            assert!(verdict.contains(&says), "{format}: {verdict}");
            let steps = told["explanation"]["steps"].as_array().unwrap();
            let command = |at: usize| steps[at]["command"].as_str().unwrap();
            let ended = world.shell(command(1)).ends();
            assert_eq!(ended.code(), 0, "{format}: {}: {}", command(1), ended.err);
            let kept = std::fs::read_to_string(world.path("key.fixed")).unwrap();
            assert_eq!(kept.trim_end(), key, "{format}");
        }
    }
}

#[test]
fn of_an_object_without_the_key_nothing_is_claimed() {
    let cookie = cookie("flask", KEY);
    let half = &KEY[..32];
    for file in [
        format!("{{\"SECRET_KEY\":\"{OTHER_KEY}\"}}"),
        // In two texts, under a name, and in a text with escapes.
        format!("{{\"a\":\"{half}\",\"b\":\"{}\"}}", &KEY[32..]),
        format!("{{\"{KEY}\":\"1\"}}"),
        format!("{{\"a\":\"\\\"KEY\\\": \\\"{KEY}\"}}"),
        // The first of a name is what the command takes.
        format!("{{\"a\":{{\"k\":\"{OTHER_KEY}\"}},\"k\":\"{KEY}\"}}"),
    ] {
        let told = told(&World::with_key(&file), "flask", &cookie);
        assert_eq!(
            (&told["reason"], &told["valid"]),
            (&Value::Null, &Value::Null),
            "{file}"
        );
    }
    let told = told(&World::with_key(KEY), "flask", &cookie);
    assert_eq!(told["outcome"], json!("valid"), "{told:#}");
}
