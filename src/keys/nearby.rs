//! Keys that lie beside one that was named: the values of a file that sets variables,
//! other key files in its folder, other entries of its service in the keyring, the
//! variables of a rotation beside a variable, the keys that a variable lists or another one
//! lists as its previous ones, and of one in an env file the whole of what stands behind
//! its name.
//!
//! They are read only to say which of them a cookie is under. Nothing is
//! accepted because of them.

use std::fs;
use std::path::Path;

use super::document::Document;
use super::file::UnsafeKey;
use super::key::Key;
use super::keyring;
use super::ring::Slotted;
use super::slots::{self, Slot};
use super::spec::{Spec, dotenv};
use crate::error::Result;
use crate::frameworks;

/// The most keys that are looked at.
const MAX_KEYS: usize = 32;
/// The most bytes of a file that may be a key: real ones have 32 to 66.
const MAX_FILE_BYTES: u64 = 1024;
/// What the name of a key file names itself.
const WORDS: [&str; 3] = ["key", "secret", "cookie"];

/// The keys beside these places, except for the places themselves and their
/// slots. What cannot be read, or is open to others, is skipped.
pub fn nearby(places: &[Spec], unsafe_key: UnsafeKey) -> Vec<Slotted> {
    let mut known: Vec<Spec> = places.to_vec();
    for place in places {
        let slots = slots::of(place).unwrap_or_default();
        known.extend(slots.into_iter().map(|(_, spec)| spec));
    }
    let mut found = Vec::new();
    for place in places {
        for (spec, key) in in_lists(place, unsafe_key) {
            if found.len() < MAX_KEYS && !known.contains(&spec) {
                known.push(spec.clone());
                found.push(slotted(spec, key, vec![]));
            }
        }
        let beside = match place {
            Spec::File(path) => {
                let values = Document::values(path).into_iter();
                values.chain(beside_file(path)).collect()
            }
            Spec::Keyring(entry) => {
                let entries = keyring::of_service(&entry.service).unwrap_or_default();
                entries.into_iter().map(Spec::Keyring).collect()
            }
            Spec::Dotenv { path, name } => {
                let file = Spec::File(path.clone()).load(unsafe_key, &[]).ok();
                let whole = file.and_then(|(file, _)| dotenv::verbatim(&file, path, name));
                found.extend(whole.map(|key| slotted(place.clone(), key, vec![])));
                slots_of_variable(place)
            }
            Spec::Env(_) => slots_of_variable(place),
            _ => vec![],
        };
        for spec in beside {
            if found.len() < MAX_KEYS && !known.contains(&spec) {
                known.push(spec.clone());
                found.extend(read(spec, unsafe_key).ok());
            }
        }
    }
    found
}

/// The ends of the names of variables that the code of `key export` reads as well.
const OF_ROTATION: [&str; 2] = ["_NEXT", "_RETIRED"];

/// The variables of a rotation beside this one.
fn slots_of_variable(place: &Spec) -> Vec<Spec> {
    let slot = |end| beside_variable(place, |name| Some(format!("{name}{end}")));
    OF_ROTATION.into_iter().filter_map(slot).collect()
}

/// The variable of another name at the place of this one.
fn beside_variable(place: &Spec, other: impl Fn(&str) -> Option<String>) -> Option<Spec> {
    match place {
        Spec::Env(name) => other(name).map(Spec::Env),
        Spec::Dotenv { path, name } => other(name).map(|name| Spec::Dotenv {
            path: path.clone(),
            name,
        }),
        _ => None,
    }
}

/// The keys that the variable of a place lists, and those that another one lists as its
/// previous ones.
fn in_lists(place: &Spec, unsafe_key: UnsafeKey) -> Vec<(Spec, Key)> {
    let mut found = place.listed(unsafe_key);
    for (own, previous) in previous_keys() {
        let other = |name: &str| Some(format!("{}{previous}", name.strip_suffix(own)?));
        let other = beside_variable(place, other);
        found.extend(other.into_iter().flat_map(|it| it.listed(unsafe_key)));
    }
    found
}

fn previous_keys() -> impl Iterator<Item = (&'static str, &'static str)> {
    frameworks::all().filter_map(|it| it.previous_keys)
}

/// Whether this is one of the previous keys that a framework's settings list.
pub fn is_previous_key(spec: &Spec) -> bool {
    let Spec::Listed { list, .. } = spec else {
        return false;
    };
    let (Spec::Env(name) | Spec::Dotenv { name, .. }) = &**list else {
        return false;
    };
    previous_keys().any(|(_, previous)| name.ends_with(previous))
}

/// Whether this is a variable of a rotation, by its name.
pub fn is_variable_of_rotation(spec: &Spec) -> bool {
    let (Spec::Env(name) | Spec::Dotenv { name, .. }) = spec else {
        return false;
    };
    OF_ROTATION.iter().any(|end| name.ends_with(end))
}

fn read(spec: Spec, unsafe_key: UnsafeKey) -> Result<Slotted> {
    let (key, warnings) = spec.load(unsafe_key, &[])?;
    Ok(slotted(spec, key, warnings))
}

fn slotted(spec: Spec, key: Key, warnings: Vec<String>) -> Slotted {
    Slotted {
        key,
        spec,
        slot: Slot::Primary,
        place: 0,
        warnings,
    }
}

/// Small files that are called after this one, or like a key.
fn beside_file(path: &Path) -> Vec<Spec> {
    let Ok(entries) = fs::read_dir(slots::folder_of(path)) else {
        return vec![];
    };
    let stem = path.file_stem().unwrap_or_default().as_encoded_bytes();
    let mut names: Vec<_> = entries
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let name = entry.file_name();
            let facts = entry.metadata().ok()?;
            let lower = name.to_string_lossy().to_lowercase();
            let is_like_a_key = WORDS.iter().any(|word| lower.contains(word));
            let is_named_after = name.as_encoded_bytes().starts_with(stem);
            let is_small = facts.is_file() && facts.len() <= MAX_FILE_BYTES;
            (is_small && (is_like_a_key || is_named_after)).then_some(name)
        })
        .collect();
    names.sort();
    let spec = |name| Spec::File(path.with_file_name(name));
    names.into_iter().map(spec).collect()
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn put(folder: &Path, name: &str, mode: u32) {
        let path = folder.join(name);
        fs::write(&path, name).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn files_that_are_called_like_a_key_lie_beside_one() {
        let folder = tempfile::tempdir().unwrap();
        for name in [
            "cookie.key",
            "cookie.bak",
            "other.key",
            "SECRET",
            "notes",
            "cookie.key.next",
        ] {
            put(folder.path(), name, 0o600);
        }
        put(folder.path(), "open.key", 0o644);
        fs::write(folder.path().join("large.key"), [b'k'; 2000]).unwrap();
        fs::create_dir(folder.path().join("keys")).unwrap();
        let place = Spec::File(folder.path().join("cookie.key"));
        let found = nearby(&[place], UnsafeKey::Refuse);
        let names: Vec<_> = found
            .iter()
            .map(|it| String::from_utf8(it.key.bytes().to_vec()).unwrap())
            .collect();
        assert_eq!(names, ["SECRET", "cookie.bak", "other.key"]);
    }

    #[test]
    fn a_place_that_is_no_file_has_no_neighbours() {
        assert!(nearby(&[Spec::Stdin, Spec::Env("X".into())], UnsafeKey::Refuse).is_empty());
        let absent = Spec::File("/nonexistent/folder/key".into());
        assert!(nearby(&[absent], UnsafeKey::Refuse).is_empty());
    }
}
