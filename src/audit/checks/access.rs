//! CK111, CK112: what those who need the key cannot do with it. A key that its
//! service cannot read, or that cannot be replaced, is an outage to come.

use crate::audit::checks::check::{Check, Scope};
use crate::audit::facts::key_file::KeyFile;
use crate::audit::facts::observation::{Decision, Observation, Severity};
use crate::audit::facts::policy::Policy;
use crate::audit::facts::rooted::{self, quoted};
use crate::audit::facts::system;
use crate::audit::scan::scene::Scene;
use crate::keys::slots::{self, Slot};
use crate::shell::shown;
use crate::subject::acl::READ;
use crate::subject::file_system::{Nature, is_fixed};
use crate::subject::trail::Directory;
use crate::subject::{Acl, CheckId, Who};

const NOT_READABLE_BY_SERVICE: CheckId = CheckId {
    id: "CK111",
    slug: "not-readable-by-service",
};
const MOUNT_READONLY_OR_IMMUTABLE: CheckId = CheckId {
    id: "CK112",
    slug: "mount-readonly-or-immutable",
};

/// Permission to enter a directory.
const ENTER: u16 = 1;
/// The number of the user whom no mode stops.
const ROOT: u32 = 0;

/// The rows.
pub const CHECKS: &[Check] = &[
    Check {
        id: NOT_READABLE_BY_SERVICE,
        severity: Severity::High,
        title: "The service cannot read its key",
        expected: "the user of --reader may read the key, and enter every directory above it",
        why: "a service without its key does not start, or silently makes another one",
        fix: "chown the key to the user of the service, and let that user enter the directories",
        scope: Scope::Scene(unreadable),
    },
    Check {
        id: MOUNT_READONLY_OR_IMMUTABLE,
        severity: Severity::Low,
        title: "The key cannot be replaced",
        expected: "a file and a directory that root or the owner can change",
        why: "rotation fails when it is needed most",
        fix: "chattr -ia, or rotate the key where it is not mounted read-only",
        scope: Scope::Key(fixed),
    },
];

/// A user who asks for access.
struct User {
    uid: u32,
    groups: Vec<u32>,
}

/// What decides who may do what with a file or a directory.
struct Rules<'a> {
    mode: u32,
    uid: u32,
    gid: u32,
    acl: Option<&'a Acl>,
}

impl Rules<'_> {
    /// As the kernel decides (`acl_permission_check` of Linux): the owner by
    /// the owner's bits alone, then the first class that the user is in.
    fn let_in(&self, user: &User, permission: u16) -> bool {
        if user.uid == ROOT {
            return true;
        }
        let bits = |shift: u32| (self.mode >> shift & 7) as u16 & permission != 0;
        if user.uid == self.uid {
            return bits(6);
        }
        let is_member = |gid: u32| user.groups.contains(&gid);
        let Some(acl) = self.acl else {
            return if is_member(self.gid) {
                bits(3)
            } else {
                bits(0)
            };
        };
        let grants = |entry| acl.effective(entry) & permission != 0;
        let named = acl
            .entries()
            .iter()
            .find(|it| it.who == Who::User(user.uid));
        if let Some(entry) = named {
            return grants(*entry);
        }
        let mut of_groups = acl.entries().iter().filter(|entry| match entry.who {
            Who::OwningGroup => is_member(self.gid),
            Who::Group(gid) => is_member(gid),
            _ => false,
        });
        match of_groups.clone().next() {
            Some(_) => of_groups.any(|entry| grants(*entry)),
            None => bits(0),
        }
    }

    fn of(directory: &Directory) -> Rules<'_> {
        Rules {
            mode: directory.mode,
            uid: directory.uid,
            gid: directory.gid,
            acl: directory.acl.as_ref(),
        }
    }
}

fn unreadable(scene: &Scene) -> Vec<Observation> {
    let policy = &scene.policy;
    // Where no path was given, the keys of the user who runs this were found as well: no
    // service was said to read those.
    let is_own = |key: &&KeyFile| {
        let home = policy.home.as_deref();
        scene.whole_machine && home.is_some_and(|home| key.path.starts_with(home))
    };
    let keys = scene.keys.iter().filter(|key| !is_own(key));
    keys.flat_map(|key| unreadable_key(key, policy)).collect()
}

/// Only the key that is in use: the others are read by us.
fn unreadable_key(key: &KeyFile, policy: &Policy) -> Vec<Observation> {
    let name = key.path.file_name().unwrap_or_default().as_encoded_bytes();
    let is_slot = slots::split(name).is_some_and(|(_, slot)| slot != Slot::Primary);
    if !key.is_regular() || is_slot {
        return vec![];
    }
    let readers = policy.readers.iter();
    readers
        .filter_map(|uid| unreadable_by(*uid, key, policy))
        .collect()
}

