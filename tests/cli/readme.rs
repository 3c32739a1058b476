//! What README promises a newcomer: the screen at its top, and the tasks of its
//! table, copied out of it and pasted.

use crate::examples::{cookie, place};
use crate::known::WORKBENCH_KEY;
use crate::printed::Scene;
use crate::world::World;

const README: &str = include_str!("../../README.md");

/// A key that no documentation has.
const STAGED: &str = "7b1f0c5d9e2a48361d7c4b8fa0e95263f8147a2cd05be39611c7d84a5f02e96b";

/// What is between two texts of README.
fn part(start: &str, end: &str) -> &'static str {
    let (_, rest) = README.split_once(start).unwrap();
    rest.split_once(end).unwrap().0
}

#[test]
fn the_screen_at_the_top_of_the_readme_is_what_inspect_prints() {
    let world = World::new();
    world.file("right", WORKBENCH_KEY);
    world.file("key", format!("{WORKBENCH_KEY}\n"));
    let sign = ["sign", "-q", "--format", "workbench", "--key", "right"];
    let signed = world
        .run(&sign)
        .args(&["--expires-in", "8h", "alice"])
        .ends();
    let inspect = ["inspect", "--key", "key", signed.text().trim_end()].map(str::to_owned);
    let ended = world.run(&inspect).ends();
    assert_eq!((ended.code(), ended.err.as_str()), (1, ""));
    let printed = ended.text();
    let mut rest = printed.as_str();
    let shown = part("<!-- inspect -->\n```text\n", "```");
    for piece in shown.split('…').map(str::trim).filter(|it| !it.is_empty()) {
        let at = rest.find(piece);
        let at = at.unwrap_or_else(|| panic!("README shows\n{piece}\nand inspect\n{printed}"));
        rest = &rest[at + piece.len()..];
    }
}

/// A task of the table, and what somebody sees who pastes its command: the exit code
/// and a text on standard output.
const TASKS: [(&str, i32, &str); 15] = [
    ("see what a cookie is", 0, "R plumber session cookie"),
    ("know why a cookie fails", 0, r#"{"user":["alice"]}"#),
    (
        "open the session of an R plumber",
        0,
        r#"{"user":["alice"]}"#,
    ),
    ("make a session that plumber", 0, "_"),
    ("get the R code", 0, "plumber::pr_cookie("),
    ("check the `user-id` cookie", 0, "alice\n"),
    ("compare two nodes' keys", 0, "crc32"),
    ("check a signed cookie of Express", 0, "alice\n"),
    (
        "plan a rotation",
        0,
        "cookiekit rotate stage --key cookie.key",
    ),
    ("replace a key on one machine", 0, "-"),
    ("fail a CI job", 1, "retired 2026-01-01T00:00:00Z"),
    ("find exposed keys", 1, "CK"),
    ("stop a commit", 1, "CK411"),
    ("count the cookies of a log", 0, "\"records\":1"),
    // The password is asked for on a terminal, and here is none.
    ("give an API bearer tokens", 2, ""),
];

#[test]
fn each_task_of_the_readme_is_done_by_pasting_its_command() {
    let table = part("<!-- tasks -->\n", "\n\n");
    let rows: Vec<&str> = table.lines().skip(2).collect();
    assert_eq!(rows.len(), TASKS.len());
    let mut faults = Vec::new();
    for (row, (task, code, shows)) in rows.iter().zip(TASKS) {
        assert!(row.starts_with(&format!("| {task}")), "{row}");
        let (_, command) = row.rsplit_once(" | `").unwrap();
        let command = command.strip_suffix("` |").unwrap();
        let (world, variables) = place();
        if command.contains("--staged") {
            world.file("app.env", format!("COOKIE_KEY={STAGED}\n"));
            let staged = "git init -q . && git add app.env";
            assert_eq!(world.shell(staged).ends().code(), 0);
        }
        let here = command
            .replace("/etc/", "etc/")
            .replace("$COOKIE", cookie(command));
        let mut shell = world.program("sh");
        for (name, value) in &variables {
            shell = shell.env(name, value);
        }
        let (ended, lost) = Scene::of(&shell.command, None, b"").paste(&here);
        let shown = String::from_utf8_lossy(&ended.stdout);
        if ended.status.code() != Some(code) || !shown.contains(shows) || !lost.is_empty() {
            faults.push(format!("{command}: {ended:?} {lost:?}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
