//! The commands that end a key's life.

use std::path::Path;

use super::key_file::{KeyFile, Purpose};
use crate::shell::quoted;
use crate::time::Time;

/// Replaces a key that is worth nothing: nothing it sealed is to be believed.
pub fn replace(key: &KeyFile) -> String {
    let path = quoted(&key.path);
    format!("rm {path} && cookiekit keygen{} --out {path}", flags(key))
}

/// Replaces a key that is still good for what it sealed: it stays beside the
/// new one, in the slot of a retired key.
pub fn retire(key: &KeyFile, now: Time) -> Option<String> {
    let fingerprint = key.key.as_ref()?.fingerprint();
    let id: String = fingerprint.to_string().chars().take(8).collect();
    let mut name = key.path.file_name()?.to_owned();
    name.push(format!(".retired-{}-{id}", compact(now)));
    let (old, kept) = (quoted(&key.path), quoted(&key.path.with_file_name(name)));
    Some(format!(
        "mv {old} {kept} && cookiekit keygen{} --out {old}",
        flags(key)
    ))
}

fn flags(key: &KeyFile) -> &'static str {
    match key.purpose {
        Purpose::Workbench => " --for workbench",
        Purpose::General => "",
    }
}

/// Takes lines out of a file by their numbers, so that the command does not
/// name what is on them.
pub fn without_lines(path: &Path, numbers: &[usize]) -> String {
    let script: Vec<String> = numbers.iter().map(|number| format!("{number}d")).collect();
    format!("sed -i '{}' {}", script.join(";"), quoted(path))
}

/// The time as it stands in a slot's name: `20261121T211200Z`.
fn compact(time: Time) -> String {
    time.to_string().replace(['-', ':'], "")
}
