//! Rewriting a file: whole or not at all, and through no link.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::crypto;
use crate::error::{Error, Result, reason_of};
use crate::shell::{make_folder, shown};
use crate::subject::Kind;
use crate::subject::stat::link_stat;
use crate::sys::{self, Over};

/// Random bytes in a temporary name: two runs never meet.
const TEMPORARY_BYTES: usize = 8;

/// Puts a file with these bytes at the path, over a regular file that is
/// there, whose access control list it keeps.
///
/// # Errors
/// *Could not*, and what was there is there still: it is no regular file, or a
/// step failed.
pub fn replace(path: &Path, bytes: &[u8], what: &'static str) -> Result<()> {
    let step =
        |doing: &'static str| move |error: io::Error| failed(what, path, doing, &reason_of(&error));
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let ends_in_folder = path.as_os_str().as_encoded_bytes().ends_with(b"/")
        || path.as_os_str().as_encoded_bytes().ends_with(b"\\");
    let Some(name) = path.file_name().filter(|_| !ends_in_folder) else {
        return Err(failed(what, path, "", "it names no file"));
    };
    if !folder.is_dir() {
        let why = format!("there is no directory {}", shown(folder));
        let hint = format!("make it with: {}", make_folder(folder));
        return Err(failed(what, path, "", &why).hint(hint));
    }
    let is_there = match link_stat(path) {
        Ok(stat) if stat.kind == Kind::Regular => true,
        Ok(stat) => {
            let why = format!("{} is there", stat.kind.with_article());
            return Err(failed(what, path, "", &why));
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => false,
        Err(error) => return Err(step("looking at it: ")(error)),
    };
    // A hidden name that tells whose it is, should it be left behind, and that
    // nobody can know before.
    let random = u64::from_ne_bytes(*crypto::random::<TEMPORARY_BYTES>()?);
    let mut hidden = OsString::from(".");
    hidden.push(name);
    hidden.push(format!(".{random:016x}.tmp"));
    let temporary: PathBuf = path.with_file_name(hidden);
    let file = File::options()
        .write(true)
        .create_new(true)
        .open(&temporary);
    let file = file.map_err(step("opening a new one: "))?;
    let written = fill(file, bytes).map_err(step("writing: ")).and_then(|()| {
        let moved = match is_there {
            true => sys::replace(&temporary, path),
            false => sys::rename(&temporary, path, Over::Nothing),
        };
        moved.map_err(step("putting it in its place: "))
    });
    if written.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    written
}

fn failed(what: &str, path: &Path, doing: &str, why: &str) -> Error {
    let shown = shown(path);
    Error::could_not(format!("could not write {what} {shown}: {doing}{why}"))
        .hint("nothing was changed; name a file in a folder that you can write")
}

/// Writes the new file and puts it on the disk; it is closed then.
fn fill(mut file: File, bytes: &[u8]) -> io::Result<()> {
    file.write_all(bytes)?;
    file.sync_all()
}
