//! CK403: keys that are written in the texts of a history, those too that a
//! later commit took out.
//!
//! Each content is read once, whatever has it: by the reader that reads such a
//! file in a tree, while the log is printed that names it. Settings and
//! scripts are read all; of the sources of programs, of which a history has
//! gigabytes, as many as the time is for, the newest first, and more of those
//! that are called like settings.

use std::collections::{HashMap, HashSet};
use std::ffi::OsStr;
use std::io::{BufRead, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::time::Duration;

use crate::audit::detect::held::{Reading, held};
use crate::audit::detect::marks::{Marked, marked};
use crate::audit::detect::needles::Needles;
use crate::audit::detect::utf16;
use crate::audit::detect::written::Language;
use crate::audit::facts::system::OsStrExt;
use crate::audit::scan::git::log::{File, Kept, Origin};
use crate::audit::scan::git::object::Object;
use crate::audit::scan::git::objects::{self, Budget};

/// The most bytes of a text that is read: what is larger is no configuration.
const MAX_TEXT_BYTES: u64 = 1024 * 1024;
/// The most bytes of a content that has no name.
const MAX_LOOSE_BYTES: u64 = 64 * 1024;
/// The fewest bytes that a text with a key has.
const MIN_TEXT_BYTES: u64 = 32;
/// So many bytes of sources that are called like settings are read for each
/// second that the search may take: a history has hundreds of versions of one.
const SETTINGS_PER_SECOND: u64 = 3 * 512 * 1024;
/// The same of all other sources of programs, and of documents.
const SOURCES_PER_SECOND: u64 = 512 * 1024;
/// The most places of texts that are remembered.
const MAX_PLACES: usize = 2_000_000;
/// How far the log may be ahead of what is read.
const AHEAD: usize = 4096;

/// A content to be read, and what it is called.
struct Asked {
    object: Object,
    /// `None` for what has no name that says what it is.
    name: Option<PathBuf>,
}

/// The keys that were found in a content.
pub type Found<'a> = Vec<(Object, Vec<Marked<'a>>)>;

/// Where a text is: its name and its commit, by their numbers.
#[derive(Clone, Copy)]
struct Place {
    name: u32,
    origin: u32,
}

/// The texts of a history, while its log is read.
pub struct Texts {
    sender: SyncSender<Asked>,
    /// Where in the work tree texts are sought.
    below: Vec<PathBuf>,
    places: HashMap<Object, Vec<Place>>,
    count: usize,
    numbers: HashMap<Vec<u8>, u32>,
    names: Vec<Vec<u8>>,
    origins: Vec<Origin>,
    /// How many bytes of sources like settings may still be read, and of others.
    left: [u64; 2],
    /// The sources that were not read.
    unread: HashSet<Object>,
    /// How many texts have no place left.
    placeless: u64,
}

/// The two ends of a search: what is to be read, and who reads it.
pub fn texts(below: Vec<PathBuf>, limit: Duration) -> (Texts, Reader) {
    let (sender, asked) = mpsc::sync_channel(AHEAD);
    let texts = Texts {
        sender,
        below,
        places: HashMap::new(),
        count: 0,
        numbers: HashMap::new(),
        names: Vec::new(),
        origins: Vec::new(),
        left: [SETTINGS_PER_SECOND, SOURCES_PER_SECOND]
            .map(|it| limit.as_secs().saturating_mul(it)),
        unread: HashSet::new(),
        placeless: 0,
    };
    (texts, Reader(asked))
}

