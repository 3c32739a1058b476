//! `cookiekit token import`: tables as plumber APIs keep them, taken over.
//!
//! Each password in plain text has the word CANARY in it, which is then looked for
//! in every file.

use rusqlite::Connection;
use serde_json::json;

use crate::database::{UNKNOWN, WRONG};
use crate::world::{Run, World};

/// The table as R's `dbWriteTable` makes it of a tibble of characters, after
/// `UPDATE users SET token = ?, token_expiry = ?` with `params = c(…)`.
const USERS: &str = "
    CREATE TABLE `users` (`name` TEXT, `user` TEXT, `password` TEXT, `token` TEXT,
        `token_expiry` TEXT);
    INSERT INTO users VALUES
        ('John', 'jbrown', '1234CANARY', '4khDfzrRf0DyS96vwF6CyoWN', '1700000600.13027'),
        ('Sally', 'sblue', '4321CANARY', '', '');";
/// The same table, empty, with numbers as they come.
const EMPTY: &str =
    "CREATE TABLE users (name TEXT, user TEXT, password, token TEXT, token_expiry);";
const TOKEN: &str = "4khDfzrRf0DyS96vwF6CyoWN";
const PASSWORD: &str = "1234CANARY";

/// A world with this database, which others can read, as R makes it.
fn world(statements: &str) -> World {
    let world = World::new();
    world.execute("users.sql", statements);
    world.set_mode("users.sql", 0o644);
    world
}

fn import(world: &World, more: &[&str]) -> Run {
    world.run(&[&["token", "import", "--db", "users.sql"], more].concat())
}

fn on(world: &World, command: &[&str]) -> Run {
    world.run(
        &[
            &["token"],
            command,
            &["--db", "users.sql", "--now", "1700000000"],
        ]
        .concat(),
    )
}

fn login(world: &World, user: &str, password: &str) -> Run {
    let issue = [
        "issue",
        "-q",
        "--expires-in",
        "10m",
        "--password-stdin",
        "--user",
        user,
    ];
    on(world, &issue).stdin(password)
}

fn check(world: &World, token: &str) -> Run {
    on(world, &["check", "-q"]).stdin(token)
}

const DONE: &str = "note: imported 2 users and 1 token from the table users\n\
    note: dropped its columns password, token, token_expiry; no plain text is left in users.sql\n";

#[test]
fn a_table_of_a_plumber_api_is_taken_over_and_no_clear_text_is_left() {
    let world = world(USERS);
    assert_eq!(
        world.holding("CANARY"),
        ["users.sql"],
        "the search finds it"
    );
    assert_eq!(world.holding(TOKEN), ["users.sql"]);
    import(&world, &["--no-backup"]).gives(0, "", DONE);
    assert_eq!(world.names(), ["users.sql"]);
    assert_eq!(world.mode("users.sql"), 0o600);

    check(&world, TOKEN).gives(0, "jbrown\t600\n", "");
    let expired = on(&world, &["check", "-q", "--leeway", "0s"]).stdin(TOKEN);
    assert_eq!(expired.ends().code(), 0);
    assert_eq!(login(&world, "jbrown", PASSWORD).ends().code(), 0);
    assert_eq!(login(&world, "sblue", "4321CANARY").ends().code(), 0);
    login(&world, "sblue", "4321").gives(1, "", WRONG);
    on(&world, &["user", "list"]).gives(0, "jbrown  John   1 token\nsblue   Sally  1 token\n", "");
    // What is not clear text stays, for the API to read.
    let rest: String = world.value(
        "users.sql",
        "SELECT group_concat(name || '=' || user, ' ') FROM users",
    );
    assert_eq!(rest, "John=jbrown Sally=sblue");
    assert_eq!(world.integrity("users.sql"), "ok");
    assert_eq!(world.holding("CANARY"), [""; 0]);
    assert_eq!(world.holding(TOKEN), [""; 0]);
    import(&world, &["--no-backup"]).gives(
        2,
        "",
        "cookiekit: users.sql is a database of tokens already, and has no table to import\n\
         hint: see its users: cookiekit token user list --db users.sql\n",
    );
}

#[test]
fn a_token_lives_as_long_as_it_would_have() {
    let world = world(USERS);
    import(&world, &["-q", "--no-backup"]).gives(0, "", "");
    let check = |now: &str| {
        let check = ["token", "check", "-q", "--db", "users.sql", "--now", now];
        world.run(&check).stdin(TOKEN).ends().code()
    };
    assert_eq!((check("1700000599"), check("1700000600")), (0, 3));
}

#[test]
fn nobody_asked_and_nothing_said_of_a_backup_imports_nothing() {
    let world = world(USERS);
    import(&world, &[]).gives(
        2,
        "",
        "cookiekit: cannot ask whether to keep a backup: there is no terminal\n\
         hint: add --backup PATH to keep a copy with the clear passwords, or --no-backup\n",
    );
    assert_eq!(world.names(), ["users.sql"]);
    let password: String = world.value("users.sql", "SELECT password FROM users LIMIT 1");
    assert_eq!(password, PASSWORD);
}

