//! What SQLite asks of the system.

/// Lets SQLite take `/proc/PID/fd/N`, the name of a directory that is held open,
/// for a directory: it would read the link and go by the directory's path, which
/// may lead elsewhere by then. Whether that was done.
#[cfg(target_pointer_width = "64")]
pub fn follow_held_directories() -> bool {
    use rusqlite::ffi;
    use std::ffi::CStr;
    use std::sync::OnceLock;

    static DONE: OnceLock<bool> = OnceLock::new();

    fn is_held(path: &[u8]) -> bool {
        let rest = path.strip_prefix(b"/proc/").unwrap_or_default();
        let parts: Vec<&[u8]> = rest.split(|byte| *byte == b'/').collect();
        let is_number = |part: &[u8]| !part.is_empty() && part.iter().all(u8::is_ascii_digit);
        matches!(parts[..], [process, b"fd", number] if is_number(process) && is_number(number))
    }

    unsafe extern "C" fn look(path: *const libc::c_char, facts: *mut libc::stat) -> libc::c_int {
        // SAFETY: SQLite gives a path that ends in NUL, and room for the facts, as
        // it would to the call that this stands for.
        unsafe {
            match is_held(CStr::from_ptr(path).to_bytes()) {
                true => libc::stat(path, facts),
                false => libc::lstat(path, facts),
            }
        }
    }

    type Look = unsafe extern "C" fn(*const libc::c_char, *mut libc::stat) -> libc::c_int;
    *DONE.get_or_init(|| {
        // SAFETY: the VFS is SQLite's own and lives as long as the process; the call
        // is of the kind that SQLite casts it to, and is set once, before the first
        // database is opened by a held directory.
        unsafe {
            let vfs = ffi::sqlite3_vfs_find(std::ptr::null());
            let Some(set) = vfs.as_ref().and_then(|it| it.xSetSystemCall) else {
                return false;
            };
            let call = std::mem::transmute::<Look, unsafe extern "C" fn()>(look);
            set(vfs, c"lstat".as_ptr(), Some(call)) == ffi::SQLITE_OK
        }
    })
}

#[cfg(all(
    target_os = "linux",
    not(target_pointer_width = "64"),
    feature = "token"
))]
pub fn follow_held_directories() -> bool {
    false
}
