//! The facts of one path, looked up once, on one descriptor.
//!
//! Anyone who judges a file and then opens it by name again judges one file and
//! uses another. So everything that is known of a path here was asked of one
//! descriptor, and its content is read from that descriptor too.
//!
//! Looking does nothing to what is looked at: only a regular file is ever
//! opened for real. A FIFO would wait for a writer, a tape would rewind.

pub mod acl;
mod age;
mod exposure;
pub mod file_system;
mod kind;
#[cfg(unix)]
mod look;
#[cfg(unix)]
pub mod trail;
#[cfg(unix)]
pub mod users;
#[cfg(unix)]
pub mod way;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
use std::ffi::OsStr;
#[cfg(unix)]
use std::fs::File;
#[cfg(unix)]
use std::io;
#[cfg(unix)]
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
#[cfg(unix)]
use std::path::{Path, PathBuf};

#[cfg(unix)]
use rustix::fs::{CWD, Mode, OFlags, Stat, fstat};

pub use acl::{Acl, Entry, Who};
pub use age::{Age, AgeSource, SKEW};
#[cfg(windows)]
pub use exposure::PERMISSIONS_UNKNOWN;
pub use exposure::{
    ACL_GRANTS_ACCESS, CheckId, Exposure, GROUP_ACCESS, NOT_REGULAR_FILE, OTHERS_CAN_READ,
    OTHERS_CAN_WRITE, PARENT_OWNER_UNTRUSTED, PARENT_SYMLINK_HOP, PARENT_WRITABLE_BY_OTHERS,
    WRONG_OWNER, in_words,
};
pub use kind::Kind;
#[cfg(target_os = "linux")]
pub(crate) use look::descriptor_path;
#[cfg(unix)]
use look::{READING, look_up, replaced};
#[cfg(windows)]
pub use windows::stat::{self, OFlags, Stat, identity};
#[cfg(windows)]
pub use windows::{
    ADMINISTRATORS, Found, Me, Reserved, SYSTEM, Subject, exposures_in, exposures_of, is_reserved,
    lets_others_add,
};
#[cfg(windows)]
pub use windows::{trail, users};

/// The permission bits of a mode, with setuid, setgid and sticky.
#[cfg(unix)]
#[allow(clippy::useless_conversion, reason = "a mode has 16 bits on macOS")]
pub(crate) fn permission_bits(stat: &Stat) -> u32 {
    Mode::from_raw_mode(stat.st_mode).bits().into()
}

/// The mode of standard output, when that is a file that others can read or
/// write.
#[cfg(unix)]
pub fn open_stdout_mode() -> Option<u32> {
    const OTHERS: u32 = 0o077;
    let stat = fstat(rustix::stdio::stdout()).ok()?;
    let mode = permission_bits(&stat);
    (Kind::of(&stat) == Kind::Regular && mode & OTHERS != 0).then_some(mode)
}

/// Whether both are of the same file, whatever its names.
#[cfg(unix)]
pub(crate) fn same_file(one: &Stat, other: &Stat) -> bool {
    (one.st_dev, one.st_ino) == (other.st_dev, other.st_ino)
}

/// Device and inode of a file.
#[cfg(unix)]
#[allow(clippy::useless_conversion, clippy::unnecessary_cast)]
pub(crate) fn identity(stat: &Stat) -> (u64, u64) {
    (stat.st_dev as u64, stat.st_ino.into())
}

/// A path and what was found there. Symbolic links were followed: secrets are
/// mounted through links, by Kubernetes among others.
#[cfg(unix)]
#[derive(Debug)]
pub struct Subject {
    /// The path as it was asked for.
    pub path: PathBuf,
    /// What is there.
    pub kind: Kind,
    /// The permission bits, with setuid, setgid and sticky. With an access
    /// control list the group bits show its mask.
    pub mode: u32,
    /// The number of the owner.
    pub uid: u32,
    /// The number of the group.
    pub gid: u32,
    /// Bytes of the content, as the file system says.
    pub size: u64,
    /// How many names it has on its file system.
    pub links: u64,
    /// Device and inode: which file it is, whatever its names.
    pub identity: (u64, u64),
    /// When the content was last written, in seconds since 1970: forgeable.
    pub modified: i64,
    /// When anything about it last changed: seconds and nanoseconds.
    pub changed: (i64, i64),
    /// The access control list, where the system has the POSIX kind (Linux)
    /// and the file has one.
    pub acl: Option<Acl>,
    /// The content of a regular file.
    file: Option<File>,
}

