//! Unix, which the audit was written for.

use std::borrow::Cow;
use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, Mode, openat};
use rustix::io::Errno;

pub use crate::subject::Subject;
pub use rustix::fs::{OFlags, Stat, fstat};
pub use std::os::fd::OwnedFd;
pub use std::os::unix::ffi::{OsStrExt, OsStringExt};
pub use std::os::unix::fs::MetadataExt;

/// The number of the user who runs this.
pub fn user() -> u32 {
    rustix::process::geteuid().as_raw()
}

/// Opens what a path leads to.
pub fn open(path: &Path, flags: OFlags) -> io::Result<OwnedFd> {
    Ok(openat(CWD, path, flags, Mode::empty())?)
}

/// The facts of what a path leads to.
pub fn stat(path: &Path) -> io::Result<Stat> {
    Ok(rustix::fs::stat(path)?)
}

/// Whether both are the same file or directory, whatever their names.
pub fn is_same(one: &Path, other: &Path) -> bool {
    let identity = |path: &Path| path.metadata().map(|it| (it.dev(), it.ino())).ok();
    let one = identity(one);
    one.is_some() && one == identity(other)
}

/// The path without links to what this one leads to.
pub fn canonical(path: &Path) -> io::Result<PathBuf> {
    path.canonicalize()
}

/// Whether a file belongs to the user who runs this.
pub fn is_own(facts: &Metadata) -> bool {
    facts.uid() == user()
}

/// Whether it says that nothing is there, or a link where none is followed.
pub fn is_nothing_or_link(error: &io::Error) -> bool {
    let errno = Errno::from_io_error(error);
    errno.is_some_and(|it| [Errno::NOENT, Errno::LOOP].contains(&it))
}

/// Whether a file is a program that this user may run.
pub fn is_program(path: &Path) -> bool {
    rustix::fs::access(path, rustix::fs::Access::EXEC_OK).is_ok()
}

/// What a program is called as a file.
pub fn program_name(name: &str) -> String {
    name.to_owned()
}

/// The name of a file in the marks of a baseline.
pub fn name_in_marks(path: &Path) -> Cow<'_, [u8]> {
    Cow::Borrowed(path.as_os_str().as_bytes())
}

/// A mode behind what has it.
pub fn mode(mode: u32) -> String {
    format!(" (mode {mode:04o})")
}

/// Histories of this user that are in no home.
pub fn histories() -> Vec<PathBuf> {
    vec![]
}

/// Where R reads the variables of all users.
pub const R_SITE: [&str; 2] = ["/etc/R/Renviron.site", "/usr/lib/R/etc/Renviron.site"];
/// The same of an R that was built or packaged in another way.
pub const R_SITE_ELSEWHERE: [&str; 3] = [
    "/usr/lib64/R/etc/Renviron.site",
    "/usr/local/lib/R/etc/Renviron.site",
    "/Library/Frameworks/R.framework/Resources/etc/Renviron.site",
];
/// Where several R are installed beside one another, and where the folder is in each that
/// has such a file.
pub const R_VERSIONS: [(&str, &str); 1] = [("/opt/R", "lib/R/etc")];

/// The home of a user to R.
pub fn home_of_r(home: Option<&Path>) -> Option<PathBuf> {
    home.map(Path::to_owned)
}

/// The name of a file in its work tree, as git has it.
pub fn name_in_git(name: &Path) -> PathBuf {
    name.to_owned()
}
