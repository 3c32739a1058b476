//! aiohttp-session's cookies at the command line. The token is made by the library
//! (cryptography 48), at THEN and with an initialization vector of zeros; the boxes
//! are aiohttp-session's own (2.12.1).

use serde_json::Value;

use crate::known::{ADD_THE_KEY, JUDGED_THEN, THEN};
use crate::world::World;

const RAW: &str = "0123456789abcdef0123456789abcdef";
const KEY: &str = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
const PAYLOAD: &str = r#"{"created": 1700000000, "session": {"user": "alice"}}"#;
const TOKEN: &str = "gAAAAABlU_EAAAAAAAAAAAAAAAAAAAAAAHHcQ1amyncHZkhHhbAOXAAc-cjJWf1Hd1nyJetOJ03-K4cAndafjw4RI1FwFjqm4kn3NpY-v41lAoJ9nC42zq0yT0URu_xbPhdlDBLM_wY2wRSGiLMIRJgA8vUdj6T1AA==";
/// A Fernet token of `[1]`.
const LIST: &str = "gAAAAABlU_EAAAAAAAAAAAAAAAAAAAAAAEvMrgYfGPj58fOGJsg9YUwiJjbrHQn8OR92VJVofxqHy4iLUXC1HxxQpwYEzBzegg==";

const DECRYPT: [&str; 5] = ["decrypt", "--key", "key", "--now", THEN];

#[test]
fn a_session_is_decrypted_under_either_form_of_its_key_and_made_again() {
    let world = World::with_key(KEY);
    world.file("raw", format!("{RAW}\n"));
    let line = format!("Set-Cookie: AIOHTTP_SESSION=\"{TOKEN}\"; HttpOnly; Path=/");
    for key in ["key", "raw"] {
        let decrypt = ["decrypt", "--key", key, "--now", THEN];
        for cookie in [&["--format", "aiohttp-session", TOKEN][..], &[&line]] {
            world.run(&[&decrypt[..], cookie].concat()).gives(
                0,
                format!("{PAYLOAD}\n"),
                JUDGED_THEN,
            );
        }
    }
    let told = world
        .run(&["inspect", "--json", "--key", "key", "--now", THEN, &line])
        .ends();
    assert_eq!(told.json()["format"], "aiohttp-session", "{}", told.text());
    // A session is put into what the library expects, and the rest is carried as it is.
    let encrypt = [
        "encrypt",
        "--format",
        "aiohttp-session",
        "--key",
        "key",
        "--now",
        THEN,
    ];
    let inner = r#"{"user": "alice"}"#;
    for kind in ["auto", "fernet", "nacl"] {
        let kind = format!("kind={kind}");
        for payload in [PAYLOAD, inner] {
            let made = [&encrypt[..], &["--param", &kind, payload]].concat();
            let made = world.run(&made).ends().text();
            let back = ["--format", "aiohttp-session", "--param", &kind];
            world
                .run(&[&DECRYPT[..], &back, &[made.trim()]].concat())
                .gives(0, format!("{PAYLOAD}\n"), JUDGED_THEN);
        }
    }
    world.run(&[&encrypt[..], &["[1]"]].concat()).gives(
        2,
        "",
        "cookiekit: the payload of an aiohttp-session cookie is a JSON object\n\
         hint: for example: '{\"user\":\"alice\"}'\n",
    );
}

#[test]
fn a_box_is_told_by_its_format_or_by_its_name() {
    let file: Value =
        serde_json::from_str(include_str!("../data/frameworks/aiohttp-session.json")).unwrap();
    let cases = file["cases"].as_array().unwrap().iter();
    let boxes: Vec<&Value> = cases
        .filter(|it| it["params"]["kind"] == "nacl" && it["name"] == "nacl: object")
        .collect();
    assert_eq!(boxes.len(), 1);
    let world = World::with_key(boxes[0]["keys_hex"][0].as_str().unwrap());
    let cookie = boxes[0]["cookie"].as_str().unwrap();
    // Its shape is that of any base64, and its own name tells whose it is.
    let bytes: Vec<u8> = (boxes[0]["keys_hex"][0]
        .as_str()
        .unwrap()
        .as_bytes()
        .chunks(2))
    .map(|it| u8::from_str_radix(std::str::from_utf8(it).unwrap(), 16).unwrap())
    .collect();
    world.file("bytes", bytes);
    let named = format!("AIOHTTP_SESSION={cookie}");
    let decrypt = ["decrypt", "--key", "bytes", "--now", THEN, &named];
    world.run(&decrypt).gives(
        0,
        format!("{}\n", boxes[0]["payload"].as_str().unwrap()),
        JUDGED_THEN,
    );
    for (cookie, format) in [
        (&*named, Value::from("aiohttp-session")),
        (&named.replace("AIOHTTP_SESSION", "other"), Value::Null),
    ] {
        let seen = world.run(&["inspect", "--json", cookie]).ends().json();
        assert_eq!(seen["format"], format, "{seen}");
    }
    let hex = ["--format", "aiohttp-session", "--param", "key-encoding=hex"];
    world.run(&[&DECRYPT[..], &hex, &[cookie]].concat()).gives(
        0,
        format!("{}\n", boxes[0]["payload"].as_str().unwrap()),
        JUDGED_THEN,
    );
}

