//! Everything that one run of the audit looks at, and by which rules.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::copies;
use super::discovery::{self, Place};
use super::finding::Sighting;
use super::itself;
use super::key_file::{KeyFile, Unseen};
use super::needles::Needles;
use super::tree::{self, Progress};
use super::users::Users;
use super::workbench;
use crate::keys::slots::{self, Slot};
use crate::keys::spec::Spec;
use crate::time::Time;

/// The rules of a run.
#[derive(Debug)]
pub struct Policy {
    /// Who may have the keys, besides root. Root takes any owner.
    pub owner: u32,
    /// The groups that may read a key file.
    pub groups: Vec<u32>,
    /// A key in the environment of a process is meant to be there.
    pub allow_env: bool,
    /// The age in seconds at which a key is too old.
    pub max_age: Option<u64>,
    /// The time of the run.
    pub now: Time,
    /// An unpacked image to look at instead of this machine.
    pub root: Option<PathBuf>,
    /// The copies of one key on the nodes of a cluster.
    pub compare: Vec<PathBuf>,
    /// The home directory of who runs this.
    pub home: Option<PathBuf>,
    /// The users of this machine or of the image.
    pub users: Users,
}

impl Policy {
    /// An absolute path of the system, as it is in the image if there is one.
    pub fn system(&self, path: &str) -> PathBuf {
        match &self.root {
            Some(root) => root.join(path.trim_start_matches('/')),
            None => PathBuf::from(path),
        }
    }
}

/// What was found to be looked at.
pub struct Scene {
    /// The rules.
    pub policy: Policy,
    /// The key files.
    pub keys: Vec<KeyFile>,
    /// Files that may have a key written in them: sources, dotenv, YAML.
    pub texts: Vec<PathBuf>,
    /// Databases by their name.
    pub databases: Vec<PathBuf>,
    /// Those of them that the command line named.
    pub given: Vec<PathBuf>,
    /// Everything that was looked at.
    pub looked_at: Vec<Place>,
    /// Trees that were passed over.
    pub passed_over: Vec<PathBuf>,
    /// Files in the directories that were walked.
    pub files_walked: u64,
    /// The places where keys of the known systems live were looked at, and
    /// so this machine is judged, and not the given paths alone.
    pub whole_machine: bool,
    /// Where Workbench looks for its key, in its order.
    pub workbench: Vec<PathBuf>,
    /// What could not be looked at.
    pub sightings: Vec<Sighting>,
    known: HashMap<PathBuf, usize>,
}

impl Scene {
    /// An empty scene.
    pub fn new(policy: Policy) -> Scene {
        Scene {
            policy,
            keys: Vec::new(),
            texts: Vec::new(),
            databases: Vec::new(),
            given: Vec::new(),
            looked_at: Vec::new(),
            passed_over: Vec::new(),
            files_walked: 0,
            whole_machine: false,
            workbench: Vec::new(),
            sightings: Vec::new(),
            known: HashMap::new(),
        }
    }

    /// Looks where keys of the known systems live. What is not there is no
    /// fault here.
    pub fn discover(&mut self) {
        self.whole_machine = true;
        self.workbench = workbench::search_order(&self.policy);
        for place in discovery::known_places(&self.policy) {
            let found = place.path.symlink_metadata().is_ok();
            if found {
                match place.kind {
                    discovery::Kind::Key => self.add_key(&place.path),
                    discovery::Kind::Text => self.texts.push(place.path.clone()),
                    discovery::Kind::Database => self.databases.push(place.path.clone()),
                    discovery::Kind::Other => {}
                }
            }
            self.looked_at.push(Place { found, ..place });
        }
    }

    /// Looks at a path of the command line: a key file, or a directory to be
    /// walked.
    pub fn look_at(&mut self, path: &Path, progress: &dyn Progress) {
        self.looked_at.push(Place::given(path));
        // A link to a directory is followed when it was named by hand.
        if path.is_dir() {
            self.walk(path, progress);
        } else if copies::is_database(path).unwrap_or(false) {
            self.databases.push(path.to_owned());
            self.given.push(path.to_owned());
        } else {
            self.add_key(path);
        }
    }

    fn walk(&mut self, path: &Path, progress: &dyn Progress) {
        let walked = tree::walk(path, progress);
        for key in &walked.keys {
            self.add_key(key);
        }
        for (path, why) in walked.unread {
            self.sightings.push(itself::skipped(&path, why));
        }
        self.texts.extend(walked.texts);
        self.databases.extend(walked.databases);
        self.passed_over.extend(walked.passed_over);
        self.files_walked += walked.files;
    }

    /// Looks at one node's copy of a key.
    pub fn look_at_node(&mut self, path: &Path) {
        self.looked_at.push(Place::given(path));
        self.add_key(path);
        if let Some(&index) = self.known.get(path) {
            self.keys[index].is_node = true;
        }
    }

    /// Looks at the other slots of the keys, and at the texts and databases
    /// that lie beside them.
    pub fn look_beside(&mut self) {
        let primaries: Vec<PathBuf> = self.keys.iter().map(|key| key.path.clone()).collect();
        for path in primaries {
            let beside = slots::of(&Spec::File(path)).unwrap_or_default();
            for (slot, place) in beside {
                if let (Slot::Next | Slot::Retired(_), Spec::File(path)) = (slot, place) {
                    self.add_key(&path);
                }
            }
        }
    }

    fn add_key(&mut self, path: &Path) {
        if self.known.contains_key(path) {
            return;
        }
        match KeyFile::open(path, self.policy.owner) {
            Ok(key) => {
                self.known.insert(path.to_owned(), self.keys.len());
                self.keys.push(key);
            }
            Err(Unseen::Missing) => self.sightings.push(itself::missing(path)),
            Err(Unseen::Changing) => self.sightings.push(itself::changing(path)),
            Err(Unseen::Refused(error)) => {
                self.sightings
                    .push(itself::skipped(path, crate::error::reason_of(&error)));
            }
        }
    }

    /// The texts of all keys, to be searched for.
    pub fn needles(&self) -> Needles<'_> {
        Needles::of(&self.keys)
    }

    /// Whether Workbench looks for its key at this path.
    pub fn is_workbench(&self, path: &Path) -> bool {
        self.workbench.iter().any(|place| place == path)
    }

    /// The key file at this path, if it was looked at.
    pub fn key_at(&self, path: &Path) -> Option<&KeyFile> {
        self.known.get(path).map(|&index| &self.keys[index])
    }
}
