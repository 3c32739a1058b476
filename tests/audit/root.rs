//! What only root can make: other owners, lists by `setfacl`, mounts that lie
//! about modes or forget, an audit by a user who may not look.

use serde_json::Value;

use crate::KEY;
use crate::sandbox::Sandbox;

/// A user who is not root and has nothing here.
const STRANGER: &str = "65533";

#[test]
#[ignore = "needs root, acl, bindfs: tests/run"]
fn a_key_of_somebody_else() {
    let sandbox = Sandbox::new();
    sandbox.sh(&format!("chown {STRANGER} cookie.key"));
    let arguments = ["--owner", "1000", "cookie.key"];
    sandbox.passes("CK104", &["--owner", STRANGER, "cookie.key"]);
    // Root reads the keys of services, whatever their owner.
    sandbox.passes("CK104", &["cookie.key"]);
    sandbox.mends("CK104", "high", &arguments);
}

#[test]
#[ignore = "needs root, acl, bindfs: tests/run"]
fn a_directory_of_somebody_else() {
    let sandbox = Sandbox::empty();
    sandbox.key("a/cookie.key", KEY);
    sandbox.passes("CK203", &["a/cookie.key"]);
    sandbox.sh(&format!("chown {STRANGER} a"));
    sandbox.passes("CK203", &["--owner", STRANGER, "a/cookie.key"]);
    // A service may work there: it is taken from it by nobody's word.
    let finding = sandbox.finds("CK203", "high", &["a/cookie.key"]);
    assert_eq!(finding["fix"], Value::Null);
    sandbox.mends("CK203", "high", &["--owner", "root", "a/cookie.key"]);
}

#[test]
#[ignore = "needs root, acl, bindfs: tests/run"]
fn whom_root_lets_read_its_key_is_not_locked_out() {
    let sandbox = Sandbox::new();
    sandbox.sh("chgrp 4242 cookie.key && chmod 640 cookie.key");
    let finding = sandbox.finds("CK103", "high", &["cookie.key"]);
    assert_eq!(finding["fix"], Value::Null);
    let mend = finding["mend"].as_str().unwrap();
    assert!(
        mend.starts_with("name the group with --allow-group"),
        "{mend}"
    );
    sandbox.audit(&["--fix", "cookie.key"]);
    assert_eq!(sandbox.sh("stat -c %a cookie.key"), "640\n");
    sandbox.finds("CK103", "low", &["--allow-group", "4242", "cookie.key"]);
    // Nobody lets a group write a key, or others in.
    sandbox.sh("chmod 660 cookie.key");
    sandbox.mends("CK103", "high", &["cookie.key"]);
    sandbox.sh("chmod 640 cookie.key && chown 54321 cookie.key");
    sandbox.mends("CK103", "high", &["--owner", "54321", "cookie.key"]);
}

#[test]
#[ignore = "needs root, acl, bindfs: tests/run"]
fn a_private_group_may_write_and_a_shared_one_may_not() {
    let sandbox = Sandbox::empty();
    sandbox.key("a/cookie.key", KEY);
    // Root's group has nobody else in it.
    sandbox.mode("a", 0o770);
    sandbox.passes("CK201", &["a/cookie.key"]);
    sandbox.sh("chgrp 4242 a");
    sandbox.mends("CK201", "high", &["a/cookie.key"]);
}

#[test]
#[ignore = "needs root, acl, bindfs: tests/run"]
fn lists_that_grant_and_lists_that_wait() {
    let sandbox = Sandbox::new();
    sandbox.passes("CK301", &["cookie.key"]);
    sandbox.sh("setfacl -m u:54321:r cookie.key");
    sandbox.passes("CK302", &["cookie.key"]);
    let finding = sandbox.finds("CK301", "critical", &["cookie.key"]);
    assert_eq!(finding["fix"], Value::Null);
    sandbox.sh("chown 4242 cookie.key");
    sandbox.mends("CK301", "critical", &["--owner", "4242", "cookie.key"]);
    sandbox.sh("chown 0 cookie.key && setfacl -m u:54321:rw cookie.key");
    sandbox.mends("CK301", "critical", &["cookie.key"]);
    sandbox.sh("setfacl -m u:54321:r,g:44:rw cookie.key && chmod g= cookie.key");
    sandbox.passes("CK301", &["cookie.key"]);
    sandbox.mends("CK302", "medium", &["cookie.key"]);
    // The mode shows the mask: a list for root alone opens nothing.
    sandbox.sh("setfacl -m u:0:r,g::- cookie.key");
    sandbox.passes("CK301", &["cookie.key"]);
    sandbox.passes("CK103", &["cookie.key"]);
}

