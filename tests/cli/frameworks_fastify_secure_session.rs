//! @fastify/secure-session at the command line. The cookies are the library's (8.4.0),
//! made at THEN.

use crate::known::{ADD_THE_KEY, JUDGED_THEN, THEN, add_the_key_or};
use crate::world::World;

/// The key `A` of the vectors.
const KEY_HEX: &str = "83e80b0c029d496d6e74fe1ad1113100ef8c65e59f331ca547a6bed72af6df38";
const KEY_BASE64: &str = "g+gLDAKdSW1udP4a0RExAO+MZeWfMxylR6a+1yr23zg=";
const WIRE: &str = "LZ4nSdwjCc2u82XOqicZAE0fO%2FzPDf5fZs9stRQBl5gGabjYfPpUoGmwtcaJFIYr%2BDRBn%2BfjIksl%3BrgSyoxE3BGHsusBc8F%2FHqvmuv9cL5BAS";
const PAYLOAD: &str = r#"{"user":"alice","n":42}"#;
/// Under the option secret, and the library's own salt.
const OF_SECRET: &str = "JbzWT6lYOxB%2FRONPb2LX4faHRBhIs4TXgi9fj%2B%2FgTnrYD8cp4U3w3PbpqlwScQ7eQ6c409sNw8ZD%3BEkZ2vHtTKMmh6VcUJMC7bB%2BKHMe7oP3m";
const SECRET: &str = "complex_password_at_least_32_characters_long";

const DECRYPT: [&str; 5] = ["decrypt", "--key", "key", "--now", THEN];
const PINNED: [&str; 2] = ["--format", "fastify-secure-session"];

fn raw_key() -> Vec<u8> {
    let digits = KEY_HEX.as_bytes().chunks(2);
    digits
        .map(|it| u8::from_str_radix(std::str::from_utf8(it).unwrap(), 16).unwrap())
        .collect()
}

#[test]
fn a_session_is_decrypted_by_each_form_of_the_key_and_made_again() {
    let mut ends_a_line = raw_key();
    ends_a_line[31] = b'\n';
    let world = World::with_key(ends_a_line);
    let encrypt = ["encrypt", "--key", "key", PINNED[0], PINNED[1], PAYLOAD];
    assert_eq!(world.run(&encrypt).ends().code(), 0);
    for key in [
        raw_key(),
        KEY_BASE64.as_bytes().to_vec(),
        format!("{KEY_BASE64}\n").into_bytes(),
    ] {
        let world = World::with_key(key);
        for cookie in [
            &[WIRE][..],
            &[PINNED[0], PINNED[1], WIRE],
            &[&format!("Set-Cookie: session={WIRE}; Path=/; HttpOnly")],
        ] {
            world.run(&[&DECRYPT[..], cookie].concat()).gives(
                0,
                format!("{PAYLOAD}\n"),
                JUDGED_THEN,
            );
        }
        let encrypt = ["encrypt", "--key", "key", "--now", THEN];
        let made = world
            .run(&[&encrypt[..], &PINNED, &[PAYLOAD]].concat())
            .ends()
            .text();
        world.run(&[&DECRYPT[..], &[made.trim()]].concat()).gives(
            0,
            format!("{PAYLOAD}\n"),
            JUDGED_THEN,
        );
    }
}

#[test]
fn a_key_in_hex_is_said_to_be_one() {
    let world = World::with_key(KEY_HEX);
    let hex = [&PINNED[..], &["--param", "key-encoding=hex", WIRE]].concat();
    world
        .run(&[&DECRYPT[..], &hex].concat())
        .gives(0, format!("{PAYLOAD}\n"), JUDGED_THEN);
}

#[test]
fn a_key_is_made_of_the_option_secret() {
    let world = World::with_key(format!("{SECRET}\n"));
    let of_secret = [&PINNED[..], &["--param", "kind=secret", OF_SECRET]].concat();
    world
        .run(&[&DECRYPT[..], &of_secret].concat())
        .gives(0, format!("{PAYLOAD}\n"), JUDGED_THEN);
    let other = ["--param", "salt=sbycztOydalVrCPn", OF_SECRET];
    world.run(&[&DECRYPT[..], &PINNED, &other].concat()).gives(
        1,
        "",
        &format!(
            "cookiekit: forged or under another key (format fastify-secure-session)\n\
                 hint: {ADD_THE_KEY}\n"
        ),
    );
    let short = ["--param", "salt=short", OF_SECRET];
    let told = world.run(&[&DECRYPT[..], &PINNED, &short].concat()).ends();
    assert_eq!(told.code(), 2, "{}", told.err);
}

