//! What the audit reads may be made by anybody: a run ends, in time and in
//! memory, and says what it did not see.

use std::fmt::Write;
use std::fs::OpenOptions;
use std::io::{Seek, SeekFrom, Write as _};
use std::time::{Duration, Instant};

use crate::KEY;
use crate::clear_text::database;
use crate::sandbox::{Run, Sandbox};

/// What a run may take on a machine that has other things to do.
const SOON: Duration = Duration::from_secs(120);

fn soon(sandbox: &Sandbox, arguments: &[&str]) -> Run {
    let start = Instant::now();
    let run = sandbox.audit(arguments);
    assert!(start.elapsed() < SOON, "{:?}", start.elapsed());
    run
}

#[test]
fn a_column_that_is_generated_is_not_computed() {
    let sandbox = Sandbox::empty();
    database(
        &sandbox,
        "app/users.db",
        "CREATE TABLE users (user TEXT, password TEXT GENERATED ALWAYS AS
            (hex(zeroblob(150000000))) VIRTUAL, token TEXT);
         INSERT INTO users (user, token) VALUES ('a', 'clear')",
    );
    let run = soon(&sandbox, &["app"]);
    assert_eq!(run.exit, 1, "{}", run.stdout);
    assert!(
        run.words().contains("keeps token in plain text"),
        "{}",
        run.stdout
    );
}

#[test]
fn a_value_that_is_too_large_is_unknown() {
    let sandbox = Sandbox::empty();
    database(
        &sandbox,
        "app/users.db",
        "CREATE TABLE users (user TEXT, password TEXT);
         INSERT INTO users VALUES ('a', hex(zeroblob(5000000)))",
    );
    let run = soon(&sandbox, &["app"]);
    assert_eq!(run.exit, 5, "{}", run.stdout);
    let finding = sandbox.finds("CK902", "medium", &["app"]);
    assert_eq!(
        finding["observed"],
        "could not be checked: a value in the database is too large to be read"
    );
}

#[test]
fn a_table_that_takes_too_long_is_unknown() {
    let sandbox = Sandbox::empty();
    // Every page of the tree leads to the same one below it, many times.
    database(
        &sandbox,
        "app/users.db",
        "PRAGMA page_size = 512; CREATE TABLE users (user TEXT, password TEXT)",
    );
    let path = sandbox.path("app/users.db");
    let mut file = OpenOptions::new().write(true).open(&path).unwrap();
    let cells = 80_u16;
    let interior = |below: u32| {
        let mut page = vec![0_u8; 512];
        page[0] = 5;
        page[3..5].copy_from_slice(&cells.to_be_bytes());
        page[8..12].copy_from_slice(&below.to_be_bytes());
        for cell in 0..usize::from(cells) {
            // All cells are one: a child, and a number.
            page[12 + 2 * cell..14 + 2 * cell].copy_from_slice(&500_u16.to_be_bytes());
        }
        page[5..7].copy_from_slice(&500_u16.to_be_bytes());
        page[500..504].copy_from_slice(&below.to_be_bytes());
        page[504] = 1;
        page
    };
    // Page 2 is the table's; 3 to 12 are below it, and 13 is a leaf.
    // There is one row in it, with an empty text and NULL.
    let leaf = {
        let mut page = vec![0_u8; 512];
        page[0] = 13;
        page[3..5].copy_from_slice(&1_u16.to_be_bytes());
        page[5..7].copy_from_slice(&500_u16.to_be_bytes());
        page[8..10].copy_from_slice(&500_u16.to_be_bytes());
        page[500..505].copy_from_slice(&[3, 1, 3, 13, 0]);
        page
    };
    for page in 2..13_u32 {
        file.seek(SeekFrom::Start(u64::from(page - 1) * 512))
            .unwrap();
        file.write_all(&interior(page + 1)).unwrap();
    }
    file.write_all(&leaf).unwrap();
    file.seek(SeekFrom::Start(28)).unwrap();
    file.write_all(&13_u32.to_be_bytes()).unwrap();
    drop(file);
    let run = soon(&sandbox, &["app"]);
    assert_eq!(run.exit, 5, "{} {}", run.stdout, run.stderr);
    assert!(
        run.words().contains("reading the database takes too long"),
        "{}",
        run.stdout
    );
}

