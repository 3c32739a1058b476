//! Keys that anyone may have.

use std::io::Write as _;

use serde_json::{Value, json};

use super::{HEX32, JANE, JANE_NEWLINE, PLUMBER_JSON, vector};
use cookiekit::frameworks::FORMATS;

use crate::known::{KEY, PAYLOADS, PLUMBER, SEALED, THEN, WAYS};
use crate::world::World;

/// Under the key `secret`, by plumber 1.2.1.
fn of_secret() -> String {
    vector(PLUMBER_JSON, "legacy key 'secret'", "cookie")
}

#[test]
fn a_key_of_documentation_opens_it_and_anyone_can_forge_it() {
    let world = World::new();
    let cookie = of_secret();
    let ended = world.run(&["inspect", "--try-weak", &cookie]).ends();
    let text = ended.text();
    let verdict = "opens with the key `secret`, of plumber's own examples: anyone can forge it\n";
    assert!(text.starts_with(verdict), "{text}");
    assert_eq!(ended.code(), 1);
    let rate = ended.err.strip_prefix("note: tried ").unwrap();
    assert!(
        rate.starts_with("1 key that everybody knows in ") && rate.ends_with(" a second\n"),
        "{rate}"
    );
    // It is not proved what it says: anyone could have made it.
    assert!(!text.contains("1234"), "{text}");
    let document = world
        .run(&["inspect", "--json", "--try-weak", &cookie])
        .ends()
        .json();
    assert_eq!(document["reason"], "weak-key");
    assert_eq!(document["weak_key"], "`secret`, of plumber's own examples");
    assert_eq!(
        (&document["authenticated"], document.get("payload")),
        (&json!(false), None)
    );
    // Without the flag nothing is tried.
    let document = world.run(&["inspect", "--json", &cookie]).ends().json();
    assert_eq!(
        (&document["reason"], &document["exit"]),
        (&Value::Null, &json!(0))
    );
}

/// An empty file or variable: plumber hashes nothing, and that is its key.
#[test]
fn an_empty_passphrase_is_tried() {
    let world = World::new();
    // The SHA-256 of no bytes.
    let nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    world.file("key", nothing);
    let encrypt = ["encrypt", "-q", "--format", "plumber", "--key", "key", "{}"];
    let ended = world.run(&encrypt).ends();
    let cookie = ended.text().trim().to_owned();
    let ended = world.run(&["inspect", "--try-weak", &cookie]).ends();
    let text = ended.text();
    let verdict = "opens with the key an empty text: anyone can forge it\n";
    assert!(text.starts_with(verdict), "{text}");
    assert_eq!(ended.code(), 1);
    // A key of its own is not that.
    let keygen = ["keygen", "-q", "--out", "good"];
    assert_eq!(world.run(&keygen).ends().code(), 0);
    let encrypt = [
        "encrypt", "-q", "--format", "plumber", "--key", "good", "{}",
    ];
    let ended = world.run(&encrypt).ends();
    let cookie = ended.text().trim().to_owned();
    let ended = world.run(&["inspect", "--try-weak", &cookie]).ends();
    assert!(
        !ended.text().contains("anyone can forge"),
        "{}",
        ended.text()
    );
}

/// What a setting that is not set becomes, and what a tutorial has in its place.
#[test]
fn a_key_that_a_mistake_or_a_tutorial_left_opens_it() {
    for (key, what) in [
        ("undefined", "what becomes of a setting that is not set"),
        (
            "[object Object]",
            "what becomes of a setting that is not set",
        ),
        ("None", "what becomes of a setting that is not set"),
        ("${SECRET_KEY}", "what becomes of a setting that is not set"),
        ("changethis", "a placeholder of many tutorials"),
        ("please-change-me", "a placeholder of many tutorials"),
        ("your_secret_key_here", "a placeholder of many tutorials"),
        // What the audit calls a key that everybody knows.
        ("supersecret", "a word that everybody tries first"),
        ("mysecret", "a word that everybody tries first"),
        ("password", "a word that everybody tries first"),
        ("super secret key", "a word that everybody tries first"),
        ("admin", "a word that everybody tries first"),
        ("123456", "a word that everybody tries first"),
        ("changeme", "a placeholder of many tutorials"),
        ("secret_key", "a placeholder of many tutorials"),
        ("secret-key", "a placeholder of many tutorials"),
        ("test", "a placeholder of many tutorials"),
    ] {
        let world = World::with_key(key);
        let payload = "{\"user\":\"alice\"}";
        for format in ["flask", "jwt", "express"] {
            let sign = ["sign", "--format", format, "--key", "key", payload];
            let cookie = world.run(&sign).ends().text();
            let json = ["inspect", "--json", "--try-weak"];
            let document = world.run(&json).stdin(&cookie).ends().json();
            assert_eq!(
                document["weak_key"],
                format!("`{key}`, {what}"),
                "{format}: {document}"
            );
        }
    }
}

