//! CK403: keys in the history of a repository, those too that are no longer in
//! the work tree: a key that was deleted is the one that is forgotten.
//!
//! Four things are sought: the very content of the keys that are here now, files
//! with the name of a key, files that hold the digits of a key and nothing else
//! where a name says so, and keys in texts and in what is packed
//! ([`crate::audit::scan::git::texts`]); all but the first are judged as they would be
//! in a tree. The history is read once, while git prints it, so that its length costs time and little memory. What was not read to
//! the end is reported.

use std::collections::HashSet;
use std::path::PathBuf;
use std::process::Command;
use std::thread;
use std::time::Duration;

use crate::audit::checks::git::seen::{MAX_SUSPECTS, Seen};
use crate::audit::detect::classify::{Content, digits, is_hex_key};
use crate::audit::detect::marks::Mark;
use crate::audit::detect::needles::Needles;
use crate::audit::detect::placeholder::is_placeholder;
use crate::audit::facts::incomplete;
use crate::audit::facts::key_file::KeyFile;
use crate::audit::facts::observation::Observation;
use crate::audit::scan::git::command::Repository;
use crate::audit::scan::git::log::{self, File, Kept, Origin, Told};
use crate::audit::scan::git::object::Object;
use crate::audit::scan::git::objects::{self, Budget};
use crate::audit::scan::git::outside::{self, Outside};
use crate::audit::scan::git::texts::{self, Outcome, Texts};
use crate::audit::scan::git::{Committed, InTree, PATHS_AT_ONCE};
use crate::audit::scan::tree::{HEX_SIZES, MAX_NAMED_BYTES, NotRead};
use crate::threads;

/// The longest message of a tag that is read.
const MAX_TAG_BYTES: u64 = 1024 * 1024;

/// What is sought in a history.
pub struct Sought<'a> {
    /// The keys that are here.
    pub keys: &'a [InTree<'a>],
    /// The directories that are looked at whole, by their names in the tree.
    pub below: &'a [PathBuf],
    /// The texts that are looked at outside of these.
    pub texts: &'a [PathBuf],
    /// The texts of all keys of this run.
    pub needles: Needles<'a>,
    /// Whether a text that is looked at has a key.
    pub present: &'a dyn Fn(&Mark) -> bool,
    /// How long it may take.
    pub limit: Duration,
}

/// What is known of the history of a repository.
struct History<'a> {
    repository: &'a Repository<'a>,
    budget: Budget,
    seen: Seen<'a>,
    /// Why the search is not complete.
    doubts: Vec<String>,
    /// How much was not read.
    not_read: NotRead,
}

/// What was found in a history.
pub struct Searched {
    /// What could not be searched is among them.
    pub observations: Vec<Observation>,
    /// The keys that commits have, for the checks of the texts that have them
    /// here.
    pub committed: Vec<Committed>,
    /// How much the time was not for.
    pub not_read: NotRead,
}

/// Searches for keys that are here, and for keys that are gone.
pub fn search(repository: &Repository, sought: &Sought) -> Searched {
    let mut past = History {
        repository,
        budget: Budget::new(sought.limit),
        seen: Seen::new(sought.below, sought.needles),
        doubts: Vec::new(),
        not_read: NotRead::default(),
    };
    if let Err(why) = past.search(sought) {
        past.doubts.push(why);
    }
    let doubts = past.doubts.iter();
    let mut observations: Vec<Observation> = doubts
        .map(|why| incomplete::skipped(repository.tree, why))
        .collect();
    let present = past.seen.told_of_present();
    observations.extend(past.seen.told_of_gone(repository));
    let committed = past.seen.gone.committed(repository.tree).collect();
    let is_told = |key: &KeyFile| present.iter().any(|it| it.path == key.path);
    observations.extend(
        past.seen
            .gone
            .observations(repository, sought.present, &is_told),
    );
    observations.extend(present);
    Searched {
        observations,
        committed,
        not_read: past.not_read,
    }
}

impl<'a> History<'a> {
    fn search(&mut self, sought: &Sought<'a>) -> Result<(), String> {
        self.find_present(sought.keys)?;
        let is_walked = !sought.below.is_empty();
        let is_sought = is_walked || !self.seen.present.is_empty();
        if !is_sought && sought.texts.is_empty() {
            return Ok(());
        }
        self.doubt_what_is_cut_off()?;
        // Each continues where the one before was not completed.
        if is_walked {
            let found = self.find_all();
            self.doubts.extend(found.err());
        }
        self.read_all(sought, is_sought);
        self.judge_named()
    }

