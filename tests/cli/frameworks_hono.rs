//! Hono's signed cookies, at the command line. The cookies are the library's (hono
//! 4.13.19, key `keyboard cat`).

use crate::known::ADD_THE_KEY;
use crate::world::World;

const KEY: &str = "keyboard cat";
const COOKIE: &str = "alice.G2Nf34I%2BjXcvsAIItvJkvwPKMneAhmY%2BZBUv6FUGtL8%3D";
/// The same, decoded.
const DECODED: &str = "alice.G2Nf34I+jXcvsAIItvJkvwPKMneAhmY+ZBUv6FUGtL8=";

const SIGN: [&str; 5] = ["sign", "--format", "hono", "--key", "key"];

fn forged() -> String {
    format!("cookiekit: forged or under another key (format hono)\nhint: {ADD_THE_KEY}\n")
}

#[test]
fn a_cookie_is_verified_and_made_again() {
    let world = World::with_key(KEY);
    for cookie in [
        &[COOKIE][..],
        &[DECODED],
        &["--format", "hono", COOKIE],
        &[&format!("Set-Cookie: pref={COOKIE}; Path=/")],
        &[&format!("Cookie: a=1; __Host-pref={COOKIE}")],
    ] {
        let arguments = [&["verify", "--key", "key"], cookie].concat();
        world.run(&arguments).gives(0, "alice\n", "");
    }
    world
        .run(&[&SIGN[..], &["alice"]].concat())
        .gives(0, format!("{COOKIE}\n"), "");
    let text = "Zo\u{eb}, 100%25 = {a}; \"b\".c";
    let made = world.run(&[&SIGN[..], &[text]].concat()).ends().text();
    world
        .run(&["verify", "--key", "key", made.trim()])
        .gives(0, format!("{text}\n"), "");
}

#[test]
fn what_is_forged_or_broken_is_said() {
    let world = World::with_key(KEY);
    let verify = ["verify", "--key", "key"];
    for cookie in [COOKIE.replace("alice", "admin"), COOKIE.replace("L8", "L4")] {
        let arguments = [&verify[..], &[&cookie]].concat();
        world.run(&arguments).gives(1, "", &forged());
    }
    let hex = ["--format", "hono", "--param", "key-encoding=hex", COOKIE];
    let told = world.run(&[&verify[..], &hex].concat()).ends();
    assert_eq!(told.code(), 2, "{}", told.err);
    for (cookie, why) in [
        (
            DECODED.trim_end_matches('=').to_owned(),
            "the signature is not 44 characters: Hono takes it for none",
        ),
        (
            DECODED.replace("tL8=", "tL9="),
            "the signature is not 32 bytes of canonical base64 (Hono ignores its last bits)",
        ),
        (
            COOKIE.replace('.', "%2C"),
            "there is no dot before a signature: Hono takes it for none",
        ),
    ] {
        world
            .run(&[&verify[..], &["--format", "hono", &cookie]].concat())
            .gives(1, "", &format!("cookiekit: malformed: hono: {why}\n"));
    }
    let told = world
        .run(&["inspect", "--json", "--key", "key"])
        .stdin(DECODED.replace("tL8=", "tL9="))
        .ends();
    assert_eq!(told.json()["reason"], "server-spelling");
    let mut expires = SIGN.to_vec();
    expires.extend(["--expires-in", "1h", "alice"]);
    world.run(&expires).gives(
        2,
        "",
        "cookiekit: a hono cookie cannot carry an expiry\n\
         hint: leave it out; --set-cookie --max-age 8h tells the browser\n",
    );
}

#[test]
fn a_line_end_of_the_key_file_is_no_part_of_the_key_unless_that_is_said() {
    let world = World::with_key(format!("{KEY}\n"));
    world
        .run(&["verify", "--key", "key", COOKIE])
        .gives(0, "alice\n", "");
    let raw = ["--format", "hono", "--param", "key-encoding=raw", COOKIE];
    world
        .run(&[&["verify", "--key", "key"], &raw[..]].concat())
        .gives(1, "", &forged());
}

#[test]
fn many_are_verified() {
    let world = World::with_key(KEY);
    let lines = format!("{COOKIE}\npref={COOKIE}; Path=/\n{DECODED}\n{COOKIE}x\n");
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
    let valid = "\"valid\" \"hono\"";
    assert_eq!([&*outcomes[0], &outcomes[1], &outcomes[2]], [valid; 3]);
    assert!(outcomes[3].starts_with("\"malformed\""), "{outcomes:?}");
    assert_eq!(ended.code(), 1);
}

/// Applications write `JSON.stringify()` of an object.
#[test]
fn an_object_is_carried_as_its_json() {
    let world = World::with_key(KEY);
    let made = world.run(&[&SIGN[..], &["{\"a\":1}"]].concat()).ends();
    let run = ["reissue", "--key", "key", "--to"];
    let there = world
        .run(&[&run[..], &["remix", made.text().trim()]].concat())
        .ends();
    assert_eq!(there.code(), 0, "{}", there.err);
    let back = world
        .run(&[&run[..], &["hono", there.text().trim()]].concat())
        .ends();
    assert_eq!(back.text(), made.text(), "{}", back.err);
}