#[cfg(unix)]
impl Subject {
    /// Looks a path up. Never waits, whatever is there.
    ///
    /// # Errors
    /// What the system says: the path does not exist, a regular file may not
    /// be read. An access control list that cannot be understood is an error
    /// too: not knowing who may read a file is not the same as nobody.
    pub fn open(path: &Path) -> io::Result<Subject> {
        Subject::looked_up(path, look_up(CWD, path, OFlags::empty())?)
    }

    /// Looks up a name in an open directory as [`Subject::open`] does a path,
    /// but not through a link: a link is what it is then. `path` is what the
    /// name is called in messages.
    ///
    /// # Errors
    /// As of [`Subject::open`].
    pub fn open_in(directory: BorrowedFd<'_>, name: &OsStr, path: &Path) -> io::Result<Subject> {
        let found = look_up(directory, Path::new(name), OFlags::NOFOLLOW)?;
        Subject::looked_up(path, found)
    }

    fn looked_up(path: &Path, (stat, file): (Stat, Option<OwnedFd>)) -> io::Result<Subject> {
        let acl = match &file {
            Some(file) => read_acl(file)?,
            None => None,
        };
        Ok(Subject::of(path, &stat, acl, file))
    }

    #[allow(
        clippy::useless_conversion,
        clippy::unnecessary_cast,
        reason = "the fields of a stat have other widths on other systems"
    )]
    fn of(path: &Path, stat: &Stat, acl: Option<Acl>, file: Option<OwnedFd>) -> Subject {
        Subject {
            path: path.to_owned(),
            kind: Kind::of(stat),
            mode: permission_bits(stat),
            uid: stat.st_uid,
            gid: stat.st_gid,
            size: u64::try_from(stat.st_size).unwrap_or(0),
            links: stat.st_nlink.into(),
            identity: identity(stat),
            modified: stat.st_mtime.into(),
            changed: (stat.st_ctime.into(), stat.st_ctime_nsec as i64),
            acl,
            file: file.map(File::from),
        }
    }

    /// Whether the file is as it was when it was looked at.
    ///
    /// # Errors
    /// When the system cannot say.
    #[allow(clippy::useless_conversion, clippy::unnecessary_cast)]
    pub fn is_unchanged(&self) -> io::Result<bool> {
        let Some(file) = &self.file else {
            return Ok(true);
        };
        let now = fstat(file)?;
        let changed = (now.st_ctime.into(), now.st_ctime_nsec as i64);
        Ok(changed == self.changed && u64::try_from(now.st_size) == Ok(self.size))
    }

    /// When the file was made, in seconds since 1970, where that is known:
    /// unlike the time of writing it cannot be set.
    pub fn born(&self) -> Option<i64> {
        let created = self.file.as_ref()?.metadata().ok()?.created().ok()?;
        let since = created.duration_since(std::time::UNIX_EPOCH).ok()?;
        i64::try_from(since.as_secs()).ok()
    }

    /// The content as [`Subject::into_content`] gives it, kept here.
    pub fn content(&self) -> Option<&File> {
        self.file.as_ref()
    }

    /// Gives the content back to the system when it was looked at: a process
    /// may have some hundred files open, and a folder more keys.
    pub fn close(&mut self) {
        self.file = None;
    }

    /// The content, from its start: of a regular file only. It is the file
    /// that the other facts are about, even if the path names another by now.
    pub fn into_content(self) -> Option<File> {
        self.file
    }
}

#[cfg(target_os = "linux")]
fn read_acl(file: &impl AsFd) -> io::Result<Option<Acl>> {
    acl_by(|buffer| rustix::fs::fgetxattr(file, acl::ATTRIBUTE, buffer))
}

/// The list in an attribute of what an `O_PATH` descriptor is of: such a
/// descriptor has no attributes to ask for, but its name in `/proc` does.
#[cfg(target_os = "linux")]
fn acl_of_place(place: &OwnedFd, path: &Path, attribute: &str) -> io::Result<Option<Acl>> {
    let by = |name: &Path| acl_by(|buffer| rustix::fs::getxattr(name, attribute, buffer));
    match by(descriptor_path(place).as_ref()) {
        // Without /proc there is only the name.
        Err(error) if error.kind() == io::ErrorKind::NotFound => by(path),
        other => other,
    }
}

/// Room for the entries of every list that is not made to be large, which is
/// asked for first: the full size is 16 pages of memory.
#[cfg(target_os = "linux")]
const USUAL_ACL_BYTES: usize = 1024;

