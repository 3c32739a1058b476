//! CK408, CK409: the key in the environment or the arguments of a process.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::audit::checks::check::{Check, Scope};
use crate::audit::facts::observation::{Observation, Severity};
use crate::audit::facts::system::{self, MetadataExt};
use crate::audit::facts::{incomplete, lines};
use crate::audit::scan::scene::Scene;
use crate::encoding::visible;
use crate::subject::CheckId;

const IN_PROCESS_ENVIRON: CheckId = CheckId {
    id: "CK408",
    slug: "in-process-environ",
};
const IN_PROCESS_CMDLINE: CheckId = CheckId {
    id: "CK409",
    slug: "in-process-cmdline",
};

/// The rows.
pub const CHECKS: &[Check] = &[
    Check {
        id: IN_PROCESS_ENVIRON,
        severity: Severity::High,
        title: "A process has the key in its environment",
        expected: "a process reads its key from a file, a keyring or a credential",
        why: "child processes inherit the environment, and crash reports contain it",
        fix: "pass the key in a file (systemd: LoadCredential=) and restart the program, or add \
            --allow-env",
        scope: Scope::Scene(environments),
    },
    Check {
        id: IN_PROCESS_CMDLINE,
        severity: Severity::Critical,
        title: "A process has the key in its arguments",
        expected: "no key in arguments",
        why: "every user of the machine can read the arguments of every process",
        fix: "pass the key in a file, restart the program, then rotate: every user of the machine \
            could read it",
        scope: Scope::Scene(arguments),
    },
];

fn environments(scene: &Scene) -> Vec<Observation> {
    let mut observations = search(scene, "environ", IN_PROCESS_ENVIRON, "in its environment");
    if scene.policy.allow_env {
        for observation in &mut observations {
            observation.severity = Some(Severity::Low);
        }
    }
    observations
}

fn arguments(scene: &Scene) -> Vec<Observation> {
    search(scene, "cmdline", IN_PROCESS_CMDLINE, "in its arguments")
}

/// Looks through one file of every process. What this user may not read
/// belongs to others, whose processes cannot read this user's key either.
fn search(scene: &Scene, name: &str, check: CheckId, place: &str) -> Vec<Observation> {
    let needles = scene.needles();
    if needles.is_empty() || scene.policy.root.is_some() || !cfg!(target_os = "linux") {
        return vec![];
    }
    let processes = match processes() {
        Ok(processes) => processes,
        Err(error) => {
            return vec![incomplete::skipped(
                Path::new("/proc"),
                crate::error::reason_of(&error),
            )];
        }
    };
    // Those of one program and one user are reported together: how many there are
    // is another number after each start.
    let mut holders: BTreeMap<Holder, Vec<u32>> = BTreeMap::new();
    for (pid, path) in processes {
        let Ok(Some(bytes)) = lines::read(&path.join(name)) else {
            continue;
        };
        let keys = needles.all_in(&bytes);
        if keys.is_empty() {
            continue;
        }
        let command = fs::read_to_string(path.join("comm")).unwrap_or_default();
        let command = visible(command.trim_end());
        let user = fs::metadata(&path).map_or(0, |it| it.uid());
        for key in keys {
            let holder = (&*key.path, command.clone(), user);
            holders.entry(holder).or_default().push(pid);
        }
    }
    let observations = holders.into_iter().map(|((key, command, user), pids)| {
        let numbers: Vec<String> = pids.iter().map(u32::to_string).collect();
        let who = match &*numbers {
            [number] => format!("process {number} ({command}) has it"),
            _ => format!("processes {} ({command}) have it", numbers.join(", ")),
        };
        // Whose work ends with it, and what starts it again, is not known here.
        let observation = Observation::new(check, key, format!("{who} {place}"));
        observation.detail(format!("{command} of user {user}"))
    });
    observations.collect()
}

/// A key's path, a program and the number of the user who runs it.
type Holder<'a> = (&'a Path, String, u32);

fn processes() -> std::io::Result<Vec<(u32, PathBuf)>> {
    let mut processes = Vec::new();
    for entry in fs::read_dir("/proc")? {
        let entry = entry?;
        if let Some(pid) = entry.file_name().to_str().and_then(|it| it.parse().ok()) {
            processes.push((pid, entry.path()));
        }
    }
    if processes.is_empty() {
        return Err(ErrorKind::NotFound.into());
    }
    Ok(processes)
}

/// The users and the programs of processes that were given this path, by an
/// argument or a variable: not of those of the user who runs this.
pub fn that_name(path: &Path) -> Vec<(u32, String)> {
    let me = system::user();
    let mut found = Vec::new();
    for (_, process) in processes().unwrap_or_default() {
        let user = fs::metadata(&process).map_or(me, |it| it.uid());
        let is_given = || {
            ["cmdline", "environ"].iter().any(|name| {
                let bytes = lines::read(&process.join(name)).ok().flatten();
                bytes.is_some_and(|bytes| names(&bytes, path))
            })
        };
        if user != me && is_given() {
            let command = fs::read_to_string(process.join("comm")).unwrap_or_default();
            found.push((user, visible(command.trim_end())));
        }
    }
    found.sort();
    found.dedup();
    found
}

/// Whether a text has a path, and not one that continues.
pub fn names(text: &[u8], path: &Path) -> bool {
    let path = path.as_os_str().as_encoded_bytes();
    let goes_on = |byte: &u8| byte.is_ascii_alphanumeric() || b"._-/~".contains(byte);
    memchr::memmem::find_iter(text, path).any(|at| {
        let before = at.checked_sub(1).map(|it| text[it]);
        let starts_before = before.is_some_and(|it| goes_on(&it));
        !starts_before && !text.get(at + path.len()).is_some_and(goes_on)
    })
}
