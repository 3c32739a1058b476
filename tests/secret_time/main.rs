//! Which branches and addresses depend on what is secret: memcheck tells, for it takes
//! the keys for undefined ([`undefined`]). Each format takes its own cookie with each
//! character changed in turn, as anyone who forges one would try them, under a key that
//! is secret from its first byte on.
//!
//! A key itself is text that is parsed, once a run, before the first cookie: what that
//! looks at - the end of the line, whether it is UTF-8, the quotes of a JSON document -
//! is not looked at here, except for its digits.
#![cfg(all(target_os = "linux", target_arch = "x86_64"))]
#![allow(clippy::unwrap_used, reason = "what a test cannot do ends it")]
#![allow(clippy::print_stderr, reason = "how much was tried is for people")]

#[path = "../fuzz/targets/made.rs"]
mod made;
mod report;
mod undefined;

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use cookiekit::crypto::passwords::{self, Verdict};
use cookiekit::encoding;
use cookiekit::frameworks::{Codec, FORMATS, Format, Generate, NO_PARAMS, NameBinding, Secret};
use cookiekit::tokens::{Access, Answer, Database, OpenToOthers, Terms, Token};

use made::{CODECS, MADE, NOW, input};
use report::{Harmless, Kind, Report, is_harmless};

/// Whether a secret fits is what is asked.
const VERDICT: Harmless = branch("cookiekit::crypto::verdict", "the answer");

/// A branch in that function is harmless.
const fn branch(function: &'static str, why: &'static str) -> Harmless {
    Harmless {
        kinds: &[Kind::Branch],
        function,
        depth: 1,
        why,
    }
}

/// Runs a test of this file again, in valgrind, and reads what is reported about it.
fn watched(test: &str, folder: &Path) -> Vec<Report> {
    let log = folder.join("log");
    let ended = Command::new("timeout")
        .args(["300", "valgrind", "--tool=memcheck", "--leak-check=no"])
        .args(["--error-limit=no", "--num-callers=40"])
        .args(["--read-inline-info=yes", "--fullpath-after="])
        .arg(format!("--log-file={}", log.display()))
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", test, "--include-ignored", "--nocapture"])
        .env("SECRET_TIME", folder)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert!(ended.status.success(), "{said}");
    eprintln!("{said}");
    report::read(&fs::read_to_string(log).unwrap())
}

/// As [`watched`], without a folder that holds anything.
fn watched_alone(test: &str) -> Vec<Report> {
    watched(test, tempfile::tempdir().unwrap().path())
}

/// Those within a function of this file.
fn within<'a>(reports: &'a [Report], function: &str) -> Vec<&'a Report> {
    reports.iter().filter(|it| it.is_within(function)).collect()
}

/// Another character that may stand in the place of this one, if there is one.
fn other(byte: u8) -> Option<u8> {
    match byte {
        b'9' => Some(b'0'),
        b'f' => Some(b'a'),
        b'F' => Some(b'A'),
        b'z' => Some(b'g'),
        b'Z' => Some(b'G'),
        _ if byte.is_ascii_alphanumeric() => Some(byte + 1),
        _ => None,
    }
}

/// Makes a key secret except for the word before it and for its end, which tells what it
/// has on its line and, by its padding, how long it is.
fn hide(key: &mut [u8], word: &str) {
    const KNOWN: usize = 2;
    undefined::hide(key);
    let end = key.len() - KNOWN;
    undefined::reveal(&mut key[..word.len()]);
    undefined::reveal(&mut key[end..]);
}

/// The format under a key that nobody may learn.
fn unlocks(format: &dyn Format, key: &[u8]) -> Box<dyn Codec> {
    let mut key = key.to_vec();
    hide(
        &mut key,
        match format.facts().key.generate {
            Generate::Base64(word, _) | Generate::Paserk(word) => word,
            _ => "",
        },
    );
    let unlocked = format.unlock(Secret::value(&key), &NO_PARAMS);
    let unlocked = unlocked.unwrap_or_else(|_| panic!("{}", format.name()));
    unlocked.codec
}

