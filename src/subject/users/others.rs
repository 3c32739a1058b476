//! Users whom `/etc/passwd` does not name: whether there may be any of them, and
//! who is outside of this user namespace.

use std::ops::Range;
use std::path::Path;

use super::text;

/// Numbers that systemd gives to users for as long as their service or their
/// session lasts (<https://systemd.io/UIDS-GIDS/>): homes, dynamic users,
/// containers.
const OF_SYSTEMD: [Range<u32>; 3] = [60_001..60_514, 61_184..65_520, 524_288..1_879_048_192];

/// What is known of users that are not in the file.
#[derive(Clone, Debug, Default)]
pub struct Others {
    /// Every user is in the file, except for those of systemd.
    has_files_alone: bool,
    /// systemd may know users.
    has_systemd: bool,
    /// Numbers that were given to users for their containers.
    subordinate: Vec<Range<u64>>,
    /// The number that stands for everybody outside of this user namespace.
    outside: Option<u32>,
}

impl Others {
    /// Those of the system at `root`.
    pub fn of(root: &Path) -> Others {
        let text = |name| text(&root.join(name));
        let subordinate = text("etc/subuid").unwrap_or_default();
        let mut others = Others::parse(text("etc/nsswitch.conf").as_deref(), &subordinate);
        if root == Path::new("/") {
            others.outside = outside(
                &text("proc/self/uid_map").unwrap_or_default(),
                &text("proc/sys/kernel/overflowuid").unwrap_or_default(),
            );
        }
        others
    }

    /// Without a list of sources there are files alone (musl), but where users
    /// are kept elsewhere altogether.
    fn parse(sources: Option<&str>, subordinate: &str) -> Others {
        let line = sources.and_then(|text| text.lines().find_map(|it| it.strip_prefix("passwd:")));
        let line = line.unwrap_or("files");
        let line = line.split('#').next().unwrap_or_default();
        let names = || line.split_whitespace();
        let is_file = |name: &str| matches!(name, "files" | "systemd") || name.starts_with('[');
        Others {
            has_files_alone: cfg!(target_os = "linux") && names().all(is_file),
            has_systemd: names().any(|name| name == "systemd"),
            subordinate: subordinate.lines().filter_map(range).collect(),
            outside: None,
        }
    }

    /// Whether nobody has this number who is not in the file.
    pub fn is_unknown(&self, uid: u32) -> bool {
        let is_dynamic = self.has_systemd && OF_SYSTEMD.iter().any(|it| it.contains(&uid));
        let is_container = self.subordinate.iter().any(|it| it.contains(&uid.into()));
        self.has_files_alone && !is_dynamic && !is_container
    }

    /// Whether it stands for everybody outside of this user namespace.
    pub fn is_outside(&self, uid: u32) -> bool {
        self.outside == Some(uid)
    }
}

/// `NAME:FIRST:COUNT`.
fn range(line: &str) -> Option<Range<u64>> {
    let mut numbers = line.split(':').skip(1).map(|it| it.trim().parse().ok());
    let first: u64 = numbers.next()??;
    let count: u64 = numbers.next()??;
    Some(first..first.saturating_add(count))
}

/// The number for those outside, unless somebody inside has it. A line of the
/// map is `INSIDE OUTSIDE COUNT`.
fn outside(map: &str, overflow: &str) -> Option<u32> {
    let overflow: u32 = overflow.trim().parse().ok()?;
    let mut is_mapped = map.lines().filter_map(|line| {
        let mut numbers = line.split_whitespace().map(|it| it.parse::<u64>().ok());
        let (inside, _, count) = (numbers.next()??, numbers.next()?, numbers.next()??);
        Some((inside..inside.saturating_add(count)).contains(&overflow.into()))
    });
    let is_inside = map.trim().is_empty() || is_mapped.any(|it| it);
    (!is_inside).then_some(overflow)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(target_os = "linux")]
    fn nothing_is_certain_where_a_directory_service_may_know() {
        for (sources, uid, is_unknown) in [
            (None, 4242, true),
            (Some("group: files\n"), 4242, true),
            (Some("passwd: files # local\n"), 4242, true),
            (Some("passwd:\tfiles systemd\n"), 4242, true),
            (Some("passwd: files systemd"), 61_500, false),
            (Some("passwd: files"), 61_500, true),
            (Some("passwd: files sss"), 4242, false),
            (Some("passwd: compat"), 4242, false),
            (Some("passwd: files [NOTFOUND=return] ldap"), 4242, false),
            (None, 100_999, false),
        ] {
            let others = Others::parse(sources, "ann:100000:65536\nbroken");
            assert_eq!(others.is_unknown(uid), is_unknown, "{sources:?} {uid}");
        }
    }

    #[test]
    fn a_number_that_is_mapped_is_somebody_inside() {
        for (map, number) in [
            ("0 0 4294967295\n", None),
            ("         0       1000          1\n", Some(65534)),
            ("0 100000 65536\n", None),
            ("0 1000 1\n1 100000 65533\n", Some(65534)),
            ("", None),
        ] {
            assert_eq!(outside(map, "65534\n"), number, "{map}");
        }
        assert_eq!(outside("0 0 1", ""), None);
    }
}
