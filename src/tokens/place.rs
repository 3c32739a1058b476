//! The file of a database, judged before SQLite opens it.
//!
//! SQLite opens by name: the file, and beside it whatever is called `-wal`,
//! `-shm` or `-journal`, whose pages it takes for its own. So the directory
//! must not be one where anybody may put such a name, and none of the four may
//! be a link, somebody else's, or open to others.

use std::io;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result, reason, reason_of};
use crate::shell::{quoted, shown};

/// What to do with a database that others can read or write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenToOthers {
    /// Do not use it.
    Refuse,
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
    /// What the user must be warned of. Only ever anything with
    /// [`OpenToOthers::Allow`].
    pub(super) warnings: Vec<String>,
}

/// Why there is nothing that can be looked at; `None` when there is nothing.
fn unopened(path: &Path, error: io::Error) -> Option<Error> {
    let is_link = || path.symlink_metadata().is_ok_and(|it| it.is_symlink());
    Some(match error.kind() {
        io::ErrorKind::NotFound if is_link() => Error::could_not(format!(
            "{} is a symbolic link to a file that is not there",
            shown(path)
        ))
        .hint(format!("see where it leads with: ls -l {}", quoted(path))),
        io::ErrorKind::NotFound => return None,
        io::ErrorKind::PermissionDenied => {
            Error::could_not(format!("the database {} may not be read", shown(path)))
                .hint(format!("run this as its owner: ls -l {}", quoted(path)))
        }
        _ => Error::could_not(format!("could not open {}: {}", shown(path), reason(error))),
    })
}

#[cfg(unix)]
pub(super) use unix::{close, create, look, look_beside};

#[cfg(unix)]
mod unix {
    use std::fs;
    use std::os::unix::fs::MetadataExt;

    use rustix::fs::{CWD, Mode, OFlags, fchmod, fstat, fsync, openat, unlink};

    use super::*;
    use crate::subject::{Kind, Subject, in_words, permission_bits, remove_acl};

    /// Everybody may make and rename names in a directory …
    const OTHERS_WRITE: u32 = 0o002;
    /// … but, with this bit, only their own.
    const STICKY: u32 = 0o1000;
    /// What the group and others may do with a file.
    const OTHERS: u32 = 0o077;
    /// For the owner alone.
    const OWNER_ONLY: Mode = Mode::RUSR.union(Mode::WUSR);
    /// What SQLite keeps beside a database.
    const BESIDE: [&str; 3] = ["-wal", "-shm", "-journal"];

    /// Looks at the file at `path`; `None` when there is none.
    ///
    /// # Errors
    /// When it is no regular file, may not be read, or is open to others.
    pub fn look(path: &Path, open_to_others: OpenToOthers) -> Result<Option<Found>> {
        let subject = match Subject::open(path) {
            Ok(subject) => subject,
            Err(error) => return unopened(path, error).map_or(Ok(None), Err),
        };
        if subject.kind != Kind::Regular {
            return Err(Error::could_not(format!(
                "{} is {}, not a database",
                shown(path),
                subject.kind.with_article()
            ))
            .hint("name the database file itself"));
        }
        let real = fs::canonicalize(path).map_err(|error| {
            Error::could_not(format!("could not open {}: {}", shown(path), reason(error)))
        })?;
        let mut found = Found {
            real,
            owner: subject.uid,
            warnings: Vec::new(),
        };
        refuse_open_directory(&found.real)?;
        let exposures = subject.exposures(rustix::process::geteuid().as_raw());
        if !exposures.is_empty() {
            let (seen, fix) = in_words(&exposures);
            if open_to_others == OpenToOthers::Refuse {
                return Err(refused(&format!("{} {seen}", shown(path)), fix));
            }
            let warning = format!("using an unsafe database: {} {seen}", shown(path));
            found.warnings.push(warning);
        }
        look_beside(path, &found, open_to_others)?;
        Ok(Some(found))
    }

    fn refused(seen: &str, fix: Option<String>) -> Error {
        let go_on = "`--allow-unsafe-db` goes on with a warning";
        Error::could_not(seen).hint(match fix {
            None => go_on.to_owned(),
            Some(fix) => format!("fix it with: {fix} ({go_on})"),
        })
    }

    /// Refuses what lies beside the database under a name that SQLite reads,
    /// and is not SQLite's. To be asked again once SQLite has opened them:
    /// what was put there in between was opened, but nothing was done with it.
    ///
    /// Nothing is opened here. Whoever closes any descriptor of a database
    /// gives away the locks that SQLite holds on it in the same process.
    ///
    /// # Errors
    /// When one of them is no regular file, somebody else's, or open to others.
    pub fn look_beside(path: &Path, found: &Found, open_to_others: OpenToOthers) -> Result<()> {
        for ending in BESIDE {
            let own = beside(&found.real, ending);
            let facts = match own.symlink_metadata() {
                Ok(facts) => facts,
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => {
                    return Err(Error::could_not(format!(
                        "could not look at {}: {}",
                        shown(&own),
                        reason_of(&error)
                    )));
                }
            };
            let told = beside(path, ending);
            // Where a group shares the database, its members make them in turn.
            let is_owned = facts.uid() == found.owner || open_to_others == OpenToOthers::Allow;
            if !facts.is_file() || !is_owned {
                return Err(Error::could_not(format!(
                    "{} was not made by the owner of the database",
                    shown(&told)
                ))
                .hint(format!(
                    "somebody put it there: see who with: ls -l {}",
                    quoted(&told)
                )));
            }
            let mode = facts.mode() & 0o7777;
            if mode & OTHERS != 0 && open_to_others == OpenToOthers::Refuse {
                let seen = format!("{} is open to others (mode {mode:04o})", shown(&told));
                return Err(refused(&seen, Some(format!("chmod 600 {}", quoted(&told)))));
            }
        }
        Ok(())
    }

