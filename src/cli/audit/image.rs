//! `--root`: the unpacked image that is audited instead of this system.

use std::path::{Path, PathBuf};

use crate::audit;
use crate::error::{Error, Result};
use crate::shell::shown;

/// Resolves all that follows in this directory, which must be one by its own name.
///
/// # Errors
/// When it is no directory, or its name leads elsewhere.
pub fn enter(root: &Path) -> Result<PathBuf> {
    let root = std::path::absolute(root);
    let root = root.map_err(|error| Error::could_not(format!("--root: {error}")))?;
    if !root.is_dir() {
        return Err(
            Error::could_not(format!("--root: {} is no directory", shown(&root)))
                .hint("unpack the image there first: docker export CONTAINER | tar -x -C DIR"),
        );
    }
    // The link of a process leads to another tree than its name says.
    if !audit::rooted::is_found_by_name(&root) {
        return Err(Error::could_not(format!(
            "--root: {} leads to another place than it names",
            shown(&root)
        ))
        .hint("run the audit in there, or unpack the image first: docker export CONTAINER | tar -x -C DIR"));
    }
    audit::rooted::enter(&root);
    Ok(root)
}
