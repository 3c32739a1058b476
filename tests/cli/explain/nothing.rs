//! Nothing is claimed where nothing is proved: of forged cookies, and where
//! several changes would do.

use serde_json::{Value, json};

use super::{HEX32, JANE, JANE_NOW, PLUMBER_JSON, document, hypotheses, vector};
use crate::known::{ADD_THE_KEY, KEY, OTHER_KEY, PLUMBER, PLUMBER_WIRE, SEALED, SIGNED, THEN};
use crate::world::World;

/// A cookie that nobody made: a real one with characters exchanged.
fn forged(cookie: &str, seed: usize) -> String {
    let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let mut bytes = cookie.as_bytes().to_vec();
    let mut state = seed as u64 + 1;
    for byte in &mut bytes[4..20] {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        if byte.is_ascii_alphanumeric() {
            *byte = letters[(state >> 33) as usize % letters.len()];
        }
    }
    String::from_utf8(bytes).unwrap()
}

#[test]
fn of_a_random_forged_cookie_it_is_said_that_it_is_forged_and_nothing_else() {
    let world = World::with_key(KEY);
    world.file("other.key", OTHER_KEY);
    world.file("key.next", HEX32.repeat(2).replace('a', "b"));
    for seed in 0..20 {
        let cookie = forged(PLUMBER, seed);
        let (code, document) = document(&world, &["--key", "other.key"], &cookie);
        assert_eq!(code, 1);
        let verdict = "forged or under another key (format plumber)";
        assert_eq!(document["verdict"], verdict);
        assert_eq!(document["error"], verdict);
        assert_eq!(
            (&document["reason"], &document["explanation"]),
            (&Value::Null, &Value::Null)
        );
        assert_eq!(document["remarks"], json!([]));
        assert_eq!(
            document["to_do"],
            json!([
                {"text": ADD_THE_KEY, "command": null},
                {"text": crate::known::ANOTHER_PORT, "command": null},
            ])
        );
        assert_eq!(document.get("payload"), None);
        assert!(
            document["tries"].as_u64().unwrap() > 50,
            "{}",
            document["tries"]
        );
    }
}

#[test]
fn a_forged_payload_is_marked_wherever_anyone_can_read_it() {
    let world = World::with_key(KEY);
    for cookie in [
        JANE.replace("janedoe", "root"),
        SIGNED.replace("alice", "root"),
        "eyJ1c2VyIjpbInJvb3QiXX0=".to_owned(),
    ] {
        let ended = world.run(&["inspect", "--key", "key", &cookie]).ends();
        assert_eq!(ended.code(), 1);
        let text = ended.text();
        let marked = |line: &&str| line.contains("(not authenticated)");
        let payload = text.lines().find(|line| line.contains("root")).unwrap();
        assert!(marked(&payload), "{text}");
        assert!(
            text.lines()
                .filter(|it| it.contains("root"))
                .all(|it| marked(&it)),
            "{text}"
        );
        let (_, document) = document(&world, &[], &cookie);
        assert_eq!(document["authenticated"], false);
        // Among others as well.
        let several = format!("Cookie: a=1; first={cookie}");
        let text = world
            .run(&["inspect", "--key", "key"])
            .stdin(several)
            .ends()
            .text();
        let told: Vec<_> = text.lines().filter(|it| it.contains("root")).collect();
        assert!(told.len() == 1 && marked(&told[0]), "{text}");
    }
    // Of an encrypted one there is none.
    for cookie in [forged(SEALED, 1), forged(PLUMBER, 2)] {
        let text = world
            .run(&["inspect", "--key", "key", &cookie])
            .ends()
            .text();
        assert!(
            !text.contains("payload") && !text.contains("says"),
            "{text}"
        );
    }
}

