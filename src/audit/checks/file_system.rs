//! 3xx: access control lists, and what the file system makes of modes.

mod network;

use crate::audit::checks::check::{Check, Scope};
use crate::audit::checks::file::{exposed, left_to_the_group};
use crate::audit::facts::extent;
use crate::audit::facts::key_file::KeyFile;
use crate::audit::facts::observation::{Decision, Observation, Severity};
use crate::audit::facts::policy::Policy;
use crate::audit::facts::rooted::quoted;
use crate::subject::acl::{READ, WRITE};
use crate::subject::file_system::Nature;
use crate::subject::{ACL_GRANTS_ACCESS, CheckId};

const ACL_DORMANT: CheckId = CheckId {
    id: "CK302",
    slug: "acl-dormant",
};
const FS_IGNORES_MODES: CheckId = CheckId {
    id: "CK303",
    slug: "fs-ignores-modes",
};
const VOLATILE_FS: CheckId = CheckId {
    id: "CK305",
    slug: "volatile-fs",
};

/// The rows.
pub const CHECKS: &[Check] = &[
    Check {
        id: ACL_GRANTS_ACCESS,
        severity: Severity::Critical,
        title: "An access control list gives others access to the key",
        expected: "no entries for others on the key file",
        why: "the list applies in addition to the mode, and `ls` shows it only as a plus sign",
        fix: "setfacl -b and chmod 600, then rotate: it was exposed",
        scope: Scope::Key(granted),
    },
    Check {
        id: ACL_DORMANT,
        severity: Severity::Medium,
        title: "A masked access control list would give others access",
        expected: "no list on the key file, not even a masked one",
        why: "the next `chmod g+r` lifts the mask, and lets in anyone who is named",
        fix: "setfacl -b",
        scope: Scope::Key(dormant),
    },
    Check {
        id: FS_IGNORES_MODES,
        severity: Severity::High,
        title: "The file system does not keep modes",
        expected: "a native file system, where a mode says who may read",
        why: "the modes shown are not real, and `chmod` may do nothing",
        fix: "move the key to a native file system (WSL: mount with the metadata option)",
        scope: Scope::Key(without_modes),
    },
    network::ROW,
    Check {
        id: VOLATILE_FS,
        severity: Severity::High,
        title: "The key is lost at a reboot",
        expected: "a file system that survives a reboot, or a read-only mounted secret",
        why: "a new key after each start signs everybody out",
        fix: "move the key to a disk or a volume",
        scope: Scope::Key(volatile),
    },
];

fn granted(key: &KeyFile, policy: &Policy) -> Vec<Observation> {
    let subject = &key.trail.subject;
    let trusted = [0, subject.uid, policy.owner];
    let named = subject.acl.iter().flat_map(|acl| {
        let named = acl.named(&trusted);
        named.flat_map(|(whom, entry)| extent::permitted(&whom, acl.effective(entry)))
    });
    let extent: Vec<String> = named.collect();
    let observations = exposed(key, ACL_GRANTS_ACCESS).into_iter();
    // Root itself needs no list: anyone who may read by it is let in on purpose.
    let is_given = cfg!(unix)
        && subject.uid == 0
        && extent.iter().all(|it| it.ends_with(" read"))
        && subject.mode & 0o007 == 0;
    let told = observations.map(|it| match is_given {
        true => it.decide(Decision::Readers, GIVEN),
        false => left_to_the_group(it, key, policy),
    });
    if cfg!(windows) {
        return told.collect();
    }
    told.map(|it| it.extent(extent.clone())).collect()
}

/// What there is to do about a list of root's that lets somebody read.
const GIVEN: &str = "decide whether whom the list names is the service that reads the key: then make \
     it the owner (mode 0600) and take the list off after that; if it is not, setfacl -b and chmod \
     600, then rotate";

fn dormant(key: &KeyFile, policy: &Policy) -> Vec<Observation> {
    let subject = &key.trail.subject;
    let Some(acl) = &subject.acl else {
        return vec![];
    };
    let trusted = [0, subject.uid, policy.owner];
    let (mut masked, mut extent) = (Vec::new(), Vec::new());
    for (whom, entry) in acl.named(&trusted) {
        let hidden = entry.permissions & !acl.effective(entry);
        if hidden & (READ | WRITE) != 0 && acl.effective(entry) & (READ | WRITE) == 0 {
            extent.extend(extent::permitted(&whom, hidden));
            masked.push(whom);
        }
    }
    if masked.is_empty() {
        return vec![];
    }
    let path = quoted(&key.path);
    let observed = format!("has masked entries for {}", masked.join(", "));
    let fix = format!("setfacl -b {path} && chmod 600 {path}");
    let observation = Observation::new(ACL_DORMANT, &key.path, observed);
    vec![left_to_the_group(observation.fix(fix), key, policy).extent(extent)]
}

fn without_modes(key: &KeyFile, _policy: &Policy) -> Vec<Observation> {
    let file_system = key.trail.file_system;
    let (severity, what) = match file_system.nature {
        Nature::WithoutModes => (Severity::High, "where modes are made up"),
        // Many of them do keep modes: it is a doubt and no proof.
        Nature::Program => (Severity::Medium, "where a program decides what modes mean"),
        _ => return vec![],
    };
    let observed = format!("is on {}, {what}", file_system.name);
    vec![Observation::new(FS_IGNORES_MODES, &key.path, observed).severity(severity)]
}

fn volatile(key: &KeyFile, policy: &Policy) -> Vec<Observation> {
    let file_system = key.trail.file_system;
    // Orchestrators hand secrets out on read-only memory file systems.
    if file_system.read_only || policy.root.is_some() {
        return vec![];
    }
    let (severity, what) = match file_system.nature {
        Nature::Volatile => (Severity::High, "which a reboot empties"),
        // The root of every container, of some live and immutable systems.
        Nature::Layer => (Severity::Low, "which a container loses when it is replaced"),
        _ => return vec![],
    };
    let observed = format!("is on {}, {what}", file_system.name);
    vec![Observation::new(VOLATILE_FS, &key.path, observed).severity(severity)]
}
