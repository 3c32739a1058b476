//! Litestar's client-side sessions at the command line. The cookies are made as
//! Litestar 2.25.0 does, with a nonce of zeros, and are over at two weeks from THEN.

use serde_json::Value;

use crate::known::{ADD_THE_KEY, JUDGED_THEN, THEN};
use crate::world::World;

const KEY: &str = "0123456789abcdef0123456789abcdef";
const PAYLOAD: &str = r#"{"user":"alice"}"#;
const COOKIE: &str = "AAAAAAAAAAAAAAAAtVHUcndxfWLNTO3he/xyLxjBRTzxS8GRZtfP2CsV+nthZGRpdGlvbmFsX2F1dGhlbnRpY2F0ZWRfZGF0YT17ImV4cGlyZXNfYXQiOjE3MDEyMDk2MDB9";
/// `{"expires_at": 1701209600}`, with a space.
const SPACED: &str = "AAAAAAAAAAAAAAAAtVHUcndxfWLNTO3he/xyLzJe7sgKkutUNsorCq9M6dZhZGRpdGlvbmFsX2F1dGhlbnRpY2F0ZWRfZGF0YT17ImV4cGlyZXNfYXQiOiAxNzAxMjA5NjAwfQ==";
/// `[1]`.
const LIST: &str = "AAAAAAAAAAAAAAAAlUL8/HHOQAn3JBA3ZyhAQQJizGFkZGl0aW9uYWxfYXV0aGVudGljYXRlZF9kYXRhPXsiZXhwaXJlc19hdCI6MTcwMTIwOTYwMH0=";

const DECRYPT: [&str; 5] = ["decrypt", "--key", "key", "--now", THEN];

#[test]
fn a_session_is_decrypted_and_made_again() {
    let world = World::with_key(format!("{KEY}\n"));
    let line = format!("Set-Cookie: session=\"{COOKIE}\"; Path=/");
    for cookie in [&[COOKIE][..], &["--format", "litestar", COOKIE], &[&line]] {
        world
            .run(&[&DECRYPT[..], cookie].concat())
            .gives(0, format!("{PAYLOAD}\n"), JUDGED_THEN);
    }
    let encrypt = [
        "encrypt", "--format", "litestar", "--key", "key", "--now", THEN,
    ];
    let made = world
        .run(&[&encrypt[..], &["--expires-in", "14d", PAYLOAD]].concat())
        .ends()
        .text();
    let inner = made.trim().trim_matches('"');
    assert_ne!(inner, COOKIE);
    assert_eq!(made.starts_with('"'), inner.contains(['/', '=']), "{made}");
    for given in [
        made.trim().to_owned(),
        format!("Cookie: session={}", made.trim()),
    ] {
        world.run(&[&DECRYPT[..], &[&given]].concat()).gives(
            0,
            format!("{PAYLOAD}\n"),
            JUDGED_THEN,
        );
    }
    world.run(&[&encrypt[..], &[PAYLOAD]].concat()).gives(
        2,
        "",
        "cookiekit: a litestar cookie must say when it expires\n\
         hint: add --expires-in 8h or --expires-at TIME\n",
    );
    let long = format!("{{\"a\":\"{}\"}}", "x".repeat(3000));
    let ended = world
        .run(&[&encrypt[..], &["--expires-in", "1h", &long]].concat())
        .ends();
    assert_eq!(ended.code(), 2, "{}", ended.err);
    assert!(ended.err.contains("into several cookies"), "{}", ended.err);
}

#[test]
fn it_is_over_at_the_second_that_it_says() {
    let world = World::with_key(KEY);
    let at = |now: &str| {
        let ended = world
            .run(&["decrypt", "--json", "--key", "key", "--now", now, COOKIE])
            .ends();
        (ended.code(), ended.json()["outcome"].clone())
    };
    assert_eq!(at("1701209599"), (0, "valid".into()));
    assert_eq!(at("1701209600"), (3, "expired".into()));
    assert_eq!(at("1000000000"), (0, "valid".into()));
}

