//! Making a key file: the whole of it in order, from the directory to reading
//! back what was written.

use std::os::fd::OwnedFd;
use std::path::Path;

use rustix::fs::fstat;

use super::install::{Installed, named, nameless};
use super::place::{Place, parent};
use super::{Durability, reason};
use crate::error::{Error, Result};
use crate::keys::key::Key;
use crate::shell::{make_folder, shown};
use crate::subject::same_file;
use crate::sys;

/// Makes a file with the key at `path`, mode 0600, never over anything that
/// is there.
///
/// # Errors
/// *Could not*, and nothing was left behind (or the hint removes it): there is
/// something at `path`, its directory is missing or open to everybody, the
/// file system does not keep modes, or a step failed.
pub fn create(path: &Path, key: &Key) -> Result<Durability> {
    sys::ignore_file_size_signal();
    let place = Place::open(path)?.ok_or_else(|| no_directory(path))?;
    place.refuse_open_directory()?;
    create_at(&place, key)
}

/// Makes the file of a place whose directory was looked at.
pub(super) fn create_at(place: &Place, key: &Key) -> Result<Durability> {
    let installed = match nameless(place, key)? {
        Some(installed) => installed,
        None => named(place, key)?,
    };
    Ok(match doubt(place, &installed, key) {
        None => Durability::Durable,
        Some(why) => Durability::Unknown(why),
    })
}

/// What speaks against the key lasting, now that it has its name: its
/// directory is not on the disk, or what is read back is not it.
pub(super) fn doubt(place: &Place, installed: &Installed, key: &Key) -> Option<String> {
    let synced = place.sync_directory();
    if installed.doubt.is_some() {
        return installed.doubt.clone();
    }
    if let Err(error) = synced {
        return Some(format!("syncing its directory: {}", reason(error)));
    }
    match reads_back(place, &installed.file, key) {
        Ok(true) => None,
        Ok(false) => Some("what was read back is not what was written".to_owned()),
        Err(error) => Some(format!("reading it back: {}", reason(error))),
    }
}

/// Whether the name leads to the file that was made, closed, with the key.
fn reads_back(place: &Place, file: &OwnedFd, key: &Key) -> std::io::Result<bool> {
    let again = place.open_again()?;
    let (made, found) = (fstat(file)?, fstat(&again)?);
    let is_closed = place.access.is_of(&found);
    Ok(same_file(&made, &found) && is_closed && super::read::holds(again, key)?)
}

