//! 4xx: copies that are left of a key, and databases of sessions and users.

mod orphans;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use crate::audit::checks::check::{Check, Scope};
use crate::audit::detect::leftover_names::{ENDINGS, VIM_PROBE, is_made_of};
#[cfg(unix)]
use crate::audit::facts::extent::EVERYBODY;
use crate::audit::facts::key_file::{KeyFile, name_of};
use crate::audit::facts::observation::{Observation, Severity};
use crate::audit::facts::policy::Policy;
#[cfg(unix)]
use crate::audit::facts::rooted::quoted;
use crate::audit::facts::system::{self, OsStrExt, Subject};
use crate::audit::facts::{extent, incomplete, lines, rooted};
use crate::audit::fix::renewal::{moved_home, without_copy};
use crate::audit::scan::databases::{DATABASE_ENDINGS, is_database};
use crate::audit::scan::scene::Scene;
use crate::audit::scan::systems;
use crate::keys::file::made_for;
use crate::shell::shown;
use crate::subject::{CheckId, Kind};
#[cfg(windows)]
use crate::subject::{Exposure, OTHERS_CAN_READ, OTHERS_CAN_WRITE};

/// A copy of a key, which says itself what it is.
pub const EDITOR_LEFTOVER: CheckId = CheckId {
    id: "CK401",
    slug: "editor-leftover",
};
const SQLITE_READABLE: CheckId = CheckId {
    id: "CK414",
    slug: "sqlite-readable",
};

/// The row of what editors and packagers leave.
pub const EDITORS: &[Check] = &[Check {
    id: EDITOR_LEFTOVER,
    severity: Severity::High,
    title: "There is a copy of a key",
    expected: "each key is in one file, under its own name",
    why: "a copy keeps its own mode and survives a rotation",
    fix: "remove the copy, or move it if it is the only one; rotate if others could read it",
    scope: Scope::Holder(leftovers),
}];

/// The row of databases.
pub const DATABASES: &[Check] = &[Check {
    id: SQLITE_READABLE,
    severity: Severity::High,
    title: "Others can read a database of sessions or users",
    expected: "mode 0600 on the database and its -wal, -shm and -journal files",
    why: "it holds sessions, users or tokens: with them nobody needs the key",
    fix: "chmod 600",
    scope: Scope::Scene(databases),
}];

/// A copy is larger than the key by what an editor adds: a swap file has
/// pages of 4 KiB.
const MAX_COPY_BYTES: u64 = 1024 * 1024;

/// Whether one file is, by its name, a copy that was left beside the other.
pub fn is_copy_of(copy: &KeyFile, key: &KeyFile) -> bool {
    let name = |key: &KeyFile| {
        key.path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned()
    };
    copy.directory() == key.directory() && is_made_of(&name(copy), &name(key))
}

fn leftovers(scene: &Scene) -> Vec<Observation> {
    let mut folders: BTreeMap<&Path, Names> = BTreeMap::new();
    for (number, key) in scene.keys.iter().enumerate() {
        if key.key.is_some() {
            let own = key.trail.real.file_name().unwrap_or_default();
            let names = folders.entry(key.directory()).or_default();
            let same = names.entry(own.to_string_lossy()).or_default();
            same.push(number);
        }
    }
    let mut observations = Vec::new();
    for (folder, names) in &folders {
        for suspect in suspects(folder) {
            let originals = originals(&suspect.to_string_lossy(), names);
            if !originals.is_empty() {
                observations.extend(copies(scene, &suspect, &originals));
            }
        }
    }
    let told: HashSet<PathBuf> = observations.iter().map(|it| it.path.clone()).collect();
    observations.extend(orphans::observations(scene, &told));
    observations
}

/// The numbers of the keys of one folder, by name.
type Names<'a> = HashMap<Cow<'a, str>, Vec<usize>>;

/// The keys that a name may be made of, looked up by what can be left of them
/// in it: a folder may have thousands of either.
fn originals(name: &str, keys: &Names) -> Vec<usize> {
    if name == VIM_PROBE {
        return keys.values().flatten().copied().collect();
    }
    let tail = name.get(1..).unwrap_or_default();
    let starts = |text| -> Vec<&str> {
        let ends = str::char_indices(text).map(|(at, _)| at);
        ends.skip(1).map(|end| &text[..end]).collect()
    };
    let candidates = starts(name).into_iter().chain(starts(tail));
    let made_of = candidates.filter(|key| is_made_of(name, key));
    let found = made_of.filter_map(|key| keys.get(key)).flatten();
    found.copied().collect()
}

/// The names in a directory that may be copies of anything: few, so that a
/// directory of many keys is listed once and is not kept.
fn suspects(directory: &Path) -> Vec<OsString> {
    let entries = rooted::read_dir(directory).into_iter().flatten().flatten();
    let names = entries.map(|entry| entry.file_name());
    // What we have left ourselves is the check's of interrupted rotations.
    let names = names.filter(|name| made_for(name.as_bytes()).is_none());
    let is_suspect = |name: &OsString| {
        let name = name.to_string_lossy();
        ENDINGS.iter().any(|ending| name.ends_with(ending))
            || name.starts_with(['.', '#'])
            || name.contains(".dpkg-")
            || name == VIM_PROBE
            || name.bytes().filter(u8::is_ascii_digit).count() >= 4
    };
    names.filter(is_suspect).collect()
}

