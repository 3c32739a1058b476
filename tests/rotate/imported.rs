//! stage --from: what may be the next key of a place, and what may not.

use crate::place::{ONE, Place, TWO, fingerprint};

const UUID: &str = "936da01f-9abd-4d9d-80c7-02af85c822a8";
const OTHER_UUID: &str = "0c5f4f0e-3b1d-4a57-9a3e-2f6f1d7c8b90";
const MADE: &str = "have one made: cookiekit rotate stage --key k";
const SAY: &str =
    "name its format with --for FORMAT, or let cookiekit make one: cookiekit rotate stage --key k";

/// Imports a key from standard input.
fn import(old: &str, key: &str, more: &[&str]) -> (Place, crate::place::Said) {
    let place = Place::with_key(old);
    let stage = ["rotate", "stage", "--key", "k", "--from", "-"];
    let said = place.run_on(&[&stage[..], more].concat(), key);
    (place, said)
}

#[test]
fn a_key_that_a_pipe_has_changed_is_not_staged() {
    let (place, said) = import(ONE, &format!("{TWO}\n"), &[]);
    said.exactly(
        2,
        "",
        "cookiekit: the imported key is 65 bytes of another shape, and the next one of k must be \
         64 hex digits\n\
         hint: copy it byte for byte, without a newline: cookiekit key show --key SPEC | \
         ssh NODE cookiekit rotate stage --from - --key …\n",
    );
    assert_eq!(place.names(), ["k"]);
}

/// What stands around a key in a file is a part of it for a program that reads every byte,
/// and for no other.
#[test]
fn a_key_in_a_file_with_a_newline_is_staged_where_that_is_a_part_of_it() {
    let stage = ["rotate", "stage", "--key", "k", "--from", "from"];
    let with_newline = format!("{}\n", &TWO[..32]);
    let place = Place::with_key(&ONE[..32]);
    place.write("from", &with_newline);
    // That it is one of Workbench's is not known.
    place.run(&stage).exactly(
        2,
        "",
        "cookiekit: the imported key is 33 bytes of another shape, and the next one of k must be \
         32 hex digits\n\
         hint: take what stands around it off on the way: tr -d '[:space:]' < from | cookiekit \
         rotate stage --key k --from -; where it is a part of the key: cookiekit rotate stage \
         --key k --for workbench --from from\n",
    );
    let said = place.run(&[&stage[..], &["--for", "workbench"]].concat());
    said.done();
    assert!(
        said.stderr.starts_with(
            "warning: from: white space at an end is staged as a part of the key: without it, \
             it would be another one\n"
        ),
        "{}",
        said.stderr
    );
    assert_eq!(place.read("k.next"), with_newline);
    // The same key goes beside one that is there.
    let place = Place::new();
    place.write("secure-cookie-key", &ONE[..32]);
    place.write("from", &with_newline);
    let said = place.run(&["key", "copy", "--key", "from", "--to", "secure-cookie-key"]);
    assert_eq!(said.code, 2);
    assert!(
        said.stderr
            .contains("rotate stage --key secure-cookie-key --from from && "),
        "{}",
        said.stderr
    );
    let place = Place::with_key(ONE);
    place.write("from", &format!("{TWO}\n"));
    for (more, flag) in [(&[][..], ""), (&["--for", "plumber"], " --for plumber")] {
        let said = place.run(&[&stage[..], more].concat());
        said.exactly(
            2,
            "",
            &format!(
                "cookiekit: the imported key is 65 bytes of another shape, and the next one of k \
                 must be 64 hex digits\n\
                 hint: take what stands around it off on the way: tr -d '[:space:]' < from | \
                 cookiekit rotate stage --key k{flag} --from -\n"
            ),
        );
        assert_eq!(place.names(), ["from", "k"]);
    }
    let off = "tr -d '[:space:]' < from | cookiekit rotate stage --key k --from -";
    assert!(place.shell(off).status.success());
    assert_eq!(place.read("k.next"), TWO);
}

#[test]
fn a_key_of_another_shape_is_not_staged() {
    for (old, key, is, must_be) in [
        (ONE, &TWO[..32], "32 hex digits", "64 hex digits"),
        (
            ONE,
            &TWO[..63],
            "63 bytes of another shape",
            "64 hex digits",
        ),
        (ONE, UUID, "a UUID", "64 hex digits"),
        (&ONE[..32], TWO, "64 hex digits", "32 hex digits"),
        (
            "a passphrase",
            "another passphrase of more than 32 bytes",
            "40 bytes of another shape",
            "64 hex digits",
        ),
    ] {
        let (place, said) = import(old, key, &[]);
        said.exactly(
            2,
            "",
            &format!(
                "cookiekit: the imported key is {is}, and the next one of k must be {must_be}\n\
                 hint: {SAY}\n"
            ),
        );
        assert_eq!(place.names(), ["k"]);
    }
}

#[test]
fn a_key_as_the_primary_or_as_keygen_makes_it_is_staged() {
    for (old, key, more) in [
        (ONE, TWO, &[][..]),
        (&ONE[..32], &TWO[..32], &[]),
        (UUID, OTHER_UUID, &[]),
        (UUID, &TWO[..32], &[]),
        ("a passphrase", TWO, &[]),
        (&ONE[..32], TWO, &["--for", "plumber"]),
        (ONE, &TWO[..32], &["--for", "workbench"]),
    ] {
        let (place, said) = import(old, key, more);
        said.done();
        assert_eq!(place.read("k.next"), key);
    }
    let (place, said) = import(ONE, TWO, &["--for", "workbench"]);
    assert_eq!(said.code, 2, "{said:?}");
    assert_eq!(place.names(), ["k"]);
}

#[test]
fn a_weak_key_is_not_staged() {
    for (old, key, why) in [
        (ONE, "0".repeat(64), "is a key that everybody knows"),
        (
            ONE,
            "deadbeefcafebabe".repeat(4),
            "is not random: a pattern that repeats",
        ),
        (
            UUID,
            "5b3c1d2e-9dad-11ef-8a1b-0242ac120002".to_owned(),
            "is a UUID of version 1, which is based on the time",
        ),
    ] {
        let (place, said) = import(old, &key, &[]);
        said.exactly(
            2,
            "",
            &format!(
                "cookiekit: the imported key {why}\n\
                 hint: anyone who guesses it can forge every cookie; {MADE}\n"
            ),
        );
        assert_eq!(place.names(), ["k"]);
    }
}

/// Which of two keys the nodes are to accept is not to be guessed.
#[test]
fn another_key_than_the_one_that_is_staged_is_not_promoted_for_it() {
    let place = Place::with_key(ONE);
    let stage = ["rotate", "stage", "--key", "k", "-q"];
    let staged = place.run(&stage);
    let staged = staged.done();
    let from = ["rotate", "stage", "--key", "k", "--from", "-"];
    place.run_on(&from, TWO).exactly(
        2,
        "",
        &format!(
            "cookiekit: another key is staged at k ({staged}) than the one that is given ({})\n\
             hint: see on every node which one it has: cookiekit rotate status --key k; \
             `key delete` of k.next is for a key that no other node has: what it sealed opens no \
             more\n",
            fingerprint(TWO)
        ),
    );
    // The same one is no other.
    let same = place.read("k.next");
    place.run_on(&from, &same).done();
}
