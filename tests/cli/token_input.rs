//! Databases that are none, are not ours, or must not be used.

use std::os::unix::fs::symlink;
use std::process::Command;

use crate::database::{NOW, PASSWORD, VALID};
use crate::world::{Run, World};

/// Every command that opens a database, with what it needs.
const COMMANDS: [&[&str]; 10] = [
    &["check"],
    &["check", "--lines"],
    &["list"],
    &["user", "list"],
    &["user", "add", "bob", "--password-stdin"],
    &["user", "remove", "bob", "--yes"],
    &["user", "passwd", "bob", "--password-stdin"],
    &[
        "issue",
        "--user",
        "bob",
        "--expires-in",
        "1m",
        "--password-stdin",
    ],
    &["revoke", "--all"],
    &["purge"],
];

fn each(world: &World) -> impl Iterator<Item = Run> {
    let runs = COMMANDS.iter().map(|command| world.token(command, &[]));
    runs.map(|run| run.stdin("some password"))
}

#[test]
fn a_file_that_is_no_database_is_told_and_left_as_it_is() {
    let world = World::with_alice();
    let genuine = std::fs::read(world.path("db")).unwrap();
    for content in [
        &b"x"[..],
        b"name,user,password\nJohn,jbrown,1234\n",
        &[0; 4096],
        &[0xff; 70_000],
        b"SQLite format 2\0",
    ] {
        world.file("db", content);
        for run in each(&world) {
            run.gives(
                2,
                "",
                "cookiekit: db is not an SQLite database\nhint: name the file of the tokens; a \
                 new one is made by: cookiekit token user add --db FILE USER\n",
            );
        }
        assert_eq!(std::fs::read(world.path("db")).unwrap(), content);
    }
    // The header alone, and a database that was cut off.
    for length in [16, 100, 4096, genuine.len() - 4096] {
        world.file("db", &genuine[..length]);
        for run in each(&world) {
            let ended = run.ends();
            assert_eq!((ended.code(), ended.text().as_str()), (2, ""), "{length}");
            let told = ["db is not an SQLite database", "the database db is damaged"];
            assert!(
                told.iter().any(|it| ended.err.contains(it)),
                "{}",
                ended.err
            );
        }
    }
}

#[test]
fn a_database_that_is_damaged_inside_is_told() {
    let world = World::with_alice();
    world.issued("alice", &[]);
    let mut bytes = std::fs::read(world.path("db")).unwrap();
    bytes[4096..].fill(0x5a);
    world.file("db", &bytes);
    for name in ["db-wal", "db-shm"] {
        let _ = std::fs::remove_file(world.path(name));
    }
    world.token(&["list"], &[]).gives(
        2,
        "",
        "cookiekit: the database db is damaged\n\
         hint: restore a backup of it, or see what can be read: sqlite3 db .recover\n",
    );
}

#[test]
fn nothing_and_an_empty_file_are_told_with_the_command_that_makes_a_database() {
    let world = World::new();
    let hint = "hint: make it with its first user: cookiekit token user add --db db USER\n";
    for command in COMMANDS {
        if command.contains(&"add") {
            continue;
        }
        let err = format!("cookiekit: there is no database at db\n{hint}");
        world.token(command, &[]).stdin("x").gives(2, "", &err);
    }
    assert!(world.names().is_empty());
    world.file("db", "");
    for command in COMMANDS {
        if command.contains(&"add") {
            continue;
        }
        let err = "cookiekit: the database db is empty\n\
            hint: add its first user: cookiekit token user add --db db USER\n";
        world.token(command, &[]).stdin("x").gives(2, "", err);
    }
    // What a kill between making the file and filling it leaves is filled.
    world.add_user("alice", "", PASSWORD);
    world.issued("alice", &[]);
    let no_directory = [
        "token",
        "user",
        "add",
        "a",
        "--db",
        "no/db",
        "--password-stdin",
    ];
    world.run(&no_directory).stdin(PASSWORD).gives(
        2,
        "",
        "cookiekit: there is no directory no\nhint: make it with: mkdir -p -m 700 no\n",
    );
}