/// The list that a call puts into a buffer.
#[cfg(target_os = "linux")]
fn acl_by(
    get: impl Fn(rustix::buffer::SpareCapacity<'_, u8>) -> rustix::io::Result<usize>,
) -> io::Result<Option<Acl>> {
    use rustix::buffer::spare_capacity;
    use rustix::io::Errno;

    let mut raw = Vec::with_capacity(USUAL_ACL_BYTES);
    let mut read = get(spare_capacity(&mut raw));
    if read == Err(Errno::RANGE) {
        raw.reserve_exact(acl::MAX_BYTES);
        read = get(spare_capacity(&mut raw));
    }
    match read {
        Ok(_) => {}
        // No list, or a file system without them.
        Err(Errno::NODATA | Errno::OPNOTSUPP) => return Ok(None),
        Err(error) => return Err(error.into()),
    }
    match Acl::parse(&raw) {
        Some(acl) => Ok(Some(acl)),
        None => Err(io::Error::new(
            io::ErrorKind::InvalidData,
            "its access control list cannot be understood",
        )),
    }
}

/// Other systems have lists of other kinds, which are not read yet.
#[cfg(all(unix, not(target_os = "linux")))]
fn acl_of_place(_place: &OwnedFd, _path: &Path, _attribute: &str) -> io::Result<Option<Acl>> {
    Ok(None)
}

/// Other systems have lists of other kinds, which are not read yet.
#[cfg(all(unix, not(target_os = "linux")))]
fn read_acl(_file: &impl AsFd) -> io::Result<Option<Acl>> {
    Ok(None)
}

/// Takes the access control list off a file, as a directory with a default
/// list gives one to every file made in it, whatever its mode.
#[cfg(target_os = "linux")]
pub(crate) fn remove_acl(file: &impl AsFd) -> rustix::io::Result<()> {
    use rustix::io::Errno;

    match rustix::fs::fremovexattr(file, acl::ATTRIBUTE) {
        Ok(()) | Err(Errno::NODATA | Errno::OPNOTSUPP) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Other systems have lists of other kinds, which are not removed yet.
#[cfg(all(unix, not(target_os = "linux")))]
pub(crate) fn remove_acl(_file: &impl AsFd) -> rustix::io::Result<()> {
    Ok(())
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use std::fs;
    use std::io::Read;
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::os::unix::net::UnixListener;

    fn directory() -> tempfile::TempDir {
        tempfile::tempdir().unwrap()
    }

    #[test]
    fn the_facts_of_a_regular_file_are_those_of_stat() {
        let directory = directory();
        let path = directory.path().join("key");
        fs::write(&path, "secret").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o4640)).unwrap();
        let subject = Subject::open(&path).unwrap();
        assert_eq!(subject.path, path);
        assert_eq!(subject.kind, Kind::Regular);
        assert_eq!(subject.mode, 0o4640);
        assert_eq!(subject.uid, rustix::process::geteuid().as_raw());
        assert_eq!(subject.gid, rustix::process::getegid().as_raw());
        assert_eq!(subject.size, 6);
        assert_eq!(subject.acl, None);
    }

    #[test]
    fn links_are_followed_and_a_dangling_one_is_absent() {
        let directory = directory();
        let (path, link) = (directory.path().join("key"), directory.path().join("link"));
        symlink("key", &link).unwrap();
        let absent = Subject::open(&link).unwrap_err();
        assert_eq!(absent.kind(), io::ErrorKind::NotFound);
        fs::write(&path, "secret").unwrap();
        assert_eq!(Subject::open(&link).unwrap().kind, Kind::Regular);
    }

    #[test]
    fn the_content_is_of_the_file_that_was_looked_at() {
        let directory = directory();
        let path = directory.path().join("key");
        fs::write(&path, "looked at").unwrap();
        let subject = Subject::open(&path).unwrap();
        fs::rename(&path, directory.path().join("old")).unwrap();
        fs::write(&path, "put there since").unwrap();
        let mut content = String::new();
        let mut file = subject.into_content().unwrap();
        file.read_to_string(&mut content).unwrap();
        assert_eq!(content, "looked at");
    }

    #[test]
    fn nothing_but_a_regular_file_is_opened_and_nothing_waits() {
        let directory = directory();
        let (fifo, socket) = (directory.path().join("fifo"), directory.path().join("sock"));
        let made = std::process::Command::new("mkfifo").arg(&fifo).status();
        assert!(made.unwrap().success());
        let _listener = UnixListener::bind(&socket).unwrap();
        for (path, kind) in [
            (directory.path(), Kind::Directory),
            (&fifo, Kind::Fifo),
            (&socket, Kind::Socket),
            (Path::new("/dev/null"), Kind::Device),
        ] {
            let subject = Subject::open(path).unwrap();
            assert_eq!(subject.kind, kind);
            assert!(subject.into_content().is_none());
        }
    }
}