#[test]
fn a_backup_is_the_database_as_it_was_for_its_owner_alone() {
    let world = world(USERS);
    let warning =
        "warning: copy has the clear passwords: remove it when it is not needed any more\n";
    import(&world, &["--backup", "copy"]).gives(0, "", &format!("{DONE}{warning}"));
    assert_eq!(world.names(), ["copy", "users.sql"]);
    assert_eq!(world.mode("copy"), 0o600);
    assert_eq!(world.holding("CANARY"), ["copy"]);
    assert_eq!(world.integrity("copy"), "ok");
    let all = "SELECT group_concat(concat_ws('|', name, user, password, token, token_expiry))
        FROM users";
    assert_eq!(
        world.value::<String>("copy", all),
        "John|jbrown|1234CANARY|4khDfzrRf0DyS96vwF6CyoWN|1700000600.13027,\
         Sally|sblue|4321CANARY||"
    );
    // It can be imported again, from where it was kept.
    let again = ["token", "import", "-q", "--db", "copy", "--no-backup"];
    world.run(&again).gives(0, "", "");
    assert_eq!(world.holding("CANARY"), [""; 0]);
}

/// Nothing is changed by name: another name may be somebody's who needs it.
#[test]
fn a_database_with_another_name_is_not_closed_and_not_imported() {
    let world = world(USERS);
    std::fs::hard_link(world.path("users.sql"), world.path("other")).unwrap();
    import(&world, &["--no-backup"]).gives(
        2,
        "",
        "cookiekit: could not close users.sql to others: it has another name, whose file it may \
         be\nhint: see what it is: ls -l users.sql*\n",
    );
    assert_eq!(world.mode("other"), 0o644);
    std::fs::remove_file(world.path("other")).unwrap();
    import(&world, &["-q", "--no-backup"]).gives(0, "", "");
    assert_eq!(world.mode("users.sql"), 0o600);
}

#[test]
fn a_backup_is_never_made_over_anything_and_not_kept_of_what_failed() {
    let world = world(USERS);
    world.file("copy", "mine");
    import(&world, &["--backup", "copy"]).gives(
        2,
        "",
        "cookiekit: there is something at copy already\n\
         hint: choose another place for the backup\n",
    );
    assert_eq!(std::fs::read(world.path("copy")).unwrap(), b"mine");
    import(&world, &["--backup", "no/copy"]).gives(
        2,
        "",
        "cookiekit: there is no directory no\nhint: make it with: mkdir -p -m 700 no\n",
    );
    world.execute(
        "users.sql",
        "INSERT INTO users VALUES ('X', 'sblue', 'x', '', '')",
    );
    import(&world, &["--backup", "other"]).gives(
        2,
        "",
        "cookiekit: row 3 of users: a user of that name stands above it\n\
         hint: nothing was changed: fix that row, and do it again\n",
    );
    assert_eq!(world.names(), ["copy", "users.sql"]);
    let rows: u32 = world.value(
        "users.sql",
        "SELECT count(*) FROM users WHERE password <> ''",
    );
    assert_eq!(rows, 3);
}

#[test]
fn the_document_says_what_was_done() {
    let world = world(&format!(
        "{EMPTY} INSERT INTO users VALUES ('', 'a', NULL, 'tokenOfA', 1700000600.9),
            ('', 'b', '', 'shared', 1700000600), ('', 'c', '1', 'shared', 1700000600),
            ('', 'd', '1', 'timeless', NULL), ('', 'e', '1', 'NA', NULL);"
    ));
    import(&world, &["--no-backup"]).gives(
        2,
        "",
        "cookiekit: 3 tokens cannot be taken over: row 2 (b): another user has the same; \
         row 3 (c): another user has the same; row 4 (d): it has no time\n\
         hint: nothing was changed: fix these rows, or leave such tokens out with \
         --drop-tokens\n",
    );
    let ended = import(&world, &["--no-backup", "--json", "--drop-tokens"]).ends();
    assert_eq!(ended.err.lines().count(), 2, "{}", ended.err);
    let expected = json!({
        "exit": 0,
        "word": "yes",
        "from": null,
        "table": "users",
        "users": 5,
        "tokens": 1,
        "without_password": ["a", "b"],
        "dropped_tokens": 3,
        "dropped_columns": ["password", "token", "token_expiry"],
        "found_elsewhere": 0,
        "backup": null,
        "warnings": [
            "without a password, and so without a way to log in: a, b",
            "3 tokens could not be taken over: left out, as --drop-tokens said",
        ],
    });
    assert_eq!(ended.json(), expected);
    check(&world, "tokenOfA").gives(0, "a\t600\n", "");
    for token in ["shared", "timeless", "NA"] {
        check(&world, token).gives(1, "", UNKNOWN);
    }
    for password in ["", "NULL", "*"] {
        login(&world, "a", password).gives(1, "", WRONG);
    }
    let list = on(&world, &["user", "list"]).ends().text();
    assert!(list.starts_with("a    no password\n"), "{list}");
}

