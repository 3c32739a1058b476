//! What is reported about the key files of a history.

use std::collections::{BTreeMap, HashSet};
use std::ffi::OsStr;
use std::path::Path;

use crate::audit::checks::git::GIT_IN_HISTORY;
use crate::audit::checks::git::seen::{Seen, Trace};
use crate::audit::checks::git::told::{self, shortened, told_of};
use crate::audit::detect::classify::{Content, is_name_for_cookies, why_digits};
use crate::audit::facts::key_file::KeyFile;
use crate::audit::facts::location::Location;
use crate::audit::facts::observation::{Observation, taken_for_a_key};
use crate::audit::facts::rooted;
use crate::audit::facts::system::OsStrExt;
use crate::audit::fix::renewal;
use crate::audit::scan::git::command::Repository;
use crate::audit::scan::git::log::{Kept, Origin};

/// What the history alone has under a name.
#[derive(Default)]
struct Gone<'a> {
    origins: Vec<&'a Origin>,
    /// How many hex digits, where one of them was nothing else.
    digits: Option<&'a String>,
}

impl Seen<'_> {
    fn content(&self, trace: &Trace) -> Option<Content> {
        self.named.get(&trace.object).copied()
    }

    /// Whether a file of the history was a key. One that was a text of many lines
    /// at another time was a text when it had one word, too, and an empty file
    /// gives nothing away.
    fn is_key(&self, trace: &Trace, documents: &HashSet<&[u8]>) -> bool {
        let path = Path::new(OsStr::from_bytes(&trace.name));
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        match self.content(trace) {
            _ if self.digits.contains_key(&trace.object) => true,
            // The words of a game, or of a test, have such an ending, too.
            Some(Content::Passphrase)
                if documents.contains(&*trace.name) || !is_name_for_cookies(&name) =>
            {
                false
            }
            Some(Content::Empty) | None => false,
            Some(content) => content.is_key_in(&name),
        }
    }

    /// The keys that are here still.
    pub fn told_of_present(&self) -> Vec<Observation> {
        let mut oldest: BTreeMap<&String, &Origin> = BTreeMap::new();
        for (trace, origin) in &self.suspects {
            if self.present.contains_key(&trace.object) {
                let known = oldest.entry(&trace.object).or_insert(origin);
                // What everybody has is worse than what is here alone.
                let rank = |it: &Origin| (std::cmp::Reverse(it.kept), it.age);
                if rank(origin) > rank(known) {
                    *known = origin;
                }
            }
        }
        let told = oldest.into_iter().flat_map(|(object, origin)| {
            let told = |key: &&KeyFile| {
                let commit = shortened(&origin.commit);
                let observed = match origin.kept {
                    Kept::Published | Kept::Staged => {
                        format!("is in the history of this repository ({commit})")
                    }
                    kept => format!("is in {}", told_of(kept, &[origin])),
                };
                let observation = Observation::new(GIT_IN_HISTORY, &key.path, observed);
                let at = Location::in_commit(&key.path, &origin.commit);
                let observation = observation.extent([origin.commit.clone()]).at([at]);
                observation.renewed(renewal::renew(key))
            };
            self.present[object].iter().map(told)
        });
        told.collect()
    }

    /// The keys that the history alone has, an observation for each name.
    pub fn told_of_gone(&self, repository: &Repository) -> Vec<Observation> {
        let of_documents = |trace: &&Trace| self.content(trace) == Some(Content::Document);
        let documents = self.suspects.keys().filter(of_documents);
        let documents: HashSet<&[u8]> = documents.map(|trace| &*trace.name).collect();
        let mut names: BTreeMap<&[u8], Gone> = BTreeMap::new();
        for (trace, origin) in &self.suspects {
            if self.is_key(trace, &documents) && !self.present.contains_key(&trace.object) {
                let gone = names.entry(&trace.name).or_default();
                gone.origins.push(origin);
                gone.digits = gone.digits.or_else(|| self.digits.get(&trace.object));
            }
        }
        let observations = names.into_iter().map(|(name, gone)| {
            let Gone {
                mut origins,
                digits,
            } = gone;
            origins.sort_by_key(|origin| std::cmp::Reverse(origin.age));
            let commits = origins.iter().map(|origin| origin.commit.clone());
            let worst = origins.iter().map(|it| it.kept).min();
            let worst = worst.unwrap_or(Kept::Published);
            let path = repository.tree.join(OsStr::from_bytes(name));
            let is_gone = !rooted::is_there(&path);
            let gone = if is_gone && !repository.is_bare() {
                "is no longer here, and still "
            } else {
                "is "
            };
            let mut observed = format!("{gone}a key in {}", told_of(worst, &origins));
            let name_in_tree = Path::new(OsStr::from_bytes(name));
            if let Some(why) = digits.and_then(|digits| why_digits(name_in_tree, digits)) {
                observed.push_str(&taken_for_a_key(&why));
            }
            let at = origins.iter().filter(|it| !it.commit.is_empty());
            let at = at.map(|it| Location::in_commit(&path, &it.commit));
            let observation = Observation::new(GIT_IN_HISTORY, &path, observed).at(at);
            let observation = observation.extent(commits);
            match (worst, is_gone) {
                (Kept::Published, true) => observation.mend(told::rewriting(&[name])),
                // The file that has the name now would go as well.
                (Kept::Published, false) => observation,
                (kept, _) => observation.mend(told::mended(kept)),
            }
        });
        observations.collect()
    }
}