/// Argon2id takes 256 MiB: nothing is known of a cookie whose key could not be made.
#[test]
fn a_cookie_is_not_forged_where_the_memory_to_make_the_key_is_missing() {
    let world = World::with_key(SECRET);
    world.file("other", "no key of it, and long enough to be one");
    world.file("short", KEY_BASE64);
    world.file("words", format!("a\n{SECRET}\n{}", "x".repeat(40)));
    world.file("cookie", OF_SECRET);
    let short = |command: &str| {
        let script = format!("ulimit -v 150000; cookiekit {command} < cookie");
        let ended = world.shell(&script).ends();
        (ended.code(), ended.text(), ended.err)
    };
    let told = "the key could not be made of its text: Argon2id takes 256 MiB of memory, and the \
                system does not give it";
    let hint =
        "hint: raise the memory limit (ulimit -v, MemoryMax) or free some memory, then try again\n";
    for command in [
        "decrypt --key key -q",
        "decrypt --key key -q --format fastify-secure-session",
        "inspect --key key -q",
        "reissue --key key -q",
        "encrypt --key key -q --format fastify-secure-session '{}'",
    ] {
        let (code, out, err) = short(command);
        let expected = format!("cookiekit: {told}\n{hint}");
        assert_eq!((code, &*out, err), (2, "", expected), "{command}");
    }
    // Beside one that was tried.
    let (code, out, err) = short("decrypt --key short --key key -q");
    let expected = format!("cookiekit: no usable key opens it; one was skipped: {told}\n{hint}");
    assert_eq!((code, &*out, err), (2, "", expected));
    let (code, out, _) = short("decrypt --key key -q --lines");
    assert!(out.contains("\"exit\":2,\"outcome\":\"untried\""), "{out}");
    assert!(out.contains(told), "{out}");
    assert_eq!(code, 2);
    for command in ["--try-weak", "--words words", "--key key"] {
        let (code, out, err) = short(&format!("inspect --json {command}"));
        assert_eq!(code, 2, "{command}: {out} {err}");
        let document: serde_json::Value = serde_json::from_str(&out).unwrap();
        let error = document["error"].as_str().unwrap();
        assert_eq!(error, told, "{command}");
    }
    // What needs no such key is opened there.
    world.file("cookie", WIRE);
    let (code, out, err) = short(&format!("decrypt --key short -q --now {THEN}"));
    assert_eq!((code, out, &*err), (0, format!("{PAYLOAD}\n"), ""));
}

/// A word of 32 bytes or more costs Argon2id: only the first are tried.
#[test]
fn few_words_whose_keys_take_long_are_tried_and_which_is_told() {
    let world = World::new();
    world.file("cookie", OF_SECRET);
    let words: String = (0..70).map(|it| format!("w{it}\n{it:040}\n")).collect();
    world.file("words", words);
    // Without the memory none of them takes its time.
    let script = "ulimit -v 150000; cookiekit inspect --json --words words < cookie";
    let ended = world.shell(script).ends();
    assert_eq!(ended.code(), 2, "{}", ended.text());
    assert!(
        ended.err.ends_with(
            "warning: of the words whose keys take long to make the first 64 were tried, up to line \
             128: 6 more were not, which another list may begin with\n"
        ),
        "{}",
        ended.err
    );
    assert_eq!(ended.json()["words"]["tried"], 134);
    // With it the first that opens is found.
    world.file("words", format!("a\n\n{SECRET}\n"));
    let ended = world
        .shell("cookiekit inspect --json --words words < cookie")
        .ends();
    assert_eq!(ended.code(), 1, "{}", ended.err);
    let weak = ended.json()["weak_key"].clone();
    assert_eq!(weak, "on line 3 of words (sed -n 3p words)");
}

