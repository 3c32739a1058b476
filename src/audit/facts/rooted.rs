//! Paths as the system that is audited resolves them: this machine, or an
//! unpacked image (`--root`).
//!
//! In an image an absolute link, or `..`, leads to a place in the image. The
//! kernel knows nothing of that and would take the host's file: it would be
//! judged, and its content read, in the image's stead. So nothing in the audit
//! opens a path, lists a directory or asks for facts but through this module;
//! `tests/layers.rs` holds it to that. The image is one for the whole process,
//! so that no call can forget it.

#[cfg_attr(windows, path = "rooted/entries_of_windows.rs")]
mod entries;

use std::borrow::Cow;
use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

pub use self::entries::{Entries, Entry};
use crate::audit::facts::system::{self, OFlags, OwnedFd, Stat, Subject};
use crate::subject::Kind;
use crate::subject::trail::{Found, Trail, real_in};

/// The image, if one is audited.
static IMAGE: OnceLock<Image> = OnceLock::new();

/// An unpacked image.
struct Image {
    /// Its directory, as it was given.
    path: PathBuf,
    /// The same without links.
    real: PathBuf,
}

/// From now on paths below this directory are those of an image.
pub fn enter(image: &Path) {
    // A second image would be a second audit, which is another process.
    let _ = IMAGE.set(Image {
        path: image.to_owned(),
        real: system::canonical(image).unwrap_or_else(|_| image.to_owned()),
    });
}

/// Whether the path without links to a directory leads to that very directory:
/// `/proc/PID/root` of a process with mounts of its own reads as `/`, which is
/// ours.
pub fn is_found_by_name(directory: &Path) -> bool {
    let named = system::canonical(directory);
    named.is_ok_and(|it| system::is_same(&it, directory))
}

/// Whether an image is audited.
pub fn is_image() -> bool {
    IMAGE.get().is_some()
}

/// A path that can be given to the kernel: one in the image has no link any
/// more that could lead out of it.
///
/// # Errors
/// When there are too many links, or a directory on the way may not be entered.
pub fn resolved(path: &Path) -> io::Result<Cow<'_, Path>> {
    match IMAGE.get().filter(|image| is_below(image, path)) {
        None => Ok(Cow::Borrowed(path)),
        Some(image) => real_in(&image.path, path).map(Cow::Owned),
    }
}

/// Whether a path is one of the image: any other is the host's.
fn is_below(image: &Image, path: &Path) -> bool {
    let path = std::path::absolute(path);
    path.is_ok_and(|path| path.starts_with(&image.path) || path.starts_with(&image.real))
}

/// A path without links as the audited system has it: below the root of the
/// image, if there is one.
pub fn inner(path: &Path) -> PathBuf {
    let inner = IMAGE.get().and_then(|it| path.strip_prefix(&it.real).ok());
    inner.map_or_else(|| path.to_owned(), |inner| Path::new("/").join(inner))
}

/// A path as a word of a command that is run on the host, where a link of the
/// image would lead to another file: it is named without links then.
pub fn quoted(path: &Path) -> String {
    crate::shell::quoted(&without_links(path))
}

/// The same of a key, where a SPEC is taken.
pub fn path_word(path: &Path) -> String {
    crate::keys::spec::path_word(&without_links(path))
}

fn without_links(path: &Path) -> Cow<'_, Path> {
    let real = match IMAGE.get() {
        // Other words of a command are quoted, too: a script is no path.
        Some(_) if path.is_absolute() || is_there(path) => resolved(path).ok(),
        _ => None,
    };
    real.unwrap_or(Cow::Borrowed(path))
}

/// What a path of the image leads to, or a link that is its last name; `None` of
/// one of the host. It is held by descriptors from the root of the image on, so
/// that no folder that is swapped for a link meanwhile leads out.
fn found(path: &Path, follows: bool) -> io::Result<Option<Found>> {
    let image = IMAGE.get().filter(|image| is_below(image, path));
    image
        .map(|image| Found::walk_in(&image.path, path, follows))
        .transpose()
}

/// Whether a path of the image has a link in it, which another program of this
/// machine would follow here.
pub fn leads_out(path: &Path) -> bool {
    let Some(image) = IMAGE.get().filter(|image| is_below(image, path)) else {
        return false;
    };
    let direct = std::path::absolute(path).ok();
    let inner = direct
        .as_deref()
        .and_then(|it| it.strip_prefix(&image.path).ok());
    let plain = inner.map(|inner| image.real.join(inner));
    match (resolved(path), plain) {
        (Ok(resolved), Some(plain)) => {
            let is_direct = *resolved == plain || Some(&*resolved) == direct.as_deref();
            !is_direct
        }
        _ => true,
    }
}

/// The place of a path that stands in a text of `folder`: an absolute one is of
/// the image, if there is one.
pub fn told_in(folder: &Path, path: impl AsRef<Path>) -> PathBuf {
    let path = path.as_ref();
    match (IMAGE.get(), path.strip_prefix("/")) {
        (Some(image), Ok(inner)) => image.path.join(inner),
        _ => folder.join(path),
    }
}

