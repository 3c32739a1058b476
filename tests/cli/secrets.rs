//! The canary: a marked key, cookie and payload, and every stream searched for
//! any part of them.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

use crate::world::{Ended, World};

/// The marked parts are longer than what is searched for.
const KEY: &str = "c0ffee5ec2e7c0ffee5ec2e7c0ffee5ec2e7c0ffee5ec2e7c0ffee5ec2e7ab12";
const PASSPHRASE: &str = "MARKEDPHRASE horse battery";
const PAYLOAD: &str = r#"{"user":"CANARYPAYLOAD"}"#;
const VALUE: &str = "CANARYVALUE";
/// The fewest characters that give something away.
const PART: usize = 8;

/// Every spelling of a secret's bytes in which it could get out.
fn spellings(secret: &str) -> Vec<String> {
    let bytes = secret.as_bytes();
    let hex = base16ct::lower::encode_string(bytes);
    let mut spellings = vec![secret.to_owned(), hex, format!("{bytes:?}")];
    // Base64 of a part depends on where in three bytes it begins.
    for start in 0..3 {
        spellings.push(STANDARD_NO_PAD.encode(&bytes[start..]));
        spellings.push(URL_SAFE_NO_PAD.encode(&bytes[start..]));
    }
    if let Ok(decoded) = base16ct::lower::decode_vec(secret) {
        spellings.push(STANDARD_NO_PAD.encode(&decoded));
        spellings.push(format!("{decoded:?}"));
    }
    spellings
}

/// Fails when the text holds a part of any secret, in any case.
fn nothing_of(secrets: &[&str], text: &str, what: &str) {
    let text = text.to_lowercase();
    for spelling in secrets.iter().flat_map(|secret| spellings(secret)) {
        let spelling = spelling.to_lowercase();
        let parts = (0..=spelling.len().saturating_sub(PART))
            .filter_map(|start| spelling.get(start..start + PART));
        for part in parts {
            let is_leaked = text.contains(part) && is_telling(part);
            assert!(!is_leaked, "{what}: {part} in {text}");
        }
    }
}

/// Not white space, zeros and so on, which stand everywhere.
fn is_telling(part: &str) -> bool {
    let mut characters: Vec<char> = part.chars().collect();
    characters.sort_unstable();
    characters.dedup();
    characters.len() > 3 && !PAYLOAD[..9].to_lowercase().contains(part)
}

/// A world with the marked key, a cookie of each format under it, and a wrong
/// key.
struct Marked {
    world: World,
    cookies: Vec<(&'static str, String)>,
}

impl Marked {
    fn new() -> Self {
        let world = World::with_key(KEY);
        world.file("wrong", KEY.replace('c', "d"));
        world.file("phrase", PASSPHRASE);
        world.file("short", &KEY[..31]);
        world.file("nul", format!("{KEY}\0"));
        world.file("open", KEY);
        world.set_mode("open", 0o644);
        world.file("huge", KEY.repeat(2000));
        let made = |arguments: &[&str]| {
            let more = ["--key", "key", "-q", "--now", "1000", "--name", "s"];
            let ended = world.run(&[arguments, &more].concat()).ends();
            assert_eq!(ended.code(), 0, "{}", ended.err);
            ended.text().trim_end().to_owned()
        };
        let expiry = ["--expires-in", "1h"];
        let cookies = vec![
            (
                "decrypt",
                made(&[&["encrypt", PAYLOAD], &expiry[..]].concat()),
            ),
            (
                "decrypt",
                made(&["encrypt", "--format", "plumber", PAYLOAD]),
            ),
            ("verify", made(&[&["sign", VALUE], &expiry[..]].concat())),
            (
                "verify",
                made(&[&["sign", "--format", "signed", VALUE], &expiry[..]].concat()),
            ),
        ];
        Marked { world, cookies }
    }

    /// Runs it as text, as JSON and verbosely; nothing of the secrets may be
    /// in what is printed, unless it failed not: then a result stands there.
    fn tells_nothing(&self, arguments: &[&str], stdin: &str, secrets: &[&str]) {
        for more in [&["-v"][..], &["--json"]] {
            let arguments = [more, arguments].concat();
            let ended = self
                .world
                .run(&arguments)
                .stdin(stdin)
                .env("CANARY", KEY)
                .ends();
            self.check(&ended, secrets);
        }
    }

