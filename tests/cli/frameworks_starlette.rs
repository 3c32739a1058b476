//! Starlette's sessions at the command line. The cookies are those of its own signer
//! (itsdangerous 2.2.0), made at THEN.

use crate::known::{ADD_THE_KEY, JUDGED_THEN, THEN};
use crate::world::World;

const KEY: &str = "0123456789abcdef0123456789abcdef";
const PAYLOAD: &str = r#"{"user": "alice"}"#;
const COOKIE: &str = "eyJ1c2VyIjogImFsaWNlIn0=.ZVPxAA.kvz_tyKHUctt5G8ZIKiCF9Vx8aY";
/// `{"id": "alice"}`, which needs no padding.
const SPACED: &str = "eyJpZCI6ICJhbGljZSJ9.ZVPxAA.WSBe7DAtNsz9UsTUR6OoOubXIqc";
/// `{"id":"alices"}`: the shape of Flask's.
const COMPACT: &str = "eyJpZCI6ImFsaWNlcyJ9.ZVPxAA.tCx_yu5YCGaj9GMDtZyvkXdC6Ec";
/// `[["a", 1]]`.
const PAIRS: &str = "W1siYSIsIDFdXQ==.ZVPxAA.oU1GsytTjLHpHTG7MwzWNktSjIA";
/// `{"user":"bob"}` without its padding.
const NO_PADDING: &str = "eyJ1c2VyIjoiYm9iIn0.ZVPxAA.ny38azcwcOA5tSTt_mhuuiKevOM";

const VERIFY: [&str; 5] = ["verify", "--key", "key", "--now", THEN];

fn forged(format: &str) -> String {
    format!("cookiekit: forged or under another key (format {format})\nhint: {ADD_THE_KEY}\n")
}

