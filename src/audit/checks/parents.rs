//! 2xx: the way to the key. Anyone who may rename names in a directory above it
//! can put a key of their own there.

use std::path::Path;

use crate::audit::checks::check::{Check, Scope};
use crate::audit::checks::file::exposed;
use crate::audit::facts::extent::{self, EVERYBODY};
use crate::audit::facts::key_file::KeyFile;
use crate::audit::facts::observation::{Decision, Observation, Severity};
use crate::audit::facts::policy::Policy;
use crate::audit::facts::rooted::{self, quoted};
use crate::audit::fix::renewal::moved_away;
use crate::shell::shown;
use crate::subject::acl::WRITE;
use crate::subject::trail::{Directory, Hop};
use crate::subject::users::Users;
use crate::subject::{
    CheckId, PARENT_OWNER_UNTRUSTED, PARENT_SYMLINK_HOP, PARENT_WRITABLE_BY_OTHERS, Who,
};

const PARENT_STICKY_SHARED: CheckId = CheckId {
    id: "CK202",
    slug: "parent-sticky-shared",
};
pub const DIR_LISTS_TO_OTHERS: CheckId = CheckId {
    id: "CK205",
    slug: "dir-lists-to-others",
};
pub const DIR_IN_WEB_ROOT: CheckId = CheckId {
    id: "CK208",
    slug: "dir-in-web-root-or-project",
};
const PARENT_DEFAULT_ACL: CheckId = CheckId {
    id: "CK206",
    slug: "parent-default-acl",
};

/// In a directory with this bit, names can be changed by their owners alone.
const STICKY: u32 = 0o1000;
/// The number of the user who may do anything anyway.
const ROOT: u32 = 0;

/// The rows.
pub const CHECKS: &[Check] = &[
    Check {
        id: PARENT_WRITABLE_BY_OTHERS,
        severity: Severity::High,
        title: "A directory above the key can be written by others",
        expected: "only root and the owner can rename files on the path to the key",
        why: "anyone who can rename files there can replace the key with their own",
        fix: "chmod go-w",
        scope: Scope::Key(writable_parents),
    },
    Check {
        id: PARENT_STICKY_SHARED,
        severity: Severity::Medium,
        title: "The key is in a directory that everybody shares",
        expected: "no shared directory such as /tmp on the path to the key",
        why: "anyone can create the name first, for example after a reboot",
        fix: "move the key to a directory of its owner",
        scope: Scope::Key(sticky_parents),
    },
    Check {
        id: PARENT_OWNER_UNTRUSTED,
        severity: Severity::High,
        title: "A directory above the key belongs to somebody else",
        expected: "root or the key's owner owns every directory on the path",
        why: "the owner of a directory can replace any file in it",
        fix: "chown the directory, or move the key",
        scope: Scope::Key(foreign_parents),
    },
    Check {
        id: PARENT_SYMLINK_HOP,
        severity: Severity::High,
        title: "Somebody else's link is on the path to the key",
        expected: "a link in a shared directory belongs to root or the key's owner",
        why: "anyone who owns the link can let it lead to a directory with another key",
        fix: "use the path that the link leads to, and remove the link",
        scope: Scope::Key(foreign_hops),
    },
    Check {
        id: DIR_LISTS_TO_OTHERS,
        severity: Severity::Low,
        title: "Others can list a directory of keys",
        expected: "only its owner can list a directory of keys",
        why: "the names show which services exist and when each key was rotated",
        fix: "chmod o-r",
        scope: Scope::Scene(crate::audit::checks::key_directories::to_others),
    },
    Check {
        id: PARENT_DEFAULT_ACL,
        severity: Severity::Medium,
        title: "New files beside the key are open to others",
        expected: "no default access control list where keys are made",
        why: "a default list overrides the umask: the next key is open at once",
        fix: "setfacl -k",
        scope: Scope::Key(default_acl),
    },
    Check {
        id: DIR_IN_WEB_ROOT,
        severity: Severity::Critical,
        title: "An app serves the directory of the key to everybody",
        expected: "a key outside the directories that apps serve",
        why: "anyone who requests the file from the web server gets the key",
        fix: "move the key out of the directory, then rotate: it was served",
        scope: Scope::Scene(crate::audit::checks::systems::web_root::to_everybody),
    },
];

/// Who besides root and the owner may have a directory on the way: the user
/// that is expected, or for root the owner of the key.
fn expected_owner(key: &KeyFile, policy: &Policy) -> u32 {
    match policy.owner {
        ROOT => key.trail.subject.uid,
        owner => owner,
    }
}

