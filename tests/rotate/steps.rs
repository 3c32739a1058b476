//! rotate, stage, promote, rollback, retire, status.

use crate::place::{ONE, Place, THREE, TWO, fingerprint};

const T: &str = "2026-11-21T21:12:00Z";
const RESTART: &str = "note: restart programs that read the key when they start: until then they use \
     the old one\n\
     note: who stays signed in depends on the program that reads the key: cookiekit rotate plan \
     --key k --for FORMAT\n";

#[test]
fn rotate_puts_a_new_key_in_place_and_says_where_the_old_one_is() {
    let place = Place::with_key(ONE);
    let said = place.run(&["rotate", "--key", "k", "--now", T]);
    let (old, new) = (fingerprint(ONE), fingerprint(&place.read("k")));
    let kept = format!("k.retired-20261121T211200Z-{}", &old[..8]);
    said.exactly(
        0,
        &format!("{new}\n"),
        &format!(
            "note: made a new key and put it in place: k\n\
             note: the old key ({old}) still opens cookies in cookiekit, from {kept}\n{RESTART}"
        ),
    );
    assert_eq!(place.read(&kept), ONE);
    assert_eq!(place.read("k").len(), 64);
}

#[test]
fn rotate_answers_in_json() {
    let place = Place::with_key(ONE);
    let said = place.run(&["rotate", "--key", "k", "--now", T, "--json"]);
    let old = fingerprint(ONE);
    let expected = serde_json::json!({
        "exit": 0, "word": "yes", "key": "k",
        "fingerprint": fingerprint(&place.read("k")),
        "previous": old,
        "retired": format!("k.retired-20261121T211200Z-{}", &old[..8]),
        "durable": true, "warnings": [],
    });
    assert_eq!((said.code, said.json()), (0, expected));
    assert_eq!(said.stderr, "");
}

/// Python's Fernet does not start with anything else.
#[test]
fn a_new_key_is_spelled_as_the_old_one() {
    for (old, alphabet, padding) in [
        ("SUgC_HpZ9clS8djFK9BllpYzCe-xXKb1hcUK5gUTjsc=", "_-", "="),
        ("SUgC/HpZ9clS8djFK9BllpYzCe+xXKb1hcUK5gUTjsc=", "/+", "="),
        ("SUgC_HpZ9clS8djFK9BllpYzCe-xXKb1hcUK5gUTjsc", "_-", ""),
        // Of either alphabet.
        ("SUgCaHpZ9clS8djFK9BllpYzCeaxXKb1hcUK5gUTjsc=", "", "="),
    ] {
        let place = Place::with_key(old);
        place.run(&["rotate", "--key", "k"]).done();
        let new = place.read("k");
        assert_eq!(new.len(), old.len(), "{new}");
        assert_eq!(new.trim_end_matches('=').len() + padding.len(), old.len());
        let is_its = |it: char| it.is_ascii_alphanumeric() || alphabet.contains(it) || it == '=';
        assert!(new.chars().all(is_its), "{old}: {new}");
    }
}

#[test]
fn a_new_key_is_as_the_old_one_unless_told() {
    for (arguments, old, length) in [
        (&["rotate", "--key", "k"][..], &ONE[..32], 32),
        (
            &["rotate", "--key", "k", "--for", "plumber"],
            &ONE[..32],
            64,
        ),
        (&["rotate", "--key", "k", "--for", "workbench"], ONE, 32),
        (&["rotate", "--key", "k"], "a passphrase", 64),
    ] {
        let place = Place::with_key(old);
        place.run(arguments).done();
        assert_eq!(place.read("k").len(), length, "{arguments:?}");
    }
}

