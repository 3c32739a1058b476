//! CK403: keys in archives and compressed files of a history.

use std::fs;

use serde_json::Value;

use crate::packed::zip;
use crate::past::{commit, repository};
use crate::sandbox::Sandbox;
use crate::{KEY, OTHER_KEY};

fn report(sandbox: &Sandbox) -> Value {
    serde_json::from_str(&sandbox.audit(&["--json", "repo"]).stdout).unwrap()
}

/// The start of the name of the newest commit.
fn head(sandbox: &Sandbox) -> String {
    let head = sandbox.sh("git -C repo rev-parse HEAD");
    head.trim()[..12].to_owned()
}

/// Commits what there is, and then that the file is gone. Returns the first commit.
fn committed_and_deleted(sandbox: &Sandbox, name: &str) -> String {
    commit(sandbox, "add");
    let first = head(sandbox);
    fs::remove_file(sandbox.path(&format!("repo/{name}"))).unwrap();
    commit(sandbox, "remove");
    first
}

/// Makes a packed file of this name whose text has a key.
fn pack(sandbox: &Sandbox, name: &str, key: &str) {
    let text = match name {
        "dump.sql.gz" => format!("INSERT INTO settings VALUES ('cookie_key', '{key}');\n"),
        _ => format!("A=1\nCOOKIE_KEY={key}\n"),
    };
    sandbox.key("pack/site/.env", &text);
    match name.split_once('.').unwrap().1 {
        "zip" => zip(
            sandbox,
            &format!("repo/{name}"),
            &[("README", b"x"), ("site/.env", text.as_bytes())],
        ),
        "tar" => drop(sandbox.sh(&format!("tar -C pack -cf repo/{name} site"))),
        "tar.gz" | "tgz" => drop(sandbox.sh(&format!("tar -C pack -czf repo/{name} site"))),
        _ => drop(sandbox.sh(&format!("gzip -c pack/site/.env > repo/{name}"))),
    }
}

#[test]
fn a_key_in_an_archive_that_was_deleted_is_found() {
    for (name, inner) in [
        ("backup.zip", "site/.env"),
        ("a.tar", "site/.env"),
        ("a.tar.gz", "site/.env"),
        ("a.tgz", "site/.env"),
        ("web.log.gz", "web.log"),
        ("dump.sql.gz", "dump.sql"),
        ("app.env.gz", "app.env"),
    ] {
        let sandbox = repository("");
        pack(&sandbox, name, "changeme");
        committed_and_deleted(&sandbox, name);
        sandbox.passes("CK403", &["repo"]);
        assert_eq!(sandbox.audit(&["repo"]).exit, 0, "{name}");
        pack(&sandbox, name, KEY);
        let first = committed_and_deleted(&sandbox, name);
        let finding = sandbox.finds("CK403", "critical", &["repo"]);
        assert_eq!(finding["path"], *format!("repo/{name}"));
        let called = match name {
            "dump.sql.gz" => "cookie_key",
            _ => "COOKIE_KEY",
        };
        let observed = format!(
            "is no longer here, and still has a key under {called} (in {inner}) in commit {first}"
        );
        assert_eq!(finding["observed"], *observed);
        let mend = format!(
            "rotate first; then decide whether to rewrite the history, in a fresh clone, which \
             everybody must clone again: git filter-repo --invert-paths --path={name}"
        );
        assert_eq!(finding["mend"], *mend);
        assert!(finding["fix"].is_null());
        assert!(!finding.to_string().contains(&KEY[..8]));
        let run = sandbox.audit(&["repo"]);
        assert_eq!((run.exit, &*run.stderr), (1, "note: skipped repo/.git\n"));
        // Without a work tree, too.
        sandbox.sh("git clone -q --bare repo bare.git");
        sandbox.finds("CK403", "critical", &["bare.git"]);
    }
}

#[test]
fn a_key_file_in_an_archive_of_the_past() {
    let sandbox = repository("");
    let others: [(&str, &[u8]); 3] = [
        ("tls.key", b"-----BEGIN PRIVATE KEY-----\nabc\n"),
        ("app.sha256", OTHER_KEY.as_bytes()),
        ("data.csv", OTHER_KEY.as_bytes()),
    ];
    zip(&sandbox, "repo/a.zip", &others);
    committed_and_deleted(&sandbox, "a.zip");
    sandbox.passes("CK403", &["repo"]);
    zip(
        &sandbox,
        "repo/a.zip",
        &[("etc/cookie.key", KEY.as_bytes())],
    );
    let first = committed_and_deleted(&sandbox, "a.zip");
    let finding = sandbox.finds("CK403", "critical", &["repo"]);
    let observed =
        format!("is no longer here, and still has the key file etc/cookie.key in commit {first}");
    assert_eq!(finding["observed"], *observed);
    // A key of this run is known wherever it is.
    sandbox.key("cookie.key", KEY);
    let finding = sandbox.finds("CK403", "critical", &["repo", "cookie.key"]);
    assert_eq!(finding["path"], "cookie.key");
    let observed = format!(
        "is in the history of this repository (commit {first}, in etc/cookie.key in a.zip)"
    );
    assert_eq!(finding["observed"], *observed);
}

