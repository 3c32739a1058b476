//! Walking a directory: in parallel, without following links, and without
//! opening anything that cannot be a key.
//!
//! Key files are found by their name, and by content: a small file that is 32
//! or 64 hex digits and nothing else. A size decides first whether a file is
//! opened at all.

use std::fs::File;
use std::io::Read;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use ignore::{DirEntry, WalkBuilder, WalkState};
use rustix::fs::{AtFlags, CWD, Mode, OFlags, Stat, openat, statat};
use zeroize::Zeroizing;

use super::config::is_text_name;
use super::copies::is_database_name;
use super::itself;
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
        .map_or_else(|| "it cannot be listed".to_owned(), itself::reason);
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
    fn stat(&mut self, entry: &DirEntry) -> Option<Stat> {
        let path = entry.path();
        let (parent, name) = (path.parent()?, path.file_name()?);
        if self.descriptor.is_none() || self.directory != parent {
            let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
            self.descriptor = openat(CWD, parent, flags, Mode::empty()).ok();
            parent.clone_into(&mut self.directory);
        }
        let descriptor = self.descriptor.as_ref()?;
        statat(descriptor, name, AtFlags::SYMLINK_NOFOLLOW).ok()
    }
}

fn sort(entry: &DirEntry, holder: &mut Holder) -> Sort {
    let name = entry.file_name().to_string_lossy();
    if is_text_name(&name) {
        return Sort::Text;
    }
    if is_database_name(&name) {
        return Sort::Database;
    }
    let named = is_key_name(&name);
    if !named && (is_checksum_name(&name) || is_code_name(&name)) {
        return Sort::Nothing;
    }
    let Some(stat) = holder.stat(entry) else {
        return Sort::Nothing;
    };
    match Kind::of(&stat) {
        Kind::Regular => {}
        // A link with the name of a key leads to one.
        Kind::Link | Kind::Fifo | Kind::Socket | Kind::Device if named => return Sort::Key,
        _ => return Sort::Nothing,
    }
    let size = u64::try_from(stat.st_size).unwrap_or(0);
    if named && size <= MAX_NAMED_BYTES {
        return match look_into(entry.path(), size) {
            Ok(content) if is_another_kind(&content) => Sort::Nothing,
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
        Err(error) => Sort::Unread(itself::reason(&error)),
    }
}

/// Sizes of 32 and 64 hex digits, bare to those with a byte order mark and
/// the line end of Windows.
const HEX_SIZES: [u64; 12] = [32, 33, 34, 35, 36, 37, 64, 65, 66, 67, 68, 69];
/// A larger file of a key's name is something else.
const MAX_NAMED_BYTES: u64 = 4096;

fn look_into(path: &Path, size: u64) -> std::io::Result<Zeroizing<Vec<u8>>> {
    let flags =
        OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let file = File::from(openat(CWD, path, flags, Mode::empty())?);
    let mut content = Zeroizing::new(Vec::with_capacity(size as usize + 1));
    file.take(size).read_to_end(&mut content)?;
    Ok(content)
}

fn is_hex_key(content: &[u8]) -> bool {
    let content = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content);
    let text = content.trim_ascii();
    matches!(text.len(), 32 | 64) && text.iter().all(u8::is_ascii_hexdigit)
}

/// A certificate, a document, a list: a file with the name of a key that is
/// not one for cookies.
fn is_another_kind(content: &[u8]) -> bool {
    let text = content.trim_ascii();
    text.starts_with(b"-----BEGIN")
        || text.starts_with(b"{")
        || text.starts_with(b"<")
        || text.contains(&b'\n')
}

/// Whether a file of this name is taken for a key: `secure-cookie-key`,
/// `*cookie*key*`, `*.key`, and the slots of such.
pub fn is_key_name(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let slot = lower
        .find(".retired-")
        .or_else(|| lower.strip_suffix(".next").map(str::len));
    let name = &lower[..slot.unwrap_or(lower.len())];
    if name.ends_with(".key") {
        return true;
    }
    let Some(after) = name.find("cookie").map(|at| &name[at + "cookie".len()..]) else {
        return false;
    };
    // `cookie_key.R` and `cookie-keys.md` are about keys.
    let extension = after.rsplit_once('.').map(|(_, extension)| extension);
    after.contains("key") && matches!(extension, None | Some("key" | "txt" | "hex" | "secret"))
}

/// Checksums are hex digits too.
fn is_checksum_name(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    [
        "sha", "md5", "sum", "digest", "hash", "etag", "commit", "revision",
    ]
    .iter()
    .any(|word| lower.contains(word))
}

/// Code, pages and pictures: a file with such a name that held nothing but a
/// key would not be one.
fn is_code_name(name: &str) -> bool {
    const ENDINGS: [&str; 40] = [
        "c", "cc", "cpp", "css", "csv", "gif", "go", "gz", "h", "hpp", "html", "ico", "ipynb",
        "java", "jpeg", "jpg", "js", "jsx", "map", "md", "o", "pdf", "php", "png", "py", "pyc",
        "rb", "rds", "rs", "rst", "scss", "sh", "so", "sql", "svg", "ts", "tsx", "webp", "woff2",
        "xml",
    ];
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    ending.is_some_and(|ending| ENDINGS.binary_search(&ending).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn keys_are_known_by_their_names() {
        for name in [
            "secure-cookie-key",
            "cookie.key",
            "web.key",
            "plumber_cookie_key",
            "cookie-key.txt",
            "cookie.key.next",
            "web.key.retired-20261121T211200Z-1a2b3c4d",
            "COOKIE_KEY",
        ] {
            assert!(is_key_name(name), "{name}");
        }
        for name in [
            "cookie_key.R",
            "cookie-keys.md",
            "key",
            "monkey",
            "cookies.txt",
            "key.pem",
            "a.keynote",
            "keycookie",
        ] {
            assert!(!is_key_name(name), "{name}");
        }
    }

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
