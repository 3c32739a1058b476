//! `--lines`: many cookies, one a line.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Stdio};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::known::{
    FINGERPRINT, JUDGED_THEN, KEY, OTHER_FINGERPRINT, OTHER_KEY, PLUMBER, PLUMBER_PAYLOAD,
    PLUMBER_WIRE, SEALED, SIGNED, THEN, UNENCRYPTED, WORKBENCH, WORKBENCH_KEY,
};
use crate::world::{Ended, Run, World};

fn decrypt(world: &World, more: &[&str]) -> Run {
    let arguments = ["decrypt", "--lines", "--key", "key", "--now", THEN];
    world.run(&[&arguments, more].concat())
}

/// Runs it over these lines.
fn over(run: Run, lines: &[impl AsRef<str>]) -> Ended {
    let text: String = lines
        .iter()
        .map(|line| format!("{}\n", line.as_ref()))
        .collect();
    run.stdin(text).ends()
}

fn records(ended: &Ended) -> Vec<Value> {
    let parse = |line: &str| serde_json::from_str(line).unwrap_or_else(|it| panic!("{line}: {it}"));
    ended.text().lines().map(parse).collect()
}

fn outcomes(ended: &Ended) -> Vec<String> {
    let word = |record: &Value| record["outcome"].as_str().unwrap().to_owned();
    records(ended).iter().map(word).collect()
}

#[test]
fn a_line_is_a_record_in_the_order_of_the_lines() {
    let world = World::with_key(KEY);
    let payload: Value = serde_json::from_str(PLUMBER_PAYLOAD).unwrap();
    let lines = [
        PLUMBER.to_owned(),
        PLUMBER_WIRE.to_owned(),
        "nothing".to_owned(),
        format!("\"{PLUMBER}\"\r"),
        format!("plumber={PLUMBER_WIRE}"),
        format!("Cookie: a=1; plumber={PLUMBER_WIRE}; b=2"),
        String::new(),
        format!("Set-Cookie: plumber={PLUMBER_WIRE}; Path=/; HttpOnly"),
    ];
    let ended = over(decrypt(&world, &[]), &lines);
    assert_eq!(ended.code(), 1);
    assert_eq!(
        ended.err,
        format!("{JUDGED_THEN}note: 8 records: 6 valid, 2 malformed\n")
    );
    let records = records(&ended);
    assert_eq!(
        records[0],
        json!({
            "line": 1, "exit": 0, "outcome": "valid", "format": "plumber", "slot": "primary",
            "key": "key", "fingerprint": FINGERPRINT, "payload": payload,
        })
    );
    for (index, record) in records.iter().enumerate() {
        assert_eq!(record["line"], index + 1);
    }
    for place in [0, 1, 3] {
        assert_eq!(records[place]["name"], Value::Null);
    }
    for place in [4, 5, 7] {
        assert_eq!(records[place]["name"], "plumber");
        assert_eq!(records[place]["payload"], payload);
    }
    assert_eq!(
        records[2],
        json!({
            "line": 3, "exit": 1, "outcome": "malformed",
            "error": "malformed: not a cookie of a known format",
        })
    );
    assert_eq!(
        records[6]["error"],
        "malformed: there is no cookie in the input"
    );
}

/// Every line that the tests of single cookies know, and some more.
/// Editors and shells of Windows put it before the first line, of which it is no part.
#[test]
fn a_byte_order_mark_before_the_first_line_is_none_of_it() {
    let world = World::with_key(KEY);
    let mark = "\u{feff}";
    let lines = [format!("{mark}{PLUMBER}"), PLUMBER.to_owned()];
    let ended = over(decrypt(&world, &[]), &lines);
    assert_eq!(outcomes(&ended), ["valid", "valid"]);
    let lines = [format!("{mark}{{\"sent\":\"{PLUMBER}\"}}")];
    let ended = over(decrypt(&world, &["--field", "sent"]), &lines);
    assert_eq!(ended.code(), 0, "{}", ended.err);
    assert!(ended.text().starts_with("{\"sent\":"), "{}", ended.text());
    // Before another line it is one of its letters.
    let lines = [PLUMBER.to_owned(), format!("{mark}{PLUMBER}")];
    let ended = over(decrypt(&world, &[]), &lines);
    assert_eq!(outcomes(&ended), ["valid", "malformed"]);
    let encrypt = ["encrypt", "--lines", "--format", "plumber", "--key", "key"];
    let ended = over(world.run(&encrypt), &[format!("{mark}{{\"a\":[1]}}")]);
    assert_eq!(ended.code(), 0, "{}", ended.err);
}

