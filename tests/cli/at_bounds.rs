//! What is at a bound is read, and what is one beyond it is not: each row of the guide
//! to security (`cookiekit help security`), here or where else it is tested.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use cookiekit::cli::{BOUNDS, Most};

use crate::database::{NOW, PASSWORD};
use crate::known::{KEY, PLUMBER_PAYLOAD, PLUMBER_WIRE};
use crate::world::{Ended, World};

/// What has a bound, and the test of it.
const TESTS: [(&str, &str); 32] = [
    (
        "a cookie",
        "sixteen_kibibytes_are_looked_at_and_one_more_is_not",
    ),
    (
        "a payload to be put into one",
        "a_payload_beyond_a_mebibyte_is_not_read",
    ),
    (
        "a payload once it is decompressed",
        "the_longest_payload_is_a_mebibyte_once_it_is_decompressed",
    ),
    (
        "levels of a payload's JSON",
        "what_is_no_object_is_told_by_its_fault",
    ),
    ("a key", "a_key_file_is_neither_empty_nor_large"),
    ("rounds of PBKDF2 for a key", "so_many_rounds_for_a_key"),
    (
        "rounds of PBKDF2 for a cookie",
        "so_many_rounds_for_a_cookie",
    ),
    (
        "times that inspect opens a cookie",
        "it_is_bounded_with_ten_keys_and_everything_at_hand",
    ),
    (
        "a line of --lines",
        "a_line_that_is_too_long_is_one_record_and_the_next_ones_are_read",
    ),
    ("--jobs", "there_are_at_most_256_jobs"),
    (
        "a line of a capture",
        "lines_are_whole_and_long_ones_are_cut",
    ),
    ("a command that is pasted", "a_command_of_so_many_bytes"),
    (
        "levels of an object that is pasted",
        "an_object_of_so_many_levels",
    ),
    (
        "cookies that are kept of a capture",
        "so_many_cookies_of_a_capture",
    ),
    (
        "all of them together",
        "what_has_no_end_is_read_in_little_memory",
    ),
    ("a token", "what_is_no_token_is_none"),
    (
        "the headers that it stands among",
        "a_token_among_headers_of_so_many_bytes",
    ),
    ("a user's name", "a_user_s_name_of_so_many_bytes"),
    (
        "a password",
        "a_new_password_has_bounds_and_a_short_one_is_warned_of",
    ),
    (
        "memory of a hash made elsewhere",
        "a_hash_may_ask_for_so_much_and_no_more",
    ),
    (
        "passes of a hash made elsewhere",
        "a_hash_may_ask_for_so_much_and_no_more",
    ),
    (
        "the wait after wrong passwords",
        "a_clock_that_goes_back_a_little_opens_no_lock",
    ),
    ("the audit: of one file", "a_log_is_read_to_its_measure"),
    ("the audit: for one file", "a_file_is_read_for_its_time"),
    (
        "the audit: of all files",
        "what_is_beyond_the_measure_is_known",
    ),
    (
        "the audit: for all files",
        "what_is_beyond_the_measure_is_known",
    ),
    (
        "what a small archive becomes",
        "an_archive_is_unpacked_to_its_measure",
    ),
    (
        "times its size, of a larger one",
        "an_archive_is_unpacked_to_its_measure",
    ),
    (
        "files in an archive",
        "an_archive_is_unpacked_to_its_measure",
    ),
    (
        "archives in archives, levels",
        "an_archive_in_an_archive_is_looked_into_and_none_in_that",
    ),
    ("an answer of git", "an_answer_of_so_many_bytes"),
    ("a question to git", "a_question_of_so_many_seconds"),
];

/// The sources below a folder, in one text.
fn sources(folder: &Path) -> String {
    let mut text = String::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            text += &sources(&path);
        } else if path.extension().is_some_and(|it| it == "rs") {
            text += &fs::read_to_string(&path).unwrap();
        }
    }
    text
}

#[test]
fn every_bound_of_the_guide_has_its_test() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sources = sources(&root.join("src")) + &sources(&root.join("tests"));
    for (what, test) in TESTS {
        assert!(sources.contains(&format!("fn {test}()")), "{what}: {test}");
    }
    let tested: BTreeSet<&str> = TESTS.iter().map(|it| it.0).collect();
    let bounds: BTreeSet<&str> = BOUNDS.iter().map(|it| it.what).collect();
    assert_eq!(tested, bounds);
    assert_eq!(bounds.len(), BOUNDS.len());
}

