//! The way to a file: every directory and every link that a path leads
//! through, each looked at on a descriptor of its own.
//!
//! A key is as safe as the loosest directory above it: anyone who may rename
//! names there can put a key of their own in its place. So the path is walked
//! as the kernel walks it, one name at a time, each from the descriptor of
//! the directory before, and links are taken by hand, because the kernel
//! would follow them without telling.

mod found;

use std::ffi::OsString;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::path::{Component, Path, PathBuf};

use rustix::fs::{CWD, Mode, OFlags, Stat, fstat, openat, readlinkat};
use rustix::io::Errno;

pub use self::found::Found;
use super::file_system::FileSystem;
use super::{Acl, Kind, READING, Subject, acl, acl_of_place, permission_bits, same_file};

/// The most links on one way: what Linux allows (`MAXSYMLINKS`).
const MAX_LINKS: usize = 40;

/// A directory on the way.
#[derive(Clone, Debug)]
pub struct Directory {
    /// Its path without links.
    pub path: PathBuf,
    /// The permission bits, with setuid, setgid and sticky.
    pub mode: u32,
    /// The number of the owner.
    pub uid: u32,
    /// The number of the group.
    pub gid: u32,
    /// The list that decides who may do what in it.
    pub acl: Option<Acl>,
    /// The list that every file made in it is given.
    pub default_acl: Option<Acl>,
}

/// A symbolic link on the way.
#[derive(Clone, Debug)]
pub struct Hop {
    /// The link itself.
    pub path: PathBuf,
    /// What is written in it.
    pub target: PathBuf,
    /// The number of its owner.
    pub uid: u32,
}

/// A file with the way to it.
#[derive(Debug)]
pub struct Trail {
    /// The path without links.
    pub real: PathBuf,
    /// The directories in the order in which they were entered, those that
    /// hold a link among them; the last one holds the file.
    pub directories: Vec<Directory>,
    /// The links in the order in which they were followed.
    pub hops: Vec<Hop>,
    /// Whether the last name of the path was a link.
    pub ends_in_link: bool,
    /// The facts of the file. Its content is there when it may be read.
    pub subject: Subject,
    /// Why the content of a regular file could not be opened.
    pub unread: Option<io::Error>,
    /// The file system that it is on.
    pub file_system: FileSystem,
}

impl Trail {
    /// Walks to what `path` leads to. Never waits, whatever is there.
    ///
    /// # Errors
    /// What the system says of the first name that could not be looked at,
    /// and when a list of permissions cannot be understood.
    pub fn walk(path: &Path) -> io::Result<Trail> {
        Trail::walk_in(Path::new("/"), path)
    }

    /// Walks to what `path`, which is below `root`, leads to for a process
    /// whose root directory that is: neither an absolute link nor `..` leads
    /// out of it. Only the directories from `root` on are on the way then. A
    /// path that is not below `root` is walked as by [`Trail::walk`].
    ///
    /// # Errors
    /// As of [`Trail::walk`].
    pub fn walk_in(root: &Path, path: &Path) -> io::Result<Trail> {
        let mut walker = Walker::to(root, path)?;
        let (place, stat) = walker.run()?;
        walker.into_trail(path, place, &stat)
    }
}

/// The path without links to what `path`, which is below `root`, leads to for a
/// process whose root directory that is, as far as that is there. Nothing is
/// opened but directories, for looking at them.
///
/// # Errors
/// When there are too many links, or a directory may not be entered.
pub fn real_in(root: &Path, path: &Path) -> io::Result<PathBuf> {
    let mut walker = Walker::to(root, path)?;
    walker.looks = false;
    match walker.run() {
        Ok(_) => Ok(walker.real),
        Err(error) => match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Ok(walker.missing()),
            _ => Err(error),
        },
    }
}

/// Where a walk has got to.
struct Walker {
    /// The open directories from the root down to where the walk is.
    stack: Vec<(OwnedFd, PathBuf)>,
    /// The names still to come, the next one last.
    names: Vec<OsString>,
    directories: Vec<Directory>,
    hops: Vec<Hop>,
    real: PathBuf,
    ends_in_link: bool,
    /// Whether the directories on the way are looked at.
    looks: bool,
    /// Whether a link that is the last name is followed.
    follows_last: bool,
}

