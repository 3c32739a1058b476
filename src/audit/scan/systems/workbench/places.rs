//! What Workbench has, besides its key.

use std::path::PathBuf;

use super::search::{STATE, config_directories, search_order};
use crate::audit::facts::policy::Policy;
use crate::audit::scan::discovery::{Kind, Place, told};

/// What its databases are called, without the ending.
pub const DATABASES: &[&str] = &["rstudio"];
/// Where it keeps logs.
pub const LOGS: &[&str] = &["/var/log/rstudio", "/var/log/rstudio-server"];
/// The same below the home directory of a user who runs RStudio Server.
pub const OWN_LOGS: &str = ".local/share/rstudio/log";

/// Everything of Workbench's that is looked at.
pub fn known_places(policy: &Policy) -> Vec<Place> {
    let keys = search_order(policy);
    let mut directories: Vec<PathBuf> = keys
        .iter()
        .filter_map(|path| Some(path.parent()?.to_owned()))
        .collect();
    directories.dedup();
    let keys = keys.into_iter();
    let mut places: Vec<Place> = keys
        .map(|path| Place::new(path, "Workbench's key", Kind::Key))
        .collect();
    for directory in directories {
        places.extend(told(&directory, "what is left of Workbench's key"));
    }
    for directory in config_directories(policy) {
        for (name, what) in [
            ("rserver.conf", "Workbench's settings"),
            ("database.conf", "Workbench's settings"),
            ("env-vars", "Workbench's variables"),
            ("launcher.pem", "Workbench's launcher key"),
        ] {
            places.push(Place::new(directory.join(name), what, Kind::Other));
        }
    }
    for name in ["rstudio.sqlite", "rstudio-os.sqlite"] {
        let path = policy.system(STATE).join(name);
        places.push(Place::new(path, "Workbench's database", Kind::Database));
    }
    places
}
