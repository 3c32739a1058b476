//! POSIX access control lists, as Linux stores them in the extended attribute
//! `system.posix_acl_access`: `2u32 (tag u16, permissions u16, id u32)*`, all
//! little-endian (`include/uapi/linux/posix_acl_xattr.h`).
//!
//! Read here without libacl: a list of twelve bytes of facts is no reason for
//! a C library, and this parser can be fuzzed.

/// The extended attribute with the list that decides who may open a file.
pub const ATTRIBUTE: &str = "system.posix_acl_access";
/// The extended attribute of a directory with the list that every file made
/// in it is given.
pub const DEFAULT_ATTRIBUTE: &str = "system.posix_acl_default";
/// The most bytes that Linux lets an extended attribute have
/// (`XATTR_SIZE_MAX`).
pub const MAX_BYTES: usize = 64 * 1024;

/// The one version of the layout that there is.
const VERSION: u32 = 2;
/// Bytes of the version at the start.
const HEADER_BYTES: usize = 4;
/// Bytes of one entry.
const ENTRY_BYTES: usize = 8;

/// Permission to read.
pub const READ: u16 = 4;
/// Permission to write.
pub const WRITE: u16 = 2;
/// All permissions: what the mask is when the list has none.
const ALL: u16 = 7;

/// Whom an entry is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// The owner of the file.
    Owner,
    /// A user by number.
    User(u32),
    /// The group of the file.
    OwningGroup,
    /// A group by number.
    Group(u32),
    /// Nobody: the limit on every entry but the owner's and the others'.
    Mask,
    /// Everybody else.
    Others,
}

/// One line of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Whom it is about.
    pub who: Who,
    /// What it grants before the mask: [`READ`], [`WRITE`] and 1 to execute.
    pub permissions: u16,
}

/// A parsed list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acl {
    entries: Vec<Entry>,
}

impl Acl {
    /// Parses the bytes of the attribute; `None` when they are not a list.
    /// An unknown tag is not skipped: it could be a grant.
    pub fn parse(bytes: &[u8]) -> Option<Acl> {
        let (header, body) = bytes.split_first_chunk::<HEADER_BYTES>()?;
        if u32::from_le_bytes(*header) != VERSION {
            return None;
        }
        let (entries, rest) = body.as_chunks::<ENTRY_BYTES>();
        if !rest.is_empty() {
            return None;
        }
        let entries = entries.iter().map(Entry::parse).collect::<Option<_>>()?;
        Some(Acl { entries })
    }

    /// The entries in the order of the file system.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// What an entry grants after the mask.
    pub fn effective(&self, entry: Entry) -> u16 {
        match entry.who {
            Who::Owner | Who::Others => entry.permissions,
            Who::Mask => 0,
            Who::User(_) | Who::OwningGroup | Who::Group(_) => entry.permissions & self.mask(),
        }
    }

    /// What the group of the file may do: the group bits of the mode show the
    /// mask instead when there is a list.
    pub fn owning_group(&self) -> u16 {
        self.entries
            .iter()
            .filter(|entry| entry.who == Who::OwningGroup)
            .fold(0, |all, &entry| all | self.effective(entry))
    }

    /// The entries for users and groups by number, with the words for them;
    /// none for `trusted` users.
    pub fn named(&self, trusted: &[u32]) -> impl Iterator<Item = (String, Entry)> {
        self.entries
            .iter()
            .filter_map(move |&entry| match entry.who {
                Who::User(id) if !trusted.contains(&id) => Some((format!("user {id}"), entry)),
                Who::Group(id) => Some((format!("group {id}"), entry)),
                _ => None,
            })
    }

    fn mask(&self) -> u16 {
        let is_mask = |entry: &&Entry| entry.who == Who::Mask;
        let mask = self.entries.iter().find(is_mask);
        mask.map_or(ALL, |entry| entry.permissions)
    }
}

impl Entry {
    fn parse(bytes: &[u8; ENTRY_BYTES]) -> Option<Entry> {
        let [t0, t1, p0, p1, id @ ..] = *bytes;
        let id = u32::from_le_bytes(id);
        let who = match u16::from_le_bytes([t0, t1]) {
            0x01 => Who::Owner,
            0x02 => Who::User(id),
            0x04 => Who::OwningGroup,
            0x08 => Who::Group(id),
            0x10 => Who::Mask,
            0x20 => Who::Others,
            _ => return None,
        };
        let permissions = u16::from_le_bytes([p0, p1]);
        (permissions & !ALL == 0).then_some(Entry { who, permissions })
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The bytes of a list in the layout of the kernel.
    pub(crate) fn bytes(entries: &[(u16, u16, u32)]) -> Vec<u8> {
        let mut bytes = VERSION.to_le_bytes().to_vec();
        for (tag, permissions, id) in entries {
            bytes.extend(tag.to_le_bytes());
            bytes.extend(permissions.to_le_bytes());
            bytes.extend(id.to_le_bytes());
        }
        bytes
    }

    const NONE: u32 = u32::MAX;

    /// What `setfacl -m u:1001:rw-,g:44:r--,m::r--` leaves on a 0600 file, as
    /// read with `getfattr -e hex -n system.posix_acl_access`.
    const FROM_SETFACL: &str = "0200000001000600ffffffff02000600e903000004000000ffffffff\
        080004002c00000010000400ffffffff20000000ffffffff";

    #[test]
    fn a_list_made_by_setfacl_is_read() {
        let raw = base16ct::lower::decode_vec(FROM_SETFACL).unwrap();
        let acl = Acl::parse(&raw).unwrap();
        let shown: Vec<_> = acl
            .entries()
            .iter()
            .map(|&entry| (entry.who, entry.permissions, acl.effective(entry)))
            .collect();
        assert_eq!(
            shown,
            [
                (Who::Owner, 6, 6),
                (Who::User(1001), 6, 4),
                (Who::OwningGroup, 0, 0),
                (Who::Group(44), 4, 4),
                (Who::Mask, 4, 0),
                (Who::Others, 0, 0),
            ]
        );
        assert_eq!(acl.owning_group(), 0);
    }

    #[test]
    fn without_a_mask_nothing_is_masked() {
        let raw = bytes(&[(1, 6, NONE), (4, 4, NONE), (0x20, 0, NONE)]);
        assert_eq!(Acl::parse(&raw).unwrap().owning_group(), READ);
    }

    #[test]
    fn what_is_not_a_list_is_refused() {
        let good = bytes(&[(1, 6, NONE)]);
        let mut other_version = good.clone();
        other_version[0] = 3;
        let longer = [&good[..], &[0]].concat();
        for bad in [
            &[][..],
            &good[..3],
            &good[..11],
            &longer,
            &other_version,
            &bytes(&[(3, 0, 0)]),
            &bytes(&[(2, 8, 0)]),
        ] {
            assert_eq!(Acl::parse(bad), None);
        }
        assert!(Acl::parse(&good).is_some());
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            failure_persistence: None, ..ProptestConfig::default()
        })]
        #[test]
        fn no_bytes_make_it_panic_and_none_are_lost(raw: Vec<u8>) {
            if let Some(acl) = Acl::parse(&raw) {
                prop_assert_eq!(raw.len(), HEADER_BYTES + acl.entries().len() * ENTRY_BYTES);
            }
        }
    }
}
