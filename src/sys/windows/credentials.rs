//! The credential store as a list: which credentials there are, and since when. What
//! is in them is read and written through the keyring's own crate.

use std::ffi::c_void;
use std::io;
use std::ptr::null_mut;

use windows_sys::Win32::Foundation::{ERROR_NOT_FOUND, FILETIME};
use windows_sys::Win32::Security::Credentials::{
    CRED_TYPE_GENERIC, CREDENTIALW, CredEnumerateW, CredFree,
};
use zeroize::Zeroize;

use super::wide;

/// Seconds from 1601, where the system's times begin, to 1970.
const SECONDS_TO_1970: u64 = 11_644_473_600;
/// The system counts in tenths of a microsecond.
const TICKS_A_SECOND: u64 = 10_000_000;

/// A generic credential, without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// Its name.
    pub target: String,
    /// When it was last written, in seconds since 1970.
    pub written: u64,
}

/// The generic credentials of this user whose names begin with `start`, in whatever
/// case: to the system that is the same name.
///
/// # Errors
/// When the system cannot say.
pub fn credentials(start: &str) -> io::Result<Vec<Credential>> {
    let filter = wide(&format!("{start}*"));
    let (mut count, mut found) = (0, null_mut());
    // SAFETY: the filter ends with a zero; the call writes a number and a pointer.
    let done = unsafe { CredEnumerateW(filter.as_ptr(), 0, &raw mut count, &raw mut found) };
    if done == 0 {
        let error = io::Error::last_os_error();
        return match error.raw_os_error() {
            Some(code) if code == ERROR_NOT_FOUND as i32 => Ok(vec![]),
            _ => Err(error),
        };
    }
    // SAFETY: the call gave so many pointers to credentials, all in one piece of
    // memory that is ours until it is freed; nothing refers to it afterwards.
    let all = unsafe {
        let pointers = std::slice::from_raw_parts(found, count as usize);
        let all = pointers.iter().filter_map(|one| taken_from(*one));
        let all = all.collect();
        CredFree(found.cast::<c_void>());
        all
    };
    Ok(all)
}

/// What is to be known of a credential. Its secret came along, and is wiped. Wine puts
/// one behind the other, wherever the last one ends: nothing is aligned.
///
/// # Safety
/// The structure is one that the system filled, with everything that its pointers
/// lead to.
unsafe fn taken_from(credential: *const CREDENTIALW) -> Option<Credential> {
    // SAFETY: the structure can be read; its secret has the length that it says, and
    // nothing else refers to it.
    let credential = unsafe {
        let credential = credential.read_unaligned();
        if !credential.CredentialBlob.is_null() {
            let length = credential.CredentialBlobSize as usize;
            std::slice::from_raw_parts_mut(credential.CredentialBlob, length).zeroize();
        }
        credential
    };
    let name = credential.TargetName;
    if credential.Type != CRED_TYPE_GENERIC || name.is_null() {
        return None;
    }
    // SAFETY: the name ends with a zero, up to which it can be read.
    let units = (0..).map(|at| unsafe { name.add(at).read_unaligned() });
    let units: Vec<u16> = units.take_while(|unit| *unit != 0).collect();
    Some(Credential {
        target: String::from_utf16(&units).ok()?,
        written: unix_seconds(credential.LastWritten),
    })
}

fn unix_seconds(time: FILETIME) -> u64 {
    let ticks = u64::from(time.dwHighDateTime) << 32 | u64::from(time.dwLowDateTime);
    (ticks / TICKS_A_SECOND).saturating_sub(SECONDS_TO_1970)
}
