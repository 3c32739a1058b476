//! What lies beside a key in its folder.

use std::collections::{BTreeSet, HashSet};
use std::ffi::{OsStr, OsString};
use std::io;
use std::path::Path;

use crate::audit::facts::rooted;
use crate::audit::facts::system::OsStrExt;
use crate::keys::file::{Hidden, made_for};
use crate::keys::slots;

/// The names in a folder of the other slots of these keys, in order.
pub fn slot_names(folder: &Path, primaries: &HashSet<OsString>) -> io::Result<BTreeSet<OsString>> {
    let names = rooted::read_dir(folder)?.flatten().map(|it| it.file_name());
    let is_slot = |name: &OsString| {
        let primary = slots::split(name.as_bytes()).map(|(primary, _)| primary);
        primary.is_some_and(|primary| primaries.contains(OsStr::from_bytes(primary)))
    };
    Ok(names.filter(is_slot).collect())
}

/// What a file is that was made beside a key: a lock only if nothing was put
/// into it.
pub fn hidden(path: &Path) -> Option<Hidden> {
    let (_, hidden) = made_for(path.file_name()?.as_bytes())?;
    let facts = rooted::file_metadata(path)?;
    (hidden == Hidden::Temporary || facts.len() == 0).then_some(hidden)
}
