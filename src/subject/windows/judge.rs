//! Whom a list lets in besides those who may do everything anyway: the user, the
//! system and the administrators of the machine.

use std::path::Path;

use super::super::{
    ACL_GRANTS_ACCESS, Exposure, OTHERS_CAN_READ, OTHERS_CAN_WRITE, PARENT_OWNER_UNTRUSTED,
    PARENT_WRITABLE_BY_OTHERS, WRONG_OWNER,
};
use super::Me;
use crate::shell::{quoted, shown};
use crate::sys::{self, Entry, Grant, Security};

/// The system itself.
pub const SYSTEM: &str = "S-1-5-18";
/// The administrators of the machine.
pub const ADMINISTRATORS: &str = "S-1-5-32-544";
/// The owner of Windows' own folders.
const INSTALLER: &str = "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464";
/// Anyone who makes something in a folder, and anyone who owns it: nobody besides the
/// owner, who is judged as such.
const OWNERS: [&str; 2] = ["S-1-3-0", "S-1-3-4"];
/// Everybody, everybody who has logged in, every user of the machine.
const EVERYBODY: [&str; 3] = ["S-1-1-0", "S-1-5-11", "S-1-5-32-545"];

/// Reading the content.
const READ: u32 = 0x1;
/// Writing it, or behind it.
const WRITE: u32 = ADD | 0x4;
/// Of a folder: making files in it.
const ADD: u32 = 0x2;
/// Of a folder: removing whatever is in it.
const REMOVE_IN: u32 = 0x40;
const REMOVE: u32 = 0x1_0000;
/// Changing the list or the owner, and so getting every right.
const OPEN: u32 = 0x4_0000 | 0x8_0000;
/// Everything, as the entries say it that we print.
const ALL: u32 = 0x1f_01ff;
/// What the general rights mean of a file.
const GENERAL: [(u32, u32); 4] = [
    (0x8000_0000, 0x12_0089),
    (0x4000_0000, 0x12_0116),
    (0x2000_0000, 0x12_00a0),
    (0x1000_0000, ALL),
];

/// What somebody else may do.
struct Other<'a> {
    sid: &'a str,
    rights: u32,
}

/// Who else is let in, and to what: an entry that keeps somebody out counts
/// against those behind it.
fn others<'a>(list: &'a [Entry], trusted: &[&str], wanted: u32) -> Vec<Other<'a>> {
    let mut found: Vec<Other<'_>> = Vec::new();
    let mut denied: Vec<(&str, u32)> = Vec::new();
    for entry in list {
        let rights = specific(entry.mask);
        if entry.grant == Grant::Deny {
            denied.push((&entry.sid, rights));
            continue;
        }
        let is_trusted = trusted.contains(&&*entry.sid) || OWNERS.contains(&&*entry.sid);
        let of_them = |sid: &str| sid == entry.sid || sid == EVERYBODY[0];
        let lost = denied.iter().filter(|(sid, _)| of_them(sid));
        let lost = lost.fold(0, |all, (_, rights)| all | rights);
        let rights = rights & wanted & !lost;
        if is_trusted || rights == 0 {
            continue;
        }
        match found.iter_mut().find(|it| it.sid == entry.sid) {
            Some(other) => other.rights |= rights,
            None => found.push(Other {
                sid: &entry.sid,
                rights,
            }),
        }
    }
    found
}

/// General rights as those that they stand for.
fn specific(mask: u32) -> u32 {
    let of = |(general, rights): (u32, u32)| if mask & general != 0 { rights } else { 0 };
    GENERAL.into_iter().fold(mask, |all, it| all | of(it))
}

/// How a file is open to others than `me`, the worst first.
pub fn file(path: &Path, security: &Security, keeps_lists: bool, me: &Me) -> Vec<Exposure> {
    if !keeps_lists {
        return vec![Exposure {
            check: OTHERS_CAN_READ,
            observed: "is on a file system without access control lists: who uses this machine \
                       can read it"
                .to_owned(),
            fix: None,
        }];
    }
    let owner = owner(security, me);
    let Some(list) = &security.list else {
        let open = Exposure {
            check: OTHERS_CAN_WRITE,
            observed: "can be read and written by everybody (it has no access control list)"
                .to_owned(),
            fix: closing(path, security, &[], me),
        };
        return [Some(open), owner].into_iter().flatten().collect();
    };
    let trusted = [&*me.sid, &security.owner, SYSTEM, ADMINISTRATORS];
    let others = others(list, &trusted, READ | WRITE | REMOVE | OPEN);
    let whom: Vec<String> = others.iter().map(in_words).collect();
    let is_for_all = |rights: u32| {
        let mut all = others.iter().filter(|it| EVERYBODY.contains(&it.sid));
        all.any(|it| it.rights & rights != 0)
    };
    let open = (!others.is_empty()).then(|| Exposure {
        check: match () {
            () if is_for_all(READ) => OTHERS_CAN_READ,
            () if is_for_all(!READ) => OTHERS_CAN_WRITE,
            () => ACL_GRANTS_ACCESS,
        },
        observed: format!("can be {} (access control list)", whom.join(", ")),
        fix: closing(path, security, &others, me),
    });
    [open, owner].into_iter().flatten().collect()
}

