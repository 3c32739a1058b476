//! A lock that all programs of a machine share by its name.

use std::io;
use std::marker::PhantomData;
use std::os::windows::io::{AsRawHandle, FromRawHandle, OwnedHandle};
use std::ptr::null;
use std::time::Duration;

use windows_sys::Win32::Foundation::{WAIT_ABANDONED, WAIT_OBJECT_0, WAIT_TIMEOUT};
use windows_sys::Win32::System::Threading::{
    CreateMutexW, INFINITE, ReleaseMutex, WaitForSingleObject,
};

use super::wide;

/// Held as long as this lives, by the thread that took it.
pub struct Mutex {
    handle: OwnedHandle,
    /// Another thread could not give it back.
    _of_this_thread: PhantomData<*const ()>,
}

impl Mutex {
    /// Waits for the lock of this name, at most for `patience`; `None` when somebody
    /// else has it still. One whose holder was ended is free.
    ///
    /// # Errors
    /// When the system refuses it: another user made it first.
    pub fn take(name: &str, patience: Duration) -> io::Result<Option<Mutex>> {
        let name = wide(name);
        // SAFETY: the name ends with a zero; the handle is ours to close.
        let handle = unsafe {
            let made = CreateMutexW(null(), 0, name.as_ptr());
            if made.is_null() {
                return Err(io::Error::last_os_error());
            }
            OwnedHandle::from_raw_handle(made)
        };
        let milliseconds = u32::try_from(patience.as_millis()).unwrap_or(INFINITE - 1);
        // SAFETY: the handle is open.
        match unsafe { WaitForSingleObject(handle.as_raw_handle(), milliseconds) } {
            WAIT_OBJECT_0 | WAIT_ABANDONED => Ok(Some(Mutex {
                handle,
                _of_this_thread: PhantomData,
            })),
            WAIT_TIMEOUT => Ok(None),
            _ => Err(io::Error::last_os_error()),
        }
    }
}

impl Drop for Mutex {
    fn drop(&mut self) {
        // SAFETY: the handle is open, and this thread has the lock. That it cannot be
        // given back is no matter: the system frees it when the handle closes.
        unsafe { ReleaseMutex(self.handle.as_raw_handle()) };
    }
}
