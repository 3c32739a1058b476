//! `--lines --name`: a cookie in the lines of logs, as servers write them.

use serde_json::Value;

use crate::known::{
    BEFORE, KEY, PLUMBER, PLUMBER_WIRE, SEALED, SIGNED, THEN, WORKBENCH, WORKBENCH_KEY,
};
use crate::world::{Ended, World};

fn records(ended: &Ended) -> Vec<Value> {
    let parse = |line: &str| serde_json::from_str(line).unwrap_or_else(|it| panic!("{line}: {it}"));
    ended.text().lines().map(parse).collect()
}

/// Runs `verify` or `decrypt` over lines, for the cookie `session`.
fn over(world: &World, command: &str, now: &str, lines: &[String]) -> Vec<Value> {
    let arguments = [
        command, "--lines", "-q", "--key", "key", "--name", "session", "--now", now,
    ];
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let ended = world.run(&arguments).stdin(text).ends();
    let records = records(&ended);
    assert_eq!(records.len(), lines.len());
    records
}

/// A genuine cookie in the lines of logs; VALUE stands for it.
const LOGS: [&str; 35] = [
    // Apache, `combined` with `%{Cookie}i`, and `%{session}C` alone.
    r#"1.2.3.4 - - [21/Nov/2026:22:00:00 +0000] "GET /?s=1 HTTP/1.1" 200 5 "-" "curl/8" "a=1; session=VALUE; b=2""#,
    r#"1.2.3.4 - - [21/Nov/2026:22:00:00 +0000] "GET / HTTP/1.1" 200 5 "a=\"q\"; session=VALUE""#,
    r#"1.2.3.4 - - [21/Nov/2026:22:00:00 +0000] "GET / HTTP/1.1" 200 5 "session=\"VALUE\"; b=2""#,
    // nginx, `$http_cookie`, and with escape=json.
    r#"1.2.3.4 - - "GET / HTTP/1.1" 200 "a=\x22q\x22; session=VALUE; b=2" "curl""#,
    r#"1.2.3.4 - - "GET / HTTP/1.1" 200 "a=1; session=\x22VALUE\x22" "curl""#,
    r#"{"time":"x","http_cookie":"a=\"q\"; session=VALUE; b=2","status":200}"#,
    r#"{"time":"x","http_cookie":"session=VALUE","status":200}"#,
    // IIS, W3C: spaces are written as +.
    "2026-11-21 22:00:00 GET /app 443 - 1.2.3.4 Mozilla/5.0+(X11) a=1;+session=VALUE;+b=2 200 0",
    "2026-11-21 22:00:00 GET /app 443 - 1.2.3.4 Mozilla/5.0+(X11) session=VALUE 200 0",
    "2026-11-21 22:00:00 GET /app 443 - 1.2.3.4 Mozilla/5.0+(X11) a=1;+session=VALUE 200 0",
    // HAProxy, captured headers.
    r#"haproxy[14]: 1.2.3.4:5 [x] in~ b/s 0/0/1/2/3 200 5 - - ---- 1/1/0/0/0 0/0 {a=1; session=VALUE|Mozilla/5.0} "GET / HTTP/1.1""#,
    r#"haproxy[14]: 1.2.3.4:5 [x] in~ b/s 200 5 {host|session=VALUE} {} "GET / HTTP/1.1""#,
    r#"haproxy[14]: 1.2.3.4:5 [x] in~ b/s 200 5 {session=VALUE} "GET / HTTP/1.1""#,
    r#"haproxy[14]: 1.2.3.4:5 [x] in~ b/s 200 5 session=VALUE - ---- "GET / HTTP/1.1""#,
    // Caddy, Traefik, Envoy, journald and Docker: JSON, and JSON in JSON.
    r#"{"level":"info","request":{"headers":{"Cookie":["a=1; session=VALUE; b=2"]}},"status":200}"#,
    r#"{"request_Cookie":"a=1; session=VALUE","DownstreamStatus":200}"#,
    r#"[2026-11-21T22:00:00Z] "GET / HTTP/1.1" 200 - "session=VALUE; b=2" "-""#,
    r#"{"__CURSOR":"s=1;i=2","MESSAGE":"1.2.3.4 - \"GET / HTTP/1.1\" 200 \"a=1; session=VALUE\" \"curl\""}"#,
    r#"{"log":"1.2.3.4 - \"GET /\" 200 \"session=VALUE; b=2\"\n","stream":"stdout"}"#,
    r#"{"log":"Cookie: a=1\r\nHost: x\r\nX: y\tsession=VALUE\r\nZ: 1"}"#,
    // Headers in one line, with the ends of lines written out.
    r"GET / HTTP/1.1\nHost: x\nCookie: session=VALUE\nAccept: */*",
    r"22:00\t1.2.3.4\tsession=VALUE\t200",
    // Separators of other logs.
    "22:00|1.2.3.4|session=VALUE|200",
    "22:00 | 1.2.3.4 | session=VALUE | 200",
    "1.2.3.4,GET,session=VALUE,200",
    "a=1;%20session=VALUE;%20b=2 x",
    "x Cookie=a=1%20session=VALUE%20b=2 y",
    "cookies: a=1&session=VALUE&b=2 status: 200",
    "time=22:00 cookie=session=VALUE status=200",
    "level=info cookie=\"a=1; session=VALUE\" status=200",
    "[session=VALUE] ok",
    "{ cookie: 'session=VALUE', host: 'x' }",
    "(Cookie: session=VALUE) ok",
    "22:00\tsession=VALUE\t200",
    "user <session=VALUE> in",
];

