//! Cookies of gorilla/securecookie and gorilla/sessions, at the command line. They
//! are the library's own (securecookie 1.1.2, sessions 1.3.0).

use std::fs;

use crate::world::{Ended, World};

const HASH: &str = "440bde50326eb2366611d544a0bb6b6809b5949d8f41edacb485752be503ff01";
const BLOCK: &str = "377a9a66e0b5ca04b8311703961b0ec87a7f6f43a194ea9ad69655789ab329b0";
/// Under both keys: `{"n":42,"user":"alice"}`.
const ENCRYPTED: &str = "session-name=MTcwMDAwMDAwMHxNMUxrOFpHYlFyNkxqQ3hxbHJGek9McXk2MU45amN4cU55\
                         b0lSQ1hsZjZNQm5HMjdTdHRqaFE9PXw-BzVpXyA7Am0WrR9oNk-A9L03TCKKPwm6QP1pBvjXnw==";
/// Under the hash key alone: `{}`.
const SIGNED: &str =
    "session-name=MTcwMDAwMDAwMHxlMzBLfAqxkJluGu7XSmHNbdAfyqcNBOZ3YXwdGFCjSFwfOwxS";
/// A map that gob wrote, under the hash key alone.
const GOB: &str = "session-name=MTcwMDAwMDAwMHxEdi1CQkFFQ180SUFBUkFCRUFBQUlfLUNBQUVHYzNSeWFXNW5EQVlB\
                   QkhWelpYSUdjM1J5YVc1bkRBY0FCV0ZzYVdObHz06hBZ7gMK75CIivZhBtshtnw_iGZK9MbWIidANvyWjA==";
const USER: &str = "{\"n\":42,\"user\":\"alice\"}\n";
const NOW: [&str; 3] = ["--quiet", "--now", "1700000600"];

const FORGED: &str = "cookiekit: forged or under another key (format gorilla)\n\
     hint: gorilla cookies are bound to their cookie's name, and one was given: try --name OTHER; \
     or add the right --key\n";
const FORGED_UNNAMED: &str = "cookiekit: forged or under another key (format gorilla)\n\
     hint: gorilla cookies are bound to their cookie's name, and none was given: add --name NAME; \
     or add the right --key\n";
const UNREADABLE: &str = "cookiekit: malformed: gorilla: the MAC is right, and what it holds cannot \
     be read: another block key, or another --param serializer\n";

const NO_BLOCK_KEY: &str = "cookiekit: malformed: gorilla: the MAC is right, and what it holds cannot \
     be read: the key that was given has no block key, and the application may encrypt with one (or it \
     has another --param serializer)\n";

/// The pair, the hash key alone, the hash key with another block key, and another
/// pair.
fn world() -> World {
    let world = World::new();
    let pair = |hash: &str, block: &str| {
        format!("{{\"hash\":\"hex:{hash}\",\"block\":\"hex:{block}\"}}\n")
    };
    world.file("pair", pair(HASH, BLOCK));
    world.file("hash", format!("{{\"hash\":\"hex:{HASH}\"}}"));
    world.file("half", pair(HASH, &BLOCK.replace('a', "b")));
    world.file("other", pair(BLOCK, HASH));
    world
}

fn run(world: &World, command: &[&str], keys: &[&str], cookie: &str) -> Ended {
    let keys = keys.iter().flat_map(|key| ["--key", key]);
    let arguments: Vec<&str> = command.iter().copied().chain(keys).collect();
    world.run(&arguments).args(&NOW).args(&[cookie]).ends()
}

fn gives(ended: &Ended, code: i32, out: &str, err: &str) {
    assert_eq!(
        (ended.code(), &*ended.text(), &*ended.err),
        (code, out, err)
    );
}

