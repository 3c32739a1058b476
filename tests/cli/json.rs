//! `--json`: one document, whatever happens.

use serde_json::Value;

use crate::known::{EXPIRES, KEY, OTHER_KEY, PLUMBER, SEALED, THEN};
use crate::world::World;

#[test]
fn every_end_of_a_run_is_one_document_with_the_code_first_and_warnings_last() {
    let world = World::with_key(KEY);
    world.file("other", OTHER_KEY);
    for arguments in [
        &["encrypt", "--key", "key", "{}"][..],
        &["encrypt", "--key", "key", "{"],
        &["encrypt", "--key", "absent", "{}"],
        &["decrypt", "--key", "key", PLUMBER],
        &["decrypt", "--key", "other", PLUMBER],
        &[
            "decrypt", "--key", "key", "--name", "session", "--now", EXPIRES, SEALED,
        ],
        &[
            "decrypt", "--key", "key", "--name", "session", "--now", THEN, SEALED,
        ],
        &["decrypt", "--key", "key", ""],
        &["decrypt", "--bogus"],
        &["sign", "--key", "key", "alice"],
        &["verify", "--key", "key", PLUMBER],
        &["inspect", PLUMBER],
        &["inspect", "x"],
        &["key", "fingerprint", "--key", "key"],
        &["key", "list", "--key", "key"],
        &["key", "delete", "--key", "key"],
        &["keygen", "--out", "key"],
        &["completions", "fish"],
        &["nothing"],
        &["help"],
        &["help", "rotation"],
        &["help", "nothing"],
        &["key"],
        &["token"],
        &["token", "user"],
        &["rotate", "promote", "--help"],
        &["--version"],
    ] {
        let ended = world.run(&[arguments, &["--json"]].concat()).ends();
        let document = ended.json();
        let fields = document.as_object().unwrap();
        let names: Vec<&String> = fields.keys().collect();
        assert_eq!(names[..2], ["exit", "word"], "{}", ended.what);
        assert_eq!(names.last().unwrap().as_str(), "warnings", "{}", ended.what);
        assert_eq!(fields["exit"], ended.code());
        assert_eq!(fields.contains_key("error"), fields.contains_key("hint"));
        if let Some(error) = fields.get("error").and_then(Value::as_str) {
            let told = format!("cookiekit: {error}\n");
            assert!(ended.err.contains(&told), "{} {}", ended.what, ended.err);
        }
    }
}

#[test]
fn the_flag_may_stand_before_the_command_and_after_it() {
    let world = World::with_key(KEY);
    let after = world
        .run(&["key", "fingerprint", "--key", "key", "--json"])
        .ends();
    for arguments in [
        ["--json", "key", "fingerprint", "--key", "key"],
        ["key", "--json", "fingerprint", "--key", "key"],
    ] {
        world.run(&arguments).gives(0, after.text(), "");
    }
}

#[test]
fn help_and_version_are_documents_too() {
    let world = World::new();
    for (arguments, field) in [
        (&["help"][..], "help"),
        (&["help", "rotation"], "help"),
        (&["key", "fingerprint", "-h"], "help"),
        (&["decrypt", "--help"], "help"),
        (&["--version"], "version"),
    ] {
        let text = world.run(arguments).ends().text();
        let text = match field {
            "version" => text.trim_start_matches("cookiekit ").trim_end().to_owned(),
            _ => text,
        };
        let document = serde_json::json!({
            "exit": 0, "word": "yes", field: text, "warnings": [],
        });
        for with_flag in [
            [&["--json"], arguments].concat(),
            [arguments, &["--json"]].concat(),
        ] {
            let ended = world.run(&with_flag).ends();
            assert_eq!(
                (ended.code(), ended.json()),
                (0, document.clone()),
                "{}",
                ended.what
            );
        }
    }
    // What else stands before a command changes nothing.
    let text = world.run(&["help", "logs"]).ends().text();
    for before in ["-q", "--verbose", "--color=never"] {
        world.run(&[before, "help", "logs"]).gives(0, &*text, "");
    }
    let ended = world.shell("cookiekit help logs --json >/dev/full").ends();
    assert_eq!(ended.code(), 2, "{}", ended.err);
}

#[test]
fn numbers_in_a_payload_are_kept_as_they_were_written() {
    let world = World::with_key(KEY);
    let payload = r#"{"big":123456789012345678901234567890,"e":1E+2,"z":1.0,"a":{"b":[]}}"#;
    let arguments = ["encrypt", "--format", "plumber", "--key", "key", payload];
    let cookie = world.run(&arguments).ends().text();
    let ended = world
        .run(&["decrypt", "--key", "key", "--json"])
        .stdin(&cookie)
        .ends();
    // A number's spelling may be made canonical; its value and the order stay.
    let kept = ended
        .text()
        .contains(r#""big":123456789012345678901234567890"#);
    assert!(kept, "{}", ended.text());
    let ended = world
        .run(&["decrypt", "--key", "key"])
        .stdin(&cookie)
        .ends();
    ended.is(0, format!("{payload}\n"), "");
}
