//! Where keys of the known systems live: what is looked at without a PATH.

use std::path::{Path, PathBuf};

use crate::audit::detect::classify::is_key_name;
use crate::audit::detect::hardcoded::Language;
use crate::audit::facts::policy::Policy;
use crate::audit::facts::{rooted, system};
use crate::audit::scan::databases::may_be_database;
use crate::audit::scan::{systems, tree};
use crate::keys::file::{Hidden, made_for};
use crate::keys::spec::{SPEC_VARIABLE, Spec};

/// A place that is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Where.
    pub path: PathBuf,
    /// What is looked for there.
    pub what: &'static str,
    /// How it is looked at.
    pub kind: Kind,
    /// Whether there was anything.
    pub found: bool,
}

/// How a place is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// As a key file.
    Key,
    /// As what an editor, or a run that was killed, has left of a key.
    Copy,
    /// As a text that may have a key written in it.
    Text,
    /// As a database of sessions or users.
    Database,
    /// By a check of its own.
    Other,
}

impl Place {
    /// A place that the command line named.
    pub fn given(path: &Path) -> Place {
        Place {
            path: path.to_owned(),
            what: "as it was asked for",
            kind: Kind::Other,
            found: rooted::is_there(path),
        }
    }

    /// A place that nothing has been found at yet.
    pub fn new(path: PathBuf, what: &'static str, kind: Kind) -> Place {
        Place {
            path,
            what,
            kind,
            found: false,
        }
    }
}

/// The places of this machine and user, or of an image.
pub fn known_places(policy: &Policy) -> Vec<Place> {
    let mut places = Vec::new();
    if policy.root.is_none() {
        places.extend(own_keys(policy));
    }
    if cfg!(unix) {
        places.extend(systems::known_places(policy));
    }
    let of_r = variables_of_r(policy).into_iter();
    places.extend(of_r.map(|path| Place::new(path, "R's variables", Kind::Text)));
    if policy.root.is_none() {
        places.extend(here());
    }
    places
}

/// The files that R reads variables from when it starts: of all users, of each R that is
/// installed beside others, and of this user. Two variables name others.
fn variables_of_r(policy: &Policy) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = system::R_SITE.iter().map(|it| policy.system(it)).collect();
    let elsewhere = system::R_SITE_ELSEWHERE.iter().map(|it| policy.system(it));
    paths.extend(elsewhere.filter(|it| rooted::is_there(it)));
    for (folder, inner) in system::R_VERSIONS {
        let folder = policy.system(folder);
        let versions = rooted::read_dir(&folder).into_iter().flatten().flatten();
        let mut versions: Vec<PathBuf> = versions
            .map(|it| folder.join(it.file_name()).join(inner).join(R_SITE_NAME))
            .filter(|it| rooted::is_there(it))
            .collect();
        versions.sort();
        paths.extend(versions);
    }
    if policy.root.is_none() {
        let named = |name: &str| std::env::var_os(name).filter(|it| !it.is_empty());
        let home = named("R_HOME").map(|it| PathBuf::from(it).join("etc").join(R_SITE_NAME));
        let named = ["R_ENVIRON", "R_ENVIRON_USER"]
            .into_iter()
            .filter_map(named);
        paths.extend(home.into_iter().chain(named.map(PathBuf::from)));
        let own = system::home_of_r(policy.home.as_deref());
        paths.extend(own.map(|home| home.join(".Renviron")));
    }
    let mut seen = std::collections::HashSet::new();
    paths.retain(|it| seen.insert(it.clone()));
    paths
}

/// What R calls the file with the variables of all users.
const R_SITE_NAME: &str = "Renviron.site";

/// The keys that cookiekit itself would take or has put away.
fn own_keys(policy: &Policy) -> Vec<Place> {
    let mut places = Vec::new();
    if let Some(text) = std::env::var_os(SPEC_VARIABLE)
        && let Ok(Spec::File(path)) = Spec::parse(&text)
    {
        places.push(Place::new(path, "$COOKIEKIT_KEY", Kind::Key));
    }
    let Some(home) = &policy.home else {
        return places;
    };
    let own = home.join(".config").join("cookiekit");
    for name in names(&own) {
        let kind = match made_for(name.as_bytes()) {
            // It holds nothing.
            Some((_, Hidden::Lock)) => continue,
            Some((_, Hidden::Temporary)) => Kind::Copy,
            None => Kind::Key,
        };
        places.push(Place::new(own.join(name), "cookiekit's own keys", kind));
    }
    if places.is_empty() {
        places.push(Place::new(own, "cookiekit's own keys", Kind::Other));
    }
    places
}

/// Keys, sources and variables of the project in the working directory.
fn here() -> Vec<Place> {
    let place = |name: &String| {
        let path = PathBuf::from(name);
        if is_key_name(name) {
            let place = |path| Place::new(path, "a key by its name", Kind::Key);
            return tree::is_key_at(&path, name).then(|| place(path));
        }
        if may_be_database(name) {
            return Some(Place::new(path, "this project", Kind::Database));
        }
        Language::of(name).map(|_| Place::new(path, "this project", Kind::Text))
    };
    let mut places: Vec<Place> = names(Path::new(".")).iter().filter_map(place).collect();
    places.extend(told(Path::new(""), "what is left of a key"));
    places
}

/// The files of a directory whose names tell of a key, and that hold one.
pub fn told(directory: &Path, what: &'static str) -> Vec<Place> {
    let paths = names(directory)
        .into_iter()
        .map(|name| directory.join(name));
    let found = paths.filter_map(|path| {
        let is_key = path.file_name()?.to_str().is_some_and(is_key_name);
        let kind = tree::told_at(&path).filter(|_| !is_key)?;
        Some(Place::new(path, what, kind))
    });
    found.collect()
}

/// The files of a directory.
fn names(directory: &Path) -> Vec<String> {
    let entries = rooted::read_dir(directory).into_iter().flatten().flatten();
    let files = entries.filter(|entry| entry.kind != crate::subject::Kind::Directory);
    let mut names: Vec<String> = files
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    names.sort();
    names
}