#[test]
fn it_is_over_at_its_last_second() {
    let world = World::with_key(KEY_BASE64);
    let at = |now: u64, more: &[&str]| {
        let now = now.to_string();
        let common = ["decrypt", "--json", "--key", "key", "--now", &now];
        let ended = world
            .run(&[&common[..], &PINNED, more, &[WIRE]].concat())
            .ends();
        (ended.code(), ended.json()["outcome"].clone())
    };
    const MADE: u64 = 1_700_000_000;
    assert_eq!(at(MADE + 86_400, &[]), (0, "valid".into()));
    assert_eq!(at(MADE + 86_401, &[]), (3, "expired".into()));
    assert_eq!(at(MADE - 1000, &[]), (0, "valid".into()));
    let minute = ["--param", "expiry=60"];
    assert_eq!(at(MADE + 59, &minute), (0, "valid".into()));
    assert_eq!(at(MADE + 60, &minute), (3, "expired".into()));
}

#[test]
fn what_is_forged_or_broken_is_said() {
    let world = World::with_key(KEY_BASE64);
    let decrypt = [&DECRYPT[..], &PINNED].concat();
    let other = WIRE.replace("LZ4nSd", "LZ4nSe");
    world.run(&[&decrypt[..], &[&other]].concat()).gives(
        1,
        "",
        &format!(
            "cookiekit: forged or under another key (format fastify-secure-session)\n\
             hint: {}\n",
            add_the_key_or("fastify-secure-session", &["salt"])
        ),
    );
    // What is wrong is wrong with what is decoded.
    let spelling = "the nonce is not 24 bytes of canonical base64 (the library accepts other \
                    spellings)";
    for (cookie, why) in [
        (format!("{WIRE}%3D"), spelling),
        (WIRE[..WIRE.len() - 1].to_owned(), spelling),
        (
            WIRE.replace("%3B", "%2C"),
            "it does not have two parts separated by a semicolon",
        ),
    ] {
        let told = format!("cookiekit: malformed: fastify-secure-session: {why}\n");
        let decrypt = [&decrypt[..], &[&cookie]].concat();
        world.run(&decrypt).gives(1, "", &told);
    }
    let encrypt = ["encrypt", "--key", "key"];
    for (payload, more) in [("[1]", &[][..]), ("{}", &["--expires-in", "1h"])] {
        let ended = world
            .run(&[&encrypt[..], &PINNED, more, &[payload]].concat())
            .ends();
        assert_eq!(ended.code(), 2, "{}", ended.err);
    }
}

#[test]
fn many_are_decrypted() {
    let world = World::with_key(KEY_BASE64);
    let lines = format!("{WIRE}\nSet-Cookie: session={WIRE}; Path=/\n{WIRE}x\n");
    let ended = world
        .run(&["decrypt", "--lines", "--quiet", "--key", "key"])
        .args(&["--now", THEN])
        .stdin(&lines)
        .ends();
    let outcomes: Vec<String> = ended
        .text()
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|record| format!("{} {}", record["outcome"], record["format"]))
        .collect();
    let valid = "\"valid\" \"fastify-secure-session\"";
    assert_eq!([&*outcomes[0], &outcomes[1]], [valid; 2]);
    assert!(outcomes[2].starts_with("\"malformed\""), "{outcomes:?}");
}