#[test]
fn passwords_that_were_numbers_are_the_digits_that_were_typed() {
    let world = world(&format!(
        "{EMPTY} INSERT INTO users (user, password)
             VALUES ('int', 1234), ('real', 4321.0), ('fraction', 1.5);"
    ));
    import(&world, &["-q", "--no-backup"]).gives(0, "", "");
    for (user, password) in [("int", "1234"), ("real", "4321"), ("fraction", "1.5")] {
        assert_eq!(login(&world, user, password).ends().code(), 0, "{user}");
    }
}

#[test]
fn argon2_hashes_are_taken_as_they_are_and_others_are_refused() {
    let hash =
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$C4TWUs9rDEvq7w3+J4umqA32aWKB1+DSiRuBfYxFj94";
    let table = format!(
        "{EMPTY} INSERT INTO users (user, password) VALUES
             ('sodium', '{hash}'), ('django', 'argon2{hash}');"
    );
    let sodium = world(&table);
    import(&sodium, &["-q", "--no-backup"]).gives(0, "", "");
    for user in ["sodium", "django"] {
        let ended = login(&sodium, user, "differentpassword").ends();
        assert_eq!(ended.code(), 0, "{user}");
    }
    login(&sodium, "sodium", hash).gives(1, "", WRONG);

    let other = world(&table);
    let digest = "03ac674216f3e15c761ee1a5e255f067953623c8b388b4459e13f978d7c846f4";
    other.execute(
        "users.sql",
        &format!("INSERT INTO users (user, password) VALUES ('sha', '{digest}')"),
    );
    import(&other, &["--no-backup"]).gives(
        2,
        "",
        "cookiekit: 1 of the passwords look like hashes of another kind than argon2\n\
         hint: nothing was changed: such hashes cannot be taken over; if they are the passwords \
         themselves, add --passwords-are-clear\n",
    );
    let kept: String = other.value("users.sql", "SELECT password FROM users WHERE user = 'sha'");
    assert_eq!(kept, digest);
    let clear = ["-q", "--no-backup", "--passwords-are-clear"];
    import(&other, &clear).gives(0, "", "");
    assert_eq!(login(&other, "sha", digest).ends().code(), 0);
}

/// What an index, a constraint, a view, a trigger or another table needs is an
/// application's.
#[test]
fn a_table_that_something_else_needs_is_left_as_it_is() {
    let insert = "INSERT INTO users VALUES ('A', 'a', 'CANARY', 'tokenOfA', 1700000600)";
    let needed = "cookiekit: a column of the table users of users.sql cannot be dropped: ";
    let used = "cookiekit: the table users of users.sql is used by a view, a trigger or another \
        table\n";
    for (schema, told) in [
        (
            "CREATE TABLE users (name, user, password, token UNIQUE, token_expiry)",
            needed,
        ),
        (
            "CREATE TABLE users (name, user, password PRIMARY KEY, token, token_expiry)",
            needed,
        ),
        (
            "CREATE TABLE users (name, user, password CHECK (length(password) > 3), token,
            token_expiry, CHECK (token <> password))",
            needed,
        ),
        (
            "CREATE TABLE users (name, user, password, token, token_expiry);
          CREATE INDEX by_password ON users (password, user)",
            needed,
        ),
        (
            "CREATE TABLE users (name, user, password, token, token_expiry);
          CREATE INDEX some ON users (user) WHERE token IS NOT NULL",
            needed,
        ),
        (
            "CREATE TABLE users (name, user, password, token, token_expiry);
          CREATE VIEW everybody AS SELECT * FROM Users",
            used,
        ),
        (
            "CREATE TABLE users (name, user, password, token, token_expiry); CREATE TABLE log (x);
          CREATE TRIGGER t AFTER INSERT ON log BEGIN DELETE FROM users WHERE user = new.x; END",
            used,
        ),
        (
            "CREATE TABLE users (name, user PRIMARY KEY, password, token, token_expiry);
          CREATE TABLE orders (id INTEGER PRIMARY KEY, who REFERENCES users)",
            used,
        ),
    ] {
        let world = world(&format!("{schema}; {insert}"));
        let before = std::fs::read(world.path("users.sql")).unwrap();
        for backup in [&["--no-backup"][..], &["--backup", "copy"]] {
            let ended = import(&world, backup).ends();
            assert_eq!(ended.code(), 2, "{schema}");
            assert!(ended.err.starts_with(told), "{schema} {}", ended.err);
            assert!(!ended.err.contains("CANARY"), "{}", ended.err);
            assert_eq!(world.names(), ["users.sql"]);
            assert_eq!(world.mode("users.sql"), 0o644, "nothing was changed");
            assert_eq!(std::fs::read(world.path("users.sql")).unwrap(), before);
        }
        copied_as_the_hint_says(&world, "a", "CANARY");
        assert_eq!(std::fs::read(world.path("users.sql")).unwrap(), before);
    }
}

