//! Everything that one run of the audit looks at, and by which rules.

pub mod beside;

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ffi::OsString;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::audit::detect::classify::{self, digits};
use crate::audit::detect::digits::Digits;
use crate::audit::detect::framework_files::read_by;
use crate::audit::detect::hardcoded::Language;
use crate::audit::detect::keys_in_text::Reading;
use crate::audit::detect::needles::{Literal, Needles, Texts};
use crate::audit::detect::packed_names;
use crate::audit::facts::key_file::{KeyFile, Unseen};
use crate::audit::facts::observation::Observation;
use crate::audit::facts::policy::Policy;
use crate::audit::facts::{incomplete, rooted};
use crate::audit::scan::discovery::{self, Place};
use crate::audit::scan::git::Committed;
use crate::audit::scan::git::trees::Trees;
use crate::audit::scan::lent::Lent;
use crate::audit::scan::packed::unpacked::Unpacked;
use crate::audit::scan::tree::{self, NotRead, Progress};
use crate::audit::scan::{databases, mounts, named, systems};
use crate::keys::file::Hidden;
use crate::shell::shown;

/// What was found to be looked at.
pub struct Scene {
    /// The rules.
    pub policy: Policy,
    /// The key files.
    pub keys: Vec<KeyFile>,
    /// Files of hex digits alone of which it is not known that they are keys.
    pub digits: Vec<Digits>,
    /// Those of them of which nothing says so.
    pub unproven: Vec<PathBuf>,
    /// What proves that the others are.
    proofs: HashMap<PathBuf, String>,
    /// Files that may have a key written in them: sources, dotenv, YAML.
    pub texts: Vec<PathBuf>,
    /// Databases by their name.
    pub databases: Vec<PathBuf>,
    /// Files that editors, or runs that were killed, may have left of keys.
    pub copies: Vec<PathBuf>,
    /// Files that others are packed in.
    pub packed: Vec<PathBuf>,
    /// The files that the command line named.
    pub given: Vec<PathBuf>,
    /// What the texts among these are written in.
    languages: HashMap<PathBuf, Language>,
    /// Everything that was looked at.
    pub looked_at: Vec<Place>,
    /// The directories that were looked at whole, and those below them that
    /// are work trees of git.
    pub walked: Vec<PathBuf>,
    /// The directories of the command line.
    pub roots: Vec<PathBuf>,
    /// Trees that were skipped.
    pub passed_over: Vec<PathBuf>,
    /// What the command line leaves out.
    pub excluded: Vec<PathBuf>,
    /// Files in the directories that were walked.
    pub files_walked: u64,
    /// Those that were not read for keys that nobody knows of.
    pub not_read: RefCell<NotRead>,
    /// The places where keys of the known systems live were looked at, and
    /// so this machine is judged, and not the given paths alone.
    pub whole_machine: bool,
    /// Where a system looks for its key, in its order.
    pub searched: Vec<PathBuf>,
    /// What could not be looked at.
    pub observations: Vec<Observation>,
    /// The keys that commits have, of the texts that hold them.
    pub committed: RefCell<Vec<Committed>>,
    /// The keys of texts that other texts hand on.
    pub lent: Lent,
    /// The work trees of git that were looked for.
    pub trees: RefCell<Trees>,
    /// What is packed, unpacked once for all that ask.
    pub unpacked: OnceCell<Vec<Unpacked>>,
    /// The keys that are written in the texts.
    pub literals: Vec<Literal>,
    known: HashMap<PathBuf, usize>,
    key_texts: OnceCell<Texts>,
    literal_texts: OnceCell<Texts>,
}

impl Scene {
    /// An empty scene.
    pub fn new(policy: Policy) -> Scene {
        Scene {
            policy,
            keys: Vec::new(),
            digits: Vec::new(),
            unproven: Vec::new(),
            proofs: HashMap::new(),
            texts: Vec::new(),
            databases: Vec::new(),
            copies: Vec::new(),
            packed: Vec::new(),
            given: Vec::new(),
            languages: HashMap::new(),
            looked_at: Vec::new(),
            walked: Vec::new(),
            roots: Vec::new(),
            passed_over: Vec::new(),
            excluded: Vec::new(),
            files_walked: 0,
            not_read: RefCell::default(),
            whole_machine: false,
            searched: Vec::new(),
            observations: Vec::new(),
            committed: RefCell::default(),
            lent: Lent::new(),
            trees: RefCell::default(),
            unpacked: OnceCell::new(),
            literals: Vec::new(),
            known: HashMap::new(),
            key_texts: OnceCell::new(),
            literal_texts: OnceCell::new(),
        }
    }

