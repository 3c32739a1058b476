use super::*;
use crate::exit::Exit;
use crate::frameworks::Generate;
use crate::keys::Strength;
use crate::keys::file::{UnsafeKey, read};
use crate::subject::{Me, Subject};
use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

fn scratch() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key");
    (folder, path)
}

fn key() -> Key {
    Key::generate(Generate::Hex(Strength::Bits256)).unwrap()
}

fn names(folder: &TempDir) -> Vec<OsString> {
    let entries = fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name()).collect()
}

fn refusal(path: &Path) -> Error {
    let error = create(path, &key()).unwrap_err();
    assert_eq!(error.exit, Exit::CouldNot);
    error
}

#[test]
fn a_new_key_is_whole_closed_and_alone() {
    let (folder, path) = scratch();
    let key = key();
    assert_eq!(create(&path, &key).unwrap(), Durability::Durable);
    assert_eq!(names(&folder), ["key"]);
    assert_eq!(fs::read(&path).unwrap(), key.bytes());
    let Found::Regular(subject) = Subject::open(&path).unwrap() else {
        panic!("it is a file");
    };
    let me = Me::ask().unwrap();
    assert_eq!(subject.security.owner, me.sid);
    assert_eq!(subject.exposures(&me), []);
    let read = read(&path, UnsafeKey::Refuse).unwrap();
    assert_eq!(read.key.fingerprint(), key.fingerprint());
}

#[test]
fn a_file_is_closed_before_there_is_a_byte_in_it() {
    let (_folder, path) = scratch();
    let me = Me::ask().unwrap();
    let file = sys::create_new(&path, &Access::new(&me).sddl()).unwrap();
    assert_eq!(file.metadata().unwrap().len(), 0);
    let security = sys::security(&file).unwrap();
    let exposures = crate::subject::exposures_of(&path, &security, true, &me);
    assert_eq!(exposures, []);
    // And nobody opens it until it is closed.
    assert!(fs::File::open(&path).is_err());
    let again = sys::create_new(&path, &Access::new(&me).sddl());
    assert!(again.is_err());
}

#[test]
fn nothing_is_ever_replaced() {
    let (folder, path) = scratch();
    fs::write(&path, "old").unwrap();
    let error = refusal(&path);
    assert_eq!(
        error.message,
        format!("a key is already at {}", path.display())
    );
    assert!(error.hint.unwrap().contains("cookiekit rotate --key"));
    assert_eq!(fs::read(&path).unwrap(), b"old");
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    assert!(
        refusal(&path)
            .message
            .starts_with("a directory is already at")
    );
    assert_eq!(names(&folder), ["key"]);
}

#[test]
fn a_name_that_was_taken_meanwhile_is_not_taken_over() {
    let (folder, path) = scratch();
    fs::write(&path, "old").unwrap();
    fs::write(folder.path().join("new"), "new").unwrap();
    let moved = sys::rename(&folder.path().join("new"), &path, Over::Nothing);
    assert!(moved.is_err());
    assert_eq!(fs::read(&path).unwrap(), b"old");
    sys::rename(&folder.path().join("new"), &path, Over::Another).unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"new");
}

#[test]
fn a_missing_folder_is_told_and_not_made() {
    let (folder, _) = scratch();
    let error = refusal(&folder.path().join(r"a b\key"));
    let missing = format!(r"{}\a b", folder.path().display());
    assert_eq!(error.message, format!("there is no directory {missing}"));
    assert_eq!(
        error.hint,
        Some(format!("make it with: mkdir \"{missing}\""))
    );
    assert!(names(&folder).is_empty());
}

#[test]
fn of_many_at_once_one_wins_and_its_key_is_whole() {
    const RIVALS: usize = 16;
    let (folder, path) = scratch();
    let start = std::sync::Barrier::new(RIVALS);
    let keys: Vec<Key> = (0..RIVALS).map(|_| key()).collect();
    let won: Vec<bool> = std::thread::scope(|scope| {
        let rival = |key| {
            let (start, path) = (&start, &path);
            scope.spawn(move || {
                start.wait();
                create(path, key).is_ok()
            })
        };
        let rivals: Vec<_> = keys.iter().map(rival).collect();
        rivals.into_iter().map(|it| it.join().unwrap()).collect()
    });
    let winners: Vec<_> = keys.iter().zip(won).filter(|(_, won)| *won).collect();
    assert_eq!(winners.len(), 1);
    assert_eq!(fs::read(&path).unwrap(), winners[0].0.bytes());
    assert_eq!(names(&folder), ["key"]);
}