impl Texts {
    /// A file of a commit or of what is staged, of a content with so many
    /// bytes.
    pub fn file(&mut self, file: &File, object: Object, size: u64, kept: Kept) {
        let path = Path::new(OsStr::from_bytes(&file.name));
        let is_below = |below: &PathBuf| path.starts_with(below);
        if !file.is_regular || !self.below.iter().any(is_below) {
            return;
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        // A note is called like what it is about.
        let (max, rank) = match kept {
            Kept::Note => (MAX_LOOSE_BYTES, Rank::Settings),
            _ => match Language::of(&name) {
                Some(language) => (language.max_bytes(), rank(path, &name)),
                // A script, or variables: its content says so.
                None if !name.trim_start_matches('.').contains('.') => {
                    (MAX_LOOSE_BYTES, Rank::LikeSettings)
                }
                None => return,
            },
        };
        let may_hold = (MIN_TEXT_BYTES..=max.min(MAX_TEXT_BYTES)).contains(&size);
        if !may_hold || self.count >= MAX_PLACES {
            self.placeless += u64::from(may_hold);
            return;
        }
        // What is not read needs no place, and may be read under another name.
        if !self.places.contains_key(&object) {
            let name = (kept != Kept::Note).then(|| path.to_owned());
            if !self.ask(object, size, name, rank) {
                return;
            }
        }
        let place = self.place(file, kept);
        self.count += 1;
        self.places.entry(object).or_default().push(place);
    }

    /// A content that no commit has.
    pub fn loose(&mut self, object: Object, size: u64) {
        if (MIN_TEXT_BYTES..=MAX_LOOSE_BYTES).contains(&size) {
            self.ask(object, size, None, Rank::Source);
        }
    }

    /// Asks for a content, unless the time is not for it.
    fn ask(&mut self, object: Object, size: u64, name: Option<PathBuf>, rank: Rank) -> bool {
        let left = match rank {
            Rank::Settings => None,
            Rank::LikeSettings => self.left.first_mut(),
            Rank::Source => self.left.last_mut(),
        };
        if let Some(left) = left {
            if size > *left {
                self.unread.insert(object);
                return false;
            }
            *left -= size;
        }
        self.unread.remove(&object);
        // The reader ended, and says why.
        let _ = self.sender.send(Asked { object, name });
        true
    }

    fn place(&mut self, file: &File, kept: Kept) -> Place {
        let is_last = |origin: &Origin| origin.kept == kept && origin.commit == file.commit;
        if !self.origins.last().is_some_and(is_last) {
            self.origins.push(file.origin(kept));
        }
        let known = self.numbers.get(&file.name).copied();
        let name = known.unwrap_or_else(|| {
            let number = self.names.len() as u32;
            self.names.push(file.name.clone());
            self.numbers.insert(file.name.clone(), number);
            number
        });
        let origin = (self.origins.len() - 1) as u32;
        Place { name, origin }
    }

    /// Everything was asked for.
    pub fn end(self) -> Places {
        Places {
            places: self.places,
            names: self.names,
            origins: self.origins,
            unread: self.unread.len() as u64,
            placeless: self.placeless,
        }
    }
}

/// Where the texts of a history are.
pub struct Places {
    places: HashMap<Object, Vec<Place>>,
    names: Vec<Vec<u8>>,
    origins: Vec<Origin>,
    /// How many sources were not read.
    pub unread: u64,
    placeless: u64,
}

impl Places {
    /// Why texts of which every one is to be read were not.
    pub fn doubt(&self) -> Option<String> {
        let placeless = self.placeless;
        (placeless > 0).then(|| {
            format!(
                "texts in its history that were not searched for keys, because it has more than \
                 {MAX_PLACES}: {placeless}"
            )
        })
    }

