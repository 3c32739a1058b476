//! @fastify/cookie's signed cookies, at the command line. The cookies are the library's
//! (@fastify/cookie 11.1.5).

use crate::known::ADD_THE_KEY;
use crate::world::World;

const KEY: &str = "complex_password_at_least_32_characters_long";
const COOKIE: &str = "alice.OzKKmjiQMIUU5EqihfoLDXoTlAyVNdeUg+ZAi0DwDKI";
const WIRE: &str = "alice.OzKKmjiQMIUU5EqihfoLDXoTlAyVNdeUg%2BZAi0DwDKI";
/// The id of a session of @fastify/session.
const SESSION: &str =
    "UQMxx0xiclg-yagDRx7rpyOlle0tumU8.h07pgMno8aKqW1qjA/IAIMAHqbDM3xWdRJMlYjgxAMc";
const SHA_512: &str =
    "alice.l/pP+YSABwr3lTepuV1eE//zbwuvpQsidsHOcIqu3q/xi4fV4TaDsBUOPdwiV+41PvpXiF3yfWiHXZlnXU8TPQ";

/// The start of a token, which no signed cookie begins with.
const HEADER: &str = "eyJhbGciOiJIUzI1NiJ9";
const SIGN: [&str; 5] = ["sign", "--format", "fastify-cookie", "--key", "key"];

fn forged() -> String {
    format!("cookiekit: forged or under another key (format fastify-cookie)\nhint: {ADD_THE_KEY}\n")
}

#[test]
fn a_cookie_is_verified_and_made_again() {
    let world = World::with_key(KEY);
    for cookie in [
        &[COOKIE][..],
        &[WIRE],
        &["--format", "fastify-cookie", COOKIE],
        &[&format!("Set-Cookie: pref={COOKIE}; Path=/")],
    ] {
        let arguments = [&["verify", "--key", "key"], cookie].concat();
        world.run(&arguments).gives(0, "alice\n", "");
    }
    world
        .run(&["verify", "--key", "key", &format!("sessionId={SESSION}")])
        .gives(0, "UQMxx0xiclg-yagDRx7rpyOlle0tumU8\n", "");
    world
        .run(&[&SIGN[..], &["alice"]].concat())
        .gives(0, format!("{WIRE}\n"), "");
    let other = [&SIGN[..], &["--param", "algorithm=sha512", "alice"]].concat();
    let sha_512 = SHA_512.replace('/', "%2F").replace('+', "%2B");
    world.run(&other).gives(0, format!("{sha_512}\n"), "");
}

/// What is encoded on the wire is decoded once, whether there is a mark in the
/// signature or not.
#[test]
fn any_text_passes_both_ways() {
    let world = World::with_key(KEY);
    for index in 0..8 {
        for text in ["/home?a=%2F", "%2Fhome", "a b", "\u{540d}", "a;b,\"c\"\\"] {
            let text = format!("{text}{index}");
            let made = world.run(&[&SIGN[..], &[&text]].concat()).ends().text();
            let arguments = ["verify", "--key", "key", made.trim()];
            world.run(&arguments).gives(0, format!("{text}\n"), "");
        }
    }
}

#[test]
fn what_is_forged_or_broken_is_said() {
    let world = World::with_key(KEY);
    let verify = ["verify", "--key", "key"];
    let other = COOKIE.replace("alice", "admin");
    world
        .run(&[&verify[..], &[&other]].concat())
        .gives(1, "", &forged());
    let digest = "the signature is not base64 of a digest, without padding (--param algorithm says \
                  of which)";
    for (cookie, why) in [
        (&*format!("{COOKIE}="), digest),
        (SHA_512, digest),
        (&COOKIE.replace("DKI", "DKJ"), digest),
        ("alice", "there is no dot before a signature"),
    ] {
        world
            .run(&[&verify[..], &["--format", "fastify-cookie", cookie]].concat())
            .gives(
                1,
                "",
                &format!("cookiekit: malformed: fastify-cookie: {why}\n"),
            );
    }
    let mut expires = SIGN.to_vec();
    expires.extend(["--expires-in", "1h", "alice"]);
    assert_eq!(world.run(&expires).ends().code(), 2);
}

