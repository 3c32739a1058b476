//! `cookiekit inspect`.

use serde_json::{Value, json};

use crate::known::{
    A_NAME, ADD_THE_KEY, ANOTHER_PORT, EXPIRES, FINGERPRINT, KEY, OTHER_KEY, PLUMBER, SEALED,
    SIGNED, THEN, UNENCRYPTED, WORKBENCH, try_another_name,
};
use crate::world::{Run, World};

fn inspect(world: &World, more: &[&str]) -> Run {
    world.run(&[&["inspect", "--now", THEN], more].concat())
}

#[test]
fn without_a_key_a_sealed_cookie_shows_its_parts_and_times() {
    inspect(&World::new(), &[&format!("session={SEALED}")]).gives(
        0,
        "not checked: no key was given\n\
         \n  \
         aaaabbbbccccccccdddddddeeeeeeeeeeeeeeeeeeeeeeefffffffffffffffggggggggggggggg\n  \
         a  prefix          4 bytes\n  \
         b  key id          4 bytes  1e75b355\n  \
         c  issued          8 bytes  2023-11-14T22:13:20Z\n  \
         d  expires         8 bytes  2023-11-15T22:13:20Z\n  \
         e  nonce          24 bytes\n  \
         f  ciphertext     16 bytes\n  \
         g  tag            16 bytes\n\
         \n\
         format      cookiekit sealed cookie (XChaCha20-Poly1305)\n\
         name        session\n\
         size        113 of 4096 bytes (name 7, value 106), 3983 left\n\
         issued      now (2023-11-14T22:13:20Z)\n\
         expires     in 24 hours (2023-11-15T22:13:20Z)\n\
         judged at   2023-11-14T22:13:20Z (--now)\n\
         key id      1e75b355 (cookiekit key fingerprint shows a key's)\n\
         beware      its times and the id of its key can be read without the key\n\
         what to do  give the key to have it checked: --key SPEC\n",
        "",
    );
}

#[test]
fn without_a_key_a_signed_cookie_only_says_what_it_says() {
    inspect(&World::new(), &[WORKBENCH]).gives(
        0,
        "not checked: no key was given\n\
         \n  \
         aaaaabbbbbbbbbbbbbbbbbbbbbbbbbbbbccccccccccccccccccccccccccccccccccccccccccc\n  \
         a  value          5 bytes\n  \
         b  expires       29 bytes  2023-11-14T22:13:20Z\n  \
         c  signature     44 bytes\n\
         \n\
         format      Posit Workbench secure cookie (HMAC-SHA256)\n\
         size        98 of 4096 bytes (name 0, value 98), 3998 left\n\
         expires     now (2023-11-14T22:13:20Z)\n\
         judged at   2023-11-14T22:13:20Z (--now)\n\
         says        alice (not authenticated)\n\
         beware      signed, not encrypted: anyone can read this\n            \
                     not bound to the cookie's name: the value passes under any name\n            \
                     one key only: a new one signs every user out\n\
         what to do  give the key to have it checked: --key SPEC\n",
        "",
    );
}

#[test]
fn plumber_never_expires_and_without_a_key_hides_nothing() {
    inspect(&World::new(), &[PLUMBER]).gives(
        0,
        "not checked: no key was given\n\
         \n  \
         aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbcccccccccccccccccccccccc\n  \
         a  tag            16 bytes\n  \
         b  ciphertext     36 bytes\n  \
         c  nonce          24 bytes\n\
         \n\
         format      R plumber session cookie (XSalsa20-Poly1305)\n\
         size        105 of 4096 bytes (name 0, value 105), 3991 left\n\
         expires     never\n\
         judged at   2023-11-14T22:13:20Z (--now)\n\
         beware      plumber cookies never expire on the server: only a new key ends them\n            \
                     not bound to the cookie's name: the value passes under any name\n            \
                     one key only: a new one signs every user out\n\
         what to do  give the key to have it checked: --key SPEC\n",
        "",
    );
    let document = inspect(&World::new(), &["--json", UNENCRYPTED])
        .ends()
        .json();
    assert_eq!(document["encrypted"], json!(false));
    assert_eq!(document["authenticated"], json!(false));
    assert_eq!(document["payload"], json!({"user": ["alice"]}));
}