fn unreadable_by(uid: u32, key: &KeyFile, policy: &Policy) -> Option<Observation> {
    let user = User {
        uid,
        groups: policy.users.groups_of(uid),
    };
    let name = policy.users.name(uid);
    let subject = &key.trail.subject;
    let file = Rules {
        mode: subject.mode,
        uid: subject.uid,
        gid: subject.gid,
        acl: subject.acl.as_ref(),
    };
    let closed = crate::audit::checks::parents::directories(key, policy)
        .filter(|directory| !Rules::of(directory).let_in(&user, ENTER));
    let closed: Vec<&Directory> = closed.collect();
    let is_readable = file.let_in(&user, READ);
    let observed = match (closed.first(), is_readable) {
        (None, true) => return None,
        (Some(directory), _) => format!(
            "cannot be reached by {name}: {} may not be entered (mode {:04o})",
            shown(&directory.path),
            directory.mode
        ),
        (None, false) => format!("cannot be read by {name} (mode {:04o})", subject.mode),
    };
    let mut fixes: Vec<String> = closed
        .iter()
        .map(|it| format!("setfacl -m u:{uid}:x {}", quoted(&it.path)))
        .collect();
    if !is_readable {
        let path = quoted(&key.path);
        fixes.push(format!("chown {uid} {path} && chmod 600 {path}"));
    }
    let observation = Observation::new(NOT_READABLE_BY_SERVICE, &key.path, observed);
    let observation = observation.detail(format!("user {uid}"));
    // A file has one owner: of several readers it is not known which. And who
    // has it now, or reads it as a member of its group, may be a service too.
    let is_taken = !is_readable && has_another_reader(key, policy);
    Some(match policy.readers.len() {
        1 if is_taken => observation.decide(Decision::Readers, SHARED),
        1 => observation.fix(fixes.join(" && ")),
        _ => observation,
    })
}

/// What there is to do where a key has a reader besides root already.
const SHARED: &str = "decide who should read it: a change of owner takes it from its present user or group. \
    Two services can share a key as members of a group (mode 0640, --allow-group), or each gets \
    its own key";

/// Whether somebody besides root can read the key now, and would not any more.
fn has_another_reader(key: &KeyFile, policy: &Policy) -> bool {
    let subject = &key.trail.subject;
    let me = system::user();
    let is_somebodys = ![ROOT, me].contains(&subject.uid) && subject.mode & 0o400 != 0;
    let is_of_group =
        subject.mode & 0o040 != 0 && !policy.users.is_private(subject.gid, subject.uid);
    is_somebodys || is_of_group || subject.acl.is_some()
}

/// A read-only mount may be meant: orchestrators mount keys so, and rotate
/// them elsewhere. It is worth knowing.
fn fixed(key: &KeyFile, policy: &Policy) -> Vec<Observation> {
    if !key.is_regular() || policy.root.is_some() {
        return vec![];
    }
    let mut observations = Vec::new();
    let file_system = key.trail.file_system;
    if file_system.read_only && file_system.nature != Nature::Volatile {
        let observed = "is on a read-only file system, and cannot be rotated there";
        let observation = Observation::new(MOUNT_READONLY_OR_IMMUTABLE, &key.path, observed);
        observations.push(observation.severity(Severity::Info).detail("read-only"));
    }
    let directory = key.directory();
    let is_directory_fixed = || {
        let directory = rooted::open(directory, system::OFlags::RDONLY | system::OFlags::CLOEXEC);
        directory.is_ok_and(|directory| is_fixed(&directory))
    };
    let paths = [
        key.is_fixed.then_some(&*key.path),
        is_directory_fixed().then_some(directory),
    ];
    observations.extend(paths.into_iter().flatten().map(|path| {
        let observed = "is marked immutable or append-only (lsattr)";
        let fix = format!("chattr -ia {}", quoted(path));
        Observation::new(MOUNT_READONLY_OR_IMMUTABLE, path, observed).fix(fix)
    }));
    observations
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::subject::acl::tests::bytes;

    const NONE: u32 = u32::MAX;

    #[test]
    fn the_first_class_that_a_user_is_in_decides() {
        let user = |uid, groups: &[u32]| User {
            uid,
            groups: groups.to_vec(),
        };
        let rules = |mode| Rules {
            mode,
            uid: 1000,
            gid: 100,
            acl: None,
        };
        for (mode, uid, groups, may) in [
            (0o600, 1000, &[][..], true),
            (0o600, 0, &[], true),
            (0o600, 1001, &[100], false),
            (0o640, 1001, &[7, 100], true),
            (0o604, 1001, &[100], false),
            (0o604, 1001, &[7], true),
            (0o044, 1000, &[100], false),
        ] {
            let is_in = rules(mode).let_in(&user(uid, groups), READ);
            assert_eq!(is_in, may, "{mode:o} {uid} {groups:?}");
        }
        // u::rw-, u:1001:r--, g::---, g:44:r--, m::r--, o::r--
        let list = bytes(&[
            (1, 6, NONE),
            (2, 4, 1001),
            (2, 0, 1002),
            (4, 0, NONE),
            (8, 4, 44),
            (0x10, 4, NONE),
            (0x20, 4, NONE),
        ]);
        let acl = Acl::parse(&list).unwrap();
        let rules = Rules {
            acl: Some(&acl),
            ..rules(0o644)
        };
        for (uid, groups, may) in [
            (1001, &[][..], true),
            (1002, &[44], false),
            (1003, &[100], false),
            (1003, &[100, 44], true),
            (1003, &[7], true),
        ] {
            assert_eq!(rules.let_in(&user(uid, groups), READ), may, "{uid}");
        }
    }
}