impl Walker {
    /// A walk that begins at `root` and goes to `path`, or at `/` if it is not
    /// below that.
    fn to(root: &Path, path: &Path) -> io::Result<Walker> {
        let absolute = std::path::absolute(path)?;
        let real = root.canonicalize()?;
        let inner = [&std::path::absolute(root)?, &real]
            .into_iter()
            .find_map(|root| absolute.strip_prefix(root).ok());
        let mut walker = Walker::from_root(match inner {
            Some(_) => real,
            None => PathBuf::from("/"),
        })?;
        walker.push(inner.unwrap_or(&absolute));
        Ok(walker)
    }

    fn from_root(path: PathBuf) -> io::Result<Walker> {
        let root = open_component(CWD, &path)?;
        let mut walker = Walker {
            stack: Vec::new(),
            names: Vec::new(),
            directories: Vec::new(),
            hops: Vec::new(),
            real: path.clone(),
            ends_in_link: false,
            looks: true,
            follows_last: true,
        };
        let stat = fstat(&root)?;
        walker.enter(root, &stat, path)?;
        Ok(walker)
    }

    /// Where a walk would have gone that found a name missing.
    fn missing(&self) -> PathBuf {
        let (_, at) = self.stack.last().expect("the root is never left");
        let mut path = at.join(self.real.file_name().unwrap_or_default());
        for name in self.names.iter().rev() {
            match name == ".." {
                // Behind a name that is missing nothing is found anyway.
                true => path.push("."),
                false => path.push(name),
            }
        }
        path
    }

    /// Puts the names of a path before those still to come.
    fn push(&mut self, path: &Path) {
        let names = path.components().rev().filter_map(|name| match name {
            Component::Normal(name) => Some(name.to_owned()),
            Component::ParentDir => Some("..".into()),
            _ => None,
        });
        self.names.extend(names);
    }

    fn run(&mut self) -> io::Result<(OwnedFd, Stat)> {
        while let Some(name) = self.names.pop() {
            if name == ".." {
                // The root is its own parent.
                if self.stack.len() > 1 {
                    self.stack.pop();
                }
                continue;
            }
            let (directory, at) = self.stack.last().expect("the root is never left");
            let path = at.join(&name);
            self.real.clone_from(&path);
            let place = open_component(directory.as_fd(), name.as_ref())?;
            let stat = fstat(&place)?;
            match Kind::of(&stat) {
                Kind::Link if self.follows_last || !self.names.is_empty() => {
                    self.follow(&place, path, stat.st_uid)?;
                }
                Kind::Directory => self.enter(place, &stat, path)?,
                _ if self.names.is_empty() => {
                    self.real = path;
                    return Ok((place, stat));
                }
                _ => return Err(Errno::NOTDIR.into()),
            }
        }
        let (place, path) = self.stack.pop().expect("the root is never left");
        self.directories.pop();
        self.real = path;
        let stat = fstat(&place)?;
        Ok((place, stat))
    }

    fn follow(&mut self, link: &OwnedFd, path: PathBuf, uid: u32) -> io::Result<()> {
        if self.hops.len() == MAX_LINKS {
            return Err(Errno::LOOP.into());
        }
        let target = link_target(link, &path)?;
        if self.names.is_empty() {
            self.ends_in_link = true;
        }
        if target.is_absolute() {
            self.stack.truncate(1);
        }
        self.push(&target);
        self.hops.push(Hop { path, target, uid });
        Ok(())
    }

    fn enter(&mut self, place: OwnedFd, stat: &Stat, path: PathBuf) -> io::Result<()> {
        // A link may lead back to where the walk has been.
        if self.looks && !self.directories.iter().any(|seen| seen.path == path) {
            self.directories.push(Directory {
                mode: permission_bits(stat),
                uid: stat.st_uid,
                gid: stat.st_gid,
                acl: acl_of_place(&place, &path, acl::ATTRIBUTE)?,
                default_acl: acl_of_place(&place, &path, acl::DEFAULT_ATTRIBUTE)?,
                path: path.clone(),
            });
        }
        self.stack.push((place, path));
        Ok(())
    }

