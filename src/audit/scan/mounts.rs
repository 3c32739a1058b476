//! What an orchestrator mounts: one file under two paths.
//!
//! Kubernetes puts the files of a secret into a folder that is named after the time,
//! `..2026_11_21_…/key`, lets the link `..data` lead to it, and gives the application a link
//! for each file, `key -> ..data/key`. A walk meets both: they are one key, and its path is
//! the one that the application uses.

use std::path::{Path, PathBuf};

use crate::audit::facts::rooted;

/// The link that leads to the folder in use.
const DATA: &str = "..data";

/// The path by which an application reads a file of a folder that is mounted so; `None`
/// for any other file.
pub fn used(path: &Path) -> Option<PathBuf> {
    let is_dated = |folder: &&Path| {
        let name = folder.file_name().unwrap_or_default();
        name.as_encoded_bytes().starts_with(b"..")
    };
    let folder = path.ancestors().skip(1).find(is_dated)?;
    let holder = folder.parent()?;
    let used = holder.join(path.strip_prefix(folder).ok()?);
    let is_mount = rooted::is_link(&holder.join(DATA));
    let real = |path: &Path| rooted::canonical(path).ok();
    (is_mount && real(&used)? == real(path)?).then_some(used)
}

/// Puts the paths that applications use in the place of the others, each once.
pub fn in_use(paths: &mut Vec<PathBuf>) {
    let mut is_changed = false;
    for path in paths.iter_mut() {
        if let Some(used) = used(path) {
            *path = used;
            is_changed = true;
        }
    }
    if is_changed {
        paths.sort();
        paths.dedup();
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn a_mounted_file_has_the_path_that_is_used() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir_all(at("..2026_11/inner")).unwrap();
        fs::create_dir_all(at("..2025_10")).unwrap();
        for name in [
            "..2026_11/key",
            "..2026_11/inner/key",
            "..2026_11/alone",
            "..2025_10/key",
        ] {
            fs::write(at(name), "k").unwrap();
        }
        assert_eq!(used(&at("..2026_11/key")), None);
        symlink("..2026_11", at("..data")).unwrap();
        symlink("..data/key", at("key")).unwrap();
        symlink("..data/inner", at("inner")).unwrap();
        assert_eq!(used(&at("..2026_11/key")), Some(at("key")));
        assert_eq!(used(&at("..2026_11/inner/key")), Some(at("inner/key")));
        // Nobody uses this one, and that one is an older one.
        for name in ["..2026_11/alone", "..2025_10/key", "key"] {
            assert_eq!(used(&at(name)), None, "{name}");
        }
        let mut paths = vec![at("..2026_11/alone"), at("..2026_11/key"), at("key")];
        in_use(&mut paths);
        assert_eq!(paths, [at("..2026_11/alone"), at("key")]);
    }
}
