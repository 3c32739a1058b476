//! A database of tokens: killed at every system call, on a disk that fails,
//! is full, or became read-only.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rusqlite::Connection;

use crate::disks::Mounted;
use crate::scene::{Ended, report};
use crate::syscalls::{Call, calls_in};

const PASSWORD: &str = "correct horse";
/// In every clear password of the table that is imported.
const CANARY: &str = "CANARY";
/// A token of that table.
const R_TOKEN: &str = "4khDfzrRf0DyS96vwF6CyoWN";

/// The calls that change what is on the disk, or tell of it. A kill at any other
/// leaves what a kill at the next of these leaves: locks end with the process,
/// and anyone who opens the database next makes the index of its log again.
const CHANGING_CALLS: [&str; 12] = [
    "openat",
    "pwrite64",
    "write",
    "fsync",
    "fdatasync",
    "ftruncate",
    "fallocate",
    "unlink",
    "unlinkat",
    "linkat",
    "renameat2",
    "fchmod",
];
/// The calls that a failing disk answers with EIO.
const DISK_CALLS: [&str; 9] = [
    "openat",
    "pread64",
    "pwrite64",
    "fsync",
    "fdatasync",
    "ftruncate",
    "unlink",
    "fchmod",
    "mmap",
];
/// The calls that a full disk answers with ENOSPC.
const FILLING_CALLS: [&str; 5] = ["openat", "pwrite64", "fsync", "fdatasync", "ftruncate"];

/// What can go wrong at a call.
fn faults_at(call: &Call) -> Vec<&'static str> {
    let kinds = [
        ("signal=SIGKILL", &CHANGING_CALLS[..]),
        ("error=EIO", &DISK_CALLS),
        ("error=ENOSPC", &FILLING_CALLS),
    ];
    let here = kinds
        .iter()
        .filter(|(_, calls)| calls.contains(&&*call.name));
    here.map(|(fault, _)| *fault).collect()
}

/// A folder with databases, and those it begins with.
struct Scene {
    folder: PathBuf,
    start: BTreeMap<String, Vec<u8>>,
}

impl Scene {
    fn new(folder: &Path) -> Scene {
        Scene {
            folder: folder.to_owned(),
            start: BTreeMap::new(),
        }
    }

    /// Keeps what is there as what every case begins with.
    fn keep(&mut self) {
        for name in self.names() {
            let bytes = fs::read(self.folder.join(&name)).expect("a file");
            self.start.insert(name, bytes);
        }
    }

    fn fill(&self) {
        for name in self.names() {
            fs::remove_file(self.folder.join(name)).expect("it goes");
        }
        for (name, bytes) in &self.start {
            let path = self.folder.join(name);
            fs::write(&path, bytes).expect("it is written");
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("its mode");
        }
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.folder).expect("the folder");
        let names = entries.map(|entry| entry.expect("an entry").file_name());
        names
            .map(|name| name.into_string().expect("text"))
            .collect()
    }

    /// cookiekit in this folder, below `strace` with these options if any.
    fn run(&self, strace: &[&str], arguments: &[&str], input: &str) -> Ended {
        let binary = env!("CARGO_BIN_EXE_cookiekit");
        let mut command = match strace {
            [] => Command::new(binary),
            options => {
                let mut strace = Command::new("strace");
                strace.args(options).arg(binary);
                strace
            }
        };
        let mut child = command
            .arg("token")
            .args(arguments)
            .current_dir(&self.folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("strace (Debian: apt-get install strace)");
        // It may be killed before it reads.
        let mut stdin = child.stdin.take().expect("a pipe");
        let _ = stdin.write_all(input.as_bytes());
        drop(stdin);
        child.wait_with_output().expect("it ends").into()
    }

    fn calls(&self, operation: &Operation) -> Vec<Call> {
        self.fill();
        let log = self.folder.with_extension("trace");
        let log_path = log.to_str().expect("a plain path");
        let ended = self.run(&["-o", log_path], operation.arguments, operation.input);
        assert_eq!(ended.code, Some(0), "{ended:?}");
        calls_in(&fs::read_to_string(&log).expect("a trace"))
    }

    fn issued(&self, more: &[&str]) -> String {
        let ended = self.run(&[], &[&ISSUE, more].concat(), PASSWORD);
        assert_eq!(ended.code, Some(0), "{ended:?}");
        ended.stdout.trim_end().to_owned()
    }

    /// 0 for a valid token, 1 for one that is unknown, 3 for an expired one.
    fn check(&self, token: &str) -> Option<i32> {
        self.run(&[], &["check", "--db", "db"], token).code
    }

    fn login(&self, user: &str, password: &str) -> Option<i32> {
        let issue = [
            "issue",
            "--db",
            "db",
            "--expires-in",
            "1h",
            "--password-stdin",
            "--user",
            user,
        ];
        self.run(&[], &issue, password).code
    }

    fn integrity(&self) -> Result<(), String> {
        let connection = Connection::open(self.folder.join("db")).map_err(|it| it.to_string())?;
        let check = connection.query_row("PRAGMA integrity_check", (), |row| row.get(0));
        match check {
            Ok(answer) if answer == "ok" => Ok(()),
            Ok::<String, _>(answer) => Err(answer),
            Err(error) => Err(error.to_string()),
        }
    }

    fn holding(&self, text: &str) -> Vec<String> {
        let holds = |name: &String| {
            let bytes = fs::read(self.folder.join(name)).expect("a file");
            bytes.windows(text.len()).any(|it| it == text.as_bytes())
        };
        self.names().into_iter().filter(holds).collect()
    }

    fn rows(&self, query: &str) -> Option<u32> {
        let connection = Connection::open(self.folder.join("db")).ok()?;
        connection.query_row(query, (), |row| row.get(0)).ok()
    }
}