/// Runs the command that the hint of a refusal names.
fn copied_as_the_hint_says(world: &World, user: &str, password: &str) {
    let ended = import(world, &["--no-backup"]).ends();
    let (_, command) = ended.err.split_once(": cookiekit ").expect(&ended.err);
    let ended = world.shell(&format!("cookiekit {command}")).ends();
    assert_eq!(ended.code(), 0, "{command} {}", ended.err);
    let issue = [
        "token",
        "issue",
        "-q",
        "--expires-in",
        "10m",
        "--password-stdin",
        "--user",
        user,
    ];
    let login = world.run(&[&issue[..], &["--db", "users.sql.tokens"]].concat());
    assert_eq!(login.stdin(password).ends().code(), 0, "{command}");
}

/// Databases of applications as they are: whatever is claimed about a backup, not a
/// byte of them changes.
#[test]
fn the_database_of_an_application_is_never_changed() {
    let other = "cookiekit: users.sql has no table users(name, user, password, token, \
        token_expiry)\nhint: nothing was changed: ";
    let accounts = [
        "CREATE TABLE users (id INTEGER PRIMARY KEY, username TEXT NOT NULL UNIQUE,
            password TEXT NOT NULL, email TEXT);
         INSERT INTO users VALUES (1, 'a', 'CANARY', 'a@x')",
        "CREATE TABLE users (user TEXT PRIMARY KEY, password TEXT) WITHOUT ROWID;
         INSERT INTO users VALUES ('a', 'CANARY')",
        "CREATE TABLE users (name, user, password, token, token_expiry, mail);
         INSERT INTO users VALUES ('A', 'a', 'CANARY', '', '', 'a@x')",
        "CREATE TABLE people (name, user, password, token, token_expiry);
         INSERT INTO people VALUES ('A', 'a', 'CANARY', '', '')",
        "CREATE TABLE \"the 'users' of $HOME\" (user, password);
         INSERT INTO \"the 'users' of $HOME\" VALUES ('a', 'CANARY')",
        "CREATE TABLE users (name, user, password, token, token_expiry,
            shown TEXT GENERATED ALWAYS AS (name || ' ' || user) STORED);
         INSERT INTO users VALUES ('A', 'a', 'CANARY', '', '')",
    ];
    for schema in accounts {
        for log in ["", "PRAGMA journal_mode = wal;"] {
            let world = world(&format!("{log} {schema}"));
            let before = std::fs::read(world.path("users.sql")).unwrap();
            for backup in [&["--no-backup"][..], &["--backup", "copy"], &[]] {
                let ended = import(&world, backup).ends();
                assert_eq!(ended.code(), 2, "{schema}");
                assert!(ended.err.starts_with(other), "{schema} {}", ended.err);
                assert_eq!(world.names(), ["users.sql"], "{schema}");
                assert_eq!(world.mode("users.sql"), 0o644);
                assert_eq!(std::fs::read(world.path("users.sql")).unwrap(), before);
            }
            copied_as_the_hint_says(&world, "a", "CANARY");
            assert_eq!(std::fs::read(world.path("users.sql")).unwrap(), before);
            let beside = ["users.sql-wal", "users.sql-shm"];
            assert!(
                !world.names().iter().any(|it| beside.contains(&&**it)),
                "{schema}"
            );
        }
    }
}

/// Hashes that other programs make are no passwords: nobody could log in with
/// them but who stole them.
#[test]
fn hashes_of_other_programs_are_not_hashed_again() {
    for hash in [
        "pbkdf2_sha256$600000$abc$Zm9v",
        "pbkdf2:sha256:260000$a$0123456789abcdef",
        "scrypt:32768:8:1$a$0123",
        "bcrypt_sha256$$2b$12$abc",
        "$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy",
        "$1$ab$8w7RgmdxMlWHxcoD4Ff8X.",
        "$5$a$b",
        "$6$rounds=5000$a$b",
        "!$6$a$b",
        "$y$j9T$abc$def",
        "{SHA}VBPuJHI7uixaa6LQGWx4s+5GKNE=",
        "{CRYPT}rqXexS6ZhobKA",
        "$argon2id$v=20$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
    ] {
        let world = world(&format!(
            "{EMPTY} INSERT INTO users (user, password) VALUES ('a', '{hash}');
             CREATE TABLE auth_user (id INTEGER PRIMARY KEY, username, password, last_login);
             INSERT INTO auth_user VALUES (1, 'a', '{hash}', NULL);"
        ));
        let before = std::fs::read(world.path("users.sql")).unwrap();
        let hashed = "cookiekit: 1 of the passwords look like hashes of another kind than argon2\n\
            hint: nothing was changed: such hashes cannot be taken over; if they are the passwords \
            themselves, add --passwords-are-clear\n";
        import(&world, &["--no-backup"]).gives(2, "", hashed);
        let from = ["token", "import", "--db", "new", "--from", "users.sql"];
        let columns = ["--table", "auth_user", "--user-column", "username"];
        let run = world.run(&[&from[..], &columns, &["--password-column", "password"]].concat());
        run.gives(2, "", hashed);
        assert_eq!(world.names(), ["users.sql"], "{hash}");
        assert_eq!(std::fs::read(world.path("users.sql")).unwrap(), before);
        assert_eq!(world.mode("users.sql"), 0o644);
    }
}

