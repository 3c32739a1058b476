//! Packages of R that are installed: what is written in them is nobody's API.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use crate::audit::detect::systems::plumber::is_source;
use crate::audit::facts::rooted;

/// The folders of installed packages, each folder asked once.
#[derive(Default)]
pub struct Packages(HashMap<PathBuf, Option<PathBuf>>);

impl Packages {
    /// The folder of the installed package that a file is part of: `R CMD
    /// INSTALL` puts both of these into it, and no source of a package has
    /// them. What is in it was written by its makers, as an example, and is
    /// nobody's API.
    pub fn of(&mut self, file: &Path) -> Option<&Path> {
        let is_package = |folder: &&Path| {
            rooted::is_file(&folder.join("DESCRIPTION"))
                && rooted::is_file(&folder.join("Meta/package.rds"))
        };
        let folder = file.parent()?;
        let find = || {
            let mut above = rooted::ancestors(folder);
            above.find(is_package).map(Path::to_owned)
        };
        let found = self.0.entry(folder.to_owned()).or_insert_with(find);
        found.as_deref()
    }
}

/// The installed packages that some files are part of, each once.
pub fn installed_packages(files: &[PathBuf]) -> Vec<PathBuf> {
    let mut packages = Packages::default();
    let sources = files.iter().filter(|path| is_source(path));
    let found = sources.filter_map(|path| packages.of(path).map(Path::to_owned));
    let found: BTreeSet<PathBuf> = found.collect();
    found.into_iter().collect()
}
