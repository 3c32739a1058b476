//! What a value shows, and what it does not: nothing is named that cannot be known.

use cookiekit::encoding::{base64url, zlib};

use crate::known::{KEY, THEN};
use crate::world::World;

/// A cookie of Flask for that text of a payload.
fn session(world: &World, payload: &str) -> String {
    let sign = [
        "sign", "-q", "--format", "flask", "--key", "key", "--now", THEN, "-",
    ];
    let ended = world.run(&sign).stdin(payload).ends();
    assert_eq!(ended.code(), 0, "{}", ended.err);
    ended.text().trim_end().to_owned()
}

/// The same with another letter in the place of the last of this part: it decodes to the
/// same bytes.
fn respelt(cookie: &str, part: usize) -> String {
    const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut parts: Vec<String> = cookie.split('.').map(str::to_owned).collect();
    let last = parts[part].pop().unwrap();
    let at = LETTERS.find(last).unwrap();
    parts[part].push_str(&LETTERS[at + 1..at + 2]);
    parts.join(".")
}

#[test]
fn a_session_that_cannot_be_read_is_called_no_other_class() {
    let world = World::with_key(KEY);
    let cookie = session(&world, r#"{"user":"alice"}"#);
    let signature = &cookie[cookie.len() - 27..];
    let large = zlib(format!(r#"{{"a":"{}"}}"#, "x".repeat(1 << 20)).as_bytes());
    let large = format!(".{}.ZVPxAA.{signature}", base64url(&large));
    let cut = format!("eyJ1c2VyIjoiYWxpY.ZVPxAA.{signature}");
    for (value, told) in [
        (
            respelt(&cookie, 0),
            "forged or under another key (format flask)",
        ),
        (
            respelt(&cookie, 1),
            "forged or under another key (format flask)",
        ),
        (
            respelt(&cookie, 2),
            "flask: the signature is not canonical base64url",
        ),
        (large, "forged or under another key (format flask)"),
        (cut, "forged or under another key (format flask)"),
    ] {
        for command in ["verify", "inspect"] {
            let ended = world
                .run(&[command, "--key", "key", "--now", THEN, "--", &value])
                .ends();
            let text = format!("{}{}", ended.text(), ended.err);
            assert!(!text.contains("TimestampSigner"), "{value}: {text}");
            if command == "verify" {
                assert!(ended.code() == 1 && text.contains(told), "{value}: {text}");
            }
        }
    }
    // Near miss: any text that was signed with a time is of that class.
    let sign = [
        "sign",
        "-q",
        "--format",
        "itsdangerous",
        "--param",
        "class=TimestampSigner",
    ];
    let signed = world
        .run(&[&sign[..], &["--key", "key", "alice"]].concat())
        .ends()
        .text();
    let ended = world.run(&["verify", "--key", "key"]).stdin(signed).ends();
    assert!(
        ended
            .err
            .contains("has the shape of one with class=TimestampSigner"),
        "{}",
        ended.err
    );
}

#[test]
fn what_was_chosen_is_drawn_and_not_what_is_by_default() {
    let world = World::with_key(KEY);
    let long = format!(r#"{{"a":"{}"}}"#, "x".repeat(300));
    for (class, payload, has_time) in [
        ("Signer", "john.doe", false),
        ("URLSafeSerializer", &*long, false),
        ("TimestampSigner", "john", true),
    ] {
        let param = format!("class={class}");
        let sign = [
            "sign",
            "-q",
            "--format",
            "itsdangerous",
            "--param",
            &param,
            "--key",
            "key",
        ];
        let cookie = world.run(&[&sign[..], &["--now", THEN, "-"]].concat());
        let cookie = cookie.stdin(payload).ends().text();
        let pinned = ["--format", "itsdangerous", "--param", &param];
        for more in [&[][..], &["--format", "itsdangerous"], &pinned] {
            let inspect = [&["inspect", "--key", "key", "--now", THEN], more].concat();
            let text = world.run(&inspect).stdin(&cookie).ends().text();
            let is_drawn = |part: &str| text.contains(&format!("  {part} "));
            // Of a text with a time two classes open it, and none is claimed.
            if class != "TimestampSigner" || more.len() == 4 {
                assert!(is_drawn("signature"), "{class}: {text}");
                assert_eq!(is_drawn("b  time"), has_time, "{class}: {text}");
            }
        }
    }
}

#[test]
fn a_value_that_begins_with_a_brace_is_no_broken_file() {
    let world = World::with_key(KEY);
    for value in [
        "{",
        "{abc",
        "{abc.def.ghi",
        "[abc]",
        r#"{"user": "alice"}.AAAA"#,
    ] {
        for command in ["verify", "decrypt", "inspect"] {
            let ended = world.run(&[command, "--key", "key"]).stdin(value).ends();
            assert_eq!(ended.code(), 1, "{command} {value}: {}", ended.err);
        }
    }
    let sign = [
        "sign",
        "-q",
        "--format",
        "itsdangerous",
        "--param",
        "class=Serializer",
    ];
    let signed = world.run(&[&sign[..], &["--key", "key", r#"{"user": "alice"}"#]].concat());
    let ended = world
        .run(&["verify", "--key", "key"])
        .stdin(signed.ends().text())
        .ends();
    assert_eq!(ended.code(), 1, "{}", ended.err);
    assert!(ended.err.contains("class=Serializer"), "{}", ended.err);
    // Near misses: files that are cut off, or broken.
    for text in [
        r#"{"log":{"entries":[{"#,
        r#"{"log":{"entries":[{"request":{}}x]}}"#,
    ] {
        let ended = world.run(&["verify", "--key", "key"]).stdin(text).ends();
        assert_eq!(ended.code(), 2, "{text}: {}", ended.err);
    }
}
