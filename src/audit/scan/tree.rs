//! Walking a directory: in parallel, without following links, and without
//! opening anything that cannot be a key.
//!
//! Key files are found by their name, and by content: a small file that is 32
//! or 64 hex digits and nothing else. A size decides first whether a file is
//! opened at all.

mod record;
mod search;
mod skip_rules;
mod texts;
mod walk;
mod whole;
mod worker;

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use ignore::DirEntry;
use zeroize::Zeroizing;

use crate::audit::detect::classify::{
    Content, is_code_name, is_hex_key, is_key_name, is_key_shaped, tells_of_a_key,
};
use crate::audit::detect::digits::Digits;
use crate::audit::detect::hardcoded::{Language, is_text_name};
use crate::audit::detect::leftover_names::{is_swap, original};
use crate::audit::detect::says::{Says, of_path};
use crate::audit::facts::exclude::Exclude;
use crate::audit::facts::policy::Reach;
use crate::audit::facts::rooted;
use crate::audit::facts::system::OFlags;
use crate::audit::scan::databases::{is_database, may_be_database};
use crate::keys::file::made_for;
use crate::subject::Kind;
use skip_rules::is_history;
use texts::{sort_script, sort_text};
use walk::{Event, each};
use whole::is_named_key;
use worker::Holder;

pub use record::told_at;
pub use search::{read_texts, search};
pub use texts::NotRead;
pub use whole::{is_key, most_bytes};

/// Hears how far a walk has come.
pub trait Progress: Sync {
    /// So many files were seen so far.
    fn files(&self, count: u64);
}

/// What a walk found.
#[derive(Debug, Default)]
pub struct Walked {
    /// Key files, in order.
    pub keys: Vec<PathBuf>,
    /// Files of hex digits alone of which no name says that they are keys.
    pub digits: Vec<Digits>,
    /// Files that may have a key written in them.
    pub texts: Vec<PathBuf>,
    /// Databases by their name.
    pub databases: Vec<PathBuf>,
    /// Files that editors, or runs that were killed, may have left of keys.
    pub copies: Vec<PathBuf>,
    /// Files that others are packed in.
    pub packed: Vec<PathBuf>,
    /// What could not be looked at, and why.
    pub unread: Vec<(PathBuf, String)>,
    /// Directories with a `.git`, which is a file in some of them.
    pub repositories: Vec<PathBuf>,
    /// Trees that were not entered.
    pub passed_over: Vec<PathBuf>,
    /// Scripts that say so in their first line, with a key in them.
    pub scripts: Vec<(PathBuf, Language)>,
    /// What the command line leaves out.
    pub excluded: Vec<PathBuf>,
    /// How many files there are.
    pub files: u64,
    /// How many of them were not read for what is written in them.
    pub not_read: NotRead,
}

/// Walks a directory.
pub fn walk(root: &Path, reach: Reach, exclude: &Exclude, progress: &dyn Progress) -> Walked {
    let found = Mutex::new(Walked::default());
    let (other_types, too_large) = (AtomicU64::new(0), AtomicU64::new(0));
    let one_more = |count: &AtomicU64| {
        count.fetch_add(1, Ordering::Relaxed);
    };
    let files = each(
        root,
        reach,
        exclude,
        progress,
        0,
        &|event, holder| match event {
            Event::Unread(path, why) => lock(&found).unread.push((path, why)),
            Event::PassedOver(path) => lock(&found).passed_over.push(undotted(path)),
            Event::Excluded(path) => lock(&found).excluded.push(undotted(path)),
            Event::Repository(path) => lock(&found).repositories.push(undotted(path)),
            Event::File(entry) => {
                let sorted = sort(entry, holder);
                let path = || undotted(entry.path());
                match sorted {
                    Sort::Nothing => {}
                    Sort::Key => lock(&found).keys.push(path()),
                    Sort::Digits(mark) => lock(&found).digits.push(Digits { path: path(), mark }),
                    Sort::Text => lock(&found).texts.push(path()),
                    Sort::Copy => lock(&found).copies.push(path()),
                    Sort::Packed => lock(&found).packed.push(path()),
                    Sort::Database => lock(&found).databases.push(path()),
                    Sort::Unread(why) => lock(&found).unread.push((path(), why)),
                    Sort::Script(language) => lock(&found).scripts.push((path(), language)),
                    Sort::OtherType => one_more(&other_types),
                    Sort::TooLarge => one_more(&too_large),
                }
            }
        },
    );
    let mut walked = found
        .into_inner()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    walked.files = files;
    walked.not_read = NotRead {
        other_types: other_types.into_inner(),
        too_large: too_large.into_inner(),
        ..NotRead::default()
    };
    walked.keys.sort();
    walked.digits.sort();
    walked.texts.sort();
    walked.scripts.sort_by(|one, other| one.0.cmp(&other.0));
    walked.databases.sort();
    walked.copies.sort();
    walked.packed.sort();
    walked.passed_over.sort();
    walked
}