    /// The names and the commits of a content.
    pub fn of(&self, object: Object) -> impl Iterator<Item = (&[u8], &Origin)> {
        let places = self.places.get(&object).into_iter().flatten();
        places.map(|place| {
            let (name, origin) = (place.name as usize, place.origin as usize);
            (&*self.names[name], &self.origins[origin])
        })
    }
}

/// Who reads what is asked for.
pub struct Reader(Receiver<Asked>);

impl Reader {
    /// Reads all of it, with a command that shows contents; what was found, and
    /// why that is not all.
    pub fn read<'a>(
        self,
        show: Command,
        budget: Budget,
        needles: Needles<'a>,
    ) -> (Found<'a>, Result<(), String>) {
        let Reader(asked) = self;
        let mut found = Vec::new();
        // Most audits ask for nothing.
        let Ok(first) = asked.recv() else {
            return (found, Ok(()));
        };
        let mut first = Some(first);
        let (passed_on, awaited) = mpsc::channel();
        let mut write = move |pipe: &mut dyn Write| {
            let mut pipe = BufWriter::new(pipe);
            while let Some(asked) = first.take().or_else(|| asked.recv().ok()) {
                writeln!(pipe, "{}", asked.object)?;
                let _ = passed_on.send(asked);
            }
            pipe.flush()
        };
        let keep = &mut found;
        let mut read = move |output: &mut dyn BufRead| {
            objects::read_contents(output, MAX_TEXT_BYTES, &mut |_, content| {
                let Ok(asked) = awaited.recv() else {
                    return;
                };
                let keys = keys_in(asked.name.as_deref(), content, &needles);
                if !keys.is_empty() {
                    keep.push((asked.object, keys));
                }
            })
        };
        let read = budget.feed(show, &mut write, &mut read);
        (found, read)
    }
}

/// The keys in a content.
fn keys_in<'a>(name: Option<&Path>, content: &[u8], needles: &Needles<'a>) -> Vec<Marked<'a>> {
    let text = utf16::decoded(content);
    let content = text.as_ref().map_or(content, |text| text);
    let Some(name) = name else {
        return in_any_text(content, needles);
    };
    let reading = Reading::of(name);
    let language = reading.language().or_else(|| Language::of_content(content));
    match language {
        Some(language) => marked(name, content, reading.written_in(language), needles),
        None => vec![],
    }
}

/// The keys in a text of which it is not known what it is written in: in a
/// message, in a note.
pub fn in_any_text<'a>(text: &[u8], needles: &Needles<'a>) -> Vec<Marked<'a>> {
    let mut keys: Vec<Marked> = Vec::new();
    for language in [Language::Settings, Language::R] {
        let reading = Reading::of(Path::new("")).written_in(language);
        for held in held(text, text, reading, needles) {
            let key = Marked::of(text, held);
            keys.extend(key.filter(|key| !keys.iter().any(|it| it.mark == key.mark)));
        }
    }
    keys
}

/// What a text of a history is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rank {
    /// Settings, scripts, notes: all are read.
    Settings,
    /// The source of a program, called like settings.
    LikeSettings,
    /// Any other source, and documents.
    Source,
}

fn rank(path: &Path, name: &str) -> Rank {
    const WORDS: [&str; 12] = [
        "api",
        "auth",
        "conf",
        "cookie",
        "credential",
        "deploy",
        "env",
        "initializer",
        "key",
        "secret",
        "session",
        "setting",
    ];
    // Most of a history are these.
    const SOURCES: [&str; 38] = [
        "cjs", "coffee", "cr", "cs", "cts", "dart", "erb", "ex", "exs", "fs", "go", "gradle",
        "groovy", "htm", "html", "ipynb", "java", "js", "jsx", "kt", "kts", "mjs", "mts", "php",
        "phtml", "pl", "pm", "py", "pyw", "rake", "rb", "rs", "scala", "svelte", "swift", "ts",
        "tsx", "vue",
    ];
    const DOCUMENTS: [&str; 11] = [
        "adoc", "diff", "markdown", "md", "mdx", "patch", "rst", "sql", "txt", "xhtml", "xml",
    ];
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    let ending = ending.map(str::to_ascii_lowercase).unwrap_or_default();
    if DOCUMENTS.contains(&&*ending) {
        return Rank::Source;
    }
    if !SOURCES.contains(&&*ending) {
        return Rank::Settings;
    }
    let path = path.to_string_lossy().to_ascii_lowercase();
    match WORDS.iter().any(|word| path.contains(word)) {
        true => Rank::LikeSettings,
        false => Rank::Source,
    }
}