fn from(world: &World, more: &[&str]) -> Run {
    let from = [
        "token",
        "import",
        "--db",
        "db",
        "--from",
        "users.sql",
        "--table",
        "people",
    ];
    world.run(&[&from[..], more].concat())
}

#[test]
fn users_of_another_application_are_copied_as_its_columns_are_named() {
    let world = world(
        "CREATE TABLE people (id INTEGER PRIMARY KEY, login TEXT, secret TEXT, full_name TEXT,
            api_key TEXT, until TEXT);
         INSERT INTO people VALUES
            (1, 'a', '1234CANARY', 'A', 'tokenOfA', '2023-11-14T22:23:20Z'),
            (2, 'b', '!', 'B', NULL, NULL)",
    );
    let before = std::fs::read(world.path("users.sql")).unwrap();
    let all = [
        "--user-column",
        "login",
        "--password-column",
        "secret",
        "--name-column",
        "full_name",
        "--token-column",
        "api_key",
        "--expiry-column",
        "until",
    ];
    from(&world, &all).gives(
        0,
        "",
        "note: imported 2 users and 1 token from the table people\n\
         note: users.sql is as it was, and what is in plain text there stays there\n\
         warning: without a password, and so without a way to log in: b\n",
    );
    assert_eq!(std::fs::read(world.path("users.sql")).unwrap(), before);
    assert_eq!((world.mode("users.sql"), world.mode("db")), (0o644, 0o600));
    assert_eq!(world.holding("CANARY"), ["users.sql"]);
    let check = ["token", "check", "-q", "--db", "db", "--now", "1700000000"];
    world.run(&check).stdin("tokenOfA").gives(0, "a\t600\n", "");
    let list = ["token", "user", "list", "--db", "db", "--now", "1700000000"];
    world
        .run(&list)
        .gives(0, "a  A  1 token\nb  B  no password\n", "");
    // Once.
    from(&world, &all).gives(
        2,
        "",
        "cookiekit: the table people has a user twice, or one that is there already\n\
         hint: nothing was changed: rename or remove one of them, and do it again\n",
    );
}

#[test]
fn what_is_named_must_be_there() {
    let world = world("CREATE TABLE people (login, secret); INSERT INTO people VALUES ('a', 'x')");
    from(&world, &["--user-column", "user"]).gives(
        2,
        "",
        "cookiekit: the table people has no column user\nhint: it has login, secret\n",
    );
    let other = ["token", "import", "--db", "db", "--user-column", "login"];
    let none = [&other[..], &["--from", "users.sql", "--table", "t"]].concat();
    world.run(&none).gives(
        2,
        "",
        "cookiekit: users.sql has no table t\n\
         hint: see which it has: sqlite3 -readonly users.sql .tables\n",
    );
    let absent = [&other[..], &["--from", "no", "--table", "people"]].concat();
    world.run(&absent).gives(
        2,
        "",
        "cookiekit: there is no database at no\n\
         hint: name the application's database with --from\n",
    );
    // Its own database is not the place for ours.
    let same = [
        "token",
        "import",
        "--db",
        "users.sql",
        "--from",
        "users.sql",
    ];
    let same = [&same[..], &["--table", "people", "--user-column", "login"]].concat();
    world.set_mode("users.sql", 0o600);
    let before = std::fs::read(world.path("users.sql")).unwrap();
    world.run(&same).gives(
        2,
        "",
        "cookiekit: users.sql is a database of another program\n\
         hint: choose another file for the tokens\n",
    );
    assert_eq!(std::fs::read(world.path("users.sql")).unwrap(), before);
    for flags in [
        &["--table", "people"][..],
        &["--user-column", "login"],
        &["--from", "users.sql", "--table", "people"],
        &["--from", "users.sql", "--user-column", "login"],
        &[
            "--from",
            "users.sql",
            "--table",
            "people",
            "--user-column",
            "login",
            "--no-backup",
        ],
        &[
            "--from",
            "users.sql",
            "--table",
            "people",
            "--user-column",
            "login",
            "--token-column",
            "secret",
        ],
    ] {
        let ended = world
            .run(&[&["token", "import", "--db", "db"], flags].concat())
            .ends();
        assert_eq!(ended.code(), 2, "{flags:?}");
    }
    assert_eq!(world.names(), ["users.sql"]);
}