#[test]
fn a_key_of_workbench_is_replaced_by_one_of_workbench() {
    const UUID: &str = "936da01f-9abd-4d9d-80c7-02af85c822a8";
    for (name, old, length) in [
        ("k", UUID, 32),
        ("k", "936da01f-9abd-4d9d-80c7-02af85c822a8\n", 32),
        (
            "secure-cookie-key",
            "a passphrase of more than 32 bytes",
            32,
        ),
        ("secure-cookie-key", ONE, 64),
        ("k", "936da01f-9abd-4d9d-80c7-02af85c822a", 64),
    ] {
        for step in [&["rotate"][..], &["rotate", "stage"]] {
            let place = Place::new();
            place.write(name, old);
            place.run(&[step, &["--key", name]].concat()).done();
            let made = if step.len() == 1 { "" } else { ".next" };
            let made = place.read(&format!("{name}{made}"));
            assert_eq!(made.len(), length, "{step:?} {name} {old:?}");
        }
    }
}

#[test]
fn an_existing_key_is_not_made_again_but_rotated() {
    let place = Place::with_key(ONE);
    place.run(&["keygen", "--out", "k"]).exactly(
        2,
        "",
        "cookiekit: a key is already at k\n\
         hint: to replace it without losing it: cookiekit rotate --key k\n",
    );
}

#[test]
fn staging_promoting_and_going_back_are_told_step_by_step() {
    let place = Place::with_key(ONE);
    place.write("other", TWO);
    let (one, two) = (fingerprint(ONE), fingerprint(TWO));
    place
        .run(&["rotate", "stage", "--key", "k", "--from", "other"])
        .exactly(0, &format!("{two}\n"), "note: staged a key for k: k.next\n");
    place
        .run_on(&["rotate", "stage", "--key", "k", "--from", "-"], TWO)
        .exactly(
            0,
            &format!("{two}\n"),
            "note: that key is staged at k.next already\n",
        );
    place.run(&["rotate", "--key", "k"]).exactly(
        2,
        "",
        &format!(
            "cookiekit: a key is staged at k already\n\
             hint: where every node accepts it, make it the primary: cookiekit rotate promote \
             --key k --to {two} (`key delete` of k.next is for a key that no node has: what it \
             sealed opens no more)\n"
        ),
    );
    place
        .run(&["rotate", "promote", "--key", "k", "--now", T])
        .exactly(
            0,
            &format!("{two}\n"),
            &format!(
                "note: the staged key is the primary of k now\n\
                 note: the old key ({one}) still opens cookies in cookiekit, from \
                 k.retired-20261121T211200Z-{}\n{RESTART}",
                &one[..8]
            ),
        );
    assert_eq!(place.read("k"), TWO);
    place
        .run(&["rotate", "rollback", "--key", "k", "--now", T])
        .exactly(
            0,
            &format!("{one}\n"),
            &format!(
                "note: a retired key is the primary of k again\n\
                 note: the old key ({two}) still opens cookies in cookiekit, from \
                 k.retired-20261121T211201Z-{}\n{RESTART}",
                &two[..8]
            ),
        );
    assert_eq!(place.read("k"), ONE);
    assert_eq!(place.names().len(), 3);
}

#[test]
fn promoting_too_early_says_when_to_come_back() {
    let place = Place::with_key(ONE);
    place.run(&["rotate", "stage", "--key", "k"]).done();
    let arguments = [
        "rotate",
        "promote",
        "--key",
        "k",
        "--now",
        T,
        "--not-before",
    ];
    let said = place.run(&[&arguments[..], &["2026-11-21T22:12:00Z"]].concat());
    said.exactly(
        2,
        "",
        "cookiekit: too early: 2026-11-21T22:12:00Z is in 60 minutes\n\
         hint: run it again then; cookies are sealed with the old key until it is promoted\n",
    );
    let said = place.run(&["rotate", "promote", "--key", "k", "--min-staged", "10m"]);
    assert_eq!(said.code, 2);
    assert!(said.stderr.contains("which is less than 600 s"), "{said:?}");
    assert!(said.stderr.contains("hint: run it again in "), "{said:?}");
    assert_eq!(place.read("k"), ONE);
}

