//! Fastify's, Hono's and Remix's cookies at the command line. They are the libraries'
//! own: @fastify/cookie 11.1.5, @fastify/secure-session 8.4.0, hono 4.13.19,
//! react-router 7.18.6.

use crate::world::{Ended, World};

const B: &str = "correct horse battery staple";
const FASTIFY: &str =
    "5qT3Dz35AULiWrD7u_w0YNUda_0DWCu9.m7U4loYhYe7ptGhQ8UnR98wAwuUdSobg1RscSzfXRl0";
const HONO: &str =
    "Bu9J4K6JSLTpXkPZ-TbjyrBPTKGMZoAY.z8%2FcP4TcJqbxbs1GKIoNcNotU3h9CZlH3M1JU05tr8w%3D";
/// Under `keyboard cat`.
const REMIX: &str = "eyJ1c2VySWQiOjQyLCJuYW1lIjoiWm%2FDqyBNw7xsbGVyIn0%3D.t%2BCtC6xaNXUz7qRwb5S0KQMQFVnvxSW33nsjVQDdiN4";
const REMIX_SESSION: &str = "{\"userId\":42,\"name\":\"Zo\u{eb} M\u{fc}ller\"}\n";
const SECRET: &str = "complex_password_at_least_32_characters_long";
/// Under a key of that secret, and under 32 bytes; made at 1700000000.
const OF_SECRET: &str = "JbzWT6lYOxB%2FRONPb2LX4faHRBhIs4TXgi9fj%2B%2FgTnrYD8cp4U3w3PbpqlwScQ7eQ6c409sNw8ZD%3BEkZ2vHtTKMmh6VcUJMC7bB%2BKHMe7oP3m";
const OF_KEY: &str = "GsY7XUWzLSzLi0oovoTa9QOF241HCSRHE8dPso6krASXNbBpAEj5%2BZPodKUovjojoaAcXvL3lvfP%3BUtnQww4cN21udC6DbfrD3YugX%2BrmUK43";
const KEY: &str = "g+gLDAKdSW1udP4a0RExAO+MZeWfMxylR6a+1yr23zg=";
const SESSION: &str = "{\"user\":\"alice\",\"n\":42}\n";
const THEN: &str = "1700000000";

fn world() -> World {
    let world = World::new();
    world.file("b", format!("{B}\n"));
    world.file("cat", "keyboard cat");
    world.file("secret", SECRET);
    world.file("key", format!("{KEY}\n"));
    world
}

fn gives(ended: &Ended, code: i32, out: &str, err: &str) {
    let found = (ended.code(), &*ended.text(), &*ended.err);
    assert_eq!(found, (code, out, err));
}

fn verify(world: &World, more: &[&str], cookie: &str) -> Ended {
    world
        .run(&[&["verify", "-q"], more, &["--", cookie]].concat())
        .ends()
}

#[test]
fn signed_values_are_verified_and_made_again() {
    let world = world();
    let fastify = "5qT3Dz35AULiWrD7u_w0YNUda_0DWCu9\n";
    let hono = "Bu9J4K6JSLTpXkPZ-TbjyrBPTKGMZoAY\n";
    for (format, key, cookie, payload) in [
        ("fastify-cookie", "b", FASTIFY, fastify),
        ("hono", "b", HONO, hono),
        ("remix", "cat", REMIX, REMIX_SESSION),
    ] {
        for more in [&[][..], &["--format", format]] {
            let ended = verify(&world, &[&["--key", key], more].concat(), cookie);
            gives(&ended, 0, payload, "");
        }
        let sign = [
            "sign",
            "-q",
            "--format",
            format,
            "--key",
            key,
            payload.trim(),
        ];
        gives(&world.run(&sign).ends(), 0, &format!("{cookie}\n"), "");
        let told = world
            .run(&["inspect", "--json", "--key", key, cookie])
            .ends()
            .json();
        assert_eq!(told["outcome"], "valid", "{told:#}");
        assert_eq!(told["format"], format, "{told:#}");
        let other = if key == "b" { "cat" } else { "b" };
        let forged = format!(
            "cookiekit: forged or under another key (format {format})\n\
             hint: add the key that made it: --key SPEC (can be repeated)\n"
        );
        let ended = verify(&world, &["--format", format, "--key", other], cookie);
        gives(&ended, 1, "", &forged);
        let expires = [&sign[..sign.len() - 1], &["--expires-in", "1h", "{}"]].concat();
        assert_eq!(world.run(&expires).ends().code(), 2);
    }
}

