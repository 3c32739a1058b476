//! What is found open, and what is not, on real files.

use super::*;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::PathBuf;
use std::process::Command;
use tempfile::TempDir;

struct Fixture {
    _directory: TempDir,
    path: PathBuf,
    me: u32,
}

fn file(mode: u32) -> Fixture {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a key");
    fs::write(&path, "secret").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
    let me = fs::metadata(&path).unwrap().uid();
    Fixture {
        _directory: directory,
        path,
        me,
    }
}

impl Fixture {
    fn exposures_to(&self, me: u32) -> Vec<Exposure> {
        Subject::open(&self.path).unwrap().exposures(me)
    }

    fn ids(&self) -> Vec<&'static str> {
        let exposures = self.exposures_to(self.me);
        exposures.iter().map(|found| found.check.id).collect()
    }

    /// Runs what the findings say, and looks again.
    fn fix(&self) {
        for exposure in self.exposures_to(self.me) {
            let fix = exposure.fix.unwrap();
            let status = Command::new("sh").args(["-c", &fix]).status();
            assert!(status.unwrap().success(), "{fix}");
        }
        assert_eq!(self.exposures_to(self.me), []);
    }
}

#[test]
fn a_mode_is_open_to_whom_its_bits_say() {
    for (mode, ids) in [
        (0o600, &[][..]),
        (0o400, &[]),
        (0o700, &[]),
        (0o604, &["CK101"]),
        (0o602, &["CK102"]),
        (0o640, &["CK103"]),
        (0o620, &["CK103"]),
        (0o610, &["CK103"]),
        (0o666, &["CK101", "CK102", "CK103"]),
    ] {
        assert_eq!(file(mode).ids(), ids, "{mode:o}");
    }
}

#[test]
fn the_fix_of_a_mode_works_as_it_is_printed() {
    let fixture = file(0o646);
    let path = fixture.path.display();
    let first = &fixture.exposures_to(fixture.me)[0];
    assert_eq!(first.observed, "can be read by others (mode 0646)");
    assert_eq!(first.fix, Some(format!("chmod 600 '{path}'")));
    fixture.fix();
}

#[test]
fn a_stranger_must_not_own_it_but_root_takes_any_owner() {
    let fixture = file(0o600);
    let mut subject = Subject::open(&fixture.path).unwrap();
    for (owner, me, ids) in [
        (1001, 1000, &["CK104"][..]),
        (1001, 1001, &[]),
        (ROOT, 1000, &[]),
        (1001, ROOT, &[]),
    ] {
        subject.uid = owner;
        let found = subject.exposures(me);
        let found: Vec<_> = found.iter().map(|found| found.check.id).collect();
        assert_eq!(found, ids, "owner {owner}, me {me}");
    }
}

#[test]
fn another_owner_is_told_and_nothing_is_taken_from_them() {
    let fixture = file(0o600);
    let mut subject = Subject::open(&fixture.path).unwrap();
    subject.uid = 1001;
    let found = &subject.exposures(1000)[0];
    assert_eq!(found.fix, None);
    assert_eq!(
        found.observed,
        "belongs to user 1001, not to user 1000 or root"
    );
}

#[test]
fn what_is_not_a_regular_file_is_only_that() {
    let directory = tempfile::tempdir().unwrap();
    let found = Subject::open(directory.path()).unwrap().exposures(ROOT);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].check, NOT_REGULAR_FILE);
    assert_eq!(found[0].observed, "is a directory");
}

#[cfg(target_os = "linux")]
mod with_a_list {
    use super::*;
    use crate::subject::acl;
    use rustix::fs::{XattrFlags, setxattr};

    const OWNER: (u16, u16, u32) = (0x01, 6, u32::MAX);
    const OTHERS: (u16, u16, u32) = (0x20, 0, u32::MAX);
    const STRANGER: u32 = 54321;

