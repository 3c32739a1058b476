//! Who owns a file, and whom its access control list lets in.

use std::ffi::c_void;
use std::fs::File;
use std::io;
use std::os::windows::io::{AsRawHandle, FromRawHandle, OwnedHandle};
use std::ptr::null_mut;

use windows_sys::Win32::Foundation::ERROR_SUCCESS;
use windows_sys::Win32::Security::Authorization::{
    ConvertSidToStringSidW, ConvertStringSecurityDescriptorToSecurityDescriptorW,
    ConvertStringSidToSidW, GetSecurityInfo, SDDL_REVISION_1, SE_FILE_OBJECT,
};
use windows_sys::Win32::Security::{
    ACCESS_ALLOWED_ACE, ACE_HEADER, ACL, CheckTokenMembership, DACL_SECURITY_INFORMATION, GetAce,
    GetTokenInformation, INHERIT_ONLY_ACE, IsValidSid, LookupAccountSidW,
    OWNER_SECURITY_INFORMATION, PSID, TOKEN_QUERY, TOKEN_USER, TokenUser,
};
use windows_sys::Win32::System::SystemServices::{
    ACCESS_ALLOWED_ACE_TYPE, ACCESS_ALLOWED_CALLBACK_ACE_TYPE, ACCESS_DENIED_ACE_TYPE,
    ACCESS_DENIED_CALLBACK_ACE_TYPE,
};
use windows_sys::Win32::System::Threading::{GetCurrentProcess, OpenProcessToken};

use super::{Local, units_at, wide};

/// The group of the administrators of a machine.
const ADMINISTRATORS: &str = "S-1-5-32-544";
/// Room for the name of an account, and for that of its domain.
const NAME_UNITS: usize = 256;

/// What an entry of a list does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grant {
    /// Lets somebody in, perhaps under a condition.
    Allow,
    /// Keeps somebody out, whatever the entries behind it let.
    Deny,
}

/// An entry of a list that is about the file itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Whether it lets in or keeps out.
    pub grant: Grant,
    /// Whom: a SID, such as `S-1-5-18`.
    pub sid: String,
    /// The rights that it is about.
    pub mask: u32,
}

/// Who owns a file, and whom its list lets in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Security {
    /// The SID of the owner.
    pub owner: String,
    /// The entries in the order in which they count; `None` where there is no
    /// list, which lets everybody do everything.
    pub list: Option<Vec<Entry>>,
}

/// Who owns an open file, and whom its list lets in.
///
/// # Errors
/// When the system cannot say, or the list has an entry of a kind that is not
/// understood: not knowing who may read a file is not the same as nobody.
pub fn security(file: &File) -> io::Result<Security> {
    let (mut owner, mut list, mut whole) = (null_mut(), null_mut(), null_mut());
    // SAFETY: the handle is open; the call writes three pointers, of which the
    // first two lead into the memory that the third is of, which is freed at the
    // end of this function.
    let answer = unsafe {
        GetSecurityInfo(
            file.as_raw_handle(),
            SE_FILE_OBJECT,
            OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION,
            &raw mut owner,
            null_mut(),
            &raw mut list,
            null_mut(),
            &raw mut whole,
        )
    };
    if answer != ERROR_SUCCESS {
        return Err(io::Error::from_raw_os_error(answer.cast_signed()));
    }
    let _whole = Local(whole);
    // SAFETY: both lead into memory that is still there, or are null.
    unsafe {
        Ok(Security {
            owner: text_of(owner)?,
            list: match list.is_null() {
                true => None,
                false => Some(entries(list)?),
            },
        })
    }
}

/// The entries of a list that are about the object itself.
///
/// # Safety
/// `list` leads to a list that the system made.
unsafe fn entries(list: *const ACL) -> io::Result<Vec<Entry>> {
    let mut found = Vec::new();
    // SAFETY: the caller's promise.
    for index in 0..u32::from(unsafe { (*list).AceCount }) {
        let mut entry: *mut c_void = null_mut();
        // SAFETY: the call writes a pointer into the list, to an entry of it.
        if unsafe { GetAce(list, index, &raw mut entry) } == 0 {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: every entry begins with its header.
        let header = unsafe { entry.cast::<ACE_HEADER>().read() };
        if u32::from(header.AceFlags) & INHERIT_ONLY_ACE != 0 {
            continue;
        }
        let grant = match u32::from(header.AceType) {
            // The condition of one is not weighed: it may hold.
            ACCESS_ALLOWED_ACE_TYPE | ACCESS_ALLOWED_CALLBACK_ACE_TYPE => Grant::Allow,
            ACCESS_DENIED_ACE_TYPE => Grant::Deny,
            // The condition may not hold: nobody is kept out for certain.
            ACCESS_DENIED_CALLBACK_ACE_TYPE => continue,
            _ => return Err(not_understood()),
        };
        let entry = entry.cast::<ACCESS_ALLOWED_ACE>();
        // SAFETY: the entries of these kinds have a mask and a SID behind the
        // header, where this structure has them.
        let (mask, sid) = unsafe { ((*entry).Mask, text_of((&raw mut (*entry).SidStart).cast())?) };
        found.push(Entry { grant, sid, mask });
    }
    Ok(found)
}

fn not_understood() -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        "its access control list cannot be understood",
    )
}

