//! `cookiekit token import`: tables as plumber APIs keep them, taken over.
//!
//! Each password in clear has the word CANARY in it, which is then looked for
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
        "--ttl",
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
    note: dropped its columns password, token, token_expiry; no clear text is left in users.sql\n";

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
        "cookiekit: nobody can be asked whether to keep a backup\n\
         hint: say --backup PATH to keep a copy with the clear passwords, or --no-backup\n",
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
        "cookiekit: the table users has a user twice, or one that is there already\n\
         hint: nothing was changed: rename or remove one of them, and do it again\n",
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
    let world = world(
        "CREATE TABLE people (username TEXT, passwd TEXT, token TEXT, token_expiry REAL, mail);
         INSERT INTO people VALUES ('a', NULL, 'tokenOfA', 1700000600.9, 'a@x'),
            ('b', '', 'shared', 1700000600, 'b@x'), ('c', '1', 'shared', 1700000600, 'c@x'),
            ('d', '1', 'timeless', NULL, NULL), ('e', '1', 'NA', NULL, NULL);",
    );
    let ended = import(&world, &["--no-backup", "--json"]).ends();
    assert_eq!(ended.err.lines().count(), 2, "{}", ended.err);
    let expected = json!({
        "exit": 0,
        "word": "yes",
        "table": "people",
        "users": 5,
        "tokens": 1,
        "without_password": ["a", "b"],
        "dropped_tokens": 3,
        "dropped_columns": ["passwd", "token", "token_expiry"],
        "dropped_table": false,
        "found_elsewhere": 0,
        "backup": null,
        "warnings": [
            "without a password, and so without a way to log in: a, b",
            "3 tokens without a time, or of several users: dropped",
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
    let mail: String = world.value("users.sql", "SELECT mail FROM people WHERE username = 'b'");
    assert_eq!(mail, "b@x");
}

#[test]
fn passwords_that_were_numbers_are_the_digits_that_were_typed() {
    let world = world(
        "CREATE TABLE users (user TEXT, password);
         INSERT INTO users VALUES ('int', 1234), ('real', 4321.0), ('fraction', 1.5);",
    );
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
        "CREATE TABLE users (user TEXT, password TEXT);
         INSERT INTO users VALUES ('sodium', '{hash}');"
    );
    let sodium = world(&table);
    import(&sodium, &["-q", "--no-backup"]).gives(0, "", "");
    assert_eq!(
        login(&sodium, "sodium", "differentpassword").ends().code(),
        0
    );
    login(&sodium, "sodium", hash).gives(1, "", WRONG);

    let other = world(&table);
    let digest = "03ac674216f3e15c761ee1a5e255f067953623c8b388b4459e13f978d7c846f4";
    other.execute(
        "users.sql",
        &format!("INSERT INTO users VALUES ('sha', '{digest}')"),
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

#[test]
fn what_needs_a_column_is_dropped_with_it_or_stops_the_import() {
    // An index, and a constraint that holds the column.
    let indexed = world(
        "CREATE TABLE users (user TEXT PRIMARY KEY, password TEXT NOT NULL, token TEXT UNIQUE,
            token_expiry REAL);
         CREATE INDEX by_password ON users (password, user);
         INSERT INTO users VALUES ('a', 'xCANARYx', 'tokenOfA', 1700000600);",
    );
    import(&indexed, &["--no-backup"]).gives(
        0,
        "",
        "note: imported 1 user and 1 token from the table users\n\
         note: dropped the table users; no clear text is left in users.sql\n",
    );
    assert_eq!(indexed.holding("CANARY"), [""; 0]);
    check(&indexed, "tokenOfA").gives(0, "a\t600\n", "");

    // With something else in it, the table is not dropped.
    let kept = world(
        "CREATE TABLE users (user TEXT, password TEXT, token TEXT UNIQUE, mail TEXT);
         INSERT INTO users VALUES ('a', 'CANARY', 'tokenOfA', 'a@x');",
    );
    let ended = import(&kept, &["--backup", "copy"]).ends();
    assert_eq!(ended.code(), 2);
    let told = "cookiekit: a column of the table users cannot be dropped: ";
    assert!(ended.err.starts_with(told), "{}", ended.err);
    assert!(!ended.err.contains("CANARY"), "{}", ended.err);
    assert!(
        ended
            .err
            .contains("\nhint: nothing was changed: take the view, trigger or")
    );
    assert_eq!(kept.names(), ["users.sql"]);
    let mail: String = kept.value("users.sql", "SELECT mail || password FROM users");
    assert_eq!(mail, "a@xCANARY");
    kept.execute(
        "users.sql",
        "CREATE TABLE more AS SELECT * FROM users; DROP TABLE users",
    );
    import(&kept, &["-q", "--no-backup"]).gives(0, "", "");
    assert_eq!(kept.holding("CANARY"), [""; 0]);
}

#[test]
fn other_tables_stay_and_one_of_several_is_chosen() {
    let world = world(&format!(
        "{USERS}
         CREATE TABLE admins (user TEXT, password TEXT);
         INSERT INTO admins VALUES ('root', 'toorCANARY');
         CREATE TABLE data (x); INSERT INTO data VALUES (42);"
    ));
    import(&world, &["--no-backup"]).gives(
        2,
        "",
        "cookiekit: users.sql has several tables with users: admins, users\n\
         hint: name one with --table\n",
    );
    import(&world, &["-q", "--no-backup", "--table", "users"]).gives(0, "", "");
    assert_eq!(world.value::<u32>("users.sql", "SELECT x FROM data"), 42);
    // The other one follows into the same database.
    import(&world, &["--no-backup"]).gives(
        0,
        "",
        "note: imported 1 user and 0 tokens from the table admins\n\
         note: dropped its columns password; no clear text is left in users.sql\n",
    );
    assert_eq!(world.holding("CANARY"), [""; 0]);
    assert_eq!(login(&world, "root", "toorCANARY").ends().code(), 0);
    assert_eq!(login(&world, "jbrown", PASSWORD).ends().code(), 0);
}

/// What is not ours to change is not passed over in silence.
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
        let world = world("CREATE TABLE users (user TEXT, password TEXT)");
        world.execute(
            "users.sql",
            &format!("INSERT INTO users VALUES ('a', 'x'), ({bad}, 'x')"),
        );
        import(&world, &["--no-backup"]).gives(
            2,
            "",
            "cookiekit: row 2 of users: that is no name for a user\nhint: it has 1 to 256 bytes, \
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
        let finished = "note: brought the import of users.sql to its end\n";
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
         hint: bring it to its end: cookiekit token import --db users.sql\n",
    );
    let note = "note: brought the import of users.sql to its end\n";
    import(&world, &[]).gives(0, "", note);
    check(&world, TOKEN).gives(0, "jbrown\t600\n", "");
}

#[test]
fn what_has_nothing_to_import_is_told() {
    let world = world("CREATE TABLE t (user TEXT, name TEXT)");
    import(&world, &["--no-backup"]).gives(
        2,
        "",
        "cookiekit: users.sql has no table with users and clear passwords or tokens\n\
         hint: it is known by its columns: user, and password or token\n",
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
         one is made by: cookiekit token user add\n",
    );
}
