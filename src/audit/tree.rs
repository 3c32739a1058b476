//! Walking a directory: in parallel, without following links, and without
//! opening anything that cannot be a key.
//!
//! Key files are found by their name, and by content: a small file that is 32
//! or 64 hex digits and nothing else. A size decides first whether a file is
//! opened at all.

mod looks;

use std::fs::File;
use std::io::Read;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use ignore::{DirEntry, WalkBuilder, WalkState};
use rustix::fs::{AtFlags, CWD, Mode, OFlags, Stat, openat, statat};
use zeroize::Zeroizing;

pub use looks::is_key_name;
use looks::{is_another_kind, is_checksum_name, is_code_name, is_hex_key, starts_with_hex_key};

use super::config::is_text_name;
use super::copies::may_be_database;
use crate::subject::Kind;

/// Told how far a walk has come.
pub trait Progress: Sync {
    /// So many files were seen so far.
    fn files(&self, count: u64);
}

/// Trees that hold no one's keys but thousands of files: what tools fetch and
/// make. Of each it is said that it was passed over.
const PASSED_OVER: [&str; 8] = [
    ".git",
    ".hg",
    ".svn",
    "node_modules",
    "target",
    "__pycache__",
    ".venv",
    ".Rproj.user",
];

/// How often progress is told.
const STEP: u64 = 4096;

/// What a walk found.
#[derive(Debug, Default)]
pub struct Walked {
    /// Key files, in order.
    pub keys: Vec<PathBuf>,
    /// Files that may have a key written in them.
    pub texts: Vec<PathBuf>,
    /// Databases by their name.
    pub databases: Vec<PathBuf>,
    /// What could not be looked at, and why.
    pub unread: Vec<(PathBuf, String)>,
    /// Trees that were not entered.
    pub passed_over: Vec<PathBuf>,
    /// How many files there are.
    pub files: u64,
}

/// Walks a directory.
pub fn walk(root: &Path, progress: &dyn Progress) -> Walked {
    let found = Mutex::new(Walked::default());
    let files = AtomicU64::new(0);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let walker = WalkBuilder::new(root)
        .standard_filters(false)
        .follow_links(false)
        .threads(threads)
        .build_parallel();
    let tell = &|change: &dyn Fn(&mut Walked)| change(&mut lock(&found));
    let files_seen = &files;
    walker.run(|| {
        let mut holder = Holder::default();
        Box::new(move |entry| {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    let (path, why) = unread(root, &error);
                    tell(&|walked| walked.unread.push((path.clone(), why.clone())));
                    return WalkState::Continue;
                }
            };
            let Some(kind) = entry.file_type() else {
                return WalkState::Continue;
            };
            if kind.is_dir() {
                if is_passed_over(&entry) {
                    tell(&|walked| walked.passed_over.push(entry.path().to_owned()));
                    return WalkState::Skip;
                }
                return WalkState::Continue;
            }
            let count = files_seen.fetch_add(1, Ordering::Relaxed) + 1;
            if count.is_multiple_of(STEP) {
                progress.files(count);
            }
            match sort(&entry, &mut holder) {
                Sort::Nothing => {}
                Sort::Key => tell(&|walked| walked.keys.push(entry.path().to_owned())),
                Sort::Text => tell(&|walked| walked.texts.push(entry.path().to_owned())),
                Sort::Database => tell(&|walked| walked.databases.push(entry.path().to_owned())),
                Sort::Unread(why) => {
                    let path = entry.path();
                    tell(&|walked| walked.unread.push((path.to_owned(), why.clone())));
                }
            }
            WalkState::Continue
        })
    });
    let mut walked = found
        .into_inner()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    walked.files = files.into_inner();
    walked.keys.sort();
    walked.texts.sort();
    walked.databases.sort();
    walked.passed_over.sort();
    walked
}

fn lock(found: &Mutex<Walked>) -> std::sync::MutexGuard<'_, Walked> {
    found
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn unread(root: &Path, error: &ignore::Error) -> (PathBuf, String) {
    let path = match error {
        ignore::Error::WithPath { path, .. } => path.clone(),
        ignore::Error::WithDepth { err, .. } => return unread(root, err),
        _ => root.to_owned(),
    };
    let why = error
        .io_error()
        .map_or_else(|| "it cannot be listed".to_owned(), crate::error::reason_of);
    (path, why)
}

fn is_passed_over(entry: &DirEntry) -> bool {
    // Depth 0 is the directory that was asked for, whatever its name.
    entry.depth() > 0 && PASSED_OVER.iter().any(|name| entry.file_name() == *name)
}

