//! What people copied out of logs, consoles and recordings: every cookie of it is seen,
//! what is separate stays so, and nothing is taken for a part of a value.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::known::{KEY, OTHER_KEY, PLUMBER, PLUMBER_PAYLOAD, PLUMBER_WIRE, SEALED, THEN};
use crate::terminal::{ALL, on_terminal};
use crate::world::World;

/// What `inspect` says of the cookies in this text, under KEY.
fn looked(more: &[&str], text: &str) -> Value {
    let world = World::with_key(KEY);
    let arguments = [&["inspect", "--json", "--key", "key", "--now", THEN], more].concat();
    world.run(&arguments).stdin(text).ends().json()
}

/// Its cookies.
fn cookies(document: &Value) -> Vec<Value> {
    match document.get("cookies") {
        Some(Value::Array(cookies)) => cookies.clone(),
        _ => vec![document.clone()],
    }
}

/// Name and outcome of each.
fn seen(text: &str) -> Vec<(String, String)> {
    let document = looked(&[], text);
    let pair = |it: &Value| {
        let word = |name: &str| it[name].as_str().unwrap_or_default().to_owned();
        (word("name"), word("outcome"))
    };
    cookies(&document).iter().map(pair).collect()
}

fn valid(text: &str, name: &str) -> bool {
    let seen = seen(text);
    let of_name = seen.iter().filter(|it| it.0 == name);
    let outcomes: Vec<&str> = of_name.map(|it| &*it.1).collect();
    !outcomes.is_empty() && outcomes.iter().all(|it| *it == "valid")
}

