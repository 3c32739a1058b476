//! `reissue --to`: a session continues in another framework.

use crate::world::{Ended, World};

const KEY: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
const NOW: [&str; 2] = ["--now", "1700000000"];
const LATER: [&str; 2] = ["--now", "1700000100"];
const JUDGED: &str = "note: judged at 2023-11-14T22:15:00Z (--now)\n";
const BY_HAND: &str =
    "hint: nothing was made; open it with decrypt or verify, and make the new one by hand\n";

fn made(world: &World, make: &[&str], payload: &str) -> String {
    let ended = world.run(make).args(&["--quiet", payload]).ends();
    assert_eq!(ended.code(), 0, "{}", ended.err);
    ended.text().trim().to_owned()
}

fn carried(world: &World, cookie: &str, more: &[&str]) -> Ended {
    let run = world.run(&["reissue", "--key", "key"]).args(&LATER);
    run.args(more).args(&[cookie]).ends()
}

/// The cookie that is carried opens as its new format, with this payload.
fn opens(world: &World, ended: &Ended, open: &[&str], payload: &str) {
    assert_eq!(ended.code(), 0, "{}", ended.err);
    let run = world
        .run(open)
        .args(&["--quiet", "--key", "key"])
        .args(&LATER);
    let payload = format!("{payload}\n");
    run.stdin(ended.text()).gives(0, &payload, "");
}

#[test]
fn a_session_of_plumber_under_a_legacy_key_goes_on_in_plumber2_under_a_real_one() {
    let world = World::with_key(KEY);
    world.file("old", "a passphrase of old");
    world.set_mode("old", 0o600);
    let payload = r#"{"user":["alice"],"n":[1,2]}"#;
    let cookie = made(
        &world,
        &["encrypt", "--format", "plumber", "--key", "old"],
        payload,
    );
    let run = world.run(&[
        "reissue", "--key", "old", "--to", "plumber2", "--to-key", "key",
    ]);
    let ended = run.args(&[&cookie]).ends();
    assert_eq!(
        ended.err,
        "warning: a legacy key: not 64 hex digits, so plumber hashes it as a passphrase, and what \
         can be guessed can be forged\n\
         note: reissued as plumber2 session cookie (XSalsa20-Poly1305) (1e75b355-e4de5af7)\n"
    );
    opens(
        &world,
        &ended,
        &["decrypt", "--format", "plumber2"],
        payload,
    );
    // To others R's scalars are no arrays.
    let run = world.run(&[
        "reissue", "--key", "old", "--to", "flask", "--to-key", "key",
    ]);
    let ended = run.args(&[&cookie]).args(&LATER).ends();
    let plain = r#"{"user":"alice","n":[1,2]}"#;
    opens(&world, &ended, &["verify", "--format", "flask"], plain);
}