#[test]
fn a_strong_key_is_not_found_and_a_pattern_is() {
    let world = World::with_key(KEY);
    for (cookie, weak) in [(PLUMBER, true), (JANE, true), (SEALED, true)] {
        let arguments = [
            "inspect",
            "--json",
            "--now",
            THEN,
            "--name",
            "session",
            "--try-weak",
            cookie,
        ];
        let document = world.run(&arguments).ends().json();
        let expected = if weak {
            json!("a pattern of digits")
        } else {
            Value::Null
        };
        assert_eq!(document["weak_key"], expected, "{cookie}");
    }
    world
        .shell("cookiekit keygen -q --out strong > /dev/null")
        .gives(0, "", "");
    let made = world
        .shell("cookiekit encrypt -q --format plumber --key strong '{\"a\":1}'")
        .ends();
    let arguments = ["inspect", "--json", "-q", "--try-weak", "--key", "strong"];
    let ended = world.run(&arguments).stdin(made.text()).ends();
    let document = ended.json();
    assert_eq!(
        (&document["weak_key"], &document["outcome"]),
        (&Value::Null, &json!("valid"))
    );
    assert_eq!((ended.code(), ended.err.as_str()), (0, ""));
    // Genuine under the key that is given, and guessable all the same.
    let ended = world
        .run(&["inspect", "-q", "--try-weak", "--key", "key", PLUMBER])
        .ends();
    assert_eq!(ended.code(), 1);
}

#[test]
fn the_line_of_a_word_list_is_told_and_not_the_word() {
    let world = World::new();
    let mut list = String::new();
    for index in 0..20_000 {
        list += &format!("word{index}\n");
    }
    list += "secret\r\nsecret\n";
    world.file("words", &list);
    let cookie = of_secret();
    let ended = world.run(&["inspect", "--words", "words", &cookie]).ends();
    let text = ended.text();
    let verdict =
        "opens with the key on line 20001 of words (sed -n 20001p words): anyone can\nforge it\n";
    assert!(text.starts_with(verdict), "{text}");
    assert!(!text.contains("secret"), "{text}");
    assert_eq!(ended.code(), 1);
    let rate = ended.err.strip_prefix("note: tried 20,0").unwrap();
    assert!(
        rate.contains(" words in ") && rate.ends_with(" a second\n"),
        "{}",
        ended.err
    );
    let arguments = ["inspect", "--json", "--words", "words", &cookie];
    let words = world.run(&arguments).ends().json()["words"].clone();
    assert_eq!(
        (&words["list"], &words["too_long"]),
        (&json!("words"), &json!(0))
    );
    assert!(words["tried"].as_u64().unwrap() >= 20_001 && words["per_second"].is_u64());
    // From a pipe, and by process substitution.
    let script = format!("cookiekit inspect -q --words - '{cookie}' < words > out; echo $?");
    world.shell(&script).gives(0, "1\n", "");
    let script = format!("cookiekit inspect -q --words <(cat words) '{cookie}' > out; echo $?");
    world.shell(&script).gives(0, "1\n", "");
}

#[test]
fn a_word_is_tried_with_the_newline_that_a_key_file_has() {
    let world = World::new();
    world.file("words", format!("a\n{HEX32}\n"));
    for cookie in [JANE, JANE_NEWLINE] {
        let ended = world
            .run(&["inspect", "--json", "-q", "--words", "words", cookie])
            .ends();
        let weak = ended.json()["weak_key"].clone();
        assert_eq!(weak, "on line 2 of words (sed -n 2p words)");
    }
}

