//! Whether the way to a file lets others put another one in its place.
//!
//! Anyone who may rename names in a directory above a key chooses the key. So
//! reading a key and making one judge every directory from the root down, and
//! judge alike.

use std::path::Path;

use super::Exposure;
use super::acl::WRITE;
pub use super::exposure::{PARENT_OWNER_UNTRUSTED, PARENT_SYMLINK_HOP, PARENT_WRITABLE_BY_OTHERS};
use super::trail::{Directory, Hop, Trail};
use super::users::Users;
use crate::shell::{quoted, shown};

/// In a directory with this bit, names can be changed by their owners alone.
const STICKY: u32 = 0o1000;
/// Group or others may make names.
const SHARED: u32 = 0o022;
/// Everybody may.
const EVERYBODY: u32 = 0o002;
/// The number of the user who may do anything anyway.
const ROOT: u32 = 0;
/// Directories that are everybody's by design: they lack the sticky bit.
const MEANT_FOR_ALL: [&str; 3] = ["/tmp", "/var/tmp", "/dev/shm"];

/// A way and who walks it.
struct Way<'a> {
    directories: &'a [Directory],
    hops: &'a [Hop],
    me: u32,
    /// Who may own what is on the way: root, the one who walks, and for root
    /// those whom it acts for: it reads keys on behalf of services.
    trusted: Vec<u32>,
}

/// How others could replace the file that a trail leads to, for the user `me`.
pub fn exposures(trail: &Trail, me: u32) -> Vec<Exposure> {
    let holder = trail.directories.last().map(|holder| holder.uid);
    let way = Way::of(
        &trail.directories,
        &trail.hops,
        me,
        [Some(trail.subject.uid), holder],
    );
    let shared = way.shared_file(&trail.real, trail.subject.uid);
    way.exposures().chain(shared).collect()
}

/// What is to be known of the way to a file of root's: anyone who owns its folder may put
/// another file there. Root keeps keys for services in folders of theirs, so that it is
/// no reason to refuse one.
pub fn doubts(trail: &Trail, me: u32) -> Vec<Exposure> {
    if me != ROOT || trail.subject.uid != ROOT {
        return vec![];
    }
    let way = Way::of(&trail.directories, &trail.hops, me, [None, None]);
    let holder = trail.directories.last();
    holder.and_then(|it| way.foreign(it)).into_iter().collect()
}

/// How others could replace what will be made in the directory that a trail
/// leads to, for the user `me`.
pub fn exposures_in(trail: &Trail, me: u32) -> Vec<Exposure> {
    let folder = &trail.subject;
    let mut directories = trail.directories.clone();
    directories.push(Directory {
        path: trail.real.clone(),
        mode: folder.mode,
        uid: folder.uid,
        gid: folder.gid,
        acl: folder.acl.clone(),
        default_acl: None,
    });
    let way = Way::of(&directories, &trail.hops, me, [Some(folder.uid), None]);
    way.exposures().collect()
}

