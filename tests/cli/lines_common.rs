//! `--lines`: cookies of one name that no key opens all of, and what is reported
//! about them at the end: no more than what was tried.

use serde_json::{Value, json};

use crate::known::{KEY, OTHER_KEY, THEN};
use crate::world::World;

const THIRD: &str = "ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100";

/// The formats that are tried, each with the name of its cookie and the verb that
/// makes it.
const FORMATS: [(&str, &str, &str, &str); 5] = [
    ("flask", "session", "sign", "verify"),
    ("express", "connect.sid", "sign", "verify"),
    ("plumber", "plumber", "encrypt", "decrypt"),
    ("authjs", "authjs.session-token", "encrypt", "decrypt"),
    ("sealed", "session", "encrypt", "decrypt"),
];

fn world() -> World {
    let world = World::with_key(KEY);
    world.file("other", OTHER_KEY);
    world.file("third", THIRD);
    world
}

/// A line with a cookie under a key.
fn line(world: &World, format: (&str, &str, &str, &str), key: &str, now: &str) -> String {
    let (format, name, verb, _) = format;
    let mut arguments = vec![verb, "-q", "--format", format, "--key", key];
    arguments.extend(["--name", name, "--now", now]);
    if format == "sealed" {
        arguments.extend(["--expires-in", "90d"]);
    }
    let payload = if format == "express" {
        "alice"
    } else {
        r#"{"a":1}"#
    };
    arguments.push(payload);
    let cookie = world.run(&arguments).ends().text().trim().to_owned();
    match cookie.strip_prefix(name) {
        Some(rest) if rest.starts_with('=') => cookie,
        _ => format!("{name}={cookie}"),
    }
}

fn told(world: &World, keys: &[&str], more: &[&str], lines: &[&String]) -> (String, Value) {
    let keys: Vec<&str> = keys.iter().flat_map(|it| ["--key", *it]).collect();
    let base = [&["inspect", "--lines", "--now", THEN][..], &keys, more].concat();
    let input: String = lines.iter().map(|it| format!("{it}\n")).collect();
    let ended = world.run(&base).stdin(&input).ends();
    let summary = world.run(&[&base[..], &["--summary"]].concat());
    let summary = summary.stdin(&input).ends().json()["no_common_key"].clone();
    // What the records show of each line stands in the summary alone.
    let told = ended.err.lines().filter(|it| it.contains(" records"));
    let told: Vec<&str> = told.filter(|it| it.contains("key")).collect();
    (told.join("\n"), summary)
}

#[test]
fn no_common_key_is_said_where_it_was_tried() {
    for format in FORMATS {
        let world = world();
        let [one, two, three] =
            ["key", "other", "third"].map(|key| line(&world, format, key, THEN));
        let (name, word) = (format.1, format.0);
        // One key opens all.
        let (said, summary) = told(&world, &["key"], &[], &[&one, &one]);
        assert_eq!((&*said, &summary), ("", &json!([])), "{word}");
        // One opens all but one.
        let (said, summary) = told(&world, &["key"], &[], &[&one, &one, &two]);
        assert!(
            said.starts_with(&format!("note: {name} ({word}): the key from key ("))
                && said.contains("opens 2 of 3 records, and no key that was given the other 1;"),
            "{said}"
        );
        assert_eq!(summary[0]["under"][0]["records"], 2, "{summary}");
        assert_eq!(summary[0]["under_none"], 1, "{summary}");
        // Each under its own.
        let (said, summary) = told(&world, &["key", "other"], &[], &[&one, &two, &three]);
        assert!(
            said.starts_with(&format!(
                "warning: {name} ({word}): no key that was given opens all of 3 records: 1 \
                 under the key from key ("
            )),
            "{said}"
        );
        assert!(
            said.contains("1 under the key from other (")
                && said.contains(", 1 under none that was given"),
            "{said}"
        );
        assert!(said.contains("a new key at each start, or nodes that have a key each"));
        assert!(said.contains("to do: on each node, and again after a restart"));
        assert_eq!(summary[0]["under"][1]["key"], "other");
        // None opens any: it may be one other key.
        let (said, summary) = told(&world, &["key"], &[], &[&two, &three]);
        assert!(
            said.contains(
                "no key that was given opens any of 2 records: they may be under one other key, or \
                 under one each"
            ) && said.contains("to do: inspect one of them alone"),
            "{said}"
        );
        assert_eq!(summary[0]["under"], json!([]), "{summary}");
        // The same cookie twice is one cookie.
        let (said, summary) = told(&world, &["key"], &[], &[&two, &two]);
        assert_eq!((&*said, &summary), ("", &json!([])), "{word}");
        let (_, summary) = told(&world, &["key"], &[], &[&two]);
        assert_eq!(summary, json!([]), "{word}");
    }
}

