//! `cookiekit key`: fingerprint, list, show, copy, delete.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use serde_json::{Value, json};

use crate::known::{
    CRC32, FINGERPRINT, KEY, NO_KEYRING, NO_KEYRING_HINT, OTHER_FINGERPRINT, OTHER_KEY,
    WORKBENCH_FINGERPRINT, WORKBENCH_KEY,
};
use crate::world::World;

const ROW: &str = "1e75b355-e4de5af7  crc32 A77CAC63 (not cryptographic)  64 bytes  key\n";

#[test]
fn a_fingerprint_stands_with_what_workbench_logs() {
    let world = World::with_key(KEY);
    world
        .run(&["key", "fingerprint", "--key", "key"])
        .gives(0, ROW, "");
}

#[test]
fn several_keys_have_a_row_each() {
    let world = World::with_key(KEY);
    world.file("other", WORKBENCH_KEY);
    let rows = format!(
        "{ROW}{WORKBENCH_FINGERPRINT}  crc32 7759B50E (not cryptographic)  32 bytes  other\n"
    );
    world
        .run(&["key", "fingerprint", "--key", "key", "--key", "other"])
        .gives(0, rows, "");
}

/// What the document says of the file `key`.
fn of_key() -> Value {
    json!({
        "key": "key",
        "fingerprint": FINGERPRINT,
        "key_id": &FINGERPRINT[..8],
        "crc32": CRC32,
        "bytes": 64,
    })
}

#[test]
fn a_fingerprint_has_its_document() {
    let world = World::with_key(KEY);
    let ended = world
        .run(&["key", "fingerprint", "--key", "key", "--json"])
        .ends();
    let expected = json!({
        "exit": 0,
        "word": "yes",
        "keys": [of_key()],
        "warnings": [],
    });
    assert_eq!(ended.json(), expected);
    assert_eq!((ended.code(), ended.err.as_str()), (0, ""));
}

#[test]
fn the_id_in_sealed_cookies_is_told_where_the_fingerprint_does_not_start_with_it() {
    let world = World::new();
    // The same key for sealed cookies; other bytes, so another fingerprint.
    for text in [format!("{KEY}\n"), KEY.to_uppercase()] {
        world.file("key", text);
        let show = ["key", "fingerprint", "--key", "key", "-q"];
        let row = world.run(&show).ends().text();
        assert!(row.contains("  key id 1e75b355  crc32 "), "{row}");
        assert!(!row.starts_with("1e75b355"), "{row}");
        let show = [&show[..], &["--json"]].concat();
        let document = world.run(&show).ends().json();
        assert_eq!(document["keys"][0]["key_id"], "1e75b355");
    }
    // A key that cannot seal has none.
    world.file("key", WORKBENCH_KEY);
    let show = ["key", "fingerprint", "--key", "key", "--json"];
    let document = world.run(&show).ends().json();
    assert_eq!(document["keys"][0]["key_id"], json!(null));
}

#[test]
fn an_expected_fingerprint_or_crc_in_any_case_passes() {
    let world = World::with_key(KEY);
    for expected in [
        FINGERPRINT,
        "1E75B355-E4DE5AF7",
        "1e75b355e4de5af7",
        "1E75B355E4DE5AF7",
        CRC32,
        &CRC32.to_lowercase(),
    ] {
        world
            .run(&["key", "fingerprint", "--key", "key", "--expect", expected])
            .gives(0, ROW, "");
    }
    // As Workbench's log has it, and as other tools write a CRC-32.
    for expected in [
        format!("Secure key hash: ({CRC32})"),
        format!("2026-11-30 12:00:00 [rserver] DEBUG Secure key hash: ({CRC32}); LOGGED FROM: x\n"),
        format!("0x{CRC32}"),
        format!(" {CRC32}\n"),
    ] {
        world
            .run(&["key", "fingerprint", "--key", "key", "--expect", &expected])
            .gives(0, ROW, "");
        let other = expected.replace(CRC32, "00000000");
        let ended = world
            .run(&["key", "fingerprint", "--key", "key", "--expect", &other])
            .ends();
        assert_eq!(ended.code(), 1, "{other}: {}", ended.err);
    }
}

#[test]
fn another_fingerprint_than_expected_is_a_no() {
    let world = World::with_key(KEY);
    let arguments = [
        "key",
        "fingerprint",
        "--key",
        "key",
        "--expect",
        OTHER_FINGERPRINT,
    ];
    let error = format!(
        "the fingerprint is not {OTHER_FINGERPRINT}, but: {}",
        ROW.trim_end()
    );
    let err = format!("cookiekit: {error}\n");
    world.run(&arguments).gives(1, "", &err);
    let ended = world.run(&[&arguments[..], &["--json"]].concat()).ends();
    let expected = json!({
        "exit": 1,
        "word": "no",
        "error": error,
        "hint": null,
        "keys": [of_key()],
        "warnings": [],
    });
    assert_eq!(ended.json(), expected);
    assert_eq!((ended.code(), ended.err), (1, err));
}

