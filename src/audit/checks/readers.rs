//! Who reads a key besides its owner and root, as far as that is known: a
//! command that closes the key to others would stop their service.

use std::collections::BTreeMap;
use std::path::Path;

use crate::audit::checks::processes;
use crate::audit::facts::key_file::KeyFile;
use crate::audit::facts::observation::{Decision, Observation};
use crate::audit::facts::policy::Policy;
use crate::audit::facts::rooted::{self, quoted};
use crate::audit::facts::{lines, system};
use crate::audit::scan::units::unit_files;
use crate::encoding::visible;

/// The number of the user whom no mode stops.
const ROOT: u32 = 0;

/// Somebody who reads a key.
struct Reader {
    uid: u32,
    groups: Vec<u32>,
    /// What says so.
    by: String,
}

/// An observation whose command would close the key to everybody but its owner: to
/// a known reader it stays open, or there is no command.
pub fn spare(observation: Observation, key: &KeyFile, policy: &Policy) -> Observation {
    let subject = &key.trail.subject;
    let closes = observation.fix.as_deref();
    if !closes.is_some_and(|it| it.contains("chmod 600 ")) || subject.mode & 0o044 == 0 {
        return observation;
    }
    let readers = readers(key, policy);
    let is_member = |it: &&Reader| subject.mode & 0o040 != 0 && it.groups.contains(&subject.gid);
    let (members, others): (Vec<&Reader>, Vec<&Reader>) = readers.iter().partition(is_member);
    let path = quoted(&key.path);
    let Some(first) = others.first().or(members.first()) else {
        return observation;
    };
    let name = policy.users.name(first.uid);
    let told = format!("{name} reads it ({})", first.by);
    let is_alone = others.iter().all(|it| it.uid == first.uid) && members.is_empty();
    let can_give = subject.uid == ROOT && system::user() == ROOT;
    let undecided =
        |observation: Observation, words: String| observation.decide(Decision::Readers, words);
    if subject.acl.is_some() {
        let decide = format!("{told}: decide who else may, and leave it to them alone");
        return undecided(observation, decide);
    }
    if others.is_empty() {
        // Any other member of the group is another finding.
        let kept = format!("{told}, as a member of its group, which keeps it");
        return observation.fix(format!("chmod 640 {path}")).mend(kept);
    }
    if is_alone && can_give && policy.root.is_none() {
        let kept = format!("{told}, and keeps it; then rotate: it was exposed");
        let fix = format!("chown {} {path} && chmod 600 {path}", first.uid);
        return observation.fix(fix).mend(kept);
    }
    let decide = format!(
        "{told}, as everybody can, and chmod 600 would take it from them: give it to them (chown), \
         or to a group of theirs (chgrp, mode 0640, --allow-group), then close it and rotate"
    );
    undecided(observation, decide)
}

/// Anyone who is known to need another's key.
fn readers(key: &KeyFile, policy: &Policy) -> Vec<Reader> {
    let owner = key.trail.subject.uid;
    let named = policy.readers.iter().map(|uid| Reader {
        uid: *uid,
        groups: policy.users.groups_of(*uid),
        by: "--reader".to_owned(),
    });
    let mut readers: Vec<Reader> = named.collect();
    // Who is to have the key reads it, also where root owns the file.
    readers.push(Reader {
        uid: policy.owner,
        groups: policy.users.groups_of(policy.owner),
        by: match policy.is_owner_named {
            true => "--owner".to_owned(),
            false => "who runs this".to_owned(),
        },
    });
    let path = rooted::inner(&key.trail.real);
    readers.extend(of_units(&path, policy));
    if policy.root.is_none() {
        let processes = processes::that_name(&path).into_iter();
        readers.extend(processes.map(|(uid, command)| Reader {
            uid,
            groups: policy.users.groups_of(uid),
            by: format!("process {command}"),
        }));
    }
    readers.retain(|it| ![ROOT, owner].contains(&it.uid));
    readers
}

/// The users of the units that name a file for their programs. What systemd
/// itself reads it reads as root.
fn of_units(path: &Path, policy: &Policy) -> Vec<Reader> {
    let mut units: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for file in unit_files(policy) {
        let Ok(Some(bytes)) = lines::read(&file) else {
            continue;
        };
        // A drop-in is of the unit whose folder it is in.
        let name = |path: &Path| Some(path.file_name()?.to_string_lossy().into_owned());
        let folder = file.parent().and_then(name);
        let unit = folder.and_then(|it| it.strip_suffix(".d").map(str::to_owned));
        if let Some(unit) = unit.or_else(|| name(&file)) {
            let text = units.entry(unit).or_default();
            text.extend_from_slice(&bytes);
            text.push(b'\n');
        }
    }
    let users = units.iter().filter_map(|(unit, text)| {
        let is_named = lines::numbered(text).any(|(_, line)| names_for_program(line, path));
        let last = |name: &str| -> Option<String> {
            let values = lines::numbered(text).filter_map(|(_, line)| lines::assignment(line, '='));
            let values = values.filter(|(found, _)| *found == name);
            values.last().map(|(_, value)| value.trim().to_owned())
        };
        let uid = policy.users.uid(&last("User").filter(|_| is_named)?)?;
        let mut groups = policy.users.groups_of(uid);
        for name in ["Group", "SupplementaryGroups"] {
            let value = last(name).unwrap_or_default();
            groups.extend(
                value
                    .split_whitespace()
                    .filter_map(|it| policy.users.gid(it)),
            );
        }
        let by = visible(unit);
        Some(Reader { uid, groups, by })
    });
    users.collect()
}

/// Whether a line of a unit has the path for what the unit runs.
fn names_for_program(line: &[u8], path: &Path) -> bool {
    const OF_SYSTEMD: [&str; 5] = [
        "LoadCredential",
        "LoadCredentialEncrypted",
        "EnvironmentFile",
        "ConditionPathExists",
        "AssertPathExists",
    ];
    match lines::assignment(line, '=') {
        Some((name, _)) if OF_SYSTEMD.contains(&name) => false,
        Some(_) => processes::names(line, path),
        None => false,
    }
}