/// Values that their framework writes in quotes: the first that a key proves makes the
/// way of the others short, and not another one.
#[test]
fn values_in_quotes_are_answered_alike_on_every_line() {
    let world = World::with_key(KEY);
    for (format, make, open) in [
        ("tornado", "sign", "verify"),
        ("litestar", "encrypt", "decrypt"),
        ("plumber", "encrypt", "decrypt"),
    ] {
        let which = ["-q", "--format", format, "--key", "key", "--name", "user"];
        let ends: &[&str] = match format {
            "litestar" => &["--expires-in", "8h"],
            _ => &[],
        };
        let made = world.run(&[make]).args(&which).args(ends);
        let cookie = made.args(&[r#"{"a":["x"]}"#]).ends().text();
        let inner = cookie.trim().trim_matches('"');
        let quoted = format!("\"{inner}\"");
        let changed = quoted.replacen(&inner[inner.len() - 9..], "AAAAAAAA1", 1);
        let lines = [
            quoted.clone(),
            quoted.clone(),
            format!("user={quoted}"),
            format!("Cookie: a=1; user={quoted}; b=2"),
            changed.clone(),
            quoted.clone(),
            format!("\"{quoted}\""),
        ];
        let all = over(world.run(&[open, "--lines"]).args(&which), &lines);
        for (line, record) in lines.iter().zip(records(&all)) {
            let alone = over(world.run(&[open, "--lines"]).args(&which), &[line]);
            let mut alone = records(&alone).remove(0);
            alone["line"] = record["line"].clone();
            assert_eq!(alone, record, "{format}: {line}");
        }
        let words = outcomes(&all);
        assert_eq!(words[..4], ["valid"; 4], "{format}: {}", all.text());
        assert_ne!(words[4], "valid", "{format}");
        assert_eq!(words[5], "valid", "{format}");
    }
}

fn all_kinds() -> Vec<String> {
    let mut kinds: Vec<String> = [
        PLUMBER,
        PLUMBER_WIRE,
        SEALED,
        SIGNED,
        WORKBENCH,
        UNENCRYPTED,
        "nothing",
        "a|b|c",
        "_",
        "ck1.AA",
        "AAAA_AAAA",
        "s=",
        "a=1; b=2",
        "Cookie: x",
        "é",
        "%",
        "s=a_b=",
        "=",
        ";",
    ]
    .map(str::to_owned)
    .to_vec();
    for value in [PLUMBER, PLUMBER_WIRE, SEALED, SIGNED, WORKBENCH] {
        kinds.push(format!("session={value}"));
        kinds.push(format!("other=\"{value}\""));
        kinds.push(value.replace('|', "%7C").replace('%', "%25"));
        kinds.push(value.replacen('l', "m", 1));
        kinds.push(value[..value.len() - 1].to_owned());
        kinds.push(format!("{value}x"));
        kinds.push(format!("Cookie: session={value}; t={value}"));
    }
    kinds
}

#[test]
fn a_record_says_what_the_document_of_a_single_cookie_says() {
    let world = World::with_key(KEY);
    for command in ["decrypt", "verify"] {
        for more in [&[][..], &["--name", "session"], &["--name", ""]] {
            let arguments = [&[command, "--key", "key", "--now", THEN][..], more].concat();
            let lines = all_kinds();
            let many = over(world.run(&[&arguments[..], &["--lines"]].concat()), &lines);
            let records = records(&many);
            assert_eq!(records.len(), lines.len());
            for (line, record) in lines.iter().zip(&records) {
                let single = world
                    .run(&[&arguments[..], &["--json", "--", line]].concat())
                    .ends();
                if record["outcome"] == "absent" {
                    assert_eq!(single.code(), 1, "{line}");
                    continue;
                }
                let document = single.json();
                assert_eq!(
                    record["exit"], document["exit"],
                    "{command} {more:?} {line}"
                );
                for (name, value) in record.as_object().unwrap() {
                    let of_the_list =
                        ["line", "outcome", "format", "name"].contains(&name.as_str());
                    if !of_the_list || document.get(name).is_some_and(|it| !it.is_null()) {
                        let expected = document.get(name).unwrap_or(&Value::Null);
                        let of_the_line = name == "line";
                        assert!(
                            of_the_line || value == expected,
                            "{line}: {name} {value} {expected}"
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn json_of_any_shape_is_told_as_a_single_cookie_tells_it() {
    let world = World::with_key(KEY);
    let payloads = [
        r#"{"user":["alice"],"id":[1000001],"roles":["admin","reader"]}"#.to_owned(),
        r#"{"a": [true, false, null], "b": {"c": -1.50e+3}, "d": []}"#.to_owned(),
        r#"{"escaped":"\"\\\n\u00e9","beyond":"é"}"#.to_owned(),
        r#" [1, 2] "#.to_owned(),
        r#"["\ud800"]"#.to_owned(),
        r#"{"big":123456789012345678901234567890,"small":1e-400}"#.to_owned(),
        format!("{}{}", "[".repeat(70), "]".repeat(70)),
        format!(r#"{{"long":"{}"}}"#, "x".repeat(2500)),
        "-0".to_owned(),
    ];
    let encrypt = ["encrypt", "--key", "key", "--now", THEN];
    let made = over(
        world.run(&[&encrypt[..], &["--expires-in", "8h", "--lines"]].concat()),
        &payloads,
    );
    let cookies: Vec<String> = records(&made)
        .iter()
        .map(|record| record["cookie"].as_str().unwrap().to_owned())
        .collect();
    let opened = over(decrypt(&world, &[]), &cookies);
    assert_eq!(opened.code(), 0);
    for ((payload, cookie), record) in payloads.iter().zip(&cookies).zip(records(&opened)) {
        let single = [
            "decrypt", "--key", "key", "--now", THEN, "--json", "--", cookie,
        ];
        let document = world.run(&single).ends().json();
        assert_eq!(record["payload"], document["payload"], "{payload}");
    }
    // What is JSON goes out as it was sealed.
    for payload in &payloads[..2] {
        assert!(opened.text().contains(&format!("\"payload\":{payload}}}")));
    }
}

#[test]
fn a_name_is_found_anywhere_in_the_line_of_a_log() {
    let world = World::with_key(KEY);
    let lines = [
        format!(
            r#"1.2.3.4 - - [21/Nov/2026:22:00:00 +0000] "GET /?s=1 HTTP/1.1" 200 "a=1; s={PLUMBER_WIRE}" "curl""#
        ),
        r#"1.2.3.4 - - [21/Nov/2026:22:00:00 +0000] "GET / HTTP/1.1" 200 "-" "curl""#.to_owned(),
        format!(r#"1.2.3.4 - "GET / HTTP/1.1" "as=1; s=\x22{PLUMBER_WIRE}\x22""#),
        format!("session={PLUMBER_WIRE} other"),
        PLUMBER_WIRE.to_owned(),
        String::new(),
        "log line with s= alone".to_owned(),
    ];
    let ended = over(decrypt(&world, &["--name", "s"]), &lines);
    assert_eq!(
        outcomes(&ended),
        [
            "valid", "absent", "valid", "absent", "valid", "absent", "absent"
        ]
    );
    assert_eq!(ended.code(), 0);
    let without = over(decrypt(&world, &["--name", "s", "-q"]), &lines[..6]);
    assert_eq!((without.code(), without.err.as_str()), (0, ""));
}

#[test]
fn a_name_that_no_line_has_is_told_and_no_success() {
    let world = World::with_key(KEY);
    let ended = over(decrypt(&world, &["--name", "nmae"]), &["a log line", "b c"]);
    assert_eq!(ended.code(), 1);
    assert_eq!(
        ended.err,
        format!(
            "{JUDGED_THEN}warning: no line has such a cookie: check --name and --field\n\
             note: 2 records: 2 absent\n"
        )
    );
}

#[test]
fn a_field_of_a_json_record_is_opened_and_the_rest_is_kept() {
    let world = World::with_key(KEY);
    let lines = [
        format!(
            r#"{{"t": 1.50, "request":{{"headers":{{"cookie":["a=1; plumber={PLUMBER_WIRE}"]}}}}, "z":[1, 2]}}"#
        ),
        r#"{"t":2,"request":{}}"#.to_owned(),
        r#"{"t":3,"request":{"headers":{"cookie":[7]}}}"#.to_owned(),
        r#"{"t":4,"cookiekit":1}"#.to_owned(),
        "{\"t\":5".to_owned(),
        "[]".to_owned(),
    ];
    let arguments = ["--field", "request.headers.cookie.0", "--name", "plumber"];
    let ended = over(decrypt(&world, &arguments), &lines);
    assert_eq!(ended.code(), 2);
    let text = ended.text();
    let first = text.lines().next().unwrap();
    let kept = lines[0].strip_suffix('}').unwrap();
    let result = first.strip_prefix(kept).unwrap();
    assert!(
        result.starts_with(r#","cookiekit":{"line":1,"exit":0,"outcome":"valid""#),
        "{result}"
    );
    let records = records(&ended);
    assert_eq!(
        records[1]["cookiekit"],
        json!({"line": 2, "exit": 0, "outcome": "absent"})
    );
    assert_eq!(
        records[2]["cookiekit"]["error"],
        "malformed: the field is not a text"
    );
    assert_eq!(records[2]["t"], 3);
    for (place, error) in [
        (3, "the record has a member of the result's name already"),
        (4, "malformed: the line is not JSON (column 6)"),
        (5, "malformed: the line is not a JSON object"),
    ] {
        assert_eq!(records[place]["error"], error);
    }
    let renamed = over(
        decrypt(&world, &["--field", "cookie", "--into", "opened"]),
        &[format!(r#"{{"cookiekit":1,"cookie":"{PLUMBER}"}}"#)],
    );
    assert_eq!(renamed.json()["opened"]["outcome"], "valid");
    decrypt(&world, &["--field", "a..b"]).gives(
        2,
        "",
        "cookiekit: --field: not a path of names\n\
         hint: for example: --field request.headers.cookie\n",
    );
}

#[test]
fn cookies_are_made_of_lines_and_open_again() {
    let world = World::with_key(KEY);
    let payloads = [r#"{"a":1}"#, r#""x""#, "12", "no json", "", "  {} "];
    let encrypt = ["encrypt", "--lines", "--key", "key", "--format", "plumber"];
    let made = over(world.run(&encrypt), &payloads);
    assert_eq!(made.code(), 2);
    assert_eq!(made.err, "note: 6 records: 4 made, 2 refused\n");
    let records = records(&made);
    assert_eq!(
        records[3]["error"],
        "the payload is not JSON (line 1, column 2)"
    );
    let cookies: Vec<&str> = records
        .iter()
        .filter_map(|it| it["cookie"].as_str())
        .collect();
    let opened = over(decrypt(&world, &["-q"]), &cookies);
    let payloads: Vec<Value> = self::records(&opened)
        .iter()
        .map(|it| it["payload"].clone())
        .collect();
    assert_eq!(
        payloads,
        [json!({"a": 1}), json!("x"), json!(12), json!({})]
    );

    let sign = [
        "sign",
        "--lines",
        "--key",
        "key",
        "--format",
        "signed",
        "--expires-in",
        "1h",
    ];
    let signed = over(world.run(&sign), &["alice", "bob|x"]);
    assert_eq!(signed.code(), 0);
    let cookies: Vec<String> = self::records(&signed)
        .iter()
        .map(|it| it["cookie"].as_str().unwrap().to_owned())
        .collect();
    let verified = over(
        world.run(&["verify", "--lines", "-q", "--key", "key"]),
        &cookies,
    );
    assert_eq!(verified.code(), 0);
    assert_eq!(self::records(&verified)[1]["payload"], "bob|x");
}

#[test]
fn payloads_are_taken_from_a_field_and_set_cookie_lines_made() {
    let world = World::with_key(KEY);
    let encrypt = [
        "encrypt",
        "--lines",
        "--key",
        "key",
        "--format",
        "plumber",
        "--name",
        "s",
        "--set-cookie",
        "--field",
        "session",
    ];
    let lines = [
        r#"{"id":1,"session":{"u":["é"]}}"#,
        r#"{"id":2,"session":"text"}"#,
        r#"{"id":3}"#,
    ];
    let made = over(world.run(&encrypt), &lines);
    assert_eq!(made.code(), 2);
    let records = records(&made);
    for (record, payload) in records.iter().zip([json!({"u": ["é"]}), json!("text")]) {
        let line = record["cookiekit"]["set_cookie"].as_str().unwrap();
        assert!(line.starts_with("Set-Cookie: s=") && line.ends_with("; Path=/; HttpOnly"));
        let opened = decrypt(&world, &["-q"]).stdin(line).ends().json();
        assert_eq!(opened["payload"], payload);
    }
    assert_eq!(records[2]["id"], 3);
    assert_eq!(
        records[2]["cookiekit"]["error"],
        "the record has no such field"
    );
}

#[test]
fn inspect_tells_what_each_cookie_is_with_keys_and_without() {
    let world = World::with_key(KEY);
    world.file("workbench", WORKBENCH_KEY);
    let lines = [PLUMBER, SEALED, SIGNED, WORKBENCH, UNENCRYPTED, "x"];
    let looked = over(world.run(&["inspect", "--lines"]), &lines);
    assert_eq!(looked.code(), 1);
    let kinds = outcomes(&looked);
    assert_eq!(
        kinds,
        [
            "unchecked",
            "unchecked",
            "unchecked",
            "unchecked",
            "unprotected",
            "malformed"
        ]
    );
    assert_eq!(records(&looked)[1]["expires"], "2023-11-15T22:13:20Z");
    let keys = [
        "--key",
        "key",
        "--key",
        "workbench",
        "--name",
        "session",
        "--now",
        THEN,
    ];
    let tried = over(
        world.run(&[&["inspect", "--lines"], &keys[..]].concat()),
        &lines,
    );
    // A key of Workbench fits neither sealed nor signed, but these are opened
    // by the other one; and nothing of their content is shown.
    assert_eq!(
        outcomes(&tried),
        [
            "valid",
            "valid",
            "valid",
            "expired",
            "malformed",
            "malformed"
        ]
    );
    assert!(
        records(&tried)
            .iter()
            .all(|record| record.get("payload").is_none())
    );
}

#[test]
fn reissue_takes_every_line_over_to_the_primary_key() {
    let world = World::with_key(OTHER_KEY);
    world.file("key.retired-20250101T000000Z-1e75b355", KEY);
    let reissue = [
        "reissue", "--lines", "--key", "key", "--now", THEN, "--name", "session",
    ];
    let first = over(world.run(&reissue), &[PLUMBER, SEALED, SIGNED, "x"]);
    assert_eq!(first.code(), 1);
    let records = records(&first);
    let mut cookies = Vec::new();
    for record in &records[..3] {
        assert_eq!(record["slot"], "retired");
        assert_eq!(record["reissued"], true);
        cookies.push(record["cookie"].as_str().unwrap().to_owned());
    }
    let again = over(world.run(&reissue), &cookies);
    for (record, cookie) in self::records(&again).iter().zip(&cookies) {
        assert_eq!(record["slot"], "primary");
        assert_eq!(record["reissued"], false);
        assert_eq!(record["cookie"], **cookie);
    }
    fs::remove_file(world.path("key")).unwrap();
    let without = over(world.run(&reissue), &[PLUMBER]);
    assert_eq!((without.code(), without.text().as_str()), (4, ""));
}

#[test]
fn the_exit_is_that_of_the_worst_line() {
    let world = World::with_key(KEY);
    world.file("broken", "");
    let expired = ["--name", "session", "--now", "1800000000"];
    let code = |more: &[&str], lines: &[&str]| {
        let arguments = ["verify", "--lines", "-q", "--key", "key"];
        over(world.run(&[&arguments, more].concat()), lines).code()
    };
    assert_eq!(
        code(&["--name", "session", "--now", THEN], &[SIGNED, SIGNED]),
        0
    );
    assert_eq!(code(&expired, &[SIGNED]), 3);
    assert_eq!(code(&expired, &[SIGNED, "x", SIGNED]), 1);
    // With a key that could not be tried, what does not open is not "forged".
    assert_eq!(
        code(
            &["--key", "absent", "--name", "other", "--now", THEN],
            &["x", SIGNED]
        ),
        4
    );
    assert_eq!(
        code(
            &["--key", "absent", "--name", "session", "--now", THEN],
            &[SIGNED]
        ),
        0
    );
    world
        .run(&["verify", "--lines", "--key", "absent"])
        .stdin(SIGNED)
        .gives(
            4,
            "",
            "cookiekit: there is no key file of that name (not shown: it may be a secret)\nhint: \
         name the key that is in use: ./FILE, keyring:SERVICE, env:NAME (a new key opens no \
         existing cookie)\n",
        );
}

#[test]
fn some_outcomes_alone_are_printed() {
    let world = World::with_key(KEY);
    let lines = [PLUMBER, "x", PLUMBER, SIGNED, &PLUMBER.replace("1K", "2K")];
    let only = |word| {
        let ended = over(decrypt(&world, &["-q", "--only", word]), &lines);
        assert_eq!(ended.code(), 1);
        records(&ended)
            .iter()
            .map(|it| it["line"].as_u64().unwrap())
            .collect::<Vec<_>>()
    };
    assert_eq!(only("valid"), [1, 3]);
    assert_eq!(only("malformed"), [2]);
    assert_eq!(only("forged"), [5]);
    assert_eq!(only("expired"), [0; 0]);
    assert_eq!(only("valid,forged"), [1, 3, 5]);
    assert_eq!(only("unchecked"), [4]);
    let ended = decrypt(&world, &["--only", "good"]).ends();
    assert_eq!(ended.code(), 2);
    assert!(
        ended
            .err
            .starts_with("cookiekit: --only does not take that value\n"),
        "{}",
        ended.err
    );
}

/// A key, one that it replaced, and one that is staged.
pub fn rotated() -> World {
    let world = World::with_key(OTHER_KEY);
    world.file("key.retired-20250101T000000Z-1e75b355", KEY);
    world
}

#[test]
fn the_summary_counts_and_says_which_key_may_go() {
    let world = rotated();
    let summary = |now: &str, lines: &[&str]| {
        let arguments = [
            "inspect",
            "--lines",
            "--key",
            "key",
            "--name",
            "session",
            "--summary",
        ];
        over(
            world.run(&[&arguments[..], &["--now", now]].concat()),
            lines,
        )
    };
    let needed = summary(THEN, &[PLUMBER, SEALED, "x", &SEALED.replace("SrC", "SrD")]);
    assert_eq!(needed.code(), 1);
    let document = needed.json();
    assert_eq!(document["exit"], 1);
    assert_eq!(document["records"], 4);
    assert_eq!(
        document["outcomes"],
        json!({
            "valid": 2, "unprotected": 0, "unchecked": 0, "expired": 0, "forged": 1,
            "malformed": 1, "unknown": 0, "untried": 0, "absent": 0, "unread": 0, "made": 0, "refused": 0,
        })
    );
    assert_eq!(document["keys"][0]["fingerprint"], OTHER_FINGERPRINT);
    assert_eq!(document["keys"][0]["valid"], 0);
    assert_eq!(document["keys"][1]["valid"], 2);
    assert_eq!(document["keys"][1]["newest_issued"], "2023-11-14T22:13:20Z");
    // What a script must see before it takes this time for the end of the key.
    assert_eq!(document["keys"][1]["last_expires"], "2023-11-15T22:13:20Z");
    assert_eq!(document["keys"][1]["never_expire"], 1);
    assert_eq!(
        document["ages"][0],
        json!({"age": "under 1 hour", "cookies": 1})
    );
    assert_eq!(document["ages"][6], json!({"age": "unknown", "cookies": 1}));
    assert_eq!(
        document["conclusions"],
        json!([
            "2 valid cookies are under the key retired at 2025-01-01T00:00:00Z \
            (1e75b355-e4de5af7): it is still needed; some of them never expire"
        ])
    );
    let over_by_then = summary("1700172800", &[SEALED]).json();
    assert_eq!(
        over_by_then["conclusions"],
        json!([
            "no valid cookie under the key retired at 2025-01-01T00:00:00Z \
            (1e75b355-e4de5af7) since 2023-11-15T22:13:20Z (24 hours ago), in 1 record: \
            it may be dropped: see cookiekit rotate retire --help"
        ])
    );
    assert_eq!(over_by_then["keys"][1]["expired"], 1);
    assert_eq!(over_by_then["keys"][1]["never_expire"], 0);
}

#[test]
fn a_summary_and_a_choice_of_records_exclude_each_other() {
    let world = World::with_key(KEY);
    let ended = decrypt(&world, &["--summary", "--only", "valid"]).ends();
    assert_eq!(ended.code(), 2, "{}", ended.err);
    let ended = world.run(&["decrypt", "--summary"]).ends();
    assert_eq!(ended.code(), 2);
    assert!(ended.err.contains("--lines"), "{}", ended.err);
}

#[test]
fn the_lines_are_standard_input_and_nothing_else_is() {
    let world = World::with_key(KEY);
    decrypt(&world, &["access.log"]).gives(
        2,
        "",
        "cookiekit: --lines reads standard input, not an argument\n\
         hint: cookiekit decrypt --lines < FILE\n",
    );
    let ended = world
        .run(&["decrypt", "--lines", "--key", "-"])
        .stdin(KEY)
        .ends();
    assert_eq!(ended.code(), 2);
    assert!(
        ended.err.starts_with("cookiekit: standard input"),
        "{}",
        ended.err
    );
    decrypt(&world, &["-", "-q"]).stdin(PLUMBER).ends().json();
    decrypt(&world, &[]).gives(0, "", &format!("{JUDGED_THEN}note: 0 records\n"));
    world
        .shell(&format!(
            "cookiekit decrypt --lines --key key < {}",
            world.path("").display()
        ))
        .gives(
            2,
            "",
            "cookiekit: could not read the input: is a directory\n",
        );
}

#[test]
fn every_number_of_jobs_gives_the_same() {
    let world = World::with_key(KEY);
    let kinds = all_kinds();
    let lines: Vec<&String> = kinds.iter().cycle().take(30_000).collect();
    let alone = over(decrypt(&world, &["--jobs", "1"]), &lines);
    assert_eq!(records(&alone).len(), 30_000);
    for jobs in ["2", "7", "64"] {
        let many = over(decrypt(&world, &["--jobs", jobs]), &lines);
        assert!(many.out == alone.out && many.err == alone.err, "{jobs}");
    }
}

#[test]
fn there_are_at_most_256_jobs() {
    let world = World::with_key(KEY);
    let ended = decrypt(&world, &["--jobs", "256"]).stdin(PLUMBER).ends();
    assert_eq!(ended.code(), 0);
    for jobs in ["257", "0", "-1", "x", "", "99999999999999999999"] {
        let told = "cookiekit: --jobs: not a number from 1 to 256\n";
        decrypt(&world, &[&format!("--jobs={jobs}")]).gives(2, "", told);
    }
}

#[test]
fn a_reader_that_has_enough_is_a_success() {
    let world = World::with_key(KEY);
    world.file("lines", format!("{PLUMBER}\nx\n").repeat(100_000));
    let script =
        "set -o pipefail; cookiekit decrypt --lines --key key < lines | head -n 1 | cut -c 1-10";
    world.shell(script).gives(0, "{\"line\":1,\n", "");
}

#[test]
fn a_full_disk_is_told_and_ends_the_run() {
    let world = World::with_key(KEY);
    world.file("lines", format!("{PLUMBER}\n").repeat(10_000));
    for jobs in ["1", "3"] {
        world
            .shell(&format!(
                "cookiekit decrypt --lines --jobs {jobs} --key key < lines > /dev/full"
            ))
            .gives(
                2,
                "",
                "cookiekit: could not write the result: no space left on device\n",
            );
    }
    world
        .shell("cookiekit decrypt --lines --key key < lines >&-")
        .gives(
            2,
            "",
            "cookiekit: there is no standard output for the result\n",
        );
}

/// A run whose streams are in the test's hands. It hears the signals of which it
/// is not said that it `ignores` them, whatever the tests were started with.
fn held_ignoring(world: &World, ignored: &str, arguments: &[&str]) -> Child {
    let mut run = world.program("env");
    run.command
        .arg("--default-signal")
        .arg(format!("--ignore-signal={ignored}"))
        .arg("cookiekit")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    run.command.spawn().unwrap()
}

fn held(world: &World, arguments: &[&str]) -> Child {
    held_ignoring(world, "QUIT", arguments)
}

#[test]
fn a_line_is_answered_before_the_next_one_comes() {
    let world = World::with_key(KEY);
    for jobs in ["1", "2"] {
        let mut child = held(
            &world,
            &["decrypt", "--lines", "--key", "key", "--jobs", jobs],
        );
        let mut input = child.stdin.take().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        for number in 1..=5 {
            writeln!(input, "{PLUMBER}").unwrap();
            let mut line = String::new();
            output.read_line(&mut line).unwrap();
            assert!(line.starts_with(&format!("{{\"line\":{number},")), "{line}");
        }
        drop(input);
        assert!(child.wait().unwrap().success());
    }
}

#[test]
fn an_interrupt_leaves_whole_lines() {
    let world = World::with_key(KEY);
    let lines = format!("{PLUMBER}\n").repeat(1000);
    for (signal, number) in [("INT", 2), ("TERM", 15), ("HUP", 1)] {
        let mut child = held(&world, &["decrypt", "--lines", "--key", "key"]);
        let mut input = child.stdin.take().unwrap();
        let mut output = child.stdout.take().unwrap();
        // It reads on for as long as it lives.
        let feeder = thread::spawn({
            let lines = lines.clone();
            move || while input.write_all(lines.as_bytes()).is_ok() {}
        });
        let mut seen = vec![0; 1_000_000];
        output.read_exact(&mut seen).unwrap();
        let pid = child.id().to_string();
        let kill = std::process::Command::new("kill")
            .args(["-s", signal, &pid])
            .status();
        assert!(kill.unwrap().success());
        output.read_to_end(&mut seen).unwrap();
        let status = child.wait().unwrap();
        assert_eq!(status.signal(), Some(number));
        assert!(
            seen.ends_with(b"}\n"),
            "{:?}",
            seen[seen.len() - 20..].escape_ascii().to_string()
        );
        feeder.join().unwrap();
    }
}

#[test]
fn an_interrupt_ends_a_run_that_waits_for_its_input() {
    let world = World::with_key(KEY);
    let mut child = held(&world, &["decrypt", "--lines", "--key", "key"]);
    let mut input = child.stdin.take().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    writeln!(input, "{PLUMBER}").unwrap();
    output.read_line(&mut String::new()).unwrap();
    let pid = child.id().to_string();
    let kill = std::process::Command::new("kill")
        .args(["-s", "INT", &pid])
        .status();
    assert!(kill.unwrap().success());
    assert_eq!(child.wait().unwrap().signal(), Some(2));
}

#[test]
fn what_nohup_has_it_ignore_does_not_end_it() {
    let world = World::with_key(KEY);
    let mut child = held_ignoring(&world, "HUP", &["decrypt", "--lines", "--key", "key"]);
    let mut input = child.stdin.take().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut ask = || {
        writeln!(input, "{PLUMBER}").unwrap();
        let mut record = String::new();
        output.read_line(&mut record).unwrap();
        record
    };
    let signal = |name: &str, pid: u32| {
        let mut kill = std::process::Command::new("kill");
        kill.args(["-s", name, &pid.to_string()]);
        assert!(kill.status().unwrap().success());
    };
    assert!(ask().starts_with("{\"line\":1,"));
    signal("HUP", child.id());
    assert!(ask().starts_with("{\"line\":2,"));
    signal("TERM", child.id());
    assert_eq!(child.wait().unwrap().signal(), Some(15));
}

/// The most memory that a process has had, in KiB.
fn peak(pid: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.unwrap()
        .trim()
        .trim_end_matches(" kB")
        .parse()
        .unwrap()
}

#[test]
fn a_line_without_end_is_one_record_and_is_not_held() {
    const GIGABYTE: usize = 1 << 30;
    let world = World::with_key(KEY);
    let mut child = held(&world, &["decrypt", "--lines", "--key", "key"]);
    let mut input = child.stdin.take().unwrap();
    let output = child.stdout.take().unwrap();
    let reader = thread::spawn(move || {
        let mut text = String::new();
        BufReader::new(output).read_to_string(&mut text).unwrap();
        text
    });
    writeln!(input, "{PLUMBER}").unwrap();
    let part = vec![b'x'; 1 << 20];
    for _ in 0..GIGABYTE / part.len() {
        input.write_all(&part).unwrap();
    }
    writeln!(input, "\n{PLUMBER}").unwrap();
    let peak = peak(child.id());
    drop(input);
    assert_eq!(child.wait().unwrap().code(), Some(1));
    assert!(peak < 32 * 1024, "{peak} KiB");
    let text = reader.join().unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(
        lines[1],
        r#"{"line":2,"exit":1,"outcome":"malformed","error":"malformed: the line has more than 1048576 bytes"}"#
    );
    assert!(lines[0].contains("valid") && lines[2].starts_with("{\"line\":3,\"exit\":0"));
}

#[test]
fn memory_does_not_grow_with_the_input() {
    let world = World::with_key(KEY);
    let mut child = held(&world, &["decrypt", "--lines", "--key", "key"]);
    let mut input = child.stdin.take().unwrap();
    let mut output = child.stdout.take().unwrap();
    let reader = thread::spawn(move || std::io::copy(&mut output, &mut std::io::sink()).unwrap());
    let mut block = format!("{PLUMBER_WIRE}\n").repeat(1000);
    block += &format!("{}\n", "y".repeat(1_000_000));
    for _ in 0..100 {
        input.write_all(block.as_bytes()).unwrap();
    }
    let peak = peak(child.id());
    drop(input);
    assert_eq!(child.wait().unwrap().code(), Some(1));
    assert!(peak < 32 * 1024, "{peak} KiB");
    assert!(reader.join().unwrap() > 10_000_000);
}

#[test]
fn input_that_comes_slowly_is_waited_for() {
    let world = World::with_key(KEY);
    let mut child = held(&world, &["decrypt", "--lines", "-q", "--key", "key"]);
    let mut input = child.stdin.take().unwrap();
    for part in PLUMBER.as_bytes().chunks(30) {
        input.write_all(part).unwrap();
        thread::sleep(Duration::from_millis(20));
    }
    drop(input);
    let mut text = String::new();
    child
        .stdout
        .take()
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    assert!(text.contains("\"outcome\":\"valid\""), "{text}");
    assert!(child.wait().unwrap().success());
}

#[test]
fn lines_of_bytes_are_records() {
    let world = World::with_key(KEY);
    let mut input = Vec::new();
    for line in [
        &b"\xff\xfe"[..],
        b"\0",
        PLUMBER.as_bytes(),
        &[b'a'; 20_000],
        &[0x80; 3000],
    ] {
        input.extend_from_slice(line);
        input.push(b'\n');
    }
    let ended = decrypt(&world, &["-q"]).stdin(input).ends();
    assert_eq!(
        outcomes(&ended),
        ["malformed", "malformed", "valid", "malformed", "malformed"]
    );
    assert_eq!(
        records(&ended)[0]["error"],
        "malformed: the line is not UTF-8 text"
    );
    assert_eq!(
        records(&ended)[3]["error"],
        "malformed: more than 16384 bytes, and a cookie has at most 4096"
    );
}

#[test]
fn no_key_and_no_payload_of_a_forged_cookie_is_in_a_record() {
    let world = World::with_key(OTHER_KEY);
    let ended = over(decrypt(&world, &["-v"]), &[PLUMBER, SEALED, UNENCRYPTED]);
    for secret in [OTHER_KEY, "alice", PLUMBER] {
        assert!(
            !ended.text().contains(secret) && !ended.err.contains(secret),
            "{secret}"
        );
    }
    let unencrypted = world
        .run(&["decrypt", "--lines", "--unencrypted"])
        .stdin(UNENCRYPTED)
        .ends();
    let expected = "{\"line\":1,\"exit\":0,\"outcome\":\"unprotected\",\"format\":\"plumber\",\"payload\":{\"user\":[\"alice\"]}}\n";
    unencrypted.is(
        0,
        expected,
        "warning: not encrypted and not signed: anyone can make such a cookie\n\
         note: 1 record: 1 unprotected\n",
    );
}

/// Of a log, a line without the cookie is absent: one of a word, a time or a rule as well.
/// What may be a value stays one, broken.
#[test]
fn a_word_alone_is_no_cookie_of_the_name_and_what_stands_for_none_is_none() {
    let world = World::with_key(KEY);
    let verify = [
        "verify", "--lines", "--key", "key", "--now", THEN, "--name", "session",
    ];
    let absent = [
        "restarted",
        "-----",
        "[INFO]",
        "Listening...",
        "2024-01-01T00:00:00Z",
        "10.0.0.1:8080",
        "session=\"-\"",
        "session=-",
        "session=\"\"",
        "Cookie: session=\"-\"",
    ];
    for line in absent {
        let ended = over(world.run(&verify), &[SIGNED, line]);
        assert_eq!(
            (ended.code(), outcomes(&ended)),
            (0, vec!["valid".to_owned(), "absent".to_owned()]),
            "{line}"
        );
    }
    for line in [
        "x",
        "aGVsbG8gd29ybGQ",
        "session=\"x\"",
        "session=\"--\"",
        &SIGNED[1..],
    ] {
        let ended = over(world.run(&verify), &[SIGNED, line]);
        assert_eq!(ended.code(), 1, "{line}");
        assert_ne!(outcomes(&ended)[1], "absent", "{line}");
    }
}

/// One meaning alone, on a line, and in a header with others: of another system.
#[test]
fn what_nothing_here_opens_is_unknown_everywhere() {
    let world = World::with_key(KEY);
    let rs256 = "eyJhbGciOiJSUzI1NiJ9.eyJhIjoxfQ.V17pLTpFPUwMv1nQX1mTNOXLk7ecYjHcZoDX8I9G8qA";
    for (name, value) in [
        ("sessionid", "abcdefghijklmnopqrstuvwxyz012345"),
        ("token", rs256),
        ("JSESSIONID", "node01x2y3z4a5b6c7d8e9f0g1h2.node0"),
        (
            "JSESSIONID",
            "A3F1C0D2E4B5968778695A4B3C2D1E0FA3F1C0D2E4B59687",
        ),
        ("SESSION", "1f0e3dad-9990-4f2b-8d3a-0c1b2a394857"),
        ("ASPSESSIONIDQABCDRST", "ABCDEFGHIJKLMNOPQRSTUVWX"),
        ("ci_session", "0123456789abcdef0123456789abcdef01234567"),
    ] {
        let pair = format!("{name}={value}");
        for key in [&["--key", "key"][..], &[]] {
            let inspect = [&["inspect", "--json"][..], key, &[&pair]].concat();
            let told = world.run(&inspect).ends();
            let told = (told.code(), told.json()["outcome"].clone());
            assert_eq!(told, (1, json!("unknown")), "{pair}");
            let lines = [&["inspect", "--lines"][..], key].concat();
            let told = over(world.run(&lines), &[&pair]);
            assert_eq!(
                (told.code(), outcomes(&told)),
                (1, vec!["unknown".to_owned()]),
                "{pair}"
            );
        }
        let told = world
            .run(&["inspect", "--json", "--key", "key", "--now", THEN])
            .stdin(format!("Cookie: {pair}; session={SIGNED}\n"))
            .ends();
        let document = told.json();
        assert_eq!(told.code(), 0, "{document}");
        assert_eq!(document["cookies"][0]["outcome"], "unknown", "{document}");
    }
    // A broken one of a format that is opened here is malformed.
    let told = world
        .run(&["verify", "--json", "--key", "key", &SIGNED[..20]])
        .ends();
    assert_eq!(
        (told.code(), told.json()["outcome"].clone()),
        (1, json!("malformed"))
    );
}

/// The start of a genuine cookie counts for the key that made it, whatever its format.
#[test]
fn cookies_that_were_cut_count_for_their_key() {
    let world = World::with_key(KEY);
    for format in ["flask", "django-session", "express", "jwt"] {
        let sign = [
            "sign",
            "--format",
            format,
            "--key",
            "key",
            "--name",
            "session",
            "{\"a\":1}",
        ];
        let made = world.run(&sign).ends().text();
        let cut = &made.trim()[..made.trim().len() - 5];
        let log = format!("GET / session={cut}\nsession={cut}\n");
        let inspect = [
            "inspect",
            "--lines",
            "--summary",
            "--json",
            "--key",
            "key",
            "--name",
            "session",
        ];
        let told = world.run(&inspect).stdin(log).ends().json();
        assert_eq!(told["keys"][0]["cut"], 2, "{format} {told}");
        // Under another key nothing is known of them.
        world.file("other", OTHER_KEY);
        let other = [
            "inspect",
            "--lines",
            "--summary",
            "--json",
            "--key",
            "other",
            "--name",
            "session",
        ];
        let told = world
            .run(&other)
            .stdin(format!("session={cut}\n"))
            .ends()
            .json();
        assert_eq!(told["keys"][0]["cut"], 0, "{format} {told}");
    }
}