/// As a program sets them that knows no `setfacl`.
#[test]
#[ignore = "needs root, acl, bindfs: tests/run"]
fn lists_that_are_written_as_bytes() {
    const NOBODY: u32 = u32::MAX;
    let set = |path: &std::path::Path, entries: &[(u16, u16, u32)]| {
        let mut bytes = 2_u32.to_le_bytes().to_vec();
        for (tag, permissions, id) in entries {
            bytes.extend(tag.to_le_bytes());
            bytes.extend(permissions.to_le_bytes());
            bytes.extend(id.to_le_bytes());
        }
        let flags = rustix::fs::XattrFlags::empty();
        rustix::fs::setxattr(path, "system.posix_acl_access", &bytes, flags).unwrap();
    };
    let sandbox = Sandbox::new();
    let key = sandbox.path("cookie.key");
    for (mask, id, severity) in [(6, "CK301", "critical"), (0, "CK302", "medium")] {
        // The owner, a user, the group, the mask, others.
        let list = |user| {
            [
                (1, 6, NOBODY),
                (2, 6, user),
                (4, 0, NOBODY),
                (0x10, mask, NOBODY),
                (0x20, 0, NOBODY),
            ]
        };
        set(&key, &list(0));
        sandbox.passes(id, &["cookie.key"]);
        set(&key, &list(54321));
        sandbox.mends(id, severity, &["cookie.key"]);
    }
    assert_eq!(sandbox.audit(&["cookie.key"]).exit, 0);
}

#[test]
#[ignore = "needs root, acl, bindfs: tests/run"]
fn default_lists_and_lists_of_directories() {
    let sandbox = Sandbox::empty();
    sandbox.key("a/cookie.key", KEY);
    sandbox.sh("setfacl -d -m u::rwx,g::-,o::- a");
    sandbox.passes("CK206", &["a/cookie.key"]);
    sandbox.sh("setfacl -d -m u:54321:r a");
    sandbox.mends("CK206", "medium", &["a/cookie.key"]);
    sandbox.sh("setfacl -m u:54321:rwx a");
    sandbox.mends("CK201", "high", &["a/cookie.key"]);
}

/// A mount that is taken down with the test.
pub struct Mount<'a>(pub &'a Sandbox);

impl Drop for Mount<'_> {
    fn drop(&mut self) {
        self.0.sh("umount -l mounted");
    }
}

#[test]
#[ignore = "needs root, acl, bindfs: tests/run"]
fn a_file_system_that_lies_about_modes() {
    let sandbox = Sandbox::new();
    sandbox.sh("mkdir source mounted && cp -p cookie.key source/lie.key");
    sandbox.sh("bindfs -p 0777 --chmod-ignore source mounted");
    let _mount = Mount(&sandbox);
    sandbox.finds("CK303", "medium", &["mounted/lie.key"]);
    let open = sandbox.finds("CK101", "critical", &["mounted/lie.key"]);
    // The command does nothing there, and the audit is not fooled by it.
    sandbox.obey(&open);
    sandbox.finds("CK101", "critical", &["mounted/lie.key"]);
    sandbox.passes("CK303", &["cookie.key"]);
}

#[test]
#[ignore = "needs root, bindfs, sshfs, openssh-sftp-server: tests/run"]
fn a_file_system_of_another_machine() {
    let sandbox = Sandbox::new();
    sandbox
        .sh("mkdir far mounted && cp -p cookie.key far/ && cp -p cookie.key far/secure-cookie-key");
    // What answers is the server of SFTP itself, without a network between.
    sandbox.file(
        "ssh",
        "#!/bin/sh\nexec /usr/lib/openssh/sftp-server\n",
        0o700,
    );
    sandbox.sh("sshfs -o ssh_command=\"$PWD/ssh\" host:\"$PWD/far\" mounted");
    let mount = Mount(&sandbox);
    let finding = sandbox.finds("CK304", "medium", &["mounted/cookie.key"]);
    assert_eq!(
        finding["observed"],
        "is on fuse.sshfs, a file system of another machine"
    );
    sandbox.finds("CK304", "low", &["mounted/secure-cookie-key"]);
    sandbox.passes("CK304", &["far/cookie.key"]);
    drop(mount);
    sandbox.sh("bindfs far mounted");
    let _mount = Mount(&sandbox);
    sandbox.passes("CK304", &["mounted/cookie.key"]);
}

#[test]
#[ignore = "needs root, acl, bindfs: tests/run"]
fn a_file_system_that_forgets() {
    let sandbox = Sandbox::new();
    sandbox.sh("mkdir mounted && mount -t tmpfs -o mode=700 none mounted");
    let _mount = Mount(&sandbox);
    sandbox.sh("cp -p cookie.key mounted/");
    sandbox.finds("CK305", "high", &["mounted/cookie.key"]);
    sandbox.sh("mount -o remount,ro mounted");
    sandbox.passes("CK305", &["mounted/cookie.key"]);
    sandbox.passes("CK305", &["cookie.key"]);
}

#[test]
#[ignore = "needs root, acl, bindfs: tests/run"]
fn a_user_who_may_not_look_gets_no_pass() {
    let sandbox = Sandbox::new();
    let base = std::path::PathBuf::from("/var/lib/cookiekit-audit-test");
    std::fs::create_dir_all(&base).unwrap();
    let script = format!(
        "cp cookie.key {0}/k.key && chmod 600 {0}/k.key && chmod 755 {0} &&
         cp \"$(command -v cookiekit)\" {0}/cookiekit && cd {0} &&
         setpriv --reuid 65533 --regid 65533 --clear-groups ./cookiekit audit k.key; echo $?; rm -r {0}",
        base.display()
    );
    let said = sandbox.sh(&script);
    assert!(said.contains("unknown   CK902"), "{said}");
    assert!(said.ends_with("\n5\n"), "{said}");
}
