//! A running site of Django takes our cookies, and we open those it sets.
//! `django_server.py` beside this file is its side; its key is set by the code that
//! `key export` prints.

#![allow(clippy::unwrap_used, reason = "what a test cannot do ends it")]

use crate::python::World;

fn world() -> World {
    World::new("django", "django-session", "django_server.py")
}

#[test]
#[ignore = "needs Django: tests/run"]
fn django_counts_on_from_our_session_and_we_open_its_own() {
    let world = world();
    let django = world.serve(&world.fallback("SECRET_KEY_FALLBACKS"));
    let first = django.get("/counter", "a=1");
    assert_eq!(first.body, "1");
    assert_eq!(world.opened(&first, "sessionid"), r#"{"counter":1}"#);
    let ours = world.sign("django-session", "key", r#"{"counter":41}"#);
    let next = django.get("/counter", &format!("sessionid={ours}"));
    assert_eq!(next.body, "42");
    assert_eq!(world.opened(&next, "sessionid"), r#"{"counter":42}"#);
    // A fallback verifies and does not sign.
    let old = world.sign("django-session", "old", r#"{"counter":41}"#);
    let next = django.get("/counter", &format!("sessionid={old}"));
    assert_eq!(next.body, "42");
    assert_eq!(world.opened(&next, "sessionid"), r#"{"counter":42}"#);
}

#[test]
#[ignore = "needs Django: tests/run"]
fn sessions_pass_both_ways_compressed_ones_too() {
    let world = world();
    let django = world.serve("");
    for session in [
        r#"{"user":"alice"}"#.to_owned(),
        r#"{"big":9007199254740993,"name":"Zo\u00eb \u540d","none":null}"#.to_owned(),
        format!(r#"{{"text":"{}"}}"#, "x".repeat(3000)),
    ] {
        let theirs = django.post("/set", &session);
        assert_eq!(world.opened(&theirs, "sessionid"), session);
        let ours = world.sign("django-session", "key", &session);
        let read = django.get("/session", &format!("sessionid={ours}"));
        assert_eq!(read.body, session);
    }
    // Under another key it is a new session there.
    let other = world.sign("django-session", "old", r#"{"user":"alice"}"#);
    let read = django.get("/session", &format!("sessionid={other}"));
    assert_eq!(read.body, "{}");
}

#[test]
#[ignore = "needs Django: tests/run"]
fn signed_cookies_pass_both_ways_in_their_quotes() {
    let world = world();
    let django = world.serve("");
    let chosen = [
        "--format",
        "django-cookie",
        "--name",
        "pref",
        "--param",
        "salt=s\u{e9}l",
    ];
    for (value, query) in [
        ("dark", "dark"),
        ("a:b, \"c\"; \\ =", "a%3Ab%2C%20%22c%22%3B%20%5C%20%3D"),
        ("caf\u{e9}", "caf%C3%A9"),
    ] {
        let theirs = django.get(&format!("/set-value?value={query}"), "a=1");
        assert_eq!(world.opened_as(&theirs, "pref", &chosen), value);
        let sign = [&["sign", "--key", "key"], &chosen[..]].concat();
        let ours = world.cookiekit(&sign, value);
        let read = django.get("/value", &format!("pref={ours}"));
        assert_eq!(read.body, value);
        let sign = [&["sign", "--key", "old"], &chosen[..]].concat();
        let other = world.cookiekit(&sign, value);
        let read = django.get("/value", &format!("pref={other}"));
        assert_eq!(read.body, "refused");
    }
}

#[test]
#[ignore = "needs Django: tests/run"]
fn a_rotation_of_its_key_signs_nobody_out() {
    world().is_rotated_live("django-session");
}

#[test]
#[ignore = "needs Django: tests/run"]
fn messages_pass_both_ways() {
    let world = world();
    let django = world.serve(&world.fallback("SECRET_KEY_FALLBACKS"));
    let theirs = django.get("/add-message?text=Saved%3B+%22J%C3%B6rg%22", "a=1");
    assert_eq!(
        world.opened(&theirs, "messages"),
        r#"[["__json_message",0,25,"Saved; \"J\u00f6rg\"",""]]"#
    );
    for key in ["key", "old"] {
        let ours = world.sign(
            "django-messages",
            key,
            r#"[["__json_message",0,30,"Beware"]]"#,
        );
        let shown = django.get("/messages", &format!("messages={ours}"));
        assert_eq!(shown.body, "30 Beware");
    }
    // One of another key is not shown.
    let key = ["keygen", "--for", "django-messages", "--out", "other"];
    world.cookiekit(&key, "");
    let forged = world.sign("django-messages", "other", "[]");
    let shown = django.get("/messages", &format!("messages={forged}"));
    assert_eq!(shown.body, "");
}
