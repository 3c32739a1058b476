//! Flask-Login's remember-me cookies at the command line. Those of the key below
//! are Flask-Login's own (0.6.3).

use crate::known::ADD_THE_KEY;
use crate::world::World;

const KEY: &str = "0123456789abcdef0123456789abcdef";
const COOKIE: &str = "alice|3d9632ffb008b873885fba1dec730436d5a468e33ba5eef5d0ee201f13c30099de05a4d34f3898b6244201818894c501c6c49c9fcb1e5d0bbec9863a20168f04";
/// `Jörg`, as Werkzeug writes it.
const QUOTED: &str = r#""J\303\266rg|9226fd503222f55e5d8fc8b414effa622e9b49ce89aec5ac4976519107d55aeff37f2f72fbec4d11ae5f740f3b2aeff385eb7d6c12fafc1dc331c106256173e9""#;
/// Of the key `clé`, in Latin-1.
const OF_LATIN_1: &str = "alice|a1ff7f9b04ccbc457e5f51afd2aefc6174d30296b188852a44e8eddb0c426318ce114888ba5ca8fefb1bfcfa17e706ee9d4ec99c5066ec6268655d88847c0405";

fn forged() -> String {
    format!("cookiekit: forged or under another key (format flask-login)\nhint: {ADD_THE_KEY}\n")
}

#[test]
fn a_cookie_is_verified_and_made_again() {
    let world = World::with_key(KEY);
    for (id, cookie) in [("alice", COOKIE), ("J\u{f6}rg", QUOTED)] {
        for format in [&["--format", "flask-login"][..], &[]] {
            let arguments = [&["verify", "--key", "key"], format, &[cookie]].concat();
            world.run(&arguments).gives(0, format!("{id}\n"), "");
        }
        let line = format!("Set-Cookie: remember_token={cookie}; HttpOnly; Path=/");
        world
            .run(&["verify", "--key", "key", &line])
            .gives(0, format!("{id}\n"), "");
        world
            .run(&["sign", "--format", "flask-login", "--key", "key", id])
            .gives(0, format!("{cookie}\n"), "");
    }
}

#[test]
fn the_key_is_latin_1_and_one_of_other_letters_does_not_fit() {
    let world = World::with_key("cl\u{e9}\n");
    world
        .run(&["verify", "--key", "key", OF_LATIN_1])
        .gives(0, "alice\n", "");
    world.file("key", "\u{540d}\u{524d}\n");
    let ended = world
        .run(&[
            "verify",
            "--key",
            "key",
            "--format",
            "flask-login",
            OF_LATIN_1,
        ])
        .ends();
    assert_eq!(ended.code(), 2, "{}", ended.err);
    assert!(
        ended
            .err
            .contains("Flask-Login takes a key of Latin-1 letters only"),
        "{}",
        ended.err
    );
    // The bytes themselves are a key of theirs.
    world
        .run(&[
            "sign",
            "--key",
            "key",
            "--format",
            "flask-login",
            "--param",
            "key-encoding=raw",
            "alice",
        ])
        .ends()
        .text();
}

#[test]
fn what_is_forged_or_in_another_spelling_is_said() {
    let world = World::with_key(KEY);
    let verify = ["verify", "--key", "key", "--format", "flask-login"];
    world
        .run(&[&verify[..], &[&COOKIE.replace("alice", "admin")]].concat())
        .gives(1, "", &forged());
    for (cookie, why) in [
        (
            format!("Cookie: remember_token=\"\\141{}\"", &COOKIE[1..]),
            "it is in double quotes that Flask would not write (the server removes them)",
        ),
        (
            COOKIE.to_uppercase(),
            "the signature is not 128 lower-case hex digits",
        ),
        (
            "alice|32f309571dcc5abfacba71df1175d2cc2ee9fb1c".to_owned(),
            "the signature has 40 characters, as SHA-1 has, which Flask-Login took up to 0.2: \
             --format flask-login --param digest=sha1 reads it",
        ),
        ("alice".to_owned(), "there is no bar before a signature"),
        (
            COOKIE.replace('|', "%7C"),
            "there is no bar before a signature",
        ),
    ] {
        world
            .run(&[&verify[..], &["-"]].concat())
            .stdin(&cookie)
            .gives(
                1,
                "",
                &format!("cookiekit: malformed: flask-login: {why}\n"),
            );
    }
    let told = world
        .run(&["inspect", "--json", "--key", "key"])
        .stdin(format!("Cookie: remember_token=\"{COOKIE}\""))
        .ends();
    let told = told.json();
    assert_eq!(told["remarks"][0]["id"], "quotes", "{told:#}");
    assert_eq!(told["outcome"], "valid", "{told:#}");
}

#[test]
fn many_are_verified_and_an_expiry_is_refused() {
    let world = World::with_key(KEY);
    let lines = format!("{COOKIE}\nremember_token={QUOTED}; Path=/\n{COOKIE}0\n");
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
    let valid = "\"valid\" \"flask-login\"";
    assert_eq!(outcomes[..2], [valid, valid], "{}", ended.text());
    assert!(outcomes[2].starts_with("\"malformed\""), "{outcomes:?}");
    let sign = ["sign", "--format", "flask-login", "--key", "key"];
    let ended = world
        .run(&[&sign[..], &["--expires-in", "8h", "alice"]].concat())
        .ends();
    assert_eq!(ended.code(), 2, "{}", ended.err);
}

/// What would be encoded is another user's id for Flask.
#[test]
fn no_fix_of_a_line_asks_for_what_flask_does_not_read() {
    let line = format!("Set-Cookie: remember_token={QUOTED}; HttpOnly; Path=/");
    let told = World::new()
        .run(&["inspect", "--json", &line])
        .ends()
        .json();
    let lints = told["lints"].to_string();
    assert!(lints.contains("odd-characters"), "{lints}");
    assert!(
        lints.contains("make proxies pass it on unchanged"),
        "{lints}"
    );
    assert!(!lints.contains("percent-encode"), "{lints}");
}
