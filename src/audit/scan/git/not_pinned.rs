//! No image is audited on Windows, and no directory of one held.

use std::convert::Infallible;
use std::path::PathBuf;

use crate::audit::scan::git::command::Repository;

/// There is none.
pub struct Pinned(Infallible);

impl Repository<'_> {
    /// Its directories, if it is of an image: none is.
    #[allow(clippy::unnecessary_wraps, reason = "as it is on Unix")]
    pub(super) fn pinned(&self) -> Result<Option<&Pinned>, String> {
        Ok(None)
    }
}

impl Pinned {
    pub(super) fn tree(&self) -> PathBuf {
        match self.0 {}
    }

    pub(super) fn repository(&self) -> PathBuf {
        match self.0 {}
    }
}
