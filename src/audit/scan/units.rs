//! The units of systemd, and where they are.

use std::path::{Path, PathBuf};

use crate::audit::detect::hardcoded::is_unit_name;
use crate::audit::facts::policy::Policy;
use crate::audit::facts::rooted;

/// Where units are, the administrator's first.
pub const DIRECTORIES: [&str; 6] = [
    "/etc/systemd/system",
    "/run/systemd/system",
    "/usr/local/lib/systemd/system",
    "/usr/lib/systemd/system",
    "/lib/systemd/system",
    "/etc/systemd/user",
];

/// Where a user's own units are, below the home directory.
const OWN: &str = ".config/systemd/user";

/// All unit files and their drop-ins.
pub fn unit_files(policy: &Policy) -> Vec<PathBuf> {
    if cfg!(windows) {
        return vec![];
    }
    let mut directories: Vec<PathBuf> = DIRECTORIES.iter().map(|it| policy.system(it)).collect();
    if policy.root.is_none() {
        directories.extend(policy.home.as_ref().map(|home| home.join(OWN)));
    }
    // `/lib` is `/usr/lib` on most systems.
    let mut real: Vec<PathBuf> = directories
        .iter()
        .filter_map(|it| rooted::canonical(it).ok())
        .collect();
    real.sort();
    real.dedup();
    let mut files = Vec::new();
    for directory in real {
        for path in entries(&directory) {
            let has = |ending: &str| path.extension().is_some_and(|it| it == ending);
            if has("d") {
                let drop_ins = entries(&path).into_iter();
                files.extend(drop_ins.filter(|it| it.extension().is_some_and(|it| it == "conf")));
            } else if has("service") || has("socket") {
                files.push(path);
            }
        }
    }
    // Enabled units are links, masked ones to `/dev/null`.
    let real = |path: PathBuf| match rooted::is_link(&path) {
        true => rooted::canonical(&path).ok(),
        false => Some(path),
    };
    let mut files: Vec<PathBuf> = files.into_iter().filter_map(real).collect();
    files.sort();
    files.dedup();
    files
}

/// Whether the file is a unit by its name, or a drop-in of one.
pub fn is_unit(path: &Path) -> bool {
    let name = |path: &Path| {
        let name = path.file_name().unwrap_or_default();
        name.to_string_lossy().into_owned()
    };
    let is_drop_in = || {
        let folder = path.parent().map(name).unwrap_or_default();
        let unit = folder.strip_suffix(".d").is_some_and(is_unit_name);
        unit && path.extension().is_some_and(|it| it == "conf")
    };
    is_unit_name(&name(path)) || is_drop_in()
}

fn entries(directory: &Path) -> Vec<PathBuf> {
    rooted::paths(directory).collect()
}