#[test]
fn where_two_changes_fit_none_is_claimed() {
    let world = World::with_key(KEY);
    let second = "i8mEAeSNrKa0bg8kj7ZRrWwK5XcJ8FOZo/+dv4rK_1URBh3w86fmsFy5R7MiHZ2odOYdl/f14";
    let broken = forged(PLUMBER, 3);
    // Either of two other cookies of the header.
    let header = format!("Cookie: a={broken}; b={PLUMBER_WIRE}; c={second}");
    let (code, told) = document(&world, &["--name", "a"], &header);
    assert_eq!((code, &told["reason"]), (1, &Value::Null), "{told}");
    assert_eq!(
        told["verdict"],
        "forged or under another key (format plumber)"
    );
    // With one of them it is claimed.
    let header = format!("Cookie: a={broken}; b={PLUMBER_WIRE}");
    let (_, told) = document(&world, &["--name", "a"], &header);
    assert_eq!(told["reason"], "other-cookie");
    // Its own end fixed, or another cookie.
    let header = format!("Cookie: a={PLUMBER}\u{a0}; c={second}");
    let (_, told) = document(&world, &["--name", "a"], &header);
    assert_eq!(told["reason"], Value::Null, "{told}");
}

/// The key of a case, of the same form, and another.
fn another(key: &[u8]) -> Vec<u8> {
    let mut other = key.to_vec();
    // Near its middle: what stands around it is not the key.
    let middle = other.len() / 2;
    let letter = other[middle..].iter().position(u8::is_ascii_alphanumeric);
    let letter = letter.map(|at| middle + at);
    match letter {
        Some(at) if other[at] == b'1' => other[at] = b'2',
        Some(at) => other[at] = b'1',
        None => other[0] ^= 1,
    }
    other
}

fn inspected(world: &World, more: &[&str], input: &str) -> Value {
    let arguments = ["inspect", "--json", "--key", "key"];
    let run = world.run(&[&arguments, more].concat());
    let ended = run.stdin(input).ends();
    assert_ne!(ended.code(), 0, "{}", ended.text());
    ended.json()
}

#[test]
fn no_hypothesis_is_claimed_where_none_fits() {
    // Of a key in UTF-16 Workbench reads what many others begin with, too.
    let has_key =
        |case: &hypotheses::Case| case.id != "key-utf16-nul" && !case.id.ends_with("-on-server");
    for case in hypotheses::all().filter(has_key) {
        // The marks are there, on the cookie and on the key; the key is not.
        let world = World::with_key(another(&case.key));
        let told = inspected(&world, &case.more, &case.input);
        let nothing = (&Value::Null, &Value::Null);
        assert_eq!(
            (&told["reason"], &told["explanation"]),
            nothing,
            "{}: {told}",
            case.id
        );
        assert_ne!(told["outcome"], "valid", "{}", case.id);
    }
}

#[test]
fn no_hypothesis_is_claimed_where_another_fits_as_well() {
    let second = vector(PLUMBER_JSON, "63 hex digits is a legacy key", "cookie");
    let mut seen = 0;
    // What the server reads as it is needs no change, whatever else would open.
    let is_change =
        |case: &hypotheses::Case| !["other-cookie", "percent-spelling"].contains(&case.id);
    for case in hypotheses::all().filter(is_change) {
        let world = World::with_key(&case.key);
        // A cookie that came with it is genuine: it may have been meant.
        let (key, second) = match case.id {
            "other-format" | "other-name" => (KEY, ("session", SIGNED)),
            _ => (&KEY[..63], ("second", &*second)),
        };
        world.file("second.key", key);
        let name = if case.id == "other-name" {
            "other"
        } else {
            "first"
        };
        let value = match case.id {
            "name-inside" => case.input.strip_prefix("plumber=").unwrap(),
            _ => &case.input,
        };
        let cookie = |name: &str, value: &str| json!({"name": name, "value": value});
        let har = json!({"log": {"entries": [{
            "request": {"url": "http://h/", "cookies": [cookie(name, value), cookie(second.0, second.1)]},
            "response": {"cookies": []},
        }]}});
        let mut more = case.more.clone();
        if case.id != "other-name" {
            more.extend(["--name", name]);
        }
        // By itself it is claimed.
        let mut alone = har.clone();
        alone["log"]["entries"][0]["request"]["cookies"]
            .as_array_mut()
            .unwrap()
            .pop();
        let told = inspected(&world, &more, &alone.to_string());
        assert_eq!(told["reason"], case.id, "{told}");
        let more = [&more[..], &["--key", "second.key"]].concat();
        let told = inspected(&world, &more, &har.to_string());
        assert_eq!(
            (&told["reason"], &told["explanation"]),
            (&Value::Null, &Value::Null),
            "{}: {told}",
            case.id
        );
        // A key that does not fit ends the run by itself.
        if !matches!(case.id, "key-raw" | "key-nul") {
            assert_eq!(told["fits"], 2, "{}: {told}", case.id);
        }
        if case.id == "boundary-shift" {
            let verdict = told["verdict"].as_str().unwrap();
            assert!(verdict.contains("(boundary shift)"), "{verdict}");
        }
        seen += 1;
    }
    assert!(seen > 40, "{seen}");
    // And of a key in the same folder.
    let world = World::with_key(&KEY[..63]);
    world.file("old.key", KEY);
    let header = format!("Cookie: a={PLUMBER_WIRE}; b={second}");
    let told = inspected(&world, &["--name", "a"], &header);
    assert_eq!((&told["reason"], &told["fits"]), (&Value::Null, &json!(2)));
    let text = world
        .run(&["inspect", "--key", "key", "--name", "a"])
        .stdin(header)
        .ends()
        .text();
    let note = "\nnote        2 changes fit, and each makes another valid cookie of it: none is\n";
    assert!(text.contains(note), "{text}");
}

