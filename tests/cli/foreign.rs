//! A cookie of another system is never taken for one of ours: the user learns what
//! it looks like, as what it is, a likeness.

use serde_json::{Value, json};

use crate::known::{KEY, THEN, UNENCRYPTED};
use crate::world::{Ended, World};

/// In the shape of systems that have no format here, and what they look like.
const COOKIES: [(&str, &str); 2] = [
    (
        "SFMyNTY.g2gDbQAAAAVhbGljZW4GAFyo1b2LAWIAAVGA.3xrkq4oV2mYbZ4mO2hmm1l7xgS1w2bXq8d4q0Y6w3aE",
        "a Phoenix session",
    ),
    (
        "CfDJ8Nr7vVqB0k9Cj5m1o8g4w2sQm3hF6Jx1Zl0bT7cKpWq9YtRsUvXyZaBcDeFgHiJkLmNoPqRsTuVwXyZ012345",
        "an ASP.NET Core cookie",
    ),
];

/// What would be a claim.
const CLAIMS: [&str; 9] = [
    "forged",
    "an attack",
    "anyone can",
    "genuine",
    "plumber:",
    "workbench:",
    "signed:",
    "sealed:",
    "session cookie in its form",
];

fn claims_nothing(ended: &Ended, what: &str) {
    assert_eq!(ended.code(), 1, "{what}: {} {}", ended.text(), ended.err);
    for claim in CLAIMS {
        let told = ended.text() + &ended.err;
        assert!(!told.contains(claim), "{what}: {claim}: {told}");
    }
}

/// Nothing here opens those; the others are like broken ones of formats that are opened.
const OF_OTHERS: [&str; 4] = [
    "an encrypted JSON Web Token (JWE) with",
    "a Phoenix session",
    "an ASP.NET Core cookie",
    "bytes in base64 or hex digits",
];

#[test]
fn none_is_taken_for_one_of_ours() {
    let world = World::with_key(KEY);
    let each = |start: &str| COOKIES.map(|it| format!("{start}{}\n", it.0)).concat();
    let (bare, named) = (each(""), each("Cookie: sid="));
    for command in [
        &["inspect", "--lines"][..],
        &["inspect", "--lines", "--key", "key"],
        &["decrypt", "--lines", "--key", "key"],
        &["verify", "--lines", "--key", "key"],
    ] {
        for input in [&bare, &named] {
            let ended = world.run(command).stdin(input).ends();
            claims_nothing(&ended, "all");
            let text = ended.text();
            assert_eq!(text.lines().count(), COOKIES.len());
            for (line, (cookie, system)) in text.lines().zip(COOKIES) {
                let record: Value = serde_json::from_str(line).unwrap();
                let is_of_others = OF_OTHERS.iter().any(|it| system.starts_with(it));
                let outcome = if is_of_others { "unknown" } else { "malformed" };
                assert_eq!(record["outcome"], outcome, "{system}: {cookie}");
                assert_eq!(record["format"], Value::Null, "{system}: {cookie}");
            }
        }
    }
}

#[test]
fn one_alone_is_told_what_it_looks_like() {
    let world = World::with_key(KEY);
    for (cookie, system) in COOKIES {
        for command in [
            &["inspect", "--"][..],
            &["inspect", "--key", "key", "--"],
            &["decrypt", "--key", "key", "--"],
        ] {
            let ended = world.run(&[command, &[cookie]].concat()).ends();
            claims_nothing(&ended, system);
        }
    }
}

#[test]
fn the_likeness_is_named_and_said_to_be_one() {
    for (cookie, likeness) in COOKIES {
        World::new()
            .run(&["inspect", &format!("sid={cookie}")])
            .gives(
                1,
                "",
                &format!(
                    "cookiekit: not a cookie that cookiekit opens: it looks like {likeness}, \
                 which is not certain\nhint: if it is a format that cookiekit supports: --format \
                 says what is wrong with it\n"
                ),
            );
    }
    // Ids, of which nothing tells more.
    for id in [
        "d41d8cd98f00b204e9800998ecf8427e",
        "g3h5k1l9p2q4r6s8t0u2v4w6x8",
    ] {
        let ended = World::new().run(&["inspect"]).stdin(id).ends();
        assert_eq!(ended.code(), 1);
        assert!(
            ended.err.contains("a session's id (PHP, Java)"),
            "{}",
            ended.err
        );
    }
}