#[test]
fn a_signature_has_one_spelling() {
    let world = world();
    let flipped = HONO.replace("%2F", "/").replace("8w%3D", "8x=");
    let ended = verify(&world, &["--format", "hono", "--key", "b"], &flipped);
    gives(
        &ended,
        1,
        "",
        "cookiekit: malformed: hono: the signature is not 32 bytes of canonical base64 (Hono \
         ignores its last bits)\n",
    );
    let padded = format!("{REMIX}=")
        .replace("%2F", "/")
        .replace("%2B", "+")
        .replace("%3D", "=");
    let ended = verify(&world, &["--format", "remix", "--key", "cat"], &padded);
    gives(
        &ended,
        1,
        "",
        "cookiekit: malformed: remix: the signature is not 32 bytes of canonical base64 without \
         padding (React Router accepts other spellings)\n",
    );
    let sha512 = [
        "--format",
        "fastify-cookie",
        "--key",
        "b",
        "--param",
        "algorithm=sha512",
    ];
    assert_eq!(verify(&world, &sha512, FASTIFY).code(), 1);
    let sign = [&["sign", "-q"], &sha512[..], &["two words"]].concat();
    let made = world.run(&sign).ends().text();
    gives(&verify(&world, &sha512, made.trim()), 0, "two words\n", "");
}

/// The dot stands for itself in a value that is encoded: the encoding is taken off once.
#[test]
fn percent_signs_of_a_value_of_fastify_are_its_own() {
    let world = world();
    for value in [
        "100%25 of %41",
        "a%20b",
        "50%",
        "\u{e9}t\u{e9}",
        "a.b.c",
        "",
    ] {
        let with = ["--format", "fastify-cookie", "--key", "b"];
        let made = world.run(&[&["sign", "-q"], &with[..], &["--", value]].concat());
        let made = made.ends().text();
        gives(
            &verify(&world, &with, made.trim()),
            0,
            &format!("{value}\n"),
            "",
        );
    }
}

#[test]
fn secure_sessions_are_opened_by_a_key_and_by_a_secret() {
    let world = world();
    let decrypt = |key: &str, now: &str, more: &[&str], cookie: &str| {
        let decrypt = ["decrypt", "-q", "--key", key, "--now", now];
        world
            .run(&[&decrypt[..], more, &["--", cookie]].concat())
            .ends()
    };
    gives(&decrypt("key", THEN, &[], OF_KEY), 0, SESSION, "");
    gives(&decrypt("secret", THEN, &[], OF_SECRET), 0, SESSION, "");
    assert_eq!(decrypt("key", "1700086400", &[], OF_KEY).code(), 0);
    assert_eq!(decrypt("key", "1700086401", &[], OF_KEY).code(), 3);
    let hour = [
        "--format",
        "fastify-secure-session",
        "--param",
        "expiry=3600",
    ];
    assert_eq!(decrypt("key", "1700003600", &hour, OF_KEY).code(), 3);
    let salt = [
        "--format",
        "fastify-secure-session",
        "--param",
        "salt=nPCrVladyOtzcybs",
    ];
    assert_eq!(decrypt("secret", THEN, &salt, OF_SECRET).code(), 1);
    let key = ["--format", "fastify-secure-session", "--param", "kind=key"];
    let ended = decrypt("secret", THEN, &key, OF_SECRET);
    assert_eq!(ended.code(), 2);
    assert!(
        ended.err.contains("not 32 bytes, nor those in base64"),
        "{}",
        ended.err
    );
    // As the library's own example has its key: 32 bytes in a file.
    let bytes: Vec<u8> = (0..32).map(|it| it | 0x80).collect();
    world.file("raw", bytes);
    let encrypt = [
        "encrypt",
        "-q",
        "--format",
        "fastify-secure-session",
        "--key",
        "raw",
    ];
    let made = world
        .run(&[&encrypt[..], &["--now", THEN, SESSION.trim()]].concat())
        .ends();
    assert_eq!(made.code(), 0, "{}", made.err);
    gives(
        &decrypt("raw", THEN, &[], made.text().trim()),
        0,
        SESSION,
        "",
    );
    let third = "fastify-secure-session: there is a third part (the library ignores it)";
    let told = decrypt(
        "key",
        THEN,
        &["--format", "fastify-secure-session"],
        &format!("{OF_KEY}%3BQUFB"),
    );
    assert_eq!(told.code(), 1);
    assert!(told.err.contains("malformed: fastify-secure-session: ") || told.err.contains(third));
}
