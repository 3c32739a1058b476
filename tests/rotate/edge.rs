//! reissue: a session goes over to the new key.

use crate::place::{ONE, Place, THREE, TWO, fingerprint};

const T: &str = "2026-11-21T21:12:00Z";

#[test]
fn a_cookie_keeps_its_times_and_its_name() {
    let place = Place::with_key(ONE);
    let make = [
        "encrypt",
        "--key",
        "k",
        "--name",
        "s",
        "--now",
        "2026-11-01T00:00:00Z",
        "--expires-at",
        "2027-01-01T00:00:00Z",
        "{\"user\":\"alice\"}",
    ];
    let old = place.run(&make).done().to_owned();
    place.run(&["rotate", "--key", "k", "--now", T]).done();
    let (one, new) = (fingerprint(ONE), fingerprint(&place.read("k")));
    let said = place.run(&["reissue", "--key", "k", "--name", "s", "--now", T, &old]);
    assert_eq!(
        said.stderr,
        format!(
            "note: authenticated by the key retired at {T} ({one}) from \
             k.retired-20261121T211200Z-{}\n\
             note: judged at {T} (--now)\n\
             note: reissued under the primary key ({new})\n",
            &one[..8]
        )
    );
    let reissued = said.done();
    let opened = place.run(&["decrypt", "--key", "k", "--name", "s", "--json", reissued]);
    let opened = opened.json();
    assert_eq!(opened["slot"], "primary");
    assert_eq!(opened["issued"], "2026-11-01T00:00:00Z");
    assert_eq!(opened["expires"], "2027-01-01T00:00:00Z");
    assert_eq!(opened["payload"]["user"], "alice");
    assert_eq!(
        place
            .run(&["decrypt", "--key", "k", "--name", "t", reissued])
            .code,
        1
    );
}

/// Its other name leads to the old key: a program that reads it there is not rotated.
#[test]
#[cfg(unix)]
fn a_key_file_of_two_names_is_rotated_under_one_and_that_is_said() {
    const MARK: &str = "(a hard link), which keeps the old key: a program that reads it there";
    let place = Place::with_key(ONE);
    std::fs::hard_link(place.path("k"), place.path("link")).expect("a link");
    let said = place.run(&["rotate", "--key", "k"]);
    assert_eq!(said.code, 0);
    assert!(said.stderr.contains(MARK), "{}", said.stderr);
    assert_eq!(place.read("link"), ONE);
    // The new one has one name.
    let said = place.run(&["rotate", "--key", "k"]);
    assert!(
        said.code == 0 && !said.stderr.contains("hard link"),
        "{}",
        said.stderr
    );
    for name in ["b", "c"] {
        std::fs::hard_link(place.path("k"), place.path(name)).expect("a link");
    }
    let said = place.run(&["rotate", "--key", "k"]);
    let two = "the key file has 2 other names (hard links), which keep the old key";
    assert!(said.stderr.contains(two), "{}", said.stderr);
    // So does the way back.
    std::fs::hard_link(place.path("k"), place.path("d")).expect("a link");
    let said = place.run(&["rotate", "rollback", "--key", "k"]);
    assert!(
        said.code == 0 && said.stderr.contains("hard link"),
        "{}",
        said.stderr
    );
}

#[test]
fn a_cookie_under_the_primary_key_stays_as_it_is() {
    let place = Place::with_key(ONE);
    let cookie = place
        .run(&["encrypt", "--key", "k", "{}"])
        .done()
        .to_owned();
    place.run(&["reissue", "--key", "k", &cookie]).exactly(
        0,
        &format!("{cookie}\n"),
        "note: the cookie is already under the primary key: nothing to do\n",
    );
    let said = place.run(&["reissue", "--key", "k", "--json", &cookie]);
    assert_eq!(said.json()["reissued"], false);
}

#[test]
fn every_slot_and_every_key_is_reissued_under_the_first_primary() {
    let place = Place::with_key(ONE);
    place.write("k.next", TWO);
    place.write("other", THREE);
    for key in ["k.next", "other"] {
        for format in ["plumber", "sealed"] {
            let make = ["encrypt", "--format", format, "--key", key, "{\"a\":[1]}"];
            let cookie = place.run(&make).done().to_owned();
            let reissue = ["reissue", "--key", "k", "--key", "other", &cookie];
            let reissued = place.run(&reissue).done().to_owned();
            assert_ne!(reissued, cookie);
            let opened = place.run(&["decrypt", "--key", "k", "--json", &reissued]);
            assert_eq!(opened.json()["slot"], "primary", "{opened:?}");
        }
    }
    let sign = ["sign", "--key", "k.next", "--expires-in", "8h", "alice"];
    let signed = place.run(&sign).done().to_owned();
    let reissued = place
        .run(&["reissue", "--key", "k", &signed])
        .done()
        .to_owned();
    assert_eq!(
        place.run(&["verify", "--key", "k", &reissued]).done(),
        "alice"
    );
}

#[test]
fn what_is_forged_or_expired_is_not_reissued() {
    let place = Place::with_key(ONE);
    place.write("other", TWO);
    let forged = place
        .run(&["encrypt", "--key", "other", "{}"])
        .done()
        .to_owned();
    let said = place.run(&["reissue", "--key", "k", &forged]);
    assert_eq!((said.code, said.stdout.as_str()), (1, ""));
    let make = [
        "encrypt",
        "--key",
        "k",
        "--now",
        "0",
        "--expires-at",
        "1",
        "{}",
    ];
    let expired = place.run(&make).done().to_owned();
    place.run(&["rotate", "--key", "k"]).done();
    let said = place.run(&["reissue", "--key", "k", &expired]);
    assert_eq!((said.code, said.stdout.as_str()), (3, ""));
}