#[test]
fn keys_are_dropped_when_their_last_cookie_is_over_and_not_before() {
    let place = Place::with_key(ONE);
    let one = fingerprint(ONE);
    place.run(&["rotate", "--key", "k", "--now", T]).done();
    let retire = ["rotate", "retire", "--key", "k", "--older-than"];
    let said = place.run(&[&retire[..], &["7d", "--max-lifetime", "30d"]].concat());
    said.exactly(
        2,
        "",
        "cookiekit: cookies live for 30d, but this would drop keys that were retired 7d ago\n\
         hint: --older-than 30d drops only keys whose cookies have all expired\n",
    );
    let early = ["30d", "--now", "2026-12-21T21:11:59Z"];
    place.run(&[&retire[..], &early].concat()).exactly(
        0,
        "",
        "note: dropped 0 retired keys of k; 1 younger stay\n",
    );
    let late = ["30d", "--now", "2026-12-21T21:12:00Z"];
    place.run(&[&retire[..], &late].concat()).exactly(
        0,
        &format!("{one}\n"),
        "note: dropped 1 retired key of k; 0 younger stay\n",
    );
    assert_eq!(place.names(), ["k"]);
}

/// What somebody put under the name of a retired key may be the only one of its kind:
/// `status` and `rollback` refused it, and this step removed it.
#[test]
fn a_key_that_is_not_the_one_it_is_named_after_is_not_dropped() {
    let place = Place::with_key(ONE);
    place.run(&["rotate", "--key", "k", "--now", T]).done();
    let foreign = "k.retired-20250101T000000Z-1a2b3c4d";
    place.write(foreign, TWO);
    let one = fingerprint(ONE);
    let retire = ["rotate", "retire", "--key", "k", "--older-than", "0s"];
    place.run(&retire).exactly(
        1,
        &format!("{one}\n"),
        &format!(
            "note: dropped 1 retired key of k; 0 younger stay\n\
             warning: {foreign} stays: it does not hold the key whose fingerprint it is named \
             after, and may be the only one of the key that it holds; look where it came from\n"
        ),
    );
    assert_eq!(place.names(), ["k", foreign]);
}

#[test]
fn nothing_is_dropped_where_one_of_the_slots_is_no_key_file() {
    let place = Place::with_key(ONE);
    place.run(&["rotate", "--key", "k", "--now", T]).done();
    std::fs::create_dir(place.path("k.retired-20250101T000000Z-1a2b3c4d")).unwrap();
    let kept = place.names();
    let late = ["--older-than", "30d", "--now", "2027-01-01T00:00:00Z"];
    let said = place.run(&[&["rotate", "retire", "--key", "k"][..], &late].concat());
    assert_eq!(place.names(), kept);
    said.exactly(
        2,
        "",
        "cookiekit: k.retired-20250101T000000Z-1a2b3c4d is not a key file, so nothing was removed\n\
         hint: see what it is: ls -ld k.retired-20250101T000000Z-1a2b3c4d\n",
    );
}

