//! `--fix`: what can be mended without losing anything.
//!
//! Only one kind of mending is done by itself: a key file is closed to others,
//! by taking its list of permissions off and their bits away. Everything else -
//! an owner, a copy, a folder, a file that is a key by its content alone and
//! was not named, a rotation - is for people to decide, and so is a path with a link in it: what
//! a link leads to may be anything.
//!
//! What is shown is the command; what is done is done on one descriptor, so
//! that nobody can put another file in between.

use std::fs;
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, Mode, OFlags, fchmod, fstat, openat};

use super::finding::Finding;
use super::tree::is_key_name;
use crate::shell::quoted;
use crate::subject::{Kind, remove_acl};

/// The checks that closing a key file mends.
const CLOSED_BY: [&str; 6] = ["CK101", "CK102", "CK103", "CK106", "CK301", "CK302"];

/// A file to be closed, with the command that is shown for it.
pub struct Repair<'a> {
    /// The command, as the finding printed it.
    pub command: &'a str,
    path: &'a Path,
}

/// The repairs that are safe, one a file, in the order of the findings.
pub fn safe(findings: &[Finding]) -> Vec<Repair<'_>> {
    let mut repairs: Vec<Repair<'_>> = Vec::new();
    for finding in findings {
        let Some(command) = finding.fix.as_deref() else {
            continue;
        };
        let path = finding.path.as_path();
        if closes(finding) && objection(finding).is_none() {
            // A list of permissions says more than the bits beside it.
            match repairs.iter_mut().find(|other| other.path == path) {
                Some(other) if command.len() > other.command.len() => other.command = command,
                Some(_) => {}
                None => repairs.push(Repair { command, path }),
            }
        }
    }
    repairs
}

/// The files that could be closed and are not, each once, and why.
pub fn left(findings: &[Finding]) -> Vec<(&Path, &'static str)> {
    let mut left: Vec<(&Path, &'static str)> = Vec::new();
    for finding in findings.iter().filter(|finding| closes(finding)) {
        if let Some(why) = objection(finding)
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

/// Why a file is not closed unasked. Who names a file says what is meant.
fn objection(finding: &Finding) -> Option<&'static str> {
    let path = finding.path.as_path();
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    if !finding.is_named && !is_key_name(&name) {
        return Some("it is a key by its content alone: name the file, and it is closed");
    }
    (!is_direct(path)).then_some(
        "a link is on the way, and what it leads to may be anything: name what it leads to",
    )
}

/// Whether a command does what [`Repair::run`] does, and nothing else.
pub(super) fn is_closing(command: &str, path: &Path) -> bool {
    let path = quoted(path);
    let chmod = format!("chmod 600 {path}");
    let setfacl = format!("setfacl -b {path}");
    command == chmod || command == setfacl || command == format!("{setfacl} && {chmod}")
}

/// Whether no name on the way is a link.
fn is_direct(path: &Path) -> bool {
    let real = fs::canonicalize(path).unwrap_or_default();
    std::path::absolute(path).is_ok_and(|path| plain(&path) == real)
}

/// A path without its `.` components.
fn plain(path: &Path) -> PathBuf {
    path.components().collect()
}

impl Repair<'_> {
    /// Closes the file.
    ///
    /// # Errors
    /// Why it could not be done.
    pub fn run(&self) -> Result<(), String> {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let told = |error: rustix::io::Errno| crate::error::reason_of(&error.into());
        let file = openat(CWD, self.path, flags, Mode::empty()).map_err(told)?;
        let stat = fstat(&file).map_err(told)?;
        if Kind::of(&stat) != Kind::Regular {
            return Err("it is no regular file any more".to_owned());
        }
        remove_acl(&file).map_err(told)?;
        let owners = Mode::from_raw_mode(stat.st_mode) & (Mode::RUSR | Mode::WUSR);
        fchmod(&file, owners).map_err(told)
    }
}