#[test]
fn what_says_the_same_in_two_ways_counts_once() {
    let world = World::with_key(HEX32);
    // Percent-decoding undoes the lower case as well as the missing upper case.
    let lower = JANE.replace("%2C", "%2c").replace("%3A", "%3a");
    let (_, told) = document(&world, &["--now", JANE_NOW], lower);
    assert_eq!(told["reason"], "percent-spelling");
    // A newline is a line end and white space.
    let world = World::with_key(format!("{HEX32}\n"));
    let (_, told) = document(&world, &["--now", JANE_NOW], JANE);
    assert_eq!(told["reason"], "key-newline-removed");
}

#[test]
fn a_change_is_claimed_alone_and_never_with_another() {
    // A newline too many and the wrong form of the value: no one change helps.
    let world = World::with_key(format!("{HEX32}\n"));
    let lower = JANE.replace("%2C", "%2c");
    let arguments = ["inspect", "--key", "key", "--now", JANE_NOW, &lower];
    world.run(&arguments).gives(
        1,
        "",
        "cookiekit: malformed: workbench: a field is not percent-encoded as the server does it\n",
    );
}

#[test]
fn a_guess_is_applied_nowhere_else() {
    let world = World::with_key(format!("{HEX32}\n"));
    let arguments = ["verify", "--key", "key", "--now", JANE_NOW, JANE];
    world.run(&arguments).gives(
        1,
        "",
        "cookiekit: forged or under another key (format workbench)\n\
         hint: add the key that made it: --key SPEC (can be repeated)\n",
    );
    let world = World::with_key(KEY);
    let arguments = [
        "decrypt", "--key", "key", "--name", "other", "--now", THEN, SEALED,
    ];
    assert_eq!(world.run(&arguments).ends().code(), 1);
}

#[test]
fn it_is_bounded_with_ten_keys_and_everything_at_hand() {
    let world = World::with_key(OTHER_KEY);
    let mut arguments = vec!["inspect", "--json", "--name", "a", "--key", "key"];
    let names: Vec<String> = (0..9).map(|index| format!("k{index}.key")).collect();
    for (index, name) in names.iter().enumerate() {
        world.file(name, format!("{index}{}", &OTHER_KEY[1..]));
        world.file(&format!("{name}.next"), format!("{index}{}", &KEY[1..]));
        arguments.extend(["--key", name]);
    }
    for index in 0..40 {
        world.file(&format!("other{index}.key"), format!("{index:064x}"));
    }
    let others: Vec<String> = (0..80)
        .map(|it| format!("n{it}={}", forged(PLUMBER, it)))
        .collect();
    let header = format!("Cookie: a={}; {}", forged(SEALED, 0), others.join("; "));
    let ended = world.run(&arguments).stdin(header).ends();
    let told = ended.json();
    assert_eq!(told["reason"], Value::Null, "{told} {}", ended.err);
    let tries = told["tries"].as_u64().unwrap_or_else(|| panic!("{told}"));
    // A try of a cookie of this size takes some microseconds.
    assert!(tries > 1000, "{tries}");
    assert!(tries < cookiekit::explain::MAX_TRIES as u64, "{tries}");
}