#[test]
fn status_is_no_when_a_rotation_is_due_or_half_done() {
    let place = Place::with_key(ONE);
    let status = ["rotate", "status", "--key", "k"];
    let steady = place.run(&status);
    assert_eq!((steady.code, steady.stderr.as_str()), (0, ""));
    assert!(steady.stdout.starts_with("primary  "), "{steady:?}");
    assert!(steady.stdout.contains(&fingerprint(ONE)));
    assert!(steady.stdout.contains("by its birth time)"), "{steady:?}");

    let later = "2999-01-01T00:00:00Z";
    let due = place.run(&[&status[..], &["--max-key-age", "90d", "--now", later]].concat());
    assert_eq!(due.code, 1);
    assert!(due.stderr.starts_with("cookiekit: rotation is overdue: "));
    assert!(
        due.stderr
            .contains("hint: rotate it: cookiekit rotate --key k (")
    );
    assert!(due.stdout.starts_with("primary  "));

    place.run(&["rotate", "stage", "--key", "k"]).done();
    let half = place.run(&status);
    assert_eq!(half.code, 1);
    assert!(
        half.stderr
            .starts_with("cookiekit: a rotation is half done: a key is staged since")
    );
    let next = fingerprint(&place.read("k.next"));
    assert!(half.stderr.ends_with(&format!(
        "hint: finish it, where every node accepts the key: cookiekit rotate promote --key k --to \
         {next} (the steps that remain: cookiekit rotate plan --key k --for FORMAT)\n"
    )));
    place.run(&["rotate", "promote", "--key", "k"]).done();
    assert_eq!(place.run(&status).code, 0);

    std::fs::hard_link(
        place.path("k"),
        place.path("k.retired-20200101T000000Z-00000000"),
    )
    .expect("a second name");
    let interrupted = place.run(&[&status[..], &["--json"]].concat());
    assert_eq!(interrupted.code, 1);
    assert_eq!(interrupted.json()["state"], "interrupted");
    assert_eq!(
        interrupted.json()["slots"].as_array().map(Vec::len),
        Some(2)
    );
    place.run(&["rotate", "--key", "k"]).done();
    assert_eq!(place.run(&status).code, 0);
}

/// What each step leaves when it is killed between two of its own: the hint is
/// followed as it is printed, and then the rotation is whole.
#[test]
fn the_hint_after_a_kill_names_the_step_that_goes_on() {
    let kept = format!("k.retired-20260101T000000Z-{}", &fingerprint(ONE)[..8]);
    let older = format!("k.retired-20250101T000000Z-{}", &fingerprint(THREE)[..8]);
    let made = ".k.0123456789abcdef.tmp";
    for (left, command) in [
        (&[(".k.next.0123456789abcdef.tmp", TWO)][..], "rotate stage"),
        (&[("k.next", TWO), (&kept, ONE)], "rotate promote"),
        (&[(made, TWO)], "rotate"),
        (&[(made, TWO), (&kept, ONE), (&older, THREE)], "rotate"),
        (&[(&kept, ONE)], "rotate"),
        (&[(&kept, ONE), (&older, THREE)], "rotate rollback"),
        (&[("k.next", ONE)], "rotate retire"),
    ] {
        let place = Place::with_key(ONE);
        for (name, text) in left {
            // A second name of the key, as a run leaves it.
            match *name == kept {
                true => std::fs::hard_link(place.path("k"), place.path(name)).expect("a name"),
                false => place.write(name, text),
            }
        }
        let said = place.run(&["rotate", "status", "--key", "k"]);
        assert_eq!(said.code, 1);
        let clean_up = "cookiekit rotate retire --key k --older-than 99999d";
        let hint = match command {
            "rotate retire" => format!("it was done; to clean up: {clean_up}"),
            _ => format!("finish it: cookiekit {command} --key k (to clean up alone: {clean_up})"),
        };
        assert_eq!(
            said.stderr,
            format!("cookiekit: a rotation was interrupted, or is running now\nhint: {hint}\n"),
            "{left:?}"
        );
        let mut words: Vec<&str> = command.split(' ').chain(["--key", "k"]).collect();
        if command == "rotate retire" {
            words.extend(["--older-than", "99999d"]);
        }
        place.run(&words).done();
        let after = place.run(&["rotate", "status", "--key", "k", "--json"]);
        assert_ne!(after.json()["state"], "interrupted", "{left:?}");
    }
}

