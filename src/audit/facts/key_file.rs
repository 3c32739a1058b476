//! A key file under audit: the way to it, its facts, its bytes, all from one
//! look.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use crate::audit::facts::observation::relative;
use crate::audit::facts::rooted;
use crate::audit::facts::system::OsStrExt;
use crate::frameworks::Format;
use crate::keys::{Key, slots};
use crate::subject::trail::Trail;
use crate::subject::{Exposure, Kind, file_system};

/// How often a file that changes while it is looked at is looked at again.
const LOOKS: usize = 3;

/// A key file and everything that is known of it.
#[derive(Debug)]
pub struct KeyFile {
    /// The path as it was given or found.
    pub path: PathBuf,
    /// The format whose framework reads this very file.
    pub read_by: Option<&'static dyn Format>,
    /// The way to it and its facts.
    pub trail: Trail,
    /// Its bytes: of a regular file that may be read and is no larger than a
    /// key can be.
    pub key: Option<Key>,
    /// When the file was made, in seconds since 1970, if the file system
    /// knows.
    pub born: Option<i64>,
    /// Nobody may change or replace it: it is marked so on its file system.
    pub is_fixed: bool,
    /// How it is open to others than the expected owner.
    pub exposures: Vec<Exposure>,
    /// It is one node's copy of a key that all of them share.
    pub is_node: bool,
    /// A program, which is larger than a key can be.
    pub is_program: bool,
}

/// Why there is nothing to say of a path.
#[derive(Debug)]
pub enum Unseen {
    /// There is nothing.
    Missing,
    /// The system would not let us look.
    Refused(io::Error),
    /// It was another file each time.
    Changing,
}

impl KeyFile {
    /// Looks at a key file, again if it changed meanwhile. `owner` is who may
    /// have it besides root: root itself takes any owner.
    ///
    /// # Errors
    /// When there is nothing to look at, or it would not hold still.
    pub fn open(path: &Path, owner: u32) -> Result<KeyFile, Unseen> {
        for _ in 0..LOOKS {
            match KeyFile::look(path, owner) {
                Ok(Some(key)) => return Ok(key),
                Ok(None) => {}
                Err(error) => return Err(unseen(error)),
            }
        }
        Err(Unseen::Changing)
    }

    /// One look; `None` when the file changed meanwhile.
    fn look(path: &Path, owner: u32) -> io::Result<Option<KeyFile>> {
        let mut trail = rooted::trail(path)?;
        let key = match trail.subject.content() {
            Some(file) => match Key::read_from(file) {
                Ok(key) => key,
                Err(error) => {
                    trail.unread = Some(error);
                    None
                }
            },
            None => None,
        };
        let is_program = key.is_none() && trail.subject.content().is_some_and(starts_a_program);
        if !trail.subject.is_unchanged()? || !is_same(path, &trail)? {
            return Ok(None);
        }
        let exposures = trail.subject.exposures(owner);
        let born = trail.subject.born();
        let is_fixed = trail.subject.content().is_some_and(file_system::is_fixed);
        trail.subject.close();
        Ok(Some(KeyFile {
            path: path.to_owned(),
            read_by: None,
            born,
            is_fixed,
            exposures,
            key,
            trail,
            is_node: false,
            is_program,
        }))
    }

    /// The file as `--verbose` names it, by device and inode.
    pub fn identity(&self) -> String {
        let (device, inode) = self.trail.subject.identity;
        let path = crate::shell::shown(&self.trail.real);
        format!("examined {path} (device {device}, inode {inode})")
    }

    /// Whether there are bytes to judge.
    pub fn is_regular(&self) -> bool {
        self.trail.subject.kind == Kind::Regular
    }

    /// The directory that holds it, without links.
    pub fn directory(&self) -> &Path {
        self.trail.real.parent().unwrap_or(Path::new("/"))
    }

    /// The bytes without white space at the ends, where they are text.
    pub fn text(&self) -> Option<&[u8]> {
        Some(self.key.as_ref()?.bytes().trim_ascii())
    }

    /// Whether it is a slot of the key beside it, staged or retired, and no key
    /// of its own.
    pub fn is_slot(&self) -> bool {
        let name = self.path.file_name().unwrap_or_default();
        slots::split(name.as_bytes()).is_some()
    }

    /// Whether it is a retired slot.
    pub fn is_retired(&self) -> bool {
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        name.contains(".retired-")
    }
}

/// Whether bytes are those of a program that a system runs: ELF, Mach-O. What Windows runs
/// begins with two letters, which many a key does.
pub fn is_program(bytes: &[u8]) -> bool {
    const STARTS: [&[u8; 4]; 6] = [
        b"\x7fELF",
        b"\xfe\xed\xfa\xce",
        b"\xfe\xed\xfa\xcf",
        b"\xce\xfa\xed\xfe",
        b"\xcf\xfa\xed\xfe",
        b"\xca\xfe\xba\xbe",
    ];
    STARTS.iter().any(|it| bytes.starts_with(*it))
}

/// The same of a file that was read before.
fn starts_a_program(mut file: &File) -> bool {
    let mut start = [0; 4];
    let read = file.seek(SeekFrom::Start(0));
    let read = read.and_then(|_| file.read_exact(&mut start));
    read.is_ok() && is_program(&start)
}

/// What a baseline knows a key by: its place, and not what it is.
pub fn name_of(key: &KeyFile) -> String {
    format!("the key of {}", relative(&key.path).display())
}

/// The same of the key that it is a slot of: each rotation makes new names.
pub fn name_in_use(key: &KeyFile) -> String {
    let name = key.path.file_name().unwrap_or_default();
    match slots::split(name.as_bytes()) {
        Some((primary, _)) => {
            let path = key.path.with_file_name(OsStr::from_bytes(primary));
            format!("the key of {}", relative(&path).display())
        }
        None => name_of(key),
    }
}

/// Whether the name still leads to the file that was looked at.
fn is_same(path: &Path, trail: &Trail) -> io::Result<bool> {
    let now = rooted::stat(path)?;
    Ok(crate::subject::identity(&now) == trail.subject.identity)
}

fn unseen(error: io::Error) -> Unseen {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Unseen::Missing,
        _ => Unseen::Refused(error),
    }
}
