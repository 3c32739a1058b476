//! Which directory an index is of.
//!
//! A repository that is given its work tree on the command line names it
//! nowhere. Its index does: it has of every file the inode, the size and the
//! time of the last change, so that git sees which have changed. A directory in
//! which a file of that name has all three is the work tree; that one of the
//! name is there would prove nothing.

use std::path::{Component, Path, PathBuf};

use crate::audit::facts::rooted;
use crate::audit::facts::system::MetadataExt;
use crate::audit::scan::git::command::Repository;

/// As much of an index is looked at: some hundred files, of which one that has
/// not changed is enough.
const MAX_BYTES: u64 = 64 * 1024;

/// What an index knows of a file.
#[derive(Debug, PartialEq, Eq)]
pub struct Entry {
    pub(crate) name: PathBuf,
    /// The time of the last change, in seconds.
    changed: i64,
    /// The lower 32 bits of both: there is no room for more.
    inode: u32,
    size: u32,
}

/// The first files of the index of a repository.
///
/// # Errors
/// Why they are not known.
pub fn entries(git: &Path, repository: &Path) -> Result<Vec<Entry>, String> {
    let around = repository.parent().unwrap_or(repository);
    let asked = Repository::new(git, around, Some(repository));
    let printed = asked.ask_for_start(&["ls-files", "-z", "--debug"], MAX_BYTES)?;
    Ok(read(&printed))
}

/// Whether a directory has one of these files, unchanged.
pub fn is_of(entries: &[Entry], directory: &Path) -> bool {
    entries.iter().any(|entry| {
        let facts = rooted::file_metadata(&directory.join(&entry.name));
        facts.is_some_and(|it| {
            // The casts cut off what the index has no room for.
            it.mtime() == entry.changed
                && it.ino() as u32 == entry.inode
                && it.size() as u32 == entry.size
        })
    })
}

/// Reads `git ls-files -z --debug`: a name and a NUL, then lines of facts. What
/// is cut off at the end is left out.
pub(crate) fn read(printed: &[u8]) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut rest = printed;
    while let Some(end) = rest.iter().position(|byte| *byte == 0) {
        let (name, facts) = (&rest[..end], &rest[end + 1..]);
        // Five lines of facts, the last of which ends before the next name.
        let mut ends = facts.iter().enumerate().filter(|(_, it)| **it == b'\n');
        let Some((last, _)) = ends.nth(4) else {
            break;
        };
        entries.extend(entry(name, &facts[..last]));
        rest = &facts[last + 1..];
    }
    entries
}

fn entry(name: &[u8], facts: &[u8]) -> Option<Entry> {
    use crate::audit::facts::system::OsStrExt;
    let name = PathBuf::from(std::ffi::OsStr::from_bytes(name));
    let is_below = name
        .components()
        .all(|it| matches!(it, Component::Normal(_)));
    let facts = std::str::from_utf8(facts).ok()?;
    let fact = |name: &str| {
        let mut words = facts.split([' ', '\t', '\n']).filter(|it| !it.is_empty());
        words.find(|word| *word == name)?;
        words.next()
    };
    let changed = fact("mtime:")?.split(':').next()?.parse().ok()?;
    let inode = fact("ino:")?.parse().ok()?;
    let size = fact("size:")?.parse().ok()?;
    // Files that were never looked at have no inode.
    (is_below && inode != 0).then_some(Entry {
        name,
        changed,
        inode,
        size,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FACTS: &str =
        "  ctime: 17:1\n  mtime: 18:2\n  dev: 3\tino: 4\n  uid: 0\tgid: 0\n  size: 65\tflags: 0\n";

    fn names(printed: &str) -> Vec<PathBuf> {
        read(printed.as_bytes())
            .into_iter()
            .map(|it| it.name)
            .collect()
    }

    #[test]
    fn an_index_is_read_as_far_as_it_was_printed() {
        let printed = format!("a key\0{FACTS}b\nc\0{FACTS}");
        assert_eq!(names(&printed), [Path::new("a key"), Path::new("b\nc")]);
        let entry = &read(printed.as_bytes())[0];
        assert_eq!((entry.changed, entry.inode, entry.size), (18, 4, 65));
        assert_eq!(names(&printed[..printed.len() - 2]), [Path::new("a key")]);
        assert_eq!(names(""), Vec::<PathBuf>::new());
    }

    #[test]
    fn what_leads_out_of_a_tree_or_was_never_looked_at_is_no_proof() {
        assert_eq!(names(&format!("../a\0{FACTS}")), Vec::<PathBuf>::new());
        assert_eq!(names(&format!("/a\0{FACTS}")), Vec::<PathBuf>::new());
        let never = FACTS.replace("ino: 4", "ino: 0");
        assert_eq!(names(&format!("a\0{never}")), Vec::<PathBuf>::new());
    }
}
