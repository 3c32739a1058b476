//! What lies beside a key in its folder.

use std::collections::{BTreeSet, HashSet};
use std::ffi::{OsStr, OsString};
use std::io;
use std::path::Path;

use crate::audit::rooted;
use crate::audit::system::OsStrExt;
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
