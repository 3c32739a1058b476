//! CK603: what a rotation has left that was killed between two of its steps.
//!
//! A rotation that is running right now looks the same, and holds a lock: what
//! it holds is not looked at.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ffi::{OsStr, OsString};
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use crate::audit::checks::lifecycle::ROTATION_INCOMPLETE;
use crate::audit::facts::key_file::KeyFile;
use crate::audit::facts::observation::Observation;
use crate::audit::facts::rooted::{self, path_word};
use crate::audit::facts::system::{OFlags, OsStrExt, OsStringExt};
use crate::audit::fix::renewal::moved_home;
use crate::audit::scan::scene::Scene;
use crate::crypto;
use crate::keys::file::{Hidden, made_for};
use crate::keys::slots;
use crate::shell::shown;

/// The primaries of a folder, and their slots, by the primary's name.
type Rings<'a> = HashMap<Vec<u8>, Vec<&'a KeyFile>>;

/// What interrupted rotations have left beside the keys.
pub fn rotations(scene: &Scene) -> Vec<Observation> {
    let mut folders: BTreeMap<&Path, Rings> = BTreeMap::new();
    for key in scene.keys.iter().filter(|key| key.is_regular()) {
        let name = key.path.file_name().unwrap_or_default().as_bytes();
        let primary = primary_of(name);
        if made_for(name).is_none()
            && let Some(folder) = key.path.parent()
        {
            let rings = folders.entry(folder).or_default();
            rings.entry(primary.to_vec()).or_default().push(key);
        }
    }
    let mut observations = Vec::new();
    let mut left: BTreeSet<PathBuf> = left_alone(scene).collect();
    for (folder, rings) in &folders {
        left.extend(temporaries(folder, rings));
        for (primary, ring) in rings {
            let twins = twins(ring).filter(|_| !is_running(folder, primary));
            observations.extend(twins.map(|twin| of_twin(twin, &path_of(folder, primary))));
        }
    }
    observations.extend(left.iter().filter_map(|path| of_temporary(path)));
    observations
}

/// Temporary files among what was found, whether or not there is their key.
fn left_alone(scene: &Scene) -> impl Iterator<Item = PathBuf> {
    let keys = scene.keys.iter().map(|key| &key.path);
    let all = keys.chain(&scene.copies);
    let temporary = all.filter(|path| key_of(path).is_some());
    temporary.cloned()
}

/// The key that a temporary file was made for.
fn key_of(temporary: &Path) -> Option<PathBuf> {
    match made_for(temporary.file_name()?.as_bytes())? {
        (key, Hidden::Temporary) => Some(temporary.with_file_name(OsStr::from_bytes(key))),
        (_, Hidden::Lock) => None,
    }
}

/// The temporary files in a folder of these keys and of their slots.
fn temporaries(folder: &Path, rings: &Rings) -> Vec<PathBuf> {
    let entries = rooted::read_dir(folder).into_iter().flatten().flatten();
    let names = entries.map(|entry| entry.file_name());
    let is_of_ring = |name: &OsString| match made_for(name.as_bytes()) {
        Some((key, Hidden::Temporary)) => rings.contains_key(primary_of(key)),
        _ => false,
    };
    names
        .filter(is_of_ring)
        .map(|name| folder.join(name))
        .collect()
}

/// The name of the primary, of a slot as well.
fn primary_of(name: &[u8]) -> &[u8] {
    slots::split(name).map_or(name, |(primary, _)| primary)
}

/// The slots that hold the same key as the primary.
fn twins<'a>(ring: &[&'a KeyFile]) -> impl Iterator<Item = &'a KeyFile> {
    let bytes = |key: &'a KeyFile| key.key.as_ref().map(|key| key.bytes());
    let primary = ring.iter().find(|key| !key.is_slot());
    let primary = primary.and_then(|key| bytes(key));
    let others: Vec<&KeyFile> = ring.iter().copied().filter(|key| key.is_slot()).collect();
    let is_twin = move |key: &&KeyFile| match (&key.key, primary) {
        (Some(one), Some(other)) => crypto::equal(one.bytes(), other),
        _ => false,
    };
    others.into_iter().filter(is_twin)
}

fn of_twin(twin: &KeyFile, primary: &Path) -> Observation {
    let observed = format!("holds the same key as {}", shown(primary));
    let observation = Observation::new(ROTATION_INCOMPLETE, &twin.path, observed);
    observation.fix(clean_up(primary))
}

fn of_temporary(path: &Path) -> Option<Observation> {
    let key = key_of(path)?;
    let name = primary_of(key.file_name()?.as_bytes());
    let folder = path.parent().unwrap_or(Path::new(""));
    let primary = path_of(folder, name);
    rooted::file_metadata(path)?;
    if is_running(folder, name) {
        return None;
    }
    let observed = format!("was left by a run that made {} and was killed", shown(&key));
    let observation = Observation::new(ROTATION_INCOMPLETE, path, observed);
    Some(observation.fix(match rooted::is_file(&primary) {
        true => clean_up(&primary),
        // It may be all that is left of the key.
        false => moved_home(path, key.file_name()?.as_ref()),
    }))
}

/// Removes what is left over, and nothing else.
fn clean_up(primary: &Path) -> String {
    let primary = path_word(primary);
    format!("cookiekit rotate retire --older-than 99999d --key {primary}")
}

fn path_of(folder: &Path, name: &[u8]) -> PathBuf {
    folder.join(OsString::from_vec(name.to_vec()))
}

/// Whether a rotation of the key holds its lock. The lock is given back at once
/// where nobody has it.
fn is_running(folder: &Path, name: &[u8]) -> bool {
    let lock = path_of(folder, &[b".", name, b".lock"].concat());
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let file = rooted::open(&lock, flags).map(File::from);
    file.is_ok_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)))
}
