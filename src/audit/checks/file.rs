//! 1xx: the key file itself. The first four and the type are the checks that
//! reading a key applies; the rest is what only an audit has time for.

use crate::audit::checks::check::{Check, Scope};
use crate::audit::checks::readers;
use crate::audit::facts::extent;
use crate::audit::facts::key_file::KeyFile;
use crate::audit::facts::observation::{Decision, Observation, Severity};
use crate::audit::facts::policy::Policy;
use crate::audit::facts::rooted::quoted;
use crate::audit::facts::system::Subject;
use crate::shell::shown;
use crate::subject::acl::{READ, WRITE};
use crate::subject::trail::Directory;
use crate::subject::{
    CheckId, GROUP_ACCESS, Kind, NOT_REGULAR_FILE, OTHERS_CAN_READ, OTHERS_CAN_WRITE, WRONG_OWNER,
};

const OWNED_BY_UNMAPPED_UID: CheckId = CheckId {
    id: "CK105",
    slug: "owned-by-unmapped-uid",
};
const EXECUTE_OR_SPECIAL_BITS: CheckId = CheckId {
    id: "CK106",
    slug: "execute-or-special-bits",
};
const IS_SYMLINK: CheckId = CheckId {
    id: "CK109",
    slug: "is-symlink",
};
const HARD_LINKED: CheckId = CheckId {
    id: "CK110",
    slug: "hard-linked",
};

/// The number of the user whom no mode stops.
const ROOT: u32 = 0;

/// setuid, setgid, sticky and the three execute bits.
const NO_KEY_NEEDS: u32 = 0o7111;

/// Names of one file are distinguished up to so many: a mount may lie about them.
const MAX_NAMES: u64 = 1000;

/// The rows.
pub const CHECKS: &[Check] = &[
    Check {
        id: OTHERS_CAN_READ,
        severity: Severity::Critical,
        title: "Everybody can read the key",
        expected: "only the owner may read it: mode 0600",
        why: "anyone who reads a session key can open and forge every cookie made with it",
        fix: "chmod 600, then rotate: it was exposed",
        scope: Scope::Key(|key, policy| closed(key, policy, OTHERS_CAN_READ)),
    },
    Check {
        id: OTHERS_CAN_WRITE,
        severity: Severity::Critical,
        title: "Everybody can write the key",
        expected: "only the owner may write it: mode 0600",
        why: "anyone who chooses the key can forge every cookie",
        fix: "chmod 600, then rotate: somebody may have replaced it",
        scope: Scope::Key(|key, policy| closed(key, policy, OTHERS_CAN_WRITE)),
    },
    Check {
        id: GROUP_ACCESS,
        severity: Severity::High,
        title: "The group can read or write the key",
        expected: "the group has no access, unless --allow-group names it",
        why: "every member of the group, now and later, can open and forge cookies",
        fix: "chmod 600, or name the group with --allow-group if it is meant",
        scope: Scope::Key(group),
    },
    Check {
        id: WRONG_OWNER,
        severity: Severity::High,
        title: "The key belongs to somebody else",
        expected: "the owner is the expected user (--owner) or root",
        why: "the owner can read the key and choose its mode at any time",
        fix: "chown",
        scope: Scope::Key(wrong_owner),
    },
    Check {
        id: OWNED_BY_UNMAPPED_UID,
        severity: Severity::Medium,
        title: "No user of this machine owns the key",
        expected: "the owner is a user of this machine",
        why: "the next user who gets this number owns the key and can read it",
        fix: "chown to the user that it is for",
        scope: Scope::Key(unmapped),
    },
    Check {
        id: EXECUTE_OR_SPECIAL_BITS,
        severity: Severity::Low,
        title: "The key has execute or special bits",
        expected: "mode 0600 or 0400",
        why: "a key is not a program: such bits are left over from a careless copy",
        fix: "chmod 600",
        scope: Scope::Key(special_bits),
    },
    Check {
        id: NOT_REGULAR_FILE,
        severity: Severity::High,
        title: "It is not a regular file",
        expected: "a regular file",
        why: "a pipe, a device or a socket can return something else at each read",
        fix: "name the key file itself",
        scope: Scope::Key(|key, _| exposed(key, NOT_REGULAR_FILE)),
    },
    Check {
        id: IS_SYMLINK,
        severity: Severity::Medium,
        title: "The path is a symbolic link",
        expected: "the path of the file itself",
        why: "anyone who may change the link or a directory on its way chooses the key",
        fix: "use the path that the link leads to, and audit that",
        scope: Scope::Key(symlink),
    },
    Check {
        id: HARD_LINKED,
        severity: Severity::High,
        title: "The key file has a second name (hard link)",
        expected: "one name",
        why: "the other name outlives a rotation, and its directory may be open to others",
        fix: "find the other names, remove them, give this name a file of its own, rotate",
        scope: Scope::Key(hard_links),
    },
];

