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
