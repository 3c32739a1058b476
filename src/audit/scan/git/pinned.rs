//! The directories of a repository of an image, held while git is asked.
//!
//! git runs on this machine and takes a path as the kernel does: a folder that
//! is swapped for a link after it was looked at would lead it to a repository of
//! the host. So it is given the directories themselves, which it inherits, and
//! names in them alone.

use std::os::fd::{AsRawFd, OwnedFd};
use std::path::{Path, PathBuf};

use rustix::fs::OFlags;

use crate::audit::facts::rooted;
use crate::audit::scan::git::command::Repository;
use crate::error::reason_of;

/// A work tree and its repository.
pub struct Pinned {
    tree: OwnedFd,
    repository: OwnedFd,
}

impl Repository<'_> {
    /// Its directories, if it is of an image.
    ///
    /// # Errors
    /// Why they are not held.
    pub(super) fn pinned(&self) -> Result<Option<&Pinned>, String> {
        let pinned = self.pinned.get_or_init(|| {
            if !rooted::is_image() || !cfg!(target_os = "linux") {
                return Ok(None);
            }
            let inner = self.tree.join(".git");
            let tree = inherited(self.tree)?;
            let repository = inherited(self.repository.unwrap_or(&inner))?;
            Ok(Some(Pinned { tree, repository }))
        });
        match pinned {
            Ok(pinned) => Ok(pinned.as_ref()),
            Err(why) => Err(why.clone()),
        }
    }
}

impl Pinned {
    /// The path of the work tree for a child.
    pub(super) fn tree(&self) -> PathBuf {
        path_of(&self.tree)
    }

    /// The path of the repository for a child.
    pub(super) fn repository(&self) -> PathBuf {
        path_of(&self.repository)
    }
}

fn path_of(descriptor: &OwnedFd) -> PathBuf {
    PathBuf::from(format!("/proc/self/fd/{}", descriptor.as_raw_fd()))
}

/// A directory, open in every program that is started from here.
fn inherited(path: &Path) -> Result<OwnedFd, String> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let directory = rooted::open(path, flags).map_err(|error| reason_of(&error))?;
    // A copy is not closed when another program is run.
    rustix::io::dup(directory).map_err(|error| reason_of(&error.into()))
}
