//! `--fix`: what can be fixed without losing anything.
//!
//! Only one kind of fixing is done by itself: a key file, or a database that
//! was named, is closed to others, by taking its list of permissions off and
//! their bits away. Everything else - an owner, a copy, a folder, a file that is
//! a key by its content alone and was not named, a rotation - is for people to
//! decide, and so is a path with a link in it: what a link leads to may be
//! anything.
//!
//! What is shown is the command; what is done is done on one descriptor of the
//! very file that was judged. A run as root fixes the trees of others, who may
//! give any name in them to another file at any moment: to a link, a link
//! instead of a folder on the way, a second name of somebody else's file.

use std::fs::File;
use std::path::{Path, PathBuf};

#[cfg(unix)]
use rustix::fs::{Mode, RawMode, fchmod};

use crate::audit::checks::parents::writers;
use crate::audit::detect::classify::is_key_name;
use crate::audit::facts::policy::Policy;
use crate::audit::facts::rooted::{self, quoted};
use crate::audit::facts::system;
use crate::audit::report::finding::Finding;
use crate::error::reason_of;
use crate::shell::shown;
use crate::subject::Kind;
#[cfg(unix)]
use crate::subject::remove_acl;
use crate::subject::trail::Trail;

/// The checks that closing a file fixes.
const CLOSED_BY: [&str; 7] = [
    "CK101", "CK102", "CK103", "CK106", "CK301", "CK302", DATABASE,
];
/// The one of them whose file is a database.
const DATABASE: &str = "CK414";

/// The number of the user who may do anything anyway.
const ROOT: u32 = 0;

/// Files to be closed, with the command that is shown for them.
pub struct Repair<'a> {
    /// The command, as the finding printed it.
    pub command: &'a str,
    /// Each file with its device and inode: one, or a database with what
    /// SQLite keeps beside it.
    files: &'a [(PathBuf, (u64, u64))],
}

/// The repairs that are safe, one a file, in the order of the findings.
pub fn safe(findings: &[Finding]) -> Vec<Repair<'_>> {
    let mut repairs: Vec<Repair<'_>> = Vec::new();
    for finding in findings {
        let Some(command) = finding.fix.as_deref() else {
            continue;
        };
        if closes(finding) && finding.objection.is_none() {
            let files = &*finding.judged;
            // A list of permissions says more than the bits beside it.
            match repairs.iter_mut().find(|other| other.files == files) {
                Some(other) if command.len() > other.command.len() => other.command = command,
                Some(_) => {}
                None => repairs.push(Repair { command, files }),
            }
        }
    }
    repairs
}

/// The files that could be closed and are not, each once, and why.
pub fn left(findings: &[Finding]) -> Vec<(&Path, &str)> {
    let mut left: Vec<(&Path, &str)> = Vec::new();
    for finding in findings.iter().filter(|finding| closes(finding)) {
        if let Some(why) = &finding.objection
            && !left.iter().any(|(path, _)| *path == finding.path)
        {
            left.push((&finding.path, why));
        }
    }
    left
}

/// Whether the command of the finding closes its file.
fn closes(finding: &Finding) -> bool {
    CLOSED_BY.contains(&finding.check.id.id) && finding.is_closing
}

/// Why a file that could be closed is not closed unasked: it was not named, or what would
/// stop it is there already.
pub(super) fn objection(finding: &Finding, policy: &Policy) -> Option<String> {
    if !closes(finding) {
        return None;
    }
    if let Some(why) = unclear(finding) {
        return Some(why.to_owned());
    }
    let mut judged = finding.judged.iter();
    judged.find_map(|(path, judged)| changed(&rooted::trail(path).ok()?, *judged, policy))
}

/// What is not clear of a file. Who names a file says what is meant.
fn unclear(finding: &Finding) -> Option<&'static str> {
    let path = finding.path.as_path();
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    if !finding.is_named && finding.check.id.id == DATABASE {
        return Some(
            "it is a database, and programs may share it: name the file, and it is closed",
        );
    }
    if !finding.is_named && !is_key_name(&name) {
        return Some("it is a key by its content alone: name the file, and it is closed");
    }
    (!is_direct(path)).then_some(
        "a link is on the way, and what it leads to may be anything: name what it leads to",
    )
}

