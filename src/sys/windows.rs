//! The calls of Windows that `std` does not make for us: who owns a file and whom
//! its access control list lets in, a file that is made with such a list, a new name
//! that takes the place of no other, the names of the credential store, and a lock
//! that programs share.
#![allow(unsafe_code)]

mod credentials;
mod mutex;
mod security;

use std::ffi::c_void;
use std::fs::File;
use std::io;
use std::os::windows::ffi::{OsStrExt, OsStringExt};
use std::os::windows::io::{AsRawHandle, FromRawHandle};
use std::path::{Path, PathBuf};
use std::ptr::null_mut;

use windows_sys::Win32::Foundation::{
    GENERIC_READ, GENERIC_WRITE, INVALID_HANDLE_VALUE, LocalFree,
};
use windows_sys::Win32::Security::SECURITY_ATTRIBUTES;
use windows_sys::Win32::Storage::FileSystem::{
    BY_HANDLE_FILE_INFORMATION, CREATE_NEW, CreateFileW, FILE_ATTRIBUTE_DIRECTORY,
    FILE_FLAG_OPEN_REPARSE_POINT, FILE_TYPE_CHAR, FILE_TYPE_DISK, FILE_TYPE_PIPE,
    GetFileInformationByHandle, GetFileType, GetFinalPathNameByHandleW,
    GetVolumeInformationByHandleW, MOVEFILE_REPLACE_EXISTING, MOVEFILE_WRITE_THROUGH, MoveFileExW,
    ReplaceFileW,
};
use windows_sys::Win32::System::Com::CoTaskMemFree;
use windows_sys::Win32::System::Console::{
    ENABLE_VIRTUAL_TERMINAL_PROCESSING, GetConsoleMode, GetStdHandle, STD_ERROR_HANDLE,
    STD_OUTPUT_HANDLE, SetConsoleMode,
};
use windows_sys::Win32::System::SystemServices::FILE_PERSISTENT_ACLS;
use windows_sys::Win32::UI::Shell::{FOLDERID_Documents, SHGetKnownFolderPath};
use windows_sys::core::PWSTR;

use zeroize::Zeroizing;

pub use credentials::{Credential, credentials};
pub use mutex::Mutex;
pub use security::{Entry, Grant, Security, account, is_administrator, security, user};

/// The longest path, in UTF-16 units, that every call takes as it is: a folder's
/// has to leave room for a name of the old kind behind it.
const MAX_PLAIN_PATH: usize = 247;
/// Room for every path that there is.
const MAX_PATH_UNITS: usize = 32 * 1024;

/// Memory that a call of the system gave, and that goes back to it.
struct Local(*mut c_void);

impl Drop for Local {
    fn drop(&mut self) {
        // SAFETY: the pointer is of a call whose result is freed with this one,
        // or null, which it takes; nothing refers to it any more.
        unsafe {
            LocalFree(self.0);
        }
    }
}

/// What an open handle is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandleKind {
    /// A file or a folder.
    Disk,
    /// A console, a port, `NUL`.
    Device,
    /// A pipe or a socket.
    Pipe,
    /// None of these.
    Unknown,
}

/// What a handle is of.
pub fn handle_kind(file: &impl AsRawHandle) -> HandleKind {
    // SAFETY: the handle is open as long as `file` is borrowed.
    match unsafe { GetFileType(file.as_raw_handle()) } {
        FILE_TYPE_DISK => HandleKind::Disk,
        FILE_TYPE_CHAR => HandleKind::Device,
        FILE_TYPE_PIPE => HandleKind::Pipe,
        _ => HandleKind::Unknown,
    }
}

/// Which file it is, whatever its names: the number of its volume and its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identity {
    volume: u32,
    index: u64,
}

impl Identity {
    /// Both numbers.
    pub fn numbers(self) -> (u64, u64) {
        (self.volume.into(), self.index)
    }
}

/// Which file a handle is of.
///
/// # Errors
/// When the system cannot say.
pub fn identity(file: &File) -> io::Result<Identity> {
    facts(file).map(|facts| facts.identity)
}

/// What the system says of an open file or folder.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    /// Which it is.
    pub identity: Identity,
    /// How many names it has.
    pub links: u32,
    /// Bytes of its content.
    pub size: u64,
    /// Whether it is a folder.
    pub is_folder: bool,
}

