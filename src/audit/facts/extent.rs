//! How far a fault goes: who is let in, and what for.
//!
//! A baseline accepts a fault for those who were let in when it was written
//! ([`crate::audit::report::baseline`]). So a reader and a writer are distinguished, and a file's
//! group has a name that is the same in every checkout.

use crate::audit::facts::system::Subject;
use crate::subject::acl::{READ, WRITE};
use crate::subject::users::Users;

/// Everybody who is not the owner and not in the group.
pub const EVERYBODY: &str = "everybody";

/// `group 44 read`, `group 44 write`: to execute a key lets nobody at it.
pub fn permitted(whom: &str, permissions: u16) -> Vec<String> {
    let verbs = [(READ, "read"), (WRITE, "write")];
    let granted = verbs.iter().filter(|(bit, _)| permissions & bit != 0);
    granted.map(|(_, verb)| format!("{whom} {verb}")).collect()
}

/// So many things of one name, each by itself: one more is another one.
pub fn numbered(name: &str, count: usize) -> Vec<String> {
    (1..=count)
        .map(|number| format!("{name} {number}"))
        .collect()
}

/// Whom the mode of a file lets in besides its owner. Its list is not looked
/// at: with one, the bits of the group are the most that it grants.
pub fn of_mode(subject: &Subject, users: &Users) -> Vec<String> {
    let group = users.group_of(subject.gid, subject.uid);
    let bits = |shift: u32| (subject.mode >> shift & 7) as u16;
    let mut extent = permitted(&group, bits(3));
    extent.extend(permitted(EVERYBODY, bits(0)));
    extent
}
