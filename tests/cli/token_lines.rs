//! `cookiekit token check --lines`.

use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

use serde_json::{Value, json};

use crate::database::{NOW, PASSWORD};
use crate::world::World;

const LINES: [&str; 4] = ["check", "--lines", "--now", NOW];

fn records(text: &str) -> Vec<Value> {
    let lines = text.lines().map(|line| serde_json::from_str(line).unwrap());
    lines.collect()
}

#[test]
fn every_line_is_a_record_in_order_and_the_worst_is_the_exit() {
    let world = World::with_alice();
    let token = world.issued("alice", &[]);
    let input = format!(
        "{token}\ntoken: {token}\r\n\nnothing\n{}\na b\n{token}",
        "x".repeat(5000)
    );
    let ended = world.token(&LINES, &[]).stdin(&input).ends();
    assert_eq!((ended.code(), &*ended.err), (1, ""));
    let seen = records(&ended.text());
    let outcomes: Vec<_> = seen
        .iter()
        .map(|it| it["outcome"].as_str().unwrap())
        .collect();
    assert_eq!(
        outcomes,
        [
            "valid",
            "valid",
            "malformed",
            "unknown",
            "malformed",
            "malformed",
            "valid"
        ]
    );
    let numbers: Vec<_> = seen.iter().map(|it| it["line"].as_u64().unwrap()).collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5, 6, 7]);
    let first = json!({
        "line": 1,
        "exit": 0,
        "outcome": "valid",
        "user": "alice",
        "name": "Alice A",
        "issued": "2023-11-14T22:13:20Z",
        "expires": "2023-11-14T22:23:20Z",
        "seconds_left": 600,
    });
    assert_eq!(seen[0], first);
    assert_eq!(
        seen[3],
        json!({ "line": 4, "exit": 1, "outcome": "unknown" })
    );
}

#[test]
fn the_exit_is_0_of_valid_ones_and_3_of_expired_ones_and_an_empty_input_is_done() {
    let world = World::with_alice();
    let token = world.issued("alice", &[]);
    let check = |now: &str, input: &str| {
        let check = world.token(&["check", "--lines"], &["--now", now]);
        check.stdin(input).ends()
    };
    assert_eq!(check(NOW, &token).code(), 0);
    let expired = check("1700000600", &format!("{token}\n"));
    assert_eq!(expired.code(), 3);
    assert_eq!(records(&expired.text())[0]["seconds_left"], 0);
    check(NOW, "").is(0, "", "");
}

/// A program that asks one by one, and keeps the process for all.
#[test]
fn each_answer_comes_before_the_next_question_and_knows_what_changed_meanwhile() {
    let world = World::with_alice();
    let token = world.issued("alice", &[]);
    let mut command = world.token(&LINES, &[]).command;
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut questions = child.stdin.take().unwrap();
    let mut answers = BufReader::new(child.stdout.take().unwrap());
    let mut ask = |token: &str| -> Value {
        writeln!(questions, "{token}").unwrap();
        let mut line = String::new();
        answers.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap()
    };
    assert_eq!(ask(&token)["outcome"], "valid");
    world
        .token(&["revoke", "--user", "alice"], &["-q"])
        .gives(0, "", "");
    assert_eq!(ask(&token)["outcome"], "unknown");
    let next = world.issued("alice", &[]);
    assert_eq!(ask(&next)["outcome"], "valid");
    drop(questions);
    assert_eq!(child.wait().unwrap().code(), Some(1));
}

#[test]
fn a_reader_that_goes_away_has_what_it_wanted() {
    let world = World::with_alice();
    let token = world.issued("alice", &[]);
    let script = format!(
        "yes {token} | head -n 200000 | (cookiekit token check --lines --db db --now {NOW}; \
         echo $? >&2) | head -n 1 | wc -l"
    );
    world.shell(&script).gives(0, "1\n", "0\n");
}

#[test]
fn a_line_without_end_is_passed_by() {
    let world = World::with_alice();
    let token = world.issued("alice", &[]);
    // 64 MB in a process that may have 40 MB more than it starts with.
    let script = format!(
        "(head -c 64000000 /dev/zero | tr '\\0' x; echo; echo {token}) | \
         (ulimit -v 400000; cookiekit token check --lines --db db --now {NOW}) | cut -d, -f1-3"
    );
    world.shell(&script).gives(
        0,
        "{\"line\":1,\"exit\":1,\"outcome\":\"malformed\"}\n\
         {\"line\":2,\"exit\":0,\"outcome\":\"valid\"\n",
        "",
    );
}

/// The floor that is promised is 3,000 a second, which takes 10 s here; it was
/// seen to take a few tenths.
#[test]
fn a_process_checks_thousands_of_tokens_a_second() {
    const TOKENS: usize = 30_000;
    let world = World::with_alice();
    let token = world.issued("alice", &[]);
    let input = format!("{token}\nnothing\n").repeat(TOKENS / 2);
    let start = std::time::Instant::now();
    let ended = world.token(&LINES, &[]).stdin(&input).ends();
    let seconds = start.elapsed().as_secs_f64();
    assert_eq!(ended.text().lines().count(), TOKENS);
    assert!(seconds < 10.0, "{seconds} s for {TOKENS}");
}

#[test]
fn fifty_clients_at_once_lose_no_token_and_see_no_lock() {
    const CLIENTS: usize = 50;
    let world = World::with_alice();
    let issue = |more: &[&str]| {
        let patient = [&["--lock-timeout", "2m", "--keep", "-q"], more].concat();
        world.login("alice", PASSWORD, &patient).ends()
    };
    let tokens: Vec<String> = std::thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|_| {
                scope.spawn(|| {
                    let ended = issue(&[]);
                    assert_eq!((ended.code(), &*ended.err), (0, ""));
                    let token = ended.text().trim_end().to_owned();
                    let checked = world.checked(&token);
                    assert_eq!((checked.code(), &*checked.err), (0, ""));
                    token
                })
            })
            .collect();
        clients.into_iter().map(|it| it.join().unwrap()).collect()
    });
    let kept: u32 = world.value("db", "SELECT count(*) FROM cookiekit_tokens");
    assert_eq!(kept as usize, CLIENTS);
    for token in tokens {
        assert_eq!(world.checked(&token).code(), 0);
    }
    assert_eq!(world.integrity("db"), "ok");
}