/// Editors and shells of Windows put it before the first word.
#[test]
fn a_word_behind_a_byte_order_mark_is_tried() {
    let world = World::new();
    world.file("key", "hunter2");
    world.set_mode("key", 0o600);
    let sign = ["sign", "--quiet", "--format", "flask", "--key", "key"];
    let cookie = world.run(&sign).args(&[r#"{"a":1}"#]).ends().text();
    world.file("words", "\u{feff}hunter2\nother\n");
    let inspect = ["inspect", "--json", "--words", "words", cookie.trim()];
    let ended = world.run(&inspect).ends();
    assert_eq!(ended.code(), 1);
    let weak = ended.json()["weak_key"].clone();
    assert_eq!(weak, "on line 1 of words (sed -n 1p words)");
}

#[test]
fn a_list_without_the_word_leaves_it_unchecked() {
    let world = World::new();
    world.file("words", "a\nb\n\n\nc");
    let ended = world
        .run(&["inspect", "--json", "--words", "words", &of_secret()])
        .ends();
    let document = ended.json();
    assert_eq!((ended.code(), &document["weak_key"]), (0, &Value::Null));
    assert_eq!(document["words"]["tried"], 3);
    assert_eq!(document["weak_keys_tried"], 3);
    let text = world
        .run(&["inspect", "--words", "words", &of_secret()])
        .ends()
        .text();
    let row = "\nweak keys   none of 3 keys that were tried opens it\n";
    assert!(text.contains(row), "{text}");
    world.file("words", "");
    let ended = world
        .run(&["inspect", "--words", "words", &of_secret()])
        .ends();
    let warning = "warning: the word list holds no word: nothing was tried\n";
    assert!(ended.err.ends_with(warning), "{}", ended.err);
    assert!(!ended.text().contains("weak keys"), "{}", ended.text());
}

#[test]
fn a_word_list_that_is_no_text_is_told_with_what_makes_one_of_it() {
    let world = World::new();
    let cookie = of_secret();
    let utf16: Vec<u8> = "secret\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    world.file("words.txt", [&b"\xff\xfe"[..], &utf16].concat());
    // Its first line has the look of bzip2 and is a word.
    world.file("words", "BZhang\nsecret\n");
    let ended = world.run(&["inspect", "--words", "words", &cookie]).ends();
    assert_eq!(ended.code(), 1, "{}", ended.err);
    world.file("words", "secret\n");
    world.shell("gzip -k words").gives(0, "", "");
    for (name, what, filter) in [
        ("words.gz", "compressed (gzip)", "gzip -dc words.gz"),
        (
            "words.txt",
            "UTF-16 text",
            "iconv -f UTF-16 -t UTF-8 words.txt",
        ),
    ] {
        let command = format!("{filter} | cookiekit inspect --words -");
        let said = format!(
            "cookiekit: the word list {name} is {what}\nhint: make a text of it: {command} COOKIE\n"
        );
        let arguments = ["inspect", "--words", name, &cookie];
        world.run(&arguments).gives(2, "", &said);
        // The command that is printed finds it.
        let ended = world.shell(&format!("{command} '{cookie}'")).ends();
        let verdict = "opens with the key on line 1 of the word list: anyone can forge it\n";
        assert!(ended.text().starts_with(verdict), "{}", ended.text());
    }
}

#[test]
fn where_no_key_could_open_anything_none_is_tried_and_that_is_said() {
    let world = World::new();
    let ended = world
        .run(&["inspect", "--try-weak", "Cookie: a=b; c=d"])
        .ends();
    let note = "note: there is nothing that a key could open: none was tried\n";
    assert_eq!((ended.code(), ended.err.as_str()), (1, note));
}

#[test]
fn several_cookies_are_tried_in_one_pass() {
    let world = World::new();
    world.file("words", "a\nsecret\nx\n");
    let other = "9LrOUtTPMyuxtCQIAd3OC/7uqdTwCa/7bDNxxl0VRA==_rlTP0n9fWBUS+Gk69pe6iAoDu7DE17vn";
    let header = format!("Cookie: a={}; b={other}; c={PLUMBER}; d=1", of_secret());
    let ended = world
        .run(&["inspect", "--json", "--words", "words", &header])
        .ends();
    let document = ended.json();
    let weak: Vec<_> = document["cookies"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["weak_key"])
        .collect();
    assert_eq!(weak[0], "on line 2 of words (sed -n 2p words)");
    assert_eq!(weak[1], "on line 3 of words (sed -n 3p words)");
    assert_eq!((weak[2], weak[3]), (&Value::Null, &Value::Null));
    assert_eq!((ended.code(), &document["words"]["tried"]), (1, &json!(3)));
}

#[test]
fn a_word_list_that_cannot_be_read_is_told() {
    let world = World::new();
    let cookie = of_secret();
    let hint = "hint: give a file with a word on each line, or - for standard input\n";
    let said = |why: &str| format!("cookiekit: could not read the word list {why}\n{hint}");
    world.run(&["inspect", "--words", "absent", &cookie]).gives(
        2,
        "",
        &said("absent: no such file or directory"),
    );
    world
        .run(&["inspect", "--words", ".", &cookie])
        .gives(2, "", &said(".: is a directory"));
    world
        .run(&["inspect", "--words", "-"])
        .stdin(&cookie)
        .gives(
            2,
            "",
            "cookiekit: standard input cannot hold both the cookie and the word list\n\
         hint: pass one of them another way: a file, fd:N, an argument\n",
        );
}

#[test]
fn a_list_of_any_size_and_form_is_read_in_little_memory() {
    let world = World::new();
    let mut file = std::fs::File::create(world.path("words")).unwrap();
    // One line of 40 MB, binary words, then the word.
    file.write_all(&vec![b'x'; 40_000_000]).unwrap();
    file.write_all(b"\n\xff\xfe\x00\n").unwrap();
    for index in 0..40_000 {
        writeln!(file, "{index:020}").unwrap();
    }
    file.write_all(b"secret").unwrap();
    let script = format!(
        "ulimit -v 120000; cookiekit inspect --words words '{}'",
        of_secret()
    );
    let ended = world.shell(&script).ends();
    assert_eq!(ended.code(), 1, "{}", ended.err);
    assert!(
        ended.text().contains("on line 40003 of words"),
        "{}",
        ended.text()
    );
    let warning = "warning: 1 line was too long for a key: it was not tried\n";
    assert!(ended.err.ends_with(warning), "{}", ended.err);
}

/// A cookie of a format under this key, where one can be made.
fn made(world: &World, format: &str, key: &str) -> Option<String> {
    let ways = WAYS.iter().flat_map(|way| PAYLOADS.map(|it| (way.0, it)));
    // Some must say when they expire, and some cannot.
    let ends: [&[&str]; 2] = [&[], &["--expires-in", "8h"]];
    let ways = ways.flat_map(|way| ends.map(|ends| (way, ends)));
    let mut made = ways.map(|((make, payload), ends)| {
        let run = world.run(&[make, "--quiet", "--format", format, "--key", key]);
        let run = run.args(&["--name", "session-name", "--now", THEN]);
        run.args(ends).stdin(payload).ends()
    });
    let made = made.find(|it| it.code() == 0)?;
    Some(made.text().trim().to_owned())
}

#[test]
fn a_word_is_found_for_every_format_with_the_key_that_it_makes_of_it() {
    let mut unpinned = 0;
    for format in FORMATS {
        let name = format.name();
        let world = World::new();
        let keygen = ["keygen", "--quiet", "--for", name, "--out", "key"];
        assert_eq!(world.run(&keygen).ends().code(), 0, "{name}");
        let key = std::fs::read_to_string(world.path("key")).unwrap();
        world.file("words", format!("a\npassword\n{}\nsecret\n", key.trim()));
        let cookie = made(&world, name, "key").unwrap_or_else(|| panic!("{name}: none is made"));
        // With the format, and as one of all that it may be of: what a key opens so, a
        // word opens.
        let inspect = ["inspect", "--json", "-q", "--key", "key", "--now", THEN];
        let opened = world
            .run(&inspect)
            .args(&["--name", "session-name"])
            .stdin(&cookie)
            .ends()
            .json();
        let is_opened = opened["authenticated"] == true;
        unpinned += usize::from(is_opened);
        let pins: &[&[&str]] = match is_opened {
            true => &[&["--format", name], &[]],
            false => &[&["--format", name]],
        };
        for pinned in pins {
            let inspect = ["inspect", "--json", "-q", "--words", "words", "--now", THEN];
            let ended = world
                .run(&[&inspect[..], *pinned].concat())
                .args(&["--name", "session-name"])
                .stdin(&cookie)
                .ends();
            let document = ended.json();
            let weak = &document["weak_key"];
            assert_eq!(
                weak, "on line 3 of words (sed -n 3p words)",
                "{pinned:?} {document:#}"
            );
            assert_eq!(ended.code(), 1, "{name}");
        }
    }
    assert!(unpinned > 35, "{unpinned}");
}

#[test]
fn the_keys_of_every_documentation_are_found_and_the_audit_knows_them() {
    let mut found = 0;
    for format in FORMATS {
        for key in format.facts().framework.known_keys {
            let text = key
                .text()
                .unwrap_or_else(|| panic!("{}: no text", key.what));
            let world = World::with_key(&text);
            world.file("session.key", &text);
            let audit = world.run(&["audit", "--json", "session.key"]).ends();
            let told = audit.text();
            assert!(
                told.contains("is a key that everybody knows"),
                "{}: {told}",
                key.what
            );
            // Some are none of the format: another of the framework takes them.
            let Some(cookie) = made(&world, format.name(), "key") else {
                continue;
            };
            let arguments = [
                "inspect",
                "--json",
                "-q",
                "--try-weak",
                "--format",
                format.name(),
            ];
            let ended = world
                .run(&arguments)
                .args(&["--name", "session-name", "--now", THEN])
                .stdin(&cookie)
                .ends();
            let document = ended.json();
            assert_eq!(
                document["weak_key"],
                key.what,
                "{}: {document:#}",
                format.name()
            );
            found += 1;
        }
    }
    assert!(found > 40, "{found}");
}