#[test]
fn a_database_of_another_program_is_not_used() {
    let world = World::new();
    let other = "cookiekit: db is a database of another program\n";
    world.execute("db", "CREATE TABLE t (x)");
    world.set_mode("db", 0o600);
    for run in each(&world) {
        run.gives(
            2,
            "",
            &format!("{other}hint: choose another file for the tokens\n"),
        );
    }
    world.execute("db", "CREATE TABLE accounts (user TEXT, password TEXT)");
    for run in each(&world) {
        run.gives(
            2,
            "",
            &format!("{other}hint: choose another file for the tokens\n"),
        );
    }
    world.execute(
        "db",
        "CREATE TABLE users (name, user, password, token, token_expiry)",
    );
    for run in each(&world) {
        run.gives(
            2,
            "",
            &format!(
                "{other}hint: its table users has clear text; take it over: \
                 cookiekit token import --db db\n"
            ),
        );
    }
    // Fossil's.
    world.execute("db", "PRAGMA application_id = 252006673");
    for run in each(&world) {
        run.gives(
            2,
            "",
            &format!("{other}hint: choose another file for the tokens\n"),
        );
    }
    let tables: u32 = world.value("db", "SELECT count(*) FROM sqlite_schema");
    assert_eq!(tables, 3);
}

#[test]
fn a_newer_schema_is_left_to_a_newer_cookiekit() {
    let world = World::with_alice();
    world.execute("db", "PRAGMA user_version = 2");
    let import = ["token", "import", "--db", "db", "--no-backup"];
    for run in each(&world).chain([world.run(&import)]) {
        run.gives(
            2,
            "",
            "cookiekit: db was made by a newer cookiekit: its schema is 2, and this one knows 1\n\
             hint: use the newer cookiekit for it\n",
        );
    }
    assert_eq!(world.value::<u32>("db", "PRAGMA user_version"), 2);
}

#[test]
fn directories_pipes_and_links_to_nothing_are_no_databases() {
    let world = World::new();
    let gives = |expected: &str| {
        for run in each(&world) {
            run.gives(2, "", expected);
        }
        std::fs::remove_file(world.path("db"))
            .or_else(|_| std::fs::remove_dir(world.path("db")))
            .unwrap();
    };
    let named = "hint: name the database file itself\n";
    std::fs::create_dir(world.path("db")).unwrap();
    gives(&format!(
        "cookiekit: db is a directory, not a database\n{named}"
    ));
    let fifo = Command::new("mkfifo").arg(world.path("db")).status();
    assert!(fifo.unwrap().success());
    gives(&format!("cookiekit: db is a pipe, not a database\n{named}"));
    symlink("/dev/null", world.path("db")).unwrap();
    gives(&format!(
        "cookiekit: db is a device, not a database\n{named}"
    ));
    symlink("nowhere", world.path("db")).unwrap();
    gives(
        "cookiekit: db is a symbolic link to a file that is not there\n\
         hint: see where it leads with: ls -l db\n",
    );
}

#[test]
fn a_link_leads_to_the_database_and_its_log() {
    let world = World::with_alice();
    std::fs::create_dir(world.path("links")).unwrap();
    symlink("../db", world.path("links/users")).unwrap();
    let issue = [
        "token",
        "issue",
        "--db",
        "links/users",
        "--user",
        "alice",
        "--expires-in",
        "10m",
    ];
    let issue = [&issue[..], &["--now", NOW, "--password-stdin"]].concat();
    let token = world.run(&issue).stdin(PASSWORD).ends();
    assert_eq!(token.err, VALID);
    assert_eq!(world.checked(token.text().trim()).code(), 0);
    assert_eq!(world.names(), ["db", "db-shm", "db-wal", "links"]);
    let links = std::fs::read_dir(world.path("links")).unwrap();
    assert_eq!(links.count(), 1);
}

