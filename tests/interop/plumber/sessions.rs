//! The recipe of `cookiekit help plumber`, saved as it says and served by R: sessions
//! outlive rotations, from a passphrase to a real key and on to plumber2.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::api::Plumber;
use super::key::Key;
use super::{LEGACY_KEY, code_of, run, stdout_of};

const GUIDE: &str = include_str!("../../../src/cli/help/topics/plumber.md");

/// What an API has beside the recipe: a counter in its session.
const COUNTER: &str = r#"
#* @get /counter
#* @serializer text
function(req) {
  before <- if (is.null(req$session$counter)) 0 else req$session$counter
  req$session$counter <- before + 1
  as.character(req$session$counter)
}
"#;

const SERVE: &str = r#"
suppressPackageStartupMessages(library(plumber))
api <- pr("plumber.R")
later::later(function() cat("ready ", port, "\n", sep = "", file = stderr()))
later::later(function() quit("no"), delay = 120)
for (attempt in 1:5) {
  port <- httpuv::randomPort(host = "127.0.0.1")
  try({ pr_run(api, host = "127.0.0.1", port = port, docs = FALSE, quiet = TRUE); break })
}
quit("no", status = 1)
"#;

/// The folder of an API with the key file `key`, as the guide sets it up.
fn saved(key: Key) -> Key {
    let plumber = format!("{}{COUNTER}", code_of(GUIDE, "plumber.R"));
    let path = |name: &str| key.directory.join(name);
    fs::write(path("sessions.R"), code_of(GUIDE, "sessions.R")).expect("the recipe");
    fs::write(path("plumber.R"), plumber).expect("the API");
    key
}

fn serve(key: &Key) -> Plumber {
    let programs = Path::new(env!("CARGO_BIN_EXE_cookiekit")).parent();
    let programs = programs.expect("its folder").display();
    let mut r = Command::new("Rscript");
    r.args(["--vanilla", "-e", SERVE])
        .current_dir(&key.directory)
        .env("PATH", format!("{programs}:/usr/bin:/bin"))
        .env("TMPDIR", &key.directory)
        .env("COOKIE_KEY_FILE", "key");
    Plumber::start(&mut r, &key.directory)
}

/// A rotation by the guide: one command, and a restart.
fn rotate(key: &Key) {
    cookiekit(key, &["rotate", "-q", "--key", "key", "--for", "plumber"]);
}

fn cookiekit(key: &Key, arguments: &[&str]) -> String {
    let mut cookiekit = Command::new(env!("CARGO_BIN_EXE_cookiekit"));
    cookiekit
        .args(arguments)
        .env_remove("COOKIEKIT_KEY")
        .current_dir(&key.directory);
    stdout_of(run(&mut cookiekit, "")).trim_end().to_owned()
}

/// The cookie's value in the line that sets it.
fn value(set_cookie: &str) -> String {
    let value = set_cookie.strip_prefix("Set-Cookie: plumber=");
    let value = value.and_then(|it| it.split(';').next());
    value.expect("a cookie").to_owned()
}

/// Visits the counter, and gives what it counts and the next cookie.
fn visit(api: &Plumber, cookie: &str) -> (String, String) {
    let answer = api.get("/counter", Some(cookie));
    (answer.body, value(&answer.set_cookie))
}

#[test]
#[ignore = "needs R plumber: tests/run"]
fn a_session_under_a_passphrase_outlives_two_rotations_and_moves_to_plumber2() {
    let key = saved(Key::of(LEGACY_KEY));
    let api = serve(&key);
    let first = api.get("/counter", None);
    assert_eq!(first.body, "1");
    let (count, cookie) = visit(&api, &value(&first.set_cookie));
    assert_eq!(count, "2", "before any rotation nothing changes");

    // One who comes back after each rotation, and one who missed both.
    let late = cookie.clone();
    drop(api);
    rotate(&key);
    let text = fs::read_to_string(key.directory.join("key")).expect("the new key");
    assert!(text.len() == 64 && text.bytes().all(|it| it.is_ascii_hexdigit()));
    let api = serve(&key);
    let (count, cookie) = visit(&api, &cookie);
    assert_eq!(count, "3", "the passphrase still opens it");
    drop(api);
    rotate(&key);
    let api = serve(&key);
    let (count, cookie) = visit(&api, &cookie);
    assert_eq!(count, "4");
    assert_eq!(visit(&api, &late).0, "3");

    let moved = [
        "reissue", "-q", "--key", "key", "--to", "plumber2", "--", &cookie,
    ];
    let moved = cookiekit(&key, &moved);
    let opened = [
        "decrypt", "--format", "plumber2", "--key", "key", "--", &moved,
    ];
    assert_eq!(cookiekit(&key, &opened), r#"{"counter":[4]}"#);
}

#[test]
#[ignore = "needs R plumber: tests/run"]
fn a_session_outlives_a_rotation_whose_restart_is_still_to_come() {
    let key = saved(Key::generated());
    let api = serve(&key);
    let cookie = value(&api.get("/counter", None).set_cookie);
    rotate(&key);
    // This process has the old key in memory, and seals with it.
    let (count, cookie) = visit(&api, &cookie);
    assert_eq!(count, "2", "between the rotation and the restart");
    rotate(&key);
    let (count, cookie) = visit(&api, &cookie);
    assert_eq!(count, "3", "after another one");
    drop(api);
    let api = serve(&key);
    let (count, cookie) = visit(&api, &cookie);
    assert_eq!(count, "4", "after the restart");

    // The new key is gone back from, and this process has it.
    cookiekit(&key, &["rotate", "rollback", "-q", "--key", "key"]);
    let (count, cookie) = visit(&api, &cookie);
    assert_eq!(count, "5", "between going back and the restart");
    drop(api);
    assert_eq!(visit(&serve(&key), &cookie).0, "6");
}

#[test]
#[ignore = "needs R plumber: tests/run"]
fn the_recipe_finds_its_cookie_among_others_and_leaves_what_no_key_opens() {
    let key = saved(Key::generated());
    let api = serve(&key);
    let cookie = value(&api.get("/counter", None).set_cookie);
    drop(api);
    rotate(&key);
    let api = serve(&key);
    // `get` names the first one `plumber`; what follows it goes into the same header.
    for header in [
        format!("{cookie}; other=1"),
        format!("{cookie};notplumber=plumber=x; a=b=c"),
    ] {
        assert_eq!(visit(&api, &header).0, "2", "{header}");
    }
    for strange in [
        "$(touch pwned)",
        "'\"`touch pwned`",
        "nothing",
        "%41%20",
        "-h",
        "@key",
        "",
    ] {
        assert_eq!(visit(&api, strange).0, "1", "{strange}");
    }
    assert!(!key.directory.join("pwned").exists());
    let log = api.log();
    assert!(!log.contains("Error") && !log.contains(&cookie), "{log}");
}

#[test]
#[ignore = "needs R plumber: tests/run"]
fn without_the_recipe_a_rotation_ends_every_session() {
    let key = saved(Key::generated());
    let plumber = code_of(GUIDE, "plumber.R");
    let (before, after) = plumber
        .split_once("  pr <- keep_sessions(pr, key_file)\n")
        .expect("the line that keeps sessions");
    let plumber = format!("{before}{after}{COUNTER}");
    fs::write(key.directory.join("plumber.R"), plumber).expect("the API");
    let api = serve(&key);
    let cookie = value(&api.get("/counter", None).set_cookie);
    drop(api);
    rotate(&key);
    assert_eq!(visit(&serve(&key), &cookie).0, "1");
}