#[test]
fn a_cookie_is_found_and_ended_in_the_logs_of_servers() {
    let plain = World::with_key(KEY);
    let workbench = World::with_key(WORKBENCH_KEY);
    for (world, command, now, value) in [
        (&plain, "decrypt", THEN, PLUMBER_WIRE),
        (&plain, "decrypt", THEN, PLUMBER),
        (&plain, "decrypt", THEN, SEALED),
        (&plain, "verify", THEN, SIGNED),
        (&workbench, "verify", BEFORE, WORKBENCH),
    ] {
        let lines: Vec<String> = LOGS.iter().map(|it| it.replace("VALUE", value)).collect();
        for (line, record) in lines.iter().zip(over(world, command, now, &lines)) {
            // Quotes that the client sent are the value's, and Workbench refuses them.
            let is_quoted = ["session=\\\"", "session=\\x22"]
                .iter()
                .any(|it| line.contains(it));
            let expected = match is_quoted && value == WORKBENCH {
                true => "malformed",
                false => "valid",
            };
            assert_eq!(record["outcome"], expected, "{line}\n{record}");
            assert_eq!(record["others"], Value::Null, "{line}");
        }
        // Two of them in one line are both reported.
        let changed = value.replacen('l', "m", 1);
        let twice = format!(r#"x "session={value}; a=1; session={changed}" y"#);
        let record = &over(world, command, now, &[twice])[0];
        assert_eq!(
            (&record["outcome"], &record["others"]),
            (&"valid".into(), &1.into())
        );
        let same = format!(r#"x "session={value}; a=1; session={value}" y"#);
        assert_eq!(over(world, command, now, &[same])[0]["others"], Value::Null);
    }
    // JSON writes slashes and pluses in more than one way.
    let json = PLUMBER.replace('/', r"\/").replace('+', r"\u002B");
    let lines = [format!(r#"{{"cookie":"a=1; session={json}"}}"#)];
    assert_eq!(over(&plain, "decrypt", THEN, &lines)[0]["outcome"], "valid");
}

/// A value alone, and in lines that say where it ends: the same bytes have the
/// same verdict.
#[test]
fn the_same_bytes_have_one_verdict_alone_and_in_a_log() {
    let plain = World::with_key(KEY);
    let workbench = World::with_key(WORKBENCH_KEY);
    let signs: Vec<char> = (' '..='~').chain(['\t', 'é']).collect();
    for (world, command, now, genuine) in [
        (&plain, "decrypt", THEN, PLUMBER_WIRE),
        (&plain, "verify", THEN, SIGNED),
        (&workbench, "verify", BEFORE, WORKBENCH),
    ] {
        let mut values = Vec::new();
        let half = genuine.len() / 2;
        // In a header, this would end the value.
        for sign in signs.iter().filter(|it| **it != ';') {
            values.push(format!("{genuine}{sign}"));
            values.push(format!("{genuine}{sign}x"));
            values.push(format!("{sign}{genuine}"));
            values.push(format!("{}{sign}{}", &genuine[..half], &genuine[half..]));
        }
        values.push(format!("\"{genuine}\""));
        values.push(format!("{genuine}])'}}"));
        values.push("a bad value".to_owned());
        values.push(genuine[..half].to_owned());
        let common = [command, "--key", "key", "--name", "session", "--now", now];
        let escaped = |value: &str| value.replace('\\', r"\\").replace('"', r#"\""#);
        let json =
            |value: &str| serde_json::json!({"t": "x", "c": format!("a=1; session={value}")});
        let lines: Vec<String> = values
            .iter()
            .flat_map(|value| {
                [
                    format!("Cookie: a=1; session={value}; b=2"),
                    format!("session={value}"),
                    format!(
                        r#"1.2.3.4 - "GET / HTTP/1.1" 200 "a=1; session={}" "curl""#,
                        escaped(value)
                    ),
                    json(value).to_string(),
                ]
            })
            .collect();
        let records = over(world, command, now, &lines);
        for (index, value) in values.iter().enumerate() {
            let pair = format!("session={value}");
            let single = world
                .run(&[&common[..], &["--json", "--", &pair]].concat())
                .ends();
            let document = single.json();
            for at in 4 * index..4 * index + 4 {
                let (line, record) = (&lines[at], &records[at]);
                assert_eq!(
                    record["exit"], document["exit"],
                    "{line}\n{record}\n{document}"
                );
                assert_eq!(record["outcome"], document["outcome"], "{line}\n{record}");
            }
        }
    }
}

/// What a line alone is, which is no log.
#[test]
fn a_bare_value_with_a_space_in_it_is_a_bad_value() {
    let world = World::with_key(WORKBENCH_KEY);
    let decoded =
        "alice|Tue, 14 Nov 2023 22:13:20 GMT|YrDyFfUaaywsHRn9ghYyLQwtZBRIKARppEVi3Ilszsw=";
    let half = WORKBENCH.len() / 2;
    let lines = [
        decoded.to_owned(),
        decoded.replace("14 Nov", "Nov 14"),
        format!("{} {}", &WORKBENCH[..half], &WORKBENCH[half..]),
        format!("{PLUMBER} x"),
        "a log line".to_owned(),
        "10.0.0.1 | GET / HTTP/1.1 | 200".to_owned(),
        r#"{"a":1}"#.to_owned(),
    ];
    let records = over(&world, "verify", BEFORE, &lines);
    let outcomes: Vec<&str> = records
        .iter()
        .map(|it| it["outcome"].as_str().unwrap())
        .collect();
    assert_eq!(
        outcomes,
        [
            "valid",
            "malformed",
            "malformed",
            "absent",
            "absent",
            "absent",
            "absent"
        ]
    );
}

#[test]
fn a_separator_ends_a_value_only_where_the_line_has_it_before() {
    let world = World::with_key(KEY);
    for end in [
        "]", ")", "}", ">", "'", "|x", "&x", ",x", "%20x", r"\tx", "+x",
    ] {
        let lines = [format!("log cookie session={SEALED}{end} more")];
        let record = &over(&world, "decrypt", THEN, &lines)[0];
        assert_eq!(
            (&record["outcome"], &record["exit"]),
            (&"malformed".into(), &1.into()),
            "{end}"
        );
    }
}

#[test]
fn a_name_that_stands_where_no_cookie_was_taken_is_not_absent() {
    let world = World::with_key(KEY);
    for line in [
        "GET /login?session=expired HTTP/1.1",
        "GET /login?a=1&session=x HTTP/1.1",
        "x Session=abc y",
        "x SESSION%3Dabc y",
        "x s%65ssion=abc y",
        r#"{"c": "a=1; session\u003dabc"}"#,
        r#"{"c": "a=1; session\x3dabc"}"#,
    ] {
        let record = &over(&world, "decrypt", THEN, &[line.to_owned()])[0];
        assert_eq!(
            (&record["outcome"], &record["exit"]),
            (&"unread".into(), &1.into()),
            "{line}"
        );
        assert!(
            record["error"]
                .as_str()
                .unwrap()
                .starts_with("the name stands in the line")
        );
    }
    for line in [
        "x asession=1 y",
        "x my-session=1 y",
        "x my_session=1 y",
        "x session y",
        "x sessions=1",
    ] {
        let record = &over(&world, "decrypt", THEN, &[line.to_owned()])[0];
        assert_eq!(
            (&record["outcome"], &record["exit"]),
            (&"absent".into(), &0.into()),
            "{line}"
        );
    }
    // A field that is not the one.
    let line = format!(r#"{{"cookie":"a=1","other":"session={SEALED}"}}"#);
    let arguments = [
        "decrypt", "--lines", "-q", "--key", "key", "--name", "session", "--field",
    ];
    for field in ["cookie", "request.cookie"] {
        let ended = world
            .run(&[&arguments[..], &[field]].concat())
            .stdin(format!("{line}\n"))
            .ends();
        assert_eq!(
            records(&ended)[0]["cookiekit"]["outcome"],
            "unread",
            "{}",
            ended.text()
        );
    }
}

#[test]
fn a_line_of_a_name_a_million_times_is_one_record_at_once() {
    let world = World::with_key(KEY);
    for part in [
        "session=x&",
        "&session=",
        "session=",
        "\"session=",
        "]session=[",
        "%session=",
    ] {
        let line = part.repeat(1_000_000 / part.len());
        assert_eq!(over(&world, "decrypt", THEN, &[line]).len(), 1);
    }
}

/// In the text of a log a value ends where its sentence continues.
#[test]
fn the_marks_of_a_sentence_behind_a_value_are_the_lines() {
    let world = World::with_key(KEY);
    let outcomes = |lines: &[String], outcome: &str| {
        for (record, line) in over(&world, "decrypt", THEN, lines).iter().zip(lines) {
            assert_eq!(record["outcome"], outcome, "{line}: {record}");
        }
    };
    let of = |start: &str, ends: &[&str]| -> Vec<String> {
        let line = |end: &&str| format!("{start}session={SEALED}{end}");
        ends.iter().map(line).collect()
    };
    let marks = [", user 7", ",", ".", "...", ": refused", "!", "?"];
    outcomes(&of("user 7 has the cookie ", &marks), "valid");
    outcomes(&of("refused (", &[")", ").", "), again"]), "valid");
    // In a header they are a part of it, and letters are none.
    outcomes(&of("Cookie: ", &[".", ","]), "malformed");
    outcomes(&of("Cookie: a=b; ", &[".", "!"]), "malformed");
    outcomes(&of("the cookie ", &["x.", ".x", ",x", "%"]), "malformed");
}
