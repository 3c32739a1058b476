//! Where Workbench looks for its key, and its settings.

use std::path::PathBuf;

use crate::audit::facts::lines::{self, Place};
use crate::audit::facts::policy::Policy;
use crate::audit::scan::units;

/// The name of the key in every directory.
pub const KEY_NAME: &str = "secure-cookie-key";
/// The user that the server runs as, unless `rserver.conf` says otherwise.
pub const SERVER_USER: &str = "rstudio-server";
/// Where Workbench keeps what it makes for itself.
pub const STATE: &str = "/var/lib/rstudio-server";

/// The directories of its configuration, in the order in which it looks.
pub fn config_directories(policy: &Policy) -> Vec<PathBuf> {
    let mut directories = Vec::new();
    if policy.root.is_none() {
        let variable = |name| std::env::var_os(name).filter(|it| !it.is_empty());
        directories.extend(variable("RSTUDIO_CONFIG_DIR").map(PathBuf::from));
        if let Some(list) = variable("XDG_CONFIG_DIRS") {
            directories.extend(std::env::split_paths(&list).map(|it| it.join("rstudio")));
        }
    }
    directories.push(policy.system("/etc/rstudio"));
    directories.dedup();
    directories
}

/// Every place where Workbench looks for its key, the first that counts
/// first.
pub fn search_order(policy: &Policy) -> Vec<PathBuf> {
    let mut places = Vec::new();
    if let Some(named) = setting(policy, "secure-cookie-key-file") {
        places.push(policy.system(&named));
    }
    places.extend(of_units(policy));
    let directories = config_directories(policy);
    places.extend(directories.iter().map(|it| it.join(KEY_NAME)));
    places.push(policy.system(STATE).join(KEY_NAME));
    if policy.root.is_none() {
        let cache = std::env::var_os("XDG_CACHE_HOME").filter(|it| !it.is_empty());
        let cache = cache.map(PathBuf::from);
        let cache = cache.or_else(|| Some(policy.home.as_ref()?.join(".cache")));
        places.extend(cache.map(|it| it.join("rstudio").join(KEY_NAME)));
    }
    let mut seen = Vec::new();
    places.retain(|place| {
        !seen.contains(place) && {
            seen.push(place.clone());
            true
        }
    });
    places
}

/// The files that units tell the server by `--secure-cookie-key-file`.
fn of_units(policy: &Policy) -> Vec<PathBuf> {
    const OPTION: &str = "--secure-cookie-key-file";
    let is_server = |path: &PathBuf| {
        let name = path.to_string_lossy();
        name.contains("rstudio") || name.contains("workbench") || name.contains("rserver")
    };
    let files = units::unit_files(policy).into_iter().filter(is_server);
    let mut found = Vec::new();
    for path in files {
        let Ok(Some(bytes)) = lines::read(&path) else {
            continue;
        };
        for (_, line) in lines::numbered(&bytes) {
            let line = String::from_utf8_lossy(line);
            let is_comment = line.trim_start().starts_with(['#', ';']);
            let Some((_, rest)) = line.split_once(OPTION).filter(|_| !is_comment) else {
                continue;
            };
            let file = rest
                .trim_start_matches(['=', ' '])
                .split_whitespace()
                .next();
            let file = file.map(|it| it.trim_matches(['"', '\'']));
            found.extend(
                file.filter(|it| it.starts_with('/'))
                    .map(|it| policy.system(it)),
            );
        }
    }
    found
}

/// A setting and where it is.
pub struct Setting {
    /// The file.
    pub path: PathBuf,
    /// Where its value starts.
    pub place: Place,
    /// What it is.
    pub value: String,
}

/// A setting of `rserver.conf`.
pub fn setting(policy: &Policy, name: &str) -> Option<String> {
    find(policy, name).map(|found| found.value)
}

/// The same with its place: the first that there is.
pub fn find(policy: &Policy, name: &str) -> Option<Setting> {
    let files = config_directories(policy).into_iter();
    let mut files = files.map(|directory| directory.join("rserver.conf"));
    files.find_map(|path| {
        let bytes = lines::read(&path).ok()??;
        let (line, value) = lines::numbered(&bytes).find_map(|(_, line)| {
            let (key, value) = lines::assignment(line, '=')?;
            (key == name).then_some((line, value))
        })?;
        // Both are parts of the same bytes.
        let start = |part: &[u8]| part.as_ptr().addr() - bytes.as_ptr().addr();
        let place = lines::places(&bytes, std::iter::once(start(line)))[0];
        Some(Setting {
            place: Place {
                column: start(value.as_bytes()) - start(line),
                ..place
            },
            value: value.to_owned(),
            path,
        })
    })
}
