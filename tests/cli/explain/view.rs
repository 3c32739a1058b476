//! The view for people: the verdict first, at 80 columns, with and without
//! colour, and a document with all of it.

use serde_json::json;

use super::{HEX32, JANE, JANE_NOW, WORKBENCH_JSON, vector};
use crate::known::{KEY, PLUMBER, SEALED, THEN};
use crate::world::World;

#[test]
fn a_claim_reads_at_once() {
    let world = World::with_key(format!("{HEX32}\n"));
    let ended = world
        .run(&["inspect", "--key", "key", "--now", JANE_NOW, JANE])
        .ends();
    ended.is(
        1,
        "not valid under the key as it is; valid if the newline at the key's end is\n\
         removed\n\
         \n  \
         aaaaaaabbbbbbbbbbbbbbbbbbbbbbbbbbbcccccccccccccccccccccccccccccccccccccccccc\n  \
         a  value          7 bytes\n  \
         b  expires       29 bytes  2022-09-24T17:46:21Z\n  \
         c  signature     44 bytes\n\
         \n\
         format      Posit Workbench secure cookie (HMAC-SHA256)\n\
         size        100 of 4096 bytes (name 0, value 100), 3996 left\n\
         expires     in 1 second (2022-09-24T17:46:21Z)\n\
         judged at   2022-09-24T17:46:20Z (--now)\n\
         payload     janedoe (with this change)\n\
         why         an editor, `echo`, a here-document or a secret store silently adds\n            \
                     or removes it; a server that reads the file itself uses every byte\n            \
                     of it\n\
         beware      signed, not encrypted: anyone can read this\n            \
                     not bound to the cookie's name: the value passes under any name\n            \
                     one key only: a new one signs every user out\n\
         what to do  check that it opens with the fixed key (paste the cookie, then Enter\n            \
                     and Ctrl-D)\n              \
                       cookiekit inspect --key 'cmd:cat key | printf %s \"$(cat)\"' --now 2022-09-24T17:46:20Z -\n            \
                     save the fixed key and use it\n              \
                       cookiekit key copy --key 'cmd:cat key | printf %s \"$(cat)\"' --to key.fixed\n",
        "",
    );
}

#[test]
fn what_cannot_be_taken_apart_is_drawn_as_it_would_be_once_mended() {
    let world = World::with_key(KEY);
    let lower = PLUMBER.replace('+', "%2b");
    let text = world
        .run(&["inspect", "--key", "key", &lower])
        .ends()
        .text();
    let bar = format!(
        "\n  {}{}{}\n",
        "a".repeat(16),
        "b".repeat(36),
        "c".repeat(24)
    );
    assert!(text.contains(&bar), "{text}");
    let row = "\nformat      R plumber session cookie (XSalsa20-Poly1305), with this change\n";
    assert!(text.contains(row), "{text}");
    assert!(text.contains("\nexpires     never\n"), "{text}");
    let arguments = ["inspect", "--json", "--key", "key", &lower];
    let document = world.run(&arguments).ends().json();
    // Of what stands there nothing can be said.
    assert_eq!(document["parts"], json!([]));
    let part = |name: &str, bytes: usize| json!({"name": name, "bytes": bytes});
    let mended = json!([part("tag", 16), part("ciphertext", 36), part("nonce", 24)]);
    assert_eq!(document["explanation"]["parts"], mended);
}

#[test]
fn an_attack_says_what_the_server_takes_it_for() {
    let world = World::with_key(HEX32);
    let attack = vector(WORKBENCH_JSON, "boundary shift attack", "cookie");
    let ended = world.run(&["inspect", "--key", "key", &attack]).ends();
    let text = ended.text();
    assert!(
        text.starts_with("an attack: signed for the value bob"),
        "{text}"
    );
    for row in [
        "\nformat      Posit Workbench secure cookie (HMAC-SHA256)\n",
        "\npayload     bob (as Workbench takes it)\n",
        "Workbench itself takes it as it is\n",
    ] {
        assert!(text.contains(row), "{row}: {text}");
    }
    assert_eq!(ended.code(), 1);
}

#[test]
fn colour_is_for_terminals_and_says_nothing_by_itself() {
    let world = World::with_key(KEY);
    let arguments = [
        "inspect", "--key", "key", "--name", "session", "--now", THEN, SEALED,
    ];
    let plain = world.run(&arguments).ends().text();
    assert!(!plain.contains('\u{1b}'));
    let colored = world
        .run(&[&arguments[..], &["--color", "always"]].concat())
        .ends()
        .text();
    assert!(
        colored.starts_with("\u{1b}[1;32mgenuine and valid"),
        "{colored:?}"
    );
    // Without its colours it is the same text.
    let mut bare = String::new();
    let mut rest = colored.as_str();
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        bare += before;
        rest = after.split_once('m').unwrap().1;
    }
    bare += rest;
    assert_eq!(bare, plain);
    for (env, value) in [("NO_COLOR", "1"), ("TERM", "dumb")] {
        let ended = world.run(&arguments).env(env, value).ends();
        assert_eq!(ended.text(), plain);
    }
}

#[test]
fn no_line_but_a_command_or_a_payload_is_wider_than_80_columns() {
    let world = World::with_key(format!("{HEX32}\n"));
    world.file("plumber.key", KEY);
    let line =
        format!("Set-Cookie: plumber={PLUMBER}; Expires= Wed,  1 Nov 2023 07:28:00 GMT; x=y");
    for arguments in [
        &["inspect", "--key", "key", JANE][..],
        &["inspect", "--key", "plumber.key", &line],
        &["inspect", "--key", "key", "--key", "plumber.key", &line],
        &[
            "inspect",
            "--key",
            "key",
            &format!("Cookie: a={JANE}; b={PLUMBER}; c=1"),
        ],
    ] {
        let text = world.run(arguments).ends().text();
        assert!(text.len() > 500, "{text}");
        for line in text.lines().filter(|line| !line.contains("cookiekit ")) {
            assert!(line.chars().count() <= 80, "{line}");
        }
    }
}

#[test]
fn a_name_from_a_capture_cannot_move_the_cursor() {
    let world = World::new();
    let jar = "h\tFALSE\t/\tFALSE\t0\tevil\u{1b}[2J\tv\nh\u{9b}2J\tFALSE\t/\tFALSE\t0\tb\tv\n";
    let text = world.run(&["inspect"]).stdin(jar).ends().text();
    assert!(
        text.contains("evil\\u{1b}[2J") && !text.contains('\u{1b}'),
        "{text:?}"
    );
    assert!(!text.contains('\u{9b}'), "{text:?}");
}