/// Each in the shape that its system writes.
const IDS: [(&str, &str, &str); 12] = [
    ("sessionid", "8fp6v7s6d2a1yq2gqk1lq8k2x0c5m3zt", "Django"),
    (
        "session",
        "gP8zvqbuqmJ3z6VqC0oQ0x0K1kqU3m5yH3n4xLJt3Zs",
        "Flask-Session or alexedwards/scs",
    ),
    (
        "session",
        "1f0c7d0e-95a5-4b0f-9bb0-2f6f0f4c3a51",
        "Flask-Session",
    ),
    ("PHPSESSID", "n6m1hd2ov8ts9t3h2q1p7nmc8u", "PHP"),
    (
        "JSESSIONID",
        "A3F1C0D2E4B5968778695A4B3C2D1E0F.node1",
        "a Java server",
    ),
    ("ASP.NET_SessionId", "ujlb4zp5awrgvh2x1bqz3c0m", "ASP.NET"),
    (
        "SESSION",
        "MWYwYzdkMGUtOTVhNS00YjBmLTliYjAtMmY2ZjBmNGMzYTUx",
        "Spring Session",
    ),
    (
        "rack.session",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "Rack",
    ),
    ("_session_id", "d41d8cd98f00b204e9800998ecf8427e", "Rails"),
    (
        "__Secure-authjs.session-token",
        "1f0c7d0e-95a5-4b0f-9bb0-2f6f0f4c3a51",
        "NextAuth or Auth.js with a database",
    ),
    (
        "jupyterhub-session-id",
        "d41d8cd98f00b204e9800998ecf8427e",
        "JupyterHub",
    ),
    (
        "connect.sid",
        "cWq1u0k7yOqWm3Zr2N8vJf5hT6sXbE4d",
        "express-session, without its signature",
    ),
];

#[test]
fn an_id_of_a_session_on_the_server_is_called_one() {
    let world = World::with_key(KEY);
    for (name, value, whose) in IDS {
        let cookie = format!("{name}={value}");
        for command in [
            &["inspect"][..],
            &["inspect", "--key", "key"],
            &["decrypt", "--key", "key"],
            &["verify", "--key", "key"],
        ] {
            world.run(command).args(&[&cookie]).gives(
                1,
                "",
                &format!(
                    "cookiekit: a session id of {whose}: the data is in the server's store, and \
                     there is nothing to open here\nhint: only the application can tell whether \
                     it is valid: look it up in its store\n"
                ),
            );
        }
        // Under another name, and with another letter, it is nobody's.
        for near in [format!("theme={value}"), format!("{name}={value}!")] {
            let ended = world.run(&["inspect"]).args(&[&near]).ends();
            assert!(
                !ended.err.contains("a session id of"),
                "{near}: {}",
                ended.err
            );
        }
    }
    let header = "Cookie: sessionid=8fp6v7s6d2a1yq2gqk1lq8k2x0c5m3zt; theme=dark";
    let ended = world.run(&["inspect", header]).ends();
    let text = ended.text();
    let words: Vec<_> = text.split_whitespace().collect();
    assert!(words.join(" ").contains("a session id of Django"), "{text}");
}

#[test]
fn in_a_list_the_likeness_is_named_too() {
    let header = "Cookie: a=SFMyNTY.g3QAAAABbQAAAAR1c2Vy.c2lnbmF0dXJl; theme=dark";
    let ended = World::new().run(&["inspect", header]).ends();
    claims_nothing(&ended, "a list");
    let text = ended
        .text()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    for told in [
        "2 cookies in header lines: 2 of another kind",
        "not a cookie of a known format: it looks like a Phoenix session, which is not certain",
        "not a cookie of a known format: nothing to open",
    ] {
        assert!(text.contains(told), "{text}");
    }
}

