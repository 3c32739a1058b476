//! 1xx: the key file itself.

use crate::sandbox::Sandbox;
use std::os::unix::fs::symlink;

#[test]
fn a_good_key_is_clean() {
    let sandbox = Sandbox::new();
    let run = sandbox.audit(&["cookie.key"]);
    assert_eq!(run.exit, 0, "{}", run.stdout);
    assert!(
        run.stdout.starts_with("nothing found (1 key, "),
        "{}",
        run.stdout
    );
    assert_eq!(run.stderr, "");
}

#[test]
fn modes_that_let_others_in() {
    for (id, severity, bad, near) in [
        ("CK101", "critical", 0o604, 0o600),
        ("CK102", "critical", 0o602, 0o400),
        ("CK103", "high", 0o640, 0o700),
        ("CK106", "low", 0o700, 0o400),
        ("CK106", "low", 0o4600, 0o600),
    ] {
        let sandbox = Sandbox::new();
        sandbox.mode("cookie.key", near);
        sandbox.passes(id, &["cookie.key"]);
        sandbox.mode("cookie.key", bad);
        sandbox.mends(id, severity, &["cookie.key"]);
        assert_eq!(sandbox.audit(&["cookie.key"]).exit, 0);
    }
}

#[test]
fn a_group_that_is_allowed_may_read_and_no_more() {
    let sandbox = Sandbox::new();
    sandbox.mode("cookie.key", 0o640);
    let group = sandbox.sh("stat -c %g cookie.key");
    let allowed = ["--allow-group", group.trim(), "cookie.key"];
    sandbox.finds("CK103", "low", &allowed);
    assert_eq!(sandbox.audit(&allowed).exit, 0);
    let other = ["--allow-group", "4242", "cookie.key"];
    sandbox.finds("CK103", "high", &other);
    sandbox.mode("cookie.key", 0o660);
    let finding = sandbox.finds("CK103", "high", &allowed);
    assert_eq!(finding["fix"], "chmod 640 cookie.key");
    sandbox.obey(&finding);
    sandbox.finds("CK103", "low", &allowed);
}

#[test]
fn pipes_and_directories_are_no_keys_and_nothing_waits() {
    let sandbox = Sandbox::new();
    sandbox.sh("mkfifo -m 600 pipe.key");
    sandbox.finds("CK108", "high", &["pipe.key"]);
    sandbox.finds("CK108", "high", &["/dev/null"]);
    sandbox.finds("CK108", "high", &["."]);
    sandbox.passes("CK108", &["cookie.key"]);
    sandbox.sh("rm pipe.key && cookiekit keygen -q --out pipe.key");
    sandbox.passes("CK108", &["pipe.key"]);
}

#[test]
fn a_link_is_told_with_where_it_leads() {
    let sandbox = Sandbox::new();
    symlink("cookie.key", sandbox.path("link.key")).unwrap();
    let finding = sandbox.finds("CK109", "medium", &["link.key"]);
    // The command audits the target, and that is clean.
    sandbox.obey(&finding);
    sandbox.passes("CK109", &["cookie.key"]);
    sandbox.sh("mkdir loose && chmod 777 loose && mv link.key loose && ln -sf ../cookie.key loose/link.key");
    sandbox.finds("CK109", "high", &["loose/link.key"]);
}

#[test]
fn links_as_kubernetes_mounts_them_are_no_fault() {
    let sandbox = Sandbox::empty();
    sandbox.key("..2026/key", crate::KEY);
    symlink("..2026", sandbox.path("..data")).unwrap();
    symlink("..data/key", sandbox.path("key")).unwrap();
    sandbox.passes("CK109", &["key"]);
    assert_eq!(sandbox.audit(&["key"]).exit, 0);
}

#[test]
fn a_second_name_is_a_second_key() {
    let sandbox = Sandbox::new();
    sandbox.passes("CK110", &["cookie.key"]);
    sandbox.sh("mkdir elsewhere && ln cookie.key elsewhere/other");
    sandbox.mends("CK110", "high", &["cookie.key"]);
    assert_eq!(sandbox.sh("cat cookie.key"), crate::KEY);
    assert_eq!(sandbox.sh("stat -c %a cookie.key"), "600\n");
}

#[test]
fn a_name_that_is_hostile_is_quoted_in_the_command() {
    let sandbox = Sandbox::empty();
    let name = "$(touch pwned) 'a;b\n.key";
    sandbox.file(name, crate::KEY, 0o644);
    sandbox.mends("CK101", "critical", &[name]);
    assert!(!sandbox.path("pwned").exists());
    let run = sandbox.audit(&["."]);
    assert!(!run.stdout.contains("b\n.key"), "{}", run.stdout);
}
