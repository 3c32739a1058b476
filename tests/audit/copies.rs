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
        sandbox.key(&path, "a text that names cookies and is not a key itself");
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
    let finding = sandbox.mends("CK401", "medium", &["app"]);
    assert_eq!(
        finding["observed"],
        "is called a copy of cookie.key, and cookie.key beside it does not have its key (mode 0600)"
    );
    // A copy of the one beside it is reported once, as such.
    sandbox.key("app/cookie.key.bak", KEY);
    let finding = sandbox.mends("CK401", "high", &["app"]);
    assert_eq!(
        finding["observed"],
        "holds a copy of app/cookie.key (mode 0600)"
    );
}

/// What is beside it may be no key that can be read: then nobody knows whether they differ.
#[test]
fn a_copy_of_what_is_too_large_for_a_key_is_not_said_to_differ() {
    let sandbox = Sandbox::empty();
    sandbox.key("app/secure-cookie-key", "x ".repeat(1_000_000));
    sandbox.key("app/secure-cookie-key.bak", crate::OTHER_KEY);
    let finding = sandbox.finds("CK401", "medium", &["app"]);
    assert_eq!(
        finding["observed"],
        "is called a copy of secure-cookie-key, which is beside it and was not compared (mode 0600)"
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
