//! Where a finding is, to the character.

use std::path::{Path, PathBuf};

use crate::audit::facts::lines::Place;

/// A place that a finding is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// The file.
    pub path: PathBuf,
    /// The line in it, from 1 on.
    pub line: Option<usize>,
    /// The character in its line, from 1 on.
    pub column: Option<usize>,
    /// The commit that has it so.
    pub commit: Option<String>,
}

impl Location {
    /// A file.
    pub fn of(path: &Path) -> Location {
        Location {
            path: path.to_owned(),
            line: None,
            column: None,
            commit: None,
        }
    }

    /// A line of a file.
    pub fn line(path: &Path, line: usize) -> Location {
        Location {
            line: Some(line),
            ..Location::of(path)
        }
    }

    /// Where a part of a text starts, which is at this place.
    pub fn within(path: &Path, text: &[u8], start: usize, place: Place) -> Location {
        // To count what is before in a line of megabytes, for each key in it,
        // would take as long as nobody waits.
        const MOST: usize = 4096;
        let before = (place.column <= MOST).then(|| &text[start - place.column..start]);
        Location {
            column: before.map(|it| String::from_utf8_lossy(it).chars().count() + 1),
            ..Location::line(path, place.line)
        }
    }

    /// A file of a commit.
    pub fn in_commit(path: &Path, commit: &str) -> Location {
        Location {
            commit: Some(commit.to_owned()),
            ..Location::of(path)
        }
    }
}