/// What a file is to the audit.
enum Sort {
    Nothing,
    Key,
    Text,
    Database,
    Unread(String),
}

/// The directory whose files a thread is looking at: a name is looked up in
/// it at once, where a path would be walked from the start for every file.
#[derive(Default)]
struct Holder {
    directory: PathBuf,
    descriptor: Option<OwnedFd>,
}

impl Holder {
    fn stat(&mut self, entry: &DirEntry) -> std::io::Result<Stat> {
        let path = entry.path();
        let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
            return Err(std::io::ErrorKind::NotFound.into());
        };
        if self.descriptor.is_none() || self.directory != parent {
            let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
            self.descriptor = None;
            self.descriptor = Some(openat(CWD, parent, flags, Mode::empty())?);
            parent.clone_into(&mut self.directory);
        }
        let descriptor = self.descriptor.as_ref();
        let descriptor = descriptor.ok_or(std::io::ErrorKind::NotFound)?;
        Ok(statat(descriptor, name, AtFlags::SYMLINK_NOFOLLOW)?)
    }
}

fn sort(entry: &DirEntry, holder: &mut Holder) -> Sort {
    let name = entry.file_name().to_string_lossy();
    if is_text_name(&name) {
        return Sort::Text;
    }
    if may_be_database(&name) {
        return Sort::Database;
    }
    if name == "machine-id" {
        // 32 hex digits that everybody must read.
        return Sort::Nothing;
    }
    let named = is_key_name(&name);
    if !named && (is_checksum_name(&name) || is_code_name(&name)) {
        return Sort::Nothing;
    }
    let stat = match holder.stat(entry) {
        Ok(stat) => stat,
        // It was there a moment ago: whoever took it away has it.
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
            Ok(content) if is_another_kind(&content) => Sort::Nothing,
            // Large files of other programs are called `.key` too.
            Ok(content) if size > MAX_NAMED_BYTES && !name.contains("cookie") => {
                match starts_with_hex_key(&content) {
                    true => Sort::Key,
                    false => Sort::Nothing,
                }
            }
            // One that may not be read is judged by its mode.
            _ => Sort::Key,
        };
    }
    if !HEX_SIZES.contains(&size) {
        return Sort::Nothing;
    }
    match look_into(entry.path(), size) {
        Ok(content) if is_hex_key(&content) => Sort::Key,
        Ok(_) => Sort::Nothing,
        Err(error) => Sort::Unread(crate::error::reason_of(&error)),
    }
}

/// Sizes of 32 and 64 hex digits, bare to those with a byte order mark and
/// the line end of Windows.
const HEX_SIZES: [u64; 12] = [32, 33, 34, 35, 36, 37, 64, 65, 66, 67, 68, 69];
/// As much of a file of a key's name is looked at.
const MAX_NAMED_BYTES: u64 = 4096;

fn look_into(path: &Path, size: u64) -> std::io::Result<Zeroizing<Vec<u8>>> {
    let flags =
        OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let file = File::from(openat(CWD, path, flags, Mode::empty())?);
    let mut content = Zeroizing::new(Vec::with_capacity(size as usize + 1));
    file.take(size).read_to_end(&mut content)?;
    Ok(content)
}

#[cfg(test)]
mod tests {
    use super::*;
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
        let digits = "4fc1a0b7d2e89635a1b0c7d8e9f20314";
        for (name, content) in [
            ("a/by-content", digits),
            ("a/b/web.key", "a passphrase"),
            ("a/tls.key", "-----BEGIN PRIVATE KEY-----\nabc\n"),
            ("a/app.sha256", digits),
            ("a/text", "of thirty-two bytes, but no hex."),
            ("a/plumber.R", "x <- 1"),
            ("a/users.db", ""),
            ("node_modules/x/web.key", "abc"),
        ] {
            fs::write(at(name), content).unwrap();
        }
        std::os::unix::fs::symlink("/", at("a/root")).unwrap();
        let walked = walk(directory.path(), &Silent);
        assert_eq!(walked.keys, [at("a/b/web.key"), at("a/by-content")]);
        assert_eq!(walked.texts, [at("a/plumber.R")]);
        assert_eq!(walked.databases, [at("a/users.db")]);
        assert_eq!(walked.passed_over, [at("node_modules")]);
        assert_eq!(walked.files, 8);
        assert!(walked.unread.is_empty());
    }
}
