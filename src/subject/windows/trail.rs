//! A file with what the audit asks of it, by the names that the facts of Unix have:
//! modes and numbers of users are those of a file that nobody else may read, as an
//! access control list decides who may, which is judged by itself.

use std::convert::Infallible;
use std::fs::{File, Metadata};
use std::io;
use std::os::windows::io::OwnedHandle;
use std::path::{Path, PathBuf};

use super::super::file_system::FileSystem;
use super::super::{Acl, Exposure, Kind, NOT_REGULAR_FILE, PERMISSIONS_UNKNOWN};
use super::stat::{OFlags, Stat, canonical, fstat, stat};
use super::{Found as Looked, Me, Subject};
use crate::error::reason;

/// A directory on the way: none is looked at by its mode.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "as of Unix")]
pub struct Directory {
    pub path: PathBuf,
    pub mode: u32,
    pub uid: u32,
    pub gid: u32,
    pub acl: Option<Acl>,
    pub default_acl: Option<Acl>,
}

/// A symbolic link.
#[derive(Clone, Debug)]
pub struct Hop {
    /// The link itself.
    pub path: PathBuf,
    /// What is written in it.
    pub target: PathBuf,
    /// As if it were of the user who looks.
    pub uid: u32,
}

/// A file, and where it is.
#[derive(Debug)]
pub struct Trail {
    /// The path without links.
    pub real: PathBuf,
    /// None.
    pub directories: Vec<Directory>,
    /// The link that the path is, if it is one.
    pub hops: Vec<Hop>,
    /// Whether the last name of the path is a link.
    pub ends_in_link: bool,
    /// The facts of the file.
    pub subject: Facts,
    /// What cannot be opened is not looked at.
    pub unread: Option<io::Error>,
    /// Not known here.
    pub file_system: FileSystem,
}

impl Trail {
    /// Looks at what `path` leads to. Never waits, whatever is there.
    ///
    /// # Errors
    /// What the system says.
    pub fn walk(path: &Path) -> io::Result<Trail> {
        let subject = Facts::open(path)?;
        let target = path.read_link().ok();
        let hops: Vec<Hop> = target
            .into_iter()
            .map(|target| Hop {
                path: path.to_owned(),
                target,
                uid: 0,
            })
            .collect();
        Ok(Trail {
            real: canonical(path).or_else(|_| std::path::absolute(path))?,
            directories: Vec::new(),
            ends_in_link: !hops.is_empty(),
            hops,
            subject,
            unread: None,
            file_system: FileSystem::UNKNOWN,
        })
    }

    /// No image is audited here.
    ///
    /// # Errors
    /// Always.
    pub fn walk_in(_root: &Path, _path: &Path) -> io::Result<Trail> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

/// No image is audited here.
///
/// # Errors
/// Always.
pub fn real_in(_root: &Path, _path: &Path) -> io::Result<PathBuf> {
    Err(io::ErrorKind::Unsupported.into())
}

/// What is found in an image: nothing, as none is audited here.
pub struct Found {
    /// The path without links.
    pub real: PathBuf,
    /// The facts.
    pub stat: Stat,
    none: Infallible,
}

#[allow(clippy::missing_errors_doc, reason = "there is none of them")]
impl Found {
    /// Always an error.
    pub fn walk_in(_root: &Path, _path: &Path, _follows: bool) -> io::Result<Found> {
        Err(io::ErrorKind::Unsupported.into())
    }

    /// Never called.
    pub fn open(&self, _flags: OFlags) -> io::Result<OwnedHandle> {
        match self.none {}
    }

    /// Never called.
    pub fn metadata(self) -> io::Result<Metadata> {
        match self.none {}
    }
}

/// The facts of a path.
#[derive(Debug)]
pub struct Facts {
    /// The path as it was asked for.
    pub path: PathBuf,
    /// What is there.
    pub kind: Kind,
    /// As of a file of one's own.
    pub mode: u32,
    /// As of a file of one's own.
    pub uid: u32,
    /// As of a file of one's own.
    pub gid: u32,
    /// Bytes of the content, as the file system says.
    pub size: u64,
    /// How many names it has on its file system.
    pub links: u64,
    /// Which file it is, whatever its names.
    pub identity: (u64, u64),
    /// When the content was last written, in seconds since 1970: forgeable.
    pub modified: i64,
    /// The list of the POSIX kind, which there is none of.
    pub acl: Option<Acl>,
    /// A regular file and its list.
    looked: Option<Subject>,
}

/// Reading and writing for the owner.
const OWN: u32 = 0o600;

impl Facts {
    /// Looks a path up, through links.
    ///
    /// # Errors
    /// What the system says.
    pub fn open(path: &Path) -> io::Result<Facts> {
        let of = |kind, facts: Option<Stat>, looked| Facts {
            path: path.to_owned(),
            kind,
            mode: OWN,
            uid: 0,
            gid: 0,
            size: facts.map_or(0, |it| it.st_size.cast_unsigned()),
            links: facts.map_or(1, |it| it.links),
            identity: facts.map_or((0, 0), |it| it.identity),
            modified: 0,
            acl: None,
            looked,
        };
        match Subject::open(path)? {
            Looked::Regular(subject) => {
                let modified = seconds(subject.content().metadata()?.modified());
                let facts = fstat(subject.content())?;
                Ok(Facts {
                    modified: modified.unwrap_or(0),
                    ..of(Kind::Regular, Some(facts), Some(subject))
                })
            }
            Looked::Other(kind) => Ok(of(kind, stat(path).ok(), None)),
        }
    }

    /// Whether the file is as it was when it was looked at.
    ///
    /// # Errors
    /// When the system cannot say.
    pub fn is_unchanged(&self) -> io::Result<bool> {
        let Some(file) = self.content() else {
            return Ok(true);
        };
        let facts = file.metadata()?;
        Ok(facts.len() == self.size && seconds(facts.modified()) == Some(self.modified))
    }

    /// When the file was made, in seconds since 1970, where that is known.
    pub fn born(&self) -> Option<i64> {
        seconds(self.content()?.metadata().ok()?.created())
    }

    /// The content of a regular file.
    pub fn content(&self) -> Option<&File> {
        self.looked.as_ref().map(Subject::content)
    }

    /// Gives the content back to the system.
    pub fn close(&mut self) {
        self.looked = None;
    }

    /// The content, from its start: of a regular file only.
    pub fn into_content(self) -> Option<File> {
        self.looked.map(Subject::into_content)
    }

    /// How the file is open to others than the user who looks, the system and the
    /// administrators, and how others could put another in its place.
    pub fn exposures(&self, _me: u32) -> Vec<Exposure> {
        let Some(subject) = &self.looked else {
            return vec![Exposure {
                check: NOT_REGULAR_FILE,
                observed: format!("is {}", self.kind.with_article()),
                fix: None,
            }];
        };
        let judged = Me::ask().and_then(|me| {
            let mut exposures = subject.exposures(&me);
            exposures.extend(subject.way(&me)?);
            Ok(exposures)
        });
        judged.unwrap_or_else(|error| {
            vec![Exposure {
                check: PERMISSIONS_UNKNOWN,
                observed: format!("could not be judged: {}", reason(error)),
                fix: None,
            }]
        })
    }
}

fn seconds(time: io::Result<std::time::SystemTime>) -> Option<i64> {
    let since = time.ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
    i64::try_from(since.as_secs()).ok()
}
