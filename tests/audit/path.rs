//! 2xx: the directories above the key.

use crate::sandbox::Sandbox;

#[test]
fn a_directory_that_others_can_write_is_told_wherever_it_is_on_the_way() {
    let sandbox = Sandbox::empty();
    sandbox.key("a/b/cookie.key", crate::KEY);
    sandbox.mode("a", 0o755);
    sandbox.passes("CK201", &["a/b/cookie.key"]);
    for mode in [0o757, 0o702] {
        sandbox.mode("a", mode);
        let finding = sandbox.mends("CK201", "high", &["a/b/cookie.key"]);
        assert_eq!(finding["path"], "a");
    }
}

#[test]
fn a_directory_on_the_way_of_a_link_counts_too() {
    let sandbox = Sandbox::empty();
    sandbox.key("safe/cookie.key", crate::KEY);
    sandbox.sh("mkdir loose && ln -s ../safe loose/way && chmod 707 loose");
    let finding = sandbox.mends("CK201", "high", &["loose/way/cookie.key"]);
    assert_eq!(finding["path"], "loose");
}

#[test]
fn a_shared_directory_is_worse_when_it_holds_the_key_itself() {
    let sandbox = Sandbox::empty();
    sandbox.key("shared/own/cookie.key", crate::KEY);
    sandbox.mode("shared", 0o1777);
    sandbox.finds("CK202", "medium", &["shared/own/cookie.key"]);
    sandbox.passes("CK201", &["shared/own/cookie.key"]);
    let key = sandbox.key("shared/cookie.key", crate::OTHER_KEY);
    let finding = sandbox.finds("CK202", "high", &["shared/cookie.key"]);
    sandbox.sh(finding["fix"].as_str().unwrap());
    assert!(!key.exists());
    sandbox.passes("CK202", &["home/.config/cookiekit/cookie.key"]);
    // Sticky without being writable by others is no sharing.
    sandbox.mode("shared", 0o1755);
    sandbox.passes("CK202", &["shared/own/cookie.key"]);
}

#[test]
fn one_directory_above_many_keys_is_one_finding() {
    let sandbox = Sandbox::empty();
    for name in ["a.key", "b.key", "c.key"] {
        let random = sandbox.sh("cookiekit keygen --stdout");
        sandbox.key(&format!("loose/{name}"), random);
    }
    sandbox.mode("loose", 0o777);
    sandbox.finds("CK201", "high", &["loose"]);
}
