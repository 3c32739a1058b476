//! Whole lives of keys in files.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::PathBuf;

use tempfile::TempDir;

use super::*;
use crate::frameworks::Generate;
use crate::keys::Strength;
use crate::keys::file::UnsafeKey;

const PATIENCE: Duration = Duration::from_secs(60);
const T: Time = Time(1_700_000_000);

fn key() -> Key {
    Key::generate(Generate::Hex(Strength::Bits256)).unwrap()
}

/// A folder with a key file `k`.
fn scratch() -> (TempDir, Spec, Fingerprint) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("k");
    let key = key();
    file::create(&path, &key).unwrap();
    (folder, Spec::File(path), key.fingerprint())
}

fn begin(place: &Spec) -> Rotation {
    Rotation::begin(place, PATIENCE).unwrap()
}

fn at(than: Time) -> Older {
    Older {
        than,
        now: T,
        has_dates: false,
    }
}

fn fingerprint(spec: &Spec) -> Fingerprint {
    spec.load(UnsafeKey::Refuse, &[]).unwrap().0.fingerprint()
}

fn names(folder: &TempDir) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let names = entries.map(|it| it.unwrap().file_name().into_string().unwrap());
    let names: BTreeSet<String> = names.filter(|name| name != ".k.lock").collect();
    names.into_iter().collect()
}

fn path(place: &Spec) -> PathBuf {
    match place {
        Spec::File(path) => path.clone(),
        _ => unreachable!(),
    }
}

#[test]
fn a_rotation_puts_a_new_key_in_place_and_keeps_the_old_one() {
    let (folder, place, old) = scratch();
    let new = key();
    let turned = begin(&place).rotate(&new, T).unwrap();
    assert_eq!(turned.durability, Durability::Durable);
    assert_eq!((turned.was, turned.is), (old, new.fingerprint()));
    assert_eq!(fingerprint(&place), new.fingerprint());
    assert_eq!(fingerprint(&turned.kept), old);
    let id = &old.to_string()[..8];
    assert_eq!(
        names(&folder),
        ["k".to_owned(), format!("k.retired-20231114T221320Z-{id}")]
    );
    let facts = fs::metadata(path(&place)).unwrap();
    assert_eq!((facts.mode() & 0o7777, facts.nlink()), (0o600, 1));
}

#[test]
fn staging_promoting_and_going_back_move_the_same_keys() {
    let (folder, place, old) = scratch();
    let new = key();
    let staged = begin(&place).stage(&new).unwrap();
    assert_eq!(staged.was, Was::Nowhere);
    assert_eq!(begin(&place).stage(&new).unwrap().was, Was::Staged);
    assert_eq!(names(&folder), ["k", "k.next"]);
    assert_eq!(fingerprint(&place), old);

    let error = begin(&place).stage(&key()).unwrap_err();
    assert!(error.message.starts_with("a key is staged at"));
    let error = begin(&place).rotate(&key(), T).unwrap_err();
    assert!(
        error
            .hint
            .unwrap()
            .contains("cookiekit rotate promote --key")
    );

    begin(&place)
        .promote(None, Conditions::default(), T)
        .unwrap();
    assert_eq!(fingerprint(&place), new.fingerprint());
    assert_eq!(names(&folder).len(), 2);

    let back = begin(&place).rollback(None, T).unwrap();
    assert_eq!(fingerprint(&place), old);
    assert_eq!(fingerprint(&back.kept), new.fingerprint());
    assert_eq!(names(&folder).len(), 2);
    let again = begin(&place).rollback(None, T).unwrap();
    assert_eq!(again.is, new.fingerprint());
    let error = begin(&place).rollback(Some("00000000-00000000"), T);
    assert!(error.unwrap_err().message.contains("that fingerprint"));
    let to = old.to_string();
    assert_eq!(begin(&place).rollback(Some(&to), T).unwrap().is, old);
}

#[test]
fn a_key_that_is_known_here_is_not_staged() {
    let (folder, place, _) = scratch();
    let (first, _) = place.load(UnsafeKey::Refuse, &[]).unwrap();
    // A script that is run again has nothing to do then.
    assert_eq!(begin(&place).stage(&first).unwrap().was, Was::Primary);
    assert_eq!(names(&folder), ["k"]);
    begin(&place).rotate(&key(), T).unwrap();
    let error = begin(&place).stage(&first).unwrap_err();
    assert!(error.message.contains("the key retired at 2023-11-14"));
}