    /// Looks where keys of the known systems live. What is not there is no
    /// fault here.
    pub fn discover(&mut self) {
        self.whole_machine = true;
        self.searched = systems::search_order(&self.policy);
        if self.policy.root.is_none() {
            self.walked.push(PathBuf::from("."));
        }
        for place in discovery::known_places(&self.policy) {
            let found = rooted::is_there(&place.path);
            if found {
                match place.kind {
                    discovery::Kind::Key => self.add_key(&place.path),
                    discovery::Kind::Text => {
                        // Variables are set in a file of any name.
                        if !self.reading(&place.path).is_text() {
                            self.languages.insert(place.path.clone(), Language::Shell);
                        }
                        self.texts.push(place.path.clone());
                    }
                    discovery::Kind::Database => self.databases.push(place.path.clone()),
                    discovery::Kind::Copy => self.copies.push(place.path.clone()),
                    discovery::Kind::Other => {}
                }
            }
            self.looked_at.push(Place { found, ..place });
        }
    }

    /// Looks at a path of the command line: a key file, or a directory to be
    /// walked.
    pub fn look_at(&mut self, path: &Path, progress: &dyn Progress) {
        let path = &tree::undotted(path);
        self.looked_at.push(Place::given(path));
        // A link to a directory is followed when it was named by hand.
        if rooted::is_dir(path) {
            self.walk(path, progress);
        } else if databases::is_database(path).unwrap_or(false) {
            self.databases.push(path.to_owned());
            self.given.push(path.to_owned());
        } else if let Some(hidden) = beside::hidden(path) {
            // Of ours: a lock holds nothing, and the other is reported as litter.
            match hidden {
                Hidden::Lock => {}
                Hidden::Temporary => self.copies.push(path.to_owned()),
            }
        } else if packed_names::is_packed(path) {
            self.packed.push(path.to_owned());
            self.given.push(path.to_owned());
        } else if let Some(language) = named::language(path) {
            self.languages.insert(path.to_owned(), language);
            self.texts.push(path.to_owned());
            self.given.push(path.to_owned());
        } else {
            self.add_key(path);
            self.given.push(path.to_owned());
        }
    }

