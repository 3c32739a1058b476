//! What is seen of a history while its log is read.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::audit::checks::git::gone::AllGone;
use crate::audit::detect::classify::Content;
use crate::audit::detect::needles::Needles;
use crate::audit::detect::says::{Says, of_path};
use crate::audit::facts::key_file::KeyFile;
use crate::audit::facts::lines;
use crate::audit::facts::system::OsStrExt;
use crate::audit::scan::git::log::{File, Kept, Origin};
use crate::audit::scan::git::object::Object;
use crate::audit::scan::git::objects::All;
use crate::audit::scan::git::texts::{Texts, in_any_text};
use crate::audit::scan::tree::{Name, by_name};

/// The most files of one history that are taken for keys: a million that are
/// called `.key` are not judged in the time of an audit.
pub const MAX_SUSPECTS: usize = 50_000;

/// A file of the history: its name in the work tree, and its content.
#[derive(PartialEq, Eq, Hash)]
pub struct Trace {
    /// Its path in the work tree.
    pub name: Vec<u8>,
    /// The name of its content.
    pub object: String,
}

/// What was seen.
pub struct Seen<'a> {
    /// The directories that are looked at whole, by their names in the tree.
    pub below: &'a [PathBuf],
    needles: Needles<'a>,
    /// The keys that are here, by the object that git has of their content.
    pub present: HashMap<String, Vec<&'a KeyFile>>,
    /// Everything that the repository has, if a directory is looked at.
    pub all: All,
    /// The objects that hold the digits of a key and nothing else, and how many.
    pub digits: HashMap<String, String>,
    /// The files that are one of these, or have the name of a key.
    pub suspects: HashMap<Trace, Origin>,
    /// What is in the objects of a key's name.
    pub named: HashMap<String, Content>,
    /// The keys in texts and messages.
    pub gone: AllGone<'a>,
}

impl<'a> Seen<'a> {
    /// Nothing so far.
    pub fn new(below: &'a [PathBuf], needles: Needles<'a>) -> Seen<'a> {
        Seen {
            below,
            needles,
            present: HashMap::new(),
            all: All::default(),
            digits: HashMap::new(),
            suspects: HashMap::new(),
            named: HashMap::new(),
            gone: AllGone::default(),
        }
    }

    /// Whether the whole work tree is looked at.
    pub fn is_whole(&self) -> bool {
        self.below.iter().any(|it| it.as_os_str().is_empty())
    }

    /// The message of a commit.
    pub fn message(&mut self, commit: &str, message: &[u8], age: usize, kept: Kept) {
        if !self.is_whole() {
            return;
        }
        let found = in_any_text(message, &self.needles);
        if !found.is_empty() {
            let commit = commit.to_owned();
            self.gone.in_message(&found, &Origin { commit, age, kept });
        }
    }

    /// A tag, which begins with lines about it.
    pub fn tag(&mut self, content: &[u8]) {
        if !self.is_whole() {
            return;
        }
        let found = in_any_text(content, &self.needles);
        if !found.is_empty() {
            let mut lines = lines::numbered(content);
            let name = lines.find_map(|(_, line)| line.strip_prefix(b"tag "));
            let name = String::from_utf8_lossy(name.unwrap_or_default());
            self.gone.in_tag(&found, &name);
        }
    }

    /// What is staged, if no commit has it. A key that is here is reported as tracked.
    pub fn staged(&mut self, file: &File, texts: &mut Texts) -> Result<(), String> {
        let object = Object::of(file.object);
        let blob = object.and_then(|it| self.all.blobs.get(&it));
        if blob.is_none_or(|blob| blob.is_seen) {
            return Ok(());
        }
        if self.present.contains_key(file.object) {
            self.text(file, Kept::Staged, texts);
            return Ok(());
        }
        self.file(file, Kept::Staged, texts)
    }

    /// A file of a commit or of what is staged.
    pub fn file(&mut self, file: &File, kept: Kept, texts: &mut Texts) -> Result<(), String> {
        self.text(file, kept, texts);
        if !file.is_regular || !self.is_suspect(&file.name, file.object) {
            return Ok(());
        }
        let (name, object) = (file.name.clone(), file.object.to_owned());
        // The newest commit comes first, and the last one stays; but what
        // everybody has is worse than what is here alone.
        let trace = Trace { name, object };
        let known = self.suspects.get(&trace);
        if known.is_none_or(|known| kept <= known.kept) {
            self.suspects.insert(trace, file.origin(kept));
        }
        match self.suspects.len() {
            0..=MAX_SUSPECTS => Ok(()),
            _ => Err(format!("it has more than {MAX_SUSPECTS} files called keys")),
        }
    }

    fn is_suspect(&self, name: &[u8], object: &str) -> bool {
        if self.present.contains_key(object) {
            return true;
        }
        let path = Path::new(OsStr::from_bytes(name));
        let is_below = || self.below.iter().any(|it| path.starts_with(it));
        match by_name(&path.file_name().unwrap_or_default().to_string_lossy()) {
            Name::Key => is_below(),
            Name::Unknown => {
                self.digits.contains_key(object) && is_below() && of_path(path) == Says::Key
            }
            Name::Text | Name::Database | Name::Other => false,
        }
    }

    /// Hands the texts on, and notes which contents commits have.
    fn text(&mut self, file: &File, kept: Kept, texts: &mut Texts) {
        let object = Object::of(file.object).filter(|it| !it.is_null());
        let Some((object, blob)) = object.and_then(|it| Some((it, self.all.blobs.get_mut(&it)?)))
        else {
            return;
        };
        blob.is_seen = true;
        texts.file(file, object, u64::from(blob.size), kept);
    }
}