#[test]
fn a_pair_of_keys_opens_what_it_made() {
    let world = world();
    for format in [&["decrypt"][..], &["decrypt", "--format", "gorilla"]] {
        gives(&run(&world, format, &["pair"], ENCRYPTED), 0, USER, "");
    }
    gives(&run(&world, &["verify"], &["hash"], SIGNED), 0, "{}\n", "");
    gives(
        &run(&world, &["decrypt"], &["other"], ENCRYPTED),
        1,
        "",
        FORGED,
    );
    let renamed = ENCRYPTED.replace("session-name", "session-names");
    gives(
        &run(&world, &["decrypt"], &["pair"], &renamed),
        1,
        "",
        FORGED,
    );
    // What a key hides is the key's matter.
    gives(
        &run(&world, &["verify"], &["pair"], ENCRYPTED),
        1,
        "",
        "cookiekit: this is a gorilla cookie, which is encrypted\n\
         hint: use decrypt, with the same cookie and key\n",
    );
    gives(
        &run(&world, &["decrypt"], &["hash"], SIGNED),
        1,
        "",
        "cookiekit: this is a gorilla cookie, which is signed and not encrypted\n\
         hint: use verify, with the same cookie and key\n",
    );
}

/// The MAC says nothing of the block key, so that another pair is tried.
#[test]
fn another_block_key_is_no_forgery_and_the_next_pair_is_tried() {
    let world = world();
    for keys in [&["half"][..], &["half", "other"], &["other", "half"]] {
        gives(
            &run(&world, &["decrypt"], keys, ENCRYPTED),
            1,
            "",
            UNREADABLE,
        );
    }
    gives(
        &run(&world, &["decrypt"], &["hash"], ENCRYPTED),
        1,
        "",
        NO_BLOCK_KEY,
    );
    let keys = ["half", "other", "pair"];
    gives(&run(&world, &["decrypt"], &keys, ENCRYPTED), 0, USER, "");
    let lines = ["decrypt", "--lines", "--key", "half", "--key", "pair"];
    let ended = world
        .run(&lines)
        .args(&NOW)
        .stdin(format!("{ENCRYPTED}\n"))
        .ends();
    assert_eq!(
        (ended.code(), &ended.json()["outcome"]),
        (0, &"valid".into())
    );
    let told = run(&world, &["inspect", "--json"], &["half"], ENCRYPTED).json();
    assert_eq!(
        (&told["outcome"], &told["exit"]),
        (&"malformed".into(), &1.into())
    );
}

/// The key that is not there may be the one that opens it.
#[test]
fn another_block_key_settles_nothing_while_a_key_is_not_there() {
    let world = world();
    let keys = ["half", "none"];
    let alone = run(&world, &["decrypt", "--json"], &keys, ENCRYPTED);
    assert_eq!((alone.code(), alone.json().get("outcome")), (4, None));
    let lines = ["decrypt", "--lines", "--key", "half", "--key", "none"];
    let ended = world
        .run(&lines)
        .args(&NOW)
        .stdin(format!("{ENCRYPTED}\n"))
        .ends();
    let told = ended.json();
    assert_eq!((ended.code(), &told["outcome"]), (4, &"untried".into()));
    assert_eq!(told["error"], alone.json()["error"]);
}

#[test]
fn it_is_as_old_as_the_reader_lets_it_be() {
    let world = world();
    let at = |now: &str, age: &[&str]| {
        let decrypt = ["decrypt", "-q", "--format", "gorilla", "--key", "pair"];
        let run = world.run(&decrypt).args(&["--now", now, ENCRYPTED]);
        run.args(age).ends().code()
    };
    let [hour, no_limit, none] = ["3600", "0", "none"].map(|age| format!("max-age={age}"));
    let [hour, no_limit, none] = [&hour, &no_limit, &none].map(|it| ["--param", it]);
    assert_eq!([at("1702592000", &[]), at("1702592001", &[])], [0, 3]);
    assert_eq!([at("1700003600", &hour), at("1700003601", &hour)], [0, 3]);
    assert_eq!(
        [at("2700000000", &no_limit), at("2700000000", &none)],
        [0, 0]
    );
    let decrypt = ["decrypt", "--format", "gorilla", "--key", "pair"];
    let wrong = ["--param", "max-age=soon", ENCRYPTED];
    world.run(&decrypt).args(&wrong).gives(
        2,
        "",
        "cookiekit: the parameter max-age of gorilla does not take that value\n\
         hint: it takes seconds, a duration such as 8h, or none\n",
    );
}

