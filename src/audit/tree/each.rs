//! Visiting every file below a directory, in parallel and without following
//! links.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use ignore::{DirEntry, WalkBuilder, WalkState};

use super::holder::Holder;
use super::passed_over::is_passed_over;
use super::{Progress, Reach, undotted};

/// What a walk meets.
pub(super) enum Event<'a> {
    /// Anything that is no directory.
    File(&'a DirEntry),
    /// What could not be looked at, and why.
    Unread(PathBuf, String),
    /// A tree that is not entered.
    PassedOver(&'a Path),
    /// A directory with a `.git`, which is a file in some of them.
    Repository(&'a Path),
}

/// How often progress is told.
const STEP: u64 = 4096;

/// Tells `visit` of everything that it meets, on several threads; each has a
/// holder of its own. `before` is how many files were seen in earlier walks.
/// Returns how many there are here.
pub(super) fn each(
    root: &Path,
    reach: Reach,
    progress: &dyn Progress,
    before: u64,
    visit: &(dyn Fn(Event, &mut Holder) + Sync),
) -> u64 {
    let files = &AtomicU64::new(0);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let walker = WalkBuilder::new(root)
        .standard_filters(false)
        .follow_links(false)
        .threads(threads)
        .build_parallel();
    walker.run(|| {
        let mut holder = Holder::default();
        Box::new(move |entry| {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    let (path, why) = unread(root, &error);
                    visit(Event::Unread(undotted(&path), why), &mut holder);
                    return WalkState::Continue;
                }
            };
            let Some(kind) = entry.file_type() else {
                return WalkState::Continue;
            };
            if entry.depth() > 0 && entry.file_name() == ".git" {
                let tree = entry.path().parent().unwrap_or(root);
                visit(Event::Repository(tree), &mut holder);
            }
            if kind.is_dir() {
                // Depth 0 is the directory that was asked for, whatever it is.
                let is_own = reach == Reach::Own && entry.depth() > 0;
                if is_own && is_passed_over(entry.path()) {
                    visit(Event::PassedOver(entry.path()), &mut holder);
                    return WalkState::Skip;
                }
                return WalkState::Continue;
            }
            let count = before + files.fetch_add(1, Ordering::Relaxed) + 1;
            if count.is_multiple_of(STEP) {
                progress.files(count);
            }
            visit(Event::File(&entry), &mut holder);
            WalkState::Continue
        })
    });
    files.load(Ordering::Relaxed)
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