#[test]
fn every_command_says_it_and_a_document_of_one_run_has_it() {
    for format in FORMATS {
        let world = world();
        let [one, two] = ["key", "other"].map(|key| line(&world, format, key, THEN));
        let arguments = [
            format.3, "--lines", "--now", THEN, "--format", format.0, "--name", format.1, "--key",
            "key", "--key", "other",
        ];
        let ended = world
            .run(&arguments)
            .stdin(format!("{one}\n{two}\n"))
            .ends();
        assert_eq!(ended.code(), 0, "{}", ended.err);
        assert!(
            ended
                .err
                .contains("no key that was given opens all of 2 records"),
            "{}: {}",
            format.0,
            ended.err
        );
    }
}

#[test]
fn what_was_not_tried_is_of_no_group() {
    let world = world();
    let flask = FORMATS[0];
    let [one, two, three] = ["key", "other", "third"].map(|key| line(&world, flask, key, THEN));
    let nothing = (String::new(), json!([]));
    // A key that could not be had.
    assert_eq!(
        told(&world, &["key", "absent"], &[], &[&one, &two, &three]),
        nothing
    );
    // Another name is another cookie.
    let renamed = two.replace("session=", "other=");
    assert_eq!(told(&world, &["key"], &[], &[&one, &renamed]), nothing);
    // Malformed ones and lines without any.
    let cut = two[..12].to_owned();
    assert_eq!(
        told(
            &world,
            &["key"],
            &["--name", "session"],
            &[&one, &cut, &"x".to_owned()]
        ),
        nothing
    );
    // A sealed cookie that came without the name that it is bound to.
    let bare = [two, three].map(|_| {
        let sealed = line(&world, FORMATS[4], "key", THEN);
        sealed.split_once('=').unwrap().1.to_owned()
    });
    assert_eq!(told(&world, &["key"], &[], &[&bare[0], &bare[1]]), nothing);
    // Keys of one place that is being rotated.
    world.file("key.retired-20250101T000000Z-1e75b355", OTHER_KEY);
    let [one, two] = ["key", "other"].map(|key| line(&world, flask, key, THEN));
    assert_eq!(told(&world, &["key"], &[], &[&one, &two]), nothing);
}

#[test]
fn more_names_than_are_kept_are_not_concluded_from() {
    let world = world();
    let flask = FORMATS[0];
    let [one, two] = ["key", "other"].map(|key| line(&world, flask, key, THEN));
    let mut lines: Vec<String> = (0..70)
        .map(|it| one.replace("session=", &format!("s{it}=")))
        .collect();
    lines.extend([one, two]);
    let lines: Vec<&String> = lines.iter().collect();
    assert_eq!(
        told(&world, &["key", "other"], &[], &lines),
        (String::new(), json!([]))
    );
    assert_ne!(
        told(&world, &["key", "other"], &[], &lines[60..]).1,
        json!([])
    );
}

#[test]
fn the_times_of_the_cookies_tell_starts_from_nodes() {
    let world = world();
    let flask = FORMATS[0];
    let then: u64 = THEN.parse().unwrap();
    let at = |key, ago: u64| line(&world, flask, key, &(then - ago).to_string());
    let starts = [
        at("key", 90),
        at("key", 80),
        at("other", 20),
        at("other", 10),
    ];
    let nodes = [
        at("key", 90),
        at("other", 80),
        at("key", 20),
        at("other", 10),
    ];
    for (lines, says) in [
        (starts, "more like a start"),
        (nodes, "more like several nodes"),
    ] {
        let lines: Vec<&String> = lines.iter().collect();
        let (_, summary) = told(&world, &["key", "other"], &["--jobs", "2"], &lines);
        let may_be = summary[0]["may_be"].as_str().unwrap();
        assert!(may_be.ends_with(says), "{may_be}");
    }
}
