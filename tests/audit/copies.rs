//! Copies beside the key, and databases.

use crate::KEY;
use crate::sandbox::Sandbox;

#[test]
fn what_editors_leave_is_found_when_it_holds_the_key() {
    for name in [
        "cookie.key~",
        "#cookie.key#",
        ".cookie.key.swp",
        "cookie.key.bak",
        "cookie.key.20261121",
    ] {
        let sandbox = Sandbox::new();
        // A swap file has more in it than the key.
        sandbox.key(name, format!("b0VIM 9.0\0\0{}\0", crate::OTHER_KEY));
        sandbox.passes("CK401", &["cookie.key"]);
        sandbox.key(name, format!("b0VIM 9.0\0\0{KEY}\0"));
        sandbox.finds("CK401", "high", &["cookie.key"]);
        sandbox.mode(name, 0o644);
        sandbox.mends("CK401", "critical", &["cookie.key"]);
        assert_eq!(sandbox.audit(&["cookie.key"]).exit, 0);
    }
}

#[test]
fn a_copy_of_bytes_and_of_a_key_that_two_files_hold_is_found() {
    let sandbox = Sandbox::empty();
    let raw: Vec<u8> = (0..32).map(|at: u8| at.wrapping_mul(37) ^ 0x9b).collect();
    sandbox.key("raw.key", &raw);
    sandbox.key("raw.key~", &raw);
    sandbox.finds("CK401", "high", &["raw.key"]);
    let sandbox = Sandbox::empty();
    sandbox.key("a.key", KEY);
    sandbox.key("b.key", KEY);
    sandbox.key("b.key~", KEY);
    let finding = sandbox.finds("CK401", "high", &["a.key", "b.key"]);
    assert_eq!(finding["observed"], "holds a copy of b.key (mode 0600)");
}

#[test]
fn what_vim_probes_with_is_a_copy_of_the_keys_that_it_holds() {
    let sandbox = Sandbox::empty();
    sandbox.key("a.key", KEY);
    sandbox.key("b.key", crate::OTHER_KEY);
    sandbox.key("4913", "");
    sandbox.passes("CK401", &["a.key", "b.key"]);
    sandbox.key("4913", format!("{KEY}\n"));
    let finding = sandbox.finds("CK401", "high", &["a.key", "b.key"]);
    assert_eq!(finding["observed"], "holds a copy of a.key (mode 0600)");
}

/// What differs is the number of keys, and not what is done for all of them.
#[test]
#[ignore = "needs strace: tests/run"]
fn a_folder_of_many_keys_is_listed_once_and_git_asked_once() {
    let counts = |keys: usize| {
        let sandbox = Sandbox::empty();
        sandbox.sh("git init -q folder");
        for key in 0..keys {
            let text = format!("{key:08x}{}", &KEY[8..]);
            sandbox.key(&format!("folder/key-2026-{key:04}.key"), &text);
            sandbox.key(&format!("folder/key-2026-{key:04}.key.bak"), text);
        }
        sandbox.sh("strace -f -y -qq -o calls -e trace=getdents64,execve \
             cookiekit audit folder >/dev/null; test $? = 1");
        // git lists folders of its own.
        let count = |call: &str| sandbox.sh(&format!("grep -c '{call}.*= 0$' calls"));
        (count("getdents64([0-9]*<[^>]*/folder>"), count("execve("))
    };
    assert_eq!(counts(10), counts(90));
}

#[test]
fn a_folder_may_have_more_keys_than_a_process_open_files() {
    let sandbox = Sandbox::empty();
    for key in 0..100 {
        let text = format!("{key:08x}{}", &KEY[8..]);
        sandbox.key(&format!("folder/{key}.key"), text);
    }
    let said = sandbox.sh("ulimit -n 40; cookiekit audit folder; echo $?");
    assert!(said.starts_with("nothing found (100 keys, "), "{said}");
    assert!(said.ends_with("\n0\n"), "{said}");
}

#[test]
fn slots_of_the_key_are_audited_and_are_no_copies() {
    let sandbox = Sandbox::new();
    sandbox.key("cookie.key.next", crate::OTHER_KEY);
    assert_eq!(sandbox.audit(&["cookie.key"]).exit, 0);
    sandbox.mode("cookie.key.next", 0o644);
    let finding = sandbox.mends("CK101", "critical", &["cookie.key"]);
    assert_eq!(finding["path"], "cookie.key.next");
}

#[test]
fn a_database_that_others_can_read() {
    let sandbox = Sandbox::empty();
    let magic = b"SQLite format 3\0 and pages";
    sandbox.file("db/rstudio.sqlite", b"no database at all", 0o644);
    sandbox.file("db/data.sqlite", magic, 0o644);
    sandbox.passes("CK414", &["db"]);
    sandbox.file("db/rstudio.sqlite", magic, 0o644);
    sandbox.file("db/rstudio.sqlite-wal", b"log", 0o644);
    sandbox.mends("CK414", "high", &["db"]);
    sandbox.mode("db/rstudio.sqlite-wal", 0o644);
    sandbox.mends("CK414", "high", &["db"]);
}
