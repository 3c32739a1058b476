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

/// The issue was a lone copy, in which nothing was found.
#[test]
fn what_is_left_of_a_key_is_found_without_the_key() {
    for (name, key) in [
        ("cookie.key.bak", "cookie.key"),
        ("cookie.key~", "cookie.key"),
        ("#cookie.key#", "cookie.key"),
        ("cookie.key.old", "cookie.key"),
        ("web.key.orig", "web.key"),
        ("web.key.save", "web.key"),
        ("secure-cookie-key.rpmsave", "secure-cookie-key"),
        ("secure-cookie-key.dpkg-old", "secure-cookie-key"),
    ] {
        let sandbox = Sandbox::empty();
        let text = match key {
            "secure-cookie-key" => crate::WORKBENCH_KEY,
            _ => KEY,
        };
        let path = format!("app/{name}");
        sandbox.key(&path, "a text that tells of cookies, and is no key itself");
        sandbox.passes("CK401", &["app"]);
        sandbox.key(&path, text);
        let finding = sandbox.finds("CK401", "medium", &["app"]);
        let observed = format!("is a copy of {key}, which is not beside it (mode 0600)");
        assert_eq!(finding["observed"], observed);
        sandbox.mode(&path, 0o640);
        sandbox.mends("CK401", "critical", &["app"]);
        // It was the only one, and nothing takes it for its key there.
        let kept = format!("home/.config/cookiekit/{key}");
        assert_eq!(sandbox.sh(&format!("cat {kept}")), text);
        sandbox.mode(&kept, 0o600);
        assert_eq!(sandbox.audit(&[&kept]).exit, 0);
    }
}

#[test]
fn a_copy_of_another_key_than_the_one_beside_it_is_found_too() {
    let sandbox = Sandbox::empty();
    sandbox.key("app/cookie.key", KEY);
    sandbox.key("app/cookie.key.bak", crate::OTHER_KEY);
    sandbox.mends("CK401", "medium", &["app"]);
    // A copy of the one beside it is told once, as such.
    sandbox.key("app/cookie.key.bak", KEY);
    let finding = sandbox.mends("CK401", "high", &["app"]);
    assert_eq!(
        finding["observed"],
        "holds a copy of app/cookie.key (mode 0600)"
    );
}

/// The pages of a swap file are an editor's; the key is one line in them.
#[test]
fn a_swap_file_of_a_key_is_found_without_the_key() {
    let sandbox = Sandbox::empty();
    let page = |text: &str| {
        format!(
            "b0VIM 9.0\0{}root\0app/cookie.key\0{text}\0",
            "\0".repeat(4000)
        )
    };
    sandbox.key("app/.cookie.key.swp", page("a line of text that is no key"));
    sandbox.passes("CK401", &["app"]);
    sandbox.key("app/.notes.swp", page(KEY));
    sandbox.passes("CK401", &["app"]);
    sandbox.key("app/.cookie.key.swp", page(KEY));
    let finding = sandbox.finds("CK401", "medium", &["app"]);
    let observed = "is what an editor left of cookie.key, with a key in it (mode 0600)";
    assert_eq!(finding["observed"], observed);
    assert_eq!(finding["fix"], serde_json::Value::Null);
    sandbox.mode("app/.cookie.key.swp", 0o604);
    sandbox.finds("CK401", "critical", &["app"]);
    sandbox.sh("rm app/.cookie.key.swp");
    sandbox.passes("CK401", &["app"]);
}

#[test]
fn without_a_path_what_is_left_of_keys_is_looked_for_where_keys_are() {
    let sandbox = Sandbox::empty();
    for (name, what) in [
        (
            "home/.cache/rstudio/secure-cookie-key.rpmsave",
            "what is left of Workbench's key",
        ),
        ("cookie.key.bak", "what is left of a key"),
    ] {
        sandbox.key(name, crate::WORKBENCH_KEY);
        let run = sandbox.audit(&[]);
        let path = match name.starts_with("home/") {
            true => sandbox.path(name).display().to_string(),
            false => name.to_owned(),
        };
        let line = format!("note: looked at {path} ({what})\n");
        assert!(run.stderr.contains(&line), "{}", run.stderr);
        sandbox.finds("CK401", "medium", &[]);
        sandbox.sh(&format!("rm {name}"));
        sandbox.passes("CK401", &[]);
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