fn no_directory(path: &Path) -> Error {
    let directory = parent(path);
    Error::could_not(format!("there is no directory {}", shown(directory)))
        .hint(format!("make it with: {}", make_folder(directory)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exit::Exit;
    use crate::frameworks::Generate;
    use crate::keys::Strength;
    use crate::keys::file::{UnsafeKey, read};
    use std::ffi::OsString;
    use std::fs;
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
    use std::path::PathBuf;
    use tempfile::TempDir;

    fn scratch() -> (TempDir, PathBuf) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("key");
        (directory, path)
    }

    fn key() -> Key {
        Key::generate(Generate::Hex(Strength::Bits256)).unwrap()
    }

    fn names(directory: &TempDir) -> Vec<OsString> {
        let entries = fs::read_dir(directory).unwrap();
        entries.map(|entry| entry.unwrap().file_name()).collect()
    }

    fn refusal(path: &Path) -> Error {
        let error = create(path, &key()).unwrap_err();
        assert_eq!(error.exit, Exit::CouldNot);
        error
    }

    fn assert_made(directory: &TempDir, path: &Path, key: &Key) {
        let facts = fs::symlink_metadata(path).unwrap();
        assert_eq!(facts.permissions().mode(), 0o100_600);
        assert_eq!(facts.nlink(), 1);
        let read = read(path, UnsafeKey::Refuse).unwrap();
        assert_eq!(read.key.fingerprint(), key.fingerprint());
        assert_eq!(names(directory), ["key"]);
    }

    #[test]
    fn a_new_key_is_whole_closed_and_alone() {
        let (directory, path) = scratch();
        let key = key();
        assert_eq!(create(&path, &key).unwrap(), Durability::Durable);
        assert_made(&directory, &path, &key);
    }

    #[test]
    fn a_temporary_name_does_where_nameless_files_are_not() {
        let (directory, path) = scratch();
        let key = key();
        let place = Place::open(&path).unwrap().unwrap();
        let installed = named(&place, &key).unwrap();
        assert_eq!(doubt(&place, &installed, &key), None);
        assert_made(&directory, &path, &key);
        let error = named(&place, &key).err().unwrap();
        assert!(error.message.starts_with("a key is already at"));
        assert_eq!(names(&directory), ["key"]);
    }

    #[test]
    fn nothing_is_ever_replaced() {
        let (directory, path) = scratch();
        fs::write(&path, "old").unwrap();
        let error = refusal(&path);
        let shown = path.display();
        assert_eq!(error.message, format!("a key is already at {shown}"));
        assert!(error.hint.unwrap().contains("cookiekit rotate --key"));
        assert_eq!(fs::read(&path).unwrap(), b"old");

        fs::remove_file(&path).unwrap();
        symlink("dangling", &path).unwrap();
        let error = refusal(&path);
        assert!(error.message.starts_with("a symbolic link is already at"));
        assert_eq!(names(&directory), ["key"]);

        fs::remove_file(&path).unwrap();
        fs::create_dir(&path).unwrap();
        let error = refusal(&path);
        assert!(error.message.starts_with("a directory is already at"));
        assert!(
            refusal(&path.join(""))
                .message
                .ends_with("is not a file name")
        );
    }

    #[test]
    fn a_missing_directory_is_told_and_not_made() {
        let (directory, _) = scratch();
        let error = refusal(&directory.path().join("a b/key"));
        let missing = format!("{}/a b", directory.path().display());
        assert_eq!(error.message, format!("there is no directory {missing}"));
        let hint = format!("make it with: mkdir -p -m 700 '{missing}'");
        assert_eq!(error.hint, Some(hint));
        assert!(names(&directory).is_empty());
    }

    #[test]
    fn a_directory_that_anybody_can_write_is_refused() {
        let (directory, path) = scratch();
        let set = |mode| fs::set_permissions(&directory, fs::Permissions::from_mode(mode));
        set(0o777).unwrap();
        assert!(refusal(&path).message.starts_with("anybody could replace"));
        assert!(names(&directory).is_empty());
        set(0o1777).unwrap();
        assert_eq!(create(&path, &key()).unwrap(), Durability::Durable);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_default_list_of_the_directory_does_not_reach_the_key() {
        use rustix::fs::{XattrFlags, getxattr, setxattr};
        // u::rwx, u:54321:rwx, g::r-x, m::rwx, o::r-x
        let list = "0200000001000700ffffffff0200070031d4000004000500ffffffff\
            10000700ffffffff20000500ffffffff";
        let list = base16ct::lower::decode_vec(list).unwrap();
        let has_list = |path: &Path| {
            let mut value = [0; 1024];
            getxattr(path, "system.posix_acl_access", &mut value[..]).is_ok()
        };
        for make in [
            (|place, key| nameless(place, key).unwrap().unwrap()) as fn(&Place, &Key) -> Installed,
            |place, key| named(place, key).unwrap(),
        ] {
            let (directory, path) = scratch();
            let default = "system.posix_acl_default";
            setxattr(directory.path(), default, &list, XattrFlags::empty()).unwrap();
            let witness = directory.path().join("witness");
            fs::write(&witness, "").unwrap();
            assert!(has_list(&witness), "the directory gives lists to files");
            fs::remove_file(witness).unwrap();

            let key = key();
            make(&Place::open(&path).unwrap().unwrap(), &key);
            assert!(!has_list(&path));
            assert_made(&directory, &path, &key);
        }
    }

    #[test]
    fn of_many_at_once_one_wins_and_its_key_is_whole() {
        const RIVALS: usize = 40;
        let (directory, path) = scratch();
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
        assert_made(&directory, &path, winners[0].0);
    }
}
