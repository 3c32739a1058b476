//! A key in a folder where others can write: what stands beside it may be
//! theirs, and would make their cookies genuine.

use std::fs;

use crate::known::{KEY, OTHER_KEY, SEALED, SEALED_PAYLOAD, THEN};
use crate::world::{Run, World};

const RETIRED: &str = "shared/k.retired-20250101T000000Z-1e75b355";

/// A folder `shared` of this mode with the key `k`, and beside it a slot with
/// the key that made the cookie.
fn shared(mode: u32, slot: &str) -> World {
    let world = World::new();
    fs::create_dir(world.path("shared")).unwrap();
    world.file("shared/k", OTHER_KEY);
    world.file(slot, KEY);
    world.set_mode("shared", mode);
    world
}

fn decrypt(world: &World, more: &[&str]) -> Run {
    let arguments = [
        "decrypt", "--key", "shared/k", "--name", "session", "--now", THEN, SEALED,
    ];
    world.run(&[&arguments, more].concat())
}

fn refused(mode: u32) -> String {
    format!(
        "the slots beside shared/k are not used, for others can write in shared (mode {mode:04o})\n\
         hint: keep keys in a folder of their own: mkdir -m 700 FOLDER\n"
    )
}

#[test]
fn a_slot_in_a_folder_that_others_can_write_opens_nothing() {
    for mode in [0o777, 0o702] {
        for slot in ["shared/k.next", RETIRED] {
            let world = shared(mode, slot);
            // Nor does the key itself, unless that is allowed.
            assert_eq!(decrypt(&world, &[]).ends().code(), 4);
            let untried = format!(
                "cookiekit: no usable key opens it; one was skipped: {}",
                refused(mode)
            );
            decrypt(&world, &["--allow-unsafe-key"]).gives(4, "", &untried);
        }
    }
    for mode in [0o1777] {
        for slot in ["shared/k.next", RETIRED] {
            let world = shared(mode, slot);
            let err = refused(mode);
            let untried = format!("cookiekit: no usable key opens it; one was skipped: {err}");
            decrypt(&world, &[]).gives(4, "", &untried);
            decrypt(&world, &["--allow-unsafe-key"]).gives(4, "", &untried);
            for command in [
                &["key", "list"][..],
                &["key", "export", "--for", "k8s"],
                &["rotate", "status"],
            ] {
                let ended = world.run(&[command, &["--key", "shared/k"]].concat());
                ended.gives(4, "", &format!("cookiekit: {err}"));
            }
        }
    }
    let closed = shared(0o755, "shared/k.next");
    assert_eq!(decrypt(&closed, &["-q"]).ends().code(), 0);
}

#[test]
fn a_slot_in_such_a_folder_never_becomes_the_key() {
    for mode in [0o1777, 0o777, 0o702] {
        let world = shared(mode, "shared/k.next");
        for step in [&["rotate"][..], &["rotate", "promote"]] {
            let ended = world.run(&[step, &["--key", "shared/k"]].concat()).ends();
            assert!(
                matches!(ended.code(), 2 | 4),
                "{} {}",
                ended.what,
                ended.err
            );
            assert_eq!(
                fs::read_to_string(world.path("shared/k")).unwrap(),
                OTHER_KEY
            );
        }
    }
}

#[test]
fn the_key_itself_is_used_in_such_a_folder() {
    let world = shared(0o1777, "shared/k.next");
    world.file("shared/k", KEY);
    decrypt(&world, &["-q"]).gives(0, format!("{SEALED_PAYLOAD}\n"), "");
    // And what it does not open is forged, when nothing stands beside it.
    fs::remove_file(world.path("shared/k.next")).unwrap();
    world.file("shared/k", OTHER_KEY);
    assert_eq!(decrypt(&world, &["-q"]).ends().code(), 1);
}

#[test]
#[ignore = "needs root: tests/run"]
fn a_strangers_slot_in_a_folder_of_all_is_not_used() {
    let world = shared(0o1777, "shared/k.next");
    let stranger = world.shell("chown 54321:54321 shared/k.next").ends();
    assert_eq!(stranger.code(), 0, "{}", stranger.err);
    let untried = format!(
        "cookiekit: no usable key opens it; one was skipped: {}",
        refused(0o1777)
    );
    decrypt(&world, &[]).gives(4, "", &untried);
    decrypt(&world, &["--allow-unsafe-key"]).gives(4, "", &untried);
}

#[test]
#[ignore = "needs root: tests/run"]
fn a_slot_in_a_folder_of_a_shared_group_is_not_used() {
    let world = shared(0o770, "shared/k.next");
    assert_eq!(decrypt(&world, &["-q"]).ends().code(), 0);
    assert_eq!(world.shell("chgrp 54321 shared").ends().code(), 0);
    assert_eq!(decrypt(&world, &[]).ends().code(), 4);
    let untried = format!(
        "cookiekit: no usable key opens it; one was skipped: {}",
        refused(0o770)
    );
    decrypt(&world, &["--allow-unsafe-key"]).gives(4, "", &untried);
}

#[test]
fn a_key_that_is_deleted_where_others_can_write_leaves_slots_that_are_named() {
    let world = shared(0o777, "shared/k.next");
    let delete = ["key", "delete", "--yes", "--key", "shared/k"];
    world.run(&delete).gives(
        0,
        "",
        "note: deleted the key shared/k\n\
         warning: the key staged next is still there: shared/k.next\n",
    );
}