#[test]
fn with_a_key_it_is_said_which_one_and_what_is_inside() {
    let world = World::with_key(KEY);
    let ended = inspect(&world, &["--key", "key", "--name", "session", SEALED]).ends();
    let text = ended.text();
    let verdict = "genuine and valid: authenticated by the primary key from key \
                   (1e75b355-e4de5af7)\n";
    assert!(text.starts_with(verdict), "{text}");
    assert!(
        text.contains("\npayload     {\"user\":\"alice\"}\n"),
        "{text}"
    );
    assert_eq!((ended.code(), ended.err.as_str()), (0, ""));
}

#[test]
fn a_genuine_cookie_is_authenticated_though_expired() {
    let world = World::with_key(KEY);
    let arguments = [
        "inspect", "--key", "key", "--name", "session", "--now", EXPIRES, SIGNED,
    ];
    let ended = world.run(&arguments).ends();
    let text = ended.text();
    let verdict = "genuine, but expired now (at 2023-11-15T22:13:20Z): authenticated by the primary\n\
                   key from key (1e75b355-e4de5af7)\n";
    assert!(text.starts_with(verdict), "{text}");
    assert!(text.contains("\npayload     alice\n"), "{text}");
    assert_eq!((ended.code(), ended.err.as_str()), (3, ""));
    let document = world
        .run(&[&arguments[..], &["--json"]].concat())
        .ends()
        .json();
    assert_eq!(document["authenticated"], json!(true));
    assert_eq!(document["outcome"], json!("expired"));
    let error = "genuine, but expired now (at 2023-11-15T22:13:20Z)";
    assert_eq!(document["error"], json!(error));
    let hint = "sign in again for a new one; to read it anyway: --leeway DURATION accepts it for \
        longer, --now TIME judges at another time";
    assert_eq!(document["hint"], json!(hint));
    assert!(
        text.contains("\nwhat to do  sign in again for a new one"),
        "{text}"
    );
    assert_eq!(document["reason"], json!("expired"));
    assert_eq!(document["fingerprint"], json!(FINGERPRINT));
}

#[test]
fn a_forged_cookie_is_a_no_and_still_taken_apart() {
    let world = World::with_key(OTHER_KEY);
    let ended = inspect(&world, &["--key", "key", "--name", "session", SIGNED]).ends();
    let text = ended.text();
    let verdict = "forged or under another key (format signed)\n";
    assert!(text.starts_with(verdict), "{text}");
    assert!(
        text.contains("\nsays        alice (not authenticated)\n"),
        "{text}"
    );
    let hint = try_another_name("signed", A_NAME);
    let told = text.split("\nwhat to do  ").nth(1).unwrap();
    let told: Vec<_> = told.split_whitespace().collect();
    assert_eq!(told.join(" "), format!("{hint} {ANOTHER_PORT}"));
    assert_eq!((ended.code(), ended.err.as_str()), (1, ""));
}

#[test]
fn a_refusal_is_told_in_the_document() {
    let world = World::with_key(OTHER_KEY);
    let ended = inspect(&world, &["--json", "--key", "key", PLUMBER]).ends();
    let document = ended.json();
    assert_eq!((ended.code(), ended.err.as_str()), (1, ""));
    let error = "forged or under another key (format plumber)";
    assert_eq!(document["error"], json!(error));
    assert_eq!(document["hint"], json!(ADD_THE_KEY));
    assert_eq!(document["outcome"], json!("forged"));
    assert_eq!(document["fingerprint"], json!(null));
    let ended = inspect(&world, &["--json", "x"]).ends();
    let hint = "a cookie of every format was looked for (`cookiekit formats` lists them), alone, as NAME=VALUE and in headers; --format NAME says why it is not one of that";
    let expected = json!({
        "exit": 1,
        "word": "no",
        "error": "malformed: not a cookie of a known format",
        "hint": hint,
        "outcome": "malformed",
        "warnings": [],
    });
    assert_eq!((ended.code(), ended.json()), (1, expected));
}

