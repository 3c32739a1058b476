use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use super::*;
use crate::encoding;
use crate::exit::Exit;
use crate::keys::slots::all;

fn folder_with(names: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in names {
        let path = folder.path().join(name);
        fs::write(&path, name).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    }
    folder
}

fn put(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
}

/// The name under which the key of this text is retired.
fn retired(stamp: &str, text: &str) -> String {
    let key = Key::new(zeroize::Zeroizing::new(text.as_bytes().to_vec()));
    format!(
        "k.retired-{stamp}-{}",
        encoding::hex(&key.fingerprint().id())
    )
}

fn keys(ring: Ring) -> Vec<Result<Vec<u8>>> {
    ring.map(|slotted| slotted.map(|slotted| slotted.key.bytes().to_vec()))
        .collect()
}

#[test]
fn slots_are_tried_primary_next_and_the_newest_retired_first() {
    let folder = folder_with(&[
        "k",
        "k.next",
        "k.bak",
        "k.retired-20260101T000000Z",
        "k.retired-yesterday-00000002",
        "k.next.next",
        "kk.next",
    ]);
    put(folder.path(), &retired("20250101T000000Z", "old"), "old");
    put(
        folder.path(),
        &retired("20260101T000000Z", "newer"),
        "newer",
    );
    let ring = Ring::new(vec![Spec::File(folder.path().join("k"))], UnsafeKey::Refuse);
    let found: Vec<_> = keys(ring).into_iter().map(Result::unwrap).collect();
    assert_eq!(found, [&b"k"[..], b"k.next", b"newer", b"old"]);
}

/// The rest of a ring, after a rotation has moved what it had not read yet.
fn rest(ring: Ring) -> Vec<Vec<u8>> {
    keys(ring).into_iter().map(Result::unwrap).collect()
}

#[test]
fn a_key_that_is_promoted_while_the_ring_is_read_is_not_missed() {
    let folder = folder_with(&["k", "k.next"]);
    let at = |name: &str| folder.path().join(name);
    let mut ring = Ring::new(vec![Spec::File(at("k"))], UnsafeKey::Refuse);
    assert_eq!(ring.next().unwrap().unwrap().key.bytes(), b"k");
    // Before the slots were listed.
    fs::rename(at("k"), at(&retired("20260101T000000Z", "k"))).unwrap();
    fs::rename(at("k.next"), at("k")).unwrap();
    assert_eq!(rest(ring), [&b"k"[..], b"k.next"]);
}

#[test]
fn a_key_that_is_rolled_back_to_while_the_ring_is_read_is_not_missed() {
    let folder = folder_with(&["k", "k.next"]);
    let old = retired("20260101T000000Z", "old");
    put(folder.path(), &old, "old");
    let at = |name: &str| folder.path().join(name);
    let mut ring = Ring::new(vec![Spec::File(at("k"))], UnsafeKey::Refuse);
    assert_eq!(ring.next().unwrap().unwrap().key.bytes(), b"k");
    assert_eq!(ring.next().unwrap().unwrap().key.bytes(), b"k.next");
    // After they were listed.
    fs::rename(at("k"), at(&retired("20260102T000000Z", "k"))).unwrap();
    fs::rename(at(&old), at("k")).unwrap();
    assert_eq!(rest(ring), [b"old"]);
}

#[test]
fn a_slot_that_leads_nowhere_is_no_rotation() {
    let folder = folder_with(&["k"]);
    std::os::unix::fs::symlink("none", folder.path().join("k.next")).unwrap();
    let ring = Ring::new(vec![Spec::File(folder.path().join("k"))], UnsafeKey::Refuse);
    let found = keys(ring);
    assert_eq!(found.len(), 2);
    assert_eq!(found[1].as_ref().unwrap_err().exit, Exit::NoKey);
}

#[test]
fn the_slots_of_a_link_are_also_those_of_what_it_leads_to() {
    let folder = folder_with(&["k", "k.next", "link.next"]);
    std::os::unix::fs::symlink("k", folder.path().join("link")).unwrap();
    let place = Spec::File(folder.path().join("link"));
    let mut found: Vec<_> = keys(Ring::new(vec![place], UnsafeKey::Refuse))
        .into_iter()
        .map(Result::unwrap)
        .collect();
    found.sort();
    assert_eq!(found, [&b"k"[..], b"k.next", b"link.next"]);
}

#[test]
fn a_retired_slot_with_another_key_than_its_name_tells_is_not_used() {
    let folder = folder_with(&["k"]);
    put(
        folder.path(),
        &retired("20250101T000000Z", "old"),
        "planted",
    );
    let ring = Ring::new(vec![Spec::File(folder.path().join("k"))], UnsafeKey::Refuse);
    let found = keys(ring);
    assert_eq!(found.len(), 2);
    assert!(found[0].is_ok() && found[1].is_err());
}

#[test]
fn slots_in_a_folder_that_others_write_are_not_used() {
    for mode in [0o1777, 0o777, 0o702] {
        let folder = folder_with(&["k", "k.next"]);
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(mode)).unwrap();
        let place = Spec::File(folder.path().join("k"));
        let found = keys(Ring::new(vec![place.clone()], UnsafeKey::Allow));
        assert!(found[0].is_ok() && found[1].is_err() && found.len() == 2);
        assert!(all(&place).is_err());
    }
    let alone = folder_with(&["k"]);
    fs::set_permissions(alone.path(), fs::Permissions::from_mode(0o1777)).unwrap();
    assert_eq!(of(&Spec::File(alone.path().join("k"))).unwrap().len(), 1);
}

#[test]
fn the_primaries_of_all_places_come_before_other_slots() {
    let folder = folder_with(&["a", "a.next", "b", "b.next"]);
    let place = |name| Spec::File(folder.path().join(name));
    let ring = Ring::new(vec![place("a"), place("b")], UnsafeKey::Refuse);
    assert_eq!(ring.primary().unwrap().key.bytes(), b"a");
    let keys: Vec<_> = ring
        .map(|slotted| slotted.unwrap().key.bytes().to_vec())
        .collect();
    assert_eq!(keys, [&b"a"[..], b"b", b"a.next", b"b.next"]);
}