    /// Reads the log, and the texts that it names in another thread.
    fn read_all(&mut self, sought: &Sought<'a>, is_sought: bool) {
        let wanted = [sought.below, sought.texts].concat();
        let (mut texts, reader) = texts::texts(wanted, sought.limit);
        let show = ["cat-file", "--batch", "--buffer"];
        let (show, budget) = (self.repository.command(&show), self.budget);
        let needles = sought.needles;
        let (places, read) = thread::scope(|scope| {
            let reading = threads::start(scope, move || reader.read(show, budget, needles));
            let alone = self.read_alone(sought.texts, &mut texts);
            let read = is_sought.then(|| self.read_log(&mut texts));
            let failed = [Some(alone), read].into_iter().flatten();
            self.doubts.extend(failed.filter_map(Result::err));
            let places = texts.end();
            let read = reading.and_then(|it| it.join().ok());
            (places, read)
        });
        let without = "there is no thread left to search its texts in";
        let Outcome {
            found,
            unread_packed,
            end,
        } = read.unwrap_or_else(|| Outcome {
            found: Vec::new(),
            unread_packed: 0,
            end: Err(without.to_owned()),
        });
        self.not_read.add(NotRead {
            in_history: places.unread,
            packed_in_history: places.unread_packed + unread_packed,
            ..NotRead::default()
        });
        for why in [places.doubt(), end.err()].into_iter().flatten() {
            if !self.doubts.contains(&why) {
                self.doubts.push(why);
            }
        }
        for (object, keys) in found {
            let mut is_named = false;
            for (name, origin) in places.of(object) {
                is_named = true;
                self.seen.gone.in_file(&keys, name, origin);
            }
            if !is_named {
                self.seen.gone.loose(&keys, object);
            }
        }
    }