#[test]
fn the_document_has_the_parts_with_their_places() {
    let parts = json!([
        {"name": "value", "bytes": 5, "start": 0, "end": 5},
        {"name": "expires", "bytes": 10, "start": 6, "end": 16},
        {"name": "signature", "bytes": 32, "start": 17, "end": 60},
    ]);
    let mut expected = json!({
        "exit": 0,
        "word": "yes",
        "outcome": "unchecked",
        "format": "signed",
        "name": null,
        "issued": null,
        "expires": "2023-11-15T22:13:20Z",
        "now": "2023-11-14T22:13:20Z",
        "leeway_seconds": 0,
        "slot": null,
        "key": null,
        "fingerprint": null,
        "verdict": "not checked: no key was given",
        "reason": null,
        "explanation": null,
        "fits": 0,
        "fitting": [],
        "tries": 0,
        "remarks": [],
        "lints": [],
        "to_do": [{"text": "give the key to have it checked: --key SPEC", "command": null}],
        "weak_key": null,
        "weak_keys_tried": 0,
        "origin": null,
        "parts": parts,
        "bytes": 60,
        "max_bytes": 4096,
        "key_id": null,
        "key_id_of": null,
        "encrypted": false,
        "cautions": ["signed, not encrypted: anyone can read this"],
        "payload": "alice",
        "authenticated": false,
        "warnings": [],
    });
    let world = World::with_key(KEY);
    assert_eq!(inspect(&world, &["--json", SIGNED]).ends().json(), expected);

    let object = expected.as_object_mut().unwrap();
    for (field, value) in [
        ("outcome", json!("valid")),
        ("name", json!("session")),
        ("bytes", json!(67)),
        ("slot", json!("primary")),
        ("key", json!("key")),
        ("fingerprint", json!(FINGERPRINT)),
        ("authenticated", Value::Bool(true)),
        ("to_do", json!([])),
        (
            "verdict",
            json!(format!(
                "genuine and valid: authenticated by the primary key from key ({FINGERPRINT})"
            )),
        ),
    ] {
        object.insert(field.to_owned(), value);
    }
    let named = format!("session={SIGNED}");
    let ended = inspect(&world, &["--json", "--key", "key", &named]).ends();
    assert_eq!(ended.json(), expected);
}

#[test]
fn the_slot_that_opens_it_is_in_the_verdict() {
    let world = World::with_key(OTHER_KEY);
    world.file("key.next", KEY);
    let ended = inspect(&world, &["--key", "key", "--name", "session", SEALED]).ends();
    let text = ended.text();
    let verdict = "genuine and valid: authenticated by the key staged next from key.next\n\
                   (1e75b355-e4de5af7)\n";
    assert!(text.starts_with(verdict), "{text}");
}

#[test]
fn a_cookie_that_browsers_drop_is_told_so() {
    let world = World::with_key(KEY);
    let value = "x".repeat(4100);
    let arguments = [
        "sign",
        "--format",
        "signed",
        "-q",
        "--key",
        "key",
        "--allow-oversize",
        &value,
    ];
    let cookie = world.run(&arguments).ends().text();
    let ended = world.run(&["inspect"]).stdin(cookie).ends();
    let size =
        "\nsize        4146 of 4096 bytes (name 0, value 4146), too large: browsers drop it\n";
    assert!(ended.text().contains(size), "{}", ended.text());
}

#[test]
fn what_is_no_cookie_is_malformed() {
    inspect(&World::new(), &["x"]).gives(
        1,
        "",
        "cookiekit: malformed: not a cookie of a known format\n\
         hint: a cookie of every format was looked for (`cookiekit formats` lists them), alone, as NAME=VALUE and in headers; --format NAME says why it is not one of that\n",
    );
    inspect(&World::new(), &["--format", "signed", "a|b"]).gives(
        1,
        "",
        "cookiekit: malformed: signed: it does not have three fields separated by bars\n",
    );
}
