//! Rewriting a file: whole or not at all, and through no link.
//!
//! A key file is made by [`crate::keys::file`], closed to others and never
//! over anything. This one is for everybody to read, and there may be an old
//! one in its place.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::Write;
use std::os::fd::OwnedFd;
use std::path::Path;

use rustix::fs::{AtFlags, CWD, Mode, OFlags, RawMode, fchmod, openat, renameat, statat, unlinkat};
use rustix::io::Errno;

use crate::audit::facts::rooted::quoted;
use crate::crypto;
use crate::error::{Error, Result, reason, reason_of};
use crate::shell::shown;
use crate::subject::{Kind, permission_bits};
use crate::sys;

/// Random bytes in a temporary name: two runs never meet.
const TEMPORARY_BYTES: usize = 8;

/// The permission bits that a baseline may have.
const READ_AND_WRITE: u32 = 0o666;

/// Puts a file with these bytes at the path, over a regular file that is
/// there, whose mode it keeps.
///
/// # Errors
/// *Could not*, and what was there is there still: it is no regular file, or a
/// step failed. *Uncertain* when it is in place and may not outlive a power
/// failure.
pub fn replace(path: &Path, bytes: &[u8], what: &'static str) -> Result<()> {
    sys::ignore_file_size_signal();
    let place = Place::open(path, what)?;
    let old_mode = place.old_mode()?;
    let temporary = place.temporary_name()?;
    let flags = OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::WRONLY | OFlags::CLOEXEC;
    // As every file is made: less what the umask takes.
    let everybody = Mode::from_raw_mode(0o666);
    let file = openat(&place.directory, &temporary, flags, everybody)
        .map_err(|error| failed(what, path, "opening a new one: ", &reason(error)))?;
    let written = fill(file, bytes, old_mode).and_then(|()| {
        renameat(&place.directory, &temporary, &place.directory, place.name)
            .map_err(|error| ("putting it in its place: ", error.into()))
    });
    if let Err((doing, error)) = written {
        let _ = unlinkat(&place.directory, &temporary, AtFlags::empty());
        return Err(failed(what, path, doing, &reason_of(&error)));
    }
    File::from(place.directory).sync_all().map_err(|error| {
        let (shown, why) = (shown(path), reason_of(&error));
        Error::uncertain(format!(
            "{what} {shown} may not outlive a power failure: syncing its directory: {why}"
        ))
        .hint("it is in place; run: sync")
    })
}

fn failed(what: &str, path: &Path, doing: &str, why: &str) -> Error {
    let shown = shown(path);
    Error::could_not(format!("could not write {what} {shown}: {doing}{why}"))
        .hint("nothing was changed; name a file in a folder that you can write")
}

/// A name in an open directory: every step is about the same one.
struct Place<'a> {
    path: &'a Path,
    directory: OwnedFd,
    name: &'a OsStr,
    /// What the file is called in messages.
    what: &'static str,
}

impl<'a> Place<'a> {
    fn open(path: &'a Path, what: &'static str) -> Result<Place<'a>> {
        let folder = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        let is_folder = path.as_os_str().as_encoded_bytes().ends_with(b"/");
        let name = path.file_name().filter(|_| !is_folder);
        let name = name.ok_or_else(|| failed(what, path, "", "it names no file"))?;
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        match openat(CWD, folder, flags, Mode::empty()) {
            Ok(directory) => Ok(Place {
                path,
                directory,
                name,
                what,
            }),
            Err(Errno::NOENT) => {
                let why = format!("there is no directory {}", shown(folder));
                let hint = format!("make it with: mkdir -p {}", quoted(folder));
                Err(failed(what, path, "", &why).hint(hint))
            }
            Err(error) => Err(failed(
                what,
                path,
                "opening its directory: ",
                &reason(error),
            )),
        }
    }

    /// The mode of the file that is there; `None` when there is none. It may
    /// be anybody's in a folder of theirs: no more is taken of it than who may
    /// read and write, or a file of root's would run as root.
    fn old_mode(&self) -> Result<Option<u32>> {
        match statat(&self.directory, self.name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) if Kind::of(&stat) == Kind::Regular => {
                Ok(Some(permission_bits(&stat) & READ_AND_WRITE))
            }
            Ok(stat) => {
                let kind = Kind::of(&stat).with_article();
                Err(failed(
                    self.what,
                    self.path,
                    "",
                    &format!("{kind} is there"),
                ))
            }
            Err(Errno::NOENT) => Ok(None),
            Err(error) => Err(failed(
                self.what,
                self.path,
                "looking at it: ",
                &reason(error),
            )),
        }
    }

    /// A hidden name that tells whose it is, should it be left behind, and
    /// that nobody can know before.
    fn temporary_name(&self) -> Result<OsString> {
        let random = u64::from_ne_bytes(*crypto::random::<TEMPORARY_BYTES>()?);
        let mut name = OsString::from(".");
        name.push(self.name);
        name.push(format!(".{random:016x}.tmp"));
        Ok(name)
    }
}

/// A step that failed, and how.
type Failed = (&'static str, std::io::Error);

/// Writes the new file and puts it on the disk, with the mode of the old one.
fn fill(file: OwnedFd, bytes: &[u8], mode: Option<u32>) -> std::result::Result<(), Failed> {
    if let Some(mode) = mode {
        let mode = Mode::from_raw_mode(mode as RawMode);
        fchmod(&file, mode).map_err(|error| ("setting its mode: ", error.into()))?;
    }
    let mut file = File::from(file);
    file.write_all(bytes)
        .map_err(|error| ("writing: ", error))?;
    file.sync_all().map_err(|error| ("syncing: ", error))
}