#[test]
fn a_database_that_others_can_use_is_refused_with_the_command_that_closes_it() {
    let world = World::with_alice();
    for (mode, seen) in [
        (0o644, "can be read by others (mode 0644)"),
        (0o602, "can be written by others (mode 0602)"),
        (0o660, "can be read and written by group"),
    ] {
        world.set_mode("db", mode);
        for run in each(&world) {
            let ended = run.ends();
            assert_eq!(ended.code(), 2);
            assert!(
                ended.err.starts_with(&format!("cookiekit: db {seen}")),
                "{}",
                ended.err
            );
            assert!(ended.err.ends_with(
                "\nhint: fix it with: chmod 600 db (`--allow-unsafe-db` continues with a warning)\n"
            ));
        }
    }
    world.set_mode("db", 0o644);
    let warning = "warning: using an unsafe database: db can be read by others (mode 0644)\n";
    let allowed = world
        .login("alice", PASSWORD, &["--allow-unsafe-db"])
        .ends();
    assert_eq!(allowed.err, format!("{warning}{VALID}"));
    assert_eq!(world.shell("chmod 600 db").ends().code(), 0);
    world.issued("alice", &[]);
}

#[test]
fn what_others_put_beside_the_database_is_not_read() {
    let world = World::with_alice();
    let token = world.issued("alice", &[]);
    for name in ["db-wal", "db-shm", "db-journal"] {
        let _ = std::fs::remove_file(world.path(name));
        symlink("elsewhere", world.path(name)).unwrap();
        for run in each(&world) {
            run.gives(
                2,
                "",
                &format!(
                    "cookiekit: {name} was not made by the owner of the database\n\
                     hint: somebody put it there: see who with: ls -l {name}\n"
                ),
            );
        }
        std::fs::remove_file(world.path(name)).unwrap();
    }
    assert!(!world.path("elsewhere").exists());
    world.file("db-wal", "");
    world.set_mode("db-wal", 0o666);
    for run in each(&world) {
        run.gives(
            2,
            "",
            "cookiekit: db-wal is open to others (mode 0666)\n\
             hint: fix it with: chmod 600 db-wal (`--allow-unsafe-db` continues with a warning)\n",
        );
    }
    assert_eq!(world.shell("chmod 600 db-wal").ends().code(), 0);
    assert_eq!(world.checked(&token).code(), 0);
}

/// As for a key: the whole way, not its own folder alone.
#[test]
fn a_way_on_which_others_could_replace_the_database_is_refused() {
    let world = World::with_alice();
    let token = world.issued("alice", &[]);
    std::fs::create_dir_all(world.path("a/b")).unwrap();
    for folder in ["a", "a/b"] {
        world.set_mode(folder, 0o755);
    }
    let moved = world.shell("mv db* a/b/").ends();
    assert_eq!(moved.code(), 0);
    let check = |more: &[&str]| {
        let check = ["token", "check", "--db", "a/b/db", "--now", "1700000010"];
        let run = world.run(&[&check[..], more].concat());
        run.stdin(&token).ends()
    };
    assert_eq!(check(&[]).code(), 0);
    world.set_mode("a", 0o777);
    let above = world.path("a").canonicalize().unwrap();
    let seen = format!(
        "a/b/db is below {}, which everybody can write (mode 0777)",
        above.display()
    );
    check(&[]).is(
        2,
        "",
        &format!(
            "cookiekit: {seen}\n\
             hint: fix it with: chmod o-w {} (`--allow-unsafe-db` continues with a warning)\n",
            above.display()
        ),
    );
    let ended = check(&["--allow-unsafe-db"]);
    let warned = format!(
        "warning: using an unsafe database: {seen}\n\
         note: judged at 2023-11-14T22:13:30Z (--now)\n"
    );
    assert_eq!((ended.code(), ended.err.as_str()), (0, warned.as_str()));
    // The sticky bit keeps names to their owners.
    world.set_mode("a", 0o1777);
    assert_eq!(check(&[]).code(), 0);
    world.set_mode("a", 0o755);
    assert_eq!(check(&[]).code(), 0);
}