/// R's `format()` and `as.character()` write no zone; the tokens of such rows
/// were dropped, and the run was a success.
#[test]
fn times_that_are_text_are_read_by_their_zone_or_by_the_one_that_is_given() {
    let table = |time: &str| {
        format!("{EMPTY} INSERT INTO users VALUES ('', 'a', 'CANARY', 'tokenOfA', '{time}')")
    };
    for time in [
        "2023-11-14T22:23:20Z",
        "2023-11-14 22:23:20 UTC",
        "2023-11-14T23:23:20.5+01:00",
        "2023-11-14T17:23:20-0500",
    ] {
        let world = world(&table(time));
        import(&world, &["-q", "--no-backup"]).gives(0, "", "");
        check(&world, "tokenOfA").gives(0, "a\t600\n", "");
    }
    for (time, zone, seconds) in [
        ("2023-11-14 22:23:20", "UTC", "600"),
        ("2023-11-14 22:23:20.123456", "Z", "600"),
        ("2023-11-15T00:23:20", "+02:00", "600"),
        ("2023-11-14 17:23:20", "-05:00", "600"),
        ("2023-11-15", "UTC", "6400"),
    ] {
        let world = world(&table(time));
        let before = std::fs::read(world.path("users.sql")).unwrap();
        import(&world, &["--no-backup"]).gives(
            2,
            "",
            "cookiekit: 1 token cannot be taken over: row 1 (a): its time has no zone\n\
             hint: nothing was changed: say the zone of its times, --zone UTC or --zone +02:00 \
             (`date +%:z` where the API runs), or leave such tokens out with --drop-tokens\n",
        );
        assert_eq!(std::fs::read(world.path("users.sql")).unwrap(), before);
        assert_eq!(world.mode("users.sql"), 0o644);
        import(&world, &["-q", "--no-backup", "--zone", zone]).gives(0, "", "");
        check(&world, "tokenOfA").gives(0, format!("a\t{seconds}\n"), "");
    }
    let ended = import(
        &world(&table("2023-11-14")),
        &["--no-backup", "--zone", "CET"],
    )
    .ends();
    assert_eq!(ended.code(), 2);
}

/// No live token is lost silently: one that cannot be taken over stops the
/// import.
#[test]
fn a_token_whose_time_cannot_be_read_stops_the_import() {
    for (time, why) in [
        ("'never'", "its time cannot be read"),
        (
            "'2023-11-14 22:23:20 CET'",
            "its time has a zone that is not an offset from UTC",
        ),
        ("'14.11.2023 22:23'", "its time cannot be read"),
        (
            "1700000600000",
            "its time is a number, but not of seconds since 1970",
        ),
        (
            "2460263.43",
            "its time is a number, but not of seconds since 1970",
        ),
        (
            "'19675'",
            "its time is a number, but not of seconds since 1970",
        ),
        ("-1", "its time is a number, but not of seconds since 1970"),
        ("x'00'", "its time cannot be read"),
        ("''", "it has no time"),
        ("NULL", "it has no time"),
    ] {
        let world = world(&format!(
            "{EMPTY} INSERT INTO users VALUES ('', 'ok', 'xCANARY', 'tokenOk', 1700000600),
                ('', 'a', 'xCANARY', 'tokenOfA', {time})"
        ));
        let before = std::fs::read(world.path("users.sql")).unwrap();
        import(&world, &["--backup", "copy"]).gives(
            2,
            "",
            &format!(
                "cookiekit: 1 token cannot be taken over: row 2 (a): {why}\n\
                 hint: nothing was changed: fix these rows, or leave such tokens out with \
                 --drop-tokens\n"
            ),
        );
        assert_eq!(std::fs::read(world.path("users.sql")).unwrap(), before);
        assert_eq!(
            (world.names(), world.mode("users.sql")),
            (vec!["users.sql".into()], 0o644)
        );
        let ended = import(&world, &["--no-backup", "--drop-tokens"]).ends();
        assert_eq!(ended.code(), 0);
        let warning = "warning: 1 token could not be taken over: left out, as --drop-tokens said\n";
        assert!(ended.err.ends_with(warning), "{}", ended.err);
        check(&world, "tokenOk").gives(0, "ok\t600\n", "");
        check(&world, "tokenOfA").gives(1, "", UNKNOWN);
    }
    for (token, why) in [("'a b'", 1), ("x'ff'", 1), ("'schl\u{fc}ssel'", 1)] {
        let world = world(&format!(
            "{EMPTY} INSERT INTO users VALUES ('', 'a', 'x', {token}, 1700000600)"
        ));
        let ended = import(&world, &["--no-backup"]).ends();
        let told = "row 1 (a): it is not text that a header can carry\n";
        assert_eq!(ended.err.matches(told).count(), why, "{}", ended.err);
    }
}

