//! What is printed takes nothing away: keys, slots, units, columns.

use std::fs;

use rusqlite::Connection;
use serde_json::Value;

use crate::clear_text::database;
use crate::sandbox::Sandbox;
use crate::{KEY, OTHER_KEY, WORKBENCH_KEY};

/// All findings.
fn all(sandbox: &Sandbox, arguments: &[&str]) -> Vec<Value> {
    let run = sandbox.audit(&[&["--json"], arguments].concat());
    let document: Value = serde_json::from_str(&run.stdout).unwrap();
    document["findings"].as_array().unwrap().clone()
}

/// The contents of all files below the sandbox.
fn contents(sandbox: &Sandbox) -> Vec<Vec<u8>> {
    let list = sandbox.sh("find . -type f -not -path './*/.git/*' | sort");
    let files = list.lines();
    files
        .map(|it| fs::read(sandbox.path(it)).unwrap())
        .collect()
}

/// Whether a text is in a file still.
fn is_kept(sandbox: &Sandbox, text: &[u8]) -> bool {
    contents(sandbox)
        .iter()
        .any(|content| content.windows(text.len()).any(|it| it == text))
}

fn mend(finding: &Value) -> &str {
    finding["mend"].as_str().unwrap()
}

/// Runs everything that is printed, three times over: a command may be pasted
/// twice, and what is found afterwards may have another one.
fn obey_all(sandbox: &Sandbox, arguments: &[&str]) {
    for _ in 0..3 {
        for finding in all(sandbox, arguments) {
            if let Some(fix) = finding["fix"].as_str() {
                for _ in 0..2 {
                    sandbox.sh(&format!("{{ {fix}; }} >/dev/null 2>&1 || true"));
                }
            }
        }
    }
}

#[test]
fn a_retired_slot_goes_with_its_rotation_and_not_by_hand() {
    for (id, weak) in [
        ("CK502", &b"short passphrase"[..]),
        ("CK503", b"correct horse battery staple and more"),
        (
            "CK506",
            b"abababababababababababababababababababababababababababababababab",
        ),
        ("CK507", b"mySecretHere"),
    ] {
        let sandbox = Sandbox::empty();
        sandbox.key("cookie.key", weak);
        sandbox.sh("cookiekit rotate -q --key cookie.key");
        for paths in [&["."][..], &["cookie.key"]] {
            let findings = sandbox.findings(id, paths);
            assert_eq!(findings.len(), 1, "{id} {findings:#?}");
            assert!(findings[0]["fix"].is_null(), "{}", findings[0]);
            let said =
                "leave it: it goes at `rotate retire`; until then what it opens can be forged";
            assert_eq!(mend(&findings[0]), said);
        }
        let slot = sandbox.sh("ls cookie.key.retired-*");
        let slot = slot.trim();
        assert!(sandbox.findings(id, &[slot])[0]["fix"].is_null());
        obey_all(&sandbox, &["."]);
        assert_eq!(fs::read(sandbox.path(slot)).unwrap(), weak);
    }
}

#[test]
fn a_key_that_encrypts_something_else_is_called_what_it_is() {
    for (name, content, told) in [
        ("config/master.key", WORKBENCH_KEY, "Rails"),
        ("config/credentials/production.key", WORKBENCH_KEY, "Rails"),
        ("keys/ansible-vault.key", KEY, "ansible-vault rekey"),
        ("keys/luks.key", KEY, "cryptsetup"),
        ("keys/restic.key", KEY, "backups"),
        ("keys/web.key", KEY, "find out what it is for"),
    ] {
        let sandbox = Sandbox::empty();
        sandbox.key(&format!("repo/{name}"), content);
        sandbox.sh("cd repo && git init -q && git add -A && \
             git -c user.name=a -c user.email=a@b commit -qm a");
        let finding = sandbox.finds("CK403", "critical", &["repo"]);
        assert!(finding["fix"].is_null(), "{finding}");
        assert!(mend(&finding).contains(told), "{name}: {}", mend(&finding));
        obey_all(&sandbox, &["repo"]);
        assert_eq!(sandbox.sh(&format!("cat repo/{name}")), content);
    }
}

