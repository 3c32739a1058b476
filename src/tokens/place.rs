//! The file of a database, judged before SQLite opens it.
//!
//! SQLite opens by name: the file, and beside it whatever is called `-wal`,
//! `-shm` or `-journal`, whose pages it takes for its own. So the directory
//! must not be one where anybody may put such a name, and none of the four may
//! be a link, somebody else's, or open to others.
//!
//! What was judged is held open for as long as SQLite has it, and what SQLite
//! opened must be that: who may rename names in a directory can give one to
//! another file in between.

#[cfg(unix)]
mod held;
#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result, reason, reason_of};
use crate::shell::{OWN_FOLDER, leading, permissions, shown};

/// What to do with a database that others can read or write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenToOthers {
    /// Do not use it.
    Refuse,
    /// Use it, to close it, but not where others could put another in its
    /// place.
    Close,
    /// Use it; the caller warns.
    Allow,
}

/// A file that was looked at.
#[derive(Debug)]
pub(super) struct Found {
    /// Its path without links.
    pub(super) real: PathBuf,
    /// Its owner.
    #[cfg(unix)]
    pub(super) owner: u32,
    /// Its group.
    #[cfg(unix)]
    pub(super) group: u32,
    /// The file itself. Anyone who closes any descriptor of a database gives away
    /// the locks that SQLite holds on it in the same process, so this one must
    /// outlive the connection.
    pub(super) file: File,
    /// The directory that it is in, held open: the names beside it are asked for
    /// there, wherever the path leads by then.
    #[cfg(unix)]
    pub(super) directory: std::os::fd::OwnedFd,
    /// Device and inode: which file it is, whatever its names.
    #[cfg(unix)]
    identity: (u64, u64),
    /// Which file it is, whatever its names.
    #[cfg(windows)]
    identity: crate::sys::Identity,
    /// What the user must be warned of. Only ever anything with
    /// [`OpenToOthers::Allow`].
    pub(super) warnings: Vec<String>,
}

impl Found {
    /// The content, from its start on. No descriptor of it is opened.
    pub(super) fn content(&self) -> io::Result<impl io::Read> {
        let mut file = &self.file;
        io::Seek::rewind(&mut file)?;
        Ok(file)
    }
}

/// Why there is nothing that can be looked at; `None` when there is nothing.
fn unopened(path: &Path, error: io::Error) -> Option<Error> {
    let is_link = || path.symlink_metadata().is_ok_and(|it| it.is_symlink());
    Some(match error.kind() {
        io::ErrorKind::NotFound if is_link() => Error::could_not(format!(
            "{} is a symbolic link to a file that is not there",
            shown(path)
        ))
        .hint(format!("see where it leads with: {}", leading(path))),
        io::ErrorKind::NotFound => return None,
        io::ErrorKind::PermissionDenied => {
            Error::could_not(format!("the database {} may not be read", shown(path)))
                .hint(format!("run this as its owner: {}", permissions(path)))
        }
        _ => Error::could_not(format!("could not open {}: {}", shown(path), reason(error))),
    })
}

/// What SQLite keeps beside a database.
const BESIDE: [&str; 3] = ["-wal", "-shm", "-journal"];

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

fn refused(
    seen: &str,
    fix: Option<String>,
    is_loose_way: bool,
    open_to_others: OpenToOthers,
) -> Error {
    let go_on = match open_to_others {
        OpenToOthers::Refuse => " (`--allow-unsafe-db` continues with a warning)",
        OpenToOthers::Close | OpenToOthers::Allow => "",
    };
    Error::could_not(seen).hint(match fix {
        Some(fix) => format!("fix it with: {fix}{go_on}"),
        None if is_loose_way => {
            format!("keep the database in a folder of your own{OWN_FOLDER}{go_on}")
        }
        None => "`--allow-unsafe-db` continues with a warning".to_owned(),
    })
}

#[cfg(unix)]
pub(super) use held::{descriptors, is_opened, pinned};
#[cfg(unix)]
pub(super) use unix::{New, OWNER_ONLY, close, create, look, look_beside, name_of, new_in};
#[cfg(windows)]
pub(super) use windows::{close, create, descriptors, is_opened, look, look_beside, pinned};