    /// What a file is read as: by what it was found to be where the command line
    /// named it, or by its name.
    pub fn reading(&self, path: &Path) -> Reading<'static> {
        match self.languages.get(path) {
            Some(language) => Reading::of(path).written_in(*language),
            None => Reading::of(path),
        }
    }

    fn walk(&mut self, path: &Path, progress: &dyn Progress) {
        let mut walked = tree::walk(path, self.policy.reach, &self.policy.exclude, progress);
        mounts::in_use(&mut walked.keys);
        mounts::in_use(&mut walked.texts);
        for digits in &mut walked.digits {
            if let Some(used) = mounts::used(&digits.path) {
                digits.path = used;
            }
        }
        for (path, _) in &mut walked.scripts {
            if let Some(used) = mounts::used(path) {
                *path = used;
            }
        }
        for key in &walked.keys {
            self.add_key(key);
        }
        for (path, why) in walked.unread {
            self.observations.push(incomplete::skipped(&path, why));
        }
        self.digits.extend(walked.digits);
        self.texts.extend(walked.texts);
        self.databases.extend(walked.databases);
        self.copies.extend(walked.copies);
        self.packed.extend(walked.packed);
        self.passed_over.extend(walked.passed_over);
        self.excluded.extend(walked.excluded);
        self.walked.push(path.to_owned());
        self.roots.push(path.to_owned());
        self.walked.extend(walked.repositories);
        self.files_walked += walked.files;
        self.not_read.get_mut().add(walked.not_read);
        for (path, language) in walked.scripts {
            self.languages.insert(path.clone(), language);
            self.texts.push(path);
        }
    }

    /// Looks at one node's copy of a key.
    pub fn look_at_node(&mut self, path: &Path) {
        self.looked_at.push(Place::given(path));
        self.add_key(path);
        self.given.push(path.to_owned());
        if let Some(&index) = self.known.get(path) {
            self.keys[index].is_node = true;
        }
    }

    /// Looks at the other slots of the keys. Each folder is listed once,
    /// however many keys it has.
    pub fn look_beside(&mut self) {
        let mut folders: BTreeMap<PathBuf, HashSet<OsString>> = BTreeMap::new();
        for key in &self.keys {
            // The slots of a linked key may lie at either end of the link.
            let real = key.trail.ends_in_link.then_some(&*key.trail.real);
            for path in std::iter::once(&*key.path).chain(real) {
                if let (Some(folder), Some(name)) = (path.parent(), path.file_name()) {
                    let names = folders.entry(folder.to_owned()).or_default();
                    names.insert(name.to_owned());
                }
            }
        }
        for (folder, primaries) in folders {
            match beside::slot_names(&folder, &primaries) {
                Ok(names) => {
                    let mut paths = names.iter().map(|it| folder.join(it)).collect();
                    mounts::in_use(&mut paths);
                    paths.iter().for_each(|it| self.add_key(it));
                }
                // Nor can be seen what else lies beside the key.
                Err(error) if error.kind() == ErrorKind::PermissionDenied => {
                    let why = crate::error::reason_of(&error);
                    self.observations.push(incomplete::skipped(&folder, why));
                }
                // The key itself is reported as missing.
                Err(_) => {}
            }
        }
    }

    /// Searches the directories of the command line for the text of the keys,
    /// of files and of texts, when all are there.
    pub fn search(&mut self, progress: &dyn Progress) {
        let needles = self.needles();
        if needles.is_empty() && !needles.has_literals() {
            return;
        }
        let mut seen: HashSet<PathBuf> = self.texts.iter().cloned().collect();
        let (mut texts, mut observations) = (Vec::new(), Vec::new());
        for root in &self.roots {
            let before = self.files_walked;
            let policy = &self.policy;
            let found = tree::search(
                root,
                policy.reach,
                &policy.exclude,
                &needles,
                before,
                progress,
            );
            let mut holders = found.holders;
            mounts::in_use(&mut holders);
            let is_new =
                |path: &PathBuf| !self.known.contains_key(path) && seen.insert(path.clone());
            texts.extend(holders.into_iter().filter(is_new));
            observations.extend(found.unread.map(|(path, why)| {
                let others = match found.unread_count {
                    1 => String::new(),
                    count => format!(", as {} more below {}", count - 1, shown(root)),
                };
                incomplete::skipped(
                    &path,
                    format!("{why} (it was not searched for keys{others})"),
                )
            }));
        }
        self.texts.extend(texts);
        self.observations.extend(observations);
    }

    /// Adds a key that neither its name nor its content is known by.
    pub fn add_proven(&mut self, path: &Path, proof: String) {
        self.proofs.insert(path.to_owned(), proof);
        self.add_key(path);
    }

    /// Adds a text that is read as one of this language.
    pub fn add_text(&mut self, path: &Path, language: Language) {
        if !self.texts.iter().any(|it| it == path) {
            self.languages.insert(path.to_owned(), language);
            self.texts.push(path.to_owned());
        }
    }

    /// Why a key is taken for one whose name is none's: what is in it, and what
    /// says so. Of what the command line names, nobody has to say it.
    pub fn why_taken(&self, key: &KeyFile) -> Option<String> {
        let content = key.key.as_ref()?.bytes();
        if let Some(proof) = self.proofs.get(&key.path) {
            return Some(format!("{} and nothing else, and {proof}", digits(content)));
        }
        let is_named = self.given.contains(&key.path) || key.is_slot() || key.read_by.is_some();
        (!is_named).then(|| classify::why_taken(&key.path, content))?
    }

    fn add_key(&mut self, path: &Path) {
        if self.known.contains_key(path) {
            return;
        }
        match KeyFile::open(path, self.policy.owner) {
            Ok(mut key) => {
                key.read_by = read_by(path);
                if self.is_searched(path) {
                    // Settings may call it anything.
                    key.read_by = key.read_by.or_else(systems::reader);
                }
                self.known.insert(path.to_owned(), self.keys.len());
                self.keys.push(key);
                self.key_texts.take();
            }
            Err(Unseen::Missing) => self.observations.push(incomplete::missing(path)),
            Err(Unseen::Changing) => self.observations.push(incomplete::changing(path)),
            Err(Unseen::Refused(error)) => {
                self.observations
                    .push(incomplete::skipped(path, crate::error::reason_of(&error)));
            }
        }
    }

    /// The texts of all keys, to be searched for: put in order once, when all
    /// keys are there.
    pub fn needles(&self) -> Needles<'_> {
        let texts = self.key_texts.get_or_init(|| Texts::of(&self.keys));
        let needles = Needles::new(&self.keys, texts);
        // Before they are known there is nothing to be kept of them.
        if self.literals.is_empty() {
            return needles;
        }
        let texts = || Texts::of_literals(&self.literals);
        needles.with_literals(&self.literals, self.literal_texts.get_or_init(texts))
    }

    /// Whether a system looks for its key at this path, among others.
    pub fn is_searched(&self, path: &Path) -> bool {
        self.searched.iter().any(|place| place == path)
    }

    /// The key file at this path, if it was looked at.
    pub fn key_at(&self, path: &Path) -> Option<&KeyFile> {
        self.known.get(path).map(|&index| &self.keys[index])
    }
}