/// What a handle is of.
///
/// # Errors
/// When the system cannot say.
pub fn facts(file: &impl AsRawHandle) -> io::Result<Facts> {
    let mut facts = BY_HANDLE_FILE_INFORMATION::default();
    // SAFETY: the handle is open, and the structure on this frame is as large as
    // the call takes it to be.
    let done = unsafe { GetFileInformationByHandle(file.as_raw_handle(), &raw mut facts) };
    if done == 0 {
        return Err(io::Error::last_os_error());
    }
    let number = |high: u32, low: u32| u64::from(high) << 32 | u64::from(low);
    Ok(Facts {
        identity: Identity {
            volume: facts.dwVolumeSerialNumber,
            index: number(facts.nFileIndexHigh, facts.nFileIndexLow),
        },
        links: facts.nNumberOfLinks,
        size: number(facts.nFileSizeHigh, facts.nFileSizeLow),
        is_folder: facts.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY != 0,
    })
}

/// Whether the file system of a file keeps access control lists: FAT does not.
///
/// # Errors
/// When the system cannot say.
pub fn keeps_lists(file: &File) -> io::Result<bool> {
    let mut flags = 0;
    // SAFETY: the handle is open; the call writes the flags and nothing else, as
    // the other places are null and of length 0.
    let done = unsafe {
        GetVolumeInformationByHandleW(
            file.as_raw_handle(),
            null_mut(),
            0,
            null_mut(),
            null_mut(),
            &raw mut flags,
            null_mut(),
            0,
        )
    };
    match done {
        0 => Err(io::Error::last_os_error()),
        _ => Ok(flags & FILE_PERSISTENT_ACLS != 0),
    }
}

/// Where a file is, after every link on the way to it.
///
/// # Errors
/// When the system cannot say.
pub fn final_path(file: &File) -> io::Result<PathBuf> {
    let mut units = vec![0_u16; MAX_PATH_UNITS];
    // SAFETY: the handle is open, and the buffer has as many units as it says.
    let length = unsafe {
        GetFinalPathNameByHandleW(
            file.as_raw_handle(),
            units.as_mut_ptr(),
            MAX_PATH_UNITS as u32,
            0,
        )
    } as usize;
    match units.get(..length) {
        Some(path) if length > 0 => Ok(std::ffi::OsString::from_wide(path).into()),
        _ => Err(io::Error::last_os_error()),
    }
}

/// Makes a file that was not there, owned and listed as an SDDL text says from its
/// first moment, for nobody else to open until it is closed.
///
/// # Errors
/// When there is anything of that name, or it cannot be made so.
pub fn create_new(path: &Path, sddl: &str) -> io::Result<File> {
    let descriptor = security::descriptor(sddl)?;
    let attributes = SECURITY_ATTRIBUTES {
        nLength: size_of::<SECURITY_ATTRIBUTES>() as u32,
        lpSecurityDescriptor: descriptor.0,
        bInheritHandle: 0,
    };
    let path = wide_path(path)?;
    // SAFETY: the path ends with a zero; the attributes and what they point to live
    // until the call has returned.
    let handle = unsafe {
        CreateFileW(
            path.as_ptr(),
            GENERIC_READ | GENERIC_WRITE,
            0,
            &raw const attributes,
            CREATE_NEW,
            FILE_FLAG_OPEN_REPARSE_POINT,
            null_mut(),
        )
    };
    if handle == INVALID_HANDLE_VALUE {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the handle was opened here, and nobody else closes it.
    Ok(unsafe { File::from_raw_handle(handle) })
}

/// What a new name may do to a file that has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// Fail.
    Nothing,
    /// Take its place, in one step.
    Another,
}

/// Gives a file another name on the same volume.
///
/// # Errors
/// When it cannot be done; it has its old name then.
pub fn rename(from: &Path, to: &Path, over: Over) -> io::Result<()> {
    let flags = match over {
        Over::Nothing => MOVEFILE_WRITE_THROUGH,
        Over::Another => MOVEFILE_WRITE_THROUGH | MOVEFILE_REPLACE_EXISTING,
    };
    let (from, to) = (wide_path(from)?, wide_path(to)?);
    // SAFETY: both paths end with a zero.
    match unsafe { MoveFileExW(from.as_ptr(), to.as_ptr(), flags) } {
        0 => Err(io::Error::last_os_error()),
        _ => Ok(()),
    }
}

