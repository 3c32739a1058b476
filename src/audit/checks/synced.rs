//! CK413: the key in a folder that a program copies to other machines.
//!
//! Each of these programs marks the folders that it keeps in step, and lets
//! its users leave files out of it. Both are looked at as the program does:
//! who keeps a key out of the copies has done what there is to do.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher};

use crate::audit::checks::check::{Check, Scope};
use crate::audit::facts::key_file::KeyFile;
use crate::audit::facts::lines;
use crate::audit::facts::observation::{Observation, Severity};
use crate::audit::facts::policy::Policy;
use crate::audit::facts::rooted::{self, quoted};
#[cfg(any(target_os = "linux", target_os = "macos"))]
use crate::audit::facts::system::OFlags;
use crate::audit::fix::edits::appended;
use crate::audit::scan::scene::Scene;
use crate::shell::shown;
use crate::subject::CheckId;

const IN_SYNCED_DIR: CheckId = CheckId {
    id: "CK413",
    slug: "in-backup-or-sync-dir",
};

/// The row.
pub const CHECKS: &[Check] = &[Check {
    id: IN_SYNCED_DIR,
    severity: Severity::Medium,
    title: "The key is in a folder that is copied to other machines",
    expected: "a key outside synchronized folders, or excluded from them",
    why: "every machine and server with the folder has the key, and keeps old versions",
    fix: "move or exclude the key, then rotate: the copies have it",
    scope: Scope::Scene(synced),
}];

/// A program that keeps folders in step.
struct Program {
    name: &'static str,
    /// Whether a folder is marked as the root of one that it keeps.
    has: fn(&Path) -> bool,
    /// Whether it leaves a file out, given the root and the name below it.
    leaves_out: fn(&Path, &Path, &Policy) -> bool,
    /// The command that makes it leave a file out.
    fix: fn(&Path, &Path) -> String,
}

static PROGRAMS: [Program; 3] = [
    Program {
        name: "Syncthing",
        has: |root| rooted::is_there(&root.join(".stfolder")),
        leaves_out: |root, name, _| syncthing_leaves_out(&root.join(".stignore"), name),
        fix: |root, name| {
            let pattern = format!("/{}", escaped(name));
            appended(&root.join(".stignore"), &[pattern])
        },
    },
    Program {
        name: "Nextcloud",
        has: |root| holds(root, is_journal),
        leaves_out: nextcloud_leaves_out,
        fix: |root, name| {
            let pattern = format!("/{}", escaped(name));
            appended(&root.join(NEXTCLOUD_LIST), &[pattern])
        },
    },
    Program {
        name: "Dropbox",
        has: |root| rooted::is_dir(&root.join(".dropbox.cache")),
        leaves_out: |root, name, _| {
            let mut below = name.ancestors().filter(|it| !it.as_os_str().is_empty());
            below.any(|it| is_ignored_by_dropbox(&root.join(it)))
        },
        fix: |root, name| {
            let path = quoted(&root.join(name));
            format!("setfattr -n {DROPBOX_ATTRIBUTE} -v 1 {path}")
        },
    },
];

/// Which programs keep a folder, once it was looked at.
type Kept = HashMap<PathBuf, Vec<&'static Program>>;

fn synced(scene: &Scene) -> Vec<Observation> {
    let mut kept = Kept::new();
    let keys = scene.keys.iter().filter(|key| key.is_regular());
    keys.flat_map(|key| copied(key, &scene.policy, &mut kept))
        .collect()
}

fn copied(key: &KeyFile, policy: &Policy, kept: &mut Kept) -> Vec<Observation> {
    let real = &key.trail.real;
    let mut observations = Vec::new();
    for root in rooted::ancestors(real).skip(1) {
        let name = real.strip_prefix(root).unwrap_or(real);
        let programs = kept.entry(root.to_owned()).or_insert_with(|| {
            let programs = PROGRAMS.iter().filter(|program| (program.has)(root));
            programs.collect()
        });
        for program in programs
            .iter()
            .filter(|it| !(it.leaves_out)(root, name, policy))
        {
            let observed = format!("is in {}, which {} copies", shown(root), program.name);
            let observation = Observation::new(IN_SYNCED_DIR, &key.path, observed);
            // By the place in the folder: another folder has other readers.
            let observation = observation.detail(format!("{} {}", program.name, name.display()));
            observations.push(observation.fix((program.fix)(root, name)));
        }
    }
    observations
}

fn holds(folder: &Path, is: impl Fn(&str) -> bool) -> bool {
    let entries = rooted::read_dir(folder).into_iter().flatten().flatten();
    let mut names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    names.any(|name| is(&name))
}

