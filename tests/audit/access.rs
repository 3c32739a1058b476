//! CK105, CK111, CK112, CK904: who has the key, and who cannot get at it.

use serde_json::Value;

use crate::KEY;
use crate::sandbox::{STRANGER, Sandbox};

/// Nobody has this number: it is below those of systemd's own users.
const NOBODY: &str = "54321";

const WHOSE: &str = "name the user who is to have the key with --owner; chown is for a key that no \
                     other program reads";

#[test]
#[ignore = "needs root: tests/run"]
fn a_key_of_a_number_that_no_user_has() {
    let sandbox = Sandbox::new();
    // A user of the system, whichever that is.
    sandbox.sh("chown 1 cookie.key");
    sandbox.passes("CK105", &["cookie.key"]);
    sandbox.sh(&format!("chown {NOBODY} cookie.key"));
    // Who is expected to have it may have no name, as in a container.
    sandbox.passes("CK105", &["--owner", NOBODY, "cookie.key"]);
    // A container's service may have it: it is given to nobody unasked.
    let finding = sandbox.finds("CK105", "medium", &["cookie.key"]);
    assert_eq!(finding["fix"], Value::Null);
    assert_eq!(finding["mend"], WHOSE);
    let finding = sandbox.mends("CK105", "medium", &["--owner", "1", "cookie.key"]);
    assert_eq!(
        finding["observed"],
        "belongs to user 54321, and nobody here is that"
    );
    assert_eq!(sandbox.sh("stat -c %u cookie.key"), "1\n");
    assert_eq!(sandbox.audit(&["cookie.key"]).exit, 0);
}

#[test]
#[ignore = "needs root: tests/run"]
fn the_users_of_an_image_are_asked_about_its_keys() {
    let sandbox = Sandbox::empty();
    sandbox.file(
        "image/etc/passwd",
        "root:x:0:0::/:\nweb:x:54321:100::/:\n",
        0o644,
    );
    sandbox.file("image/etc/group", "root:x:0:\n", 0o644);
    sandbox.key("image/etc/rstudio/secure-cookie-key", crate::WORKBENCH_KEY);
    sandbox.sh("chown 54321 image/etc/rstudio/secure-cookie-key");
    sandbox.passes("CK105", &["--root", "image"]);
    sandbox.sh("chown 54322 image/etc/rstudio/secure-cookie-key");
    let ask = |sources: &str| {
        sandbox.file("image/etc/nsswitch.conf", sources, 0o644);
    };
    // A directory service may know the user.
    ask("passwd: files sss\n");
    sandbox.passes("CK105", &["--root", "image"]);
    // A number that was given to a user for containers.
    ask("passwd: files\n");
    sandbox.file("image/etc/subuid", "web:54322:10\n", 0o644);
    sandbox.passes("CK105", &["--root", "image"]);
    sandbox.sh("rm image/etc/subuid");
    sandbox.finds("CK105", "medium", &["--root", "image"]);
}

#[test]
#[ignore = "needs root: tests/run"]
fn an_owner_outside_of_the_user_namespace() {
    let sandbox = Sandbox::new();
    let inside = |said: &str| {
        let script = format!("unshare --user --map-root-user cookiekit audit {said} || true");
        sandbox.sh(&script)
    };
    let said = inside("cookie.key");
    assert!(!said.contains("CK105"), "{said}");
    sandbox.sh(&format!(
        "chown {NOBODY} cookie.key && chmod 644 cookie.key"
    ));
    let said = inside("cookie.key");
    let told = "  medium    CK105  belongs to somebody outside of this user namespace\n";
    assert!(said.contains(told), "{said}");
    sandbox.sh("chown 0 cookie.key");
    assert!(!inside("cookie.key").contains("CK105"));
}