/// A path without the `./` before it, as it is in messages and commands.
pub fn undotted(path: &Path) -> PathBuf {
    match path.strip_prefix(".") {
        Ok(rest) if !rest.as_os_str().is_empty() => rest.to_owned(),
        _ => path.to_owned(),
    }
}

fn lock<T>(found: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    found
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// What a file is to the audit.
enum Sort {
    Nothing,
    Key,
    /// Digits that nothing says of that they are a key, and what they are known
    /// by.
    Digits([u8; 32]),
    Text,
    Database,
    Copy,
    Packed,
    Unread(String),
    /// A text by its first line.
    Script(Language),
    /// It is not read for what it is.
    OtherType,
    /// It is a text, and too large to be read.
    TooLarge,
}

/// What the name of a file says of it.
pub enum Name {
    /// A key may be written in it.
    Text,
    /// A database of sessions or users.
    Database,
    /// A key, unless its content says otherwise.
    Key,
    /// No key, whatever is in it.
    Other,
    /// Nothing: it is a key if its content is, and its path says so.
    Unknown,
}

/// What a name says.
pub fn by_name(name: &str) -> Name {
    if is_text_name(name) {
        return Name::Text;
    }
    if may_be_database(name) {
        return Name::Database;
    }
    match is_key_name(name) {
        true => Name::Key,
        false if is_code_name(name) => Name::Other,
        false => Name::Unknown,
    }
}

fn sort(entry: &DirEntry, holder: &mut Holder) -> Sort {
    let name = entry.file_name().to_string_lossy();
    if let Some(sorted) = record::sort(entry, holder, &name) {
        return sorted;
    }
    let Some(language) = Language::of(&name) else {
        return sort_unread(entry, holder, &name);
    };
    if language == Language::Dashed && is_database(entry.path()).unwrap_or(false) {
        return Sort::Database;
    }
    if !language.is_text() && (is_key_name(&name) || tells_of_a_key(&name)) {
        match sort_unread(entry, holder, &name) {
            Sort::Nothing => {}
            sorted => return sorted,
        }
    }
    sort_text(entry, holder, language)
}

/// What a file of hex digits alone is: those of a history are never keys.
fn sort_digits(path: &Path, content: &[u8]) -> Sort {
    match Digits::mark(content) {
        Some(_) if !is_history(path) && of_path(path) == Says::Key => Sort::Key,
        Some(mark) if !is_history(path) => Sort::Digits(mark),
        _ => Sort::Nothing,
    }
}

/// What a file is that is not read for what is written in it.
fn sort_unread(entry: &DirEntry, holder: &mut Holder, name: &str) -> Sort {
    let named = match by_name(name) {
        Name::Text => return Sort::Text,
        Name::Database => match is_database(entry.path()) {
            Ok(true) => return Sort::Database,
            Ok(false) => false,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Sort::Nothing,
            Err(error) => return Sort::Unread(crate::error::reason_of(&error)),
        },
        Name::Other => return Sort::OtherType,
        Name::Key => true,
        Name::Unknown => false,
    };
    let stat = match holder.stat(entry) {
        Ok(stat) => stat,
        // It was there a moment ago: anyone who took it away has it.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Sort::Nothing,
        Err(error) => return Sort::Unread(crate::error::reason_of(&error)),
    };
    match Kind::of(&stat) {
        Kind::Regular => {}
        // A link with the name of a key leads to one.
        Kind::Link | Kind::Fifo | Kind::Socket | Kind::Device if named => return Sort::Key,
        _ => return Sort::Nothing,
    }
    let size = u64::try_from(stat.st_size).unwrap_or(0);
    if named {
        return match look_into(entry.path(), size.min(MAX_NAMED_BYTES)) {
            Ok(content) if !is_named_key(name, &content, size) => Sort::Nothing,
            // One that may not be read is judged by its mode.
            _ => Sort::Key,
        };
    }
    // A size is asked before a name, which takes longer.
    let may_tell = size >= MIN_TOLD_BYTES && (size <= MAX_NAMED_BYTES || is_swap(name));
    if may_tell && tells_of_a_key(name) {
        return told(entry.path(), name, size);
    }
    if !HEX_SIZES.contains(&size) || is_history(entry.path()) {
        return sort_script(entry, holder, name, size);
    }
    match look_into(entry.path(), size) {
        Ok(content) if is_hex_key(&content) => sort_digits(entry.path(), &content),
        Ok(_) => sort_script(entry, holder, name, size),
        Err(error) => Sort::Unread(crate::error::reason_of(&error)),
    }
}

/// What a regular file is whose name is that of a key.
fn told(path: &Path, name: &str, size: u64) -> Sort {
    if is_swap(name) && original(name).is_some() {
        return Sort::Copy;
    }
    if made_for(name.as_bytes()).is_some() {
        return Sort::Copy;
    }
    match look_into(path, size.min(MAX_NAMED_BYTES)) {
        Ok(content) if is_key_shaped(name, &content) => Sort::Key,
        Ok(_) => Sort::Nothing,
        Err(error) => Sort::Unread(crate::error::reason_of(&error)),
    }
}

/// Whether a file that has the name of a key is one by its content. What is no
/// file, or cannot be read, is judged by its name.
pub fn is_key_at(path: &Path, name: &str) -> bool {
    let Some(facts) = rooted::file_metadata(path) else {
        return true;
    };
    let content = look_into(path, facts.len().min(MAX_NAMED_BYTES));
    content.map_or(true, |content| Content::of(&content).is_key_in(name))
}

/// Sizes of 32 and 64 hex digits, bare to those with a byte order mark and
/// the line end of Windows.
pub const HEX_SIZES: [u64; 12] = [32, 33, 34, 35, 36, 37, 64, 65, 66, 67, 68, 69];
/// What has the shape of a key has so many bytes at least.
const MIN_TOLD_BYTES: u64 = 32;
/// As much of a file of a key's name is looked at.
pub const MAX_NAMED_BYTES: u64 = 4096;

fn look_into(path: &Path, size: u64) -> std::io::Result<Zeroizing<Vec<u8>>> {
    let flags =
        OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let file = File::from(rooted::open(path, flags)?);
    let mut content = Zeroizing::new(Vec::with_capacity(size as usize + 1));
    file.take(size).read_to_end(&mut content)?;
    Ok(content)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::facts::policy::Reach;
    use std::fs;

    struct Silent;
    impl Progress for Silent {
        fn files(&self, _count: u64) {}
    }

    #[test]
    fn a_walk_finds_keys_by_name_and_content_and_names_what_it_passed() {
        let directory = tempfile::tempdir().unwrap();
        let at = |name: &str| directory.path().join(name);
        fs::create_dir_all(at("a/b")).unwrap();
        fs::create_dir_all(at("node_modules/x")).unwrap();
        fs::create_dir_all(at(".git/objects")).unwrap();
        let digits = "4fc1a0b7d2e89635a1b0c7d8e9f20314";
        for (name, content) in [
            ("a/secret", digits),
            ("a/by-content", digits),
            ("a/b/web.key", "a passphrase"),
            ("a/tls.key", "-----BEGIN PRIVATE KEY-----\nabc\n"),
            ("a/app.sha256", digits),
            ("a/text", "of thirty-two bytes, but no hex."),
            ("a/plumber.R", "x <- 1"),
            ("a/users.db", "SQLite format 3\0"),
            ("package.json", "{}"),
            ("node_modules/x/web.key", "abc"),
            (".git/HEAD", digits),
            (".git/hidden.key", "abc"),
        ] {
            fs::write(at(name), content).unwrap();
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink("/", at("a/root")).unwrap();
        // No link is made there.
        let links = u64::from(cfg!(unix));
        let walked = walk(directory.path(), Reach::Own, &Exclude::default(), &Silent);
        assert_eq!(walked.keys, [at("a/b/web.key"), at("a/secret")]);
        let digits = walked.digits.iter().map(|it| it.path.clone());
        let others = [at("a/app.sha256"), at("a/by-content")];
        assert_eq!(digits.collect::<Vec<_>>(), others);
        assert_eq!(walked.texts, [at("a/plumber.R")]);
        assert_eq!(walked.databases, [at("a/users.db")]);
        assert_eq!(walked.passed_over, [at(".git"), at("node_modules")]);
        assert_eq!(walked.files, 9 + links);
        assert!(walked.unread.is_empty());
        let walked = walk(
            directory.path(),
            Reach::Everywhere,
            &Exclude::default(),
            &Silent,
        );
        let hidden = [at(".git/hidden.key"), at("a/b/web.key")];
        let keys = [&hidden[..], &[at("a/secret"), at("node_modules/x/web.key")]].concat();
        assert_eq!(walked.keys, keys);
        assert_eq!((walked.passed_over.len(), walked.files), (0, 12 + links));
    }
}
