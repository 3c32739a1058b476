//! The build without the feature `token`: what needs SQLite is reported to be
//! missing, and never passes for looked at.
#![cfg(all(target_os = "linux", not(feature = "token")))]
#![allow(clippy::unwrap_used, reason = "a test ends where it cannot continue")]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

/// How every SQLite database begins.
const MAGIC: &[u8] = b"SQLite format 3\0";

/// What it prints on both streams, and how it ends.
fn run(folder: &Path, arguments: &[&str]) -> (String, String, i32) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cookiekit"));
    command.args(arguments).current_dir(folder).env_clear();
    command.env("HOME", folder).env("PATH", "/usr/bin:/bin");
    let ended = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let exit = ended.status.code().unwrap();
    (text(ended.stdout), text(ended.stderr), exit)
}

/// A folder that nobody else can write, with a database in it.
fn folder() -> tempfile::TempDir {
    let home = std::env::var("HOME").unwrap();
    let folder = tempfile::Builder::new().tempdir_in(home).unwrap();
    fs::create_dir(folder.path().join("app")).unwrap();
    folder
}

fn write(folder: &Path, name: &str, bytes: &[u8]) {
    let path = folder.join(name);
    fs::write(&path, bytes).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
}

#[test]
fn a_database_is_not_looked_into_and_not_called_clean() {
    for (name, target) in [
        ("app/users.sql", "app"),
        ("app/data.db", "app"),
        ("app/people", "app/people"),
    ] {
        let folder = folder();
        write(folder.path(), name, MAGIC);
        let (stdout, _, exit) = run(folder.path(), &["audit", "--json", target]);
        let document: serde_json::Value = serde_json::from_str(&stdout).unwrap();
        let of = |finding: &serde_json::Value| {
            let text = |member: &str| finding[member].as_str().unwrap().to_owned();
            (text("id"), text("path"), text("observed"))
        };
        let findings: Vec<_> = document["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(of)
            .collect();
        let observed = "could not be checked: this cookiekit was built without SQLite and does \
            not look into databases: build it with its feature token";
        let skipped = ("CK902".to_owned(), name.to_owned(), observed.to_owned());
        assert_eq!(findings, [skipped], "{name}");
        assert_eq!(exit, 5, "{name}");
    }
}

#[test]
fn where_there_is_no_database_nothing_is_missing() {
    let folder = folder();
    write(folder.path(), "app/users.sql", b"INSERT INTO users");
    write(folder.path(), "app/empty.db", b"");
    let (_, stderr, exit) = run(folder.path(), &["audit", "app"]);
    assert_eq!(exit, 0, "{stderr}");
}

#[test]
fn the_command_for_tokens_says_why_it_is_not_there() {
    let folder = folder();
    let words = "cookiekit: this cookiekit was built without the token commands\n\
         hint: build it with the feature `token`, which is on by default\n";
    for arguments in [
        &["token", "list", "--db", "users.db"][..],
        &["token"],
        &["-q", "token", "check"],
    ] {
        let ended = run(folder.path(), arguments);
        assert_eq!(ended, (String::new(), words.to_owned(), 2), "{arguments:?}");
    }
    let (_, stderr, exit) = run(folder.path(), &["key", "token"]);
    assert!(
        exit == 2 && stderr.starts_with("cookiekit: no such command\n"),
        "{stderr}"
    );
    let (help, _, _) = run(folder.path(), &["--help"]);
    assert!(!help.contains("token"), "{help}");
}