/// What reading this key would object to.
pub fn exposed(key: &KeyFile, check: CheckId) -> Vec<Observation> {
    let exposures = key.exposures.iter().filter(|it| it.check == check);
    let observations = exposures.map(|it| Observation {
        fix: it.fix.clone(),
        // A list names whom it lets in, and one more is another fault.
        extent: match cfg!(windows) {
            true => vec![it.observed.clone()],
            false => vec![],
        },
        ..Observation::new(check, &key.path, &it.observed)
    });
    observations.collect()
}

/// The same of what is fixed by closing the key to all but those who need it.
fn closed(key: &KeyFile, policy: &Policy, check: CheckId) -> Vec<Observation> {
    let permissions = (key.trail.subject.mode >> 3 & 7) as u16;
    let is_given = is_given(&key.trail.subject, permissions, policy);
    let observations = exposed(key, check).into_iter().map(|observation| {
        let observation = readers::spare(observation, key, policy);
        let closes = observation.fix.as_deref();
        // A service may be a member of the group.
        let is_undecided = is_given && !is_allowed(&key.trail.subject, policy);
        match is_undecided && closes.is_some_and(|it| it.starts_with("chmod 600 ")) {
            true => {
                let kept = format!("chmod 640 {}", quoted(&key.path));
                observation.fix(kept).mend(GIVEN)
            }
            false => left_to_the_group(observation, key, policy),
        }
    });
    observations.collect()
}

/// What the group of a file may do with it.
fn permissions_of_group(subject: &Subject) -> u16 {
    match &subject.acl {
        Some(acl) => acl.owning_group(),
        None => (subject.mode >> 3 & 7) as u16,
    }
}

/// Whether somebody said that the group of a file may read it, and it may.
fn is_allowed(subject: &Subject, policy: &Policy) -> bool {
    policy.groups.contains(&subject.gid) && permissions_of_group(subject) & READ != 0
}

/// Whether that is all that the group may.
pub fn is_meant(subject: &Subject, policy: &Policy) -> bool {
    is_allowed(subject, policy) && permissions_of_group(subject) == READ
}

/// A command that closes a key leaves it to a group that is to read it.
pub fn left_to_the_group(
    mut observation: Observation,
    key: &KeyFile,
    policy: &Policy,
) -> Observation {
    if let Some(command) = &mut observation.fix
        && is_allowed(&key.trail.subject, policy)
    {
        *command = command.replace("chmod 600 ", "chmod 640 ");
    }
    observation
}

/// A group that is meant to read the key is worth knowing, not fixing.
fn group(key: &KeyFile, policy: &Policy) -> Vec<Observation> {
    let subject = &key.trail.subject;
    let permissions = permissions_of_group(subject);
    let is_meant = is_meant(subject, policy);
    let whom = policy.users.group_of(subject.gid, subject.uid);
    let mut observations = exposed(key, GROUP_ACCESS);
    for observation in &mut observations {
        observation.extent = extent::permitted(&whom, permissions);
        if is_meant {
            observation.severity = Some(Severity::Low);
            observation.fix = None;
            observation.mend = Some(MEANT.to_owned());
        } else if is_given(subject, permissions, policy) {
            *observation = observation.clone().decide(Decision::Group, GIVEN);
        }
    }
    let observations = observations.into_iter();
    let spared = observations.map(|it| match readers::spare(it.clone(), key, policy) {
        _ if is_allowed(subject, policy) => left_to_the_group(it, key, policy),
        // What the group has is what this is about: who else may is asked.
        spared
            if spared
                .fix
                .as_deref()
                .is_some_and(|it| it.starts_with("chmod 640 ")) =>
        {
            it.decide(Decision::Group, GIVEN)
        }
        spared => spared,
    });
    spared.collect()
}

/// Whether root lets a group read it that is not its own: root itself needs no
/// mode, so that it is a service that reads it so.
fn is_given(subject: &Subject, permissions: u16, policy: &Policy) -> bool {
    let is_private = policy.users.is_private(subject.gid, ROOT);
    subject.uid == ROOT && subject.gid != ROOT && !is_private && permissions == READ
}

/// What there is to do about a group that is meant to read the key.
const MEANT: &str = "leave it: --allow-group names this group";
/// What there is to do about one of which nobody said so.
const GIVEN: &str = "name the group with --allow-group if a service reads the key as its member; if \
     none does, chmod 600, then rotate";

/// What there is to do where nobody said whose the key should be.
const WHOSE: &str = "name the user who is to have the key with --owner; chown is for a key that no \
                     other program reads";

/// Another stranger is another fault. Whose the key should be is known only
/// where somebody said so: given to the user who runs this, it would be taken from
/// the service that has it.
fn wrong_owner(key: &KeyFile, policy: &Policy) -> Vec<Observation> {
    let owner = format!("user {}", key.trail.subject.uid);
    let observations = exposed(key, WRONG_OWNER).into_iter();
    if cfg!(windows) {
        return observations.collect();
    }
    let told = observations.map(|it| match policy.is_owner_named {
        true => it.fix(given_to(key, policy)).detail(&*owner),
        false => it.decide(Decision::Owner, WHOSE).detail(&*owner),
    });
    told.collect()
}

