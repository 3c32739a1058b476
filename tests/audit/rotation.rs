//! CK512, CK603: slots that are not what they are called, and rotations that
//! were interrupted.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use crate::sandbox::Sandbox;
use crate::{KEY, OTHER_KEY};

/// The slot in which `cookiekit rotate` has put the key.
fn retired(sandbox: &Sandbox, key: &str) -> String {
    sandbox.sh(&format!("ls {key}.retired-*")).trim().to_owned()
}

#[test]
fn a_slot_with_another_key_than_its_name_tells() {
    let sandbox = Sandbox::new();
    sandbox.sh("cookiekit rotate -q --key cookie.key");
    sandbox.passes("CK512", &["cookie.key"]);
    let slot = retired(&sandbox, "cookie.key");
    sandbox.key(&slot, OTHER_KEY);
    let finding = sandbox.mends("CK512", "high", &["cookie.key"]);
    assert_eq!(finding["path"], slot.as_str());
    // It is kept, under a name that nothing takes for a slot.
    assert_eq!(sandbox.sh(&format!("cat {slot}.refused")), OTHER_KEY);
    sandbox.passes("CK512", &["."]);
}

#[test]
fn a_slot_of_a_time_to_come() {
    let sandbox = Sandbox::new();
    sandbox.sh("cookiekit rotate -q --key cookie.key --now 2026-01-01T00:00:00Z");
    let slot = retired(&sandbox, "cookie.key");
    sandbox.passes("CK512", &["cookie.key"]);
    sandbox.sh(&format!(
        "mv {slot} {}",
        slot.replace("retired-2026", "retired-2999")
    ));
    sandbox.mends("CK512", "medium", &["cookie.key"]);
    // The key is the same, and `rotate retire` will drop it.
    let kept = retired(&sandbox, "cookie.key");
    assert_eq!(sandbox.sh(&format!("cat {kept}")), KEY);
    sandbox.sh("cookiekit rotate retire -q --key cookie.key --older-than 0s");
    assert_eq!(sandbox.sh("ls cookie.key*"), "cookie.key\n");
}

#[test]
fn what_a_rotation_leaves_that_was_killed() {
    let temporary = ".cookie.key.0123456789abcdef.tmp";
    for (left, content) in [
        (temporary, OTHER_KEY),
        (temporary, ""),
        (temporary, KEY),
        (".cookie.key.next.0123456789abcdef.tmp", OTHER_KEY),
        ("cookie.key.next", KEY),
        ("cookie.key.retired-20260101T000000Z-00000000", KEY),
    ] {
        let sandbox = Sandbox::new();
        sandbox.key(".other.key.0123456789abcdef.tmp", OTHER_KEY);
        sandbox.key(".cookie.key.0123.tmp", OTHER_KEY);
        sandbox.key(".cookie.key.lock", "");
        sandbox.passes("CK603", &["cookie.key"]);
        sandbox.key(left, content);
        sandbox.passes("CK401", &["cookie.key"]);
        let finding = sandbox.mends("CK603", "high", &["cookie.key"]);
        assert_eq!(finding["path"], left);
        assert!(!sandbox.path(left).exists());
        assert_eq!(sandbox.sh("cat cookie.key"), KEY);
    }
}

#[test]
fn a_key_that_was_never_put_in_place_is_found_in_a_tree() {
    let sandbox = Sandbox::empty();
    sandbox.key("app/.cookie.key.0123456789abcdef.tmp", KEY);
    sandbox.key("app/.notes.0123456789abcdef.tmp", "x");
    sandbox.mends("CK603", "high", &["app"]);
    // Of one whose name is none of a key, its content tells.
    sandbox.key("app/.web.0123456789abcdef.tmp", KEY);
    sandbox.mends("CK603", "high", &["app"]);
}

#[test]
fn a_rotation_that_is_running_is_no_interrupted_one() {
    let sandbox = Sandbox::new();
    sandbox.key(".cookie.key.0123456789abcdef.tmp", OTHER_KEY);
    sandbox.key("cookie.key.next", KEY);
    assert_eq!(sandbox.findings("CK603", &["cookie.key"]).len(), 2);
    let mut holder = Command::new("flock")
        .arg(sandbox.key(".cookie.key.lock", ""))
        .args(["sh", "-c", "echo held; exec cat"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = String::new();
    let output = holder.stdout.take().unwrap();
    BufReader::new(output).read_line(&mut said).unwrap();
    assert_eq!(said, "held\n");
    sandbox.passes("CK603", &["cookie.key"]);
    drop(holder.stdin.take());
    assert!(holder.wait().unwrap().success());
    assert_eq!(sandbox.findings("CK603", &["cookie.key"]).len(), 2);
}

/// Nothing but the slot says what a file of digits with such a name is.
#[test]
fn a_file_of_digits_that_has_a_slot_is_a_key() {
    let sandbox = Sandbox::empty();
    sandbox.file("app/k", KEY, 0o644);
    sandbox.passes("CK101", &["app"]);
    let next = format!("{OTHER_KEY}\n");
    sandbox.file("app/k.next", "about the next one\n", 0o600);
    sandbox.passes("CK101", &["app"]);
    sandbox.file("app/k.next", next, 0o600);
    let finding = sandbox.finds("CK101", "critical", &["app"]);
    let observed = finding["observed"].as_str().unwrap();
    assert!(observed.contains("k.next is a slot of it"), "{observed}");
}
