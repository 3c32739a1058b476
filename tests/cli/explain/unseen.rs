//! What cannot be seen in a value: it is named, and what is printed takes it out.

use serde_json::Value;

use crate::known::{KEY, OTHER_KEY};
use crate::world::World;

const NOW: &str = "1700000100";
const FORMATS: [&str; 9] = [
    "flask",
    "flask-login",
    "tornado",
    "jwt",
    "express",
    "django-session",
    "itsdangerous",
    "starlette",
    "fastify-cookie",
];

fn cookie(format: &str) -> String {
    let world = World::with_key(KEY);
    let of = ["--format", format, "--key", "key", "--name", "own"];
    let payload = match format {
        "flask-login" | "express" | "fastify-cookie" => "alice",
        _ => r#"{"user":"alice"}"#,
    };
    let made = world.run(&[&["sign", "-q"], &of[..], &["--now", "1700000000", payload]].concat());
    let made = made.ends();
    assert_eq!(made.code(), 0, "{format}: {}", made.err);
    let text = made.text().trim_end().to_owned();
    text.strip_prefix("own=").unwrap_or(&text).to_owned()
}

/// The value with this in it, before its signature and in it.
fn with(value: &str, mark: &str) -> String {
    let at = [value.len() / 3, value.len() - 12];
    format!(
        "{}{mark}{}{mark}{}",
        &value[..at[0]],
        &value[at[0]..at[1]],
        &value[at[1]..]
    )
}

fn told(key: &str, format: &str, value: &str) -> Value {
    let world = World::with_key(key);
    let arguments = [
        "inspect", "--json", "--key", "key", "--name", "own", "--now", NOW,
    ];
    let run = world.run(&[&arguments[..], &["--format", format]].concat());
    run.stdin(value).ends().json()
}

#[test]
fn what_cannot_be_seen_is_named_and_the_printed_command_takes_it_out() {
    for format in FORMATS {
        let value = cookie(format);
        for (mark, id, says) in [
            ("\n", "line-breaks", "without the line breaks in it"),
            ("\r\n", "line-breaks", "without the line breaks in it"),
            ("\n    ", "line-breaks-wrapped", "and the indent behind it"),
            ("\\\n", "line-breaks-wrapped", "the backslash before each"),
            ("\\n", "line-breaks-written", "that are written in it"),
            ("\u{200b}", "invisible-inside", "invisible characters"),
            ("\u{a0}", "invisible-inside", "invisible characters"),
            ("\u{ad}", "invisible-inside", "invisible characters"),
            ("\u{feff}", "invisible-inside", "invisible characters"),
            (
                "\u{2003}\u{202a}",
                "invisible-inside",
                "invisible characters",
            ),
        ] {
            let broken = with(&value, mark);
            let told = told(KEY, format, &broken);
            assert_eq!(told["reason"], id, "{format} {mark:?}: {told:#}");
            let verdict = told["verdict"].as_str().unwrap();
            assert!(verdict.contains(says), "{format} {mark:?}: {verdict}");
            let steps = &told["explanation"]["steps"];
            let command = steps[0]["command"].as_str().unwrap();
            let world = World::with_key(KEY);
            world.file("value", &broken);
            let script = format!(
                "{command} < value | cookiekit inspect --format {format} --key key --name own --now {NOW}"
            );
            let ended = world.shell(&script).ends();
            assert_eq!(
                ended.code(),
                0,
                "{format} {mark:?} {command}: {}",
                ended.err
            );
            // Under another key nothing is claimed.
            let told = self::told(OTHER_KEY, format, &broken);
            assert_eq!(told["reason"], Value::Null, "{format} {mark:?}");
        }
    }
}

/// Of a format that has no white space of its own all of it goes.
#[test]
fn white_space_inside_is_named_and_the_printed_command_takes_it_out() {
    for (format, mark) in [("flask", " "), ("jwt", "\t \u{a0}")] {
        let broken = with(&cookie(format), mark);
        let told = told(KEY, format, &broken);
        assert_eq!(told["reason"], "space-inside", "{format}: {told:#}");
        let command = told["explanation"]["steps"][0]["command"].as_str().unwrap();
        let script =
            format!("{command} | cookiekit inspect --format {format} --key key --now {NOW}");
        let ended = World::with_key(KEY).shell(&script).stdin(&broken).ends();
        assert_eq!(ended.code(), 0, "{format} {command}: {}", ended.err);
    }
}

/// What has ink was put there by somebody.
#[test]
fn of_what_can_be_seen_nothing_is_claimed() {
    for format in FORMATS {
        let value = cookie(format);
        for mark in ["\u{301}", "\u{b7}", "\\t", "\u{ff0d}"] {
            let told = told(KEY, format, &with(&value, mark));
            assert_eq!(told["reason"], Value::Null, "{format} {mark:?}: {told:#}");
        }
    }
}