#[test]
fn what_is_broken_is_said_and_no_key_is_asked() {
    let world = world();
    let (name, value) = SIGNED.split_once('=').unwrap();
    for (value, what) in [
        (
            format!("{value}=="),
            "it is not canonical base64url with padding",
        ),
        // Go never decodes percent signs, and takes double quotes off alone.
        (
            value.replace('M', "%4D"),
            "it is not canonical base64url with padding",
        ),
        (
            format!("'{value}'"),
            "it is not canonical base64url with padding",
        ),
        (
            value[..44].to_owned(),
            "the MAC does not have the bytes of its digest",
        ),
        (
            value.repeat(100),
            "it has more characters than the library reads",
        ),
        (
            "MTcwMDAwMDAwMHw=".to_owned(),
            "it does not have three parts",
        ),
    ] {
        let cookie = format!("{name}={value}");
        let ended = run(
            &world,
            &["verify", "--format", "gorilla"],
            &["hash"],
            &cookie,
        );
        assert_eq!((ended.code(), &*ended.text()), (1, ""), "{value}");
        let start = format!("cookiekit: malformed: gorilla: {what}");
        assert!(ended.err.starts_with(&start), "{value}: {}", ended.err);
    }
}

#[test]
fn what_is_made_opens_again() {
    let world = world();
    for (command, key, back) in [("encrypt", "pair", "decrypt"), ("sign", "hash", "verify")] {
        let make = [command, "--format", "gorilla", "--key", key, "--name", "s"];
        let made = world.run(&make).args(&["{\"a\":1}"]).ends();
        assert_eq!((made.code(), &*made.err), (0, ""), "{command}");
        let cookie = format!("s={}", made.text().trim());
        world
            .run(&[back, "--key", key, &cookie])
            .gives(0, "{\"a\":1}\n", "");
        // Any bytes, where the application stores bytes.
        let nop = ["--format", "gorilla", "--param", "serializer=nop"];
        let made = world.run(&make).args(&nop[2..]).args(&["a|\u{e9}"]).ends();
        let cookie = format!("s={}", made.text().trim());
        let open = [back, "--key", key, &cookie];
        world.run(&open).args(&nop).gives(0, "a|\u{e9}\n", "");
        world.run(&open).gives(1, "", UNREADABLE);
    }
    world
        .run(&[
            "encrypt", "--format", "gorilla", "--key", "hash", "--name", "s", "{}",
        ])
        .gives(
            2,
            "",
            "cookiekit: under this key a gorilla cookie is signed and not encrypted\n\
             hint: use sign, or a key that encrypts as well\n",
        );
    let make = ["encrypt", "--format", "gorilla", "--key", "pair"];
    world.run(&make).args(&["{}"]).gives(
        2,
        "",
        "cookiekit: a gorilla cookie is bound to its name, and no name was given\n\
         hint: add --name session-name, or the name that the application uses\n",
    );
    let long = format!("\"{}\"", "x".repeat(2400));
    let ended = world.run(&make).args(&["--name", "s", &long]).ends();
    assert_eq!((ended.code(), &*ended.text()), (2, ""));
    assert!(
        ended.err.contains("neither makes nor reads one above 4096"),
        "{}",
        ended.err
    );
    let ended = world
        .run(&make)
        .args(&["--name", "s", "--expires-in", "1h", "{}"])
        .ends();
    assert_eq!((ended.code(), &*ended.text()), (2, ""));
    assert!(
        ended.err.contains("cannot carry an expiry"),
        "{}",
        ended.err
    );
}

#[test]
fn a_session_of_gob_is_carried_as_it_is() {
    let world = world();
    let told = run(&world, &["verify", "--json"], &["hash"], GOB).json();
    assert_eq!(told["outcome"], "valid", "{told:#}");
    let again = |cookie: &str, keys: &[&str]| {
        let ended = run(&world, &["reissue"], keys, cookie);
        assert_eq!(ended.code(), 0, "{}", ended.err);
        format!("session-name={}", ended.text().trim())
    };
    // Under another pair, which encrypts, and back again: to the second of its
    // date it is the same.
    let made = again(GOB, &["pair", "hash"]);
    let other = again(&made, &["other", "pair"]);
    gives(&run(&world, &["decrypt"], &["pair"], &other), 1, "", FORGED);
    assert_eq!(again(&other, &["hash", "other"]), GOB);
    let make = [
        "sign", "--format", "gorilla", "--key", "hash", "--name", "s",
    ];
    world
        .run(&make)
        .args(&["--param", "serializer=gob", "{}"])
        .gives(
            2,
            "",
            "cookiekit: the payload is not gob, which is Go's own and is not made here\n\
         hint: an application that stores JSON: --param serializer=json\n",
        );
}