/// A copy is what holds the text of the key; a name alone proves nothing.
fn copies(scene: &Scene, name: &OsStr, originals: &[usize]) -> Vec<Observation> {
    let beside = originals.first().map(|&number| &scene.keys[number].path);
    let Some(path) = beside.map(|it| it.with_file_name(name)) else {
        return vec![];
    };
    let Ok(subject) = rooted::subject(&path) else {
        return vec![];
    };
    if subject.kind != Kind::Regular || subject.size > MAX_COPY_BYTES {
        return vec![];
    }
    let Ok(Some(bytes)) = lines::read(&path) else {
        return vec![];
    };
    let held = scene.needles().those_in(&bytes, originals).into_iter();
    let others = held.filter(|key| key.trail.subject.identity != subject.identity);
    others
        .map(|key| leftover(key, &path, &bytes, &subject, &scene.policy))
        .collect()
}

fn leftover(
    key: &KeyFile,
    path: &Path,
    bytes: &[u8],
    subject: &Subject,
    policy: &Policy,
) -> Observation {
    let looser = subject.mode & !key.trail.subject.mode & 0o077 != 0;
    let severity = match looser {
        true => Severity::Critical,
        false => Severity::High,
    };
    let observed = format!(
        "holds a copy of {}{}",
        shown(&key.path),
        system::mode(subject.mode)
    );
    let is_all = key.key.as_ref().is_some_and(|key| key.bytes() == bytes);
    let name = path.file_name().unwrap_or_default();
    let fix = match is_all {
        true => without_copy(path, &key.path),
        // There may be another key in it.
        false => moved_home(path, name.as_ref()),
    };
    let observation = Observation::new(EDITOR_LEFTOVER, path, observed);
    observation
        .severity(severity)
        .fix(fix)
        .detail(name_of(key))
        .extent(extent::of_mode(subject, &policy.users))
}

/// The files that SQLite keeps beside a database.
#[cfg(unix)]
const COMPANIONS: [&str; 3] = ["-wal", "-shm", "-journal"];

/// Whether a file of this name may be a database of sessions or users.
pub fn is_database_name(name: &str) -> bool {
    let Some((stem, extension)) = name.rsplit_once('.') else {
        return false;
    };
    let stem = stem.to_ascii_lowercase();
    DATABASE_ENDINGS.contains(&extension)
        && (["session", "sessions", "user", "users", "token", "tokens"].contains(&&*stem)
            || systems::DATABASES.contains(&&*stem))
}

fn databases(scene: &Scene) -> Vec<Observation> {
    let mut observations = Vec::new();
    for path in &scene.databases {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if !is_database_name(&name) && !scene.given.contains(path) {
            continue;
        }
        match is_database(path) {
            Ok(true) => {}
            Ok(false) => continue,
            Err(error) => {
                observations.push(incomplete::skipped(path, crate::error::reason_of(&error)));
                continue;
            }
        }
        observations.extend(open_files(path));
    }
    observations
}

#[cfg(windows)]
fn open_files(path: &Path) -> Option<Observation> {
    let exposures = rooted::subject(path).ok()?.exposures(system::user());
    let is_open = |it: &Exposure| [OTHERS_CAN_READ, OTHERS_CAN_WRITE].contains(&it.check);
    let open = exposures.into_iter().find(is_open)?;
    let observation = Observation::new(SQLITE_READABLE, path, &open.observed);
    Some(Observation {
        fix: open.fix,
        ..observation.extent([open.observed])
    })
}

#[cfg(unix)]
fn open_files(path: &Path) -> Option<Observation> {
    let companions = COMPANIONS.iter().map(|ending| {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        PathBuf::from(name)
    });
    let all = std::iter::once(path.to_owned()).chain(companions);
    let open: Vec<(PathBuf, Subject)> = all
        .filter_map(|path| {
            let subject = rooted::subject(&path).ok()?;
            (subject.mode & 0o006 != 0).then_some((path, subject))
        })
        .collect();
    let extent = open.iter().flat_map(|(file, subject)| {
        let mode = subject.mode;
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let permitted = extent::permitted(EVERYBODY, (mode & 7) as u16);
        permitted.into_iter().map(move |it| format!("{name} {it}"))
    });
    let extent: Vec<String> = extent.collect();
    let (first, subject) = open.first()?;
    let mode = subject.mode;
    let observed = match first == path {
        true => format!("can be read by others (mode {mode:04o})"),
        false => format!("has {} open to others (mode {mode:04o})", shown(first)),
    };
    let paths: Vec<String> = open.iter().map(|(path, _)| quoted(path)).collect();
    let fix = format!("chmod 600 {}", paths.join(" "));
    let judged = open.iter().map(|(path, it)| (path.clone(), it.identity));
    let mut observation = Observation::new(SQLITE_READABLE, path, observed).fix(fix);
    observation.judged = judged.collect();
    Some(observation.extent(extent))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn databases_are_known_by_a_few_names() {
        for name in [
            "rstudio.sqlite",
            "users.db",
            "Sessions.sqlite3",
            "users.sql",
        ] {
            assert!(is_database_name(name), "{name}");
        }
        for name in ["data.sqlite", "users", "users.csv", "superusers.db"] {
            assert!(!is_database_name(name), "{name}");
        }
    }
}
