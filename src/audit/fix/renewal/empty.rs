//! What there is to do about a key file that is empty.

use super::{Renewal, file, flags, with_owner};
use crate::audit::facts::key_file::KeyFile;
use crate::audit::facts::rooted::{self, path_word, quoted};
use crate::keys::file::absent::kept_of;
use crate::keys::spec::Spec;

/// Makes a key in the place of an empty file. If somebody has filled it in the
/// meantime it stays, and no other key is made over it.
///
/// Where a rotation has kept keys of it, the newest takes its place again: a new one
/// would open none of their cookies.
pub(super) fn fill(key: &KeyFile) -> String {
    let back = match rooted::is_image() {
        true => None,
        false => kept_of(&Spec::File(file(key).to_owned())).unwrap_or_default(),
    };
    let made = match back {
        Some((_, back)) => back,
        None => format!(
            "cookiekit keygen{} --out {}",
            flags(key),
            path_word(file(key))
        ),
    };
    let removed = format!(
        "find {} -maxdepth 0 -type f -empty -delete",
        quoted(file(key))
    );
    with_owner(key, format!("{removed} && {made}"))
}

/// Brings the key back that an empty file of a server had: what a rotation has kept, or
/// what another node has, which only people know.
pub(super) fn restored(key: &KeyFile) -> Renewal {
    let is_empty = key.key.as_ref().is_some_and(|key| key.bytes().is_empty());
    let is_kept = || {
        !rooted::is_image()
            && kept_of(&Spec::File(file(key).to_owned())).is_ok_and(|it| it.is_some())
    };
    if is_empty && is_kept() {
        return Renewal {
            command: Some(fill(key)),
            words: None,
        };
    }
    Renewal {
        command: None,
        words: Some(format!(
            "restore it from a backup, or from another node of its cluster, byte for byte; if no \
             other one has had the key, move the file away and make one with `cookiekit keygen{} \
             --out PATH`: everybody signs in again, and settings that were encrypted with the lost \
             key are to be encrypted again",
            flags(key)
        )),
    }
}