/// Opens a cookie with each of its characters changed in turn, whole and cut short;
/// how many were tried, and how many verdicts depended on the key.
#[inline(never)]
fn refuses(number: usize, codec: &dyn Codec) -> (usize, usize) {
    let format = FORMATS[number];
    let (sealed, name, _) = &MADE[number];
    let name = match format.facts().name_binding {
        NameBinding::Bound => *name,
        NameBinding::Unbound => "",
    };
    let (before, mut tried) = (undefined::reports(), 0);
    for at in 0..sealed.value.len() {
        let mut value = sealed.value.clone().into_bytes();
        let Some(instead) = other(value[at]) else {
            continue;
        };
        value[at] = instead;
        let value = String::from_utf8(value).unwrap();
        let cookie = input(sealed, name, &value);
        let opened = codec.open(cookie);
        // Those of keygrip take some of the changes, as the real one does.
        assert!(opened.is_err() || format.name() == "keygrip");
        black_box(codec.made_for(cookie));
        black_box(codec.of_another_name(cookie));
        // What says that the rest is missing compares as well, if the change is not
        // what is missing.
        let cut = &value[..value.len() - value.len() / 20 - 1];
        if at < cut.len() {
            assert_eq!(codec.missing(input(sealed, name, cut)), None);
        }
        tried += 1;
    }
    (tried, undefined::reports() - before)
}

fn every_format() {
    for (number, format) in FORMATS.iter().enumerate() {
        let codec = unlocks(*format, &CODECS[number].0);
        let (tried, verdicts) = refuses(number, &*codec);
        eprintln!(
            "{}: {tried} changes, {verdicts} verdicts under the key",
            format.name()
        );
        // Otherwise it would not be known what became of the key.
        assert!(tried > 20 && verdicts > tried / 4, "{}", format.name());
    }
}

#[test]
#[ignore = "needs valgrind: tests/run"]
fn a_forged_cookie_tells_nothing_but_that_it_is_refused() {
    if undefined::is_watched() {
        return every_format();
    }
    let reports = watched_alone("a_forged_cookie_tells_nothing_but_that_it_is_refused");
    is_harmless(
        &within(&reports, "refuses"),
        &[
            VERDICT,
            branch("::decrypt_inout_detached", "the answer, of an AEAD"),
            branch("::decrypt_in_place_detached", "the answer, of secretbox"),
        ],
    );
}

/// Reading and writing of keys as text, without a format.
#[inline(never)]
fn reads_keys() {
    let key: Vec<u8> = (0..32).map(|it| it * 7 + 3).collect();
    let mut key = black_box(key);
    undefined::hide(&mut key);
    let mut digits = [0; 64];
    encoding::write_hex(&key, &mut digits);
    black_box(encoding::from_hex(&digits));
    black_box(encoding::hex(&key));
    let shown = |text: String| {
        let mut text = text.into_bytes();
        hide(&mut text, "");
        text
    };
    let text = shown(encoding::secret_base64(&key));
    black_box(encoding::from_secret_base64(&text));
    let text = shown(encoding::secret_base64url(&key));
    black_box(encoding::from_secret_base64url(&text));
    let text = shown(encoding::secret_base64url_padded(&key));
    let read = encoding::from_secret_base64url_padded(&text).unwrap();
    black_box(cookiekit::crypto::equal(&read, &[7; 32]));
}

#[test]
#[ignore = "needs valgrind: tests/run"]
fn a_key_is_read_and_written_in_a_time_of_its_length() {
    if undefined::is_watched() {
        return reads_keys();
    }
    let reports = watched_alone("a_key_is_read_and_written_in_a_time_of_its_length");
    is_harmless(
        &within(&reports, "reads_keys"),
        &[
            VERDICT,
            branch("base16ct::", "whether all of them are digits"),
            branch("base64ct::", "whether all of it is base64"),
        ],
    );
}

const USER: &str = "alice";
const PASSWORD: &[u8] = b"correct horse battery staple";

fn database(folder: &Path, access: Access) -> Database {
    let terms = Terms {
        lock_timeout: Duration::from_secs(5),
        open_to_others: OpenToOthers::Refuse,
    };
    Database::open(&folder.join("db"), access, &terms).unwrap()
}

