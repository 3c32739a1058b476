//! The findings as people read them, to the letter, at each width of a terminal.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};

use rustix::fs::{Mode, OFlags, open};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};

use crate::sandbox::{BINARY, Sandbox};
use crate::{KEY, OTHER_KEY};

const ARGUMENTS: [&str; 2] = ["app", "gone.key"];

/// Commands, decisions and what could not be checked, in several files.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::empty();
    sandbox.file("app/cookie.key", KEY, 0o604);
    let source = format!("library(plumber)\npr() |>\n  pr_cookie(\"{OTHER_KEY}\")\n");
    sandbox.key("app/plumber.R", source);
    let other = KEY.replace('a', "3");
    sandbox.key("app/.env", format!("SESSION_SECRET={other}\n"));
    let test = OTHER_KEY.replace('a', "5");
    sandbox.key("app/tests/.env", format!("COOKIE_KEY={test}\n"));
    sandbox
}

fn text(columns: &str, arguments: &[&str]) -> String {
    let mut sandbox = sandbox();
    if !columns.is_empty() {
        sandbox.variable("COLUMNS", columns);
    }
    let run = sandbox.audit(&[&ARGUMENTS, arguments].concat());
    assert_eq!(run.exit, 5, "{} {}", run.stdout, run.stderr);
    // A check more is no other view.
    let (before, rest) = run.stdout.split_once(" checks)").unwrap();
    let start = before.trim_end_matches(|it: char| it.is_ascii_digit());
    format!("{start}99 checks){rest}")
}

#[test]
fn the_view_at_60_80_and_120_columns() {
    for columns in [60, 80, 120] {
        let name = format!("tests/data/audit/{columns}.txt");
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(&name);
        let text = text(&columns.to_string(), &[]);
        if std::env::var_os("BLESS").is_some() {
            fs::write(&path, &text).unwrap();
        }
        let expected = fs::read_to_string(&path).unwrap();
        assert!(text == expected, "{name} has other lines than:\n{text}");
    }
}

/// A command is one line, however long, and so is a word.
fn assert_fits(text: &str, columns: usize) {
    for line in text.lines() {
        let words = line.trim_start();
        let is_whole = words.starts_with("$ ") || !words.contains(' ');
        assert!(
            is_whole || line.chars().count() <= columns,
            "{columns}: {line}"
        );
        assert_eq!(line.trim_end(), line, "{columns}");
    }
}

#[test]
fn every_width_from_50_on_is_kept() {
    for (asked, columns) in [
        ("50", 50),
        ("53", 53),
        ("71", 71),
        ("99", 99),
        ("120", 120),
        // Longer lines are not read at a glance, and shorter ones have no room.
        ("200", 120),
        ("20", 50),
        // What is no number of columns is nobody's wish.
        ("", 80),
        ("0", 80),
        ("-1", 80),
        ("wide", 80),
        ("99999999999999999999999", 80),
    ] {
        let text = text(asked, &[]);
        assert_fits(&text, columns);
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(words(&text), words(&self::text("80", &[])), "{asked}");
        let longest = text.lines().filter(|it| !it.contains("$ "));
        let longest = longest.map(|it| it.chars().count()).max().unwrap();
        assert!(longest + 25 > columns, "{asked}: {longest}");
    }
}

#[test]
fn a_colour_says_nothing_that_no_word_says() {
    let plain = text("80", &[]);
    assert!(!plain.contains('\u{1b}'));
    let coloured = text("80", &["--color", "always"]);
    let mut without = String::new();
    for (index, part) in coloured.split('\u{1b}').enumerate() {
        match index {
            0 => without += part,
            _ => without += part.split_once('m').unwrap().1,
        }
    }
    assert!(coloured.contains("\u{1b}[1;31mcritical\u{1b}[0m  CK101"));
    assert_eq!(without, plain);
}

/// As wide as the terminal is, where nobody says how wide it is to be.
#[test]
fn a_terminal_is_as_wide_as_it_says() {
    let sandbox = sandbox();
    for (says, columns) in [(57, 57), (133, 120), (0, 80)] {
        let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&master).unwrap();
        unlockpt(&master).unwrap();
        let size = Winsize {
            ws_row: 24,
            ws_col: says,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        tcsetwinsize(&master, size).unwrap();
        let name = ptsname(&master, Vec::new()).unwrap();
        let slave = open(&name, OFlags::RDWR | OFlags::NOCTTY, Mode::empty()).unwrap();
        let mut command = Command::new(&*BINARY);
        command
            .args(["audit", "--color", "never"])
            .args(ARGUMENTS)
            .current_dir(sandbox.path("."))
            .env_remove("COLUMNS")
            .env("HOME", sandbox.path("home"))
            .stdin(Stdio::null())
            .stdout(slave)
            .stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        drop(command);
        let mut shown = Vec::new();
        // It ends with an error when nobody has the terminal open any more.
        let _ = File::from(master).read_to_end(&mut shown);
        assert_eq!(child.wait().unwrap().code(), Some(5));
        let shown = String::from_utf8(shown).unwrap().replace("\r\n", "\n");
        assert_fits(&shown, columns);
        let longest = shown.lines().filter(|it| !it.contains("$ "));
        let longest = longest.map(|it| it.chars().count()).max().unwrap();
        assert!(longest + 25 > columns, "{says}: {shown}");
    }
}