const ISSUE: [&str; 8] = [
    "issue",
    "--db",
    "db",
    "--user",
    "alice",
    "--expires-in",
    "1h",
    "--password-stdin",
];

struct Operation {
    name: &'static str,
    arguments: &'static [&'static str],
    input: &'static str,
    judge: fn(&Scene, &Ended) -> Result<(), String>,
}

fn expect(holds: bool, what: &str) -> Result<(), String> {
    match holds {
        true => Ok(()),
        false => Err(what.to_owned()),
    }
}

/// Runs an operation under a kill at every call that changes the disk, and under
/// every error of a disk.
fn under_all_faults(scene: &Scene, operation: &Operation) {
    let mut codes: BTreeMap<Option<i32>, usize> = BTreeMap::new();
    let (mut failures, mut cases) = (Vec::new(), 0);
    for call in scene.calls(operation) {
        for fault in faults_at(&call) {
            cases += 1;
            scene.fill();
            let inject = format!("inject={}:{fault}:when={}", call.name, call.when);
            let strace = ["-o", "/dev/null", "-e", &inject];
            let ended = scene.run(&strace, operation.arguments, operation.input);
            *codes.entry(ended.code).or_default() += 1;
            let judged = match ended.code {
                None | Some(0 | 2 | 5) => (operation.judge)(scene, &ended),
                Some(_) => Err("an exit code that it must not have".to_owned()),
            };
            if let Err(why) = judged.and_then(|()| scene.integrity()) {
                failures.push(format!("{inject}: {why}: {ended:?} {:?}", scene.names()));
            }
        }
    }
    let name = operation.name;
    report(&format!("{name}: {cases} cases, exit codes {codes:?}"));
    assert!(
        failures.is_empty(),
        "{name}: {} of {cases} failed:\n{}",
        failures.len(),
        failures.join("\n")
    );
}

/// A folder for a scene, and beside it for what is traced.
fn folder() -> (tempfile::TempDir, PathBuf) {
    let directory = tempfile::tempdir().expect("a folder");
    let folder = directory.path().join("scene");
    fs::create_dir(&folder).expect("a folder");
    (directory, folder)
}

/// A database with alice and a token of hers.
fn with_token(folder: &Path) -> Scene {
    let mut scene = Scene::new(folder);
    let add = ["user", "add", "--db", "db", "alice", "--password-stdin"];
    assert_eq!(scene.run(&[], &add, PASSWORD).code, Some(0));
    fs::write(folder.join("old"), scene.issued(&[])).expect("the token");
    scene.keep();
    scene
}