    /// Most keys are no object of git's at all, which is known at once. The
    /// hash is the one that git itself makes of the file: the key is no
    /// argument.
    fn find_present(&mut self, keys: &[InTree<'a>]) -> Result<(), String> {
        let is_one = |key: &KeyFile| {
            key.key
                .as_ref()
                .is_some_and(|it| !is_placeholder(it.bytes()))
        };
        let with_content = keys.iter().filter(|(key, _)| is_one(key));
        let keys: Vec<&InTree> = with_content.collect();
        for some in keys.chunks(PATHS_AT_ONCE) {
            let names = some.iter().map(|(_, name)| name.as_os_str());
            let hash = ["hash-object", "--no-filters", "--"];
            let answer = self.repository.ask(&hash, names)?;
            if !answer.succeeded {
                return Err(answer.reason());
            }
            for ((key, _), object) in some.iter().zip(answer.lines()) {
                let same = self.seen.present.entry(object.to_owned()).or_default();
                same.push(key);
            }
        }
        let known = objects::sizes(self.repository, self.budget, self.seen.present.keys())?;
        self.seen
            .present
            .retain(|object, _| known.contains_key(object));
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

    /// What the repository has, and which of it are the digits of a key.
    fn find_all(&mut self) -> Result<(), String> {
        self.seen.all = objects::all(self.repository, self.budget)?;
        self.find_digits()
    }

    fn find_digits(&mut self) -> Result<(), String> {
        let (repository, budget) = (self.repository, self.budget);
        let sought = self.seen.all.of_size(&HEX_SIZES, MAX_SUSPECTS)?;
        let found = &mut self.seen.digits;
        let max = MAX_NAMED_BYTES;
        objects::contents(repository, budget, &sought, max, |object, content| {
            if is_hex_key(content) {
                found.insert(object.to_owned(), digits(content));
            }
        })
    }

    /// Reads the commits of branches and tags, then those of nothing of the
    /// kind, then what is staged and what nothing has.
    fn read_log(&mut self, texts: &mut Texts) -> Result<(), String> {
        let mut seen = HashSet::new();
        let log = self.repository.command(&log::published());
        self.read_commits(log, &[], texts, &mut |commit| {
            seen.extend(Object::of(commit));
            Kept::Published
        })?;
        // Nothing else is known of a key that is looked at alone.
        if self.seen.below.is_empty() {
            return Ok(());
        }
        let (repository, budget) = (self.repository, self.budget);
        let has_alternates = outside::has_alternates(repository)?;
        let commits = &self.seen.all.commits;
        let others = outside::others(repository, budget, has_alternates, commits, &seen)?;
        if !others.is_empty() {
            let outside = Outside::of(repository);
            let log = repository.command(&log::given());
            let input = others.join("\n") + "\n";
            let mut kept = |commit: &str| outside.kept(commit);
            self.read_commits(log, input.as_bytes(), texts, &mut kept)?;
        }
        let seen = &mut self.seen;
        let mut result = Ok(());
        outside::staged(repository, budget, &mut |file| {
            if result.is_ok() {
                result = seen.staged(&file, texts);
            }
        })?;
        result?;
        self.read_tags()?;
        // Those of another repository are no concern of this one.
        if !has_alternates && self.seen.is_whole() {
            let blobs = self.seen.all.blobs.iter();
            for (object, blob) in blobs.filter(|(_, blob)| !blob.is_seen) {
                texts.loose(*object, u64::from(blob.size));
            }
        }
        Ok(())
    }

    fn read_commits(
        &mut self,
        command: Command,
        input: &[u8],
        texts: &mut Texts,
        keep: &mut (dyn FnMut(&str) -> Kept + Send),
    ) -> Result<(), String> {
        let seen = &mut self.seen;
        let mut kept = Kept::Published;
        let mut age = 0;
        self.budget.run(command, input, &mut |output| {
            log::read(output, |told| match told {
                Told::Commit(commit, message) => {
                    kept = keep(commit);
                    age += 1;
                    seen.message(commit, message, age, kept);
                    Ok(())
                }
                Told::File(file) => seen.file(&file, kept, texts),
            })
        })
    }

    /// Reads what commits have under the names of texts that are looked at
    /// outside of all directories: no other part of the history is listed.
    fn read_alone(&mut self, names: &[PathBuf], texts: &mut Texts) -> Result<(), String> {
        let (repository, budget) = (self.repository, self.budget);
        let mut files: Vec<(Vec<u8>, String, Origin)> = Vec::new();
        for some in names.chunks(PATHS_AT_ONCE) {
            let mut log = repository.command(&["--literal-pathspecs"]);
            log.args(log::published())
                .args(["--full-history", "--"])
                .args(some);
            budget.run(log, &[], &mut |output| {
                log::read(output, |told| {
                    if let Told::File(file) = told
                        && file.is_regular
                        && files.len() < MAX_SUSPECTS
                    {
                        let object = file.object.to_owned();
                        let origin = file.origin(Kept::Published);
                        files.push((file.name, object, origin));
                    }
                    Ok(())
                })
            })?;
        }
        let sizes = objects::sizes(repository, budget, files.iter().map(|it| &it.1))?;
        for (name, object, origin) in files {
            let size = sizes.get(&object).copied();
            if let (Some(size), Some(named)) = (size, Object::of(&object)) {
                let file = File {
                    name,
                    object: &object,
                    is_regular: true,
                    commit: &origin.commit,
                    age: origin.age,
                };
                texts.file(&file, named, size, Kept::Published);
            }
        }
        Ok(())
    }

    fn read_tags(&mut self) -> Result<(), String> {
        let tags: Vec<String> = self.seen.all.tags.iter().map(Object::to_string).collect();
        let (repository, budget) = (self.repository, self.budget);
        let seen = &mut self.seen;
        objects::contents(repository, budget, &tags, MAX_TAG_BYTES, |_, content| {
            seen.tag(content);
        })
    }

    fn judge_named(&mut self) -> Result<(), String> {
        let (repository, budget) = (self.repository, self.budget);
        let is_unjudged = |object: &&String| {
            !self.seen.present.contains_key(*object) && !self.seen.digits.contains_key(*object)
        };
        let sought = self.seen.suspects.keys().map(|trace| &trace.object);
        let sought: HashSet<&String> = sought.filter(is_unjudged).collect();
        let sizes = objects::sizes(repository, budget, sought.iter().copied())?;
        if sizes.len() < sought.len() {
            let missing = sought.len() - sizes.len();
            let why = format!("objects of its history are not here: {missing}");
            self.doubts.push(why);
        }
        let small = sizes.iter().filter(|(_, size)| **size <= MAX_NAMED_BYTES);
        let named = &mut self.seen.named;
        objects::contents(
            repository,
            budget,
            small.map(|it| it.0),
            MAX_NAMED_BYTES,
            |object, content| {
                let content = match is_placeholder(content) {
                    true => Content::Empty,
                    false => Content::of(content),
                };
                named.insert(object.to_owned(), content);
            },
        )
    }
}
