//! CK403: keys in the history of a repository, those too that are no longer in
//! the work tree: a key that was deleted is the one that is forgotten.
//!
//! Three things are sought: the very content of the keys that are here now,
//! files with the name of a key, and files that hold the digits of a key and
//! nothing else; the latter two are judged as they would be in a tree. The
//! history is read once, while git prints it, so that its length costs time
//! and no memory. What was not read to the end is said.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use super::asking::Repository;
use super::log::{self, Origin};
use super::objects::{self, Budget};
use super::{GIT_IN_HISTORY, InTree, PATHS_AT_ONCE};
use crate::audit::finding::Sighting;
use crate::audit::itself;
use crate::audit::key_file::KeyFile;
use crate::audit::renewal;
use crate::audit::rooted::{self, quoted};
use crate::audit::tree::{HEX_SIZES, MAX_NAMED_BYTES, Name, by_name, is_another_kind, is_hex_key};

/// The most files of one history that are taken for keys: a million that are
/// called `.key` are not judged in the time of an audit.
const MAX_SUSPECTS: usize = 50_000;
/// As much of a commit's name is told.
const SHOWN_DIGITS: usize = 12;
/// So many commits are told by name.
const SHOWN_COMMITS: usize = 3;

/// A file of the history: its name in the work tree, and its content.
#[derive(PartialEq, Eq, Hash)]
struct Trace {
    name: Vec<u8>,
    object: String,
}

/// What is known of the history of a repository.
struct Past<'a> {
    repository: &'a Repository<'a>,
    budget: Budget,
    /// The keys that are here, by the object that git has of their content.
    present: HashMap<String, Vec<&'a KeyFile>>,
    /// The objects that hold the digits of a key and nothing else.
    digits: HashSet<String>,
    /// The files that are one of these, or have the name of a key.
    suspects: HashMap<Trace, Origin>,
    /// The objects of such a name that are keys by their content.
    named: HashSet<String>,
    /// Why the search is not complete.
    doubts: Vec<String>,
}

/// Searches for these keys, and for keys that are gone `below` directories of
/// the work tree. What could not be searched is among the sightings.
pub fn sightings(
    repository: &Repository,
    budget: Budget,
    keys: &[InTree],
    below: &[PathBuf],
) -> Vec<Sighting> {
    let mut past = Past {
        repository,
        budget,
        present: HashMap::new(),
        digits: HashSet::new(),
        suspects: HashMap::new(),
        named: HashSet::new(),
        doubts: Vec::new(),
    };
    if let Err(why) = past.search(keys, below) {
        past.doubts.push(why);
    }
    let doubts = past.doubts.iter();
    let mut sightings: Vec<Sighting> = doubts
        .map(|why| itself::skipped(repository.tree, why))
        .collect();
    sightings.extend(past.told_of_present());
    sightings.extend(past.told_of_gone());
    sightings
}

