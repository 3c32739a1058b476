//! Files with owners and modes.

use std::ffi::OsStr;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::fs::MetadataExt;

use rustix::fs::{AtFlags, CWD, Mode, OFlags, fchmod, fstat, fsync, openat, unlinkat};
use rustix::io::Errno;

use super::held::directory_with;
use super::*;
use crate::shell::quoted;
use crate::subject::trail::Trail;
use crate::subject::{Kind, Subject, in_words, permission_bits, remove_acl, way};

/// Everybody may make and rename names in a directory …
const OTHERS_WRITE: u32 = 0o002;
/// … but, with this bit, only their own.
const STICKY: u32 = 0o1000;
/// What the group and others may do with a file.
const OTHERS: u32 = 0o077;
/// For the owner alone.
pub const OWNER_ONLY: Mode = Mode::RUSR.union(Mode::WUSR);

/// Looks at the file at `path`; `None` when there is none.
///
/// # Errors
/// When it is no regular file, may not be read, is open to others, or others
/// could put another in its place.
pub fn look(path: &Path, open_to_others: OpenToOthers) -> Result<Option<Found>> {
    let walked = Trail::walk(path).and_then(|mut trail| match trail.unread.take() {
        Some(error) => Err(error),
        None => Ok(trail),
    });
    let trail = match walked {
        Ok(trail) => trail,
        Err(error) => return unopened(path, error).map_or(Ok(None), Err),
    };
    let kind = trail.subject.kind;
    if kind != Kind::Regular {
        return Err(Error::could_not(format!(
            "{} is {}, not a database",
            shown(path),
            kind.with_article()
        ))
        .hint("name the database file itself"));
    }
    refuse_open_directory(&trail.real)?;
    let me = rustix::process::geteuid().as_raw();
    let of_way = way::exposures(&trail, me);
    let mut exposures = trail.subject.exposures(me);
    let is_loose_way = !of_way.is_empty();
    if open_to_others == OpenToOthers::Close {
        exposures = of_way;
    } else {
        exposures.extend(of_way);
    }
    let mut warnings = Vec::new();
    if !exposures.is_empty() {
        let (seen, fix) = in_words(&exposures);
        if open_to_others != OpenToOthers::Allow {
            let seen = format!("{} {seen}", shown(path));
            return Err(refused(&seen, fix, is_loose_way, open_to_others));
        }
        warnings.push(format!("using an unsafe database: {} {seen}", shown(path)));
    }
    let Trail { real, subject, .. } = trail;
    let (owner, group, identity) = (subject.uid, subject.gid, subject.identity);
    let file = subject.into_content();
    let directory = directory_with(&real, identity).map_err(|error| {
        Error::could_not(format!("could not open {}: {}", shown(path), reason(error)))
    })?;
    let found = Found {
        real,
        owner,
        group,
        file: file.expect("a subject of a regular file has its content"),
        directory,
        identity,
        warnings,
    };
    look_beside(path, &found, open_to_others)?;
    Ok(Some(found))
}

/// Refuses what lies beside the database under a name that SQLite reads,
/// and is not SQLite's. To be asked again once SQLite has opened them:
/// what was put there in between was opened, but nothing was done with it.
///
/// Nothing is opened here. Anyone who closes any descriptor of a database
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
        let is_owned = facts.uid() == found.owner || open_to_others != OpenToOthers::Refuse;
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
            let fix = format!("chmod 600 {}", quoted(&told));
            return Err(refused(&seen, Some(fix), false, open_to_others));
        }
    }
    Ok(())
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

/// The directory and the name of a new file.
pub fn name_of(path: &Path) -> (&Path, &OsStr) {
    let name = path.file_name().unwrap_or(path.as_os_str());
    (directory_of(path), name)
}

/// A new file in a directory that is held open, before it has its name.
#[derive(Debug)]
pub struct New {
    /// The directory.
    pub directory: OwnedFd,
    /// The file.
    pub file: OwnedFd,
    /// Whether it has its name by now.
    pub is_named: bool,
}

