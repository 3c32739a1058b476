//! Reading a key from a file, if nobody else can.

use std::io;
use std::path::Path;

use super::absent::empty;
use super::{absent, reason};
use crate::error::{Error, Result};
use crate::keys::key::{Key, MAX_KEY_BYTES};
use crate::shell::{OWN_FOLDER, leading, permissions, shown};
#[cfg(unix)]
use crate::subject::Subject;
use crate::subject::{
    Exposure, Kind, PARENT_OWNER_UNTRUSTED, PARENT_SYMLINK_HOP, PARENT_WRITABLE_BY_OTHERS,
    WRONG_OWNER, in_words,
};

/// What to do with a key that others can read or choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnsafeKey {
    /// Do not use it, for a command that does with nothing less than a safe
    /// key.
    Refuse,
    /// Do not use it, and say which flag would.
    Offer,
    /// Use it; the caller warns.
    Allow,
}

/// A key that was read.
#[derive(Debug)]
pub struct Read {
    /// The key: the bytes of the file as they are.
    pub key: Key,
    /// How the file is open to others: to be warned of. Only ever anything
    /// with [`UnsafeKey::Allow`].
    pub exposures: Vec<Exposure>,
}

/// Reads the key in the file at `path`, following symbolic links.
///
/// # Errors
/// *No key* when the file is absent, empty, may not be read, is no regular
/// file, or is open to others and `unsafe_key` does not allow that; *could not* when
/// it has more than [`MAX_KEY_BYTES`], or fails to be read.
#[cfg(unix)]
pub fn read(path: &Path, unsafe_key: UnsafeKey) -> Result<Read> {
    let me = rustix::process::geteuid().as_raw();
    let (subject, way, doubts) = look(path, me).map_err(|error| unopened(path, error))?;
    let mut read = judged(&subject, way, unsafe_key)?;
    read.exposures.extend(doubts);
    Ok(read)
}

/// Reads the key in a file that was looked up in a folder that was judged: what
/// is judged is what is read.
#[cfg(unix)]
pub(super) fn read_from(subject: &Subject, unsafe_key: UnsafeKey) -> Result<Read> {
    judged(subject, vec![], unsafe_key)
}

#[cfg(unix)]
fn judged(subject: &Subject, way: Vec<Exposure>, unsafe_key: UnsafeKey) -> Result<Read> {
    let (path, me) = (&subject.path, rustix::process::geteuid().as_raw());
    if subject.kind != Kind::Regular {
        return Err(not_regular(path, subject.kind, unsafe_key));
    }
    let mut exposures = subject.exposures(me);
    exposures.extend(way);
    if !exposures.is_empty() && unsafe_key != UnsafeKey::Allow {
        return Err(refused(path, &exposures, unsafe_key));
    }
    let file = subject.content();
    let file = file.expect("a subject of a regular file has its content");
    let key = key_from(path, file, subject.size)?;
    Ok(Read { key, exposures })
}

/// The file that the path leads to, and how others could put another in its
/// place: first what refuses it and then what is only to be known. What has the name
/// of a descriptor was opened by anyone who started us:
/// its way is not ours to judge.
#[cfg(unix)]
fn look(path: &Path, me: u32) -> io::Result<(Subject, Vec<Exposure>, Vec<Exposure>)> {
    use crate::subject::trail::Trail;
    use crate::subject::way;

    if OF_DESCRIPTORS.iter().any(|start| path.starts_with(start)) {
        return Ok((Subject::open(path)?, vec![], vec![]));
    }
    let trail = Trail::walk(path)?;
    let (way, doubts) = (way::exposures(&trail, me), way::doubts(&trail, me));
    match trail.unread {
        Some(error) => Err(error),
        None => Ok((trail.subject, way, doubts)),
    }
}

/// Where the system has names for descriptors.
#[cfg(unix)]
const OF_DESCRIPTORS: [&str; 4] = [
    "/dev/fd",
    "/dev/stdin",
    "/proc/self/fd",
    "/proc/thread-self/fd",
];

pub(super) fn key_from(path: &Path, file: impl io::Read, size: u64) -> Result<Key> {
    let key = Key::read_from(file).map_err(|error| {
        Error::could_not(format!("could not read {}: {}", shown(path), reason(error)))
    })?;
    match key {
        None => Err(too_large(path, size)),
        Some(key) if key.bytes().is_empty() => Err(empty(path)),
        Some(key) => Ok(key),
    }
}

/// Reads back what a file holds and compares it with a key, in constant time.
pub(super) fn holds(file: impl io::Read, key: &Key) -> io::Result<bool> {
    let held = Key::read_from(file)?;
    Ok(held.is_some_and(|held| crate::crypto::equal(held.bytes(), key.bytes())))
}

fn too_large(path: &Path, size: u64) -> Error {
    // A size in /proc is 0, whatever there is to read.
    let size = size.max(MAX_KEY_BYTES as u64 + 1);
    Error::could_not(format!(
        "{} has {size} bytes or more; a key has at most {MAX_KEY_BYTES}",
        shown(path)
    ))
    .hint("name the file with the key alone in it")
}

