//! Whom the list of a new key file lets in.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::subject::{ADMINISTRATORS, Me, SYSTEM};
use crate::sys::{Entry, Grant, Security};

/// Every right on a file.
const ALL: u32 = 0x1f_01ff;
/// Reading the content.
const READ: u32 = 0x1;

/// The owner and the list of a new key file.
#[derive(Clone, Debug)]
pub(super) struct Access {
    /// The SID of the owner.
    pub(super) owner: String,
    entries: Vec<Entry>,
}

impl Access {
    /// Of a key that there was not before: its owner's, as far as there are others
    /// than the system and the administrators.
    pub(super) fn new(me: &Me) -> Access {
        Access {
            owner: me.sid.clone(),
            entries: own(&me.sid),
        }
    }

    /// As a key file has it whose place is to be taken: the program that read the
    /// old key must be able to read the new one. That nobody else could was seen
    /// when the old one was read.
    pub(super) fn like(old: &Security) -> Access {
        Access {
            owner: old.owner.clone(),
            entries: match &old.list {
                Some(list) => list.clone(),
                None => own(&old.owner),
            },
        }
    }

    /// The same as the system reads it: a list that takes nothing from the folder.
    pub(super) fn sddl(&self) -> String {
        let mut text = format!("O:{}D:P", self.owner);
        for Entry { grant, sid, mask } in &self.entries {
            let kind = match grant {
                Grant::Allow => 'A',
                Grant::Deny => 'D',
            };
            write!(text, "({kind};;0x{mask:x};;;{sid})").expect("a string takes every text");
        }
        text
    }
}

/// Everything for the owner, the system and the administrators.
fn own(owner: &str) -> Vec<Entry> {
    let all = [owner, SYSTEM, ADMINISTRATORS].map(|sid| Entry {
        grant: Grant::Allow,
        sid: sid.to_owned(),
        mask: ALL,
    });
    all.into()
}

/// Who is let in to read.
pub(super) fn readers(security: &Security) -> BTreeSet<&str> {
    let entries = security.list.iter().flatten();
    let reads = entries.filter(|it| it.grant == Grant::Allow && it.mask & READ != 0);
    reads.map(|it| &*it.sid).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_protected_and_says_who_is_let_in() {
        let me = Me {
            sid: "S-1-5-21-1-2-3-1001".to_owned(),
            is_administrator: false,
        };
        assert_eq!(
            Access::new(&me).sddl(),
            "O:S-1-5-21-1-2-3-1001D:P(A;;0x1f01ff;;;S-1-5-21-1-2-3-1001)\
             (A;;0x1f01ff;;;S-1-5-18)(A;;0x1f01ff;;;S-1-5-32-544)"
        );
        let old = Security {
            owner: "S-1-5-80-1".to_owned(),
            list: Some(vec![Entry {
                grant: Grant::Deny,
                sid: "S-1-1-0".to_owned(),
                mask: 2,
            }]),
        };
        assert_eq!(
            Access::like(&old).sddl(),
            "O:S-1-5-80-1D:P(D;;0x2;;;S-1-1-0)"
        );
    }
}