#[test]
fn promoting_waits_for_its_conditions() {
    let (_folder, place, old) = scratch();
    let error = begin(&place)
        .promote(None, Conditions::default(), T)
        .unwrap_err();
    assert!(error.message.starts_with("no key is staged at"));
    begin(&place).stage(&key()).unwrap();
    let early = Conditions {
        not_before: Some(T.plus(60)),
        min_staged: None,
    };
    let error = begin(&place).promote(None, early, T).unwrap_err();
    assert!(error.message.starts_with("too early"));
    let fresh = Conditions {
        not_before: None,
        min_staged: Some(600),
    };
    let error = begin(&place).promote(None, fresh, Time::now()).unwrap_err();
    assert!(error.message.ends_with("which is less than 600 s"));
    assert_eq!(fingerprint(&place), old);
    begin(&place)
        .promote(None, fresh, Time::now().plus(601))
        .unwrap();
    assert_ne!(fingerprint(&place), old);
}

#[test]
fn only_keys_that_were_retired_long_enough_ago_are_dropped() {
    let (folder, place, old) = scratch();
    begin(&place).rotate(&key(), T).unwrap();
    begin(&place).rotate(&key(), T.plus(100)).unwrap();
    let dropped = begin(&place).retire(at(T)).unwrap();
    assert_eq!(dropped.stay, 1);
    assert_eq!(dropped.keys.len(), 1);
    assert_eq!((dropped.keys[0].0, dropped.keys[0].1), (T, Some(old)));
    assert_eq!(names(&folder).len(), 2);
    assert!(begin(&place).retire(at(T)).unwrap().keys.is_empty());
}

#[test]
fn an_unreadable_retired_key_is_dropped_but_not_gone_back_to() {
    let (folder, place, old) = scratch();
    let odd = folder.path().join("k.retired-20200101T000000Z-00000000");
    fs::write(&odd, "").unwrap();
    fs::set_permissions(&odd, fs::Permissions::from_mode(0o600)).unwrap();
    let error = begin(&place).rollback(None, T).unwrap_err();
    assert!(error.message.ends_with("is empty"), "{}", error.message);
    assert_eq!(fingerprint(&place), old);
    let dropped = begin(&place).retire(at(T)).unwrap();
    assert_eq!(dropped.keys.len(), 1);
    assert_eq!(names(&folder), ["k"]);
}

#[test]
fn keys_are_retired_in_order_whatever_the_clock_says() {
    let (folder, place, _) = scratch();
    begin(&place).rotate(&key(), T).unwrap();
    begin(&place).rotate(&key(), T).unwrap();
    begin(&place).rotate(&key(), Time(5)).unwrap();
    let names = names(&folder).join(" ");
    for second in ["20Z", "21Z", "22Z"] {
        assert!(names.contains(&format!("20231114T2213{second}")), "{names}");
    }
}

#[test]
fn what_a_killed_run_left_is_seen_and_removed() {
    let (folder, place, _) = scratch();
    let file = path(&place);
    for name in [".k.0123456789abcdef.tmp", ".k.next.0123456789abcdef.tmp"] {
        fs::write(folder.path().join(name), "litter").unwrap();
    }
    for name in [".k.0123.tmp", ".kk.0123456789abcdef.tmp", "k.bak"] {
        fs::write(folder.path().join(name), "not ours").unwrap();
    }
    let twin = folder.path().join("k.retired-20231114T221320Z-00000000");
    fs::hard_link(&file, twin).unwrap();
    let seen = status(&place).unwrap();
    assert!(seen.is_interrupted());
    assert_eq!(seen.left_behind.len(), 2);
    assert!(seen.beside[0].is_twin);
    begin(&place).retire(at(Time(0))).unwrap();
    assert!(!status(&place).unwrap().is_interrupted());
    assert_eq!(
        names(&folder),
        [".k.0123.tmp", ".kk.0123456789abcdef.tmp", "k", "k.bak"]
    );
}