/// Why the file could not be opened.
pub(super) fn unopened(path: &Path, error: io::Error) -> Error {
    let is_link = || path.symlink_metadata().is_ok_and(|it| it.is_symlink());
    match error.kind() {
        io::ErrorKind::NotFound if is_link() => Error::no_key(format!(
            "{} is a symbolic link to a file that is not there",
            shown(path)
        ))
        .hint(format!("see where it leads with: {}", leading(path))),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => absent(path),
        io::ErrorKind::PermissionDenied => Error::no_key(format!(
            "no permission to read the key file {}",
            shown(path)
        ))
        .hint(format!(
            "run this as the owner of the key: {}",
            permissions(path)
        )),
        _ => Error::could_not(format!("could not read {}: {}", shown(path), reason(error))),
    }
}

/// Whether it is the way to the file that is open to others.
fn is_loose_way(exposures: &[Exposure]) -> bool {
    let of_way = [
        PARENT_OWNER_UNTRUSTED,
        PARENT_SYMLINK_HOP,
        PARENT_WRITABLE_BY_OTHERS,
    ];
    exposures.iter().any(|it| of_way.contains(&it.check))
}

/// Why the file is not used, and the commands that end that.
pub(super) fn refused(path: &Path, exposures: &[Exposure], unsafe_key: UnsafeKey) -> Error {
    let (seen, fix) = in_words(exposures);
    let go_on = "`--allow-unsafe-key` continues with a warning";
    let is_offered = unsafe_key == UnsafeKey::Offer;
    let error = Error::no_key(format!("{} {seen}", shown(path)));
    if exposures.iter().any(|it| it.check == WRONG_OWNER) {
        let as_owner = format!("run this as the owner of the key: {}", permissions(path));
        return error.hint(match is_offered {
            true => format!("{as_owner} ({go_on})"),
            false => as_owner,
        });
    }
    // Nobody but its owner can close another's folder.
    let own_folder = format!("keep the key in a folder of your own{OWN_FOLDER}");
    let fix = fix.map(|fix| fix + &taken_from_group(path, exposures));
    match (fix, is_offered) {
        (None, true) if is_loose_way(exposures) => error.hint(format!("{own_folder} ({go_on})")),
        (None, false) if is_loose_way(exposures) => error.hint(own_folder),
        (None, true) => error.hint(go_on),
        (None, false) => error,
        (Some(fix), true) => error.hint(format!("fix it with: {fix} ({go_on})")),
        (Some(fix), false) => error.hint(format!("fix it with: {fix}")),
    }
}

/// What closing a file takes from its group, where that is not its owner's own: a
/// service may read the key as a member.
#[cfg(unix)]
fn taken_from_group(path: &Path, exposures: &[Exposure]) -> String {
    use std::os::unix::fs::MetadataExt;

    use crate::subject::GROUP_ACCESS;

    let is_of_group = exposures.iter().any(|it| it.check == GROUP_ACCESS);
    // New files have the group of who makes them: nobody has chosen it.
    let own = rustix::process::getegid().as_raw();
    match path.metadata() {
        // Where every user has a group of his own, it has his number.
        Ok(facts) if is_of_group && ![facts.uid(), own].contains(&facts.gid()) => format!(
            ", after which group {} cannot read it; if a service reads it as a member, give it the \
             file as well: chown USER {}",
            facts.gid(),
            crate::shell::quoted(path)
        ),
        _ => String::new(),
    }
}

#[cfg(not(unix))]
fn taken_from_group(_path: &Path, _exposures: &[Exposure]) -> String {
    String::new()
}