fn judge_issue(scene: &Scene, ended: &Ended) -> Result<(), String> {
    let old = fs::read_to_string(scene.folder.join("old")).expect("the token");
    let reported = ended.stdout.strip_suffix('\n');
    if let Some(token) = reported {
        expect(
            scene.check(token) == Some(0),
            "a token is reported and missing",
        )?;
    }
    let is_old_valid = scene.check(&old) == Some(0);
    expect(
        ended.code != Some(2) || is_old_valid,
        "it says nothing was changed, and the old token is gone",
    )?;
    expect(
        ended.code != Some(0) || (reported.is_some() && !is_old_valid),
        "it says it is done, and is not",
    )?;
    let tokens = scene.rows("SELECT count(*) FROM cookiekit_tokens");
    expect(tokens == Some(1), "not one token")?;
    let next = scene.run(&[], &ISSUE, PASSWORD);
    expect(next.code == Some(0), "the next run fails")?;
    expect(
        scene.check(next.stdout.trim()) == Some(0),
        "the next token is missing",
    )
}

#[test]
#[ignore = "needs strace: tests/run"]
fn issuing_survives_every_fault() {
    let (_directory, folder) = folder();
    let operation = Operation {
        name: "token issue",
        arguments: &ISSUE,
        input: PASSWORD,
        judge: judge_issue,
    };
    under_all_faults(&with_token(&folder), &operation);
}

/// The file is made, the tables in it, the log: what is left of it is filled
/// by the next run.
fn judge_first_user(scene: &Scene, ended: &Ended) -> Result<(), String> {
    let again = ["user", "add", "--db", "db", "alice", "--password-stdin"];
    let again = scene.run(&[], &again, PASSWORD);
    let is_there = again.stderr.contains("the user alice already exists");
    expect(again.code == Some(0) || is_there, "the next run fails")?;
    expect(
        ended.code != Some(0) || is_there,
        "it says it is done, and is not",
    )?;
    expect(
        scene.login("alice", PASSWORD) == Some(0),
        "alice cannot log in",
    )
}

#[test]
#[ignore = "needs strace: tests/run"]
fn making_the_database_survives_every_fault() {
    let (_directory, folder) = folder();
    let operation = Operation {
        name: "token user add",
        arguments: &["user", "add", "--db", "db", "alice", "--password-stdin"],
        input: PASSWORD,
        judge: judge_first_user,
    };
    under_all_faults(&Scene::new(&folder), &operation);
}

/// Twenty tokens that have expired, and five that have not.
fn with_tokens(folder: &Path) -> Scene {
    let mut scene = with_token(folder);
    let connection = Connection::open(folder.join("db")).expect("the database");
    for number in 0..24_u8 {
        let expires = if number < 20 { 1 } else { 4_000_000_000_i64 };
        let insert = "INSERT INTO cookiekit_tokens VALUES (?1, 1, 0, ?2)";
        connection
            .execute(insert, ([number; 32], expires))
            .expect("a token");
    }
    drop(connection);
    scene.start.clear();
    scene.keep();
    scene
}

fn judge_purge(scene: &Scene, ended: &Ended) -> Result<(), String> {
    let count = |when: &str| {
        scene.rows(&format!(
            "SELECT count(*) FROM cookiekit_tokens WHERE expires {when}"
        ))
    };
    let old = fs::read_to_string(scene.folder.join("old")).expect("the token");
    expect(count("> 1") == Some(5), "a valid token is gone")?;
    expect(scene.check(&old) == Some(0), "a valid token is gone")?;
    let expired = count("= 1");
    expect(
        matches!(expired, Some(0 | 20)),
        "some expired tokens are gone",
    )?;
    expect(
        ended.code != Some(0) || expired == Some(0),
        "it says it is done, and is not",
    )?;
    expect(
        ended.code != Some(2) || expired == Some(20),
        "it says nothing was changed, and something was",
    )?;
    let next = scene.run(&[], &["purge", "--db", "db"], "");
    expect(
        next.code == Some(0) && count("= 1") == Some(0),
        "the next run fails",
    )
}

#[test]
#[ignore = "needs strace: tests/run"]
fn purging_survives_every_fault() {
    let (_directory, folder) = folder();
    let operation = Operation {
        name: "token purge",
        arguments: &["purge", "--db", "db"],
        input: "",
        judge: judge_purge,
    };
    under_all_faults(&with_tokens(&folder), &operation);
}

/// The table of a plumber API.
fn with_clear_table(folder: &Path) -> Scene {
    let mut scene = Scene::new(folder);
    let connection = Connection::open(folder.join("db")).expect("a database");
    let table = format!(
        "CREATE TABLE users (name TEXT, user TEXT, password TEXT, token TEXT, token_expiry TEXT);
         INSERT INTO users VALUES
            ('John', 'jbrown', '1234{CANARY}', '{R_TOKEN}', '4000000000.13027'),
            ('Sally', 'sblue', '4321{CANARY}', '', '')"
    );
    connection.execute_batch(&table).expect("the table");
    drop(connection);
    scene.keep();
    scene
}

