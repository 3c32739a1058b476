//! The life of a key in a real GNOME Keyring: staged, promoted, taken back,
//! dropped, with the daemon and cookiekit ended in between.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use cookiekit::keys::Key;
use zeroize::Zeroizing;

use crate::private_keyring::{PrivateKeyring, Ran, finish, run, spawn};

const OLD: &str = "1111111111111111111111111111111111111111111111111111111111111111";
const KEY: &str = "keyring:plumber_api";

#[track_caller]
fn fine(ran: &Ran) -> String {
    assert_eq!(ran.code, 0, "{ran:?}");
    ran.stdout.trim_end().to_owned()
}

fn fingerprint(text: &str) -> String {
    let key = Key::new(Zeroizing::new(text.as_bytes().to_vec()));
    key.fingerprint().to_string()
}

/// The user names of the service with the fingerprints of their keys.
fn slots(keyring: &PrivateKeyring) -> BTreeMap<String, String> {
    let listed = keyring.cookiekit(&["key", "list", "--json"]);
    let listed: serde_json::Value = serde_json::from_str(&fine(&listed)).expect("JSON");
    let entries = listed["entries"].as_array().expect("entries").iter();
    let slot = |entry: &serde_json::Value| {
        let user = entry["user"].as_str().expect("a user").to_owned();
        let secret = fine(&keyring.lookup("plumber_api", &user));
        (user, fingerprint(&secret))
    };
    entries.map(slot).collect()
}

fn rotate(keyring: &PrivateKeyring, step: &[&str]) -> Ran {
    let (step, more) = step
        .split_first()
        .map_or((None, &[][..]), |(s, m)| (Some(s), m));
    let mut arguments = vec!["rotate"];
    arguments.extend(step);
    arguments.extend(["--key", KEY]);
    arguments.extend(more);
    keyring.cookiekit(&arguments)
}

#[test]
#[ignore = "needs gnome-keyring and secret-tool: tests/run"]
fn a_key_lives_on_in_the_keyring_though_the_daemon_ends_between_its_steps() {
    let mut keyring = PrivateKeyring::unlocked();
    let first = fine(&keyring.cookiekit(&["keygen", "--keyring", "plumber_api"]));
    let ended_and_back = |mut keyring: PrivateKeyring| {
        keyring.end();
        keyring.and_unlocked()
    };

    let staged = fine(&rotate(&keyring, &["stage"]));
    assert_eq!(slots(&keyring)[""], first);
    keyring = ended_and_back(keyring);
    assert_eq!(slots(&keyring)["#next"], staged);
    assert_eq!(rotate(&keyring, &["status"]).code, 1);

    let cookie = fine(&keyring.cookiekit(&["encrypt", "--key", KEY, "{}"]));
    assert_eq!(fine(&rotate(&keyring, &["promote"])), staged);
    keyring = ended_and_back(keyring);
    let after = slots(&keyring);
    assert_eq!(after[""], staged);
    assert_eq!(after.len(), 2);
    assert_eq!(
        rotate(&keyring, &["status", "--max-key-age", "90d"]).code,
        0
    );
    let opened = keyring.cookiekit(&["decrypt", "--key", KEY, "--json", &cookie]);
    assert!(fine(&opened).contains(r#""slot":"retired""#));
    let reissued = fine(&keyring.cookiekit(&["reissue", "--key", KEY, &cookie]));
    let opened = keyring.cookiekit(&["decrypt", "--key", KEY, "--json", &reissued]);
    assert!(fine(&opened).contains(r#""slot":"primary""#));

    assert_eq!(fine(&rotate(&keyring, &["rollback"])), first);
    keyring = ended_and_back(keyring);
    assert_eq!(slots(&keyring)[""], first);
    let third = fine(&rotate(&keyring, &[]));
    assert_eq!(slots(&keyring).len(), 3);
    let drop = [
        "retire",
        "--older-than",
        "1d",
        "--now",
        "2999-01-01T00:00:00Z",
    ];
    assert_eq!(fine(&rotate(&keyring, &drop)).lines().count(), 2);
    keyring = ended_and_back(keyring);
    assert_eq!(slots(&keyring), BTreeMap::from([(String::new(), third)]));
}

#[test]
#[ignore = "needs gnome-keyring and secret-tool: tests/run"]
fn r_finds_a_whole_key_at_any_moment_of_a_rotation() {
    PrivateKeyring::in_use(looked_up);
}

fn looked_up(keyring: &PrivateKeyring) {
    fine(&keyring.cookiekit(&["keygen", "--keyring", "plumber_api"]));
    let is_over = AtomicBool::new(false);
    let looked = thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut looked = 0;
            while !is_over.load(Ordering::Relaxed) {
                let found = keyring.lookup("plumber_api", "");
                assert_eq!(fine(&found).len(), 64, "{found:?}");
                looked += 1;
            }
            looked
        });
        for _ in 0..15 {
            fine(&rotate(keyring, &[]));
        }
        is_over.store(true, Ordering::Relaxed);
        reader.join().expect("no lookup fails")
    });
    assert!(looked > 10, "{looked} lookups");
    assert_eq!(slots(keyring).len(), 16);
}