#[test]
fn what_is_no_fingerprint_is_not_compared() {
    let world = World::with_key(KEY);
    for text in [
        "",
        "x",
        "1e75b355-",
        "1e75b355e4de5af",
        "1e75b355e4de5af7a",
        "1e75b355-e4de5af7-",
        "1e75b355 e4de5af7",
        "1e75b355-e4de5afg",
        "0x",
        "0x1e75b35",
        "Secure key hash: ()",
        "Secure key hash: 1e75b355",
    ] {
        world
            .run(&["key", "fingerprint", "--key", "key", "--expect", text])
            .gives(
                2,
                "",
                "cookiekit: --expect: not a fingerprint\n\
                 hint: a fingerprint is xxxxxxxx-xxxxxxxx, a CRC-32 of Workbench's log 8 hex digits\n",
            );
    }
}

#[test]
fn a_key_whose_fingerprint_misleads_is_remarked_on() {
    let world = World::with_key(format!("{WORKBENCH_KEY}\n"));
    let space = "warning: key: white space at an end of the key: part of it for Workbench, \
                 dropped by plumber\n";
    let ended = world.run(&["key", "fingerprint", "--key", "key"]).ends();
    assert_eq!(ended.err, space);
    assert!(
        ended.text().ends_with("  33 bytes  key\n"),
        "{}",
        ended.text()
    );

    world.file("key", format!(" \n{WORKBENCH_KEY}"));
    let ended = world.run(&["key", "fingerprint", "--key", "key"]).ends();
    assert_eq!(
        ended.err,
        "warning: key: the first line is empty: a program that reads lines, as R's \
         readLines() does, may take it alone for the key, which anybody can guess\n"
    );

    world.file("key", "correct horse");
    let ended = world.run(&["key", "fingerprint", "--key", "key"]).ends();
    let guessable = "warning: key: not in a form that keys are made in: if it can be guessed, its fingerprint \
                     shows when\n";
    assert_eq!(ended.err, guessable);
    let quiet = world
        .run(&["key", "fingerprint", "--key", "key", "-q"])
        .ends();
    assert_eq!((quiet.code(), quiet.err.as_str()), (0, ""));
}

#[test]
fn the_slots_of_a_key_are_listed_in_the_order_in_which_they_are_tried() {
    let world = World::with_key(KEY);
    world.file("key.next", OTHER_KEY);
    world.file("key.retired-20250101T000000Z-b874728e", WORKBENCH_KEY);
    let retired = "key.retired-20250101T000000Z-b874728e";
    let text = format!(
        "primary                       {FINGERPRINT}  key\n\
         next                          {OTHER_FINGERPRINT}  key.next\n\
         retired 2025-01-01T00:00:00Z  {WORKBENCH_FINGERPRINT}  {retired}\n"
    );
    world
        .run(&["key", "list", "--key", "key"])
        .gives(0, text, "");
    let ended = world.run(&["key", "list", "--key", "key", "--json"]).ends();
    let slot = |slot: &str, retired: Option<&str>, key: &str, fingerprint: &str| json!({"slot": slot, "retired": retired, "key": key, "fingerprint": fingerprint});
    let expected = json!({
        "exit": 0,
        "word": "yes",
        "slots": [
            slot("primary", None, "key", FINGERPRINT),
            slot("next", None, "key.next", OTHER_FINGERPRINT),
            slot("retired", Some("2025-01-01T00:00:00Z"), retired, WORKBENCH_FINGERPRINT),
        ],
        "warnings": [],
    });
    assert_eq!(ended.json(), expected);
    assert_eq!(ended.err, "");
}

#[test]
fn a_key_is_shown_byte_for_byte() {
    for text in [&b"0123\n"[..], b" \xff\x00 ", KEY.as_bytes()] {
        let world = World::with_key(text);
        world
            .run(&["key", "show", "--key", "key"])
            .gives(0, text, "");
    }
}

#[test]
fn a_key_is_not_shown_inside_a_document() {
    let world = World::with_key(KEY);
    let ended = world.run(&["key", "show", "--key", "key", "--json"]).ends();
    let error = "a key is printed alone, and --json prints a document";
    let hint = "leave --json out";
    let expected =
        json!({"exit": 2, "word": "could not", "error": error, "hint": hint, "warnings": []});
    assert_eq!(ended.json(), expected);
    assert_eq!(ended.err, format!("cookiekit: {error}\nhint: {hint}\n"));
}

