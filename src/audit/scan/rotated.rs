//! Files of digits that are keys because a rotation has left slots of them beside them:
//! `k` with `k.retired-20261121T211200Z-1a2b3c4d`.

use std::collections::{BTreeMap, HashSet};
use std::ffi::OsString;
use std::path::PathBuf;

use crate::audit::detect::classify::is_hex_key;
use crate::audit::facts::lines;
use crate::audit::facts::system::OsStrExt;
use crate::audit::scan::scene::{Scene, beside};
use crate::keys::slots;

/// Adds those to the keys of a scene. Each folder is listed once.
pub fn prove(scene: &mut Scene) {
    let mut folders: BTreeMap<PathBuf, HashSet<OsString>> = BTreeMap::new();
    for digits in &scene.digits {
        if let (Some(folder), Some(name)) = (digits.path.parent(), digits.path.file_name()) {
            let names = folders.entry(folder.to_owned()).or_default();
            names.insert(name.to_owned());
        }
    }
    for (folder, names) in folders {
        // What cannot be listed was reported by the walk.
        for slot in beside::slot_names(&folder, &names).unwrap_or_default() {
            let content = lines::read(&folder.join(&slot)).ok().flatten();
            let Some((primary, _)) = slots::split(slot.as_bytes()) else {
                continue;
            };
            if content.is_some_and(|it| is_hex_key(&it)) {
                let primary = folder.join(std::ffi::OsStr::from_bytes(primary));
                let slot = slot.to_string_lossy();
                scene.add_proven(&primary, format!("{slot} is a slot of it"));
            }
        }
    }
}