#[test]
fn documents_of_other_programs_stay_where_they_are() {
    let pem = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA==\n-----END PRIVATE KEY-----\n";
    for (name, content) in [
        ("tls.key", pem.as_bytes()),
        (
            "keys.txt",
            b"AGE-SECRET-KEY-1QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ\n",
        ),
        (
            "server.key",
            &[&[0x30, 0x82, 0x01, 0x00][..], &[7; 256]].concat(),
        ),
        ("repo.key", b"\0GITCRYPTKEY\0\0\0\x02\0\0\0\0rest of it"),
    ] {
        let sandbox = Sandbox::empty();
        sandbox.key(name, content);
        let finding = sandbox.finds("CK511", "medium", &[name]);
        assert!(finding["fix"].is_null(), "{finding}");
        assert_eq!(all(&sandbox, &[name]).len(), 1, "{name}");
    }
}

#[test]
fn nodes_that_differ_keep_both_keys() {
    let sandbox = Sandbox::empty();
    let compare = ["--compare", "a/secure-cookie-key", "b/secure-cookie-key"];
    let uuid = "936da01f-9abd-4d9d-80c7-02af85c822a8";
    sandbox.key("a/secure-cookie-key", format!("{uuid}\n"));
    sandbox.key("b/secure-cookie-key", format!("{uuid}\n"));
    assert_eq!(sandbox.audit(&compare).exit, 0);
    sandbox.key("a/secure-cookie-key", uuid);
    let finding = sandbox.finds("CK504", "high", &compare);
    assert_eq!(finding["path"], "b/secure-cookie-key");
    assert!(finding["fix"].is_null() && mend(&finding).contains("decide"));
    let finding = sandbox.finds("CK703", "critical", &compare);
    assert!(mend(&finding).contains("decide which key is right"));
    let decided = || {
        let finding = sandbox.finds("CK703", "critical", &compare);
        let that = "where it is that of a/secure-cookie-key: ";
        let (_, command) = mend(&finding).split_once(that).unwrap();
        let (command, _) = command.split_once("; ").unwrap();
        for _ in 0..2 {
            sandbox.sh(&format!("{{ {command}; }} >/dev/null 2>&1 || true"));
        }
    };
    decided();
    assert_eq!(sandbox.audit(&compare).exit, 0);
    assert_eq!(
        sandbox.sh("cat b/secure-cookie-key.other"),
        format!("{uuid}\n")
    );
    // A file that is where the other would be kept is nobody's to replace: it gets a name
    // that is free.
    sandbox.key("b/secure-cookie-key", format!("{uuid}\n"));
    sandbox.key("b/secure-cookie-key.other", "of somebody else");
    decided();
    assert_eq!(sandbox.audit(&compare).exit, 0);
    for (ending, text) in [
        ("other", "of somebody else"),
        ("other-2", &format!("{uuid}\n")),
    ] {
        assert_eq!(
            sandbox.sh(&format!("cat b/secure-cookie-key.{ending}")),
            text
        );
    }
}

#[test]
fn slots_locks_and_litter_are_no_keys_of_their_own() {
    let sandbox = Sandbox::empty();
    sandbox.key("a/cookie.key", KEY);
    sandbox.key("b/cookie.key", KEY);
    let finding = sandbox.finds("CK508", "high", &["a", "b"]);
    sandbox.obey(&finding);
    for paths in [&["a", "b"][..], &["a/cookie.key", "b/cookie.key"], &["."]] {
        sandbox.passes("CK508", paths);
        sandbox.passes("CK509", paths);
        sandbox.passes("CK512", paths);
        assert_eq!(sandbox.audit(paths).exit, 0);
    }
    // What was made of a slot that somebody rotated is none either.
    let slot = sandbox.sh("ls b/cookie.key.retired-*");
    sandbox.sh(&format!(
        "touch b/.{}.lock",
        slot.trim().trim_start_matches("b/")
    ));
    sandbox.sh("touch b/.cookie.key.lock");
    let locks = sandbox.sh("ls b/.*.lock");
    let mut paths: Vec<&str> = locks.lines().collect();
    paths.push("b");
    for path in paths {
        let run = sandbox.audit(&[path]);
        assert_eq!(run.exit, 0, "{path}: {}", run.stdout);
        assert!(!run.stdout.contains("CK501"), "{}", run.stdout);
    }
    // A key that somebody hid under such a name is one.
    sandbox.key("b/.x.key.lock", "");
    assert_eq!(sandbox.audit(&["b/.x.key.lock"]).exit, 0);
    sandbox.file("b/.x.key.lock", KEY, 0o644);
    sandbox.finds("CK101", "critical", &["b/.x.key.lock"]);
    // Litter is shown as such, walked or named.
    sandbox.key(
        "c/.cookie.key.retired-20260101T000000Z-00000000.0123456789abcdef.tmp",
        KEY,
    );
    let litter = sandbox.sh("ls c/.c*");
    for path in ["c", litter.trim()] {
        let found = all(&sandbox, &[path]);
        let ids: Vec<&str> = found.iter().map(|it| it["id"].as_str().unwrap()).collect();
        assert_eq!(ids, ["CK603"], "{path}");
    }
    obey_all(&sandbox, &["c"]);
    assert!(is_kept(&sandbox, KEY.as_bytes()));
}