/// Without a command: the key of a service would be taken from it.
fn owner(security: &Security, me: &Me) -> Option<Exposure> {
    (!me.trusts(&security.owner)).then(|| Exposure {
        check: WRONG_OWNER,
        observed: format!(
            "belongs to {}, not to {}, the system or the administrators",
            called(&security.owner),
            called(&me.sid)
        ),
        fix: None,
    })
}

impl Me {
    /// Whether somebody may own what this user relies on.
    fn trusts(&self, owner: &str) -> bool {
        let own = [&*self.sid, SYSTEM, ADMINISTRATORS, INSTALLER];
        self.is_administrator || own.contains(&owner)
    }
}

/// The command that leaves a file to its owner, the system and the administrators.
/// What others inherit is not inherited any more, and what they were given is taken
/// back.
fn closing(path: &Path, security: &Security, others: &[Other<'_>], me: &Me) -> Option<String> {
    let path = quoted(path);
    let mut granted = vec![&*security.owner];
    if !me.is_administrator {
        granted.push(&me.sid);
    }
    granted.extend([SYSTEM, ADMINISTRATORS]);
    let mut grants: Vec<String> = Vec::new();
    for sid in granted {
        let grant = format!("*{sid}:F");
        if !grants.contains(&grant) {
            grants.push(grant);
        }
    }
    let close = format!("icacls {path} /inheritance:r /grant:r {}", grants.join(" "));
    if security.list.is_none() {
        return Some(format!("icacls {path} /reset && {close}"));
    }
    let removed: Vec<String> = others.iter().map(|it| format!("*{}", it.sid)).collect();
    match removed.is_empty() {
        true => None,
        false => Some(format!("{close} /remove:g {}", removed.join(" "))),
    }
}

/// How others could put another file in the place of one below a folder.
/// `trusted` are those who may own it besides those whom `me` trusts anyway.
pub fn folder(path: &Path, security: &Security, me: &Me, trusted: &[&str]) -> Option<Exposure> {
    let name = shown(path);
    if !me.trusts(&security.owner) && !trusted.contains(&&*security.owner) {
        return Some(Exposure {
            check: PARENT_OWNER_UNTRUSTED,
            observed: format!(
                "is below {name}, which belongs to {}",
                called(&security.owner)
            ),
            fix: None,
        });
    }
    // The root of a drive has no name that could be given to another.
    let removal = if path.parent().is_none() { 0 } else { REMOVE };
    let whom = changers(security, me, trusted, REMOVE_IN | OPEN | removal)?;
    Some(Exposure {
        check: PARENT_WRITABLE_BY_OTHERS,
        observed: format!("is below {name}, which {whom} can change (access control list)"),
        fix: None,
    })
}

/// Who else may make names in a folder, and so put a slot there.
pub fn adders(security: &Security, me: &Me) -> Option<String> {
    changers(security, me, &[], ADD | REMOVE_IN | OPEN)
}

fn changers(security: &Security, me: &Me, trusted: &[&str], rights: u32) -> Option<String> {
    let Some(list) = &security.list else {
        return Some("everybody".to_owned());
    };
    let own = [&*me.sid, &security.owner, SYSTEM, ADMINISTRATORS, INSTALLER];
    let others = others(list, &[&own[..], trusted].concat(), rights);
    others.first().map(|other| called(other.sid))
}

/// As the rest of `can be`.
fn in_words(other: &Other<'_>) -> String {
    let has = |right| other.rights & right != 0;
    let what = match (has(READ), has(WRITE)) {
        (true, true) => "read and written",
        (true, false) if has(OPEN) => "read and opened",
        (true, false) => "read",
        (false, true) => "written",
        (false, false) if has(OPEN) => "opened",
        (false, false) => "removed",
    };
    format!("{what} by {}", called(other.sid))
}

/// An account as people know it, or its SID.
fn called(sid: &str) -> String {
    let name = sys::account(sid).map(|name| crate::encoding::visible(&name));
    name.unwrap_or_else(|| sid.to_owned())
}

#[cfg(test)]
mod tests;