/// The signature of a JSON Web Token is the same where the key is, and what starts as
/// Phoenix's sessions do is theirs.
#[test]
fn tokens_of_others_are_none() {
    let world = World::with_key(KEY);
    let phoenix = "SFMyNTY.g3QAAAAB.OzKKmjiQMIUU5EqihfoLDXoTlAyVNdeUgaZAi0DwDKI";
    for command in [&["inspect"][..], &["verify", "--key", "key"]] {
        let told = world.run(&[command, &[phoenix]].concat()).ends();
        assert_eq!(told.code(), 1, "{}", told.err);
        assert!(told.err.contains("a Phoenix session"), "{}", told.err);
    }
    // Express's is no candidate under another key.
    let express = "s:alice.G2Nf34I+jXcvsAIItvJkvwPKMneAhmY+ZBUv6FUGtL8";
    let told = world.run(&["inspect", "--json", express]).ends().json();
    assert_eq!(told["format"], "express", "{told:#}");
}

/// Applications write `JSON.stringify()` of an object.
#[test]
fn an_object_is_carried_as_its_json() {
    let world = World::with_key(KEY);
    let made = world.run(&[&SIGN[..], &["{\"a\":1}"]].concat()).ends();
    let run = ["reissue", "--key", "key", "--to"];
    let there = world
        .run(&[&run[..], &["express", made.text().trim()]].concat())
        .ends();
    assert_eq!(there.code(), 0, "{}", there.err);
    let back = world
        .run(&[&run[..], &["fastify-cookie", there.text().trim()]].concat())
        .ends();
    assert_eq!(back.text(), made.text(), "{}", back.err);
}

#[test]
fn a_line_end_of_the_key_file_is_no_part_of_the_key_unless_that_is_said() {
    let world = World::with_key(format!("{KEY}\n"));
    world
        .run(&["verify", "--key", "key", COOKIE])
        .gives(0, "alice\n", "");
    let raw = ["--format", "fastify-cookie", "--param", "key-encoding=raw"];
    world
        .run(&[&["verify", "--key", "key"], &raw[..], &[COOKIE]].concat())
        .gives(1, "", &forged());
}

#[test]
fn many_are_verified() {
    let world = World::with_key(KEY);
    let lines = format!("{COOKIE}\nsessionId={SESSION}; Path=/\n{WIRE}\n{COOKIE}x\n");
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
    let valid = "\"valid\" \"fastify-cookie\"";
    assert_eq!([&*outcomes[0], &outcomes[1], &outcomes[2]], [valid; 3]);
    assert!(outcomes[3].starts_with("\"malformed\""), "{outcomes:?}");
}

/// @fastify/cookie signs any text. Of a token's header and claims it makes the token
/// itself, which is read as such: what is made is what is read.
#[test]
fn what_would_be_read_as_a_token_is_not_made() {
    let world = World::with_key(KEY);
    for value in [
        format!("{HEADER}.e30"),
        HEADER.to_owned(),
        format!("{HEADER}.e30.x"),
        format!("{HEADER}..iv.text"),
    ] {
        world.run(&[&SIGN[..], &[&value]].concat()).gives(
            2,
            "",
            "cookiekit: the value begins as a JSON Web Token does, and the signed cookie would be \
             read as one\nhint: sign the token's claims with --format jwt, or give another value\n",
        );
    }
    // What only looks like one is made and read.
    for value in [
        "eyJ",
        "eyJhIjoxfQ.e30",
        "e30.e30",
        "eyJhbGciOiJIUzI1NiJ9x.e30",
        "a.b.c.d",
    ] {
        let made = world.run(&[&SIGN[..], &[value]].concat()).ends();
        assert_eq!(made.code(), 0, "{value}: {}", made.err);
        let verify = ["verify", "--format", "fastify-cookie", "--key", "key"];
        world
            .run(&[&verify[..], &[made.text().trim()]].concat())
            .gives(0, format!("{value}\n"), "");
    }
}