#[test]
fn a_name_is_looked_for_before_the_first_thousand_are_kept() {
    let entry = |cookie: &str| {
        format!(
            r#"{{"request":{{"url":"http://h/","headers":[{{"name":"Cookie","value":"{cookie}"}}]}},"response":{{}}}}"#
        )
    };
    let mut entries: Vec<String> = (0..1500).map(|it| entry(&format!("v{it}={it}"))).collect();
    entries.push(entry(&format!("plumber={PLUMBER_WIRE}")));
    let har = format!(r#"{{"log":{{"entries":[{}]}}}}"#, entries.join(","));
    let mut jar: String = (0..1500)
        .map(|it| format!("h\tFALSE\t/\tFALSE\t0\tv{it}\t{it}\n"))
        .collect();
    jar += &format!("h\tFALSE\t/\tFALSE\t0\tplumber\t{PLUMBER_WIRE}\n");
    for text in [har, jar] {
        let named = looked(&["--name", "plumber"], &text);
        assert_eq!(cookies(&named)[0]["outcome"], "valid");
        // Without a name, what is of a known format is kept before the rest.
        let world = World::with_key(KEY);
        let decrypt = world.run(&["decrypt", "--key", "key", "--now", THEN]);
        let ended = decrypt.stdin(&text).ends();
        assert_eq!(ended.text().trim_end(), PLUMBER_PAYLOAD, "{}", ended.err);
    }
}

#[test]
fn cookies_of_separate_requests_are_not_two_of_one_header() {
    let other = PLUMBER_WIRE.replace("1KRCb", "1KRCc");
    let (a, b) = (
        format!("plumber={PLUMBER_WIRE}"),
        format!("plumber={other}"),
    );
    for text in [
        format!("curl 'https://a.example/' -b '{a}'\ncurl 'https://b.example/' -b '{b}'\n"),
        format!(
            "GET / HTTP/1.1\r\nHost: h\r\nCookie: {a}\r\n\r\nHTTP/1.1 200 OK\r\n\r\n[1]GET / HTTP/1.1\r\nHost: h\r\nCookie: {b}\r\n\r\n"
        ),
        format!(
            "127.0.0.1:5000: GET http://h/\n    Host: h\n    Cookie: {a}\n << 200 OK 3b\n127.0.0.1:5000: GET http://h/\n    Host: h\n    Cookie: {b}\n << 200 OK 3b\n"
        ),
        format!("GET http://a.example/\nCookie: {a}\n\n###\nGET http://b.example/\nCookie: {b}\n"),
        format!(
            "-> GET / HTTP/1.1\n-> Host: h\n-> Cookie: {a}\n-> \n<- HTTP/1.1 200 OK\n<- \n-> GET / HTTP/1.1\n-> Cookie: {b}\n-> \n"
        ),
        format!("1.1.1.1 \"{a}\"\n1.1.1.2 \"{b}\"\n"),
        format!("{a}\n{b}\n"),
    ] {
        let document = looked(&[], &text);
        let all = cookies(&document);
        assert_eq!(all.len(), 2, "{text}: {document}");
        assert_eq!(all[0]["outcome"], "valid", "{text}");
        assert!(!document.to_string().contains("name-twice"), "{text}");
    }
    // Near misses: HTTP/2 sends the cookies of one request on several lines.
    for text in [
        format!("Cookie: {a}; {b}"),
        format!(":method: GET\ncookie: {a}\n:path: /\nuser-agent: x\ncookie: {b}\n"),
    ] {
        assert!(
            looked(&[], &text).to_string().contains("name-twice"),
            "{text}"
        );
    }
}

#[test]
fn what_httr_prints_is_a_request_and_its_answer() {
    let text = format!(
        "-> GET / HTTP/1.1\n-> Host: h\n-> \n<- HTTP/1.1 200 OK\n<- Set-Cookie: \
         plumber={PLUMBER_WIRE}; HttpOnly; SameSite=Lax\n<- Content-Type: text/plain\n<- \n"
    );
    let document = looked(&[], &text);
    assert_eq!(document["outcome"], "valid");
    assert_eq!(document["origin"]["role"], "set");
    assert!(
        !document.to_string().contains("same-site-unknown"),
        "{document}"
    );
    // A single line of it is a header as well.
    let line = format!("<- Set-Cookie: plumber={PLUMBER_WIRE}; HttpOnly");
    assert_eq!(looked(&[], &line)["origin"]["role"], "set");
}

#[test]
fn a_line_of_a_log_is_read_as_among_others() {
    for line in [
        format!(
            "1.2.3.4 - - [x] \"GET / HTTP/1.1\" 200 3 \"-\" \"a=1; plumber={PLUMBER_WIRE}; b=2\" \"Mozilla/5.0\""
        ),
        format!("1.2.3.4 - - [x] \"GET / HTTP/1.1\" 200 plumber={PLUMBER_WIRE} \"curl\""),
        format!("plumber={PLUMBER_WIRE} 200 GET /"),
        format!("x plumber={PLUMBER_WIRE} y"),
        format!("x\tplumber={PLUMBER_WIRE}\t200\t/"),
    ] {
        // A row of a table is a name and its value.
        assert!(line.contains('\t') || valid(&line, "plumber"), "{line}");
        let world = World::with_key(KEY);
        let arguments = [
            "inspect", "--lines", "-q", "--key", "key", "--name", "plumber",
        ];
        let ended = world.run(&arguments).stdin(format!("{line}\n")).ends();
        assert!(
            ended.text().contains("\"outcome\":\"valid\""),
            "{line}: {}",
            ended.text()
        );
    }
}

#[test]
fn consoles_and_logs_are_read_whatever_they_begin_with() {
    for text in [
        format!("[1] \"_ga=GA1.1; plumber={PLUMBER_WIRE}\"\n"),
        format!("[INFO] Cookie: a=b; plumber={PLUMBER_WIRE}\n"),
        format!("[2026-11-30 08:00:00] Cookie: plumber={PLUMBER_WIRE}\n"),
        format!("    Header: cookie: plumber={PLUMBER_WIRE}\n        Name Length: 6\n"),
    ] {
        assert!(valid(&text, "plumber"), "{text}: {:?}", seen(&text));
    }
}

/// Each of them on a line of its own, as R breaks a vector of long texts.
#[test]
fn the_values_that_r_prints_are_read_line_by_line() {
    let world = World::with_key(KEY);
    let lines = |text: &str, more: &[&str]| {
        let decrypt = ["decrypt", "--lines", "-q", "--key", "key"];
        let ended = world.run(&[&decrypt[..], more].concat());
        let ended = ended.stdin(text).ends().text();
        let records = ended.lines().map(|it| serde_json::from_str(it).unwrap());
        records
            .map(|it: Value| it["outcome"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let text =
        format!("[1] \"{PLUMBER_WIRE}\"\n [2] \"{PLUMBER_WIRE}\"\n[10] \"{PLUMBER_WIRE}\"\n");
    for more in [&[][..], &["--name", "plumber"], &["--format", "plumber"]] {
        assert_eq!(lines(&text, more), ["valid", "valid", "valid"], "{more:?}");
    }
    for near in [
        "[1] \"x\" \"y\"\n",
        "[a] \"V\"\n",
        "[1]\"V\"\n",
        "[1] \"V\n",
    ] {
        let near = near.replace('V', PLUMBER_WIRE);
        assert_ne!(lines(&near, &[]), ["valid"], "{near}");
    }
}

#[test]
fn every_cookie_header_in_json_is_read_with_all_its_cookies() {
    let header = format!("_ga=GA1.1; plumber={PLUMBER_WIRE}");
    for record in [
        json!({"time": "x", "headers": {"cookie": header}}),
        json!({"request": {"headers": {"Cookie": [header], "User-Agent": ["x"]}}, "status": 200}),
        json!({"ClientAddr": "1.1.1.1:5", "request_Cookie": header, "level": "info"}),
        json!([{"request": {"headers": [{"name": "Cookie", "value": header}]}}]),
        json!({"events": [{"params": {"headers": [":method: GET", format!("cookie: {header}")]}}]}),
    ] {
        let seen = seen(&record.to_string());
        let names: Vec<&str> = seen.iter().map(|it| &*it.0).collect();
        assert_eq!(names, ["_ga", "plumber"], "{record}");
        assert_eq!(seen[1].1, "valid", "{record}");
    }
    let set = json!({"downstream_Set-Cookie": format!("plumber={PLUMBER_WIRE}; HttpOnly")});
    assert_eq!(looked(&[], &set.to_string())["origin"]["role"], "set");
    // A setting is no header.
    let world = World::new();
    let ended = world
        .run(&["inspect"])
        .stdin(r#"{"disable_cookie":"no"}"#)
        .ends();
    assert_eq!(ended.code(), 2, "{}", ended.err);
}

#[test]
fn of_two_of_a_name_what_the_server_takes_is_shown() {
    let world = World::with_key(KEY);
    let decrypt = |header: &str| {
        let arguments = ["decrypt", "--key", "key", "--now", THEN];
        world.run(&arguments).stdin(header).ends()
    };
    for first in ["", "x"] {
        let header = format!("Cookie: plumber={first}; plumber={PLUMBER_WIRE}");
        let ended = decrypt(&header);
        assert_eq!(ended.code(), 1, "{header}: {}", ended.err);
        assert!(ended.err.contains("takes the first"), "{}", ended.err);
        let named = looked(&["--name", "plumber"], &header).to_string();
        assert!(named.contains("takes the first"), "{named}");
        assert!(!named.contains("pick it by its name"), "{named}");
    }
    let ended = decrypt(&format!("Cookie: plumber={PLUMBER_WIRE}; plumber=x"));
    assert_eq!(ended.text().trim_end(), PLUMBER_PAYLOAD);
    assert!(ended.err.contains("takes the first"), "{}", ended.err);
    // One alone is warned of by nothing.
    let alone = decrypt(&format!("Cookie: plumber={PLUMBER_WIRE}; other=x"));
    assert!(!alone.err.contains("takes"), "{}", alone.err);
}

#[test]
fn what_stands_for_no_cookie_in_a_log_is_absent() {
    let lines = [
        "-",
        "\"-\"",
        "null",
        "(null)",
        "plumber=-",
        "plumber=",
        "Set-Cookie: plumber=; Max-Age=0",
    ];
    let world = World::with_key(KEY);
    let text = format!("{}\nplumber={PLUMBER_WIRE}\n", lines.join("\n"));
    let arguments = [
        "inspect", "--lines", "-q", "--key", "key", "--name", "plumber",
    ];
    let ended = world.run(&arguments).stdin(text).ends();
    assert_eq!(ended.code(), 0, "{}", ended.text());
    for (line, record) in lines.iter().zip(ended.text().lines()) {
        assert!(
            record.contains("\"outcome\":\"absent\""),
            "{line}: {record}"
        );
    }
}

#[test]
fn a_set_cookie_line_that_removes_the_cookie_is_no_malformed_one() {
    for line in [
        "Set-Cookie: plumber=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
        "Set-Cookie: plumber=deleted; Max-Age=0",
    ] {
        let document = looked(&[], line);
        assert_eq!(document["outcome"], "removed", "{document}");
        let verdict = document["verdict"].as_str().unwrap();
        assert!(
            verdict.starts_with("this line removes the cookie"),
            "{verdict}"
        );
    }
    // Near misses: what a browser sent, and what is kept.
    for line in ["Cookie: plumber=", "Set-Cookie: plumber=x; Max-Age=60"] {
        assert_eq!(looked(&[], line)["outcome"], "malformed", "{line}");
    }
}

/// What it says of a line, with the key and without.
fn removal(line: &str) -> [(String, String); 2] {
    let world = World::with_key(KEY);
    [&[][..], &["--key", "key"]].map(|more| {
        let arguments = ["inspect", "--json", "--now", THEN];
        let run = world.run(&[&arguments, more].concat()).stdin(line);
        let ended = run.ends();
        assert_eq!(ended.code(), 0, "{line}: {}", ended.err);
        let document = ended.json();
        let text = |field: &str| document[field].as_str().unwrap().to_owned();
        if text("outcome") == "removed" {
            assert_eq!(document["to_do"], json!([]), "{document}");
        }
        (text("outcome"), text("verdict"))
    })
}

/// Of a line that ends the cookie's life, the value was said to be valid.
#[test]
fn a_set_cookie_line_that_removes_the_cookie_is_not_valid_for_its_value() {
    for attributes in [
        "Max-Age=0",
        "Max-Age= 0",
        "Max-Age=-1",
        "Expires=Thu, 01 Jan 1970 00:00:00 GMT",
        "Expires=Tue, 14 Nov 2023 22:13:19 GMT",
        "Max-Age=0; Expires=Wed, 15 Nov 2023 22:13:20 GMT",
    ] {
        let [bare, keyed] = removal(&format!("Set-Cookie: plumber={PLUMBER_WIRE}; {attributes}"));
        for (outcome, verdict) in [&bare, &keyed] {
            assert_eq!(outcome, "removed", "{attributes}");
            let says = verdict.starts_with("this line removes the cookie from the browser");
            assert!(says, "{attributes}: {verdict}");
        }
        assert!(
            bare.1.ends_with("what is in it was not checked"),
            "{bare:?}"
        );
        assert!(keyed.1.contains("its value is genuine"), "{keyed:?}");
    }
    // As plumber ends a session.
    let line = "Set-Cookie: plumber=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0";
    for (outcome, verdict) in removal(line) {
        assert_eq!(outcome, "removed");
        let says = "this line removes the cookie: there is nothing in it to check";
        assert_eq!(verdict, says);
    }
    // Near misses: lines that set it.
    for attributes in [
        "Max-Age=1",
        "Expires=Tue, 14 Nov 2023 22:13:21 GMT",
        "Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
    ] {
        let both = removal(&format!("Set-Cookie: plumber={PLUMBER_WIRE}; {attributes}"));
        let outcomes = both.map(|it| it.0);
        assert_eq!(outcomes, ["unchecked", "valid"], "{attributes}");
    }
    // One that is under no key is forged, whatever its line does.
    let world = World::with_key(OTHER_KEY);
    let line = format!("Set-Cookie: plumber={PLUMBER_WIRE}; Max-Age=0");
    let ended = world
        .run(&["inspect", "--json", "--key", "key"])
        .stdin(line)
        .ends();
    assert_eq!(
        (ended.code(), &ended.json()["outcome"]),
        (1, &json!("forged"))
    );
}

/// A session of plumber without a key was none of its cookies, depending on its shape.
#[test]
fn a_session_of_plumber_without_a_key_is_known_by_its_shape_or_its_name() {
    let base64 = |json: &str| STANDARD.encode(json);
    let unprotected = |more: &[&str], cookie: &str| {
        for key in [&[][..], &["--key", "key"]] {
            let world = World::with_key(KEY);
            let arguments = ["inspect", "--json"];
            let run = world.run(&[&arguments, key, more].concat()).stdin(cookie);
            let ended = run.ends();
            let document = ended.json();
            let seen = (ended.code(), &document["format"], &document["reason"]);
            assert_eq!(
                seen,
                (1, &json!("plumber"), &json!("unencrypted")),
                "{cookie}"
            );
            let verdict = document["verdict"].as_str().unwrap();
            assert!(
                verdict.starts_with("not encrypted and not signed"),
                "{verdict}"
            );
            let to_do = document["to_do"][0]["text"].as_str().unwrap();
            assert!(to_do.starts_with("give that server the key"), "{to_do}");
        }
    };
    let nested = base64(r#"{"user":["alice"],"list":{"a":[1],"b":[["x"],["é"]]}}"#);
    let scalar = base64(r#"{"a":1}"#);
    let both = [&nested, &scalar, &base64("{}"), &base64("[]")];
    unprotected(&[], &nested);
    unprotected(&[], &base64(r#"{"counter":[1]}"#));
    for value in both {
        unprotected(&[], &format!("plumber={value}"));
        unprotected(&["--format", "plumber"], value);
    }
    // Near misses: what other frameworks write as well, under no name of plumber's.
    for cookie in [scalar.clone(), format!("session={scalar}")] {
        let world = World::with_key(KEY);
        for key in [&[][..], &["--key", "key"]] {
            let run = world.run(&[&["inspect"], key].concat()).stdin(&cookie);
            let ended = run.ends();
            assert_eq!(ended.code(), 1, "{cookie}");
            let says = "as cookie-session and Koa write it, and R plumber where it runs without a \
                        key, which is not certain";
            assert!(ended.err.contains(says), "{cookie}: {}", ended.err);
        }
    }
}

/// Real plumber takes the first of two: `cookies[["plumber"]]` of R.
#[test]
fn of_two_genuine_cookies_of_a_name_the_first_is_opened_as_plumber_does() {
    let world = World::with_key(KEY);
    let sealed = world
        .run(&[
            "encrypt",
            "--format",
            "plumber",
            "--key",
            "key",
            "{\"counter\":[9]}",
        ])
        .ends()
        .text();
    let sealed = sealed.trim();
    let arguments = ["decrypt", "--key", "key"];
    for start in ["", "Cookie: "] {
        for (first, second, payload) in [
            (sealed, PLUMBER_WIRE, "{\"counter\":[9]}"),
            (PLUMBER_WIRE, sealed, PLUMBER_PAYLOAD),
        ] {
            let header = format!("{start}plumber={first}; plumber={second}");
            let ended = world.run(&arguments).stdin(&header).ends();
            assert_eq!(
                (ended.code(), ended.text().trim_end()),
                (0, payload),
                "{}",
                ended.err
            );
            assert!(
                ended.err.contains("(R plumber) takes the first"),
                "{}",
                ended.err
            );
        }
        // Near miss: of two names, one has to be picked.
        let header = format!("{start}a={sealed}; b={PLUMBER_WIRE}; a={PLUMBER_WIRE}");
        let ended = world.run(&arguments).stdin(&header).ends();
        assert_eq!(ended.code(), 2);
        assert!(
            ended.err.contains("pick one with --name: a, b"),
            "{}",
            ended.err
        );
    }
}

#[test]
fn what_a_log_writes_in_the_place_of_a_value_is_said_to_be_that() {
    for value in ["REDACTED", "<REDACTED>", "[Filtered]", "***"] {
        let said = looked(&[], &format!("Cookie: plumber={value}")).to_string();
        assert!(said.contains("hides cookies"), "{value}: {said}");
    }
    let said = looked(&[], "Cookie: plumber=redacted1").to_string();
    assert!(!said.contains("hides cookies"), "{said}");
}

#[test]
fn three_dots_are_an_ellipsis() {
    let said = looked(&[], &format!("plumber={}...", &PLUMBER[..40]));
    assert_eq!(said["reason"], "cut-at-ellipsis", "{said}");
}

#[test]
fn a_terminal_that_is_dumb_gets_no_colours() {
    let world = World::with_key(KEY);
    for (terminal, is_plain) in [("dumb", true), ("xterm", false)] {
        let arguments = [
            "inspect", "--key", "key", "--name", "session", "--now", THEN, SEALED,
        ];
        let run = world.run(&arguments).env("TERM", terminal);
        let shown = on_terminal(run, ALL, "");
        assert_eq!(
            !shown.terminal.contains('\x1b'),
            is_plain,
            "{}",
            shown.terminal
        );
    }
}

#[test]
fn a_log_that_is_too_long_for_a_cookie_is_to_be_read_by_lines() {
    let world = World::with_key(KEY);
    let text = format!("x plumber={PLUMBER_WIRE} y\n").repeat(200);
    let ended = world.run(&["inspect", "--key", "key"]).stdin(text).ends();
    assert!(ended.err.contains("--lines --name NAME"), "{}", ended.err);
}

#[test]
fn what_str_prints_in_r_is_read_and_what_it_left_out_is_said() {
    let whole = format!(" $ HTTP_COOKIE: chr \"_ga=1; plumber={PLUMBER_WIRE}\"\n");
    assert!(valid(&whole, "plumber"), "{:?}", seen(&whole));
    let cut = format!("plumber={}\"| __truncated__", &PLUMBER_WIRE[..60]);
    let said = looked(&[], &cut);
    assert_eq!(said["reason"], "cut-at-ellipsis", "{said}");
}

/// Records of logs were called no HAR, or a HAR that is none, though `--lines` read them.
#[test]
fn a_cookie_in_the_texts_of_json_is_found() {
    let world = World::with_key(KEY);
    let now = ["--key", "key", "--now", THEN, "--json"];
    let escaped = |text: &str| json!(text).to_string();
    let inner = json!({ "cookie": format!("plumber={PLUMBER_WIRE}") }).to_string();
    for record in [
        format!(r#"{{"log":"GET / Cookie: plumber={PLUMBER_WIRE}\n","stream":"stdout"}}"#),
        format!(r#"{{"request":"GET / HTTP/1.1\r\nCookie: plumber={PLUMBER_WIRE}\r\n\r\n"}}"#),
        format!(r#"{{"message":{}}}"#, escaped(&inner)),
        format!(r#"{{"req":{{"cookies":{{"plumber":"{PLUMBER_WIRE}"}}}}}}"#),
        format!("{{\"level\":\"info\"}}\n{{\"msg\":\"Cookie: plumber={PLUMBER_WIRE}\"}}"),
    ] {
        let run = world.run(&[&["inspect"], &now[..]].concat());
        let document = run.stdin(&record).ends().json();
        let seen = (&document["outcome"], &document["name"]);
        assert_eq!(seen, (&json!("valid"), &json!("plumber")), "{record}");
    }
    // The line break that ends a header in a record is no part of the value.
    for record in [
        format!(r#"{{"log":"GET / Cookie: plumber={PLUMBER_WIRE}\n","stream":"stdout"}}"#),
        format!(r#"{{"m":"{{\"c\":\"plumber={PLUMBER_WIRE}\\n\"}}"}}"#),
    ] {
        let lines = ["inspect", "--lines", "--name", "plumber"];
        let run = world.run(&[&lines[..], &now[..4]].concat());
        assert_eq!(
            run.stdin(&record).ends().json()["outcome"],
            "valid",
            "{record}"
        );
    }
    // Near misses: JSON without a cookie, cut off, or with what only looks like one.
    for record in [
        r#"{"log":"GET / HTTP/1.1"}"#.to_owned(),
        r#"{"log":{"version":"1.2"}}"#.to_owned(),
        format!(r#"{{"log":"GET / Cookie: plumber={PLUMBER_WIRE}"#),
        r#"{"note":"nothing that is long enough is a cookie"}"#.to_owned(),
    ] {
        let run = world.run(&[&["inspect"], &now[..]].concat());
        let ended = run.stdin(&record).ends();
        assert_eq!(ended.code(), 2, "{record}: {}", ended.err);
    }
}

#[test]
fn set_cookie_lines_without_the_headers_name_are_a_cookie_each() {
    for end in ["HttpOnly", "Secure", "Path=/", "SameSite=Lax"] {
        for line_end in ["\n", "\r\n", "\n\n"] {
            let text =
                format!("a=1; Path=/; {end}{line_end}plumber={PLUMBER_WIRE}; {end}{line_end}");
            let document = looked(&[], &text);
            let all = cookies(&document);
            let names: Vec<_> = all.iter().map(|it| it["name"].as_str().unwrap()).collect();
            assert_eq!(names, ["a", "plumber"], "{text:?}");
            assert_eq!(all[1]["outcome"], "valid", "{text:?}");
            assert_eq!(all[1]["origin"]["role"], "set", "{text:?}");
            let world = World::with_key(KEY);
            let decrypt = [
                "decrypt", "--key", "key", "--now", THEN, "--name", "plumber",
            ];
            let ended = world.run(&decrypt).stdin(&text).ends();
            assert_eq!(ended.text().trim_end(), PLUMBER_PAYLOAD, "{}", ended.err);
        }
    }
    // Near miss: a value that was broken into two lines is one.
    let (start, end) = PLUMBER_WIRE.split_at(40);
    let document = looked(&[], &format!("plumber={start}\n{end}; Path=/\n"));
    assert_eq!(cookies(&document).len(), 1, "{document}");
}

#[test]
fn values_alone_on_lines_of_their_own_are_several_cookies() {
    let other = PLUMBER_WIRE.replace("1KRCb", "1KRCc");
    let text = format!("{PLUMBER_WIRE}\n{other}\n");
    let document = looked(&[], &text);
    let outcomes: Vec<_> = cookies(&document)
        .iter()
        .map(|it| it["outcome"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(outcomes, ["valid", "forged"]);
    let world = World::with_key(KEY);
    let ended = world.run(&["decrypt", "--key", "key"]).stdin(&text).ends();
    assert_eq!(
        ended.err,
        "cookiekit: there are several cookies in the input\n\
         hint: give one of them alone, or all, one a line: --lines\n"
    );
    assert_eq!(ended.code(), 2);
    // Near misses: the same twice is one, and a value in two pieces is none by halves.
    let text = format!("{PLUMBER_WIRE}\n{PLUMBER_WIRE}\n");
    let ended = world.run(&["decrypt", "--key", "key"]).stdin(&text).ends();
    assert_eq!(ended.text().trim_end(), PLUMBER_PAYLOAD, "{}", ended.err);
    let (start, end) = PLUMBER_WIRE.split_at(40);
    let document = looked(&[], &format!("{start}\n{end}\n"));
    assert_eq!(cookies(&document).len(), 1, "{document}");
}

#[test]
fn what_the_body_of_an_answer_says_is_no_cookie_of_it() {
    let head = "* Connected to h\n> GET / HTTP/1.1\n> Host: h\n>\n< HTTP/1.1 200 OK\n";
    for set in ["", "< Set-Cookie: other=1\n"] {
        for body in [
            format!("<p>hello</p>\nYour token is plumber={PLUMBER_WIRE}\n"),
            format!("Set-Cookie: plumber={PLUMBER_WIRE}\n"),
            format!("< Set-Cookie: plumber={PLUMBER_WIRE}\n"),
            format!("> Cookie: plumber={PLUMBER_WIRE}\n"),
        ] {
            let text = format!("{head}{set}<\n{body}* Connection #0 left intact\n");
            let world = World::with_key(KEY);
            let decrypt = [
                "decrypt", "--key", "key", "--now", THEN, "--name", "plumber",
            ];
            let ended = world.run(&decrypt).stdin(&text).ends();
            assert_eq!(ended.code(), 1, "{text}: {}", ended.err);
            let inspect = world.run(&["inspect", "--json", "--key", "key"]);
            let shown = inspect.stdin(&text).ends();
            assert!(!shown.text().contains("\"valid\""), "{text}");
        }
    }
    // Near miss: others begin a line with an asterisk, and have no head.
    let text = format!("* my cookie is plumber={PLUMBER_WIRE}\n");
    let document = looked(&[], &text);
    assert!(document.to_string().contains("\"valid\""), "{document}");
}

#[test]
fn what_a_jar_keeps_no_longer_is_not_sent() {
    for (expires, is_over) in [(1000_u64, true), (0, false), (1_900_000_000, false)] {
        let jar = format!("localhost\tFALSE\t/\tFALSE\t{expires}\tplumber\t{PLUMBER_WIRE}\n");
        let document = looked(&[], &jar).to_string();
        let says = document.contains("no-longer-kept");
        assert_eq!(says, is_over, "{expires}: {document}");
        let until = "it was kept until 1970-01-01T00:16:40Z";
        assert_eq!(document.contains(until), is_over, "{expires}");
    }
}

#[test]
fn a_trace_of_curl_is_read_and_its_body_is_not() {
    let pair = format!("plumber={PLUMBER_WIRE}");
    let header = format!("Cookie: {pair}");
    // As curl 7.88 writes them: 64 letters of a line, or 16 bytes.
    let mut rows = String::from("0000: GET /x HTTP/1.1\n0011: Host: h\n");
    let mut offset = 0x1a;
    for row in header.as_bytes().chunks(64) {
        rows += &format!("{offset:04x}: {}\n", std::str::from_utf8(row).unwrap());
        offset += row.len();
    }
    let ascii = format!(
        "== Info:   Trying 127.0.0.1:80...\n=> Send header, 99 bytes (0x63)\n{rows}{:04x}: \n\
         <= Recv header, 17 bytes (0x11)\n0000: HTTP/1.1 200 OK\n\
         <= Recv header, 2 bytes (0x2)\n0000: \n\
         <= Recv data, 20 bytes (0x14)\n0000: Set-Cookie: x=y\n",
        offset + 2
    );
    let hex = |text: &str| {
        let row = |(index, bytes): (usize, &[u8])| {
            let digits: String = bytes.iter().map(|it| format!("{it:02x} ")).collect();
            let shown = String::from_utf8_lossy(bytes).replace(['\r', '\n'], ".");
            format!("{:04x}: {digits:<48}{shown}\n", 16 * index)
        };
        text.as_bytes()
            .chunks(16)
            .enumerate()
            .map(row)
            .collect::<String>()
    };
    let request = format!("GET /x HTTP/1.1\r\nHost: h\r\n{header}\r\n\r\n");
    let answer = "HTTP/1.1 200 OK\r\n";
    let full = format!(
        "12:00:00.000001 => Send header, 99 bytes (0x63)\n{}12:00:00.000002 <= Recv header, 17 \
         bytes (0x11)\n{}<= Recv data, 17 bytes (0x11)\n{}",
        hex(&request),
        hex(answer),
        hex("Set-Cookie: x=y\r\n")
    );
    for text in [ascii, full] {
        assert_eq!(
            seen(&text),
            [("plumber".to_owned(), "valid".to_owned())],
            "{text}"
        );
        let document = looked(&[], &text);
        assert_eq!(document["origin"]["host"], "h", "{document:#}");
    }
}

#[test]
fn the_cookies_of_a_request_in_devtools_are_read_below_their_heading() {
    let row = |value: &str| format!("plumber\t{value}\th\t/\tSession\t2\t\u{2713}\t\t\t\tMedium\n");
    let title = "Name\tValue\tDomain\tPath\tExpires / Max-Age\tSize\n";
    let text = format!("Request Cookies\n{title}{}", row(PLUMBER_WIRE));
    assert!(valid(&text, "plumber"));
    let both = format!("{text}Response Cookies\n{title}{}", row("x"));
    assert_eq!(seen(&both).len(), 2, "{:?}", seen(&both));
}

#[test]
fn a_har_without_the_values_of_its_cookies_is_said_to_be_sanitised() {
    let har = |creator: &str, cookies: Value| {
        let request = json!({"url": "http://h/", "headers": [], "cookies": cookies});
        let entry = json!({"request": request, "response": {"headers": [], "cookies": []}});
        json!({"log": {"creator": {"name": creator}, "entries": [entry]}}).to_string()
    };
    let world = World::with_key(KEY);
    let said = |text: &str| {
        world
            .run(&["inspect", "--key", "key"])
            .stdin(text)
            .ends()
            .err
    };
    for value in ["", "[session redacted]", "REDACTED"] {
        let text = har("Firefox", json!([{"name": "session", "value": value}]));
        assert!(
            said(&text).contains("warning: the HAR was sanitised"),
            "{}",
            said(&text)
        );
    }
    let none = said(&har("Firefox", json!([])));
    assert!(
        none.contains("hint: there are no cookies in the HAR"),
        "{none}"
    );
    // Near miss: one has its value.
    let cookies =
        json!([{"name": "a", "value": "REDACTED"}, {"name": "plumber", "value": PLUMBER_WIRE}]);
    assert!(!said(&har("Firefox", cookies)).contains("sanitised"));
}

/// A value that a framework has put in quotes, in a narrow window or an editor.
#[test]
fn a_quoted_value_that_was_broken_into_lines_is_explained() {
    let world = World::with_key(KEY);
    let sign = [
        "sign",
        "-q",
        "--format",
        "django-cookie",
        "--key",
        "key",
        "--name",
        "pref",
    ];
    let arguments = [&sign[..], &["--now", THEN, "dark mode, big"]].concat();
    let line = world.run(&arguments).ends().text();
    let value = line
        .trim_end()
        .strip_prefix("pref=")
        .unwrap_or(line.trim_end());
    assert!(value.starts_with('"') && value.contains("\\054"), "{value}");
    let (start, end) = value.split_at(24);
    for text in [
        format!("{start}\n{end}"),
        format!("{start}\n    {end}"),
        format!("pref={start}\n  {end}"),
        format!("Cookie: pref={start}{end}"),
    ] {
        let document = looked(&["--name", "pref"], &text);
        let reason = document["reason"].as_str();
        let is_whole = !text.contains('\n');
        assert!(
            is_whole || reason.is_some_and(|it| it.contains("break") || it.contains("wrap")),
            "{text} {document:#}"
        );
        assert_eq!(
            document["outcome"] == "valid",
            is_whole,
            "{text} {document:#}"
        );
    }
}