#[test]
fn its_age_is_that_of_the_token_and_of_the_session() {
    let world = World::with_key(KEY);
    let at = |now: u64, more: &[&str]| {
        let now = now.to_string();
        let common = ["decrypt", "--json", "--key", "key"];
        let format = ["--format", "aiohttp-session"];
        let arguments = [&common[..], &["--now", &now], &format, more, &[TOKEN]].concat();
        let ended = world.run(&arguments).ends();
        (ended.code(), ended.json()["outcome"].clone())
    };
    const MADE: u64 = 1_700_000_000;
    let hour = ["--param", "max-age=1h"];
    assert_eq!(at(MADE * 2, &[]), (0, "valid".into()));
    assert_eq!(at(MADE + 3600, &hour), (0, "valid".into()));
    assert_eq!(at(MADE + 3601, &hour), (3, "expired".into()));
    assert_eq!(at(MADE - 61, &hour), (3, "expired".into()));
}

#[test]
fn what_is_forged_or_broken_is_said() {
    let world = World::with_key(KEY);
    let decrypt = [&DECRYPT[..], &["--format", "aiohttp-session"]].concat();
    let other = TOKEN.replace("RSGiLMI", "RSGiLMJ");
    world.run(&[&decrypt[..], &[&other]].concat()).gives(
        1,
        "",
        &format!(
            "cookiekit: forged or under another key (format aiohttp-session)\nhint: {ADD_THE_KEY}\n"
        ),
    );
    for (cookie, why) in [
        (LIST, "the payload is not a JSON object"),
        (
            &format!("{TOKEN}=="),
            "the token is not canonical base64url (the server accepts it)",
        ),
        ("null", "the encrypted part is too short"),
    ] {
        world.run(&[&decrypt[..], &[cookie]].concat()).gives(
            1,
            "",
            &format!("cookiekit: malformed: aiohttp-session: {why}\n"),
        );
    }
    world.file("short", "0123456789");
    let short = [
        "decrypt",
        "--key",
        "short",
        "--format",
        "aiohttp-session",
        TOKEN,
    ];
    let ended = world.run(&short).ends();
    assert_eq!(ended.code(), 2);
    assert!(
        ended.err.contains("32 bytes, or a Fernet key"),
        "{}",
        ended.err
    );
}

#[test]
fn the_session_goes_on_in_another_framework() {
    let world = World::with_key(KEY);
    world.file("flask", "a key of Flask's");
    let reissue = [
        "reissue",
        "--format",
        "aiohttp-session",
        "--key",
        "key",
        "--to",
        "flask",
        "--to-key",
        "flask",
        "--now",
        THEN,
        TOKEN,
    ];
    let made = world.run(&reissue).ends();
    assert_eq!(made.code(), 0, "{}", made.err);
    let verify = [
        "verify",
        "--key",
        "flask",
        "--now",
        THEN,
        made.text().trim(),
    ]
    .map(str::to_owned);
    let verify: Vec<&str> = verify.iter().map(String::as_str).collect();
    world
        .run(&verify)
        .gives(0, "{\"user\": \"alice\"}\n", JUDGED_THEN);
}

#[test]
fn the_exported_code_names_the_key_and_does_not_hold_it() {
    for key in [KEY, RAW] {
        let world = World::with_key(key);
        let text = world
            .run(&["key", "export", "--for", "aiohttp-session", "--key", "key"])
            .ends()
            .text();
        let end =
            "\naiohttp_session.setup(app, EncryptedCookieStorage(Fernets(map(fernet_of, keys))))\n";
        assert!(text.ends_with(end) && !text.contains(key), "{text}");
    }
}