#[test]
fn a_key_for_tests_in_an_archive_of_the_past_is_no_alarm() {
    let sandbox = repository("");
    let env = format!("COOKIE_KEY={KEY}\n");
    zip(&sandbox, "repo/a.zip", &[("tests/a.env", env.as_bytes())]);
    committed_and_deleted(&sandbox, "a.zip");
    sandbox.finds("CK403", "low", &["repo"]);
    assert_eq!(sandbox.audit(&["repo"]).exit, 0);
}

#[test]
fn an_archive_that_was_made_again_has_its_key_in_the_history() {
    let sandbox = repository("");
    pack(&sandbox, "a.zip", KEY);
    commit(&sandbox, "with");
    let first = head(&sandbox);
    // It is here, and reported here, with the commit.
    sandbox.passes("CK403", &["repo"]);
    let finding = sandbox.finds("CK418", "high", &["repo"]);
    let mend = format!(
        "rotate: commit {first} has it; then decide who still needs the archive, and make it \
         again without the key"
    );
    assert_eq!(finding["mend"], *mend);
    pack(&sandbox, "a.zip", "changeme");
    commit(&sandbox, "without");
    for paths in ["repo", "repo/a.zip"] {
        let finding = sandbox.finds("CK403", "critical", &[paths]);
        let observed = format!("has a key under COOKIE_KEY (in site/.env) in commit {first}");
        assert_eq!(finding["observed"], *observed);
        assert_eq!(
            finding["mend"],
            "rotate first; then decide whether to take that version of the file out of the \
             history (git filter-repo --strip-blobs-with-ids), in a fresh clone, which everybody \
             must clone again"
        );
    }
}

#[test]
fn what_r_saved_and_a_commit_deleted_is_found() {
    // As R writes it: a pair list with one string under its name.
    let string = |text: &str| {
        let length = u32::try_from(text.len()).unwrap().to_be_bytes();
        [b"\x00\x04\x00\x09", &length[..], text.as_bytes()].concat()
    };
    let workspace = |key: &str| {
        let start = b"RDX3\nX\n\x00\x00\x00\x03\x00\x04\x03\x01\x00\x03\x05\x00".to_vec();
        let vector = b"\x00\x00\x00\x10\x00\x00\x00\x01".to_vec();
        [start, string("cookie_key"), vector, string(key)].concat()
    };
    for name in [".RData", "app.rda"] {
        let sandbox = repository("");
        sandbox.key(&format!("repo/{name}"), workspace("changeme"));
        committed_and_deleted(&sandbox, name);
        sandbox.passes("CK403", &["repo"]);
        sandbox.key(&format!("repo/{name}"), workspace(KEY));
        let first = committed_and_deleted(&sandbox, name);
        let finding = sandbox.finds("CK403", "critical", &["repo"]);
        let observed =
            format!("is no longer here, and still has a key under cookie_key in commit {first}");
        assert_eq!(finding["observed"], *observed);
    }
}

#[test]
fn what_is_not_unpacked_of_a_history_is_counted() {
    let sandbox = repository("");
    // Too large, a bomb, and one that is cut off.
    sandbox.sh("head -c 17000000 /dev/urandom > repo/large.zip &&
        head -c 400000000 /dev/zero | gzip -1 > repo/web.log.gz &&
        cp repo/web.log.gz repo/again.log.gz &&
        tar -czf a.tgz repo/.git/config repo/.git/HEAD && head -c 60 a.tgz > repo/cut.tgz");
    commit(&sandbox, "add");
    sandbox.sh("rm repo/*.gz repo/*.zip repo/*.tgz");
    commit(&sandbox, "remove");
    let run = sandbox.audit(&["repo"]);
    assert_eq!(run.exit, 0);
    assert_eq!(
        run.stderr,
        "note: skipped repo/.git\nnote: 3 archives in the history of a repository are not \
         searched for keys to the end: larger than 16 MiB, more than there was time for, or in \
         a form that is not read\n"
    );
    let document = report(&sandbox);
    assert_eq!(document["not_read"]["packed_in_history"], 3);
    // What is no text has no key that is sought: it is not missed.
    sandbox.sh(
        "rm -rf repo/.git && git init -q repo && head -c 17000000 /dev/urandom > repo/a.csv.gz",
    );
    commit(&sandbox, "add");
    sandbox.sh("rm repo/a.csv.gz");
    commit(&sandbox, "remove");
    assert_eq!(report(&sandbox)["not_read"]["packed_in_history"], 0);
}

#[test]
fn an_archive_that_no_branch_has_is_looked_into() {
    for (script, kept) in [
        ("git stash -q -u", "what is stashed"),
        (
            "git add . && git commit -qm x && git reset -q --hard HEAD^",
            "commit",
        ),
    ] {
        let sandbox = repository("");
        pack(&sandbox, "a.zip", OTHER_KEY);
        sandbox.sh(&format!("cd repo && {script}"));
        let finding = sandbox.finds("CK403", "critical", &["repo"]);
        let observed = finding["observed"].as_str().unwrap();
        assert!(observed.contains("(in site/.env)"), "{observed}");
        assert!(observed.contains(kept), "{observed}");
    }
}