/// The directories on the way; of an image only those inside of it.
pub fn directories<'a>(
    key: &'a KeyFile,
    policy: &'a Policy,
) -> impl Iterator<Item = &'a Directory> {
    let root = policy
        .root
        .as_deref()
        .and_then(|root| rooted::canonical(root).ok());
    let all = key.trail.directories.iter();
    all.filter(move |it| root.as_ref().is_none_or(|root| it.path.starts_with(root)))
}

fn writable_parents(key: &KeyFile, policy: &Policy) -> Vec<Observation> {
    if cfg!(windows) {
        return exposed(key, PARENT_WRITABLE_BY_OTHERS);
    }
    let loose = directories(key, policy).filter_map(|directory| {
        let writers = writers(directory, &policy.users);
        if writers.is_empty() {
            return None;
        }
        let observed = format!(
            "can be written by {} (mode {:04o})",
            writers.join(", "),
            directory.mode
        );
        let own = (group(directory), owning_group(directory, policy));
        let known = |writer: String| {
            if writer == own.0 {
                own.1.clone()
            } else {
                writer
            }
        };
        let extent = writers.into_iter().map(known);
        // With a list this takes the mask's bit, and leaves who may read.
        let fix = format!("chmod go-w {}", quoted(&directory.path));
        let observation = Observation::new(PARENT_WRITABLE_BY_OTHERS, &directory.path, observed);
        Some(observation.fix(fix).extent(extent))
    });
    loose.collect()
}

/// The group of a directory, as it is shown.
fn group(directory: &Directory) -> String {
    format!("group {}", directory.gid)
}

/// The group of a directory, as baselines know it.
fn owning_group(directory: &Directory, policy: &Policy) -> String {
    policy.users.group_of(directory.gid, directory.uid)
}

/// Who may rename names of others in the directory.
pub fn writers(directory: &Directory, users: &Users) -> Vec<String> {
    if directory.mode & STICKY != 0 {
        return vec![];
    }
    let mut writers = Vec::new();
    if directory.mode & u32::from(WRITE) != 0 {
        writers.push(EVERYBODY.to_owned());
    }
    let permissions = match &directory.acl {
        Some(acl) => acl.owning_group(),
        None => (directory.mode >> 3 & 7) as u16,
    };
    let is_private = users.is_private(directory.gid, directory.uid);
    if permissions & WRITE != 0 && !is_private {
        writers.push(group(directory));
    }
    if let Some(acl) = &directory.acl {
        let trusted = [ROOT, directory.uid];
        let named = acl.named(&trusted);
        let granted = named.filter(|(_, entry)| acl.effective(*entry) & WRITE != 0);
        writers.extend(granted.map(|(whom, _)| whom));
    }
    writers
}

fn sticky_parents(key: &KeyFile, policy: &Policy) -> Vec<Observation> {
    let holder = key.directory();
    let shared = directories(key, policy)
        .filter(|directory| directory.mode & STICKY != 0 && directory.mode & 0o022 != 0);
    let observations = shared.map(|directory| {
        let is_holder = directory.path == holder;
        let below = match is_holder {
            true => String::new(),
            false => format!(", above {}", shown(&key.path)),
        };
        let observed = format!(
            "is shared by everybody (mode {:04o}){below}",
            directory.mode
        );
        let severity = match is_holder {
            true => Severity::High,
            false => Severity::Medium,
        };
        let observation = Observation::new(PARENT_STICKY_SHARED, &directory.path, observed);
        let everybody = directory.mode & u32::from(WRITE) != 0;
        let group = directory.mode >> 3 & u32::from(WRITE) != 0;
        let sharers = [
            everybody.then(|| EVERYBODY.to_owned()),
            group.then(|| owning_group(directory, policy)),
        ];
        let observation = observation
            .severity(severity)
            .detail(name_below(&directory.path, key))
            .extent(sharers.into_iter().flatten());
        let mut renewal = moved_away(key);
        // A home below the shared directory is no better.
        let home = policy
            .home
            .as_ref()
            .and_then(|it| rooted::canonical(it).ok());
        if home.is_none_or(|home| home.starts_with(&directory.path)) {
            renewal.command = None;
        }
        observation.renewed(renewal)
    });
    observations.collect()
}

