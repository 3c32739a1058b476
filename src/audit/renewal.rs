//! The commands that end a key's life.

use std::path::Path;

use super::key_file::{KeyFile, Purpose};
use super::lines::Place;
use crate::shell::{quoted, quoted_end};

/// Replaces a key that is worth nothing: nothing it sealed is to be believed.
pub fn replace(key: &KeyFile) -> String {
    let path = quoted(&key.path);
    format!("rm {path} && cookiekit keygen{} --out {path}", flags(key))
}

/// Makes a key where a document is, which is kept: it may be a key for
/// something else.
pub fn replace_document(key: &KeyFile) -> String {
    let path = quoted(&key.path);
    let mut kept = key.path.clone().into_os_string();
    kept.push(".other");
    let kept = quoted(kept.as_ref());
    format!(
        "mv -n {path} {kept} && cookiekit keygen{} --out {path}",
        flags(key)
    )
}

/// Replaces a key that is still good for what it sealed: it stays beside the
/// new one, in the slot of a retired key. `None` for what cannot be rotated.
pub fn rotate(key: &KeyFile) -> Option<String> {
    key.key.as_ref()?;
    let path = quoted(&key.path);
    Some(format!("cookiekit rotate{} --key {path}", flags(key)))
}

fn flags(key: &KeyFile) -> &'static str {
    match key.purpose {
        Purpose::Workbench => " --for workbench",
        Purpose::General => "",
    }
}

/// The most that a pattern can count: `RE_DUP_MAX` of the C library.
const MAX_COLUMN: usize = 32_767;

/// Puts something in the place of what is there, which is named by its place
/// and its kind and not by what it says: nothing else is replaced, should the
/// file be another one by then, and the numbers of all lines stay right.
/// `None` where no pattern can name the place.
pub fn put_instead(path: &Path, place: Place, kind: &str, instead: &str) -> Option<String> {
    let Place { line, column } = place;
    let script = format!("{line}s|^(.{{{column}}}){kind}|\\1{instead}|");
    let script = quoted(script.as_ref());
    let command = format!("LC_ALL=C sed -i -E {script} {}", quoted(path));
    (column <= MAX_COLUMN).then_some(command)
}

/// Moves a key to the home of its owner, never over another.
pub fn moved_home(key: &Path, name: &Path) -> String {
    format!(
        "install -d -m 700 ~/.config/cookiekit && mv -n {} ~/.config/cookiekit/{}",
        quoted(key),
        quoted_end(name)
    )
}

/// Takes lines out of a file by their numbers, so that the command does not
/// name what is on them.
pub fn without_lines(path: &Path, numbers: &[usize]) -> String {
    let script: Vec<String> = numbers.iter().map(|number| format!("{number}d")).collect();
    format!("sed -i '{}' {}", script.join(";"), quoted(path))
}
