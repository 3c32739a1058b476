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
    let left = "note: --fix has nothing to close; the commands behind $ are yours to run\n\
                note: left users.db as it is: it is a database, and programs may share it: name \
                the file, and it is closed\n";
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
            .contains("note: left users.db as it is: it has 2 names"),
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

/// The mode that one check would close is what another one asks about.
#[test]
#[ignore = "needs root: tests/run"]
fn no_command_closes_a_key_to_the_group_that_is_to_be_decided_about() {
    const ETC: &str = "image/etc/rstudio/secure-cookie-key";
    const ROOT: &[&str] = &["--root", "image"];
    let sandbox = Sandbox::empty();
    let users = "root:x:0:0::/root:/bin/sh\nrstudio-server:x:999:4242::/:/bin/sh\n";
    sandbox.file("image/etc/passwd", users, 0o644);
    sandbox.file("image/etc/group", "root:x:0:\nwb:x:4242:\n", 0o644);
    sandbox.key(ETC, crate::WORKBENCH_KEY);
    for mode in [0o640, 0o440, 0o644] {
        sandbox.sh(&format!("chown 0:4242 {ETC} && chmod {mode:o} {ETC}"));
        let run = sandbox.audit(&[&["--json"], ROOT].concat());
        let document: Value = serde_json::from_str(&run.stdout).unwrap();
        let findings = document["findings"].as_array().unwrap();
        let of = |id: &str| findings.iter().find(|it| it["id"] == id).unwrap();
        let mend = of("CK103")["mend"].as_str().unwrap();
        assert!(of("CK103")["fix"].is_null(), "{mode:o} {findings:#?}");
        assert!(
            mend.starts_with("name the group with --allow-group"),
            "{mend}"
        );
        assert!(of("CK702")["fix"].is_null(), "{mode:o} {findings:#?}");
        assert_eq!(
            of("CK702")["mend"],
            "first decide what CK103 asks for: the command depends on it, and the next audit \
             shows it"
        );
        let takes = |it: &Value| {
            it["fix"]
                .as_str()
                .is_some_and(|it| it.contains("chmod 600"))
        };
        assert!(!findings.iter().any(takes), "{mode:o} {findings:#?}");
        // Also where nobody wants to read of it.
        let left_out = [ROOT, &["--ignore", "CK103"]].concat();
        sandbox.passes("CK103", &left_out);
        let finding = sandbox.finds("CK702", "high", &left_out);
        assert!(finding["fix"].is_null(), "{mode:o} {finding}");
    }
    // The decision is made.
    let allowed = [ROOT, &["--allow-group", "4242"]].concat();
    let finding = sandbox.mends("CK702", "high", &allowed);
    assert!(finding["fix"].as_str().unwrap().starts_with("chmod 640 "));
    let finding = sandbox.finds("CK103", "low", &allowed);
    assert_eq!(finding["mend"], "leave it: --allow-group names this group");
    sandbox.sh(&format!("chmod 600 {ETC}"));
    sandbox.passes("CK702", ROOT);
}

/// Whose the key is to be comes before what gives it a file of its own.
#[test]
#[ignore = "needs root: tests/run"]
fn no_command_makes_a_file_of_somebody_else_before_its_owner_is_decided() {
    let sandbox = Sandbox::empty();
    sandbox.key("a/cookie.key", KEY);
    sandbox.sh("ln a/cookie.key second && chown 54321 a/cookie.key");
    let finding = sandbox.finds("CK110", "high", &["a/cookie.key"]);
    assert!(finding["fix"].is_null(), "{finding}");
    let mend = finding["mend"].as_str().unwrap();
    assert!(
        mend.starts_with("first decide what CK105 asks for"),
        "{mend}"
    );
    let named = ["--owner", "54321", "a/cookie.key"];
    assert!(sandbox.finds("CK110", "high", &named)["fix"].is_string());
}