#[test]
#[ignore = "needs gnome-keyring: tests/run"]
fn of_many_rotations_at_once_in_the_keyring_none_loses_a_key() {
    PrivateKeyring::in_use(rivals);
}

fn rivals(keyring: &PrivateKeyring) {
    let first = fine(&keyring.cookiekit(&["keygen", "--keyring", "plumber_api"]));
    let mut ever: Vec<String> = thread::scope(|scope| {
        let rivals: Vec<_> = (0..10)
            .map(|_| {
                scope.spawn(|| {
                    fine(&keyring.cookiekit(&["rotate", "--key", KEY, "--lock-timeout", "60s"]))
                })
            })
            .collect();
        rivals
            .into_iter()
            .map(|it| it.join().expect("it ran"))
            .collect()
    });
    ever.push(first);
    ever.sort();
    let mut there: Vec<String> = slots(keyring).into_values().collect();
    there.sort();
    assert_eq!(ever, there);
}

/// After any end of a rotation: the primary is the old key or a new one, the
/// old one is there, and the next run leaves each key once.
#[track_caller]
fn judge(keyring: &PrivateKeyring, what: &str, done: Option<&str>) {
    let old = fingerprint(OLD);
    let now = slots(keyring);
    assert!(now.values().any(|it| *it == old), "{what}: lost, {now:?}");
    if let Some(done) = done {
        assert_eq!(now[""], done, "{what}");
    }
    fine(&rotate(keyring, &["retire", "--older-than", "36500d"]));
    let after = slots(keyring);
    let mut keys: Vec<&String> = after.values().collect();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), after.len(), "{what}: {after:?}");
    assert_eq!(after[""], now[""], "{what}");
    for user in after.keys() {
        let key = match user.as_str() {
            "" => "plumber_api".to_owned(),
            user => format!("plumber_api/{user}"),
        };
        let delete = ["key", "delete", "--yes", "--key", &format!("keyring:{key}")];
        fine(&keyring.cookiekit(&delete));
    }
}

/// How many messages a rotation sends; each is a moment to fail at.
fn messages(keyring: &PrivateKeyring) -> usize {
    keyring.store("default", "plumber_api", "", OLD);
    let log = keyring.home.path("trace");
    let log = log.to_str().expect("a plain path");
    let mut strace = keyring.home.command("strace");
    strace.args(["-f", "-e", "trace=sendto", "-o", log]);
    strace.args([env!("CARGO_BIN_EXE_cookiekit"), "rotate", "--key", KEY]);
    let done = fine(&run(&mut strace));
    judge(keyring, "no fault", Some(&done));
    let trace = std::fs::read_to_string(log).expect("a trace");
    trace
        .lines()
        .filter(|line| line.contains("sendto("))
        .count()
}

#[test]
#[ignore = "needs gnome-keyring, secret-tool and strace: tests/run"]
fn a_rotation_that_is_killed_at_any_message_loses_no_key() {
    let keyring = PrivateKeyring::unlocked();
    let messages = messages(&keyring);
    assert!(messages > 20, "{messages}");
    for when in 1..=messages {
        keyring.store("default", "plumber_api", "", OLD);
        let inject = format!("inject=sendto:signal=SIGKILL:when={when}");
        let mut strace = keyring.home.command("strace");
        strace.args(["-f", "-o", "/dev/null", "-e", &inject]);
        strace.args([env!("CARGO_BIN_EXE_cookiekit"), "rotate", "--key", KEY]);
        let _ = strace.output().expect("strace");
        judge(&keyring, &inject, None);
    }
    let _ = writeln!(std::io::stderr(), "{messages} messages, killed at each");
}

#[test]
#[ignore = "needs gnome-keyring, secret-tool and strace: tests/run"]
fn a_keyring_that_ends_in_the_middle_of_a_rotation_loses_no_key() {
    const DELAY: Duration = Duration::from_millis(600);
    let mut keyring = PrivateKeyring::unlocked();
    let messages = messages(&keyring);
    for when in (1..=messages).step_by(2) {
        keyring.store("default", "plumber_api", "", OLD);
        let micros = DELAY.as_micros();
        let inject = format!("inject=sendto:delay_enter={micros}:when={when}");
        let mut strace = keyring.home.command("strace");
        strace.args(["-f", "-o", "/dev/null", "-e", "trace=sendto", "-e", &inject]);
        strace.args([env!("CARGO_BIN_EXE_cookiekit"), "rotate", "--key", KEY]);
        let start = Instant::now();
        let child = spawn(&mut strace);
        thread::sleep(DELAY / 2);
        keyring.end();
        let ended = finish(child, start);
        keyring = keyring.and_unlocked();
        let done = (ended.code == 0).then(|| ended.stdout.trim().to_owned());
        assert!(matches!(ended.code, 0 | 2 | 4 | 5), "{inject}: {ended:?}");
        if matches!(ended.code, 2 | 4) {
            assert_eq!(slots(&keyring)[""], fingerprint(OLD), "{inject}: {ended:?}");
        }
        judge(&keyring, &inject, done.as_deref());
    }
}
