//! What is reported about the keys that the texts of a history hold: a finding for each
//! key, whatever has it.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::audit::checks::config::OPENS_NOTHING;
use crate::audit::checks::git::GIT_IN_HISTORY;
use crate::audit::checks::git::told::{self, shortened, told_of};
use crate::audit::detect::marks::{Mark, Marked};
use crate::audit::detect::test_names::is_test;
use crate::audit::facts::key_file::KeyFile;
use crate::audit::facts::location::Location;
use crate::audit::facts::observation::{Observation, Ordinals, Severity};
use crate::audit::facts::rooted;
use crate::audit::facts::system::OsStrExt;
use crate::audit::fix::renewal;
use crate::audit::scan::git::Committed;
use crate::audit::scan::git::command::Repository;
use crate::audit::scan::git::log::{Kept, Origin};
use crate::audit::scan::git::object::Object;
use crate::audit::scan::packed::{Found, is_searched};
use crate::encoding::visible;

/// What has a key, the worst first.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Holder {
    /// A file of a commit, or of what is staged.
    File(Kept),
    /// The message of a commit.
    Message(Kept),
    /// The message of a tag, by its name.
    Tag(String),
    /// A content that nothing has any more.
    Loose(Object),
}

/// A place of a key.
struct Trace {
    holder: Holder,
    /// What the key is called there.
    called: String,
    /// The file in what is packed; empty for what is not, and for one file alone.
    inner: PathBuf,
    /// It is a file of its own there.
    is_file: bool,
    /// The name of the file, if it is in one.
    name: Vec<u8>,
    origin: Option<Origin>,
}

/// A key of the history.
#[derive(Default)]
struct Gone<'a> {
    /// The file of this run that has it.
    key: Option<&'a KeyFile>,
    traces: Vec<Trace>,
}

/// The keys of a history, by what they are known by.
#[derive(Default)]
pub struct AllGone<'a> {
    keys: BTreeMap<Mark, Gone<'a>>,
}