/// Whether a command does with these files what [`Repair::run`] does, and
/// nothing else.
pub(super) fn is_closing(command: &str, files: &[(PathBuf, (u64, u64))]) -> bool {
    let paths: Vec<String> = files.iter().map(|(path, _)| quoted(path)).collect();
    let paths = paths.join(" ");
    let chmod = format!("chmod 600 {paths}");
    let setfacl = format!("setfacl -b {paths}");
    let is_one = [&chmod, &setfacl].iter().any(|it| command == **it);
    !files.is_empty() && (is_one || command == format!("{setfacl} && {chmod}"))
}

/// Whether no name on the way is a link.
fn is_direct(path: &Path) -> bool {
    let real = rooted::canonical(path).unwrap_or_default();
    std::path::absolute(path).is_ok_and(|path| plain(&path) == real)
}

/// A path without its `.` components.
fn plain(path: &Path) -> PathBuf {
    path.components().collect()
}

impl<'a> Repair<'a> {
    /// How many files it is about.
    pub fn count(&self) -> usize {
        self.files.len()
    }

    /// Closes the files that were judged, and no others. `Err` has those that
    /// were not, each with the reason as the rest of a sentence about it.
    ///
    /// # Errors
    /// When one of them was not closed; the others are.
    pub fn run(&self, policy: &Policy) -> Result<(), Vec<(&'a Path, String)>> {
        let closed = self.files.iter().map(|(path, judged)| {
            let closed = close(path, *judged, policy);
            closed.map_err(|why| (path.as_path(), why))
        });
        let left: Vec<(&Path, String)> = closed.filter_map(Result::err).collect();
        match left.is_empty() {
            true => Ok(()),
            false => Err(left),
        }
    }
}

/// Closes a file if it is the one that was judged.
fn close(path: &Path, judged: (u64, u64), policy: &Policy) -> Result<(), String> {
    let told = |error: std::io::Error| reason_of(&error);
    let trail = rooted::trail(path).map_err(told)?;
    if let Some(why) = changed(&trail, judged, policy) {
        return Err(why);
    }
    let Some(file) = trail.subject.content() else {
        return Err(trail.unread.map_or_else(String::new, |it| reason_of(&it)));
    };
    closed(file, trail.subject.mode).map_err(told)
}

/// Takes the list and the bits of others off an open file.
#[cfg(unix)]
fn closed(file: &File, mode: u32) -> std::io::Result<()> {
    remove_acl(file)?;
    let owners = Mode::from_raw_mode((mode & 0o600) as RawMode);
    Ok(fchmod(file, owners)?)
}

/// Nothing is fixed here but by a command that is run by hand.
#[cfg(windows)]
fn closed(_file: &File, _mode: u32) -> std::io::Result<()> {
    Err(std::io::ErrorKind::Unsupported.into())
}

/// What speaks against touching what the path leads to now. Each folder and
/// each file was looked at on a descriptor that was opened from the one
/// above it, so that everything is known of the file that is open.
fn changed(trail: &Trail, judged: (u64, u64), policy: &Policy) -> Option<String> {
    let subject = &trail.subject;
    if let Some(link) = trail.hops.first() {
        return Some(format!("{} is a link by now", shown(&link.path)));
    }
    if subject.kind != Kind::Regular {
        return Some("it is no longer a regular file".to_owned());
    }
    if subject.identity != judged {
        return Some("another file has taken its place since it was judged".to_owned());
    }
    if subject.links != 1 {
        return Some(format!(
            "it has {} names, and what else it is there cannot be known",
            subject.links
        ));
    }
    // Of the owner of the file nothing is taken that is not theirs.
    let me = system::user();
    let trusted = [ROOT, me, subject.uid];
    trail.directories.iter().find_map(|folder| {
        let path = shown(&folder.path);
        let writers = writers(folder, &policy.users);
        match writers.first() {
            Some(writer) => Some(format!(
                "{writer} can write in {path}, and put another file in its place"
            )),
            None if trusted.contains(&folder.uid) => None,
            None => Some(format!(
                "{path} belongs to {}, who can put another file in its place",
                policy.users.name(folder.uid)
            )),
        }
    })
}
