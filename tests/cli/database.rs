//! A world with a database of users, and what is looked up in it from
//! outside.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use rusqlite::Connection;
use rusqlite::types::FromSql;

use crate::world::{Ended, Run, World};

pub const PASSWORD: &str = "correct horse";
/// The time at which tokens are issued here.
pub const NOW: &str = "1700000000";
/// What `--now NOW` is answered with.
pub const JUDGED: &str = "note: judged at 2023-11-14T22:13:20Z (--now)\n";
/// What an issued token of ten minutes is announced with.
pub const VALID: &str = "note: valid until 2023-11-14T22:23:20Z, in 10 minutes\n";
pub const WRONG: &str = "cookiekit: unknown user or wrong password\n\
    hint: after 5 failures in a row the name is locked for a while\n";
pub const UNKNOWN: &str = "cookiekit: the token is unknown, or was revoked\n\
    hint: ask for a new one: cookiekit token issue --db FILE --user USER --expires-in DURATION\n";

impl World {
    /// A world with the user `alice` in the database `db`.
    pub fn with_alice() -> World {
        let world = World::new();
        world.add_user("alice", "Alice A", PASSWORD);
        world
    }

    pub fn add_user(&self, user: &str, name: &str, password: &str) {
        let add = ["user", "add", "--now", NOW, "--display-name", name, user];
        let ended = self.token(&add, &["--password-stdin", "-q"]);
        ended.stdin(password).gives(0, "", "");
    }

    /// `cookiekit token … --db db …`.
    pub fn token(&self, command: &[&str], more: &[&str]) -> Run {
        self.run(&[&["token"], command, &["--db", "db"], more].concat())
    }

    /// Asks for a token of ten minutes.
    pub fn login(&self, user: &str, password: &str, more: &[&str]) -> Run {
        let issue = [
            "issue",
            "--user",
            user,
            "--expires-in",
            "10m",
            "--password-stdin",
        ];
        self.token(&issue, &[&["--now", NOW], more].concat())
            .stdin(password)
    }

    /// A token of ten minutes.
    pub fn issued(&self, user: &str, more: &[&str]) -> String {
        let ended = self.login(user, PASSWORD, more).ends();
        assert_eq!((ended.code(), &*ended.err), (0, VALID), "{}", ended.text());
        let text = ended.text();
        let token = text.strip_suffix('\n').unwrap();
        assert!(is_token(token), "{token}");
        token.to_owned()
    }

    /// Checks a token, ten seconds after NOW.
    pub fn checked(&self, token: &str) -> Ended {
        let check = self.token(&["check"], &["-q", "--now", "1700000010"]);
        check.stdin(token).ends()
    }

    /// The one value that a query gives.
    pub fn value<T: FromSql>(&self, database: &str, query: &str) -> T {
        let connection = Connection::open(self.path(database)).unwrap();
        connection.query_row(query, (), |row| row.get(0)).unwrap()
    }

    /// Runs statements on a database as another program would.
    pub fn execute(&self, database: &str, statements: &str) {
        let connection = Connection::open(self.path(database)).unwrap();
        connection.execute_batch(statements).unwrap();
    }

    /// What SQLite says of the integrity of a database.
    pub fn integrity(&self, database: &str) -> String {
        self.value(database, "PRAGMA integrity_check")
    }

    pub fn mode(&self, name: &str) -> u32 {
        let facts = fs::symlink_metadata(self.path(name)).unwrap();
        facts.permissions().mode() & 0o7777
    }

    /// The names of the files whose bytes hold this text.
    pub fn holding(&self, text: &str) -> Vec<String> {
        let holds = |name: &String| {
            let bytes = fs::read(self.path(name)).unwrap();
            bytes.windows(text.len()).any(|it| it == text.as_bytes())
        };
        let files = self.names();
        let is_file = |name: &String| Path::new(&self.path(name)).is_file();
        files.into_iter().filter(is_file).filter(holds).collect()
    }
}

pub fn is_token(text: &str) -> bool {
    text.len() == 24 && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}
