//! Secrets as Kubernetes mounts them: one file under two paths is one finding.

use std::os::unix::fs::symlink;

use crate::sandbox::Sandbox;
use crate::{KEY, OTHER_KEY};

const DATED: &str = "app/..2026_11_21_10_00_00.123456789";

/// A mount of these files, with the links that the application has.
fn mounted(files: &[(&str, &str)]) -> Sandbox {
    let sandbox = Sandbox::empty();
    for (name, content) in files {
        sandbox.file(&format!("{DATED}/{name}"), content, 0o600);
        let first = name.split('/').next().unwrap();
        let link = sandbox.path(&format!("app/{first}"));
        if !link.is_symlink() {
            symlink(format!("..data/{first}"), link).unwrap();
        }
    }
    let dated = DATED.strip_prefix("app/").unwrap();
    symlink(dated, sandbox.path("app/..data")).unwrap();
    sandbox
}

#[test]
fn a_mounted_secret_is_one_finding_at_the_path_that_is_used() {
    let sandbox = mounted(&[
        ("cookie.key", "abcdefgh"),
        (".env", &format!("COOKIE_KEY={KEY}\n")),
        ("inner/web.yml", &format!("cookie_key: {OTHER_KEY}\n")),
    ]);
    assert_eq!(
        sandbox.finds("CK502", "critical", &["app"])["path"],
        "app/cookie.key"
    );
    let texts = sandbox.findings("CK411", &["app"]);
    let paths: Vec<&str> = texts
        .iter()
        .map(|it| it["path"].as_str().unwrap())
        .collect();
    assert_eq!(paths, ["app/.env", "app/inner/web.yml"], "{texts:#?}");
    // A key that is found by what is in it, and where else it is.
    let sandbox = mounted(&[("cookie.key", KEY), ("notes.txt", &format!("old: {KEY}\n"))]);
    let run = sandbox.audit(&["--json", "app"]);
    let document: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(document["keys"], 1, "{document:#}");
    sandbox.passes("CK508", &["app"]);
    let finding = sandbox.finds("CK411", "high", &["app"]);
    assert_eq!(finding["path"], "app/notes.txt");
    assert!(
        finding["observed"]
            .as_str()
            .unwrap()
            .starts_with("holds app/cookie.key in line 1")
    );
}

#[test]
fn what_is_no_mount_is_judged_by_its_own_path() {
    // Two files with the same key are two.
    let sandbox = mounted(&[("cookie.key", KEY)]);
    sandbox.key("app/web/cookie.key", KEY);
    sandbox.finds("CK508", "high", &["app"]);
    let sandbox = mounted(&[("cookie.key", KEY)]);
    sandbox.key("app/..2025_10_01_00_00_00.1/cookie.key", KEY);
    sandbox.finds("CK508", "high", &["app"]);
    // A file that no application has a link to, and one behind a link of another kind.
    let sandbox = mounted(&[("cookie.key", "abcdefgh")]);
    sandbox.sh("rm app/cookie.key");
    let finding = sandbox.finds("CK502", "critical", &["app"]);
    assert_eq!(finding["path"], format!("{DATED}/cookie.key"));
    let sandbox = Sandbox::empty();
    sandbox.key("app/..kept/cookie.key", "abcdefgh");
    symlink("..kept/cookie.key", sandbox.path("app/cookie.key")).unwrap();
    assert_eq!(sandbox.findings("CK502", &["app"]).len(), 2);
    // Who names the file means it.
    let sandbox = mounted(&[("cookie.key", "abcdefgh")]);
    let path = format!("{DATED}/cookie.key");
    assert_eq!(sandbox.finds("CK502", "critical", &[&path])["path"], path);
}