#[test]
fn a_table_of_another_application_keeps_its_columns() {
    for (schema, is_recipe) in [
        (
            "users (name TEXT, user TEXT, password TEXT, token TEXT, token_expiry TEXT)",
            true,
        ),
        (
            "users (name TEXT, user TEXT, password TEXT, token TEXT, token_expiry TEXT, mail TEXT)",
            false,
        ),
        ("users (id INTEGER, username TEXT, password TEXT)", false),
        (
            "users (name TEXT, user TEXT, password TEXT, token TEXT)",
            false,
        ),
        (
            "accounts (name TEXT, user TEXT, password TEXT, token TEXT, token_expiry TEXT)",
            false,
        ),
        (
            "users (name TEXT, user TEXT, password TEXT, token TEXT, token_expiry TEXT, \
          x TEXT GENERATED ALWAYS AS (name || user))",
            false,
        ),
    ] {
        let sandbox = Sandbox::empty();
        let table = schema.split(' ').next().unwrap();
        let user = if schema.contains("username") {
            "username"
        } else {
            "user"
        };
        database(
            &sandbox,
            "app/data.db",
            &format!(
                "CREATE TABLE {schema}; INSERT INTO {table} ({user}, password) VALUES ('a', '1234')"
            ),
        );
        let finding = sandbox.finds("CK417", "high", &["app"]);
        match is_recipe {
            true => assert_eq!(finding["fix"], "cookiekit token import --db app/data.db"),
            false => {
                assert!(finding["fix"].is_null(), "{finding}");
                assert!(mend(&finding).starts_with("change the application that reads the table"));
            }
        }
    }
}

#[test]
fn a_name_of_a_cookie_is_no_key() {
    let sandbox = Sandbox::empty();
    for source in [
        "Request$new(rook, key = k, session_cookie = reqres::session_cookie(\"my_session\"))\n",
        "reqres:::session_cookie('my_session', secure = TRUE)\n",
        "library(reqres)\nx <- session_cookie(\"my_session\")\n",
        "library(plumber2)\nx <- session_cookie(\"my_session\")\n",
        "session_cookie(\"my_session\", max_age = 3600)\n",
        "api() |> api_session_cookie(keyring::key_get(\"x\"), \"my_session\")\n",
    ] {
        sandbox.file("app/api.R", source, 0o644);
        sandbox.passes("CK801", &["app"]);
    }
    for (source, mended) in [
        (
            "plumber::session_cookie(\"aKey\", \"name\")\n",
            "plumber::session_cookie(GET, \"name\")\n",
        ),
        (
            "library(plumber)\nsession_cookie('aKey')\n",
            "library(plumber)\nsession_cookie(GET)\n",
        ),
        (
            "api() |> api_session_cookie(\"aKey\", \"name\")\n",
            "api() |> api_session_cookie(GET, \"name\")\n",
        ),
        (
            "api_session_cookie(api, name = \"n\", key = \"aKey\")\n",
            "api_session_cookie(api, name = \"n\", key = GET)\n",
        ),
    ] {
        let sandbox = Sandbox::empty();
        sandbox.file("app/api.R", source, 0o644);
        let finding = sandbox.mends("CK801", "critical", &["app"]);
        // The same key stays in use, from a file that nobody else can read.
        let kept = sandbox.sh("ls home/.config/cookiekit");
        let kept = kept.trim();
        let get = format!("readLines(\"~/.config/cookiekit/{kept}\", warn = FALSE)");
        assert_eq!(sandbox.sh("cat app/api.R"), mended.replace("GET", &get));
        assert_eq!(sandbox.sh("cat home/.config/cookiekit/*"), "aKey");
        assert_eq!(sandbox.sh("stat -c %a home/.config/cookiekit/*"), "600\n");
        assert!(mend(&finding).contains("rotate") && mend(&finding).contains("keyring"));
        // Another literal of that name is not lost over it.
        sandbox.file("app/api.R", source.replace("aKey", "another"), 0o644);
        obey_all(&sandbox, &["app"]);
        assert!(is_kept(&sandbox, b"another") && is_kept(&sandbox, b"aKey"));
    }
}