#[test]
fn other_tables_of_the_file_stay() {
    let world = world(&format!(
        "{USERS}
         CREATE TABLE admins (user TEXT, password TEXT);
         INSERT INTO admins VALUES ('root', 'toorCANARY');
         CREATE TABLE data (x); INSERT INTO data VALUES (42);"
    ));
    import(&world, &["-q", "--no-backup"]).gives(0, "", "");
    assert_eq!(world.value::<u32>("users.sql", "SELECT x FROM data"), 42);
    let admin: String = world.value("users.sql", "SELECT user || password FROM admins");
    assert_eq!(admin, "roottoorCANARY");
    // Nor does the next import take it.
    assert_eq!(import(&world, &["--no-backup"]).ends().code(), 2);
    let admin: String = world.value("users.sql", "SELECT user || password FROM admins");
    assert_eq!(admin, "roottoorCANARY");
    assert_eq!(login(&world, "jbrown", PASSWORD).ends().code(), 0);
}

/// What is not ours to change is not skipped silently.
#[test]
fn clear_text_in_other_tables_is_warned_of() {
    let world = world(&format!(
        "{USERS} CREATE TABLE log (line TEXT);
         INSERT INTO log VALUES ('login jbrown 1234CANARY');"
    ));
    import(&world, &["--no-backup"]).gives(
        0,
        "",
        "note: imported 2 users and 1 token from the table users\n\
         note: dropped its columns password, token, token_expiry\n\
         warning: 1 of them stand in users.sql all the same, in another table or column\n",
    );
    assert_eq!(world.holding("1234CANARY"), ["users.sql"]);
    assert_eq!(world.holding("4321CANARY"), [""; 0]);
}

#[test]
fn rows_that_nobody_could_log_in_by_stop_the_import() {
    for bad in ["NULL", "''", "' a'", "'a' || char(10)"] {
        let world = world(&format!(
            "{EMPTY} INSERT INTO users (user, password) VALUES ('a', 'x'), ({bad}, 'x')"
        ));
        import(&world, &["--no-backup"]).gives(
            2,
            "",
            "cookiekit: row 2 of users: not a valid user name\nhint: it has 1 to 256 bytes, \
             without control characters and without white space at its ends\n",
        );
    }
}

/// In the log of another program stands what was not merged into the file yet:
/// it is imported, and the log goes.
#[test]
fn clear_text_in_a_log_is_found_and_goes() {
    let api = world(USERS);
    let writer = Connection::open(api.path("users.sql")).unwrap();
    writer
        .execute_batch(
            "PRAGMA journal_mode = wal;
             INSERT INTO users VALUES ('Log', 'log', 'inlogCANARY', '', '');",
        )
        .unwrap();
    // What is left on the disk when such a program is killed.
    let world = World::new();
    for name in api.names() {
        world.file(&name, std::fs::read(api.path(&name)).unwrap());
    }
    assert_eq!(world.holding("inlogCANARY"), ["users.sql-wal"]);
    import(&world, &["-q", "--no-backup"]).gives(0, "", "");
    assert_eq!(world.names(), ["users.sql"]);
    assert_eq!(world.holding("CANARY"), [""; 0]);
    assert_eq!(login(&world, "log", "inlogCANARY").ends().code(), 0);
}

/// With `journal_mode = persist` a journal stays beside the file, with the
/// pages as they were before the last change.
#[test]
fn clear_text_in_a_journal_that_was_left_goes() {
    let world = world(USERS);
    world.execute(
        "users.sql",
        "PRAGMA journal_mode = persist; UPDATE users SET password = password || 'x'",
    );
    assert_eq!(
        world.holding("1234CANARY"),
        ["users.sql", "users.sql-journal"]
    );
    import(&world, &["-q", "--no-backup"]).gives(0, "", "");
    assert_eq!(world.names(), ["users.sql"]);
    assert_eq!(world.holding("CANARY"), [""; 0]);
}

#[test]
fn an_api_that_has_the_log_open_is_to_be_stopped_first() {
    let world = world(USERS);
    let api = Connection::open(world.path("users.sql")).unwrap();
    api.execute_batch("PRAGMA journal_mode = wal; SELECT 1")
        .unwrap();
    let rows: u32 = api
        .query_row("SELECT count(*) FROM users", (), |row| row.get(0))
        .unwrap();
    assert_eq!(rows, 2);
    import(&world, &["--no-backup", "--lock-timeout", "0s"]).gives(
        2,
        "",
        "cookiekit: another program has users.sql open\n\
         hint: stop it for the import; see who it is: fuser -v users.sql\n",
    );
    let password: String = api
        .query_row("SELECT password FROM users LIMIT 1", (), |row| row.get(0))
        .unwrap();
    assert_eq!(password, PASSWORD);
    drop(api);
    import(&world, &["-q", "--no-backup"]).gives(0, "", "");
}