impl<'a> Past<'a> {
    fn search(&mut self, keys: &[InTree<'a>], below: &[PathBuf]) -> Result<(), String> {
        self.find_present(keys)?;
        if self.present.is_empty() && below.is_empty() {
            return Ok(());
        }
        self.doubt_what_is_cut_off()?;
        // Each goes on where the one before was not completed.
        if !below.is_empty() {
            let found = self.find_digits();
            self.doubts.extend(found.err());
        }
        let read = self.read_log(below);
        self.doubts.extend(read.err());
        self.judge_named()
    }

    /// Most keys are no object of git's at all, which is known at once. The
    /// hash is the one that git itself makes of the file: the key is no
    /// argument.
    fn find_present(&mut self, keys: &[InTree<'a>]) -> Result<(), String> {
        let with_content = keys.iter().filter(|(key, _)| key.key.is_some());
        let keys: Vec<&InTree> = with_content.collect();
        for some in keys.chunks(PATHS_AT_ONCE) {
            let names = some.iter().map(|(_, name)| name.as_os_str());
            let hash = ["hash-object", "--no-filters", "--"];
            let answer = self.repository.ask(&hash, names)?;
            if !answer.succeeded {
                return Err(answer.reason());
            }
            for ((key, _), object) in some.iter().zip(answer.lines()) {
                let same = self.present.entry(object.to_owned()).or_default();
                same.push(key);
            }
        }
        let known = objects::sizes(self.repository, self.budget, self.present.keys())?;
        self.present.retain(|object, _| known.contains_key(object));
        Ok(())
    }

    /// A clone need not have the whole history.
    fn doubt_what_is_cut_off(&mut self) -> Result<(), String> {
        let none = std::iter::empty;
        let shallow = ["rev-parse", "--is-shallow-repository"];
        let shallow = self.repository.ask(&shallow, none())?;
        if !shallow.succeeded {
            return Err(shallow.reason());
        }
        if shallow.printed.starts_with(b"true") {
            let why = "its history is cut off; git fetch --unshallow gets the rest";
            self.doubts.push(why.to_owned());
        }
        let settings = r"^(extensions\.partialclone|remote\..*\.promisor)$";
        let partial = ["config", "--get-regexp", settings];
        if self.repository.ask(&partial, none())?.succeeded {
            let why = "it is a partial clone, and not all of its history is here";
            self.doubts.push(why.to_owned());
        }
        Ok(())
    }

    fn find_digits(&mut self) -> Result<(), String> {
        let (repository, budget) = (self.repository, self.budget);
        let sought = objects::of_size(repository, budget, &HEX_SIZES, MAX_SUSPECTS)?;
        let digits = &mut self.digits;
        objects::contents(repository, budget, &sought, |object, content| {
            if is_hex_key(content) {
                digits.insert(object.to_owned());
            }
        })
    }

    fn read_log(&mut self, below: &[PathBuf]) -> Result<(), String> {
        let command = self.repository.command(&log::ARGUMENTS);
        let (present, digits) = (&self.present, &self.digits);
        let is_suspect = |name: &[u8], object: &str| {
            if present.contains_key(object) {
                return true;
            }
            let path = Path::new(OsStr::from_bytes(name));
            let is_below = || below.iter().any(|it| path.starts_with(it));
            match by_name(&path.file_name().unwrap_or_default().to_string_lossy()) {
                Name::Key => is_below(),
                Name::Unknown => digits.contains(object) && is_below(),
                Name::Text | Name::Database | Name::Other => false,
            }
        };
        let suspects = &mut self.suspects;
        self.budget.run(command, &[], &mut |output| {
            log::read(output, |name, object, origin| {
                if is_suspect(&name, object) {
                    let object = object.to_owned();
                    // The newest commit comes first, and the last one stays.
                    suspects.insert(Trace { name, object }, origin);
                }
                match suspects.len() {
                    0..=MAX_SUSPECTS => Ok(()),
                    _ => Err(format!("it has more than {MAX_SUSPECTS} files called keys")),
                }
            })
        })
    }

    fn judge_named(&mut self) -> Result<(), String> {
        let (repository, budget) = (self.repository, self.budget);
        let is_unjudged = |object: &&String| {
            !self.present.contains_key(*object) && !self.digits.contains(*object)
        };
        let sought = self.suspects.keys().map(|trace| &trace.object);
        let sought: HashSet<&String> = sought.filter(is_unjudged).collect();
        let sizes = objects::sizes(repository, budget, sought.iter().copied())?;
        if sizes.len() < sought.len() {
            let missing = sought.len() - sizes.len();
            let why = format!("objects of its history are not here: {missing}");
            self.doubts.push(why);
        }
        let small = sizes.iter().filter(|(_, size)| **size <= MAX_NAMED_BYTES);
        let named = &mut self.named;
        objects::contents(
            repository,
            budget,
            small.map(|it| it.0),
            |object, content| {
                if !is_another_kind(content) {
                    named.insert(object.to_owned());
                }
            },
        )
    }

    /// The keys that are here still.
    fn told_of_present(&self) -> Vec<Sighting> {
        let mut oldest: BTreeMap<&String, &Origin> = BTreeMap::new();
        for (trace, origin) in &self.suspects {
            if self.present.contains_key(&trace.object) {
                let known = oldest.entry(&trace.object).or_insert(origin);
                if origin.age > known.age {
                    *known = origin;
                }
            }
        }
        let told = oldest.into_iter().flat_map(|(object, origin)| {
            let told = |key: &&KeyFile| {
                let commit = shortened(&origin.commit);
                let observed = format!("is in the history of this repository ({commit})");
                let sighting = Sighting::new(GIT_IN_HISTORY, &key.path, observed);
                let sighting = sighting.extent([origin.commit.clone()]);
                sighting.renewed(renewal::renew(key))
            };
            self.present[object].iter().map(told)
        });
        told.collect()
    }

    /// The keys that the history alone has, a sighting for each name.
    fn told_of_gone(&self) -> Vec<Sighting> {
        let mut names: BTreeMap<&[u8], Vec<&Origin>> = BTreeMap::new();
        for (trace, origin) in &self.suspects {
            let is_key = self.digits.contains(&trace.object) || self.named.contains(&trace.object);
            if is_key && !self.present.contains_key(&trace.object) {
                names.entry(&trace.name).or_default().push(origin);
            }
        }
        let sightings = names.into_iter().map(|(name, mut origins)| {
            origins.sort_by_key(|origin| std::cmp::Reverse(origin.age));
            let commits = origins.iter().map(|origin| origin.commit.clone());
            let name = Path::new(OsStr::from_bytes(name));
            let path = self.repository.tree.join(name);
            let is_gone = !rooted::is_there(&path);
            let gone = if is_gone {
                "is no longer here, and still "
            } else {
                "is "
            };
            let observed = format!("{gone}a key in {}", told(&origins));
            let sighting = Sighting::new(GIT_IN_HISTORY, &path, observed).extent(commits);
            match is_gone {
                true => sighting.mend(rewriting(name)),
                // The file that has the name now would go as well.
                false => sighting,
            }
        });
        sightings.collect()
    }
}

/// How a file is taken out of all commits: a decision, for it cannot be undone,
/// and everybody who has a clone must make another.
fn rewriting(name: &Path) -> String {
    // A name that starts with a dash is no option behind the equals sign.
    let name = quoted(name).replacen("./-", "-", 1);
    format!(
        "rotate first; then decide whether to rewrite the history, in a fresh clone, which \
         everybody must clone anew: git filter-repo --invert-paths --path={name}"
    )
}

/// The commits by their names, the oldest first.
fn told(origins: &[&Origin]) -> String {
    let commits: Vec<&str> = origins.iter().map(|it| shortened(&it.commit)).collect();
    let shown = commits[..commits.len().min(SHOWN_COMMITS)].join(", ");
    match commits.len().saturating_sub(SHOWN_COMMITS) {
        0 if commits.len() == 1 => format!("commit {shown}"),
        0 => format!("commits {shown}"),
        more => format!("commits {shown} and {more} more"),
    }
}

fn shortened(commit: &str) -> &str {
    commit.get(..SHOWN_DIGITS).unwrap_or(commit)
}