/// Puts a file in the place of another on the same volume, which has to be there and
/// whose access control list it gets.
///
/// # Errors
/// When it cannot be done.
pub fn replace(from: &Path, over: &Path) -> io::Result<()> {
    let (from, over) = (wide_path(from)?, wide_path(over)?);
    // SAFETY: both paths end with a zero, and the other places are null, as they may be.
    let done = unsafe {
        ReplaceFileW(
            over.as_ptr(),
            from.as_ptr(),
            null_mut(),
            0,
            null_mut(),
            null_mut(),
        )
    };
    match done {
        0 => Err(io::Error::last_os_error()),
        _ => Ok(()),
    }
}

/// The folder of the documents of the user who runs this.
pub fn documents() -> Option<PathBuf> {
    let mut found: PWSTR = null_mut();
    // SAFETY: the identity is a constant, and the call writes one pointer, to a text
    // that ends with a zero, or null.
    let result =
        unsafe { SHGetKnownFolderPath(&FOLDERID_Documents, 0, null_mut(), &raw mut found) };
    // SAFETY: the text is read before it is given back, and has a zero at its end, up
    // to which it is counted; the last call takes null as well.
    unsafe {
        let path = (result >= 0 && !found.is_null())
            .then(|| PathBuf::from(std::ffi::OsString::from_wide(units_at(found))));
        CoTaskMemFree(found.cast_const().cast());
        path
    }
}

/// The content of a key of the kernel: only Linux has such.
pub fn read_kernel_key(_id: u32) -> Option<Zeroizing<Vec<u8>>> {
    None
}

/// Whether consoles show colours: those of before 2016 do when they are asked to,
/// which this does, for as long as the program runs.
pub fn shows_colors() -> bool {
    let shows = |which| {
        let mut mode = 0;
        // SAFETY: the handle is that of the standard output or error, or of nothing,
        // which the calls answer with 0; the mode lives on this frame.
        unsafe {
            let console = GetStdHandle(which);
            GetConsoleMode(console, &raw mut mode) == 0
                || SetConsoleMode(console, mode | ENABLE_VIRTUAL_TERMINAL_PROCESSING) != 0
        }
    };
    [STD_OUTPUT_HANDLE, STD_ERROR_HANDLE].into_iter().all(shows)
}

/// The units of a text of the system, up to the zero at its end.
///
/// # Safety
/// The pointer leads to units that live as long as what is returned is used, of which
/// the last is a zero.
unsafe fn units_at<'a>(text: PWSTR) -> &'a [u16] {
    // SAFETY: as the caller promises, every unit up to the zero can be read.
    unsafe {
        let length = (0..).take_while(|at| *text.add(*at) != 0).count();
        std::slice::from_raw_parts(text, length)
    }
}

/// A text for a call, with the zero at its end.
fn wide(text: &str) -> Vec<u16> {
    text.encode_utf16().chain([0]).collect()
}

/// A path for a call: one that is too long for the old calls is given in the
/// spelling that has no such limit, as `std` does it.
fn wide_path(path: &Path) -> io::Result<Vec<u16>> {
    let absolute = std::path::absolute(path)?;
    let mut units: Vec<u16> = absolute.as_os_str().encode_wide().collect();
    if units.contains(&0) {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let starts = |text: &str| units.starts_with(&wide(text)[..text.len()]);
    if units.len() > MAX_PLAIN_PATH && !starts(r"\\?\") && !starts(r"\\.\") {
        let (verbatim, dropped) = match starts(r"\\") {
            true => (r"\\?\UNC\", 2),
            false => (r"\\?\", 0),
        };
        units.splice(..dropped, verbatim.encode_utf16());
    }
    units.push(0);
    Ok(units)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ffi::OsString;

    fn spelled(path: &str) -> String {
        let mut units = wide_path(Path::new(path)).unwrap();
        assert_eq!(units.pop(), Some(0));
        OsString::from_wide(&units).into_string().unwrap()
    }

    #[test]
    fn a_long_path_is_spelled_without_a_limit_and_a_short_one_as_it_is() {
        let long = "a".repeat(200);
        assert_eq!(spelled(r"C:\k"), r"C:\k");
        assert_eq!(spelled("C:/k/../j"), r"C:\j");
        let deep = format!(r"C:\{long}\{long}");
        assert_eq!(spelled(&deep), format!(r"\\?\{deep}"));
        let share = format!(r"server\share\{long}\{long}");
        assert_eq!(spelled(&format!(r"\\{share}")), format!(r"\\?\UNC\{share}"));
        let verbatim = format!(r"\\?\{deep}");
        assert_eq!(spelled(&verbatim), verbatim);
        assert!(wide_path(Path::new("a\0b")).is_err());
    }
}
