//! The certain ways in which a file is open to others now.
//!
//! These are the checks that reading a key applies before it trusts the file;
//! an audit knows many more, of which some are a matter of policy. None of
//! these is a guess: each says that somebody else can have the key.

#[cfg(unix)]
use std::path::Path;

#[cfg(unix)]
use super::acl::{READ, WRITE};
#[cfg(unix)]
use super::{Acl, Kind, Subject};
#[cfg(unix)]
use crate::shell;

/// The number of the user who may read everything anyway.
#[cfg(unix)]
const ROOT: u32 = 0;

/// The identity of a check: never reused, never renumbered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CheckId {
    /// `CK` and three digits.
    pub id: &'static str,
    /// The same in words.
    pub slug: &'static str,
}

/// Everybody may read the file.
pub const OTHERS_CAN_READ: CheckId = check("CK101", "others-can-read");
/// Everybody may write the file: anyone who chooses the key can forge cookies.
pub const OTHERS_CAN_WRITE: CheckId = check("CK102", "others-can-write");
/// The group of the file may do something with it.
pub const GROUP_ACCESS: CheckId = check("CK103", "group-access");
/// The owner, who may read it and choose its mode, is somebody else.
pub const WRONG_OWNER: CheckId = check("CK104", "wrong-owner");
/// It is not a file that holds a key.
pub const NOT_REGULAR_FILE: CheckId = check("CK108", "not-regular-file");
/// A directory on the way can be written by others.
pub const PARENT_WRITABLE_BY_OTHERS: CheckId = check("CK201", "parent-writable-by-others");
/// A directory on the way belongs to somebody else.
pub const PARENT_OWNER_UNTRUSTED: CheckId = check("CK203", "parent-owner-untrusted");
/// Somebody else's name is on the way, in a directory that everybody shares.
pub const PARENT_SYMLINK_HOP: CheckId = check("CK204", "parent-symlink-hop");
/// Its access control list lets somebody read or write it.
pub const ACL_GRANTS_ACCESS: CheckId = check("CK301", "acl-grants-access");
/// It could not be seen: unknown is never taken for safe.
#[cfg(windows)]
pub const PERMISSIONS_UNKNOWN: CheckId = check("CK902", "check-skipped");

const fn check(id: &'static str, slug: &'static str) -> CheckId {
    CheckId { id, slug }
}

/// One way in which a file is open to others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exposure {
    /// Which check found it.
    pub check: CheckId,
    /// What was seen, as the rest of a sentence about the file:
    /// `can be read by others (mode 0644)`.
    pub observed: String,
    /// The shell command that ends it; `None` when no command can.
    pub fix: Option<String>,
}

/// Several ways as one sentence about the file, and the commands that end them.
/// Of several with one remedy the first stands for all.
pub fn in_words(exposures: &[Exposure]) -> (String, Option<String>) {
    let mut seen: Vec<&str> = Vec::new();
    let mut fixes: Vec<&str> = Vec::new();
    for exposure in exposures {
        let fix = exposure.fix.as_deref().unwrap_or_default();
        if !fixes.contains(&fix) {
            fixes.push(fix);
            seen.push(&exposure.observed);
        }
    }
    fixes.retain(|fix| !fix.is_empty());
    let fix = (!fixes.is_empty()).then(|| fixes.join(" && "));
    (seen.join(" and "), fix)
}

#[cfg(unix)]
impl Subject {
    /// How the file is open to others than the user `me` and root, the worst
    /// first. For root any owner will do: it reads keys on behalf of services
    /// that own them, and giving those to root would stop the services.
    pub fn exposures(&self, me: u32) -> Vec<Exposure> {
        if self.kind != Kind::Regular {
            return vec![Exposure {
                check: NOT_REGULAR_FILE,
                observed: format!("is {}", self.kind.with_article()),
                fix: None,
            }];
        }
        let found = [
            self.others(OTHERS_CAN_READ, READ, "read"),
            self.others(OTHERS_CAN_WRITE, WRITE, "written"),
            self.acl_grants(me),
            self.group(),
            self.owner(me),
        ];
        found.into_iter().flatten().collect()
    }

    fn others(&self, check: CheckId, permission: u16, verb: &str) -> Option<Exposure> {
        (self.mode & u32::from(permission) != 0).then(|| Exposure {
            check,
            observed: format!("can be {verb} by others (mode {:04o})", self.mode),
            fix: Some(self.closing()),
        })
    }

    fn group(&self) -> Option<Exposure> {
        let (permissions, through) = match &self.acl {
            Some(acl) => (acl.owning_group(), "access control list".to_owned()),
            None => (group_bits(self.mode), format!("mode {:04o}", self.mode)),
        };
        (permissions != 0).then(|| Exposure {
            check: GROUP_ACCESS,
            observed: format!(
                "can be {} by group {} ({through})",
                verbs(permissions),
                self.gid
            ),
            fix: Some(self.closing()),
        })
    }

    /// Without a command: the key of a service would be taken from it.
    fn owner(&self, me: u32) -> Option<Exposure> {
        let trusted = me == ROOT || self.uid == ROOT || self.uid == me;
        (!trusted).then(|| Exposure {
            check: WRONG_OWNER,
            observed: format!("belongs to user {}, not to user {me} or root", self.uid),
            fix: None,
        })
    }

    fn acl_grants(&self, me: u32) -> Option<Exposure> {
        let grants = grants(self.acl.as_ref()?, &[ROOT, me, self.uid]);
        (!grants.is_empty()).then(|| Exposure {
            check: ACL_GRANTS_ACCESS,
            observed: format!("can be {} (access control list)", grants.join(", ")),
            fix: Some(self.closing()),
        })
    }

    /// The command that leaves the file to its owner. A list is removed first:
    /// `chmod` alone would only mask it, until the next `chmod g+r`.
    fn closing(&self) -> String {
        let path: &Path = &self.path;
        let path = shell::quoted(path);
        match self.acl {
            Some(_) => format!("setfacl -b {path} && chmod 600 {path}"),
            None => format!("chmod 600 {path}"),
        }
    }
}

#[cfg(unix)]
fn group_bits(mode: u32) -> u16 {
    // Three bits fit.
    (mode >> 3 & 7) as u16
}

/// Who is named in the list and may read or write, mask considered. Entries
/// for `trusted` users add nobody: they are root, the reader and the owner
/// (for whom Linux looks at the owner's entry alone).
#[cfg(unix)]
fn grants(acl: &Acl, trusted: &[u32]) -> Vec<String> {
    let granted = acl.named(trusted).filter_map(|(whom, entry)| {
        let permissions = acl.effective(entry);
        let is_granted = permissions & (READ | WRITE) != 0;
        is_granted.then(|| format!("{} by {whom}", verbs(permissions)))
    });
    granted.collect()
}

#[cfg(unix)]
fn verbs(permissions: u16) -> &'static str {
    match (permissions & READ != 0, permissions & WRITE != 0) {
        (true, true) => "read and written",
        (true, false) => "read",
        (false, true) => "written",
        (false, false) => "executed",
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests;
