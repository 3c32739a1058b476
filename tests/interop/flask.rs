//! A running application of Flask with Flask-Login takes our cookies and we open
//! those it sets; and itsdangerous itself, in each of its classes. `flask_server.py`
//! beside this file is their side; its key is set by the code that `key export`
//! prints.

#![allow(clippy::unwrap_used, reason = "what a test cannot do ends it")]

use std::process::Stdio;

use serde_json::{Value, json};

use crate::python::World;
use crate::served::fed;

fn world() -> World {
    World::new("flask", "flask", "flask_server.py")
}

#[test]
#[ignore = "needs Flask and Flask-Login: tests/run"]
fn flask_counts_on_from_our_session_and_we_open_its_own() {
    let world = world();
    let flask = world.serve("");
    let first = flask.get("/counter", "a=1");
    assert_eq!(first.body, "1");
    assert_eq!(world.opened(&first, "session"), r#"{"counter":1}"#);
    let ours = world.sign("flask", "key", r#"{"counter":41}"#);
    let next = flask.get("/counter", &format!("session={ours}"));
    assert_eq!(next.body, "42");
    assert_eq!(world.opened(&next, "session"), r#"{"counter":42}"#);
    // Under another key it is a new session there, and forged here.
    let other = world.sign("flask", "old", r#"{"counter":41}"#);
    let next = flask.get("/counter", &format!("session={other}"));
    assert_eq!(next.body, "1");
}

#[test]
#[ignore = "needs Flask and Flask-Login: tests/run"]
fn sessions_pass_both_ways_compressed_and_tagged_ones_too() {
    let world = world();
    let flask = world.serve("");
    for session in [
        r#"{"user":"alice"}"#.to_owned(),
        r#"{"big":9007199254740993,"name":"Zo\u00eb \u540d","none":null}"#.to_owned(),
        format!(r#"{{"text":"{}"}}"#, "x".repeat(3000)),
    ] {
        let theirs = flask.post("/set", &session);
        assert_eq!(world.opened(&theirs, "session"), session);
        let ours = world.sign("flask", "key", &session);
        let read = flask.get("/session", &format!("session={ours}"));
        assert_eq!(read.body, session);
    }
    let theirs = flask.get("/tags", "a=1");
    let payload = world.opened(&theirs, "session");
    assert!(
        payload.contains(r#"{" d":"Mon, 01 Jan 1900 00:00:00 GMT"}"#),
        "{payload}"
    );
    let value = world.sign("flask", "key", &payload);
    let read = flask.get("/repr", &format!("session={value}"));
    assert!(
        read.body
            .starts_with(r"(b'\x00\xff', Markup('<b>'), UUID('")
            && read.body.ends_with("{' t': [1]})"),
        "{}",
        read.body
    );
}

#[test]
#[ignore = "needs Flask and Flask-Login: tests/run"]
fn a_fallback_of_flask_is_a_key_that_only_verifies() {
    let world = world();
    let flask = world.serve(&world.fallback("app.config['SECRET_KEY_FALLBACKS']"));
    let old = world.sign("flask", "old", r#"{"counter":41}"#);
    let next = flask.get("/counter", &format!("session={old}"));
    assert_eq!(next.body, "42");
    // It is signed with the new key alone: opened() gives no other.
    assert_eq!(world.opened(&next, "session"), r#"{"counter":42}"#);
}

#[test]
#[ignore = "needs Flask and Flask-Login: tests/run"]
fn flask_login_remembers_whom_we_sign_and_we_open_its_cookie() {
    let world = world();
    let flask = world.serve("");
    for (id, path) in [
        ("alice", "alice"),
        (
            "J\u{f6}rg \u{540d}, \"the\" 1st;",
            "J%C3%B6rg%20%E5%90%8D%2C%20%22the%22%201st%3B",
        ),
    ] {
        let theirs = flask.get(&format!("/login/{path}"), "a=1");
        assert_eq!(world.opened(&theirs, "remember_token"), id);
        let ours = world.sign("flask-login", "key", id);
        let seen = flask.get("/whoami", &format!("remember_token={ours}"));
        assert_eq!(seen.body, id);
        let other = world.sign("flask-login", "old", id);
        let seen = flask.get("/whoami", &format!("remember_token={other}"));
        assert_eq!(seen.body, "");
    }
}

#[test]
#[ignore = "needs Flask and Flask-Login: tests/run"]
fn itsdangerous_reads_ours_and_we_read_its_own_in_each_class() {
    let world = world();
    let mut asked = Vec::new();
    let chosen = |class: &str, derivation: &str, digest: &str| {
        let choices = [
            format!("class={class}"),
            format!("key-derivation={derivation}"),
            format!("digest={digest}"),
            "salt=s\u{e9}l".to_owned(),
            "sep=:".to_owned(),
        ];
        choices
            .into_iter()
            .flat_map(|it| ["--param".to_owned(), it])
            .collect::<Vec<_>>()
    };
    let run = |command: &str, params: &[String], input: &str| {
        let mut arguments = vec![command, "--format", "itsdangerous", "--key", "key"];
        arguments.extend(params.iter().map(String::as_str));
        world.cookiekit(&arguments, input)
    };
    for class in [
        "Signer",
        "TimestampSigner",
        "Serializer",
        "TimedSerializer",
        "URLSafeSerializer",
        "URLSafeTimedSerializer",
    ] {
        for (derivation, digest) in [
            ("django-concat", "sha1"),
            ("hmac", "sha512"),
            ("concat", "sha256"),
            ("none", "md5"),
        ] {
            let params = chosen(class, derivation, digest);
            let (payload, value) = match class.ends_with("Signer") {
                true => ("a:b", json!("a:b")),
                false => (r#"["a:b",1]"#, json!(["a:b", 1])),
            };
            let text = run("sign", &params, payload);
            asked.push((
                params,
                json!({
                    "class": class, "derivation": derivation, "digest": digest,
                    "salt": "s\u{e9}l", "sep": ":", "text": text, "value": value,
                }),
            ));
        }
    }
    let input: String = asked.iter().map(|it| format!("{}\n", it.1)).collect();
    let mut python = world.python("");
    python.arg("signer").stderr(Stdio::inherit());
    let ended = fed(&mut python, &input);
    let answers = String::from_utf8(ended.stdout).unwrap();
    assert_eq!(answers.lines().count(), asked.len());
    for (line, (params, asked)) in answers.lines().zip(&asked) {
        let answer: Value = serde_json::from_str(line).unwrap();
        assert_eq!(answer["read"], asked["value"], "{asked}");
        let read = run("verify", params, answer["text"].as_str().unwrap());
        let read = match asked["value"].is_string() {
            true => json!(read),
            false => serde_json::from_str(&read).unwrap(),
        };
        assert_eq!(read, asked["value"], "{asked}");
    }
}

#[test]
#[ignore = "needs Flask and Flask-Login: tests/run"]
fn a_rotation_of_its_key_signs_nobody_out() {
    world().is_rotated_live("flask");
}
