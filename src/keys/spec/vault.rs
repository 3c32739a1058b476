//! `rails:PATH` and its like: a key that a framework keeps encrypted in a file, under
//! another one beside it or in a variable. That file is read, and never written.

use std::path::{Path, PathBuf};

use super::{Spec, from_file, variable};
use crate::error::{Error, Result, reason};
use crate::frameworks::{self, Closed, Vault};
use crate::keys::file::{self, UnsafeKey};
use crate::keys::key::{Key, MAX_KEY_BYTES};
use crate::shell::shown;

/// The SPEC of a vault at this path.
///
/// # Errors
/// When it has none.
pub(super) fn spec(vault: &'static Vault, path: &str) -> Result<Spec> {
    let Vault { scheme, file, .. } = vault;
    match path {
        "" => Err(Error::could_not(format!(
            "{scheme}: needs the application's folder, or its file {file}"
        ))
        .hint(format!("for example: --key {scheme}:{file}"))),
        path => Ok(Spec::Vault {
            scheme,
            path: path.into(),
        }),
    }
}

/// The key in it, and what the user must be warned of.
///
/// # Errors
/// When it cannot be had.
pub(super) fn load(scheme: &str, path: &Path, unsafe_key: UnsafeKey) -> Result<(Key, Vec<String>)> {
    let vault = frameworks::vault(scheme).expect("a SPEC has the scheme of a vault");
    let file = file_of(vault, path)?;
    // Anyone who reads it has nothing of it, and anyone who changes it is found out.
    let read = file::read(&file, UnsafeKey::Allow).map_err(|error| {
        named(error, &file, vault.what).hint(format!(
            "name the application's folder, or its file: {scheme}:{}",
            vault.file
        ))
    })?;
    let locked = (vault.read)(read.key.bytes()).map_err(|why| closed(vault, &file, "", why))?;
    let (other, place, warnings) = other_key(vault, &file, unsafe_key)?;
    let open = locked.open;
    let key = Key::within(&locked.ciphertext, |room| open(other.bytes(), room));
    let key = key.map_err(|why| closed(vault, &file, &place, why))?;
    Ok((key, warnings))
}

/// The file that a path means.
fn file_of(vault: &Vault, path: &Path) -> Result<PathBuf> {
    if !path.is_dir() {
        return Ok(path.to_owned());
    }
    if path.join(vault.instead).symlink_metadata().is_ok() {
        return Err(Error::could_not(format!(
            "there is {} too in {}, and it depends on the environment which of them counts",
            vault.instead,
            shown(path)
        ))
        .hint(format!(
            "name the file: {0}:{1} or {0}:{2}",
            vault.scheme, vault.file, vault.instead
        )));
    }
    Ok(path.join(vault.file))
}

/// The key that the file is under, where that is, and what is to be warned of. The
/// variable counts before the file.
fn other_key(
    vault: &Vault,
    file: &Path,
    unsafe_key: UnsafeKey,
) -> Result<(Key, String, Vec<String>)> {
    let name = vault.variable;
    if let Some(read) = variable::find(name) {
        let read = read.map_err(|error| {
            Error::could_not(format!("could not read {name}: {}", reason(error)))
        })?;
        let key = read.ok_or_else(|| {
            Error::could_not(format!("{name} has more than {MAX_KEY_BYTES} bytes"))
        })?;
        if !key.bytes().is_empty() {
            return Ok((key, name.to_owned(), vec![]));
        }
    }
    let beside = file
        .file_name()
        .and_then(|it| (vault.key_beside)(it.to_str()?));
    let beside = beside.ok_or_else(|| {
        Error::could_not(format!(
            "{} is not named as such a file, so that the name of its key is not known",
            shown(file)
        ))
        .hint(format!(
            "give the file under its own name, such as {}, or its key in {name}",
            vault.file
        ))
    })?;
    let path = file.with_file_name(beside);
    let (key, warnings) = from_file(&path, unsafe_key).map_err(|error| {
        let is_gone = matches!(path.metadata(), Ok(facts) if facts.is_file() && facts.len() == 0)
            || !path.exists();
        let error = named(error, &path, vault.key_what);
        match is_gone {
            // A new one opens nothing.
            true => error.hint(format!(
                "get the one that {} is under, from a node where the application runs or from a \
                 backup, or give it in {name}",
                shown(file)
            )),
            false => error,
        }
    })?;
    Ok((key, shown(&path), warnings))
}

/// An error of reading a file that is called something else than a key file.
fn named(mut error: Error, path: &Path, what: &str) -> Error {
    let path = shown(path);
    let around: Vec<String> = error
        .message
        .split(&*path)
        .map(|it| it.replace("key file", what))
        .collect();
    error.message = around.join(&path);
    error
}

/// Why no key comes of it.
fn closed(vault: &Vault, file: &Path, place: &str, why: Closed) -> Error {
    let (file, member, name) = (shown(file), vault.member, vault.variable);
    match why {
        Closed::Malformed(why) => Error::could_not(format!("{file}: {why}")),
        Closed::UnfitKey(why) => Error::no_key(format!("the key of {file} in {place}: {why}")),
        Closed::Forged => Error::no_key(format!(
            "the key in {place} does not open {file}: it is another one's, or the file was changed"
        ))
        .hint(format!(
            "{name} counts before the key beside the file, as in the application"
        )),
        Closed::Absent(why) => Error::no_key(format!("{member} in {file}: {why}")),
        Closed::Unclear(why) => Error::could_not(format!("{member} in {file}: {why}"))
            .hint("give the key as its own program reads it: --key env:NAME, or cmd:COMMAND"),
    }
}