#[test]
fn a_pipe_is_not_waited_for_wherever_it_lies() {
    for name in [
        "repo/.git/config",
        "repo/.git/HEAD",
        "repo/.git/info/exclude",
        "repo/.gitignore",
        "repo/.dockerignore",
        "repo/.env",
        "repo/Dockerfile",
        "repo/users.db-wal",
        "repo/users.db",
        "repo/web.log",
        "repo/api.R",
        "home/.bash_history",
        "home/.Renviron",
    ] {
        let sandbox = Sandbox::empty();
        sandbox.sh("git init -q repo && touch repo/Dockerfile");
        sandbox.key("repo/cookie.key", KEY);
        if name.ends_with("-wal") {
            database(
                &sandbox,
                "repo/users.db",
                "CREATE TABLE users (user, password)",
            );
        }
        sandbox.sh(&format!(
            "rm -f {name}; mkdir -p $(dirname {name}); mkfifo {name}"
        ));
        let start = Instant::now();
        let run = sandbox.audit(&["repo"]);
        assert!(
            start.elapsed() < Duration::from_secs(15),
            "{name} {:?}",
            start.elapsed()
        );
        if name.contains(".git") {
            assert_eq!(run.exit, 5, "{name} {}", run.stdout);
            assert!(run.words().contains("is a pipe"), "{name} {}", run.stdout);
        }
    }
    let sandbox = Sandbox::empty();
    sandbox.sh("mkdir -p image/etc/rstudio");
    for name in [
        "passwd",
        "group",
        "subuid",
        "nsswitch.conf",
        "rstudio/rserver.conf",
    ] {
        sandbox.sh(&format!("mkfifo image/etc/{name}"));
    }
    soon(&sandbox, &["--root", "image"]);
}

#[test]
fn a_log_of_holes_is_read_to_its_end() {
    let sandbox = Sandbox::empty();
    sandbox.key("app/cookie.key", KEY);
    sandbox.sh("truncate -s 20G app/web.log");
    assert_eq!(soon(&sandbox, &["app"]).exit, 0);
    sandbox.sh("cat app/cookie.key >> app/web.log");
    let finding = sandbox.finds("CK412", "high", &["app"]);
    assert_eq!(finding["observed"], "holds app/cookie.key");
    assert!(finding["fix"].is_null());
}

#[test]
fn thousands_of_keys_in_one_text_take_no_longer_than_their_number() {
    let keys: Vec<String> = (0..40_000_u64)
        .map(|number| {
            let mut random = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            let mut text = String::new();
            for _ in 0..4 {
                random ^= random << 13;
                random ^= random >> 7;
                random ^= random << 17;
                write!(text, "{random:016x}").unwrap();
            }
            text
        })
        .collect();
    let each = |line: fn(usize, &str) -> String| -> String {
        let lines = keys.iter().enumerate();
        lines.map(|(at, key)| line(at, key)).collect()
    };
    for (name, text) in [
        (".env", each(|at, key| format!("COOKIE_KEY_{at}={key}\n"))),
        (
            "api.R",
            each(|at, key| format!("cookie_key_{at} <- \"{key}\"\n")),
        ),
        ("one.R", each(|_, key| format!("cookie_key = \"{key}\"; "))),
        ("a.env", each(|_, key| format!("COOKIE_KEY={key} "))),
        (
            "b.env",
            each(|_, key| format!("{key} ")) + "\nCOOKIE_KEY=" + &keys[0],
        ),
    ] {
        let sandbox = Sandbox::empty();
        sandbox.file(&format!("app/{name}"), text, 0o600);
        let run = soon(&sandbox, &["app"]);
        assert_eq!(run.exit, 1, "{name}");
    }
}