/// `.sync_0123456789ab.db`, which the client keeps in the root of each folder;
/// before 2020, and that of ownCloud, `._sync_…`.
fn is_journal(name: &str) -> bool {
    let digits = name
        .strip_prefix(".sync_")
        .or_else(|| name.strip_prefix("._sync_"));
    let digits = digits.and_then(|rest| rest.strip_suffix(".db"));
    digits.is_some_and(|it| it.len() >= 8 && it.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// A name in which nothing is a pattern.
fn escaped(name: &Path) -> String {
    let mut pattern = String::new();
    for character in name.to_string_lossy().chars() {
        if matches!(character, '*' | '?' | '[' | ']' | '{' | '}' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern
}

/// The first line that matches decides. A pattern that starts with a slash is
/// meant from the root on, another one at any depth; what is below a folder
/// that matches does too.
fn syncthing_leaves_out(list: &Path, name: &Path) -> bool {
    let Ok(Some(bytes)) = lines::read(list) else {
        return false;
    };
    for (_, line) in lines::numbered(&bytes) {
        let line = String::from_utf8_lossy(line);
        let line = line.trim();
        if line.is_empty() || line.starts_with("//") {
            continue;
        }
        // Another file may say anything: nothing is certain behind it.
        if line.starts_with("#include") {
            return true;
        }
        let (mut rest, mut leaves_out) = (line, true);
        while let Some(next) = ["!", "(?i)", "(?d)"]
            .iter()
            .find_map(|it| rest.strip_prefix(it))
        {
            leaves_out &= !rest.starts_with('!');
            rest = next;
        }
        let pattern = match rest.strip_prefix('/') {
            Some(anchored) => anchored.to_owned(),
            None => format!("**/{rest}"),
        };
        if matches(&pattern, line.contains("(?i)"), name) {
            return leaves_out;
        }
    }
    false
}

/// What Nextcloud's client reads of a folder besides its own list.
const NEXTCLOUD_LIST: &str = ".sync-exclude.lst";
/// The user's list, below the home directory.
const NEXTCLOUD_OWN: &str = ".config/Nextcloud/sync-exclude.lst";

/// Any line that matches is enough: one without a slash is about names.
fn nextcloud_leaves_out(root: &Path, name: &Path, policy: &Policy) -> bool {
    let own = policy.home.as_ref().map(|home| home.join(NEXTCLOUD_OWN));
    let lists = std::iter::once(root.join(NEXTCLOUD_LIST)).chain(own);
    lists.into_iter().any(|list: PathBuf| {
        let Ok(Some(bytes)) = lines::read(&list) else {
            return false;
        };
        let lines: Vec<String> = lines::numbered(&bytes)
            .map(|(_, line)| String::from_utf8_lossy(line).trim().to_owned())
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .collect();
        lines.iter().any(|line| {
            // Such may be deleted with its folder.
            let line = line.strip_prefix(']').unwrap_or(line);
            let pattern = match line.trim_end_matches('/').contains('/') {
                true => line.trim_matches('/').to_owned(),
                false => format!("**/{}", line.trim_end_matches('/')),
            };
            matches(&pattern, false, name)
        })
    })
}

/// Whether the name or a folder above it matches.
fn matches(pattern: &str, any_case: bool, name: &Path) -> bool {
    let glob = GlobBuilder::new(pattern)
        .literal_separator(true)
        .backslash_escape(true)
        .case_insensitive(any_case)
        .build();
    let matcher: Option<GlobMatcher> = glob.ok().map(|glob| glob.compile_matcher());
    let mut below = name.ancestors().filter(|it| !it.as_os_str().is_empty());
    matcher.is_some_and(|matcher| below.any(|it| matcher.is_match(it)))
}

/// By which Dropbox knows what it leaves out.
#[cfg(target_os = "linux")]
const DROPBOX_ATTRIBUTE: &str = "user.com.dropbox.ignored";
#[cfg(not(target_os = "linux"))]
const DROPBOX_ATTRIBUTE: &str = "com.dropbox.ignored";

#[cfg(any(target_os = "linux", target_os = "macos"))]
fn is_ignored_by_dropbox(path: &Path) -> bool {
    let mut value = [0; 8];
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let file = rooted::open(path, flags);
    let read = file.map(|file| rustix::fs::fgetxattr(file, DROPBOX_ATTRIBUTE, &mut value));
    matches!(read, Ok(Ok(length)) if value[..length] == *b"1")
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn is_ignored_by_dropbox(_path: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn patterns_are_read_as_syncthing_reads_them() {
        let directory = tempfile::tempdir().unwrap();
        let list = directory.path().join(".stignore");
        for (text, name, leaves_out) in [
            ("/cookie.key", "cookie.key", true),
            ("/cookie.key", "a/cookie.key", false),
            ("cookie.key", "a/b/cookie.key", true),
            ("*.key", "a/cookie.key", true),
            ("/a", "a/b/cookie.key", true),
            ("(?d)(?i)*.KEY", "cookie.key", true),
            ("!cookie.key\n*.key", "cookie.key", false),
            ("// *.key\n", "cookie.key", false),
            ("#include other", "cookie.key", true),
            ("", "cookie.key", false),
        ] {
            fs::write(&list, text).unwrap();
            assert_eq!(
                syncthing_leaves_out(&list, name.as_ref()),
                leaves_out,
                "{text}"
            );
        }
    }

    #[test]
    fn journals_of_clients_are_known_by_their_names() {
        for name in [".sync_0123456789ab.db", "._sync_abcdef012345.db"] {
            assert!(is_journal(name), "{name}");
        }
        for name in [
            ".sync_x.db",
            "sync_0123456789ab.db",
            ".sync_0123456789ab.db-wal",
        ] {
            assert!(!is_journal(name), "{name}");
        }
    }
}
