//! Trees that a walk skips: what tools fetch and make, and histories.
//!
//! They hold thousands of files and no one's keys, but a name alone makes none
//! of them: a folder of keys may be called `target`. So each is skipped
//! only where it is what its name says, by what its tool puts into it or
//! beside it.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::audit::facts::rooted;
use crate::audit::facts::system::OFlags;

/// How a tag starts that marks a directory as a cache
/// (<https://bford.info/cachedir/>). Cargo puts it into its own.
const CACHE_TAG: &[u8] = b"Signature: 8a477f597d28d172789f06886806bc55";

/// The folders of version control, and what is in each of them.
const HISTORIES: [(&str, &[&str]); 3] = [
    (".git", &["HEAD", "objects"]),
    (".hg", &["requires"]),
    (".svn", &["wc.db"]),
];

/// Whether the directory is one that is skipped.
pub(super) fn is_passed_over(directory: &Path) -> bool {
    let name = directory.file_name().and_then(|name| name.to_str());
    let has = |name: &str| is_there(&directory.join(name));
    let beside = |name: &str| is_there(&directory.with_file_name(name));
    match name {
        Some("target") => beside("Cargo.toml") || is_cache(directory),
        Some("node_modules") => beside("package.json") || has(".package-lock.json"),
        Some(".venv") => has("pyvenv.cfg"),
        Some(name) => HISTORIES
            .iter()
            .any(|(history, marks)| name == *history && marks.iter().all(|mark| has(mark))),
        None => false,
    }
}

/// Whether a path leads into the folder of a version control, where many a
/// file is hex digits and none of them a key.
pub(super) fn is_history(path: &Path) -> bool {
    let is_one = |name: &std::ffi::OsStr| HISTORIES.iter().any(|(history, _)| name == *history);
    path.iter().any(is_one)
}

fn is_there(path: &Path) -> bool {
    rooted::is_there(path)
}

fn is_cache(directory: &Path) -> bool {
    let mut start = [0; CACHE_TAG.len()];
    let file = directory.join("CACHEDIR.TAG");
    // Not a pipe, which would make it wait.
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let read = rooted::file_metadata(&file).map(|_| {
        File::from(rooted::open(&file, flags).ok()?)
            .read_exact(&mut start)
            .ok()
    });
    matches!(read, Some(Some(()))) && start == CACHE_TAG
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_name_alone_is_not_what_a_tool_made() {
        let folder = tempfile::tempdir().unwrap();
        for (name, marks) in [
            ("target", &["target/CACHEDIR.TAG"][..]),
            ("target", &["Cargo.toml"]),
            ("node_modules", &["package.json"]),
            ("node_modules", &["node_modules/.package-lock.json"]),
            (".venv", &[".venv/pyvenv.cfg"]),
            (".git", &[".git/HEAD", ".git/objects"]),
            (".hg", &[".hg/requires"]),
            (".svn", &[".svn/wc.db"]),
        ] {
            let project = folder
                .path()
                .join(format!("of {}", marks[0].replace('/', "-")));
            fs::create_dir_all(project.join(name)).unwrap();
            assert!(!is_passed_over(&project.join(name)), "{name}");
            for mark in marks {
                fs::write(project.join(mark), CACHE_TAG).unwrap();
            }
            assert!(is_passed_over(&project.join(name)), "{name} {marks:?}");
            let is_in_history = is_history(&project.join(name).join("a"));
            assert_eq!(is_in_history, HISTORIES.iter().any(|it| it.0 == name));
        }
        let other = folder.path().join("target");
        fs::create_dir(&other).unwrap();
        fs::write(other.join("CACHEDIR.TAG"), "something else").unwrap();
        assert!(!is_passed_over(&other));
        assert!(!is_passed_over(Path::new("/")));
    }
}
