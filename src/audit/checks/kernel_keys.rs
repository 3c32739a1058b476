//! CK415: the key in a keyring of the kernel, with permissions for others.
//!
//! Only keys of the type `user` are judged: those are what `keyctl add` makes,
//! and any process may read them that the permissions allow to.

use std::path::Path;

use crate::audit::checks::check::{Check, Scope};
use crate::audit::detect::key_names::tells;
use crate::audit::facts::extent::EVERYBODY;
use crate::audit::facts::incomplete;
use crate::audit::facts::key_file::name_of;
use crate::audit::facts::observation::{Observation, Ordinals, Severity};
use crate::audit::scan::scene::Scene;
use crate::encoding::visible;
use crate::frameworks::Shape;
use crate::shell::shown;
use crate::subject::CheckId;
use crate::sys;

const KERNEL_KEYRING_PERM: CheckId = CheckId {
    id: "CK415",
    slug: "kernel-keyring-perm",
};

/// The row.
pub const CHECKS: &[Check] = &[Check {
    id: KERNEL_KEYRING_PERM,
    severity: Severity::High,
    title: "Others can use a kernel keyring that holds the key",
    expected: "permissions for its owner alone, such as 3f3f0000",
    why: "anyone who may read it has the key, and anyone who may change it chooses the key",
    fix: "keyctl setperm, then rotate: it was exposed",
    scope: Scope::Scene(keys),
}];

/// Where the kernel lists the keys that this process may look at.
const LIST: &str = "/proc/keys";

/// What a permission of the kernel allows (`linux/key.h`).
const READ: u32 = 0x02;
const WRITE: u32 = 0x04;
const SETATTR: u32 = 0x20;
/// What of the permissions is for the possessor and for the owner.
const OWN: u32 = 0xffff_0000;

/// A key of the kernel.
#[derive(Debug, PartialEq, Eq)]
struct Entry<'a> {
    id: u32,
    permissions: u32,
    uid: u32,
    gid: u32,
    description: &'a str,
}

fn keys(scene: &Scene) -> Vec<Observation> {
    if scene.policy.root.is_some() || !cfg!(target_os = "linux") {
        return vec![];
    }
    let list = match std::fs::read(LIST) {
        Ok(list) => list,
        // A kernel without keyrings has no such file.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return vec![],
        Err(error) => {
            let why = crate::error::reason_of(&error);
            return vec![incomplete::skipped(Path::new(LIST), why)];
        }
    };
    let list = String::from_utf8_lossy(&list);
    let entries = list.lines().filter_map(entry);
    let mut ordinals = Ordinals::default();
    let found = entries.filter_map(|entry| judge(scene, &entry));
    found
        .map(|it| Observation {
            detail: ordinals.next(&it.detail),
            ..it
        })
        .collect()
}

/// A line of the list, of a key of the type `user` that can be used:
/// `38d96639 I--Q---     1 perm 3f3f0000     0     0 user      name: 64`.
fn entry(line: &str) -> Option<Entry<'_>> {
    let mut rest = line;
    let mut word = || {
        let text = rest.trim_start();
        let end = text.find(' ').unwrap_or(text.len());
        rest = &text[end..];
        &text[..end]
    };
    let (id, flags) = (word(), word());
    let (_usage, _timeout, permissions) = (word(), word(), word());
    let (uid, gid, kind) = (word(), word(), word());
    let is_usable = flags.starts_with('I') && !flags[1..].contains(['R', 'D', 'N', 'i']);
    // The length of the content is the last word.
    let description = rest.trim_start();
    let description = description.rsplit_once(": ").map_or(description, |it| it.0);
    (is_usable && kind == "user").then_some(Entry {
        id: u32::from_str_radix(id, 16).ok()?,
        permissions: u32::from_str_radix(permissions, 16).ok()?,
        uid: uid.parse().ok()?,
        gid: gid.parse().ok()?,
        description,
    })
}

fn judge(scene: &Scene, entry: &Entry) -> Option<Observation> {
    let others = entry.permissions;
    let users = &scene.policy.users;
    // The group of one user lets nobody in.
    let group = match users.is_private(entry.gid, entry.uid) {
        true => 0,
        false => entry.permissions >> 8,
    };
    let can = |bits: u32| (others | group) & bits != 0;
    let (severity, what) = match (can(READ), can(WRITE | SETATTR)) {
        (true, true) => (Severity::Critical, "read and changed"),
        (true, false) => (Severity::Critical, "read"),
        (false, true) => (Severity::High, "changed"),
        (false, false) => return None,
    };
    let content = sys::read_kernel_key(entry.id);
    let mut extent = granted(EVERYBODY, others);
    extent.extend(granted(&users.group_of(entry.gid, entry.uid), group));
    let known = content.as_ref().and_then(|it| scene.needles().find_in(it));
    let is_telling = scene.whole_machine && tells(entry.description);
    extent.extend(known.map(name_of));
    let holds = match (known, content) {
        (Some(key), _) => format!("holds {}", shown(&key.path)),
        (None, Some(content)) if is_telling => {
            Shape::of(content.trim_ascii()).map(|shape| format!("is {shape}"))?
        }
        // What we may not read others may change all the same.
        (None, None) if is_telling => "tells so by its name".to_owned(),
        _ => return None,
    };
    let name = visible(entry.description);
    let observed = format!("has the key {name}, which {holds} and can be {what} by others");
    let fix = format!(
        "keyctl setperm {:#x} {:#010x}",
        entry.id,
        entry.permissions & OWN
    );
    let observation = Observation::new(KERNEL_KEYRING_PERM, Path::new(LIST), observed);
    // Its number is another one after each start.
    let detail = format!("{} of user {}", entry.description, entry.uid);
    let observation = observation.severity(severity).fix(fix).extent(extent);
    Some(observation.detail(detail))
}

/// What the permissions let somebody do, each by itself.
fn granted(whom: &str, permissions: u32) -> Vec<String> {
    let verbs = [(READ, "read"), (WRITE, "write"), (SETATTR, "set")];
    let granted = verbs.iter().filter(|(bit, _)| permissions & bit != 0);
    granted.map(|(_, verb)| format!("{whom} {verb}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_read_as_the_kernel_writes_it() {
        let line = "38d96639 I--Q---     1 perm 3f1b0002     0   100 user      web: key: 64";
        let expected = Entry {
            id: 0x38d9_6639,
            permissions: 0x3f1b_0002,
            uid: 0,
            gid: 100,
            description: "web: key",
        };
        assert_eq!(entry(line), Some(expected));
        for line in [
            "048f8adf I------     1 perm 0f0b0000     0     0 keyring   .blacklist: empty",
            "38d96639 IR-Q---     1 perm 3f1b0002     0   100 user      web: 64",
            "38d96639 --U----     1 perm 3f1b0002     0   100 user      web: 64",
            "",
            "x",
        ] {
            assert_eq!(entry(line), None, "{line}");
        }
    }
}
