//! Databases with passwords or tokens in plain text.

use rusqlite::Connection;

use crate::sandbox::Sandbox;

const DIGEST: &str = "03ac674216f3e15c761ee1a5e255f067953623c8b388b4459e13f978d7c846f4";
const BCRYPT: &str = "$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy";

/// The table of a plumber API, as R makes it.
const USERS: &str = "
    CREATE TABLE users (name TEXT, user TEXT, password TEXT, token TEXT, token_expiry TEXT);
    INSERT INTO users VALUES ('John', 'jbrown', '1234CANARY', '', '')";

pub fn database(sandbox: &Sandbox, name: &str, statements: &str) {
    let path = sandbox.path(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let connection = Connection::open(path).unwrap();
    connection.execute_batch(statements).unwrap();
    drop(connection);
    sandbox.mode(name, 0o600);
}

#[test]
fn clear_text_is_found_and_the_import_mends_it() {
    for name in ["app/users.sql", "app/data.sqlite", "app/API.DB"] {
        let sandbox = Sandbox::empty();
        database(&sandbox, name, USERS);
        let finding = sandbox.finds("CK417", "high", &["app"]);
        assert_eq!(
            finding["observed"],
            "keeps password in plain text in its table users"
        );
        assert_eq!(
            finding["fix"],
            format!("cookiekit token import --db {name}")
        );
        assert!(!finding.to_string().contains("CANARY"));
        assert_eq!(sandbox.audit(&["app"]).exit, 1);
        // On a terminal it asks whether to keep a copy; a script has to say.
        let fix = finding["fix"].as_str().unwrap();
        sandbox.sh(&format!("{fix} --no-backup"));
        sandbox.passes("CK417", &["app"]);
        assert_eq!(sandbox.audit(&["app"]).exit, 0);
        // A copy that was kept is found, too.
        database(&sandbox, "app/users.before.sql", USERS);
        sandbox.finds("CK417", "high", &["app"]);
    }
}

#[test]
fn a_database_that_is_named_is_one_whatever_its_name() {
    let sandbox = Sandbox::empty();
    database(&sandbox, "people", USERS);
    sandbox.finds("CK417", "high", &["people"]);
    sandbox.passes("CK501", &["people"]);
    sandbox.mode("people", 0o644);
    sandbox.mends("CK414", "high", &["people"]);
}

#[test]
fn without_a_path_the_databases_of_this_project_are_looked_at() {
    let sandbox = Sandbox::empty();
    database(&sandbox, "users.sql", USERS);
    let finding = sandbox.finds("CK417", "high", &[]);
    assert_eq!(finding["path"], "users.sql");
}

#[test]
fn hashes_and_other_tables_are_no_clear_text() {
    let with = |password: &str, token: &str| {
        format!(
            "CREATE TABLE users (user TEXT, password TEXT, token TEXT);
             INSERT INTO users VALUES ('a', {password}, {token}), ('b', '', ''), ('c', NULL, NULL),
                ('d', '*', x'00ff')"
        )
    };
    for near in [
        with(&format!("'{DIGEST}'"), &format!("'{DIGEST}'")),
        with(&format!("'{BCRYPT}'"), "NULL"),
        with(
            "'$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEg'",
            "''",
        ),
        "CREATE TABLE users (user TEXT, name TEXT); INSERT INTO users VALUES ('a', 'A')".into(),
        "CREATE TABLE sites (url TEXT, password TEXT); INSERT INTO sites VALUES ('a', 'b')".into(),
        "CREATE TABLE users (user TEXT, password TEXT)".into(),
        "CREATE VIEW users AS SELECT 'a' AS user, 'b' AS password".into(),
        "SELECT 1".into(),
    ] {
        let sandbox = Sandbox::empty();
        database(&sandbox, "app/users.db", &near);
        sandbox.passes("CK417", &["app"]);
        assert_eq!(sandbox.audit(&["app"]).exit, 0, "{near}");
    }
    let sandbox = Sandbox::empty();
    database(
        &sandbox,
        "app/users.db",
        &with(&format!("'{BCRYPT}'"), "'abc'"),
    );
    let finding = sandbox.finds("CK417", "high", &["app"]);
    assert_eq!(
        finding["observed"],
        "keeps token in plain text in its table users"
    );
}

#[test]
fn our_own_database_is_clean_while_it_is_in_use() {
    let sandbox = Sandbox::empty();
    let script = "mkdir app && echo 'correct horse' | cookiekit token user add --db app/users.db \
        alice --password-stdin -q && echo x | cookiekit token check --db app/users.db; true";
    sandbox.sh(script);
    assert!(sandbox.path("app/users.db-wal").exists());
    assert_eq!(sandbox.audit(&["app"]).exit, 0);
}

#[test]
fn what_is_no_database_or_damaged_is_not_taken_for_clean() {
    let sandbox = Sandbox::empty();
    sandbox.key("app/users.sql", "INSERT INTO users VALUES ('password')");
    sandbox.key("app/empty.db", "");
    sandbox.sh("ln -s nowhere app/gone.db; mkfifo app/pipe.db; mkdir app/folder.sqlite");
    assert_eq!(sandbox.audit(&["app"]).exit, 0);
    sandbox.key("app/users.db", b"SQLite format 3\0 and nothing of one");
    sandbox.passes("CK417", &["app"]);
    let finding = sandbox.finds("CK902", "medium", &["app"]);
    assert_eq!(
        finding["observed"],
        "could not be checked: the database is damaged"
    );
    assert_eq!(sandbox.audit(&["app"]).exit, 5);
}

#[test]
fn clear_text_in_a_log_is_found_and_nothing_is_written() {
    let sandbox = Sandbox::empty();
    database(
        &sandbox,
        "app/users.db",
        "PRAGMA journal_mode = wal; CREATE TABLE t (x)",
    );
    let api = Connection::open(sandbox.path("app/users.db")).unwrap();
    api.execute_batch(USERS).unwrap();
    let facts = || sandbox.sh("stat -c '%n %s %Y %Z %i' app app/*; sha256sum app/*");
    let before = facts();
    let finding = sandbox.finds("CK417", "high", &["app"]);
    assert_eq!(
        finding["observed"],
        "keeps password in plain text in its table users"
    );
    assert_eq!(facts(), before);
    // Nor where the database is not one that is being used.
    drop(api);
    let before = facts();
    sandbox.finds("CK417", "high", &["app"]);
    assert_eq!(facts(), before);
}