#[test]
fn a_key_is_copied_to_a_new_closed_file() {
    let world = World::with_key(format!(" {KEY}\n"));
    let ended = world
        .run(&["key", "copy", "--key", "key", "--to", "second"])
        .ends();
    let fingerprint = ended.text();
    ended.is(0, &fingerprint, "note: copied the key from key to second\n");
    let copy = fs::read_to_string(world.path("second")).unwrap();
    assert_eq!(copy, format!(" {KEY}\n"));
    let facts = fs::metadata(world.path("second")).unwrap();
    assert_eq!(facts.permissions().mode(), 0o100_600);
}

#[test]
fn a_copy_has_its_document() {
    let world = World::with_key(KEY);
    let ended = world
        .run(&["key", "copy", "--key", "key", "--to", "second", "--json"])
        .ends();
    let expected = json!({
        "exit": 0,
        "word": "yes",
        "from": "key",
        "key": "second",
        "fingerprint": FINGERPRINT,
        "durable": true,
        "warnings": [],
    });
    assert_eq!(ended.json(), expected);
    assert_eq!(ended.err, "");
}

#[test]
fn a_copy_does_not_come_from_nowhere() {
    let world = World::with_key(KEY);
    world
        .run(&["key", "copy", "--key", "absent", "--to", "third"])
        .gives(
            4,
            "",
            "cookiekit: there is no key file of that name (not shown: it may be a secret)\nhint: \
             name the key that is in use: ./FILE, keyring:SERVICE, env:NAME (a new key opens no \
             existing cookie)\n",
        );
    assert_eq!(world.names(), ["key"]);
}

#[test]
fn a_copy_never_replaces_a_key_and_the_hint_puts_it_before_the_one_that_is_there() {
    let world = World::new();
    let [(key, text), (_, old)] = ["key", "second"].map(|name| {
        let made = world.run(&["keygen", "--out", name]).ends();
        let text = fs::read_to_string(world.path(name)).unwrap();
        (made.text().trim_end().to_owned(), text)
    });
    let steps = format!(
        "cookiekit rotate stage --key second --from key && cookiekit rotate promote --key second \
         --to {key}"
    );
    world
        .run(&["key", "copy", "--key", "key", "--to", "second"])
        .gives(
            2,
            "",
            &format!(
                "cookiekit: a key is already at second\n\
                 hint: to put this one before it, and keep that one to open what it made: {steps}\n"
            ),
        );
    assert_eq!(world.names(), ["key", "second"]);
    let read = |name: &str| fs::read_to_string(world.path(name)).unwrap();
    assert_eq!(read("second"), old);
    // The second time, there is nothing left to do.
    for _ in 0..2 {
        assert_eq!(world.shell(&steps).ends().code(), 0);
        let names = world.names();
        let retired = names.iter().find(|it| it.starts_with("second.retired"));
        assert_eq!(read(retired.unwrap()), old, "{names:?}");
        assert_eq!((read("second"), read("key")), (text.clone(), text.clone()));
    }
}

/// Steps that `rotate` refuses are not printed.
#[test]
fn beside_a_key_that_is_written_in_another_way_no_steps_are_printed() {
    let world = World::new();
    for (name, format) in [("long", "plumber"), ("short", "workbench")] {
        let made = world
            .run(&["keygen", "--for", format, "--out", name])
            .ends();
        assert_eq!(made.code(), 0);
    }
    let short = fs::read_to_string(world.path("short")).unwrap();
    world.file("line", format!("{short}\n"));
    for from in ["long", "line"] {
        world
            .run(&["key", "copy", "--key", from, "--to", "short"])
            .gives(
                2,
                "",
                "cookiekit: a key is already at short\n\
                 hint: leave short as it is: copy to another place, and have the program read that\n",
            );
    }
}

/// The commonest of differences are named: a line end, and the case of digits.
#[test]
fn a_key_that_is_nearly_the_one_that_is_expected_is_called_that() {
    let world = World::with_key(WORKBENCH_KEY);
    world.file("line", format!("{WORKBENCH_KEY}\n"));
    world.file("capitals", WORKBENCH_KEY.to_uppercase());
    world.file("other", KEY);
    for (key, how) in [
        (
            "line",
            "hint: line is that key without the white space at its end",
        ),
        ("capitals", "hint: capitals is that key in small letters"),
        ("other", ""),
    ] {
        for expected in [WORKBENCH_FINGERPRINT, "7759b50e"] {
            let run = ["key", "fingerprint", "--key", key, "--expect", expected];
            let ended = world.run(&run).ends();
            assert_eq!(ended.code(), 1);
            let hint = ended.err.lines().find(|it| it.starts_with("hint: "));
            assert_eq!(hint.unwrap_or_default(), how);
        }
    }
}

