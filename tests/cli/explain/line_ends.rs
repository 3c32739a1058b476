//! Workbench's keys in another spelling and with another line end, which is a part of
//! them; and keys with a NUL.

use super::wrapped::under;
use super::{HEX32, JANE, JANE_NOW, document};
use crate::known::{KEY, PLUMBER};
use crate::world::World;

/// The file here, the server's, and how the verdict ends.
fn table() -> Vec<(Vec<u8>, Vec<u8>, &'static str)> {
    let dashes = |text: &str| {
        let parts = [
            &text[..8],
            &text[8..12],
            &text[12..16],
            &text[16..20],
            &text[20..],
        ];
        parts.join("-")
    };
    let pairs: Vec<String> = HEX32
        .as_bytes()
        .chunks(2)
        .map(|it| String::from_utf8_lossy(it).into_owned())
        .collect();
    let capitals = HEX32.to_ascii_uppercase();
    let wide: Vec<u8> = format!("{HEX32}\r\n")
        .bytes()
        .flat_map(|it| [it, 0])
        .collect();
    let row = |file: String, server: String, says| (file.into_bytes(), server.into_bytes(), says);
    let newline = ", and a newline ends it";
    vec![
        row(
            format!("{}\n", dashes(HEX32)),
            format!("{HEX32}\n"),
            newline,
        ),
        row(
            format!("{HEX32}\n"),
            format!("{}\n", dashes(HEX32)),
            newline,
        ),
        row(format!("0x{HEX32}\n"), format!("{HEX32}\n"), newline),
        row(
            format!("{}\n", pairs.join(" ")),
            format!("{HEX32}\n"),
            newline,
        ),
        row(
            format!("{capitals}\n"),
            HEX32.to_owned(),
            ", and its line end is removed",
        ),
        row(HEX32.to_owned(), format!("{capitals}\n"), newline),
        row(
            format!("{HEX32}\n"),
            capitals,
            ", and its line end is removed",
        ),
        row(HEX32.to_owned(), format!("\u{feff}{HEX32}\n"), newline),
        row(
            format!("\u{feff}{HEX32}\r\n"),
            format!("{HEX32}\n"),
            ", and a single newline ends it",
        ),
        row(
            format!("{HEX32}\r"),
            format!("{HEX32}\n"),
            "valid if it ends in a single newline",
        ),
        (
            wide,
            format!("{HEX32}\r\n").into_bytes(),
            ", and a line end of Windows (CR LF) ends it",
        ),
    ]
}

#[test]
fn another_spelling_and_another_line_end_are_found_together_and_the_fix_opens_the_cookie() {
    for (file, server, says) in table() {
        let world = World::with_key(&file);
        let cookie = under(&server);
        let (code, told) = document(&world, &["--now", JANE_NOW], &cookie);
        let verdict = told["verdict"].as_str().unwrap();
        assert!(verdict.ends_with(says), "{file:?} {server:?}: {told:#}");
        assert_eq!(code, 1);
        let step = told["explanation"]["steps"][1]["command"].as_str().unwrap();
        let ended = world.shell(&format!("{step} -q")).ends();
        assert_eq!(ended.code(), 0, "{step}: {}", ended.err);
        let run = world.run(&["verify", "--key", "key.fixed", "--now", JANE_NOW, &cookie]);
        assert_eq!(run.ends().code(), 0, "{step}");
    }
}

#[test]
fn of_another_key_nothing_is_found_so() {
    for (file, ..) in table() {
        let world = World::with_key(&file);
        let cookie = under(b"another key of some thirty-two bytes\n");
        let (_, told) = document(&world, &["--now", JANE_NOW], &cookie);
        assert_eq!(told["explanation"], serde_json::Value::Null, "{told:#}");
    }
}

#[test]
fn a_key_with_a_nul_is_kept_up_to_it() {
    for (file, cookie) in [
        (format!("{HEX32}\0junk"), JANE),
        (format!("{KEY}\0"), PLUMBER),
        (format!("{KEY}\0junk\n"), PLUMBER),
    ] {
        let world = World::with_key(&file);
        let (code, told) = document(&world, &["--now", JANE_NOW], cookie);
        assert_eq!(code, 1, "{told:#}");
        assert_eq!(told["reason"], "key-nul", "{told:#}");
        let step = told["explanation"]["steps"][1]["command"].as_str().unwrap();
        let ended = world.shell(&format!("{step} -q")).ends();
        assert_eq!(ended.code(), 0, "{step}: {}", ended.err);
        let run = world.run(&["inspect", "--key", "key.fixed", "--now", JANE_NOW, cookie]);
        assert_eq!(run.ends().code(), 0, "{step}");
    }
    // What stands on another line is another key of plumber's.
    let world = World::with_key(format!("{KEY}\0\nanother"));
    let ended = world.run(&["inspect", "--key", "key", PLUMBER]).ends();
    assert_ne!(ended.code(), 0);
    assert!(!ended.text().contains("up to a NUL"), "{}", ended.text());
}
