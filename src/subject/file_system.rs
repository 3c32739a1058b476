//! What a file system promises of the files on it: that modes mean something,
//! that what is written stays.

#[cfg(unix)]
use std::os::fd::AsFd;

/// What kind of promise a file system breaks or keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nature {
    /// Nothing known against it.
    Ordinary,
    /// It has no modes of its own: what is shown is made up when mounting.
    WithoutModes,
    /// A program decides what modes mean and whether they are kept.
    Program,
    /// It is gone after a reboot.
    Volatile,
    /// The upper layer of a container: gone with the container, except where
    /// a volume is mounted.
    Layer,
}

/// The file system that a file is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileSystem {
    /// Its name as `mount` knows it; a number where we do not.
    pub name: &'static str,
    /// What it promises.
    pub nature: Nature,
    /// It is mounted read-only.
    pub read_only: bool,
}

/// The file systems that break a promise, by the number that Linux gives them
/// (`include/uapi/linux/magic.h`, and the source of those without a line
/// there).
#[cfg(target_os = "linux")]
const KNOWN: [(u32, &str, Nature); 12] = [
    (0x4d44, "vfat", Nature::WithoutModes),
    (0x2011_bab0, "exfat", Nature::WithoutModes),
    (0x5346_544e, "ntfs", Nature::WithoutModes),
    (0x7366_746e, "ntfs3", Nature::WithoutModes),
    (0x0102_1997, "9p", Nature::WithoutModes),
    (0xff53_4d42, "cifs", Nature::WithoutModes),
    (0xfe53_4d42, "smb2", Nature::WithoutModes),
    (0x517b, "smbfs", Nature::WithoutModes),
    (0x6573_5546, "fuse", Nature::Program),
    (0x0102_1994, "tmpfs", Nature::Volatile),
    (0x8584_58f6, "ramfs", Nature::Volatile),
    (0x794c_7630, "overlay", Nature::Layer),
];

impl FileSystem {
    pub(super) const UNKNOWN: FileSystem = FileSystem {
        name: "unknown",
        nature: Nature::Ordinary,
        read_only: false,
    };

    /// The file system of what the descriptor is of.
    ///
    /// # Errors
    /// What the system says.
    #[cfg(target_os = "linux")]
    pub fn of(descriptor: &impl AsFd) -> rustix::io::Result<FileSystem> {
        use rustix::fs::{StatVfsMountFlags, fstatfs, fstatvfs};

        let flags = fstatvfs(descriptor)?.f_flag;
        // The kernel's numbers have 32 bits; the field is wider and signed.
        let magic = fstatfs(descriptor)?.f_type as u32;
        Ok(FileSystem {
            read_only: flags.contains(StatVfsMountFlags::RDONLY),
            ..FileSystem::by_magic(magic)
        })
    }

    /// The file system of what the descriptor is of: only Linux has numbers
    /// for them that are known here.
    ///
    /// # Errors
    /// Never.
    #[cfg(all(unix, not(target_os = "linux")))]
    pub fn of(_descriptor: &impl AsFd) -> rustix::io::Result<FileSystem> {
        Ok(FileSystem::UNKNOWN)
    }

    #[cfg(target_os = "linux")]
    fn by_magic(magic: u32) -> FileSystem {
        let known = KNOWN.iter().find(|(number, ..)| *number == magic);
        known.map_or(FileSystem::UNKNOWN, |&(_, name, nature)| FileSystem {
            name,
            nature,
            read_only: false,
        })
    }
}

/// Whether the file or directory is marked as immutable or append-only, so that
/// nobody can replace it. Where there are no such marks it is not.
#[cfg(target_os = "linux")]
pub fn is_fixed(file: &impl AsFd) -> bool {
    use rustix::fs::{IFlags, ioctl_getflags};

    let flags = ioctl_getflags(file);
    flags.is_ok_and(|it| it.intersects(IFlags::IMMUTABLE | IFlags::APPEND))
}

/// Other systems keep such marks elsewhere, where they are not read yet.
#[cfg(all(unix, not(target_os = "linux")))]
pub fn is_fixed(_file: &impl AsFd) -> bool {
    false
}

/// Windows has an access control list for it, which is judged as such.
#[cfg(windows)]
pub fn is_fixed<T>(_file: &T) -> bool {
    false
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use std::fs::File;

    #[test]
    fn numbers_are_known_by_name() {
        assert_eq!(FileSystem::by_magic(0x4d44).name, "vfat");
        assert_eq!(FileSystem::by_magic(0xef53), FileSystem::UNKNOWN);
    }

    #[test]
    fn the_file_system_of_a_descriptor_is_told() {
        if let Ok(shm) = File::open("/dev/shm") {
            assert_eq!(FileSystem::of(&shm).unwrap().nature, Nature::Volatile);
        }
    }
}
