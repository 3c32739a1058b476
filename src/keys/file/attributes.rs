//! The extended attributes of a key file: the label by which SELinux lets its
//! reader in, and what its owner noted on it. They go over to the file that
//! takes its place, or it does not take it.

use std::fs::File;
use std::os::fd::OwnedFd;

use rustix::buffer::spare_capacity;
use rustix::fs::{XattrFlags, fgetxattr, flistxattr, fsetxattr};
use rustix::io::{Errno, Result as SystemResult};

use super::place::sync;

/// More than any label or note that is taken for one; what is larger is
/// refused by the system (`ERANGE`), and so by us.
const MAX_BYTES: usize = 64 * 1024;
/// Labels and notes. Access control lists are not among them: a key file that
/// has one is open to others.
const KEPT: [&str; 2] = ["security.selinux", "user."];

/// Gives `new` the attributes of `old`, on the disk when this returns.
pub(super) fn pass_on(old: &File, new: &OwnedFd) -> SystemResult<()> {
    let mut names = Vec::with_capacity(MAX_BYTES);
    match flistxattr(old, spare_capacity(&mut names)) {
        Ok(_) => {}
        // A file system without them.
        Err(Errno::OPNOTSUPP | Errno::NOSYS) => return Ok(()),
        Err(error) => return Err(error),
    }
    let mut is_changed = false;
    for name in names.split(|byte| *byte == 0) {
        let is_kept = KEPT.iter().any(|kept| name.starts_with(kept.as_bytes()));
        if !is_kept {
            continue;
        }
        let mut value = Vec::with_capacity(MAX_BYTES);
        fgetxattr(old, name, spare_capacity(&mut value))?;
        let mut own = Vec::with_capacity(MAX_BYTES);
        let has_it = fgetxattr(new, name, spare_capacity(&mut own)).is_ok() && own == value;
        if !has_it {
            fsetxattr(new, name, &value, XattrFlags::empty())?;
            is_changed = true;
        }
    }
    if is_changed { sync(new) } else { Ok(()) }
}