/// A SID as a text.
///
/// # Safety
/// `sid` is null or leads to as many bytes as it says that it has.
unsafe fn text_of(sid: PSID) -> io::Result<String> {
    // SAFETY: the caller's promise.
    if sid.is_null() || unsafe { IsValidSid(sid) } == 0 {
        return Err(not_understood());
    }
    let mut text = null_mut();
    // SAFETY: the SID is a valid one; the call writes a pointer to memory that is
    // freed at the end of this function.
    if unsafe { ConvertSidToStringSidW(sid, &raw mut text) } == 0 {
        return Err(io::Error::last_os_error());
    }
    let _text = Local(text.cast());
    // SAFETY: the text ends with a zero, and lives up to the end of this function.
    let units = unsafe { units_at(text) };
    String::from_utf16(units).map_err(|_| not_understood())
}

/// A SID of its text.
fn sid_of(text: &str) -> io::Result<Local> {
    let text = wide(text);
    let mut sid = null_mut();
    // SAFETY: the text ends with a zero; the call writes a pointer to memory that
    // anyone who gets it frees.
    match unsafe { ConvertStringSidToSidW(text.as_ptr(), &raw mut sid) } {
        0 => Err(io::Error::last_os_error()),
        _ => Ok(Local(sid)),
    }
}

/// A security descriptor of its SDDL text.
pub(super) fn descriptor(sddl: &str) -> io::Result<Local> {
    let text = wide(sddl);
    let mut descriptor = null_mut();
    // SAFETY: as of `sid_of`.
    let done = unsafe {
        ConvertStringSecurityDescriptorToSecurityDescriptorW(
            text.as_ptr(),
            SDDL_REVISION_1,
            &raw mut descriptor,
            null_mut(),
        )
    };
    match done {
        0 => Err(io::Error::last_os_error()),
        _ => Ok(Local(descriptor)),
    }
}

/// The SID of the user whose process this is.
///
/// # Errors
/// When the system cannot say.
pub fn user() -> io::Result<String> {
    let mut token = null_mut();
    // SAFETY: the call writes a handle, which is closed at the end of this function.
    let token = unsafe {
        if OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &raw mut token) == 0 {
            return Err(io::Error::last_os_error());
        }
        OwnedHandle::from_raw_handle(token)
    };
    // A structure with a pointer, and the SID that it leads to: 68 bytes at most.
    let mut room = [0_u64; 32];
    let mut length = 0;
    // SAFETY: the room is aligned as the structure is, and has as many bytes as is
    // reported; the pointer in it leads into it.
    unsafe {
        let done = GetTokenInformation(
            token.as_raw_handle(),
            TokenUser,
            room.as_mut_ptr().cast(),
            size_of_val(&room) as u32,
            &raw mut length,
        );
        match done {
            0 => Err(io::Error::last_os_error()),
            _ => text_of((*room.as_ptr().cast::<TOKEN_USER>()).User.Sid),
        }
    }
}

/// Whether this process may do what administrators may: it was started so.
pub fn is_administrator() -> bool {
    let Ok(group) = sid_of(ADMINISTRATORS) else {
        return false;
    };
    let mut is_member = 0;
    // SAFETY: without a token it is that of the thread or the process; the SID is
    // there until the call has returned.
    let done = unsafe { CheckTokenMembership(null_mut(), group.0, &raw mut is_member) };
    done != 0 && is_member != 0
}

/// The name of an account, as `DOMAIN\NAME`; `None` where the SID is of none that
/// is known here.
pub fn account(sid: &str) -> Option<String> {
    let sid = sid_of(sid).ok()?;
    let (mut name, mut domain) = ([0_u16; NAME_UNITS], [0_u16; NAME_UNITS]);
    let (mut name_length, mut domain_length) = (NAME_UNITS as u32, NAME_UNITS as u32);
    let mut kind = 0;
    // SAFETY: the SID is there until the call has returned, and each buffer has as
    // many units as is reported.
    let done = unsafe {
        LookupAccountSidW(
            std::ptr::null(),
            sid.0,
            name.as_mut_ptr(),
            &raw mut name_length,
            domain.as_mut_ptr(),
            &raw mut domain_length,
            &raw mut kind,
        )
    };
    if done == 0 {
        return None;
    }
    let text = |units: &[u16], length: u32| String::from_utf16(units.get(..length as usize)?).ok();
    let (name, domain) = (text(&name, name_length)?, text(&domain, domain_length)?);
    match domain.is_empty() {
        true => Some(name),
        false => Some(format!(r"{domain}\{name}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_names_its_own_accounts() {
        let sid = user().unwrap();
        assert!(sid.starts_with("S-1-5-"), "{sid}");
        assert!(account(&sid).is_some());
        assert!(account("S-1-5-18").is_some());
        assert_eq!(account("S-1-5-21-1-2-3-4"), None);
        assert_eq!(account("no SID"), None);
    }
}