/// A path without links and the directories above it: in an image none of the
/// host's.
pub fn ancestors(path: &Path) -> impl Iterator<Item = &Path> {
    let image = IMAGE.get().filter(|image| is_below(image, path));
    let is_within = move |above: &&Path| {
        image.is_none_or(|it| above.starts_with(&it.path) || above.starts_with(&it.real))
    };
    path.ancestors().take_while(is_within)
}

/// Opens what a path leads to.
///
/// # Errors
/// What the system says.
pub fn open(path: &Path, flags: OFlags) -> io::Result<OwnedFd> {
    match found(path, !flags.contains(OFlags::NOFOLLOW))? {
        None => system::open(path, flags),
        Some(found) => found.open(flags),
    }
}

/// What a path leads to, with its facts.
///
/// # Errors
/// As of [`Subject::open`].
pub fn subject(path: &Path) -> io::Result<Subject> {
    let Some(image) = IMAGE.get().filter(|image| is_below(image, path)) else {
        return Subject::open(path);
    };
    let trail = Trail::walk_in(&image.path, path)?;
    match trail.unread {
        Some(error) => Err(error),
        None => Ok(trail.subject),
    }
}

/// The way to what a path leads to.
///
/// # Errors
/// As of [`Trail::walk`].
pub fn trail(path: &Path) -> io::Result<Trail> {
    let Some(image) = IMAGE.get() else {
        return Trail::walk(path);
    };
    let mut trail = Trail::walk_in(&image.path, path)?;
    if !trail.hops.is_empty() {
        // What the report asks for is done on the host.
        trail.subject.path.clone_from(&trail.real);
    }
    Ok(trail)
}

/// The facts of what a path leads to, as the kernel has them.
///
/// # Errors
/// What the system says.
pub fn stat(path: &Path) -> io::Result<Stat> {
    match found(path, true)? {
        None => system::stat(path),
        Some(found) => Ok(found.stat),
    }
}

/// The facts of what a path leads to.
///
/// # Errors
/// What the system says.
pub fn metadata(path: &Path) -> io::Result<Metadata> {
    match found(path, true)? {
        None => path.metadata(),
        Some(found) => found.metadata(),
    }
}

/// The facts of what has this path, a link among them.
///
/// # Errors
/// What the system says.
pub fn link_metadata(path: &Path) -> io::Result<Metadata> {
    match found(path, false)? {
        None => path.symlink_metadata(),
        Some(found) => found.metadata(),
    }
}

/// Whether anything has this path.
pub fn is_there(path: &Path) -> bool {
    link_metadata(path).is_ok()
}

/// Whether a path leads to anything.
pub fn exists(path: &Path) -> bool {
    metadata(path).is_ok()
}

/// Whether a path leads to a regular file.
pub fn is_file(path: &Path) -> bool {
    metadata(path).is_ok_and(|it| it.is_file())
}

/// Whether a path leads to a directory.
pub fn is_dir(path: &Path) -> bool {
    metadata(path).is_ok_and(|it| it.is_dir())
}

/// Whether a link has this path.
pub fn is_link(path: &Path) -> bool {
    link_metadata(path).is_ok_and(|it| it.is_symlink())
}

/// The facts of a regular file that has this path, and is not behind a link.
pub fn file_metadata(path: &Path) -> Option<Metadata> {
    link_metadata(path).ok().filter(Metadata::is_file)
}

/// The path without links to what this one leads to.
///
/// # Errors
/// What the system says.
pub fn canonical(path: &Path) -> io::Result<PathBuf> {
    match found(path, true)? {
        None => system::canonical(path),
        Some(found) => Ok(found.real),
    }
}

/// What a directory holds, read as it is needed: there may be millions.
///
/// # Errors
/// What the system says.
pub fn read_dir(directory: &Path) -> io::Result<Entries> {
    let directory = match directory.as_os_str().is_empty() {
        true => Path::new("."),
        false => directory,
    };
    #[cfg(unix)]
    let directory = open(
        directory,
        OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC,
    )?;
    Entries::of(directory)
}

/// The paths of what a directory holds, below the path that was asked for; none
/// of one that cannot be listed.
pub fn paths(directory: &Path) -> impl Iterator<Item = PathBuf> {
    let entries = read_dir(directory).into_iter().flatten().flatten();
    entries.map(move |it| directory.join(it.file_name()))
}

/// What a walk has met, as it says itself.
pub fn kind(entry: &ignore::DirEntry) -> Kind {
    match entry.file_type() {
        Some(kind) if kind.is_file() => Kind::Regular,
        Some(kind) if kind.is_dir() => Kind::Directory,
        Some(kind) if kind.is_symlink() => Kind::Link,
        _ => Kind::Unknown,
    }
}
