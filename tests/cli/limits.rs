//! Little of what a run takes for granted: threads, memory. It continues with less,
//! or says what is missing and ends with 2, and is never aborted.

use crate::database::PASSWORD;
use crate::explain::{PLUMBER_JSON, vector};
use crate::known::{KEY, PLUMBER, THEN, UNSEEN};
use crate::world::{Ended, Run, World};

/// Runs `cookiekit` below a limit. Root is held by no limit of processes, and
/// so becomes somebody else, who has the folder then; the program is reached
/// by its descriptor, for its folder may be closed to them.
const BELOW: &str = "limit=$1; shift
    exec 9<\"$(command -v cookiekit)\"
    if [ \"$(id -u)\" = 0 ]; then
        chown -R 65533:65533 .
        exec setpriv --reuid 65533 --regid 65533 --clear-groups \\
            prlimit $limit /proc/self/fd/9 \"$@\"
    fi
    exec prlimit $limit /proc/self/fd/9 \"$@\"";
/// No limit at all: the limit of open files as it is.
const NONE: &str = "--core=0";
/// The process has its first thread and no other.
const ONE_THREAD: &str = "--nproc=1";

fn below(world: &World, limit: &str, arguments: &[&str]) -> Run {
    world
        .shell(BELOW)
        .args(&[&["_", limit], arguments].concat())
}

/// The same with a limit as without one.
#[track_caller]
fn is_the_same(world: &World, arguments: &[&str], stdin: &str) -> Ended {
    let free = below(world, NONE, arguments).stdin(stdin).ends();
    let held = below(world, ONE_THREAD, arguments).stdin(stdin).ends();
    let told = |it: &Ended| (it.code(), it.text(), without_rates(&it.err));
    assert_eq!(told(&held), told(&free));
    held
}

/// What is reported without how fast it was.
fn without_rates(said: &str) -> String {
    let lines = said.lines().filter(|line| !line.contains(" a second"));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn filters_go_on_in_one_thread() {
    let world = World::with_key(KEY);
    let lines = format!("{PLUMBER}\n").repeat(20_000);
    for command in ["decrypt", "reissue", "inspect"] {
        let arguments = [command, "--lines", "--key", "key", "--now", THEN];
        let ended = is_the_same(&world, &arguments, &lines);
        assert_eq!(ended.text().lines().count(), 20_000, "{}", ended.err);
    }
    let arguments = [
        "decrypt",
        "--lines",
        "--summary",
        "--key",
        "key",
        "--now",
        THEN,
    ];
    assert_eq!(is_the_same(&world, &arguments, &lines).code(), 0);
    let payloads = "{\"a\":1}\n".repeat(20_000);
    let arguments = ["encrypt", "--lines", "--format", "plumber", "--key", "key"];
    let ended = below(&world, ONE_THREAD, &arguments).stdin(payloads).ends();
    assert_eq!(
        (ended.code(), ended.text().lines().count()),
        (0, 20_000),
        "{}",
        ended.err
    );
}

#[test]
fn tokens_are_checked_in_one_thread() {
    let world = World::with_alice();
    let token = world.issued("alice", &[]);
    let lines = format!("{token}\nnothing\n").repeat(500);
    let arguments = ["token", "check", "--lines", "--db", "db"];
    let ended = is_the_same(&world, &arguments, &lines);
    assert_eq!(ended.text().lines().count(), 1000, "{}", ended.err);
}

#[test]
fn keys_are_guessed_in_one_thread() {
    let world = World::new();
    let cookie = vector(PLUMBER_JSON, "legacy key 'secret'", "cookie");
    let mut words: String = (0..30_000)
        .map(|number| format!("word{number}\n"))
        .collect();
    words += "secret\n";
    world.file("words", &words);
    let ended = is_the_same(&world, &["inspect", "--words", "words", &cookie], "");
    assert!(
        ended.text().contains("line 30001 of words"),
        "{}",
        ended.text()
    );
    let ended = is_the_same(&world, &["inspect", "--try-weak", &cookie], "");
    assert!(ended.text().contains("`secret`"), "{}", ended.text());
}

#[test]
fn a_tree_is_audited_in_one_thread() {
    let world = World::new();
    for number in 0..300 {
        world.file(&format!("notes-{number}.txt"), "nothing");
    }
    world.file("open.key", UNSEEN);
    world.set_mode("open.key", 0o644);
    world.file(".env", format!("COOKIE_KEY={UNSEEN}\n"));
    let ended = is_the_same(&world, &["audit", "."], "");
    assert!(
        ended.text().contains("302 files walked"),
        "{}",
        ended.text()
    );
}

/// git cannot be started then: what it would have said is not known.
#[test]
#[ignore = "needs git: tests/run"]
fn what_git_would_say_is_unknown_without_a_thread() {
    let world = World::new();
    world.file("web.key", KEY);
    world
        .shell("git init -q && chmod 600 web.key")
        .gives(0, "", "");
    let ended = below(&world, ONE_THREAD, &["audit", "--format", "json", "."]).ends();
    assert_eq!(ended.code(), 5, "{}", ended.err);
    assert!(ended.text().contains("check-skipped"), "{}", ended.text());
}

/// Whatever the limit is, a run says what it could not, and its exit is one of
/// the contract.
#[test]
fn memory_that_is_not_there_is_no_crash() {
    const LACKS: &str = "cookiekit: there is not enough memory\n\
        hint: give it more (see: ulimit -v; a password takes 19 MiB), or less at once\n";
    let world = World::with_alice();
    world.file("key", KEY);
    world.set_mode("key", 0o600);
    let lines = format!("{PLUMBER}\n").repeat(2000);
    let commands: [(&[&str], &str); 4] = [
        (
            &[
                "token",
                "issue",
                "--expires-in",
                "10m",
                "--user",
                "alice",
                "--password-stdin",
                "--db",
                "db",
            ],
            PASSWORD,
        ),
        (
            &[
                "token",
                "user",
                "add",
                "bob",
                "--password-stdin",
                "--db",
                "db",
            ],
            PASSWORD,
        ),
        (
            &["decrypt", "--lines", "--key", "key", "--now", THEN],
            &lines,
        ),
        (&["audit", "."], ""),
    ];
    for (arguments, stdin) in commands {
        let (mut lacking, mut done) = (0, 0);
        for megabytes in (6..=90).step_by(4) {
            let limit = format!("--as={}", megabytes * 1_000_000);
            // The system itself ends what it cannot load.
            if !below(&world, &limit, &["--version"])
                .ends()
                .status
                .success()
            {
                continue;
            }
            let ended = below(&world, &limit, arguments).stdin(stdin).ends();
            let code = ended.code();
            assert!(matches!(code, 0..=2 | 5), "{limit} {code}: {}", ended.err);
            assert!(!ended.err.contains("fault of its own"), "{}", ended.err);
            lacking += usize::from(code == 2 && ended.err.ends_with(LACKS));
            done += usize::from(matches!(code, 0 | 1));
        }
        // A password takes memory that some of these limits do not leave.
        let is_met = lacking > 0 || stdin != PASSWORD;
        assert!(is_met && done > 0, "{arguments:?}: {lacking} {done}");
    }
    // Nobody was locked out for it.
    let ended = below(&world, NONE, commands[0].0).stdin(PASSWORD).ends();
    assert_eq!(ended.code(), 0, "{}", ended.err);
}