#[test]
fn a_key_that_others_can_read_is_not_rotated_and_no_flag_is_offered_that_is_not_there() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::with_key(ONE);
    place.write("mine", TWO);
    let open = std::fs::Permissions::from_mode(0o644);
    std::fs::set_permissions(place.path("k"), open.clone()).unwrap();
    let steps = [
        &["rotate"][..],
        &["rotate", "stage"],
        &["rotate", "promote"],
        &["rotate", "rollback"],
        &["rotate", "retire", "--older-than", "1d"],
        &["rotate", "status"],
        &["rotate", "plan", "--for", "plumber"],
    ];
    for step in steps {
        place.run(&[step, &["--key", "k"]].concat()).exactly(
            4,
            "",
            "cookiekit: k can be read by others (mode 0644)\nhint: fix it with: chmod 600 k\n",
        );
    }
    place
        .run(&["rotate", "stage", "--key", "mine", "--from", "k"])
        .exactly(
            4,
            "",
            "cookiekit: k can be read by others (mode 0644)\nhint: fix it with: chmod 600 k\n",
        );
    let said = place.run(&["rotate", "--key", "k", "--allow-unsafe-key"]);
    assert_eq!(said.code, 2);
    assert_eq!(place.names(), ["k", "mine"]);
}

#[test]
fn without_a_key_there_is_nothing_to_rotate() {
    let place = Place::new();
    for step in [&["rotate"][..], &["rotate", "status"], &["rotate", "stage"]] {
        place.run(&[step, &["--key", "k"]].concat()).exactly(
            4,
            "",
            "cookiekit: there is no key file of that name (not shown: it may be a secret)\nhint: \
             name the key that is in use: ./FILE, keyring:SERVICE, env:NAME (a new key opens no \
             existing cookie)\n",
        );
    }
    let only = "cookiekit: only a key in a file or in the keyring can be rotated\nhint: ";
    // A command may hold a secret, and is not repeated.
    for (key, place_of_key) in [
        ("env:K", "env:K"),
        ("rails:.", "rails:."),
        ("dotenv:.env#K", "'dotenv:.env#K'"),
        ("cmd:pass", "SPEC"),
    ] {
        place.run(&["rotate", "--key", key]).exactly(
            2,
            "",
            &format!(
                "{only}put the key in a file of its own, and let the program read that: cookiekit \
                 key copy --key {place_of_key} --to PATH\n"
            ),
        );
    }
    place.run(&["rotate", "--key", "-"]).exactly(
        2,
        "",
        &format!("{only}give --key PATH or --key keyring:SERVICE[/USER]\n"),
    );
}

#[test]
fn values_that_workbench_encrypted_with_the_key_stop_its_rotation() {
    let place = Place::with_key(&ONE[..32]);
    std::fs::create_dir(place.path("rstudio")).expect("a folder");
    let encrypted = "password=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n";
    place.write("rstudio/database.conf", encrypted);
    let file = place.path("rstudio/database.conf");
    let expected = format!(
        "cookiekit: Workbench could no longer decrypt: {}:1 password (by its looks)\n\
         hint: read the plan first: cookiekit rotate plan --for workbench --key k, then add \
         --i-have-read-the-plan\n",
        file.display()
    );
    place
        .run(&["rotate", "--key", "k"])
        .exactly(2, "", &expected);
    place.run(&["rotate", "stage", "--key", "k"]).done();
    place
        .run(&["rotate", "promote", "--key", "k"])
        .exactly(2, "", &expected);
    let read = ["rotate", "promote", "--key", "k", "--i-have-read-the-plan"];
    place.run(&read).done();
    // A plumber key decrypts nothing of Workbench.
    place
        .run(&["rotate", "--key", "k", "--for", "plumber"])
        .done();
}