#[test]
fn what_is_forged_or_broken_is_said() {
    let world = World::with_key(KEY);
    // A later time put in: the digits of it are in the clear.
    let later = COOKIE.replace("OjE3MDEyMDk2MDB9", "OjE4MDEyMDk2MDB9");
    let forged =
        format!("cookiekit: forged or under another key (format litestar)\nhint: {ADD_THE_KEY}\n");
    world
        .run(&[&DECRYPT[..], &[&later]].concat())
        .gives(1, "", &forged);
    for (cookie, why) in [
        (
            SPACED,
            "the time of expiry is not written in its one way (the server accepts it)",
        ),
        (LIST, "the payload is not a JSON object"),
        (
            &format!("{COOKIE}===="),
            "it is not canonical base64 (the server accepts it)",
        ),
        (&COOKIE[..60], "it has no associated data"),
        ("null", "it has no associated data"),
    ] {
        world
            .run(&[&DECRYPT[..], &["--format", "litestar", cookie]].concat())
            .gives(1, "", &format!("cookiekit: malformed: litestar: {why}\n"));
    }
    let told = world
        .run(&["inspect", "--json", "--key", "key", "--now", THEN, SPACED])
        .ends();
    assert_eq!(told.json()["reason"], "server-spelling", "{}", told.text());
}

#[test]
fn a_key_is_bytes_of_one_of_three_lengths_or_hex_of_32() {
    let hex: String = KEY.bytes().map(|byte| format!("{byte:02x}")).collect();
    let world = World::with_key(&*hex);
    world
        .run(&[&DECRYPT[..], &[COOKIE]].concat())
        .gives(0, format!("{PAYLOAD}\n"), JUDGED_THEN);
    world.file("short", "0123456789");
    let short = ["decrypt", "--key", "short", "--format", "litestar", COOKIE];
    let ended = world.run(&short).ends();
    assert_eq!(ended.code(), 2);
    assert!(ended.err.contains("16, 24 or 32 bytes"), "{}", ended.err);
    let text = world
        .run(&["key", "export", "--for", "litestar", "--key", "key"])
        .ends()
        .text();
    let end = "\nsession_config = CookieBackendConfig(secret=bytes.fromhex(key))\n";
    assert!(text.ends_with(end) && !text.contains(&hex), "{text}");
}

/// Each of Litestar's own vectors that is spread over several cookies.
#[test]
fn a_session_in_several_cookies_is_one() {
    let file: Value =
        serde_json::from_str(include_str!("../data/frameworks/litestar.json")).unwrap();
    let mut seen = 0;
    for case in file["cases"].as_array().unwrap() {
        let Some(cookies) = case["cookies"].as_array() else {
            continue;
        };
        let pair = |it: &Value| format!("{}={}", it[0].as_str().unwrap(), it[1].as_str().unwrap());
        let pairs: Vec<String> = cookies.iter().map(pair).collect();
        let names = || cookies.iter().map(|it| it[0].as_str().unwrap());
        let Some(first) = names().find(|it| it.ends_with("-0")) else {
            continue;
        };
        let world = World::new();
        world.file("key", hex_of(case["keys_hex"][0].as_str().unwrap()));
        let header = format!("Cookie: theme=dark; {}", pairs.join("; "));
        let ended = world
            .run(&[
                "decrypt", "--key", "key", "--now", THEN, "--name", first, &header,
            ])
            .ends();
        let code = match case["expect"] == "ok" {
            true => 0,
            false => 1,
        };
        assert_eq!(ended.code(), code, "{}: {}", case["name"], ended.err);
        seen += 1;
    }
    assert!(seen > 2);
}

fn hex_of(digits: &str) -> Vec<u8> {
    let byte = |at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap();
    (0..digits.len()).step_by(2).map(byte).collect()
}

/// Whether the server takes what was cut is known: it does not.
#[test]
fn of_what_was_cut_nothing_is_said_of_the_server() {
    let world = World::with_key(KEY);
    let made = ["encrypt", "-q", "--format", "litestar", "--key", "key"];
    let made = world.run(&made).args(&["--expires-in", "8h", "{}"]).ends();
    let text = made.text().trim_end().trim_matches('"').to_owned();
    for cut in 1..60 {
        let value = format!("session=\"{}", &text[..text.len() - cut]);
        let run = world.run(&["decrypt", "--format", "litestar", "--key", "key"]);
        let ended = run.stdin(value).ends();
        assert_eq!(ended.code(), 1, "{cut}");
        assert!(
            !ended.err.contains("the server accepts it"),
            "{cut}: {}",
            ended.err
        );
    }
    // Without an end of its quotes alone the server reads it.
    let run = world.run(&["decrypt", "--format", "litestar", "--key", "key"]);
    let ended = run.stdin(format!("session=\"{text}")).ends();
    assert!(ended.err.contains("the server accepts it"), "{}", ended.err);
}