/// Each key below a shared directory is a finding of its own: it has a command of its own.
fn name_below(directory: &Path, key: &KeyFile) -> String {
    let below = key.path.strip_prefix(directory);
    let real = || key.trail.real.strip_prefix(directory);
    let name = key.path.file_name().map(Path::new).unwrap_or(&key.path);
    below
        .or_else(|_| real())
        .unwrap_or(name)
        .to_string_lossy()
        .into()
}

/// A link whose directory only the trusted can change is as safe as that; in a
/// shared one its owner can put another in its place.
fn foreign_hops(key: &KeyFile, policy: &Policy) -> Vec<Observation> {
    let owner = expected_owner(key, policy);
    let is_shared = |link: &Hop| {
        let mut on_the_way = directories(key, policy);
        let holder = on_the_way.find(|it| Some(&*it.path) == link.path.parent());
        holder.is_some_and(|it| it.mode & STICKY != 0 && it.mode & 0o022 != 0)
    };
    let hops = key.trail.hops.iter();
    let foreign = hops.filter(|link| link.uid != ROOT && link.uid != owner && is_shared(link));
    let observations = foreign.map(|link| {
        let observed = format!(
            "is a link of {} to {}",
            policy.users.name(link.uid),
            shown(&link.target)
        );
        let observation = Observation::new(PARENT_SYMLINK_HOP, &link.path, observed);
        let fix = format!("cookiekit audit {}", quoted(&key.trail.real));
        observation.fix(fix).detail(format!("user {}", link.uid))
    });
    observations.collect()
}

fn foreign_parents(key: &KeyFile, policy: &Policy) -> Vec<Observation> {
    if cfg!(windows) {
        return exposed(key, PARENT_OWNER_UNTRUSTED);
    }
    let owner = expected_owner(key, policy);
    let foreign = directories(key, policy).filter(|it| it.uid != ROOT && it.uid != owner);
    let observations = foreign.map(|directory| {
        let observed = format!(
            "belongs to {}, not to {}",
            policy.users.name(directory.uid),
            match owner {
                ROOT => "root".to_owned(),
                owner => format!("{} or root", policy.users.name(owner)),
            }
        );
        let observation = Observation::new(PARENT_OWNER_UNTRUSTED, &directory.path, observed);
        let observation = observation.detail(format!("user {}", directory.uid));
        // A home and a place of many files are not to be taken from their owner,
        // and no other one from a service that works there.
        let is_holder = directory.path == key.directory() && !is_home(&directory.path, policy);
        match (is_holder, policy.is_owner_named) {
            (true, true) => observation.fix(format!("chown {owner} {}", quoted(&directory.path))),
            (true, false) => observation.decide(Decision::Owner, NOT_OWNED),
            (false, _) => observation
                .mend("move the key to a directory of its owner: this one has other things in it"),
        }
    });
    observations.collect()
}

/// What there is to do about a directory whose expected owner nobody named.
const NOT_OWNED: &str = "move the key to a directory of its owner, or name the user who is to have \
     both with --owner; chown is for a directory that no other program works in";

/// Whether it is the home of a user.
fn is_home(directory: &Path, policy: &Policy) -> bool {
    let mut homes = policy.users.homes();
    homes.any(|user| policy.system(&user.home.to_string_lossy()) == directory)
}

fn default_acl(key: &KeyFile, _policy: &Policy) -> Vec<Observation> {
    let holder = key.trail.directories.last();
    let Some((directory, acl)) = holder.and_then(|it| Some((it, it.default_acl.as_ref()?))) else {
        return vec![];
    };
    let trusted = [ROOT, directory.uid];
    let named = acl.named(&trusted);
    let others = acl
        .entries()
        .iter()
        .filter(|entry| entry.who == Who::Others)
        .map(|&entry| (EVERYBODY.to_owned(), entry));
    let (mut given, mut extent) = (Vec::new(), Vec::new());
    for (whom, entry) in named.chain(others) {
        let permitted = extent::permitted(&whom, acl.effective(entry));
        if !permitted.is_empty() {
            extent.extend(permitted);
            given.push(whom);
        }
    }
    if given.is_empty() {
        return vec![];
    }
    let observed = format!(
        "gives every new file to {} (default list)",
        given.join(", ")
    );
    let fix = format!("setfacl -k {}", quoted(&directory.path));
    let observation = Observation::new(PARENT_DEFAULT_ACL, &directory.path, observed);
    vec![observation.fix(fix).extent(extent)]
}
