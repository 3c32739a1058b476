//! Whether the way to a file lets others put another one in its place: anyone who may
//! remove or rename a folder above a key chooses the key.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::windows::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use windows_sys::Win32::Storage::FileSystem::{
    FILE_FLAG_BACKUP_SEMANTICS, FILE_READ_ATTRIBUTES, READ_CONTROL,
};

use super::super::{Exposure, PERMISSIONS_UNKNOWN};
use super::{Me, Subject, judge};
use crate::error::reason;
use crate::shell::shown;
use crate::sys;

/// How others could replace a file, for the user `me`.
///
/// # Errors
/// When the system cannot say where the file is.
pub fn exposures(subject: &Subject, me: &Me) -> io::Result<Vec<Exposure>> {
    let asked = std::path::absolute(&subject.path)?;
    let mut found = above(&asked, me, &[&subject.security.owner]);
    let real = sys::final_path(subject.content())?;
    // Through a link, or by a short name, it has a second way.
    if !is_same(&asked, &real) {
        for exposure in above(&real, me, &[&subject.security.owner]) {
            if !found.contains(&exposure) {
                found.push(exposure);
            }
        }
    }
    Ok(found)
}

/// How others could replace what will be made in a folder, for the user `me`.
///
/// # Errors
/// When the system cannot say where the folder is.
pub fn exposures_in(folder: &Path, me: &Me) -> io::Result<Vec<Exposure>> {
    // A name in it, whatever: the folder itself is on its way.
    let asked = std::path::absolute(folder)?.join("key");
    let real = sys::final_path(&open(folder)?)?.join("key");
    let mut found = above(&asked, me, &[]);
    if !is_same(&asked, &real) {
        found.extend(above(&real, me, &[]));
    }
    Ok(found)
}

/// Who else may make names in a folder; also where that cannot be seen.
pub fn lets_others_add(folder: &Path) -> Option<String> {
    let judged = open(folder).and_then(|it| Ok((sys::security(&it)?, Me::ask()?)));
    match judged {
        Ok((security, me)) => judge::adders(&security, &me),
        Err(_) => Some("somebody who cannot be seen".to_owned()),
    }
}

fn above(path: &Path, me: &Me, owners: &[&str]) -> Vec<Exposure> {
    let folders = path.ancestors().skip(1);
    folders.filter_map(|it| judged(it, me, owners)).collect()
}

fn judged(folder: &Path, me: &Me, owners: &[&str]) -> Option<Exposure> {
    match open(folder).and_then(|it| sys::security(&it)) {
        Ok(security) => judge::folder(folder, &security, me, owners),
        // What cannot be seen is never taken for safe.
        Err(error) => Some(Exposure {
            check: PERMISSIONS_UNKNOWN,
            observed: format!(
                "is below {}, and who can change that is not known ({})",
                shown(folder),
                reason(error)
            ),
            fix: None,
        }),
    }
}

/// Opens a folder only to ask about it.
fn open(folder: &Path) -> io::Result<File> {
    OpenOptions::new()
        .access_mode(READ_CONTROL | FILE_READ_ATTRIBUTES)
        .custom_flags(FILE_FLAG_BACKUP_SEMANTICS)
        .open(folder)
}

/// Whether both are the same path, one of them as the system spells it.
fn is_same(asked: &Path, real: &Path) -> bool {
    plain(asked) == plain(real)
}

fn plain(path: &Path) -> PathBuf {
    let text = path.to_string_lossy().to_lowercase();
    let text = match text.strip_prefix(r"\\?\unc\") {
        Some(share) => format!(r"\\{share}"),
        None => text.strip_prefix(r"\\?\").unwrap_or(&text).to_owned(),
    };
    text.into()
}