impl<'a> AllGone<'a> {
    /// Keys in a file.
    pub fn in_file(&mut self, found: &[Found<'a>], name: &[u8], origin: &Origin) {
        for found in found {
            let holder = Holder::File(origin.kept);
            let mut trace = Trace::of(&found.key, holder, Some(origin));
            trace.name = name.to_owned();
            trace.inner.clone_from(&found.inner);
            trace.is_file = found.is_file;
            self.add(&found.key, trace);
        }
    }

    /// Keys in the message of a commit.
    pub fn in_message(&mut self, found: &[Marked<'a>], origin: &Origin) {
        for key in found {
            let holder = Holder::Message(origin.kept);
            self.add(key, Trace::of(key, holder, Some(origin)));
        }
    }

    /// Keys in the message of a tag.
    pub fn in_tag(&mut self, found: &[Marked<'a>], tag: &str) {
        for key in found {
            let holder = Holder::Tag(tag.to_owned());
            self.add(key, Trace::of(key, holder, None));
        }
    }

    /// Keys in a content that nothing has.
    pub fn loose(&mut self, found: &[Found<'a>], object: Object) {
        for found in found {
            let trace = Trace::of(&found.key, Holder::Loose(object), None);
            self.add(&found.key, trace);
        }
    }

    fn add(&mut self, key: &Marked<'a>, trace: Trace) {
        let gone = self.keys.entry(key.mark).or_default();
        gone.key = gone.key.or(key.key);
        gone.traces.push(trace);
    }

    /// The keys that are in commits, for what is reported about them elsewhere.
    pub fn committed(&self, tree: &Path) -> impl Iterator<Item = Committed> {
        self.keys.iter().filter_map(move |(mark, gone)| {
            let origins = gone.traces.iter().filter_map(|it| it.origin.as_ref());
            let commits = told::commits(origins)?;
            Some(Committed {
                tree: tree.to_owned(),
                mark: *mark,
                commits,
            })
        })
    }

    /// What is reported: not the keys that a text here has still, nor those files
    /// whose content is reported to be in the history.
    pub fn observations(
        mut self,
        repository: &Repository,
        present: &dyn Fn(&Mark) -> bool,
        is_told: &dyn Fn(&KeyFile) -> bool,
    ) -> Vec<Observation> {
        self.keys.retain(|mark, gone| match gone.key {
            Some(key) => !is_told(key),
            None => !present(mark),
        });
        let mut gone: Vec<Gone> = self.keys.into_values().collect();
        for key in &mut gone {
            // The worst first, and of those the newest.
            let age = |it: &Trace| it.origin.as_ref().map_or(0, |origin| origin.age);
            key.traces
                .sort_by(|one, other| (&one.holder, age(one)).cmp(&(&other.holder, age(other))));
        }
        // A key that is found later has a later number.
        let oldest = |gone: &Gone| {
            let ages = gone.traces.iter().filter_map(|it| it.origin.as_ref());
            ages.map(|it| it.age).max()
        };
        gone.sort_by_key(|gone| std::cmp::Reverse(oldest(gone)));
        let mut ordinals = Ordinals::default();
        let told = gone.iter().map(|gone| gone.told(repository, &mut ordinals));
        told.collect()
    }
}

impl Gone<'_> {
    fn told(&self, repository: &Repository, ordinals: &mut Ordinals) -> Observation {
        let worst = &self.traces[0];
        let is_worst = |it: &&Trace| it.holder == worst.holder;
        let traces: Vec<&Trace> = self.traces.iter().filter(is_worst).collect();
        let origins = traces.iter().filter_map(|it| it.origin.as_ref());
        let origins: Vec<&Origin> = origins.collect();
        let oldest = origins.iter().max_by_key(|it| it.age);
        let extent = oldest.map(|it| it.commit.clone());
        if let Some(key) = self.key {
            let kept = match worst.holder {
                Holder::File(kept) | Holder::Message(kept) => kept,
                Holder::Tag(_) | Holder::Loose(_) => Kept::Published,
            };
            let commits = told_of(kept, &origins);
            let place = match &worst.holder {
                Holder::File(_) => {
                    format!("{commits}, in {}{}", worst.packed_in(), shown(&worst.name))
                }
                Holder::Message(_) => format!("the message of {commits}"),
                Holder::Tag(tag) => format!("the message of tag {}", visible(tag)),
                Holder::Loose(object) => format!("object {}", shortened(&object.to_string())),
            };
            let observed = format!("is in the history of this repository ({place})");
            let observation = Observation::new(GIT_IN_HISTORY, &key.path, observed).extent(extent);
            let at = origins
                .iter()
                .map(|it| Location::in_commit(&key.path, &it.commit));
            return observation.at(at).renewed(renewal::renew(key));
        }
        let path = self.path(repository);
        let mut names: Vec<&[u8]> = traces.iter().map(|it| &*it.name).collect();
        names.sort_unstable();
        names.dedup();
        let is_gone = !repository.is_bare() && names.iter().all(|it| !is_there(repository, it));
        let mut observed = observed(worst, &origins, is_gone);
        if names.len() > 1 {
            observed += &format!(", there and in {}", others(names.len() - 1));
        }
        let others: Vec<&str> = self.others(worst);
        if !others.is_empty() {
            observed += &format!(", and {}", others.join(", "));
        }
        let called = match worst.inner.as_os_str().is_empty() {
            true => worst.called.clone(),
            false => format!("{} {}", worst.inner.display(), worst.called),
        };
        let detail = ordinals.next(&format!("{} {called}", path.display()));
        let observation = Observation::new(GIT_IN_HISTORY, &path, observed);
        let places = traces.iter().filter(|it| !it.name.is_empty());
        let at = places.filter_map(|it| {
            let path = repository.tree.join(path_of(&it.name));
            let origin = it.origin.as_ref()?;
            Some(Location::in_commit(&path, &origin.commit))
        });
        let observation = observation.detail(detail).extent(extent).at(at);
        let mut all = self.traces.iter();
        let is_for_tests =
            |it: &Trace| !it.name.is_empty() && (is_test(&path_of(&it.name)) || is_test(&it.inner));
        if all.all(is_for_tests) {
            return observation.severity(Severity::Low).mend(OPENS_NOTHING);
        }
        observation.mend(match (&worst.holder, is_gone) {
            (Holder::File(Kept::Published), true) => told::rewriting(&names),
            (Holder::File(Kept::Published), false) if is_searched(&name_of(&worst.name)) => {
                told::PACKED.to_owned()
            }
            (Holder::File(kept), _) => told::mended(*kept).to_owned(),
            (Holder::Message(Kept::Published), _) => told::MESSAGE.to_owned(),
            (Holder::Message(kept), _) => told::mended(*kept).to_owned(),
            (Holder::Tag(_), _) => told::TAG.to_owned(),
            (Holder::Loose(_), _) => told::LOOSE.to_owned(),
        })
    }

    /// The file that had it last; the work tree where it was in none.
    fn path(&self, repository: &Repository) -> PathBuf {
        let worst = &self.traces[0];
        let is_file = matches!(&worst.holder, Holder::File(kept) if *kept != Kept::Note);
        match is_file {
            true => repository.tree.join(path_of(&worst.name)),
            false => repository.tree.to_owned(),
        }
    }

    /// What else has it, and is fixed in another way.
    fn others(&self, worst: &Trace) -> Vec<&'static str> {
        let others = self.traces.iter().filter(|it| it.holder != worst.holder);
        let mut others: Vec<&'static str> = others
            .filter_map(|it| match (&it.holder, &worst.holder) {
                (Holder::Loose(_), _) => None,
                (Holder::Tag(_), Holder::Tag(_)) => Some("in another tag"),
                (Holder::Tag(_), _) => Some("in the message of a tag"),
                (Holder::Message(Kept::Published), _) => Some("in the message of a commit"),
                (Holder::File(kept) | Holder::Message(kept), _) => told::also(*kept),
            })
            .collect();
        others.sort_unstable();
        others.dedup();
        others
    }
}

impl Trace {
    /// In no file so far.
    fn of(key: &Marked, holder: Holder, origin: Option<&Origin>) -> Trace {
        Trace {
            holder,
            called: key.name.clone(),
            inner: PathBuf::new(),
            is_file: false,
            name: Vec::new(),
            origin: origin.cloned(),
        }
    }

    /// The file in what is packed, before the name of that.
    fn packed_in(&self) -> String {
        match self.inner.as_os_str().is_empty() {
            true => String::new(),
            false => format!("{} in ", crate::shell::shown(&self.inner)),
        }
    }

    /// The key, as the object of a sentence.
    fn what(&self) -> String {
        let inner = crate::shell::shown(&self.inner);
        match (self.is_file, self.inner.as_os_str().is_empty()) {
            (true, _) => format!("the key file {inner}"),
            (false, true) => format!("a key under {}", visible(&self.called)),
            (false, false) => format!("a key under {} (in {inner})", visible(&self.called)),
        }
    }
}

/// What was seen, as the rest of a sentence about the file or the work tree.
fn observed(worst: &Trace, origins: &[&Origin], is_gone: bool) -> String {
    let what = worst.what();
    match (&worst.holder, is_gone) {
        (Holder::File(Kept::Staged), _) => format!("is staged with {what}"),
        (Holder::File(kept @ (Kept::Published | Kept::Nowhere)), true) => {
            let commits = told_of(*kept, origins);
            format!("is no longer here, and still has {what} in {commits}")
        }
        (Holder::File(kept), _) => format!("has {what} in {}", told_of(*kept, origins)),
        (Holder::Message(kept), _) => {
            format!("has {what} in the message of {}", told_of(*kept, origins))
        }
        (Holder::Tag(tag), _) => format!("has {what} in the message of tag {}", visible(tag)),
        (Holder::Loose(object), _) => format!(
            "has {what} in an object that no commit has ({})",
            shortened(&object.to_string())
        ),
    }
}

fn others(count: usize) -> String {
    match count {
        1 => "another file".to_owned(),
        count => format!("{count} other files"),
    }
}

fn path_of(name: &[u8]) -> PathBuf {
    PathBuf::from(OsStr::from_bytes(name))
}

fn shown(name: &[u8]) -> String {
    crate::shell::shown(&path_of(name))
}

fn name_of(name: &[u8]) -> String {
    let path = path_of(name);
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

fn is_there(repository: &Repository, name: &[u8]) -> bool {
    rooted::is_there(&repository.tree.join(path_of(name)))
}