#[test]
fn a_group_that_is_allowed_keeps_the_key() {
    let sandbox = Sandbox::new();
    let group = sandbox.sh("id -g");
    let allowed = ["--allow-group", group.trim(), "cookie.key"];
    for (mode, id, severity) in [(0o644, "CK101", "critical"), (0o750, "CK106", "low")] {
        sandbox.mode("cookie.key", mode);
        if mode == 0o750 {
            // The group may do more than read.
            sandbox.mode("cookie.key", 0o740);
        }
        let finding = sandbox.mends(id, severity, &allowed);
        assert_eq!(finding["fix"], "chmod 640 cookie.key");
        let finding = sandbox.finds("CK103", "low", &allowed);
        assert_eq!(finding["mend"], "leave it: --allow-group names this group");
        assert!(finding["fix"].is_null(), "{finding}");
    }
}

#[test]
fn what_fix_does_not_do_is_said_beside_the_commands() {
    // Below a home directory of mode 0700 nobody can list anything.
    let sandbox = Sandbox::below(&std::env::temp_dir());
    sandbox.key("keys/cookie.key", KEY);
    sandbox.sh("chmod 755 . keys");
    let run = sandbox.audit(&["--fix", "keys"]);
    assert!(run.stdout.contains("$ chmod o-r "), "{}", run.stdout);
    assert_eq!(
        run.stderr,
        "note: --fix has nothing to close; the commands behind $ are yours to run\n"
    );
    sandbox.sh("chmod 711 keys");
    let run = sandbox.audit(&["--fix", "keys"]);
    assert_eq!(
        run.stderr,
        "note: nothing can be fixed without a decision\n"
    );
}

/// A run that has changed something does not end as one that has not.
#[test]
fn what_was_fixed_is_said_where_the_report_cannot_be_written() {
    let sandbox = Sandbox::empty();
    for name in ["a", "b"] {
        sandbox.file(
            &format!("keys/{name}/cookie.key"),
            [KEY, name].concat(),
            0o644,
        );
    }
    let full = "could not write the result: no space left on device\n";
    let hint = "hint: run it again without --fix: it shows what is left to be done\n";
    for (quiet, said) in [
        (
            "",
            "note: running: chmod 600 keys/a/cookie.key\nnote: running: chmod 600 \
             keys/b/cookie.key\n",
        ),
        ("-q ", ""),
    ] {
        sandbox.sh("chmod 644 keys/*/cookie.key");
        let told = sandbox.sh(&format!(
            "cookiekit audit {quiet}--fix keys 2>&1 >/dev/full; echo $?"
        ));
        assert_eq!(
            told,
            format!("{said}cookiekit: 2 files are closed now, but {full}{hint}5\n")
        );
        assert_eq!(sandbox.sh("stat -c %a keys/*/cookie.key"), "600\n600\n");
    }
    // Nothing was changed, and nothing was to be.
    for flags in ["--fix", "--fix --dry-run", ""] {
        let told = sandbox.sh(&format!(
            "cookiekit audit -q {flags} keys 2>&1 >/dev/full; echo $?"
        ));
        assert_eq!(told, format!("cookiekit: {full}2\n"), "{flags}");
    }
}

#[test]
fn a_program_is_no_key_and_is_left_as_it_is() {
    let sandbox = Sandbox::empty();
    let large = [b"\x7fELF\x02\x01\x01", &[0xc7; 100_000][..]].concat();
    let small = [b"\x7fELF\x02\x01\x01", &[0xc7; 5_000][..]].concat();
    sandbox.file("large", large, 0o755);
    sandbox.file("small", small, 0o755);
    for name in ["large", "small"] {
        let run = sandbox.audit(&["--json", name]);
        let document: Value = serde_json::from_str(&run.stdout).unwrap();
        let findings = document["findings"].as_array().unwrap();
        assert_eq!((run.exit, findings.len()), (1, 1), "{findings:#?}");
        assert_eq!(findings[0]["id"], "CK511");
        assert_eq!(findings[0]["observed"], "is a program");
        assert!(findings[0]["fix"].is_null());
        let run = sandbox.audit(&["--fix", name]);
        assert_eq!(
            run.stderr,
            "note: nothing can be fixed without a decision\n"
        );
    }
    assert_eq!(sandbox.sh("stat -c %a large small"), "755\n755\n");
    // What only looks so is judged like any other key.
    sandbox.file("large", [0xc7; 100_000], 0o644);
    sandbox.finds("CK101", "critical", &["large"]);
}