#[test]
fn a_pair_is_made_kept_and_rotated_as_one_key() {
    let world = World::new();
    let keygen = ["keygen", "--quiet", "--for", "gorilla", "--out", "key"];
    assert_eq!(world.run(&keygen).ends().code(), 0);
    let fingerprint = world.run(&["key", "fingerprint", "--key", "key"]).ends();
    assert_eq!((fingerprint.code(), &*fingerprint.err), (0, ""));
    let make = [
        "encrypt", "--format", "gorilla", "--key", "key", "--name", "s",
    ];
    let made = world.run(&make).args(&["{}"]).ends().text();
    let cookie = format!("s={}", made.trim());
    for step in ["stage", "promote"] {
        let ended = world
            .run(&["rotate", step, "--key", "key", "--quiet"])
            .ends();
        assert_eq!(ended.code(), 0, "{step}: {}", ended.err);
    }
    let new = fs::read_to_string(world.path("key")).unwrap();
    assert!(new.starts_with("{\"hash\":\"hex:") && new.contains("\"block\":\"hex:"));
    // The retired pair still opens.
    world
        .run(&["decrypt", "--quiet", "--key", "key", &cookie])
        .gives(0, "{}\n", "");
}

#[test]
fn a_key_that_is_no_pair_is_said_to_be_none() {
    let world = World::new();
    for (key, why) in [
        (
            "{\"hash\":\"hex:zz\"}",
            "a key of the pair is not of the encoding that it names",
        ),
        (
            "{\"hash\":\"x\",\"block\":\"hex:00\"}",
            "the block key does not have 16, 24 or 32 bytes",
        ),
        (
            "{\"hash\":\"\"}",
            "the hash key is empty: anyone can make a cookie",
        ),
    ] {
        world.file("key", key);
        let verify = ["verify", "--format", "gorilla", "--key", "key", SIGNED];
        let ended = world.run(&verify).ends();
        assert_eq!(
            (ended.code(), &*ended.text()),
            (2, ""),
            "{key}: {}",
            ended.err
        );
        let start = format!("cookiekit: the key from key does not fit: {why}");
        assert!(ended.err.starts_with(&start), "{key}: {}", ended.err);
    }
    // A text alone is a hash key, without the line end of its file.
    world.file("key", "very-secret\n");
    let sign = [
        "sign", "--format", "gorilla", "--key", "key", "--name", "s", "{}",
    ];
    let made = world.run(&sign).ends().text();
    world.file("pair", "{\"hash\":\"very-secret\"}");
    let cookie = format!("s={}", made.trim());
    world
        .run(&["verify", "--key", "pair", &cookie])
        .gives(0, "{}\n", "");
}

#[test]
fn the_code_for_the_application_reads_the_pair_and_holds_none() {
    let world = world();
    let export = |key: &str| world.run(&["key", "export", "--for", "gorilla", "--key", key]);
    let path = world.path("pair").display().to_string();
    let code = export("pair").ends();
    assert_eq!((code.code(), &*code.err), (0, ""));
    let read = format!("\tfile, err := filepath.EvalSymlinks(\"{path}\")\n");
    assert!(code.text().contains(&read) && !code.text().contains(&HASH[..8]));
    let read = "\t\ttext := os.Getenv(\"SESSION_KEY\" + end)\n";
    let pair = fs::read_to_string(world.path("pair")).unwrap();
    let code = export("env:SESSION_KEY")
        .env("SESSION_KEY", pair.trim())
        .ends();
    assert!(code.text().contains(read), "{}", code.err);
    // Any text is a hash key; what begins as a pair and is none fits nothing.
    world.file("text", "very-secret");
    assert_eq!(export("text").ends().code(), 0);
    world.file("broken", "{\"hash\":");
    let refused = export("broken").ends();
    assert_eq!((refused.code(), &*refused.text()), (2, ""));
}