/// Makes an empty file with mode 0600 that has no name yet, where the file
/// system can do that and it is wished; with its name otherwise, never over
/// anything that is there: then it is an error of the kind [`Errno::EXIST`].
///
/// # Errors
/// When there is no such directory, it cannot be written, or anybody can
/// write it, or the file system does not keep modes.
pub fn new_in(path: &Path, is_nameless: bool) -> Result<std::result::Result<New, Errno>> {
    let failed = |doing: &str, error: Errno| {
        Error::could_not(format!(
            "could not make the database {}: {doing}{}",
            shown(path),
            reason(error)
        ))
    };
    let (folder, name) = name_of(path);
    if !folder.is_dir() {
        return Err(
            Error::could_not(format!("there is no directory {}", shown(folder)))
                .hint(format!("make it with: mkdir -p -m 700 {}", quoted(folder))),
        );
    }
    refuse_open_directory(path)?;
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let directory = openat(CWD, folder, flags, Mode::empty())
        .map_err(|error| failed("opening its directory: ", error))?;
    let (file, is_named) = match nameless(&directory).filter(|_| is_nameless) {
        Some(file) => (file, false),
        None => {
            let own = OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW;
            let flags = OFlags::RDWR | OFlags::CLOEXEC | own;
            match openat(&directory, name, flags, OWNER_ONLY) {
                Ok(file) => (file, true),
                Err(Errno::EXIST) => return Ok(Err(Errno::EXIST)),
                Err(error) => return Err(failed("", error)),
            }
        }
    };
    let closed = remove_acl(&file).and_then(|()| fchmod(&file, OWNER_ONLY));
    let mode = closed.and_then(|()| fstat(&file));
    match mode.map(|stat| permission_bits(&stat)) {
        Ok(0o600) => Ok(Ok(New {
            directory,
            file,
            is_named,
        })),
        other => {
            if is_named {
                let _ = unlinkat(&directory, name, AtFlags::empty());
            }
            Err(match other {
                Err(error) => failed("closing it: ", error),
                Ok(mode) => Error::could_not(format!(
                    "the file system of {} does not keep modes: a new file has {mode:04o}",
                    shown(path)
                ))
                .hint("choose a directory on another file system"),
            })
        }
    }
}

#[cfg(target_os = "linux")]
fn nameless(directory: &OwnedFd) -> Option<OwnedFd> {
    let flags = OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC;
    openat(directory, ".", flags, OWNER_ONLY).ok()
}

#[cfg(not(target_os = "linux"))]
fn nameless(_: &OwnedFd) -> Option<OwnedFd> {
    None
}

/// Makes an empty file with mode 0600, never over anything that is there.
/// Somebody else may have made it a moment ago: that is no error.
///
/// # Errors
/// When there is no such directory, it cannot be written, anybody can
/// write it, or the file system does not keep modes.
pub fn create(path: &Path) -> Result<()> {
    let Ok(new) = new_in(path, false)? else {
        return Ok(());
    };
    fsync(&new.directory).map_err(|error| {
        Error::could_not(format!(
            "could not make the database {}: syncing its directory: {}",
            shown(path),
            reason(error)
        ))
    })
}

/// Leaves the file, and what SQLite keeps beside it, to their owner. Must
/// be done before SQLite opens it. Each is changed on a descriptor that was
/// judged: its name may lead elsewhere by now.
///
/// # Errors
/// When the mode cannot be changed: it belongs to somebody else, has another
/// name, or was replaced.
pub fn close(path: &Path, found: &Found) -> Result<()> {
    let told = |words: String| {
        Error::could_not(format!(
            "could not close {} to others: {words}",
            shown(path)
        ))
        .hint(format!("see what it is: ls -l {}*", quoted(path)))
    };
    let failed = |error: Errno| {
        Error::could_not(format!(
            "could not close {} to others: {}",
            shown(path),
            reason(error)
        ))
        .hint(format!("run this as its owner: ls -l {}", quoted(path)))
    };
    let alone = |links: u64| match links {
        1 => Ok(()),
        _ => Err(told("it has another name, whose file it may be".to_owned())),
    };
    let stat = fstat(&found.file).map_err(failed)?;
    if permission_bits(&stat) & OTHERS != 0 {
        #[allow(clippy::useless_conversion, reason = "it has 16 bits on macOS")]
        alone(stat.st_nlink.into())?;
        close_one(&found.file).map_err(failed)?;
    }
    let (_, name) = name_of(&found.real);
    let directory = &found.directory;
    for ending in BESIDE {
        let mut name = name.to_owned();
        name.push(ending);
        let subject = match Subject::open_in(directory.as_fd(), &name, &beside(path, ending)) {
            Ok(subject) => subject,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(told(reason(error))),
        };
        // What is none of SQLite's is refused when it is looked at beside.
        let is_owned = subject.uid == found.owner;
        let Some(file) = subject.content().filter(|_| is_owned) else {
            continue;
        };
        if subject.mode & OTHERS != 0 {
            alone(subject.links)?;
            close_one(file).map_err(failed)?;
        }
    }
    Ok(())
}

fn close_one(file: &File) -> rustix::io::Result<()> {
    remove_acl(file)?;
    fchmod(file, OWNER_ONLY)
}