    fn check(&self, ended: &Ended, secrets: &[&str]) {
        ended.code();
        nothing_of(secrets, &ended.err, &format!("stderr of {}", ended.what));
        if ended.code() != 0 {
            nothing_of(secrets, &ended.text(), &format!("stdout of {}", ended.what));
        }
        nothing_of(&[KEY, PASSPHRASE], &ended.text(), &ended.what);
    }
}

/// Where keys are that can and that cannot be used.
const PLACES: [&str; 13] = [
    "key",
    "wrong",
    "phrase",
    "short",
    "nul",
    "open",
    "huge",
    "absent",
    "env:CANARY",
    "env:NONE",
    "fd:77",
    "cmd:cat key; false",
    "cmd:cat huge",
];

#[test]
fn opening_tells_nothing_of_key_cookie_and_payload_when_it_fails() {
    let marked = Marked::new();
    for (command, cookie) in &marked.cookies {
        let secrets = [KEY, PASSPHRASE, VALUE, PAYLOAD, cookie];
        let broken = cookie.replacen(&cookie[20..22], "!!", 1);
        let cut = &cookie[..cookie.len() - 7];
        for place in PLACES {
            marked.tells_nothing(&[command, "--key", place], cookie, &secrets);
        }
        for text in [
            cookie.as_str(),
            &broken,
            cut,
            &format!("a={cookie}; b={cookie}"),
            &format!("{broken}; theme=dark"),
            &format!("Cookie: {broken}; {cookie}"),
            &format!("HTTP/1.1 200 OK\r\n\r\n{cookie}; a=b"),
        ] {
            for more in [
                &["--now", "2000"][..],
                &["--now", "99999"],
                &["--name", "x"],
                &["--name", "s"],
            ] {
                let arguments = [&[*command, "--key", "key"], more].concat();
                marked.tells_nothing(&arguments, text, &secrets);
                marked.tells_nothing(&[&arguments[..], &[text]].concat(), "", &secrets);
            }
        }
    }
}

#[test]
fn a_cookie_under_the_wrong_command_or_flag_is_not_repeated() {
    let marked = Marked::new();
    for (_, cookie) in &marked.cookies {
        let secrets = [KEY, VALUE, PAYLOAD, cookie];
        for arguments in [
            &["decrypt", cookie][..],
            &["verify", cookie],
            &["decrypt", "--key", "key", cookie, cookie],
            &["decrypt", "--now", cookie],
            &["decrypt", "--leeway", cookie],
            &["decrypt", "--format", cookie],
            &["decrypt", "--color", cookie],
            &["encrypt", "--key", "key", cookie],
            &["sign", "--key", "key", "--expires-at", cookie, "x"],
            &["key", "fingerprint", "--key", "key", "--expect", cookie],
            &["completions", cookie],
            &[cookie],
            &["key", cookie],
            &["decrypt", &format!("--{cookie}")],
        ] {
            marked.tells_nothing(arguments, "", &secrets);
        }
    }
}

#[test]
fn making_tells_nothing_of_key_and_payload_when_it_fails() {
    let marked = Marked::new();
    let secrets = [KEY, PASSPHRASE, PAYLOAD, VALUE];
    for place in PLACES {
        if place == "key" || place == "env:CANARY" {
            continue;
        }
        marked.tells_nothing(&["encrypt", "--key", place, PAYLOAD], "", &secrets);
        marked.tells_nothing(&["encrypt", "--key", place], PAYLOAD, &secrets);
    }
    let dated = format!("{VALUE} 1 Jan 2099");
    let large = format!("\"{}\"", VALUE.repeat(500));
    for arguments in [
        &["encrypt", "--key", "key", &PAYLOAD[..20]][..],
        &["encrypt", "--key", "key", VALUE],
        &["encrypt", "--key", "key", &large],
        &[
            "encrypt",
            "--key",
            "key",
            "--format",
            "plumber",
            "--expires-in",
            "1h",
            PAYLOAD,
        ],
        &["encrypt", "--key", "key", PAYLOAD, PAYLOAD],
        &["encrypt", "--key", "key", "--unencrypted", PAYLOAD],
        &["encrypt", "--key", "key", "--set-cookie", PAYLOAD],
        &[
            "encrypt",
            "--key",
            "key",
            "--set-cookie",
            "--name",
            PAYLOAD,
            PAYLOAD,
        ],
        &["sign", "--key", "key", VALUE],
        &["sign", "--key", "key", "--expires-in", "1h", &dated],
        &["sign", "--key", "key", "--expires-in", VALUE, "x"],
        &["sign", "--key", "key", "--expires-in", "1h", VALUE, VALUE],
        &["sign", "--key", "key", &format!("--{VALUE}")],
        &["sign", "--key", "key", &format!("--{VALUE}={VALUE}")],
        &["sign", "--key", "key", &format!("-x{VALUE}")],
    ] {
        marked.tells_nothing(arguments, "", &secrets);
    }
}

#[test]
fn looking_after_keys_tells_nothing_of_them() {
    let marked = Marked::new();
    for place in PLACES {
        for arguments in [
            &["key", "fingerprint", "--key", place][..],
            &["key", "fingerprint", "--key", place, "--expect", "00000000"],
            &["key", "list", "--key", place],
            &["key", "copy", "--key", place, "--to", "wrong"],
            &["inspect", "--key", place, &marked.cookies[0].1],
        ] {
            marked.tells_nothing(arguments, "", &[KEY, PASSPHRASE]);
        }
    }
    marked.tells_nothing(&["keygen", "--out", "key"], "", &[KEY]);
    marked.tells_nothing(&["key", "delete", "--key", "key"], "", &[KEY]);
    marked.tells_nothing(&["key", "show", "--key", "huge"], "", &[KEY]);
    marked.tells_nothing(&["key", "fingerprint", "--key", "-"], KEY, &[KEY]);
}

#[test]
fn a_command_that_prints_the_key_and_may_hold_a_secret_is_not_shown() {
    let marked = Marked::new();
    for command in [
        "cmd:TOKEN=CANARYTOKEN false",
        "cmd:TOKEN=CANARYTOKEN true",
        "cmd:TOKEN=CANARYTOKEN; cat key",
        "cmd:TOKEN=CANARYTOKEN; cat huge",
    ] {
        let secrets = ["CANARYTOKEN", KEY];
        marked.tells_nothing(&["key", "fingerprint", "--key", command], "", &secrets);
        marked.tells_nothing(
            &["decrypt", "--key", command, &marked.cookies[1].1],
            "",
            &secrets,
        );
    }
}

/// A password and a token, in databases that can and that cannot be used.
#[test]
fn tokens_and_passwords_are_told_by_nothing_that_fails() {
    const MARKED: &str = "CANARYPASSW0RD with words";
    const TOKEN: &str = "CANARYT0KENa1b2c3d4e5f6g";
    let world = World::with_alice();
    world.file("none", MARKED);
    world.execute(
        "clear.db",
        &format!(
            "CREATE TABLE users (user TEXT, password TEXT UNIQUE, token TEXT, mail TEXT);
             INSERT INTO users VALUES ('a', '{MARKED}', '{TOKEN}', ''), ('b', '{TOKEN}', '', '')"
        ),
    );
    world.set_mode("clear.db", 0o600);
    let secrets = [MARKED, TOKEN];
    for db in ["db", "none", "clear.db", "absent"] {
        for arguments in [
            &["check"][..],
            &["check", "--lines"],
            &["revoke"],
            &["revoke", "--id", TOKEN],
            &["list"],
            &["list", "--user", TOKEN],
            &["purge"],
            &[
                "issue",
                "--user",
                "alice",
                "--expires-in",
                "1m",
                "--password-stdin",
            ],
            &[
                "issue",
                "--user",
                "alice",
                "--expires-in",
                TOKEN,
                "--password-stdin",
            ],
            &["user", "passwd", "bob", "--password-stdin"],
            &["user", "add", "alice", "--password-stdin"],
            &["import", "--no-backup"],
            &["import", "--backup", "none"],
            &["check", TOKEN],
            &["issue", "--password", MARKED],
        ] {
            if db == "absent" && arguments.contains(&"add") {
                continue;
            }
            for (input, more) in [(MARKED, "-v"), (TOKEN, "--json"), (TOKEN, "-v")] {
                let arguments = [&["token"], arguments, &["--db", db, more]].concat();
                let ended = world.run(&arguments).stdin(input).ends();
                nothing_of(&secrets, &ended.err, &ended.what);
                nothing_of(&secrets, &ended.text(), &ended.what);
            }
        }
    }
    assert_eq!(world.holding(MARKED), ["clear.db", "none"]);
}

#[test]
fn the_search_finds_what_it_looks_for() {
    for leak in [
        "x c0ffee5ec2 y",
        "x C0FFEE5EC2E7 y",
        "6330666665653565",
        &STANDARD_NO_PAD.encode(KEY),
    ] {
        let found = std::panic::catch_unwind(|| nothing_of(&[KEY], leak, "the test"));
        assert!(found.is_err(), "{leak}");
    }
    nothing_of(&[KEY], "cookiekit: there is no key file at key", "the test");
}
