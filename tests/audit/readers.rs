//! The command that closes a key takes it from nobody who is known to read it.

use crate::KEY;
use crate::sandbox::Sandbox;

/// An image with a key, a unit and a user of it.
fn image(mode: u32, unit: &str) -> Sandbox {
    let sandbox = Sandbox::empty();
    sandbox.file("image/srv/app/cookie.key", KEY, mode);
    let users = "root:x:0:0::/root:/bin/sh\nivy:x:4321:4321::/srv:/bin/sh\n";
    sandbox.file("image/etc/passwd", users, 0o644);
    let own = sandbox.sh("id -g");
    let groups = format!("ivy:x:4321:\nkeys:x:{}:ivy\n", own.trim());
    sandbox.file("image/etc/group", groups, 0o644);
    sandbox.file("image/etc/systemd/system/app.service", unit, 0o644);
    sandbox
}

const ARGUMENTS: &[&str] = &["--root", "image", "image/srv/app/cookie.key"];
const UNIT: &str = "[Service]\nUser=ivy\nExecStart=/usr/bin/app --key /srv/app/cookie.key\n";

#[test]
fn the_user_of_a_unit_keeps_what_everybody_can_read() {
    // Who is a member of the group is not one of the others.
    let sandbox = image(0o604, UNIT);
    sandbox.sh("printf 'ivy:x:4321:\\n' > image/etc/group");
    let finding = sandbox.finds("CK101", "critical", ARGUMENTS);
    assert!(finding["fix"].is_null(), "{finding}");
    let mend = finding["mend"].as_str().unwrap();
    let told = "ivy reads it (app.service), as everybody can";
    assert!(mend.starts_with(told), "{mend}");
    // A drop-in may say who runs it.
    let sandbox = image(0o604, &UNIT.replace("User=ivy\n", ""));
    let finding = sandbox.finds("CK101", "critical", ARGUMENTS);
    assert!(finding["fix"].as_str().unwrap().starts_with("chmod 600 "));
    let drop_in = "image/etc/systemd/system/app.service.d/user.conf";
    sandbox.file(drop_in, "[Service]\nUser=ivy\n", 0o644);
    let finding = sandbox.finds("CK101", "critical", ARGUMENTS);
    assert!(finding["fix"].is_null(), "{finding}");
}

#[test]
fn the_user_of_a_unit_keeps_what_its_group_can_read() {
    let sandbox = image(0o644, UNIT);
    let finding = sandbox.finds("CK101", "critical", ARGUMENTS);
    let fix = finding["fix"].as_str().unwrap();
    assert!(fix.starts_with("chmod 640 "), "{finding}");
    sandbox.obey(&finding);
    sandbox.passes("CK101", ARGUMENTS);
    let finding = sandbox.finds("CK103", "high", ARGUMENTS);
    assert!(finding["fix"].is_null(), "{finding}");
}

#[test]
fn who_is_not_known_to_read_it_is_shut_out() {
    for unit in [
        "",
        "[Service]\nUser=root\nExecStart=/usr/bin/app /srv/app/cookie.key\n",
        "[Service]\nUser=ivy\nExecStart=/usr/bin/app /srv/app/cookie.key.old\n",
        "[Service]\nUser=ivy\nExecStart=/usr/bin/app /mnt/srv/app/cookie.key\n",
        "[Service]\nUser=ivy\nLoadCredential=key:/srv/app/cookie.key\n",
        "[Service]\nUser=ivy\n# ExecStart=/usr/bin/app /srv/app/cookie.key\n",
        "[Service]\nUser=nobody-here\nExecStart=/usr/bin/app /srv/app/cookie.key\n",
    ] {
        let sandbox = image(0o604, unit);
        sandbox.mends("CK101", "critical", ARGUMENTS);
        let mode = sandbox.sh("stat -c %a image/srv/app/cookie.key");
        assert_eq!(mode, "600\n", "{unit}");
    }
}

/// Root lets a group read a key that is not its own: a service does.
#[test]
#[ignore = "needs root: tests/run"]
fn a_group_that_root_gave_it_to_keeps_it() {
    let sandbox = Sandbox::new();
    sandbox.sh("chown 0:4242 cookie.key && chmod 644 cookie.key");
    let finding = sandbox.mends("CK101", "critical", &["cookie.key"]);
    assert_eq!(finding["fix"], "chmod 640 cookie.key");
    let finding = sandbox.finds("CK103", "high", &["cookie.key"]);
    assert!(finding["fix"].is_null(), "{finding}");
    // A group of root's own is nobody's service.
    sandbox.sh("chown 0:0 cookie.key && chmod 644 cookie.key");
    sandbox.mends("CK101", "critical", &["cookie.key"]);
    assert_eq!(sandbox.sh("stat -c %a cookie.key"), "600\n");
}

/// One that was named, or that runs and was given the path.
#[test]
#[ignore = "needs root: tests/run"]
fn a_reader_that_is_known_is_given_the_key() {
    let sandbox = Sandbox::new();
    sandbox.mode("cookie.key", 0o604);
    let path = sandbox.path("cookie.key").display().to_string();
    let named = sandbox.finds("CK101", "critical", &["--reader", "65533", "cookie.key"]);
    let fix = "chown 65533 cookie.key && chmod 600 cookie.key";
    assert_eq!(named["fix"], fix);
    let mut service = std::process::Command::new("setpriv")
        .args(["--reuid", "65533", "--clear-groups", "sh", "-c"])
        .args(["sleep 30; exit", "sh", &path])
        .spawn()
        .unwrap();
    std::thread::sleep(std::time::Duration::from_secs(1));
    let mended = sandbox.findings("CK101", &["cookie.key"]);
    service.kill().unwrap();
    service.wait().unwrap();
    assert_eq!(mended[0]["fix"], fix);
    sandbox.obey(&mended[0]);
    sandbox.passes("CK101", &["cookie.key"]);
    assert_eq!(sandbox.sh("stat -c '%u %a' cookie.key"), "65533 600\n");
}
