//! CK403: keys that are written in the texts of a history, those too that a
//! later commit took out.
//!
//! Each content is read once, whatever has it: by the reader that reads such a
//! file in a tree, while the log is printed that names it. Settings and
//! scripts are read all; of the sources of programs, of which a history has
//! gigabytes, as many as the time is for, the newest first, and more of those
//! that are called like settings. What is packed is looked into by the reader of
//! [`crate::audit::scan::packed`], as much of it as the time is for.

use std::collections::{HashMap, HashSet};
use std::ffi::OsStr;
use std::io::{BufRead, BufWriter, Cursor, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::time::{Duration, Instant};

use crate::audit::detect::hardcoded::Language;
use crate::audit::detect::keys_in_text::{Reading, held};
use crate::audit::detect::marks::{Marked, marked};
use crate::audit::detect::needles::Needles;
use crate::audit::detect::utf16;
use crate::audit::facts::budget::FILE_TIME;
use crate::audit::facts::system::OsStrExt;
use crate::audit::scan::git::log::{File, Kept, Origin};
use crate::audit::scan::git::object::Object;
use crate::audit::scan::git::objects::{self, Budget};
use crate::audit::scan::git::rank::{Rank, rank};
use crate::audit::scan::packed::{self, is_searched};

/// The most bytes of a text that is read: what is larger is no configuration.
const MAX_TEXT_BYTES: u64 = 1024 * 1024;
/// The most bytes of what is packed: what is larger are releases and data.
pub const MAX_PACKED_BYTES: u64 = 16 * 1024 * 1024;
/// The most bytes of a content that has no name.
const MAX_LOOSE_BYTES: u64 = 64 * 1024;
/// The fewest bytes that a text with a key has.
const MIN_TEXT_BYTES: u64 = 32;
/// So many bytes of sources that are called like settings are read for each
/// second that the search may take: a history has hundreds of versions of one.
const SETTINGS_PER_SECOND: u64 = 3 * 512 * 1024;
/// The same of all other sources of programs, and of documents.
const SOURCES_PER_SECOND: u64 = 512 * 1024;
/// The same of what is packed, of which most is no text.
const PACKED_PER_SECOND: u64 = 1024 * 1024;
/// This part of the time of a search is for unpacking.
const PART_FOR_PACKED: u32 = 20;
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
pub type Found<'a> = Vec<(Object, Vec<packed::Found<'a>>)>;

/// What was read.
pub struct Outcome<'a> {
    /// The keys.
    pub found: Found<'a>,
    /// How much of what is packed was not read, or not to its end.
    pub unread_packed: u64,
    /// Why not all that was asked for was read.
    pub end: Result<(), String>,
}

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
    /// How many bytes of sources like settings may still be read, of others, and of
    /// what is packed.
    left: [u64; 3],
    /// The sources that were not read.
    unread: HashSet<Object>,
    /// The same of what is packed.
    unread_packed: HashSet<Object>,
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
        left: [SETTINGS_PER_SECOND, SOURCES_PER_SECOND, PACKED_PER_SECOND]
            .map(|it| limit.as_secs().saturating_mul(it)),
        unread: HashSet::new(),
        unread_packed: HashSet::new(),
        placeless: 0,
    };
    let unpacking = limit / PART_FOR_PACKED;
    (texts, Reader { asked, unpacking })
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
            _ if is_searched(&name) => (MAX_PACKED_BYTES, Rank::Packed),
            _ => match Language::of(&name) {
                Some(language) => (language.max_bytes().min(MAX_TEXT_BYTES), rank(path, &name)),
                // A script, or variables: its content says so.
                None if !name.trim_start_matches('.').contains('.') => {
                    (MAX_LOOSE_BYTES, Rank::LikeSettings)
                }
                None => return,
            },
        };
        if rank == Rank::Packed && size > max {
            self.unread_packed.insert(object);
        }
        let may_hold = (MIN_TEXT_BYTES..=max).contains(&size);
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
        let [settings, sources, packed] = &mut self.left;
        let (left, unread) = match rank {
            Rank::Settings => (None, &mut self.unread),
            Rank::LikeSettings => (Some(settings), &mut self.unread),
            Rank::Source => (Some(sources), &mut self.unread),
            Rank::Packed => (Some(packed), &mut self.unread_packed),
        };
        if let Some(left) = left {
            if size > *left {
                unread.insert(object);
                return false;
            }
            *left -= size;
        }
        unread.remove(&object);
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
            unread_packed: self.unread_packed.len() as u64,
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
    /// The same of what is packed.
    pub unread_packed: u64,
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
pub struct Reader {
    asked: Receiver<Asked>,
    /// How long it may unpack.
    unpacking: Duration,
}

impl Reader {
    /// Reads all of it, with a command that shows contents.
    pub fn read<'a>(self, show: Command, budget: Budget, needles: Needles<'a>) -> Outcome<'a> {
        let Reader { asked, unpacking } = self;
        let mut contents = Contents {
            found: Vec::new(),
            unread_packed: 0,
            unpacking,
            needles,
        };
        // Most audits ask for nothing.
        let Ok(first) = asked.recv() else {
            return contents.outcome(Ok(()));
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
        let keep = &mut contents;
        let mut read = move |output: &mut dyn BufRead| {
            objects::read_contents(output, MAX_PACKED_BYTES, &mut |_, content| {
                if let Ok(asked) = awaited.recv() {
                    keep.see(&asked, content);
                }
            })
        };
        let end = budget.feed(show, &mut write, &mut read);
        contents.outcome(end)
    }
}

/// The contents that were read.
struct Contents<'a> {
    found: Found<'a>,
    unread_packed: u64,
    /// How long more may be unpacked.
    unpacking: Duration,
    needles: Needles<'a>,
}

impl<'a> Contents<'a> {
    fn see(&mut self, asked: &Asked, content: &[u8]) {
        let packed = asked.name.as_deref().filter(|path| {
            let name = path.file_name().unwrap_or_default();
            is_searched(&name.to_string_lossy())
        });
        let keys = match packed {
            Some(path) => self.unpacked(path, content),
            None => {
                let keys = keys_in(asked.name.as_deref(), content, &self.needles);
                keys.into_iter().map(packed::Found::from).collect()
            }
        };
        if !keys.is_empty() {
            self.found.push((asked.object, keys));
        }
    }

    fn unpacked(&mut self, path: &Path, content: &[u8]) -> Vec<packed::Found<'a>> {
        let (start, size) = (Instant::now(), content.len() as u64);
        let deadline = start + self.unpacking.min(FILE_TIME);
        let source = Cursor::new(content);
        let (keys, read) = packed::search(path, source, size, deadline, &self.needles);
        self.unread_packed += u64::from(read.is_err());
        self.unpacking = self.unpacking.saturating_sub(start.elapsed());
        keys
    }

    fn outcome(self, end: Result<(), String>) -> Outcome<'a> {
        Outcome {
            found: self.found,
            unread_packed: self.unread_packed,
            end,
        }
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