/// Looks a token up, and one beside it.
#[inline(never)]
fn looks_up(database: &Database, token: &Token, other: &Token) {
    let mut checker = database.checker().unwrap();
    assert_eq!(checker.check(token).unwrap().unwrap().user, USER);
    assert!(checker.check(other).unwrap().is_none());
}

/// Compares a password, the right one and another.
#[inline(never)]
fn compares_passwords(hash: &str) {
    let mut password = black_box(PASSWORD.to_vec());
    undefined::hide(&mut password);
    assert_eq!(
        passwords::verify(&password, Some(hash), &[]),
        Verdict::Right
    );
    password[3] ^= 1;
    assert_eq!(
        passwords::verify(&password, Some(hash), &[]),
        Verdict::Wrong
    );
}

/// A token is known by its SHA-256, and searched by it: how far a wrong one gets tells
/// what a digest starts with, and there is no other way to a token of that digest than
/// to draw them.
#[test]
#[ignore = "needs valgrind: tests/run"]
fn a_token_and_a_password_tell_nothing_but_whether_they_are_right() {
    if undefined::is_watched() {
        let folder = std::env::var_os("SECRET_TIME").unwrap();
        let folder = Path::new(&folder);
        let mut token = fs::read_to_string(folder.join("token"))
            .unwrap()
            .into_bytes();
        let database = database(folder, Access::Read);
        undefined::hide(&mut token);
        let read = |text: &[u8]| Token::of(std::str::from_utf8(text).unwrap()).unwrap();
        let issued = read(&token);
        token[5] ^= 1;
        looks_up(&database, &issued, &read(&token));
        return compares_passwords(&fs::read_to_string(folder.join("hash")).unwrap());
    }
    let folder = tempfile::tempdir().unwrap();
    let hash = passwords::hash(PASSWORD).unwrap();
    fs::write(folder.path().join("hash"), &hash).unwrap();
    let mut database = database(folder.path(), Access::Create);
    assert!(database.add_user(USER, "Alice", &hash, NOW).unwrap());
    for _ in 0..50 {
        let issued = database.issue(USER, PASSWORD, (NOW, NOW.plus(60)), true);
        let Ok(Answer::Yes(token)) = issued else {
            panic!("it was the password");
        };
        fs::write(folder.path().join("token"), token.text()).unwrap();
    }
    let reports = watched(
        "a_token_and_a_password_tell_nothing_but_whether_they_are_right",
        folder.path(),
    );
    let mut seen = within(&reports, "looks_up");
    seen.extend(within(&reports, "compares_passwords"));
    is_harmless(
        &seen,
        &[
            Harmless {
                // `bcmp` is below it.
                depth: 2,
                ..branch("sqlite3VdbeRecordCompare", "the order of digests")
            },
            branch("sqlite3BtreeIndexMoveto", "the order of digests"),
            branch("sqlite3VdbeExec", "the answer"),
            Harmless {
                kinds: &[Kind::Branch, Kind::Address],
                function: "/argon2-",
                depth: usize::MAX,
                why: "half of Argon2id is Argon2d, which chooses what to read by what it \
                      computed last (RFC 9106)",
            },
            branch("::verify_password", "the answer"),
        ],
    );
}

/// What ends at the first byte that differs.
#[inline(never)]
fn compares_carelessly(tag: &[u8], given: &[u8]) -> bool {
    tag == given
}

/// What looks a digit up.
#[inline(never)]
fn encodes_carelessly(tag: &[u8]) -> usize {
    encoding::base64(tag).len()
}

#[test]
#[ignore = "needs valgrind: tests/run"]
fn a_careless_comparison_and_a_table_are_seen() {
    if undefined::is_watched() {
        let mut tag = black_box(vec![7; 32]);
        undefined::hide(&mut tag);
        black_box(compares_carelessly(&tag, black_box(&[8; 32])));
        black_box(encodes_carelessly(&tag));
        return;
    }
    let reports = watched_alone("a_careless_comparison_and_a_table_are_seen");
    for careless in ["compares_carelessly", "encodes_carelessly"] {
        let seen = within(&reports, careless);
        // And no list makes it harmless.
        assert!(seen.iter().any(|it| !it.is(&VERDICT)), "{careless}");
    }
}
