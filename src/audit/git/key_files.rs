//! What is told of the key files of a history.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

use super::GIT_IN_HISTORY;
use super::asking::Repository;
use super::log::{Kept, Origin};
use super::seen::Seen;
use super::told::{self, shortened, told};
use crate::audit::finding::Sighting;
use crate::audit::key_file::KeyFile;
use crate::audit::renewal;
use crate::audit::rooted;

impl Seen<'_> {
    /// The keys that are here still.
    pub fn told_of_present(&self) -> Vec<Sighting> {
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
    pub fn told_of_gone(&self, repository: &Repository) -> Vec<Sighting> {
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
            let worst = origins.iter().map(|it| it.kept).min();
            let worst = worst.unwrap_or(Kept::Published);
            let path = repository.tree.join(OsStr::from_bytes(name));
            let is_gone = !rooted::is_there(&path);
            let gone = if is_gone {
                "is no longer here, and still "
            } else {
                "is "
            };
            let told = match worst {
                Kept::Staged => "what is staged".to_owned(),
                _ => told(&origins),
            };
            let observed = format!("{gone}a key in {told}");
            let sighting = Sighting::new(GIT_IN_HISTORY, &path, observed).extent(commits);
            match (worst, is_gone) {
                (Kept::Published, true) => sighting.mend(told::rewriting(&[name])),
                // The file that has the name now would go as well.
                (Kept::Published, false) => sighting,
                (kept, _) => sighting.mend(told::mended(kept)),
            }
        });
        sightings.collect()
    }
}
