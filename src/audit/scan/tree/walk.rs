//! Visiting every file below a directory, in parallel and without following
//! links.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use ignore::{DirEntry, WalkBuilder};

use super::skip_rules::is_passed_over;
use super::worker::Holder;
use super::{Progress, Reach, lock, undotted};
use crate::audit::facts::exclude::Exclude;
use crate::audit::facts::rooted;
use crate::subject::Kind;
use crate::threads;

/// What a walk meets.
pub(super) enum Event<'a> {
    /// Anything that is no directory.
    File(&'a DirEntry),
    /// What could not be looked at, and why.
    Unread(PathBuf, String),
    /// A tree that is not entered.
    PassedOver(&'a Path),
    /// What the command line leaves out.
    Excluded(&'a Path),
    /// A directory with a `.git`, which is a file in some of them, or a
    /// repository without a work tree.
    Repository(&'a Path),
}

/// How often progress is shown.
const STEP: u64 = 4096;
/// How much of the walk a thread takes at once.
const SHARE: usize = 64;

/// Tells `visit` of everything that it meets, on several threads; each has a
/// holder of its own. `before` is how many files were seen in earlier walks.
/// Returns how many there are here.
///
/// One thread at a time lists, for listing is little beside looking at files.
/// The library's own parallel walk cannot do with fewer threads than it asks
/// for: where the system has none left, the process would end.
pub(super) fn each(
    root: &Path,
    reach: Reach,
    exclude: &Exclude,
    progress: &dyn Progress,
    before: u64,
    visit: &(dyn Fn(Event, &mut Holder) + Sync),
) -> u64 {
    let files = AtomicU64::new(0);
    let passed_over: Arc<Mutex<Vec<PathBuf>>> = Arc::default();
    let skipped = Arc::clone(&passed_over);
    let excluded: Arc<Mutex<Vec<PathBuf>>> = Arc::default();
    let left_out = Arc::clone(&excluded);
    // What cannot be resolved is shown as it was asked for.
    let start = rooted::resolved(root).unwrap_or(Cow::Borrowed(root));
    let patterns = exclude.below(&start);
    let walk = WalkBuilder::new(&*start)
        .standard_filters(false)
        .follow_links(false)
        .filter_entry(move |entry| {
            // Depth 0 is the directory that was asked for, whatever it is.
            let is_own = reach == Reach::Own && entry.depth() > 0;
            let is_directory = rooted::kind(entry) == Kind::Directory;
            let is_below = !patterns.is_empty() && entry.depth() > 0;
            if is_below && patterns.matched(entry.path(), is_directory).is_ignore() {
                lock(&left_out).push(entry.path().to_owned());
                return false;
            }
            let is_skipped = is_own && is_directory && is_passed_over(entry.path());
            if is_skipped {
                lock(&skipped).push(entry.path().to_owned());
            }
            !is_skipped
        })
        .build();
    let walk = Mutex::new(walk);
    threads::share(threads::cores(), &|| {
        let mut holder = Holder::default();
        loop {
            let share: Vec<_> = lock(&walk).by_ref().take(SHARE).collect();
            if share.is_empty() {
                return;
            }
            for entry in share {
                let entry = match entry {
                    Ok(entry) => entry,
                    Err(error) => {
                        let (path, why) = unread(root, &error);
                        if !is_seen(&path) {
                            continue;
                        }
                        visit(Event::Unread(undotted(&path), why), &mut holder);
                        continue;
                    }
                };
                if !holder.has(&entry) {
                    continue;
                }
                if entry.depth() > 0 {
                    tell_repository(entry.path(), visit, &mut holder);
                }
                if let Some(bare) = bare_repository(&entry) {
                    visit(Event::Repository(bare), &mut holder);
                }
                if entry.file_type().is_none() || rooted::kind(&entry) == Kind::Directory {
                    continue;
                }
                let count = before + files.fetch_add(1, Ordering::Relaxed) + 1;
                if count.is_multiple_of(STEP) {
                    progress.files(count);
                }
                visit(Event::File(&entry), &mut holder);
            }
        }
    });
    let mut holder = Holder::default();
    for path in lock(&passed_over).iter().filter(|it| is_seen(it)) {
        tell_repository(path, visit, &mut holder);
        visit(Event::PassedOver(path), &mut holder);
    }
    for path in lock(&excluded).iter() {
        visit(Event::Excluded(path), &mut holder);
    }
    files.into_inner()
}

/// Whether a path that the walk gives is one of what is audited: in an image
/// a folder may have been a link to the host's when it was listed.
fn is_seen(path: &Path) -> bool {
    !rooted::is_image() || rooted::is_there(path)
}

fn tell_repository(path: &Path, visit: &(dyn Fn(Event, &mut Holder) + Sync), holder: &mut Holder) {
    if path.file_name().is_some_and(|name| name == ".git")
        && let Some(tree) = path.parent()
    {
        visit(Event::Repository(tree), holder);
    }
}

/// The directory of an entry that only repositories have, if it is one without a
/// work tree: a `.git` is reported by its name.
fn bare_repository(entry: &DirEntry) -> Option<&Path> {
    if entry.file_name() != "HEAD" || rooted::kind(entry) != Kind::Regular {
        return None;
    }
    let directory = entry.path().parent()?;
    let mut names = directory.components().map(|it| it.as_os_str());
    let is_inner = names.any(|it| it == ".git");
    let has = |name: &str| rooted::is_dir(&directory.join(name));
    (!is_inner && has("objects") && has("refs")).then_some(directory)
}

fn unread(root: &Path, error: &ignore::Error) -> (PathBuf, String) {
    let path = match error {
        ignore::Error::WithPath { path, .. } => path.clone(),
        ignore::Error::WithDepth { err, .. } => return unread(root, err),
        _ => root.to_owned(),
    };
    // The walk wraps what the system said in words of its own.
    let said = error.io_error().map(|error| {
        let inner = error.get_ref().and_then(|it| it.source());
        inner.and_then(|it| it.downcast_ref()).unwrap_or(error)
    });
    let why = said.map_or_else(|| "it cannot be listed".to_owned(), crate::error::reason_of);
    (path, why)
}