fn judge_import(scene: &Scene, ended: &Ended) -> Result<(), String> {
    let clear = || scene.rows("SELECT count(*) FROM users WHERE password LIKE '%CANARY'");
    let is_clear = clear() == Some(2);
    expect(
        ended.code != Some(2) || is_clear,
        "it says nothing was changed, and something was",
    )?;
    if ended.code == Some(0) {
        expect(scene.holding(CANARY).is_empty(), "clear text is left")?;
    }
    // Whatever was left, the next import brings it to its end.
    let next = scene.run(&[], &["import", "--db", "db", "--no-backup"], "");
    let is_done = next.stderr.contains("is a database of tokens already");
    expect(
        next.code == Some(0) || is_done,
        &format!("the next import fails: {next:?}"),
    )?;
    expect(
        !is_done || !is_clear,
        "the table is clear, and not imported",
    )?;
    expect(
        scene.holding(CANARY).is_empty(),
        "clear text is left after the next import",
    )?;
    expect(scene.holding(R_TOKEN).is_empty(), "a clear token is left")?;
    expect(scene.check(R_TOKEN) == Some(0), "the token is gone")?;
    for (user, password) in [("jbrown", "1234CANARY"), ("sblue", "4321CANARY")] {
        expect(
            scene.login(user, password) == Some(0),
            &format!("{user} is gone"),
        )?;
    }
    Ok(())
}

#[test]
#[ignore = "needs strace: tests/run"]
fn importing_survives_every_fault() {
    let (_directory, folder) = folder();
    let operation = Operation {
        name: "token import",
        arguments: &["import", "--db", "db", "--no-backup"],
        input: "",
        judge: judge_import,
    };
    let scene = with_clear_table(&folder);
    scene.fill();
    assert_eq!(scene.holding(CANARY), ["db"], "the search finds it");
    under_all_faults(&scene, &operation);
}

#[test]
#[ignore = "needs root: tests/run"]
fn a_full_disk_loses_no_token_and_says_so() {
    let Some(mounted) = Mounted::tmpfs("size=256k,mode=700") else {
        return;
    };
    let folder = mounted.folder();
    let scene = with_token(folder);
    let old = fs::read_to_string(folder.join("old")).expect("the token");
    let (mut full, mut filled) = (0, 0);
    // From no free block on to where there is room again.
    for room in 0..12 {
        scene.fill();
        let filler = folder.join("filler");
        let _ = fs::write(&filler, vec![0; 512 * 1024]);
        let size = fs::metadata(&filler).expect("the filler").len();
        let less = size.saturating_sub(room * 4096);
        fs::File::options()
            .write(true)
            .open(&filler)
            .and_then(|file| file.set_len(less))
            .expect("some room");
        filled += 1;
        let ended = scene.run(&[], &ISSUE, PASSWORD);
        match ended.code {
            Some(0) => assert_eq!(scene.check(ended.stdout.trim()), Some(0)),
            Some(2) => {
                full += 1;
                assert!(ended.stderr.contains("no space is left"), "{ended:?}");
            }
            other => panic!("{other:?} {ended:?}"),
        }
        fs::remove_file(&filler).expect("the filler goes");
        let expected = if ended.code == Some(2) { 0 } else { 1 };
        assert_eq!(scene.check(&old), Some(expected), "{ended:?}");
        assert_eq!(scene.integrity(), Ok(()));
        scene.issued(&[]);
    }
    assert!(
        full > 0 && full < filled,
        "{full} of {filled} were too full"
    );
}