/// Base64 of JSON is plumber's without a key where R alone writes such JSON.
#[test]
fn the_form_without_a_key_is_what_r_writes() {
    let world = World::with_key(KEY);
    let is_plumber = |json: &str| {
        let cookie = cookiekit::encoding::base64(json.as_bytes());
        let record = world.run(&["inspect", "--json", "--", &cookie]).ends();
        // Nothing protects it, and so no one of them is accepted.
        assert_eq!(record.code(), 1, "{json}");
        record.text().contains(r#""format":"plumber""#)
    };
    for json in [
        r#"{"user":["alice"]}"#,
        r#"{"user":["alice"],"roles":["a","b"],"prefs":{"dark":[true]},"gone":{}}"#,
        r#"{"a":[null]}"#,
        r#"{"user":["alice"],"list":{"a":[1],"b":[["x"],["é"]]}}"#,
    ] {
        assert!(is_plumber(json), "{json}");
    }
    for json in [
        r#"{"user":"alice"}"#,
        r#"{"ids":[1,2,3]}"#,
        r#"{"user":["alice"],"n":1}"#,
        r#"{"a":[["x"]]}"#,
        "{}",
        "[]",
        "\"x\"",
        "1",
        r#"{"iv":["a"],"value":"b","mac":"c"}"#,
    ] {
        assert!(!is_plumber(json), "{json}");
    }
}

/// Koa and cookie-session sign such a value in a cookie beside it: it is not one that anyone
/// can make.
#[test]
fn under_the_name_of_others_the_form_without_a_key_is_not_called_plumbers() {
    let world = World::with_key(KEY);
    let cookie = cookiekit::encoding::base64(br#"{"roles":["admin"]}"#);
    let told = |name: &str, more: &[&str]| {
        let pair = format!("{name}={cookie}");
        let run = [&["inspect", "--json"], more, &[&pair]].concat();
        let ended = world.run(&run).ends();
        assert_eq!(ended.code(), 1, "{pair}");
        ended.json()
    };
    for name in ["session", "koa.sess", "connect.sid"] {
        for more in [&[][..], &["--key", "key"]] {
            let told = told(name, more);
            let error = told["error"].as_str().unwrap();
            assert!(error.contains("it looks like base64 of JSON"), "{error}");
            assert_eq!(told.get("reason"), None, "{told}");
        }
        // Who says that it is plumber's is believed.
        let told = told(name, &["--format", "plumber"]);
        assert_eq!(told["reason"], "unencrypted", "{told}");
    }
    for name in ["plumber", "sess"] {
        assert_eq!(told(name, &[])["reason"], "unencrypted");
    }
}

/// Anyone who says what it is hears what is wrong with it as such, or reads it.
#[test]
fn who_pins_the_format_or_has_no_key_is_believed() {
    let world = World::with_key(KEY);
    let list = "eyJ1c2VyIjoiYWxpY2UifQ==";
    for more in [&[][..], &["--format", "plumber"]] {
        let open = [&["decrypt", "--unencrypted"], more, &[list]].concat();
        let ended = world.run(&open).ends();
        assert_eq!(
            (ended.code(), ended.text().as_str()),
            (0, "{\"user\":\"alice\"}\n")
        );
    }
    let many = ["decrypt", "--unencrypted", "--lines", "-q"];
    let records = world
        .run(&many)
        .stdin(format!("{list}\n{UNENCRYPTED}\n"))
        .ends();
    assert_eq!(
        records
            .text()
            .matches("\"outcome\":\"unprotected\"")
            .count(),
        2
    );
    let pinned = ["inspect", "--json", "--format", "plumber", list];
    assert_eq!(world.run(&pinned).ends().json()["format"], json!("plumber"));
    // With a key it is what it is without one.
    for command in ["inspect", "decrypt"] {
        let run = [
            command, "--json", "--key", "key", "--now", THEN, "--format", "plumber", list,
        ];
        let ended = world.run(&run).ends();
        let seen = (ended.code(), &ended.json()["outcome"]);
        assert_eq!(seen, (1, &json!("unprotected")), "{command}");
    }
}