#[test]
fn rotate_says_who_stays_signed_in_where_that_is_known() {
    for (name, format, says) in [
        (
            "k",
            "flask",
            "old cookies stay valid if the application reads the retired keys too, as the code \
             of this command does: cookiekit key export --for flask --key k",
        ),
        (
            "k",
            "hono",
            "hono: everyone must sign in again: the program takes one key, and a cookie under \
             another is none to it",
        ),
        (
            "k",
            "workbench",
            "workbench: everyone must sign in again: Workbench knows one key only. Sessions and \
             unsaved work stay",
        ),
        // By the name of the file.
        (
            "secure-cookie-key",
            "",
            "workbench: everyone must sign in again: Workbench knows one key only. Sessions and \
             unsaved work stay",
        ),
        // A near miss: a key of that shape may be anybody's.
        (
            "k",
            "",
            "who stays signed in depends on the program that reads the key: cookiekit rotate \
             plan --key k --for FORMAT",
        ),
        (
            "k",
            "sealed",
            "sealed: everyone stays signed in: cookiekit opens with the keys that are staged and \
             retired too, and makes cookies with the new one",
        ),
    ] {
        let place = Place::new();
        place.write(name, ONE);
        let mut arguments = vec!["rotate", "--key", name];
        if !format.is_empty() {
            arguments.extend(["--for", format]);
        }
        let said = place.run(&arguments);
        said.done();
        let last = said.stderr.lines().last().expect("notes");
        assert_eq!(last, format!("note: {says}"), "{name} {format}");
    }
}

/// The name of a key's file tells whose plan it is.
#[test]
fn a_plan_is_printed_for_the_program_whose_key_the_file_is_called() {
    let place = Place::new();
    place.write("secure-cookie-key", &ONE[..32]);
    place
        .run(&["rotate", "stage", "--key", "secure-cookie-key"])
        .done();
    let said = place.run(&["rotate", "status", "--key", "secure-cookie-key"]);
    let plan =
        "(the steps that remain: cookiekit rotate plan --key secure-cookie-key --for workbench)";
    assert!(said.stderr.contains(plan), "{said:?}");
}

/// A copy from a backup over the key looks like a run that was killed, but to run
/// `rotate` would take the key away that was just brought back.
#[test]
fn a_key_that_was_put_back_is_not_called_an_interrupted_rotation() {
    let place = Place::with_key(ONE);
    place.run(&["rotate", "--key", "k"]).done();
    std::fs::write(place.path("k"), ONE).expect("the key of before");
    let said = place.run(&["rotate", "status", "--key", "k"]);
    assert_eq!(said.code, 1, "{said:?}");
    let clean_up = "cookiekit rotate retire --key k --older-than 99999d";
    assert_eq!(
        said.stderr,
        format!(
            "cookiekit: the primary key is in a slot of retired keys as well: it was put back, or \
             a rotation was interrupted, or is running now\n\
             hint: if it was put back, clean up: {clean_up}; else finish it: cookiekit rotate \
             --key k\n"
        )
    );
    let words: Vec<&str> = clean_up.split(' ').skip(1).collect();
    place.run(&words).done();
    assert_eq!(place.read("k"), ONE);
    place.run(&["rotate", "status", "--key", "k"]).done();
}

#[test]
fn a_staged_key_that_cannot_be_used_is_not_to_be_promoted() {
    let place = Place::with_key(ONE);
    place.write("k.next", "");
    let said = place.run(&["rotate", "status", "--key", "k"]);
    assert_eq!(said.code, 1, "{said:?}");
    assert!(
        said.stderr
            .contains("the key that is staged cannot be used: "),
        "{said:?}"
    );
    assert!(!said.stderr.contains("promote"), "{said:?}");
}