#[test]
fn a_text_that_is_named_is_read_as_one() {
    let unit = |key: &str| {
        format!(
            "[Unit]\nDescription=api\n[Service]\nEnvironment=PLUMBER_COOKIE_KEY={key}\nExecStart=/bin/api\n"
        )
    };
    for (name, text, id) in [
        ("deploy/plumber.service", unit(KEY), "CK410"),
        (
            "deploy/Dockerfile",
            format!("FROM scratch\nENV COOKIE_KEY={KEY}\n"),
            "CK411",
        ),
        (
            "deploy/compose.yml",
            format!("services:\n  api:\n    environment:\n      COOKIE_KEY: {KEY}\n"),
            "CK411",
        ),
        (
            "deploy/.env",
            format!("PORT=1\nCOOKIE_KEY={KEY}\n"),
            "CK411",
        ),
        (
            "deploy/config.json",
            format!("{{\"cookie_key\": \"{KEY}\"}}\n"),
            "CK411",
        ),
        (
            "deploy/api.conf",
            format!("[web]\ncookie_key = {KEY}\n"),
            "CK411",
        ),
        (
            "deploy/start",
            format!("#!/bin/sh\nexport COOKIE_KEY={KEY}\nexec api\n"),
            "CK411",
        ),
        ("deploy/variables", format!("COOKIE_KEY={KEY}\n"), "CK411"),
        (
            "deploy/api.R",
            format!("cookie_key <- \"{KEY}\"\n"),
            "CK801",
        ),
    ] {
        let sandbox = Sandbox::empty();
        sandbox.file(name, &text, 0o644);
        let found = all(&sandbox, &[name]);
        let ids: Vec<&str> = found.iter().map(|it| it["id"].as_str().unwrap()).collect();
        assert_eq!(ids, [id], "{name}");
        assert!(!found[0].to_string().contains(&KEY[..8]));
        obey_all(&sandbox, &[name]);
        assert!(is_kept(&sandbox, KEY.as_bytes()), "{name}");
        // What reads a document is not known: it is left as it is.
        let is_left = !sandbox.findings(id, &[name]).is_empty();
        assert_eq!(is_left, name.ends_with(".json"), "{name}");
        assert_eq!(
            is_left,
            fs::read_to_string(sandbox.path(name)).unwrap() == text
        );
        // Nothing to find is nothing to replace.
        sandbox.file(name, text.replace(KEY, "/etc/api/cookie"), 0o644);
        assert_eq!(sandbox.audit(&[name]).exit, 0, "{name}");
    }
    let sandbox = Sandbox::empty();
    sandbox.file("deploy/plumber.service", unit(KEY), 0o644);
    let finding = sandbox.mends("CK410", "high", &["deploy"]);
    assert_eq!(finding["observed"], "has a key in line 4");
    let left = unit(KEY).replace(&format!("Environment=PLUMBER_COOKIE_KEY={KEY}\n"), "");
    assert_eq!(sandbox.sh("cat deploy/plumber.service"), left);
}

#[test]
fn an_empty_key_is_filled_and_one_that_was_filled_meanwhile_stays() {
    let sandbox = Sandbox::empty();
    sandbox.key("cookie.key", "");
    let finding = sandbox.finds("CK501", "critical", &["cookie.key"]);
    let fix = finding["fix"].as_str().unwrap();
    sandbox.key("cookie.key", KEY);
    sandbox.sh(&format!("! {{ {fix}; }} 2>/dev/null"));
    assert_eq!(sandbox.sh("cat cookie.key"), KEY);
    sandbox.key("cookie.key", "");
    sandbox.sh(fix);
    assert_eq!(sandbox.sh("wc -c < cookie.key").trim(), "64");
}

