//! Where repositories lie whose work tree is elsewhere: beside the directories
//! above a file, one folder further down, and where those are kept that keep a
//! home.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::fs::Metadata;
use std::path::{Path, PathBuf};

use crate::audit::facts::rooted;
use crate::audit::facts::system::MetadataExt;
use crate::subject::Kind;

/// Where programs and people keep repositories below a home.
const KEPT_BELOW: [&str; 8] = [
    ".local/share/yadm",
    ".config/yadm",
    ".config/vcsh/repo.d",
    ".local/share",
    ".config",
    "git",
    "repos",
    "src",
];
/// Names of repositories that keep the home they lie in, without the dot
/// before and `.git` behind.
const KEEPERS: [&str; 9] = [
    "dotfiles", "dotfile", "dots", "dot", "cfg", "config", "myconf", "homegit", "home",
];
/// The most folders that are looked at in one run: a home has hundreds.
const MAX_FOLDERS: usize = 100_000;
/// The most of one directory that are looked at one folder further down.
const MAX_FURTHER: usize = 4096;
/// Folders that are made for repositories, and so looked into first.
const MADE_FOR_THEM: [&str; 5] = ["git", "repos", "repo", "repositories", "src"];

/// A repository that was found beside a directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its path.
    pub repository: PathBuf,
    /// The directory that it keeps by what it is called and where it lies, if
    /// its settings say nothing else.
    pub keeps: Option<PathBuf>,
    /// Whether it lies in a folder that lies beside.
    pub is_further: bool,
}

/// The repositories beside directories, each looked for once.
#[derive(Default)]
pub struct Beside {
    known: HashMap<PathBuf, Vec<Found>>,
    folders: usize,
    /// The first directory that was not looked at to its end.
    pub cut_off: Option<PathBuf>,
}

impl Beside {
    /// The repositories that lie near what is in this directory.
    pub fn of(&mut self, directory: &Path) -> Vec<Found> {
        if let Some(known) = self.known.get(directory) {
            return known.clone();
        }
        let found = self.look_at(directory);
        self.known.insert(directory.to_owned(), found.clone());
        found
    }

    fn look_at(&mut self, directory: &Path) -> Vec<Found> {
        let mut found: Vec<Found> = Vec::new();
        let mut further = Vec::new();
        for folder in folders(directory) {
            if self.is_full(directory) {
                return found;
            }
            match repository_at(&folder) {
                Some(repository) => {
                    let is_kept = is_hidden(&folder) || is_keeper(&folder);
                    let keeps = is_kept.then(|| directory.to_owned());
                    let is_further = false;
                    found.push(Found {
                        repository,
                        keeps,
                        is_further,
                    });
                }
                None => further.push(folder),
            }
        }
        for kept in KEPT_BELOW {
            for folder in folders(&directory.join(kept)) {
                if self.is_full(directory) {
                    return found;
                }
                let repository = repository_at(&folder);
                found.extend(repository.map(|repository| Found {
                    repository,
                    keeps: is_keeper(&folder).then(|| directory.to_owned()),
                    is_further: !is_keeper(&folder),
                }));
            }
        }
        self.look_further(directory, further, &mut found);
        found
    }

    /// One folder further down, on the file system of the directory: what is
    /// mounted below is another world, and slow if it is on a network.
    fn look_further(&mut self, directory: &Path, folders_in: Vec<PathBuf>, found: &mut Vec<Found>) {
        let device = |path: &Path| rooted::metadata(path).map(|it: Metadata| it.dev()).ok();
        let own = device(directory);
        let mut folders_in = folders_in;
        folders_in.sort_by_key(|it| {
            let name = it.file_name().unwrap_or_default();
            let is_made_for_them = MADE_FOR_THEM.iter().any(|it| OsStr::new(it) == name);
            (!is_made_for_them, name.to_owned())
        });
        let inner = folders_in.iter().filter(|it| device(it) == own);
        for folder in inner.flat_map(|it| folders(it)).take(MAX_FURTHER) {
            if self.is_full(directory) {
                return;
            }
            let Some(repository) = repository_at(&folder) else {
                continue;
            };
            if !found.iter().any(|it| it.repository == repository) {
                found.push(Found {
                    repository,
                    keeps: None,
                    is_further: true,
                });
            }
        }
    }

    /// Counts a folder; whether it was the last.
    fn is_full(&mut self, directory: &Path) -> bool {
        self.folders += 1;
        let is_full = self.folders > MAX_FOLDERS;
        if is_full {
            self.cut_off.get_or_insert_with(|| directory.to_owned());
        }
        is_full
    }
}

/// The directories in a directory, and the links, which may lead to such.
fn folders(directory: &Path) -> impl Iterator<Item = PathBuf> {
    let entries = rooted::read_dir(directory).into_iter().flatten().flatten();
    let entries = entries.filter(|it| matches!(it.kind, Kind::Directory | Kind::Link));
    entries.map(move |entry| directory.join(entry.file_name()))
}

/// The repository that a folder is, or has in it.
fn repository_at(folder: &Path) -> Option<PathBuf> {
    let inner = folder.join(".git");
    let candidates = [folder.to_owned(), inner];
    candidates.into_iter().find(|it| is_repository(it))
}

/// Whether a directory has what git wants of a repository.
pub fn is_repository(path: &Path) -> bool {
    rooted::is_file(&path.join("HEAD"))
        && rooted::is_dir(&path.join("objects"))
        && rooted::is_dir(&path.join("refs"))
}

fn is_hidden(folder: &Path) -> bool {
    let name = folder.file_name().unwrap_or_default();
    name.as_encoded_bytes().starts_with(b".")
}

/// Whether a repository is called as those are that keep a home.
fn is_keeper(folder: &Path) -> bool {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let name = name.strip_prefix('.').unwrap_or(&name);
    KEEPERS.contains(&name.strip_suffix(".git").unwrap_or(name))
}
