//! CK205: directories of keys that others can list.
//!
//! A name is no secret as such: only a directory of keys alone is looked at,
//! where the names are all that others can see, and tell of every service and
//! every rotation.

use std::collections::BTreeMap;
use std::path::Path;

use crate::audit::checks::parents::DIR_LISTS_TO_OTHERS;
use crate::audit::detect::classify::is_key_name;
use crate::audit::detect::leftover_names::original;
use crate::audit::facts::key_file::{KeyFile, name_in_use};
use crate::audit::facts::observation::Observation;
use crate::audit::facts::rooted::{self, quoted};
use crate::audit::scan::scene::Scene;
use crate::keys::file::made_for;
use crate::subject::acl::READ;

/// Permission to enter a directory.
const ENTER: u32 = 1;

/// Every directory of keys that others can list, once.
pub fn to_others(scene: &Scene) -> Vec<Observation> {
    let mut holders: BTreeMap<&Path, Vec<&KeyFile>> = BTreeMap::new();
    for key in scene.keys.iter().filter(|key| is_listed(key)) {
        holders.entry(key.directory()).or_default().push(key);
    }
    let all = holders.into_iter();
    let of_keys = all.filter(|(directory, keys)| has_keys_alone(directory, keys));
    let observations = of_keys.map(|(directory, keys)| {
        let mode = keys[0].trail.directories.last().map_or(0, |it| it.mode);
        let observed = format!("holds keys alone, and others can list it (mode {mode:04o})");
        let fix = format!("chmod o-r {}", quoted(directory));
        let observation = Observation::new(DIR_LISTS_TO_OTHERS, directory, observed);
        let names = keys.iter().map(|key| name_in_use(key));
        observation.fix(fix).extent(names)
    });
    observations.collect()
}

/// Whether others can come to the directory of a key and read it.
fn is_listed(key: &KeyFile) -> bool {
    let directories = &key.trail.directories;
    let is_open = directories.iter().all(|it| it.mode & ENTER != 0);
    let holder = directories.last();
    is_open && holder.is_some_and(|it| it.mode & u32::from(READ) != 0)
}

/// Whether every file in it is a key of ours, or of what a rotation makes.
fn has_keys_alone(directory: &Path, keys: &[&KeyFile]) -> bool {
    let Ok(entries) = rooted::read_dir(directory) else {
        return false;
    };
    let mut names = entries.map(|entry| entry.map(|it| it.file_name()));
    names.all(|name| {
        let Ok(name) = name else { return false };
        let text = name.to_string_lossy();
        let is_ours = keys
            .iter()
            .any(|key| key.trail.real.file_name() == Some(&name));
        is_ours
            || is_key_name(&text)
            || original(&text).is_some()
            || made_for(name.as_encoded_bytes()).is_some()
    })
}