#[test]
fn a_session_is_verified_and_made_again() {
    let world = World::with_key(format!("{KEY}\n"));
    let line = format!("Set-Cookie: session={COOKIE}; path=/; Max-Age=1209600; httponly");
    for cookie in [&[COOKIE][..], &["--format", "starlette", COOKIE], &[&line]] {
        world
            .run(&[&VERIFY[..], cookie].concat())
            .gives(0, format!("{PAYLOAD}\n"), JUDGED_THEN);
    }
    for (cookie, payload) in [
        (SPACED, r#"{"id": "alice"}"#),
        (COMPACT, r#"{"id":"alices"}"#),
    ] {
        world
            .run(&[&VERIFY[..], &[cookie]].concat())
            .gives(0, format!("{payload}\n"), JUDGED_THEN);
        let told = world
            .run(&["inspect", "--json", "--key", "key", "--now", THEN, cookie])
            .ends();
        assert_eq!(told.json()["format"], "starlette", "{cookie}");
    }
    let sign = ["sign", "--format", "starlette", "--key", "key"];
    world
        .run(&[&sign[..], &["--now", THEN, PAYLOAD]].concat())
        .gives(0, format!("{COOKIE}\n"), "");
}

#[test]
fn it_is_valid_for_two_weeks_and_not_before_it_was_made() {
    let world = World::with_key(KEY);
    let at = |now: u64, more: &[&str]| {
        let now = now.to_string();
        let common = ["verify", "--json", "--key", "key", "--format", "starlette"];
        let arguments = [&common[..], &["--now", &now], more, &[COOKIE]].concat();
        let ended = world.run(&arguments).ends();
        (ended.code(), ended.json()["outcome"].clone())
    };
    const MADE: u64 = 1_700_000_000;
    assert_eq!(at(MADE + 1_209_600, &[]), (0, "valid".into()));
    assert_eq!(at(MADE + 1_209_601, &[]), (3, "expired".into()));
    assert_eq!(at(MADE - 1, &[]), (3, "expired".into()));
    let hour = ["--param", "max-age=1h"];
    assert_eq!(at(MADE + 3601, &hour), (3, "expired".into()));
    let forever = ["--param", "max-age=none"];
    assert_eq!(at(MADE - 1, &forever), (0, "valid".into()));
}

#[test]
fn what_is_forged_or_broken_is_said() {
    let world = World::with_key(KEY);
    let verify = [&VERIFY[..], &["--format", "starlette"]].concat();
    let other = COOKIE.replace("ImFsaWNlIn0", "ImFsaWNmIn0");
    world
        .run(&[&verify[..], &[&other]].concat())
        .gives(1, "", &forged("starlette"));
    world
        .run(&[&verify[..], &["--param", "key-encoding=hex", SPACED]].concat())
        .gives(1, "", &forged("starlette"));
    let malformed = |why: &str| format!("cookiekit: malformed: starlette: {why}\n");
    let quoted = format!("Cookie: session=\"\\145{}\"", &COOKIE[1..]);
    for (cookie, why) in [
        (
            &*format!("{COOKIE}="),
            "the signature is not canonical base64url (the server accepts it)",
        ),
        (&quoted, "it is in double quotes (the server removes them)"),
        (
            PAIRS,
            "the payload is not a JSON object (the server takes a list of pairs, and ends in an \
             error of any other)",
        ),
        (
            NO_PADDING,
            "the payload is not padded base64 (the server ends in an error)",
        ),
        ("null", "there is no separator before a signature"),
    ] {
        world
            .run(&[&verify[..], &[cookie]].concat())
            .gives(1, "", &malformed(why));
    }
    let sign = ["sign", "--format", "starlette", "--key", "key", "[1]"];
    world.run(&sign).gives(
        2,
        "",
        "cookiekit: the server could not read it: starlette: the payload is not a JSON object \
         (the server takes a list of pairs, and ends in an error of any other)\n",
    );
}

#[test]
fn a_line_end_of_the_key_file_is_no_part_of_the_key_unless_that_is_said() {
    let world = World::with_key(format!("{KEY}\n"));
    let raw = ["--format", "starlette", "--param", "key-encoding=raw"];
    world
        .run(&[&VERIFY[..], &raw, &[COOKIE]].concat())
        .gives(1, "", &forged("starlette"));
}

#[test]
fn many_are_verified_and_inspect_tells_a_spelling_of_the_server() {
    let world = World::with_key(KEY);
    let lines = format!("{COOKIE}\nsession={SPACED}; Path=/\n{COMPACT}\n{COOKIE}x\n");
    let ended = world
        .run(&[
            "verify", "--lines", "--quiet", "--key", "key", "--now", THEN,
        ])
        .stdin(&lines)
        .ends();
    let outcomes: Vec<String> = ended
        .text()
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|record| format!("{} {}", record["outcome"], record["format"]))
        .collect();
    let valid = "\"valid\" \"starlette\"";
    assert_eq!([&*outcomes[0], &outcomes[1], &outcomes[2]], [valid; 3]);
    assert!(outcomes[3].starts_with("\"malformed\""), "{outcomes:?}");
    let inspect = |value: String| {
        let header = format!("Cookie: session={value}");
        let inspect = ["inspect", "--json", "--key", "key", "--now", THEN, &header];
        world.run(&inspect).ends().json()
    };
    let told = inspect(format!("{COOKIE}="));
    assert_eq!(told["reason"], "server-spelling", "{told}");
    let told = inspect(format!("\"{COOKIE}\""));
    assert_eq!(told["remarks"][0]["id"], "quotes", "{told}");
    assert_eq!(told["outcome"], "valid", "{told}");
}

#[test]
fn the_exported_code_names_the_key_and_does_not_hold_it() {
    let world = World::with_key(KEY);
    let ended = world
        .run(&["key", "export", "--for", "starlette", "--key", "key"])
        .ends();
    let (text, path) = (ended.text(), world.path("key"));
    let keys = format!("\nkeys = keys_at(\"{}\")\n", path.display());
    let end = "\napp.add_middleware(Sessions, keys=keys)\n";
    assert!(text.contains(&keys) && text.ends_with(end), "{text}");
    assert!(!text.contains(KEY), "{text}");
}