    fn beside(path: &Path, ending: &str) -> PathBuf {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        PathBuf::from(name)
    }

    fn refuse_open_directory(path: &Path) -> Result<()> {
        let directory = directory_of(path);
        let subject = Subject::open(directory).map_err(|error| {
            Error::could_not(format!(
                "could not look at the directory {}: {}",
                shown(directory),
                reason(error)
            ))
        })?;
        let mode = subject.mode;
        if mode & (OTHERS_WRITE | STICKY) != OTHERS_WRITE {
            return Ok(());
        }
        Err(Error::could_not(format!(
            "anybody could replace a database in {} (mode {mode:04o})",
            shown(directory)
        ))
        .hint(format!(
            "close it with: chmod o-w {}, or choose another directory",
            quoted(directory)
        )))
    }

    fn directory_of(path: &Path) -> &Path {
        match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        }
    }

    /// Makes an empty file with mode 0600, never over anything that is there.
    /// Somebody else may have made it a moment ago: that is no error.
    ///
    /// # Errors
    /// When there is no such directory, it cannot be written, anybody can
    /// write it, or the file system does not keep modes.
    pub fn create(path: &Path) -> Result<()> {
        let failed = |doing: &str, error: rustix::io::Errno| {
            Error::could_not(format!(
                "could not make the database {}: {doing}{}",
                shown(path),
                reason(error)
            ))
        };
        let directory = directory_of(path);
        if !directory.is_dir() {
            return Err(
                Error::could_not(format!("there is no directory {}", shown(directory))).hint(
                    format!("make it with: mkdir -p -m 700 {}", quoted(directory)),
                ),
            );
        }
        refuse_open_directory(path)?;
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::CLOEXEC;
        let file = match openat(CWD, path, flags, OWNER_ONLY) {
            Ok(file) => file,
            Err(rustix::io::Errno::EXIST) => return Ok(()),
            Err(error) => return Err(failed("", error)),
        };
        let closed = remove_acl(&file).and_then(|()| fchmod(&file, OWNER_ONLY));
        let mode = closed.and_then(|()| fstat(&file));
        match mode.map(|stat| permission_bits(&stat)) {
            Ok(0o600) => {}
            other => {
                let _ = unlink(path);
                return Err(match other {
                    Err(error) => failed("closing it: ", error),
                    Ok(mode) => Error::could_not(format!(
                        "the file system of {} does not keep modes: a new file has {mode:04o}",
                        shown(path)
                    ))
                    .hint("choose a directory on another file system"),
                });
            }
        }
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let opened = openat(CWD, directory, flags, Mode::empty());
        opened
            .and_then(fsync)
            .map_err(|error| failed("syncing its directory: ", error))
    }

    /// Leaves the file, and what SQLite keeps beside it, to their owner. Must
    /// be done before SQLite opens it.
    ///
    /// # Errors
    /// When the mode cannot be changed: it belongs to somebody else.
    pub fn close(path: &Path, found: &Found) -> Result<()> {
        let files = BESIDE.map(|ending| beside(&found.real, ending));
        for file in std::iter::once(&found.real).chain(&files) {
            let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
            let closed = match openat(CWD, file, flags, Mode::empty()) {
                Ok(file) => remove_acl(&file).and_then(|()| fchmod(&file, OWNER_ONLY)),
                Err(rustix::io::Errno::NOENT) => Ok(()),
                Err(error) => Err(error),
            };
            closed.map_err(|error| {
                Error::could_not(format!(
                    "could not close {} to others: {}",
                    shown(path),
                    reason(error)
                ))
                .hint(format!("run this as its owner: ls -l {}", quoted(path)))
            })?;
        }
        Ok(())
    }
}

#[cfg(not(unix))]
pub(super) use elsewhere::{close, create, look, look_beside};

/// Who may use a file is decided by a list that is not looked at here: the
/// directory of the user's own profile is the place for a database.
#[cfg(not(unix))]
mod elsewhere {
    use super::*;

    pub fn look(path: &Path, _: OpenToOthers) -> Result<Option<Found>> {
        match path.metadata() {
            Ok(facts) if facts.is_file() => Ok(Some(Found {
                real: std::path::absolute(path).unwrap_or_else(|_| path.to_owned()),
                warnings: Vec::new(),
            })),
            Ok(_) => Err(Error::could_not(format!(
                "{} is not a database",
                shown(path)
            ))),
            Err(error) => unopened(path, error).map_or(Ok(None), Err),
        }
    }

    pub fn look_beside(_: &Path, _: &Found, _: OpenToOthers) -> Result<()> {
        Ok(())
    }

    pub fn create(path: &Path) -> Result<()> {
        match std::fs::File::create_new(path) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                Err(Error::could_not(format!(
                    "could not make the database {}: {}",
                    shown(path),
                    reason_of(&error)
                )))
            }
            _ => Ok(()),
        }
    }

    pub fn close(_: &Path, _: &Found) -> Result<()> {
        Ok(())
    }
}
