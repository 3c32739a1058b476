//! What a command would take from somebody: it is described in words, or names what
//! was named.

use std::fs;
use std::os::unix::fs::symlink;
use std::time::Instant;

use serde_json::Value;

use crate::KEY;
use crate::sandbox::Sandbox;

#[test]
fn a_key_behind_a_link_is_rotated_where_it_is() {
    let sandbox = Sandbox::empty();
    sandbox.key("real/cookie.key", "abcdefgh");
    symlink("real/cookie.key", sandbox.path("cookie.key")).unwrap();
    let finding = sandbox.finds("CK502", "critical", &["cookie.key"]);
    let real = fs::canonicalize(sandbox.path("real/cookie.key")).unwrap();
    let fix = format!("cookiekit rotate --key {}", real.display());
    assert_eq!(finding["fix"], fix);
    sandbox.obey(&finding);
    assert!(sandbox.path("cookie.key").is_symlink());
    let left = sandbox.findings("CK502", &["cookie.key"]);
    assert!(left.iter().all(|it| it["fix"].is_null()), "{left:?}");
    // An empty one is filled there, and the link stays.
    fs::write(&real, "").unwrap();
    sandbox.mends("CK501", "critical", &["cookie.key"]);
    assert!(sandbox.path("cookie.key").is_symlink());
}

#[test]
fn what_an_orchestrator_mounts_is_renewed_in_its_secret() {
    let sandbox = Sandbox::empty();
    sandbox.key("mnt/..2026/cookie.key", "abcdefgh");
    symlink("..2026", sandbox.path("mnt/..data")).unwrap();
    symlink("..data/cookie.key", sandbox.path("mnt/cookie.key")).unwrap();
    let finding = sandbox.finds("CK502", "critical", &["mnt/cookie.key"]);
    assert_eq!(finding["fix"], Value::Null);
    let mend = finding["mend"].as_str().unwrap();
    assert!(
        mend.starts_with("its orchestrator mounts it here"),
        "{mend}"
    );
}

#[test]
fn a_database_that_is_named_is_closed_with_what_is_beside_it() {
    let sandbox = Sandbox::empty();
    let make = "sqlite3 users.db 'CREATE TABLE users (name TEXT)' 2>/dev/null || \
                printf 'SQLite format 3\\000' > users.db";
    sandbox.sh(make);
    sandbox.sh("touch users.db-wal && chmod 644 users.db users.db-wal");
    // In a tree it may be shared on purpose.
    let run = sandbox.audit(&["--fix", "."]);
    let left = "note: nothing can be fixed without a decision\nnote: left users.db as it is: it \
                is a database, and programs may share it: name the file, and it is closed\n";
    assert!(run.stderr.starts_with(left), "{}", run.stderr);
    assert_eq!(sandbox.sh("stat -c %a users.db users.db-wal"), "644\n644\n");
    let run = sandbox.audit(&["--fix", "--dry-run", "users.db"]);
    assert!(
        run.stderr
            .starts_with("note: would run: chmod 600 users.db users.db-wal\n"),
        "{}",
        run.stderr
    );
    let run = sandbox.audit(&["--fix", "users.db"]);
    assert_eq!(
        run.stderr,
        "note: running: chmod 600 users.db users.db-wal\n"
    );
    assert_eq!(run.exit, 0, "{}", run.stdout);
    assert_eq!(sandbox.sh("stat -c %a users.db users.db-wal"), "600\n600\n");
    // A second name of it may be somebody else's.
    sandbox.sh("chmod 644 users.db && ln users.db other");
    let run = sandbox.audit(&["--fix", "users.db"]);
    assert!(
        run.stderr
            .contains("warning: not fixed: users.db: it has 2 names"),
        "{}",
        run.stderr
    );
    assert_eq!(sandbox.sh("stat -c %a users.db"), "644\n");
}

#[test]
fn a_literal_in_a_line_of_a_megabyte_is_moved_at_once_or_told_in_words() {
    let other = "90b1d2c3f4e5a697788f6e5d4c3b2a1908f7e6d5c4b3a29180716253443526f7";
    let filler = "a1".repeat(500_000);
    for (start, end) in [(0, 500_000), (250_000, 250_000), (500_000, 0)] {
        for count in [1, 2] {
            let sandbox = Sandbox::empty();
            let keys = [KEY, other].map(|key| format!("COOKIE_KEY = \"{key}\"; "));
            let line = format!(
                "x <- \"{}\"; {} y <- \"{}\"\n",
                &filler[..start],
                keys[..count].concat(),
                &filler[..end]
            );
            sandbox.file("plumber.R", format!("library(plumber)\n{line}"), 0o600);
            for finding in sandbox.findings("CK801", &["plumber.R"]) {
                let Some(fix) = finding["fix"].as_str() else {
                    assert!(finding["mend"].as_str().unwrap().starts_with("rotate"));
                    continue;
                };
                let began = Instant::now();
                sandbox.sh(fix);
                let took = began.elapsed();
                assert!(took.as_secs() < 10, "{took:?} {start} {count}: {fix}");
            }
        }
    }
}

#[test]
#[ignore = "needs root: tests/run"]
fn what_is_somebody_elses_is_not_moved_to_the_home_of_root() {
    let sandbox = Sandbox::empty();
    let source = format!("library(plumber)\npr_cookie(pr, \"{KEY}\")\n");
    sandbox.file("plumber.R", source, 0o644);
    let finding = sandbox.finds("CK801", "critical", &["plumber.R"]);
    assert!(
        finding["fix"]
            .as_str()
            .unwrap()
            .contains("~/.config/cookiekit")
    );
    // Its service would look for it in a home of its own.
    sandbox.sh("chown 54321 plumber.R");
    let finding = sandbox.finds("CK801", "critical", &["plumber.R"]);
    assert_eq!(finding["fix"], Value::Null);
    sandbox.key("www/web.key", KEY);
    sandbox.file(
        "www/plumber.R",
        "library(plumber)\n#* @assets .\nlist()\n",
        0o644,
    );
    let of_root = sandbox.findings("CK208", &["."]);
    sandbox.sh("chown 54321 www/web.key");
    for finding in sandbox.findings("CK208", &["."]) {
        assert_eq!(finding["fix"], Value::Null);
    }
    assert!(
        of_root.iter().all(|it| it["fix"].is_string()),
        "{of_root:?}"
    );
}
