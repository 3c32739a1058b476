//! What people look at, to the letter and at each width: the drawn cookie, the
//! timeline of a rotation, the census with its bars, a help. The findings of the audit
//! are in `tests/audit/view.rs`.
//!
//! `BLESS=1 cargo test --test cli screens` renews `tests/data/screens`.

use std::fs;
use std::path::Path;

use crate::known::{KEY, OTHER_KEY, PLUMBER, SEALED, THEN};
use crate::lines::rotated;
use crate::terminal::{ALL, on_terminal};
use crate::world::World;

const WIDTHS: [usize; 3] = [60, 80, 120];

/// A third key, which is nobody's.
const THIRD: &str = "5d3c1b0a9f8e7d6c5b4a39281706f5e4d3c2b1a0918273645546372819aabbcc";

#[track_caller]
fn is_the_screen(name: &str, text: &str) {
    let name = format!("tests/data/screens/{name}.txt");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(&name);
    if std::env::var_os("BLESS").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert!(text == expected, "{name} has other lines than:\n{text}");
}

/// No line is longer, unless it is a command or one word.
#[track_caller]
fn fits(text: &str, columns: usize) {
    for line in text.lines() {
        let words = line.trim_start();
        let is_whole = words.starts_with("cookiekit ") || !words.contains(' ');
        let width = line.chars().count();
        assert!(is_whole || width <= columns, "{columns}: {line}");
    }
}

/// What a command line shows on a terminal of so many columns.
fn shown(world: &World, line: &str, columns: usize, locale: &str) -> String {
    let mut run = world.program("sh");
    run.command.args(["-c", line]);
    let run = run
        .env("COLUMNS", columns.to_string())
        .env("LC_ALL", locale);
    on_terminal(run, ALL, "").terminal
}

fn drawn(columns: usize) -> String {
    let world = World::with_key(KEY);
    let line = format!("cookiekit inspect --color never --key key --now {THEN} '{PLUMBER}'");
    shown(&world, &line, columns, "C.UTF-8")
}

#[test]
fn a_drawn_cookie_is_as_wide_as_the_terminal() {
    for columns in [50, 60, 80, 120] {
        let text = drawn(columns);
        fits(&text, columns);
        is_the_screen(&format!("inspect-{columns}"), &text);
    }
    // Narrower ones break it, and longer lines are not read at a glance.
    assert_eq!(drawn(20), drawn(50));
    assert_eq!(drawn(200), drawn(120));
}

/// A key that was rotated twice, with another one staged.
fn half_done() -> World {
    let world = World::with_key(THIRD);
    world.file("key.retired-20250101T000000Z-1e75b355", KEY);
    world.file("key.retired-20250601T000000Z-6b584cfc", OTHER_KEY);
    world.file("key.next", THIRD.replace('5', "6"));
    world
}

/// The picture below the table: the dates in that are the files' own.
fn timeline(columns: usize, locale: &str) -> String {
    let line = "cookiekit rotate status --color never --key key --now 2025-12-01T00:00:00Z \
                2> /dev/null";
    let text = shown(&half_done(), line, columns, locale);
    let (_, picture) = text.split_once("\n\n").unwrap_or_else(|| panic!("{text}"));
    picture.to_owned()
}

#[test]
fn a_rotation_is_a_timeline() {
    for columns in WIDTHS {
        let text = timeline(columns, "C.UTF-8");
        fits(&text, columns);
        is_the_screen(&format!("rotation-{columns}"), &text);
        let ascii = timeline(columns, "C");
        assert!(ascii.is_ascii(), "{ascii}");
        assert_eq!(text.replace('━', "=").replace('╌', "-"), ascii);
    }
    fits(&timeline(50, "C"), 50);
    // A script reads the table alone.
    let piped = half_done()
        .run(&["rotate", "status", "--key", "key"])
        .ends();
    assert_eq!(piped.text().lines().count(), 4, "{}", piped.text());
}

fn census(columns: usize, locale: &str) -> String {
    let world = rotated();
    let forged = SEALED.replace("SrC", "SrD");
    world.file(
        "lines",
        format!("{PLUMBER}\n{SEALED}\nx\n{forged}\n{PLUMBER}\n"),
    );
    let line = format!(
        "cookiekit inspect -q --color never --lines --key key --name session --summary \
         --now {THEN} < lines"
    );
    shown(&world, &line, columns, locale)
}

/// Whatever is known of a format, and however long: nothing is broken by the terminal.
#[test]
fn a_format_is_as_wide_as_the_terminal() {
    let names: Vec<&str> = cookiekit::frameworks::FORMATS
        .iter()
        .map(|it| it.name())
        .collect();
    assert!(names.len() > 40);
    let line: String = names
        .iter()
        .map(|it| format!("cookiekit formats {it}; "))
        .collect();
    for columns in WIDTHS {
        let text = shown(&World::new(), &line, columns, "C.UTF-8");
        // The values of a parameter are one word, however many they are.
        let is_word = |line: &&str| !line.get(15..).is_some_and(|it| it.contains(' '));
        let lines = text.lines().filter(|line| !is_word(line));
        fits(&lines.collect::<Vec<_>>().join("\n"), columns);
        assert_eq!(text.matches("cookiekit keygen --for ").count(), names.len());
    }
    // As wide as 80 columns where there is no terminal.
    fits(&World::new().run(&["formats", "adonis"]).ends().text(), 80);
}

#[test]
fn a_census_has_bars() {
    for columns in WIDTHS {
        let text = census(columns, "C.UTF-8");
        is_the_screen(&format!("census-{columns}"), &text);
        let (rows, _) = text.split_once("\n\n").unwrap();
        let bars = rows.lines().filter(|it| it.contains(['█', '░']));
        assert!(bars.clone().count() > 3, "{text}");
        fits(&bars.collect::<Vec<_>>().join("\n"), 60);
        // Rows of the table name places, which are not broken.
        let (_, paragraphs) = text.split_once("\n\n").unwrap();
        fits(paragraphs, columns);
        let ascii = census(columns, "C");
        assert!(ascii.is_ascii(), "{ascii}");
        assert_eq!(text.replace('█', "#").replace('░', "."), ascii);
    }
}

#[test]
fn a_help_is_as_wide_as_the_terminal() {
    for columns in WIDTHS {
        let text = shown(&World::new(), "cookiekit decrypt -h", columns, "C.UTF-8");
        let plain = text.split('\u{1b}').enumerate();
        let plain = plain.map(|(index, part)| match index {
            0 => part,
            _ => part.split_once('m').map_or("", |it| it.1),
        });
        let plain: String = plain.collect();
        fits(&plain, columns);
        is_the_screen(&format!("help-{columns}"), &plain);
    }
}