pub(super) fn not_regular(path: &Path, kind: Kind, unsafe_key: UnsafeKey) -> Error {
    let hint = match kind {
        Kind::Directory => "name the key file in it",
        _ if unsafe_key == UnsafeKey::Refuse => "name the file that has the key in it",
        _ if cfg!(windows) => "standard input is read with `--key -`",
        _ => "a pipe is read with `--key fd:N`, standard input with `--key -`",
    };
    Error::no_key(format!(
        "{} is {}, not a key file",
        shown(path),
        kind.with_article()
    ))
    .hint(hint)
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use crate::exit::Exit;
    use crate::subject::GROUP_ACCESS;
    use std::fs;
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::path::PathBuf;
    use tempfile::TempDir;

    fn file(content: &[u8], mode: u32) -> (TempDir, PathBuf) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("key");
        fs::write(&path, content).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        (directory, path)
    }

    fn failure(path: &Path, unsafe_key: UnsafeKey) -> (Exit, String, String) {
        let error = read(path, unsafe_key).unwrap_err();
        let here = format!("{}/", path.parent().unwrap().display());
        let without = |text: String| text.replace(&here, "");
        let hint = without(error.hint.unwrap_or_default());
        (error.exit, without(error.message), hint)
    }

    #[test]
    fn a_safe_key_is_read_as_it_is_also_through_a_link() {
        let (directory, path) = file(b" secret\n", 0o400);
        let link = directory.path().join("link");
        symlink("key", &link).unwrap();
        for path in [&path, &link] {
            let read = read(path, UnsafeKey::Refuse).unwrap();
            assert_eq!(read.key.bytes(), b" secret\n");
            assert_eq!(read.exposures, []);
        }
    }

    #[test]
    fn an_absent_key_is_no_key_and_the_hint_makes_no_other() {
        let directory = tempfile::tempdir().unwrap();
        let (exit, message, hint) = failure(&directory.path().join("key"), UnsafeKey::Refuse);
        assert_eq!(exit, Exit::NoKey);
        assert_eq!(message, "there is no key file at key");
        assert!(hint.starts_with("name the key that is in use: "));
        let (file, below) = (directory.path().join("f"), directory.path().join("f/key"));
        fs::write(file, "").unwrap();
        assert_eq!(failure(&below, UnsafeKey::Refuse).0, Exit::NoKey);
    }

    #[test]
    fn a_dangling_link_is_no_key_and_says_so() {
        let directory = tempfile::tempdir().unwrap();
        let link = directory.path().join("link");
        symlink("nowhere", &link).unwrap();
        let (exit, message, hint) = failure(&link, UnsafeKey::Allow);
        assert_eq!(exit, Exit::NoKey);
        assert!(message.starts_with("link is a symbolic link"), "{message}");
        assert_eq!(hint, "see where it leads with: ls -l link");
    }

    #[test]
    fn an_unsafe_key_is_refused_with_its_fix() {
        let (_directory, path) = file(b"secret", 0o644);
        let (exit, message, hint) = failure(&path, UnsafeKey::Offer);
        assert_eq!(exit, Exit::NoKey);
        assert_eq!(message, "key can be read by others (mode 0644)");
        assert_eq!(
            hint,
            "fix it with: chmod 600 key (`--allow-unsafe-key` continues with a warning)"
        );
        let (exit, _, hint) = failure(&path, UnsafeKey::Refuse);
        assert_eq!((exit, &*hint), (Exit::NoKey, "fix it with: chmod 600 key"));
    }

    #[test]
    fn an_unsafe_key_is_read_when_that_is_allowed() {
        let (_directory, path) = file(b"secret", 0o604);
        let read = read(&path, UnsafeKey::Allow).unwrap();
        assert_eq!(read.key.bytes(), b"secret");
        let ids: Vec<_> = read.exposures.iter().map(|it| it.check.id).collect();
        assert_eq!(ids, ["CK101"]);
    }

    #[test]
    fn findings_with_different_remedies_are_all_told() {
        let exposure = |observed: &str, fix: &str| Exposure {
            check: GROUP_ACCESS,
            observed: observed.to_owned(),
            fix: Some(fix.to_owned()),
        };
        let exposures = [
            exposure("is open", "close"),
            exposure("is wide open", "close"),
            exposure("is not yours", "take"),
        ];
        let error = refused(Path::new("key"), &exposures, UnsafeKey::Offer);
        assert_eq!(error.message, "key is open and is not yours");
        let hint = error.hint.unwrap();
        assert!(hint.starts_with("fix it with: close && take ("), "{hint}");
    }

    #[test]
    fn what_is_not_a_regular_file_is_never_read() {
        let directory = tempfile::tempdir().unwrap();
        let fifo = directory.path().join("fifo");
        let made = std::process::Command::new("mkfifo").arg(&fifo).status();
        assert!(made.unwrap().success());
        for unsafe_key in [UnsafeKey::Offer, UnsafeKey::Allow] {
            let (exit, message, hint) = failure(&fifo, unsafe_key);
            assert_eq!(exit, Exit::NoKey);
            assert_eq!(message, "fifo is a pipe, not a key file");
            assert!(hint.contains("--key fd:N"));
            let (exit, _, hint) = failure(directory.path(), unsafe_key);
            assert_eq!(exit, Exit::NoKey);
            assert_eq!(hint, "name the key file in it");
        }
    }

    #[test]
    fn sizes_are_bounded_on_both_ends() {
        let (_directory, path) = file(b"", 0o600);
        let (exit, message, _) = failure(&path, UnsafeKey::Refuse);
        assert_eq!(exit, Exit::NoKey);
        assert_eq!(message, "the key file key is empty");

        let (_directory, path) = file(&vec![b'a'; MAX_KEY_BYTES], 0o600);
        let read = read(&path, UnsafeKey::Refuse).unwrap();
        assert_eq!(read.key.bytes().len(), MAX_KEY_BYTES);

        let (_directory, path) = file(&vec![b'a'; MAX_KEY_BYTES + 1], 0o600);
        let (exit, message, _) = failure(&path, UnsafeKey::Refuse);
        assert_eq!(exit, Exit::CouldNot);
        assert_eq!(
            message,
            "key has 65537 bytes or more; a key has at most 65536"
        );
    }
}