    fn into_trail(mut self, path: &Path, place: OwnedFd, stat: &Stat) -> io::Result<Trail> {
        // The directory of the file comes last, also when it was entered
        // before a link on the way was taken.
        if let Some(parent) = self.real.parent()
            && let Some(index) = self.directories.iter().position(|it| it.path == parent)
        {
            let holder = self.directories.remove(index);
            self.directories.push(holder);
        }
        let file_system = FileSystem::of(&place)?;
        let acl = acl_of_place(&place, &self.real, acl::ATTRIBUTE)?;
        let (file, unread) = match Kind::of(stat) {
            Kind::Regular => match open_content(&place, &self.real) {
                Ok(file) => (Some(file), None),
                Err(error) => (None, Some(error)),
            },
            _ => (None, None),
        };
        // The last word on the facts has the descriptor that is read.
        let stat = match &file {
            Some(file) => {
                let read = fstat(file)?;
                if !same_file(&read, stat) {
                    return Err(super::replaced());
                }
                read
            }
            None => *stat,
        };
        Ok(Trail {
            subject: Subject::of(path, &stat, acl, file),
            unread,
            file_system,
            real: self.real,
            directories: self.directories,
            hops: self.hops,
            ends_in_link: self.ends_in_link,
        })
    }
}

/// Opens one name for looking at it alone: a link is not followed, a pipe or
/// a device not opened.
#[cfg(target_os = "linux")]
fn open_component(directory: std::os::fd::BorrowedFd, name: &Path) -> io::Result<OwnedFd> {
    let flags = OFlags::PATH | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    Ok(openat(directory, name, flags, Mode::empty())?)
}

/// Opens one name without following a link or waiting for a pipe. Systems
/// without `O_PATH` want permission to read for that.
#[cfg(not(target_os = "linux"))]
fn open_component(directory: std::os::fd::BorrowedFd, name: &Path) -> io::Result<OwnedFd> {
    let looked = rustix::fs::statat(directory, name, rustix::fs::AtFlags::SYMLINK_NOFOLLOW)?;
    let flags = match Kind::of(&looked) {
        #[cfg(target_vendor = "apple")]
        Kind::Link => READING | OFlags::SYMLINK,
        _ => READING | OFlags::NOFOLLOW,
    };
    Ok(openat(directory, name, flags, Mode::empty())?)
}

#[cfg(target_os = "linux")]
fn link_target(link: &OwnedFd, _path: &Path) -> io::Result<PathBuf> {
    path_of(readlinkat(link, "", Vec::new())?)
}

#[cfg(not(target_os = "linux"))]
fn link_target(_link: &OwnedFd, path: &Path) -> io::Result<PathBuf> {
    path_of(readlinkat(CWD, path, Vec::new())?)
}

fn path_of(target: std::ffi::CString) -> io::Result<PathBuf> {
    use std::os::unix::ffi::OsStringExt;
    Ok(OsString::from_vec(target.into_bytes()).into())
}

/// Opens for reading what was looked at, by the descriptor and not by a name.
#[cfg(target_os = "linux")]
fn open_content(place: &OwnedFd, path: &Path) -> io::Result<OwnedFd> {
    let name = super::descriptor_path(place);
    match openat(CWD, name, READING, Mode::empty()) {
        // Without /proc there is only the name.
        Err(Errno::NOENT) => Ok(openat(
            CWD,
            path,
            READING | OFlags::NOFOLLOW,
            Mode::empty(),
        )?),
        other => Ok(other?),
    }
}

#[cfg(not(target_os = "linux"))]
fn open_content(_place: &OwnedFd, path: &Path) -> io::Result<OwnedFd> {
    Ok(openat(CWD, path, READING, Mode::empty())?)
}

#[cfg(test)]
mod tests;