#[test]
fn of_several_imports_at_once_one_does_it() {
    let world = world(USERS);
    let ended: Vec<_> = std::thread::scope(|scope| {
        let runs: Vec<_> = (0..8)
            .map(|_| {
                scope.spawn(|| import(&world, &["--no-backup", "--lock-timeout", "2m"]).ends())
            })
            .collect();
        runs.into_iter().map(|it| it.join().unwrap()).collect()
    });
    let done = ended.iter().filter(|it| it.err == DONE);
    assert_eq!(done.count(), 1);
    for other in ended.iter().filter(|it| it.err != DONE) {
        // Those that came in between brought it to its end, or found nothing.
        let finished = "note: completed the interrupted import of users.sql\n";
        let nothing = other.err.contains("has no table to import");
        assert!(nothing || other.err == finished, "{}", other.err);
    }
    assert_eq!(world.integrity("users.sql"), "ok");
    assert_eq!(world.holding("CANARY"), [""; 0]);
    assert_eq!(login(&world, "jbrown", PASSWORD).ends().code(), 0);
}

#[test]
fn an_import_that_was_interrupted_is_told_and_brought_to_its_end() {
    let world = world(USERS);
    import(&world, &["-q", "--no-backup"]).gives(0, "", "");
    // As it is between its transaction and its end.
    world.execute("users.sql", "PRAGMA application_id = 1667983725");
    check(&world, TOKEN).gives(
        2,
        "",
        "cookiekit: an import of users.sql was interrupted\n\
         hint: complete it: cookiekit token import --db users.sql\n",
    );
    let note = "note: completed the interrupted import of users.sql\n";
    import(&world, &[]).gives(0, "", note);
    check(&world, TOKEN).gives(0, "jbrown\t600\n", "");
}

/// Only a program that writes puts back what was changed, and a list writes nothing.
#[test]
fn a_journal_that_a_killed_import_has_left_is_called_so() {
    let world = world(USERS);
    let names = ["users.sql", "users.sql-journal"];
    let killed = Connection::open(world.path(names[0])).unwrap();
    killed
        .execute_batch(
            "PRAGMA cache_size = 1; BEGIN; UPDATE users SET password = 'x'; CREATE TABLE big AS \
             WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500) \
             SELECT randomblob(900) AS x FROM n",
        )
        .unwrap();
    let left = names.map(|it| std::fs::read(world.path(it)).unwrap());
    drop(killed);
    for (name, bytes) in names.iter().zip(left) {
        let _ = std::fs::remove_file(world.path(name));
        std::fs::write(world.path(name), bytes).unwrap();
        let closed = std::os::unix::fs::PermissionsExt::from_mode(0o600);
        std::fs::set_permissions(world.path(name), closed).unwrap();
    }
    let list = ["token", "user", "list", "--db", "users.sql"];
    world.run(&list).gives(
        2,
        "",
        "cookiekit: an import of users.sql was interrupted\n\
         hint: complete it: cookiekit token import --db users.sql\n",
    );
    import(&world, &["-q", "--no-backup"]).gives(0, "", "");
    check(&world, TOKEN).gives(0, "jbrown\t600\n", "");
}

#[test]
fn what_has_nothing_to_import_is_told() {
    let world = world("CREATE TABLE t (user TEXT, name TEXT)");
    import(&world, &["--no-backup"]).gives(
        2,
        "",
        "cookiekit: users.sql has no table users(name, user, password, token, token_expiry)\n\
         hint: nothing was changed: only that table is taken over in its place; users of another \
         are copied out with --from, --table and --user-column\n",
    );
    assert_eq!(world.mode("users.sql"), 0o644, "nothing was changed");
    world.execute("users.sql", "PRAGMA application_id = 1");
    import(&world, &["--no-backup"]).gives(
        2,
        "",
        "cookiekit: users.sql is a database of another program\n\
         hint: choose another file for the tokens\n",
    );
    world.file("users.sql", "name,user,password\nJohn,jbrown,1234\n");
    import(&world, &["--no-backup"]).gives(
        2,
        "",
        "cookiekit: users.sql is not an SQLite database\nhint: name the file of the tokens; a new \
         one is made by: cookiekit token user add --db FILE USER\n",
    );
}

#[test]
fn a_database_that_is_not_there_is_not_to_be_made_for_an_import() {
    let world = World::new();
    let import = ["token", "import", "--db", "app.db", "--no-backup"];
    world.run(&import).gives(
        2,
        "",
        "cookiekit: there is no database at app.db\n\
         hint: name the database that has the users and the tokens\n",
    );
}
