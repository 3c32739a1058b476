//! 4xx: the key in a git repository: tracked, in its history, or one
//! `git add .` away from it.
//!
//! `git` is asked, never a library of ours: what it would do is the question.
//! It is run so that nothing in the repository makes it run anything else, and
//! not for longer than a while.

mod gone;
mod history;
mod key_files;
mod seen;
mod told;

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashSet};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::audit::checks::check::{Check, Scope};
use crate::audit::checks::git::history::Sought;
use crate::audit::checks::packed;
use crate::audit::detect::marks::{Mark, marked};
use crate::audit::facts::observation::{Observation, Severity};
use crate::audit::facts::rooted::{self, quoted};
use crate::audit::facts::system::{self, OsStrExt};
use crate::audit::facts::{budget, incomplete, lines};
use crate::audit::fix::renewal::known_words;
use crate::audit::scan::git::beside::is_repository;
use crate::audit::scan::git::command::Repository;
use crate::audit::scan::git::trees::{Trees, WorkTree};
use crate::audit::scan::git::{InTree, PATHS_AT_ONCE};
use crate::audit::scan::scene::Scene;
use crate::subject::CheckId;

/// A key that a repository has.
pub const GIT_TRACKED: CheckId = CheckId {
    id: "CK402",
    slug: "git-tracked",
};
/// A key in a history.
pub const GIT_IN_HISTORY: CheckId = CheckId {
    id: "CK403",
    slug: "git-in-history",
};
const GIT_NOT_IGNORED: CheckId = CheckId {
    id: "CK404",
    slug: "git-not-ignored",
};

/// The rows.
pub const CHECKS: &[Check] = &[
    Check {
        id: GIT_TRACKED,
        severity: Severity::Critical,
        title: "The key is tracked by git",
        expected: "no key in a repository",
        why: "every clone has it, and the history keeps it after the file is removed",
        fix: "git rm --cached, add it to .gitignore, then rotate: the history has it",
        scope: Scope::Scene(|scene| of(scene, GIT_TRACKED)),
    },
    Check {
        id: GIT_IN_HISTORY,
        severity: Severity::Critical,
        title: "A key is in the history of a git repository",
        expected: "no key was ever committed, not even one that was deleted later",
        why: "every clone, even an old one, contains it",
        fix: "rotate first; then rewrite the history with git filter-repo if you must",
        scope: Scope::Scene(|scene| of(scene, GIT_IN_HISTORY)),
    },
    Check {
        id: GIT_NOT_IGNORED,
        severity: Severity::Medium,
        title: "The next `git add .` would commit the key",
        expected: "a key in a work tree is named in .gitignore",
        why: "one careless command puts it into the history permanently",
        fix: "add it to .gitignore, or move it out of the work tree",
        scope: Scope::Scene(|scene| of(scene, GIT_NOT_IGNORED)),
    },
];

/// What is looked at in a work tree.
#[derive(Default)]
struct Part<'a> {
    /// The key files in it.
    keys: Vec<InTree<'a>>,
    /// The directories of it that are looked at whole, by their names in it.
    below: Vec<PathBuf>,
    /// The texts in it that are looked at outside of these.
    texts: Vec<PathBuf>,
}

/// The keys in the texts and the archives that are looked at.
fn present(scene: &Scene) -> HashSet<Mark> {
    let needles = scene.needles();
    let mut present = HashSet::new();
    for path in &scene.texts {
        if let Ok(Some(bytes)) = lines::read(path) {
            let found = marked(path, &bytes, scene.reading(path), &needles);
            present.extend(found.into_iter().map(|it| it.mark));
        }
    }
    present.extend(packed::marks(scene));
    present
}

/// The work trees, by their directories.
type WorkTrees<'a> = BTreeMap<WorkTree, Part<'a>>;