/// Passwords by their ids, of iron: a password alone in their place would be none to a
/// program that reads an object, and their ids would be lost.
#[test]
fn an_object_of_passwords_is_not_replaced_by_a_key_alone() {
    let map = format!("{{\"1\":\"{ONE}\"}}\n");
    for map in [&map, &format!("{{\"2\":\"{ONE}\",\"3\":\"{TWO}\"}}")] {
        let place = Place::with_key(map);
        for arguments in [
            &["rotate", "--key", "k"][..],
            &["rotate", "--key", "k", "--for", "iron-session"],
            &["rotate", "stage", "--key", "k"],
            &["rotate", "plan", "--key", "k", "--for", "iron-session"],
        ] {
            place.run(arguments).exactly(
                2,
                "",
                "cookiekit: k has a JSON object, and rotate would put a key alone in its place\n\
                 hint: of passwords by number the highest seals and all open: add a new one under \
                 the next number, give every node the object at once, and remove the old one when \
                 its cookies are over\n",
            );
            assert_eq!(place.read("k"), *map);
            assert_eq!(place.names(), ["k"]);
        }
    }
    // Near misses: a pair, which is made again, and a text that only begins so.
    let pair = format!("{{\"hash\":\"{ONE}\"}}");
    for (key, starts) in [(&*pair, "{\"hash\":\"hex:"), ("{passphrase", "")] {
        let place = Place::with_key(key);
        place.run(&["rotate", "--key", "k"]).done();
        assert!(place.read("k").starts_with(starts));
        assert_ne!(place.read("k"), key);
    }
}

/// What is retired in a folder that others can write in is not used: it would be lost.
#[test]
fn a_key_in_a_folder_that_others_can_write_in_is_not_rotated() {
    use std::fs::{Permissions, set_permissions};
    use std::os::unix::fs::PermissionsExt;

    for mode in [0o1777, 0o777] {
        let place = Place::with_key(ONE);
        set_permissions(place.path(""), Permissions::from_mode(mode)).expect("its mode");
        for arguments in [
            &["rotate", "--key", "k"][..],
            &["rotate", "stage", "--key", "k"],
        ] {
            let said = place.run(arguments);
            assert_eq!((said.code, &*said.stdout), (4, ""), "{said:?}");
            assert!(said.stderr.contains("others can write in"), "{said:?}");
        }
        assert_eq!(place.names(), ["k"]);
        assert_eq!(place.read("k"), ONE);
        set_permissions(place.path(""), Permissions::from_mode(0o700)).expect("its mode");
        place.run(&["rotate", "--key", "k"]).done();
    }
}

/// Nothing is made beside a key whose place no other one can take.
#[test]
#[ignore = "needs root: tests/run"]
#[cfg(target_os = "linux")]
fn a_key_whose_place_no_other_one_can_take_is_called_what_it_is() {
    let place = Place::with_key(ONE);
    place.write("own", TWO);
    let turns = "sh turns";
    let script = "for step in '' stage plan; do
                     case $step in plan) more='--for plumber';; *) more=;; esac
                     cookiekit rotate $step --key k $more; echo $?
                 done\n";
    place.write("turns", script);
    let said = |line: &str| {
        let output = place.shell(line);
        let text = |bytes| String::from_utf8(bytes).expect("text");
        (text(output.stdout), text(output.stderr))
    };
    let (codes, err) = said(&format!("chattr +i k && {turns}; chattr -i k"));
    assert_eq!(codes, "2\n2\n2\n", "{err}");
    let marked = "cookiekit: k is marked as immutable or append-only: no other key can take its \
        place\nhint: somebody has protected k from changes; if it may be changed: chattr -ia k\n";
    assert_eq!(err, marked.repeat(3));
    let (codes, err) = said(&format!("chattr +i . && {turns}; chattr -i ."));
    assert!(codes.starts_with("2\n2\n"), "{codes} {err}");
    let hint = "hint: somebody has protected . from changes; if it may be changed: chattr -ia .\n";
    assert_eq!(err.matches(hint).count(), 2, "{err}");
    let (codes, err) = said(&format!("unshare -m sh -c 'mount --bind own k && {turns}'"));
    assert_eq!(codes, "2\n2\n2\n", "{err}");
    assert!(
        err.contains("cookiekit: k is mounted as a file of its own"),
        "{err}"
    );
    assert!(
        err.contains("rotate the file that is mounted, where it lies"),
        "{err}"
    );
    let read_only = "mount --bind . . && mount -o remount,bind,ro . && cd \"$PWD\"";
    let line = format!("unshare -m sh -c '{read_only} && cookiekit rotate --key k; echo $?'");
    let (codes, err) = said(&line);
    assert_eq!(codes, "2\n", "{err}");
    assert!(
        err.contains("hint: this file system is read-only here"),
        "{err}"
    );
    assert_eq!(place.names(), ["k", "own", "turns"]);
    // Nothing keeps it from being rotated then.
    place.run(&["rotate", "--key", "k"]).done();
}