#[test]
fn mode_and_owner_stay() {
    let (_folder, place, _) = scratch();
    let file = path(&place);
    fs::set_permissions(&file, fs::Permissions::from_mode(0o400)).unwrap();
    let is_root = rustix::process::geteuid().is_root();
    if is_root {
        std::os::unix::fs::chown(&file, Some(54_321), Some(54_322)).unwrap();
    }
    begin(&place).stage(&key()).unwrap();
    begin(&place)
        .promote(None, Conditions::default(), T)
        .unwrap();
    begin(&place).rotate(&key(), T).unwrap();
    let facts = fs::metadata(&file).unwrap();
    assert_eq!(facts.mode() & 0o7777, 0o400);
    if is_root {
        assert_eq!((facts.uid(), facts.gid()), (54_321, 54_322));
        let lock = fs::metadata(file.with_file_name(".k.lock")).unwrap();
        assert_eq!(lock.uid(), 54_321);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn what_was_noted_on_the_file_stays() {
    use rustix::fs::{XattrFlags, getxattr, setxattr};
    let (_folder, place, _) = scratch();
    let file = path(&place);
    if setxattr(&file, "user.note", b"mine", XattrFlags::empty()).is_err() {
        // A file system without such notes.
        return;
    }
    begin(&place).rotate(&key(), T).unwrap();
    begin(&place).stage(&key()).unwrap();
    begin(&place)
        .promote(None, Conditions::default(), T)
        .unwrap();
    let mut value = [0; 8];
    assert_eq!(getxattr(&file, "user.note", &mut value[..]), Ok(4));
    assert_eq!(&value[..4], b"mine");
}

#[test]
fn a_staged_file_with_another_mode_is_not_promoted() {
    let (folder, place, old) = scratch();
    let next = folder.path().join("k.next");
    fs::write(&next, "another").unwrap();
    fs::set_permissions(&next, fs::Permissions::from_mode(0o400)).unwrap();
    let error = begin(&place)
        .promote(None, Conditions::default(), T)
        .unwrap_err();
    assert!(error.message.contains("does not have the mode"));
    assert!(error.hint.unwrap().contains("&& chmod 600"));
    assert_eq!(fingerprint(&place), old);
    assert_eq!(names(&folder), ["k", "k.next"]);
}

#[test]
fn what_is_no_file_of_its_own_is_not_rotated() {
    let (folder, place, _) = scratch();
    let link = folder.path().join("link");
    std::os::unix::fs::symlink("k", &link).unwrap();
    let error = Rotation::begin(&Spec::File(link), PATIENCE).err().unwrap();
    assert!(error.message.contains("is a symbolic link: only a regular"));
    assert!(error.hint.unwrap().contains("readlink -f"));
    assert!(Rotation::begin(&Spec::Stdin, PATIENCE).is_err());
    fs::set_permissions(path(&place), fs::Permissions::from_mode(0o644)).unwrap();
    let error = Rotation::begin(&place, PATIENCE).err().unwrap();
    assert!(error.message.contains("can be read by others"));
}

#[test]
fn a_turn_that_does_not_come_is_told() {
    let (_folder, place, _) = scratch();
    let _held = begin(&place);
    let error = Rotation::begin(&place, Duration::from_millis(20));
    let error = error.err().unwrap();
    assert!(error.message.starts_with("another rotation of"));
    assert!(error.hint.unwrap().contains("--lock-timeout"));
}

#[test]
fn of_many_at_once_none_loses_a_key() {
    const RIVALS: usize = 40;
    let (_folder, place, first) = scratch();
    let start = std::sync::Barrier::new(RIVALS);
    let turned: Vec<Turned> = std::thread::scope(|scope| {
        let rivals: Vec<_> = (0..RIVALS)
            .map(|_| {
                scope.spawn(|| {
                    start.wait();
                    begin(&place).rotate(&key(), Time::now()).unwrap()
                })
            })
            .collect();
        rivals.into_iter().map(|it| it.join().unwrap()).collect()
    });
    let mut ever: BTreeSet<String> = turned.iter().map(|it| it.is.to_string()).collect();
    ever.insert(first.to_string());
    let there: BTreeSet<String> = slots::of(&place)
        .unwrap()
        .iter()
        .map(|(_, spec)| fingerprint(spec).to_string())
        .collect();
    assert_eq!(ever.len(), RIVALS + 1);
    assert_eq!(ever, there);
}