fn of(scene: &Scene, check: CheckId) -> Vec<Observation> {
    let trees = work_trees(scene);
    let known = scene.trees.borrow();
    let unjudged = known
        .unjudged()
        .map(|(path, why)| incomplete::skipped(path, why));
    let mut observations: Vec<Observation> = unjudged.collect();
    if trees.is_empty() {
        return observations;
    }
    let Some(git) = known.git() else {
        let none = |it: &WorkTree| incomplete::skipped(&it.directory, "there is no git to ask");
        observations.extend(trees.keys().map(none));
        return observations;
    };
    let in_texts = OnceCell::new();
    let is_present = |mark: &Mark| in_texts.get_or_init(|| present(scene)).contains(mark);
    for (tree, part) in &trees {
        let repository = Repository::of(git, tree);
        let keys = &part.keys;
        let looked = match check {
            GIT_IN_HISTORY => {
                let (start, limit) = (Instant::now(), scene.policy.history_limit);
                let sought = Sought {
                    keys,
                    below: &part.below,
                    texts: &part.texts,
                    needles: scene.needles(),
                    present: &is_present,
                    limit,
                };
                let searched = history::search(&repository, &sought);
                scene.committed.borrow_mut().extend(searched.committed);
                scene.not_read.borrow_mut().add(searched.not_read);
                budget::put_off(start.elapsed().min(limit));
                Ok(searched.observations)
            }
            // Nothing is beside what has no work tree.
            _ if repository.is_bare() => Ok(vec![]),
            GIT_TRACKED => repository.tracked(keys),
            // Of such a tree some files are meant, and the others never added.
            _ if tree.is_partly_kept => Ok(vec![]),
            _ => repository.not_ignored(keys),
        };
        let mut looked =
            looked.unwrap_or_else(|why| vec![incomplete::skipped(&tree.directory, why)]);
        if repository.is_bare() {
            told_of_its_tree(tree, &trees, &mut looked);
        }
        observations.extend(looked);
    }
    observations
}

/// A repository that may not be asked is one fact, also where it is looked at by
/// itself and as that of a folder: it is reported for the folder.
fn told_of_its_tree(bare: &WorkTree, trees: &WorkTrees, observations: &mut [Observation]) {
    let is_of_it = |it: &&WorkTree| it.repository == bare.repository && *it != bare;
    let Some(tree) = trees.keys().find(is_of_it) else {
        return;
    };
    let called = bare.directory.display().to_string();
    for observation in observations {
        if incomplete::INCOMPLETE.contains(&observation.check)
            && observation.observed.contains(&called)
        {
            observation.path.clone_from(&tree.directory);
        }
    }
}

/// The work trees of the keys and of the directories that are looked at.
fn work_trees(scene: &Scene) -> WorkTrees<'_> {
    let mut trees = WorkTrees::new();
    let mut known = scene.trees.borrow_mut();
    for key in scene.keys.iter().filter(|key| key.is_regular()) {
        let real = &key.trail.real;
        for tree in real.parent().map(|it| known.of(it)).unwrap_or_default() {
            if let Ok(name) = real.strip_prefix(&tree.directory) {
                let name = system::name_in_git(name).into_os_string();
                let part: &mut Part = trees.entry(tree.clone()).or_default();
                part.keys.push((key, name));
            }
        }
    }
    for directory in &scene.walked {
        let Ok(real) = rooted::canonical(directory) else {
            continue;
        };
        if is_bare(&real) {
            let part = trees.entry(WorkTree::bare(&real)).or_default();
            part.below.push(PathBuf::new());
            continue;
        }
        // What its history has is of another tree, if that is no more than a guess.
        for tree in known.of(&real).iter().filter(|it| !it.is_guessed) {
            if let Ok(name) = real.strip_prefix(&tree.directory) {
                let name = system::name_in_git(name);
                let part: &mut Part = trees.entry(tree.clone()).or_default();
                part.below.push(name);
            }
        }
    }
    for (tree, name) in texts_alone(scene, &mut known) {
        trees.entry(tree).or_default().texts.push(name);
    }
    trees
}

/// Whether a directory is a repository without a work tree.
fn is_bare(directory: &Path) -> bool {
    directory.file_name() != Some(OsStr::new(".git")) && is_repository(directory)
}

