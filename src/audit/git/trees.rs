//! Which repositories a file is in the work tree of.
//!
//! Most work trees have their repository in them, as `.git`. A repository may
//! name another directory for its work tree (`core.worktree`: yadm, vcsh,
//! deployments whose repository lies in a folder of the tree), and one that is
//! bare and has an index is given its work tree on the command line (dotfiles
//! kept with `--git-dir=$HOME/.dotfiles --work-tree=$HOME`). These are looked
//! for where they are kept: in the directories above the file.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use super::asking::{Repository, program};
use crate::audit::rooted;

/// How many directories above a file are searched for repositories beside it.
const LEVELS: usize = 8;
/// The most entries of a directory that are looked at: a home has hundreds.
const MAX_ENTRIES: usize = 1024;
/// Where managers of dotfiles keep repositories below a home.
const KEPT_BELOW: [&str; 3] = [".local/share/yadm", ".config/yadm", ".config/vcsh/repo.d"];

/// A work tree.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WorkTree {
    /// Its directory.
    pub directory: PathBuf,
    /// Its repository, where that is not `.git` in it.
    pub repository: Option<PathBuf>,
    /// Whether some of its files are kept, as of a home, and the others are no
    /// concern of it.
    pub is_partly_kept: bool,
}

impl WorkTree {
    /// A work tree with its repository in it.
    pub fn own(directory: &Path) -> Self {
        WorkTree {
            directory: directory.to_owned(),
            repository: None,
            is_partly_kept: false,
        }
    }
}

/// The work trees that were found, each directory and repository looked at
/// once in a run, whichever checks ask.
#[derive(Default)]
pub struct Trees {
    /// The program; without it no setting is read.
    git: OnceCell<Option<PathBuf>>,
    /// The work trees that what is in a directory is in.
    found: HashMap<PathBuf, Vec<WorkTree>>,
    /// The repositories that lie beside what is in a directory.
    beside: HashMap<PathBuf, Vec<PathBuf>>,
    /// Where the work tree of a repository is, where it is told.
    moved: HashMap<PathBuf, Option<PathBuf>>,
}

impl Trees {
    /// The git that is asked, if there is one.
    pub fn git(&self) -> Option<&Path> {
        self.git.get_or_init(|| program("git")).as_deref()
    }

    /// The work trees that a path without links is in, which has this directory:
    /// the nearest with a repository in it, and all whose repository is
    /// elsewhere.
    pub fn of(&mut self, directory: &Path) -> &[WorkTree] {
        if !self.found.contains_key(directory) {
            let found = self.look_for(directory);
            self.found.insert(directory.to_owned(), found);
        }
        &self.found[directory]
    }

    fn look_for(&mut self, directory: &Path) -> Vec<WorkTree> {
        let mut found: Vec<WorkTree> = Vec::new();
        let own = directory.ancestors().find(|above| {
            // One that has its work tree elsewhere is in none of its own.
            let inner = above.join(".git");
            rooted::is_there(&inner) && self.tree_of(&inner).is_none_or(|it| it == **above)
        });
        found.extend(own.map(WorkTree::own));
        for above in directory.ancestors().take(LEVELS) {
            for repository in self.repositories_in(above) {
                let Some(tree) = self.tree_of(&repository) else {
                    continue;
                };
                let is_around = directory.starts_with(&tree);
                if is_around && Some(&*tree) != own {
                    let is_partly_kept = self.is_partly_kept(&repository);
                    found.push(WorkTree {
                        directory: tree,
                        repository: Some(repository),
                        is_partly_kept,
                    });
                }
            }
        }
        found.dedup();
        found
    }

    /// The repositories that lie in a directory, or in those of it.
    fn repositories_in(&mut self, directory: &Path) -> Vec<PathBuf> {
        if let Some(known) = self.beside.get(directory) {
            return known.clone();
        }
        let kept = KEPT_BELOW.map(|it| directory.join(it));
        let kept = kept.iter().flat_map(|it| rooted::paths(it));
        let entries = rooted::paths(directory).take(MAX_ENTRIES);
        let mut found: Vec<PathBuf> = Vec::new();
        for entry in entries.chain(kept.take(MAX_ENTRIES)) {
            let inner = entry.join(".git");
            if is_repository(&entry) {
                found.push(entry);
            } else if is_repository(&inner) {
                found.push(inner);
            }
        }
        self.beside.insert(directory.to_owned(), found.clone());
        found
    }

    /// The work tree of a repository that is not the directory around it.
    fn tree_of(&mut self, repository: &Path) -> Option<PathBuf> {
        if let Some(known) = self.moved.get(repository) {
            return known.clone();
        }
        let tree = self.named_by(repository).or_else(|| given_to(repository));
        self.moved.insert(repository.to_owned(), tree.clone());
        tree
    }

    /// Whether it is told not to look at files that it does not have, as those
    /// who keep a home do, or cannot be told its work tree.
    fn is_partly_kept(&self, repository: &Path) -> bool {
        self.setting(repository, "core.worktree").is_none()
            || self
                .setting(repository, "status.showUntrackedFiles")
                .as_deref()
                == Some(b"no")
    }

    fn setting(&self, repository: &Path, name: &str) -> Option<Vec<u8>> {
        let config = repository.join("config");
        let is_file = rooted::is_file(&config);
        is_file.then(|| Repository::setting(self.git()?, &config, name))?
    }

    /// What `core.worktree` says, as git resolves it: from the repository.
    fn named_by(&self, repository: &Path) -> Option<PathBuf> {
        let asked = self.setting(repository, "core.worktree")?;
        let named = rooted::told_in(repository, OsStr::from_bytes(&asked).to_str()?);
        rooted::canonical(&named).ok()
    }
}

/// The directory that a bare repository with an index is used for: the one
/// around it.
fn given_to(repository: &Path) -> Option<PathBuf> {
    let is_inner = repository.file_name() == Some(OsStr::new(".git"));
    let is_used = !is_inner && rooted::is_file(&repository.join("index"));
    is_used.then(|| repository.parent().map(Path::to_owned))?
}

/// Whether a directory has what git wants of a repository.
fn is_repository(path: &Path) -> bool {
    rooted::is_file(&path.join("HEAD"))
        && rooted::is_dir(&path.join("objects"))
        && rooted::is_dir(&path.join("refs"))
}

/// Why git, which runs on this machine, would read files of it in the stead of
/// those of an image.
pub fn leads_elsewhere(repository: &Path) -> Option<&'static str> {
    if !rooted::is_image() {
        return None;
    }
    if !rooted::is_dir(repository) {
        return Some("its .git is a file that names another place");
    }
    let names = ["commondir", "objects/info/alternates"];
    if names
        .iter()
        .any(|name| rooted::is_there(&repository.join(name)))
    {
        return Some("it takes objects from another place");
    }
    let config = crate::audit::lines::read(&repository.join("config"))
        .ok()
        .flatten();
    let text = config
        .as_deref()
        .map(|it| String::from_utf8_lossy(it).to_lowercase());
    let includes = text.is_some_and(|it| it.contains("include") || it.contains("worktree"));
    includes.then_some("its settings name other files")
}
