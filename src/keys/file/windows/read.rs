//! Reading a key from a file, if nobody else can.

use std::io;
use std::path::Path;

use crate::error::{Error, Result};
use crate::keys::file::read::{Read, UnsafeKey, key_from, not_regular, refused, unopened};
use crate::shell::shown;
use crate::subject::{Exposure, Found, Me, Reserved, Subject, is_reserved};

/// Reads the key in the file at `path`, following symbolic links.
///
/// # Errors
/// *No key* when the file is absent, empty, may not be read, is no regular
/// file, or is open to others and `unsafe_key` does not allow that; *could not* when
/// it is too large, or fails to be read.
pub fn read(path: &Path, unsafe_key: UnsafeKey) -> Result<Read> {
    if is_reserved(path) == Some(Reserved::Stream) {
        return Err(Error::no_key(format!(
            "{} names a hidden stream of a file (FILE:STREAM), not a key file",
            shown(path)
        ))
        .hint("name the file that has the key in it"));
    }
    let failed = |error: io::Error| unopened(path, error);
    let subject = match Subject::open(path).map_err(failed)? {
        Found::Regular(subject) => subject,
        Found::Other(kind) => return Err(not_regular(path, kind, unsafe_key)),
    };
    let me = Me::ask().map_err(failed)?;
    let way = subject.way(&me).map_err(failed)?;
    judged(&subject, &me, way, unsafe_key)
}

/// Reads the key in a file that was looked up in a folder that was judged: what
/// is judged is what is read.
pub(super) fn read_from(subject: &Subject, me: &Me, unsafe_key: UnsafeKey) -> Result<Read> {
    judged(subject, me, vec![], unsafe_key)
}

fn judged(subject: &Subject, me: &Me, way: Vec<Exposure>, unsafe_key: UnsafeKey) -> Result<Read> {
    let path = &subject.path;
    let mut exposures = subject.exposures(me);
    exposures.extend(way);
    if !exposures.is_empty() && unsafe_key != UnsafeKey::Allow {
        return Err(refused(path, &exposures, unsafe_key));
    }
    let key = key_from(path, subject.content(), subject.size)?;
    Ok(Read { key, exposures })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exit::Exit;
    use crate::keys::Key;
    use crate::keys::file::create;
    use std::fs;

    #[test]
    fn what_is_not_a_regular_file_is_never_read() {
        let folder = tempfile::tempdir().unwrap();
        for (path, said) in [
            (Path::new("NUL"), "NUL is a device, not a key file"),
            (Path::new("con.key"), "con.key is a device, not a key file"),
            (
                Path::new(r"\\.\pipe\k"),
                r"\\.\pipe\k is a pipe, not a key file",
            ),
            (
                Path::new("key:s"),
                "key:s names a hidden stream of a file (FILE:STREAM), not a key file",
            ),
        ] {
            let error = read(path, UnsafeKey::Allow).unwrap_err();
            assert_eq!((error.exit, &*error.message), (Exit::NoKey, said));
        }
        let error = read(folder.path(), UnsafeKey::Offer).unwrap_err();
        assert_eq!(error.hint.as_deref(), Some("name the key file in it"));
    }

    #[test]
    fn a_key_is_read_as_it_is_and_an_absent_one_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        create(&path, &Key::new(b" secret\r\n".to_vec().into())).unwrap();
        let read_key = read(&path, UnsafeKey::Refuse).unwrap();
        assert_eq!(read_key.key.bytes(), b" secret\r\n");
        assert_eq!(read_key.exposures, []);
        fs::remove_file(&path).unwrap();
        assert_eq!(
            read(&path, UnsafeKey::Refuse).unwrap_err().exit,
            Exit::NoKey
        );
    }
}
