//! Windows: paths instead of open folders, no numbers of users.

use std::borrow::Cow;
use std::env;
use std::ffi::{OsStr, OsString};
use std::fs::Metadata;
use std::path::{Path, PathBuf};

pub use crate::subject::stat::{canonical, fstat, is_nothing_or_link, link_stat, open, stat};
pub use crate::subject::trail::Facts as Subject;
pub use crate::subject::{OFlags, Stat};
pub use std::os::windows::io::OwnedHandle as OwnedFd;

/// As if it were root: nothing is judged by it.
pub fn user() -> u32 {
    0
}

/// Whether both are the same file or directory, whatever their names.
pub fn is_same(one: &Path, other: &Path) -> bool {
    let identity = |path: &Path| stat(path).map(|it| it.identity).ok();
    let one = identity(one);
    one.is_some() && one == identity(other)
}

/// Whether a file belongs to the user who runs this: what that decides is of Unix.
pub fn is_own(_facts: &Metadata) -> bool {
    true
}

/// Whether a file is a program that this user may run: its name says it.
pub fn is_program(path: &Path) -> bool {
    path.is_file()
}

/// What a program is called as a file.
pub fn program_name(name: &str) -> String {
    format!("{name}.exe")
}

/// What stands for a name that is no Unicode: no file here has it.
const NO_NAME: &str = "\u{fffd}";

/// Names as bytes, in UTF-8.
pub trait OsStrExt {
    /// Of these bytes.
    fn from_bytes(bytes: &[u8]) -> &OsStr;
    /// Its bytes.
    fn as_bytes(&self) -> &[u8];
}

impl OsStrExt for OsStr {
    fn from_bytes(bytes: &[u8]) -> &OsStr {
        OsStr::new(std::str::from_utf8(bytes).unwrap_or(NO_NAME))
    }

    fn as_bytes(&self) -> &[u8] {
        self.as_encoded_bytes()
    }
}

/// The same of names that are owned.
pub trait OsStringExt {
    /// Of these bytes.
    fn from_vec(bytes: Vec<u8>) -> OsString;
}

impl OsStringExt for OsString {
    fn from_vec(bytes: Vec<u8>) -> OsString {
        OsStr::from_bytes(&bytes).to_owned()
    }
}

/// The facts that Unix has by number: those of one user on one disk, and no inode,
/// as git has none here.
pub trait MetadataExt {
    /// Its disk.
    fn dev(&self) -> u64;
    /// Its number.
    fn ino(&self) -> u64;
    /// Its owner.
    fn uid(&self) -> u32;
    /// When it was written.
    fn mtime(&self) -> i64;
    /// Bytes of its content.
    fn size(&self) -> u64;
}

impl MetadataExt for Metadata {
    fn dev(&self) -> u64 {
        0
    }

    fn ino(&self) -> u64 {
        0
    }

    fn uid(&self) -> u32 {
        user()
    }

    fn mtime(&self) -> i64 {
        0
    }

    fn size(&self) -> u64 {
        self.len()
    }
}

/// The name of a file in the marks of a baseline: as on every other system, where
/// the same checkout is audited.
pub fn name_in_marks(path: &Path) -> Cow<'_, [u8]> {
    Cow::Owned(slashed(path).into_bytes())
}

fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// The name of a file in its work tree, as git has it.
pub fn name_in_git(name: &Path) -> PathBuf {
    PathBuf::from(slashed(name))
}

/// No file has a mode here.
pub fn mode(_mode: u32) -> String {
    String::new()
}

/// A variable that has a path.
fn path_in(name: &str) -> Option<PathBuf> {
    let value = env::var_os(name).filter(|it| !it.is_empty());
    value.map(PathBuf::from).filter(|it| it.is_absolute())
}

/// Where PowerShell keeps what was typed, below the folder for the settings of
/// programs, whichever version; and what R keeps in its home.
pub fn histories() -> Vec<PathBuf> {
    const POWERSHELL: &str = r"Microsoft\Windows\PowerShell\PSReadLine\ConsoleHost_history.txt";
    let powershell = path_in("APPDATA").map(|it| it.join(POWERSHELL));
    let r = home_of_r(None).map(|it| it.join(".Rhistory"));
    powershell.into_iter().chain(r).collect()
}

/// Where R reads the variables of all users is where R is, which is not known.
pub const R_SITE: [&str; 0] = [];
/// Nor is that of another.
pub const R_SITE_ELSEWHERE: [&str; 0] = [];
/// Nor are others that are beside it.
pub const R_VERSIONS: [(&str, &str); 0] = [];

/// The home of a user to R: what two variables say, or the documents.
pub fn home_of_r(_home: Option<&Path>) -> Option<PathBuf> {
    let told = path_in("R_USER").or_else(|| path_in("HOME"));
    told.or_else(crate::sys::documents)
}
