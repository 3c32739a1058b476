//! How commits are named, and what is to be decided about them.

use std::ffi::OsStr;
use std::path::Path;

use crate::audit::facts::rooted::quoted;
use crate::audit::facts::system::OsStrExt;
use crate::audit::scan::git::log::{Kept, Origin};

/// As much of a commit's name is shown.
const SHOWN_DIGITS: usize = 12;
/// So many commits are named.
const SHOWN_COMMITS: usize = 3;

/// What there is to do about the message of a commit.
pub const MESSAGE: &str = "rotate first; then decide whether to rewrite the messages of the \
     history (git filter-repo --replace-message), in a fresh clone, which everybody must clone \
     again";
/// The same about an archive that is here still, and once had it: no text of it can be
/// replaced.
pub const PACKED: &str = "rotate first; then decide whether to take that version of the file out \
     of the history (git filter-repo --strip-blobs-with-ids), in a fresh clone, which everybody \
     must clone again";
/// The same about that of a tag.
pub const TAG: &str = "rotate first; then decide whether to make the tag again without it: anyone \
     who has fetched the tag keeps it";

/// The same about a content that no commit has.
pub const LOOSE: &str = "rotate first; then decide whether it may stay until git clears away what \
     no branch and no tag has, which takes weeks (git help gc): a tag that names it (git tag \
     --points-at OBJECT) keeps it, and so does anyone who has fetched that tag";

/// How a key is fixed that is in a file which is here still, or that nobody
/// has published.
pub fn mended(kept: Kept) -> &'static str {
    match kept {
        Kept::Published => {
            "rotate first; then decide whether to rewrite the history (git filter-repo \
             --replace-text), in a fresh clone, which everybody must clone again"
        }
        Kept::Stash => {
            "rotate first; then decide whether anybody needs what is stashed: with it other work \
             goes as well, so look at it (git stash show -p) before it is dropped"
        }
        Kept::Note => {
            "rotate first; then decide whether anybody needs the notes: one that is removed is \
             still in their own history, and with anyone who has fetched them"
        }
        Kept::Nowhere => {
            "rotate first; then decide whether it may stay until git clears away what no branch \
             has, which takes weeks (git help gc): somebody may want that work back; a stash \
             that was dropped goes at once with all else that no branch and no reflog has (git gc \
             --prune=now)"
        }
        Kept::Staged => {
            "rotate first; then decide whether anybody needs what is staged: a commit would \
             publish it, and what is taken out (git restore --staged) stays in the repository for \
             weeks"
        }
    }
}

/// Where a key is besides.
pub fn also(kept: Kept) -> Option<&'static str> {
    match kept {
        Kept::Published | Kept::Nowhere => None,
        Kept::Stash => Some("in what is stashed"),
        Kept::Note => Some("in a note"),
        Kept::Staged => Some("in what is staged"),
    }
}

/// How files are taken out of all commits: a decision, for it cannot be undone,
/// and everybody who has a clone must make another.
pub fn rewriting(names: &[&[u8]]) -> String {
    let paths = names.iter().map(|name| {
        // A name that starts with a dash is no option behind the equals sign.
        let name = quoted(Path::new(OsStr::from_bytes(name)));
        format!(" --path={}", name.replacen("./-", "-", 1))
    });
    format!(
        "rotate first; then decide whether to rewrite the history, in a fresh clone, which \
         everybody must clone again: git filter-repo --invert-paths{}",
        paths.collect::<String>()
    )
}

/// Where commits are that are kept so, with their names, as the end of a sentence.
pub fn told_of(kept: Kept, origins: &[&Origin]) -> String {
    match kept {
        Kept::Published => told(origins),
        Kept::Stash => format!("what is stashed ({})", told(origins)),
        Kept::Note => format!("a note ({})", told(origins)),
        Kept::Nowhere => format!("{}, which no branch has", told(origins)),
        Kept::Staged => "what is staged".to_owned(),
    }
}

/// The commits by their names, the oldest first.
fn told(origins: &[&Origin]) -> String {
    let mut origins = origins.to_vec();
    origins.sort_by_key(|origin| std::cmp::Reverse(origin.age));
    let mut commits: Vec<&str> = origins.iter().map(|it| shortened(&it.commit)).collect();
    commits.dedup();
    let shown = commits[..commits.len().min(SHOWN_COMMITS)].join(", ");
    match commits.len().saturating_sub(SHOWN_COMMITS) {
        0 if commits.len() == 1 => format!("commit {shown}"),
        0 => format!("commits {shown}"),
        more => format!("commits {shown} and {more} more"),
    }
}

/// Those of them that are commits, as the start of a sentence.
pub fn commits<'a>(origins: impl Iterator<Item = &'a Origin>) -> Option<String> {
    let origins: Vec<&Origin> = origins.filter(|it| it.kept != Kept::Staged).collect();
    let oldest = origins
        .iter()
        .max_by_key(|it| (it.kept == Kept::Published, it.age))?;
    let mut commits: Vec<&str> = origins.iter().map(|it| &*it.commit).collect();
    commits.sort_unstable();
    commits.dedup();
    let first = shortened(&oldest.commit);
    Some(match commits.len() - 1 {
        0 => format!("commit {first} has it"),
        1 => format!("commit {first} and another one have it"),
        more => format!("commit {first} and {more} more have it"),
    })
}

/// The start of the name of an object.
pub fn shortened(object: &str) -> &str {
    object.get(..SHOWN_DIGITS).unwrap_or(object)
}