/// The bound of the guide itself.
fn most(what: &str) -> usize {
    let bound = BOUNDS.iter().find(|it| it.what == what).unwrap();
    match bound.most {
        Most::Bytes(most) | Most::Number(most) => usize::try_from(most).unwrap(),
        Most::Time(_) => panic!("{what} is of time"),
    }
}

fn opened(world: &World, input: &str) -> Ended {
    let arguments = ["decrypt", "-q", "--key", "key", "--name", "plumber"];
    world.run(&arguments).stdin(input).ends()
}

#[test]
fn a_command_of_so_many_bytes() {
    let world = World::with_key(KEY);
    let most = most("a command that is pasted");
    let start = format!("curl http://h/ -b plumber={PLUMBER_WIRE} --data-raw ");
    let fits = format!("{start}{}", "x".repeat(most - start.len()));
    opened(&world, &fits).is(0, format!("{PLUMBER_PAYLOAD}\n"), "");
    let ended = opened(&world, &format!("{fits}x"));
    let err = format!("the command has more than {most} bytes");
    assert!(ended.err.contains(&err), "{}", ended.err);
    assert_eq!((ended.code(), &*ended.text()), (2, ""));
}

#[test]
fn an_object_of_so_many_levels() {
    let world = World::with_key(KEY);
    let most = most("levels of an object that is pasted");
    let nested = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
    for (levels, is_deep) in [(most, false), (most + 1, true)] {
        let ended = opened(&world, &nested(levels));
        let says = ended.err.contains("nested too deep");
        assert_eq!(says, is_deep, "{levels}: {}", ended.err);
    }
}

#[test]
fn so_many_cookies_of_a_capture() {
    let world = World::with_key(KEY);
    let most = most("cookies that are kept of a capture");
    let response = |before: usize| {
        let others: String = (0..before)
            .map(|it| format!("Set-Cookie: n{it}=1\r\n"))
            .collect();
        format!("HTTP/1.1 200 OK\r\n{others}Set-Cookie: plumber={PLUMBER_WIRE}\r\n\r\n")
    };
    let ended = opened(&world, &response(most - 1));
    assert_eq!(
        ended.text(),
        format!("{PLUMBER_PAYLOAD}\n"),
        "{}",
        ended.err
    );
    let ended = opened(&world, &response(most));
    assert!(
        ended.code() != 0 && ended.text().is_empty(),
        "{}",
        ended.err
    );
}

/// A cookie of this format is made with as many rounds as there may be, and with no more.
fn so_many_rounds(bound: &str, format: &str, key: &str) {
    let world = World::new();
    world.file("key", key);
    world.set_mode("key", 0o600);
    let most = most(bound);
    for (rounds, code) in [(most, 0), (most + 1, 2)] {
        let rounds = format!("iterations={rounds}");
        let make = ["encrypt", "-q", "--format", format, "--key", "key"];
        let arguments = ["--name", "s", "--param", &rounds, "{\"a\":1}"];
        let ended = world.run(&[&make[..], &arguments].concat()).ends();
        assert_eq!(ended.code(), code, "{rounds}: {}", ended.err);
    }
}

#[test]
fn so_many_rounds_for_a_key() {
    so_many_rounds("rounds of PBKDF2 for a key", "rails-gcm", &"x".repeat(64));
}

#[test]
fn so_many_rounds_for_a_cookie() {
    so_many_rounds("rounds of PBKDF2 for a cookie", "iron", &"x".repeat(32));
}

#[test]
fn a_token_among_headers_of_so_many_bytes() {
    let world = World::with_alice();
    let token = world.issued("alice", &[]);
    let most = most("the headers that it stands among");
    let start = format!("token: {token}\r\nX: ");
    let fits = format!("{start}{}", "x".repeat(most - start.len()));
    let check = |input: &str| {
        world
            .token(&["check", "--now", NOW], &[])
            .stdin(input)
            .ends()
    };
    assert_eq!(check(&fits).code(), 0);
    let ended = check(&format!("{fits}x"));
    assert_ne!(ended.code(), 0, "{}", ended.text());
}

#[test]
fn a_user_s_name_of_so_many_bytes() {
    let world = World::new();
    let most = most("a user's name");
    for (bytes, code) in [(most, 0), (most + 1, 2)] {
        let name = "u".repeat(bytes);
        let add = world.token(&["user", "add", "--password-stdin"], &["--", &name]);
        let ended = add.stdin(PASSWORD).ends();
        assert_eq!(ended.code(), code, "{bytes}: {}", ended.err);
    }
}