/// The texts that are looked at outside of the directories that are, with their
/// names in their work trees.
fn texts_alone(scene: &Scene, known: &mut Trees) -> Vec<(WorkTree, PathBuf)> {
    let mut found = Vec::new();
    let is_walked = |path: &Path| scene.walked.iter().any(|it| path.starts_with(it));
    let alone = scene.texts.iter().chain(&scene.packed);
    for path in alone.filter(|path| !is_walked(path)) {
        let Ok(real) = rooted::canonical(path) else {
            continue;
        };
        let trees = real.parent().map(|it| known.of(it)).unwrap_or_default();
        for tree in trees.iter().filter(|it| !it.is_guessed) {
            if let Ok(name) = real.strip_prefix(&tree.directory) {
                found.push((tree.clone(), system::name_in_git(name)));
            }
        }
    }
    found
}

/// What is to be known of a commit that removes a key.
const PULLED: &str = "rotate: the history has it; who pulls the commit that removes it loses the \
     file, so keep a copy where it is deployed";

/// What is seen of a key that is in the index alone.
const STAGED: &str = "is staged in git, and no branch has it yet";
/// What is to be known of it.
const NOT_PUBLISHED: &str = "the next commit would publish it: no branch has the file yet, and \
     for this alone the key need not be rotated; git keeps what was staged in this repository \
     for weeks";

impl Repository<'_> {
    fn tracked(&self, keys: &[InTree]) -> Result<Vec<Observation>, String> {
        let tracked = self.tracked_names(keys)?;
        if tracked.is_empty() {
            return Ok(vec![]);
        }
        let locked = self.locked(keys, &tracked)?;
        let is_open = |name: &OsString| tracked.contains(name) && !locked.contains(name);
        let staged = self.in_no_commit(&tracked)?;
        let found = keys.iter().filter(|(_, name)| is_open(name));
        let observations = found.map(|(key, name)| {
            let path = quoted(name.as_ref());
            let (git, ignore) = (self.typed(), self.ignore_key_command(name));
            let fix = match cfg!(windows) {
                // No line adds to a file for cmd.exe and PowerShell alike.
                true => format!("{git} rm -q --cached {path}"),
                false => format!("{git} rm -q --cached {path} && {ignore}"),
            };
            let mut observation = Observation::new(GIT_TRACKED, &key.path, "is tracked by git");
            // A key may be in two repositories, and be accepted in one.
            if let Some(repository) = self.repository {
                observation = observation.detail(repository.display().to_string());
            }
            let words = match staged.contains(name) {
                true => {
                    observation.observed = STAGED.to_owned();
                    NOT_PUBLISHED.to_owned()
                }
                false => known_words(key).unwrap_or_else(|| PULLED.to_owned()),
            };
            let words = match cfg!(windows) {
                true => format!("add it to .gitignore; {words}"),
                false => words,
            };
            observation.fix(fix).mend(words)
        });
        Ok(observations.collect())
    }

    fn not_ignored(&self, keys: &[InTree]) -> Result<Vec<Observation>, String> {
        let tracked = self.tracked_names(keys)?;
        let mut ignored = HashSet::new();
        for some in keys.chunks(PATHS_AT_ONCE) {
            // Names that end in a NUL are taken from the input alone.
            let names: Vec<u8> = some
                .iter()
                .flat_map(|(_, name)| [name.as_bytes(), b"\0"].concat())
                .collect();
            let answer = self.ask_about(&["check-ignore", "-z", "--stdin"], &names)?;
            // 1 says that none of them is ignored.
            if !answer.succeeded && answer.code != Some(1) {
                return Err(answer.reason());
            }
            ignored.extend(answer.names());
        }
        let is_loose = |name: &OsString| !tracked.contains(name) && !ignored.contains(name);
        let mut loose: Vec<&InTree> = keys.iter().filter(|(_, name)| is_loose(name)).collect();
        if !loose.is_empty() {
            let lockable = self.lockable(keys)?;
            loose.retain(|(_, name)| !lockable.contains(name));
        }
        let loose = loose.into_iter();
        let observations = loose.map(|(key, name)| {
            let observed = "is in a git work tree and not ignored";
            let fix = self.ignore_key_command(name);
            Observation::new(GIT_NOT_IGNORED, &key.path, observed).fix(fix)
        });
        Ok(observations.collect())
    }
}