impl<'a> Way<'a> {
    fn of(
        directories: &'a [Directory],
        hops: &'a [Hop],
        me: u32,
        served: [Option<u32>; 2],
    ) -> Way<'a> {
        let mut trusted = vec![ROOT, me];
        if me == ROOT {
            trusted.extend(served.into_iter().flatten());
        }
        Way {
            directories,
            hops,
            me,
            trusted,
        }
    }

    fn exposures(&self) -> impl Iterator<Item = Exposure> {
        let directories = self.directories.iter();
        let directories = directories.flat_map(|it| [self.writable(it), self.foreign(it)]);
        let hops = self.hops.iter().map(|hop| self.foreign_link(hop));
        directories.chain(hops).flatten()
    }

    fn writable(&self, directory: &Directory) -> Option<Exposure> {
        if directory.mode & STICKY != 0 {
            return None;
        }
        let path = &directory.path;
        let everybody = directory.mode & EVERYBODY != 0;
        let (whom, through, closing) = if everybody {
            let closing = match MEANT_FOR_ALL.iter().any(|it| Path::new(it) == path) {
                true => "chmod +t",
                false => "chmod o-w",
            };
            ("everybody".to_owned(), None, closing)
        } else if let Some(whom) = self.named_in_list(directory) {
            (whom, Some("access control list"), "setfacl -m m::rx")
        } else if self.is_group_writable(directory) {
            let closing = match directory.acl {
                Some(_) => "setfacl -m m::rx",
                None => "chmod g-w",
            };
            (format!("group {}", directory.gid), None, closing)
        } else {
            return None;
        };
        let through = through.map_or_else(|| format!("mode {:04o}", directory.mode), str::to_owned);
        let may_close = self.me == ROOT || self.me == directory.uid;
        Some(Exposure {
            check: PARENT_WRITABLE_BY_OTHERS,
            observed: format!(
                "is below {}, which {whom} can write ({through})",
                shown(path)
            ),
            fix: may_close.then(|| format!("{closing} {}", quoted(path))),
        })
    }

    fn named_in_list(&self, directory: &Directory) -> Option<String> {
        let acl = directory.acl.as_ref()?;
        let trusted = [&self.trusted[..], &[directory.uid]].concat();
        let mut named = acl.named(&trusted);
        let writer = named.find(|(_, entry)| acl.effective(*entry) & WRITE != 0);
        writer.map(|(whom, _)| whom)
    }

    /// Whether somebody else is in a group that may write the directory.
    fn is_group_writable(&self, directory: &Directory) -> bool {
        let permissions = match &directory.acl {
            Some(acl) => acl.owning_group(),
            None => (directory.mode >> 3 & 7) as u16,
        };
        if permissions & WRITE == 0 {
            return false;
        }
        let users = Users::of(Path::new("/"));
        let trusted = [&self.trusted[..], &[directory.uid]].concat();
        // Where groups are kept elsewhere, a user's own has the user's number.
        let is_own = directory.gid == directory.uid && !users.knows_group(directory.gid);
        !is_own && !users.has_only(directory.gid, &trusted)
    }

    fn foreign(&self, directory: &Directory) -> Option<Exposure> {
        let owner = directory.uid;
        if self.trusted.contains(&owner) || Users::of(Path::new("/")).is_outside(owner) {
            return None;
        }
        let path = shown(&directory.path);
        Some(Exposure {
            check: PARENT_OWNER_UNTRUSTED,
            observed: format!(
                "is below {path}, which belongs to user {owner}, not to {}",
                match self.me {
                    ROOT => "root".to_owned(),
                    me => format!("user {me} or root"),
                }
            ),
            fix: None,
        })
    }

    /// A link in a directory that only the trusted can change is as safe as
    /// that; in a shared one its owner can put another in its place.
    fn foreign_link(&self, hop: &Hop) -> Option<Exposure> {
        let holder = self.shared(hop.path.parent()?)?;
        (!self.is_mine(hop.uid)).then(|| Exposure {
            check: PARENT_SYMLINK_HOP,
            observed: format!(
                "leads through {}, a link of user {} in {}, which everybody shares",
                shown(&hop.path),
                hop.uid,
                shown(&holder.path)
            ),
            fix: None,
        })
    }

    /// Anyone who is first to make a name in a shared directory keeps it.
    fn shared_file(&self, real: &Path, owner: u32) -> Option<Exposure> {
        let holder = self.shared(real.parent()?)?;
        (!self.is_mine(owner)).then(|| Exposure {
            check: PARENT_SYMLINK_HOP,
            observed: format!(
                "belongs to user {owner} and is in {}, which everybody shares",
                shown(&holder.path)
            ),
            fix: None,
        })
    }

    fn shared(&self, path: &Path) -> Option<&Directory> {
        let mut directories = self.directories.iter();
        let holder = directories.find(|it| it.path == path)?;
        (holder.mode & STICKY != 0 && holder.mode & SHARED != 0).then_some(holder)
    }

    fn is_mine(&self, uid: u32) -> bool {
        uid == ROOT || uid == self.me
    }
}