#[test]
#[ignore = "needs root: tests/run"]
fn a_full_disk_imports_the_whole_table_or_nothing() {
    let Some(mounted) = Mounted::tmpfs("size=256k,mode=700") else {
        return;
    };
    let folder = mounted.folder();
    let scene = with_clear_table(folder);
    for room in 0..16 {
        scene.fill();
        let filler = folder.join("filler");
        let _ = fs::write(&filler, vec![0; 512 * 1024]);
        let size = fs::metadata(&filler).expect("the filler").len();
        fs::File::options()
            .write(true)
            .open(&filler)
            .and_then(|file| file.set_len(size.saturating_sub(room * 4096)))
            .expect("some room");
        let import = ["import", "--db", "db", "--backup", "copy"];
        let ended = scene.run(&[], &import, "");
        fs::remove_file(&filler).expect("the filler goes");
        if ended.code == Some(2) {
            assert!(!folder.join("copy").exists(), "{ended:?}");
        } else {
            fs::remove_file(folder.join("copy")).expect("the backup");
        }
        assert_eq!(judge_import(&scene, &ended), Ok(()), "{room} {ended:?}");
        assert_eq!(scene.integrity(), Ok(()));
    }
}

#[test]
#[ignore = "needs root: tests/run"]
fn a_read_only_disk_is_checked_on_and_changed_by_nothing() {
    let Some(mounted) = Mounted::tmpfs("mode=700") else {
        return;
    };
    let scene = with_token(mounted.folder());
    // As it lies there when nobody has it open.
    scene.fill();
    for name in ["db-wal", "db-shm"] {
        let _ = fs::remove_file(mounted.folder().join(name));
    }
    let token = fs::read_to_string(mounted.folder().join("old")).expect("the token");
    mounted.remount("ro");
    assert_eq!(scene.check(&token), Some(0));
    assert_eq!(scene.check("nothing"), Some(1));
    for command in [
        &["purge", "--db", "db"][..],
        &ISSUE,
        &["revoke", "--all", "--db", "db"],
        &["user", "remove", "alice", "--yes", "--db", "db"],
        &["import", "--db", "db", "--no-backup"],
    ] {
        let ended = scene.run(&[], command, PASSWORD);
        assert_eq!(ended.code, Some(2), "{command:?} {ended:?}");
    }
    let purge = scene.run(&[], &["purge", "--db", "db"], "");
    assert_eq!(
        purge.stderr,
        "cookiekit: db, or what SQLite keeps beside it, cannot be opened\n\
         hint: SQLite makes files in the same directory: it must be writable\n"
    );
    mounted.remount("rw");
    assert_eq!(scene.check(&token), Some(0));
    assert_eq!(scene.integrity(), Ok(()));
}

/// As another user, for root may write whatever it likes.
#[test]
#[ignore = "needs root: tests/run"]
fn a_file_that_may_not_be_written_is_checked_and_left_as_it_is() {
    const NOBODY: &str = "65534";
    let (directory, folder) = folder();
    let scene = with_token(&folder);
    let token = fs::read_to_string(folder.join("old")).expect("the token");
    // The build's own folder may be closed to others.
    let program = directory.path().join("cookiekit");
    fs::copy(env!("CARGO_BIN_EXE_cookiekit"), &program).expect("a copy");
    let run = |program: &str, arguments: &[&str]| {
        let mut command = Command::new(program);
        command.args(arguments).current_dir(&folder);
        command.output().expect("a program of Debian's base")
    };
    let as_nobody = |command: &str| {
        let script = format!("{} token {command}", program.display());
        let own = ["--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"];
        let ended: Ended = run("setpriv", &[&own[..], &["sh", "-c", &script]].concat()).into();
        (ended.code, ended.stderr)
    };
    fs::set_permissions(directory.path(), fs::Permissions::from_mode(0o755)).expect("its mode");
    if !run("chown", &["-R", NOBODY, "."]).status.success() {
        report("SKIPPED: this user cannot give files away");
        return;
    }
    let mode = |name: &str, mode: u32| {
        fs::set_permissions(folder.join(name), fs::Permissions::from_mode(mode)).expect("its mode");
    };
    mode("db", 0o400);
    as_nobody("check --db db < old > answer; echo $? >> answer");
    let answer = fs::read_to_string(folder.join("answer")).expect("the answer");
    assert!(
        answer.starts_with("alice\t") && answer.ends_with("\n0\n"),
        "{answer}"
    );
    let refused = "cookiekit: db may not be written\nhint: see why with: ls -l db*\n";
    assert_eq!(as_nobody("purge --db db"), (Some(2), refused.to_owned()));
    mode("db", 0o000);
    let refused = "cookiekit: the database db may not be read\n\
        hint: run this as its owner: ls -l db\n";
    assert_eq!(as_nobody("purge --db db"), (Some(2), refused.to_owned()));
    mode("db", 0o600);
    assert_eq!(scene.check(&token), Some(0));
}