#[test]
fn copies_dumps_and_logs_go_without_what_else_is_in_them() {
    // Another key is in the copy as well, and nowhere else.
    let sandbox = Sandbox::new();
    sandbox.key("cookie.key.old", format!("{OTHER_KEY}\n{KEY}\n"));
    obey_all(&sandbox, &["cookie.key"]);
    assert!(is_kept(&sandbox, OTHER_KEY.as_bytes()));
    // The copy is the second name of another service's key.
    let sandbox = Sandbox::new();
    sandbox.key("other/web.key", KEY);
    sandbox.sh("ln other/web.key cookie.key.bak");
    obey_all(&sandbox, &["cookie.key"]);
    assert_eq!(sandbox.sh("cat other/web.key"), KEY);
    // It became another one since.
    let sandbox = Sandbox::new();
    sandbox.key("cookie.key.bak", KEY);
    let finding = sandbox.finds("CK401", "high", &["cookie.key"]);
    sandbox.key("cookie.key.bak", OTHER_KEY);
    sandbox.sh(&format!("! {{ {}; }}", finding["fix"].as_str().unwrap()));
    assert_eq!(sandbox.sh("cat cookie.key.bak"), OTHER_KEY);
    // A log of a database is called so, too.
    let sandbox = Sandbox::empty();
    sandbox.key("app/cookie.key", KEY);
    let log = [&b"\0\x01data\0"[..], KEY.as_bytes(), b"\0more\0"].concat();
    sandbox.file("app/000003.log", &log, 0o600);
    let finding = sandbox.finds("CK412", "high", &["app"]);
    assert!(finding["fix"].is_null(), "{finding}");
    // The line that has the number of one that is gone stays.
    sandbox.sh("rm app/000003.log");
    sandbox.file("app/web.log", format!("one\n{KEY}\ntwo\nthree\n"), 0o600);
    let finding = sandbox.finds("CK412", "high", &["app"]);
    sandbox.obey(&finding);
    sandbox.obey(&finding);
    assert_eq!(sandbox.sh("cat app/web.log"), "one\ntwo\nthree\n");
}

#[test]
fn a_second_name_is_parted_from_the_key_over_nobody_elses_file() {
    let sandbox = Sandbox::new();
    sandbox.sh("ln cookie.key second");
    sandbox.key("cookie.key.own", "of somebody else");
    sandbox.mends("CK110", "high", &["cookie.key"]);
    assert_eq!(sandbox.sh("cat cookie.key second"), KEY.repeat(2));
    assert_eq!(sandbox.sh("cat cookie.key.own"), "of somebody else");
    assert_eq!(
        sandbox.sh("ls"),
        "cookie.key\ncookie.key.own\nhome\nsecond\n"
    );
}

#[test]
fn what_a_test_needs_stays_in_it() {
    let sandbox = Sandbox::empty();
    sandbox.file("app/tests/.env", format!("COOKIE_KEY={KEY}\n"), 0o600);
    let source = format!("pr_cookie(pr, \"{KEY}\", secure = TRUE)\n");
    sandbox.file("app/tests/api.R", &source, 0o600);
    for id in ["CK411", "CK801"] {
        assert!(sandbox.finds(id, "low", &["app"])["fix"].is_null());
    }
    obey_all(&sandbox, &["app"]);
    assert_eq!(sandbox.sh("cat app/tests/api.R"), source);
}

#[test]
fn the_import_that_is_printed_loses_no_column_of_others() {
    let sandbox = Sandbox::empty();
    database(
        &sandbox,
        "app/shop.db",
        "CREATE TABLE users (id INTEGER PRIMARY KEY, user TEXT, password TEXT, token TEXT, mail TEXT);
         INSERT INTO users VALUES (1, 'a', 'clear', 'tok', 'a@b')",
    );
    obey_all(&sandbox, &["app"]);
    let connection = Connection::open(sandbox.path("app/shop.db")).unwrap();
    let password: String = connection
        .query_row("SELECT password FROM users", (), |row| row.get(0))
        .unwrap();
    assert_eq!(password, "clear");
}

#[test]
fn a_list_of_patterns_keeps_its_last_one() {
    let sandbox = Sandbox::empty();
    sandbox.sh("git init -q repo && touch repo/Dockerfile");
    sandbox.key("repo/cookie.key", KEY);
    sandbox.file("repo/.gitignore", "secret.env", 0o644);
    sandbox.file("repo/.dockerignore", "secret.env", 0o644);
    for id in ["CK404", "CK405"] {
        let findings = sandbox.findings(id, &["repo"]);
        sandbox.obey(&findings[0]);
        sandbox.passes(id, &["repo"]);
    }
    let ignored = sandbox.sh("cat repo/.gitignore");
    assert!(
        ignored.starts_with("secret.env\n/cookie.key\n/cookie.key.next\n"),
        "{ignored}"
    );
    assert_eq!(
        sandbox.sh("cat repo/.dockerignore"),
        "secret.env\ncookie.key\n"
    );
}