/// It is dropped only when that time is past, and nobody would know why it stays.
#[test]
fn a_key_that_was_retired_by_a_wrong_clock_is_warned_of() {
    let place = Place::with_key(ONE);
    place
        .run(&["rotate", "--key", "k", "--now", "2099-01-01T00:00:00Z"])
        .done();
    let retire = [
        "rotate",
        "retire",
        "--key",
        "k",
        "--older-than",
        "1h",
        "--now",
        T,
    ];
    let said = place.run(&retire);
    assert_eq!((said.code, &*said.stdout), (1, ""), "{said:?}");
    assert!(
        said.stderr
            .contains("retired at 2099-01-01T00:00:00Z, which is still to come"),
        "{said:?}"
    );
    // What is rotated meanwhile gets a later time, and says so.
    let next = place.run(&["rotate", "--key", "k", "--now", T]);
    assert!(
        next.stderr.contains("`rotate retire` says the way out"),
        "{next:?}"
    );
    // The way out, for each of them.
    for _ in 0..2 {
        let said = place.run(&retire);
        assert_eq!(said.code, 1, "{said:?}");
        let start = said.stderr.find("cookiekit key copy").expect("a way out");
        let way = said.stderr[start..].lines().next().unwrap().to_owned();
        let ended = place.shell(&way);
        assert!(ended.status.success(), "{way} {ended:?}");
        assert_eq!(place.run(&["decrypt", "--key", "k", "x"]).code, 1);
    }
    let said = place.run(&retire);
    assert_eq!(said.code, 0, "{said:?}");
    assert_eq!(place.names().len(), 3, "{:?}", place.names());
    // Two rotations in one second are a second apart.
    let place = Place::with_key(ONE);
    for _ in 0..3 {
        place.run(&["rotate", "--key", "k", "--now", T]).done();
    }
    let said = place.run(&retire);
    assert!(!said.stderr.contains("clock"), "{said:?}");
}

/// The first of them was retired in this second, and the others got later ones.
#[test]
fn keys_that_were_retired_in_one_second_are_dropped_when_all_are_to_be() {
    let place = Place::with_key(ONE);
    for _ in 0..3 {
        place.run(&["rotate", "--key", "k"]).done();
    }
    let retire = ["rotate", "retire", "--key", "k", "--older-than", "0s"];
    assert_eq!(place.run(&retire).done().lines().count(), 3);
    assert_eq!(place.names(), ["k"]);
}

/// Its cookies of today would open no more: they were made after the time in its name.
#[test]
fn a_key_that_was_made_after_the_time_of_its_retirement_is_not_dropped_at_once() {
    let place = Place::with_key(ONE);
    place
        .run(&["rotate", "--key", "k", "--now", "2020-01-01T00:00:00Z"])
        .done();
    let retire = ["rotate", "retire", "--key", "k", "--older-than"];
    let said = place.run(&[&retire[..], &["30d"]].concat());
    assert_eq!(said.done(), "", "{said:?}");
    assert!(
        said.stderr.contains("was made after the time in its name"),
        "{said:?}"
    );
    assert_eq!(place.names().len(), 2);
    // By the clock that it was retired by.
    let said = place.run(&[&retire[..], &["30d", "--now", "2020-03-01T00:00:00Z"]].concat());
    assert_eq!(said.done().lines().count(), 1, "{said:?}");
    // One whose file is as old as its name says is dropped.
    let old = place.path(&format!(
        "k.retired-20200101T000000Z-{}",
        &fingerprint(ONE)[..8]
    ));
    place.write(old.file_name().unwrap().to_str().unwrap(), ONE);
    let touched = std::process::Command::new("touch")
        .args(["-d", "2019-01-01"])
        .arg(&old)
        .status();
    assert!(touched.expect("touch").success());
    let said = place.run(&[&retire[..], &["30d"]].concat());
    assert_eq!(said.done().lines().count(), 1, "{said:?}");
}

#[test]
fn a_slot_with_another_key_than_its_name_says_has_no_age_and_is_not_gone_back_to() {
    let place = Place::with_key(ONE);
    place.write("k.retired-20200101T000000Z-00000000", TWO);
    let said = place.run(&["rotate", "status", "--key", "k", "--max-key-age", "90d"]);
    assert_eq!(said.code, 1, "{said:?}");
    assert!(said.stdout.contains("not readable"), "{said:?}");
    let why = "k.retired-20200101T000000Z-00000000 does not hold the key whose fingerprint";
    assert!(said.stderr.contains(why), "{said:?}");
    let said = place.run(&["rotate", "rollback", "--key", "k"]);
    assert_eq!(said.code, 4, "{said:?}");
    assert!(said.stderr.contains(why), "{said:?}");
    assert_eq!(place.read("k"), ONE);
}

