//! One bit of a cookie changed: never a success, never a crash.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

use crate::known::{BEFORE, KEY, PLUMBER, SEALED, SIGNED, THEN, WORKBENCH, WORKBENCH_KEY};
use crate::world::World;

/// Each flip is a process: every fifth bit reaches every bit of a byte and
/// every byte.
const STEP: usize = 5;

fn no_flip_passes(world: &World, arguments: &[&str], cookie: &str) {
    let whole = world.run(arguments).stdin(cookie).ends();
    assert_eq!(whole.code(), 0, "{}", whole.err);
    for bit in (0..cookie.len() * 8).step_by(STEP) {
        let mut flipped = cookie.as_bytes().to_vec();
        flipped[bit / 8] ^= 1 << (bit % 8);
        let ended = world.run(arguments).stdin(&flipped).ends();
        let code = ended.code();
        // 2 is for what looks like another format, or like several cookies.
        assert!(matches!(code, 1 | 2), "bit {bit}: {code} {}", ended.err);
        assert_eq!(ended.text(), "", "bit {bit}");
        assert!(ended.err.starts_with("cookiekit: "), "{}", ended.err);
    }
}

#[test]
fn no_changed_bit_of_a_sealed_cookie_passes() {
    let world = World::with_key(KEY);
    let arguments = [
        "decrypt", "-q", "--key", "key", "--name", "session", "--now", THEN,
    ];
    no_flip_passes(&world, &arguments, SEALED);
}

#[test]
fn no_changed_bit_of_a_plumber_cookie_passes() {
    let world = World::with_key(KEY);
    no_flip_passes(&world, &["decrypt", "-q", "--key", "key"], PLUMBER);
}

#[test]
fn no_changed_bit_of_a_signed_cookie_passes() {
    let world = World::with_key(KEY);
    let arguments = [
        "verify", "-q", "--key", "key", "--name", "session", "--now", THEN,
    ];
    no_flip_passes(&world, &arguments, SIGNED);
}

#[test]
fn no_changed_bit_of_a_workbench_cookie_passes() {
    let world = World::with_key(WORKBENCH_KEY);
    let arguments = ["verify", "-q", "--key", "key", "--now", BEFORE];
    no_flip_passes(&world, &arguments, WORKBENCH);
}

#[test]
fn a_changed_bit_in_an_argument_is_no_crash_either() {
    let world = World::with_key(KEY);
    let arguments = ["decrypt", "-q", "--key", "key"].map(OsStr::new);
    for bit in (7..PLUMBER.len() * 8).step_by(8 * STEP) {
        let mut flipped = PLUMBER.as_bytes().to_vec();
        flipped[bit / 8] ^= 1 << (bit % 8);
        let cookie = [OsStr::from_bytes(&flipped)];
        let ended = world.run(&[&arguments[..], &cookie].concat()).ends();
        assert_eq!(
            (ended.code(), ended.text().as_str()),
            (2, ""),
            "{}",
            ended.err
        );
    }
}