/// As the library made them with the key of the bytes 0 to 31 and `signed: true`: alone,
/// and where the application gave @fastify/cookie a secret of its own.
#[test]
fn a_signed_session_is_read_and_its_signature_is_looked_at() {
    const SIGNED: &str = "QvThFrXvEtVryUE1%2BatwJaSBU43ae7hit5O%2FnngoElPDbQDRHZI4q%2BMK6MFqtqxa\
        FSc%3D%3BkyfPs8%2FoUmdm9qBN4k3LOkLE4Q4TQJUz.NfBumWIW%2BoATTj2dqjEDZ6BBTdrWP0W0%2F3wfGzn0iHI";
    const OF_ITS_OWN: &str = "fZY1N5qYlfePP3zDhTn2OKO5hdtK3mOlJ569d4%2BilOWSwqJedUTeSh39isE6AFs\
        YKCo%3D%3Bk4%2BLNJehjjthQB1EysXkFXvxzsem6yYv.8LUcd3GPHpGaqNRSgsPwDOTo%2BblmHbgxeiegd%2B%2F%2Bvkg";
    let world = World::with_key((0..32).collect::<Vec<u8>>());
    world.file("other", [7; 32]);
    let decrypt = |key: &str, cookie: &str| {
        let decrypt = [
            "decrypt",
            "-q",
            "--key",
            key,
            "--now",
            "2026-11-28T17:10:00Z",
        ];
        world.run(&[&decrypt[..], &[cookie]].concat()).ends()
    };
    let opened = decrypt("key", SIGNED);
    assert_eq!(opened.text(), "{\"user\":\"alice\"}\n", "{}", opened.err);
    // The last character but one is all of it that may be changed.
    let changed = SIGNED.replace("iHI", "iII");
    for cookie in [OF_ITS_OWN, &changed] {
        let ended = decrypt("key", cookie);
        assert_eq!(ended.code(), 1);
        let why = "the session in it is genuine, and the signature around it is not of this key";
        assert!(ended.err.contains(why), "{}", ended.err);
    }
    for cookie in [SIGNED, OF_ITS_OWN, &changed] {
        let ended = decrypt("other", cookie);
        assert_eq!(ended.code(), 1);
        assert!(
            ended.err.contains("forged or under another key"),
            "{}",
            ended.err
        );
    }
    let told = world.run(&["inspect", SIGNED]).ends().text();
    assert!(
        told.contains("signed besides, by @fastify/cookie"),
        "{told}"
    );
}

/// In a header a server reads the cookie up to a semicolon, which stands in the middle
/// of this one once it is decoded.
#[test]
fn a_semicolon_that_was_decoded_is_told() {
    let world = World::with_key(crate::known::KEY);
    world.file(
        "secret",
        cookiekit::encoding::base64(&cookiekit::crypto::sha256(&[b"a key"])),
    );
    let encrypt = [
        "encrypt",
        "-q",
        "--format",
        "fastify-secure-session",
        "--key",
        "secret",
        "--name",
        "session",
        "--now",
        THEN,
        "{\"a\":1}",
    ];
    let sent = world.run(&encrypt).ends().text();
    let sent = sent.trim_end();
    let mut decoded = sent.to_owned();
    for (escape, letter) in [("%3B", ";"), ("%3D", "="), ("%2B", "+"), ("%2F", "/")] {
        decoded = decoded.replace(escape, letter);
    }
    let inspect = [
        "inspect", "--json", "--key", "secret", "--now", THEN, "--name", "session",
    ];
    for (header, is_decoded) in [
        (format!("session={decoded}"), true),
        (format!("Cookie: theme=dark; session={decoded}; a=1"), true),
        (
            format!("Cookie: session={}", decoded.replace(';', "; ")),
            true,
        ),
        (format!("session={sent}"), false),
    ] {
        let ended = world.run(&inspect).stdin(&header).ends();
        assert_eq!(ended.code(), 0, "{header}: {}", ended.err);
        let told = ended.json();
        assert_eq!(told["format"], "fastify-secure-session", "{told}");
        let remarks = told["remarks"].as_array().unwrap();
        let is_told = remarks.iter().any(|it| it["id"] == "semicolon-decoded");
        assert_eq!(is_told, is_decoded, "{header}: {told}");
    }
    // What only stands behind a semicolon is no half of a cookie.
    let cut = format!("Cookie: session={}; {}", "x".repeat(40), "y".repeat(32));
    let ended = world.run(&inspect).stdin(&cut).ends();
    assert!(
        !ended.text().contains("semicolon-decoded"),
        "{}",
        ended.text()
    );
}

/// What may be a key of 32 bytes may be a text of as many: both are tried.
#[test]
#[ignore = "needs minutes: tests/run"]
fn a_secret_of_32_bytes_is_found() {
    let world = World::with_key("dev-secret-0123456789abcdef01234");
    let encrypt = [
        "encrypt",
        "-q",
        "--key",
        "key",
        "--format",
        "fastify-secure-session",
        "--param",
        "kind=secret",
        "--now",
        THEN,
        "{}",
    ];
    let cookie = world.run(&encrypt).ends().text();
    let inspect = ["inspect", "--json", "--key", "key", "--now", THEN];
    let told = world.run(&inspect).stdin(cookie).ends().json();
    assert_eq!(told["reason"], "other-parameter", "{told}");
    let verdict = told["verdict"].as_str().unwrap();
    assert!(verdict.ends_with("valid with kind=secret"), "{verdict}");
}