/// The user who runs this is somebody, with a name or without.
fn unmapped(key: &KeyFile, policy: &Policy) -> Vec<Observation> {
    let owner = key.trail.subject.uid;
    let observation = |observed: String| {
        let observation = Observation::new(OWNED_BY_UNMAPPED_UID, &key.path, observed);
        observation.detail(format!("user {owner}"))
    };
    if policy.users.is_outside(owner) {
        // From here it can be given to nobody.
        let observed = "belongs to somebody outside of this user namespace";
        return vec![observation(observed.to_owned())];
    }
    if owner == policy.owner || !policy.users.is_nobody(owner) {
        return vec![];
    }
    let observation = observation(format!("belongs to user {owner}, and nobody here is that"));
    // A service may run under a number alone, as those of containers do.
    vec![match policy.is_owner_named {
        true => observation.fix(given_to(key, policy)),
        false => observation.decide(Decision::Owner, WHOSE),
    }]
}

/// The command that gives the key to the user who was named. What a link leads
/// to is another file.
fn given_to(key: &KeyFile, policy: &Policy) -> String {
    format!("chown {} {}", policy.owner, quoted(&key.path))
}

fn special_bits(key: &KeyFile, policy: &Policy) -> Vec<Observation> {
    let subject = &key.trail.subject;
    if !key.is_regular() || subject.mode & NO_KEY_NEEDS == 0 {
        return vec![];
    }
    let observed = format!("has mode {:04o}", subject.mode);
    let fix = format!("chmod 600 {}", quoted(&key.path));
    let bits = [
        (0o4000, "setuid"),
        (0o2000, "setgid"),
        (0o1000, "sticky"),
        (0o111, "execute"),
    ];
    let set = bits.iter().filter(|(bit, _)| subject.mode & bit != 0);
    let extent = set.map(|(_, name)| (*name).to_owned());
    let observation = Observation::new(EXECUTE_OR_SPECIAL_BITS, &key.path, observed);
    let observation = readers::spare(observation.fix(fix), key, policy);
    vec![left_to_the_group(observation, key, policy).extent(extent)]
}

fn symlink(key: &KeyFile, policy: &Policy) -> Vec<Observation> {
    let trail = &key.trail;
    if !trail.ends_in_link {
        return vec![];
    }
    // Kubernetes mounts every secret as a link to `..data/NAME`, where
    // `..data` is a link to a directory that only root can write.
    let is_mounted = trail.hops.iter().any(|hop| hop.path.ends_with("..data"));
    let is_loose = trail
        .directories
        .iter()
        .any(|directory| loose_to_others(directory, policy));
    if is_mounted && !is_loose {
        return vec![];
    }
    let observed = format!("is a symbolic link to {}", shown(&trail.real));
    let severity = if is_loose {
        Severity::High
    } else {
        Severity::Medium
    };
    let fix = format!("cookiekit audit {}", quoted(&trail.real));
    // As it is written, which is the same in every checkout.
    let target = trail
        .hops
        .iter()
        .find(|hop| hop.path.file_name() == key.path.file_name());
    let detail = target.map(|hop| hop.target.to_string_lossy().into_owned());
    let observation = Observation::new(IS_SYMLINK, &key.path, observed);
    let observation = observation.detail(detail.unwrap_or_default());
    vec![observation.severity(severity).fix(fix)]
}

/// Whether others may put names into the directory, even if only their own.
fn loose_to_others(directory: &Directory, policy: &Policy) -> bool {
    !crate::audit::checks::parents::writers(directory, &policy.users).is_empty()
        || directory.mode & u32::from(WRITE) != 0
}

fn hard_links(key: &KeyFile, _policy: &Policy) -> Vec<Observation> {
    let links = key.trail.subject.links;
    if key.trail.subject.kind != Kind::Regular || links < 2 {
        return vec![];
    }
    let others = match links - 1 {
        1 => "another name".to_owned(),
        count => format!("{count} other names"),
    };
    let path = quoted(&key.path);
    let finding = match cfg!(windows) {
        true => format!("fsutil hardlink list {path}"),
        false => format!("find / -xdev -samefile {path}"),
    };
    let observed = format!("has {others}: {finding}");
    // The same bytes under the same name, through a folder that nobody else has.
    let mut template = key.path.clone().into_os_string();
    template.push(".XXXXXX");
    let template = quoted(template.as_ref());
    let fix = format!(
        "d=$(mktemp -d {template}) && cp -p {path} \"$d\"/own && mv \"$d\"/own {path}; rmdir \"$d\""
    );
    // Where they are is not known: one more is another one.
    let extent = extent::numbered("name", links.min(MAX_NAMES) as usize);
    let observation = Observation::new(HARD_LINKED, &key.path, observed);
    vec![observation.fix(fix).extent(extent)]
}