/// There is none that was made without a name: the empty one is no advice.
#[test]
fn a_forged_one_is_said_to_be_of_another_name_or_of_none_that_was_given() {
    let world = world();
    let (_, value) = ENCRYPTED.split_once('=').unwrap();
    for (arguments, told) in [
        (&["--key", "other", value][..], FORGED_UNNAMED),
        (&["--key", "other", "--name", "a", value], FORGED),
        (&["--key", "other", ENCRYPTED], FORGED),
    ] {
        let decrypt = [&["decrypt", "--format", "gorilla"], &NOW[1..], arguments].concat();
        let ended = world.run(&decrypt).ends();
        assert_eq!(ended.code(), 1, "{}", ended.err);
        assert!(ended.err.ends_with(told), "{}", ended.err);
    }
}

/// The MAC is right under a hash key alone, and what was encrypted is noise.
#[test]
fn a_block_key_that_is_missing_is_told() {
    let world = World::with_key(crate::known::KEY);
    let hash = format!("hex:{}", crate::known::KEY);
    let block = format!("hex:{}", &crate::known::OTHER_KEY);
    world.file(
        "pair",
        format!("{{\"hash\":\"{hash}\",\"block\":\"{block}\"}}"),
    );
    world.file("hash", format!("{{\"hash\":\"{hash}\"}}"));
    world.file(
        "other",
        format!("{{\"hash\":\"{hash}\",\"block\":\"{hash}\"}}"),
    );
    world.file("another", format!("{{\"hash\":\"{block}\"}}"));
    let encrypt = [
        "encrypt",
        "-q",
        "--format",
        "gorilla",
        "--key",
        "pair",
        "--name",
        "session-name",
        "--now",
        crate::known::THEN,
        "{\"a\":1}",
    ];
    let cookie = world.run(&encrypt).ends().text();
    let cookie = format!("session-name={}", cookie.trim_end());
    for (key, reason, says) in [
        ("hash", Some("key-block-missing"), "has no block key"),
        ("other", Some("key-block-differs"), "another block key"),
        ("another", None, "forged"),
    ] {
        let inspect = [
            "inspect",
            "--json",
            "--key",
            key,
            "--now",
            crate::known::THEN,
            &cookie,
        ];
        let ended = world.run(&inspect).ends();
        assert_eq!(ended.code(), 1, "{}", ended.err);
        let told = ended.json();
        assert_eq!(told["reason"].as_str(), reason, "{told}");
        let verdict = told["verdict"].as_str().unwrap();
        assert!(verdict.contains(says), "{verdict}");
    }
}

/// The hash key alone, in a spelling that is taken for its bytes: its mark is found, and
/// that it has no block key.
#[test]
fn a_hash_key_that_is_read_in_another_way_is_told_by_the_mac() {
    for (text, change) in [
        (HASH.to_owned(), "if the key is read as hex digits"),
        (format!("hex:{HASH}"), "if the key is read as hex digits"),
        (
            format!("{{\"hash\":\"{HASH}\"}}"),
            "if its texts are read in another way (as text, hex or base64)",
        ),
    ] {
        let world = World::new();
        world.file("alone", text);
        let told = run(&world, &["inspect", "--json"], &["alone"], ENCRYPTED).json();
        let verdict = format!(
            "malformed: gorilla: the MAC is right, and what it holds cannot be read: the key that was \
             given has no block key, and the application may encrypt with one (or it has another \
             --param serializer); that is {change}"
        );
        assert_eq!(told["verdict"], verdict.as_str(), "{told}");
        assert_eq!(told["authenticated"], false);
        // What is signed alone opens so.
        let told = run(&world, &["inspect", "--json"], &["alone"], SIGNED).json();
        assert_ne!(told["reason"], serde_json::Value::Null, "{told}");
    }
    let world = World::new();
    world.file("alone", BLOCK);
    let told = run(&world, &["inspect", "--json"], &["alone"], ENCRYPTED).json();
    assert_eq!(
        told["verdict"],
        "forged or under another key (format gorilla)"
    );
}
