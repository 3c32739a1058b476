//! Remix's and React Router's signed cookies, at the command line. The cookies are the
//! library's (react-router 7.18.6, key `keyboard cat`).

use crate::known::ADD_THE_KEY;
use crate::world::World;

const KEY: &str = "keyboard cat";
const COOKIE: &str = "eyJ1c2VyIjoiYWxpY2UiLCJpIjoxfQ==./w+tZjy9fnnNEKKatTEUUN6MlG31PFPVTfl4p85yVHs";
const WIRE: &str =
    "eyJ1c2VyIjoiYWxpY2UiLCJpIjoxfQ%3D%3D.%2Fw%2BtZjy9fnnNEKKatTEUUN6MlG31PFPVTfl4p85yVHs";
const PAYLOAD: &str = r#"{"user":"alice","i":1}"#;

const SIGN: [&str; 5] = ["sign", "--format", "remix", "--key", "key"];

fn forged() -> String {
    format!("cookiekit: forged or under another key (format remix)\nhint: {ADD_THE_KEY}\n")
}

#[test]
fn a_session_is_verified_and_made_again() {
    let world = World::with_key(KEY);
    for cookie in [
        &[COOKIE][..],
        &[WIRE],
        &["--format", "remix", WIRE],
        &[&format!("Set-Cookie: __session={WIRE}; Path=/; HttpOnly")],
    ] {
        let arguments = [&["verify", "--key", "key"], cookie].concat();
        world.run(&arguments).gives(0, format!("{PAYLOAD}\n"), "");
    }
    world
        .run(&[&SIGN[..], &[PAYLOAD]].concat())
        .gives(0, format!("{WIRE}\n"), "");
    // Of createCookie() it may be any JSON.
    for payload in ["\"\u{6771}\u{4eac}\"", "42", "[1,[2]]", "true", "{}"] {
        let made = world.run(&[&SIGN[..], &[payload]].concat()).ends().text();
        let told = world
            .run(&["inspect", "--json", "--key", "key", made.trim()])
            .ends();
        assert_eq!(told.json()["format"], "remix", "{payload}");
        assert_eq!(told.json()["outcome"], "valid", "{payload}");
    }
}

#[test]
fn what_is_forged_or_broken_is_said() {
    let world = World::with_key(KEY);
    let verify = ["verify", "--key", "key"];
    let other = COOKIE.replace("YWxpY2Ui", "YWxpY2Yi");
    world
        .run(&[&verify[..], &[&other]].concat())
        .gives(1, "", &forged());
    for (cookie, why) in [
        (
            &*format!("{COOKIE}="),
            "the signature is not 32 bytes of canonical base64 without padding (React Router \
             accepts other spellings)",
        ),
        (
            &COOKIE.replace("yVHs", "yVHt"),
            "the signature is not 32 bytes of canonical base64 without padding (React Router \
             accepts other spellings)",
        ),
        (
            "aGVsbG8%3D.bo4wJFBpOlX34I6RVfmfk8%2BSmzTEjjygdZU9mxFyQxM",
            "what it holds is not canonical base64 of JSON (Remix takes it for an empty session, or \
             reads it all the same)",
        ),
    ] {
        world
            .run(&[&verify[..], &["--format", "remix", cookie]].concat())
            .gives(1, "", &format!("cookiekit: malformed: remix: {why}\n"));
    }
    let text = [&SIGN[..], &["alice"]].concat();
    assert_eq!(world.run(&text).ends().code(), 2);
    let mut expires = SIGN.to_vec();
    expires.extend(["--expires-in", "1h", "{}"]);
    assert_eq!(world.run(&expires).ends().code(), 2);
}

#[test]
fn a_line_end_of_the_key_file_is_no_part_of_the_key_unless_that_is_said() {
    let world = World::with_key(format!("{KEY}\n"));
    world
        .run(&["verify", "--key", "key", WIRE])
        .gives(0, format!("{PAYLOAD}\n"), "");
    let raw = ["--format", "remix", "--param", "key-encoding=raw", WIRE];
    world
        .run(&[&["verify", "--key", "key"], &raw[..]].concat())
        .gives(1, "", &forged());
}

#[test]
fn many_are_verified() {
    let world = World::with_key(KEY);
    let lines = format!("{WIRE}\n__session={WIRE}; Path=/\n{COOKIE}\n{COOKIE}x\n");
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
    let valid = "\"valid\" \"remix\"";
    assert_eq!([&*outcomes[0], &outcomes[1], &outcomes[2]], [valid; 3]);
    assert!(outcomes[3].starts_with("\"malformed\""), "{outcomes:?}");
}

#[test]
fn a_session_of_remix_is_carried_on() {
    let world = World::with_key(KEY);
    let run = ["reissue", "--key", "key", "--to", "express", WIRE];
    let there = world.run(&run).ends();
    assert_eq!(there.code(), 0, "{}", there.err);
    world
        .run(&["verify", "--key", "key", there.text().trim()])
        .gives(0, format!("j:{PAYLOAD}\n"), "");
}