#[test]
fn a_directory_where_anybody_could_replace_the_database_is_refused() {
    let world = World::with_alice();
    let directory = world.path("").canonicalize().unwrap();
    world.set_mode("", 0o777);
    for run in each(&world) {
        let shown = directory.display();
        run.gives(
            2,
            "",
            &format!(
                "cookiekit: anybody could replace a database in {shown} (mode 0777)\n\
                 hint: close it with: chmod o-w {shown}, or choose another directory\n"
            ),
        );
    }
    world.set_mode("", 0o1777);
    world.issued("alice", &[]);
    world.set_mode("", 0o777);
    let add = [
        "token",
        "user",
        "add",
        "a",
        "--db",
        "new",
        "--password-stdin",
    ];
    let ended = world.run(&add).stdin(PASSWORD).ends();
    assert_eq!(ended.code(), 2);
    assert!(!world.path("new").exists());
}

#[test]
fn of_many_that_make_the_database_at_once_none_fails() {
    const RIVALS: usize = 24;
    let world = World::new();
    std::thread::scope(|scope| {
        for number in 0..RIVALS {
            let world = &world;
            scope.spawn(move || {
                let user = format!("user{number}");
                let add = ["user", "add", &user, "--password-stdin", "-q"];
                let patient = ["--lock-timeout", "2m"];
                world.token(&add, &patient).stdin(PASSWORD).gives(0, "", "");
            });
        }
    });
    let users: u32 = world.value("db", "SELECT count(*) FROM cookiekit_users");
    assert_eq!(users as usize, RIVALS);
    assert_eq!(world.integrity("db"), "ok");
    assert_eq!(world.value::<String>("db", "PRAGMA journal_mode"), "wal");
}

#[test]
fn a_writer_that_does_not_end_is_waited_for_no_longer_than_asked() {
    let world = World::with_alice();
    let token = world.issued("alice", &[]);
    let other = rusqlite::Connection::open(world.path("db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    world.token(&["purge", "--lock-timeout", "0s"], &[]).gives(
        2,
        "",
        "cookiekit: another program is using db\n\
         hint: wait longer with --lock-timeout 1m, or see which process it is: fuser -v db\n",
    );
    assert_eq!(world.checked(&token).code(), 0, "a reader does not wait");
    other.execute_batch("COMMIT").unwrap();
    world.token(&["purge", "-q"], &[]).gives(0, "", "");
}

#[test]
fn a_limit_on_the_size_of_files_changes_nothing() {
    let world = World::with_alice();
    let token = world.issued("alice", &[]);
    let script = format!(
        "ulimit -f 2; echo '{PASSWORD}' | cookiekit token issue --db db --user alice \
         --expires-in 10m --now {NOW} --password-stdin"
    );
    let ended = world.shell(&script).ends();
    assert_eq!(
        (ended.code(), ended.text().as_str()),
        (2, ""),
        "{}",
        ended.err
    );
    assert!(ended.err.starts_with("cookiekit: "), "{}", ended.err);
    assert_eq!(world.checked(&token).code(), 0);
    assert_eq!(world.integrity("db"), "ok");
}

#[test]
fn paths_that_mean_something_to_sqlite_or_a_shell_are_only_names() {
    for name in [
        "file:x?mode=memory",
        ":memory:",
        "a b'c",
        "-db",
        "ü%41#?",
        "x:y",
    ] {
        let world = World::new();
        let db = format!("--db={name}");
        let add = [
            "token",
            "user",
            "add",
            "alice",
            "-q",
            "--password-stdin",
            &db,
        ];
        world.run(&add).stdin(PASSWORD).gives(0, "", "");
        assert_eq!(world.names(), [name]);
        let issue = [
            "token",
            "issue",
            "--user",
            "alice",
            "--expires-in",
            "10m",
            "--now",
            NOW,
            "-q",
        ];
        let issue = [&issue[..], &["--password-stdin", &db]].concat();
        let token = world.run(&issue).stdin(PASSWORD).ends().text();
        let check = ["token", "check", "-q", "--now", NOW, &db];
        world.run(&check).stdin(token).gives(0, "alice\t600\n", "");
    }
}
