//! Who is who: the users and groups of this machine, or of an image.

mod others;

use super::trail::real_in;
use std::io::Read;
use std::path::{Path, PathBuf};

use self::others::Others;
use super::Subject;

/// A user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The name.
    pub name: String,
    /// The number.
    pub uid: u32,
    /// The number of the user's own group.
    pub gid: u32,
    /// The home directory.
    pub home: PathBuf,
}

/// A group.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Group {
    name: String,
    gid: u32,
    members: Vec<String>,
}

/// Users and groups, from the files that every Unix has. Those of a directory
/// service are known by number alone.
#[derive(Clone, Debug, Default)]
pub struct Users {
    users: Vec<User>,
    groups: Vec<Group>,
    others: Others,
}

impl Users {
    /// Those of the system at `root`: `/`, or an unpacked image.
    pub fn of(root: &Path) -> Users {
        let inside = |name| real_in(root, &root.join(name)).ok();
        let text = |name| {
            inside(name)
                .and_then(|path| text(&path))
                .unwrap_or_default()
        };
        let users = Users::parse(&text("etc/passwd"), &text("etc/group"));
        Users {
            others: Others::of(root),
            ..users
        }
    }

    fn parse(passwd: &str, group: &str) -> Users {
        Users {
            users: passwd.lines().filter_map(user).collect(),
            groups: group.lines().filter_map(parse_group).collect(),
            others: Others::default(),
        }
    }

    /// Whether it is certain that no user has this number: not where other
    /// sources than files may know one, nor in an image without any users.
    pub fn is_nobody(&self, uid: u32) -> bool {
        let is_user = self.users.iter().any(|user| user.uid == uid);
        !self.users.is_empty() && !is_user && self.others.is_unknown(uid)
    }

    /// Whether the number stands for everybody outside of this user namespace.
    pub fn is_outside(&self, uid: u32) -> bool {
        self.others.is_outside(uid)
    }

    /// The groups of a user, the user's own first.
    pub fn groups_of(&self, uid: u32) -> Vec<u32> {
        let Some(user) = self.users.iter().find(|user| user.uid == uid) else {
            return vec![];
        };
        let is_member = |group: &&Group| group.members.contains(&user.name);
        let further = self.groups.iter().filter(is_member).map(|it| it.gid);
        std::iter::once(user.gid).chain(further).collect()
    }

    /// The number of a user by name or number.
    pub fn uid(&self, text: &str) -> Option<u32> {
        let named = self.users.iter().find(|user| user.name == text);
        named.map(|user| user.uid).or_else(|| text.parse().ok())
    }

    /// The number of a group by name or number.
    pub fn gid(&self, text: &str) -> Option<u32> {
        let named = self.groups.iter().find(|group| group.name == text);
        named.map(|group| group.gid).or_else(|| text.parse().ok())
    }

    /// A user's name, as messages tell it: the number where there is none.
    pub fn name(&self, uid: u32) -> String {
        let user = self.users.iter().find(|user| user.uid == uid);
        user.map_or_else(|| uid.to_string(), |user| user.name.clone())
    }

    /// A group that has a file of this owner, as baselines know it. A checkout
    /// gets the group of the user who makes it, which is another number on every
    /// machine; another group than that was given the file on purpose.
    pub fn group_of(&self, gid: u32, owner: u32) -> String {
        let user = self.users.iter().find(|user| user.uid == owner);
        let is_primary = match user {
            Some(user) => user.gid == gid,
            // A user of a directory service: known of oneself alone, and of
            // those whose own group has their number.
            None => {
                let me = rustix::process::geteuid().as_raw() == owner;
                gid == owner || (me && rustix::process::getegid().as_raw() == gid)
            }
        };
        match is_primary {
            true => "the owner's group".to_owned(),
            false => format!("group {gid}"),
        }
    }

    /// The homes of these users.
    pub fn homes(&self) -> impl Iterator<Item = &User> {
        self.users.iter()
    }

    /// Whether nobody but `owner` and root is in the group: the private group
    /// that many systems make for each user.
    pub fn is_private(&self, gid: u32, owner: u32) -> bool {
        self.has_only(gid, &[owner, 0])
    }

    /// Whether a group is known by its number.
    pub fn knows_group(&self, gid: u32) -> bool {
        self.groups.iter().any(|group| group.gid == gid)
    }

    /// Whether nobody but these users is in the group.
    pub fn has_only(&self, gid: u32, uids: &[u32]) -> bool {
        let trusted = |uid: u32| uids.contains(&uid);
        if self
            .users
            .iter()
            .any(|user| user.gid == gid && !trusted(user.uid))
        {
            return false;
        }
        let group = self.groups.iter().find(|group| group.gid == gid);
        group.is_some_and(|group| {
            let is_trusted = |name: &String| self.uid(name).is_some_and(trusted);
            group.members.iter().all(is_trusted)
        })
    }
}

/// The most that is read of a list of users: a hundred thousand fit.
const MAX_LIST_BYTES: u64 = 16 * 1024 * 1024;

/// A list of the system; `None` where there is none, or none that is a file: a
/// pipe in an image would be waited for.
fn text(path: &Path) -> Option<String> {
    let file = Subject::open(path).ok()?.into_content()?;
    let mut text = String::new();
    file.take(MAX_LIST_BYTES).read_to_string(&mut text).ok()?;
    Some(text)
}

fn user(line: &str) -> Option<User> {
    let mut fields = line.split(':');
    let name = fields.next()?.to_owned();
    let (uid, gid) = (fields.nth(1)?.parse().ok()?, fields.next()?.parse().ok()?);
    let home = PathBuf::from(fields.nth(1)?);
    Some(User {
        name,
        uid,
        gid,
        home,
    })
}

fn parse_group(line: &str) -> Option<Group> {
    let mut fields = line.split(':');
    let name = fields.next()?.to_owned();
    let gid = fields.nth(1)?.parse().ok()?;
    let members = fields.next()?.split(',').filter(|name| !name.is_empty());
    Some(Group {
        name,
        gid,
        members: members.map(str::to_owned).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn users() -> Users {
        Users::parse(
            "root:x:0:0:root:/root:/bin/sh\nann:x:1000:1000:Ann:/home/ann:/bin/sh\n\
             bob:x:1001:100::/home/bob:/bin/sh\nbroken",
            "root:x:0:\nann:x:1000:\nusers:x:100:\nshared:x:200:ann,bob\nown:x:201:ann",
        )
    }

    #[test]
    fn names_and_numbers_find_each_other() {
        let users = users();
        assert_eq!(users.uid("ann"), Some(1000));
        assert_eq!(users.uid("4242"), Some(4242));
        assert_eq!(users.uid("nobody-here"), None);
        assert_eq!(users.gid("shared"), Some(200));
        assert_eq!(
            (users.name(1001), users.name(7)),
            ("bob".into(), "7".into())
        );
        assert_eq!(users.homes().count(), 3);
    }

    #[test]
    fn a_private_group_has_nobody_else_in_it() {
        let users = users();
        for (gid, owner, private) in [
            (1000, 1000, true),
            (0, 1000, true),
            (201, 1000, true),
            (200, 1000, false),
            (100, 1000, false),
            (999, 1000, false),
        ] {
            assert_eq!(users.is_private(gid, owner), private, "{gid}");
        }
    }

    #[test]
    fn groups_are_the_own_one_and_those_with_the_name_in_them() {
        assert_eq!(users().groups_of(1000), [1000, 200, 201]);
        assert_eq!(users().groups_of(1001), [100, 200]);
        assert_eq!(users().groups_of(4242), [0; 0]);
    }
}
