//! Which files of the index are in no commit yet: those are not published, and no history
//! has to be rewritten for them.

use std::collections::HashSet;
use std::ffi::OsString;

use super::PATHS_AT_ONCE;
use super::command::Repository;

/// Commits that a merge and its kin are about, which no branch may have.
const UNDER_WAY: [&str; 3] = ["MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD"];

impl Repository<'_> {
    /// The names among these, which the index has, of files that no commit has or had: not
    /// on a branch, nor stashed, nor amended.
    ///
    /// # Errors
    /// Why it is not known.
    pub fn in_no_commit(&self, names: &HashSet<OsString>) -> Result<HashSet<OsString>, String> {
        let mut left = names.clone();
        // Most are in the last commit, which is known at once; the first one has none before.
        let tree = [
            "--literal-pathspecs",
            "ls-tree",
            "-z",
            "--name-only",
            "HEAD",
            "--",
        ];
        self.take_out(&tree, &mut left)?;
        let log = [
            "--literal-pathspecs",
            "log",
            "--all",
            "--reflog",
            "--ignore-missing",
        ];
        let shown = [
            "--full-history",
            "-c",
            "--format=",
            "--name-only",
            "--no-renames",
            "-z",
        ];
        let log = [&log[..], &shown, &UNDER_WAY, &["--"]].concat();
        self.take_out(&log, &mut left)?;
        Ok(left)
    }

    /// Takes out the names that a command prints of those that it is given.
    fn take_out(&self, command: &[&str], left: &mut HashSet<OsString>) -> Result<(), String> {
        let mut names: Vec<OsString> = left.iter().cloned().collect();
        names.sort();
        for some in names.chunks(PATHS_AT_ONCE) {
            let answer = self.ask(command, some.iter().map(OsString::as_os_str))?;
            let is_unborn = command.contains(&"ls-tree") && !answer.succeeded;
            if !answer.succeeded && !is_unborn {
                return Err(answer.reason());
            }
            for name in answer.names() {
                // A line feed stands between a commit and its names.
                let name = name.as_encoded_bytes();
                let name = name.strip_prefix(b"\n").unwrap_or(name);
                left.retain(|it: &OsString| it.as_encoded_bytes() != name);
            }
        }
        Ok(())
    }
}
