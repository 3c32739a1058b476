//! Express's signed cookies, at the command line. The cookie is the library's
//! (cookie-signature 1.2.2, key `keyboard cat`).

use crate::world::World;

const KEY: &str = "keyboard cat";
const COOKIE: &str = "s%3Aalice.G2Nf34I%2BjXcvsAIItvJkvwPKMneAhmY%2BZBUv6FUGtL8";

#[test]
fn a_cookie_of_express_is_verified_and_made_again() {
    let world = World::with_key(KEY);
    for format in [&["--format", "express"][..], &[]] {
        let arguments = [&["verify", "--key", "key"], format, &[COOKIE]].concat();
        world.run(&arguments).gives(0, "alice\n", "");
    }
    world
        .run(&["sign", "--format", "express", "--key", "key", "alice"])
        .gives(0, format!("{COOKIE}\n"), "");
}

/// The key is a text of a setting: of a file one line end is no part of it,
/// unless the application reads the file whole.
#[test]
fn a_line_end_of_the_key_file_is_no_part_of_the_key_unless_that_is_said() {
    let world = World::with_key(format!("{KEY}\n"));
    world
        .run(&["verify", "--key", "key", COOKIE])
        .gives(0, "alice\n", "");
    let raw = ["--format", "express", "--param", "key-encoding=raw"];
    let arguments = [&["verify", "--key", "key"], &raw[..], &[COOKIE]].concat();
    world.run(&arguments).gives(
        1,
        "",
        "cookiekit: forged or under another key (format express)\n\
         hint: add the key that made it: --key SPEC (can be repeated)\n",
    );
    let signed = [&["sign", "--key", "key"], &raw[..], &["alice"]].concat();
    let other = world.run(&signed).ends().text();
    let told = world
        .run(&["inspect", "--json", "--key", "key", other.trim()])
        .ends();
    let told = told.json();
    assert_eq!(told["reason"], "key-line-end-kept", "{told:#}");
    assert_eq!(told["exit"], 1);
}

#[test]
fn a_changed_cookie_is_forged_and_one_without_its_prefix_is_said_to_be_unsigned() {
    let world = World::with_key(KEY);
    world
        .run(&["verify", "--key", "key", &COOKIE.replace("alice", "admin")])
        .gives(
            1,
            "",
            "cookiekit: forged or under another key (format express)\n\
             hint: add the key that made it: --key SPEC (can be repeated)\n",
        );
    let bare = COOKIE.replace("s%3A", "");
    world
        .run(&["verify", "--key", "key", "--format", "express", &bare])
        .gives(
            1,
            "",
            "cookiekit: malformed: express: it does not start with `s:`: Express takes it for an \
             unsigned cookie\n",
        );
}

#[test]
fn many_are_verified_and_inspected() {
    let world = World::with_key(KEY);
    let lines = format!("{COOKIE}\nconnect.sid={COOKIE}; Path=/\n{COOKIE}x\n");
    let ended = world
        .run(&["verify", "--lines", "--quiet", "--key", "key"])
        .stdin(&lines)
        .ends();
    let outcomes: Vec<String> = ended
        .text()
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|record| format!("{} {}", record["outcome"], record["format"]))
        .collect();
    assert_eq!(
        outcomes[..2],
        ["\"valid\" \"express\"", "\"valid\" \"express\""]
    );
    assert!(outcomes[2].starts_with("\"malformed\""), "{outcomes:?}");
    assert_eq!(ended.code(), 1);
    let told = world.run(&["inspect", "--json", COOKIE]).ends().json();
    assert_eq!(
        (&told["format"], &told["payload"]),
        (&"express".into(), &"alice".into())
    );
}

/// How the library reads each spelling is not modelled: nothing is claimed about it.
#[test]
fn nothing_is_claimed_of_what_express_takes() {
    let world = World::with_key(KEY);
    for cookie in [COOKIE.to_owned(), COOKIE.replace("%2B", "+")] {
        let told = world
            .run(&["inspect", "--json", "--key", "key", &cookie])
            .ends();
        let told = told.json();
        for remark in told["remarks"].as_array().unwrap() {
            let text = remark["text"].as_str().unwrap();
            assert!(
                !text.contains("refuses") && !text.contains("reads it"),
                "{told:#}"
            );
        }
    }
}

/// Any text is signed, and percent-encoded on the wire: spaces, quotes and braces of it
/// were called what no server sends. The cookie is of res.cookie(…, { signed: true }).
#[test]
fn an_object_under_another_key_is_forged_and_no_odd_text() {
    const OBJECT: &str = "s%3Aj%3A%7B%22a%22%3A1%2C%22b%22%3A%22x%20y%22%7D.\
                          FNKBSbwxiEvTXnre%2BSTaCg%2Bmd0S3m9Ef5%2FymFksO1a0";
    let world = World::with_key("other-key-other-1");
    world.file("own", "kb-secret-kb-secret-1");
    let forged = "cookiekit: forged or under another key (format express)\n\
                  hint: add the key that made it: --key SPEC (can be repeated)\n";
    let verify = |key: &str, cookie: &str| {
        let arguments = ["verify", "--format", "express", "--key", key, cookie];
        world.run(&arguments)
    };
    verify("own", OBJECT).gives(0, "j:{\"a\":1,\"b\":\"x y\"}\n", "");
    verify("key", OBJECT).gives(1, "", forged);
    verify("own", &OBJECT.replace("%3A1", "%3A2")).gives(1, "", forged);
    let lines = ["verify", "--lines", "--format", "express", "--key", "key"];
    let line = world.run(&lines).stdin(OBJECT).ends();
    assert_eq!(line.json()["outcome"], "forged");
}