/// What would be made there opens nothing of what the lost one sealed.
#[test]
fn a_lost_primary_is_put_back_from_its_slots() {
    let place = Place::with_key(ONE);
    let cookie = place
        .run(&["encrypt", "--key", "k", "{}"])
        .done()
        .to_owned();
    place.run(&["rotate", "--key", "k", "--now", T]).done();
    std::fs::remove_file(place.path("k")).unwrap();
    let kept = format!("k.retired-20261121T211200Z-{}", &fingerprint(ONE)[..8]);
    let hint = format!(
        "hint: look for it first; if it is lost, put the newest in its place: cookiekit key copy \
         --key {kept} --to k"
    );
    for command in [
        &["encrypt", "--key", "k", "{}"][..],
        &["key", "fingerprint", "--key", "k"],
        &["rotate", "--key", "k"],
        &["rotate", "promote", "--key", "k"],
        &["rotate", "rollback", "--key", "k"],
        &["key", "delete", "--yes", "--key", "k"],
    ] {
        let said = place.run(command);
        assert_eq!(said.code, 4, "{said:?}");
        let what = format!("no key file at k, but keys of its rotation are: {kept}\n{hint}\n");
        assert!(said.stderr.contains(&what), "{command:?} {said:?}");
    }
    let said = place.run(&["keygen", "--out", "k"]);
    assert_eq!(said.code, 2, "{said:?}");
    assert!(said.stderr.contains(&hint), "{said:?}");
    let way = hint.split_once(": look for").unwrap().1;
    let way = way.split_once("place: ").unwrap().1;
    assert!(place.shell(way).status.success());
    place.run(&["decrypt", "--key", "k", &cookie]).done();
    // One that was dropped with its slots leaves nothing in the way.
    std::fs::remove_file(place.path("k")).unwrap();
    std::fs::remove_file(place.path(&kept)).unwrap();
    place.run(&["keygen", "--out", "k"]).done();
}

/// A key that is not the one that was meant would be gone, or make cookies again.
#[test]
fn a_near_name_is_offered_to_those_who_open_and_not_for_what_is_final() {
    let place = Place::new();
    place.write("cookie.key", ONE);
    let guess = "did you mean";
    let open = place.run(&["key", "fingerprint", "--key", "cookie.ky"]);
    assert!(open.stderr.contains(guess), "{open:?}");
    for command in [
        &["key", "delete", "--yes", "--key", "cookie.ky"][..],
        &["rotate", "rollback", "--key", "cookie.ky"],
        &[
            "rotate",
            "retire",
            "--older-than",
            "1d",
            "--key",
            "cookie.ky",
        ],
    ] {
        let said = place.run(command);
        assert_eq!(said.code, 4, "{said:?}");
        assert!(!said.stderr.contains(guess), "{said:?}");
        assert!(
            said.stderr
                .ends_with("hint: name it exactly as it is called\n"),
            "{said:?}"
        );
    }
}

/// The way back of a plan is run on every node, also on one that had not begun.
#[test]
fn going_back_to_the_primary_changes_nothing() {
    let place = Place::with_key(ONE);
    let old = fingerprint(ONE);
    let back = ["rotate", "rollback", "--key", "k", "--to", &old];
    place.run(&back).exactly(
        0,
        &format!("{old}\n"),
        &format!("note: that is done: {old} is the primary of k already\n"),
    );
    place.run(&["rotate", "--key", "k", "-q"]).done();
    place.run(&back).done();
    assert_eq!(place.read("k"), ONE);
    let names = place.names();
    place.run(&back).done();
    assert_eq!((place.read("k"), place.names()), (ONE.to_owned(), names));
}