#[test]
fn a_session_keeps_its_payload_and_the_time_that_it_was_made_at() {
    let world = World::with_key(KEY);
    let sign = ["sign", "--format", "flask", "--key", "key", NOW[0], NOW[1]];
    let cookie = made(&world, &sign, r#"{"user":"alice","n":1}"#);
    let ended = carried(&world, &cookie, &["--to", "django-session"]);
    assert_eq!(
        ended.err,
        format!(
            "{JUDGED}warning: flask takes the cookie until 2023-12-15T22:13:21Z, and django-session \
             takes the new one until 2023-11-28T22:13:21Z, unless its max-age is another\n\
             note: reissued as Django session cookie of the signed_cookies backend (HMAC-SHA256) \
             (1e75b355-e4de5af7)\n"
        )
    );
    let open = ["verify", "--format", "django-session"];
    opens(&world, &ended, &open, r#"{"user":"alice","n":1}"#);
    let run = world.run(&[
        "verify",
        "--json",
        "--format",
        "django-session",
        "--key",
        "key",
    ]);
    let told = run.args(&LATER).stdin(ended.text()).ends();
    assert!(
        told.text().contains(r#""issued":"2023-11-14T22:13:20Z""#),
        "{}",
        told.text()
    );
    // What a reader of Flask's would take for 31 days has an end in a format with one.
    let ended = carried(&world, &cookie, &["--to", "sealed"]);
    opens(&world, &ended, &["decrypt"], r#"{"user":"alice","n":1}"#);
    let told = world
        .run(&["decrypt", "--json", "--key", "key"])
        .args(&LATER);
    let told = told.stdin(ended.text()).ends();
    assert!(
        told.text().contains(r#""expires":"2023-12-15T22:13:21Z""#),
        "{}",
        told.text()
    );
}

#[test]
fn what_cannot_be_carried_is_told_and_nothing_is_made() {
    let world = World::with_key(KEY);
    let sign = |format| ["sign", "--format", format, "--key", "key"];
    let flask = ["sign", "--format", "flask", "--key", "key", NOW[0], NOW[1]];
    let tagged = made(&world, &flask, r#"{"a":{" t":[1]}}"#);
    let text = made(&world, &sign("express"), "alice");
    let until = [
        "encrypt",
        "--key",
        "key",
        NOW[0],
        NOW[1],
        "--expires-in",
        "8h",
    ];
    let until = made(&world, &until, r#"{"a":1}"#);
    let plain = made(&world, &flask, r#"{"a":1}"#);
    for (cookie, to, why) in [
        (
            &tagged,
            "django-session",
            "\" t\" in the payload marks a tuple, which only Flask reads",
        ),
        (&text, "flask", "it carries text, and flask carries JSON"),
        (
            &plain,
            "flask-login",
            "it carries JSON, and flask-login carries text",
        ),
        (
            &until,
            "flask",
            "it expires at 2023-11-15T06:13:20Z, and as flask it would be taken until \
             2023-12-15T22:13:21Z",
        ),
        (
            &until,
            "express",
            "it expires at 2023-11-15T06:13:20Z, and as express it would be taken forever",
        ),
    ] {
        let ended = carried(&world, cookie, &["--to", to]);
        assert_eq!((ended.code(), ended.text()), (2, String::new()), "{to}");
        let error = format!("cookiekit: the cookie cannot be carried to {to}: {why}\n{BY_HAND}");
        assert_eq!(ended.err, format!("{JUDGED}{error}"), "{to}");
    }
    // One whose reader would take it for a shorter time is made.
    let ended = carried(
        &world,
        &until,
        &["--to", "flask", "--to-param", "max-age=60"],
    );
    assert_eq!(ended.code(), 0, "{}", ended.err);
}

#[test]
fn an_object_of_express_is_json_to_others() {
    let world = World::with_key(KEY);
    let sign = ["sign", "--format", "express", "--key", "key"];
    let cookie = made(&world, &sign, r#"j:{"a":1}"#);
    let ended = carried(&world, &cookie, &["--to", "sealed"]);
    opens(&world, &ended, &["decrypt"], r#"{"a":1}"#);
    let ended = carried(&world, ended.text().trim(), &["--to", "express"]);
    opens(&world, &ended, &["verify"], r#"j:{"a":1}"#);
}

#[test]
fn an_object_becomes_a_cookie_session_where_no_kind_is_named() {
    let world = World::with_key(KEY);
    let sign = ["sign", "--format", "express", "--key", "key"];
    let cookie = made(&world, &sign, r#"j:{"a":1}"#);
    let ended = carried(&world, &format!("session={cookie}"), &["--to", "keygrip"]);
    let verify = ["verify", "--format", "keygrip", "--name", "session"];
    opens(&world, &ended, &verify, r#"{"a":1}"#);
    let text = made(&world, &sign, "alice");
    let kind = ["--to", "keygrip", "--to-param", "kind=koa-cookie"];
    let ended = carried(&world, &format!("session={text}"), &kind);
    opens(&world, &ended, &verify, "alice");
}

#[test]
fn many_are_carried_and_what_cannot_be_is_a_record() {
    let world = World::with_key(KEY);
    let flask = ["sign", "--format", "flask", "--key", "key", NOW[0], NOW[1]];
    let plain = made(&world, &flask, r#"{"a":1}"#);
    let tagged = made(&world, &flask, r#"{"a":{" t":[1]}}"#);
    let run = [
        "reissue",
        "--lines",
        "--quiet",
        "--key",
        "key",
        "--to",
        "django-session",
    ];
    let run = world.run(&run).args(&LATER);
    let ended = run.stdin(format!("{plain}\n{tagged}\nx\n")).ends();
    assert_eq!(ended.code(), 2, "{}", ended.err);
    let records: Vec<serde_json::Value> = ended
        .text()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(records[0]["format"], "flask");
    assert_eq!(records[0]["reissued_as"], "django-session");
    let cookie = records[0]["cookie"].as_str().unwrap();
    let open = [
        "verify",
        "--quiet",
        "--format",
        "django-session",
        "--key",
        "key",
        cookie,
    ];
    world.run(&open).args(&LATER).gives(0, "{\"a\":1}\n", "");
    assert_eq!(records[1]["outcome"], "refused");
    assert_eq!(records[1].get("cookie"), None);
    assert_eq!(
        records[1]["error"],
        "the cookie cannot be carried to django-session: \" t\" in the payload marks a tuple, \
         which only Flask reads"
    );
    assert_eq!(records[2]["outcome"], "malformed");
}

#[test]
fn a_wrong_option_is_refused_before_anything_is_opened() {
    let world = World::with_key(KEY);
    let run = |more: &[&str]| {
        world
            .run(&["reissue", "--key", "key", "x"])
            .args(more)
            .ends()
    };
    let ended = run(&["--to", "flask", "--to-param", "salt"]);
    assert_eq!(ended.code(), 2);
    let ended = run(&["--to-key", "key"]);
    assert_eq!(ended.code(), 2);
    assert!(ended.err.contains("--to"), "{}", ended.err);
    let ended = run(&["--to", "flask", "--to-key", "none"]);
    assert_eq!(ended.code(), 4, "{}", ended.err);
}

/// The readers of both look at the age, and each has its own limit.
#[test]
fn an_age_that_is_longer_for_the_new_reader_is_warned_of() {
    let world = World::with_key(KEY);
    let make = [
        "sign",
        "--format",
        "pyramid",
        "--key",
        "key",
        "--now",
        "1700000000",
    ];
    let cookie = made(&world, &make, r#"{"u":1}"#);
    world.file("fernet", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=");
    for (to, until) in [
        ("flask", "until 2023-12-15T22:13:21Z"),
        ("itsdangerous", "forever"),
        ("fernet", "forever"),
    ] {
        let (key, age) = match to {
            "fernet" => ("fernet", "ttl"),
            _ => ("key", "max-age"),
        };
        let to_key = ["--format", "pyramid", "--to", to, "--to-key", key];
        let ended = carried(&world, &cookie, &to_key);
        let warning = format!(
            "warning: pyramid takes the cookie until 2023-11-14T22:33:21Z, and {to} takes the new \
             one {until}, unless its {age} is another\n"
        );
        assert_eq!(ended.code(), 0);
        assert!(ended.err.contains(&warning), "{}", ended.err);
    }
}

#[test]
fn a_cookie_without_an_end_that_gets_one_is_warned_of() {
    let world = World::with_key(KEY);
    let sign = ["sign", "--format", "flask", "--key", "key", NOW[0], NOW[1]];
    let cookie = made(&world, &sign, r#"{"user":"alice"}"#);
    // One that says itself when it ends says the same.
    let ended = carried(&world, &cookie, &["--to", "sealed"]);
    assert_eq!(ended.code(), 0, "{}", ended.err);
    assert!(!ended.err.contains("warning"), "{}", ended.err);
    // What never ends does where the reader of the new one looks at its age.
    let encrypt = ["encrypt", "--format", "plumber", "--key", "key"];
    let cookie = made(&world, &encrypt, r#"{"user":["alice"]}"#);
    let ended = carried(&world, &cookie, &["--to", "flask"]);
    let warning = "warning: plumber takes the cookie forever, and flask takes the new one until \
                   2023-12-15T22:15:01Z, unless its max-age is another\n";
    assert_eq!(ended.code(), 0, "{}", ended.err);
    assert!(ended.err.contains(warning), "{}", ended.err);
}

/// A number that the reader of the old one has whole, and that of the new one rounds.
#[test]
fn what_another_language_reads_otherwise_is_warned_of() {
    let world = World::with_key(KEY);
    let payload = r#"{"id":175928847299117063}"#;
    let rounds = "JavaScript reads numbers as doubles, and rounds one in it that has more digits";
    let warning = format!("warning: {rounds}\n");
    let sign = ["sign", "--format", "flask", "--key", "key", NOW[0], NOW[1]];
    let of_flask = made(&world, &sign, payload);
    for to in ["iron-session", "iron", "h3"] {
        let ended = carried(&world, &of_flask, &["--to", to]);
        assert_eq!(ended.code(), 0, "{}", ended.err);
        assert!(ended.err.contains(&warning), "{to}: {}", ended.err);
    }
    // Python's own reader has it whole, and JavaScript's had it rounded before.
    let to_django = carried(&world, &of_flask, &["--to", "django-session"]);
    assert!(!to_django.err.contains("rounds"), "{}", to_django.err);
    let encrypt = ["encrypt", "--format", "iron-session", "--key", "key"];
    let run = world.run(&encrypt).args(&[payload]).ends();
    assert_eq!((run.code(), &*run.err), (0, &*warning));
    let of_iron = run.text().trim().to_owned();
    let again = carried(&world, &of_iron, &["--to", "iron"]);
    assert_eq!(again.code(), 0, "{}", again.err);
    assert!(!again.err.contains("rounds"), "{}", again.err);
    // Of many lines, each says so itself.
    let lines = world
        .run(&[
            "reissue",
            "--lines",
            "-q",
            "--key",
            "key",
            "--to",
            "iron-session",
        ])
        .args(&LATER)
        .stdin(format!("{of_flask}\n"))
        .ends();
    let record: serde_json::Value = serde_json::from_str(lines.text().trim()).unwrap();
    let warnings = record["warnings"].as_array().unwrap();
    assert!(warnings.contains(&rounds.into()), "{record}");
    assert_eq!(record["reissued_as"], "iron-session");
}
