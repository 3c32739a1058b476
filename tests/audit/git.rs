//! The key in a git repository and in the context of a container build.

use crate::KEY;
use crate::sandbox::Sandbox;

const COMMIT: &str = "git -c user.name=a -c user.email=a@example.org commit -q -m x";

fn repository() -> Sandbox {
    let sandbox = Sandbox::empty();
    sandbox.sh("git init -q repo && echo text > repo/file && cd repo && git add file");
    sandbox.sh(&format!("cd repo && {COMMIT}"));
    sandbox.key("repo/a/cookie.key", KEY);
    sandbox
}

const PATH: &[&str] = &["repo/a/cookie.key"];

#[test]
fn a_key_that_is_one_add_away() {
    let sandbox = repository();
    sandbox.mends("CK404", "medium", PATH);
    assert_eq!(sandbox.sh("cat repo/.gitignore"), "/a/cookie.key\n");
    assert_eq!(sandbox.audit(PATH).exit, 0);
    // Outside of a work tree there is nothing to ignore.
    sandbox.key("cookie.key", KEY);
    sandbox.passes("CK404", &["cookie.key"]);
}

#[test]
fn a_key_that_is_tracked() {
    let sandbox = repository();
    sandbox.passes("CK402", PATH);
    sandbox.sh("cd repo && git add -f a/cookie.key");
    sandbox.passes("CK404", PATH);
    sandbox.passes("CK403", PATH);
    sandbox.mends("CK402", "critical", PATH);
    sandbox.passes("CK404", PATH);
}

#[test]
fn a_key_that_was_committed_once() {
    let sandbox = repository();
    sandbox.passes("CK403", PATH);
    sandbox.sh(&format!(
        "cd repo && git add -f a && {COMMIT} && git rm -q --cached a/cookie.key && {COMMIT}"
    ));
    sandbox.passes("CK402", PATH);
    let finding = sandbox.finds("CK403", "critical", PATH);
    assert_eq!(finding["fix"], "cookiekit rotate --key repo/a/cookie.key");
    sandbox.obey(&finding);
    assert_ne!(sandbox.sh("cat repo/a/cookie.key"), KEY);
    // The old one still opens what it has sealed, until that is over.
    assert_eq!(sandbox.sh("cat repo/a/cookie.key.retired-*"), KEY);
    let finding = sandbox.finds("CK403", "critical", PATH);
    assert!(finding["fix"].is_null());
    sandbox.sh("cookiekit rotate retire -q --older-than 0s --key repo/a/cookie.key");
    sandbox.passes("CK403", PATH);
}

#[test]
fn nothing_in_a_repository_is_run() {
    let sandbox = repository();
    sandbox.sh(
        "cd repo && printf '#!/bin/sh\\ntouch %s/pwned\\n' \"$PWD\" > evil && chmod +x evil &&
         git config core.fsmonitor \"$PWD/evil\" && git config log.showSignature true &&
         git config gpg.program \"$PWD/evil\" && git config diff.external \"$PWD/evil\" &&
         mkdir -p .git/hooks && cp evil .git/hooks/post-index-change",
    );
    sandbox.finds("CK404", "medium", PATH);
    assert!(!sandbox.path("repo/pwned").exists());
}

#[test]
fn variables_do_not_lead_git_elsewhere() {
    let mut sandbox = repository();
    sandbox.variable("GIT_DIR", "/nonexistent");
    sandbox.variable("GIT_WORK_TREE", "/");
    sandbox.finds("CK404", "medium", PATH);
}

#[test]
fn without_git_it_is_said_and_does_not_pass() {
    let mut sandbox = repository();
    sandbox.variable("PATH", "/nonexistent");
    assert_eq!(sandbox.audit(PATH).exit, 5);
    sandbox.finds("CK902", "medium", PATH);
}

#[test]
fn a_key_in_the_context_of_a_build() {
    let sandbox = Sandbox::empty();
    sandbox.key("app/conf/cookie.key", KEY);
    let path = &["app/conf/cookie.key"];
    sandbox.passes("CK405", path);
    sandbox.file("app/Dockerfile", "FROM scratch\nCOPY bin /bin\n", 0o644);
    sandbox.finds("CK405", "high", path);
    sandbox.file("app/Dockerfile", "FROM scratch\nCOPY . /app\n", 0o644);
    sandbox.mends("CK405", "critical", path);
    assert_eq!(sandbox.sh("cat app/.dockerignore"), "conf/cookie.key\n");
    assert_eq!(sandbox.audit(path).exit, 0);
}
