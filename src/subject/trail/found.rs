//! What a path leads to, held by descriptors: anyone who changes names on the way
//! afterwards changes nothing about it.

use std::ffi::OsString;
use std::fs::{File, Metadata};
use std::io;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

use rustix::fs::{Mode, OFlags, Stat, fstat, openat};

use super::Walker;
use crate::subject::{Kind, replaced, same_file};

/// A file or a directory that was walked to.
pub struct Found {
    /// The path without links.
    pub real: PathBuf,
    /// The facts.
    pub stat: Stat,
    /// What it is, opened for looking at it alone.
    place: OwnedFd,
    /// The directory that it is in, and its name there; none of a directory.
    name: Option<(OwnedFd, OsString)>,
}

impl Found {
    /// Walks to what `path`, which is below `root`, leads to for a process whose
    /// root directory that is; a link that is the last name is followed or is
    /// what is found.
    ///
    /// # Errors
    /// What the system says of the first name that could not be looked at.
    pub fn walk_in(root: &Path, path: &Path, follows: bool) -> io::Result<Found> {
        let mut walker = Walker::to(root, path)?;
        walker.looks = false;
        walker.follows_last = follows;
        let (place, stat) = walker.run()?;
        let name = match Kind::of(&stat) {
            Kind::Directory => None,
            _ => {
                let folder = walker.stack.pop().map(|(folder, _)| folder);
                folder.zip(walker.real.file_name().map(ToOwned::to_owned))
            }
        };
        Ok(Found {
            real: walker.real,
            stat,
            place,
            name,
        })
    }

    /// Opens it; a link is not opened.
    ///
    /// # Errors
    /// What the system says, and when something else has its name by now.
    pub fn open(&self, flags: OFlags) -> io::Result<OwnedFd> {
        let Some((folder, name)) = &self.name else {
            return Ok(openat(&self.place, ".", flags, Mode::empty())?);
        };
        let file = openat(folder, name, flags | OFlags::NOFOLLOW, Mode::empty())?;
        match same_file(&fstat(&file)?, &self.stat) {
            true => Ok(file),
            false => Err(replaced()),
        }
    }

    /// The facts as the standard library has them.
    ///
    /// # Errors
    /// What the system says.
    pub fn metadata(self) -> io::Result<Metadata> {
        File::from(self.place).metadata()
    }
}