    fn user(id: u32, permissions: u16) -> (u16, u16, u32) {
        (0x02, permissions, id)
    }
    fn group(id: u32, permissions: u16) -> (u16, u16, u32) {
        (0x08, permissions, id)
    }
    fn owning_group(permissions: u16) -> (u16, u16, u32) {
        (0x04, permissions, u32::MAX)
    }
    fn mask(permissions: u16) -> (u16, u16, u32) {
        (0x10, permissions, u32::MAX)
    }

    fn listed(entries: &[(u16, u16, u32)]) -> Fixture {
        let fixture = file(0o600);
        let raw = acl::tests::bytes(entries);
        setxattr(&fixture.path, acl::ATTRIBUTE, &raw, XattrFlags::empty()).unwrap();
        fixture
    }

    #[test]
    fn a_list_of_any_length_is_read_whole() {
        for entries in [1, 100, 500] {
            let mut list = vec![OWNER];
            list.extend((0..entries).map(|index| user(STRANGER + index, 4)));
            list.extend([owning_group(0), mask(4), OTHERS]);
            assert!(listed(&list).ids().contains(&"CK301"), "{entries}");
        }
    }

    #[test]
    fn named_entries_count_after_the_mask() {
        for (named, limit, ids) in [
            (user(STRANGER, 4), 4, &["CK301"][..]),
            (user(STRANGER, 2), 6, &["CK301"]),
            (user(STRANGER, 6), 1, &[]),
            (user(STRANGER, 6), 0, &[]),
            (user(STRANGER, 1), 7, &[]),
        ] {
            let fixture = listed(&[OWNER, named, owning_group(0), mask(limit), OTHERS]);
            assert_eq!(fixture.ids(), ids, "{named:?} {limit}");
        }
        let fixture = listed(&[OWNER, owning_group(0), group(STRANGER, 4), mask(4), OTHERS]);
        assert_eq!(fixture.ids(), ["CK301"]);
    }

    #[test]
    fn entries_for_root_and_the_reader_add_nobody() {
        let me = STRANGER;
        let entries = [
            OWNER,
            user(ROOT, 6),
            user(me, 4),
            owning_group(0),
            mask(6),
            OTHERS,
        ];
        let fixture = listed(&entries);
        let is_granted = |me| {
            let found = fixture.exposures_to(me);
            found.iter().any(|found| found.check == ACL_GRANTS_ACCESS)
        };
        assert!(!is_granted(me));
        assert!(is_granted(me + 1));
    }

    #[test]
    fn group_bits_of_the_mode_are_the_mask_and_not_the_group() {
        let masked = [OWNER, user(STRANGER, 0), owning_group(0), mask(4), OTHERS];
        let fixture = listed(&masked);
        assert_eq!(Subject::open(&fixture.path).unwrap().mode, 0o640);
        assert_eq!(fixture.ids(), [""; 0]);

        let open = [OWNER, user(STRANGER, 0), owning_group(4), mask(4), OTHERS];
        assert_eq!(listed(&open).ids(), ["CK103"]);
    }

    #[test]
    fn the_words_and_the_fix_say_who_is_let_in() {
        let fixture = listed(&[
            OWNER,
            user(STRANGER, 6),
            owning_group(0),
            group(44, 4),
            mask(6),
            OTHERS,
        ]);
        let found = &fixture.exposures_to(fixture.me)[0];
        assert_eq!(
            found.observed,
            "can be read and written by user 54321, read by group 44 (access control list)"
        );
        let path = format!("'{}'", fixture.path.display());
        let fix = format!("setfacl -b {path} && chmod 600 {path}");
        assert_eq!(found.fix, Some(fix));
        // `setfacl` is not everywhere; what it does is.
        if Command::new("setfacl").arg("--version").output().is_ok() {
            fixture.fix();
            assert_eq!(Subject::open(&fixture.path).unwrap().acl, None);
        }
    }
}