#[test]
fn a_key_is_deleted_when_yes_is_said() {
    let world = World::with_key(KEY);
    world.run(&["key", "delete", "--key", "key"]).gives(
        2,
        "",
        "cookiekit: cannot ask whether to delete the key: there is no terminal\n\
         hint: add --yes to delete it without asking\n",
    );
    assert_eq!(world.names(), ["key"]);
    world
        .run(&["key", "delete", "--key", "key", "--yes"])
        .gives(0, "", "note: deleted the key key\n");
    assert_eq!(world.names(), [""; 0]);
    world
        .run(&["key", "delete", "--key", "key", "--yes"])
        .gives(
            4,
            "",
            "cookiekit: there is no key file of that name (not shown: it may be a secret)\nhint: \
         name the key that is in use: ./FILE, keyring:SERVICE, env:NAME (a new key opens no \
         existing cookie)\n",
        );
    world.file("key", KEY);
    world
        .run(&["key", "delete", "--key", "key", "--yes", "--json"])
        .gives(
            0,
            "{\"exit\":0,\"word\":\"yes\",\"deleted\":\"key\",\"warnings\":[]}\n",
            "",
        );
}

#[test]
fn slots_that_stay_are_told_when_their_key_goes() {
    let world = World::with_key(KEY);
    world.file("key.next", OTHER_KEY);
    world.file("key.retired-20250101T000000Z-b874728e", WORKBENCH_KEY);
    let delete = ["key", "delete", "--yes", "--key", "key"];
    world.run(&delete).gives(
        0,
        "",
        "note: deleted the key key\n\
         warning: the key staged next is still there: key.next\n\
         warning: the key retired at 2025-01-01T00:00:00Z is still there: \
         key.retired-20250101T000000Z-b874728e\n",
    );
    assert_eq!(world.names().len(), 2);
}

#[test]
fn only_a_place_that_keeps_a_key_can_lose_it() {
    let world = World::new();
    for place in ["env:KEY", "fd:3", "-", "cmd:true"] {
        world
            .run(&["key", "delete", "--yes", "--key", place])
            .gives(
                2,
                "",
                "cookiekit: this works only with a key in a file or in the keyring\n\
             hint: give PATH or keyring:SERVICE[/USER]\n",
            );
    }
}

#[test]
fn without_a_keyring_there_is_nothing_to_list() {
    let err = format!("cookiekit: {NO_KEYRING}\nhint: {NO_KEYRING_HINT}\n");
    World::new().run(&["key", "list"]).gives(4, "", &err);
}

/// A secret may have been given for a name.
#[test]
fn a_list_does_not_repeat_a_name_that_means_nothing() {
    let world = World::new();
    for place in [
        "hunter2secret",
        "env:hunter2secret",
        "dotenv:hunter2secret#A",
    ] {
        for more in [&[][..], &["--json"]] {
            let list = ["key", "list", "--key", place];
            let ended = world.run(&[&list[..], more].concat()).ends();
            assert_eq!(ended.code(), 4);
            let said = ended.text() + &ended.err;
            assert!(!said.contains("hunter2"), "{said}");
        }
    }
    let ended = world.run(&["key", "list", "--key", "./cookie.key"]).ends();
    assert!(ended.text().contains("./cookie.key"), "{}", ended.text());
}

/// What readLines() makes of each was seen with R 4.2.
#[test]
fn r_reads_a_key_that_is_no_line_of_text_as_a_whole() {
    let bytes = |path: &str| format!("readBin(\"{path}\", \"raw\", n = file.size(\"{path}\"))");
    for (key, wraps, warning) in [
        (&b"one line\r\n"[..], None, ""),
        (
            b"two\nlines\n",
            Some(("rawToChar(", ")")),
            "the key file has several lines",
        ),
        (
            b"two\rlines",
            Some(("rawToChar(", ")")),
            "the key file has several lines",
        ),
        (b"a\0b", Some(("", "")), "the key has a NUL"),
    ] {
        let world = World::with_key(key);
        let path = world.path("key").display().to_string();
        let ended = world
            .run(&["key", "export", "--for", "r", "--key", "key"])
            .ends();
        let code = match wraps {
            None => format!("readLines(\"{path}\", warn = FALSE)\n"),
            Some((before, behind)) => format!("{before}{}{behind}\n", bytes(&path)),
        };
        assert_eq!(
            (ended.code(), ended.text()),
            (0, code),
            "{key:?} {}",
            ended.err
        );
        assert_eq!(
            ended.err.is_empty(),
            warning.is_empty(),
            "{key:?} {}",
            ended.err
        );
        assert!(ended.err.contains(warning), "{key:?} {}", ended.err);
    }
}