#[test]
#[ignore = "needs root, acl: tests/run"]
fn a_service_that_cannot_read_its_key() {
    let reader = STRANGER.to_string();
    let sandbox = Sandbox::of_a_user();
    let key = sandbox.key("keys/cookie.key", KEY);
    let arguments = ["--reader", reader.as_str(), "keys/cookie.key"];
    // The owner is asked as root here: the sandbox is the stranger's.
    let as_root = Sandbox::empty();
    let path = key.to_str().unwrap();
    let by_root = ["--reader", reader.as_str(), path];
    as_root.finds("CK111", "high", &by_root);
    // Another service has it, or reads it as a member of its group.
    for (owner, mode) in [("54321", 0o600), ("0:4242", 0o640)] {
        as_root.sh(&format!("chown {owner} {path} && chmod {mode:o} {path}"));
        let finding = as_root.finds("CK111", "high", &by_root);
        assert_eq!(finding["fix"], Value::Null, "{owner}");
        let mend = finding["mend"].as_str().unwrap();
        assert!(mend.starts_with("decide who should read it: "), "{mend}");
    }
    as_root.sh(&format!("chown 0:0 {path} && chmod 600 {path}"));
    let finding = as_root.mends("CK111", "high", &by_root);
    assert_eq!(
        finding["observed"],
        format!("cannot be read by {reader} (mode 0600)")
    );
    // What was printed is so: that user reads it.
    assert_eq!(sandbox.sh("cat keys/cookie.key"), KEY);
    sandbox.passes("CK111", &arguments);
    // A directory that may not be entered is in the way, whatever the mode.
    as_root.sh(&format!(
        "chmod 700 {0} && chown 0 {0}",
        sandbox.path("keys").display()
    ));
    let finding = as_root.mends("CK111", "high", &by_root);
    let observed = finding["observed"].as_str().unwrap();
    assert!(
        observed.contains("keys may not be entered (mode 0700)"),
        "{observed}"
    );
    assert_eq!(sandbox.sh("cat keys/cookie.key"), KEY);
    // Root reads everything; who is not asked about may be unable to.
    as_root.passes("CK111", &["--reader", "root", path]);
    as_root.passes("CK111", &[path]);
    // Several readers have no owner in common: there is no command.
    let two = ["--reader", reader.as_str(), "--reader", "1", path];
    let finding = as_root.finds("CK111", "high", &two);
    assert_eq!(finding["fix"], Value::Null);
    assert_eq!(
        as_root
            .audit(&["--reader", "nobody-of-this-name", path])
            .stderr,
        "cookiekit: there is no user nobody-of-this-name on this machine\n\
         hint: a user of a directory service is given by number: see id\n"
    );
}

#[test]
#[ignore = "needs root, e2fsprogs: tests/run"]
fn a_key_that_nobody_can_replace() {
    let sandbox = Sandbox::empty();
    sandbox.key("keys/cookie.key", KEY);
    let arguments = ["keys/cookie.key"];
    sandbox.passes("CK112", &arguments);
    for (path, mark) in [
        ("keys/cookie.key", "+i"),
        ("keys", "+i"),
        ("keys/cookie.key", "+a"),
    ] {
        sandbox.sh(&format!("chattr {mark} {path}"));
        let rotation = sandbox.sh("cookiekit rotate -q --key keys/cookie.key 2>&1 || echo failed");
        let finding = sandbox.mends("CK112", "low", &arguments);
        assert!(rotation.ends_with("failed\n"), "{rotation}");
        let told = finding["path"].as_str().unwrap();
        assert!(told.ends_with(path), "{told}");
    }
    sandbox.sh("cookiekit rotate -q --key keys/cookie.key");
}

#[test]
#[ignore = "needs root: tests/run"]
fn a_key_on_a_read_only_file_system_is_worth_knowing() {
    let sandbox = Sandbox::new();
    sandbox.sh("mkdir mounted keys && cp -p cookie.key keys/ && mount --bind keys mounted");
    let _mount = crate::root::Mount(&sandbox);
    sandbox.passes("CK112", &["mounted/cookie.key"]);
    sandbox.sh("mount -o remount,bind,ro mounted");
    sandbox.finds("CK112", "info", &["mounted/cookie.key"]);
    assert_eq!(sandbox.audit(&["mounted/cookie.key"]).exit, 0);
}

#[test]
#[ignore = "needs root: tests/run"]
fn root_is_told_whose_key_it_did_not_judge() {
    let sandbox = Sandbox::new();
    sandbox.passes("CK904", &["cookie.key"]);
    sandbox.sh("chown 1 cookie.key");
    let finding = sandbox.finds("CK904", "info", &["cookie.key"]);
    assert_eq!(sandbox.audit(&["cookie.key"]).exit, 0);
    let said = sandbox.obey(&finding);
    assert!(said.starts_with("nothing found (1 key, "), "{said}");
    sandbox.passes("CK904", &["--owner", "1", "cookie.key"]);
    // Then a wrong one is seen.
    sandbox.finds("CK104", "high", &["--owner", "2", "cookie.key"]);
}