/// A signer opens whatever is signed under its key: also what another format of the
/// framework encrypted, of which it would carry the ciphertext.
#[test]
fn an_encrypted_cookie_that_a_signer_opens_is_not_said_to_be_a_signed_one() {
    let world = World::with_key(KEY);
    let salt = "signed-salt=signed cookie";
    let make = ["encrypt", "-q", "--format", "rails-cbc", "--param", salt];
    let made = world
        .run(&[&make[..], &["--key", "key", "--name", "s", r#"{"a":1}"#]].concat())
        .ends();
    assert_eq!(made.code(), 0, "{}", made.err);
    let value = made.text().trim_end().to_owned();
    let value = value.strip_prefix("s=").unwrap_or(&value);
    let (code, told) = document(&world, &[], format!("s={value}"));
    assert_eq!(
        (code, &told["format"]),
        (1, &json!("rails-cbc")),
        "{told:#}"
    );
    assert_eq!(told["reason"], "other-parameter", "{told:#}");
    let verdict = told["verdict"].as_str().unwrap();
    assert!(verdict.ends_with(salt), "{verdict}");
    // With quotes around it, which Rails does not ignore, two things are to be changed.
    let quoted = format!("s=\"{value}\"");
    let ended = world.run(&["inspect", "--key", "key"]).stdin(quoted).ends();
    assert_eq!((ended.code(), &*ended.text()), (1, ""), "{}", ended.err);
    assert!(
        ended.err.starts_with("cookiekit: malformed: "),
        "{}",
        ended.err
    );
    // A near miss: what Rails signed is shown as it is, once it is decoded.
    let make = ["sign", "-q", "--format", "rails-signed", "--key", "key"];
    let made = world
        .run(&[&make[..], &["--name", "s", r#"{"a":1}"#]].concat())
        .ends();
    let twice = made.text().trim_end().replace('%', "%25");
    let (_, told) = document(&world, &["--name", "s"], &twice);
    let told = (&told["reason"], &told["explanation"]["format"]);
    let expected = (&json!("percent-encoded-twice"), &json!("rails-signed"));
    assert_eq!(told, expected);
}

/// plumber hashes what is between the white space: of nothing anyone knows the hash.
#[test]
fn the_hash_of_nothing_is_no_key_that_is_advised() {
    const OF_NOTHING: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let world = World::with_key(OF_NOTHING);
    let make = ["encrypt", "-q", "--format", "plumber", "--key", "key", "{}"];
    let cookie = world.run(&make).ends().text();
    std::fs::remove_file(world.path("key")).unwrap();
    world.file("blank", " \n");
    let ended = world
        .run(&["inspect", "--key", "blank"])
        .stdin(cookie)
        .ends();
    let said = ended.text() + &ended.err;
    assert_ne!(ended.code(), 0, "{said}");
    assert!(said.contains("nothing but white space"), "{said}");
    assert!(
        !said.contains("sha256sum") && !said.contains("key copy"),
        "{said}"
    );
}

/// A text of R has no NUL, so that no key of plumber has one.
#[test]
fn a_key_with_a_nul_is_none_of_plumber() {
    let world = World::with_key(format!("{KEY}\0"));
    for command in [
        &["encrypt", "--format", "plumber", "--key", "key", "{}"][..],
        &["decrypt", "--format", "plumber", "--key", "key", PLUMBER],
    ] {
        let ended = world.run(command).ends();
        assert_ne!(ended.code(), 0, "{command:?}");
        assert_eq!(ended.text(), "", "{command:?}");
        assert!(ended.err.contains("the key has a NUL"), "{}", ended.err);
    }
}
