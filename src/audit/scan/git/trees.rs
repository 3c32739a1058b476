//! Which repositories a file is in the work tree of.
//!
//! Most work trees have their repository in them, as `.git`. A repository may
//! name another directory for its work tree (`core.worktree`: yadm, vcsh,
//! deployments whose repository lies in a folder of the tree or beside it), and
//! one that has an index and names none is given its work tree on the command
//! line (dotfiles kept with `--git-dir=$HOME/.dotfiles --work-tree=$HOME`).
//! These are looked for where they are kept: near the directories above the
//! file, all of them.

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use crate::audit::facts::{lines, rooted, system};
use crate::audit::scan::git::beside::{Beside, Found};
use crate::audit::scan::git::index::{self, Entry};
use crate::audit::scan::git::settings::{Settings, Unknown};

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
    /// Whether the directory is the work tree only by what the repository is
    /// called: it has what its index names, and nothing else is known of it.
    pub is_guessed: bool,
}

impl WorkTree {
    /// A work tree with its repository in it.
    pub fn own(directory: &Path) -> Self {
        WorkTree {
            directory: directory.to_owned(),
            repository: None,
            is_partly_kept: false,
            is_guessed: false,
        }
    }

    /// That of a repository without one.
    pub fn bare(repository: &Path) -> Self {
        WorkTree {
            repository: Some(repository.to_owned()),
            ..WorkTree::own(repository)
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
    beside: Beside,
    settings: HashMap<PathBuf, Result<Rc<Settings>, Unknown>>,
    indexes: HashMap<PathBuf, Result<Rc<Vec<Entry>>, String>>,
    /// The repositories of which it is not known whether a file is theirs, and
    /// why.
    unjudged: BTreeMap<PathBuf, String>,
}

impl Trees {
    /// The git that is asked, if there is one.
    pub fn git(&self) -> Option<&Path> {
        self.git.get_or_init(|| program("git")).as_deref()
    }

    /// What could not be judged of all that was asked for, and why.
    pub fn unjudged(&self) -> impl Iterator<Item = (&Path, &str)> {
        let unjudged = self.unjudged.iter();
        let unjudged = unjudged.map(|(path, why)| (path.as_path(), why.as_str()));
        let cut_off = self.beside.cut_off.as_deref();
        let why = "there are more folders than are searched for repositories";
        unjudged.chain(cut_off.map(|it| (it, why)))
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
        let above: Vec<&Path> = rooted::ancestors(directory).collect();
        let own = above.iter().find(|above| self.is_own(above));
        let own_repository = own.and_then(|it| repository_in(it));
        let mut found: Vec<WorkTree> = own.map(|it| WorkTree::own(it)).into_iter().collect();
        for directory in &above {
            for beside in self.beside.of(directory) {
                if Some(&beside.repository) == own_repository.as_ref() {
                    continue;
                }
                for tree in self.trees_of(&beside, &above) {
                    if !found.contains(&tree) {
                        found.push(tree);
                    }
                }
            }
        }
        found
    }

    /// Whether a directory is the work tree of the repository in it: one that
    /// has its work tree elsewhere, or none, is in none of its own.
    fn is_own(&mut self, directory: &Path) -> bool {
        let inner = directory.join(".git");
        rooted::is_there(&inner)
            && match self.settings(&inner).as_deref() {
                Ok(Settings {
                    tree: Some(tree), ..
                }) => tree == directory || !rooted::exists(tree),
                Ok(settings) => settings.is_bare != Some(true),
                // git is asked, and says what is wrong: as of a tree that is not
                // there.
                Err(_) => true,
            }
    }

    /// Those of some directories that a repository has for its work tree.
    fn trees_of(&mut self, beside: &Found, above: &[&Path]) -> Vec<WorkTree> {
        let repository = &beside.repository;
        let of = |directory: &Path, is_partly_kept, is_guessed| WorkTree {
            directory: directory.to_owned(),
            repository: Some(repository.clone()),
            is_partly_kept,
            is_guessed,
        };
        let settings = match self.settings(repository) {
            Ok(settings) => settings,
            Err(Unknown { why, looks_like }) => {
                // Most of those further down are of other folders there.
                let mut trees = looks_like.iter().map(PathBuf::as_path);
                if !beside.is_further || trees.any(|it| above.contains(&it)) {
                    self.unjudged.insert(repository.clone(), why);
                }
                return vec![];
            }
        };
        if let Some(tree) = &settings.tree {
            let is_above = above.contains(&tree.as_path());
            let tree = is_above.then(|| of(tree, settings.hides_others, false));
            return tree.into_iter().collect();
        }
        if !rooted::is_file(&repository.join("index")) {
            return vec![];
        }
        let kept = beside.keeps.as_deref().filter(|it| above.contains(it));
        // One that is not bare has the folder around it, where it is called
        // `.git`: unless its index says otherwise.
        let is_inner = repository.file_name() == Some(OsStr::new(".git"));
        let is_ordinary = is_inner && settings.is_bare != Some(true);
        if is_ordinary && kept.is_none() {
            return vec![];
        }
        let kept = kept.filter(|_| !is_ordinary);
        match self.index(repository).as_deref() {
            Ok(entries) => {
                let proven = above.iter().filter(|it| index::is_of(entries, it));
                let mut proven: Vec<WorkTree> = proven.map(|it| of(it, true, false)).collect();
                if proven.is_empty() {
                    proven.extend(kept.map(|it| of(it, true, true)));
                }
                proven
            }
            // One that is none of theirs by its name is none that is known of.
            Err(_) => kept.map(|it| of(it, true, true)).into_iter().collect(),
        }
    }

    fn settings(&mut self, repository: &Path) -> Result<Rc<Settings>, Unknown> {
        if let Some(known) = self.settings.get(repository) {
            return known.clone();
        }
        let settings = Settings::of(self.git(), repository).map(Rc::new);
        self.settings
            .insert(repository.to_owned(), settings.clone());
        settings
    }

    fn index(&mut self, repository: &Path) -> Result<Rc<Vec<Entry>>, String> {
        if let Some(known) = self.indexes.get(repository) {
            return known.clone();
        }
        let git = self.git().ok_or("there is no git to ask");
        let entries = git.map_err(str::to_owned);
        let entries = entries.and_then(|git| index::entries(git, repository));
        let entries = entries.map(Rc::new);
        self.indexes.insert(repository.to_owned(), entries.clone());
        entries
    }
}

/// The path without links to the repository in a work tree, or to the one that
/// a file there names.
fn repository_in(tree: &Path) -> Option<PathBuf> {
    let inner = tree.join(".git");
    if rooted::is_dir(&inner) {
        return rooted::canonical(&inner).ok();
    }
    let text = lines::read(&inner).ok()??;
    let line = text.split(|byte| *byte == b'\n').next()?;
    let named = std::str::from_utf8(line).ok()?.strip_prefix("gitdir: ")?;
    rooted::canonical(&rooted::told_in(tree, named.trim_end())).ok()
}

/// The program in an absolute directory of the search path: one in the
/// directory under audit is not run.
fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let directories = std::env::split_paths(&path).filter(|directory| directory.is_absolute());
    let mut candidates = directories.map(|directory| directory.join(system::program_name(name)));
    candidates.find(|candidate| system::is_program(candidate) && rooted::is_file(candidate))
}
