//! `--lines` over cookies of many formats: what a line is does not depend on the lines
//! before it.

use std::collections::HashMap;

use cookiekit::frameworks::{FORMATS, Payload, Protection};
use serde_json::Value;

use crate::known::KEY;
use crate::world::World;

/// A cookie of each format that takes this key.
fn of_each_format(world: &World) -> Vec<String> {
    let listed = world.run(&["formats", "--json"]).ends();
    let listed: Value = serde_json::from_str(&listed.text()).unwrap();
    let formats = listed["formats"].as_array().unwrap();
    let mut made = Vec::new();
    for format in formats {
        let name = format["name"].as_str().unwrap();
        let make = match format["protection"].as_str() {
            Some("signed") => "sign",
            _ => "encrypt",
        };
        for expiry in [&["--expires-in", "8h"][..], &[]] {
            let make = [make, "--key", "key", "--format", name, "--name", "own"];
            let arguments = [&make, expiry, &["-"]].concat();
            let ended = world.run(&arguments).stdin(r#"{"user":"alice"}"#).ends();
            if ended.code() == 0 {
                made.push(ended.text().lines().next().unwrap().to_owned());
                break;
            }
        }
    }
    made
}

fn inspected(world: &World, lines: &[&String]) -> Vec<Value> {
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let arguments = ["inspect", "--lines", "-q", "--key", "key", "--jobs", "1"];
    let ended = world.run(&arguments).stdin(text).ends();
    let records: Vec<Value> = ended
        .text()
        .lines()
        .map(|record| {
            let mut record: Value = serde_json::from_str(record).unwrap();
            record.as_object_mut().unwrap().remove("line");
            record
        })
        .collect();
    assert_eq!(records.len(), lines.len());
    records
}

#[test]
fn a_line_is_the_same_whatever_stands_before_it() {
    let world = World::with_key(KEY);
    let made = of_each_format(&world);
    assert!(made.len() > 20, "{}", made.len());
    let mut lines = Vec::new();
    for value in &made {
        lines.push(value.clone());
        lines.push(format!("own={value}"));
        lines.push(format!("{value}="));
        lines.push(value.chars().skip(1).collect());
    }
    let alone: HashMap<&String, Value> = lines
        .iter()
        .map(|line| (line, inspected(&world, &[line]).remove(0)))
        .collect();
    let opened = alone.values().filter(|it| it["exit"] == 0).count();
    assert!(opened > made.len(), "{opened}");
    let forwards: Vec<&String> = lines.iter().collect();
    let backwards: Vec<&String> = lines.iter().rev().collect();
    // Each kind of line behind each format's own.
    let half = lines.len() / 2;
    let shuffled: Vec<&String> = (0..lines.len() * 7)
        .map(|at| &lines[at * (half + 1) % lines.len()])
        .flat_map(|line| [line, &lines[line.len() % lines.len()]])
        .collect();
    for order in [forwards, backwards, shuffled] {
        for (line, record) in order.iter().zip(inspected(&world, &order)) {
            assert_eq!(record, alone[line], "{line}");
        }
    }
}

/// Backticks and apostrophes are characters of a token: what stands before the `=` of
/// a value in them might be a name.
#[test]
fn quotes_round_a_value_make_no_name_of_its_start() {
    let world = World::with_key(KEY);
    let made = of_each_format(&world);
    // A pair of cookies is a header, and no value.
    for value in made.iter().filter(|it| !it.contains("; ")) {
        for (before, behind) in [
            ("`", "`"),
            ("'", "'"),
            ("\"", "\""),
            ("\u{201c}", "\u{201d}"),
            ("`", ""),
            ("'", ""),
            ("", "`"),
            ("", "'"),
            ("```", "```"),
        ] {
            let quoted = format!("{before}{value}{behind}");
            let arguments = ["inspect", "--json", "--key", "key", "--name", "own", "-"];
            let told = world.run(&arguments).stdin(quoted.clone()).ends();
            let told: Value = serde_json::from_str(&told.text()).unwrap();
            // Some servers ignore characters that are not base64's.
            let reasons = ["quotes", "server-spelling"];
            let reason = told["reason"].as_str().unwrap_or_default();
            assert!(
                told["exit"] == 0 || reasons.contains(&reason),
                "{quoted}: {} {reason}",
                told["outcome"]
            );
        }
    }
}

/// Texts of every kind, signed by lines and read by lines: as values alone, as pairs and
/// as the server sets them.
#[test]
fn what_is_made_of_a_text_by_lines_is_read_by_lines() {
    let texts = [
        "alice",
        "a b",
        "a\"b",
        "a\\b",
        "a,b;c",
        "a=b",
        "name=value",
        "x: y",
        "trail ",
        "1|2|3",
        "a:b",
        "GET / HTTP",
        "2026-11-29 \"GET /x\" own",
        "名 前 🍪",
        "%41",
        "'s'",
        "<b>&",
        "a\tb",
    ];
    let input: String = texts.iter().map(|text| format!("{text}\n")).collect();
    let world = World::with_key(KEY);
    let mut read = 0;
    for format in FORMATS.iter().map(|it| it.facts()) {
        if format.payload != Payload::Text {
            continue;
        }
        let (make, open) = match format.protection {
            Protection::Encrypted => ("encrypt", "decrypt"),
            _ => ("sign", "verify"),
        };
        let of = |command| {
            let lines = ["--lines", "-q", "--key", "key", "--name", "own"];
            [&[command, "--format", format.name], &lines[..]].concat()
        };
        let made = world.run(&of(make)).stdin(&input).ends().text();
        let made = made.lines().zip(texts).filter_map(|(record, text)| {
            let record: Value = serde_json::from_str(record).unwrap();
            // Some take ids and users alone.
            Some((record["cookie"].as_str()?.to_owned(), text))
        });
        let made: Vec<(String, &str)> = made.collect();
        for (start, end) in [("", ""), ("own=", ""), ("Set-Cookie: own=", "; Path=/")] {
            // Alone and without quotes it may be another cookie of that name.
            let is_read = |it: &&(String, &str)| {
                !start.is_empty() || it.0.starts_with('"') || !it.1.contains('=')
            };
            let made: Vec<_> = made.iter().filter(is_read).collect();
            let lines = made.iter().map(|it| format!("{start}{}{end}\n", it.0));
            let records = world.run(&of(open)).stdin(lines.collect::<String>()).ends();
            for (record, (_, text)) in records.text().lines().zip(made) {
                let record: Value = serde_json::from_str(record).unwrap();
                let name = format.name;
                assert_eq!(
                    record["outcome"], "valid",
                    "{name} {start} {text}: {record}"
                );
                let payload = record["payload"].as_str().unwrap();
                // Of a ticket it is the user, in JSON.
                let user: Option<Value> = serde_json::from_str(payload).ok();
                let user = user.as_ref().and_then(|it| it["userid"].as_str());
                assert_eq!(user.unwrap_or(payload), *text, "{name} {start}");
                read += 1;
            }
        }
    }
    assert!(read > 300, "{read}");
}

/// Without the name that it is bound to, none can be distinguished from a forged one.
#[test]
fn cookies_that_came_without_the_name_they_are_bound_to_are_warned_of() {
    let world = World::with_key(KEY);
    let sign = ["sign", "--lines", "-q", "--key", "key", "--name", "own"];
    let sign = [&sign[..], &["--format", "signed"]].concat();
    let made = world.run(&sign).stdin("a\nb\n").ends().text();
    let warning = |count: &str| {
        format!(
            "warning: {count} of a format that is bound to the cookie's name came without one, and \
             may be genuine: add --name NAME\n"
        )
    };
    let verify = ["verify", "--lines", "--field", "cookie", "--key", "key"];
    let ended = world.run(&verify).stdin(&made).ends();
    assert_eq!(ended.code(), 1);
    assert!(
        ended.err.starts_with(&warning("2 records")),
        "{}",
        ended.err
    );
    let named = world.run(&[&verify[..], &["--name", "own"]].concat());
    let ended = named.stdin(&made).ends();
    assert_eq!(ended.code(), 0);
    assert!(!ended.err.contains("came without"), "{}", ended.err);
}

/// A line that is an object of cookies is read as the same text is where it is the whole
/// input.
#[test]
fn an_object_of_cookies_is_read_by_line_as_it_is_alone() {
    let world = World::with_key(KEY);
    let made = ["sign", "-q", "--format", "express", "--key", "key", "alice"];
    let value = world.run(&made).ends().text().trim_end().to_owned();
    let lines = [
        format!("{{\"lang\":\"en\",\"sid\":\"{value}\"}}"),
        format!("{{\"request\":{{\"cookies\":{{\"sid\":\"{value}\"}}}}}}"),
        format!("  {{ \"sid\" : \"{value}\" }}"),
    ];
    for line in &lines {
        let alone = world.run(&["verify", "-q", "--key", "key", "-"]);
        assert_eq!(alone.stdin(line).ends().text(), "alice\n", "{line}");
    }
    let text = lines.join("\n");
    for more in [&[][..], &["--name", "sid"]] {
        let run = world.run(&["verify", "-q", "--lines", "--key", "key"]);
        let ended = run.args(more).stdin(&text).ends();
        let outcomes: Vec<Value> = ended
            .text()
            .lines()
            .map(|it| serde_json::from_str::<Value>(it).unwrap()["outcome"].clone())
            .collect();
        assert_eq!(outcomes, ["valid"; 3], "{more:?}: {}", ended.text());
    }
    // Of another name there is none, and an object without a cookie is malformed.
    let run = world.run(&["verify", "-q", "--lines", "--key", "key", "--name", "other"]);
    let none = run.stdin(&text).ends();
    assert!(
        none.text().lines().all(|it| it.contains("\"absent\"")),
        "{}",
        none.text()
    );
    let run = world.run(&["verify", "-q", "--lines", "--key", "key"]);
    let other = run.stdin("{\"lang\":\"en\"}\n{\"lang\":\n").ends();
    assert!(
        other.text().lines().all(|it| it.contains("malformed")),
        "{}",
        other.text()
    );
}
